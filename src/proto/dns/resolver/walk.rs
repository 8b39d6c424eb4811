//! One walk: a question on its way from the closest zone whose servers are known down to the authority.
//!
//! These are the values that a walk carries; the [machine](super::Resolver) moves it.

use std::net::Ipv4Addr;

use super::Client;
use crate::base::time::SimTime;
use crate::proto::dns::cache::Cache;
use crate::wire::dns::{Message, Name, Question, Rcode, Record, RecordData};

/// Walks are numbered in the order in which they begin.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct WalkId(pub(super) u64);

/// A question that is being resolved.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Walk {
    /// What was asked.
    pub(super) question: Question,
    /// Who wants to know. Identical questions share one walk.
    pub(super) waiters: Vec<Waiter>,
    /// The aliases followed so far.
    pub(super) aliases: Vec<Record>,
    /// What is asked now: the same, or the name at the end of the aliases.
    pub(super) current: Question,
    /// The zone whose servers are asked.
    pub(super) zone: Name,
    /// Those servers.
    pub(super) servers: Vec<Server>,
    /// Queries sent so far, those for the addresses of servers included.
    pub(super) steps: u32,
    /// How many walks for addresses of servers this one is inside.
    pub(super) depth: u32,
}

/// Who waits for the end of a walk.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Waiter {
    /// A client, with the query to answer.
    Client(Client, Box<Message>),
    /// Another walk, which needs the address of a server.
    Walk(WalkId),
}

impl Waiter {
    /// Whether both are the same query of the same client, sent twice.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Client(client, query), Self::Client(other, again)) => {
                client == other && query.header.id == again.header.id
            }
            _ => false,
        }
    }
}

/// What a walk waits for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Wait {
    /// The response of a server, until a deadline.
    ExpectResponse { server: Ipv4Addr, id: u16, deadline: SimTime },
    /// The end of another walk, which looks for the addresses of `host`.
    ExpectAddress { host: Name, walk: WalkId },
}

/// One address of a server of the walk's zone, or its name while no address is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Server {
    /// Its name.
    pub(super) host: Name,
    /// Where it is.
    pub(super) address: Option<Ipv4Addr>,
    /// How often it has been asked in vain or is being asked.
    pub(super) asked: u32,
    /// Not to be asked again.
    pub(super) given_up: bool,
}

/// How a walk ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Finding {
    /// The rcode for the client.
    pub(super) rcode: Rcode,
    /// The records, without the aliases that led to them.
    pub(super) records: Vec<Record>,
    /// The SOA of a negative answer.
    pub(super) soa: Option<Record>,
}

impl Walk {
    /// A walk at its beginning.
    pub(super) fn new(question: Question, waiter: Waiter, steps: u32, depth: u32) -> Self {
        Self {
            current: question.clone(),
            question,
            waiters: vec![waiter],
            aliases: Vec::new(),
            zone: Name::root(),
            servers: Vec::new(),
            steps,
            depth,
        }
    }

    /// Goes on at the target of `alias`; the servers known so far are of no more use.
    pub(super) fn follow(&mut self, alias: Record) {
        if let Some(target) = alias.data.alias() {
            self.current.name = target.clone();
            self.servers.clear();
            self.aliases.push(alias);
        }
    }

    /// Takes the servers of `zone` with the addresses that `glue` or else the cache knows.
    pub(super) fn descend(&mut self, now: SimTime, zone: Name, hosts: &[Name], glue: &[Record], cache: &Cache) {
        self.zone = zone;
        self.servers.clear();
        for host in hosts {
            let from_glue = addresses(glue.iter().filter(|record| record.name == *host));
            let known = if from_glue.is_empty() { cache.addresses(now, host).collect() } else { from_glue };
            self.add_server(host, &known);
        }
    }

    /// The server to ask next: first each address once, then the names without one, then again.
    pub(super) fn next_server(&mut self, tries: u32) -> Option<&mut Server> {
        let usable = self.servers.iter_mut().filter(|server| !server.given_up && server.asked < tries);
        // The first of equals is taken, so the order of the zone counts.
        usable.min_by_key(|server| (server.asked, server.address.is_none()))
    }

    /// Begins at the root, whose servers everybody knows.
    pub(super) fn start_at_root(&mut self, hints: &[(Name, Ipv4Addr)]) {
        self.zone = Name::root();
        self.servers.clear();
        for (host, address) in hints {
            self.add_server(host, &[*address]);
        }
    }

    /// Puts the addresses of `host` where there were none; if none are found, it is given up.
    pub(super) fn resolve_host(&mut self, host: &Name, found: &[Ipv4Addr]) {
        if found.is_empty() {
            let same = self.servers.iter_mut().filter(|server| server.host == *host);
            return same.for_each(|server| server.given_up = true);
        }
        self.servers.retain(|server| server.host != *host || server.address.is_some());
        self.add_server(host, found);
    }

    /// Does not ask `address` again.
    pub(super) fn give_up(&mut self, address: Ipv4Addr) {
        let same = self.servers.iter_mut().filter(|server| server.address == Some(address));
        same.for_each(|server| server.given_up = true);
    }

    fn add_server(&mut self, host: &Name, found: &[Ipv4Addr]) {
        let server = |address| Server { host: host.clone(), address, asked: 0, given_up: false };
        if found.is_empty() {
            self.servers.push(server(None));
        }
        self.servers.extend(found.iter().map(|address| server(Some(*address))));
    }
}

impl Finding {
    /// Nobody could tell.
    pub(super) fn failure() -> Self {
        Self { rcode: Rcode::SERVER_FAILURE, records: Vec::new(), soa: None }
    }
}

/// The IPv4 addresses among `records`.
pub(super) fn addresses<'a>(records: impl IntoIterator<Item = &'a Record>) -> Vec<Ipv4Addr> {
    let address = |record: &Record| match record.data {
        RecordData::A(address) => Some(address),
        _ => None,
    };
    records.into_iter().filter_map(address).collect()
}
