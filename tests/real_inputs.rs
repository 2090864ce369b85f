//! What is decided about real Sentinel-2 data in the forms that people have, and how quiet the checks are on it.

mod support;

use std::path::{Path, PathBuf};

use lejepa_gis::error::Result;
use lejepa_gis::params::{Task, Values};
use lejepa_gis::pipeline::{InputEstimate, Job, Options, estimate, silent};

/// The imagery beside the project, if it is there.
fn imagery(folder: &str) -> Option<PathBuf> {
    let path = Path::new("../shared/imagery").join(folder);
    if !support::is_there(&path) {
        return None;
    }
    Some(path)
}

fn understood(input: &Path, pairs: &[(&str, &str)]) -> Result<InputEstimate> {
    let pairs = pairs.iter().copied().chain([("THREADS", "1")]);
    let options = Options::new(&Values::new(Task::Describe, pairs)?)?;
    let input = input.to_string_lossy();
    // No output: what is looked at is how the input is understood.
    let job = Job {
        task: Task::Describe,
        inputs: vec![(&*input).into()],
        outputs: vec![],
        options: &options,
        model: None,
        context: None,
    };
    Ok(estimate(&job, &mut silent())?.inputs.remove(0))
}

fn refusal(input: &Path, pairs: &[(&str, &str)]) -> String {
    understood(input, pairs).expect_err("is refused").to_string()
}

#[test]
fn folders_of_band_files() {
    let Some(inputs) = imagery("inputs") else { return };
    let clear = inputs.join("majortom_199U_1099R_l2a_folder");
    // Without metadata: dark pixels prove that the offset is not in it, and no dark pixel proves nothing.
    let concluded = understood(&clear, &[]).unwrap().facts;
    assert!(concluded.reflectance.starts_with("dn: its values run") && concluded.warnings.len() == 1, "{concluded:?}");
    let offset = refusal(&inputs.join("majortom_0U_199R_l2a_offset1000_cloud"), &[]);
    assert!(offset.contains("does not tell") && offset.contains("without any dark pixel"), "{offset}");
    let found = understood(&clear, &[("REFLECTANCE", "dn")]).unwrap();
    assert!(found.facts.bands.contains("swir16=B11.tif") && found.facts.bands.contains("resampled: swir16"));
    assert_eq!((found.pixels, found.warnings.len()), ([640, 640], 0), "{:?}", found.warnings);
    // All cloud: no dark pixel, and no warning either way.
    let cloud = inputs.join("majortom_0U_199R_l2a_offset1000_cloud");
    for said in ["dn", "dn-offset"] {
        assert!(understood(&cloud, &[("REFLECTANCE", said)]).unwrap().warnings.is_empty(), "{said}");
    }
    let exported = understood(&inputs.join("ssl4eo_gee_folder_epsg4326"), &[]).unwrap();
    assert!(exported.facts.reflectance.starts_with("dn: tag PROCESSING_BASELINE=02.14"), "{:?}", exported.facts);
    let [x, y] = exported.facts.metres.expect("degrees become metres");
    assert!((9.5..9.9).contains(&x) && (9.5..9.9).contains(&y), "{x} {y}");
    let names = understood(&inputs.join("lommel_l1c_bands"), &[("REFLECTANCE", "dn")]).unwrap();
    assert!(names.facts.bands.starts_with("red=ref_input_S2_B04.tif"), "{:?}", names.facts);
}

#[test]
fn data_that_contradict_are_warned_of() {
    let Some(inputs) = imagery("inputs") else { return };
    let said = |file: &str, bands: &str, reflectance: &str| {
        let pairs = [("BANDS", bands), ("REFLECTANCE", reflectance)];
        let mut warnings = understood(&inputs.join(file), &pairs).unwrap().warnings;
        // That a file lies nowhere on Earth is said too, and is another matter.
        warnings.retain(|w| !w.starts_with("has no georeference"));
        warnings.join("; ")
    };
    let (with, without) = ("terramind_l1c_l2a/433D_629L_3_1_L2A.tif", "terramind_l1c_l2a/282D_485L_3_3_L2A.tif");
    assert!(said(with, "4,3,2,8,11", "dn").contains("+1000"));
    assert_eq!(said(with, "4,3,2,8,11", "dn-offset"), "");
    assert!(said(without, "4,3,2,8,11", "dn-offset").contains("taken away before"));
    assert_eq!(said(without, "4,3,2,8,11", "dn"), "");
    let sea = "misc/hydro_patch_100_12band_offset1000_zeros.tif";
    assert!(said(sea, "4,3,2,8,11", "dn").contains("+1000"));
    assert_eq!(said(sea, "4,3,2,8,11", "dn-offset"), "");
    let floats = "misc/eolearn_float01_13band_l1c_nogeo.tif";
    assert!(said(floats, "4,3,2,8,12", "dn").contains("0 to 1"));
    assert_eq!(said(floats, "4,3,2,8,12", "unit"), "");
}

#[test]
fn what_lacks_a_band_or_a_rule_is_refused_by_name() {
    let Some(inputs) = imagery("inputs") else { return };
    let no_swir = refusal(&inputs.join("exeter_scl_clouds_4band/exe_2024-08-01_12-21-19.tif"), &[]);
    assert!(no_swir.contains("swir16") && no_swir.contains("scl"), "{no_swir}");
    assert!(refusal(&inputs.join("misc/coast_epsg3857_3band_scl_nodata32767.tif"), &[]).contains("no name"));
    let ndvi = inputs.join("misc/leipzig_float32_8band_with_ndvi_nan.tif");
    assert!(refusal(&ndvi, &[]).contains("its values run from"));
    let found = understood(&ndvi, &[("REFLECTANCE", "dn")]).unwrap();
    assert_eq!(found.facts.bands, "red=3,green=2,blue=1,nir=6,swir16=7");
    let images = inputs.join("safe_xml/S2A_MSIL2A_20230821T221941_N0509_R029_T01KAB_20230822T021825.SAFE");
    assert!(refusal(&images, &[]).contains("T01KAB_20230821T221941_B04_10m"));
}

#[test]
fn checks_are_quiet_on_real_scenes_that_are_right() {
    let Some(root) = imagery("") else { return };
    let mut seen = 0;
    for folder in ["demo", "validate", "train", "train/cloudy"] {
        let mut files: Vec<_> = std::fs::read_dir(root.join(folder)).unwrap().flatten().map(|f| f.path()).collect();
        files.retain(|f| f.extension().is_some_and(|e| e == "tif") && !f.to_string_lossy().contains("mask"));
        files.sort();
        for file in files {
            let found = understood(&file, &[]).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
            // Level 1C is said, and rightly, and what one file lacks; nothing else is.
            let lacks =
                |w: &String| file.ends_with("zealand_20170527_l1c_nogeo.tif") && w.contains("no reference system");
            let odd: Vec<_> = found.warnings.iter().filter(|w| !w.contains("L1C") && !lacks(w)).collect();
            assert!(odd.is_empty(), "{}: {odd:?}", file.display());
            assert!(found.facts.reflectance.starts_with("dn: "), "{}: {:?}", file.display(), found.facts);
            seen += 1;
        }
    }
    assert!(seen > 40, "{seen} scenes");
}
