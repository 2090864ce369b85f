//! Which of a product's bands are used, and how they come onto one grid.

use super::product::{Candidate, Product};
use crate::error::Result;
use crate::geometry::Grid;
use crate::raster::bands::{self, NamedBand, SCL};
use crate::raster::gdal::{GdalBand, GdalSource};
use crate::raster::{BandInfo, MaskKind, Resampling, SampleType};

/// Chosen bands on one grid.
pub struct Chosen {
    /// Their pixels, raw.
    pub source: GdalSource,
    /// Which is which, for example `red=3,green=2` or `red=B04.tif`.
    pub summary: String,
    /// Common pixel sizes of bands that were resampled, for example `swir16 20 m to 10 m, bilinear`.
    pub resampled: Vec<String>,
}

impl Product {
    fn band(&mut self, candidate: &Candidate) -> Result<GdalBand> {
        let dataset = self.dataset(&candidate.place.file)?;
        let mut info = dataset.band_info(candidate.place.number)?;
        let overrides = &candidate.overrides;
        info.metadata.extend(overrides.tags.iter().cloned());
        if overrides.scale.is_some() || overrides.offset.is_some() {
            (info.scale, info.offset) = (overrides.scale, overrides.offset);
        }
        if let (Some(value), MaskKind::None) = (overrides.nodata, info.mask) {
            info.mask = MaskKind::Nodata(value);
        }
        Ok(GdalBand::new(dataset, candidate.place.number, info))
    }

    /// Chooses bands and brings them onto one grid: that of the finest among them.
    ///
    /// # Errors
    /// If a band is missing or ambiguous, or cannot be brought onto the others' grid.
    pub fn choose(&mut self, name: &str, wanted: &[String], choice: &str) -> Result<Chosen> {
        let seen: Vec<_> =
            self.candidates.iter().map(|c| NamedBand { label: c.label.clone(), common_name: c.common_name }).collect();
        let found = bands::choose(name, &seen, wanted, choice);
        self.check_sensor(name, choice, found.as_deref().ok())?;
        let places = found.map_err(|e| self.explained(name, choice, e))?;
        let chosen: Vec<Candidate> = places.iter().map(|&i| self.candidates[i].clone()).collect();
        let one_file = chosen.iter().all(|c| c.place.file == chosen[0].place.file);
        let show = |c: &Candidate| if one_file { c.place.number.to_string() } else { c.label.clone() };
        let summary = wanted.iter().zip(&chosen).map(|(w, c)| format!("{w}={}", show(c))).collect::<Vec<_>>().join(",");
        let bands = chosen.iter().map(|c| self.band(c)).collect::<Result<Vec<_>>>()?;
        let grids: Vec<Grid> = bands.iter().map(GdalBand::own_grid).collect();
        let finest = finest(&grids);
        let mut resampled = Vec::new();
        for (grid, band) in grids.iter().zip(wanted) {
            if let (Some(own), Some(to)) = (grid.pixel_size(), grids[finest].pixel_size())
                && (own.0 / to.0 - 1.0).abs() > 0.01
            {
                resampled.push(format!("{band} from {:.2} times the pixel, bilinear", own.0 / to.0));
            }
        }
        let source = GdalSource::on_grid(name, bands, &grids[finest], |_| Resampling::Bilinear)?;
        Ok(Chosen { source, summary, resampled })
    }

    /// The product's scene classification, if it has one.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn classification(&mut self) -> Result<Option<GdalBand>> {
        match self.candidates.iter().find(|c| c.common_name == Some(SCL)).cloned() {
            Some(scl) => {
                let dataset = self.dataset(&scl.place.file)?;
                let info = dataset.band_info(scl.place.number)?;
                Ok(Some(GdalBand::new(dataset, scl.place.number, as_classes(info))))
            }
            None => Ok(None),
        }
    }
}

/// A class band: every value counts, 0 included.
pub fn as_classes(info: BandInfo) -> BandInfo {
    BandInfo { mask: MaskKind::None, sample: SampleType::Other, ..info }
}

/// A band as a class raster on a grid: nearest pixels, every value counts.
pub fn classes_on(name: &str, band: GdalBand, grid: &Grid) -> Result<GdalSource> {
    GdalSource::on_grid(name, vec![band], grid, |_: &BandInfo| Resampling::Nearest)
}

fn finest(grids: &[Grid]) -> usize {
    let area = |g: &Grid| g.pixel_size().map_or(f64::INFINITY, |(x, y)| x * y);
    let best = grids.iter().map(area).fold(f64::INFINITY, f64::min);
    grids.iter().position(|g| area(g) <= best * 1.001).unwrap_or(0)
}
