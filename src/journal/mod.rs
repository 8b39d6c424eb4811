//! What happened: a list of small [`Fact`]s, in the order in which they happened, and an arena with every octet once.
//!
//! The journal is output. The world never reads it, and nothing is rebuilt from it; worlds are recomputed from
//! scenario, seed and commands (`replay`), and must then write the same journal again. [`Journal::digest`] is how two
//! runs are compared.

mod digest;
mod fact;

pub use digest::Digest;
pub use fact::{Bound, Fact, Lookup, NoConnection, Side, Text};

use crate::base::id::{ConnId, HostId, MailId};
use crate::base::time::SimTime;

/// One fact with its moment.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Entry {
    /// When.
    pub at: SimTime,
    /// The step that brought it about: which cause, counted from 0.
    pub step: u32,
    /// What.
    pub fact: Fact,
}

/// Who talks to whom on a connection.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ConnCard {
    /// The host that opened it.
    pub client: HostId,
    /// The host that it wants to reach; [`None`] when no host has the address.
    pub server: Option<HostId>,
    /// The server's port: 25, 587, 110.
    pub port: u16,
}

/// What a mail is, as its author wrote it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct MailCard {
    /// The author's user agent.
    pub author: HostId,
    /// The author's address.
    pub from: Text,
    /// The subject.
    pub subject: Text,
    /// The first of its recipients in the journal's list.
    recipients_start: u32,
    /// How many recipients: To, Cc and Bcc together, each once.
    pub recipients: u32,
}

/// A place in a journal: everything before it is the past of one step.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Mark {
    entries: usize,
    octets: usize,
    conns: usize,
    mails: usize,
    recipients: usize,
}

impl Mark {
    /// How many entries lie before it.
    #[must_use]
    pub fn entries(self) -> usize {
        self.entries
    }
}

/// The record of a run.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Journal {
    /// Where this journal begins in the whole record: everything counts from here. Zero except while replaying.
    base: Mark,
    entries: Vec<Entry>,
    octets: Vec<u8>,
    conns: Vec<ConnCard>,
    mails: Vec<MailCard>,
    recipients: Vec<Text>,
}

impl Journal {
    /// The octets that one journal can hold: ranges are 32 bits wide.
    pub const MAX_OCTETS: usize = u32::MAX as usize;

    /// A journal that goes on from `base`, for comparing a replay with the record it repeats.
    #[must_use]
    pub fn continuing(base: Mark) -> Self {
        Self { base, ..Self::default() }
    }

    /// All entries, oldest first.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The octets of `text`; nothing if it lies outside (before the base of a continuing journal).
    #[must_use]
    pub fn octets(&self, text: Text) -> &[u8] {
        let start = (text.start as usize).wrapping_sub(self.base.octets);
        self.octets.get(start..start.saturating_add(text.len as usize)).unwrap_or_default()
    }

    /// The octets of `text` as words; what is not UTF-8 shows as �.
    #[must_use]
    pub fn words(&self, text: Text) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(self.octets(text))
    }

    /// The card of a connection.
    #[must_use]
    pub fn conn(&self, conn: ConnId) -> Option<&ConnCard> {
        self.conns.get(conn.index().wrapping_sub(self.base.conns))
    }

    /// The card of a mail.
    #[must_use]
    pub fn mail(&self, mail: MailId) -> Option<&MailCard> {
        self.mails.get(mail.index().wrapping_sub(self.base.mails))
    }

    /// All mails, oldest first.
    pub fn mails(&self) -> impl Iterator<Item = (MailId, &MailCard)> {
        self.mails.iter().enumerate().map(|(index, card)| (MailId::from_index(index + self.base.mails), card))
    }

    /// All connections, oldest first.
    pub fn conns(&self) -> impl Iterator<Item = (ConnId, &ConnCard)> {
        self.conns.iter().enumerate().map(|(index, card)| (ConnId::from_index(index + self.base.conns), card))
    }

    /// The addresses of a mail's recipients, in the order of their numbers.
    #[must_use]
    pub fn recipients(&self, mail: MailId) -> &[Text] {
        self.mail(mail).map_or(&[], |card| {
            let start = (card.recipients_start as usize).wrapping_sub(self.base.recipients);
            self.recipients.get(start..start.saturating_add(card.recipients as usize)).unwrap_or_default()
        })
    }

    /// Appends a fact.
    pub fn record(&mut self, at: SimTime, step: u32, fact: Fact) {
        debug_assert!(self.entries.last().is_none_or(|last| last.at <= at), "time does not go back");
        self.entries.push(Entry { at, step, fact });
    }

    /// Puts octets into the arena. Past [`Self::MAX_OCTETS`] they are cut; the world's bound stops it long before.
    pub fn keep(&mut self, octets: &[u8]) -> Text {
        let start = self.base.octets + self.octets.len();
        let room = Self::MAX_OCTETS.saturating_sub(start);
        let octets = &octets[..octets.len().min(room)];
        self.octets.extend_from_slice(octets);
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Text { start: narrow(start), len: narrow(octets.len()) }
    }

    /// Puts what a value shows of itself into the arena.
    pub fn keep_shown(&mut self, value: &dyn std::fmt::Display) -> Text {
        use std::io::Write as _;
        let start = self.octets.len();
        // Writing to a Vec cannot fail.
        let _ = write!(self.octets, "{value}");
        let len = self.octets.len() - start;
        let whole = self.base.octets + start;
        self.octets.truncate(start + len.min(Self::MAX_OCTETS.saturating_sub(whole)));
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Text { start: narrow(whole), len: narrow(self.octets.len() - start) }
    }

    /// The part of `whole` from `start` to `end`, counted in its octets.
    #[must_use]
    pub fn part(whole: Text, start: usize, end: usize) -> Text {
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).min(whole.len);
        let (start, end) = (narrow(start), narrow(end));
        Text { start: whole.start.saturating_add(start), len: end.saturating_sub(start) }
    }

    /// Makes a card for a new connection.
    pub fn open(&mut self, card: ConnCard) -> ConnId {
        self.conns.push(card);
        ConnId::from_index(self.base.conns + self.conns.len() - 1)
    }

    /// Makes a card for a new mail.
    pub fn write<'a>(
        &mut self,
        author: HostId,
        from: &str,
        subject: &str,
        recipients: impl Iterator<Item = &'a str>,
    ) -> MailId {
        let start = self.recipients.len();
        for recipient in recipients {
            let text = self.keep(recipient.as_bytes());
            self.recipients.push(text);
        }
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let card = MailCard {
            author,
            from: self.keep(from.as_bytes()),
            subject: self.keep(subject.as_bytes()),
            recipients_start: narrow(self.base.recipients + start),
            recipients: narrow(self.recipients.len() - start),
        };
        self.mails.push(card);
        MailId::from_index(self.base.mails + self.mails.len() - 1)
    }

    /// How many octets the arena holds.
    #[must_use]
    pub fn octet_count(&self) -> usize {
        self.base.octets + self.octets.len()
    }

    /// The place after the last entry.
    #[must_use]
    pub fn mark(&self) -> Mark {
        Mark {
            entries: self.base.entries + self.entries.len(),
            octets: self.base.octets + self.octets.len(),
            conns: self.base.conns + self.conns.len(),
            mails: self.base.mails + self.mails.len(),
            recipients: self.base.recipients + self.recipients.len(),
        }
    }

    /// Forgets everything after `mark`.
    pub fn truncate(&mut self, mark: Mark) {
        self.entries.truncate(mark.entries.saturating_sub(self.base.entries));
        self.octets.truncate(mark.octets.saturating_sub(self.base.octets));
        self.conns.truncate(mark.conns.saturating_sub(self.base.conns));
        self.mails.truncate(mark.mails.saturating_sub(self.base.mails));
        self.recipients.truncate(mark.recipients.saturating_sub(self.base.recipients));
    }

    /// Whether everything in `replayed`, which must continue from a mark of this journal, stands here as well.
    /// The first entry that differs is the error.
    ///
    /// # Errors
    /// The index of the first entry that is not the same, in this journal.
    pub fn agrees_with(&self, replayed: &Self) -> Result<(), usize> {
        let base = replayed.base;
        for (offset, entry) in replayed.entries.iter().enumerate() {
            if self.entries.get(base.entries + offset) != Some(entry) {
                return Err(base.entries + offset);
            }
        }
        let end = replayed.mark();
        let same = self.octets.get(base.octets..end.octets) == Some(&replayed.octets[..])
            && self.conns.get(base.conns..end.conns) == Some(&replayed.conns[..])
            && self.mails.get(base.mails..end.mails) == Some(&replayed.mails[..])
            && self.recipients.get(base.recipients..end.recipients) == Some(&replayed.recipients[..]);
        if same { Ok(()) } else { Err(self.first_difference(replayed)) }
    }

    /// The first entry that refers to something that differs, though the entries themselves are equal; the last one, if
    /// none refers to it.
    fn first_difference(&self, replayed: &Self) -> usize {
        let other = |text: Text| self.octets(text) != replayed.octets(text);
        let other_conn = |conn: ConnId| self.conn(conn) != replayed.conn(conn);
        let other_mail = |mail: MailId| {
            let texts = |journal: &Self| journal.mail(mail).map(|card| [card.from, card.subject]);
            self.mail(mail) != replayed.mail(mail)
                || self.recipients(mail) != replayed.recipients(mail)
                || texts(replayed).into_iter().flatten().chain(replayed.recipients(mail).iter().copied()).any(other)
        };
        let differs = |entry: &Entry| match entry.fact {
            Fact::Line { conn, text, .. } | Fact::SignedIn { conn, user: text } => other_conn(conn) || other(text),
            Fact::Opening { conn, .. } => other_conn(conn),
            Fact::Datagram { octets: text, .. }
            | Fact::Lookup { about: text, .. }
            | Fact::Held { reason: text, .. }
            | Fact::NotFetched { reason: text, .. }
            | Fact::Queued { queue_id: text, .. }
            | Fact::Dequeued { queue_id: text, .. } => other(text),
            Fact::Routed { domain, exchanger, .. } => other(domain) || other(exchanger),
            Fact::NotSent { mail, reason, .. } => other(reason) || other_mail(mail),
            Fact::Written { mail } => other_mail(mail),
            _ => false,
        };
        let last = replayed.entries.len().saturating_sub(1);
        replayed.base.entries + replayed.entries.iter().position(differs).unwrap_or(last)
    }

    /// The number of the first entry at or after `at`.
    #[must_use]
    pub fn first_at(&self, at: SimTime) -> usize {
        self.entries.partition_point(|entry| entry.at < at)
    }

    /// The number of the first entry that belongs to `step` or a later one.
    #[must_use]
    pub fn first_of_step(&self, step: u32) -> usize {
        self.entries.partition_point(|entry| entry.step < step)
    }

    /// One number for the whole record: equal journals have equal digests, on every machine and in every release.
    #[must_use]
    pub fn digest(&self) -> u64 {
        use std::hash::Hash;
        let mut digest = Digest::default();
        self.entries.hash(&mut digest);
        self.octets.hash(&mut digest);
        self.conns.hash(&mut digest);
        self.mails.hash(&mut digest);
        self.recipients.hash(&mut digest);
        std::hash::Hasher::finish(&digest)
    }
}

#[cfg(test)]
mod tests;
