//! The window: a stage drawn by Bevy and panels drawn by egui. Nothing outside of this module knows either.
//!
//! One frame is one walk through this list, in this order:
//!
//! 1. [`desk`] lets real time pass: the [`clock`] moves the playhead, [`source`] brings the session there;
//! 2. [`keys`] are taken out of the input, and [`panel`]s are drawn from the view; both say which [`action`]s are wanted;
//! 3. the desk does them;
//! 4. [`stage`] makes the entities equal the picture of the scene.
//!
//! [`theme`] has the colours, [`fonts`] the faces, [`settings`] what is remembered between two days.

pub mod action;
pub mod app;
pub mod clock;
pub mod desk;
pub mod files;
pub mod fonts;
pub mod forms;
pub mod keys;
pub mod open;
pub mod panel;
pub mod settings;
pub mod shot;
pub mod source;
pub mod stage;
pub mod theme;

pub use app::{GuiError, run};
pub use shot::{Shot, ShotError, rehearsal, shot};
pub use source::Source;
