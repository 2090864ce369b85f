//! What a page shows.

use std::borrow::Cow;

use ndarray::ArrayView1;
use serde::Serialize;

use crate::pipeline::encode::{EncodedInput, Picture};
use crate::pipeline::open::Origin;
use crate::redact::base_name;

/// Most areas that are drawn and listed: browsers grow slow with more.
pub const LISTED: usize = 500;

/// What a page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Change between two dates.
    Change,
    /// How much cells are like examples.
    Likeness,
    /// From which class to which.
    Transitions,
    /// When cells changed, over many dates.
    Series,
}

impl Subject {
    /// The page's title, of the dates' names.
    pub(super) fn title(self, names: &[&str]) -> String {
        let (first, last) = (names.first().unwrap_or(&""), names.last().unwrap_or(&""));
        let names = names.join(" and ");
        match self {
            Subject::Series => format!("Change over many dates, {first} to {last}"),
            Subject::Change => format!("Change between {names}"),
            Subject::Likeness => format!("Cells like the examples in {names}"),
            Subject::Transitions => format!("Transitions between the classes {names}"),
        }
    }

    /// What its areas are called, after their number.
    pub(super) fn areas(self) -> &'static str {
        match self {
            Subject::Change | Subject::Series => "areas of change",
            Subject::Likeness => "areas like the examples",
            Subject::Transitions => "areas of transitions",
        }
    }

    /// What a score says, in a sentence's middle.
    pub(super) fn score(self) -> &'static str {
        if self == Subject::Likeness { "Likeness" } else { "Change" }
    }
}

/// A date on the page.
pub struct DateOnPage<'a> {
    /// When it was sensed, or its file's name.
    pub name: String,
    /// Its file's name.
    pub file: String,
    /// What it looks like, if pixels were at hand.
    pub picture: Option<&'a Picture>,
}

impl<'a> DateOnPage<'a> {
    /// Of an input.
    pub fn of(input: &'a EncodedInput) -> Self {
        let picture = input.picture.as_ref();
        DateOnPage { picture, ..DateOnPage::named(&input.name, &input.facts.date) }
    }

    /// Of an input that a raster was made of earlier.
    pub fn recorded(origin: &Origin) -> DateOnPage<'static> {
        DateOnPage::named(&origin.name, &origin.facts.date)
    }

    fn named(name: &str, sensed: &str) -> DateOnPage<'static> {
        let file = base_name(name);
        let name = sensed.get(..10).map_or(file.clone(), String::from);
        DateOnPage { name, file, picture: None }
    }
}

/// What a map's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Scores, which lie between cells' centres as well.
    Score,
    /// Days since 1970, each of its cell alone.
    Day,
}

/// A map on the page.
pub struct MapOnPage<'a> {
    /// The method's name.
    pub method: Cow<'a, str>,
    /// What it measures.
    pub about: Cow<'a, str>,
    /// Score or day of each cell.
    pub values: ArrayView1<'a, f32>,
    /// Which of them.
    pub scale: Scale,
    /// The least score that there can be.
    pub least: f32,
    /// From which score on a cell counts.
    pub threshold: f32,
    /// Score that is shown as strongest, above the threshold.
    pub full_scale: f32,
}

/// An area on the page.
#[derive(Debug, Clone)]
pub struct AreaOnPage {
    /// 1 for the first.
    pub rank: usize,
    /// Inside of its outline, less the holes.
    pub hectares: f64,
    /// Mean and highest score, if it has any.
    pub scores: Option<[f32; 2]>,
    /// What it is, in words.
    pub kind: Cow<'static, str>,
    /// Its outline, then its holes, in cells from the raster's upper left corner on; of those that are not listed, none is needed.
    pub outline: Vec<Vec<(f64, f64)>>,
}

/// A date of many, as the report and the page list it.
#[derive(Debug, Clone, Serialize)]
pub struct DateInList {
    /// When it was sensed, as a day.
    pub date: String,
    /// Its file's name.
    pub name: String,
    /// Share of the cells valid on any date that are valid on it.
    pub clear: f64,
    /// Whether it took part.
    pub used: bool,
    /// Cells whose first confirmed change it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_of_cells: Option<usize>,
    /// The same as days since 1970.
    #[serde(skip)]
    pub day: f32,
}

/// Cells of which one thing became.
#[derive(Debug, Clone)]
pub struct Became {
    /// In a word or two.
    pub what: &'static str,
    /// How many.
    pub cells: usize,
    /// Their area, where the place on Earth is known.
    pub hectares: Option<f64>,
}

/// What is known of a cell on a date.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Point {
    /// It is not valid.
    Unseen,
    /// Its past is too short for a score.
    Early,
    /// Its score.
    Score(f32),
}

/// A cell whose history is drawn.
#[derive(Debug, Clone)]
pub struct CellOnPage {
    /// Its outline, and what is said of it.
    pub area: AreaOnPage,
    /// Where it lies, in words.
    pub place: String,
    /// Of each date that took part, in their order.
    pub points: Vec<Point>,
}

/// What a page tells of many dates beside its maps.
#[derive(Debug, Clone)]
pub struct ManyDates {
    /// The result, in a sentence.
    pub told: String,
    /// All dates, in their order.
    pub dates: Vec<DateInList>,
    /// What became of cells.
    pub became: Vec<Became>,
    /// The cells that changed most.
    pub cells: Vec<CellOnPage>,
    /// Score from which on a date stands out.
    pub threshold: f32,
}

/// What a page shows.
pub struct Page<'a> {
    /// What it is about.
    pub subject: Subject,
    /// What has the cells that maps and areas lie on.
    pub over: &'a EncodedInput,
    /// Dates, the earlier one first.
    pub dates: Vec<DateOnPage<'a>>,
    /// Maps; the first is shown first, and areas are its.
    pub maps: Vec<MapOnPage<'a>>,
    /// Areas, by rank.
    pub areas: &'a [AreaOnPage],
    /// Of many dates, what takes the areas' place.
    pub many: Option<&'a ManyDates>,
    /// Metadata of what is shown first.
    pub provenance: &'a [(String, String)],
}
