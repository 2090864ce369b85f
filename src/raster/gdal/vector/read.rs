//! Points and polygons of a vector layer, with one of their attributes, in a raster's reference system.

use std::ffi::c_void;

use gdal_sys::GDALDatasetH;

use super::super::crs::Transformer;
use super::super::dataset::Dataset;
use super::super::library::Gdal;
use super::super::stop::go_on;
use super::super::texts::{c_text, text_from};
use crate::error::{Error, Result};

/// `GDAL_OF_VECTOR`, `GDAL_OF_VERBOSE_ERROR`: macros, so not in gdal-sys.
const OPEN_VECTOR: u32 = 0x04 | 0x40;
/// OGR's numbers of kinds of geometries.
const POINT: u32 = 1;
const POLYGON: u32 = 3;
const COLLECTIONS: [u32; 3] = [4, 6, 7];

/// Where a feature of a layer lies, in the reference system that was asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// One or more points.
    Points(Vec<(f64, f64)>),
    /// Rings of one or more polygons: what an odd number of them surrounds is inside.
    Area(Vec<Vec<(f64, f64)>>),
}

/// A feature of a layer.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Where it lies.
    pub shape: Shape,
    /// Its attribute as text; `None` where it has none, or none was asked for.
    pub value: Option<String>,
}

/// Reads the points and polygons of a file's one layer, with the attribute `field` if it is named, in the reference system
/// `crs`. A layer without a system is taken to be in it.
///
/// # Errors
/// If the file is no vector file of one layer, has no such attribute, holds other geometries, or cannot be brought into the
/// system.
pub fn read_places(gdal: &'static Gdal, path: &str, field: Option<&str>, crs: Option<&str>) -> Result<Vec<Place>> {
    go_on()?;
    let layer = Layer::open(gdal, path)?;
    let index = field.map(|field| layer.field(field)).transpose()?;
    let mut places = Vec::new();
    while let Some(feature) = layer.next() {
        let shape = feature.shape(path)?;
        if let Some(shape) = shape {
            places.push(Place { shape, value: index.and_then(|i| feature.text(i)) });
        }
    }
    match (layer.crs(), crs) {
        (Some(from), Some(to)) => into_system(&Transformer::new(gdal, &from, to)?, places, path),
        _ => Ok(places),
    }
}

fn into_system(transformer: &Transformer, places: Vec<Place>, path: &str) -> Result<Vec<Place>> {
    let moved = |points: Vec<(f64, f64)>| -> Result<Vec<(f64, f64)>> {
        let lost = || Error::raster(path, "holds a place that the raster's reference system cannot show");
        transformer.points(&points).into_iter().map(|p| p.ok_or_else(lost)).collect()
    };
    let one = |place: Place| -> Result<Place> {
        let shape = match place.shape {
            Shape::Points(points) => Shape::Points(moved(points)?),
            Shape::Area(rings) => Shape::Area(rings.into_iter().map(moved).collect::<Result<_>>()?),
        };
        Ok(Place { shape, ..place })
    };
    places.into_iter().map(one).collect()
}

/// The one layer of an open file.
struct Layer {
    dataset: Dataset,
    handle: *mut c_void,
}

impl Layer {
    fn open(gdal: &'static Gdal, path: &str) -> Result<Self> {
        let c_path = c_text(path)?;
        let none = std::ptr::null();
        let open = gdal.call(
            "GDALOpenEx",
            path,
            |h: &GDALDatasetH| h.is_null(),
            |s| {
                // SAFETY: the name is NUL-terminated, and the lists are null.
                unsafe { (s.GDALOpenEx)(c_path.as_ptr(), OPEN_VECTOR, none, none, none) }
            },
        );
        let open = open.map_err(|e| match e {
            Error::Gdal { message, fault, .. } => Error::Raster {
                path: path.to_owned(),
                message: format!("cannot be opened as a vector layer: {message}"),
                fault: Some(fault),
            },
            other => other,
        });
        let dataset = Dataset::owning(gdal, open?, path);
        // SAFETY: the dataset is open.
        let count = unsafe { (gdal.symbols.GDALDatasetGetLayerCount)(dataset.handle) };
        if count != 1 {
            return Err(Error::raster(path, format!("has {count} layers; a file of one layer was expected")));
        }
        // SAFETY: the dataset is open and has a layer, which lives as long.
        let handle = unsafe { (gdal.symbols.GDALDatasetGetLayer)(dataset.handle, 0) };
        if handle.is_null() {
            return Err(Error::raster(path, "has a layer that cannot be opened"));
        }
        Ok(Layer { dataset, handle })
    }

    /// Number of an attribute.
    fn field(&self, name: &str) -> Result<i32> {
        let c_name = c_text(name)?;
        let _quiet = self.dataset.gdal.quietly();
        let s = &self.dataset.gdal.symbols;
        // SAFETY: the layer is open; its definition lives as long; texts are copied.
        unsafe {
            let definition = (s.OGR_L_GetLayerDefn)(self.handle);
            let index = (s.OGR_FD_GetFieldIndex)(definition, c_name.as_ptr());
            if index >= 0 {
                return Ok(index);
            }
            let count = (s.OGR_FD_GetFieldCount)(definition);
            let names =
                (0..count).filter_map(|i| text_from((s.OGR_Fld_GetNameRef)((s.OGR_FD_GetFieldDefn)(definition, i))));
            let names = names.collect::<Vec<_>>().join(", ");
            let has = if names.is_empty() { "none".to_owned() } else { names };
            Err(Error::raster(self.dataset.name(), format!("has no attribute {name}; it has {has}")))
        }
    }

    /// Its reference system as WKT.
    fn crs(&self) -> Option<String> {
        let _quiet = self.dataset.gdal.quietly();
        let s = &self.dataset.gdal.symbols;
        let mut wkt = std::ptr::null_mut();
        // SAFETY: the layer is open and lends its system; the text is copied and freed once.
        unsafe {
            let system = (s.OGR_L_GetSpatialRef)(self.handle);
            if system.is_null() || (s.OSRExportToWkt)(system, &mut wkt) != 0 || wkt.is_null() {
                return None;
            }
            let text = text_from(wkt);
            (s.VSIFree)(wkt.cast());
            text.filter(|t| !t.is_empty())
        }
    }

    fn next(&self) -> Option<Feature<'_>> {
        let gdal = self.dataset.gdal;
        let next = gdal.call(
            "OGR_L_GetNextFeature",
            self.dataset.name(),
            |_| false,
            |s| {
                // SAFETY: the layer is open; the feature is ours.
                unsafe { (s.OGR_L_GetNextFeature)(self.handle) }
            },
        );
        next.ok().filter(|handle| !handle.is_null()).map(|handle| Feature { gdal, handle, _layer: self })
    }
}

/// A feature of an open layer.
struct Feature<'a> {
    gdal: &'static Gdal,
    handle: *mut c_void,
    _layer: &'a Layer,
}

impl Feature<'_> {
    fn text(&self, field: i32) -> Option<String> {
        let s = &self.gdal.symbols;
        // SAFETY: the feature is alive and has this attribute; the text is copied.
        unsafe {
            if (s.OGR_F_IsFieldSetAndNotNull)(self.handle, field) == 0 {
                return None;
            }
            text_from((s.OGR_F_GetFieldAsString)(self.handle, field))
                .map(|t| t.trim().to_owned())
                .filter(|t| !t.is_empty())
        }
    }

    /// Where it lies; `None` for one without a geometry.
    fn shape(&self, path: &str) -> Result<Option<Shape>> {
        let s = &self.gdal.symbols;
        let (mut points, mut rings) = (Vec::new(), Vec::new());
        // SAFETY: the geometry is the feature's; the straight copy of a curved one is ours and destroyed once.
        let known = unsafe {
            let own = (s.OGR_F_GetGeometryRef)(self.handle);
            if own.is_null() || (s.OGR_G_IsEmpty)(own) != 0 {
                return Ok(None);
            }
            let straight = match (s.OGR_G_HasCurveGeometry)(own, 0) {
                0 => std::ptr::null_mut(),
                _ => (s.OGR_G_GetLinearGeometry)(own, 0.0, std::ptr::null_mut()),
            };
            let known = self.collect(if straight.is_null() { own } else { straight }, &mut points, &mut rings);
            if !straight.is_null() {
                (s.OGR_G_DestroyGeometry)(straight);
            }
            known
        };
        match (known, points.is_empty(), rings.is_empty()) {
            (true, false, true) => Ok(Some(Shape::Points(points))),
            (true, true, false) => Ok(Some(Shape::Area(rings))),
            _ => Err(Error::raster(path, "holds a geometry that is neither points nor polygons")),
        }
    }

    /// Points and rings of a geometry; false if it holds others.
    ///
    /// # Safety
    /// - `geometry` is alive.
    unsafe fn collect(
        &self,
        geometry: *mut c_void,
        points: &mut Vec<(f64, f64)>,
        rings: &mut Vec<Vec<(f64, f64)>>,
    ) -> bool {
        let s = &self.gdal.symbols;
        // SAFETY: the caller vouches for the geometry; its parts live as long.
        unsafe {
            let vertices = |g: *mut c_void| -> Vec<(f64, f64)> {
                (0..(s.OGR_G_GetPointCount)(g)).map(|i| ((s.OGR_G_GetX)(g, i), (s.OGR_G_GetY)(g, i))).collect()
            };
            let parts =
                |g: *mut c_void| (0..(s.OGR_G_GetGeometryCount)(g)).map(move |i| (s.OGR_G_GetGeometryRef)(g, i));
            match (s.OGR_GT_Flatten)((s.OGR_G_GetGeometryType)(geometry)) {
                POINT => points.extend(vertices(geometry)),
                POLYGON => rings.extend(parts(geometry).map(vertices)),
                kind if COLLECTIONS.contains(&kind) => {
                    return parts(geometry).all(|part| self.collect(part, points, rings));
                }
                _ => return false,
            }
        }
        true
    }
}

impl Drop for Feature<'_> {
    fn drop(&mut self) {
        // SAFETY: the feature came from its layer, and is destroyed once.
        unsafe { (self.gdal.symbols.OGR_F_Destroy)(self.handle) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::bind;
    use super::*;

    fn layer(features: &str) -> tempfile::NamedTempFile {
        let file = tempfile::Builder::new().suffix(".geojson").tempfile().unwrap();
        std::fs::write(&file, format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#)).unwrap();
        file
    }

    fn feature(geometry: &str, properties: &str) -> String {
        format!(r#"{{"type":"Feature","properties":{properties},"geometry":{geometry}}}"#)
    }

    #[test]
    fn points_and_polygons_come_with_their_attribute_in_the_raster_s_system() {
        let Ok(gdal) = bind(None) else { return eprintln!("skipped: no GDAL") };
        let ring = "[[3,0],[3.1,0],[3.1,0.1],[3,0]]";
        let features = [
            feature(r#"{"type":"Point","coordinates":[3,0]}"#, r#"{"class":"water"}"#),
            feature(&format!(r#"{{"type":"MultiPolygon","coordinates":[[{ring}],[{ring}]]}}"#), r#"{"class":null}"#),
            feature("null", r#"{"class":"nowhere"}"#),
        ];
        let file = layer(&features.join(","));
        let path = file.path().to_str().unwrap();
        let places = read_places(gdal, path, Some("class"), Some("EPSG:32631")).unwrap();
        assert_eq!(places.len(), 2);
        assert_eq!((places[0].value.as_deref(), places[1].value.as_deref()), (Some("water"), None));
        let Shape::Points(points) = &places[0].shape else { panic!("{places:?}") };
        assert!((points[0].0 - 500_000.0).abs() < 0.01 && points[0].1.abs() < 0.01, "{points:?}");
        let Shape::Area(rings) = &places[1].shape else { panic!("{places:?}") };
        assert_eq!(rings.iter().map(Vec::len).collect::<Vec<_>>(), [4, 4]);
    }

    #[test]
    fn what_cannot_be_used_is_said() {
        let Ok(gdal) = bind(None) else { return eprintln!("skipped: no GDAL") };
        let line = layer(&feature(r#"{"type":"LineString","coordinates":[[3,0],[4,0]]}"#, r#"{"kind":1}"#));
        let path = line.path().to_str().unwrap();
        let told = |field| read_places(gdal, path, field, None).unwrap_err().to_string();
        assert!(told(None).contains("neither points nor polygons"));
        assert!(told(Some("class")).contains("has no attribute class; it has kind"));
        let none = read_places(gdal, "/nowhere/labels.gpkg", None, None).unwrap_err().to_string();
        assert!(none.contains("cannot be opened as a vector layer"), "{none}");
    }
}
