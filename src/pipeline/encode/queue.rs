//! Chips between reading and blending: workers encode them in order while more are read and the first are blended.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

use crate::error::{Error, Result};
use crate::model::Encoder;

/// Row and column of a chip, and its cells; `None` without a valid pixel.
pub(super) type Cells = (usize, usize, Option<Vec<f32>>);

/// Chips in the order in which they were added.
pub(super) struct Queue<'q, 's> {
    scope: &'q rayon::Scope<'s>,
    encoder: &'s dyn Encoder,
    stop: &'s AtomicBool,
    threads: usize,
    chips: VecDeque<(usize, usize, Chip)>,
}

enum Chip {
    /// Without a valid pixel.
    Empty,
    /// Its pixels, normalised and filled.
    Held(Vec<f32>),
    /// Its cells will come.
    Started(mpsc::Receiver<Result<Vec<f32>>>),
}

impl<'q, 's> Queue<'q, 's> {
    /// `threads` is the number of the scope's workers. Once `stop` is set, chips that wait for one are dropped.
    pub fn new(scope: &'q rayon::Scope<'s>, encoder: &'s dyn Encoder, stop: &'s AtomicBool, threads: usize) -> Self {
        Queue { scope, encoder, stop, threads, chips: VecDeque::new() }
    }

    /// Chips that were added and not taken.
    pub fn len(&self) -> usize {
        self.chips.len()
    }

    /// Adds a chip. It is held back until there is one for each worker, because the job's last few are encoded otherwise.
    pub fn add(&mut self, row: usize, column: usize, pixels: Option<Vec<f32>>) {
        self.chips.push_back((row, column, pixels.map_or(Chip::Empty, Chip::Held)));
        let held = self.chips.iter().rev().take_while(|(.., chip)| !matches!(chip, Chip::Started(_)));
        if held.filter(|(.., chip)| matches!(chip, Chip::Held(_))).count() == self.threads {
            self.start(|encoder, pixels| encoder.encode(pixels));
        }
    }

    /// Says that no chip will follow. Those held back would leave workers idle: each of them is shared by all workers.
    pub fn end(&mut self) {
        self.start(|encoder, pixels| encoder.encode_spread(pixels));
    }

    /// Gives the chips that are held back to the workers, and returns at once.
    fn start(&mut self, encode: fn(&'s dyn Encoder, &[f32]) -> Result<Vec<f32>>) {
        let (encoder, stop) = (self.encoder, self.stop);
        for (.., chip) in &mut self.chips {
            if let Chip::Held(pixels) = chip {
                let pixels = std::mem::take(pixels);
                let (sender, receiver) = mpsc::channel();
                *chip = Chip::Started(receiver);
                self.scope.spawn(move |_| {
                    if !stop.load(Ordering::Relaxed) {
                        // The receiver is gone only if the job has failed already.
                        let _ = sender.send(encode(encoder, &pixels));
                    }
                });
            }
        }
    }

    /// Takes the chip that was added first, and waits for its cells. There must be one.
    pub fn next(&mut self) -> Result<Cells> {
        if matches!(self.chips.front(), Some((.., Chip::Held(_)))) {
            self.start(|encoder, pixels| encoder.encode(pixels));
        }
        match self.chips.pop_front() {
            Some((row, column, Chip::Started(cells))) => {
                let cells = cells.recv().map_err(|_| Error::Internal("a worker gave no cells".into()))?;
                Ok((row, column, Some(cells?)))
            }
            Some((row, column, _)) => Ok((row, column, None)),
            None => Err(Error::Internal("no chip waits".into())),
        }
    }
}
