//! What a POP3 server answers: a status line, after which content may follow (RFC 1939 §3).

use std::borrow::Cow;

use super::REPLY_MAX;

/// The first line of an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reply<'a> {
    /// `+OK` or `-ERR`.
    pub ok: bool,
    /// The machine-readable reason, if there is one.
    pub code: Option<Code>,
    /// The rest, for people, except where the standard gives it a shape.
    pub text: Cow<'a, str>,
}

/// The reason of a refusal, for machines (RFC 2449 §8, RFC 3206).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Code {
    /// Another session has the mailbox (RFC 2449 §8.1.2).
    InUse,
    /// The client signs in too often (RFC 2449 §8.1.1).
    LoginDelay,
    /// The credentials are wrong (RFC 3206 §4).
    Auth,
    /// The server cannot now; trying later helps (RFC 3206 §3).
    SysTemp,
    /// The server cannot until somebody repairs it (RFC 3206 §3).
    SysPerm,
}

impl Code {
    /// Every code.
    pub const ALL: [Self; 5] = [Self::InUse, Self::LoginDelay, Self::Auth, Self::SysTemp, Self::SysPerm];

    /// The code between its brackets.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InUse => "IN-USE",
            Self::LoginDelay => "LOGIN-DELAY",
            Self::Auth => "AUTH",
            Self::SysTemp => "SYS/TEMP",
            Self::SysPerm => "SYS/PERM",
        }
    }
}

/// A line that begins with neither `+OK` nor `-ERR`. The server is to blame.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the line is no POP3 reply")]
pub struct NotAReply;

impl<'a> Reply<'a> {
    /// Reads a reply from `line`, which comes without its end. Octets that are no text are replaced.
    ///
    /// # Errors
    /// [`NotAReply`] when the line has no status indicator.
    pub fn parse(line: &'a [u8]) -> Result<Self, NotAReply> {
        // RFC 1939 §3: servers must send the indicators in upper case.
        let (ok, rest) = match line {
            [b'+', b'O', b'K', rest @ ..] => (true, rest),
            [b'-', b'E', b'R', b'R', rest @ ..] => (false, rest),
            _ => return Err(NotAReply),
        };
        let text = match rest {
            [] => &[],
            [b' ', text @ ..] => text,
            _ => return Err(NotAReply),
        };
        let (code, text) = if ok { (None, text) } else { split_code(text) };
        Ok(Self { ok, code, text: String::from_utf8_lossy(text) })
    }

    /// Appends the reply to `out`, line end included, in at most [`REPLY_MAX`] octets: a longer text is cut.
    ///
    /// Control characters of the text become spaces.
    pub fn write(&self, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(if self.ok { b"+OK" } else { b"-ERR" });
        if let Some(code) = self.code {
            out.extend_from_slice(b" [");
            out.extend_from_slice(code.as_str().as_bytes());
            out.push(b']');
        }
        if !self.text.is_empty() {
            out.push(b' ');
            let room = REPLY_MAX - 2 - (out.len() - start);
            let text = &self.text[..self.text.floor_char_boundary(room)];
            let text_start = out.len();
            out.extend_from_slice(text.as_bytes());
            for octet in out.iter_mut().skip(text_start).filter(|octet| octet.is_ascii_control()) {
                *octet = b' ';
            }
        }
        out.extend_from_slice(b"\r\n");
    }
}

/// Splits `[IN-USE] text`. A code that nobody here knows stays in the text.
fn split_code(text: &[u8]) -> (Option<Code>, &[u8]) {
    let Some(close) = text.iter().position(|&octet| octet == b']') else { return (None, text) };
    let (bracketed, rest) = text.split_at(close);
    // RFC 2449 §8: response codes are case-insensitive.
    let known = |code: &Code| {
        bracketed.strip_prefix(b"[").is_some_and(|name| name.eq_ignore_ascii_case(code.as_str().as_bytes()))
    };
    match Code::ALL.into_iter().find(known) {
        Some(code) => {
            let rest = rest.strip_prefix(b"]").unwrap_or(rest);
            (Some(code), rest.strip_prefix(b" ").unwrap_or(rest))
        }
        None => (None, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_refusal_may_carry_a_code() {
        let reply = Reply::parse(b"-ERR [IN-USE] another session has the mailbox").unwrap();
        assert_eq!((reply.ok, reply.code), (false, Some(Code::InUse)));
        assert_eq!(reply.text, "another session has the mailbox");
        assert_eq!(Reply::parse(b"-ERR [in-use]").unwrap().code, Some(Code::InUse));
        assert_eq!(Reply::parse(b"-ERR [X-OWN] text").unwrap().text, "[X-OWN] text");
    }

    #[test]
    fn a_status_may_stand_alone() {
        assert_eq!(Reply::parse(b"+OK"), Ok(Reply { ok: true, code: None, text: "".into() }));
    }

    #[test]
    fn a_line_without_a_status_is_no_reply() {
        for line in ["", "OK", "+ok", "+OKAY", "-ERROR", "220 smtp.example ESMTP"] {
            assert_eq!(Reply::parse(line.as_bytes()), Err(NotAReply), "{line}");
        }
    }

    #[test]
    fn a_long_text_is_cut_to_the_limit_between_characters() {
        let mut out = Vec::new();
        Reply { ok: false, code: Some(Code::Auth), text: "ñ".repeat(600).into() }.write(&mut out);
        assert!((REPLY_MAX - 1..=REPLY_MAX).contains(&out.len()));
        assert!(std::str::from_utf8(&out).is_ok_and(|line| line.ends_with("ñ\r\n")));
    }

    proptest! {
        #[test]
        fn what_is_written_reads_the_same(
            ok: bool,
            code in proptest::option::of(proptest::sample::select(Code::ALL.to_vec())),
            text in "([a-zé0-9][ -~é]{0,80})?",
        ) {
            let reply = Reply { ok, code: code.filter(|_| !ok), text: text.into() };
            let mut line = Vec::new();
            reply.write(&mut line);
            prop_assert_eq!(Reply::parse(line.strip_suffix(b"\r\n").unwrap()), Ok(reply));
        }

        #[test]
        fn any_octets_can_be_parsed(line: Vec<u8>, rest: Vec<u8>) {
            prop_assert_eq!(Reply::parse(&line).is_ok(), line.starts_with(b"+OK ") || line.starts_with(b"-ERR ")
                || line == b"+OK" || line == b"-ERR");
            prop_assert!(Reply::parse(&[b"-ERR [", &rest[..]].concat()).is_ok());
        }
    }
}
