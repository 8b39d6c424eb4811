//! A person's user agent: a desktop client that submits with a password and fetches by POP3.
//!
//! It is set up with the address of its server, as accounts are, and asks no name server. It keeps what it has fetched,
//! and remembers which mails of the mailbox it has seen.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Display;
use std::sync::Arc;

use bytes::Bytes;

use crate::base::id::{ConnId, HostId, MailId, MailboxId};
use crate::journal::{Fact, Side};
use crate::proto::pop3::client as pop3;
use crate::proto::smtp::client as smtp;
use crate::wire::mail::compose::{self, Draft, Person};
use crate::wire::smtp::{ForwardPath, Mailbox, Mechanism, ReversePath};
use crate::world::command::{Command, NewMail, SignIn};
use crate::world::net::{Air, Cargo};
use crate::world::step::connection_failure;

use super::{Event, POP3, SUBMISSION};

/// The recipients that the user agent puts into one transaction: what every server must take (RFC 5321 §4.5.3.1.8).
const RECIPIENTS_IN_ONE_TRANSACTION: usize = 100;

/// Up to so many recipients the user agent sends its commands one by one.
const ONE_BY_ONE: usize = 10;

/// A mail that the user agent has fetched.
#[derive(Clone, PartialEq, Debug)]
pub struct Letter {
    /// Which mail it is.
    pub mail: MailId,
    /// The message as it came.
    pub content: Bytes,
}

/// A user agent.
#[derive(Clone, PartialEq, Debug)]
pub struct UserAgent {
    host: HostId,
    mailbox: MailboxId,
    letters: imbl::Vector<Letter>,
    seen: Arc<BTreeSet<Box<str>>>,
    written: u32,
    submissions: BTreeMap<ConnId, Box<Submission>>,
    fetches: BTreeMap<ConnId, Fetch>,
}

/// A mail on its way to the submission server.
#[derive(Clone, PartialEq, Debug)]
struct Submission {
    machine: smtp::Client,
    mail: MailId,
    transactions: VecDeque<smtp::Transaction>,
    /// The number of the current transaction's first recipient on the mail's card.
    first_recipient: u32,
    /// How many the current transaction has.
    recipients: u32,
}

/// A visit to the mailbox.
#[derive(Clone, PartialEq, Debug)]
struct Fetch {
    machine: pop3::Client,
}

impl UserAgent {
    /// The user agent of the user of `mailbox`, at `host`.
    #[must_use]
    pub fn new(host: HostId, mailbox: MailboxId) -> Self {
        Self {
            host,
            mailbox,
            letters: imbl::Vector::new(),
            seen: Arc::default(),
            written: 0,
            submissions: BTreeMap::new(),
            fetches: BTreeMap::new(),
        }
    }

    /// Whose it is.
    #[must_use]
    pub fn mailbox(&self) -> MailboxId {
        self.mailbox
    }

    /// What it has fetched, oldest first.
    pub fn letters(&self) -> impl ExactSizeIterator<Item = &Letter> {
        self.letters.iter()
    }

    /// The mails that it is submitting.
    pub fn outbox(&self) -> impl Iterator<Item = MailId> {
        self.submissions.values().map(|submission| submission.mail)
    }

    pub(super) fn handle(&mut self, event: Event<'_>, air: &mut Air<'_>) {
        match event {
            Event::Command(Command::Send(mail)) => self.send(mail, air),
            Event::Command(Command::Check { keep, .. }) => self.check(*keep, air),
            Event::Opened(conn) => {
                self.drive(conn, smtp::Input::Connected, pop3::Input::Connected, air);
            }
            Event::Octets(conn, _, octets) => {
                self.drive(conn, smtp::Input::Octets(octets), pop3::Input::Octets(octets), air);
            }
            Event::PeerClosed(conn, _) => {
                self.drive(conn, smtp::Input::PeerClosed, pop3::Input::PeerClosed, air);
                self.forget(conn, "connection lost", air);
            }
            Event::Deadline(conn, _) => {
                self.drive(conn, smtp::Input::Deadline, pop3::Input::Deadline, air);
            }
            Event::NotOpened(conn, why) => self.forget(conn, connection_failure(why), air),
            Event::Accepted(..) | Event::Datagram { .. } | Event::NameDeadline | Event::Task(_) => {}
        }
    }

    fn send(&mut self, new: &NewMail, air: &mut Air<'_>) {
        let card = air.topology.mailbox(self.mailbox);
        let addresses: Vec<&str> = new.envelope_recipients();
        let mail = air.journal.write(self.host, &new.from, &new.subject, addresses.iter().copied());
        let shared: Arc<[Box<str>]> = addresses.iter().map(|&address| address.into()).collect();
        air.ledger.open(mail, self.host, shared);
        air.record(Fact::Written { mail });
        self.written += 1;
        let message = self.compose(new, air);

        let Ok(author) = Mailbox::parse(&new.from) else {
            return not_sent(air, mail, 0, &"the author's address is malformed");
        };
        let paths: Result<Vec<_>, _> =
            addresses.iter().map(|address| Mailbox::parse(address).map(ForwardPath::Mailbox)).collect();
        let Ok(paths) = paths else { return not_sent(air, mail, 0, &"a recipient's address is malformed") };
        if paths.is_empty() {
            return not_sent(air, mail, 0, &"the mail has no recipient");
        }
        let eight_bit = !message.is_ascii();
        let transactions = paths
            .chunks(RECIPIENTS_IN_ONE_TRANSACTION)
            .map(|chunk| smtp::Transaction {
                reverse_path: ReversePath::Mailbox(author.clone()),
                recipients: chunk.into(),
                message: message.clone(),
                eight_bit,
            })
            .collect();

        let password = match &new.sign_in {
            SignIn::Normal => Some(&*card.password),
            SignIn::Never => None,
            SignIn::Password(password) => Some(&**password),
        };
        let hello = format!("[{}]", air.topology.host(self.host).address);
        let config = smtp::ClientConfig {
            sign_in: password.map(|password| smtp::SignIn {
                mechanism: Mechanism::Plain,
                user: card.address.clone(),
                password: password.into(),
                initial_response: true,
            }),
            // One command at a time is what a student can follow, and what most user agents do; a long list of
            // recipients goes in one group, or it would take a round trip for each (RFC 2920).
            pipelining: addresses.len() > ONE_BY_ONE,
            ..smtp::ClientConfig::new(hello)
        };
        let server = air.topology.host(card.submission).address;
        let conn = air.connect(self.host, server, SUBMISSION);
        let machine = smtp::Client::new(Arc::new(config));
        let submission = Submission { machine, mail, transactions, first_recipient: 0, recipients: 0 };
        self.submissions.insert(conn, Box::new(submission));
    }

    fn compose<'a>(&self, new: &'a NewMail, air: &Air<'_>) -> Bytes {
        let topology = air.topology;
        let card = topology.mailbox(self.mailbox);
        let domain = card.address.rsplit('@').next().unwrap_or_default();
        let seconds = topology.calendar.unix_secs(air.now);
        let machine = u32::from(topology.host(self.host).address);
        let person = |address: &'a str| Person { name: None, address };
        let from = Person { name: Some(&card.display), address: &new.from };
        let to: Vec<_> = new.to.iter().map(|address| person(address)).collect();
        let cc: Vec<_> = new.cc.iter().map(|address| person(address)).collect();
        let attachments: Vec<_> = new
            .attachments
            .iter()
            .map(|file| compose::Attachment {
                file_name: file.name.clone(),
                content_type: file.content_type.clone(),
                content: file.content.clone(),
            })
            .collect();
        compose::compose(&Draft {
            from,
            to: &to,
            cc: &cc,
            subject: &new.subject,
            text: &new.body,
            attachments: &attachments,
            date: &topology.calendar.rfc5322(air.now),
            // The machine's address, and not its number in this world: that depends on who else is in it.
            message_id: &format!("{seconds}.{machine:08x}.{}@{domain}", self.written),
            boundary: &format!("posta-{machine:08x}-{}", self.written),
        })
    }

    fn check(&mut self, keep: bool, air: &mut Air<'_>) {
        let card = air.topology.mailbox(self.mailbox);
        let config = pop3::ClientConfig {
            user: card.address.clone(),
            password: card.password.clone(),
            keep,
            patience: pop3::ClientConfig::PATIENCE,
        };
        let conn = air.connect(self.host, air.topology.host(card.server).address, POP3);
        self.fetches.insert(conn, Fetch { machine: pop3::Client::new(Arc::new(config), Arc::clone(&self.seen)) });
    }

    /// Gives an input to whichever machine has the connection, and does what it says.
    fn drive(&mut self, conn: ConnId, submission: smtp::Input<'_>, fetch: pop3::Input<'_>, air: &mut Air<'_>) {
        if self.submissions.contains_key(&conn) {
            self.drive_submission(conn, submission, air);
        } else if self.fetches.contains_key(&conn) {
            self.drive_fetch(conn, fetch, air);
        }
    }

    fn drive_submission(&mut self, conn: ConnId, input: smtp::Input<'_>, air: &mut Air<'_>) {
        let Some(submission) = self.submissions.get_mut(&conn) else { return };
        let mut next = Next::Input(input);
        while let Next::Input(input) = next {
            next = Next::Wait;
            submission.machine.handle(air.now, input);
            while let Some(output) = submission.machine.poll() {
                match output {
                    smtp::Output::Send(segment) => air.send(conn, Side::Client, &segment),
                    smtp::Output::Close => air.close(conn, Side::Client),
                    smtp::Output::Report(report) => match submission.hear(conn, report, air) {
                        Next::Wait => {}
                        other => next = other,
                    },
                }
            }
        }
        air.watch(conn, Side::Client, submission.machine.deadline());
        if matches!(next, Next::Over) {
            self.submissions.remove(&conn);
        }
    }

    fn drive_fetch(&mut self, conn: ConnId, input: pop3::Input<'_>, air: &mut Air<'_>) {
        let Some(fetch) = self.fetches.get_mut(&conn) else { return };
        fetch.machine.handle(air.now, input);
        let mut over = false;
        while let Some(output) = fetch.machine.poll() {
            match output {
                pop3::Output::Send(segment) => air.send(conn, Side::Client, &segment),
                pop3::Output::Close => air.close(conn, Side::Client),
                pop3::Output::Report(report) => match report {
                    pop3::Report::SignedIn | pop3::Report::Counted { .. } => {}
                    pop3::Report::Message { index, uid, content } => {
                        Arc::make_mut(&mut self.seen).insert(uid);
                        let Cargo::Maildrop(mails) = air.net.cargo(conn) else { continue };
                        let Some(&mail) = mails.get(index) else { continue };
                        self.letters.push_back(Letter { mail, content });
                        air.record(Fact::Fetched { mail, mailbox: self.mailbox, host: self.host });
                    }
                    pop3::Report::Finished => over = true,
                    pop3::Report::SignInRefused { text, .. } => {
                        over = true;
                        not_fetched(air, self.mailbox, &text);
                    }
                    pop3::Report::Failed(cause) => {
                        over = true;
                        not_fetched(air, self.mailbox, &cause.to_string());
                    }
                },
            }
        }
        air.watch(conn, Side::Client, fetch.machine.deadline());
        if over {
            self.fetches.remove(&conn);
        }
    }

    /// Ends whatever was on a connection that is no more.
    fn forget(&mut self, conn: ConnId, why: &str, air: &mut Air<'_>) {
        if let Some(submission) = self.submissions.remove(&conn) {
            not_sent(air, submission.mail, 0, &why);
        }
        if self.fetches.remove(&conn).is_some() {
            not_fetched(air, self.mailbox, why);
        }
    }
}

/// What follows from a report, once the machine's outputs are drained.
enum Next<'a> {
    Wait,
    Input(smtp::Input<'a>),
    Over,
}

impl Submission {
    fn hear(&mut self, conn: ConnId, report: smtp::Report, air: &mut Air<'_>) -> Next<'static> {
        match report {
            // Where every recipient was refused, each refusal has been told already.
            smtp::Report::Greeted
            | smtp::Report::SignedIn
            | smtp::Report::Accepted { .. }
            | smtp::Report::NoRecipients => Next::Wait,
            smtp::Report::Ready => Next::Input(self.next(conn, air)),
            smtp::Report::Recipient { index, reply } => {
                if !reply.is_positive() {
                    // The author learns it at once, and keeps the copy for this recipient.
                    let recipient = self.first_recipient + u32::try_from(index).unwrap_or(u32::MAX);
                    air.ledger.not_sent(self.mail, recipient);
                    let reason = air.keep_shown(&reply);
                    air.record(Fact::NotSent { mail: self.mail, code: reply.code.value(), reason });
                }
                Next::Wait
            }
            smtp::Report::SignInRefused(reply) | smtp::Report::Refused { reply, .. } => {
                self.give_up(reply.code.value(), &reply, air);
                Next::Wait
            }
            smtp::Report::Withheld(why) => {
                self.give_up(0, &why, air);
                Next::Wait
            }
            smtp::Report::Failed { cause, .. } => {
                self.give_up(0, &cause, air);
                Next::Over
            }
            smtp::Report::Finished => Next::Over,
        }
    }

    /// The next transaction, or good-bye.
    fn next(&mut self, conn: ConnId, air: &mut Air<'_>) -> smtp::Input<'static> {
        self.first_recipient += self.recipients;
        match self.transactions.pop_front() {
            Some(transaction) => {
                self.recipients = u32::try_from(transaction.recipients.len()).unwrap_or(u32::MAX);
                air.net.load(conn, Cargo::Mail(self.mail));
                smtp::Input::Deliver(transaction)
            }
            None => smtp::Input::Quit,
        }
    }

    /// The current transaction, and all that would have followed, did not happen.
    fn give_up(&mut self, code: u16, why: &dyn Display, air: &mut Air<'_>) {
        self.transactions.clear();
        not_sent(air, self.mail, code, why);
    }
}

/// Writes down that a mail stays with its author, for every recipient for whom it has not gone on.
fn not_sent(air: &mut Air<'_>, mail: MailId, code: u16, why: &dyn Display) {
    let stuck = air.ledger.unsent(mail);
    if stuck.is_empty() {
        return;
    }
    for recipient in stuck {
        air.ledger.not_sent(mail, recipient);
    }
    let reason = air.keep_shown(why);
    air.record(Fact::NotSent { mail, code, reason });
}

fn not_fetched(air: &mut Air<'_>, mailbox: MailboxId, why: &str) {
    let reason = air.keep(why);
    air.record(Fact::NotFetched { mailbox, reason });
}
