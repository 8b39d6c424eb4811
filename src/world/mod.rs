//! Everything that can change, turned one cause at a time.
//!
//! A [`World`] is one value: hosts with their machines, queues, mailboxes and caches; connections; the queue of causes;
//! the clock; the streams of chance. It is `Clone + PartialEq`, and a clone is cheap, because hosts are shared until they
//! change. [`World::turn`] takes the next cause, lets the host that it concerns act, and writes what happened into a
//! journal. There is no other way in than [`Command`]s, and no other way out than the journal and the world's own state.
//!
//! Left out: any clock, file, socket or thread (`bridge`, `cli`, `gui`), and how a scenario becomes a world
//! (`scenario::build`).

pub mod actor;
mod causes;
mod command;
pub mod ledger;
mod net;
mod step;
mod topology;

pub use causes::{Cause, Causes, Order};
pub use command::{Attachment, Command, NewMail, SignIn};
pub use net::{Air, CONNECT_TIMEOUT, Cargo, Net};
pub use step::{Limits, Turn};
pub use topology::{DomainCard, HostCard, HostRole, MailboxCard, Topology};

use std::sync::Arc;

use crate::base::id::HostId;
use crate::base::time::SimTime;
use crate::journal::Bound;

use actor::Actor;
use ledger::Ledger;

/// A command with the moment at which it is given.
pub type Agenda = Arc<[(SimTime, Command)]>;

/// The whole simulated world at one moment.
#[derive(Clone, PartialEq, Debug)]
pub struct World {
    now: SimTime,
    step: u32,
    topology: Arc<Topology>,
    actors: Vec<Arc<Actor>>,
    net: Net,
    causes: Causes,
    ledger: Ledger,
    agenda: Agenda,
    agenda_next: usize,
    limits: Limits,
    stopped: Option<Bound>,
}

impl World {
    /// A world at its start: `actors` stand in the order of the topology's hosts, and `agenda` is sorted by time.
    #[must_use]
    pub fn new(topology: Arc<Topology>, actors: Vec<Actor>, agenda: Agenda, limits: Limits) -> Self {
        debug_assert_eq!(topology.hosts.len(), actors.len(), "each host has its actor");
        debug_assert!(agenda.is_sorted_by_key(|(at, _)| *at), "the agenda is sorted by time");
        Self {
            now: SimTime::ZERO,
            step: 0,
            topology,
            actors: actors.into_iter().map(Arc::new).collect(),
            net: Net::default(),
            causes: Causes::default(),
            ledger: Ledger::default(),
            agenda,
            agenda_next: 0,
            limits,
            stopped: None,
        }
    }

    /// The moment of the last step.
    #[must_use]
    pub fn now(&self) -> SimTime {
        self.now
    }

    /// How many steps have been taken: the number of the next one.
    #[must_use]
    pub fn steps(&self) -> u32 {
        self.step
    }

    /// What does not change.
    #[must_use]
    pub fn topology(&self) -> &Arc<Topology> {
        &self.topology
    }

    /// A host's actor.
    #[must_use]
    pub fn actor(&self, host: HostId) -> Option<&Actor> {
        self.actors.get(host.index()).map(|actor| &**actor)
    }

    /// The connections.
    #[must_use]
    pub fn net(&self) -> &Net {
        &self.net
    }

    /// Who answers for which mail.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The bound that stopped the world, if one did.
    #[must_use]
    pub fn stopped(&self) -> Option<Bound> {
        self.stopped
    }
}
