//! `posta check`: what is wrong with scenario files.

use std::path::Path;

use crate::base::language::Language;
use crate::view::words::Words;

use super::args::CheckArgs;
use super::{Exit, print, source};

pub(super) fn check(args: &CheckArgs, language: Language) -> Exit {
    let words = Words::new(language);
    let mut exit = Exit::Success;
    for path in &args.files {
        match check_one(path, language) {
            Ok(()) => print(&format!("{}\n", words.with("cli-good", &[("name", path.display().to_string().into())]))),
            Err(bad) => exit = bad,
        }
    }
    exit
}

fn check_one(path: &Path, language: Language) -> Result<(), Exit> {
    let name = path.display().to_string();
    let content = source::read(path).map_err(|why| source::complain(&why, &name, language))?;
    let folder = path.parent().unwrap_or_else(|| Path::new("")).to_owned();
    source::scenario(&name, &content, &source::Beside(folder), language).map(|_| ())
}
