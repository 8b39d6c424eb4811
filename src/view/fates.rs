//! What became of each mail, for each of its recipients.

use crate::journal::Journal;
use crate::world::World;
use crate::world::ledger::Fate;

use super::words::Words;

/// Recipients of one mail that are told one by one; more are counted.
const TOLD: usize = 12;

/// One sentence for each recipient of each mail, in the order of writing; many with the same fate in one sentence.
#[must_use]
pub fn lines(journal: &Journal, world: &World, words: &Words) -> Vec<String> {
    let mut lines = Vec::new();
    for (mail, card) in journal.mails() {
        let subject = journal.words(card.subject);
        let subject = if subject.is_empty() { words.get("no-subject") } else { subject.into_owned() };
        let recipients = journal.recipients(mail);
        let accounts: Vec<_> = world.ledger().accounts(mail).collect();
        if let (Some(first), true) = (accounts.first(), accounts.len() > TOLD)
            && accounts.iter().all(|account| kind(account.fate) == kind(first.fate))
        {
            let values = [("subject", subject.into()), ("count", accounts.len().into())];
            lines.push(words.with(&format!("{}-many", kind(first.fate)), &values));
            continue;
        }
        for (account, recipient) in accounts.iter().zip(recipients) {
            let values = [
                ("subject", subject.as_str().into()),
                ("to", journal.words(*recipient).into()),
                ("host", world.topology().host(account.custodian).name.to_string().into()),
            ];
            lines.push(words.with(kind(account.fate), &values));
        }
    }
    lines
}

fn kind(fate: Fate) -> &'static str {
    match fate {
        Fate::UnderWay => "fate-under-way",
        Fate::Delivered(_) => "fate-delivered",
        Fate::NotSent => "fate-not-sent",
        Fate::Held => "fate-held",
    }
}
