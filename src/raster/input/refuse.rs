//! What a product's files show besides their bands' names, for refusals: another sensor, pictures, tiles of one raster.

use super::paths::{file_name, stem};
use super::product::{Candidate, Product};
use crate::error::{Error, Result};
use crate::geometry::Grid;
use crate::raster::SampleType;
use crate::raster::bands::other_sensor;

/// Tags that name a platform or an instrument.
const PLATFORM: &[&str] = &[
    "platform",
    "constellation",
    "collection",
    "SPACECRAFT_ID",
    "SATELLITE",
    "SATELLITEID",
    "SENSOR",
    "SENSOR_ID",
    "id",
];

impl Product {
    /// Another sensor's names are refused; where the caller says which band is which, they give a warning. Of bands
    /// that were `found`, only their own names count; without, the names of all files may show the cause.
    pub(super) fn check_sensor(&mut self, name: &str, choice: &str, found: Option<&[usize]>) -> Result<()> {
        let of_tags = self.tags.iter().filter(|(k, _)| PLATFORM.iter().any(|p| k.eq_ignore_ascii_case(p)));
        let mut texts: Vec<&str> = vec![file_name(name)];
        texts.extend(of_tags.map(|(_, v)| v.as_str()));
        let looked_at = match found {
            Some(places) => places.iter().map(|&i| &self.candidates[i]).collect(),
            None => self.candidates.iter().take(1000).collect::<Vec<_>>(),
        };
        texts.extend(looked_at.into_iter().flat_map(|c| [file_name(&c.place.file), c.label.as_str()]));
        let named = texts.into_iter().find_map(|t| Some((t.to_owned(), other_sensor(t)?)));
        let Some((text, sensor)) = named.or_else(|| self.landsat_in_earth_engine()) else { return Ok(()) };
        if is_auto(choice) {
            return Err(Error::raster(
                name,
                format!(
                    "bands of Sentinel-2 were expected, but {text} is named like data of {sensor}, whose bands have other \
                     numbers and wavelengths; if they are to be used all the same, say which is which with bands"
                ),
            ));
        }
        if found.is_some() {
            self.warnings.push(format!("{text} is named like data of {sensor}; models expect Sentinel-2's bands"));
        }
        Ok(())
    }

    /// Earth Engine calls Landsat's bands SR_B1 to SR_B7; no band of Sentinel-2 that Landsat lacks is among them.
    fn landsat_in_earth_engine(&self) -> Option<(String, &'static str)> {
        let ours = ["nir", "nir08", "swir16", "swir22"];
        if self.candidates.iter().any(|c| c.common_name.is_some_and(|m| ours.contains(&m))) {
            return None;
        }
        let is_theirs = |c: &&Candidate| {
            let number = c.label.to_ascii_uppercase().strip_prefix("SR_B").map(str::to_owned);
            number.is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()))
        };
        let theirs: Vec<_> = self.candidates.iter().filter(is_theirs).collect();
        (theirs.len() >= 3).then(|| (theirs[0].label.clone(), "Landsat"))
    }

    /// A refusal of bands with the cause that the files show.
    pub(super) fn explained(&self, name: &str, choice: &str, refusal: Error) -> Error {
        if !is_auto(choice) {
            return refusal;
        }
        if let (Some(kind), Error::Raster { message, .. }) = (self.picture(), &refusal) {
            let reason = message.split(';').next().unwrap_or("");
            return Error::raster(
                name,
                format!(
                    "{reason}: it holds {kind} samples only, an 8-bit picture; a visual image, made for the eye, cannot be \
                     used, reflectance needs 16-bit or float values of all the model's bands"
                ),
            );
        }
        if let Some(text) = self.tiles() {
            return Error::raster(name, text);
        }
        match refusal {
            Error::Raster { path, message, fault } => {
                Error::Raster { path, message: format!("{message}{}", self.left_out()), fault }
            }
            other => other,
        }
    }

    /// The type of the samples where all files are open and hold 8-bit pictures only.
    fn picture(&self) -> Option<String> {
        let listed = self.candidates.iter().take(1000);
        let mut kind = None;
        for candidate in listed {
            let info = self.open.get(&candidate.place.file)?.band_info(candidate.place.number).ok()?;
            if info.sample != SampleType::Byte {
                return None;
            }
            kind = Some(info.data_type);
        }
        kind
    }

    /// What to do with files that lie side by side: tiles of one raster, each with the same bands.
    fn tiles(&self) -> Option<String> {
        let mut files: Vec<&str> = Vec::new();
        for Candidate { place, .. } in &self.candidates {
            if !files.contains(&place.file.as_str()) && files.len() < 400 {
                files.push(&place.file);
            }
        }
        let named = files.iter().filter(|f| is_piece(stem(f))).count();
        let grids: Vec<Grid> = files.iter().filter_map(|f| Some(self.open.get(*f)?.grid())).collect();
        let beside = grids.len() == files.len() && lie_side_by_side(&grids);
        if files.len() < 2 || !(named >= 2 || beside) {
            return None;
        }
        let first: Vec<_> = files.iter().take(3).map(|f| file_name(f)).collect();
        let more = if files.len() > 3 { ", …" } else { "" };
        Some(format!(
            "{} files are tiles of one raster, not bands or dates: {}{more}; make one raster of them first, for each \
             date, with gdalbuildvrt all.vrt {}, and give all.vrt",
            files.len(),
            first.join(", "),
            first.first().map_or(String::new(), |f| format!("{}*{}", prefix(&files), extension(f)))
        ))
    }
}

fn is_auto(choice: &str) -> bool {
    matches!(choice.trim(), "" | "auto")
}

/// Earth Engine's pieces of a large export: `name-0000000000-0000012800`.
fn is_piece(stem: &str) -> bool {
    let mut parts = stem.rsplit('-');
    let number = |p: Option<&str>| p.is_some_and(|p| p.len() == 10 && p.bytes().all(|b| b.is_ascii_digit()));
    number(parts.next()) && number(parts.next())
}

/// Whether no two of these grids share more than a seam, and some of them touch.
fn lie_side_by_side(grids: &[Grid]) -> bool {
    let boxes: Option<Vec<[f64; 4]>> = grids.iter().map(extent).collect();
    let (Some(boxes), Some((x, y))) = (boxes, grids.first().and_then(Grid::pixel_size)) else { return false };
    let alike = |g: &Grid| g.crs == grids[0].crs && g.pixel_size().is_some_and(|p| (p.0 / x - 1.0).abs() < 0.01);
    let area = |b: &[f64; 4]| (b[2] - b[0]).max(0.0) * (b[3] - b[1]).max(0.0);
    // Width and height of what two boxes share; below zero the gap between them.
    let shared = |a: &[f64; 4], b: &[f64; 4]| (a[2].min(b[2]) - a[0].max(b[0]), a[3].min(b[3]) - a[1].max(b[1]));
    let pairs = || boxes.iter().enumerate().flat_map(|(i, a)| boxes[i + 1..].iter().map(move |b| (a, b)));
    let apart = |(a, b): (&[f64; 4], &[f64; 4])| {
        let (width, height) = shared(a, b);
        width <= 0.0 || height <= 0.0 || width * height < 0.2 * area(a).min(area(b))
    };
    let touch = |(a, b): (&[f64; 4], &[f64; 4])| {
        let (width, height) = shared(a, b);
        width > -1.5 * x && height > -1.5 * y
    };
    grids.iter().all(alike) && pairs().all(apart) && pairs().any(touch)
}

/// West, south, east, north of a grid that is not rotated.
fn extent(grid: &Grid) -> Option<[f64; 4]> {
    let t = grid.transform.filter(|t| t[2] == 0.0 && t[4] == 0.0)?;
    let (x, y) = (t[0] + grid.width as f64 * t[1], t[3] + grid.height as f64 * t[5]);
    Some([t[0].min(x), t[3].min(y), t[0].max(x), t[3].max(y)])
}

/// What all names begin with, as long as it is part of the name.
fn prefix(files: &[&str]) -> String {
    let mut common = files.first().map_or("", |f| file_name(f)).to_owned();
    for file in files {
        while !file_name(file).starts_with(&common) {
            common.pop();
        }
    }
    // Pieces differ in their numbers: no zero of these belongs to the name.
    common.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-').to_owned()
}

fn extension(file: &str) -> &str {
    file.rfind('.').map_or("", |at| &file[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_an_export_are_known() {
        assert!(is_piece("scene-0000000000-0000012800") && is_piece("a-b-0000000000-0000000000"));
        assert!(!is_piece("scene-2020-02") && !is_piece("0000000000") && !is_piece("T31TFJ_20200223T032739_B04"));
        let files = ["/a/scene-0000000000-0000000000.tif", "/a/scene-0000000000-0000012800.tif"];
        assert_eq!((prefix(&files).as_str(), extension(files[0])), ("scene", ".tif"));
    }

    #[test]
    fn tiles_lie_side_by_side() {
        let grid =
            |x: f64, y: f64| Grid { width: 10, height: 10, transform: Some([x, 10.0, 0.0, y, 0.0, -10.0]), crs: None };
        assert!(lie_side_by_side(&[grid(0.0, 0.0), grid(100.0, 0.0), grid(0.0, -95.0)]));
        assert!(!lie_side_by_side(&[grid(0.0, 0.0), grid(0.0, 0.0)]), "two dates");
        assert!(!lie_side_by_side(&[grid(0.0, 0.0), grid(5000.0, 0.0)]), "two places");
        assert!(!lie_side_by_side(&[grid(0.0, 0.0)]));
        let nowhere = Grid { transform: None, ..grid(0.0, 0.0) };
        assert!(!lie_side_by_side(&[nowhere.clone(), nowhere]));
    }
}
