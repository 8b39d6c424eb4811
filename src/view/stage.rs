//! The scene of a moment: the layout, filled with what is true then.
//!
//! [`Stage`] is made once for a record and knows what does not move; [`Stage::scene`] is a pure function of the moment.
//! What is flying is found in the journal (it left before the moment and arrives after it); how much waits where is
//! read from the world at the cursor.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::id::{DomainId, HostId};
use crate::base::time::{SimTime, Span};
use crate::journal::{Fact, Journal, Side};
use crate::wire::LineKind;
use crate::wire::dns::{Message, Rcode};
use crate::world::actor::Actor;
use crate::world::actor::mail_server::Maildrop;
use crate::world::{HostRole, Topology, World};

use super::gloss;
use super::layout::{Layout, Spot};
use super::lens::{Lens, arrival};
use super::names::{Names, ends, protocol};
use super::scene::{Caption, Flight, Ground, Link, Place, Point, Protocol, Scene, SceneId};
use super::transcript::{Reader, subject};
use super::words::Words;

/// Letters of a flight's label.
const LABEL: usize = 14;

/// What does not move.
#[derive(Clone, PartialEq, Debug)]
pub struct Stage {
    layout: Layout,
    names: Names,
    /// Pairs of places between which something passes in this record, lower index first. The tiles of one ground share
    /// one line, to the first of them: a hundred lines side by side say less than one.
    links: BTreeSet<(usize, usize)>,
    /// The longest time that anything is under way.
    longest: Span,
}

/// The record and the moment that a scene is drawn of.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    /// The record.
    pub journal: &'a Journal,
    /// The world at the cursor.
    pub world: &'a World,
    /// The lens of the record.
    pub lens: &'a Lens,
    /// The moment, in simulated time.
    pub at: SimTime,
    /// The moment, in screen time: finer than `at` inside a flight.
    pub screen: f64,
    /// The language.
    pub words: &'a Words,
}

impl Stage {
    /// The stage for a record.
    #[must_use]
    pub fn new(topology: &Topology, journal: &Journal) -> Self {
        let layout = Layout::new(topology, journal);
        let mut links = BTreeSet::new();
        let mut longest = Span::ZERO;
        for entry in journal.entries() {
            if let Some(arrives) = arrival(&entry.fact) {
                longest = longest.max(arrives.since(entry.at));
            }
            let (from, to) = match entry.fact {
                Fact::Opening { conn, .. } => {
                    let card = journal.conn(conn);
                    (card.map(|card| card.client), card.and_then(|card| card.server))
                }
                Fact::Datagram { from, to, .. } => (Some(from), Some(to)),
                Fact::Storing { mailbox, .. } => {
                    let server = layout.of_host.get(&topology.mailbox(mailbox).server);
                    let mailbox = layout.of_mailbox.get(&mailbox);
                    link(&mut links, server.copied(), mailbox.copied());
                    continue;
                }
                _ => continue,
            };
            let place = |host: Option<HostId>| host.and_then(|host| layout.anchor_of(host));
            link(&mut links, place(from), place(to));
        }
        Self { names: Names::new(topology), layout, links, longest }
    }

    /// Short names of hosts.
    #[must_use]
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Where everything stands.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The scene at a moment.
    #[must_use]
    pub fn scene(&self, moment: &Moment<'_>) -> Scene {
        let flights = self.flights(moment);
        let caption = self.caption(moment, &flights);
        Scene {
            grounds: self.layout.plots.iter().map(|plot| self.ground(plot, moment)).collect(),
            places: self.places(moment, &flights),
            links: self.links(moment),
            bounds: self.layout.bounds,
            flights,
            caption,
        }
    }

    fn ground(&self, plot: &super::layout::Plot, moment: &Moment<'_>) -> Ground {
        let topology = moment.world.topology();
        let name = |domain: &DomainId| topology.domains[domain.index()].name.to_string();
        let (title, subtitle) = match &plot.domains[..] {
            [] => (moment.words.get("ground-names"), String::new()),
            [domain] => (name(domain), network(topology, *domain)),
            [first, .., last] => {
                let values = [("first", name(first).into()), ("last", name(last).into())];
                let count = [("count", plot.domains.len().into())];
                (moment.words.with("ground-family", &count), moment.words.with("ground-family-names", &values))
            }
        };
        Ground { id: plot.id, title, subtitle, area: plot.area }
    }

    fn places(&self, moment: &Moment<'_>, flights: &[Flight]) -> Vec<Place> {
        let next = moment.world.next_host().and_then(|host| self.layout.of_host.get(&host));
        let ends: Vec<Point> = flights.iter().flat_map(|flight| [flight.from, flight.to]).collect();
        let place = |(index, spot): (usize, &Spot)| {
            let (name, role) = self.label(spot, moment);
            Place {
                id: spot.id,
                kind: spot.kind,
                name,
                role,
                area: spot.area,
                waiting: waiting(spot, moment.world),
                stands_for: spot.stands_for,
                mini: spot.mini,
                custody: spot.host.is_some_and(|host| has_queue(host, moment.world)),
                active: ends.contains(&spot.area.centre),
                next: next == Some(&index),
            }
        };
        self.layout.spots.iter().enumerate().map(place).collect()
    }

    /// A place's name and role.
    fn label(&self, spot: &Spot, moment: &Moment<'_>) -> (String, String) {
        use super::scene::PlaceKind;
        let (topology, words) = (moment.world.topology(), moment.words);
        match spot.kind {
            PlaceKind::Mailbox => match &spot.mailboxes[..] {
                [mailbox] => (topology.mailbox(*mailbox).display.to_string(), words.get("role-mailbox")),
                many => (words.with("place-mailboxes", &[("count", many.len().into())]), words.get("role-mailboxes")),
            },
            PlaceKind::NameServer if spot.mini => (self.zone_label(spot, topology, words), String::new()),
            PlaceKind::NameServer => ("DNS".to_owned(), words.get("role-resolver")),
            PlaceKind::MailServer if spot.mini => Default::default(),
            PlaceKind::MailServer => {
                let card = spot.host.map(|host| topology.host(host));
                let name = card.map(|card| first_label(&card.name)).unwrap_or_default();
                (name, spot.host.map(|host| server_role(topology, host, words)).unwrap_or_default())
            }
            PlaceKind::WebServer => {
                let name = spot.host.map(|host| topology.host(host).name.to_string()).unwrap_or_default();
                (name, words.get("role-web"))
            }
            PlaceKind::Client => {
                let owner = spot.host.and_then(|host| owner(topology, host)).unwrap_or_default();
                (owner, words.get("role-client"))
            }
        }
    }

    /// What a name server answers for: `raíz`, `com`, `empresa.com`, or how many it stands for.
    fn zone_label(&self, spot: &Spot, topology: &Topology, words: &Words) -> String {
        let Some(host) = spot.host else { return String::new() };
        if spot.stands_for > 1 {
            return words.with("place-name-servers", &[("count", spot.stands_for.into())]);
        }
        let card = topology.host(host);
        match card.domain {
            Some(domain) => topology.domains[domain.index()].name.to_string(),
            None if card.name.contains("root-servers") => words.get("role-root"),
            None => card.name.rsplit('.').next().unwrap_or_default().to_owned(),
        }
    }

    fn links(&self, moment: &Moment<'_>) -> Vec<Link> {
        let mut open: BTreeMap<(usize, usize), Protocol> = BTreeMap::new();
        for (_, client, server, port) in moment.world.net().open() {
            let place = |host: HostId| self.layout.anchor_of(host);
            if let (Some(a), Some(b)) = (place(client), server.and_then(place)) {
                let protocol = if port == crate::world::actor::POP3 { Protocol::Pop3 } else { Protocol::Smtp };
                open.insert((a.min(b), a.max(b)), protocol);
            }
        }
        let end = |index: usize, towards: usize| {
            let towards = self.layout.spots[towards].area.centre;
            self.layout
                .ground_of_tile(index)
                .map_or(self.layout.spots[index].area.centre, |ground| ground.facing(towards))
        };
        let narrow = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        self.links
            .iter()
            .map(|&(a, b)| Link {
                id: SceneId::Link(narrow(a), narrow(b)),
                from: end(a, b),
                to: end(b, a),
                open: open.get(&(a, b)).copied(),
            })
            .collect()
    }

    /// What is under way: it left at the moment or before, and arrives after it. What leaves together on one connection
    /// is one flight.
    fn flights(&self, moment: &Moment<'_>) -> Vec<Flight> {
        let (journal, at) = (moment.journal, moment.at);
        let first = journal.first_at(at - self.longest);
        let mut flights: Vec<Flight> = Vec::new();
        let mut said: BTreeMap<(Point2, Point2, Protocol, String), usize> = BTreeMap::new();
        let mut group: Option<(u32, Side, SimTime)> = None;
        for (offset, entry) in journal.entries()[first..].iter().enumerate() {
            if entry.at > at {
                break;
            }
            let Some(arrives) = arrival(&entry.fact).filter(|arrives| *arrives > at) else { continue };
            if let Fact::Line { conn, side, .. } = entry.fact {
                let key = (conn.0, side, entry.at);
                if group == Some(key) {
                    if let Some(flight) = flights.last_mut() {
                        add_line(flight, journal, &entry.fact);
                    }
                    continue;
                }
                group = Some(key);
            }
            let Some((from, to)) = self.way(&entry.fact, moment) else { continue };
            let id = SceneId::Flight(u32::try_from(first + offset).unwrap_or(u32::MAX));
            let start = moment.lens.screen_of(entry.at);
            let end = moment.lens.screen_of(arrives);
            let share = ((moment.screen - start) / (end - start).max(1e-9)).clamp(0.0, 1.0) as f32;
            let mut flight = Flight {
                id,
                protocol: protocol(journal, &entry.fact),
                label: String::new(),
                carries_mail: false,
                answer: false,
                refusal: super::events::refuses(journal, &entry.fact),
                count: 1,
                mini: from.mini || to.mini,
                from: from.area.centre,
                to: to.area.centre,
                progress: share * share * 2.0_f32.mul_add(-share, 3.0),
            };
            describe(&mut flight, journal, &entry.fact, moment.words);
            // Many that say the same on tiny tiles: one of them speaks for all.
            if flight.mini {
                let cluster = if to.mini { from } else { to };
                let key = (point_key(cluster.area.centre), (0, 0), flight.protocol, flight.label.clone());
                match said.get(&key) {
                    Some(&first) => {
                        flights[first].count += 1;
                        flight.label.clear();
                    }
                    None => {
                        said.insert(key, flights.len());
                    }
                }
            }
            flights.push(flight);
        }
        flights
    }

    /// From which place to which a fact flies.
    fn way(&self, fact: &Fact, moment: &Moment<'_>) -> Option<(&Spot, &Spot)> {
        let topology = moment.world.topology();
        let place = |host: HostId| self.layout.of_host.get(&host).map(|&index| &self.layout.spots[index]);
        if let Fact::Storing { mailbox, .. } = *fact {
            let server = place(topology.mailbox(mailbox).server)?;
            let mailbox = self.layout.of_mailbox.get(&mailbox).map_or(server, |&index| &self.layout.spots[index]);
            return Some((server, mailbox));
        }
        let (from, to) = ends(moment.journal, topology, fact)?;
        Some((place(from)?, place(to?)?))
    }

    /// The sentence for the newest thing that is flying.
    fn caption(&self, moment: &Moment<'_>, flights: &[Flight]) -> Option<Caption> {
        let flight = flights.iter().rev().find(|flight| !flight.label.is_empty())?;
        let SceneId::Flight(entry) = flight.id else { return None };
        let topology = moment.world.topology();
        let reader = Reader { journal: moment.journal, topology, names: &self.names, words: moment.words };
        let row = reader.row(entry)?;
        if row.gloss.is_empty() {
            return None;
        }
        let title = if row.to.is_empty() { row.from } else { format!("{} → {}", row.from, row.to) };
        Some(Caption { about: flight.id, at: flight.position(), title, body: row.gloss })
    }
}

type Point2 = (i32, i32);

fn point_key(point: Point) -> Point2 {
    (point.x as i32, point.y as i32)
}

fn link(links: &mut BTreeSet<(usize, usize)>, a: Option<usize>, b: Option<usize>) {
    if let (Some(a), Some(b)) = (a, b)
        && a != b
    {
        links.insert((a.min(b), a.max(b)));
    }
}

/// Labels a flight by its first line.
fn describe(flight: &mut Flight, journal: &Journal, fact: &Fact, words: &Words) {
    match *fact {
        Fact::Line { side, .. } => {
            flight.answer = side == Side::Server;
            add_line(flight, journal, fact);
        }
        Fact::Datagram { octets, .. } => {
            if let Ok(message) = Message::parse(journal.octets(octets)) {
                flight.answer = message.header.response;
                flight.label = dns_label(&message, words);
            }
        }
        Fact::Storing { mail, .. } => {
            flight.carries_mail = true;
            let subject = journal.mail(mail).map(|card| journal.words(card.subject).into_owned());
            flight.label = shortened(&subject.unwrap_or_default());
        }
        _ => {}
    }
}

/// Adds what a further line of the same segment says.
fn add_line(flight: &mut Flight, journal: &Journal, fact: &Fact) {
    let Fact::Line { kind, text, .. } = *fact else { return };
    let octets = journal.octets(text);
    flight.refusal |= gloss::refuses(flight.protocol, kind, octets);
    match kind {
        LineKind::Content => {
            flight.carries_mail = true;
            flight.label = shortened(&subject(octets).unwrap_or_default());
        }
        LineKind::Auth => flight.label = "AUTH".to_owned(),
        LineKind::Command | LineKind::Reply => {
            let word = octets.split(|b| b" -\r\n".contains(b)).next().unwrap_or_default();
            let word = if kind == LineKind::Reply && octets.first() == Some(&b'-') { b"-ERR" } else { word };
            let word = String::from_utf8_lossy(word).to_ascii_uppercase();
            // A group of commands names each verb once: `MAIL·RCPT·DATA`.
            let known = flight.label.split('·').any(|said| said == word);
            if !known && !flight.carries_mail && flight.label.len() + word.len() < LABEL + 4 {
                let dot = if flight.label.is_empty() { "" } else { "·" };
                flight.label.push_str(dot);
                flight.label.push_str(&word);
            }
        }
    }
}

/// `MX?` for a question; for an answer its type, or what kind of no it is.
fn dns_label(message: &Message, words: &Words) -> String {
    let rtype = message.question.as_ref().map(|question| question.rtype.to_string()).unwrap_or_default();
    if !message.header.response {
        return format!("{rtype}?");
    }
    match message.header.rcode {
        Rcode::NO_ERROR if !message.answers.is_empty() => rtype,
        Rcode::NO_ERROR if message.is_referral() => words.get("label-referral"),
        Rcode::NO_ERROR => "NODATA".to_owned(),
        other => other.to_string(),
    }
}

/// At most so many letters that a label stays readable.
fn shortened(text: &str) -> String {
    if text.chars().count() <= LABEL {
        return text.to_owned();
    }
    text.chars().take(LABEL - 1).chain(['…']).collect()
}

fn first_label(name: &str) -> String {
    name.split('.').next().unwrap_or_default().to_owned()
}

/// The name of the person at a client.
fn owner(topology: &Topology, host: HostId) -> Option<String> {
    let owns = |card: &&crate::world::MailboxCard| card.client == Some(host);
    topology.mailboxes.iter().find(owns).map(|card| card.display.to_string())
}

/// `MX 10`, or what a server is for that is no exchanger.
fn server_role(topology: &Topology, host: HostId, words: &Words) -> String {
    let name = &topology.host(host).name;
    let exchangers = topology.domains.iter().flat_map(|domain| &domain.exchangers);
    let preference = exchangers.filter(|(_, exchanger)| exchanger == name).map(|(preference, _)| *preference).min();
    match preference {
        Some(preference) => words.with("role-exchanger", &[("preference", u32::from(preference).into())]),
        None => words.get("role-server"),
    }
}

/// The network in which a domain's machines are: `192.0.2.0/24`.
fn network(topology: &Topology, domain: DomainId) -> String {
    let first = topology.hosts.iter().find(|card| card.domain == Some(domain) && card.role != HostRole::Client);
    first.map_or_else(String::new, |card| {
        let [a, b, c, _] = card.address.octets();
        format!("{a}.{b}.{c}.0/24")
    })
}

/// How many mails wait at a place: in its mailboxes, in its queue, or fetched and unread.
fn waiting(spot: &Spot, world: &World) -> u32 {
    let topology = world.topology();
    let stored = |mailbox: &crate::base::id::MailboxId| match world.actor(topology.mailbox(*mailbox).server) {
        Some(Actor::MailServer(server)) => server.maildrop(*mailbox).map_or(0, Maildrop::len),
        _ => 0,
    };
    let count = match spot.host.and_then(|host| world.actor(host)) {
        Some(Actor::MailServer(server)) if !spot.mini => server.queue().count(),
        Some(Actor::UserAgent(agent)) => agent.letters().len(),
        _ => spot.mailboxes.iter().map(stored).sum(),
    };
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Whether a host has custody of a mail that is on its way.
fn has_queue(host: HostId, world: &World) -> bool {
    match world.actor(host) {
        Some(Actor::MailServer(server)) => server.queue().next().is_some(),
        Some(Actor::UserAgent(agent)) => agent.outbox().next().is_some(),
        _ => false,
    }
}
