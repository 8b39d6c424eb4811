//! The client: signs in, fetches what it has not seen, marks what it has fetched, and says `QUIT`.
//!
//! One command at a time. A mail is marked only after it has been reported, so that a connection that breaks loses
//! nothing: the next session finds the mail again, and knows it by its lasting name.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use bytes::Bytes;

use crate::base::time::{SimTime, Span};
use crate::wire::pop3::{COMMAND_MAX, Code, Command, ContentReader, LineReader, REPLY_MAX, Reply, TooLong, Verb};
use crate::wire::{LineKind, Segment};

/// Whose mail is fetched, and how.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClientConfig {
    /// The name of the mailbox.
    pub user: Box<str>,
    /// The password.
    pub password: Box<str>,
    /// Whether the mail stays on the server.
    pub keep: bool,
    /// How long the client waits while nothing arrives. No standard says.
    pub patience: Span,
}

impl ClientConfig {
    /// How long clients wait unless told otherwise: one minute.
    pub const PATIENCE: Span = Span::from_secs(60);
}

/// One session of a client.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Client {
    reader: LineReader,
    session: Session,
}

/// What can happen to a client.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Input<'a> {
    /// The connection stands. The first input, once.
    Connected,
    /// Octets from the server.
    Octets(&'a [u8]),
    /// The moment of [`Client::deadline`] has come.
    Deadline,
    /// The connection has ended from the server's side, orderly or not.
    PeerClosed,
}

/// What a client wants done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Output {
    /// Send this.
    Send(Segment),
    /// Take note.
    Report(Report),
    /// Close the connection. The last output.
    Close,
}

/// What its user gets to know. The last one is [`Report::Finished`], [`Report::SignInRefused`] or [`Report::Failed`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Report {
    /// The server has opened the mailbox.
    SignedIn,
    /// The server has not opened the mailbox.
    SignInRefused {
        /// Why, for machines, if the server says.
        code: Option<Code>,
        /// Why, in the server's words.
        text: Box<str>,
    },
    /// What is in the mailbox.
    Counted {
        /// How many mails.
        messages: u32,
        /// Their octets together.
        octets: u64,
    },
    /// A mail has arrived.
    Message {
        /// Its place in this session, counted from 0: its POP3 number less one.
        index: usize,
        /// Its lasting name.
        uid: Box<str>,
        /// The mail, byte-stuffing undone.
        content: Bytes,
    },
    /// Everything is done, and the server has removed what was marked.
    Finished,
    /// The session broke off; what was marked is still on the server, unless the farewell itself got lost.
    Failed(Failure),
}

/// Why a session broke off.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Failure {
    /// Nothing arrived for too long.
    #[error("the server does not answer")]
    TimedOut,
    /// The server closed the connection.
    #[error("the connection was lost")]
    ConnectionLost,
    /// The server refused a command, or with `None` the connection.
    #[error("the server refused: {text}")]
    Refused {
        /// The command.
        verb: Option<Verb>,
        /// The server's words.
        text: Box<str>,
    },
    /// The server sent a line that POP3 does not have.
    #[error("the server does not speak POP3")]
    Garbage,
    /// The server sent a line, a list or a mail larger than this client takes.
    #[error("the server sends too much")]
    TooMuch,
    /// The server takes no name and password (RFC 2449 §6.3: without USER in its capabilities).
    #[error("the server offers no sign-in with a password")]
    NoPasswordSignIn,
    /// The name or the password cannot be sent: control characters, or too long for a line.
    #[error("the name or the password cannot be sent")]
    Unsendable,
}

/// The largest mail that is taken, in octets.
const MESSAGE_MAX: usize = 64 << 20;
/// The most mails of one mailbox that are listed.
const LISTED_MAX: usize = 100_000;
/// The most capabilities that are read.
const CAPABILITIES_MAX: u32 = 100;
/// The longest lasting name (RFC 1939 §7).
const UID_MAX: usize = 70;

impl Client {
    /// A session that waits for its connection. Mails whose lasting names are in `seen` are not fetched again; without
    /// `keep` they are still removed, because an earlier session fetched them and could not say QUIT.
    #[must_use]
    pub fn new(config: Arc<ClientConfig>, seen: Arc<BTreeSet<Box<str>>>) -> Self {
        let state = State::ExpectConnection;
        let session = Session { config, seen, state, heard: SimTime::ZERO, outputs: VecDeque::new() };
        Self { reader: LineReader::new(REPLY_MAX), session }
    }

    /// Takes one input, at `now`.
    pub fn handle(&mut self, now: SimTime, input: Input<'_>) {
        match input {
            Input::Connected => {
                if self.session.state == State::ExpectConnection {
                    self.session.heard = now;
                    self.session.state = State::ExpectGreeting;
                }
            }
            Input::Octets(octets) => self.read(now, octets),
            Input::Deadline => {
                if self.deadline().is_some_and(|deadline| deadline <= now) {
                    self.session.fail(Failure::TimedOut);
                }
            }
            Input::PeerClosed => self.session.fail(Failure::ConnectionLost),
        }
    }

    /// The next thing to do, until there is none.
    pub fn poll(&mut self) -> Option<Output> {
        self.session.outputs.pop_front()
    }

    /// When [`Input::Deadline`] is due, as things stand.
    #[must_use]
    pub fn deadline(&self) -> Option<SimTime> {
        match self.session.state {
            State::ExpectConnection | State::Over => None,
            _ => Some(self.session.heard + self.session.config.patience),
        }
    }

    fn read(&mut self, now: SimTime, octets: &[u8]) {
        self.session.heard = now;
        let mut rest = octets;
        loop {
            let progress = match self.session.state {
                State::ExpectConnection | State::Over => false,
                State::ExpectContent(..) => self.session.content(&mut rest),
                _ => self.reader.next(&mut rest).map(|line| self.session.line(line)).is_some(),
            };
            if !progress {
                break;
            }
        }
    }
}

/// The conversation, apart from the framing of its lines.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Session {
    config: Arc<ClientConfig>,
    /// The lasting names of the mails that are here already.
    seen: Arc<BTreeSet<Box<str>>>,
    state: State,
    /// When the server last sent something.
    heard: SimTime,
    outputs: VecDeque<Output>,
}

/// What the client waits for.
#[derive(Clone, PartialEq, Eq, Debug)]
enum State {
    ExpectConnection,
    ExpectGreeting,
    ExpectCapaReply,
    ExpectCapability {
        offers_user: bool,
        read: u32,
    },
    ExpectUserReply,
    ExpectPassReply,
    ExpectStatReply,
    ExpectUidlReply,
    ExpectUid {
        listed: Vec<Listed>,
    },
    ExpectRetrReply(Work),
    ExpectContent(Work, ContentReader),
    ExpectDeleReply(Work),
    /// The answer to QUIT; `report` says whether the user waits for it, or knows already that there is no mail.
    ExpectFarewell {
        report: bool,
    },
    Over,
}

/// The mails of the mailbox, and which one it is the turn of.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Work {
    listed: Arc<[Listed]>,
    next: usize,
}

/// One mail, as UIDL lists it.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Listed {
    number: u32,
    uid: Box<str>,
}

impl State {
    /// The command whose reply this state waits for; `None` for the greeting.
    fn verb(&self) -> Option<Verb> {
        match self {
            Self::ExpectConnection | Self::ExpectGreeting | Self::Over => None,
            Self::ExpectCapaReply | Self::ExpectCapability { .. } => Some(Verb::Capa),
            Self::ExpectUserReply => Some(Verb::User),
            Self::ExpectPassReply => Some(Verb::Pass),
            Self::ExpectStatReply => Some(Verb::Stat),
            Self::ExpectUidlReply | Self::ExpectUid { .. } => Some(Verb::Uidl),
            Self::ExpectRetrReply(_) | Self::ExpectContent(..) => Some(Verb::Retr),
            Self::ExpectDeleReply(_) => Some(Verb::Dele),
            Self::ExpectFarewell { .. } => Some(Verb::Quit),
        }
    }
}

impl Session {
    fn line(&mut self, line: Result<&[u8], TooLong>) {
        let state = std::mem::replace(&mut self.state, State::Over);
        let Ok(line) = line else { return self.break_off(&state, Failure::TooMuch) };
        match state {
            State::ExpectCapability { offers_user, read } => self.capability(line, offers_user, read),
            State::ExpectUid { listed } => self.uid(line, listed),
            state => match Reply::parse(line) {
                Ok(reply) if reply.ok => self.granted(state, &reply.text),
                Ok(reply) => self.refused(&state, &reply),
                Err(_) => self.break_off(&state, Failure::Garbage),
            },
        }
    }

    fn granted(&mut self, state: State, text: &str) {
        match state {
            State::ExpectGreeting => self.send(&Command::Capa, State::ExpectCapaReply),
            State::ExpectCapaReply => self.state = State::ExpectCapability { offers_user: false, read: 0 },
            State::ExpectUserReply => {
                let config = Arc::clone(&self.config);
                self.send(&Command::Pass(&config.password), State::ExpectPassReply);
            }
            State::ExpectPassReply => {
                self.report(Report::SignedIn);
                self.send(&Command::Stat, State::ExpectStatReply);
            }
            State::ExpectStatReply => match counted(text) {
                Some((messages, octets)) => {
                    self.report(Report::Counted { messages, octets });
                    match messages {
                        0 => self.quit(true),
                        _ => self.send(&Command::Uidl(None), State::ExpectUidlReply),
                    }
                }
                None => self.break_off(&State::ExpectStatReply, Failure::Garbage),
            },
            State::ExpectUidlReply => self.state = State::ExpectUid { listed: Vec::new() },
            State::ExpectRetrReply(work) => {
                // Most servers begin with the size, as the examples of RFC 1939 §5 do; it is a hint, no more.
                let announced = text.split(' ').next().and_then(|word| word.parse().ok()).unwrap_or(0);
                self.state = State::ExpectContent(work, ContentReader::new(MESSAGE_MAX, announced));
            }
            State::ExpectDeleReply(work) => self.proceed(work.without_first()),
            State::ExpectFarewell { report } => {
                if report {
                    self.report(Report::Finished);
                }
                self.outputs.push_back(Output::Close);
            }
            // These do not wait for a reply, and `line` has not asked.
            State::ExpectConnection
            | State::ExpectCapability { .. }
            | State::ExpectUid { .. }
            | State::ExpectContent(..)
            | State::Over => {}
        }
    }

    fn refused(&mut self, state: &State, reply: &Reply<'_>) {
        let text = Box::from(&*reply.text);
        match state {
            // RFC 2449 §5: a server that does not know CAPA answers -ERR, and is none the worse for it.
            State::ExpectCapaReply => self.sign_in(),
            State::ExpectUserReply | State::ExpectPassReply => {
                self.report(Report::SignInRefused { code: reply.code, text });
                self.quit(false);
            }
            state => self.break_off(state, Failure::Refused { verb: state.verb(), text }),
        }
    }

    fn capability(&mut self, line: &[u8], offers_user: bool, read: u32) {
        let state =
            State::ExpectCapability { offers_user: offers_user || line.eq_ignore_ascii_case(b"USER"), read: read + 1 };
        match line {
            b"." if offers_user => self.sign_in(),
            b"." => self.break_off(&state, Failure::NoPasswordSignIn),
            _ if read >= CAPABILITIES_MAX => self.break_off(&state, Failure::TooMuch),
            _ => self.state = state,
        }
    }

    fn sign_in(&mut self) {
        let config = Arc::clone(&self.config);
        let fits = |text: &str| !text.is_empty() && text.len() + "USER \r\n".len() <= COMMAND_MAX;
        // A line end inside would be a second command. A password may have spaces, a name may not (RFC 1939 §3).
        let user = fits(&config.user) && !config.user.contains(|c: char| c.is_control() || c.is_whitespace());
        let password = fits(&config.password) && !config.password.contains(char::is_control);
        if user && password {
            self.send(&Command::User(&config.user), State::ExpectUserReply);
        } else {
            self.break_off(&State::ExpectUserReply, Failure::Unsendable);
        }
    }

    fn uid(&mut self, line: &[u8], mut listed: Vec<Listed>) {
        if line == b"." {
            return self.proceed(Work { listed: listed.into(), next: 0 });
        }
        let failure = match Listed::parse(line) {
            Some(_) if listed.len() >= LISTED_MAX => Failure::TooMuch,
            Some(mail) => {
                listed.push(mail);
                self.state = State::ExpectUid { listed };
                return;
            }
            None => Failure::Garbage,
        };
        self.break_off(&State::ExpectUidlReply, failure);
    }

    /// Reads content; whether there is something left to do with the rest of `input`.
    fn content(&mut self, input: &mut &[u8]) -> bool {
        let State::ExpectContent(_, reader) = &mut self.state else { return false };
        let Some(content) = reader.next(input) else { return false };
        match (content, std::mem::replace(&mut self.state, State::Over)) {
            (Ok(content), State::ExpectContent(work, _)) => self.received(work, content),
            (_, state) => self.break_off(&state, Failure::TooMuch),
        }
        true
    }

    fn received(&mut self, work: Work, content: Bytes) {
        let Some(mail) = work.listed.get(work.next) else { return };
        let (number, uid) = (mail.number, mail.uid.clone());
        self.report(Report::Message { index: number.saturating_sub(1) as usize, uid, content });
        if self.config.keep {
            self.proceed(work.without_first());
        } else {
            self.send(&Command::Dele(number), State::ExpectDeleReply(work));
        }
    }

    /// Turns to the next mail that needs something, or takes leave.
    fn proceed(&mut self, mut work: Work) {
        while let Some(mail) = work.listed.get(work.next) {
            let number = mail.number;
            if !self.seen.contains(&mail.uid) {
                return self.send(&Command::Retr(number), State::ExpectRetrReply(work));
            }
            if !self.config.keep {
                return self.send(&Command::Dele(number), State::ExpectDeleReply(work));
            }
            work = work.without_first();
        }
        self.quit(true);
    }

    fn quit(&mut self, report: bool) {
        self.send(&Command::Quit, State::ExpectFarewell { report });
    }

    fn send(&mut self, command: &Command<'_>, state: State) {
        let mut line = Vec::new();
        command.write(&mut line);
        self.outputs.push_back(Output::Send(Segment::single(LineKind::Command, line)));
        self.state = state;
    }

    fn report(&mut self, report: Report) {
        self.outputs.push_back(Output::Report(report));
    }

    fn fail(&mut self, failure: Failure) {
        let state = std::mem::replace(&mut self.state, State::Over);
        self.break_off(&state, failure);
    }

    /// Ends the session in `state`, which has been left.
    fn break_off(&mut self, state: &State, failure: Failure) {
        match state {
            State::Over => return,
            // The user knows already that nothing comes of this session.
            State::ExpectFarewell { report: false } => {}
            _ => self.report(Report::Failed(failure)),
        }
        self.outputs.push_back(Output::Close);
    }
}

impl Work {
    fn without_first(self) -> Self {
        Self { next: self.next + 1, ..self }
    }
}

impl Listed {
    /// Reads `1 whqtswO00WBw418f9t5JxYwZ` (RFC 1939 §7, UIDL).
    fn parse(line: &[u8]) -> Option<Self> {
        let (number, uid) = std::str::from_utf8(line).ok()?.trim_end().split_once(' ')?;
        let number = number.parse().ok().filter(|&number| number > 0)?;
        // RFC 1939 §7: one to seventy characters from 0x21 to 0x7E.
        let valid = (1..=UID_MAX).contains(&uid.len()) && uid.bytes().all(|octet| octet.is_ascii_graphic());
        valid.then(|| Self { number, uid: uid.into() })
    }
}

/// Reads what follows `+OK` in the answer to STAT: `2 320` (RFC 1939 §5). More may follow and means nothing.
fn counted(text: &str) -> Option<(u32, u64)> {
    let mut words = text.split(' ');
    Some((words.next()?.parse().ok()?, words.next()?.parse().ok()?))
}
