//! A band's name and wavelength, from the domains of its metadata.

use std::ffi::{CStr, c_void};

use gdal_sys::GDALRasterBandH;

use super::dataset::Dataset;
use super::texts::{c_text, text_from};

impl Dataset {
    /// Metadata of a band in a domain.
    pub fn band_metadata(&self, number: usize, domain: &CStr) -> Vec<(String, String)> {
        self.band(number).map(|band| self.items(band, domain)).unwrap_or_default()
    }

    /// A band's own tags; from other domains (`IMAGERY`, `FORCE`, `ENVI`) its wavelength and name, and what the
    /// dataset lists for all bands.
    pub(super) fn band_tags(&self, band: GDALRasterBandH, number: usize) -> Vec<(String, String)> {
        let mut tags = self.items(band, c"");
        tags.extend(self.items(band, c"IMAGERY"));
        let tells = |key: &str| {
            let key = key.to_ascii_lowercase();
            key.contains("wavelength") || matches!(key.as_str(), "domain" | "bandname" | "band_name" | "common_name")
        };
        for domain in self.domains(band) {
            let hidden = ["", "IMAGERY", "IMAGE_STRUCTURE", "DERIVED_SUBDATASETS", "COLOR_PROFILE"];
            if hidden.contains(&domain.as_str()) || domain.contains(':') || domain.ends_with("vrt_sources") {
                continue;
            }
            if let Ok(domain) = c_text(&domain) {
                tags.extend(self.items(band, &domain).into_iter().filter(|(k, _)| tells(k)));
            }
        }
        if !tags.iter().any(|(k, _)| k.to_ascii_lowercase().contains("wavelength")) {
            let listed = [c"", c"ENVI"].iter().flat_map(|d| self.items(self.handle, d));
            let mut listed = listed.filter(|(k, _)| k.to_ascii_lowercase().contains("wavelength"));
            let count = self.band_count();
            if let Some((key, value)) = listed.find(|(_, v)| v.split(',').count() == count && count > 1) {
                let own = value.split(',').nth(number - 1).unwrap_or("").trim_matches(['{', '}', '[', ']', ' ']);
                tags.push((key, own.to_owned()));
            }
        }
        tags
    }

    /// Names of an object's metadata domains.
    fn domains(&self, object: *mut c_void) -> Vec<String> {
        let mut out = Vec::new();
        // SAFETY: the object is open; the list is null or NULL-terminated, copied and freed once.
        unsafe {
            let list = (self.gdal.symbols.GDALGetMetadataDomainList)(object);
            let mut at = list;
            while !at.is_null() && !(*at).is_null() {
                out.extend(text_from(*at));
                at = at.add(1);
            }
            if !list.is_null() {
                (self.gdal.symbols.CSLDestroy)(list);
            }
        }
        out
    }
}
