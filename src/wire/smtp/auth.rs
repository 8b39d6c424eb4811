//! The payload of authentication exchanges: SASL PLAIN (RFC 4616) and the older LOGIN, both in base64 (RFC 4954 §4).

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A way to sign in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize)]
pub enum Mechanism {
    /// User and password in one response.
    Plain,
    /// User and password in two responses. No standard describes it; many clients speak it.
    Login,
}

impl Mechanism {
    /// Every mechanism, in the order in which a server offers them.
    pub const ALL: [Self; 2] = [Self::Plain, Self::Login];

    /// Its name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "PLAIN",
            Self::Login => "LOGIN",
        }
    }

    /// The mechanism of that name, in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mechanism| mechanism.name().eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The challenge `Username:` of LOGIN, as it stands in a 334 reply.
pub const LOGIN_USER: &str = "VXNlcm5hbWU6";

/// The challenge `Password:` of LOGIN.
pub const LOGIN_PASSWORD: &str = "UGFzc3dvcmQ6";

/// The content of a PLAIN response.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlainResponse {
    /// As whom the user wants to act; empty for as themselves.
    pub acts_as: Box<str>,
    /// Who signs in.
    pub user: Box<str>,
    /// The password.
    pub password: Box<str>,
}

impl PlainResponse {
    /// Reads `acts_as NUL user NUL password`, already out of base64. `None` when it is malformed.
    #[must_use]
    pub fn parse(octets: &[u8]) -> Option<Self> {
        let mut parts = str::from_utf8(octets).ok()?.split('\0');
        let (acts_as, user, password) = (parts.next()?, parts.next()?, parts.next()?);
        // RFC 4616 §2: the user and the password are at least one character, and neither holds a NUL.
        let well_formed = parts.next().is_none() && !user.is_empty() && !password.is_empty();
        well_formed.then(|| Self { acts_as: acts_as.into(), user: user.into(), password: password.into() })
    }
}

/// The PLAIN response for a user who acts as themselves, in base64.
#[must_use]
pub fn plain_response(user: &str, password: &str) -> String {
    encode(format!("\0{user}\0{password}").as_bytes())
}

/// `octets` in base64.
#[must_use]
pub fn encode(octets: &[u8]) -> String {
    STANDARD.encode(octets)
}

/// The octets that `text` stands for. `None` when it is not base64.
#[must_use]
pub fn decode(text: &[u8]) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_login_challenges_ask_for_user_and_password() {
        assert_eq!(decode(LOGIN_USER.as_bytes()).unwrap(), b"Username:");
        assert_eq!(decode(LOGIN_PASSWORD.as_bytes()).unwrap(), b"Password:");
    }

    #[test]
    fn a_plain_response_has_exactly_three_parts() {
        assert!(PlainResponse::parse(b"\0ana\0secreto").is_some());
        for broken in [&b"ana\0secreto"[..], b"\0ana\0", b"\0\0secreto", b"\0a\0b\0c", b"", b"\0\xff\0b"] {
            assert_eq!(PlainResponse::parse(broken), None, "{broken:?}");
        }
    }

    #[test]
    fn mechanisms_are_found_in_any_case() {
        assert_eq!(Mechanism::from_name("plain"), Some(Mechanism::Plain));
        assert_eq!(Mechanism::from_name("CRAM-MD5"), None);
    }

    proptest! {
        #[test]
        fn a_plain_response_reads_back(user in "[^\0]{1,20}", password in "[^\0]{1,20}") {
            let decoded = decode(plain_response(&user, &password).as_bytes()).unwrap();
            let response = PlainResponse::parse(&decoded).unwrap();
            prop_assert_eq!((&*response.acts_as, &*response.user, &*response.password), ("", &*user, &*password));
        }
    }
}
