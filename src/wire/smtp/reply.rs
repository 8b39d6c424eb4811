//! Replies: what a server says, in one line or several (RFC 5321 §4.2, enhanced codes of RFC 2034 and RFC 3463).
//!
//! A client acts on the code alone, mostly on its first digit; the text is for people. Reading replies from octets is
//! in [`super::reply_parser`].

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use super::super::{LineKind, SegmentBuilder};

/// RFC 5321 §4.5.3.1.5: the most octets of a reply line, CRLF included.
const REPLY_LINE_LIMIT: usize = 512;

/// A reply of any number of lines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reply {
    /// The code.
    pub code: ReplyCode,
    /// The enhanced code, which stands before the text of every line.
    pub enhanced: Option<EnhancedCode>,
    /// The lines, separated by LF.
    pub text: Cow<'static, str>,
}

/// Three digits, the first of them 2 to 5.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ReplyCode(u16);

/// What the first digit of a code says (RFC 5321 §4.2.1).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ReplyClass {
    /// 2yz: done.
    Done,
    /// 3yz: go on, more is needed.
    Continue,
    /// 4yz: not now; trying again later makes sense.
    NotNow,
    /// 5yz: no; trying again makes no sense.
    Never,
}

/// An enhanced status code, `5.1.1` (RFC 3463 §2).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct EnhancedCode {
    /// 2, 4 or 5.
    pub class: u8,
    /// What it is about: 1 addresses, 2 mailboxes, 3 systems, 4 networks, 5 the protocol, 6 content, 7 policy.
    pub subject: u16,
    /// The detail.
    pub detail: u16,
}

/// A text that is no code.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CodeError {
    /// Not between 200 and 599.
    #[error("a reply code is a number from 200 to 599")]
    Reply,
    /// Not of the form `5.1.1`.
    #[error("an enhanced code has the form 5.1.1, and begins with 2, 4 or 5")]
    Enhanced,
}

impl Reply {
    /// A reply with an enhanced code: `Reply::new(250, [2, 1, 5], "Ok")`. An LF in `text` begins a new line.
    ///
    /// # Panics
    /// When `code` is not between 200 and 599. For codes that come from elsewhere there is [`Self::with_code`].
    #[must_use]
    pub fn new(code: u16, enhanced: [u16; 3], text: impl Into<Cow<'static, str>>) -> Self {
        let [class, subject, detail] = enhanced;
        let enhanced = EnhancedCode { class: u8::try_from(class).expect("a digit"), subject, detail };
        Self { enhanced: Some(enhanced), ..Self::bare(code, text) }
    }

    /// A reply without an enhanced code.
    ///
    /// # Panics
    /// When `code` is not between 200 and 599.
    #[must_use]
    pub fn bare(code: u16, text: impl Into<Cow<'static, str>>) -> Self {
        let code = ReplyCode::try_from(code).expect("reply codes are 200 to 599");
        Self::with_code(code, None, text)
    }

    /// A reply whose codes are known at run time only.
    #[must_use]
    pub fn with_code(code: ReplyCode, enhanced: Option<EnhancedCode>, text: impl Into<Cow<'static, str>>) -> Self {
        Self { code, enhanced, text: text.into() }
    }

    /// What its first digit says.
    #[must_use]
    pub fn class(&self) -> ReplyClass {
        self.code.class()
    }

    /// Whether its first digit is 2.
    #[must_use]
    pub fn is_positive(&self) -> bool {
        self.class() == ReplyClass::Done
    }

    /// The texts of its lines.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.split('\n')
    }

    /// Adds the reply to `segment`, each line as one line; lines too long for the wire are wrapped. What may not stand
    /// in a reply, such as control characters, is replaced by `?`.
    pub fn write(&self, segment: &mut SegmentBuilder) {
        // Almost every reply is one short line.
        if self.text.len() <= self.room() && !self.text.as_bytes().contains(&b'\n') {
            self.write_line(&self.text, b' ', segment.buffer());
            return segment.end_line(LineKind::Reply);
        }
        let mut wrapped = self.lines().flat_map(|line| Wrapped { rest: Some(line), room: self.room() }).peekable();
        while let Some(text) = wrapped.next() {
            // RFC 5321 §4.2.1: a hyphen after the code on every line but the last.
            let separator = if wrapped.peek().is_some() { b'-' } else { b' ' };
            self.write_line(text, separator, segment.buffer());
            segment.end_line(LineKind::Reply);
        }
    }

    /// How many octets of text fit on a line.
    fn room(&self) -> usize {
        let enhanced = self.enhanced.map_or(0, |code| code.width() + 1);
        REPLY_LINE_LIMIT - "250 ".len() - "\r\n".len() - enhanced
    }

    fn write_line(&self, text: &str, separator: u8, out: &mut Vec<u8>) {
        write_number(self.code.0, out);
        out.push(separator);
        if let Some(code) = self.enhanced {
            // RFC 2034 §4: the enhanced code is repeated on each line.
            write_number(u16::from(code.class), out);
            out.push(b'.');
            write_number(code.subject, out);
            out.push(b'.');
            write_number(code.detail, out);
            out.push(b' ');
        }
        let start = out.len();
        out.extend_from_slice(text.as_bytes());
        // RFC 5321 §4.2: textstring = 1*(%d09 / %d32-126).
        for octet in out.iter_mut().skip(start).filter(|octet| !matches!(octet, 9 | 32..=126)) {
            *octet = b'?';
        }
        out.extend_from_slice(b"\r\n");
    }
}

/// The pieces of one line of text that fit on a line of the wire.
struct Wrapped<'a> {
    rest: Option<&'a str>,
    room: usize,
}

impl<'a> Iterator for Wrapped<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let text = self.rest.take()?;
        if text.len() <= self.room {
            return Some(text);
        }
        let hard = text.floor_char_boundary(self.room);
        let fits = text.get(..hard).unwrap_or_default();
        let end = fits.rfind(' ').map_or(hard, |space| space + 1);
        let (piece, rest) = text.split_at(end);
        self.rest = Some(rest);
        Some(piece)
    }
}

fn write_number(number: u16, out: &mut Vec<u8>) {
    let mut divisor = match number {
        0..10 => 1,
        10..100 => 10,
        100..1_000 => 100,
        1_000..10_000 => 1_000,
        _ => 10_000,
    };
    while divisor > 0 {
        out.push(b'0' + (number / divisor % 10) as u8);
        divisor /= 10;
    }
}

/// The reply as it stands on the wire, lines separated by LF.
impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut segment = SegmentBuilder::default();
        self.write(&mut segment);
        let text = segment.take().octets;
        let text = String::from_utf8_lossy(&text);
        f.write_str(text.replace("\r\n", "\n").trim_end())
    }
}

impl ReplyCode {
    /// 421: the server is about to close the connection (RFC 5321 §3.8).
    pub const SHUTTING_DOWN: Self = Self(421);

    /// What the first digit says.
    #[must_use]
    pub fn class(self) -> ReplyClass {
        match self.0 / 100 {
            2 => ReplyClass::Done,
            3 => ReplyClass::Continue,
            4 => ReplyClass::NotNow,
            _ => ReplyClass::Never,
        }
    }

    /// The number.
    #[must_use]
    pub fn value(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for ReplyCode {
    type Error = CodeError;
    fn try_from(code: u16) -> Result<Self, CodeError> {
        if (200..600).contains(&code) { Ok(Self(code)) } else { Err(CodeError::Reply) }
    }
}

impl fmt::Display for ReplyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl EnhancedCode {
    fn width(self) -> usize {
        let digits = |number: u16| number.checked_ilog10().map_or(1, |log| log as usize + 1);
        digits(u16::from(self.class)) + digits(self.subject) + digits(self.detail) + 2
    }
}

impl FromStr for EnhancedCode {
    type Err = CodeError;

    /// Reads `5.1.1`. RFC 3463 §2: the class is 2, 4 or 5; subject and detail have one to three digits.
    fn from_str(text: &str) -> Result<Self, CodeError> {
        let number = |part: Option<&str>| {
            let part = part.filter(|part| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
            // RFC 3463 §2: no leading zeros.
            let part = part.filter(|part| part.len() == 1 || !part.starts_with('0'));
            part.and_then(|part| part.parse().ok()).ok_or(CodeError::Enhanced)
        };
        let mut parts = text.split('.');
        let class = match parts.next() {
            Some("2") => 2,
            Some("4") => 4,
            Some("5") => 5,
            _ => return Err(CodeError::Enhanced),
        };
        let code = Self { class, subject: number(parts.next())?, detail: number(parts.next())? };
        if parts.next().is_some() { Err(CodeError::Enhanced) } else { Ok(code) }
    }
}

impl fmt::Display for EnhancedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(reply: &Reply) -> String {
        let mut segment = SegmentBuilder::default();
        reply.write(&mut segment);
        let segment = segment.take();
        for (kind, line) in segment.iter() {
            assert_eq!(kind, LineKind::Reply);
            assert!(line.len() <= REPLY_LINE_LIMIT);
            assert!(line.ends_with(b"\r\n"));
        }
        String::from_utf8(segment.octets.to_vec()).unwrap()
    }

    #[test]
    fn the_enhanced_code_stands_on_every_line() {
        let reply = Reply::new(550, [5, 7, 509], "No.\nReally not.");
        assert_eq!(written(&reply), "550-5.7.509 No.\r\n550 5.7.509 Really not.\r\n");
        assert_eq!(reply.to_string(), "550-5.7.509 No.\n550 5.7.509 Really not.");
    }

    #[test]
    fn a_reply_without_enhanced_code_or_text_is_written_too() {
        assert_eq!(written(&Reply::bare(354, "Go on")), "354 Go on\r\n");
        assert_eq!(written(&Reply::bare(334, "")), "334 \r\n");
    }

    #[test]
    fn long_lines_are_wrapped_at_spaces_and_nothing_is_lost() {
        let text = "word ".repeat(400);
        let reply = Reply::new(250, [2, 0, 0], text.clone());
        let lines = written(&reply);
        let collected: String = lines.lines().map(|line| &line["250-2.0.0 ".len()..]).collect();
        assert_eq!(collected, text);
        assert!(lines.lines().rev().skip(1).all(|line| line.starts_with("250-") && line.ends_with(' ')));

        let solid = "x".repeat(2_000);
        let collected: String = written(&Reply::bare(250, solid.clone())).lines().map(|line| &line[4..]).collect();
        assert_eq!(collected, solid);
    }

    #[test]
    fn no_reply_can_break_the_framing() {
        assert_eq!(written(&Reply::bare(250, "a\rb\0c\u{f1}")), "250 a?b?c??\r\n");
    }

    #[test]
    fn classes_follow_the_first_digit() {
        let class = |code| Reply::bare(code, "").class();
        assert_eq!(class(252), ReplyClass::Done);
        assert_eq!(class(354), ReplyClass::Continue);
        assert_eq!(class(421), ReplyClass::NotNow);
        assert_eq!(class(556), ReplyClass::Never);
        assert_eq!(ReplyCode::try_from(199), Err(CodeError::Reply));
        assert_eq!(ReplyCode::try_from(600), Err(CodeError::Reply));
    }

    #[test]
    fn enhanced_codes_read_as_they_print() {
        for text in ["2.0.0", "4.7.1", "5.7.509"] {
            assert_eq!(text.parse::<EnhancedCode>().unwrap().to_string(), text);
        }
        for text in ["3.0.0", "5.1", "5.1.1.1", "5.1.1000", "5..1", "5.01.1", "5.+1.1", ""] {
            assert_eq!(text.parse::<EnhancedCode>(), Err(CodeError::Enhanced), "{text}");
        }
    }
}
