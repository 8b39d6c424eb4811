//! A scene as a list of marks: what is painted where, in which colour, and in front of what.
//!
//! Plain values, computed anew each frame; [`sync`](super::sync) moves entities accordingly. Positions and sizes are
//! logical pixels of the panels, from the upper left corner of the window.

use std::collections::BTreeMap;

use bevy_egui::egui::{Color32, Pos2, Rect, Vec2, pos2, vec2};

use super::icons::{Glyph, ICON};
use super::viewport::Projection;
use crate::gui::desk::Selection;
use crate::gui::fonts::{Face, Ruler};
use crate::gui::theme::{Palette, Shape, Sizes};
use crate::view::scene::{Area, Flight, Ground, Link, Place, PlaceKind, Scene, SceneId};

/// Which mark of a thing. A ground and a place may share an identity: the name system is both.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[expect(missing_docs, reason = "the names say which part of a thing each is")]
pub enum Part {
    Ground,
    GroundEdge,
    GroundTitle,
    GroundSubtitle,
    Body,
    Edge,
    Icon,
    Plate,
    Title,
    Subtitle,
    Ring,
    Next,
    Badge,
    BadgeText,
    Custody,
    CustodyText,
    Many,
    ManyText,
    Pill,
    PillText,
    Cross,
    CrossDrawing,
}

/// One mark.
#[derive(Clone, PartialEq, Debug)]
pub struct Mark {
    /// The middle of a glyph, the upper left corner of a text.
    pub at: Pos2,
    /// What lies in front: the larger.
    pub depth: f32,
    /// What it is.
    pub paint: Paint,
}

/// What a mark is made of.
#[derive(Clone, PartialEq, Debug)]
pub enum Paint {
    /// A glyph of the atlas.
    Glyph {
        /// Which.
        glyph: Glyph,
        /// How large.
        size: Vec2,
        /// Tinted with this.
        colour: Color32,
        /// Turned by this many radians, clockwise.
        turn: f32,
    },
    /// A line of text.
    Text {
        /// What it says.
        text: String,
        /// In which face.
        face: Face,
        /// How large.
        size: f32,
        /// In which colour.
        colour: Color32,
    },
}

/// The marks of a scene by the thing they belong to.
pub type Picture = BTreeMap<(SceneId, Part), Mark>;

/// How a scene is to be drawn.
pub struct Look<'a> {
    /// The colours.
    pub palette: &'a Palette,
    /// The sizes of text.
    pub sizes: Sizes,
    /// What is selected.
    pub selection: Option<Selection>,
    /// Whether the place of the next event is outlined.
    pub show_next: bool,
    /// The word for "has custody".
    pub custody: String,
}

mod depth {
    pub(super) const GROUND: f32 = 1.0;
    pub(super) const LINK: f32 = 10.0;
    pub(super) const PLATE: f32 = 15.0;
    pub(super) const PLACE: f32 = 20.0;
    pub(super) const BADGE: f32 = 30.0;
    pub(super) const FLIGHT: f32 = 40.0;
    pub(super) const PILL: f32 = 60.0;
}

/// The height of a line of text for each pixel of its size, as Bevy lays it out.
const LINE_HEIGHT: f32 = 1.2;
/// The height of a pill in flight and of badges.
const PILL_HEIGHT: f32 = 24.0;

/// Draws a scene.
pub fn picture(scene: &Scene, projection: &Projection, look: &Look<'_>, ruler: &mut Ruler) -> Picture {
    let mut painter = Painter { marks: Picture::new(), projection, look, ruler, scene };
    for ground in &scene.grounds {
        painter.ground(ground);
    }
    for link in &scene.links {
        painter.link(link);
    }
    for place in &scene.places {
        painter.place(place);
    }
    let mut pills = Vec::new();
    for (order, flight) in scene.flights.iter().enumerate() {
        painter.flight(flight, order, &mut pills);
    }
    painter.marks
}

struct Painter<'a> {
    marks: Picture,
    projection: &'a Projection,
    look: &'a Look<'a>,
    ruler: &'a mut Ruler,
    scene: &'a Scene,
}

impl Painter<'_> {
    fn mark(&mut self, id: SceneId, part: Part, at: Pos2, depth: f32, paint: Paint) {
        self.marks.insert((id, part), Mark { at, depth, paint });
    }

    fn glyph(&mut self, id: SceneId, part: Part, rect: Rect, depth: f32, glyph: Glyph, colour: Color32) {
        self.mark(id, part, rect.center(), depth, Paint::Glyph { glyph, size: rect.size(), colour, turn: 0.0 });
    }

    /// Text around `at`, or beginning there, in the middle of a line.
    fn text(&mut self, id: SceneId, part: Part, at: Pos2, depth: f32, style: Style, text: String) {
        let Style { face, size, colour, centred } = style;
        let left = if centred { self.ruler.width(&text, face, size) / 2.0 } else { 0.0 };
        let corner = at - vec2(left, size * LINE_HEIGHT / 2.0);
        self.mark(id, part, corner, depth, Paint::Text { text, face, size, colour });
    }

    /// A size that follows the zoom of the board, within what can be read.
    fn scaled(&self, size: f32) -> f32 {
        (size * self.projection.scale).clamp(self.look.sizes.least, size * 1.25).round()
    }

    fn ground(&mut self, ground: &Ground) {
        let palette = self.look.palette;
        let rect = self.projection.area(ground.area);
        self.glyph(ground.id, Part::Ground, rect, depth::GROUND, Glyph::Ground, palette.panel);
        self.glyph(ground.id, Part::GroundEdge, rect, depth::GROUND + 0.1, Glyph::GroundEdge, palette.edge);
        let room = rect.width() - 32.0;
        if room < 40.0 {
            return;
        }
        let size = self.scaled(self.look.sizes.caption);
        let title = self.ruler.fit(&ground.title, Face::Bold, size, room);
        let at = pos2(rect.left() + 16.0, rect.top() + 8.0 + size * 0.7);
        let style = Style { face: Face::Bold, size, colour: palette.text, centred: false };
        self.text(ground.id, Part::GroundTitle, at, depth::GROUND + 0.2, style, title);
        let small = self.scaled(self.look.sizes.least + 1.0);
        let below_title = at.y + size * 0.62 + small * 1.5;
        let first = self.scene.places.iter().filter(|place| ground.area.contains(place.area.centre));
        let first = first.map(|place| self.projection.area(place.area).top()).fold(f32::INFINITY, f32::min);
        if ground.subtitle.is_empty() || below_title > first {
            return;
        }
        let subtitle = self.ruler.fit(&ground.subtitle, Face::Text, small, room);
        let below = pos2(at.x, at.y + size * 0.62 + small * 0.75);
        let style = Style { face: Face::Text, size: small, colour: palette.soft, centred: false };
        self.text(ground.id, Part::GroundSubtitle, below, depth::GROUND + 0.2, style, subtitle);
    }

    fn link(&mut self, link: &Link) {
        let (from, to) = (self.projection.point(link.from), self.projection.point(link.to));
        let arm = to - from;
        let palette = self.look.palette;
        let (colour, thickness) = link.open.map_or((palette.line, 2.0), |open| (palette.protocol(open), 4.0));
        // The picture of a line is twice as high as the line itself.
        let size = vec2(arm.length(), thickness * 2.0);
        let paint = Paint::Glyph { glyph: Glyph::Line, size, colour, turn: arm.angle() };
        self.mark(link.id, Part::Body, from + arm / 2.0, depth::LINK, paint);
    }

    fn place(&mut self, place: &Place) {
        let palette = self.look.palette;
        let rect = self.projection.area(place.area);
        let next = place.next && self.look.show_next;
        let fill = match (place.mini, place.active) {
            (true, true) => icon_colour(palette, place),
            // A tile in whose mailboxes mail waits is green, as a mailbox is: a field of them fills up as mail arrives.
            (true, false) if place.waiting > 0 => palette.pop3,
            (true, false) => palette.line,
            (false, true) => palette.card_hover,
            (false, false) => palette.card,
        };
        let edge = if place.active { palette.line } else { palette.edge };
        self.glyph(place.id, Part::Body, rect, depth::PLACE, Glyph::Box, fill);
        self.glyph(place.id, Part::Edge, rect, depth::PLACE + 0.1, Glyph::Edge, edge);
        if next {
            self.glyph(place.id, Part::Next, rect.expand(1.0), depth::PLACE + 0.2, Glyph::Edge, palette.accent);
        }
        if self.look.selection == Some(Selection::Thing(place.id)) {
            self.glyph(place.id, Part::Ring, rect.expand(5.0), depth::PLACE + 0.3, Glyph::Ring, palette.accent);
        }
        if !place.mini {
            let icon = (rect.height().min(rect.width()) * 0.8).min(ICON * 1.5);
            let icon = Rect::from_center_size(rect.center(), Vec2::splat(icon));
            let colour = icon_colour(palette, place);
            self.glyph(place.id, Part::Icon, icon, depth::PLACE + 0.4, Glyph::Icon(place.kind), colour);
        }
        self.labels(place, rect);
        self.badges(place, rect);
    }

    /// Name and role below the box, on a plate that keeps links from crossing the letters.
    fn labels(&mut self, place: &Place, rect: Rect) {
        let palette = self.look.palette;
        let scale = self.projection.scale;
        let room = self.room_below(place);
        if room < 28.0 || place.name.is_empty() {
            return;
        }
        let size = if place.mini { self.look.sizes.least } else { self.scaled(self.look.sizes.caption) };
        let name = self.ruler.fit(&place.name, Face::Bold, size, room);
        let mut width = self.ruler.width(&name, Face::Bold, size);
        let at = pos2(rect.center().x, rect.bottom() + 3.0 + size * 0.62);
        let mut bottom = at.y + size * 0.62;
        let small = self.scaled(self.look.sizes.least + 1.0);
        if Place::LABEL_HEIGHT * scale >= (size + small) * 1.15 && !place.role.is_empty() {
            let role = self.ruler.fit(&place.role, Face::Text, small, room);
            width = width.max(self.ruler.width(&role, Face::Text, small));
            let below = pos2(at.x, bottom + small * 0.6);
            bottom = below.y + small * 0.66;
            let style = Style { face: Face::Text, size: small, colour: palette.soft, centred: true };
            self.text(place.id, Part::Subtitle, below, depth::PLACE + 0.5, style, role);
        }
        let style = Style { face: Face::Bold, size, colour: palette.text, centred: true };
        self.text(place.id, Part::Title, at, depth::PLACE + 0.5, style, name);
        let plate = Rect::from_x_y_ranges(at.x - width / 2.0 - 6.0..=at.x + width / 2.0 + 6.0, rect.bottom()..=bottom);
        let on_ground = self.scene.grounds.iter().any(|ground| ground.area.contains(place.area.centre));
        let colour = if on_ground { palette.panel } else { palette.canvas };
        self.glyph(place.id, Part::Plate, plate, depth::PLATE, Glyph::Box, colour);
    }

    /// How wide a place's name may be without touching its neighbours or their names.
    fn room_below(&self, place: &Place) -> f32 {
        let (area, below) = (place.area, Place::LABEL_HEIGHT);
        let bottom = |area: Area| area.centre.y + area.size.y / 2.0;
        let widest = if place.mini { 146.0 } else { area.size.x * 1.9 };
        let others = self.scene.places.iter().filter(|other| other.id != place.id);
        let rooms = others.filter_map(|other| {
            let apart = (other.area.centre.x - area.centre.x).abs();
            let lower = bottom(other.area) - bottom(area);
            let beside_box = lower > 0.0 && lower - other.area.size.y < below;
            if beside_box && apart * 2.0 > area.size.x {
                Some((apart - other.area.size.x / 2.0 - 4.0) * 2.0)
            } else if lower.abs() < below && !other.name.is_empty() && apart > 1.0 {
                Some(apart - 8.0)
            } else {
                None
            }
        });
        rooms.fold(widest, f32::min) * self.projection.scale
    }

    fn badges(&mut self, place: &Place, rect: Rect) {
        let palette = self.look.palette;
        if place.mini {
            return;
        }
        if place.custody {
            let tag = Tag { part: (Part::Custody, Part::CustodyText), ground: palette.accent, ink: palette.on_accent };
            let text = match place.kind {
                PlaceKind::MailServer if place.waiting > 0 => format!("{} {}", self.look.custody, place.waiting),
                _ => self.look.custody.clone(),
            };
            let lifted = rect.center_top() - vec2(0.0, PILL_HEIGHT * 0.3);
            self.tag(place.id, lifted, text, tag);
        } else if place.waiting > 0 {
            let tag = Tag { part: (Part::Badge, Part::BadgeText), ground: palette.accent, ink: palette.on_accent };
            self.tag(place.id, rect.right_top(), place.waiting.to_string(), tag);
        }
        if place.stands_for > 1 {
            let tag = Tag { part: (Part::Many, Part::ManyText), ground: palette.line, ink: palette.canvas };
            self.tag(place.id, rect.left_top(), format!("×{}", place.stands_for), tag);
        }
    }

    /// A word or a number in a pill; at least as wide as it is high.
    fn tag(&mut self, id: SceneId, at: Pos2, text: String, tag: Tag) {
        let size = self.look.sizes.button;
        let height = PILL_HEIGHT.max(size * 1.5);
        let width = (self.ruler.width(&text, Face::Bold, size) + height * 0.7).max(height);
        let rect = Rect::from_center_size(at, vec2(width, height));
        self.glyph(id, tag.part.0, rect, depth::BADGE, Glyph::Pill, tag.ground);
        let style = Style { face: Face::Bold, size, colour: tag.ink, centred: true };
        self.text(id, tag.part.1, at, depth::BADGE + 0.1, style, text);
    }

    /// What flies, and above it a pill with what it says. A pill that would hide another moves up.
    fn flight(&mut self, flight: &Flight, order: usize, pills: &mut Vec<Rect>) {
        let palette = self.look.palette;
        // Later ones in front, without ever reaching the pills.
        let front = depth::FLIGHT + (order.min(900) as f32) * 0.02;
        let shape = Shape::of_flight(flight);
        let colour = palette.spoken(flight.protocol, flight.refusal);
        let at = self.projection.point(flight.position());
        let natural = Glyph::flying_size(shape);
        let zoom = if flight.mini { 0.5 } else { self.projection.scale.clamp(0.7, 1.25) };
        let body = Rect::from_center_size(at, vec2(natural.0, natural.1) * zoom);
        let (ground, ink) =
            if shape == Shape::Envelope { (palette.paper, palette.ink) } else { (colour, palette.on_role) };
        self.glyph(flight.id, Part::Body, body, front, Glyph::Body(shape), ground);
        self.glyph(flight.id, Part::Icon, body, front + 0.005, Glyph::Drawing(shape), ink);
        if shape == Shape::Envelope {
            let ring = if self.is_selected(flight.id) { palette.accent } else { colour };
            self.glyph(flight.id, Part::Ring, body.expand(4.0), front + 0.007, Glyph::Ring, ring);
        } else if self.is_selected(flight.id) {
            self.glyph(flight.id, Part::Ring, body.expand(5.0), front + 0.007, Glyph::Ring, palette.accent);
        }
        if flight.refusal {
            let cross = Rect::from_center_size(body.right_bottom(), vec2(30.0, 24.0));
            self.glyph(flight.id, Part::Cross, cross, front + 0.01, Glyph::Body(Shape::Cross), palette.refusal);
            self.glyph(
                flight.id,
                Part::CrossDrawing,
                cross,
                front + 0.012,
                Glyph::Drawing(Shape::Cross),
                palette.on_role,
            );
        }
        self.pill(flight, body, colour, order, pills);
    }

    fn pill(&mut self, flight: &Flight, body: Rect, colour: Color32, order: usize, pills: &mut Vec<Rect>) {
        if flight.label.is_empty() {
            return;
        }
        let text = if flight.count > 1 { format!("{} ×{}", flight.label, flight.count) } else { flight.label.clone() };
        let size = self.look.sizes.button;
        let height = PILL_HEIGHT.max(size * 1.5);
        let width = self.ruler.width(&text, Face::MonoBold, size) + 18.0;
        let mut rect =
            Rect::from_center_size(pos2(body.center().x, body.top() - 5.0 - height / 2.0), vec2(width, height));
        for _ in 0..pills.len() {
            let Some(below) = pills.iter().find(|other| other.expand(1.0).intersects(rect)) else { break };
            rect = rect.translate(vec2(0.0, below.top() - 3.0 - rect.bottom()));
        }
        pills.push(rect);
        let front = depth::PILL + (order.min(900) as f32) * 0.02;
        self.glyph(flight.id, Part::Pill, rect, front, Glyph::Pill, colour);
        let style = Style { face: Face::MonoBold, size, colour: self.look.palette.on_role, centred: true };
        self.text(flight.id, Part::PillText, rect.center(), front + 0.01, style, text);
    }

    fn is_selected(&self, id: SceneId) -> bool {
        match (self.look.selection, id) {
            (Some(Selection::Thing(selected)), id) => selected == id,
            (Some(Selection::Entry(entry)), SceneId::Flight(flight)) => entry == flight,
            _ => false,
        }
    }
}

struct Style {
    face: Face,
    size: f32,
    colour: Color32,
    centred: bool,
}

struct Tag {
    part: (Part, Part),
    ground: Color32,
    ink: Color32,
}

fn icon_colour(palette: &Palette, place: &Place) -> Color32 {
    match place.kind {
        PlaceKind::NameServer => palette.dns,
        PlaceKind::Mailbox => palette.pop3,
        PlaceKind::MailServer => palette.smtp,
        PlaceKind::Client if place.active => palette.smtp,
        PlaceKind::Client | PlaceKind::WebServer => palette.soft,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::stage::viewport::Viewport;
    use crate::gui::theme::Theme;
    use crate::view::scene::{Point, Protocol};

    fn look(selection: Option<Selection>) -> Look<'static> {
        Look {
            palette: Theme::Dark.palette(),
            sizes: Sizes::DESKTOP,
            selection,
            show_next: true,
            custody: "custodia".into(),
        }
    }

    fn flight(number: u32, progress: f32) -> Flight {
        Flight {
            id: SceneId::Flight(number),
            protocol: Protocol::Smtp,
            label: "RCPT TO".into(),
            carries_mail: false,
            answer: false,
            refusal: false,
            mini: false,
            count: 1,
            from: Point::new(0.0, 0.0),
            to: Point::new(400.0, 0.0),
            progress,
        }
    }

    fn draw(scene: &Scene, selection: Option<Selection>) -> Picture {
        let bounds = Area { centre: Point::new(200.0, 0.0), size: Point::new(600.0, 300.0) };
        let projection = Viewport::default().project(bounds, Rect::from_min_size(Pos2::ZERO, vec2(700.0, 400.0)));
        picture(scene, &projection, &look(selection), &mut Ruler::default())
    }

    fn rect(mark: &Mark) -> Rect {
        let Paint::Glyph { size, .. } = &mark.paint else { panic!("{mark:?} is text") };
        Rect::from_center_size(mark.at, *size)
    }

    #[test]
    fn pills_of_pipelined_commands_do_not_hide_each_other() {
        let scene = Scene { flights: (0..5).map(|n| flight(n, 0.5)).collect(), ..Scene::default() };
        let marks = draw(&scene, None);
        let pills: Vec<Rect> = (0..5).map(|n| rect(&marks[&(SceneId::Flight(n), Part::Pill)])).collect();
        for (index, pill) in pills.iter().enumerate() {
            for other in &pills[index + 1..] {
                assert!(!pill.intersects(*other), "{pill:?} {other:?}");
            }
        }
    }

    #[test]
    fn a_selected_line_rings_its_flight() {
        let scene = Scene { flights: vec![flight(7, 0.2)], ..Scene::default() };
        let ring = (SceneId::Flight(7), Part::Ring);
        assert!(!draw(&scene, None).contains_key(&ring));
        assert!(draw(&scene, Some(Selection::Entry(7))).contains_key(&ring));
        assert!(!draw(&scene, Some(Selection::Entry(8))).contains_key(&ring));
    }

    #[test]
    fn the_name_system_is_a_ground_and_a_place() {
        let area = Area { centre: Point::new(100.0, 0.0), size: Point::new(200.0, 150.0) };
        let ground = Ground { id: SceneId::NameSystem, title: "DNS".into(), subtitle: String::new(), area };
        let place = Place {
            id: SceneId::NameSystem,
            kind: PlaceKind::NameServer,
            name: "DNS".into(),
            role: String::new(),
            area: Area { size: Point::new(80.0, 60.0), ..area },
            waiting: 0,
            stands_for: 1,
            mini: false,
            custody: false,
            active: false,
            next: false,
        };
        let scene = Scene { grounds: vec![ground], places: vec![place], ..Scene::default() };
        let marks = draw(&scene, None);
        for part in [Part::Ground, Part::GroundTitle, Part::Body, Part::Title] {
            assert!(marks.contains_key(&(SceneId::NameSystem, part)), "{part:?}");
        }
    }

    #[test]
    fn a_refusal_has_a_cross_of_its_own() {
        let scene = Scene { flights: vec![Flight { refusal: true, ..flight(0, 0.5) }], ..Scene::default() };
        assert!(draw(&scene, None).contains_key(&(SceneId::Flight(0), Part::Cross)));
    }

    #[test]
    fn a_flight_moves_and_keeps_its_marks() {
        let at = |progress| {
            let scene = Scene { flights: vec![flight(3, progress)], ..Scene::default() };
            draw(&scene, None)
        };
        let (early, late) = (at(0.1), at(0.9));
        assert!(early.keys().eq(late.keys()));
        let body = (SceneId::Flight(3), Part::Body);
        assert!(early[&body].at.x + 100.0 < late[&body].at.x);
    }
}
