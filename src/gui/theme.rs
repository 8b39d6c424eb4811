//! Colours of both themes, sizes of text, and the shape that goes with each role.
//!
//! The only file with colours. Nothing is told by colour alone: a role has a colour **and** a shape **and** a word
//! (WCAG 1.4.1), and the tests below hold every pair of text and ground to a contrast of 4.5 : 1, every graphic to 3 : 1.
//! The roles come from the palette of Okabe and Ito, darkened for the light theme where it would fade.

use bevy_egui::egui::style::{Selection, WidgetVisuals, Widgets};
use bevy_egui::egui::{
    Color32, CornerRadius, FontFamily, FontId, Margin, Shadow, Stroke, Style, TextStyle, Visuals, vec2,
};
use serde::{Deserialize, Serialize};

use super::fonts;
use crate::view::scene::{Flight, Protocol};

/// One of the two looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// Navy, the first choice.
    #[default]
    Dark,
    /// White, for projectors in bright rooms.
    Light,
}

/// What covers the window when the teacher blanks it.
pub const BLANK: Color32 = Color32::BLACK;

impl Theme {
    /// The other look.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Dark => Self::Light,
            Self::Light => Self::Dark,
        }
    }

    /// Its colours.
    #[must_use]
    pub const fn palette(self) -> &'static Palette {
        match self {
            Self::Dark => &DARK,
            Self::Light => &LIGHT,
        }
    }
}

/// The colours of one theme, named by what they are for.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Palette {
    /// The stage, behind everything.
    pub canvas: Color32,
    /// Panels and the grounds of domains.
    pub panel: Color32,
    /// Boxes on a panel or a ground: places, buttons, fields.
    pub card: Color32,
    /// A box under the pointer.
    pub card_hover: Color32,
    /// Borders that only separate.
    pub edge: Color32,
    /// Borders and lines that carry meaning: links, boxes that can be pressed.
    pub line: Color32,
    /// Text.
    pub text: Color32,
    /// Text of less weight; still 4.5 : 1.
    pub soft: Color32,
    /// What is selected, current, or to be pressed first.
    pub accent: Color32,
    /// Text on the accent colour.
    pub on_accent: Color32,
    /// The ground of the current row.
    pub current: Color32,
    /// Letter paper.
    pub paper: Color32,
    /// Ink on letter paper.
    pub ink: Color32,
    /// SMTP.
    pub smtp: Color32,
    /// DNS.
    pub dns: Color32,
    /// POP3.
    pub pop3: Color32,
    /// Movements inside one machine, and connections without words.
    pub plain: Color32,
    /// Refusals and failures.
    pub refusal: Color32,
    /// Text on any of the role colours.
    pub on_role: Color32,
}

impl Palette {
    /// The colour of a protocol.
    #[must_use]
    pub const fn protocol(&self, protocol: Protocol) -> Color32 {
        match protocol {
            Protocol::Smtp => self.smtp,
            Protocol::Dns => self.dns,
            Protocol::Pop3 => self.pop3,
            Protocol::Local | Protocol::Tcp => self.plain,
        }
    }

    /// The colour of a protocol's line, or of a refusal.
    #[must_use]
    pub const fn spoken(&self, protocol: Protocol, refusal: bool) -> Color32 {
        if refusal { self.refusal } else { self.protocol(protocol) }
    }
}

const fn rgb(hex: u32) -> Color32 {
    let [_, red, green, blue] = hex.to_be_bytes();
    Color32::from_rgb(red, green, blue)
}

const DARK: Palette = Palette {
    canvas: rgb(0x10151C),
    panel: rgb(0x161D27),
    card: rgb(0x1D2733),
    card_hover: rgb(0x2A3644),
    edge: rgb(0x2C3846),
    line: rgb(0x6B7F94),
    text: rgb(0xF2F5F8),
    soft: rgb(0xADB9C6),
    accent: rgb(0xF0E442),
    on_accent: rgb(0x10151C),
    current: rgb(0x2F301B),
    paper: rgb(0xFDF8EE),
    ink: rgb(0x5A3C00),
    smtp: rgb(0xF0A81C),
    dns: rgb(0x5FBAEC),
    pop3: rgb(0x2DBF92),
    plain: rgb(0xADB9C6),
    refusal: rgb(0xF48155),
    on_role: rgb(0x10151C),
};

const LIGHT: Palette = Palette {
    canvas: rgb(0xE9EEF4),
    panel: rgb(0xFAFBFD),
    card: rgb(0xFFFFFF),
    card_hover: rgb(0xE3EBF4),
    edge: rgb(0xC6D0DB),
    line: rgb(0x6A7A8B),
    text: rgb(0x141C26),
    soft: rgb(0x465463),
    accent: rgb(0x005F9E),
    on_accent: rgb(0xFFFFFF),
    current: rgb(0xD8E9F8),
    paper: rgb(0xFFFDF8),
    ink: rgb(0x5A3C00),
    smtp: rgb(0x865B00),
    dns: rgb(0x1B6890),
    pop3: rgb(0x006B4E),
    plain: rgb(0x465463),
    refusal: rgb(0xA94300),
    on_role: rgb(0xFFFFFF),
};

/// The shape of what flies, and of its tick on the timeline.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Shape {
    /// The mail itself.
    Envelope,
    /// A slip of paper with square corners: SMTP.
    Slip,
    /// A diamond: DNS.
    Diamond,
    /// A circle: POP3.
    Circle,
    /// A small dot: a connection opens or closes.
    Dot,
    /// A cross: a refusal or a failure, of any protocol.
    Cross,
}

impl Shape {
    /// The shape of a protocol's tick.
    #[must_use]
    pub const fn of_protocol(protocol: Protocol) -> Self {
        match protocol {
            Protocol::Smtp => Self::Slip,
            Protocol::Dns => Self::Diamond,
            Protocol::Pop3 => Self::Circle,
            Protocol::Local => Self::Envelope,
            Protocol::Tcp => Self::Dot,
        }
    }

    /// The shape of a tick: a refusal is a cross whatever its protocol.
    #[must_use]
    pub const fn of_tick(protocol: Protocol, refusal: bool) -> Self {
        if refusal { Self::Cross } else { Self::of_protocol(protocol) }
    }

    /// The shape of something in flight.
    #[must_use]
    pub const fn of_flight(flight: &Flight) -> Self {
        if flight.carries_mail { Self::Envelope } else { Self::of_protocol(flight.protocol) }
    }
}

/// Sizes of text in logical pixels, for the desktop or for the back row of a room.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Sizes {
    /// Captions, the current step, names of places.
    pub caption: f32,
    /// Transcript and values.
    pub value: f32,
    /// Buttons, tabs, headers.
    pub button: f32,
    /// The least that anything has.
    pub least: f32,
}

impl Sizes {
    /// The sizes of the desktop.
    pub const DESKTOP: Self = Self { caption: 18.0, value: 15.0, button: 15.0, least: 13.0 };
    /// The sizes of presentation mode, before [`presentation_zoom`]; captions grow more than the rest.
    pub const PRESENTATION: Self = Self { caption: 24.0, value: 16.0, button: 15.0, least: 13.0 };

    /// The sizes for a mode.
    #[must_use]
    pub const fn of(present: bool) -> Self {
        if present { Self::PRESENTATION } else { Self::DESKTOP }
    }
}

/// The zoom of presentation mode for a window of `height` logical pixels, at which captions have 4.2 % of it,
/// values 2.8 % and nothing less than 2.2 %.
#[must_use]
pub fn presentation_zoom(height: f32) -> f32 {
    (height / 571.0).clamp(1.0, 4.0)
}

/// The style of every panel.
#[must_use]
pub fn style(theme: Theme, present: bool) -> Style {
    let palette = theme.palette();
    let sizes = Sizes::of(present);
    let mut style = Style {
        text_styles: [
            (TextStyle::Heading, FontId::new(sizes.caption, fonts::bold())),
            (TextStyle::Body, FontId::new(sizes.value, FontFamily::Proportional)),
            (TextStyle::Button, FontId::new(sizes.button, FontFamily::Proportional)),
            (TextStyle::Monospace, FontId::new(sizes.value, FontFamily::Monospace)),
            (TextStyle::Small, FontId::new(sizes.least, FontFamily::Proportional)),
        ]
        .into(),
        visuals: visuals(theme, palette),
        animation_time: 0.0,
        ..Style::default()
    };
    style.spacing.item_spacing = vec2(8.0, 6.0);
    style.spacing.button_padding = vec2(10.0, 5.0);
    style.spacing.interact_size = vec2(40.0, 28.0);
    style.spacing.icon_width = 24.0;
    style.spacing.icon_width_inner = 14.0;
    style.spacing.menu_margin = Margin::same(8);
    style.spacing.window_margin = Margin::same(14);
    style.spacing.scroll.bar_width = 10.0;
    style.spacing.scroll.floating = false;
    style.spacing.scroll.fade.strength = 0.0;
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.3;
    style
}

fn visuals(theme: Theme, palette: &Palette) -> Visuals {
    let base = if theme == Theme::Dark { Visuals::dark() } else { Visuals::light() };
    let widget = |fill: Color32, edge: Color32, ink: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: Stroke::new(1.0, edge),
        corner_radius: CornerRadius::same(8),
        fg_stroke: Stroke::new(1.5, ink),
        expansion: 0.0,
    };
    let mut visuals = Visuals {
        override_text_color: None,
        weak_text_color: Some(palette.soft),
        widgets: Widgets {
            noninteractive: widget(palette.panel, palette.edge, palette.text),
            inactive: widget(palette.card, palette.edge, palette.text),
            hovered: widget(palette.card_hover, palette.line, palette.text),
            active: widget(palette.card_hover, palette.accent, palette.text),
            open: widget(palette.card_hover, palette.line, palette.text),
        },
        selection: Selection { bg_fill: palette.current, stroke: Stroke::new(2.0, palette.accent) },
        hyperlink_color: palette.dns,
        faint_bg_color: palette.card,
        extreme_bg_color: palette.canvas,
        code_bg_color: palette.canvas,
        warn_fg_color: palette.smtp,
        error_fg_color: palette.refusal,
        window_fill: palette.panel,
        window_stroke: Stroke::new(1.0, palette.line),
        window_corner_radius: CornerRadius::same(12),
        menu_corner_radius: CornerRadius::same(10),
        window_shadow: Shadow::NONE,
        popup_shadow: Shadow::NONE,
        panel_fill: palette.panel,
        ..base
    };
    // A blinking cursor would redraw a window that nobody touches.
    visuals.text_cursor.blink = false;
    visuals.text_cursor.stroke = Stroke::new(2.0, palette.accent);
    visuals
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(colour: Color32) -> f64 {
        let channel = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(colour.r()) + 0.7152 * channel(colour.g()) + 0.0722 * channel(colour.b())
    }

    /// The contrast ratio of WCAG 2.2 §1.4.3.
    fn contrast(one: Color32, other: Color32) -> f64 {
        let (a, b) = (luminance(one), luminance(other));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn black_on_white_has_the_contrast_of_the_standard() {
        assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 1e-9);
    }

    #[test]
    fn text_stands_out_from_every_ground_it_is_written_on() {
        for theme in [Theme::Dark, Theme::Light] {
            let p = theme.palette();
            let inks = [p.text, p.soft, p.accent, p.smtp, p.dns, p.pop3, p.plain, p.refusal];
            for ground in [p.canvas, p.panel, p.card, p.card_hover, p.current] {
                for ink in inks {
                    let ratio = contrast(ink, ground);
                    assert!(ratio >= 4.5, "{theme:?}: {ink:?} on {ground:?} has only {ratio:.2}");
                }
            }
            for role in [p.smtp, p.dns, p.pop3, p.plain, p.refusal] {
                assert!(contrast(p.on_role, role) >= 4.5, "{theme:?}: text on {role:?}");
            }
            assert!(contrast(p.on_accent, p.accent) >= 4.5, "{theme:?}");
            assert!(contrast(p.ink, p.paper) >= 4.5, "{theme:?}");
        }
    }

    #[test]
    fn lines_that_mean_something_stand_out_from_the_stage() {
        for theme in [Theme::Dark, Theme::Light] {
            let p = theme.palette();
            for line in [p.line, p.accent, p.smtp, p.dns, p.pop3, p.plain, p.refusal] {
                for ground in [p.canvas, p.panel, p.card] {
                    let ratio = contrast(line, ground);
                    assert!(ratio >= 3.0, "{theme:?}: {line:?} on {ground:?} has only {ratio:.2}");
                }
            }
        }
    }

    #[test]
    fn no_two_roles_differ_in_colour_alone() {
        let protocols = [Protocol::Smtp, Protocol::Dns, Protocol::Pop3, Protocol::Local, Protocol::Tcp];
        let mut shapes: Vec<_> = protocols.into_iter().map(|p| Shape::of_tick(p, false)).collect();
        shapes.push(Shape::of_tick(Protocol::Smtp, true));
        let all = shapes.len();
        shapes.sort_unstable();
        shapes.dedup();
        assert_eq!(shapes.len(), all);
    }

    /// The shares of the window's height that a viewer at four and six picture heights needs.
    #[test]
    fn presentation_mode_can_be_read_from_the_back() {
        for height in [720.0, 768.0, 1080.0, 1440.0] {
            let zoom = presentation_zoom(height);
            let sizes = Sizes::of(true);
            assert!(sizes.caption * zoom / height >= 0.0418, "caption at {height}");
            assert!(sizes.value * zoom / height >= 0.0279, "value at {height}");
            assert!(sizes.button * zoom / height >= 0.026, "button at {height}");
            assert!(sizes.least * zoom / height >= 0.022, "least at {height}");
        }
    }
}
