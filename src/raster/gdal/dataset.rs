//! A GDAL dataset, owned or borrowed, behind safe calls. One thread at a time.

use std::ffi::{CStr, c_void};

use gdal_sys::{CPLErr, GDALDatasetH};

use super::library::Gdal;
use super::locate;
use super::stop::go_on;
use super::texts::{CList, c_text, text_from};
use crate::error::{Error, Result};
use crate::geometry::Grid;

/// `GDAL_OF_RASTER`, `GDAL_OF_VERBOSE_ERROR`: macros, so not in gdal-sys.
const OPEN_RASTER: u32 = 0x02 | 0x40;
/// `GDAL_OF_VECTOR`, `GDAL_OF_VERBOSE_ERROR`.
const OPEN_VECTOR: u32 = 0x04 | 0x40;

/// A dataset that a caller keeps open: the promise that [`Dataset::borrowed`] relies on.
#[derive(Debug, Clone, Copy)]
pub struct BorrowedDataset(*mut c_void);

impl BorrowedDataset {
    /// # Safety
    /// - `handle` is null or an open raster dataset of the GDAL that is or will be bound.
    /// - It stays open, and no other thread uses it, until every job that gets this value has returned.
    pub unsafe fn new(handle: *mut c_void) -> Self {
        BorrowedDataset(handle)
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
        Dataset::open_kind(gdal, name, drivers, (OPEN_RASTER, "a raster"))
    }

    /// Opens layers of points, lines or polygons for reading.
    pub fn open_vector(gdal: &'static Gdal, name: &str) -> Result<Self> {
        Dataset::open_kind(gdal, name, &[], (OPEN_VECTOR, "a vector file"))
    }

    fn open_kind(gdal: &'static Gdal, name: &str, drivers: &[&str], (flags, kind): (u32, &str)) -> Result<Self> {
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
                    unsafe { (s.GDALOpenEx)(c_name.as_ptr(), flags, allowed, none, none) }
                },
            )
            .map_err(|e| match e {
                Error::Gdal { .. } if name.contains(char::REPLACEMENT_CHARACTER) => {
                    Error::raster(name, "has a name that is not UTF-8, so it cannot be opened; give it another name")
                }
                Error::Gdal { message, fault, .. } => Error::Raster {
                    path: name.to_owned(),
                    message: format!("cannot be opened as {kind}: {message}"),
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
    pub fn borrowed(gdal: &'static Gdal, dataset: BorrowedDataset) -> Result<Self> {
        let handle = dataset.0;
        if handle.is_null() {
            return Err(Error::argument("the dataset is NULL"));
        }
        // SAFETY: `BorrowedDataset::new` vouches for an open dataset: a C++ object that begins with its table of functions.
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
