//! How single pieces of land look: woods, fields, banks, shores and pits.

use super::fields::{Plot, crop};
use super::noise::{floor, hash2, lerp, signed, step, unit};
use super::plan::Plan;
use super::spectra::Cover;
use super::surface::Surface;
use super::texture::Texture;

/// Stands of broadleaved trees and conifers, with a clearing now and then.
pub(super) fn forest(texture: &Texture, plot: &Plot, x: f32, y: f32, fir: f32) -> Surface {
    let age = signed(plot.hash, 42);
    let cover = if age > 0.9 {
        Cover::Scrub
    } else if fir > 0.22 + 0.1 * texture.grain(x, y) {
        Cover::Conifer
    } else {
        Cover::Broadleaf
    };
    Surface::plain(cover, texture.canopy(x, y) + 0.3 * age, texture.stand(x, y))
}

/// Fields, pastures on the slopes, lanes, hedges and farmsteads.
pub(super) fn farmland(texture: &Texture, plot: &Plot, x: f32, y: f32, hilly: f32) -> Surface {
    let salted = |salt: u64| signed(plot.hash, salt);
    let soil = texture.broad(x, y);
    let (cover, next) = if hilly > 0.5 {
        let cover = if salted(31) > 0.2 || texture.stand(x, y) > 0.3 { Cover::Scrub } else { Cover::Meadow };
        (cover, cover)
    } else {
        (crop(plot.hash, 0), crop(plot.hash, 1))
    };
    let (tone, vigour) = match cover {
        Cover::Broadleaf => (texture.canopy(x, y), 0.3 * salted(32)),
        Cover::Scrub => (texture.canopy(x, y) + 0.3 * salted(33), texture.stand(x, y)),
        _ => {
            // Rows and tramlines run along the plot; wet and thin patches follow the soil.
            let rows = 0.22 * salted(34) * triangle(plot.across / (3.3 + 2.0 * salted(35)));
            let patches = (0.25 + 0.25 * salted(36)) * texture.stand(x, y);
            let tone = 0.55 * salted(37) + 0.35 * soil + patches + rows + 0.10 * texture.grain(x, y);
            (tone, 0.9 * salted(38) + 0.3 * soil)
        }
    };
    let mut surface = Surface { next, ..Surface::plain(cover, tone, vigour) };
    let margin = (1.1 - plot.edge).clamp(0.0, 0.6);
    surface = surface.under(Cover::Scrub, margin);
    if plot.hedge {
        surface = surface.under(Cover::Broadleaf, (1.9 - plot.edge).clamp(0.0, 0.95));
    }
    if let Some((farm, away)) = plot.farm.filter(|farm| farm.1 < 6.5 && hilly < 0.5) {
        let yard = hash2(farm, (x * 0.5) as i32, (y * 0.5) as i32);
        surface = match unit(yard) {
            p if p < 0.16 && away < 4.5 => Surface::plain(Cover::BrightRoof, -0.8, 0.0),
            p if p < 0.42 && away < 5.0 => Surface::plain(Cover::TileRoof, signed(yard, 1), 0.0),
            p if p < 0.60 => Surface::plain(Cover::Garden, signed(yard, 2), 0.0),
            _ => Surface::plain(Cover::Broadleaf, texture.canopy(x, y), 0.0),
        };
    }
    surface.under(Cover::Gravel, (1.15 - plot.lane).clamp(0.0, 0.8))
}

/// The river with its trees and meadows, and the ponds beside it.
pub(super) fn riverside(
    plan: &Plan,
    texture: &Texture,
    surface: Surface,
    (x, y): (f32, f32),
    river: f32,
    hilly: f32,
) -> Surface {
    let stand = texture.stand(x, y);
    let downstream = x > plan.dam;
    let half = plan.scale.sqrt() * if downstream { lerp(1.7, 3.2, (x / plan.width as f32 - 0.45) * 1.8) } else { 0.9 };
    let bank = river - half - 0.5 * texture.fine(x, y);
    let pond = plan.ponds.iter().map(|pond| pond.depth(x, y) * pond.radii.1).fold(f32::MIN, f32::max);
    let mut surface = surface;
    if downstream && river < (20.0 + 16.0 * stand) * plan.scale {
        surface = Surface::plain(Cover::Meadow, 0.5 * texture.ground(x, y), 0.5 * stand);
    }
    let trees = bank < 2.5 + 4.0 * stand || (pond > -3.0 - 3.0 * stand && pond <= 0.0);
    if trees && (downstream || hilly > 0.3) {
        surface = Surface::plain(Cover::Broadleaf, texture.canopy(x, y), 0.4);
    }
    if pond > 0.0 {
        return Surface::plain(Cover::Pond, 0.6 * stand, 0.0);
    }
    let wet = (0.5 - bank).clamp(0.0, 1.0);
    if wet > 0.5 {
        Surface::plain(Cover::River, 0.5 * texture.broad(x, y), 0.0)
    } else {
        surface.under(Cover::River, wet)
    }
}

/// The reservoir and the bare rim that low water leaves.
pub(super) fn reservoir(texture: &Texture, x: f32, y: f32, depth: f32, brim: f32) -> Surface {
    if depth > 0.0 {
        // Shallow water is brighter: the ground shows through, and waves stir it.
        let shallow = step(1.2, 0.0, depth);
        let tone = 0.7 * texture.broad(x, y) + 2.2 * shallow;
        return Surface::plain(Cover::Reservoir, tone, 0.0);
    }
    // The longer a strip has been dry, the more has grown on it: that is near the brim.
    let grown = step(2.4, 0.6, brim) * 0.75 + 0.5 * texture.stand(x, y);
    let terrace = 0.35 * triangle(brim * 1.7);
    let bare = Surface::plain(Cover::Shore, texture.ground(x, y) + terrace, 0.0);
    bare.under(Cover::Scrub, grown.clamp(0.0, 0.55))
}

/// A pit with terraces; its rim is bare soil.
pub(super) fn quarry(texture: &Texture, x: f32, y: f32, depth: f32) -> Surface {
    let terrace = triangle(depth * 9.0);
    Surface::plain(Cover::Quarry, texture.ground(x, y) + 0.7 * terrace, 0.0)
}

/// A wave of period 1 between -1 and 1, made of straight lines.
fn triangle(t: f32) -> f32 {
    4.0 * (t - floor(t + 0.5) as f32).abs() - 1.0
}
