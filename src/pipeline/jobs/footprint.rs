//! What a job on scenes takes in memory, for a dry run: it works in stages, each of which gives its own back.

use super::compare;
use crate::error::Result;
use crate::memory;
use crate::model::{Opened, Taken};
use crate::pipeline::encode::{Footprint, chips_over, patches_over, stride};
use crate::pipeline::options::Encoding;
use crate::product::Method;

/// What encoding a job's scenes with one model takes, in bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Encoded {
    /// The model.
    pub model: Taken,
    /// To fit the model on the scenes, before it encodes any.
    pub fitting: u64,
    /// The most on the way from pixels to features: scenes are encoded one after the other.
    pub on_the_way: u64,
    /// Features of all scenes that stay in memory.
    pub kept: u64,
    /// Features of all scenes that wait in files.
    pub waiting: u64,
    /// Columns and rows of cells of the largest scene.
    cells: [usize; 2],
    /// Numbers in a feature.
    dim: usize,
}

impl Encoded {
    /// For scenes of these columns and rows of pixels.
    ///
    /// # Errors
    /// As [`patches_over`].
    pub fn new(model: &Opened, sizes: &[[usize; 2]], options: &Encoding) -> Result<Self> {
        let spec = model.spec();
        let mut out = Encoded { dim: spec.dim, ..Encoded::default() };
        match model {
            Opened::Ready(model) => out.model = model.memory,
            Opened::FitsOnScenes(model) => {
                // Chips of all scenes, as many as there are, and what is made of their pixels.
                let of_scene = |[width, height]: &[usize; 2]| width.div_ceil(spec.chip) * height.div_ceil(spec.chip);
                let chips = sizes.iter().map(of_scene).sum::<usize>().min(model.samples());
                out.fitting = 2 * memory::product(&[chips, spec.input_len(), size_of::<f32>()]);
            }
        }
        for [width, height] in sizes.iter().copied() {
            let sets = patches_over(width, height, spec, options)?;
            let finer = spec.patch / stride(spec, options)?;
            let cells = [sets[0].columns, sets[0].rows].map(|side| side.saturating_mul(finer));
            let plan = chips_over(&sets[0], spec, options);
            let way = Footprint::new(&plan, spec, width, options, options.threads).on_the_way(&plan);
            let features = memory::product(&[cells[0], cells[1], spec.dim, size_of::<f32>()]);
            let stays = features <= options.memory as u64 / 4;
            let to = if stays { &mut out.kept } else { &mut out.waiting };
            *to = to.saturating_add(features);
            out.on_the_way = out.on_the_way.max(way);
            out.cells = [0, 1].map(|i| out.cells[i].max(cells[i]));
        }
        Ok(out)
    }

    /// For rasters of features made earlier.
    pub fn earlier(cells: [usize; 2], dim: usize) -> Self {
        Encoded { cells, dim, ..Encoded::default() }
    }

    /// The most at once, with `cached` bytes of blocks in GDAL's cache, which has room for `limit`: while scenes are encoded,
    /// and after that while two dates are compared by a method, and features are written. What comparing took is not given
    /// back before.
    pub fn peak(&self, [cached, limit]: [u64; 2], compared: Option<(Method, usize)>, writes_features: bool) -> u64 {
        let encoding = self.fitting.max(self.on_the_way.saturating_add(self.kept));
        let [width, height] = self.cells;
        let comparison = compared.map_or(0, |(method, workers)| {
            compare::bytes(method, memory::product(&[width, height]), self.dim, workers)
        });
        let blocks = |columns: usize| memory::product(&[columns, height.min(BLOCK), self.dim, size_of::<f32>()]);
        // Of what is written a row of blocks, and of it a piece: band by band, and where it waited in a file also as it was
        // read and as it is packed, for which there is room where dates were compared.
        let pieces = match compared {
            _ if self.waiting == 0 => 1,
            Some(_) => 2,
            None => 3,
        };
        let (row, pieces) = if writes_features { (blocks(width), pieces * blocks(width.min(BLOCK))) } else { (0, 0) };
        let later = self.kept.saturating_add(comparison).saturating_add(pieces);
        encoding.saturating_add(cached.min(limit)).max(later.saturating_add(cached.saturating_add(row).min(limit)))
    }
}

/// Side of a block of a features raster, cells.
const BLOCK: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TEXTURE;
    use crate::params::{Task, Values};
    use crate::pipeline::options::Options;

    #[test]
    fn features_stay_in_memory_up_to_a_quarter_of_it_and_wait_in_files_beyond() {
        let texture = Opened::fitting(TEXTURE).unwrap();
        let options =
            |memory: &'static str| Options::new(&Values::new(Task::Change, [("MEMORY", memory)]).unwrap()).unwrap();
        let sizes = [[4096, 4096]; 2];
        let features = memory::product(&[512, 512, texture.spec().dim, size_of::<f32>(), 2]);
        let of = |memory: &'static str| Encoded::new(&texture, &sizes, &options(memory).encoding).unwrap();
        let (kept, waiting) = (of("1024"), of("256"));
        assert_eq!([kept.kept, kept.waiting, waiting.kept, waiting.waiting], [features, 0, 0, features]);
        let peak = |encoded: &Encoded, writes| encoded.peak([0, 1 << 28], Some((Method::Joint, 2)), writes);
        assert!(peak(&kept, false) > features + (64 << 20) && peak(&kept, true) > peak(&kept, false));
        assert!(peak(&waiting, true) < peak(&kept, false));
    }
}
