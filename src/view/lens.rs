//! The lens: from simulated time to the time that a screen needs, and back.
//!
//! SMTP takes milliseconds and waiting takes hours; neither can be watched as it is. Between two neighbouring moments at
//! which something leaves or arrives, the lens gives screen time by what fills the gap: a flight is stretched until it
//! can be followed, a pause is kept short, and a pause of more than ten seconds is folded and labelled with its true
//! length (TIM-05). The map is piecewise linear, grows strictly, and depends on the journal alone.

use crate::base::time::{SimTime, Span};
use crate::journal::{Fact, Journal};

/// The screen time of a gap in which something is flying (ux 3.3: 0.9 s at speed 1).
const FLIGHT_SECS: f64 = 0.9;
/// The screen time of a gap in which nothing is.
const PAUSE_SECS: f64 = 0.35;
/// The screen time of a folded wait.
const FOLD_SECS: f64 = 0.6;
/// A flight shorter than this is shown proportionally shorter: many at once share one span of attention.
const SHORT_FLIGHT: Span = Span::from_millis(1);
/// A pause longer than this is folded.
const FOLD_FROM: Span = Span::from_secs(10);
/// What the screen shows after the last moment, so that the end can be seen.
const AFTER_SECS: f64 = 1.0;

/// A map between simulated time and screen time, in seconds at speed 1.
#[derive(Clone, PartialEq, Debug)]
pub struct Lens {
    /// The moments at which the slope changes, with their screen time: both grow strictly.
    knots: Vec<(SimTime, f64)>,
    folds: Vec<(SimTime, SimTime)>,
}

impl Lens {
    /// The lens for a record.
    #[must_use]
    pub fn new(journal: &Journal) -> Self {
        let mut moments = Vec::with_capacity(journal.entries().len() * 2 + 1);
        // +1 while something is flying, -1 when it has arrived.
        moments.push((SimTime::ZERO, 0_i32));
        for entry in journal.entries() {
            match arrival(&entry.fact) {
                Some(arrives) => moments.extend([(entry.at, 1), (arrives, -1)]),
                None => moments.push((entry.at, 0)),
            }
        }
        moments.sort_unstable();
        let mut lens = Self { knots: vec![(SimTime::ZERO, 0.0)], folds: Vec::new() };
        let mut flying = 0;
        let mut last = SimTime::ZERO;
        let mut screen = 0.0;
        for (at, change) in moments {
            if at > last {
                screen += lens.gap(last, at, flying > 0);
                lens.knots.push((at, screen));
                last = at;
            }
            flying += change;
        }
        lens
    }

    /// The screen time from `from` to `to`, between which nothing begins or ends.
    fn gap(&mut self, from: SimTime, to: SimTime, flying: bool) -> f64 {
        let gap = to.since(from);
        if gap > FOLD_FROM {
            self.folds.push((from, to));
            FOLD_SECS
        } else if flying {
            FLIGHT_SECS * (gap.as_secs_f64() / SHORT_FLIGHT.as_secs_f64()).clamp(0.02, 1.0)
        } else {
            PAUSE_SECS
        }
    }

    /// The screen time of `at`, in seconds.
    #[must_use]
    pub fn screen_of(&self, at: SimTime) -> f64 {
        let after = self.knots.partition_point(|(moment, _)| *moment <= at);
        let (from, screen) = self.knots[after - 1];
        match self.knots.get(after) {
            Some(&(to, end)) => {
                let share = at.since(from).as_secs_f64() / to.since(from).as_secs_f64();
                (end - screen).mul_add(share, screen)
            }
            // After the last moment a second is a second.
            None => screen + at.since(from).as_secs_f64(),
        }
    }

    /// The moment shown at `screen` seconds. Rounds to the microsecond, and to the knot itself at a knot.
    #[must_use]
    pub fn time_at(&self, screen: f64) -> SimTime {
        let screen = screen.max(0.0);
        let after = self.knots.partition_point(|(_, at)| *at <= screen).max(1);
        let (from, start) = self.knots[after - 1];
        let micros = |secs: f64| Span::from_micros((secs * 1e6).round() as u64);
        match self.knots.get(after) {
            Some(&(to, end)) => {
                let share = (screen - start) / (end - start);
                from + micros(to.since(from).as_secs_f64() * share)
            }
            None => from + micros(screen - start),
        }
    }

    /// The screen time at which the show is over.
    #[must_use]
    pub fn length(&self) -> f64 {
        self.knots[self.knots.len() - 1].1 + AFTER_SECS
    }

    /// The waits that are folded.
    #[must_use]
    pub fn folds(&self) -> &[(SimTime, SimTime)] {
        &self.folds
    }
}

/// When what a fact sends on its way arrives.
#[must_use]
pub fn arrival(fact: &Fact) -> Option<SimTime> {
    match *fact {
        Fact::Opening { arrives, .. }
        | Fact::Line { arrives, .. }
        | Fact::Closing { arrives, .. }
        | Fact::Datagram { arrives, .. }
        | Fact::Storing { arrives, .. } => Some(arrives),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::id::{HostId, MailId, MailboxId};

    fn journal(moments: &[(u64, u64)]) -> Journal {
        let mut journal = Journal::default();
        for &(at, flight) in moments {
            let at = SimTime::from_micros(at);
            let fact = if flight == 0 {
                Fact::Fetched { mail: MailId(0), mailbox: MailboxId(0), host: HostId(0) }
            } else {
                Fact::Storing {
                    mail: MailId(0),
                    recipient: 0,
                    mailbox: MailboxId(0),
                    arrives: at + Span::from_micros(flight),
                }
            };
            journal.record(at, 0, fact);
        }
        journal
    }

    #[test]
    fn screen_time_grows_strictly_and_comes_back() {
        let lens = Lens::new(&journal(&[(0, 20_000), (20_000, 2_000), (22_000, 0), (900_000_000, 50)]));
        let mut last = -1.0;
        for at in [0, 1, 10_000, 20_000, 20_001, 22_000, 22_001, 450_000_000, 900_000_000, 900_000_050, 901_000_000] {
            let at = SimTime::from_micros(at);
            let screen = lens.screen_of(at);
            assert!(screen > last, "{at}");
            last = screen;
            let back = lens.time_at(screen).as_micros().abs_diff(at.as_micros());
            assert!(back <= 1, "{at} comes back {back} µs off");
        }
    }

    #[test]
    fn a_flight_of_milliseconds_can_be_followed() {
        let lens = Lens::new(&journal(&[(0, 20_000)]));
        assert!((lens.screen_of(SimTime::from_micros(20_000)) - 0.9).abs() < 1e-9);
    }

    #[test]
    fn a_wait_of_fifteen_minutes_is_folded() {
        let lens = Lens::new(&journal(&[(0, 0), (900_000_000, 0)]));
        assert!(lens.screen_of(SimTime::from_micros(900_000_000)) <= 0.6);
        assert_eq!(lens.folds(), [(SimTime::ZERO, SimTime::from_micros(900_000_000))]);
    }

    #[test]
    fn an_empty_record_has_a_lens() {
        let lens = Lens::new(&Journal::default());
        assert_eq!(lens.time_at(0.0), SimTime::ZERO);
        assert!(lens.length() > 0.0);
    }
}
