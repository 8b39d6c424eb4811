//! The stage at one moment: grounds, places, links and what is flying between them.
//!
//! Coordinates are logical pixels of an unbounded board, x to the right and **y downwards**; the window fits the board
//! into whatever room the panels leave. Identifiers are stable over the whole recording: the window keeps one entity
//! for each and moves it.

use crate::base::id::{DomainId, HostId, MailboxId};

/// A point or a distance on the board.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

impl Point {
    /// The point at `x`, `y`.
    #[must_use]
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    /// The point `share` (0 to 1) of the way to `other`.
    #[must_use]
    pub fn lerp(self, other: Self, share: f32) -> Self {
        Self { x: (other.x - self.x).mul_add(share, self.x), y: (other.y - self.y).mul_add(share, self.y) }
    }
}

/// A rectangle by its centre and its full size.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Area {
    /// The middle.
    pub centre: Point,
    /// Width and height.
    pub size: Point,
}

impl Area {
    /// Whether the two share more than an edge.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        (self.centre.x - other.centre.x).abs() * 2.0 < self.size.x + other.size.x
            && (self.centre.y - other.centre.y).abs() * 2.0 < self.size.y + other.size.y
    }

    /// The middle of the left or right edge, whichever faces `point`.
    #[must_use]
    pub fn facing(self, point: Point) -> Point {
        let side = if point.x < self.centre.x { -0.5 } else { 0.5 };
        Point::new(self.size.x.mul_add(side, self.centre.x), self.centre.y)
    }

    /// Whether `point` is inside.
    #[must_use]
    pub fn contains(self, point: Point) -> bool {
        (self.centre.x - point.x).abs() * 2.0 <= self.size.x && (self.centre.y - point.y).abs() * 2.0 <= self.size.y
    }
}

/// The stable identity of something on the stage.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SceneId {
    /// The ground of a domain.
    Ground(DomainId),
    /// The ground or place that stands for the whole name system.
    NameSystem,
    /// A host that has its own place.
    Host(HostId),
    /// A user's mailbox.
    Mailbox(MailboxId),
    /// A place that stands for many alike: the one with the first member's number.
    Group(u32),
    /// The line between two places, lower one first.
    Link(u32, u32),
    /// Something on its way: the number of the journal entry with which it left.
    Flight(u32),
}

/// The protocol, or the kind of movement, that gives a flight its colour, its shape and its word.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// Mail transfer and submission: orange, an envelope or a slip with square corners.
    Smtp,
    /// Name service: sky blue, a diamond.
    Dns,
    /// Retrieval: green, a circle.
    Pop3,
    /// Inside one machine: from the queue into a mailbox. Grey, an envelope.
    Local,
    /// Connection set-up and close: grey, a dot.
    Tcp,
}

/// What a place is; the window has one icon for each.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PlaceKind {
    /// A person's user agent: a laptop.
    Client,
    /// A mail server: a post office.
    MailServer,
    /// The name system, or one name server: a register.
    NameServer,
    /// A web server, to which no mail goes: a globe.
    WebServer,
    /// A mailbox with a flag.
    Mailbox,
}

/// A domain's labelled area.
#[derive(Clone, PartialEq, Debug)]
pub struct Ground {
    /// Its identity.
    pub id: SceneId,
    /// The domain's name, or for a group `100 dominios: taller1.com … taller100.com`.
    pub title: String,
    /// Its addresses: `192.0.2.0/24`.
    pub subtitle: String,
    /// Where it lies.
    pub area: Area,
}

/// A thing with a place: a host, a mailbox, or a group that stands for many of the same.
#[derive(Clone, PartialEq, Debug)]
pub struct Place {
    /// Its identity.
    pub id: SceneId,
    /// Which icon.
    pub kind: PlaceKind,
    /// `Ana`, `smtp`, `DNS`.
    pub name: String,
    /// `cliente`, `MX 10`, `buzón`: what it does, in the language of the view.
    pub role: String,
    /// The icon's box; name and role stand below it within [`Place::LABEL_HEIGHT`].
    pub area: Area,
    /// How many mails wait there: shown as a count on the corner, hidden when zero.
    pub waiting: u32,
    /// How many alike it stands for; 1 for a place of its own.
    pub stands_for: u32,
    /// One of many alike, drawn small: a tile without an icon, its name below only if there is one.
    pub mini: bool,
    /// Whether it holds custody of a mail that is still on its way.
    pub custody: bool,
    /// Whether something leaves or reaches it at this moment.
    pub active: bool,
    /// Whether the next event happens here (shown while paused, TIM-08).
    pub next: bool,
}

impl Place {
    /// Room below the box for name and role.
    pub const LABEL_HEIGHT: f32 = 48.0;
}

/// A line between two places over which something has passed or can pass.
#[derive(Clone, PartialEq, Debug)]
pub struct Link {
    /// Its identity.
    pub id: SceneId,
    /// The ends.
    pub from: Point,
    /// The ends.
    pub to: Point,
    /// The protocol of the conversation that is open on it now, if any.
    pub open: Option<Protocol>,
}

/// Something on its way from one place to another.
#[derive(Clone, PartialEq, Debug)]
pub struct Flight {
    /// Its identity.
    pub id: SceneId,
    /// Colour and shape.
    pub protocol: Protocol,
    /// What it says, as few letters as possible: `EHLO`, `250`, `MX?`, `RETR`.
    pub label: String,
    /// Whether it carries the mail itself, and is drawn as the full envelope.
    pub carries_mail: bool,
    /// Whether it is an answer rather than a request.
    pub answer: bool,
    /// Whether it says no: a 4xx or 5xx reply, `-ERR`, an error code of DNS.
    pub refusal: bool,
    /// How many that say the same at the same moment it speaks for: they are drawn, and only this one has a label.
    pub count: u32,
    /// One of many alike, drawn small; without a label if `label` is empty.
    pub mini: bool,
    /// Where it left.
    pub from: Point,
    /// Where it will arrive.
    pub to: Point,
    /// How much of the way is done, 0 to 1, eased.
    pub progress: f32,
}

impl Flight {
    /// Where it is now.
    #[must_use]
    pub fn position(&self) -> Point {
        self.from.lerp(self.to, self.progress)
    }
}

/// The whole stage at one moment.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Scene {
    /// Grounds, back to front.
    pub grounds: Vec<Ground>,
    /// Places.
    pub places: Vec<Place>,
    /// Links between places.
    pub links: Vec<Link>,
    /// What is flying.
    pub flights: Vec<Flight>,
    /// The smallest rectangle around all of it.
    pub bounds: Area,
    /// A sentence for what is happening now, to be shown beside the newest flight (GUI-05).
    pub caption: Option<Caption>,
}

/// The sentence beside what is moving.
#[derive(Clone, PartialEq, Debug)]
pub struct Caption {
    /// What it speaks of.
    pub about: SceneId,
    /// Where that is.
    pub at: Point,
    /// What is being said, in plain words: `¿Aceptas correo para Bruno?`
    pub title: String,
    /// One sentence more.
    pub body: String,
}
