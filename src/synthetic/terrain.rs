//! Heights, water levels and light on slopes.
//!
//! Heights are counted in pixels (10 m). Creases of the noise make side valleys, so that the shore
//! of a reservoir at any level has the arms of a real one.

use super::grid::Grid;
use super::noise::{Noise, step};
use super::plan::Plan;

/// Water levels at the dam, in pixels of height at the scale of the default frame.
const LOW: f32 = 6.2;
const HIGH: f32 = 9.6;
const BRIM: f32 = 10.1;

/// The land's form and the reservoir's waters.
#[derive(Clone, Debug)]
pub(super) struct Terrain {
    pub(super) heights: Grid,
    /// 1 in the hills, 0 in the plain.
    pub(super) hilly: Grid,
    /// Depth of water in pixels of height, 0 on land: at the low level of the earlier date, at the
    /// high level of the later one, and at the highest level ever, which leaves a bare rim.
    pub(super) low: Grid,
    pub(super) high: Grid,
    pub(super) brim: Grid,
}

impl Terrain {
    /// Raises the land and fills the reservoir.
    pub(super) fn new(plan: &Plan) -> Self {
        let (width, height, scale) = (plan.width, plan.height, plan.scale);
        let ridges = Noise::new(plan.seed, 301, 150.0 * scale);
        let wobble = Noise::new(plan.seed, 302, 140.0 * scale);
        let swell = Noise::new(plan.seed, 303, 170.0 * scale);
        let hilly = Grid::smooth(width, height, |x, y| plan.hilly(x, wobble.fractal(x, y, 3, 0.5)));
        let swell = Grid::smooth(width, height, |x, y| 1.5 * swell.fractal(x, y, 3, 0.5));
        let heights = Grid::from_fn(width, height, |x, y| {
            let (column, row) = (x as usize, y as usize);
            let hills = hilly.at(column, row);
            let away = plan.to_river(x, y) / scale;
            let floor = 0.03 * (plan.dam - x).max(0.0);
            let gentle = swell.at(column, row);
            if hills <= 0.0 {
                return floor + scale * gentle;
            }
            let crease = creased(&ridges, x, y);
            let slopes = 0.035 * away + 32.0 * crease * (0.08 + 0.92 * step(0.0, 42.0, away));
            floor + scale * (hills * slopes + (1.0 - hills) * gentle)
        });
        let flood = |depth: f32| flood(plan, &heights, depth * scale);
        Self { low: flood(LOW), high: flood(HIGH), brim: flood(BRIM), heights, hilly }
    }

    /// Whether the dam's wall stands on a pixel: a line across the valley, as long as the water that
    /// it holds back.
    pub(super) fn on_dam(&self, plan: &Plan, x: usize, y: usize) -> bool {
        let (u, v) = (x as f32, y as f32);
        (0.0..2.2).contains(&plan.beyond_dam(u, v)) && self.brim.at(x.saturating_sub(3), y) > 0.0
    }

    /// Light on the land against that on flat land, for a sun in `direction` (towards the sun, to
    /// the right and down) whose height over the horizon has the cotangent `low`.
    pub(super) fn shade(&self, direction: (f32, f32), low: f32) -> Grid {
        let (width, height) = (self.heights.width, self.heights.height);
        Grid::from_fn(width, height, |x, y| {
            let (gx, gy) = self.heights.slope(x as usize, y as usize);
            let upright = 1.0 / (1.0 + gx * gx + gy * gy).sqrt();
            let facing = 1.0 - low * (gx * direction.0 + gy * direction.1);
            // Part of the light comes from the whole sky, and L2A processing evens out some more.
            (0.2 + 0.8 * facing * upright).clamp(0.4, 1.5)
        })
    }
}

/// Noise with creases: valleys where single octaves cross zero, softened so that they have a floor.
fn creased(noise: &Noise, x: f32, y: f32) -> f32 {
    let (mut sum, mut amplitude, mut factor) = (0.0, 1.0, 1.0);
    for octave in 0..5_u8 {
        let shift = 31.7 * f32::from(octave);
        let n = noise.at(x * factor + shift, y * factor - shift);
        sum += amplitude * ((n * n + 0.004).sqrt() - 0.06);
        amplitude *= 0.43;
        factor *= 2.13;
    }
    sum
}

/// Fills the valley above the dam to `level`: everything lower that the dam's water reaches.
fn flood(plan: &Plan, heights: &Grid, level: f32) -> Grid {
    let (width, height) = (heights.width, heights.height);
    let mut depth = Grid::zeros(width, height);
    let foot = (plan.dam.max(0.0) as usize).min(width - 1);
    let middle = plan.river[foot].0;
    let open = |x: usize, y: usize| plan.beyond_dam(x as f32, y as f32) < 0.0 && heights.at(x, y) < level;
    let start_row = (middle.max(0.0) as usize).min(height - 1);
    let start = (foot.saturating_sub(2), start_row);
    let mut queue = vec![start];
    while let Some((x, y)) = queue.pop() {
        if depth.at(x, y) > 0.0 || !open(x, y) {
            continue;
        }
        depth.data[y * width + x] = (level - heights.at(x, y)).max(1e-3);
        if x > 0 {
            queue.push((x - 1, y));
        }
        if y > 0 {
            queue.push((x, y - 1));
        }
        if x + 1 < width {
            queue.push((x + 1, y));
        }
        if y + 1 < height {
            queue.push((x, y + 1));
        }
    }
    depth
}
