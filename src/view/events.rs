//! Events: the steps of a run that somebody could see, and the coarser strides over them.
//!
//! An event is a step that wrote something. A *message* begins where a client or an asker speaks: a command with its
//! whole reply is one message. A *hop* begins where a conversation begins, or where a mail goes into a mailbox.

use crate::base::time::SimTime;
use crate::journal::{Fact, Journal, Side};
use crate::wire::LineKind;

use super::gloss;
use super::names::protocol;
use super::scene::Protocol;

/// One event.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Event {
    /// The step.
    pub step: u32,
    /// Its first entry.
    pub entry: u32,
    /// The moment.
    pub at: SimTime,
    /// What kind of thing it is, by its most telling entry.
    pub protocol: Protocol,
    /// Whether somebody says no, or something fails.
    pub refusal: bool,
    /// Whether a message begins here.
    pub message: bool,
    /// Whether a hop begins here.
    pub hop: bool,
}

/// How far a stride goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stride {
    /// To the next event.
    Event,
    /// To the next message.
    Message,
    /// To the next hop.
    Hop,
}

/// All events of a record.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Events {
    events: Vec<Event>,
}

impl Events {
    /// The events of `journal`.
    #[must_use]
    pub fn new(journal: &Journal) -> Self {
        let mut events: Vec<Event> = Vec::new();
        for (entry, index) in journal.entries().iter().zip(0..) {
            let this = Event {
                step: entry.step,
                entry: index,
                at: entry.at,
                protocol: protocol(journal, &entry.fact),
                refusal: refuses(journal, &entry.fact),
                message: begins_message(&entry.fact),
                hop: begins_hop(&entry.fact),
            };
            match events.last_mut() {
                Some(last) if last.step == entry.step => {
                    last.protocol = more_telling(last.protocol, this.protocol);
                    last.refusal |= this.refusal;
                    last.message |= this.message;
                    last.hop |= this.hop;
                }
                _ => events.push(this),
            }
        }
        Self { events }
    }

    /// All of them, in order.
    #[must_use]
    pub fn all(&self) -> &[Event] {
        &self.events
    }

    /// How many events have begun at `at` or before.
    #[must_use]
    pub fn begun(&self, at: SimTime) -> usize {
        self.events.partition_point(|event| event.at <= at)
    }

    /// The moment one stride after `at`, if there is one.
    #[must_use]
    pub fn after(&self, at: SimTime, stride: Stride) -> Option<SimTime> {
        self.events[self.begun(at)..].iter().find(|event| event.begins(stride)).map(|event| event.at)
    }

    /// The moment one stride before `at`, if there is one.
    #[must_use]
    pub fn before(&self, at: SimTime, stride: Stride) -> Option<SimTime> {
        let earlier = self.events.partition_point(|event| event.at < at);
        self.events[..earlier].iter().rev().find(|event| event.begins(stride)).map(|event| event.at)
    }
}

impl Event {
    fn begins(&self, stride: Stride) -> bool {
        match stride {
            Stride::Event => true,
            Stride::Message => self.message || self.hop,
            Stride::Hop => self.hop,
        }
    }
}

/// Of two protocols in one event the one that tells the reader more.
fn more_telling(a: Protocol, b: Protocol) -> Protocol {
    let rank = |protocol| match protocol {
        Protocol::Smtp | Protocol::Pop3 => 0,
        Protocol::Dns => 1,
        Protocol::Local => 2,
        Protocol::Tcp => 3,
    };
    if rank(b) < rank(a) { b } else { a }
}

fn begins_message(fact: &Fact) -> bool {
    match fact {
        Fact::Line { kind, side, .. } => {
            *kind == LineKind::Command || (*kind != LineKind::Reply && *side == Side::Client)
        }
        Fact::Written { .. } | Fact::Storing { .. } => true,
        _ => false,
    }
}

fn begins_hop(fact: &Fact) -> bool {
    matches!(fact, Fact::Written { .. } | Fact::Opening { .. } | Fact::Storing { .. })
}

/// Whether a fact is a refusal or a failure.
#[must_use]
pub fn refuses(journal: &Journal, fact: &Fact) -> bool {
    match *fact {
        Fact::Line { kind, text, .. } => gloss::refuses(protocol(journal, fact), kind, journal.octets(text)),
        // The last four bits of the second flag octet are the RCODE (RFC 1035 §4.1.1).
        Fact::Datagram { octets, .. } => journal.octets(octets).get(3).is_some_and(|flags| flags & 0x0f != 0),
        Fact::NotOpened { .. }
        | Fact::NotSent { .. }
        | Fact::NotFetched { .. }
        | Fact::Held { .. }
        | Fact::Bounded { .. } => true,
        _ => false,
    }
}
