//! The command line: one file for each sub-command.
//!
//! What it prints on standard output and the exit codes are a contract, because scripts rely on them; see
//! [`Exit`]. Diagnostics go to standard error.

mod args;
mod check;
mod list;
mod open;
mod run;
mod shot;
mod source;

pub use args::{Cli, Task};

use std::process::ExitCode;

use clap::Parser as _;

/// How a command ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    /// All is well.
    Success,
    /// An expectation of the scenario does not hold.
    Unmet,
    /// A file or an argument is wrong.
    BadInput,
    /// There is no display, or no graphics adapter.
    NoGraphics,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Success => 0,
            Exit::Unmet => 1,
            Exit::BadInput => 2,
            Exit::NoGraphics => 3,
        })
    }
}

/// Reads the command line and does what it says.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let language = cli.language();
    let exit = match cli.task.unwrap_or_default() {
        Task::Open(args) => open::open(&args, cli.lang, language),
        Task::List => list::list(language),
        Task::Run(args) => run::run(&args, language),
        Task::Check(args) => check::check(&args, language),
        Task::Shot(args) => shot::shot(&args, language),
    };
    exit.into()
}

/// A build without the window can only point at the rest.
#[cfg(not(feature = "gui"))]
fn without_window(scenario: &str, language: crate::base::language::Language) -> Exit {
    eprintln!("{}", crate::view::words::Words::new(language).with("cli-no-window", &[("name", scenario.into())]));
    Exit::NoGraphics
}

/// Prints on standard output. A reader that has gone away, as in `posta run 01 | head`, ends the program quietly.
fn print(text: &str) {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    if out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_err() {
        std::process::exit(0);
    }
}
