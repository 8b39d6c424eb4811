//! Small pictures from formulas: shapes as signed distances, sampled into coverage.
//!
//! A distance is negative inside a shape. A stroke is the absolute distance less half its width, and the coverage of a
//! pixel follows from the distance of its middle: so edges are smooth without oversampling.

/// A point of a picture, in units.
pub type P = (f32, f32);

/// Pixels for each unit: pictures are drawn at twice the size at which they are usually seen.
pub const DENSITY: f32 = 2.0;

/// A picture of coverage under construction.
#[derive(Clone, PartialEq, Debug)]
pub struct Canvas {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Coverage of each pixel from 0 to 1, row by row.
    pub coverage: Vec<f32>,
}

impl Canvas {
    /// An empty picture of `width` × `height` units.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes are small positive constants")]
    pub fn new(width: f32, height: f32) -> Self {
        let (width, height) = ((width * DENSITY).ceil() as usize, (height * DENSITY).ceil() as usize);
        Self { width, height, coverage: vec![0.0; width * height] }
    }

    /// Adds the inside of a shape.
    pub fn fill(&mut self, distance: impl Fn(P) -> f32) {
        self.each(|covered, at| covered.max(inside(distance(at))));
    }

    /// Adds the edge of a shape, `width` units wide.
    pub fn stroke(&mut self, width: f32, distance: impl Fn(P) -> f32) {
        self.fill(|at| distance(at).abs() - width / 2.0);
    }

    /// Takes the inside of a shape away.
    pub fn cut(&mut self, distance: impl Fn(P) -> f32) {
        self.each(|covered, at| covered.min(1.0 - inside(distance(at))));
    }

    /// Takes the edge of a shape away.
    pub fn cut_stroke(&mut self, width: f32, distance: impl Fn(P) -> f32) {
        self.cut(|at| distance(at).abs() - width / 2.0);
    }

    #[expect(clippy::cast_precision_loss, reason = "pictures are a few hundred pixels wide")]
    fn each(&mut self, change: impl Fn(f32, P) -> f32) {
        for (index, covered) in self.coverage.iter_mut().enumerate() {
            let (x, y) = ((index % self.width) as f32, (index / self.width) as f32);
            *covered = change(*covered, ((x + 0.5) / DENSITY, (y + 0.5) / DENSITY));
        }
    }
}

/// Coverage of a pixel whose middle is this far from an edge.
fn inside(distance: f32) -> f32 {
    (0.5 - distance * DENSITY).clamp(0.0, 1.0)
}

/// The distance to a line from `a` to `b`; stroke it.
pub fn segment(a: P, b: P) -> impl Fn(P) -> f32 {
    move |p| {
        let (pa, ba) = ((p.0 - a.0, p.1 - a.1), (b.0 - a.0, b.1 - a.1));
        let along = ((pa.0 * ba.0 + pa.1 * ba.1) / (ba.0 * ba.0 + ba.1 * ba.1).max(1e-6)).clamp(0.0, 1.0);
        (pa.0 - ba.0 * along).hypot(pa.1 - ba.1 * along)
    }
}

/// The distance to the lines between consecutive points; stroke it.
pub fn path(points: &[P]) -> impl Fn(P) -> f32 {
    move |p| points.windows(2).map(|ends| segment(ends[0], ends[1])(p)).fold(f32::INFINITY, f32::min)
}

/// The distance to a box from `min` to `max` with rounded corners.
pub fn boxed(min: P, max: P, radius: f32) -> impl Fn(P) -> f32 {
    move |p| {
        let centre = ((min.0 + max.0) / 2.0, (min.1 + max.1) / 2.0);
        let x = (p.0 - centre.0).abs() - (max.0 - min.0) / 2.0 + radius;
        let y = (p.1 - centre.1).abs() - (max.1 - min.1) / 2.0 + radius;
        x.max(0.0).hypot(y.max(0.0)) + x.max(y).min(0.0) - radius
    }
}

/// The distance to a circle.
pub fn circle(centre: P, radius: f32) -> impl Fn(P) -> f32 {
    move |p| (p.0 - centre.0).hypot(p.1 - centre.1) - radius
}

/// About the distance to an ellipse that is narrower than high.
pub fn ellipse(centre: P, half: P) -> impl Fn(P) -> f32 {
    move |p| {
        let (x, y) = ((p.0 - centre.0) / half.0, (p.1 - centre.1) / half.1);
        let slope = (x / half.0).hypot(y / half.1).max(1e-3);
        let value = x.hypot(y);
        (value * value - value) / slope.max(value / half.1.max(half.0) / 4.0)
    }
}

/// The distance to a diamond.
pub fn diamond(centre: P, half: P) -> impl Fn(P) -> f32 {
    move |p| {
        let (x, y) = ((p.0 - centre.0).abs(), (p.1 - centre.1).abs());
        (x * half.1 + y * half.0 - half.0 * half.1) / half.0.hypot(half.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_covers_what_is_inside_and_nothing_outside() {
        let mut canvas = Canvas::new(10.0, 10.0);
        canvas.fill(boxed((2.0, 2.0), (8.0, 8.0), 1.0));
        let at = |x: usize, y: usize| canvas.coverage[y * canvas.width + x];
        assert!(at(10, 10) > 0.99 && at(0, 0) < 0.01 && at(19, 10) < 0.01);
    }

    #[test]
    fn distances_are_negative_inside_and_grow_outwards() {
        let centre = (5.0, 5.0);
        assert!(circle(centre, 2.0)(centre) < 0.0 && circle(centre, 2.0)((8.0, 5.0)) > 0.9);
        assert!(diamond(centre, (3.0, 2.0))(centre) < 0.0 && diamond(centre, (3.0, 2.0))((7.9, 6.9)) > 0.0);
        assert!(ellipse(centre, (2.0, 4.0))((5.0, 5.5)) < 0.0 && ellipse(centre, (2.0, 4.0))((7.5, 5.0)) > 0.0);
    }

    #[test]
    fn what_is_cut_is_gone() {
        let mut canvas = Canvas::new(10.0, 10.0);
        canvas.fill(boxed((0.0, 0.0), (10.0, 10.0), 0.0));
        canvas.cut(circle((5.0, 5.0), 3.0));
        assert!(canvas.coverage[10 * canvas.width + 10] < 0.01);
    }
}
