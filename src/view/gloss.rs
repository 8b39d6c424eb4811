//! What a line means, in a few words: the sentence for each command, reply and DNS message.
//!
//! The octets stay as they are in every language; the gloss stands beside them, and names what they name. A gloss knows
//! the line itself and, for POP3, whose replies carry no codes, the verb that was asked before.

use fluent_bundle::FluentValue;

use crate::wire::LineKind;
use crate::wire::dns::{Message, Name, Rcode, Record, RecordData};
use crate::wire::smtp::auth;

use super::scene::Protocol;
use super::words::Words;

/// Letters of a name that a gloss repeats; a peer may send more.
const NAMED: usize = 80;
/// Octets of a line that are looked at: more than any command that is in order has (RFC 5321 §4.5.3.1.4, RFC 4954 §4).
const READ: usize = 1024;

/// A line whose meaning is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Line<'a> {
    /// The protocol.
    pub protocol: Protocol,
    /// What kind of line it is.
    pub kind: LineKind,
    /// Its octets.
    pub octets: &'a [u8],
    /// The command that the client gave last, if it gave one.
    pub asked: Option<&'a [u8]>,
}

/// The sentence for a line of SMTP or POP3. Nothing for a line that is neither command nor reply.
#[must_use]
pub fn line(words: &Words, line: Line<'_>) -> Option<String> {
    let Reading { keys, what, size } = read(line);
    // As a number, too, where the sentence has a plural.
    let count = what.parse::<u64>().unwrap_or_default();
    let values = [("what", what.into()), ("count", count.into()), ("size", size.into())];
    keys.iter().find_map(|key| words.find(key, &values))
}

/// The sentence for a DNS message.
#[must_use]
pub fn datagram(words: &Words, message: &Message) -> Option<String> {
    let question = message.question.as_ref();
    let what = question.map(|question| question.name.to_string()).unwrap_or_default();
    let rtype = question.map(|question| question.rtype.to_string()).unwrap_or_default();
    let answers = || message.answers.iter().filter(|record| Some(record.rtype()) == question.map(|asked| asked.rtype));
    // The best of several exchangers is the one that will be tried first.
    let best = answers().min_by_key(|record| match record.data {
        RecordData::Mx { preference, .. } => preference,
        _ => 0,
    });
    let kind = dns_kind(message);
    let answer = match kind {
        "referral" => message.authority.iter().find_map(|record| record.data.host().map(Name::to_string)),
        _ => best.map(said),
    };
    let is_null =
        best.is_some_and(|record| matches!(&record.data, RecordData::Mx { exchange, .. } if exchange.is_root()));
    let count = answers().count();
    let special = match (rtype.as_str(), kind) {
        ("MX", "answer") if is_null => "gloss-dns-answer-mx-null".to_owned(),
        ("MX", "answer") if count > 1 => "gloss-dns-answer-mx-many".to_owned(),
        // A chain of aliases without an end is no answer yet.
        (_, "answer") if count == 0 => String::new(),
        _ => format!("gloss-dns-{kind}-{}", rtype.to_ascii_lowercase()),
    };
    let values: [(_, FluentValue<'_>); 4] = [
        ("what", shown(&what).into()),
        ("type", rtype.into()),
        ("answer", shown(&answer.unwrap_or_default()).into()),
        ("count", count.into()),
    ];
    words.find(&special, &values).or_else(|| words.find(&format!("gloss-dns-{kind}"), &values))
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

/// The keys to try, the more special one first, and the values for their places.
#[derive(Default)]
struct Reading {
    keys: Vec<String>,
    /// The address, name or number that the line is about.
    what: String,
    size: String,
}

impl Reading {
    fn of(keys: impl IntoIterator<Item = String>, what: &str) -> Self {
        Self { keys: keys.into_iter().collect(), what: shown(what), size: String::new() }
    }
}

fn read(line: Line<'_>) -> Reading {
    let octets = &line.octets[..line.octets.len().min(READ)];
    match (line.protocol, line.kind) {
        (Protocol::Pop3, LineKind::Content) => Reading::of(["gloss-pop3-content".to_owned()], ""),
        (_, LineKind::Content) => Reading::of(["gloss-content".to_owned()], ""),
        (_, LineKind::Auth) => {
            let key = if octets.trim_ascii() == b"*" { "gloss-auth-cancel" } else { "gloss-auth-step" };
            Reading::of([key.to_owned()], "")
        }
        (Protocol::Pop3, LineKind::Command) => pop3_command(&String::from_utf8_lossy(octets)),
        (Protocol::Pop3, LineKind::Reply) => pop3_reply(&String::from_utf8_lossy(octets), line.asked),
        (_, LineKind::Command) => command(&String::from_utf8_lossy(octets)),
        (_, LineKind::Reply) => reply(&String::from_utf8_lossy(octets)),
    }
}

fn command(text: &str) -> Reading {
    let verb = verb(text);
    let rest = text.split_once(char::is_whitespace).map_or("", |(_, rest)| rest.trim());
    let first = rest.split_whitespace().next().unwrap_or_default();
    let plain = format!("gloss-{verb}");
    let (special, what) = match verb.as_str() {
        // RFC 5321 §4.1.3: an address literal stands for a host that has no name.
        "ehlo" | "helo" if first.starts_with('[') => (format!("gloss-{verb}-address"), first.trim_matches(['[', ']'])),
        "mail" | "rcpt" => match bracketed(rest) {
            // RFC 5321 §4.5.5: the null reverse-path.
            Some("") if verb == "mail" => ("gloss-mail-null".to_owned(), ""),
            path => (plain.clone(), path.unwrap_or(rest)),
        },
        "auth" => return sign_in(first, rest.split_whitespace().nth(1)),
        _ => (plain.clone(), first),
    };
    Reading::of([special, plain, "gloss-command".to_owned()], what)
}

/// AUTH names who signs in, if that is in its initial response: base64 hides nothing.
fn sign_in(mechanism: &str, response: Option<&str>) -> Reading {
    let decoded = response.and_then(|response| auth::decode(response.as_bytes()));
    let user = match (mechanism.to_ascii_uppercase().as_str(), decoded) {
        ("PLAIN", Some(octets)) => auth::PlainResponse::parse(&octets).map(|plain| ("gloss-auth-plain", plain.user)),
        ("LOGIN", Some(octets)) => String::from_utf8(octets).ok().map(|user| ("gloss-auth-login", user.into())),
        _ => None,
    };
    match user {
        Some((key, user)) => Reading::of([key.to_owned()], &user),
        None => Reading::of(["gloss-auth".to_owned()], mechanism),
    }
}

/// `250-SIZE 10240000` is `gloss-ext-size`; `250 2.1.5 …` is `gloss-250-2-1-5`, then `gloss-250`, then `gloss-class-2`.
fn reply(text: &str) -> Reading {
    let digits = |(code, _): &(&str, &str)| code.bytes().all(|b| b.is_ascii_digit());
    let Some((code, rest)) = text.split_at_checked(3).filter(digits) else { return Reading::default() };
    let rest = rest.get(1..).unwrap_or_default().trim_end();
    let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
    let is_enhanced = word.split('.').count() == 3 && word.split('.').all(|part| part.parse::<u16>().is_ok());
    let is_keyword = !word.is_empty() && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let plain = format!("gloss-{code}");
    let class = format!("gloss-class-{}", &code[..1]);
    if code == "250" && is_keyword {
        // RFC 1870 §4: SIZE without a number, or with 0, tells no limit.
        let is_open = word == "SIZE" && matches!(after.trim(), "" | "0");
        let key = format!("gloss-ext-{}{}", word.to_ascii_lowercase(), if is_open { "-any" } else { "" });
        return Reading::of([key, plain], after);
    }
    if code == "250" && !is_enhanced && word.contains('.') {
        // RFC 5321 §4.2.1: a hyphen says that more lines follow; after HELO none do.
        let key = if text.as_bytes().get(3) == Some(&b'-') { "gloss-hello-accepted" } else { "gloss-hello-alone" };
        return Reading::of([key.to_owned(), plain], word);
    }
    // Our server and most others tell the number of the queue entry in these words.
    let queued = rest.to_ascii_lowercase().find("queued as ").and_then(|at| rest.get(at + "queued as ".len()..));
    if let (true, Some(id)) = (code == "250", queued) {
        return Reading::of(["gloss-queued".to_owned()], id.split_whitespace().next().unwrap_or_default());
    }
    let about = if code == "220" && !is_enhanced { word } else { bracketed(after).unwrap_or_default() };
    let special = if is_enhanced { format!("{plain}-{}", word.replace('.', "-")) } else { plain.clone() };
    let named = (!about.is_empty()).then(|| format!("{special}-of"));
    Reading::of(named.into_iter().chain([special, plain, class]), about)
}

fn pop3_command(text: &str) -> Reading {
    let what = text.split_whitespace().nth(1).unwrap_or_default();
    Reading::of([format!("gloss-pop3-{}", verb(text)), "gloss-pop3-command".to_owned()], what)
}

/// RFC 1939 §3: a status indicator, or a line of a list that the command before has asked for.
fn pop3_reply(text: &str, asked: Option<&[u8]>) -> Reading {
    let asked = asked.map(|asked| verb(&String::from_utf8_lossy(asked))).unwrap_or_default();
    let mut parts = text.split_whitespace();
    let first = parts.next().unwrap_or_default();
    let rest = text.trim().split_once(' ').map_or("", |(_, rest)| rest);
    match first {
        "+OK" if asked.is_empty() => Reading::of(["gloss-pop3-greeting".to_owned()], ""),
        "+OK" => {
            let (what, size) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
            // RFC 1939 §5: LIST with a number answers in the line itself.
            let key = if asked == "list" && what.parse::<u64>().is_ok() && size.parse::<u64>().is_ok() {
                "gloss-pop3-line-list".to_owned()
            } else {
                format!("gloss-pop3-ok-{asked}")
            };
            let keys = [key, "gloss-pop3-ok".to_owned()];
            Reading { size: shown(size), ..Reading::of(keys, what) }
        }
        "-ERR" => {
            // RFC 2449 §8: the reason for machines stands in brackets.
            let reason = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or("", |(reason, _)| reason);
            let key = format!("gloss-pop3-err-{}", reason.to_ascii_lowercase().replace('/', "-"));
            Reading::of([key, "gloss-pop3-err".to_owned()], "")
        }
        "." => Reading::of(["gloss-pop3-end".to_owned()], ""),
        _ if asked == "capa" => {
            let known = format!("gloss-pop3-capa-{}", first.to_ascii_lowercase());
            let keys = [known, "gloss-pop3-capa-line".to_owned()];
            Reading::of(keys, if rest.is_empty() { first } else { rest })
        }
        _ => {
            let keys = [format!("gloss-pop3-line-{asked}"), "gloss-pop3-line".to_owned()];
            Reading { size: shown(rest), ..Reading::of(keys, first) }
        }
    }
}

/// The first word of a command, in small letters.
fn verb(text: &str) -> String {
    text.split_whitespace().next().unwrap_or_default().to_ascii_lowercase()
}

/// What stands between the first `<` and the next `>`.
fn bracketed(text: &str) -> Option<&str> {
    text.split_once('<')?.1.split_once('>').map(|(inside, _)| inside)
}

/// As much of a peer's text as a gloss repeats, without control characters.
fn shown(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(NAMED).collect()
}

fn dns_kind(message: &Message) -> &'static str {
    if !message.header.response {
        // RFC 1035 §4.1.1, RD: who desires recursion wants the answer; who does not walks the tree.
        return if message.header.recursion_desired { "question" } else { "walk" };
    }
    match message.header.rcode {
        Rcode::NAME_ERROR => "nxdomain",
        Rcode::SERVER_FAILURE => "servfail",
        Rcode::REFUSED => "refused",
        Rcode::NO_ERROR if !message.answers.is_empty() => "answer",
        Rcode::NO_ERROR if message.is_referral() => "referral",
        Rcode::NO_ERROR => "nodata",
        _ => "error",
    }
}

/// The host or the address that a record gives.
fn said(record: &Record) -> String {
    match &record.data {
        RecordData::A(address) => address.to_string(),
        RecordData::Aaaa(address) => address.to_string(),
        data => data.host().map(Name::to_string).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::language::Language;
    use proptest::prelude::*;

    fn say(protocol: Protocol, kind: LineKind, text: &str, asked: Option<&str>) -> String {
        let line_of = Line { protocol, kind, octets: text.as_bytes(), asked: asked.map(str::as_bytes) };
        line(&Words::new(Language::En), line_of).unwrap_or_default()
    }

    fn smtp(kind: LineKind, text: &str) -> String {
        say(Protocol::Smtp, kind, text, None)
    }

    #[test]
    fn a_command_names_what_it_names() {
        let command = |text| smtp(LineKind::Command, text);
        assert_eq!(command("RCPT TO:<bruno@empresa.com>\r\n"), "Do you accept mail for bruno@empresa.com?");
        assert_eq!(
            command("mail from:<ana@escuela.com.mx> SIZE=4\r\n"),
            "The sender on the envelope: ana@escuela.com.mx"
        );
        assert_eq!(command("MAIL FROM:<>\r\n"), "An envelope without sender: a notice that nobody should answer.");
        assert_eq!(command("EHLO [192.0.2.101]\r\n"), "Hello, I am the computer 192.0.2.101. What can you do?");
        assert_eq!(command("FLY away\r\n"), "A command that is not part of SMTP.");
    }

    #[test]
    fn auth_tells_whose_password_it_carries() {
        let command = |text: &str| smtp(LineKind::Command, text);
        let response = auth::plain_response("ana@escuela.com.mx", "girasol");
        let said = "I am ana@escuela.com.mx, and here is my password (in base64).";
        assert_eq!(command(&format!("AUTH PLAIN {response}\r\n")), said);
        assert_eq!(command("AUTH PLAIN\r\n"), "I am going to tell who I am (by PLAIN).");
        assert_eq!(command("AUTH PLAIN ###\r\n"), "I am going to tell who I am (by PLAIN).");
        assert_eq!(command("AUTH LOGIN YW5h\r\n"), "I am ana.");
    }

    #[test]
    fn a_reply_is_known_by_its_codes() {
        let reply = |text| smtp(LineKind::Reply, text);
        assert_eq!(reply("250 2.1.5 Recipient accepted\r\n"), "Yes, I accept mail for that address.");
        assert_eq!(reply("550 5.1.1 <x@b.com>: no\r\n"), "No: nobody here has the address x@b.com.");
        assert_eq!(reply("550 5.1.1 no\r\n"), "No: nobody here has that address.");
        assert_eq!(
            reply("250 2.0.0 Ok: queued as 4bX\r\n"),
            "I have the message, and answer for it now. Its number: 4bX"
        );
        assert_eq!(reply("220 mx.b.com ESMTP\r\n"), "This is mx.b.com. I am listening.");
        assert_eq!(reply("599 9.9.9 ?\r\n"), "No, and trying again will not help.");
        assert_eq!(reply("2\r\n"), "");
    }

    #[test]
    fn the_lines_of_ehlo_are_known_by_their_keywords() {
        let reply = |text| smtp(LineKind::Reply, text);
        assert_eq!(reply("250-mx.b.com\r\n"), "Pleased to meet you. I am mx.b.com, and I can do this:");
        assert_eq!(reply("250 mx.b.com\r\n"), "Pleased to meet you. I am mx.b.com.");
        assert_eq!(reply("250-SIZE 10240000\r\n"), "I accept messages of up to 10240000 octets.");
        assert_eq!(reply("250 SIZE\r\n"), "Tell me the size of a message before you send it.");
        assert_eq!(reply("250-8BITMIME\r\n"), "I accept letters like ñ and é as they are.");
    }

    #[test]
    fn a_reply_of_pop3_is_known_by_what_was_asked() {
        let reply = |text, asked| say(Protocol::Pop3, LineKind::Reply, text, asked);
        assert_eq!(reply("+OK hello\r\n", None), "Mail is collected here. Who are you?");
        assert_eq!(reply("+OK 2 848\r\n", Some("STAT\r\n")), "Your mailbox holds 2 messages, 848 octets in all.");
        assert_eq!(reply("+OK 2 848\r\n", Some("LIST 2\r\n")), "Message 2 has 848 octets.");
        assert_eq!(reply("1 848\r\n", Some("LIST\r\n")), "Message 1 has 848 octets.");
        assert_eq!(reply("1 x7\r\n", Some("UIDL\r\n")), "Message 1 is always called x7.");
        assert_eq!(reply("-ERR [AUTH] no\r\n", Some("PASS x\r\n")), "The user or the password is not right.");
        assert_eq!(reply("X-OWN\r\n", Some("CAPA\r\n")), "I can do this: X-OWN");
    }

    /// Every verb and code of the standards (RFC 5321 §4.2.3, RFC 4954 §6, RFC 7504, RFC 1939), ours or not.
    #[test]
    fn everything_in_the_standards_has_a_gloss_of_its_own() {
        let words = Words::new(Language::Es);
        let verbs = "ehlo helo mail rcpt data rset noop vrfy expn help quit auth starttls bdat etrn turn";
        let keywords = "pipelining size auth enhancedstatuscodes 8bitmime starttls dsn smtputf8 chunking binarymime \
                        vrfy expn etrn help";
        let codes = "211 214 220 221 235 250 251 252 334 354 421 432 450 451 452 454 455 500 501 502 503 504 521 530 \
                     534 535 538 541 550 551 552 553 554 555 556";
        let pop3 = "user pass apop stls capa stat list uidl retr top dele noop rset quit auth";
        let keys = (verbs.split_whitespace().chain(codes.split_whitespace()).map(|part| format!("gloss-{part}")))
            .chain(keywords.split_whitespace().map(|keyword| format!("gloss-ext-{keyword}")))
            .chain(pop3.split_whitespace().map(|verb| format!("gloss-pop3-{verb}")));
        for key in keys {
            assert!(words.find(&key, &[]).is_some(), "{key}");
        }
    }

    proptest! {
        #[test]
        fn the_gloss_of_any_octets_is_short_and_clean(octets: Vec<u8>, asked: Option<Vec<u8>>) {
            let words = Words::new(Language::En);
            for protocol in [Protocol::Smtp, Protocol::Pop3] {
                for kind in [LineKind::Command, LineKind::Reply, LineKind::Auth, LineKind::Content] {
                    let said = line(&words, Line { protocol, kind, octets: &octets, asked: asked.as_deref() });
                    let said = said.unwrap_or_default();
                    prop_assert!(said.chars().count() < 3 * NAMED && !said.contains(char::is_control), "{said:?}");
                }
            }
        }
    }
}
