//! What the window remembers from one day to the next: a small RON file in the platform's configuration folder.
//!
//! The file is a convenience. One that is missing, broken or from another version is ignored, and writing it may fail
//! in silence: neither may keep a lesson from starting.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::clock::Speed;
use super::theme::Theme;
use crate::base::language::Language;

/// A person's preferences.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The language of the window; at first that of the system.
    pub language: Language,
    /// The colours.
    pub theme: Theme,
    /// How fast time passes.
    pub speed: Speed,
    /// Whether flights appear at their destination instead of travelling (WCAG 2.3.3).
    pub reduced_motion: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: Language::from_locale(&sys_locale::get_locale().unwrap_or_default()),
            theme: Theme::default(),
            speed: Speed::default(),
            reduced_motion: false,
        }
    }
}

impl Settings {
    /// Where the file lies on this system, if the system has such a place.
    #[must_use]
    pub fn path() -> Option<PathBuf> {
        Some(directories::ProjectDirs::from("", "", "posta")?.config_dir().join("window.ron"))
    }

    /// The preferences in the file at `path`, or the defaults.
    #[must_use]
    pub fn load(path: &Path) -> Self {
        std::fs::read_to_string(path).ok().and_then(|text| ron::from_str(&text).ok()).unwrap_or_default()
    }

    /// Writes the preferences to `path`.
    ///
    /// # Errors
    /// When the folder or the file cannot be written.
    pub fn store(&self, path: &Path) -> std::io::Result<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let text =
            ron::ser::to_string_pretty(self, ron::ser::PrettyConfig::default()).map_err(std::io::Error::other)?;
        std::fs::write(path, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("posta-settings-{}-{name}", std::process::id())).join("window.ron")
    }

    #[test]
    fn preferences_come_back_as_they_were_stored() {
        let path = file("round");
        let settings = Settings {
            language: Language::En,
            theme: Theme::Light,
            speed: Speed::default().faster(),
            reduced_motion: true,
        };
        settings.store(&path).unwrap();
        assert_eq!(Settings::load(&path), settings);
    }

    #[test]
    fn a_broken_file_is_ignored() {
        let path = file("broken");
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, "(language: klingon, ((((").unwrap();
        assert_eq!(Settings::load(&path), Settings::default());
        assert_eq!(Settings::load(Path::new("/nonexistent/window.ron")), Settings::default());
    }
}
