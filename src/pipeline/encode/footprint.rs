//! What an encoding takes in memory.

use crate::error::{Error, Result};
use crate::geometry::Patches;
use crate::memory;
use crate::model::EncoderSpec;
use crate::pipeline::options::Encoding;
use crate::tiling::ChipPlan;

/// More chips on the way would only take memory.
const MOST_ON_THE_WAY: usize = 256;
/// Finest cells along a patch: a quarter of it, so that each pixel is encoded 16 times.
const MOST_SHIFTS: usize = 4;

/// Pixels from one cell to the next.
///
/// # Errors
/// If what the options ask for does not divide a patch, or would encode each pixel too often.
pub fn stride(spec: &EncoderSpec, options: &Encoding) -> Result<usize> {
    let (patch, stride) = (spec.patch, options.stride.unwrap_or(spec.patch));
    let fits = |stride: usize| patch.is_multiple_of(stride) && (patch - stride).is_multiple_of(2);
    if stride > 0 && stride <= patch && patch / stride <= MOST_SHIFTS && fits(stride) {
        return Ok(stride);
    }
    let others: Vec<String> = (1..=MOST_SHIFTS)
        .rev()
        .filter(|n| patch % n == 0 && fits(patch / n))
        .map(|n| (patch / n).to_string())
        .collect();
    Err(Error::refused(
        "STRIDE",
        format!("STRIDE={stride}: expected {} for patches of {patch} x {patch} pixels", others.join(" or ")),
    ))
}

/// The sets of patches over an input of so many pixels, each of which is encoded by itself.
///
/// # Errors
/// As [`stride`].
pub fn patches_over(width: usize, height: usize, spec: &EncoderSpec, options: &Encoding) -> Result<Vec<Patches>> {
    Ok(Patches::shifted(width, height, spec.patch, stride(spec, options)?))
}

/// The chips over patches: those of a network overlap, others lie side by side.
pub fn chips_over(patches: &Patches, spec: &EncoderSpec, options: &Encoding) -> ChipPlan {
    let (width, height) = (patches.columns * patches.size, patches.rows * patches.size);
    match spec.reach {
        None => ChipPlan::new(width, height, spec.chip, spec.patch, options.overlap),
        Some(_) => ChipPlan::side_by_side(width, height, spec.chip, spec.patch),
    }
}

/// What an encoding has in memory beside its features.
pub struct Footprint {
    /// Bytes of pixels and of cells that are blended, under one row of chips.
    pub rows: usize,
    /// Bytes of a chip between reading and blending.
    pub chip: usize,
    /// Most chips there.
    pub chips: usize,
    /// Numbers in a feature.
    dim: usize,
}

impl Footprint {
    /// A quarter of the memory, for both together, so that a wider raster takes no more of it: it has fewer chips between
    /// reading and blending, but always enough for the workers.
    pub fn new(plan: &ChipPlan, spec: &EncoderSpec, width: usize, options: &Encoding, threads: usize) -> Self {
        // Pixels that were read together stay together: up to three quarters as many again as the chips need.
        let rows = (spec.side() * 7 / 4).min(plan.height * plan.patch);
        let pixels = memory::product(&[width, rows, spec.bands.len() * size_of::<f32>() + 1]);
        let cells = memory::product(&[plan.width, plan.chip_cells + 1, (spec.dim + 1) * size_of::<f32>()]);
        // A chip waits as pixels, then as cells.
        let rows = usize::try_from(pixels.saturating_add(cells)).unwrap_or(usize::MAX);
        let chip = spec.input_len().max(spec.output_len()) * size_of::<f32>();
        let chips = (options.memory / 4).saturating_sub(rows) / chip;
        Footprint { rows, chip, chips: chips.min(MOST_ON_THE_WAY).max(2 * threads), dim: spec.dim }
    }

    /// Bytes that encoding takes: what is on the way, the features of so many cells where those stay in memory, up to `limit`
    /// bytes, and the patches' counts.
    pub fn bytes(&self, plan: &ChipPlan, cells: u64, limit: usize) -> u64 {
        let features = cells.saturating_mul((self.dim * size_of::<f32>()) as u64);
        let kept = if features <= limit as u64 { features } else { 0 };
        let counts = memory::product(&[plan.width, plan.height, size_of::<u32>()]);
        self.on_the_way(plan).saturating_add(kept).saturating_add(counts)
    }

    /// Bytes of that between reading and blending.
    pub fn on_the_way(&self, plan: &ChipPlan) -> u64 {
        memory::product(&[self.chips.min(plan.chips()), self.chip]).saturating_add(self.rows as u64)
    }
}
