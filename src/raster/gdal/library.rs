//! Binding to a libgdal at run time. The library itself never links GDAL, so that a host's copy is the only one.
//!
//! Order: the file named by an option or by `LEJEPA_GIS_GDAL`, else the copy that the process has loaded,
//! else the system's. A named file comes first because it was chosen on purpose.

use std::ffi::CStr;
use std::sync::Mutex;
use std::time::Instant;

use super::messages::{self, Quiet, answered, heard, reason_in};
use super::names::folder_and_name;
use super::symbols::Symbols;
use super::texts::{c_text, text_from};
use super::{heap, locate, patience};
use crate::error::{Error, GdalFault, Result};
use crate::memory;

/// Environment variable that names a libgdal file.
pub const GDAL_VARIABLE: &str = "LEJEPA_GIS_GDAL";

/// One libgdal, bound for the rest of the process: GDAL does not support being unloaded.
pub struct Gdal {
    pub(super) symbols: Symbols,
    /// The name it was opened by.
    pub path: String,
    /// The file that the loader found under that name, as the loader spells it.
    pub file: String,
    /// Release, for example `3.6.2`.
    pub version: String,
    /// `GDALVersionInfo("VERSION_NUM")`, for example 3060200.
    pub version_number: u32,
    /// `named`, `process` or `system`: how it was found.
    pub origin: &'static str,
    _library: libloading::Library,
}

/// Drivers whose files hold no pixels of their own, or which have no files.
const POINTERS: [&str; 4] = ["VRT", "GTI", "MEM", "DERIVED"];

/// Free bytes below which GDAL is not used: it needs room for its drivers, a dataset or two, and blocks.
const LEAST_MEMORY: u64 = 48 << 20;

/// Free bytes of addresses below which it is not loaded: with the libraries that it needs, Debian's 3.6.2 takes 180 MiB of them. Where
/// only the last of these has no room, its own beginnings fail, which ends the process.
const LEAST_ADDRESSES: u64 = 224 << 20;

static BOUND: Mutex<Option<&'static Gdal>> = Mutex::new(None);

/// The bound GDAL, binding it first if need be. `named` is a libgdal file that the caller chose.
///
/// # Errors
/// [`Error::GdalMissing`] if none can be bound; [`Error::Argument`] if another one is bound already.
pub fn bind(named: Option<&str>) -> Result<&'static Gdal> {
    let mut bound = BOUND.lock().unwrap_or_else(|e| e.into_inner());
    if let Some(gdal) = *bound {
        return match named {
            Some(name) if name != gdal.path && name != gdal.file => Err(Error::refused(
                "GDAL",
                format!("GDAL is bound to {} already and cannot be changed to {name} in this process", gdal.path),
            )),
            _ => Ok(gdal),
        };
    }
    heap::spare_addresses();
    let gdal: &'static Gdal = Box::leak(Box::new(find(named)?));
    // A failed allocation inside GDAL may end the process, so it is not used where hardly any memory is free.
    memory::require(LEAST_MEMORY, "GDAL")?;
    gdal.register_drivers();
    *bound = Some(gdal);
    Ok(gdal)
}

fn find(named: Option<&str>) -> Result<Gdal> {
    let named = named.map(str::to_owned).or_else(|| std::env::var(GDAL_VARIABLE).ok().filter(|v| !v.is_empty()));
    if let Some(name) = named {
        let is_loaded = locate::loaded().contains(&name);
        require_addresses(is_loaded)?;
        return open(&name, "named", is_loaded)
            .map_err(|e| Error::GdalMissing(format!("cannot bind GDAL from {name}: {}", reason(&e))));
    }
    let mut tried = Vec::new();
    let loaded = locate::loaded().into_iter().map(|n| (n, "process", true));
    let system = locate::system_names().into_iter().map(|n| (n, "system", false));
    for (name, origin, is_loaded) in loaded.chain(system) {
        require_addresses(is_loaded)?;
        match open(&name, origin, is_loaded) {
            Ok(gdal) => return Ok(gdal),
            Err(e) if is_loaded => tried.push(reason(&e)),
            // A memory limit is not a missing GDAL.
            Err(e) if ["memory", "failed to map"].iter().any(|words| reason(&e).contains(words)) => {
                return Err(Error::OutOfMemory(format!("not enough memory to load GDAL: {}", reason(&e))));
            }
            Err(_) => {}
        }
    }
    tried.insert(0, format!("no GDAL is loaded in this process and no system libgdal was found; install GDAL or name its file in {GDAL_VARIABLE}"));
    Err(Error::GdalMissing(tried.join("; ")))
}

fn require_addresses(is_loaded: bool) -> Result<()> {
    match memory::addresses() {
        Some(room) if !is_loaded && room.bytes < LEAST_ADDRESSES => Err(Error::OutOfMemory(format!(
            "not enough memory to load GDAL: its libraries may take {}, and there are {}",
            memory::shown(LEAST_ADDRESSES),
            room.in_words()
        ))),
        _ => Ok(()),
    }
}

/// The loader's message, which the error keeps as its source.
fn reason(error: &libloading::Error) -> String {
    std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string)
}

fn open(name: &str, origin: &'static str, is_loaded: bool) -> Result<Gdal, libloading::Error> {
    let library = locate::open(name, is_loaded)?;
    // SAFETY: `symbols.rs` states GDAL's own signatures, and the library is kept in `Gdal`, which is leaked.
    let symbols = unsafe { Symbols::load(&library)? };
    let info = |key: &CStr| {
        // SAFETY: `GDALVersionInfo` takes any NUL-terminated key and returns a static or thread-owned text.
        let text = unsafe { (symbols.GDALVersionInfo)(key.as_ptr()) };
        text_from(text).unwrap_or_default()
    };
    let (version, number) = (info(c"RELEASE_NAME"), info(c"VERSION_NUM").parse().unwrap_or(0));
    let file = locate::file_of(symbols.GDALVersionInfo as *const std::ffi::c_void).unwrap_or_else(|| name.to_owned());
    Ok(Gdal { symbols, path: name.to_owned(), file, version, version_number: number, origin, _library: library })
}

impl Gdal {
    /// Registers GDAL's drivers if the host has not done so.
    fn register_drivers(&self) {
        // SAFETY: both functions may be called at any time; registering twice is harmless.
        unsafe {
            if (self.symbols.GDALGetDriverCount)() == 0 {
                (self.symbols.GDALAllRegister)();
            }
        }
    }

    /// Number of drivers that are registered.
    pub fn drivers(&self) -> usize {
        // SAFETY: the function may be called at any time.
        unsafe { (self.symbols.GDALGetDriverCount)() }.max(0) as usize
    }

    /// # Errors
    /// [`Error::Argument`] if no driver has this short name, or it cannot make a copy with pixels of its own; empty
    /// stands for GeoTIFF.
    pub fn require_driver(&self, name: &str) -> Result<()> {
        let c_name = c_text(if name.is_empty() { "GTiff" } else { name })?;
        let refuse = |what: String| Err(Error::refused("DRIVER", format!("DRIVER={name}: {what}")));
        // SAFETY: the texts are NUL-terminated, and the driver exists.
        let (driver, copies) = unsafe {
            let driver = (self.symbols.GDALGetDriverByName)(c_name.as_ptr());
            let item =
                |key: &CStr| text_from((self.symbols.GDALGetMetadataItem)(driver, key.as_ptr(), std::ptr::null()));
            let can = |key: &CStr| item(key).as_deref() == Some("YES");
            let copies = !driver.is_null() && can(c"DCAP_RASTER") && (can(c"DCAP_CREATECOPY") || can(c"DCAP_CREATE"));
            (driver, copies)
        };
        if driver.is_null() {
            return refuse(format!("GDAL {} has no such driver", self.version));
        }
        if !copies {
            return refuse(format!("GDAL {} cannot write rasters with it", self.version));
        }
        if POINTERS.iter().any(|p| p.eq_ignore_ascii_case(name)) {
            return refuse("a file of it only points to other files, and holds no pixels".into());
        }
        Ok(())
    }

    /// Limits GDAL's cache of blocks, which otherwise takes a twentieth of the machine's memory. It is one for the
    /// whole process, so this is for a program that owns its process, never for a library inside a host.
    pub fn limit_cache(&self, bytes: u64) {
        // SAFETY: any size is accepted at any time.
        unsafe { (self.symbols.GDALSetCacheMax64)(i64::try_from(bytes).unwrap_or(i64::MAX)) }
    }

    /// Most bytes of GDAL's cache of blocks.
    pub fn cache_limit(&self) -> u64 {
        // SAFETY: it takes nothing, at any time.
        u64::try_from(unsafe { (self.symbols.GDALGetCacheMax64)() }).unwrap_or(0)
    }

    /// Keeps GDAL quiet until the value is dropped.
    pub(super) fn quietly(&self) -> Quiet<'_> {
        Quiet::new(&self.symbols)
    }

    /// Keeps off stderr what GDAL's own threads say in error. They have no handler but the process's, so this is for a
    /// program that owns its process, never for a library inside a host.
    pub fn spare_false_messages(&self) {
        messages::print_what_is_true(&self.symbols);
    }

    /// Runs `body` with GDAL's messages kept off stderr; `failed` decides from the result whether it
    /// failed; GDAL's last message then becomes the error.
    pub(super) fn call<T>(
        &self,
        call: &'static str,
        path: &str,
        failed: impl FnOnce(&T) -> bool,
        body: impl FnOnce(&Symbols) -> T,
    ) -> Result<T> {
        let begun = Instant::now();
        let (result, (number, last), _) = heard(&self.symbols, body);
        let status = answered(path);
        if failed(&result) {
            let passes = patience::may_pass(path, status, begun.elapsed());
            // Some messages name the status themselves.
            let status = status.filter(|_| !last.contains("HTTP"));
            let message = reason_in(last) + &patience::network_reason(path, status, begun.elapsed());
            return Err(Error::Gdal { path: path.to_owned(), message, fault: GdalFault { call, number, passes } });
        }
        Ok(result)
    }

    /// Like [`call`](Self::call), for writing: a failure that GDAL reports counts even if the result is a success,
    /// because GDAL 3.13 returns success where threads compress and the disk is full.
    pub(super) fn write<T>(
        &self,
        call: &'static str,
        path: &str,
        failed: impl FnOnce(&T) -> bool,
        body: impl FnOnce(&Symbols) -> T,
    ) -> Result<T> {
        let (result, last, failure) = heard(&self.symbols, body);
        // PROJ's messages arrive as failures too, and need not be failures.
        let failure = failure.filter(|(_, message)| !message.starts_with("PROJ:"));
        if failure.is_none() && !failed(&result) {
            return Ok(result);
        }
        let (number, reason) = failure.unwrap_or(last);
        let full = full_disk(self, path);
        let fault = GdalFault { call, number, passes: full.is_some() };
        Err(Error::Gdal { path: path.to_owned(), message: reason_in(reason) + &full.unwrap_or_default(), fault })
    }
}

/// Free bytes below which a failed write is put down to a full disk.
const FULL: i64 = 1 << 20;

/// Says so if the disk that `path` is written to is full: drivers tell of that in words of their own, if at all.
pub(super) fn full_disk(gdal: &Gdal, path: &str) -> Option<String> {
    let folder = match folder_and_name(path).0 {
        "" => ".",
        folder => folder,
    };
    let c_folder = c_text(folder).ok()?;
    // SAFETY: the text is NUL-terminated.
    let free = unsafe { (gdal.symbols.VSIGetDiskFreeSpace)(c_folder.as_ptr()) };
    (0..FULL).contains(&free).then(|| format!("; the disk of {folder} is full ({free} bytes free)"))
}
