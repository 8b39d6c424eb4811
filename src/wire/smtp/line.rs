//! Framing of command lines: octets in arbitrary chunks become lines.
//!
//! A line ends at CRLF, and by the standard at nothing else (RFC 5321 §2.3.8). What a server does with a lone LF is its
//! [`LineEnds`] policy, which also governs the content of a mail ([`super::data`]). Memory is bounded: a line that
//! outgrows its limit is dropped as it arrives, and reported as one error when it ends.

use crate::wire::scan::find_lf;

/// The most octets of a command line, CRLF included. RFC 5321 §4.5.3.1.4 asks for 512 and extensions add to it.
pub const COMMAND_LINE_LIMIT: usize = 2_048;

/// The most octets of a line in an authentication exchange, CRLF included: RFC 4954 §4.
pub const AUTH_LINE_LIMIT: usize = 12_288;

/// What a receiver does with a CR or LF that is not part of a CRLF.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, serde::Serialize, serde::Deserialize)]
pub enum LineEnds {
    /// A lone LF ends a command; in content it becomes CRLF, but never takes part in the end of DATA.
    #[default]
    Normalize,
    /// A line or a mail that holds one is refused.
    Strict,
    /// As many servers did until 2023: LF counts as CRLF everywhere, so a mail can smuggle another one.
    LegacyVulnerable,
}

/// Why a line is not given to the parser.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum LineError {
    /// More octets than the limit; they are gone.
    #[error("the line is too long")]
    TooLong,
    /// A CR or LF outside CRLF, under [`LineEnds::Strict`].
    #[error("the line holds a bare CR or LF")]
    BareLineEnd,
}

/// Cuts a stream of octets into lines.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LineReader {
    line_ends: LineEnds,
    /// The line so far, when it came in several chunks; or the one that was handed out last.
    partial: Vec<u8>,
    fate: Fate,
}

/// What becomes of `LineReader::partial`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Fate {
    #[default]
    Grows,
    /// It was handed out; the next call begins a new line.
    HandedOut,
    /// It outgrew the limit; everything up to the line end is dropped.
    Drops,
}

impl LineReader {
    /// A reader at the start of a line.
    #[must_use]
    pub fn new(line_ends: LineEnds) -> Self {
        Self { line_ends, ..Self::default() }
    }

    /// Takes octets from the front of `octets` up to the end of a line of at most `limit` octets, and gives the line
    /// without its line end; or takes them all and gives `None`.
    ///
    /// A line that lies within one chunk is not copied.
    pub fn next_line<'line, 'octets: 'line>(
        &'line mut self,
        octets: &mut &'octets [u8],
        limit: usize,
    ) -> Option<Result<&'line [u8], LineError>> {
        if self.fate == Fate::HandedOut {
            self.partial.clear();
            self.fate = Fate::Grows;
        }
        while let Some(lf) = find_lf(octets) {
            let (head, tail) = octets.split_at(lf + 1);
            *octets = tail;
            if self.fate == Fate::Drops {
                if self.ends_here(head) {
                    self.fate = Fate::Grows;
                    self.partial.clear();
                    return Some(Err(LineError::TooLong));
                }
                self.remember_last(head);
            } else if self.partial.len() + head.len() > limit {
                if self.ends_here(head) {
                    self.partial.clear();
                    return Some(Err(LineError::TooLong));
                }
                self.drop_line(head);
            } else if self.partial.is_empty() && self.ends_here(head) {
                return Some(self.line_ends.finish(head));
            } else {
                let ends = self.ends_here(head);
                self.partial.extend_from_slice(head);
                if ends {
                    self.fate = Fate::HandedOut;
                    return Some(self.line_ends.finish(&self.partial));
                }
            }
        }
        let rest = std::mem::take(octets);
        if self.fate == Fate::Drops {
            self.remember_last(rest);
        } else if self.partial.len() + rest.len() > limit {
            self.drop_line(rest);
        } else {
            self.partial.extend_from_slice(rest);
        }
        None
    }

    /// Whether the LF at the end of `head` ends the line.
    fn ends_here(&self, head: &[u8]) -> bool {
        // RFC 5321 §2.3.8: only CRLF does; the two lenient policies do not ask for the CR.
        self.line_ends != LineEnds::Strict
            || match head {
                [.., b'\r', b'\n'] => true,
                [b'\n'] => self.partial.last() == Some(&b'\r'),
                _ => false,
            }
    }

    fn drop_line(&mut self, head: &[u8]) {
        self.fate = Fate::Drops;
        self.remember_last(head);
    }

    /// Of a dropped line only the last octet is kept: a CR may be the first half of its end.
    fn remember_last(&mut self, octets: &[u8]) {
        if let Some(&last) = octets.last() {
            self.partial.clear();
            self.partial.push(last);
        }
    }
}

impl LineEnds {
    /// The line without its line end, if the policy lets it pass.
    fn finish(self, line: &[u8]) -> Result<&[u8], LineError> {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let refused = self == Self::Strict && line.iter().any(|octet| matches!(octet, b'\r' | b'\n'));
        if refused { Err(LineError::BareLineEnd) } else { Ok(line) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Lines = Vec<Result<Vec<u8>, LineError>>;

    fn read(line_ends: LineEnds, limit: usize, chunks: &[&[u8]]) -> Lines {
        let mut reader = LineReader::new(line_ends);
        let mut lines = Vec::new();
        for chunk in chunks {
            let mut octets = *chunk;
            while let Some(line) = reader.next_line(&mut octets, limit) {
                lines.push(line.map(<[u8]>::to_vec));
            }
            assert!(octets.is_empty());
        }
        lines
    }

    fn ok(line: &str) -> Result<Vec<u8>, LineError> {
        Ok(line.as_bytes().to_vec())
    }

    #[test]
    fn lines_end_at_crlf() {
        assert_eq!(
            read(LineEnds::Normalize, 64, &[b"NOOP\r\nQU", b"IT\r", b"\n\r\n"]),
            [ok("NOOP"), ok("QUIT"), ok("")]
        );
    }

    #[test]
    fn a_bare_lf_ends_a_command_except_under_the_strict_policy() {
        for lenient in [LineEnds::Normalize, LineEnds::LegacyVulnerable] {
            assert_eq!(read(lenient, 64, &[b"NOOP\nQUIT\n"]), [ok("NOOP"), ok("QUIT")]);
        }
        assert_eq!(read(LineEnds::Strict, 64, &[b"NOOP\nQUIT\r\nRSET\r\n"]), [Err(LineError::BareLineEnd), ok("RSET")]);
        assert_eq!(read(LineEnds::Strict, 64, &[b"NO\rOP\r\n"]), [Err(LineError::BareLineEnd)]);
    }

    #[test]
    fn a_line_of_exactly_the_limit_passes_and_one_octet_more_does_not() {
        assert_eq!(read(LineEnds::Normalize, 6, &[b"NOOP\r\n"]), [ok("NOOP")]);
        assert_eq!(read(LineEnds::Normalize, 6, &[b"NOOP \r\nRSET\r\n"]), [Err(LineError::TooLong), ok("RSET")]);
    }

    #[test]
    fn an_endless_line_keeps_one_octet() {
        let mut reader = LineReader::new(LineEnds::Strict);
        for _ in 0..1_000 {
            assert_eq!(reader.next_line(&mut &[b'x'; 4_096][..], COMMAND_LINE_LIMIT), None);
            assert!(reader.partial.len() <= COMMAND_LINE_LIMIT);
        }
        assert_eq!(reader.next_line(&mut &b"\r"[..], COMMAND_LINE_LIMIT), None);
        assert_eq!(reader.next_line(&mut &b"\n"[..], COMMAND_LINE_LIMIT), Some(Err(LineError::TooLong)));
        assert_eq!(reader.next_line(&mut &b"NOOP\r\n"[..], COMMAND_LINE_LIMIT), Some(Ok(&b"NOOP"[..])));
    }

    proptest! {
        #[test]
        fn chunks_do_not_matter(
            octets in proptest::collection::vec(prop_oneof![Just(b'\r'), Just(b'\n'), Just(b'a'), Just(0)], 0..60),
            cuts in proptest::collection::vec(0_usize..60, 0..6),
            mode in prop_oneof![Just(LineEnds::Normalize), Just(LineEnds::Strict), Just(LineEnds::LegacyVulnerable)],
        ) {
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(octets.len())).collect();
            cuts.extend([0, octets.len()]);
            cuts.sort_unstable();
            let chunks: Vec<&[u8]> = cuts.windows(2).map(|pair| &octets[pair[0]..pair[1]]).collect();
            prop_assert_eq!(read(mode, 8, &chunks), read(mode, 8, &[&octets]));
        }
    }
}
