//! Everything that can be wrong with a scenario file, as data.

use std::net::Ipv4Addr;

use crate::base::time::{Span, SpanError};

/// What is wrong.
#[derive(Clone, PartialEq, Debug)]
#[expect(missing_docs, reason = "the fields are the words that the message of each problem needs")]
pub enum Problem {
    // The file as bytes.
    /// The file is larger than any scenario.
    FileTooLarge { bytes: usize, limit: usize },
    /// Bytes that are no UTF-8; `offset` is where they begin.
    NotUtf8 { offset: usize },
    /// The file is UTF-16, as some Windows editors write.
    Utf16,
    /// A NUL or another control character, by its code.
    ControlCharacter { code: u32 },
    /// Nothing but comments.
    EmptyFile,

    // The file as RON.
    /// A character that begins nothing.
    UnexpectedCharacter { found: char },
    /// “…” or «…» instead of "…".
    TypographicQuotes { text: String },
    /// '…' instead of "…".
    SingleQuotes { text: String },
    /// A text without its last quote.
    UnclosedText,
    /// A `/*` without its `*/`.
    UnclosedComment,
    /// A bracket that is still open at the end.
    UnclosedBracket { open: char },
    /// `(…]`.
    WrongBracket { open: char, found: char },
    /// A closing bracket with nothing to close.
    StrayBracket { found: char },
    /// A `\` followed by something that it does not introduce.
    BadEscape { escape: String },
    /// Two values with nothing between them.
    MissingComma,
    /// A comma or a bracket where a value belongs.
    MissingValue,
    /// A name followed by a value, without the colon between.
    MissingColon { field: String },
    /// `name = …` instead of `name: …`.
    EqualsForColon { field: String },
    /// `"name": …` instead of `name: …`.
    QuotedField { field: String },
    /// A text without quotes.
    BareText { text: String },
    /// Brackets in brackets in brackets.
    TooDeep { limit: usize },
    /// More after the end.
    TrailingText,
    /// Digits that make no number.
    BadNumber { text: String },
    /// A `#![…]` that no RON reader knows.
    BadAttribute,

    // The file as a scenario.
    /// A value of another kind than its field holds.
    WrongShape { expected: Shape, found: Found },
    /// A field that does not exist.
    UnknownField { field: String, of: Thing, suggestion: Option<&'static str>, known: Vec<&'static str> },
    /// A field that must be there.
    MissingField { field: &'static str, of: Thing },
    /// A field that is there twice.
    RepeatedField { field: String },
    /// A value without its field's name.
    UnnamedField { of: Thing },
    /// A name that is none of the choices.
    UnknownChoice { name: String, of: Thing, suggestion: Option<&'static str>, known: Vec<&'static str> },
    /// A name that stands alone and needs something in parentheses.
    MissingContent { name: &'static str },
    /// A name before parentheses that have none.
    NamedGroup { name: String, expected: Thing },
    /// A number outside its range.
    OutOfRange { min: i128, max: i128 },

    // The scenario as sense.
    /// A text that is no duration.
    BadDuration { why: SpanError },
    /// A text that is no date.
    BadDate,
    /// A text that is no mail address.
    BadAddress,
    /// A text that is no name of a domain.
    BadDomainName,
    /// A text that is no name of a host.
    BadHostName,
    /// A text that cannot stand before an `@`.
    BadUserName,
    /// A text that is no IPv4 address.
    BadIpAddress,
    /// An address that no host can have.
    UnusableIpAddress { address: Ipv4Addr },
    /// `{…}` that is no range, or not one that can be expanded.
    BadPattern { why: PatternFault },
    /// Mail within the scenario, but to or from a domain that is not.
    UnknownDomain { domain: String, suggestion: Option<String> },
    /// Nobody of that name in the domain.
    UnknownUser { user: String, domain: String, suggestion: Option<String> },
    /// No machine of that name.
    UnknownHost { host: String, suggestion: Option<String> },
    /// The same name, address or pair twice.
    Duplicate { kind: Kind, name: String },
    /// A full host name that lies in another domain.
    HostOutside { host: String, domain: String },
    /// A scenario in which there is nobody.
    NoDomains,
    /// More than Posta can hold.
    TooMany { kind: Kind, count: u64, limit: u64 },
    /// A mail to nobody.
    NoRecipients,
    /// Something at a time that is never reached.
    BeyondHorizon { at: Span, horizon: Span },
    /// A path that leads out of the scenario's folder.
    BadPath,
    /// An attachment that cannot be read.
    UnreadableFile { path: String, why: String },
    /// An attachment with `file` and `text`, or with neither.
    AttachmentContent { both: bool },
    /// A text that is no media type.
    BadMediaType,
    /// A text that is no name of a header field.
    BadHeaderName,
    /// A text for one line with a line break in it.
    NotOneLine,
    /// A line that is no zone-file record.
    BadRecord { line: String },
    /// A DNS record type that does not exist.
    UnknownRecordType { name: String, suggestion: Option<&'static str> },
    /// `times` and `at_least` together.
    TwoCounts,
    /// Problems that are not listed any more.
    MoreProblems { count: usize },
}

/// A part of a scenario file that has fields or choices.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the parts are documented where their fields are, in `file.rs`")]
pub enum Thing {
    Scenario,
    Text,
    Limits,
    Network,
    Domain,
    User,
    Server,
    Link,
    TimelineEntry,
    Action,
    Mail,
    Attachment,
    SignIn,
    Check,
    Step,
    Moment,
    Expectation,
}

/// What a field holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names say it; `words.rs` gives an example of each")]
pub enum Shape {
    Text,
    WholeNumber,
    Number,
    YesOrNo,
    Duration,
    List,
    Fields(Thing),
    Choice(Thing),
    Pair,
    LocalizedText,
    Users,
    Preference,
}

/// What a file holds at a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Found {
    Text,
    Number,
    YesOrNo,
    Word,
    List,
    Group,
    Map,
    Character,
}

/// What there can be two of, or too many of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Kind {
    Domain,
    User,
    Host,
    Address,
    Link,
    Recipient,
    RecipientInAll,
    AttachmentBytes,
    AttachmentBytesInAll,
    Action,
    Expectation,
}

/// Why a `{…}` cannot be expanded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PatternFault {
    /// A brace without its partner.
    Unbalanced,
    /// Something other than `{1..100}`.
    Malformed,
    /// The first number is greater than the last.
    Backwards,
    /// More names than any scenario holds.
    TooLong,
    /// More than one range in one text.
    Several,
    /// A range where one name belongs.
    NotHere,
}
