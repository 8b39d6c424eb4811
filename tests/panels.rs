//! The panels, driven by label as a person or a screen reader would, without a window or a graphics adapter.
#![cfg(feature = "gui")]

use bevy_egui::egui::accesskit::Role;
use bevy_egui::egui::{Rect, Ui, Vec2, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use posta::base::language::Language;
use posta::gui::action::{Action, Direction, Unit};
use posta::gui::clock::Speed;
use posta::gui::desk::{Desk, Dialog, Selection};
use posta::gui::open::Origin;
use posta::gui::panel;
use posta::gui::settings::Settings;
use posta::gui::source::Source;
use posta::gui::theme::{Theme, presentation_zoom};

const WINDOW: Vec2 = vec2(1280.0, 720.0);

fn desk(language: Language) -> Desk {
    let settings = Settings { language, theme: Theme::Dark, speed: Speed::default(), reduced_motion: false };
    let source = Source::open(Origin::Bundled("01".into()), language).expect("the first lesson loads");
    let mut desk = Desk::new(source, settings);
    desk.tick(0.0);
    desk
}

/// A window of this size with the desk on it. Real time stands still, unless a test lets it pass.
fn open(desk: Desk, size: Vec2) -> Harness<'static, Desk> {
    let mut worn = None;
    let app = move |ui: &mut Ui, desk: &mut Desk| {
        let dressing = (desk.settings.theme, desk.present);
        if worn != Some(dressing) {
            panel::dress(ui.ctx(), dressing.0, dressing.1, 1.0);
            worn = Some(dressing);
            return;
        }
        let scene = desk.scene();
        for action in panel::frame(ui, desk, &scene) {
            desk.apply(action);
        }
    };
    let mut harness = Harness::builder().with_size(size / zoom(&desk, size)).build_ui_state(app, desk);
    harness.run_steps(5);
    harness
}

/// A zoom of everything shows the same as a smaller window does.
fn zoom(desk: &Desk, size: Vec2) -> f32 {
    if desk.present { presentation_zoom(size.y) } else { 1.0 }
}

fn settle(desk: &mut Desk) {
    for _ in 0..200 {
        desk.tick(1.0 / 60.0);
    }
}

/// What can be pressed or typed into: its name, its place, and whether it can be used now.
fn controls(harness: &Harness<'_, Desk>) -> Vec<(String, Rect, bool)> {
    let roles = [Role::Button, Role::Slider, Role::ComboBox, Role::TextInput, Role::CheckBox];
    let root = harness.root();
    let nodes = root.children_recursive().filter(|node| roles.contains(&node.accesskit_node().role()));
    nodes
        .map(|node| {
            let control = node.accesskit_node();
            (control.label().unwrap_or_default(), node.rect(), !control.is_disabled())
        })
        .collect()
}

#[test]
fn the_first_screen_offers_few_things_and_play_has_the_focus() {
    let harness = open(desk(Language::Es), WINDOW);
    let is_menu = |name: &str| name.contains('▾') || name.contains('×');
    let offered: Vec<_> =
        controls(&harness).into_iter().filter(|(name, _, enabled)| *enabled && !is_menu(name)).collect();
    assert!((3..=7).contains(&offered.len()), "{offered:?}");
    assert!(harness.get_by_label("Reproducir").is_focused());
}

#[test]
fn nothing_covers_the_stage_at_the_start() {
    let harness = open(desk(Language::Es), WINDOW);
    assert!(harness.state().dialog.is_none());
    assert!(harness.query_by_role(Role::Window).is_none_or(|node| node.accesskit_node().label().is_none()));
}

#[test]
fn play_becomes_pause() {
    let mut harness = open(desk(Language::Es), WINDOW);
    harness.get_by_label("Reproducir").click();
    harness.run_steps(3);
    assert!(harness.state().clock.is_playing());
    assert!(harness.query_by_label("Pausa").is_some());
}

#[test]
fn the_language_changes_while_it_runs() {
    let mut harness = open(desk(Language::Es), WINDOW);
    harness.get_by_label("EN").click();
    harness.run_steps(3);
    assert!(harness.query_by_label("Play").is_some());
    assert!(harness.query_by_label("Reproducir").is_none());
}

#[test]
fn a_step_forward_can_be_taken_back_exactly() {
    let mut harness = open(desk(Language::En), WINDOW);
    let mut press = |label: &str| {
        harness.get_by_label(label).click();
        harness.run_steps(2);
        settle(harness.state_mut());
        harness.run_steps(2);
        harness.state().clock.position()
    };
    let first = press("One event on");
    let second = press("One event on");
    assert!(first > 0.0 && second > first);
    assert!((press("One event back") - first).abs() < 1e-9);
}

#[test]
fn a_line_of_the_transcript_selects_and_goes_there() {
    let mut desk = desk(Language::Es);
    for _ in 0..3 {
        desk.apply(Action::Step(Unit::Event, Direction::Forward));
        settle(&mut desk);
    }
    let mut harness = open(desk, WINDOW);
    harness.get_by_label_contains("C: EHLO").click();
    harness.run_steps(3);
    let desk = harness.state();
    let Some(Selection::Entry(entry)) = desk.selection else { panic!("nothing is selected") };
    assert!((desk.clock.position() - desk.source.screen_of_entry(entry)).abs() < 1e-9);
    let row = desk.source.rows_until(desk.clock.position()) - 1;
    assert_eq!(desk.source.row(row, &desk.words).map(|row| row.entry), Some(entry), "it is the present line");
}

#[test]
fn a_place_on_the_stage_can_be_selected() {
    let mut harness = open(desk(Language::Es), WINDOW);
    harness.get_by_label_contains("Ana López,").click();
    harness.run_steps(3);
    assert!(matches!(harness.state().selection, Some(Selection::Thing(_))));
}

#[test]
fn the_timeline_seeks_where_it_is_clicked() {
    let mut harness = open(desk(Language::Es), WINDOW);
    harness.get_by_label("Línea de tiempo").click();
    harness.run_steps(3);
    let desk = harness.state();
    let middle = desk.source.length() / 2.0;
    assert!((desk.clock.position() - middle).abs() < middle * 0.05, "{}", desk.clock.position());
}

#[test]
fn what_comes_next_is_shown_while_the_clock_stands() {
    let mut harness = open(desk(Language::Es), WINDOW);
    assert!(harness.query_by_label("Siguiente:").is_some());
    harness.get_by_label("Reproducir").click();
    harness.run_steps(3);
    assert!(harness.query_by_label("Siguiente:").is_none());
}

#[test]
fn a_mail_can_be_written_and_sent() {
    let mut desk = desk(Language::Es);
    desk.apply(Action::Open(Dialog::Compose));
    let lines = desk.source.rows();
    let mut harness = open(desk, WINDOW);
    assert!(harness.get_by_label("Enviar ahora").accesskit_node().is_disabled(), "nobody would receive it");
    let field = harness.get_by_role_and_label(Role::TextInput, "Para");
    field.focus();
    field.type_text("carlos@escuela.com.mx");
    harness.run_steps(3);
    harness.get_by_label("Enviar ahora").click();
    harness.run_steps(3);
    let desk = harness.state_mut();
    assert_eq!(desk.draft.problem, None);
    assert!(desk.dialog.is_none());
    while desk.source.advance() {}
    assert!(desk.source.rows() > lines, "the new mail is part of the story");
}

#[test]
fn a_wrong_address_is_answered_in_the_window() {
    let mut desk = desk(Language::En);
    desk.apply(Action::Open(Dialog::Compose));
    desk.draft.to = "carlos".into();
    desk.apply(Action::Send);
    assert_eq!(desk.dialog, Some(Dialog::Compose));
    let harness = open(desk, WINDOW);
    assert!(harness.query_by_label_contains("“carlos” is not a mail address").is_some());
}

#[test]
fn a_scenario_with_errors_shows_them_and_what_ran_runs_on() {
    let path = std::env::temp_dir().join(format!("posta-panel-{}.ron", std::process::id()));
    std::fs::write(&path, "(domians: [])").expect("the temporary folder can be written");
    let mut desk = desk(Language::Es);
    let title = desk.source.title(&desk.words);
    desk.apply(Action::OpenFile(path.clone()));
    std::fs::remove_file(&path).expect("it was just written");
    assert_eq!(desk.source.title(&desk.words), title);
    let harness = open(desk, WINDOW);
    assert!(harness.query_by_label_contains("domians").is_some());
}

/// Every state of the window that a lesson passes through, in both languages, at the sizes that projectors have.
fn states() -> Vec<(String, Desk, Vec2)> {
    let mut states = Vec::new();
    for language in Language::ALL {
        for (size, present) in [(WINDOW, false), (WINDOW, true), (vec2(1024.0, 768.0), false)] {
            for dialog in [None, Some(Dialog::Compose), Some(Dialog::CheckMail), Some(Dialog::Shortcuts)] {
                let mut desk = desk(language);
                desk.present = present;
                desk.dialog = dialog;
                desk.draft.more = true;
                desk.apply(Action::Scrub(6.0));
                desk.selection = Some(Selection::Entry(12));
                states.push((format!("{language} {size:?} presented: {present} {dialog:?}"), desk, size));
            }
        }
    }
    states
}

#[test]
fn every_control_is_large_enough_and_inside_the_window() {
    for (state, desk, size) in states() {
        let window = Rect::from_min_size(pos2(0.0, 0.0), size / zoom(&desk, size)).expand(0.5);
        let harness = open(desk, size);
        for (name, rect, _) in controls(&harness) {
            assert!(rect.width() >= 24.0 && rect.height() >= 24.0, "{state}: {name} is only {}", rect.size());
            assert!(window.contains_rect(rect), "{state}: {name} is cut off at {rect:?}");
        }
    }
}

#[test]
fn no_two_controls_lie_over_each_other() {
    for (state, desk, size) in states().into_iter().filter(|(_, desk, _)| desk.dialog.is_none()) {
        let harness = open(desk, size);
        let controls = controls(&harness);
        for (index, (name, rect, _)) in controls.iter().enumerate() {
            for (other, theirs, _) in &controls[index + 1..] {
                let both = rect.intersect(*theirs);
                assert!(!both.is_positive() || both.area() < 1.0, "{state}: {name} and {other} overlap in {both:?}");
            }
        }
    }
}
