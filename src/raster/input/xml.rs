//! What is read from Sentinel-2's product metadata, in one pass.

use super::elements::{Element, walk};
use super::product::BandOverrides;
use crate::raster::bands::common_name;

/// Names of the bands by their `band_id`.
const BAND_IDS: [&str; 13] = ["B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B8A", "B9", "B10", "B11", "B12"];

/// Elements that become tags, in the order of the tags.
const TAGS: &[&str] = &[
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

/// Elements with a band's additive offset.
const OFFSETS: [&str; 2] = ["BOA_ADD_OFFSET", "RADIO_ADD_OFFSET"];

/// A product's metadata.
#[derive(Debug, Default)]
pub struct Metadata {
    /// The product's metadata.
    pub tags: Vec<(String, String)>,
    /// Image files, without extension, below the product's folder. Products before the end of 2016 name images without
    /// folders, below the tile's name.
    pub images: Vec<String>,
    /// Offsets: the element's name, the band's common name, the value.
    offsets: Vec<(&'static str, &'static str, String)>,
}

impl Metadata {
    /// Reads a product's metadata.
    ///
    /// # Errors
    /// What is wrong and where, if the text is no XML.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut out = Metadata::default();
        let mut tags: Vec<Option<String>> = vec![None; TAGS.len()];
        walk(text, |open| {
            let Some((element, around)) = open.split_last() else { return };
            if element.text.is_empty() {
                return;
            }
            if let Some(at) = TAGS.iter().position(|n| *n == element.name) {
                tags[at].get_or_insert_with(|| element.text.clone());
            }
            match element.name.as_str() {
                "IMAGE_FILE" | "IMAGE_FILE_2A" => out.images.push(element.text.clone()),
                "IMAGE_ID" | "IMAGE_ID_2A" => out.images.extend(old_image(around, &element.text)),
                _ => out.offsets.extend(offset(element)),
            }
        })?;
        out.tags = TAGS.iter().zip(tags).filter_map(|(name, text)| Some((name.to_string(), text?))).collect();
        Ok(out)
    }

    /// The additive offset of the band that `common` names, as a tag.
    pub fn overrides(&self, common: &str) -> BandOverrides {
        let first = |name: &str| self.offsets.iter().find(|(n, band, _)| *n == name && *band == common);
        let tags = OFFSETS.iter().filter_map(|n| first(n)).map(|(n, _, value)| (n.to_string(), value.clone()));
        BandOverrides { nodata: Some(0.0), tags: tags.collect(), ..BandOverrides::default() }
    }
}

fn offset(element: &Element) -> Option<(&'static str, &'static str, String)> {
    let name = OFFSETS.into_iter().find(|n| *n == element.name)?;
    let id: usize = element.attribute("band_id")?.trim().parse().ok()?;
    Some((name, common_name(BAND_IDS.get(id)?)?, element.text.clone()))
}

/// Where an image of a product of before the end of 2016 lies.
fn old_image(around: &[Element], image: &str) -> Option<String> {
    let tile = around.iter().rev().find_map(|e| e.attribute("granuleIdentifier"))?;
    let folder = ["10m", "20m", "60m"].iter().find(|r| image.ends_with(&format!("_{r}")));
    let folder = folder.map_or(String::new(), |r| format!("R{r}/"));
    Some(format!("GRANULE/{tile}/IMG_DATA/{folder}{image}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const XML: &str = r#"<n1:Product><PROCESSING_BASELINE>05.09</PROCESSING_BASELINE><!-- <IMAGE_FILE>no</IMAGE_FILE> -->
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
        let images = Metadata::read(old).unwrap().images;
        assert_eq!(images[0], "GRANULE/S2A_L1C_TL_T53JLJ_N01.04/IMG_DATA/S2A_L1C_TL_T53JLJ_B02");
        assert_eq!(images[1], "GRANULE/S2A_L2A_TL_T53JMJ_N02.04/IMG_DATA/R20m/S2A_L2A_TL_T53JMJ_B11_20m");
    }

    #[test]
    fn metadata_are_read() {
        let metadata = Metadata::read(XML).unwrap();
        assert_eq!(metadata.images.len(), 2, "none in a comment");
        let offset = |common| metadata.overrides(common).tags.first().map(|(_, v)| v.clone());
        assert_eq!(offset("nir").as_deref(), Some("-1000"));
        assert_eq!(offset("swir16").as_deref(), Some("-999"));
        assert_eq!(offset("red"), None);
        assert_eq!(metadata.tags[0], ("PROCESSING_BASELINE".into(), "05.09".into()));
        assert_eq!(metadata.tags[1], ("BOA_QUANTIFICATION_VALUE".into(), "10000".into()));
    }
}
