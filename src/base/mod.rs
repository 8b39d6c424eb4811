//! Words that everybody uses: simulated time, identifiers, languages, streams of chance.
//!
//! Nothing here knows about mail. Every other module may use this one; it uses none.

pub mod id;
pub mod language;
pub mod rng;
pub mod time;
