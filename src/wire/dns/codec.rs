//! Messages to octets and back, on the parsers and builders of the crate `domain`.
//!
//! `domain` follows compression pointers only backwards and counts them, so no message makes a parser loop. Records of a
//! class other than IN are passed over: nothing here asks for them.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use bytes::Bytes;
use domain::base as wire;
use domain::base::iana::{Class as IanaClass, Opcode as IanaOpcode, OptRcode, Rcode as IanaRcode, Rtype};
use domain::base::message_builder::MessageBuilder;
use domain::base::name::ParsedName;
use domain::base::question::ComposeQuestion;
use domain::base::rdata::ParseAnyRecordData;
use domain::base::record::{ComposeRecord, ParsedRecord};
use domain::base::wire::{Compose, Composer, Parse};
use domain::dep::octseq::parse::Parser;

use super::compress::Compressor;
use super::message::{Edns, Header, Message, Opcode, Rcode};
use super::name::Name;
use super::record::{Class, Question, Record, RecordData, RecordType, Soa, Txt};

/// Why octets are not a message. A server answers the peer that sent them with FORMERR, if it can read the header.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ParseError {
    /// Fewer than the twelve octets of a header, or fewer records than the header announces.
    #[error("the message ends too early")]
    Short,
    /// A name that is too long or loops, or record data that is not of its type.
    #[error("the message is malformed")]
    Malformed,
    /// More than one question (RFC 9619 §4).
    #[error("the message has several questions")]
    SeveralQuestions,
    /// More than one OPT record, or one that is not owned by the root (RFC 6891 §6.1.1).
    #[error("the message has a misplaced OPT record")]
    MisplacedOpt,
}

impl From<wire::wire::ParseError> for ParseError {
    fn from(error: wire::wire::ParseError) -> Self {
        match error {
            wire::wire::ParseError::ShortInput => Self::Short,
            wire::wire::ParseError::Form(_) => Self::Malformed,
        }
    }
}

impl Header {
    /// Reads the header alone, for replying to a message whose rest cannot be read.
    ///
    /// # Errors
    /// When there are fewer than twelve octets.
    pub fn parse(octets: &[u8]) -> Result<Self, ParseError> {
        let message = wire::Message::from_slice(octets).map_err(|_| ParseError::Short)?;
        Ok(Self::read(message.header()))
    }

    fn read(header: wire::Header) -> Self {
        Self {
            id: header.id(),
            response: header.qr(),
            opcode: Opcode(header.opcode().to_int()),
            authoritative: header.aa(),
            truncated: header.tc(),
            recursion_desired: header.rd(),
            recursion_available: header.ra(),
            authentic_data: header.ad(),
            checking_disabled: header.cd(),
            rcode: Rcode(header.rcode().to_int().into()),
        }
    }

    fn write(self, header: &mut wire::Header) {
        header.set_id(self.id);
        header.set_qr(self.response);
        header.set_opcode(IanaOpcode::from_int(self.opcode.0 & 0xF));
        header.set_aa(self.authoritative);
        header.set_tc(self.truncated);
        header.set_rd(self.recursion_desired);
        header.set_ra(self.recursion_available);
        header.set_ad(self.authentic_data);
        header.set_cd(self.checking_disabled);
        // The low four bits; the others are in the OPT record.
        header.set_rcode(IanaRcode::masked_from_int((self.rcode.0 & 0xF) as u8));
    }
}

impl Message {
    /// Reads a whole message. Octets behind the last record are ignored.
    ///
    /// # Errors
    /// When the octets are not one message with at most one question.
    pub fn parse(octets: &[u8]) -> Result<Self, ParseError> {
        let message = wire::Message::from_slice(octets).map_err(|_| ParseError::Short)?;
        let mut parsed = Self::empty(Header::read(message.header()));
        let mut questions = message.question();
        for question in questions.by_ref() {
            let question = question?;
            if parsed.question.is_some() {
                return Err(ParseError::SeveralQuestions);
            }
            parsed.question = Some(Question {
                name: Name::from_labels(question.qname()),
                rtype: RecordType(question.qtype().to_int()),
                class: Class(question.qclass().to_int()),
            });
        }
        let mut section = questions.answer()?;
        for place in [&mut parsed.answers, &mut parsed.authority] {
            for record in section.by_ref() {
                place.extend(read_record(record?)?);
            }
            section = section.next_section()?.ok_or(ParseError::Malformed)?;
        }
        for record in section {
            let record = record?;
            if record.rtype() != Rtype::OPT {
                parsed.additional.extend(read_record(record)?);
            } else if parsed.edns.is_none() && record.owner().is_root() {
                // RFC 6891 §6.1.3: class and TTL of an OPT record carry sizes and flags.
                let flags = record.ttl().as_secs().to_be_bytes();
                parsed.header.rcode.0 |= u16::from(flags[0]) << 4;
                parsed.edns = Some(Edns {
                    udp_size: record.class().to_int(),
                    version: flags[1],
                    dnssec_ok: flags[2] & 0x80 != 0,
                });
            } else {
                return Err(ParseError::MisplacedOpt);
            }
        }
        Ok(parsed)
    }

    /// The octets, names compressed, however long; see [`Self::write_within`] for datagrams. An rcode over 15 needs
    /// [`Self::edns`] to be carried whole.
    #[must_use]
    pub fn write(&self) -> Bytes {
        let Ok(mut builder) = MessageBuilder::from_target(Compressor::new());
        self.header.write(builder.header_mut());
        // A push fails when a section has 65,535 records already: what would be too much stays away.
        let mut builder = builder.question();
        let _ = self.question.iter().try_for_each(|question| builder.push(question));
        let mut builder = builder.answer();
        let _ = self.answers.iter().try_for_each(|record| builder.push(record));
        let mut builder = builder.authority();
        let _ = self.authority.iter().try_for_each(|record| builder.push(record));
        let mut builder = builder.additional();
        let _ = self.additional.iter().try_for_each(|record| builder.push(record));
        if let Some(edns) = self.edns {
            let _ = builder.opt(|opt| {
                opt.set_udp_payload_size(edns.udp_size);
                opt.set_rcode(OptRcode::masked_from_int(self.header.rcode.0));
                opt.set_version(edns.version);
                opt.set_dnssec_ok(edns.dnssec_ok);
                Ok(())
            });
        }
        builder.finish().into_octets().into()
    }
}

impl ComposeQuestion for Question {
    fn compose_question<Target: Composer + ?Sized>(&self, target: &mut Target) -> Result<(), Target::AppendError> {
        target.append_compressed_name(&self.name)?;
        self.rtype.0.compose(target)?;
        self.class.0.compose(target)
    }
}

impl ComposeRecord for Record {
    fn compose_record<Target: Composer + ?Sized>(&self, target: &mut Target) -> Result<(), Target::AppendError> {
        target.append_compressed_name(&self.name)?;
        self.rtype().0.compose(target)?;
        Class::IN.0.compose(target)?;
        self.ttl_secs.compose(target)?;
        // The length is known only once the names inside are compressed.
        target.append_slice(&[0, 0])?;
        let start = target.as_ref().len();
        self.data.compose(target)?;
        // Names, strings and what was parsed are all shorter than 65,536 octets.
        let len = (target.as_ref().len() - start) as u16;
        target.as_mut()[start - 2..start].copy_from_slice(&len.to_be_bytes());
        Ok(())
    }
}

impl RecordData {
    fn compose<Target: Composer + ?Sized>(&self, target: &mut Target) -> Result<(), Target::AppendError> {
        // RFC 3597 §4: names are compressed in the types of RFC 1035 alone.
        match self {
            Self::A(address) => target.append_slice(&address.octets()),
            Self::Aaaa(address) => target.append_slice(&address.octets()),
            Self::Cname(name) | Self::Ns(name) | Self::Ptr(name) => target.append_compressed_name(name),
            Self::Mx { preference, exchange } => {
                preference.compose(target)?;
                target.append_compressed_name(exchange)
            }
            Self::Soa(soa) => {
                target.append_compressed_name(&soa.primary)?;
                target.append_compressed_name(&soa.mailbox)?;
                [soa.serial, soa.refresh_secs, soa.retry_secs, soa.expire_secs, soa.minimum_secs]
                    .iter()
                    .try_for_each(|number| number.compose(target))
            }
            Self::Txt(txt) => target.append_slice(txt.as_wire()),
            Self::Other { octets, .. } => target.append_slice(&octets[..octets.len().min(usize::from(u16::MAX))]),
        }
    }

    /// Reads the data of a record of type `rtype`, and nothing behind it.
    pub(super) fn parse(rtype: RecordType, octets: &[u8]) -> Result<Self, ParseError> {
        let mut parser = Parser::from_ref(octets);
        let data = Self::parse_any_rdata(Rtype::from_int(rtype.0), &mut parser)?;
        if parser.remaining() == 0 { Ok(data) } else { Err(ParseError::Malformed) }
    }
}

impl wire::RecordData for RecordData {
    fn rtype(&self) -> Rtype {
        Rtype::from_int(self.rtype().0)
    }
}

impl<'a> ParseAnyRecordData<'a, [u8]> for RecordData {
    fn parse_any_rdata(rtype: Rtype, parser: &mut Parser<'a, [u8]>) -> Result<Self, wire::wire::ParseError> {
        Ok(match rtype {
            Rtype::A => Self::A(Ipv4Addr::parse(parser)?),
            Rtype::AAAA => Self::Aaaa(Ipv6Addr::parse(parser)?),
            Rtype::CNAME => Self::Cname(parse_name(parser)?),
            Rtype::MX => Self::Mx { preference: u16::parse(parser)?, exchange: parse_name(parser)? },
            Rtype::NS => Self::Ns(parse_name(parser)?),
            Rtype::PTR => Self::Ptr(parse_name(parser)?),
            Rtype::SOA => Self::Soa(Arc::new(Soa {
                primary: parse_name(parser)?,
                mailbox: parse_name(parser)?,
                serial: u32::parse(parser)?,
                refresh_secs: u32::parse(parser)?,
                retry_secs: u32::parse(parser)?,
                expire_secs: u32::parse(parser)?,
                minimum_secs: u32::parse(parser)?,
            })),
            Rtype::TXT => {
                let octets = Bytes::copy_from_slice(parser.parse_octets(parser.remaining())?);
                let malformed = || wire::wire::ParseError::form_error("broken character-string");
                Self::Txt(Txt::from_wire(octets).ok_or_else(malformed)?)
            }
            _ => Self::Other {
                rtype: RecordType(rtype.to_int()),
                octets: Bytes::copy_from_slice(parser.parse_octets(parser.remaining())?),
            },
        })
    }
}

fn parse_name(parser: &mut Parser<'_, [u8]>) -> Result<Name, wire::wire::ParseError> {
    Ok(Name::from_labels(&ParsedName::parse_ref(parser)?))
}

/// One record, unless it is of another class than IN.
fn read_record(record: ParsedRecord<'_, [u8]>) -> Result<Option<Record>, ParseError> {
    if record.class() != IanaClass::IN {
        return Ok(None);
    }
    let record = record.into_any_record::<RecordData>()?;
    // RFC 2181 §8: a TTL with its highest bit set counts as zero.
    let ttl_secs = Some(record.ttl().as_secs()).filter(|ttl| ttl >> 31 == 0).unwrap_or(0);
    Ok(Some(Record::new(Name::from_labels(record.owner()), ttl_secs, record.into_data())))
}
