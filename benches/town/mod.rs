//! The world that the benches turn: one school whose people write at a steady rate to a few companies.

#![allow(dead_code, reason = "each bench uses its own part of this")]

use std::sync::Arc;

use posta::base::time::{Calendar, SimTime, Span};
use posta::journal::{Fact, Journal};
use posta::scenario::model::{
    Action, Address, Domain, Limits, Mail, MxPlan, Network, Scenario, Server, SignIn, User, What,
};
use posta::scenario::{Text, build};
use posta::world::{Turn, World};

/// Time between two mails: a mail lives for some 0.8 s, so some 160 are under way at any moment.
const PACE: Span = Span::from_millis(5);
/// People who write.
const WRITERS: usize = 50;
/// Domains that receive, and people in each.
const COMPANIES: usize = 8;
const READERS: usize = 50;

/// A town in which `mails` mails are written, each to one recipient at another domain.
#[must_use]
pub(crate) fn scenario(mails: usize) -> Scenario {
    let companies = (0..COMPANIES).map(|number| domain(&format!("empresa{number}.com"), "bruno", READERS, false));
    let domains = [domain("escuela.mx", "ana", WRITERS, true)].into_iter().chain(companies).collect();
    Scenario {
        name: "bench".to_owned(),
        title: Text::plain("bench"),
        summary: Text::default(),
        seed: 1,
        calendar: Calendar::default(),
        limits: Limits { steps: u64::from(u32::MAX), horizon: Span::from_secs(365 * 86_400) },
        network: Network::default(),
        domains,
        links: Vec::new(),
        timeline: (0..mails).map(write).collect(),
        steps: Vec::new(),
        expect: Vec::new(),
        source: "".into(),
        files: Default::default(),
    }
}

fn domain(name: &str, user: &str, users: usize, listed: bool) -> Domain {
    let user = |number| User {
        name: format!("{user}{number}"),
        password: "secreto".to_owned(),
        display: None,
        at: None,
        listed,
    };
    let server = Server {
        name: format!("smtp.{name}"),
        mx: Some(10),
        address: None,
        max_size: Server::STANDARD_MAX_SIZE,
        max_recipients: Server::STANDARD_MAX_RECIPIENTS,
        at: None,
    };
    Domain {
        name: name.to_owned(),
        users: (0..users).map(user).collect(),
        servers: vec![server],
        mx: MxPlan::FromServers,
        web: None,
        records: String::new(),
        ttl_secs: 3600,
        at: None,
        family: None,
    }
}

fn write(number: usize) -> Action {
    let address = |local: String, domain: String| Address { local, domain };
    let company = format!("empresa{}.com", number % COMPANIES);
    Action {
        at: SimTime::ZERO + Span::from_micros(PACE.as_micros() * number as u64),
        what: What::Send(Mail {
            from: address(format!("ana{}", number % WRITERS), "escuela.mx".to_owned()),
            to: vec![address(format!("bruno{}", number / COMPANIES % READERS), company)],
            cc: Vec::new(),
            bcc: Vec::new(),
            subject: format!("Mail {number}"),
            body: Arc::from("Hello Bruno,\n\nsee you at the party on Saturday.\n\nAna\n"),
            attachments: Vec::new(),
            sign_in: SignIn::Normal,
        }),
    }
}

/// The world at the start.
#[must_use]
pub(crate) fn world(mails: usize) -> World {
    build::world(&scenario(mails), 1)
}

/// Turns a world until nothing is left to happen, and returns the whole journal.
#[must_use]
pub(crate) fn run(world: &mut World) -> Journal {
    let mut journal = Journal::default();
    while world.turn(&mut journal) == Turn::Taken {}
    journal
}

/// How many copies came to rest in a mailbox.
#[must_use]
pub(crate) fn delivered(journal: &Journal) -> usize {
    journal.entries().iter().filter(|entry| matches!(entry.fact, Fact::Delivered { .. })).count()
}
