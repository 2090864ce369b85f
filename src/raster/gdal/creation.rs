//! Creation options: the defaults of each kind of output, and the user's, which win.

use super::output_spec::{OutputSpec, Storage};

/// Whether the bands are the numbers of a feature. Neighbouring cells share little of them, so a predictor makes files
/// up to 8 % larger, and deflate's higher levels change their size by 2 % either way.
fn are_features(bands: usize) -> bool {
    bands > 16
}

/// Block edge: smaller for many bands, so that a block of each fits in memory. With 64,
/// a file of many bands has four times the blocks to find.
pub(super) fn block_size(bands: usize) -> usize {
    if are_features(bands) { 128 } else { 256 }
}

/// GDAL compresses on one thread: it does not report failures of its own threads, and waits for ever where one cannot
/// start.
pub(super) fn default_creation(spec: &OutputSpec) -> Vec<String> {
    let block = block_size(spec.bands.len());
    let predictor = match spec.storage {
        _ if are_features(spec.bands.len()) => 1,
        Storage::Float32 | Storage::Float16 => 3,
        _ => 2,
    };
    let mut options = vec![
        "TILED=YES".into(),
        format!("BLOCKXSIZE={block}"),
        format!("BLOCKYSIZE={block}"),
        "COMPRESS=DEFLATE".into(),
        format!("PREDICTOR={predictor}"),
        "BIGTIFF=IF_SAFER".into(),
        format!("INTERLEAVE={}", if spec.bands.len() == 3 && spec.storage == Storage::Byte { "PIXEL" } else { "BAND" }),
    ];
    if are_features(spec.bands.len()) {
        options.push("ZLEVEL=1".into());
    }
    if spec.storage == Storage::Float16 {
        options.push("NBITS=16".into());
    }
    if spec.bands.len() == 3 && spec.storage == Storage::Byte {
        options.push("PHOTOMETRIC=RGB".into());
    }
    options
}

pub(super) fn default_cog(spec: &OutputSpec) -> Vec<String> {
    let resampling = if spec.storage == Storage::Code8 { "NEAREST" } else { "AVERAGE" };
    let predictor = if are_features(spec.bands.len()) { "NO" } else { "YES" };
    let mut options: Vec<String> = ["COMPRESS=DEFLATE", "BIGTIFF=IF_SAFER"].map(String::from).into();
    options.extend([format!("PREDICTOR={predictor}"), format!("RESAMPLING={resampling}")]);
    options
}

/// Defaults, less those that the user sets, and then the user's. Predictor and level are left out with their
/// compression.
pub(super) fn merged(defaults: Vec<String>, user: &[String]) -> Vec<String> {
    let key = |o: &str| o.split('=').next().unwrap_or("").to_ascii_uppercase();
    let set: Vec<String> = user.iter().map(|o| key(o)).collect();
    let kept = defaults.into_iter().filter(|o| {
        let k = key(o);
        let goes_with = if matches!(k.as_str(), "PREDICTOR" | "ZLEVEL") { "COMPRESS" } else { k.as_str() };
        !set.iter().any(|s| *s == k || s == goes_with)
    });
    kept.chain(user.iter().cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn creation_options_of_the_user_win() {
        let defaults = || ["COMPRESS=DEFLATE", "PREDICTOR=3", "ZLEVEL=1", "TILED=YES"].map(String::from).to_vec();
        assert_eq!(merged(defaults(), &["compress=ZSTD".into()]), ["TILED=YES", "compress=ZSTD"]);
        let without = ["COMPRESS=DEFLATE", "PREDICTOR=3", "ZLEVEL=1", "TILED=NO"];
        assert_eq!(merged(defaults(), &["TILED=NO".into()]), without);
    }
}
