//! One entity for each mark of the picture: made when a mark appears, changed when it changes, removed when it goes.

use std::collections::BTreeMap;

use bevy::color::Color;
use bevy::math::{Quat, Vec2, Vec3};
use bevy::prelude::{
    Assets, Commands, Component, Entity, Font, Handle, Resource, Sprite, Text2d, TextColor, Transform,
};
use bevy::sprite::Anchor;
use bevy::text::{FontHinting, FontSize, FontSource, TextFont, TextLayout};
use bevy_egui::egui::Color32;

use super::atlas::Atlas;
use super::icons::Glyph;
use super::picture::{Mark, Paint, Part, Picture};
use crate::gui::fonts::Face;
use crate::view::scene::SceneId;

/// Marks an entity of the stage with the thing it belongs to.
#[derive(Component, Clone, Copy, PartialEq, Eq, Debug)]
pub struct OfScene(pub SceneId);

/// The entities of the stage and what each was last given.
#[derive(Resource, Default)]
pub struct Entities {
    known: BTreeMap<(SceneId, Part), (Entity, Mark)>,
    /// The window's size and zoom when the marks were placed.
    frame: Frame,
}

/// The size of the target in logical pixels, and how many of them one logical pixel of the panels takes.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Frame {
    /// Width and height.
    pub size: Vec2,
    /// The zoom of the panels.
    pub zoom: f32,
}

/// The faces as Bevy's assets.
#[derive(Resource)]
pub struct Faces(BTreeMap<Face, Handle<Font>>);

impl Faces {
    /// Gives the faces to Bevy.
    pub fn new(fonts: &mut Assets<Font>) -> Self {
        Self(Face::ALL.map(|face| (face, fonts.add(Font::from_bytes(face.bytes().into_owned())))).into())
    }

    fn font(&self, face: Face, size: f32) -> TextFont {
        let font = self.0.get(&face).map_or_else(FontSource::default, FontSource::from);
        TextFont { font, font_size: FontSize::Px(size), ..TextFont::default() }
    }
}

/// Makes the entities equal the picture.
pub fn sync(
    commands: &mut Commands,
    known: &mut Entities,
    picture: Picture,
    frame: Frame,
    atlas: &Atlas,
    faces: &Faces,
) {
    let moved = known.frame != frame;
    known.frame = frame;
    let gone: Vec<_> = known.known.keys().filter(|key| !picture.contains_key(key)).copied().collect();
    for (entity, _) in gone.into_iter().filter_map(|key| known.known.remove(&key)) {
        commands.entity(entity).despawn();
    }
    for (key, mark) in picture {
        if let Some((entity, last)) = known.known.get_mut(&key) {
            if moved || *last != mark {
                let mut entity = commands.entity(*entity);
                entity.insert(place(&mark, frame));
                // Only the way of a flight changes in most frames: text need not be laid out again for it.
                if moved || last.paint != mark.paint {
                    paint(&mut entity, &mark.paint, frame, atlas, faces);
                }
                *last = mark;
            }
        } else {
            let mut entity = commands.spawn((OfScene(key.0), place(&mark, frame)));
            paint(&mut entity, &mark.paint, frame, atlas, faces);
            let id = entity.id();
            known.known.insert(key, (id, mark));
        }
    }
}

/// From the corner of the window with y downwards to its middle with y upwards.
fn place(mark: &Mark, frame: Frame) -> Transform {
    let mut at = Vec2::new(mark.at.x, mark.at.y) * frame.zoom;
    let mut turn = 0.0;
    match mark.paint {
        Paint::Glyph { turn: clockwise, .. } => turn = -clockwise,
        // Letters between two pixels are blurred.
        Paint::Text { .. } => at = at.round(),
    }
    let at = Vec3::new(at.x - (frame.size.x / 2.0).floor(), (frame.size.y / 2.0).floor() - at.y, mark.depth);
    Transform::from_translation(at).with_rotation(Quat::from_rotation_z(turn))
}

fn paint(entity: &mut bevy::prelude::EntityCommands<'_>, paint: &Paint, frame: Frame, atlas: &Atlas, faces: &Faces) {
    match paint {
        Paint::Glyph { glyph, size, colour, .. } => {
            entity.insert(Sprite {
                image: atlas.image.clone(),
                color: tint(*colour),
                custom_size: Some(Vec2::new(size.x, size.y) * frame.zoom),
                rect: atlas.rect(*glyph),
                image_mode: atlas.mode(*glyph, frame.zoom),
                ..Sprite::default()
            });
        }
        Paint::Text { text, face, size, colour } => {
            entity.insert((
                Text2d::new(text.clone()),
                faces.font(*face, size * frame.zoom),
                TextColor(tint(*colour)),
                TextLayout::no_wrap(),
                Anchor::TOP_LEFT,
                FontHinting::Enabled,
            ));
        }
    }
}

/// egui's colours are premultiplied, Bevy's are not.
#[must_use]
pub fn tint(colour: Color32) -> Color {
    let [red, green, blue, alpha] = colour.to_srgba_unmultiplied();
    Color::srgba_u8(red, green, blue, alpha)
}

impl Entities {
    /// The things that have entities now, each once.
    #[must_use]
    pub fn things(&self) -> Vec<SceneId> {
        let mut things: Vec<SceneId> = self.known.keys().map(|(id, _)| *id).collect();
        things.dedup();
        things
    }

    /// Whether a glyph of this kind is on the stage.
    #[must_use]
    pub fn shows(&self, wanted: Glyph) -> bool {
        self.known.values().any(|(_, mark)| matches!(mark.paint, Paint::Glyph { glyph, .. } if glyph == wanted))
    }
}
