//! Messages (RFC 1035 §4.1): the header, one question, three sections of records, and EDNS.
//!
//! These are the values; [`super::codec`] turns octets into them and back.

use std::fmt;

use bytes::Bytes;

use super::record::{Question, Record, RecordData};

/// Datagrams up to this size reach everybody, in octets (RFC 1035 §4.2.1).
pub const MIN_DATAGRAM_LEN: u16 = 512;

/// The datagram size that we announce and never exceed, in octets: it needs no fragments on any common path
/// (the recommendation of DNS Flag Day 2020).
pub const MAX_DATAGRAM_LEN: u16 = 1232;

/// What a message wants done (RFC 1035 §4.1.1, OPCODE).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Opcode(pub u8);

impl Opcode {
    /// An ordinary query, the only one that is served here.
    pub const QUERY: Self = Self(0);
}

/// How a query ended (RFC 1035 §4.1.1, RCODE; 12 bits wide with EDNS, RFC 6891 §6.1.3).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Rcode(pub u16);

impl Rcode {
    /// No error, which does not say that there are records.
    pub const NO_ERROR: Self = Self(0);
    /// The server could not read the query.
    pub const FORMAT_ERROR: Self = Self(1);
    /// The server has a problem of its own; another time or another server may do better.
    pub const SERVER_FAILURE: Self = Self(2);
    /// NXDOMAIN: the name does not exist, for any type.
    pub const NAME_ERROR: Self = Self(3);
    /// The server does not do this kind of query.
    pub const NOT_IMPLEMENTED: Self = Self(4);
    /// The server does not want to answer: usually the name is none of its zones.
    pub const REFUSED: Self = Self(5);
    /// The EDNS version of the query is newer than the server (RFC 6891 §6.1.3).
    pub const BAD_VERSION: Self = Self(16);
}

/// The mnemonic of RFC 6895 §2.3: `NXDOMAIN`, or `RCODE23` for a number without a name here.
impl fmt::Display for Rcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match *self {
            Self::NO_ERROR => "NOERROR",
            Self::FORMAT_ERROR => "FORMERR",
            Self::SERVER_FAILURE => "SERVFAIL",
            Self::NAME_ERROR => "NXDOMAIN",
            Self::NOT_IMPLEMENTED => "NOTIMP",
            Self::REFUSED => "REFUSED",
            Self::BAD_VERSION => "BADVERS",
            Self(other) => return write!(f, "RCODE{other}"),
        })
    }
}

/// The fixed part of a message without its counts (RFC 1035 §4.1.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Header {
    /// Chosen by the asker, copied by the answerer.
    pub id: u16,
    /// QR: this is a response.
    pub response: bool,
    /// What is wanted.
    pub opcode: Opcode,
    /// AA: the answerer owns the name.
    pub authoritative: bool,
    /// TC: not everything fitted.
    pub truncated: bool,
    /// RD: the asker wants the whole walk done for it.
    pub recursion_desired: bool,
    /// RA: the answerer does such walks.
    pub recursion_available: bool,
    /// AD: the data was validated (RFC 4035 §3.2.3); never set by us.
    pub authentic_data: bool,
    /// CD: the asker validates for itself (RFC 4035 §3.2.2).
    pub checking_disabled: bool,
    /// How it ended.
    pub rcode: Rcode,
}

impl Header {
    /// The header of an ordinary query.
    #[must_use]
    pub fn query(id: u16, recursion_desired: bool) -> Self {
        Self {
            id,
            response: false,
            opcode: Opcode::QUERY,
            authoritative: false,
            truncated: false,
            recursion_desired,
            recursion_available: false,
            authentic_data: false,
            checking_disabled: false,
            rcode: Rcode::NO_ERROR,
        }
    }

    /// The header of the response to this query: id, opcode, RD and CD are copied (RFC 1035 §4.1.1, RFC 4035 §3.2.2).
    #[must_use]
    pub fn reply(self, rcode: Rcode) -> Self {
        let Self { opcode, checking_disabled, .. } = self;
        Self { response: true, opcode, checking_disabled, rcode, ..Self::query(self.id, self.recursion_desired) }
    }
}

/// The part of an OPT record that is used here; its options are neither kept nor sent (RFC 6891 §6.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Edns {
    /// The longest datagram that the sender can take, in octets.
    pub udp_size: u16,
    /// The version that the sender speaks; there is only 0.
    pub version: u8,
    /// DO: the sender wants DNSSEC records (RFC 3225).
    pub dnssec_ok: bool,
}

impl Edns {
    /// What we announce ourselves.
    pub const OURS: Self = Self { udp_size: MAX_DATAGRAM_LEN, version: 0, dnssec_ok: false };
}

/// A query or a response.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// The fixed part.
    pub header: Header,
    /// What is asked. Never more than one question (RFC 9619), none in some error responses.
    pub question: Option<Question>,
    /// The records that answer it, and the CNAMEs that lead to them.
    pub answers: Vec<Record>,
    /// NS records that name better servers, or the SOA behind a negative answer.
    pub authority: Vec<Record>,
    /// Addresses that the asker will probably want next.
    pub additional: Vec<Record>,
    /// EDNS, if the sender speaks it.
    pub edns: Option<Edns>,
}

impl Message {
    /// A query with EDNS.
    #[must_use]
    pub fn query(id: u16, question: Question, recursion_desired: bool) -> Self {
        let header = Header::query(id, recursion_desired);
        Self { question: Some(question), edns: Some(Edns::OURS), ..Self::empty(header) }
    }

    /// An empty response to this query: the question is copied, and EDNS answered with EDNS (RFC 6891 §6.1.1).
    #[must_use]
    pub fn reply(&self, rcode: Rcode) -> Self {
        // RFC 3225 §3: DO is copied.
        let edns = self.edns.map(|edns| Edns { dnssec_ok: edns.dnssec_ok, ..Edns::OURS });
        Self { question: self.question.clone(), edns, ..Self::empty(self.header.reply(rcode)) }
    }

    /// A message of nothing but its header.
    #[must_use]
    pub fn empty(header: Header) -> Self {
        Self { header, question: None, answers: Vec::new(), authority: Vec::new(), additional: Vec::new(), edns: None }
    }

    /// How long a datagram the sender of this message takes, and we are willing to send, in octets.
    #[must_use]
    pub fn datagram_limit(&self) -> usize {
        // RFC 6891 §6.2.3: values below 512 are taken as 512.
        let size = self.edns.map_or(MIN_DATAGRAM_LEN, |edns| edns.udp_size.clamp(MIN_DATAGRAM_LEN, MAX_DATAGRAM_LEN));
        usize::from(size)
    }

    /// Whether this response only points at servers that know better: no error, no answer, not authoritative, NS but no
    /// SOA (RFC 2308 §2.2.1).
    #[must_use]
    pub fn is_referral(&self) -> bool {
        self.header.rcode == Rcode::NO_ERROR
            && !self.header.authoritative
            && self.answers.is_empty()
            && self.soa().is_none()
            && self.name_servers().next().is_some()
    }

    /// The SOA in the authority section, which makes a negative answer keepable (RFC 2308 §3).
    #[must_use]
    pub fn soa(&self) -> Option<&Record> {
        self.authority.iter().find(|record| matches!(record.data, RecordData::Soa(_)))
    }

    /// The octets, if they fit into `limit`. If not, additional records are left out first; and when that is not enough,
    /// everything but the question, with TC set.
    #[must_use]
    pub fn write_within(mut self, limit: usize) -> Bytes {
        let octets = self.write();
        if octets.len() <= limit {
            return octets;
        }
        // RFC 2181 §9: records that were merely helpful go without a word; RFC 9471 §2: glue does not.
        if !self.is_referral() {
            self.additional.clear();
            let octets = self.write();
            if octets.len() <= limit {
                return octets;
            }
        }
        self.answers.clear();
        self.authority.clear();
        self.additional.clear();
        self.header.truncated = true;
        self.write()
    }

    fn name_servers(&self) -> impl Iterator<Item = &super::Name> {
        self.authority.iter().filter_map(|record| match &record.data {
            RecordData::Ns(server) => Some(server),
            _ => None,
        })
    }
}

/// One line for a transcript: `MX? empresa.com` for a query; for a response `MX 10 correo.empresa.com (3600 s)`,
/// `NXDOMAIN`, `NODATA`, `NS a.gtld-servers.net` for a referral.
impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.header.response {
            return match &self.question {
                Some(question) => question.fmt(f),
                None => f.write_str("?"),
            };
        }
        if self.header.truncated {
            return f.write_str("TC");
        }
        if self.is_referral() {
            f.write_str("NS ")?;
            return separated(f, self.name_servers());
        }
        separated(f, &self.answers)?;
        let separator = if self.answers.is_empty() { "" } else { ", " };
        if self.header.rcode != Rcode::NO_ERROR {
            write!(f, "{separator}{}", self.header.rcode)
        } else if self.answers.is_empty() {
            f.write_str("NODATA")
        } else {
            Ok(())
        }
    }
}

/// Writes `items` with commas between them.
fn separated<T: fmt::Display>(f: &mut fmt::Formatter<'_>, items: impl IntoIterator<Item = T>) -> fmt::Result {
    for (index, item) in items.into_iter().enumerate() {
        let separator = if index == 0 { "" } else { ", " };
        write!(f, "{separator}{item}")?;
    }
    Ok(())
}
