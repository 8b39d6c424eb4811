//! What is a command, what is not, and what an independent parser thinks of it.

use proptest::prelude::*;
use smtp_proto::Request;

use super::super::address::tests::any_mailbox;
use super::*;

fn parse(line: &str) -> Result<Command, Problem> {
    Command::parse(line.as_bytes()).map_err(|error| error.problem)
}

fn mail(line: &str) -> (String, MailParams) {
    match parse(line) {
        Ok(Command::Mail { path, params, .. }) => (path.to_string(), params),
        other => panic!("{line}: {other:?}"),
    }
}

#[test]
fn verbs_are_read_in_any_case() {
    assert_eq!(parse("quit"), Ok(Command::Quit));
    assert_eq!(parse("EhLo [127.0.0.1]"), Ok(Command::Ehlo { name: "[127.0.0.1]".into() }));
    assert_eq!(mail("mail FROM:<a@b> size=22").1.size, Some(22));
    assert!(matches!(parse("rcpt to:<a@b>"), Ok(Command::Rcpt { source_route: false, .. })));
}

#[test]
fn white_space_at_the_end_is_tolerated() {
    assert_eq!(parse("DATA \t"), Ok(Command::Data));
    assert_eq!(mail("MAIL FROM:<a@b> ").0, "<a@b>");
}

#[test]
fn a_space_after_the_colon_is_tolerated_and_missing_brackets_are_not() {
    assert_eq!(mail("MAIL FROM: <a@b>").0, "<a@b>");
    assert_eq!(parse("MAIL FROM:a@b"), Err(Problem::Address(AddressError::NoBrackets)));
    assert_eq!(parse("RCPT TO:a@b"), Err(Problem::Address(AddressError::NoBrackets)));
}

#[test]
fn verbs_that_stand_alone_take_no_argument() {
    for line in ["DATA foo", "RSET foo", "QUIT foo"] {
        assert_eq!(parse(line), Err(Problem::UnexpectedArgument), "{line}");
    }
    assert_eq!(parse("NOOP foo bar"), Ok(Command::Noop));
    assert_eq!(parse("HELP MAIL"), Ok(Command::Help));
}

#[test]
fn verbs_that_need_an_argument_ask_for_it() {
    for line in ["EHLO", "HELO ", "VRFY", "EXPN", "AUTH", "MAIL", "MAIL FROM", "RCPT", "MAIL TO:<a@b>", "EHLO a b"] {
        assert_eq!(parse(line), Err(Problem::Argument), "{line}");
    }
    assert_eq!(parse("AUTH PLAIN a b"), Err(Problem::Argument));
    assert_eq!(parse("RCPT TO:<a@b>x"), Err(Problem::Argument));
    assert_eq!(parse("MAIL FROM:<a@b>SIZE=1"), Err(Problem::Argument));
}

#[test]
fn verbs_not_spoken_here_are_told_apart() {
    let verb = |line: &[u8]| Command::parse(line).unwrap_err().verb;
    assert_eq!(verb(b"STARTTLS"), Verb::NotImplemented);
    assert_eq!(verb(b"bdat 3 LAST"), Verb::NotImplemented);
    assert_eq!(verb(b"GET / HTTP/1.1"), Verb::Http);
    for line in [&b""[..], b" ", b"FOO", b"MAILFROM:<a@b>", b" NOOP", b"\xff\xfe", b"AVERYLONGVERB x"] {
        assert_eq!(verb(line), Verb::Unknown, "{}", line.escape_ascii());
    }
}

#[test]
fn an_error_names_the_verb_that_was_tried() {
    assert_eq!(Command::parse(b"RCPT bogus").unwrap_err().verb, Verb::Rcpt);
}

#[test]
fn control_characters_are_refused() {
    for line in [&b"NOOP\0"[..], b"EHLO a\x07b", b"MAIL\rFROM:<a@b>"] {
        assert_eq!(Command::parse(line).unwrap_err().problem, Problem::ControlCharacter, "{}", line.escape_ascii());
    }
}

#[test]
fn parameters_are_read() {
    let (path, params) = mail("MAIL FROM:<> BODY=8bitmime SIZE=0 AUTH=e+3Dmc2@example.com");
    assert_eq!((path.as_str(), params.body, params.size), ("<>", Some(Body::EightBit), Some(0)));
    assert_eq!(params.submitter.unwrap().to_string(), "<e=mc2@example.com>");
    assert_eq!(mail("MAIL FROM:<> AUTH=<>").1.submitter, Some(ReversePath::Null));
    assert_eq!(mail("MAIL FROM:<> SIZE=99999999999999999999").1.size, Some(u64::MAX));
}

#[test]
fn unknown_parameters_differ_from_malformed_ones() {
    for line in ["MAIL FROM:<a@b> FOO=BAR", "MAIL FROM:<a@b> SMTPUTF8", "RCPT TO:<a@b> NOTIFY=NEVER"] {
        assert_eq!(parse(line), Err(Problem::UnknownParameter), "{line}");
    }
    for parameters in [
        "SIZE=1 SIZE=1",
        "SIZE",
        "SIZE=",
        "SIZE=x",
        "SIZE=-1",
        "SIZE=123456789012345678901",
        "BODY=9BIT",
        "=",
        "A=B=C",
        "AUTH=+3",
        "AUTH=+3d@x",
        "AUTH=nobody",
        "-X=1",
    ] {
        assert_eq!(parse(&format!("MAIL FROM:<a@b> {parameters}")), Err(Problem::Parameter), "{parameters}");
    }
    assert_eq!(parse("RCPT TO:<a@b> =1"), Err(Problem::Parameter));
}

#[test]
fn addresses_outside_ascii_are_named_as_such() {
    assert_eq!(parse("MAIL FROM:<añá@x>"), Err(Problem::Address(AddressError::NotAscii)));
}

fn any_command() -> impl Strategy<Value = Command> {
    let word = "[!-~]{1,12}".prop_map(Box::<str>::from).boxed();
    let path = prop_oneof![Just(ReversePath::Null), any_mailbox().prop_map(ReversePath::Mailbox)].boxed();
    let body = prop_oneof![Just(Body::SevenBit), Just(Body::EightBit)];
    let params = (any::<Option<u64>>(), proptest::option::of(body), proptest::option::of(path.clone()))
        .prop_map(|(size, body, submitter)| MailParams { size, body, submitter });
    let recipient = prop_oneof![Just(ForwardPath::Postmaster), any_mailbox().prop_map(ForwardPath::Mailbox)];
    prop_oneof![
        (word.clone(), proptest::option::of(word.clone()))
            .prop_map(|(mechanism, initial)| Command::Auth { mechanism, initial }),
        word.clone().prop_map(|name| Command::Ehlo { name }),
        word.clone().prop_map(|name| Command::Helo { name }),
        word.clone().prop_map(|text| Command::Vrfy { text }),
        word.prop_map(|text| Command::Expn { text }),
        (path, params).prop_map(|(path, params)| Command::Mail { path, source_route: false, params }),
        recipient.prop_map(|path| Command::Rcpt { path, source_route: false }),
        Just(Command::Data),
        Just(Command::Rset),
        Just(Command::Noop),
        Just(Command::Help),
        Just(Command::Quit),
    ]
}

fn written(command: &Command) -> Vec<u8> {
    let mut out = Vec::new();
    command.write(&mut out);
    out
}

proptest! {
    #[test]
    fn a_written_command_reads_back(command in any_command()) {
        let line = written(&command);
        prop_assert_eq!(Command::parse(line.strip_suffix(b"\r\n").unwrap()), Ok(command));
    }

    #[test]
    fn no_line_panics(
        verb in prop_oneof![Just(""), Just("MAIL FROM:<"), Just("RCPT TO:<"), Just("AUTH "), Just("MAIL FROM:<> AUTH=")],
        rest in proptest::collection::vec(any::<u8>(), 0..40),
    ) {
        let _ = Command::parse(&[verb.as_bytes(), &rest].concat());
    }

    /// smtp-proto keeps quotes and the case of addresses as written, so texts can be compared.
    #[test]
    fn an_independent_parser_reads_the_same(mailbox in "[a-z0-9.]{1,1}[a-z0-9]{0,8}@[a-z0-9]{1,8}(\\.[a-z]{2,3}){1,2}", size in 0_u64..1_000_000) {
        prop_assume!(!mailbox.starts_with('.'));
        let line = format!("MAIL FROM:<{mailbox}> SIZE={size} BODY=8BITMIME\r\n");
        let Ok(Request::Mail { from }) = Request::parse(&mut line.as_bytes().iter()) else {
            return Err(TestCaseError::fail("the oracle refuses"));
        };
        let (path, params) = mail(line.trim_end());
        prop_assert_eq!(path, format!("<{}>", from.address));
        prop_assert_eq!(params.size, Some(from.size as u64));

        let line = format!("RCPT TO:<{mailbox}>\r\n");
        let Ok(Request::Rcpt { to }) = Request::parse(&mut line.as_bytes().iter()) else {
            return Err(TestCaseError::fail("the oracle refuses"));
        };
        let Ok(Command::Rcpt { path, .. }) = parse(line.trim_end()) else {
            return Err(TestCaseError::fail("we refuse"));
        };
        prop_assert_eq!(path.to_string(), format!("<{}>", to.address));
    }
}

#[test]
fn an_independent_parser_reads_what_we_write() {
    let request = |command: &Command| {
        let line = written(command);
        Request::parse(&mut line.iter()).map(Request::into_owned)
    };
    assert_eq!(request(&Command::Data), Ok(Request::Data));
    assert_eq!(request(&Command::Rset), Ok(Request::Rset));
    assert_eq!(request(&Command::Quit), Ok(Request::Quit));
    assert_eq!(request(&Command::Noop), Ok(Request::Noop { value: String::new() }));
    let name = "smtp.escuela.com.mx";
    assert_eq!(request(&Command::Ehlo { name: name.into() }), Ok(Request::Ehlo { host: name.into() }));
    assert_eq!(request(&Command::Helo { name: name.into() }), Ok(Request::Helo { host: name.into() }));
    let auth = Command::Auth { mechanism: "PLAIN".into(), initial: Some("AGFuYQBzZWNyZXRv".into()) };
    assert!(
        matches!(request(&auth), Ok(Request::Auth { initial_response, .. }) if initial_response == "AGFuYQBzZWNyZXRv")
    );
}
