//! Names of a virtual raster's bands from its sources: `gdalbuildvrt` and QGIS write none of their own.

use std::collections::HashMap;

use super::paths::{file_name, folder_of, joined, stem};
use crate::raster::bands::{Shared, name_among, read};
use crate::raster::gdal::{Dataset, Gdal};

/// Most sources of a band that are read: a mosaic has many.
const LOOKED_AT: usize = 64;
/// Most files that are opened for their bands' names, virtual rasters inside virtual rasters included.
const OPENED: usize = 64;

/// Virtual rasters of virtual rasters are followed this far.
const DEPTH: usize = 4;

/// Meanings by sources, band by band: by the sources' file names, or by their own bands' names; `None` where sources
/// have no known name or different ones. With each, the name of its first source.
pub(super) fn common_names(gdal: &'static Gdal, dataset: &Dataset) -> Vec<(Option<&'static str>, String)> {
    by_sources(gdal, dataset, DEPTH, &mut { OPENED })
}

fn by_sources(
    gdal: &'static Gdal,
    dataset: &Dataset,
    depth: usize,
    left: &mut usize,
) -> Vec<(Option<&'static str>, String)> {
    let all: Vec<Vec<(String, usize)>> = (1..=dataset.band_count()).map(|n| sources(dataset, n)).collect();
    // A pixel function computes something else from its sources.
    let is_derived = dataset.metadata_text(c"xml:VRT").contains("VRTDerivedRasterBand");
    let stems: Vec<&str> = all.iter().flatten().map(|(file, _)| stem(file)).collect();
    let shared = Shared::of(&stems);
    let mut opened: HashMap<String, Vec<Option<&'static str>>> = HashMap::new();
    let mut of = |(file, number): &(String, usize)| {
        if !opened.contains_key(file) {
            let known = own_bands(gdal, file, depth, left);
            opened.insert(file.clone(), known);
        }
        let own = &opened[file];
        // A file's name identifies its only band, as in a folder.
        let by_file = || if own.len() <= 1 { name_among(stem(file), &shared) } else { None };
        own.get(number.wrapping_sub(1)).copied().flatten().or_else(by_file)
    };
    let band = |sources: &Vec<(String, usize)>| {
        let label = sources.first().map_or(String::new(), |(file, _)| file_name(file).to_owned());
        let found: Vec<_> = if is_derived { Vec::new() } else { sources.iter().map(&mut of).collect() };
        let first = found.first().copied().flatten();
        (first.filter(|_| found.iter().all(|m| *m == first)), label)
    };
    all.iter().map(band).collect()
}

/// What the bands of a source are; those of a virtual raster without names by its own sources.
fn own_bands(gdal: &'static Gdal, file: &str, depth: usize, left: &mut usize) -> Vec<Option<&'static str>> {
    let Some(rest) = left.checked_sub(1) else { return Vec::new() };
    *left = rest;
    let Ok(dataset) = Dataset::open(gdal, file) else { return Vec::new() };
    let bands: Result<Vec<_>, _> = (1..=dataset.band_count()).map(|n| dataset.band_info(n)).collect();
    let bands = bands.unwrap_or_default();
    if depth > 1 && dataset.driver() == "VRT" && bands.iter().all(|b| b.description.is_empty()) {
        return by_sources(gdal, &dataset, depth - 1, left).into_iter().map(|(common, _)| common).collect();
    }
    read(&bands).into_iter().map(|r| r.common_name).collect()
}

/// Files and band numbers that a band is made of.
fn sources(dataset: &Dataset, number: usize) -> Vec<(String, usize)> {
    let texts = dataset.band_metadata(number, c"vrt_sources");
    texts.iter().take(LOOKED_AT).filter_map(|(_, xml)| source(xml, dataset.name())).collect()
}

/// One source of `<SimpleSource>…`, its file beside the virtual raster where it says so.
fn source(xml: &str, vrt: &str) -> Option<(String, usize)> {
    let text = |name: &str| {
        let rest = &xml[xml.find(&format!("<{name}"))? + 1 + name.len()..];
        let (attributes, rest) = rest.split_once('>')?;
        Some((attributes, rest.split_once('<')?.0.trim()))
    };
    let (attributes, file) = text("SourceFilename")?;
    let file = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
        .iter()
        .fold(file.to_owned(), |f, (from, to)| f.replace(from, to));
    let file = if attributes.contains("relativeToVRT=\"1\"") { joined(folder_of(vrt), &file) } else { file };
    let number = text("SourceBand").map_or(Some(1), |(_, n)| n.parse().ok())?;
    Some((file, number))
}

#[cfg(test)]
mod tests {
    use super::source;

    #[test]
    fn sources_are_read() {
        let xml = "<ComplexSource>\n <SourceFilename relativeToVRT=\"1\">src/a &amp; b_B02.tif</SourceFilename>\n \
                   <SourceBand>3</SourceBand></ComplexSource>";
        assert_eq!(source(xml, "/d/x.vrt"), Some(("/d/src/a & b_B02.tif".into(), 3)));
        let plain = "<SimpleSource><SourceFilename relativeToVRT=\"0\">/s/B04.tif</SourceFilename></SimpleSource>";
        assert_eq!(source(plain, "x.vrt"), Some(("/s/B04.tif".into(), 1)));
        assert_eq!(source("<SimpleSource><SourceFilename", "x.vrt"), None);
        assert_eq!(source("<SourceFilename>x</SourceFilename><SourceBand>mask,1</SourceBand>", "x"), None);
    }
}
