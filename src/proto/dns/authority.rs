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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::dns::{Class, Edns, Header, Opcode, RecordData};
    use proptest::prelude::*;

    fn name(text: &str) -> Name {
        text.parse().unwrap()
    }

    fn authority() -> Authority {
        let soa = "$TTL 3600\n@ SOA ns hostmaster 1 7200 900 1209600 300\n";
        let zone = |origin, records| Zone::parse(&name(origin), &format!("{soa}{records}")).unwrap();
        let long: String = (0..90).map(|n| format!("muchos MX {n} correo{n}.otra.com.\n")).collect();
        Authority::new(vec![
            zone("com", "empresa NS ns.empresa\nns.empresa A 192.0.2.53\n"),
            zone(
                "empresa.com",
                &format!(
                    "@ NS ns\n@ MX 10 correo\nns A 192.0.2.53\ncorreo A 192.0.2.25\ncorreo AAAA 2001:db8::25\n\
                     www CNAME correo\nhacia CNAME host.escuela.mx.\nfuera CNAME www.example.net.\n\
                     perdido CNAME nadie\na CNAME b\nb CNAME a\nventas NS ns.ventas\nns.ventas A 192.0.2.77\n\
                     mediano TXT {0} {0} {0}\n{long}",
                    "x".repeat(200)
                ),
            ),
            zone("escuela.mx", "host A 198.51.100.7\n"),
        ])
    }

    fn query(text: &str, rtype: RecordType) -> Message {
        Message::query(9, Question::new(name(text), rtype), true)
    }

    fn answer(query: &Message) -> Message {
        Message::parse(&authority().answer(&query.write()).unwrap()).unwrap()
    }

    fn ask(text: &str, rtype: RecordType) -> Message {
        answer(&query(text, rtype))
    }

    #[test]
    fn an_answer_is_authoritative_and_brings_the_addresses_of_its_hosts() {
        let reply = ask("empresa.COM", RecordType::MX);
        assert_eq!(reply.to_string(), "MX 10 correo.empresa.com (3600 s)");
        let Header { id, response, authoritative, recursion_desired, recursion_available, .. } = reply.header;
        assert_eq!((id, response, authoritative, recursion_desired, recursion_available), (9, true, true, true, false));
        assert_eq!(reply.question.unwrap().to_string(), "MX? empresa.COM");
        assert_eq!(reply.additional.len(), 2);
        assert!(reply.additional.iter().all(|record| record.name == name("correo.empresa.com")));
    }

    #[test]
    fn a_delegated_name_gets_a_referral_with_glue_and_without_authority() {
        let reply = ask("x.ventas.empresa.com", RecordType::MX);
        assert_eq!(reply.to_string(), "NS ns.ventas.empresa.com");
        assert!(!reply.header.authoritative && reply.soa().is_none());
        assert_eq!(reply.additional[0].data, RecordData::A([192, 0, 2, 77].into()));
    }

    #[test]
    fn nothing_comes_with_the_soa_that_says_for_how_long() {
        for (text, rtype, shown) in
            [("nadie.empresa.com", RecordType::MX, "NXDOMAIN"), ("correo.empresa.com", RecordType::MX, "NODATA")]
        {
            let reply = ask(text, rtype);
            assert_eq!(reply.to_string(), shown);
            assert!(reply.header.authoritative);
            let soa = reply.soa().unwrap();
            assert_eq!((soa.name.to_string().as_str(), soa.ttl_secs), ("empresa.com", 300));
        }
    }

    #[test]
    fn the_closest_zone_answers_and_foreign_names_are_refused() {
        // The server has both com and empresa.com: no referral to itself.
        assert!(ask("empresa.com", RecordType::NS).header.authoritative);
        assert_eq!(ask("otra.com", RecordType::MX).to_string(), "NXDOMAIN");
        let foreign = ask("example.net", RecordType::MX);
        assert_eq!((foreign.to_string().as_str(), foreign.header.authoritative), ("REFUSED", false));
        assert_eq!(ask("empresa.com", RecordType::AXFR).to_string(), "REFUSED");
        // RFC 4035 §3.1.4.1: DS records belong to the parent's side.
        assert_eq!(ask("empresa.com", RecordType::DS).soa().unwrap().name, name("com"));
    }

    #[test]
    fn aliases_are_followed_through_all_zones_of_the_server() {
        let shown = |text| ask(text, RecordType::A).to_string();
        assert_eq!(shown("www.empresa.com"), "CNAME correo.empresa.com (3600 s), A 192.0.2.25 (3600 s)");
        assert_eq!(shown("hacia.empresa.com"), "CNAME host.escuela.mx (3600 s), A 198.51.100.7 (3600 s)");
        assert_eq!(shown("fuera.empresa.com"), "CNAME www.example.net (3600 s)");
        assert_eq!(shown("perdido.empresa.com"), "CNAME nadie.empresa.com (3600 s), NXDOMAIN");
        assert_eq!(ask("a.empresa.com", RecordType::A).answers.len(), MAX_ALIASES);
        assert_eq!(ask("www.empresa.com", RecordType::CNAME).answers.len(), 1);
    }

    #[test]
    fn what_does_not_fit_into_a_datagram_fits_into_a_stream() {
        let mut long = query("muchos.empresa.com", RecordType::MX);
        long.edns = Some(Edns { udp_size: 4096, ..Edns::OURS });
        let octets = authority().answer(&long.write()).unwrap();
        assert!(octets.len() <= 1232);
        assert_eq!(Message::parse(&octets).unwrap().to_string(), "TC");
        let stream = Message::parse(&authority().answer_on_stream(&long.write()).unwrap()).unwrap();
        assert_eq!((stream.answers.len(), stream.header.truncated), (90, false));
        // 600 octets fit where EDNS says so, and only there.
        let mut medium = query("mediano.empresa.com", RecordType::TXT);
        assert_eq!(answer(&medium).answers.len(), 1);
        medium.edns = None;
        assert!(answer(&medium).header.truncated);
    }

    #[test]
    fn queries_that_cannot_be_served_say_why() {
        let mut newer = query("empresa.com", RecordType::MX);
        newer.edns = Some(Edns { version: 1, ..Edns::OURS });
        let reply = answer(&newer);
        assert_eq!((reply.header.rcode, reply.edns.unwrap().version), (Rcode::BAD_VERSION, 0));

        let mut status = query("empresa.com", RecordType::MX);
        status.header.opcode = Opcode(2);
        let reply = answer(&status);
        assert_eq!((reply.header.rcode, reply.header.opcode, reply.header.id), (Rcode::NOT_IMPLEMENTED, Opcode(2), 9));

        let mut chaos = query("version.bind", RecordType::TXT);
        chaos.question.as_mut().unwrap().class = Class(3);
        assert_eq!(answer(&chaos).header.rcode, Rcode::REFUSED);

        let mut empty = query("empresa.com", RecordType::MX);
        empty.question = None;
        assert_eq!(answer(&empty).header.rcode, Rcode::FORMAT_ERROR);

        let broken = &query("empresa.com", RecordType::MX).write()[..20];
        let reply = Message::parse(&authority().answer(broken).unwrap()).unwrap();
        assert_eq!((reply.header.rcode, reply.header.id), (Rcode::FORMAT_ERROR, 9));
    }

    #[test]
    fn responses_and_scraps_are_not_answered() {
        let response = query("empresa.com", RecordType::MX).reply(Rcode::NO_ERROR);
        assert_eq!(authority().answer(&response.write()), None);
        assert_eq!(authority().answer(&[0; 11]), None);
    }

    proptest! {
        #[test]
        fn arbitrary_octets_never_panic_and_answers_can_be_read(octets in prop::collection::vec(any::<u8>(), 0..60)) {
            if let Some(answer) = authority().answer(&octets) {
                prop_assert!(Message::parse(&answer).is_ok());
            }
        }

        #[test]
        fn damaged_queries_never_panic(at in 0..40_usize, octet: u8) {
            let mut octets = query("x.ventas.empresa.com", RecordType::MX).write().to_vec();
            octets[at] = octet;
            if let Some(answer) = authority().answer(&octets) {
                prop_assert!(Message::parse(&answer).is_ok());
            }
        }
    }
}
