//! Values in brackets, and what to make of brackets that do not fit.

use super::super::diagnostic::{Collector, Problem, SourceSpan};
use super::token::begins_name;
use super::{Entry, Group, MAX_DEPTH, Name, Node, Value};

/// A reader in the middle of a file.
pub(super) struct Parser<'s, 'p> {
    pub(super) source: &'s str,
    pub(super) at: usize,
    pub(super) problems: &'p mut Collector,
    /// The brackets around this place, innermost last.
    open: Vec<(char, usize)>,
}

/// What stands between two brackets.
struct Contents {
    entries: Vec<Entry>,
    broken: bool,
}

impl<'s, 'p> Parser<'s, 'p> {
    pub(super) fn new(source: &'s str, problems: &'p mut Collector) -> Self {
        // A byte-order mark is no part of the text, though it stands before it.
        let at = if source.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
        Self { source, at, problems, open: Vec::new() }
    }

    /// The file's one value.
    pub(super) fn file(mut self) -> Option<Node> {
        self.skip_attributes();
        if self.peek().is_none() {
            if self.problems.errors() == 0 {
                self.problems.error(0..self.source.len().min(1), Problem::EmptyFile);
            }
            return None;
        }
        let node = self.value();
        self.skip_spaces();
        if let Some(c) = self.peek() {
            let end = self.at + c.len_utf8();
            let problem = match c {
                ')' | ']' | '}' => Problem::StrayBracket { found: c },
                _ => Problem::TrailingText,
            };
            self.problems.error(self.at..end, problem);
        }
        Some(node)
    }

    fn value(&mut self) -> Node {
        self.skip_spaces();
        let start = self.at;
        if let Some(text) = self.raw_text() {
            return text;
        }
        match self.peek() {
            Some('"') => self.text(),
            Some('(') => self.group(start, None),
            Some('[') => {
                let contents = self.contents('[', ']', false);
                self.node(start, Value::List(contents.entries.into_iter().map(|entry| entry.node).collect()))
            }
            Some('{') => {
                self.contents('{', '}', true);
                self.node(start, Value::Map)
            }
            Some('\'') => self.single_quoted(),
            Some('“' | '”' | '„' | '«' | '‘' | '’') => self.typographic_text(),
            Some(c) if c.is_ascii_digit() || matches!(c, '+' | '-' | '.') => self.number(),
            Some(c) if begins_name(c) => self.named(),
            Some(')' | ']' | '}' | ',') | None => {
                self.missing_value();
                self.node(start, Value::Broken)
            }
            Some(c) => self.unexpected(c),
        }
    }

    /// `true`, `Normal`, `Send(…)`, or a text that lacks its quotes.
    fn named(&mut self) -> Node {
        let start = self.at;
        let Some(name) = self.name() else { return self.node(start, Value::Broken) };
        let after_name = self.at;
        self.skip_spaces();
        if self.peek() == Some('(') {
            return self.group(start, Some(name));
        }
        self.at = after_name;
        if self.goes_on_bare() {
            self.at = start;
            return self.bare_text();
        }
        let value = match name.text.as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => Value::Word(name.text),
        };
        self.node(start, value)
    }

    fn group(&mut self, start: usize, name: Option<Name>) -> Node {
        let Contents { entries, broken } = self.contents('(', ')', true);
        self.node(start, Value::Group(Group { name, entries, broken }))
    }

    /// Everything from an opening bracket, at which it stands, to its partner.
    fn contents(&mut self, open: char, close: char, with_keys: bool) -> Contents {
        let opened_at = self.at;
        let mut contents = Contents { entries: Vec::new(), broken: false };
        if self.open.len() == MAX_DEPTH {
            self.give_up(opened_at..opened_at + 1, Problem::TooDeep { limit: MAX_DEPTH });
            contents.broken = true;
            return contents;
        }
        self.open.push((open, opened_at));
        self.at += 1;
        let problems_before = self.problems.errors();
        loop {
            self.skip_spaces();
            let start = self.at;
            match self.peek() {
                None => {
                    self.report_unclosed(open, opened_at);
                    break;
                }
                Some(c) if c == close => {
                    self.at += 1;
                    break;
                }
                Some(found @ (')' | ']' | '}')) => {
                    let opened = opened_at..opened_at + 1;
                    self.problems.error_with(start..start + 1, opened, Problem::WrongBracket { open, found });
                    // If a bracket further out waits for this one, ours was forgotten; otherwise it is ours, mistyped.
                    let awaited = self.open.iter().rev().skip(1).any(|(outer, _)| partner(*outer) == found);
                    if !awaited {
                        self.at += 1;
                    }
                    break;
                }
                Some(',') => {
                    self.missing_value();
                    self.at += 1;
                }
                Some(_) => {
                    let key = if with_keys { self.key() } else { None };
                    let node = self.value();
                    contents.entries.push(Entry { key, node });
                    self.separator();
                }
            }
            if self.problems.is_full() {
                self.at = self.source.len();
            }
        }
        self.open.pop();
        contents.broken = self.problems.errors() > problems_before;
        contents
    }

    /// The comma after a value, if one is due.
    fn separator(&mut self) {
        let end = self.at;
        self.skip_spaces();
        match self.peek() {
            Some(',') => self.at += 1,
            Some(')' | ']' | '}') | None => {}
            Some(_) => self.problems.error(end..end, Problem::MissingComma),
        }
    }

    /// `name:` before a value, also as people who know other formats write it.
    fn key(&mut self) -> Option<Name> {
        let start = self.at;
        if self.peek() == Some('"') {
            // JSON: "name": …
            let rest = &self.rest()[1..];
            let length = rest.find(['"', '\\', '\n']).filter(|&length| rest[length..].starts_with('"'))?;
            let field = rest[..length].to_owned();
            self.at += length + 2;
            let span = start..self.at;
            self.skip_spaces();
            if self.peek() == Some(':') {
                self.at += 1;
                self.problems.error(span.clone(), Problem::QuotedField { field: field.clone() });
                return Some(Name { text: field, span });
            }
            self.at = start;
            return None;
        }
        let name = self.name()?;
        let after_name = self.at;
        self.skip_spaces();
        let field = || name.text.clone();
        match self.peek() {
            Some(':') => self.at += 1,
            Some('=') => {
                self.problems.error(self.at..self.at + 1, Problem::EqualsForColon { field: field() });
                self.at += 1;
            }
            // `subject "Hola"`, `users ["ana"]`
            Some('"' | '[') => self.problems.error(after_name..after_name, Problem::MissingColon { field: field() }),
            _ => {
                self.at = start;
                return None;
            }
        }
        Some(name)
    }

    /// The end of the file inside a bracket; told once, for the innermost.
    fn report_unclosed(&mut self, open: char, opened_at: usize) {
        let innermost = self.open.last() == Some(&(open, opened_at));
        if innermost && self.at == self.source.len() && !self.problems.is_full() && !self.gave_up() {
            self.problems.error(opened_at..opened_at + 1, Problem::UnclosedBracket { open });
            self.open.iter_mut().for_each(|bracket| bracket.1 = usize::MAX);
        }
    }

    fn gave_up(&self) -> bool {
        self.open.last().is_some_and(|(_, at)| *at == usize::MAX)
    }

    /// Reports something after which nothing can be understood any more, and goes to the end.
    pub(super) fn give_up(&mut self, span: SourceSpan, problem: Problem) {
        self.problems.error(span, problem);
        self.at = self.source.len();
        self.open.iter_mut().for_each(|bracket| bracket.1 = usize::MAX);
    }

    fn missing_value(&mut self) {
        if !self.gave_up() {
            let end = self.at + self.peek().map_or(0, char::len_utf8);
            self.problems.error(self.at..end, Problem::MissingValue);
        }
    }

    pub(super) fn rest(&self) -> &'s str {
        &self.source[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }
}

fn partner(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}
