//! The network: connections and datagrams, with the time that they take.
//!
//! This is a simplification of real TCP. Kept: the three-way handshake and its times, octets in order, segments as they
//! were written, orderly close from either end, refusal, time-out. Left out: windows, acknowledgements, retransmission,
//! segment size; a capture adds what it needs of them. A host that is asked on a port where it does not listen refuses;
//! an address that nobody has does not answer.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::Arc;

use bytes::Bytes;

use crate::base::id::{ConnId, HostId, MailId};
use crate::base::time::{SimTime, Span};
use crate::journal::{ConnCard, Fact, Journal, NoConnection, Side, Text};
use crate::wire::Segment;

use super::causes::{Cause, Causes, Order};
use super::topology::Topology;

/// How long a client waits for an address that does not answer.
pub const CONNECT_TIMEOUT: Span = Span::from_secs(30);

/// A connection that is being opened, stands, or is being closed.
#[derive(Clone, PartialEq, Debug)]
struct Conn {
    client: HostId,
    server: Option<HostId>,
    port: u16,
    distance: Span,
    refused: bool,
    /// When the last thing sent by each side arrives: nothing overtakes it.
    last_arrival: [SimTime; 2],
    closed: [bool; 2],
    close_arrived: [bool; 2],
    deadlines: [Option<Order>; 2],
    cargo: Cargo,
}

/// What the simulation knows of a connection and no wire carries: which mails its octets are.
///
/// A real server learns of a mail only what arrives; this note beside the wire is what lets the ledger follow one mail
/// through all its hops. Protocol machines never see it.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Cargo {
    /// No mail.
    #[default]
    Nothing,
    /// The mail of the transaction that is under way.
    Mail(MailId),
    /// The mails of the mailbox that is open on this connection, in its order.
    Maildrop(Arc<[MailId]>),
}

/// All connections.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Net {
    conns: BTreeMap<ConnId, Conn>,
}

/// What the world turns with: everything that an actor may touch besides itself.
pub struct Air<'a> {
    /// The moment.
    pub now: SimTime,
    /// The step.
    pub step: u32,
    /// Names, addresses, distances.
    pub topology: &'a Topology,
    /// The connections.
    pub net: &'a mut Net,
    /// What will happen.
    pub causes: &'a mut Causes,
    /// What happened.
    pub journal: &'a mut Journal,
    /// Who answers for what.
    pub ledger: &'a mut super::ledger::Ledger,
}

impl Air<'_> {
    /// Writes a fact down, now.
    pub fn record(&mut self, fact: Fact) {
        self.journal.record(self.now, self.step, fact);
    }

    /// Keeps octets or words for a fact.
    pub fn keep(&mut self, octets: impl AsRef<[u8]>) -> Text {
        self.journal.keep(octets.as_ref())
    }

    /// Keeps what a value shows of itself, without making a string of it first.
    pub fn keep_shown(&mut self, value: &dyn std::fmt::Display) -> Text {
        self.journal.keep_shown(value)
    }

    /// Asks for a connection. The actor of `client` hears of it again when it stands or not.
    pub fn connect(&mut self, client: HostId, address: Ipv4Addr, port: u16) -> ConnId {
        let server = self.topology.host_at(address);
        let conn = self.journal.open(ConnCard { client, server, port });
        let distance = server.map_or(self.topology.latency, |server| self.topology.distance(client, server));
        let arrives = self.now + distance;
        let state = Conn {
            client,
            server,
            port,
            distance,
            refused: false,
            last_arrival: [self.now; 2],
            closed: [false; 2],
            close_arrived: [false; 2],
            deadlines: [None; 2],
            cargo: Cargo::Nothing,
        };
        self.net.conns.insert(conn, state);
        self.record(Fact::Opening { conn, arrives });
        if server.is_some() {
            self.causes.push(arrives, Cause::RequestArrives(conn));
        } else {
            self.causes.push(self.now + CONNECT_TIMEOUT, Cause::AnswerArrives(conn));
        }
        conn
    }

    /// A request reached the server; `listens` says whether anything is there for its port.
    pub(super) fn request_arrived(&mut self, conn: ConnId, listens: bool) {
        let Some(state) = self.net.conns.get_mut(&conn) else { return };
        state.refused = !listens;
        let back = self.now + state.distance;
        let forth = back + state.distance;
        self.causes.push(back, Cause::AnswerArrives(conn));
        if listens {
            // The accept() of the server returns when the client's acknowledgement is there.
            self.causes.push(forth, Cause::HandshakeEnds(conn));
        }
    }

    /// The client's request was answered, or it has waited long enough. A connection that failed is gone.
    pub(super) fn request_answered(&mut self, conn: ConnId) -> Option<Result<HostId, (HostId, NoConnection)>> {
        let state = self.net.conns.get(&conn)?;
        let client = state.client;
        let why = match state.server {
            None => NoConnection::TimedOut,
            Some(_) if state.refused => NoConnection::Refused,
            Some(_) => {
                self.record(Fact::Opened { conn });
                return Some(Ok(client));
            }
        };
        self.net.conns.remove(&conn);
        self.record(Fact::NotOpened { conn, why });
        Some(Err((client, why)))
    }

    /// Sends octets from one end. What is sent on a connection that is closed at this end goes nowhere.
    pub fn send(&mut self, conn: ConnId, side: Side, segment: &Segment) {
        let Some(state) = self.net.conns.get_mut(&conn) else { return };
        if state.closed[side as usize] || segment.octets.is_empty() {
            return;
        }
        let arrives = state.arrival(self.now, side);
        let whole = self.journal.keep(&segment.octets);
        let mut start = 0;
        for line in &segment.lines {
            let end = line.end as usize;
            let text = Journal::part(whole, start, end);
            self.journal.record(self.now, self.step, Fact::Line { conn, side, kind: line.kind, text, arrives });
            start = end;
        }
        self.causes.push(arrives, Cause::SegmentArrives(conn, side.other(), segment.octets.clone()));
    }

    /// Closes one end.
    pub fn close(&mut self, conn: ConnId, side: Side) {
        let Some(state) = self.net.conns.get_mut(&conn) else { return };
        if std::mem::replace(&mut state.closed[side as usize], true) {
            return;
        }
        let arrives = state.arrival(self.now, side);
        if let Some(order) = state.deadlines[side as usize].take() {
            self.causes.cancel(order);
        }
        self.record(Fact::Closing { conn, side, arrives });
        self.causes.push(arrives, Cause::CloseArrives(conn, side.other()));
    }

    /// The news of a close arrived at `side`. When both ends know, the connection is no more.
    pub(super) fn close_arrived(&mut self, conn: ConnId, side: Side) {
        let Some(state) = self.net.conns.get_mut(&conn) else { return };
        state.close_arrived[side as usize] = true;
        if state.close_arrived == [true; 2] {
            self.net.conns.remove(&conn);
        }
    }

    /// Arranges for a `ConnDeadline` at `deadline`. One cause for each end is enough: an earlier one that is already
    /// waiting will find out, when its time comes, that the deadline has moved, and ask again.
    pub fn watch(&mut self, conn: ConnId, side: Side, deadline: Option<SimTime>) {
        let (Some(deadline), Some(state)) = (deadline, self.net.conns.get_mut(&conn)) else { return };
        let slot = &mut state.deadlines[side as usize];
        if state.closed[side as usize] || slot.is_some_and(|order| order.at <= deadline) {
            return;
        }
        if let Some(order) = slot.replace(self.causes.push(deadline.max(self.now), Cause::ConnDeadline(conn, side))) {
            self.causes.cancel(order);
        }
    }

    /// Sends a datagram. To an address that nobody has it goes nowhere.
    pub fn datagram(&mut self, from: HostId, to: Ipv4Addr, octets: Bytes) {
        let text = self.journal.keep(&octets);
        let Some(to) = self.topology.host_at(to) else { return };
        let arrives = self.now + self.topology.distance(from, to);
        self.record(Fact::Datagram { from, to, octets: text, arrives });
        self.causes.push(arrives, Cause::DatagramArrives { from, to, octets });
    }
}

impl Net {
    /// The host at one end.
    #[must_use]
    pub fn host(&self, conn: ConnId, side: Side) -> Option<HostId> {
        let state = self.conns.get(&conn)?;
        match side {
            Side::Client => Some(state.client),
            Side::Server => state.server,
        }
    }

    /// The server's port.
    #[must_use]
    pub fn port(&self, conn: ConnId) -> Option<u16> {
        self.conns.get(&conn).map(|state| state.port)
    }

    /// Which mails the octets are.
    #[must_use]
    pub fn cargo(&self, conn: ConnId) -> Cargo {
        self.conns.get(&conn).map_or(Cargo::Nothing, |state| state.cargo.clone())
    }

    /// Notes which mails the octets are.
    pub fn load(&mut self, conn: ConnId, cargo: Cargo) {
        if let Some(state) = self.conns.get_mut(&conn) {
            state.cargo = cargo;
        }
    }

    /// The connections that stand or are being opened, with both hosts and the port.
    pub fn open(&self) -> impl Iterator<Item = (ConnId, HostId, Option<HostId>, u16)> {
        self.conns.iter().map(|(conn, state)| (*conn, state.client, state.server, state.port))
    }

    /// A waiting `ConnDeadline` of one end has come: the next [`Air::watch`] arranges for another.
    pub fn deadline_fired(&mut self, conn: ConnId, side: Side) {
        if let Some(state) = self.conns.get_mut(&conn) {
            state.deadlines[side as usize] = None;
        }
    }
}

impl Conn {
    /// When something sent now by `side` arrives: after everything that it sent before.
    fn arrival(&mut self, now: SimTime, side: Side) -> SimTime {
        let last = &mut self.last_arrival[side as usize];
        *last = (now + self.distance).max(*last);
        *last
    }
}
