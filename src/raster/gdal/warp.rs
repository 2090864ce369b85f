//! One band of a dataset on another pixel grid, as a virtual dataset that reads through the original.

use std::ffi::CString;

use gdal_sys::GDALDatasetH;

use super::crs::Transformer;
use super::dataset::Dataset;
use super::texts::CList;
use crate::error::{Error, Result};
use crate::geometry::{Grid, Window};
use crate::raster::{BandInfo, MaskKind, Resampling, SampleType};

/// One band, resampled: band 1 holds the values as float32, the last band is above 0 where there are any. GDAL does
/// not treat a float32 alpha band as a mask, so it is read as a band.
pub(super) struct View {
    // The warped dataset reads through the picked one: it is declared, and so dropped, first.
    warped: Dataset,
    _picked: Dataset,
    /// How its pixels are made.
    pub(super) how: Resampling,
}

impl View {
    /// Band `number` of `dataset` on `grid`. The dataset must outlive the view. Bilinear becomes an average where several
    /// pixels fall into one.
    ///
    /// # Errors
    /// If one of them has no georeference, or `grid` is rotated.
    pub(super) fn new(dataset: &Dataset, number: usize, info: &BandInfo, grid: &Grid, how: Resampling) -> Result<Self> {
        let mut arguments: Vec<String> = ["-of", "VRT", "-b"].map(String::from).to_vec();
        arguments.push(number.to_string());
        match info.mask {
            MaskKind::Nodata(value) => arguments.extend(["-a_nodata".into(), nodata_text(value)]),
            MaskKind::Dataset | MaskKind::Band => arguments.extend(["-mask".into(), format!("mask,{number}")]),
            MaskKind::Alpha(alpha) => arguments.extend(["-mask".into(), alpha.to_string()]),
            // Whole numbers without any nodata: 0 means "no measurement", and must not blend with what lies beside it.
            MaskKind::None if info.sample == SampleType::Integer => arguments.extend(["-a_nodata".into(), "0".into()]),
            MaskKind::None => {}
        }
        let picked = translated(dataset, &arguments)?;
        let how = if how == Resampling::Bilinear && shrinks(&picked, grid) { Resampling::Average } else { how };
        let warped = warped(&picked, &onto(&picked, grid, how)?)?;
        Ok(View { warped, _picked: picked, how })
    }

    /// Band 1 of `dataset` on `grid`, without values outside of a vector file's polygons.
    pub(super) fn cut_out(dataset: &Dataset, vector: &str, grid: &Grid) -> Result<View> {
        let picked = translated(dataset, &["-of", "VRT", "-b", "1", "-a_nodata", "none"].map(String::from))?;
        let mut arguments = onto(&picked, grid, Resampling::Nearest)?;
        arguments.extend(["-cutline".into(), vector.into()]);
        let warped = warped(&picked, &arguments)?;
        Ok(View { warped, _picked: picked, how: Resampling::Nearest })
    }

    /// Values of a window; false in `present` where there are none.
    pub(super) fn read(&self, window: Window, values: &mut [f32], present: &mut [bool]) -> Result<()> {
        let mut alpha = vec![0f32; window.area()];
        self.warped.read_f32(1, window, values)?;
        self.warped.read_f32(self.warped.band_count(), window, &mut alpha)?;
        present.iter_mut().zip(&alpha).for_each(|(p, a)| *p = *a > 0.0);
        Ok(())
    }
}

/// The grid that covers a vector file's features, in the dataset's reference system and at about its pixel size.
///
/// # Errors
/// If the file holds no polygon, or does not meet the raster.
pub(super) fn cutline_grid(dataset: &Dataset, vector: &str) -> Result<Grid> {
    let mut arguments = ["-of", "VRT", "-cutline", vector, "-crop_to_cutline"].map(String::from).to_vec();
    arguments.extend(source_crs(dataset));
    Ok(warped(dataset, &arguments)?.grid())
}

fn nodata_text(value: f64) -> String {
    if value.is_nan() { "nan".into() } else { format!("{value}") }
}

/// Whether several pixels of a dataset fall into one of `grid`, and lie along its rows and columns: GDAL averages boxes.
fn shrinks(dataset: &Dataset, grid: &Grid) -> bool {
    let own = dataset.grid();
    let Some(cross) = grid.centre_cross() else { return false };
    let there = match (&grid.crs, &own.crs) {
        (Some(from), Some(to)) if from != to => match Transformer::new(dataset.gdal, from, to) {
            Ok(transformer) => transformer.points(&cross),
            Err(_) => return false,
        },
        _ => cross.map(Some).to_vec(),
    };
    matches!(there[..], [Some(centre), Some(right), Some(below)] if own.steps_shrink([centre, right, below]))
}

/// The dataset's reference system as text, with x before y as in geotransforms. Drivers may give it with another
/// order of axes (GDAL 3.6's for Zarr), and a warp would then read the wrong place.
fn source_crs(dataset: &Dataset) -> Vec<String> {
    dataset.grid().crs.map_or(Vec::new(), |crs| vec!["-s_srs".into(), crs])
}

fn onto(dataset: &Dataset, grid: &Grid, how: Resampling) -> Result<Vec<String>> {
    let Some(t) = grid.transform else {
        return Err(Error::Grid(format!("{}: cannot be resampled onto a raster without georeference", dataset.name())));
    };
    if dataset.grid().transform.is_none() {
        return Err(Error::Grid(format!("{}: has no georeference, so it cannot be resampled", dataset.name())));
    }
    if t[2] != 0.0 || t[4] != 0.0 {
        return Err(Error::Grid(format!("{}: cannot be resampled onto a rotated grid", dataset.name())));
    }
    let (w, h) = (grid.width as f64, grid.height as f64);
    let corner = (t[0] + w * t[1], t[3] + h * t[5]);
    let extent = [t[0].min(corner.0), t[3].min(corner.1), t[0].max(corner.0), t[3].max(corner.1)];
    let mut arguments: Vec<String> =
        // Overviews may be out of date or made by any rule, so the pixels themselves are read.
        ["-of", "VRT", "-dstalpha", "-ot", "Float32", "-ovr", "NONE", "-r", how.gdal_name()].map(String::from).to_vec();
    arguments.extend(source_crs(dataset));
    if let Some(crs) = grid.crs.as_deref() {
        arguments.extend(["-t_srs".into(), crs.into()]);
    }
    arguments.push("-te".into());
    arguments.extend(extent.map(|v| format!("{v:.17}")));
    arguments.extend(["-ts".into(), grid.width.to_string(), grid.height.to_string()]);
    Ok(arguments)
}

fn translated(dataset: &Dataset, arguments: &[String]) -> Result<Dataset> {
    let list = CList::new(arguments)?;
    let source = dataset.handle;
    let handle = dataset.gdal.call(
        "GDALTranslate",
        dataset.name(),
        |h: &GDALDatasetH| h.is_null(),
        |s| {
            // SAFETY: the arguments are a NULL-terminated list, the source is open; the options are freed once.
            unsafe {
                let options = (s.GDALTranslateOptionsNew)(list.as_ptr(), std::ptr::null_mut());
                if options.is_null() {
                    return std::ptr::null_mut();
                }
                let out = (s.GDALTranslate)(c"".as_ptr(), source, options, std::ptr::null_mut());
                (s.GDALTranslateOptionsFree)(options);
                out
            }
        },
    )?;
    Ok(Dataset::owning(dataset.gdal, handle, dataset.name()))
}

fn warped(dataset: &Dataset, arguments: &[String]) -> Result<Dataset> {
    let list = CList::new(arguments)?;
    let mut source = dataset.handle;
    let empty = CString::default();
    let handle = dataset.gdal.call(
        "GDALWarp",
        dataset.name(),
        |h: &GDALDatasetH| h.is_null(),
        |s| {
            // SAFETY: the arguments are a NULL-terminated list, the source is open; the options are freed once.
            unsafe {
                let options = (s.GDALWarpAppOptionsNew)(list.as_ptr(), std::ptr::null_mut());
                if options.is_null() {
                    return std::ptr::null_mut();
                }
                let out =
                    (s.GDALWarp)(empty.as_ptr(), std::ptr::null_mut(), 1, &mut source, options, std::ptr::null_mut());
                (s.GDALWarpAppOptionsFree)(options);
                out
            }
        },
    )?;
    Ok(Dataset::owning(dataset.gdal, handle, dataset.name()))
}
