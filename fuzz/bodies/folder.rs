//! Folders with any names in them. Names are separated by lines; one that ends with a slash is a folder, and the names
//! after it lie in it, up to an empty line.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use lejepa_gis::raster::gdal::bind;
use lejepa_gis::raster::input::{Sources, resolve};

use super::errors::value;
use super::place::{folder, named};
use super::stac::opened;

/// Most names of one run, which keeps it quick.
const MOST: usize = 8;

/// Puts a file there: a raster, or by its name's last byte a text or nothing.
fn put(at: &Path, name: &[u8], tiff: &Path) {
    let path = at.join(OsStr::from_bytes(name));
    // Names that the system refuses are none of ours.
    let _ = match name.last() {
        Some(b'n' | b'N') => fs::write(path, br#"{"DATASTRIP_ID": "S2B_OPER_MSI_L2A_DS_x_N02.14"}"#),
        Some(b'0') => fs::write(path, b""),
        _ => fs::hard_link(tiff, path),
    };
}

/// One run.
pub fn run(bytes: &[u8]) {
    let Ok(gdal) = bind(None) else { return };
    let tiff = named("tiny.tif");
    super::tiny::write(&tiff);
    let listed = folder().join("listed");
    fs::create_dir_all(&listed).expect("a folder of our own");
    let mut at = listed.clone();
    let plain = |n: &[u8]| !n.is_empty() && n != b"." && n != b".." && !n.contains(&b'/') && !n.contains(&0);
    for name in bytes.split(|b| *b == b'\n').take(MOST) {
        match name.strip_suffix(b"/") {
            Some(inner) if plain(inner) => {
                at = listed.join(OsStr::from_bytes(inner));
                let _ = fs::create_dir(&at);
            }
            _ if name.is_empty() => at = listed.clone(),
            _ if plain(name) => put(&at, name, Path::new(&tiff)),
            _ => {}
        }
    }
    let name = listed.to_string_lossy().into_owned();
    if let Some(mut product) = value(resolve(gdal, &name, &Sources::default())) {
        opened(&mut product, &name);
    }
    fs::remove_dir_all(&listed).expect("our own folder goes");
}
