//! The stage: a scene becomes a picture, the picture becomes entities.
//!
//! [`viewport`] says where a point of the board lies on the screen, [`picture`] which marks a scene is drawn with,
//! [`raster`], [`icons`] and [`atlas`] draw the shapes that marks are made of, and [`sync`] keeps one entity for each
//! mark. Only `atlas` and `sync` know Bevy. Pointing and captions are egui's: see `panel::stage`.

pub mod atlas;
pub mod icons;
pub mod picture;
pub mod raster;
pub mod sync;
pub mod viewport;
