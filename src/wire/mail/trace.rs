//! What servers write on top of a mail: trace fields (RFC 5321 §4.4), and what a submission server may add (RFC 6409 §8).
//!
//! Shapes are Postfix's. Servers only ever prepend; no field that is already there is changed.

use std::io::Write as _;
use std::net::IpAddr;

use bytes::Bytes;

use super::header;

/// A field that a server puts on top of a mail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trace<'a> {
    /// `Received`: one hop.
    Received(Received<'a>),
    /// `Return-Path`: the envelope's sender, empty for a bounce. Only final delivery writes it (RFC 5321 §4.4).
    ReturnPath(&'a str),
    /// `X-Original-To`: the recipient as the envelope had it, before aliases.
    OriginalTo(&'a str),
    /// `Delivered-To`: the address whose mailbox this is; seeing it again means a forwarding loop.
    DeliveredTo(&'a str),
    /// Any other field on one line, such as `Received-SPF` or `Authentication-Results`.
    Other {
        /// The field's name.
        name: &'a str,
        /// Its value; control characters are replaced.
        value: &'a str,
    },
}

/// One hop, as the server that accepted the mail tells it (RFC 5321 §4.4).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Received<'a> {
    /// What the client called itself in HELO or EHLO; not verified.
    pub helo: &'a str,
    /// The client's name in DNS, if its address has one that leads back to it; else the field says `unknown`.
    pub reverse: Option<&'a str>,
    /// The client's address: the only thing here that the client cannot choose.
    pub client: IpAddr,
    /// The name of the server that writes this.
    pub by: &'a str,
    /// How the mail came.
    pub with: With,
    /// The server's identifier of the mail in its queue.
    pub id: &'a str,
    /// The envelope's recipient, only if it is the only one: the others must not learn of each other (RFC 5321 §7.6).
    pub recipient: Option<&'a str>,
    /// The date-time of RFC 5322 §3.3 at which the mail was accepted.
    pub date: &'a str,
}

/// The protocol of one hop (RFC 3848 §2).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum With {
    /// The client said HELO.
    Smtp,
    /// The client said EHLO.
    Esmtp,
    /// EHLO, and the client signed in.
    Esmtpa,
    /// EHLO under TLS.
    Esmtps,
    /// EHLO under TLS, and the client signed in.
    Esmtpsa,
}

impl With {
    /// The keyword.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Smtp => "SMTP",
            Self::Esmtp => "ESMTP",
            Self::Esmtpa => "ESMTPA",
            Self::Esmtps => "ESMTPS",
            Self::Esmtpsa => "ESMTPSA",
        }
    }
}

impl Trace<'_> {
    /// Appends the field to `out`, line end included.
    pub fn write(&self, out: &mut Vec<u8>) {
        match *self {
            Self::Received(ref hop) => return hop.write(out),
            Self::ReturnPath(sender) => {
                out.extend_from_slice(b"Return-Path: <");
                printable(out, sender);
                out.push(b'>');
            }
            Self::OriginalTo(address) => {
                out.extend_from_slice(b"X-Original-To: ");
                printable(out, address);
            }
            Self::DeliveredTo(address) => {
                out.extend_from_slice(b"Delivered-To: ");
                printable(out, address);
            }
            Self::Other { name, value } => {
                printable(out, name);
                out.extend_from_slice(b": ");
                printable(out, value);
            }
        }
        out.extend_from_slice(b"\r\n");
    }
}

impl Received<'_> {
    /// Appends the field to `out`, folded with tabs, line end included.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"Received: from ");
        printable(out, self.helo);
        out.extend_from_slice(b" (");
        printable(out, self.reverse.unwrap_or("unknown"));
        // RFC 5321 §4.1.3: an IPv6 address literal carries a tag. Writing to a Vec cannot fail.
        _ = match self.client {
            IpAddr::V4(address) => write!(out, " [{address}])\r\n\tby "),
            IpAddr::V6(address) => write!(out, " [IPv6:{address}])\r\n\tby "),
        };
        printable(out, self.by);
        out.extend_from_slice(b" (Posta) with ");
        out.extend_from_slice(self.with.as_str().as_bytes());
        out.extend_from_slice(b" id ");
        printable(out, self.id);
        match self.recipient {
            Some(recipient) => {
                out.extend_from_slice(b"\r\n\tfor <");
                printable(out, recipient);
                out.extend_from_slice(b">; ");
            }
            None => out.extend_from_slice(b";\r\n\t"),
        }
        printable(out, self.date);
        out.extend_from_slice(b"\r\n");
    }
}

/// `message` with `fields` on top, the first one topmost. The one copy that a hop makes.
#[must_use]
pub fn prepend(fields: &[Trace<'_>], message: &Bytes) -> Bytes {
    let mut out = Vec::with_capacity(message.len() + fields.len() * FIELD_ESTIMATE);
    for field in fields {
        field.write(&mut out);
    }
    out.extend_from_slice(message);
    out.into()
}

/// Room for one trace field: more than any but the strangest needs, so that [`prepend`] allocates once.
const FIELD_ESTIMATE: usize = 320;

/// What a submission server repairs in a mail from one of its users: a missing `Date` (a date-time of RFC 5322 §3.3) and a
/// missing `Message-ID` (`message_id` comes without angle brackets) are added at the end of the header section.
///
/// Nothing else changes, and a mail that has both comes back as it is, in the same allocation. Relays must not do this
/// (RFC 5321 §6.4).
#[must_use]
pub fn fix_up(message: &Bytes, date: &str, message_id: &str) -> Bytes {
    // RFC 6409 §8.2, §8.3: the submission server adds Date and Message-ID when they are missing.
    let (mut dated, mut identified) = (false, false);
    let mut header_len = 0;
    for field in header::fields(message) {
        dated |= field.is("Date");
        identified |= field.is("Message-ID");
        header_len = field.range.end;
    }
    if dated && identified {
        return message.clone();
    }
    let (head, body) = message.split_at(header_len);
    let mut out = Vec::with_capacity(message.len() + FIELD_ESTIMATE);
    out.extend_from_slice(head);
    if !head.is_empty() && !head.ends_with(b"\n") {
        out.extend_from_slice(b"\r\n");
    }
    if !dated {
        Trace::Other { name: "Date", value: date }.write(&mut out);
    }
    if !identified {
        out.extend_from_slice(b"Message-ID: <");
        printable(&mut out, message_id);
        out.extend_from_slice(b">\r\n");
    }
    // RFC 5322 §2.1: an empty line separates the body; a careless client may have left it out.
    if !(body.is_empty() || body.starts_with(b"\r\n") || body.starts_with(b"\n")) {
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(body);
    out.into()
}

/// Appends `text` with `?` for each control character: a peer's HELO must not be able to write header fields of its own.
fn printable(out: &mut Vec<u8>, text: &str) {
    let start = out.len();
    out.extend_from_slice(text.as_bytes());
    for octet in out.iter_mut().skip(start).filter(|octet| octet.is_ascii_control()) {
        *octet = b'?';
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DATE: &str = "Mon, 23 Nov 2026 12:46:14 +0000";

    fn hop() -> Received<'static> {
        Received {
            helo: "smtp.escuela.com.mx",
            reverse: Some("smtp.escuela.com.mx"),
            client: IpAddr::from([192, 0, 2, 10]),
            by: "correo.empresa.com",
            with: With::Esmtp,
            id: "4XyZ123abc",
            recipient: Some("bruno@empresa.com"),
            date: DATE,
        }
    }

    fn written(field: &Trace<'_>) -> String {
        let mut out = Vec::new();
        field.write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_hop_with_one_recipient_names_it() {
        assert_eq!(
            written(&Trace::Received(hop())),
            "Received: from smtp.escuela.com.mx (smtp.escuela.com.mx [192.0.2.10])\r\n\
             \tby correo.empresa.com (Posta) with ESMTP id 4XyZ123abc\r\n\
             \tfor <bruno@empresa.com>; Mon, 23 Nov 2026 12:46:14 +0000\r\n"
        );
    }

    #[test]
    fn a_hop_with_several_recipients_names_none_and_a_client_without_a_name_is_unknown() {
        let client = IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1]);
        let hop = Received { recipient: None, reverse: None, client, with: With::Esmtpsa, ..hop() };
        assert_eq!(
            written(&Trace::Received(hop)),
            "Received: from smtp.escuela.com.mx (unknown [IPv6:2001:db8::1])\r\n\
             \tby correo.empresa.com (Posta) with ESMTPSA id 4XyZ123abc;\r\n\
             \tMon, 23 Nov 2026 12:46:14 +0000\r\n"
        );
    }

    #[test]
    fn with_keywords_are_those_of_rfc_3848() {
        let all = [With::Smtp, With::Esmtp, With::Esmtpa, With::Esmtps, With::Esmtpsa];
        assert_eq!(all.map(With::as_str), ["SMTP", "ESMTP", "ESMTPA", "ESMTPS", "ESMTPSA"]);
    }

    #[test]
    fn final_delivery_stacks_its_fields_in_the_order_given() {
        let fields = [
            Trace::ReturnPath("ana@escuela.com.mx"),
            Trace::OriginalTo("ventas@empresa.com"),
            Trace::DeliveredTo("bruno@empresa.com"),
            Trace::Other { name: "Received-SPF", value: "pass" },
        ];
        let message = prepend(&fields, &Bytes::from_static(b"Received: x\r\n\r\nhola\r\n"));
        assert_eq!(
            message,
            "Return-Path: <ana@escuela.com.mx>\r\n\
             X-Original-To: ventas@empresa.com\r\n\
             Delivered-To: bruno@empresa.com\r\n\
             Received-SPF: pass\r\n\
             Received: x\r\n\r\nhola\r\n"
        );
        assert_eq!(header::count_received(&message), 1);
    }

    #[test]
    fn the_return_path_of_a_bounce_is_empty() {
        assert_eq!(written(&Trace::ReturnPath("")), "Return-Path: <>\r\n");
    }

    #[test]
    fn a_complete_mail_comes_back_in_the_same_allocation() {
        let message = Bytes::from_static(b"message-id: <a@b>\r\nDATE: x\r\n\r\nhola\r\n");
        let fixed = fix_up(&message, DATE, "1@h");
        assert_eq!((fixed.as_ptr(), fixed.len()), (message.as_ptr(), message.len()));
    }

    #[test]
    fn what_is_missing_is_added_and_nothing_else() {
        let fixed = |message: &'static str| fix_up(&Bytes::from_static(message.as_bytes()), DATE, "1@h");
        let date = "Date: Mon, 23 Nov 2026 12:46:14 +0000\r\n";
        let id = "Message-ID: <1@h>\r\n";
        assert_eq!(fixed("Subject: a\r\n\r\nb\r\n"), format!("Subject: a\r\n{date}{id}\r\nb\r\n"));
        assert_eq!(fixed("Date: d\r\n\r\nb\r\n"), format!("Date: d\r\n{id}\r\nb\r\n"));
        assert_eq!(fixed("Message-Id: <m>\r\n\r\n"), format!("Message-Id: <m>\r\n{date}\r\n"));
        assert_eq!(fixed("no header at all\r\n"), format!("{date}{id}\r\nno header at all\r\n"));
        assert_eq!(fixed("\r\nDate: in the body\r\n"), format!("{date}{id}\r\nDate: in the body\r\n"));
        assert_eq!(fixed("Subject: a"), format!("Subject: a\r\n{date}{id}"));
        assert_eq!(fixed(""), format!("{date}{id}"));
    }

    #[test]
    fn a_peer_cannot_write_fields_through_its_name() {
        let text = written(&Trace::Received(Received { helo: "evil\r\nBcc: x", ..hop() }));
        assert_eq!(header::fields(text.as_bytes()).count(), 1);
        assert!(text.starts_with("Received: from evil??Bcc: x ("));
    }

    proptest! {
        #[test]
        fn after_a_fix_up_both_fields_are_there_and_fixing_again_changes_nothing(message: Vec<u8>) {
            let fixed = fix_up(&message.into(), DATE, "1@h");
            prop_assert!(header::has_header(&fixed, "Date") && header::has_header(&fixed, "Message-ID"));
            prop_assert_eq!(fix_up(&fixed, "other", "other"), fixed);
        }
    }
}
