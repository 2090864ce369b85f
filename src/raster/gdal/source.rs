//! Chosen bands of GDAL datasets as a [`RasterSource`].

use std::rc::Rc;

use super::dataset::Dataset;
use super::warp::{self, View};
use crate::error::{Error, Result};
use crate::geometry::{Grid, Window};
use crate::memory;
use crate::raster::{BandInfo, MaskKind, RasterSource, Resampling, SampleType};

/// One band of an open dataset.
pub struct GdalBand {
    // A view reads through the dataset: it is declared, and so dropped, first.
    view: Option<View>,
    dataset: Rc<Dataset>,
    number: usize,
    info: BandInfo,
    how: Resampling,
}

impl GdalBand {
    /// Band `number` (from 1). `info` is what counts as its nodata, scale and offset; a nodata value that its type cannot
    /// hold marks nothing.
    pub fn new(dataset: Rc<Dataset>, number: usize, mut info: BandInfo) -> Self {
        if matches!(info.mask, MaskKind::Nodata(value) if !info.can_hold(value)) {
            info.mask = MaskKind::None;
        }
        GdalBand { view: None, dataset, number, info, how: Resampling::Bilinear }
    }

    /// Type, tags, nodata and description of the band.
    pub fn info(&self) -> &BandInfo {
        &self.info
    }

    /// The grid of its own pixels.
    pub fn own_grid(&self) -> Grid {
        self.dataset.grid()
    }

    /// Resamples the band where its own pixels do not lie on `grid`; with `zeros`, 0 is no value to blend with.
    fn set_view(&mut self, grid: &Grid, zeros: bool) -> Result<()> {
        self.view = None;
        let same = |a: &str, b: &str| super::same_crs(self.dataset.gdal, a, b);
        if grid.difference(&self.own_grid(), same).is_some() {
            let mut info = self.info.clone();
            if zeros && info.mask == MaskKind::None {
                info.mask = MaskKind::Nodata(0.0);
            }
            self.view = Some(View::new(&self.dataset, self.number, &info, grid, self.how)?);
        }
        Ok(())
    }

    /// Values of a window; `valid` loses the pixels that the band marks. With `zeros`, a pixel without measurement of a
    /// band that marks none becomes 0 and stays valid for now.
    fn read(&self, w: Window, values: &mut [f32], valid: &mut [u8], zeros: bool) -> Result<()> {
        if let Some(view) = &self.view {
            let mut present = vec![false; w.area()];
            view.read(w, values, &mut present)?;
            if zeros && self.info.mask == MaskKind::None {
                values.iter_mut().zip(&present).filter(|(_, p)| !**p).for_each(|(v, _)| *v = 0.0);
            } else {
                clear(valid, &present, |p| !p);
            }
        } else {
            self.dataset.read_f32(self.number, w, values)?;
            if self.info.data_type == "Int8" {
                // As GDAL before 3.7 reads it; later ones give no number above 127.
                values.iter_mut().filter(|v| **v > 127.0).for_each(|v| *v -= 256.0);
            }
            match self.info.mask {
                // The source reads alpha bands, once for all bands.
                MaskKind::None | MaskKind::Alpha(_) => {}
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
    /// Alpha bands beside them: 0 is invalid.
    alphas: Vec<GdalBand>,
    /// Whether a band marks invalid pixels itself.
    marked: bool,
    /// Whether 0 in all bands is no measurement: of integers always, as the mission defines it.
    zeros: bool,
    /// Pixels read so far that are invalid for this reason only.
    zeroed: usize,
    /// Values that make a pixel invalid in addition to the bands' own marks: band and value.
    missing: Vec<(usize, f32)>,
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
        Ok(GdalSource { unscale: true, zeros: false, ..source })
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
        bands.iter().try_for_each(|band| band.dataset.require_grid())?;
        let mut alphas = alphas(&mut bands);
        bands.iter_mut().for_each(|band| band.how = how(&band.info));
        alphas.iter_mut().for_each(|alpha| alpha.how = Resampling::Nearest);
        bands.iter_mut().chain(&mut alphas).try_for_each(|band| band.set_view(grid, false))?;
        let zeros = bands.iter().all(|band| band.info.sample == SampleType::Integer);
        let marked = bands.iter().any(|band| band.info.mask != MaskKind::None);
        let (name, grid) = (name.to_owned(), grid.clone());
        Ok(GdalSource { name, grid, bands, alphas, marked, zeros, zeroed: 0, missing: vec![], unscale: false })
    }

    /// The same bands resampled from their own pixels onto another grid; where they have no pixels they are invalid.
    pub fn resampled(self, grid: &Grid, how: Resampling) -> Result<Self> {
        let mut new = GdalSource::on_grid(&self.name, self.bands, grid, |_| how)?;
        if self.zeros && !new.zeros {
            new.without_zeros()?;
        }
        Ok(GdalSource { unscale: self.unscale, zeros: self.zeros, missing: self.missing, ..new })
    }

    /// From now on, 0 in all bands is no measurement.
    ///
    /// # Errors
    /// If a band cannot be resampled.
    pub fn without_zeros(&mut self) -> Result<()> {
        self.zeros = true;
        self.bands.iter_mut().try_for_each(|band| band.set_view(&self.grid, true))
    }

    /// From now on, 0 in all bands is no measurement only of whole numbers whose bands mark nothing.
    pub fn with_zeros(&mut self) {
        self.zeros &= !self.marked;
    }

    /// From now on, these values make a pixel invalid, each in its band (from 0), in addition to the bands' own marks.
    ///
    /// # Errors
    /// If a band cannot be resampled.
    pub fn without(&mut self, values: &[(usize, f32)]) -> Result<()> {
        for &(number, value) in values {
            let band = &mut self.bands[number];
            if band.info.mask == MaskKind::None {
                // Where the band is resampled, the value must not blend with those beside it.
                band.info.mask = MaskKind::Nodata(f64::from(value));
                band.set_view(&self.grid, false)?;
            } else {
                self.missing.push((number, value));
            }
        }
        Ok(())
    }

    /// Pixels read so far that are invalid for nothing but 0 in all bands, although the bands mark invalid pixels
    /// otherwise.
    pub fn zeroed(&self) -> usize {
        self.zeroed
    }

    /// The pixels that a vector file's polygons cover, as the mask of one band: its own values mean nothing.
    pub fn cut_out(&self, vector: &str) -> Result<Self> {
        let first = &self.bands[0];
        let view = View::cut_out(&first.dataset, vector, &self.grid)?;
        let info = BandInfo { mask: MaskKind::Dataset, sample: SampleType::Other, ..first.info.clone() };
        let band =
            GdalBand { view: Some(view), dataset: first.dataset.clone(), number: 1, info, how: Resampling::Nearest };
        Ok(GdalSource {
            name: vector.to_owned(),
            grid: self.grid.clone(),
            bands: vec![band],
            alphas: vec![],
            marked: true,
            zeros: false,
            zeroed: 0,
            missing: vec![],
            unscale: false,
        })
    }

    /// The grid that covers a vector file's polygons, in this raster's reference system.
    pub fn cutline_grid(&self, vector: &str) -> Result<Grid> {
        warp::cutline_grid(&self.bands[0].dataset, vector)
    }

    /// How bands with other pixels of their own are resampled, for example `bilinear and average`; empty if none is.
    pub fn resampled_by(&self) -> String {
        let mut names: Vec<_> = self.bands.iter().flat_map(|b| &b.view).map(|v| v.how.gdal_name()).collect();
        names.sort_unstable();
        names.dedup();
        names.join(" and ")
    }

    /// Type, tags, nodata and description of the chosen bands.
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

    fn block(&self) -> [usize; 2] {
        // Blocks of a virtual raster are not those that are decoded.
        let stored = |band: &&GdalBand| band.view.is_none() && band.dataset.driver() != "VRT";
        let first = self.bands.iter().find(stored);
        first.and_then(|band| band.dataset.block(band.number).ok()).unwrap_or([1, 1])
    }

    fn cached(&self) -> u64 {
        let of_band = |band: &GdalBand| {
            let grid = band.own_grid();
            memory::product(&[grid.width, grid.height]).saturating_mul(band.info.pixel_bytes())
        };
        self.bands.iter().map(of_band).fold(0u64, u64::saturating_add)
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
        for (values, band) in pixels.chunks_exact_mut(area).zip(&self.bands) {
            band.read(window, values, valid, self.zeros)?;
        }
        for &(band, value) in &self.missing {
            clear(valid, &pixels[band * area..][..area], |v| v == value);
        }
        let mut alpha = vec![0f32; if self.alphas.is_empty() { 0 } else { area }];
        for band in &self.alphas {
            band.read(window, &mut alpha, valid, false)?;
            clear(valid, &alpha, |a| a == 0.0);
        }
        if self.zeros {
            for i in 0..area {
                if valid[i] != 0 && pixels.chunks_exact(area).all(|band| band[i] == 0.0) {
                    valid[i] = 0;
                    self.zeroed += usize::from(self.marked);
                }
            }
        }
        if self.unscale {
            for (values, band) in pixels.chunks_exact_mut(area).zip(&self.bands) {
                let (scale, offset) = (band.info.scale.unwrap_or(1.0), band.info.offset.unwrap_or(0.0));
                if (scale, offset) != (1.0, 0.0) {
                    values.iter_mut().for_each(|v| *v = (f64::from(*v) * scale + offset) as f32);
                }
            }
        }
        Ok(())
    }
}

/// Alpha bands of the bands' datasets that are not among them. Bands that mark nothing themselves are marked by theirs.
fn alphas(bands: &mut [GdalBand]) -> Vec<GdalBand> {
    let chosen: Vec<(Rc<Dataset>, usize)> = bands.iter().map(|band| (band.dataset.clone(), band.number)).collect();
    let mut found: Vec<(Rc<Dataset>, Option<usize>)> = Vec::new();
    // Classes are no measurements: every value of theirs counts.
    for band in bands.iter_mut().filter(|band| band.info.sample != SampleType::Other) {
        let known = found.iter().find(|(dataset, _)| Rc::ptr_eq(dataset, &band.dataset)).map(|(_, alpha)| *alpha);
        let alpha = known.unwrap_or_else(|| {
            let taken = |n: &usize| chosen.iter().any(|(d, number)| Rc::ptr_eq(d, &band.dataset) && number == n);
            let alpha = band.dataset.alpha().filter(|n| !taken(n));
            found.push((band.dataset.clone(), alpha));
            alpha
        });
        if let (Some(alpha), MaskKind::None) = (alpha, band.info.mask) {
            band.info.mask = MaskKind::Alpha(alpha);
        }
    }
    let alpha = |(dataset, alpha): (Rc<Dataset>, Option<usize>)| {
        let info = BandInfo { data_type: String::new(), ..BandInfo::plain(SampleType::Other) };
        alpha.map(|number| GdalBand::new(dataset, number, info))
    };
    found.into_iter().filter_map(alpha).collect()
}

fn clear<T: Copy>(valid: &mut [u8], values: &[T], invalid: impl Fn(T) -> bool) {
    for (ok, value) in valid.iter_mut().zip(values) {
        if invalid(*value) {
            *ok = 0;
        }
    }
}
