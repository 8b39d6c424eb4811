//! Mail addresses as the envelope knows them: RFC 5321 §4.1.2, in full.
//!
//! A [`Mailbox`] is a local-part and a domain. The local-part belongs to the receiving host: it is kept as written and
//! its case matters, except for `postmaster`. Quotes are spelling, not meaning: `"ana"@x` and `ana@x` are equal. Domains
//! are in [`super::domain`]. The two places of an envelope where an address stands, with what else may stand there, are
//! in [`super::path`]. Addresses of message headers (RFC 5322) are richer and live elsewhere.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::sync::Arc;

use super::domain::Domain;

/// RFC 5321 §4.5.3.1.1, in octets.
const LOCAL_PART_LIMIT: usize = 64;

/// An address to which mail can be sent: `ana@escuela.com.mx`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mailbox {
    /// Whose mail it is, in the words of the domain's own host.
    pub local: LocalPart,
    /// Where the mail goes.
    pub domain: Domain,
}

/// What stands before the `@`.
#[derive(Clone)]
pub struct LocalPart {
    written: Arc<str>,
    /// What `written` means, where that differs: quotes removed, `postmaster` in lower case.
    meaning: Option<Arc<str>>,
}

/// Why a text is not an address. The texts are for whoever wrote it: an author of scenarios, or a learner.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AddressError {
    /// Nothing was written.
    #[error("an address is missing")]
    Empty,
    /// The `@` is missing.
    #[error("an address needs an `@` between the name and the domain")]
    NoAt,
    /// Nothing before the `@`.
    #[error("the part before the `@` is missing")]
    NoLocalPart,
    /// The `"` at the start of the local-part is never closed.
    #[error("the quoted part before the `@` is not closed")]
    UnclosedQuote,
    /// A dot at the start or end of the local-part, or two in a row.
    #[error("the part before the `@` has a dot at its start, at its end, or after another dot")]
    MisplacedDot,
    /// A character that the local-part may hold only in quotes, or not at all.
    #[error("`{0}` may not stand before the `@`")]
    LocalPartCharacter(char),
    /// More than 64 octets before the `@`.
    #[error("the part before the `@` is longer than 64 characters")]
    LocalPartTooLong,
    /// Nothing after the `@`.
    #[error("the domain is missing")]
    NoDomain,
    /// An empty label, or one that begins or ends with a hyphen.
    #[error("each part of a domain begins and ends with a letter or a digit")]
    DomainLabel,
    /// A character that no domain holds.
    #[error("`{0}` may not stand in a domain")]
    DomainCharacter(char),
    /// More than 255 octets after the `@`, or more than 63 between two dots.
    #[error("the domain is too long: 255 characters at most, 63 between two dots")]
    DomainTooLong,
    /// Brackets that hold no address.
    #[error("expected an address in brackets, like `[192.0.2.1]` or `[IPv6:2001:db8::1]`")]
    Literal,
    /// Letters outside ASCII need an extension (RFC 6531) that is not spoken here.
    #[error("addresses with letters outside ASCII are not supported")]
    NotAscii,
    /// An envelope's address stands in `<` and `>`.
    #[error("the address must stand between `<` and `>`")]
    NoBrackets,
    /// More than 256 octets from `<` to `>`.
    #[error("the path is longer than 256 characters")]
    PathTooLong,
    /// `<>` where a recipient is needed.
    #[error("the empty path `<>` can only be a sender")]
    NullRecipient,
}

impl Mailbox {
    /// Reads `ana@escuela.com.mx`, without brackets and without spaces around it.
    ///
    /// # Errors
    /// When `text` is no mailbox by RFC 5321 §4.1.2, or exceeds a limit of §4.5.3.1.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let (mailbox, rest) = Self::take(text.as_bytes())?;
        match rest.first() {
            None => Ok(mailbox),
            Some(&octet) => Err(unexpected(octet, AddressError::DomainCharacter)),
        }
    }

    /// Whether `text` is this address, letter for letter as it was written.
    #[must_use]
    pub fn is_written(&self, text: &str) -> bool {
        let domain = text.strip_prefix(self.local.as_str()).and_then(|rest| rest.strip_prefix('@'));
        domain.is_some_and(|domain| match &self.domain {
            Domain::Name(name) => name.as_str() == domain,
            Domain::Literal(_) => self.domain.to_string() == domain,
        })
    }

    /// Adds the address to `out`, as written.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.local.as_str().as_bytes());
        out.push(b'@');
        self.domain.write(out);
    }

    /// Reads a mailbox from the front of `octets`; gives it with what follows.
    pub(super) fn take(octets: &[u8]) -> Result<(Self, &[u8]), AddressError> {
        let (local, rest) = LocalPart::take(octets)?;
        let Some((b'@', rest)) = rest.split_first() else { return Err(AddressError::NoAt) };
        let (domain, rest) = Domain::take(rest)?;
        Ok((Self { local, domain }, rest))
    }
}

impl LocalPart {
    /// As written, quotes included.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// What it means: without quotes and backslashes, and `postmaster` in lower case. Equality is equality of this.
    #[must_use]
    pub fn meaning(&self) -> &str {
        self.meaning.as_ref().unwrap_or(&self.written)
    }

    /// Whether it is `postmaster`, in any case (RFC 5321 §4.5.1).
    #[must_use]
    pub fn is_postmaster(&self) -> bool {
        self.meaning() == POSTMASTER
    }

    fn take(octets: &[u8]) -> Result<(Self, &[u8]), AddressError> {
        let (length, quoted) = match octets.first() {
            None => return Err(AddressError::Empty),
            Some(b'@') => return Err(AddressError::NoLocalPart),
            Some(b'"') => (quoted_string(octets)?, true),
            Some(_) => (dot_string(octets)?, false),
        };
        if length > LOCAL_PART_LIMIT {
            return Err(AddressError::LocalPartTooLong);
        }
        let (octets, rest) = octets.split_at(length);
        let written = str::from_utf8(octets).map_err(|_| AddressError::NotAscii)?;
        let mut meaning = if quoted { Some(unquoted(written)) } else { None };
        // RFC 5321 §4.1.1.3, §4.5.1: only this name is the same in any case.
        if meaning.as_deref().unwrap_or(written).eq_ignore_ascii_case(POSTMASTER) && written != POSTMASTER {
            meaning = Some(POSTMASTER.to_owned());
        }
        Ok((Self { written: written.into(), meaning: meaning.map(Into::into) }, rest))
    }
}

const POSTMASTER: &str = "postmaster";

/// The length of the dot-string at the front.
fn dot_string(octets: &[u8]) -> Result<usize, AddressError> {
    let length = octets.iter().take_while(|&&octet| is_atext(octet) || octet == b'.').count();
    let (local, rest) = octets.split_at(length);
    match rest.first() {
        Some(b'@') => {}
        None | Some(b'>') => return Err(AddressError::NoAt),
        Some(&octet) => return Err(unexpected(octet, AddressError::LocalPartCharacter)),
    }
    if local.split(|&octet| octet == b'.').any(<[u8]>::is_empty) {
        return Err(AddressError::MisplacedDot);
    }
    Ok(length)
}

/// The length of the quoted-string at the front, quotes included.
fn quoted_string(octets: &[u8]) -> Result<usize, AddressError> {
    let mut at = 1;
    loop {
        match octets.get(at..).unwrap_or_default() {
            [] | [b'\\'] => return Err(AddressError::UnclosedQuote),
            [b'"', ..] if at == 1 => return Err(AddressError::NoLocalPart),
            [b'"', ..] => return Ok(at + 1),
            [b'\\', 32..=126, ..] => at += 2,
            [b'\\', octet, ..] => return Err(unexpected(*octet, AddressError::LocalPartCharacter)),
            [32..=126, ..] => at += 1,
            [octet, ..] => return Err(unexpected(*octet, AddressError::LocalPartCharacter)),
        }
    }
}

/// The content of a quoted-string without its quotes and backslashes.
fn unquoted(written: &str) -> String {
    let mut inner = written.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(written).chars();
    let mut meaning = String::with_capacity(written.len());
    while let Some(next) = inner.next() {
        meaning.extend(if next == '\\' { inner.next() } else { Some(next) });
    }
    meaning
}

/// Blames a character, or the lack of an extension for it.
pub(super) fn unexpected(octet: u8, error: impl Fn(char) -> AddressError) -> AddressError {
    if octet.is_ascii() { error(char::from(octet)) } else { AddressError::NotAscii }
}

/// RFC 5322 §3.2.3.
fn is_atext(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&octet)
}

impl FromStr for Mailbox {
    type Err = AddressError;
    fn from_str(text: &str) -> Result<Self, AddressError> {
        Self::parse(text)
    }
}

impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

impl fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for LocalPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}

impl fmt::Debug for LocalPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PartialEq for LocalPart {
    fn eq(&self, other: &Self) -> bool {
        self.meaning() == other.meaning()
    }
}

impl Eq for LocalPart {}

impl PartialOrd for LocalPart {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for LocalPart {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.meaning().cmp(other.meaning())
    }
}

impl Hash for LocalPart {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.meaning().hash(state);
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use super::*;
    use proptest::prelude::*;

    fn mailbox(text: &str) -> Mailbox {
        Mailbox::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn an_address_prints_as_it_was_written() {
        for text in [
            "ana@escuela.com.mx",
            "Ana.Maria+boletin@Escuela.COM.mx",
            "\"ana maria\"@escuela.com.mx",
            "\"a\\\"b\\\\c@d\"@x",
            "o'brien{~}@x-y.1z",
            "ana@[192.0.2.1]",
            "ana@[IPv6:2001:db8::1]",
            "ana@[x-tag:any!thing]",
        ] {
            assert_eq!(mailbox(text).to_string(), text);
            let mut written = Vec::new();
            mailbox(text).write(&mut written);
            assert_eq!(written, text.as_bytes());
            assert!(mailbox(text).is_written(text));
            assert!(!mailbox(text).is_written(&text.to_ascii_uppercase()) && !mailbox(text).is_written("ana@"));
        }
    }

    #[test]
    fn quotes_are_spelling_and_not_meaning() {
        assert_eq!(mailbox("\"ana\"@x"), mailbox("ana@x"));
        assert_eq!(mailbox("\"a\\na\"@x"), mailbox("ana@x"));
        assert_eq!(mailbox("\"ana maria\"@x").local.meaning(), "ana maria");
        assert_ne!(mailbox("\"ana \"@x"), mailbox("ana@x"));
    }

    #[test]
    fn case_matters_before_the_at_sign_only() {
        assert_ne!(mailbox("Ana@x"), mailbox("ana@x"));
        assert_eq!(mailbox("ana@EMPRESA.com"), mailbox("ana@empresa.COM"));
        assert_eq!(mailbox("a@EMPRESA.com").cmp(&mailbox("a@empresa.COM")), std::cmp::Ordering::Equal);
    }

    #[test]
    fn postmaster_is_the_same_in_any_case() {
        assert_eq!(mailbox("PostMaster@x"), mailbox("postmaster@x"));
        assert_eq!(mailbox("\"Postmaster\"@x"), mailbox("postmaster@x"));
        assert_eq!(mailbox("PostMaster@x").to_string(), "PostMaster@x");
        assert!(mailbox("POSTMASTER@x").local.is_postmaster());
    }

    #[test]
    fn what_is_wrong_is_named() {
        use AddressError as E;
        for (text, error) in [
            ("", E::Empty),
            ("@x", E::NoLocalPart),
            ("\"\"@x", E::NoLocalPart),
            ("ana", E::NoAt),
            ("\"ana\"x", E::NoAt),
            ("\"ana@x", E::UnclosedQuote),
            ("\"ana\\", E::UnclosedQuote),
            (".ana@x", E::MisplacedDot),
            ("ana.@x", E::MisplacedDot),
            ("a..a@x", E::MisplacedDot),
            ("a na@x", E::LocalPartCharacter(' ')),
            ("\"a\ta\"@x", E::LocalPartCharacter('\t')),
            ("ana@", E::NoDomain),
            ("ana@x..y", E::DomainLabel),
            ("ana@.x", E::DomainLabel),
            ("ana@x.", E::DomainLabel),
            ("ana@-x", E::DomainLabel),
            ("ana@x-.y", E::DomainLabel),
            ("ana@x_y", E::DomainCharacter('_')),
            ("ana@x y", E::DomainCharacter(' ')),
            ("ana@_x", E::DomainCharacter('_')),
            ("ana@[192.0.2]", E::Literal),
            ("ana@[192.0.2.1", E::Literal),
            ("ana@[IPv6:1::2::3]", E::Literal),
            ("ana@[-:]", E::Literal),
            ("ana@[192.0.2.1]x", E::DomainCharacter('x')),
            ("añá@x", E::NotAscii),
            ("ana@españa.es", E::NotAscii),
            ("ana@ñ.es", E::NotAscii),
        ] {
            assert_eq!(Mailbox::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn limits_are_inclusive() {
        let local = "a".repeat(64);
        assert!(Mailbox::parse(&format!("{local}@x")).is_ok());
        assert_eq!(Mailbox::parse(&format!("{local}a@x")), Err(AddressError::LocalPartTooLong));
    }

    pub(in crate::wire::smtp) fn any_mailbox() -> impl Strategy<Value = Mailbox> {
        let local = prop_oneof![
            "[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]{1,10}(\\.[a-zA-Z0-9]{1,5}){0,2}",
            "\"([ !#-\\[\\]-~]|\\\\[ -~]){1,12}\"",
        ];
        let domain = prop_oneof![
            "[a-zA-Z0-9]{1,8}(-[a-z0-9]{1,3})?(\\.[a-zA-Z]{2,5}){0,3}",
            any::<Ipv4Addr>().prop_map(|address| format!("[{address}]")),
            any::<Ipv6Addr>().prop_map(|address| format!("[IPv6:{address}]")),
        ];
        (local, domain).prop_map(|(local, domain)| mailbox(&format!("{local}@{domain}")))
    }

    proptest! {
        #[test]
        fn printing_and_reading_again_changes_nothing(mailbox in any_mailbox()) {
            let again = Mailbox::parse(&mailbox.to_string()).unwrap();
            prop_assert_eq!(again.to_string(), mailbox.to_string());
            prop_assert_eq!(again, mailbox);
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}", prefix in "[\"\\\\@.<>\\[a]{0,6}") {
            let _ = Mailbox::parse(&format!("{prefix}{text}"));
        }
    }
}
