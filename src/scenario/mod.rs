//! The file an author writes, checked and turned into a model.
//!
//! A scenario tells who is where, what people do, what is explained on the way, and what must have happened at the end.
//! Its stages, each a module:
//!
//! * `spans`: RON as a tree in which every value knows its place;
//! * `decode` and `file`: the tree as the fields of a scenario, their names and their types;
//! * `check`: the fields as a [`model`] that makes sense;
//! * [`diagnostic`]: everything that was wrong on the way, in Spanish and in English, with the line of the file;
//! * [`library`]: the lessons that come with Posta.
//!
//! No stage stops at the first mistake. Last, [`build`] makes a world of the model.

mod address;
pub mod build;
mod check;
mod decode;
pub mod diagnostic;
mod file;
pub mod library;
mod load;
pub mod model;
pub mod pattern;
mod schema;
mod spans;
mod text;
pub mod verdict;

pub use crate::base::language::Language;
pub use diagnostic::{Diagnostic, Diagnostics, Severity, render};
pub use load::{Files, MAX_FILE_SIZE, NoFiles, load};
pub use model::Scenario;
pub use schema::{Field, Section, sections};
pub use text::Text;
