//! Texts, tables and drawings of a page. Everything that comes from files is escaped here.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::content::{AreaOnPage, LISTED, MapOnPage, Page, Scale};
use super::labels::Label;
use crate::pipeline::open::day_of;
use crate::pipeline::record::report::Report;

/// Bars of a histogram.
const BARS: usize = 60;

/// Text for HTML, also inside of quotes.
pub fn escaped(text: &str) -> String {
    let one = |c| match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".into(),
        '>' => "&gt;".into(),
        '"' => "&quot;".into(),
        '\'' => "&#39;".into(),
        c => c.to_string(),
    };
    text.chars().map(one).collect()
}

/// What was compared, in a sentence.
pub fn summary(page: &Page, report: &Report) -> String {
    let files: Vec<String> = page.dates.iter().map(|date| escaped(&date.file)).collect();
    let (grid, [width, height]) = (&page.over.store.grid, page.over.pixels);
    let size = match page.dates.iter().any(|date| date.picture.is_some()) {
        true => format!("{width} × {height} pixels"),
        false => format!("{} × {} cells", grid.width, grid.height),
    };
    let model = report.model.as_ref().map_or("", |model| &model.name);
    let hectares: f64 = page.areas.iter().map(|area| area.hectares).sum();
    let found = match page.areas.len() {
        0 => String::new(),
        n => format!(" <strong>{n} {}, {} ha.</strong>", page.subject.areas(), number(hectares)),
    };
    let model = if model.is_empty() { String::new() } else { format!("; model {}", escaped(model)) };
    let method = page.maps.first().map_or(String::new(), |map| format!("; method {}", escaped(&map.method)));
    let files = match &files[..] {
        [first, _, .., last] if files.len() > 2 => format!("{} dates, {first} to {last}", files.len()),
        _ => files.join(" and "),
    };
    format!("{files}, {size}{model}{method}.{found}")
}

/// A number as people read it.
pub fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    let (whole, rest) = text.split_at(text.len() - 2);
    let grouped: Vec<String> =
        whole.as_bytes().rchunks(3).rev().map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    grouped.join("\u{202f}") + rest
}

/// What people should know.
pub fn warnings(report: &Report) -> String {
    if report.warnings.is_empty() {
        return "<p>None.</p>".into();
    }
    let items: String = report.warnings.iter().map(|w| format!("<li>{}</li>", escaped(w))).collect();
    format!("<ul class=\"warnings\">{items}</ul>")
}

/// A choice among maps, where there are several.
pub fn choices(maps: &[MapOnPage]) -> String {
    if maps.len() < 2 {
        return String::new();
    }
    let one = |(i, map): (usize, &MapOnPage)| {
        let checked = if i == 0 { " checked" } else { "" };
        let method = escaped(&map.method);
        format!("<label><input type=\"radio\" name=\"map\" value=\"{method}\"{checked}> {method}</label>")
    };
    let all: String = maps.iter().enumerate().map(one).collect();
    let none = "<label><input type=\"radio\" name=\"map\" value=\"\"> none</label>";
    format!("<fieldset><legend>Change by</legend>{all}{none}</fieldset>")
}

/// What colours mean.
pub fn key(maps: &[MapOnPage]) -> String {
    if maps.is_empty() {
        return String::new();
    }
    let one = |map: &MapOnPage| match map.scale {
        Scale::Day => {
            let [first, last] = [map.threshold, map.full_scale].map(|day| day_of(day as i64));
            format!("{} from {first} (violet) to {last} (pale)", escaped(&map.method))
        }
        Scale::Score => format!(
            "{} from its threshold {:.2} (violet) to {:.2} and more (pale)",
            escaped(&map.method),
            map.threshold,
            map.full_scale
        ),
    };
    let all: Vec<String> = maps.iter().map(one).collect();
    format!("Colours: {}. Below the threshold the map is transparent.", all.join("; "))
}

/// How many areas there are, are drawn, and have their number beside them.
pub fn outlined(all: usize, labels: &[Label]) -> String {
    let (drawn, crowded) = (labels.len(), labels.iter().filter(|label| label.crowded).count());
    let numbers = match crowded {
        0 => "each with its number".to_owned(),
        n => format!("{} with their numbers; the other {n} numbers appear where their areas are marked", drawn - n),
    };
    match drawn {
        0 => String::new(),
        n if n < all => format!("{n} of {all} areas are outlined, the first by rank, {numbers}."),
        1 => "The one area is outlined.".into(),
        _ => format!("All {all} areas are outlined, {numbers}."),
    }
}

/// The outlines of the first areas, and their numbers.
pub fn outlines(areas: &[AreaOnPage], per_cell: f64, [width, height]: [usize; 2], labels: &[Label]) -> String {
    let mut out = format!(
        "<svg class=\"layer outlines\" viewBox=\"0 0 {width} {height}\" role=\"group\" aria-label=\"Outlines of areas\">\n"
    );
    for area in areas.iter().take(labels.len()) {
        let mut path = String::new();
        for ring in &area.outline {
            for (i, (x, y)) in ring.iter().enumerate() {
                let step = if i == 0 { 'M' } else { 'L' };
                let _ = write!(path, "{step}{:.1} {:.1}", x * per_cell, y * per_cell);
            }
            path.push('Z');
        }
        let (rank, hectares) = (area.rank, number(area.hectares));
        let _ = writeln!(
            out,
            "<path class=\"area\" data-area=\"{rank}\" d=\"{path}\" fill-rule=\"evenodd\"><title>{rank}: {}, {hectares} ha</title></path>",
            escaped(&area.kind)
        );
    }
    for (area, label) in areas.iter().zip(labels) {
        let (class, [x, y], size) = (if label.crowded { " crowded" } else { "" }, label.at, label.size);
        let (rank, around) = (area.rank, size / 5.0);
        let _ = writeln!(
            out,
            "<text class=\"number{class}\" data-area=\"{rank}\" aria-hidden=\"true\" x=\"{x:.1}\" y=\"{y:.1}\" \
             font-size=\"{size:.1}\" stroke-width=\"{around:.1}\">{rank}</text>"
        );
    }
    out + "</svg>\n"
}

/// Hectares by kind, and the areas.
pub fn found(areas: &[AreaOnPage]) -> String {
    section("kinds", "Hectares by kind", &kinds(areas)) + &section("areas", "Areas", &table(areas))
}

/// A section of the page.
pub fn section(id: &str, title: &str, text: &str) -> String {
    format!("<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{title}</h2>\n{text}\n</section>\n")
}

/// Hectares by kind, as bars with their numbers.
fn kinds(areas: &[AreaOnPage]) -> String {
    let mut kinds: BTreeMap<&str, (usize, f64)> = BTreeMap::new();
    for area in areas {
        let (count, hectares) = kinds.entry(&area.kind).or_default();
        (*count, *hectares) = (*count + 1, *hectares + area.hectares);
    }
    if kinds.is_empty() {
        return "<p>No area is large enough and above the threshold.</p>".into();
    }
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by(|a, b| b.1.1.total_cmp(&a.1.1));
    let most = kinds[0].1.1.max(f64::MIN_POSITIVE);
    let row = |(kind, (count, hectares)): &(&str, (usize, f64))| {
        format!(
            "<tr><th scope=\"row\">{}</th><td class=\"number-cell\">{count}</td><td class=\"number-cell\">{}</td>\
             <td><svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width=\"{:.2}\" height=\"10\"/></svg></td></tr>",
            escaped(kind),
            number(*hectares),
            100.0 * hectares / most
        )
    };
    let rows: String = kinds.iter().map(row).collect();
    format!(
        "<table><thead><tr><th scope=\"col\">Kind</th><th scope=\"col\" class=\"number-cell\">Areas</th>\
         <th scope=\"col\" class=\"number-cell\">Hectares</th><th scope=\"col\">Share of the largest</th></tr></thead><tbody>{rows}</tbody></table>"
    )
}

/// The areas one by one.
fn table(areas: &[AreaOnPage]) -> String {
    if areas.is_empty() {
        return "<p>None.</p>".into();
    }
    let has_scores = areas.iter().any(|area| area.scores.is_some());
    let row = |area: &AreaOnPage| {
        let (rank, kind, hectares) = (area.rank, escaped(&area.kind), area.hectares);
        let score = |score: f32| format!("<td class=\"number-cell\">{score:.2}</td>");
        let scores: String = area.scores.iter().flatten().map(|value| score(*value)).collect();
        format!(
            "<tr data-area=\"{rank}\" tabindex=\"0\"><td class=\"number-cell\">{rank}</td><td>{kind}</td>\
             <td class=\"number-cell\" data-value=\"{hectares:.4}\">{}</td>{scores}</tr>\n",
            number(hectares)
        )
    };
    let rows: String = areas.iter().take(LISTED).map(row).collect();
    let told = match areas.len() {
        n if n > LISTED => format!("The first {LISTED} of {n} areas, by rank."),
        n => format!("{n} areas."),
    };
    let head =
        |(name, class): (&str, &str)| format!("<th scope=\"col\"{class}><button type=\"button\">{name}</button></th>");
    let right = " class=\"number-cell\"";
    let columns = [("No.", right), ("Kind", ""), ("Hectares", right), ("Mean score", right), ("Highest score", right)];
    let heads: String = columns.into_iter().take(if has_scores { 5 } else { 3 }).map(head).collect();
    format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"areas\"><table class=\"areas\"><caption>{told} Click or press Enter on a row to mark its outline; \
         click a column's name to sort.</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
}

/// How scores are spread, with the threshold among them. Heights are logarithms: few cells are changed.
pub fn histogram(map: &MapOnPage) -> String {
    let (least, top) = (map.least, map.full_scale + 0.25 * (map.full_scale - map.least));
    let along = |value: f32| (value - least) / (top - least);
    let mut counts = vec![0usize; BARS];
    for value in map.values.iter().filter(|v| v.is_finite()) {
        let bar = (along(*value) * BARS as f32).max(0.0) as usize;
        counts[bar.min(BARS - 1)] += 1;
    }
    let valid: usize = counts.iter().sum();
    let above = map.values.iter().filter(|v| **v >= map.threshold).count();
    let height = |count: usize| {
        let most = counts.iter().copied().max().unwrap_or(0).max(1);
        160.0 * ((1 + count) as f64).ln() / ((1 + most) as f64).ln()
    };
    let mut bars = String::new();
    for (i, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let (from, tall) = (least + i as f32 * (top - least) / BARS as f32, height(*count));
        let class = if from >= map.threshold { "above" } else { "below" };
        let _ = write!(
            bars,
            "<rect class=\"{class}\" x=\"{}\" y=\"{:.1}\" width=\"9\" height=\"{tall:.1}\"/>",
            20 + 10 * i,
            180.0 - tall
        );
    }
    let at = 20.0 + 10.0 * BARS as f32 * along(map.threshold);
    // Words lie where there is room for them.
    let (beside, anchor) = if at < 500.0 { (at + 6.0, "start") } else { (at - 6.0, "end") };
    let method = escaped(&map.method);
    format!(
        "<figure><figcaption>{method}: {}. {above} of {valid} cells are at or above the threshold {:.2}.</figcaption>\
         <svg class=\"histogram\" viewBox=\"0 0 640 205\" role=\"img\" aria-label=\"Histogram of the scores by {method}; the threshold is {:.2}\">{bars}\
         <line class=\"axis\" x1=\"20\" y1=\"180\" x2=\"620\" y2=\"180\"/><line x1=\"{at:.1}\" y1=\"8\" x2=\"{at:.1}\" y2=\"180\"/>\
         <text x=\"{beside:.1}\" y=\"18\" text-anchor=\"{anchor}\">threshold {:.2}</text><text x=\"20\" y=\"198\">{least}</text><text x=\"620\" y=\"198\" text-anchor=\"end\">{top:.2} and more</text>\
         <text x=\"320\" y=\"198\" text-anchor=\"middle\">score; heights are logarithms of counts</text></svg></figure>",
        escaped(&map.about),
        map.threshold,
        map.threshold,
        map.threshold
    )
}

/// Metadata. How long the job took is not said, so that the same job gives the same bytes.
pub fn provenance(metadata: &[(String, String)]) -> String {
    // As long as a page, and said by the rest.
    let told =
        metadata.iter().filter(|(key, _)| !["STAC", "WARNINGS", "WARNINGS_1", "WARNINGS_2"].contains(&key.as_str()));
    let row = |key: &str, value: &str| {
        format!("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", escaped(key), escaped(value))
    };
    let rows: String = told.map(|(key, value)| row(key, value)).collect();
    format!("<table class=\"provenance\"><tbody>{rows}</tbody></table>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_file_can_open_a_tag_or_end_a_quote() {
        assert_eq!(escaped("<a href='x'>\"&"), "&lt;a href=&#39;x&#39;&gt;&quot;&amp;");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0.04, 999.96, 1234567.89].map(number), ["0.0", "1\u{202f}000.0", "1\u{202f}234\u{202f}567.9"]);
    }
}
