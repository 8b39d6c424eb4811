//! Reading a mail for people: what the inspector shows and what tests ask for.
//!
//! The header list is the octets as written; everything else is decoded. No server decides anything with this: real mail
//! may be malformed in every way, and then a part is missing here, which is no error.

use std::sync::LazyLock;

use bytes::Bytes;
use mail_parser::{MessageParser, MimeHeaders as _, PartType};

use super::header::{self, Field};

/// A mail, decoded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Summary<'a> {
    /// The header fields as written, from the top.
    pub fields: Vec<Field<'a>>,
    /// The subject, decoded (RFC 2047).
    pub subject: Option<String>,
    /// The authors.
    pub from: Vec<Mailbox>,
    /// The recipients whom the mail addresses; the envelope may say otherwise.
    pub to: Vec<Mailbox>,
    /// The recipients of visible copies.
    pub cc: Vec<Mailbox>,
    /// When the author says it was written, in seconds since 1970, if that is a date (RFC 5322 §3.3).
    pub date: Option<i64>,
    /// The message identifier without its angle brackets.
    pub message_id: Option<String>,
    /// The text of the body, decoded, with the line ends it has; of an HTML mail, its text.
    pub text: String,
    /// The attachments, in order.
    pub attachments: Vec<AttachedFile>,
}

/// Somebody in a header field, decoded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mailbox {
    /// The name, if there is one.
    pub name: Option<String>,
    /// The address as written; empty if there is none.
    pub address: String,
}

/// A file that came with a mail, decoded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AttachedFile {
    /// Its name, if it has one. It is the sender's word: never a path to write to.
    pub file_name: Option<String>,
    /// Its media type; `application/octet-stream` if the mail does not say (RFC 2045 §5.2 leaves that to us).
    pub content_type: String,
    /// Its octets.
    pub content: Bytes,
}

/// Reads `message`.
#[must_use]
pub fn summary(message: &[u8]) -> Summary<'_> {
    let mut summary = Summary {
        fields: header::fields(message).collect(),
        subject: None,
        from: Vec::new(),
        to: Vec::new(),
        cc: Vec::new(),
        date: None,
        message_id: None,
        text: String::new(),
        attachments: Vec::new(),
    };
    let Some(mail) = PARSER.parse(message) else { return summary };
    summary.subject = mail.subject().map(str::to_owned);
    summary.from = mailboxes(mail.from());
    summary.to = mailboxes(mail.to());
    summary.cc = mailboxes(mail.cc());
    summary.date = mail.date().filter(|date| date.is_valid()).map(mail_parser::DateTime::to_timestamp);
    summary.message_id = mail.message_id().map(str::to_owned);
    summary.text = mail.body_text(0).map(std::borrow::Cow::into_owned).unwrap_or_default();
    summary.attachments = mail.attachments().map(attached_file).collect();
    summary
}

/// Decodes every field that RFC 5322 knows. Built once: it is a table of functions.
static PARSER: LazyLock<MessageParser> = LazyLock::new(MessageParser::default);

fn mailboxes(addresses: Option<&mail_parser::Address<'_>>) -> Vec<Mailbox> {
    let mailbox = |address: &mail_parser::Addr<'_>| Mailbox {
        name: address.name.as_deref().map(str::to_owned),
        address: address.address.as_deref().unwrap_or_default().to_owned(),
    };
    addresses.map(|addresses| addresses.iter().map(mailbox).collect()).unwrap_or_default()
}

fn attached_file(part: &mail_parser::MessagePart<'_>) -> AttachedFile {
    let content_type = match part.content_type() {
        Some(kind) => match kind.subtype() {
            Some(subtype) => format!("{}/{subtype}", kind.ctype()),
            None => kind.ctype().to_owned(),
        },
        None => "application/octet-stream".to_owned(),
    };
    let content = match &part.body {
        PartType::Message(inner) => inner.raw_message(),
        _ => part.contents(),
    };
    AttachedFile {
        file_name: part.attachment_name().map(str::to_owned),
        content_type,
        content: Bytes::copy_from_slice(content),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_mail_reads_as_people_see_it() {
        let mail = b"Return-Path: <ana@escuela.com.mx>\r\n\
            From: Ana =?utf-8?Q?Mu=C3=B1oz?= <ana@escuela.com.mx>\r\n\
            To: bruno@empresa.com, Carlos <carlos@escuela.com.mx>\r\n\
            Subject: =?iso-8859-1?Q?=BFMa=F1ana=3F?=\r\n\
            Date: Mon, 23 Nov 2026 09:00:00 +0000\r\n\
            Message-ID: <1@escuela.com.mx>\r\n\
            \r\n\
            hola\r\n";
        let read = summary(mail);
        assert_eq!(read.subject.as_deref(), Some("¿Mañana?"));
        assert_eq!(
            read.from,
            [Mailbox { name: Some("Ana Muñoz".to_owned()), address: "ana@escuela.com.mx".to_owned() }]
        );
        assert_eq!(
            read.to.iter().map(|to| to.address.as_str()).collect::<Vec<_>>(),
            ["bruno@empresa.com", "carlos@escuela.com.mx"]
        );
        assert_eq!(read.date, Some(1_795_424_400));
        assert_eq!(read.message_id.as_deref(), Some("1@escuela.com.mx"));
        assert_eq!(read.text, "hola\r\n");
        assert_eq!(read.attachments, []);
        assert_eq!(read.fields[0].name, "Return-Path");
        assert_eq!(read.fields.len(), 6);
    }

    #[test]
    fn an_html_mail_still_has_a_text() {
        let read = summary(b"Content-Type: text/html\r\n\r\n<p>hola <b>Bruno</b></p>\r\n");
        assert_eq!(read.text.trim(), "hola Bruno");
    }

    #[test]
    fn what_is_not_there_is_missing_and_no_error() {
        let read = summary(b"Date: soon\nX: y\n\nbody with bare line feeds\n");
        assert_eq!((read.subject, read.date, read.message_id), (None, None, None));
        assert_eq!(read.text, "body with bare line feeds\n");
        assert_eq!(summary(b"").fields, []);
    }

    proptest! {
        #[test]
        fn any_octets_can_be_read(message: Vec<u8>) {
            prop_assert!(summary(&message).fields.len() <= message.len());
        }

        #[test]
        fn anything_like_a_mail_can_be_read(
            lines in proptest::collection::vec(
                "(Content-Type: multipart/mixed; boundary=b|--b|--b--|Content-Type: message/rfc822|Date: 32 Foo|\
                 Content-Transfer-Encoding: base64|From: a <b|Subject: =\\?utf-8\\?Q\\?=ZZ|\\PC{0,20}| x|)(\r\n|\n|\r)",
                0..20,
            ),
        ) {
            let message = lines.concat();
            prop_assert!(summary(message.as_bytes()).fields.len() <= lines.len());
        }
    }
}
