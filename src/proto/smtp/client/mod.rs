//! The client's end of an SMTP session: a mail program that submits, or a server that relays.
//!
//! The caller hands in [`Input::Deliver`] or [`Input::Quit`] after each [`Report::Ready`]. Every transaction is
//! reported to its end by exactly one of [`Report::Accepted`], [`Report::Refused`], [`Report::NoRecipients`],
//! [`Report::Withheld`] and [`Report::Failed`]; the session by [`Report::Finished`].
//!
//! * [`config`]: who the client is;
//! * `delivery`: one transaction;
//! * `sign_in`: AUTH.
//!
//! Replies are told apart by counting them and judged by their codes, never by their texts (RFC 5321 §4.3.2, RFC 2920
//! §3.1). After a refusal that leaves nothing to do, such as a refusing greeting, the client says QUIT by itself.

pub mod config;

mod delivery;
mod sign_in;

use std::collections::VecDeque;
use std::sync::Arc;

use bytes::Bytes;

use self::delivery::Delivery;
use self::sign_in::SignInStep;
use crate::base::time::{SimTime, Span};
use crate::wire::smtp::{
    Capabilities, Command, ForwardPath, Mechanism, Reply, ReplyClass, ReplyCode, ReplyError, ReplyParser, ReversePath,
};
use crate::wire::{LineKind, Segment, SegmentBuilder};

pub use self::config::{ClientConfig, SignIn};

/// One session of a client.
#[derive(Clone, PartialEq, Debug)]
pub struct Client {
    config: Arc<ClientConfig>,
    state: State,
    replies: ReplyParser,
    capabilities: Capabilities,
    /// Commands that leave together.
    commands: SegmentBuilder,
    outputs: VecDeque<Output>,
    deadline: Option<SimTime>,
    /// QUIT was asked for while something else went on.
    quits: bool,
}

/// What happens to a client.
#[derive(Clone, PartialEq, Debug)]
pub enum Input<'a> {
    /// The connection is made.
    Connected,
    /// Octets of the server.
    Octets(&'a [u8]),
    /// Deliver this mail. Only after [`Report::Ready`].
    Deliver(Transaction),
    /// Say goodbye, after what goes on has come to its end.
    Quit,
    /// The moment that [`Client::deadline`] named has come.
    Deadline,
    /// The server closed the connection, or it broke.
    PeerClosed,
}

/// A mail to deliver to some recipients.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Transaction {
    /// Where notices go.
    pub reverse_path: ReversePath,
    /// The recipients, at least one.
    pub recipients: Arc<[ForwardPath]>,
    /// The content, lines ended by CRLF, dots not stuffed.
    pub message: Bytes,
    /// Whether the content holds octets above 127.
    pub eight_bit: bool,
}

/// What a client wants done.
#[derive(Clone, PartialEq, Debug)]
pub enum Output {
    /// Send this to the server.
    Send(Segment),
    /// Take note.
    Report(Report),
    /// Close the connection. It is the last output.
    Close,
}

/// What a client has to tell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Report {
    /// The server greeted, and said what it offers: [`Client::capabilities`].
    Greeted,
    /// The user is signed in.
    SignedIn,
    /// The server does not sign the user in. QUIT follows.
    SignInRefused(Reply),
    /// The next mail may be delivered now, or the session ended.
    Ready,
    /// What became of one recipient, so far; the mail itself may still be refused.
    Recipient {
        /// Its position in [`Transaction::recipients`].
        index: usize,
        /// The server's word.
        reply: Reply,
    },
    /// The mail is with the server now, for every recipient that it had accepted (RFC 5321 §4.2.5).
    Accepted {
        /// The server's word.
        reply: Reply,
    },
    /// The server refused the whole transaction, or the whole session.
    Refused {
        /// Where.
        stage: Stage,
        /// The server's word.
        reply: Reply,
    },
    /// Every recipient was refused, each with its own reply; no content was sent.
    NoRecipients,
    /// The mail was not even offered, because the server cannot take it. The session goes on.
    Withheld(Withheld),
    /// Something broke. The session is over; at [`Stage::EndOfData`] the server may have taken the mail all the same.
    Failed {
        /// Where.
        stage: Stage,
        /// What.
        cause: Failure,
    },
    /// The session is over. It is the last report.
    Finished,
}

/// A point in a session.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Stage {
    /// Waiting for the greeting.
    Greeting,
    /// EHLO or HELO.
    Hello,
    /// AUTH.
    SignIn,
    /// Between two mails.
    Ready,
    /// RSET.
    Reset,
    /// MAIL.
    MailFrom,
    /// RCPT.
    RcptTo,
    /// DATA, up to 354.
    Data,
    /// The content, up to the reply to its end.
    EndOfData,
    /// QUIT.
    Quit,
}

/// Why a mail is not offered to a server.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Withheld {
    /// It is larger than the server said it takes; enhanced code 5.3.4 (RFC 1870 §6.1).
    #[error("5.3.4 the mail has {size} octets, and the server takes {limit}")]
    TooLarge {
        /// The mail, in octets.
        size: u64,
        /// The server's limit.
        limit: u64,
    },
    /// It holds octets above 127, and the server does not offer 8BITMIME; enhanced code 5.6.3 (RFC 6152 §3).
    #[error("5.6.3 the mail is not plain ASCII, and the server does not offer 8BITMIME")]
    EightBit,
}

/// What can break.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Failure {
    /// The server said nothing for too long.
    #[error("the server does not answer")]
    Timeout,
    /// The connection closed or broke.
    #[error("the connection was lost")]
    Closed,
    /// What came is no reply.
    #[error("the server does not speak SMTP: {0}")]
    NotSmtp(ReplyError),
    /// A reply of a class that does not belong here, or one to nothing.
    #[error("the server broke the protocol: {0}")]
    Unexpected(Reply),
    /// The server does not offer the way to sign in. QUIT follows.
    #[error("the server does not offer {0}")]
    SignInNotOffered(Mechanism),
}

#[derive(Clone, PartialEq, Debug)]
enum State {
    ExpectConnection,
    ExpectGreeting,
    ExpectHelloReply { extended: bool },
    ExpectSignInReply(SignInStep),
    Ready { needs_reset: bool },
    Delivering(Box<Delivery>),
    ExpectQuitReply,
    Closed,
}

impl Client {
    /// A session that is not connected yet.
    #[must_use]
    pub fn new(config: Arc<ClientConfig>) -> Self {
        Self {
            config,
            state: State::ExpectConnection,
            replies: ReplyParser::new(),
            capabilities: Capabilities::default(),
            commands: SegmentBuilder::default(),
            outputs: VecDeque::new(),
            deadline: None,
            quits: false,
        }
    }

    /// Tells the machine what happened at `now`. Drain [`Self::poll`] before the next call.
    pub fn handle(&mut self, now: SimTime, input: Input<'_>) {
        match input {
            _ if self.state == State::Closed => {}
            Input::Connected => self.connected(now),
            Input::Octets(octets) => self.octets(now, octets),
            Input::Deliver(transaction) => self.deliver(now, transaction),
            Input::Quit => self.quit_requested(now),
            Input::Deadline => {
                if self.deadline.is_some_and(|deadline| deadline <= now) {
                    self.fail(Failure::Timeout);
                }
            }
            Input::PeerClosed => self.fail(Failure::Closed),
        }
        self.flush();
    }

    /// The next thing to do, until there is none.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When to hand in [`Input::Deadline`], unless something else happens before.
    #[must_use]
    pub fn deadline(&self) -> Option<SimTime> {
        self.deadline
    }

    /// What the server offers; nothing before [`Report::Greeted`].
    #[must_use]
    pub fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// Where the session stands.
    #[must_use]
    pub fn stage(&self) -> Stage {
        match &self.state {
            State::ExpectConnection | State::ExpectGreeting => Stage::Greeting,
            State::ExpectHelloReply { .. } => Stage::Hello,
            State::ExpectSignInReply(_) => Stage::SignIn,
            State::Ready { .. } => Stage::Ready,
            State::Delivering(delivery) => delivery.stage(),
            State::ExpectQuitReply | State::Closed => Stage::Quit,
        }
    }

    fn connected(&mut self, now: SimTime) {
        if self.state == State::ExpectConnection {
            self.state = State::ExpectGreeting;
            self.wait(now, self.config.timeouts.greeting);
        }
    }

    fn octets(&mut self, now: SimTime, octets: &[u8]) {
        let mut rest = octets;
        while self.state != State::Closed {
            match self.replies.next_reply(&mut rest) {
                None => return,
                Some(Ok(reply)) => self.reply(now, reply),
                Some(Err(error)) => self.fail(Failure::NotSmtp(error)),
            }
        }
    }

    fn reply(&mut self, now: SimTime, reply: Reply) {
        // RFC 5321 §3.8: 421 comes at any time, and the server closes after it.
        if reply.code == ReplyCode::SHUTTING_DOWN {
            return self.turned_away(reply);
        }
        match &self.state {
            State::ExpectGreeting => match reply.class() {
                ReplyClass::Done => self.say_hello(now, true),
                _ => self.refused(now, reply),
            },
            State::ExpectHelloReply { extended } => match (reply.class(), *extended) {
                (ReplyClass::Done, extended) => {
                    self.capabilities = if extended { Capabilities::parse(&reply) } else { name_only(&reply) };
                    self.report(Report::Greeted);
                    self.begin_sign_in(now);
                }
                // RFC 5321 §3.2: a server that does not know EHLO may know HELO.
                (ReplyClass::Never, true) => self.say_hello(now, false),
                _ => self.refused(now, reply),
            },
            State::ExpectSignInReply(_) => self.sign_in_reply(now, reply),
            State::Delivering(_) => self.delivery_reply(now, reply),
            State::ExpectQuitReply => self.finish(),
            State::ExpectConnection | State::Ready { .. } | State::Closed => self.fail(Failure::Unexpected(reply)),
        }
    }

    fn say_hello(&mut self, now: SimTime, extended: bool) {
        let name = self.config.hello.clone();
        self.command(&if extended { Command::Ehlo { name } } else { Command::Helo { name } });
        self.state = State::ExpectHelloReply { extended };
        self.wait(now, self.config.timeouts.hello);
    }

    /// The server refuses the session: QUIT, as is polite.
    fn refused(&mut self, now: SimTime, reply: Reply) {
        let stage = self.stage();
        self.report(Report::Refused { stage, reply });
        self.say_quit(now);
    }

    /// 421: whatever goes on is refused with it, and the connection closes.
    fn turned_away(&mut self, reply: Reply) {
        let stage = self.stage();
        if self.has_something_to_lose() {
            self.report(Report::Refused { stage, reply });
        }
        self.finish();
    }

    fn ready(&mut self, now: SimTime, needs_reset: bool) {
        self.state = State::Ready { needs_reset };
        self.deadline = None;
        if self.quits {
            self.say_quit(now);
        } else {
            self.report(Report::Ready);
        }
    }

    fn quit_requested(&mut self, now: SimTime) {
        match self.state {
            State::Ready { .. } => self.say_quit(now),
            // Nothing was said yet that would need a goodbye.
            State::ExpectConnection => self.finish(),
            _ => self.quits = true,
        }
    }

    fn say_quit(&mut self, now: SimTime) {
        self.command(&Command::Quit);
        self.state = State::ExpectQuitReply;
        self.wait(now, self.config.timeouts.quit);
    }

    /// Something broke; there is nobody left to say QUIT to.
    fn fail(&mut self, cause: Failure) {
        let stage = self.stage();
        if self.has_something_to_lose() {
            self.report(Report::Failed { stage, cause });
        }
        self.finish();
    }

    /// Whether an end of the session now is news. After QUIT it is not, nor while the rest of a refused group drains.
    fn has_something_to_lose(&self) -> bool {
        match &self.state {
            State::ExpectQuitReply | State::Closed => false,
            State::Delivering(delivery) => !delivery.is_settled(),
            _ => true,
        }
    }

    fn finish(&mut self) {
        self.flush();
        self.state = State::Closed;
        self.deadline = None;
        self.report(Report::Finished);
        self.outputs.push_back(Output::Close);
    }

    fn wait(&mut self, now: SimTime, span: Span) {
        self.deadline = Some(now + span);
    }

    fn report(&mut self, report: Report) {
        self.outputs.push_back(Output::Report(report));
    }

    fn command(&mut self, command: &Command) {
        command.write(self.commands.buffer());
        self.commands.end_line(LineKind::Command);
    }

    fn flush(&mut self) {
        if !self.commands.is_empty() {
            self.outputs.push_back(Output::Send(self.commands.take()));
        }
    }
}

/// What a reply to HELO says: the server's name, and that it offers nothing.
fn name_only(reply: &Reply) -> Capabilities {
    let name = reply.text.split([' ', '\n']).next().unwrap_or_default();
    Capabilities { name: name.into(), ..Capabilities::default() }
}

#[cfg(test)]
mod tests;
