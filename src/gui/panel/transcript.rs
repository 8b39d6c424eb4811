//! The transcript: every line that was spoken, with what it means. Only the rows in sight are laid out.

use bevy_egui::egui::{Color32, Key, Pos2, Rect, Response, ScrollArea, Sense, Stroke, StrokeKind, Ui, pos2, vec2};
use bevy_egui::egui::{Id, WidgetInfo, WidgetType};

use super::{View, elided, icon};
use crate::gui::action::Action;
use crate::gui::desk::Selection;
use crate::gui::fonts::Face;
use crate::gui::theme::Shape;
use crate::view::transcript::{Row, Speaker};

/// The columns of a row, from left to right, as places on the screen.
struct Columns {
    clock: (f32, f32),
    ends: (f32, f32),
    sign: f32,
    speaker: f32,
    text: (f32, f32),
    gloss: (f32, f32),
}

impl Columns {
    /// The gloss gives way first, then who speaks to whom: what is said always stays.
    fn of(left: f32, right: f32) -> Self {
        let width = right - left;
        let clock = if width < 620.0 { 0.0 } else { 112.0 };
        let ends = if width < 760.0 { 0.0 } else { 178.0 };
        let gloss = if width < 560.0 { 0.0 } else { width * 0.34 };
        let ends_at = left + clock;
        let sign = ends_at + ends + 8.0;
        let speaker = sign + 14.0;
        let text = speaker + 26.0;
        Self {
            clock: (left, clock - 10.0),
            ends: (ends_at, ends - 12.0),
            sign,
            speaker,
            text: (text, right - gloss - text - 14.0),
            gloss: (right - gloss, gloss - 6.0),
        }
    }
}

/// Draws the transcript.
pub fn table(ui: &mut Ui, view: &View<'_>, actions: &mut Vec<Action>) {
    let desk = view.desk;
    let rows = desk.source.rows();
    ui.set_min_size(ui.available_size());
    if rows == 0 {
        ui.label(view.say("transcript-empty"));
        return;
    }
    let height = (view.sizes().value * 1.72).round().max(24.0);
    ui.spacing_mut().item_spacing.y = 0.0;
    let room = ui.available_height();
    let mut area = ScrollArea::vertical().id_salt("transcript").auto_shrink([false, false]);
    let remembered = Id::new("transcript-row");
    let current = view.begun.saturating_sub(1);
    let was: Option<(usize, usize)> = ui.data(|data| data.get_temp(remembered));
    if desk.follow && was != Some((current, rows)) {
        area = area.vertical_scroll_offset(offset_for(current, height, room));
        ui.data_mut(|data| data.insert_temp(remembered, (current, rows)));
    }
    let area = area.show_rows(ui, height, rows, |ui, range| {
        for index in range {
            let Some(row) = desk.source.row(index, view.words()) else { continue };
            let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
            line(ui, view, rect, index, &row, &response);
            answer(ui, &row, &response, actions);
        }
    });
    let scrolled = ui.rect_contains_pointer(area.inner_rect) && ui.input(|input| input.smooth_scroll_delta.y != 0.0);
    if scrolled && desk.follow {
        actions.push(Action::Follow(false));
    }
    if !desk.follow {
        follow_again(ui, view, area.inner_rect, actions);
    }
}

/// The scroll offset at which a row has a few lines of the past above it and the future below.
#[expect(clippy::cast_precision_loss, reason = "a scroll offset of a million rows is a few pixels off")]
fn offset_for(row: usize, height: f32, room: f32) -> f32 {
    let above = ((room / height).floor() * 0.6).floor();
    ((row as f32 - above) * height).max(0.0)
}

fn line(ui: &Ui, view: &View<'_>, rect: Rect, index: usize, row: &Row, response: &Response) {
    let palette = view.palette();
    let sizes = view.sizes();
    let selected = view.desk.selection == Some(Selection::Entry(row.entry));
    let current = index + 1 == view.begun;
    let future = index >= view.begun;
    response.widget_info(|| {
        let spoken = format!("{} {} {} {}", row.clock, ends(row), row.speaker.mark(), row.text);
        // A link to a moment.
        WidgetInfo::selected(WidgetType::Link, true, selected, spoken)
    });
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    if current {
        painter.rect(rect.shrink(0.5), 6.0, palette.current, Stroke::new(1.5, palette.accent), StrokeKind::Inside);
    } else if response.hovered() {
        painter.rect_filled(rect, 6.0, palette.card_hover);
    }
    if selected || response.has_focus() {
        painter.rect_stroke(rect.shrink(1.0), 6.0, Stroke::new(2.5, palette.accent), StrokeKind::Inside);
    }
    let role = palette.spoken(row.protocol, row.refusal);
    let quiet = if current { palette.text } else { palette.soft };
    let spoken = if future { palette.soft } else { palette.text };
    let columns = Columns::of(rect.left() + 8.0, rect.right() - 6.0);
    let small = sizes.least + 0.5;
    let put = |(left, room): (f32, f32), face: Face, size: f32, text: &str, colour: Color32| {
        if room > 12.0 {
            let galley = elided(ui, text, face.at(size), colour, room);
            let at = pos2(left, rect.center().y - galley.size().y / 2.0);
            painter.galley(at, galley, colour);
        }
    };
    put(columns.clock, Face::Mono, small, &row.clock, quiet);
    put(columns.ends, Face::Text, small, &ends(row), quiet);
    let shape = Shape::of_tick(row.protocol, row.refusal);
    icon::sign(&painter, shape, Pos2::new(columns.sign, rect.center().y), 9.0, role, future);
    put((columns.speaker, 24.0), Face::MonoBold, sizes.value, row.speaker.mark(), role);
    if row.speaker == Speaker::Note {
        // Nobody said it: a sentence, which may take the room of the gloss.
        let room = columns.gloss.0 + columns.gloss.1 - columns.text.0;
        put((columns.text.0, room), Face::Text, sizes.value, &row.text, quiet);
        return;
    }
    put(columns.text, Face::Mono, sizes.value, &row.text, spoken);
    put(columns.gloss, Face::Text, small, &row.gloss, quiet);
}

/// Who speaks to whom, or only who.
fn ends(row: &Row) -> String {
    if row.to.is_empty() { row.from.clone() } else { format!("{} → {}", row.from, row.to) }
}

/// A click selects and goes there; so does Enter on a focused row.
fn answer(ui: &Ui, row: &Row, response: &Response, actions: &mut Vec<Action>) {
    let entered = response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if response.clicked() || entered {
        actions.push(Action::SeekEntry(row.entry));
    }
}

/// A button back to the present line, when somebody has scrolled away from it.
fn follow_again(ui: &mut Ui, view: &View<'_>, rect: Rect, actions: &mut Vec<Action>) {
    let size = vec2(190.0, 28.0);
    let place = Rect::from_min_size(rect.right_bottom() - size - vec2(18.0, 4.0), size);
    let button = bevy_egui::egui::Button::new(view.say("follow")).truncate();
    if ui.put(place, button).clicked() {
        actions.push(Action::Follow(true));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_never_overlap_and_what_is_said_always_has_room() {
        for width in [420.0, 600.0, 700.0, 900.0, 1260.0, 1900.0] {
            let columns = Columns::of(8.0, 8.0 + width);
            assert!(columns.text.1 > 150.0, "{width}");
            assert!(columns.text.0 + columns.text.1 <= columns.gloss.0, "{width}");
            assert!(columns.ends.0 + columns.ends.1 <= columns.sign, "{width}");
        }
    }
}
