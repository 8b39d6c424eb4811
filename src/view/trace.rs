//! The readable trace: a run as text, for a terminal, a diff and the golden tests.
//!
//! One line for each thing that happened:
//!
//! ```text
//! 09:00:00.006  smtp → ana    S: 220 smtp.escuela.com.mx ESMTP Posta
//! └ clock       └ who → whom  └ C: client  S: server  ? question  = answer  · what happened
//! ```
//!
//! The lines of a mail stand below it with a bar (`│`) in front; a long mail is cut, and the cut says how much is left.

use std::fmt::Write as _;

use crate::journal::Fact;
use crate::wire::LineKind;

use super::transcript::{Reader, Row, Transcript, printable};

/// Lines of a mail that the trace shows before it cuts.
const CONTENT_LINES: usize = 40;
/// Letters of a content line that the trace shows.
const CONTENT_WIDTH: usize = 100;

/// Writes the rows of a trace, one after the other.
#[derive(Debug)]
pub struct Trace {
    ends_width: usize,
    day: String,
}

impl Trace {
    /// A trace whose columns fit the longest names in `reader`.
    #[must_use]
    pub fn new(reader: &Reader<'_>) -> Self {
        let hosts = 0..u32::try_from(reader.topology.hosts.len()).unwrap_or(u32::MAX);
        let longest = hosts.map(|host| reader.names.of(crate::base::id::HostId(host)).chars().count()).max();
        // Two names and an arrow; very long names push their own row only.
        Self { ends_width: longest.unwrap_or_default().min(22) * 2 + 3, day: String::new() }
    }

    /// The whole trace of a record.
    #[must_use]
    pub fn all(reader: &Reader<'_>) -> String {
        let mut trace = Self::new(reader);
        let transcript = Transcript::new(reader.journal);
        let mut out = String::new();
        for index in 0..transcript.len() {
            if let Some(row) = transcript.row(index, reader) {
                trace.row(&row, reader, &mut out);
            }
        }
        out
    }

    /// Writes one row, with the lines of the mail if it carries one.
    pub fn row(&mut self, row: &Row, reader: &Reader<'_>, out: &mut String) {
        let day = reader.topology.calendar.date(row.at);
        if day != self.day {
            let _ = writeln!(out, "── {day}");
            self.day = day;
        }
        let ends = if row.to.is_empty() { row.from.clone() } else { format!("{} → {}", row.from, row.to) };
        let width = self.ends_width;
        let mark = row.speaker.mark();
        let _ = writeln!(out, "{}  {ends:<width$}  {mark:<2} {}", row.clock, row.text);
        let fact = reader.journal.entries().get(row.entry as usize).map(|entry| entry.fact);
        if let Some(Fact::Line { kind: LineKind::Content, text, .. }) = fact {
            self.content(reader.journal.octets(text), reader, out);
        }
    }

    fn content(&self, octets: &[u8], reader: &Reader<'_>, out: &mut String) {
        let indent = "09:00:00.000".len() + 2 + self.ends_width + 2;
        let mut lines = octets.split_inclusive(|&b| b == b'\n');
        for line in lines.by_ref().take(CONTENT_LINES) {
            let line = printable(line);
            let shown: String = line.chars().take(CONTENT_WIDTH).collect();
            let more = if shown.len() < line.len() { "…" } else { "" };
            let _ = writeln!(out, "{:indent$}│ {shown}{more}", "");
        }
        let left = lines.count();
        if left > 0 {
            let text = reader.words.with("content-more", &[("lines", left.into())]);
            let _ = writeln!(out, "{:indent$}│ {text}", "");
        }
    }
}
