//! Zone files (RFC 1035 §5), as the author of a scenario may write them.

use domain::base::RecordData as _;
use domain::base::iana::Class as IanaClass;
use domain::base::name::ToName as _;
use domain::base::rdata::ComposeRecordData;
use domain::zonefile::inplace::{Entry, ScannedRecord, Zonefile};

use super::name::Name;
use super::record::{Record, RecordData, RecordType};
use super::zone::{Zone, ZoneError, check_place};

/// What is wrong with a zone file, and where.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct ZoneFileError {
    /// The line, counted from 1. What is wrong with the zone as a whole is said of its last record.
    pub line: usize,
    /// What is wrong there.
    pub problem: ZoneFileProblem,
}

/// The kinds of things that can be wrong with a zone file.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ZoneFileProblem {
    /// The text is not in the format of zone files; the parser says why.
    #[error("{0}")]
    Syntax(String),
    /// `$INCLUDE`: a scenario has no other files.
    #[error("$INCLUDE is not possible here: there are no other files")]
    Include,
    /// The records are well written but are no zone.
    #[error(transparent)]
    Zone(#[from] ZoneError),
}

impl Zone {
    /// Reads the zone at `origin` from the text of a zone file (RFC 1035 §5.1). Records without a class are of class IN,
    /// those without a TTL, before any `$TTL`, get an hour.
    ///
    /// # Errors
    /// The first thing that is wrong, with its line.
    pub fn parse(origin: &Name, text: &str) -> Result<Self, ZoneFileError> {
        // The parser takes the end of the text for the end of a record only behind a line end.
        let mut file = Zonefile::with_capacity(text.len() + 1);
        file.extend_from_slice(text.as_bytes());
        file.extend_from_slice(b"\n");
        file.set_origin(origin.to_bytes());
        file.set_default_class(IanaClass::IN);
        let mut records = Vec::new();
        let mut lines = Lines { text, offset: 0, line: 1 };
        loop {
            let entry = file.next_entry();
            let line = lines.at(file.current_offset());
            let fail = |problem| Err(ZoneFileError { line, problem });
            match entry {
                Err(error) => return fail(ZoneFileProblem::Syntax(reason(&error.to_string()))),
                Ok(None) => return Self::new(origin.clone(), records).or_else(|error| fail(error.into())),
                Ok(Some(Entry::Include { .. })) => return fail(ZoneFileProblem::Include),
                Ok(Some(Entry::Record(record))) => {
                    let Some(record) = convert(&record) else {
                        return fail(ZoneFileProblem::Syntax("empty label or broken data".to_owned()));
                    };
                    let has_soa = records.iter().any(|known: &Record| known.rtype() == RecordType::SOA);
                    if let Err(error) = check_place(origin, &record, has_soa) {
                        return fail(error.into());
                    }
                    records.push(record);
                }
            }
        }
    }
}

/// Counts lines as far as the parser has come, without starting over each time.
struct Lines<'a> {
    text: &'a str,
    offset: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line of the octet before `offset`. The parser's offset counts one octet that it puts before the text, and
    /// stands behind the last token that it has read.
    fn at(&mut self, offset: usize) -> usize {
        let end = offset.saturating_sub(1).clamp(self.offset, self.text.len());
        self.line += self.text.as_bytes()[self.offset..end].iter().filter(|octet| **octet == b'\n').count();
        self.offset = end;
        self.line
    }
}

/// What `domain` says without the place in front (`3:14: expected rtype`), which is sometimes one line late.
fn reason(text: &str) -> String {
    text.split_once(": ").map_or(text, |(_, reason)| reason).to_owned()
}

/// `domain`'s record as ours, by way of the wire form: data is understood in one place only, and names are checked, which
/// the parser of zone files does not do (`a..b` passes it).
fn convert(record: &ScannedRecord) -> Option<Record> {
    let mut octets = Vec::new();
    let Ok(()) = record.data().compose_rdata(&mut octets);
    let data = RecordData::parse(RecordType(record.data().rtype().to_int()), &octets).ok()?;
    octets.clear();
    let Ok(()) = record.owner().compose(&mut octets);
    Some(Record::new(Name::from_wire(&octets).ok()?, record.ttl().as_secs(), data))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &str) -> Result<Zone, ZoneFileError> {
        Zone::parse(&"empresa.com".parse().unwrap(), text)
    }

    const SOA: &str = "@ 3600 IN SOA ns hostmaster (\n 1 7200 900\n 1209600 300 )\n";

    #[test]
    fn the_usual_shapes_of_a_zone_file_are_read() {
        let text = format!("{SOA}\t60 MX 0 . ; null MX\n$ORIGIN correo.empresa.com.\nx TXT \"v=spf1\" \" -all\"\n");
        let zone = parse(&text).unwrap();
        let mut shown: Vec<_> = zone.records().map(|record| format!("{} {record}", record.name)).collect();
        shown.sort();
        assert_eq!(
            shown,
            [
                "empresa.com MX 0 . (60 s)",
                "empresa.com SOA ns.empresa.com hostmaster.empresa.com 1 7200 900 1209600 300 (3600 s)",
                "x.correo.empresa.com TXT \"v=spf1\" \" -all\" (60 s)",
            ]
        );
    }

    #[test]
    fn a_forgotten_final_dot_doubles_the_name_as_in_real_life() {
        let zone = parse(&format!("{SOA}@ MX 10 correo.empresa.com\n")).unwrap();
        assert!(zone.records().any(|record| record.data.to_string() == "MX 10 correo.empresa.com.empresa.com"));
    }

    #[test]
    fn errors_say_what_was_expected() {
        let error = parse(&format!("{SOA}www A 192.0.2\n")).unwrap_err();
        assert_eq!(error.to_string(), "line 4: expected IPv4 address");
        let error = parse(&format!("{SOA}$TTL\n")).unwrap_err();
        assert_eq!(error.to_string(), "line 4: unexpected end of entry");
    }

    #[test]
    fn errors_name_the_line() {
        let line = |rest: &str| parse(&format!("{SOA}{rest}")).unwrap_err().line;
        assert_eq!(line("www A 192.0.2.1\nwww A 192.0.2\n"), 5);
        assert_eq!(line("; nothing\n\nwww XX 192.0.2.1"), 6);
        assert_eq!(line("example.net. A 192.0.2.1\nwww A 192.0.2.1\n"), 4);
        assert_eq!(line("www TXT (\n \"a\"\n \"b\" )\nexample.net. A 192.0.2.1"), 7);
        assert_eq!(line("@ SOA ns host 1 2 3 4 5\n"), 4);
        assert_eq!(line("$INCLUDE other.zone\n"), 4);
        assert_eq!(line("w..w A 192.0.2.1\n"), 4);
        assert_eq!(line("www MX 10 a..b\n"), 4);
        assert_eq!(line("www A ( 192.0.2\n)\nb A 192.0.2.1\n"), 4);
        assert_eq!(
            parse("www A 192.0.2.1\n").unwrap_err().to_string(),
            "line 1: the zone empresa.com has no SOA record"
        );
    }

    proptest! {
        #[test]
        fn arbitrary_texts_never_panic(text in "[@$;()\"\\\\a. \t\n0-9AMXINSOTTL]{0,60}") {
            let _ = parse(&text);
        }
    }
}
