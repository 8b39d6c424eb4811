//! Problems in words: the same in Spanish and in English, never one without the other.
//!
//! Each problem has a message (what is wrong), perhaps a help (what to write instead, or what was probably meant) that
//! stands beside the marks, and perhaps a line that tells what was expected.

use super::problem::{Found, Kind, PatternFault, Problem, Shape, Thing};
use super::{MAX_PROBLEMS, Severity};
use crate::base::language::Language;
use crate::base::time::SpanError;

/// One of two texts.
fn pick<T>(language: Language, es: T, en: T) -> T {
    match language {
        Language::Es => es,
        Language::En => en,
    }
}

/// One of two sentences, of which only the chosen one is put together.
macro_rules! say {
    ($language:expr, $es:literal, $en:literal $(,)?) => {
        match $language {
            Language::Es => format!($es),
            Language::En => format!($en),
        }
    };
}

pub(super) fn severity(severity: Severity, language: Language) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => pick(language, "aviso", "warning"),
    }
}

/// What the other marked place is.
pub(super) fn related(problem: &Problem, language: Language) -> &'static str {
    match problem {
        Problem::Duplicate { .. } | Problem::RepeatedField { .. } => pick(language, "la primera vez", "the first time"),
        Problem::WrongBracket { .. } | Problem::UnclosedBracket { .. } => pick(language, "se abre aquí", "opened here"),
        _ => pick(language, "véase aquí", "see here"),
    }
}

pub(super) fn message(problem: &Problem, language: Language) -> String {
    use Problem as P;
    let l = language;
    match problem {
        P::FileTooLarge { bytes, limit } => say!(
            l,
            "el archivo tiene {bytes} bytes; un escenario puede tener {limit} como máximo",
            "the file has {bytes} bytes; a scenario may have {limit} at most",
        ),
        P::NotUtf8 { offset } => say!(
            l,
            "el archivo no es texto UTF-8: el byte {offset} (contando desde 0) no pertenece a ningún carácter",
            "the file is not UTF-8 text: byte {offset} (counted from 0) belongs to no character",
        ),
        P::Utf16 => pick(l, "el archivo está guardado en UTF-16", "the file is saved as UTF-16").into(),
        P::ControlCharacter { code } => say!(
            l,
            "hay un carácter de control (U+{code:04X}) en el archivo",
            "there is a control character (U+{code:04X}) in the file",
        ),
        P::EmptyFile => pick(l, "el archivo no contiene ningún escenario", "the file contains no scenario").into(),
        P::UnexpectedCharacter { found } => {
            say!(l, "ningún valor empieza con `{found}`", "no value begins with `{found}`")
        }
        P::TypographicQuotes { .. } => pick(
            l,
            "comillas tipográficas: los textos llevan comillas rectas",
            "typographic quotes: texts are written in straight quotes",
        )
        .into(),
        P::SingleQuotes { .. } => pick(
            l,
            "comillas simples: los textos llevan comillas dobles",
            "single quotes: texts are written in double quotes",
        )
        .into(),
        P::UnclosedText => {
            pick(l, "a este texto le falta la comilla final", "this text lacks its closing quote").into()
        }
        P::UnclosedComment => {
            pick(l, "este comentario no termina: falta `*/`", "this comment has no end: `*/` is missing").into()
        }
        P::UnclosedBracket { open } => say!(l, "este `{open}` no se cierra", "this `{open}` is never closed"),
        P::WrongBracket { open, found } => say!(
            l,
            "`{found}` no puede cerrar lo que abrió `{open}`",
            "`{found}` cannot close what `{open}` has opened",
        ),
        P::StrayBracket { found } => {
            say!(l, "este `{found}` no cierra nada", "this `{found}` closes nothing")
        }
        P::BadEscape { escape } => {
            say!(l, "`{escape}` no significa nada en un texto", "`{escape}` means nothing in a text")
        }
        P::MissingComma => pick(l, "falta una coma", "a comma is missing").into(),
        P::MissingValue => pick(l, "aquí falta un valor", "a value is missing here").into(),
        P::MissingColon { field } => {
            say!(l, "falta `:` después de `{field}`", "a `:` is missing after `{field}`")
        }
        P::EqualsForColon { field } => say!(
            l,
            "`{field}` y su valor se separan con `:`, no con `=`",
            "`{field}` and its value are separated by `:`, not by `=`",
        ),
        P::QuotedField { field } => {
            say!(l, "el nombre de un campo va sin comillas: `{field}`", "the name of a field has no quotes: `{field}`",)
        }
        P::BareText { text } => say!(l, "`{text}` es un texto sin comillas", "`{text}` is a text without quotes"),
        P::TooDeep { limit } => say!(
            l,
            "hay más de {limit} paréntesis unos dentro de otros",
            "more than {limit} brackets stand one inside the other",
        ),
        P::TrailingText => {
            pick(l, "el escenario ya terminó, y aquí sigue más", "the scenario has ended, and here is more").into()
        }
        P::BadNumber { text } => say!(l, "`{text}` no es un número", "`{text}` is not a number"),
        P::BadAttribute => pick(l, "este atributo `#![…]` no existe", "there is no such `#![…]` attribute").into(),
        P::WrongShape { expected, found } => {
            let (expected, found) = (shape(*expected, l), self::found(*found, l));
            say!(l, "aquí va {expected}, y hay {found}", "here belongs {expected}, and there is {found}")
        }
        P::UnknownField { field, of: Thing::Text, .. } => {
            say!(l, "`{field}` no es un idioma que Posta conozca", "`{field}` is not a language that Posta knows",)
        }
        P::UnknownField { field, of, .. } => {
            let of = thing(*of, l);
            say!(l, "{of} no tiene ningún campo `{field}`", "{of} has no field `{field}`")
        }
        P::MissingField { field, of: Thing::Text } => say!(
            l,
            "un texto se escribe al menos en un idioma: falta `{field}`",
            "a text is written in one language at least: `{field}` is missing",
        ),
        P::MissingField { field, of } => {
            let of = thing(*of, l);
            say!(l, "a {of} le falta el campo `{field}`", "{of} lacks its field `{field}`")
        }
        P::RepeatedField { field } => {
            say!(l, "el campo `{field}` aparece dos veces", "the field `{field}` appears twice")
        }
        P::UnnamedField { of } => {
            let of = thing(*of, l);
            say!(l, "en {of} cada valor lleva el nombre de su campo", "in {of} each value has the name of its field",)
        }
        P::UnknownChoice { name, of, .. } => {
            let of = thing(*of, l);
            say!(l, "`{name}` no es {of}", "`{name}` is not {of}")
        }
        P::MissingContent { name } => say!(l, "a `{name}` le falta su contenido", "`{name}` lacks its content"),
        P::NamedGroup { name, expected } => {
            let of = thing(*expected, l);
            say!(l, "aquí va {of}, y hay `{name}(…)`", "here belongs {of}, and there is `{name}(…)`")
        }
        P::OutOfRange { min, max } => {
            say!(l, "el número debe estar entre {min} y {max}", "the number must lie between {min} and {max}",)
        }
        P::BadDuration { why } => duration_fault(why, l).into(),
        P::BadDate => pick(l, "esto no es una fecha con su hora", "this is not a date with its hour").into(),
        P::BadAddress => pick(l, "esto no es una dirección de correo", "this is not a mail address").into(),
        P::BadDomainName => pick(l, "esto no es el nombre de un dominio", "this is not the name of a domain").into(),
        P::BadHostName => pick(l, "esto no es el nombre de un servidor", "this is not the name of a host").into(),
        P::BadUserName => pick(
            l,
            "esto no puede estar antes de la `@` de una dirección",
            "this cannot stand before the `@` of an address",
        )
        .into(),
        P::BadIpAddress => pick(l, "esto no es una dirección IPv4", "this is not an IPv4 address").into(),
        P::UnusableIpAddress { address } => {
            say!(l, "ningún servidor puede tener la dirección {address}", "no host can have the address {address}")
        }
        P::BadPattern { why } => pattern_fault(*why, l).into(),
        P::UnknownDomain { domain, .. } => {
            say!(l, "en este escenario no hay ningún dominio `{domain}`", "this scenario has no domain `{domain}`")
        }
        P::UnknownUser { user, domain, .. } => {
            say!(l, "en `{domain}` no hay ningún usuario `{user}`", "`{domain}` has no user `{user}`")
        }
        P::UnknownHost { host, .. } => {
            say!(l, "en este escenario no hay ningún servidor `{host}`", "this scenario has no host `{host}`")
        }
        P::Duplicate { kind, name } => {
            let kind = one(*kind, l);
            say!(l, "{kind} `{name}` aparece dos veces", "{kind} `{name}` appears twice")
        }
        P::HostOutside { host, domain } => {
            say!(l, "el servidor `{host}` no está dentro de `{domain}`", "the host `{host}` does not lie in `{domain}`")
        }
        P::NoDomains => pick(l, "el escenario no tiene ningún dominio", "the scenario has no domain").into(),
        P::TooMany { kind, count, limit } => {
            let kind = many(*kind, l);
            say!(
                l,
                "{kind}: son {count}, y el máximo es {limit}",
                "{kind}: there are {count}, and the limit is {limit}"
            )
        }
        P::NoRecipients => pick(l, "este correo no es para nadie", "this mail is for nobody").into(),
        P::BeyondHorizon { at, horizon } => say!(
            l,
            "`{at}` nunca llega: el escenario termina a los `{horizon}`",
            "`{at}` never comes: the scenario ends at `{horizon}`",
        ),
        P::BadPath => pick(
            l,
            "un archivo adjunto se busca junto al escenario: su ruta es relativa y no lleva `..`",
            "an attached file is looked for beside the scenario: its path is relative and has no `..`",
        )
        .into(),
        P::UnreadableFile { path, why } => {
            say!(l, "no se puede leer el archivo `{path}`: {why}", "the file `{path}` cannot be read: {why}")
        }
        P::AttachmentContent { both: true } => {
            pick(l, "un adjunto lleva `file` o `text`, no los dos", "an attachment has `file` or `text`, not both")
                .into()
        }
        P::AttachmentContent { both: false } => pick(
            l,
            "a este adjunto le falta su contenido: `file` o `text`",
            "this attachment lacks its content: `file` or `text`",
        )
        .into(),
        P::BadMediaType => pick(l, "esto no es un tipo de contenido", "this is not a media type").into(),
        P::BadHeaderName => pick(l, "esto no es el nombre de un encabezado", "this is not the name of a header").into(),
        P::NotOneLine => pick(l, "este texto debe caber en una sola línea", "this text must fit on one line").into(),
        P::BadRecord { line } => {
            say!(l, "`{line}` no es un registro de una zona", "`{line}` is not a record of a zone")
        }
        P::UnknownRecordType { name, .. } => {
            say!(l, "`{name}` no es un tipo de registro DNS", "`{name}` is not a type of DNS record")
        }
        P::TwoCounts => {
            pick(l, "`times` y `at_least` no van juntos", "`times` and `at_least` do not go together").into()
        }
        P::MoreProblems { count } => say!(
            l,
            "y {count} problemas más: aquí se muestran los primeros {MAX_PROBLEMS}",
            "and {count} more problems: the first {MAX_PROBLEMS} are shown",
        ),
    }
}

pub(super) fn help(problem: &Problem, language: Language) -> Option<String> {
    use Problem as P;
    let l = language;
    Some(match problem {
        P::UnknownField { suggestion: Some(name), .. }
        | P::UnknownChoice { suggestion: Some(name), .. }
        | P::UnknownRecordType { suggestion: Some(name), .. } => did_you_mean(name, l),
        P::UnknownDomain { suggestion: Some(name), .. }
        | P::UnknownHost { suggestion: Some(name), .. }
        | P::UnknownUser { suggestion: Some(name), .. } => did_you_mean(name, l),
        P::TypographicQuotes { text } | P::SingleQuotes { text } | P::BareText { text } => {
            say!(l, "escriba \"{text}\"", "write \"{text}\"")
        }
        P::EqualsForColon { field } | P::QuotedField { field } | P::MissingColon { field } => {
            say!(l, "escriba `{field}: …`", "write `{field}: …`")
        }
        P::MissingContent { name } => say!(l, "escriba `{name}(…)`", "write `{name}(…)`"),
        P::MissingComma => pick(l, "agregue `,` aquí", "add `,` here").into(),
        P::UnclosedBracket { open } => {
            let close = closing(*open);
            say!(l, "le corresponde un `{close}`", "it wants a `{close}`")
        }
        P::WrongBracket { open, .. } => {
            let close = closing(*open);
            say!(l, "¿quiso escribir `{close}`?", "did you mean `{close}`?")
        }
        P::Utf16 => pick(l, "guárdelo como UTF-8", "save it as UTF-8").into(),
        P::ControlCharacter { .. } => pick(l, "bórrelo", "delete it").into(),
        P::BadEscape { .. } => pick(l, "una barra inversa se escribe `\\\\`", "a backslash is written `\\\\`").into(),
        P::WrongShape { found: Found::Number, expected: Shape::Duration } => {
            pick(l, "con su unidad y entre comillas: \"5m\"", "with its unit and in quotes: \"5m\"").into()
        }
        P::WrongShape { found: Found::Map, .. } => {
            pick(l, "se escribe con `(` y `)`, no con `{` y `}`", "it is written with `(` and `)`, not `{` and `}`")
                .into()
        }
        P::WrongShape { found: Found::Text, expected: Shape::List } => {
            pick(l, "una lista de uno lleva también `[` y `]`", "a list of one has its `[` and `]`, too").into()
        }
        P::BadDuration { why: SpanError::Negative } => pick(l, "quite el signo", "leave out the sign").into(),
        P::HostOutside { .. } => {
            pick(l, "escriba solo la primera parte, como \"smtp\"", "write its first part only, like \"smtp\"").into()
        }
        P::BeyondHorizon { .. } => pick(l, "amplíe `limits: (horizon: …)`", "widen `limits: (horizon: …)`").into(),
        P::NoRecipients => pick(l, "agregue `to: [\"…\"]`", "add `to: [\"…\"]`").into(),
        _ => return None,
    })
}

/// For a warning: how to say that it was meant so.
pub(super) fn remedy(problem: &Problem, language: Language) -> Option<String> {
    matches!(problem, Problem::UnknownUser { .. } | Problem::UnknownDomain { .. }).then(|| {
        pick(
            language,
            "si es a propósito, agregue `on_purpose: true` al correo",
            "if it is on purpose, add `on_purpose: true` to the mail",
        )
        .into()
    })
}

pub(super) fn expected(problem: &Problem, language: Language) -> Option<String> {
    use Problem as P;
    let l = language;
    let expected = pick(l, "se esperaba", "expected");
    let text = match problem {
        P::UnknownField { known, .. } | P::UnknownChoice { known, .. } => known.join(", "),
        P::WrongShape { expected: Shape::Fields(_) | Shape::Choice(_), .. } => return None,
        P::WrongShape { expected: shape, .. } => example(*shape).into(),
        P::BadDuration { why: SpanError::TooLong } | P::BadPattern { why: PatternFault::NotHere } => return None,
        P::BadDuration { .. } => pick(
            l,
            "un número con su unidad: \"250ms\", \"5m\", \"1d 12h\"",
            "a number with its unit: \"250ms\", \"5m\", \"1d 12h\"",
        )
        .into(),
        P::BadDate => "\"2026-11-23 09:00\"".into(),
        P::BadAddress => "\"ana@escuela.com.mx\"".into(),
        P::BadDomainName => pick(
            l,
            "letras, cifras y guiones, separados por puntos: \"escuela.com.mx\"",
            "letters, digits and hyphens, separated by dots: \"escuela.com.mx\"",
        )
        .into(),
        P::BadHostName => "\"smtp\", \"smtp.escuela.com.mx\"".into(),
        P::BadUserName => "\"ana\", \"ana.lopez\"".into(),
        P::BadIpAddress => "\"192.0.2.25\"".into(),
        P::BadPattern { .. } => "\"persona{1..100}\", \"dominio{001..100}.com\"".into(),
        P::NamedGroup { expected: Thing::TimelineEntry, .. } => "(at: \"5m\", do: Send(…))".into(),
        P::NamedGroup { .. } => "(…)".into(),
        P::BadMediaType => "\"image/png\"".into(),
        P::BadHeaderName => "\"Bcc\"".into(),
        P::BadRecord { .. } => "ftp 300 IN A 192.0.2.9".into(),
        P::BadEscape { .. } => r#"\n \t \" \\ \u{f1}"#.into(),
        _ => return None,
    };
    Some(format!("{expected}: {text}"))
}

fn did_you_mean(name: &str, language: Language) -> String {
    say!(language, "¿quiso escribir `{name}`?", "did you mean `{name}`?")
}

fn closing(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

/// A part of the file with its article.
fn thing(thing: Thing, language: Language) -> &'static str {
    let (es, en) = match thing {
        Thing::Scenario => ("un escenario", "a scenario"),
        Thing::Text => ("un texto", "a text"),
        Thing::Limits => ("`limits`", "`limits`"),
        Thing::Network => ("`network`", "`network`"),
        Thing::Domain => ("un dominio", "a domain"),
        Thing::User => ("un usuario", "a user"),
        Thing::Server => ("un servidor", "a server"),
        Thing::Link => ("un enlace", "a link"),
        Thing::TimelineEntry => ("una entrada de `timeline`", "an entry of `timeline`"),
        Thing::Action => ("una acción de `timeline`", "an action of `timeline`"),
        Thing::Mail => ("un correo", "a mail"),
        Thing::Attachment => ("un adjunto", "an attachment"),
        Thing::SignIn => ("una manera de `sign_in`", "a way to `sign_in`"),
        Thing::Check => ("una revisión del buzón", "a mail check"),
        Thing::Step => ("una explicación de `steps`", "an explanation of `steps`"),
        Thing::Moment => ("un momento de `when`", "a moment of `when`"),
        Thing::Expectation => ("una expectativa de `expect`", "an expectation of `expect`"),
    };
    pick(language, es, en)
}

/// A shape with its article.
fn shape(shape: Shape, language: Language) -> &'static str {
    let (es, en) = match shape {
        Shape::Text => ("un texto entre comillas", "a text in quotes"),
        Shape::WholeNumber => ("un número entero", "a whole number"),
        Shape::Number => ("un número", "a number"),
        Shape::YesOrNo => ("`true` o `false`", "`true` or `false`"),
        Shape::Duration => ("una duración entre comillas", "a duration in quotes"),
        Shape::List => ("una lista entre `[` y `]`", "a list between `[` and `]`"),
        Shape::Pair => ("un par entre `(` y `)`", "a pair between `(` and `)`"),
        Shape::LocalizedText => ("un texto, o uno por idioma", "a text, or one for each language"),
        Shape::Users => ("una lista de usuarios, o su número", "a list of users, or their number"),
        Shape::Preference => ("un número entero, o `None`", "a whole number, or `None`"),
        Shape::Fields(of) | Shape::Choice(of) => return thing(of, language),
    };
    pick(language, es, en)
}

/// How a value of this shape is written.
fn example(shape: Shape) -> &'static str {
    match shape {
        Shape::Text => "\"Hola\"",
        Shape::WholeNumber => "10",
        Shape::Number => "1.5",
        Shape::YesOrNo => "true",
        Shape::Duration => "\"20ms\"",
        Shape::List => "[…, …]",
        Shape::Pair => "(…, …)",
        Shape::LocalizedText => "\"Hola\", (es: \"Hola\", en: \"Hello\")",
        Shape::Users => "[\"ana\", \"carlos\"], 100",
        Shape::Preference => "10, None",
        Shape::Fields(_) | Shape::Choice(_) => "(…)",
    }
}

fn found(found: Found, language: Language) -> &'static str {
    let (es, en) = match found {
        Found::Text => ("un texto", "a text"),
        Found::Number => ("un número", "a number"),
        Found::YesOrNo => ("`true` o `false`", "`true` or `false`"),
        Found::Word => ("una palabra", "a word"),
        Found::List => ("una lista", "a list"),
        Found::Group => ("algo entre paréntesis", "something in parentheses"),
        Found::Map => ("algo entre llaves", "something in braces"),
        Found::Character => ("un carácter", "a character"),
    };
    pick(language, es, en)
}

fn one(kind: Kind, language: Language) -> &'static str {
    let (es, en) = match kind {
        Kind::Domain => ("el dominio", "the domain"),
        Kind::User => ("el usuario", "the user"),
        Kind::Host => ("el servidor", "the host"),
        Kind::Address => ("la dirección", "the address"),
        Kind::Link => ("el enlace", "the link"),
        _ => ("esto:", "this:"),
    };
    pick(language, es, en)
}

fn many(kind: Kind, language: Language) -> &'static str {
    let (es, en) = match kind {
        Kind::Domain => ("demasiados dominios", "too many domains"),
        Kind::User => ("demasiados usuarios", "too many users"),
        Kind::Host => ("demasiados servidores", "too many hosts"),
        Kind::Address => ("demasiadas direcciones", "too many addresses"),
        Kind::Link => ("demasiados enlaces", "too many links"),
        Kind::Recipient => ("demasiados destinatarios en un correo", "too many recipients of one mail"),
        Kind::RecipientInAll => {
            ("demasiados destinatarios entre todos los correos", "too many recipients in all mails")
        }
        Kind::AttachmentBytes => ("bytes adjuntos a un correo", "bytes attached to one mail"),
        Kind::AttachmentBytesInAll => ("bytes adjuntos entre todos los correos", "bytes attached in all mails"),
        Kind::Action => ("demasiadas acciones en `timeline`", "too many actions in `timeline`"),
        Kind::Expectation => ("demasiadas expectativas en `expect`", "too many expectations in `expect`"),
    };
    pick(language, es, en)
}

fn duration_fault(why: &SpanError, language: Language) -> &'static str {
    let (es, en) = match why {
        SpanError::Empty => ("aquí falta una duración", "a duration is missing here"),
        SpanError::Negative => ("una duración no puede ser negativa", "a duration cannot be negative"),
        SpanError::Malformed => ("esto no es una duración", "this is not a duration"),
        SpanError::TooLong => ("esta duración es demasiado larga", "this duration is too long"),
    };
    pick(language, es, en)
}

fn pattern_fault(why: PatternFault, language: Language) -> &'static str {
    let (es, en) = match why {
        PatternFault::Unbalanced => ("una llave sin su pareja", "a brace without its partner"),
        PatternFault::Malformed => ("esto no es un intervalo", "this is not a range"),
        PatternFault::Backwards => ("el intervalo empieza después de su final", "the range begins after its end"),
        PatternFault::TooLong => ("el intervalo es demasiado largo", "the range is too long"),
        PatternFault::Several => {
            ("solo puede haber un intervalo en cada texto", "there may be one range only in each text")
        }
        PatternFault::NotHere => ("aquí va un solo nombre, no un intervalo", "here belongs one name, not a range"),
    };
    pick(language, es, en)
}
