//! Reads replies from octets that arrive in chunks of any size.
//!
//! Lenient where real clients are: a lone LF ends a line, a line may be a bare `250`, the text may hold anything. Strict
//! where a client would lose its place: the codes of one reply must agree, and lengths are bounded.

use std::borrow::Cow;

use super::line::{LineEnds, LineError, LineReader};
use super::reply::{EnhancedCode, Reply, ReplyClass, ReplyCode};

/// The most octets of one reply line. RFC 5321 §4.5.3.1.5 promises 512; real clients stop between that and this.
const LINE_LIMIT: usize = 8_192;

/// The most octets of text in one reply.
const TEXT_LIMIT: usize = 65_536;

/// Collects lines into replies.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ReplyParser {
    lines: LineReader,
    begun: Option<Begun>,
}

/// Why the octets are no reply. There is no way to go on from here.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ReplyError {
    /// A line that does not begin with three digits and a space, a hyphen or the line end.
    #[error("the line is not a reply")]
    Malformed,
    /// A line of a reply with another code than the line before.
    #[error("the codes of one reply differ")]
    MixedCodes,
    /// More octets than any server says at once.
    #[error("the reply is too long")]
    TooLong,
}

/// A reply whose last line has not come yet.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Begun {
    code: ReplyCode,
    enhanced: Option<EnhancedCode>,
    text: String,
}

impl ReplyParser {
    /// Takes octets from the front of `octets` up to the end of a reply, and gives the reply; or takes them all and
    /// gives `None`.
    pub fn next_reply(&mut self, octets: &mut &[u8]) -> Option<Result<Reply, ReplyError>> {
        while let Some(line) = self.lines.next_line(octets, LINE_LIMIT) {
            let outcome = match line {
                Ok(line) => Line::parse(line).and_then(|line| line.join(&mut self.begun)),
                Err(LineError::TooLong | LineError::BareLineEnd) => Err(ReplyError::TooLong),
            };
            if let Some(outcome) = outcome.transpose() {
                return Some(outcome);
            }
        }
        None
    }

    /// A parser for the replies of a server; lone LFs end lines.
    #[must_use]
    pub fn new() -> Self {
        Self { lines: LineReader::new(LineEnds::Normalize), begun: None }
    }
}

struct Line<'a> {
    code: ReplyCode,
    last: bool,
    text: &'a [u8],
}

impl<'a> Line<'a> {
    fn parse(line: &'a [u8]) -> Result<Self, ReplyError> {
        let (digits, rest) = line.split_at_checked(3).ok_or(ReplyError::Malformed)?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return Err(ReplyError::Malformed);
        }
        let code = digits.iter().fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
        let code = ReplyCode::try_from(code).map_err(|_| ReplyError::Malformed)?;
        match rest {
            // RFC 5321 §4.2: clients should accept a code with no text and no space.
            [] => Ok(Self { code, last: true, text: rest }),
            [b' ', text @ ..] => Ok(Self { code, last: true, text }),
            [b'-', text @ ..] => Ok(Self { code, last: false, text }),
            _ => Err(ReplyError::Malformed),
        }
    }

    /// Adds the line to what has begun; gives the reply when this is its last line.
    fn join(self, begun: &mut Option<Begun>) -> Result<Option<Reply>, ReplyError> {
        let text = str::from_utf8(self.text).map_or_else(|_| String::from_utf8_lossy(self.text), Cow::Borrowed);
        let joined = match begun.take() {
            None => {
                let (enhanced, text) = split_enhanced(self.code, &text);
                Begun { code: self.code, enhanced, text: text.to_owned() }
            }
            Some(before) => {
                // RFC 5321 §4.2.1: the code is the same on every line.
                if before.code != self.code {
                    return Err(ReplyError::MixedCodes);
                }
                if before.text.len() + text.len() > TEXT_LIMIT {
                    return Err(ReplyError::TooLong);
                }
                before.followed_by(&text)
            }
        };
        if self.last {
            return Ok(Some(Reply::with_code(joined.code, joined.enhanced, joined.text)));
        }
        *begun = Some(joined);
        Ok(None)
    }
}

impl Begun {
    fn followed_by(mut self, line: &str) -> Self {
        let (enhanced, mut text) = split_enhanced(self.code, line);
        if enhanced != self.enhanced {
            // RFC 2034 §4 wants the same code on each line. Where it is not, it stays part of the text.
            text = line;
            if let Some(code) = self.enhanced.take() {
                self.text = format!("{code} {}", self.text.replace('\n', &format!("\n{code} ")));
            }
        }
        self.text.push('\n');
        self.text.push_str(text);
        self
    }
}

/// The enhanced code at the front of a line, and the text after it.
fn split_enhanced(code: ReplyCode, line: &str) -> (Option<EnhancedCode>, &str) {
    // RFC 2034 §4: replies of class 3 have none.
    if code.class() == ReplyClass::Continue || line.as_bytes().get(1) != Some(&b'.') {
        return (None, line);
    }
    let (word, text) = line.split_once(' ').unwrap_or((line, ""));
    match word.parse() {
        Ok(code) => (Some(code), text),
        Err(_) => (None, line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::SegmentBuilder;
    use proptest::prelude::*;

    fn parse(chunks: &[&[u8]]) -> Vec<Result<Reply, ReplyError>> {
        let mut parser = ReplyParser::new();
        let mut replies = Vec::new();
        for chunk in chunks {
            let mut octets = *chunk;
            while let Some(reply) = parser.next_reply(&mut octets) {
                replies.push(reply);
            }
            assert!(octets.is_empty());
        }
        replies
    }

    #[test]
    fn replies_of_a_group_come_out_one_by_one() {
        let replies = parse(&[b"250 2.1.0 Ok\r\n550-5.1.1 Not\r\n550 5.1.1 here\r\n354 Go on\r\n"]);
        let expected = [
            Ok(Reply::new(250, [2, 1, 0], "Ok")),
            Ok(Reply::new(550, [5, 1, 1], "Not\nhere")),
            Ok(Reply::bare(354, "Go on")),
        ];
        assert_eq!(replies, expected);
    }

    #[test]
    fn a_code_alone_is_a_reply() {
        assert_eq!(parse(&[b"250\r\n"]), [Ok(Reply::bare(250, ""))]);
        assert_eq!(parse(&[b"250\n250 \n"]), [Ok(Reply::bare(250, "")), Ok(Reply::bare(250, ""))]);
    }

    #[test]
    fn garbage_is_an_error() {
        for line in ["", "25", "hello", "250x", "2500 x", "150 x", "650 x", "+OK", "٣٣٣ x"] {
            assert_eq!(parse(&[line.as_bytes(), b"\r\n"]), [Err(ReplyError::Malformed)], "{line}");
        }
        assert_eq!(parse(&[b"250-a\r\n251 b\r\n"]), [Err(ReplyError::MixedCodes)]);
    }

    #[test]
    fn lengths_are_bounded() {
        let line = [b"250 ", &[b'x'; LINE_LIMIT][..], b"\r\n"].concat();
        assert_eq!(parse(&[&line]), [Err(ReplyError::TooLong)]);
        let lines = b"250-0123456789012345678901234567890123456789\r\n".repeat(TEXT_LIMIT / 40 + 1);
        assert!(parse(&[&lines]).contains(&Err(ReplyError::TooLong)));
    }

    #[test]
    fn enhanced_codes_that_differ_stay_in_the_text() {
        let replies = parse(&[b"550-5.1.1 a\r\n550-5.1.1 b\r\n550 5.7.1 c\r\n"]);
        assert_eq!(replies, [Ok(Reply::bare(550, "5.1.1 a\n5.1.1 b\n5.7.1 c"))]);
    }

    fn any_reply() -> impl Strategy<Value = Reply> {
        replies(200..600, 1_000)
    }

    /// Replies with a code out of `codes`, and the parts of enhanced codes below `bound`.
    fn replies(codes: std::ops::Range<u16>, bound: u16) -> impl Strategy<Value = Reply> {
        let enhanced = (prop_oneof![Just(2_u8), Just(4), Just(5)], 0..bound, 0..bound)
            .prop_map(|(class, subject, detail)| EnhancedCode { class, subject, detail });
        (codes, proptest::option::of(enhanced), "[a-zA-Z ]{0,20}(\n[a-zA-Z ]{0,20}){0,3}").prop_map(
            |(code, enhanced, text)| {
                let code = ReplyCode::try_from(code).unwrap();
                let enhanced = enhanced.filter(|_| code.class() != ReplyClass::Continue);
                Reply::with_code(code, enhanced, text)
            },
        )
    }

    fn written(replies: &[Reply]) -> Vec<u8> {
        let mut segment = SegmentBuilder::default();
        replies.iter().for_each(|reply| reply.write(&mut segment));
        segment.take().octets.to_vec()
    }

    proptest! {
        #[test]
        fn written_replies_read_back(replies in proptest::collection::vec(any_reply(), 0..4)) {
            let expected: Vec<_> = replies.iter().cloned().map(Ok).collect();
            prop_assert_eq!(parse(&[&written(&replies)]), expected);
        }

        #[test]
        fn chunks_do_not_matter(replies in proptest::collection::vec(any_reply(), 1..3), cut in any::<prop::sample::Index>()) {
            let octets = written(&replies);
            let (head, tail) = octets.split_at(cut.index(octets.len()));
            prop_assert_eq!(parse(&[head, tail]), parse(&[&octets]));
        }

        #[test]
        fn no_octets_panic(octets in proptest::collection::vec(any::<u8>(), 0..200)) {
            parse(&[&octets]);
        }

        /// The oracle counts in octets, and knows the codes of the standards alone.
        #[test]
        fn an_independent_parser_reads_the_same(reply in replies(500..560, 8)) {
            let octets = written(std::slice::from_ref(&reply));
            let theirs = smtp_proto::response::parser::ResponseReceiver::default().parse(&mut octets.iter()).unwrap();
            prop_assert_eq!(theirs.code, reply.code.value());
            let ours = reply.enhanced.map_or([0; 3], |code| [u16::from(code.class), code.subject, code.detail]);
            prop_assert_eq!(theirs.esc.map(u16::from), ours);
        }
    }
}
