//! What is wrong with a scenario file, and where.
//!
//! A [`Problem`] is data, never a sentence: `words.rs` says it in Spanish and in English, and `render.rs` shows the line
//! of the file under it. A [`Diagnostic`] is a problem at a place. The reader, the decoder and the checks all put theirs
//! into one `Collector`, so that an author sees everything at once, in the order of the file.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

mod problem;
mod render;
mod words;

pub use problem::{Found, Kind, PatternFault, Problem, Shape, Thing};
pub use render::{Place, place, render};

use crate::base::language::Language;

/// A place in a scenario file: bytes from `start` up to, and without, `end`.
pub type SourceSpan = Range<usize>;

/// How serious a problem is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// The scenario cannot be used.
    Error,
    /// The scenario can be used; probably its author meant something else.
    Warning,
}

/// A problem at a place in a file.
#[derive(Clone, PartialEq, Debug)]
pub struct Diagnostic {
    /// The name of the file, as the reader of the message knows it.
    pub file: Arc<str>,
    /// Whether the scenario can still be used.
    pub severity: Severity,
    /// The bytes that are wrong.
    pub span: SourceSpan,
    /// An earlier place that explains this one: the first of two equal names, the bracket that is still open.
    pub related: Option<SourceSpan>,
    /// What is wrong.
    pub problem: Problem,
}

impl Diagnostic {
    /// What is wrong, in one sentence.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        words::message(&self.problem, language)
    }

    /// What was probably meant, or what to write instead; `None` when the message says it all.
    #[must_use]
    pub fn help(&self, language: Language) -> Option<String> {
        words::help(&self.problem, language)
    }

    /// What was expected at this place, or how to say that it was meant so.
    #[must_use]
    pub fn note(&self, language: Language) -> Option<String> {
        match self.severity {
            Severity::Error => words::expected(&self.problem, language),
            Severity::Warning => words::remedy(&self.problem, language),
        }
    }
}

/// Every problem of a file that could not be loaded, in the order of the file. At least one is an error.
#[derive(Clone, PartialEq, Debug)]
pub struct Diagnostics {
    /// The problems.
    pub list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// All problems as a person reads them, one after the other, with an empty line between them.
    #[must_use]
    pub fn render(&self, language: Language, source: &[u8]) -> String {
        let rendered: Vec<String> = self.list.iter().map(|one| render(one, language, source)).collect();
        rendered.join("\n")
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, one) in self.list.iter().enumerate() {
            let separator = if n == 0 { "" } else { "\n" };
            write!(f, "{separator}{}: {}", one.file, one.message(Language::En))?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}

/// How many errors of one file are listed, and how many warnings. What lies beyond is counted: a file with a hundred
/// errors is another file.
pub(super) const MAX_PROBLEMS: usize = 100;

/// Where all stages of loading put what they find.
#[derive(Debug)]
pub(super) struct Collector {
    file: Arc<str>,
    length: usize,
    list: Vec<Diagnostic>,
    errors: usize,
    warnings: usize,
}

impl Collector {
    /// A collector for a file of `length` bytes.
    pub(super) fn new(file: &str, length: usize) -> Self {
        Self { file: file.into(), length, list: Vec::new(), errors: 0, warnings: 0 }
    }

    /// An error at `span`.
    pub(super) fn error(&mut self, span: SourceSpan, problem: Problem) {
        self.push(Severity::Error, span, None, problem);
    }

    /// An error at `span` which `related` explains.
    pub(super) fn error_with(&mut self, span: SourceSpan, related: SourceSpan, problem: Problem) {
        self.push(Severity::Error, span, Some(related), problem);
    }

    /// A warning at `span`.
    pub(super) fn warning(&mut self, span: SourceSpan, problem: Problem) {
        self.push(Severity::Warning, span, None, problem);
    }

    /// How many errors were met so far; two equal counts mean that nothing was found in between.
    pub(super) fn errors(&self) -> usize {
        self.errors
    }

    /// Whether further errors would only be counted.
    pub(super) fn is_full(&self) -> bool {
        self.errors >= MAX_PROBLEMS
    }

    /// The end: warnings if there is no error, otherwise everything.
    pub(super) fn finish(self) -> Result<Vec<Diagnostic>, Diagnostics> {
        if self.errors > 0 { Err(self.failed()) } else { Ok(self.in_order()) }
    }

    /// The end of a file of which nothing is left.
    pub(super) fn failed(self) -> Diagnostics {
        debug_assert!(self.errors > 0, "nobody has told why the file is wrong");
        Diagnostics { list: self.in_order() }
    }

    fn in_order(mut self) -> Vec<Diagnostic> {
        self.list.sort_by_key(|one| (one.span.start, one.severity));
        for (severity, met) in [(Severity::Error, self.errors), (Severity::Warning, self.warnings)] {
            if met > MAX_PROBLEMS {
                let problem = Problem::MoreProblems { count: met - MAX_PROBLEMS };
                let span = self.length..self.length;
                self.list.push(Diagnostic { file: self.file.clone(), severity, span, related: None, problem });
            }
        }
        self.list
    }

    /// The same problem at the same place is told once, however many domains a pattern makes of that place.
    fn push(&mut self, severity: Severity, span: SourceSpan, related: Option<SourceSpan>, problem: Problem) {
        let span = span.start.min(self.length)..span.end.min(self.length);
        let kind = std::mem::discriminant(&problem);
        if self.list.iter().any(|one| one.span == span && std::mem::discriminant(&one.problem) == kind) {
            return;
        }
        let met = match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        *met += 1;
        if *met <= MAX_PROBLEMS {
            self.list.push(Diagnostic { file: self.file.clone(), severity, span, related, problem });
        }
    }
}
