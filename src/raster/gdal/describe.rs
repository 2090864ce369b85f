//! What a new file says of itself before it has pixels: place, names, tags, nodata, mask.

use std::ffi::{CStr, c_int};

use gdal_sys::{CPLErr, GDALDatasetH};

use super::configuration::Configuration;
use super::legend;
use super::library::Gdal;
use super::output_spec::{OutputBand, OutputSpec, Storage};
use super::symbols::Symbols;
use super::texts::{CList, c_text};
use crate::error::Result;

/// `GMF_PER_DATASET`, a macro.
const MASK_PER_DATASET: c_int = 0x02;

/// Domain of this library's metadata in its outputs.
pub const METADATA_DOMAIN: &CStr = c"LEJEPA_GIS";

/// A dataset that is open for writing, and what it is to say.
pub(super) struct Description<'a> {
    pub gdal: &'static Gdal,
    pub handle: GDALDatasetH,
    /// The file's name in messages.
    pub path: &'a str,
    pub spec: &'a OutputSpec,
    /// What is added to codes in the file.
    pub code_shift: f32,
}

impl Description<'_> {
    /// Everything but pixels; before them, so that it lies at the front of the file.
    pub(super) fn all(&self) -> Result<()> {
        let (handle, grid) = (self.handle, &self.spec.grid);
        if let Some(mut transform) = grid.transform {
            // SAFETY: the dataset is open for writing, and reads six numbers.
            self.write("GDALSetGeoTransform", |s| unsafe { (s.GDALSetGeoTransform)(handle, transform.as_mut_ptr()) })?;
        }
        if let Some(crs) = &grid.crs {
            let crs = c_text(crs)?;
            // SAFETY: the dataset is open for writing, and the text NUL-terminated.
            self.write("GDALSetProjection", |s| unsafe { (s.GDALSetProjection)(handle, crs.as_ptr()) })?;
        }
        for (items, domain) in [(&self.spec.tags, std::ptr::null()), (&self.spec.metadata, METADATA_DOMAIN.as_ptr())] {
            if !items.is_empty() {
                let items = CList::new(items.iter().map(|(k, v)| format!("{k}={v}")))?;
                // SAFETY: the dataset is open for writing, and the texts NUL-terminated.
                self.write("GDALSetMetadata", |s| unsafe {
                    (s.GDALSetMetadata)(handle, items.as_ptr().cast(), domain)
                })?;
            }
        }
        for (number, band) in (1..).zip(&self.spec.bands) {
            self.band(number, band)?;
        }
        if self.spec.mask {
            self.create_mask()?;
        }
        Ok(())
    }

    /// Name, scale, offset and nodata of a band.
    fn band(&self, number: c_int, band: &OutputBand) -> Result<()> {
        let name = c_text(&band.description)?;
        // SAFETY: the dataset is open and has this band, and the name is NUL-terminated.
        let handle = unsafe {
            let handle = (self.gdal.symbols.GDALGetRasterBand)(self.handle, number);
            (self.gdal.symbols.GDALSetDescription)(handle, name.as_ptr());
            handle
        };
        if let Some((scale, offset)) = band.scale {
            // value = code × scale + offset, whatever number stands for the code in the file
            let offset = offset - f64::from(self.code_shift) * scale;
            // SAFETY: the band is one of an open dataset.
            self.write("GDALSetRasterScale", |s| unsafe { (s.GDALSetRasterScale)(handle, scale) })?;
            // SAFETY: as above.
            self.write("GDALSetRasterOffset", |s| unsafe { (s.GDALSetRasterOffset)(handle, offset) })?;
        }
        if !band.classes.is_empty() {
            legend::write(self.gdal, self.path, handle, &band.classes)?;
        }
        let nodata = match self.spec.storage {
            Storage::Byte => return Ok(()),
            Storage::UInt16 | Storage::Class8 => 0.0,
            Storage::Code8 => f64::from(self.code_shift) - 128.0,
            Storage::Float32 | Storage::Float16 => f64::NAN,
        };
        // SAFETY: as above.
        self.write("GDALSetRasterNoDataValue", |s| unsafe { (s.GDALSetRasterNoDataValue)(handle, nodata) })
    }

    /// An internal mask wants a configuration option.
    fn create_mask(&self) -> Result<()> {
        let _settings = Configuration::new(self.gdal, &[("GDAL_TIFF_INTERNAL_MASK", "YES")])?;
        // SAFETY: the dataset is open for writing.
        self.write("GDALCreateDatasetMaskBand", |s| unsafe {
            (s.GDALCreateDatasetMaskBand)(self.handle, MASK_PER_DATASET)
        })
    }

    fn write(&self, call: &'static str, body: impl FnOnce(&Symbols) -> CPLErr::Type) -> Result<()> {
        self.gdal.write(call, self.path, |e: &CPLErr::Type| *e >= CPLErr::CE_Failure, body).map(|_| ())
    }
}
