//! The server: AUTHORIZATION, TRANSACTION, UPDATE (RFC 1939 §3).
//!
//! `DELE` only marks. What is marked disappears when the client says `QUIT`, and in no other way: a broken connection or
//! an idle client deletes nothing.

use std::collections::VecDeque;
use std::sync::Arc;

use bytes::{Buf as _, Bytes, BytesMut};

use super::maildrop::{Maildrop, NoSuchMessage};
use super::rules::{self, Phase};
use crate::base::time::{SimTime, Span};
use crate::wire::pop3::{COMMAND_MAX, Code, Command, CommandError, LineReader, Reply, TooLong};
use crate::wire::{LineKind, Segment, SegmentBuilder};

/// What is the same in every session of a server.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServerConfig {
    /// The server's host name, for its greeting.
    pub name: Box<str>,
    /// How long a client may say nothing. RFC 1939 §3: at least [`ServerConfig::IDLE_MIN`].
    pub idle: Span,
}

impl ServerConfig {
    /// The shortest time after which a server may close on a silent client: ten minutes (RFC 1939 §3).
    pub const IDLE_MIN: Span = Span::from_secs(600);

    /// The server called `name`, with the timer of the standard.
    #[must_use]
    pub fn new(name: impl Into<Box<str>>) -> Self {
        Self { name: name.into(), idle: Self::IDLE_MIN }
    }
}

/// One session of a server.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Server {
    reader: LineReader,
    /// Octets that came while the session could not read: a pipelining client runs ahead.
    backlog: BytesMut,
    session: Session,
}

/// What can happen to a server.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Input<'a> {
    /// The client has connected. The first input, once.
    Connected,
    /// Octets from the client.
    Octets(&'a [u8]),
    /// The answer to the [`Question`] that was asked.
    Answer(Answer),
    /// The moment of [`Server::deadline`] has come.
    Deadline,
    /// The connection has ended from the client's side, orderly or not.
    PeerClosed,
}

/// What a server wants done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Output {
    /// Send this.
    Send(Segment),
    /// Answer this; nothing is read until then.
    Ask(Question),
    /// Take note.
    Event(Event),
    /// Close the connection. The last output.
    Close,
}

/// What only the world knows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// May this user open the mailbox?
    Login {
        /// The name of the mailbox, as the client wrote it.
        user: Box<str>,
        /// The password.
        password: Box<str>,
    },
}

/// The answer to a [`Question`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// Yes: the mailbox is locked for this session, and this is what is in it now. The world unlocks it at
    /// [`Event::Update`] or [`Event::Released`], one of which always comes.
    Maildrop(Vec<Item>),
    /// No.
    Refused {
        /// Why, for machines: [`Code::Auth`] or [`Code::InUse`].
        code: Option<Code>,
        /// Why, for people.
        text: Box<str>,
    },
}

/// One mail in a mailbox.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// The lasting number of the mail in this mailbox, never used twice. UIDL shows it (RFC 1939 §7).
    pub uid: u32,
    /// The mail, its lines ended by CRLF; its length is the size that clients are told.
    pub octets: Bytes,
}

/// What the world must know of a session. Mails are counted from 0, in the order of [`Answer::Maildrop`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// A mail is being sent to the client in full.
    Retrieved {
        /// Which one.
        index: usize,
    },
    /// The client has said QUIT: delete these and unlock the mailbox (RFC 1939 §6).
    Update {
        /// The marked ones, ascending.
        deleted: Vec<usize>,
    },
    /// The session has ended without QUIT: delete nothing, unlock the mailbox (RFC 1939 §3).
    Released,
}

impl Server {
    /// A session that waits for its connection.
    #[must_use]
    pub fn new(config: Arc<ServerConfig>) -> Self {
        let session = Session {
            config,
            state: State::ExpectConnection,
            heard: SimTime::ZERO,
            replies: SegmentBuilder::default(),
            outputs: VecDeque::new(),
        };
        Self { reader: LineReader::new(COMMAND_MAX), backlog: BytesMut::new(), session }
    }

    /// Takes one input, at `now`.
    pub fn handle(&mut self, now: SimTime, input: Input<'_>) {
        match input {
            Input::Connected => self.session.greet(now),
            Input::Octets(octets) => self.read(now, octets),
            Input::Answer(answer) => self.session.answer(now, answer),
            Input::Deadline => {
                if self.deadline().is_some_and(|deadline| deadline <= now) {
                    // RFC 1939 §3: the idle client's session ends without UPDATE and without a reply.
                    self.session.abandon();
                }
            }
            // RFC 1939 §6: without QUIT there is no UPDATE, whatever was marked.
            Input::PeerClosed => self.session.abandon(),
        }
        self.session.flush();
        if self.session.is_over() {
            self.backlog.clear();
        }
    }

    /// The next thing to do, until there is none.
    pub fn poll(&mut self) -> Option<Output> {
        // A client that asks for much at once is answered piece by piece, so that what waits here stays small.
        if self.session.outputs.is_empty() && !self.backlog.is_empty() {
            self.read_backlog();
        }
        self.session.outputs.pop_front()
    }

    /// When [`Input::Deadline`] is due, as things stand.
    #[must_use]
    pub fn deadline(&self) -> Option<SimTime> {
        self.session.phase().map(|_| self.session.heard + self.session.config.idle)
    }

    fn read(&mut self, now: SimTime, octets: &[u8]) {
        let mut rest = octets;
        if self.backlog.is_empty() {
            self.session.read(now, &mut self.reader, &mut rest);
        }
        if rest.is_empty() || self.session.is_over() {
            return;
        }
        if self.backlog.len() + rest.len() > BACKLOG_MAX.max(octets.len()) {
            self.session.err(None, "too many commands at once");
            self.session.flush();
            return self.session.abandon();
        }
        self.backlog.extend_from_slice(rest);
    }

    fn read_backlog(&mut self) {
        let mut rest = &self.backlog[..];
        self.session.read(self.session.heard, &mut self.reader, &mut rest);
        let read = self.backlog.len() - rest.len();
        self.backlog.advance(read);
        self.session.flush();
        if self.session.is_over() {
            self.backlog.clear();
        }
    }
}

/// How many octets a client may send ahead of the answers.
const BACKLOG_MAX: usize = 64 * 1024;
/// From this many octets of replies on, the rest of the commands waits until the caller has taken them.
const REPLIES_HIGH: usize = 256 * 1024;

/// The conversation, apart from the framing of its lines.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Session {
    config: Arc<ServerConfig>,
    state: State,
    /// When the client last said something.
    heard: SimTime,
    replies: SegmentBuilder,
    outputs: VecDeque<Output>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum State {
    ExpectConnection,
    ExpectUser,
    ExpectPass { user: Box<str> },
    ExpectAnswer,
    Transaction(Maildrop),
    Over,
}

impl Session {
    fn greet(&mut self, now: SimTime) {
        if self.state == State::ExpectConnection {
            self.heard = now;
            self.state = State::ExpectUser;
            let text = format!("{} POP3 at your service", self.config.name);
            self.ok(&text);
        }
    }

    fn read(&mut self, now: SimTime, reader: &mut LineReader, input: &mut &[u8]) {
        while let Some(phase) = self.phase() {
            if self.replies.buffer().len() >= REPLIES_HIGH {
                break;
            }
            let Some(line) = reader.next(input) else { break };
            self.heard = now;
            match line.map(Command::parse) {
                Ok(Ok(command)) => self.command(phase, command),
                Ok(Err(error)) => self.refuse(error),
                Err(TooLong) => self.err(None, "the line is too long"),
            }
        }
    }

    fn answer(&mut self, now: SimTime, answer: Answer) {
        match (&self.state, answer) {
            (State::ExpectAnswer, Answer::Maildrop(items)) => {
                self.heard = now;
                let maildrop = Maildrop::open(items);
                maildrop.write_count(&mut self.replies);
                self.state = State::Transaction(maildrop);
            }
            (State::ExpectAnswer, Answer::Refused { code, text }) => {
                self.heard = now;
                self.state = State::ExpectUser;
                self.err(code, &text);
            }
            // The client left while the password was being checked; nobody else would unlock the mailbox.
            (_, Answer::Maildrop(_)) => self.outputs.push_back(Output::Event(Event::Released)),
            (_, Answer::Refused { .. }) => {}
        }
    }

    /// Ends the session without UPDATE.
    fn abandon(&mut self) {
        match std::mem::replace(&mut self.state, State::Over) {
            State::Over => return,
            State::Transaction(_) => self.outputs.push_back(Output::Event(Event::Released)),
            _ => {}
        }
        self.outputs.push_back(Output::Close);
    }

    /// What the client may say; `None` while nothing is read.
    fn phase(&self) -> Option<Phase> {
        match self.state {
            State::ExpectUser => Some(Phase::ExpectUser),
            State::ExpectPass { .. } => Some(Phase::ExpectPass),
            State::Transaction(_) => Some(Phase::Transaction),
            State::ExpectConnection | State::ExpectAnswer | State::Over => None,
        }
    }

    fn is_over(&self) -> bool {
        self.state == State::Over
    }

    fn refuse(&mut self, error: CommandError) {
        let text = match error {
            CommandError::NotText => "only text is understood here",
            CommandError::Unknown => "unknown command",
            CommandError::Arguments(_) => "the arguments are wrong",
        };
        self.err(None, text);
    }

    fn command(&mut self, phase: Phase, command: Command<'_>) {
        if let Some(refusal) = rules::verdict(phase, command.verb()).refusal() {
            return self.err(None, refusal);
        }
        match (&mut self.state, command) {
            (State::ExpectUser | State::ExpectPass { .. }, Command::User(name)) => {
                // RFC 1939 §7 lets a server say +OK for a mailbox that does not exist: names are not given away.
                self.state = State::ExpectPass { user: name.into() };
                self.ok("now the password");
            }
            (State::ExpectPass { user }, Command::Pass(password)) => {
                let question = Question::Login { user: std::mem::take(user), password: password.into() };
                self.state = State::ExpectAnswer;
                self.flush();
                self.outputs.push_back(Output::Ask(question));
            }
            (_, Command::Capa) => self.capabilities(),
            (_, Command::Quit) => self.quit(),
            (State::Transaction(maildrop), command) => match maildrop.transact(command, &mut self.replies) {
                Ok(Some(index)) => self.outputs.push_back(Output::Event(Event::Retrieved { index })),
                Ok(None) => {}
                Err(NoSuchMessage) => self.err(None, "no such message"),
            },
            // The table has refused every other pair already.
            (_, _) => self.err(None, "not now"),
        }
    }

    fn capabilities(&mut self) {
        self.ok("what I can do");
        for line in CAPABILITIES {
            self.replies.line(LineKind::Reply, line.as_bytes());
        }
    }

    fn quit(&mut self) {
        if let State::Transaction(maildrop) = std::mem::replace(&mut self.state, State::Over) {
            // RFC 1939 §6: QUIT enters UPDATE, and only now the marked mails are removed.
            self.outputs.push_back(Output::Event(Event::Update { deleted: maildrop.deleted() }));
        }
        self.ok("goodbye");
        self.flush();
        self.outputs.push_back(Output::Close);
    }

    fn ok(&mut self, text: &str) {
        self.reply(&Reply { ok: true, code: None, text: text.into() });
    }

    fn err(&mut self, code: Option<Code>, text: &str) {
        self.reply(&Reply { ok: false, code, text: text.into() });
    }

    fn reply(&mut self, reply: &Reply<'_>) {
        reply.write(self.replies.buffer());
        self.replies.end_line(LineKind::Reply);
    }

    /// What has been answered leaves in one segment: pipelined commands are answered together.
    fn flush(&mut self) {
        if !self.replies.is_empty() {
            self.outputs.push_back(Output::Send(self.replies.take()));
        }
    }
}

/// What this server can do (RFC 2449 §5, §6).
const CAPABILITIES: [&str; 8] = [
    "USER\r\n",
    "TOP\r\n",
    "UIDL\r\n",
    "PIPELINING\r\n",
    "RESP-CODES\r\n",
    "AUTH-RESP-CODE\r\n",
    "IMPLEMENTATION Posta\r\n",
    ".\r\n",
];
