//! One step: the next cause, the host that it concerns, and what follows.

use std::sync::Arc;

use crate::base::id::HostId;
use crate::base::time::{SimTime, Span};
use crate::journal::{Bound, Fact, Journal, NoConnection, Side};

use super::actor::{Actor, Event};
use super::causes::Cause;
use super::command::Command;
use super::net::Air;
use super::{Topology, World};

/// Bounds of a run. Reaching one is a fact in the journal, and then nothing more happens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// How many steps a run may take.
    pub steps: u32,
    /// How far simulated time may go.
    pub horizon: Span,
    /// How many causes may wait at once.
    pub causes: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { steps: 1_000_000, horizon: Span::from_secs(30 * 86_400), causes: 1_000_000 }
    }
}

/// What one call of [`World::turn`] did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Turn {
    /// A step was taken.
    Taken,
    /// Nothing is left to happen.
    Idle,
    /// A bound has been reached.
    Bounded,
}

impl World {
    /// When the next step is due, if nobody interferes.
    #[must_use]
    pub fn next_at(&self) -> Option<SimTime> {
        let planned = self.agenda.get(self.agenda_next).map(|(at, _)| *at);
        match (planned, self.causes.next_at()) {
            (Some(planned), Some(caused)) => Some(planned.min(caused)),
            (planned, caused) => planned.or(caused),
        }
    }

    /// Takes one step: of the scenario's own commands and the waiting causes the one that is due first; at one moment
    /// the command goes first, because a person does not know what the machines are about to do.
    pub fn turn(&mut self, journal: &mut Journal) -> Turn {
        let Some(at) = self.next_at() else { return Turn::Idle };
        if let Some(bound) = self.bound(at, journal) {
            return self.stop(bound, journal);
        }
        self.now = at;
        match self.agenda.get(self.agenda_next) {
            Some((planned, _)) if *planned == at => {
                let agenda = Arc::clone(&self.agenda);
                self.agenda_next += 1;
                self.obey(&agenda[self.agenda_next - 1].1, journal);
            }
            _ => {
                let cause = self.causes.pop();
                debug_assert!(cause.is_some(), "a moment that is due has its cause");
                if let Some((_, cause)) = cause {
                    self.happen(cause, journal);
                }
            }
        }
        self.step += 1;
        Turn::Taken
    }

    /// Lets a person do something at `at`, as a step of its own. `at` is moved between the last step and the next one.
    pub fn act(&mut self, at: SimTime, command: &Command, journal: &mut Journal) -> Turn {
        let at = at.max(self.now).min(self.next_at().unwrap_or(SimTime::MAX));
        if let Some(bound) = self.bound(at, journal) {
            return self.stop(bound, journal);
        }
        self.now = at;
        self.obey(command, journal);
        self.step += 1;
        Turn::Taken
    }

    fn bound(&self, at: SimTime, journal: &Journal) -> Option<Bound> {
        let limits = &self.limits;
        if self.stopped.is_some() {
            self.stopped
        } else if self.step >= limits.steps {
            Some(Bound::Steps)
        } else if at.since(SimTime::ZERO) > limits.horizon {
            Some(Bound::Horizon)
        } else if self.causes.len() > limits.causes as usize {
            Some(Bound::Causes)
        } else if journal.octet_count() > Journal::MAX_OCTETS / 2 {
            // Half, because the step that crosses the line is still written whole.
            Some(Bound::Octets)
        } else {
            None
        }
    }

    fn stop(&mut self, bound: Bound, journal: &mut Journal) -> Turn {
        if self.stopped.replace(bound).is_none() {
            journal.record(self.now, self.step, Fact::Bounded { bound });
        }
        Turn::Bounded
    }

    /// Carries out a command: the user agent of the person who gives it does the work. A person without a user agent
    /// cannot give any; `replay` refuses such a command before it comes here.
    fn obey(&mut self, command: &Command, journal: &mut Journal) {
        if let Some(host) = self.topology.agent_for(command) {
            self.tell(host, Event::Command(command), journal);
        }
    }

    fn happen(&mut self, cause: Cause, journal: &mut Journal) {
        match cause {
            Cause::RequestArrives(conn) => {
                let server = self.net.host(conn, Side::Server);
                let port = self.net.port(conn).unwrap_or_default();
                let listens = server.and_then(|host| self.actor(host)).is_some_and(|actor| actor.listens(port));
                self.air(journal).request_arrived(conn, listens);
            }
            Cause::AnswerArrives(conn) => match self.air(journal).request_answered(conn) {
                Some(Ok(client)) => self.tell(client, Event::Opened(conn), journal),
                Some(Err((client, why))) => self.tell(client, Event::NotOpened(conn, why), journal),
                None => {}
            },
            Cause::HandshakeEnds(conn) => {
                if let (Some(host), Some(port)) = (self.net.host(conn, Side::Server), self.net.port(conn)) {
                    self.tell(host, Event::Accepted(conn, port), journal);
                }
            }
            Cause::SegmentArrives(conn, side, octets) => {
                if let Some(host) = self.net.host(conn, side) {
                    self.tell(host, Event::Octets(conn, side, &octets), journal);
                }
            }
            Cause::CloseArrives(conn, side) => {
                if let Some(host) = self.net.host(conn, side) {
                    self.tell(host, Event::PeerClosed(conn, side), journal);
                }
                let mut air = self.air(journal);
                // Whatever the machine made of it: a half-open connection serves nobody in this world.
                air.close(conn, side);
                air.close_arrived(conn, side);
            }
            Cause::ConnDeadline(conn, side) => {
                self.net.deadline_fired(conn, side);
                if let Some(host) = self.net.host(conn, side) {
                    self.tell(host, Event::Deadline(conn, side), journal);
                }
            }
            Cause::DatagramArrives { from, to, octets } => {
                self.tell(to, Event::Datagram { from, octets: &octets }, journal);
            }
            Cause::NameDeadline(host) => self.tell(host, Event::NameDeadline, journal),
            Cause::Task(host, task) => self.tell(host, Event::Task(task), journal),
        }
    }

    fn tell(&mut self, host: HostId, event: Event<'_>, journal: &mut Journal) {
        let Some(actor) = self.actors.get_mut(host.index()) else { return };
        let mut air = Air {
            now: self.now,
            step: self.step,
            topology: &self.topology,
            net: &mut self.net,
            causes: &mut self.causes,
            journal,
            ledger: &mut self.ledger,
        };
        Arc::<Actor>::make_mut(actor).handle(event, &mut air);
    }

    fn air<'a>(&'a mut self, journal: &'a mut Journal) -> Air<'a> {
        Air {
            now: self.now,
            step: self.step,
            topology: &self.topology,
            net: &mut self.net,
            causes: &mut self.causes,
            journal,
            ledger: &mut self.ledger,
        }
    }

    /// The host that the next step concerns, for showing where something is about to happen.
    #[must_use]
    pub fn next_host(&self) -> Option<HostId> {
        let at = self.next_at()?;
        if let Some((planned, command)) = self.agenda.get(self.agenda_next)
            && *planned == at
        {
            return self.topology.agent_for(command);
        }
        match self.causes.peek()? {
            Cause::RequestArrives(conn) | Cause::HandshakeEnds(conn) => self.net.host(*conn, Side::Server),
            Cause::AnswerArrives(conn) => self.net.host(*conn, Side::Client),
            Cause::SegmentArrives(conn, side, _)
            | Cause::CloseArrives(conn, side)
            | Cause::ConnDeadline(conn, side) => self.net.host(*conn, *side),
            Cause::DatagramArrives { to: host, .. } | Cause::NameDeadline(host) | Cause::Task(host, _) => Some(*host),
        }
    }
}

impl Topology {
    /// The host whose user agent carries out `command`, if the person has one.
    #[must_use]
    pub fn agent_for(&self, command: &Command) -> Option<HostId> {
        self.mailbox(self.mailbox_of(command.user())?).client
    }
}

/// Why a connection failed, in the words of a log.
pub(super) fn connection_failure(why: NoConnection) -> &'static str {
    match why {
        NoConnection::Refused => "connection refused",
        NoConnection::TimedOut => "connection timed out",
    }
}
