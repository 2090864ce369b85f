//! What bodies of jobs work on: two small scenes in a folder of their own, and datasets of them.

use std::collections::BTreeMap;
use std::fs;
use std::ptr::null_mut;

use lejepa_gis::raster::gdal::{Dataset, bind};

use super::c::Handle;
use super::place::{folder, named};

/// What a job may be given as input or output, in the body's folder.
pub const NAMES: &[&str] = &["scene.vrt", "other.vrt", "out.tif", "band.tif", "missing/out.tif", "out.png", ""];

/// Five bands of 2 x 2 pixels; the other date is one pixel further east, and has another baseline.
fn scene(name: &str, baseline: &str, west: i32) {
    let band = |(number, description): (usize, &str)| {
        format!(
            r#"<VRTRasterBand dataType="UInt16" band="{}"><Description>{description}</Description><SimpleSource><SourceFilename relativeToVRT="1">band.tif</SourceFilename></SimpleSource></VRTRasterBand>"#,
            number + 1
        )
    };
    let bands: String = ["red", "green", "blue", "nir", "swir16"].into_iter().enumerate().map(band).collect();
    let text = format!(
        r#"<VRTDataset rasterXSize="2" rasterYSize="2"><SRS>EPSG:32631</SRS><GeoTransform>{west},10,0,4700000,0,-10</GeoTransform><Metadata><MDI key="PROCESSING_BASELINE">{baseline}</MDI></Metadata>{bands}</VRTDataset>"#
    );
    fs::write(named(name), text).expect("a file of our own");
}

/// Every file of the folder with its bytes.
pub fn listed() -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder()).expect("our own folder").flatten();
    entries.map(|e| (e.file_name().to_string_lossy().into_owned(), fs::read(e.path()).unwrap_or_default())).collect()
}

/// Inputs as they were made, and nothing else.
pub fn prepared() -> BTreeMap<String, Vec<u8>> {
    for entry in fs::read_dir(folder()).expect("our own folder").flatten() {
        let name = entry.file_name();
        if !["scene.vrt", "other.vrt", "band.tif"].iter().any(|n| name == **n) {
            let _ = fs::remove_file(entry.path()).or_else(|_| fs::remove_dir_all(entry.path()));
        }
    }
    super::tiny::write(&named("band.tif"));
    if !folder().join("other.vrt").exists() {
        scene("scene.vrt", "02.14", 500_000);
        scene("other.vrt", "05.09", 500_010);
    }
    listed()
}

/// A dataset, closed at the end.
pub struct Open(pub Handle);

impl Open {
    /// Of one of the names; null if there is no such raster.
    pub fn new(name: &str) -> Self {
        let dataset = bind(None).and_then(|gdal| Dataset::open(gdal, &named(name)));
        Open(dataset.map_or(null_mut(), Dataset::into_handle))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let Ok(gdal) = bind(None) else { return };
        if self.0.is_null() {
            return;
        }
        // SAFETY: the bound GDAL's own function, and a dataset that is open.
        unsafe {
            let library = libloading::Library::new(&gdal.path).expect("the bound GDAL");
            let close = library.get::<unsafe extern "C" fn(Handle)>(b"GDALClose").expect("GDAL closes");
            close(self.0);
        }
    }
}
