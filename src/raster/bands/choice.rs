//! The choice of the model's bands among those of an input: by name and wavelength, or as the caller says.

use super::names::{self, Said, Shared};
use super::{are_numbers, common_name};
use crate::error::{Error, Result};

/// A band as the choice sees it.
#[derive(Debug, Clone)]
pub struct NamedBand {
    /// How messages show it: description or file name, may be empty.
    pub label: String,
    /// Common name, if one is known.
    pub common_name: Option<&'static str>,
}

/// Places (from 0) in `seen`, in the order of `wanted`, the model's band names.
///
/// `choice` is `auto`, numbers from 1 in the model's order (`3,2,1,4,5`), or names with numbers (`red=3,green=2,…`).
///
/// # Errors
/// If a band is missing, named twice, or out of range; the message lists what there is.
pub fn choose(path: &str, seen: &[NamedBand], wanted: &[String], choice: &str) -> Result<Vec<usize>> {
    let numbers = match choice.trim() {
        "" | "auto" => return by_common_name(path, seen, wanted),
        text if text.contains('=') => by_name(text, wanted)?,
        text => by_number(text, wanted)?,
    };
    if seen.is_empty() {
        return Err(Error::raster(path, format!("bands={choice} was asked for, but no band was found")));
    }
    if let Some(n) = numbers.iter().find(|&&n| n == 0 || n > seen.len()) {
        return Err(Error::raster(path, format!("has bands 1 to {}, but band {n} was asked for", seen.len())));
    }
    Ok(numbers.into_iter().map(|n| n - 1).collect())
}

fn by_common_name(path: &str, seen: &[NamedBand], wanted: &[String]) -> Result<Vec<usize>> {
    let hits = |name: &String| -> Vec<usize> {
        let is_it = |i: &usize| match common_name(name) {
            Some(common) => seen[*i].common_name == Some(common),
            None => seen[*i].label.eq_ignore_ascii_case(name),
        };
        (0..seen.len()).filter(is_it).collect()
    };
    let mut places = Vec::new();
    for name in wanted {
        match hits(name)[..] {
            [one] => places.push(one),
            [] => return Err(refusal(path, seen, wanted, &hits, format!("no band is known to be {name}"))),
            ref many => {
                return Err(refusal(path, seen, wanted, &hits, format!("{} bands could be {name}", many.len())));
            }
        }
    }
    Ok(places)
}

/// Most bands that a message lists.
const SHOWN: usize = 40;

/// What is known of the bands, and how to give the rest. A band that was not found gets no number, so that copying the
/// example cannot choose a wrong band.
fn refusal(
    path: &str,
    seen: &[NamedBand],
    wanted: &[String],
    hits: &dyn Fn(&String) -> Vec<usize>,
    reason: String,
) -> Error {
    let need = format!("{reason}; the model needs {}", wanted.join(", "));
    if seen.is_empty() {
        return Error::raster(path, format!("{need}; found no band at all"));
    }
    let shown = seen.iter().take(SHOWN).enumerate().map(|(i, b)| {
        let label = if b.label.is_empty() { "no name" } else { &b.label };
        match b.common_name {
            Some(m) if m != label => format!("{} = {m} ({label})", i + 1),
            _ => format!("{} = {label}", i + 1),
        }
    });
    let more = seen.len().saturating_sub(SHOWN);
    let more = if more > 0 { format!(", and {more} more") } else { String::new() };
    let found = match seen {
        [first, .., last] if seen.iter().all(|b| b.common_name.is_none() && b.label == last.label) => {
            let label = if first.label.is_empty() { "no name" } else { &first.label };
            format!("1 to {} = {label}", seen.len())
        }
        _ => shown.collect::<Vec<_>>().join(", ") + &more,
    };
    let number = |w: &String| match hits(w)[..] {
        [one] => format!("{w}={}", one + 1),
        _ => format!("{w}=?"),
    };
    let example = wanted.iter().map(number).collect::<Vec<_>>().join(",");
    let advice = mission_order(seen, wanted).unwrap_or_else(|| {
        format!("say which is which with bands, for example bands={example}, with a number for each question mark")
    });
    Error::raster(path, format!("{need}; found {found}; {advice}"))
}

/// For 11, 12 or 13 bands of which nothing is known: whether they are the mission's in its order.
fn mission_order(seen: &[NamedBand], wanted: &[String]) -> Option<String> {
    let nothing = |b: &NamedBand| {
        let words = names::read(&b.label, &Shared::default());
        b.common_name.is_none() && (matches!(words, Said::Nothing) || are_numbers(&[b.label.as_str(), ""]))
    };
    let labels: Vec<_> = seen.iter().map(|b| b.label.as_str()).collect();
    if !(seen.iter().all(nothing) || are_numbers(&labels)) {
        return None;
    }
    let (what, left_out): (_, &[&str]) = match seen.len() {
        13 => ("all of the mission's bands, B01 to B12 with B8A, as in level 1C", &[]),
        12 => ("the mission's bands in its order without B10, as in level 2A", &["cirrus"]),
        11 => ("the mission's bands in its order without B09 and B10", &["nir09", "cirrus"]),
        _ => return None,
    };
    let order: Vec<_> = MISSION.iter().filter(|b| !left_out.contains(b)).collect();
    let number = |w: &String| {
        let at = order.iter().position(|b| Some(**b) == common_name(w));
        at.map(|at| format!("{w}={}", at + 1))
    };
    let example = wanted.iter().map(number).collect::<Option<Vec<_>>>()?.join(",");
    Some(format!("say which is which with bands: are they {what}? If so, it is bands={example}"))
}

/// The mission's bands in its order.
const MISSION: [&str; 13] = [
    "coastal", "blue", "green", "red", "rededge1", "rededge2", "rededge3", "nir", "nir08", "nir09", "cirrus", "swir16",
    "swir22",
];

fn by_name(text: &str, wanted: &[String]) -> Result<Vec<usize>> {
    let mut numbers = vec![None; wanted.len()];
    for part in text.split(',') {
        let (name, number) = part.split_once('=').ok_or_else(|| bad(text, wanted))?;
        let name = name.trim();
        let same = |w: &String| {
            w.eq_ignore_ascii_case(name) || (common_name(name).is_some() && common_name(w) == common_name(name))
        };
        let at = wanted.iter().position(same).ok_or_else(|| bad(text, wanted))?;
        let number = number.trim().parse::<usize>().map_err(|_| bad(text, wanted))?;
        if numbers[at].replace(number).is_some() {
            return Err(bad(text, wanted));
        }
    }
    numbers.into_iter().collect::<Option<Vec<_>>>().ok_or_else(|| bad(text, wanted))
}

fn by_number(text: &str, wanted: &[String]) -> Result<Vec<usize>> {
    let numbers: Option<Vec<usize>> = text.split(',').map(|p| p.trim().parse().ok()).collect();
    numbers.filter(|n| n.len() == wanted.len()).ok_or_else(|| bad(text, wanted))
}

fn bad(text: &str, wanted: &[String]) -> Error {
    let example = wanted.iter().map(|w| format!("{w}=?")).collect::<Vec<_>>().join(",");
    Error::refused(
        "BANDS",
        format!(
            "bands={text}: expected auto, {} numbers in the order {}, or each name once, like {example}",
            wanted.len(),
            wanted.join(",")
        ),
    )
}
