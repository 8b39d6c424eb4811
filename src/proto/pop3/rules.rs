//! Which command may come when: command × state, as data (RFC 1939 §4–§7, RFC 2449 §5).
//!
//! The server asks [`verdict`]; the table is also what a picture of the states is drawn from. RFC 1939's third state,
//! UPDATE, is not in it: `QUIT` enters it and no command is read there.

use crate::wire::pop3::Verb;

/// What the server waits for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Phase {
    /// AUTHORIZATION: nobody has said who they are.
    ExpectUser,
    /// AUTHORIZATION: a name was given, its password was not.
    ExpectPass,
    /// TRANSACTION: the mailbox is open.
    Transaction,
}

impl Phase {
    /// Every phase, in the order of the columns of [`TABLE`].
    pub const ALL: [Self; 3] = [Self::ExpectUser, Self::ExpectPass, Self::Transaction];
}

/// Whether a command may come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It may.
    Accept,
    /// Not before somebody has signed in.
    SignInFirst,
    /// Not before `USER`.
    UserFirst,
    /// Not after somebody has signed in.
    SignedIn,
    /// Never: this server does not offer it.
    NotOffered,
}

impl Verdict {
    /// Why the command is refused, as the server says it; `None` when it is not.
    #[must_use]
    pub const fn refusal(self) -> Option<&'static str> {
        match self {
            Self::Accept => None,
            Self::SignInFirst => Some("sign in first"),
            Self::UserFirst => Some("give a name with USER first"),
            Self::SignedIn => Some("you are signed in already"),
            Self::NotOffered => Some("this server does not offer that"),
        }
    }
}

/// Every verb, in the order of [`Verb::ALL`], with its verdict in each phase.
pub const TABLE: [(Verb, [Verdict; 3]); Verb::ALL.len()] = {
    use Verdict::{Accept, NotOffered, SignInFirst, SignedIn, UserFirst};
    [
        //            ExpectUser   ExpectPass   Transaction
        (Verb::User, [Accept, Accept, SignedIn]), // RFC 1939 §7: AUTHORIZATION only; a second name replaces the first.
        (Verb::Pass, [UserFirst, Accept, SignedIn]), // RFC 1939 §7: only right after a successful USER.
        (Verb::Apop, [NotOffered, NotOffered, SignedIn]), // RFC 1939 §7: optional; not offered without a timestamp.
        (Verb::Stat, [SignInFirst, SignInFirst, Accept]), // RFC 1939 §5.
        (Verb::List, [SignInFirst, SignInFirst, Accept]), // RFC 1939 §5.
        (Verb::Retr, [SignInFirst, SignInFirst, Accept]), // RFC 1939 §5.
        (Verb::Dele, [SignInFirst, SignInFirst, Accept]), // RFC 1939 §5.
        (Verb::Noop, [SignInFirst, SignInFirst, Accept]), // RFC 1939 §5: even NOOP belongs to TRANSACTION.
        (Verb::Rset, [SignInFirst, SignInFirst, Accept]), // RFC 1939 §5.
        (Verb::Top, [SignInFirst, SignInFirst, Accept]), // RFC 1939 §7.
        (Verb::Uidl, [SignInFirst, SignInFirst, Accept]), // RFC 1939 §7.
        (Verb::Capa, [Accept, Accept, Accept]),   // RFC 2449 §5: in both states.
        (Verb::Quit, [Accept, Accept, Accept]),   // RFC 1939 §4, §6: in both states.
    ]
};

/// Whether `verb` may come in `phase`.
#[must_use]
pub const fn verdict(phase: Phase, verb: Verb) -> Verdict {
    // Both enums index the table that has a row, or a column, for each of their variants; a test compares the orders.
    TABLE[verb as usize].1[phase as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_every_verb_and_every_phase_in_order() {
        assert_eq!(TABLE.map(|(verb, _)| verb), Verb::ALL);
        for (at, verb) in Verb::ALL.into_iter().enumerate() {
            assert_eq!(verb as usize, at);
        }
        for (at, phase) in Phase::ALL.into_iter().enumerate() {
            assert_eq!(phase as usize, at);
        }
    }
}
