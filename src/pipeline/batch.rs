//! Chips on their way through the workers: one batch is encoded while the next is gathered.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

use crate::error::Result;
use crate::model::Encoder;

/// One chip of the plan.
pub(super) struct Chip {
    pub row: usize,
    pub column: usize,
    /// Normalised, filled; `None` without a valid pixel.
    pub pixels: Option<Vec<f32>>,
}

/// Row and column of a chip, and its cells; `None` without a valid pixel.
pub(super) type Cells = (usize, usize, Option<Vec<f32>>);

/// Chips that the workers encode.
pub(super) struct Batch {
    places: Vec<(usize, usize)>,
    results: mpsc::Receiver<(usize, Result<Option<Vec<f32>>>)>,
}

impl Batch {
    /// Gives chips to the workers and returns at once. Each worker has a chip of its own; of the job's last batch, the
    /// few chips that would leave workers idle are shared by all `threads`. Once `stop` is set, chips that wait are dropped.
    pub fn start<'s>(
        scope: &rayon::Scope<'s>,
        encoder: &'s dyn Encoder,
        stop: &'s AtomicBool,
        chips: Vec<Chip>,
        (threads, is_last): (usize, bool),
    ) -> Self {
        let (sender, results) = mpsc::channel();
        let places = chips.iter().map(|c| (c.row, c.column)).collect();
        let mut alone = chips.iter().filter(|c| c.pixels.is_some()).count();
        alone -= if is_last { alone % threads } else { 0 };
        for (i, chip) in chips.into_iter().enumerate() {
            let sender = sender.clone();
            let Some(pixels) = chip.pixels else {
                // The receiver is here and cannot be gone.
                let _ = sender.send((i, Ok(None)));
                continue;
            };
            let spread = alone == 0;
            alone -= usize::from(!spread);
            scope.spawn(move |_| {
                if !stop.load(Ordering::Relaxed) {
                    let cells = if spread { encoder.encode_spread(&pixels) } else { encoder.encode(&pixels) };
                    // The receiver is gone only if the job has failed already.
                    let _ = sender.send((i, cells.map(Some)));
                }
            });
        }
        Batch { places, results }
    }

    /// Waits for the batch's cells, in the chips' order. `done` hears the number of finished chips on this thread; after an
    /// error, its own or a chip's, it is not called again.
    pub fn finish(self, mut done: impl FnMut(usize) -> Result<()>) -> Result<Vec<Cells>> {
        let mut cells: Vec<Cells> = self.places.iter().map(|&(row, column)| (row, column, None)).collect();
        for (count, (i, result)) in self.results.into_iter().enumerate() {
            cells[i].2 = result?;
            done(count + 1)?;
        }
        Ok(cells)
    }
}
