//! A mail server: submission and relay on one side, a queue in the middle, relay and mailboxes on the other.
//!
//! * `inbound`: the SMTP sessions of others with us, and the verdicts that their machines ask for;
//! * `queue`: entries, and what is still to be done for each of their recipients;
//! * `outbound`: look-ups, routing, and our SMTP sessions with others;
//! * `store`: mailboxes, and the POP3 sessions of those who fetch.

mod inbound;
mod outbound;
mod queue;
mod store;

pub use queue::{Entry, EntryKey, Pending, Recipient};
pub use store::{Maildrop, Stored};

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::Arc;

use crate::base::id::{ConnId, DomainId, HostId, MailboxId};
use crate::base::rng::{Pcg64, stream};
use crate::base::time::Span;
use crate::journal::Side;
use crate::proto::dns::stub::{Input as StubInput, Output as StubOutput, Stub};
use crate::proto::pop3::server as pop3;
use crate::proto::smtp::client::{ClientConfig, Input as ClientInput};
use crate::proto::smtp::server as smtp;
use crate::wire::dns::Name;
use crate::wire::smtp::Mailbox;
use crate::world::net::Air;
use crate::world::step::connection_failure;

use super::name_service::Alarm;
use super::{Event, POP3, SMTP, SUBMISSION, Task};

/// How long a queue manager takes to notice a new entry.
const QUEUE_PAUSE: Span = Span::from_millis(1);
/// How long it takes to write a message into a mailbox.
const STORE_TIME: Span = Span::from_millis(2);

/// How a mail server is set up. It does not change while the world turns.
#[derive(Clone, PartialEq, Debug)]
pub struct MailServerSetup {
    /// The host it runs on.
    pub host: HostId,
    /// Its full name.
    pub name: Box<str>,
    /// The same as the name system writes it, for finding itself among the exchangers of a domain.
    pub own: Option<Name>,
    /// The domains whose mailboxes are here, by lower-case name.
    pub local: BTreeMap<Box<str>, DomainId>,
    /// The domains for which it is one exchanger among several and not the one with the mailboxes, by lower-case name:
    /// it takes their mail and brings it to this server.
    pub relayed: BTreeMap<Box<str>, Name>,
    /// Who is meant by `<postmaster>` without a domain (RFC 5321 §4.1.1.3).
    pub postmaster: Mailbox,
    /// The resolver that it asks.
    pub resolver: Ipv4Addr,
    /// What it says on port 25.
    pub relay: Arc<smtp::ServerConfig>,
    /// What it says on port 587.
    pub submission: Arc<smtp::ServerConfig>,
    /// How it introduces itself to other servers.
    pub client: Arc<ClientConfig>,
    /// What it says on port 110.
    pub retrieval: Arc<pop3::ServerConfig>,
    /// How many deliveries it makes at once.
    pub deliveries_at_once: usize,
    /// The recipients that it puts into one transaction.
    pub recipients_in_one_transaction: usize,
}

/// A mail server.
#[derive(Clone, PartialEq, Debug)]
pub struct MailServer {
    setup: Arc<MailServerSetup>,
    chance: Pcg64,
    inbound: BTreeMap<ConnId, Box<inbound::Session>>,
    queue: queue::Queue,
    outbound: outbound::Outbound,
    stub: Stub,
    alarm: Alarm,
    store: store::Store,
    retrievals: BTreeMap<ConnId, Box<store::Session>>,
}

impl MailServer {
    /// The server that `setup` describes, with empty mailboxes for the users in `mailboxes`.
    #[must_use]
    pub fn new(setup: Arc<MailServerSetup>, stub: Stub, seed: u64, mailboxes: impl Iterator<Item = MailboxId>) -> Self {
        Self {
            chance: stream(seed, &format!("{}/server", setup.name)),
            setup,
            inbound: BTreeMap::new(),
            queue: queue::Queue::default(),
            outbound: outbound::Outbound::default(),
            stub,
            alarm: Alarm::default(),
            store: store::Store::new(mailboxes),
            retrievals: BTreeMap::new(),
        }
    }

    /// How it is set up.
    #[must_use]
    pub fn setup(&self) -> &MailServerSetup {
        &self.setup
    }

    /// What is in its queue, oldest first.
    pub fn queue(&self) -> impl Iterator<Item = (EntryKey, &Entry)> {
        self.queue.iter()
    }

    /// What is in a mailbox, oldest first.
    #[must_use]
    pub fn maildrop(&self, mailbox: MailboxId) -> Option<&Maildrop> {
        self.store.maildrop(mailbox)
    }

    pub(super) fn handle(&mut self, event: Event<'_>, air: &mut Air<'_>) {
        match event {
            Event::Accepted(conn, port @ (SMTP | SUBMISSION)) => self.greet(conn, port, air),
            Event::Accepted(conn, POP3) => self.open_retrieval(conn, air),
            Event::Octets(conn, Side::Server, octets) => {
                if self.inbound.contains_key(&conn) {
                    self.drive_inbound(conn, smtp::Input::Octets(octets), air);
                } else {
                    self.drive_retrieval(conn, pop3::Input::Octets(octets), air);
                }
            }
            Event::PeerClosed(conn, Side::Server) => {
                if self.inbound.contains_key(&conn) {
                    self.drive_inbound(conn, smtp::Input::PeerClosed, air);
                    self.inbound.remove(&conn);
                } else {
                    self.drive_retrieval(conn, pop3::Input::PeerClosed, air);
                    self.end_retrieval(conn);
                }
            }
            Event::Deadline(conn, Side::Server) => {
                if self.inbound.contains_key(&conn) {
                    self.drive_inbound(conn, smtp::Input::Deadline, air);
                } else {
                    self.drive_retrieval(conn, pop3::Input::Deadline, air);
                }
            }
            Event::Opened(conn) => self.drive_outbound(conn, ClientInput::Connected, air),
            Event::Octets(conn, Side::Client, octets) => {
                self.drive_outbound(conn, ClientInput::Octets(octets), air);
            }
            Event::PeerClosed(conn, Side::Client) => {
                self.drive_outbound(conn, ClientInput::PeerClosed, air);
            }
            Event::Deadline(conn, Side::Client) => {
                self.drive_outbound(conn, ClientInput::Deadline, air);
            }
            Event::NotOpened(conn, why) => self.not_connected(conn, connection_failure(why), air),
            Event::Datagram { octets, .. } => self.ask_names(StubInput::Response { octets }, air),
            Event::NameDeadline => {
                self.alarm.rang();
                self.ask_names(StubInput::Deadline, air);
            }
            Event::Task(Task::RunQueue(key)) => self.run_queue(key, air),
            Event::Task(Task::Store(key, recipient)) => self.store_copy(key, recipient, air),
            Event::Accepted(..) | Event::Command(_) => {}
        }
    }

    /// Gives the stub resolver an input and carries its answers to the deliveries that wait for them.
    fn ask_names(&mut self, input: StubInput<'_>, air: &mut Air<'_>) {
        self.stub.handle(air.now, input);
        let mut answers = Vec::new();
        while let Some(output) = self.stub.poll() {
            match output {
                StubOutput::Send { octets } => air.datagram(self.setup.host, self.setup.resolver, octets),
                StubOutput::Answered { ticket, outcome } => answers.push((ticket, outcome)),
            }
        }
        self.alarm.set(self.setup.host, self.stub.deadline(), air.now, air.causes);
        for (ticket, outcome) in answers {
            self.looked_up(ticket, &outcome, air);
        }
    }
}
