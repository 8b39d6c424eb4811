//! Commands: what a client says, one line each (RFC 5321 §4.1.1, and the parameters of RFCs 1870, 4954 and 6152).
//!
//! Reading and judging are apart. A [`CommandError`] carries the verb even when the rest is wrong, because a server
//! looks first whether the verb is in order at all (503) and only then at its arguments (501).

use super::address::{AddressError, Mailbox};
use super::path::{ForwardPath, ReversePath, Taken};

/// A command that is well formed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Command {
    /// `AUTH PLAIN …`: begins an authentication exchange.
    Auth {
        /// The mechanism's name as written; the server may not know it.
        mechanism: Box<str>,
        /// The initial response as written: base64, or `=` for an empty one.
        initial: Option<Box<str>>,
    },
    /// `DATA`: the content comes next.
    Data,
    /// `EHLO name`: greets, and asks for the extensions.
    Ehlo {
        /// How the client calls itself: a domain or an address literal, and never checked.
        name: Box<str>,
    },
    /// `EXPN list`: who is on this list?
    Expn {
        /// The list.
        text: Box<str>,
    },
    /// `HELO name`: greets as before extensions existed.
    Helo {
        /// How the client calls itself.
        name: Box<str>,
    },
    /// `HELP`, about anything.
    Help,
    /// `MAIL FROM:<…>`: begins a transaction.
    Mail {
        /// Where notices go.
        path: ReversePath,
        /// Whether a source route was left out of it.
        source_route: bool,
        /// The extensions' parameters.
        params: MailParams,
    },
    /// `NOOP`, with anything after it.
    Noop,
    /// `QUIT`: ends the session.
    Quit,
    /// `RCPT TO:<…>`: adds a recipient. No extension offered here gives it parameters.
    Rcpt {
        /// Who gets the mail.
        path: ForwardPath,
        /// Whether a source route was left out of it.
        source_route: bool,
    },
    /// `RSET`: forgets the transaction.
    Rset,
    /// `VRFY user`: does this user exist?
    Vrfy {
        /// The user.
        text: Box<str>,
    },
}

/// The parameters of MAIL.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MailParams {
    /// `SIZE=`: how large the mail is, in octets as RFC 1870 §6 counts them.
    pub size: Option<u64>,
    /// `BODY=`: whether octets above 127 may come (RFC 6152 §2).
    pub body: Option<Body>,
    /// `AUTH=`: who submitted the mail, where that is known (RFC 4954 §5).
    pub submitter: Option<ReversePath>,
}

/// What octets the content may hold.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Body {
    /// ASCII only; what is assumed when nothing is said.
    #[default]
    SevenBit,
    /// Any octet, still in lines.
    EightBit,
}

/// The first word of a command line, as far as it decides anything.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "they are the verbs of RFC 5321 §4.1.1 and RFC 4954")]
pub enum Verb {
    Auth,
    Data,
    Ehlo,
    Expn,
    Helo,
    Help,
    Mail,
    Noop,
    Quit,
    Rcpt,
    Rset,
    Vrfy,
    /// A verb of some standard that is not spoken here.
    NotImplemented,
    /// A web browser knocks.
    Http,
    /// No verb of any standard.
    Unknown,
}

/// A line that is not a command, or one that is wrong after its verb.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{problem}")]
pub struct CommandError {
    /// What the line begins with.
    pub verb: Verb,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with a command line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Problem {
    /// The verb itself: it is unknown, or not implemented.
    #[error("the verb is not spoken here")]
    Verb,
    /// NUL or another control character.
    #[error("the line holds control characters")]
    ControlCharacter,
    /// Something after a verb that stands alone.
    #[error("the command takes no argument")]
    UnexpectedArgument,
    /// Nothing after a verb that needs something, or too much, or something else.
    #[error("the argument is missing or malformed")]
    Argument,
    /// The path.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// A parameter whose name means nothing here.
    #[error("the parameter is unknown")]
    UnknownParameter,
    /// A parameter that comes twice, or whose value is malformed.
    #[error("the parameter is malformed")]
    Parameter,
}

impl Command {
    /// Reads one line, given without its line end. Verbs and parameter names may be in any case.
    ///
    /// # Errors
    /// When the line is no command; the error says which verb it tried.
    pub fn parse(line: &[u8]) -> Result<Self, CommandError> {
        // RFC 5321 §4.1.1: white space at the end of a line is tolerated.
        let line = line.trim_ascii_end();
        let length = line.iter().position(|octet| matches!(octet, b' ' | b'\t')).unwrap_or(line.len());
        let (word, argument) = line.split_at(length);
        let verb = Verb::of(word);
        let argument = argument.trim_ascii_start();
        let command = if line.iter().any(u8::is_ascii_control) {
            Err(Problem::ControlCharacter)
        } else {
            Self::parse_argument(verb, argument)
        };
        command.map_err(|problem| CommandError { verb, problem })
    }

    fn parse_argument(verb: Verb, argument: &[u8]) -> Result<Self, Problem> {
        match verb {
            Verb::Auth => {
                let mut words = words(argument);
                let mechanism = words.next().and_then(text).ok_or(Problem::Argument)?;
                let initial = words.next().map(|word| text(word).ok_or(Problem::Argument)).transpose()?;
                if words.next().is_some() { Err(Problem::Argument) } else { Ok(Self::Auth { mechanism, initial }) }
            }
            Verb::Data => alone(argument, Self::Data),
            Verb::Ehlo => host(argument).map(|name| Self::Ehlo { name }),
            Verb::Expn => text(argument).map(|text| Self::Expn { text }).ok_or(Problem::Argument),
            Verb::Helo => host(argument).map(|name| Self::Helo { name }),
            Verb::Help => Ok(Self::Help),
            Verb::Mail => {
                let Taken { path, source_route, rest } = ReversePath::take(after_keyword(argument, b"FROM:")?)?;
                Ok(Self::Mail { path, source_route, params: MailParams::parse(rest)? })
            }
            Verb::Noop => Ok(Self::Noop),
            // RFC 5321 §4.3.2, §4.1.1: 501 for arguments where none belong.
            Verb::Quit => alone(argument, Self::Quit),
            Verb::Rcpt => {
                let Taken { path, source_route, rest } = ForwardPath::take(after_keyword(argument, b"TO:")?)?;
                if rest.first().is_some_and(|octet| *octet != b' ') {
                    return Err(Problem::Argument);
                }
                match words(rest).next() {
                    None => Ok(Self::Rcpt { path, source_route }),
                    Some(word) => Err(parameter(word).map_or_else(|problem| problem, |_| Problem::UnknownParameter)),
                }
            }
            Verb::Rset => alone(argument, Self::Rset),
            Verb::Vrfy => text(argument).map(|text| Self::Vrfy { text }).ok_or(Problem::Argument),
            Verb::NotImplemented | Verb::Http | Verb::Unknown => Err(Problem::Verb),
        }
    }

    /// Its verb.
    #[must_use]
    pub fn verb(&self) -> Verb {
        match self {
            Self::Auth { .. } => Verb::Auth,
            Self::Data => Verb::Data,
            Self::Ehlo { .. } => Verb::Ehlo,
            Self::Expn { .. } => Verb::Expn,
            Self::Helo { .. } => Verb::Helo,
            Self::Help => Verb::Help,
            Self::Mail { .. } => Verb::Mail,
            Self::Noop => Verb::Noop,
            Self::Quit => Verb::Quit,
            Self::Rcpt { .. } => Verb::Rcpt,
            Self::Rset => Verb::Rset,
            Self::Vrfy { .. } => Verb::Vrfy,
        }
    }

    /// Adds the command to `out`, CRLF included.
    pub fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Auth { mechanism, initial } => write_words(out, &["AUTH", mechanism], initial.as_deref()),
            Self::Data => out.extend_from_slice(b"DATA"),
            Self::Ehlo { name } => write_words(out, &["EHLO", name], None),
            Self::Expn { text } => write_words(out, &["EXPN", text], None),
            Self::Helo { name } => write_words(out, &["HELO", name], None),
            Self::Help => out.extend_from_slice(b"HELP"),
            Self::Mail { path, params, .. } => return write_mail(path, params, out),
            Self::Noop => out.extend_from_slice(b"NOOP"),
            Self::Quit => out.extend_from_slice(b"QUIT"),
            Self::Rcpt { path, .. } => return write_rcpt(path, out),
            Self::Rset => out.extend_from_slice(b"RSET"),
            Self::Vrfy { text } => write_words(out, &["VRFY", text], None),
        }
        out.extend_from_slice(b"\r\n");
    }
}

/// Adds `MAIL FROM:<…>` with its parameters to `out`, CRLF included.
pub fn write_mail(path: &ReversePath, params: &MailParams, out: &mut Vec<u8>) {
    // RFC 5321 §3.3: no space after the colon.
    out.extend_from_slice(b"MAIL FROM:");
    path.write(out);
    params.write(out);
    out.extend_from_slice(b"\r\n");
}

/// Adds `RCPT TO:<…>` to `out`, CRLF included.
pub fn write_rcpt(path: &ForwardPath, out: &mut Vec<u8>) {
    out.extend_from_slice(b"RCPT TO:");
    path.write(out);
    out.extend_from_slice(b"\r\n");
}

impl MailParams {
    fn parse(octets: &[u8]) -> Result<Self, Problem> {
        if octets.first().is_some_and(|octet| *octet != b' ') {
            return Err(Problem::Argument);
        }
        let mut params = Self::default();
        for word in words(octets) {
            let (name, value) = parameter(word)?;
            let first_time = if name.eq_ignore_ascii_case(b"SIZE") {
                params.size.replace(parse_size(value)?).is_none()
            } else if name.eq_ignore_ascii_case(b"BODY") {
                params.body.replace(parse_body(value)?).is_none()
            } else if name.eq_ignore_ascii_case(b"AUTH") {
                params.submitter.replace(parse_submitter(value)?).is_none()
            } else {
                // RFC 5321 §4.1.1.11: what is not recognised is refused with 555.
                return Err(Problem::UnknownParameter);
            };
            if !first_time {
                return Err(Problem::Parameter);
            }
        }
        Ok(params)
    }

    fn write(&self, out: &mut Vec<u8>) {
        use std::io::Write;
        const MEMORY: &str = "writing to memory does not fail";
        if let Some(size) = self.size {
            write!(out, " SIZE={size}").expect(MEMORY);
        }
        if let Some(body) = self.body {
            write!(out, " BODY={}", body.name()).expect(MEMORY);
        }
        match &self.submitter {
            None => {}
            Some(ReversePath::Null) => out.extend_from_slice(b" AUTH=<>"),
            Some(ReversePath::Mailbox(mailbox)) => {
                out.extend_from_slice(b" AUTH=");
                write_xtext(&mailbox.to_string(), out);
            }
        }
    }
}

impl Body {
    /// The value of `BODY=`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SevenBit => "7BIT",
            Self::EightBit => "8BITMIME",
        }
    }
}

impl Verb {
    /// Every verb.
    pub const ALL: [Self; 15] = [
        Self::Auth,
        Self::Data,
        Self::Ehlo,
        Self::Expn,
        Self::Helo,
        Self::Help,
        Self::Mail,
        Self::Noop,
        Self::Quit,
        Self::Rcpt,
        Self::Rset,
        Self::Vrfy,
        Self::NotImplemented,
        Self::Http,
        Self::Unknown,
    ];

    /// The verb that `word` names, in any case.
    #[must_use]
    pub fn of(word: &[u8]) -> Self {
        let mut upper = [0; 8];
        let Some(upper) = upper.get_mut(..word.len()) else { return Self::Unknown };
        upper.copy_from_slice(word);
        upper.make_ascii_uppercase();
        match &*upper {
            b"AUTH" => Self::Auth,
            b"DATA" => Self::Data,
            b"EHLO" => Self::Ehlo,
            b"EXPN" => Self::Expn,
            b"HELO" => Self::Helo,
            b"HELP" => Self::Help,
            b"MAIL" => Self::Mail,
            b"NOOP" => Self::Noop,
            b"QUIT" => Self::Quit,
            b"RCPT" => Self::Rcpt,
            b"RSET" => Self::Rset,
            b"VRFY" => Self::Vrfy,
            // RFC 3207, 3030, 1985, 2645, 4468, 2033, and the old ways of RFC 5321 appendix F.
            b"STARTTLS" | b"BDAT" | b"ETRN" | b"ATRN" | b"BURL" | b"LHLO" | b"TURN" | b"SEND" | b"SOML" | b"SAML" => {
                Self::NotImplemented
            }
            b"GET" | b"POST" | b"CONNECT" => Self::Http,
            _ => Self::Unknown,
        }
    }
}

fn words(octets: &[u8]) -> impl Iterator<Item = &[u8]> {
    octets.split(|octet| *octet == b' ').filter(|word| !word.is_empty())
}

fn alone(argument: &[u8], command: Command) -> Result<Command, Problem> {
    if argument.is_empty() { Ok(command) } else { Err(Problem::UnexpectedArgument) }
}

fn text(argument: &[u8]) -> Option<Box<str>> {
    let text = str::from_utf8(argument).ok()?;
    (!text.is_empty()).then(|| text.into())
}

/// The argument of HELO and EHLO: one word. Its form is not looked at closer: RFC 5321 §4.1.4 forbids to refuse a mail
/// for a wrong name, and real clients put anything here.
fn host(argument: &[u8]) -> Result<Box<str>, Problem> {
    if argument.iter().all(u8::is_ascii_graphic) {
        text(argument).ok_or(Problem::Argument)
    } else {
        Err(Problem::Argument)
    }
}

/// What follows `FROM:` or `TO:`. A space after the colon is against RFC 5321 §3.3, common, and tolerated.
fn after_keyword<'a>(argument: &'a [u8], keyword: &[u8]) -> Result<&'a [u8], Problem> {
    match argument.split_at_checked(keyword.len()) {
        Some((start, rest)) if start.eq_ignore_ascii_case(keyword) => Ok(rest.trim_ascii_start()),
        _ => Err(Problem::Argument),
    }
}

/// RFC 5321 §4.1.2: esmtp-param = esmtp-keyword ["=" esmtp-value].
fn parameter(word: &[u8]) -> Result<(&[u8], &[u8]), Problem> {
    let (name, value) = match word.iter().position(|octet| *octet == b'=') {
        Some(at) => (word.get(..at).unwrap_or_default(), word.get(at + 1..).unwrap_or_default()),
        None => (word, &b""[..]),
    };
    let is_name = name.first().is_some_and(u8::is_ascii_alphanumeric)
        && name.iter().all(|octet| octet.is_ascii_alphanumeric() || *octet == b'-');
    let is_value = value.iter().all(|octet| matches!(octet, 33..=60 | 62..=126));
    let has_empty_value = value.is_empty() && name.len() < word.len();
    if is_name && is_value && !has_empty_value { Ok((name, value)) } else { Err(Problem::Parameter) }
}

/// RFC 1870 §3: one to twenty digits. What no counter holds is larger than every limit.
fn parse_size(value: &[u8]) -> Result<u64, Problem> {
    if value.is_empty() || value.len() > 20 || !value.iter().all(u8::is_ascii_digit) {
        return Err(Problem::Parameter);
    }
    Ok(value.iter().fold(0_u64, |size, digit| size.saturating_mul(10).saturating_add(u64::from(digit - b'0'))))
}

fn parse_body(value: &[u8]) -> Result<Body, Problem> {
    let same = |body: &Body| value.eq_ignore_ascii_case(body.name().as_bytes());
    [Body::SevenBit, Body::EightBit].into_iter().find(same).ok_or(Problem::Parameter)
}

/// RFC 4954 §5: `<>`, or a mailbox in xtext.
fn parse_submitter(value: &[u8]) -> Result<ReversePath, Problem> {
    if value == b"<>" {
        return Ok(ReversePath::Null);
    }
    let mut decoded = Vec::with_capacity(value.len());
    let mut rest = value;
    loop {
        rest = match rest {
            [] => break,
            // RFC 3461 §4: "+" and two hexadecimal digits in upper case stand for an octet.
            [b'+', high, low, rest @ ..] => {
                decoded.push(hex(*high).zip(hex(*low)).map(|(h, l)| h << 4 | l).ok_or(Problem::Parameter)?);
                rest
            }
            [b'+', ..] => return Err(Problem::Parameter),
            [octet, rest @ ..] => {
                decoded.push(*octet);
                rest
            }
        };
    }
    let text = str::from_utf8(&decoded).map_err(|_| Problem::Parameter)?;
    Mailbox::parse(text).map(ReversePath::Mailbox).map_err(|_| Problem::Parameter)
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

fn write_xtext(text: &str, out: &mut Vec<u8>) {
    const DIGITS: [u8; 16] = *b"0123456789ABCDEF";
    for octet in text.bytes() {
        if matches!(octet, 33..=126) && octet != b'+' && octet != b'=' {
            out.push(octet);
        } else {
            out.extend([b'+', DIGITS[usize::from(octet >> 4)], DIGITS[usize::from(octet & 15)]]);
        }
    }
}

fn write_words(out: &mut Vec<u8>, words: &[&str], last: Option<&str>) {
    for (index, word) in words.iter().copied().chain(last).enumerate() {
        if index > 0 {
            out.push(b' ');
        }
        out.extend_from_slice(word.as_bytes());
    }
}

#[cfg(test)]
#[path = "command_tests.rs"]
mod tests;
