//! What an input's values are: missing pixels that nothing marks, masks that are no scene classification, and values that
//! no reflectance has. Said aloud, masked where it is proved, refused where it is too much.

use super::facts::Facts;
use crate::error::{Error, Result};
use crate::pipeline::options::{Nodata, Reading};
use crate::raster::classes::Counted;
use crate::raster::gdal::GdalSource;
use crate::raster::missing::{self, WORTH};
use crate::raster::reflectance::{OddShare, Reflectance, TOO_MANY, odd};
use crate::raster::sample::{Look, Sample};
use crate::raster::{MaskRule, MaskedSource};

/// A mask on the grid of the pixels.
pub(super) struct Layer {
    /// Its one band.
    pub source: GdalSource,
    /// How the caller named it.
    pub name: String,
    /// How people know it.
    pub what: String,
    /// Whether it calls itself a scene classification.
    pub named: bool,
    /// Whether it is the product's own.
    pub own: bool,
}

/// Pixels less those that are missing or masked.
pub(super) struct Understood {
    /// The pixels.
    pub source: MaskedSource,
    /// Their valid values.
    pub sample: Sample,
    /// What the mask takes away, for the case that no cell is left.
    pub masked: Option<String>,
}

/// Looks at the pixels and at the mask, and takes away what they say is missing. `bands` are the model's names.
///
/// # Errors
/// If reading fails; for values that cannot be measurements in too many pixels; for a mask whose values are no scene
/// classes and were not said; if the mask leaves no pixel.
pub(super) fn understand(
    name: &str,
    mut pixels: GdalSource,
    mut mask: Option<Layer>,
    reading: &Reading,
    bands: &[String],
    facts: &mut Facts,
) -> Result<Understood> {
    match &reading.nodata {
        Nodata::Auto => {}
        Nodata::None => pixels.with_zeros(),
        Nodata::Values(values) => {
            let each = |band: usize| values.iter().map(move |v| (band, *v));
            pixels.without(&(0..bands.len()).flat_map(each).collect::<Vec<_>>())?;
        }
    }
    let mut look = Look::take(&mut pixels, mask.as_mut().map(|m| &mut m.source as _))?;
    let mut sample = None;
    if reading.nodata != Nodata::None {
        zeros(name, &mut pixels, &mut look, facts)?;
        sample = repeated(name, &mut pixels, &mut look, bands, facts)?;
    }
    let mut source = MaskedSource::new(pixels);
    let mut masked = None;
    facts.mask = "none".into();
    if let Some(mask) = mask {
        facts.mask = format!("{}, values {}", mask.what, reading.mask_values);
        masked = look_at_mask(name, &mask, &mut look, reading, facts)?;
        sample = sample.filter(|_| masked.is_none());
        source.add(mask.source, MaskRule::Classes(reading.mask_values.clone()))?;
    }
    Ok(Understood { source, sample: sample.unwrap_or_else(|| look.sample()), masked })
}

/// A value as it can be said.
fn number(value: f32) -> String {
    if value.abs() < 1e7 { value.to_string() } else { format!("{value:e}") }
}

fn percent(share: f64) -> String {
    format!("{:.1}%", 100.0 * share)
}

/// How to go on where values were refused.
fn told(values: &str) -> String {
    format!("say nodata={values} if it means no measurement, or nodata=none to take every value as it is")
}

/// 0 in all bands: no measurement in whole numbers, and in others where hardly any pixel is 0 in one band alone.
fn zeros(name: &str, pixels: &mut GdalSource, look: &mut Look, facts: &mut Facts) -> Result<()> {
    let mut gone = pixels.zeroed();
    if let Some(zeros) = missing::zeros(look) {
        if zeros.proved {
            pixels.without_zeros()?;
            gone += look.take_away(|look, i| look.bands.iter().all(|band| band[i] == 0.0));
        } else {
            let text = format!("{} of its pixels are 0 in all bands; {}", percent(zeros.share), told("0"));
            too_many(name, zeros.share, text, facts)?;
        }
    }
    let valid = look.valid.iter().filter(|v| **v != 0).count();
    let share = gone as f64 / (gone + valid).max(1) as f64;
    if share > WORTH {
        facts.warnings.push(format!(
            "{} of its pixels are 0 in all bands and are taken as missing, although nothing marks them (nodata=0 says so, nodata=none keeps them)",
            percent(share)
        ));
    }
    Ok(())
}

/// A value far from all others that repeats: no measurement where it is one that others write for that. The sample, if it
/// has none.
fn repeated(
    name: &str,
    pixels: &mut GdalSource,
    look: &mut Look,
    bands: &[String],
    facts: &mut Facts,
) -> Result<Option<Sample>> {
    let sample = look.sample();
    let all = missing::repeated(&sample);
    for found in &all {
        let (value, shown) = (found.value, number(found.value));
        let of: Vec<&str> = found.bands.iter().filter_map(|b| bands.get(*b)).map(String::as_str).collect();
        let of = if of.len() == bands.len() { "all bands".to_owned() } else { of.join(", ") };
        let text =
            format!("the value {shown} repeats in {} of the pixels of {of}, far from all others", percent(found.share));
        if found.usual {
            // It means the same in bands where it is too rare, or too mixed by resampling, to be judged.
            pixels.without(&(0..bands.len()).map(|b| (b, value)).collect::<Vec<_>>())?;
            look.take_away(|look, i| look.bands.iter().any(|band| band[i] == value));
            facts.warnings.push(format!(
                "{text}, and is taken as missing, although nothing marks it (nodata={shown} says so, nodata=none keeps it)"
            ));
        } else {
            too_many(name, found.share, format!("{text}; {}", told(&shown)), facts)?;
        }
    }
    Ok(all.iter().all(|found| !found.usual).then_some(sample))
}

/// Refuses what is too much, and warns of the rest.
fn too_many(name: &str, share: f64, text: String, facts: &mut Facts) -> Result<()> {
    if share > TOO_MANY {
        return Err(Error::raster(name, text));
    }
    facts.warnings.push(text);
    Ok(())
}

/// Whether the mask's values are what was said of them, or scene classes. Takes masked pixels away and says which.
fn look_at_mask(
    name: &str,
    mask: &Layer,
    look: &mut Look,
    reading: &Reading,
    facts: &mut Facts,
) -> Result<Option<String>> {
    let values = &reading.mask_values;
    let counted = Counted::new(&look.classes, &look.valid);
    let foreign = if mask.own { None } else { counted.foreign(mask.named) };
    match foreign {
        Some(what) if !reading.mask_values_said => {
            return Err(Error::raster(
                &mask.name,
                format!("this mask is no Sentinel-2 scene classification: it has {}, {what}", counted.shown()),
            ));
        }
        Some(_) if values.is_list() && counted.says_something() && !counted.meets(values) => {
            facts.warnings.push(format!(
                "the mask {} takes nothing away: it has {}, and mask-values={values} names none of them",
                mask.what,
                counted.shown()
            ));
        }
        _ => {}
    }
    let taken = look.take_away(|look, i| look.classes[i] == Look::UNKNOWN || values.takes(look.classes[i]));
    if taken == 0 {
        return Ok(None);
    }
    let text = format!(
        "no cell is left: the mask {} has {}, and mask-values={values} takes these away; say mask-values for those that shall go, or mask=none",
        mask.what,
        counted.shown()
    );
    if look.whole && look.valid.iter().all(|v| *v == 0) {
        return Err(Error::raster(name, text));
    }
    Ok(Some(text))
}

/// Warns of values that no reflectance has, or refuses them; whether there is anything to say.
///
/// # Errors
/// Where they are more than one in twenty of a band's valid pixels, unless every value was said to count.
pub(super) fn check(
    name: &str,
    reflectance: &Reflectance,
    sample: &Sample,
    nodata: &Nodata,
    bands: &[String],
    facts: &mut Facts,
) -> Result<bool> {
    let Some(odd) = odd(reflectance, sample) else { return Ok(false) };
    let text = odd.text(bands.get(odd.band).map_or("a band", |b| b), reflectance);
    refuse_or_warn(name, odd.share, text, nodata, facts)?;
    Ok(true)
}

/// The same of all pixels, where the sample before the work showed nothing.
pub fn check_all(name: &str, odd: OddShare, nodata: &Nodata, bands: &[String], facts: &mut Facts) -> Result<()> {
    let band = bands.get(odd.band).map_or("a band", |b| b);
    let (side, word) = if odd.bright { ("above 2.0", "brighter") } else { ("below -0.2", "darker") };
    let text = format!("{} of {band} is {side}, {word} than any reflectance", percent(odd.share));
    refuse_or_warn(name, odd.share, text, nodata, facts)
}

fn refuse_or_warn(name: &str, share: f64, text: String, nodata: &Nodata, facts: &mut Facts) -> Result<()> {
    if share > TOO_MANY && *nodata != Nodata::None {
        return Err(Error::Reflectance {
            path: name.into(),
            message: format!(
                "{text}; say the convention that fits with reflectance (of a second date, reflectance-after), nodata=VALUE for a value that means no measurement, or nodata=none to take every value as it is"
            ),
        });
    }
    facts.warnings.push(text);
    Ok(())
}
