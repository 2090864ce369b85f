//! The C functions that run jobs, by name and on open datasets: any options, names from a few that are there and some that
//! are not. A job that fails leaves nothing, and no job changes its inputs.

use std::collections::BTreeMap;
use std::ffi::{CString, c_char, c_void};
use std::fs;
use std::ptr::null_mut;

use lejepa_gis::raster::gdal::{Dataset, bind};

use super::c::*;
use super::place::{folder, named};

/// Options that say something; others are made up.
const OPTIONS: &[&str] = &[
    "THREADS=1",
    "OVERWRITE=YES",
    "OVERLAP=best",
    "MIN_VALID=0.1",
    "DTYPE=int8",
    "DTYPE=float16",
    "METHOD=residual",
    "METHOD=cosine",
    "SCORES=YES",
    "STRETCH=minmax",
    "VALIDITY=YES",
    "SIDECAR=YES",
    "COG=YES",
    "REFLECTANCE=dn",
    "REFLECTANCE_AFTER=unit",
    "ALIGN=YES",
    "WINDOW=0,0,1,1",
    "BANDS=1,2,3,4,5",
    "CO=COMPRESS=LZW",
    "MODEL=pixels",
    "CHIPS=centre",
    "TARGET_RESOLUTION=20",
];

/// What a job may be given as input or output, in the body's folder.
const NAMES: &[&str] = &["scene.vrt", "other.vrt", "out.tif", "band.tif", "missing/out.tif", "out.png", ""];

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
fn listed() -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder()).expect("our own folder").flatten();
    entries.map(|e| (e.file_name().to_string_lossy().into_owned(), fs::read(e.path()).unwrap_or_default())).collect()
}

/// Inputs as they were made, and nothing else.
fn prepared() -> BTreeMap<String, Vec<u8>> {
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

unsafe extern "C" fn heard(_: f64, _: *const c_char, left: *mut c_void) -> i32 {
    // SAFETY: the counter of `run`.
    let left = unsafe { &mut *left.cast::<i32>() };
    *left -= 1;
    i32::from(*left != 0)
}

/// A dataset of one of the names, closed at the end.
struct Open(Handle);

impl Open {
    fn new(name: &str) -> Self {
        let dataset = bind(None).and_then(|gdal| Dataset::open(gdal, &named(name)));
        Open(dataset.map_or(null_mut(), Dataset::into_handle))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let Ok(gdal) = bind(None) else { return };
        // SAFETY: the bound GDAL's own function, and a dataset that is open.
        unsafe {
            let library = libloading::Library::new(&gdal.path).expect("the bound GDAL");
            let close = library.get::<unsafe extern "C" fn(Handle)>(b"GDALClose").expect("GDAL closes");
            if !self.0.is_null() {
                close(self.0);
            }
        }
    }
}

/// One run.
pub fn run(bytes: &[u8]) {
    if bind(None).is_err() {
        return;
    }
    let before = prepared();
    let n = &mut Numbers(bytes);
    let kind = n.byte() % 10;
    let mut options = vec![c"THREADS=1".to_owned()];
    for _ in 0..n.byte() % 4 {
        options.push(match n.byte() {
            255 => n.text(40),
            chosen => CString::new(OPTIONS[chosen % OPTIONS.len()]).unwrap_or_default(),
        });
    }
    let options = List::new(options);
    let mut name = || {
        let name = NAMES[n.byte() % NAMES.len()];
        CString::new(if name.is_empty() { String::new() } else { named(name) }).unwrap_or_default()
    };
    let (a, b, c) = (name(), name(), name());
    let files = [NAMES[n.byte() % 2], NAMES[n.byte() % NAMES.len()]];
    let count = n.byte() % 3;
    let mut left = n.byte() as i32;
    let (data, model): (*mut c_void, _) = ((&raw mut left).cast(), n.or_null(model()));
    let model = if model.is_null() && n.byte() > 8 { super::c::model() } else { model };
    let (mut report, mut results) = (null_mut(), [null_mut(); 2]);
    let (place, heard): (_, Progress) = (n.or_none(&mut report), Some(heard));
    let list = options.as_ptr();
    let (inputs, outputs) = ([a.as_ptr(), b.as_ptr()], [c.as_ptr(), n.or_null(a.as_ptr())]);
    let (i, o) = (inputs.as_ptr(), n.or_null(outputs.as_ptr()));
    let output = n.or_null(c.as_ptr());
    // SAFETY: texts end with NUL, lists have two entries of which at most two are told, datasets are open.
    let done = unsafe {
        let open = if kind >= 5 { files.map(Open::new) } else { [Open(null_mut()), Open(null_mut())] };
        let [x, y] = [open[0].0, open[1].0];
        let (sets, to) = ([x, y], n.or_none(results.as_mut_ptr()));
        let done = said(match kind {
            0 => lejepa_gis_features(model, inputs[0], output, list, heard, data, place),
            1 => lejepa_gis_pca(model, i, o, count, list, heard, data, place),
            2 => lejepa_gis_change(model, inputs[0], inputs[1], output, list, heard, data, place),
            3 => lejepa_gis_describe(model, i, count, list, heard, data, place),
            4 => lejepa_gis_run(model, inputs[0], inputs[1], output, list, heard, data, place),
            5 => lejepa_gis_features_dataset(model, x, output, list, heard, data, place, to),
            6 => lejepa_gis_pca_datasets(model, sets.as_ptr(), o, count, list, heard, data, place, to),
            7 => lejepa_gis_change_datasets(model, x, y, output, list, heard, data, place, to),
            8 => lejepa_gis_describe_datasets(model, sets.as_ptr(), count, list, heard, data, place),
            _ => lejepa_gis_run_datasets(model, x, y, output, list, heard, data, place),
        });
        results.into_iter().for_each(|r| drop(Open(r)));
        done
    };
    assert_eq!(taken(report).is_some(), done && !place.is_null());
    let after = listed();
    // With OVERWRITE, a file that is no input of this job may go; without it nothing may.
    let replaces = options.texts().any(|t| t.to_ascii_uppercase().contains("OVERWRITE"));
    let inputs = match kind % 5 {
        0 => 1,
        1 | 3 => count,
        _ => 2,
    };
    let paths = [&a, &b].map(|path| path.to_string_lossy().into_owned());
    let is_input = |name: &str| match kind {
        0..5 => paths[..inputs].iter().any(|path| path.ends_with(&format!("/{name}"))),
        _ => files[..inputs].contains(&name),
    };
    for (name, bytes) in before.iter().filter(|(name, _)| !replaces || is_input(name)) {
        assert!(after.get(name) == Some(bytes), "the input {name} is no more what it was");
    }
    if !done {
        assert_eq!(after.len(), before.len(), "a failed job left {:?}", after.keys().collect::<Vec<_>>());
    }
}
