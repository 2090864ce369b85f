//! Areas of a raster of `series`: when they changed, on how many dates that shows, and what became of them.

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::geometry::Window;
use crate::memory;
use crate::pipeline::open::{FeatureRaster, day_of};
use crate::pipeline::options::Filter;
use crate::pipeline::write::Dated;
use crate::product::areas::Areas;
use crate::product::series::State;
use crate::redact::base_name;

/// Rows that are read at a time.
const ROWS: usize = 64;

/// The bands of a raster of each cell's history.
pub(super) struct Histories {
    /// First date of a confirmed change, days since 1970; NaN for none.
    first: Vec<f32>,
    /// How far it stands out, which areas are found in.
    magnitude: Vec<f32>,
    confirming: Vec<f32>,
    state: Vec<f32>,
    width: usize,
}

impl Histories {
    /// Reads a raster of `series`: of another method than history, and of the newest date alone, `None`.
    pub fn read(raster: &mut FeatureRaster) -> Result<Option<Self>> {
        const BANDS: usize = 5;
        let source = &mut raster.source;
        if raster.provenance.product != "series" || source.bands() != BANDS {
            return Ok(None);
        }
        let (width, height) = (source.grid().width, source.grid().height);
        let mut bands: [Vec<f32>; BANDS] = Default::default();
        for band in &mut bands {
            *band = memory::reserved(width * height, "histories of cells")?;
        }
        for y in (0..height).step_by(ROWS) {
            let window = Window { x: 0, y, width, height: ROWS.min(height - y) };
            let mut values = memory::filled(BANDS * window.area(), 0f32, "histories of cells")?;
            // Each band has its own NaN: a cell without a change has no first date, and a magnitude all the same.
            source.read(window, &mut values, &mut vec![0u8; window.area()])?;
            bands.iter_mut().zip(values.chunks_exact(window.area())).for_each(|(to, own)| to.extend_from_slice(own));
        }
        let [first, magnitude, confirming, _, state] = bands;
        Ok(Some(Histories { first, magnitude, confirming, state, width }))
    }

    /// The magnitudes, of which only the changes that a filter lets through stand out.
    ///
    /// # Errors
    /// If there is no memory for them.
    pub fn kept(&self, filter: &Filter) -> Result<Vec<f32>> {
        let one = |(cell, magnitude): (usize, &f32)| {
            let passes = filter.passes(self.first[cell], self.confirming[cell], self.state[cell]);
            if passes || magnitude.is_nan() { *magnitude } else { 0.0 }
        };
        memory::collected(self.magnitude.iter().enumerate().map(one), "scores of cells")
    }

    /// What is said of each area, in their order: the day on which most of it changed, the median number of confirming dates
    /// and what became of most of it, over its cells that changed.
    pub fn of(&self, areas: &Areas) -> Vec<Dated> {
        let mut seen: Vec<[BTreeMap<u32, u64>; 3]> = vec![Default::default(); areas.areas.len()];
        for row in 0..areas.runs.height() {
            let first = row / areas.factor * self.width;
            for run in areas.runs.row(row).iter().filter(|run| run.label > 0) {
                let tallies = &mut seen[run.label as usize - 1];
                for column in run.start..run.end {
                    let cell = first + column as usize / areas.factor;
                    if self.first[cell].is_finite() {
                        let values = [self.first[cell], self.confirming[cell], self.state[cell]];
                        tallies.iter_mut().zip(values).for_each(|(tally, v)| *tally.entry(v as u32).or_default() += 1);
                    }
                }
            }
        }
        seen.iter().map(Self::dated).collect()
    }

    fn dated([first, confirming, state]: &[BTreeMap<u32, u64>; 3]) -> Dated {
        // Of equally many the earliest day counts.
        let most = |tally: &BTreeMap<u32, u64>| tally.iter().rev().max_by_key(|(_, n)| **n).map(|(value, _)| *value);
        let half = confirming.values().sum::<u64>().div_ceil(2);
        let mut left = half;
        let median = confirming.iter().find(|(_, count)| {
            left = left.saturating_sub(**count);
            left == 0 && half > 0
        });
        Dated {
            first: most(first).map(|day| day_of(i64::from(day))).unwrap_or_default(),
            confirming: median.map(|(value, _)| i64::from(*value)),
            state: most(state).and_then(State::of_code).map_or("", State::name),
        }
    }
}

/// Refuses a filter where there is nothing to filter by.
pub(super) fn refuse_filter(filter: &Filter, histories: Option<&Histories>, name: &str) -> Result<()> {
    match (filter.is_empty(), histories) {
        (false, None) => Err(no_history(name)),
        _ => Ok(()),
    }
}

/// That there is nothing to filter by.
pub(super) fn no_history(name: &str) -> Error {
    Error::refused("FILTER", format!("FILTER acts on a raster of series by history; {} is none", base_name(name)))
}
