//! Where everything stands: an automatic layout that never overlaps, or the author's own positions.
//!
//! The first domain stands on the left, the others on the right, the name system between them, higher up. Inside a
//! ground machines stand in columns: people outwards, servers inwards, where the links are. What repeats is grouped: the
//! users of a population become one mailbox place, and the domains of a pattern one ground full of small tiles.
//!
//! The layout depends on the topology and on the whole record, not on the moment: nothing moves while a run plays.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::id::{DomainId, HostId, MailboxId};
use crate::journal::{Fact, Journal};
use crate::world::{HostRole, Topology};

use super::scene::{Area, Place, PlaceKind, Point, SceneId};

/// The box of a place.
const BOX: Point = Point::new(104.0, 78.0);
/// The cell that a place with its label stands in.
const CELL: Point = Point::new(146.0, 152.0);
/// The box of a tile and the distance from one to the next.
const TILE: Point = Point::new(30.0, 24.0);
const TILE_STEP: Point = Point::new(40.0, 34.0);
/// The cell of a name server, which has a short label.
const SERVER_CELL: Point = Point::new(150.0, 66.0);
/// Room around what stands on a ground, and for its title.
const MARGIN: f32 = 20.0;
const TITLE: f32 = 84.0;
/// The same on the ground of the name system, which has no second line.
const SHORT_TITLE: f32 = 56.0;
/// Room between grounds, and the wider one between left and right, where the mail flies.
const GAP: f32 = 30.0;
const STREET: f32 = 250.0;
/// Room between the name system and the middle line, on which the mail flies from left to right.
const HEADROOM: f32 = 70.0;
/// Places in one column before a new one begins.
const COLUMN: usize = 3;
/// Tiles in one row.
const TILES_IN_ROW: usize = 10;
/// Users who get places of their own; more are grouped.
const USERS: usize = 6;

/// A place without its state.
#[derive(Clone, PartialEq, Debug)]
pub struct Spot {
    /// Its identity.
    pub id: SceneId,
    /// Which icon.
    pub kind: PlaceKind,
    /// The host, if it is one; of a group the first.
    pub host: Option<HostId>,
    /// The other hosts of a group.
    pub others: Vec<HostId>,
    /// The mailboxes that it stands for.
    pub mailboxes: Vec<MailboxId>,
    /// How many alike it stands for.
    pub stands_for: u32,
    /// Whether it is drawn small.
    pub mini: bool,
    /// Where.
    pub area: Area,
}

/// A ground without its words.
#[derive(Clone, PartialEq, Debug)]
pub struct Plot {
    /// Its identity.
    pub id: SceneId,
    /// The domains on it; none for the name system.
    pub domains: Vec<DomainId>,
    /// Where.
    pub area: Area,
}

/// Where everything stands.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Layout {
    /// Grounds.
    pub plots: Vec<Plot>,
    /// Places.
    pub spots: Vec<Spot>,
    /// The place of each host, as an index into `spots`.
    pub of_host: BTreeMap<HostId, usize>,
    /// The place of each mailbox.
    pub of_mailbox: BTreeMap<MailboxId, usize>,
    /// The smallest rectangle around all of it.
    pub bounds: Area,
}

/// A ground that is being filled: its places relative to its own upper left corner.
struct Ground {
    plot: Plot,
    spots: Vec<Spot>,
    fixed: Option<Point>,
}

impl Layout {
    /// The layout for a topology and everything that happens in `journal`.
    #[must_use]
    pub fn new(topology: &Topology, journal: &Journal) -> Self {
        let cast = Cast::new(topology, journal);
        let mut left = Vec::new();
        let mut right = Vec::new();
        for group in groups(topology) {
            let first = group.contains(&DomainId(0));
            let ground =
                if group.len() > 1 { tiles(topology, &group) } else { ground(topology, &cast, group[0], first) };
            if first { left.push(ground) } else { right.push(ground) }
        }
        let names = name_system(topology, &cast);
        let mut layout = Self::default();
        layout.arrange(left, names, right);
        layout.bounds = layout.measure();
        layout
    }

    /// The place at which lines to `host` end: its own, or for a tile the first tile of its ground.
    #[must_use]
    pub fn anchor_of(&self, host: HostId) -> Option<usize> {
        let own = self.of_host.get(&host).copied()?;
        let Some(ground) = self.ground_of_tile(own) else { return Some(own) };
        self.spots.iter().position(|spot| spot.mini && ground.contains(spot.area.centre)).or(Some(own))
    }

    /// The ground of a place that is one tile among others of a pattern.
    #[must_use]
    pub fn ground_of_tile(&self, place: usize) -> Option<Area> {
        let spot = self.spots.get(place).filter(|spot| spot.mini && spot.kind == PlaceKind::MailServer)?;
        self.plots.iter().map(|plot| plot.area).find(|area| area.contains(spot.area.centre))
    }

    fn arrange(&mut self, left: Vec<Ground>, names: Ground, right: Vec<Ground>) {
        let left_size = stack_size(&left);
        let columns = grid_columns(&right);
        let rows: Vec<Vec<Ground>> = into_columns(right, columns);
        let right_height = rows.iter().map(|column| stack_size(column).y).fold(0.0, f32::max);
        let street = STREET.max(names.plot.area.size.x + GAP);
        // Grounds are centred on the middle line, and the name system hangs above it, so that mail passes below.
        let middle = (left_size.y.max(right_height) / 2.0).max(names.plot.area.size.y + HEADROOM);
        let top = |own: f32| middle - own / 2.0;
        let mut y = top(left_size.y);
        for ground in left {
            let own = ground.plot.area.size;
            self.put(ground, Point::new((left_size.x - own.x) / 2.0, y));
            y += own.y + GAP;
        }
        self.put_names(names, left_size.x + street / 2.0);
        let mut x = left_size.x + street;
        for column in rows {
            let size = stack_size(&column);
            let mut y = top(size.y);
            for ground in column {
                let own = ground.plot.area.size;
                self.put(ground, Point::new(x + (size.x - own.x) / 2.0, y));
                y += own.y + GAP;
            }
            x += size.x + GAP;
        }
    }

    fn put_names(&mut self, names: Ground, centre: f32) {
        let x = centre - names.plot.area.size.x / 2.0;
        self.put(names, Point::new(x, 0.0));
    }

    /// Puts a ground with its places at `corner`, or where the author wants it.
    fn put(&mut self, ground: Ground, corner: Point) {
        let corner = ground.fixed.unwrap_or(corner);
        let size = ground.plot.area.size;
        let centre = Point::new(corner.x + size.x / 2.0, corner.y + size.y / 2.0);
        self.plots.push(Plot { area: Area { centre, size }, ..ground.plot });
        for mut spot in ground.spots {
            spot.area.centre.x += corner.x;
            spot.area.centre.y += corner.y;
            let index = self.spots.len();
            self.of_host.extend(spot.host.iter().chain(&spot.others).map(|host| (*host, index)));
            for mailbox in &spot.mailboxes {
                self.of_mailbox.insert(*mailbox, index);
            }
            self.spots.push(spot);
        }
    }

    fn measure(&self) -> Area {
        let mut low = Point::new(f32::MAX, f32::MAX);
        let mut high = Point::new(f32::MIN, f32::MIN);
        for area in self.plots.iter().map(|plot| plot.area) {
            low =
                Point::new(low.x.min(area.centre.x - area.size.x / 2.0), low.y.min(area.centre.y - area.size.y / 2.0));
            high = Point::new(
                high.x.max(area.centre.x + area.size.x / 2.0),
                high.y.max(area.centre.y + area.size.y / 2.0),
            );
        }
        if self.plots.is_empty() {
            return Area::default();
        }
        Area {
            centre: Point::new((low.x + high.x) / 2.0, (low.y + high.y) / 2.0),
            size: Point::new(high.x - low.x, high.y - low.y),
        }
    }
}

/// Who takes part: mailboxes that a mail reaches or that somebody opens, and name servers that are asked.
struct Cast {
    mailboxes: BTreeSet<MailboxId>,
    name_servers: BTreeSet<HostId>,
}

impl Cast {
    fn new(topology: &Topology, journal: &Journal) -> Self {
        let mut cast = Self { mailboxes: BTreeSet::new(), name_servers: BTreeSet::new() };
        for entry in journal.entries() {
            match entry.fact {
                Fact::Storing { mailbox, .. } | Fact::Fetched { mailbox, .. } => {
                    cast.mailboxes.insert(mailbox);
                }
                Fact::Datagram { to, .. } if topology.host(to).role == HostRole::Authority => {
                    cast.name_servers.insert(to);
                }
                _ => {}
            }
        }
        cast
    }
}

/// Domains that stand on one ground: those of one pattern together, the others alone. In the order of the file.
fn groups(topology: &Topology) -> Vec<Vec<DomainId>> {
    let mut groups: Vec<(Option<&str>, Vec<DomainId>)> = Vec::new();
    for (index, domain) in topology.domains.iter().enumerate() {
        let id = DomainId::from_index(index);
        let family = domain.family.as_deref();
        match groups.iter_mut().find(|(known, _)| family.is_some() && *known == family) {
            Some((_, members)) => members.push(id),
            None => groups.push((family, vec![id])),
        }
    }
    groups.into_iter().map(|(_, members)| members).collect()
}

fn spot(id: SceneId, kind: PlaceKind, host: Option<HostId>) -> Spot {
    let area = Area { centre: Point::default(), size: BOX };
    Spot { id, kind, host, others: Vec::new(), mailboxes: Vec::new(), stands_for: 1, mini: false, area }
}

/// The ground of one domain.
fn ground(topology: &Topology, cast: &Cast, domain: DomainId, on_the_left: bool) -> Ground {
    let mut servers = Vec::new();
    let mut clients = Vec::new();
    for (index, card) in topology.hosts.iter().enumerate() {
        let host = HostId::from_index(index);
        let place = |kind| spot(SceneId::Host(host), kind, Some(host));
        if card.domain == Some(domain) {
            match card.role {
                HostRole::MailServer => servers.push(place(PlaceKind::MailServer)),
                HostRole::Web => servers.push(place(PlaceKind::WebServer)),
                HostRole::Client => clients.push(place(PlaceKind::Client)),
                HostRole::Authority | HostRole::Resolver => {}
            }
        }
    }
    let mailboxes = mailbox_spots(topology, cast, domain);
    // A mailbox stands beside its owner where both are few; people always stand on the outer side.
    let people: Vec<Spot> = clients.into_iter().chain(mailboxes).collect();
    let people = into_columns(people, 1);
    let servers = into_columns(servers, 1);
    let columns: Vec<Vec<Spot>> = if on_the_left {
        people.into_iter().chain(servers).collect()
    } else {
        servers.into_iter().chain(people).collect()
    };
    let columns: Vec<Vec<Spot>> = columns.into_iter().flat_map(split_column).collect();
    let tallest = columns.iter().map(Vec::len).max().unwrap_or(1).max(1);
    let width = (columns.len().max(1) as f32).mul_add(CELL.x, MARGIN * 2.0);
    let height = (tallest as f32).mul_add(CELL.y, TITLE + MARGIN);
    let mut spots = Vec::new();
    let card = &topology.domains[domain.index()];
    let corner = card.place.map(|(x, y)| Point::new(x, y));
    for (x, column) in columns.into_iter().enumerate() {
        let top = (tallest - column.len()) as f32 * CELL.y / 2.0;
        for (y, mut spot) in column.into_iter().enumerate() {
            spot.area.centre = Point::new(
                (x as f32 + 0.5).mul_add(CELL.x, MARGIN),
                (y as f32).mul_add(CELL.y, TITLE + top + BOX.y / 2.0),
            );
            // The author's positions are on the board; a ground that is placed by us moves its places with it.
            if let Some((x, y)) = spot.host.and_then(|host| topology.host(host).place) {
                let corner = corner.unwrap_or_default();
                spot.area.centre = Point::new(x - corner.x, y - corner.y);
            }
            spots.push(spot);
        }
    }
    let area = Area { centre: Point::default(), size: Point::new(width, height) };
    Ground { plot: Plot { id: SceneId::Ground(domain), domains: vec![domain], area }, spots, fixed: corner }
}

/// The mailboxes of a domain that take part: each its own place while they are few, one place for a population.
fn mailbox_spots(topology: &Topology, cast: &Cast, domain: DomainId) -> Vec<Spot> {
    let here = |mailbox: &&MailboxId| topology.mailbox(**mailbox).domain == domain;
    let taking_part: Vec<MailboxId> = cast.mailboxes.iter().filter(here).copied().collect();
    let (own, grouped): (Vec<_>, Vec<_>) =
        taking_part.into_iter().enumerate().partition(|(at, mailbox)| *at < USERS && topology.mailbox(*mailbox).listed);
    let mut spots: Vec<Spot> = own
        .into_iter()
        .map(|(_, mailbox)| Spot {
            mailboxes: vec![mailbox],
            ..spot(SceneId::Mailbox(mailbox), PlaceKind::Mailbox, None)
        })
        .collect();
    if let Some(&(_, first)) = grouped.first() {
        let mailboxes: Vec<_> = grouped.into_iter().map(|(_, mailbox)| mailbox).collect();
        let stands_for = u32::try_from(mailboxes.len()).unwrap_or(u32::MAX);
        spots.push(Spot { mailboxes, stands_for, ..spot(SceneId::Group(first.0), PlaceKind::Mailbox, None) });
    }
    spots
}

/// The ground of a pattern's domains: one tile for each domain's mail server, its mailboxes inside.
fn tiles(topology: &Topology, domains: &[DomainId]) -> Ground {
    let mut spots = Vec::new();
    for domain in domains {
        let at_home = |card: &crate::world::HostCard| card.domain == Some(*domain) && card.role == HostRole::MailServer;
        let Some(index) = topology.hosts.iter().position(at_home) else { continue };
        let host = HostId::from_index(index);
        let mailboxes = topology.mailboxes.iter().enumerate().filter(|(_, card)| card.domain == *domain);
        let (column, row) = (spots.len() % TILES_IN_ROW, spots.len() / TILES_IN_ROW);
        let centre = Point::new(
            (column as f32 + 0.5).mul_add(TILE_STEP.x, MARGIN),
            (row as f32 + 0.5).mul_add(TILE_STEP.y, TITLE),
        );
        spots.push(Spot {
            mailboxes: mailboxes.map(|(index, _)| MailboxId::from_index(index)).collect(),
            mini: true,
            area: Area { centre, size: TILE },
            ..spot(SceneId::Host(host), PlaceKind::MailServer, Some(host))
        });
    }
    let columns = spots.len().clamp(1, TILES_IN_ROW) as f32;
    let rows = spots.len().div_ceil(TILES_IN_ROW).max(1) as f32;
    let size =
        Point::new(columns.mul_add(TILE_STEP.x, MARGIN * 2.0).max(240.0), rows.mul_add(TILE_STEP.y, TITLE + MARGIN));
    let fixed = topology.domains[domains[0].index()].place.map(|(x, y)| Point::new(x, y));
    let area = Area { centre: Point::default(), size };
    Ground { plot: Plot { id: SceneId::Ground(domains[0]), domains: domains.to_vec(), area }, spots, fixed }
}

/// The name system: the resolver below, the name servers that are asked above it, many alike as one.
fn name_system(topology: &Topology, cast: &Cast) -> Ground {
    let mut rows: Vec<Vec<Spot>> = vec![Vec::new(), Vec::new()];
    let mut families: BTreeMap<&str, usize> = BTreeMap::new();
    for &host in &cast.name_servers {
        let card = topology.host(host);
        let row = usize::from(card.domain.is_some());
        let family = card.domain.and_then(|domain| topology.domains[domain.index()].family.as_deref());
        let known = family.and_then(|family| families.get(family).copied());
        if let Some(at) = known {
            rows[row][at].stands_for += 1;
            rows[row][at].others.push(host);
            continue;
        }
        if let Some(family) = family {
            families.insert(family, rows[row].len());
        }
        rows[row].push(Spot {
            mini: true,
            area: Area { centre: Point::default(), size: TILE },
            ..spot(SceneId::Host(host), PlaceKind::NameServer, Some(host))
        });
    }
    let widest = rows.iter().map(Vec::len).max().unwrap_or(0).max(2);
    let width = (widest as f32).mul_add(SERVER_CELL.x, MARGIN);
    let mut spots = Vec::new();
    let mut y = SHORT_TITLE + TILE.y / 2.0;
    for row in rows.into_iter().filter(|row| !row.is_empty()) {
        let start = (row.len() as f32 - 1.0).mul_add(-SERVER_CELL.x / 2.0, width / 2.0);
        for (x, mut spot) in row.into_iter().enumerate() {
            spot.area.centre = Point::new((x as f32).mul_add(SERVER_CELL.x, start), y);
            spots.push(spot);
        }
        y += SERVER_CELL.y;
    }
    let resolver = topology.hosts.iter().position(|card| card.role == HostRole::Resolver);
    if let Some(index) = resolver {
        let host = HostId::from_index(index);
        let mut place = spot(SceneId::NameSystem, PlaceKind::NameServer, Some(host));
        place.area.centre = Point::new(width / 2.0, y + BOX.y / 2.0);
        spots.push(place);
    }
    let size = Point::new(width, y + BOX.y + Place::LABEL_HEIGHT + MARGIN);
    let area = Area { centre: Point::default(), size };
    Ground { plot: Plot { id: SceneId::NameSystem, domains: Vec::new(), area }, spots, fixed: None }
}

/// A column that is too long becomes several.
fn split_column(column: Vec<Spot>) -> Vec<Vec<Spot>> {
    let columns = column.len().div_ceil(COLUMN).max(1);
    into_columns(column, columns)
}

/// Deals `items` into `columns` columns of nearly equal length, in order.
fn into_columns<T>(items: Vec<T>, columns: usize) -> Vec<Vec<T>> {
    let per_column = items.len().div_ceil(columns.max(1)).max(1);
    let mut dealt: Vec<Vec<T>> = Vec::new();
    for item in items {
        match dealt.last_mut() {
            Some(column) if column.len() < per_column => column.push(item),
            _ => dealt.push(vec![item]),
        }
    }
    dealt
}

/// As many columns of grounds as make the whole about as wide as it is tall.
fn grid_columns(grounds: &[Ground]) -> usize {
    let tallest = grounds.iter().map(|ground| ground.plot.area.size.y).fold(1.0, f32::max);
    let widest = grounds.iter().map(|ground| ground.plot.area.size.x).fold(1.0, f32::max);
    let square = (grounds.len() as f32 * tallest / widest).sqrt().round();
    if grounds.len() <= 2 { 1 } else { (square as usize).clamp(1, grounds.len()) }
}

/// The size of grounds below each other.
fn stack_size(grounds: &[Ground]) -> Point {
    let sizes = || grounds.iter().map(|ground| ground.plot.area.size);
    let gaps = grounds.len().saturating_sub(1) as f32 * GAP;
    Point::new(sizes().map(|size| size.x).fold(0.0, f32::max), sizes().map(|size| size.y).sum::<f32>() + gaps)
}
