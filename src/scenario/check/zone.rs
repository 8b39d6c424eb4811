//! Zone-file lines: whether each looks like a record (RFC 1035 §5.1).
//!
//! Only owner, time to live, class and type are looked at. Whether the data of a record is good is known to the reader of
//! zone files, which belongs to the wire formats of DNS.

use std::ops::Range;

use super::super::decode::nearest;
use super::super::diagnostic::Problem;

/// The types of records that a scenario may contain.
pub(super) const RECORD_TYPES: [&str; 16] = [
    "A", "AAAA", "MX", "TXT", "NS", "CNAME", "PTR", "SOA", "SRV", "CAA", "TLSA", "SPF", "DNAME", "HINFO", "DS",
    "DNSKEY",
];

/// What is wrong with each line of `records`, and the bytes of that line.
pub(super) fn problems(records: &str) -> Vec<(Range<usize>, Problem)> {
    let mut found = Vec::new();
    let mut open_parentheses = 0_i32;
    let mut at = 0;
    for whole in records.split('\n') {
        let continues = open_parentheses > 0;
        let line = without_comment(whole);
        open_parentheses += balance(line);
        if !continues && let Some(problem) = line_problem(line) {
            let start = at + (line.len() - line.trim_start().len());
            found.push((start..at + line.trim_end().len(), problem));
        }
        at += whole.len() + 1;
    }
    found
}

/// The type that `name` names, in capitals.
pub(super) fn record_type(name: &str) -> Result<String, Problem> {
    let upper = name.to_ascii_uppercase();
    if RECORD_TYPES.contains(&upper.as_str()) {
        return Ok(upper);
    }
    let suggestion = nearest(name, RECORD_TYPES.iter().copied());
    Err(Problem::UnknownRecordType { name: name.to_owned(), suggestion })
}

fn line_problem(line: &str) -> Option<Problem> {
    let mut words = line.split_whitespace().peekable();
    match words.peek() {
        None => return None,
        // RFC 1035 §5.1, RFC 2308 §4. `$INCLUDE` is refused: a scenario is one file.
        Some(&("$TTL" | "$ORIGIN")) => return (words.count() != 2).then(|| bad(line)),
        Some(word) if word.starts_with('$') => return Some(bad(line)),
        Some(_) => {}
    }
    // RFC 1035 §5.1: a line that begins with a blank belongs to the last owner.
    if !line.starts_with([' ', '\t']) {
        words.next();
    }
    let is_ttl_or_class =
        |word: &&str| word.starts_with(|c: char| c.is_ascii_digit()) || word.eq_ignore_ascii_case("IN");
    while words.next_if(is_ttl_or_class).is_some() {}
    let Some(name) = words.next() else { return Some(bad(line)) };
    match record_type(name) {
        Err(problem) if words.next().is_some() => Some(problem),
        Err(_) => Some(bad(line)),
        Ok(_) => words.next().is_none().then(|| bad(line)),
    }
}

fn bad(line: &str) -> Problem {
    Problem::BadRecord { line: line.trim().chars().take(60).collect() }
}

/// A line up to its `;`, unless that stands in a quoted text.
fn without_comment(line: &str) -> &str {
    let mut quoted = false;
    let end = line.find(|c| {
        quoted ^= c == '"';
        c == ';' && !quoted
    });
    &line[..end.unwrap_or(line.len())]
}

/// How many parentheses a line opens and does not close, outside of quoted texts.
fn balance(line: &str) -> i32 {
    let mut quoted = false;
    let mut open = 0;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            '(' if !quoted => open += 1,
            ')' if !quoted => open -= 1,
            _ => {}
        }
    }
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_as_zone_files_have_them_are_good() {
        let records = "$TTL 300\nftp 300 IN A 192.0.2.9\n@ TXT \"v=spf1 -all; no\" ; comment\n\n\tIN MX 10 a.b.\n\
                       x IN SOA a. b. (\n 1 2 3\n 4 5 )\ny IN 1h aaaa 2001:db8::1";
        assert_eq!(problems(records), []);
    }

    #[test]
    fn each_bad_line_is_told_with_its_bytes() {
        let found = problems("ok A 192.0.2.1\n  nonsense\nb IN TXTT \"x\"\nc A");
        let ranges: Vec<_> = found.iter().map(|(range, _)| range.clone()).collect();
        assert_eq!(ranges, [17..25, 26..39, 40..43]);
        let suggestion = Some("TXT");
        assert_eq!(found[1].1, Problem::UnknownRecordType { name: "TXTT".into(), suggestion });
        assert!(!problems("$INCLUDE /etc/passwd").is_empty());
    }
}
