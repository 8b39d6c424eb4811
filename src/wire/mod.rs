//! Formats: values to octets and back. No time, no state, no decisions.
//!
//! [`Segment`] is what every protocol machine hands to the network: the octets of one write, with the end of each line
//! marked, so that the journal can show lines and the captures can show octets without parsing anything again.

pub mod dns;
pub mod mail;
pub mod pop3;
mod scan;
pub mod smtp;

use bytes::Bytes;

/// What a line of a conversation is, for whoever shows it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LineKind {
    /// A command of the client: `RCPT TO:<bruno@empresa.com>`.
    Command,
    /// A reply of the server, or one line of it: `250-SIZE 10240000`, `+OK 1 1834`.
    Reply,
    /// One step of an authentication exchange that is neither: a base64 line.
    Auth,
    /// A run of content: the mail itself inside DATA or a POP3 `RETR` answer, terminator included. Many text lines.
    Content,
}

/// One write on a connection: octets that leave together, and where each line of them ends.
///
/// Pipelining is visible because several commands share one segment.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Segment {
    /// The octets, line ends included.
    pub octets: Bytes,
    /// The lines in order; each `end` is an offset into `octets`, the last one its length.
    pub lines: Vec<Line>,
}

/// The end and the kind of one line inside a [`Segment`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Line {
    /// What it is.
    pub kind: LineKind,
    /// The offset just past its last octet.
    pub end: u32,
}

impl Segment {
    /// A segment of a single line.
    #[must_use]
    pub fn single(kind: LineKind, octets: impl Into<Bytes>) -> Self {
        let octets = octets.into();
        let end = u32::try_from(octets.len()).unwrap_or(u32::MAX);
        Self { octets, lines: vec![Line { kind, end }] }
    }

    /// Each line with its kind, in order.
    pub fn iter(&self) -> impl Iterator<Item = (LineKind, &[u8])> {
        let mut start = 0;
        self.lines.iter().map(move |line| {
            let octets = &self.octets[start..line.end as usize];
            start = line.end as usize;
            (line.kind, octets)
        })
    }
}

/// A segment under construction.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SegmentBuilder {
    octets: Vec<u8>,
    lines: Vec<Line>,
}

impl SegmentBuilder {
    /// Whether nothing has been written yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.octets.is_empty()
    }

    /// Adds one line; `octets` carries its own line end.
    pub fn line(&mut self, kind: LineKind, octets: &[u8]) {
        self.octets.extend_from_slice(octets);
        self.end_line(kind);
    }

    /// The buffer, for writing a line in place; close the line with [`Self::end_line`].
    pub fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.octets
    }

    /// Ends the line that was written to [`Self::buffer`].
    pub fn end_line(&mut self, kind: LineKind) {
        let end = u32::try_from(self.octets.len()).unwrap_or(u32::MAX);
        self.lines.push(Line { kind, end });
    }

    /// The segment so far; the builder is empty afterwards. It keeps its buffer, so that a session of a hundred segments
    /// grows one buffer once, and each segment is one allocation of just its size.
    pub fn take(&mut self) -> Segment {
        let octets = Bytes::copy_from_slice(&self.octets);
        self.octets.clear();
        Segment { octets, lines: std::mem::take(&mut self.lines) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_segment_come_back_as_written() {
        let mut builder = SegmentBuilder::default();
        builder.line(LineKind::Command, b"NOOP\r\n");
        builder.buffer().extend_from_slice(b"QUIT\r\n");
        builder.end_line(LineKind::Command);
        let segment = builder.take();
        assert!(builder.is_empty());
        assert_eq!(segment.octets, &b"NOOP\r\nQUIT\r\n"[..]);
        let lines: Vec<_> = segment.iter().collect();
        assert_eq!(lines, [(LineKind::Command, &b"NOOP\r\n"[..]), (LineKind::Command, &b"QUIT\r\n"[..])]);
    }
}
