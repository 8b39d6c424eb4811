//! The queue of causes: what will happen next, unless something changes it.
//!
//! **Order is a rule.** Causes are taken by time, and at one time in the order in which they came about. [`Order`]'s
//! field order is that rule, and nothing else decides it.

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::base::id::{ConnId, HostId};
use crate::base::time::SimTime;
use crate::journal::Side;

use super::actor::Task;

/// When a cause is due, and its place among those due at the same moment. The derived order is the rule.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Order {
    /// The moment.
    pub at: SimTime,
    /// The number of the cause: an older one goes first.
    pub sequence: u64,
}

/// Something that is going to happen.
#[derive(Clone, PartialEq, Debug)]
pub enum Cause {
    /// A request for a connection reaches the server's address.
    RequestArrives(ConnId),
    /// The client learns whether the connection stands.
    AnswerArrives(ConnId),
    /// The server learns that the client knows: now it may speak.
    HandshakeEnds(ConnId),
    /// Octets arrive at one end.
    SegmentArrives(ConnId, Side, Bytes),
    /// The news that the other end has closed arrives at this end.
    CloseArrives(ConnId, Side),
    /// A deadline of the machine at one end of a connection.
    ConnDeadline(ConnId, Side),
    /// A datagram arrives.
    DatagramArrives {
        /// The sender.
        from: HostId,
        /// The receiver.
        to: HostId,
        /// The message.
        octets: Bytes,
    },
    /// A deadline of a host's name service machine.
    NameDeadline(HostId),
    /// A host takes up something that it has put off.
    Task(HostId, Task),
}

/// All causes that are waiting.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Causes {
    waiting: BTreeMap<Order, Cause>,
    next_sequence: u64,
}

impl Causes {
    /// Adds a cause; the returned order is the handle for [`Self::cancel`].
    pub fn push(&mut self, at: SimTime, cause: Cause) -> Order {
        let order = Order { at, sequence: self.next_sequence };
        self.next_sequence += 1;
        self.waiting.insert(order, cause);
        order
    }

    /// Takes back a cause that has not happened.
    pub fn cancel(&mut self, order: Order) {
        self.waiting.remove(&order);
    }

    /// When the next cause is due.
    #[must_use]
    pub fn next_at(&self) -> Option<SimTime> {
        self.waiting.first_key_value().map(|(order, _)| order.at)
    }

    /// The next cause.
    pub fn pop(&mut self) -> Option<(SimTime, Cause)> {
        self.waiting.pop_first().map(|(order, cause)| (order.at, cause))
    }

    /// How many are waiting.
    #[must_use]
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether none is waiting.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// The next cause without taking it.
    #[must_use]
    pub fn peek(&self) -> Option<&Cause> {
        self.waiting.first_key_value().map(|(_, cause)| cause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_come_by_time_and_then_by_age() {
        let mut causes = Causes::default();
        let late = SimTime::from_micros(20);
        let early = SimTime::from_micros(10);
        causes.push(late, Cause::NameDeadline(HostId(0)));
        causes.push(early, Cause::NameDeadline(HostId(1)));
        let cancelled = causes.push(early, Cause::NameDeadline(HostId(2)));
        causes.push(early, Cause::NameDeadline(HostId(3)));
        causes.cancel(cancelled);
        let order: Vec<_> = std::iter::from_fn(|| causes.pop()).collect();
        let expected = [(early, 1), (early, 3), (late, 0)].map(|(at, host)| (at, Cause::NameDeadline(HostId(host))));
        assert_eq!(order, expected);
    }
}
