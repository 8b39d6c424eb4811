//! From a scenario to a world: hosts, addresses, zones, servers, and the agenda.
//!
//! What the author did not say gets a default here: addresses from the ranges that the standards set aside for examples
//! (RFC 5737, RFC 2544), a name server for each domain, a registry for each top-level domain, one resolver for all.

mod addresses;
mod zones;

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;
use std::sync::Arc;

use crate::base::id::{DomainId, HostId, MailboxId};
use crate::base::time::SimTime;
use crate::proto::dns::authority::Authority;
use crate::proto::dns::resolver::{Resolver, ResolverConfig};
use crate::proto::dns::stub::{Stub, StubConfig};
use crate::proto::pop3::server as pop3;
use crate::proto::smtp::{client::ClientConfig, server as smtp};
use crate::wire::dns::Name;
use crate::wire::smtp::Mailbox;
use crate::world::actor::{Actor, AuthorityHost, MailServer, MailServerSetup, ResolverHost, UserAgent};
use crate::world::{
    Agenda, Attachment, Command, DomainCard, HostCard, HostRole, Limits, MailboxCard, NewMail, SignIn, Topology, World,
};

use super::model::{self, Domain, MxPlan, Scenario, What};
use addresses::Addresses;
use zones::Zones;

/// The name of the resolver that all mail servers ask.
pub const RESOLVER: &str = "resolver.example.net";
/// Deliveries that a server makes at once (Postfix: `default_process_limit`).
const DELIVERIES_AT_ONCE: usize = 100;
/// Recipients that a server puts into one transaction (Postfix: `default_destination_recipient_limit`).
const RECIPIENTS_IN_ONE_TRANSACTION: usize = 50;

/// The world at the beginning of `scenario`, with all chance drawn from `seed`.
#[must_use]
pub fn world(scenario: &Scenario, seed: u64) -> World {
    let mut builder = Builder::new(scenario);
    builder.place_names();
    for (index, domain) in scenario.domains.iter().enumerate() {
        builder.place_domain(DomainId::from_index(index), domain);
    }
    for (index, domain) in scenario.domains.iter().enumerate() {
        builder.place_users(DomainId::from_index(index), domain);
    }
    builder.finish(seed)
}

/// A mail server on its way: which host, and which limits its author gave it.
struct ServerPlan {
    host: HostId,
    max_size: u64,
    max_recipients: u32,
}

struct Builder<'a> {
    scenario: &'a Scenario,
    topology: Topology,
    addresses: Addresses,
    zones: Zones,
    resolver: HostId,
    servers: BTreeMap<String, ServerPlan>,
    /// Users who do something on the timeline: they need a user agent even if they come from a population.
    busy: BTreeSet<String>,
}

impl<'a> Builder<'a> {
    fn new(scenario: &'a Scenario) -> Self {
        let mut topology = Topology::new(scenario.calendar, scenario.network.latency, scenario.network.local);
        let index_of = |name: &str| scenario.domains.iter().position(|domain| domain.name == name);
        for link in &scenario.links {
            if let (Some(a), Some(b)) = (index_of(&link.between.0), index_of(&link.between.1)) {
                let (a, b) = (DomainId::from_index(a), DomainId::from_index(b));
                topology.distances.insert((a.min(b), a.max(b)), link.latency);
            }
        }
        let explicit = scenario.domains.iter().flat_map(|domain| &domain.servers).filter_map(|server| server.address);
        let busy = scenario.timeline.iter().map(|action| match &action.what {
            What::Send(mail) => mail.from.to_string(),
            What::Check { user, .. } => user.to_string(),
        });
        Self {
            scenario,
            topology,
            addresses: Addresses::new(explicit),
            zones: Zones::default(),
            resolver: HostId::default(),
            servers: BTreeMap::new(),
            busy: busy.map(|address| address.to_ascii_lowercase()).collect(),
        }
    }

    /// The machinery of the name system: one resolver, the root, and a registry for each top-level domain.
    fn place_names(&mut self) {
        self.resolver = self.add_infrastructure(RESOLVER, HostRole::Resolver);
        let root = self.add_infrastructure("a.root-servers.net", HostRole::Authority);
        self.zones.add_root(root, &self.topology);
        let tops: BTreeSet<&str> = self
            .scenario
            .domains
            .iter()
            .filter_map(|domain| domain.name.rsplit_once('.'))
            .map(|(_, top)| top)
            .collect();
        for top in tops {
            let registry = self.add_infrastructure(&format!("a.nic.{top}"), HostRole::Authority);
            self.zones.add_registry(top, registry, &self.topology);
        }
    }

    fn add_infrastructure(&mut self, name: &str, role: HostRole) -> HostId {
        let address = self.addresses.infrastructure();
        self.topology.add_host(HostCard { name: name.into(), address, domain: None, role, place: None })
    }

    /// A domain's machines and its zone.
    fn place_domain(&mut self, id: DomainId, domain: &Domain) {
        let mut hosts = Vec::new();
        for server in &domain.servers {
            let address = server.address.unwrap_or_else(|| self.addresses.server(id));
            let host = self.add_host(&server.name, address, id, HostRole::MailServer, server.at);
            let plan = ServerPlan { host, max_size: server.max_size, max_recipients: server.max_recipients };
            self.servers.insert(server.name.clone(), plan);
            hosts.push(host);
        }
        if let Some(web) = &domain.web {
            let address = self.addresses.web(id);
            hosts.push(self.add_host(web, address, id, HostRole::Web, None));
        }
        let name_server = format!("ns.{}", domain.name);
        let address = self.addresses.name_server(id);
        let name_server = self.add_host(&name_server, address, id, HostRole::Authority, None);
        hosts.push(name_server);
        let exchangers: Vec<(u16, &str)> = match &domain.mx {
            MxPlan::FromServers => {
                domain.servers.iter().filter_map(|server| Some((server.mx?, server.name.as_str()))).collect()
            }
            MxPlan::Explicit(list) => list.iter().map(|(preference, name)| (*preference, name.as_str())).collect(),
        };
        let text = zones::domain_text(domain, &exchangers, &hosts, &self.topology);
        self.zones.add_domain(&domain.name, name_server, &text, &self.topology);
        self.topology.add_domain(DomainCard {
            name: domain.name.as_str().into(),
            family: domain.family.as_deref().map(Into::into),
            place: domain.at,
            zone: text.into(),
            exchangers: exchangers.iter().map(|(preference, name)| (*preference, (*name).into())).collect(),
            name_server,
        });
    }

    fn add_host(
        &mut self,
        name: &str,
        address: Ipv4Addr,
        domain: DomainId,
        role: HostRole,
        place: Option<(f32, f32)>,
    ) -> HostId {
        self.topology.add_host(HostCard { name: name.into(), address, domain: Some(domain), role, place })
    }

    /// A domain's mailboxes and the machines of its users, once all servers stand: a domain may lodge with another.
    fn place_users(&mut self, id: DomainId, domain: &Domain) {
        let lodging = match &domain.mx {
            MxPlan::Explicit(list) => list.iter().min_by_key(|(preference, _)| *preference).map(|(_, name)| name),
            MxPlan::FromServers => {
                let exchangers = domain.servers.iter().filter(|server| server.mx.is_some());
                exchangers.min_by_key(|server| server.mx).map(|server| &server.name)
            }
        };
        let first = domain.servers.first().map(|server| &server.name);
        let host_of = |name: Option<&String>| name.and_then(|name| self.servers.get(name)).map(|plan| plan.host);
        let Some(server) = host_of(lodging).or_else(|| host_of(first)) else { return };
        let submission = host_of(first).unwrap_or(server);
        for user in &domain.users {
            let address = format!("{}@{}", user.name, domain.name);
            let client = (user.listed || self.busy.contains(&address.to_ascii_lowercase())).then(|| {
                let free = self.addresses.client(id);
                self.add_host(&address, free, id, HostRole::Client, user.at)
            });
            self.topology.add_mailbox(MailboxCard {
                display: user.display.clone().unwrap_or_else(|| capitalised(&user.name)).into(),
                address: address.into(),
                password: user.password.as_str().into(),
                domain: id,
                server,
                submission,
                client,
                listed: user.listed,
            });
        }
        // RFC 5321 §4.5.1: mail to the postmaster must always find somebody.
        if domain.user("postmaster").is_none() {
            self.topology.add_mailbox(MailboxCard {
                address: format!("postmaster@{}", domain.name).into(),
                display: "Postmaster".into(),
                password: "postmaster-secreto".into(),
                domain: id,
                server,
                submission,
                client: None,
                listed: false,
            });
        }
    }

    fn finish(self, seed: u64) -> World {
        let Self { scenario, topology, zones, resolver, servers, .. } = self;
        let resolver_address = topology.host(resolver).address;
        let hints = zones.root_hints(&topology);
        let mut zones = zones.by_host();
        let plans: BTreeMap<HostId, ServerPlan> = servers.into_values().map(|plan| (plan.host, plan)).collect();
        let agents: BTreeMap<HostId, MailboxId> = topology
            .mailboxes
            .iter()
            .enumerate()
            .filter_map(|(index, card)| Some((card.client?, MailboxId::from_index(index))))
            .collect();
        let mut actors = Vec::with_capacity(topology.hosts.len());
        for (index, card) in topology.hosts.iter().enumerate() {
            let host = HostId::from_index(index);
            actors.push(match card.role {
                HostRole::Client => Actor::UserAgent(UserAgent::new(host, agents[&host])),
                HostRole::MailServer => mail_server(host, &plans[&host], &topology, resolver_address, seed),
                HostRole::Resolver => {
                    let config = ResolverConfig { root_hints: hints.clone(), ..ResolverConfig::default() };
                    let resolver = Resolver::new(Arc::new(config), seed, &format!("{}/ids", card.name));
                    Actor::Resolver(Box::new(ResolverHost::new(host, resolver)))
                }
                HostRole::Authority => {
                    let zones = zones.remove(&host).unwrap_or_default();
                    Actor::Authority(AuthorityHost::new(host, Authority::new(zones)))
                }
                HostRole::Web => Actor::Web,
            });
        }
        let limits = Limits {
            steps: u32::try_from(scenario.limits.steps).unwrap_or(u32::MAX),
            horizon: scenario.limits.horizon,
            ..Limits::default()
        };
        World::new(Arc::new(topology), actors, agenda(scenario), limits)
    }
}

fn mail_server(host: HostId, plan: &ServerPlan, topology: &Topology, resolver: Ipv4Addr, seed: u64) -> Actor {
    let name = topology.host(host).name.clone();
    let here = || topology.mailboxes.iter().enumerate().filter(|(_, card)| card.server == host);
    let local = here().map(|(_, card)| (topology.domains[card.domain.index()].name.clone(), card.domain)).collect();
    let service = |service| {
        let mut config = smtp::ServerConfig::new(name.clone(), service);
        config.max_size = plan.max_size;
        config.max_recipients = plan.max_recipients;
        Arc::new(config)
    };
    let local: BTreeMap<Box<str>, DomainId> = local;
    let home = local.keys().next().unwrap_or(&name);
    // A domain that the loader let pass makes an address with `postmaster`; a server's own name always does.
    let postmaster = Mailbox::parse(&format!("postmaster@{home}")).or_else(|_| Mailbox::parse("postmaster@localhost"));
    let Ok(postmaster) = postmaster else { return Actor::Web };
    let setup = MailServerSetup {
        host,
        postmaster,
        client: Arc::new(ClientConfig::new(name.clone())),
        own: name.parse().ok(),
        relayed: relayed(host, &name, topology),
        local,
        resolver,
        relay: service(smtp::Service::Relay),
        submission: service(smtp::Service::Submission),
        retrieval: Arc::new(pop3::ServerConfig::new(name.clone())),
        deliveries_at_once: DELIVERIES_AT_ONCE,
        recipients_in_one_transaction: RECIPIENTS_IN_ONE_TRANSACTION,
        name: name.clone(),
    };
    let stub = Stub::new(Arc::new(StubConfig::default()), seed, &format!("{name}/dns-ids"));
    let mailboxes = here().map(|(index, _)| MailboxId::from_index(index));
    Actor::MailServer(Box::new(MailServer::new(Arc::new(setup), stub, seed, mailboxes)))
}

/// The domains for which `host` is an exchanger while their mailboxes are on another one, with that one's name.
fn relayed(host: HostId, name: &str, topology: &Topology) -> BTreeMap<Box<str>, Name> {
    let exchanges = |card: &&DomainCard| card.exchangers.iter().any(|(_, exchanger)| **exchanger == *name);
    let elsewhere = |card: &DomainCard| {
        let at_home = |mailbox: &&MailboxCard| topology.domains[mailbox.domain.index()].name == card.name;
        let home = topology.mailboxes.iter().find(at_home)?.server;
        let name = if home == host { None } else { topology.host(home).name.parse().ok() };
        Some((card.name.clone(), name?))
    };
    topology.domains.iter().filter(exchanges).filter_map(elsewhere).collect()
}

fn agenda(scenario: &Scenario) -> Agenda {
    scenario
        .timeline
        .iter()
        .map(|action| (action.at, command(&action.what)))
        .collect::<Vec<(SimTime, Command)>>()
        .into()
}

fn command(what: &What) -> Command {
    let addresses = |list: &[model::Address]| list.iter().map(ToString::to_string).collect();
    match what {
        What::Check { user, keep } => Command::Check { user: user.to_string(), keep: *keep },
        What::Send(mail) => Command::Send(Box::new(NewMail {
            from: mail.from.to_string(),
            to: addresses(&mail.to),
            cc: addresses(&mail.cc),
            bcc: addresses(&mail.bcc),
            subject: mail.subject.clone(),
            body: mail.body.to_string(),
            attachments: mail
                .attachments
                .iter()
                .map(|file| Attachment {
                    name: file.name.clone(),
                    content_type: file.content_type.clone(),
                    content: file.content.clone(),
                })
                .collect(),
            sign_in: match &mail.sign_in {
                model::SignIn::Normal => SignIn::Normal,
                model::SignIn::Never => SignIn::Never,
                model::SignIn::Password(password) => SignIn::Password(password.clone()),
            },
        })),
    }
}

/// `Ana` for `ana`.
fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
