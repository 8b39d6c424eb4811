//! Fetch a user's mail by POP3, at the playhead.

use bevy_egui::egui::{Button, ComboBox, Ui};

use super::View;
use crate::gui::action::Action;
use crate::gui::forms::CheckForm;

/// Draws the window.
pub fn window(ui: &Ui, view: &View<'_>, form: &mut CheckForm, actions: &mut Vec<Action>) {
    let mut wanted = Vec::new();
    super::dialog(ui, view, &view.say("check"), actions, |ui| {
        ui.set_width(360.0);
        ui.label(view.say("check-whose"));
        ComboBox::from_id_salt("user").width(340.0).selected_text(&form.user).show_ui(ui, |ui| {
            for person in view.desk.source.people() {
                ui.selectable_value(&mut form.user, person.clone(), &person);
            }
        });
        ui.checkbox(&mut form.keep, view.say("check-keep"));
        if let Some(problem) = &form.problem {
            ui.colored_label(view.palette().refusal, problem);
        }
        ui.separator();
        ui.horizontal(|ui| {
            let button = Button::new(view.say("check-now")).min_size([120.0, 32.0].into());
            if ui.add_enabled(!form.user.is_empty(), button).clicked() {
                wanted.push(Action::Check);
            }
            if ui.button(view.say("cancel")).clicked() {
                wanted.push(Action::Close);
            }
        });
    });
    actions.append(&mut wanted);
}
