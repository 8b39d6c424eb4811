//! Clients that keep to no rule, against a mail server in its host: memory stays bounded, the replies are those of the
//! standards, and every other session goes on as before.

mod support;

use bytes::Bytes;
use posta::base::id::{ConnId, HostId};
use posta::base::rng::stream;
use posta::base::time::{SimTime, Span};
use posta::journal::{Fact, Journal, Side};
use posta::world::actor::{Actor, Event, SMTP, SUBMISSION};
use posta::world::ledger::Ledger;
use posta::world::{Air, Cause, Causes, HostRole, Net, World};
use rand::RngExt as _;
use support::{domain, empty, start};

/// A mail server taken out of its world, with a wire to it that carries whatever a test likes.
struct Rig {
    world: World,
    server: Actor,
    host: HostId,
    now: SimTime,
    net: Net,
    causes: Causes,
    journal: Journal,
    ledger: Ledger,
}

impl Rig {
    fn new() -> Self {
        let mut town = empty();
        town.domains = vec![domain("b.com", 1, 3, 3)];
        let world = start(&town);
        let is_server = |card: &posta::world::HostCard| card.role == HostRole::MailServer;
        let host = HostId::from_index(world.topology().hosts.iter().position(is_server).unwrap());
        Self {
            server: world.actor(host).unwrap().clone(),
            world,
            host,
            now: SimTime::ZERO,
            net: Net::default(),
            causes: Causes::default(),
            journal: Journal::default(),
            ledger: Ledger::default(),
        }
    }

    /// Lets `act` do something with the server and everything that it may touch.
    fn with<T>(&mut self, act: impl FnOnce(&mut Actor, &mut Air<'_>) -> T) -> T {
        let mut air = Air {
            now: self.now,
            step: 0,
            topology: self.world.topology(),
            net: &mut self.net,
            causes: &mut self.causes,
            journal: &mut self.journal,
            ledger: &mut self.ledger,
        };
        act(&mut self.server, &mut air)
    }

    fn connect(&mut self, port: u16) -> ConnId {
        let address = self.world.topology().host(self.host).address;
        let client = self.world.topology().mailboxes[0].client.unwrap();
        self.with(|server, air| {
            let conn = air.connect(client, address, port);
            server.handle(Event::Accepted(conn, port), air);
            conn
        })
    }

    fn say(&mut self, conn: ConnId, octets: &[u8]) {
        let octets = Bytes::copy_from_slice(octets);
        self.with(|server, air| server.handle(Event::Octets(conn, Side::Server, &octets), air));
    }

    /// Lets time pass: the server hears of its deadlines and tasks; what was sent to clients is not delivered.
    fn wait(&mut self, span: Span) {
        let until = self.now + span;
        while self.causes.next_at().is_some_and(|at| at <= until) {
            let Some((at, cause)) = self.causes.pop() else { return };
            self.now = at;
            match cause {
                Cause::ConnDeadline(conn, side) => {
                    self.net.deadline_fired(conn, side);
                    self.with(|server, air| server.handle(Event::Deadline(conn, side), air));
                }
                Cause::Task(_, task) => self.with(|server, air| server.handle(Event::Task(task), air)),
                _ => {}
            }
        }
        self.now = until;
    }

    /// The lines that the server has said on a connection.
    fn heard(&self, conn: ConnId) -> Vec<String> {
        let lines = self.journal.entries().iter().filter_map(|entry| match entry.fact {
            Fact::Line { conn: on, side: Side::Server, text, .. } if on == conn => Some(text),
            _ => None,
        });
        lines.map(|text| self.journal.words(text).trim_end().to_owned()).collect()
    }

    /// The codes of its replies.
    fn codes(&self, conn: ConnId) -> Vec<String> {
        let ends = self.heard(conn).into_iter().filter(|line| line.as_bytes().get(3) != Some(&b'-'));
        ends.map(|line| line[..3].to_owned()).collect()
    }

    fn closed(&self, conn: ConnId) -> bool {
        let closes = |fact: &Fact| matches!(*fact, Fact::Closing { conn: on, side: Side::Server, .. } if on == conn);
        self.journal.entries().iter().any(|entry| closes(&entry.fact))
    }

    /// How much the server remembers, by how much there is to say about it.
    fn memory(&self) -> usize {
        format!("{:?}", self.server).len()
    }

    /// A well-behaved session still goes from greeting to 250.
    fn still_serves(&mut self) {
        let conn = self.connect(SMTP);
        for line in ["EHLO a", "MAIL FROM:<x@a.com>", "RCPT TO:<u0@b.com>", "DATA", "Hello\r\n.", "QUIT"] {
            self.say(conn, format!("{line}\r\n").as_bytes());
        }
        assert_eq!(self.codes(conn), ["220", "250", "250", "250", "354", "250", "221"]);
    }
}

#[test]
fn a_line_that_never_ends_is_not_kept() {
    let mut rig = Rig::new();
    let conn = rig.connect(SMTP);
    let before = rig.memory();
    for _ in 0..2_000 {
        rig.say(conn, &[b'A'; 1_000]);
    }
    assert!(rig.memory() < before + 20_000, "two megabytes of one line leave {} behind", rig.memory() - before);
    rig.say(conn, b"\r\n");
    // RFC 5321 §4.5.3.1.9: 500 line too long.
    assert_eq!(rig.codes(conn), ["220", "500"]);
    rig.say(conn, b"NOOP\r\n");
    assert_eq!(rig.codes(conn).last().unwrap(), "250", "and the next line is a line again");
    rig.still_serves();
}

#[test]
fn a_nul_is_no_command_and_a_bare_line_feed_ends_one() {
    let mut rig = Rig::new();
    let conn = rig.connect(SMTP);
    rig.say(conn, b"EHLO a\0b\r\n");
    rig.say(conn, b"NOOP\nNOOP\n");
    rig.say(conn, b"\r\n");
    // Commands that end in a lone LF are taken, as Postfix takes them (`normalize`); an empty line is none.
    assert_eq!(rig.codes(conn), ["220", "500", "250", "250", "500"]);
    rig.still_serves();
}

/// RFC 5321 §4.1.1.4: only CRLF.CRLF ends the mail; a lone LF around the dot smuggles no second one in.
#[test]
fn a_bare_line_feed_before_the_dot_smuggles_nothing() {
    let mut rig = Rig::new();
    let conn = rig.connect(SMTP);
    rig.say(conn, b"EHLO a\r\nMAIL FROM:<x@a.com>\r\nRCPT TO:<u0@b.com>\r\nDATA\r\n");
    rig.say(conn, b"one\n.\nMAIL FROM:<evil@a.com>\r\nRCPT TO:<u1@b.com>\r\n.\r\n");
    let codes = rig.codes(conn);
    assert_eq!(codes[..5], ["220", "250", "250", "250", "354"]);
    assert_eq!(codes.len(), 6, "one content has one reply: {codes:?}");
}

#[test]
fn garbage_in_one_piece_ends_the_session_and_not_the_server() {
    let mut rig = Rig::new();
    let mut chance = stream(1, "garbage");
    let before = rig.memory();
    for port in [SMTP, SUBMISSION, posta::world::actor::POP3] {
        for _ in 0..20 {
            let conn = rig.connect(port);
            let mut garbage: Vec<u8> = (0..20_000).map(|_| chance.random()).collect();
            garbage.extend(
                b"\r\nRCPT TO:<>\r\nDATA\r\n.\r\nAUTH PLAIN =\r\nUSER\r\nPASS\r\nRETR 99999999999999999999\r\n"
                    .repeat(50),
            );
            for chunk in garbage.chunks(777) {
                rig.say(conn, chunk);
                rig.wait(Span::from_secs(1));
            }
            rig.wait(Span::from_secs(3_600));
            assert!(rig.closed(conn), "port {port}: nobody waits for ever");
        }
    }
    assert!(rig.memory() < before + 4_000, "closed sessions leave nothing behind");
    rig.still_serves();
}

#[test]
fn a_client_that_makes_too_many_errors_is_sent_away() {
    let mut rig = Rig::new();
    let conn = rig.connect(SMTP);
    for _ in 0..200 {
        rig.say(conn, b"NONSENSE\r\n");
        rig.wait(Span::from_secs(10));
    }
    assert_eq!(rig.codes(conn).last().unwrap(), "421");
    assert!(rig.closed(conn) && rig.codes(conn).len() < 120);
}

#[test]
fn content_that_never_ends_is_refused_and_not_kept() {
    let mut rig = Rig::new();
    let conn = rig.connect(SMTP);
    rig.say(conn, b"EHLO a\r\nMAIL FROM:<x@a.com>\r\nRCPT TO:<u0@b.com>\r\nDATA\r\n");
    let line = [b"x".repeat(998), b"\r\n".to_vec()].concat();
    // Three times what the server takes.
    for _ in 0..30_720 {
        rig.say(conn, &line);
    }
    let kept = rig.memory();
    assert!(kept < 200_000, "of what is over the limit nothing is kept, and here are {kept}");
    rig.say(conn, b".\r\n");
    // RFC 5321 §4.5.3.1.10: 552 too much mail data.
    assert_eq!(rig.codes(conn).last().unwrap(), "552");
    rig.still_serves();
}

#[test]
fn a_client_that_falls_silent_is_let_go() {
    let mut rig = Rig::new();
    let conn = rig.connect(SMTP);
    rig.say(conn, b"EHLO a\r\nMAIL FROM:<x@a.com>\r\nRCPT TO:<u0@b.com>\r\nDATA\r\nhalf a mai");
    rig.wait(Span::from_secs(299));
    assert!(!rig.closed(conn));
    rig.wait(Span::from_secs(2));
    // RFC 5321 §4.5.3.2.7: a server waits five minutes at least.
    assert_eq!(rig.codes(conn).last().unwrap(), "421");
    assert!(rig.closed(conn));
}

#[test]
fn a_stranger_is_no_way_through_to_other_domains() {
    let mut rig = Rig::new();
    for (port, refusals) in [(SMTP, ["250", "554"]), (SUBMISSION, ["530", "530"])] {
        let conn = rig.connect(port);
        rig.say(conn, b"EHLO a\r\nMAIL FROM:<x@a.com>\r\nRCPT TO:<y@elsewhere.org>\r\n");
        let codes = rig.codes(conn);
        assert_eq!(codes[2..], refusals, "port {port}: {codes:?}");
    }
}

/// A mail that nobody in this world wrote has an account all the same.
#[test]
fn a_mail_from_outside_is_accounted_for() {
    let mut rig = Rig::new();
    rig.still_serves();
    rig.wait(Span::from_secs(1));
    assert_eq!(rig.ledger.len(), 1);
    let delivered = rig.journal.entries().iter().filter(|entry| matches!(entry.fact, Fact::Delivered { .. })).count();
    assert_eq!(delivered, 1);
}
