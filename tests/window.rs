//! The stage in a Bevy application without window, renderer or egui: entities follow the scene, forwards and backwards.
#![cfg(feature = "gui")]

use std::collections::BTreeSet;

use bevy::MinimalPlugins;
use bevy::app::App;
use bevy::asset::{AssetApp, AssetPlugin};
use bevy::image::Image;
use bevy::math::Vec2;
use bevy::prelude::{Entity, Font};
use bevy_egui::egui::{Rect, pos2, vec2};
use posta::base::language::Language;
use posta::gui::app::{Backdrop, StagePlugin};
use posta::gui::desk::Desk;
use posta::gui::open::Origin;
use posta::gui::settings::Settings;
use posta::gui::source::Source;
use posta::gui::stage::sync::{Frame, OfScene};
use posta::view::scene::{Scene, SceneId};

fn app() -> App {
    let source = Source::open(Origin::Bundled("01".into()), Language::Es).expect("the first lesson loads");
    let mut desk = Desk::new(source, Settings { language: Language::Es, ..Settings::default() });
    desk.stage = Rect::from_min_size(pos2(256.0, 44.0), vec2(720.0, 420.0));
    let mut app = App::new();
    app.add_plugins((MinimalPlugins, AssetPlugin::default()));
    app.init_asset::<Image>().init_asset::<Font>();
    app.add_plugins(StagePlugin).insert_resource(desk);
    app
}

/// Goes to a place of the timeline and draws one frame.
fn look_at(app: &mut App, screen: f64) -> Scene {
    let mut desk = app.world_mut().resource_mut::<Desk>();
    desk.clock.seek(screen);
    desk.tick(0.0);
    let scene = desk.scene();
    let mut backdrop = app.world_mut().resource_mut::<Backdrop>();
    backdrop.scene = scene.clone();
    backdrop.frame = Frame { size: Vec2::new(1280.0, 720.0), zoom: 1.0 };
    app.update();
    scene
}

fn things_of(scene: &Scene) -> BTreeSet<SceneId> {
    let grounds = scene.grounds.iter().map(|ground| ground.id);
    let places = scene.places.iter().map(|place| place.id);
    let links = scene.links.iter().map(|link| link.id);
    let flights = scene.flights.iter().map(|flight| flight.id);
    grounds.chain(places).chain(links).chain(flights).collect()
}

fn things_on_stage(app: &mut App) -> BTreeSet<SceneId> {
    let world = app.world_mut();
    world.query::<&OfScene>().iter(world).map(|of| of.0).collect()
}

fn entities(app: &mut App) -> BTreeSet<(Entity, String)> {
    let world = app.world_mut();
    world.query::<(Entity, &OfScene)>().iter(world).map(|(entity, of)| (entity, format!("{:?}", of.0))).collect()
}

#[test]
fn the_entities_are_the_things_of_the_scene_at_every_moment() {
    let mut app = app();
    let length = app.world().resource::<Desk>().source.length();
    let mut flights = 0;
    for frame in 0_u32..=200 {
        // Forwards, then backwards.
        let share = f64::from(if frame <= 100 { frame } else { 200 - frame }) / 100.0;
        let scene = look_at(&mut app, length * share);
        flights += scene.flights.len();
        assert_eq!(things_on_stage(&mut app), things_of(&scene), "at {share} of the way, frame {frame}");
    }
    assert!(flights > 20, "something flew");
}

#[test]
fn what_stays_keeps_its_entity() {
    let mut app = app();
    look_at(&mut app, 3.0);
    let places = |app: &mut App| -> BTreeSet<_> {
        entities(app).into_iter().filter(|(_, of)| of.starts_with("Host") || of.starts_with("Ground")).collect()
    };
    let before = places(&mut app);
    look_at(&mut app, 3.2);
    let after = places(&mut app);
    let kept = before.intersection(&after).count();
    assert!(kept * 10 >= before.len() * 9, "{kept} of {}", before.len());
}

#[test]
fn going_back_shows_the_same_stage_again() {
    let mut app = app();
    let first = look_at(&mut app, 4.0);
    look_at(&mut app, 11.0);
    assert_eq!(look_at(&mut app, 4.0), first);
}
