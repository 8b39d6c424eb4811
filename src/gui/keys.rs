//! The keyboard: one table of chords, labels and actions, from which the shortcut sheet is drawn too.
//!
//! Keys are taken out of egui's input before the panels see it, so that an arrow is always a step and never moves the
//! focus. Nothing is taken while a text field has the focus. Signs are matched by the character they produce, not by
//! their place, so that `?` and `[` work on a Spanish keyboard.

use bevy_egui::egui::{Event, Key, Modifiers, RawInput};

use super::action::{Action, Direction, Unit};
use super::desk::Dialog;

/// What is pressed.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Chord {
    /// A key with a name, with exactly these modifiers.
    Key(Modifiers, Key),
    /// Whatever key writes this character.
    Sign(&'static str),
}

/// A part of the shortcut sheet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Group {
    /// Moving through time.
    Time,
    /// What is seen.
    View,
    /// Mail and scenarios.
    Work,
}

impl Group {
    /// In the order of the sheet.
    pub const ALL: [Self; 3] = [Self::Time, Self::View, Self::Work];

    /// The key of its title.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Time => "keys-time",
            Self::View => "keys-view",
            Self::Work => "keys-work",
        }
    }
}

/// One line of the table.
#[derive(Clone, PartialEq, Debug)]
pub struct Shortcut {
    /// Any of these.
    pub chords: &'static [Chord],
    /// What it does.
    pub action: Action,
    /// How the keys are written on the sheet: signs and key names that both languages share.
    pub keys: &'static str,
    /// The key of the sentence that says what it does.
    pub label: &'static str,
    /// Where on the sheet.
    pub group: Group,
}

const NONE: Modifiers = Modifiers::NONE;
const SHIFT: Modifiers = Modifiers::SHIFT;
const CTRL: Modifiers = Modifiers::COMMAND;
const ALT: Modifiers = Modifiers::ALT;

const fn line(
    group: Group,
    keys: &'static str,
    label: &'static str,
    action: Action,
    chords: &'static [Chord],
) -> Shortcut {
    Shortcut { chords, action, keys, label, group }
}

/// The table.
pub static SHORTCUTS: &[Shortcut] = &{
    use Chord::{Key as K, Sign};
    use Direction::{Back, Forward};
    use Group::{Time, View, Work};
    [
        line(Time, "␣  K", "key-play", Action::TogglePlay, &[K(NONE, Key::Space), Sign("k"), Sign("K")]),
        line(Time, "→", "key-event-on", Action::Step(Unit::Event, Forward), &[K(NONE, Key::ArrowRight)]),
        line(Time, "←", "key-event-back", Action::Step(Unit::Event, Back), &[K(NONE, Key::ArrowLeft)]),
        line(Time, "⇧ →", "key-message-on", Action::Step(Unit::Message, Forward), &[K(SHIFT, Key::ArrowRight)]),
        line(Time, "⇧ ←", "key-message-back", Action::Step(Unit::Message, Back), &[K(SHIFT, Key::ArrowLeft)]),
        line(Time, "Ctrl →", "key-hop-on", Action::Step(Unit::Hop, Forward), &[K(CTRL, Key::ArrowRight)]),
        line(Time, "Ctrl ←", "key-hop-back", Action::Step(Unit::Hop, Back), &[K(CTRL, Key::ArrowLeft)]),
        line(Time, "PgUp", "key-step-back", Action::LessonStep(Back), &[K(NONE, Key::PageUp)]),
        line(Time, "PgDn", "key-step-on", Action::LessonStep(Forward), &[K(NONE, Key::PageDown)]),
        line(Time, "Home", "key-start", Action::ToStart, &[K(NONE, Key::Home)]),
        line(Time, "End", "key-end", Action::ToEnd, &[K(NONE, Key::End)]),
        line(Time, ".", "key-pause", Action::Pause, &[Sign(".")]),
        line(Time, "[  <", "key-slower", Action::Slower, &[Sign("["), Sign("<")]),
        line(Time, "]  >", "key-faster", Action::Faster, &[Sign("]"), Sign(">")]),
        line(Time, "Alt ←", "key-history-back", Action::HistoryBack, &[K(ALT, Key::ArrowLeft)]),
        line(Time, "Alt →", "key-history-on", Action::HistoryForward, &[K(ALT, Key::ArrowRight)]),
        line(View, "F5  P", "key-present", Action::TogglePresentation, &[K(NONE, Key::F5), Sign("p"), Sign("P")]),
        line(View, "B", "key-blank", Action::ToggleBlank, &[Sign("b"), Sign("B")]),
        line(View, "F11", "key-full-screen", Action::ToggleFullScreen, &[K(NONE, Key::F11)]),
        line(View, "+", "key-larger", Action::Zoom(1.25, None), &[Sign("+")]),
        line(View, "−", "key-smaller", Action::Zoom(0.8, None), &[Sign("-"), Sign("−")]),
        line(View, "0", "key-fit", Action::Fit, &[Sign("0")]),
        line(View, "T", "key-theme", Action::SwitchTheme, &[Sign("t"), Sign("T")]),
        line(View, "L", "key-language", Action::SwitchLanguage, &[Sign("l"), Sign("L")]),
        line(View, "?  F1", "key-help", Action::Open(Dialog::Shortcuts), &[Sign("?"), K(NONE, Key::F1)]),
        line(View, "Esc", "key-escape", Action::Escape, &[K(NONE, Key::Escape)]),
        line(Work, "N", "key-write", Action::Open(Dialog::Compose), &[Sign("n"), Sign("N")]),
        line(Work, "C", "key-check", Action::Open(Dialog::CheckMail), &[Sign("c"), Sign("C")]),
        line(Work, "Ctrl O", "key-open", Action::PickScenario, &[K(CTRL, Key::O)]),
        line(Work, "Ctrl S", "key-save", Action::PickRecording, &[K(CTRL, Key::S)]),
        line(Work, "Ctrl R", "key-restart", Action::Restart, &[K(CTRL, Key::R)]),
        line(Work, "Ctrl Z", "key-undo", Action::Undo, &[K(CTRL, Key::Z)]),
        line(
            Work,
            "Ctrl Y  Ctrl ⇧ Z",
            "key-redo",
            Action::Redo,
            &[K(CTRL, Key::Y), K(Modifiers { shift: true, ..CTRL }, Key::Z)],
        ),
    ]
};

impl Chord {
    fn is(self, event: &Event) -> bool {
        match (self, event) {
            (Self::Key(modifiers, key), Event::Key { key: pressed, pressed: true, modifiers: held, .. }) => {
                key == *pressed && held.matches_exact(modifiers)
            }
            (Self::Sign(sign), Event::Text(text)) => sign == text,
            _ => false,
        }
    }
}

/// Who else may want the keys now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Focus {
    /// A text field is being written in: every key is its own, Escape apart.
    pub text: bool,
    /// A menu is open: arrows, Enter and Escape are its own.
    pub menu: bool,
    /// Something has the focus that Space presses: Space is its own.
    pub widget: bool,
}

/// Removes reports of modifiers that have not changed. One comes with every frame, and egui takes each event for a reason
/// to draw another: a window that nobody touches would never rest.
pub fn drop_echoes(input: &mut RawInput, held: Modifiers) {
    input.events.retain(|event| !matches!(event, Event::ModifiersChanged(modifiers) if *modifiers == held));
}

/// Takes the shortcuts out of `input` and says what they ask for, in order.
pub fn take(input: &mut RawInput, focus: Focus) -> Vec<Action> {
    let mut wanted = Vec::new();
    input.events.retain(|event| {
        let shortcut = SHORTCUTS.iter().find(|line| line.chords.iter().any(|chord| chord.is(event)));
        let Some(shortcut) = shortcut.filter(|_| is_free(event, focus)) else { return true };
        wanted.push(shortcut.action.clone());
        false
    });
    wanted
}

fn is_free(event: &Event, focus: Focus) -> bool {
    match event {
        Event::Key { key: Key::Escape, .. } => !focus.menu,
        _ if focus.text || focus.menu => false,
        Event::Key { key: Key::Space, .. } => !focus.widget,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::language::Language;
    use crate::view::words::Words;

    fn press(modifiers: Modifiers, key: Key) -> Event {
        Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers }
    }

    fn taken(events: Vec<Event>, focus: Focus) -> (Vec<Action>, usize) {
        let mut input = RawInput { events, ..RawInput::default() };
        let wanted = take(&mut input, focus);
        (wanted, input.events.len())
    }

    #[test]
    fn arrows_step_by_events_messages_and_hops() {
        let (wanted, left) = taken(
            vec![press(NONE, Key::ArrowRight), press(SHIFT, Key::ArrowLeft), press(CTRL, Key::ArrowRight)],
            Focus::default(),
        );
        assert_eq!(left, 0);
        assert_eq!(
            wanted,
            [
                Action::Step(Unit::Event, Direction::Forward),
                Action::Step(Unit::Message, Direction::Back),
                Action::Step(Unit::Hop, Direction::Forward)
            ]
        );
    }

    #[test]
    fn signs_work_wherever_the_keyboard_has_them() {
        let (wanted, _) = taken(vec![Event::Text("?".into()), Event::Text("]".into())], Focus::default());
        assert_eq!(wanted, [Action::Open(Dialog::Shortcuts), Action::Faster]);
    }

    #[test]
    fn a_text_field_keeps_every_key_but_escape() {
        let focus = Focus { text: true, ..Focus::default() };
        let (wanted, left) = taken(
            vec![press(NONE, Key::Space), Event::Text("b".into()), press(CTRL, Key::Z), press(NONE, Key::Escape)],
            focus,
        );
        assert_eq!((wanted, left), (vec![Action::Escape], 3));
    }

    #[test]
    fn a_focused_button_keeps_space_and_an_open_menu_keeps_escape() {
        let (wanted, _) = taken(vec![press(NONE, Key::Space)], Focus { widget: true, ..Focus::default() });
        assert_eq!(wanted, []);
        let (wanted, _) = taken(vec![press(NONE, Key::Escape)], Focus { menu: true, ..Focus::default() });
        assert_eq!(wanted, []);
    }

    #[test]
    fn only_a_change_of_modifiers_is_reported() {
        let events = vec![Event::ModifiersChanged(NONE), Event::ModifiersChanged(SHIFT)];
        let mut input = RawInput { events, ..RawInput::default() };
        drop_echoes(&mut input, NONE);
        assert_eq!(input.events, [Event::ModifiersChanged(SHIFT)]);
    }

    #[test]
    fn no_chord_means_two_things() {
        let mut seen: Vec<Chord> = Vec::new();
        for chord in SHORTCUTS.iter().flat_map(|line| line.chords) {
            assert!(!seen.contains(chord), "{chord:?} is in the table twice");
            seen.push(*chord);
        }
    }

    #[test]
    fn every_shortcut_is_explained_in_both_languages() {
        for language in Language::ALL {
            let words = Words::new(language);
            for key in SHORTCUTS.iter().map(|line| line.label).chain(Group::ALL.map(Group::title)) {
                assert!(words.find(key, &[]).is_some(), "{language}: {key}");
            }
        }
    }
}
