//! Which files a virtual raster (or vector layer, or tile index) names, from its XML.

use super::elements::{Element, walk};
use crate::error::{Error, Result};

/// How GDAL recognises these files.
pub const ROOTS: [&str; 3] = ["<VRTDataset", "<OGRVRTDataSource", "<GDALTileIndexDataset"];

/// Elements whose text is a name.
const NAMES: &[&str] = &["SourceFilename", "SourceDataset", "SrcDataSource", "IndexDataset", "DEMPath", "Filename"];

/// Metadata and options whose value is a name.
const KEYS: &[&str] = &["X_DATASET", "Y_DATASET", "RPC_DEM", "DEM", "SRC_METHOD_FILENAME"];

/// A name in a virtual raster.
#[derive(Debug, PartialEq)]
pub struct Source {
    /// As it is written.
    pub name: String,
    /// Whether it is relative to the raster's folder.
    pub is_relative: bool,
}

/// The names in the XML of `document`. GDAL takes elements and attributes in any case.
///
/// # Errors
/// If it is no XML, or holds what reads bytes of any file (raw bands) or runs code (pixel functions in Python).
pub fn sources(document: &str, xml: &str) -> Result<Vec<Source>> {
    let mut found = Vec::new();
    let mut refused = None;
    let walked = walk(xml, |open| {
        if let Some(element) = open.last() {
            refused = refused.or_else(|| forbidden(element));
            found.extend(source(element));
        }
    });
    let refuse =
        |why: &str| Error::raster(document, format!("{why}; say sources=any if you trust where this comes from"));
    match (walked, refused) {
        (_, Some(why)) => Err(refuse(why)),
        (Err(why), _) => Err(refuse(&format!("is a virtual raster whose XML cannot be read: {why}"))),
        (Ok(()), None) => Ok(found),
    }
}

fn forbidden(element: &Element) -> Option<&'static str> {
    let is = |name: &str| element.name.eq_ignore_ascii_case(name);
    let raw = element.attributes.iter().any(|(key, value)| {
        key.eq_ignore_ascii_case("subClass") && value.trim().eq_ignore_ascii_case("VRTRawRasterBand")
    });
    if raw {
        return Some("has a raw band, which reads the bytes of any file");
    }
    let python = is("PixelFunctionLanguage") && element.text.eq_ignore_ascii_case("Python");
    (python || is("PixelFunctionCode")).then_some("has a pixel function with code of its own")
}

fn source(element: &Element) -> Option<Source> {
    let is = |names: &[&str], name: &str| names.iter().any(|n| n.eq_ignore_ascii_case(name));
    let attribute =
        |name: &str| element.attributes.iter().find(|(k, _)| k.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str());
    let key = attribute("key").or_else(|| attribute("name")).unwrap_or("");
    let lower = key.to_ascii_lowercase();
    let argument =
        element.name.eq_ignore_ascii_case("Argument") && (lower.contains("filename") || lower.contains("dataset"));
    let named = is(NAMES, &element.name) || is(KEYS, key) || argument;
    (named && !element.text.is_empty()).then(|| Source {
        name: element.text.clone(),
        is_relative: attribute("relativeToVRT").is_some_and(|v| v.trim() != "0" && !v.is_empty()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_wherever_they_are() {
        let xml = r#"<VRTDataset><VRTRasterBand><SimpleSource><sourcefilename relativetovrt="1">a&amp;b.tif</sourcefilename></SimpleSource>
            <Overview><SourceFilename>/o.tif</SourceFilename></Overview></VRTRasterBand>
            <Metadata domain="GEOLOCATION"><MDI key="X_DATASET">/x.tif</MDI><MDI key="OTHER">/no</MDI></Metadata>
            <GDALWarpOptions><SourceDataset relativeToVRT="0">/s.tif</SourceDataset></GDALWarpOptions>
            <ProcessingSteps><Step><Argument name="gain_dataset_filename_1">/g.tif</Argument></Step></ProcessingSteps></VRTDataset>"#;
        let found = sources("x.vrt", xml).unwrap();
        let names: Vec<_> = found.iter().map(|s| (s.name.as_str(), s.is_relative)).collect();
        assert_eq!(
            names,
            [("a&b.tif", true), ("/o.tif", false), ("/x.tif", false), ("/s.tif", false), ("/g.tif", false)]
        );
    }

    #[test]
    fn raw_bands_and_code_are_refused() {
        for (inside, said) in [
            ("<VRTRasterBand subclass='vrtRawRasterBand'/>", "raw band"),
            ("<VRTRasterBand><PixelFunctionLanguage>Python</PixelFunctionLanguage></VRTRasterBand>", "code"),
            ("<VRTRasterBand><PixelFunctionCode><![CDATA[import os]]></PixelFunctionCode></VRTRasterBand>", "code"),
            ("<VRTRasterBand>", "cannot be read"),
        ] {
            let error = sources("x.vrt", &format!("<VRTDataset>{inside}</VRTDataset>")).unwrap_err().to_string();
            assert!(error.contains(said) && error.contains("sources=any"), "{error}");
        }
        let built_in = "<VRTDataset><VRTRasterBand subClass='VRTDerivedRasterBand'><PixelFunctionType>sum</PixelFunctionType></VRTRasterBand></VRTDataset>";
        assert!(sources("x.vrt", built_in).unwrap().is_empty());
    }
}
