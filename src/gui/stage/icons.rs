//! The line icons of places, and the shapes of what flies between them, drawn in code.
//!
//! Each is white, to be tinted by the theme. Boxes that are stretched know their border.

use super::raster::{Canvas, DENSITY, P, boxed, circle, diamond, ellipse, path, segment};
use crate::gui::theme::Shape;
use crate::view::scene::PlaceKind;

/// Something that can be drawn.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Glyph {
    /// A filled box with round corners.
    Box,
    /// The thin edge of such a box.
    Edge,
    /// The thick edge of such a box: a selection.
    Ring,
    /// A larger corner: the ground of a domain.
    Ground,
    /// Its edge.
    GroundEdge,
    /// A box as round as it is high.
    Pill,
    /// A line with soft sides, to be stretched and turned.
    Line,
    /// The icon of a place.
    Icon(PlaceKind),
    /// The body of something in flight.
    Body(Shape),
    /// The drawing on it.
    Drawing(Shape),
}

/// A picture and the border, in pixels, that keeps its size when it is stretched.
pub struct Drawn {
    /// The picture.
    pub canvas: Canvas,
    /// The border; zero if the whole picture is scaled.
    pub border: f32,
}

/// The size of the pictures of places, in units.
pub const ICON: f32 = 64.0;
/// The size of an envelope in flight, in units.
pub const ENVELOPE: P = (76.0, 52.0);
/// The size of everything else in flight, in units.
pub const SMALL: P = (38.0, 30.0);

const PLACES: [PlaceKind; 5] =
    [PlaceKind::Client, PlaceKind::MailServer, PlaceKind::NameServer, PlaceKind::WebServer, PlaceKind::Mailbox];
const FLYING: [Shape; 6] = [Shape::Envelope, Shape::Slip, Shape::Diamond, Shape::Circle, Shape::Dot, Shape::Cross];

impl Glyph {
    /// Every glyph.
    pub fn all() -> impl Iterator<Item = Self> {
        let boxes = [Self::Box, Self::Edge, Self::Ring, Self::Ground, Self::GroundEdge, Self::Pill, Self::Line];
        boxes.into_iter().chain(PLACES.map(Self::Icon)).chain(FLYING.map(Self::Body)).chain(FLYING.map(Self::Drawing))
    }

    /// The size at which a shape flies, in units.
    #[must_use]
    pub const fn flying_size(shape: Shape) -> P {
        match shape {
            Shape::Envelope => ENVELOPE,
            Shape::Slip | Shape::Diamond | Shape::Circle | Shape::Dot | Shape::Cross => SMALL,
        }
    }

    /// Draws it.
    #[must_use]
    pub fn draw(self) -> Drawn {
        match self {
            Self::Box => corner(14.0, None),
            Self::Edge => corner(14.0, Some(2.0)),
            Self::Ring => corner(18.0, Some(3.0)),
            Self::Ground => corner(24.0, None),
            Self::GroundEdge => corner(24.0, Some(1.6)),
            Self::Pill => corner(24.0, None),
            Self::Line => line(),
            Self::Icon(kind) => whole(place(kind)),
            Self::Body(shape) => whole(body(shape)),
            Self::Drawing(shape) => whole(drawing(shape)),
        }
    }
}

fn whole(canvas: Canvas) -> Drawn {
    Drawn { canvas, border: 0.0 }
}

/// A box whose corners have this radius: filled, or only its edge.
fn corner(radius: f32, edge: Option<f32>) -> Drawn {
    let size = 2.0 * radius + 4.0;
    let mut canvas = Canvas::new(size, size);
    match edge {
        None => canvas.fill(boxed((0.25, 0.25), (size - 0.25, size - 0.25), radius)),
        Some(width) => {
            let inset = width / 2.0 + 0.25;
            canvas.stroke(width, boxed((inset, inset), (size - inset, size - inset), radius - inset));
        }
    }
    Drawn { canvas, border: (radius + 1.0) * DENSITY }
}

/// Eight units high, of which the middle four are full.
fn line() -> Drawn {
    let mut canvas = Canvas::new(4.0, 8.0);
    canvas.fill(|(_, y)| (y - 4.0).abs() - 2.0);
    whole(canvas)
}

const STROKE: f32 = 2.6;

fn place(kind: PlaceKind) -> Canvas {
    let mut canvas = Canvas::new(ICON, ICON);
    let ink = &mut canvas;
    match kind {
        PlaceKind::Client => {
            ink.stroke(STROKE, boxed((13.0, 9.0), (51.0, 42.0), 4.0));
            ink.stroke(STROKE, boxed((22.0, 17.5), (42.0, 33.5), 1.5));
            ink.stroke(STROKE, path(&[(22.0, 18.5), (32.0, 26.5), (42.0, 18.5)]));
            ink.stroke(STROKE, path(&[(13.0, 45.0), (5.5, 53.0), (58.5, 53.0), (51.0, 45.0), (13.0, 45.0)]));
        }
        PlaceKind::MailServer => {
            ink.stroke(STROKE, path(&[(6.0, 28.0), (32.0, 9.0), (58.0, 28.0), (6.0, 28.0)]));
            ink.stroke(STROKE, path(&[(11.0, 28.0), (11.0, 55.0), (53.0, 55.0), (53.0, 28.0)]));
            ink.stroke(STROKE, path(&[(23.0, 55.0), (23.0, 38.0), (41.0, 38.0), (41.0, 55.0)]));
        }
        PlaceKind::NameServer => {
            ink.stroke(
                STROKE,
                path(&[(13.0, 9.0), (44.0, 9.0), (51.0, 16.0), (51.0, 55.0), (13.0, 55.0), (13.0, 9.0)]),
            );
            for y in [22.0, 32.0, 42.0] {
                ink.stroke(STROKE, segment((20.0, y), (22.0, y)));
                ink.stroke(STROKE, segment((27.0, y), (44.0, y)));
            }
        }
        PlaceKind::WebServer => {
            ink.stroke(STROKE, circle((32.0, 32.0), 23.0));
            ink.stroke(STROKE, ellipse((32.0, 32.0), (10.0, 23.0)));
            ink.stroke(STROKE, segment((9.5, 32.0), (54.5, 32.0)));
        }
        PlaceKind::Mailbox => {
            // A box with a round top, its door on the left, and a flag.
            let arch = |p: P| if p.1 <= 34.0 { circle((20.0, 34.0), 13.0)(p) } else { f32::INFINITY };
            ink.stroke(STROKE, boxed((7.0, 21.0), (57.0, 60.0), 13.0));
            ink.cut(boxed((0.0, 34.0), (ICON, ICON), 0.0));
            ink.stroke(STROKE, arch);
            ink.stroke(STROKE, path(&[(7.0, 34.0), (7.0, 49.0), (57.0, 49.0), (57.0, 34.0)]));
            ink.stroke(STROKE, segment((33.0, 34.0), (33.0, 49.0)));
            ink.stroke(STROKE, path(&[(45.0, 35.0), (45.0, 9.0), (55.0, 9.0), (55.0, 15.0), (45.0, 15.0)]));
            ink.stroke(STROKE, path(&[(27.0, 49.0), (27.0, 59.0), (37.0, 59.0), (37.0, 49.0)]));
        }
    }
    canvas
}

fn body(shape: Shape) -> Canvas {
    let size = Glyph::flying_size(shape);
    let mut canvas = Canvas::new(size.0, size.1);
    let middle = (size.0 / 2.0, size.1 / 2.0);
    match shape {
        Shape::Envelope => canvas.fill(boxed((1.0, 1.0), (size.0 - 1.0, size.1 - 1.0), 6.0)),
        Shape::Slip => canvas.fill(boxed((2.0, 3.0), (size.0 - 2.0, size.1 - 3.0), 0.0)),
        Shape::Diamond => canvas.fill(diamond(middle, (17.0, 14.5))),
        Shape::Circle => canvas.fill(circle(middle, 14.0)),
        Shape::Dot => canvas.fill(circle(middle, 8.0)),
        Shape::Cross => canvas.fill(circle(middle, 13.0)),
    }
    canvas
}

fn drawing(shape: Shape) -> Canvas {
    let size = Glyph::flying_size(shape);
    let mut canvas = Canvas::new(size.0, size.1);
    let ink = &mut canvas;
    let middle = (size.0 / 2.0, size.1 / 2.0);
    match shape {
        Shape::Envelope => {
            ink.stroke(3.0, boxed((2.5, 2.5), (size.0 - 2.5, size.1 - 2.5), 5.0));
            ink.stroke(3.0, path(&[(4.0, 6.0), (38.0, 30.0), (72.0, 6.0)]));
            ink.fill(boxed((60.0, 37.0), (69.0, 46.0), 1.5));
        }
        Shape::Slip => {
            for (y, end) in [(10.0, 30.0), (15.0, 30.0), (20.0, 22.0)] {
                ink.stroke(2.2, segment((8.0, y), (end, y)));
            }
        }
        Shape::Diamond => {
            ink.stroke(2.4, path(&[(15.0, 12.0), (19.0, 9.0), (23.0, 12.0), (19.0, 16.0)]));
            ink.fill(circle((19.0, 20.5), 1.6));
        }
        Shape::Circle => ink.stroke(2.4, path(&[(13.0, 15.0), (19.0, 20.0), (25.0, 15.0)])),
        Shape::Dot => {}
        Shape::Cross => {
            let arm = 5.5;
            for (a, b) in [((-arm, -arm), (arm, arm)), ((-arm, arm), (arm, -arm))] {
                let at = |p: P| (middle.0 + p.0, middle.1 + p.1);
                ink.stroke(3.6, segment(at(a), at(b)));
            }
        }
    }
    canvas
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_leaves_a_mark_and_stays_inside_its_frame() {
        for glyph in Glyph::all().filter(|glyph| matches!(glyph, Glyph::Icon(_) | Glyph::Body(_))) {
            let canvas = glyph.draw().canvas;
            assert!(canvas.coverage.iter().any(|&covered| covered > 0.9), "{glyph:?} is empty");
            let (width, height) = (canvas.width, canvas.height);
            let rim = (0..width).flat_map(|x| [(x, 0), (x, height - 1)]);
            let rim = rim.chain((0..height).flat_map(|y| [(0, y), (width - 1, y)]));
            for (x, y) in rim {
                assert!(canvas.coverage[y * width + x] < 0.5, "{glyph:?} touches its frame at {x}, {y}");
            }
        }
    }

    #[test]
    fn no_two_shapes_in_flight_look_alike() {
        let bodies: Vec<_> = FLYING.into_iter().map(|shape| (shape, body(shape), drawing(shape))).collect();
        for (index, (shape, one, inside)) in bodies.iter().enumerate() {
            for (other_shape, other, other_inside) in &bodies[index + 1..] {
                let same = one == other && inside == other_inside;
                assert!(!same, "{shape:?} and {other_shape:?}");
            }
        }
    }
}
