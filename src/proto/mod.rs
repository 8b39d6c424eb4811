//! The two ends of each protocol, as machines that do no I/O.
//!
//! Time, chance and octets are arguments. A machine has one `Input`, one `Output` and one `deadline()`:
//!
//! 1. call `handle(now, input)`;
//! 2. call `poll()` until it gives `None`, and act on each output in order;
//! 3. when `deadline()` is reached before the next input, hand in `Input::Deadline`.
//!
//! # Drain before the next input
//! Outputs are about the state right after their input. A caller that leaves some undrained mixes two moments.

pub mod dns;
pub mod pop3;
pub mod smtp;
