//! The faces of the window, the same octets for egui's panels and Bevy's labels, and a ruler for both.
//!
//! Bevy's own default face has ninety-five glyphs and no ñ; egui's lacks arrows. Inter speaks, JetBrains Mono quotes.

use std::borrow::Cow;
use std::sync::Arc;

use bevy_egui::egui::epaint::text::{Fonts, TextOptions};
use bevy_egui::egui::{Color32, FontData, FontDefinitions, FontFamily, FontId};

/// A face that Posta ships.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Face {
    /// Prose.
    Text,
    /// Names, titles.
    Bold,
    /// What is on a wire.
    Mono,
    /// What is on a wire, in flight.
    MonoBold,
}

impl Face {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Text, Self::Bold, Self::Mono, Self::MonoBold];

    /// The face as a font file, ready for egui and for Bevy.
    #[must_use]
    pub fn bytes(self) -> Cow<'static, [u8]> {
        match self {
            Self::Text | Self::Bold => Cow::Borrowed(self.file()),
            Self::Mono | Self::MonoBold => Cow::Owned(without_substitutions(self.file())),
        }
    }

    const fn file(self) -> &'static [u8] {
        match self {
            Self::Text => include_bytes!("../../assets/fonts/Inter-Medium.otf"),
            Self::Bold => include_bytes!("../../assets/fonts/Inter-Bold.otf"),
            Self::Mono => include_bytes!("../../assets/fonts/JetBrainsMono-Regular.ttf"),
            Self::MonoBold => include_bytes!("../../assets/fonts/JetBrainsMono-Bold.ttf"),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Text => "Inter Medium",
            Self::Bold => "Inter Bold",
            Self::Mono => "JetBrains Mono",
            Self::MonoBold => "JetBrains Mono Bold",
        }
    }

    /// The face to look in when this one lacks a character.
    const fn fallback(self) -> Self {
        match self {
            Self::Text => Self::Mono,
            Self::Bold => Self::MonoBold,
            Self::Mono => Self::Text,
            Self::MonoBold => Self::Bold,
        }
    }

    /// egui's name for it.
    #[must_use]
    pub fn family(self) -> FontFamily {
        match self {
            Self::Text => FontFamily::Proportional,
            Self::Mono => FontFamily::Monospace,
            Self::Bold | Self::MonoBold => FontFamily::Name(self.name().into()),
        }
    }

    /// egui's name for it at a size.
    #[must_use]
    pub fn at(self, size: f32) -> FontId {
        FontId::new(size, self.family())
    }
}

/// The face without its table of substitutions (GSUB), which would draw `:<` and `->` as one sign each. What was on a
/// wire is shown letter by letter, and egui cannot be told to leave ligatures out. The table is not removed but named
/// so that nobody looks for it; the new name keeps the directory in order.
fn without_substitutions(file: &[u8]) -> Vec<u8> {
    const HEADER: usize = 12;
    const RECORD: usize = 16;
    let mut face = file.to_vec();
    let tables = file.get(4..6).map_or(0, |count| usize::from(u16::from_be_bytes([count[0], count[1]])));
    let records = face.get_mut(HEADER..HEADER + tables * RECORD).unwrap_or_default();
    if let Some(record) = records.chunks_exact_mut(RECORD).find(|record| record.starts_with(b"GSUB")) {
        record[..4].copy_from_slice(b"GSUX");
    }
    face
}

/// The family of titles.
#[must_use]
pub fn bold() -> FontFamily {
    Face::Bold.family()
}

/// The definitions that egui is given.
#[must_use]
pub fn definitions() -> FontDefinitions {
    let mut definitions = FontDefinitions::empty();
    for face in Face::ALL {
        definitions.font_data.insert(face.name().into(), Arc::new(face_data(face)));
        definitions.families.insert(face.family(), vec![face.name().into(), face.fallback().name().into()]);
    }
    definitions
}

fn face_data(face: Face) -> FontData {
    match face.bytes() {
        Cow::Borrowed(file) => FontData::from_static(file),
        Cow::Owned(file) => FontData::from_owned(file),
    }
}

/// Measures and shortens text for the stage, where nobody wraps it.
pub struct Ruler {
    fonts: Fonts,
}

impl Default for Ruler {
    fn default() -> Self {
        Self { fonts: Fonts::new(TextOptions::default(), definitions()) }
    }
}

impl Ruler {
    /// The width of `text` in logical pixels.
    pub fn width(&mut self, text: &str, face: Face, size: f32) -> f32 {
        let mut view = self.fonts.with_pixels_per_point(1.0);
        view.layout_no_wrap(text.to_owned(), face.at(size), Color32::PLACEHOLDER).size().x
    }

    /// `text`, or its beginning and `…`, in at most `room` logical pixels.
    pub fn fit(&mut self, text: &str, face: Face, size: f32, room: f32) -> String {
        if self.width(text, face, size) <= room {
            return text.to_owned();
        }
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let shortened = |end: usize| format!("{}…", text[..end].trim_end());
        let fitting = ends.partition_point(|&end| self.width(&shortened(end), face, size) <= room);
        shortened(ends.get(fitting.saturating_sub(1)).copied().unwrap_or(0))
    }

    /// Whether every character of `text` has a glyph in the stack that begins with `face`.
    pub fn can_show(&mut self, text: &str, face: Face) -> bool {
        // What has no glyph is drawn as one and the same sign, so it looks like a character that nobody has. (egui's own
        // `has_glyph` calls the first face's characters missing when that face also has the replacement sign.)
        let missing = self.drawn('\u{10FFFD}', face);
        // That sign is a question mark in our faces, which all have one.
        let known = |character: char| character.is_control() || character == '?';
        text.chars().all(|character| known(character) || self.drawn(character, face) != missing)
    }

    /// What a character looks like: its place in the texture of glyphs.
    fn drawn(&mut self, character: char, face: Face) -> Option<[u16; 2]> {
        let mut view = self.fonts.with_pixels_per_point(1.0);
        let galley = view.layout_no_wrap(character.into(), face.at(16.0), Color32::PLACEHOLDER);
        galley.rows.first().and_then(|row| row.glyphs.first()).map(|glyph| glyph.uv_rect.min)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_text_that_is_too_wide_ends_in_an_ellipsis_and_fits() {
        let mut ruler = Ruler::default();
        let whole = "correo.departamento.empresa.com";
        let short = ruler.fit(whole, Face::Bold, 18.0, 120.0);
        assert!(short.ends_with('…') && short.len() > 4, "{short}");
        assert!(ruler.width(&short, Face::Bold, 18.0) <= 120.0);
        assert_eq!(ruler.fit("DNS", Face::Bold, 18.0, 120.0), "DNS");
    }

    /// In JetBrains Mono as it comes, `:<` and `->` are drawn as one sign.
    #[test]
    fn what_was_on_a_wire_is_shown_letter_by_letter() {
        for face in [Face::Mono, Face::MonoBold] {
            let tables = |file: &[u8]| file[12..].chunks_exact(16).take(40).any(|record| record.starts_with(b"GSUB"));
            assert!(tables(face.file()) && !tables(&face.bytes()), "{face:?}");
        }
    }

    /// Not only the characters that egui's own test looks for: each of ours, in each face it may be written in.
    #[test]
    fn every_character_of_every_sentence_has_a_glyph() {
        let sentences = [
            include_str!("../../assets/locales/es/window.ftl"),
            include_str!("../../assets/locales/es/inspector.ftl"),
            include_str!("../../assets/locales/es/stage.ftl"),
            include_str!("../../assets/locales/es/gloss.ftl"),
            include_str!("../../assets/locales/es/trace.ftl"),
            include_str!("../../assets/locales/es/cli.ftl"),
            include_str!("../../assets/locales/en/window.ftl"),
            include_str!("../../assets/locales/en/inspector.ftl"),
            include_str!("../../assets/locales/en/stage.ftl"),
            include_str!("../../assets/locales/en/gloss.ftl"),
            include_str!("../../assets/locales/en/trace.ftl"),
            include_str!("../../assets/locales/en/cli.ftl"),
        ];
        let lessons = crate::scenario::library::LESSONS.iter().map(|lesson| lesson.source);
        let keys = crate::gui::keys::SHORTCUTS.iter().map(|line| line.keys);
        let all: BTreeSet<char> = sentences.into_iter().chain(lessons).chain(keys).flat_map(str::chars).collect();
        let mut ruler = Ruler::default();
        for face in Face::ALL {
            for character in &all {
                assert!(ruler.can_show(character.encode_utf8(&mut [0; 4]), face), "{face:?} lacks {character:?}");
            }
        }
    }

    #[test]
    fn the_test_for_glyphs_can_fail() {
        assert!(!Ruler::default().can_show("漢", Face::Text));
        assert!(Ruler::default().can_show("¿Qué ñandú?", Face::Text));
    }
}
