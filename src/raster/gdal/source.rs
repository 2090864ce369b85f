//! Chosen bands of a GDAL dataset as a [`RasterSource`].

use super::dataset::Dataset;
use crate::error::{Error, Result};
use crate::geometry::{Grid, Window};
use crate::raster::{BandInfo, MaskKind, RasterSource, SampleType};

/// Chosen bands of an open dataset.
pub struct GdalSource {
    // The warped view reads through the original: it is declared, and so dropped, first.
    view: Option<Dataset>,
    dataset: Dataset,
    grid: Grid,
    bands: Vec<(usize, BandInfo)>,
    /// Whether scale and offset tags are applied: for features stored as codes, not for reflectance, whose rule is
    /// decided over all bands.
    unscale: bool,
}

impl GdalSource {
    /// `numbers` are band numbers from 1, in the order in which they will be read.
    pub fn new(dataset: Dataset, numbers: &[usize]) -> Result<Self> {
        let bands = numbers.iter().map(|&n| Ok((n, dataset.band_info(n)?))).collect::<Result<Vec<_>>>()?;
        let grid = dataset.grid();
        if grid.width == 0 || grid.height == 0 {
            return Err(Error::raster(dataset.name(), "has no pixels"));
        }
        Ok(GdalSource { view: None, dataset, grid, bands, unscale: false })
    }

    /// The same, with each band's scale and offset tags applied.
    pub fn new_unscaled(dataset: Dataset, numbers: &[usize]) -> Result<Self> {
        Ok(GdalSource { unscale: true, ..GdalSource::new(dataset, numbers)? })
    }

    /// The same bands warped onto another grid (bilinear); where the source has no pixels they are invalid.
    pub fn warp_onto(mut self, grid: &Grid) -> Result<Self> {
        let view = self.dataset.warped_onto(grid)?;
        self.grid = view.grid();
        // The warp marks what it cannot fill in its alpha band, whatever the source used.
        for (_, band) in &mut self.bands {
            band.mask = MaskKind::Dataset;
        }
        self.view = Some(view);
        Ok(self)
    }

    /// What the chosen bands say of themselves.
    pub fn band_infos(&self) -> Vec<BandInfo> {
        self.bands.iter().map(|(_, b)| b.clone()).collect()
    }
}

impl RasterSource for GdalSource {
    fn name(&self) -> &str {
        self.dataset.name()
    }

    fn grid(&self) -> &Grid {
        &self.grid
    }

    fn bands(&self) -> usize {
        self.bands.len()
    }

    fn read(&mut self, window: Window, pixels: &mut [f32], valid: &mut [u8]) -> Result<()> {
        let area = window.area();
        if pixels.len() != area * self.bands.len() || valid.len() != area {
            return Err(Error::Internal(format!("buffers of {} and {} for {window:?}", pixels.len(), valid.len())));
        }
        let dataset = self.view.as_ref().unwrap_or(&self.dataset);
        valid.fill(1);
        if area == 0 {
            return Ok(());
        }
        let mut mask = vec![0u8; area];
        let mut dataset_mask_read = false;
        for (values, (number, info)) in pixels.chunks_exact_mut(area).zip(&self.bands) {
            dataset.read_f32(*number, window, values)?;
            match info.mask {
                MaskKind::None => {}
                MaskKind::Nodata(nodata) => {
                    let nodata = nodata as f32;
                    clear(valid, values, |v| v == nodata || v.is_nan());
                }
                MaskKind::Dataset if dataset_mask_read => {}
                MaskKind::Dataset | MaskKind::Band => {
                    dataset.read_mask(*number, window, &mut mask)?;
                    clear(valid, &mask, |m| m == 0);
                    dataset_mask_read = info.mask == MaskKind::Dataset;
                }
            }
            if info.sample == SampleType::Float {
                clear(valid, values, |v| !v.is_finite());
            }
            if self.unscale && (info.scale.is_some() || info.offset.is_some()) {
                let (scale, offset) = (info.scale.unwrap_or(1.0), info.offset.unwrap_or(0.0));
                values.iter_mut().for_each(|v| *v = (f64::from(*v) * scale + offset) as f32);
            }
        }
        // Whole numbers without any nodata: 0 in every band is how Sentinel-2 marks "no measurement". A warp turns
        // samples into floats, so the source's own type is asked.
        if self.bands.iter().all(|(_, b)| b.mask == MaskKind::None && b.sample == SampleType::Integer) {
            for i in 0..area {
                if pixels.chunks_exact(area).all(|band| band[i] == 0.0) {
                    valid[i] = 0;
                }
            }
        }
        Ok(())
    }
}

fn clear<T: Copy>(valid: &mut [u8], values: &[T], invalid: impl Fn(T) -> bool) {
    for (ok, value) in valid.iter_mut().zip(values) {
        if invalid(*value) {
            *ok = 0;
        }
    }
}
