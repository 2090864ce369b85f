//! Chosen bands of GDAL datasets as a [`RasterSource`].

use std::rc::Rc;

use super::dataset::Dataset;
use super::view::{self, View};
use crate::error::{Error, Result};
use crate::geometry::{Grid, Window};
use crate::raster::{BandInfo, MaskKind, RasterSource, Resampling, SampleType};

/// One band of an open dataset.
pub struct GdalBand {
    // A view reads through the dataset: it is declared, and so dropped, first.
    view: Option<View>,
    dataset: Rc<Dataset>,
    number: usize,
    info: BandInfo,
}

impl GdalBand {
    /// Band `number` (from 1). `info` is what counts as its nodata, scale and offset.
    pub fn new(dataset: Rc<Dataset>, number: usize, info: BandInfo) -> Self {
        GdalBand { view: None, dataset, number, info }
    }

    /// What the band says of itself.
    pub fn info(&self) -> &BandInfo {
        &self.info
    }

    /// The grid of its own pixels.
    pub fn own_grid(&self) -> Grid {
        self.dataset.grid()
    }

    fn set_view(&mut self, grid: &Grid, how: Resampling) -> Result<()> {
        self.view = Some(View::new(&self.dataset, self.number, &self.info, grid, how)?);
        Ok(())
    }

    fn marks_nothing(&self) -> bool {
        self.info.mask == MaskKind::None && self.info.sample == SampleType::Integer
    }

    /// Values of a window; `valid` loses the pixels that the band marks. With `zero_is_invalid_together`, a pixel
    /// without measurement becomes 0 and stays valid for now.
    fn read(&self, w: Window, values: &mut [f32], valid: &mut [u8], zero_is_invalid_together: bool) -> Result<()> {
        if let Some(view) = &self.view {
            let mut present = vec![false; w.area()];
            view.read(w, values, &mut present)?;
            if zero_is_invalid_together {
                values.iter_mut().zip(&present).filter(|(_, p)| !**p).for_each(|(v, _)| *v = 0.0);
            } else {
                clear(valid, &present, |p| !p);
            }
        } else {
            self.dataset.read_f32(self.number, w, values)?;
            match self.info.mask {
                MaskKind::None => {}
                MaskKind::Nodata(nodata) => {
                    let nodata = nodata as f32;
                    clear(valid, values, |v| v == nodata || v.is_nan());
                }
                MaskKind::Dataset | MaskKind::Band => {
                    let mut mask = vec![0u8; w.area()];
                    self.dataset.read_mask(self.number, w, &mut mask)?;
                    clear(valid, &mask, |m| m == 0);
                }
            }
        }
        if self.info.sample == SampleType::Float {
            clear(valid, values, |v| !v.is_finite());
        }
        Ok(())
    }
}

/// Chosen bands of open datasets on one grid.
pub struct GdalSource {
    name: String,
    grid: Grid,
    bands: Vec<GdalBand>,
    /// Whether scale and offset tags are applied: for features stored as codes, not for reflectance, whose rule is
    /// decided over all bands.
    unscale: bool,
}

impl GdalSource {
    /// All bands of a dataset, with each band's scale and offset tags applied.
    pub fn whole_unscaled(dataset: Rc<Dataset>) -> Result<Self> {
        let (name, grid) = (dataset.name().to_owned(), dataset.grid());
        let band = |n: usize| Ok(GdalBand::new(dataset.clone(), n, dataset.band_info(n)?));
        let bands = (1..=dataset.band_count()).map(band).collect::<Result<_>>()?;
        let source = GdalSource::on_grid(&name, bands, &grid, |_| Resampling::Bilinear)?;
        Ok(GdalSource { unscale: true, ..source })
    }

    /// Bands of any datasets on one grid: those whose own pixels coincide with it are read as they are, the others
    /// resampled.
    pub fn on_grid(
        name: &str,
        mut bands: Vec<GdalBand>,
        grid: &Grid,
        how: impl Fn(&BandInfo) -> Resampling,
    ) -> Result<Self> {
        if grid.width == 0 || grid.height == 0 {
            return Err(Error::raster(name, "has no pixels"));
        }
        for band in &mut bands {
            band.view = None;
            let same = |a: &str, b: &str| super::same_crs(band.dataset.gdal, a, b);
            if grid.difference(&band.own_grid(), same).is_some() {
                let how = how(&band.info);
                band.set_view(grid, how)?;
            }
        }
        Ok(GdalSource { name: name.to_owned(), grid: grid.clone(), bands, unscale: false })
    }

    /// The same bands resampled from their own pixels onto another grid; where they have no pixels they are invalid.
    pub fn resampled(self, grid: &Grid, how: Resampling) -> Result<Self> {
        GdalSource::on_grid(&self.name, self.bands, grid, |_| how)
            .map(|new| GdalSource { unscale: self.unscale, ..new })
    }

    /// The pixels that a vector file's polygons cover, as the mask of one band: its own values mean nothing.
    pub fn cut_out(&self, vector: &str) -> Result<Self> {
        let first = &self.bands[0];
        let view = View::cut_out(&first.dataset, vector, &self.grid)?;
        let info = BandInfo { mask: MaskKind::Dataset, sample: SampleType::Other, ..first.info.clone() };
        let band = GdalBand { view: Some(view), dataset: first.dataset.clone(), number: 1, info };
        Ok(GdalSource { name: vector.to_owned(), grid: self.grid.clone(), bands: vec![band], unscale: false })
    }

    /// The grid that covers a vector file's polygons, in this raster's reference system.
    pub fn cutline_grid(&self, vector: &str) -> Result<Grid> {
        view::cutline_grid(&self.bands[0].dataset, vector)
    }

    /// What the chosen bands say of themselves.
    pub fn band_infos(&self) -> Vec<BandInfo> {
        self.bands.iter().map(|b| b.info.clone()).collect()
    }
}

impl RasterSource for GdalSource {
    fn name(&self) -> &str {
        &self.name
    }

    fn files(&self) -> Vec<String> {
        let of = |band: &GdalBand| [vec![band.dataset.name().to_owned()], band.dataset.files()].concat();
        self.bands.iter().flat_map(of).collect()
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
        valid.fill(1);
        if area == 0 {
            return Ok(());
        }
        // Whole numbers without any nodata: 0 in every band is how Sentinel-2 marks "no measurement".
        let zero_is_invalid = self.bands.iter().all(GdalBand::marks_nothing);
        for (values, band) in pixels.chunks_exact_mut(area).zip(&self.bands) {
            band.read(window, values, valid, zero_is_invalid)?;
            let info = &band.info;
            if self.unscale && (info.scale.is_some() || info.offset.is_some()) {
                let (scale, offset) = (info.scale.unwrap_or(1.0), info.offset.unwrap_or(0.0));
                values.iter_mut().for_each(|v| *v = (f64::from(*v) * scale + offset) as f32);
            }
        }
        if zero_is_invalid {
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
