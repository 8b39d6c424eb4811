//! Where a scenario comes from: a lesson, a file, a recording.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;

use crate::base::language::Language;
use crate::replay::{Recording, Session};
use crate::scenario::{Files, Scenario, library, load};
use crate::view::words::Words;

use super::Exit;

/// The largest recording that is read, in bytes: it may hold all attachments of its scenario in base64.
const MAX_RECORDING: u64 = 256 << 20;
/// How much of a scenario file is read: more than the loader accepts, so that it can say how large the file is.
const READ_OF_A_SCENARIO: u64 = 64 << 20;

/// The files in the folder of a scenario file.
pub(super) struct Beside(pub(super) PathBuf);

impl Files for Beside {
    fn read(&self, path: &str) -> Result<Bytes, String> {
        std::fs::read(self.0.join(path)).map(Bytes::from).map_err(|error| error.to_string())
    }
}

/// What `name` names, for a window that may open it again.
#[cfg(feature = "gui")]
pub(super) fn origin(name: &str) -> crate::gui::open::Origin {
    use crate::gui::open::Origin;
    match library::find(name) {
        Some(lesson) if !Path::new(name).exists() => Origin::Bundled(lesson.name.to_owned()),
        _ => Origin::File(PathBuf::from(name)),
    }
}

/// Opens what `name` names, or says on standard error what is wrong with it.
pub(super) fn open(name: &str, seed: Option<u64>, language: Language) -> Result<Session, Exit> {
    let path = Path::new(name);
    if !path.exists()
        && let Some(lesson) = library::find(name)
    {
        let scenario = scenario(lesson.name, lesson.source.as_bytes(), &library::BundledFiles, language)?;
        return Ok(session(scenario, seed));
    }
    let source = read(path).map_err(|why| complain(&why, name, language))?;
    if path.extension().is_some_and(|ending| ending == "posta") {
        return recording(name, &source, language);
    }
    let folder = path.parent().unwrap_or_else(|| Path::new("")).to_owned();
    Ok(session(scenario(name, &source, &Beside(folder), language)?, seed))
}

fn session(scenario: Scenario, seed: Option<u64>) -> Session {
    let seed = seed.unwrap_or(scenario.seed);
    Session::with_commands(Arc::new(scenario), seed, Default::default())
}

/// Loads a scenario; its warnings and errors go to standard error.
pub(super) fn scenario(name: &str, source: &[u8], files: &dyn Files, language: Language) -> Result<Scenario, Exit> {
    match load(name, source, files) {
        Ok((scenario, warnings)) => {
            for warning in &warnings {
                eprint!("{}", crate::scenario::render(warning, language, source));
            }
            Ok(scenario)
        }
        Err(problems) => {
            eprint!("{}", problems.render(language, source));
            Err(Exit::BadInput)
        }
    }
}

fn recording(name: &str, source: &[u8], language: Language) -> Result<Session, Exit> {
    let words = Words::new(language);
    let text = std::str::from_utf8(source).map_err(|error| complain(&error.to_string(), name, language))?;
    let opened = Recording::parse(text).and_then(|recording| recording.open());
    let (session, same) = opened.map_err(|error| complain(&error.to_string(), name, language))?;
    if !same {
        eprintln!("{}", words.with("cli-recording-differs", &[("name", name.into())]));
    }
    Ok(session)
}

/// A file's bytes. A folder, a missing file, a file that is too large: each says so.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, String> {
    if path.is_dir() {
        return Err("it is a folder, not a file".to_owned());
    }
    let file = std::fs::File::open(path).map_err(|error| error.to_string())?;
    let is_recording = path.extension().is_some_and(|ending| ending == "posta");
    let limit = if is_recording { MAX_RECORDING } else { READ_OF_A_SCENARIO };
    let mut source = Vec::new();
    file.take(limit).read_to_end(&mut source).map_err(|error| error.to_string())?;
    Ok(source)
}

/// Says on standard error that a file cannot be used.
pub(super) fn complain(why: &str, name: &str, language: Language) -> Exit {
    let values = [("name", name.into()), ("why", why.into())];
    eprintln!("{}", Words::new(language).with("cli-cannot-open", &values));
    Exit::BadInput
}
