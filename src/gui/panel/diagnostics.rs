//! Why a scenario does not load: place, caret, what was expected, what was probably meant. What ran before runs on.

use bevy_egui::egui::{Label, RichText, ScrollArea, Ui};

use super::View;
use crate::gui::action::Action;

/// Draws the window.
pub fn window(ui: &Ui, view: &View<'_>, actions: &mut Vec<Action>) {
    super::dialog(ui, view, &view.say("problem-title"), actions, |ui| {
        ui.set_width((ui.ctx().content_rect().width() - 80.0).min(860.0));
        ui.label(view.say("problem-hint"));
        ui.separator();
        ScrollArea::both().max_height(420.0).show(ui, |ui| {
            let text = view.desk.problem.as_deref().unwrap_or_default();
            ui.add(Label::new(RichText::new(text).monospace()).selectable(true).extend());
        });
    });
}
