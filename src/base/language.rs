//! The two languages of Posta, equal in everything.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A language in which Posta speaks. The octets on a wire are never translated; only what explains them is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Spanish.
    #[default]
    Es,
    /// English.
    En,
}

impl Language {
    /// Both, in the order in which menus show them.
    pub const ALL: [Self; 2] = [Self::Es, Self::En];

    /// The two-letter code: `es`, `en`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Es => "es",
            Self::En => "en",
        }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Es => Self::En,
            Self::En => Self::Es,
        }
    }

    /// The language for a system locale such as `es_MX.UTF-8`: Spanish for Spanish, English for everything else.
    #[must_use]
    pub fn from_locale(locale: &str) -> Self {
        if locale.get(..2).is_some_and(|code| code.eq_ignore_ascii_case("es")) { Self::Es } else { Self::En }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Why a text names no language.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the languages are `es` and `en`")]
pub struct LanguageError;

impl FromStr for Language {
    type Err = LanguageError;

    fn from_str(text: &str) -> Result<Self, LanguageError> {
        Self::ALL.into_iter().find(|language| language.code() == text).ok_or(LanguageError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_read_from_its_code() {
        assert_eq!("en".parse(), Ok(Language::En));
        assert_eq!("fr".parse::<Language>(), Err(LanguageError));
    }

    #[test]
    fn every_locale_has_a_language() {
        assert_eq!(Language::from_locale("es_MX.UTF-8"), Language::Es);
        assert_eq!(Language::from_locale("de-DE"), Language::En);
        assert_eq!(Language::from_locale(""), Language::En);
    }
}
