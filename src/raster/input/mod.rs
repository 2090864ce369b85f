//! What a name given as input can be: one file per form, one line each in `FORMS`.
//!
//! A form turns a name into a [`Product`]: bands that can be chosen from, each at a place (a file and a band number),
//! and the product's metadata. Nothing is read but headers and metadata. To add a form, write
//! `fn(&'static Gdal, &str) -> Option<Result<Product>>` in a file here and add its line.

mod elements;
mod files;
mod folder;
mod names;
mod parts;
mod references;
mod refuse;
mod safe;
mod single;
mod sources;
mod stac;
mod vrt;
mod xml;

use std::collections::HashMap;
use std::rc::Rc;

use sources::Document;

pub use single::from_dataset;
pub use sources::Sources;

use super::bands::{self, SCL, Seen};
use super::gdal::{Dataset, Gdal, GdalBand, GdalSource, METADATA_DOMAIN, list_folder};
use super::{BandInfo, MaskKind, Resampling, SampleType, Tags};
use crate::error::{Error, Result};
use crate::geometry::Grid;

/// Opens a name; `None` if it is of another form.
type Form = fn(&'static Gdal, &str) -> Option<Result<Product>>;

/// Forms in the order in which they are tried; the first that recognises the name opens it.
const FORMS: &[Form] = &[safe::open, stac::open, folder::open, files::open, single::open];

/// A band of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// As GDAL opens it.
    pub file: String,
    /// Band number, from 1.
    pub number: usize,
}

/// A product's metadata of a band; they take precedence over the band's own.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Told {
    /// Scale to reflectance.
    pub scale: Option<f64>,
    /// Offset of reflectance.
    pub offset: Option<f64>,
    /// Value of invalid pixels.
    pub nodata: Option<f64>,
    /// Further tags, for example `BOA_ADD_OFFSET`.
    pub tags: Vec<(String, String)>,
}

/// A band that may be chosen.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// How messages show it.
    pub label: String,
    /// Common name, if it is known.
    pub meaning: Option<&'static str>,
    /// Where it lies.
    pub place: Place,
    /// Pixel size where the form knows it: of several bands of one meaning the finest is taken.
    pub pixel: Option<f64>,
    /// The product's metadata of it.
    pub told: Told,
}

/// An input before its bands are chosen.
pub struct Product {
    /// Its form, for reports: `raster`, `folder`, `files`, `SAFE product`, `STAC item`.
    pub form: &'static str,
    /// Bands to choose from.
    pub candidates: Vec<Candidate>,
    /// Its metadata.
    pub tags: Vec<(String, String)>,
    /// Warnings, one sentence each.
    pub warnings: Vec<String>,
    /// Files that were skipped although they may hold a band, and why.
    passed_over: Vec<String>,
    gdal: &'static Gdal,
    open: HashMap<String, Rc<Dataset>>,
    /// The document that names its files, where one does, and how it writes each.
    document: Option<String>,
    written: HashMap<String, String>,
    sources: Sources,
}

/// Chosen bands on one grid.
pub struct Chosen {
    /// Their pixels, raw.
    pub source: GdalSource,
    /// Which is which, for example `red=3,green=2` or `red=B04.tif`.
    pub summary: String,
    /// Common pixel sizes of bands that were resampled, for example `swir16 20 m to 10 m, bilinear`.
    pub resampled: Vec<String>,
}

/// Opens whatever `name` is. `sources` limits what it may reach.
///
/// # Errors
/// If nothing opens it, with what was tried; if it names something that `sources` forbids, with that.
pub fn resolve(gdal: &'static Gdal, name: &str, sources: &Sources) -> Result<Product> {
    let name = virtual_name(name);
    sources.admit(gdal, &name)?;
    let found = FORMS.iter().find_map(|form| form(gdal, &name));
    let mut product =
        found.unwrap_or_else(|| Err(Error::raster(&name, "is no raster, folder, product or STAC item")))?;
    for file in product.open.keys().filter(|file| **file != name) {
        sources.admit(gdal, file)?;
    }
    product.sources = sources.clone();
    Ok(product)
}

/// Web addresses through GDAL's virtual file system, and archives as folders.
pub(crate) fn virtual_name(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let named = if lower.starts_with("http://") || lower.starts_with("https://") {
        format!("/vsicurl/{name}")
    } else if let Some(rest) = name.strip_prefix("s3://") {
        format!("/vsis3/{rest}")
    } else if let Some(rest) = name.strip_prefix("gs://") {
        format!("/vsigs/{rest}")
    } else if let Some(rest) = name.strip_prefix("file://") {
        // file:///C:/x is C:/x on Windows; elsewhere no root folder has such a name.
        let has_drive = rest.starts_with('/') && rest.get(2..4) == Some(":/");
        rest[usize::from(has_drive)..].to_owned()
    } else {
        name.to_owned()
    };
    if lower.ends_with(".zip") && !named.starts_with("/vsizip/") { format!("/vsizip/{named}") } else { named }
}

/// Names in a folder without those that systems leave there: hidden files, resource forks of a Mac, thumbnails.
fn visible_folder(gdal: &Gdal, path: &str) -> Vec<String> {
    let mut names = list_folder(gdal, path);
    let left = ["__MACOSX", "Thumbs.db", "ehthumbs.db", "desktop.ini", "@eaDir", "$RECYCLE.BIN", "lost+found"];
    names.retain(|n| !n.starts_with('.') && !left.iter().any(|l| n.eq_ignore_ascii_case(l)));
    names
}

/// A path below a folder.
fn joined(folder: &str, name: &str) -> String {
    format!("{}/{}", folder.trim_end_matches(['/', '\\']), name)
}

/// The part after the last slash, without an address's query.
fn file_name(path: &str) -> &str {
    let end = path.find("://").and_then(|at| Some(at + path[at..].find(['?', '#'])?)).unwrap_or(path.len());
    path[..end].trim_end_matches('/').rsplit(['/', '\\']).next().unwrap_or(path)
}

/// The part before the last slash, or `.`.
fn folder_of(path: &str) -> &str {
    path.rfind(['/', '\\']).map_or(".", |at| &path[..at.max(1)])
}

/// A file name without its last extension.
fn stem(path: &str) -> &str {
    let name = file_name(path);
    name.rfind('.').filter(|at| *at > 0).map_or(name, |at| &name[..at])
}

impl Product {
    fn new(gdal: &'static Gdal, form: &'static str) -> Self {
        Product {
            form,
            candidates: vec![],
            tags: vec![],
            warnings: vec![],
            passed_over: vec![],
            gdal,
            open: HashMap::new(),
            document: None,
            written: HashMap::new(),
            sources: Sources::default(),
        }
    }

    /// Adds a band that `document` names, and how it writes the file's name.
    fn add_named(&mut self, document: &str, candidate: Candidate, written: &str) {
        self.document.get_or_insert_with(|| document.to_owned());
        self.written.insert(candidate.place.file.clone(), written.to_owned());
        self.candidates.push(candidate);
    }

    /// The dataset and its record, if it is an output of this software.
    pub fn recorded(&self) -> Option<(Rc<Dataset>, Tags)> {
        let dataset = self.open.values().next().filter(|_| self.open.len() == 1)?;
        let metadata = dataset.metadata(METADATA_DOMAIN);
        metadata.iter().any(|(k, _)| k == "PRODUCT").then(|| (dataset.clone(), metadata))
    }

    /// Leaves a file out and records why.
    fn pass_over(&mut self, file: &str, reason: &str) {
        let text = format!("{} ({reason})", file_name(file));
        self.warnings.push(format!("{text} is passed over"));
        self.passed_over.push(text);
    }

    /// The files that were left out, as the end of a message.
    fn left_out(&self) -> String {
        if self.passed_over.is_empty() {
            String::new()
        } else {
            format!("; passed over: {}", self.passed_over.join(", "))
        }
    }

    fn dataset(&mut self, file: &str) -> Result<Rc<Dataset>> {
        if let Some(open) = self.open.get(file) {
            return Ok(open.clone());
        }
        let dataset = match &self.document {
            Some(name) => {
                let written = self.written.get(file).map_or(file, String::as_str);
                self.sources.open(self.gdal, &Document { name, is_vrt: false }, written, file)?
            }
            None => Dataset::open(self.gdal, file)?,
        };
        let dataset = Rc::new(dataset);
        self.open.insert(file.to_owned(), dataset.clone());
        Ok(dataset)
    }

    /// Of several bands of one meaning, those with larger pixels than the finest go.
    fn keep_finest(&mut self) {
        let mut finest: HashMap<&'static str, f64> = HashMap::new();
        for (meaning, pixel) in self.candidates.iter().filter_map(|c| Some((c.meaning?, c.pixel?))) {
            let known = finest.entry(meaning).or_insert(pixel);
            *known = known.min(pixel);
        }
        self.candidates.retain(|c| match (c.meaning.and_then(|m| finest.get(m)), c.pixel) {
            (Some(finest), Some(own)) => *finest >= own * 0.99,
            _ => true,
        });
    }

    fn band(&mut self, candidate: &Candidate) -> Result<GdalBand> {
        let dataset = self.dataset(&candidate.place.file)?;
        let mut info = dataset.band_info(candidate.place.number)?;
        let told = &candidate.told;
        info.metadata.extend(told.tags.iter().cloned());
        if told.scale.is_some() || told.offset.is_some() {
            (info.scale, info.offset) = (told.scale, told.offset);
        }
        if let (Some(value), MaskKind::None) = (told.nodata, info.mask) {
            info.mask = MaskKind::Nodata(value);
        }
        Ok(GdalBand::new(dataset, candidate.place.number, info))
    }

    /// Chooses bands and brings them onto one grid: that of the finest among them.
    ///
    /// # Errors
    /// If a band is missing or ambiguous, or cannot be brought onto the others' grid.
    pub fn choose(&mut self, name: &str, wanted: &[String], choice: &str) -> Result<Chosen> {
        let seen: Vec<_> =
            self.candidates.iter().map(|c| Seen { label: c.label.clone(), meaning: c.meaning }).collect();
        let found = bands::choose(name, &seen, wanted, choice);
        self.check_sensor(name, choice, found.as_deref().ok())?;
        let places = found.map_err(|e| self.explained(name, choice, e))?;
        let chosen: Vec<Candidate> = places.iter().map(|&i| self.candidates[i].clone()).collect();
        let one_file = chosen.iter().all(|c| c.place.file == chosen[0].place.file);
        let show = |c: &Candidate| if one_file { c.place.number.to_string() } else { c.label.clone() };
        let summary = wanted.iter().zip(&chosen).map(|(w, c)| format!("{w}={}", show(c))).collect::<Vec<_>>().join(",");
        let bands = chosen.iter().map(|c| self.band(c)).collect::<Result<Vec<_>>>()?;
        let grids: Vec<Grid> = bands.iter().map(GdalBand::own_grid).collect();
        let finest = finest(&grids);
        let mut resampled = Vec::new();
        for (grid, band) in grids.iter().zip(wanted) {
            if let (Some(own), Some(to)) = (grid.pixel_size(), grids[finest].pixel_size())
                && (own.0 / to.0 - 1.0).abs() > 0.01
            {
                resampled.push(format!("{band} from {:.2} times the pixel, bilinear", own.0 / to.0));
            }
        }
        let source = GdalSource::on_grid(name, bands, &grids[finest], |_| Resampling::Bilinear)?;
        Ok(Chosen { source, summary, resampled })
    }

    /// The product's scene classification, if it has one.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn classification(&mut self) -> Result<Option<GdalBand>> {
        match self.candidates.iter().find(|c| c.meaning == Some(SCL)).cloned() {
            Some(scl) => {
                let dataset = self.dataset(&scl.place.file)?;
                let info = dataset.band_info(scl.place.number)?;
                Ok(Some(GdalBand::new(dataset, scl.place.number, as_classes(info))))
            }
            None => Ok(None),
        }
    }
}

/// A class band: every value counts, 0 included.
pub fn as_classes(info: BandInfo) -> BandInfo {
    BandInfo { mask: MaskKind::None, sample: SampleType::Other, ..info }
}

/// A band as a class raster on a grid: nearest pixels, every value counts.
pub fn classes_on(name: &str, band: GdalBand, grid: &Grid) -> Result<GdalSource> {
    GdalSource::on_grid(name, vec![band], grid, |_: &BandInfo| Resampling::Nearest)
}

fn finest(grids: &[Grid]) -> usize {
    let area = |g: &Grid| g.pixel_size().map_or(f64::INFINITY, |(x, y)| x * y);
    let best = grids.iter().map(area).fold(f64::INFINITY, f64::min);
    grids.iter().position(|g| area(g) <= best * 1.001).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_archives_get_their_virtual_names() {
        assert_eq!(virtual_name("http://x/y.tif"), "/vsicurl/http://x/y.tif");
        assert_eq!(virtual_name("s3://b/k.tif"), "/vsis3/b/k.tif");
        assert_eq!(
            (virtual_name("file:///a/b.tif"), virtual_name("file:///C:/b.tif")),
            ("/a/b.tif".into(), "C:/b.tif".into())
        );
        assert_eq!(virtual_name("a/S2.SAFE.zip"), "/vsizip/a/S2.SAFE.zip");
        assert_eq!(virtual_name("a.tif"), "a.tif");
    }

    #[test]
    fn parts_of_paths_are_found() {
        assert_eq!(file_name("/vsicurl/https://h/a/B04.tif?sig=x/y"), "B04.tif");
        assert_eq!((file_name("/a/b.c/B04.tif"), stem("/a/b.c/B04.x.tif")), ("B04.tif", "B04.x"));
        assert_eq!((folder_of("/a/b.tif"), folder_of("b.tif"), folder_of("/b")), ("/a", ".", "/"));
    }
}
