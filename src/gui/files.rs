//! The file dialog: drawn by egui, so that it works where no desktop portal does.

use std::path::{Path, PathBuf};

use bevy_egui::egui::Context;
use egui_file_dialog::{FileDialog, Filter};

use crate::view::words::Words;

/// The largest file that may be attached; the scenario's own limit may be lower.
const LARGEST_ATTACHMENT: u64 = 10 * 1024 * 1024;

/// What a chosen file is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Purpose {
    #[default]
    Scenario,
    Attachments,
    Recording,
}

/// What came of a dialog.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Picked {
    /// A scenario file.
    Scenario(PathBuf),
    /// Files to attach.
    Attachments(Vec<PathBuf>),
    /// Where to save the recording.
    Recording(PathBuf),
}

/// The dialog and what it is open for.
#[derive(Default)]
pub struct Files {
    dialog: Option<FileDialog>,
    purpose: Purpose,
    picked: Option<Picked>,
}

impl Files {
    /// Whether the dialog is open, and wants every key.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.dialog.is_some()
    }

    /// Asks for a scenario file.
    pub fn pick_scenario(&mut self, words: &Words) {
        let mut dialog = fresh(&words.get("open-file"))
            .add_file_filter(
                "RON, POSTA",
                Filter::new(|path: &Path| has_extension(path, "ron") || has_extension(path, "posta")),
            )
            .default_file_filter("RON, POSTA");
        dialog.pick_file();
        *self = Self { dialog: Some(dialog), purpose: Purpose::Scenario, picked: None };
    }

    /// Asks for files to attach.
    pub fn pick_attachments(&mut self, words: &Words) {
        let mut dialog = fresh(&words.get("attach"));
        dialog.pick_multiple();
        *self = Self { dialog: Some(dialog), purpose: Purpose::Attachments, picked: None };
    }

    /// Asks where to save a recording that is called `name` unless the person says otherwise.
    pub fn pick_recording(&mut self, name: &str, words: &Words) {
        let mut dialog = fresh(&words.get("save")).default_file_name(&format!("{name}.posta"));
        dialog.save_file();
        *self = Self { dialog: Some(dialog), purpose: Purpose::Recording, picked: None };
    }

    /// What was chosen since the last call.
    pub fn take_picked(&mut self) -> Option<Picked> {
        self.picked.take()
    }

    /// Draws the dialog if it is open.
    pub fn show(&mut self, ctx: &Context) {
        let Some(dialog) = self.dialog.as_mut() else { return };
        dialog.update(ctx);
        let picked = match self.purpose {
            Purpose::Scenario => dialog.take_picked().map(Picked::Scenario),
            Purpose::Recording => dialog.take_picked().map(Picked::Recording),
            Purpose::Attachments => dialog.take_picked_multiple().map(Picked::Attachments),
        };
        if picked.is_some() || !matches!(dialog.state(), egui_file_dialog::DialogState::Open) {
            self.dialog = None;
        }
        if picked.is_some() {
            self.picked = picked;
        }
    }
}

fn fresh(title: &str) -> FileDialog {
    FileDialog::new().title(title).default_size([720.0, 420.0])
}

fn has_extension(path: &Path, wanted: &str) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(wanted))
}

/// The name and the octets of a file to attach; `None` if it cannot be read or is too large.
#[must_use]
pub fn read_attachment(path: &Path) -> Option<(String, Vec<u8>)> {
    let small = std::fs::metadata(path).is_ok_and(|data| data.is_file() && data.len() <= LARGEST_ATTACHMENT);
    let name = path.file_name()?.to_string_lossy().into_owned();
    small.then(|| std::fs::read(path).ok()).flatten().map(|octets| (name, octets))
}
