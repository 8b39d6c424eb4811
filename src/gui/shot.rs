//! One frame of the window, panels included, drawn without a window and saved as a PNG.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bevy::app::{App, ScheduleRunnerPlugin, Startup};
use bevy::asset::Assets;
use bevy::camera::RenderTarget;
use bevy::image::Image;
use bevy::log::LogPlugin;
use bevy::prelude::{Commands, DefaultPlugins, Handle, On, PluginGroup, ResMut, WindowPlugin};
use bevy::render::RenderPlugin;
use bevy::render::pipelined_rendering::PipelinedRenderingPlugin;
use bevy::render::render_resource::TextureFormat;
use bevy::render::view::screenshot::{Screenshot, ScreenshotCaptured};
use bevy::time::TimeUpdateStrategy;
use bevy::window::ExitCondition;
use bevy::winit::WinitPlugin;

use super::app::{DeskPlugin, eye, guarded, preset};
use super::desk::{Desk, Selection};
use super::settings::Settings;
use super::source::Source;
use super::theme::Theme;
use crate::base::language::Language;
use crate::base::time::SimTime;

/// What is to be in the picture.
pub struct Shot {
    /// The show.
    pub source: Source,
    /// The moment.
    pub at: SimTime,
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// The language of the panels.
    pub language: Language,
    /// The colours.
    pub theme: Theme,
    /// Whether in presentation mode.
    pub present: bool,
    /// What is selected.
    pub selection: Option<Selection>,
    /// Where the picture goes.
    pub path: PathBuf,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum ShotError {
    /// Nothing here can draw, not even in software.
    #[error("no graphics adapter was found; a software one comes with the package mesa-vulkan-drivers")]
    NoAdapter,
    /// The file cannot be written.
    #[error("{path} cannot be written: {reason}")]
    Unwritable {
        /// Where it should have gone.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The picture was drawn and never came back from the adapter.
    #[error("the graphics adapter gave no picture")]
    NoPicture,
}

/// Frames until textures, text and panels have settled: egui knows the size of some things only after it drew them.
const SETTLING: u32 = 6;
/// Frames to wait for the picture to be read back.
const PATIENCE: u32 = 60;

/// The window of a shot, running without a screen: each `update` draws a frame, `frame` of simulated wall time after
/// the last one. For measuring what a frame costs.
///
/// # Errors
/// When there is no graphics adapter.
pub fn rehearsal(shot: Shot, frame: Duration) -> Result<App, ShotError> {
    let mut app = guarded(|| stage(shot)).map_err(|_| ShotError::NoAdapter)?;
    app.insert_resource(TimeUpdateStrategy::ManualDuration(frame));
    Ok(app)
}

/// Draws one frame and saves it. The same show and options give the same picture.
///
/// # Errors
/// When there is no graphics adapter, or the file cannot be written.
pub fn shot(shot: Shot) -> Result<(), ShotError> {
    let path = shot.path.clone();
    let mut app = guarded(|| stage(shot)).map_err(|_| ShotError::NoAdapter)?;
    for _ in 0..SETTLING {
        app.update();
    }
    save(capture(&mut app).ok_or(ShotError::NoPicture)?, &path)
}

/// The application with everything in its place. Bevy panics in here if it finds no adapter.
fn stage(shot: Shot) -> App {
    let settings = Settings {
        language: shot.language,
        theme: shot.theme,
        speed: super::clock::Speed::default(),
        reduced_motion: false,
    };
    let mut desk = Desk::new(shot.source, settings);
    while desk.source.advance() {}
    let position = desk.source.screen_of(shot.at);
    preset(&mut desk, shot.present, shot.selection, position);
    let mut app = App::new();
    app.add_plugins(
        DefaultPlugins
            .set(WindowPlugin {
                primary_window: None,
                exit_condition: ExitCondition::DontExit,
                ..WindowPlugin::default()
            })
            .set(RenderPlugin { synchronous_pipeline_compilation: true, ..RenderPlugin::default() })
            .disable::<WinitPlugin>()
            .disable::<PipelinedRenderingPlugin>()
            .disable::<LogPlugin>(),
    );
    app.add_plugins((ScheduleRunnerPlugin::default(), DeskPlugin));
    app.insert_resource(desk).insert_resource(TimeUpdateStrategy::ManualDuration(Duration::ZERO));
    let (width, height) = shot.size;
    app.add_systems(Startup, move |mut commands: Commands, mut images: ResMut<Assets<Image>>| {
        let target = Image::new_target_texture(width, height, TextureFormat::Rgba8UnormSrgb, None);
        let handle = images.add(target);
        commands.spawn((eye(), RenderTarget::Image(handle.clone().into())));
        commands.insert_resource(Target(handle));
    });
    app.finish();
    app.cleanup();
    app
}

#[derive(bevy::prelude::Resource)]
struct Target(Handle<Image>);

fn capture(app: &mut App) -> Option<Image> {
    let handle = app.world().get_resource::<Target>()?.0.clone();
    let taken: Arc<Mutex<Option<Image>>> = Arc::default();
    let into = Arc::clone(&taken);
    app.world_mut().spawn(Screenshot::image(handle)).observe(move |captured: On<ScreenshotCaptured>| {
        if let Ok(mut slot) = into.lock() {
            *slot = Some(captured.image.clone());
        }
    });
    for _ in 0..PATIENCE {
        app.update();
        if let Some(image) = taken.lock().ok().and_then(|mut slot| slot.take()) {
            return Some(image);
        }
    }
    None
}

fn save(image: Image, path: &Path) -> Result<(), ShotError> {
    let unwritable = |reason: String| ShotError::Unwritable { path: path.to_owned(), reason };
    let picture = image.try_into_dynamic().map_err(|error| unwritable(error.to_string()))?;
    picture.to_rgb8().save(path).map_err(|error| unwritable(error.to_string()))
}
