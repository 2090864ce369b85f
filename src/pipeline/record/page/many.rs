//! What a page tells of many dates: what became of cells, the dates, and the history of single cells as charts.

use std::fmt::Write;

use super::content::{CellOnPage, DateInList, ManyDates, MapOnPage, Point, Scale};
use super::parts::{escaped, number, section};
use super::pictures::colour;

/// Where a chart's axes lie: left and right end, upper and lower one.
const ACROSS: [f64; 2] = [40.0, 620.0];
const DOWN: [f64; 2] = [12.0, 180.0];

/// The sections in the areas' place.
pub fn found(many: &ManyDates, maps: &[MapOnPage]) -> String {
    let out = section("became", "What became of cells", &became(many));
    let out = out + &section("dates", "Dates", &dates(&many.dates, maps));
    if many.cells.is_empty() {
        return out;
    }
    let charts: String = many.cells.iter().map(|cell| chart(cell, many)).collect();
    out + &section("areas", "Histories of the cells that changed most", &(cells(&many.cells) + &charts))
}

/// What is outlined on the map.
pub fn outlined(many: &ManyDates) -> String {
    match many.cells.len() {
        0 => String::new(),
        1 => "Outlined is the cell whose history is drawn below.".into(),
        _ => "Outlined are the cells whose histories are drawn below, by number.".into(),
    }
}

fn became(many: &ManyDates) -> String {
    let told = format!("<p>{}</p>", escaped(&many.told));
    if many.became.is_empty() {
        return told;
    }
    let rows = many.became.iter().map(|one| {
        let hectares = one.hectares.map_or("–".into(), number);
        format!(
            "<tr><th scope=\"row\">{}</th><td class=\"number-cell\">{}</td><td class=\"number-cell\">{hectares}</td></tr>\n",
            one.what, one.cells
        )
    });
    let rows: String = rows.collect();
    format!(
        "{told}<table class=\"became\"><thead><tr><th scope=\"col\">State by the last date</th><th scope=\"col\" class=\"number-cell\">Cells</th>\
         <th scope=\"col\" class=\"number-cell\">Hectares</th></tr></thead><tbody>{rows}</tbody></table>"
    )
}

/// The dates, with the colours that they have on the map of days.
fn dates(dates: &[DateInList], maps: &[MapOnPage]) -> String {
    let days = maps.iter().find(|map| map.scale == Scale::Day);
    let swatch = |date: &DateInList| match (days, date.first_of_cells) {
        (Some(map), Some(1..)) => {
            let [red, green, blue] = colour(map, date.day);
            format!(
                "<svg class=\"swatch\" viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect width=\"10\" height=\"10\" fill=\"rgb({red},{green},{blue})\"/></svg> "
            )
        }
        _ => String::new(),
    };
    let row = |date: &DateInList| {
        let first = match (date.used, date.first_of_cells) {
            (false, _) => "left out".to_owned(),
            (true, Some(cells)) => cells.to_string(),
            (true, None) => "–".into(),
        };
        format!(
            "<tr><th scope=\"row\">{}{}</th><td>{}</td><td class=\"number-cell\">{:.0} %</td><td class=\"number-cell\">{first}</td></tr>\n",
            swatch(date),
            escaped(&date.date),
            escaped(&date.name),
            100.0 * date.clear
        )
    };
    let rows: String = dates.iter().map(row).collect();
    format!(
        "<table class=\"dates\"><thead><tr><th scope=\"col\">Date</th><th scope=\"col\">File</th><th scope=\"col\" class=\"number-cell\">Clear cells</th>\
         <th scope=\"col\" class=\"number-cell\">Cells that changed first then</th></tr></thead><tbody>{rows}</tbody></table>"
    )
}

/// The cells whose histories are drawn, one by one.
fn cells(cells: &[CellOnPage]) -> String {
    let row = |cell: &CellOnPage| {
        let rank = cell.area.rank;
        format!(
            "<tr data-area=\"{rank}\" tabindex=\"0\"><td class=\"number-cell\">{rank}</td><td>{}</td><td>{}</td></tr>\n",
            escaped(&cell.place),
            escaped(&cell.area.kind)
        )
    };
    let rows: String = cells.iter().map(row).collect();
    format!(
        "<table class=\"areas\"><caption>Click or press Enter on a row to mark its cell on the map.</caption><thead><tr>\
         <th scope=\"col\" class=\"number-cell\">No.</th><th scope=\"col\">Where</th><th scope=\"col\">What</th></tr></thead><tbody>{rows}</tbody></table>"
    )
}

/// A cell's score on each date, with the threshold.
fn chart(cell: &CellOnPage, many: &ManyDates) -> String {
    let (rank, place, threshold) = (cell.area.rank, escaped(&cell.place), many.threshold);
    let used: Vec<(&DateInList, Point)> =
        many.dates.iter().filter(|date| date.used).zip(cell.points.iter().copied()).collect();
    let scored = || used.iter().filter_map(|(date, point)| Some((*date, score(*point)?)));
    let top = scored().map(|(_, score)| score).fold(2.0 * threshold, f32::max);
    let [first, last] = [used.first(), used.last()].map(|one| one.map_or(0.0, |(date, _)| f64::from(date.day)));
    let along = |day: f32| {
        ACROSS[0] + (ACROSS[1] - ACROSS[0]) * (f64::from(day) - first) / (last - first).max(f64::MIN_POSITIVE)
    };
    let up = |score: f32| DOWN[1] - (DOWN[1] - DOWN[0]) * f64::from(score / top);
    let line: Vec<String> = scored().map(|(date, score)| format!("{:.1},{:.1}", along(date.day), up(score))).collect();
    let mut points = String::new();
    for (date, point) in &used {
        let day = escaped(&date.date);
        let (class, y, said) = match point {
            Point::Unseen => ("unseen", DOWN[1], "not seen".to_owned()),
            Point::Early => ("early", DOWN[1], "its past is too short for a score".into()),
            Point::Score(score) => {
                (if *score >= threshold { "above" } else { "below" }, up(*score), format!("{score:.2}"))
            }
        };
        let x = along(date.day);
        let _ = write!(
            points,
            "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"><title>{day}: {said}</title></circle>"
        );
    }
    let above: Vec<String> = scored()
        .filter(|(_, score)| *score >= threshold)
        .map(|(date, score)| format!("{} ({score:.2})", escaped(&date.date)))
        .collect();
    let above = if above.is_empty() { "no date".into() } else { above.join(", ") };
    let label = |date: Option<&(&DateInList, Point)>| date.map_or(String::new(), |(date, _)| escaped(&date.date));
    let ([from, to], at) = ([label(used.first()), label(used.last())], up(threshold));
    format!(
        "<figure><figcaption>{rank}: {place}: {}.</figcaption>\
         <svg class=\"histogram history\" viewBox=\"0 0 640 205\" role=\"img\" aria-label=\"Scores of cell {rank}, {place}, on {} dates; the threshold is {threshold:.2}. \
         At or above it: {above}\">\
         <line class=\"axis\" x1=\"{left}\" y1=\"{down}\" x2=\"{right}\" y2=\"{down}\"/><line x1=\"{left}\" y1=\"{at:.1}\" x2=\"{right}\" y2=\"{at:.1}\"/>\
         <polyline points=\"{}\"/>{points}\
         <text x=\"{axis}\" y=\"{:.1}\" text-anchor=\"end\">{threshold:.2}</text><text x=\"{axis}\" y=\"{:.1}\" text-anchor=\"end\">{top:.1}</text>\
         <text x=\"{axis}\" y=\"{down}\" text-anchor=\"end\">0</text><text x=\"{left}\" y=\"198\">{from}</text><text x=\"{right}\" y=\"198\" text-anchor=\"end\">{to}</text>\
         <text x=\"320\" y=\"198\" text-anchor=\"middle\">score; the broken line is the threshold; hollow: without a score</text></svg></figure>\n",
        escaped(&cell.area.kind),
        used.len(),
        line.join(" "),
        at + 4.0,
        DOWN[0] + 4.0,
        left = ACROSS[0],
        right = ACROSS[1],
        down = DOWN[1],
        axis = ACROSS[0] - 6.0,
    )
}

fn score(point: Point) -> Option<f32> {
    match point {
        Point::Score(score) => Some(score),
        Point::Unseen | Point::Early => None,
    }
}
