//! The recursive resolver: walks from the root to the authority for its clients (RFC 1034 §5.3.3).
//!
//! A query is answered from the [cache](super::cache), or begins a walk: the closest zone whose servers are known is asked,
//! its referral leads a zone down, and so on until an authority answers. Servers that are silent, lame or broken are left
//! for the next; when none is left the client gets SERVFAIL. Missing addresses of servers are walks of their own.
//!
//! # Drain before the next input
//! [`Resolver::handle`] may produce several outputs; the caller takes them all with [`Resolver::poll`] before the next input.
//! [`Resolver::deadline`] is valid in between.
//!
//! Left out: priming the root hints (RFC 8109), preferring quick servers, queries over TCP (a truncated answer counts as a
//! failure of that server), QNAME minimisation, DNSSEC, IPv6 as a transport.

mod interface;
mod verdict;
mod walk;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::Ipv4Addr;
use std::sync::Arc;

pub use self::interface::{Client, Input, Output, ResolverConfig, ResolverEvent};
use self::verdict::{End, Verdict};
use self::walk::{Finding, Wait, Waiter, Walk, WalkId};
use super::cache::{Cache, Cached, Trust};
use super::query::{Received, receive};
use super::stub::draw_id;
use crate::base::rng::{Pcg64, stream};
use crate::base::time::SimTime;
use crate::wire::dns::{MIN_DATAGRAM_LEN, Message, Name, Question, Rcode, Record, RecordType};

/// How many walks for addresses of servers may be inside each other.
const MAX_DEPTH: u32 = 6;

/// A recursive resolver.
#[derive(Clone, PartialEq, Debug)]
pub struct Resolver {
    config: Arc<ResolverConfig>,
    ids: Pcg64,
    cache: Cache,
    walks: BTreeMap<WalkId, (Walk, Wait)>,
    next_walk: u64,
    /// Walks that have begun and not ended, by what was asked.
    by_question: BTreeMap<Question, WalkId>,
    /// Queries that wait for their responses.
    in_flight: BTreeMap<(Ipv4Addr, u16), WalkId>,
    timers: BTreeSet<(SimTime, WalkId)>,
    /// How many clients wait.
    waiting: usize,
    outputs: VecDeque<Output>,
}

/// Walks that can go on now.
type Ready = Vec<(WalkId, Walk)>;

impl Resolver {
    /// A resolver with an empty cache whose query ids come from the stream (`seed`, `label`).
    #[must_use]
    pub fn new(config: Arc<ResolverConfig>, seed: u64, label: &str) -> Self {
        Self {
            cache: Cache::new(config.cache_capacity),
            config,
            ids: stream(seed, label),
            walks: BTreeMap::new(),
            next_walk: 0,
            by_question: BTreeMap::new(),
            in_flight: BTreeMap::new(),
            timers: BTreeSet::new(),
            waiting: 0,
            outputs: VecDeque::new(),
        }
    }

    /// Takes one input. Drain [`Self::poll`] before the next.
    pub fn handle(&mut self, now: SimTime, input: Input<'_>) {
        let mut ready = Ready::new();
        match input {
            Input::Query { client, octets } => self.query(now, client, octets, &mut ready),
            Input::Response { from, octets } => self.response(now, from, octets, &mut ready),
            Input::Deadline => self.expire(now, &mut ready),
        }
        while let Some((id, walk)) = ready.pop() {
            self.advance(now, id, walk, &mut ready);
        }
    }

    /// The next thing to be done, in order.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When [`Input::Deadline`] is wanted.
    #[must_use]
    pub fn deadline(&self) -> Option<SimTime> {
        self.timers.first().map(|(deadline, _)| *deadline)
    }

    /// What it remembers.
    #[must_use]
    pub fn cache(&self) -> &Cache {
        &self.cache
    }

    /// Forgets everything that it has learnt; what is under way goes on.
    pub fn flush(&mut self) {
        self.cache.clear();
    }

    // --- inputs ---

    fn query(&mut self, now: SimTime, client: Client, octets: &[u8], ready: &mut Ready) {
        let (query, question) = match receive(octets) {
            Received::Nothing => return,
            Received::Rejected(mut response) => {
                response.header.recursion_available = true;
                let octets = response.write_within(usize::from(MIN_DATAGRAM_LEN));
                return self.outputs.push_back(Output::Reply { client, octets });
            }
            Received::Accepted(query, question) => (query, question),
        };
        // Who does not want the walk done is looking into the cache; ANY has no answer that a cache could hold.
        if !query.header.recursion_desired || question.rtype == RecordType::ANY {
            return self.reply(client, &query, &[], Finding { rcode: Rcode::REFUSED, ..Finding::failure() });
        }
        let mut walk = Walk::new(question, Waiter::Client(client, Box::new(query)), 0, 0);
        self.waiting += 1;
        if let Some(finding) = self.recall(now, &mut walk) {
            self.finish(walk, finding, ready);
        } else if self.waiting > self.config.max_pending {
            self.finish(walk, Finding::failure(), ready);
        } else if let Some(id) = self.by_question.get(&walk.question).copied() {
            self.event(ResolverEvent::Merged { question: walk.question.clone() });
            self.join(id, walk, ready);
        } else {
            self.begin(walk, ready);
        }
    }

    fn response(&mut self, now: SimTime, server: Ipv4Addr, octets: &[u8], ready: &mut Ready) {
        let expected = Message::parse(octets).ok().and_then(|response| {
            let key = (server, response.header.id);
            let id = *self.in_flight.get(&key)?;
            let (walk, _) = self.walks.get(&id)?;
            // RFC 5452 §9.1: server, id and question must all be right. Some errors come without the question.
            let same_question = match &response.question {
                Some(question) => *question == walk.current,
                None => response.header.rcode != Rcode::NO_ERROR,
            };
            (response.header.response && same_question).then_some((id, response))
        });
        let Some((id, response)) = expected else {
            return self.event(ResolverEvent::UnexpectedResponse { server });
        };
        let Some((mut walk, _)) = self.unpark(id) else { return };
        if let Some(owner) = verdict::outside(&response, &walk.zone) {
            let (zone, owner) = (walk.zone.clone(), owner.clone());
            self.event(ResolverEvent::OutOfBailiwick { server, zone, owner });
        }
        let aliases_left = self.config.max_aliases.saturating_sub(walk.aliases.len());
        match verdict::judge(&response, &walk.current, &walk.zone, aliases_left) {
            Verdict::Answered { aliases, end } => {
                for alias in aliases {
                    self.store(now, std::slice::from_ref(&alias), Trust::Answer);
                    walk.follow(alias);
                }
                match self.conclude(now, &walk, end) {
                    Some(finding) => self.end(id, walk, finding, ready),
                    None => ready.push((id, walk)),
                }
            }
            Verdict::Referral { zone, servers, glue } => {
                self.event(ResolverEvent::Referred { server, zone: zone.clone() });
                self.store(now, &servers, Trust::Referral);
                let hosts: Vec<Name> = servers.iter().filter_map(|server| server.data.host().cloned()).collect();
                for host in &hosts {
                    let own: Vec<Record> = glue.iter().filter(|record| record.name == *host).cloned().collect();
                    self.store(now, &own, Trust::Glue);
                }
                walk.descend(now, zone, &hosts, &glue, &self.cache);
                ready.push((id, walk));
            }
            unusable => {
                let zone = walk.zone.clone();
                self.event(match unusable {
                    // "I do not know this zone" is how a lame server says it most often.
                    Verdict::Lame | Verdict::Failed(Rcode::REFUSED) => ResolverEvent::ServerLame { server, zone },
                    Verdict::Failed(rcode) => ResolverEvent::ServerFailed { server, zone, rcode: Some(rcode) },
                    _ => ResolverEvent::ServerFailed { server, zone, rcode: None },
                });
                walk.give_up(server);
                ready.push((id, walk));
            }
        }
    }

    fn expire(&mut self, now: SimTime, ready: &mut Ready) {
        while let Some(&(deadline, id)) = self.timers.first()
            && deadline <= now
        {
            self.timers.remove(&(deadline, id));
            let Some((walk, Wait::ExpectResponse { server, .. })) = self.unpark(id) else { continue };
            self.event(ResolverEvent::ServerTimedOut { server, zone: walk.zone.clone() });
            ready.push((id, walk));
        }
        // The stack of ready walks is emptied from its end; the oldest deadline shall go first.
        ready.reverse();
    }

    // --- the course of a walk ---

    fn begin(&mut self, walk: Walk, ready: &mut Ready) -> WalkId {
        let id = WalkId(self.next_walk);
        self.next_walk += 1;
        self.by_question.insert(walk.question.clone(), id);
        ready.push((id, walk));
        id
    }

    /// Takes the next step of a walk that waits for nothing.
    fn advance(&mut self, now: SimTime, id: WalkId, mut walk: Walk, ready: &mut Ready) {
        if walk.servers.is_empty() {
            if let Some(finding) = self.recall(now, &mut walk) {
                return self.end(id, walk, finding, ready);
            }
            self.choose_zone(now, &mut walk);
        }
        while walk.steps < self.config.max_steps {
            let Some(server) = walk.next_server(self.config.tries) else { break };
            server.asked += 1;
            match server.address {
                Some(address) => return self.ask(now, id, walk, address),
                None => {
                    let host = server.host.clone();
                    match self.look_for(now, id, &walk, &host, ready) {
                        Ok(wait) => return self.park(id, walk, wait),
                        Err(found) => walk.resolve_host(&host, &found),
                    }
                }
            }
        }
        self.event(ResolverEvent::GaveUp { question: walk.question.clone() });
        self.cache.store_failure(now, &walk.question, self.config.failure_ttl);
        self.end(id, walk, Finding::failure(), ready);
    }

    /// What the cache can tell about the walk, following the aliases that it holds.
    fn recall(&mut self, now: SimTime, walk: &mut Walk) -> Option<Finding> {
        loop {
            let question = walk.current.clone();
            match self.cache.answer(now, &question) {
                Some(Cached::Records(records)) => {
                    let ttl_left_secs = records.first().map_or(0, |record| record.ttl_secs);
                    self.event(ResolverEvent::CacheHit { question, ttl_left_secs });
                    return Some(Finding { rcode: Rcode::NO_ERROR, records, soa: None });
                }
                Some(Cached::Negative { kind, soa, ttl_left_secs }) => {
                    self.event(ResolverEvent::NegativeCacheHit { question, kind, ttl_left_secs });
                    return Some(Finding { rcode: kind.rcode(), records: Vec::new(), soa });
                }
                None => {}
            }
            let question = Question { rtype: RecordType::CNAME, ..question };
            let Some(Cached::Records(mut records)) = self.cache.answer(now, &question) else { return None };
            let alias = records.pop()?;
            if walk.aliases.len() >= self.config.max_aliases {
                return Some(self.too_many_aliases(now, walk));
            }
            self.event(ResolverEvent::CacheHit { question, ttl_left_secs: alias.ttl_secs });
            walk.follow(alias);
        }
    }

    /// The closest zone above the current name whose servers can be reached; the root is always known.
    fn choose_zone(&self, now: SimTime, walk: &mut Walk) {
        for zone in walk.current.name.ancestors() {
            let Some(hosts) = self.cache.servers(now, &zone) else { continue };
            // Servers inside their own zone cannot be found from it once their glue is forgotten: the parent is asked again.
            let is_reachable =
                |host: &Name| !host.is_subdomain_of(&zone) || self.cache.addresses(now, host).next().is_some();
            if hosts.iter().any(is_reachable) {
                return walk.descend(now, zone, &hosts, &[], &self.cache);
            }
        }
        walk.start_at_root(&self.config.root_hints);
    }

    /// The addresses of `host` if they are known, or known not to be found; else what to wait for.
    fn look_for(
        &mut self,
        now: SimTime,
        id: WalkId,
        walk: &Walk,
        host: &Name,
        ready: &mut Ready,
    ) -> Result<Wait, Vec<Ipv4Addr>> {
        let question = Question::new(host.clone(), RecordType::A);
        match self.cache.answer(now, &question) {
            Some(Cached::Records(records)) => return Err(walk::addresses(&records)),
            Some(Cached::Negative { .. }) => return Err(Vec::new()),
            None => {}
        }
        let known = self.by_question.get(&question).copied();
        // Two zones whose servers are named in each other, without glue, cannot be entered at all.
        let is_circle = known.is_some_and(|known| self.waits_for(known, id));
        if is_circle || walk.depth >= MAX_DEPTH || self.walks.len() >= self.config.max_pending {
            return Err(Vec::new());
        }
        self.event(ResolverEvent::AddressWanted { host: host.clone(), zone: walk.zone.clone() });
        let search = Walk::new(question, Waiter::Walk(id), walk.steps, walk.depth + 1);
        let walk = match known {
            Some(known) => self.join(known, search, ready),
            None => self.begin(search, ready),
        };
        Ok(Wait::ExpectAddress { host: host.clone(), walk })
    }

    /// Whether `walk` is `other` or waits for it, directly or not. Each walk waits for one thing, so this is a chain; no
    /// circle is ever closed, so it ends.
    fn waits_for(&self, walk: WalkId, other: WalkId) -> bool {
        let next = |walk: &WalkId| match self.walks.get(walk) {
            Some((_, Wait::ExpectAddress { walk, .. })) => Some(*walk),
            _ => None,
        };
        std::iter::successors(Some(walk), next).any(|walk| walk == other)
    }

    fn ask(&mut self, now: SimTime, walk_id: WalkId, mut walk: Walk, server: Ipv4Addr) {
        walk.steps += 1;
        let mut id = draw_id(&mut self.ids);
        while self.in_flight.contains_key(&(server, id)) {
            id = draw_id(&mut self.ids);
        }
        let question = walk.current.clone();
        let octets = Message::query(id, question.clone(), false).write();
        self.event(ResolverEvent::Asked { question, server, zone: walk.zone.clone() });
        self.outputs.push_back(Output::Send { to: server, octets });
        self.park(walk_id, walk, Wait::ExpectResponse { server, id, deadline: now + self.config.timeout });
    }

    fn park(&mut self, walk_id: WalkId, walk: Walk, wait: Wait) {
        if let Wait::ExpectResponse { server, id, deadline } = wait {
            self.in_flight.insert((server, id), walk_id);
            self.timers.insert((deadline, walk_id));
        }
        self.walks.insert(walk_id, (walk, wait));
    }

    /// Takes a walk out of its wait, with everything that was set up for it.
    fn unpark(&mut self, walk_id: WalkId) -> Option<(Walk, Wait)> {
        let (walk, wait) = self.walks.remove(&walk_id)?;
        if let Wait::ExpectResponse { server, id, deadline } = wait {
            self.in_flight.remove(&(server, id));
            self.timers.remove(&(deadline, walk_id));
        }
        Some((walk, wait))
    }

    /// Lets the waiters of `newcomer` wait for the walk `id`, which asks the same.
    fn join(&mut self, id: WalkId, newcomer: Walk, ready: &mut Ready) -> WalkId {
        let parked = self.walks.get_mut(&id).map(|(walk, _)| walk);
        let walk = parked.or_else(|| ready.iter_mut().find(|(ready, _)| *ready == id).map(|(_, walk)| walk));
        if let Some(walk) = walk {
            for waiter in newcomer.waiters {
                // A query that was sent twice is answered once.
                if walk.waiters.iter().any(|known| known.is_same(&waiter)) {
                    self.waiting -= 1;
                } else {
                    walk.waiters.push(waiter);
                }
            }
        }
        id
    }

    /// What the end of an answer means for the walk; nothing if it goes on at another name.
    fn conclude(&mut self, now: SimTime, walk: &Walk, end: End) -> Option<Finding> {
        match end {
            End::Records(records) => {
                self.store(now, &records, Trust::Answer);
                Some(Finding { rcode: Rcode::NO_ERROR, records, soa: None })
            }
            End::Nothing { kind, soa } => {
                if let Some(soa) = &soa
                    && let Some(ttl_secs) = self.cache.store_negative(now, &walk.current, kind, soa)
                {
                    let question = walk.current.clone();
                    self.event(ResolverEvent::StoredNegative { question, kind, ttl_secs });
                }
                Some(Finding { rcode: kind.rcode(), records: Vec::new(), soa })
            }
            End::Elsewhere if walk.aliases.len() >= self.config.max_aliases => Some(self.too_many_aliases(now, walk)),
            End::Elsewhere => None,
        }
    }

    fn too_many_aliases(&mut self, now: SimTime, walk: &Walk) -> Finding {
        self.event(ResolverEvent::TooManyAliases { question: walk.question.clone() });
        self.cache.store_failure(now, &walk.question, self.config.failure_ttl);
        Finding::failure()
    }

    /// Ends a walk that had begun.
    fn end(&mut self, id: WalkId, walk: Walk, finding: Finding, ready: &mut Ready) {
        self.by_question.remove(&walk.question);
        debug_assert!(!self.walks.contains_key(&id), "a walk that ends waits for nothing");
        self.finish(walk, finding, ready);
    }

    /// Tells everybody who waits for a walk what was found.
    fn finish(&mut self, walk: Walk, finding: Finding, ready: &mut Ready) {
        for waiter in walk.waiters {
            match waiter {
                Waiter::Client(client, query) => {
                    self.waiting -= 1;
                    self.reply(client, &query, &walk.aliases, finding.clone());
                }
                Waiter::Walk(id) => {
                    let Some((mut waiting, Wait::ExpectAddress { host, .. })) = self.unpark(id) else { continue };
                    waiting.steps = waiting.steps.max(walk.steps);
                    waiting.resolve_host(&host, &walk::addresses(&finding.records));
                    ready.push((id, waiting));
                }
            }
        }
    }

    fn reply(&mut self, client: Client, query: &Message, aliases: &[Record], finding: Finding) {
        let mut response = query.reply(finding.rcode);
        response.header.recursion_available = true;
        if matches!(finding.rcode, Rcode::NO_ERROR | Rcode::NAME_ERROR) {
            response.answers.extend_from_slice(aliases);
            response.answers.extend(finding.records);
            response.authority.extend(finding.soa);
        }
        let octets = response.write_within(query.datagram_limit());
        self.outputs.push_back(Output::Reply { client, octets });
    }

    fn store(&mut self, now: SimTime, records: &[Record], trust: Trust) {
        if let Some(ttl_secs) = self.cache.store(now, records, trust)
            && let Some(first) = records.first()
        {
            let question = Question::new(first.name.clone(), first.rtype());
            self.event(ResolverEvent::Stored { question, ttl_secs });
        }
    }

    fn event(&mut self, event: ResolverEvent) {
        self.outputs.push_back(Output::Event(event));
    }
}

#[cfg(test)]
mod tests;
