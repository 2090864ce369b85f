//! Formats of layers by the ending of a file's name.

use super::super::library::Gdal;
use super::super::texts::c_text;
use crate::error::{Error, Result};

/// A format that holds a layer of polygons, by the ending of the file's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VectorFormat {
    /// `.gpkg`.
    GeoPackage,
    /// `.geojson`, `.json`.
    GeoJson,
    /// `.fgb`.
    FlatGeobuf,
    /// `.shp`, with `.shx`, `.dbf`, `.prj` and `.cpg` beside it.
    Shapefile,
}

/// What each is called, its driver, and its endings.
const FORMATS: [(VectorFormat, &str, &str, &[&str]); 4] = [
    (VectorFormat::GeoPackage, "GeoPackage", "GPKG", &["gpkg"]),
    (VectorFormat::GeoJson, "GeoJSON", "GeoJSON", &["geojson", "json"]),
    (VectorFormat::FlatGeobuf, "FlatGeobuf", "FlatGeobuf", &["fgb"]),
    (VectorFormat::Shapefile, "ESRI Shapefile", "ESRI Shapefile", &["shp"]),
];

/// Files of a Shapefile beside the one that names it.
const OF_SHAPEFILE: [&str; 4] = ["shx", "dbf", "prj", "cpg"];

impl VectorFormat {
    /// The format that a name's ending stands for.
    ///
    /// # Errors
    /// [`Error::Argument`] with the list, for any other ending.
    pub fn of(path: &str) -> Result<Self> {
        let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
        let found = FORMATS.iter().find(|(.., endings)| endings.contains(&ending.as_str()));
        let listed = |(_, name, _, endings): &(_, &str, _, &[&str])| format!("{name} (.{})", endings.join(", ."));
        found.map(|(format, ..)| *format).ok_or_else(|| {
            let known: Vec<String> = FORMATS.iter().map(listed).collect();
            Error::argument(format!("{path}: the ending of a layer of polygons was expected: {}", known.join(", ")))
        })
    }

    fn row(self) -> &'static (VectorFormat, &'static str, &'static str, &'static [&'static str]) {
        FORMATS.iter().find(|(format, ..)| *format == self).unwrap_or(&FORMATS[0])
    }

    /// Short name of its driver.
    pub(super) fn driver(self) -> &'static str {
        self.row().2
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// Refuses it before any work where this GDAL cannot write it.
    ///
    /// # Errors
    /// [`Error::Argument`] names the driver.
    pub fn require(self, gdal: &Gdal) -> Result<()> {
        let name = c_text(self.driver())?;
        // SAFETY: the name is NUL-terminated; an unknown driver gives null.
        let is_there = unsafe { !(gdal.symbols.GDALGetDriverByName)(name.as_ptr()).is_null() };
        let refused = || Error::argument(format!("GDAL {} has no driver for {}", gdal.version, self.name()));
        is_there.then_some(()).ok_or_else(refused)
    }

    /// Whether the file itself says how it was made.
    pub fn holds_metadata(self) -> bool {
        matches!(self, VectorFormat::GeoPackage | VectorFormat::GeoJson)
    }

    /// Names of the files that are written beside one of this name, and belong to it.
    pub fn companions(self, path: &str) -> Vec<String> {
        let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        match self {
            VectorFormat::Shapefile => OF_SHAPEFILE.map(|ending| format!("{stem}.{ending}")).to_vec(),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_stand_for_formats() {
        assert_eq!(VectorFormat::of("a.b/x.GPKG").unwrap(), VectorFormat::GeoPackage);
        assert_eq!(VectorFormat::of("x.json").unwrap(), VectorFormat::GeoJson);
        assert_eq!(VectorFormat::Shapefile.companions("a/x.shp")[1], "a/x.dbf");
        let refused = VectorFormat::of("x.kml").unwrap_err().to_string();
        let list = "GeoPackage (.gpkg), GeoJSON (.geojson, .json), FlatGeobuf (.fgb), ESRI Shapefile (.shp)";
        assert!(refused.contains("x.kml") && refused.ends_with(list), "{refused}");
    }
}
