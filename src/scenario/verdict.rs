//! Whether what the author expected has happened. A scenario is a test of itself.

use crate::base::id::MailboxId;
use crate::journal::{Fact, Journal, Side};
use crate::wire::LineKind;
use crate::wire::dns::Message;
use crate::wire::mail::header::has_header;
use crate::wire::mail::parse::summary;
use crate::world::actor::{Actor, Letter};
use crate::world::{HostRole, Topology, World};

use super::model::{Address, Expectation, Scenario, What};

/// What became of one expectation.
#[derive(Clone, PartialEq, Debug)]
pub struct Verdict {
    /// What was expected.
    pub expectation: Expectation,
    /// Whether it holds.
    pub holds: bool,
    /// How often it was found, where it is a matter of number.
    pub found: Option<u64>,
}

/// Judges every expectation of `scenario` at the end of a run.
#[must_use]
pub fn judge(scenario: &Scenario, journal: &Journal, world: &World) -> Vec<Verdict> {
    let court = Court { scenario, journal, world, topology: world.topology() };
    scenario.expect.iter().map(|expectation| court.verdict(expectation)).collect()
}

struct Court<'a> {
    scenario: &'a Scenario,
    journal: &'a Journal,
    world: &'a World,
    topology: &'a Topology,
}

impl Court<'_> {
    fn verdict(&self, expectation: &Expectation) -> Verdict {
        let counted = |found: u64, holds: bool| (holds, Some(found));
        let (holds, found) = match expectation {
            Expectation::Delivered { to, subject, copies } => {
                let found = self.delivered(to, subject.as_deref());
                counted(found, found == u64::from(*copies))
            }
            Expectation::Fetched { by, subject } => {
                let found = self.fetched(by, subject.as_deref());
                counted(found, found > 0)
            }
            Expectation::NotSent { from, code } => {
                let found = self.not_sent(from, *code);
                counted(found, found > 0)
            }
            Expectation::Queries { name, record_type, times } => {
                let found = self.queries(name, record_type);
                counted(found, times.allows(found))
            }
            Expectation::Connections { to, port, times } => {
                let found = self.count(|fact| match *fact {
                    Fact::Opening { conn, .. } => self.journal.conn(conn).is_some_and(|card| {
                        card.port == *port && card.server.is_some_and(|server| *self.topology.host(server).name == **to)
                    }),
                    _ => false,
                });
                counted(found, times.allows(found))
            }
            Expectation::Transactions { to, times } => {
                let found = self.count(|fact| match *fact {
                    Fact::Queued { host, .. } => *self.topology.host(host).name == **to,
                    _ => false,
                });
                counted(found, times.allows(found))
            }
            Expectation::Line { contains, times } => {
                let found = self.lines(contains);
                counted(found, times.allows(found))
            }
            Expectation::Header { of, name, present } => {
                let letters = self.letters(of);
                let holds = letters.iter().all(|letter| has_header(&letter.content, name) == *present);
                (holds && !letters.is_empty(), None)
            }
            Expectation::Intact { at } => (self.intact(at), None),
        };
        Verdict { expectation: expectation.clone(), holds, found }
    }

    fn count(&self, matches: impl Fn(&Fact) -> bool) -> u64 {
        self.journal.entries().iter().filter(|entry| matches(&entry.fact)).count() as u64
    }

    fn mailbox(&self, address: &Address) -> Option<MailboxId> {
        let known = |card: &crate::world::MailboxCard| card.address.eq_ignore_ascii_case(&address.to_string());
        self.topology.mailboxes.iter().position(known).map(MailboxId::from_index)
    }

    fn has_subject(&self, mail: crate::base::id::MailId, subject: Option<&str>) -> bool {
        subject.is_none_or(|subject| {
            self.journal.mail(mail).is_some_and(|card| self.journal.words(card.subject) == subject)
        })
    }

    fn delivered(&self, to: &Address, subject: Option<&str>) -> u64 {
        let wanted = self.mailbox(to);
        self.count(|fact| match *fact {
            Fact::Delivered { mail, mailbox, .. } => Some(mailbox) == wanted && self.has_subject(mail, subject),
            _ => false,
        })
    }

    fn fetched(&self, by: &Address, subject: Option<&str>) -> u64 {
        let wanted = self.mailbox(by);
        self.count(|fact| match *fact {
            Fact::Fetched { mail, mailbox, .. } => Some(mailbox) == wanted && self.has_subject(mail, subject),
            _ => false,
        })
    }

    fn not_sent(&self, from: &Address, code: u16) -> u64 {
        let from = from.to_string();
        self.count(|fact| match *fact {
            Fact::NotSent { mail, code: found, .. } => {
                let author = self.journal.mail(mail).map(|card| self.journal.words(card.from));
                found == code && author.is_some_and(|author| author.eq_ignore_ascii_case(&from))
            }
            _ => false,
        })
    }

    /// Questions that a mail server asked its resolver. What the resolver asks others is not counted.
    fn queries(&self, name: &str, record_type: &str) -> u64 {
        self.count(|fact| match *fact {
            Fact::Datagram { from, octets, .. } if self.topology.host(from).role == HostRole::MailServer => {
                let question = Message::parse(self.journal.octets(octets)).ok().and_then(|message| message.question);
                question.is_some_and(|question| {
                    question.rtype.to_string() == record_type && question.name.to_string().eq_ignore_ascii_case(name)
                })
            }
            _ => false,
        })
    }

    /// Lines of a conversation, and each line of a mail inside one, that contain `text`.
    fn lines(&self, text: &str) -> u64 {
        let contains =
            |octets: &[u8]| !text.is_empty() && octets.windows(text.len()).any(|window| window == text.as_bytes());
        let in_entry = |entry: &crate::journal::Entry| match entry.fact {
            Fact::Line { kind: LineKind::Content, text, .. } => {
                self.journal.octets(text).split(|&b| b == b'\n').filter(|line| contains(line)).count()
            }
            Fact::Line { text, .. } => usize::from(contains(self.journal.octets(text))),
            _ => 0,
        };
        self.journal.entries().iter().map(in_entry).sum::<usize>() as u64
    }

    /// What a reader has fetched.
    fn letters(&self, reader: &Address) -> Vec<&Letter> {
        let client = self.mailbox(reader).and_then(|mailbox| self.topology.mailbox(mailbox).client);
        match client.and_then(|client| self.world.actor(client)) {
            Some(Actor::UserAgent(agent)) => agent.letters().collect(),
            _ => Vec::new(),
        }
    }

    /// Whether every file that was sent to a reader is, byte for byte, in what the reader fetched, and was on the wire.
    fn intact(&self, reader: &Address) -> bool {
        let received: Vec<_> =
            self.letters(reader).iter().flat_map(|letter| summary(&letter.content).attachments).collect();
        let sent = self.scenario.timeline.iter().filter_map(|action| match &action.what {
            What::Send(mail) if mail.to.iter().chain(&mail.cc).chain(&mail.bcc).any(|to| to == reader) => Some(mail),
            _ => None,
        });
        let mut files = sent.flat_map(|mail| &mail.attachments).peekable();
        let by_pop3 = |fact: &Fact| matches!(*fact, Fact::Line { side: Side::Server, kind: LineKind::Content, .. });
        files.peek().is_some()
            && self.count(by_pop3) > 0
            && files.all(|file| {
                let same = |found: &crate::wire::mail::parse::AttachedFile| {
                    found.file_name.as_deref() == Some(&*file.name) && found.content == file.content
                };
                received.iter().any(same)
            })
    }
}
