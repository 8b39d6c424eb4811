//! A mail between a status line and the final dot: byte-stuffing, there and back (RFC 1939 §3).

use bytes::Bytes;

use super::TooLong;
use crate::wire::mail::{find, split_line};

/// Appends `content` to `out` as lines ended by CRLF, a dot before every line that begins with one, and the final
/// `.` line.
///
/// A bare CR or LF in the content becomes CRLF: a client that splits at LF would take `LF . CRLF` for the end.
pub fn write_content(content: &[u8], out: &mut Vec<u8>) {
    out.reserve(content.len() + content.len() / 64 + 8);
    let mut rest = content;
    while let Some((line, tail)) = split_line(rest) {
        // RFC 1939 §3: a line that begins with the termination octet is byte-stuffed.
        if line.first() == Some(&b'.') {
            out.push(b'.');
        }
        out.extend_from_slice(line);
        out.extend_from_slice(b"\r\n");
        rest = tail;
    }
    out.extend_from_slice(b".\r\n");
}

/// Collects content until the final dot, without the doubled dots; holds at most `max` octets.
///
/// Only CRLF ends a line here: the exact octets `CRLF . CRLF` end the content, nothing that merely resembles them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ContentReader {
    content: Vec<u8>,
    max: usize,
    state: State,
}

/// What the octets so far end with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    /// A complete line, or nothing.
    LineEnd,
    /// A dot that began a line; it is not in the content.
    Dot,
    /// A dot that began a line and a CR; neither is in the content.
    DotCr,
    /// Text.
    Text,
    /// Text and a CR; both are in the content.
    Cr,
}

impl ContentReader {
    /// A reader that gives up when the content has more than `max` octets. `announced`, the size that the server told,
    /// only saves allocations.
    #[must_use]
    pub fn new(max: usize, announced: usize) -> Self {
        // A server may announce anything; believing it about a mebibyte costs little.
        let capacity = announced.min(max).min(1 << 20);
        Self { content: Vec::with_capacity(capacity), max, state: State::LineEnd }
    }

    /// Takes octets from `input`, up to the final dot or all of them. When the dot has come, gives the content; the
    /// reader is then as new, and `input` begins behind it.
    ///
    /// # Errors
    /// [`TooLong`] when the content is larger than allowed. There is no way back to the replies from there.
    pub fn next(&mut self, input: &mut &[u8]) -> Option<Result<Bytes, TooLong>> {
        while let Some(&octet) = input.first() {
            let (taken, state) = match (self.state, octet) {
                (State::LineEnd, b'.') => (0, State::Dot),
                (State::Dot, b'\r') => (0, State::DotCr),
                (State::DotCr, b'\n') => {
                    *input = input.get(1..).unwrap_or_default();
                    self.state = State::LineEnd;
                    return Some(Ok(std::mem::take(&mut self.content).into()));
                }
                (State::DotCr, _) => {
                    // `.` CR was no end: the dot was stuffing, the CR is content.
                    if self.content.len() >= self.max {
                        return Some(Err(TooLong));
                    }
                    self.content.push(b'\r');
                    self.state = State::Cr;
                    continue;
                }
                (State::Cr, b'\n') => (1, State::LineEnd),
                (State::LineEnd | State::Dot | State::Text | State::Cr, _) => {
                    match find(input, |octet| octet == b'\r') {
                        Some(end) => (end + 1, State::Cr),
                        None => (input.len(), State::Text),
                    }
                }
            };
            if self.content.len() + taken > self.max {
                return Some(Err(TooLong));
            }
            self.state = state;
            let (text, rest) = input.split_at(taken);
            self.content.extend_from_slice(text);
            *input = if taken == 0 { rest.get(1..).unwrap_or_default() } else { rest };
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(content: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        write_content(content, &mut out);
        out
    }

    fn read(pieces: &[&[u8]]) -> Option<(Bytes, Vec<u8>)> {
        let mut reader = ContentReader::new(10_000, 0);
        let mut pieces = pieces.iter();
        while let Some(mut piece) = pieces.next().copied() {
            if let Some(content) = reader.next(&mut piece) {
                return Some((content.unwrap(), [piece, &pieces.copied().collect::<Vec<_>>().concat()].concat()));
            }
            assert_eq!(piece, b"");
        }
        None
    }

    #[test]
    fn every_line_that_begins_with_a_dot_gets_one_more() {
        assert_eq!(written(b".\r\n..a\r\nb.\r\n"), b"..\r\n...a\r\nb.\r\n.\r\n");
        assert_eq!(written(b""), b".\r\n");
        assert_eq!(written(b"no end"), b"no end\r\n.\r\n");
    }

    #[test]
    fn bare_line_ends_never_leave() {
        assert_eq!(written(b"a\n.\r\nb\r.\rc"), b"a\r\n..\r\nb\r\n..\r\nc\r\n.\r\n");
    }

    #[test]
    fn only_the_exact_octets_end_content() {
        for probe in ["a\n.\n", "a\n.\r\n", "a\r.\r", "a\r\n.\n", "a\r\n.\r", "a\r\n.\r\r\n", "a\r\r\n.\ra\n"] {
            assert_eq!(read(&[probe.as_bytes()]), None, "{probe:?}");
        }
        assert_eq!(read(&[b"a\n.\r\n\r\n.\r\n+OK"]).unwrap(), (b"a\n.\r\n\r\n"[..].into(), b"+OK".to_vec()));
        assert_eq!(read(&[b".\rx\r\n.\r\n"]).unwrap().0, &b"\rx\r\n"[..]);
        assert_eq!(read(&[b".\r\r\n.\r\n"]).unwrap().0, &b"\r\r\n"[..]);
    }

    #[test]
    fn content_without_end_needs_bounded_memory() {
        let mut reader = ContentReader::new(100, usize::MAX);
        assert_eq!(reader.next(&mut &[b'a'; 100][..]), None);
        assert_eq!(reader.next(&mut &b"a"[..]), Some(Err(TooLong)));
        assert!(reader.content.len() <= 100);
    }

    proptest! {
        /// Written and read, a mail is the same but for its line ends, however the octets are cut.
        #[test]
        fn content_arrives_whole_in_any_pieces(
            content in "([a-b.]|\r|\n|\r\n|\r\n\\.){0,60}",
            cuts: Vec<proptest::sample::Index>,
        ) {
            let mut wire = written(content.as_bytes());
            wire.extend_from_slice(b"+OK next");
            let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(wire.len() + 1)).collect();
            cuts.push(0);
            cuts.sort_unstable();
            cuts.push(wire.len());
            let pieces: Vec<_> = cuts.windows(2).map(|ends| &wire[ends[0]..ends[1]]).collect();
            let mut expected = content.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n");
            if !(expected.is_empty() || expected.ends_with('\n')) {
                expected.push_str("\r\n");
            }
            let (content, rest) = read(&pieces).expect("the final dot was sent");
            prop_assert_eq!(content, expected);
            prop_assert_eq!(rest, b"+OK next");
        }

        #[test]
        fn octets_of_any_kind_are_read_within_bounds(octets: Vec<u8>) {
            let mut reader = ContentReader::new(50, 0);
            let mut rest = &octets[..];
            while let Some(Ok(content)) = reader.next(&mut rest) {
                prop_assert!(content.len() <= 50);
            }
            prop_assert!(reader.content.len() <= 50);
        }
    }
}
