//! A made-up pair of Sentinel-2-like scenes with known changes.
//!
//! **The scenes are synthetic.** They show no real place and hold no measured data. They are for
//! trying the products where no imagery is at hand, and for tests, which need a truth.
//!
//! A frame holds wooded hills with a reservoir on the left, a plain of fields with a river, a town
//! and villages on the right. Between the two dates the reservoir fills, the town grows, a forest
//! burns, a quarry opens further and a road is built: [`ScenePair::truth`] says where. Crops turn,
//! leaves and grass fade, light and haze differ as well: that is season, not change, and the truth
//! leaves it out. Clouds, on request, cover the later date; the truth holds under them too.
//!
//! Seeds change everything but the rough layout. Landmarks keep their share of the frame, whatever
//! its size; fields, houses and crowns keep their size on the ground. Very small or very long frames
//! may lack some of the changes.
//!
//! The same [`SceneSpec`] gives the same bytes on every machine.

mod changes;
mod clouds;
mod fields;
mod grid;
mod ground;
mod landcover;
mod noise;
mod plan;
mod sensor;
mod series;
mod settlement;
mod spectra;
mod surface;
mod terrain;
#[cfg(test)]
mod tests;
mod texture;

pub use changes::ChangeKind;
pub use series::{SceneSeries, SeriesSpec, scene_series};

use clouds::{Sky, scl};
use grid::Grid;
use plan::Plan;
use sensor::Conditions;
use surface::Surface;
use terrain::Terrain;
use texture::Texture;

/// What to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SceneSpec {
    /// Columns, in pixels of 10 m; 0 counts as 1.
    pub width: usize,
    /// Rows, in pixels of 10 m; 0 counts as 1.
    pub height: usize,
    /// Another seed makes another place.
    pub seed: u64,
    /// Whether clouds and their shadows cover part of the later date.
    pub clouds: bool,
    /// Whether the later date has another season: lower sun, faded leaves, turned crops, slight
    /// haze, and a registration that is a sixth of a pixel off. Without it the dates differ by the
    /// changes and the sensor's noise alone.
    pub season: bool,
    /// Whether more changes than the usual ones come: a forest is thinned, and bare soil gets wet.
    pub more: bool,
}

impl Default for SceneSpec {
    fn default() -> Self {
        Self { width: 768, height: 640, seed: 1, clouds: false, season: true, more: false }
    }
}

/// One date of the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scene {
    /// Reflectance × 10000 without offset, band by band, `5 × height × width`, in the order red,
    /// green, blue, nir, swir16. 0 would mean nodata and does not occur.
    pub bands: Vec<u16>,
    /// Class per pixel, `height × width`, with the codes of Sentinel-2's scene classification:
    /// 3 cloud shadow, 4 vegetation, 5 bare or built, 6 water, 8 and 9 cloud of medium and high
    /// probability, 10 thin cirrus.
    pub scl: Vec<u8>,
    /// Made-up day of acquisition, `YYYY-MM-DD`.
    pub date: &'static str,
}

/// Two dates of one place, with the truth about what changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenePair {
    /// Columns of every plane.
    pub width: usize,
    /// Rows of every plane.
    pub height: usize,
    /// The earlier date.
    pub before: Scene,
    /// The later date.
    pub after: Scene,
    /// `height × width`: 0 where nothing changed, else a [`ChangeKind::code`].
    pub truth: Vec<u8>,
    /// Code and name of each kind of change.
    pub kinds: Vec<(u8, &'static str)>,
}

/// Makes a pair of scenes. Needs about 110 bytes of memory per pixel.
pub fn scene_pair(spec: &SceneSpec) -> ScenePair {
    let (width, height) = (spec.width.max(1), spec.height.max(1));
    let plan = Plan::new(width, height, spec.seed);
    let terrain = Terrain::new(&plan);
    let texture = Texture::new(width, height, spec.seed);
    let mut earlier = landcover::survey(&plan, &terrain, &texture);
    let (mut later, mut truth) = changes::apply(&plan, &terrain, &texture, &earlier, spec.season);
    if spec.more {
        changes::apply_more(&plan, &texture, &mut earlier, &mut later, &mut truth);
    }

    let june = Conditions::june(0);
    let then = if spec.season { Conditions::september(1) } else { Conditions::june(1) };
    let sky = spec.clouds.then(|| Sky::new(width, height, spec.seed));
    ScenePair {
        width,
        height,
        before: acquire(&plan, &terrain, &earlier, &june, None, "2022-06-12"),
        after: acquire(
            &plan,
            &terrain,
            &later,
            &then,
            sky,
            // Ten days are one cycle of the satellite: both dates see the place from one orbit.
            if spec.season { "2023-09-05" } else { "2023-06-17" },
        ),
        truth,
        kinds: ChangeKind::ALL
            .into_iter()
            .filter(|kind| spec.more || !kind.is_more())
            .map(|kind| (kind.code(), kind.name()))
            .collect(),
    }
}

/// Takes the picture of one date.
fn acquire(
    plan: &Plan,
    terrain: &Terrain,
    surfaces: &[Surface],
    conditions: &Conditions,
    sky: Option<Sky>,
    date: &'static str,
) -> Scene {
    let light: Grid = terrain.shade(conditions.sun.0, conditions.sun.1);
    let mut planes: [Vec<f32>; 5] = std::array::from_fn(|_| vec![0.0; surfaces.len()]);
    let mut classes = Vec::with_capacity(surfaces.len());
    for (index, surface) in surfaces.iter().enumerate() {
        let reflect = |cover: spectra::Cover| {
            let (tone, vigour) = (surface.tone, surface.vigour);
            cover.look().reflect(conditions.autumn, tone, vigour, light.data[index])
        };
        let mut bands = reflect(surface.cover);
        if surface.share > 0.0 {
            let over = reflect(surface.over);
            bands = std::array::from_fn(|b| noise::lerp(bands[b], over[b], surface.share));
        }
        let ndvi = (bands[3] - bands[0]) / (bands[3] + bands[0]);
        let mut class = if surface.cover.is_water() {
            scl::WATER
        } else if ndvi > 0.4 {
            scl::VEGETATION
        } else {
            scl::BARE
        };
        if let Some(sky) = &sky {
            let (x, y) = (index % plan.width, index / plan.width);
            class = sky.cover(x, y, &mut bands).unwrap_or(class);
        }
        classes.push(class);
        for (plane, value) in planes.iter_mut().zip(bands) {
            plane[index] = value;
        }
    }
    Scene { bands: sensor::record(planes, (plan.width, plan.height), plan.seed, conditions), scl: classes, date }
}
