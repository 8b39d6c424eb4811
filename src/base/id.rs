//! Identifiers: ordered newtypes over small integers.
//!
//! An identifier is an index into a table of the world or of the journal. It is given out in the order of creation,
//! so sorting by identifier is sorting by age, and no two runs of a recording disagree on it.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident, $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl $name {
            /// The position in the table that this identifier indexes.
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }

            /// The identifier of the entry at `index`.
            ///
            /// # Panics
            /// When a table has outgrown 32 bits, which the limits of the world make unreachable.
            #[must_use]
            pub fn from_index(index: usize) -> Self {
                Self(u32::try_from(index).expect("tables are bounded far below 2^32"))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }
    )*};
}

identifiers! {
    /// A domain of the scenario: a ground on the stage.
    DomainId, "domain-";
    /// A machine with a name and an address.
    HostId, "host-";
    /// A connection between two hosts, from its first attempt on.
    ConnId, "conn-";
    /// A mail as a person wrote it, through all its hops. Not the `Message-ID`, which is text inside it.
    MailId, "mail-";
    /// A user's mailbox.
    MailboxId, "mailbox-";
}
