//! Pictures of a moment, as plain values: what the stage and each panel show.
//!
//! Everything here is a pure function of (journal, topology, view time, language). Nothing remembers the last frame, so
//! playing backwards, stepping and scrubbing need no code of their own. The window draws these values and so can a
//! test, a terminal or an export; none of them is known here.

pub mod inspector;
pub mod scene;
pub mod timeline;
pub mod words;
