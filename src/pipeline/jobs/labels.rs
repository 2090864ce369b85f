//! Labelled cells: from points and polygons, or from a raster of classes.

use std::collections::{BTreeMap, HashMap};

use ndarray::{Array2, Axis, concatenate};

use super::located;
use super::overlay::Overlay;
use crate::error::{Error, Result};
use crate::geometry::Grid;
use crate::pipeline::encode::{EncodedInput, Session};
use crate::product::{Named, is_valid};

/// Share of a cell's pixels that one class must have for the cell to have it.
const PURE: f64 = 0.75;
/// Least labelled cells of a class.
const LEAST: usize = 3;
/// Most labelled cells of all classes together that are learned from; of more, as many of each class, all over it.
const MOST: usize = 20_000;
/// Most cells of one place.
const MOST_OF_PLACE: usize = MOST;

/// Labelled cells with their features.
pub(super) struct LabelledCells {
    /// The classes, by their numbers.
    pub classes: Vec<Named>,
    /// Features, `[cells][dim]`; all are valid.
    pub cells: Array2<f32>,
    /// The class of each, as a place in the list.
    pub class: Vec<usize>,
    /// Row and column of each; rows of further inputs come far below.
    pub places: Vec<(usize, usize)>,
    /// The input and the cell of each.
    pub at: Vec<(usize, usize)>,
    /// How many were labelled, of each class, before too many were left out.
    pub labelled: Vec<usize>,
}

/// The labelled cells of all inputs.
///
/// # Errors
/// If there are no labels, fewer than two classes, or fewer than three valid cells of one; [`Error::Argument`].
pub(super) fn read(
    session: &Session,
    inputs: &mut [EncodedInput],
    warnings: &mut Vec<String>,
) -> Result<LabelledCells> {
    let named = of_inputs(session, inputs, warnings)?;
    let classes = numbered(named.iter().flat_map(BTreeMap::values))?;
    let number: HashMap<&str, usize> = classes.iter().enumerate().map(|(k, class)| (class.name.as_str(), k)).collect();
    let mut labelled = vec![0usize; classes.len()];
    named.iter().flat_map(BTreeMap::values).for_each(|name| labelled[number[name.as_str()]] += 1);
    let share = MOST / classes.len();
    let step: Vec<usize> = labelled.iter().map(|count| count.div_ceil(share).max(1)).collect();
    let mut seen = vec![0usize; classes.len()];
    let mut found = LabelledCells {
        classes: classes.clone(),
        cells: Array2::zeros((0, inputs[0].store.dim)),
        class: vec![],
        places: vec![],
        at: vec![],
        labelled,
    };
    for (i, (input, named)) in inputs.iter_mut().zip(&named).enumerate() {
        let mut wanted = Vec::new();
        for (cell, name) in named {
            let k = number[name.as_str()];
            seen[k] += 1;
            if (seen[k] - 1usize).is_multiple_of(step[k]) {
                wanted.push((*cell, k));
            }
        }
        let cells = input.store.gather(&wanted.iter().map(|(cell, _)| *cell).collect::<Vec<_>>())?;
        let valid: Vec<usize> = (0..wanted.len()).filter(|&row| is_valid(cells.row(row))).collect();
        let width = input.store.grid.width;
        for &row in &valid {
            let (cell, k) = wanted[row];
            found.class.push(k);
            found.places.push((i * FAR * session.options.finding.labels.block + cell / width, cell % width));
            found.at.push((i, cell));
        }
        let kept = cells.select(Axis(0), &valid);
        found.cells =
            concatenate(Axis(0), &[found.cells.view(), kept.view()]).map_err(|e| Error::Internal(e.to_string()))?;
    }
    enough(&found)?;
    Ok(found)
}

/// Blocks of rows from one input to the next.
const FAR: usize = 1 << 24;

fn enough(found: &LabelledCells) -> Result<()> {
    let mut sizes = vec![0usize; found.classes.len()];
    found.class.iter().for_each(|k| sizes[*k] += 1);
    let few: Vec<String> = found
        .classes
        .iter()
        .zip(&sizes)
        .filter(|(_, n)| **n < LEAST)
        .map(|(class, n)| format!("{} ({n})", class.name))
        .collect();
    let parameter = "LABELS";
    if found.classes.len() < 2 {
        let names: Vec<&str> = found.classes.iter().map(|c| c.name.as_str()).collect();
        return Err(Error::refused(
            parameter,
            format!("labels of two classes or more were expected; there is {}", names.join(", ")),
        ));
    }
    match few.is_empty() {
        true => Ok(()),
        false => Err(Error::refused(
            parameter,
            format!("{LEAST} labelled valid cells of each class or more were expected; fewer have {}", few.join(", ")),
        )),
    }
}

/// The class of each labelled cell of each input, by name.
fn of_inputs(
    session: &Session,
    inputs: &[EncodedInput],
    warnings: &mut Vec<String>,
) -> Result<Vec<BTreeMap<usize, String>>> {
    let asked = &session.options.finding.labels;
    let each = |input: &EncodedInput| match (&asked.vector, &asked.raster) {
        (Some(_), Some(_)) => {
            Err(Error::refused("LABELS_RASTER", "LABELS and LABELS_RASTER name labels twice; give one of them"))
        }
        (Some(path), None) => of_places(session, path, &asked.field, &input.store.grid),
        (None, Some(path)) => of_raster(session, path, &input.store.grid).map(|found| (found, Skipped::default())),
        (None, None) => {
            Err(Error::refused("LABELS", "say what to learn from: LABELS, LABELS_RASTER, or a file that exists as FIT"))
        }
    };
    let mut all = Vec::new();
    for input in inputs {
        let (found, skipped) = each(input)?;
        warnings.extend(skipped.told(&asked.field));
        all.push(found);
    }
    match all.iter().all(BTreeMap::is_empty) {
        true => {
            let names: Vec<&str> = inputs.iter().map(|input| input.name.as_str()).collect();
            Err(Error::refused("LABELS", format!("no label lies on a cell of {}", names.join(", "))))
        }
        false => Ok(all),
    }
}

/// What no label came of.
#[derive(Default)]
struct Skipped {
    unnamed: usize,
    contested: usize,
}

impl Skipped {
    fn told(&self, field: &str) -> Vec<String> {
        let mut out = Vec::new();
        if self.unnamed > 0 {
            out.push(format!("{} places of the labels have no {field} and are left out", self.unnamed));
        }
        if self.contested > 0 {
            out.push(format!("{} cells have labels of several classes and are left out", self.contested));
        }
        out
    }
}

fn of_places(session: &Session, path: &str, field: &str, grid: &Grid) -> Result<(BTreeMap<usize, String>, Skipped)> {
    let (mut found, mut skipped) = (BTreeMap::<usize, Option<String>>::new(), Skipped::default());
    for place in located::of_file(session, path, Some(field), grid, "LABELS")? {
        let Some(name) = &place.value else {
            skipped.unnamed += 1;
            continue;
        };
        for cell in place.cells(grid.width, MOST_OF_PLACE) {
            let known = found.entry(cell).or_insert_with(|| Some(name.clone()));
            if known.as_ref() != Some(name) {
                *known = None;
            }
        }
    }
    skipped.contested = found.values().filter(|name| name.is_none()).count();
    Ok((found.into_iter().filter_map(|(cell, name)| Some((cell, name?))).collect(), skipped))
}

fn of_raster(session: &Session, path: &str, grid: &Grid) -> Result<BTreeMap<usize, String>> {
    let parameter = "LABELS_RASTER";
    let mut raster = Overlay::open(session, path, grid, parameter)?;
    let refuse = |what: String| Error::refused(parameter, format!("{parameter}={path}: {what}"));
    if raster.bands() != 1 {
        return Err(refuse(format!("one band of class numbers was expected, it has {}", raster.bands())));
    }
    let (mut counts, mut totals) = (HashMap::<(usize, u8), u32>::new(), HashMap::<usize, u32>::new());
    let mut odd = None;
    raster.visit(grid, |cell, values, valid| {
        *totals.entry(cell).or_default() += 1;
        let value = values[0];
        if valid && value != 0.0 {
            match value.fract() == 0.0 && (1.0..255.0).contains(&value) {
                true => *counts.entry((cell, value as u8)).or_default() += 1,
                false => odd = Some(value),
            }
        }
    })?;
    if let Some(value) = odd {
        return Err(refuse(format!("class numbers from 1 to 254 were expected, it has {value}")));
    }
    let pure = |((cell, class), count): ((usize, u8), u32)| {
        (f64::from(count) >= PURE * f64::from(totals[&cell])).then(|| (cell, class.to_string()))
    };
    Ok(counts.into_iter().filter_map(pure).collect())
}

/// Classes of these names: numbered as they are named where that is possible, else from 1 on by their names.
fn numbered<'a>(names: impl Iterator<Item = &'a String>) -> Result<Vec<Named>> {
    let names: std::collections::BTreeSet<&String> = names.collect();
    if names.len() > 254 {
        let message = format!("254 classes at most were expected; the labels have {}", names.len());
        return Err(Error::refused("LABELS", message));
    }
    let value = |name: &&String| name.parse::<u8>().ok().filter(|v| (1..255).contains(v) && v.to_string() == **name);
    let own: Option<Vec<u8>> = names.iter().map(value).collect();
    let values = own.unwrap_or_else(|| (1..=254).collect());
    let mut classes: Vec<Named> =
        names.iter().zip(values).map(|(name, value)| Named { value, name: (*name).clone() }).collect();
    classes.sort_by_key(|class| class.value);
    Ok(classes)
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn numbers_of_classes_are_their_names_where_these_are_numbers() {
        let of = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|n| n.to_string()).collect();
            numbered(names.iter()).unwrap().into_iter().map(|c| (c.value, c.name)).collect::<Vec<_>>()
        };
        assert_eq!(of(&["10", "2"]), [(2, "2".into()), (10, "10".into())]);
        assert_eq!(of(&["10", "water", "built"]), [(1, "10".into()), (2, "built".into()), (3, "water".into())]);
        assert_eq!(of(&["0", "1"])[0], (1, "0".into()));
    }
}
