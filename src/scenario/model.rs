//! A scenario that makes sense: every name is known, every pattern expanded, every default filled in.
//!
//! [`load`](super::load) makes it from a file, `build.rs` makes a world of it. Names of domains and hosts are lower-case
//! and complete; moments are on the scenario's clock.

use std::collections::BTreeMap;
use std::fmt;
use std::net::Ipv4Addr;
use std::sync::Arc;

use bytes::Bytes;

use super::text::Text;
use crate::base::time::{Calendar, SimTime, Span};

/// A scenario.
#[derive(Clone, PartialEq, Debug)]
pub struct Scenario {
    /// The file's name without folder and ending: `01-ana-escribe-a-bruno`.
    pub name: String,
    /// The title; the name, if the author gave none.
    pub title: Text,
    /// What happens and what it shows.
    pub summary: Text,
    /// The number from which all chance comes.
    pub seed: u64,
    /// The date at the beginning.
    pub calendar: Calendar,
    /// When the simulation stops at the latest.
    pub limits: Limits,
    /// How long messages travel.
    pub network: Network,
    /// The domains in the order of the file, patterns expanded.
    pub domains: Vec<Domain>,
    /// Pairs of domains with a latency of their own.
    pub links: Vec<Link>,
    /// What people do, in the order of time; at equal times in the order of the file.
    pub timeline: Vec<Action>,
    /// Explanations in the order of the file.
    pub steps: Vec<LessonStep>,
    /// What must have happened at the end.
    pub expect: Vec<Expectation>,
    /// The file itself, which a recording keeps.
    pub source: Arc<str>,
    /// The files that it attaches, by path, which a recording keeps as well.
    pub files: BTreeMap<String, Bytes>,
}

impl Scenario {
    /// The domain of that name, in whatever case it is written.
    #[must_use]
    pub fn domain(&self, name: &str) -> Option<&Domain> {
        self.domains.iter().find(|domain| domain.name.eq_ignore_ascii_case(name))
    }
}

/// When the simulation stops at the latest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// After so many steps.
    pub steps: u64,
    /// After so much simulated time.
    pub horizon: Span,
}

impl Limits {
    /// The most steps that a scenario may ask for.
    pub const MAX_STEPS: u64 = 1_000_000;
    /// The longest horizon that a scenario may ask for: ten years.
    pub const MAX_HORIZON: Span = Span::from_secs(3_650 * 86_400);
}

impl Default for Limits {
    fn default() -> Self {
        Self { steps: Self::MAX_STEPS, horizon: Span::from_secs(30 * 86_400) }
    }
}

/// How long a message travels, where no [`Link`] says otherwise.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Network {
    /// From one domain to another.
    pub latency: Span,
    /// Between two hosts of one domain.
    pub local: Span,
}

impl Network {
    /// A network in which messages inside a domain take a tenth of `latency`.
    #[must_use]
    pub const fn with_latency(latency: Span) -> Self {
        Self { latency, local: Span::from_micros(latency.as_micros() / 10) }
    }
}

impl Default for Network {
    fn default() -> Self {
        Self::with_latency(Span::from_millis(20))
    }
}

/// A domain: the place after the `@`, and the ground on the stage.
#[derive(Clone, PartialEq, Debug)]
pub struct Domain {
    /// Its name, lower-case.
    pub name: String,
    /// Its users in the order of the file.
    pub users: Vec<User>,
    /// Its mail servers. Never empty unless the author wrote `servers: []`.
    pub servers: Vec<Server>,
    /// Where its MX records come from.
    pub mx: MxPlan,
    /// The full name of its web server; the domain's own name, if that is where it is.
    pub web: Option<String>,
    /// More records of its zone, in zone-file form, relative to its name.
    pub records: String,
    /// How many seconds others may remember its records.
    pub ttl_secs: u32,
    /// Where it lies on the stage.
    pub at: Option<(f32, f32)>,
    /// The pattern it came from, so that the stage can group what repeats.
    pub family: Option<String>,
}

impl Domain {
    /// The user of that name. Case does not matter: RFC 5321 §2.4 leaves it to the host, and ours do not distinguish it.
    #[must_use]
    pub fn user(&self, name: &str) -> Option<&User> {
        self.users.iter().find(|user| user.name.eq_ignore_ascii_case(name))
    }
}

/// A user.
#[derive(Clone, PartialEq, Debug)]
pub struct User {
    /// What stands before the `@`, as the author wrote it.
    pub name: String,
    /// The password; `ana-secreto` for `ana`, if the author gave none.
    pub password: String,
    /// The name that mail shows beside the address.
    pub display: Option<String>,
    /// Where the user sits on the stage.
    pub at: Option<(f32, f32)>,
    /// Whether the author named this user, and not a number or a pattern.
    pub listed: bool,
}

/// A mail server.
#[derive(Clone, PartialEq, Debug)]
pub struct Server {
    /// Its full name, lower-case.
    pub name: String,
    /// Its preference as mail exchanger; `None` if it is none.
    pub mx: Option<u16>,
    /// Its address, if the author chose one.
    pub address: Option<Ipv4Addr>,
    /// The largest mail that it accepts, in bytes.
    pub max_size: u64,
    /// How many recipients it accepts in one transaction.
    pub max_recipients: u32,
    /// Where it stands on the stage.
    pub at: Option<(f32, f32)>,
}

impl Server {
    /// What Postfix accepts unless it is told otherwise (`message_size_limit`).
    pub const STANDARD_MAX_SIZE: u64 = 10_240_000;
    /// RFC 5321 §4.5.3.1.8: a server must be able to take a hundred.
    pub const STANDARD_MAX_RECIPIENTS: u32 = 100;
}

/// Where a domain's MX records come from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MxPlan {
    /// From the preferences of its servers.
    FromServers,
    /// These, preference and full host name; none at all if the list is empty (then RFC 5321 §5.1: the implicit MX).
    Explicit(Vec<(u16, String)>),
}

/// A connection between two domains with a latency of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// The names of the two domains.
    pub between: (String, String),
    /// How long a message travels from one to the other.
    pub latency: Span,
}

/// Something that somebody does.
#[derive(Clone, PartialEq, Debug)]
pub struct Action {
    /// When.
    pub at: SimTime,
    /// What.
    pub what: What,
}

/// What a person can do.
#[derive(Clone, PartialEq, Debug)]
pub enum What {
    /// Writes a mail and presses "send".
    Send(Mail),
    /// Opens the mail program and fetches what has come.
    Check {
        /// Whose program.
        user: Address,
        /// Whether the mails stay on the server.
        keep: bool,
    },
}

/// A mail as its writer sees it.
#[derive(Clone, PartialEq, Debug)]
pub struct Mail {
    /// The writer.
    pub from: Address,
    /// The recipients.
    pub to: Vec<Address>,
    /// The recipients of a copy.
    pub cc: Vec<Address>,
    /// The recipients of a copy of which the others know nothing.
    pub bcc: Vec<Address>,
    /// The subject, one line.
    pub subject: String,
    /// The text, its lines ended by `\n`.
    pub body: Arc<str>,
    /// Files that go with it.
    pub attachments: Vec<Attachment>,
    /// How the writer's program signs in.
    pub sign_in: SignIn,
}

/// A file that goes with a mail.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attachment {
    /// Its name in the mail.
    pub name: String,
    /// Its media type.
    pub content_type: String,
    /// Its octets.
    pub content: Bytes,
}

/// How a mail program signs in to its server.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum SignIn {
    /// With the user's name and password.
    #[default]
    Normal,
    /// Not at all.
    Never,
    /// With this password, whatever the right one is.
    Password(String),
}

/// A mail address.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Address {
    /// The user.
    pub local: String,
    /// The place, lower-case.
    pub domain: String,
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

/// An explanation at a decisive moment.
#[derive(Clone, PartialEq, Debug)]
pub struct LessonStep {
    /// When it appears.
    pub when: When,
    /// What it says.
    pub text: Text,
}

/// A moment of the simulation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum When {
    /// The beginning.
    Start,
    /// A moment of the clock.
    At(SimTime),
    /// The first line on a wire, or DNS question or answer, that contains this text, after the step before.
    Line(String),
    /// A mail has come to rest in this user's mailbox.
    Delivered(Address),
    /// This user's program has fetched a mail.
    Fetched(Address),
    /// Nothing happens any more.
    End,
}

/// What must have happened at the end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Expectation {
    /// Mails came to rest in a mailbox.
    Delivered {
        /// Whose mailbox.
        to: Address,
        /// Only mails with this subject count.
        subject: Option<String>,
        /// How many, exactly.
        copies: u32,
    },
    /// A mail was fetched by its reader.
    Fetched {
        /// The reader.
        by: Address,
        /// Only mails with this subject count.
        subject: Option<String>,
    },
    /// A mail was refused when its writer wanted to send it.
    NotSent {
        /// The writer.
        from: Address,
        /// The reply code of the refusal.
        code: u16,
    },
    /// Mail servers have asked DNS a question.
    Queries {
        /// The name, lower-case.
        name: String,
        /// The type of record, upper-case.
        record_type: String,
        /// How often.
        times: Count,
    },
    /// Connections were opened to a server.
    Connections {
        /// The server's full name.
        to: String,
        /// The port.
        port: u16,
        /// How often.
        times: Count,
    },
    /// Mails were handed to a server.
    Transactions {
        /// The server's full name.
        to: String,
        /// How often.
        times: Count,
    },
    /// Lines on the wires contain a text.
    Line {
        /// The text.
        contains: String,
        /// In how many lines.
        times: Count,
    },
    /// The mail that a reader has got has, or has not, a header.
    Header {
        /// The reader.
        of: Address,
        /// The header's name.
        name: String,
        /// Whether it must be there.
        present: bool,
    },
    /// Every attachment has arrived byte for byte.
    Intact {
        /// The reader.
        at: Address,
    },
}

/// As an author would write it, so that a failed expectation can be found in the file.
impl fmt::Display for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let subject = |f: &mut fmt::Formatter<'_>, subject: &Option<String>| match subject {
            Some(subject) => write!(f, ", subject: {subject:?}"),
            None => Ok(()),
        };
        match self {
            Self::Delivered { to, subject: about, copies } => {
                write!(f, "Delivered(to: \"{to}\"")?;
                subject(f, about)?;
                write!(f, ", copies: {copies})")
            }
            Self::Fetched { by, subject: about } => {
                write!(f, "Fetched(by: \"{by}\"")?;
                subject(f, about)?;
                f.write_str(")")
            }
            Self::NotSent { from, code } => write!(f, "NotSent(from: \"{from}\", code: {code})"),
            Self::Queries { name, record_type, times } => {
                write!(f, "Queries(name: {name:?}, type: {record_type:?}, {times})")
            }
            Self::Connections { to, port, times } => write!(f, "Connections(to: {to:?}, port: {port}, {times})"),
            Self::Transactions { to, times } => write!(f, "Transactions(to: {to:?}, {times})"),
            Self::Line { contains, times } => write!(f, "Line(contains: {contains:?}, {times})"),
            Self::Header { of, name, present } => {
                write!(f, "Header(of: \"{of}\", name: {name:?}, present: {present})")
            }
            Self::Intact { at } => write!(f, "Intact(at: \"{at}\")"),
        }
    }
}

/// How often something must have happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Count {
    /// So often, neither more nor less.
    Exactly(u32),
    /// So often or more.
    AtLeast(u32),
}

impl Count {
    /// Whether `times` is as often as it must be.
    #[must_use]
    pub const fn allows(self, times: u64) -> bool {
        match self {
            Self::Exactly(n) => times == n as u64,
            Self::AtLeast(n) => times >= n as u64,
        }
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(n) => write!(f, "times: {n}"),
            Self::AtLeast(n) => write!(f, "at_least: {n}"),
        }
    }
}
