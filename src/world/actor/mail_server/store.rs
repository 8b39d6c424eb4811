//! Mailboxes, and the POP3 sessions of those who fetch from them.

use std::sync::Arc;

use bytes::Bytes;

use crate::base::id::{ConnId, MailId, MailboxId};
use crate::journal::{Fact, Side};
use crate::proto::pop3::server::{Answer, Event, Input, Item, Output, Question, Server};
use crate::wire::mail::trace::{self, Trace};
use crate::wire::pop3::Code;
use crate::world::causes::Cause;
use crate::world::ledger::Fate;
use crate::world::net::{Air, Cargo};

use super::queue::{EntryKey, Pending};
use super::{MailServer, STORE_TIME, Task};

/// A mail in a mailbox.
#[derive(Clone, PartialEq, Debug)]
pub struct Stored {
    /// Its number in this mailbox: never given twice.
    pub uid: u32,
    /// Which mail it is.
    pub mail: MailId,
    /// The message, with `Return-Path` and `Delivered-To` on top (RFC 5321 §4.4).
    pub content: Bytes,
}

/// A mailbox.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Maildrop {
    stored: imbl::Vector<Stored>,
    next_uid: u32,
    locked_by: Option<ConnId>,
}

impl Maildrop {
    /// Its mails, oldest first.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Stored> {
        self.stored.iter()
    }

    /// How many mails are in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.stored.len()
    }

    /// Whether it is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stored.is_empty()
    }
}

/// All mailboxes of a server.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Store {
    maildrops: imbl::OrdMap<MailboxId, Maildrop>,
}

impl Store {
    pub(super) fn new(mailboxes: impl Iterator<Item = MailboxId>) -> Self {
        Self {
            maildrops: mailboxes.map(|mailbox| (mailbox, Maildrop { next_uid: 1, ..Maildrop::default() })).collect(),
        }
    }

    pub(super) fn maildrop(&self, mailbox: MailboxId) -> Option<&Maildrop> {
        self.maildrops.get(&mailbox)
    }

    pub(super) fn keeps(&self, mailbox: MailboxId) -> bool {
        self.maildrops.contains_key(&mailbox)
    }

    fn put(&mut self, mailbox: MailboxId, mail: MailId, content: Bytes) {
        if let Some(maildrop) = self.maildrops.get_mut(&mailbox) {
            let uid = maildrop.next_uid;
            maildrop.next_uid += 1;
            maildrop.stored.push_back(Stored { uid, mail, content });
        }
    }
}

/// A POP3 session in which we are the server.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Session {
    machine: Server,
    open: Option<Open>,
}

/// The mailbox of a session, as it was when the session locked it.
#[derive(Clone, PartialEq, Debug)]
struct Open {
    mailbox: MailboxId,
    uids: Vec<u32>,
}

impl MailServer {
    /// Begins to write a recipient's copy into the mailbox.
    pub(super) fn start_storing(&mut self, key: EntryKey, recipient: usize, mailbox: MailboxId, air: &mut Air<'_>) {
        let Some(entry) = self.queue.get_mut(key) else { return };
        let (mail, number) = (entry.mail, entry.recipients[recipient].number);
        entry.recipients[recipient].pending = Pending::Active;
        let arrives = air.now + STORE_TIME;
        air.record(Fact::Storing { mail, recipient: number, mailbox, arrives });
        let index = u32::try_from(recipient).unwrap_or(u32::MAX);
        air.causes.push(arrives, Cause::Task(self.setup.host, Task::Store(key, index)));
    }

    /// A recipient's copy is in the mailbox.
    pub(super) fn store_copy(&mut self, key: EntryKey, recipient: u32, air: &mut Air<'_>) {
        let Some(entry) = self.queue.get_mut(key) else { return };
        let Some(copy) = entry.recipients.get_mut(recipient as usize) else { return };
        let Some(mailbox) = copy.mailbox else { return };
        copy.pending = Pending::Done;
        // RFC 5321 §4.4: final delivery puts the envelope's reverse-path into the message.
        let sender = entry.reverse_path.mailbox().map(ToString::to_string).unwrap_or_default();
        let address = copy.address.to_string();
        let (mail, number) = (entry.mail, copy.number);
        let content = trace::prepend(&[Trace::ReturnPath(&sender), Trace::DeliveredTo(&address)], &entry.message);
        self.store.put(mailbox, mail, content);
        air.ledger.settle(mail, number, self.setup.host, Fate::Delivered(mailbox));
        air.record(Fact::Delivered { mail, recipient: number, mailbox });
        self.finish(key, air);
    }

    pub(super) fn open_retrieval(&mut self, conn: ConnId, air: &mut Air<'_>) {
        let machine = Server::new(Arc::clone(&self.setup.retrieval));
        self.retrievals.insert(conn, Box::new(Session { machine, open: None }));
        self.drive_retrieval(conn, Input::Connected, air);
    }

    pub(super) fn drive_retrieval(&mut self, conn: ConnId, input: Input<'_>, air: &mut Air<'_>) {
        let mut input = Some(input);
        while let Some(next) = input.take() {
            let Some(session) = self.retrievals.get_mut(&conn) else { return };
            session.machine.handle(air.now, next);
            let mut asked = None;
            let mut closed = false;
            while let Some(output) = session.machine.poll() {
                match output {
                    Output::Send(segment) => air.send(conn, Side::Server, &segment),
                    Output::Ask(question) => asked = Some(question),
                    Output::Event(Event::Update { deleted }) => {
                        if let Some(open) = &session.open
                            && let Some(maildrop) = self.store.maildrops.get_mut(&open.mailbox)
                        {
                            let gone: Vec<u32> = deleted.iter().filter_map(|&at| open.uids.get(at).copied()).collect();
                            maildrop.stored.retain(|stored| !gone.contains(&stored.uid));
                        }
                    }
                    Output::Event(_) => {}
                    Output::Close => {
                        air.close(conn, Side::Server);
                        closed = true;
                    }
                }
            }
            air.watch(conn, Side::Server, session.machine.deadline());
            if closed {
                return self.end_retrieval(conn);
            }
            if let Some(Question::Login { user, password }) = asked {
                input = Some(Input::Answer(self.open_maildrop(conn, &user, &password, air)));
            }
        }
    }

    fn open_maildrop(&mut self, conn: ConnId, user: &str, password: &str, air: &mut Air<'_>) -> Answer {
        let mailbox = air.topology.mailbox_of(user).filter(|mailbox| self.store.keeps(*mailbox));
        let mailbox = mailbox.filter(|mailbox| *air.topology.mailbox(*mailbox).password == *password);
        let refuse = |code, text: &str| Answer::Refused { code: Some(code), text: text.into() };
        let wrong = || refuse(Code::Auth, "wrong name or password");
        let Some(mailbox) = mailbox else { return wrong() };
        let Some(maildrop) = self.store.maildrops.get_mut(&mailbox) else { return wrong() };
        // RFC 1939 §4: one session at a time has the mailbox.
        if maildrop.locked_by.is_some() {
            return refuse(Code::InUse, "another session has this mailbox open");
        }
        maildrop.locked_by = Some(conn);
        let items = maildrop.iter().map(|stored| Item { uid: stored.uid, octets: stored.content.clone() }).collect();
        let uids = maildrop.iter().map(|stored| stored.uid).collect();
        air.net.load(conn, Cargo::Maildrop(maildrop.iter().map(|stored| stored.mail).collect()));
        let user = air.keep(user);
        air.record(Fact::SignedIn { conn, user });
        if let Some(session) = self.retrievals.get_mut(&conn) {
            session.open = Some(Open { mailbox, uids });
        }
        Answer::Maildrop(items)
    }

    /// Forgets a POP3 session and unlocks its mailbox.
    pub(super) fn end_retrieval(&mut self, conn: ConnId) {
        let Some(session) = self.retrievals.remove(&conn) else { return };
        if let Some(open) = session.open
            && let Some(maildrop) = self.store.maildrops.get_mut(&open.mailbox)
        {
            maildrop.locked_by = None;
        }
    }
}
