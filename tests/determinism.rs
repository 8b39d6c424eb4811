//! Same scenario, seed and commands: the same bytes. And nobody's luck depends on the neighbours.

mod support;

use posta::base::id::HostId;
use posta::journal::{Fact, Journal, Side};
use posta::scenario::{Scenario, model::MxPlan};
use posta::world::World;
use proptest::prelude::*;
use support::{at_millis, check, domain, empty, lessons, run, send};

#[test]
fn a_lesson_run_twice_is_the_same_to_the_last_octet() {
    for scenario in lessons() {
        let (first_world, first) = run(&scenario);
        let (second_world, second) = run(&scenario);
        if let Some(at) = first.entries().iter().zip(second.entries()).position(|(a, b)| a != b) {
            panic!("{}: entry {at} differs: {:?} and {:?}", scenario.name, first.entries()[at], second.entries()[at]);
        }
        assert_eq!(first.digest(), second.digest(), "{}", scenario.name);
        assert!(first == second && first_world == second_world, "{}", scenario.name);
    }
}

#[test]
fn another_seed_draws_other_queue_names() {
    let scenario = town(false);
    let other = Scenario { seed: 2, ..scenario.clone() };
    let (first, second) = (run(&scenario), run(&other));
    assert_ne!(queue_names(&first), queue_names(&second));
}

/// Two mails in a small town, where an exchanger is drawn by chance; with `neighbours`, also a domain that does nothing
/// and one whose people write to each other meanwhile.
fn town(neighbours: bool) -> Scenario {
    let mut town = empty();
    town.domains = vec![domain("a.com", 1, 2, 2), domain("b.org", 2, 2, 2)];
    town.domains[1].mx = MxPlan::Explicit(vec![(10, "mx0.b.org".to_owned()), (10, "mx1.b.org".to_owned())]);
    town.timeline = vec![
        send(at_millis(0), "u0@a.com", &["u0@b.org", "u1@b.org"]),
        send(at_millis(2_000), "u1@a.com", &["u1@b.org"]),
        send(at_millis(4_000), "u0@a.com", &["u0@a.com", "u0@b.org"]),
        check(at_millis(9_000), "u0@b.org", false),
    ];
    if neighbours {
        town.domains.extend([domain("quiet.net", 2, 5, 5), domain("busy.net", 1, 3, 3)]);
        town.timeline.extend([
            send(at_millis(1), "u0@busy.net", &["u1@busy.net"]),
            send(at_millis(3_000), "u1@busy.net", &["u0@busy.net"]),
            check(at_millis(9_500), "u1@busy.net", false),
        ]);
        town.timeline.sort_by_key(|action| action.at);
    }
    town
}

fn name(world: &World, host: HostId) -> String {
    world.topology().host(host).name.to_string()
}

/// Each queue name with the server that drew it.
fn queue_names((world, journal): &(World, Journal)) -> Vec<(String, String)> {
    let drawn = journal.entries().iter().filter_map(|entry| match entry.fact {
        Fact::Queued { host, queue_id, .. } => Some((name(world, host), journal.words(queue_id).into_owned())),
        _ => None,
    });
    drawn.filter(|(host, _)| !host.ends_with("busy.net")).collect()
}

/// Everything that was said on connections of the town's own people, with the moment and who said it.
fn conversations((world, journal): &(World, Journal)) -> Vec<(u64, String, String, String)> {
    let said = journal.entries().iter().filter_map(|entry| match entry.fact {
        Fact::Line { conn, side, text, .. } => {
            let card = journal.conn(conn)?;
            let (client, server) = (name(world, card.client), name(world, card.server?));
            let (from, to) = if side == Side::Client { (client, server) } else { (server, client) };
            Some((entry.at.as_micros(), from, to, journal.words(text).into_owned()))
        }
        _ => None,
    });
    said.filter(|(_, from, to, _)| ![from, to].iter().any(|host| host.ends_with("busy.net"))).collect()
}

/// The neighbours draw from streams of their own: queue names, chosen exchangers, message identifiers, boundaries and
/// moments of the others stay as they are.
#[test]
fn a_noisy_neighbour_does_not_shift_the_luck_of_others() {
    let (alone, in_company) = (run(&town(false)), run(&town(true)));
    assert_eq!(queue_names(&alone), queue_names(&in_company));
    assert!(queue_names(&alone).len() >= 4, "there was something to draw");
    let (alone, in_company) = (conversations(&alone), conversations(&in_company));
    for (a, b) in alone.iter().zip(&in_company) {
        assert_eq!(a, b);
    }
    assert_eq!(alone.len(), in_company.len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_random_town_runs_to_the_same_end_twice(town in support::towns()) {
        let (first_world, first) = run(&town);
        let (second_world, second) = run(&town);
        prop_assert!(first_world.stopped().is_none(), "it comes to an end by itself");
        prop_assert_eq!(first.digest(), second.digest());
        prop_assert!(first == second && first_world == second_world);
    }
}
