//! Arguments of the image functions, straight at the C border: sizes, strides, types, masks.

use std::sync::OnceLock;

use lejepa_gis::model::{Encoder, EncoderSpec};
use lejepa_gis::raster::{PixelSource, RasterSource, Sample, Strides};

/// Reads numbers from the fuzzer's bytes; zeros after their end.
struct Numbers<'a>(&'a [u8]);

impl Numbers<'_> {
    fn byte(&mut self) -> usize {
        let (first, rest) = self.0.split_first().map_or((0, self.0), |(f, r)| (usize::from(*f), r));
        self.0 = rest;
        first
    }

    /// Mostly small, now and then as large as it gets.
    fn size(&mut self) -> usize {
        match self.byte() {
            255 => usize::MAX - self.byte(),
            254 => usize::MAX / (1 + self.byte()),
            253 => 1 << (self.byte() % 64),
            small => small % 40,
        }
    }
}

/// Cells of the mean pixel: costs nothing, so that the border is what is fuzzed.
struct Mean(EncoderSpec);

impl Encoder for Mean {
    fn spec(&self) -> &EncoderSpec {
        &self.0
    }

    fn encode(&self, chip: &[f32]) -> lejepa_gis::error::Result<Vec<f32>> {
        assert_eq!(chip.len(), self.0.input_len());
        assert!(chip.iter().all(|v| v.is_finite()));
        Ok(vec![chip.iter().sum::<f32>() / chip.len() as f32; self.0.output_len()])
    }
}

/// One run.
pub fn run(bytes: &[u8]) {
    static MODEL: OnceLock<lejepa_gis::model::Model> = OnceLock::new();
    let model = MODEL.get_or_init(|| {
        let bands: Vec<String> = ["a", "b"].map(String::from).to_vec();
        let spec = EncoderSpec {
            kind: "mean".into(),
            chip: 16,
            patch: 4,
            dim: 3,
            bands,
            mean: vec![0.0; 2],
            std: vec![1.0; 2],
        };
        lejepa_gis::model::Model::from_encoder("mean", Box::new(Mean(spec)))
    });
    let mut n = Numbers(bytes);
    let sample = [Sample::U8, Sample::U16, Sample::I16, Sample::F32][n.byte() % 4];
    let size = (n.size(), n.size(), if n.byte() < 200 { 2 } else { n.size() });
    let strides = match n.byte() % 3 {
        0 => Strides::band_sequential(sample, size.0, size.1),
        1 => Strides::interleaved(sample, size.0, size.2),
        _ => Some(Strides { pixel: n.size(), line: n.size(), band: n.size() }),
    };
    let Some(strides) = strides else { return };
    let mask = (n.byte() % 2 == 1).then(|| vec![n.byte() as u8; size.0.wrapping_mul(size.1).min(4096)]);
    let nodata = (n.byte() % 2 == 1).then(|| n.byte() as f32);
    let rule = (n.byte() % 2 == 1).then(|| (n.byte() as f64, n.byte() as f64));
    let pixels = n.0.repeat(16);
    let Ok(mut source) = PixelSource::new(size, sample, strides, &pixels, mask.as_deref(), nodata) else { return };
    let grid = source.grid().clone();
    assert!(grid.width * grid.height <= pixels.len().max(1) * 4096, "a size that no buffer of this length has");
    let mut options = lejepa_gis::pipeline::Options::defaults(lejepa_gis::params::Task::Encode);
    (options.threads, options.first.reflectance) = (1, "dn".into());
    if grid.width.saturating_mul(grid.height) > 1 << 14 {
        return;
    }
    let progress = &mut lejepa_gis::pipeline::silent();
    if let Ok((store, _)) = lejepa_gis::pipeline::encode_image(model, &mut source, sample, rule, &options, progress) {
        assert_eq!((store.grid.width, store.grid.height), (grid.width.div_ceil(4), grid.height.div_ceil(4)));
    }
}
