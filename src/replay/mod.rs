//! Any moment again, exactly, and other futures from it.
//!
//! **A recording is scenario + seed + the person's commands.** Worlds, journal and pictures are derived from it and may
//! be thrown away. A [`Session`] computes the world ahead, keeps keyframes of it, and finds any step again by taking the
//! nearest keyframe and turning the world from there; what it writes while doing so must be what the journal already
//! says. Doing something in the past starts a branch: the old future stays, under a name.

mod keyframe;
mod recording;
mod session;

pub use recording::{Recording, RecordingError};
pub use session::{ActError, Branch, Commands, Progress, Session, TimedCommand};
