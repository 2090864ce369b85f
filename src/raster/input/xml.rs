//! The few things that are read from Sentinel-2's product metadata. Pure; no XML library is needed for them.

use super::Told;

/// Texts of all elements of this name (without namespace), with their attributes.
fn elements<'a>(xml: &'a str, name: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    let open = format!("<{name}");
    let mut rest = xml;
    std::iter::from_fn(move || {
        loop {
            let at = rest.find(&open)?;
            let after = &rest[at + open.len()..];
            let end = after.find('>')?;
            let attributes = &after[..end];
            rest = &after[end + 1..];
            if !(attributes.is_empty() || attributes.starts_with(char::is_whitespace)) {
                continue; // a longer name
            }
            let text = &rest[..rest.find('<')?];
            return Some((attributes.trim(), text.trim()));
        }
    })
}

/// The text of the first element of this name.
pub fn text<'a>(xml: &'a str, name: &'a str) -> Option<&'a str> {
    elements(xml, name).map(|(_, t)| t).find(|t| !t.is_empty())
}

/// Image files of the product, without extension, below its folder. Products before the end of 2016 name images without
/// folders, below the tile's name.
pub fn image_files(xml: &str) -> Vec<String> {
    let files = ["IMAGE_FILE", "IMAGE_FILE_2A"].iter().flat_map(|n| elements(xml, n)).map(|(_, t)| t.to_owned());
    files.chain(granules(xml).flat_map(|(name, inside)| old_images(name, inside))).collect()
}

/// Each tile's identifier, and what its element holds.
fn granules(xml: &str) -> impl Iterator<Item = (&str, &str)> {
    xml.split("<Granule").skip(1).filter_map(|part| {
        let part = part.strip_prefix('s').unwrap_or(part);
        let (attributes, inside) = part.strip_prefix(char::is_whitespace)?.split_once('>')?;
        let name = attributes.split("granuleIdentifier=").nth(1)?.get(1..)?.split(['"', '\'']).next()?;
        Some((name, inside.split("</Granule").next()?))
    })
}

fn old_images(granule: &str, inside: &str) -> Vec<String> {
    let named = ["IMAGE_ID", "IMAGE_ID_2A"].iter().flat_map(|n| elements(inside, n));
    named
        .map(|(_, image)| {
            let folder = ["10m", "20m", "60m"].iter().find(|r| image.ends_with(&format!("_{r}")));
            let folder = folder.map_or(String::new(), |r| format!("R{r}/"));
            format!("GRANULE/{granule}/IMG_DATA/{folder}{image}")
        })
        .collect()
}

/// Names of the bands by their `band_id`.
const BAND_IDS: [&str; 13] = ["B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B8A", "B9", "B10", "B11", "B12"];

/// What the metadata says of the band that `common` names: its additive offset, as a tag, and its quantification.
pub fn told(xml: &str, common: &str) -> Told {
    let mut told = Told { nodata: Some(0.0), ..Told::default() };
    for name in ["BOA_ADD_OFFSET", "RADIO_ADD_OFFSET"] {
        let of_band = elements(xml, name).find(|(attributes, _)| {
            let id = attributes.split("band_id=").nth(1).map(|t| t.trim_matches(['"', '\'']));
            id.and_then(|t| t.parse::<usize>().ok())
                .and_then(|id| BAND_IDS.get(id))
                .is_some_and(|b| crate::raster::bands::common_name(b) == Some(common))
        });
        told.tags.extend(of_band.map(|(_, value)| (name.to_owned(), value.to_owned())));
    }
    told
}

/// The product's own words as tags.
pub fn tags(xml: &str) -> Vec<(String, String)> {
    const NAMES: &[&str] = &[
        "PROCESSING_BASELINE",
        "PROCESSING_LEVEL",
        "PRODUCT_TYPE",
        "PRODUCT_URI",
        "PRODUCT_URI_2A",
        "PRODUCT_START_TIME",
        "GENERATION_TIME",
        "SPACECRAFT_NAME",
        "SENSING_ORBIT_NUMBER",
        "BOA_QUANTIFICATION_VALUE",
        "L2A_BOA_QUANTIFICATION_VALUE",
        "QUANTIFICATION_VALUE",
    ];
    NAMES.iter().filter_map(|n| text(xml, n).map(|t| (n.to_string(), t.to_owned()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const XML: &str = r#"<n1:Product><PROCESSING_BASELINE>05.09</PROCESSING_BASELINE>
        <IMAGE_FILE>GRANULE/a/IMG_DATA/R10m/T01KAB_B02_10m</IMAGE_FILE><IMAGE_FILE>x_B8A_20m</IMAGE_FILE>
        <BOA_ADD_OFFSET_VALUES_LIST><BOA_ADD_OFFSET band_id="7">-1000</BOA_ADD_OFFSET>
        <BOA_ADD_OFFSET band_id="11">-999</BOA_ADD_OFFSET></BOA_ADD_OFFSET_VALUES_LIST>
        <BOA_QUANTIFICATION_VALUE unit="none">10000</BOA_QUANTIFICATION_VALUE></n1:Product>"#;

    #[test]
    fn images_of_old_products_lie_below_their_tile() {
        let old = r#"<Granule_List><Granules datastripIdentifier="d" granuleIdentifier="S2A_L1C_TL_T53JLJ_N01.04">
            <IMAGE_ID>S2A_L1C_TL_T53JLJ_B02</IMAGE_ID></Granules></Granule_List>
            <Granule_List><Granules granuleIdentifier='S2A_L2A_TL_T53JMJ_N02.04'>
            <IMAGE_ID_2A>S2A_L2A_TL_T53JMJ_B11_20m</IMAGE_ID_2A></Granules></Granule_List>"#;
        let images = image_files(old);
        assert_eq!(images[0], "GRANULE/S2A_L1C_TL_T53JLJ_N01.04/IMG_DATA/S2A_L1C_TL_T53JLJ_B02");
        assert_eq!(images[1], "GRANULE/S2A_L2A_TL_T53JMJ_N02.04/IMG_DATA/R20m/S2A_L2A_TL_T53JMJ_B11_20m");
    }

    #[test]
    fn elements_are_read() {
        assert_eq!(text(XML, "PROCESSING_BASELINE"), Some("05.09"));
        assert_eq!(text(XML, "BOA_QUANTIFICATION_VALUE"), Some("10000"));
        assert_eq!(image_files(XML).len(), 2);
        let offset = |common| told(XML, common).tags.first().map(|(_, v)| v.clone());
        assert_eq!(offset("nir").as_deref(), Some("-1000"));
        assert_eq!(offset("swir16").as_deref(), Some("-999"));
        assert_eq!(offset("red"), None);
        assert_eq!(tags(XML)[0], ("PROCESSING_BASELINE".into(), "05.09".into()));
    }
}
