//! The laws: no mail is lost unaccounted for, nobody gets a mail who is not asked to, time goes forward, and every
//! conversation is one that the standards allow.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use posta::base::id::{ConnId, HostId, MailId};
use posta::base::time::SimTime;
use posta::journal::{Fact, Journal, Side};
use posta::scenario::Scenario;
use posta::scenario::model::MxPlan;
use posta::wire::LineKind;
use posta::world::actor::Actor;
use posta::world::actor::mail_server::Pending;
use posta::world::ledger::Fate;
use posta::world::{Turn, World};
use proptest::prelude::*;
use support::{at_millis, domain, empty, lessons, run, send, start};

#[test]
fn the_lessons_keep_the_laws() {
    for scenario in lessons() {
        keeps_the_laws(&scenario).unwrap_or_else(|broken| panic!("{}: {broken}", scenario.name));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_towns_keep_the_laws(town in support::towns()) {
        if let Err(broken) = keeps_the_laws(&town) {
            return Err(TestCaseError::fail(broken));
        }
    }
}

fn keeps_the_laws(scenario: &Scenario) -> Result<(), String> {
    let mut world = start(scenario);
    let mut journal = Journal::default();
    let mut last = SimTime::ZERO;
    while world.turn(&mut journal) == Turn::Taken {
        if world.now() < last {
            return Err(format!("step {}: time went back from {last} to {}", world.steps(), world.now()));
        }
        last = world.now();
    }
    if let Some(bound) = world.stopped() {
        return Err(format!("it does not come to an end: {bound:?}"));
    }
    entries_are_in_order(&journal)?;
    custody_is_handed_on(&world, &journal)?;
    accounts_are_settled(&world, &journal)?;
    mail_goes_to_exchangers_only(&world, &journal)?;
    conversations_are_legal(&journal)?;
    nothing_is_left_open(&world)
}

fn entries_are_in_order(journal: &Journal) -> Result<(), String> {
    let ordered = journal.entries().is_sorted_by_key(|entry| (entry.at, entry.step));
    if ordered { Ok(()) } else { Err("the journal is out of order".to_owned()) }
}

/// From author to submission server to exchanger: the journal's hand-overs end where the ledger says that custody is.
fn custody_is_handed_on(world: &World, journal: &Journal) -> Result<(), String> {
    let mut custodian: BTreeMap<(MailId, u32), HostId> = BTreeMap::new();
    for (mail, card) in journal.mails() {
        custodian.extend((0..card.recipients).map(|recipient| ((mail, recipient), card.author)));
    }
    let mut stored = BTreeSet::new();
    for entry in journal.entries() {
        match entry.fact {
            Fact::Custody { mail, recipient, host } => {
                let before = custodian.insert((mail, recipient), host).ok_or("a recipient that is on no card")?;
                if before == host {
                    return Err(format!("{mail} recipient {recipient}: {host} takes what it has"));
                }
            }
            Fact::Delivered { mail, recipient, mailbox } => {
                if custodian.get(&(mail, recipient)) != Some(&world.topology().mailbox(mailbox).server) {
                    return Err(format!("{mail} recipient {recipient} is delivered by somebody without custody"));
                }
                if !stored.insert((mail, recipient)) {
                    return Err(format!("{mail} recipient {recipient} is delivered twice"));
                }
            }
            Fact::Held { mail, recipient, host, .. } if custodian.get(&(mail, recipient)) != Some(&host) => {
                return Err(format!("{mail} recipient {recipient} is held by {host}, which has no custody"));
            }
            _ => {}
        }
    }
    for (mail, _) in journal.mails() {
        for (account, recipient) in world.ledger().accounts(mail).zip(0..) {
            if custodian.get(&(mail, recipient)) != Some(&account.custodian) {
                return Err(format!("{mail} recipient {recipient}: ledger and journal name different custodians"));
            }
        }
    }
    Ok(())
}

/// In the end each copy is in the mailbox, with its author, or in a queue with a reason; and it is there indeed.
fn accounts_are_settled(world: &World, journal: &Journal) -> Result<(), String> {
    for (mail, card) in journal.mails() {
        let accounts: Vec<_> = world.ledger().accounts(mail).collect();
        if accounts.len() != card.recipients as usize {
            return Err(format!("{mail} has {} accounts for {} recipients", accounts.len(), card.recipients));
        }
        for (account, recipient) in accounts.into_iter().zip(0..) {
            let broken = |what: &str| Err(format!("{mail} recipient {recipient}: {what} ({account:?})"));
            match (account.fate, world.actor(account.custodian)) {
                (Fate::UnderWay, _) => return broken("nothing became of it"),
                (Fate::NotSent, _) if account.custodian != card.author => return broken("not sent, and yet handed on"),
                (Fate::NotSent, _) => {}
                (Fate::Delivered(mailbox), Some(Actor::MailServer(server))) => {
                    let stored = || server.maildrop(mailbox).is_some_and(|drop| drop.iter().any(|it| it.mail == mail));
                    let fetched = || {
                        let reader = world.topology().mailbox(mailbox).client.and_then(|host| world.actor(host));
                        matches!(reader, Some(Actor::UserAgent(agent)) if agent.letters().any(|it| it.mail == mail))
                    };
                    if !stored() && !fetched() {
                        return broken("delivered, and in no mailbox");
                    }
                    let wanted = journal.words(journal.recipients(mail)[recipient as usize]).to_ascii_lowercase();
                    if *world.topology().mailbox(mailbox).address != *wanted {
                        return broken("in somebody else's mailbox");
                    }
                }
                (Fate::Held, Some(Actor::MailServer(server))) => {
                    let held = server.queue().filter(|(_, entry)| entry.mail == mail).any(|(_, entry)| {
                        let mut mine = entry.recipients.iter().filter(|it| it.number == recipient);
                        mine.any(|it| matches!(it.pending, Pending::Held(_)))
                    });
                    if !held {
                        return broken("held, and in no queue");
                    }
                }
                _ => return broken("its custodian cannot have it"),
            }
        }
    }
    Ok(())
}

/// RFC 5321 §5.1: mail for a domain goes to its exchangers, or without any MX to the domain's own address; and from an
/// exchanger to the server with the mailboxes.
fn mail_goes_to_exchangers_only(world: &World, journal: &Journal) -> Result<(), String> {
    let topology = world.topology();
    let exchangers: BTreeSet<&str> = topology
        .domains
        .iter()
        .flat_map(|card| match &card.exchangers[..] {
            [] => vec![&*card.name],
            list => list.iter().map(|(_, name)| &**name).collect(),
        })
        .collect();
    for (conn, card) in journal.conns().filter(|(_, card)| card.port == 25) {
        let Some(server) = card.server else { continue };
        let is_exchanger = |host| exchangers.contains(&*topology.host(host).name);
        let comes_home = is_exchanger(card.client) && topology.mailboxes.iter().any(|mailbox| mailbox.server == server);
        if !is_exchanger(server) && !comes_home {
            return Err(format!("{conn} goes to {}, which is no exchanger", topology.host(server).name));
        }
    }
    Ok(())
}

/// What has been seen of one conversation.
#[derive(Default)]
struct Talk {
    opened: bool,
    greeted: bool,
    /// Commands, contents and answers to challenges that have had no reply yet.
    unanswered: i64,
    /// The server said 421, after which it answers nothing more (RFC 5321 §3.8).
    shut_down: bool,
    closed: [bool; 2],
}

/// A server speaks first; each command, and each content after the server asked for it, has one reply; nobody speaks
/// after closing, and nothing is said on a connection that does not stand.
fn conversations_are_legal(journal: &Journal) -> Result<(), String> {
    let mut talks: BTreeMap<ConnId, Talk> = BTreeMap::new();
    for (index, entry) in journal.entries().iter().enumerate() {
        let broken = |what: &str| Err(format!("entry {index}: {what}: {:?}", entry.fact));
        match entry.fact {
            Fact::Opened { conn } => talks.entry(conn).or_default().opened = true,
            Fact::Closing { conn, side, .. } => talks.entry(conn).or_default().closed[side as usize] = true,
            Fact::Line { conn, side, kind, text, .. } => {
                let port = journal.conn(conn).ok_or("a line on no connection")?.port;
                let talk = talks.entry(conn).or_default();
                let octets = journal.octets(text);
                if !talk.opened || talk.closed[side as usize] {
                    return broken("said on a connection that does not stand");
                }
                if !octets.ends_with(b"\r\n") {
                    return broken("a line without its end");
                }
                match side {
                    Side::Client if !talk.greeted => return broken("the client speaks first"),
                    Side::Client => talk.unanswered += 1,
                    Side::Server if kind == LineKind::Reply && counts_as_reply(port, octets) => {
                        if talk.greeted {
                            talk.unanswered -= 1;
                        }
                        talk.greeted = true;
                        talk.shut_down |= octets.starts_with(b"421");
                        if talk.unanswered < 0 && !talk.shut_down {
                            return broken("a reply to nothing");
                        }
                    }
                    Side::Server => {}
                }
            }
            _ => {}
        }
    }
    for (conn, talk) in talks {
        if talk.unanswered > 0 && !talk.shut_down {
            return Err(format!("{conn}: {} commands have no reply", talk.unanswered));
        }
        if talk.opened && talk.closed != [true; 2] {
            return Err(format!("{conn} is never closed"));
        }
    }
    Ok(())
}

/// Whether a line of a server is the one line of a reply that counts: in SMTP the fourth octet tells the last one
/// (RFC 5321 §4.2.1); in POP3 it is the first, with the status indicator (RFC 1939 §3).
fn counts_as_reply(port: u16, octets: &[u8]) -> bool {
    if port == 110 { matches!(octets.first(), Some(b'+' | b'-')) } else { octets.get(3) != Some(&b'-') }
}

fn nothing_is_left_open(world: &World) -> Result<(), String> {
    match world.net().open().next() {
        Some((conn, ..)) => Err(format!("{conn} is open when everything is over")),
        None => Ok(()),
    }
}

/// The fates of one mail's recipients at the end.
fn fates(world: &World) -> Vec<Fate> {
    world.ledger().accounts(MailId(0)).map(|account| account.fate).collect()
}

#[test]
fn what_cannot_be_delivered_is_held_and_the_others_get_theirs() {
    let mut town = empty();
    town.domains = vec![domain("a.com", 1, 1, 1), domain("b.com", 1, 1, 1)];
    let to = ["u0@b.com", "nobody@b.com", "x@no.such.place", "u0@[192.0.2.1]", "u0@a.com"];
    town.timeline = vec![send(at_millis(0), "u0@a.com", &to)];
    let (world, _) = run(&town);
    let fates = fates(&world);
    assert!(
        matches!(fates[..], [Fate::Delivered(_), Fate::Held, Fate::Held, Fate::Held, Fate::Delivered(_)]),
        "{fates:?}"
    );
}

/// Quotes are spelling: the account of `"u0"@b.com` is that recipient's own, and not its neighbour's.
#[test]
fn an_address_in_another_spelling_keeps_its_own_account() {
    let mut town = empty();
    town.domains = vec![domain("a.com", 1, 1, 1), domain("b.com", 1, 2, 2), domain("c.com", 1, 1, 1)];
    let to = ["u0@c.com", "\"u0\"@B.com", "nobody@c.com", "u1@b.com"];
    town.timeline = vec![send(at_millis(0), "u0@a.com", &to)];
    let (world, _) = run(&town);
    let fates = fates(&world);
    assert!(matches!(fates[..], [Fate::Delivered(_), Fate::Delivered(_), Fate::Held, Fate::Delivered(_)]), "{fates:?}");
}

#[test]
fn a_hundred_and_thirty_recipients_are_all_served() {
    let mut town = empty();
    town.domains = vec![domain("a.com", 1, 1, 1), domain("b.com", 1, 130, 0)];
    town.domains[1].servers[0].max_recipients = 7;
    let to: Vec<String> = (0..130).map(|number| format!("u{number}@b.com")).collect();
    town.timeline = vec![send(at_millis(0), "u0@a.com", &to.iter().map(String::as_str).collect::<Vec<_>>())];
    let (world, _) = run(&town);
    // RFC 5321 §4.5.3.1.10: after "452 too many recipients" the rest goes into another transaction.
    assert!(fates(&world).iter().all(|fate| matches!(fate, Fate::Delivered(_))));
}

/// More mails at once than the server makes deliveries: those that wait are taken up as others end.
#[test]
fn deliveries_that_wait_for_a_free_place_are_made_in_the_end() {
    let mut town = empty();
    town.domains = vec![domain("a.com", 1, 1, 1)];
    town.domains.extend((0..130).map(|number| domain(&format!("d{number}.com"), 1, 1, 0)));
    let to: Vec<String> = (0..130).map(|number| format!("u0@d{number}.com")).collect();
    town.timeline = vec![send(at_millis(0), "u0@a.com", &to.iter().map(String::as_str).collect::<Vec<_>>())];
    let (world, _) = run(&town);
    assert!(fates(&world).iter().all(|fate| matches!(fate, Fate::Delivered(_))));
}

/// RFC 5321 §5.1: any exchanger of a domain takes its mail; one without the mailboxes brings it to the one that has them.
#[test]
fn every_exchanger_of_a_domain_brings_its_mail_home() {
    let mut town = empty();
    town.domains = vec![domain("a.com", 1, 1, 1), domain("b.com", 2, 2, 2)];
    // Two equal exchangers: chance chooses which of them each mail comes to.
    let equal = |number: usize| (10, format!("mx{number}.b.com"));
    town.domains[1].mx = MxPlan::Explicit(vec![equal(0), equal(1)]);
    town.timeline = (0..20).map(|n| send(at_millis(n * 500), "u0@a.com", &["u0@b.com", "nobody@b.com"])).collect();
    let (world, journal) = run(&town);
    keeps_the_laws(&town).unwrap();
    for (mail, _) in journal.mails() {
        let fates: Vec<_> = world.ledger().accounts(mail).map(|account| account.fate).collect();
        assert!(matches!(fates[..], [Fate::Delivered(_), Fate::Held]), "{mail}: {fates:?}");
    }
    let second = world.topology().host_named("mx1.b.com");
    assert!(journal.conns().any(|(_, card)| card.server == second), "some of them come to the second exchanger");
    let at_second = |fact: &Fact| matches!(*fact, Fact::Held { host, .. } if Some(host) == second);
    assert!(!journal.entries().iter().any(|entry| at_second(&entry.fact)), "it refuses strangers at the door");
}
