//! The stub resolver inside a mail server: it asks one recursive resolver, waits, asks again, and gives up.
//!
//! What the [`resolver`](super::resolver) answers is reduced to an [`Outcome`], whose variants are the cases that routing of
//! mail must tell apart (RFC 5321 §5.1): a name that does not exist bounces mail, a server that fails delays it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::Ipv4Addr;
use std::sync::Arc;

use bytes::Bytes;
use rand::Rng;

use crate::base::rng::{Pcg64, stream};
use crate::base::time::{SimTime, Span};
use crate::wire::dns::{Message, Name, Question, Rcode, Record, RecordData, RecordType};

/// How many aliases are followed inside one answer.
const MAX_ALIASES: usize = 10;

/// Chosen by the asker, given back with the outcome.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Ticket(pub u64);

/// The patience of a stub resolver.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StubConfig {
    /// How long one datagram is waited for.
    pub timeout: Span,
    /// How often a question is sent before it has [timed out](Outcome::TimedOut).
    pub tries: u32,
    /// How many questions may be under way; more fail at once.
    pub max_pending: usize,
}

/// As `resolv.conf` has it: five seconds, twice.
impl Default for StubConfig {
    fn default() -> Self {
        Self { timeout: Span::from_secs(5), tries: 2, max_pending: 1024 }
    }
}

/// What happens to a stub resolver.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Input<'a> {
    /// Its mail server wants to know something.
    Ask {
        /// Comes back with the outcome.
        ticket: Ticket,
        /// The owner of the records.
        name: Name,
        /// Their type.
        rtype: RecordType,
    },
    /// A datagram came from the recursive resolver.
    Response {
        /// The datagram.
        octets: &'a [u8],
    },
    /// The time of [`Stub::deadline`] has come.
    Deadline,
}

/// What a stub resolver wants done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Output {
    /// Send this datagram to the recursive resolver.
    Send {
        /// The datagram.
        octets: Bytes,
    },
    /// Tell the mail server.
    Answered {
        /// What it asked with.
        ticket: Ticket,
        /// What came of it.
        outcome: Outcome,
    },
}

/// What came of a question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The records at the end of the chain of aliases, of the type that was asked for; at least one.
    Records(Vec<Record>),
    /// The name exists and has no such records.
    NoData,
    /// NXDOMAIN: there is no such name.
    NameError,
    /// SERVFAIL, or an answer that cannot be used.
    ServerFailure,
    /// The resolver does not want to answer.
    Refused,
    /// The resolver did not answer.
    TimedOut,
}

impl Outcome {
    /// The mail exchangers with their preferences, in the order of the answer; the null MX is (0, root) (RFC 7505 §3).
    #[must_use]
    pub fn mx(&self) -> Vec<(u16, Name)> {
        let exchanger = |record: &Record| match &record.data {
            RecordData::Mx { preference, exchange } => Some((*preference, exchange.clone())),
            _ => None,
        };
        self.records().iter().filter_map(exchanger).collect()
    }

    /// The IPv4 addresses, in the order of the answer.
    #[must_use]
    pub fn addresses(&self) -> Vec<Ipv4Addr> {
        let address = |record: &Record| match record.data {
            RecordData::A(address) => Some(address),
            _ => None,
        };
        self.records().iter().filter_map(address).collect()
    }

    /// The records, if there are any.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        match self {
            Self::Records(records) => records,
            _ => &[],
        }
    }
}

/// A stub resolver.
#[derive(Clone, PartialEq, Debug)]
pub struct Stub {
    config: Arc<StubConfig>,
    ids: Pcg64,
    /// What is under way, by the id of the query.
    pending: BTreeMap<u16, Pending>,
    /// When each of them has waited long enough.
    timers: BTreeSet<(SimTime, u16)>,
    outputs: VecDeque<Output>,
}

/// A question that waits for its answer.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Pending {
    ticket: Ticket,
    question: Question,
    octets: Bytes,
    /// How often it has been sent.
    sent: u32,
    /// Its place among the timers.
    expires: SimTime,
}

impl Stub {
    /// A stub resolver whose query ids come from the stream (`seed`, `label`).
    #[must_use]
    pub fn new(config: Arc<StubConfig>, seed: u64, label: &str) -> Self {
        Self {
            config,
            ids: stream(seed, label),
            pending: BTreeMap::new(),
            timers: BTreeSet::new(),
            outputs: VecDeque::new(),
        }
    }

    /// Takes one input. Drain [`Self::poll`] before the next.
    pub fn handle(&mut self, now: SimTime, input: Input<'_>) {
        match input {
            Input::Ask { ticket, name, rtype } => self.ask(now, ticket, Question::new(name, rtype)),
            Input::Response { octets } => self.respond(octets),
            Input::Deadline => self.expire(now),
        }
    }

    /// The next thing to be done, in order.
    pub fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When [`Input::Deadline`] is wanted.
    #[must_use]
    pub fn deadline(&self) -> Option<SimTime> {
        self.timers.first().map(|(expires, _)| *expires)
    }

    fn ask(&mut self, now: SimTime, ticket: Ticket, question: Question) {
        if self.pending.len() >= self.config.max_pending.min(usize::from(u16::MAX)) {
            return self.outputs.push_back(Output::Answered { ticket, outcome: Outcome::ServerFailure });
        }
        let mut id = draw_id(&mut self.ids);
        while self.pending.contains_key(&id) {
            id = draw_id(&mut self.ids);
        }
        let octets = Message::query(id, question.clone(), true).write();
        self.outputs.push_back(Output::Send { octets: octets.clone() });
        let expires = now + self.config.timeout;
        self.timers.insert((expires, id));
        self.pending.insert(id, Pending { ticket, question, octets, sent: 1, expires });
    }

    fn respond(&mut self, octets: &[u8]) {
        // Garbage and answers to what was not asked change nothing: the right answer may still come.
        let Ok(message) = Message::parse(octets) else { return };
        let Some(pending) = self.pending.get(&message.header.id) else { return };
        // RFC 5452 §9.1: the question must be the one that was asked. Some failures come without it.
        let same_question = match &message.question {
            Some(question) => *question == pending.question,
            None => message.header.rcode != Rcode::NO_ERROR,
        };
        if !message.header.response || !same_question {
            return;
        }
        if let Some(Pending { ticket, question, expires, .. }) = self.pending.remove(&message.header.id) {
            self.timers.remove(&(expires, message.header.id));
            self.outputs.push_back(Output::Answered { ticket, outcome: outcome(message, question) });
        }
    }

    fn expire(&mut self, now: SimTime) {
        while let Some(&(expires, id)) = self.timers.first().filter(|(expires, _)| *expires <= now) {
            self.timers.remove(&(expires, id));
            let Some(mut pending) = self.pending.remove(&id) else { continue };
            if pending.sent >= self.config.tries {
                self.outputs.push_back(Output::Answered { ticket: pending.ticket, outcome: Outcome::TimedOut });
                continue;
            }
            // The same datagram with the same id: a late answer to the first still counts.
            self.outputs.push_back(Output::Send { octets: pending.octets.clone() });
            pending.sent += 1;
            pending.expires = now + self.config.timeout.max(Span::from_micros(1));
            self.timers.insert((pending.expires, id));
            self.pending.insert(id, pending);
        }
    }
}

/// The next id of a query, hard to guess in reality and repeatable here (RFC 5452 §4.3).
pub(super) fn draw_id(ids: &mut Pcg64) -> u16 {
    (ids.next_u64() >> 48) as u16
}

/// What a response says about its question.
fn outcome(message: Message, question: Question) -> Outcome {
    match message.header.rcode {
        // Datagrams are all we have; what did not fit is not there.
        _ if message.header.truncated => return Outcome::ServerFailure,
        Rcode::NO_ERROR => {}
        Rcode::NAME_ERROR => return Outcome::NameError,
        Rcode::REFUSED => return Outcome::Refused,
        _ => return Outcome::ServerFailure,
    }
    let Question { mut name, rtype, .. } = question;
    for _ in 0..MAX_ALIASES {
        let mut own = message.answers.iter().filter(|record| record.name == name);
        if own.clone().any(|record| record.rtype() == rtype) {
            let is_answer = |record: &Record| record.name == name && record.rtype() == rtype;
            return Outcome::Records(message.answers.iter().filter(|record| is_answer(record)).cloned().collect());
        }
        match own.find_map(|record| record.data.alias()) {
            Some(target) => name = target.clone(),
            None => return Outcome::NoData,
        }
    }
    Outcome::ServerFailure
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name(text: &str) -> Name {
        text.parse().unwrap()
    }

    fn at(secs: u64) -> SimTime {
        SimTime::ZERO + Span::from_secs(secs)
    }

    fn record(owner: &str, data: RecordData) -> Record {
        Record::new(name(owner), 60, data)
    }

    fn a(owner: &str, last: u8) -> Record {
        record(owner, RecordData::A([192, 0, 2, last].into()))
    }

    fn cname(owner: &str, target: &str) -> Record {
        record(owner, RecordData::Cname(name(target)))
    }

    /// A stub resolver that has just asked, and its query.
    fn asked(text: &str, rtype: RecordType) -> (Stub, Message) {
        let mut stub = Stub::new(Arc::new(StubConfig::default()), 1, "stub");
        stub.handle(at(0), Input::Ask { ticket: Ticket(5), name: name(text), rtype });
        let Some(Output::Send { octets }) = stub.poll() else { unreachable!() };
        (stub, Message::parse(&octets).unwrap())
    }

    fn hear(stub: &mut Stub, response: &Message) -> Option<Outcome> {
        stub.handle(at(1), Input::Response { octets: &response.write() });
        match stub.poll()? {
            Output::Answered { ticket: Ticket(5), outcome } => Some(outcome),
            other => unreachable!("{other:?}"),
        }
    }

    fn outcome_of(rcode: Rcode, answers: Vec<Record>) -> Outcome {
        let (mut stub, query) = asked("www.x", RecordType::A);
        let outcome = hear(&mut stub, &Message { answers, ..query.reply(rcode) }).unwrap();
        assert_eq!((stub.deadline(), stub.poll()), (None, None));
        outcome
    }

    #[test]
    fn a_query_asks_for_recursion_and_speaks_edns() {
        let (stub, query) = asked("empresa.com", RecordType::MX);
        assert!(query.header.recursion_desired && query.edns.is_some());
        assert_eq!(query.to_string(), "MX? empresa.com");
        assert_eq!(stub.deadline(), Some(at(5)));
    }

    #[test]
    fn the_records_at_the_end_of_the_aliases_are_the_outcome() {
        let answers = vec![cname("www.x", "y"), cname("y", "z"), a("z", 1), a("other", 2), a("z", 3)];
        let outcome = outcome_of(Rcode::NO_ERROR, answers);
        assert_eq!(outcome.addresses(), [Ipv4Addr::new(192, 0, 2, 1), Ipv4Addr::new(192, 0, 2, 3)]);
        assert!(outcome.records().iter().all(|record| record.name == name("z")));
    }

    #[test]
    fn the_ways_of_having_nothing_are_told_apart() {
        assert_eq!(outcome_of(Rcode::NO_ERROR, vec![]), Outcome::NoData);
        assert_eq!(outcome_of(Rcode::NO_ERROR, vec![cname("www.x", "y")]), Outcome::NoData);
        assert_eq!(outcome_of(Rcode::NAME_ERROR, vec![cname("www.x", "y")]), Outcome::NameError);
        assert_eq!(outcome_of(Rcode::SERVER_FAILURE, vec![]), Outcome::ServerFailure);
        assert_eq!(outcome_of(Rcode::FORMAT_ERROR, vec![]), Outcome::ServerFailure);
        assert_eq!(outcome_of(Rcode::REFUSED, vec![]), Outcome::Refused);
        assert_eq!(outcome_of(Rcode::NO_ERROR, vec![cname("www.x", "www.x")]), Outcome::ServerFailure);
    }

    #[test]
    fn a_truncated_answer_is_a_failure() {
        let (mut stub, query) = asked("x", RecordType::A);
        let mut response = query.reply(Rcode::NO_ERROR);
        response.header.truncated = true;
        assert_eq!(hear(&mut stub, &response), Some(Outcome::ServerFailure));
    }

    #[test]
    fn exchangers_come_with_their_preferences_and_the_null_mx_with_the_root() {
        let mx = |preference, text: &str| record("x", RecordData::Mx { preference, exchange: name(text) });
        let outcome = Outcome::Records(vec![mx(20, "b.x"), mx(10, "a.x")]);
        assert_eq!(outcome.mx(), [(20, name("b.x")), (10, name("a.x"))]);
        assert_eq!(Outcome::Records(vec![mx(0, ".")]).mx(), [(0, Name::root())]);
        assert!(Outcome::NoData.mx().is_empty());
    }

    #[test]
    fn silence_is_asked_again_with_the_same_datagram_and_then_given_up() {
        let (mut stub, query) = asked("x", RecordType::A);
        stub.handle(at(4), Input::Deadline);
        assert_eq!(stub.poll(), None);
        stub.handle(at(5), Input::Deadline);
        assert_eq!(stub.poll(), Some(Output::Send { octets: query.write() }));
        assert_eq!(stub.deadline(), Some(at(10)));
        stub.handle(at(10), Input::Deadline);
        assert_eq!(stub.poll(), Some(Output::Answered { ticket: Ticket(5), outcome: Outcome::TimedOut }));
        assert_eq!(stub.deadline(), None);
        // Too late.
        assert_eq!(hear(&mut stub, &query.reply(Rcode::NO_ERROR)), None);
    }

    #[test]
    fn only_the_right_id_and_question_are_an_answer() {
        let (mut stub, query) = asked("x", RecordType::A);
        let before = stub.clone();
        let mut wrong_id = query.reply(Rcode::NAME_ERROR);
        wrong_id.header.id ^= 1;
        let mut wrong_name = query.reply(Rcode::NAME_ERROR);
        wrong_name.question = Some(Question::new(name("y"), RecordType::A));
        for wrong in [wrong_id, wrong_name, query.clone(), Message { question: None, ..query.reply(Rcode::NO_ERROR) }] {
            assert_eq!(hear(&mut stub, &wrong), None);
            assert_eq!(stub, before);
        }
        let bare = Message { question: None, ..query.reply(Rcode::FORMAT_ERROR) };
        assert_eq!(hear(&mut stub, &bare), Some(Outcome::ServerFailure));
    }

    #[test]
    fn too_many_questions_at_once_fail_at_once() {
        let config = StubConfig { max_pending: 1, ..StubConfig::default() };
        let mut stub = Stub::new(Arc::new(config), 1, "stub");
        for ticket in [Ticket(1), Ticket(2)] {
            stub.handle(at(0), Input::Ask { ticket, name: name("x"), rtype: RecordType::A });
        }
        assert!(matches!(stub.poll(), Some(Output::Send { .. })));
        assert_eq!(stub.poll(), Some(Output::Answered { ticket: Ticket(2), outcome: Outcome::ServerFailure }));
    }

    proptest! {
        #[test]
        fn arbitrary_octets_never_panic(octets in prop::collection::vec(any::<u8>(), 0..80), keep_id: bool) {
            let (mut stub, query) = asked("x", RecordType::A);
            let mut octets = octets;
            if keep_id && octets.len() > 2 {
                octets[..2].copy_from_slice(&query.header.id.to_be_bytes());
            }
            stub.handle(at(1), Input::Response { octets: &octets });
            while stub.poll().is_some() {}
        }
    }
}
