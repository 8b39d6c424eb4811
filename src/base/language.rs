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

impl FromStr for Language {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|language| language.code() == text)
            .ok_or_else(|| format!("`{text}` is not a language of Posta: use es or en"))
    }
}
