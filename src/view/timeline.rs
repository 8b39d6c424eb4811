//! The timeline: where each event lies in screen time, and which waits are folded.

use crate::base::time::{SimTime, Span};

use super::events::{Event, Events};
use super::lens::Lens;
use super::scene::Protocol;

/// What the timeline panel draws. Positions are seconds of screen time at speed 1, from 0 to `length`.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Timeline {
    /// The whole length in screen seconds.
    pub length: f64,
    /// One tick for each event, in order.
    pub ticks: Vec<Tick>,
    /// The folded waits, in order.
    pub folds: Vec<Fold>,
}

/// One event on the timeline.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Tick {
    /// Where, in screen seconds.
    pub at: f64,
    /// The journal entry that it shows.
    pub entry: u32,
    /// Its colour and shape.
    pub protocol: Protocol,
    /// Whether it is a refusal or a failure.
    pub refusal: bool,
}

/// A long wait, drawn short and labelled with its true length.
#[derive(Clone, PartialEq, Debug)]
pub struct Fold {
    /// Where it begins, in screen seconds.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// Its true length: `5m`.
    pub label: String,
}

/// The timeline of a record.
#[must_use]
pub fn timeline(events: &Events, lens: &Lens) -> Timeline {
    let tick = |event: &Event| Tick {
        at: lens.screen_of(event.at),
        entry: event.entry,
        protocol: event.protocol,
        refusal: event.refusal,
    };
    let fold = |&(from, to): &(SimTime, SimTime)| Fold {
        from: lens.screen_of(from),
        to: lens.screen_of(to),
        label: rounded(to.since(from)),
    };
    Timeline {
        length: lens.length(),
        ticks: events.all().iter().map(tick).collect(),
        folds: lens.folds().iter().map(fold).collect(),
    }
}

/// A wait in its two largest units: `4m 58s`, `1d 2h`.
fn rounded(span: Span) -> String {
    let whole = Span::from_secs(span.as_micros().div_ceil(1_000_000));
    whole.to_string().split(' ').take(2).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_in_its_two_largest_units() {
        assert_eq!(rounded(Span::from_micros(298_509_000)), "4m 59s");
        assert_eq!(rounded(Span::from_secs(93_784)), "1d 2h");
        assert_eq!(rounded(Span::from_secs(900)), "15m");
    }
}
