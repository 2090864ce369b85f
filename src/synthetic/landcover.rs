//! What lies where on the earlier date.

use super::fields::Mosaic;
use super::grid::Grid;
use super::ground;
use super::noise::{Noise, signed};
use super::plan::Plan;
use super::settlement::{Settlement, Style};
use super::spectra::Cover;
use super::surface::Surface;
use super::terrain::Terrain;
use super::texture::Texture;

/// All that decides what lies at a pixel.
struct Survey<'a> {
    plan: &'a Plan,
    terrain: &'a Terrain,
    texture: &'a Texture,
    mosaic: Mosaic,
    towns: Vec<Settlement>,
    /// Share of each pixel that old roads cover.
    roads: Grid,
    woods: Grid,
    conifers: Grid,
    tracks: Grid,
}

/// Surveys the whole frame, row by row.
pub(super) fn survey(plan: &Plan, terrain: &Terrain, texture: &Texture) -> Vec<Surface> {
    let (width, height) = (plan.width, plan.height);
    let smooth = |salt: u64, wavelength: f32, octaves: u32| {
        let noise = Noise::new(plan.seed, salt, wavelength);
        Grid::smooth(width, height, |x, y| noise.fractal(x, y, octaves, 0.5))
    };
    let mut roads = Grid::zeros(width, height);
    for road in &plan.roads {
        roads.draw(road, 0.85);
    }
    let survey = Survey {
        plan,
        terrain,
        texture,
        mosaic: Mosaic::new(width, height, plan.seed),
        towns: (0..)
            .zip(&plan.towns)
            .map(|(number, &blob)| Settlement::new(blob, Style::Old, plan.seed, number))
            .collect(),
        roads,
        woods: smooth(611, 110.0, 4),
        conifers: smooth(612, 85.0, 3),
        tracks: smooth(613, 60.0, 1),
    };
    (0..width * height).map(|index| survey.at(index % width, index / width)).collect()
}

impl Survey<'_> {
    /// What lies at a pixel: land first, then what is built or flows over it.
    fn at(&self, x: usize, y: usize) -> Surface {
        let (plan, terrain, texture) = (self.plan, self.terrain, self.texture);
        let (u, v) = (x as f32, y as f32);
        let hilly = terrain.hilly.at(x, y);
        let river = plan.to_river(u, v);
        let land = self.land(x, y, hilly);
        let mut surface = ground::riverside(plan, texture, land, (u, v), river, hilly);
        let (low, brim) = (terrain.low.at(x, y), terrain.brim.at(x, y));
        if brim > 0.0 {
            surface = ground::reservoir(texture, u, v, low, brim);
            if low <= 0.0 {
                // The river runs over the dry bed.
                surface = surface.under(Cover::River, (1.3 - river).clamp(0.0, 1.0));
            }
        }
        if !surface.cover.is_water()
            && let Some((cover, tone)) = self.towns.iter().find_map(|town| town.at(u, v))
        {
            surface = Surface::plain(cover, tone + 0.3 * texture.ground(u, v), 0.0);
        }
        if terrain.on_dam(plan, x, y) {
            surface = Surface::plain(Cover::Concrete, 0.3 * texture.ground(u, v), 0.0);
        }
        let pit = plan.quarry.depth(u, v);
        if pit > 0.62 {
            surface = ground::quarry(texture, u, v, pit);
        }
        if surface.cover == Cover::Pond {
            return surface;
        }
        surface.under(Cover::Asphalt, 0.9 * self.roads.at(x, y))
    }

    /// Forest or farmland.
    fn land(&self, x: usize, y: usize, hilly: f32) -> Surface {
        let (u, v) = (x as f32, y as f32);
        let plot = self.mosaic.at(x, y);
        let burns = self.plan.burn.depth(u, v).clamp(0.0, 0.5);
        let wooded = 0.8 * hilly + 0.75 * self.woods.at(x, y) + 0.5 * burns;
        if wooded <= 0.55 {
            return ground::farmland(self.texture, &plot, u, v, hilly);
        }
        // Tracks follow the slopes at one height, and end here and there.
        let off = |level: f32| {
            let level = level * self.plan.scale;
            self.terrain.heights.isoline(x, y, level)
        };
        let track = if self.tracks.at(x, y) > -0.1 { 0.9 - off(13.0).min(off(19.0)) } else { 0.0 };
        let fir = self.conifers.at(x, y) + 0.25 * (hilly - 0.5) + 0.35 * signed(plot.hash, 41);
        ground::forest(self.texture, &plot, u, v, fir).under(Cover::Gravel, track.clamp(0.0, 0.6))
    }
}
