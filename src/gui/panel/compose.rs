//! Write a mail. It leaves at the playhead, from any user of the scenario.

use bevy_egui::egui::{Button, ComboBox, Grid, Margin, ScrollArea, TextEdit, Ui};

use super::View;
use crate::gui::action::Action;
use crate::gui::forms::Draft;

/// Draws the window.
pub fn window(ui: &Ui, view: &View<'_>, draft: &mut Draft, actions: &mut Vec<Action>) {
    let mut wanted = Vec::new();
    super::dialog(ui, view, &view.say("write"), actions, |ui| {
        ui.set_width(480.0);
        Grid::new("compose").num_columns(2).spacing([10.0, 6.0]).show(ui, |ui| fields(ui, view, draft));
        ScrollArea::vertical().max_height(150.0).show(ui, |ui| {
            let text = TextEdit::multiline(&mut draft.body)
                .margin(Margin::symmetric(8, 6))
                .desired_rows(5)
                .desired_width(f32::INFINITY);
            ui.add(text.hint_text(view.say("mail-text")));
        });
        attachments(ui, view, draft, &mut wanted);
        if let Some(problem) = &draft.problem {
            ui.colored_label(view.palette().refusal, problem);
        }
        ui.separator();
        ui.horizontal(|ui| {
            let ready = draft.letter().is_some();
            let button = Button::new(view.say("send")).min_size([120.0, 32.0].into());
            if ui.add_enabled(ready, button).on_disabled_hover_text(view.say("send-needs")).clicked() {
                wanted.push(Action::Send);
            }
            if ui.button(view.say("cancel")).clicked() {
                wanted.push(Action::Close);
            }
        });
    });
    actions.append(&mut wanted);
}

fn fields(ui: &mut Ui, view: &View<'_>, draft: &mut Draft) {
    let width = 370.0;
    ui.label(view.say("mail-from"));
    ComboBox::from_id_salt("from").width(width).selected_text(&draft.from).show_ui(ui, |ui| {
        for person in view.desk.source.people() {
            ui.selectable_value(&mut draft.from, person.clone(), &person);
        }
    });
    ui.end_row();
    let line = |ui: &mut Ui, key: &str, value: &mut String| {
        let label = ui.label(view.say(key));
        ui.add(TextEdit::singleline(value).margin(Margin::symmetric(8, 5)).desired_width(width)).labelled_by(label.id);
        ui.end_row();
    };
    line(ui, "mail-to", &mut draft.to);
    if draft.more {
        line(ui, "mail-cc", &mut draft.cc);
        line(ui, "mail-bcc", &mut draft.bcc);
    }
    line(ui, "mail-subject", &mut draft.subject);
    if !draft.more {
        ui.label("");
        if ui.button(view.say("mail-more")).clicked() {
            draft.more = true;
        }
        ui.end_row();
    }
}

fn attachments(ui: &mut Ui, view: &View<'_>, draft: &mut Draft, wanted: &mut Vec<Action>) {
    ui.horizontal_wrapped(|ui| {
        if ui.button(view.say("attach")).clicked() {
            wanted.push(Action::PickAttachments);
        }
        let mut dropped = None;
        for (index, (name, content)) in draft.attachments.iter().enumerate() {
            let text = format!("{name} · {} kB  ×", content.len().div_ceil(1_000));
            if ui.button(text).on_hover_text(view.say("detach")).clicked() {
                dropped = Some(index);
            }
        }
        if let Some(index) = dropped {
            draft.attachments.remove(index);
        }
    });
}
