//! The client against a scripted server, step by step. Against our own server it is tested in `proto::smtp::tests`.

use super::*;
use crate::wire::smtp::Mailbox;

const START: SimTime = SimTime::ZERO;
const EHLO_ALL: &str = "250-mx\r\n250-PIPELINING\r\n250-SIZE 1000\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME\r\n";

/// What the machine did: what it sent, each segment as text, and what it reported.
#[derive(Debug, Default)]
struct Done {
    sent: Vec<String>,
    kinds: Vec<LineKind>,
    reports: Vec<Report>,
    closed: bool,
}

fn step(client: &mut Client, now: SimTime, input: Input<'_>) -> Done {
    client.handle(now, input);
    let mut done = Done::default();
    while let Some(output) = client.poll() {
        assert!(!done.closed, "nothing comes after Close");
        match output {
            Output::Send(segment) => {
                done.kinds.extend(segment.iter().map(|(kind, _)| kind));
                done.sent.push(String::from_utf8(segment.octets.to_vec()).unwrap());
            }
            Output::Report(report) => done.reports.push(report),
            Output::Close => done.closed = true,
        }
    }
    done
}

fn hear(client: &mut Client, text: &str) -> Done {
    step(client, START, Input::Octets(text.as_bytes()))
}

/// A client that heard the greeting and this reply to EHLO.
fn greeted(config: ClientConfig, ehlo: &str) -> (Client, Done) {
    let mut client = Client::new(Arc::new(config));
    step(&mut client, START, Input::Connected);
    assert_eq!(hear(&mut client, "220 mx\r\n").sent, ["EHLO c\r\n"]);
    let done = hear(&mut client, ehlo);
    (client, done)
}

fn ready(ehlo: &str) -> Client {
    let (client, done) = greeted(ClientConfig::new("c"), ehlo);
    assert_eq!(done.reports, [Report::Greeted, Report::Ready]);
    client
}

fn path(text: &str) -> Mailbox {
    Mailbox::parse(text).unwrap()
}

fn transaction(message: &'static str) -> Transaction {
    Transaction {
        reverse_path: path("ana@x").into(),
        recipients: [path("b@y").into(), path("c@y").into()].into(),
        message: Bytes::from(message),
        eight_bit: !message.is_ascii(),
    }
}

fn deliver(client: &mut Client, message: &'static str) -> Done {
    step(client, START, Input::Deliver(transaction(message)))
}

fn recipient(index: usize, reply: Reply) -> Report {
    Report::Recipient { index, reply }
}

fn signing_in(mechanism: Mechanism, initial_response: bool) -> ClientConfig {
    let sign_in = SignIn { mechanism, user: "ana".into(), password: "secreto".into(), initial_response };
    ClientConfig { sign_in: Some(sign_in), ..ClientConfig::new("c") }
}

// Greeting and EHLO.

#[test]
fn the_client_waits_for_the_greeting() {
    let mut client = Client::new(Arc::new(ClientConfig::new("c")));
    assert_eq!(client.deadline(), None);
    assert!(step(&mut client, START, Input::Connected).sent.is_empty());
    assert_eq!(client.deadline(), Some(START + Span::from_secs(300)));
    assert!(hear(&mut client, "220-mx\r\n").sent.is_empty());
    assert_eq!(hear(&mut client, "220 here\r\n").sent, ["EHLO c\r\n"]);
}

#[test]
fn a_refusing_greeting_is_answered_by_quit() {
    let mut client = Client::new(Arc::new(ClientConfig::new("c")));
    step(&mut client, START, Input::Connected);
    let done = hear(&mut client, "554 No service\r\n");
    let reply = Reply::bare(554, "No service");
    assert_eq!(done.reports, [Report::Refused { stage: Stage::Greeting, reply }]);
    assert_eq!(done.sent, ["QUIT\r\n"]);
    let done = hear(&mut client, "221 Bye\r\n");
    assert_eq!((done.reports, done.closed), (vec![Report::Finished], true));
}

#[test]
fn a_421_closes_without_quit() {
    let mut client = Client::new(Arc::new(ClientConfig::new("c")));
    step(&mut client, START, Input::Connected);
    let done = hear(&mut client, "421 Later\r\n");
    let refused = Report::Refused { stage: Stage::Greeting, reply: Reply::bare(421, "Later") };
    assert_eq!(done.reports, [refused, Report::Finished]);
    assert!(done.sent.is_empty() && done.closed);
}

#[test]
fn helo_is_tried_when_ehlo_is_unknown() {
    let (mut client, done) = greeted(ClientConfig::new("c"), "500 What?\r\n");
    assert_eq!(done.sent, ["HELO c\r\n"]);
    assert_eq!(hear(&mut client, "250 old hello\r\n").reports, [Report::Greeted, Report::Ready]);
    assert_eq!(&*client.capabilities().name, "old");
    assert_eq!(deliver(&mut client, "hi\r\n").sent, ["MAIL FROM:<ana@x>\r\n"]);
}

#[test]
fn ehlo_put_off_is_not_answered_by_helo() {
    let (_, done) = greeted(ClientConfig::new("c"), "451 Later\r\n");
    assert_eq!(done.sent, ["QUIT\r\n"]);
    assert!(matches!(done.reports[..], [Report::Refused { stage: Stage::Hello, .. }]));
}

// Signing in.

#[test]
fn plain_goes_with_and_without_an_initial_response() {
    let (mut client, done) = greeted(signing_in(Mechanism::Plain, true), EHLO_ALL);
    assert_eq!(done.sent, ["AUTH PLAIN AGFuYQBzZWNyZXRv\r\n"]);
    assert_eq!(hear(&mut client, "235 Ok\r\n").reports, [Report::SignedIn, Report::Ready]);

    let (mut client, done) = greeted(signing_in(Mechanism::Plain, false), EHLO_ALL);
    assert_eq!(done.sent, ["AUTH PLAIN\r\n"]);
    let done = hear(&mut client, "334 \r\n");
    assert_eq!((done.sent, done.kinds), (vec!["AGFuYQBzZWNyZXRv\r\n".into()], vec![LineKind::Auth]));
    assert_eq!(hear(&mut client, "235 Ok\r\n").reports, [Report::SignedIn, Report::Ready]);
}

#[test]
fn login_goes_with_and_without_an_initial_response() {
    for initial in [true, false] {
        let (mut client, mut done) = greeted(signing_in(Mechanism::Login, initial), EHLO_ALL);
        if initial {
            assert_eq!(done.sent, ["AUTH LOGIN YW5h\r\n"]);
        } else {
            assert_eq!(done.sent, ["AUTH LOGIN\r\n"]);
            done = hear(&mut client, "334 VXNlcm5hbWU6\r\n");
            assert_eq!(done.sent, ["YW5h\r\n"]);
        }
        assert_eq!(hear(&mut client, "334 UGFzc3dvcmQ6\r\n").sent, ["c2VjcmV0bw==\r\n"]);
        assert_eq!(hear(&mut client, "235 Ok\r\n").reports, [Report::SignedIn, Report::Ready]);
    }
}

#[test]
fn a_refused_password_ends_in_quit() {
    let (mut client, _) = greeted(signing_in(Mechanism::Plain, true), EHLO_ALL);
    let done = hear(&mut client, "535 5.7.8 No\r\n");
    assert_eq!(done.reports, [Report::SignInRefused(Reply::new(535, [5, 7, 8], "No"))]);
    assert_eq!(done.sent, ["QUIT\r\n"]);
}

#[test]
fn a_server_that_asks_on_and_on_is_broken() {
    let (mut client, _) = greeted(signing_in(Mechanism::Plain, true), EHLO_ALL);
    let done = hear(&mut client, "334 \r\n");
    assert!(matches!(
        done.reports[..],
        [Report::Failed { stage: Stage::SignIn, cause: Failure::Unexpected(_) }, Report::Finished]
    ));
}

#[test]
fn without_auth_there_is_no_signing_in() {
    let (_, done) = greeted(signing_in(Mechanism::Plain, true), "250-mx\r\n250 AUTH LOGIN\r\n");
    let cause = Failure::SignInNotOffered(Mechanism::Plain);
    assert_eq!(done.reports, [Report::Greeted, Report::Failed { stage: Stage::SignIn, cause }]);
    assert_eq!(done.sent, ["QUIT\r\n"]);
}

// Transactions in groups.

#[test]
fn a_group_leaves_in_one_segment() {
    let mut client = ready(EHLO_ALL);
    let done = deliver(&mut client, "hi\r\n");
    let group = "MAIL FROM:<ana@x> SIZE=4\r\nRCPT TO:<b@y>\r\nRCPT TO:<c@y>\r\nDATA\r\n";
    assert_eq!((done.sent, done.kinds), (vec![group.into()], vec![LineKind::Command; 4]));

    let done = hear(&mut client, "250 Ok\r\n250 Ok\r\n550 No\r\n354 Go\r\n");
    assert_eq!(done.reports, [recipient(0, Reply::bare(250, "Ok")), recipient(1, Reply::bare(550, "No"))]);
    assert_eq!((done.sent, done.kinds), (vec!["hi\r\n.\r\n".into()], vec![LineKind::Content]));
    assert_eq!(client.stage(), Stage::EndOfData);

    let done = hear(&mut client, "250 2.0.0 Mine now\r\n");
    assert_eq!(done.reports, [Report::Accepted { reply: Reply::new(250, [2, 0, 0], "Mine now") }, Report::Ready]);
    assert!(deliver(&mut client, "hi\r\n").sent[0].starts_with("MAIL"), "no reset is needed");
}

#[test]
fn a_lone_dot_answers_a_354_that_nobody_wanted() {
    let mut client = ready(EHLO_ALL);
    deliver(&mut client, "hi\r\n");
    let done = hear(&mut client, "250 Ok\r\n550 No\r\n550 No\r\n354 Go\r\n");
    assert_eq!((done.sent, done.kinds), (vec![".\r\n".into()], vec![LineKind::Content]));
    assert_eq!(hear(&mut client, "554 Nobody\r\n").reports, [Report::NoRecipients, Report::Ready]);
    assert!(deliver(&mut client, "hi\r\n").sent[0].starts_with("MAIL"));
}

#[test]
fn replies_to_the_rest_of_a_refused_group_are_counted_off() {
    let mut client = ready(EHLO_ALL);
    deliver(&mut client, "hi\r\n");
    let done = hear(&mut client, "552 Too big\r\n503 a\r\n503 b\r\n");
    assert_eq!(done.reports, [Report::Refused { stage: Stage::MailFrom, reply: Reply::bare(552, "Too big") }]);
    assert_eq!(hear(&mut client, "503 c\r\n").reports, [Report::Ready]);
}

#[test]
fn a_lone_dot_also_follows_a_refused_sender() {
    let mut client = ready(EHLO_ALL);
    deliver(&mut client, "hi\r\n");
    let done = hear(&mut client, "550 No\r\n503 a\r\n503 b\r\n354 Go\r\n");
    assert_eq!(done.sent, [".\r\n"]);
    assert_eq!(hear(&mut client, "250 Ok\r\n").reports, [Report::Ready]);
}

#[test]
fn a_transaction_left_open_is_reset_before_the_next() {
    let mut client = ready(EHLO_ALL);
    deliver(&mut client, "hi\r\n");
    let done = hear(&mut client, "250 Ok\r\n550 No\r\n550 No\r\n554 Nobody\r\n");
    assert_eq!(done.reports[2..], [Report::NoRecipients, Report::Ready]);
    assert!(deliver(&mut client, "hi\r\n").sent[0].starts_with("RSET\r\nMAIL FROM"));
    assert_eq!(client.stage(), Stage::Reset);
    hear(&mut client, "250 Ok\r\n");
    assert_eq!(client.stage(), Stage::MailFrom);
}

#[test]
fn data_refused_after_accepted_recipients_refuses_the_mail() {
    let mut client = ready(EHLO_ALL);
    deliver(&mut client, "hi\r\n");
    let done = hear(&mut client, "250 Ok\r\n250 Ok\r\n250 Ok\r\n451 Later\r\n");
    let refused = Report::Refused { stage: Stage::Data, reply: Reply::bare(451, "Later") };
    assert_eq!(done.reports[2..], [refused, Report::Ready]);
}

#[test]
fn the_mail_may_be_refused_at_its_end() {
    let mut client = ready(EHLO_ALL);
    deliver(&mut client, "hi\r\n");
    hear(&mut client, "250 Ok\r\n250 Ok\r\n250 Ok\r\n354 Go\r\n");
    let done = hear(&mut client, "554 Spam\r\n");
    let refused = Report::Refused { stage: Stage::EndOfData, reply: Reply::bare(554, "Spam") };
    assert_eq!(done.reports, [refused, Report::Ready]);
}

// Transactions one command at a time.

#[test]
fn without_pipelining_each_command_waits_for_its_reply() {
    let mut client = ready("250 mx\r\n");
    assert_eq!(deliver(&mut client, ".hi\r\n").sent, ["MAIL FROM:<ana@x>\r\n"]);
    assert_eq!(hear(&mut client, "250 Ok\r\n").sent, ["RCPT TO:<b@y>\r\n"]);
    assert_eq!(hear(&mut client, "550 No\r\n").sent, ["RCPT TO:<c@y>\r\n"]);
    assert_eq!(hear(&mut client, "251 Ok\r\n").sent, ["DATA\r\n"]);
    assert_eq!(hear(&mut client, "354 Go\r\n").sent, ["..hi\r\n.\r\n"]);
    assert!(matches!(hear(&mut client, "250 Ok\r\n").reports[..], [Report::Accepted { .. }, Report::Ready]));
}

#[test]
fn without_pipelining_nothing_more_is_said_than_needed() {
    let mut client = ready("250 mx\r\n");
    deliver(&mut client, "hi\r\n");
    let done = hear(&mut client, "550 No\r\n");
    assert!(done.sent.is_empty(), "after a refused sender");
    assert!(matches!(done.reports[..], [Report::Refused { stage: Stage::MailFrom, .. }, Report::Ready]));

    deliver(&mut client, "hi\r\n");
    hear(&mut client, "250 Ok\r\n");
    hear(&mut client, "550 No\r\n");
    let done = hear(&mut client, "550 No\r\n");
    assert!(done.sent.is_empty(), "after refused recipients");
    assert_eq!(done.reports[1..], [Report::NoRecipients, Report::Ready]);
    assert_eq!(deliver(&mut client, "hi\r\n").sent, ["RSET\r\n"]);
    assert_eq!(hear(&mut client, "250 Ok\r\n").sent, ["MAIL FROM:<ana@x>\r\n"]);
}

#[test]
fn groups_can_be_switched_off() {
    let (mut client, _) = greeted(ClientConfig { pipelining: false, ..ClientConfig::new("c") }, EHLO_ALL);
    assert_eq!(deliver(&mut client, "hi\r\n").sent, ["MAIL FROM:<ana@x> SIZE=4\r\n"]);
}

// What the server cannot take.

#[test]
fn a_mail_over_the_size_limit_is_not_offered() {
    let mut client = ready("250-mx\r\n250 SIZE 3\r\n");
    let done = deliver(&mut client, "hi\r\n");
    assert_eq!(done.reports, [Report::Withheld(Withheld::TooLarge { size: 4, limit: 3 }), Report::Ready]);
    assert!(done.sent.is_empty());
    assert_eq!(deliver(&mut client, "\r\n").sent, ["MAIL FROM:<ana@x> SIZE=2\r\n"]);
}

#[test]
fn eight_bit_content_needs_a_server_that_takes_it() {
    let mut client = ready("250 mx\r\n");
    assert_eq!(deliver(&mut client, "ñ\r\n").reports, [Report::Withheld(Withheld::EightBit), Report::Ready]);
    let mut client = ready("250-mx\r\n250 8BITMIME\r\n");
    assert_eq!(deliver(&mut client, "ñ\r\n").sent, ["MAIL FROM:<ana@x> BODY=8BITMIME\r\n"]);
}

// Timers and ends.

#[test]
fn every_stage_has_its_own_timer() {
    let seconds = |client: &Client| client.deadline().map(|at| at.since(START).as_micros() / 1_000_000);
    let mut client = ready("250 mx\r\n");
    assert_eq!(seconds(&client), None);
    deliver(&mut client, "hi\r\n");
    for (reply, expected) in [("", 300), ("250 a\r\n", 300), ("250 b\r\n", 300), ("250 c\r\n", 120), ("354 d\r\n", 600)]
    {
        hear(&mut client, reply);
        assert_eq!(seconds(&client), Some(expected), "after {reply:?}");
    }
    let at = START + Span::from_secs(600);
    let done = step(&mut client, at, Input::Deadline);
    let failed = Report::Failed { stage: Stage::EndOfData, cause: Failure::Timeout };
    assert_eq!((done.reports, done.closed), (vec![failed, Report::Finished], true));
    assert_eq!(client.deadline(), None);
}

#[test]
fn a_deadline_that_comes_too_early_is_none() {
    let mut client = ready("250 mx\r\n");
    deliver(&mut client, "hi\r\n");
    assert!(step(&mut client, START + Span::from_secs(299), Input::Deadline).reports.is_empty());
}

#[test]
fn a_lost_connection_names_the_stage() {
    let mut client = ready("250 mx\r\n");
    deliver(&mut client, "hi\r\n");
    hear(&mut client, "250 Ok\r\n");
    let done = step(&mut client, START, Input::PeerClosed);
    let failed = Report::Failed { stage: Stage::RcptTo, cause: Failure::Closed };
    assert_eq!((done.reports, done.closed), (vec![failed, Report::Finished], true));
}

#[test]
fn a_421_inside_a_transaction_refuses_it() {
    let mut client = ready(EHLO_ALL);
    deliver(&mut client, "hi\r\n");
    let done = hear(&mut client, "250 Ok\r\n421 Going\r\n250 ignored\r\n");
    let refused = Report::Refused { stage: Stage::RcptTo, reply: Reply::bare(421, "Going") };
    assert_eq!((done.reports, done.closed), (vec![refused, Report::Finished], true));
}

#[test]
fn replies_that_make_no_sense_end_the_session() {
    let failure = |text: &str| {
        let mut client = ready("250 mx\r\n");
        deliver(&mut client, "hi\r\n");
        let done = hear(&mut client, text);
        assert!(done.closed);
        done.reports[0].clone()
    };
    let stage = Stage::MailFrom;
    assert_eq!(failure("+OK\r\n"), Report::Failed { stage, cause: Failure::NotSmtp(ReplyError::Malformed) });
    let reply = Reply::bare(354, "Go");
    assert_eq!(failure("354 Go\r\n"), Report::Failed { stage, cause: Failure::Unexpected(reply) });

    let mut client = ready("250 mx\r\n");
    let cause = Failure::Unexpected(Reply::bare(250, "What"));
    assert_eq!(hear(&mut client, "250 What\r\n").reports[0], Report::Failed { stage: Stage::Ready, cause });
}

#[test]
fn quit_waits_for_the_transaction_and_then_for_221() {
    let mut client = ready(EHLO_ALL);
    deliver(&mut client, "hi\r\n");
    assert!(step(&mut client, START, Input::Quit).sent.is_empty());
    hear(&mut client, "250 Ok\r\n250 Ok\r\n250 Ok\r\n354 Go\r\n");
    let done = hear(&mut client, "250 Ok\r\n");
    assert!(matches!(done.reports[..], [Report::Accepted { .. }]));
    assert_eq!(done.sent, ["QUIT\r\n"]);
    let done = hear(&mut client, "221 Bye\r\n");
    assert_eq!((done.reports, done.closed), (vec![Report::Finished], true));
}

#[test]
fn a_server_that_closes_instead_of_221_does_no_harm() {
    let mut client = ready(EHLO_ALL);
    assert_eq!(step(&mut client, START, Input::Quit).sent, ["QUIT\r\n"]);
    assert_eq!(step(&mut client, START, Input::PeerClosed).reports, [Report::Finished]);
}

proptest::proptest! {
    /// Whatever a server says, the client neither panics nor speaks after it closed.
    #[test]
    fn no_server_panics_the_client(
        lines in proptest::collection::vec("(2[0-5][0-9]|354|334|[45][0-5][0-9]|x)[ -][ -~]{0,5}\r?\n", 0..30),
    ) {
        for (mechanism, ehlo) in [(Mechanism::Plain, EHLO_ALL), (Mechanism::Login, "250 mx\r\n")] {
            let (mut client, mut done) = greeted(signing_in(mechanism, false), ehlo);
            for line in &lines {
                proptest::prop_assert!(!done.closed || client.deadline().is_none());
                done = hear(&mut client, line);
                if done.reports.last() == Some(&Report::Ready) {
                    deliver(&mut client, "hi\r\n");
                }
            }
        }
    }
}
