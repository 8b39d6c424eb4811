//! Which command is in order when: the table, as data.
//!
//! The server looks a command up here before it looks at its arguments; a test holds real conversations against every
//! cell; [`Table`] prints it for the documentation. What a command *does* is in [`super`].

use std::fmt;

use crate::wire::smtp::{Reply, Verb};

/// How far a session has come, as far as the order of commands goes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Phase {
    /// Greeted by us, and the client has not said who it is.
    Connected,
    /// After HELO or EHLO, with no transaction open.
    Greeted,
    /// After MAIL.
    Sender,
    /// After MAIL and at least one RCPT, all of them refused.
    Rejected,
    /// After MAIL and at least one RCPT that was accepted.
    Recipients,
    /// At a submission server before EHLO, or after a HELO, which offers no way to sign in.
    Locked,
    /// At a submission server after EHLO, before anybody signed in.
    LockedGreeted,
}

/// What a cell of the table says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Rule {
    /// The command is in order.
    Serve,
    /// It is refused, whatever its arguments.
    Refuse(OutOfOrder),
}

/// Why a command is out of order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum OutOfOrder {
    /// EHLO has to come first.
    HelloFirst,
    /// MAIL has to come first.
    SenderFirst,
    /// RCPT has to come first.
    RecipientFirst,
    /// All recipients were refused.
    NoRecipients,
    /// MAIL inside a transaction.
    NestedSender,
    /// AUTH inside a transaction.
    InTransaction,
    /// AUTH after a success.
    SignedIn,
    /// The user has to sign in first.
    SignInFirst,
    /// The verb means nothing here.
    NotRecognized,
    /// The verb is known and not implemented.
    NotImplemented,
}

impl OutOfOrder {
    /// The refusal.
    #[must_use]
    pub fn reply(self) -> Reply {
        match self {
            Self::HelloFirst => Reply::new(503, [5, 5, 1], "Introduce yourself first: EHLO"),
            Self::SenderFirst => Reply::new(503, [5, 5, 1], "Name the sender first: MAIL"),
            Self::RecipientFirst => Reply::new(503, [5, 5, 1], "Name a recipient first: RCPT"),
            Self::NoRecipients => Reply::new(554, [5, 5, 1], "No recipient was accepted"),
            Self::NestedSender => Reply::new(503, [5, 5, 1], "The sender is already named"),
            Self::InTransaction => Reply::new(503, [5, 5, 1], "Not while a mail is under way"),
            Self::SignedIn => Reply::new(503, [5, 5, 1], "You are already signed in"),
            Self::SignInFirst => Reply::new(530, [5, 7, 0], "Sign in first"),
            Self::NotRecognized => Reply::new(500, [5, 5, 2], "Command not recognized"),
            Self::NotImplemented => Reply::new(502, [5, 5, 1], "Command not implemented"),
        }
    }
}

impl Phase {
    /// Every phase, in the order of the table's columns.
    pub const ALL: [Self; 7] = [
        Self::Connected,
        Self::Greeted,
        Self::Sender,
        Self::Rejected,
        Self::Recipients,
        Self::Locked,
        Self::LockedGreeted,
    ];

    /// Whether `verb` is in order in this phase.
    #[must_use]
    pub fn rule(self, verb: Verb) -> Rule {
        row(verb)[self as usize]
    }
}

/// The row of `verb`: a cell for each of [`Phase::ALL`].
#[rustfmt::skip]
const fn row(verb: Verb) -> [Rule; 7] {
    use OutOfOrder as O;
    use Rule::{Refuse as No, Serve as Ok};
    match verb {
        //                                Connected            Greeted              Sender                Rejected             Recipients            Locked              LockedGreeted
        // RFC 5321 §4.1.4: in order at any time.
        Verb::Ehlo | Verb::Helo
        | Verb::Noop | Verb::Quit
        | Verb::Rset                 => [ Ok,                  Ok,                  Ok,                   Ok,                  Ok,                   Ok,                 Ok ],
        // RFC 5321 §4.1.4: before EHLO too; RFC 6409 §4.3 does not exempt them from signing in.
        Verb::Expn | Verb::Help
        | Verb::Vrfy                 => [ Ok,                  Ok,                  Ok,                   Ok,                  Ok,                   No(O::SignInFirst), No(O::SignInFirst) ],
        // RFC 5321 §4.1.4: one transaction at a time.
        Verb::Mail                   => [ No(O::HelloFirst),   Ok,                  No(O::NestedSender),  No(O::NestedSender), No(O::NestedSender),  No(O::SignInFirst), No(O::SignInFirst) ],
        // RFC 5321 §3.3: RCPT before MAIL is 503.
        Verb::Rcpt                   => [ No(O::HelloFirst),   No(O::SenderFirst),  Ok,                   Ok,                  Ok,                   No(O::SignInFirst), No(O::SignInFirst) ],
        // RFC 5321 §3.3: DATA needs both; 503 or 554.
        Verb::Data                   => [ No(O::HelloFirst),   No(O::SenderFirst),  No(O::RecipientFirst),No(O::NoRecipients), Ok,                   No(O::SignInFirst), No(O::SignInFirst) ],
        // RFC 4954 §4: after EHLO, once, and never inside a transaction.
        Verb::Auth                   => [ No(O::HelloFirst),   No(O::SignedIn),     No(O::InTransaction), No(O::InTransaction),No(O::InTransaction), No(O::HelloFirst),  Ok ],
        // The goodbye of Postfix: a browser will not learn.
        Verb::Http                   => [ Ok,                  Ok,                  Ok,                   Ok,                  Ok,                   Ok,                 Ok ],
        // RFC 5321 §4.2.4: 502 for what is recognised, 500 for what is not.
        Verb::NotImplemented         => [No(O::NotImplemented); 7],
        Verb::Unknown                => [No(O::NotRecognized); 7],
    }
}

/// Prints the table in Markdown, for the documentation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Table;

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "| verb")?;
        for phase in Phase::ALL {
            write!(f, " | {phase:?}")?;
        }
        writeln!(f, " |\n|---{}|", "|---".repeat(Phase::ALL.len()))?;
        for verb in Verb::ALL {
            write!(f, "| {verb:?}")?;
            for phase in Phase::ALL {
                match phase.rule(verb) {
                    Rule::Serve => write!(f, " | ✓")?,
                    Rule::Refuse(reason) => write!(f, " | {}", reason.reply().code)?,
                }
            }
            writeln!(f, " |")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_in_the_order_of_the_phases() {
        for (index, phase) in Phase::ALL.into_iter().enumerate() {
            assert_eq!(phase as usize, index);
        }
    }

    #[test]
    fn the_table_prints() {
        let table = Table.to_string();
        assert_eq!(table.lines().count(), 2 + Verb::ALL.len());
        assert!(table.contains("| Rcpt | 503 | 503 | ✓ | ✓ | ✓ | 530 | 530 |\n"), "{table}");
        assert!(table.contains("| Data | 503 | 503 | 503 | 554 | ✓ | 530 | 530 |\n"), "{table}");
    }
}
