//! Creation options: the defaults of each kind of output, and the user's, which win.

use super::sink::{OutputSpec, Storage};

/// Block edge: smaller for many bands, so that a block of each fits in memory. With 64, compressing a block on a thread
/// of its own would cost half as much again: GDAL opens a TIFF in memory for each.
pub(super) fn block_size(bands: usize) -> usize {
    if bands > 16 { 128 } else { 256 }
}

/// `threads` compress: each block by itself and written in its turn, so that their number changes nothing in the file.
pub(super) fn default_creation(spec: &OutputSpec, threads: usize) -> Vec<String> {
    let block = block_size(spec.bands.len());
    let predictor = if matches!(spec.storage, Storage::Float32 | Storage::Float16) { 3 } else { 2 };
    let mut options = vec![
        "TILED=YES".into(),
        format!("BLOCKXSIZE={block}"),
        format!("BLOCKYSIZE={block}"),
        "COMPRESS=DEFLATE".into(),
        format!("PREDICTOR={predictor}"),
        "BIGTIFF=IF_SAFER".into(),
        format!("INTERLEAVE={}", if spec.bands.len() == 3 && spec.storage == Storage::Byte { "PIXEL" } else { "BAND" }),
    ];
    if threads > 1 {
        options.push(format!("NUM_THREADS={threads}"));
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
    ["COMPRESS=DEFLATE", "PREDICTOR=YES", "BIGTIFF=IF_SAFER"]
        .map(String::from)
        .into_iter()
        .chain([format!("RESAMPLING={resampling}")])
        .collect()
}

/// Defaults, less those that the user sets, and then the user's. A predictor goes with its compression.
pub(super) fn merged(defaults: Vec<String>, user: &[String]) -> Vec<String> {
    let key = |o: &str| o.split('=').next().unwrap_or("").to_ascii_uppercase();
    let set: Vec<String> = user.iter().map(|o| key(o)).collect();
    let kept = defaults.into_iter().filter(|o| {
        let k = key(o);
        let goes_with = if k == "PREDICTOR" { "COMPRESS" } else { k.as_str() };
        !set.iter().any(|s| *s == k || s == goes_with)
    });
    kept.chain(user.iter().cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_s_creation_options_win() {
        let defaults = || vec!["COMPRESS=DEFLATE".to_string(), "PREDICTOR=3".into(), "TILED=YES".into()];
        assert_eq!(merged(defaults(), &["compress=ZSTD".into()]), ["TILED=YES", "compress=ZSTD"]);
        assert_eq!(merged(defaults(), &["TILED=NO".into()]), ["COMPRESS=DEFLATE", "PREDICTOR=3", "TILED=NO"]);
    }
}
