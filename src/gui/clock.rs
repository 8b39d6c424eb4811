//! The view clock: real seconds × speed become seconds of screen time, which the lens maps to simulated time.
//!
//! It moves a playhead over finished events and never the simulation. Its place is a number of screen seconds; what is
//! seen is a function of that number, so changing the speed in mid-flight moves nothing.

use serde::{Deserialize, Serialize};

/// The speeds, slowest first.
pub const SPEEDS: [f64; 7] = [0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0];

/// From this speed on, flights jump instead of travelling.
pub const NO_TRAVEL_FROM: f64 = 8.0;

/// The longest that one step may take to watch, in real seconds.
const LONGEST_STEP: f64 = 1.6;

/// How fast time passes: an index into [`SPEEDS`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Speed(u8);

impl Default for Speed {
    fn default() -> Self {
        Self(2)
    }
}

impl Speed {
    /// Every speed, slowest first.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..SPEEDS.len()).map(|index| Self(u8::try_from(index).unwrap_or(0)))
    }

    /// Screen seconds per real second.
    #[must_use]
    pub fn factor(self) -> f64 {
        SPEEDS.get(usize::from(self.0)).copied().unwrap_or(1.0)
    }

    /// The next faster speed, if there is one.
    #[must_use]
    pub fn faster(self) -> Self {
        if usize::from(self.0) + 1 < SPEEDS.len() { Self(self.0 + 1) } else { self }
    }

    /// The next slower speed, if there is one.
    #[must_use]
    pub fn slower(self) -> Self {
        Self(self.0.saturating_sub(1))
    }

    /// `¼×`, `1×`, `16×`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self.0 {
            0 => "¼×",
            1 => "½×",
            3 => "2×",
            4 => "4×",
            5 => "8×",
            6 => "16×",
            _ => "1×",
        }
    }
}

/// Whether and where to the playhead moves.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
enum Motion {
    /// It stands.
    #[default]
    Still,
    /// It plays on.
    Playing,
    /// It goes to a place, as a step does, and stands there.
    Gliding { to: f64, per_second: f64 },
}

/// The playhead.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Clock {
    position: f64,
    motion: Motion,
    /// Play was pressed once at the end: the next press starts over.
    armed: bool,
}

impl Clock {
    /// A clock that stands at `position` screen seconds.
    #[must_use]
    pub fn at(position: f64) -> Self {
        Self { position, ..Self::default() }
    }

    /// Where the playhead is, in screen seconds.
    #[must_use]
    pub const fn position(&self) -> f64 {
        self.position
    }

    /// Whether it plays on by itself.
    #[must_use]
    pub fn is_playing(&self) -> bool {
        self.motion == Motion::Playing
    }

    /// Whether the picture changes without anybody's doing.
    #[must_use]
    pub fn is_moving(&self) -> bool {
        self.motion != Motion::Still
    }

    /// Whether play was pressed at the end, and a second press will start over.
    #[must_use]
    pub const fn will_start_over(&self) -> bool {
        self.armed
    }

    /// Play if it stands or glides, pause if it plays. At the end the first press only offers to start over (TIM-10).
    pub fn toggle(&mut self, length: f64) {
        if self.is_playing() {
            self.pause();
        } else if self.position < length {
            *self = Self { position: self.position, motion: Motion::Playing, armed: false };
        } else if self.armed {
            *self = Self { position: 0.0, motion: Motion::Playing, armed: false };
        } else {
            self.armed = true;
        }
    }

    /// Stands still, here.
    pub fn pause(&mut self) {
        self.motion = Motion::Still;
    }

    /// Goes to `position` at once. Playing goes on from there; a glide ends.
    pub fn seek(&mut self, position: f64) {
        self.position = position.max(0.0);
        self.armed = false;
        if !self.is_playing() {
            self.motion = Motion::Still;
        }
    }

    /// Goes to `to` so that the way there can be watched, and stands there.
    pub fn glide(&mut self, to: f64, speed: Speed) {
        let to = to.max(0.0);
        let fastest = (to - self.position).abs() / LONGEST_STEP;
        self.motion = Motion::Gliding { to, per_second: speed.factor().max(fastest).max(0.01) };
        self.armed = false;
    }

    /// Where a step under way will end, or the playhead itself: the place that a further step counts from.
    #[must_use]
    pub fn destination(&self) -> f64 {
        match self.motion {
            Motion::Gliding { to, .. } => to,
            Motion::Still | Motion::Playing => self.position,
        }
    }

    /// Lets `seconds` of real time pass. `length` is how much of the story is known; if more is still being computed
    /// (`growing`), playing waits at its end instead of stopping.
    pub fn tick(&mut self, seconds: f64, speed: Speed, length: f64, growing: bool) {
        match self.motion {
            Motion::Still => {}
            Motion::Playing => {
                self.position = seconds.mul_add(speed.factor(), self.position).min(length);
                if self.position >= length && !growing {
                    self.pause();
                }
            }
            Motion::Gliding { to, per_second } => {
                let stride = seconds * per_second;
                if (to - self.position).abs() <= stride {
                    self.position = to;
                    self.pause();
                } else {
                    self.position += stride.copysign(to - self.position);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: f64 = 1.0 / 60.0;

    #[test]
    fn playing_stops_at_the_end_and_starts_over_only_on_a_second_press() {
        let mut clock = Clock::default();
        clock.toggle(2.0);
        for _ in 0..200 {
            clock.tick(FRAME, Speed::default(), 2.0, false);
        }
        assert!(!clock.is_playing());
        assert!((clock.position() - 2.0).abs() < 1e-9);
        clock.toggle(2.0);
        assert!(!clock.is_playing() && clock.will_start_over());
        clock.toggle(2.0);
        assert!(clock.is_playing() && clock.position() < 1e-9);
    }

    #[test]
    fn a_seek_takes_the_offer_to_start_over_back() {
        let mut clock = Clock::at(2.0);
        clock.toggle(2.0);
        clock.seek(1.0);
        clock.seek(2.0);
        clock.toggle(2.0);
        assert!(!clock.is_playing());
    }

    #[test]
    fn playing_waits_where_the_story_is_not_yet_known() {
        let mut clock = Clock::default();
        clock.toggle(1.0);
        clock.tick(5.0, Speed::default(), 1.0, true);
        assert!(clock.is_playing());
        clock.tick(0.5, Speed::default(), 3.0, false);
        assert!((clock.position() - 1.5).abs() < 1e-9);
    }

    #[test]
    fn a_change_of_speed_moves_nothing() {
        let mut clock = Clock::default();
        clock.toggle(10.0);
        clock.tick(1.0, Speed::default(), 10.0, false);
        let before = clock.position();
        clock.tick(0.0, Speed::default().faster(), 10.0, false);
        assert!((clock.position() - before).abs() < 1e-12);
    }

    #[test]
    fn a_step_ends_exactly_at_its_target_in_both_directions() {
        for (from, to) in [(0.0, 0.9), (3.0, 2.1), (0.0, 400.0)] {
            let mut clock = Clock::at(from);
            clock.glide(to, Speed::default());
            assert!((clock.destination() - to).abs() < 1e-12);
            for _ in 0..100 {
                clock.tick(FRAME, Speed::default(), 500.0, false);
            }
            assert!((clock.position() - to).abs() < 1e-12, "{from} to {to}: {}", clock.position());
            assert!(!clock.is_moving());
        }
    }

    #[test]
    fn speeds_go_up_and_down_between_a_quarter_and_sixteen() {
        let slowest = (0..9).fold(Speed::default(), |speed, _| speed.slower());
        let fastest = (0..9).fold(Speed::default(), |speed, _| speed.faster());
        assert!((slowest.factor() - 0.25).abs() < 1e-12 && (fastest.factor() - 16.0).abs() < 1e-12);
        assert_eq!(Speed::all().count(), SPEEDS.len());
    }
}
