//! What hosts are called when there is little room: the shortest name that is still clear.

use std::collections::BTreeMap;

use crate::base::id::HostId;
use crate::journal::{Fact, Journal, Side};
use crate::world::{HostRole, Topology};

use super::scene::Protocol;

/// Short names of hosts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Names {
    short: Vec<Box<str>>,
}

impl Names {
    /// The first label of each host's name (`correo`, `ana`) where no other host shares it, or else the whole name.
    #[must_use]
    pub fn new(topology: &Topology) -> Self {
        let first = |name: &str| name.split(['@', '.']).next().unwrap_or_default().to_owned();
        let mut uses: BTreeMap<String, u32> = BTreeMap::new();
        for host in &topology.hosts {
            *uses.entry(first(&host.name)).or_default() += 1;
        }
        let short = |host: &crate::world::HostCard| match host.role {
            HostRole::Resolver => "DNS".into(),
            HostRole::Authority => host.name.clone(),
            _ if uses.get(&first(&host.name)) == Some(&1) => first(&host.name).into(),
            _ => host.name.clone(),
        };
        Self { short: topology.hosts.iter().map(short).collect() }
    }

    /// A host's short name.
    #[must_use]
    pub fn of(&self, host: HostId) -> &str {
        self.short.get(host.index()).map_or("?", |name| name)
    }
}

/// Who does a thing, and to whom, if it goes from one host to another.
#[must_use]
pub fn ends(journal: &Journal, topology: &Topology, fact: &Fact) -> Option<(HostId, Option<HostId>)> {
    let of_conn = |conn, side| {
        let card = journal.conn(conn)?;
        Some(match side {
            Side::Client => (card.client, card.server),
            Side::Server => (card.server?, Some(card.client)),
        })
    };
    match *fact {
        Fact::Opening { conn, .. } | Fact::Opened { conn } | Fact::NotOpened { conn, .. } => {
            of_conn(conn, Side::Client)
        }
        Fact::Line { conn, side, .. } | Fact::Closing { conn, side, .. } => of_conn(conn, side),
        Fact::SignedIn { conn, .. } => of_conn(conn, Side::Server).map(|(server, _)| (server, None)),
        Fact::Datagram { from, to, .. } => Some((from, Some(to))),
        Fact::Written { mail } | Fact::NotSent { mail, .. } => journal.mail(mail).map(|card| (card.author, None)),
        Fact::Lookup { host, .. }
        | Fact::Custody { host, .. }
        | Fact::Queued { host, .. }
        | Fact::Routed { host, .. }
        | Fact::Dequeued { host, .. }
        | Fact::Fetched { host, .. }
        | Fact::Held { host, .. } => Some((host, None)),
        Fact::Storing { mailbox, .. } | Fact::Delivered { mailbox, .. } => {
            Some((topology.mailbox(mailbox).server, None))
        }
        Fact::NotFetched { mailbox, .. } => topology.mailbox(mailbox).client.map(|host| (host, None)),
        Fact::Bounded { .. } => None,
    }
}

/// The protocol to which a fact belongs.
#[must_use]
pub fn protocol(journal: &Journal, fact: &Fact) -> Protocol {
    match *fact {
        Fact::Line { conn, .. } | Fact::SignedIn { conn, .. } => match journal.conn(conn).map(|card| card.port) {
            Some(crate::world::actor::POP3) => Protocol::Pop3,
            _ => Protocol::Smtp,
        },
        Fact::Opening { .. } | Fact::Opened { .. } | Fact::NotOpened { .. } | Fact::Closing { .. } => Protocol::Tcp,
        Fact::Datagram { .. } | Fact::Lookup { .. } => Protocol::Dns,
        Fact::Fetched { .. } | Fact::NotFetched { .. } => Protocol::Pop3,
        _ => Protocol::Local,
    }
}
