//! What is being typed into the small windows.

use super::source::Source;

/// A mail that is being written.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Draft {
    /// The sender's address.
    pub from: String,
    /// Recipients, as typed.
    pub to: String,
    /// Copies, as typed.
    pub cc: String,
    /// Hidden copies, as typed.
    pub bcc: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
    /// Files: name and content.
    pub attachments: Vec<(String, Vec<u8>)>,
    /// Whether copies and hidden copies are shown.
    pub more: bool,
    /// Why it could not be sent, when it was tried.
    pub problem: Option<String>,
}

impl Draft {
    /// An empty mail from the first user.
    #[must_use]
    pub fn new(source: &Source) -> Self {
        let from = source.people().into_iter().next().unwrap_or_default();
        Self { from, ..Self::default() }
    }

    /// The mail, if it has a sender and a recipient.
    #[must_use]
    pub fn letter(&self) -> Option<Letter> {
        let letter = Letter {
            from: self.from.clone(),
            to: addresses(&self.to),
            cc: addresses(&self.cc),
            bcc: addresses(&self.bcc),
            subject: self.subject.clone(),
            body: self.body.clone(),
            attachments: self.attachments.clone(),
        };
        let has_recipient = [&letter.to, &letter.cc, &letter.bcc].iter().any(|list| !list.is_empty());
        (has_recipient && !letter.from.is_empty()).then_some(letter)
    }
}

/// A mail as it was written in the window.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Letter {
    /// The sender's address.
    pub from: String,
    /// Recipients.
    pub to: Vec<String>,
    /// Copies.
    pub cc: Vec<String>,
    /// Hidden copies.
    pub bcc: Vec<String>,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
    /// Files: name and content.
    pub attachments: Vec<(String, Vec<u8>)>,
}

/// Addresses between commas, semicolons or spaces.
fn addresses(typed: &str) -> Vec<String> {
    typed
        .split(|c: char| matches!(c, ',' | ';') || c.is_whitespace())
        .filter(|address| !address.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A fetch that is being prepared.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CheckForm {
    /// Whose mail.
    pub user: String,
    /// Whether it stays on the server.
    pub keep: bool,
    /// Why it could not be fetched, when it was tried.
    pub problem: Option<String>,
}

impl CheckForm {
    /// The last user: in the lessons that is who receives.
    #[must_use]
    pub fn new(source: &Source) -> Self {
        let user = source.people().into_iter().next_back().unwrap_or_default();
        Self { user, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_needs_a_recipient_and_any_kind_will_do() {
        let mut draft = Draft { from: "ana@escuela.com.mx".into(), ..Draft::default() };
        assert_eq!(draft.letter(), None);
        draft.bcc = " bruno@empresa.com;carlos@escuela.com.mx, ".into();
        assert_eq!(draft.letter().unwrap().bcc, ["bruno@empresa.com", "carlos@escuela.com.mx"]);
    }
}
