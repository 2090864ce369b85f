//! What an input may reach: the parameter SOURCES. Names that the caller gives are checked only for `local` and
//! `below`; names in a STAC item, a product's metadata or a virtual raster may come from others, and are checked before
//! GDAL opens them. docs/security.md says what this protects from and what not.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::list::files_of;
use super::names::{Kind, is_below, is_private, is_relative, kind};
use super::paths::{ENDINGS, INNER, folder_of, is_item, joined};
use super::references;
use crate::error::{Error, Result};
use crate::raster::gdal::{Dataset, Gdal, list_folder, read_start, read_text};

/// What names may reach.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Sources {
    /// Files and web addresses; of a document on the web, the web only. No inline XML, no virtual file systems by name
    /// in items, no drivers by name but those of files, no raw bands, no code.
    #[default]
    Auto,
    /// Whatever GDAL opens.
    Any,
    /// As `Auto`, and nothing over a network.
    Local,
    /// As `Local`, and only files in this folder (without links in its name) and below, links resolved.
    Below(PathBuf),
}

/// Drivers that a file which an item or a product names may be opened by: rasters in files.
const PLAIN: &[&str] = &[
    "GTiff",
    "COG",
    "LIBERTIFF",
    "JP2OpenJPEG",
    "JP2KAK",
    "JP2ECW",
    "JP2MrSID",
    "JP2Lura",
    "JP2Grok",
    "JPEG2000",
    "VRT",
    "HFA",
    "KEA",
    "netCDF",
    "HDF5",
    "HDF5Image",
    "Zarr",
    "PNG",
    "JPEG",
    "WEBP",
];

/// Drivers whose `DRIVER:file:part` names virtual rasters use, and which read files.
const OF_FILES: &[&str] =
    &["NETCDF", "HDF5", "HDF4_SDS", "HDF4_EOS", "GTIFF_DIR", "ZARR", "NITF_IM", "GPKG", "MBTILES"];

/// How GDAL recognises services.
const SERVICES: &[&str] = &["<GDAL_WMS", "<WCS_GDAL", "<WMS_", "<OGRWFSDataSource", "<MRF_META"];

/// Deepest nesting of virtual rasters.
const DEEPEST: usize = 8;

/// Bytes that identify a file's format: as many as GDAL reads.
const START: usize = 1024;

/// A document that names files, and its name in messages.
pub struct Document<'a> {
    /// Its own name, as GDAL opens it.
    pub name: &'a str,
    /// Whether it is a virtual raster, whose names GDAL resolves itself.
    pub is_vrt: bool,
}

impl Sources {
    /// The value of the parameter.
    ///
    /// # Errors
    /// [`Error::Argument`] if it is none, or names a folder that is not there.
    pub fn parse(text: &str) -> Result<Self> {
        match text {
            "auto" => Ok(Sources::Auto),
            "any" => Ok(Sources::Any),
            "local" => Ok(Sources::Local),
            _ => {
                let folder = text.strip_prefix("below=").filter(|f| !f.is_empty()).ok_or_else(|| {
                    Error::refused("SOURCES", format!("SOURCES={text}: expected auto, any, local or below=FOLDER"))
                })?;
                let found = std::fs::canonicalize(folder).map_err(|e| Error::io(folder, e))?;
                match found.is_dir() {
                    true => Ok(Sources::Below(found)),
                    false => Err(Error::refused("SOURCES", format!("SOURCES={text}: {folder} is no folder"))),
                }
            }
        }
    }

    /// Checks a name that the caller gave, and the names in it if it is a virtual raster.
    ///
    /// # Errors
    /// What may not be reached.
    pub fn admit(&self, gdal: &Gdal, name: &str) -> Result<()> {
        if *self == Sources::Any {
            return Ok(());
        }
        for part in parts(gdal, name) {
            self.limit(&part).map_err(|why| Error::raster(&part, why.trim_start_matches("which ")))?;
            if !is_item(&part) {
                self.look_through(gdal, &part, None, 0, &mut HashSet::new())?;
            }
        }
        // A folder's files are opened all; whether they may be reached is checked once they are known to be used.
        let is_band = |file: &String| ENDINGS.iter().any(|e| file.to_ascii_lowercase().ends_with(e));
        let names = list_folder(gdal, name);
        let present = |inner: &&&str| names.iter().any(|n| inner.split('/').next() == Some(n));
        let inner = INNER.iter().filter(present).map(|inner| joined(name, inner));
        let folders = inner.map(|folder| (list_folder(gdal, &folder), folder)).collect::<Vec<_>>();
        for (files, folder) in [(names.clone(), name.to_owned())].iter().chain(&folders) {
            for file in files.iter().filter(|file| is_band(file)) {
                self.look_through(gdal, &joined(folder, file), Some(name), 1, &mut HashSet::new())?;
            }
        }
        Ok(())
    }

    /// Checks the path of a file that is no raster, a model's for example; a name that is no file passes.
    ///
    /// # Errors
    /// [`Error::Argument`] if it may not be reached.
    pub fn admit_file(&self, path: &str) -> Result<()> {
        let exists = std::fs::symlink_metadata(path).is_ok();
        let found = if exists { self.limit(path) } else { Ok(()) };
        found.map_err(|why| Error::argument(format!("{path}: {}", why.trim_start_matches("which "))))
    }

    /// Opens a file that a document names: `written` is how the document writes it, `file` how GDAL opens it.
    ///
    /// # Errors
    /// What may not be reached, or if it cannot be opened.
    pub fn open(&self, gdal: &'static Gdal, document: &Document, written: &str, file: &str) -> Result<Dataset> {
        if *self == Sources::Any {
            return Dataset::open(gdal, file);
        }
        self.reach(document, written, file)?;
        self.look_through(gdal, file, Some(document.name), 1, &mut HashSet::new())?;
        Dataset::open_as(gdal, file, PLAIN).map_err(|e| match e {
            Error::Raster { path, message, fault } if message.contains("not recognized") => Error::Raster {
                message: format!(
                    "{message}; what a product names is opened as a raster file only, or with sources=any"
                ),
                path,
                fault,
            },
            other => other,
        })
    }

    /// Whether a document may name this.
    fn reach(&self, document: &Document, written: &str, file: &str) -> Result<()> {
        let refuse = |why: &str| {
            let named = shortened(written);
            Err(Error::raster(
                document.name,
                format!("names {named}, {why}; say sources=any if you trust where this comes from"),
            ))
        };
        let from = kind(document.name);
        let remote_from = match from {
            Kind::Remote(host) => Some(host),
            _ => None,
        };
        if !document.is_vrt && *self == Sources::Auto && written.trim_start().starts_with("/vsi") {
            return refuse("a virtual file system");
        }
        match kind(file) {
            Kind::Inline => refuse("a document in place of a name"),
            Kind::Virtual(handler) => refuse(&format!("by way of /{handler}")),
            Kind::Driver(driver) => {
                let of_file = OF_FILES.contains(&driver.to_ascii_uppercase().as_str());
                match document.is_vrt && of_file && remote_from.is_none() && *self == Sources::Auto {
                    true => Ok(()),
                    false => refuse(&format!("by way of the driver {driver}")),
                }
            }
            Kind::Memory if from == Kind::Memory => Ok(()),
            Kind::Memory if document.is_vrt && remote_from.is_none() && *self == Sources::Auto => Ok(()),
            Kind::Memory => refuse("a file in this program's memory"),
            Kind::Remote(host) => match remote_from {
                _ if self.is_local() => refuse("which is on the web"),
                Some(own) if is_private(host) && host != own => {
                    refuse("a host of this machine or its network, from a document on the web")
                }
                _ => Ok(()),
            },
            Kind::File(_) if remote_from.is_some() => refuse("a file of this machine, from a document on the web"),
            Kind::File(_) => match self.limit(file) {
                Ok(()) => Ok(()),
                Err(why) => refuse(&why),
            },
        }
    }

    fn is_local(&self) -> bool {
        matches!(self, Sources::Local | Sources::Below(_))
    }

    /// Why `local` or `below` forbids a name, if it does.
    fn limit(&self, name: &str) -> Result<(), String> {
        if !self.is_local() {
            return Ok(());
        }
        let word = if *self == Sources::Local { "local" } else { "below" };
        match (kind(name), self) {
            (Kind::File(path), Sources::Below(folder)) => match is_below(Path::new(path), folder) {
                true => Ok(()),
                false => Err(format!("which does not lie below the folder of sources={word}")),
            },
            (Kind::File(_), _) | (Kind::Memory, Sources::Local) => Ok(()),
            (Kind::Remote(_), _) => Err(format!("which is on the web, against sources={word}")),
            _ => Err(format!("which is no plain file, against sources={word}")),
        }
    }

    /// Checks the names in a virtual raster, and in what these name. `within` is the document that names it, if one
    /// does.
    fn look_through(
        &self,
        gdal: &Gdal,
        name: &str,
        within: Option<&str>,
        depth: usize,
        seen: &mut HashSet<String>,
    ) -> Result<()> {
        let is_inline = kind(name) == Kind::Inline;
        let start = match is_inline {
            true => name.as_bytes().to_vec(),
            false => match read_start(gdal, name, START) {
                Some(start) => start,
                None => return Ok(()),
            },
        };
        let start = String::from_utf8_lossy(&start);
        let shown = within.filter(|_| is_inline).unwrap_or(name);
        if !references::ROOTS.iter().any(|root| start.contains(root)) {
            let service = SERVICES.iter().any(|root| start.contains(root));
            return match (depth > 0 || self.is_local()) && (is_inline || service) {
                true => Err(Error::raster(
                    shown,
                    "is a service on the web, or another document that GDAL would follow; say sources=any if you trust \
                     where this comes from",
                )),
                false => Ok(()),
            };
        }
        if depth > DEEPEST {
            return Err(Error::raster(shown, format!("nests virtual rasters more than {DEEPEST} deep")));
        }
        let text = if is_inline { name.to_owned() } else { read_text(gdal, name)? };
        let folder = if is_inline { "." } else { folder_of(name) };
        // XML inside of a document is that document's.
        let document = Document { name: if is_inline { within.unwrap_or("<VRTDataset>") } else { name }, is_vrt: true };
        for source in references::sources(document.name, &text)? {
            let file = match source.is_relative && is_relative(&source.name) {
                true => joined(folder, &source.name),
                false => source.name,
            };
            if seen.insert(file.clone()) {
                if kind(&file) != Kind::Inline {
                    self.reach(&document, &file, &file)?;
                }
                self.look_through(gdal, &file, Some(document.name), depth + 1, seen)?;
            }
        }
        Ok(())
    }
}

/// The files of a list (`a.tif,b.tif` or `red=a.tif,…`), or the name itself.
fn parts(gdal: &Gdal, name: &str) -> Vec<String> {
    files_of(gdal, name).unwrap_or_else(|| vec![name.to_owned()])
}

/// A name in a message: a document is not shown whole.
fn shortened(name: &str) -> String {
    const MOST: usize = 200;
    match name.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &name[..at]),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_reach_what_their_place_allows() {
        let try_with = |sources: &Sources, document: &str, is_vrt: bool, file: &str| {
            sources.reach(&Document { name: document, is_vrt }, file, file).is_ok()
        };
        let auto = |document: &str, file: &str| try_with(&Sources::Auto, document, false, file);
        let (here, web) = ("/a/item.json", "/vsicurl/https://h/item.json");
        assert!(auto(here, "/b/x.tif") && auto(here, "/a/../x.tif") && auto(here, "https://h/x.tif"));
        assert!(auto(here, "http://127.0.0.1/x.tif") && auto(here, "s3://b/x.tif"));
        for name in ["<VRTDataset/>", "/vsizip/x.zip/a.tif", "/vsimem/x.tif", "PG:dbname=x", "vrt://x", "ftpx://h/x"] {
            assert!(!auto(here, name) && !auto(web, name), "{name}");
        }
        assert!(auto(web, "https://h/x.tif") && auto(web, "https://other.org/x.tif"));
        for name in
            ["/etc/x.tif", "file:///etc/x.tif", "C:/x.tif", "http://169.254.169.254/x.tif", "http://localhost/x.tif"]
        {
            assert!(!auto(web, name), "{name}");
        }
        assert!(!try_with(&Sources::Local, here, false, "https://h/x.tif"));
        assert!(try_with(&Sources::Local, here, false, "/b/x.tif"));
        // A virtual raster of one's own may look into archives, memory and files by their drivers.
        for name in ["/vsizip/x.zip/a.tif", "/vsicurl/https://h/x.tif", "NETCDF:\"a.nc\":b", "/vsimem/x.tif"] {
            assert!(try_with(&Sources::Auto, "/a/x.vrt", true, name), "{name}");
        }
        assert!(!try_with(&Sources::Auto, "/a/x.vrt", true, "PG:dbname=x"));
        assert!(!try_with(&Sources::Auto, "/vsicurl/https://h/x.vrt", true, "/etc/x.tif"));
    }

    #[test]
    fn xml_inside_of_a_document_is_that_document_s() {
        let gdal = crate::raster::gdal::bind(None).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.vrt").to_string_lossy().into_owned();
        let tried = |sources: &Sources, inside: &str| {
            let text = format!("<VRTDataset><SourceDataset>{inside}</SourceDataset></VRTDataset>");
            std::fs::write(&path, text).unwrap();
            sources.admit(gdal, &path).map_err(|e| e.to_string())
        };
        let inner = |file: &str| {
            format!("&lt;VRTDataset&gt;&lt;SourceFilename&gt;{file}&lt;/SourceFilename&gt;&lt;/VRTDataset&gt;")
        };
        assert_eq!(tried(&Sources::Auto, &inner("/data/x.tif")), Ok(()));
        assert!(tried(&Sources::Auto, &inner("PG:dbname=x")).unwrap_err().contains("x.vrt: names PG:dbname=x"));
        assert!(tried(&Sources::Local, &inner("https://h/x.tif")).unwrap_err().contains("on the web"));
        assert!(tried(&Sources::Auto, "&lt;GDAL_WMS/&gt;").unwrap_err().contains("service"));
        assert_eq!(tried(&Sources::Any, "&lt;GDAL_WMS/&gt;"), Ok(()));
    }

    #[test]
    fn below_is_below() {
        let folder = tempfile::tempdir().unwrap();
        let (inside, outside) = (folder.path().join("in"), folder.path().join("out"));
        std::fs::create_dir_all(&inside).unwrap();
        std::fs::create_dir_all(&outside).unwrap();
        std::fs::write(outside.join("x.tif"), "x").unwrap();
        let sources = Sources::parse(&format!("below={}", inside.display())).unwrap();
        let limit = |path: PathBuf| sources.limit(&path.to_string_lossy()).is_ok();
        assert!(limit(inside.join("x.tif")) && limit(inside.join("a/b.zip/c.tif")));
        assert!(
            !limit(outside.join("x.tif"))
                && !limit(inside.join("../out/x.tif"))
                && !limit(inside.join("no/../../out/x.tif"))
        );
        assert!(sources.limit("https://h/x.tif").is_err() && sources.limit("/vsimem/x.tif").is_err());
        assert!(Sources::parse("below=").is_err() && Sources::parse("below=/no/such/folder").is_err());
        assert!(Sources::parse("ANY THING").is_err());
    }
}
