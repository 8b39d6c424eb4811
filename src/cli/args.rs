//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::base::language::Language;
use crate::base::time::Span;

/// An educational simulator of e-mail delivery.
///
/// Write a mail as Ana and watch it travel to Bruno: sign-in, DNS and MX, real SMTP, the mailbox. A SCENARIO is the
/// name or number of a lesson (`posta list`), a scenario file (.ron), or a recording (.posta).
#[derive(Parser, Debug)]
#[command(
    name = "posta",
    version,
    after_help = "Without a command, posta opens its window.\n\nExit codes: 0 all is well; 1 an expectation of the scenario does not hold; 2 a file or an argument is wrong; 3 no display or no graphics adapter."
)]
pub struct Cli {
    /// The language of explanations; the wire is never translated [default: the system's]
    #[arg(long, global = true, value_name = "es|en")]
    pub lang: Option<Language>,
    /// What to do.
    #[command(subcommand)]
    pub task: Option<Task>,
}

impl Cli {
    /// The language that was asked for, or the system's.
    #[must_use]
    pub fn language(&self) -> Language {
        self.lang.unwrap_or_else(|| Language::from_locale(&sys_locale::get_locale().unwrap_or_default()))
    }
}

/// The commands.
#[derive(Subcommand, Debug)]
pub enum Task {
    /// Open the window
    Open(OpenArgs),
    /// List the lessons
    List,
    /// Run a scenario without a window and print its trace
    Run(RunArgs),
    /// Check scenario files and print what is wrong with them
    Check(CheckArgs),
    /// Draw one moment of a scenario into a PNG file
    Shot(ShotArgs),
}

impl Default for Task {
    fn default() -> Self {
        Self::Open(OpenArgs { scenario: "01".to_owned() })
    }
}

/// `posta open`.
#[derive(Args, Debug)]
pub struct OpenArgs {
    /// A lesson, a scenario file or a recording
    #[arg(default_value = "01", value_name = "SCENARIO")]
    pub scenario: String,
}

/// `posta run`.
#[derive(Args, Debug)]
pub struct RunArgs {
    /// A lesson, a scenario file or a recording
    #[arg(value_name = "SCENARIO")]
    pub scenario: String,
    /// The number from which all chance comes [default: the scenario's]
    #[arg(long)]
    pub seed: Option<u64>,
    /// Stop after so much simulated time, such as 6h; expectations are then not checked
    #[arg(long, value_name = "TIME")]
    pub until: Option<Span>,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// What `posta run` prints.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Format {
    /// A trace for people
    Text,
    /// One JSON object a line
    Json,
}

/// `posta check`.
#[derive(Args, Debug)]
pub struct CheckArgs {
    /// Scenario files
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// `posta shot`.
#[derive(Args, Debug)]
pub struct ShotArgs {
    /// A lesson, a scenario file or a recording
    #[arg(value_name = "SCENARIO")]
    pub scenario: String,
    /// The moment, in simulated time
    #[arg(long, value_name = "TIME", default_value = "0s")]
    pub at: Span,
    /// The picture to write
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// The picture's size in pixels
    #[arg(long, value_name = "WxH", default_value = "1280x720", value_parser = size)]
    pub size: (u32, u32),
    /// The colours
    #[arg(long, value_enum, default_value_t = Theme::Dark)]
    pub theme: Theme,
    /// Draw as for a projector
    #[arg(long)]
    pub present: bool,
}

/// The colours of the window.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Theme {
    /// Light on dark
    Dark,
    /// Dark on light
    Light,
}

/// Reads `1280x720`. Both sides are between 320 and 7680 pixels: smaller shows nothing, larger is no screen.
fn size(text: &str) -> Result<(u32, u32), String> {
    let sides = text.split_once('x').and_then(|(w, h)| Some((w.parse().ok()?, h.parse().ok()?)));
    let fits = |side: &u32| (320..=7680).contains(side);
    sides
        .filter(|(w, h)| fits(w) && fits(h))
        .ok_or_else(|| "expected WIDTHxHEIGHT, each from 320 to 7680, such as 1280x720".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn sizes_are_read_and_bounded() {
        assert_eq!(size("1280x720"), Ok((1280, 720)));
        for text in ["", "1280", "0x0", "1280x", "99999x99999", "-1x5"] {
            assert!(size(text).is_err(), "{text}");
        }
    }
}
