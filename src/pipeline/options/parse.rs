//! From checked values of the one table to typed options.

use std::path::PathBuf;
use std::str::FromStr;

use super::words::{choice, whole};
use super::{
    Area, AreasChoice, ChangeChoice, Components, Dates, Encoding, Filter, Finding, MapPixels, ModelChoice, Nodata,
    Options, PerDate, Reading, SeriesChoice, Writing,
};
use crate::error::{Error, Result};
use crate::model::{PrecisionChoice, SpecHints};
use crate::params::{Values, find};
use crate::product::{Method, Stretch, Threshold, WHITENING};
use crate::raster::gdal::{Storage, WriteOptions};
use crate::raster::input::Sources;
use crate::raster::reflectance::parse_choice;
use crate::raster::{MaskValues, Quantisation, Resampling};
use crate::tiling::Taper;

/// Share of a chip's side that neighbours have in common at the setting `fast`.
const OVERLAP_FAST: f64 = 0.25;
/// The same at the setting `best`.
const OVERLAP_BEST: f64 = 0.5;

impl Options {
    /// Types the values of a task.
    ///
    /// # Errors
    /// [`Error::Argument`] for a value that the table cannot check alone.
    pub fn new(values: &Values) -> Result<Self> {
        Ok(Options {
            model: model(values)?,
            dates: dates(values)?,
            reading: reading(values)?,
            area: area(values)?,
            encoding: encoding(values)?,
            components: Components {
                basis: values.text_if("BASIS").map(String::from),
                scores: values.flag("SCORES"),
                stretch: choice(
                    values,
                    "STRETCH",
                    &[("percentile", Stretch::Percentile), ("minmax", Stretch::MinMax)],
                )?,
            },
            change: change(values)?,
            areas: AreasChoice {
                smallest: values.number("MIN_AREA").unwrap_or(1.0),
                tolerance: values.number("SIMPLIFY").unwrap_or(10.0),
                filter: Filter::new(values.text("FILTER"))?,
            },
            finding: Finding::new(values)?,
            series: SeriesChoice::new(values)?,
            write: Writing {
                grid: grid(values)?,
                gdal: WriteOptions {
                    cog: values.flag("COG"),
                    driver: values.text("DRIVER").into(),
                    creation: values.list("CO").to_vec(),
                    overwrite: values.flag("OVERWRITE"),
                },
                dtype: choice(
                    values,
                    "DTYPE",
                    &[("float32", Storage::Float32), ("float16", Storage::Float16), ("int8", Storage::Code8)],
                )?,
                sidecar: values.flag("SIDECAR"),
                report: choice(values, "REPORT", &[("html", true), ("none", false)])?,
                style: choice(values, "STYLE", &[("none", false), ("qml", true)])?,
            },
            record: values.record(),
            gdal: values.text_if("GDAL").map(String::from),
        })
    }
}

fn model(values: &Values) -> Result<ModelChoice> {
    let precisions = [PrecisionChoice::Auto, PrecisionChoice::F32, PrecisionChoice::Bf16, PrecisionChoice::Int8];
    let names = precisions.map(|p| (p.to_string(), p));
    Ok(ModelChoice {
        name: values.text("MODEL").into(),
        hints: SpecHints {
            bands: values.text_if("MODEL_BANDS").map(|t| t.split(',').map(|b| b.trim().to_owned()).collect()),
            mean: list(values, "MODEL_MEAN", None)?,
            std: list(values, "MODEL_STD", None)?,
        },
        precision: choice(values, "PRECISION", &names.each_ref().map(|(name, p)| (name.as_str(), *p)))?,
        recorded: None,
    })
}

fn dates(values: &Values) -> Result<Dates> {
    let first = PerDate {
        bands: values.text("BANDS").into(),
        reflectance: values.text("REFLECTANCE").into(),
        mask: values.text("MASK").into(),
    };
    let after = |name: &str, same: &str| values.text_if(name).unwrap_or(same).to_owned();
    let second = PerDate {
        bands: after("BANDS_AFTER", &first.bands),
        reflectance: after("REFLECTANCE_AFTER", &first.reflectance),
        mask: after("MASK_AFTER", &first.mask),
    };
    let said = ["BANDS_AFTER", "REFLECTANCE_AFTER", "MASK_AFTER"].iter().any(|name| values.text_if(name).is_some());
    let each = if said { vec![first, second] } else { vec![first] };
    each.iter().try_for_each(|date| parse_choice(&date.reflectance).map(drop))?;
    Ok(Dates {
        each,
        one_reflectance: values.text_if("REFLECTANCE_AFTER").is_none(),
        mixed: values.flag("MIXED"),
        align: values.flag("ALIGN"),
        resampling: choice(values, "RESAMPLING", &[("bilinear", Resampling::Bilinear), ("cubic", Resampling::Cubic)])?,
    })
}

fn reading(values: &Values) -> Result<Reading> {
    Ok(Reading {
        mask_values: MaskValues::parse(values.text("MASK_VALUES"))?,
        // Forms send every parameter, so the default's own text says nothing.
        mask_values_said: values.text("MASK_VALUES") != find("MASK_VALUES").map_or("", |p| p.default),
        nodata: match values.text("NODATA").to_ascii_lowercase().as_str() {
            "" | "auto" => Nodata::Auto,
            "none" => Nodata::None,
            text => match list(values, "NODATA", None) {
                Ok(list) => Nodata::Values(list.unwrap_or_default()),
                Err(_) => {
                    let expected = "expected auto, none, or numbers separated by commas";
                    return Err(Error::refused("NODATA", format!("NODATA={text}: {expected}")));
                }
            },
        },
        target_resolution: values.number("TARGET_RESOLUTION").filter(|r| *r > 0.0),
        sources: Sources::parse(values.text("SOURCES"))?,
        quantisation: {
            let automatic = [("auto", None)].into_iter();
            let rules: Vec<_> = automatic.chain(Quantisation::ALL.map(|(word, rule)| (word, Some(rule)))).collect();
            choice(values, "QUANTISATION", &rules)?
        },
    })
}

fn area(values: &Values) -> Result<Area> {
    let given: Vec<_> = ["AREA", "BOUNDS", "WINDOW"].into_iter().filter(|n| values.text_if(n).is_some()).collect();
    if given.len() > 1 {
        return Err(Error::refused(given[1], format!("{} name the area twice; give one of them", given.join(" and "))));
    }
    Ok(Area {
        vector: values.text_if("AREA").map(String::from),
        bounds: bounds(values)?,
        bounds_crs: values.text_if("BOUNDS_CRS").map(String::from),
        window: list(values, "WINDOW", Some(4))?.map(|w: Vec<usize>| [w[0], w[1], w[2], w[3]]),
    })
}

fn encoding(values: &Values) -> Result<Encoding> {
    let threads = values.number("THREADS").map_or(0, |n| n as usize);
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    Ok(Encoding {
        overlap: match values.number("OVERLAP") {
            Some(number) => number,
            None => choice(values, "OVERLAP", &[("fast", OVERLAP_FAST), ("best", OVERLAP_BEST)])?,
        },
        taper: choice(values, "TAPER", &Taper::ALL.map(|t| (t.name(), t)))?,
        stride: whole(values, "STRIDE")?,
        centre_only: choice(values, "CHIPS", &[("all", false), ("centre", true)])?,
        min_valid: values.number("MIN_VALID").unwrap_or(0.75),
        threads: if threads == 0 { processors } else { threads },
        threads_said: threads != 0,
        memory: values.number("MEMORY").unwrap_or(1024.0) as usize * (1 << 20),
        temporary: values.text_if("TEMP").map(PathBuf::from),
        validity: values.flag("VALIDITY"),
    })
}

fn change(values: &Values) -> Result<ChangeChoice> {
    let automatic = [("auto", None)].into_iter();
    let methods: Vec<_> = automatic.chain(Method::ALL.map(|m| (m.name(), Some(m)))).collect();
    Ok(ChangeChoice {
        method: choice(values, "METHOD", &methods)?,
        whitening: values.number("WHITENING").unwrap_or(WHITENING),
        smoothing: values.number("SMOOTHING"),
        threshold: threshold(values.text("THRESHOLD"))?,
        fit: values.text_if("FIT").map(String::from),
        probability: values.flag("PROBABILITY"),
    })
}

fn grid(values: &Values) -> Result<MapPixels> {
    match values.number("GRID") {
        Some(size) if size > 0.0 => Ok(MapPixels::Size(size)),
        Some(size) => Err(Error::refused("GRID", format!("GRID={size}: expected cells, pixels or a size above 0"))),
        None => choice(values, "GRID", &[("cells", MapPixels::Cells), ("pixels", MapPixels::Pixels)]),
    }
}

/// A word, a number, or `share:` and a percentage.
fn threshold(text: &str) -> Result<Threshold> {
    let number = |text: &str, most: f64| text.trim().parse::<f64>().ok().filter(|n| (0.0..=most).contains(n));
    let share = |text: &str| number(text.trim().strip_suffix('%')?, 100.0).filter(|share| *share > 0.0);
    let found = match text.split_once(':') {
        None if text == "auto" => Some(Threshold::Own),
        None if text == "otsu" => Some(Threshold::Otsu),
        None => number(text, 1000.0).map(|value| Threshold::Value(value as f32)),
        Some((word, rest)) if word.trim().eq_ignore_ascii_case("share") => {
            share(rest).map(|share| Threshold::Share(share / 100.0))
        }
        Some(_) => None,
    };
    let expected = "expected auto, otsu, a number from 0 to 1000, or a share of the area such as share:2%";
    found.ok_or_else(|| Error::refused("THRESHOLD", format!("THRESHOLD={text}: {expected}")))
}

/// Numbers separated by commas; `count` of them, if it is given.
fn list<T: FromStr>(values: &Values, name: &str, count: Option<usize>) -> Result<Option<Vec<T>>> {
    let Some(text) = values.text_if(name) else { return Ok(None) };
    let list: Option<Vec<T>> = text.split(',').map(|t| t.trim().parse().ok()).collect();
    match list.filter(|l| count.is_none_or(|c| c == l.len())) {
        Some(list) => Ok(Some(list)),
        None => {
            let many = count.map_or(String::new(), |c| format!("{c} "));
            Err(Error::refused(name, format!("{name}={text}: expected {many}numbers separated by commas")))
        }
    }
}

fn bounds(values: &Values) -> Result<Option<[f64; 4]>> {
    let Some(b) = list::<f64>(values, "BOUNDS", Some(4))? else { return Ok(None) };
    if b[0] < b[2] && b[1] < b[3] {
        return Ok(Some([b[0], b[1], b[2], b[3]]));
    }
    let text = values.text("BOUNDS");
    Err(Error::refused(
        "BOUNDS",
        format!("BOUNDS={text}: expected xmin,ymin,xmax,ymax with xmin < xmax and ymin < ymax"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::{Kind, TASKS, of};

    #[test]
    fn every_choice_of_the_table_has_a_meaning_of_its_own() {
        for task in TASKS {
            for parameter in of(task) {
                let (Kind::Choice(words) | Kind::ChoiceOrNumber(words, ..) | Kind::ChoiceOrScale(words)) =
                    parameter.kind
                else {
                    continue;
                };
                // What it needs of another parameter to act, where the default is not that.
                let by_default = parameter.acts(|name| find(name).unwrap().default);
                let need = parameter.needs.first().filter(|_| !by_default).map(|need| (need.name, need.values[0]));
                let told: std::collections::BTreeSet<String> = words
                    .iter()
                    .map(|word| {
                        let pairs = [(parameter.name, *word)].into_iter().chain(need);
                        let options = Options::new(&Values::new(task, pairs).unwrap()).unwrap();
                        format!("{:?}", Options { record: vec![], ..options })
                    })
                    .collect();
                assert_eq!(told.len(), words.len(), "{} of {}", parameter.name, task.name());
            }
        }
    }

    #[test]
    fn thresholds_are_words_numbers_and_shares() {
        let of = |text: &str| threshold(text).ok();
        assert_eq!([of("auto"), of("otsu")], [Some(Threshold::Own), Some(Threshold::Otsu)]);
        assert_eq!([of("2.5"), of("0")], [2.5, 0.0].map(|v| Some(Threshold::Value(v))));
        assert_eq!([of("share:2%"), of("Share: 100 %")], [0.02, 1.0].map(|v| Some(Threshold::Share(v))));
        for wrong in ["share:2", "share:0%", "share:101%", "part:2%", "nan", "-1", "1001", "inf"] {
            assert!(of(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn dates_without_own_choices_take_the_first_ones() {
        let options = |pairs: &[(&str, &str)]| {
            Options::new(&Values::new(crate::params::Task::Change, pairs.iter().copied()).unwrap()).unwrap().dates
        };
        let same = options(&[("MASK", "none")]);
        assert_eq!((same.date(0).mask.as_str(), same.date(5).mask.as_str()), ("none", "none"));
        let other = options(&[("MASK", "none"), ("BANDS_AFTER", "5,4,3,2,1")]);
        assert_eq!((other.date(0).bands.as_str(), other.date(1).bands.as_str()), ("auto", "5,4,3,2,1"));
        assert_eq!(other.date(1).mask, "none");
    }
}
