//! A problem with the line of the file under it, as a terminal or a window in a fixed font shows it.
//!
//! ```text
//! error: a mail has no field `subjet`
//!   --> fiesta.ron:8:35
//!    |
//!  8 |         (at: "0s", do: Send(from: "ana@escuela.com.mx", subjet: "Hola")),
//!    |                                                         ^^^^^^ did you mean `subject`?
//!    |
//!    = expected: from, to, cc, bcc, subject, body, attachments, sign_in
//! ```
//!
//! The layout is our own because a file may be anything: a line of a megabyte is shown as the hundred columns around the
//! mistake, bytes that are no text as `�`, and control characters as themselves are never printed.

use super::words::{self, severity};
use super::{Diagnostic, SourceSpan};
use crate::base::language::Language;

/// How many columns of a long line are shown.
const SHOWN_COLUMNS: usize = 100;
/// How many columns stand before the mistake when a line is cut.
const COLUMNS_BEFORE: usize = 40;
/// How many bytes of a line are looked at on each side of a mistake, so that no line is too long to be shown.
const SHOWN_BYTES: usize = 2_000;

/// A place as people count it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// Line and column of a byte of a file. A byte-order mark takes no column.
#[must_use]
pub fn place(source: &[u8], offset: usize) -> Place {
    let before = &source[..offset.min(source.len())];
    let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
    let text = before.get(line_start..).unwrap_or_default();
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    Place { line, column: String::from_utf8_lossy(text).chars().count() + 1 }
}

/// A problem, complete: what it is, where it is, what was expected and what was probably meant. Ends with a line break.
#[must_use]
pub fn render(diagnostic: &Diagnostic, language: Language, source: &[u8]) -> String {
    let at = place(source, diagnostic.span.start);
    let related = diagnostic.related.clone().map(|span| (place(source, span.start), span));
    let widest = related.as_ref().map_or(at.line, |(place, _)| place.line.max(at.line));
    let gutter = widest.to_string().len().max(2);

    let mut out = format!("{}: {}\n", severity(diagnostic.severity, language), diagnostic.message(language));
    let bar = |out: &mut String| {
        out.extend(std::iter::repeat_n(' ', gutter + 1));
        out.push_str("|\n");
    };
    out.push_str(&format!("{:gutter$}--> {}:{}:{}\n", "", diagnostic.file, at.line, at.column));
    bar(&mut out);
    let first_help = diagnostic.help(language);
    if let Some((place, span)) = &related
        && *span != diagnostic.span
    {
        let note = words::related(&diagnostic.problem, language);
        push_line(&mut out, source, span, place.line, gutter, '-', note);
        bar(&mut out);
    }
    push_line(&mut out, source, &diagnostic.span, at.line, gutter, '^', first_help.as_deref().unwrap_or(""));
    if let Some(note) = diagnostic.note(language) {
        bar(&mut out);
        out.push_str(&format!("{:gutter$} = {note}\n", ""));
    }
    out
}

/// One line of the file, and under it the marks and their note.
fn push_line(out: &mut String, source: &[u8], span: &SourceSpan, line: usize, gutter: usize, mark: char, note: &str) {
    let excerpt = Excerpt::of(source, span);
    out.push_str(&format!("{line:>gutter$} | {}\n", excerpt.text));
    out.extend(std::iter::repeat_n(' ', gutter + 1));
    out.push_str("| ");
    out.extend(std::iter::repeat_n(' ', excerpt.before));
    out.extend(std::iter::repeat_n(mark, excerpt.marked));
    if !note.is_empty() {
        out.push(' ');
        out.push_str(note);
    }
    out.push('\n');
}

/// The part of a line that is shown: its text, the columns before the marks, and how many marks.
struct Excerpt {
    text: String,
    before: usize,
    marked: usize,
}

impl Excerpt {
    fn of(source: &[u8], span: &SourceSpan) -> Self {
        let start = span.start.min(source.len());
        let before = &source[..start];
        let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        let after = &source[start..];
        let line_length = after.iter().position(|&byte| byte == b'\n').unwrap_or(after.len());
        let marked = span.end.saturating_sub(start).min(line_length);
        // A span of several lines is marked to the end of its first.
        let (left, left_cut) = last_bytes(&source[line_start..start]);
        let (middle, _) = first_bytes(&after[..marked]);
        let (right, right_cut) = first_bytes(&after[marked..line_length]);

        let mut left: Vec<char> = visible(left);
        let middle = visible(middle);
        let right = visible(right);
        let mut text = String::new();
        let indent = left.iter().take_while(|c| **c == ' ').count();
        let whole = left.len() + middle.len() + right.len() <= SHOWN_COLUMNS && !left_cut && !right_cut;
        if !whole && (left.len() - indent > COLUMNS_BEFORE || left_cut) {
            left.drain(..left.len().saturating_sub(COLUMNS_BEFORE));
            left.insert(0, '…');
        }
        let marks = middle.len().clamp(1, SHOWN_COLUMNS.saturating_sub(left.len()).max(1));
        let room = SHOWN_COLUMNS.saturating_sub(left.len());
        text.extend(&left);
        let rest: Vec<char> = middle.into_iter().chain(right).collect();
        text.extend(rest.iter().take(room));
        if rest.len() > room || right_cut {
            text.push('…');
        }
        text.truncate(text.trim_end().len());
        Self { text, before: left.len(), marked: marks }
    }
}

fn last_bytes(bytes: &[u8]) -> (&[u8], bool) {
    let cut = bytes.len().saturating_sub(SHOWN_BYTES);
    (&bytes[cut..], cut > 0)
}

fn first_bytes(bytes: &[u8]) -> (&[u8], bool) {
    (&bytes[..bytes.len().min(SHOWN_BYTES)], bytes.len() > SHOWN_BYTES)
}

/// The characters of `bytes` as they may be printed: tabs as one space, other control characters as `�`.
fn visible(bytes: &[u8]) -> Vec<char> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    String::from_utf8_lossy(bytes)
        .chars()
        .map(|c| match c {
            '\t' => ' ',
            c if c.is_control() || is_invisible(c) => '\u{FFFD}',
            c => c,
        })
        .collect()
}

/// Characters that would turn the printed line around or hide a part of it.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::super::{Problem, Severity};
    use super::*;

    fn shown(source: &str, span: SourceSpan) -> String {
        let problem = Problem::MissingComma;
        let one = Diagnostic { file: "a.ron".into(), severity: Severity::Error, span, related: None, problem };
        render(&one, Language::En, source.as_bytes())
    }

    #[test]
    fn lines_and_columns_count_characters_from_one() {
        let source = "ñandú\r\nmás: 1".as_bytes();
        assert_eq!(place(source, 0), Place { line: 1, column: 1 });
        assert_eq!(place(source, 7), Place { line: 1, column: 6 });
        assert_eq!(place(source, 13), Place { line: 2, column: 4 });
        assert_eq!(place(source, 999), Place { line: 2, column: 7 });
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        assert_eq!(place("\u{FEFF}ab".as_bytes(), 4), Place { line: 1, column: 2 });
        assert!(shown("\u{FEFF}ab", 4..5).contains("\n 1 | ab\n   |  ^"));
    }

    #[test]
    fn marks_stand_under_what_they_mean() {
        let text = shown("(\r\n\tx y,\r\n)", 6..7);
        assert!(text.contains(" 2 |  x y,\n   |    ^"), "{text}");
    }

    #[test]
    fn a_line_of_a_megabyte_is_cut_around_the_mistake() {
        let source = "x".repeat(1_000_000);
        let text = shown(&source, 500_000..500_003);
        assert!(text.chars().count() < 600, "{text}");
        assert!(text.contains("^^^"), "{text}");
        assert!(text.lines().any(|line| line.contains("| …x") && line.ends_with('…')), "{text}");
    }

    #[test]
    fn control_characters_are_not_printed() {
        assert!(!shown("a\u{1b}[31m\u{202e}b", 0..1).contains(['\u{1b}', '\u{202e}']));
    }
}
