//! Which part of the board is seen, and where on the screen each of its points lies.
//!
//! Not Bevy's camera moves but the marks: so labels keep a readable size at any zoom, and stay sharp.

use bevy_egui::egui::{Pos2, Rect, Vec2, pos2, vec2};

use crate::view::scene::{Area, Place, Point};

/// How much the view differs from showing everything.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Viewport {
    magnification: f32,
    offset: Vec2,
}

impl Default for Viewport {
    fn default() -> Self {
        Self { magnification: 1.0, offset: Vec2::ZERO }
    }
}

/// Bounds of the zoom, relative to showing everything.
const MAGNIFICATION: std::ops::RangeInclusive<f32> = 0.4..=12.0;
/// A small board is not blown up beyond this.
const LARGEST_FIT: f32 = 1.5;
/// Logical pixels between the board and the panels.
const MARGIN: f32 = 14.0;

impl Viewport {
    /// Larger or smaller, such that what lies at `around` stays there.
    pub fn zoom(&mut self, factor: f32, around: Pos2, stage: Rect) {
        let wanted = (self.magnification * factor).clamp(*MAGNIFICATION.start(), *MAGNIFICATION.end());
        let factor = wanted / self.magnification;
        let arm = around - stage.center();
        self.offset = arm - (arm - self.offset) * factor;
        self.magnification = wanted;
    }

    /// Moves the board by a distance on the screen.
    pub fn pan(&mut self, distance: Vec2) {
        self.offset += distance;
    }

    /// The mapping that shows a board with these bounds in the rectangle `stage`.
    #[must_use]
    pub fn project(&self, bounds: Area, stage: Rect) -> Projection {
        let room = (stage.size() - Vec2::splat(2.0 * MARGIN)).max(Vec2::splat(1.0));
        let size = vec2(bounds.size.x.max(1.0), bounds.size.y.max(1.0));
        let fit = (room.x / size.x).min(room.y / size.y).min(LARGEST_FIT);
        Projection {
            stage,
            scale: fit * self.magnification,
            origin: stage.center() + self.offset,
            centre: bounds.centre,
        }
    }
}

/// A mapping from the board to the screen.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Projection {
    /// The rectangle of the stage, in logical pixels of the panels.
    pub stage: Rect,
    /// Logical pixels for each pixel of the board.
    pub scale: f32,
    origin: Pos2,
    centre: Point,
}

impl Projection {
    /// Where a point of the board is seen.
    #[must_use]
    pub fn point(&self, point: Point) -> Pos2 {
        self.origin + vec2(point.x - self.centre.x, point.y - self.centre.y) * self.scale
    }

    /// Where an area of the board is seen.
    #[must_use]
    pub fn area(&self, area: Area) -> Rect {
        Rect::from_center_size(self.point(area.centre), vec2(area.size.x, area.size.y) * self.scale)
    }

    /// The part of the screen that a place takes with its name and its role.
    #[must_use]
    pub fn place(&self, place: &Place) -> Rect {
        let mut rect = self.area(place.area);
        rect.max.y += Place::LABEL_HEIGHT * self.scale;
        rect
    }

    /// What of the board is seen at a point of the screen.
    #[must_use]
    pub fn board(&self, at: Pos2) -> Point {
        let arm = (at - self.origin) / self.scale;
        let point = pos2(self.centre.x, self.centre.y) + arm;
        Point::new(point.x, point.y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNDS: Area = Area { centre: Point::new(300.0, 200.0), size: Point::new(800.0, 400.0) };

    fn stage() -> Rect {
        Rect::from_min_size(pos2(250.0, 40.0), vec2(700.0, 420.0))
    }

    #[test]
    fn the_whole_board_is_seen_at_first() {
        let projection = Viewport::default().project(BOUNDS, stage());
        assert!(stage().contains_rect(projection.area(BOUNDS)));
        assert_eq!(projection.point(BOUNDS.centre), stage().center());
    }

    #[test]
    fn zooming_keeps_what_is_under_the_pointer() {
        let mut viewport = Viewport::default();
        viewport.pan(vec2(30.0, -12.0));
        let pointer = pos2(400.0, 100.0);
        let before = viewport.project(BOUNDS, stage()).board(pointer);
        viewport.zoom(1.7, pointer, stage());
        let after = viewport.project(BOUNDS, stage()).board(pointer);
        assert!((before.x - after.x).abs() < 0.01 && (before.y - after.y).abs() < 0.01);
    }

    #[test]
    fn zooming_has_bounds() {
        let mut viewport = Viewport::default();
        for _ in 0..100 {
            viewport.zoom(1.5, stage().center(), stage());
        }
        assert!(viewport.project(BOUNDS, stage()).scale.is_finite());
        assert!((viewport.magnification - MAGNIFICATION.end()).abs() < 1e-3);
    }
}
