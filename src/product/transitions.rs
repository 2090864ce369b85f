//! From which class to which cells went between two dates.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

/// The number of a pair of classes, each 1 to 255; 0 where one of them is missing.
pub fn pair(from: u8, to: u8) -> u16 {
    if from == 0 || to == 0 { 0 } else { u16::from(from) * 256 + u16::from(to) }
}

/// The classes of a pair; `None` where one of them is missing.
pub fn pair_of(pair: u16) -> Option<(u8, u8)> {
    let [from, to] = pair.to_be_bytes();
    (from > 0 && to > 0).then_some((from, to))
}

/// Cells that went from one class to another, or stayed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Transition {
    /// Number of the pair in the raster.
    pub value: u16,
    /// Name of the earlier class.
    pub from: String,
    /// Name of the later class.
    pub to: String,
    /// How many cells.
    pub cells: u64,
    /// Their area, where the place on Earth is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hectares: Option<f64>,
}

/// Counts of pairs.
#[derive(Debug, Clone, Default)]
pub struct Transitions {
    counts: BTreeMap<u16, u64>,
}

impl Transitions {
    /// Counts pairs; those of missing classes are left out.
    pub fn add(&mut self, pairs: &[u16]) {
        pairs.iter().filter(|pair| **pair != 0).for_each(|pair| *self.counts.entry(*pair).or_default() += 1);
    }

    /// The pairs that occur, by the earlier class, then the later one. `names` gives both classes of a pair, `cell` is the area of
    /// one cell in hectares.
    pub fn finish(&self, names: impl Fn(u16) -> [String; 2], cell: Option<f64>) -> Vec<Transition> {
        let one = |(&value, &cells): (&u16, &u64)| {
            let [from, to] = names(value);
            let hectares = cell.map(|cell| (cell * cells as f64 * 100.0).round() / 100.0);
            Transition { value, from, to, cells, hectares }
        };
        self.counts.iter().map(one).collect()
    }
}

/// The table as comma-separated values.
pub fn csv(transitions: &[Transition]) -> String {
    let mut out = "value,from,to,cells,hectares\n".to_owned();
    let quoted = |text: &str| match text.contains(['"', ',', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    };
    for t in transitions {
        let hectares = t.hectares.map_or(String::new(), |h| h.to_string());
        // Writing into a text cannot fail.
        let _ = writeln!(out, "{},{},{},{},{hectares}", t.value, quoted(&t.from), quoted(&t.to), t.cells);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_counted_and_written() {
        let mut found = Transitions::default();
        found.add(&[pair(1, 2), pair(1, 2), pair(2, 2), pair(0, 2), pair(3, 0)]);
        let name = |k: u8| if k == 1 { "water, deep".to_owned() } else { format!("class {k}") };
        let names = |pair: u16| pair.to_be_bytes().map(name);
        let table = found.finish(names, Some(0.64));
        assert_eq!(
            csv(&table),
            "value,from,to,cells,hectares\n258,\"water, deep\",class 2,2,1.28\n514,class 2,class 2,1,0.64\n"
        );
    }
}
