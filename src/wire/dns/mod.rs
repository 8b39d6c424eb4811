//! DNS on the wire: names, records, messages, and the zones that servers answer from.
//!
//! * [`Name`]: absolute, case kept and ignored;
//! * [`Record`], [`Question`]: small owned values that share their octets when cloned;
//! * [`Message`]: parsed and written with name compression and EDNS(0);
//! * [`Zone`]: what one zone says about a name: an answer, a referral, no data, no such name.
//!
//! The formats themselves are read and written by the crate `domain`; the machines that send these messages are in
//! `proto::dns`. Left out: DNSSEC, dynamic update, zone transfer, and every class but IN.
//!
//! RFC 1034 and 1035, with 2181 (clarifications), 2308 (negative answers), 3597 (unknown types), 4592 (wildcards),
//! 6891 (EDNS), 7505 (null MX).

mod codec;
mod compress;
mod message;
mod name;
mod record;
mod zone;
mod zonefile;

pub use codec::ParseError;
pub use message::{Edns, Header, MAX_DATAGRAM_LEN, MIN_DATAGRAM_LEN, Message, Opcode, Rcode};
pub use name::{MAX_NAME_LEN, Name, NameError};
pub use record::{Class, Question, Record, RecordData, RecordType, RecordTypeError, Soa, Txt};
pub use zone::{Lookup, Zone, ZoneError};
pub use zonefile::{ZoneFileError, ZoneFileProblem};

#[cfg(test)]
mod tests;
