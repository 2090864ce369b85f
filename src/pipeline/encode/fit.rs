//! Fitting a model that must see the scenes first, and giving each scene its own.

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::geometry::Window;
use crate::memory;
use crate::model::{Model, Opened};
use crate::pipeline::progress::Stage;
use crate::raster::RasterSource;
use crate::raster::reflectance::Reflectance;

/// Cells of one scene that are enough to fit on; of more, every second or further row is read.
const ENOUGH: usize = 200_000;

/// Share of encoding that goes to fitting.
const FITTING: f64 = 0.3;

/// The part of encoding that [`for_each`] takes.
pub fn share(model: &Opened) -> f64 {
    match model {
        Opened::Ready(_) => 0.0,
        Opened::FitsOnScenes(_) => FITTING,
    }
}

/// Pixels of one scene, and how they become reflectance.
pub type Pixels<'a> = (&'a mut dyn RasterSource, &'a Reflectance);

/// The model for each scene: the same one, unless it is fitted on them. Then their pixels are read twice here, a row of
/// cells at a time, and what comes out depends on all scenes together.
pub fn for_each(model: &Opened, scenes: &mut [Pixels], mut progress: Stage) -> Result<Vec<Arc<Model>>> {
    let (count, mut fit) = match model {
        Opened::Ready(model) => return Ok(scenes.iter().map(|_| model.clone()).collect()),
        Opened::FitsOnScenes(model) => (scenes.len(), model.fit()),
    };
    for pass in 0..2 {
        for (i, (source, reflectance)) in scenes.iter_mut().enumerate() {
            let share = (pass * count + i) as f64 / (2 * count) as f64;
            progress.report(share, &format!("fitting {} on {}", model.name(), source.name()))?;
            rows_of_cells(*source, reflectance, model.spec().patch, |pixels, valid, width, whole| match pass {
                0 => fit.add_pixels(i, pixels, valid),
                _ if whole => fit.add_cells(i, pixels, valid, width),
                _ => {}
            })?;
        }
    }
    Ok(fit.finish()?.into_iter().map(Arc::new).collect())
}

/// The model, fitted on one chip where it must be: to see how long it takes.
pub fn on_chip(model: &Opened, chip: &[f32]) -> Result<Arc<Model>> {
    let pca = match model {
        Opened::Ready(model) => return Ok(model.clone()),
        Opened::FitsOnScenes(pca) => pca,
    };
    let (mut fit, side) = (pca.fit(), pca.spec().chip);
    let valid = vec![1; side * side];
    fit.add_pixels(0, chip, &valid);
    fit.add_cells(0, chip, &valid, side);
    let fitted = fit.finish()?.pop().ok_or_else(|| Error::Internal("a fit on a chip gave no model".into()))?;
    Ok(Arc::new(fitted))
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
