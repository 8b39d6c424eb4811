//! The record as JSON: one object a line, with a schema that stays.
//!
//! Every object has `at` (microseconds since the scenario's start), `step`, and `fact` (the kind, in kebab-case). Hosts
//! are full names, addresses are as on the envelope, octets of a wire are strings in which what is not UTF-8 has become
//! U+FFFD and are given whole in `base64` then. New kinds and new fields may be added; none is renamed or removed. The
//! schema is described in `docs/JSON.md`.

use base64::Engine as _;
use serde_json::{Map, Value, json};

use crate::base::id::{ConnId, HostId, MailId};
use crate::journal::{Entry, Fact, Journal, Text};
use crate::wire::dns::Message;
use crate::world::Topology;

/// The object for one entry, on one line without its end.
#[must_use]
pub fn line(journal: &Journal, topology: &Topology, entry: &Entry) -> String {
    let mut object = Map::new();
    object.insert("at".to_owned(), entry.at.as_micros().into());
    object.insert("step".to_owned(), entry.step.into());
    if let Value::Object(fact) = (Writer { journal, topology }).fact(&entry.fact) {
        object.extend(fact);
    }
    Value::Object(object).to_string()
}

struct Writer<'a> {
    journal: &'a Journal,
    topology: &'a Topology,
}

impl Writer<'_> {
    fn host(&self, host: HostId) -> &str {
        &self.topology.host(host).name
    }

    fn text(&self, text: Text) -> String {
        self.journal.words(text).into_owned()
    }

    fn recipient(&self, mail: MailId, number: u32) -> String {
        self.journal.recipients(mail).get(number as usize).map(|text| self.text(*text)).unwrap_or_default()
    }

    fn mailbox(&self, mailbox: crate::base::id::MailboxId) -> &str {
        &self.topology.mailbox(mailbox).address
    }

    /// The two ends of a connection, for every fact on it.
    fn conn(&self, kind: &str, conn: ConnId) -> Value {
        let card = self.journal.conn(conn);
        json!({
            "fact": kind,
            "conn": conn.0,
            "client": card.map(|card| self.host(card.client)),
            "server": card.and_then(|card| card.server).map(|server| self.host(server)),
            "port": card.map(|card| card.port),
        })
    }

    fn fact(&self, fact: &Fact) -> Value {
        match *fact {
            Fact::Opening { conn, arrives } => with(self.conn("opening", conn), "arrives", arrives.as_micros()),
            Fact::Opened { conn } => self.conn("opened", conn),
            Fact::NotOpened { conn, why } => with(self.conn("not-opened", conn), "why", json!(why)),
            Fact::Line { conn, side, kind, text, arrives } => {
                let octets = self.journal.octets(text);
                let mut value = self.conn("line", conn);
                value = with(value, "side", json!(side));
                value = with(value, "kind", json!(kind));
                value = with(value, "text", String::from_utf8_lossy(octets));
                if std::str::from_utf8(octets).is_err() {
                    value = with(value, "base64", base64::engine::general_purpose::STANDARD.encode(octets));
                }
                with(value, "arrives", arrives.as_micros())
            }
            Fact::Closing { conn, side, arrives } => {
                with(with(self.conn("closing", conn), "side", json!(side)), "arrives", arrives.as_micros())
            }
            Fact::Datagram { from, to, octets, arrives } => {
                let octets = self.journal.octets(octets);
                json!({
                    "fact": "datagram",
                    "from": self.host(from),
                    "to": self.host(to),
                    "summary": Message::parse(octets).map(|message| message.to_string()).ok(),
                    "base64": base64::engine::general_purpose::STANDARD.encode(octets),
                    "arrives": arrives.as_micros(),
                })
            }
            Fact::Lookup { host, what, about, remaining } => json!({
                "fact": "lookup",
                "host": self.host(host),
                "what": what,
                "about": self.text(about),
                "remaining": remaining.as_micros(),
            }),
            Fact::Written { mail } => {
                let card = self.journal.mail(mail);
                json!({
                    "fact": "written",
                    "mail": mail.0,
                    "from": card.map(|card| self.text(card.from)),
                    "subject": card.map(|card| self.text(card.subject)),
                    "recipients":
                        self.journal.recipients(mail).iter().map(|text| self.text(*text)).collect::<Vec<_>>(),
                })
            }
            Fact::SignedIn { conn, user } => with(self.conn("signed-in", conn), "user", self.text(user)),
            Fact::Custody { mail, recipient, host } => json!({
                "fact": "custody", "mail": mail.0, "recipient": self.recipient(mail, recipient), "host": self.host(host),
            }),
            Fact::Queued { mail, host, queue_id } => json!({
                "fact": "queued", "mail": mail.0, "host": self.host(host), "queue-id": self.text(queue_id),
            }),
            Fact::Routed { mail, host, domain, exchanger, preference } => json!({
                "fact": "routed",
                "mail": mail.0,
                "host": self.host(host),
                "domain": self.text(domain),
                "exchanger": self.text(exchanger),
                "preference": preference,
            }),
            Fact::Storing { mail, recipient, mailbox, arrives } => json!({
                "fact": "storing",
                "mail": mail.0,
                "recipient": self.recipient(mail, recipient),
                "mailbox": self.mailbox(mailbox),
                "arrives": arrives.as_micros(),
            }),
            Fact::Delivered { mail, recipient, mailbox } => json!({
                "fact": "delivered",
                "mail": mail.0,
                "recipient": self.recipient(mail, recipient),
                "mailbox": self.mailbox(mailbox),
            }),
            Fact::Dequeued { mail, host, queue_id } => json!({
                "fact": "dequeued", "mail": mail.0, "host": self.host(host), "queue-id": self.text(queue_id),
            }),
            Fact::Fetched { mail, mailbox, host } => json!({
                "fact": "fetched", "mail": mail.0, "mailbox": self.mailbox(mailbox), "host": self.host(host),
            }),
            Fact::NotSent { mail, code, reason } => json!({
                "fact": "not-sent", "mail": mail.0, "code": code, "reason": self.text(reason),
            }),
            Fact::Held { mail, recipient, host, temporary, reason } => json!({
                "fact": "held",
                "mail": mail.0,
                "recipient": self.recipient(mail, recipient),
                "host": self.host(host),
                "temporary": temporary,
                "reason": self.text(reason),
            }),
            Fact::NotFetched { mailbox, reason } => json!({
                "fact": "not-fetched", "mailbox": self.mailbox(mailbox), "reason": self.text(reason),
            }),
            Fact::Bounded { bound } => json!({ "fact": "bounded", "bound": bound }),
        }
    }
}

fn with(mut object: Value, key: &str, value: impl Into<Value>) -> Value {
    object[key] = value.into();
    object
}
