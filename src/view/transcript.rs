//! The transcript: one row for each thing that happened, with what it means.
//!
//! A row is made when somebody looks at it; the list itself is only the numbers of the entries that have one. The
//! terminal's trace and the window's panel show the same rows.

use crate::base::id::ConnId;
use crate::base::time::SimTime;
use crate::journal::{Entry, Fact, Journal, Lookup, NoConnection, Side, Text};
use crate::wire::LineKind;
use crate::wire::dns::Message;
use crate::world::Topology;

use super::gloss;
use super::names::{Names, ends, protocol};
use super::scene::Protocol;
use super::words::Words;

/// Entries that are looked through for the command that a reply of POP3 answers. It is one of the last few, except
/// where many conversations run at once; then the gloss is the general one.
const LOOK_BACK: usize = 1_000;

/// Who speaks in a row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Speaker {
    /// The end that opened the connection.
    Client,
    /// The end that was asked.
    Server,
    /// Somebody asks the name system.
    Question,
    /// The name system answers.
    Answer,
    /// Nobody: the row tells what happened.
    Note,
}

impl Speaker {
    /// The mark in front of the row: `C:`, `S:`, `?`, `=`, `·`.
    #[must_use]
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Client => "C:",
            Self::Server => "S:",
            Self::Question => "?",
            Self::Answer => "=",
            Self::Note => "·",
        }
    }
}

/// One row.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// The entry that it shows.
    pub entry: u32,
    /// When.
    pub at: SimTime,
    /// When, as the scenario's clock shows it.
    pub clock: String,
    /// Who, by short name.
    pub from: String,
    /// To whom; empty if to nobody.
    pub to: String,
    /// Who speaks.
    pub speaker: Speaker,
    /// What was said, as it is on the wire without its line end; for a note, a sentence.
    pub text: String,
    /// What it means, or nothing.
    pub gloss: String,
    /// The protocol.
    pub protocol: Protocol,
    /// Whether it says no.
    pub refusal: bool,
}

/// The rows of a record.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Transcript {
    entries: Vec<u32>,
}

/// What is needed to make a row.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// The record.
    pub journal: &'a Journal,
    /// Names and addresses.
    pub topology: &'a Topology,
    /// Short names.
    pub names: &'a Names,
    /// The language.
    pub words: &'a Words,
}

impl Transcript {
    /// The rows of `journal`.
    #[must_use]
    pub fn new(journal: &Journal) -> Self {
        let shown =
            |entry: &Entry| !matches!(entry.fact, Fact::Lookup { what: Lookup::Stored, .. } | Fact::Opened { .. });
        let entries = journal.entries().iter().zip(0..).filter(|(entry, _)| shown(entry)).map(|(_, index)| index);
        Self { entries: entries.collect() }
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The number of the entry that row `index` shows.
    #[must_use]
    pub fn entry(&self, index: usize) -> Option<u32> {
        self.entries.get(index).copied()
    }

    /// The number of the row that shows `entry`, or of the next one.
    #[must_use]
    pub fn row_of(&self, entry: u32) -> usize {
        self.entries.partition_point(|shown| *shown < entry)
    }

    /// How many rows tell of something at `at` or before.
    #[must_use]
    pub fn begun(&self, journal: &Journal, at: SimTime) -> usize {
        self.entries.partition_point(|entry| journal.entries()[*entry as usize].at <= at)
    }

    /// Row `index`.
    #[must_use]
    pub fn row(&self, index: usize, reader: &Reader<'_>) -> Option<Row> {
        reader.row(self.entry(index)?)
    }
}

impl Reader<'_> {
    /// The row that shows entry number `index`.
    #[must_use]
    pub fn row(&self, index: u32) -> Option<Row> {
        let entry = self.journal.entries().get(index as usize)?;
        let (from, to) = match ends(self.journal, self.topology, &entry.fact) {
            Some((from, to)) => (self.names.of(from).to_owned(), to.map_or("", |to| self.names.of(to)).to_owned()),
            None => Default::default(),
        };
        let Said { speaker, text, gloss } = self.said(index, &entry.fact);
        Some(Row {
            entry: index,
            at: entry.at,
            clock: self.topology.calendar.clock(entry.at),
            from,
            to,
            speaker,
            text,
            gloss,
            protocol: protocol(self.journal, &entry.fact),
            refusal: super::events::refuses(self.journal, &entry.fact),
        })
    }

    fn said(&self, index: u32, fact: &Fact) -> Said {
        match *fact {
            Fact::Line { conn, side, kind, text, .. } => {
                let protocol = protocol(self.journal, fact);
                // Replies of SMTP carry codes that need no command to be understood.
                let asked = if protocol == Protocol::Pop3 { self.asked(index, conn) } else { None };
                self.line(gloss::Line { protocol, kind, octets: self.journal.octets(text), asked }, side)
            }
            Fact::Datagram { octets, .. } => self.datagram(octets),
            _ => Said { speaker: Speaker::Note, text: self.note(fact), gloss: String::new() },
        }
    }

    fn line(&self, line: gloss::Line<'_>, side: Side) -> Said {
        let speaker = if side == Side::Client { Speaker::Client } else { Speaker::Server };
        let text = if line.kind == LineKind::Content {
            // The dot that ends a mail is not part of it (RFC 5321 §4.5.2, RFC 1939 §3).
            let mail = line.octets.strip_suffix(b".\r\n").unwrap_or(line.octets);
            let lines = mail.split(|&b| b == b'\n').count().saturating_sub(1);
            let subject = self.titled(&subject(mail).unwrap_or_default());
            self.words.with(
                "content-summary",
                &[("octets", mail.len().into()), ("lines", lines.into()), ("subject", subject.into())],
            )
        } else {
            printable(line.octets)
        };
        Said { speaker, text, gloss: gloss::line(self.words, line).unwrap_or_default() }
    }

    /// The command on `conn` that came last before entry `index`, if it is not far back.
    fn asked(&self, index: u32, conn: ConnId) -> Option<&[u8]> {
        let before = &self.journal.entries()[..index as usize];
        before.iter().rev().take(LOOK_BACK).find_map(|entry| match entry.fact {
            Fact::Line { conn: on, side: Side::Client, text, .. } if on == conn => Some(self.journal.octets(text)),
            _ => None,
        })
    }

    /// A subject as it is shown: a mail without one says so.
    fn titled(&self, subject: &str) -> String {
        if subject.is_empty() { self.words.get("no-subject") } else { subject.to_owned() }
    }

    fn datagram(&self, octets: Text) -> Said {
        match Message::parse(self.journal.octets(octets)) {
            Ok(message) => Said {
                speaker: if message.header.response { Speaker::Answer } else { Speaker::Question },
                text: message.to_string(),
                gloss: gloss::datagram(self.words, &message).unwrap_or_default(),
            },
            Err(_) => {
                Said { speaker: Speaker::Note, text: self.words.get("note-malformed-datagram"), gloss: String::new() }
            }
        }
    }

    /// A sentence for a fact that is not on a wire.
    fn note(&self, fact: &Fact) -> String {
        let journal = self.journal;
        let text = |text: Text| journal.words(text).into_owned();
        let recipient = |mail, number: u32| {
            journal.recipients(mail).get(number as usize).map(|address| text(*address)).unwrap_or_default()
        };
        let host = |host| self.topology.host(host).name.to_string();
        let words = self.words;
        match *fact {
            Fact::Opening { conn, .. } => {
                let card = journal.conn(conn);
                let port = card.map_or(0, |card| card.port);
                let address = card.and_then(|card| card.server).map(|server| self.topology.host(server).address);
                let address = address.map(|address| address.to_string()).unwrap_or_default();
                words.with("note-opening", &[("address", address.into()), ("port", port.to_string().into())])
            }
            Fact::Opened { .. } => words.get("note-opened"),
            Fact::NotOpened { why, .. } => words.get(match why {
                NoConnection::Refused => "note-refused",
                NoConnection::TimedOut => "note-timed-out",
            }),
            Fact::Closing { .. } => words.get("note-closing"),
            Fact::Lookup { what, about, remaining, .. } => {
                let key = match what {
                    Lookup::CacheHit => "note-cache-hit",
                    Lookup::NegativeCacheHit => "note-cache-negative",
                    Lookup::Stored => "note-cache-stored",
                    Lookup::Merged => "note-lookup-merged",
                    Lookup::ServerTimedOut => "note-name-server-silent",
                    Lookup::ServerLame => "note-name-server-lame",
                    Lookup::ServerFailed => "note-name-server-failed",
                    Lookup::Disbelieved => "note-name-disbelieved",
                    Lookup::TooManyAliases => "note-too-many-aliases",
                    Lookup::GaveUp => "note-lookup-gave-up",
                };
                let seconds = remaining.as_micros() / 1_000_000;
                words.with(key, &[("about", text(about).into()), ("seconds", seconds.into())])
            }
            Fact::Written { mail } => {
                let card = journal.mail(mail);
                let subject = self.titled(&card.map(|card| text(card.subject)).unwrap_or_default());
                let count = card.map_or(0, |card| card.recipients);
                let to = recipient(mail, 0);
                words.with("note-written", &[("to", to.into()), ("count", count.into()), ("subject", subject.into())])
            }
            Fact::SignedIn { user, .. } => words.with("note-signed-in", &[("user", text(user).into())]),
            Fact::Custody { mail, recipient: number, host: custodian } => {
                words.with("note-custody", &[("to", recipient(mail, number).into()), ("host", host(custodian).into())])
            }
            Fact::Queued { queue_id, .. } => words.with("note-queued", &[("id", text(queue_id).into())]),
            Fact::Routed { domain, exchanger, preference, .. } => {
                let (domain, exchanger) = (text(domain).into(), text(exchanger).into());
                match preference {
                    Some(preference) => {
                        let preference = u32::from(preference).into();
                        let values = [("domain", domain), ("exchanger", exchanger), ("preference", preference)];
                        words.with("note-routed", &values)
                    }
                    None => words.with("note-routed-implicit", &[("domain", domain), ("exchanger", exchanger)]),
                }
            }
            Fact::Storing { mail, recipient: number, .. } => {
                words.with("note-storing", &[("to", recipient(mail, number).into())])
            }
            Fact::Delivered { mail, recipient: number, .. } => {
                words.with("note-delivered", &[("to", recipient(mail, number).into())])
            }
            Fact::Dequeued { queue_id, .. } => words.with("note-dequeued", &[("id", text(queue_id).into())]),
            Fact::Fetched { mail, .. } => {
                let subject = self.titled(&journal.mail(mail).map(|card| text(card.subject)).unwrap_or_default());
                words.with("note-fetched", &[("subject", subject.into())])
            }
            Fact::NotSent { reason, .. } => words.with("note-not-sent", &[("reason", text(reason).into())]),
            Fact::Held { mail, recipient: number, temporary, reason, .. } => {
                let key = if temporary { "note-held-temporary" } else { "note-held-permanent" };
                words.with(key, &[("to", recipient(mail, number).into()), ("reason", text(reason).into())])
            }
            Fact::NotFetched { reason, .. } => words.with("note-not-fetched", &[("reason", text(reason).into())]),
            Fact::Bounded { .. } => words.get("note-bounded"),
            // These are on a wire, and are read there.
            Fact::Line { text: octets, .. } | Fact::Datagram { octets, .. } => text(octets),
        }
    }
}

struct Said {
    speaker: Speaker,
    text: String,
    gloss: String,
}

/// A line of a wire as it can be shown: without its line end, other control octets as `\r`, `\x00`.
#[must_use]
pub fn printable(octets: &[u8]) -> String {
    let line = octets.strip_suffix(b"\r\n").unwrap_or(octets);
    let mut shown = String::with_capacity(line.len());
    for letter in String::from_utf8_lossy(line).chars() {
        match letter {
            '\t' => shown.push(' '),
            '\r' => shown.push_str("\\r"),
            '\n' => shown.push_str("\\n"),
            control if control.is_control() => shown.push_str(&format!("\\x{:02x}", u32::from(control))),
            other => shown.push(other),
        }
    }
    shown
}

/// The subject of a message, decoded.
#[must_use]
pub fn subject(message: &[u8]) -> Option<String> {
    crate::wire::mail::parse::summary(message).subject
}
