//! The replies to lines that are no commands, and to mails that cannot be taken whatever the world thinks of them.
//!
//! Codes follow RFC 5321 §4.3.2 and RFC 3463; the words are ours.

use super::ServerConfig;
use crate::wire::smtp::{AddressError, CommandError, DataError, LineError, Problem, Reply, Verb};

/// A line that cannot be read.
pub(super) fn line(error: LineError) -> Reply {
    match error {
        // RFC 5321 §4.5.3.1.9: 500.
        LineError::TooLong => Reply::new(500, [5, 5, 2], "Line too long"),
        LineError::BareLineEnd => Reply::new(500, [5, 5, 2], "Bare CR or LF in a command"),
    }
}

/// A command whose verb is in order and whose rest is not.
pub(super) fn command(CommandError { verb, problem }: CommandError) -> Reply {
    match problem {
        Problem::ControlCharacter => Reply::new(500, [5, 5, 2], "Control characters in a command"),
        Problem::Verb => Reply::new(500, [5, 5, 2], "Command not recognized"),
        Problem::Argument | Problem::UnexpectedArgument => Reply::new(501, [5, 5, 4], syntax(verb)),
        Problem::Address(error) => address(verb, error),
        // RFC 5321 §4.1.1.11.
        Problem::UnknownParameter => Reply::new(555, [5, 5, 4], "Parameter not supported"),
        Problem::Parameter => Reply::new(501, [5, 5, 4], "Parameter malformed"),
    }
}

/// A mail that was received and is not acceptable.
pub(super) fn content(error: DataError) -> Reply {
    match error {
        // RFC 1870 §6.1, §6.3.
        DataError::TooLarge => Reply::new(552, [5, 3, 4], "The mail is too large"),
        DataError::BareLineEnd => Reply::new(550, [5, 5, 2], "The mail holds bare CRs or LFs"),
    }
}

/// AUTH where it is not offered.
pub(super) fn sign_in_unavailable(config: &ServerConfig) -> Reply {
    match config.service {
        super::Service::Relay => Reply::new(502, [5, 5, 1], "Nobody signs in here"),
        // RFC 4954 §4.
        super::Service::Submission => Reply::new(538, [5, 7, 11], "Not over an unencrypted connection"),
    }
}

fn address(verb: Verb, error: AddressError) -> Reply {
    let detail = if verb == Verb::Mail { 7 } else { 3 };
    match error {
        // RFC 6531 §3.5: 553 5.6.7 for letters that were not announced.
        AddressError::NotAscii => Reply::new(553, [5, 6, 7], "Letters outside ASCII are not supported in addresses"),
        AddressError::NoBrackets => Reply::new(501, [5, 1, detail], syntax(verb)),
        error => Reply::new(501, [5, 1, detail], error.to_string()),
    }
}

fn syntax(verb: Verb) -> &'static str {
    match verb {
        Verb::Auth => "Syntax: AUTH mechanism [initial response]",
        Verb::Data => "Syntax: DATA",
        Verb::Ehlo => "Syntax: EHLO name",
        Verb::Expn => "Syntax: EXPN list",
        Verb::Helo => "Syntax: HELO name",
        Verb::Mail => "Syntax: MAIL FROM:<address>",
        Verb::Quit => "Syntax: QUIT",
        Verb::Rcpt => "Syntax: RCPT TO:<address>",
        Verb::Rset => "Syntax: RSET",
        Verb::Vrfy => "Syntax: VRFY user",
        Verb::Help | Verb::Noop | Verb::NotImplemented | Verb::Http | Verb::Unknown => "Syntax error",
    }
}
