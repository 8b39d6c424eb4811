//! `posta open`: the window.

use crate::base::language::Language;
use crate::view::words::Words;

use super::Exit;
use super::args::OpenArgs;

/// A build without the window can only point at the rest.
pub(super) fn open(args: &OpenArgs, language: Language) -> Exit {
    eprintln!("{}", Words::new(language).with("cli-no-window", &[("name", args.scenario.as_str().into())]));
    Exit::NoGraphics
}
