//! Bands of a dataset: what they are, and their pixels and masks.

use std::ffi::c_int;

use gdal_sys::{CPLErr, GDALDataType, GDALRWFlag, GDALRasterBandH};

use super::dataset::Dataset;
use super::stop::go_on;
use super::texts::text_from;
use crate::error::{Error, Result};
use crate::geometry::Window;
use crate::raster::{BandInfo, MaskKind, SampleType};

/// Flags of `GDALGetMaskFlags`.
const MASK_ALL_VALID: i32 = 0x01;
const MASK_PER_DATASET: i32 = 0x02;
const MASK_ALPHA: i32 = 0x04;
const MASK_NODATA: i32 = 0x08;

impl Dataset {
    /// Whether it has one mask of its own for all bands, and that is no alpha band.
    pub(super) fn has_own_mask(&self) -> bool {
        let _quiet = self.gdal.quietly();
        let s = &self.gdal.symbols;
        // SAFETY: the dataset is open; nothing is called on a missing band.
        unsafe {
            let band = (s.GDALGetRasterBand)(self.handle, 1);
            !band.is_null() && (s.GDALGetMaskFlags)(band) & (MASK_PER_DATASET | MASK_ALPHA) == MASK_PER_DATASET
        }
    }

    /// GDAL's number of the first band's type.
    pub(super) fn data_type(&self) -> GDALDataType::Type {
        let s = &self.gdal.symbols;
        // SAFETY: the dataset is open; the type of no band is unknown.
        unsafe {
            let band = (s.GDALGetRasterBand)(self.handle, 1);
            if band.is_null() { GDALDataType::GDT_Unknown } else { (s.GDALGetRasterDataType)(band) }
        }
    }

    pub(super) fn band(&self, number: usize) -> Result<GDALRasterBandH> {
        // SAFETY: the dataset is open; a band that does not exist gives null.
        let band = unsafe { (self.gdal.symbols.GDALGetRasterBand)(self.handle, number as c_int) };
        if band.is_null() {
            return Err(Error::raster(
                self.name(),
                format!("has {} bands, but band {number} was asked for", self.band_count()),
            ));
        }
        Ok(band)
    }

    /// Type, tags, nodata and description of the band with this number (from 1).
    pub fn band_info(&self, number: usize) -> Result<BandInfo> {
        let _quiet = self.gdal.quietly();
        let band = self.band(number)?;
        let s = &self.gdal.symbols;
        let number_if = |f: unsafe extern "C" fn(GDALRasterBandH, *mut c_int) -> f64| {
            let mut has = 0;
            // SAFETY: the band is open and `has` is an int.
            let value = unsafe { f(band, &mut has) };
            (has != 0).then_some(value)
        };
        let nodata = number_if(s.GDALGetRasterNoDataValue);
        // SAFETY: the band is open; texts are copied at once.
        let (flags, mut data_type, description, colour) = unsafe {
            let data_type = (s.GDALGetRasterDataType)(band);
            (
                (s.GDALGetMaskFlags)(band),
                text_from((s.GDALGetDataTypeName)(data_type)).unwrap_or_default(),
                text_from((s.GDALGetDescription)(band)).unwrap_or_default(),
                text_from((s.GDALGetColorInterpretationName)((s.GDALGetRasterColorInterpretation)(band)))
                    .unwrap_or_default(),
            )
        };
        // GDAL before 3.7 has no signed bytes: it gives them as unsigned ones, and says so.
        if self.items(band, c"IMAGE_STRUCTURE").iter().any(|(k, v)| k == "PIXELTYPE" && v == "SIGNEDBYTE") {
            data_type = "Int8".into();
        }
        let mask = match nodata {
            // GDAL before 3.7 does not heed the mark of signed bytes itself.
            Some(value) if flags & MASK_NODATA != 0 || data_type == "Int8" => MaskKind::Nodata(value),
            _ if flags & MASK_ALL_VALID != 0 => MaskKind::None,
            _ if flags & (MASK_PER_DATASET | MASK_ALPHA) != 0 => MaskKind::Dataset,
            _ => MaskKind::Band,
        };
        Ok(BandInfo {
            description,
            metadata: self.band_tags(band, number),
            colour,
            sample: SampleType::from_gdal_name(&data_type),
            data_type,
            mask,
            scale: number_if(s.GDALGetRasterScale).filter(|v| *v != 1.0 && *v != 0.0),
            offset: number_if(s.GDALGetRasterOffset).filter(|v| *v != 0.0),
        })
    }

    /// Width and height of the blocks in which a band is stored.
    pub(super) fn block(&self, number: usize) -> Result<[usize; 2]> {
        let (band, mut size) = (self.band(number)?, [0; 2]);
        let [width, height] = &mut size;
        // SAFETY: the band is open, and both are ints.
        unsafe { (self.gdal.symbols.GDALGetBlockSize)(band, width, height) };
        Ok(size.map(|side| usize::try_from(side).unwrap_or(1).max(1)))
    }

    /// The band whose colour interpretation is alpha. GDAL treats it as a mask with two or four bands only.
    pub(super) fn alpha(&self) -> Option<usize> {
        let s = &self.gdal.symbols;
        (1..=self.band_count()).find(|&number| {
            // SAFETY: the band is open; the name is static and compared at once.
            let name = self.band(number).ok().and_then(|band| unsafe {
                text_from((s.GDALGetColorInterpretationName)((s.GDALGetRasterColorInterpretation)(band)))
            });
            name.as_deref() == Some("Alpha")
        })
    }

    /// Reads a window of one band as float32, row by row.
    pub fn read_f32(&self, number: usize, window: Window, out: &mut [f32]) -> Result<()> {
        self.read(self.band(number)?, window, out, GDALDataType::GDT_Float32)
    }

    /// Reads a window of a band's mask: 0 is invalid.
    pub fn read_mask(&self, number: usize, window: Window, out: &mut [u8]) -> Result<()> {
        let band = self.band(number)?;
        // SAFETY: the band is open; its mask band lives as long.
        let mask = unsafe { (self.gdal.symbols.GDALGetMaskBand)(band) };
        self.read(mask, window, out, GDALDataType::GDT_Byte)
    }

    fn read<T>(&self, band: GDALRasterBandH, w: Window, out: &mut [T], data_type: GDALDataType::Type) -> Result<()> {
        go_on()?;
        let grid = self.grid();
        if !w.fits(grid.width, grid.height) || out.len() != w.area() {
            return Err(Error::Internal(format!(
                "window {w:?} with a buffer of {} on {} x {}",
                out.len(),
                grid.width,
                grid.height
            )));
        }
        self.gdal.call(
            "GDALRasterIOEx",
            self.name(),
            |e: &CPLErr::Type| *e >= CPLErr::CE_Failure,
            |s| {
                let (cols, rows) = (w.width as c_int, w.height as c_int);
                // SAFETY: the window lies in the raster, and the buffer holds rows x cols samples of `data_type`.
                unsafe {
                    (s.GDALRasterIOEx)(
                        band,
                        GDALRWFlag::GF_Read,
                        w.x as c_int,
                        w.y as c_int,
                        cols,
                        rows,
                        out.as_mut_ptr().cast(),
                        cols,
                        rows,
                        data_type,
                        0,
                        0,
                        std::ptr::null_mut(),
                    )
                }
            },
        )?;
        Ok(())
    }
}
