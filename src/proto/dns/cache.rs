//! What a resolver remembers: whole sets of records, and what does not exist, each until its time is over.
//!
//! Entries are ranked by how far their source is to be believed (RFC 2181 §5.4.1): glue leads to servers but answers
//! nobody. The maps are persistent, so cloning a world does not copy its caches. Time is virtual and passes only when the
//! caller says so: nothing here fires.

use std::net::Ipv4Addr;
use std::sync::Arc;

use imbl::{OrdMap, OrdSet};

use crate::base::time::{SimTime, Span};
use crate::wire::dns::{Name, Question, Rcode, Record, RecordData, RecordType};

/// RFC 2308 §7.1: a failure is not remembered for longer than five minutes.
pub const MAX_FAILURE_TTL: Span = Span::from_secs(300);

/// How far a set of records is to be believed, from the least to the most (RFC 2181 §5.4.1).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Trust {
    /// Addresses that came along with a referral or an answer.
    Glue,
    /// The NS records of a referral: the parent's word on its child.
    Referral,
    /// The authoritative answer to a question.
    Answer,
}

/// What can be remembered about a question besides records.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Negative {
    /// NXDOMAIN: no type exists at the name, and no name below it (RFC 8020 §2).
    NameError,
    /// NODATA: the name exists, the type does not.
    NoData,
    /// Every server failed.
    ServerFailure,
}

impl Negative {
    /// The rcode that a client is told.
    #[must_use]
    pub fn rcode(self) -> Rcode {
        match self {
            Self::NameError => Rcode::NAME_ERROR,
            Self::NoData => Rcode::NO_ERROR,
            Self::ServerFailure => Rcode::SERVER_FAILURE,
        }
    }
}

/// What the cache knows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cached {
    /// These records, with the seconds that are left of their TTL.
    Records(Vec<Record>),
    /// That there is nothing, with the SOA record that says so.
    Negative {
        /// What kind of nothing.
        kind: Negative,
        /// The SOA, its TTL counted down; none behind a failure.
        soa: Option<Record>,
        /// For how many more seconds this is believed.
        ttl_left_secs: u32,
    },
}

/// A cache of bounded size.
#[derive(Clone, PartialEq, Debug)]
pub struct Cache {
    capacity: usize,
    entries: OrdMap<Key, Entry>,
    /// The same keys by when they end: the first to go when room is needed.
    expiries: OrdSet<(SimTime, Key)>,
}

/// `None` stands for all types at once: the name does not exist.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Key {
    name: Name,
    rtype: Option<RecordType>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Entry {
    content: Content,
    trust: Trust,
    expires: SimTime,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Content {
    Records(Arc<[Record]>),
    Negative { kind: Negative, soa: Option<Arc<Record>> },
}

impl Cache {
    /// An empty cache for at most `capacity` sets of records.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { capacity, entries: OrdMap::new(), expiries: OrdSet::new() }
    }

    /// How many sets of records there are, those included whose time is over and whose place nobody has needed yet.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What may be told to a client about `question`.
    #[must_use]
    pub fn answer(&self, now: SimTime, question: &Question) -> Option<Cached> {
        let Question { name, rtype, .. } = question;
        let exact = self.live(now, name, Some(*rtype)).filter(|entry| entry.trust == Trust::Answer);
        // RFC 8020 §2: below a name that does not exist there is nothing.
        let entry = exact.or_else(|| name.ancestors().find_map(|name| self.live(now, &name, None)))?;
        let ttl_left_secs = seconds_left(now, entry.expires);
        Some(match &entry.content {
            Content::Records(records) => Cached::Records(counted_down(records, ttl_left_secs)),
            Content::Negative { kind, soa } => Cached::Negative {
                kind: *kind,
                soa: soa.as_ref().map(|soa| Record { ttl_secs: ttl_left_secs, ..Record::clone(soa) }),
                ttl_left_secs,
            },
        })
    }

    /// The names of the servers of `zone`, if they are known, from a referral or better.
    #[must_use]
    pub fn servers(&self, now: SimTime, zone: &Name) -> Option<Vec<Name>> {
        let records = self.records(now, zone, RecordType::NS)?;
        Some(records.iter().filter_map(|record| record.data.host().cloned()).collect())
    }

    /// The IPv4 addresses of `host`, glue included.
    pub fn addresses(&self, now: SimTime, host: &Name) -> impl Iterator<Item = Ipv4Addr> {
        let records = self.records(now, host, RecordType::A).unwrap_or(&[]);
        records.iter().filter_map(|record| match record.data {
            RecordData::A(address) => Some(address),
            _ => None,
        })
    }

    /// Remembers the records of one name and type, all of them, for the lowest of their TTLs (RFC 2181 §5.2). Returns
    /// for how many seconds; not at all if the TTL is 0, which is for using once, or if a better source has spoken.
    pub fn store(&mut self, now: SimTime, records: &[Record], trust: Trust) -> Option<u32> {
        let first = records.first()?;
        let ttl_secs = records.iter().map(|record| record.ttl_secs).min().unwrap_or(0);
        let key = Key { name: first.name.clone(), rtype: Some(first.rtype()) };
        self.insert(now, key, Span::from_secs(ttl_secs.into()), trust, Content::Records(records.into()))
            .then_some(ttl_secs)
    }

    /// Remembers that there is nothing, for the lower of the SOA's TTL and its MINIMUM (RFC 2308 §5). Returns for
    /// how many seconds.
    pub fn store_negative(&mut self, now: SimTime, question: &Question, kind: Negative, soa: &Record) -> Option<u32> {
        let RecordData::Soa(data) = &soa.data else { return None };
        let ttl_secs = soa.ttl_secs.min(data.minimum_secs);
        let ttl = Span::from_secs(ttl_secs.into());
        // RFC 2308 §5: a name error is kept under the name alone.
        let rtype = Some(question.rtype).filter(|_| kind != Negative::NameError);
        let key = Key { name: question.name.clone(), rtype };
        let soa = Some(Arc::new(soa.clone()));
        self.insert(now, key, ttl, Trust::Answer, Content::Negative { kind, soa }).then_some(ttl_secs)
    }

    /// Remembers for `ttl`, at most [`MAX_FAILURE_TTL`], that nobody could answer `question`.
    pub fn store_failure(&mut self, now: SimTime, question: &Question, ttl: Span) {
        let key = Key { name: question.name.clone(), rtype: Some(question.rtype) };
        let content = Content::Negative { kind: Negative::ServerFailure, soa: None };
        self.insert(now, key, ttl.min(MAX_FAILURE_TTL), Trust::Answer, content);
    }

    /// Forgets everything, as after a restart.
    pub fn clear(&mut self) {
        *self = Self::new(self.capacity);
    }

    fn live(&self, now: SimTime, name: &Name, rtype: Option<RecordType>) -> Option<&Entry> {
        let key = Key { name: name.clone(), rtype };
        self.entries.get(&key).filter(|entry| entry.expires > now)
    }

    fn records(&self, now: SimTime, name: &Name, rtype: RecordType) -> Option<&[Record]> {
        match &self.live(now, name, Some(rtype))?.content {
            Content::Records(records) => Some(records),
            Content::Negative { .. } => None,
        }
    }

    fn insert(&mut self, now: SimTime, key: Key, ttl: Span, trust: Trust, content: Content) -> bool {
        if ttl == Span::ZERO || self.capacity == 0 {
            return false;
        }
        if let Some(known) = self.entries.get(&key) {
            if known.expires > now && known.trust > trust {
                return false;
            }
            self.expiries.remove(&(known.expires, key.clone()));
        } else if self.entries.len() >= self.capacity
            && let Some((_, oldest)) = self.expiries.remove_min()
        {
            // What ends first goes first; names decide between equals, so every run forgets the same.
            self.entries.remove(&oldest);
        }
        let expires = now + ttl;
        self.expiries.insert((expires, key.clone()));
        self.entries.insert(key, Entry { content, trust, expires });
        true
    }
}

/// Whole seconds until `expires`, rounded up: at the moment of storing this is the TTL, and never 0 before the end.
fn seconds_left(now: SimTime, expires: SimTime) -> u32 {
    u32::try_from(expires.since(now).as_micros().div_ceil(1_000_000)).unwrap_or(u32::MAX)
}

fn counted_down(records: &[Record], ttl_secs: u32) -> Vec<Record> {
    records.iter().map(|record| Record { ttl_secs, ..record.clone() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::dns::Soa;

    fn name(text: &str) -> Name {
        text.parse().unwrap()
    }

    fn at(secs: u64) -> SimTime {
        SimTime::ZERO + Span::from_secs(secs)
    }

    fn a(owner: &str, ttl_secs: u32, last: u8) -> Record {
        Record::new(name(owner), ttl_secs, RecordData::A([192, 0, 2, last].into()))
    }

    fn question(owner: &str) -> Question {
        Question::new(name(owner), RecordType::A)
    }

    fn soa(ttl_secs: u32, minimum_secs: u32) -> Record {
        let data = Soa {
            primary: name("ns.x"),
            mailbox: name("h.x"),
            serial: 1,
            refresh_secs: 2,
            retry_secs: 3,
            expire_secs: 4,
            minimum_secs,
        };
        Record::new(name("x"), ttl_secs, RecordData::Soa(Arc::new(data)))
    }

    #[test]
    fn a_set_lives_for_the_lowest_of_its_ttls_and_counts_down() {
        let mut cache = Cache::new(10);
        assert_eq!(cache.store(at(0), &[a("x", 300, 1), a("x", 100, 2)], Trust::Answer), Some(100));
        let later = SimTime::from_micros(60_500_000);
        let Some(Cached::Records(records)) = cache.answer(later, &question("X")) else { unreachable!() };
        assert_eq!(records.iter().map(|record| record.ttl_secs).collect::<Vec<_>>(), [40, 40]);
        assert!(cache.answer(at(99), &question("x")).is_some());
        assert_eq!(cache.answer(at(100), &question("x")), None);
    }

    #[test]
    fn a_ttl_of_zero_is_not_kept() {
        let mut cache = Cache::new(10);
        assert_eq!(cache.store(at(0), &[a("x", 0, 1)], Trust::Answer), None);
        assert!(cache.is_empty());
    }

    #[test]
    fn glue_leads_to_servers_but_answers_nobody_and_does_not_replace_an_answer() {
        let mut cache = Cache::new(10);
        cache.store(at(0), &[a("ns.x", 60, 1)], Trust::Glue);
        assert_eq!(cache.answer(at(1), &question("ns.x")), None);
        assert_eq!(cache.addresses(at(1), &name("ns.x")).count(), 1);
        cache.store(at(1), &[a("ns.x", 60, 2)], Trust::Answer);
        assert_eq!(cache.store(at(2), &[a("ns.x", 60, 3)], Trust::Glue), None);
        assert_eq!(cache.addresses(at(2), &name("ns.x")).next(), Some([192, 0, 2, 2].into()));
        // Once the answer has expired, glue is better than nothing.
        assert_eq!(cache.store(at(61), &[a("ns.x", 60, 3)], Trust::Glue), Some(60));
    }

    #[test]
    fn nothing_is_remembered_for_the_lower_of_soa_ttl_and_minimum() {
        for (ttl, minimum) in [(500, 300), (300, 500)] {
            let mut cache = Cache::new(10);
            assert_eq!(cache.store_negative(at(0), &question("n.x"), Negative::NoData, &soa(ttl, minimum)), Some(300));
            let Some(Cached::Negative { kind, soa: Some(soa), ttl_left_secs }) =
                cache.answer(at(100), &question("n.x"))
            else {
                unreachable!()
            };
            assert_eq!((kind, soa.ttl_secs, ttl_left_secs), (Negative::NoData, 200, 200));
            assert_eq!(cache.answer(at(300), &question("n.x")), None);
        }
    }

    #[test]
    fn a_name_error_covers_all_types_and_the_names_below() {
        let mut cache = Cache::new(10);
        cache.store_negative(at(0), &question("n.x"), Negative::NameError, &soa(300, 300));
        let other_type = Question::new(name("n.x"), RecordType::MX);
        for covered in [question("n.x"), other_type, question("a.b.n.x")] {
            assert!(matches!(cache.answer(at(1), &covered), Some(Cached::Negative { kind: Negative::NameError, .. })));
        }
        assert_eq!(cache.answer(at(1), &question("x")), None);
    }

    #[test]
    fn a_failure_is_forgotten_after_five_minutes_at_the_latest() {
        let mut cache = Cache::new(10);
        cache.store_failure(at(0), &question("x"), Span::from_secs(3600));
        assert!(matches!(cache.answer(at(299), &question("x")), Some(Cached::Negative { .. })));
        assert_eq!(cache.answer(at(300), &question("x")), None);
    }

    #[test]
    fn a_full_cache_forgets_what_ends_first() {
        let mut cache = Cache::new(2);
        cache.store(at(0), &[a("long", 300, 1)], Trust::Answer);
        cache.store(at(0), &[a("short", 100, 2)], Trust::Answer);
        cache.store(at(0), &[a("new", 200, 3)], Trust::Answer);
        assert_eq!(cache.len(), 2);
        assert_eq!(cache.answer(at(1), &question("short")), None);
        assert!(cache.answer(at(1), &question("long")).is_some());
        // Replacing needs no room.
        cache.store(at(1), &[a("long", 10, 4)], Trust::Answer);
        assert!(cache.answer(at(2), &question("new")).is_some());
        assert_eq!(Cache::new(0).store(at(0), &[a("x", 9, 1)], Trust::Answer), None);
    }

    #[test]
    fn a_clone_goes_its_own_way() {
        let mut cache = Cache::new(10);
        cache.store(at(0), &[a("x", 300, 1)], Trust::Answer);
        let kept = cache.clone();
        cache.clear();
        assert_ne!(kept, cache);
        assert!(kept.answer(at(1), &question("x")).is_some());
    }
}
