//! What a change is, in words, by the mean reflectance of its pixels at both dates.
//!
//! NDVI: Rouse et al. 1974. NDWI: McFeeters 1996. MNDWI: Xu 2006. NDBI: Zha et al. 2003. NBR: Key and Benson 2006. Of the five
//! bands none is the one at 2.2 µm that NBR needs; (nir − swir16) / (nir + swir16), which is NDMI and −NDBI, stands for it in the
//! rule for fire. Redness is the ratio of red to blue (Segal 1982), normalised: iron oxides make soils and sand absorb blue light,
//! and reflect more the longer the wavelength up to 1.6 µm. Concrete, asphalt and most roofs are grey: their spectrum is flat at
//! both ends, be they brighter than the ground before or darker. Water in soil darkens all bands and leaves its colour.

use std::fmt;

/// Mean reflectance, 0 to 1, of the bands that indices are made of; `None` for a band that the inputs do not have.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bands {
    /// About 0.66 µm.
    pub red: Option<f64>,
    /// About 0.56 µm.
    pub green: Option<f64>,
    /// About 0.49 µm.
    pub blue: Option<f64>,
    /// About 0.84 µm.
    pub nir: Option<f64>,
    /// About 1.61 µm.
    pub swir16: Option<f64>,
    /// About 2.2 µm.
    pub swir22: Option<f64>,
}

fn normalised(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    let (a, b) = (a?, b?);
    Some((a - b) / (a + b)).filter(|index| index.is_finite())
}

/// Name and value of each index that outputs have; NBR only where there is a band for it.
pub fn indices(bands: &Bands) -> [(&'static str, Option<f64>); 4] {
    [
        ("ndvi", normalised(bands.nir, bands.red)),
        ("ndwi", normalised(bands.green, bands.nir)),
        ("ndbi", normalised(bands.swir16, bands.nir)),
        ("nbr", normalised(bands.nir, bands.swir22)),
    ]
}

/// What a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// (nir − red) / (nir + red).
    Ndvi,
    /// (green − swir16) / (green + swir16).
    Mndwi,
    /// (swir16 − nir) / (swir16 + nir).
    Ndbi,
    /// (red − blue) / (red + blue).
    Redness,
    /// Mean reflectance of red, green and blue.
    Visible,
    /// Reflectance of nir.
    Nir,
}

impl Quantity {
    fn of(self, bands: &Bands) -> Option<f64> {
        match self {
            Quantity::Ndvi => normalised(bands.nir, bands.red),
            Quantity::Mndwi => normalised(bands.green, bands.swir16),
            Quantity::Ndbi => normalised(bands.swir16, bands.nir),
            Quantity::Redness => normalised(bands.red, bands.blue),
            Quantity::Visible => Some((bands.red? + bands.green? + bands.blue?) / 3.0),
            Quantity::Nir => bands.nir,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Quantity::Ndvi => "NDVI",
            Quantity::Mndwi => "MNDWI",
            Quantity::Ndbi => "NDBI",
            Quantity::Redness => "redness",
            Quantity::Visible => "visible",
            Quantity::Nir => "nir",
        }
    }
}

/// Of which date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// The first.
    Before,
    /// The second.
    After,
    /// The second less the first.
    Change,
}

/// One condition: a quantity of a date against a limit.
#[derive(Debug, Clone, Copy)]
pub struct Condition {
    what: Quantity,
    when: When,
    at_least: bool,
    limit: f64,
}

impl Condition {
    fn holds(&self, [before, after]: &[Bands; 2]) -> bool {
        let value = match self.when {
            When::Before => self.what.of(before),
            When::After => self.what.of(after),
            When::Change => self.what.of(after).zip(self.what.of(before)).map(|(after, before)| after - before),
        };
        value.is_some_and(|value| if self.at_least { value >= self.limit } else { value <= self.limit })
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (name, limit) = (self.what.name(), self.limit);
        match (self.when, self.at_least) {
            (When::Before, true) => write!(f, "{name} before ≥ {limit}"),
            (When::Before, false) => write!(f, "{name} before ≤ {limit}"),
            (When::After, true) => write!(f, "{name} after ≥ {limit}"),
            (When::After, false) => write!(f, "{name} after ≤ {limit}"),
            (When::Change, true) => write!(f, "{name} rises by {limit} or more"),
            (When::Change, false) => write!(f, "{name} falls by {} or more", -limit),
        }
    }
}

/// What a change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Land became water.
    WaterAppeared,
    /// Water became land.
    WaterGone,
    /// Plants burnt.
    Burnt,
    /// Soil, rock, roofs or roads where none were.
    BareOrBuilt,
    /// Fewer plants.
    VegetationLost,
    /// More plants.
    VegetationGained,
    /// Brighter without any of these.
    Brightened,
    /// Darker without any of these.
    Darkened,
    /// None of these.
    Mixed,
}

impl Kind {
    /// Every kind, in the order of the rules.
    pub const ALL: [Kind; 9] = [
        Kind::WaterAppeared,
        Kind::WaterGone,
        Kind::Burnt,
        Kind::BareOrBuilt,
        Kind::VegetationLost,
        Kind::VegetationGained,
        Kind::Brightened,
        Kind::Darkened,
        Kind::Mixed,
    ];

    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Kind::WaterAppeared => "water appeared",
            Kind::WaterGone => "water gone",
            Kind::Burnt => "burnt",
            Kind::BareOrBuilt => "bare or built surface appeared",
            Kind::VegetationLost => "vegetation lost",
            Kind::VegetationGained => "vegetation gained",
            Kind::Brightened => "brightened",
            Kind::Darkened => "darkened",
            Kind::Mixed => "mixed",
        }
    }

    /// The kind of a change, by the first rule that holds; `None` where a band is missing that the rules need.
    pub fn of(bands: &[Bands; 2]) -> Option<Kind> {
        let all = bands.iter().all(|b| [b.red, b.green, b.blue, b.nir, b.swir16].iter().all(Option::is_some));
        let holds = |rule: &&Rule| rule.conditions.iter().all(|condition| condition.holds(bands));
        let found = RULES.iter().find(holds).map_or(Kind::Mixed, |rule| rule.kind);
        all.then_some(found)
    }
}

/// A kind, and what must hold for it.
pub struct Rule {
    /// The kind.
    pub kind: Kind,
    conditions: &'static [Condition],
}

impl fmt::Display for Rule {
    /// All conditions in words.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let words: Vec<String> = self.conditions.iter().map(Condition::to_string).collect();
        f.write_str(&if words.is_empty() { "none of these".into() } else { words.join("; ") })
    }
}

const fn least(what: Quantity, when: When, limit: f64) -> Condition {
    Condition { what, when, at_least: true, limit }
}

const fn most(what: Quantity, when: When, limit: f64) -> Condition {
    Condition { what, when, at_least: false, limit }
}

/// The rules; the first one whose conditions all hold decides. `docs/areas.md` prints them.
pub const RULES: &[Rule] = {
    use Quantity::{Mndwi, Ndbi, Ndvi, Nir, Redness, Visible};
    use When::{After, Before, Change};
    &[
        Rule {
            kind: Kind::WaterAppeared,
            conditions: &[least(Mndwi, After, 0.0), least(Mndwi, Change, 0.2), most(Nir, After, 0.2)],
        },
        Rule {
            kind: Kind::WaterGone,
            conditions: &[least(Mndwi, Before, 0.0), most(Mndwi, Change, -0.2), most(Nir, Before, 0.2)],
        },
        Rule {
            kind: Kind::Burnt,
            conditions: &[
                most(Ndvi, Change, -0.2),
                least(Ndbi, Change, 0.25),
                least(Ndbi, After, 0.15),
                most(Visible, After, 0.09),
            ],
        },
        Rule { kind: Kind::BareOrBuilt, conditions: &[most(Ndvi, After, 0.3), most(Ndvi, Change, -0.1)] },
        Rule {
            kind: Kind::BareOrBuilt,
            conditions: &[most(Ndvi, Before, 0.2), most(Ndvi, After, 0.2), most(Ndbi, Change, -0.05)],
        },
        Rule {
            kind: Kind::BareOrBuilt,
            conditions: &[
                most(Ndvi, Before, 0.2),
                most(Ndvi, After, 0.2),
                most(Redness, Change, -0.03),
                most(Ndbi, Change, -0.02),
            ],
        },
        Rule { kind: Kind::VegetationLost, conditions: &[most(Ndvi, Change, -0.1)] },
        Rule { kind: Kind::VegetationGained, conditions: &[least(Ndvi, Change, 0.1)] },
        Rule { kind: Kind::Brightened, conditions: &[least(Visible, Change, 0.02)] },
        Rule { kind: Kind::Darkened, conditions: &[most(Visible, Change, -0.02)] },
        Rule { kind: Kind::Mixed, conditions: &[] },
    ]
};

#[cfg(test)]
mod tests {
    use super::*;

    fn bands([red, green, blue, nir, swir16]: [f64; 5]) -> Bands {
        let [red, green, blue, nir, swir16] = [red, green, blue, nir, swir16].map(Some);
        Bands { red, green, blue, nir, swir16, swir22: None }
    }

    #[test]
    fn indices_are_those_of_their_sources() {
        let told = indices(&bands([0.1, 0.2, 0.05, 0.3, 0.1]));
        let values = [0, 1, 2].map(|i| told[i].1.unwrap());
        assert!(values.iter().zip([0.5, -0.2, -0.5]).all(|(a, b)| (a - b).abs() < 1e-12), "{values:?}");
        assert_eq!(told[3], ("nbr", None));
        assert_eq!(indices(&Bands { swir22: Some(0.25), nir: Some(0.75), ..Bands::default() })[3].1, Some(0.5));
    }

    #[test]
    fn plain_surfaces_are_told_apart() {
        let (forest, soil) = ([0.03, 0.05, 0.03, 0.35, 0.16], [0.2, 0.16, 0.12, 0.26, 0.32]);
        let (water, burnt) = ([0.03, 0.05, 0.045, 0.02, 0.01], [0.054, 0.048, 0.039, 0.09, 0.22]);
        let silt = [0.14, 0.13, 0.09, 0.1, 0.03];
        let (roofs, meadow) = ([0.13, 0.125, 0.12, 0.17, 0.18], [0.05, 0.08, 0.04, 0.37, 0.2]);
        let kind = |before, after| Kind::of(&[bands(before), bands(after)]).unwrap();
        assert_eq!(kind(soil, water), Kind::WaterAppeared);
        assert_eq!(kind(soil, silt), Kind::WaterAppeared);
        assert_eq!(kind(water, soil), Kind::WaterGone);
        // A wooded shore of a reservoir that rose (Boadella), and water of half its area.
        let shores = [[0.0629, 0.0662, 0.0505, 0.1998, 0.1602], [0.0658, 0.0743, 0.0536, 0.1114, 0.0672]];
        assert_eq!(kind(shores[0], shores[1]), Kind::WaterAppeared);
        assert_eq!(kind(shores[1], shores[0]), Kind::WaterGone);
        assert_eq!(kind(forest, burnt), Kind::Burnt);
        assert_eq!([kind(meadow, roofs), kind(forest, soil), kind(soil, roofs)], [Kind::BareOrBuilt; 3]);
        let (sand, suburb) = ([0.335, 0.275, 0.247, 0.372, 0.453], [0.272, 0.239, 0.225, 0.304, 0.349]);
        assert_eq!([kind(sand, suburb), kind(sand, [0.35, 0.34, 0.33, 0.38, 0.42])], [Kind::BareOrBuilt; 2]);
        assert_eq!(kind(sand, sand.map(|v| v * 0.7)), Kind::Darkened, "wet sand keeps its colour");
        assert_eq!(kind(forest, [0.07, 0.08, 0.05, 0.25, 0.2]), Kind::VegetationLost);
        assert_eq!([kind(soil, meadow), kind(burnt, forest)], [Kind::VegetationGained; 2]);
        assert_eq!(kind(soil.map(|v| v * 0.6), soil), Kind::Brightened);
        assert_eq!(kind(soil, soil.map(|v| v * 0.6)), Kind::Darkened);
        assert_eq!(kind(soil, soil), Kind::Mixed);
        assert_eq!(Kind::of(&[Bands { blue: None, ..bands(soil) }, bands(soil)]), None);
    }

    #[test]
    fn every_kind_has_a_rule_and_the_last_one_always_holds() {
        assert!(Kind::ALL.iter().all(|kind| RULES.iter().any(|rule| rule.kind == *kind)));
        assert_eq!(RULES.iter().filter(|rule| rule.conditions.is_empty()).count(), 1);
        assert!(RULES[RULES.len() - 1].conditions.is_empty());
        assert_eq!(RULES[0].to_string(), "MNDWI after ≥ 0; MNDWI rises by 0.2 or more; nir after ≤ 0.2");
        assert_eq!(RULES[6].to_string(), "NDVI falls by 0.1 or more");
    }
}
