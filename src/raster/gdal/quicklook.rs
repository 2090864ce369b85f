//! PNG and JPEG pictures through GDAL's own drivers.

use std::ffi::c_int;

use gdal_sys::{CPLErr, GDALDataType, GDALRWFlag};

use super::driver;
use super::files::read_bytes;
use super::library::Gdal;
use super::whole::prove_whole;
use super::work::WorkFolder;
use crate::error::{Error, Result};

/// Writes an 8-bit picture, `[bands][height][width]` with 3 (RGB) or 4 bands (RGBA). An existing file is replaced.
pub fn write_png(gdal: &'static Gdal, path: &str, width: usize, height: usize, pixels: &[u8]) -> Result<()> {
    write_picture(gdal, "PNG", path, (width, height), pixels, &["WORLDFILE=NO"])
}

/// The bytes of a picture file of PNG (RGB or RGBA) or JPEG (RGB), made in memory from the same.
pub fn picture_bytes(gdal: &'static Gdal, driver: &str, width: usize, height: usize, pixels: &[u8]) -> Result<Vec<u8>> {
    let folder = WorkFolder::beside(gdal, "/vsimem/picture")?;
    let path = folder.new_file("picture");
    let options: &[&str] = if driver == "JPEG" { &["QUALITY=85"] } else { &["WORLDFILE=NO"] };
    write_picture(gdal, driver, &path, (width, height), pixels, options)?;
    read_bytes(gdal, &path)
}

fn write_picture(
    gdal: &'static Gdal,
    driver: &str,
    path: &str,
    (width, height): (usize, usize),
    pixels: &[u8],
    options: &[&str],
) -> Result<()> {
    let bands = pixels.len() / (width * height).max(1);
    if bands * width * height != pixels.len() || !(bands == 3 || bands == 4) {
        return Err(Error::Internal(format!("a picture of {} bytes for {width} x {height}", pixels.len())));
    }
    let memory = driver::create(gdal, "MEM", "", (width, height, bands), GDALDataType::GDT_Byte, &[])?;
    let (w, h, n, handle) = (width as c_int, height as c_int, bands as c_int, memory.handle);
    gdal.call(
        "GDALDatasetRasterIOEx",
        path,
        |e: &CPLErr::Type| *e >= CPLErr::CE_Failure,
        |s| {
            // SAFETY: the dataset is open, the buffer holds all its samples, and GDAL only reads it.
            unsafe {
                for band in 1..=n {
                    // GCI_RedBand is 3, then green, blue, alpha
                    (s.GDALSetRasterColorInterpretation)((s.GDALGetRasterBand)(handle, band), band as u32 + 2);
                }
                (s.GDALDatasetRasterIOEx)(
                    handle,
                    GDALRWFlag::GF_Write,
                    0,
                    0,
                    w,
                    h,
                    pixels.as_ptr().cast_mut().cast(),
                    w,
                    h,
                    GDALDataType::GDT_Byte,
                    n,
                    std::ptr::null_mut(),
                    0,
                    0,
                    0,
                    std::ptr::null_mut(),
                )
            }
        },
    )?;
    let options: Vec<String> = options.iter().map(|option| option.to_string()).collect();
    driver::copy(gdal, driver, &memory, path, &options, &mut |_| true)?;
    prove_whole(gdal, path, false)?;
    // The PNG driver may leave an .aux.xml for an empty georeference.
    let _ = std::fs::remove_file(format!("{path}.aux.xml"));
    Ok(())
}
