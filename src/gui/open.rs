//! Where a show comes from: a bundled lesson, a scenario file, or a recording.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;

use crate::base::language::Language;
use crate::replay::{Recording, Session};
use crate::scenario::{Files, MAX_FILE_SIZE, library, load};

/// What can be opened, and opened again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// A lesson, by its name.
    Bundled(String),
    /// A file.
    File(PathBuf),
}

/// The files that a scenario file attaches: those beside it.
struct Beside<'a>(&'a Path);

impl Files for Beside<'_> {
    fn read(&self, path: &str) -> Result<Bytes, String> {
        std::fs::read(self.0.join(path)).map(Bytes::from).map_err(|error| error.to_string())
    }
}

/// The largest recording that is read: it holds its attachments.
const MAX_RECORDING: u64 = 256 << 20;

/// Opens a session, or says what is wrong, ready to be shown.
///
/// # Errors
/// When there is no such lesson or file, or it has errors.
pub fn open(origin: &Origin, language: Language) -> Result<Session, String> {
    match origin {
        Origin::Bundled(name) => {
            let lesson = library::find(name).ok_or_else(|| name.clone())?;
            scenario(lesson.name, lesson.source.as_bytes(), &library::BundledFiles, language)
        }
        Origin::File(path) => {
            let source = read(path).map_err(|error| format!("{}: {error}", path.display()))?;
            if is_recording(path) {
                return recording(&source);
            }
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let folder = path.parent().unwrap_or_else(|| Path::new(""));
            scenario(&name, &source, &Beside(folder), language)
        }
    }
}

fn is_recording(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "posta")
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read as _;
    // One octet more than a scenario may have is enough for the loader to say that it is too large.
    let limit = if is_recording(path) { MAX_RECORDING } else { MAX_FILE_SIZE as u64 + 1 };
    let mut octets = Vec::new();
    std::fs::File::open(path)?.take(limit).read_to_end(&mut octets)?;
    Ok(octets)
}

fn scenario(name: &str, source: &[u8], files: &dyn Files, language: Language) -> Result<Session, String> {
    let (scenario, _) = load(name, source, files).map_err(|problems| problems.render(language, source))?;
    Ok(Session::open(Arc::new(scenario)))
}

fn recording(source: &[u8]) -> Result<Session, String> {
    let text = std::str::from_utf8(source).map_err(|error| error.to_string())?;
    let opened = Recording::parse(text).and_then(|recording| recording.open());
    opened.map(|(session, _)| session).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lesson_opens() {
        for lesson in library::LESSONS {
            assert!(open(&Origin::Bundled(lesson.name.into()), Language::Es).is_ok(), "{}", lesson.name);
        }
    }

    #[test]
    fn a_file_with_errors_says_where() {
        let path = std::env::temp_dir().join(format!("posta-broken-{}.ron", std::process::id()));
        std::fs::write(&path, "(\n    domians: [],\n)").unwrap();
        let problem = open(&Origin::File(path.clone()), Language::Es).unwrap_err();
        std::fs::remove_file(&path).unwrap();
        assert!(problem.contains(":2:") && problem.contains("domains"), "{problem}");
    }

    #[test]
    fn a_missing_file_says_its_name() {
        let problem = open(&Origin::File("/no/such.ron".into()), Language::En).unwrap_err();
        assert!(problem.contains("/no/such.ron"), "{problem}");
    }
}
