//! The timeline: a tick for every event in the shape of its protocol, folded waits with their true length, and the
//! playhead.

use bevy_egui::egui::{Align2, Rect, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2};

use super::{View, elided, icon};
use crate::gui::action::Action;
use crate::gui::fonts::Face;
use crate::gui::theme::Shape;
use crate::view::timeline::{Tick, Timeline};

/// The least distance of two ticks, in logical pixels; what lies closer is drawn as one.
const TICK_GAP: f32 = 5.0;
/// The largest and the least size of a tick.
const TICK: std::ops::RangeInclusive<f32> = 4.0..=9.0;

/// Where seconds of screen time lie on the strip.
struct Scale {
    left: f32,
    width: f32,
    length: f64,
}

impl Scale {
    #[expect(clippy::cast_possible_truncation, reason = "a place on the screen needs no more")]
    fn x(&self, seconds: f64) -> f32 {
        ((seconds / self.length).clamp(0.0, 1.0) as f32).mul_add(self.width, self.left)
    }

    fn seconds(&self, x: f32) -> f64 {
        f64::from(((x - self.left) / self.width).clamp(0.0, 1.0)) * self.length
    }
}

/// Draws the timeline into `rect`; a click or a drag moves the playhead.
pub fn strip(ui: &mut Ui, rect: Rect, view: &View<'_>, actions: &mut Vec<Action>) {
    let desk = view.desk;
    let timeline = desk.source.timeline();
    let response = ui.interact(rect, ui.id().with("timeline"), Sense::click_and_drag());
    let position = desk.clock.position();
    response.widget_info(|| WidgetInfo::slider(true, position, view.say("timeline")));
    let scale = Scale { left: rect.left() + 10.0, width: rect.width() - 20.0, length: timeline.length.max(1e-3) };
    if (response.clicked() || response.dragged())
        && let Some(pointer) = response.interact_pointer_pos()
    {
        actions.push(Action::Scrub(scale.seconds(pointer.x)));
    }
    let bar_at = rect.top() + 31.0;
    bar(ui, rect, view, &scale, bar_at, &response);
    ticks(ui, rect, view, timeline, &scale);
    folds(ui, view, timeline, &scale, bar_at);
    let head = pos2(scale.x(position), bar_at);
    let palette = view.palette();
    ui.painter().circle(head, 10.0, palette.accent, Stroke::new(2.5, palette.canvas));
    hover(ui, view, timeline, &scale, response);
}

fn bar(ui: &Ui, rect: Rect, view: &View<'_>, scale: &Scale, y: f32, response: &Response) {
    let palette = view.palette();
    let rail = |from: f32, to: f32| Rect::from_x_y_ranges(from..=to, y - 3.0..=y + 3.0);
    let painter = ui.painter();
    painter.rect_filled(rail(scale.left, scale.left + scale.width), 3.0, palette.line.gamma_multiply(0.55));
    painter.rect_filled(rail(scale.left, scale.x(view.desk.clock.position())), 3.0, palette.accent);
    if response.has_focus() {
        painter.rect_stroke(rect, 6.0, Stroke::new(2.0, palette.accent), StrokeKind::Inside);
    }
}

fn ticks(ui: &Ui, rect: Rect, view: &View<'_>, timeline: &Timeline, scale: &Scale) {
    let palette = view.palette();
    let now = view.desk.clock.position();
    let y = rect.top() + 14.0;
    let mut last = f32::NEG_INFINITY;
    for (index, tick) in timeline.ticks.iter().enumerate() {
        let x = scale.x(tick.at);
        // A refusal is never left out.
        if x - last < TICK_GAP && !tick.refusal {
            continue;
        }
        // Ticks shrink where they stand close, so that each can be told from the next.
        let next = timeline.ticks.get(index + 1).map_or(f32::INFINITY, |next| scale.x(next.at));
        let room = (x - last).min((next - x).max(TICK_GAP)) - 1.5;
        let size = room.clamp(*TICK.start(), *TICK.end());
        last = x;
        let colour = palette.spoken(tick.protocol, tick.refusal);
        let shape = Shape::of_tick(tick.protocol, tick.refusal);
        let lift = if tick.refusal { 7.0 } else { 0.0 };
        icon::sign(
            ui.painter(),
            shape,
            pos2(x, y - lift),
            if tick.refusal { 9.0 } else { size },
            colour,
            tick.at > now,
        );
    }
}

/// The true length of each folded wait, below the bar where it is folded, and a gap in the bar; a label that has no
/// room is left out.
fn folds(ui: &Ui, view: &View<'_>, timeline: &Timeline, scale: &Scale, y: f32) {
    let palette = view.palette();
    let mut free = f32::NEG_INFINITY;
    for fold in &timeline.folds {
        let (from, to) = (scale.x(fold.from), scale.x(fold.to));
        let painter = ui.painter();
        let gap = Rect::from_x_y_ranges(from..=to.max(from + 6.0), y - 5.0..=y + 5.0);
        painter.rect(gap, 2.0, palette.canvas, Stroke::new(1.5, palette.line), StrokeKind::Inside);
        let text = format!("{} ≈", fold.label);
        let galley = elided(ui, &text, Face::Bold.at(view.sizes().least), palette.soft, 120.0);
        let label = Align2::CENTER_TOP.anchor_size(pos2(f32::midpoint(from, to), y + 10.0), galley.size());
        if label.left() < free {
            continue;
        }
        free = label.right() + 8.0;
        painter.galley(label.min, galley, palette.soft);
    }
}

/// The event nearest to the pointer, in a line.
fn hover(ui: &Ui, view: &View<'_>, timeline: &Timeline, scale: &Scale, response: Response) {
    let Some(pointer) = response.hover_pos() else { return };
    let Some(tick) = nearest(&timeline.ticks, scale.seconds(pointer.x)) else { return };
    if (scale.x(tick.at) - pointer.x).abs() > 14.0 || ui.input(|input| input.pointer.any_down()) {
        return;
    }
    if let Some(row) = view.desk.source.row_of_entry(tick.entry, view.words()) {
        response.on_hover_ui_at_pointer(|ui| {
            ui.monospace(format!("{}  {}", row.clock, row.text));
            ui.label(row.gloss);
        });
    }
}

fn nearest(ticks: &[Tick], seconds: f64) -> Option<&Tick> {
    let after = ticks.partition_point(|tick| tick.at < seconds);
    let around = &ticks[after.saturating_sub(1)..(after + 1).min(ticks.len())];
    around.iter().min_by(|one, other| (one.at - seconds).abs().total_cmp(&(other.at - seconds).abs()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::scene::Protocol;

    #[test]
    fn the_nearest_tick_is_found_on_either_side() {
        let tick = |at: f64, entry| Tick { at, entry, protocol: Protocol::Smtp, refusal: false };
        let ticks = [tick(1.0, 0), tick(2.0, 1), tick(4.0, 2)];
        let entry = |seconds| nearest(&ticks, seconds).map(|tick| tick.entry);
        assert_eq!([entry(0.0), entry(1.4), entry(1.6), entry(9.0)], [Some(0), Some(0), Some(1), Some(2)]);
        assert_eq!(nearest(&[], 1.0), None);
    }
}
