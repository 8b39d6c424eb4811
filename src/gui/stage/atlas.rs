//! All glyphs in one texture, so that the sprites of a stage are drawn in few batches.

use std::collections::BTreeMap;

use bevy::asset::RenderAssetUsages;
use bevy::image::{Image, ImageSampler};
use bevy::math::{Rect, Vec2};
use bevy::prelude::{Assets, Handle, Resource, SpriteImageMode};
use bevy::render::render_resource::{Extent3d, TextureDimension, TextureFormat};
use bevy::sprite::{BorderRect, SliceScaleMode, TextureSlicer};

use super::icons::{Drawn, Glyph};
use super::raster::DENSITY;

/// Where each glyph lies in the texture.
#[derive(Resource)]
pub struct Atlas {
    /// The texture.
    pub image: Handle<Image>,
    slots: BTreeMap<Glyph, Slot>,
}

#[derive(Clone, Copy)]
struct Slot {
    rect: Rect,
    border: f32,
}

/// The width of the texture, in pixels.
const WIDTH: usize = 1024;
/// Empty pixels around each glyph, so that none bleeds into its neighbour.
const GAP: usize = 2;

impl Atlas {
    /// Draws all glyphs into a new texture.
    pub fn new(images: &mut Assets<Image>) -> Self {
        let drawn: Vec<(Glyph, Drawn)> = Glyph::all().map(|glyph| (glyph, glyph.draw())).collect();
        let (corners, height) = shelves(&drawn);
        let mut octets = vec![0_u8; WIDTH * height * 4];
        let mut slots = BTreeMap::new();
        for ((glyph, drawn), (left, top)) in drawn.iter().zip(corners) {
            blit(&mut octets, drawn, left, top);
            let size = pixels(drawn.canvas.width, drawn.canvas.height);
            let min = pixels(left, top);
            slots.insert(*glyph, Slot { rect: Rect { min, max: min + size }, border: drawn.border });
        }
        let size = Extent3d { width: narrow(WIDTH), height: narrow(height), depth_or_array_layers: 1 };
        let mut image = Image::new(
            size,
            TextureDimension::D2,
            octets,
            TextureFormat::Rgba8UnormSrgb,
            RenderAssetUsages::RENDER_WORLD | RenderAssetUsages::MAIN_WORLD,
        );
        image.sampler = ImageSampler::linear();
        Self { image: images.add(image), slots }
    }

    /// The part of the texture that shows a glyph.
    #[must_use]
    pub fn rect(&self, glyph: Glyph) -> Option<Rect> {
        self.slots.get(&glyph).map(|slot| slot.rect)
    }

    /// How a glyph is stretched: as a whole, or with corners of `corner` times their usual size.
    #[must_use]
    pub fn mode(&self, glyph: Glyph, corner: f32) -> SpriteImageMode {
        match self.slots.get(&glyph) {
            Some(slot) if slot.border > 0.0 => SpriteImageMode::Sliced(TextureSlicer {
                border: BorderRect::all(slot.border),
                center_scale_mode: SliceScaleMode::Stretch,
                sides_scale_mode: SliceScaleMode::Stretch,
                max_corner_scale: corner / DENSITY,
            }),
            _ => SpriteImageMode::Auto,
        }
    }
}

/// The upper left corner of each glyph, packed in rows, and the height of all rows.
fn shelves(drawn: &[(Glyph, Drawn)]) -> (Vec<(usize, usize)>, usize) {
    let (mut left, mut top, mut row) = (GAP, GAP, 0);
    let mut corners = Vec::with_capacity(drawn.len());
    for (_, Drawn { canvas, .. }) in drawn {
        if left + canvas.width + GAP > WIDTH {
            (left, top, row) = (GAP, top + row + GAP, 0);
        }
        corners.push((left, top));
        left += canvas.width + GAP;
        row = row.max(canvas.height);
    }
    (corners, top + row + GAP)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "coverage is between 0 and 1")]
fn blit(octets: &mut [u8], drawn: &Drawn, left: usize, top: usize) {
    let canvas = &drawn.canvas;
    for (y, line) in canvas.coverage.chunks_exact(canvas.width).enumerate() {
        for (x, covered) in line.iter().enumerate() {
            let start = ((top + y) * WIDTH + left + x) * 4;
            octets[start..start + 4].copy_from_slice(&[255, 255, 255, (covered * 255.0).round() as u8]);
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "the texture is about a thousand pixels wide")]
fn pixels(x: usize, y: usize) -> Vec2 {
    Vec2::new(x as f32, y as f32)
}

fn narrow(pixels: usize) -> u32 {
    u32::try_from(pixels).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glyphs_do_not_overlap_in_the_texture() {
        let mut images = Assets::<Image>::default();
        let atlas = Atlas::new(&mut images);
        let slots: Vec<_> = atlas.slots.iter().collect();
        for (index, (glyph, slot)) in slots.iter().enumerate() {
            for (other, theirs) in &slots[index + 1..] {
                assert!(slot.rect.intersect(theirs.rect).is_empty(), "{glyph:?} and {other:?}");
            }
        }
        assert_eq!(slots.len(), Glyph::all().count());
    }
}
