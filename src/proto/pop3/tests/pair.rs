use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use bytes::Bytes;
use proptest::prelude::*;

use super::super::client::{self, Client, Report};
use super::super::server::{self, Answer, Event, Item, Question};
use super::client::config;
use super::server::{items, server};
use crate::base::time::SimTime;

/// Everything that both ends told their worlds, and all octets that crossed the wire.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Account {
    reports: Vec<Report>,
    events: Vec<Event>,
    commands: Vec<u8>,
    replies: Vec<u8>,
}

/// Both ends on one wire that delivers at most `piece()` octets at once, until nothing moves.
fn run(mut client: Client, mailbox: Vec<Item>, mut piece: impl FnMut() -> usize) -> Account {
    let now = SimTime::ZERO;
    let mut server = server();
    let mut account = Account::default();
    let (mut to_server, mut to_client) = (VecDeque::new(), VecDeque::new());
    client.handle(now, client::Input::Connected);
    server.handle(now, server::Input::Connected);
    // Each turn delivers something or is the last one; no session here needs as many.
    for _ in 0..1_000_000 {
        while let Some(output) = client.poll() {
            match output {
                client::Output::Send(segment) => {
                    account.commands.extend(&segment.octets);
                    to_server.extend(&segment.octets);
                }
                client::Output::Report(report) => account.reports.push(report),
                client::Output::Close => {}
            }
        }
        while let Some(output) = server.poll() {
            match output {
                server::Output::Send(segment) => {
                    account.replies.extend(&segment.octets);
                    to_client.extend(&segment.octets);
                }
                server::Output::Ask(Question::Login { .. }) => {
                    server.handle(now, server::Input::Answer(Answer::Maildrop(mailbox.clone())));
                }
                server::Output::Event(event) => account.events.push(event),
                server::Output::Close => {}
            }
        }
        if !to_server.is_empty() {
            let octets: Vec<u8> = to_server.drain(..piece().clamp(1, to_server.len())).collect();
            server.handle(now, server::Input::Octets(&octets));
        } else if !to_client.is_empty() {
            let octets: Vec<u8> = to_client.drain(..piece().clamp(1, to_client.len())).collect();
            client.handle(now, client::Input::Octets(&octets));
        } else {
            return account;
        }
    }
    panic!("the session does not end");
}

fn bruno(keep: bool) -> Client {
    Client::new(Arc::new(config(keep)), Arc::default())
}

#[test]
fn a_whole_session_is_the_same_in_pieces_of_every_size() {
    let whole = run(bruno(false), items(), || usize::MAX);
    assert_eq!(whole.reports.last(), Some(&Report::Finished));
    assert_eq!(whole.events.last(), Some(&Event::Update { deleted: vec![0, 1] }));
    for size in 1..=200 {
        assert_eq!(run(bruno(false), items(), || size), whole, "pieces of {size}");
    }
}

#[test]
fn mail_that_is_kept_is_fetched_once() {
    let account = run(bruno(true), items(), || usize::MAX);
    let seen: BTreeSet<Box<str>> = account
        .reports
        .iter()
        .filter_map(|report| match report {
            Report::Message { uid, .. } => Some(uid.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(seen.len(), 2);
    assert_eq!(account.events.last(), Some(&Event::Update { deleted: vec![] }));
    let again = run(Client::new(Arc::new(config(true)), Arc::new(seen)), items(), || usize::MAX);
    assert_eq!(again.reports.len(), 3, "signed in, counted, finished: {:?}", again.reports);
}

#[test]
fn very_long_lines_arrive_whole() {
    let octets: Bytes = [&b"."[..], &[b'x'; 5_000], b"\r\n"].concat().into();
    let account = run(bruno(false), vec![Item { uid: 1, octets: octets.clone() }], || 1_460);
    assert!(account.reports.contains(&Report::Message { index: 0, uid: "1".into(), content: octets }));
}

proptest! {
    #[test]
    fn any_mail_arrives_octet_for_octet_in_any_pieces(
        mails in proptest::collection::vec("([a-zé.]{0,9}\r\n){0,5}", 0..4),
        sizes in proptest::collection::vec(1..40_usize, 1..20),
    ) {
        let item = |(uid, mail): (u32, &String)| Item { uid, octets: mail.clone().into() };
        let mailbox: Vec<_> = (10..).zip(&mails).map(item).collect();
        let mut sizes = sizes.into_iter().cycle();
        let account = run(bruno(false), mailbox.clone(), || sizes.next().unwrap());
        let arrived: Vec<_> = account.reports.iter().filter_map(|report| match report {
            Report::Message { content, .. } => Some(content.clone()),
            _ => None,
        }).collect();
        let sent: Vec<_> = mailbox.iter().map(|item| item.octets.clone()).collect();
        prop_assert_eq!(arrived, sent);
        prop_assert_eq!(account.reports.last(), Some(&Report::Finished));
        prop_assert_eq!(account, run(bruno(false), mailbox, || usize::MAX));
    }
}
