//! The server, state by state. Whole conversations that a learner can read are in `tests/dialogues/`.

use super::table::Rule;
use super::*;
use crate::base::time::Span;
use crate::wire::LineKind;
use crate::wire::smtp::Verb;

/// A server with a world that says yes, except to what it was told to refuse.
struct Bench {
    server: Server,
    now: SimTime,
    /// The next answers, if they are not to be a plain yes.
    answers: VecDeque<Reply>,
    events: Vec<Event>,
    mails: Vec<Received>,
    closed: bool,
}

impl Bench {
    fn new(config: ServerConfig) -> Self {
        let server = Server::new(Arc::new(config));
        Self { server, now: SimTime::ZERO, answers: VecDeque::new(), events: vec![], mails: vec![], closed: false }
    }

    fn relay() -> Self {
        Self::connected(ServerConfig::new("mx", Service::Relay))
    }

    fn submission() -> Self {
        Self::connected(ServerConfig::new("mx", Service::Submission))
    }

    fn connected(config: ServerConfig) -> Self {
        let mut bench = Self::new(config);
        assert_eq!(bench.input(Input::Connected), ["220 mx ESMTP Posta\r\n"]);
        bench
    }

    /// Hands in one input, answers all questions, and gives the segments that were sent.
    fn input(&mut self, input: Input<'_>) -> Vec<String> {
        let mut segments = Vec::new();
        self.server.handle(self.now, input);
        while let Some(output) = self.server.poll() {
            assert!(!self.closed, "nothing comes after Close");
            match output {
                Output::Send(segment) => segments.push(String::from_utf8(segment.octets.to_vec()).unwrap()),
                Output::Event(event) => self.events.push(event),
                Output::Close => self.closed = true,
                Output::Ask(question) => {
                    let yes = match &question {
                        Question::Credentials { .. } => Reply::new(235, [2, 7, 0], "Welcome"),
                        _ => Reply::new(250, [2, 0, 0], "Ok"),
                    };
                    if let Question::Message(received) = question {
                        self.mails.push(received);
                    }
                    let reply = self.answers.pop_front().unwrap_or(yes);
                    self.server.handle(self.now, Input::Answer(Answer(reply)));
                }
            }
        }
        segments
    }

    fn say(&mut self, text: &str) -> String {
        self.input(Input::Octets(text.as_bytes())).concat()
    }

    /// The code of the reply to one line.
    fn code(&mut self, line: &str) -> String {
        self.say(&format!("{line}\r\n")).get(..3).unwrap_or_default().to_owned()
    }

    fn refuse_next(&mut self) {
        self.answers.push_back(Reply::new(550, [5, 1, 1], "No"));
    }

    fn codes(&mut self, lines: &[&str]) -> Vec<String> {
        lines.iter().map(|line| self.code(line)).collect()
    }
}

const PLAIN: &str = "AUTH PLAIN AGFuYQBzZWNyZXRv";

/// A session that has come to `phase` by a real conversation.
fn reach(phase: Phase) -> Bench {
    let script: &[&str] = match phase {
        Phase::Connected => return Bench::relay(),
        Phase::Locked => return Bench::submission(),
        Phase::LockedGreeted => {
            let mut bench = Bench::submission();
            bench.code("EHLO c");
            return bench;
        }
        Phase::Greeted => &[],
        Phase::Sender | Phase::Rejected => &["MAIL FROM:<a@b>"],
        Phase::Recipients => &["MAIL FROM:<a@b>", "RCPT TO:<c@d>"],
    };
    let mut bench = Bench::submission();
    bench.codes(&["EHLO c", PLAIN]);
    bench.codes(script);
    if phase == Phase::Rejected {
        bench.refuse_next();
        assert_eq!(bench.code("RCPT TO:<x@y>"), "550");
    }
    bench
}

/// A well-formed line for each verb.
fn line(verb: Verb) -> &'static str {
    match verb {
        Verb::Auth => PLAIN,
        Verb::Data => "DATA",
        Verb::Ehlo => "EHLO c",
        Verb::Expn => "EXPN all",
        Verb::Helo => "HELO c",
        Verb::Help => "HELP",
        Verb::Mail => "MAIL FROM:<a@b>",
        Verb::Noop => "NOOP",
        Verb::Quit => "QUIT",
        Verb::Rcpt => "RCPT TO:<c@d>",
        Verb::Rset => "RSET",
        Verb::Vrfy => "VRFY ana",
        Verb::NotImplemented => "STARTTLS",
        Verb::Http => "GET / HTTP/1.1",
        Verb::Unknown => "FOO",
    }
}

/// Goal: the table is true. Method: every phase, reached by a conversation, × every verb.
#[test]
fn every_command_in_every_phase_is_answered_as_the_table_says() {
    for phase in Phase::ALL {
        for verb in Verb::ALL {
            let mut bench = reach(phase);
            assert_eq!(bench.server.phase(), phase);
            let code = bench.code(line(verb));
            let place = format!("{verb:?} in {phase:?}");
            match (phase.rule(verb), verb) {
                // The relay, where this phase exists, offers no AUTH at all.
                (_, Verb::Auth) if phase == Phase::Connected => assert_eq!(code, "502", "{place}"),
                (Rule::Refuse(reason), _) => {
                    assert_eq!(code, reason.reply().code.to_string(), "{place}");
                    assert_eq!(bench.server.phase(), phase, "{place}: a refused command changes nothing");
                }
                (Rule::Serve, Verb::Data) => assert_eq!(code, "354", "{place}"),
                (Rule::Serve, Verb::Auth) => assert_eq!(code, "235", "{place}"),
                (Rule::Serve, Verb::Help) => assert_eq!(code, "214", "{place}"),
                (Rule::Serve, Verb::Quit | Verb::Http) => {
                    assert_eq!(code, "221", "{place}");
                    assert!(bench.closed, "{place}");
                }
                (Rule::Serve, _) => assert_eq!(code, "250", "{place}"),
            }
        }
    }
}

/// A verb that is out of order is refused for that, and not for its arguments.
#[test]
fn order_is_looked_at_before_arguments() {
    assert_eq!(Bench::relay().codes(&["RCPT bogus", "MAIL", "EHLO c", "RCPT bogus"]), ["503", "503", "250", "503"]);
}

#[test]
fn ehlo_and_rset_end_the_transaction_and_a_failing_ehlo_does_not() {
    for (reset, code) in [("EHLO again", "250"), ("HELO again", "250"), ("RSET", "250")] {
        let mut bench = reach(Phase::Recipients);
        assert_eq!(bench.code(reset), code);
        assert_eq!(bench.server.envelope(), None);
        assert_eq!(bench.events.last(), Some(&Event::TransactionAbandoned));
    }
    let mut bench = reach(Phase::Recipients);
    // RFC 5321 §4.1.4: if the EHLO is not acceptable, the state is unchanged.
    assert_eq!(bench.code("EHLO"), "501");
    assert_eq!(bench.code("DATA"), "354");
}

#[test]
fn a_second_ehlo_keeps_the_user_signed_in() {
    let mut bench = reach(Phase::Greeted);
    assert_eq!(bench.codes(&["EHLO again", "MAIL FROM:<a@b>"]), ["250", "250"]);
    assert_eq!(bench.server.user().map(|user| &**user), Some("ana"));
}

#[test]
fn a_refused_sender_leaves_no_transaction() {
    let mut bench = reach(Phase::Greeted);
    bench.refuse_next();
    assert_eq!(bench.codes(&["MAIL FROM:<a@b>", "RCPT TO:<c@d>"]), ["550", "503"]);
}

#[test]
fn a_group_is_answered_in_one_segment_and_in_order() {
    let mut bench = reach(Phase::Greeted);
    bench.answers = [
        Reply::new(250, [2, 1, 0], "Sender ok"),
        Reply::new(250, [2, 1, 5], "First ok"),
        Reply::new(550, [5, 1, 1], "No second"),
    ]
    .into();
    let segments = bench.input(Input::Octets(
        b"MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<e@f>\r\nDATA\r\nSubject: t\r\n\r\nhi\r\n.\r\nNOOP\r\n",
    ));
    let expected = "250 2.1.0 Sender ok\r\n250 2.1.5 First ok\r\n550 5.1.1 No second\r\n\
                    354 Go on; end with a dot on a line of its own\r\n250 2.0.0 Ok\r\n250 2.0.0 Ok\r\n";
    assert_eq!(segments, [expected]);
    assert_eq!(bench.mails[0].content, "Subject: t\r\n\r\nhi\r\n");
    assert_eq!(bench.mails[0].envelope.forward_paths.len(), 1);
}

#[test]
fn every_line_of_a_segment_is_marked_as_a_reply() {
    let mut server = Server::new(Arc::new(ServerConfig::new("mx", Service::Relay)));
    server.handle(SimTime::ZERO, Input::Connected);
    while server.poll().is_some() {}
    server.handle(SimTime::ZERO, Input::Octets(b"EHLO c\r\n"));
    let Some(Output::Send(segment)) = server.poll() else { panic!("a reply was due") };
    assert_eq!(segment.iter().count(), 5);
    assert!(segment.iter().all(|(kind, line)| kind == LineKind::Reply && line.ends_with(b"\r\n")));
}

#[test]
fn nothing_is_read_while_a_question_is_open() {
    let mut bench = reach(Phase::Greeted);
    bench.server.handle(bench.now, Input::Octets(b"VRFY ana\r\nQUIT\r\n"));
    assert_eq!(bench.server.poll(), Some(Output::Ask(Question::Verify("ana".into()))));
    assert_eq!(bench.server.poll(), None);
    assert_eq!(bench.server.deadline(), None);
    bench.server.handle(bench.now, Input::Octets(b"NOOP\r\n"));
    assert_eq!(bench.server.poll(), None);
    let answer = Answer(Reply::new(252, [2, 0, 0], "Perhaps"));
    assert_eq!(bench.input(Input::Answer(answer)), ["252 2.0.0 Perhaps\r\n221 2.0.0 Goodbye\r\n"]);
    assert!(bench.closed);
}

#[test]
fn what_is_kept_while_a_question_is_open_is_bounded() {
    let config = ServerConfig { max_size: 1_000, ..ServerConfig::new("mx", Service::Relay) };
    let mut bench = Bench::connected(config);
    bench.code("EHLO c");
    bench.server.handle(bench.now, Input::Octets(b"VRFY ana\r\n"));
    assert!(matches!(bench.server.poll(), Some(Output::Ask(_))));
    for _ in 0..66 {
        bench.server.handle(bench.now, Input::Octets(&[b'x'; 1_000]));
    }
    assert_eq!(bench.input(Input::Octets(&[b'x'; 1_000])), ["421 4.7.0 Too much at once; goodbye\r\n"]);
    assert!(bench.closed);
}

#[test]
fn an_answer_of_421_closes() {
    let mut bench = reach(Phase::Sender);
    bench.answers.push_back(Reply::new(421, [4, 3, 2], "Going down"));
    assert_eq!(bench.code("RCPT TO:<c@d>"), "421");
    assert!(bench.closed);
}

#[test]
fn a_refusing_greeting_waits_for_quit() {
    let mut bench = Bench::new(ServerConfig::new("mx", Service::Relay));
    let refusal = Reply::new(554, [5, 3, 2], "No SMTP service here");
    assert_eq!(bench.input(Input::Refuse(refusal)), ["554 No SMTP service here\r\n"]);
    assert_eq!(bench.codes(&["EHLO c", "NOOP", "FOO", "QUIT"]), ["503", "503", "503", "221"]);
    assert!(bench.closed);
}

#[test]
fn a_421_greeting_closes_and_a_421_may_come_at_any_time() {
    let busy = Reply::new(421, [4, 3, 2], "Later");
    let mut bench = Bench::new(ServerConfig::new("mx", Service::Relay));
    assert_eq!(bench.input(Input::Refuse(busy.clone())), ["421 Later\r\n"]);
    assert!(bench.closed);
    let mut bench = reach(Phase::Recipients);
    assert_eq!(bench.input(Input::Refuse(busy)), ["421 4.3.2 Later\r\n"]);
    assert!(bench.closed);
    assert_eq!(bench.events.last(), Some(&Event::TransactionAbandoned));
}

#[test]
fn the_idle_timer_is_restarted_by_whole_lines_only() {
    let mut bench = Bench::relay();
    assert_eq!(bench.server.deadline(), Some(SimTime::ZERO + Span::from_secs(300)));
    bench.now += Span::from_secs(200);
    assert_eq!(bench.say("NO"), "");
    assert_eq!(bench.server.deadline(), Some(SimTime::ZERO + Span::from_secs(300)));
    assert_eq!(bench.say("OP\r\n"), "250 2.0.0 Ok\r\n");
    assert_eq!(bench.server.deadline(), Some(SimTime::ZERO + Span::from_secs(500)));
    // A deadline that comes too early is none.
    assert_eq!(bench.input(Input::Deadline), Vec::<String>::new());
    bench.now += Span::from_secs(300);
    assert_eq!(bench.input(Input::Deadline), ["421 4.4.2 mx is tired of waiting\r\n"]);
    assert_eq!(bench.events, [Event::TimedOut]);
    assert!(bench.closed);
    assert_eq!(bench.server.deadline(), None);
}

#[test]
fn errors_slow_the_session_down_and_then_end_it() {
    let mut bench = Bench::relay();
    for _ in 0..10 {
        assert_eq!(bench.code("FOO"), "500");
    }
    for _ in 11..20 {
        assert_eq!(bench.say("FOO\r\n"), "", "the reply is held back");
        assert_eq!(bench.server.deadline(), Some(bench.now + Span::from_secs(1)));
        bench.now += Span::from_secs(1);
        assert_eq!(bench.input(Input::Deadline), ["500 5.5.2 Command not recognized\r\n"]);
    }
    let last = bench.say("FOO\r\n");
    assert_eq!(last, "500 5.5.2 Command not recognized\r\n421 4.7.0 Too many errors; goodbye\r\n");
    assert_eq!(bench.events, [Event::TooManyErrors]);
    assert!(bench.closed);
}

#[test]
fn a_pause_holds_back_the_rest_of_a_group() {
    let mut bench = Bench::relay();
    (0..10).for_each(|_| assert_eq!(bench.code("FOO"), "500"));
    assert_eq!(bench.say("FOO\r\nNOOP\r\n"), "");
    bench.now += Span::from_secs(1);
    assert_eq!(bench.input(Input::Deadline), ["500 5.5.2 Command not recognized\r\n250 2.0.0 Ok\r\n"]);
}

#[test]
fn a_delivered_mail_forgives_the_errors_before_it() {
    let mut bench = reach(Phase::Greeted);
    for _ in 0..5 {
        for _ in 0..9 {
            assert_eq!(bench.code("FOO"), "500");
        }
        let codes = bench.codes(&["MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA", "."]);
        assert_eq!(codes, ["250", "250", "354", "250"]);
    }
}

#[test]
fn recipients_beyond_the_limit_are_put_off_and_those_before_stay() {
    let config = ServerConfig { max_recipients: 2, ..ServerConfig::new("mx", Service::Relay) };
    let mut bench = Bench::connected(config);
    let codes =
        bench.codes(&["EHLO c", "MAIL FROM:<>", "RCPT TO:<a@x>", "RCPT TO:<b@x>", "RCPT TO:<c@x>", "DATA", "."]);
    assert_eq!(codes, ["250", "250", "250", "250", "452", "354", "250"]);
    assert_eq!(bench.mails[0].envelope.forward_paths.len(), 2);
}

#[test]
fn an_extension_that_is_off_is_neither_offered_nor_taken() {
    let extensions = Extensions { pipelining: false, size: false, enhanced_status_codes: false, eight_bit_mime: false };
    let config = ServerConfig { extensions, ..ServerConfig::new("mx", Service::Relay) };
    let mut bench = Bench::connected(config);
    assert_eq!(bench.say("EHLO c\r\n"), "250 mx\r\n");
    let refused = "555 Parameter not supported\r\n";
    assert_eq!(bench.say("MAIL FROM:<> SIZE=1\r\n"), refused);
    assert_eq!(bench.say("MAIL FROM:<> BODY=8BITMIME\r\n"), refused);
    assert_eq!(bench.say("MAIL FROM:<> AUTH=<>\r\n"), refused);
    assert_eq!(bench.say("NOOP\r\n"), "250 Ok\r\n");
}

#[test]
fn helo_offers_no_parameters() {
    let mut bench = Bench::relay();
    assert_eq!(bench.codes(&["HELO c", "MAIL FROM:<a@b> SIZE=1", "MAIL FROM:<a@b>"]), ["250", "555", "250"]);
}

#[test]
fn without_auth_in_clear_nobody_can_sign_in() {
    let config = ServerConfig { auth_in_clear: false, ..ServerConfig::new("mx", Service::Submission) };
    let mut bench = Bench::connected(config);
    assert!(!bench.say("EHLO c\r\n").contains("AUTH"));
    assert_eq!(bench.codes(&[PLAIN, "MAIL FROM:<a@b>"]), ["538", "530"]);
}

#[test]
fn helo_offers_no_way_to_sign_in() {
    assert_eq!(Bench::submission().codes(&["HELO c", PLAIN, "MAIL FROM:<>"]), ["250", "503", "530"]);
}

#[test]
fn a_long_response_ends_the_exchange_and_not_the_session() {
    let mut bench = reach(Phase::LockedGreeted);
    assert_eq!(bench.code("AUTH PLAIN"), "334");
    assert_eq!(bench.code(&"A".repeat(12_286)), "501", "within the limit it is only malformed");
    assert_eq!(bench.code("AUTH PLAIN"), "334");
    assert_eq!(bench.code(&"A".repeat(12_287)), "500");
    assert_eq!(bench.code("NOOP"), "250");
}

#[test]
fn the_received_header_can_name_the_protocol() {
    let mail = ["MAIL FROM:<>", "RCPT TO:<a@b>", "DATA", "."];
    let protocol = |bench: &mut Bench| {
        bench.codes(&mail);
        bench.mails[0].protocol()
    };
    let mut bench = Bench::relay();
    bench.code("HELO c");
    assert_eq!(protocol(&mut bench), "SMTP");
    let mut bench = Bench::relay();
    bench.code("EHLO c");
    assert_eq!(protocol(&mut bench), "ESMTP");
    assert_eq!(protocol(&mut reach(Phase::Greeted)), "ESMTPA");
}

#[test]
fn a_peer_that_closes_ends_the_session_in_silence() {
    let mut bench = reach(Phase::Recipients);
    assert_eq!(bench.input(Input::PeerClosed), Vec::<String>::new());
    assert!(bench.closed);
    assert_eq!(bench.events.last(), Some(&Event::TransactionAbandoned));
    assert_eq!(bench.input(Input::Octets(b"NOOP\r\n")), Vec::<String>::new());
}

mod properties {
    use super::*;
    use proptest::prelude::*;

    fn talk(line_ends: crate::wire::smtp::LineEnds, stream: &[u8], cuts: &[usize]) -> (String, Vec<Received>, bool) {
        let limits = ErrorLimits { soft: 1_000, hard: 1_000, pause: Span::ZERO };
        let config = ServerConfig {
            line_ends,
            max_size: 200,
            error_limits: limits,
            ..ServerConfig::new("mx", Service::Submission)
        };
        let mut bench = Bench::connected(config);
        let mut start = 0;
        let mut replies = String::new();
        for end in cuts.iter().copied().chain([stream.len()]) {
            let end = end.clamp(start, stream.len());
            replies += &bench.input(Input::Octets(&stream[start..end])).concat();
            start = end;
        }
        (replies, bench.mails, bench.closed)
    }

    fn stream() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            6 => proptest::sample::select(Verb::ALL.to_vec()).prop_filter("the session goes on", |verb| {
                !matches!(verb, Verb::Quit | Verb::Http)
            }).prop_map(|verb| line(verb).as_bytes().to_vec()),
            2 => Just(b"Subject: t\r\n\r\n..dot\r\n.".to_vec()),
            1 => proptest::collection::vec(any::<u8>(), 0..10),
        ];
        let end = prop_oneof![8 => Just(&b"\r\n"[..]), 1 => Just(&b"\n"[..]), 1 => Just(&b"\r"[..])];
        proptest::collection::vec((piece, end), 0..25)
            .prop_map(|lines| lines.into_iter().flat_map(|(piece, end)| [&piece, end].concat()).collect())
            .prop_map(|tail: Vec<u8>| [b"EHLO c\r\n", PLAIN.as_bytes(), b"\r\n", &tail].concat())
    }

    proptest! {
        /// Whatever a client sends, and however the network cuts it, the server says the same and does not panic.
        #[test]
        fn chunks_do_not_matter(
            stream in stream(),
            mut cuts in proptest::collection::vec(0_usize..400, 0..10),
            mode in proptest::sample::select(vec![
                crate::wire::smtp::LineEnds::Normalize,
                crate::wire::smtp::LineEnds::Strict,
                crate::wire::smtp::LineEnds::LegacyVulnerable,
            ]),
        ) {
            cuts.sort_unstable();
            prop_assert_eq!(talk(mode, &stream, &cuts), talk(mode, &stream, &[]));
        }
    }
}
