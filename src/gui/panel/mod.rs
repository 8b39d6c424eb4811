//! The panels: plain functions that read a [`View`] and say which [`Action`]s a person wants.
//!
//! All of them stand in one root [`Ui`], so that none lets a click through to the stage; the stage is the rectangle
//! that they leave. Nothing is changed here: egui may run the whole tree twice in one frame.

pub mod check_mail;
pub mod compose;
pub mod diagnostics;
pub mod icon;
pub mod inspector;
pub mod lesson;
pub mod shortcuts;
pub mod stage;
pub mod timeline;
pub mod top;
pub mod transcript;
pub mod transport;

use std::sync::Arc;

use bevy_egui::egui::text::{LayoutJob, TextWrapping};
use bevy_egui::egui::{Color32, Context, CornerRadius, FontId, Frame, Galley, Margin, Panel, Rect, Stroke, Ui};

use super::action::Action;
use super::desk::{Desk, Dialog};
use super::fonts;
use super::forms::{CheckForm, Draft};
use super::theme::{self, Palette, Sizes, Theme};
use crate::view::inspector::Inspection;
use crate::view::scene::Scene;
use crate::view::words::Words;

/// What the panels read in one frame.
pub struct View<'a> {
    /// Everything on the desk.
    pub desk: &'a Desk,
    /// The stage at this moment.
    pub scene: &'a Scene,
    /// What is known of the selection.
    pub inspection: Option<&'a Inspection>,
    /// How many lines of the transcript have begun.
    pub begun: usize,
}

impl<'a> View<'a> {
    /// The words.
    #[must_use]
    pub fn words(&self) -> &'a Words {
        &self.desk.words
    }

    /// The colours.
    #[must_use]
    pub fn palette(&self) -> &'static Palette {
        self.desk.palette()
    }

    /// The sizes of text.
    #[must_use]
    pub fn sizes(&self) -> Sizes {
        self.desk.sizes()
    }

    /// A sentence without places.
    #[must_use]
    pub fn say(&self, key: &str) -> String {
        self.words().get(key)
    }
}

/// What is being typed, which the panels may change.
pub struct Forms<'a> {
    /// The mail being written.
    pub draft: &'a mut Draft,
    /// The fetch being prepared.
    pub check: &'a mut CheckForm,
}

/// Gives egui its faces, colours and sizes.
pub fn dress(context: &Context, theme: Theme, present: bool, zoom: f32) {
    context.set_fonts(fonts::definitions());
    context.set_theme(match theme {
        Theme::Dark => bevy_egui::egui::Theme::Dark,
        Theme::Light => bevy_egui::egui::Theme::Light,
    });
    let style = theme::style(theme, present);
    context.all_styles_mut(|worn| *worn = style.clone());
    context.set_zoom_factor(zoom);
}

/// Draws everything that is egui's for the desk as it is, and says what is wanted.
pub fn frame(ui: &mut Ui, desk: &mut Desk, scene: &Scene) -> Vec<Action> {
    let position = desk.clock.position();
    let inspection = desk.selection.and_then(|selection| desk.source.inspect(selection, &desk.words));
    let (mut draft, mut check) = (std::mem::take(&mut desk.draft), std::mem::take(&mut desk.check));
    let mut actions = Vec::new();
    let view = View { desk, scene, inspection: inspection.as_ref(), begun: desk.source.rows_until(position) };
    let forms = Forms { draft: &mut draft, check: &mut check };
    let stage = root(ui, &view, forms, &mut actions);
    (desk.draft, desk.check, desk.stage) = (draft, check, stage);
    desk.files.show(ui.ctx());
    actions
}

/// Below this width the lesson gives its room to the stage.
const ROOM_FOR_LESSON: f32 = 1_000.0;
/// Below this width the inspector does too.
const ROOM_FOR_INSPECTOR: f32 = 760.0;

/// Every panel; returns the rectangle that is left for the stage.
fn root(ui: &mut Ui, view: &View<'_>, forms: Forms<'_>, actions: &mut Vec<Action>) -> Rect {
    let desk = view.desk;
    let width = ui.max_rect().width();
    let palette = view.palette();
    let bar = |margin: Margin| Frame::new().fill(palette.canvas).inner_margin(margin);
    Panel::top("top")
        .frame(bar(Margin::symmetric(14, 6)))
        .show_separator_line(false)
        .show(ui, |ui| top::bar(ui, view, actions));
    Panel::bottom("transport")
        .frame(bar(Margin { left: 14, right: 14, top: 4, bottom: 6 }))
        .show_separator_line(false)
        .show(ui, |ui| transport::bar(ui, view, actions));
    let gap = Margin { left: 8, right: 8, top: 4, bottom: 2 };
    // Each mode remembers how high its transcript was made.
    Panel::bottom(if desk.present { "transcript-presented" } else { "transcript" })
        .frame(bar(gap))
        .show_separator_line(false)
        .resizable(true)
        .default_size(if desk.present { 112.0 } else { 184.0 })
        .size_range(90.0..=420.0)
        .show(ui, |ui| card(palette).show(ui, |ui| transcript::table(ui, view, actions)));
    if !desk.present && width >= ROOM_FOR_LESSON {
        Panel::left("lesson")
            .frame(bar(Margin { right: 4, ..gap }))
            .show_separator_line(false)
            .exact_size(256.0)
            .show(ui, |ui| card(palette).show(ui, |ui| lesson::panel(ui, view, actions)));
    }
    if !desk.present && width >= ROOM_FOR_INSPECTOR {
        Panel::right("inspector")
            .frame(bar(Margin { left: 4, ..gap }))
            .show_separator_line(false)
            .exact_size(304.0)
            .show(ui, |ui| card(palette).show(ui, |ui| inspector::panel(ui, view, actions)));
    }
    let rect = ui.available_rect_before_wrap();
    stage::overlay(ui, rect, view, actions);
    match desk.dialog {
        Some(Dialog::Shortcuts) => shortcuts::window(ui, view, actions),
        Some(Dialog::Compose) => compose::window(ui, view, forms.draft, actions),
        Some(Dialog::CheckMail) => check_mail::window(ui, view, forms.check, actions),
        Some(Dialog::Diagnostics) => diagnostics::window(ui, view, actions),
        None => {}
    }
    if desk.blank {
        stage::blank(ui);
    }
    rect
}

/// The frame of a panel.
fn card(palette: &Palette) -> Frame {
    Frame::new()
        .fill(palette.panel)
        .stroke(Stroke::new(1.0, palette.edge))
        .corner_radius(CornerRadius::same(12))
        .inner_margin(Margin::symmetric(12, 10))
}

/// A small window above the rest: never modal, closed by its cross, by Escape, or by the same key again.
fn dialog(ui: &Ui, view: &View<'_>, title: &str, actions: &mut Vec<Action>, add: impl FnOnce(&mut Ui)) {
    use bevy_egui::egui::{Align2, Window};
    let mut open = true;
    let room = ui.ctx().content_rect();
    Window::new(title)
        .open(&mut open)
        .collapsible(false)
        .resizable(false)
        .anchor(Align2::CENTER_CENTER, [0.0, 0.0])
        .max_height(room.height() - 40.0)
        .max_width(room.width() - 40.0)
        .frame(Frame::window(&ui.ctx().global_style()).fill(view.palette().panel))
        .show(ui.ctx(), |ui| {
            // The edge of a field must be seen (WCAG 1.4.11); on panels, buttons have words instead.
            ui.visuals_mut().widgets.inactive.bg_stroke.color = view.palette().line;
            add(ui);
        });
    if !open {
        actions.push(Action::Close);
    }
}

/// One line of text that ends in `…` where the room ends.
fn elided(ui: &Ui, text: &str, font: FontId, colour: Color32, room: f32) -> Arc<Galley> {
    let mut job = LayoutJob::simple_singleline(text.to_owned(), font, colour);
    job.wrap = TextWrapping::truncate_at_width(room.max(0.0));
    ui.ctx().fonts_mut(|fonts| fonts.layout_job(job))
}
