//! From the tree of a file to the types of `file.rs`, with every mistake reported and as much kept as can be.
//!
//! serde stops at the first error and forgets places; here a field that is wrong is reported and read as absent, a list
//! keeps its good elements, and an unknown field that is nearly a known one is read as that one, so that the mistakes
//! inside it are found, too. [`record!`] is the one source of the fields: their names, their types and their
//! documentation.

use std::str::FromStr;

use super::diagnostic::{Collector, Problem, Shape, SourceSpan, Thing};
use super::spans::{Group, Name, Node, Value};
use crate::base::time::Span;

/// A value with the bytes that it was read from.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Spanned<T> {
    pub(super) value: T,
    pub(super) span: SourceSpan,
}

/// A value, if it could be read, and whether it was read without any mistake.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Attempt<T> {
    pub(super) value: Option<T>,
    pub(super) sound: bool,
}

/// The name of a field and its documentation, line by line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Field {
    /// The name as it stands in a file.
    pub name: &'static str,
    /// What the field means.
    pub docs: &'static [&'static str],
}

/// What can be read from a node.
pub(super) trait Decode: Sized {
    /// Reads a node; what is wrong is reported, and `None` says that nothing is left.
    fn decode(node: &Node, problems: &mut Collector) -> Option<Self>;

    /// The value of a field that is not there; `None` if it must be.
    fn absent() -> Option<Self> {
        None
    }
}

/// A type with named fields.
pub(super) trait Record: Sized {
    /// What it is called in messages.
    const THING: Thing;
    /// Its fields in the order in which authors write them.
    const FIELDS: &'static [Field];

    /// Reads the fields of a group that stands at `span`.
    fn from_group(group: &Group, span: &SourceSpan, problems: &mut Collector) -> Option<Self>;
}

/// Declares a type that is read from `(field: value, …)`: `record! { Thing, struct Name { field "field": Type, … } }`.
macro_rules! record {
    ($thing:ident, $(#[$about:meta])* struct $name:ident {
        $($(#[doc = $doc:literal])+ $field:ident $key:literal: $type:ty,)+
    }) => {
        $(#[$about])*
        #[derive(Clone, PartialEq, Debug)]
        pub(super) struct $name {
            $($(#[doc = $doc])+ pub(super) $field: $type,)+
        }

        impl Record for $name {
            const THING: Thing = Thing::$thing;
            const FIELDS: &'static [Field] = &[$(Field { name: $key, docs: &[$($doc),+] }),+];

            fn from_group(group: &Group, span: &SourceSpan, problems: &mut Collector) -> Option<Self> {
                let fields = Fields::of::<Self>(group, span, problems);
                $(let $field = fields.take($key, problems);)+
                Some(Self { $($field: $field?),+ })
            }
        }

        impl Decode for $name {
            fn decode(node: &Node, problems: &mut Collector) -> Option<Self> {
                decode_record(node, problems)
            }
        }
    };
}

/// Declares a type that is read from one of several names: `Name(field: value)`, `Name("value")` or `Name`.
macro_rules! choice {
    ($thing:ident, $(#[$about:meta])* enum $name:ident {
        $($(#[doc = $doc:literal])+ $variant:ident $(fields $record:ident)? $(one $inner:ty)?,)+
    }) => {
        $(#[$about])*
        #[derive(Clone, PartialEq, Debug)]
        pub(super) enum $name {
            $($(#[doc = $doc])+ $variant $(($record))? $(($inner))?,)+
        }

        impl Choice for $name {
            const CHOICES: &'static [Field] = &[$(Field { name: stringify!($variant), docs: &[$($doc),+] }),+];
        }

        impl Decode for $name {
            fn decode(node: &Node, problems: &mut Collector) -> Option<Self> {
                let chosen = Chosen::of(node, Thing::$thing, Self::CHOICES, problems)?;
                match chosen.name {
                    $(stringify!($variant) => Some(Self::$variant
                        $((chosen.fields::<$record>(problems)?))?
                        $((chosen.one::<$inner>(problems)?))?
                    ),)+
                    _ => None,
                }
            }
        }
    };
}

pub(super) use {choice, record};

/// A type that is one of several names.
pub(super) trait Choice {
    /// The names.
    const CHOICES: &'static [Field];
}

/// Reads `( … )` with named fields.
pub(super) fn decode_record<T: Record>(node: &Node, problems: &mut Collector) -> Option<T> {
    match &node.value {
        Value::Group(Group { name: Some(name), .. }) => {
            // `timeline: [Send(…)]`: an action where its entry belongs. Its fields would all be unknown.
            let problem = Problem::NamedGroup { name: name.text.clone(), expected: T::THING };
            problems.error(name.span.clone(), problem);
            None
        }
        Value::Group(group) => T::from_group(group, &node.span, problems),
        _ => wrong_shape(node, Shape::Fields(T::THING), problems),
    }
}

/// Reports that `node` is not what belongs at its place.
pub(super) fn wrong_shape<T>(node: &Node, expected: Shape, problems: &mut Collector) -> Option<T> {
    if let Some(found) = node.value.found() {
        problems.error(node.span.clone(), Problem::WrongShape { expected, found });
    }
    None
}

/// The fields of a group, matched with the names that a record knows.
pub(super) struct Fields<'g> {
    found: Vec<(&'static str, &'g Node)>,
    thing: Thing,
    /// Where a missing field is reported: the name before the group, or its first bracket.
    head: SourceSpan,
    broken: bool,
}

impl<'g> Fields<'g> {
    pub(super) fn of<T: Record>(group: &'g Group, span: &SourceSpan, problems: &mut Collector) -> Self {
        let head = group.name.as_ref().map_or(span.start..span.start + 1, |name| name.span.clone());
        let mut fields = Self { found: Vec::new(), thing: T::THING, head, broken: group.broken };
        let mut first_spans: Vec<(&str, SourceSpan)> = Vec::new();
        let mut unknown = Vec::new();
        for entry in &group.entries {
            let Some(key) = &entry.key else {
                if entry.node.value.found().is_some() {
                    problems.error(entry.node.span.clone(), Problem::UnnamedField { of: T::THING });
                }
                fields.broken = true;
                continue;
            };
            let Some(field) = T::FIELDS.iter().find(|field| field.name == key.text) else {
                unknown.push((key, &entry.node));
                continue;
            };
            match first_spans.iter().find(|(name, _)| *name == field.name) {
                Some((_, first)) => {
                    let problem = Problem::RepeatedField { field: key.text.clone() };
                    problems.error_with(key.span.clone(), first.clone(), problem);
                }
                None => {
                    first_spans.push((field.name, key.span.clone()));
                    fields.found.push((field.name, &entry.node));
                }
            }
        }
        for (key, node) in unknown {
            fields.guess::<T>(key, node, problems);
        }
        fields
    }

    /// Reports an unknown field, and reads it as the one that was probably meant, if that one is not there.
    fn guess<T: Record>(&mut self, key: &Name, node: &'g Node, problems: &mut Collector) {
        let absent: Vec<&'static str> =
            T::FIELDS.iter().map(|field| field.name).filter(|name| !self.has(name)).collect();
        let known: Vec<&'static str> = T::FIELDS.iter().map(|field| field.name).collect();
        let meant = nearest(&key.text, absent.iter().copied());
        let suggestion = meant.or_else(|| nearest(&key.text, known.iter().copied()));
        let field = key.text.clone();
        problems.error(key.span.clone(), Problem::UnknownField { field, of: T::THING, suggestion, known });
        if let Some(name) = meant {
            self.found.push((name, node));
        }
    }

    fn has(&self, name: &str) -> bool {
        self.found.iter().any(|(found, _)| *found == name)
    }

    /// The value of a field: what the file says, or what it means to say nothing.
    pub(super) fn take<T: Decode>(&self, name: &'static str, problems: &mut Collector) -> Option<T> {
        let found = self.found.iter().find(|(found, _)| *found == name);
        match found {
            Some((_, node)) => T::decode(node, problems).or_else(T::absent),
            None => {
                let absent = T::absent();
                if absent.is_none() && !self.broken {
                    problems.error(self.head.clone(), Problem::MissingField { field: name, of: self.thing });
                }
                absent
            }
        }
    }
}

/// One of several names, and what stands in its parentheses.
pub(super) struct Chosen<'n> {
    /// The name, as the type knows it.
    pub(super) name: &'static str,
    node: &'n Node,
    group: Option<&'n Group>,
}

impl<'n> Chosen<'n> {
    /// Finds which of `choices` a node names.
    pub(super) fn of(node: &'n Node, thing: Thing, choices: &[Field], problems: &mut Collector) -> Option<Self> {
        let (written, span, group) = match &node.value {
            Value::Word(word) => (word, &node.span, None),
            Value::Group(group) => match &group.name {
                Some(name) => (&name.text, &name.span, Some(group)),
                None => return wrong_shape(node, Shape::Choice(thing), problems),
            },
            _ => return wrong_shape(node, Shape::Choice(thing), problems),
        };
        if let Some(choice) = choices.iter().find(|choice| choice.name == written) {
            return Some(Self { name: choice.name, node, group });
        }
        let known: Vec<&'static str> = choices.iter().map(|choice| choice.name).collect();
        let suggestion = nearest(written, known.iter().copied());
        problems.error(span.clone(), Problem::UnknownChoice { name: written.clone(), of: thing, suggestion, known });
        let name = suggestion?;
        Some(Self { name, node, group })
    }

    /// The named fields in its parentheses.
    pub(super) fn fields<T: Record>(&self, problems: &mut Collector) -> Option<T> {
        match self.group {
            Some(group) => T::from_group(group, &self.node.span, problems),
            None => self.missing_content(problems),
        }
    }

    /// The one value in its parentheses.
    pub(super) fn one<T: Decode>(&self, problems: &mut Collector) -> Option<T> {
        match self.group.map(|group| group.entries.as_slice()) {
            Some([entry]) if entry.key.is_none() => T::decode(&entry.node, problems),
            _ => self.missing_content(problems),
        }
    }

    fn missing_content<T>(&self, problems: &mut Collector) -> Option<T> {
        problems.error(self.node.span.clone(), Problem::MissingContent { name: self.name });
        None
    }
}

/// The name that was probably meant: a slip of the fingers away, the same in other case, or the Spanish word for it.
pub(super) fn nearest<'n>(written: &str, known: impl Iterator<Item = &'n str> + Clone) -> Option<&'n str> {
    const SPANISH: [(&str, &str); 24] = [
        ("titulo", "title"),
        ("resumen", "summary"),
        ("semilla", "seed"),
        ("inicio", "start"),
        ("dominios", "domains"),
        ("enlaces", "links"),
        ("pasos", "steps"),
        ("nombre", "name"),
        ("usuarios", "users"),
        ("servidores", "servers"),
        ("direccion", "address"),
        ("registros", "records"),
        ("latencia", "latency"),
        ("limites", "limits"),
        ("red", "network"),
        ("de", "from"),
        ("para", "to"),
        ("asunto", "subject"),
        ("cuerpo", "body"),
        ("adjuntos", "attachments"),
        ("archivo", "file"),
        ("tipo", "type"),
        ("texto", "text"),
        ("contrasena", "password"),
    ];
    let lower = written.to_lowercase();
    let plain: String = lower.chars().map(without_accent).collect();
    if let Some((_, english)) = SPANISH.iter().find(|(spanish, _)| *spanish == plain)
        && let Some(name) = known.clone().find(|name| name == english)
    {
        return Some(name);
    }
    // Longer names have nothing to do with each other at a distance that short ones could not even have.
    if written.len() > 300 {
        return None;
    }
    let allowed = written.chars().count().div_ceil(4).min(4);
    known
        .filter(|name| name.len() <= written.len() + allowed && written.len() <= name.len() + 2 * allowed)
        .map(|name| (strsim::damerau_levenshtein(&lower, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

fn without_accent(c: char) -> char {
    match c {
        'á' => 'a',
        'é' => 'e',
        'í' => 'i',
        'ó' => 'o',
        'ú' | 'ü' => 'u',
        'ñ' => 'n',
        c => c,
    }
}

impl<T: Decode> Decode for Spanned<T> {
    fn decode(node: &Node, problems: &mut Collector) -> Option<Self> {
        T::decode(node, problems).map(|value| Self { value, span: node.span.clone() })
    }
}

impl<T: Decode> Decode for Attempt<T> {
    fn decode(node: &Node, problems: &mut Collector) -> Option<Self> {
        let before = problems.errors();
        let value = T::decode(node, problems);
        let sound = value.is_some() && problems.errors() == before;
        Some(Self { value, sound })
    }
}

/// A field that may be left out. `None` and `Some(…)` may be written, too.
impl<T: Decode> Decode for Option<T> {
    fn decode(node: &Node, problems: &mut Collector) -> Option<Self> {
        match &node.value {
            Value::Word(word) if word == "None" => Some(None),
            Value::Group(group) if group.name.as_ref().is_some_and(|name| name.text == "Some") => {
                match group.entries.as_slice() {
                    [entry] if entry.key.is_none() => T::decode(&entry.node, problems).map(Some),
                    _ => T::decode(node, problems).map(Some),
                }
            }
            _ => T::decode(node, problems).map(Some),
        }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

/// A list; leaving it out is an empty list.
impl<T: Decode> Decode for Vec<T> {
    fn decode(node: &Node, problems: &mut Collector) -> Option<Self> {
        match &node.value {
            Value::List(nodes) => Some(nodes.iter().filter_map(|node| T::decode(node, problems)).collect()),
            _ => wrong_shape(node, Shape::List, problems),
        }
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

impl<A: Decode, B: Decode> Decode for (A, B) {
    fn decode(node: &Node, problems: &mut Collector) -> Option<Self> {
        match &node.value {
            Value::Group(Group { name: None, entries, .. }) => match entries.as_slice() {
                [a, b] if a.key.is_none() && b.key.is_none() => {
                    let (a, b) = (A::decode(&a.node, problems), B::decode(&b.node, problems));
                    Some((a?, b?))
                }
                _ => wrong_shape(node, Shape::Pair, problems),
            },
            _ => wrong_shape(node, Shape::Pair, problems),
        }
    }
}

impl Decode for String {
    fn decode(node: &Node, problems: &mut Collector) -> Option<Self> {
        match &node.value {
            Value::Text(text) => Some(text.clone()),
            Value::Word(word) if word != "None" => {
                problems.error(node.span.clone(), Problem::BareText { text: word.clone() });
                Some(word.clone())
            }
            _ => wrong_shape(node, Shape::Text, problems),
        }
    }
}

impl Decode for bool {
    fn decode(node: &Node, problems: &mut Collector) -> Option<Self> {
        match node.value {
            Value::Bool(value) => Some(value),
            _ => wrong_shape(node, Shape::YesOrNo, problems),
        }
    }
}

impl Decode for Span {
    fn decode(node: &Node, problems: &mut Collector) -> Option<Self> {
        let Value::Text(text) = &node.value else { return wrong_shape(node, Shape::Duration, problems) };
        Self::from_str(text).map_err(|why| problems.error(node.span.clone(), Problem::BadDuration { why })).ok()
    }
}

/// A number of the stage's plane; what is no finite number is out of range.
impl Decode for f32 {
    #[expect(clippy::cast_possible_truncation, reason = "a picture needs no more than 24 bits")]
    #[expect(clippy::cast_precision_loss, reason = "a picture needs no more than 24 bits")]
    fn decode(node: &Node, problems: &mut Collector) -> Option<Self> {
        const EDGE: f64 = 1_000_000.0;
        let number = match node.value {
            Value::Whole(number) => number as f64,
            Value::Fraction(number) => number,
            _ => return wrong_shape(node, Shape::Number, problems),
        };
        if number.abs() <= EDGE {
            return Some(number as Self);
        }
        problems.error(node.span.clone(), Problem::OutOfRange { min: -1_000_000, max: 1_000_000 });
        None
    }
}

macro_rules! whole_numbers {
    ($($type:ty),+) => {$(
        impl Decode for $type {
            fn decode(node: &Node, problems: &mut Collector) -> Option<Self> {
                let Value::Whole(number) = node.value else { return wrong_shape(node, Shape::WholeNumber, problems) };
                let value = Self::try_from(number).ok();
                if value.is_none() {
                    let (min, max) = (i128::from(Self::MIN), i128::from(Self::MAX));
                    problems.error(node.span.clone(), Problem::OutOfRange { min, max });
                }
                value
            }
        }
    )+};
}

whole_numbers!(u16, u32, u64);
