//! Areas of a raster that was made earlier: of change, of likeness, of transitions, or of many dates.

use std::borrow::Cow;
use std::collections::BTreeMap;

use ndarray::ArrayView1;

use super::areas_of_classes::{Pairs, of_pairs};
use super::companions;
use super::dated::{self, Histories};
use super::ground::{Ground, Totals};
use super::outlined::{Map, day, lost, on_page, write_page};
use super::transitions::NAMES;
use super::work::{WRITTEN, Work};
use crate::error::{Error, Result};
use crate::memory;
use crate::pipeline::encode::{EncodedInput, from_raster};
use crate::pipeline::open::{Input, Provenance};
use crate::pipeline::progress::{Progress, Stage};
use crate::pipeline::record::{DateOnPage, MapOnPage, Page, Report, Scale, Subject, areas_style, carried_over};
use crate::pipeline::write::Layer;
use crate::product::Method;
use crate::product::series::drawn;
use crate::redact::base_name;

/// Score that pictures of likeness show as strongest.
const ALIKE: f32 = 1.0;
/// Least that a picture's strongest score lies above the threshold.
const ABOVE: f32 = 1e-3;

pub(super) fn of_made(work: &Work, opened: Input, progress: &mut dyn Progress) -> Result<Report> {
    let Input::Features(raster) = opened else {
        return Err(Error::Internal("a raster made earlier was expected".into()));
    };
    let mut raster = *raster;
    let provenance = raster.provenance.clone();
    let filter = &work.job.options.areas.filter;
    let histories = Histories::read(&mut raster)?;
    dated::refuse_filter(filter, histories.as_ref(), raster.source.name())?;
    let mut input = from_raster(raster);
    input.facts.form = provenance.product.clone();
    let mut writing = Stage::new(progress, 0.0, WRITTEN);
    let values = match &histories {
        Some(histories) => histories.kept(filter)?,
        None => scores(&mut input)?,
    };
    writing.report(0.1, "finding areas")?;
    match provenance.product.as_str() {
        "transitions" => of_transitions(work, input, &provenance, values, &mut writing),
        _ => of_scores(work, input, &provenance, (&values, histories.as_ref()), &mut writing),
    }
}

/// The first number of each cell.
fn scores(input: &mut EncodedInput) -> Result<Vec<f32>> {
    let area = input.store.grid.width * input.store.grid.height;
    let mut values = memory::filled(area, f32::NAN, "scores of cells")?;
    input.store.for_each_piece(|piece, cells| {
        piece.put(cells.column(0).iter().copied(), &mut values);
        Ok(())
    })?;
    Ok(values)
}

fn of_scores(
    work: &Work,
    input: EncodedInput,
    provenance: &Provenance,
    (values, histories): (&[f32], Option<&Histories>),
    writing: &mut Stage,
) -> Result<Report> {
    let (session, output, choice) = (&work.session, work.job.outputs[0], &work.job.options.areas);
    let grid = &input.store.grid;
    let threshold = threshold(work, &input.name, provenance, values)?;
    let ground = Ground::new(session.gdal, grid, &input.name)?;
    let capped = histories
        .map(|_| memory::collected(values.iter().map(|value| drawn(*value, threshold)), "scores of cells"))
        .transpose()?;
    let drawn_from = capped.as_deref().unwrap_or(values);
    let found = Map { grid, values: drawn_from, threshold }.areas(work, &ground)?;
    let dated = histories.map(|histories| histories.of(&found));
    let areas = found.areas;
    let totals = Totals::of_scores(&ground, (grid.width, values), &areas);
    let method = provenance.own("METHOD").or(provenance.own("SERIES_METHOD")).unwrap_or_default();
    let key = provenance.product.to_uppercase();
    let more = [
        (key.as_str(), base_name(&input.name)),
        ("THRESHOLD", threshold.to_string()),
        ("MIN_AREA", choice.smallest.to_string()),
        ("SIMPLIFY", choice.tolerance.to_string()),
    ];
    let about = carried_over("areas", provenance, &more);
    let sensed = |i: usize| provenance.origins.get(i).map_or(String::new(), |origin| day(&origin.facts.date));
    // Of many dates, the first and the last.
    let last = provenance.origins.len().saturating_sub(1).max(1);
    let layer =
        Layer { grid, dates: [sensed(0), sensed(last)], method, threshold, bands: &[], dated: dated.as_deref() };
    let path = work.outputs.path(output)?;
    layer.write(session.gdal, &path, &areas, about.clone(), &mut writing.part(0.5, 1.0))?;
    companions::write_style(session, &path, areas_style)?;
    companions::write(work, &[(&[&input], output)], writing)?;
    let report = Report::new("areas", [&input], work.started);
    let mut report = report.with("method", method).with("threshold", threshold).with("areas", totals);
    report.warnings.extend(lost(work)?);
    let subject = match provenance.product.as_str() {
        "change" => Subject::Change,
        "series" => Subject::Series,
        _ => Subject::Likeness,
    };
    let is_likeness = subject == Subject::Likeness;
    let known = Method::ALL.into_iter().find(|known| subject == Subject::Change && known.name() == method);
    let full_scale = known.map_or(ALIKE, Method::full_scale).max(2.0 * threshold).max(threshold + ABOVE);
    let mut listed = on_page(&areas, if is_likeness { "like the examples" } else { "not known" });
    for (area, dated) in listed.iter_mut().zip(dated.iter().flatten()) {
        area.kind = format!("{} {}", dated.state, dated.first).into();
    }
    let page = Page {
        subject,
        over: &input,
        dates: provenance.origins.iter().map(DateOnPage::recorded).collect(),
        maps: vec![MapOnPage {
            method: Cow::Borrowed(if is_likeness { "likeness" } else { method }),
            about: Cow::Borrowed(match known {
                Some(known) => known.description(),
                None => method,
            }),
            values: ArrayView1::from(drawn_from),
            scale: Scale::Score,
            least: if is_likeness { -ALIKE } else { 0.0 },
            threshold,
            full_scale: if is_likeness { ALIKE.max(threshold + ABOVE) } else { full_scale },
        }],
        areas: &listed,
        many: None,
        provenance: &about,
    };
    write_page(work, &page, &report)?;
    Ok(report)
}

fn of_transitions(
    work: &Work,
    input: EncodedInput,
    provenance: &Provenance,
    values: Vec<f32>,
    writing: &mut Stage,
) -> Result<Report> {
    let mut pairs = memory::reserved(values.len(), "pairs of classes")?;
    // What is missing is NaN, which becomes 0.
    pairs.extend(values.into_iter().map(|value| value as u16));
    let names = |key: &str| -> BTreeMap<u8, String> {
        serde_json::from_str(provenance.own(key).unwrap_or("{}")).unwrap_or_default()
    };
    let pairs = Pairs { values: pairs, names: NAMES.map(names) };
    let own = [("TRANSITIONS", base_name(&input.name))];
    let about = |more: &[(&str, String)]| carried_over("areas", provenance, &[&own, more].concat());
    let sensed = |i: usize| provenance.origins.get(i).map_or(String::new(), |origin| day(&origin.facts.date));
    let dates = provenance.origins.iter().map(DateOnPage::recorded).collect();
    of_pairs(work, (&[&input], dates, [sensed(0), sensed(1)]), &pairs, about, writing)
}

/// The threshold of a map: what the job says, or the one that the map was recorded with.
fn threshold(work: &Work, name: &str, provenance: &Provenance, values: &[f32]) -> Result<f32> {
    let choice = work.job.options.change.threshold;
    let recorded = provenance.own("THRESHOLD").and_then(|text| text.parse().ok());
    match recorded {
        None if choice == crate::product::Threshold::Own => Err(Error::refused(
            "THRESHOLD",
            format!("{} does not say from which value on a cell counts; say THRESHOLD", base_name(name)),
        )),
        recorded => choice.of(values.iter().copied(), recorded.unwrap_or(f32::INFINITY)),
    }
}
