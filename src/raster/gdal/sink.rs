//! Writing GeoTIFF, or any other format as a copy of one, and checking that the file is complete.
//!
//! The caller gives a name in a job's [`WorkFolder`]; the final name comes later, by a rename.

use std::ffi::{CStr, c_int};

use gdal_sys::{CPLErr, GDALDataType, GDALDatasetH, GDALRWFlag};

use super::creation::{block_size, default_cog, default_creation, merged};
use super::dataset::Dataset;
use super::driver;
use super::driver::CopyProgress;
use super::files::{exists, list_folder, remove, rename};
use super::library::{CList, Gdal, c_text, text_from};
use super::names::folder_and_name;
use super::output_spec::{OutputBand, OutputSpec, Storage, WriteOptions};
use super::whole::prove_whole;
use super::work::WorkFolder;
use crate::error::{Error, Result};
use crate::geometry::Window;

/// `GMF_PER_DATASET`, a macro.
const MASK_PER_DATASET: c_int = 0x02;
/// `GDT_Int8`, known from GDAL 3.7 on.
const INT8: GDALDataType::Type = 14;
const MASK_OPTION: &CStr = c"GDAL_TIFF_INTERNAL_MASK";

/// Most bytes of one piece of an output on its way into the file, as float32, where one column of blocks needs no more.
const PIECE_BYTES: usize = 16 << 20;

/// Domain of this library's metadata in its outputs.
pub const METADATA_DOMAIN: &CStr = c"LEJEPA_GIS";

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
            Storage::Byte | Storage::Code8 => GDALDataType::GDT_Byte,
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
        sink.describe(handle)?;
        Ok(sink)
    }

    /// Everything but pixels; before them, so that it lies at the front of the file.
    fn describe(&self, handle: GDALDatasetH) -> Result<()> {
        let grid = &self.spec.grid;
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
            self.describe_band(handle, number, band)?;
        }
        if self.spec.mask {
            self.create_mask(handle)?;
        }
        Ok(())
    }

    /// Name, scale, offset and nodata of a band.
    fn describe_band(&self, handle: GDALDatasetH, number: c_int, band: &OutputBand) -> Result<()> {
        let name = c_text(&band.description)?;
        // SAFETY: the dataset is open and has this band, and the name is NUL-terminated.
        let handle = unsafe {
            let handle = (self.gdal.symbols.GDALGetRasterBand)(handle, number);
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
        let nodata = match self.spec.storage {
            Storage::Byte => return Ok(()),
            Storage::UInt16 => 0.0,
            Storage::Code8 => f64::from(self.code_shift) - 128.0,
            Storage::Float32 | Storage::Float16 => f64::NAN,
        };
        // SAFETY: as above.
        self.write("GDALSetRasterNoDataValue", |s| unsafe { (s.GDALSetRasterNoDataValue)(handle, nodata) })
    }

    /// An internal mask wants a configuration option; it is set for this thread alone and put back.
    fn create_mask(&self, handle: GDALDatasetH) -> Result<()> {
        self.write("GDALCreateDatasetMaskBand", |s| {
            // SAFETY: the texts are NUL-terminated; the old value is copied before it is replaced.
            unsafe {
                let old = text_from((s.CPLGetThreadLocalConfigOption)(MASK_OPTION.as_ptr(), std::ptr::null()));
                (s.CPLSetThreadLocalConfigOption)(MASK_OPTION.as_ptr(), c"YES".as_ptr());
                let result = (s.GDALCreateDatasetMaskBand)(handle, MASK_PER_DATASET);
                let old = old.and_then(|o| c_text(&o).ok());
                (s.CPLSetThreadLocalConfigOption)(
                    MASK_OPTION.as_ptr(),
                    old.as_ref().map_or(std::ptr::null(), |o| o.as_ptr()),
                );
                result
            }
        })
    }

    fn write(&self, call: &'static str, body: impl FnOnce(&super::symbols::Symbols) -> CPLErr::Type) -> Result<()> {
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
            prove_whole(self.gdal, &self.path, self.is_sparse())?;
        }
        match self.copy.take() {
            Some((target, stage)) => self.copy(&target, &stage, progress),
            None => {
                self.path.clear(); // It stays.
                Ok(())
            }
        }
    }

    /// Whether the user wants blocks without data left out.
    fn is_sparse(&self) -> bool {
        let wants = |o: &String| o.to_ascii_uppercase().replace("=YES", "=TRUE") == "SPARSE_OK=TRUE";
        self.options.creation.iter().any(wants)
    }

    /// Copies the finished GeoTIFF with the requested driver. That may write several files, or a folder: all of it is
    /// made in a folder of its own and moved next to the target, the target last.
    fn copy(&self, target: &str, stage: &WorkFolder, progress: CopyProgress) -> Result<()> {
        let (driver, defaults) = match self.options.cog {
            true => ("COG", default_cog(&self.spec)),
            false => (self.options.driver.as_str(), vec![]),
        };
        let (folder, name) = folder_and_name(target);
        let copies = WorkFolder::beside(self.gdal, target)?;
        // A COG is one file, beside which the driver makes others of longer names: a short one leaves room for them.
        let made = if self.options.cog { "cog.tif" } else { name };
        let options = merged(defaults, &self.options.creation);
        let original = Dataset::open(self.gdal, &self.path)?;
        let copied = copies.new_file(made);
        driver::copy(self.gdal, driver, &original, &copied, &options, progress)
            .and_then(|()| prove_whole(self.gdal, &copied, self.is_sparse()))
            .and_then(|()| self.holds_the_result(&original, &copied, driver))
            .map_err(|e| match e {
                // Of the target, whatever it was called while it was made.
                Error::Gdal { message, fault, .. } => Error::Gdal { path: target.to_owned(), message, fault },
                other => other,
            })?;
        drop(original);
        if made != name {
            rename(self.gdal, &copies.new_file(made), &copies.new_file(name))?;
        }
        remove(self.gdal, &stage.new_file("copied.tif"));
        let mut files = list_folder(self.gdal, &copies.new_files());
        files.sort_by_key(|f| f == name);
        files.iter().try_for_each(|file| rename(self.gdal, &copies.new_file(file), &format!("{folder}{file}")))
    }

    /// Refuses a format that cannot hold the numbers or their place: some drivers change them and return success.
    fn holds_the_result(&self, original: &Dataset, copy: &str, driver: &str) -> Result<()> {
        let refuse = |what: String| {
            Err(Error::refused("DRIVER", format!("{copy}: DRIVER={driver} {what}; take another format")))
        };
        let copied = Dataset::open(self.gdal, copy)?;
        let (bands, kept) = (original.band_count(), copied.band_count());
        // An alpha band in place of a mask is one more.
        if kept != bands && !(self.spec.mask && kept == bands + 1) {
            return refuse(format!("stores {kept} bands, not {bands}"));
        }
        // SAFETY: any two types may be given.
        let both = unsafe { (self.gdal.symbols.GDALDataTypeUnion)(original.data_type(), copied.data_type()) };
        if both != copied.data_type() {
            let names = [original, &copied].map(|d| d.band_info(1).map_or_else(|_| String::new(), |b| b.data_type));
            return refuse(format!("stores {} numbers, which cannot hold {}", names[1], names[0]));
        }
        if self.options.cog {
            return Ok(()); // Its tiling schemes move pixels on purpose.
        }
        let (own, mut kept) = (&self.spec.grid, copied.grid());
        // Formats spell reference systems in their own ways; one that became another kind is not the same place.
        let is_projected = |crs: &Option<String>| crs.as_ref().map(|c| c.starts_with("PROJ"));
        if own.crs.is_some() && is_projected(&own.crs) != is_projected(&kept.crs) {
            return refuse("does not keep the reference system".into());
        }
        kept.crs.clone_from(&own.crs);
        if own.transform.is_none() {
            kept.transform = None;
        }
        match own.difference(&kept, |_, _| true) {
            Some(difference) => refuse(format!("does not keep the raster's place: {difference}")),
            None => Ok(()),
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
