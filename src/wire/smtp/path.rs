//! The two paths of an envelope: `MAIL FROM:<…>` carries a [`ReversePath`], `RCPT TO:<…>` a [`ForwardPath`].
//!
//! A path may begin with a source route, `<@relay1,@relay2:ana@escuela.com.mx>`, from a time when senders chose the
//! way. It is read and left out (RFC 5321 §4.1.1.3, appendix C); a [`Taken`] says that there was one.

use std::fmt;

use super::address::{AddressError, Mailbox};
use super::domain::Domain;

/// RFC 5321 §4.5.3.1.3, in octets, punctuation included.
const PATH_LIMIT: usize = 256;

/// Where notices about the mail go: the envelope's sender.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ReversePath {
    /// `<>`: nobody. Notices carry it, so that no notice is ever answered by a notice (RFC 5321 §4.5.5).
    Null,
    /// The address that is told when delivery fails.
    Mailbox(Mailbox),
}

/// Where the mail goes: one recipient of the envelope.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ForwardPath {
    /// `<postmaster>`, with no domain: whoever looks after this host (RFC 5321 §4.5.1).
    Postmaster,
    /// Everybody else.
    Mailbox(Mailbox),
}

/// A path that was read from the front of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Taken<'a, P> {
    /// The path, without its source route.
    pub path: P,
    /// Whether there was a source route.
    pub source_route: bool,
    /// What follows the `>`.
    pub rest: &'a [u8],
}

impl ReversePath {
    /// Reads `<ana@escuela.com.mx>` or `<>` from the front of `octets`.
    ///
    /// # Errors
    /// When no such path stands there.
    pub fn take(octets: &[u8]) -> Result<Taken<'_, Self>, AddressError> {
        if let Some(rest) = octets.strip_prefix(b"<>") {
            return Ok(Taken { path: Self::Null, source_route: false, rest });
        }
        take(octets, |inner| Mailbox::take(inner).map(|(mailbox, rest)| (Self::Mailbox(mailbox), rest)))
    }

    /// The sender's address, unless the path is null.
    #[must_use]
    pub fn mailbox(&self) -> Option<&Mailbox> {
        match self {
            Self::Null => None,
            Self::Mailbox(mailbox) => Some(mailbox),
        }
    }

    /// Adds the path to `out`, brackets included.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.push(b'<');
        if let Self::Mailbox(mailbox) = self {
            mailbox.write(out);
        }
        out.push(b'>');
    }
}

impl ForwardPath {
    /// Reads `<bruno@empresa.com>` or `<postmaster>` from the front of `octets`.
    ///
    /// # Errors
    /// When no such path stands there; `<>` is none.
    pub fn take(octets: &[u8]) -> Result<Taken<'_, Self>, AddressError> {
        if octets.starts_with(b"<>") {
            return Err(AddressError::NullRecipient);
        }
        take(octets, |inner| match inner.split_at_checked(POSTMASTER.len()) {
            // RFC 5321 §4.1.1.3: `<Postmaster>`, in any case.
            Some((name, rest)) if name.eq_ignore_ascii_case(POSTMASTER) && rest.first() == Some(&b'>') => {
                Ok((Self::Postmaster, rest))
            }
            _ => Mailbox::take(inner).map(|(mailbox, rest)| (Self::Mailbox(mailbox), rest)),
        })
    }

    /// The recipient's address, unless it is the postmaster of no domain.
    #[must_use]
    pub fn mailbox(&self) -> Option<&Mailbox> {
        match self {
            Self::Postmaster => None,
            Self::Mailbox(mailbox) => Some(mailbox),
        }
    }

    /// Adds the path to `out`, brackets included.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.push(b'<');
        match self {
            Self::Postmaster => out.extend_from_slice(POSTMASTER),
            Self::Mailbox(mailbox) => mailbox.write(out),
        }
        out.push(b'>');
    }
}

impl fmt::Display for ReversePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("<>"),
            Self::Mailbox(mailbox) => write!(f, "<{mailbox}>"),
        }
    }
}

impl fmt::Display for ForwardPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Postmaster => f.write_str("<postmaster>"),
            Self::Mailbox(mailbox) => write!(f, "<{mailbox}>"),
        }
    }
}

impl From<Mailbox> for ReversePath {
    fn from(mailbox: Mailbox) -> Self {
        Self::Mailbox(mailbox)
    }
}

impl From<Mailbox> for ForwardPath {
    fn from(mailbox: Mailbox) -> Self {
        Self::Mailbox(mailbox)
    }
}

const POSTMASTER: &[u8] = b"postmaster";

fn take<'a, P>(
    octets: &'a [u8],
    inner: impl Fn(&'a [u8]) -> Result<(P, &'a [u8]), AddressError>,
) -> Result<Taken<'a, P>, AddressError> {
    let start = octets.strip_prefix(b"<").ok_or(AddressError::NoBrackets)?;
    let after_route = skip_source_route(start)?;
    let (path, rest) = inner(after_route)?;
    let rest = match rest.split_first() {
        Some((b'>', rest)) => rest,
        Some((octet, _)) if octet.is_ascii() => return Err(AddressError::DomainCharacter(char::from(*octet))),
        Some(_) => return Err(AddressError::NotAscii),
        None => return Err(AddressError::NoBrackets),
    };
    if octets.len() - rest.len() > PATH_LIMIT {
        return Err(AddressError::PathTooLong);
    }
    Ok(Taken { path, source_route: after_route.len() < start.len(), rest })
}

/// RFC 5321 §4.1.2: A-d-l = At-domain *( "," At-domain ), and a colon after it.
fn skip_source_route(octets: &[u8]) -> Result<&[u8], AddressError> {
    let mut rest = octets;
    while let Some(hop) = rest.strip_prefix(b"@") {
        (_, rest) = Domain::take(hop)?;
        match rest.split_first() {
            Some((b':', mailbox)) => return Ok(mailbox),
            Some((b',', hops)) if hops.starts_with(b"@") => rest = hops,
            _ => return Err(AddressError::NoLocalPart),
        }
    }
    Ok(rest)
}

#[cfg(test)]
mod tests {
    use super::super::address::tests::any_mailbox;
    use super::*;
    use proptest::prelude::*;

    fn forward(text: &str) -> Result<(String, bool), AddressError> {
        ForwardPath::take(text.as_bytes()).map(|taken| (taken.path.to_string(), taken.source_route))
    }

    #[test]
    fn a_source_route_is_left_out_and_remembered() {
        assert_eq!(forward("<@a,@b.c:bruno@d>"), Ok(("<bruno@d>".into(), true)));
        assert_eq!(forward("<@a:bruno@d>"), Ok(("<bruno@d>".into(), true)));
        assert_eq!(forward("<bruno@d>"), Ok(("<bruno@d>".into(), false)));
        for broken in ["<@a,b:bruno@d>", "<@a bruno@d>", "<@:bruno@d>", "<@a,@b>", "<@"] {
            assert!(forward(broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn postmaster_needs_no_domain() {
        assert_eq!(forward("<PostMaster>"), Ok(("<postmaster>".into(), false)));
        assert_eq!(forward("<postmaster@d>"), Ok(("<postmaster@d>".into(), false)));
        assert_eq!(forward("<postmasters>"), Err(AddressError::NoAt));
        assert_eq!(ReversePath::take(b"<postmaster>").unwrap_err(), AddressError::NoAt);
    }

    #[test]
    fn only_a_sender_can_be_nobody() {
        let taken = ReversePath::take(b"<> SIZE=1").unwrap();
        assert_eq!((taken.path, taken.rest), (ReversePath::Null, &b" SIZE=1"[..]));
        assert_eq!(forward("<>"), Err(AddressError::NullRecipient));
    }

    #[test]
    fn brackets_are_required_on_both_sides() {
        for text in ["bruno@d", "<bruno@d", "", "bruno@d>"] {
            assert_eq!(forward(text), Err(AddressError::NoBrackets), "{text}");
        }
        assert_eq!(forward("<bruno@d x>"), Err(AddressError::DomainCharacter(' ')));
    }

    #[test]
    fn a_bracket_inside_quotes_does_not_end_the_path() {
        assert_eq!(forward("<\"a>b\"@d>"), Ok(("<\"a>b\"@d>".into(), false)));
    }

    #[test]
    fn a_path_has_256_octets_at_most() {
        let label = "a".repeat(62);
        let domain = [&label[..]; 4].join(".");
        assert!(forward(&format!("<aa@{domain}>")).is_ok());
        assert_eq!(forward(&format!("<aaa@{domain}>")), Err(AddressError::PathTooLong));
    }

    proptest! {
        #[test]
        fn printing_and_reading_again_changes_nothing(mailbox in any_mailbox(), route in "(@[a-z]{1,5}(,@[a-z]{1,5}){0,2}:)?") {
            let mut written = b"<".to_vec();
            written.extend_from_slice(route.as_bytes());
            mailbox.write(&mut written);
            written.extend_from_slice(b"> rest");
            let taken = ForwardPath::take(&written).unwrap();
            prop_assert_eq!(taken.path.mailbox(), Some(&mailbox));
            prop_assert_eq!(taken.source_route, !route.is_empty());
            prop_assert_eq!(taken.rest, b" rest");
        }
    }
}
