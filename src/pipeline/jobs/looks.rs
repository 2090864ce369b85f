//! What areas of change look like: their pixels at both dates, read again where they lie.

use super::work::Work;
use crate::error::Result;
use crate::geometry::Window;
use crate::memory;
use crate::pipeline::encode::stride;
use crate::pipeline::open::{Input, Scene};
use crate::pipeline::progress::Stage;
use crate::product::areas::{Areas, Looking};
use crate::raster::RasterSource;
use crate::raster::bands::common_name;

/// Pixels along a piece that is read, a multiple of what rasters are stored in.
const PIECE: usize = 512;

/// Bands of looks, by their common names where they have any.
pub(super) fn band_names(work: &Work) -> Result<Vec<String>> {
    let spec = work.session.spec()?;
    Ok(spec.bands.iter().map(|band| common_name(band).unwrap_or(band).to_owned()).collect())
}

/// Gives each area its look and its kind. `opened` are the dates' pixels; without them, nothing is known.
pub(super) fn look(work: &Work, areas: &mut Areas, opened: &mut [Input], writing: &mut Stage) -> Result<()> {
    let mut scenes: Vec<&mut Scene> = opened.iter_mut().filter_map(Input::scene).collect();
    let [before, after] = &mut scenes[..] else { return Ok(()) };
    let spec = work.session.spec()?;
    let (width, height) = (before.source.grid().width, before.source.grid().height);
    let bands = spec.bands.len();
    let mut looking = Looking::new(areas, stride(&spec, &work.job.options.encoding)?, bands)?;
    let room = || memory::filled(PIECE * PIECE * bands, 0f32, "pixels of areas");
    let mut pixels = [room()?, room()?];
    let mut valid = [(); 2].map(|()| vec![0u8; PIECE * PIECE]);
    for y in (0..height).step_by(PIECE) {
        writing.report(y as f64 / height as f64, "looking at areas")?;
        for x in (0..width).step_by(PIECE) {
            let window = Window { x, y, width: PIECE.min(width - x), height: PIECE.min(height - y) };
            let (rows, columns) = (y..y + window.height, x..x + window.width);
            if !looking.holds(rows.clone(), columns.clone()) {
                continue;
            }
            let dates = [&mut *before, &mut *after].into_iter().zip(&mut pixels).zip(&mut valid);
            for ((scene, pixels), valid) in dates {
                let (pixels, valid) = (&mut pixels[..window.area() * bands], &mut valid[..window.area()]);
                scene.source.read(window, pixels, valid)?;
                scene.reflectance.apply(pixels);
            }
            let of = |i: usize| (&pixels[i][..window.area() * bands], &valid[i][..window.area()]);
            looking.add(rows, columns, [of(0), of(1)]);
        }
    }
    let looks = looking.looks();
    let names = band_names(work)?;
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for (area, look) in areas.areas.iter_mut().zip(looks) {
        area.kind = look.kind(&names);
        area.look = Some(look);
    }
    Ok(())
}
