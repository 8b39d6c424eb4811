//! From the bytes of a file to a scenario, or to everything that is wrong with them.

use std::sync::Arc;

use bytes::Bytes;

use super::check;
use super::decode::Decode;
use super::diagnostic::{Collector, Diagnostic, Diagnostics, Problem};
use super::file::ScenarioFile;
use super::model::Scenario;
use super::spans;

/// How large a scenario file may be, in bytes.
pub const MAX_FILE_SIZE: usize = 1 << 20;

/// Where the contents of attachments come from. The core reads no files itself: it also runs in a browser.
pub trait Files {
    /// The octets of the file at `path`, which is relative to the scenario, separated by `/` and without `..`.
    ///
    /// # Errors
    /// Why there are none, in words.
    fn read(&self, path: &str) -> Result<Bytes, String>;
}

/// No files at all: for scenarios that bring everything with them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _path: &str) -> Result<Bytes, String> {
        Err("there are no files beside this scenario".to_owned())
    }
}

/// Loads a scenario. `source_name` is what messages call the file; the scenario is named after its last part.
///
/// ```
/// use posta::scenario::{Language, NoFiles, load};
///
/// let source = br#"(domains: [(name: "escuela.com.mx", usres: ["ana"])])"#;
/// let problems = load("fiesta.ron", source, &NoFiles).unwrap_err();
/// assert!(problems.render(Language::En, source).contains("did you mean `users`?"));
/// ```
///
/// # Errors
/// Everything that is wrong with the file, warnings included.
pub fn load(source_name: &str, source: &[u8], files: &dyn Files) -> Result<(Scenario, Vec<Diagnostic>), Diagnostics> {
    let mut problems = Collector::new(source_name, source.len());
    match read(source_name, source, files, &mut problems) {
        Some(scenario) => problems.finish().map(|warnings| (scenario, warnings)),
        None => Err(problems.failed()),
    }
}

/// The scenario that the file is about, even if something is wrong with it; `None` only after an error.
fn read(source_name: &str, source: &[u8], files: &dyn Files, problems: &mut Collector) -> Option<Scenario> {
    let text: Arc<str> = text(source, problems)?.into();
    let node = spans::read(&text, problems)?;
    let is_whole = problems.errors() == 0;
    let file = ScenarioFile::decode(&node, problems)?;
    Some(check::scenario(&file, is_whole, scenario_name(source_name), &text, files, problems))
}

/// The file as text, if it is one.
fn text<'s>(source: &'s [u8], problems: &mut Collector) -> Option<&'s str> {
    if source.len() > MAX_FILE_SIZE {
        problems.error(0..1, Problem::FileTooLarge { bytes: source.len(), limit: MAX_FILE_SIZE });
        return None;
    }
    if source.starts_with(b"\xFF\xFE") || source.starts_with(b"\xFE\xFF") {
        problems.error(0..2, Problem::Utf16);
        return None;
    }
    let text = match std::str::from_utf8(source) {
        Ok(text) => text,
        Err(error) => {
            let offset = error.valid_up_to();
            let length = error.error_len().unwrap_or(1);
            problems.error(offset..offset + length, Problem::NotUtf8 { offset });
            return None;
        }
    };
    let control = |c: &char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    let mut is_clean = true;
    for (at, c) in text.char_indices().filter(|(_, c)| control(c)) {
        problems.error(at..at + c.len_utf8(), Problem::ControlCharacter { code: c.into() });
        is_clean = false;
        if problems.is_full() {
            break;
        }
    }
    is_clean.then_some(text)
}

/// The name of a scenario: the last part of its path, without `.ron`.
fn scenario_name(source_name: &str) -> &str {
    let last = source_name.rsplit(['/', '\\']).next().unwrap_or(source_name);
    last.strip_suffix(".ron").unwrap_or(last)
}
