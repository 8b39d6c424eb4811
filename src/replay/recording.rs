//! Recordings: what a run is made of, as a file.
//!
//! A recording holds the scenario's text with the files that it names, the seed, the person's commands, and the digest
//! of the journal that came of them. Opening one computes everything again; when the digest differs (another version of
//! Posta may tell the story otherwise) the reader is told, and sees the new telling.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::scenario::{Diagnostics, Files, load};

use super::session::{Commands, Session};

/// The version of the file format that this program writes.
const FORMAT: u32 = 1;

/// A run, ready to be saved or computed again.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recording {
    /// The version of this format.
    format: u32,
    /// The program that wrote it.
    program: String,
    /// The scenario's file name.
    name: String,
    /// The scenario's text.
    scenario: String,
    /// The files that the scenario names, in base64.
    files: BTreeMap<String, String>,
    /// The seed.
    seed: u64,
    /// What the person did.
    commands: Commands,
    /// How many entries the journal had.
    entries: usize,
    /// The journal's digest.
    digest: u64,
}

/// Why a recording cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// It is not a recording, or a damaged one.
    #[error("this is not a recording of Posta: {0}")]
    Malformed(#[from] ron::error::SpannedError),
    /// It is of a later version.
    #[error("this recording has format {0}; this version of Posta reads format {FORMAT}")]
    Format(u32),
    /// Its scenario does not load.
    #[error("the scenario inside this recording has errors")]
    Scenario(Diagnostics),
}

impl Recording {
    /// The recording of a session, all of it computed.
    #[must_use]
    pub fn of(session: &mut Session) -> Self {
        use base64::Engine as _;
        session.run();
        let scenario = session.scenario();
        let encode = |content: &Bytes| base64::engine::general_purpose::STANDARD.encode(content);
        Self {
            format: FORMAT,
            program: concat!("posta ", env!("CARGO_PKG_VERSION")).to_owned(),
            name: scenario.name.clone(),
            scenario: scenario.source.to_string(),
            files: scenario.files.iter().map(|(path, content)| (path.clone(), encode(content))).collect(),
            seed: session.seed(),
            commands: session.commands().clone(),
            entries: session.journal().entries().len(),
            digest: session.journal().digest(),
        }
    }

    /// The text of the file.
    #[must_use]
    pub fn to_text(&self) -> String {
        // A recording is plain data; ron writes any such value.
        ron::ser::to_string_pretty(self, ron::ser::PrettyConfig::default()).unwrap_or_default()
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// When it is no recording, or of a later format.
    pub fn parse(text: &str) -> Result<Self, RecordingError> {
        let recording: Self = ron::from_str(text)?;
        if recording.format == FORMAT { Ok(recording) } else { Err(RecordingError::Format(recording.format)) }
    }

    /// Computes the run again. The second value is whether it came out as it was when it was recorded.
    ///
    /// # Errors
    /// When the scenario inside does not load.
    pub fn open(&self) -> Result<(Session, bool), RecordingError> {
        let (scenario, _) =
            load(&self.name, self.scenario.as_bytes(), &Embedded(&self.files)).map_err(RecordingError::Scenario)?;
        let mut session = Session::with_commands(Arc::new(scenario), self.seed, self.commands.clone());
        session.run();
        let same = session.journal().digest() == self.digest && session.journal().entries().len() == self.entries;
        Ok((session, same))
    }
}

/// The files inside a recording.
struct Embedded<'a>(&'a BTreeMap<String, String>);

impl Files for Embedded<'_> {
    fn read(&self, path: &str) -> Result<Bytes, String> {
        use base64::Engine as _;
        let text = self.0.get(path).ok_or_else(|| format!("{path} is not in the recording"))?;
        base64::engine::general_purpose::STANDARD.decode(text).map(Bytes::from).map_err(|error| error.to_string())
    }
}
