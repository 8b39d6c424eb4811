//! The header section as octets: where it ends, which fields it has, how they were written.
//!
//! Nothing is decoded and nothing is copied, so a relay can count hops in passing. [`super::parse`] decodes. Line ends
//! are CRLF or a bare LF: a mail that a careless client left in a queue is still worth reading.

use std::ops::Range;

use super::find;

/// One header field as it stands in the mail (RFC 5322 §2.2).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field<'a> {
    /// The name as written, without the colon.
    pub name: &'a str,
    /// Everything after the colon, folds included, without the last line end.
    pub value: &'a [u8],
    /// Where the whole field stands in the mail, from its name through its last line end.
    pub range: Range<usize>,
}

impl Field<'_> {
    /// Whether this field is called `name`; case does not matter (RFC 5322 §1.2.2).
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

/// The header fields of `message`, from the top.
#[must_use]
pub fn fields(message: &[u8]) -> Fields<'_> {
    Fields { message, at: 0 }
}

/// The raw values of every field called `name`, from the top: what stands after the colon, folds included.
pub fn header_values<'a>(message: &'a [u8], name: &str) -> impl Iterator<Item = &'a [u8]> {
    fields(message).filter(move |field| field.is(name)).map(|field| field.value)
}

/// Whether `message` has a field called `name`.
#[must_use]
pub fn has_header(message: &[u8], name: &str) -> bool {
    fields(message).any(|field| field.is(name))
}

/// How many hops `message` has made: its `Received` fields (RFC 5321 §6.3).
#[must_use]
pub fn count_received(message: &[u8]) -> usize {
    fields(message).filter(|field| field.is("Received")).count()
}

/// The length in octets of the header fields of `message`, without the empty line that separates them from the body.
///
/// A line that is neither a field nor the continuation of one begins the body, even with no empty line before it.
#[must_use]
pub fn header_section_len(message: &[u8]) -> usize {
    let mut fields = fields(message);
    while fields.next().is_some() {}
    fields.at
}

/// The iterator of [`fields`].
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    message: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Field<'a>> {
        let rest = self.message.get(self.at..)?;
        let (name, value_at) = field_name(rest)?;
        let mut len = line_len(rest);
        // RFC 5322 §2.2.3: a line that begins with white space continues the field above it.
        while let Some(more @ [b' ' | b'\t', ..]) = rest.get(len..) {
            len += line_len(more);
        }
        let start = self.at;
        self.at += len;
        let value = rest.get(value_at..len).unwrap_or_default();
        let value = value.strip_suffix(b"\n").unwrap_or(value);
        let value = value.strip_suffix(b"\r").unwrap_or(value);
        Some(Field { name, value, range: start..self.at })
    }
}

/// The field name at the start of `line`, and the offset of its value.
fn field_name(line: &[u8]) -> Option<(&str, usize)> {
    // RFC 5322 §3.6.8: a name is printable US-ASCII without the colon.
    let end = line.iter().position(|octet| !octet.is_ascii_graphic() || *octet == b':')?;
    let name = std::str::from_utf8(line.get(..end)?).ok().filter(|name| !name.is_empty())?;
    // RFC 5322 §4.5: obsolete mail may have white space before the colon.
    let blanks = line.get(end..)?.iter().take_while(|octet| matches!(octet, b' ' | b'\t')).count();
    (line.get(end + blanks) == Some(&b':')).then_some((name, end + blanks + 1))
}

/// The length of the first line of `text`, its LF included.
fn line_len(text: &[u8]) -> usize {
    find(text, |octet| octet == b'\n').map_or(text.len(), |end| end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const MAIL: &[u8] =
        b"Received: from a\r\n\tby b; today\r\nreceived: from c\r\nSubject : one\r\n two\r\n\r\nBcc: x\r\n";

    #[test]
    fn fields_come_as_written_from_the_top() {
        let names: Vec<_> = fields(MAIL).map(|field| field.name).collect();
        assert_eq!(names, ["Received", "received", "Subject"]);
        let first = fields(MAIL).next().unwrap();
        assert_eq!(first.value, b" from a\r\n\tby b; today");
        assert_eq!(MAIL[first.range].last(), Some(&b'\n'));
        assert_eq!(header_values(MAIL, "SUBJECT").collect::<Vec<_>>(), [b" one\r\n two"]);
    }

    #[test]
    fn the_body_is_never_searched() {
        assert!(!has_header(MAIL, "Bcc"));
        assert!(has_header(MAIL, "subject"));
        assert!(!has_header(b"\r\nDate: x\r\n", "Date"));
    }

    #[test]
    fn hops_are_counted_whatever_the_case() {
        assert_eq!(count_received(MAIL), 2);
        assert_eq!(count_received(b""), 0);
    }

    #[test]
    fn the_header_section_ends_at_the_empty_line_or_at_what_is_no_field() {
        assert_eq!(&MAIL[header_section_len(MAIL)..], b"\r\nBcc: x\r\n");
        assert_eq!(header_section_len(b"hello\r\n"), 0);
        assert_eq!(header_section_len(b"A: b\r\nhello: not, really?\r\nbare text\r\n"), 27);
        assert_eq!(header_section_len(b"A: b"), 4);
        assert_eq!(header_section_len(b"A: b\nC: d\n\nbody"), 10);
        assert_eq!(header_section_len(b": no name\r\n"), 0);
    }

    proptest! {
        /// Fields lie end to end from the first octet, whatever the octets are.
        #[test]
        fn fields_cover_the_header_section(message in "([a-zA-Z:.\r\n\t é-]|\r\n){0,200}") {
            let message = message.as_bytes();
            let mut end = 0;
            for field in fields(message) {
                prop_assert_eq!(field.range.start, end);
                prop_assert!(field.range.end > end);
                end = field.range.end;
            }
            prop_assert_eq!(end, header_section_len(message));
        }

        #[test]
        fn any_octets_can_be_scanned(message: Vec<u8>) {
            prop_assert!(header_section_len(&message) <= message.len());
            prop_assert!(count_received(&message) <= message.len());
        }
    }
}
