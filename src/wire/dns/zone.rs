//! A zone: the records that one authority is responsible for, and what they say about a name (RFC 1034 §4.2, §4.3.2).
//!
//! Nothing is checked that a keeper of a zone can get wrong and real servers serve all the same: MX records that point at
//! an alias or at an address, name servers without glue. Those are lessons. A CNAME beside other data answers for all
//! of them.

use std::collections::BTreeMap;

use super::name::Name;
use super::record::{Record, RecordData, RecordType};

/// The records of one zone, arranged for answering.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Zone {
    origin: Name,
    soa: Record,
    /// Every name of the zone, those included that exist only because a name below them does.
    nodes: BTreeMap<Name, Node>,
}

/// Why records are not a zone.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ZoneError {
    /// Every zone starts with one (RFC 1035 §5.2).
    #[error("the zone {origin} has no SOA record")]
    NoSoa {
        /// The name of the zone.
        origin: Name,
    },
    /// There is one SOA and it is at the apex.
    #[error("{owner} has a SOA record that is a second one or not at the zone's own name")]
    MisplacedSoa {
        /// The owner of the record.
        owner: Name,
    },
    /// A record of somebody else's zone, often for want of a final dot or for having one.
    #[error("{owner} is not inside the zone {origin}")]
    OutOfZone {
        /// The owner of the record.
        owner: Name,
        /// The name of the zone.
        origin: Name,
    },
}

/// What a zone says about a question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Lookup<'a> {
    /// These records.
    Records(Vec<Record>),
    /// The name is an alias; the question goes on at the target.
    Alias(Record),
    /// The name has been delegated: these NS records name the servers to ask.
    Referral(&'a [Record]),
    /// The name exists, the type does not.
    NoData,
    /// There is no such name, nor any below it.
    NameError,
}

/// A name and its records.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Node {
    /// The records, those of one type together.
    records: Vec<Record>,
    /// Whether the name below this one whose first label is `*` exists.
    has_wildcard: bool,
}

impl Zone {
    /// The zone at `origin`. Records that appear twice count once; the records of one name and type get the lowest of
    /// their TTLs (RFC 2181 §5, §5.2).
    ///
    /// # Errors
    /// When the SOA record is missing or not alone, or a record lies outside the zone.
    pub fn new(origin: Name, records: impl IntoIterator<Item = Record>) -> Result<Self, ZoneError> {
        let mut soa = None;
        let mut nodes = BTreeMap::<Name, Node>::new();
        for record in records {
            check_place(&origin, &record, soa.is_some())?;
            if record.rtype() == RecordType::SOA {
                soa = Some(record.clone());
            }
            // RFC 4592 §2.2.2: a name exists when a name below it does.
            for name in record.name.ancestors().take_while(|name| name.is_subdomain_of(&origin)) {
                if nodes.contains_key(&name) {
                    break;
                }
                nodes.insert(name, Node::default());
            }
            if let Some(parent) = wildcard_parent(&record.name) {
                nodes.entry(parent).or_default().has_wildcard = true;
            }
            nodes.entry(record.name.clone()).or_default().add(record);
        }
        let soa = soa.ok_or_else(|| ZoneError::NoSoa { origin: origin.clone() })?;
        Ok(Self { origin, soa, nodes })
    }

    /// The name at which the zone begins.
    #[must_use]
    pub fn origin(&self) -> &Name {
        &self.origin
    }

    /// The SOA record with the TTL of a negative answer (RFC 2308 §3): the lower of its own and its MINIMUM.
    #[must_use]
    pub fn negative_soa(&self) -> Record {
        let mut soa = self.soa.clone();
        if let RecordData::Soa(data) = &soa.data {
            soa.ttl_secs = soa.ttl_secs.min(data.minimum_secs);
        }
        soa
    }

    /// All records, those of one name together.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.nodes.values().flat_map(|node| &node.records)
    }

    /// What the zone says about the records of type `rtype` at `name`, which must be inside the zone; a name outside is
    /// a [`Lookup::NameError`].
    #[must_use]
    pub fn lookup(&self, name: &Name, rtype: RecordType) -> Lookup<'_> {
        if !name.is_subdomain_of(&self.origin) {
            return Lookup::NameError;
        }
        // From the apex down: the first cut ends the zone's say, the first missing name ends the search.
        let depth = name.label_count() - self.origin.label_count();
        let path: Vec<Name> = name.ancestors().take(depth + 1).collect();
        let mut encloser = None;
        for (below, name) in path.iter().rev().enumerate() {
            let Some(node) = self.nodes.get(name) else {
                return self.synthesize(encloser, &path[0], rtype);
            };
            let is_target = below == depth;
            // RFC 4035 §3.1.4.1: DS records at the cut belong to this side of it.
            if below > 0 && !(is_target && rtype == RecordType::DS) {
                let servers = node.of_type(RecordType::NS);
                if !servers.is_empty() {
                    return Lookup::Referral(servers);
                }
            }
            encloser = Some((name, node));
        }
        encloser.map_or(Lookup::NoData, |(_, node)| node.answer(rtype))
    }

    /// The addresses that the zone holds for `host`, glue below a cut included.
    pub fn addresses(&self, host: &Name) -> impl Iterator<Item = &Record> {
        let records = self.nodes.get(host).map_or(&[][..], |node| &node.records);
        records.iter().filter(|record| matches!(record.data, RecordData::A(_) | RecordData::Aaaa(_)))
    }

    /// RFC 4592 §3.3.1: the wildcard directly below the closest encloser stands in for names that do not exist.
    fn synthesize(&self, encloser: Option<(&Name, &Node)>, name: &Name, rtype: RecordType) -> Lookup<'_> {
        let source = encloser
            .filter(|(_, node)| node.has_wildcard)
            .and_then(|(encloser, _)| encloser.child(b"*").ok())
            .and_then(|source| self.nodes.get(&source));
        let Some(source) = source else { return Lookup::NameError };
        let renamed = |record: Record| Record { name: name.clone(), ..record };
        match source.answer(rtype) {
            Lookup::Records(records) => Lookup::Records(records.into_iter().map(renamed).collect()),
            Lookup::Alias(record) => Lookup::Alias(renamed(record)),
            other => other,
        }
    }
}

impl Node {
    fn add(&mut self, mut record: Record) {
        let rtype = record.rtype();
        let start = self.records.iter().position(|known| known.rtype() == rtype).unwrap_or(self.records.len());
        let len = self.of_type(rtype).len();
        let same_type = &mut self.records[start..start + len];
        if same_type.iter().any(|known| known.data == record.data) {
            return;
        }
        let ttl_secs = same_type.first().map_or(record.ttl_secs, |known| known.ttl_secs.min(record.ttl_secs));
        same_type.iter_mut().for_each(|known| known.ttl_secs = ttl_secs);
        record.ttl_secs = ttl_secs;
        self.records.insert(start + len, record);
    }

    /// The records of one type; they stand together.
    fn of_type(&self, rtype: RecordType) -> &[Record] {
        let mut rest = self.records.split(|record| record.rtype() != rtype);
        rest.find(|records| !records.is_empty()).unwrap_or(&[])
    }

    fn answer(&self, rtype: RecordType) -> Lookup<'_> {
        let aliases = self.of_type(RecordType::CNAME);
        if let Some(alias) = aliases.first()
            && !matches!(rtype, RecordType::CNAME | RecordType::ANY)
        {
            // RFC 1034 §3.6.2: an alias answers for every other type.
            return Lookup::Alias(alias.clone());
        }
        let records = if rtype == RecordType::ANY { &self.records } else { self.of_type(rtype) };
        if records.is_empty() { Lookup::NoData } else { Lookup::Records(records.to_vec()) }
    }
}

/// Whether `record` may be in the zone at `origin`.
pub(super) fn check_place(origin: &Name, record: &Record, has_soa: bool) -> Result<(), ZoneError> {
    if !record.name.is_subdomain_of(origin) {
        return Err(ZoneError::OutOfZone { owner: record.name.clone(), origin: origin.clone() });
    }
    if record.rtype() == RecordType::SOA && (has_soa || record.name != *origin) {
        return Err(ZoneError::MisplacedSoa { owner: record.name.clone() });
    }
    Ok(())
}

/// The name below which `name` is the wildcard, if it is one.
fn wildcard_parent(name: &Name) -> Option<Name> {
    name.labels().next().filter(|label| *label == b"*").and_then(|_| name.parent())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        text.parse().unwrap()
    }

    const EMPRESA: &str = "\
$TTL 3600
@           IN SOA ns hostmaster 1 7200 900 1209600 300
            IN NS  ns
            IN MX  10 correo
            IN MX  20 respaldo
ns          IN A   192.0.2.53
correo      IN A   192.0.2.25
www         IN CNAME correo
a.b.c       IN A   192.0.2.1
*.filial    IN MX  10 correo
real.filial IN A   192.0.2.2
ventas      IN NS  ns.ventas
ns.ventas   IN A   198.51.100.53
";

    fn zone() -> Zone {
        Zone::parse(&name("empresa.com"), EMPRESA).unwrap()
    }

    /// The outcome of a lookup in a line.
    fn lookup(text: &str, rtype: RecordType) -> String {
        let shown = |records: &[Record]| {
            let records: Vec<_> = records.iter().map(|record| format!("{} {}", record.name, record.data)).collect();
            records.join(", ")
        };
        match zone().lookup(&name(text), rtype) {
            Lookup::Records(records) => shown(&records),
            Lookup::Alias(record) => format!("alias: {}", shown(&[record])),
            Lookup::Referral(servers) => format!("referral: {}", shown(servers)),
            Lookup::NoData => "NODATA".to_owned(),
            Lookup::NameError => "NXDOMAIN".to_owned(),
        }
    }

    #[test]
    fn a_name_with_records_answers_and_case_does_not_matter() {
        let records = "empresa.com MX 10 correo.empresa.com, empresa.com MX 20 respaldo.empresa.com";
        assert_eq!(lookup("empresa.com", RecordType::MX), records);
        assert_eq!(lookup("EMPRESA.Com", RecordType::MX), records);
        assert_eq!(lookup("correo.empresa.com", RecordType::A), "correo.empresa.com A 192.0.2.25");
    }

    #[test]
    fn a_name_without_the_type_has_no_data_and_a_missing_name_does_not_exist() {
        assert_eq!(lookup("correo.empresa.com", RecordType::MX), "NODATA");
        assert_eq!(lookup("nadie.empresa.com", RecordType::MX), "NXDOMAIN");
        assert_eq!(lookup("x.correo.empresa.com", RecordType::A), "NXDOMAIN");
        assert_eq!(lookup("example.net", RecordType::A), "NXDOMAIN");
    }

    #[test]
    fn a_name_exists_when_a_name_below_it_does() {
        assert_eq!(lookup("b.c.empresa.com", RecordType::A), "NODATA");
        assert_eq!(lookup("c.empresa.com", RecordType::A), "NODATA");
        assert_eq!(lookup("filial.empresa.com", RecordType::A), "NODATA");
    }

    #[test]
    fn an_alias_answers_for_other_types_than_its_own() {
        assert_eq!(lookup("www.empresa.com", RecordType::A), "alias: www.empresa.com CNAME correo.empresa.com");
        assert_eq!(lookup("www.empresa.com", RecordType::CNAME), "www.empresa.com CNAME correo.empresa.com");
    }

    #[test]
    fn a_delegated_name_is_referred_with_everything_below() {
        let referral = "referral: ventas.empresa.com NS ns.ventas.empresa.com";
        assert_eq!(lookup("ventas.empresa.com", RecordType::MX), referral);
        assert_eq!(lookup("x.y.ventas.empresa.com", RecordType::MX), referral);
        assert_eq!(lookup("ns.ventas.empresa.com", RecordType::A), referral);
        assert_eq!(lookup("ventas.empresa.com", RecordType::NS), referral);
        assert_eq!(lookup("ventas.empresa.com", RecordType::DS), "NODATA");
        assert_eq!(zone().addresses(&name("ns.ventas.empresa.com")).count(), 1);
        // The apex has NS records too and is no cut.
        assert_eq!(lookup("empresa.com", RecordType::NS), "empresa.com NS ns.empresa.com");
    }

    #[test]
    fn a_wildcard_stands_in_for_names_that_do_not_exist_only() {
        assert_eq!(lookup("x.filial.empresa.com", RecordType::MX), "x.filial.empresa.com MX 10 correo.empresa.com");
        assert_eq!(lookup("x.y.filial.empresa.com", RecordType::MX), "x.y.filial.empresa.com MX 10 correo.empresa.com");
        assert_eq!(lookup("x.filial.empresa.com", RecordType::A), "NODATA");
        assert_eq!(lookup("real.filial.empresa.com", RecordType::MX), "NODATA");
        // RFC 4592 §2.2.1: an existing name is the closest encloser of names below it, and no wildcard is below it.
        assert_eq!(lookup("x.real.filial.empresa.com", RecordType::MX), "NXDOMAIN");
        assert_eq!(lookup("*.filial.empresa.com", RecordType::MX), "*.filial.empresa.com MX 10 correo.empresa.com");
    }

    #[test]
    fn records_of_one_type_share_the_lowest_ttl_and_duplicates_count_once() {
        let text = "@ 60 SOA ns host 1 2 3 4 5\n@ 900 MX 10 a\n@ 300 MX 20 b\n@ 100 MX 10 a\n@ 50 A 192.0.2.1\n";
        let zone = Zone::parse(&name("x.mx"), text).unwrap();
        let Lookup::Records(records) = zone.lookup(&name("x.mx"), RecordType::MX) else { unreachable!() };
        let ttls: Vec<_> = records.iter().map(|record| record.ttl_secs).collect();
        assert_eq!(ttls, [300, 300]);
        assert_eq!(zone.records().count(), 4);
        let Lookup::Records(all) = zone.lookup(&name("x.mx"), RecordType::ANY) else { unreachable!() };
        assert_eq!(all.len(), 4);
    }

    #[test]
    fn a_negative_answer_is_kept_for_the_lower_of_ttl_and_minimum() {
        assert_eq!(zone().negative_soa().ttl_secs, 300);
        let long = Zone::parse(&name("x.mx"), "@ 60 SOA ns host 1 2 3 4 500\n").unwrap();
        assert_eq!(long.negative_soa().ttl_secs, 60);
    }

    #[test]
    fn records_that_are_no_zone_are_refused() {
        let soa = || zone().soa.clone();
        let outside = Record::new(name("example.net"), 60, RecordData::A([192, 0, 2, 1].into()));
        let build = |records: Vec<Record>| Zone::new(name("empresa.com"), records).unwrap_err();
        assert_eq!(build(vec![]), ZoneError::NoSoa { origin: name("empresa.com") });
        assert_eq!(build(vec![soa(), soa()]), ZoneError::MisplacedSoa { owner: name("empresa.com") });
        assert!(matches!(build(vec![soa(), outside]), ZoneError::OutOfZone { .. }));
    }
}
