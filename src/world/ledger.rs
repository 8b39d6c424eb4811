//! The ledger: for each recipient of each mail, who has custody and what became of it.
//!
//! The `250` after the end of DATA is the hand-over (RFC 5321 §4.2.5): before it the sender still owns the mail, after
//! it the receiver does. The ledger is the world's own account of that; the journal's `Custody` facts are its echo.

use crate::base::id::{HostId, MailId, MailboxId};
use crate::wire::smtp::Mailbox;

/// What became of a mail for one recipient.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// Still on its way, in the custodian's hands.
    UnderWay,
    /// In the recipient's mailbox.
    Delivered(MailboxId),
    /// Never accepted by a server: its author was told at once and still has it.
    NotSent,
    /// Stuck in the custodian's queue with a reason in the journal.
    Held,
}

/// One line of the account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Account {
    /// Who answers for it.
    pub custodian: HostId,
    /// What became of it.
    pub fate: Fate,
}

/// One mail's account: its recipients' addresses and lines, side by side.
#[derive(Clone, PartialEq, Debug)]
struct Page {
    author: HostId,
    addresses: std::sync::Arc<[Box<str>]>,
    accounts: imbl::Vector<Account>,
}

/// All accounts.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Ledger {
    pages: imbl::Vector<Page>,
}

impl Ledger {
    /// Opens the account of the next mail; its author has custody of every recipient's copy.
    pub fn open(&mut self, mail: MailId, author: HostId, addresses: std::sync::Arc<[Box<str>]>) {
        debug_assert_eq!(mail.index(), self.pages.len(), "mails are numbered in the order of their writing");
        let account = Account { custodian: author, fate: Fate::UnderWay };
        let accounts = addresses.iter().map(|_| account).collect();
        self.pages.push_back(Page { author, addresses, accounts });
    }

    /// The number of the recipient with `address`, looked for from `hint` on, because recipients come in order.
    #[must_use]
    pub fn recipient(&self, mail: MailId, address: &Mailbox, hint: u32) -> Option<u32> {
        let addresses = &self.pages.get(mail.index())?.addresses;
        let (before, after) = addresses.split_at(addresses.len().min(hint as usize));
        let found = after.iter().position(|known| address.is_written(known)).map(|offset| offset + before.len());
        let found = found.or_else(|| before.iter().position(|known| address.is_written(known)))?;
        u32::try_from(found).ok()
    }

    /// Hands one recipient's copy to `custodian`.
    pub fn hand_over(&mut self, mail: MailId, recipient: u32, custodian: HostId) {
        self.change(mail, recipient, |account| account.custodian = custodian);
    }

    /// Writes down what became of one recipient's copy in the hands of `custodian`. Whoever has handed a copy on, and
    /// has not heard of it because the reply was lost, has no say in it any more.
    pub fn settle(&mut self, mail: MailId, recipient: u32, custodian: HostId, fate: Fate) {
        self.change(mail, recipient, |account| {
            if account.custodian == custodian {
                account.fate = fate;
            }
        });
    }

    /// One recipient's copy stays with its author, if it is still there.
    pub fn not_sent(&mut self, mail: MailId, recipient: u32) {
        if let Some(author) = self.pages.get(mail.index()).map(|page| page.author) {
            self.settle(mail, recipient, author, Fate::NotSent);
        }
    }

    /// The lines of one mail's account, in the order of its recipients.
    pub fn accounts(&self, mail: MailId) -> impl Iterator<Item = Account> {
        self.pages.get(mail.index()).into_iter().flat_map(|page| page.accounts.iter().copied())
    }

    /// The recipients whose copies have never left the author: nobody else has taken custody, and it is not settled.
    #[must_use]
    pub fn unsent(&self, mail: MailId) -> Vec<u32> {
        let Some(page) = self.pages.get(mail.index()) else { return Vec::new() };
        let at_home = |account: &Account| account.custodian == page.author && account.fate == Fate::UnderWay;
        page.accounts.iter().zip(0..).filter(|(account, _)| at_home(account)).map(|(_, recipient)| recipient).collect()
    }

    /// How many mails have an account.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pages.len()
    }

    /// Whether no mail has been written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pages.is_empty()
    }

    fn change(&mut self, mail: MailId, recipient: u32, change: impl FnOnce(&mut Account)) {
        if let Some(account) =
            self.pages.get_mut(mail.index()).and_then(|page| page.accounts.get_mut(recipient as usize))
        {
            change(account);
        }
    }
}
