//! A check that a closed output is complete, whatever GDAL's calls returned: one of GDAL's own threads, or a disk that
//! is full when a file is closed, can lose blocks without an error.

use std::ffi::{CString, c_int};

use gdal_sys::{CPLErr, GDALDataType, GDALRWFlag, GDALRasterBandH};

use super::dataset::Dataset;
use super::library::{Gdal, full_disk};
use super::names::is_virtual;
use super::texts::text_from;
use crate::error::{Error, GdalFault, Result};

/// Rows that are read at a time where a driver does not report blocks.
const ROWS: c_int = 64;

/// A raster's bands, their overviews, and its mask.
fn layers(file: &Dataset) -> Vec<GDALRasterBandH> {
    let s = &file.gdal.symbols;
    let mut all = Vec::new();
    // SAFETY: the dataset is open and has these bands; what belongs to it lives as long.
    unsafe {
        for number in 1..=file.band_count() {
            let band = (s.GDALGetRasterBand)(file.handle, number as c_int);
            all.push(band);
            all.extend((0..(s.GDALGetOverviewCount)(band)).map(|i| (s.GDALGetOverview)(band, i)));
        }
        if file.has_own_mask() {
            all.push((s.GDALGetMaskBand)((s.GDALGetRasterBand)(file.handle, 1)));
        }
    }
    all.retain(|band| !band.is_null());
    all
}

/// Checks that every block of every band, overview and mask is in the file: by the table of blocks where it is a TIFF,
/// else by reading all of it once. `sparse` TIFFs lack blocks on purpose, and are read.
///
/// # Errors
/// [`Error::Gdal`] if the file cannot be opened, or anything is missing; [`Error::Cancelled`] if the job is cancelled.
pub fn prove_whole(gdal: &'static Gdal, path: &str, sparse: bool) -> Result<()> {
    let lost = |message: String| {
        let full = full_disk(gdal, path);
        let fault = GdalFault { call: "GDALClose", number: 0, passes: full.is_some() };
        Error::Gdal { path: path.to_owned(), message: message + &full.unwrap_or_default(), fault }
    };
    // A cancelled job has lost nothing.
    let unless_stopped = |e: Error, what: &str| match e {
        Error::Cancelled => e,
        _ => lost(format!("what was written cannot be {what}: {e}")),
    };
    let file = Dataset::open(gdal, path).map_err(|e| unless_stopped(e, "opened"))?;
    let has_table = file.driver() == "GTiff" && !sparse;
    let length = if is_virtual(path) { None } else { std::fs::metadata(path).ok().map(|m| m.len()) };
    for layer in layers(&file) {
        if has_table {
            let (missing, all) = missing_blocks(&file, layer, length);
            if missing > 0 {
                return Err(lost(format!("{missing} of {all} blocks of a band were lost in writing")));
            }
        } else {
            read_all(&file, layer).map_err(|e| unless_stopped(e, "read back"))?;
        }
    }
    Ok(())
}

/// Blocks of a TIFF's band that have no place in the file, or one beyond its end, and how many there should be.
fn missing_blocks(file: &Dataset, band: GDALRasterBandH, length: Option<u64>) -> (usize, usize) {
    let s = &file.gdal.symbols;
    let (width, height, block) = size_and_block(file, band);
    let number = |what: &str, x: c_int, y: c_int| {
        let key = CString::new(format!("BLOCK_{what}_{x}_{y}")).ok()?;
        // SAFETY: the band is open and both texts are NUL-terminated; the result is copied at once.
        let text = unsafe { text_from((s.GDALGetMetadataItem)(band, key.as_ptr(), c"TIFF".as_ptr())) };
        text?.parse::<u64>().ok()
    };
    let is_there = |x, y| match (number("OFFSET", x, y), number("SIZE", x, y)) {
        (Some(offset), Some(size)) => {
            offset > 0 && size > 0 && length.is_none_or(|l| offset.checked_add(size).is_some_and(|end| end <= l))
        }
        _ => false,
    };
    let (columns, rows) = (blocks(width, block.0), blocks(height, block.1));
    let missing = (0..rows).flat_map(|y| (0..columns).map(move |x| (x, y))).filter(|&(x, y)| !is_there(x, y)).count();
    (missing, columns as usize * rows as usize)
}

/// Blocks along a side.
fn blocks(size: c_int, block: c_int) -> c_int {
    size / block + c_int::from(size % block != 0)
}

fn size_and_block(file: &Dataset, band: GDALRasterBandH) -> (c_int, c_int, (c_int, c_int)) {
    let s = &file.gdal.symbols;
    let mut block = [0; 2];
    // SAFETY: the band is open, and `block` has room for both sizes.
    unsafe {
        (s.GDALGetBlockSize)(band, &raw mut block[0], &raw mut block[1]);
        ((s.GDALGetRasterBandXSize)(band), (s.GDALGetRasterBandYSize)(band), (block[0].max(1), block[1].max(1)))
    }
}

fn read_all(file: &Dataset, band: GDALRasterBandH) -> Result<()> {
    let (width, height, block) = size_and_block(file, band);
    // Whole blocks at a time, so that each is decoded once.
    let step = block.1.max(ROWS / block.1.min(ROWS) * block.1).min(height.max(1));
    let mut values = vec![0f32; width as usize * step as usize];
    for y in (0..height).step_by(step as usize) {
        let rows = step.min(height - y);
        file.gdal.call(
            "GDALRasterIOEx",
            file.name(),
            |e: &CPLErr::Type| *e >= CPLErr::CE_Failure,
            |s| {
                // SAFETY: the rows lie in the open band, and the buffer holds rows x width floats.
                unsafe {
                    let (to, float) = (values.as_mut_ptr().cast(), GDALDataType::GDT_Float32);
                    let (read, none) = (GDALRWFlag::GF_Read, std::ptr::null_mut());
                    (s.GDALRasterIOEx)(band, read, 0, y, width, rows, to, width, rows, float, 0, 0, none)
                }
            },
        )?;
    }
    Ok(())
}
