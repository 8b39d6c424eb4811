//! Names that stand for many: `persona{1..100}@empresa.com`, `dominio{001..100}.com`.
//!
//! A text holds at most one range. The first number decides the width: `{001..100}` counts 001, 002, … A pattern is
//! counted before it is expanded, so that a range of a thousand million is refused and not written out.

use super::diagnostic::PatternFault;

/// More names than any limit of a scenario allows.
const MAX_COUNT: u64 = 1_000_000;

/// A text with at most one range of numbers in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pattern<'a> {
    before: &'a str,
    range: Option<Range>,
    after: &'a str,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Range {
    first: u64,
    last: u64,
    width: usize,
}

impl<'a> Pattern<'a> {
    /// Reads a text that may contain a range.
    ///
    /// # Errors
    /// When there are braces that make no range.
    pub fn parse(text: &'a str) -> Result<Self, PatternFault> {
        let Some((before, rest)) = text.split_once('{') else {
            let whole = Self { before: text, range: None, after: "" };
            return if text.contains('}') { Err(PatternFault::Unbalanced) } else { Ok(whole) };
        };
        let (inside, after) = rest.split_once('}').ok_or(PatternFault::Unbalanced)?;
        if after.contains('{') {
            return Err(PatternFault::Several);
        }
        if before.contains('}') || inside.contains('{') || after.contains('}') {
            return Err(PatternFault::Unbalanced);
        }
        let (first, last) = inside.split_once("..").ok_or(PatternFault::Malformed)?;
        let width = first.len();
        let (first, last) = (number(first)?, number(last)?);
        if first > last {
            return Err(PatternFault::Backwards);
        }
        if last - first >= MAX_COUNT {
            return Err(PatternFault::TooLong);
        }
        Ok(Self { before, range: Some(Range { first, last, width }), after })
    }

    /// How many names it stands for.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.range.map_or(1, |range| range.last - range.first + 1)
    }

    /// Whether it contains a range, even one of a single number.
    #[must_use]
    pub fn is_many(&self) -> bool {
        self.range.is_some()
    }

    /// The names, one after the other.
    pub fn names(self) -> impl Iterator<Item = String> {
        let Self { before, range, after } = self;
        let Range { first, last, width } = range.unwrap_or(Range { first: 0, last: 0, width: 0 });
        (first..=last).map(move |n| match range {
            Some(_) => format!("{before}{n:0width$}{after}"),
            None => before.to_owned(),
        })
    }
}

fn number(text: &str) -> Result<u64, PatternFault> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(PatternFault::Malformed);
    }
    // Nine digits are more than any range may have; the width of a number is thereby bounded, too.
    if text.len() > 9 { Err(PatternFault::TooLong) } else { text.parse().map_err(|_| PatternFault::Malformed) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(text: &str) -> Result<Vec<String>, PatternFault> {
        Pattern::parse(text).map(|pattern| pattern.names().collect())
    }

    #[test]
    fn a_range_expands_in_order() {
        assert_eq!(names("p{9..11}@a.mx").unwrap(), ["p9@a.mx", "p10@a.mx", "p11@a.mx"]);
        assert_eq!(names("ana").unwrap(), ["ana"]);
        assert_eq!(names("x{5..5}").unwrap(), ["x5"]);
    }

    #[test]
    fn the_first_number_decides_the_width() {
        assert_eq!(names("d{001..002}.com").unwrap(), ["d001.com", "d002.com"]);
        assert_eq!(names("d{08..10}").unwrap(), ["d08", "d09", "d10"]);
    }

    #[test]
    fn what_is_no_range_says_why() {
        assert_eq!(names("a{5..1}"), Err(PatternFault::Backwards));
        assert_eq!(names("a{1..999999999}"), Err(PatternFault::TooLong));
        assert_eq!(names("a{1..99999999999999999999999}"), Err(PatternFault::TooLong));
        assert_eq!(names("a{1..2}b{1..2}"), Err(PatternFault::Several));
        for text in ["a{1-5}", "a{}", "a{..}", "a{1..}", "a{-1..5}", "a{a..z}", "a{1..2..3}"] {
            assert_eq!(names(text), Err(PatternFault::Malformed), "{text}");
        }
        for text in ["a{1..5", "a1..5}", "a}1..5{", "a{1..5}}", "a{{1..5}"] {
            assert_eq!(names(text), Err(PatternFault::Unbalanced), "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_count_is_known_before_expanding(first in 0_u64..2_000, more in 0_u64..200) {
            let text = format!("u{{{first}..{}}}", first + more);
            let pattern = Pattern::parse(&text).unwrap();
            prop_assert_eq!(pattern.count(), more + 1);
            prop_assert_eq!(pattern.names().count() as u64, more + 1);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}") {
            let _ = Pattern::parse(&text).map(|pattern| pattern.count());
        }
    }
}
