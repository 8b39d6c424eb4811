//! An authoritative name server: the answer to a query is a function of its zones (RFC 1034 §4.3.2).
//!
//! There is no state to hold, so this is no machine: octets in, octets out. Neighbours: `wire::dns::Zone` decides what a
//! zone says; the [`resolver`](super::resolver) is who asks.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;

use super::query::{Received, receive};
use crate::wire::dns::{Lookup, MIN_DATAGRAM_LEN, Message, Name, Question, Rcode, Record, RecordType, Zone};

/// How many aliases are followed within one answer.
const MAX_ALIASES: usize = 8;

/// The longest message that the two length octets of a stream can announce (RFC 7766 §8).
const MAX_STREAM_LEN: usize = 65_535;

/// A server of some zones. A clone shares them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Authority {
    zones: Arc<BTreeMap<Name, Zone>>,
}

impl Authority {
    /// A server of `zones`; of two zones with one name the later counts.
    #[must_use]
    pub fn new(zones: Vec<Zone>) -> Self {
        Self { zones: Arc::new(zones.into_iter().map(|zone| (zone.origin().clone(), zone)).collect()) }
    }

    /// The zones, in the order of their names.
    pub fn zones(&self) -> impl Iterator<Item = &Zone> {
        self.zones.values()
    }

    /// The datagram that answers the datagram `query`; nothing for what is no query.
    #[must_use]
    pub fn answer(&self, query: &[u8]) -> Option<Bytes> {
        let (response, limit) = self.respond(query)?;
        Some(response.write_within(limit))
    }

    /// The message that answers `query` on a stream, where length is no concern (RFC 7766 §5). Both are without the two
    /// length octets.
    #[must_use]
    pub fn answer_on_stream(&self, query: &[u8]) -> Option<Bytes> {
        let (response, _) = self.respond(query)?;
        Some(response.write_within(MAX_STREAM_LEN))
    }

    /// The response, and how long it may be as a datagram.
    fn respond(&self, query: &[u8]) -> Option<(Message, usize)> {
        match receive(query) {
            Received::Nothing => None,
            Received::Rejected(response) => Some((response, usize::from(MIN_DATAGRAM_LEN))),
            Received::Accepted(query, question) => {
                let mut response = query.reply(Rcode::NO_ERROR);
                self.fill(&mut response, &question);
                Some((response, query.datagram_limit()))
            }
        }
    }

    fn fill(&self, response: &mut Message, question: &Question) {
        let zone = self.zone_of(&question.name, question.rtype);
        let Some(mut zone) = zone else {
            // Not ours. Where to ask instead is for the resolver to know.
            response.header.rcode = Rcode::REFUSED;
            return;
        };
        let mut name = question.name.clone();
        loop {
            match zone.lookup(&name, question.rtype) {
                Lookup::Alias(alias) => {
                    // AA speaks of the first owner in the answer (RFC 1035 §4.1.1).
                    response.header.authoritative = true;
                    let Some(target) = alias.data.alias().cloned() else { return };
                    response.answers.push(alias);
                    // RFC 1034 §4.3.2 step 3a: start again at the target, as far as it is ours to tell.
                    if response.answers.len() >= MAX_ALIASES {
                        return;
                    }
                    let Some(next) = self.zone_of(&target, question.rtype) else { return };
                    (name, zone) = (target, next);
                }
                Lookup::Records(records) => {
                    response.header.authoritative = true;
                    response.additional = self.addresses_of(zone, &records);
                    response.answers.extend(records);
                    return;
                }
                Lookup::Referral(servers) => {
                    response.authority = servers.to_vec();
                    response.additional = self.addresses_of(zone, servers);
                    return;
                }
                Lookup::NoData => {
                    // RFC 2308 §2.2, §3: the SOA says for how long this may be remembered.
                    response.header.authoritative = true;
                    response.authority.push(zone.negative_soa());
                    return;
                }
                Lookup::NameError => {
                    // RFC 6604 §3: the rcode speaks of the last name of a chain.
                    response.header.authoritative = true;
                    response.header.rcode = Rcode::NAME_ERROR;
                    response.authority.push(zone.negative_soa());
                    return;
                }
            }
        }
    }

    /// The closest zone at or above `name`.
    fn zone_of(&self, name: &Name, rtype: RecordType) -> Option<&Zone> {
        // RFC 4035 §3.1.4.1: DS records at a cut are the parent's.
        let skip_own = usize::from(rtype == RecordType::DS && name.parent().is_some_and(|parent| self.serves(&parent)));
        name.ancestors().skip(skip_own).find_map(|origin| self.zones.get(&origin))
    }

    fn serves(&self, name: &Name) -> bool {
        name.ancestors().any(|origin| self.zones.contains_key(&origin))
    }

    /// The addresses of the hosts that `records` name, as far as `zone` or another zone here holds them.
    fn addresses_of(&self, zone: &Zone, records: &[Record]) -> Vec<Record> {
        let hosts = records.iter().filter_map(|record| record.data.host());
        hosts
            .flat_map(|host| {
                let holder =
                    if host.is_subdomain_of(zone.origin()) { Some(zone) } else { self.zone_of(host, RecordType::A) };
                holder.into_iter().flat_map(|zone| zone.addresses(host))
            })
            .cloned()
            .collect()
    }
}
