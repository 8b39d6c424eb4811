//! Sessions of others with us: their machines ask, and here are the answers.
//!
//! Who may relay: a signed-in user of ours on the submission port; on port 25 only mail for our own domains is taken
//! (RFC 5321 §7.9). A verdict on content, reputation or quota would be made here, and is not made yet.

use std::net::Ipv4Addr;
use std::sync::Arc;

use bytes::Bytes;

use crate::base::id::{ConnId, MailboxId};
use crate::journal::{Fact, Side};
use crate::proto::smtp::server::{Answer, Input, Output, Question, Received, Server};
use crate::wire::mail::header::{count_received, header_values};
use crate::wire::mail::trace::{self, Trace, With};
use crate::wire::smtp::{Body, Domain, ForwardPath, Mailbox, Reply, ReversePath};
use crate::world::HostRole;
use crate::world::causes::Cause;
use crate::world::net::{Air, Cargo};

use super::queue::{Entry, Pending, Recipient, queue_id};
use super::{MailServer, QUEUE_PAUSE, SUBMISSION, Task};

/// The `Received` lines after which a mail is taken to be going in circles (RFC 5321 §6.3; Postfix takes 50).
const MAX_HOPS: usize = 50;

/// An SMTP session in which we are the server.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Session {
    machine: Server,
    /// Whether it came to the submission port.
    submission: bool,
}

impl MailServer {
    pub(super) fn greet(&mut self, conn: ConnId, port: u16, air: &mut Air<'_>) {
        let submission = port == SUBMISSION;
        let config = if submission { &self.setup.submission } else { &self.setup.relay };
        let machine = Server::new(Arc::clone(config));
        self.inbound.insert(conn, Box::new(Session { machine, submission }));
        self.drive_inbound(conn, Input::Connected, air);
    }

    pub(super) fn drive_inbound(&mut self, conn: ConnId, input: Input<'_>, air: &mut Air<'_>) {
        let mut input = Some(input);
        while let Some(next) = input.take() {
            let Some(session) = self.inbound.get_mut(&conn) else { return };
            session.machine.handle(air.now, next);
            let mut asked = None;
            let mut closed = false;
            while let Some(output) = session.machine.poll() {
                match output {
                    Output::Send(segment) => air.send(conn, Side::Server, &segment),
                    Output::Ask(question) => asked = Some(question),
                    Output::Event(_) => {}
                    Output::Close => {
                        air.close(conn, Side::Server);
                        closed = true;
                    }
                }
            }
            air.watch(conn, Side::Server, session.machine.deadline());
            if closed {
                self.inbound.remove(&conn);
                return;
            }
            if let Some(question) = asked {
                let submission = session.submission;
                input = Some(Input::Answer(Answer(self.answer(conn, submission, question, air))));
            }
        }
    }

    fn answer(&mut self, conn: ConnId, submission: bool, question: Question, air: &mut Air<'_>) -> Reply {
        match question {
            Question::Credentials { user, password, .. } => self.check_password(conn, &user, &password, air),
            Question::ReversePath { path, .. } => {
                let user = self.inbound.get(&conn).and_then(|session| session.machine.user());
                owns(&path, user.map(|user| &**user))
            }
            Question::Recipient { path, .. } => self.check_recipient(&path, submission, air),
            Question::Message(received) => self.take(conn, submission, received, air),
            // RFC 5321 §7.3: 252 where a server would rather not say.
            Question::Verify(_) => Reply::new(252, [2, 0, 0], "Cannot verify the user, but will try to deliver"),
            Question::Expand(_) => Reply::new(502, [5, 5, 1], "Lists are not shown"),
        }
    }

    fn check_password(&self, conn: ConnId, user: &str, password: &str, air: &mut Air<'_>) -> Reply {
        let known = Mailbox::parse(user).ok().and_then(|address| self.mailbox(&address, air));
        let right = known.is_some_and(|mailbox| *air.topology.mailbox(mailbox).password == *password);
        if !right {
            // RFC 4954 §6: the same reply for an unknown user, which would otherwise be found out.
            return Reply::new(535, [5, 7, 8], "Authentication credentials invalid");
        }
        let user = air.keep(user);
        air.record(Fact::SignedIn { conn, user });
        Reply::new(235, [2, 7, 0], "Authentication successful")
    }

    fn check_recipient(&self, path: &ForwardPath, submission: bool, air: &Air<'_>) -> Reply {
        let accepted = || Reply::new(250, [2, 1, 5], "Recipient accepted");
        let ForwardPath::Mailbox(address) = path else {
            // RFC 5321 §4.5.1: `postmaster` without a domain is always somebody here.
            return accepted();
        };
        // A server that only passes mail on to another one of the domain knows its users as well: a refusal at the door
        // costs nobody a notice.
        if let Some(known) = self.user(address, air) {
            return match known {
                Some(_) => accepted(),
                None => Reply::new(550, [5, 1, 1], format!("<{address}>: no such user here")),
            };
        }
        if submission { accepted() } else { Reply::new(554, [5, 7, 1], format!("<{address}>: relay access denied")) }
    }

    /// Takes a message into the queue. With the `250` that this returns, custody is ours.
    fn take(&mut self, conn: ConnId, submission: bool, received: Received, air: &mut Air<'_>) -> Reply {
        if count_received(&received.content) >= MAX_HOPS {
            return Reply::new(554, [5, 4, 0], "Too many hops: this mail goes in circles");
        }
        let queue_id = queue_id(&mut self.chance);
        let message = self.stamp(conn, submission, &received, &queue_id, air);
        let mail = match air.net.cargo(conn) {
            Cargo::Mail(mail) => mail,
            // From a client outside this world: nobody here wrote it, so its card is made from its envelope.
            _ => self.register(conn, &received, air),
        };
        let mut recipients = Vec::with_capacity(received.envelope.forward_paths.len());
        let mut hint = 0;
        for path in &received.envelope.forward_paths {
            let address = self.address_of(path);
            let number = air.ledger.recipient(mail, &address, hint).unwrap_or(hint);
            hint = number + 1;
            air.ledger.hand_over(mail, number, self.setup.host);
            air.record(Fact::Custody { mail, recipient: number, host: self.setup.host });
            let mailbox = self.mailbox(&address, air);
            recipients.push(Recipient { address, mailbox, number, pending: Pending::Waiting });
        }
        let text = air.keep(&*queue_id);
        air.record(Fact::Queued { mail, host: self.setup.host, queue_id: text });
        let reply = Reply::new(250, [2, 0, 0], format!("Queued as {queue_id}"));
        let key = self.queue.push(Entry {
            queue_id,
            mail,
            reverse_path: received.envelope.reverse_path.clone(),
            eight_bit: received.envelope.body == Body::EightBit,
            message,
            arrived: air.now,
            recipients,
        });
        air.causes.push(air.now + QUEUE_PAUSE, Cause::Task(self.setup.host, Task::RunQueue(key)));
        reply
    }

    /// The message as we pass it on: our `Received` line on top, and at submission what the author left out.
    fn stamp(&self, conn: ConnId, submission: bool, received: &Received, queue_id: &str, air: &Air<'_>) -> Bytes {
        let date = air.topology.calendar.rfc5322(air.now);
        let client = air.net.host(conn, Side::Client).map(|host| air.topology.host(host));
        let single = match &received.envelope.forward_paths[..] {
            [path] => Some(self.address_of(path).to_string()),
            // More than one would tell each recipient of the others (RFC 5321 §7.2).
            _ => None,
        };
        let hop = trace::Received {
            helo: &received.hello.name,
            // The name system of this world knows no reverse names of user agents; of servers it does.
            reverse: client.filter(|card| card.role == HostRole::MailServer).map(|card| &*card.name),
            client: client.map_or(Ipv4Addr::UNSPECIFIED, |card| card.address).into(),
            by: &self.setup.name,
            with: match (received.hello.extended, &received.authenticated) {
                (_, Some(_)) => With::Esmtpa,
                (true, None) => With::Esmtp,
                (false, None) => With::Smtp,
            },
            id: queue_id,
            recipient: single.as_deref(),
            date: &date,
        };
        let message = if submission {
            let message_id = format!("{queue_id}@{}", self.setup.name);
            trace::fix_up(&received.content, &date, &message_id)
        } else {
            received.content.clone()
        };
        trace::prepend(&[Trace::Received(hop)], &message)
    }

    fn register(&self, conn: ConnId, received: &Received, air: &mut Air<'_>) -> crate::base::id::MailId {
        let addresses: Arc<[Box<str>]> =
            received.envelope.forward_paths.iter().map(|path| self.address_of(path).to_string().into()).collect();
        let author = air.net.host(conn, Side::Client).unwrap_or(self.setup.host);
        let from = received.envelope.reverse_path.to_string();
        let subject = String::from_utf8_lossy(header_values(&received.content, "Subject").next().unwrap_or_default());
        let mail = air.journal.write(author, &from, subject.trim(), addresses.iter().map(|address| &**address));
        air.ledger.open(mail, author, addresses);
        air.record(Fact::Written { mail });
        mail
    }

    /// The mailbox of ours that `address` names.
    fn mailbox(&self, address: &Mailbox, air: &Air<'_>) -> Option<MailboxId> {
        self.user(address, air).flatten().filter(|mailbox| self.store.keeps(*mailbox))
    }

    /// The user that `address` names, if this server takes mail for the domain: as written first, then in lower case,
    /// as local delivery does. [`None`] for any other domain.
    fn user(&self, address: &Mailbox, air: &Air<'_>) -> Option<Option<MailboxId>> {
        let Domain::Name(domain) = &address.domain else { return None };
        // One buffer for the whole address, the domain in lower case: this is asked for every recipient of every mail.
        let local = address.local.meaning();
        let mut wanted = String::with_capacity(local.len() + 1 + domain.as_str().len());
        wanted.push_str(local);
        wanted.push('@');
        wanted.push_str(domain.as_str());
        let (name, domain) = wanted.split_at_mut(local.len() + 1);
        domain.make_ascii_lowercase();
        if !self.setup.local.contains_key(&*domain) && !self.setup.relayed.contains_key(&*domain) {
            return None;
        }
        let has_capitals = name.bytes().any(|octet| octet.is_ascii_uppercase());
        let found = air.topology.mailbox_of(&wanted);
        Some(found.or_else(|| has_capitals.then(|| air.topology.mailbox_of(&wanted.to_ascii_lowercase())).flatten()))
    }

    /// The address behind a forward-path: `<postmaster>` is that of our first domain.
    fn address_of(&self, path: &ForwardPath) -> Mailbox {
        match path {
            ForwardPath::Mailbox(address) => address.clone(),
            ForwardPath::Postmaster => self.setup.postmaster.clone(),
        }
    }
}

/// A signed-in user sends under an address of the user's own (RFC 6409 §6.1), or under none.
fn owns(path: &ReversePath, user: Option<&str>) -> Reply {
    match (path.mailbox(), user) {
        (Some(address), Some(user)) if !is_same(address, user) => {
            Reply::new(553, [5, 7, 1], format!("<{address}>: sender address does not belong to {user}"))
        }
        _ => Reply::new(250, [2, 1, 0], "Sender accepted"),
    }
}

/// Whether `address` is that of `user`, in any case: those that sign in here are users of domains with names.
fn is_same(address: &Mailbox, user: &str) -> bool {
    let (Some((local, domain)), Domain::Name(name)) = (user.rsplit_once('@'), &address.domain) else { return false };
    address.local.as_str().eq_ignore_ascii_case(local) && name.as_str().eq_ignore_ascii_case(domain)
}
