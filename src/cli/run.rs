//! `posta run`: the whole story as text.

use std::fmt::Write as _;

use crate::base::language::Language;
use crate::base::time::SimTime;
use crate::replay::Session;
use crate::scenario::verdict;
use crate::view::names::Names;
use crate::view::trace::Trace;
use crate::view::transcript::Reader;
use crate::view::words::Words;
use crate::view::{fates, json};

use super::args::{Format, RunArgs};
use super::{Exit, print, source};

pub(super) fn run(args: &RunArgs, language: Language) -> Exit {
    let mut session = match source::open(&args.scenario, args.seed, language) {
        Ok(session) => session,
        Err(exit) => return exit,
    };
    match args.until {
        Some(until) => session.run_until(SimTime::ZERO + until),
        None => session.run(),
    }
    let words = Words::new(language);
    match args.format {
        Format::Text => print(&text(&session, &words)),
        Format::Json => print_json(&session),
    }
    if args.until.is_some() {
        return Exit::Success;
    }
    verdicts(&session, &words)
}

/// Title, legend, trace and the fate of each mail.
fn text(session: &Session, words: &Words) -> String {
    let topology = session.head().topology();
    let names = Names::new(topology);
    let reader = Reader { journal: session.journal(), topology, names: &names, words };
    let mut out = String::new();
    let title = session.scenario().title.in_language(words.language()).into_owned();
    let _ = writeln!(out, "{title}\n{}\n", words.get("trace-legend"));
    out.push_str(&Trace::all(&reader));
    let _ = writeln!(out, "\n{}", words.get("trace-fates"));
    for line in fates::lines(session.journal(), session.head(), words) {
        let _ = writeln!(out, "  {line}");
    }
    out
}

fn print_json(session: &Session) {
    let topology = session.head().topology();
    // A line at a time: a long run is not gathered in memory first.
    for entry in session.journal().entries() {
        let mut line = json::line(session.journal(), topology, entry);
        line.push('\n');
        print(&line);
    }
}

/// Judges the scenario's expectations; those that do not hold are told on standard error.
fn verdicts(session: &Session, words: &Words) -> Exit {
    let verdicts = verdict::judge(session.scenario(), session.journal(), session.head());
    let unmet: Vec<_> = verdicts.iter().filter(|verdict| !verdict.holds).collect();
    for verdict in &unmet {
        let expectation = verdict.expectation.to_string();
        let message = match verdict.found {
            Some(found) => {
                words.with("cli-unmet-count", &[("expectation", expectation.into()), ("found", found.into())])
            }
            None => words.with("cli-unmet", &[("expectation", expectation.into())]),
        };
        eprintln!("{message}");
    }
    if unmet.is_empty() { Exit::Success } else { Exit::Unmet }
}
