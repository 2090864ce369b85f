//! A layer of polygons under construction: its fields, its features, its end, and the check that the file is complete.
//!
//! The caller gives a name in a job's [`WorkFolder`](crate::raster::gdal::WorkFolder); the final name comes later, by a rename.

use std::ffi::{CString, c_int};

use gdal_sys::{CPLErr, GDALDataType, OGRErr, OGRFeatureH, OGRFieldType, OGRLayerH, OGRwkbGeometryType};

use super::super::configuration::Configuration;
use super::super::crs::system;
use super::super::dataset::Dataset;
use super::super::describe::METADATA_DOMAIN;
use super::super::driver;
use super::super::library::{Gdal, full_disk};
use super::super::symbols::Symbols;
use super::super::texts::{CList, c_text};
use super::format::VectorFormat;
use crate::error::{Error, GdalFault, Result};
use crate::raster::Tags;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Whole numbers.
    Whole,
    /// Numbers in double precision.
    Real,
    /// Text in UTF-8.
    Text,
}

/// A field of a layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// At most ten letters, which is all that a Shapefile keeps.
    pub name: String,
    /// What it holds.
    pub kind: FieldKind,
}

/// A value of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldValue {
    /// Nothing is known.
    Null,
    /// A whole number.
    Whole(i64),
    /// A number.
    Real(f64),
    /// A text.
    Text(String),
}

/// What a layer is.
#[derive(Debug, Clone)]
pub struct LayerSpec {
    /// Its name.
    pub name: String,
    /// Reference system of its coordinates, as WKT.
    pub crs: Option<String>,
    /// Its fields, in order.
    pub fields: Vec<Field>,
    /// How it was made: the keys of the domain `LEJEPA_GIS`.
    pub metadata: Tags,
    /// When it was made, RFC 3339: formats that keep a date keep this one.
    pub created: String,
}

/// A ring of a polygon, in the layer's reference system; the last point is not the first again.
pub type Ring = Vec<(f64, f64)>;

/// A file with one layer of polygons, under construction.
pub struct PolygonWriter {
    gdal: &'static Gdal,
    format: VectorFormat,
    path: String,
    dataset: Dataset,
    layer: OGRLayerH,
    fields: usize,
    written: usize,
    wkb: Vec<u8>,
    _settings: Configuration,
}

impl PolygonWriter {
    /// Creates the file with its empty layer.
    ///
    /// # Errors
    /// As for [`VectorFormat::of`]; or if GDAL cannot create it.
    pub fn create(gdal: &'static Gdal, path: &str, spec: &LayerSpec) -> Result<Self> {
        let format = VectorFormat::of(path)?;
        // The date that a GeoPackage keeps; and its pages are brought to the disk once, with the file, not after each step.
        let options = [("OGR_CURRENT_DATE", &*spec.created), ("OGR_SQLITE_SYNCHRONOUS", "OFF")];
        let settings = Configuration::new(gdal, &options)?;
        let dataset = driver::create(gdal, format.driver(), path, (0, 0, 0), GDALDataType::GDT_Unknown, &[])?;
        let crs = spec.crs.as_deref().map(|crs| system(gdal, crs)).transpose()?.unwrap_or(std::ptr::null_mut());
        let (name, options) = (c_text(&spec.name)?, CList::new(layer_options(format, spec))?);
        let handle = dataset.handle;
        let layer = gdal.write(
            "GDALDatasetCreateLayer",
            path,
            |layer: &OGRLayerH| layer.is_null(),
            |s| {
                // SAFETY: the dataset is open for writing, the name is NUL-terminated, the list ends with NULL; the layer keeps a
                // reference of its own to the system, which is null or alive.
                unsafe {
                    let polygons = OGRwkbGeometryType::wkbPolygon;
                    let list = options.as_ptr().cast();
                    let layer = (s.GDALDatasetCreateLayer)(handle, name.as_ptr(), crs, polygons, list);
                    if !crs.is_null() {
                        (s.OSRDestroySpatialReference)(crs);
                    }
                    layer
                }
            },
        )?;
        let fields = spec.fields.len();
        let (path, wkb) = (path.to_owned(), Vec::new());
        let writer = PolygonWriter { gdal, format, path, dataset, layer, fields, written: 0, wkb, _settings: settings };
        spec.fields.iter().try_for_each(|field| writer.field(field))?;
        writer.describe(&spec.metadata)?;
        if format == VectorFormat::GeoPackage {
            // One for all features: one for each takes a hundred times as long.
            writer.write("GDALDatasetStartTransaction", |s| {
                // SAFETY: the dataset is open.
                unsafe { (s.GDALDatasetStartTransaction)(handle, 0) }
            })?;
        }
        Ok(writer)
    }

    fn write(&self, call: &'static str, body: impl FnOnce(&Symbols) -> OGRErr::Type) -> Result<()> {
        self.gdal.write(call, &self.path, |e: &OGRErr::Type| *e != OGRErr::OGRERR_NONE, body).map(drop)
    }

    fn field(&self, field: &Field) -> Result<()> {
        let name = c_text(&field.name)?;
        let kind = match field.kind {
            FieldKind::Whole => OGRFieldType::OFTInteger64,
            FieldKind::Real => OGRFieldType::OFTReal,
            FieldKind::Text => OGRFieldType::OFTString,
        };
        self.write("OGR_L_CreateField", |s| {
            // SAFETY: the layer is open for writing; the definition is copied, and destroyed once.
            unsafe {
                let definition = (s.OGR_Fld_Create)(name.as_ptr(), kind);
                let done = (s.OGR_L_CreateField)(self.layer, definition, 0);
                (s.OGR_Fld_Destroy)(definition);
                done
            }
        })
    }

    /// Metadata of the dataset and of its layer, where the format keeps them.
    fn describe(&self, metadata: &Tags) -> Result<()> {
        if self.format != VectorFormat::GeoPackage || metadata.is_empty() {
            return Ok(());
        }
        let items = CList::new(metadata.iter().map(|(k, v)| format!("{k}={v}")))?;
        for object in [self.dataset.handle, self.layer] {
            self.gdal.write(
                "GDALSetMetadata",
                &self.path,
                |e: &CPLErr::Type| *e >= CPLErr::CE_Failure,
                |s| {
                    // SAFETY: dataset and layer are open for writing, and the texts NUL-terminated.
                    unsafe { (s.GDALSetMetadata)(object, items.as_ptr().cast(), METADATA_DOMAIN.as_ptr()) }
                },
            )?;
        }
        Ok(())
    }

    /// Writes a polygon: its outline, then its holes; values in the order of the fields.
    ///
    /// # Errors
    /// If GDAL cannot write it; [`Error::Internal`] for another number of values.
    pub fn add(&mut self, rings: &[Ring], values: &[FieldValue]) -> Result<()> {
        if values.len() != self.fields {
            return Err(Error::Internal(format!("{} values for {} fields", values.len(), self.fields)));
        }
        as_wkb(rings, &mut self.wkb);
        let texts = values.iter().map(|value| match value {
            FieldValue::Text(text) => c_text(text).map(Some),
            _ => Ok(None),
        });
        let texts: Vec<Option<CString>> = texts.collect::<Result<_>>()?;
        let bytes = c_int::try_from(self.wkb.len()).map_err(|_| Error::Internal("a polygon of 2 GB".into()))?;
        self.write("OGR_L_CreateFeature", |s| {
            // SAFETY: the layer is open for writing; the feature is made, filled and destroyed here, and takes the geometry over.
            unsafe {
                let mut geometry = std::ptr::null_mut();
                let done =
                    (s.OGR_G_CreateFromWkb)(self.wkb.as_ptr().cast(), std::ptr::null_mut(), &raw mut geometry, bytes);
                if done != OGRErr::OGRERR_NONE {
                    return done;
                }
                let feature: OGRFeatureH = (s.OGR_F_Create)((s.OGR_L_GetLayerDefn)(self.layer));
                for (number, (value, text)) in (0..).zip(values.iter().zip(&texts)) {
                    match (value, text) {
                        (FieldValue::Whole(value), _) => (s.OGR_F_SetFieldInteger64)(feature, number, *value),
                        (FieldValue::Real(value), _) => (s.OGR_F_SetFieldDouble)(feature, number, *value),
                        (FieldValue::Text(_), Some(text)) => (s.OGR_F_SetFieldString)(feature, number, text.as_ptr()),
                        _ => (s.OGR_F_SetFieldNull)(feature, number),
                    }
                }
                let mut done = (s.OGR_F_SetGeometryDirectly)(feature, geometry);
                if done == OGRErr::OGRERR_NONE {
                    done = (s.OGR_L_CreateFeature)(self.layer, feature);
                }
                (s.OGR_F_Destroy)(feature);
                done
            }
        })?;
        self.written += 1;
        Ok(())
    }

    /// Closes the file, and checks that all that was written can be read.
    ///
    /// # Errors
    /// [`Error::Gdal`] for any failure that GDAL reports, and for missing polygons.
    pub fn finish(self) -> Result<()> {
        if self.format == VectorFormat::GeoPackage {
            let handle = self.dataset.handle;
            self.write("GDALDatasetCommitTransaction", |s| {
                // SAFETY: the dataset is open.
                unsafe { (s.GDALDatasetCommitTransaction)(handle) }
            })?;
        }
        let PolygonWriter { gdal, path, dataset, written, _settings, .. } = self;
        dataset.close()?;
        let found = features_in(gdal, &path)?;
        if found == written {
            return Ok(());
        }
        let full = full_disk(gdal, &path);
        let fault = GdalFault { call: "GDALClose", number: 0, passes: full.is_some() };
        let message = format!("{found} of {written} polygons are in the file{}", full.unwrap_or_default());
        Err(Error::Gdal { path, message, fault })
    }
}

/// Options of the layer, where formats differ.
fn layer_options(format: VectorFormat, spec: &LayerSpec) -> Vec<String> {
    match format {
        // Longitude and latitude, as the standard (RFC 7946) and every browser expect; what the file says of itself is a member
        // beside the features.
        VectorFormat::GeoJson => {
            let about: serde_json::Map<_, _> =
                spec.metadata.iter().map(|(k, v)| (k.clone(), v.clone().into())).collect();
            let data = serde_json::json!({ "lejepa_gis": about });
            vec![
                "RFC7946=YES".into(),
                format!("NATIVE_DATA={data}"),
                "NATIVE_MEDIA_TYPE=application/vnd.geo+json".into(),
            ]
        }
        VectorFormat::Shapefile => {
            vec![
                "ENCODING=UTF-8".into(),
                format!("DBF_DATE_LAST_UPDATE={}", &spec.created[..10.min(spec.created.len())]),
            ]
        }
        VectorFormat::GeoPackage | VectorFormat::FlatGeobuf => vec![],
    }
}

/// Polygons in a closed file's layer.
fn features_in(gdal: &'static Gdal, path: &str) -> Result<usize> {
    let file = Dataset::open_vector(gdal, path)?;
    let count = gdal.call(
        "OGR_L_GetFeatureCount",
        path,
        |count: &i64| *count < 0,
        |s| {
            // SAFETY: the dataset is open; a layer that is not there is null, and not asked.
            unsafe {
                let layer = (s.GDALDatasetGetLayer)(file.handle, 0);
                if layer.is_null() { -1 } else { (s.OGR_L_GetFeatureCount)(layer, 1) }
            }
        },
    )?;
    Ok(count as usize)
}

/// A polygon as well-known binary, little-endian; rings are closed here.
fn as_wkb(rings: &[Ring], to: &mut Vec<u8>) {
    to.clear();
    to.push(1);
    to.extend(OGRwkbGeometryType::wkbPolygon.to_le_bytes());
    to.extend((rings.len() as u32).to_le_bytes());
    for ring in rings {
        to.extend((ring.len() as u32 + u32::from(!ring.is_empty())).to_le_bytes());
        for (x, y) in ring.iter().chain(ring.first()) {
            to.extend(x.to_le_bytes());
            to.extend(y.to_le_bytes());
        }
    }
}
