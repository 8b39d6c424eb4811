//! The two ends of each protocol, as machines that do no I/O.
//!
//! A machine takes its [`SimTime`](crate::base::time::SimTime), its octets and its draws as arguments, and hands out what it
//! wants done; whoever holds it drains `poll` before the next input.

pub mod dns;
