//! The report that people look at: one HTML file that works offline, with all it needs inside.
//!
//! What it looks like is in `page.html`, `page.css` and `page.js`; what is put into them, in `parts.rs` and `pictures.rs`.
//! Everything that comes from files is escaped, and the page allows itself no other script, style or address than its own.

mod content;
mod labels;
mod many;
mod parts;
mod pictures;

pub use content::{
    AreaOnPage, Became, CellOnPage, DateInList, DateOnPage, LISTED, ManyDates, MapOnPage, Page, Point, Scale, Subject,
};

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use self::labels::Label;
use super::report::Report;
use crate::error::Result;
use crate::pipeline::encode::{EncodedInput, LONGEST, Picture};
use crate::product::Interpolated;
use crate::raster::gdal::Gdal;

const HTML: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The pixels of a page's pictures over the dates' cells.
#[derive(Debug, Clone, Copy)]
struct Canvas {
    width: usize,
    height: usize,
    /// Pixels along a cell.
    per_cell: f64,
}

impl Canvas {
    /// As large as the pictures of dates are.
    fn over(date: &EncodedInput) -> Self {
        let [width, height] = date.pixels;
        let step = width.max(height).div_ceil(LONGEST);
        let (width, height) = (width.div_ceil(step), height.div_ceil(step));
        Canvas { width, height, per_cell: date.stride as f64 / step as f64 }
    }

    fn interpolated(self, date: &EncodedInput) -> Interpolated {
        let grid = &date.store.grid;
        let step = [1.0 / self.per_cell; 2];
        Interpolated { cells: [grid.width, grid.height], pixels: [self.width, self.height], step }
    }
}

/// Name of the page beside an output of polygons: with the output's own ending, so that those of one stem in several formats
/// each have one.
pub fn page_beside(output: &str) -> String {
    format!("{output}.html")
}

impl Page<'_> {
    /// The page as text.
    ///
    /// # Errors
    /// If GDAL cannot make a picture.
    pub fn html(&self, gdal: &'static Gdal, report: &Report) -> Result<String> {
        let canvas = Canvas::over(self.over);
        let (width, height) = (canvas.width, canvas.height);
        // A tall scene must not be taller than a screen.
        let style = format!("{STYLE}.stage {{ max-width: min(100%, calc(85vh * {width} / {height})); }}\n");
        let title = self.subject.title(&self.dates.iter().map(|date| date.name.as_str()).collect::<Vec<_>>());
        let marked = self.marked();
        let places = labels::placed(&marked, canvas.per_cell, [width, height]);
        let is_cut = self.is_cut();
        let scores = self.maps.iter().filter(|map| map.scale == Scale::Score);
        // What is moved and faded must be there.
        let hidden = |is_there: bool| if is_there { "" } else { " hidden" }.to_owned();
        let whole = fill(
            HTML,
            &[
                ("TITLE", parts::escaped(&title)),
                ("SUMMARY", parts::summary(self, report)),
                ("STYLE_SHA256", sha256(&style)),
                ("SCRIPT_SHA256", sha256(SCRIPT)),
                ("STYLE", style.clone()),
                ("SCRIPT", SCRIPT.to_owned()),
                ("WARNINGS", parts::warnings(report)),
                ("CHOICES", parts::choices(&self.maps)),
                ("HIDDEN_CUT", hidden(is_cut)),
                ("HIDDEN_OPACITY", hidden(!self.maps.is_empty())),
                ("HIDDEN_SCORES", hidden(!self.maps.is_empty())),
                ("SCORE", self.subject.score().to_owned()),
                ("LAYERS", self.layers(gdal, canvas, (&marked, &places))?),
                ("KEY", parts::key(&self.maps)),
                ("OUTLINED", self.many.map_or(parts::outlined(self.areas.len(), &places), many::outlined)),
                ("FOUND", self.many.map_or_else(|| parts::found(self.areas), |many| many::found(many, &self.maps))),
                ("HISTOGRAMS", scores.map(parts::histogram).collect()),
                ("PROVENANCE", parts::provenance(self.provenance)),
            ],
        );
        Ok(whole)
    }

    /// What is outlined: areas, or the cells whose history is drawn.
    fn marked(&self) -> Cow<'_, [AreaOnPage]> {
        match self.many {
            Some(many) => many.cells.iter().map(|cell| cell.area.clone()).collect(),
            None => Cow::Borrowed(self.areas),
        }
    }

    /// Pictures under the maps, the lowest first, each with its date's name and its class: of two dates both, of many the newest.
    fn pictures<'a>(&'a self) -> Vec<(&'a str, &'static str, &'a Picture)> {
        let seen = |(date, class): (&'a DateOnPage<'a>, &'static str)| Some((&date.name[..], class, date.picture?));
        match self.subject {
            Subject::Series => self.dates.iter().rev().find_map(|date| seen((date, "newest"))).into_iter().collect(),
            _ => self.dates.iter().zip(["earlier", "later"]).rev().filter_map(seen).collect(),
        }
    }

    /// Whether a line parts two dates.
    fn is_cut(&self) -> bool {
        self.subject != Subject::Series && self.dates.iter().any(|date| date.picture.is_some())
    }

    /// Pictures under the maps, the maps, and the outlines of areas, one above the other.
    fn layers(
        &self,
        gdal: &'static Gdal,
        canvas: Canvas,
        (marked, labels): (&[AreaOnPage], &[Label]),
    ) -> Result<String> {
        let mut out = format!(
            "<svg class=\"space\" viewBox=\"0 0 {} {}\" aria-hidden=\"true\"></svg>\n",
            canvas.width, canvas.height
        );
        for (name, class, picture) in self.pictures() {
            let (name, data) = (parts::escaped(name), pictures::photograph(gdal, picture)?);
            let image = format!("<img alt=\"True colours, {class} date\" draggable=\"false\" src=\"{data}\">");
            out += &format!("<figure class=\"layer {class}\">{image}<figcaption>{name}</figcaption></figure>\n");
        }
        for (i, map) in self.maps.iter().enumerate() {
            let data = pictures::map(gdal, map, canvas.interpolated(self.over))?;
            let hidden = if i == 0 { "" } else { " hidden" };
            let (score, method) = (self.subject.score(), parts::escaped(&map.method));
            let (alt, caption) = match map.scale {
                Scale::Score => (format!("{score} by {method}, above its threshold"), format!("{score} by {method}")),
                Scale::Day => (format!("{method} of each cell that changed"), method.clone()),
            };
            out += &format!(
                "<figure class=\"layer change{hidden}\" data-map=\"{method}\"><img alt=\"{alt}\" \
                 draggable=\"false\" src=\"{data}\"><figcaption>{caption}</figcaption></figure>\n",
            );
        }
        out += &parts::outlines(marked, canvas.per_cell, [canvas.width, canvas.height], labels);
        if self.is_cut() {
            out += "<div class=\"line\"></div>";
        }
        Ok(out)
    }
}

/// SHA-256 as a Content-Security-Policy has it.
fn sha256(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text))
}

/// Puts texts in the places `@NAME@` of a template. What is put in is not looked at again.
fn fill(template: &str, texts: &[(&str, String)]) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some(at) = rest.find('@') {
        let (before, from) = rest.split_at(at);
        out += before;
        let found = texts.iter().find_map(|(name, text)| {
            let after = from[1..].strip_prefix(name)?.strip_prefix('@')?;
            Some((text, after))
        });
        rest = match found {
            Some((text, after)) => {
                out += text;
                after
            }
            None => {
                out.push('@');
                &from[1..]
            }
        };
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_put_in_once() {
        let texts = [("A", "@B@ & @A@".to_owned()), ("B", "b".to_owned()), ("AB", "ab".to_owned())];
        assert_eq!(fill("x@A@-@B@ a@b.c @AB@ @", &texts), "x@B@ & @A@-b a@b.c ab @");
    }

    #[test]
    fn every_place_of_the_page_is_filled() {
        let places = HTML.split('@').skip(1).step_by(2).collect::<Vec<_>>();
        assert_eq!(places.len(), 20, "{places:?}");
        assert!(places.iter().all(|p| p.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')));
        assert!(!STYLE.contains("url(") && !SCRIPT.contains("http"), "nothing is fetched");
    }
}
