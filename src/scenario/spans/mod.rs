//! RON with places: a file as a tree in which every value knows its bytes.
//!
//! The `ron` crate reads values well but forgets where they stood, and it stops at the first mistake. An author wants the
//! place of every mistake, so this reader keeps the places and goes on: a missing comma, a text without quotes or a wrong
//! bracket is reported and read as what was meant. Everything that it accepts without a problem is RON (a test holds it
//! against `ron`); what it does not read are byte strings and numbers with a type (`5u8`), which no scenario needs.
//!
//! The neighbours: `decode.rs` turns the tree into the types of `file.rs`. Nothing here knows what a scenario is.

use super::diagnostic::{Collector, Found, SourceSpan};

mod parse;
mod token;

#[cfg(test)]
mod tests;

/// How deep brackets may stand in brackets. A scenario needs eight.
pub(super) const MAX_DEPTH: usize = 64;

/// A value and its bytes.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Node {
    pub(super) span: SourceSpan,
    pub(super) value: Value,
}

/// A value.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Value {
    /// `"Hola"`, with its escapes resolved and `\r\n` as `\n`.
    Text(String),
    /// `'a'`.
    Character,
    /// `10`, `0x1F`, `1_000`.
    Whole(i128),
    /// `1.5`.
    Fraction(f64),
    /// `true`.
    Bool(bool),
    /// `Normal`.
    Word(String),
    /// `[…]`.
    List(Vec<Node>),
    /// `(…)` or `Name(…)`.
    Group(Group),
    /// `{…}`. Its contents are not kept: a scenario has no maps.
    Map,
    /// Something that was already reported, and says nothing more.
    Broken,
}

/// What stands between parentheses.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Group {
    /// The name before the parenthesis.
    pub(super) name: Option<Name>,
    /// The values, with or without a field's name.
    pub(super) entries: Vec<Entry>,
    /// Whether a part of it could not be read, so that what is missing may not be missing.
    pub(super) broken: bool,
}

/// A value of a group.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Entry {
    pub(super) key: Option<Name>,
    pub(super) node: Node,
}

/// A name and its bytes.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) span: SourceSpan,
}

impl Value {
    /// What to call it in a message; `None` for what was already reported.
    pub(super) fn found(&self) -> Option<Found> {
        Some(match self {
            Self::Text(_) => Found::Text,
            Self::Character => Found::Character,
            Self::Whole(_) | Self::Fraction(_) => Found::Number,
            Self::Bool(_) => Found::YesOrNo,
            Self::Word(_) => Found::Word,
            Self::List(_) => Found::List,
            Self::Group(_) => Found::Group,
            Self::Map => Found::Map,
            Self::Broken => return None,
        })
    }
}

/// Reads a whole file. `None` when there is nothing in it that could be decoded.
pub(super) fn read(source: &str, problems: &mut Collector) -> Option<Node> {
    parse::Parser::new(source, problems).file()
}

/// The bytes of a file from which the bytes `inner` of a text came. `span` is the text with its quotes.
pub(super) fn inside(source: &str, span: &SourceSpan, inner: &SourceSpan) -> SourceSpan {
    let Some(literal) = source.get(span.clone()) else { return span.clone() };
    let Some(quote) = literal.find('"') else { return span.clone() };
    let is_raw = literal.starts_with('r');
    let mut at = quote + 1;
    let mut resolved = 0;
    let mut start = at;
    while resolved < inner.end {
        let Some(c) = literal[at..].chars().next() else { break };
        let (written, meant) = match c {
            '\\' if !is_raw => escape_lengths(&literal[at..]),
            '\r' if literal[at..].starts_with("\r\n") => (1, 0),
            c => (c.len_utf8(), c.len_utf8()),
        };
        if resolved <= inner.start {
            start = at;
        }
        // A wrong escape was reported and may have any length; the next character begins behind it.
        at = literal.ceil_char_boundary(at + written);
        resolved += meant;
    }
    span.start + start..span.start + at.max(start)
}

/// How many bytes an escape takes in the file, and how many in the text.
fn escape_lengths(escape: &str) -> (usize, usize) {
    match escape.as_bytes().get(1) {
        Some(b'x') => (4, 1),
        Some(b'u') => {
            let close = escape.find('}').unwrap_or(1);
            let digits = escape.get(3..close).unwrap_or_default();
            let c = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
            (close + 1, c.map_or(0, char::len_utf8))
        }
        _ => (2, 1),
    }
}
