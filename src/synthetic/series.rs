//! Many dates of one made-up place: seasons, clouds, haze, and changes with dates.

use std::collections::BTreeMap;

use super::clouds::Sky;
use super::noise::{derive, signed, step, unit};
use super::plan::Plan;
use super::sensor::Conditions;
use super::surface::Surface;
use super::terrain::Terrain;
use super::texture::Texture;
use super::{ChangeKind, Scene, acquire, changes, landcover};

/// What to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeriesSpec {
    /// Columns, in pixels of 10 m; 0 counts as 1.
    pub width: usize,
    /// Rows, in pixels of 10 m; 0 counts as 1.
    pub height: usize,
    /// Another seed makes another place, another weather and other dates of change.
    pub seed: u64,
    /// Dates, evenly over two years and a little; at least 3.
    pub dates: usize,
}

impl Default for SeriesSpec {
    fn default() -> Self {
        Self { width: 768, height: 640, seed: 1, dates: 12 }
    }
}

/// Days between the first and the last date.
const SPAN: i64 = 760;
/// Day of the first date since 1970-01-01: 2022-06-12.
const START: i64 = 19_155;

/// A place on many dates, with the truth about when it changed.
///
/// Everything of the pair is there, and each change has a date of its own between a third and three quarters of the time;
/// the reservoir empties again. Besides: fields carry a crop a year, sown after harvest in autumn, which greens and ripens
/// earlier on some than on others; the sun's height, haze, gains and registration differ from date to date; clouds cover more
/// or less of two dates in three, and some haze no classification tells.
pub struct SceneSeries {
    /// What was asked for.
    pub spec: SeriesSpec,
    /// Days of the dates since 1970-01-01, rising.
    pub days: Vec<i64>,
    /// `height × width`: 0 where nothing changes, else a [`ChangeKind::code`].
    pub truth: Vec<u8>,
    /// Of each kind of change, the first date that shows it, and the first that no longer does, if one does not.
    pub dated: BTreeMap<u8, (usize, Option<usize>)>,
    plan: Plan,
    terrain: Terrain,
    earlier: Vec<Surface>,
    later: Vec<Surface>,
    /// What a pixel that differs belongs to, also where it differs too little for the truth.
    cause: Vec<u8>,
}

/// Lays out a place on many dates. Needs about 120 bytes of memory per pixel, and as much again for each [`scene`](SceneSeries::scene).
pub fn scene_series(spec: &SeriesSpec) -> SceneSeries {
    let spec = SeriesSpec { width: spec.width.max(1), height: spec.height.max(1), dates: spec.dates.max(3), ..*spec };
    let plan = Plan::new(spec.width, spec.height, spec.seed);
    let terrain = Terrain::new(&plan);
    let texture = Texture::new(spec.width, spec.height, spec.seed);
    let earlier = landcover::survey(&plan, &terrain, &texture);
    let (later, truth) = changes::apply(&plan, &terrain, &texture, &earlier, false);
    let cause = (0..truth.len()).map(|index| match truth[index] {
        0 if later[index] == earlier[index] => 0,
        0 if terrain.brim.data[index] > 0.0 => ChangeKind::ReservoirFills.code(),
        0 => ChangeKind::RoadBuilt.code(),
        kind => kind,
    });
    let cause = cause.collect();
    let days: Vec<i64> = (0..spec.dates).map(|i| START + SPAN * i as i64 / (spec.dates as i64 - 1)).collect();
    let kinds = ChangeKind::ALL.into_iter().filter(|kind| !kind.is_more());
    let dated = kinds.map(|kind| {
        // Between a third and three quarters of the time; the reservoir early, so that it can return.
        let share = match kind {
            ChangeKind::ReservoirFills => 0.34 + 0.1 * unit(derive(spec.seed, 901)),
            kind => 0.34 + 0.4 * unit(derive(spec.seed, 902 + u64::from(kind.code()))),
        };
        let at = |share: f32| ((share * spec.dates as f32) as usize).clamp(1, spec.dates - 1);
        let first = at(share);
        let back = (kind == ChangeKind::ReservoirFills).then(|| at(share + 0.36)).filter(|back| *back > first + 1);
        (kind.code(), (first, back))
    });
    let dated = dated.collect();
    SceneSeries { spec, days, truth, dated, plan, terrain, earlier, later, cause }
}

impl SceneSeries {
    /// Day of a date, `YYYY-MM-DD`.
    pub fn date(&self, index: usize) -> String {
        let (year, month, day) = civil(self.days[index]);
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// Takes the picture of one date: its [`Scene::date`] is empty, see [`date`](Self::date).
    pub fn scene(&self, index: usize) -> Scene {
        let day = self.days[index];
        let seed = derive(self.spec.seed, 1000 + index as u64);
        let conditions = conditions(seed, index as u64, day);
        let surfaces: Vec<Surface> = (0..self.truth.len()).map(|pixel| self.surface(pixel, index)).collect();
        // A third of the dates is clear, a sixth hardly shows the ground.
        let weather = unit(derive(seed, 1));
        let clouded = index > 0 && weather > 0.33;
        let sky = clouded.then(|| {
            let heavy = if weather > 0.84 { 0.75 } else { 0.3 * unit(derive(seed, 2)) - 0.2 };
            Sky::with(self.plan.width, self.plan.height, seed, heavy)
        });
        acquire(&self.plan, &self.terrain, &surfaces, &conditions, sky, "")
    }

    /// What lies at a pixel on a date.
    fn surface(&self, pixel: usize, index: usize) -> Surface {
        let changed = self
            .dated
            .get(&self.cause[pixel])
            .is_some_and(|(first, back)| index >= *first && back.is_none_or(|back| index < back));
        if changed {
            return self.later[pixel];
        }
        let surface = self.earlier[pixel];
        // Crops change in November, and the year after next brings the first one again.
        let crops = (self.days[index] - START + 220) / 365;
        if crops % 2 == 1 { Surface { cover: surface.next, ..surface } } else { surface }
    }
}

/// What differs between dates besides the land.
fn conditions(seed: u64, number: u64, day: i64) -> Conditions {
    let part = |salt: u64| signed(seed, salt);
    let of_year = ((day - START).rem_euclid(365)) as f32;
    // Summer's look turns to autumn's from July to mid-September, and back from March to June.
    let autumn = step(25.0, 95.0, of_year) - step(275.0, 355.0, of_year);
    // The sun is lowest in December, 190 days after the first date.
    let low = 1.0 - ((of_year - 190.0).abs() / 182.5).min(1.0);
    let height = 0.55 + 1.15 * low * low * (3.0 - 2.0 * low);
    // Every fifth date is hazy, also where no class tells.
    let thick = unit(derive(seed, 3));
    let haze = if thick > 0.8 { 1.5 + 1.5 * unit(derive(seed, 4)) } else { thick };
    let base = [65.0, 90.0, 130.0, 35.0, 12.0];
    Conditions {
        autumn: autumn.clamp(0.0, 1.0),
        sun: ((0.5 - 0.1 * low, 0.866 + 0.05 * low), height),
        gain: std::array::from_fn(|band| 1.0 + 0.03 * part(10 + band as u64)),
        haze: base.map(|band| band * haze),
        shift: (0.2 * part(20), 0.2 * part(21)),
        number,
    }
}

/// Year, month and day of a number of days since 1970-01-01, by the rule of the Gregorian calendar.
fn civil(days: i64) -> (i64, u32, u32) {
    // Counted from 0000-03-01, so that the leap day ends the year (H. Hinnant, chrono-Compatible Low-Level Date Algorithms).
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = (of_year - (153 * month + 2) / 5 + 1) as u32;
    let month = if month < 10 { month + 3 } else { month - 9 } as u32;
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates() {
        assert_eq!([civil(0), civil(START), civil(19_782)], [(1970, 1, 1), (2022, 6, 12), (2024, 2, 29)]);
    }

    #[test]
    fn each_kind_changes_on_its_date_and_the_reservoir_returns() {
        let spec = SeriesSpec { width: 192, height: 160, seed: 3, dates: 12 };
        let series = scene_series(&spec);
        assert_eq!(
            (series.days.len(), series.date(0).as_str(), series.days[11] - series.days[0]),
            (12, "2022-06-12", SPAN)
        );
        let (first, back) = series.dated[&ChangeKind::ReservoirFills.code()];
        let back = back.expect("the reservoir empties again");
        let water = |date: usize| {
            let pixels = (0..series.truth.len()).filter(|p| series.truth[*p] == ChangeKind::ReservoirFills.code());
            let all: Vec<bool> = pixels.map(|p| series.surface(p, date).cover.is_water()).collect();
            all.iter().filter(|water| **water).count() as f64 / all.len() as f64
        };
        assert!(water(first - 1) < 0.1 && water(first) > 0.9 && water(back - 1) > 0.9 && water(back) < 0.1);
        // A pixel that the truth leaves out is the same land two years later.
        let same = (0..series.truth.len()).filter(|p| series.cause[*p] == 0);
        assert!(same.clone().all(|p| series.surface(p, 0) == series.surface(p, 11)));
        assert!(same.clone().any(|p| series.surface(p, 0) != series.surface(p, 6)), "crops turn");
        let again = scene_series(&spec);
        assert!(series.scene(4) == again.scene(4) && series.scene(4) != series.scene(5));
    }
}
