//! The one place where the window meets the session: what is known of the story, any moment of it, and how to change it.

use super::action::{Direction, Unit};
use super::desk::Selection;
use super::fixture;
use crate::base::time::SimTime;
use crate::view::inspector::Inspection;
use crate::view::scene::{Protocol, Scene};
use crate::view::timeline::Timeline;
use crate::view::words::Words;

/// One line of the transcript.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// The journal entry.
    pub entry: u32,
    /// When.
    pub at: SimTime,
    /// The hour.
    pub clock: String,
    /// Who speaks.
    pub from: String,
    /// To whom.
    pub to: String,
    /// `C`, `S`, `?`.
    pub speaker: &'static str,
    /// What.
    pub text: String,
    /// What it means.
    pub gloss: String,
    /// In which protocol.
    pub protocol: Protocol,
    /// Whether it says no.
    pub refusal: bool,
}

/// A user who can write and fetch mail.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// The address.
    pub address: String,
}

/// A mail as it was written in the window.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Letter {
    /// The sender's address.
    pub from: String,
    /// Recipients, as typed.
    pub to: Vec<String>,
    /// Copies.
    pub cc: Vec<String>,
    /// Hidden copies.
    pub bcc: Vec<String>,
    /// The subject.
    pub subject: String,
    /// The text.
    pub body: String,
    /// Files: name and content.
    pub attachments: Vec<(String, Vec<u8>)>,
}

/// A bundled scenario, as menus show it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lesson {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
}

/// What is being shown.
pub struct Source {
    events: Vec<fixture::Ev>,
    timeline: Timeline,
}

impl Source {
    /// Until the kernel comes.
    #[must_use]
    pub fn fixture() -> Self {
        let events = fixture::events();
        Self { timeline: fixture::timeline(&events), events }
    }

    /// The scenario's title.
    #[must_use]
    pub fn title(&self, _words: &Words) -> String {
        "01 · Ana escribe a Bruno".into()
    }

    /// Its summary.
    #[must_use]
    pub fn summary(&self, _words: &Words) -> String {
        "Ana escribe un correo a Bruno. Su servidor pregunta al DNS quién recibe el correo de empresa.com. El mensaje espera allí hasta que Bruno lo recoge.".into()
    }

    /// Computes ahead, within a frame's budget; whether there is more to come.
    pub fn advance(&mut self) -> bool {
        false
    }

    /// The length of what is known, in screen seconds.
    #[must_use]
    pub fn length(&self) -> f64 {
        self.timeline.length
    }

    /// The moment at a place of the timeline.
    #[must_use]
    pub fn time_at(&self, screen: f64) -> SimTime {
        SimTime::ZERO + fixture::span(screen)
    }

    /// The place of a moment on the timeline.
    #[must_use]
    pub fn screen_of(&self, at: SimTime) -> f64 {
        at.as_micros() as f64 / 1e6
    }

    /// The place of a journal entry on the timeline: where what it says has arrived.
    #[must_use]
    pub fn screen_of_entry(&self, entry: u32) -> f64 {
        self.events.get(entry as usize).map_or(0.0, |event| event.screen + 0.45)
    }

    /// Brings the world to a moment.
    pub fn seek(&mut self, _at: SimTime) {}

    /// The stage at a place of the timeline.
    #[must_use]
    pub fn scene(&self, screen: f64, _words: &Words) -> Scene {
        fixture::scene(&self.events, screen)
    }

    /// The timeline.
    #[must_use]
    pub fn timeline(&self, _words: &Words) -> &Timeline {
        &self.timeline
    }

    /// The bundled scenarios.
    #[must_use]
    pub fn library(&self, _words: &Words) -> Vec<Lesson> {
        vec![Lesson { name: "01".into(), title: "01 · Ana escribe a Bruno".into() }]
    }

    /// What the lesson explains at a place of the timeline.
    #[must_use]
    pub fn explanation(&self, _screen: f64, _words: &Words) -> Option<String> {
        None
    }

    /// The line of a journal entry.
    #[must_use]
    pub fn row_of_entry(&self, entry: u32, words: &Words) -> Option<Row> {
        ((entry as usize) < self.events.len()).then(|| self.row(entry as usize, words))
    }

    /// How many lines the transcript has.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.events.len()
    }

    /// A line of it.
    #[must_use]
    pub fn row(&self, index: usize, _words: &Words) -> Row {
        fixture::row(&self.events[index], index)
    }

    /// How many lines have begun at a place of the timeline.
    #[must_use]
    pub fn rows_until(&self, screen: f64) -> usize {
        self.events.partition_point(|event| event.screen <= screen)
    }

    /// Everything about a thing.
    #[must_use]
    pub fn inspect(&self, _selection: Selection, _screen: f64, _words: &Words) -> Inspection {
        fixture::inspection()
    }

    /// Where a step leads.
    #[must_use]
    pub fn step(&self, screen: f64, unit: Unit, direction: Direction) -> Option<f64> {
        let stride = match unit {
            Unit::Event => 1,
            Unit::Message => 2,
            Unit::Hop => 6,
        };
        let stops: Vec<f64> = self.events.iter().map(|event| event.screen + 0.85).collect();
        match direction {
            Direction::Forward => stops.iter().filter(|&&stop| stop > screen + 1e-6).nth(stride - 1).copied(),
            Direction::Back => stops.iter().rev().filter(|&&stop| stop < screen - 1e-6).nth(stride - 1).copied(),
        }
    }

    /// The users who can write.
    #[must_use]
    pub fn people(&self) -> Vec<Person> {
        ["ana@escuela.com.mx", "carlos@escuela.com.mx", "bruno@empresa.com"]
            .map(|address| Person { address: address.into() })
            .into()
    }

    /// The hour at a moment.
    #[must_use]
    pub fn clock(&self, at: SimTime) -> String {
        crate::base::time::Calendar::standard().clock(at)
    }

    /// Sends a mail.
    pub fn send(&mut self, _at: SimTime, _letter: &Letter) {}

    /// Fetches mail.
    pub fn check(&mut self, _at: SimTime, _user: &str, _keep: bool) {}

    /// Undoes.
    pub fn undo(&mut self) -> bool {
        false
    }

    /// Redoes.
    pub fn redo(&mut self) -> bool {
        false
    }
}
