//! What a line means, in a few words: the key of the sentence for each command and reply.
//!
//! The octets stay as they are in every language; the gloss stands beside them.

use crate::wire::LineKind;
use crate::wire::dns::{Message, Rcode};

use super::scene::Protocol;

/// The keys to try for a line, the more special one first. A gloss that no key has is left blank.
#[must_use]
pub fn keys(protocol: Protocol, kind: LineKind, line: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(line);
    let words: Vec<&str> = text.split_whitespace().collect();
    let first = words.first().copied().unwrap_or_default();
    match (protocol, kind) {
        (Protocol::Pop3, LineKind::Command) => vec![format!("gloss-pop3-{}", first.to_ascii_lowercase())],
        (Protocol::Pop3, LineKind::Reply) => vec![match first {
            "+OK" => "gloss-pop3-ok".to_owned(),
            "-ERR" => "gloss-pop3-err".to_owned(),
            _ => "gloss-pop3-list".to_owned(),
        }],
        (Protocol::Pop3, _) => vec!["gloss-pop3-content".to_owned()],
        (_, LineKind::Content) => vec!["gloss-content".to_owned()],
        (_, LineKind::Auth) => vec!["gloss-auth-step".to_owned()],
        (_, LineKind::Command) => vec![format!("gloss-{}", first.to_ascii_lowercase())],
        (_, LineKind::Reply) => reply_keys(&text),
    }
}

/// `250-SIZE 10240000` is `gloss-ext-size`; `250 2.1.5 …` is `gloss-250-2-1-5`, then `gloss-250`.
fn reply_keys(text: &str) -> Vec<String> {
    let Some((code, rest)) = text.split_at_checked(3) else { return Vec::new() };
    let rest = rest.get(1..).unwrap_or_default().trim_end();
    let word = rest.split(' ').next().unwrap_or_default();
    let is_enhanced = word.split('.').count() == 3 && word.split('.').all(|part| part.parse::<u16>().is_ok());
    let is_keyword = !word.is_empty() && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let mut keys = Vec::new();
    if is_enhanced {
        keys.push(format!("gloss-{code}-{}", word.replace('.', "-")));
    } else if code == "250" && is_keyword {
        // Identifiers of Fluent begin with a letter and hold no other signs: `8BITMIME` follows a dash.
        keys.push(format!("gloss-ext-{}", word.to_ascii_lowercase()));
    } else if code == "250" && word.contains('.') {
        keys.push("gloss-hello-accepted".to_owned());
    }
    keys.push(format!("gloss-{code}"));
    keys
}

/// The key for a DNS message.
#[must_use]
pub fn dns_key(message: &Message) -> &'static str {
    if !message.header.response {
        return if message.header.recursion_desired { "gloss-dns-question" } else { "gloss-dns-walk" };
    }
    match message.header.rcode {
        Rcode::NAME_ERROR => "gloss-dns-nxdomain",
        Rcode::SERVER_FAILURE => "gloss-dns-servfail",
        Rcode::REFUSED => "gloss-dns-refused",
        Rcode::NO_ERROR if !message.answers.is_empty() => "gloss-dns-answer",
        Rcode::NO_ERROR if message.is_referral() => "gloss-dns-referral",
        Rcode::NO_ERROR => "gloss-dns-nodata",
        _ => "gloss-dns-error",
    }
}

/// Whether a line says no: a 4xx or 5xx reply, or `-ERR`.
#[must_use]
pub fn refuses(protocol: Protocol, kind: LineKind, line: &[u8]) -> bool {
    kind == LineKind::Reply
        && match protocol {
            Protocol::Pop3 => line.starts_with(b"-"),
            _ => matches!(line.first(), Some(b'4' | b'5')),
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn smtp(kind: LineKind, line: &str) -> Vec<String> {
        keys(Protocol::Smtp, kind, line.as_bytes())
    }

    #[test]
    fn a_reply_is_known_by_its_codes() {
        assert_eq!(smtp(LineKind::Reply, "250 2.1.5 Recipient accepted\r\n"), ["gloss-250-2-1-5", "gloss-250"]);
        assert_eq!(smtp(LineKind::Reply, "354 Go on\r\n"), ["gloss-354"]);
        assert_eq!(smtp(LineKind::Reply, "2\r\n"), ["gloss-2\r\n"]);
    }

    #[test]
    fn the_lines_of_ehlo_are_known_by_their_keywords() {
        assert_eq!(smtp(LineKind::Reply, "250-smtp.escuela.com.mx\r\n")[0], "gloss-hello-accepted");
        assert_eq!(smtp(LineKind::Reply, "250-8BITMIME\r\n")[0], "gloss-ext-8bitmime");
        assert_eq!(smtp(LineKind::Reply, "250 SIZE 10240000\r\n")[0], "gloss-ext-size");
    }

    #[test]
    fn commands_are_known_in_any_case() {
        assert_eq!(smtp(LineKind::Command, "mail FROM:<a@b>\r\n"), ["gloss-mail"]);
        assert_eq!(keys(Protocol::Pop3, LineKind::Command, b"RETR 1\r\n"), ["gloss-pop3-retr"]);
    }
}
