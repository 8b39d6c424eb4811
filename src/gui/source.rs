//! The one place where the window meets the session: what is known of the story, any moment of it, and how to change it.
//!
//! What the panels show is derived from the journal and kept until the journal has grown or changed: the lens, the
//! stage, the transcript, the events. A place on the timeline is a number of screen seconds throughout.

use crate::base::id::HostId;
use crate::base::language::Language;
use crate::base::time::SimTime;
use crate::journal::Journal;
use crate::replay::{ActError, Progress, Session};
use crate::scenario::library;
use crate::view::events::Events;
use crate::view::inspect;
use crate::view::inspector::Inspection;
use crate::view::lens::{Lens, arrival};
use crate::view::lesson::{self, Step};
use crate::view::scene::Scene;
use crate::view::stage::{Moment, Stage};
use crate::view::timeline::{Timeline, timeline};
use crate::view::transcript::{Reader, Row, Transcript};
use crate::view::words::Words;
use crate::world::{Attachment, Command, HostCard, HostRole, NewMail, SignIn};

use super::action::{Direction, Unit};
use super::desk::Selection;
use super::forms::Letter;
use super::open::{Origin, open};

/// A bundled scenario, as menus show it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lesson {
    /// Its name.
    pub name: String,
    /// Its number and title.
    pub title: String,
}

/// Steps of the simulation that one frame computes at most.
const STEPS_PER_FRAME: u32 = 8_000;
/// A step stops this share of a flight before its end, where what flew can still be read.
const BEFORE_LANDING: f64 = 0.12;

/// What is being shown.
pub struct Source {
    origin: Origin,
    session: Session,
    derived: Derived,
}

/// What follows from the journal.
struct Derived {
    lens: Lens,
    stage: Stage,
    transcript: Transcript,
    events: Events,
    timeline: Timeline,
    steps: Vec<Step>,
    entries: usize,
}

impl Derived {
    fn of(session: &Session) -> Self {
        let journal = session.journal();
        let lens = Lens::new(journal);
        let events = Events::new(journal);
        Self {
            stage: Stage::new(session.head().topology(), journal),
            transcript: Transcript::new(journal),
            timeline: timeline(&events, &lens),
            steps: lesson::steps(session.scenario(), journal, session.head().topology()),
            entries: journal.entries().len(),
            events,
            lens,
        }
    }
}

impl Source {
    /// A show at its beginning, computed as far as a frame allows.
    #[must_use]
    pub fn new(session: Session, origin: Origin) -> Self {
        let mut source = Self { derived: Derived::of(&session), origin, session };
        source.advance();
        source
    }

    /// The scenario's name, without folder and ending.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.session.scenario().name
    }

    /// The text of a recording: scenario, seed, and everything that the person did.
    #[must_use]
    pub fn recording(&mut self) -> String {
        crate::replay::Recording::of(&mut self.session).to_text()
    }

    /// Opens what there is at `origin`.
    ///
    /// # Errors
    /// What is wrong with it, ready to be shown.
    pub fn open(origin: Origin, language: Language) -> Result<Self, String> {
        Ok(Self::new(open(&origin, language)?, origin))
    }

    /// Where this show comes from.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The session.
    #[must_use]
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The scenario's number and title.
    #[must_use]
    pub fn title(&self, words: &Words) -> String {
        let scenario = self.session.scenario();
        let title = scenario.title.in_language(words.language());
        let title = if title.is_empty() { scenario.name.as_str().into() } else { title };
        match &self.origin {
            Origin::Bundled(name) => numbered(name, &title),
            Origin::File(_) => title.into_owned(),
        }
    }

    /// Its summary.
    #[must_use]
    pub fn summary(&self, words: &Words) -> String {
        self.session.scenario().summary.in_language(words.language()).into_owned()
    }

    /// The bundled scenarios.
    #[must_use]
    pub fn library(words: &Words) -> Vec<Lesson> {
        let lesson = |bundled: &library::Bundled| {
            let loaded = crate::scenario::load(bundled.name, bundled.source.as_bytes(), &library::BundledFiles).ok()?;
            let title = loaded.0.title.in_language(words.language()).into_owned();
            Some(Lesson { name: bundled.name.into(), title: numbered(bundled.name, &title) })
        };
        library::LESSONS.iter().filter_map(lesson).collect()
    }

    /// Computes ahead, within a frame's budget; whether there is more to come.
    pub fn advance(&mut self) -> bool {
        if self.session.is_complete() {
            return false;
        }
        let more = self.session.advance(STEPS_PER_FRAME) == Progress::More;
        // Deriving costs as much as the journal is long: done each time it has doubled, it costs twice that in all.
        let known = self.session.journal().entries().len();
        if !more || known >= self.derived.entries * 2 {
            self.derived = Derived::of(&self.session);
        }
        more
    }

    /// The length of what is known, in screen seconds.
    #[must_use]
    pub fn length(&self) -> f64 {
        self.derived.lens.length()
    }

    /// The moment at a place of the timeline.
    #[must_use]
    pub fn time_at(&self, screen: f64) -> SimTime {
        self.derived.lens.time_at(screen)
    }

    /// The place of a moment on the timeline.
    #[must_use]
    pub fn screen_of(&self, at: SimTime) -> f64 {
        self.derived.lens.screen_of(at)
    }

    /// The place at which what a journal entry says is half-way to whom it says it.
    #[must_use]
    pub fn screen_of_entry(&self, entry: u32) -> f64 {
        let entries = self.journal().entries();
        let Some(wanted) = entries.get(entry as usize) else { return 0.0 };
        let leaves = self.screen_of(wanted.at);
        let arrives = arrival(&wanted.fact).map_or(leaves, |arrives| self.screen_of(arrives));
        let middle = f64::midpoint(leaves, arrives);
        // The next line may have begun before that: then just before it, so that this one is the present one.
        let after = self.derived.events.begun(wanted.at);
        let next = self.derived.events.all().get(after).map_or(middle, |event| self.screen_of(event.at));
        middle.min(leaves.max(next - 0.02))
    }

    /// Brings the world to a moment.
    pub fn seek(&mut self, at: SimTime) {
        self.session.seek_time(at);
    }

    fn journal(&self) -> &Journal {
        self.session.journal()
    }

    fn reader<'a>(&'a self, words: &'a Words) -> Reader<'a> {
        Reader {
            journal: self.journal(),
            topology: self.session.head().topology(),
            names: self.derived.stage.names(),
            words,
        }
    }

    /// The stage at a place of the timeline, to which the world has been brought.
    #[must_use]
    pub fn scene(&self, screen: f64, words: &Words) -> Scene {
        self.derived.stage.scene(&Moment {
            journal: self.journal(),
            world: self.session.world(),
            lens: &self.derived.lens,
            at: self.time_at(screen),
            screen,
            words,
        })
    }

    /// The timeline.
    #[must_use]
    pub fn timeline(&self) -> &Timeline {
        &self.derived.timeline
    }

    /// The transcript's number of lines.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.derived.transcript.len()
    }

    /// A line of it.
    #[must_use]
    pub fn row(&self, index: usize, words: &Words) -> Option<Row> {
        self.derived.transcript.row(index, &self.reader(words))
    }

    /// The line of a journal entry.
    #[must_use]
    pub fn row_of_entry(&self, entry: u32, words: &Words) -> Option<Row> {
        self.reader(words).row(entry)
    }

    /// How many lines have begun at a place of the timeline.
    #[must_use]
    pub fn rows_until(&self, screen: f64) -> usize {
        self.derived.transcript.begun(self.journal(), self.time_at(screen))
    }

    /// How many events have begun at a place of the timeline, and how many there are.
    #[must_use]
    pub fn events(&self, screen: f64) -> (usize, usize) {
        (self.derived.events.begun(self.time_at(screen)), self.derived.events.all().len())
    }

    /// What the lesson explains at a place of the timeline.
    #[must_use]
    pub fn explanation(&self, screen: f64, words: &Words) -> Option<String> {
        let now = self.time_at(screen);
        let step = self.derived.steps.iter().rfind(|step| step.at <= now)?;
        let text = &self.session.scenario().steps.get(step.number)?.text;
        Some(text.in_language(words.language()).into_owned())
    }

    /// The place of the next or the last explanation of the lesson.
    #[must_use]
    pub fn lesson_step(&self, screen: f64, direction: Direction) -> Option<f64> {
        let mut places = self.derived.steps.iter().map(|step| self.screen_of(step.at) + 1e-4);
        match direction {
            Direction::Forward => places.find(|&place| place > screen + 1e-3),
            Direction::Back => places.rfind(|&place| place < screen - 1e-3),
        }
    }

    /// Everything about a thing, at the moment to which the world has been brought.
    #[must_use]
    pub fn inspect(&self, selection: Selection, words: &Words) -> Option<Inspection> {
        let world = self.session.world();
        let is_resolver = |card: &HostCard| card.role == HostRole::Resolver;
        let resolver = world.topology().hosts.iter().position(is_resolver).map(HostId::from_index);
        let selected = match selection {
            Selection::Entry(entry) => inspect::Selection::Entry(entry),
            Selection::Thing(id) => inspect::Selection::of(id, resolver)?,
        };
        inspect::inspect(selected, &self.reader(words), world)
    }

    /// Where a step leads: the place at which what happens in it has all but arrived, just before the next begins.
    #[must_use]
    pub fn step(&self, screen: f64, unit: Unit, direction: Direction) -> Option<f64> {
        let events = self.derived.events.all();
        let here = self.derived.events.begun(self.time_at(screen));
        let stop = |index: usize| self.stop_before(index, unit);
        match direction {
            Direction::Forward => (here.max(1)..events.len()).filter_map(stop).find(|&stop| stop > screen + 1e-6),
            Direction::Back => {
                (1..(here + 1).min(events.len())).rev().filter_map(stop).find(|&stop| stop < screen - 1e-6)
            }
        }
    }

    /// The place just before event `index` begins, if something of this size begins with it.
    fn stop_before(&self, index: usize, unit: Unit) -> Option<f64> {
        let events = self.derived.events.all();
        let (last, event) = (events[index - 1], events[index]);
        let begins = match unit {
            Unit::Event => true,
            Unit::Message => event.message || event.hop,
            Unit::Hop => event.hop,
        };
        let (from, to) = (self.screen_of(last.at), self.screen_of(event.at));
        (begins && last.at < event.at).then(|| to - (to - from).min(0.9) * BEFORE_LANDING)
    }

    /// The addresses of those who can write and fetch.
    #[must_use]
    pub fn people(&self) -> Vec<String> {
        let mailboxes = self.session.head().topology().mailboxes.iter();
        mailboxes.filter(|card| card.client.is_some()).map(|card| card.address.to_string()).collect()
    }

    /// The address of the person at a client.
    #[must_use]
    pub fn person_at(&self, host: HostId) -> Option<String> {
        let mut mailboxes = self.session.head().topology().mailboxes.iter();
        mailboxes.find(|card| card.client == Some(host)).map(|card| card.address.to_string())
    }

    /// The hour at a moment.
    #[must_use]
    pub fn clock(&self, at: SimTime) -> String {
        self.session.head().topology().calendar.clock(at)
    }

    /// Sends a mail at a moment.
    ///
    /// # Errors
    /// When nobody could send it.
    pub fn send(&mut self, at: SimTime, letter: &Letter) -> Result<(), ActError> {
        let attachment = |(name, octets): &(String, Vec<u8>)| Attachment {
            name: name.clone(),
            content_type: content_type(name).into(),
            content: octets.clone().into(),
        };
        let mail = NewMail {
            from: letter.from.clone(),
            to: letter.to.clone(),
            cc: letter.cc.clone(),
            bcc: letter.bcc.clone(),
            subject: letter.subject.clone(),
            body: letter.body.clone(),
            attachments: letter.attachments.iter().map(attachment).collect(),
            sign_in: SignIn::Normal,
        };
        self.act(at, Command::Send(Box::new(mail)))
    }

    /// Fetches mail at a moment.
    ///
    /// # Errors
    /// When nobody could fetch it.
    pub fn check(&mut self, at: SimTime, user: &str, keep: bool) -> Result<(), ActError> {
        self.act(at, Command::Check { user: user.to_owned(), keep })
    }

    fn act(&mut self, at: SimTime, command: Command) -> Result<(), ActError> {
        self.session.act(at, command)?;
        self.recompute();
        Ok(())
    }

    /// Takes back the last thing that was done; `false` if there is none.
    pub fn undo(&mut self) -> bool {
        let done = self.session.undo();
        self.recompute();
        done
    }

    /// Does it again; `false` if there is none.
    pub fn redo(&mut self) -> bool {
        let done = self.session.redo();
        self.recompute();
        done
    }

    /// The future is another one: as much of it as a frame allows is computed, and everything derived anew.
    fn recompute(&mut self) {
        self.session.advance(STEPS_PER_FRAME);
        self.derived = Derived::of(&self.session);
    }
}

fn numbered(name: &str, title: &str) -> String {
    match name.split_once('-') {
        Some((number, _)) => format!("{number} · {title}"),
        None => title.to_owned(),
    }
}

/// The media type of a file by its name's ending (the few that a school attaches); anything else is octets.
fn content_type(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_ascii_lowercase());
    match ending.as_str() {
        "txt" | "md" => "text/plain",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "mp3" => "audio/mpeg",
        _ => "application/octet-stream",
    }
}
