//! Prose in two languages, as the author of a scenario wrote it.
//!
//! The bytes on a simulated wire are never translated; what stands here is only ever read by people.

use std::borrow::Cow;
use std::sync::Arc;

use crate::base::language::Language;

/// A text in one or both languages.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Text {
    /// The text in Spanish.
    pub es: Option<Arc<str>>,
    /// The text in English.
    pub en: Option<Arc<str>>,
}

impl Text {
    /// A text that reads the same in every language, like a name.
    #[must_use]
    pub fn plain(text: &str) -> Self {
        let text: Arc<str> = text.into();
        Self { es: Some(text.clone()), en: Some(text) }
    }

    /// The text in `language`. Where it is missing, the other language's text with a visible tag, `⟨en⟩ Hello`, so that
    /// a gap in a translation is seen and never a blank.
    #[must_use]
    pub fn in_language(&self, language: Language) -> Cow<'_, str> {
        if let Some(text) = self.written_in(language) {
            return Cow::Borrowed(text);
        }
        match self.written_in(language.other()) {
            Some(text) => Cow::Owned(format!("⟨{}⟩ {text}", language.other())),
            None => Cow::Borrowed(""),
        }
    }

    /// The text in `language`, if the author wrote one.
    #[must_use]
    pub fn written_in(&self, language: Language) -> Option<&str> {
        match language {
            Language::Es => self.es.as_deref(),
            Language::En => self.en.as_deref(),
        }
    }

    /// Whether nothing was written in any language.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        Language::ALL.iter().all(|&language| self.written_in(language).is_none_or(str::is_empty))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_language_falls_back_visibly() {
        let text = Text { es: None, en: Some("Hello".into()) };
        assert_eq!(text.in_language(Language::En), "Hello");
        assert_eq!(text.in_language(Language::Es), "⟨en⟩ Hello");
    }

    #[test]
    fn a_plain_text_reads_the_same_in_every_language() {
        for language in Language::ALL {
            assert_eq!(Text::plain("Posta").in_language(language), "Posta");
        }
        assert!(Text::default().is_empty());
    }
}
