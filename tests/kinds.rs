//! Kinds of change against the synthetic scene's truth, forwards and backwards in time: a confusion table in hectares.

use std::collections::BTreeMap;

use lejepa_gis::product::areas::{Kind, Looking, Position, Scores, Search};
use lejepa_gis::synthetic::{ChangeKind, Scene, ScenePair, SceneSpec, scene_pair};

const NAMES: [&str; 5] = ["red", "green", "blue", "nir", "swir16"];

/// Hectares of a ring in pixels of 10 m.
fn hectares(ring: &[Position]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>().abs() / 200.0
}

/// What a truth is in the words of the rules; from the later date to the earlier one, where `backwards`.
fn expected(truth: ChangeKind, backwards: bool) -> Kind {
    match (truth, backwards) {
        (ChangeKind::ReservoirFills, false) => Kind::WaterAppeared,
        (ChangeKind::ReservoirFills, true) => Kind::WaterGone,
        (ChangeKind::ForestBurns, false) => Kind::Burnt,
        (ChangeKind::SettlementGrows | ChangeKind::QuarryGrows | ChangeKind::RoadBuilt, false) => Kind::BareOrBuilt,
        (ChangeKind::ForestThinned, false) => Kind::VegetationLost,
        (ChangeKind::SoilWetted, false) => Kind::Darkened,
        (ChangeKind::SoilWetted, true) => Kind::Brightened,
        (_, true) => Kind::VegetationGained,
    }
}

/// Hectares of each kind that the areas of one truth are taken for.
fn taken_for(pair: &ScenePair, truth: ChangeKind, dates: [&Scene; 2]) -> BTreeMap<&'static str, f64> {
    let values: Vec<f32> = pair.truth.iter().map(|code| if *code == truth.code() { 2.0 } else { 0.0 }).collect();
    let scores = Scores { width: pair.width, values: &values, factor: 1 };
    let areas = Search { scores, threshold: 1.0, smallest: 1.0, tolerance: 0.0, hectares: &hectares }.find().unwrap();
    let mut looking = Looking::new(&areas, 1, NAMES.len()).unwrap();
    let pixels = dates.map(|scene| scene.bands.iter().map(|v| f32::from(*v)).collect::<Vec<f32>>());
    let valid = vec![1; pair.truth.len()];
    looking.add(0..pair.height, 0..pair.width, [(&pixels[0], &valid), (&pixels[1], &valid)]);
    let mut found = BTreeMap::new();
    for (area, look) in areas.areas.iter().zip(looking.looks()) {
        *found.entry(look.kind(&NAMES).unwrap().name()).or_default() += area.hectares;
    }
    found
}

#[test]
fn truths_are_taken_for_what_they_are() {
    let mut table: BTreeMap<(bool, &str), BTreeMap<&str, f64>> = BTreeMap::new();
    for (seed, season) in [(1, true), (2, true), (3, true), (1, false), (2, false)] {
        let pair = scene_pair(&SceneSpec { seed, season, more: true, ..SceneSpec::default() });
        for truth in ChangeKind::ALL {
            for (backwards, dates) in [(false, [&pair.before, &pair.after]), (true, [&pair.after, &pair.before])] {
                let row = table.entry((backwards, truth.name())).or_default();
                for (kind, hectares) in taken_for(&pair, truth, dates) {
                    *row.entry(kind).or_default() += hectares;
                }
            }
        }
    }
    let mut right = 0.0;
    let mut all = 0.0;
    let mut seen = Vec::new();
    for truth in ChangeKind::ALL {
        for backwards in [false, true] {
            let row = &table[&(backwards, truth.name())];
            let kind = expected(truth, backwards).name();
            let (own, whole) = (row.get(kind).copied().unwrap_or_default(), row.values().sum::<f64>());
            println!("{}{}: {row:.0?}", truth.name(), if backwards { ", backwards" } else { "" });
            assert!(own > 0.75 * whole, "{} is not {kind}: {row:.0?}", truth.name());
            (right, all) = (right + own, all + whole);
            seen.push(kind);
        }
    }
    assert!(right > 0.9 * all, "{right} of {all} ha");
    let missing: Vec<_> = Kind::ALL.into_iter().filter(|kind| !seen.contains(&kind.name())).collect();
    assert_eq!(missing, [Kind::Mixed], "every kind has a truth but the one for the rest");
}
