//! From a raster to its cells, also to cells finer than patches: each set of patches that lie side by side is encoded by
//! itself, and cells are taken of the sets in turn.

use super::chips::{Encoded, With, encode_patches};
use super::footprint::{patches_over, stride};
use super::picture::Picture;
use super::store::FeatureStore;
use super::validity::Validity;
use crate::error::Result;
use crate::geometry::Shifts;
use crate::memory;
use crate::pipeline::progress::Stage;
use crate::raster::RasterSource;

/// Encodes a raster: features of its cells, what was done, and where the options ask for it and the raster counts its pixels,
/// how valid its cells are. Pixels are read once for each set of patches, on this thread, while chips read before are encoded
/// on the workers. The result depends neither on the number of threads nor on the memory budget.
///
/// # Errors
/// If the options' stride does not fit the model, the raster cannot be read, or memory ends; if it is stopped.
pub fn encode(
    with: &With,
    source: &mut dyn RasterSource,
    mut progress: Stage,
    mut picture: Option<&mut Picture>,
) -> Result<(FeatureStore, Encoded, Option<Validity>)> {
    let (spec, options, grid) = (with.model.spec(), with.options, source.grid());
    let (sets, stride) = (patches_over(grid.width, grid.height, spec, options)?, stride(spec, options)?);
    let (cells, shifts) = (grid.cells(stride), Shifts { each: spec.patch / stride });
    // Features of all sets stay in memory, or of none.
    let bytes = memory::product(&[cells.width, cells.height, spec.dim, size_of::<f32>()]);
    let limit = if bytes <= (options.memory / 4) as u64 { usize::MAX } else { 0 };
    let (mut stores, mut validities, mut encoded) = (Vec::new(), Vec::new(), None::<Encoded>);
    for (i, set) in sets.iter().enumerate() {
        let tally = options.validity.then(|| source.tally(*set)).flatten();
        let at = |i: usize| i as f64 / sets.len() as f64;
        let stage = progress.part(at(i), at(i + 1));
        // The first set is read with all pixels, which a picture needs.
        let picture = picture.take();
        let (store, counts) = encode_patches(with, source, stage, picture, (*set, limit))?;
        stores.push(store);
        validities.extend(tally.map(|tally| Validity::new(&tally.borrow(), options.min_valid)));
        encoded = Some(encoded.map_or(counts, |all| all.with(counts)));
    }
    let validity = (!validities.is_empty()).then(|| Validity::interleaved(&validities, &cells, shifts));
    Ok((FeatureStore::interleaved(cells, stores, shifts)?, encoded.unwrap_or_default(), validity))
}
