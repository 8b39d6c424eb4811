//! Simulated time: whole microseconds since the scenario began, and the calendar date that a mail header shows.
//!
//! The wall clock is never read here. A [`SimTime`] is a moment, a [`Span`] a distance between two moments; adding two
//! moments does not compile. Authors write spans as `"5m"` or `"1d 12h"`; [`Span::from_str`] reads them.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};
use std::str::FromStr;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// A moment: microseconds since the scenario's start.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SimTime(u64);

impl SimTime {
    /// The scenario's start.
    pub const ZERO: Self = Self(0);
    /// Later than anything that can happen.
    pub const MAX: Self = Self(u64::MAX);

    /// The moment `micros` µs after the start.
    #[must_use]
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// Microseconds since the start.
    #[must_use]
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// The distance from `earlier` to this moment; zero if `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

/// `09:00:31.065` is written by [`Calendar::clock`]; on its own a moment prints as `00:00:31.065`, days first if any.
impl fmt::Display for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let micros = self.0 % 1_000_000;
        let seconds = self.0 / 1_000_000;
        let days = seconds / 86_400;
        if days > 0 {
            write!(f, "{days}d ")?;
        }
        let (hours, minutes, seconds) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
        write!(f, "{hours:02}:{minutes:02}:{seconds:02}.{:03}", micros / 1_000)?;
        if !micros.is_multiple_of(1_000) {
            write!(f, "{:03}", micros % 1_000)?;
        }
        Ok(())
    }
}

impl Add<Span> for SimTime {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl AddAssign<Span> for SimTime {
    fn add_assign(&mut self, span: Span) {
        *self = *self + span;
    }
}

impl Sub<Span> for SimTime {
    type Output = Self;
    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

/// A distance in time, in whole microseconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Span(u64);

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// `n` microseconds.
    #[must_use]
    pub const fn from_micros(n: u64) -> Self {
        Self(n)
    }

    /// `n` milliseconds.
    #[must_use]
    pub const fn from_millis(n: u64) -> Self {
        Self(n.saturating_mul(1_000))
    }

    /// `n` seconds.
    #[must_use]
    pub const fn from_secs(n: u64) -> Self {
        Self(n.saturating_mul(1_000_000))
    }

    /// Microseconds.
    #[must_use]
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// Seconds, as a fraction.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "for drawing only: a picture needs no more than 52 bits")]
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// This span `n` times.
    #[must_use]
    pub const fn times(self, n: u64) -> Self {
        Self(self.0.saturating_mul(n))
    }
}

impl Add for Span {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

/// The units in which authors write spans, longest first.
const UNITS: [(&str, u64); 6] =
    [("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000), ("ms", 1_000), ("us", 1)];

/// The shortest exact form: `5m`, `1d 12h`, `1.5s`, `250ms`.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return f.write_str("0s");
        }
        let mut rest = self.0;
        let mut separator = "";
        for (unit, micros) in UNITS {
            let n = rest / micros;
            if n > 0 {
                write!(f, "{separator}{n}{unit}")?;
                separator = " ";
                rest %= micros;
            }
        }
        Ok(())
    }
}

/// Why a text is not a span.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SpanError {
    /// Nothing was written.
    #[error("an empty text is not a duration")]
    Empty,
    /// Time does not run backwards here.
    #[error("a duration cannot be negative")]
    Negative,
    /// A number without its unit, or a unit without its number.
    #[error("expected a number and a unit (us, ms, s, m, h, d)")]
    Malformed,
    /// More than about 584,000 years.
    #[error("this duration is too long")]
    TooLong,
}

/// Reads `"5m"`, `"1.2s"`, `"1d 12h"`, `"250ms"`: numbers with units, added up. At most six decimals count.
impl FromStr for Span {
    type Err = SpanError;

    fn from_str(text: &str) -> Result<Self, SpanError> {
        let mut rest = text.trim();
        if rest.is_empty() {
            return Err(SpanError::Empty);
        }
        if rest.starts_with('-') {
            return Err(SpanError::Negative);
        }
        let mut total = 0_u64;
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or(SpanError::Malformed)?;
            let (number, tail) = rest.split_at(digits);
            let letters = tail.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(tail.len());
            let (unit, tail) = tail.split_at(letters);
            let (_, micros) = UNITS.iter().find(|(name, _)| *name == unit).ok_or(SpanError::Malformed)?;
            total = total.checked_add(scaled(number, *micros)?).ok_or(SpanError::TooLong)?;
            rest = tail.trim_start();
        }
        Ok(Self(total))
    }
}

/// `number` (digits with at most one point) times `micros`, in whole microseconds, rounded down.
fn scaled(number: &str, micros: u64) -> Result<u64, SpanError> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = |text: &str| match text {
        "" => Ok(0),
        text => {
            text.parse::<u64>().map_err(|_| if text.contains('.') { SpanError::Malformed } else { SpanError::TooLong })
        }
    };
    if number.is_empty() || number == "." {
        return Err(SpanError::Malformed);
    }
    let whole = digits(whole)?.checked_mul(micros).ok_or(SpanError::TooLong)?;
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err(SpanError::Malformed);
    }
    let mut part = 0;
    let mut unit = micros;
    for digit in fraction.bytes().take(12) {
        unit /= 10;
        part += u64::from(digit - b'0') * unit;
    }
    whole.checked_add(part).ok_or(SpanError::TooLong)
}

/// The scenario's calendar: what date and hour it was at [`SimTime::ZERO`], in UTC.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Calendar {
    start_secs: i64,
}

/// Why a text is not a start date.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected a date like \"2026-11-23 09:00\"")]
pub struct CalendarError;

impl Calendar {
    /// The moment at which a scenario starts unless it says otherwise: Monday, 23 November 2026, 09:00 UTC.
    #[must_use]
    pub fn standard() -> Self {
        Self { start_secs: 1_795_424_400 }
    }

    /// Reads `"2026-11-23 09:00"` or `"2026-11-23 09:00:00"`, taken as UTC, between the years 1970 and 2200.
    ///
    /// # Errors
    /// When the text is no such date.
    pub fn parse(text: &str) -> Result<Self, CalendarError> {
        let civil: jiff::civil::DateTime = text.trim().parse().map_err(|_| CalendarError)?;
        let start_secs = civil.to_zoned(TimeZone::UTC).map_err(|_| CalendarError)?.timestamp().as_second();
        if (1970..=2200).contains(&civil.year()) { Ok(Self { start_secs }) } else { Err(CalendarError) }
    }

    /// Seconds since 1970 at `at`.
    #[must_use]
    pub fn unix_secs(self, at: SimTime) -> i64 {
        self.start_secs.saturating_add_unsigned(at.as_micros() / 1_000_000)
    }

    /// `Mon, 23 Nov 2026 12:46:14 +0000`, the date-time of a mail header (RFC 5322 §3.3).
    #[must_use]
    pub fn rfc5322(self, at: SimTime) -> String {
        const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let civil = self.civil(at);
        let nth = |number: i8, from: i8| usize::try_from(number - from).unwrap_or_default();
        let mut text = String::with_capacity("Mon, 23 Nov 2026 12:46:14 +0000".len());
        // Each server that a mail passes writes one, so this is by hand: a format string is read anew each time.
        text.push_str(DAYS[nth(civil.weekday().to_monday_zero_offset(), 0)]);
        text.push_str(", ");
        push_two_digits(&mut text, civil.day());
        text.push(' ');
        text.push_str(MONTHS[nth(civil.month(), 1)]);
        text.push(' ');
        // The years of a simulation have four digits: it starts before 2200 and lasts ten years at the most.
        for half in [civil.year() / 100, civil.year() % 100] {
            push_two_digits(&mut text, i8::try_from(half).unwrap_or_default());
        }
        text.push(' ');
        push_two_digits(&mut text, civil.hour());
        text.push(':');
        push_two_digits(&mut text, civil.minute());
        text.push(':');
        push_two_digits(&mut text, civil.second());
        text.push_str(" +0000");
        text
    }

    /// The hour of the day at `at`: `09:00:31.065`.
    #[must_use]
    pub fn clock(self, at: SimTime) -> String {
        let micros = at.as_micros() % 1_000_000;
        format!("{}.{:03}", self.civil(at).strftime("%H:%M:%S"), micros / 1_000)
    }

    /// The date at `at`: `2026-11-23`.
    #[must_use]
    pub fn date(self, at: SimTime) -> String {
        self.civil(at).strftime("%Y-%m-%d").to_string()
    }

    fn civil(self, at: SimTime) -> jiff::civil::DateTime {
        let at = Timestamp::from_second(self.unix_secs(at)).unwrap_or(Timestamp::MAX);
        at.to_zoned(TimeZone::UTC).datetime()
    }
}

fn push_two_digits(text: &mut String, number: i8) {
    let digit = |number: i8| char::from(b'0' + u8::try_from(number % 10).unwrap_or_default());
    text.extend([digit(number / 10), digit(number)]);
}

impl Default for Calendar {
    fn default() -> Self {
        Self::standard()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str) -> Result<Span, SpanError> {
        text.parse()
    }

    #[test]
    fn spans_read_as_people_write_them() {
        assert_eq!(span("5m"), Ok(Span::from_secs(300)));
        assert_eq!(span("1d 12h"), Ok(Span::from_secs(129_600)));
        assert_eq!(span("1.25s"), Ok(Span::from_millis(1_250)));
        assert_eq!(span(" 250ms "), Ok(Span::from_millis(250)));
        assert_eq!(span("0s"), Ok(Span::ZERO));
    }

    #[test]
    fn texts_that_are_no_span_say_why() {
        assert_eq!(span(""), Err(SpanError::Empty));
        assert_eq!(span("-3s"), Err(SpanError::Negative));
        for text in ["5", "m", "5 m", "1.2.3s", ".s", "5mm", "5m7"] {
            assert_eq!(span(text), Err(SpanError::Malformed), "{text}");
        }
        assert_eq!(span("99999999999999999999d"), Err(SpanError::TooLong));
    }

    #[test]
    fn a_span_prints_in_the_form_that_it_reads() {
        for text in ["0s", "5m", "1d 12h", "1s 250ms", "7us"] {
            assert_eq!(span(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_moment_shows_days_only_when_there_are_some() {
        assert_eq!((SimTime::ZERO + Span::from_millis(31_065)).to_string(), "00:00:31.065");
        assert_eq!((SimTime::ZERO + Span::from_secs(90_000)).to_string(), "1d 01:00:00.000");
        assert_eq!(SimTime::from_micros(1_000_001).to_string(), "00:00:01.000001");
    }

    #[test]
    fn the_standard_start_is_a_monday_morning() {
        let calendar = Calendar::standard();
        assert_eq!(calendar.rfc5322(SimTime::ZERO), "Mon, 23 Nov 2026 09:00:00 +0000");
        assert_eq!(Calendar::parse("2026-11-23 09:00"), Ok(calendar));
        assert_eq!(calendar.clock(SimTime::from_micros(31_065_000)), "09:00:31.065");
        assert_eq!(Calendar::parse("tomorrow"), Err(CalendarError));
    }
}
