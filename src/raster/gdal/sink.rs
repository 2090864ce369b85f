//! An output under construction: its pixels, its end, and the check that the file is complete.
//!
//! The caller gives a name in a job's [`WorkFolder`]; the final name comes later, by a rename.

use std::ffi::c_int;

use gdal_sys::{CPLErr, GDALDataType, GDALDatasetH, GDALRWFlag};

use super::copy::Copy;
use super::creation::{block_size, default_creation, merged};
use super::dataset::Dataset;
use super::describe::Description;
use super::driver::{self, CopyProgress};
use super::files::{exists, remove};
use super::library::Gdal;
use super::output_spec::{OutputSpec, Storage, WriteOptions};
use super::symbols::Symbols;
use super::whole::prove_whole;
use super::work::WorkFolder;
use crate::error::{Error, Result};
use crate::geometry::Window;

/// `GDT_Int8`, known from GDAL 3.7 on.
const INT8: GDALDataType::Type = 14;

/// Most bytes of one piece of an output on its way into the file, as float32, where one column of blocks needs no more.
const PIECE_BYTES: usize = 16 << 20;

/// An output under construction. Dropped without [`finish`](Self::finish), it leaves nothing.
pub struct GdalSink {
    dataset: Option<Dataset>,
    gdal: &'static Gdal,
    /// The file's own name, or of the GeoTIFF that is copied to it.
    path: String,
    /// Where another driver's copy goes, and the folder where the GeoTIFF waits for it.
    copy: Option<(String, WorkFolder)>,
    spec: OutputSpec,
    options: WriteOptions,
    code_shift: f32,
    /// Whether the file's blocks are of [`block_size`], and not as the user wants them.
    own_blocks: bool,
}

impl GdalSink {
    /// Creates the file.
    ///
    /// # Errors
    /// [`Error::Exists`] if it exists and `overwrite` is off.
    pub fn create(gdal: &'static Gdal, target: &str, spec: OutputSpec, options: WriteOptions) -> Result<Self> {
        if exists(gdal, target)? && !options.overwrite {
            return Err(Error::Exists { path: target.to_owned() });
        }
        let copy = if options.copies() { Some((target.to_owned(), WorkFolder::beside(gdal, target)?)) } else { None };
        let path = copy.as_ref().map_or_else(|| target.to_owned(), |(_, stage)| stage.new_file("copied.tif"));
        let data_type = match spec.storage {
            Storage::Float32 | Storage::Float16 => GDALDataType::GDT_Float32,
            Storage::Code8 if gdal.version_number >= 3_070_000 && !options.copies() => INT8,
            Storage::Byte | Storage::Class8 | Storage::Code8 => GDALDataType::GDT_Byte,
            Storage::UInt16 => GDALDataType::GDT_UInt16,
        };
        let driver = match (options.cog, options.driver.as_str()) {
            (true, _) => "COG",
            (false, "") => "GTiff",
            (false, driver) => driver,
        };
        driver::check_options(gdal, driver, &options.creation)?;
        // A copy is made with the user's options, so the file before it needs none of them.
        let user: &[String] = if options.copies() { &[] } else { &options.creation };
        let creation = merged(default_creation(&spec), user);
        let size = (spec.grid.width, spec.grid.height, spec.bands.len());
        let dataset = driver::create(gdal, "GTiff", &path, size, data_type, &creation)?;
        let handle = dataset.handle;
        let mut block = [0; 2];
        // SAFETY: the dataset is open and has a band, and `block` has room for both sizes.
        unsafe {
            let s = &gdal.symbols;
            (s.GDALGetBlockSize)((s.GDALGetRasterBand)(handle, 1), &raw mut block[0], &raw mut block[1]);
        }
        let sink = GdalSink {
            own_blocks: block.map(|b| b as usize) == [block_size(spec.content); 2],
            dataset: Some(dataset),
            gdal,
            path,
            copy,
            code_shift: if spec.storage == Storage::Code8 && data_type != INT8 { 128.0 } else { 0.0 },
            spec,
            options,
        };
        let (path, spec, code_shift) = (&sink.path, &sink.spec, sink.code_shift);
        Description { gdal, handle, path, spec, code_shift }.all()?;
        Ok(sink)
    }

    fn write(&self, call: &'static str, body: impl FnOnce(&Symbols) -> CPLErr::Type) -> Result<()> {
        self.gdal.write(call, &self.path, |e: &CPLErr::Type| *e >= CPLErr::CE_Failure, body).map(|_| ())
    }

    /// Rows after which the file's blocks are complete; give [`write_rows`](Self::write_rows) multiples of it.
    pub fn block_rows(&self) -> usize {
        block_size(self.spec.content)
    }

    /// Columns that are written together: of whole blocks, as many as keep all bands of
    /// [`block_rows`](Self::block_rows) within 16 MB. All columns, where the user wants other blocks.
    pub fn block_columns(&self) -> usize {
        let (side, width) = (self.block_rows(), self.spec.grid.width);
        let bytes = side * side * self.spec.bands.len() * size_of::<f32>();
        if self.own_blocks { side * (PIECE_BYTES / bytes).max(1) } else { width }.min(width)
    }

    /// Writes rows of all bands: `values` is `[bands][rows][width]`.
    pub fn write_rows(&mut self, first: usize, values: &mut [f32]) -> Result<()> {
        let (width, bands) = (self.spec.grid.width, self.spec.bands.len());
        self.write_window(Window { x: 0, y: first, width, height: values.len() / (width * bands) }, values)
    }

    /// Writes a window of all bands, `[bands][height][width]`, made of whole blocks.
    pub fn write_window(&mut self, w: Window, values: &mut [f32]) -> Result<()> {
        let bands = self.spec.bands.len();
        if self.spec.storage == Storage::Code8 {
            let shift = self.code_shift;
            values.iter_mut().for_each(|v| *v = if v.is_nan() { -128.0 } else { *v } + shift);
        }
        if values.len() != w.area() * bands || !w.fits(self.spec.grid.width, self.spec.grid.height) {
            return Err(Error::Internal(format!("{} values for {bands} bands of {w:?}", values.len())));
        }
        let handle = self.handle()?;
        self.write("GDALDatasetRasterIOEx", |s| {
            let (x, y, columns, rows) = (w.x as c_int, w.y as c_int, w.width as c_int, w.height as c_int);
            // SAFETY: the dataset is open, the window lies in it, and the buffer holds bands x rows x columns floats.
            unsafe {
                (s.GDALDatasetRasterIOEx)(
                    handle,
                    GDALRWFlag::GF_Write,
                    x,
                    y,
                    columns,
                    rows,
                    values.as_mut_ptr().cast(),
                    columns,
                    rows,
                    GDALDataType::GDT_Float32,
                    bands as c_int,
                    std::ptr::null_mut(),
                    0,
                    0,
                    0,
                    std::ptr::null_mut(),
                )
            }
        })?;
        if !self.own_blocks {
            return Ok(());
        }
        // Else the blocks would wait in GDAL's cache until it is full or the file closed, and be compressed only then.
        self.write("GDALFlushRasterCache", |s| {
            (1..=bands as c_int).fold(CPLErr::CE_None, |worst, band| {
                // SAFETY: the dataset is open and has these bands.
                worst.max(unsafe { (s.GDALFlushRasterCache)((s.GDALGetRasterBand)(handle, band)) })
            })
        })
    }

    /// Writes rows of the mask: 255 is valid.
    pub fn write_mask_rows(&mut self, first: usize, mask: &mut [u8]) -> Result<()> {
        let width = self.spec.grid.width;
        let handle = self.handle()?;
        self.write("GDALRasterIOEx", |s| {
            let (columns, rows) = (width as c_int, (mask.len() / width) as c_int);
            // SAFETY: the dataset is open and has a mask band; the buffer holds rows x columns bytes.
            unsafe {
                let band = (s.GDALGetMaskBand)((s.GDALGetRasterBand)(handle, 1));
                (s.GDALRasterIOEx)(
                    band,
                    GDALRWFlag::GF_Write,
                    0,
                    first as c_int,
                    columns,
                    rows,
                    mask.as_mut_ptr().cast(),
                    columns,
                    rows,
                    GDALDataType::GDT_Byte,
                    0,
                    0,
                    std::ptr::null_mut(),
                )
            }
        })
    }

    fn handle(&self) -> Result<GDALDatasetH> {
        self.dataset.as_ref().map(|d| d.handle).ok_or_else(|| Error::Internal("output is closed".into()))
    }

    /// Closes the file, makes the copy with another driver where one was requested, and checks that it is complete.
    ///
    /// # Errors
    /// [`Error::Gdal`] for any failure that GDAL reports and for missing blocks.
    pub fn finish(self) -> Result<()> {
        self.finish_with(&mut |_| true)
    }

    /// The same; `progress` reports a copy's progress and may cancel it.
    ///
    /// # Errors
    /// [`Error::Cancelled`] if `progress` returned false.
    pub fn finish_with(mut self, progress: CopyProgress) -> Result<()> {
        if let Some(dataset) = self.dataset.take() {
            dataset.close()?;
            prove_whole(self.gdal, &self.path, self.options.is_sparse())?;
        }
        match self.copy.take() {
            // The GeoTIFF goes with its folder, and with this sink.
            Some((target, _stage)) => {
                let copy = Copy { gdal: self.gdal, target: &target, spec: &self.spec, options: &self.options };
                copy.make(&self.path, progress)
            }
            None => {
                self.path.clear(); // It stays.
                Ok(())
            }
        }
    }
}

impl Drop for GdalSink {
    fn drop(&mut self) {
        drop(self.dataset.take());
        if !self.path.is_empty() {
            remove(self.gdal, &self.path);
        }
    }
}
