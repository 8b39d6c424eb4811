//! The smallest parts: spaces and comments, texts, numbers, names.

use super::super::diagnostic::{Problem, SourceSpan};
use super::parse::Parser;
use super::{Name, Node, Value};

/// Characters that end a text without quotes.
fn ends_bare_text(c: char) -> bool {
    matches!(c, ',' | ')' | ']' | '}' | '\n' | '\r' | '"')
}

pub(super) fn begins_name(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn continues_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

impl Parser<'_, '_> {
    /// Passes spaces and comments.
    pub(super) fn skip_spaces(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n']);
            self.at += rest.len() - trimmed.len();
            if trimmed.starts_with("//") {
                self.at += trimmed.find('\n').unwrap_or(trimmed.len());
            } else if trimmed.starts_with("/*") {
                self.block_comment();
            } else {
                return;
            }
        }
    }

    /// Passes `/* … */`, in which other comments may lie.
    fn block_comment(&mut self) {
        let start = self.at;
        let bytes = self.source.as_bytes();
        let mut open = 0_usize;
        while let Some(pair) = bytes.get(self.at..self.at + 2) {
            match pair {
                b"/*" => open += 1,
                b"*/" => open -= 1,
                _ => {
                    self.at += 1;
                    continue;
                }
            }
            self.at += 2;
            if open == 0 {
                return;
            }
        }
        self.give_up(start..start + 2, Problem::UnclosedComment);
    }

    /// `#![enable(implicit_some)]` and its like: allowed, because other RON tools want them, and without effect.
    pub(super) fn skip_attributes(&mut self) {
        self.skip_spaces();
        while self.rest().starts_with("#!") {
            let start = self.at;
            let length = self.rest().find(']').map_or_else(|| self.rest().len(), |end| end + 1);
            self.at += length;
            let text: String = self.source[start..self.at].chars().filter(|c| !c.is_whitespace()).collect();
            let known = text.strip_prefix("#![enable(").and_then(|text| text.strip_suffix(")]")).is_some_and(|names| {
                names.trim_end_matches(',').split(',').all(|name| {
                    matches!(
                        name,
                        "implicit_some" | "unwrap_newtypes" | "unwrap_variant_newtypes" | "explicit_struct_names"
                    )
                })
            });
            if !known {
                self.problems.error(start..self.at, Problem::BadAttribute);
            }
            self.skip_spaces();
        }
    }

    /// `"…"`, at its quote.
    pub(super) fn text(&mut self) -> Node {
        let start = self.at;
        let mut text = String::new();
        self.at += 1;
        loop {
            let rest = self.rest();
            let plain = rest.find(['"', '\\', '\r']).unwrap_or(rest.len());
            text.push_str(&rest[..plain]);
            self.at += plain;
            match self.peek() {
                Some('"') => {
                    self.at += 1;
                    break;
                }
                Some('\\') => self.escape(&mut text),
                // A file that was saved on Windows says the same as before.
                Some(_) => {
                    self.at += 1;
                    if self.peek() != Some('\n') {
                        text.push('\r');
                    }
                }
                None => {
                    self.give_up(start..self.end_of_line(start), Problem::UnclosedText);
                    return self.node(start, Value::Broken);
                }
            }
        }
        // What follows a quote directly is inside the next text: this one lacks its end, and from here on all is inside out.
        if self.peek().is_some_and(|c| begins_name(c) || c.is_ascii_digit()) {
            self.give_up(start..self.end_of_line(start).min(self.at), Problem::UnclosedText);
            return self.node(start, Value::Broken);
        }
        self.node(start, Value::Text(text))
    }

    /// `\n` and its like, at the backslash.
    fn escape(&mut self, text: &mut String) {
        let start = self.at;
        self.at += 1;
        let Some(c) = self.peek() else { return };
        self.at += c.len_utf8();
        let resolved = match c {
            '"' | '\'' | '\\' => Some(c),
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            '0' => Some('\0'),
            'x' => self.hexadecimal(2).filter(char::is_ascii),
            'u' if self.peek() == Some('{') => {
                self.at += 1;
                let c = self.hexadecimal(6);
                if self.peek() == Some('}') {
                    self.at += 1;
                    c
                } else {
                    None
                }
            }
            _ => None,
        };
        match resolved {
            Some(c) => text.push(c),
            None => {
                let escape = self.source[start..self.at].to_owned();
                self.problems.error(start..self.at, Problem::BadEscape { escape });
            }
        }
    }

    /// The character with the hexadecimal number that stands here, of `digits` digits at most.
    fn hexadecimal(&mut self, digits: usize) -> Option<char> {
        let length = self.rest().bytes().take(digits).take_while(u8::is_ascii_hexdigit).count();
        let number = u32::from_str_radix(&self.rest()[..length], 16).ok()?;
        self.at += length;
        char::from_u32(number)
    }

    /// `r"…"` or `r#"…"#`, if that is what stands here.
    pub(super) fn raw_text(&mut self) -> Option<Node> {
        let start = self.at;
        let after = self.rest().strip_prefix('r')?;
        let hashes = after.bytes().take_while(|&byte| byte == b'#').count();
        let inside = after[hashes..].strip_prefix('"')?;
        let close = format!("\"{}", "#".repeat(hashes));
        let Some(length) = inside.find(&close) else {
            self.give_up(start..self.end_of_line(start), Problem::UnclosedText);
            return Some(self.node(start, Value::Broken));
        };
        let text = inside[..length].replace("\r\n", "\n");
        self.at += 1 + hashes + 1 + length + close.len();
        Some(self.node(start, Value::Text(text)))
    }

    /// `'a'`, or a text in single quotes.
    pub(super) fn single_quoted(&mut self) -> Node {
        let start = self.at;
        let line = &self.source[start + 1..self.end_of_line(start)];
        let length = match line.as_bytes() {
            [b'\\', _, b'\'', ..] => 2,
            _ => match line.find('\'') {
                Some(length) => length,
                None => return self.unexpected('\''),
            },
        };
        let inside = &line[..length];
        self.at += 1 + length + 1;
        let is_character = inside.starts_with('\\') && length == 2 || inside.chars().count() == 1;
        if is_character {
            return self.node(start, Value::Character);
        }
        self.problems.error(start..self.at, Problem::SingleQuotes { text: shortened(inside) });
        self.node(start, Value::Text(inside.to_owned()))
    }

    /// `“…”`, at its first quote.
    pub(super) fn typographic_text(&mut self) -> Node {
        let start = self.at;
        let first = self.peek().map_or(0, char::len_utf8);
        let line = &self.source[start + first..self.end_of_line(start)];
        let Some(length) = line.find(['”', '“', '»', '’', '"']) else { return self.unexpected('“') };
        let inside = &line[..length];
        let last = line[length..].chars().next().map_or(0, char::len_utf8);
        self.at += first + length + last;
        self.problems.error(start..self.at, Problem::TypographicQuotes { text: shortened(inside) });
        self.node(start, Value::Text(inside.to_owned()))
    }

    /// A number, or what begins like one: `20ms`, `192.0.2.25`.
    pub(super) fn number(&mut self) -> Node {
        let start = self.at;
        let rest = self.rest();
        let length = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '+' | '-')))
            .unwrap_or(rest.len());
        let written = &rest[..length];
        if let Some(value) = numeric(written) {
            self.at += length;
            return self.node(start, value);
        }
        let unsigned = written.trim_start_matches(['+', '-']);
        if unsigned.starts_with(|c: char| c.is_ascii_digit()) && written.bytes().any(|byte| byte.is_ascii_alphabetic())
            || written.matches('.').count() > 1
        {
            return self.bare_text();
        }
        self.at += length.max(1);
        self.problems.error(start..self.at, Problem::BadNumber { text: shortened(written) });
        self.node(start, Value::Broken)
    }

    /// A text that lacks its quotes, up to the end of the line or of the value.
    pub(super) fn bare_text(&mut self) -> Node {
        let start = self.at;
        let rest = self.rest();
        let text = rest[..rest.find(ends_bare_text).unwrap_or(rest.len())].trim_end();
        self.at += text.len();
        self.problems.error(start..self.at, Problem::BareText { text: shortened(text) });
        self.node(start, Value::Text(text.to_owned()))
    }

    /// A name, if one stands here.
    pub(super) fn name(&mut self) -> Option<Name> {
        let start = self.at;
        let rest = self.rest();
        if !rest.starts_with(begins_name) {
            return None;
        }
        let length = rest.find(|c| !continues_name(c)).unwrap_or(rest.len());
        self.at += length;
        Some(Name { text: rest[..length].to_owned(), span: start..self.at })
    }

    /// Whether the name that was just read goes on as a text without quotes: `escuela.com.mx`, `Hola a todos`.
    pub(super) fn goes_on_bare(&self) -> bool {
        let rest = self.rest();
        if rest.starts_with(['.', '@', '-', '/', '!', '?', '\\', '{']) {
            return !rest.starts_with("//") && !rest.starts_with("/*");
        }
        let spaces = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let following = &rest[spaces..];
        let value = &following[..following.find(ends_bare_text).unwrap_or(following.len())];
        spaces > 0
            && value.starts_with(begins_name)
            && !value.contains([':', '(', '['])
            && !following[value.len()..].starts_with('"')
    }

    pub(super) fn unexpected(&mut self, found: char) -> Node {
        let start = self.at;
        let rest = self.rest();
        let length = rest.find(ends_bare_text).unwrap_or(rest.len());
        self.at += length.max(rest.chars().next().map_or(0, char::len_utf8));
        self.problems.error(start..start + found.len_utf8(), Problem::UnexpectedCharacter { found });
        self.node(start, Value::Broken)
    }

    fn end_of_line(&self, from: usize) -> usize {
        self.source[from..].find(['\n', '\r']).map_or(self.source.len(), |length| from + length)
    }

    pub(super) fn node(&self, start: usize, value: Value) -> Node {
        Node { span: SourceSpan { start, end: self.at }, value }
    }
}

/// The value of a number as RON writes them, without a type behind it.
fn numeric(written: &str) -> Option<Value> {
    let (negative, digits) = match written.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, written.strip_prefix('+').unwrap_or(written)),
    };
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let (radix, body) = match digits.get(..2) {
        Some("0x") => (16, &digits[2..]),
        Some("0b") => (2, &digits[2..]),
        Some("0o") => (8, &digits[2..]),
        _ => (10, digits),
    };
    let body = body.replace('_', "");
    if body.starts_with(['+', '-']) {
        return None;
    }
    if let Ok(number) = i128::from_str_radix(&body, radix) {
        return Some(Value::Whole(if negative { -number } else { number }));
    }
    let number: f64 = body.parse().ok().filter(|_| radix == 10)?;
    Some(Value::Fraction(if negative { -number } else { number }))
}

/// A text as a message quotes it.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
