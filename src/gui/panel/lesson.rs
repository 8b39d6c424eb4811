//! The left panel: what this lesson tells, and what is happening at this moment.

use bevy_egui::egui::{RichText, ScrollArea, Ui};

use super::View;
use crate::gui::action::Action;
use crate::gui::fonts;

/// Draws the panel.
pub fn panel(ui: &mut Ui, view: &View<'_>, _actions: &mut Vec<Action>) {
    let desk = view.desk;
    let palette = view.palette();
    ui.set_min_size(ui.available_size());
    ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        ui.label(RichText::new(desk.source.title(view.words())).heading());
        ui.label(RichText::new(desk.source.summary(view.words())).color(palette.soft));
        ui.add_space(4.0);
        ui.separator();
        ui.add_space(4.0);
        ui.label(RichText::new(view.say("now")).family(fonts::bold()).color(palette.accent));
        if let Some(text) = desk.source.explanation(desk.clock.position(), view.words()) {
            ui.label(RichText::new(text).size(view.sizes().caption - 1.0));
        } else if let Some(caption) = &view.scene.caption {
            ui.label(RichText::new(&caption.title).size(view.sizes().caption - 1.0));
            ui.label(RichText::new(&caption.body).color(palette.soft));
        } else {
            ui.label(RichText::new(view.say(quiet(view))).color(palette.soft));
        }
    });
}

/// Why nothing moves.
fn quiet(view: &View<'_>) -> &'static str {
    let desk = view.desk;
    if desk.clock.position() <= 0.0 {
        "quiet-start"
    } else if desk.clock.position() >= desk.source.length() && !desk.growing {
        if desk.clock.will_start_over() { "quiet-again" } else { "quiet-end" }
    } else {
        "quiet-between"
    }
}
