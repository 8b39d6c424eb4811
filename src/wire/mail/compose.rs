//! Writing a mail, as a user agent does before it hands the mail to its server.
//!
//! Everything that a real user agent takes from its clock or from chance is an argument: the date, the message
//! identifier, the boundary between parts. The same draft gives the same octets.

use bytes::Bytes;
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::MimePart;

use super::encode;

/// Somebody in a header field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Person<'a> {
    /// The name to show, if there is one; any characters (RFC 2047).
    pub name: Option<&'a str>,
    /// The address: `ana@escuela.com.mx`.
    pub address: &'a str,
}

/// A file that travels with a mail.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attachment {
    /// The name for the recipient's disk; any characters (RFC 2231).
    pub file_name: String,
    /// The media type: `application/pdf`.
    pub content_type: String,
    /// The octets.
    pub content: Bytes,
}

/// A mail as its author wrote it.
///
/// There is no `bcc`: the field is never written, so that no recipient can read it (RFC 5322 §3.6.3). The user agent keeps
/// those addresses for the envelope.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Draft<'a> {
    /// The author.
    pub from: Person<'a>,
    /// The recipients whom the mail addresses. With nobody here the field is left out.
    pub to: &'a [Person<'a>],
    /// The recipients who get a copy that everybody can see.
    pub cc: &'a [Person<'a>],
    /// The subject; any characters.
    pub subject: &'a str,
    /// The text, with line ends of any kind.
    pub text: &'a str,
    /// The attachments, in order.
    pub attachments: &'a [Attachment],
    /// A date-time of RFC 5322 §3.3, from [`Calendar::rfc5322`](crate::base::time::Calendar::rfc5322).
    pub date: &'a str,
    /// The message identifier, unique in the world, without its angle brackets: `1.ana@escuela.com.mx`.
    pub message_id: &'a str,
    /// A seed for the boundary between parts: any text that differs from mail to mail.
    pub boundary: &'a str,
}

/// The octets of `draft`: header section, empty line, body; every line ends with CRLF.
#[must_use]
pub fn compose(draft: &Draft<'_>) -> Bytes {
    let mut message = MessageBuilder::new().from(mailbox(&draft.from));
    // RFC 5322 §3.6.3: an address list has at least one address.
    for (name, people) in [("To", draft.to), ("Cc", draft.cc)] {
        if !people.is_empty() {
            message = message.header(name, Address::new_list(people.iter().map(mailbox).collect()));
        }
    }
    // Without `Date`, `Message-ID` and a boundary of our own, `mail-builder` would look at the clock.
    let message = message
        .subject(draft.subject)
        .header("Date", Raw::new(draft.date))
        .message_id(draft.message_id)
        .header("User-Agent", Raw::new("Posta"))
        .body(body(draft));
    let files: usize = draft.attachments.iter().map(|file| file.content.len()).sum();
    let mut out = Vec::with_capacity(1024 + 2 * draft.text.len() + files + files / 2);
    message.serialize(&mut out);
    out.into()
}

fn mailbox<'a>(person: &Person<'a>) -> Address<'a> {
    Address::new_address(person.name.filter(|name| !name.is_empty()), person.address)
}

fn body<'a>(draft: &Draft<'a>) -> MimePart<'a> {
    if draft.attachments.is_empty() {
        return text_part(draft.text, encode::fits_seven_bits(draft.text));
    }
    let boundary = boundary(draft.boundary);
    // RFC 2046 §5.1.1: a boundary must not appear in any part. It has "=_" in it, which neither base64 nor
    // quoted-printable can produce (RFC 2045 §6.7), so only a text that travels as it is could contain it.
    let literal = encode::fits_seven_bits(draft.text) && !draft.text.contains("=_");
    let mut parts = Vec::with_capacity(1 + draft.attachments.len());
    parts.push(text_part(draft.text, literal));
    parts.extend(draft.attachments.iter().map(file_part));
    MimePart::new(ContentType::new("multipart/mixed").attribute("boundary", boundary), parts)
}

fn text_part(text: &str, literal: bool) -> MimePart<'_> {
    let content_type = ContentType::new("text/plain").attribute("charset", "utf-8");
    if literal {
        MimePart::new(content_type, encode::seven_bits(text)).transfer_encoding("7bit")
    } else {
        MimePart::new(content_type, encode::quoted_printable(text)).transfer_encoding("quoted-printable")
    }
}

fn file_part(file: &Attachment) -> MimePart<'_> {
    // RFC 2045 §6.4: base64 is forbidden for these two, and a file must arrive octet for octet.
    let composite = ["message/", "multipart/"]
        .iter()
        .any(|kind| file.content_type.get(..kind.len()).is_some_and(|start| start.eq_ignore_ascii_case(kind)));
    let content_type = if composite { "application/octet-stream" } else { &file.content_type };
    MimePart::new(content_type, encode::base64_lines(&file.content))
        .attachment(file.file_name.as_str())
        .transfer_encoding("base64")
}

/// A boundary from `seed`: `=_` and those characters of the seed that need no care, at most 70 in all (RFC 2046 §5.1.1).
fn boundary(seed: &str) -> String {
    let kept = seed.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'));
    "=_".chars().chain(kept.take(60)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::header::{fields, has_header, header_values};
    use super::super::parse::summary;
    use super::*;
    use proptest::prelude::*;

    const ANA: Person<'static> = Person { name: Some("Ana"), address: "ana@escuela.com.mx" };
    const BRUNO: Person<'static> = Person { name: None, address: "bruno@empresa.com" };

    fn draft() -> Draft<'static> {
        Draft {
            from: ANA,
            to: &[BRUNO],
            cc: &[],
            subject: "Hola",
            text: "Hola, Bruno:\n.\nHasta luego.",
            attachments: &[],
            date: "Mon, 23 Nov 2026 09:00:00 +0000",
            message_id: "1.ana@escuela.com.mx",
            boundary: "1.ana@escuela.com.mx",
        }
    }

    fn file(file_name: &str, content_type: &str, content: &'static [u8]) -> Attachment {
        Attachment {
            file_name: file_name.to_owned(),
            content_type: content_type.to_owned(),
            content: Bytes::from_static(content),
        }
    }

    #[test]
    fn a_plain_mail_is_plain() {
        assert_eq!(
            compose(&draft()),
            "From: \"Ana\" <ana@escuela.com.mx>\r\n\
             To: <bruno@empresa.com>\r\n\
             Subject: Hola\r\n\
             Date: Mon, 23 Nov 2026 09:00:00 +0000\r\n\
             Message-ID: <1.ana@escuela.com.mx>\r\n\
             User-Agent: Posta\r\n\
             MIME-Version: 1.0\r\n\
             Content-Type: text/plain; charset=\"utf-8\"\r\n\
             Content-Transfer-Encoding: 7bit\r\n\
             \r\n\
             Hola, Bruno:\r\n.\r\nHasta luego.\r\n"
        );
    }

    #[test]
    fn accents_travel_encoded_and_arrive() {
        let ana = Person { name: Some("Ana Muñoz, 3ºB"), ..ANA };
        let message = compose(&Draft { from: ana, subject: "¿Mañana? Sí", text: "Sí, mañana.", ..draft() });
        assert!(message.is_ascii());
        assert!(message.ends_with(b"Content-Transfer-Encoding: quoted-printable\r\n\r\nS=C3=AD, ma=C3=B1ana.\r\n"));
        let read = summary(&message);
        assert_eq!(read.subject.as_deref(), Some("¿Mañana? Sí"));
        assert_eq!(read.from[0].name.as_deref(), Some("Ana Muñoz, 3ºB"));
        assert_eq!(read.text, "Sí, mañana.\r\n");
    }

    #[test]
    fn a_very_long_line_arrives_whole() {
        let text = "palabra ".repeat(2_000) + "fin";
        let message = compose(&Draft { text: &text, ..draft() });
        assert!(message.split(|octet| *octet == b'\n').all(|line| line.len() <= 79));
        assert_eq!(summary(&message).text, text + "\r\n");
    }

    #[test]
    fn an_empty_mail_has_fields_and_nothing_else() {
        let message = compose(&Draft { subject: "", text: "", ..draft() });
        assert!(message.ends_with(b"\r\n\r\n"));
        assert!(has_header(&message, "Subject"));
        let read = summary(&message);
        assert_eq!((read.subject.as_deref().unwrap_or(""), read.text.as_str()), ("", ""));
    }

    #[test]
    fn hidden_recipients_leave_no_trace() {
        // A draft has no place for them; a mail to nobody else has no address field at all.
        let message = compose(&Draft { to: &[], ..draft() });
        for name in ["Bcc", "To", "Cc"] {
            assert!(!has_header(&message, name), "{name}");
        }
    }

    #[test]
    fn copies_are_listed_for_everybody() {
        let message = compose(&Draft { cc: &[ANA, BRUNO], ..draft() });
        let cc: Vec<_> = header_values(&message, "Cc").collect();
        assert_eq!(cc, [b" \"Ana\" <ana@escuela.com.mx>, <bruno@empresa.com>"]);
    }

    #[test]
    fn attachments_arrive_octet_for_octet() {
        let files = [
            file("añejo.pdf", "application/pdf", &[0, 255, 13, 10, 46, 13, 10]),
            file("nota.txt", "text/plain", b"bare\nline ends\rand no last one"),
            file("vacío.bin", "application/octet-stream", b""),
            file("mail.eml", "message/rfc822", b"Subject: inner\r\n\r\nx\r\n"),
        ];
        let message = compose(&Draft { attachments: &files, ..draft() });
        let read = summary(&message);
        assert_eq!(read.text.trim_end(), "Hola, Bruno:\r\n.\r\nHasta luego.");
        let types = ["application/pdf", "text/plain", "application/octet-stream", "application/octet-stream"];
        assert_eq!(read.attachments.len(), files.len());
        for ((got, sent), content_type) in read.attachments.iter().zip(&files).zip(types) {
            assert_eq!(got.file_name.as_deref(), Some(sent.file_name.as_str()));
            assert_eq!(got.content_type, content_type);
            assert_eq!(got.content, sent.content);
        }
    }

    #[test]
    fn a_text_that_quotes_the_boundary_does_not_end_its_part() {
        let files = [file("a", "application/pdf", b"octets")];
        let text = "--=_1.anaescuela.com.mx--\r\nstill the text";
        let message = compose(&Draft { text, attachments: &files, ..draft() });
        let read = summary(&message);
        assert_eq!(read.text.trim_end(), text);
        assert_eq!(read.attachments[0].content, files[0].content);
    }

    proptest! {
        /// Whatever the author writes, the mail is lines of US-ASCII ended by CRLF, with these fields and no others.
        #[test]
        fn no_text_can_break_out_of_its_place(
            subject: String,
            name: String,
            text in "(\\PC|[\r\n\t =.]){0,200}",
            file_name: String,
            content: Vec<u8>,
        ) {
            let files = [Attachment { file_name, content_type: "image/png".to_owned(), content: content.into() }];
            let from = Person { name: Some(&name), ..ANA };
            for attachments in [&files[..], &[]] {
                let message = compose(&Draft { from, subject: &subject, text: &text, attachments, ..draft() });
                prop_assert!(message.is_ascii());
                prop_assert!(message.ends_with(b"\r\n"));
                let text = std::str::from_utf8(&message).unwrap();
                prop_assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
                let names: Vec<_> = fields(&message).map(|field| field.name).collect();
                prop_assert_eq!(
                    &names[..8],
                    ["From", "To", "Subject", "Date", "Message-ID", "User-Agent", "MIME-Version", "Content-Type"]
                );
                prop_assert!(names.len() <= 9);
            }
            let message = compose(&Draft { from, subject: &subject, attachments: &files, ..draft() });
            prop_assert_eq!(&summary(&message).attachments[0].content, &files[0].content);
        }

        #[test]
        fn texts_arrive_with_crlf_line_ends(text in "([\\PC&&[^\u{feff}]]|[ =.\t\n]){0,300}") {
            let mut expected = text.replace('\n', "\r\n");
            if !text.is_empty() && !text.ends_with('\n') {
                expected.push_str("\r\n");
            }
            let message = compose(&Draft { text: &text, ..draft() });
            let read = summary(&message);
            prop_assert_eq!(&read.text, &expected);
        }
    }
}
