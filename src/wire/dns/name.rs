//! Domain names, always absolute.
//!
//! A [`Name`] is kept in the form of the wire (RFC 1035 §3.1: each label behind its length, the root's empty label at
//! the end), because that is how names are compared, walked and written; text is made when somebody reads it.

use std::cmp::Ordering;
use std::fmt::{self, Write};
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::sync::Arc;

use domain::base::Name as FlatName;
use domain::base::name::{NameIter, ToLabelIter, ToName};

/// The most octets of a name in wire form, the root's empty label included (RFC 1035 §2.3.4).
pub const MAX_NAME_LEN: usize = 255;

/// An absolute domain name: compared without regard to case, shown in the case in which it was written.
///
/// A clone and a [parent](Self::parent) share the octets of the original. The order is that of the lower-cased octets: it
/// is made for maps and is not the canonical order of RFC 4034 §6.1.
#[derive(Clone)]
pub struct Name {
    /// The wire form of this name, perhaps with labels of a child before it.
    octets: Arc<[u8]>,
    /// Where this name starts in `octets`.
    start: u8,
}

/// Why a text or a run of octets is not a domain name.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NameError {
    /// A text that RFC 1035 §5.1 does not read as a name: an empty label, a character outside ASCII, a bad escape.
    #[error("this is not a domain name")]
    Malformed,
    /// A label over 63 octets or a name over 255 (RFC 1035 §2.3.4).
    #[error("a label is longer than 63 octets or the whole name longer than 255")]
    TooLong,
}

impl Name {
    /// The root of the tree, written `.`.
    #[must_use]
    pub fn root() -> Self {
        Self { octets: Arc::from([0_u8].as_slice()), start: 0 }
    }

    /// The name whose uncompressed wire form is `octets`.
    ///
    /// # Errors
    /// When the octets are not exactly one uncompressed name.
    pub fn from_wire(octets: &[u8]) -> Result<Self, NameError> {
        if octets.len() > MAX_NAME_LEN {
            return Err(NameError::TooLong);
        }
        FlatName::from_slice(octets).map_err(|_| NameError::Malformed)?;
        Ok(Self { octets: octets.into(), start: 0 })
    }

    /// The wire form, uncompressed, the root's empty label included.
    #[must_use]
    pub fn as_wire(&self) -> &[u8] {
        &self.octets[usize::from(self.start)..]
    }

    /// Whether this is the root.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.as_wire().len() == 1
    }

    /// The labels from the left, without the root's empty one.
    pub fn labels(&self) -> impl Iterator<Item = &[u8]> {
        let mut rest = self.as_wire();
        std::iter::from_fn(move || {
            let (len, tail) = rest.split_first()?;
            let (label, tail) = tail.split_at(usize::from(*len));
            rest = tail;
            (*len > 0).then_some(label)
        })
    }

    /// How many labels there are, without the root's empty one: 2 for `empresa.com`.
    #[must_use]
    pub fn label_count(&self) -> usize {
        self.labels().count()
    }

    /// The name without its leftmost label; the root has no parent.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let first = self.as_wire()[0];
        // The wire form ends within 255 octets, so its last label starts below 255.
        (first > 0).then(|| Self { octets: Arc::clone(&self.octets), start: self.start + first + 1 })
    }

    /// This name, its parent, and so on; the root comes last.
    pub fn ancestors(&self) -> impl Iterator<Item = Self> + use<> {
        std::iter::successors(Some(self.clone()), Self::parent)
    }

    /// Whether this name is `other` or below it.
    #[must_use]
    pub fn is_subdomain_of(&self, other: &Self) -> bool {
        let (mine, theirs) = (self.as_wire(), other.as_wire());
        let Some(extra) = mine.len().checked_sub(theirs.len()) else { return false };
        if !mine[extra..].eq_ignore_ascii_case(theirs) {
            return false;
        }
        // The octets agree, but they must also begin where a label begins: `xcom` is not below `com`.
        let mut at = 0;
        while at < extra {
            at += usize::from(mine[at]) + 1;
        }
        at == extra
    }

    /// `label` in front of this name.
    ///
    /// # Errors
    /// When the label is empty or too long, or the whole name would be.
    pub fn child(&self, label: &[u8]) -> Result<Self, NameError> {
        let len = match u8::try_from(label.len()) {
            Ok(0) => return Err(NameError::Malformed),
            Ok(len @ 1..=63) => len,
            _ => return Err(NameError::TooLong),
        };
        let mut octets = Vec::with_capacity(label.len() + 1 + self.as_wire().len());
        octets.push(len);
        octets.extend_from_slice(label);
        octets.extend_from_slice(self.as_wire());
        Self::from_wire(&octets)
    }

    /// The name under which the reverse zone keeps the PTR of `address`: `25.2.0.192.in-addr.arpa` (RFC 1035 §3.5).
    #[must_use]
    pub fn reverse(address: std::net::Ipv4Addr) -> Self {
        let [a, b, c, d] = address.octets();
        format!("{d}.{c}.{b}.{a}.in-addr.arpa").parse().expect("four short labels and two known ones make a name")
    }

    /// Copies any of `domain`'s names, compressed or not.
    pub(super) fn from_labels(name: &impl ToName) -> Self {
        if let Some(octets) = name.as_flat_slice() {
            return Self { octets: octets.into(), start: 0 };
        }
        let mut octets = [0; MAX_NAME_LEN];
        let mut len = 0;
        for label in name.iter_labels() {
            // `domain` has bounded the name to 255 octets before it could be iterated.
            octets[len] = u8::try_from(label.len()).unwrap_or(0);
            octets[len + 1..len + 1 + label.len()].copy_from_slice(label.as_slice());
            len += label.len() + 1;
        }
        Self { octets: octets[..len].into(), start: 0 }
    }
}

/// Reads presentation format (RFC 1035 §5.1). The final dot may be missing: there are no relative names here.
impl FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        if text == "." {
            return Ok(Self::root());
        }
        let mut octets = Vec::with_capacity(text.len() + 2);
        let mut label_start = 0;
        octets.push(0);
        let mut rest = text.as_bytes();
        while let Some((&first, tail)) = rest.split_first() {
            rest = tail;
            match first {
                b'.' => {
                    end_label(&mut octets, label_start)?;
                    if rest.is_empty() {
                        return finish(octets);
                    }
                    label_start = octets.len();
                    octets.push(0);
                }
                b'\\' => {
                    let (octet, tail) = escaped(rest).ok_or(NameError::Malformed)?;
                    octets.push(octet);
                    rest = tail;
                }
                b'!'..=b'~' => octets.push(first),
                _ => return Err(NameError::Malformed),
            }
        }
        end_label(&mut octets, label_start)?;
        finish(octets)
    }
}

/// Writes the length of the label that began at `start` and ends here.
fn end_label(octets: &mut [u8], start: usize) -> Result<(), NameError> {
    match octets.len() - start - 1 {
        0 => Err(NameError::Malformed),
        len @ 1..=63 => {
            octets[start] = len as u8;
            Ok(())
        }
        _ => Err(NameError::TooLong),
    }
}

/// Adds the root's label and checks the length of the whole.
fn finish(mut octets: Vec<u8>) -> Result<Name, NameError> {
    octets.push(0);
    if octets.len() > MAX_NAME_LEN {
        return Err(NameError::TooLong);
    }
    Ok(Name { octets: octets.into(), start: 0 })
}

/// What stands behind a backslash: `\.` is the octet itself, `\046` its decimal value.
fn escaped(text: &[u8]) -> Option<(u8, &[u8])> {
    match text {
        [a @ b'0'..=b'9', b @ b'0'..=b'9', c @ b'0'..=b'9', rest @ ..] => {
            let value = [a, b, c].into_iter().fold(0_u16, |value, digit| value * 10 + u16::from(digit - b'0'));
            Some((u8::try_from(value).ok()?, rest))
        }
        [octet @ (b'!'..=b'/' | b':'..=b'~'), rest @ ..] => Some((*octet, rest)),
        _ => None,
    }
}

/// Presentation format without the final dot, except for the root, which is `.`.
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_root() {
            return f.write_str(".");
        }
        for (index, label) in self.labels().enumerate() {
            if index > 0 {
                f.write_char('.')?;
            }
            if let Some(plain) = str::from_utf8(label).ok().filter(|label| label.bytes().all(is_plain)) {
                f.write_str(plain)?;
                continue;
            }
            for &octet in label {
                match octet {
                    // RFC 1035 §5.1: these would mean something else in a zone file.
                    b'.' | b'\\' | b'"' | b'(' | b')' | b';' | b'@' | b'$' => write!(f, "\\{}", char::from(octet))?,
                    b'!'..=b'~' => f.write_char(char::from(octet))?,
                    _ => write!(f, "\\{octet:03}")?,
                }
            }
        }
        Ok(())
    }
}

/// What host names are made of: these octets stand for themselves wherever they are.
fn is_plain(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_')
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({self})")
    }
}

/// RFC 4343 §3: names that differ only in ASCII case are equal. Lengths of labels are below the letters, so whole wire
/// forms can be compared at once.
impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.as_wire().eq_ignore_ascii_case(other.as_wire())
    }
}

impl Eq for Name {}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Self) -> Ordering {
        let (mine, theirs) = (self.as_wire(), other.as_wire());
        for (a, b) in mine.iter().zip(theirs) {
            match a.to_ascii_lowercase().cmp(&b.to_ascii_lowercase()) {
                Ordering::Equal => {}
                unequal => return unequal,
            }
        }
        mine.len().cmp(&theirs.len())
    }
}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for octet in self.as_wire() {
            state.write_u8(octet.to_ascii_lowercase());
        }
    }
}

/// Lets `domain` write our names without copying them first.
impl ToLabelIter for Name {
    type LabelIter<'a> = NameIter<'a>;

    fn iter_labels(&self) -> NameIter<'_> {
        FlatName::from_slice(self.as_wire()).map_or_else(|_| FlatName::root_slice().iter(), FlatName::iter)
    }
}

impl ToName for Name {
    fn as_flat_slice(&self) -> Option<&[u8]> {
        Some(self.as_wire())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name(text: &str) -> Name {
        text.parse().unwrap()
    }

    #[test]
    fn case_is_ignored_in_comparison_and_preserved_in_print() {
        assert_eq!(name("Correo.EMPRESA.com"), name("correo.empresa.COM."));
        assert_eq!(name("Correo.EMPRESA.com").cmp(&name("correo.empresa.com")), Ordering::Equal);
        assert_eq!(name("Correo.EMPRESA.com").to_string(), "Correo.EMPRESA.com");
        assert_ne!(name("empresa.com"), name("empresa.mx"));
    }

    #[test]
    fn only_the_root_prints_its_dot() {
        assert_eq!(Name::root().to_string(), ".");
        assert_eq!(name("."), Name::root());
        assert_eq!(name("com.").to_string(), "com");
        assert_eq!(name(r"a\.b.c").to_string(), r"a\.b.c");
        assert_eq!(name(r"a\.b.c").label_count(), 2);
    }

    #[test]
    fn texts_that_are_no_names_are_refused() {
        for text in ["", "..", "a..b", ".a", "ñ.mx", r"a\"] {
            assert!(text.parse::<Name>().is_err(), "{text}");
        }
        assert_eq!("a".repeat(64).parse::<Name>(), Err(NameError::TooLong));
        assert!("a".repeat(63).parse::<Name>().is_ok());
        assert_eq!("abcdefg.".repeat(32).parse::<Name>(), Err(NameError::TooLong));
    }

    #[test]
    fn the_longest_name_is_255_octets() {
        let longest = format!("{0}.{0}.{0}.{1}", "a".repeat(63), "b".repeat(61));
        assert_eq!(name(&longest).as_wire().len(), 255);
        assert_eq!(name(&longest).ancestors().count(), 5);
        assert_eq!(format!("{longest}b").parse::<Name>(), Err(NameError::TooLong));
        assert_eq!(name(&longest).child(b"x"), Err(NameError::TooLong));
    }

    #[test]
    fn ancestors_end_at_the_root() {
        let texts: Vec<_> = name("correo.escuela.com.mx").ancestors().map(|name| name.to_string()).collect();
        assert_eq!(texts, ["correo.escuela.com.mx", "escuela.com.mx", "com.mx", "mx", "."]);
        assert_eq!(Name::root().parent(), None);
    }

    #[test]
    fn a_subdomain_ends_at_a_label() {
        assert!(name("a.Com").is_subdomain_of(&name("com")));
        assert!(name("com").is_subdomain_of(&name("com")));
        assert!(name("com").is_subdomain_of(&Name::root()));
        assert!(!name("xcom").is_subdomain_of(&name("com")));
        assert!(!name("com").is_subdomain_of(&name("a.com")));
        // The octet 3 inside a label is no length: the label is `x\003com`, one label.
        assert!(!name(r"x\003com").is_subdomain_of(&name("com")));
    }

    #[test]
    fn a_child_and_a_reverse_name_are_built_from_parts() {
        assert_eq!(name("empresa.com").child(b"*").unwrap(), name("*.empresa.com"));
        assert_eq!(name("empresa.com").child(b""), Err(NameError::Malformed));
        assert_eq!(Name::reverse([192, 0, 2, 25].into()), name("25.2.0.192.in-addr.arpa"));
    }

    proptest! {
        #[test]
        fn print_and_parse_are_inverse(labels in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..20), 0..8)) {
            let mut built = Name::root();
            for label in &labels {
                built = built.child(label).unwrap();
            }
            let read = name(&built.to_string());
            prop_assert_eq!(read.as_wire(), built.as_wire());
            prop_assert_eq!(Name::from_wire(built.as_wire()).unwrap(), built);
        }

        #[test]
        fn arbitrary_octets_never_panic(octets in prop::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(name) = Name::from_wire(&octets) {
                prop_assert_eq!(name.ancestors().count(), name.label_count() + 1);
                prop_assert_eq!(name.to_string().parse::<Name>().unwrap(), name);
            }
        }

        #[test]
        fn arbitrary_texts_never_panic(text in ".{0,80}") {
            let _ = text.parse::<Name>();
        }
    }
}
