//! Which texts are names and addresses in a scenario.
//!
//! This is what an author may write, which is less than what mail may carry: no quoted local parts, no address literals.
//! The full grammar is the wire's.

use super::model::Address;

/// The longest domain name as text (RFC 1035 §2.3.4: 255 octets on the wire).
const MAX_DOMAIN: usize = 253;
/// The longest label (RFC 1035 §2.3.4).
const MAX_LABEL: usize = 63;
/// The longest local part (RFC 5321 §4.5.3.1.1).
const MAX_LOCAL: usize = 64;

/// Reads `local@domain`; the domain becomes lower-case.
pub(super) fn address(text: &str) -> Option<Address> {
    let (local, domain) = text.split_once('@')?;
    if !is_local(local) || !is_domain(domain) {
        return None;
    }
    Some(Address { local: local.into(), domain: domain.to_ascii_lowercase() })
}

/// Whether `text` can stand before an `@`: a dot-atom (RFC 5322 §3.2.3).
pub(super) fn is_local(text: &str) -> bool {
    text.len() <= MAX_LOCAL && text.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atext))
}

/// Whether `text` is a name of letters, digits and hyphens (RFC 1123 §2.1), with at least one dot or none.
pub(super) fn is_domain(text: &str) -> bool {
    text.len() <= MAX_DOMAIN && text.split('.').all(is_label) && !text.ends_with(|c: char| c.is_ascii_digit())
}

fn is_label(label: &str) -> bool {
    (1..=MAX_LABEL).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// RFC 5322 §3.2.3: the characters of an atom.
fn is_atext(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_a_user_and_a_place() {
        let ana = address("Ana.Lopez@Escuela.COM.mx").unwrap();
        assert_eq!((ana.local.as_str(), ana.domain.as_str()), ("Ana.Lopez", "escuela.com.mx"));
        for text in
            ["", "ana", "@empresa.com", "ana@", "a b@c.mx", "ana@-c.mx", "ana@c..mx", ".a@c.mx", "a@b@c", "á@b.c"]
        {
            assert_eq!(address(text), None, "{text}");
        }
    }

    #[test]
    fn names_have_the_lengths_that_the_standards_give() {
        assert!(is_local(&"a".repeat(64)) && !is_local(&"a".repeat(65)));
        assert!(is_domain(&"a".repeat(63)) && !is_domain(&"a".repeat(64)));
        let long = vec!["abcdefg"; 40].join(".");
        assert!(!is_domain(&long));
    }

    #[test]
    fn a_domain_does_not_end_like_an_ip_address() {
        assert!(!is_domain("192.0.2.1") && is_domain("3com.com"));
    }
}
