//! Who the client is, and how it talks.

use crate::proto::smtp::timeouts::Timeouts;
use crate::wire::smtp::Mechanism;

/// The configuration of an SMTP client.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClientConfig {
    /// How it introduces itself: a name, or an address literal such as `[192.0.2.10]`.
    pub hello: Box<str>,
    /// How it signs in; `None` for one that relays.
    pub sign_in: Option<SignIn>,
    /// Whether it sends commands in groups to servers that offer PIPELINING.
    pub pipelining: bool,
    /// How long it waits.
    pub timeouts: Timeouts,
}

/// How a user signs in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignIn {
    /// In which way.
    pub mechanism: Mechanism,
    /// Who.
    pub user: Box<str>,
    /// With what.
    pub password: Box<str>,
    /// Whether the first response goes into the AUTH command itself.
    pub initial_response: bool,
}

impl ClientConfig {
    /// A client that introduces itself as `hello`, sends groups, and does not sign in.
    #[must_use]
    pub fn new(hello: impl Into<Box<str>>) -> Self {
        Self { hello: hello.into(), sign_in: None, pipelining: true, timeouts: Timeouts::default() }
    }
}
