//! The bar at the bottom: play, step, speed, the timeline, the hour, and what comes next.

use bevy_egui::egui::{Align, Id, Label, Layout, RichText, Ui, UiBuilder, pos2, vec2};
use bevy_egui::egui::{Rect, Response};
use fluent_bundle::FluentValue;

use super::icon::{self, Icon, Weight};
use super::{View, timeline};
use crate::gui::action::{Action, Direction, Unit};
use crate::gui::clock::Speed;
use crate::gui::fonts::{self, Face};

/// Room for the hour and the count of events.
const READOUT: f32 = 146.0;
/// Room for what comes next.
const NEXT: f32 = 150.0;

/// Draws the bar.
pub fn bar(ui: &mut Ui, view: &View<'_>, actions: &mut Vec<Action>) {
    let height = 60.0;
    let wide = ui.available_width() >= 720.0;
    ui.horizontal(|ui| {
        ui.set_min_height(height);
        ui.spacing_mut().item_spacing.x = 5.0;
        buttons(ui, view, actions);
        speed(ui, view, actions);
        ui.add_space(4.0);
        let aside = READOUT + if wide { NEXT } else { 0.0 };
        let room = (ui.available_width() - aside - 16.0).max(80.0);
        let (rect, _) = ui.allocate_exact_size(vec2(room, height), bevy_egui::egui::Sense::hover());
        timeline::strip(ui, rect, view, actions);
        ui.add_space(6.0);
        readout(ui, view, height);
        if wide {
            next(ui, view, height);
        }
    });
}

fn buttons(ui: &mut Ui, view: &View<'_>, actions: &mut Vec<Action>) {
    let desk = view.desk;
    let palette = view.palette();
    let at_start = desk.clock.position() <= 0.0;
    let at_end = desk.clock.position() >= desk.source.length() && !desk.growing;
    let mut offer = |ui: &mut Ui, icon: Icon, key: &str, enabled: bool, action: Action| -> Response {
        let weight = if matches!(icon, Icon::Play | Icon::Pause) { Weight::First } else { Weight::Usual };
        let response = icon::button(ui, palette, icon, &view.say(key), enabled, weight);
        if response.clicked() {
            actions.push(action);
        }
        response
    };
    offer(ui, Icon::ToStart, "to-start", !at_start, Action::ToStart);
    offer(ui, Icon::StepBack, "step-back", !at_start, Action::Step(Unit::Event, Direction::Back));
    let (face, key) = if desk.clock.is_playing() { (Icon::Pause, "pause") } else { (Icon::Play, "play") };
    let play = offer(ui, face, key, true, Action::TogglePlay);
    // The first key that a person presses should do something: Play has the focus until something else takes it.
    let once = Id::new("play-focused-once");
    if ui.data(|data| data.get_temp::<bool>(once).is_none()) {
        play.request_focus();
        ui.data_mut(|data| data.insert_temp(once, true));
    }
    offer(ui, Icon::StepForward, "step-on", !at_end, Action::Step(Unit::Event, Direction::Forward));
    offer(ui, Icon::ToEnd, "to-end", !at_end, Action::ToEnd);
}

fn speed(ui: &mut Ui, view: &View<'_>, actions: &mut Vec<Action>) {
    let now = view.desk.settings.speed;
    ui.menu_button(RichText::new(now.label()).family(fonts::bold()), |ui| {
        for speed in Speed::all() {
            if ui.selectable_label(speed == now, speed.label()).clicked() {
                actions.push(Action::SetSpeed(speed));
                ui.close();
            }
        }
    })
    .response
    .on_hover_text(view.say("speed"));
}

/// A part of the bar with lines stacked in its middle.
fn stacked(ui: &mut Ui, width: f32, height: f32, add: impl FnOnce(&mut Ui)) {
    let (rect, _) = ui.allocate_exact_size(vec2(width, height), bevy_egui::egui::Sense::hover());
    let top = pos2(rect.left(), rect.top() + 8.0);
    let inner = UiBuilder::new().max_rect(Rect::from_min_max(top, rect.max)).layout(Layout::top_down(Align::Min));
    let mut inner = ui.new_child(inner);
    inner.spacing_mut().item_spacing.y = 2.0;
    add(&mut inner);
}

fn readout(ui: &mut Ui, view: &View<'_>, height: f32) {
    let desk = view.desk;
    let palette = view.palette();
    stacked(ui, READOUT, height, |ui| {
        let at = desk.source.time_at(desk.clock.position());
        ui.add(Label::new(RichText::new(desk.source.clock(at)).monospace().size(18.0)).extend());
        let (n, total) = desk.source.events(desk.clock.position());
        let values = [("n", FluentValue::from(n)), ("total", FluentValue::from(total))];
        let count = view.words().with("event-count", &values);
        ui.add(Label::new(RichText::new(count).small().color(palette.soft)).truncate());
    });
}

/// The next event, always shown while the clock stands (TIM-08).
fn next(ui: &mut Ui, view: &View<'_>, height: f32) {
    let desk = view.desk;
    let palette = view.palette();
    stacked(ui, NEXT, height, |ui| {
        if desk.clock.is_playing() {
            return;
        }
        let Some(row) = desk.source.row(view.begun, view.words()) else {
            if !desk.growing {
                ui.add(Label::new(RichText::new(view.say("next-none")).color(palette.soft)).truncate());
            }
            return;
        };
        ui.add(Label::new(RichText::new(view.say("next")).small().color(palette.soft)).truncate());
        let colour = palette.spoken(row.protocol, row.refusal);
        let text = RichText::new(row.text).font(Face::MonoBold.at(view.sizes().button)).color(colour);
        ui.add(Label::new(text).truncate()).on_hover_text(row.gloss);
    });
}
