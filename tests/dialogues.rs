//! Conversations that a learner can read, held against the real server.
//!
//! Each file in `tests/dialogues/` is one session:
//!
//! ```text
//! # a comment
//! @ submission                 the server's settings come first; see `Script::setting`
//! S: 220 smtp.escuela.com.mx ESMTP Posta
//! C: EHLO ana                  a line of the client, CRLF added; lines without an S: between leave together
//! C| raw octets\n              octets of the client, nothing added
//! S: 250-smtp.escuela.com.mx   a line of the server, exactly
//! S: 250 ...                   or up to the dots
//! +300s                        time passes
//! M: Subject: Hola             a line of the mail that the server took
//! E: ESMTP <ana@x> to <b@y>    its protocol and envelope
//! .                            the server has closed, and nothing more came
//! ```
//!
//! In the client's lines `\r`, `\n`, `\0` and `\xff` are octets, and `{5000 x}` is five thousand times `x`.

use std::collections::VecDeque;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use posta::base::time::{SimTime, Span};
use posta::proto::smtp::server::{Answer, Input, Output, Question, Received, Server, ServerConfig, Service};
use posta::wire::smtp::{ForwardPath, LineEnds, Mailbox, Reply, ReversePath};

#[test]
fn every_dialogue_goes_as_written() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dialogues");
    let mut files: Vec<_> = std::fs::read_dir(&directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 10, "the dialogues are there");
    let mut report = String::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        if let Err((line, problem)) = Script::run(&text) {
            writeln!(report, "{name}:{line}: {problem}").unwrap();
        }
    }
    assert!(report.is_empty(), "\n{report}");
}

/// A dialogue that is wrong must fail, or the test above proves nothing.
#[test]
fn a_wrong_dialogue_is_noticed() {
    let fails_at = |text: &str| Script::run(text).map_err(|(line, _)| line);
    assert_eq!(fails_at("S: 220 correo.empresa.com ESMTP Posta\nC: QUIT\nS: 221 ...\n."), Ok(()));
    assert_eq!(fails_at("S: 220 correo.empresa.com ESMTP Posta\nC: QUIT\nS: 250 ..."), Err(3));
    assert_eq!(fails_at("S: 220 ...\nC: NOOP\nC: NOOP\nS: 250 ..."), Err(5), "a reply is left over");
    assert_eq!(fails_at("S: 220 ...\nC: NOOP\nS: 250 ...\n."), Err(4), "the server has not closed");
    assert_eq!(fails_at("S: 220 ...\nM: Subject: Hola"), Err(2), "no mail came");
}

/// A session, its world, and what the server said that the script has not mentioned yet.
struct Script {
    server: Server,
    now: SimTime,
    said: VecDeque<String>,
    to_send: Vec<u8>,
    mails: VecDeque<Received>,
    /// The lines of the mail that the script is looking at.
    content: Option<VecDeque<String>>,
    queued: u32,
    closed: bool,
}

impl Script {
    fn run(text: &str) -> Result<(), (usize, String)> {
        let mut config = ServerConfig::new("correo.empresa.com", Service::Relay);
        let lines = || text.lines().enumerate().map(|(index, line)| (index + 1, line));
        for (number, line) in lines() {
            if let Some(setting) = line.strip_prefix("@ ") {
                Self::setting(&mut config, setting).ok_or_else(|| (number, format!("unknown setting {setting:?}")))?;
            }
        }
        let mut script = Self {
            server: Server::new(Arc::new(config)),
            now: SimTime::ZERO,
            said: VecDeque::new(),
            to_send: Vec::new(),
            mails: VecDeque::new(),
            content: None,
            queued: 0,
            closed: false,
        };
        script.input(Input::Connected);
        for (number, line) in lines() {
            script.line(line).map_err(|problem| (number, problem))?;
        }
        script.nothing_is_left().map_err(|problem| (text.lines().count() + 1, problem))
    }

    fn setting(config: &mut ServerConfig, setting: &str) -> Option<()> {
        let (name, value) = setting.split_once(' ').unwrap_or((setting, ""));
        match (name, value) {
            ("submission", "") => {
                config.service = Service::Submission;
                config.name = "smtp.escuela.com.mx".into();
            }
            ("max_size", _) => config.max_size = value.parse().ok()?,
            ("max_recipients", _) => config.max_recipients = value.parse().ok()?,
            ("line_ends", "strict") => config.line_ends = LineEnds::Strict,
            ("line_ends", "legacy") => config.line_ends = LineEnds::LegacyVulnerable,
            _ => return None,
        }
        Some(())
    }

    fn line(&mut self, line: &str) -> Result<(), String> {
        if line.is_empty() || line.starts_with('#') || line.starts_with("@ ") {
            return Ok(());
        }
        if line == "." {
            self.send();
            self.nothing_is_left()?;
            return if self.closed { Ok(()) } else { Err("the server has not closed".into()) };
        }
        if let Some(span) = line.strip_prefix('+') {
            self.send();
            self.now += span.parse::<Span>().map_err(|error| error.to_string())?;
            if self.server.deadline().is_some_and(|deadline| deadline <= self.now) {
                self.input(Input::Deadline);
            }
            return Ok(());
        }
        let (kind, rest) = line.split_at_checked(2).ok_or("not a line of a dialogue")?;
        let rest = rest.strip_prefix(' ').unwrap_or(rest);
        match kind {
            "C:" => {
                self.to_send.extend(octets(rest)?);
                self.to_send.extend_from_slice(b"\r\n");
                Ok(())
            }
            "C|" => {
                self.to_send.extend(octets(rest)?);
                Ok(())
            }
            "S:" => {
                self.send();
                matches(rest, self.said.pop_front())
            }
            "E:" => {
                self.send();
                let mail = self.mails.pop_front().ok_or("no mail came")?;
                let recipients: Vec<_> = mail.envelope.forward_paths.iter().map(ToString::to_string).collect();
                let envelope =
                    format!("{} {} to {}", mail.protocol(), mail.envelope.reverse_path, recipients.join(" "));
                self.content = Some(lines(&mail));
                matches(rest, Some(envelope))
            }
            "M:" => {
                self.send();
                if self.content.as_ref().is_none_or(VecDeque::is_empty) {
                    self.content = self.mails.pop_front().as_ref().map(lines);
                }
                matches(rest, self.content.as_mut().ok_or("no mail came")?.pop_front())
            }
            _ => Err(format!("not a line of a dialogue: {line:?}")),
        }
    }

    fn nothing_is_left(&mut self) -> Result<(), String> {
        self.send();
        if let Some(line) = self.said.front() {
            return Err(format!("the server also said {line:?}"));
        }
        match self.content.as_ref().and_then(|content| content.front()) {
            Some(line) => Err(format!("the mail goes on with {line:?}")),
            None => Ok(()),
        }
    }

    fn send(&mut self) {
        if !self.to_send.is_empty() {
            let octets = std::mem::take(&mut self.to_send);
            self.input(Input::Octets(&octets));
        }
    }

    fn input(&mut self, input: Input<'_>) {
        self.server.handle(self.now, input);
        while let Some(output) = self.server.poll() {
            match output {
                Output::Send(segment) => {
                    let text = String::from_utf8(segment.octets.to_vec()).expect("servers speak ASCII");
                    let lines = text.strip_suffix("\r\n").expect("segments end with a line").split("\r\n");
                    self.said.extend(lines.map(str::to_owned));
                }
                Output::Ask(question) => {
                    let answer = self.world(question);
                    self.server.handle(self.now, Input::Answer(Answer(answer)));
                }
                Output::Event(_) => {}
                Output::Close => self.closed = true,
            }
        }
    }

    /// A small world: `escuela.com.mx` with Ana, who may submit as herself, and `empresa.com` with Bruno.
    fn world(&mut self, question: Question) -> Reply {
        let submission = self.server.config().service == Service::Submission;
        match question {
            Question::Credentials { user, password, .. } if (&*user, &*password) == ("ana", "secreto") => {
                Reply::new(235, [2, 7, 0], "Welcome, ana")
            }
            Question::Credentials { .. } => Reply::new(535, [5, 7, 8], "Wrong user or password"),
            Question::ReversePath { path, .. } => match path {
                ReversePath::Mailbox(sender) if submission && sender != address("ana@escuela.com.mx") => {
                    Reply::new(553, [5, 7, 1], "That is not your address")
                }
                _ => Reply::new(250, [2, 1, 0], "Ok"),
            },
            Question::Recipient { path, .. } => match path {
                ForwardPath::Postmaster => Reply::new(250, [2, 1, 5], "Ok"),
                ForwardPath::Mailbox(_) if submission => Reply::new(250, [2, 1, 5], "Ok"),
                ForwardPath::Mailbox(recipient) if recipient.domain != address("x@empresa.com").domain => {
                    Reply::new(554, [5, 7, 1], "Not for us")
                }
                ForwardPath::Mailbox(recipient) => match recipient.local.meaning() {
                    "bruno" | "bruno paz" | "postmaster" => Reply::new(250, [2, 1, 5], "Ok"),
                    _ => Reply::new(550, [5, 1, 1], "No such user"),
                },
            },
            Question::Message(received) => {
                self.mails.push_back(received);
                self.queued += 1;
                Reply::new(250, [2, 0, 0], format!("Ok: queued as {}", self.queued))
            }
            Question::Verify(_) => Reply::new(252, [2, 0, 0], "Send some mail and see"),
            Question::Expand(_) => Reply::new(502, [5, 5, 1], "Lists are nobody's business"),
        }
    }
}

fn address(text: &str) -> Mailbox {
    Mailbox::parse(text).expect("the test's own addresses are right")
}

fn lines(mail: &Received) -> VecDeque<String> {
    let content = String::from_utf8_lossy(&mail.content);
    content.split_terminator("\r\n").map(|line| line.escape_default().to_string()).collect()
}

fn matches(expected: &str, actual: Option<String>) -> Result<(), String> {
    let actual = actual.ok_or_else(|| format!("expected {expected:?}, nothing came"))?;
    let same = match expected.strip_suffix("...") {
        Some(start) => actual.starts_with(start),
        None => actual == expected,
    };
    if same { Ok(()) } else { Err(format!("expected {expected:?}, came {actual:?}")) }
}

/// The octets of a client's line, escapes and repetitions resolved.
fn octets(text: &str) -> Result<Vec<u8>, String> {
    let mut octets = Vec::new();
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if let Some((repeated, tail)) = rest.strip_prefix('{').and_then(|tail| tail.split_once('}')) {
            let (count, piece) = repeated.split_once(' ').ok_or("expected {count text}")?;
            let piece = self::octets(piece)?;
            (0..count.parse().map_err(|_| "expected a count")?).for_each(|_: u32| octets.extend_from_slice(&piece));
            rest = tail;
        } else if let Some(escape) = rest.strip_prefix('\\') {
            let (octet, length) = match escape.as_bytes() {
                [b'r', ..] => (b'\r', 1),
                [b'n', ..] => (b'\n', 1),
                [b'0', ..] => (0, 1),
                [b'\\', ..] => (b'\\', 1),
                [b'x', ..] => {
                    let digits = escape.get(1..3).ok_or("expected two digits")?;
                    (u8::from_str_radix(digits, 16).map_err(|_| "expected two digits")?, 3)
                }
                _ => return Err(format!("unknown escape in {text:?}")),
            };
            octets.push(octet);
            rest = &escape[length..];
        } else {
            octets.extend_from_slice(&rest.as_bytes()[..next.len_utf8()]);
            rest = &rest[next.len_utf8()..];
        }
    }
    Ok(octets)
}
