//! Pure decisions: where a mail goes next, and whether it may.
//!
//! No state, no time, no journal: the world asks, and does what it is told.

pub mod mx;
