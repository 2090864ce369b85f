//! A GDAL dataset, owned or borrowed, behind safe calls. One thread at a time.

use std::ffi::{CStr, c_int, c_void};

use gdal_sys::{CPLErr, GDALDataType, GDALDatasetH, GDALRWFlag, GDALRasterBandH};

use super::library::{CList, Gdal, c_text, text_from};
use super::locate;
use super::stop::go_on;
use crate::error::{Error, Result};
use crate::geometry::{Grid, Window};
use crate::raster::{BandInfo, MaskKind, SampleType};

/// `GDAL_OF_RASTER`, `GDAL_OF_VERBOSE_ERROR`: macros, so not in gdal-sys.
const OPEN_RASTER: u32 = 0x02 | 0x40;
/// Flags of `GDALGetMaskFlags`.
const MASK_ALL_VALID: i32 = 0x01;
const MASK_PER_DATASET: i32 = 0x02;
const MASK_ALPHA: i32 = 0x04;
const MASK_NODATA: i32 = 0x08;

/// A dataset that a caller keeps open: the promise that [`Dataset::lent`] relies on.
#[derive(Debug, Clone, Copy)]
pub struct LentDataset(*mut c_void);

impl LentDataset {
    /// # Safety
    /// - `handle` is null or an open raster dataset of the GDAL that is or will be bound.
    /// - It stays open, and no other thread uses it, until every job that gets this value has returned.
    pub unsafe fn new(handle: *mut c_void) -> Self {
        LentDataset(handle)
    }
}

/// A dataset of the bound GDAL.
pub struct Dataset {
    pub(super) gdal: &'static Gdal,
    pub(super) handle: GDALDatasetH,
    owned: bool,
    name: String,
}

impl Dataset {
    /// Opens a raster for reading. `name` is anything that GDAL opens: a path, `/vsizip/…`, a subdataset.
    pub fn open(gdal: &'static Gdal, name: &str) -> Result<Self> {
        Dataset::open_as(gdal, name, &[])
    }

    /// The same by one of these drivers only, whatever the file holds; of none means of any.
    pub fn open_as(gdal: &'static Gdal, name: &str, drivers: &[&str]) -> Result<Self> {
        go_on()?;
        let c_name = c_text(name)?;
        let allowed = CList::new(drivers)?;
        let allowed = if drivers.is_empty() { std::ptr::null() } else { allowed.as_ptr().cast_const().cast() };
        let handle = gdal
            .call(
                "GDALOpenEx",
                name,
                |h: &GDALDatasetH| h.is_null(),
                |s| {
                    let none = std::ptr::null();
                    // SAFETY: the name is NUL-terminated; the lists are null or NULL-terminated and live as long as the call.
                    unsafe { (s.GDALOpenEx)(c_name.as_ptr(), OPEN_RASTER, allowed, none, none) }
                },
            )
            .map_err(|e| match e {
                Error::Gdal { .. } if name.contains(char::REPLACEMENT_CHARACTER) => {
                    Error::raster(name, "has a name that is not UTF-8, so it cannot be opened; give it another name")
                }
                Error::Gdal { message, fault, .. } => Error::Raster {
                    path: name.to_owned(),
                    message: format!("cannot be opened as a raster: {message}"),
                    fault: Some(fault),
                },
                other => other,
            })?;
        Ok(Dataset { gdal, handle, owned: true, name: name.to_owned() })
    }

    /// Uses a dataset that the caller keeps open.
    ///
    /// # Errors
    /// [`Error::Argument`] for a null handle, or one that belongs to another libgdal than the bound one.
    pub fn lent(gdal: &'static Gdal, dataset: LentDataset) -> Result<Self> {
        let handle = dataset.0;
        if handle.is_null() {
            return Err(Error::argument("the dataset is NULL"));
        }
        // SAFETY: `LentDataset::new` vouches for an open dataset: a C++ object that begins with its table of functions.
        let functions = unsafe { *handle.cast::<*const c_void>() };
        if let Some(other) = locate::file_of(functions).filter(|f| locate::is_gdal_file(f) && *f != gdal.file) {
            return Err(Error::argument(format!(
                "the dataset belongs to {other}, but GDAL is bound to {}; a dataset cannot cross from one GDAL to \
                 another: bind that file first (option GDAL), or give the raster's name",
                gdal.file
            )));
        }
        if locate::class_of(functions).is_some_and(|c| c.trim_end_matches('E').ends_with("Band")) {
            return Err(Error::argument("an open dataset was expected, but the handle is of a band (GDALRasterBandH)"));
        }
        // SAFETY: as above; the description is copied.
        let name = unsafe { text_from((gdal.symbols.GDALGetDescription)(handle)) };
        let name = name.filter(|n| !n.is_empty()).unwrap_or_else(|| "dataset in memory".into());
        Ok(Dataset { gdal, handle, owned: false, name })
    }

    /// Hands the open dataset over: the receiver closes the handle with `GDALClose` of the bound GDAL.
    pub fn into_handle(mut self) -> *mut c_void {
        self.owned = false;
        self.handle
    }

    /// Takes over a handle that GDAL just returned to this library.
    pub(super) fn owning(gdal: &'static Gdal, handle: GDALDatasetH, name: &str) -> Self {
        Dataset { gdal, handle, owned: true, name: name.to_owned() }
    }

    /// Closes an owned dataset now and reports what could not be written.
    pub(super) fn close(mut self) -> Result<()> {
        self.owned = false;
        let handle = self.handle;
        self.gdal.write(
            "GDALClose",
            &self.name,
            |ok: &bool| !ok,
            |s| {
                // SAFETY: the handle is open and `owned` is off, so it is closed once.
                unsafe {
                    (s.GDALFlushCache)(handle);
                    let flushed = text_from((s.CPLGetLastErrorMsg)()).is_none_or(|m| m.is_empty());
                    (s.GDALClose)(handle);
                    flushed && text_from((s.CPLGetLastErrorMsg)()).is_none_or(|m| m.is_empty())
                }
            },
        )?;
        Ok(())
    }

    /// The name it was opened by.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Short name of its driver, for example `GTiff`.
    pub fn driver(&self) -> String {
        let s = &self.gdal.symbols;
        // SAFETY: the dataset is open; GDAL's texts are static.
        unsafe { text_from((s.GDALGetDriverShortName)((s.GDALGetDatasetDriver)(self.handle))) }.unwrap_or_default()
    }

    /// Real and virtual files that hold it, as its driver lists them: itself, sidecars, sources of a VRT.
    pub fn files(&self) -> Vec<String> {
        let _quiet = self.gdal.quietly();
        let s = &self.gdal.symbols;
        let mut files = Vec::new();
        // SAFETY: the dataset is open; the list is null or NULL-terminated, copied and freed once.
        unsafe {
            let list = (s.GDALGetFileList)(self.handle);
            let mut at = list;
            while !at.is_null() && !(*at).is_null() {
                files.extend(text_from(*at));
                at = at.add(1);
            }
            if !list.is_null() {
                (s.CSLDestroy)(list);
            }
        }
        files
    }

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

    /// Number of bands.
    pub fn band_count(&self) -> usize {
        // SAFETY: the dataset is open.
        unsafe { (self.gdal.symbols.GDALGetRasterCount)(self.handle) }.max(0) as usize
    }

    /// Size and georeference.
    pub fn grid(&self) -> Grid {
        let _quiet = self.gdal.quietly();
        let s = &self.gdal.symbols;
        let mut t = [0.0; 6];
        // SAFETY: the dataset is open, and `t` has GDAL's six numbers.
        unsafe {
            let has_transform = (s.GDALGetGeoTransform)(self.handle, t.as_mut_ptr()) == CPLErr::CE_None;
            Grid {
                width: (s.GDALGetRasterXSize)(self.handle).max(0) as usize,
                height: (s.GDALGetRasterYSize)(self.handle).max(0) as usize,
                transform: has_transform.then_some(t),
                crs: text_from((s.GDALGetProjectionRef)(self.handle)).filter(|w| !w.is_empty()),
            }
        }
    }

    /// Metadata of a domain as `KEY`, `VALUE`; a domain without `=` (XML) gives its whole text as key.
    pub fn metadata(&self, domain: &CStr) -> Vec<(String, String)> {
        self.items(self.handle, domain)
    }

    /// The whole text of a domain, for XML.
    pub fn metadata_text(&self, domain: &CStr) -> String {
        let lines = self.items(self.handle, domain).into_iter();
        lines.map(|(k, v)| if v.is_empty() { k } else { format!("{k}={v}") }).collect::<Vec<_>>().join("\n")
    }

    pub(super) fn items(&self, object: *mut c_void, domain: &CStr) -> Vec<(String, String)> {
        let _quiet = self.gdal.quietly();
        let mut out = Vec::new();
        // SAFETY: the object is open; the list is null or NULL-terminated and copied at once.
        unsafe {
            let mut list = (self.gdal.symbols.GDALGetMetadata)(object, domain.as_ptr());
            while !list.is_null() && !(*list).is_null() {
                let text = text_from(*list).unwrap_or_default();
                let (key, value) = text.split_once('=').unwrap_or((&text, ""));
                out.push((key.to_owned(), value.to_owned()));
                list = list.add(1);
            }
        }
        out
    }

    pub(super) fn band(&self, number: usize) -> Result<GDALRasterBandH> {
        // SAFETY: the dataset is open; a band that does not exist gives null.
        let band = unsafe { (self.gdal.symbols.GDALGetRasterBand)(self.handle, number as c_int) };
        if band.is_null() {
            return Err(Error::raster(
                &self.name,
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
        let (flags, data_type, description, colour) = unsafe {
            let data_type = (s.GDALGetRasterDataType)(band);
            (
                (s.GDALGetMaskFlags)(band),
                text_from((s.GDALGetDataTypeName)(data_type)).unwrap_or_default(),
                text_from((s.GDALGetDescription)(band)).unwrap_or_default(),
                text_from((s.GDALGetColorInterpretationName)((s.GDALGetRasterColorInterpretation)(band)))
                    .unwrap_or_default(),
            )
        };
        let mask = match nodata {
            Some(value) if flags & MASK_NODATA != 0 => MaskKind::Nodata(value),
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
            &self.name,
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

impl Drop for Dataset {
    fn drop(&mut self) {
        if self.owned {
            let handle = self.handle;
            let _ = self.gdal.call(
                "GDALClose",
                &self.name,
                |_: &()| false,
                |s| {
                    // SAFETY: the handle is open and closed only here or in `close`.
                    unsafe { (s.GDALClose)(handle) }
                },
            );
        }
    }
}

/// Whether two WKT texts describe one reference system, according to GDAL.
pub fn same_crs(gdal: &Gdal, a: &str, b: &str) -> bool {
    let _quiet = gdal.quietly();
    let (Ok(a), Ok(b)) = (c_text(a), c_text(b)) else { return false };
    let s = &gdal.symbols;
    // SAFETY: the texts are NUL-terminated; each handle is destroyed once; null is not compared.
    unsafe {
        let (x, y) = ((s.OSRNewSpatialReference)(a.as_ptr()), (s.OSRNewSpatialReference)(b.as_ptr()));
        let same = !x.is_null() && !y.is_null() && (s.OSRIsSame)(x, y) != 0;
        for handle in [x, y] {
            if !handle.is_null() {
                (s.OSRDestroySpatialReference)(handle);
            }
        }
        same
    }
}
