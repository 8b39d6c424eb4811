//! Any moment again, exactly: seek(k) is a fresh run to k, whichever way one comes; and other futures from it.

mod support;

use std::path::Path;
use std::sync::Arc;

use posta::base::rng::stream;
use posta::base::time::{SimTime, Span};
use posta::journal::{Fact, Journal};
use posta::replay::{ActError, Recording, RecordingError, Session};
use posta::scenario::Scenario;
use posta::world::{Command, NewMail, Turn, World};
use rand::RngExt as _;
use support::{at_millis, domain, empty, first_lesson, lessons, send, start};

/// Steps of a run of which every one is tried; of a longer one, so many are.
const ALL: u32 = 3_000;

/// The world before each step of a fresh run, and how many entries had been written: `[k]` is step k.
fn fresh(scenario: &Scenario) -> Vec<(World, usize)> {
    let (mut world, mut journal) = (start(scenario), Journal::default());
    let mut worlds = vec![(world.clone(), 0)];
    while world.turn(&mut journal) == Turn::Taken {
        worlds.push((world.clone(), journal.entries().len()));
    }
    worlds
}

fn complete(scenario: &Scenario) -> Session {
    let mut session = Session::open(Arc::new(scenario.clone()));
    session.run();
    session
}

fn expect_at(session: &Session, worlds: &[(World, usize)], step: u32) {
    let (world, entries) = &worlds[step as usize];
    let name = &session.scenario().name;
    assert_eq!(session.cursor(), step, "{name}");
    assert_eq!(session.past(), *entries, "{name}: entries before step {step}");
    assert!(session.world() == world, "{name}: the world before step {step} is another one");
    assert_eq!(session.diverged(), None, "{name}: the replay to step {step} wrote something else");
}

/// The lessons, and a town with more going on at once.
fn scenarios() -> Vec<Scenario> {
    let mut scenarios = lessons();
    scenarios.push(busy_town());
    scenarios
}

fn busy_town() -> Scenario {
    let mut town = empty();
    town.domains = vec![domain("a.com", 1, 4, 4), domain("b.com", 2, 4, 4)];
    for number in 0..12 {
        let (from, to) = (format!("u{}@a.com", number % 4), format!("u{}@b.com", number % 3));
        town.timeline.push(send(at_millis(number * 40), &from, &[&to, "u3@b.com", "nobody@b.com"]));
    }
    town
}

#[test]
fn seeking_a_step_is_running_afresh_to_it() {
    for scenario in scenarios() {
        let worlds = fresh(&scenario);
        let last = u32::try_from(worlds.len() - 1).unwrap();
        let mut session = complete(&scenario);
        assert_eq!(session.head().steps(), last, "{}", scenario.name);
        let stride = usize::try_from(last.div_ceil(ALL)).unwrap().max(1);
        let steps: Vec<u32> = (0..=last).step_by(stride).collect();
        let mut chance = stream(1, "time_travel");
        let random: Vec<u32> = steps.iter().map(|_| chance.random_range(0..=last)).collect();
        for &step in steps.iter().chain(steps.iter().rev()).chain(&random) {
            session.seek(step);
            expect_at(&session, &worlds, step);
        }
    }
}

#[test]
fn as_many_steps_back_as_forwards_is_the_beginning() {
    for scenario in scenarios() {
        let worlds = fresh(&scenario);
        let mut session = Session::open(Arc::new(scenario));
        let last = u32::try_from(worlds.len() - 1).unwrap().min(600);
        for step in 1..=last {
            session.advance(1);
            session.seek(step);
        }
        expect_at(&session, &worlds, last);
        for step in (0..last).rev() {
            session.seek(step);
        }
        expect_at(&session, &worlds, 0);
    }
}

#[test]
fn seeking_a_moment_shows_everything_up_to_it_and_nothing_after() {
    for scenario in scenarios() {
        let mut session = complete(&scenario);
        let end = session.head().now();
        let mut chance = stream(2, "time_travel");
        let written: Vec<SimTime> = session.journal().entries().iter().map(|entry| entry.at).collect();
        let random = (0..200).map(|_| SimTime::from_micros(chance.random_range(0..=end.as_micros() + 10)));
        for at in written.into_iter().step_by(7).chain(random.collect::<Vec<_>>()) {
            session.seek_time(at);
            assert!(session.world().now() <= at, "{}: {at} shows {}", scenario.name, session.world().now());
            let next = session.world().next_at();
            assert!(session.cursor() == session.head().steps() || next.is_some_and(|next| next > at), "{at}");
            assert_eq!(session.past(), session.journal().entries().partition_point(|entry| entry.at <= at), "{at}");
        }
    }
}

/// What a person writes in the tests below.
fn letter(subject: &str) -> Command {
    Command::Send(Box::new(NewMail {
        from: "ana@escuela.com.mx".to_owned(),
        to: vec!["bruno@empresa.com".to_owned()],
        subject: subject.to_owned(),
        body: "Hola\n".to_owned(),
        ..NewMail::default()
    }))
}

fn subjects(session: &Session) -> Vec<String> {
    session.journal().mails().map(|(_, card)| session.journal().words(card.subject).into_owned()).collect()
}

#[test]
fn acting_in_the_past_begins_another_future_and_keeps_the_old_one() {
    let mut session = complete(&first_lesson());
    let (old, old_end) = (session.journal().clone(), session.head().clone());
    let at = SimTime::ZERO + Span::from_millis(1_100);
    session.act(at, letter("Otra")).unwrap();
    session.run();
    assert_eq!(subjects(&session), ["La fiesta del sábado", "Otra"]);
    let (branches, current) = session.branches();
    assert_eq!((branches.len(), current), (2, 1));
    assert_ne!(session.journal().digest(), old.digest());
    // What lay before the command is the same in both futures.
    let common = old.first_at(at);
    assert_eq!(session.journal().entries()[..common], old.entries()[..common]);
    let new = session.journal().clone();

    session.choose(0);
    session.run();
    assert!(*session.journal() == old && *session.head() == old_end, "the old future comes back bit by bit");
    session.choose(1);
    session.run();
    assert!(*session.journal() == new, "and so does the new one");
    assert_eq!(session.diverged(), None);
}

#[test]
fn a_command_happens_at_the_moment_for_which_it_is_given() {
    // Moments at which nothing is written lie between the two, among them deadlines that come to nothing.
    for at in [0, 500_000, 1_000_000, 1_234_567, 60_000_000, 290_000_000, 299_999_999, 1_000_000_000, 90_000_000_000] {
        let at = SimTime::from_micros(at);
        let mut session = complete(&first_lesson());
        session.act(at, letter("Ahora")).unwrap();
        session.run();
        let written = session.journal().entries().iter().filter(|entry| matches!(entry.fact, Fact::Written { .. }));
        assert!(written.map(|entry| entry.at).any(|written| written == at), "the letter of {at}");
        assert_eq!(subjects(&session).len(), 2);
    }
}

#[test]
fn undo_and_redo_walk_the_same_futures() {
    let mut session = complete(&first_lesson());
    let mut records = vec![session.journal().clone()];
    for (number, millis) in [2_000, 1_500, 400_000, 10].into_iter().enumerate() {
        session.act(at_millis(millis), letter(&format!("Número {number}"))).unwrap();
        session.run();
        records.push(session.journal().clone());
    }
    assert!(!session.redo(), "there is nothing to do again yet");
    for record in records.iter().rev().skip(1) {
        assert!(session.undo());
        session.run();
        assert!(session.journal() == record);
    }
    assert!(!session.undo(), "nothing is left to take back");
    for record in &records[1..] {
        assert!(session.redo());
        session.run();
        assert!(session.journal() == record);
    }
    assert_eq!(session.diverged(), None);
}

#[test]
fn a_command_that_nobody_can_give_changes_nothing() {
    let mut session = complete(&first_lesson());
    let before = session.journal().digest();
    let mut refused = |command| session.act(at_millis(1), command).unwrap_err();
    let Command::Send(mail) = letter("x") else { unreachable!() };
    let from = |from: &str| Command::Send(Box::new(NewMail { from: from.to_owned(), ..*mail.clone() }));
    let to = |to: Vec<String>| Command::Send(Box::new(NewMail { to, ..*mail.clone() }));
    assert_eq!(refused(from("nadie@empresa.com")), ActError::NoUserAgent("nadie@empresa.com".to_owned()));
    assert_eq!(refused(to(vec!["no es".to_owned()])), ActError::BadAddress("no es".to_owned()));
    assert_eq!(refused(to(Vec::new())), ActError::NoRecipient);
    assert_eq!(session.journal().digest(), before);
    assert!(!session.undo());
}

/// A session in which a person did something, twice, once in the past.
fn acted() -> Session {
    let mut session = complete(&first_lesson());
    session.act(at_millis(400_000), letter("Después")).unwrap();
    session.act(at_millis(1_200), letter("Entre medias: \"ñ\"")).unwrap();
    session.run();
    session
}

#[test]
fn a_recording_that_is_saved_and_loaded_is_the_same_run() {
    let mut session = acted();
    let recording = Recording::of(&mut session);
    let again = Recording::parse(&recording.to_text()).unwrap();
    assert_eq!(recording, again);
    let (opened, same) = again.open().unwrap();
    assert!(same);
    assert!(opened.journal() == session.journal() && opened.head() == session.head());
    assert_eq!(opened.commands(), session.commands());
}

#[test]
fn a_damaged_recording_is_an_error_and_never_a_panic() {
    let text = Recording::of(&mut acted()).to_text();
    // Cut anywhere; a character lost anywhere; another one in its place.
    let mut chance = stream(3, "damage");
    let cuts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    for _ in 0..150 {
        let at = cuts[chance.random_range(0..cuts.len())];
        let next = cuts.get(cuts.partition_point(|cut| *cut <= at)).copied().unwrap_or(text.len());
        let damaged = match chance.random_range(0..3) {
            0 => text[..at].to_owned(),
            1 => format!("{}{}", &text[..at], &text[next..]),
            _ => format!("{}{}{}", &text[..at], ["(", "9", "\0", "\""][chance.random_range(0..4)], &text[next..]),
        };
        if damaged != text
            && let Ok(recording) = Recording::parse(&damaged)
        {
            // It still reads as a recording: then it opens, or says why not.
            let _ = recording.open();
        }
    }
    assert!(matches!(Recording::parse(""), Err(RecordingError::Malformed(_))));
    assert!(matches!(Recording::parse(&text[..text.len() / 2]), Err(RecordingError::Malformed(_))));
    let later = text.replacen("format: 1", "format: 2", 1);
    assert!(matches!(Recording::parse(&later), Err(RecordingError::Format(2))));
    let broken = text.replacen("domains:", "dominios:", 1);
    assert!(matches!(Recording::parse(&broken).unwrap().open(), Err(RecordingError::Scenario(_))));
}

#[test]
fn a_recording_of_another_telling_says_so() {
    let text = Recording::of(&mut acted()).to_text();
    let other = text.replacen("sábado", "lunes", 2);
    assert_ne!(text, other);
    let (_, same) = Recording::parse(&other).unwrap().open().unwrap();
    assert!(!same);
}

/// Recordings of older versions still load and play, whatever the story has become since.
#[test]
fn an_old_recording_still_loads() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/recording_v1.posta");
    let recording = Recording::parse(&std::fs::read_to_string(path).unwrap()).unwrap();
    let (session, _) = recording.open().unwrap();
    assert_eq!(subjects(&session), ["La fiesta del sábado", "Entre medias: \"ñ\""]);
    assert_eq!(session.commands().len(), 1);
    let delivered = session.journal().entries().iter().filter(|entry| matches!(entry.fact, Fact::Delivered { .. }));
    assert_eq!(delivered.count(), 2);
}
