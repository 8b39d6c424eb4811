//! The steps of a lesson on the timeline: at which moment each explanation appears.

use crate::base::time::SimTime;
use crate::journal::{Entry, Fact, Journal, Text};
use crate::scenario::Scenario;
use crate::scenario::model::When;
use crate::wire::dns::Message;
use crate::world::Topology;

/// A step that has come, with its moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Step {
    /// When it appears.
    pub at: SimTime,
    /// Which of the scenario's steps.
    pub number: usize,
}

/// The steps whose moment is in the record, in the order of the scenario. A step that has not come yet, or never will,
/// is left out.
#[must_use]
pub fn steps(scenario: &Scenario, journal: &Journal, topology: &Topology) -> Vec<Step> {
    let mut from = 0;
    let mut steps = Vec::new();
    for (number, step) in scenario.steps.iter().enumerate() {
        let entries = journal.entries();
        let mut first = |matches: &dyn Fn(&Entry) -> bool| {
            let found = from + entries[from..].iter().position(matches)?;
            from = found + 1;
            Some(entries[found].at)
        };
        let at = match &step.when {
            When::Start => Some(SimTime::ZERO),
            When::At(at) => Some(*at),
            When::Line(text) => first(&|entry| says(journal, entry, text)),
            When::Delivered(user) => first(&|entry| delivered_to(journal, entry).as_deref() == Some(&user.to_string())),
            When::Fetched(user) => first(&|entry| match entry.fact {
                Fact::Fetched { mailbox, .. } => {
                    topology.mailbox(mailbox).address.eq_ignore_ascii_case(&user.to_string())
                }
                _ => false,
            }),
            When::End => entries.last().map(|entry| entry.at),
        };
        steps.extend(at.map(|at| Step { at, number }));
    }
    steps
}

fn says(journal: &Journal, entry: &Entry, wanted: &str) -> bool {
    let holds = |octets: Text| {
        let (octets, wanted) = (journal.octets(octets), wanted.as_bytes());
        !wanted.is_empty() && octets.windows(wanted.len()).any(|part| part == wanted)
    };
    match entry.fact {
        Fact::Line { text, .. } => holds(text),
        Fact::Datagram { octets, .. } => {
            Message::parse(journal.octets(octets)).is_ok_and(|message| message.to_string().contains(wanted))
        }
        _ => false,
    }
}

fn delivered_to<'a>(journal: &'a Journal, entry: &Entry) -> Option<std::borrow::Cow<'a, str>> {
    let Fact::Delivered { mail, recipient, .. } = entry.fact else { return None };
    journal.recipients(mail).get(recipient as usize).map(|address| journal.words(*address))
}
