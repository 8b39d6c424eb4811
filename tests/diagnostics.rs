//! What an author sees who has made a mistake: every file in `tests/diagnostics/` is wrong in some way, and beside it
//! stands what Posta says about it, in Spanish and in English. `POSTA_BLESS=1 cargo test --test diagnostics` writes what
//! it says now; read the difference before committing it.
//!
//! The second half holds for files of any content: they load, or the author is told where they are wrong.

use std::fs;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use posta::scenario::{Diagnostic, Files, Language, NoFiles, Severity, library, load, render};
use proptest::prelude::*;

/// One picture, which is all that the files of these tests ask for.
struct OnePicture;

impl Files for OnePicture {
    fn read(&self, path: &str) -> Result<Bytes, String> {
        if path == "fotos/fiesta.png" {
            Ok(Bytes::from_static(b"\x89PNG\r\n\x1a\n"))
        } else {
            Err("no such file".to_owned())
        }
    }
}

/// Everything that is said about a file.
fn problems(name: &str, source: &[u8]) -> Vec<Diagnostic> {
    match load(name, source, &OnePicture) {
        Ok((_, warnings)) => {
            assert!(warnings.iter().all(|one| one.severity == Severity::Warning), "{name}");
            warnings
        }
        Err(problems) => {
            assert!(problems.list.iter().any(|one| one.severity == Severity::Error), "{name}");
            problems.list
        }
    }
}

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "ron"));
    files.sort();
    files
}

#[test]
fn every_mistake_is_told_in_both_languages_as_written_down() {
    let bless = std::env::var_os("POSTA_BLESS").is_some();
    let mut different = Vec::new();
    for path in fixtures() {
        let source = fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let problems = problems(&name, &source);
        assert!(!problems.is_empty(), "{name} has nothing wrong with it");
        for language in Language::ALL {
            let said: Vec<String> = problems.iter().map(|one| render(one, language, &source)).collect();
            let said = said.join("\n");
            let expected_path = path.with_extension(format!("{language}.txt"));
            if bless {
                fs::write(&expected_path, &said).unwrap();
            }
            let expected = fs::read_to_string(&expected_path).unwrap_or_default().replace("\r\n", "\n");
            if said != expected {
                different.push(format!("{}:\n{said}", expected_path.display()));
            }
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

#[test]
fn the_two_languages_point_at_the_same_places() {
    for path in fixtures() {
        let arrows = |language: Language| {
            let text = fs::read_to_string(path.with_extension(format!("{language}.txt"))).unwrap();
            text.lines().filter(|line| line.contains("-->")).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(arrows(Language::Es), arrows(Language::En), "{}", path.display());
    }
}

/// Loads a file of any content, and renders whatever is said about it.
fn is_loaded_or_explained(source: &[u8]) {
    for one in problems("any.ron", source) {
        assert!(one.span.start <= one.span.end && one.span.end <= source.len(), "{one:?}");
        for language in Language::ALL {
            let said = render(&one, language, source);
            assert!(said.len() < 20_000, "{} bytes for {one:?}", said.len());
        }
    }
}

/// Pieces of scenario files, good and bad, of which anything may be made.
fn piece() -> impl Strategy<Value = String> {
    let pieces = [
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "\"",
        "'",
        "“",
        "»",
        "r#\"",
        "\"#",
        "\\",
        "\\u{",
        "//",
        "/*",
        "*/",
        "\n",
        "\r\n",
        "domains",
        "name",
        "users",
        "timeline",
        "at",
        "do",
        "Send",
        "from",
        "to",
        "expect",
        "servers",
        "mx",
        "records",
        "\"a.mx\"",
        "\"ana\"",
        "\"ana@a.mx\"",
        "\"p{1..9}\"",
        "\"5m\"",
        "\"-5m\"",
        "1",
        "-1",
        "1.5",
        "1e999",
        "0x",
        "99999999999999999999",
        "true",
        "None",
        "Some(",
        "5m",
        "#![enable(implicit_some)]",
        "=",
        ";",
        "\u{0}",
        "\u{feff}",
        "ñ",
        "🙂",
        " ",
        "steps",
        "when",
        "Line",
    ];
    proptest::sample::select(pieces.map(str::to_owned).to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_bytes_are_loaded_or_explained(source in proptest::collection::vec(any::<u8>(), 0..300)) {
        is_loaded_or_explained(&source);
    }

    #[test]
    fn any_pieces_of_a_scenario_are_loaded_or_explained(pieces in proptest::collection::vec(piece(), 0..60)) {
        is_loaded_or_explained(pieces.concat().as_bytes());
    }

    #[test]
    fn a_damaged_lesson_is_loaded_or_explained(
        lesson in 0..library::LESSONS.len(),
        damage in proptest::collection::vec((any::<prop::sample::Index>(), 0_usize..20, piece()), 1..6),
    ) {
        let mut source = library::LESSONS[lesson].source.as_bytes().to_vec();
        for (at, removed, put) in damage {
            let at = at.index(source.len());
            let end = (at + removed).min(source.len());
            source.splice(at..end, put.bytes());
        }
        is_loaded_or_explained(&source);
    }

    /// What our reader accepts is RON, so that other tools can read it, too. Lists of RON's own reader are the judge.
    #[test]
    fn whatever_loads_is_ron(
        lesson in 0..library::LESSONS.len(),
        at in any::<prop::sample::Index>(),
        removed in 0_usize..3,
        put in piece(),
    ) {
        let mut source = library::LESSONS[lesson].source.to_owned();
        let mut at = at.index(source.len());
        while !source.is_char_boundary(at) {
            at -= 1;
        }
        let end = source[at..].char_indices().nth(removed).map_or(source.len(), |(length, _)| at + length);
        source.replace_range(at..end, &put);
        if load("any.ron", source.as_bytes(), &NoFiles).is_ok() {
            let read = ron::from_str::<serde::de::IgnoredAny>(&source);
            prop_assert!(read.is_ok(), "{:?}\n{source}", read);
        }
    }
}

#[test]
fn a_lesson_cut_anywhere_is_loaded_or_explained() {
    for lesson in library::LESSONS {
        for end in (0..lesson.source.len()).step_by(7) {
            is_loaded_or_explained(&lesson.source.as_bytes()[..end]);
        }
    }
}

#[test]
fn a_megabyte_of_anything_is_explained_at_once() {
    let megabyte = 1 << 20;
    for piece in
        ["(", "[", "{", "(a:", "\"", "/*", "'", "a ", "a,", "\"\",", "r#", "“", "-", "\\", "(),", "a:", "1", "."]
    {
        let source = piece.repeat(megabyte / piece.len());
        is_loaded_or_explained(source.as_bytes());
        is_loaded_or_explained(
            format!("(domains:{}", source.chars().take(megabyte / 4).collect::<String>()).as_bytes(),
        );
    }
    is_loaded_or_explained(&b"(".repeat(10 * megabyte));
}

#[test]
fn a_list_of_hundred_thousand_unknown_people_is_explained_at_once() {
    let mut source = "(domains: [(name: \"a.mx\", users: 100000)], timeline: [".to_owned();
    for n in 0..2_000 {
        source.push_str(&format!("(at: \"1s\", do: Send(from: \"v{n}@a.mx\", to: [\"x{{1..10000}}@a.mx\"])),"));
    }
    source.push_str("])");
    is_loaded_or_explained(source.as_bytes());
}
