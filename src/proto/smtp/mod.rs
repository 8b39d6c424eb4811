//! SMTP conversations: [`server`] answers, [`client`] asks; [`timeouts`] is how long each waits for the other.
//!
//! The same machines play every part of the simulator: a mail program submitting, two servers relaying, and both ends
//! of the loopback bridge. What is decided outside, by the world, is whether a user, a sender, a recipient or a mail is
//! welcome; everything else about a conversation is decided here.

pub mod client;
pub mod server;
pub mod timeouts;

pub use client::{Client, ClientConfig};
pub use server::{Server, ServerConfig};
pub use timeouts::Timeouts;

#[cfg(test)]
mod tests;
