use std::sync::Arc;

use bytes::Bytes;
use proptest::prelude::*;

use super::super::rules::{Phase, Verdict, verdict};
use super::super::server::{Answer, Event, Input, Item, Output, Question, Server, ServerConfig};
use super::{End, lines, play};
use crate::base::time::{SimTime, Span};
use crate::wire::LineKind;
use crate::wire::pop3::{Code, Verb};

const FIRST: &str = "Subject: uno\r\n\r\n.\r\nHola\r\n";
const SECOND: &str = "Subject: dos\r\n\r\na\r\nb\r\ncccccc\r\n";

pub(super) fn items() -> Vec<Item> {
    let item = |uid, octets: &'static str| Item { uid, octets: Bytes::from_static(octets.as_bytes()) };
    vec![item(7, FIRST), item(9, SECOND)]
}

pub(super) fn server() -> Server {
    Server::new(Arc::new(ServerConfig::new("correo.empresa.com")))
}

/// Bruno's mailbox, whose password is `secret`; with the password `busy` another session has it.
pub(super) fn world(question: &Question) -> Answer {
    let Question::Login { user, password } = question;
    match (&**user, &**password) {
        ("bruno", "secret") => Answer::Maildrop(items()),
        ("bruno", "busy") => Answer::Refused { code: Some(Code::InUse), text: "somebody else is reading".into() },
        _ => Answer::Refused { code: Some(Code::Auth), text: "wrong name or password".into() },
    }
}

impl End for Server {
    const OWN: char = 'S';
    const PEER: char = 'C';

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

    fn drain(&mut self, now: SimTime) -> Vec<String> {
        let mut said = Vec::new();
        while let Some(output) = self.poll() {
            match output {
                Output::Send(segment) => said.extend(lines(Self::OWN, &segment)),
                Output::Ask(question) => self.handle(now, Input::Answer(world(&question))),
                Output::Event(event) => said.push(format!("* {event:?}")),
                Output::Close => said.push("* close".to_owned()),
            }
        }
        said
    }
}

/// Plays `script` after a successful sign-in.
fn signed_in(script: &str) {
    let opening = "
        S: +OK correo.empresa.com POP3 at your service
        C: USER bruno
        S: +OK now the password
        C: PASS secret
        S: +OK 2 messages (55 octets)
    ";
    play(&mut server(), &format!("{opening}{script}"));
}

/// A server in `phase`, everything that it said already taken.
fn server_in(phase: Phase) -> Server {
    let mut server = server();
    server.connected(SimTime::ZERO);
    match phase {
        Phase::ExpectUser => {}
        Phase::ExpectPass => server.octets(SimTime::ZERO, b"USER bruno\r\n"),
        Phase::Transaction => server.octets(SimTime::ZERO, b"USER bruno\r\nPASS secret\r\n"),
    }
    server.drain(SimTime::ZERO);
    server
}

fn sample(verb: Verb) -> &'static str {
    match verb {
        Verb::User => "USER bruno",
        Verb::Pass => "PASS secret",
        Verb::Apop => "APOP bruno c4c9334bac560ecc979e58001b3e22fb",
        Verb::Stat => "STAT",
        Verb::List => "LIST",
        Verb::Retr => "RETR 1",
        Verb::Dele => "DELE 1",
        Verb::Noop => "NOOP",
        Verb::Rset => "RSET",
        Verb::Top => "TOP 1 0",
        Verb::Uidl => "UIDL",
        Verb::Capa => "CAPA",
        Verb::Quit => "QUIT",
    }
}

#[test]
fn every_command_in_every_state_is_judged_as_the_table_says() {
    for phase in Phase::ALL {
        for verb in Verb::ALL {
            let mut server = server_in(phase);
            server.octets(SimTime::ZERO, format!("{}\r\n", sample(verb)).as_bytes());
            let said = server.drain(SimTime::ZERO);
            let reply = said.iter().find(|line| line.starts_with("S: ")).expect("every command is answered");
            match verdict(phase, verb) {
                Verdict::Accept => assert!(reply.starts_with("S: +OK"), "{verb} in {phase:?}: {reply}"),
                refusal => {
                    assert_eq!(*reply, format!("S: -ERR {}", refusal.refusal().unwrap()), "{verb} in {phase:?}");
                    assert_eq!(said.len(), 1, "{verb} in {phase:?} has no effect");
                }
            }
        }
    }
}

#[test]
fn a_session_counts_fetches_and_removes() {
    signed_in(
        "
        C: STAT
        S: +OK 2 55
        C: LIST
        S: +OK 2 messages (55 octets)
        S: 1 25
        S: 2 30
        S: .
        C: UIDL
        S: +OK the lasting names
        S: 1 7
        S: 2 9
        S: .
        C: RETR 1
        * Retrieved { index: 0 }
        S: +OK 25 octets
        S: Subject: uno
        S:
        S: ..
        S: Hola
        S: .
        C: DELE 1
        S: +OK message 1 goes at QUIT
        C: QUIT
        * Update { deleted: [0] }
        S: +OK goodbye
        * close
        ",
    );
}

#[test]
fn list_and_uidl_answer_for_one_mail_in_one_line() {
    signed_in("C: LIST 2\nS: +OK 2 30\nC: UIDL 2\nS: +OK 2 9\n");
}

#[test]
fn top_sends_the_header_and_some_lines() {
    signed_in(
        "
        C: TOP 2 1
        S: +OK the top of the message
        S: Subject: dos
        S:
        S: a
        S: .
        C: TOP 1 0
        S: +OK the top of the message
        S: Subject: uno
        S:
        S: .
        ",
    );
}

#[test]
fn a_marked_mail_is_gone_for_every_command_and_rset_brings_it_back() {
    signed_in(
        "
        C: DELE 1
        S: +OK message 1 goes at QUIT
        C: DELE 1
        S: -ERR no such message
        C: RETR 1
        S: -ERR no such message
        C: TOP 1 0
        S: -ERR no such message
        C: LIST 1
        S: -ERR no such message
        C: UIDL 1
        S: -ERR no such message
        C: STAT
        S: +OK 1 30
        C: LIST
        S: +OK 1 message (30 octets)
        S: 2 30
        S: .
        C: UIDL
        S: +OK the lasting names
        S: 2 9
        S: .
        C: RSET
        S: +OK 2 messages (55 octets)
        C: QUIT
        * Update { deleted: [] }
        S: +OK goodbye
        * close
        ",
    );
}

#[test]
fn there_is_no_mail_0_and_none_past_the_last() {
    signed_in("C: RETR 0\nS: -ERR no such message\nC: RETR 3\nS: -ERR no such message\nC: NOOP\nS: +OK\n");
}

#[test]
fn an_unknown_name_is_not_given_away() {
    play(
        &mut server(),
        "
        S: +OK correo.empresa.com POP3 at your service
        C: USER nobody
        S: +OK now the password
        C: PASS secret
        S: -ERR [AUTH] wrong name or password
        C: PASS secret
        S: -ERR give a name with USER first
        C: USER bruno
        S: +OK now the password
        C: PASS secret
        S: +OK 2 messages (55 octets)
        ",
    );
}

#[test]
fn a_mailbox_in_use_is_refused_with_its_code() {
    play(
        &mut server(),
        "
        S: +OK correo.empresa.com POP3 at your service
        C: user bruno
        S: +OK now the password
        C: pass busy
        S: -ERR [IN-USE] somebody else is reading
        C: QUIT
        S: +OK goodbye
        * close
        ",
    );
}

#[test]
fn capabilities_are_told_before_sign_in() {
    play(
        &mut server(),
        "
        S: +OK correo.empresa.com POP3 at your service
        C: CAPA
        S: +OK what I can do
        S: USER
        S: TOP
        S: UIDL
        S: PIPELINING
        S: RESP-CODES
        S: AUTH-RESP-CODE
        S: IMPLEMENTATION Posta
        S: .
        ",
    );
}

#[test]
fn nonsense_is_refused_and_the_session_goes_on() {
    let long = "x".repeat(254);
    play(
        &mut server(),
        &format!(
            "
            S: +OK correo.empresa.com POP3 at your service
            C:
            S: -ERR unknown command
            C: EHLO me
            S: -ERR unknown command
            C: USER
            S: -ERR the arguments are wrong
            C: {long}
            S: -ERR the line is too long
            C: QUIT
            S: +OK goodbye
            * close
            "
        ),
    );
}

#[test]
fn a_broken_connection_deletes_nothing() {
    signed_in("C: DELE 1\nS: +OK message 1 goes at QUIT\n! closed\n* Released\n* close\n");
}

#[test]
fn an_idle_client_is_left_without_a_word_and_nothing_is_deleted() {
    signed_in(
        "
        C: DELE 1
        S: +OK message 1 goes at QUIT
        + 9m 59s
        C: NOOP
        S: +OK
        + 9m 59s
        + 1s
        * Released
        * close
        ",
    );
}

#[test]
fn octets_that_are_no_command_do_not_keep_a_session_alive() {
    let mut server = server_in(Phase::ExpectUser);
    let deadline = server.deadline();
    server.octets(SimTime::ZERO + Span::from_secs(60), b"NO");
    assert_eq!(server.deadline(), deadline);
}

#[test]
fn a_client_that_leaves_during_the_check_leaves_no_lock_behind() {
    let mut server = server_in(Phase::ExpectPass);
    server.octets(SimTime::ZERO, b"PASS secret\r\n");
    assert!(matches!(server.poll(), Some(Output::Ask(_))));
    assert_eq!(server.deadline(), None);
    server.peer_closed(SimTime::ZERO);
    assert_eq!(server.poll(), Some(Output::Close));
    server.handle(SimTime::ZERO, Input::Answer(Answer::Maildrop(items())));
    assert_eq!(server.poll(), Some(Output::Event(Event::Released)));
    assert_eq!(server.poll(), None);
}

#[test]
fn pipelined_commands_wait_for_the_password_check_and_are_answered_together() {
    let mut server = server_in(Phase::ExpectUser);
    server.octets(SimTime::ZERO, b"USER bruno\r\nPASS secret\r\nSTAT\r\nDELE 2\r\nQUIT\r\nSTAT\r\n");
    assert_eq!(
        server.drain(SimTime::ZERO),
        [
            "S: +OK now the password",
            "S: +OK 2 messages (55 octets)",
            "* Update { deleted: [1] }",
            "S: +OK 2 55",
            "S: +OK message 2 goes at QUIT",
            "S: +OK goodbye",
            "* close",
        ]
    );
}

#[test]
fn a_client_that_runs_far_ahead_during_the_check_is_cut_off() {
    let mut server = server_in(Phase::ExpectPass);
    server.octets(SimTime::ZERO, b"PASS secret\r\n");
    assert!(matches!(server.poll(), Some(Output::Ask(_))));
    for _ in 0..100 {
        server.octets(SimTime::ZERO, &b"NOOP\r\n".repeat(200));
    }
    assert_eq!(server.drain(SimTime::ZERO), ["S: -ERR too many commands at once", "* close"]);
    server.handle(SimTime::ZERO, Input::Answer(Answer::Maildrop(items())));
    assert_eq!(server.drain(SimTime::ZERO), ["* Released"]);
}

#[test]
fn many_large_mails_asked_for_at_once_leave_one_after_the_other() {
    let mut server = server_in(Phase::ExpectPass);
    server.octets(SimTime::ZERO, b"PASS secret\r\n");
    assert!(matches!(server.poll(), Some(Output::Ask(_))));
    let large = Item { uid: 1, octets: vec![b'a'; 300_000].into() };
    server.handle(SimTime::ZERO, Input::Answer(Answer::Maildrop(vec![large])));
    assert!(matches!(server.poll(), Some(Output::Send(_))));
    server.octets(SimTime::ZERO, &b"RETR 1\r\n".repeat(50));
    let mut sent = 0;
    while let Some(output) = server.poll() {
        if let Output::Send(segment) = output {
            assert!(segment.octets.len() < 310_000);
            sent += 1;
        }
    }
    assert_eq!(sent, 50);
}

#[test]
fn a_mail_on_the_wire_is_one_run_of_content() {
    let mut server = server_in(Phase::Transaction);
    server.octets(SimTime::ZERO, b"RETR 1\r\nLIST\r\n");
    let Some(Output::Event(Event::Retrieved { index: 0 })) = server.poll() else { panic!("the mail was retrieved") };
    let Some(Output::Send(segment)) = server.poll() else { panic!("the mail was sent") };
    let kinds: Vec<_> = segment.iter().map(|(kind, _)| kind).collect();
    use LineKind::{Content, Reply};
    assert_eq!(kinds, [Reply, Content, Reply, Reply, Reply, Reply]);
    assert_eq!(segment.iter().nth(1).unwrap().1, b"Subject: uno\r\n\r\n..\r\nHola\r\n.\r\n");
}

#[test]
fn each_command_may_end_with_a_bare_line_feed() {
    let mut server = server_in(Phase::Transaction);
    server.octets(SimTime::ZERO, b"NOOP\nSTAT\n");
    assert_eq!(server.drain(SimTime::ZERO), ["S: +OK", "S: +OK 2 55"]);
}

proptest! {
    /// No octets make the server panic, speak without a line end, or end without unlocking what it locked.
    #[test]
    fn whatever_a_client_sends_the_mailbox_is_unlocked_once(
        lines in proptest::collection::vec(
            "((USER|PASS|RETR|DELE|TOP|LIST|UIDL|RSET|QUIT|STAT|CAPA|APOP) ?(bruno|secret|busy|[0-9]{0,3})|\\PC{0,9})\r?\n",
            0..30,
        ),
        rest: Vec<u8>,
    ) {
        let mut server = server_in(Phase::ExpectUser);
        let mut said = Vec::new();
        for line in &lines {
            server.octets(SimTime::ZERO, line.as_bytes());
            said.extend(server.drain(SimTime::ZERO));
        }
        server.octets(SimTime::ZERO, &rest);
        said.extend(server.drain(SimTime::ZERO));
        server.peer_closed(SimTime::ZERO);
        said.extend(server.drain(SimTime::ZERO));
        let locked = said.iter().filter(|line| **line == "S: +OK 2 messages (55 octets)").count();
        let unlocked = said.iter().filter(|line| line.starts_with("* Update") || **line == "* Released").count();
        prop_assert!(unlocked <= 1 && locked >= unlocked);
        prop_assert_eq!(unlocked == 1, locked > 0);
        prop_assert_eq!(said.iter().filter(|line| **line == "* close").count(), 1);
        prop_assert_eq!(server.deadline(), None);
    }
}
