//! Explanations and expectations: what is told on the way, and what must have happened at the end.

use super::super::decode::Spanned;
use super::super::diagnostic::{Kind, Problem, Severity};
use super::super::file::{ExpectationFile, StepFile, WhenFile};
use super::super::model::{Address, Count, Expectation, LessonStep, When};
use super::{Check, MAX_EXPECTATIONS, nearest_owned, zone};
use crate::scenario::address::is_domain;

/// How often, in the two ways in which it can be written.
type Times<'f> = (&'f Option<Spanned<u32>>, &'f Option<Spanned<u32>>);

impl Check<'_> {
    pub(super) fn steps(&mut self, files: &[StepFile]) -> Vec<LessonStep> {
        let mut steps = Vec::new();
        for file in files {
            let when = match &file.when {
                WhenFile::Start => Some(When::Start),
                WhenFile::At(at) => Some(When::At(self.moment(at))),
                WhenFile::Line(text) => Some(When::Line(self.one_line(text))),
                WhenFile::Delivered(user) => self.known_address(user).map(When::Delivered),
                WhenFile::Fetched(user) => self.known_address(user).map(When::Fetched),
                WhenFile::End => Some(When::End),
            };
            let text = self.text(&file.text);
            steps.extend(when.map(|when| LessonStep { when, text }));
        }
        steps
    }

    pub(super) fn expectations(&mut self, files: &[ExpectationFile]) -> Vec<Expectation> {
        let mut expect = Vec::new();
        for file in files {
            self.expectation(file, &mut expect);
        }
        expect
    }

    fn expectation(&mut self, file: &ExpectationFile, expect: &mut Vec<Expectation>) {
        let before = expect.len();
        match file {
            ExpectationFile::Delivered(file) => {
                let copies = file.copies.unwrap_or(1);
                let each = |to| Expectation::Delivered { to, subject: file.subject.clone(), copies };
                expect.extend(self.readers_of(&file.to, before).into_iter().map(each));
            }
            ExpectationFile::Fetched(file) => {
                let each = |by| Expectation::Fetched { by, subject: file.subject.clone() };
                expect.extend(self.readers_of(&file.by, before).into_iter().map(each));
            }
            ExpectationFile::NotSent(file) => {
                // RFC 5321 §4.2.1: only 4yz and 5yz refuse.
                if !(400..=599).contains(&file.code.value) {
                    self.problems.error(file.code.span.clone(), Problem::OutOfRange { min: 400, max: 599 });
                }
                let each = |from| Expectation::NotSent { from, code: file.code.value };
                expect.extend(self.readers_of(&file.from, before).into_iter().map(each));
            }
            ExpectationFile::Queries(file) => {
                let record_type = match &file.record_type {
                    None => "MX".to_owned(),
                    Some(written) => zone::record_type(&written.value).unwrap_or_else(|problem| {
                        self.problems.error(written.span.clone(), problem);
                        String::new()
                    }),
                };
                let times = self.times((&file.times, &file.at_least));
                let names = self.domain_names(&file.name, before);
                let each = |name| Expectation::Queries { name, record_type: record_type.clone(), times };
                expect.extend(names.into_iter().map(each));
            }
            ExpectationFile::Connections(file) => {
                let (port, times) = (file.port.unwrap_or(25), self.times((&file.times, &file.at_least)));
                let each = |to| Expectation::Connections { to, port, times };
                expect.extend(self.known_hosts(&file.to, before).into_iter().map(each));
            }
            ExpectationFile::Transactions(file) => {
                let times = self.times((&file.times, &file.at_least));
                let each = |to| Expectation::Transactions { to, times };
                expect.extend(self.known_hosts(&file.to, before).into_iter().map(each));
            }
            ExpectationFile::Line(file) => {
                let times = self.times((&file.times, &file.at_least));
                expect.push(Expectation::Line { contains: self.one_line(&file.contains), times });
            }
            ExpectationFile::Header(file) => {
                // RFC 5322 §2.2: printable characters of ASCII without the colon.
                let is_name = |byte: u8| byte.is_ascii_graphic() && byte != b':';
                if file.name.value.is_empty() || !file.name.value.bytes().all(is_name) {
                    self.problems.error(file.name.span.clone(), Problem::BadHeaderName);
                }
                let (name, present) = (&file.name.value, file.present.unwrap_or(true));
                let each = |of| Expectation::Header { of, name: name.clone(), present };
                expect.extend(self.readers_of(&file.of, before).into_iter().map(each));
            }
            ExpectationFile::Intact(file) => {
                let each = |at| Expectation::Intact { at };
                expect.extend(self.readers_of(&file.at, before).into_iter().map(each));
            }
        }
    }

    /// The users that a text stands for, who must be there: nothing can be expected of nobody.
    fn readers_of(&mut self, text: &Spanned<String>, before: usize) -> Vec<Address> {
        let Some(pattern) = self.pattern(text) else { return Vec::new() };
        if !self.count(Kind::Expectation, &mut (before as u64), pattern.count(), MAX_EXPECTATIONS, &text.span) {
            return Vec::new();
        }
        let users = self.addresses(text, pattern);
        self.must_exist(&users, &text.span, Severity::Error);
        users
    }

    fn domain_names(&mut self, text: &Spanned<String>, before: usize) -> Vec<String> {
        let Some(pattern) = self.pattern(text) else { return Vec::new() };
        if !self.count(Kind::Expectation, &mut (before as u64), pattern.count(), MAX_EXPECTATIONS, &text.span) {
            return Vec::new();
        }
        let names: Vec<String> = pattern.names().map(|name| name.to_ascii_lowercase()).collect();
        if !names.iter().all(|name| is_domain(name)) {
            self.problems.error(text.span.clone(), Problem::BadDomainName);
        }
        names
    }

    fn known_hosts(&mut self, text: &Spanned<String>, before: usize) -> Vec<String> {
        let errors = self.problems.errors();
        let hosts = self.domain_names(text, before);
        let unknown = hosts.iter().find(|host| !self.known.hosts.contains_key(*host));
        if let Some(host) = unknown
            && self.known.all_sound
            && self.problems.errors() == errors
        {
            let suggestion = nearest_owned(host, self.known.hosts.keys());
            self.problems.error(text.span.clone(), Problem::UnknownHost { host: host.clone(), suggestion });
        }
        hosts
    }

    fn times(&mut self, (times, at_least): Times<'_>) -> Count {
        match (times, at_least) {
            (Some(_), Some(both)) => {
                self.problems.error(both.span.clone(), Problem::TwoCounts);
                Count::AtLeast(both.value)
            }
            (Some(times), None) => Count::Exactly(times.value),
            (None, Some(at_least)) => Count::AtLeast(at_least.value),
            (None, None) => Count::AtLeast(1),
        }
    }
}
