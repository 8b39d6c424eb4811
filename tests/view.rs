//! Pictures of a moment: nothing overlaps, time on the screen only grows, and the way one came to a moment leaves no trace.

mod support;

use std::collections::BTreeSet;
use std::sync::Arc;

use posta::base::id::{HostId, MailId, MailboxId};
use posta::base::language::Language;
use posta::base::rng::stream;
use posta::base::time::{SimTime, Span};
use posta::journal::{Fact, Journal};
use posta::replay::Session;
use posta::scenario::Scenario;
use posta::view::layout::Layout;
use posta::view::lens::Lens;
use posta::view::scene::{Area, Place, Point, Scene, SceneId};
use posta::view::stage::{Moment, Stage};
use posta::view::transcript::Reader;
use posta::view::words::Words;
use posta::world::HostRole;
use proptest::prelude::*;
use support::{domain, empty, lessons, run, start};

#[test]
fn screen_time_grows_strictly_over_every_lesson() {
    for scenario in lessons() {
        let (_, journal) = run(&scenario);
        grows_strictly(&journal).unwrap_or_else(|broken| panic!("{}: {broken}", scenario.name));
    }
}

fn grows_strictly(journal: &Journal) -> Result<(), String> {
    let lens = Lens::new(journal);
    let mut moments: BTreeSet<SimTime> = journal.entries().iter().map(|entry| entry.at).collect();
    moments.extend(journal.entries().iter().filter_map(|entry| posta::view::lens::arrival(&entry.fact)));
    let between: Vec<_> = moments.iter().map(|at| *at + Span::from_micros(1)).collect();
    moments.extend(between);
    let mut last = -1.0;
    for at in moments {
        let screen = lens.screen_of(at);
        if screen <= last || screen > lens.length() {
            return Err(format!("{at} is at {screen} s, after {last} s, of {} s", lens.length()));
        }
        last = screen;
        let back = lens.time_at(screen).as_micros().abs_diff(at.as_micros());
        if back > 1 {
            return Err(format!("{at} comes back {back} µs off"));
        }
    }
    Ok(())
}

/// Everything that a stage needs, computed once.
struct Show {
    session: Session,
    stage: Stage,
    lens: Lens,
    words: Words,
}

impl Show {
    fn new(scenario: &Scenario) -> Self {
        let mut session = Session::open(Arc::new(scenario.clone()));
        session.run();
        Self {
            stage: Stage::new(session.head().topology(), session.journal()),
            lens: Lens::new(session.journal()),
            words: Words::new(Language::En),
            session,
        }
    }

    fn at(&mut self, screen: f64) -> (SimTime, Scene) {
        let at = self.lens.time_at(screen);
        self.session.seek_time(at);
        let moment = Moment {
            journal: self.session.journal(),
            world: self.session.world(),
            lens: &self.lens,
            at,
            screen,
            words: &self.words,
        };
        (at, self.stage.scene(&moment))
    }

    /// Moments of the whole show, five a second at the least, on which nothing depends.
    fn frames(&self) -> Vec<f64> {
        let mut chance = stream(4, "frames");
        let count = (self.lens.length() * 5.0).min(600.0) as u32;
        let mut frames: Vec<f64> = (0..count).map(|_| chance.random_range(0.0..self.lens.length())).collect();
        frames.sort_by(f64::total_cmp);
        frames
    }
}

#[test]
fn a_scene_is_the_same_whichever_way_one_comes_to_it() {
    for scenario in lessons() {
        let mut show = Show::new(&scenario);
        let frames = show.frames();
        let forwards: Vec<Scene> = frames.iter().map(|screen| show.at(*screen).1).collect();
        assert!(forwards.iter().any(|scene| !scene.flights.is_empty()), "something flies");
        for (screen, before) in frames.iter().zip(&forwards).rev() {
            let (at, scene) = show.at(*screen);
            assert!(scene == *before, "{}: the scene at {at} is another one backwards", scenario.name);
        }
    }
}

#[test]
fn whatever_flies_flies_from_place_to_place() {
    for scenario in lessons() {
        let mut show = Show::new(&scenario);
        let mut ids = BTreeSet::new();
        for screen in show.frames() {
            let (at, scene) = show.at(screen);
            let is_place = |point: Point| scene.places.iter().any(|place| place.area.centre == point);
            for flight in &scene.flights {
                assert!(is_place(flight.from) && is_place(flight.to), "{} at {at}: {flight:?}", scenario.name);
                assert!((0.0..=1.0).contains(&flight.progress), "{flight:?}");
                let SceneId::Flight(entry) = flight.id else { panic!("{:?} is no flight", flight.id) };
                let entry = &show.session.journal().entries()[entry as usize];
                assert!(entry.at <= at, "{} at {at}: what flies has left", scenario.name);
                ids.insert(flight.id);
            }
            let mut seen = BTreeSet::new();
            let all = scene.grounds.iter().map(|ground| ground.id).chain(scene.places.iter().map(|place| place.id));
            let all = all.chain(scene.links.iter().map(|link| link.id)).chain(scene.flights.iter().map(|it| it.id));
            for id in all.filter(|id| *id != SceneId::NameSystem) {
                assert!(seen.insert(id), "{} at {at}: {id:?} is there twice", scenario.name);
            }
        }
        assert!(ids.len() > 10, "{}: the frames show what flies", scenario.name);
    }
}

#[test]
fn what_flies_and_can_be_explained_has_its_caption() {
    for scenario in lessons() {
        let mut show = Show::new(&scenario);
        for screen in show.frames() {
            let (at, scene) = show.at(screen);
            let Some(newest) = scene.flights.iter().rev().find(|flight| !flight.label.is_empty()) else { continue };
            let SceneId::Flight(entry) = newest.id else { panic!("{:?} is no flight", newest.id) };
            let reader = Reader {
                journal: show.session.journal(),
                topology: show.session.head().topology(),
                names: show.stage.names(),
                words: &show.words,
            };
            let gloss = reader.row(entry).expect("what flies has its row").gloss;
            let caption = scene.caption.as_ref().map(|caption| (caption.about, caption.body.clone()));
            let expected = (!gloss.is_empty()).then_some((newest.id, gloss));
            assert_eq!(caption, expected, "{} at {at}", scenario.name);
        }
    }
}

/// A record in which everybody takes part: each mailbox gets a mail, each name server a question.
fn everybody(scenario: &Scenario) -> (posta::world::World, Journal) {
    let world = start(scenario);
    let mut journal = Journal::default();
    let arrives = SimTime::from_micros(1);
    for index in 0..world.topology().mailboxes.len() {
        let fact = Fact::Storing { mail: MailId(0), recipient: 0, mailbox: MailboxId::from_index(index), arrives };
        journal.record(SimTime::ZERO, 0, fact);
    }
    for (index, card) in world.topology().hosts.iter().enumerate() {
        if card.role == HostRole::Authority {
            let (from, to) = (HostId(0), HostId::from_index(index));
            let octets = journal.keep(b"?");
            journal.record(SimTime::ZERO, 0, Fact::Datagram { from, to, octets, arrives });
        }
    }
    (world, journal)
}

/// A place's box with the room for its name and role below.
fn with_label(area: Area, mini: bool) -> Area {
    let label = if mini { 0.0 } else { Place::LABEL_HEIGHT };
    let centre = Point::new(area.centre.x, area.centre.y + label / 2.0);
    Area { centre, size: Point::new(area.size.x, area.size.y + label) }
}

fn inside(inner: Area, outer: Area) -> bool {
    let close = 0.01;
    (inner.centre.x - outer.centre.x).abs() * 2.0 + inner.size.x <= outer.size.x + close
        && (inner.centre.y - outer.centre.y).abs() * 2.0 + inner.size.y <= outer.size.y + close
}

fn nothing_overlaps(scenario: &Scenario) -> Result<(), String> {
    let (world, journal) = everybody(scenario);
    let layout = Layout::new(world.topology(), &journal);
    for (index, plot) in layout.plots.iter().enumerate() {
        if let Some(other) = layout.plots[..index].iter().find(|other| other.area.overlaps(plot.area)) {
            return Err(format!("ground {:?} lies on {:?}", plot.id, other.id));
        }
        if !inside(plot.area, layout.bounds) {
            return Err(format!("ground {:?} is out of bounds", plot.id));
        }
    }
    let areas: Vec<_> = layout.spots.iter().map(|spot| (spot.id, with_label(spot.area, spot.mini))).collect();
    for (index, (id, area)) in areas.iter().enumerate() {
        if let Some((other, _)) = areas[..index].iter().find(|(_, other)| other.overlaps(*area)) {
            return Err(format!("place {id:?} stands on {other:?}"));
        }
        if !layout.plots.iter().any(|plot| inside(*area, plot.area)) {
            return Err(format!("place {id:?} stands on no ground"));
        }
    }
    let everybody = world.topology().hosts.len();
    if layout.of_host.len() > everybody || layout.of_mailbox.len() != world.topology().mailboxes.len() {
        return Err("somebody who takes part has no place".to_owned());
    }
    Ok(())
}

#[test]
fn no_lesson_overlaps() {
    for scenario in lessons() {
        nothing_overlaps(&scenario).unwrap_or_else(|broken| panic!("{}: {broken}", scenario.name));
    }
}

/// Up to two hundred hosts: domains of any size, alone and in families.
fn crowds() -> impl Strategy<Value = Scenario> {
    let plan = (0..5_usize, 0..12_usize, any::<bool>(), prop_oneof![4 => Just(0_usize), 1 => 1..30_usize]);
    proptest::collection::vec(plan, 1..14).prop_map(|plans| {
        let mut town = empty();
        for (number, (servers, users, web, family)) in plans.into_iter().enumerate() {
            let name = format!("d{number}.com");
            let mut one = domain(&name, servers, users, users / 2);
            one.web = web.then(|| format!("www.{name}"));
            town.domains.push(one);
            for member in 0..family {
                let mut small = domain(&format!("f{number}x{member}.net"), 1, 2, 0);
                small.family = Some(format!("f{number}x#.net"));
                town.domains.push(small);
            }
        }
        town
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_overlaps_whoever_there_is(town in crowds()) {
        if let Err(broken) = nothing_overlaps(&town) {
            return Err(TestCaseError::fail(broken));
        }
    }

    #[test]
    fn screen_time_grows_strictly_in_any_town(town in support::towns()) {
        let (_, journal) = run(&town);
        if let Err(broken) = grows_strictly(&journal) {
            return Err(TestCaseError::fail(broken));
        }
    }
}
