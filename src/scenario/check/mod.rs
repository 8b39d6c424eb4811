//! From the file as written to a scenario that makes sense.
//!
//! Every check goes on after a mistake, so that one run tells them all. What depends on something that was already
//! reported is not reported again: a recipient is not unknown because the domain around it has a typing error.
//!
//! * `domains.rs`: domains, users, hosts, addresses, records;
//! * `timeline.rs`: what people do;
//! * `lesson.rs`: explanations and expectations;
//! * `zone.rs`: zone-file lines.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bytes::Bytes;

use super::address;
use super::decode::{Spanned, nearest};
use super::diagnostic::{Collector, Kind, PatternFault, Problem, Severity, SourceSpan, Thing};
use super::file::{LimitsFile, LinkFile, NetworkFile, ScenarioFile, TextFile};
use super::load::Files;
use super::model::{Address, Limits, Link, Network, Scenario};
use super::pattern::Pattern;
use super::text::Text;
use crate::base::time::{Calendar, SimTime, Span, SpanError};

mod domains;
mod lesson;
mod timeline;
mod zone;

#[cfg(test)]
mod tests;

/// How many domains, and how many hosts, a scenario may have.
pub(super) const MAX_HOSTS: u64 = 1_024;
/// How many users a scenario may have.
pub(super) const MAX_USERS: u64 = 100_000;
/// How many recipients a mail may have.
pub(super) const MAX_RECIPIENTS: u64 = 10_000;
/// How many recipients all mails together may have.
pub(super) const MAX_RECIPIENTS_IN_ALL: u64 = 200_000;
/// How many actions a timeline may have, patterns expanded.
pub(super) const MAX_ACTIONS: u64 = 100_000;
/// How many expectations there may be, patterns expanded.
pub(super) const MAX_EXPECTATIONS: u64 = 100_000;
/// How many bytes may be attached to a mail.
pub(super) const MAX_ATTACHED: u64 = 10_000_000;
/// How many bytes may be attached to all mails together, each file counted once.
pub(super) const MAX_ATTACHED_IN_ALL: u64 = 100_000_000;
/// Among how many names the nearest one is looked for.
const MAX_CANDIDATES: usize = 2_000;

/// Makes a scenario of a file. What is wrong is reported; then the scenario is only a remainder. `is_whole` tells whether
/// all of the file could be read as RON: if not, a name may be missing because of that.
pub(super) fn scenario(
    file: &ScenarioFile,
    is_whole: bool,
    name: &str,
    source: &Arc<str>,
    files: &dyn Files,
    problems: &mut Collector,
) -> Scenario {
    let all_sound = is_whole && !file.domains.is_empty() && file.domains.iter().all(|domain| domain.sound);
    let known = Known { is_whole, all_sound, ..Known::default() };
    let attached = BTreeMap::new();
    let mut check = Check { problems, files, source, known, limits: Limits::default(), attached };

    check.limits = check.limits(file.limits.as_ref());
    let calendar = match &file.start {
        Some(start) => Calendar::parse(&start.value).unwrap_or_else(|_| {
            check.problems.error(start.span.clone(), Problem::BadDate);
            Calendar::standard()
        }),
        None => Calendar::standard(),
    };
    let title = file.title.as_ref().map(|title| check.text(title));
    let summary = file.summary.as_ref().map(|summary| check.text(summary)).unwrap_or_default();
    let domains = check.domains(&file.domains);
    let links = check.links(&file.links);
    let timeline = check.timeline(&file.timeline);
    let steps = check.steps(&file.steps);
    let expect = check.expectations(&file.expect);

    Scenario {
        name: name.to_owned(),
        title: title.filter(|title| !title.is_empty()).unwrap_or_else(|| Text::plain(name)),
        summary,
        seed: file.seed.unwrap_or(1),
        calendar,
        limits: check.limits,
        network: network(file.network.as_ref()),
        domains,
        links,
        timeline,
        steps,
        expect,
        source: source.clone(),
        files: check.attached,
    }
}

fn network(file: Option<&NetworkFile>) -> Network {
    let Some(file) = file else { return Network::default() };
    let network = file.latency.map_or_else(Network::default, Network::with_latency);
    Network { local: file.local.unwrap_or(network.local), ..network }
}

/// A check in progress.
struct Check<'a> {
    problems: &'a mut Collector,
    files: &'a dyn Files,
    source: &'a str,
    known: Known,
    limits: Limits,
    /// The attached files that were read so far, so that a file is read and kept once.
    attached: BTreeMap<String, Bytes>,
}

/// The names that the file has introduced.
#[derive(Default)]
struct Known {
    /// The domains, and where they are named.
    domains: BTreeMap<String, KnownDomain>,
    /// The hosts, and where they are named.
    hosts: BTreeMap<String, SourceSpan>,
    /// Whether all of the file is RON.
    is_whole: bool,
    /// Whether every domain of the file could be read. If not, nobody can be called unknown.
    all_sound: bool,
}

struct KnownDomain {
    span: SourceSpan,
    /// The names of its users in lower case.
    users: BTreeSet<String>,
    /// Whether all of its users could be read.
    sound: bool,
}

impl Check<'_> {
    fn limits(&mut self, file: Option<&LimitsFile>) -> Limits {
        let mut limits = Limits::default();
        let Some(file) = file else { return limits };
        if let Some(steps) = &file.steps {
            limits.steps = steps.value;
            if !(1..=Limits::MAX_STEPS).contains(&steps.value) {
                let problem = Problem::OutOfRange { min: 1, max: Limits::MAX_STEPS.into() };
                self.problems.error(steps.span.clone(), problem);
            }
        }
        if let Some(horizon) = &file.horizon {
            limits.horizon = horizon.value;
            if horizon.value > Limits::MAX_HORIZON {
                self.problems.error(horizon.span.clone(), Problem::BadDuration { why: SpanError::TooLong });
            }
        }
        limits
    }

    fn links(&mut self, files: &[LinkFile]) -> Vec<Link> {
        let mut links = Vec::new();
        let mut seen: BTreeMap<(String, String), SourceSpan> = BTreeMap::new();
        for file in files {
            let (a, b) = (&file.between.0, &file.between.1);
            let (Some(from), Some(to)) = (self.known_domain(a), self.known_domain(b)) else { continue };
            let span = a.span.start..b.span.end;
            let pair = if from <= to { (from.clone(), to.clone()) } else { (to.clone(), from.clone()) };
            let name = format!("{from} – {to}");
            if let Some(first) = seen.insert(pair, span.clone()) {
                self.duplicate(Kind::Link, name, span, first);
            }
            links.push(Link { between: (from, to), latency: file.latency });
        }
        links
    }

    fn known_domain(&mut self, name: &Spanned<String>) -> Option<String> {
        let lower = name.value.to_ascii_lowercase();
        if self.known.domains.contains_key(&lower) {
            return Some(lower);
        }
        if self.known.all_sound {
            let suggestion = nearest_owned(&lower, self.known.domains.keys());
            let problem = Problem::UnknownDomain { domain: lower, suggestion };
            self.problems.error(name.span.clone(), problem);
        }
        None
    }

    fn text(&mut self, file: &TextFile) -> Text {
        match file {
            TextFile::Plain(text) => Text::plain(text),
            TextFile::Localized(texts) => {
                let Spanned { value, span } = texts;
                if value.es.is_none() && value.en.is_none() {
                    let problem = Problem::MissingField { field: "es", of: Thing::Text };
                    self.problems.error(span.clone(), problem);
                }
                Text { es: value.es.as_deref().map(Into::into), en: value.en.as_deref().map(Into::into) }
            }
        }
    }

    /// A moment on the clock, if it comes before the end.
    fn moment(&mut self, at: &Spanned<Span>) -> SimTime {
        let horizon = self.limits.horizon;
        if at.value > horizon {
            self.problems.error(at.span.clone(), Problem::BeyondHorizon { at: at.value, horizon });
        }
        SimTime::ZERO + at.value
    }

    /// A text that a header or a list shows on one line.
    fn one_line(&mut self, text: &Spanned<String>) -> String {
        if text.value.contains(|c: char| c.is_control() && c != '\t') {
            self.problems.error(text.span.clone(), Problem::NotOneLine);
        }
        text.value.clone()
    }

    /// A text with a range in it, if its range is one.
    fn pattern<'t>(&mut self, text: &'t Spanned<String>) -> Option<Pattern<'t>> {
        Pattern::parse(&text.value)
            .map_err(|why| self.problems.error(text.span.clone(), Problem::BadPattern { why }))
            .ok()
    }

    /// The addresses that a pattern stands for. An address that is none is told once.
    fn addresses(&mut self, text: &Spanned<String>, pattern: Pattern<'_>) -> Vec<Address> {
        let addresses: Option<Vec<Address>> = pattern.names().map(|name| address::address(&name)).collect();
        addresses.unwrap_or_else(|| {
            self.problems.error(text.span.clone(), Problem::BadAddress);
            Vec::new()
        })
    }

    /// One address, of somebody who is there.
    fn known_address(&mut self, text: &Spanned<String>) -> Option<Address> {
        let pattern = self.pattern(text)?;
        if pattern.is_many() {
            let why = PatternFault::NotHere;
            self.problems.error(text.span.clone(), Problem::BadPattern { why });
            return None;
        }
        let address = self.addresses(text, pattern).pop()?;
        self.must_exist(std::slice::from_ref(&address), &text.span, Severity::Error);
        Some(address)
    }

    /// Reports the first of `addresses` at which nobody is.
    fn must_exist(&mut self, addresses: &[Address], span: &SourceSpan, severity: Severity) {
        for address in addresses {
            let problem = match self.known.domains.get(&address.domain) {
                Some(domain) if !domain.sound || domain.users.contains(&address.local.to_ascii_lowercase()) => continue,
                Some(domain) => Problem::UnknownUser {
                    user: address.local.clone(),
                    domain: address.domain.clone(),
                    suggestion: nearest_owned(&address.local, domain.users.iter()),
                },
                None if self.known.all_sound => Problem::UnknownDomain {
                    domain: address.domain.clone(),
                    suggestion: nearest_owned(&address.domain, self.known.domains.keys()),
                },
                None => continue,
            };
            match severity {
                Severity::Error => self.problems.error(span.clone(), problem),
                Severity::Warning => self.problems.warning(span.clone(), problem),
            }
            return;
        }
    }

    /// Adds `more` to a count that has a limit. What goes over it is reported and not added.
    fn count(&mut self, kind: Kind, so_far: &mut u64, more: u64, limit: u64, span: &SourceSpan) -> bool {
        let count = so_far.saturating_add(more);
        if count > limit {
            self.problems.error(span.clone(), Problem::TooMany { kind, count, limit });
            return false;
        }
        *so_far = count;
        true
    }

    fn duplicate(&mut self, kind: Kind, name: String, span: SourceSpan, first: SourceSpan) {
        self.problems.error_with(span, first, Problem::Duplicate { kind, name });
    }
}

/// The nearest of many names.
fn nearest_owned<'n>(written: &str, known: impl Iterator<Item = &'n String> + Clone) -> Option<String> {
    nearest(written, known.take(MAX_CANDIDATES).map(String::as_str)).map(str::to_owned)
}
