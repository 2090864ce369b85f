//! Creation options: the defaults of each kind of output, and the user's, which win.

use super::output_spec::{Content, OutputSpec, Storage};

/// Block edge: smaller for the many bands of features, so that a block of each fits in memory. With 64,
/// such a file has four times the blocks to find.
pub(super) fn block_size(content: Content) -> usize {
    if content == Content::Features { 128 } else { 256 }
}

/// GDAL compresses on one thread, whatever its configuration says: it does not report failures of its own threads, and waits
/// for ever where one cannot start.
const ONE_THREAD: &str = "NUM_THREADS=1";

pub(super) fn default_creation(spec: &OutputSpec) -> Vec<String> {
    let block = block_size(spec.content);
    let predictor = match (spec.content, spec.storage) {
        // It would make the file up to 8 % larger.
        (Content::Features, _) => 1,
        (_, Storage::Float32 | Storage::Float16) => 3,
        _ => 2,
    };
    let mut options = vec![
        "TILED=YES".into(),
        format!("BLOCKXSIZE={block}"),
        format!("BLOCKYSIZE={block}"),
        "COMPRESS=DEFLATE".into(),
        format!("PREDICTOR={predictor}"),
        "BIGTIFF=IF_SAFER".into(),
        ONE_THREAD.into(),
        format!("INTERLEAVE={}", if spec.content == Content::Picture { "PIXEL" } else { "BAND" }),
    ];
    if spec.content == Content::Features {
        // Higher levels change the file's size by 2 % either way.
        options.push("ZLEVEL=1".into());
    }
    if spec.storage == Storage::Float16 {
        options.push("NBITS=16".into());
    }
    if spec.content == Content::Picture {
        options.push("PHOTOMETRIC=RGB".into());
    }
    options
}

pub(super) fn default_cog(spec: &OutputSpec) -> Vec<String> {
    let has_means = spec.content != Content::Classes && spec.storage != Storage::Code8;
    let resampling = if has_means { "AVERAGE" } else { "NEAREST" };
    let predictor = if spec.content == Content::Features { "NO" } else { "YES" };
    let mut options: Vec<String> = ["COMPRESS=DEFLATE", "BIGTIFF=IF_SAFER", ONE_THREAD].map(String::from).into();
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
    use crate::geometry::Grid;
    use crate::raster::gdal::OutputBand;

    #[test]
    fn what_the_bands_are_decides_and_not_how_many() {
        let grid = Grid { width: 1, height: 1, transform: None, crs: None };
        let made = |content, bands, storage| {
            let bands = vec![OutputBand::default(); bands];
            let spec =
                OutputSpec { grid: grid.clone(), bands, content, storage, mask: false, tags: vec![], metadata: vec![] };
            format!("{} {}", default_creation(&spec).join(" "), default_cog(&spec).join(" "))
        };
        for bands in [3, 16, 17] {
            let features = made(Content::Features, bands, Storage::Float32);
            assert!(features.contains("BLOCKXSIZE=128") && features.contains("ZLEVEL=1"), "{features}");
            let values = made(Content::Values, bands, Storage::Float32);
            assert!(values.contains("BLOCKXSIZE=256") && values.contains("PREDICTOR=3"), "{values}");
        }
        assert_eq!(made(Content::Values, 1, Storage::Float32).matches("NUM_THREADS=1").count(), 2);
        let picture = made(Content::Picture, 3, Storage::Byte);
        assert!(picture.contains("PHOTOMETRIC=RGB") && picture.contains("RESAMPLING=AVERAGE"), "{picture}");
        let classes = made(Content::Classes, 3, Storage::Byte);
        assert!(!classes.contains("PHOTOMETRIC") && classes.contains("RESAMPLING=NEAREST"), "{classes}");
    }

    #[test]
    fn creation_options_of_the_user_win() {
        let defaults = || ["COMPRESS=DEFLATE", "PREDICTOR=3", "ZLEVEL=1", "TILED=YES"].map(String::from).to_vec();
        assert_eq!(merged(defaults(), &["compress=ZSTD".into()]), ["TILED=YES", "compress=ZSTD"]);
        let without = ["COMPRESS=DEFLATE", "PREDICTOR=3", "ZLEVEL=1", "TILED=NO"];
        assert_eq!(merged(defaults(), &["TILED=NO".into()]), without);
    }
}
