//! An input before its bands are chosen: what may be chosen from, and where it lies.

use std::collections::HashMap;
use std::rc::Rc;

use super::paths::file_name;
use super::sources::{Document, Sources};
use crate::error::Result;
use crate::raster::Tags;
use crate::raster::gdal::{Dataset, Gdal, METADATA_DOMAIN};

/// A band of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// As GDAL opens it.
    pub file: String,
    /// Band number, from 1.
    pub number: usize,
}

/// What a product says of a band beside what the band says itself; it counts more.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BandOverrides {
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
    pub common_name: Option<&'static str>,
    /// Where it lies.
    pub place: Place,
    /// Pixel size where the form knows it: of several bands of one common name the finest is taken.
    pub pixel: Option<f64>,
    /// What the product says of it.
    pub overrides: BandOverrides,
}

/// An input before its bands are chosen.
pub struct Product {
    /// Its form, for reports: `raster`, `folder`, `files`, `SAFE product`, `STAC item`.
    pub form: &'static str,
    /// Bands to choose from.
    pub candidates: Vec<Candidate>,
    /// What it says of itself.
    pub tags: Vec<(String, String)>,
    /// What people should know, one sentence each.
    pub warnings: Vec<String>,
    /// Files that were passed over although they may hold a band, and why.
    pub(super) passed_over: Vec<String>,
    pub(super) gdal: &'static Gdal,
    pub(super) open: HashMap<String, Rc<Dataset>>,
    /// The document that names its files, where one does, and how it writes each.
    pub(super) document: Option<String>,
    pub(super) written: HashMap<String, String>,
    pub(super) sources: Sources,
}

impl Product {
    pub(super) fn new(gdal: &'static Gdal, form: &'static str) -> Self {
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
    pub(super) fn add_named(&mut self, document: &str, candidate: Candidate, written: &str) {
        self.document.get_or_insert_with(|| document.to_owned());
        self.written.insert(candidate.place.file.clone(), written.to_owned());
        self.candidates.push(candidate);
    }

    /// The dataset, if it is one alone.
    pub fn only(&self) -> Option<Rc<Dataset>> {
        self.open.values().next().filter(|_| self.open.len() == 1).cloned()
    }

    /// The dataset and its record, if it is an output of this software.
    pub fn recorded(&self) -> Option<(Rc<Dataset>, Tags)> {
        let dataset = self.only()?;
        let metadata = dataset.metadata(METADATA_DOMAIN);
        metadata.iter().any(|(k, _)| k == "PRODUCT").then_some((dataset, metadata))
    }

    /// Leaves a file out, and says so.
    pub(super) fn pass_over(&mut self, file: &str, reason: &str) {
        let text = format!("{} ({reason})", file_name(file));
        self.warnings.push(format!("{text} is passed over"));
        self.passed_over.push(text);
    }

    /// The files that were left out, as a message ends.
    pub(super) fn left_out(&self) -> String {
        if self.passed_over.is_empty() {
            String::new()
        } else {
            format!("; passed over: {}", self.passed_over.join(", "))
        }
    }

    pub(super) fn dataset(&mut self, file: &str) -> Result<Rc<Dataset>> {
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

    /// Of several bands of one common name, those with larger pixels than the finest go.
    pub(super) fn keep_finest(&mut self) {
        let mut finest: HashMap<&'static str, f64> = HashMap::new();
        for (common, pixel) in self.candidates.iter().filter_map(|c| Some((c.common_name?, c.pixel?))) {
            let known = finest.entry(common).or_insert(pixel);
            *known = known.min(pixel);
        }
        self.candidates.retain(|c| match (c.common_name.and_then(|m| finest.get(m)), c.pixel) {
            (Some(finest), Some(own)) => *finest >= own * 0.99,
            _ => true,
        });
    }
}
