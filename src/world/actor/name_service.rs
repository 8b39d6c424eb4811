//! The hosts of the name system: name servers that know their zones, and the resolver that asks them.

use std::net::Ipv4Addr;

use crate::base::id::HostId;
use crate::base::time::{SimTime, Span};
use crate::journal::{Fact, Lookup};
use crate::proto::dns::authority::Authority;
use crate::proto::dns::resolver::{Client, Input, Output, Resolver, ResolverEvent};
use crate::world::causes::{Cause, Causes, Order};
use crate::world::net::Air;

use super::Event;

/// A name server: answers each question from its zones, at once.
#[derive(Clone, PartialEq, Debug)]
pub struct AuthorityHost {
    host: HostId,
    authority: Authority,
}

impl AuthorityHost {
    /// The name server at `host`.
    #[must_use]
    pub fn new(host: HostId, authority: Authority) -> Self {
        Self { host, authority }
    }

    /// What it knows.
    #[must_use]
    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    pub(super) fn handle(&mut self, event: Event<'_>, air: &mut Air<'_>) {
        if let Event::Datagram { from, octets } = event
            && let Some(answer) = self.authority.answer(octets)
        {
            let to = air.topology.host(from).address;
            air.datagram(self.host, to, answer);
        }
    }
}

/// A recursive resolver: takes questions from mail servers and walks from the root to the answer.
#[derive(Clone, PartialEq, Debug)]
pub struct ResolverHost {
    host: HostId,
    resolver: Resolver,
    alarm: Alarm,
}

impl ResolverHost {
    /// The resolver at `host`.
    #[must_use]
    pub fn new(host: HostId, resolver: Resolver) -> Self {
        Self { host, resolver, alarm: Alarm::default() }
    }

    /// The machine, for looking at its cache.
    #[must_use]
    pub fn resolver(&self) -> &Resolver {
        &self.resolver
    }

    pub(super) fn handle(&mut self, event: Event<'_>, air: &mut Air<'_>) {
        match event {
            Event::Datagram { from, octets } => {
                // A message with the QR bit set answers a question of ours; any other is a question (RFC 1035 §4.1.1).
                let is_response = octets.get(2).is_some_and(|flags| flags & 0x80 != 0);
                let input = if is_response {
                    Input::Response { from: air.topology.host(from).address, octets }
                } else {
                    Input::Query { client: Client(from.0.into()), octets }
                };
                self.resolver.handle(air.now, input);
            }
            Event::NameDeadline => {
                self.alarm.rang();
                self.resolver.handle(air.now, Input::Deadline);
            }
            _ => return,
        }
        while let Some(output) = self.resolver.poll() {
            match output {
                Output::Send { to, octets } => air.datagram(self.host, to, octets),
                Output::Reply { client, octets } => {
                    if let Some(address) = client_address(client, air) {
                        air.datagram(self.host, address, octets);
                    }
                }
                Output::Event(event) => self.record(&event, air),
            }
        }
        self.alarm.set(self.host, self.resolver.deadline(), air.now, air.causes);
    }

    /// Writes down what no datagram shows. Who is asked, and who refers to whom, is on the wire.
    fn record(&self, event: &ResolverEvent, air: &mut Air<'_>) {
        use ResolverEvent as E;
        let (what, about, seconds): (_, &dyn std::fmt::Display, u32) = match event {
            E::CacheHit { question, ttl_left_secs } => (Lookup::CacheHit, question, *ttl_left_secs),
            E::NegativeCacheHit { question, ttl_left_secs, .. } => (Lookup::NegativeCacheHit, question, *ttl_left_secs),
            E::Stored { question, ttl_secs } | E::StoredNegative { question, ttl_secs, .. } => {
                (Lookup::Stored, question, *ttl_secs)
            }
            E::Merged { question } => (Lookup::Merged, question, 0),
            E::ServerTimedOut { server, .. } => (Lookup::ServerTimedOut, server, 0),
            E::ServerLame { server, .. } => (Lookup::ServerLame, server, 0),
            E::ServerFailed { server, .. } => (Lookup::ServerFailed, server, 0),
            E::OutOfBailiwick { owner, .. } => (Lookup::Disbelieved, owner, 0),
            E::TooManyAliases { question } => (Lookup::TooManyAliases, question, 0),
            E::GaveUp { question } => (Lookup::GaveUp, question, 0),
            E::Asked { .. } | E::Referred { .. } | E::AddressWanted { .. } | E::UnexpectedResponse { .. } => return,
        };
        let about = air.keep_shown(about);
        let remaining = Span::from_secs(seconds.into());
        air.record(Fact::Lookup { host: self.host, what, about, remaining });
    }
}

fn client_address(client: Client, air: &Air<'_>) -> Option<Ipv4Addr> {
    let index = usize::try_from(client.0).ok()?;
    air.topology.hosts.get(index).map(|host| host.address)
}

/// The one waiting cause by which a name service machine hears of its deadline.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Alarm(Option<Order>);

impl Alarm {
    /// Arranges for a `NameDeadline` at `deadline`, or for none.
    pub(super) fn set(&mut self, host: HostId, deadline: Option<SimTime>, now: SimTime, causes: &mut Causes) {
        let due = self.0.map(|order| order.at);
        if due == deadline {
            return;
        }
        if let Some(order) = self.0.take() {
            causes.cancel(order);
        }
        self.0 = deadline.map(|at| causes.push(at.max(now), Cause::NameDeadline(host)));
    }

    /// The cause has come.
    pub(super) fn rang(&mut self) {
        self.0 = None;
    }
}
