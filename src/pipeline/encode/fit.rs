//! Fitting a model that must see the scenes first, and giving each scene its own.

use std::sync::Arc;

use crate::error::Result;
use crate::geometry::Window;
use crate::memory;
use crate::model::Model;
use crate::pipeline::progress::Stage;
use crate::raster::RasterSource;
use crate::raster::reflectance::Reflectance;

/// Cells of one scene that are enough to fit on; of more, every second or further row is read.
const ENOUGH: usize = 200_000;

/// Pixels of one scene, and how they become reflectance.
pub type Pixels<'a> = (&'a mut dyn RasterSource, &'a Reflectance);

/// The model for each scene: the same one, unless it is fitted on them. Then their pixels are read twice here, a row of
/// cells at a time, and what comes out depends on all scenes together.
pub fn for_each(model: &Arc<Model>, scenes: &mut [Pixels], mut progress: Stage) -> Result<Vec<Arc<Model>>> {
    let Some(mut fit) = model.encoder().fit() else {
        return Ok(scenes.iter().map(|_| model.clone()).collect());
    };
    let count = scenes.len();
    for pass in 0..2 {
        for (i, (source, reflectance)) in scenes.iter_mut().enumerate() {
            let share = (pass * count + i) as f64 / (2 * count) as f64;
            progress.report(share, &format!("fitting {} on {}", model.name, source.name()))?;
            rows_of_cells(*source, reflectance, model.spec().patch, |pixels, valid, width, whole| match pass {
                0 => fit.add_pixels(i, pixels, valid),
                _ if whole => fit.add_cells(i, pixels, valid, width),
                _ => {}
            })?;
        }
    }
    Ok(fit.finish()?.into_iter().map(Arc::new).collect())
}

/// Reads reflectance row of cells by row of cells: pixels, validity, width, and whether the row has its full height.
fn rows_of_cells(
    source: &mut dyn RasterSource,
    reflectance: &Reflectance,
    patch: usize,
    mut visit: impl FnMut(&[f32], &[u8], usize, bool),
) -> Result<()> {
    let (width, height, bands) = (source.grid().width, source.grid().height, source.bands());
    let cells = width.div_ceil(patch) * height.div_ceil(patch);
    for y in (0..height).step_by(patch * cells.div_ceil(ENOUGH)) {
        let window = Window { x: 0, y, width, height: patch.min(height - y) };
        let what = format!("pixel rows of {}", source.name());
        let mut pixels = memory::filled(window.area() * bands, 0f32, &what)?;
        let mut valid = memory::filled(window.area(), 0u8, &what)?;
        source.read(window, &mut pixels, &mut valid)?;
        reflectance.apply(&mut pixels);
        visit(&pixels, &valid, width, window.height == patch);
    }
    Ok(())
}
