//! Classes as rasters show them: colours, counts and areas.

use std::collections::BTreeMap;

use serde::Serialize;

use super::cellwise::told;
use crate::raster::gdal::Class;

/// Key of a raster's metadata that holds the names of its classes, as JSON.
pub(super) const KEY: &str = "CLASSES";

/// A class in a report.
#[derive(Serialize)]
pub(super) struct Counted {
    value: u16,
    name: String,
    cells: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    hectares: Option<f64>,
}

/// Colours that differ from their neighbours in the list: steps of the golden angle around the circle of hues, in three
/// lightnesses.
pub(super) fn colour(index: usize) -> [u8; 3] {
    let hue = (index as f64 * 137.508 + 210.0) % 360.0;
    let lightness = [0.5, 0.36, 0.66][index % 3];
    let chroma = (1.0 - (2.0 * lightness - 1.0f64).abs()) * 0.65;
    let channel = |shift: f64| {
        let k = ((hue / 60.0 + shift) % 6.0 - 3.0).abs() - 1.0;
        ((lightness + chroma * (k.clamp(0.0, 1.0) - 0.5)) * 255.0).round() as u8
    };
    [channel(0.0), channel(4.0), channel(2.0)]
}

/// Classes with their cells counted. `each` gives number, name and colour; `values` is the number of each cell.
pub(super) fn counted(
    each: impl Iterator<Item = (u8, String, [u8; 3])>,
    values: &[u8],
    hectares: Option<f64>,
) -> Vec<Class> {
    let mut counts = [0u64; 256];
    values.iter().for_each(|value| counts[usize::from(*value)] += 1);
    let class = |(value, name, colour): (u8, String, [u8; 3])| {
        let cells = counts[usize::from(value)];
        Class { value: value.into(), name, colour, cells, hectares: hectares.map(|cell| told(cell * cells as f64)) }
    };
    each.map(class).collect()
}

/// The same for a report.
pub(super) fn reported(classes: &[Class]) -> Vec<Counted> {
    let one = |c: &Class| Counted { value: c.value, name: c.name.clone(), cells: c.cells, hectares: c.hectares };
    classes.iter().map(one).collect()
}

/// Names of classes as metadata keep them.
pub(super) fn names(classes: &[Class]) -> String {
    let names: BTreeMap<u16, &str> = classes.iter().map(|class| (class.value, class.name.as_str())).collect();
    serde_json::json!(names).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_unlike_each_other() {
        let colours: Vec<[u8; 3]> = (0..20).map(colour).collect();
        for (i, a) in colours.iter().enumerate() {
            for b in &colours[..i] {
                let apart: i32 = a.iter().zip(b).map(|(a, b)| (i32::from(*a) - i32::from(*b)).abs()).sum();
                assert!(apart > 25, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn cells_and_areas_are_counted() {
        let each = [(1, "a".to_owned(), [1, 2, 3]), (7, "b".to_owned(), [4, 5, 6])].into_iter();
        let classes = counted(each, &[0, 1, 7, 7, 0], Some(0.64));
        assert_eq!((classes[0].cells, classes[1].cells, classes[1].hectares), (1, 2, Some(1.28)));
        assert_eq!(names(&classes), r#"{"1":"a","7":"b"}"#);
    }
}
