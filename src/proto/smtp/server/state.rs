//! What a session remembers between two inputs. Each state is named for what it waits for and carries what it needs.

use std::sync::Arc;

use super::table::Phase;
use super::{Envelope, Hello};
use crate::base::time::SimTime;
use crate::wire::smtp::{Body, DataReceiver, ForwardPath, Mechanism, ReversePath};

/// How far the session has come.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum State {
    /// Nobody has connected.
    ExpectConnection,
    /// The greeting was a refusal; RFC 5321 §3.1 lets the client say QUIT in peace.
    ExpectQuit,
    /// The client has not said who it is.
    ExpectHello,
    /// The client has; `awaits` is what comes next.
    Greeted { hello: Hello, user: Option<Arc<str>>, awaits: Awaits },
    /// It is over.
    Closed,
}

/// What a greeted session waits for.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Awaits {
    /// A transaction, or anything else.
    Mail,
    /// RCPT, or DATA if there is a recipient. `refused` says that a recipient was refused.
    Recipients { envelope: Envelope, refused: bool },
    /// The content, up to its end.
    Content { envelope: Envelope, receiver: DataReceiver },
    /// A line of an authentication exchange.
    Response(Response),
}

/// Which line of an authentication exchange is awaited.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Response {
    /// All of PLAIN.
    Plain,
    /// The user's name, in LOGIN.
    LoginUser,
    /// The password, in LOGIN.
    LoginPassword { user: Box<str> },
}

/// Whether the session goes on with its input.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Activity {
    /// It reads on.
    Listening,
    /// It asked a question and waits for the answer.
    Asking(Pending),
    /// It holds back its replies until this moment.
    Pausing { until: SimTime },
}

/// What the open question was about: what happens when the answer is yes.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Pending {
    /// The user is signed in.
    Credentials { user: Arc<str> },
    /// The transaction begins.
    Sender { path: ReversePath, body: Body },
    /// The recipient is added.
    Recipient { path: ForwardPath },
    /// The mail was handed over.
    Message,
    /// Nothing changes: VRFY and EXPN.
    Information,
}

impl State {
    /// The column of the table; `locked` says that nobody may send here without signing in.
    pub(super) fn phase(&self, locked: bool) -> Phase {
        match self {
            Self::Greeted { user: None, hello, .. } if locked => {
                if hello.extended {
                    Phase::LockedGreeted
                } else {
                    Phase::Locked
                }
            }
            Self::Greeted { awaits, .. } => match awaits {
                Awaits::Mail | Awaits::Response(_) => Phase::Greeted,
                Awaits::Recipients { envelope, refused } => match (envelope.forward_paths.is_empty(), refused) {
                    (false, _) => Phase::Recipients,
                    (true, true) => Phase::Rejected,
                    (true, false) => Phase::Sender,
                },
                Awaits::Content { .. } => Phase::Recipients,
            },
            Self::ExpectConnection | Self::ExpectQuit | Self::ExpectHello | Self::Closed => {
                if locked {
                    Phase::Locked
                } else {
                    Phase::Connected
                }
            }
        }
    }

    /// What a greeted session waits for.
    pub(super) fn awaits(&mut self) -> Option<&mut Awaits> {
        match self {
            Self::Greeted { awaits, .. } => Some(awaits),
            _ => None,
        }
    }
}

impl Response {
    /// The mechanism to which the line belongs.
    pub(super) fn mechanism(&self) -> Mechanism {
        match self {
            Self::Plain => Mechanism::Plain,
            Self::LoginUser | Self::LoginPassword { .. } => Mechanism::Login,
        }
    }
}
