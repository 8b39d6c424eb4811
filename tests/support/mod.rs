//! What the tests of the whole simulator share: the lessons, and towns made by chance.

#![allow(dead_code, reason = "each test program uses its own part of this")]

use std::sync::Arc;

use posta::base::time::{Calendar, SimTime, Span};
use posta::journal::Journal;
use posta::scenario::library::{BundledFiles, LESSONS};
use posta::scenario::model::{
    Action, Address, Domain, Limits, Mail, MxPlan, Network, Scenario, Server, SignIn, User, What,
};
use posta::scenario::{Text, build, load};
use posta::world::{Turn, World};
use proptest::prelude::*;

/// Every bundled lesson.
pub(crate) fn lessons() -> Vec<Scenario> {
    let read = |lesson: &posta::scenario::library::Bundled| {
        load(lesson.name, lesson.source.as_bytes(), &BundledFiles).map(|(scenario, _)| scenario)
    };
    LESSONS.iter().map(|lesson| read(lesson).unwrap_or_else(|_| panic!("{} does not load", lesson.name))).collect()
}

/// The first lesson.
pub(crate) fn first_lesson() -> Scenario {
    lessons().remove(0)
}

/// A run to the end, from scratch.
pub(crate) fn run(scenario: &Scenario) -> (World, Journal) {
    let mut world = build::world(scenario, scenario.seed);
    let mut journal = Journal::default();
    while world.turn(&mut journal) == Turn::Taken {}
    (world, journal)
}

/// The start of a run.
pub(crate) fn start(scenario: &Scenario) -> World {
    build::world(scenario, scenario.seed)
}

/// A scenario with nothing in it.
pub(crate) fn empty() -> Scenario {
    Scenario {
        name: "town".to_owned(),
        title: Text::plain("Town"),
        summary: Text::default(),
        seed: 1,
        calendar: Calendar::default(),
        limits: Limits { steps: 60_000, horizon: Limits::default().horizon },
        network: Network::default(),
        domains: Vec::new(),
        links: Vec::new(),
        timeline: Vec::new(),
        steps: Vec::new(),
        expect: Vec::new(),
        source: Arc::from(""),
        files: Default::default(),
    }
}

/// A domain with so many servers and users; of the users the first few are listed by name.
pub(crate) fn domain(name: &str, servers: usize, users: usize, listed: usize) -> Domain {
    let server = |number: usize| Server {
        name: format!("mx{number}.{name}"),
        mx: Some(10 * (1 + u16::try_from(number).unwrap() / 2)),
        address: None,
        max_size: Server::STANDARD_MAX_SIZE,
        max_recipients: Server::STANDARD_MAX_RECIPIENTS,
        at: None,
    };
    let user = |number: usize| User {
        name: format!("u{number}"),
        password: format!("u{number}-secreto"),
        display: None,
        at: None,
        listed: number < listed,
    };
    Domain {
        name: name.to_owned(),
        users: (0..users).map(user).collect(),
        servers: (0..servers).map(server).collect(),
        mx: MxPlan::FromServers,
        web: None,
        records: String::new(),
        ttl_secs: 3600,
        at: None,
        family: None,
    }
}

/// An address from its text.
pub(crate) fn address(text: &str) -> Address {
    let (local, domain) = text.split_once('@').expect("an address has an @");
    Address { local: local.to_owned(), domain: domain.to_owned() }
}

/// `from` writes to `to` at `at`, signing in as usual.
pub(crate) fn send(at: SimTime, from: &str, to: &[&str]) -> Action {
    Action {
        at,
        what: What::Send(Mail {
            from: address(from),
            to: to.iter().map(|to| address(to)).collect(),
            cc: Vec::new(),
            bcc: Vec::new(),
            subject: format!("From {from} at {}", at.as_micros()),
            body: Arc::from("Hello.\n.\n..dots\nGood-bye.\n"),
            attachments: Vec::new(),
            sign_in: SignIn::Normal,
        }),
    }
}

/// `user` opens the mailbox at `at`.
pub(crate) fn check(at: SimTime, user: &str, keep: bool) -> Action {
    Action { at, what: What::Check { user: address(user), keep } }
}

/// So many milliseconds after the start.
pub(crate) fn at_millis(millis: u64) -> SimTime {
    SimTime::ZERO + Span::from_millis(millis)
}

/// Who a mail of a random town goes to, as numbers that are taken modulo what there is.
#[derive(Clone, Debug)]
enum Target {
    Somebody(usize, usize),
    UnknownUser(usize),
    UnknownDomain,
    Everybody(usize),
    Literal,
    Postmaster(usize),
    ShoutedDomain(usize, usize),
}

/// Towns in which anything may go wrong that people can bring about: unknown users, unknown domains, wrong passwords,
/// domains that take no mail, servers that take few recipients, populations, blind copies, checks at any moment.
pub(crate) fn towns() -> impl Strategy<Value = Scenario> {
    let plan = (1..3_usize, 0..130_usize, 0..3_usize, 0..8_u8);
    let target = prop_oneof![
        6 => (0..9_usize, 0..9_usize).prop_map(|(domain, user)| Target::Somebody(domain, user)),
        1 => (0..9_usize).prop_map(Target::UnknownUser),
        1 => Just(Target::UnknownDomain),
        1 => (0..9_usize).prop_map(Target::Everybody),
        1 => Just(Target::Literal),
        1 => (0..9_usize).prop_map(Target::Postmaster),
        1 => (0..9_usize, 0..9_usize).prop_map(|(domain, user)| Target::ShoutedDomain(domain, user)),
    ];
    let to = proptest::collection::vec(target, 1..4);
    let action = (0..400_u64, 0..9_usize, 0..9_usize, 0..8_u8, to);
    (proptest::collection::vec(plan, 1..4), proptest::collection::vec(action, 0..7), any::<u64>()).prop_map(
        |(plans, deeds, seed)| {
            let mut town = Scenario { seed, ..empty() };
            for (number, (servers, users, listed, kind)) in plans.into_iter().enumerate() {
                // The first domain always has somebody to write.
                let listed = if number == 0 { 1 + listed } else { listed };
                let mut domain = domain(&format!("d{number}.com"), servers, users.max(listed), listed);
                match kind {
                    0 => domain.mx = MxPlan::Explicit(Vec::new()),
                    1 => {
                        domain.mx =
                            MxPlan::Explicit(vec![(5, "nowhere.d0.com".to_owned()), (9, "mx0.d0.com".to_owned())]);
                    }
                    2 => domain.records = "@ 60 IN MX 0 .\n".to_owned(),
                    3 => domain.servers.iter_mut().for_each(|server| server.max_recipients = 3),
                    4 => domain.servers.iter_mut().for_each(|server| server.max_size = 300),
                    _ => {}
                }
                town.domains.push(domain);
            }
            for (millis, domain, user, how, to) in deeds {
                let action = deed(&town, at_millis(millis * 5), (domain, user), how, &to);
                town.timeline.extend(action);
            }
            town.timeline.sort_by_key(|action| action.at);
            town
        },
    )
}

fn deed(town: &Scenario, at: SimTime, who: (usize, usize), how: u8, to: &[Target]) -> Option<Action> {
    let person = |domain: usize, user: usize| {
        let domain = &town.domains[domain % town.domains.len()];
        let user = domain.users.get(user % domain.users.len().max(1))?;
        Some(format!("{}@{}", user.name, domain.name))
    };
    let actor = person(who.0, who.1)?;
    if how < 2 {
        return Some(check(at, &actor, how == 0));
    }
    let mut addresses = Vec::new();
    for target in to {
        match *target {
            Target::Somebody(domain, user) => addresses.extend(person(domain, user)),
            Target::UnknownUser(domain) => {
                addresses.push(format!("nobody@{}", town.domains[domain % town.domains.len()].name));
            }
            Target::UnknownDomain => addresses.push("somebody@no.such.place".to_owned()),
            Target::Everybody(domain) => {
                let domain = &town.domains[domain % town.domains.len()];
                addresses.extend(domain.users.iter().map(|user| format!("{}@{}", user.name, domain.name)));
            }
            Target::Literal => addresses.push("u0@[192.0.2.25]".to_owned()),
            Target::Postmaster(domain) => {
                addresses.push(format!("PostMaster@{}", town.domains[domain % town.domains.len()].name));
            }
            Target::ShoutedDomain(domain, user) => {
                addresses.extend(person(domain, user).map(|address| address.to_ascii_uppercase()));
            }
        }
    }
    let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
    let mut action = send(at, &actor, &addresses);
    if let What::Send(mail) = &mut action.what {
        match how {
            2 => mail.sign_in = SignIn::Never,
            3 => mail.sign_in = SignIn::Password("wrong".to_owned()),
            4 => std::mem::swap(&mut mail.to, &mut mail.bcc),
            5 => mail.cc = mail.to.split_off(mail.to.len() / 2),
            6 => mail.body = Arc::from("ñ".repeat(600)),
            _ => {}
        }
    }
    Some(action)
}
