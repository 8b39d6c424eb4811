//! The words of both languages, from the Fluent files in `assets/locales`.
//!
//! Every sentence that Posta says is here or in a scenario file, never in code; sentences are not glued together.
//! A key that is missing in one language is a failing test, and shows as `⟨key⟩` rather than as nothing.

use std::borrow::Cow;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use crate::base::language::Language;

/// The files of each language, in the order in which they are added.
const SOURCES: [(Language, &[(&str, &str)]); 2] = [
    (
        Language::Es,
        &[
            ("window.ftl", include_str!("../../assets/locales/es/window.ftl")),
            ("inspector.ftl", include_str!("../../assets/locales/es/inspector.ftl")),
            ("stage.ftl", include_str!("../../assets/locales/es/stage.ftl")),
            ("gloss.ftl", include_str!("../../assets/locales/es/gloss.ftl")),
            ("trace.ftl", include_str!("../../assets/locales/es/trace.ftl")),
            ("cli.ftl", include_str!("../../assets/locales/es/cli.ftl")),
        ],
    ),
    (
        Language::En,
        &[
            ("window.ftl", include_str!("../../assets/locales/en/window.ftl")),
            ("inspector.ftl", include_str!("../../assets/locales/en/inspector.ftl")),
            ("stage.ftl", include_str!("../../assets/locales/en/stage.ftl")),
            ("gloss.ftl", include_str!("../../assets/locales/en/gloss.ftl")),
            ("trace.ftl", include_str!("../../assets/locales/en/trace.ftl")),
            ("cli.ftl", include_str!("../../assets/locales/en/cli.ftl")),
        ],
    ),
];

/// The words of one language.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    /// The words of `language`.
    #[must_use]
    pub fn new(language: Language) -> Self {
        let identifier = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        // Isolation marks (U+2068, U+2069) would show as boxes in most fonts.
        bundle.set_use_isolating(false);
        for (_, files) in SOURCES.iter().filter(|(of, _)| *of == language) {
            for (_, source) in *files {
                // A file that parses with errors still gives its good messages; the tests below refuse such a file.
                let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(resource, _)| resource);
                bundle.add_resource_overriding(resource);
            }
        }
        Self { language, bundle }
    }

    /// Which language this is.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// The sentence for `key`, or `⟨key⟩` if there is none.
    #[must_use]
    pub fn get(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// The sentence for `key` with values for its places; `⟨key⟩` if there is none.
    #[must_use]
    pub fn with(&self, key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        self.find(key, values).unwrap_or_else(|| format!("⟨{key}⟩"))
    }

    /// The sentence for `key`, if there is one.
    #[must_use]
    pub fn find(&self, key: &str, values: &[(&str, FluentValue<'_>)]) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let args: FluentArgs<'_> = values.iter().map(|(name, value)| (Cow::Borrowed(*name), value.clone())).collect();
        let mut errors = Vec::new();
        Some(self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn keys(language: Language) -> BTreeSet<String> {
        let (_, files) = SOURCES.iter().find(|(of, _)| *of == language).unwrap();
        let mut keys = BTreeSet::new();
        for (name, source) in *files {
            let resource = FluentResource::try_new((*source).to_owned())
                .unwrap_or_else(|(_, errors)| panic!("{language}/{name}: {errors:?}"));
            for line in source.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic())) {
                let key = line.split_once(" =").unwrap_or_else(|| panic!("{language}/{name}: {line}")).0;
                assert!(keys.insert(key.to_owned()), "{language}/{name} says {key} twice");
            }
            assert!(resource.entries().count() > 0, "{language}/{name} is empty");
        }
        keys
    }

    #[test]
    fn both_languages_have_the_same_keys() {
        assert_eq!(keys(Language::Es), keys(Language::En));
    }

    #[test]
    fn a_missing_key_shows_itself() {
        assert_eq!(Words::new(Language::Es).get("no-such-key"), "⟨no-such-key⟩");
    }
}
