//! The content of a mail as it crosses the wire after `354`: dot-stuffing, its removal, and the end of DATA.
//!
//! The end is exactly CRLF `.` CRLF, and the first CRLF may be the one that ended the DATA command (RFC 5321 §4.1.1.4,
//! §4.5.2). Servers that also accepted a lone LF there could be made to see two mails where the sender saw one; the
//! tests below keep the published probes.

use bytes::Bytes;

use super::line::LineEnds;
use crate::wire::scan::find_cr_or_lf;

/// Receives the content of one mail, in chunks of any size.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DataReceiver {
    line_ends: LineEnds,
    limit: u64,
    position: Position,
    content: Vec<u8>,
    size: u64,
    bare_line_end: bool,
}

/// Why a mail that was received to its end cannot be accepted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DataError {
    /// Larger than the limit, in octets as RFC 1870 §6 counts them.
    #[error("the message is too large")]
    TooLarge,
    /// A CR or LF outside CRLF, under [`LineEnds::Strict`].
    #[error("the message holds a bare CR or LF")]
    BareLineEnd,
}

/// Where in a line the next octet stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Position {
    /// Just after a CRLF.
    LineStart,
    /// Anywhere a dot is only a dot.
    Text,
    /// After a CR inside text.
    Cr,
    /// After a dot at the start of a line.
    Dot,
    /// After a dot and a CR at the start of a line.
    DotCr,
}

impl DataReceiver {
    /// A receiver that has just answered 354 and keeps at most `limit` octets.
    #[must_use]
    pub fn new(line_ends: LineEnds, limit: u64) -> Self {
        // RFC 5321 §4.1.1.4: the CRLF of the DATA command counts as the one before the dot.
        let position = Position::LineStart;
        Self { line_ends, limit, position, content: Vec::new(), size: 0, bare_line_end: false }
    }

    /// Takes octets from the front of `octets`; true when the end of DATA was among them, and then what follows it
    /// remains in `octets`.
    pub fn receive(&mut self, octets: &mut &[u8]) -> bool {
        let legacy = self.line_ends == LineEnds::LegacyVulnerable;
        while let Some(&first) = octets.first() {
            self.position = match (self.position, first) {
                (Position::LineStart, b'.') => {
                    skip(octets, 1);
                    Position::Dot
                }
                (Position::Dot, b'\r') => {
                    skip(octets, 1);
                    Position::DotCr
                }
                (Position::DotCr, b'\n') => {
                    skip(octets, 1);
                    return true;
                }
                (Position::Dot, b'\n') if legacy => {
                    skip(octets, 1);
                    return true;
                }
                (Position::Cr, b'\n') => {
                    skip(octets, 1);
                    self.keep(b"\r\n");
                    Position::LineStart
                }
                // RFC 5321 §4.5.2: a dot that other characters follow was stuffed, and is dropped.
                (Position::DotCr, _) => Position::Cr,
                (Position::Cr, _) => {
                    self.keep_bare_line_end();
                    Position::Text
                }
                (Position::LineStart | Position::Dot | Position::Text, _) => self.take_text(octets, legacy),
            };
        }
        false
    }

    /// The mail: dots removed, lines ended by CRLF.
    ///
    /// # Errors
    /// When it was too large, or holds bare line ends that the policy forbids.
    pub fn finish(self) -> Result<Bytes, DataError> {
        if self.bare_line_end && self.line_ends == LineEnds::Strict {
            Err(DataError::BareLineEnd)
        } else if self.size > self.limit {
            Err(DataError::TooLarge)
        } else {
            Ok(self.content.into())
        }
    }

    /// Takes text up to the next octet that needs a decision; whole lines pass in one copy.
    fn take_text(&mut self, octets: &mut &[u8], legacy: bool) -> Position {
        let text = *octets;
        let mut scanned = 0;
        while let Some(found) = text.get(scanned..).and_then(find_cr_or_lf) {
            let at = scanned + found;
            let (position, kept, taken) = match text.get(at..).unwrap_or_default() {
                [b'\r', b'\n', next, ..] if *next != b'.' => {
                    scanned = at + 2;
                    continue;
                }
                [b'\r', b'\n', ..] => (Position::LineStart, at + 2, at + 2),
                [b'\r', ..] => (Position::Cr, at, at + 1),
                _ => (if legacy { Position::LineStart } else { Position::Text }, at, at + 1),
            };
            self.keep(text.get(..kept).unwrap_or_default());
            if kept == at && position != Position::Cr {
                self.keep_bare_line_end();
            }
            skip(octets, taken);
            return position;
        }
        self.keep(text);
        *octets = &[];
        Position::Text
    }

    /// A bare CR or LF becomes a line end; it never makes the next dot special, except in the legacy mode.
    fn keep_bare_line_end(&mut self) {
        self.bare_line_end = true;
        self.keep(b"\r\n");
    }

    fn keep(&mut self, octets: &[u8]) {
        // RFC 1870 §6: CRLFs count; stuffed dots and the terminator do not.
        self.size = self.size.saturating_add(octets.len() as u64);
        if self.size <= self.limit {
            self.content.extend_from_slice(octets);
        } else {
            // It is going to be refused, but its end must still be found.
            self.content = Vec::new();
        }
    }
}

fn skip(octets: &mut &[u8], count: usize) {
    *octets = octets.get(count..).unwrap_or_default();
}

/// Writes `message` as it goes out after 354: lines ended by CRLF, leading dots doubled, then the terminator.
///
/// Bare CRs and LFs become CRLF *before* dots are looked for: otherwise `CR . CRLF` would leave unstuffed, and a server
/// that takes CR for a line end would see the end of DATA in the middle of the mail.
pub fn stuff(message: &[u8], out: &mut Vec<u8>) {
    out.reserve(message.len() + message.len() / 64 + 8);
    let slice = |from: usize, to: usize| message.get(from..to).unwrap_or_default();
    let mut copied = 0;
    let mut line_start = 0;
    loop {
        // RFC 5321 §4.5.2: a line that begins with a dot gets one more.
        if message.get(line_start) == Some(&b'.') {
            out.extend_from_slice(slice(copied, line_start));
            out.push(b'.');
            copied = line_start;
        }
        let Some(found) = message.get(line_start..).and_then(find_cr_or_lf) else { break };
        let end = line_start + found;
        if slice(end, end + 2) == b"\r\n" {
            line_start = end + 2;
        } else {
            out.extend_from_slice(slice(copied, end));
            out.extend_from_slice(b"\r\n");
            line_start = end + 1;
            copied = line_start;
        }
    }
    out.extend_from_slice(slice(copied, message.len()));
    if line_start < message.len() {
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b".\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MODES: [LineEnds; 3] = [LineEnds::Normalize, LineEnds::Strict, LineEnds::LegacyVulnerable];

    /// The content and what is left after the end; `None` when the end was not seen.
    fn receive(line_ends: LineEnds, chunks: &[&[u8]]) -> Option<(Result<Bytes, DataError>, Vec<u8>)> {
        let mut receiver = DataReceiver::new(line_ends, 1_000);
        for (index, chunk) in chunks.iter().enumerate() {
            let mut octets = *chunk;
            if receiver.receive(&mut octets) {
                let mut rest = octets.to_vec();
                chunks[index + 1..].iter().for_each(|chunk| rest.extend_from_slice(chunk));
                return Some((receiver.finish(), rest));
            }
        }
        None
    }

    fn content(stream: &[u8]) -> Vec<u8> {
        let (content, rest) = receive(LineEnds::Normalize, &[stream]).expect("the end is there");
        assert!(rest.is_empty());
        content.expect("the content is acceptable").to_vec()
    }

    #[test]
    fn the_crlf_of_the_data_command_counts_for_the_end() {
        assert_eq!(content(b".\r\n"), b"");
    }

    #[test]
    fn one_leading_dot_is_removed_from_every_line() {
        assert_eq!(content(b"..a\r\n...b\r\n..\r\nc.d\r\n.e\r\n.\r\n"), b".a\r\n..b\r\n.\r\nc.d\r\ne\r\n");
    }

    #[test]
    fn what_follows_the_end_is_left_for_the_command_parser() {
        let (_, rest) = receive(LineEnds::Normalize, &[b"a\r\n.\r\nQUIT\r\n"]).unwrap();
        assert_eq!(rest, b"QUIT\r\n");
    }

    #[test]
    fn bare_line_ends_become_crlf() {
        assert_eq!(content(b"Subject: t\n\n..dot\nline\n\r\n.\r\n"), b"Subject: t\r\n\r\n..dot\r\nline\r\n\r\n");
        assert_eq!(content(b"a\rb\r\n.\r\n"), b"a\r\nb\r\n");
        assert_eq!(content(b"a\r\r\n.\r\n"), b"a\r\n\r\n");
    }

    /// The probes of the smuggling papers: each is followed by what it tries to smuggle in.
    const PROBES: [&[u8]; 11] = [
        b"\n.\n",
        b"\n.\r\n",
        b"\r.\r",
        b"\r.\n",
        b"\r.\r\n",
        b"\n.\r",
        b"\r\n.\n",
        b"\r\n.\r",
        b"\r\r\n.\r\r\n",
        b"\r\n\0.\r\n",
        b"\r\n.\0\r\n",
    ];

    #[test]
    fn no_smuggling_probe_ends_data() {
        for mode in [LineEnds::Normalize, LineEnds::Strict] {
            for probe in PROBES {
                let stream = [b"text", probe, b"MAIL FROM:<admin@escuela.com.mx>\r\n"].concat();
                assert_eq!(receive(mode, &[&stream]), None, "{mode:?} {}", probe.escape_ascii());
                let stream = [&stream[..], b".\r\n"].concat();
                let (content, rest) = receive(mode, &[&stream]).expect("the true end is still found");
                assert!(rest.is_empty());
                if mode == LineEnds::Normalize {
                    assert!(content.unwrap().ends_with(b"MAIL FROM:<admin@escuela.com.mx>\r\n"));
                }
            }
        }
    }

    #[test]
    fn the_legacy_mode_falls_for_bare_lf_probes() {
        for probe in [&b"\n.\n"[..], b"\n.\r\n", b"\r\n.\n"] {
            let stream = [b"text", probe, b"MAIL FROM:<a@b>\r\n"].concat();
            let (content, rest) = receive(LineEnds::LegacyVulnerable, &[&stream]).expect("smuggled");
            assert_eq!((content.unwrap(), &rest[..]), (Bytes::from("text\r\n"), &b"MAIL FROM:<a@b>\r\n"[..]));
        }
    }

    #[test]
    fn the_strict_mode_refuses_bare_line_ends_at_the_end() {
        let outcome = |stream: &[u8]| receive(LineEnds::Strict, &[stream]).unwrap().0;
        assert_eq!(outcome(b"a\nb\r\n.\r\n"), Err(DataError::BareLineEnd));
        assert_eq!(outcome(b"a\rb\r\n.\r\n"), Err(DataError::BareLineEnd));
        assert_eq!(outcome(b"a\r\nb\r\n.\r\n"), Ok(Bytes::from("a\r\nb\r\n")));
    }

    #[test]
    fn size_counts_crlf_but_neither_stuffed_dots_nor_the_terminator() {
        let fits = |limit| {
            let mut receiver = DataReceiver::new(LineEnds::Normalize, limit);
            assert!(receiver.receive(&mut &b"..a\r\nb\r\n.\r\n"[..]));
            receiver.finish()
        };
        assert_eq!(fits(7), Ok(Bytes::from(".a\r\nb\r\n")));
        assert_eq!(fits(6), Err(DataError::TooLarge));
    }

    #[test]
    fn past_the_limit_nothing_is_kept_and_the_end_is_still_found() {
        let mut receiver = DataReceiver::new(LineEnds::Normalize, 100);
        for _ in 0..1_000 {
            assert!(!receiver.receive(&mut &b"0123456789\r\n"[..]));
            assert!(receiver.content.len() <= 100);
        }
        assert!(receiver.receive(&mut &b".\r\n"[..]));
        assert_eq!(receiver.finish(), Err(DataError::TooLarge));
    }

    fn stuffed(message: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        stuff(message, &mut out);
        out
    }

    #[test]
    fn stuffing_doubles_leading_dots_and_terminates() {
        assert_eq!(stuffed(b".a\r\n..\r\nb.\r\n"), b"..a\r\n...\r\nb.\r\n.\r\n");
        assert_eq!(stuffed(b""), b".\r\n");
        assert_eq!(stuffed(b"no line end"), b"no line end\r\n.\r\n");
        assert_eq!(stuffed(b"."), b"..\r\n.\r\n");
    }

    #[test]
    fn stuffing_repairs_line_ends_before_it_looks_for_dots() {
        assert_eq!(stuffed(b"a\n.b\r.\r\nc\n"), b"a\r\n..b\r\n..\r\nc\r\n.\r\n");
        assert_eq!(stuffed(b"a\r\r\n.\r"), b"a\r\n\r\n..\r\n.\r\n");
    }

    fn octets() -> impl Strategy<Value = Vec<u8>> {
        let octet = prop_oneof![3 => Just(b'\r'), 3 => Just(b'\n'), 3 => Just(b'.'), 2 => Just(b'a'), 1 => any::<u8>()];
        proptest::collection::vec(octet, 0..80)
    }

    proptest! {
        /// Whatever is in a mail, no receiver of any kind sees an end, or a bare line end, inside it.
        #[test]
        fn a_stuffed_mail_arrives_whole_everywhere(message in octets()) {
            let wire = stuffed(&message);
            let mut arrived = Vec::new();
            for mode in MODES {
                let (content, rest) = receive(mode, &[&wire]).expect("the terminator is there");
                prop_assert!(rest.is_empty());
                arrived.push(content.expect("no bare line ends leave"));
            }
            prop_assert_eq!(&arrived[0], &arrived[1]);
            prop_assert_eq!(&arrived[0], &arrived[2]);
            let again = stuffed(&arrived[0]);
            prop_assert_eq!(again, wire);
        }

        #[test]
        fn chunks_do_not_matter(stream in octets(), cuts in proptest::collection::vec(0_usize..80, 0..6)) {
            let stream = [&stream[..], b"\r\n.\r\n"].concat();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(stream.len())).collect();
            cuts.extend([0, stream.len()]);
            cuts.sort_unstable();
            let chunks: Vec<&[u8]> = cuts.windows(2).map(|pair| &stream[pair[0]..pair[1]]).collect();
            for mode in MODES {
                prop_assert_eq!(receive(mode, &chunks), receive(mode, &[&stream]));
            }
        }
    }
}
