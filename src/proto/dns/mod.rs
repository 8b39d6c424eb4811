//! DNS: who answers, who walks, who asks.
//!
//! * [`authority`]: answers from its zones, a pure function of the query;
//! * [`resolver`]: walks from the root to the authority for its clients, and remembers in a [`cache`];
//! * [`stub`]: the small resolver inside a mail server, which asks one recursive resolver and waits.
//!
//! All of them speak datagrams as `wire::dns` reads and writes them. Left out: transport over TCP between them (a
//! truncated answer counts as a failure), IPv6 as a transport, DNSSEC, QNAME minimisation.

pub mod authority;
pub mod cache;
mod query;
pub mod resolver;
pub mod stub;
