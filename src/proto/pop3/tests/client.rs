use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;

use super::super::client::{Client, ClientConfig, Failure, Input, Output, Report};
use super::{End, lines, play};
use crate::base::time::SimTime;

pub(super) fn config(keep: bool) -> ClientConfig {
    ClientConfig { user: "bruno".into(), password: "secret".into(), keep, patience: ClientConfig::PATIENCE }
}

pub(super) fn client(keep: bool, seen: &[&str]) -> Client {
    let seen: BTreeSet<Box<str>> = seen.iter().map(|&uid| uid.into()).collect();
    Client::new(Arc::new(config(keep)), Arc::new(seen))
}

impl End for Client {
    const OWN: char = 'C';
    const PEER: char = 'S';

    fn connected(&mut self, now: SimTime) {
        self.handle(now, Input::Connected);
    }

    fn octets(&mut self, now: SimTime, octets: &[u8]) {
        self.handle(now, Input::Octets(octets));
    }

    fn deadline(&mut self, now: SimTime) {
        self.handle(now, Input::Deadline);
    }

    fn peer_closed(&mut self, now: SimTime) {
        self.handle(now, Input::PeerClosed);
    }

    fn drain(&mut self, _: SimTime) -> Vec<String> {
        let mut said = Vec::new();
        while let Some(output) = self.poll() {
            match output {
                Output::Send(segment) => said.extend(lines(Self::OWN, &segment)),
                Output::Report(Report::Message { index, uid, content }) => {
                    said.push(format!("* mail {index} {uid} {:?}", std::str::from_utf8(&content).unwrap()));
                }
                Output::Report(report) => said.push(format!("* {report:?}")),
                Output::Close => said.push("* close".to_owned()),
            }
        }
        said
    }
}

const SIGN_IN: &str = "
    S: +OK ready
    C: CAPA
    S: +OK
    S: USER
    S: .
    C: USER bruno
    S: +OK
    C: PASS secret
    S: +OK
    * SignedIn
    C: STAT
";

const LISTING: &str = "
    S: +OK 2 320
    * Counted { messages: 2, octets: 320 }
    C: UIDL
    S: +OK
    S: 1 a
    S: 2 b
    S: .
";

#[test]
fn mails_are_fetched_marked_and_removed_by_the_farewell() {
    let rest = r#"
        C: RETR 1
        S: +OK 120 octets
        S: ..
        S: .
        * mail 0 a ".\r\n"
        C: DELE 1
        S: +OK
        C: RETR 2
        S: +OK
        S: .
        * mail 1 b ""
        C: DELE 2
        S: +OK
        C: QUIT
        S: +OK
        * Finished
        * close
    "#;
    play(&mut client(false, &[]), &format!("{SIGN_IN}{LISTING}{rest}"));
}

#[test]
fn a_client_that_keeps_mail_marks_nothing_and_skips_what_it_has() {
    let rest = r#"
        C: RETR 2
        S: +OK
        S: x
        S: .
        * mail 1 b "x\r\n"
        C: QUIT
        S: +OK
        * Finished
        * close
    "#;
    play(&mut client(true, &["a"]), &format!("{SIGN_IN}{LISTING}{rest}"));
}

#[test]
fn what_an_earlier_session_fetched_is_removed_without_fetching_it_again() {
    let rest = "
        C: DELE 1
        S: +OK
        C: DELE 2
        S: +OK
        C: QUIT
        S: +OK
        * Finished
        * close
    ";
    play(&mut client(false, &["a", "b"]), &format!("{SIGN_IN}{LISTING}{rest}"));
}

#[test]
fn an_empty_mailbox_is_left_at_once() {
    let rest = "
        S: +OK 0 0
        * Counted { messages: 0, octets: 0 }
        C: QUIT
        S: +OK
        * Finished
        * close
    ";
    play(&mut client(false, &[]), &format!("{SIGN_IN}{rest}"));
}

#[test]
fn a_server_without_capabilities_is_none_the_worse() {
    play(&mut client(false, &[]), "S: +OK\nC: CAPA\nS: -ERR what?\nC: USER bruno\n");
}

#[test]
fn a_server_that_takes_no_password_is_left() {
    play(
        &mut client(false, &[]),
        "S: +OK\nC: CAPA\nS: +OK\nS: SASL SCRAM-SHA-256\nS: .\n* Failed(NoPasswordSignIn)\n* close\n",
    );
}

#[test]
fn a_refused_sign_in_is_reported_with_its_code_and_ends_politely() {
    let script = r#"
        S: +OK
        C: CAPA
        S: -ERR
        C: USER bruno
        S: +OK
        C: PASS secret
        S: -ERR [IN-USE] locked
        * SignInRefused { code: Some(InUse), text: "locked" }
        C: QUIT
    "#;
    play(&mut client(false, &[]), &format!("{script}S: +OK\n* close"));
    play(&mut client(false, &[]), &format!("{script}! closed\n* close"));
    play(&mut client(false, &[]), &format!("{script}+ 60s\n* close"));
}

#[test]
fn a_refused_command_ends_the_session_with_its_name() {
    play(
        &mut client(false, &[]),
        &format!("{SIGN_IN}S: -ERR disk\n* Failed(Refused {{ verb: Some(Stat), text: \"disk\" }})\n* close"),
    );
    play(
        &mut client(false, &[]),
        "S: -ERR not today\n* Failed(Refused { verb: None, text: \"not today\" })\n* close\n",
    );
}

#[test]
fn a_farewell_that_is_refused_or_lost_is_no_success() {
    let script = format!("{SIGN_IN}S: +OK 0 0\n* Counted {{ messages: 0, octets: 0 }}\nC: QUIT\n");
    // RFC 1939 §6: -ERR to QUIT means that some marked mails were not removed.
    let refused = "S: -ERR some remain\n* Failed(Refused { verb: Some(Quit), text: \"some remain\" })\n* close";
    play(&mut client(false, &[]), &format!("{script}{refused}"));
    play(&mut client(false, &[]), &format!("{script}! closed\n* Failed(ConnectionLost)\n* close"));
}

#[test]
fn a_silent_server_is_given_up_and_a_slow_one_is_not() {
    play(&mut client(false, &[]), "+ 59s\nS: +OK\nC: CAPA\n+ 59s\n+ 1s\n* Failed(TimedOut)\n* close\n");
}

#[test]
fn a_connection_that_breaks_inside_a_mail_reports_no_mail() {
    let rest = "C: RETR 1\nS: +OK\nS: half a\n! closed\n* Failed(ConnectionLost)\n* close";
    play(&mut client(false, &[]), &format!("{SIGN_IN}{LISTING}{rest}"));
}

#[test]
fn lines_that_pop3_does_not_have_end_the_session() {
    let garbage = "* Failed(Garbage)\n* close";
    play(&mut client(false, &[]), &format!("S: 220 smtp.example ESMTP\n{garbage}"));
    play(&mut client(false, &[]), &format!("{SIGN_IN}S: +OK many\n{garbage}"));
    let listing = "S: +OK 1 1\n* Counted { messages: 1, octets: 1 }\nC: UIDL\nS: +OK\n";
    for line in ["0 a", "1", "1 ", "x a", "1 a b", &format!("1 {}", "u".repeat(71))] {
        play(&mut client(false, &[]), &format!("{SIGN_IN}{listing}S: {line}\n{garbage}"));
    }
}

#[test]
fn an_endless_line_ends_the_session() {
    let long = "x".repeat(600);
    play(&mut client(false, &[]), &format!("S: +OK {long}\n* Failed(TooMuch)\n* close"));
}

#[test]
fn credentials_that_would_be_commands_are_not_sent() {
    for (user, password) in [("bru no", "x"), ("bruno\r\nDELE 1", "x"), ("bruno", "x\r\nQUIT"), ("", "x"), ("b", "")] {
        let config = ClientConfig { user: user.into(), password: password.into(), ..config(false) };
        let mut client = Client::new(Arc::new(config), Arc::default());
        play(&mut client, "S: +OK\nC: CAPA\nS: -ERR\n* Failed(Unsendable)\n* close");
    }
}

proptest! {
    /// No octets make the client panic or end a session twice.
    #[test]
    fn whatever_a_server_sends_the_session_ends_once(
        lines in proptest::collection::vec("((\\+OK|-ERR)( [0-9]{0,9}){0,2}|USER|\\.|[0-9]{1,3} \\w{1,3}|\\PC{0,9})\r?\n", 0..30),
        rest: Vec<u8>,
    ) {
        let mut client = client(false, &["a"]);
        client.connected(SimTime::ZERO);
        let mut outputs = Vec::new();
        for line in lines.iter().map(String::as_bytes).chain([&rest[..]]) {
            client.octets(SimTime::ZERO, line);
            while let Some(output) = client.poll() {
                outputs.push(output);
            }
        }
        client.peer_closed(SimTime::ZERO);
        while let Some(output) = client.poll() {
            outputs.push(output);
        }
        let last = |output: &&Output| match output {
            Output::Report(report) => matches!(report, Report::Finished | Report::SignInRefused { .. } | Report::Failed(_)),
            Output::Send(_) | Output::Close => false,
        };
        prop_assert_eq!(outputs.iter().filter(last).count(), 1);
        prop_assert_eq!(outputs.last(), Some(&Output::Close));
        prop_assert_eq!(client.deadline(), None);
    }
}

#[test]
fn failures_read_as_sentences() {
    let refused = Failure::Refused { verb: None, text: "not today".into() };
    assert_eq!(refused.to_string(), "the server refused: not today");
}
