//! Client against server, both in memory, whatever the network does to the segments between them.

use std::sync::Arc;

use bytes::Bytes;
use proptest::prelude::*;

use super::client::{self, Client, ClientConfig, Report, SignIn, Transaction};
use super::server::{self, Answer, Question, Received, Server, ServerConfig, Service};
use crate::base::time::SimTime;
use crate::wire::smtp::{LineEnds, Mailbox, Mechanism, Reply, stuff};

/// Both ends and the wire between them. The world welcomes everybody whose local-part does not begin with `no`.
struct Pair {
    client: Client,
    server: Server,
    /// The largest chunk that the network carries at once.
    mtu: usize,
    /// What the client wants to deliver, last first.
    mails: Vec<Transaction>,
    reports: Vec<Report>,
    received: Vec<Received>,
    closed: bool,
}

impl Pair {
    fn new(client: ClientConfig, server: ServerConfig, mtu: usize, mails: Vec<Transaction>) -> Self {
        let (client, server) = (Client::new(Arc::new(client)), Server::new(Arc::new(server)));
        Self { client, server, mtu, mails, reports: vec![], received: vec![], closed: false }
    }

    /// Runs until nobody has anything to say.
    fn run(mut self) -> Self {
        self.client.handle(SimTime::ZERO, client::Input::Connected);
        self.server.handle(SimTime::ZERO, server::Input::Connected);
        let (mut to_client, mut to_server) = (self.drain_server(), self.drain_client());
        while !to_client.is_empty() || !to_server.is_empty() {
            let chunk: Vec<u8> = to_client.drain(..self.mtu.min(to_client.len())).collect();
            self.client.handle(SimTime::ZERO, client::Input::Octets(&chunk));
            to_server.extend(self.drain_client());
            let chunk: Vec<u8> = to_server.drain(..self.mtu.min(to_server.len())).collect();
            self.server.handle(SimTime::ZERO, server::Input::Octets(&chunk));
            to_client.extend(self.drain_server());
        }
        self
    }

    fn drain_server(&mut self) -> Vec<u8> {
        let mut octets = Vec::new();
        while let Some(output) = self.server.poll() {
            match output {
                server::Output::Send(segment) => octets.extend_from_slice(&segment.octets),
                server::Output::Ask(question) => {
                    let reply = self.answer(question);
                    self.server.handle(SimTime::ZERO, server::Input::Answer(Answer(reply)));
                }
                server::Output::Event(_) => {}
                server::Output::Close => self.closed = true,
            }
        }
        octets
    }

    fn answer(&mut self, question: Question) -> Reply {
        match question {
            Question::Credentials { password, .. } if &*password != "secreto" => Reply::new(535, [5, 7, 8], "No"),
            Question::Credentials { .. } => Reply::new(235, [2, 7, 0], "Welcome"),
            Question::Recipient { path, .. } if path.to_string().starts_with("<no") => Reply::new(550, [5, 1, 1], "No"),
            Question::Message(received) => {
                self.received.push(received);
                Reply::new(250, [2, 0, 0], "Mine now")
            }
            _ => Reply::new(250, [2, 0, 0], "Ok"),
        }
    }

    fn drain_client(&mut self) -> Vec<u8> {
        let mut octets = Vec::new();
        while let Some(output) = self.client.poll() {
            match output {
                client::Output::Send(segment) => octets.extend_from_slice(&segment.octets),
                client::Output::Report(report) => {
                    if report == Report::Ready {
                        let next = self.mails.pop().map_or(client::Input::Quit, client::Input::Deliver);
                        self.client.handle(SimTime::ZERO, next);
                    }
                    self.reports.push(report);
                }
                client::Output::Close => {}
            }
        }
        octets
    }
}

fn mailbox(text: &str) -> Mailbox {
    Mailbox::parse(text).unwrap()
}

fn mail(recipients: &[&str], message: impl Into<Bytes>) -> Transaction {
    let message = message.into();
    Transaction {
        reverse_path: mailbox("ana@escuela.com.mx").into(),
        recipients: recipients.iter().map(|text| mailbox(text).into()).collect(),
        eight_bit: !message.is_ascii(),
        message,
    }
}

fn signing_in(mechanism: Mechanism, initial_response: bool) -> ClientConfig {
    let sign_in = SignIn { mechanism, user: "ana".into(), password: "secreto".into(), initial_response };
    ClientConfig { sign_in: Some(sign_in), ..ClientConfig::new("[192.0.2.10]") }
}

/// Both ways to send, all ways to sign in.
fn sessions() -> Vec<(ClientConfig, Service)> {
    let mut sessions = Vec::new();
    for pipelining in [true, false] {
        sessions.push((ClientConfig { pipelining, ..ClientConfig::new("smtp.escuela.com.mx") }, Service::Relay));
        for mechanism in Mechanism::ALL {
            for initial in [true, false] {
                let config = ClientConfig { pipelining, ..signing_in(mechanism, initial) };
                sessions.push((config, Service::Submission));
            }
        }
    }
    sessions
}

#[test]
fn mails_arrive_whole_whatever_the_network_does() {
    let message = "Subject: Hola\r\n\r\n.\r\n..\r\n.punto\r\nAdiós\r\n";
    for (config, service) in sessions() {
        for mtu in [1, 2, 3, 7, 64, 10_000] {
            let mails = vec![
                mail(&["bruno@empresa.com"], ""),
                mail(&["no@empresa.com"], "never\r\n"),
                mail(&["bruno@empresa.com", "no@empresa.com", "\"c d\"@empresa.com"], message),
            ];
            let pair = Pair::new(config.clone(), ServerConfig::new("mx", service), mtu, mails).run();
            assert!(pair.closed, "{config:?} {mtu}");
            assert_eq!(pair.reports.last(), Some(&Report::Finished));
            let contents: Vec<_> = pair.received.iter().map(|received| &received.content[..]).collect();
            assert_eq!(contents, [message.as_bytes(), b""], "{config:?} {mtu}");
            let recipients: Vec<_> = pair.received[0].envelope.forward_paths.iter().map(ToString::to_string).collect();
            assert_eq!(recipients, ["<bruno@empresa.com>", "<\"c d\"@empresa.com>"]);
            let count = |wanted: fn(&Report) -> bool| pair.reports.iter().filter(|report| wanted(report)).count();
            assert_eq!(count(|report| matches!(report, Report::Accepted { .. })), 2);
            assert_eq!(count(|report| matches!(report, Report::NoRecipients)), 1);
            assert_eq!(count(|report| matches!(report, Report::Recipient { .. })), 5);
        }
    }
}

#[test]
fn a_wrong_password_ends_the_session_in_peace() {
    let mut config = signing_in(Mechanism::Login, false);
    config.sign_in.as_mut().unwrap().password = "otro".into();
    let pair = Pair::new(config, ServerConfig::new("mx", Service::Submission), 5, vec![mail(&["b@y"], "")]).run();
    let refused = Report::SignInRefused(Reply::new(535, [5, 7, 8], "No"));
    assert_eq!(pair.reports, [Report::Greeted, refused, Report::Finished]);
    assert!(pair.closed);
}

#[test]
fn more_recipients_than_the_server_takes_are_put_off_one_by_one() {
    let server = ServerConfig { max_recipients: 2, ..ServerConfig::new("mx", Service::Relay) };
    let pair = Pair::new(ClientConfig::new("c"), server, 100, vec![mail(&["a@y", "b@y", "c@y", "d@y"], "x\r\n")]).run();
    let codes: Vec<_> = pair
        .reports
        .iter()
        .filter_map(|report| match report {
            Report::Recipient { index, reply } => Some((*index, reply.code.value())),
            _ => None,
        })
        .collect();
    assert_eq!(codes, [(0, 250), (1, 250), (2, 452), (3, 452)]);
    assert_eq!(pair.received[0].envelope.forward_paths.len(), 2);
}

proptest! {
    /// Any octets at all arrive as one mail, in every mode of the server, and cannot be told from their normal form.
    #[test]
    fn any_content_arrives_as_one_mail(
        message in proptest::collection::vec(
            prop_oneof![2 => Just(b'\r'), 2 => Just(b'\n'), 2 => Just(b'.'), 1 => any::<u8>()], 0..60),
        mtu in 1_usize..40,
        line_ends in prop_oneof![Just(LineEnds::Normalize), Just(LineEnds::Strict), Just(LineEnds::LegacyVulnerable)],
        pipelining: bool,
    ) {
        let config = ClientConfig { pipelining, ..ClientConfig::new("c") };
        let server = ServerConfig { line_ends, ..ServerConfig::new("mx", Service::Relay) };
        let pair = Pair::new(config, server, mtu, vec![mail(&["bruno@empresa.com"], message.clone())]).run();
        prop_assert_eq!(pair.received.len(), 1);
        let (mut sent, mut arrived) = (Vec::new(), Vec::new());
        stuff(&message, &mut sent);
        stuff(&pair.received[0].content, &mut arrived);
        prop_assert_eq!(sent, arrived);
        prop_assert_eq!(pair.reports.last(), Some(&Report::Finished));
    }
}
