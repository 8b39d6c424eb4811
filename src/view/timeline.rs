//! The timeline: where each event lies in screen time, and which waits are folded.

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
