//! What a page shows.

use ndarray::ArrayView1;

use crate::pipeline::encode::EncodedInput;

/// Most areas that are drawn and listed: browsers grow slow with more.
pub const LISTED: usize = 500;

/// A map of change on the page.
pub struct MapOnPage<'a> {
    /// The method's name.
    pub method: &'static str,
    /// What it measures.
    pub about: &'static str,
    /// Change of each cell.
    pub values: ArrayView1<'a, f32>,
    /// From which value on a cell counts as changed.
    pub threshold: f32,
    /// Change that is shown as strongest.
    pub full_scale: f32,
}

/// An area of change on the page.
#[derive(Debug, Clone)]
pub struct AreaOnPage {
    /// 1 for the one of most change.
    pub rank: usize,
    /// Inside of its outline, less the holes.
    pub hectares: f64,
    /// Mean score.
    pub mean: f32,
    /// Highest score.
    pub highest: f32,
    /// What the change is, in words.
    pub kind: &'static str,
    /// Its outline, then its holes, in cells from the raster's upper left corner on; of those that are not listed, none is needed.
    pub outline: Vec<Vec<(f64, f64)>>,
}

/// What a page shows.
pub struct Page<'a> {
    /// The earlier date and the later one.
    pub dates: [&'a EncodedInput; 2],
    /// Maps of their change; the first is shown first, and areas are its.
    pub maps: Vec<MapOnPage<'a>>,
    /// Areas of change, by rank.
    pub areas: &'a [AreaOnPage],
    /// Metadata of the first map.
    pub provenance: &'a [(String, String)],
}
