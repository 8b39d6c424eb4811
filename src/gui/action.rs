//! Everything that a person can do in the window.
//!
//! Panels and keys only say what is wanted; [`Desk::apply`](super::desk::Desk::apply) does it, once a frame, in one
//! place.

use std::path::PathBuf;

use bevy_egui::egui::{Pos2, Vec2};

use super::clock::Speed;
use super::desk::{Dialog, Selection};
use crate::base::id::HostId;
use crate::base::language::Language;

/// What a step counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Unit {
    /// One event.
    Event,
    /// A command and its whole reply.
    Message,
    /// A hop or a phase: a whole conversation.
    Hop,
}

/// Which way a step goes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Direction {
    /// To the past.
    Back,
    /// To the future.
    Forward,
}

/// Something that a person wants.
#[derive(Clone, PartialEq, Debug)]
pub enum Action {
    /// Play or pause.
    TogglePlay,
    /// Pause, whatever is going on.
    Pause,
    /// A step.
    Step(Unit, Direction),
    /// To the beginning.
    ToStart,
    /// To the end.
    ToEnd,
    /// To a place on the timeline, in screen seconds; one of many while the pointer drags.
    Scrub(f64),
    /// To the moment of a journal entry, remembering where we were.
    SeekEntry(u32),
    /// To the next or the last explanation of the lesson.
    LessonStep(Direction),
    /// Back to where we were before a jump.
    HistoryBack,
    /// Forward again.
    HistoryForward,
    /// A speed.
    SetSpeed(Speed),
    /// The next slower speed.
    Slower,
    /// The next faster speed.
    Faster,
    /// Select something, everywhere.
    Select(Selection),
    /// Close what is open, or leave presentation, or select nothing: in this order.
    Escape,
    /// Follow the present line in the transcript, or leave it where it is.
    Follow(bool),
    /// Speak this language.
    SetLanguage(Language),
    /// Speak the other language.
    SwitchLanguage,
    /// Use the other colours.
    SwitchTheme,
    /// Presentation mode on or off.
    TogglePresentation,
    /// The whole screen on or off.
    ToggleFullScreen,
    /// A black stage, so that people look at the teacher, or the stage again.
    ToggleBlank,
    /// Let flights travel, or appear at their destination.
    ToggleReducedMotion,
    /// Make the stage larger or smaller by a factor, around a point of the window or its middle.
    Zoom(f32, Option<Pos2>),
    /// Move the stage, in logical pixels.
    Pan(Vec2),
    /// Show the whole stage.
    Fit,
    /// Open one of the small windows, closing any other.
    Open(Dialog),
    /// Close the small window.
    Close,
    /// Open a bundled scenario by its name.
    OpenBundled(String),
    /// Choose a scenario file.
    PickScenario,
    /// Choose where to save the recording.
    PickRecording,
    /// Save the recording: scenario, seed, and everything that the person did.
    Save(PathBuf),
    /// Choose files to attach to the mail that is being written.
    PickAttachments,
    /// Open a scenario file.
    OpenFile(PathBuf),
    /// Begin the scenario anew, without what was done to it.
    Restart,
    /// Send the mail that was written.
    Send,
    /// Fetch mail for a user.
    Check,
    /// Undo the last thing done to the scenario.
    Undo,
    /// Do it again.
    Redo,
    /// Write a mail as the user of a client.
    WriteAs(HostId),
}
