//! The bar at the top: which scenario, what to do with mail, how to look at it.

use bevy_egui::egui::{Align, Button, Layout, RichText, Ui};

use super::View;
use crate::gui::action::Action;
use crate::gui::desk::Dialog;

/// Draws the bar. Most things are in menus: the first screen offers little, so that what it offers is seen (GUI-02).
pub fn bar(ui: &mut Ui, view: &View<'_>, actions: &mut Vec<Action>) {
    let desk = view.desk;
    let palette = view.palette();
    let sizes = view.sizes();
    ui.horizontal(|ui| {
        ui.set_min_height(30.0);
        ui.label(RichText::new(view.say("app-name")).heading().size(18.0).color(palette.accent));
        ui.add_space(6.0);
        let title = desk.source.title(view.words());
        let room = (ui.available_width() - 420.0).max(120.0);
        let shown = super::elided(ui, &title, crate::gui::fonts::Face::Bold.at(sizes.button), palette.text, room);
        let shown = if shown.elided { title.chars().take(28).chain(['…']).collect() } else { title };
        ui.menu_button(RichText::new(format!("{shown}  ▾")).family(crate::gui::fonts::bold()), |ui| {
            scenarios(ui, view, actions);
        });
        ui.menu_button(format!("{}  ▾", view.say("menu-mail")), |ui| mail(ui, view, actions));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let help = ui.add(Button::new("?").min_size([32.0, 30.0].into())).on_hover_text(view.say("key-help"));
            if help.clicked() {
                actions.push(Action::Open(Dialog::Shortcuts));
            }
            let present = if desk.present { "present-end" } else { "present" };
            if ui.button(view.say(present)).on_hover_text(view.say("key-present")).clicked() {
                actions.push(Action::TogglePresentation);
            }
            let other = desk.settings.language.other();
            let button = Button::new(other.code().to_uppercase()).min_size([36.0, 30.0].into());
            if ui.add(button).on_hover_text(view.say("key-language")).clicked() {
                actions.push(Action::SetLanguage(other));
            }
            ui.menu_button(format!("{}  ▾", view.say("menu-view")), |ui| look(ui, view, actions));
        });
    });
}

/// A line of a menu, which closes the menu.
fn item(ui: &mut Ui, text: String, keys: &str, actions: &mut Vec<Action>, action: Action) {
    if ui.add(Button::new(text).shortcut_text(keys).min_size([230.0, 28.0].into())).clicked() {
        actions.push(action);
        ui.close();
    }
}

fn scenarios(ui: &mut Ui, view: &View<'_>, actions: &mut Vec<Action>) {
    for lesson in view.desk.library.clone() {
        item(ui, lesson.title, "", actions, Action::OpenBundled(lesson.name));
    }
    ui.separator();
    item(ui, view.say("open-file"), "Ctrl O", actions, Action::PickScenario);
    item(ui, view.say("save"), "Ctrl S", actions, Action::PickRecording);
    item(ui, view.say("restart"), "Ctrl R", actions, Action::Restart);
}

fn mail(ui: &mut Ui, view: &View<'_>, actions: &mut Vec<Action>) {
    item(ui, view.say("write"), "N", actions, Action::Open(Dialog::Compose));
    item(ui, view.say("check"), "C", actions, Action::Open(Dialog::CheckMail));
    ui.separator();
    item(ui, view.say("undo"), "Ctrl Z", actions, Action::Undo);
    item(ui, view.say("redo"), "Ctrl Y", actions, Action::Redo);
}

fn look(ui: &mut Ui, view: &View<'_>, actions: &mut Vec<Action>) {
    use crate::gui::theme::Theme;
    let settings = view.desk.settings;
    let theme = if settings.theme == Theme::Dark { "theme-light" } else { "theme-dark" };
    item(ui, view.say(theme), "T", actions, Action::SwitchTheme);
    let motion = if settings.reduced_motion { "motion-full" } else { "motion-reduced" };
    item(ui, view.say(motion), "", actions, Action::ToggleReducedMotion);
    ui.separator();
    item(ui, view.say("zoom-in"), "+", actions, Action::Zoom(1.25, None));
    item(ui, view.say("zoom-out"), "−", actions, Action::Zoom(0.8, None));
    item(ui, view.say("zoom-fit"), "0", actions, Action::Fit);
    ui.separator();
    item(ui, view.say("full-screen"), "F11", actions, Action::ToggleFullScreen);
    item(ui, view.say("blank"), "B", actions, Action::ToggleBlank);
}
