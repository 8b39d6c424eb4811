//! The sheet of keys, drawn from the table that the keyboard uses.

use bevy_egui::egui::{Grid, RichText, ScrollArea, Ui};

use super::View;
use crate::gui::action::Action;
use crate::gui::fonts::{self, Face};
use crate::gui::keys::{Group, SHORTCUTS};

/// Draws the window.
pub fn window(ui: &Ui, view: &View<'_>, actions: &mut Vec<Action>) {
    super::dialog(ui, view, &view.say("keys-title"), actions, |ui| {
        ui.set_width((ui.ctx().content_rect().width() - 60.0).min(760.0));
        let room = ui.ctx().content_rect().height() - 110.0;
        ScrollArea::vertical().max_height(room).min_scrolled_height(room).show(ui, |ui| {
            ui.columns(2, |columns| {
                let [left, right] = columns else { return };
                group(left, view, Group::Time);
                group(right, view, Group::View);
                group(right, view, Group::Work);
            });
        });
    });
}

fn group(ui: &mut Ui, view: &View<'_>, group: Group) {
    let palette = view.palette();
    ui.label(RichText::new(view.say(group.title())).family(fonts::bold()).color(palette.accent));
    Grid::new(group.title()).num_columns(2).spacing([12.0, 3.0]).show(ui, |ui| {
        for line in SHORTCUTS.iter().filter(|line| line.group == group) {
            ui.label(RichText::new(line.keys).font(Face::MonoBold.at(view.sizes().least + 1.0)));
            ui.label(RichText::new(view.say(line.label)).size(view.sizes().least + 1.0));
            ui.end_row();
        }
    });
    ui.add_space(10.0);
}
