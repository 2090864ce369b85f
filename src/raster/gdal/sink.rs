//! Writing GeoTIFF (or COG): to a temporary name beside the target, renamed when all of it is there.

use std::ffi::{CStr, c_int};

use gdal_sys::{CPLErr, GDALDataType, GDALDatasetH, GDALRWFlag};

use super::creation::{block_size, default_cog, default_creation, merged};
use super::dataset::Dataset;
use super::driver;
use super::files::{Folder, exists, folder_and_name, full_disk, list_folder, remove, rename, temporary_name};
use super::library::{CList, Gdal, c_text, text_from};
use crate::error::{Error, Result};
use crate::geometry::{Grid, Window};

/// `GMF_PER_DATASET`, a macro.
const MASK_PER_DATASET: c_int = 0x02;
/// `GDT_Int8`, known from GDAL 3.7 on.
const INT8: GDALDataType::Type = 14;
const MASK_OPTION: &CStr = c"GDAL_TIFF_INTERNAL_MASK";

/// How samples are stored. Values are always given as float32.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Storage {
    /// 32-bit float, nodata NaN.
    Float32,
    /// 16-bit float inside the TIFF (read as float32 by any GDAL), nodata NaN.
    Float16,
    /// 8-bit unsigned, 0 to 255, no nodata.
    Byte,
    /// 16-bit unsigned, nodata 0.
    UInt16,
    /// Codes −127 to 127 with a scale and offset per band; NaN becomes −128. Stored as Int8 from GDAL 3.7 on,
    /// before that as Byte with every code 128 higher; unscaled values are the same.
    Code8,
}

/// One output band.
#[derive(Debug, Clone, Default)]
pub struct OutputBand {
    /// Description.
    pub description: String,
    /// Scale and offset tags.
    pub scale: Option<(f64, f64)>,
}

/// What to write.
#[derive(Debug, Clone)]
pub struct OutputSpec {
    /// Size and georeference.
    pub grid: Grid,
    /// Bands in order.
    pub bands: Vec<OutputBand>,
    /// Sample storage.
    pub storage: Storage,
    /// With a mask band for the whole dataset.
    pub mask: bool,
    /// Metadata of the default domain.
    pub tags: Vec<(String, String)>,
    /// Metadata of the domain `LEJEPA_GIS`.
    pub metadata: Vec<(String, String)>,
}

/// How to write.
#[derive(Debug, Clone, Default)]
pub struct WriteOptions {
    /// Cloud-optimised GeoTIFF.
    pub cog: bool,
    /// Short name of a driver that the finished GeoTIFF is copied with; empty for GeoTIFF itself.
    pub driver: String,
    /// Creation options `KEY=VALUE`; they win over the defaults.
    pub creation: Vec<String>,
    /// Replace an existing file.
    pub overwrite: bool,
    /// Threads that compress, beside the calling one; up to 1, that one does it.
    pub threads: usize,
}

impl WriteOptions {
    /// Whether the finished GeoTIFF is copied with another driver.
    fn copies(&self) -> bool {
        self.cog || !(self.driver.is_empty() || self.driver.eq_ignore_ascii_case("GTiff"))
    }
}

/// Most bytes of one piece of an output on its way into the file, as float32, where one column of blocks needs no more.
const PIECE_BYTES: usize = 16 << 20;

/// Domain of this library's metadata in its outputs.
pub const METADATA_DOMAIN: &CStr = c"LEJEPA_GIS";

/// An output under construction. Dropped without [`finish`](Self::finish), it leaves nothing.
pub struct GdalSink {
    dataset: Option<Dataset>,
    gdal: &'static Gdal,
    target: String,
    temporary: String,
    spec: OutputSpec,
    options: WriteOptions,
    code_shift: f32,
    /// Whether the file's blocks are of [`block_size`], and not as the user wants them.
    own_blocks: bool,
}

impl GdalSink {
    /// Creates the temporary file.
    ///
    /// # Errors
    /// [`Error::Exists`] if the target exists and `overwrite` is off.
    pub fn create(gdal: &'static Gdal, target: &str, spec: OutputSpec, options: WriteOptions) -> Result<Self> {
        if exists(gdal, target)? && !options.overwrite {
            return Err(Error::Exists { path: target.to_owned() });
        }
        let temporary = temporary_name(target, "part");
        let data_type = match spec.storage {
            Storage::Float32 | Storage::Float16 => GDALDataType::GDT_Float32,
            Storage::Code8 if gdal.version_number >= 3_070_000 && !options.copies() => INT8,
            Storage::Byte | Storage::Code8 => GDALDataType::GDT_Byte,
            Storage::UInt16 => GDALDataType::GDT_UInt16,
        };
        // A copy is made with the user's options, so the file before it needs none of them.
        let user: &[String] = if options.copies() { &[] } else { &options.creation };
        let creation = merged(default_creation(&spec, options.threads), user);
        let size = (spec.grid.width, spec.grid.height, spec.bands.len());
        let dataset = driver::create(gdal, "GTiff", &temporary, size, data_type, &creation)?.called(target);
        let handle = dataset.handle;
        let mut block = [0; 2];
        // SAFETY: the dataset is open and has a band, and `block` has room for both sizes.
        unsafe {
            let s = &gdal.symbols;
            (s.GDALGetBlockSize)((s.GDALGetRasterBand)(handle, 1), &raw mut block[0], &raw mut block[1]);
        }
        let sink = GdalSink {
            own_blocks: block.map(|b| b as usize) == [block_size(spec.bands.len()); 2],
            dataset: Some(dataset),
            gdal,
            target: target.to_owned(),
            temporary,
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
        let crs = c_text(grid.crs.as_deref().unwrap_or(""))?;
        let list = |items: &[(String, String)]| CList::new(items.iter().map(|(k, v)| format!("{k}={v}")));
        let (tags, metadata) = (list(&self.spec.tags)?, list(&self.spec.metadata)?);
        let names = self.spec.bands.iter().map(|b| c_text(&b.description)).collect::<Result<Vec<_>>>()?;
        self.write("GDALSetMetadata", |s| {
            // SAFETY: the dataset is open for writing, texts are NUL-terminated, bands 1 to n exist.
            unsafe {
                let mut worst = CPLErr::CE_None;
                if let Some(mut t) = grid.transform {
                    worst = worst.max((s.GDALSetGeoTransform)(handle, t.as_mut_ptr()));
                }
                if grid.crs.is_some() {
                    worst = worst.max((s.GDALSetProjection)(handle, crs.as_ptr()));
                }
                if !self.spec.tags.is_empty() {
                    worst = worst.max((s.GDALSetMetadata)(handle, tags.as_ptr().cast(), std::ptr::null()));
                }
                if !self.spec.metadata.is_empty() {
                    worst = worst.max((s.GDALSetMetadata)(handle, metadata.as_ptr().cast(), METADATA_DOMAIN.as_ptr()));
                }
                for (i, name) in names.iter().enumerate() {
                    let band = (s.GDALGetRasterBand)(handle, i as c_int + 1);
                    (s.GDALSetDescription)(band, name.as_ptr());
                    if let Some((scale, offset)) = self.spec.bands[i].scale {
                        // value = code × scale + offset, whatever number stands for the code in the file
                        (s.GDALSetRasterScale)(band, scale);
                        (s.GDALSetRasterOffset)(band, offset - f64::from(self.code_shift) * scale);
                    }
                    let nodata = match self.spec.storage {
                        Storage::Byte => None,
                        Storage::UInt16 => Some(0.0),
                        Storage::Code8 => Some(f64::from(self.code_shift) - 128.0),
                        Storage::Float32 | Storage::Float16 => Some(f64::NAN),
                    };
                    if let Some(nodata) = nodata {
                        worst = worst.max((s.GDALSetRasterNoDataValue)(band, nodata));
                    }
                }
                worst
            }
        })?;
        if self.spec.mask {
            self.create_mask(handle)?;
        }
        Ok(())
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
        self.gdal.write(call, &self.target, |e: &CPLErr::Type| *e >= CPLErr::CE_Failure, body).map(|_| ())
    }

    /// Rows after which the file's blocks are complete; give [`write_rows`](Self::write_rows) multiples of it.
    pub fn block_rows(&self) -> usize {
        block_size(self.spec.bands.len())
    }

    /// Columns that are written together: of whole blocks, as many as keep all bands of [`block_rows`](Self::block_rows)
    /// within 16 MB. All columns, where the user wants other blocks.
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
        self.write("GDALDatasetRasterIO", |s| {
            let (x, y, columns, rows) = (w.x as c_int, w.y as c_int, w.width as c_int, w.height as c_int);
            // SAFETY: the dataset is open, the window lies in it, and the buffer holds bands x rows x columns floats.
            let written = unsafe {
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
            };
            if !self.own_blocks {
                return written;
            }
            // Else the blocks would wait in GDAL's cache until it is full or the file closed, and be compressed only then.
            (1..=bands as c_int).fold(written, |worst, band| {
                // SAFETY: the dataset is open and has these bands.
                worst.max(unsafe { (s.GDALFlushRasterCache)((s.GDALGetRasterBand)(handle, band)) })
            })
        })
    }

    /// Writes rows of the mask: 255 is valid.
    pub fn write_mask_rows(&mut self, first: usize, mask: &mut [u8]) -> Result<()> {
        let width = self.spec.grid.width;
        let handle = self.handle()?;
        self.write("GDALRasterIO", |s| {
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

    /// Closes the file and gives it its name.
    pub fn finish(mut self) -> Result<()> {
        if let Some(dataset) = self.dataset.take() {
            dataset.close()?;
            self.read_back().map_err(|e| {
                let message = match full_disk(self.gdal, &self.temporary) {
                    Some(full) => format!("the end of the file is not there{full}"),
                    None => format!("what was written cannot be read back: {e}"),
                };
                Error::Gdal { call: "GDALClose", path: self.target.clone(), message }
            })?;
        }
        if self.options.copies() {
            return self.copy();
        }
        self.remove_sidecars();
        rename(self.gdal, &self.temporary, &self.target)
    }

    /// Reads the lower right corner, which was written last: GDAL 3.13 may close a file whose end found no room on the disk
    /// and say nothing.
    fn read_back(&self) -> Result<()> {
        let file = Dataset::open(self.gdal, &self.temporary)?;
        let (grid, side) = (&self.spec.grid, self.block_rows());
        let [x, y] = [grid.width, grid.height].map(|size| size.saturating_sub(1) / side * side);
        let corner = Window { x, y, width: grid.width - x, height: grid.height - y };
        let mut values = vec![0.0; corner.area()];
        (1..=self.spec.bands.len()).try_for_each(|band| file.read_f32(band, corner, &mut values))?;
        if self.spec.mask { file.read_mask(1, corner, &mut vec![0; corner.area()]) } else { Ok(()) }
    }

    /// Copies the finished GeoTIFF with the driver asked for. That may write several files, or a folder: it gets a hidden
    /// folder to itself, from which all of it moves beside the target, the target last.
    fn copy(&self) -> Result<()> {
        let (driver, defaults) = match self.options.cog {
            true => ("COG", default_cog(&self.spec)),
            false => (self.options.driver.as_str(), vec![]),
        };
        let (folder, name) = folder_and_name(&self.target);
        let stage = Folder::new(self.gdal, temporary_name(&self.target, "copy"))?;
        let options = merged(defaults, &self.options.creation);
        driver::copy(self.gdal, driver, &Dataset::open(self.gdal, &self.temporary)?, &stage.file(name), &options)?;
        let mut files = list_folder(self.gdal, &stage.path);
        files.sort_by_key(|f| f == name);
        for file in &files {
            let path = format!("{folder}{file}");
            if !self.options.overwrite && exists(self.gdal, &path)? {
                return Err(Error::Exists { path });
            }
            if !list_folder(self.gdal, &path).is_empty() {
                return Err(Error::argument(format!("{path} is a folder that holds files; remove it first")));
            }
        }
        self.remove_sidecars();
        files.iter().try_for_each(|file| rename(self.gdal, &stage.file(file), &format!("{folder}{file}")))
    }

    /// Sidecars of a file that is replaced would describe the wrong pixels.
    fn remove_sidecars(&self) {
        for sidecar in [".aux.xml", ".msk", ".ovr"] {
            remove(self.gdal, &format!("{}{sidecar}", self.target));
        }
    }
}

impl Drop for GdalSink {
    fn drop(&mut self) {
        drop(self.dataset.take());
        remove(self.gdal, &self.temporary);
    }
}
