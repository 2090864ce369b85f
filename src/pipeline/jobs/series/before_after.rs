//! Medians of several early and of several late dates, compared as two dates.

use ndarray::Array2;
use rayon::prelude::*;

use super::told::{Told, changed};
use crate::error::{Error, Result};
use crate::memory;
use crate::numeric::percentiles;
use crate::pipeline::encode::{Encoded, EncodedInput, FeatureStore};
use crate::pipeline::jobs::compare::Comparison;
use crate::pipeline::jobs::work::Work;
use crate::pipeline::progress::Stage;
use crate::product::{Method, is_valid};

/// Bytes of the rows of all dates that are read at a time.
const STRIP_BYTES: usize = 128 << 20;

/// Numbers of early and of late dates.
fn groups(work: &Work, count: usize) -> Result<[usize; 2]> {
    let choice = &work.job.options.series;
    let half = (count / 2).min(3);
    let (early, late) = (choice.early.unwrap_or(half), choice.late.unwrap_or(half));
    match early + late <= count {
        true => Ok([early, late]),
        false => Err(Error::refused(
            if choice.late.is_some() { "LATE" } else { "EARLY" },
            format!("{early} early and {late} late dates were asked for; {count} dates are clear enough"),
        )),
    }
}

/// Change of every cell between the medians, with the numbers of dates behind them.
pub fn compared(
    work: &Work,
    dates: &mut [EncodedInput],
    clear: &[usize],
    comparing: &mut Stage,
) -> Result<(Array2<f32>, Told)> {
    let options = work.job.options;
    let [early, late] = groups(work, clear.len())?;
    let (first, last) = (&clear[..early], &clear[clear.len() - late..]);
    let (before, early_valid) = median(work, dates, first, &mut comparing.part(0.0, 0.3))?;
    let (after, late_valid) = median(work, dates, last, &mut comparing.part(0.3, 0.6))?;
    let method = options.change.method.unwrap_or(Method::Residual);
    let mut two = [before, after];
    let mut comparison = Comparison { pool: &work.session.pool, whitening: options.change.whitening, noise: None };
    let (values, _) = comparison.values(&mut two, method, None, &mut comparing.part(0.6, 1.0))?;
    dates[first[0]].facts.warnings.append(&mut two[0].facts.warnings);
    let middle = percentiles(values.iter().copied(), &[50.0])?.map_or(0.0, |p| p[0]);
    let threshold = options.change.threshold.of(values.iter().copied(), method.threshold(middle))?;
    let day = |date: &usize| dates[*date].facts.date.chars().take(10).collect::<String>();
    let of = |group: &[usize]| group.iter().map(day).collect::<Vec<_>>();
    let told = Told::new("before-after", threshold)
        .with("measure", method.name())
        .with("early", of(first))
        .with("late", of(last))
        .with("changed", changed(work, &dates[0].store.grid, &values, threshold))
        .recorded("METHOD", method.name());
    let columns = [values, early_valid, late_valid];
    Ok((Array2::from_shape_fn((columns[0].len(), 3), |(cell, band)| columns[band][cell]), told))
}

/// The medians of a group's features as a date of its own, and how many dates are behind each cell.
fn median(
    work: &Work,
    dates: &mut [EncodedInput],
    group: &[usize],
    reading: &mut Stage,
) -> Result<(EncodedInput, Vec<f32>)> {
    let model = &dates[group[0]];
    let (grid, dim) = (model.store.grid.clone(), model.store.dim);
    let limit = work.session.options.encoding.memory / 4;
    let mut store = FeatureStore::new(grid.clone(), dim, limit, work.session.folder())?;
    let mut counts = memory::reserved(grid.width * grid.height, "numbers of dates")?;
    let row = memory::product(&[grid.width, dim, size_of::<f32>(), group.len()]) as usize;
    let step = (STRIP_BYTES / row.max(1)).max(1);
    for first in (0..grid.height).step_by(step) {
        reading.report(first as f64 / grid.height as f64, "medians of dates")?;
        let rows = step.min(grid.height - first);
        let cells = group.iter().map(|date| dates[*date].store.read(first, rows)).collect::<Result<Vec<_>>>()?;
        let made: Vec<(Vec<f32>, f32)> = work
            .session
            .pool
            .install(|| (0..rows * grid.width).into_par_iter().map(|cell| median_of(&cells, cell)).collect());
        made.iter().try_for_each(|(cell, count)| {
            counts.push(*count);
            store.append(cell)
        })?;
    }
    let (name, model, stride, pixels) =
        (model_name(dates, group), dates[group[0]].model.clone(), dates[group[0]].stride, dates[group[0]].pixels);
    let facts = dates[group[0]].facts.clone();
    let facts = crate::pipeline::open::Facts { warnings: vec![], ..facts };
    let input = EncodedInput {
        name,
        store,
        model,
        facts,
        validity: None,
        encoded: Encoded::default(),
        picture: None,
        stride,
        pixels,
    };
    Ok((input, counts))
}

fn model_name(dates: &[EncodedInput], group: &[usize]) -> String {
    group.iter().map(|date| dates[*date].name.as_str()).collect::<Vec<_>>().join(", ")
}

/// Median of each number over the dates on which a cell is valid, NaN without any; and how many these are.
fn median_of(dates: &[Array2<f32>], cell: usize) -> (Vec<f32>, f32) {
    let rows: Vec<_> = dates.iter().map(|date| date.row(cell)).filter(|row| is_valid(*row)).collect();
    let mut numbers = vec![0.0; rows.len()];
    let one = |k: usize| {
        numbers.iter_mut().zip(&rows).for_each(|(to, row)| *to = row[k]);
        numbers.sort_unstable_by(f32::total_cmp);
        match numbers.len() {
            0 => f32::NAN,
            n if n % 2 == 1 => numbers[n / 2],
            n => 0.5 * (numbers[n / 2 - 1] + numbers[n / 2]),
        }
    };
    let count = rows.len() as f32;
    ((0..dates[0].ncols()).map(one).collect(), count)
}

#[cfg(test)]
mod tests {
    use super::median_of;
    use ndarray::array;

    #[test]
    fn medians_are_over_valid_dates() {
        let none = f32::NAN;
        let dates =
            [array![[1.0f32, 8.0], [none, none]], array![[3.0, 2.0], [none, none]], array![[none, none], [none, none]]];
        assert_eq!(median_of(&dates, 0), (vec![2.0, 5.0], 2.0));
        let (cell, count) = median_of(&dates, 1);
        assert!(cell.iter().all(|v| v.is_nan()) && count == 0.0);
    }
}
