//! What egui adds to the stage that Bevy draws: pointing, moving, the caption beside what flies, and a focusable twin
//! of each place and flight for keyboards and screen readers, which see no sprites.

use std::sync::Arc;

use bevy_egui::egui::{
    Color32, Galley, Id, LayerId, Order, Painter, PointerButton, Pos2, Rect, Response, Sense, Stroke, StrokeKind, Ui,
    Vec2, WidgetInfo, WidgetType, pos2, vec2,
};

use super::View;
use super::icon::{self, Icon, Weight};
use crate::gui::action::Action;
use crate::gui::desk::Selection;
use crate::gui::fonts::Face;
use crate::gui::stage::viewport::Projection;
use crate::gui::theme::{self, Palette};
use crate::view::scene::{Caption, Place, PlaceKind, SceneId};

/// Draws over the stage and answers the pointer on it.
pub fn overlay(ui: &mut Ui, rect: Rect, view: &View<'_>, actions: &mut Vec<Action>) {
    let projection = view.desk.viewport.project(view.scene.bounds, rect);
    let ground = ui.interact(rect, Id::new("stage"), Sense::click_and_drag());
    navigate(ui, &ground, actions);
    ui.scope(|ui| {
        ui.set_clip_rect(rect);
        for place in &view.scene.places {
            twin_of_place(ui, &projection, place, view, actions);
        }
        twins_of_flights(ui, &projection, view, actions);
        if let Some(caption) = &view.scene.caption
            && !view.desk.blank
        {
            bubble(ui, rect, &projection, caption, view);
        }
    });
    zoom_buttons(ui, rect, view, actions);
}

/// Drag to move, wheel or pinch to zoom, click on nothing to select nothing.
fn navigate(ui: &Ui, ground: &Response, actions: &mut Vec<Action>) {
    if ground.dragged() && ground.drag_delta() != Vec2::ZERO {
        actions.push(Action::Pan(ground.drag_delta()));
    }
    if ground.clicked() {
        actions.push(Action::Escape);
    }
    if let Some(pointer) = ground.hover_pos() {
        let (wheel, pinch) = ui.input(|input| (input.smooth_scroll_delta.y, input.zoom_delta()));
        let factor = (wheel * 0.004).exp() * pinch;
        if (factor - 1.0).abs() > 1e-4 {
            actions.push(Action::Zoom(factor, Some(pointer)));
        }
    }
}

fn twin_of_place(ui: &Ui, projection: &Projection, place: &Place, view: &View<'_>, actions: &mut Vec<Action>) {
    let rect = projection.place(place);
    let response = ui.interact(rect, Id::new(("place", place.id)), Sense::click_and_drag());
    let selection = Selection::Thing(place.id);
    let chosen = view.desk.selection == Some(selection);
    response.widget_info(|| {
        WidgetInfo::selected(WidgetType::Image, true, chosen, format!("{}, {}", place.name, place.role))
    });
    twin(ui, &response, projection.area(place.area), selection, view, actions);
    if response.dragged_by(PointerButton::Primary) && response.drag_delta() != Vec2::ZERO {
        actions.push(Action::Pan(response.drag_delta()));
    }
    if let (PlaceKind::Client, SceneId::Host(host)) = (place.kind, place.id)
        && response.double_clicked()
    {
        actions.push(Action::WriteAs(host));
    }
}

fn twins_of_flights(ui: &Ui, projection: &Projection, view: &View<'_>, actions: &mut Vec<Action>) {
    for flight in &view.scene.flights {
        let rect = Rect::from_center_size(projection.point(flight.position()), vec2(48.0, 44.0));
        let response = ui.interact(rect, Id::new(("flight", flight.id)), Sense::click());
        let selection = match flight.id {
            SceneId::Flight(entry) => Selection::Entry(entry),
            other => Selection::Thing(other),
        };
        response.widget_info(|| WidgetInfo::labeled(WidgetType::Image, true, &flight.label));
        twin(ui, &response, rect, selection, view, actions);
    }
}

/// What places and flights have in common: hover and focus are shown, a click or Enter selects.
fn twin(ui: &Ui, response: &Response, rect: Rect, selection: Selection, view: &View<'_>, actions: &mut Vec<Action>) {
    let palette = view.palette();
    if response.has_focus() {
        ui.painter().rect_stroke(rect.expand(6.0), 18.0, Stroke::new(3.0, palette.accent), StrokeKind::Inside);
    } else if response.hovered() {
        ui.painter().rect_stroke(rect.expand(3.0), 16.0, Stroke::new(1.5, palette.accent), StrokeKind::Inside);
    }
    if response.clicked() {
        actions.push(Action::Select(selection));
    }
}

/// The caption beside what flies. It stands still while its flight moves, so that it can be read: its spot depends on
/// the way of the flight and not on how much of it is done.
fn bubble(ui: &Ui, stage: Rect, projection: &Projection, caption: &Caption, view: &View<'_>) {
    let palette = view.palette();
    let about = projection.point(caption.at);
    let way = view.scene.flights.iter().find(|flight| flight.id == caption.about);
    let (from, to) = way.map_or((about, about), |way| (projection.point(way.from), projection.point(way.to)));
    let obstacles = obstacles(projection, view, from, to);
    let wide = (stage.width() * 0.46).clamp(200.0, view.sizes().caption * 19.0);
    // A caption that is higher instead of wider may fit where a wide one does not.
    let shapes = [wide, wide * 0.66, wide * 0.48].map(|room| Letters::new(ui, view, caption, room));
    let spots = shapes.iter().map(|letters| free_spot(stage, from.lerp(to, 0.5), letters.size(), &obstacles));
    let best = spots.zip(&shapes).min_by(|((cost, _), _), ((other, _), _)| cost.total_cmp(other));
    let Some(((_, rect), letters)) = best else { return };
    let painter = ui.painter();
    leader(painter, about, rect, palette.accent);
    painter.rect(rect, 10.0, palette.canvas, Stroke::new(1.5, palette.accent), StrokeKind::Inside);
    letters.paint(painter, rect, palette);
}

/// A caption that has been laid out.
struct Letters {
    title: Arc<Galley>,
    body: Arc<Galley>,
    gap: f32,
}

const PADDING: Vec2 = vec2(12.0, 9.0);

impl Letters {
    fn new(ui: &Ui, view: &View<'_>, caption: &Caption, room: f32) -> Self {
        let (sizes, palette) = (view.sizes(), view.palette());
        let lay = |text: &str, face: Face, size: f32, colour: Color32| {
            ui.ctx().fonts_mut(|fonts| fonts.layout(text.to_owned(), face.at(size), colour, room))
        };
        Self {
            title: lay(&caption.title, Face::Bold, sizes.caption - 1.0, palette.text),
            body: lay(&caption.body, Face::Text, sizes.value, palette.soft),
            gap: if caption.body.is_empty() { 0.0 } else { 4.0 },
        }
    }

    fn size(&self) -> Vec2 {
        let body = if self.gap > 0.0 { self.body.size() } else { Vec2::ZERO };
        vec2(self.title.size().x.max(body.x), self.title.size().y + self.gap + body.y) + PADDING * 2.0
    }

    fn paint(&self, painter: &Painter, rect: Rect, palette: &Palette) {
        let corner = rect.min + PADDING;
        let below = corner + vec2(0.0, self.title.size().y + self.gap);
        painter.galley(corner, Arc::clone(&self.title), palette.text);
        if self.gap > 0.0 {
            painter.galley(below, Arc::clone(&self.body), palette.soft);
        }
    }
}

/// Room around what flies that a line to its caption leaves free.
const HALO: f32 = 32.0;

fn leader(painter: &Painter, from: Pos2, rect: Rect, colour: Color32) {
    let arm = rect.clamp(from) - from;
    if arm.length() > HALO + 4.0 {
        painter.line_segment([from + arm.normalized() * HALO, from + arm], Stroke::new(1.5, colour));
    }
}

/// What a caption should not hide: places with their names, titles of grounds, and the way of what flies with its pill.
fn obstacles(projection: &Projection, view: &View<'_>, from: Pos2, to: Pos2) -> Vec<Rect> {
    let places = view.scene.places.iter().map(|place| projection.place(place));
    let way = (0_u8..=6).map(|step| {
        let at = from.lerp(to, f32::from(step) / 6.0);
        Rect::from_min_max(at - vec2(44.0, 58.0), at + vec2(44.0, 28.0))
    });
    let titles = view.scene.grounds.iter().map(|ground| {
        let area = projection.area(ground.area);
        Rect::from_min_size(area.min, vec2(area.width().min(200.0), 52.0))
    });
    places.chain(way).chain(titles).collect()
}

/// The grid on which a spot for a caption is looked for, in logical pixels.
const GRID: f32 = 18.0;

/// Of all spots on the stage the one that hides least, and of those the nearest to `about`, with its cost.
fn free_spot(stage: Rect, about: Pos2, size: Vec2, obstacles: &[Rect]) -> (f32, Rect) {
    let within = stage.shrink(6.0);
    let mut best = (f32::INFINITY, Rect::from_min_size(within.min, size));
    let mut y = within.top();
    while y + size.y <= within.bottom() {
        let mut x = within.left();
        while x + size.x <= within.right() {
            let spot = Rect::from_min_size(pos2(x, y), size);
            let hidden: f32 = obstacles.iter().map(|other| overlap(spot, *other)).sum();
            let cost = hidden * 0.3 + spot.distance_to_pos(about) + (spot.center() - about).length() * 0.1;
            if cost < best.0 {
                best = (cost, spot);
            }
            x += GRID;
        }
        y += GRID;
    }
    best
}

fn overlap(one: Rect, other: Rect) -> f32 {
    let both = one.intersect(other);
    if both.is_positive() { both.area() } else { 0.0 }
}

/// Only where the view has been changed, or may have to be: three small buttons in the corner of the stage.
fn zoom_buttons(ui: &mut Ui, rect: Rect, view: &View<'_>, actions: &mut Vec<Action>) {
    if view.desk.viewport == crate::gui::stage::viewport::Viewport::default() {
        return;
    }
    let palette = view.palette();
    let size = vec2(120.0, 36.0);
    let place = Rect::from_min_size(pos2(rect.right() - size.x - 10.0, rect.top() + 8.0), size);
    ui.scope_builder(bevy_egui::egui::UiBuilder::new().max_rect(place), |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            for (icon, key, action) in [
                (Icon::Minus, "zoom-out", Action::Zoom(0.8, None)),
                (Icon::Plus, "zoom-in", Action::Zoom(1.25, None)),
                (Icon::Fit, "zoom-fit", Action::Fit),
            ] {
                if icon::button(ui, palette, icon, &view.say(key), true, Weight::Usual).clicked() {
                    actions.push(action);
                }
            }
        });
    });
}

/// Covers the whole window, so that people look at the teacher.
pub fn blank(ui: &Ui) {
    let painter = ui.ctx().layer_painter(LayerId::new(Order::Foreground, Id::new("blank")));
    painter.rect_filled(ui.ctx().viewport_rect(), 0.0, theme::BLANK);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caption_stays_on_the_stage_and_off_the_places() {
        let stage = Rect::from_min_size(pos2(250.0, 40.0), vec2(720.0, 400.0));
        let size = vec2(260.0, 60.0);
        let places = [
            Rect::from_min_size(pos2(300.0, 100.0), vec2(104.0, 128.0)),
            Rect::from_min_size(pos2(700.0, 100.0), vec2(104.0, 128.0)),
        ];
        for step in 0_u8..=20 {
            let about = pos2(350.0 + f32::from(step) * 20.0, 140.0);
            let spot = free_spot(stage, about, size, &places).1;
            assert!(stage.contains_rect(spot), "{spot:?}");
            for place in places {
                assert!(
                    overlap(spot, place) < place.area() * 0.05,
                    "at {about:?} the caption {spot:?} hides {place:?}"
                );
            }
        }
    }
}
