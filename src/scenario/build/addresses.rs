//! Addresses for hosts: from the ranges that no real network uses.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use crate::base::id::DomainId;

/// Gives out addresses, each once.
pub(super) struct Addresses {
    taken: BTreeSet<Ipv4Addr>,
}

/// Where the servers, the name server, the web server and the clients of a domain begin in its network.
const SERVERS: u8 = 25;
const NAME_SERVER: u8 = 53;
const WEB: u8 = 80;
const CLIENTS: u8 = 101;

impl Addresses {
    /// Nothing is taken but what the author chose.
    pub(super) fn new(explicit: impl Iterator<Item = Ipv4Addr>) -> Self {
        Self { taken: explicit.collect() }
    }

    /// For the machinery of the name system: TEST-NET-3 (RFC 5737 §3).
    pub(super) fn infrastructure(&mut self) -> Ipv4Addr {
        self.free(Ipv4Addr::new(203, 0, 113, 1))
    }

    pub(super) fn server(&mut self, domain: DomainId) -> Ipv4Addr {
        self.free(within(domain, SERVERS))
    }

    pub(super) fn name_server(&mut self, domain: DomainId) -> Ipv4Addr {
        self.free(within(domain, NAME_SERVER))
    }

    pub(super) fn web(&mut self, domain: DomainId) -> Ipv4Addr {
        self.free(within(domain, WEB))
    }

    pub(super) fn client(&mut self, domain: DomainId) -> Ipv4Addr {
        self.free(within(domain, CLIENTS))
    }

    /// The first free address from `wanted` on in its network, or else from the shared address space (RFC 6598).
    fn free(&mut self, wanted: Ipv4Addr) -> Ipv4Addr {
        let [a, b, c, first] = wanted.octets();
        let near = (first..=254).map(|last| Ipv4Addr::new(a, b, c, last));
        let far = (u32::from(Ipv4Addr::new(100, 64, 0, 1))..).map(Ipv4Addr::from);
        let address = near.chain(far).find(|address| !self.taken.contains(address)).unwrap_or(wanted);
        self.taken.insert(address);
        address
    }
}

/// An address in a domain's network: TEST-NET-1 and -2 (RFC 5737 §3) for the first two, then those of RFC 2544.
fn within(domain: DomainId, last: u8) -> Ipv4Addr {
    match domain.0 {
        0 => Ipv4Addr::new(192, 0, 2, last),
        1 => Ipv4Addr::new(198, 51, 100, last),
        n => {
            let [.., high, low] = n.to_be_bytes();
            Ipv4Addr::new(198, 18 | (high & 1), low, last)
        }
    }
}
