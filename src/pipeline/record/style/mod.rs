//! How QGIS shows an output: a `.qml` of the same name beside it, which QGIS loads by itself.
//!
//! Words and numbers are put into files of this folder; they are in the form of QGIS 3.22, which later ones read.

use crate::pipeline::open::day_of;
use crate::pipeline::write::strong;
use crate::product::Method;
use crate::product::areas::Kind;
use crate::raster::gdal::folder_and_name;

/// A raster of any kind, around its renderer.
const RASTER: &str = include_str!("raster.qml");

/// Areas, around their categories.
const AREAS: &str = include_str!("areas.qml");
/// Scale from which on areas are labelled: 1 to this.
const LABELLED: u32 = 100_000;

/// The upper half of magma (matplotlib, CC0), as in pictures.
const CHANGED: [&str; 5] = ["#b73779", "#e65164", "#fc8961", "#fec287", "#fcfdbf"];
/// Colours of the reasons for which a cell has no value, and what they mean; a valid cell has none.
const REASONS: [(&str, &str); 3] =
    [("#7f7f7f", "no measurement"), ("#4c8fbf", "masked"), ("#d9b365", "outside of the area")];

/// Name of the style of an output.
pub fn style_beside(output: &str) -> String {
    let (folder, name) = folder_and_name(output);
    format!("{folder}{}.qml", name.rsplit_once('.').map_or(name, |(stem, _)| stem))
}

/// Change: nothing is shown below the threshold, and strong change is bright. The legend says what the threshold means.
pub fn change_style(method: Method, threshold: f32, full_scale: f32, said: bool) -> String {
    let unit = match method {
        Method::Joint | Method::Residual => ", in medians of the scene",
        Method::Cosine => "; 0 is alike, 1 unrelated",
        Method::Irmad | Method::Vector => "",
    };
    let whose =
        if said { "the threshold of this job".to_owned() } else { format!("the threshold of {}", method.name()) };
    scores_style(&format!("{whose}{unit}"), threshold, full_scale)
}

/// Scores in the first band: nothing is shown below the threshold. `about` says in the legend whose threshold that is.
pub fn scores_style(about: &str, threshold: f32, full_scale: f32) -> String {
    let item = |value: f32, colour: &str, alpha: u8, label: &str| {
        format!(r#"<item value="{value}" color="{colour}" alpha="{alpha}" label="{label}"/>"#)
    };
    let words = ["changed, from", "", "clearly changed,", "", "strongly changed,"];
    let step = (full_scale - threshold) / (CHANGED.len() - 1) as f32;
    let mut items = vec![
        item(0.0, "#000000", 0, &format!("below {threshold:.2} ({about}): not counted as changed")),
        item(threshold * 0.9999, "#000000", 0, ""),
    ];
    for (i, (colour, word)) in CHANGED.iter().zip(words).enumerate() {
        let last = i + 1 == CHANGED.len();
        let value = if last { full_scale } else { threshold + i as f32 * step };
        let more = if last { " and more" } else { "" };
        items.push(item(value, colour, 255, format!("{word} {value:.2}{more}").trim_start()));
    }
    let renderer = format!(
        r#"<rasterrenderer type="singlebandpseudocolor" band="1" opacity="1" alphaBand="-1" nodataColor="" classificationMin="0" classificationMax="{full_scale}">
      <rastershader>
        <colorrampshader colorRampType="INTERPOLATED" classificationMode="1" clip="0" minimumValue="0" maximumValue="{full_scale}" labelPrecision="2">
          {}
          {}
          <rampLegendSettings useContinuousLegend="0"/>
        </colorrampshader>
      </rastershader>
    </rasterrenderer>"#,
        source_ramp(threshold / full_scale),
        items.join("\n          ")
    );
    raster(&renderer, "bilinear")
}

/// Days of first changes in the first band, each in its colour and with its date in the legend; other cells are not shown.
pub fn days_style(days: &[f32]) -> String {
    let [first, last] = [days.first(), days.last()].map(|day| day.copied().unwrap_or(0.0));
    let entry = |day: &f32| {
        let [red, green, blue] = strong((day - first) / (last - first).max(1.0));
        let label = day_of(*day as i64);
        format!(
            r##"<paletteEntry value="{day}" color="#{red:02x}{green:02x}{blue:02x}" alpha="255" label="{label}"/>"##
        )
    };
    palette(1, &days.iter().map(entry).collect::<Vec<_>>())
}

/// The ramp from which QGIS makes the colours anew where its user changes the ends or classifies: clear up to a share of its
/// length. Without one QGIS takes a ramp of its own.
fn source_ramp(clear: f32) -> String {
    let rgb = |colour: &str| {
        let part = |at: usize| u8::from_str_radix(&colour[at..at + 2], 16).unwrap_or(0);
        format!("{},{},{}", part(1), part(3), part(5))
    };
    let (clear, last) = (clear.clamp(0.0, 1.0), CHANGED.len() - 1);
    let mut stops = vec![format!("{};0,0,0,0", clear * 0.9999)];
    for (i, colour) in CHANGED[..last].iter().enumerate() {
        stops.push(format!("{};{},255", clear + (1.0 - clear) * i as f32 / last as f32, rgb(colour)));
    }
    let (end, stops) = (rgb(CHANGED[last]), stops.join(":"));
    let keys = [
        ("color1", "0,0,0,0"),
        ("color2", &format!("{end},255")),
        ("discrete", "0"),
        ("rampType", "gradient"),
        ("stops", &stops),
    ];
    // Once for QGIS 3.22, once for later ones.
    let option = |(key, value): &(&str, &str)| format!(r#"<Option name="{key}" type="QString" value="{value}"/>"#);
    let prop = |(key, value): &(&str, &str)| format!(r#"<prop k="{key}" v="{value}"/>"#);
    let (options, props): (String, String) = (keys.iter().map(option).collect(), keys.iter().map(prop).collect());
    format!(r#"<colorramp name="[source]" type="gradient"><Option type="Map">{options}</Option>{props}</colorramp>"#)
}

/// Components as red, green and blue: colours as they are, or scores between these ends.
pub fn components_style(ends: Option<(&[f64], &[f64])>) -> String {
    let channel = |i: usize, name: &str| {
        let (low, high, how) = match ends {
            Some((low, high)) => (low[i], high[i], "StretchToMinimumMaximum"),
            None => (0.0, 255.0, "NoEnhancement"),
        };
        format!(
            "<{name}ContrastEnhancement><minValue>{low}</minValue><maxValue>{high}</maxValue><algorithm>{how}</algorithm></{name}ContrastEnhancement>"
        )
    };
    let channels: Vec<String> = ["red", "green", "blue"].iter().enumerate().map(|(i, name)| channel(i, name)).collect();
    // QGIS shows the mask of a dataset as one more band.
    let alpha = if ends.is_some() { -1 } else { 4 };
    let renderer = format!(
        r#"<rasterrenderer type="multibandcolor" redBand="1" greenBand="2" blueBand="3" alphaBand="{alpha}" opacity="1" nodataColor="">
      {}
    </rasterrenderer>"#,
        channels.join("\n      ")
    );
    raster(&renderer, "bilinear")
}

/// Reasons for which cells have no value.
pub fn validity_style() -> String {
    let entry = |(i, (colour, label)): (usize, &(&str, &str))| {
        format!(r#"<paletteEntry value="{}" color="{colour}" alpha="255" label="{label}"/>"#, i + 1)
    };
    let valid = r##"<paletteEntry value="0" color="#ffffff" alpha="0" label="valid"/>"##.to_owned();
    palette(2, &std::iter::once(valid).chain(REASONS.iter().enumerate().map(entry)).collect::<Vec<_>>())
}

/// Single values of a band, each in its colour.
fn palette(band: usize, entries: &[String]) -> String {
    let renderer = format!(
        r#"<rasterrenderer type="paletted" band="{band}" opacity="1" alphaBand="-1" nodataColor="">
      <colorPalette>
        {}
      </colorPalette>
    </rasterrenderer>"#,
        entries.join("\n        ")
    );
    raster(&renderer, "nearestNeighbour")
}

/// The colour of a kind of change.
fn colour_of(kind: Kind) -> &'static str {
    match kind {
        Kind::WaterAppeared => "31,120,180",
        Kind::WaterGone => "200,160,90",
        Kind::Burnt => "77,38,0",
        Kind::BareOrBuilt => "215,48,39",
        Kind::VegetationLost => "255,127,0",
        Kind::VegetationGained => "51,160,44",
        Kind::Brightened => "253,219,120",
        Kind::Darkened => "90,90,90",
        Kind::Mixed => "178,178,178",
    }
}

/// Areas of change by kind, labelled with their hectares from a scale on.
pub fn areas_style() -> String {
    let known = Kind::ALL.map(|kind| (kind.name().to_owned(), kind.name().to_owned(), colour_of(kind).to_owned()));
    // An empty value stands for all that no other has.
    let all = known.into_iter().chain([(String::new(), "kind not known".into(), "184,50,128".into())]);
    by_value("kind", all)
}

/// Areas of transitions, each with its classes and a colour, labelled as those of change are.
pub fn transition_areas_style(transitions: &[([String; 2], [u8; 3])]) -> String {
    let one = |([from, to], [red, green, blue]): &([String; 2], [u8; 3])| {
        let name = escaped(&format!("{from} to {to}"));
        (name.clone(), name, format!("{red},{green},{blue}"))
    };
    by_value("&quot;from&quot; || ' to ' || &quot;to&quot;", transitions.iter().map(one))
}

/// Areas in colours by the value of an attribute or expression: values, what they are called, and their colours.
fn by_value(attribute: &str, all: impl Iterator<Item = (String, String, String)>) -> String {
    let (mut categories, mut symbols) = (Vec::new(), Vec::new());
    for (i, (value, label, colour)) in all.enumerate() {
        categories.push(format!(r#"      <category value="{value}" label="{label}" symbol="{i}" render="true"/>"#));
        symbols.push(format!(
            r#"      <symbol name="{i}" type="fill" alpha="1" clip_to_extent="1" force_rhr="0">
        <layer class="SimpleFill" enabled="1" pass="0" locked="0">
          <Option type="Map">
            <Option name="color" type="QString" value="{colour},90"/>
            <Option name="style" type="QString" value="solid"/>
            <Option name="outline_color" type="QString" value="{colour},255"/>
            <Option name="outline_style" type="QString" value="solid"/>
            <Option name="outline_width" type="QString" value="0.5"/>
            <Option name="outline_width_unit" type="QString" value="MM"/>
            <Option name="joinstyle" type="QString" value="round"/>
          </Option>
        </layer>
      </symbol>"#
        ));
    }
    AREAS
        .replace("@LABELLED@", &LABELLED.to_string())
        .replace("@ATTRIBUTE@", attribute)
        .replace("@SYMBOLS@", &symbols.join("\n"))
        .replace("@CATEGORIES@", &categories.join("\n"))
}

/// Three numbers of features as red, green and blue: bands counted from 1, each between two values.
pub fn features_style(channels: [(usize, f64, f64); 3]) -> String {
    let [red, green, blue] = channels.map(|(band, _, _)| band);
    let one = |(name, (_, low, high)): (&str, (usize, f64, f64))| {
        format!(
            "<{name}ContrastEnhancement><minValue>{low}</minValue><maxValue>{high}</maxValue><algorithm>StretchToMinimumMaximum</algorithm></{name}ContrastEnhancement>"
        )
    };
    let all: Vec<String> = ["red", "green", "blue"].into_iter().zip(channels).map(one).collect();
    let renderer = format!(
        r#"<rasterrenderer type="multibandcolor" redBand="{red}" greenBand="{green}" blueBand="{blue}" alphaBand="-1" opacity="1" nodataColor="">
      {}
    </rasterrenderer>"#,
        all.join("\n      ")
    );
    raster(&renderer, "nearest neighbour")
}

/// Text for XML, also inside of quotes.
fn escaped(text: &str) -> String {
    let one = |c| match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".into(),
        '>' => "&gt;".into(),
        '"' => "&quot;".into(),
        c => c.to_string(),
    };
    text.chars().map(one).collect()
}

/// Values are smoothed, not colours, so that nothing is drawn beside the valid cells, in whichever reference system.
fn raster(renderer: &str, resampler: &str) -> String {
    RASTER.replace("@RENDERER@", renderer).replace("@RESAMPLER@", resampler)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_stand_beside_their_outputs() {
        for (output, style) in [
            ("a/b/change.tif", "a/b/change.qml"),
            ("change.tif", "change.qml"),
            ("/vsimem/x.y/out", "/vsimem/x.y/out.qml"),
            ("areas.v2.gpkg", "areas.v2.qml"),
        ] {
            assert_eq!(style_beside(output), style);
        }
    }

    #[test]
    fn change_is_hidden_up_to_its_threshold() {
        let style = change_style(Method::Joint, 1.75, 4.0, false);
        for part in [
            r##"value="0" color="#000000" alpha="0" label="below 1.75 (the threshold of joint, in medians of the scene): not counted as changed""##,
            r#"alpha="0" label="""#,
            r##"value="1.75" color="#b73779" alpha="255" label="changed, from 1.75""##,
            r##"value="4" color="#fcfdbf" alpha="255" label="strongly changed, 4.00 and more""##,
            r#"<prop k="color2" v="252,253,191,255"/>"#,
            r#"v="0.43745625;0,0,0,0:0.4375;183,55,121,255:"#,
        ] {
            assert!(style.contains(part), "{part} in {style}");
        }
        assert!(change_style(Method::Cosine, 0.4, 1.0, true).contains("the threshold of this job; 0 is alike"));
    }

    #[test]
    fn days_of_first_changes_have_their_dates_in_the_legend() {
        let style = days_style(&[18_262.0, 18_293.0, 18_993.0]);
        assert_eq!(style.matches("<paletteEntry").count(), 3);
        for (day, colour, date) in [(18_262, "b73779", "2020-01-01"), (18_993, "fcfdbf", "2022-01-01")] {
            let entry = format!("value=\"{day}\" color=\"#{colour}\" alpha=\"255\" label=\"{date}\"");
            assert!(style.contains(&entry), "{entry}: {style}");
        }
        assert_eq!(days_style(&[]).matches("<paletteEntry").count(), 0);
    }

    #[test]
    fn every_kind_of_area_has_a_colour_and_hectares_are_labels() {
        let style = areas_style();
        assert!(Kind::ALL.iter().all(|kind| style.contains(&format!("value=\"{}\"", kind.name()))), "{style}");
        assert_eq!((style.matches("<category ").count(), style.matches("<symbol ").count()), (10, 10));
        assert!(style.contains("scaleMax=\"100000\"") && !style.contains('@'));
    }

    #[test]
    fn transitions_have_their_names_as_text() {
        let style = transition_areas_style(&[(["a \"b\"".into(), "c & <d>".into()], [1, 2, 3])]);
        assert!(style.contains(r#"value="a &quot;b&quot; to c &amp; &lt;d&gt;" label="#), "{style}");
        assert!(style.contains("value=\"1,2,3,90\"") && !style.contains("<d>"));
    }

    #[test]
    fn features_are_shown_by_three_bands() {
        let style = features_style([(7, -1.0, 1.0), (1, -2.0, 0.0), (300, 0.5, 2.5)]);
        assert!(style.contains(r#"redBand="7" greenBand="1" blueBand="300""#), "{style}");
        assert!(style.contains("<blueContrastEnhancement><minValue>0.5</minValue><maxValue>2.5</maxValue>"));
    }

    #[test]
    fn components_are_shown_as_they_are_and_scores_between_their_ends() {
        assert_eq!(components_style(None).matches("NoEnhancement").count(), 3);
        let scores = components_style(Some((&[-1.0, -2.0, -3.0], &[1.0, 2.0, 3.0])));
        assert!(
            scores.contains("<minValue>-2</minValue><maxValue>2</maxValue>") && !scores.contains("NoEnh"),
            "{scores}"
        );
    }
}
