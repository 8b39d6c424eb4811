//! `posta list`: the lessons.

use crate::base::language::Language;
use crate::scenario::{library, load};

use super::{Exit, print};

pub(super) fn list(language: Language) -> Exit {
    let mut out = String::new();
    for lesson in library::LESSONS {
        let title = load(lesson.name, lesson.source.as_bytes(), &library::BundledFiles)
            .map(|(scenario, _)| scenario.title.in_language(language).into_owned());
        // Each bundled file is loaded by a test, so the name alone is never what is shown.
        let title = title.unwrap_or_default();
        out.push_str(&format!("{}  {:<34}  {title}\n", lesson.number, lesson.name));
    }
    print(&out);
    Exit::Success
}
