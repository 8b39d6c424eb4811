//! What does not change while the world turns: hosts, names, addresses, users, distances.
//!
//! A world keeps its topology behind an `Arc`: all keyframes share one.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use crate::base::id::{DomainId, HostId, MailboxId};
use crate::base::time::{Calendar, Span};

/// What a host is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum HostRole {
    /// A person's user agent.
    Client,
    /// A mail server: submission, relay, mailboxes.
    MailServer,
    /// A recursive resolver.
    Resolver,
    /// An authoritative name server.
    Authority,
    /// A web server. No mail goes there.
    Web,
}

/// A machine with a name and an address.
#[derive(Clone, PartialEq, Debug)]
pub struct HostCard {
    /// Its full name: `smtp.escuela.com.mx`; a user agent's is its user's address.
    pub name: Box<str>,
    /// Its address.
    pub address: Ipv4Addr,
    /// Its domain; [`None`] for the machinery of the name system.
    pub domain: Option<DomainId>,
    /// What it is for.
    pub role: HostRole,
    /// Its place on the stage, if the author chose one.
    pub place: Option<(f32, f32)>,
}

/// A domain with its people.
#[derive(Clone, PartialEq, Debug)]
pub struct DomainCard {
    /// `escuela.com.mx`.
    pub name: Box<str>,
    /// The pattern that it was generated from, if any: what repeats is grouped by it.
    pub family: Option<Box<str>>,
    /// Its place on the stage, if the author chose one.
    pub place: Option<(f32, f32)>,
    /// What its zone says, as zone-file text, for the inspector.
    pub zone: Box<str>,
    /// Its mail exchangers, by preference.
    pub exchangers: Vec<(u16, Box<str>)>,
    /// Its name server.
    pub name_server: HostId,
}

/// A user's mailbox and who may open it.
#[derive(Clone, PartialEq, Debug)]
pub struct MailboxCard {
    /// `bruno@empresa.com`.
    pub address: Box<str>,
    /// How the user is called: `Bruno`.
    pub display: Box<str>,
    /// The user's password.
    pub password: Box<str>,
    /// The domain.
    pub domain: DomainId,
    /// The server to which the user submits.
    pub submission: HostId,
    /// The server that keeps it.
    pub server: HostId,
    /// The user's own machine, if the user has one on the stage.
    pub client: Option<HostId>,
    /// Whether the author named this user, rather than a population or a rule of the standard.
    pub listed: bool,
}

/// Everything that stays.
#[derive(Clone, PartialEq, Debug)]
pub struct Topology {
    /// Hosts by identifier.
    pub hosts: Vec<HostCard>,
    /// Domains by identifier.
    pub domains: Vec<DomainCard>,
    /// Mailboxes by identifier.
    pub mailboxes: Vec<MailboxCard>,
    /// What date it is at the start.
    pub calendar: Calendar,
    /// One-way time between hosts of different domains.
    pub latency: Span,
    /// One-way time between hosts of one domain.
    pub local_latency: Span,
    /// One-way times between pairs of domains, lower one first, where the author gave one.
    pub distances: BTreeMap<(DomainId, DomainId), Span>,
    by_address: BTreeMap<Ipv4Addr, HostId>,
    by_name: BTreeMap<Box<str>, HostId>,
    by_user: BTreeMap<Box<str>, MailboxId>,
}

impl Topology {
    /// An empty one; hosts, domains and mailboxes are added with the methods below.
    #[must_use]
    pub fn new(calendar: Calendar, latency: Span, local_latency: Span) -> Self {
        Self {
            hosts: Vec::new(),
            domains: Vec::new(),
            mailboxes: Vec::new(),
            calendar,
            latency,
            local_latency,
            distances: BTreeMap::new(),
            by_address: BTreeMap::new(),
            by_name: BTreeMap::new(),
            by_user: BTreeMap::new(),
        }
    }

    /// Adds a host. Of two with one name or address the first keeps it; the scenario's checks refuse such a file.
    pub fn add_host(&mut self, card: HostCard) -> HostId {
        let id = HostId::from_index(self.hosts.len());
        self.by_address.entry(card.address).or_insert(id);
        self.by_name.entry(card.name.to_ascii_lowercase().into()).or_insert(id);
        self.hosts.push(card);
        id
    }

    /// Adds a domain.
    pub fn add_domain(&mut self, card: DomainCard) -> DomainId {
        self.domains.push(card);
        DomainId::from_index(self.domains.len() - 1)
    }

    /// Adds a mailbox.
    pub fn add_mailbox(&mut self, card: MailboxCard) -> MailboxId {
        let id = MailboxId::from_index(self.mailboxes.len());
        self.by_user.entry(card.address.clone()).or_insert(id);
        self.mailboxes.push(card);
        id
    }

    /// The card of a host.
    #[must_use]
    pub fn host(&self, host: HostId) -> &HostCard {
        &self.hosts[host.index()]
    }

    /// The card of a mailbox.
    #[must_use]
    pub fn mailbox(&self, mailbox: MailboxId) -> &MailboxCard {
        &self.mailboxes[mailbox.index()]
    }

    /// The host that has `address`.
    #[must_use]
    pub fn host_at(&self, address: Ipv4Addr) -> Option<HostId> {
        self.by_address.get(&address).copied()
    }

    /// The host called `name`, in any case.
    #[must_use]
    pub fn host_named(&self, name: &str) -> Option<HostId> {
        self.by_name.get(name.to_ascii_lowercase().as_str()).copied()
    }

    /// The mailbox of `address`, written as the topology has it.
    #[must_use]
    pub fn mailbox_of(&self, address: &str) -> Option<MailboxId> {
        self.by_user.get(address).copied()
    }

    /// The time that anything takes from one host to another, one way.
    #[must_use]
    pub fn distance(&self, from: HostId, to: HostId) -> Span {
        match (self.host(from).domain, self.host(to).domain) {
            (Some(a), Some(b)) if a == b => self.local_latency,
            (Some(a), Some(b)) => self.distances.get(&(a.min(b), a.max(b))).copied().unwrap_or(self.latency),
            _ => self.latency,
        }
    }
}
