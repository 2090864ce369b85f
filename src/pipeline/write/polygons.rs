//! Writing areas of change: each a polygon with what is known of it.

use crate::error::{Error, Result};
use crate::geometry::Grid;
use crate::pipeline::progress::Stage;
use crate::product::areas::{Area, Bands, Position, Region, indices};
use crate::raster::Tags;
use crate::raster::gdal::{Field, FieldKind, FieldValue, Gdal, LayerSpec, PolygonWriter, Ring};

/// Areas between two reports of progress.
const PIECE: usize = 1000;
/// Letters of a band's name in a field, which has room for ten.
const BAND: usize = 8;

/// What is alike for all areas of a layer.
pub struct Layer<'a> {
    /// Cells, in which areas are drawn.
    pub grid: &'a Grid,
    /// Days of both dates, empty where unknown.
    pub dates: [String; 2],
    /// Name of the method.
    pub method: &'a str,
    /// From which score on.
    pub threshold: f32,
    /// Names of the bands that areas have means of; none without pixels.
    pub bands: &'a [String],
    /// What many dates tell of each area, in their order; `None` of two dates.
    pub dated: Option<&'a [Dated]>,
}

/// Values are kept to so many decimals: more would say nothing and make text formats large.
fn rounded(value: f64, decimals: i32) -> FieldValue {
    let scale = 10f64.powi(decimals);
    if value.is_finite() { FieldValue::Real((value * scale).round() / scale) } else { FieldValue::Null }
}

/// Nothing where a text is empty.
fn text(text: &str) -> FieldValue {
    if text.is_empty() { FieldValue::Null } else { FieldValue::Text(text.into()) }
}

/// What is known of an area from a raster of many dates.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dated {
    /// Day on which most of it changed first; empty where no cell did.
    pub first: String,
    /// Median number of dates that confirm it.
    pub confirming: Option<i64>,
    /// What became of most of it.
    pub state: &'static str,
}

impl Layer<'_> {
    /// Names and kinds of the fields, in order.
    fn fields(&self) -> Vec<Field> {
        use FieldKind::{Real, Text, Whole};
        let mut fields = Vec::new();
        let mut add = |name: &str, kind: FieldKind| fields.push(Field { name: name.into(), kind });
        add("rank", Whole);
        add("kind", Text);
        add("hectares", Real);
        add("score_mean", Real);
        add("score_max", Real);
        add("valid", Real);
        add("date_1", Text);
        add("date_2", Text);
        add("method", Text);
        add("threshold", Real);
        if self.dated.is_some() {
            add("first_date", Text);
            add("confirming", Whole);
            add("state", Text);
        }
        if self.bands.is_empty() {
            return fields;
        }
        self.indices(&Bands::default()).iter().for_each(|(name, _)| add(&format!("{name}_diff"), Real));
        for band in self.bands {
            let name: String = band.chars().take(BAND).collect();
            (1..=2).for_each(|date| add(&format!("{name}_{date}"), Real));
        }
        fields
    }

    /// Indices that the bands can have.
    fn indices(&self, bands: &Bands) -> Vec<(&'static str, Option<f64>)> {
        let has_nbr = self.bands.iter().any(|band| band == "swir22");
        indices(bands).into_iter().filter(|(name, _)| *name != "nbr" || has_nbr).collect()
    }

    fn values(&self, area: &Area) -> Vec<FieldValue> {
        let mut values = vec![
            FieldValue::Whole(area.rank as i64),
            area.kind.map_or(FieldValue::Null, |kind| text(kind.name())),
            rounded(area.hectares, 4),
            rounded(f64::from(area.mean), 4),
            rounded(f64::from(area.highest), 4),
            area.look.as_ref().map_or(FieldValue::Null, |look| rounded(look.valid, 4)),
            text(&self.dates[0]),
            text(&self.dates[1]),
            text(self.method),
            rounded(f64::from(self.threshold), 6),
        ];
        if let Some(dated) = self.dated.and_then(|all| all.get(area.rank.wrapping_sub(1))) {
            values.extend([
                text(&dated.first),
                dated.confirming.map_or(FieldValue::Null, FieldValue::Whole),
                text(dated.state),
            ]);
        }
        if self.bands.is_empty() {
            return values;
        }
        let names: Vec<&str> = self.bands.iter().map(String::as_str).collect();
        let means = area.look.as_ref().and_then(|look| look.reflectance.as_ref());
        let none = [Bands::default(); 2];
        let both = area.look.as_ref().and_then(|look| look.bands(&names)).unwrap_or(none);
        let [before, after] = both.map(|bands| self.indices(&bands));
        for ((_, before), (_, after)) in before.into_iter().zip(after) {
            values.push(rounded(after.zip(before).map_or(f64::NAN, |(after, before)| after - before), 4));
        }
        for band in 0..self.bands.len() {
            (0..2).for_each(|date| values.push(rounded(means.map_or(f64::NAN, |means| means[date][band]), 5)));
        }
        values
    }

    /// Writes all areas in the order of ranks.
    ///
    /// # Errors
    /// If the grid has no place, or GDAL cannot write.
    pub fn write(
        &self,
        gdal: &'static Gdal,
        path: &str,
        areas: &[Area],
        metadata: Tags,
        writing: &mut Stage,
    ) -> Result<()> {
        let polygons = areas.iter().map(|area| (&area.outline[..], self.values(area)));
        write(gdal, path, (self.grid, self.fields(), metadata), polygons, writing)
    }
}

/// What is alike for all areas of transitions of a layer.
pub struct TransitionLayer<'a> {
    /// Cells, in which areas are drawn.
    pub grid: &'a Grid,
    /// Days of both dates, empty where unknown.
    pub dates: [String; 2],
    /// The earlier class and the later one of a pair.
    pub names: &'a dyn Fn(u16) -> [String; 2],
}

impl TransitionLayer<'_> {
    /// Writes all areas, the largest first.
    ///
    /// # Errors
    /// As for [`Layer::write`].
    pub fn write(
        &self,
        gdal: &'static Gdal,
        path: &str,
        areas: &[Region],
        metadata: Tags,
        writing: &mut Stage,
    ) -> Result<()> {
        use FieldKind::{Real, Text, Whole};
        let fields =
            [("rank", Whole), ("from", Text), ("to", Text), ("hectares", Real), ("date_1", Text), ("date_2", Text)];
        let fields = fields.map(|(name, kind)| Field { name: name.into(), kind }).to_vec();
        let values = |(i, area): (usize, &Region)| {
            let [from, to] = (self.names)(area.value);
            vec![
                FieldValue::Whole(i as i64 + 1),
                FieldValue::Text(from),
                FieldValue::Text(to),
                rounded(area.hectares, 4),
                text(&self.dates[0]),
                text(&self.dates[1]),
            ]
        };
        let polygons = areas.iter().enumerate().map(|(i, area)| (&area.outline[..], values((i, area))));
        write(gdal, path, (self.grid, fields, metadata), polygons, writing)
    }
}

/// Writes polygons, which are drawn in cells, with their values.
fn write<'a>(
    gdal: &'static Gdal,
    path: &str,
    (grid, fields, metadata): (&Grid, Vec<Field>, Tags),
    polygons: impl ExactSizeIterator<Item = (&'a [Vec<Position>], Vec<FieldValue>)>,
    writing: &mut Stage,
) -> Result<()> {
    let created = metadata.iter().find(|(key, _)| key == "CREATED").map_or(String::new(), |(_, time)| time.clone());
    let spec = LayerSpec { name: "areas".into(), crs: grid.crs.clone(), fields, metadata, created };
    let mut writer = PolygonWriter::create(gdal, path, &spec)?;
    let count = polygons.len();
    for (i, (outline, values)) in polygons.enumerate() {
        if i % PIECE == 0 {
            writing.report(i as f64 / count as f64, "writing areas")?;
        }
        let place = |(x, y): &Position| grid.at(*x, *y);
        let rings: Option<Vec<Ring>> = outline.iter().map(|ring| ring.iter().map(place).collect()).collect();
        let rings = rings.ok_or_else(|| Error::Internal("areas without a place".into()))?;
        writer.add(&rings, &values)?;
    }
    writer.finish()
}
