//! Pictures of a moment, as plain values: what the stage and each panel show.
//!
//! Everything here is a pure function of (journal, topology, view time, language). Nothing remembers the last frame, so
//! playing backwards, stepping and scrubbing need no code of their own. The window draws these values and so can a
//! test, a terminal or an export; none of them is known here.

pub mod events;
pub mod fates;
pub mod gloss;
pub mod inspect;
pub mod inspector;
pub mod json;
pub mod layout;
pub mod lens;
pub mod lesson;
pub mod names;
pub mod scene;
pub mod stage;
pub mod timeline;
pub mod trace;
pub mod transcript;
pub mod words;
