//! The lessons, held against themselves: what each expects happens, its trace is the one that was read and approved, and
//! its words keep to the limits of the screen.
//!
//! The traces are in `tests/snapshots`, one for each lesson and language. After a change on purpose:
//! `INSTA_UPDATE=always cargo test --test scenarios`, and then read the difference as a teacher would.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use posta::base::language::Language;
use posta::journal::{Entry, Fact, Journal};
use posta::replay::Session;
use posta::scenario::library::{Bundled, BundledFiles, LESSONS};
use posta::scenario::model::When;
use posta::scenario::{Scenario, Text, load, verdict};
use posta::view::names::Names;
use posta::view::trace::Trace;
use posta::view::transcript::{Reader, Row, Speaker, Transcript};
use posta::view::words::Words;
use posta::view::{fates, transcript};
use posta::wire::dns::Message;
use posta::world::World;

const LANGUAGES: [Language; 2] = [Language::Es, Language::En];

/// A longer trace is kept as its beginning, its end and its digest: nobody reads a megabyte.
const WHOLE: usize = 300_000;
/// Lines of such a trace that are kept at the beginning, and at the end.
const HEAD: usize = 400;
const TAIL: usize = 100;

fn lesson(bundled: &Bundled) -> Scenario {
    let (scenario, warnings) = load(bundled.name, bundled.source.as_bytes(), &BundledFiles)
        .unwrap_or_else(|problems| panic!("{}", problems.render(Language::En, bundled.source.as_bytes())));
    assert_eq!(warnings, [], "{}", bundled.name);
    scenario
}

fn session(bundled: &Bundled) -> Session {
    let mut session = Session::open(Arc::new(lesson(bundled)));
    session.run();
    session
}

fn rows(journal: &Journal, world: &World, language: Language) -> Vec<Row> {
    let (names, words) = (Names::new(world.topology()), Words::new(language));
    let reader = Reader { journal, topology: world.topology(), names: &names, words: &words };
    let transcript = Transcript::new(journal);
    (0..transcript.len()).filter_map(|index| transcript.row(index, &reader)).collect()
}

/// The trace with what each line means, and the fates: all that a lesson says.
fn told(session: &Session, language: Language) -> String {
    let (journal, world) = (session.journal(), session.head());
    let (names, words) = (Names::new(world.topology()), Words::new(language));
    let reader = Reader { journal, topology: world.topology(), names: &names, words: &words };
    let mut out = format!("{}\n\n{}\n", words.get("trace-legend"), Trace::all(&reader));
    let mut meanings: Vec<(String, String)> = Vec::new();
    for row in rows(journal, world, language).into_iter().filter(|row| !row.gloss.is_empty()) {
        // Each meaning once, where it comes first: the snapshot is for reading.
        if !meanings.iter().any(|(_, gloss)| *gloss == row.gloss) {
            meanings.push((row.text, row.gloss));
        }
    }
    for (text, gloss) in meanings.iter().take(HEAD) {
        let _ = writeln!(out, "{text}\n    {gloss}");
    }
    let _ = writeln!(out, "\n{}", words.get("trace-fates"));
    for line in fates::lines(journal, world, &words) {
        let _ = writeln!(out, "  {line}");
    }
    out
}

/// A trace as a snapshot keeps it.
fn kept(told: String, journal: &Journal) -> String {
    if told.len() <= WHOLE {
        return told;
    }
    let lines: Vec<&str> = told.lines().collect();
    let (head, rest) = lines.split_at(HEAD);
    let (left_out, tail) = rest.split_at(rest.len() - TAIL);
    let digest = journal.digest();
    format!("{}\n[… {} lines; {digest:?} …]\n{}\n", head.join("\n"), left_out.len(), tail.join("\n"))
}

#[test]
fn each_lesson_tells_the_story_that_was_approved() {
    for bundled in LESSONS {
        let session = session(bundled);
        for language in LANGUAGES {
            let story = kept(told(&session, language), session.journal());
            insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
                insta::assert_snapshot!(format!("{}.{}", bundled.name, language.code()), story);
            });
        }
    }
}

#[test]
fn each_lesson_does_what_it_expects() {
    for bundled in LESSONS {
        let session = session(bundled);
        for verdict in verdict::judge(session.scenario(), session.journal(), session.head()) {
            let found = verdict.found;
            assert!(verdict.holds, "{}: {} (found: {found:?})", bundled.name, verdict.expectation);
        }
    }
}

#[test]
fn each_lesson_told_twice_is_told_the_same() {
    for bundled in LESSONS {
        let (first, second) = (session(bundled), session(bundled));
        assert_eq!(first.journal().digest(), second.journal().digest(), "{}", bundled.name);
        assert!(told(&first, Language::Es) == told(&second, Language::Es), "{}", bundled.name);
    }
}

/// EXP-04: the wire is the same in both languages; only what people say about it is translated.
#[test]
fn the_wire_is_not_translated() {
    for bundled in LESSONS {
        let session = session(bundled);
        let [es, en] = LANGUAGES.map(|language| rows(session.journal(), session.head(), language));
        assert_eq!(es.len(), en.len());
        for (es, en) in es.iter().zip(&en) {
            let content = |row: &Row| {
                let fact = session.journal().entries()[row.entry as usize].fact;
                matches!(fact, Fact::Line { kind: posta::wire::LineKind::Content, .. })
            };
            if es.speaker != Speaker::Note && !content(es) {
                assert_eq!(es.text, en.text, "{}", bundled.name);
            }
        }
    }
}

/// EXP-01: every line of every conversation has a meaning, in both languages, in twelve words.
#[test]
fn every_line_of_every_lesson_is_explained() {
    for (bundled, language) in LESSONS.iter().flat_map(|bundled| LANGUAGES.map(|language| (bundled, language))) {
        let session = session(bundled);
        for row in rows(session.journal(), session.head(), language) {
            assert!(!row.text.is_empty(), "{} {language}: entry {} says nothing", bundled.name, row.entry);
            for text in [&row.text, &row.gloss] {
                assert!(!text.contains(['⟨', '⟩', '{']), "{} {language}: {text}", bundled.name);
            }
            if row.speaker != Speaker::Note {
                assert!(!row.gloss.is_empty(), "{} {language}: {}", bundled.name, row.text);
                assert!(row.gloss.split_whitespace().count() <= 12, "{language}: {}", row.gloss);
            }
        }
    }
}

/// GUI-04: at most two sentences and forty words to a step. A summary is three sentences.
#[test]
fn titles_summaries_and_steps_are_short_and_in_both_languages() {
    for bundled in LESSONS {
        let scenario = lesson(bundled);
        let both = |text: &Text| {
            let [es, en] = [&text.es, &text.en].map(|text| text.clone().unwrap_or_default());
            assert!(!es.is_empty() && !en.is_empty() && es != en, "{}: {text:?}", bundled.name);
            [es, en]
        };
        for title in both(&scenario.title) {
            assert!(title.split_whitespace().count() <= 7, "{title}");
        }
        for summary in both(&scenario.summary) {
            assert_eq!(sentences(&summary), 3, "{}: {summary}", bundled.name);
        }
        assert!((3..=9).contains(&scenario.steps.len()), "{}", bundled.name);
        for step in scenario.steps.iter().flat_map(|step| both(&step.text)) {
            assert!((1..=2).contains(&sentences(&step)), "{}: {step}", bundled.name);
            assert!(step.split_whitespace().count() <= 40, "{}: {step}", bundled.name);
        }
    }
}

/// Sentences end with a full stop, a question mark or an exclamation mark before a space or the end.
fn sentences(text: &str) -> usize {
    let ends = |word: &&str| word.trim_end_matches(['»', '”', ')']).ends_with(['.', '?', '!', '…']);
    text.split_whitespace().filter(ends).count()
}

/// Each step's moment comes, and they come in order.
#[test]
fn every_step_comes() {
    for bundled in LESSONS {
        let session = session(bundled);
        let mut from = 0;
        for step in &session.scenario().steps {
            let entries = &session.journal().entries()[from..];
            let found = match &step.when {
                When::Start | When::At(_) | When::End => continue,
                when => entries.iter().position(|entry| comes(when, entry, &session)),
            };
            from += 1 + found.unwrap_or_else(|| panic!("{}: {:?} never comes", bundled.name, step.when));
        }
    }
}

fn comes(when: &When, entry: &Entry, session: &Session) -> bool {
    let (journal, topology) = (session.journal(), session.head().topology());
    let address = |mailbox| topology.mailbox(mailbox).address.to_string();
    match (when, entry.fact) {
        (When::Line(wanted), Fact::Line { text, .. }) => {
            String::from_utf8_lossy(journal.octets(text)).contains(wanted.as_str())
        }
        (When::Line(wanted), Fact::Datagram { octets, .. }) => {
            Message::parse(journal.octets(octets)).is_ok_and(|message| message.to_string().contains(wanted.as_str()))
        }
        (When::Delivered(user), Fact::Delivered { mailbox, .. }) => address(mailbox) == user.to_string(),
        (When::Fetched(user), Fact::Fetched { mailbox, .. }) => address(mailbox) == user.to_string(),
        _ => false,
    }
}

/// Every key that the source names, and every one that it puts together, is in the Fluent files.
#[test]
fn every_key_in_the_source_has_its_sentence() {
    let mut keys = BTreeSet::new();
    gather(std::path::Path::new("src"), &mut keys);
    assert!(keys.len() > 60, "only {} keys were found in the source", keys.len());
    let words = Words::new(Language::Es);
    for key in keys {
        assert!(words.find(&key, &[]).is_some(), "{key}");
    }
}

/// The string literals in `folder` that look like keys of the text that does not depend on the window.
fn gather(folder: &std::path::Path, keys: &mut BTreeSet<String>) {
    const FAMILIES: [&str; 12] = [
        "note-", "gloss-", "role-", "place-", "ground-", "label-", "trace-", "content-", "fate-", "cli-", "inspect-",
        "no-",
    ];
    for entry in std::fs::read_dir(folder).expect("the source is here") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            gather(&path, keys);
            continue;
        }
        let source = std::fs::read_to_string(&path).expect("source is text");
        // What stands in tests, or is put together from parts, is not a key.
        let code = source.split("#[cfg(test)]").next().unwrap_or_default();
        let is_key = |text: &&str| {
            FAMILIES.iter().any(|family| text.starts_with(family) && text.len() > family.len())
                && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !text.ends_with('-')
        };
        let in_view = path.components().any(|part| part.as_os_str() == "view" || part.as_os_str() == "cli");
        if in_view && !path.ends_with("json.rs") {
            keys.extend(code.split('"').skip(1).step_by(2).filter(is_key).map(str::to_owned));
        }
    }
    keys.extend(["under-way", "delivered", "not-sent", "held"].map(|fate| format!("fate-{fate}-many")));
}

/// What the transcript shows of a mail is what a reader gets: without the dot that ends it.
#[test]
fn the_size_of_a_mail_is_what_pop3_says() {
    let session = session(&LESSONS[0]);
    let rows = rows(session.journal(), session.head(), Language::En);
    let retrieved = rows.iter().position(|row| row.text.starts_with("RETR")).expect("Bruno fetches");
    let octets = rows[retrieved + 1].text.trim_start_matches("+OK ").to_owned();
    assert!(rows[retrieved + 2].text.contains(&octets), "{} / {}", octets, rows[retrieved + 2].text);
    assert_eq!(transcript::printable(b"a\tb\r\n"), "a b");
}
