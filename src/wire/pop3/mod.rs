//! POP3 as octets (RFC 1939, extended by RFC 2449): commands, replies, and content between them.
//!
//! * [`Command`] and [`Verb`]: what a client says, one line each;
//! * [`Reply`] and [`Code`]: the first line of every answer;
//! * [`LineReader`]: lines out of octets that arrive in any pieces, of bounded length;
//! * [`write_content`] and [`ContentReader`]: a mail with its dots doubled and the final dot, there and back.
//!
//! What may be said when is not here but in [`crate::proto::pop3`].

mod command;
mod content;
mod line;
mod reply;

pub use command::{Command, CommandError, Verb};
pub use content::{ContentReader, write_content};
pub use line::{LineReader, TooLong};
pub use reply::{Code, NotAReply, Reply};

/// The longest command, line end included (RFC 2449 §4).
pub const COMMAND_MAX: usize = 255;
/// The longest line of an answer that is not content, line end included (RFC 2449 §4).
pub const REPLY_MAX: usize = 512;
