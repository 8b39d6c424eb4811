//! What the window holds: the show, the playhead, what is selected and open; and the one place where actions are done.
//!
//! No state of the simulation is here. Selections are kept by the stable identifiers of the scene and the journal, so
//! they survive any jump through time.

use bevy::prelude::Resource;
use bevy_egui::egui::Rect;

use super::action::{Action, Direction, Unit};
use super::clock::Clock;
use super::files::Files;
use super::forms::{CheckForm, Draft};
use super::open::Origin;
use super::settings::Settings;
use super::source::{Lesson, Source};
use super::stage::viewport::Viewport;
use super::theme::{Palette, Sizes};
use crate::base::time::SimTime;
use crate::replay::ActError;
use crate::view::scene::{Scene, SceneId};
use crate::view::words::Words;

/// The one thing that all views show as selected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Selection {
    /// Something on the stage.
    Thing(SceneId),
    /// A line of the journal.
    Entry(u32),
}

/// A small window above the rest. Only one is open; none is modal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialog {
    /// The keys.
    Shortcuts,
    /// Write a mail.
    Compose,
    /// Fetch mail.
    CheckMail,
    /// Why a scenario does not load.
    Diagnostics,
}

/// Places to which Alt+← leads back.
#[derive(Clone, PartialEq, Debug, Default)]
struct History {
    back: Vec<f64>,
    forward: Vec<f64>,
}

/// How many jumps are remembered.
const REMEMBERED: usize = 200;

/// Everything on the desk.
#[derive(Resource)]
pub struct Desk {
    /// What is being shown.
    pub source: Source,
    /// The bundled scenarios, in the chosen language.
    pub library: Vec<Lesson>,
    /// The words of the chosen language.
    pub words: Words,
    /// Preferences.
    pub settings: Settings,
    /// The playhead.
    pub clock: Clock,
    /// Whether more of the story is being computed.
    pub growing: bool,
    /// What is selected.
    pub selection: Option<Selection>,
    /// Which small window is open.
    pub dialog: Option<Dialog>,
    /// Whether presentation mode is on.
    pub present: bool,
    /// Whether the window takes the whole screen.
    pub full_screen: bool,
    /// Whether the stage is blacked out.
    pub blank: bool,
    /// Whether the transcript follows the present line.
    pub follow: bool,
    /// Which part of the board is seen.
    pub viewport: Viewport,
    /// Where the panels left room for the stage in the last frame.
    pub stage: Rect,
    /// The mail being written.
    pub draft: Draft,
    /// The fetch being prepared.
    pub check: CheckForm,
    /// The file dialog.
    pub files: Files,
    /// Why the last file did not load, as text with carets.
    pub problem: Option<String>,
    history: History,
}

impl Desk {
    /// A desk with a show on it, at its beginning.
    #[must_use]
    pub fn new(source: Source, settings: Settings) -> Self {
        let words = Words::new(settings.language);
        Self {
            library: Source::library(&words),
            draft: Draft::new(&source),
            check: CheckForm::new(&source),
            source,
            words,
            settings,
            clock: Clock::default(),
            growing: true,
            selection: None,
            dialog: None,
            present: false,
            full_screen: false,
            blank: false,
            follow: true,
            viewport: Viewport::default(),
            stage: Rect::ZERO,
            files: Files::default(),
            problem: None,
            history: History::default(),
        }
    }

    /// The colours in use.
    #[must_use]
    pub fn palette(&self) -> &'static Palette {
        self.settings.theme.palette()
    }

    /// The sizes of text in use.
    #[must_use]
    pub fn sizes(&self) -> Sizes {
        Sizes::of(self.present)
    }

    /// Whether flights appear at their destination instead of travelling.
    #[must_use]
    pub fn is_still(&self) -> bool {
        self.settings.reduced_motion || self.settings.speed.factor() >= super::clock::NO_TRAVEL_FROM
    }

    /// The scene at the playhead; nothing travels in it if travelling is not wanted.
    #[must_use]
    pub fn scene(&self) -> Scene {
        let mut scene = self.source.scene(self.clock.position(), &self.words);
        if self.is_still() {
            for flight in &mut scene.flights {
                flight.progress = 1.0;
            }
        }
        scene
    }

    /// Lets real time pass.
    pub fn tick(&mut self, seconds: f64) {
        self.growing = self.source.advance();
        self.clock.tick(seconds, self.settings.speed, self.source.length(), self.growing);
        self.source.seek(self.source.time_at(self.clock.position()));
    }

    /// Does what a person wants.
    pub fn apply(&mut self, action: Action) {
        match action {
            Action::TogglePlay => self.clock.toggle(self.source.length()),
            Action::Pause => self.clock.pause(),
            Action::Step(unit, direction) => self.step(unit, direction),
            Action::ToStart => self.jump(0.0),
            Action::ToEnd => self.jump(self.source.length()),
            Action::Scrub(position) => {
                self.clock.seek(position.min(self.source.length()));
                self.follow = true;
            }
            Action::SeekEntry(entry) => {
                self.selection = Some(Selection::Entry(entry));
                self.jump(self.source.screen_of_entry(entry));
            }
            Action::HistoryBack => self.travel(Direction::Back),
            Action::HistoryForward => self.travel(Direction::Forward),
            Action::SetSpeed(speed) => self.settings.speed = speed,
            Action::Slower => self.settings.speed = self.settings.speed.slower(),
            Action::Faster => self.settings.speed = self.settings.speed.faster(),
            Action::Select(selection) => self.selection = Some(selection),
            Action::Escape => self.escape(),
            Action::Follow(follow) => self.follow = follow,
            Action::SetLanguage(language) => {
                self.settings.language = language;
                self.words = Words::new(language);
                self.library = Source::library(&self.words);
            }
            Action::SwitchLanguage => self.apply(Action::SetLanguage(self.settings.language.other())),
            Action::SwitchTheme => self.settings.theme = self.settings.theme.other(),
            Action::TogglePresentation => self.present = !self.present,
            Action::ToggleFullScreen => self.full_screen = !self.full_screen,
            Action::ToggleBlank => self.blank = !self.blank,
            Action::ToggleReducedMotion => self.settings.reduced_motion = !self.settings.reduced_motion,
            Action::Zoom(factor, around) => {
                let around = around.unwrap_or_else(|| self.stage.center());
                self.viewport.zoom(factor, around, self.stage);
            }
            Action::Pan(distance) => self.viewport.pan(distance),
            Action::Fit => self.viewport = Viewport::default(),
            Action::Open(dialog) => self.dialog = if self.dialog == Some(dialog) { None } else { Some(dialog) },
            Action::Close => self.dialog = None,
            Action::WriteAs(host) => {
                if let Some(address) = self.source.person_at(host) {
                    self.draft.from = address;
                    self.dialog = Some(Dialog::Compose);
                }
            }
            Action::LessonStep(direction) => {
                if let Some(to) = self.source.lesson_step(self.clock.position(), direction) {
                    self.jump(to);
                }
            }
            Action::OpenBundled(name) => self.open(Origin::Bundled(name)),
            Action::PickScenario => self.files.pick_scenario(&self.words),
            Action::PickRecording => {
                let name = self.source.name().to_owned();
                self.files.pick_recording(&name, &self.words);
            }
            Action::Save(path) => self.save(&path),
            Action::PickAttachments => self.files.pick_attachments(&self.words),
            Action::OpenFile(path) => self.open(Origin::File(path)),
            Action::Restart => self.open(self.source.origin().clone()),
            Action::Send => self.send(),
            Action::Check => self.check_mail(),
            Action::Undo => self.changed(Source::undo),
            Action::Redo => self.changed(Source::redo),
        }
    }

    /// A step goes to the next stop so that the way there can be seen; counted from where a step under way will end.
    fn step(&mut self, unit: Unit, direction: Direction) {
        let from = self.clock.destination();
        let last_resort = if direction == Direction::Back { 0.0 } else { self.source.length() };
        let to = self.source.step(from, unit, direction).unwrap_or(last_resort);
        if self.settings.reduced_motion {
            self.clock.pause();
            self.clock.seek(to);
        } else {
            self.clock.seek(from);
            self.clock.glide(to, self.settings.speed);
        }
        self.follow = true;
    }

    fn jump(&mut self, to: f64) {
        self.history.back.push(self.clock.position());
        if self.history.back.len() > REMEMBERED {
            self.history.back.remove(0);
        }
        self.history.forward.clear();
        self.clock.pause();
        self.clock.seek(to);
        self.follow = true;
    }

    fn travel(&mut self, direction: Direction) {
        let (from, onto) = match direction {
            Direction::Back => (&mut self.history.back, &mut self.history.forward),
            Direction::Forward => (&mut self.history.forward, &mut self.history.back),
        };
        if let Some(to) = from.pop() {
            onto.push(self.clock.position());
            self.clock.pause();
            self.clock.seek(to);
            self.follow = true;
        }
    }

    fn escape(&mut self) {
        if self.blank {
            self.blank = false;
        } else if self.dialog.is_some() {
            self.dialog = None;
        } else if self.present {
            self.present = false;
        } else {
            self.selection = None;
        }
    }

    fn send(&mut self) {
        if let Some(letter) = self.draft.letter() {
            let now = self.source.time_at(self.clock.position());
            let from = letter.from.clone();
            match self.source.send(now, &letter) {
                Ok(()) => self.draft = Draft { from, ..Draft::default() },
                Err(error) => self.draft.problem = Some(refused(&error, &self.words)),
            }
            self.after_acting(now, self.draft.problem.is_none());
        }
    }

    fn check_mail(&mut self) {
        let now = self.source.time_at(self.clock.position());
        let outcome = self.source.check(now, &self.check.user, self.check.keep);
        self.check.problem = outcome.err().map(|error| refused(&error, &self.words));
        self.after_acting(now, self.check.problem.is_none());
    }

    /// The future has changed: the playhead stays at its moment, and what was done plays.
    fn after_acting(&mut self, now: SimTime, done: bool) {
        if done {
            self.dialog = None;
            self.clock.seek(self.source.screen_of(now));
            if !self.clock.is_playing() {
                self.clock.toggle(self.source.length());
            }
        }
    }

    fn changed(&mut self, change: fn(&mut Source) -> bool) {
        let now = self.source.time_at(self.clock.position());
        if change(&mut self.source) {
            self.clock.seek(self.source.screen_of(now).min(self.source.length()));
        }
    }

    /// Saves the recording. A file that cannot be written is told like a scenario that cannot be read.
    fn save(&mut self, path: &std::path::Path) {
        if let Err(error) = std::fs::write(path, self.source.recording()) {
            self.problem = Some(format!("{}: {error}", path.display()));
            self.dialog = Some(Dialog::Diagnostics);
        }
    }

    /// Opens another show. If it has errors they are shown, and what ran before runs on.
    fn open(&mut self, origin: Origin) {
        match Source::open(origin, self.settings.language) {
            Ok(source) => {
                self.draft = Draft::new(&source);
                self.check = CheckForm::new(&source);
                self.source = source;
                self.clock = Clock::default();
                self.viewport = Viewport::default();
                self.history = History::default();
                self.selection = None;
                self.dialog = None;
                self.problem = None;
                self.follow = true;
            }
            Err(problem) => {
                self.problem = Some(problem);
                self.dialog = Some(Dialog::Diagnostics);
            }
        }
    }
}

/// Why a person cannot do a thing, in the language of the window.
fn refused(error: &ActError, words: &Words) -> String {
    match error {
        ActError::NoUserAgent(user) => words.with("act-no-agent", &[("user", user.as_str().into())]),
        ActError::BadAddress(address) => words.with("act-bad-address", &[("address", address.as_str().into())]),
        ActError::NoRecipient => words.get("send-needs"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::language::Language;
    use crate::gui::theme::Theme;

    fn desk() -> Desk {
        let settings = Settings { language: Language::Es, theme: Theme::Dark, ..Settings::default() };
        let first = Origin::Bundled("01".into());
        Desk::new(Source::open(first, Language::Es).unwrap(), settings)
    }

    fn settle(desk: &mut Desk) {
        for _ in 0..200 {
            desk.tick(1.0 / 60.0);
        }
    }

    #[test]
    fn steps_forward_and_back_end_where_they_began() {
        let mut desk = desk();
        desk.tick(0.0);
        for unit in [Unit::Event, Unit::Message, Unit::Hop] {
            desk.apply(Action::ToStart);
            let mut places = Vec::new();
            for _ in 0..5 {
                desk.apply(Action::Step(unit, Direction::Forward));
                settle(&mut desk);
                places.push(desk.clock.position());
            }
            assert!(places.is_sorted() && places[0] > 0.0, "{unit:?}: {places:?}");
            // There may be fewer hops than steps: then the last ones stay at the end.
            places.dedup();
            for place in places.iter().rev().skip(1) {
                desk.apply(Action::Step(unit, Direction::Back));
                settle(&mut desk);
                assert!((desk.clock.position() - place).abs() < 1e-9, "{unit:?}: {place}");
            }
        }
    }

    #[test]
    fn two_quick_steps_are_two_steps() {
        let (mut quick, mut slow) = (desk(), desk());
        quick.apply(Action::Step(Unit::Event, Direction::Forward));
        quick.tick(0.01);
        quick.apply(Action::Step(Unit::Event, Direction::Forward));
        settle(&mut quick);
        for _ in 0..2 {
            slow.apply(Action::Step(Unit::Event, Direction::Forward));
            settle(&mut slow);
        }
        assert!((quick.clock.position() - slow.clock.position()).abs() < 1e-9);
    }

    #[test]
    fn a_jump_can_be_taken_back_and_forward_again() {
        let mut desk = desk();
        desk.apply(Action::Scrub(1.5));
        desk.apply(Action::SeekEntry(7));
        let there = desk.clock.position();
        desk.apply(Action::HistoryBack);
        assert!((desk.clock.position() - 1.5).abs() < 1e-9);
        desk.apply(Action::HistoryForward);
        assert!((desk.clock.position() - there).abs() < 1e-9);
    }

    #[test]
    fn escape_closes_one_thing_at_a_time() {
        let mut desk = desk();
        desk.apply(Action::Select(Selection::Entry(1)));
        desk.apply(Action::TogglePresentation);
        desk.apply(Action::Open(Dialog::Shortcuts));
        desk.apply(Action::Escape);
        assert!(desk.dialog.is_none() && desk.present);
        desk.apply(Action::Escape);
        assert!(!desk.present && desk.selection.is_some());
        desk.apply(Action::Escape);
        assert!(desk.selection.is_none());
    }

    #[test]
    fn the_language_changes_at_once() {
        let mut desk = desk();
        let spanish = desk.words.get("play");
        desk.apply(Action::SwitchLanguage);
        assert_ne!(desk.words.get("play"), spanish);
    }
}
