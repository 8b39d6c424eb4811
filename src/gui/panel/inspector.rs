//! The right panel: everything about what is selected, or else what the shapes and colours mean.

use bevy_egui::egui::{Color32, Label, RichText, ScrollArea, Sense, Ui, vec2};

use super::{View, icon};
use crate::gui::action::Action;
use crate::gui::fonts;
use crate::gui::theme::Shape;
use crate::view::inspector::{Content, Field, Section};
use crate::view::scene::Protocol;

/// Draws the panel.
pub fn panel(ui: &mut Ui, view: &View<'_>, actions: &mut Vec<Action>) {
    let palette = view.palette();
    ui.set_min_size(ui.available_size());
    ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        let Some(inspection) = view.inspection else {
            legend(ui, view);
            return;
        };
        ui.add(Label::new(RichText::new(&inspection.title).heading()).wrap());
        if !inspection.subtitle.is_empty() {
            ui.label(RichText::new(&inspection.subtitle).color(palette.soft));
        }
        for section in &inspection.sections {
            ui.add_space(4.0);
            self::section(ui, view, section, actions);
        }
    });
}

fn section(ui: &mut Ui, view: &View<'_>, section: &Section, actions: &mut Vec<Action>) {
    let palette = view.palette();
    let colour = section.protocol.map_or(palette.accent, |protocol| palette.protocol(protocol));
    ui.horizontal(|ui| {
        if let Some(protocol) = section.protocol {
            let (rect, _) = ui.allocate_exact_size(vec2(14.0, 18.0), Sense::hover());
            icon::sign(ui.painter(), Shape::of_protocol(protocol), rect.center(), 11.0, colour, false);
        }
        ui.add(Label::new(RichText::new(&section.title).family(fonts::bold()).color(colour)).truncate());
    });
    match &section.content {
        Content::Fields(fields) => fields.iter().for_each(|field| self::field(ui, view, field, actions)),
        Content::Text(text) => {
            for line in text.lines() {
                ui.add(Label::new(RichText::new(line).monospace().size(view.sizes().least + 1.0)).wrap());
            }
        }
        Content::Octets(octets) => octets_table(ui, view, octets),
    }
    ui.add_space(2.0);
    ui.separator();
}

/// The name above the value: a panel is narrow and values are long.
fn field(ui: &mut Ui, view: &View<'_>, field: &Field, actions: &mut Vec<Action>) {
    let palette = view.palette();
    ui.spacing_mut().item_spacing.y = 1.0;
    ui.label(RichText::new(&field.name).small().color(palette.soft));
    let value = RichText::new(&field.value).monospace().size(view.sizes().value - 1.0);
    if let Some(entry) = field.entry {
        let response = ui.add(Label::new(value.underline()).wrap().sense(Sense::click()));
        if response.on_hover_text(view.say("go-to-moment")).clicked() {
            actions.push(Action::SeekEntry(entry));
        }
    } else {
        ui.add(Label::new(value).wrap());
    }
    ui.add_space(3.0);
}

/// How many octets are shown in a line: as many as the panel's width holds.
const PER_LINE: usize = 8;
/// More than this is not laid out: a message can be ten megabytes.
const SHOWN: usize = 4_096;

fn octets_table(ui: &mut Ui, view: &View<'_>, octets: &[u8]) {
    use std::fmt::Write as _;
    let mut text = String::new();
    for (line, chunk) in octets[..octets.len().min(SHOWN)].chunks(PER_LINE).enumerate() {
        let _ = write!(text, "{:04x} ", line * PER_LINE);
        for octet in chunk {
            let _ = write!(text, "{octet:02x}");
        }
        let pad = 2 * (PER_LINE - chunk.len()) + 1;
        let _ = write!(text, "{:pad$}", "");
        text.extend(chunk.iter().map(|&octet| match octet {
            b'\r' => '␍',
            b'\n' => '␊',
            b' '..=b'~' => char::from(octet),
            _ => '·',
        }));
        text.push('\n');
    }
    let text = RichText::new(text).monospace().size(view.sizes().least);
    ui.add(Label::new(text).extend());
}

/// What the shapes and colours mean, each with its word.
fn legend(ui: &mut Ui, view: &View<'_>) {
    let palette = view.palette();
    ui.label(RichText::new(view.say("legend")).heading());
    ui.label(RichText::new(view.say("legend-hint")).color(palette.soft));
    ui.add_space(6.0);
    let lines: [(Shape, Color32, &str); 6] = [
        (Shape::Slip, palette.protocol(Protocol::Smtp), "legend-smtp"),
        (Shape::Diamond, palette.protocol(Protocol::Dns), "legend-dns"),
        (Shape::Circle, palette.protocol(Protocol::Pop3), "legend-pop3"),
        (Shape::Envelope, palette.text, "legend-mail"),
        (Shape::Dot, palette.protocol(Protocol::Tcp), "legend-tcp"),
        (Shape::Cross, palette.refusal, "legend-refusal"),
    ];
    for (shape, colour, key) in lines {
        ui.horizontal_top(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(24.0, 20.0), Sense::hover());
            icon::sign(ui.painter(), shape, rect.center(), 13.0, colour, false);
            ui.add(Label::new(view.say(key)).wrap());
        });
    }
}
