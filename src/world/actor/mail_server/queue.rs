//! The queue: mails for which this server has custody, and what is still to be done for each recipient.

use std::sync::Arc;

use bytes::Bytes;
use rand::Rng;
use rand::RngExt as _;

use crate::base::id::{MailId, MailboxId};
use crate::base::time::SimTime;
use crate::wire::smtp::{Mailbox, ReversePath};

/// The number of a queue entry: a later one is larger.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct EntryKey(pub u64);

/// A mail in the queue.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// Its name in logs and replies: `4XyZ123abc`.
    pub queue_id: Box<str>,
    /// Which mail it is.
    pub mail: MailId,
    /// The reverse-path of its envelope.
    pub reverse_path: ReversePath,
    /// The message, with our own `Received` line on top.
    pub message: Bytes,
    /// Whether the message has octets beyond ASCII.
    pub eight_bit: bool,
    /// When it came.
    pub arrived: SimTime,
    /// Its recipients.
    pub recipients: Vec<Recipient>,
}

/// A recipient of a queue entry.
#[derive(Clone, PartialEq, Debug)]
pub struct Recipient {
    /// The address of the envelope.
    pub address: Mailbox,
    /// The mailbox, when it is one of ours.
    pub mailbox: Option<MailboxId>,
    /// The recipient's number on the mail's card.
    pub number: u32,
    /// What is still to be done.
    pub pending: Pending,
}

/// What is still to be done for a recipient.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Pending {
    /// Everything: nothing has been tried.
    Waiting,
    /// A delivery is under way.
    Active,
    /// Nothing: another server, or a mailbox, has it.
    Done,
    /// It could not be delivered, for this reason, and stays here.
    Held(Box<str>),
}

/// All entries. Entries are shared with the keyframes that saw them.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Queue {
    entries: imbl::OrdMap<u64, Arc<Entry>>,
    next: u64,
}

impl Queue {
    pub(super) fn push(&mut self, entry: Entry) -> EntryKey {
        let key = self.next;
        self.next += 1;
        self.entries.insert(key, Arc::new(entry));
        EntryKey(key)
    }

    pub(super) fn get(&self, key: EntryKey) -> Option<&Entry> {
        self.entries.get(&key.0).map(|entry| &**entry)
    }

    pub(super) fn get_mut(&mut self, key: EntryKey) -> Option<&mut Entry> {
        self.entries.get_mut(&key.0).map(Arc::make_mut)
    }

    /// Takes an entry out if nothing remains to be done for it.
    pub(super) fn take_finished(&mut self, key: EntryKey) -> Option<Arc<Entry>> {
        let finished = self.get(key)?.recipients.iter().all(|recipient| recipient.pending == Pending::Done);
        if finished { self.entries.remove(&key.0) } else { None }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (EntryKey, &Entry)> {
        self.entries.iter().map(|(key, entry)| (EntryKey(*key), &**entry))
    }
}

/// A new queue name: ten characters without vowels, so that no word comes about by chance.
pub(super) fn queue_id(chance: &mut impl Rng) -> Box<str> {
    const LETTERS: &[u8] = b"0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz";
    (0..10).map(|_| char::from(LETTERS[chance.random_range(0..LETTERS.len())])).collect::<String>().into()
}
