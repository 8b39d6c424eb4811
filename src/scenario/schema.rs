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
