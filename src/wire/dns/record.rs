//! Resource records and the questions that ask for them (RFC 1035 §3.2, §4.1.2), as small owned values.
//!
//! The types that mail needs are understood; all others are carried as octets, as RFC 3597 asks. A clone shares names and
//! texts. The `Display` forms are for transcripts: `MX? empresa.com`, `MX 10 correo.empresa.com (3600 s)`.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;
use std::sync::Arc;

use bytes::Bytes;
use domain::base::iana::{Class as IanaClass, Rtype};

use super::name::Name;

/// The type of a record, or of the records that a question asks for (RFC 1035 §3.2.2).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RecordType(pub u16);

impl RecordType {
    /// An IPv4 address.
    pub const A: Self = Self(1);
    /// A name server of the zone that begins at the owner.
    pub const NS: Self = Self(2);
    /// The owner is another name for the target.
    pub const CNAME: Self = Self(5);
    /// The start of a zone, with the times that secondaries and negative caches keep.
    pub const SOA: Self = Self(6);
    /// The name behind an address.
    pub const PTR: Self = Self(12);
    /// A mail exchanger of the owner.
    pub const MX: Self = Self(15);
    /// Text; SPF, DKIM and DMARC live in it.
    pub const TXT: Self = Self(16);
    /// An IPv6 address (RFC 3596).
    pub const AAAA: Self = Self(28);
    /// The pseudo-record of EDNS (RFC 6891 §6.1.1).
    pub const OPT: Self = Self(41);
    /// A signed delegation, which only the parent's zone holds (RFC 4035 §3.1.4.1).
    pub const DS: Self = Self(43);
    /// An incremental transfer of a zone (RFC 1995).
    pub const IXFR: Self = Self(251);
    /// A transfer of a whole zone (RFC 5936).
    pub const AXFR: Self = Self(252);
    /// Every type at once, as a question only.
    pub const ANY: Self = Self(255);
}

/// The mnemonic: `MX`, or `TYPE65280` for a number without a name (RFC 3597 §5).
impl fmt::Display for RecordType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Rtype::from_int(self.0).fmt(f)
    }
}

/// A text is not the mnemonic of a record type.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("this is not a DNS record type")]
pub struct RecordTypeError;

impl FromStr for RecordType {
    type Err = RecordTypeError;

    fn from_str(text: &str) -> Result<Self, RecordTypeError> {
        text.parse::<Rtype>().map(|rtype| Self(rtype.to_int())).map_err(|_| RecordTypeError)
    }
}

/// The class of a question. Records are always of class IN here: there is one Internet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Class(pub u16);

impl Class {
    /// The Internet.
    pub const IN: Self = Self(1);
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        IanaClass::from_int(self.0).fmt(f)
    }
}

/// What is asked: the records of one type at one name (RFC 1035 §4.1.2).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Question {
    /// The owner of the records.
    pub name: Name,
    /// Their type.
    pub rtype: RecordType,
    /// Their class, nearly always [`Class::IN`].
    pub class: Class,
}

impl Question {
    /// A question about the Internet.
    #[must_use]
    pub fn new(name: Name, rtype: RecordType) -> Self {
        Self { name, rtype, class: Class::IN }
    }
}

/// `MX? empresa.com`; another class than IN is said first.
impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.class != Class::IN {
            write!(f, "{} ", self.class)?;
        }
        write!(f, "{}? {}", self.rtype, self.name)
    }
}

/// One resource record of class IN.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// The owner.
    pub name: Name,
    /// How long it may be kept, in seconds; 0 is "use once", at most 2³¹−1 (RFC 2181 §8).
    pub ttl_secs: u32,
    /// What it says.
    pub data: RecordData,
}

impl Record {
    /// A record.
    #[must_use]
    pub fn new(name: Name, ttl_secs: u32, data: RecordData) -> Self {
        Self { name, ttl_secs, data }
    }

    /// The type of its data.
    #[must_use]
    pub fn rtype(&self) -> RecordType {
        self.data.rtype()
    }
}

/// `MX 10 correo.empresa.com (3600 s)`: without the owner, which the question has already named.
impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} s)", self.data, self.ttl_secs)
    }
}

/// The start of a zone (RFC 1035 §3.3.13). All times are in seconds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Soa {
    /// The primary name server.
    pub primary: Name,
    /// The mailbox of the zone's keeper, with its `@` written as a dot.
    pub mailbox: Name,
    /// The version of the zone.
    pub serial: u32,
    /// How often a secondary asks for a newer version.
    pub refresh_secs: u32,
    /// How soon it asks again after a failure.
    pub retry_secs: u32,
    /// After how long it stops answering.
    pub expire_secs: u32,
    /// With the record's own TTL, how long "there is no such thing" may be kept (RFC 2308 §4).
    pub minimum_secs: u32,
}

/// The strings of a TXT record, each of at most 255 octets (RFC 1035 §3.3.14).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Txt(Bytes);

impl Txt {
    /// `text`, split into as many strings as it needs. An SPF or DKIM reader joins them again (RFC 7208 §3.3).
    /// What does not fit into the 65,535 octets of a record is cut off.
    #[must_use]
    pub fn new(text: &[u8]) -> Self {
        let text = &text[..text.len().min(255 * 255)];
        let mut octets = Vec::with_capacity(text.len() + text.len() / 255 + 1);
        for string in text.chunks(255) {
            octets.push(string.len() as u8);
            octets.extend_from_slice(string);
        }
        if octets.is_empty() {
            octets.push(0);
        }
        Self(octets.into())
    }

    /// The strings in order.
    pub fn strings(&self) -> impl Iterator<Item = &[u8]> {
        let mut rest = &self.0[..];
        std::iter::from_fn(move || {
            let (len, tail) = rest.split_first()?;
            let (string, tail) = tail.split_at(usize::from(*len));
            rest = tail;
            Some(string)
        })
    }

    /// All strings joined without anything between them.
    #[must_use]
    pub fn joined(&self) -> Vec<u8> {
        self.strings().flatten().copied().collect()
    }

    /// The data of the record on the wire, if it is a sequence of at least one whole string.
    pub(super) fn from_wire(octets: Bytes) -> Option<Self> {
        let mut rest = &octets[..];
        while let Some((len, tail)) = rest.split_first() {
            rest = tail.get(usize::from(*len)..)?;
        }
        (!octets.is_empty()).then_some(Self(octets))
    }

    /// The data of the record on the wire.
    pub(super) fn as_wire(&self) -> &[u8] {
        &self.0
    }
}

/// What a record says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RecordData {
    /// An IPv4 address.
    A(Ipv4Addr),
    /// An IPv6 address.
    Aaaa(Ipv6Addr),
    /// The real name of the owner.
    Cname(Name),
    /// A mail exchanger; preference 0 with the root as exchange is the null MX (RFC 7505 §3).
    Mx {
        /// Lower is tried first.
        preference: u16,
        /// The host that takes the mail.
        exchange: Name,
    },
    /// A name server of the zone at the owner.
    Ns(Name),
    /// The name of the address whose reverse name is the owner.
    Ptr(Name),
    /// The start of a zone.
    Soa(Arc<Soa>),
    /// Text.
    Txt(Txt),
    /// Any other type, not understood (RFC 3597). Names inside are not followed or compressed.
    Other {
        /// The type.
        rtype: RecordType,
        /// The data, as on the wire.
        octets: Bytes,
    },
}

impl RecordData {
    /// The type under which this data is asked for.
    #[must_use]
    pub fn rtype(&self) -> RecordType {
        match self {
            Self::A(_) => RecordType::A,
            Self::Aaaa(_) => RecordType::AAAA,
            Self::Cname(_) => RecordType::CNAME,
            Self::Mx { .. } => RecordType::MX,
            Self::Ns(_) => RecordType::NS,
            Self::Ptr(_) => RecordType::PTR,
            Self::Soa(_) => RecordType::SOA,
            Self::Txt(_) => RecordType::TXT,
            Self::Other { rtype, .. } => *rtype,
        }
    }

    /// The host whose address an asker will want next: the target of MX and NS (RFC 1035 §3.3.9, §3.3.11).
    #[must_use]
    pub fn host(&self) -> Option<&Name> {
        match self {
            Self::Mx { exchange: host, .. } | Self::Ns(host) => Some(host),
            _ => None,
        }
    }

    /// The real name behind an alias.
    #[must_use]
    pub fn alias(&self) -> Option<&Name> {
        match self {
            Self::Cname(target) => Some(target),
            _ => None,
        }
    }
}

/// The type and the data: `MX 10 correo.empresa.com`, `A 192.0.2.25`, `TXT "v=spf1 mx -all"`.
impl fmt::Display for RecordData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.rtype())?;
        match self {
            Self::A(address) => write!(f, " {address}"),
            Self::Aaaa(address) => write!(f, " {address}"),
            Self::Cname(name) | Self::Ns(name) | Self::Ptr(name) => write!(f, " {name}"),
            Self::Mx { preference, exchange } => write!(f, " {preference} {exchange}"),
            Self::Soa(soa) => {
                let Soa { primary, mailbox, serial, refresh_secs, retry_secs, expire_secs, minimum_secs } = &**soa;
                write!(f, " {primary} {mailbox} {serial} {refresh_secs} {retry_secs} {expire_secs} {minimum_secs}")
            }
            Self::Txt(txt) => txt.strings().try_for_each(|string| write!(f, " \"{}\"", string.escape_ascii())),
            Self::Other { octets, .. } => {
                // RFC 3597 §5: the form of data that nobody understands.
                write!(f, " \\# {}", octets.len())?;
                octets.iter().enumerate().try_for_each(|(index, octet)| {
                    let space = if index == 0 { " " } else { "" };
                    write!(f, "{space}{octet:02X}")
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        text.parse().unwrap()
    }

    #[test]
    fn records_and_questions_print_as_a_transcript_shows_them() {
        assert_eq!(Question::new(name("empresa.com"), RecordType::MX).to_string(), "MX? empresa.com");
        let mx = RecordData::Mx { preference: 10, exchange: name("correo.empresa.com") };
        assert_eq!(Record::new(name("empresa.com"), 3600, mx).to_string(), "MX 10 correo.empresa.com (3600 s)");
        let null = RecordData::Mx { preference: 0, exchange: Name::root() };
        assert_eq!(null.to_string(), "MX 0 .");
        let spf = RecordData::Txt(Txt::new(b"v=spf1 \"mx\" -all"));
        assert_eq!(spf.to_string(), r#"TXT "v=spf1 \"mx\" -all""#);
        let other = RecordData::Other { rtype: RecordType(65280), octets: Bytes::from_static(&[1, 0xab]) };
        assert_eq!(other.to_string(), r"TYPE65280 \# 2 01AB");
        let chaos = Question { class: Class(3), ..Question::new(name("version.bind"), RecordType::TXT) };
        assert_eq!(chaos.to_string(), "CH TXT? version.bind");
    }

    #[test]
    fn record_types_read_as_they_print() {
        for text in ["A", "AAAA", "MX", "TXT", "TYPE65280"] {
            assert_eq!(text.parse::<RecordType>().unwrap().to_string(), text);
        }
        assert_eq!("XM".parse::<RecordType>(), Err(RecordTypeError));
    }

    #[test]
    fn a_long_text_is_split_into_strings_of_255_octets() {
        let text = [b'x'; 600];
        let txt = Txt::new(&text);
        let lengths: Vec<_> = txt.strings().map(<[u8]>::len).collect();
        assert_eq!(lengths, [255, 255, 90]);
        assert_eq!(txt.joined(), text);
        assert_eq!(Txt::new(b"").strings().count(), 1);
    }

    #[test]
    fn broken_text_data_is_refused() {
        assert!(Txt::from_wire(Bytes::from_static(b"\x03ab")).is_none());
        assert!(Txt::from_wire(Bytes::new()).is_none());
        assert!(Txt::from_wire(Bytes::from_static(b"\x02ab\x00")).is_some());
    }
}
