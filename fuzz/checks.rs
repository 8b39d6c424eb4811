//! What must hold for any octets whatever. The fuzz targets call these, and so does `tests/fuzz_corpus.rs`, which gives
//! them everything that fuzzing has ever found interesting.

#![allow(dead_code, reason = "each target uses one of them")]

use std::sync::Arc;

use posta::base::language::Language;
use posta::base::time::{SimTime, Span};
use posta::proto::smtp::server::{Answer, Input, Output, Question, Server, ServerConfig, Service};
use posta::scenario::{NoFiles, load};
use posta::wire::smtp::{Reply, ReplyParser};

/// What brings a session into each of its states, before the octets come.
const PREAMBLES: &[&[u8]] = &[
    b"",
    b"EHLO client.example\r\n",
    b"EHLO client.example\r\nMAIL FROM:<a@client.example>\r\n",
    b"EHLO client.example\r\nMAIL FROM:<a@client.example>\r\nRCPT TO:<b@server.example>\r\n",
    b"EHLO client.example\r\nMAIL FROM:<a@client.example>\r\nRCPT TO:<b@server.example>\r\nDATA\r\n",
    b"EHLO client.example\r\nAUTH LOGIN\r\n",
    b"EHLO client.example\r\nAUTH PLAIN\r\n",
];

/// The first octet chooses state, service and the size of the pieces; the rest is said by the client. The server must
/// not panic, must speak only in lines of at most 512 octets that begin with a code, must close at most once, and must
/// not say much more than it hears.
pub(crate) fn smtp_server(octets: &[u8]) {
    let Some((&choice, said)) = octets.split_first() else { return };
    let choice = usize::from(choice);
    let preamble = PREAMBLES[choice % PREAMBLES.len()];
    let service = if choice & 0x80 == 0 { Service::Relay } else { Service::Submission };
    let piece = [1, 3, 64, 4096][choice / 7 % 4];

    let mut config = ServerConfig::new("server.example", service);
    config.max_size = 2_000;
    let mut session = Session { server: Server::new(Arc::new(config)), now: SimTime::ZERO, said: 0, closed: false };
    session.give(Input::Connected);
    session.give(Input::Octets(preamble));
    for octets in said.chunks(piece) {
        session.give(Input::Octets(octets));
    }
    session.now += Span::from_secs(10_000);
    session.give(Input::Deadline);
    session.give(Input::PeerClosed);
    // EHLO and HELP are the only commands with long answers: a few hundred octets for at least six.
    let heard = preamble.len() + said.len();
    assert!(session.said <= 2_000 + heard * 64, "{} octets said, {heard} heard", session.said);
}

struct Session {
    server: Server,
    now: SimTime,
    said: usize,
    closed: bool,
}

impl Session {
    fn give(&mut self, input: Input<'_>) {
        let mut next = Some(input);
        while let Some(input) = next.take() {
            self.server.handle(self.now, input);
            while let Some(output) = self.server.poll() {
                assert!(!self.closed, "nothing comes after the close");
                match output {
                    Output::Send(segment) => {
                        self.said += segment.octets.len();
                        for (_, line) in segment.iter() {
                            assert!(line.len() <= 512 && line.ends_with(b"\r\n"), "{line:?}");
                            assert!(line[..3].iter().all(u8::is_ascii_digit), "{line:?}");
                        }
                    }
                    Output::Ask(question) => next = Some(Input::Answer(Answer(answer(&question)))),
                    Output::Event(_) => {}
                    Output::Close => self.closed = true,
                }
            }
        }
    }
}

fn answer(question: &Question) -> Reply {
    match question {
        Question::Credentials { password, .. } if password.len() % 2 == 0 => Reply::new(235, [2, 7, 0], "Welcome"),
        Question::Credentials { .. } => Reply::new(535, [5, 7, 8], "No"),
        Question::Recipient { path, .. } if path.to_string().len() % 3 == 0 => Reply::new(550, [5, 1, 1], "No"),
        Question::Message(received) => {
            assert!(received.content.len() <= 2_100, "the limit on content holds");
            assert!(!received.envelope.forward_paths.is_empty());
            Reply::new(250, [2, 0, 0], "Queued")
        }
        _ => Reply::new(250, [2, 0, 0], "Ok"),
    }
}

/// The first octet chooses the size of the pieces. Replies come out the same however the octets are cut, and the parser
/// ends in an error or waits for more.
pub(crate) fn smtp_reply(octets: &[u8]) {
    let Some((&choice, said)) = octets.split_first() else { return };
    let parse = |piece: usize| {
        let mut parser = ReplyParser::default();
        let mut replies = Vec::new();
        for mut octets in said.chunks(piece) {
            loop {
                match parser.next_reply(&mut octets) {
                    Some(Ok(reply)) => replies.push(reply),
                    None => break,
                    Some(Err(_)) => return (replies, true),
                }
            }
        }
        (replies, false)
    };
    assert_eq!(parse(said.len().max(1)), parse(usize::from(choice % 16) + 1));
}

/// A file either loads or says what is wrong, in both languages, with every place inside the file.
pub(crate) fn scenario(octets: &[u8]) {
    match load("fuzz.ron", octets, &NoFiles) {
        Ok((scenario, _)) => assert!(!scenario.domains.is_empty()),
        Err(problems) => {
            for language in Language::ALL {
                assert!(!problems.render(language, octets).is_empty());
            }
        }
    }
}
