//! The page of many dates: how much and when on maps, the dates, and the history of the cells that changed most.

use ndarray::{Array2, ArrayView1};

use super::calibrated::Rules;
use super::judged;
use super::told::Told;
use crate::error::Result;
use crate::geometry::Grid;
use crate::memory;
use crate::pipeline::encode::EncodedInput;
use crate::pipeline::jobs::cellwise::hectares;
use crate::pipeline::jobs::outlined::write_page;
use crate::pipeline::jobs::work::Work;
use crate::pipeline::open::day_of;
use crate::pipeline::record::{
    AreaOnPage, CellOnPage, DateOnPage, MapOnPage, Page, Report, Scale, Subject, days_style, scores_style,
};
use crate::product::series::{State, drawn};
use crate::raster::Tags;

/// Cells whose history is drawn.
const CHARTS: usize = 3;
/// Part of the grid's longer side that they lie apart at least: neighbours tell the same.
const APART: usize = 10;

/// The band that tells how much each cell changed.
const fn magnitude(watch: bool) -> usize {
    if watch { 0 } else { 1 }
}

/// The strongest cells that lie apart, the strongest first; if none is at the threshold, the strongest one alone.
fn strongest(values: ArrayView1<f32>, [width, height]: [usize; 2], threshold: f32) -> Vec<usize> {
    let apart = width.max(height).div_ceil(APART);
    let mut found: Vec<usize> = Vec::new();
    while found.len() < CHARTS {
        let near =
            |a: usize, b: usize| (a % width).abs_diff(b % width) < apart && (a / width).abs_diff(b / width) < apart;
        let counts = |cell: &usize| {
            let value = values[*cell];
            value.is_finite()
                && (found.is_empty() || (value >= threshold && !found.iter().any(|other| near(*cell, *other))))
        };
        // Of equal ones the first.
        let all = (0..values.len()).rev().filter(counts);
        let Some(next) = all.max_by(|a, b| values[*a].total_cmp(&values[*b])) else { break };
        found.push(next);
    }
    found
}

/// Where a cell lies, in words.
fn place(grid: &Grid, cell: usize) -> String {
    let (x, y) = (cell % grid.width, cell / grid.width);
    let counted = format!("column {}, row {}", x + 1, y + 1);
    let Some([left, across, skew_x, top, skew_y, down]) = grid.transform else { return counted };
    let (i, j) = (x as f64 + 0.5, y as f64 + 0.5);
    let digits = if across.hypot(skew_y) < 0.1 { 5 } else { 0 };
    let [east, north] = [left + i * across + j * skew_x, top + i * skew_y + j * down];
    format!("{counted} (x {east:.digits$}, y {north:.digits$})")
}

/// What is said of a cell whose history is drawn.
fn said(bands: ArrayView1<f32>, watch: bool) -> String {
    if watch {
        return format!("score {:.2} on the newest date", bands[0]);
    }
    let state = State::of_code(bands[4] as u32).map_or("", State::name);
    match bands[0].is_finite() {
        true => format!(
            "changed first on {}, {state}; {} confirming dates, magnitude {:.2}",
            day_of(bands[0] as i64),
            bands[2],
            bands[1]
        ),
        false => format!("{state}, magnitude {:.2}", bands[1]),
    }
}

/// Adds the cells whose history the page draws.
pub fn add_cells(
    work: &Work,
    dates: &mut [EncodedInput],
    clear: &[usize],
    rules: &Rules,
    values: &Array2<f32>,
    told: &mut Told,
) -> Result<()> {
    let Some(many) = told.many.as_mut().filter(|_| work.job.options.write.report) else { return Ok(()) };
    let grid = dates[clear[0]].store.grid.clone();
    let chosen = strongest(values.column(magnitude(rules.watch)), [grid.width, grid.height], rules.threshold);
    let mut rising = chosen.clone();
    rising.sort_unstable();
    let histories = judged::histories(work, dates, clear, rules, &rising)?;
    let hectares = hectares(&work.session, &grid).unwrap_or(0.0);
    many.cells = (1..)
        .zip(&chosen)
        .map(|(rank, cell)| {
            let (x, y) = ((cell % grid.width) as f64, (cell / grid.width) as f64);
            let outline = vec![vec![(x, y), (x + 1.0, y), (x + 1.0, y + 1.0), (x, y + 1.0)]];
            let kind = said(values.row(*cell), rules.watch).into();
            let points = rising.binary_search(cell).map_or(vec![], |at| histories[at].clone());
            let area = AreaOnPage { rank, hectares, scores: None, kind, outline };
            CellOnPage { area, place: place(&grid, *cell), points }
        })
        .collect();
    Ok(())
}

/// What is shown of the output: the band of it that tells how much, in words twice.
fn shown(work: &Work) -> (usize, &'static str, &'static str) {
    let choice = &work.job.options.series;
    match (choice.before_after, choice.watch) {
        (true, _) => (0, "medians", "change between the medians of early and late dates"),
        (_, true) => (magnitude(true), "newest date", "how far the newest date stands out from each cell's past"),
        _ => (magnitude(false), "magnitude", "median score of the dates that show a change"),
    }
}

/// How QGIS shows the output.
pub fn style(work: &Work, values: &Array2<f32>, told: &Told) -> String {
    let (band, _, about) = shown(work);
    if band != magnitude(false) {
        return scores_style(about, told.threshold, drawn(f32::MAX, told.threshold));
    }
    let seen = |day: f32| values.column(0).iter().any(|value| *value == day);
    let all = told.many.iter().flat_map(|many| &many.dates).map(|date| date.day);
    days_style(&all.filter(|day| seen(*day)).collect::<Vec<_>>())
}

/// Writes the page where the options ask for one.
pub fn write(
    work: &Work,
    used: &[&EncodedInput],
    values: &Array2<f32>,
    told: &Told,
    (about, report): (&Tags, &Report),
) -> Result<()> {
    if !work.job.options.write.report {
        return Ok(());
    }
    let (threshold, (band, method, about_method)) = (told.threshold, shown(work));
    let scores =
        memory::collected(values.column(band).iter().map(|value| drawn(*value, threshold)), "scores of cells")?;
    let scale = Scale::Score;
    let mut maps = vec![MapOnPage {
        method: method.into(),
        about: about_method.into(),
        values: ArrayView1::from(&scores[..]),
        scale,
        least: 0.0,
        threshold,
        full_scale: drawn(f32::MAX, threshold),
    }];
    if band == magnitude(false) {
        let days = || values.column(0).into_iter().copied().filter(|day| day.is_finite());
        let [first, last] = [days().fold(f32::MAX, f32::min), days().fold(f32::MIN, f32::max)];
        if first <= last {
            maps.push(MapOnPage {
                method: "first date".into(),
                about: "date of the first confirmed change".into(),
                values: values.column(0),
                scale: Scale::Day,
                least: first,
                threshold: first,
                full_scale: last.max(first + 1.0),
            });
        }
    }
    let page = Page {
        subject: Subject::Series,
        // Features that were given know no pixels beyond their last cells.
        over: used.iter().rev().find(|date| date.picture.is_some()).unwrap_or(&used[0]),
        dates: used.iter().map(|date| DateOnPage::of(date)).collect(),
        maps,
        areas: &[],
        many: told.many.as_ref(),
        provenance: about,
    };
    write_page(work, &page, report)
}

#[cfg(test)]
mod tests {
    use super::{place, strongest};
    use crate::geometry::Grid;
    use ndarray::Array1;

    #[test]
    fn the_strongest_cells_lie_apart() {
        let mut values = Array1::from_elem(20 * 10, 0.5f32);
        for (cell, value) in [(5, 9.0), (6, 8.0), (25, 7.0), (7, 3.0), (199, 2.0), (100, f32::NAN), (110, 1.9)] {
            values[cell] = value;
        }
        assert_eq!(strongest(values.view(), [20, 10], 1.75), [5, 7, 199]);
        assert_eq!(strongest(values.view(), [20, 10], 2.5), [5, 7]);
        assert_eq!(strongest(values.view(), [20, 10], 10.0), [5], "the strongest one, for want of a change");
        assert!(strongest(Array1::from_elem(4, f32::NAN).view(), [2, 2], 1.0).is_empty());
    }

    #[test]
    fn places_are_the_middles_of_cells() {
        let transform = Some([500_000.0, 80.0, 0.0, 4_700_000.0, 0.0, -80.0]);
        let grid = Grid { width: 24, height: 24, transform, crs: None };
        assert_eq!(place(&grid, 25), "column 2, row 2 (x 500120, y 4699880)");
        assert_eq!(place(&Grid { transform: None, ..grid }, 25), "column 2, row 2");
    }
}
