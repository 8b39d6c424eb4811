//! How fast the world turns: complete deliveries (submission with AUTH, DNS, transfer, mailbox) with the whole journal.
//!
//! `cargo bench --no-default-features --bench kernel` prints divan's table for short runs, and then the two numbers of
//! the budget and the growth from 1,000 mails to 100,000. One core; nothing here starts a thread.

#![allow(clippy::disallowed_methods, reason = "a bench reads the clock")]

mod town;

use std::time::Instant;

use divan::Bencher;
use divan::counter::ItemsCount;

fn main() {
    divan::main();
    if std::env::args().any(|arg| arg == "--bench") {
        budgets();
    }
}

/// Mails per second, for runs that fit into a cache and runs that do not.
#[divan::bench(args = [100, 1_000, 10_000], sample_count = 10)]
fn deliveries(bencher: Bencher<'_, '_>, mails: usize) {
    let start = town::world(mails);
    bencher
        .counter(ItemsCount::new(mails))
        .with_inputs(|| start.clone())
        .bench_local_values(|mut world| (town::run(&mut world), world));
}

fn budgets() {
    println!("\n   mails   entries    seconds  deliveries/s   entries/s   time for 10x the mails");
    let mut before = None;
    for mails in [1_000, 10_000, 100_000] {
        let (mut seconds, mut entries) = (f64::MAX, 0);
        // The best of several runs: on a shared machine the others measure the neighbours.
        for _ in 0..if mails > 10_000 { 3 } else { 10 } {
            let mut world = town::world(mails);
            let start = Instant::now();
            let journal = town::run(&mut world);
            seconds = seconds.min(start.elapsed().as_secs_f64());
            entries = journal.entries().len();
            assert_eq!(town::delivered(&journal), mails, "every mail is delivered");
        }
        let growth = before.map_or(String::new(), |before| format!("{:.2}", seconds / before));
        let rate = |count: usize| count as f64 / seconds;
        println!("{mails:>8} {entries:>9} {seconds:>10.4} {:>13.0} {:>11.0}   {growth:>8}", rate(mails), rate(entries));
        before = Some(seconds);
    }
}
