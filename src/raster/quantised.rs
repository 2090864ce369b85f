//! Cells of features in the numbers that others store them in: square codes, or a scale for each cell.

use super::RasterSource;
use crate::error::Result;
use crate::geometry::{Grid, Window};
use crate::memory;

/// How stored numbers become those of a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantisation {
    /// They are those of the feature, after each band's scale and offset.
    Linear,
    /// Square codes of AlphaEarth Foundations' annual embeddings: `v = (c / 127.5)² · sign(c)`, −128 is missing
    /// (<https://developers.google.com/earth-engine/guides/aef_on_gcs_readme>).
    AlphaEarth,
    /// Bytes of TESSERA: `v = c · s`, with one scale `s` for each cell in a raster of one band beside it
    /// (`grid_LON_LAT` and `grid_LON_LAT_scales`, <https://github.com/ucam-eo/geotessera>).
    Tessera,
}

impl Quantisation {
    /// Every way, by its word.
    pub const ALL: [(&'static str, Quantisation); 3] = [
        ("linear", Quantisation::Linear),
        ("alphaearth", Quantisation::AlphaEarth),
        ("tessera", Quantisation::Tessera),
    ];
}

/// What turns stored numbers into features.
pub struct QuantisedSource {
    cells: Box<dyn RasterSource>,
    /// The scale of each cell, on the same grid.
    scales: Option<Box<dyn RasterSource>>,
    rule: Quantisation,
}

impl QuantisedSource {
    /// `scales` is for a rule that has one for each cell.
    pub fn new(cells: Box<dyn RasterSource>, scales: Option<Box<dyn RasterSource>>, rule: Quantisation) -> Self {
        QuantisedSource { cells, scales, rule }
    }
}

impl RasterSource for QuantisedSource {
    fn name(&self) -> &str {
        self.cells.name()
    }

    fn grid(&self) -> &Grid {
        self.cells.grid()
    }

    fn bands(&self) -> usize {
        self.cells.bands()
    }

    fn files(&self) -> Vec<String> {
        self.scales.iter().fold(self.cells.files(), |files, scales| [files, scales.files()].concat())
    }

    fn block(&self) -> [usize; 2] {
        self.cells.block()
    }

    fn cached(&self) -> u64 {
        self.cells.cached()
    }

    fn read(&mut self, window: Window, pixels: &mut [f32], valid: &mut [u8]) -> Result<()> {
        self.cells.read(window, pixels, valid)?;
        let area = window.area();
        if self.rule == Quantisation::AlphaEarth {
            for band in pixels.chunks_exact(area.max(1)) {
                valid.iter_mut().zip(band).filter(|(_, v)| **v == -128.0).for_each(|(ok, _)| *ok = 0);
            }
            pixels.iter_mut().for_each(|v| *v = (*v / 127.5).powi(2).copysign(*v));
        }
        if let Some(scales) = &mut self.scales {
            let (mut scale, mut known) = (memory::filled(area, 0f32, "scales of cells")?, vec![0u8; area]);
            scales.read(window, &mut scale, &mut known)?;
            for ((ok, known), scale) in valid.iter_mut().zip(known).zip(&scale) {
                *ok &= u8::from(known != 0 && scale.is_finite() && *scale > 0.0);
            }
            for band in pixels.chunks_exact_mut(area.max(1)) {
                band.iter_mut().zip(&scale).for_each(|(v, scale)| *v *= scale);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values as they are stored, in bands of one row.
    struct Stored(Grid, Vec<Vec<f32>>);

    impl RasterSource for Stored {
        fn name(&self) -> &str {
            "stored"
        }

        fn grid(&self) -> &Grid {
            &self.0
        }

        fn bands(&self) -> usize {
            self.1.len()
        }

        fn read(&mut self, w: Window, pixels: &mut [f32], valid: &mut [u8]) -> Result<()> {
            valid.fill(1);
            for (to, band) in pixels.chunks_exact_mut(w.area()).zip(&self.1) {
                to.copy_from_slice(&band[w.x..w.x + w.width]);
            }
            Ok(())
        }
    }

    fn stored(bands: &[&[f32]]) -> Box<dyn RasterSource> {
        Box::new(Stored(Grid::plain(bands[0].len(), 1), bands.iter().map(|b| b.to_vec()).collect()))
    }

    fn read(source: &mut QuantisedSource) -> (Vec<f32>, Vec<u8>) {
        let (width, bands) = (source.grid().width, source.bands());
        let (mut pixels, mut valid) = (vec![0.0; width * bands], vec![0; width]);
        source.read(Window { x: 0, y: 0, width, height: 1 }, &mut pixels, &mut valid).unwrap();
        (pixels, valid)
    }

    #[test]
    fn square_codes_by_the_published_formula() {
        let codes = stored(&[&[127.0, -51.0, 0.0, -128.0]]);
        let (values, valid) = read(&mut QuantisedSource::new(codes, None, Quantisation::AlphaEarth));
        assert_eq!(valid, [1, 1, 1, 0]);
        for (found, expected) in values.iter().zip([0.992_172, -0.16, 0.0]) {
            assert!((found - expected).abs() < 1e-6, "{values:?}");
        }
    }

    #[test]
    fn each_cell_has_its_scale_and_none_without_one_is_valid() {
        let cells = stored(&[&[10.0, -20.0, 30.0, 5.0], &[1.0, 2.0, 3.0, 4.0]]);
        let scales = stored(&[&[0.5, 0.25, f32::NAN, 0.0]]);
        let mut source = QuantisedSource::new(cells, Some(scales), Quantisation::Tessera);
        let (values, valid) = read(&mut source);
        assert_eq!((&values[..2], &values[4..6], valid), (&[5.0, -5.0][..], &[0.5, 0.5][..], vec![1, 1, 0, 0]));
    }
}
