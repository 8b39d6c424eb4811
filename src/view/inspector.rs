//! What the inspector shows of the selected host, mailbox, envelope or line: titled sections of named values.

use super::scene::Protocol;

/// Everything known about one thing at one moment.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Inspection {
    /// The thing's name.
    pub title: String,
    /// What it is.
    pub subtitle: String,
    /// Its sections, most important first.
    pub sections: Vec<Section>,
}

/// A titled list of fields or a block of text.
#[derive(Clone, PartialEq, Debug)]
pub struct Section {
    /// `Sobre (SMTP)`, `Cola`, `Zona`.
    pub title: String,
    /// The colour of its title, if it belongs to a protocol.
    pub protocol: Option<Protocol>,
    /// What it holds.
    pub content: Content,
}

/// The content of a section.
#[derive(Clone, PartialEq, Debug)]
pub enum Content {
    /// Names and values.
    Fields(Vec<Field>),
    /// Lines of text in a fixed-width face: a zone, a message.
    Text(String),
    /// Octets, to be shown with offsets in hexadecimal and as characters.
    Octets(bytes::Bytes),
}

/// A name and a value.
#[derive(Clone, PartialEq, Debug)]
pub struct Field {
    /// `MAIL FROM`, `Subject`.
    pub name: String,
    /// Its value.
    pub value: String,
    /// The journal entry to which a click leads, if any.
    pub entry: Option<u32>,
}
