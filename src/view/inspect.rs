//! Fills the inspector: what is known of the selected thing at the moment of the cursor.

use crate::base::id::{ConnId, HostId, MailboxId};
use crate::journal::{Fact, Side, Text};
use crate::wire::LineKind;
use crate::wire::dns::{Message, Record};
use crate::wire::mail::parse::{Summary, summary};
use crate::world::actor::mail_server::{MailServer, Maildrop, Pending};
use crate::world::actor::{Actor, UserAgent};
use crate::world::{HostRole, World};

use super::inspector::{Content, Field, Inspection, Section};
use super::names::protocol;
use super::scene::{Protocol, SceneId};
use super::transcript::Reader;

/// The longest message that is shown as text, in octets; the octets below it are always whole.
const SHOWN: usize = 20_000;

/// What a person has selected.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Selection {
    /// A host.
    Host(HostId),
    /// A mailbox.
    Mailbox(MailboxId),
    /// Something that was said or that happened: a journal entry.
    Entry(u32),
}

impl Selection {
    /// What is selected by pointing at something on the stage. A ground or a link selects nothing.
    #[must_use]
    pub fn of(id: SceneId, resolver: Option<HostId>) -> Option<Self> {
        match id {
            SceneId::Host(host) => Some(Self::Host(host)),
            SceneId::NameSystem => resolver.map(Self::Host),
            SceneId::Mailbox(mailbox) => Some(Self::Mailbox(mailbox)),
            SceneId::Group(first) => Some(Self::Mailbox(MailboxId(first))),
            SceneId::Flight(entry) => Some(Self::Entry(entry)),
            SceneId::Ground(_) | SceneId::Link(..) => None,
        }
    }
}

/// What is known of `selection`, or [`None`] if it is not in this record.
#[must_use]
pub fn inspect(selection: Selection, reader: &Reader<'_>, world: &World) -> Option<Inspection> {
    let inspector = Inspector { reader, world };
    match selection {
        Selection::Host(host) => inspector.host(host),
        Selection::Mailbox(mailbox) => inspector.mailbox(mailbox),
        Selection::Entry(entry) => inspector.entry(entry),
    }
}

struct Inspector<'a> {
    reader: &'a Reader<'a>,
    world: &'a World,
}

impl Inspector<'_> {
    fn say(&self, key: &str) -> String {
        self.reader.words.get(key)
    }

    fn field(&self, key: &str, value: impl Into<String>) -> Field {
        Field { name: self.say(key), value: value.into(), entry: None }
    }

    fn section(&self, key: &str, protocol: Option<Protocol>, content: Content) -> Section {
        Section { title: self.say(key), protocol, content }
    }

    fn host(&self, host: HostId) -> Option<Inspection> {
        let topology = self.reader.topology;
        let card = topology.hosts.get(host.index())?;
        let mut fields = vec![self.field("inspect-address", card.address.to_string())];
        if let Some(domain) = card.domain {
            fields.push(self.field("inspect-domain", &*topology.domains[domain.index()].name));
        }
        let mut sections = vec![self.section("inspect-host", None, Content::Fields(fields))];
        match self.world.actor(host)? {
            Actor::UserAgent(agent) => sections.extend(self.user_agent(agent)),
            Actor::MailServer(server) => sections.extend(self.mail_server(server)),
            Actor::Resolver(resolver) => {
                let kept = self.field("inspect-kept", resolver.resolver().cache().len().to_string());
                sections.push(self.section("inspect-cache", Some(Protocol::Dns), Content::Fields(vec![kept])));
            }
            Actor::Authority(authority) => {
                let zones = authority.authority().zones().flat_map(|zone| zone.records().map(Record::to_string));
                let owners = authority.authority().zones().flat_map(|zone| zone.records().map(|record| &record.name));
                let text: String = owners.zip(zones).map(|(owner, record)| format!("{owner} {record}\n")).collect();
                sections.push(self.section("inspect-zone", Some(Protocol::Dns), Content::Text(text)));
            }
            Actor::Web => {}
        }
        let role = match card.role {
            HostRole::Client => "role-client",
            HostRole::MailServer => "inspect-mail-server",
            HostRole::Resolver => "role-resolver",
            HostRole::Authority => "inspect-name-server",
            HostRole::Web => "role-web",
        };
        Some(Inspection { title: card.name.to_string(), subtitle: self.say(role), sections })
    }

    fn user_agent(&self, agent: &UserAgent) -> Vec<Section> {
        let card = self.reader.topology.mailbox(agent.mailbox());
        let account = vec![
            self.field("inspect-account", &*card.address),
            self.field("inspect-submits-to", &*self.reader.topology.host(card.submission).name),
            self.field("inspect-fetches-from", &*self.reader.topology.host(card.server).name),
        ];
        let mut sections = vec![self.section("inspect-account-title", None, Content::Fields(account))];
        let letters: Vec<Field> = agent.letters().map(|letter| self.letter_line(&letter.content)).collect();
        if !letters.is_empty() {
            sections.push(self.section("inspect-letters", Some(Protocol::Pop3), Content::Fields(letters)));
        }
        if let Some(last) = agent.letters().last() {
            sections.extend(self.message(&last.content));
        }
        sections
    }

    fn mail_server(&self, server: &MailServer) -> Vec<Section> {
        let entries: Vec<Field> = server
            .queue()
            .flat_map(|(_, entry)| {
                let state = |pending: &Pending| match pending {
                    Pending::Waiting => self.say("inspect-waiting"),
                    Pending::Active => self.say("inspect-active"),
                    Pending::Done => self.say("inspect-done"),
                    Pending::Held(why) => why.to_string(),
                };
                entry.recipients.iter().map(move |recipient| Field {
                    name: format!("{} → {}", entry.queue_id, recipient.address),
                    value: state(&recipient.pending),
                    entry: None,
                })
            })
            .collect();
        let queue = if entries.is_empty() { vec![self.field("inspect-queue-empty", "")] } else { entries };
        let mut sections = vec![self.section("inspect-queue", Some(Protocol::Smtp), Content::Fields(queue))];
        let domains = &server.setup().local;
        if let Some(domain) = domains.values().next() {
            let zone = self.reader.topology.domains[domain.index()].zone.to_string();
            let boxes = self.reader.topology.mailboxes.iter().enumerate().filter(|(_, card)| {
                card.server == server.setup().host && (card.listed || !self.is_empty(server, &card.address))
            });
            let fields = boxes.take(50).map(|(index, card)| {
                let count = server.maildrop(MailboxId::from_index(index)).map_or(0, Maildrop::len);
                Field { name: card.address.to_string(), value: count.to_string(), entry: None }
            });
            sections.push(self.section("inspect-mailboxes", Some(Protocol::Pop3), Content::Fields(fields.collect())));
            sections.push(self.section("inspect-zone", Some(Protocol::Dns), Content::Text(zone)));
        }
        sections
    }

    fn is_empty(&self, server: &MailServer, address: &str) -> bool {
        let mailbox = self.reader.topology.mailbox_of(address);
        mailbox.and_then(|mailbox| server.maildrop(mailbox)).is_none_or(Maildrop::is_empty)
    }

    fn mailbox(&self, mailbox: MailboxId) -> Option<Inspection> {
        let card = self.reader.topology.mailboxes.get(mailbox.index())?;
        let Some(Actor::MailServer(server)) = self.world.actor(card.server) else { return None };
        let maildrop = server.maildrop(mailbox)?;
        let mut sections = Vec::new();
        let fields: Vec<Field> = maildrop.iter().map(|stored| self.letter_line(&stored.content)).collect();
        let fields = if fields.is_empty() { vec![self.field("inspect-mailbox-empty", "")] } else { fields };
        sections.push(self.section("inspect-waiting-here", Some(Protocol::Pop3), Content::Fields(fields)));
        if let Some(last) = maildrop.iter().last() {
            sections.extend(self.message(&last.content));
        }
        Some(Inspection { title: card.address.to_string(), subtitle: self.say("role-mailbox"), sections })
    }

    /// `Ana <ana@…>` and the subject, for a list of mails.
    fn letter_line(&self, content: &[u8]) -> Field {
        let mail = summary(content);
        let from = mail.from.first().map(person).unwrap_or_default();
        Field { name: from, value: mail.subject.unwrap_or_default(), entry: None }
    }

    /// A message: its header fields, its text, its octets.
    fn message(&self, content: &bytes::Bytes) -> Vec<Section> {
        let mail = summary(content);
        let mut sections = vec![self.section("inspect-letter", None, Content::Fields(header_fields(&mail)))];
        sections.push(self.section("inspect-text", None, Content::Text(shortened(&mail.text))));
        if !mail.attachments.is_empty() {
            let files = mail.attachments.iter().map(|file| Field {
                name: file.file_name.clone().unwrap_or_default(),
                value: format!("{} · {} B", file.content_type, file.content.len()),
                entry: None,
            });
            sections.push(self.section("inspect-attachments", None, Content::Fields(files.collect())));
        }
        sections.push(self.section("inspect-octets", None, Content::Octets(content.clone())));
        sections
    }

    fn entry(&self, index: u32) -> Option<Inspection> {
        let journal = self.reader.journal;
        let entry = journal.entries().get(index as usize)?;
        let row = self.reader.row(index)?;
        let place = if row.to.is_empty() { row.from.clone() } else { format!("{} → {}", row.from, row.to) };
        let mut fields = vec![self.field("inspect-when", row.clock.clone()), self.field("inspect-who", place)];
        if !row.gloss.is_empty() {
            fields.push(self.field("inspect-meaning", row.gloss.clone()));
        }
        let role = Some(protocol(journal, &entry.fact));
        let mut sections = vec![self.section("inspect-line", role, Content::Fields(fields))];
        match entry.fact {
            Fact::Line { conn, kind, text, .. } => {
                sections.extend(self.envelope(conn, index));
                let octets = bytes::Bytes::copy_from_slice(journal.octets(text));
                if kind == LineKind::Content {
                    sections.extend(self.message(&octets));
                } else {
                    sections.push(self.section("inspect-octets", role, Content::Octets(octets)));
                }
            }
            Fact::Datagram { octets, .. } => sections.extend(self.datagram(octets)),
            _ => {}
        }
        Some(Inspection { title: row.text, subtitle: row.clock, sections })
    }

    /// What has been said of the envelope on this connection, up to and with `index`.
    fn envelope(&self, conn: ConnId, index: u32) -> Option<Section> {
        let journal = self.reader.journal;
        let mut fields: Vec<Field> = Vec::new();
        for number in (0..=index).rev() {
            let entry = &journal.entries()[number as usize];
            let Fact::Line { conn: of, side: Side::Client, kind: LineKind::Command, text, .. } = entry.fact else {
                continue;
            };
            if of != conn {
                continue;
            }
            let line = String::from_utf8_lossy(journal.octets(text));
            let (name, rest) = line.trim_end().split_once(':').unwrap_or_default();
            let path = rest.split(' ').next().unwrap_or_default().trim_matches(['<', '>']);
            let is_mail = name.eq_ignore_ascii_case("MAIL FROM");
            if is_mail || name.eq_ignore_ascii_case("RCPT TO") {
                fields.push(Field { name: name.to_ascii_uppercase(), value: path.to_owned(), entry: Some(number) });
            }
            if is_mail {
                break;
            }
        }
        fields.reverse();
        (!fields.is_empty()).then(|| self.section("inspect-envelope", Some(Protocol::Smtp), Content::Fields(fields)))
    }

    fn datagram(&self, octets: Text) -> Vec<Section> {
        let raw = self.reader.journal.octets(octets);
        let mut sections = Vec::new();
        if let Ok(message) = Message::parse(raw) {
            let question = message.question.as_ref().map(ToString::to_string).unwrap_or_default();
            let fields = vec![
                self.field("inspect-question", question),
                self.field("inspect-rcode", message.header.rcode.to_string()),
                self.field("inspect-id", message.header.id.to_string()),
            ];
            sections.push(self.section("inspect-dns", Some(Protocol::Dns), Content::Fields(fields)));
            let parts = [
                ("inspect-answers", &message.answers),
                ("inspect-authority", &message.authority),
                ("inspect-additional", &message.additional),
            ];
            for (key, records) in parts.into_iter().filter(|(_, records)| !records.is_empty()) {
                let text = records.iter().map(|record| format!("{} {record}\n", record.name)).collect();
                sections.push(self.section(key, Some(Protocol::Dns), Content::Text(text)));
            }
        }
        let octets = bytes::Bytes::copy_from_slice(raw);
        sections.push(self.section("inspect-octets", Some(Protocol::Dns), Content::Octets(octets)));
        sections
    }
}

fn person(mailbox: &crate::wire::mail::parse::Mailbox) -> String {
    match &mailbox.name {
        Some(name) => format!("{name} <{}>", mailbox.address),
        None => mailbox.address.clone(),
    }
}

/// The header as written, one field a row, folded lines joined.
fn header_fields(mail: &Summary<'_>) -> Vec<Field> {
    mail.fields
        .iter()
        .map(|field| Field {
            name: field.name.to_owned(),
            value: String::from_utf8_lossy(field.value).split_whitespace().collect::<Vec<_>>().join(" "),
            entry: None,
        })
        .collect()
}

/// A text that is not too long to show, cut at a letter.
fn shortened(text: &str) -> String {
    let end = text.char_indices().map(|(at, _)| at).find(|at| *at >= SHOWN);
    end.map_or_else(|| text.to_owned(), |end| format!("{}…", &text[..end]))
}
