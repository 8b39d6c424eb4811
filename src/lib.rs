//! Posta: an educational simulator of e-mail delivery.
//!
//! The modules stand in the order of the story, and each uses only those above it:
//!
//! * [`base`]: words everybody uses: time, identifiers, chance;
//! * [`wire`]: formats, values to bytes and back; no time, no state;
//! * [`policy`]: pure decisions, such as which mail exchanger comes next;
//! * [`proto`]: the two ends of each protocol, as machines that do no I/O;
//! * [`journal`]: what happened, as small facts;
//! * [`world`]: everything that can change, turned one cause at a time;
//! * [`scenario`]: the file an author writes, checked and turned into a world;
//! * [`replay`]: any moment again, exactly, and other futures from it;
//! * [`view`]: pictures of a moment, as plain values;
//! * [`cli`]: the command line;
//! * `gui`: the window, the only place that knows Bevy and egui.

pub mod base;
pub mod wire;

pub mod policy;
pub mod proto;

pub mod journal;
pub mod world;

pub mod scenario;

pub mod replay;
pub mod view;

pub mod cli;

#[cfg(feature = "gui")]
pub mod gui;
