//! The lessons that come with Posta. Each file in `scenarios/` is also a test.

use bytes::Bytes;

use super::load::Files;

/// A scenario inside the program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bundled {
    /// Its number in the course: `01`. A variant has a letter behind it: `05b`.
    pub number: &'static str,
    /// Its name without `.ron`: `01-ana-escribe-a-bruno`.
    pub name: &'static str,
    /// The file.
    pub source: &'static str,
}

/// Declares lessons by the names of their files, which begin with the number.
macro_rules! lessons {
    ($($number:literal $rest:literal,)+) => {
        &[$(Bundled {
            number: $number,
            name: concat!($number, "-", $rest),
            source: include_str!(concat!("../../scenarios/", $number, "-", $rest, ".ron")),
        }),+]
    };
}

/// The lessons in the order of the course.
pub const LESSONS: &[Bundled] = lessons! {
    "01" "ana-escribe-a-bruno",
    "02" "carlos-esta-en-casa",
    "03" "cien-personas-en-una-empresa",
    "04" "cien-personas-en-cien-dominios",
    "05" "el-sitio-no-es-el-correo",
    "05b" "sin-mx",
    "06" "fotos-de-la-fiesta",
    "07" "quien-eres",
    "08" "para-cc-cco",
};

/// The files that lessons attach, by the path that they use.
const FILES: &[(&str, &[u8])] = &[
    ("fotos/globos.png", include_bytes!("../../scenarios/fotos/globos.png")),
    ("fotos/pastel.png", include_bytes!("../../scenarios/fotos/pastel.png")),
];

/// The files that come with the lessons.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct BundledFiles;

impl Files for BundledFiles {
    fn read(&self, path: &str) -> Result<Bytes, String> {
        let found = FILES.iter().find(|(known, _)| *known == path);
        found.map(|(_, content)| Bytes::from_static(content)).ok_or_else(|| format!("no lesson brings {path}"))
    }
}

/// Finds a lesson by its number (`1`, `01`, `05b`) or by its name, with or without `.ron`.
#[must_use]
pub fn find(wanted: &str) -> Option<&'static Bundled> {
    let wanted = wanted.strip_suffix(".ron").unwrap_or(wanted);
    let number = wanted.parse::<u32>().ok();
    LESSONS.iter().find(|lesson| {
        let same_number = number.is_some_and(|number| lesson.number.parse() == Ok(number));
        same_number || lesson.name == wanted || lesson.number == wanted
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Language, load};
    use super::*;

    #[test]
    fn a_lesson_is_found_by_number_and_by_name() {
        let first = &LESSONS[0];
        for wanted in ["1", "01", first.name, "01-ana-escribe-a-bruno.ron"] {
            assert_eq!(find(wanted), Some(first), "{wanted}");
        }
        assert_eq!(find("05b").map(|lesson| lesson.name), Some("05b-sin-mx"));
        assert_eq!(find("5").map(|lesson| lesson.number), Some("05"));
        assert_eq!(find("0"), None);
        assert_eq!(find("ana"), None);
    }

    #[test]
    fn every_lesson_loads_without_a_warning_and_speaks_both_languages() {
        for lesson in LESSONS {
            let (scenario, warnings) = load(lesson.name, lesson.source.as_bytes(), &BundledFiles)
                .unwrap_or_else(|problems| panic!("{}", problems.render(Language::En, lesson.source.as_bytes())));
            assert_eq!(warnings, [], "{}", lesson.name);
            assert_eq!(scenario.name, lesson.name);
            let steps = scenario.steps.iter().map(|step| &step.text);
            for text in [&scenario.title, &scenario.summary].into_iter().chain(steps) {
                assert!(text.es.is_some() && text.en.is_some(), "{}: {text:?}", lesson.name);
            }
            assert!(!scenario.expect.is_empty() && !scenario.steps.is_empty(), "{}", lesson.name);
        }
    }
}
