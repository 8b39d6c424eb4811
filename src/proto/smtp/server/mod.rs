//! The server's end of an SMTP session: RFC 5321, submission by RFC 6409, AUTH by RFC 4954, groups by RFC 2920.
//!
//! ```
//! use std::sync::Arc;
//! use posta::base::time::SimTime;
//! use posta::proto::smtp::server::{Input, Output, Server, ServerConfig, Service};
//!
//! let mut server = Server::new(Arc::new(ServerConfig::new("correo.empresa.com", Service::Relay)));
//! server.handle(SimTime::ZERO, Input::Connected);
//! let Some(Output::Send(greeting)) = server.poll() else { panic!("a server speaks first") };
//! assert_eq!(greeting.octets, "220 correo.empresa.com ESMTP Posta\r\n");
//! ```
//!
//! * [`config`]: what kind of server it is;
//! * [`table`]: which command is in order when;
//! * `state`: what a session remembers;
//! * `commands` and `sign_in`: what each command does;
//! * `refusals`: the replies to lines that are no commands.
//!
//! # One question at a time
//! What a server *knows* (users, domains, quotas, policies) is outside. It is asked by [`Output::Ask`] and answers by
//! [`Input::Answer`]; until then octets are kept and no command is looked at, so answers always meet the state in
//! which they were asked for. No timer runs meanwhile: it is not the client that is late.
//!
//! # One segment for a group
//! Replies are collected and leave when the machine needs more input (RFC 2920 §3.2).

pub mod config;
pub mod table;

mod commands;
mod refusals;
mod sign_in;
mod state;

use std::collections::VecDeque;
use std::sync::Arc;

use bytes::{Buf, Bytes, BytesMut};

use self::state::{Activity, Awaits, Pending, State};
use self::table::Phase;
use crate::base::time::SimTime;
use crate::wire::smtp::line::{AUTH_LINE_LIMIT, COMMAND_LINE_LIMIT};
use crate::wire::smtp::{
    Body, Command, ForwardPath, LineReader, MailParams, Mechanism, Reply, ReplyClass, ReplyCode, ReversePath,
};
use crate::wire::{Segment, SegmentBuilder};

pub use self::config::{ErrorLimits, Extensions, ServerConfig, Service};

/// What a client may send ahead, besides one whole mail, while a question is open.
const AHEAD_LIMIT: u64 = 65_536;

/// One session of a server.
#[derive(Clone, PartialEq, Debug)]
pub struct Server {
    config: Arc<ServerConfig>,
    state: State,
    activity: Activity,
    lines: LineReader,
    /// What came while the machine was not listening.
    held: BytesMut,
    replies: SegmentBuilder,
    outputs: VecDeque<Output>,
    errors: u32,
    idle_since: SimTime,
}

/// What happens to a server.
#[derive(Clone, PartialEq, Debug)]
pub enum Input<'a> {
    /// A client connected, and is welcome.
    Connected,
    /// No service. As the first input it is the greeting: after 421 the server closes, after 554 or 521 it waits for
    /// QUIT. Later it interrupts whatever goes on, and the server closes (RFC 5321 §3.8: 421 at any time).
    Refuse(Reply),
    /// Octets of the client.
    Octets(&'a [u8]),
    /// The answer to the open question.
    Answer(Answer),
    /// The moment that [`Server::deadline`] named has come.
    Deadline,
    /// The client closed the connection, or it broke.
    PeerClosed,
}

/// What a server wants done.
#[derive(Clone, PartialEq, Debug)]
pub enum Output {
    /// Send this to the client.
    Send(Segment),
    /// Answer this, with [`Input::Answer`].
    Ask(Question),
    /// Take note.
    Event(Event),
    /// Close the connection. It is the last output.
    Close,
}

/// What only the outside can decide. The session's own facts are at [`Server::hello`], [`Server::user`] and
/// [`Server::envelope`].
#[derive(Clone, PartialEq, Debug)]
pub enum Question {
    /// May this user sign in? Class 2 (235) signs in.
    Credentials {
        /// How the user signs in.
        mechanism: Mechanism,
        /// Who.
        user: Box<str>,
        /// With what.
        password: Box<str>,
    },
    /// May mail come from this sender? Class 2 begins the transaction.
    ReversePath {
        /// The sender.
        path: ReversePath,
        /// Whether a source route was left out.
        source_route: bool,
        /// What else the client said.
        params: MailParams,
    },
    /// Is this recipient welcome? Class 2 adds it.
    Recipient {
        /// The recipient.
        path: ForwardPath,
        /// Whether a source route was left out.
        source_route: bool,
    },
    /// Do you take this mail? With class 2, custody of it moves here (RFC 5321 §4.2.5).
    Message(Received),
    /// VRFY: does this user exist? 252 says neither yes nor no.
    Verify(Box<str>),
    /// EXPN: who is on this list? 502 says that lists are nobody's business.
    Expand(Box<str>),
}

/// The answer to a [`Question`]: the reply to send. Its class decides; 421 also closes.
#[derive(Clone, PartialEq, Debug)]
pub struct Answer(pub Reply);

/// What somebody outside may want to know and cannot see from the octets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// A user signed in.
    SignedIn {
        /// Who.
        user: Arc<str>,
    },
    /// A transaction ended without its mail being taken or refused as a whole: RSET, EHLO, QUIT, or the session ended.
    TransactionAbandoned,
    /// The client said nothing for too long.
    TimedOut,
    /// The client made too many errors, or sent more than can be kept.
    TooManyErrors,
}

/// How the client introduced itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hello {
    /// The name or address literal that it gave.
    pub name: Arc<str>,
    /// Whether it said EHLO rather than HELO.
    pub extended: bool,
}

/// The envelope of one mail.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Envelope {
    /// Where notices go.
    pub reverse_path: ReversePath,
    /// The recipients that were accepted, in order.
    pub forward_paths: Vec<ForwardPath>,
    /// What the content was declared to hold.
    pub body: Body,
}

/// A mail that arrived to its end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Received {
    /// The envelope.
    pub envelope: Envelope,
    /// The content: dots unstuffed, lines ended by CRLF.
    pub content: Bytes,
    /// Who handed it over.
    pub hello: Hello,
    /// The user who signed in, if one did.
    pub authenticated: Option<Arc<str>>,
}

impl Received {
    /// The protocol for the `with` clause of the Received header: RFC 3848 §1, RFC 5321 §4.4.
    #[must_use]
    pub fn protocol(&self) -> &'static str {
        match (self.hello.extended, &self.authenticated) {
            (_, Some(_)) => "ESMTPA",
            (true, None) => "ESMTP",
            (false, None) => "SMTP",
        }
    }
}

impl Server {
    /// A session that nobody has connected to yet.
    #[must_use]
    pub fn new(config: Arc<ServerConfig>) -> Self {
        let lines = LineReader::new(config.line_ends);
        Self {
            config,
            state: State::ExpectConnection,
            activity: Activity::Listening,
            lines,
            held: BytesMut::new(),
            replies: SegmentBuilder::default(),
            outputs: VecDeque::new(),
            errors: 0,
            idle_since: SimTime::ZERO,
        }
    }

    /// Tells the machine what happened at `now`. Drain [`Self::poll`] before the next call.
    pub fn handle(&mut self, now: SimTime, input: Input<'_>) {
        match input {
            _ if self.state == State::Closed => return,
            Input::Connected => self.connected(now),
            Input::Refuse(reply) => self.refuse(now, reply),
            Input::Octets(octets) => self.octets(now, octets),
            Input::Answer(answer) => self.answered(now, answer),
            Input::Deadline => self.deadline_reached(now),
            Input::PeerClosed => {
                // Nobody is left to read what was held back.
                self.replies = SegmentBuilder::default();
                self.close();
            }
        }
        if self.activity == Activity::Listening {
            self.flush();
        }
    }

    /// The next thing to do, until there is none.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When to hand in [`Input::Deadline`], unless something else happens before.
    #[must_use]
    pub fn deadline(&self) -> Option<SimTime> {
        match (&self.activity, &self.state) {
            (_, State::Closed | State::ExpectConnection) | (Activity::Asking(_), _) => None,
            (Activity::Pausing { until }, _) => Some(*until),
            (Activity::Listening, _) => Some(self.idle_since + self.config.idle),
        }
    }

    /// The configuration that it was made with.
    #[must_use]
    pub fn config(&self) -> &Arc<ServerConfig> {
        &self.config
    }

    /// How the client introduced itself, once it has.
    #[must_use]
    pub fn hello(&self) -> Option<&Hello> {
        match &self.state {
            State::Greeted { hello, .. } => Some(hello),
            _ => None,
        }
    }

    /// The user who signed in, if one did.
    #[must_use]
    pub fn user(&self) -> Option<&Arc<str>> {
        match &self.state {
            State::Greeted { user, .. } => user.as_ref(),
            _ => None,
        }
    }

    /// The envelope of the transaction so far, between MAIL and the end of DATA.
    #[must_use]
    pub fn envelope(&self) -> Option<&Envelope> {
        match &self.state {
            State::Greeted {
                awaits: Awaits::Recipients { envelope, .. } | Awaits::Content { envelope, .. }, ..
            } => Some(envelope),
            _ => None,
        }
    }

    /// How far the session has come, as a column of the [`table`].
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.state.phase(self.config.service == Service::Submission)
    }

    fn connected(&mut self, now: SimTime) {
        if self.state == State::ExpectConnection {
            self.idle_since = now;
            self.state = State::ExpectHello;
            // RFC 2034 §4: no enhanced code in the greeting.
            self.reply(&Reply::bare(220, format!("{} ESMTP Posta", self.config.name)));
        }
    }

    fn refuse(&mut self, now: SimTime, reply: Reply) {
        self.idle_since = now;
        let is_greeting = self.state == State::ExpectConnection;
        let closes = !is_greeting || reply.code == ReplyCode::SHUTTING_DOWN;
        // RFC 2034 §4: no enhanced code in the greeting.
        let reply = if is_greeting { Reply { enhanced: None, ..reply } } else { reply };
        self.reply(&reply);
        if closes {
            self.close();
        } else {
            self.state = State::ExpectQuit;
        }
    }

    fn octets(&mut self, now: SimTime, octets: &[u8]) {
        if self.activity == Activity::Listening {
            let mut rest = octets;
            self.read(now, &mut rest);
            self.held = BytesMut::from(rest);
        } else if (self.held.len() + octets.len()) as u64 > self.config.max_size.saturating_add(AHEAD_LIMIT) {
            self.give_up(Event::TooManyErrors, &Reply::new(421, [4, 7, 0], "Too much at once; goodbye"));
        } else {
            self.held.extend_from_slice(octets);
        }
    }

    /// Goes on with what was held back.
    fn resume(&mut self, now: SimTime) {
        self.activity = Activity::Listening;
        self.idle_since = now;
        let mut held = std::mem::take(&mut self.held);
        let mut rest = &held[..];
        self.read(now, &mut rest);
        let left = rest.len();
        held.advance(held.len() - left);
        self.held = held;
    }

    /// Reads lines or content until the input is used up, or the machine stops listening.
    fn read(&mut self, now: SimTime, octets: &mut &[u8]) {
        while self.activity == Activity::Listening && !octets.is_empty() {
            match &mut self.state {
                State::ExpectConnection | State::Closed => *octets = &[],
                State::Greeted { awaits: Awaits::Content { receiver, .. }, .. } => {
                    self.idle_since = now;
                    if receiver.receive(octets) {
                        self.end_of_data(now);
                    }
                }
                State::Greeted { awaits: Awaits::Response(_), .. } => {
                    let Some(line) = self.lines.next_line(octets, AUTH_LINE_LIMIT) else { return };
                    let line = line.map(<[u8]>::to_vec);
                    self.idle_since = now;
                    self.sign_in_line(now, line);
                }
                State::ExpectQuit | State::ExpectHello | State::Greeted { .. } => {
                    let Some(line) = self.lines.next_line(octets, COMMAND_LINE_LIMIT) else { return };
                    let command = line.map(Command::parse);
                    // Only a whole line restarts the timer, so that nobody holds a session with a drop now and then.
                    self.idle_since = now;
                    self.command_line(now, command);
                }
            }
        }
    }

    fn answered(&mut self, now: SimTime, Answer(reply): Answer) {
        // An answer without a question has nothing to change.
        let Activity::Asking(pending) = std::mem::replace(&mut self.activity, Activity::Listening) else { return };
        let accepted = reply.is_positive();
        match pending {
            Pending::Credentials { user } => self.credentials_judged(user, accepted),
            Pending::Sender { path, body } if accepted => self.sender_accepted(path, body),
            Pending::Recipient { path } => self.recipient_judged(path, accepted),
            Pending::Message if accepted => self.errors = 0,
            Pending::Sender { .. } | Pending::Message | Pending::Information => {}
        }
        if reply.code == ReplyCode::SHUTTING_DOWN {
            self.reply(&reply);
            return self.close();
        }
        self.respond(now, &reply);
        if self.activity == Activity::Listening {
            self.resume(now);
        }
    }

    fn deadline_reached(&mut self, now: SimTime) {
        if self.deadline().is_none_or(|deadline| now < deadline) {
            return;
        }
        if self.activity == Activity::Listening {
            let text = format!("{} is tired of waiting", self.config.name);
            self.give_up(Event::TimedOut, &Reply::new(421, [4, 4, 2], text));
        } else {
            self.resume(now);
        }
    }

    /// Asks, and stops listening until the answer comes.
    fn ask(&mut self, question: Question, pending: Pending) {
        self.activity = Activity::Asking(pending);
        self.outputs.push_back(Output::Ask(question));
    }

    fn event(&mut self, event: Event) {
        self.outputs.push_back(Output::Event(event));
    }

    /// Replies; refusals count as errors, which may slow the session down or end it.
    fn respond(&mut self, now: SimTime, reply: &Reply) {
        self.reply(reply);
        if matches!(reply.class(), ReplyClass::NotNow | ReplyClass::Never) {
            self.count_error(now);
        }
    }

    fn count_error(&mut self, now: SimTime) {
        self.errors += 1;
        let limits = self.config.error_limits;
        if self.errors >= limits.hard {
            self.give_up(Event::TooManyErrors, &Reply::new(421, [4, 7, 0], "Too many errors; goodbye"));
        } else if self.errors > limits.soft {
            self.activity = Activity::Pausing { until: now + limits.pause };
        }
    }

    fn reply(&mut self, reply: &Reply) {
        if self.config.extensions.enhanced_status_codes || reply.enhanced.is_none() {
            reply.write(&mut self.replies);
        } else {
            Reply { enhanced: None, ..reply.clone() }.write(&mut self.replies);
        }
    }

    /// RFC 5321 §3.8: a server that cannot go on says 421 and closes.
    fn give_up(&mut self, event: Event, reply: &Reply) {
        self.event(event);
        self.reply(reply);
        self.close();
    }

    fn close(&mut self) {
        if self.state == State::Closed {
            return;
        }
        self.abandon_transaction();
        self.flush();
        self.state = State::Closed;
        self.activity = Activity::Listening;
        self.held = BytesMut::new();
        self.outputs.push_back(Output::Close);
    }

    /// Ends the transaction, if one is open, without a mail.
    fn abandon_transaction(&mut self) {
        if let Some(awaits) = self.state.awaits()
            && matches!(awaits, Awaits::Recipients { .. } | Awaits::Content { .. })
        {
            *awaits = Awaits::Mail;
            self.event(Event::TransactionAbandoned);
        }
    }

    fn flush(&mut self) {
        if !self.replies.is_empty() {
            self.outputs.push_back(Output::Send(self.replies.take()));
        }
    }
}

#[cfg(test)]
mod tests;
