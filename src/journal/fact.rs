//! The vocabulary of what can happen.
//!
//! A fact is small: it holds identifiers, moments and ranges into the journal's arena. A sentence is made from it when
//! somebody looks, in `journal::text` and `view`, never while the world turns. Every variant is a thing that a teacher
//! could point at; what only the machinery needs is not a fact.

use serde::Serialize;

use crate::base::id::{ConnId, HostId, MailId, MailboxId};
use crate::base::time::{SimTime, Span};
use crate::wire::LineKind;

/// A run of octets in the journal's arena; [`Journal::octets`](super::Journal::octets) reads it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Text {
    pub(super) start: u32,
    pub(super) len: u32,
}

impl Text {
    /// How many octets.
    #[must_use]
    pub fn len(self) -> usize {
        self.len as usize
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len == 0
    }
}

/// An end of a connection.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The end that opened it.
    Client,
    /// The end that was listening.
    Server,
}

impl Side {
    /// The opposite end.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Client => Self::Server,
            Self::Server => Self::Client,
        }
    }
}

/// Why a connection did not come about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoConnection {
    /// The host is there and nothing listens on that port.
    Refused,
    /// No host has that address; nobody answered in time.
    TimedOut,
}

/// What a resolver did that no datagram shows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lookup {
    /// It had kept the answer.
    CacheHit,
    /// It had kept that there is no such thing (RFC 2308).
    NegativeCacheHit,
    /// It keeps an answer, or that there is none.
    Stored,
    /// The same question is under way already, and its answer will serve both.
    Merged,
    /// A name server did not answer in time.
    ServerTimedOut,
    /// A name server does not know the zone that was delegated to it.
    ServerLame,
    /// A name server answered with an error of its own.
    ServerFailed,
    /// A name server spoke of names that are not its own, and was not believed.
    Disbelieved,
    /// Aliases that lead on and on.
    TooManyAliases,
    /// There is nobody left to ask.
    GaveUp,
}

/// Which bound was reached.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// The number of steps of the scenario's `limits`.
    Steps,
    /// The horizon of the scenario's `limits`.
    Horizon,
    /// The number of octets that a journal can hold.
    Octets,
    /// The number of causes that may wait at once.
    Causes,
}

/// Something that happened.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Fact {
    /// A client asks for a connection; who and where is on its [`ConnCard`](super::ConnCard).
    Opening {
        /// The connection.
        conn: ConnId,
        /// When the request arrives.
        arrives: SimTime,
    },
    /// The client learns that the connection stands.
    Opened {
        /// The connection.
        conn: ConnId,
    },
    /// The client learns that there is no connection.
    NotOpened {
        /// The connection.
        conn: ConnId,
        /// Why.
        why: NoConnection,
    },
    /// A line (or a run of content) leaves on a connection.
    Line {
        /// The connection.
        conn: ConnId,
        /// Who says it.
        side: Side,
        /// What it is.
        kind: LineKind,
        /// The octets as they are on the wire.
        text: Text,
        /// When they arrive.
        arrives: SimTime,
    },
    /// One end closes.
    Closing {
        /// The connection.
        conn: ConnId,
        /// Which end.
        side: Side,
        /// When the other end learns of it.
        arrives: SimTime,
    },
    /// A datagram leaves: a DNS message over UDP.
    Datagram {
        /// The sender.
        from: HostId,
        /// The receiver.
        to: HostId,
        /// The whole message.
        octets: Text,
        /// When it arrives.
        arrives: SimTime,
    },
    /// A resolver did something that no datagram shows.
    Lookup {
        /// The resolver.
        host: HostId,
        /// What.
        what: Lookup,
        /// The question, as `MX? empresa.com`, or the name server that it is about.
        about: Text,
        /// How long what is kept still holds; zero where nothing is kept.
        remaining: Span,
    },
    /// A person finished writing a mail and pressed "send"; what it says is on its [`MailCard`](super::MailCard).
    Written {
        /// The mail.
        mail: MailId,
    },
    /// A server believed who the client is.
    SignedIn {
        /// The connection.
        conn: ConnId,
        /// As whom.
        user: Text,
    },
    /// A server answered for a mail, and from now on it is the one to account for this recipient.
    Custody {
        /// The mail.
        mail: MailId,
        /// The recipient's number on the mail's card.
        recipient: u32,
        /// The new custodian.
        host: HostId,
    },
    /// A server put a mail into its queue.
    Queued {
        /// The mail.
        mail: MailId,
        /// The server.
        host: HostId,
        /// The name of the queue entry.
        queue_id: Text,
    },
    /// A server decided where to take the mail for a domain.
    Routed {
        /// The mail.
        mail: MailId,
        /// The server.
        host: HostId,
        /// The domain.
        domain: Text,
        /// The mail exchanger it will try first.
        exchanger: Text,
        /// That exchanger's preference; [`None`] for the domain itself, when there is no MX (RFC 5321 §5.1).
        preference: Option<u16>,
    },
    /// A server takes a mail from its queue into a mailbox of its own.
    Storing {
        /// The mail.
        mail: MailId,
        /// The recipient's number on the mail's card.
        recipient: u32,
        /// The mailbox.
        mailbox: MailboxId,
        /// When it is there.
        arrives: SimTime,
    },
    /// A mail is in the recipient's mailbox: its fate is "delivered".
    Delivered {
        /// The mail.
        mail: MailId,
        /// The recipient's number on the mail's card.
        recipient: u32,
        /// The mailbox.
        mailbox: MailboxId,
    },
    /// A mail left a queue: nothing remains to be done with it there.
    Dequeued {
        /// The mail.
        mail: MailId,
        /// The server.
        host: HostId,
        /// The name of the queue entry.
        queue_id: Text,
    },
    /// A person's user agent has fetched a mail from the mailbox.
    Fetched {
        /// The mail.
        mail: MailId,
        /// The mailbox.
        mailbox: MailboxId,
        /// The user agent's host.
        host: HostId,
    },
    /// A mail did not leave its author: the submission failed, and the author's user agent says so at once.
    NotSent {
        /// The mail.
        mail: MailId,
        /// The reply code that decided it, or 0 when there was no reply.
        code: u16,
        /// The reply's text, or what went wrong.
        reason: Text,
    },
    /// A server could not deliver to a recipient; the mail stays in its queue.
    Held {
        /// The mail.
        mail: MailId,
        /// The recipient's number on the mail's card.
        recipient: u32,
        /// The server.
        host: HostId,
        /// Whether trying again can help.
        temporary: bool,
        /// The reply's text, or what went wrong.
        reason: Text,
    },
    /// A person's user agent could not fetch.
    NotFetched {
        /// The mailbox.
        mailbox: MailboxId,
        /// What went wrong.
        reason: Text,
    },
    /// A bound was reached; what is beyond it does not happen.
    Bounded {
        /// Which.
        bound: Bound,
    },
}
