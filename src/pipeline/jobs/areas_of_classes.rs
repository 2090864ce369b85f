//! Areas of transitions: cells that went from one class to another, as polygons along the cells' sides.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::companions;
use super::ground::{Ground, OfTransition, Totals, rounded};
use super::legend;
use super::outlined::{day, lost, write_page};
use super::transitions::compared;
use super::work::{WRITTEN, Work};
use crate::error::Result;
use crate::pipeline::encode::EncodedInput;
use crate::pipeline::open::Input;
use crate::pipeline::progress::{Progress, Stage};
use crate::pipeline::record::{
    AreaOnPage, DateOnPage, LISTED, Page, Report, Subject, metadata, transition_areas_style,
};
use crate::pipeline::write::TransitionLayer;
use crate::product::areas::{Region, regions};
use crate::product::pair_of;
use crate::raster::Tags;

pub(super) use super::transitions::Pairs;

pub(super) fn of_classes(work: &Work, opened: Vec<Input>, progress: &mut dyn Progress) -> Result<Report> {
    let mut writing = Stage::new(progress, 0.0, WRITTEN);
    let (dates, pairs) = compared(&work.session, opened, &mut writing.part(0.0, 0.3))?;
    let both: Vec<&EncodedInput> = dates.iter().collect();
    let about = |more: &[(&str, String)]| metadata("areas", &both, work.job.options, more);
    let (on_page, days) = (dates.iter().map(DateOnPage::of).collect(), [0, 1].map(|i| day(&dates[i].facts.date)));
    of_pairs(work, (&both, on_page, days), &pairs, about, &mut writing.part(0.3, 1.0))
}

/// Areas of pairs of classes. `inputs` are what they come from, with the dates as a page names them and their days; `about`
/// gives the metadata with what is added.
pub(super) fn of_pairs(
    work: &Work,
    (inputs, dates, days): (&[&EncodedInput], Vec<DateOnPage>, [String; 2]),
    pairs: &Pairs,
    about: impl Fn(&[(&str, String)]) -> Tags,
    writing: &mut Stage,
) -> Result<Report> {
    let (session, output, smallest) = (&work.session, work.job.outputs[0], work.job.options.areas.smallest);
    let (first, grid) = (inputs[0], &inputs[0].store.grid);
    let ground = Ground::new(session.gdal, grid, &first.name)?;
    let changed = |pair: u16| pair_of(pair).is_some_and(|(from, to)| from != to);
    let found = regions(&pairs.values, grid.width, changed, smallest, &|ring| ground.hectares(ring))?;
    let mut kinds: BTreeMap<u16, (usize, f64)> = BTreeMap::new();
    for region in &found {
        let (count, hectares) = kinds.entry(region.value).or_default();
        (*count, *hectares) = (*count + 1, *hectares + region.hectares);
    }
    let one = |(value, (count, hectares)): (&u16, &(usize, f64))| {
        let [from, to] = pairs.names_of(*value);
        OfTransition { from, to, count: *count, hectares: rounded(*hectares) }
    };
    let totals = Totals::of_pairs(&ground, (grid.width, &pairs.values), kinds.iter().map(one).collect());
    let about = about(&[("MIN_AREA", smallest.to_string())]);
    let path = work.outputs.path(output)?;
    let layer = TransitionLayer { grid, dates: days, names: &|value| pairs.names_of(value) };
    layer.write(session.gdal, &path, &found, about.clone(), &mut writing.part(0.3, 0.9))?;
    let styled = kinds.keys().enumerate().map(|(i, value)| (pairs.names_of(*value), legend::colour(i)));
    companions::write_style(session, &path, || transition_areas_style(&styled.collect::<Vec<_>>()))?;
    companions::write(work, &[(inputs, output)], writing)?;
    let mut report = Report::new("areas", inputs.iter().copied(), work.started).with("areas", totals);
    report.warnings.extend(lost(work)?);
    let on_page = |(i, region): (usize, &Region)| {
        let [from, to] = pairs.names_of(region.value);
        let outline = if i < LISTED { region.outline.clone() } else { Vec::new() };
        let kind = Cow::Owned(format!("{from} to {to}"));
        AreaOnPage { rank: i + 1, hectares: region.hectares, scores: None, kind, outline }
    };
    let areas: Vec<AreaOnPage> = found.iter().enumerate().map(on_page).collect();
    let page = Page {
        subject: Subject::Transitions,
        over: first,
        dates,
        maps: vec![],
        areas: &areas,
        many: None,
        provenance: &about,
    };
    write_page(work, &page, &report)?;
    Ok(report)
}
