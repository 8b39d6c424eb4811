//! The hosts: each has a job, holds the protocol machines for it, and decides what the machines ask.
//!
//! An actor hears [`Event`]s and acts through [`Air`]: it sends, connects, records, changes the ledger. It
//! never sees another actor. What a machine may not know (users, passwords, queues, mailboxes) is here; what a protocol
//! says is in `proto`.

pub mod mail_server;
mod name_service;
mod user_agent;

pub use mail_server::{MailServer, MailServerSetup};
pub use name_service::{AuthorityHost, ResolverHost};
pub use user_agent::{Letter, UserAgent};

use bytes::Bytes;

use crate::base::id::{ConnId, HostId};
use crate::journal::{NoConnection, Side};

use super::command::Command;
use super::net::Air;

/// The port of mail transfer between servers (RFC 5321 §4.5.4.2).
pub const SMTP: u16 = 25;
/// The port of submission by user agents (RFC 6409 §3.1).
pub const SUBMISSION: u16 = 587;
/// The port of retrieval (RFC 1939 §3).
pub const POP3: u16 = 110;

/// Something that a host hears of.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A connection that it asked for stands.
    Opened(ConnId),
    /// A connection that it asked for does not.
    NotOpened(ConnId, NoConnection),
    /// A client has connected to one of its ports.
    Accepted(ConnId, u16),
    /// Octets arrived at its end of a connection.
    Octets(ConnId, Side, &'a Bytes),
    /// The other end has closed.
    PeerClosed(ConnId, Side),
    /// A deadline of the machine at its end may have come.
    Deadline(ConnId, Side),
    /// A datagram arrived.
    Datagram {
        /// The sender.
        from: HostId,
        /// The message.
        octets: &'a Bytes,
    },
    /// A deadline of its name service machine may have come.
    NameDeadline,
    /// Something that it has put off is due.
    Task(Task),
    /// Its user wants something.
    Command(&'a Command),
}

/// Something that a host puts off until later.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Task {
    /// Take up a queue entry.
    RunQueue(mail_server::EntryKey),
    /// A queue entry has reached the mailbox of one of its recipients.
    Store(mail_server::EntryKey, u32),
}

/// A host's job.
#[derive(Clone, PartialEq, Debug)]
pub enum Actor {
    /// A person's user agent.
    UserAgent(UserAgent),
    /// A mail server.
    MailServer(Box<MailServer>),
    /// A recursive resolver.
    Resolver(Box<ResolverHost>),
    /// An authoritative name server.
    Authority(AuthorityHost),
    /// A web server: in this story it is the machine that the mail does not go to, so it listens to no mail port.
    Web,
}

impl Actor {
    /// Whether something listens on `port`.
    #[must_use]
    pub fn listens(&self, port: u16) -> bool {
        matches!((self, port), (Self::MailServer(_), SMTP | SUBMISSION | POP3))
    }

    /// Lets the host act on what it hears. What does not concern its job it does not hear.
    pub fn handle(&mut self, event: Event<'_>, air: &mut Air<'_>) {
        match self {
            Self::UserAgent(actor) => actor.handle(event, air),
            Self::MailServer(actor) => actor.handle(event, air),
            Self::Resolver(actor) => actor.handle(event, air),
            Self::Authority(actor) => actor.handle(event, air),
            Self::Web => {}
        }
    }
}
