//! A raster without the pixels that masks remove, cut to a window.

use std::cell::RefCell;
use std::rc::Rc;

use super::gdal::GdalSource;
use super::validity::ValidityCounts;
use super::{MaskValues, RasterSource, Resampling};
use crate::error::{Error, Result};
use crate::geometry::{Grid, Patches, Window};
use crate::memory;

/// Which pixels a mask removes.
#[derive(Debug, Clone, PartialEq)]
pub enum MaskRule {
    /// Those whose class is one of these, and those that the mask does not cover.
    Classes(MaskValues),
    /// Those where the mask itself is invalid.
    Outside,
}

/// Bands, masks on the same grid, and the window of it that counts.
pub struct MaskedSource {
    pixels: GdalSource,
    masks: Vec<(GdalSource, MaskRule)>,
    window: Window,
    grid: Grid,
    tally: Option<Rc<RefCell<ValidityCounts>>>,
}

impl MaskedSource {
    /// All pixels, no mask.
    pub fn new(pixels: GdalSource) -> Self {
        let grid = pixels.grid().clone();
        let window = Window { x: 0, y: 0, width: grid.width, height: grid.height };
        MaskedSource { pixels, masks: Vec::new(), window, grid, tally: None }
    }

    /// The bands as they are, on the whole grid.
    pub fn pixels(&self) -> &GdalSource {
        &self.pixels
    }

    /// Removes pixels. The mask must lie on the grid of [`pixels`](Self::pixels).
    ///
    /// # Errors
    /// If it does not.
    pub fn add(&mut self, mask: GdalSource, rule: MaskRule) -> Result<()> {
        let (own, whole) = (mask.grid(), self.pixels.grid());
        if (own.width, own.height) != (whole.width, whole.height) {
            return Err(Error::Internal(format!("a mask of {} x {} pixels", own.width, own.height)));
        }
        self.masks.push((mask, rule));
        Ok(())
    }

    /// Cuts to a window of the present one.
    ///
    /// # Errors
    /// If it leaves the raster or is empty.
    pub fn cut(&mut self, window: Window) -> Result<()> {
        if window.area() == 0 || !window.fits(self.window.width, self.window.height) {
            return Err(Error::raster(
                self.name(),
                format!(
                    "has {} x {} pixels; the window of {} x {} from column {}, row {} does not lie in it",
                    self.window.width, self.window.height, window.width, window.height, window.x, window.y
                ),
            ));
        }
        self.window = Window { x: self.window.x + window.x, y: self.window.y + window.y, ..window };
        self.grid = self.pixels.grid().crop(self.window.x, self.window.y, window.width, window.height);
        Ok(())
    }

    /// Bands and class masks resampled from their own pixels onto another grid, whole; outlines must be added again.
    ///
    /// # Errors
    /// If one of the grids has no georeference, or the new one is rotated.
    pub fn resampled(self, grid: &Grid, how: Resampling) -> Result<Self> {
        let mut out = MaskedSource::new(self.pixels.resampled(grid, how)?);
        for (mask, rule) in self.masks.into_iter().filter(|(_, rule)| *rule != MaskRule::Outside) {
            out.add(mask.resampled(grid, Resampling::Nearest)?, rule)?;
        }
        Ok(out)
    }
}

impl RasterSource for MaskedSource {
    fn name(&self) -> &str {
        self.pixels.name()
    }

    fn files(&self) -> Vec<String> {
        let masks = self.masks.iter().flat_map(|(mask, _)| mask.files());
        self.pixels.files().into_iter().chain(masks).collect()
    }

    fn grid(&self) -> &Grid {
        &self.grid
    }

    fn bands(&self) -> usize {
        self.pixels.bands()
    }

    fn block(&self) -> [usize; 2] {
        let whole = (self.window.x, self.window.y) == (0, 0);
        if whole { self.pixels.block() } else { [1, 1] }
    }

    fn cached(&self) -> u64 {
        self.pixels.cached()
    }

    fn tally(&mut self, patches: Patches) -> Option<Rc<RefCell<ValidityCounts>>> {
        let tally = Rc::new(RefCell::new(ValidityCounts::new(patches)));
        self.tally = Some(tally.clone());
        Some(tally)
    }

    fn read(&mut self, w: Window, pixels: &mut [f32], valid: &mut [u8]) -> Result<()> {
        if !w.fits(self.window.width, self.window.height) {
            return Err(Error::Internal(format!("{w:?} leaves {:?}", self.window)));
        }
        let own = w;
        let w = Window { x: w.x + self.window.x, y: w.y + self.window.y, ..w };
        self.pixels.read(w, pixels, valid)?;
        let mut reasons = memory::reserved(valid.len(), "pixels that are masked")?;
        reasons.extend(valid.iter().map(|ok| u8::from(*ok == 0)));
        let masked = if self.masks.is_empty() { 0 } else { w.area() };
        let mut classes = memory::filled(masked, 0f32, "classes of a mask")?;
        let mut known = memory::filled(masked, 0u8, "classes of a mask")?;
        for (mask, rule) in &mut self.masks {
            mask.read(w, &mut classes, &mut known)?;
            let reason = if *rule == MaskRule::Outside { 3 } else { 2 };
            for (i, (class, known)) in classes.iter().zip(&known).enumerate() {
                let gone = *known == 0 || matches!(rule, MaskRule::Classes(values) if values.takes(*class));
                if gone {
                    valid[i] = 0;
                    // A mask's reason takes precedence over the nodata that often lies under it, and the outline's over
                    // both.
                    reasons[i] = reasons[i].max(reason);
                }
            }
        }
        if let Some(tally) = &self.tally {
            tally.borrow_mut().add(own, &reasons);
        }
        Ok(())
    }
}
