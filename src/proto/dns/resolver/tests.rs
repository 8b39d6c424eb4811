//! The resolver against authorities in memory, with latency, and a clock that jumps to whatever comes next.

use bytes::Bytes;
use proptest::prelude::*;

use super::*;
use crate::base::time::Span;
use crate::proto::dns::authority::Authority;
use crate::wire::dns::{RecordData, Zone};

const ROOT: Ipv4Addr = Ipv4Addr::new(198, 41, 0, 4);
const COM: Ipv4Addr = Ipv4Addr::new(192, 5, 6, 30);
const MX: Ipv4Addr = Ipv4Addr::new(200, 94, 176, 1);
const EMPRESA: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 53);
const ESCUELA: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 53);
const EMPRESA_2: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 54);

const LATENCY: Span = Span::from_millis(10);

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

/// A zone whose SOA says: negative answers for 300 s.
fn zone(origin: &str, records: &str) -> Zone {
    let soa = "$TTL 3600\n@ SOA ns hostmaster 1 7200 900 1209600 300\n";
    Zone::parse(&name(origin), &format!("{soa}{records}")).unwrap()
}

/// A little Internet: servers by address, a resolver, and datagrams on their way.
struct Net {
    resolver: Resolver,
    servers: BTreeMap<Ipv4Addr, Authority>,
    /// Servers that do not answer.
    dead: BTreeSet<Ipv4Addr>,
    /// Changes what a server sends.
    forge: fn(Ipv4Addr, Message) -> Message,
    now: SimTime,
    on_the_way: BTreeMap<(SimTime, u64), (Ipv4Addr, Bytes)>,
    sequence: u64,
    /// Which servers were asked, in order.
    asked: Vec<Ipv4Addr>,
    replies: Vec<(Client, Message)>,
    events: Vec<ResolverEvent>,
}

impl Net {
    fn new() -> Self {
        let config =
            ResolverConfig { root_hints: vec![(name("a.root-servers.net"), ROOT)], ..ResolverConfig::default() };
        let mut net = Self {
            resolver: Resolver::new(Arc::new(config), 7, "resolver"),
            servers: BTreeMap::new(),
            dead: BTreeSet::new(),
            forge: |_, message| message,
            now: SimTime::ZERO,
            on_the_way: BTreeMap::new(),
            sequence: 0,
            asked: Vec::new(),
            replies: Vec::new(),
            events: Vec::new(),
        };
        let com = "com NS a.gtld-servers.net\na.gtld-servers.net A 192.5.6.30\n";
        let mx = "mx NS m.mx-ns.mx\nm.mx-ns.mx A 200.94.176.1\nnet NS a.gtld-servers.net\n";
        net.serve(ROOT, vec![zone(".", &format!("{com}{mx}"))]);
        net.serve(
            COM,
            vec![
                zone(
                    "com",
                    "empresa NS ns.empresa\nempresa NS ns2.empresa\nns.empresa A 192.0.2.53\nns2.empresa A 192.0.2.54\n\
                  sinpegamento NS ns.ajeno.net.\ncirculo NS ns.circulo\nlazo NS ns.lazo2.com.\nlazo2 NS ns.lazo.com.\n",
                ),
                zone("net", "ajeno NS ns.ajeno\nns.ajeno A 198.51.100.53\n"),
            ],
        );
        net.serve(MX, vec![zone("mx", "escuela.com NS ns.escuela.com\nns.escuela.com A 198.51.100.53\n")]);
        let empresa = "@ NS ns\n@ NS ns2\n@ MX 10 Correo\nns A 192.0.2.53\nns2 A 192.0.2.54\nCorreo A 192.0.2.25\n\
                       www CNAME Correo\nfuera CNAME correo.escuela.com.mx.\nperdido CNAME nadie\n\
                       a CNAME b\nb CNAME a\nnulo MX 0 .\nbreve 0 A 192.0.2.9\n";
        net.serve(EMPRESA, vec![zone("empresa.com", empresa)]);
        net.serve(EMPRESA_2, vec![zone("empresa.com", empresa)]);
        net.serve(
            ESCUELA,
            vec![
                zone("escuela.com.mx", "@ NS ns\nns A 198.51.100.53\n@ MX 10 correo\ncorreo A 198.51.100.25\n"),
                zone("ajeno.net", "@ NS ns\nns A 198.51.100.53\n"),
                zone("sinpegamento.com", "@ NS ns.ajeno.net.\n@ MX 5 mx\n"),
            ],
        );
        net
    }

    fn serve(&mut self, address: Ipv4Addr, zones: Vec<Zone>) {
        self.servers.insert(address, Authority::new(zones));
    }

    /// Sends a query and runs until nothing is left to happen; returns the reply and which servers were asked for it.
    fn ask(&mut self, text: &str, rtype: RecordType) -> (Message, Vec<Ipv4Addr>) {
        self.send(1, text, rtype);
        self.run();
        let (_, reply) = self.replies.pop().unwrap();
        (reply, std::mem::take(&mut self.asked))
    }

    fn send(&mut self, client: u64, text: &str, rtype: RecordType) {
        let query = Message::query(77, Question::new(name(text), rtype), true).write();
        self.resolver.handle(self.now, Input::Query { client: Client(client), octets: &query });
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(output) = self.resolver.poll() {
            match output {
                Output::Send { to, octets } => {
                    self.asked.push(to);
                    let answer =
                        self.servers.get(&to).filter(|_| !self.dead.contains(&to)).and_then(|s| s.answer(&octets));
                    if let Some(answer) = answer {
                        let forged = (self.forge)(to, Message::parse(&answer).unwrap()).write();
                        self.sequence += 1;
                        self.on_the_way.insert((self.now + LATENCY.times(2), self.sequence), (to, forged));
                    }
                }
                Output::Reply { client, octets } => self.replies.push((client, Message::parse(&octets).unwrap())),
                Output::Event(event) => self.events.push(event),
            }
        }
    }

    fn run(&mut self) {
        for _ in 0..1_000 {
            let arrival = self.on_the_way.keys().next().copied();
            match (arrival, self.resolver.deadline()) {
                (Some(key), deadline) if deadline.is_none_or(|deadline| key.0 <= deadline) => {
                    let (from, octets) = self.on_the_way.remove(&key).unwrap();
                    self.now = key.0;
                    self.resolver.handle(self.now, Input::Response { from, octets: &octets });
                }
                (_, Some(deadline)) => {
                    self.now = deadline;
                    self.resolver.handle(self.now, Input::Deadline);
                }
                _ => {
                    // Nothing may be left behind when everybody has been answered.
                    assert!(self.resolver.walks.is_empty() && self.resolver.by_question.is_empty());
                    assert!(self.resolver.in_flight.is_empty() && self.resolver.waiting == 0);
                    return;
                }
            }
            self.drain();
        }
        panic!("the resolver never comes to rest");
    }

    fn wait(&mut self, span: Span) {
        self.now += span;
    }

    fn saw(&self, wanted: impl Fn(&ResolverEvent) -> bool) -> bool {
        self.events.iter().any(wanted)
    }
}

#[test]
fn the_first_query_walks_from_the_root_and_the_second_asks_nobody() {
    let mut net = Net::new();
    let (reply, asked) = net.ask("empresa.com", RecordType::MX);
    assert_eq!(asked, [ROOT, COM, EMPRESA]);
    assert_eq!(reply.to_string(), "MX 10 Correo.empresa.com (3600 s)");
    let header = reply.header;
    assert!(header.recursion_available && header.recursion_desired && !header.authoritative && header.id == 77);

    net.wait(Span::from_secs(600));
    let (reply, asked) = net.ask("EMPRESA.com", RecordType::MX);
    assert!(asked.is_empty());
    assert_eq!(reply.to_string(), "MX 10 Correo.empresa.com (3000 s)");
    assert_eq!(reply.question.unwrap().to_string(), "MX? EMPRESA.com");
    assert!(net.saw(|event| matches!(event, ResolverEvent::CacheHit { ttl_left_secs: 3000, .. })));
}

#[test]
fn another_name_of_a_known_zone_asks_only_its_own_server() {
    let mut net = Net::new();
    net.ask("empresa.com", RecordType::MX);
    let (reply, asked) = net.ask("correo.empresa.com", RecordType::A);
    assert_eq!(asked, [EMPRESA]);
    assert_eq!(reply.to_string(), "A 192.0.2.25 (3600 s)");
}

#[test]
fn a_delegation_over_an_empty_name_is_followed() {
    let (reply, asked) = Net::new().ask("escuela.com.mx", RecordType::MX);
    assert_eq!(asked, [ROOT, MX, ESCUELA]);
    assert_eq!(reply.to_string(), "MX 10 correo.escuela.com.mx (3600 s)");
}

#[test]
fn when_the_ttl_is_over_the_walk_begins_again() {
    let mut net = Net::new();
    net.ask("empresa.com", RecordType::MX);
    net.wait(Span::from_secs(3600));
    let (_, asked) = net.ask("empresa.com", RecordType::MX);
    assert_eq!(asked, [ROOT, COM, EMPRESA]);
}

#[test]
fn a_ttl_of_zero_is_used_once() {
    let mut net = Net::new();
    for expected in [vec![ROOT, COM, EMPRESA], vec![EMPRESA]] {
        let (reply, asked) = net.ask("breve.empresa.com", RecordType::A);
        assert_eq!(reply.to_string(), "A 192.0.2.9 (0 s)");
        assert_eq!(asked, expected);
    }
}

#[test]
fn no_such_name_and_no_such_data_are_told_apart_and_remembered() {
    let mut net = Net::new();
    let (reply, _) = net.ask("nadie.empresa.com", RecordType::MX);
    assert_eq!(reply.to_string(), "NXDOMAIN");
    assert_eq!(reply.soa().unwrap().ttl_secs, 300);
    let (reply, asked) = net.ask("correo.empresa.com", RecordType::MX);
    assert_eq!((reply.to_string().as_str(), asked.as_slice()), ("NODATA", &[EMPRESA][..]));

    net.wait(Span::from_secs(100));
    // RFC 2308 §5: a name error holds for every type; RFC 8020: and for every name below.
    for text in ["nadie.empresa.com", "x.nadie.empresa.com"] {
        let (reply, asked) = net.ask(text, RecordType::A);
        assert_eq!((reply.to_string().as_str(), asked.as_slice()), ("NXDOMAIN", &[][..]));
        assert_eq!(reply.soa().unwrap().ttl_secs, 200);
    }
    let (reply, asked) = net.ask("correo.empresa.com", RecordType::MX);
    assert_eq!((reply.to_string().as_str(), asked.as_slice()), ("NODATA", &[][..]));
    assert_eq!(net.ask("correo.empresa.com", RecordType::A).0.header.rcode, Rcode::NO_ERROR);

    net.wait(Span::from_secs(201));
    assert_eq!(net.ask("nadie.empresa.com", RecordType::MX).1, [EMPRESA]);
}

#[test]
fn an_alias_is_followed_inside_its_zone_and_out_of_it() {
    let mut net = Net::new();
    let (reply, _) = net.ask("www.empresa.com", RecordType::A);
    assert_eq!(reply.to_string(), "CNAME Correo.empresa.com (3600 s), A 192.0.2.25 (3600 s)");
    let (reply, asked) = net.ask("fuera.empresa.com", RecordType::A);
    assert_eq!(reply.to_string(), "CNAME correo.escuela.com.mx (3600 s), A 198.51.100.25 (3600 s)");
    assert_eq!(asked, [EMPRESA, ROOT, MX, ESCUELA]);
    let (reply, asked) = net.ask("fuera.empresa.com", RecordType::A);
    assert_eq!((reply.answers.len(), asked.len()), (2, 0));
    // RFC 6604 §3: the rcode is that of the last name.
    let (reply, _) = net.ask("perdido.empresa.com", RecordType::A);
    assert_eq!(reply.to_string(), "CNAME nadie.empresa.com (3600 s), NXDOMAIN");
}

#[test]
fn a_circle_of_aliases_ends_in_servfail() {
    let mut net = Net::new();
    for _ in 0..2 {
        assert_eq!(net.ask("a.empresa.com", RecordType::A).0.to_string(), "SERVFAIL");
        net.wait(Span::from_secs(60));
    }
    assert!(net.saw(|event| matches!(event, ResolverEvent::TooManyAliases { .. })));
}

#[test]
fn a_null_mx_is_an_answer() {
    let (reply, _) = Net::new().ask("nulo.empresa.com", RecordType::MX);
    assert_eq!(reply.to_string(), "MX 0 . (3600 s)");
}

#[test]
fn a_silent_server_is_left_for_the_next_one() {
    let mut net = Net::new();
    net.dead.insert(EMPRESA);
    let (reply, asked) = net.ask("empresa.com", RecordType::MX);
    assert_eq!(asked, [ROOT, COM, EMPRESA, EMPRESA_2]);
    assert_eq!(reply.header.rcode, Rcode::NO_ERROR);
    assert_eq!(net.now, SimTime::ZERO + Span::from_millis(1_500) + LATENCY.times(6));
    assert!(net.saw(|event| matches!(event, ResolverEvent::ServerTimedOut { server: EMPRESA, .. })));
}

#[test]
fn when_every_server_is_silent_the_answer_is_servfail_and_remembered_for_a_moment() {
    let mut net = Net::new();
    net.dead.extend([EMPRESA, EMPRESA_2]);
    let (reply, asked) = net.ask("empresa.com", RecordType::MX);
    assert_eq!(reply.to_string(), "SERVFAIL");
    assert_eq!(asked, [ROOT, COM, EMPRESA, EMPRESA_2, EMPRESA, EMPRESA_2]);
    assert!(net.ask("empresa.com", RecordType::MX).1.is_empty());
    net.dead.clear();
    net.wait(Span::from_secs(6));
    assert_eq!(net.ask("empresa.com", RecordType::MX).0.header.rcode, Rcode::NO_ERROR);
}

#[test]
fn a_lame_server_is_left_for_the_next_one() {
    let mut net = Net::new();
    net.serve(EMPRESA, vec![zone("otra.com", "@ NS ns\n")]);
    let (reply, asked) = net.ask("empresa.com", RecordType::MX);
    assert_eq!((reply.header.rcode, asked.as_slice()), (Rcode::NO_ERROR, &[ROOT, COM, EMPRESA, EMPRESA_2][..]));
    // Referring upwards is another way of being lame, and so is answering without authority.
    net.resolver.flush();
    net.serve(EMPRESA, vec![zone(".", "com NS a.gtld-servers.net\na.gtld-servers.net A 192.5.6.30\n")]);
    assert_eq!(net.ask("empresa.com", RecordType::MX).0.header.rcode, Rcode::NO_ERROR);
    net.forge = |_, mut message| {
        message.header.authoritative = false;
        message
    };
    net.resolver.flush();
    assert_eq!(net.ask("empresa.com", RecordType::MX).0.to_string(), "SERVFAIL");
    assert!(net.saw(|event| matches!(event, ResolverEvent::ServerLame { server: EMPRESA_2, .. })));
}

#[test]
fn a_truncated_answer_counts_as_a_failure_of_its_server() {
    let mut net = Net::new();
    net.forge = |from, mut message| {
        message.header.truncated = from == EMPRESA;
        message
    };
    let (reply, asked) = net.ask("empresa.com", RecordType::MX);
    assert_eq!((reply.header.rcode, asked.len()), (Rcode::NO_ERROR, 4));
}

#[test]
fn a_missing_address_of_a_server_is_looked_for_first() {
    let mut net = Net::new();
    let (reply, asked) = net.ask("sinpegamento.com", RecordType::MX);
    assert_eq!(reply.to_string(), "MX 5 mx.sinpegamento.com (3600 s)");
    // ns.ajeno.net is found by its own walk; net. is known to be served by the same machine as com., by name only.
    assert_eq!(asked.first(), Some(&ROOT));
    assert_eq!(asked.last(), Some(&ESCUELA));
    assert!(net.saw(|event| matches!(event, ResolverEvent::AddressWanted { .. })));
}

#[test]
fn delegations_that_cannot_be_entered_end_in_servfail() {
    // A server inside its own zone without glue; and two zones whose servers are in each other.
    for text in ["circulo.com", "lazo.com"] {
        let (reply, asked) = Net::new().ask(text, RecordType::MX);
        assert_eq!(reply.to_string(), "SERVFAIL", "{text}");
        assert!(asked.len() <= 6, "{text}: {asked:?}");
    }
}

#[test]
fn when_the_glue_is_forgotten_first_the_parent_is_asked_again() {
    let mut net = Net::new();
    let com = "empresa 9000 NS ns.empresa\nns.empresa 60 A 192.0.2.53\n";
    net.serve(COM, vec![zone("com", com)]);
    net.ask("empresa.com", RecordType::MX);
    net.wait(Span::from_secs(120));
    let (reply, asked) = net.ask("www.empresa.com", RecordType::A);
    assert_eq!(reply.header.rcode, Rcode::NO_ERROR);
    assert_eq!(asked, [COM, EMPRESA]);
}

#[test]
fn identical_questions_share_one_walk_and_each_client_is_answered_once() {
    let mut net = Net::new();
    for (client, text) in [(1, "empresa.com"), (2, "Empresa.COM"), (2, "Empresa.COM"), (3, "empresa.com")] {
        net.send(client, text, RecordType::MX);
    }
    net.run();
    assert_eq!(net.asked, [ROOT, COM, EMPRESA]);
    let shown: Vec<_> =
        net.replies.iter().map(|(client, reply)| (client.0, reply.question.clone().unwrap().to_string())).collect();
    let expected = [(1, "MX? empresa.com"), (2, "MX? Empresa.COM"), (3, "MX? empresa.com")];
    assert_eq!(shown, expected.map(|(client, text)| (client, text.to_owned())));
}

#[test]
fn what_a_server_says_about_others_is_not_believed() {
    let mut net = Net::new();
    // The server of empresa.com claims to know where escuela.com.mx gets its mail, and who serves com.
    net.forge = |from, mut message| {
        if from == EMPRESA {
            let evil = RecordData::Mx { preference: 1, exchange: name("ladron.example") };
            message.answers.push(Record::new(name("escuela.com.mx"), 9999, evil));
            message.authority.push(Record::new(name("com"), 9999, RecordData::Ns(name("ladron.example"))));
            message.additional.push(Record::new(name("ladron.example"), 9999, RecordData::A([203, 0, 113, 66].into())));
        }
        message
    };
    net.ask("empresa.com", RecordType::MX);
    assert!(net.saw(|event| matches!(event, ResolverEvent::OutOfBailiwick { server: EMPRESA, .. })));
    let (reply, asked) = net.ask("escuela.com.mx", RecordType::MX);
    assert_eq!(asked, [ROOT, MX, ESCUELA]);
    assert_eq!(reply.to_string(), "MX 10 correo.escuela.com.mx (3600 s)");
    net.ask("otra.com", RecordType::MX);
    assert!(!net.asked.contains(&Ipv4Addr::new(203, 0, 113, 66)));
}

#[test]
fn the_target_of_an_alias_is_asked_of_its_own_servers() {
    let mut net = Net::new();
    net.forge = |from, mut message| {
        if from == EMPRESA {
            let evil = RecordData::A([203, 0, 113, 66].into());
            message.answers.push(Record::new(name("correo.escuela.com.mx"), 9999, evil));
        }
        message
    };
    let (reply, asked) = net.ask("fuera.empresa.com", RecordType::A);
    assert_eq!(reply.to_string(), "CNAME correo.escuela.com.mx (3600 s), A 198.51.100.25 (3600 s)");
    assert_eq!(asked, [ROOT, COM, EMPRESA, ROOT, MX, ESCUELA]);
}

#[test]
fn forged_and_late_responses_change_nothing() {
    let mut net = Net::new();
    net.send(1, "empresa.com", RecordType::MX);
    let before = net.resolver.clone();
    let id = *net.resolver.in_flight.keys().next().unwrap();
    let evil = |id: u16, text: &str| {
        let mut message = Message::query(id, Question::new(name(text), RecordType::MX), false).reply(Rcode::NAME_ERROR);
        message.header.authoritative = true;
        message.write()
    };
    let guesses = [
        (ROOT, evil(id.1.wrapping_add(1), "empresa.com")),
        (ROOT, evil(id.1, "otra.com")),
        (COM, evil(id.1, "empresa.com")),
        (ROOT, Message::query(id.1, Question::new(name("empresa.com"), RecordType::MX), false).write()),
    ];
    for (from, octets) in guesses {
        net.resolver.handle(net.now, Input::Response { from, octets: &octets });
        net.drain();
        assert!(matches!(net.events.pop(), Some(ResolverEvent::UnexpectedResponse { .. })));
        assert_eq!(net.resolver, before);
    }
    net.run();
    assert_eq!(net.replies.len(), 1);
}

#[test]
fn queries_that_are_not_served_are_refused_at_once() {
    let mut net = Net::new();
    let question = || Question::new(name("empresa.com"), RecordType::MX);
    let mut ask = |query: Message| {
        net.resolver.handle(SimTime::ZERO, Input::Query { client: Client(1), octets: &query.write() });
        net.drain();
        net.replies.pop().map(|(_, reply)| reply.header.rcode)
    };
    assert_eq!(ask(Message::query(1, question(), false)), Some(Rcode::REFUSED));
    let any = Question::new(name("empresa.com"), RecordType::ANY);
    assert_eq!(ask(Message::query(1, any, true)), Some(Rcode::REFUSED));
    let mut newer = Message::query(1, question(), true);
    newer.edns.as_mut().unwrap().version = 1;
    assert_eq!(ask(newer), Some(Rcode::BAD_VERSION));
    assert_eq!(ask(Message::query(1, question(), true).reply(Rcode::NO_ERROR)), None);
}

#[test]
fn too_many_questions_at_once_fail_at_once() {
    let mut net = Net::new();
    net.resolver.config = Arc::new(ResolverConfig { max_pending: 2, ..(*net.resolver.config).clone() });
    for client in 0..4 {
        net.send(client, &format!("x{client}.empresa.com"), RecordType::A);
    }
    assert_eq!(net.replies.len(), 2);
    assert!(net.replies.iter().all(|(_, reply)| reply.header.rcode == Rcode::SERVER_FAILURE));
    net.run();
    assert_eq!(net.replies.len(), 4);
}

#[test]
fn one_question_costs_a_bounded_number_of_queries() {
    // Ten silent servers; then ten servers without glue, whose names only those silent servers could resolve.
    let mut net = Net::new();
    net.resolver.config = Arc::new(ResolverConfig { max_steps: 12, ..(*net.resolver.config).clone() });
    let silent: String = (0..10).map(|n| format!("muchos NS n{n}.muchos\nn{n}.muchos A 203.0.113.{n}\n")).collect();
    let nameless: String = (0..10).map(|n| format!("sin NS n{n}.muchos.mx.\n")).collect();
    net.serve(MX, vec![zone("mx", &silent)]);
    net.serve(COM, vec![zone("com", &nameless)]);
    for text in ["muchos.mx", "sin.com"] {
        let (reply, asked) = net.ask(text, RecordType::MX);
        assert_eq!(reply.to_string(), "SERVFAIL");
        assert_eq!(asked.len(), 12, "{text}");
        net.resolver.flush();
    }
}

#[test]
fn the_same_stream_gives_the_same_datagrams() {
    let run = || {
        let mut net = Net::new();
        net.ask("empresa.com", RecordType::MX);
        net.ask("fuera.empresa.com", RecordType::A);
        (net.resolver, net.now, net.events)
    };
    assert_eq!(run(), run());
}

proptest! {
    #[test]
    fn arbitrary_octets_from_anybody_never_panic(octets in prop::collection::vec(any::<u8>(), 0..80), from_server: bool) {
        let mut net = Net::new();
        net.send(1, "empresa.com", RecordType::MX);
        let input = if from_server {
            Input::Response { from: ROOT, octets: &octets }
        } else {
            Input::Query { client: Client(2), octets: &octets }
        };
        net.resolver.handle(net.now, input);
        net.drain();
        net.run();
        prop_assert!(net.replies.iter().any(|(client, _)| *client == Client(1)));
    }

    /// Whatever servers answer, with the right id and question, every client gets exactly one reply.
    #[test]
    fn every_query_is_answered_whatever_servers_say(damage in prop::collection::vec((4..200_usize, any::<u8>()), 0..6), target in 0..4_usize) {
        let mut net = Net::new();
        net.send(1, "fuera.empresa.com", RecordType::A);
        let mut first = true;
        for _ in 0..200 {
            let Some(key) = net.on_the_way.keys().next().copied() else { break };
            let (from, octets) = net.on_the_way.remove(&key).unwrap();
            let mut octets = octets.to_vec();
            if first && from == [ROOT, COM, EMPRESA, MX][target] {
                first = false;
                for (at, octet) in &damage {
                    if let Some(place) = octets.get_mut(*at) {
                        *place = *octet;
                    }
                }
            }
            net.now = key.0;
            net.resolver.handle(net.now, Input::Response { from, octets: &octets });
            net.drain();
        }
        net.run();
        prop_assert_eq!(net.replies.len(), 1);
    }
}
