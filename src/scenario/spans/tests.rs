//! What the reader makes of good RON, and how it goes on after bad.

use proptest::prelude::*;

use super::super::diagnostic::{Collector, Problem};
use super::*;

fn read_all(source: &str) -> (Option<Node>, Vec<Problem>) {
    let mut problems = Collector::new("test.ron", source.len());
    let node = read(source, &mut problems);
    let list = match problems.finish() {
        Ok(list) => list,
        Err(problems) => problems.list,
    };
    (node, list.into_iter().map(|one| one.problem).collect())
}

fn good(source: &str) -> Value {
    let (node, problems) = read_all(source);
    assert_eq!(problems, [], "{source}");
    node.unwrap().value
}

fn bad(source: &str) -> Vec<Problem> {
    read_all(source).1
}

#[test]
fn every_value_knows_its_bytes() {
    let source = "(a: [1, \"ñ\"], /* x */ b: Send(c: true))";
    let (node, problems) = read_all(source);
    assert_eq!(problems, []);
    let Value::Group(group) = node.unwrap().value else { panic!() };
    let shown: Vec<(&str, &str)> = group
        .entries
        .iter()
        .map(|entry| (&source[entry.key.as_ref().unwrap().span.clone()], &source[entry.node.span.clone()]))
        .collect();
    assert_eq!(shown, [("a", "[1, \"ñ\"]"), ("b", "Send(c: true)")]);
}

#[test]
fn texts_resolve_their_escapes() {
    assert_eq!(good(r#""a\n\t\"\\\x41\u{f1}\0""#), Value::Text("a\n\t\"\\Añ\0".into()));
    assert_eq!(good("r#\"a\\n\"b\"#"), Value::Text("a\\n\"b".into()));
    assert_eq!(good("r\"x\""), Value::Text("x".into()));
}

#[test]
fn a_file_from_windows_says_the_same() {
    assert_eq!(good("\"a\r\nb\""), good("\"a\nb\""));
    assert_eq!(good("r\"a\r\nb\""), good("r\"a\nb\""));
}

#[test]
fn numbers_are_whole_or_fractions() {
    for (source, value) in
        [("10", 10), ("-3", -3), ("+4", 4), ("0x1F", 31), ("0b101", 5), ("0o17", 15), ("1_000", 1_000)]
    {
        assert_eq!(good(source), Value::Whole(value), "{source}");
    }
    for (source, value) in [("1.5", 1.5), ("-.5", -0.5), ("1e3", 1_000.0)] {
        assert_eq!(good(source), Value::Fraction(value), "{source}");
    }
    assert_eq!(bad("-"), [Problem::BadNumber { text: "-".into() }]);
}

#[test]
fn comments_may_lie_in_comments_and_attributes_are_passed() {
    assert_eq!(good("#![enable(implicit_some, unwrap_newtypes)]\n/* a /* b */ c */ 1 // d"), Value::Whole(1));
    assert_eq!(bad("#![disable(everything)] 1"), [Problem::BadAttribute]);
}

#[test]
fn what_was_meant_is_read_after_what_was_written() {
    let meant = |source| match read_all(source).0.unwrap().value {
        Value::List(nodes) => nodes.into_iter().map(|node| node.value).collect::<Vec<_>>(),
        value => panic!("{value:?}"),
    };
    let texts = vec![Value::Text("a b".into()), Value::Whole(1)];
    for source in ["['a b', 1]", "[“a b”, 1]", "[a b, 1]", "[\"a b\" 1]", "[\"a b\", 1)"] {
        assert_eq!(meant(source), texts, "{source}");
        assert_eq!(bad(source).len(), 1, "{source}");
    }
    assert_eq!(meant("[192.0.2.25]"), [Value::Text("192.0.2.25".into())]);
    assert_eq!(meant("[20ms]"), [Value::Text("20ms".into())]);
}

#[test]
fn a_forgotten_bracket_is_told_once() {
    assert!(matches!(bad("(a: [(b: 1)")[..], [Problem::UnclosedBracket { open: '[' }]));
    assert!(matches!(bad("(a: [1, 2)")[..], [Problem::WrongBracket { open: '[', found: ')' }]));
    assert!(matches!(bad("(a: [1, 2})")[..], [Problem::WrongBracket { open: '[', found: '}' }]));
    assert_eq!(bad("(a: 1))"), [Problem::StrayBracket { found: ')' }]);
}

#[test]
fn a_text_without_end_is_told_where_it_begins() {
    let (_, problems) = read_all("(a: \"x, b: \"y\")");
    assert_eq!(problems, [Problem::UnclosedText]);
    assert_eq!(bad("(a: \"x"), [Problem::UnclosedText]);
    assert_eq!(bad("(a: r#\"x\""), [Problem::UnclosedText]);
    assert_eq!(bad("(a: /* x"), [Problem::UnclosedComment]);
}

#[test]
fn brackets_may_be_nested_to_a_limit() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(bad(&nested(MAX_DEPTH)), []);
    assert_eq!(bad(&nested(MAX_DEPTH + 1)), [Problem::TooDeep { limit: MAX_DEPTH }]);
}

#[test]
fn a_part_of_a_text_is_found_behind_escapes() {
    let found = |source: &str, start: usize, end: usize| {
        let whole = 0..source.len();
        source[inside(source, &whole, &(start..end))].to_owned()
    };
    assert_eq!(found(r#""a\nbc\td""#, 2, 4), "bc");
    assert_eq!(found(r#""\u{f1}x""#, 2, 3), "x");
    assert_eq!(found(r#""\ñ🙂b""#, 0, 4), "\\ñ🙂");
    assert_eq!(found("r#\"a\\nb\"#", 1, 3), "\\n");
    assert_eq!(found("\"a\r\nb\"", 2, 3), "b");
}

proptest! {
    #[test]
    fn a_text_is_read_as_ron_writes_it(text in any::<String>()) {
        let written = ron::to_string(&text).unwrap();
        prop_assert_eq!(good(&written), Value::Text(text.replace("\r\n", "\n")));
    }

    #[test]
    fn whole_numbers_are_read_as_ron_writes_them(number in any::<i64>()) {
        prop_assert_eq!(good(&ron::to_string(&number).unwrap()), Value::Whole(number.into()));
    }

    #[test]
    fn a_part_of_any_text_lies_inside_it(source in any::<String>(), start in 0_usize..50, length in 0_usize..50) {
        let span = 0..source.len();
        let found = inside(&source, &span, &(start..start + length));
        prop_assert!(found.start <= found.end);
    }
}
