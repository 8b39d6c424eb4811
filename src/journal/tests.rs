//! Marks, truncation, agreement of a replay with its record, and the digest.

use super::*;
use crate::wire::LineKind;

fn at(micros: u64) -> SimTime {
    SimTime::from_micros(micros)
}

/// One line said on `conn`, as the network writes it.
fn say(journal: &mut Journal, step: u32, conn: ConnId, words: &str) {
    let text = journal.keep(words.as_bytes());
    let now = at(u64::from(step) * 10);
    let fact = Fact::Line { conn, side: Side::Client, kind: LineKind::Command, text, arrives: at(100_000) };
    journal.record(now, step, fact);
}

/// The first part of a record, or the whole of it: two connections, a mail to two people, five entries.
fn write(journal: &mut Journal, from_step: u32) {
    if from_step == 0 {
        let conn = journal.open(ConnCard { client: HostId(1), server: Some(HostId(2)), port: 587 });
        let mail = journal.write(HostId(1), "ana@a.mx", "Hola", ["b@b.com", "c@c.com"].into_iter());
        journal.record(at(0), 0, Fact::Written { mail });
        journal.record(at(0), 0, Fact::Opening { conn, arrives: at(20) });
        say(journal, 1, conn, "EHLO a\r\n");
    }
    let conn = journal.open(ConnCard { client: HostId(2), server: None, port: 25 });
    let mail = journal.write(HostId(2), "bea@b.com", "Re: Hola", ["ana@a.mx"].into_iter());
    say(journal, 2, conn, "MAIL FROM:<bea@b.com>\r\n");
    let reason = journal.keep_shown(&"no such user");
    journal.record(at(30), 3, Fact::NotSent { mail, code: 550, reason });
}

fn whole() -> Journal {
    let mut journal = Journal::default();
    write(&mut journal, 0);
    journal
}

/// The mark between the two parts of [`write`].
fn middle() -> Mark {
    let mut journal = Journal::default();
    let conn = journal.open(ConnCard { client: HostId(1), server: Some(HostId(2)), port: 587 });
    let mail = journal.write(HostId(1), "ana@a.mx", "Hola", ["b@b.com", "c@c.com"].into_iter());
    journal.record(at(0), 0, Fact::Written { mail });
    journal.record(at(0), 0, Fact::Opening { conn, arrives: at(20) });
    say(&mut journal, 1, conn, "EHLO a\r\n");
    journal.mark()
}

/// A replay of the second part, with `change` made to it.
fn replayed(change: impl FnOnce(&mut Journal)) -> Journal {
    let mut journal = Journal::continuing(middle());
    write(&mut journal, 2);
    change(&mut journal);
    journal
}

#[test]
fn what_was_kept_comes_back() {
    let mut journal = Journal::default();
    let text = journal.keep("¿Sí?".as_bytes());
    let odd = journal.keep(b"a\xFFb");
    assert_eq!((journal.words(text), journal.words(odd)), ("¿Sí?".into(), "a\u{FFFD}b".into()));
    let shown = journal.keep_shown(&format_args!("{}-{}", 1, 2));
    assert_eq!(journal.octets(shown), b"1-2");
    assert_eq!(journal.octet_count(), 6 + 3 + 3);
    let mail = journal.write(HostId(0), "a@b", "s", ["x@y", "z@w"].into_iter());
    let recipients: Vec<_> = journal.recipients(mail).iter().map(|text| journal.words(*text)).collect();
    assert_eq!(recipients, ["x@y", "z@w"]);
    assert_eq!(journal.recipients(MailId(7)), []);
}

#[test]
fn a_part_lies_inside_its_whole() {
    let mut journal = Journal::default();
    journal.keep(b"before");
    let whole = journal.keep(b"EHLO a\r\n");
    journal.keep(b"after");
    assert_eq!(journal.octets(Journal::part(whole, 0, 4)), b"EHLO");
    assert_eq!(journal.octets(Journal::part(whole, 5, 8)), b"a\r\n");
    assert_eq!(journal.octets(Journal::part(whole, 5, 900)), b"a\r\n");
    assert!(Journal::part(whole, 900, 901).is_empty() && Journal::part(whole, 4, 2).is_empty());
}

#[test]
fn truncating_at_a_mark_forgets_what_came_after_and_nothing_else() {
    let mut journal = whole();
    journal.truncate(middle());
    assert_eq!(journal.mark(), middle());
    assert_eq!((journal.entries().len(), journal.mails().count(), journal.conns().count()), (3, 1, 1));
    write(&mut journal, 2);
    assert!(journal == whole(), "what is written again is what was there");
    journal.truncate(Mark::default());
    assert!(journal == Journal::default());
}

#[test]
fn a_continuing_journal_counts_from_its_base() {
    let journal = replayed(|_| {});
    assert_eq!(journal.mark(), whole().mark());
    let (mail, card) = journal.mails().next().unwrap();
    assert_eq!((mail, journal.words(card.subject)), (MailId(1), "Re: Hola".into()));
    assert_eq!(journal.conns().next().unwrap().0, ConnId(1));
    assert!(journal.mail(MailId(0)).is_none() && journal.conn(ConnId(0)).is_none());
    // What lies before the base is not here, and asking for it is no error.
    assert_eq!(journal.octets(Text { start: 0, len: 3 }), b"");
}

#[test]
fn a_faithful_replay_agrees_with_the_record() {
    assert_eq!(whole().agrees_with(&replayed(|_| {})), Ok(()));
    assert_eq!(whole().agrees_with(&Journal::continuing(middle())), Ok(()), "a part of it as well");
    assert_eq!(whole().agrees_with(&whole()), Ok(()));
}

#[test]
fn the_first_entry_that_differs_is_named() {
    let differs = |change: fn(&mut Journal)| whole().agrees_with(&replayed(change));
    assert_eq!(differs(|journal| journal.entries[0].at = at(21)), Err(3));
    assert_eq!(differs(|journal| journal.entries[1].step = 9), Err(4));
    assert_eq!(differs(|journal| say(journal, 4, ConnId(1), "QUIT\r\n")), Err(5), "an entry more");
    // The same ranges, and other octets in them.
    let change = |from: &str| journal_with_changed_octet(from);
    assert_eq!(whole().agrees_with(&change("MAIL FROM")), Err(3));
    assert_eq!(whole().agrees_with(&change("no such user")), Err(4));
    assert_eq!(whole().agrees_with(&change("Re: Hola")), Err(4), "the first entry of the mail");
    assert!(differs(|journal| journal.conns[0].port = 26).is_err());
}

fn journal_with_changed_octet(of: &str) -> Journal {
    replayed(|journal| {
        let found = journal.octets.windows(of.len()).position(|octets| octets == of.as_bytes());
        journal.octets[found.unwrap()] ^= 1;
    })
}

#[test]
fn entries_are_found_by_moment_and_by_step() {
    let journal = whole();
    assert_eq!([0, 1, 10, 11, 20, 30, 31].map(|micros| journal.first_at(at(micros))), [0, 2, 2, 3, 3, 4, 5]);
    assert_eq!([0, 1, 2, 3, 4].map(|step| journal.first_of_step(step)), [0, 2, 3, 4, 5]);
}

#[test]
fn any_difference_changes_the_digest() {
    let digest = whole().digest();
    let changed = |change: fn(&mut Journal)| {
        let mut journal = whole();
        change(&mut journal);
        journal.digest()
    };
    let others = [
        changed(|journal| journal.entries[4].at = at(31)),
        changed(|journal| journal.entries[4].step = 4),
        changed(|journal| journal.entries.swap(0, 1)),
        changed(|journal| journal.octets[0] ^= 1),
        changed(|journal| *journal.octets.last_mut().unwrap() ^= 0x80),
        changed(|journal| journal.octets.push(0)),
        changed(|journal| journal.conns[1].port = 587),
        changed(|journal| journal.mails[1].author = HostId(3)),
        changed(|journal| journal.recipients.swap(0, 1)),
    ];
    let mut all: Vec<_> = others.into_iter().chain([digest]).collect();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 10);
}

/// Recordings carry this number: a release that changes it tells every owner of a recording that the story has changed.
#[test]
fn the_digest_is_the_same_in_every_release() {
    assert_eq!(Journal::default().digest(), 4_842_388_096_603_972_294);
    assert_eq!(whole().digest(), 18_238_148_099_375_553_343);
}
