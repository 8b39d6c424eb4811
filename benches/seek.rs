//! How fast any moment of a long run is found again: `cargo bench --no-default-features --bench seek`.
//!
//! Measured are single seeks, in a run of more than 100,000 journal entries: to random moments, and one step back from
//! wherever that has led. What matters is the slowest that a person will meet, so percentiles are printed.

#![allow(clippy::disallowed_methods, reason = "a bench reads the clock")]

mod town;

use std::sync::Arc;
use std::time::{Duration, Instant};

use posta::base::rng::stream;
use posta::replay::Session;
use rand::RngExt as _;

/// Mails: 62 journal entries each.
const MAILS: usize = 2_000;
/// Seeks of each kind.
const SEEKS: usize = 1_000;

fn main() {
    let mut session = Session::open(Arc::new(town::scenario(MAILS)));
    let started = Instant::now();
    session.run();
    let computed = started.elapsed();
    let (entries, steps) = (session.journal().entries().len(), session.head().steps());
    println!("{entries} entries in {steps} steps, computed with keyframes in {computed:.1?}");
    let mut chance = stream(1, "seek");
    let (mut random, mut back) = (Vec::with_capacity(SEEKS), Vec::with_capacity(SEEKS));
    for _ in 0..SEEKS {
        let step = chance.random_range(1..=steps);
        random.push(timed(|| session.seek(step)));
        for _ in 0..4 {
            let before = session.cursor().saturating_sub(1);
            back.push(timed(|| session.seek(before)));
        }
    }
    assert_eq!(session.diverged(), None, "a replay writes what the journal says");
    print("seek to a random step", random);
    print("one step back", back);
}

fn timed(act: impl FnOnce()) -> Duration {
    let start = Instant::now();
    act();
    start.elapsed()
}

fn print(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
    println!("{what}: p50 {:.3?}  p99 {:.3?}  slowest {:.3?}  ({} times)", at(0.5), at(0.99), at(1.0), times.len());
}
