//! What changes between the dates, and the truth about it.

use super::grid::Grid;
use super::ground::{quarry, reservoir};
use super::noise::{Noise, step};
use super::plan::Plan;
use super::settlement::{Settlement, Style};
use super::spectra::Cover;
use super::surface::Surface;
use super::terrain::Terrain;
use super::texture::Texture;

/// A change of the land that lasts. Crops that turn, leaves that fade, light and haze are season:
/// they differ between the dates, and do not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum ChangeKind {
    /// A reservoir fills: bare shore becomes water.
    ReservoirFills = 1,
    /// A settlement grows over fields: streets, roofs, open soil.
    SettlementGrows = 2,
    /// A forest burns.
    ForestBurns = 3,
    /// A quarry opens further.
    QuarryGrows = 4,
    /// A road is built.
    RoadBuilt = 5,
    /// A forest is thinned: what grows is less. Only with [`SceneSpec::more`](super::SceneSpec::more).
    ForestThinned = 6,
    /// Bare soil gets wet and dark. Only with [`SceneSpec::more`](super::SceneSpec::more).
    SoilWetted = 7,
}

impl ChangeKind {
    /// All kinds, in the order of their codes.
    pub const ALL: [Self; 7] = [
        Self::ReservoirFills,
        Self::SettlementGrows,
        Self::ForestBurns,
        Self::QuarryGrows,
        Self::RoadBuilt,
        Self::ForestThinned,
        Self::SoilWetted,
    ];

    /// Whether it is none of the usual ones.
    pub(super) fn is_more(self) -> bool {
        matches!(self, Self::ForestThinned | Self::SoilWetted)
    }

    /// The value that marks this kind in [`ScenePair::truth`](super::ScenePair::truth).
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The kind that a value of the truth stands for; `None` for 0 and for unknown values.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// A name in plain words.
    pub fn name(self) -> &'static str {
        match self {
            Self::ReservoirFills => "reservoir fills",
            Self::SettlementGrows => "settlement grows",
            Self::ForestBurns => "forest burns",
            Self::QuarryGrows => "quarry grows",
            Self::RoadBuilt => "road built",
            Self::ForestThinned => "forest thinned",
            Self::SoilWetted => "soil wetted",
        }
    }
}

/// The surfaces of the later date, and the truth per pixel. With `season`, crops turn too.
pub(super) fn apply(
    plan: &Plan,
    terrain: &Terrain,
    texture: &Texture,
    before: &[Surface],
    season: bool,
) -> (Vec<Surface>, Vec<u8>) {
    let (width, height) = (plan.width, plan.height);
    let quarter = Settlement::new(plan.quarter, Style::New, plan.seed, 30);
    let patchy = Noise::new(plan.seed, 701, 16.0);
    let mut bypass = Grid::zeros(width, height);
    bypass.draw(&plan.bypass, 1.7);

    let mut after = before.to_vec();
    let mut truth = vec![0; before.len()];
    for (index, (surface, kind)) in after.iter_mut().zip(&mut truth).enumerate() {
        let (x, y) = ((index % width) as f32, (index / width) as f32);
        let old = *surface;
        if season {
            surface.cover = surface.next;
        }
        let mut change = |what: ChangeKind| *kind = what.code();
        if let Some(burnt) = burn(plan, texture, &patchy, old, x, y) {
            *surface = burnt;
            change(ChangeKind::ForestBurns);
        }
        let pit = plan.quarry.depth(x, y);
        if pit > 0.0 && old.cover != Cover::Quarry && !old.cover.is_water() {
            *surface = quarry(texture, x, y, pit);
            change(ChangeKind::QuarryGrows);
        }
        if let Some((cover, tone)) =
            quarter.at(x, y).filter(|_| is_open(old.cover) && plan.towns[0].depth(x, y) < -0.05)
        {
            *surface = Surface::plain(cover, tone + 0.3 * texture.ground(x, y), 0.0);
            change(ChangeKind::SettlementGrows);
        }
        // The road's verge is open soil; where road and verge fill half a pixel, it counts.
        let road = bypass.data[index];
        if road > 0.0 && old.cover != Cover::Pond {
            let new = Surface::plain(Cover::Asphalt, 0.5 + 0.2 * texture.ground(x, y), 0.0);
            if road >= 0.5 {
                *surface = new;
                change(ChangeKind::RoadBuilt);
            } else {
                *surface = surface.under(Cover::Earthworks, road);
            }
        }
        let (low, high, brim) = (terrain.low.data[index], terrain.high.data[index], terrain.brim.data[index]);
        if brim > 0.0 && old.cover != Cover::Concrete {
            *surface = reservoir(texture, x, y, high, brim);
            if low <= 0.0 && high > 0.0 {
                change(ChangeKind::ReservoirFills);
            }
        }
    }
    (after, truth)
}

/// Changes beside the usual ones, where none of those is.
pub(super) fn apply_more(
    plan: &Plan,
    texture: &Texture,
    earlier: &mut [Surface],
    later: &mut [Surface],
    truth: &mut [u8],
) {
    for (index, kind) in truth.iter_mut().enumerate().filter(|(_, kind)| **kind == 0) {
        let (x, y) = ((index % plan.width) as f32, (index / plan.width) as f32);
        let old = earlier[index];
        if plan.thinning.depth(x, y) > 0.0 && matches!(old.cover, Cover::Broadleaf | Cover::Conifer) {
            later[index] = Surface::plain(Cover::Scrub, 0.6 * texture.canopy(x, y), 0.0);
            *kind = ChangeKind::ForestThinned.code();
        } else if plan.soil.depth(x, y) > 0.0 && is_open(old.cover) {
            let tone = 0.3 * texture.ground(x, y);
            earlier[index] = Surface::plain(Cover::Earthworks, 0.5 + tone, 0.0);
            later[index] = Surface::plain(Cover::Earthworks, tone - 1.5, 0.0);
            *kind = ChangeKind::SoilWetted.code();
        }
    }
}

/// Land that can be built on.
fn is_open(cover: Cover) -> bool {
    use Cover::{Beet, Broadleaf, Cereal, Fallow, Garden, Maize, Meadow, Orchard, Rape, Scrub};
    matches!(cover, Meadow | Cereal | Rape | Maize | Beet | Fallow | Orchard | Broadleaf | Scrub | Garden)
}

/// The burn scar: irregular, with islands that the fire left out, and severe in patches. What
/// burns is forest and scrub.
fn burn(plan: &Plan, texture: &Texture, patchy: &Noise, old: Surface, x: f32, y: f32) -> Option<Surface> {
    if !matches!(old.cover, Cover::Broadleaf | Cover::Conifer | Cover::Scrub) {
        return None;
    }
    let depth = plan.burn.depth(x, y);
    if depth <= 0.0 {
        return None;
    }
    let severity = step(-0.05, 0.35, depth + 0.22 * patchy.fractal(x, y, 3, 0.6));
    if severity < 0.45 {
        return None;
    }
    // Where the fire was light, some of the old canopy stays.
    let charred = Surface::plain(Cover::Burn, 0.7 * texture.canopy(x, y), 0.0);
    let thinned = charred.under(Cover::Scrub, 0.5 * (1.0 - severity) + 0.1);
    let road = old.over == Cover::Asphalt;
    Some(thinned.under(old.over, if road { old.share } else { 0.0 }))
}
