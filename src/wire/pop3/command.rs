//! What a POP3 client says: one line, a keyword and its arguments (RFC 1939 §3).

use std::fmt;

/// The keyword of a command.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Verb {
    /// Names the mailbox (RFC 1939 §7).
    User,
    /// Proves who asks (RFC 1939 §7).
    Pass,
    /// Both in one, with a digest (RFC 1939 §7).
    Apop,
    /// How much mail there is (RFC 1939 §5).
    Stat,
    /// The size of each mail (RFC 1939 §5).
    List,
    /// Fetches a mail (RFC 1939 §5).
    Retr,
    /// Marks a mail for deletion (RFC 1939 §5).
    Dele,
    /// Nothing (RFC 1939 §5).
    Noop,
    /// Unmarks every mail (RFC 1939 §5).
    Rset,
    /// The header section and some lines of a mail (RFC 1939 §7).
    Top,
    /// The lasting name of each mail (RFC 1939 §7).
    Uidl,
    /// What the server can do (RFC 2449 §5).
    Capa,
    /// Ends the session (RFC 1939 §4, §6).
    Quit,
}

impl Verb {
    /// Every verb, in the order of their declaration.
    pub const ALL: [Self; 13] = [
        Self::User,
        Self::Pass,
        Self::Apop,
        Self::Stat,
        Self::List,
        Self::Retr,
        Self::Dele,
        Self::Noop,
        Self::Rset,
        Self::Top,
        Self::Uidl,
        Self::Capa,
        Self::Quit,
    ];

    /// The keyword as it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "USER",
            Self::Pass => "PASS",
            Self::Apop => "APOP",
            Self::Stat => "STAT",
            Self::List => "LIST",
            Self::Retr => "RETR",
            Self::Dele => "DELE",
            Self::Noop => "NOOP",
            Self::Rset => "RSET",
            Self::Top => "TOP",
            Self::Uidl => "UIDL",
            Self::Capa => "CAPA",
            Self::Quit => "QUIT",
        }
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A command with its arguments. Mails are numbered from 1 within a session.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command<'a> {
    /// `USER name`.
    User(&'a str),
    /// `PASS string`; the string may have spaces (RFC 1939 §7).
    Pass(&'a str),
    /// `APOP name digest`.
    Apop {
        /// The mailbox.
        name: &'a str,
        /// The MD5 digest of the greeting's timestamp and the secret, in hexadecimal.
        digest: &'a str,
    },
    /// `STAT`.
    Stat,
    /// `LIST`, for one mail or for all.
    List(Option<u32>),
    /// `RETR n`.
    Retr(u32),
    /// `DELE n`.
    Dele(u32),
    /// `NOOP`.
    Noop,
    /// `RSET`.
    Rset,
    /// `TOP n lines`.
    Top {
        /// The mail.
        number: u32,
        /// How many lines of its body.
        lines: u32,
    },
    /// `UIDL`, for one mail or for all.
    Uidl(Option<u32>),
    /// `CAPA`.
    Capa,
    /// `QUIT`.
    Quit,
}

/// Why a line is no command. The client is to blame.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CommandError {
    /// The line is not text.
    #[error("the line is not text")]
    NotText,
    /// The keyword is none of RFC 1939 and RFC 2449.
    #[error("unknown command")]
    Unknown,
    /// The keyword is known, its arguments are missing, too many, or no numbers.
    #[error("the arguments of {0} are wrong")]
    Arguments(Verb),
}

impl<'a> Command<'a> {
    /// Reads a command from `line`, which comes without its end.
    ///
    /// # Errors
    /// When the line is no command; its [`CommandError`] says why.
    pub fn parse(line: &'a [u8]) -> Result<Self, CommandError> {
        let line = std::str::from_utf8(line).map_err(|_| CommandError::NotText)?;
        let (keyword, rest) = line.split_once(' ').unwrap_or((line, ""));
        // RFC 1939 §3: keywords are case-insensitive.
        let verb = Verb::ALL.into_iter().find(|verb| verb.as_str().eq_ignore_ascii_case(keyword.trim_end()));
        let verb = verb.ok_or(CommandError::Unknown)?;
        Self::with_arguments(verb, rest).ok_or(CommandError::Arguments(verb))
    }

    fn with_arguments(verb: Verb, rest: &'a str) -> Option<Self> {
        let mut words = rest.split_ascii_whitespace();
        let command = match verb {
            // RFC 1939 §7: PASS has a single argument, so what follows the one space is the password, spaces and all.
            Verb::Pass => return (!rest.is_empty()).then_some(Self::Pass(rest)),
            Verb::User => Self::User(words.next()?),
            Verb::Apop => Self::Apop { name: words.next()?, digest: words.next()? },
            Verb::Stat => Self::Stat,
            Verb::List => Self::List(optional_number(words.next())?),
            Verb::Retr => Self::Retr(number(words.next()?)?),
            Verb::Dele => Self::Dele(number(words.next()?)?),
            Verb::Noop => Self::Noop,
            Verb::Rset => Self::Rset,
            Verb::Top => Self::Top { number: number(words.next()?)?, lines: number(words.next()?)? },
            Verb::Uidl => Self::Uidl(optional_number(words.next())?),
            Verb::Capa => Self::Capa,
            Verb::Quit => Self::Quit,
        };
        words.next().is_none().then_some(command)
    }

    /// The keyword.
    #[must_use]
    pub const fn verb(&self) -> Verb {
        match self {
            Self::User(_) => Verb::User,
            Self::Pass(_) => Verb::Pass,
            Self::Apop { .. } => Verb::Apop,
            Self::Stat => Verb::Stat,
            Self::List(_) => Verb::List,
            Self::Retr(_) => Verb::Retr,
            Self::Dele(_) => Verb::Dele,
            Self::Noop => Verb::Noop,
            Self::Rset => Verb::Rset,
            Self::Top { .. } => Verb::Top,
            Self::Uidl(_) => Verb::Uidl,
            Self::Capa => Verb::Capa,
            Self::Quit => Verb::Quit,
        }
    }

    /// Appends the command to `out`, line end included. What the caller puts in as arguments must not contain line ends.
    pub fn write(&self, out: &mut Vec<u8>) {
        use std::io::Write as _;
        // Writing to a Vec cannot fail.
        _ = write!(out, "{self}\r\n");
    }
}

/// The command without its line end.
impl fmt::Display for Command<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.verb().as_str())?;
        match *self {
            Self::User(argument) | Self::Pass(argument) => write!(f, " {argument}"),
            Self::Apop { name, digest } => write!(f, " {name} {digest}"),
            Self::Retr(number) | Self::Dele(number) | Self::List(Some(number)) | Self::Uidl(Some(number)) => {
                write!(f, " {number}")
            }
            Self::Top { number, lines } => write!(f, " {number} {lines}"),
            Self::Stat | Self::List(None) | Self::Noop | Self::Rset | Self::Uidl(None) | Self::Capa | Self::Quit => {
                Ok(())
            }
        }
    }
}

/// A number of decimal digits; one that is too large to be a mail's is read as the largest.
fn number(word: &str) -> Option<u32> {
    let digits = word.bytes().all(|octet| octet.is_ascii_digit());
    digits.then(|| word.parse().unwrap_or(u32::MAX))
}

/// An argument that may be missing; `None` when it is there and no number.
fn optional_number(word: Option<&str>) -> Option<Option<u32>> {
    match word {
        Some(word) => number(word).map(Some),
        None => Some(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keywords_are_read_whatever_their_case() {
        assert_eq!(Command::parse(b"retr 3"), Ok(Command::Retr(3)));
        assert_eq!(Command::parse(b"Top 1 0"), Ok(Command::Top { number: 1, lines: 0 }));
        assert_eq!(Command::parse(b"QUIT "), Ok(Command::Quit));
    }

    #[test]
    fn a_password_may_have_spaces() {
        assert_eq!(Command::parse(b"PASS  two words "), Ok(Command::Pass(" two words ")));
        assert_eq!(Command::parse(b"PASS"), Err(CommandError::Arguments(Verb::Pass)));
    }

    #[test]
    fn arguments_are_optional_only_where_the_standard_says() {
        assert_eq!(Command::parse(b"LIST"), Ok(Command::List(None)));
        assert_eq!(Command::parse(b"UIDL 2"), Ok(Command::Uidl(Some(2))));
        for (line, verb) in [
            ("RETR", Verb::Retr),
            ("RETR one", Verb::Retr),
            ("RETR -1", Verb::Retr),
            ("RETR +1", Verb::Retr),
            ("DELE 1 2", Verb::Dele),
            ("TOP 1", Verb::Top),
            ("STAT 1", Verb::Stat),
            ("USER", Verb::User),
            ("USER ana maria", Verb::User),
            ("APOP ana", Verb::Apop),
        ] {
            assert_eq!(Command::parse(line.as_bytes()), Err(CommandError::Arguments(verb)), "{line}");
        }
    }

    #[test]
    fn a_number_beyond_all_mail_is_still_a_number() {
        assert_eq!(Command::parse(b"RETR 99999999999999"), Ok(Command::Retr(u32::MAX)));
    }

    #[test]
    fn what_is_no_command_says_why() {
        assert_eq!(Command::parse(b""), Err(CommandError::Unknown));
        assert_eq!(Command::parse(b"STLS"), Err(CommandError::Unknown));
        assert_eq!(Command::parse(b"\xff\xfe"), Err(CommandError::NotText));
    }

    fn any_command() -> impl Strategy<Value = (Verb, String, u32, u32)> {
        (proptest::sample::select(Verb::ALL.to_vec()), "[!-~]{1,20}", any::<u32>(), any::<u32>())
    }

    proptest! {
        #[test]
        fn what_is_written_reads_the_same((verb, word, n, m) in any_command()) {
            let one = (n % 2 == 0).then_some(n);
            let command = match verb {
                Verb::User => Command::User(&word),
                Verb::Pass => Command::Pass(&word),
                Verb::Apop => Command::Apop { name: &word, digest: &word },
                Verb::Stat => Command::Stat,
                Verb::List => Command::List(one),
                Verb::Retr => Command::Retr(n),
                Verb::Dele => Command::Dele(n),
                Verb::Noop => Command::Noop,
                Verb::Rset => Command::Rset,
                Verb::Top => Command::Top { number: n, lines: m },
                Verb::Uidl => Command::Uidl(one),
                Verb::Capa => Command::Capa,
                Verb::Quit => Command::Quit,
            };
            let mut line = Vec::new();
            command.write(&mut line);
            prop_assert_eq!(Command::parse(line.strip_suffix(b"\r\n").unwrap()), Ok(command));
            prop_assert_eq!(command.verb(), verb);
        }

        #[test]
        fn any_octets_can_be_parsed(line: Vec<u8>) {
            if let Ok(command) = Command::parse(&line) {
                prop_assert!(line.len() >= command.verb().as_str().len());
            }
        }
    }
}
