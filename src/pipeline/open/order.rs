//! When dates were sensed, and their order.

use super::scene::Input;
use crate::error::{Error, Result};
use crate::redact::base_name;

/// Puts dates in the order of their sensing. Where metadata do not tell, a date in the input's name does, which is said.
///
/// # Errors
/// [`Error::Argument`] if one is of unknown date, or two are of one day.
pub(super) fn in_order(mut inputs: Vec<Input>) -> Result<Vec<Input>> {
    for input in &mut inputs {
        let name = base_name(input.name());
        let found = if sensed(input).is_empty() { date_in(&name) } else { continue };
        let day = found.ok_or_else(|| {
            Error::argument(format!(
                "{name}: when it was sensed is unknown; its metadata (DATE=2024-06-30) or its name (one date such as 20240630 or 2024-06-30) must tell, because dates are compared in their order"
            ))
        })?;
        say(input, format!("{day}T00:00:00Z"));
    }
    inputs.sort_by_key(|input| sensed(input).to_owned());
    let day = |input: &Input| sensed(input).get(..10).map(String::from).unwrap_or_default();
    match inputs.windows(2).find(|pair| day(&pair[0]) == day(&pair[1])) {
        Some(pair) => Err(Error::argument(format!(
            "{} and {} were both sensed on {}: each day is expected once; leave one out, or mosaic them first",
            base_name(pair[0].name()),
            base_name(pair[1].name()),
            day(&pair[0])
        ))),
        None => Ok(inputs),
    }
}

/// When an input was sensed, RFC 3339, or nothing.
fn sensed(input: &Input) -> &str {
    match input {
        Input::Scene(scene) => &scene.facts.date,
        Input::Features(raster) => raster.provenance.origins.first().map_or("", |origin| &origin.facts.date),
    }
}

/// Says of an input when it was sensed, and that its name told.
fn say(input: &mut Input, date: String) {
    let warning = format!("its metadata do not tell when it was sensed; its name tells {}", &date[..10]);
    match input {
        Input::Scene(scene) => {
            scene.facts.date = date;
            scene.facts.warnings.push(warning);
        }
        Input::Features(raster) => {
            if raster.provenance.origins.is_empty() {
                raster.provenance.origins.push(Default::default());
            }
            raster.provenance.origins[0].facts.date = date;
            raster.warnings.push(warning);
        }
    }
}

/// The one date in a name, `2024-06-30`, from eight digits in a row or from digits in groups of 4, 2 and 2; nothing where there
/// is none, or more than one.
fn date_in(name: &str) -> Option<String> {
    let words: Vec<&str> = name.split(|c: char| !c.is_ascii_digit()).collect();
    let compact = words.iter().filter(|word| word.len() == 8).map(|w| [&w[..4], &w[4..6], &w[6..]].join("-"));
    let grouped = words.windows(3).filter(|w| [4, 2, 2] == [w[0].len(), w[1].len(), w[2].len()]).map(|w| w.join("-"));
    let mut found: Vec<String> = compact.chain(grouped).filter(|date| days(date).is_some()).collect();
    found.dedup();
    match &found[..] {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// Days from 1970-01-01 to the day of an RFC 3339 time, or of `YYYY-MM-DD`.
pub fn days(time: &str) -> Option<i64> {
    let day = time.get(..10)?;
    let since = humantime::parse_rfc3339(&format!("{day}T00:00:00Z")).ok()?;
    Some((since.duration_since(std::time::UNIX_EPOCH).ok()?.as_secs() / 86_400) as i64)
}

/// The day so many days after 1970-01-01, `YYYY-MM-DD`.
pub fn day_of(days: i64) -> String {
    let since = std::time::Duration::from_secs(days.max(0).unsigned_abs() * 86_400);
    let mut text = humantime::format_rfc3339_seconds(std::time::UNIX_EPOCH + since).to_string();
    text.truncate(10);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_one_date_or_none() {
        let of = |name: &str| date_in(name).unwrap_or_default();
        assert_eq!(of("boadella_20200202.tif"), "2020-02-02");
        assert_eq!(of("a-2020-02-02_v12.tif"), "2020-02-02");
        assert_eq!(of("S2A_MSIL2A_20230821T221941_N0509_R029_T01KAB_20230822T021825.SAFE"), "", "two dates");
        assert_eq!(of("tile_20200202_20200202.tif"), "2020-02-02");
        for none in ["x.tif", "20201345.tif", "120200202.tif", "2020-2-2.tif"] {
            assert_eq!(of(none), "", "{none}");
        }
    }

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(days("1970-01-02"), Some(1));
        assert_eq!(days("2020-02-02T10:47:31.024Z"), Some(18_294));
        assert_eq!((days("2020-13-02"), days("")), (None, None));
        assert_eq!([day_of(18_294), day_of(0)], ["2020-02-02", "1970-01-01"]);
    }
}
