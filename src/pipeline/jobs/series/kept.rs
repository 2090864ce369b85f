//! Features of dates in a folder that the user names, found again by the digest of what they are made of.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::geometry::Window;
use crate::memory;
use crate::model::Model;
use crate::pipeline::encode::{EncodedInput, Picture, Session, from_raster};
use crate::pipeline::open::{Facts, Input, Scene};
use crate::pipeline::options::Options;
use crate::pipeline::progress::Stage;
use crate::pipeline::record::metadata;
use crate::pipeline::write::{Outputs, write_features};
use crate::raster::RasterSource;
use crate::raster::gdal::WriteOptions;

/// Pixels that are read at a time for a digest.
const READ: usize = 1 << 20;
/// Hex digits of the digest in a file's name.
const DIGITS: usize = 32;

/// Where a date's features are kept, whether they are there or not: a name of its day and of the digest of its pixels as they
/// are encoded (cut, masked, aligned), how they become reflectance, its grid, the model and its arithmetic, what says how
/// cells are made and stored, and this software's version.
/// Fills the picture from the same pixels.
pub fn place(
    folder: &Path,
    scene: &mut Scene,
    model: &Model,
    options: &Options,
    mut picture: Option<&mut Picture>,
) -> Result<PathBuf> {
    let (encoding, grid) = (&options.encoding, scene.source.grid().clone());
    let mut digest = Sha256::new();
    let about = format!(
        "features {} {} {} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        env!("CARGO_PKG_VERSION"),
        model.digest,
        model.in_full(),
        scene.reflectance.rules,
        (encoding.overlap, encoding.taper.name()),
        encoding.stride,
        encoding.centre_only,
        encoding.min_valid,
        options.write.dtype,
        (grid.width, grid.height, grid.transform),
        grid.crs
    );
    digest.update(about.as_bytes());
    let bands = model.spec().bands.len();
    let rows = (READ / grid.width).max(1);
    for y in (0..grid.height).step_by(rows) {
        let window = Window { x: 0, y, width: grid.width, height: rows.min(grid.height - y) };
        let mut values = memory::filled(bands * window.area(), 0f32, "pixels that are read for a digest")?;
        let mut valid = vec![0u8; window.area()];
        scene.source.read(window, &mut values, &mut valid)?;
        // What lies under an invalid pixel is never seen.
        values
            .iter_mut()
            .enumerate()
            .filter(|(i, _)| valid[i % window.area()] == 0)
            .for_each(|(_, value)| *value = 0.0);
        digest.update(bytemuck::cast_slice(&values));
        digest.update(&valid);
        if let Some(picture) = &mut picture {
            scene.reflectance.apply(&mut values);
            picture.add_rows(y, &values, &valid);
        }
    }
    let day: String = scene.facts.date.chars().take(10).filter(char::is_ascii_digit).collect();
    let hex: String = digest.finalize().iter().map(|b| format!("{b:02x}")).take(DIGITS / 2).collect();
    Ok(folder.join(format!("{day}_{hex}.tif")))
}

/// The features of a date that are kept, if they are.
///
/// # Errors
/// If what is there is no features raster that can be read: it is not encoded anew over it.
pub fn found(session: &Session, place: &Path, scene: &Scene) -> Result<Option<EncodedInput>> {
    if !place.exists() {
        return Ok(None);
    }
    let name = place.to_string_lossy().into_owned();
    let (source, facts, grid) = (scene.source.name().to_owned(), scene.facts.clone(), scene.source.grid());
    let pixels = [grid.width, grid.height];
    let broken =
        |why: String| Error::raster(&name, format!("is no features raster that STORE could hold ({why}); remove it"));
    match session.open(name.as_str()) {
        Ok(Input::Features(raster)) => Ok(Some(as_of(from_raster(*raster), source, facts, pixels))),
        Ok(_) => Err(broken("it has none".into())),
        Err(error) => Err(broken(error.to_string())),
    }
}

/// Features as those of the input that they were made from.
fn as_of(kept: EncodedInput, name: String, facts: Facts, pixels: [usize; 2]) -> EncodedInput {
    EncodedInput { name, facts, pixels, ..kept }
}

/// Keeps a date's features, and gives them as they are kept. They get their name when they are whole.
pub fn keep(session: &Session, place: &Path, mut date: EncodedInput, writing: &mut Stage) -> Result<EncodedInput> {
    let folder = place.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(|e| Error::io(folder, e))?;
    let name = place.to_string_lossy().into_owned();
    let mut options = session.options.clone();
    options.write.gdal = WriteOptions::default();
    let session = session.beside(&options, session.model()?)?;
    let outputs = Outputs::files([&name], &options)?;
    let about = metadata("features", &[&date], &options, &[]);
    write_features(&session, &outputs.path(&name)?, &mut date, about, writing)?;
    match outputs.publish() {
        // Another job kept the same ones meanwhile.
        Ok(_) | Err(Error::Exists { .. }) => {}
        Err(error) => return Err(error),
    }
    let Input::Features(raster) = session.open(name.as_str())? else {
        return Err(Error::Internal(format!("{name} was kept and holds no features")));
    };
    let kept = as_of(from_raster(*raster), date.name, date.facts, date.pixels);
    Ok(EncodedInput { encoded: date.encoded, picture: date.picture, ..kept })
}
