//! The part of an address after the `@`: a domain name, or an address in brackets (RFC 5321 §4.1.2, §4.1.3).
//!
//! Names are equal whatever their case, and keep the case in which they were written.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use super::address::{AddressError, unexpected};

/// RFC 5321 §4.5.3.1.2, in octets.
const DOMAIN_LIMIT: usize = 255;
/// RFC 1035 §2.3.4, in octets.
const LABEL_LIMIT: usize = 63;

/// What stands after the `@`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Domain {
    /// A name that DNS is asked about.
    Name(DomainName),
    /// `[192.0.2.1]`: an address instead of a name.
    Literal(AddressLiteral),
}

/// A domain name as written; equal to every other spelling of its case.
#[derive(Clone)]
pub struct DomainName(Arc<str>);

/// What stands in the brackets of an address literal (RFC 5321 §4.1.3).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AddressLiteral {
    /// `[192.0.2.1]`.
    V4(Ipv4Addr),
    /// `[IPv6:2001:db8::1]`.
    V6(Ipv6Addr),
    /// `[tag:content]`, with a tag from a registry that is empty so far.
    General(Arc<str>),
}

impl Domain {
    /// Reads `escuela.com.mx` or `[192.0.2.1]`.
    ///
    /// # Errors
    /// When `text` is neither.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let (domain, rest) = Self::take(text.as_bytes())?;
        match rest.first() {
            None => Ok(domain),
            Some(&octet) => Err(unexpected(octet, AddressError::DomainCharacter)),
        }
    }

    /// The name, unless it is a literal.
    #[must_use]
    pub fn name(&self) -> Option<&DomainName> {
        match self {
            Self::Name(name) => Some(name),
            Self::Literal(_) => None,
        }
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        use std::io::Write;
        match self {
            Self::Name(name) => out.extend_from_slice(name.as_str().as_bytes()),
            Self::Literal(literal) => write!(out, "[{literal}]").expect("writing to memory does not fail"),
        }
    }

    pub(super) fn take(octets: &[u8]) -> Result<(Self, &[u8]), AddressError> {
        match octets.first() {
            Some(b'[') => {
                let end = octets.iter().position(|&octet| octet == b']').ok_or(AddressError::Literal)?;
                if end >= DOMAIN_LIMIT {
                    return Err(AddressError::DomainTooLong);
                }
                let (literal, rest) = octets.split_at(end + 1);
                let literal = AddressLiteral::parse(literal.get(1..end).unwrap_or_default())?;
                Ok((Self::Literal(literal), rest))
            }
            _ => DomainName::take(octets).map(|(name, rest)| (Self::Name(name), rest)),
        }
    }
}

impl DomainName {
    /// Reads `escuela.com.mx`.
    ///
    /// # Errors
    /// When `text` is no domain name by RFC 5321 §4.1.2, or exceeds a limit.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let (name, rest) = Self::take(text.as_bytes())?;
        match rest.first() {
            None => Ok(name),
            Some(&octet) => Err(unexpected(octet, AddressError::DomainCharacter)),
        }
    }

    /// As written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn take(octets: &[u8]) -> Result<(Self, &[u8]), AddressError> {
        let length = octets.iter().take_while(|octet| is_domain_octet(**octet)).count();
        let (name, rest) = octets.split_at(length);
        if name.is_empty() {
            let blame = |&octet| match octet {
                b'>' | b',' | b':' => AddressError::NoDomain,
                octet => unexpected(octet, AddressError::DomainCharacter),
            };
            return Err(rest.first().map_or(AddressError::NoDomain, blame));
        }
        if rest.first().is_some_and(|octet| !octet.is_ascii()) {
            return Err(AddressError::NotAscii);
        }
        for label in name.split(|&octet| octet == b'.') {
            let ends = [label.first(), label.last()];
            if !ends.iter().all(|end| end.is_some_and(u8::is_ascii_alphanumeric)) {
                return Err(AddressError::DomainLabel);
            }
            if label.len() > LABEL_LIMIT {
                return Err(AddressError::DomainTooLong);
            }
        }
        if name.len() > DOMAIN_LIMIT {
            return Err(AddressError::DomainTooLong);
        }
        let name = str::from_utf8(name).map_err(|_| AddressError::NotAscii)?;
        Ok((Self(name.into()), rest))
    }
}

impl AddressLiteral {
    fn parse(octets: &[u8]) -> Result<Self, AddressError> {
        let text = str::from_utf8(octets).map_err(|_| AddressError::NotAscii)?;
        let Some((tag, content)) = text.split_once(':') else {
            return text.parse().map(Self::V4).map_err(|_| AddressError::Literal);
        };
        if tag.eq_ignore_ascii_case("IPv6") {
            return content.parse().map(Self::V6).map_err(|_| AddressError::Literal);
        }
        // RFC 5321 §4.1.3: Standardized-tag ":" 1*dcontent.
        let is_tag = tag.bytes().all(|octet| octet.is_ascii_alphanumeric() || octet == b'-')
            && tag.bytes().last().is_some_and(|octet| octet.is_ascii_alphanumeric());
        let is_content = |octet| matches!(octet, 33..=90 | 94..=126);
        if is_tag && !content.is_empty() && content.bytes().all(is_content) {
            Ok(Self::General(text.into()))
        } else {
            Err(AddressError::Literal)
        }
    }
}

fn is_domain_octet(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || octet == b'-' || octet == b'.'
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name.as_str()),
            Self::Literal(literal) => write!(f, "[{literal}]"),
        }
    }
}

impl fmt::Debug for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for DomainName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for DomainName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PartialEq for DomainName {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for DomainName {}

impl PartialOrd for DomainName {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DomainName {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.bytes().map(|octet| octet.to_ascii_lowercase()).cmp(other.0.bytes().map(|o| o.to_ascii_lowercase()))
    }
}

impl Hash for DomainName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.bytes().for_each(|octet| state.write_u8(octet.to_ascii_lowercase()));
        state.write_u8(0xff);
    }
}

/// What stands between the brackets.
impl fmt::Display for AddressLiteral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::V4(address) => write!(f, "{address}"),
            Self::V6(address) => write!(f, "IPv6:{address}"),
            Self::General(text) => f.write_str(text),
        }
    }
}

impl fmt::Debug for AddressLiteral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_inclusive() {
        let label = "a".repeat(63);
        assert!(Domain::parse(&format!("{label}.x")).is_ok());
        assert_eq!(Domain::parse(&format!("{label}a.x")), Err(AddressError::DomainTooLong));
        let domain = [&label[..]; 4].join(".");
        assert!(Domain::parse(&domain).is_ok());
        assert_eq!(Domain::parse(&format!("{domain}.a")), Err(AddressError::DomainTooLong));
    }

    #[test]
    fn names_are_ordered_and_equal_whatever_their_case() {
        let name = |text: &str| DomainName::parse(text).unwrap();
        assert_eq!(name("Empresa.COM"), name("empresa.com"));
        assert!(name("EMPRESA.com") < name("escuela.com"));
        assert_eq!(name("Empresa.COM").as_str(), "Empresa.COM");
    }

    #[test]
    fn literals_are_told_apart_by_their_tag() {
        let literal = |text: &str| match Domain::parse(text) {
            Ok(Domain::Literal(literal)) => literal,
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(literal("[192.0.2.1]"), AddressLiteral::V4(Ipv4Addr::new(192, 0, 2, 1)));
        assert_eq!(literal("[ipv6:::1]"), AddressLiteral::V6(Ipv6Addr::LOCALHOST));
        assert_eq!(literal("[x-tag:any]"), AddressLiteral::General("x-tag:any".into()));
        for broken in ["[]", "[1.2.3]", "[IPv6:]", "[tag:]", "[tag-:x]", "[:x]", "[tag:a b]"] {
            assert_eq!(Domain::parse(broken), Err(AddressError::Literal), "{broken}");
        }
    }
}
