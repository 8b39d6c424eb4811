//! Worlds kept along the way.
//!
//! Two shelves. The long one spans the whole run: one world every so many steps, thinned by half whenever it is full, so
//! that a run of any length costs a bounded number of worlds. The short one is dense and holds the neighbourhood of the
//! last place sought, because whoever steps back once steps back again.

use std::collections::BTreeMap;

use crate::journal::Mark;
use crate::world::World;

/// How many worlds the long shelf holds at the most.
const LONG: usize = 256;
/// Steps between two worlds of the long shelf at first.
const FIRST_INTERVAL: u32 = 256;
/// How many worlds the short shelf holds at the most.
const SHORT: usize = 64;
/// Steps between two worlds of the short shelf.
const DENSE_INTERVAL: u32 = 32;

/// A world with its place in the journal.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Keyframe {
    pub(super) world: World,
    pub(super) mark: Mark,
}

/// The shelves.
#[derive(Clone, Debug)]
pub(super) struct Keyframes {
    long: BTreeMap<u32, Keyframe>,
    interval: u32,
    short: BTreeMap<u32, Keyframe>,
}

impl Keyframes {
    pub(super) fn new(start: Keyframe) -> Self {
        Self { long: BTreeMap::from([(0, start)]), interval: FIRST_INTERVAL, short: BTreeMap::new() }
    }

    /// Whether the long shelf wants the world at `step`.
    pub(super) fn wants(&self, step: u32) -> bool {
        step.is_multiple_of(self.interval)
    }

    /// Puts a world on the long shelf.
    pub(super) fn keep(&mut self, keyframe: Keyframe) {
        self.long.insert(keyframe.world.steps(), keyframe);
        if self.long.len() > LONG {
            self.interval *= 2;
            let interval = self.interval;
            self.long.retain(|step, _| step.is_multiple_of(interval));
        }
    }

    /// Whether the short shelf wants the world at `step` while a seek passes by.
    pub(super) fn wants_dense(&self, step: u32) -> bool {
        step.is_multiple_of(DENSE_INTERVAL) && !self.short.contains_key(&step) && !self.long.contains_key(&step)
    }

    /// Puts a world on the short shelf, dropping the one that is farthest from it if there is no room.
    pub(super) fn keep_dense(&mut self, keyframe: Keyframe) {
        let step = keyframe.world.steps();
        self.short.insert(step, keyframe);
        if self.short.len() > SHORT {
            let first = self.short.first_key_value().map(|(first, _)| *first).unwrap_or(step);
            let last = self.short.last_key_value().map(|(last, _)| *last).unwrap_or(step);
            let farthest = if step.abs_diff(first) > step.abs_diff(last) { first } else { last };
            self.short.remove(&farthest);
        }
    }

    /// The last kept world at or before `step`.
    pub(super) fn before(&self, step: u32) -> &Keyframe {
        let long = self.long.range(..=step).next_back();
        let short = self.short.range(..=step).next_back();
        match (long, short) {
            (Some(long), Some(short)) if short.0 > long.0 => short.1,
            (Some(long), _) => long.1,
            (None, _) => unreachable!("the world at step 0 is never dropped"),
        }
    }

    /// Forgets every world after `step`: the future from there on is another one.
    pub(super) fn forget_after(&mut self, step: u32) {
        self.long.retain(|at, _| *at <= step);
        self.short.retain(|at, _| *at <= step);
    }
}
