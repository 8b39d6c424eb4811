//! What a person may do to the world: the commands of a scenario's timeline and of the window.
//!
//! Commands are the only input. A recording keeps them and nothing else, so they are plain data that can be saved.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// Something that a person does.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Command {
    /// Writes a mail and presses "send".
    Send(Box<NewMail>),
    /// Opens the mailbox with the user agent: fetches what is new.
    Check {
        /// Whose: `bruno@empresa.com`.
        user: String,
        /// Whether the mail stays on the server as well.
        keep: bool,
    },
}

impl Command {
    /// The address of the person who gives it.
    #[must_use]
    pub fn user(&self) -> &str {
        match self {
            Self::Send(mail) => &mail.from,
            Self::Check { user, .. } => user,
        }
    }
}

/// A mail as its author writes it.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct NewMail {
    /// The author's address: `ana@escuela.com.mx`.
    pub from: String,
    /// Addresses in `To:`.
    pub to: Vec<String>,
    /// Addresses in `Cc:`.
    #[serde(default)]
    pub cc: Vec<String>,
    /// Addresses that no header shows (RFC 5322 §3.6.3).
    #[serde(default)]
    pub bcc: Vec<String>,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
    /// Files that go with it.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// How the author's user agent signs in.
    #[serde(default)]
    pub sign_in: SignIn,
}

impl NewMail {
    /// The recipients of the envelope: To, Cc and Bcc, each once, in that order.
    #[must_use]
    pub fn envelope_recipients(&self) -> Vec<&str> {
        let mut seen = std::collections::BTreeSet::new();
        let all = self.to.iter().chain(&self.cc).chain(&self.bcc);
        all.map(String::as_str).filter(|address| seen.insert(*address)).collect()
    }
}

/// A file that goes with a mail.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Attachment {
    /// `fiesta.png`.
    pub name: String,
    /// `image/png`.
    pub content_type: String,
    /// What is in it.
    #[serde(with = "base64_octets")]
    pub content: Bytes,
}

/// How a user agent signs in for one submission.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub enum SignIn {
    /// With the user's password.
    #[default]
    Normal,
    /// Not at all.
    Never,
    /// With another password.
    Password(String),
}

/// Octets as base64 text, so that a recording stays readable and small.
mod base64_octets {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use bytes::Bytes;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(octets: &Bytes, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(octets))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Bytes, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map(Bytes::from).map_err(serde::de::Error::custom)
    }
}
