//! The two ends of POP3 (RFC 1939, RFC 2449): [`Server`], which lets one user at a time fetch a mailbox, and [`Client`],
//! which does so for Bruno.
//!
//! Octets are read and written by [`crate::wire::pop3`]; [`rules`] says which command may come when. Who may sign in and
//! what is in a mailbox is not known here: the server asks, the world answers. The lock that keeps a second session out
//! of a mailbox (RFC 1939 §8) is the world's too.
//!
//! Left out: APOP, which needs MD5 and the secret in clear on the server, is recognised and refused; so the greeting
//! carries no timestamp, by which clients would take it as offered (RFC 1939 §7). STLS and SASL are not offered.

pub mod client;
mod maildrop;
pub mod rules;
pub mod server;

#[cfg(test)]
mod tests;

pub use client::{Client, ClientConfig};
pub use server::{Server, ServerConfig};
