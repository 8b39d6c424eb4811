//! Buttons with icons drawn from lines, so that no glyph can be missing, and the small signs of protocols.

use bevy_egui::egui::{Color32, Painter, Pos2, Rect, Response, Sense, Shape as Drawn, Stroke, StrokeKind, Ui, Vec2};
use bevy_egui::egui::{WidgetInfo, WidgetType, pos2, vec2};

use crate::gui::theme::{Palette, Shape};

/// What a button shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Icon {
    /// To the beginning.
    ToStart,
    /// A step back.
    StepBack,
    /// Play.
    Play,
    /// Pause.
    Pause,
    /// A step forward.
    StepForward,
    /// To the end.
    ToEnd,
    /// Larger.
    Plus,
    /// Smaller.
    Minus,
    /// Everything.
    Fit,
}

/// How a button looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weight {
    /// The one to press first.
    First,
    /// Any other.
    Usual,
}

/// A button with an icon and a name that is shown on hovering and read aloud.
pub fn button(ui: &mut Ui, palette: &Palette, icon: Icon, name: &str, enabled: bool, weight: Weight) -> Response {
    let side = if weight == Weight::First { 40.0 } else { 36.0 };
    let (rect, response) =
        ui.allocate_exact_size(Vec2::splat(side), if enabled { Sense::click() } else { Sense::hover() });
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, enabled, name));
    let first = weight == Weight::First && enabled;
    let ground = match (first, response.hovered() && enabled) {
        (true, _) => palette.accent,
        (false, true) => palette.card_hover,
        (false, false) => palette.card,
    };
    let ink = match (first, enabled) {
        (true, _) => palette.on_accent,
        (false, true) => palette.text,
        (false, false) => palette.line,
    };
    let painter = ui.painter();
    painter.rect(rect, 9.0, ground, Stroke::new(1.0, palette.edge), StrokeKind::Inside);
    if response.has_focus() {
        painter.rect_stroke(rect.expand(2.0), 10.0, Stroke::new(2.0, palette.accent), StrokeKind::Outside);
    }
    paint(painter, icon, Rect::from_center_size(rect.center(), Vec2::splat(side * 0.5)), ink);
    response.on_hover_text(name)
}

fn paint(painter: &Painter, icon: Icon, rect: Rect, ink: Color32) {
    let triangle = |from: f32, to: f32| {
        let x = |share: f32| rect.left() + rect.width() * share;
        let points = vec![pos2(x(from), rect.top()), pos2(x(to), rect.center().y), pos2(x(from), rect.bottom())];
        painter.add(Drawn::convex_polygon(points, ink, Stroke::NONE));
    };
    let bar = |from: f32, to: f32| {
        let x = |share: f32| rect.left() + rect.width() * share;
        painter.rect_filled(Rect::from_x_y_ranges(x(from)..=x(to), rect.y_range()), 1.0, ink);
    };
    let stroke = |from: Pos2, to: Pos2| painter.line_segment([from, to], Stroke::new(2.4, ink));
    match icon {
        Icon::Play => triangle(0.15, 0.95),
        Icon::Pause => {
            bar(0.15, 0.38);
            bar(0.62, 0.85);
        }
        Icon::StepForward => {
            triangle(0.1, 0.7);
            bar(0.76, 0.9);
        }
        Icon::StepBack => {
            triangle(0.9, 0.3);
            bar(0.1, 0.24);
        }
        Icon::ToEnd => {
            triangle(-0.05, 0.42);
            triangle(0.4, 0.87);
            bar(0.9, 1.03);
        }
        Icon::ToStart => {
            triangle(1.05, 0.58);
            triangle(0.6, 0.13);
            bar(-0.03, 0.1);
        }
        Icon::Plus => {
            stroke(rect.left_center(), rect.right_center());
            stroke(rect.center_top(), rect.center_bottom());
        }
        Icon::Minus => {
            stroke(rect.left_center(), rect.right_center());
        }
        Icon::Fit => {
            let arm = rect.width() * 0.32;
            for (corner, x, y) in [
                (rect.left_top(), arm, arm),
                (rect.right_top(), -arm, arm),
                (rect.left_bottom(), arm, -arm),
                (rect.right_bottom(), -arm, -arm),
            ] {
                stroke(corner, corner + vec2(x, 0.0));
                stroke(corner, corner + vec2(0.0, y));
            }
        }
    }
}

/// The sign of a protocol or a refusal: ticks of the timeline, lines of the transcript, the legend. What is yet to come
/// is hollow.
pub fn sign(painter: &Painter, shape: Shape, middle: Pos2, size: f32, colour: Color32, hollow: bool) {
    let half = size / 2.0;
    let edge = Stroke::new(1.5, colour);
    let (fill, outline) = if hollow { (Color32::TRANSPARENT, edge) } else { (colour, Stroke::NONE) };
    match shape {
        Shape::Slip => {
            let rect = Rect::from_center_size(middle, Vec2::splat(size * 0.88));
            painter.rect(rect, 0.0, fill, outline, StrokeKind::Inside);
        }
        Shape::Diamond => {
            let reach = if hollow { half } else { half * 1.15 };
            let points = [vec2(0.0, -reach), vec2(reach, 0.0), vec2(0.0, reach), vec2(-reach, 0.0)];
            painter.add(Drawn::convex_polygon(points.map(|arm| middle + arm).to_vec(), fill, outline));
        }
        Shape::Circle => {
            painter.circle(middle, if hollow { half - 0.75 } else { half }, fill, outline);
        }
        Shape::Dot => {
            painter.circle_filled(middle, half * 0.5, colour);
        }
        Shape::Envelope => {
            let rect = Rect::from_center_size(middle, vec2(size * 1.2, size * 0.86));
            painter.rect_stroke(rect, 1.0, edge, StrokeKind::Inside);
            let fold = vec![rect.left_top(), middle + vec2(0.0, half * 0.15), rect.right_top()];
            painter.add(Drawn::line(fold, edge));
        }
        Shape::Cross => {
            let stroke = Stroke::new((size * 0.26).max(2.0), colour);
            painter.line_segment([middle - Vec2::splat(half), middle + Vec2::splat(half)], stroke);
            painter.line_segment([middle + vec2(-half, half), middle + vec2(half, -half)], stroke);
        }
    }
}
