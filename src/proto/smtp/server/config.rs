//! What kind of server it is, and its limits. One configuration is shared by all sessions of a server.

use crate::base::time::Span;
use crate::proto::smtp::timeouts::SERVER_IDLE;
use crate::wire::smtp::{Capabilities, LineEnds, Mechanism, SizeLimit};

/// The configuration of an SMTP server.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServerConfig {
    /// How it calls itself: `smtp.escuela.com.mx`.
    pub name: Box<str>,
    /// What it is for.
    pub service: Service,
    /// The largest mail, in octets as RFC 1870 §6 counts them.
    pub max_size: u64,
    /// The most recipients of one mail; RFC 5321 §4.5.3.1.8 asks for at least 100.
    pub max_recipients: u32,
    /// What it makes of CRs and LFs outside CRLF.
    pub line_ends: LineEnds,
    /// How much nonsense it bears.
    pub error_limits: ErrorLimits,
    /// How long it waits for the client.
    pub idle: Span,
    /// How users of a submission server can sign in.
    pub auth: Vec<Mechanism>,
    /// Whether passwords may cross an unencrypted connection. There is no TLS in this version, so without this nobody
    /// can sign in; RFC 4954 §4 wants it off, and TLS will turn it off.
    pub auth_in_clear: bool,
    /// The extensions offered besides AUTH.
    pub extensions: Extensions,
}

/// What a server is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Service {
    /// Port 25: other servers hand over mail.
    Relay,
    /// Port 587: users of this server hand in mail, after they signed in (RFC 6409).
    Submission,
}

/// How many errors a client may make before it delivers a mail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ErrorLimits {
    /// From this error on, each reply to an error is held back for `pause`.
    pub soft: u32,
    /// At this error the server says 421 and closes.
    pub hard: u32,
    /// How long replies are held back.
    pub pause: Span,
}

/// The extensions that can be switched off.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Extensions {
    /// RFC 2920. Groups are answered in order even when this is not offered.
    pub pipelining: bool,
    /// RFC 1870.
    pub size: bool,
    /// RFC 2034.
    pub enhanced_status_codes: bool,
    /// RFC 6152.
    pub eight_bit_mime: bool,
}

impl ServerConfig {
    /// A server named `name` with the limits of a plain Postfix, scaled for lessons.
    #[must_use]
    pub fn new(name: impl Into<Box<str>>, service: Service) -> Self {
        Self {
            name: name.into(),
            service,
            max_size: 10_240_000,
            max_recipients: 100,
            line_ends: LineEnds::Normalize,
            error_limits: ErrorLimits::default(),
            idle: SERVER_IDLE,
            auth: Mechanism::ALL.into(),
            auth_in_clear: true,
            extensions: Extensions::default(),
        }
    }

    /// What the reply to EHLO offers.
    #[must_use]
    pub fn capabilities(&self) -> Capabilities {
        Capabilities {
            name: self.name.clone(),
            pipelining: self.extensions.pipelining,
            size: self.extensions.size.then_some(SizeLimit::Octets(self.max_size)),
            auth: if self.can_sign_in() { self.auth.clone() } else { Vec::new() },
            enhanced_status_codes: self.extensions.enhanced_status_codes,
            eight_bit_mime: self.extensions.eight_bit_mime,
        }
    }

    /// Whether AUTH is offered.
    #[must_use]
    pub fn can_sign_in(&self) -> bool {
        self.service == Service::Submission && self.auth_in_clear
    }
}

impl Default for ErrorLimits {
    /// Postfix's `smtpd_soft_error_limit`, `smtpd_hard_error_limit` and `smtpd_error_sleep_time`.
    fn default() -> Self {
        Self { soft: 10, hard: 20, pause: Span::from_secs(1) }
    }
}

impl Default for Extensions {
    fn default() -> Self {
        Self { pipelining: true, size: true, enhanced_status_codes: true, eight_bit_mime: true }
    }
}
