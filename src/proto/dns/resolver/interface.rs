//! What goes into the [resolver](super::Resolver) and what comes out of it.

use std::net::Ipv4Addr;

use bytes::Bytes;

use crate::base::time::Span;
use crate::proto::dns::cache::Negative;
use crate::wire::dns::{Name, Question, Rcode};

/// What a resolver is told once and keeps.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ResolverConfig {
    /// The names and addresses of the servers of the root.
    pub root_hints: Vec<(Name, Ipv4Addr)>,
    /// How long one server is waited for.
    pub timeout: Span,
    /// How often each server of a zone is asked before it is given up.
    pub tries: u32,
    /// How many aliases may follow each other.
    pub max_aliases: usize,
    /// How many queries one question may cost.
    pub max_steps: u32,
    /// How many clients may wait, and how many walks may be under way; more are refused with SERVFAIL.
    pub max_pending: usize,
    /// How many sets of records are remembered.
    pub cache_capacity: usize,
    /// How long a failure is remembered, at most five minutes (RFC 2308 §7.1).
    pub failure_ttl: Span,
}

impl Default for ResolverConfig {
    fn default() -> Self {
        Self {
            root_hints: Vec::new(),
            timeout: Span::from_millis(1_500),
            tries: 2,
            max_aliases: 8,
            max_steps: 32,
            max_pending: 4_096,
            cache_capacity: 10_000,
            failure_ttl: Span::from_secs(5),
        }
    }
}

/// Who sent a query: a key that the world gives and gets back with the reply.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Client(pub u64);

/// What happens to a resolver.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Input<'a> {
    /// A datagram came from a client.
    Query {
        /// Where the reply goes.
        client: Client,
        /// The datagram.
        octets: &'a [u8],
    },
    /// A datagram came from a server.
    Response {
        /// Which server.
        from: Ipv4Addr,
        /// The datagram.
        octets: &'a [u8],
    },
    /// The time of [`Resolver::deadline`](super::Resolver::deadline) has come.
    Deadline,
}

/// What a resolver wants done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Output {
    /// Send this query to a server.
    Send {
        /// Which server.
        to: Ipv4Addr,
        /// The datagram.
        octets: Bytes,
    },
    /// Send this reply to a client.
    Reply {
        /// Which client.
        client: Client,
        /// The datagram.
        octets: Bytes,
    },
    /// Something to show; nothing needs to be done.
    Event(ResolverEvent),
}

/// What is worth showing of a resolver's work.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ResolverEvent {
    /// The cache had the records.
    CacheHit {
        /// What was asked.
        question: Question,
        /// For how many more seconds it has them.
        ttl_left_secs: u32,
    },
    /// The cache knew that there is nothing.
    NegativeCacheHit {
        /// What was asked.
        question: Question,
        /// What kind of nothing.
        kind: Negative,
        /// For how many more seconds it knows.
        ttl_left_secs: u32,
    },
    /// The same question is already on its way; its answer will serve both.
    Merged {
        /// What was asked.
        question: Question,
    },
    /// A server is being asked.
    Asked {
        /// What.
        question: Question,
        /// The server.
        server: Ipv4Addr,
        /// The zone for which it is asked; the root at first.
        zone: Name,
    },
    /// A server named the servers of a zone further down.
    Referred {
        /// The server.
        server: Ipv4Addr,
        /// The zone further down.
        zone: Name,
    },
    /// The address of a server has to be found first.
    AddressWanted {
        /// The name of the server.
        host: Name,
        /// The zone that it serves.
        zone: Name,
    },
    /// Records went into the cache.
    Stored {
        /// Their name and type.
        question: Question,
        /// For how many seconds.
        ttl_secs: u32,
    },
    /// "There is nothing" went into the cache.
    StoredNegative {
        /// What was asked.
        question: Question,
        /// What kind of nothing.
        kind: Negative,
        /// For how many seconds.
        ttl_secs: u32,
    },
    /// A server did not answer in time.
    ServerTimedOut {
        /// The server.
        server: Ipv4Addr,
        /// The zone for which it was asked.
        zone: Name,
    },
    /// A server does not know the zone that was delegated to it.
    ServerLame {
        /// The server.
        server: Ipv4Addr,
        /// The zone for which it was asked.
        zone: Name,
    },
    /// A server answered with an error of its own, or with something that did not fit into a datagram.
    ServerFailed {
        /// The server.
        server: Ipv4Addr,
        /// The zone for which it was asked.
        zone: Name,
        /// The error; none for an answer that did not fit.
        rcode: Option<Rcode>,
    },
    /// A server spoke about names that are not its own; that part was not believed.
    OutOfBailiwick {
        /// The server.
        server: Ipv4Addr,
        /// The zone for which it was asked.
        zone: Name,
        /// The first such name.
        owner: Name,
    },
    /// A response came that nobody waits for: late, forged, or unreadable.
    UnexpectedResponse {
        /// Where it says it comes from.
        server: Ipv4Addr,
    },
    /// The aliases go on for too long, or in a circle.
    TooManyAliases {
        /// What was asked.
        question: Question,
    },
    /// There is nobody left to ask.
    GaveUp {
        /// What was asked.
        question: Question,
    },
}
