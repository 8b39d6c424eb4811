//! Lines out of octets that arrive in any pieces.

use crate::wire::mail::find;

/// A line was longer than the protocol allows. It has been skipped; the reader stands behind it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the line is too long")]
pub struct TooLong;

/// Collects octets until a line is complete; holds at most one line of bounded length.
///
/// A line ends with LF, and a CR before it belongs to the end. RFC 1939 §3 asks for CRLF, but a person at `nc` types a
/// bare LF and deserves an answer. Content is different: see [`ContentReader`](super::ContentReader).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LineReader {
    max: usize,
    partial: Vec<u8>,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    /// `partial` is the beginning of a line.
    Collecting,
    /// `partial` is a line that has been handed out.
    HandedOut,
    /// The line is already too long; its octets are dropped until it ends.
    Skipping,
}

impl LineReader {
    /// A reader of lines of at most `max` octets, line end included.
    #[must_use]
    pub const fn new(max: usize) -> Self {
        Self { max, partial: Vec::new(), state: State::Collecting }
    }

    /// The next line of `input` without its end; `input` then begins behind it. `None` when the line is not complete
    /// yet; its octets are kept, so the caller drops them.
    ///
    /// # Errors
    /// [`TooLong`] once for each line that is; the line after it reads as usual.
    pub fn next<'a, 'i: 'a>(&'a mut self, input: &mut &'i [u8]) -> Option<Result<&'a [u8], TooLong>> {
        if self.state == State::HandedOut {
            self.partial.clear();
            self.state = State::Collecting;
        }
        let Some(end) = find(input, |octet| octet == b'\n') else {
            if self.partial.len() + input.len() >= self.max {
                self.state = State::Skipping;
                self.partial.clear();
            }
            if self.state == State::Collecting {
                self.partial.extend_from_slice(input);
            }
            *input = &[];
            return None;
        };
        let (line, rest) = input.split_at(end + 1);
        *input = rest;
        if self.state == State::Skipping || self.partial.len() + line.len() > self.max {
            self.state = State::Collecting;
            self.partial.clear();
            return Some(Err(TooLong));
        }
        if self.partial.is_empty() {
            return Some(Ok(without_end(line)));
        }
        self.partial.extend_from_slice(line);
        self.state = State::HandedOut;
        Some(Ok(without_end(&self.partial)))
    }
}

fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(max: usize, pieces: &[&[u8]]) -> Vec<Result<Vec<u8>, TooLong>> {
        let mut reader = LineReader::new(max);
        let mut lines = Vec::new();
        for piece in pieces {
            let mut rest = *piece;
            while let Some(line) = reader.next(&mut rest) {
                lines.push(line.map(<[u8]>::to_vec));
            }
            assert_eq!(rest, b"");
        }
        lines
    }

    #[test]
    fn lines_end_with_crlf_or_with_a_bare_lf() {
        assert_eq!(
            read(99, &[b"STAT\r\nNOOP\nQU", b"IT\r", b"\n"]),
            [Ok(b"STAT".to_vec()), Ok(b"NOOP".to_vec()), Ok(b"QUIT".to_vec())]
        );
    }

    #[test]
    fn a_line_of_exactly_the_limit_fits_and_one_octet_more_does_not() {
        assert_eq!(read(6, &[b"1234\r\n"]), [Ok(b"1234".to_vec())]);
        assert_eq!(read(6, &[b"12345\r\nok\r\n"]), [Err(TooLong), Ok(b"ok".to_vec())]);
    }

    #[test]
    fn an_endless_line_needs_no_memory() {
        let mut reader = LineReader::new(10);
        for _ in 0..1_000 {
            assert_eq!(reader.next(&mut &b"0123456789"[..]), None);
        }
        assert!(reader.partial.is_empty());
        assert_eq!(reader.next(&mut &b"\n"[..]), Some(Err(TooLong)));
    }

    proptest! {
        #[test]
        fn chunking_does_not_matter(text in "([a-c]|\r|\n|\r\n){0,60}", cuts: Vec<proptest::sample::Index>) {
            let text = text.as_bytes();
            let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(text.len() + 1)).collect();
            cuts.push(0);
            cuts.sort_unstable();
            cuts.push(text.len());
            let pieces: Vec<_> = cuts.windows(2).map(|ends| &text[ends[0]..ends[1]]).collect();
            prop_assert_eq!(read(8, &pieces), read(8, &[text]));
        }
    }
}
