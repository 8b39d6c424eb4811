//! The Bevy application: which systems run in which order, and the window around them.

use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::time::Duration;

use bevy::app::{App, Plugin, Startup, Update};
use bevy::camera::ClearColor;
use bevy::ecs::error::{FallbackErrorHandler, error as log_error};
use bevy::log::{Level, LogPlugin};
use bevy::prelude::{
    AppExit, Assets, Camera, Camera2d, Commands, Component, DefaultPlugins, Font, Image, IntoScheduleConfigs, Local,
    MonitorSelection, Msaa, PluginGroup, Query, Res, ResMut, Resource, Single, Time, Window, WindowPlugin, With,
};
use bevy::time::Real;
use bevy::window::{PrimaryWindow, WindowMode, WindowResolution};
use bevy::winit::{UpdateMode, WinitSettings};
use bevy_egui::{
    EguiContext, EguiContextSettings, EguiFullOutput, EguiGlobalSettings, EguiInput, EguiPlugin, PrimaryEguiContext,
    egui,
};

use super::desk::{Desk, Selection};
use super::files::{Picked, read_attachment};
use super::fonts::Ruler;
use super::panel;
use super::settings::Settings;
use super::source::Source;
use super::stage::atlas::Atlas;
use super::stage::picture::{Look, picture};
use super::stage::sync::{Entities, Faces, Frame, sync, tint};
use super::{keys, theme};
use crate::base::language::Language;
use crate::view::scene::Scene;

/// Why the window does not open.
#[derive(Debug, thiserror::Error)]
pub enum GuiError {
    /// There is no screen to open it on.
    #[error("there is no display to open a window on; `posta run` tells the same story in the terminal")]
    NoDisplay,
    /// The display or its graphics driver cannot be used.
    #[error("the window cannot be opened ({0}); `posta run` tells the same story in the terminal")]
    Unusable(String),
}

/// Opens the window with a show and stays until it is closed. `language` replaces the one that the window remembers.
///
/// # Errors
/// When there is no display, or no graphics driver that can draw on it.
pub fn run(source: Source, language: Option<Language>) -> Result<(), GuiError> {
    if !has_display() {
        return Err(GuiError::NoDisplay);
    }
    let path = Settings::path();
    let remembered = path.as_deref().map(Settings::load).unwrap_or_default();
    let settings = Settings { language: language.unwrap_or(remembered.language), ..remembered };
    let mut app = guarded(|| windowed(Desk::new(source, settings))).map_err(GuiError::Unusable)?;
    app.insert_resource(SettingsFile { path, stored: settings });
    app.add_systems(Update, (store_settings, title_and_mode, pace).after(tend));
    match app.run() {
        AppExit::Success => Ok(()),
        AppExit::Error(code) => Err(GuiError::Unusable(format!("exit code {code}"))),
    }
}

/// On Linux winit panics without a display; elsewhere there is always one.
fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY") || set("WAYLAND_SOCKET")
}

/// Runs something of Bevy's that panics where an error would do, and gives the first line of what it says.
pub(super) fn guarded<T>(build: impl FnOnce() -> T) -> Result<T, String> {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let outcome = std::panic::catch_unwind(AssertUnwindSafe(build));
    std::panic::set_hook(usual);
    outcome.map_err(|payload| {
        let text = payload.downcast_ref::<String>().cloned();
        let text = text.or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        text.unwrap_or_default().lines().next().unwrap_or_default().to_owned()
    })
}

fn windowed(desk: Desk) -> App {
    let window = Window {
        title: desk.words.get("app-name"),
        name: Some("posta".into()),
        resolution: WindowResolution::new(1280, 720),
        ..Window::default()
    };
    let mut app = App::new();
    app.add_plugins(
        DefaultPlugins
            .set(WindowPlugin { primary_window: Some(window), ..WindowPlugin::default() })
            .set(LogPlugin { level: Level::ERROR, ..LogPlugin::default() }),
    );
    app.add_plugins(DeskPlugin);
    app.insert_resource(desk);
    app.add_systems(Startup, |mut commands: Commands| {
        commands.spawn(eye());
    });
    app
}

/// The camera that sees the stage and carries the panels.
pub(super) fn eye() -> impl bevy::prelude::Bundle {
    (
        Camera2d,
        Msaa::Off,
        PrimaryEguiContext,
        EguiContextSettings { run_manually: true, ..EguiContextSettings::default() },
        Eye,
    )
}

/// Marks the camera.
#[derive(Component)]
pub(super) struct Eye;

/// Everything but the target that is drawn on: panels, stage and the desk between them. Needs a [`Desk`].
pub struct DeskPlugin;

impl Plugin for DeskPlugin {
    fn build(&self, app: &mut App) {
        // A system that fails is a bug, and no reason to end a lesson.
        app.insert_resource(FallbackErrorHandler(log_error));
        // lavapipe and WebGL2 have no texture binding arrays.
        app.add_plugins(EguiPlugin { bindless_mode_array_size: None });
        app.world_mut().resource_mut::<EguiGlobalSettings>().auto_create_primary_context = false;
        app.add_plugins(StagePlugin);
        app.add_systems(Update, tend.before(show));
    }
}

/// The stage alone: what a scene becomes. It runs without a window, a renderer or egui.
pub struct StagePlugin;

impl Plugin for StagePlugin {
    fn build(&self, app: &mut App) {
        app.init_resource::<Entities>()
            .init_resource::<Backdrop>()
            .insert_resource(RulerOf(Ruler::default()))
            .add_systems(Startup, prepare)
            .add_systems(Update, show);
    }
}

#[derive(Resource)]
struct RulerOf(Ruler);

/// The scene of this frame and where on the target it is shown.
#[derive(Resource, Default)]
pub struct Backdrop {
    /// What is on the stage.
    pub scene: Scene,
    /// The size of the target, and the zoom of the panels.
    pub frame: Frame,
}

fn prepare(mut commands: Commands, mut images: ResMut<Assets<Image>>, mut font_assets: ResMut<Assets<Font>>) {
    commands.insert_resource(Atlas::new(&mut images));
    commands.insert_resource(Faces::new(&mut font_assets));
}

type Screen<'a> = (&'a mut EguiContext, &'a mut EguiInput, &'a mut EguiFullOutput, &'a Camera, Option<&'a mut Dressed>);

/// What egui was last dressed in.
#[derive(Component, Clone, Copy, PartialEq)]
struct Dressed {
    theme: theme::Theme,
    present: bool,
    zoom: f32,
}

/// One frame of the desk: time passes, keys and panels speak, what they want is done.
fn tend(
    mut commands: Commands,
    mut desk: ResMut<Desk>,
    mut backdrop: ResMut<Backdrop>,
    mut screen: Query<(bevy::prelude::Entity, Screen<'_>)>,
    time: Res<Time<Real>>,
    mut clear: ResMut<ClearColor>,
) {
    let Ok((entity, (mut context, mut input, mut output, camera, dressed))) = screen.single_mut() else { return };
    let desk = &mut *desk;
    // A frame that took long, because the machine slept, is not a leap through the story.
    desk.tick(time.delta_secs_f64().min(0.1));
    let context = context.get_mut();
    let target = camera.logical_target_size().unwrap_or_default();
    let dressing = Dressed {
        theme: desk.settings.theme,
        present: desk.present,
        zoom: if desk.present { theme::presentation_zoom(target.y) } else { 1.0 },
    };
    if dressed.is_none_or(|dressed| *dressed != dressing) {
        panel::dress(context, dressing.theme, dressing.present, dressing.zoom);
        commands.entity(entity).insert(dressing);
    }
    clear.0 = tint(desk.palette().canvas);
    let scene = desk.scene();
    let wanted = talk(desk, &scene, context, &mut input, &mut output);
    backdrop.scene = scene;
    backdrop.frame = Frame { size: target, zoom: context.zoom_factor() };
    if !wanted.is_empty() {
        context.request_repaint();
    }
    for action in wanted {
        desk.apply(action);
    }
    accept_files(desk, context);
}

/// Draws the panels and collects what is wanted.
fn talk(
    desk: &mut Desk,
    scene: &Scene,
    context: &egui::Context,
    input: &mut EguiInput,
    output: &mut EguiFullOutput,
) -> Vec<super::action::Action> {
    let mut raw = input.take();
    let focus = keys::Focus {
        text: context.text_edit_focused() || desk.files.is_open(),
        menu: egui::Popup::is_any_open(context),
        widget: context.memory(|memory| memory.focused().is_some()),
    };
    keys::drop_echoes(&mut raw, context.input(|input| input.modifiers));
    let mut wanted = keys::take(&mut raw, focus);
    let full = context.run_ui(raw, |ui| wanted.append(&mut panel::frame(ui, desk, scene)));
    **output = Some(full);
    wanted
}

/// Takes files that were chosen in the dialog or dropped on the window.
fn accept_files(desk: &mut Desk, context: &egui::Context) {
    let dropped = context.input(|input| input.raw.dropped_files.first().map(|file| file.path().to_path_buf()));
    if let Some(path) = dropped {
        desk.apply(super::action::Action::OpenFile(path));
    }
    match desk.files.take_picked() {
        Some(Picked::Scenario(path)) => desk.apply(super::action::Action::OpenFile(path)),
        Some(Picked::Recording(path)) => desk.apply(super::action::Action::Save(path)),
        Some(Picked::Attachments(paths)) => {
            desk.draft.attachments.extend(paths.iter().filter_map(|path| read_attachment(path)));
        }
        None => {}
    }
}

/// Makes the entities equal the scene.
fn show(
    mut commands: Commands,
    desk: Res<Desk>,
    backdrop: Res<Backdrop>,
    atlas: Res<Atlas>,
    faces: Res<Faces>,
    mut ruler: ResMut<RulerOf>,
    mut entities: ResMut<Entities>,
) {
    let projection = desk.viewport.project(backdrop.scene.bounds, desk.stage);
    let look = Look {
        palette: desk.palette(),
        sizes: desk.sizes(),
        selection: desk.selection,
        show_next: !desk.clock.is_playing(),
        custody: desk.words.get("custody"),
    };
    let marks = picture(&backdrop.scene, &projection, &look, &mut ruler.0);
    sync(&mut commands, &mut entities, marks, backdrop.frame, &atlas, &faces);
}

#[derive(Resource)]
struct SettingsFile {
    path: Option<PathBuf>,
    stored: Settings,
}

/// Stores preferences when they change. Failing to is no reason to trouble anybody.
fn store_settings(desk: Res<Desk>, mut file: ResMut<SettingsFile>) {
    if file.stored == desk.settings {
        return;
    }
    file.stored = desk.settings;
    if let Some(path) = &file.path
        && let Err(error) = desk.settings.store(path)
    {
        bevy::log::debug!("preferences are not stored: {error}");
    }
}

/// The window's title and whether it takes the whole screen.
fn title_and_mode(desk: Res<Desk>, mut window: Single<&mut Window, With<PrimaryWindow>>) {
    let title = format!("{} · {}", desk.words.get("app-name"), desk.source.title(&desk.words));
    if window.title != title {
        window.title = title;
    }
    let mode = if desk.full_screen {
        WindowMode::BorderlessFullscreen(MonitorSelection::Current)
    } else {
        WindowMode::Windowed
    };
    if window.mode != mode {
        window.mode = mode;
    }
}

/// Draws all the time while something moves, and otherwise only when somebody touches the window (PRF-02).
fn pace(desk: Res<Desk>, mut settings: ResMut<WinitSettings>, mut last: Local<Option<bool>>) {
    let moves = desk.clock.is_moving() || desk.growing;
    if last.replace(moves) == Some(moves) {
        return;
    }
    let quiet = UpdateMode::reactive_low_power(Duration::from_secs(60));
    settings.focused_mode = if moves { UpdateMode::Continuous } else { quiet };
    settings.unfocused_mode = if moves { UpdateMode::reactive_low_power(Duration::from_millis(33)) } else { quiet };
}

/// Presets of a picture: what a person would have done to the desk.
pub(super) fn preset(desk: &mut Desk, present: bool, selection: Option<Selection>, position: f64) {
    desk.present = present;
    desk.selection = selection;
    desk.clock.seek(position);
}
