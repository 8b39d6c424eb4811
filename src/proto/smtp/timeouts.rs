//! How long each end waits: RFC 5321 §4.5.3.2, with Postfix's values where the standard says nothing.
//!
//! The timer of a single block of content (§4.5.3.2.5) is left out: our client writes the content at once, and how
//! long that takes is the network's affair.

use crate::base::time::Span;

/// How long a server waits for a client to say something: RFC 5321 §4.5.3.2.7.
pub const SERVER_IDLE: Span = Span::from_secs(300);

/// How long a client waits for each reply. A timer begins when its command leaves, or when the reply before it came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Timeouts {
    /// For the greeting, from the connection on: RFC 5321 §4.5.3.2.1.
    pub greeting: Span,
    /// For the reply to EHLO, HELO and each step of AUTH; no standard names one.
    pub hello: Span,
    /// For the reply to MAIL: RFC 5321 §4.5.3.2.2.
    pub mail: Span,
    /// For the reply to each RCPT: RFC 5321 §4.5.3.2.3.
    pub recipient: Span,
    /// For the 354 after DATA: RFC 5321 §4.5.3.2.4.
    pub data: Span,
    /// For the reply after the end of DATA: RFC 5321 §4.5.3.2.6. Long, because giving up here can double the mail.
    pub end_of_data: Span,
    /// For the reply to RSET; no standard names one.
    pub reset: Span,
    /// For the reply to QUIT; no standard names one.
    pub quit: Span,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            greeting: Span::from_secs(300),
            hello: Span::from_secs(300),
            mail: Span::from_secs(300),
            recipient: Span::from_secs(300),
            data: Span::from_secs(120),
            end_of_data: Span::from_secs(600),
            reset: Span::from_secs(20),
            quit: Span::from_secs(300),
        }
    }
}
