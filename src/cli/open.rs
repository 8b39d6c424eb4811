//! `posta open`: the window.

use crate::base::language::Language;

use super::Exit;
use super::args::OpenArgs;

/// Opens the window with a scenario, and stays until it is closed. The window remembers its language; `wanted` is one
/// that was asked for on the command line.
#[cfg(feature = "gui")]
pub(super) fn open(args: &OpenArgs, wanted: Option<Language>, language: Language) -> Exit {
    use crate::gui::{GuiError, Source, run};
    use crate::view::words::Words;

    let session = match super::source::open(&args.scenario, None, language) {
        Ok(session) => session,
        Err(exit) => return exit,
    };
    match run(Source::new(session, super::source::origin(&args.scenario)), wanted) {
        Ok(()) => Exit::Success,
        Err(error) => {
            let name = ("name", args.scenario.as_str().into());
            let words = Words::new(language);
            eprintln!(
                "{}",
                match error {
                    GuiError::NoDisplay => words.with("cli-no-display", &[name]),
                    GuiError::Unusable(why) => words.with("cli-no-graphics", &[name, ("why", why.into())]),
                }
            );
            Exit::NoGraphics
        }
    }
}

/// A build without the window can only point at the rest.
#[cfg(not(feature = "gui"))]
pub(super) fn open(args: &OpenArgs, _wanted: Option<Language>, language: Language) -> Exit {
    super::without_window(&args.scenario, language)
}
