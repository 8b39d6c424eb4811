//! The file format as a table: every part, its fields and what they mean, taken from the types that read it.

use super::decode::{Choice, Record};
use super::file;

pub use super::decode::Field;

/// A part of the file format.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Section {
    /// The name under which the reference lists it.
    pub name: &'static str,
    /// Its fields, or the names to choose from.
    pub fields: &'static [Field],
}

/// Every part, in the order of the reference.
#[must_use]
pub fn sections() -> Vec<Section> {
    fn of<T: Record>(name: &'static str) -> Section {
        Section { name, fields: T::FIELDS }
    }
    fn choice<T: Choice>(name: &'static str) -> Section {
        Section { name, fields: T::CHOICES }
    }
    vec![
        of::<file::ScenarioFile>("The file"),
        of::<file::LocalizedFile>("Text"),
        of::<file::LimitsFile>("limits"),
        of::<file::NetworkFile>("network"),
        of::<file::DomainFile>("domains"),
        of::<file::UserFile>("users"),
        of::<file::ServerFile>("servers"),
        of::<file::LinkFile>("links"),
        of::<file::EntryFile>("timeline"),
        choice::<file::WhatFile>("do"),
        of::<file::MailFile>("Send"),
        of::<file::AttachmentFile>("attachments"),
        choice::<file::SignInFile>("sign_in"),
        of::<file::CheckFile>("Check"),
        of::<file::StepFile>("steps"),
        choice::<file::WhenFile>("when"),
        choice::<file::ExpectationFile>("expect"),
        of::<file::DeliveredFile>("Delivered"),
        of::<file::FetchedFile>("Fetched"),
        of::<file::NotSentFile>("NotSent"),
        of::<file::QueriesFile>("Queries"),
        of::<file::ConnectionsFile>("Connections"),
        of::<file::TransactionsFile>("Transactions"),
        of::<file::LineFile>("Line"),
        of::<file::HeaderFile>("Header"),
        of::<file::IntactFile>("Intact"),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::{Language, NoFiles, load};
    use super::*;

    const REFERENCE: &str = include_str!("../../docs/SCENARIOS.md");

    /// The part of the reference under the heading that ends with `` `name` `` or `name`.
    fn part(name: &str) -> &'static str {
        let is_heading = |line: &str| line.strip_prefix("### ").is_some_and(|title| title.trim_matches('`') == name);
        let mut at = 0;
        for line in REFERENCE.split_inclusive('\n') {
            at += line.len();
            if is_heading(line.trim_end()) {
                let rest = &REFERENCE[at..];
                return rest.find("\n##").map_or(rest, |end| &rest[..end]);
            }
        }
        panic!("docs/SCENARIOS.md has no part `{name}`");
    }

    #[test]
    fn the_reference_lists_every_field_and_no_other() {
        for section in sections() {
            let rows: Vec<&str> = part(section.name)
                .lines()
                .filter_map(|line| line.strip_prefix("| `")?.split(['`', '(']).next())
                .collect();
            let names: Vec<&str> = section.fields.iter().map(|field| field.name).collect();
            assert_eq!(rows, names, "{}", section.name);
        }
    }

    #[test]
    fn every_field_is_documented() {
        for field in sections().iter().flat_map(|section| section.fields) {
            assert!(field.docs.iter().any(|line| line.trim().ends_with('.')), "{}", field.name);
        }
    }

    #[test]
    fn the_examples_of_the_reference_load_without_a_warning() {
        let examples: Vec<&str> =
            REFERENCE.split("```ron\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
        assert!(examples.len() >= 5);
        for example in examples {
            match load("docs/SCENARIOS.md", example.as_bytes(), &NoFiles) {
                Ok((_, warnings)) => assert_eq!(warnings, [], "{example}"),
                Err(problems) => panic!("{example}\n{}", problems.render(Language::En, example.as_bytes())),
            }
        }
    }
}
