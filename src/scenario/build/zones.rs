//! Zones: what each name server knows.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::Ipv4Addr;

use crate::base::id::HostId;
use crate::wire::dns::{Name, Zone};
use crate::world::{HostRole, Topology};

use super::super::model::Domain;

/// The time for which the root and the registries let their referrals be kept: two days, as real ones do.
const REFERRAL_TTL: u32 = 172_800;
/// The time for which "there is no such thing" may be kept (RFC 2308 §5): short, so that a correction is soon seen.
const NEGATIVE_TTL: u32 = 300;

/// Zones under construction, as zone-file text by origin.
#[derive(Default)]
pub(super) struct Zones {
    zones: BTreeMap<String, Draft>,
}

struct Draft {
    host: HostId,
    text: String,
}

impl Zones {
    pub(super) fn add_root(&mut self, host: HostId, topology: &Topology) {
        self.begin("", host, topology);
    }

    pub(super) fn add_registry(&mut self, top: &str, host: HostId, topology: &Topology) {
        self.begin(top, host, topology);
        self.delegate("", top, host, topology);
    }

    /// Adds a domain's zone and the delegation to it: from the nearest enclosing domain of the scenario, or else from
    /// its registry, or, for a name of one label, from the root.
    pub(super) fn add_domain(&mut self, name: &str, host: HostId, text: &str, topology: &Topology) {
        let parents = name.match_indices('.').map(|(dot, _)| &name[dot + 1..]).chain([""]);
        let parent = parents.into_iter().find(|parent| self.zones.contains_key(*parent)).unwrap_or_default().to_owned();
        self.delegate(&parent, name, host, topology);
        self.zones.insert(name.to_owned(), Draft { host, text: text.to_owned() });
    }

    fn begin(&mut self, origin: &str, host: HostId, topology: &Topology) {
        let card = topology.host(host);
        let mut text = soa(origin, &card.name, REFERRAL_TTL);
        push(&mut text, &format!("{} {REFERRAL_TTL} IN A {}", absolute(&card.name), card.address));
        self.zones.insert(origin.to_owned(), Draft { host, text });
    }

    fn delegate(&mut self, parent: &str, child: &str, host: HostId, topology: &Topology) {
        let card = topology.host(host);
        if let Some(parent) = self.zones.get_mut(parent) {
            let (child, name) = (absolute(child), absolute(&card.name));
            push(&mut parent.text, &format!("{child} {REFERRAL_TTL} IN NS {name}"));
            // Glue: the name server's name lies inside the zone that it serves (RFC 1034 §4.2.1).
            push(&mut parent.text, &format!("{name} {REFERRAL_TTL} IN A {}", card.address));
        }
    }

    /// Where a resolver begins.
    pub(super) fn root_hints(&self, topology: &Topology) -> Vec<(Name, Ipv4Addr)> {
        let root = self.zones.get("").map(|draft| topology.host(draft.host));
        root.and_then(|card| Some((card.name.parse().ok()?, card.address))).into_iter().collect()
    }

    /// The zones of each name server. Text that is no zone was refused when the scenario was loaded.
    pub(super) fn by_host(self) -> BTreeMap<HostId, Vec<Zone>> {
        let mut by_host: BTreeMap<HostId, Vec<Zone>> = BTreeMap::new();
        for (origin, draft) in self.zones {
            let origin: Option<Name> = absolute(&origin).parse().ok();
            if let Some(zone) = origin.and_then(|origin| Zone::parse(&origin, &draft.text).ok()) {
                by_host.entry(draft.host).or_default().push(zone);
            }
        }
        by_host
    }
}

/// The zone file of a domain: its mail exchangers, its hosts, and what its author added.
pub(super) fn domain_text(
    domain: &Domain,
    exchangers: &[(u16, &str)],
    hosts: &[HostId],
    topology: &Topology,
) -> String {
    let ttl = domain.ttl_secs;
    let mut text = soa(&domain.name, &format!("ns.{}", domain.name), ttl);
    for (preference, name) in exchangers {
        push(&mut text, &format!("@ {ttl} IN MX {preference} {}", absolute(name)));
    }
    let mut named = std::collections::BTreeSet::new();
    for &host in hosts {
        let card = topology.host(host);
        debug_assert_ne!(card.role, HostRole::Client, "user agents have no names");
        // The web server may stand under the domain's own name together with a mail server.
        if named.insert((&card.name, card.address)) {
            push(&mut text, &format!("{} {ttl} IN A {}", absolute(&card.name), card.address));
        }
    }
    if !domain.records.trim().is_empty() {
        push(&mut text, domain.records.trim_end());
    }
    text
}

/// The head of a zone file.
fn soa(origin: &str, name_server: &str, ttl: u32) -> String {
    let (origin, name_server) = (absolute(origin), absolute(name_server));
    let contact = if origin == "." { "hostmaster.".to_owned() } else { format!("hostmaster.{origin}") };
    let mut text = format!("$ORIGIN {origin}\n$TTL {ttl}\n");
    push(&mut text, &format!("@ IN SOA {name_server} {contact} 1 7200 900 1209600 {NEGATIVE_TTL}"));
    push(&mut text, &format!("@ {ttl} IN NS {name_server}"));
    text
}

fn push(text: &mut String, line: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{line}");
}

fn absolute(name: &str) -> String {
    format!("{name}.")
}
