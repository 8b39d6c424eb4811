//! The two ends of each protocol, as machines that do no I/O.
//!
//! A machine has one `Input`, one `Output`, `handle(now, input)`, `poll()` and `deadline()`. Time, chance and octets are
//! arguments. The caller drains `poll` before it gives the next input.

pub mod pop3;
