//! The mail itself: the octets between `DATA` and the final dot (RFC 5322), and MIME inside them (RFC 2045–2047).
//!
//! * [`compose`] writes a mail as a user agent does; the MIME work is `mail-builder`'s.
//! * [`parse`] reads one for people who look at it; the MIME work is `mail-parser`'s.
//! * [`header`] looks at the header section alone, without decoding anything: what a relay needs, at a relay's speed.
//! * [`trace`] writes what servers put on top of a mail, and the two fields a submission server may add.
//!
//! Envelopes are not here: who gets a mail is decided by SMTP, never by these octets (RFC 5321 §2.3.1). Addresses are
//! plain text, because a mail may carry addresses that no server would accept.

pub mod compose;
mod encode;
pub mod header;
mod line;
pub mod parse;
pub mod trace;

pub(crate) use line::{find, split_line};
