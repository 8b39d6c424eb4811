//! SMTP as it stands on the wire: RFC 5321, with the extensions SIZE, 8BITMIME, PIPELINING, AUTH and enhanced codes.
//!
//! * [`address`], [`domain`] and [`path`]: who sends and who receives, in the envelope;
//! * [`mod@line`]: octets become command lines;
//! * [`command`]: what a client says; [`auth`]: the payload when it signs in;
//! * [`reply`] and [`reply_parser`]: what a server says; [`capabilities`]: what it offers;
//! * [`data`]: the content of a mail, dots stuffed.
//!
//! Which command is in order when, and what answers it, is decided by the machines in `proto::smtp`. Left out: BDAT
//! (RFC 3030), SMTPUTF8 (RFC 6531), the DSN parameters (RFC 3461) and STARTTLS (RFC 3207).

pub mod address;
pub mod auth;
pub mod capabilities;
pub mod command;
pub mod data;
pub mod domain;
pub mod line;
pub mod path;
pub mod reply;
pub mod reply_parser;

pub use address::{AddressError, LocalPart, Mailbox};
pub use auth::Mechanism;
pub use capabilities::{Capabilities, SizeLimit};
pub use command::{Body, Command, CommandError, MailParams, Problem, Verb};
pub use data::{DataError, DataReceiver, stuff};
pub use domain::{AddressLiteral, Domain, DomainName};
pub use line::{LineEnds, LineError, LineReader};
pub use path::{ForwardPath, ReversePath};
pub use reply::{CodeError, EnhancedCode, Reply, ReplyClass, ReplyCode};
pub use reply_parser::{ReplyError, ReplyParser};
