//! The scenario file as it is written: every field, its type and what it means.
//!
//! `docs/SCENARIOS.md` tells the same to authors, and a test holds the two together. Nothing here is checked beyond its
//! shape: names are texts, patterns are not expanded. `check/` makes the [`Scenario`](super::model::Scenario) of it.

use super::decode::{
    Attempt, Choice, Chosen, Decode, Field, Fields, Record, Spanned, choice, decode_record, record, wrong_shape,
};
use super::diagnostic::{Collector, Shape, SourceSpan, Thing};
use super::spans::{Group, Node, Value};
use crate::base::time::Span;

/// A text that must be written.
type Str = Spanned<String>;
/// A position on the stage.
type At = Option<(f32, f32)>;

record! {
    Scenario,
    /// A whole file.
    struct ScenarioFile {
        /// The title, in one or two languages. Without one, the file's name.
        title "title": Option<TextFile>,
        /// What happens and what it shows, in about three sentences.
        summary "summary": Option<TextFile>,
        /// The number from which all chance comes. Default: 1.
        seed "seed": Option<u64>,
        /// Date and hour at the beginning, in UTC: "2026-11-23 09:00", which is also the default.
        start "start": Option<Str>,
        /// When the simulation stops at the latest.
        limits "limits": Option<LimitsFile>,
        /// How long a message travels.
        network "network": Option<NetworkFile>,
        /// The places after the `@`, with their users and servers.
        domains "domains": Vec<Attempt<DomainFile>>,
        /// Connections between two domains that are slower or faster than the others.
        links "links": Vec<LinkFile>,
        /// What people do, and when.
        timeline "timeline": Vec<EntryFile>,
        /// Explanations, each at a decisive moment.
        steps "steps": Vec<StepFile>,
        /// What must have happened at the end: a scenario is a test of itself.
        expect "expect": Vec<ExpectationFile>,
    }
}

record! {
    Limits,
    /// When the simulation stops at the latest.
    struct LimitsFile {
        /// After so many steps. Default: 1000000, which is also the most.
        steps "steps": Option<Spanned<u64>>,
        /// After so much simulated time. Default: "30d".
        horizon "horizon": Option<Spanned<Span>>,
    }
}

record! {
    Network,
    /// How long a message travels.
    struct NetworkFile {
        /// From one domain to another. Default: "20ms".
        latency "latency": Option<Span>,
        /// Inside a domain. Default: a tenth of `latency`.
        local "local": Option<Span>,
    }
}

record! {
    Domain,
    /// A domain: the place after the `@`.
    struct DomainFile {
        /// Its name, or a pattern like "dominio{1..100}.com" that makes a hundred domains.
        name "name": Str,
        /// Its users: a list, or a number that makes u1, u2, … of it.
        users "users": UsersFile,
        /// Its mail servers. Default: one, named smtp.
        servers "servers": Option<Vec<OrName<ServerFile>>>,
        /// Its MX records, instead of those that follow from its servers. `[]` is a domain without any.
        mx "mx": Option<Vec<(u16, Str)>>,
        /// The name of its web server, which has nothing to do with mail; "@" is the domain's own name.
        web "web": Option<Str>,
        /// More records of its zone, a line for each, as in a zone file.
        records "records": Option<Str>,
        /// How long others may remember its records. Default: "1h".
        ttl "ttl": Option<Spanned<Span>>,
        /// Where it lies on the stage.
        at "at": At,
    }
}

record! {
    User,
    /// A user with more than a name.
    struct UserFile {
        /// What stands before the `@`, or a pattern like "persona{1..100}".
        name "name": Str,
        /// The password. Default: the name with -secreto behind it.
        password "password": Option<Str>,
        /// The name that mail shows beside the address.
        display "display": Option<Str>,
        /// Where the user sits on the stage.
        at "at": At,
    }
}

record! {
    Server,
    /// A mail server.
    struct ServerFile {
        /// The first part of its name, like "smtp", or its full name inside the domain; "@" is the domain's own name.
        name "name": Str,
        /// Its preference as mail exchanger, smallest first, or `None` if it is none. Default: 10.
        mx "mx": PreferenceFile,
        /// Its IPv4 address. Default: one of those reserved for documentation.
        address "address": Option<Str>,
        /// The largest mail that it accepts, in bytes. Default: 10240000.
        max_size "max_size": Option<u64>,
        /// How many recipients it accepts in one transaction. Default: 100.
        max_recipients "max_recipients": Option<u32>,
        /// Where it stands on the stage.
        at "at": At,
    }
}

record! {
    Link,
    /// A connection between two domains.
    struct LinkFile {
        /// The two domains.
        between "between": (Str, Str),
        /// How long a message travels from one to the other.
        latency "latency": Span,
    }
}

record! {
    TimelineEntry,
    /// Something that somebody does.
    struct EntryFile {
        /// When, counted from the beginning.
        at "at": Spanned<Span>,
        /// What.
        what "do": WhatFile,
    }
}

choice! {
    Action,
    /// What a person can do.
    #[expect(clippy::large_enum_variant, reason = "nearly every action is a mail")]
    enum WhatFile {
        /// Writes a mail and presses "send".
        Send fields MailFile,
        /// Opens the mail program and fetches what has come, by POP3.
        Check fields CheckFile,
    }
}

record! {
    Mail,
    /// A mail as its writer sees it.
    struct MailFile {
        /// The writer's address.
        from "from": Str,
        /// The recipients. Each may be a pattern like "persona{1..100}@empresa.com".
        to "to": Vec<Str>,
        /// The recipients of a copy.
        cc "cc": Vec<Str>,
        /// The recipients of a copy of which the others know nothing.
        bcc "bcc": Vec<Str>,
        /// The subject.
        subject "subject": Option<Str>,
        /// The text.
        body "body": Option<Str>,
        /// Files that go with it.
        attachments "attachments": Vec<AttachmentFile>,
        /// How the writer's program signs in. Default: `Normal`.
        sign_in "sign_in": Option<SignInFile>,
        /// Recipients that do not exist are meant so: no warning. Default: false.
        on_purpose "on_purpose": Option<bool>,
    }
}

record! {
    Attachment,
    /// A file that goes with a mail.
    struct AttachmentFile {
        /// Its name in the mail. Default: the last part of `file`.
        name "name": Option<Str>,
        /// The path of its content, relative to the scenario.
        file "file": Option<Str>,
        /// Its content, if it is a text.
        text "text": Option<Str>,
        /// Its media type, like "image/png". Default: what the name's ending says.
        content_type "type": Option<Str>,
    }
}

choice! {
    SignIn,
    /// How a mail program signs in to its server.
    enum SignInFile {
        /// With the user's name and password.
        Normal,
        /// Not at all.
        Never,
        /// With this password, whatever the right one is.
        Password one Str,
    }
}

record! {
    Check,
    /// A look into the mailbox.
    struct CheckFile {
        /// The address, or a pattern for many.
        user "user": Str,
        /// Whether the mails stay on the server. Default: false.
        keep "keep": Option<bool>,
    }
}

record! {
    Step,
    /// An explanation.
    struct StepFile {
        /// The moment at which it appears.
        when "when": WhenFile,
        /// What it says.
        text "text": TextFile,
    }
}

choice! {
    Moment,
    /// A moment of the simulation.
    enum WhenFile {
        /// The beginning.
        Start,
        /// So long after the beginning.
        At one Spanned<Span>,
        /// The first line on any wire, or the first question or answer of DNS, that contains this text, after the step before.
        Line one Str,
        /// A mail has come to rest in this user's mailbox.
        Delivered one Str,
        /// This user's mail program has fetched a mail.
        Fetched one Str,
        /// Nothing happens any more.
        End,
    }
}

choice! {
    Expectation,
    /// What must have happened.
    enum ExpectationFile {
        /// A mail lies, or lay, in a mailbox.
        Delivered fields DeliveredFile,
        /// A mail was fetched by its reader.
        Fetched fields FetchedFile,
        /// A mail was refused when its writer wanted to send it.
        NotSent fields NotSentFile,
        /// Mail servers have asked DNS a question.
        Queries fields QueriesFile,
        /// Connections were opened to a server.
        Connections fields ConnectionsFile,
        /// Mails were handed to a server by another.
        Transactions fields TransactionsFile,
        /// Lines on the wires contain a text.
        Line fields LineFile,
        /// The mail that a reader has got has, or has not, a header.
        Header fields HeaderFile,
        /// Every attachment has arrived byte for byte.
        Intact fields IntactFile,
    }
}

record! {
    Expectation,
    /// A mail lies, or lay, in a mailbox.
    struct DeliveredFile {
        /// Whose mailbox. May be a pattern.
        to "to": Str,
        /// Only mails with this subject count. Default: all.
        subject "subject": Option<String>,
        /// How many. Default: 1.
        copies "copies": Option<u32>,
    }
}

record! {
    Expectation,
    /// A mail was fetched by its reader.
    struct FetchedFile {
        /// Whose program. May be a pattern.
        by "by": Str,
        /// Only mails with this subject count. Default: all.
        subject "subject": Option<String>,
    }
}

record! {
    Expectation,
    /// A mail was refused when its writer wanted to send it.
    struct NotSentFile {
        /// The writer.
        from "from": Str,
        /// The reply code of the refusal, like 530.
        code "code": Spanned<u16>,
    }
}

record! {
    Expectation,
    /// Mail servers have asked DNS a question.
    struct QueriesFile {
        /// The name that was asked for. May be a pattern.
        name "name": Str,
        /// The type of record that was asked for. Default: "MX".
        record_type "type": Option<Str>,
        /// Exactly so often.
        times "times": Option<Spanned<u32>>,
        /// So often or more. Default, without `times`: 1.
        at_least "at_least": Option<Spanned<u32>>,
    }
}

record! {
    Expectation,
    /// Connections were opened to a server.
    struct ConnectionsFile {
        /// The full name of the server. May be a pattern.
        to "to": Str,
        /// The port. Default: 25.
        port "port": Option<u16>,
        /// Exactly so often.
        times "times": Option<Spanned<u32>>,
        /// So often or more. Default, without `times`: 1.
        at_least "at_least": Option<Spanned<u32>>,
    }
}

record! {
    Expectation,
    /// Mails were handed to a server by another.
    struct TransactionsFile {
        /// The full name of the server. May be a pattern.
        to "to": Str,
        /// Exactly so often.
        times "times": Option<Spanned<u32>>,
        /// So often or more. Default, without `times`: 1.
        at_least "at_least": Option<Spanned<u32>>,
    }
}

record! {
    Expectation,
    /// Lines on the wires contain a text.
    struct LineFile {
        /// The text.
        contains "contains": Str,
        /// Exactly so often.
        times "times": Option<Spanned<u32>>,
        /// So often or more. Default, without `times`: 1.
        at_least "at_least": Option<Spanned<u32>>,
    }
}

record! {
    Expectation,
    /// The mail that a reader has got has, or has not, a header.
    struct HeaderFile {
        /// The reader. May be a pattern.
        of "of": Str,
        /// The name of the header, like "Bcc".
        name "name": Str,
        /// Whether it must be there. Default: true.
        present "present": Option<bool>,
    }
}

record! {
    Expectation,
    /// Every attachment has arrived byte for byte.
    struct IntactFile {
        /// The reader. May be a pattern.
        at "at": Str,
    }
}

record! {
    Text,
    /// A text for each language.
    struct LocalizedFile {
        /// The text in Spanish.
        es "es": Option<String>,
        /// The text in English.
        en "en": Option<String>,
    }
}

/// A text, or one for each language.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum TextFile {
    Plain(String),
    Localized(Spanned<LocalizedFile>),
}

impl Decode for TextFile {
    fn decode(node: &Node, problems: &mut Collector) -> Option<Self> {
        match &node.value {
            Value::Text(text) => Some(Self::Plain(text.clone())),
            Value::Group(_) => Spanned::decode(node, problems).map(Self::Localized),
            _ => wrong_shape(node, Shape::LocalizedText, problems),
        }
    }
}

/// The users of a domain.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum UsersFile {
    Count(Spanned<u32>),
    List(Vec<OrName<UserFile>>),
}

impl Decode for UsersFile {
    fn decode(node: &Node, problems: &mut Collector) -> Option<Self> {
        match &node.value {
            Value::Whole(_) => Spanned::decode(node, problems).map(Self::Count),
            Value::List(_) => Vec::decode(node, problems).map(Self::List),
            _ => wrong_shape(node, Shape::Users, problems),
        }
    }

    fn absent() -> Option<Self> {
        Some(Self::List(Vec::new()))
    }
}

/// `(name: "ana", …)`, or only `"ana"`.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct OrName<T>(pub(super) T);

/// What a name alone stands for.
pub(super) trait FromName {
    /// The thing of that name with every default.
    fn from_name(name: Str) -> Self;
}

impl<T: FromName + Record> Decode for OrName<T> {
    fn decode(node: &Node, problems: &mut Collector) -> Option<Self> {
        match node.value {
            Value::Text(_) | Value::Word(_) => Spanned::decode(node, problems).map(|name| Self(T::from_name(name))),
            _ => decode_record(node, problems).map(Self),
        }
    }
}

impl FromName for UserFile {
    fn from_name(name: Str) -> Self {
        Self { name, password: None, display: None, at: None }
    }
}

impl FromName for ServerFile {
    fn from_name(name: Str) -> Self {
        let mx = PreferenceFile::STANDARD;
        Self { name, mx, address: None, max_size: None, max_recipients: None, at: None }
    }
}

/// Whether a server is a mail exchanger, and with which preference.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct PreferenceFile(pub(super) Option<u16>);

impl PreferenceFile {
    /// What a server is that says nothing.
    pub(super) const STANDARD: Self = Self(Some(10));
}

impl Decode for PreferenceFile {
    fn decode(node: &Node, problems: &mut Collector) -> Option<Self> {
        match &node.value {
            Value::Text(_) | Value::List(_) => wrong_shape(node, Shape::Preference, problems),
            _ => Option::decode(node, problems).map(Self),
        }
    }

    fn absent() -> Option<Self> {
        Some(Self::STANDARD)
    }
}
