//! Features against PyTorch's: the committed fixture always, the reference checkpoints where they have been made.

mod support;

use std::path::{Path, PathBuf};

use lejepa_gis::model::{Model, Network, PrecisionChoice, SpecHints, exported};
use lejepa_gis::product::{BasisFit, Descriptor, Stretch, cosine_change};
use ndarray::{Array3, ArrayD};

/// Largest absolute difference allowed between features, float32.
const FEATURES: f32 = 2e-4;

fn npy(path: &Path) -> ArrayD<f32> {
    ndarray_npy::read_npy(path)
        .or_else(|_| ndarray_npy::read_npy::<_, ArrayD<u16>>(path).map(|a| a.mapv(f32::from)))
        .unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn encode(model: &Model, chip: &ArrayD<f32>) -> Array3<f32> {
    let spec = model.spec();
    let mut input: Vec<f32> = chip.iter().copied().collect();
    for (band, values) in input.chunks_exact_mut(spec.chip * spec.chip).enumerate() {
        spec.normalise(band, values);
    }
    let cells = model.encoder().encode(&input).unwrap();
    let side = spec.chip_cells();
    Array3::from_shape_vec((side, side, spec.dim), cells).unwrap()
}

fn largest_difference(ours: &Array3<f32>, expected: &ArrayD<f32>) -> f32 {
    let ours = ours.clone().permuted_axes([2, 0, 1]);
    assert_eq!(ours.shape(), expected.shape());
    ours.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn fixture_matches_pytorch() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let model = Model::open(folder.join("vit_32.pt").to_str().unwrap(), &SpecHints::default()).unwrap();
    let difference =
        largest_difference(&encode(&model, &npy(&folder.join("chip.npy"))), &npy(&folder.join("features.npy")));
    assert!(difference < FEATURES, "largest difference {difference}");
}

/// Every way in which a network with texture beside it is computed: on the kernels, as a graph on tract's operators, from an
/// exported file.
#[test]
fn texture_beside_a_network_matches_pytorch() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let name = folder.join("texture_vit_32.pt").to_str().unwrap().to_owned();
    let (chip, expected) = (npy(&folder.join("chip.npy")), npy(&folder.join("texture_features.npy")));
    let open = |precision| Model::open_with(&name, &SpecHints::default(), precision).unwrap();
    let exact = open(PrecisionChoice::F32);
    assert_eq!((exact.spec().kind.as_str(), exact.spec().dim), ("lejepa_gis_texture_vit_patch8", 24));
    let features = encode(&exact, &chip);
    let difference = largest_difference(&features, &expected);
    assert!(difference < FEATURES, "largest difference {difference}");
    let stock = open(PrecisionChoice::Stock);
    assert_eq!(stock.isa, "tract");
    let difference = largest_difference(&encode(&stock, &chip), &expected);
    assert!(difference < FEATURES, "largest difference of the graph {difference}");
    let file = exported(&Network::load(&name, &SpecHints::default()).unwrap());
    let again = Model::from_bytes(&file, "exported.onnx", &SpecHints::default(), PrecisionChoice::F32).unwrap();
    assert!(again.isa != "tract", "{:?}", again.fallback);
    assert_eq!(encode(&again, &chip), features);
    for choice in SHORT {
        let (least, mean) = cosines(&features, &encode(&open(choice), &chip));
        println!("{choice}: cosine mean {mean:.6}, smallest {least:.6}");
        assert!(mean >= 0.9999 && least >= 0.999, "{choice}: cosine mean {mean}, smallest {least}");
    }
}

/// Cosine between the features of one cell, smallest and mean over all cells.
fn cosines(a: &Array3<f32>, b: &Array3<f32>) -> (f64, f64) {
    let (mut least, mut sum, mut cells) = (1.0f64, 0.0, 0.0);
    for (a, b) in a.rows().into_iter().zip(b.rows()) {
        let dot = |a: &ndarray::ArrayView1<f32>, b: &ndarray::ArrayView1<f32>| -> f64 {
            a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
        };
        let cosine = dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt();
        (least, sum, cells) = (least.min(cosine), sum + cosine, cells + 1.0);
    }
    (least, sum / cells)
}

/// What both are held to; `auto` may choose either.
const SHORT: [PrecisionChoice; 2] = [PrecisionChoice::Bf16, PrecisionChoice::Int8];

#[test]
fn shorter_numbers_stay_close_to_f32() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let name = folder.join("vit_32.pt");
    let open = |precision| Model::open_with(name.to_str().unwrap(), &SpecHints::default(), precision).unwrap();
    let chip = npy(&folder.join("chip.npy"));
    let exact = open(PrecisionChoice::F32);
    assert_eq!((exact.precision, exact.arithmetic), ("f32", "f32"));
    for choice in SHORT {
        let short = open(choice);
        assert_eq!(short.precision, choice.to_string());
        assert!(short.arithmetic.starts_with(short.precision), "{}", short.arithmetic);
        let (least, mean) = cosines(&encode(&exact, &chip), &encode(&short, &chip));
        println!("{choice}: cosine mean {mean:.6}, smallest {least:.6}");
        assert!(mean >= 0.9999 && least >= 0.999, "{choice}: cosine mean {mean}, smallest {least}");
    }
}

/// `LEJEPA_GIS_CHECKPOINTS` and `LEJEPA_GIS_EXPECTED` name the folders; `make parity` sets them.
#[test]
fn reference_checkpoints_match_pytorch() {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let (Some(checkpoints), Some(expected)) = (folder("LEJEPA_GIS_CHECKPOINTS"), folder("LEJEPA_GIS_EXPECTED")) else {
        support::skip("the reference checkpoints are made by `make parity`");
        return;
    };
    let mut compared = 0;
    for name in ["vit_tiny_patch8_128", "vit_small_patch8_128", "vit_small_patch8_256", "resnet18_128"] {
        let file = checkpoints.join(format!("{name}.pt"));
        if !support::is_there(&file) {
            continue;
        }
        compared += 1;
        let model = Model::open(file.to_str().unwrap(), &SpecHints::default()).unwrap();
        let read = |file: &str| npy(&expected.join(name).join(file));
        let (before, after) = (encode(&model, &read("input_before.npy")), encode(&model, &read("input_after.npy")));
        if name.starts_with("vit") {
            for choice in SHORT {
                let short = Model::open_with(file.to_str().unwrap(), &SpecHints::default(), choice).unwrap();
                let (least, mean) = cosines(&before, &encode(&short, &read("input_before.npy")));
                println!("{name}: {choice} against f32, cosine mean {mean:.6}, smallest {least:.6}");
                assert!(mean >= 0.9999 && least >= 0.999, "{name}, {choice}: cosine mean {mean}, smallest {least}");
            }
        }
        for (ours, file) in [(&before, "features_before.npy"), (&after, "features_after.npy")] {
            let difference = largest_difference(ours, &read(file));
            println!("{name} {file}: largest difference {difference:.2e}");
            assert!(difference < FEATURES, "{name} {file}: {difference}");
        }
        products_match(name, &before, &after, &read);
    }
    assert!(compared > 0, "no reference checkpoint in {}", checkpoints.display());
}

/// Change, descriptor, components and scores against NumPy's, within the reference's tolerances.
fn products_match(name: &str, before: &Array3<f32>, after: &Array3<f32>, read: &dyn Fn(&str) -> ArrayD<f32>) {
    let cells = |f: &Array3<f32>| {
        let (h, w, dim) = f.dim();
        f.clone().into_shape_with_order((h * w, dim)).unwrap()
    };
    let (a, b) = (cells(before), cells(after));
    let close = |what: &str, ours: &[f32], expected: ArrayD<f32>, tolerance: f32| {
        assert_eq!(ours.len(), expected.len(), "{name} {what}");
        let worst = ours.iter().zip(&expected).map(|(o, e)| (o - e).abs()).fold(0.0, f32::max);
        println!("{name} {what}: largest difference {worst:.2e}");
        assert!(worst <= tolerance, "{name} {what}: {worst} above {tolerance}");
    };
    close("change", &cosine_change(a.view(), b.view()), read("change.npy"), 1e-5);
    let mut descriptor = Descriptor::new(a.ncols());
    a.rows().into_iter().for_each(|c| descriptor.add(c));
    close("descriptor", &descriptor.mean().unwrap(), read("descriptor_before.npy"), 1e-4);

    let mut fit = BasisFit::new(a.ncols());
    fit.add(a.view());
    fit.add(b.view());
    let mut basis = fit.finish(name, "").unwrap();
    let explained: Vec<f32> = basis.explained.iter().map(|v| *v as f32).collect();
    close("explained variance", &explained, read("pca_explained_ratio.npy"), 1e-4);
    let expected = [read("pca_scores_before.npy"), read("pca_scores_after.npy")];
    let range = |f: &dyn Fn(f32, f32) -> f32, start: f32| expected.iter().flatten().fold(start, |m, v| f(m, *v));
    let width = range(&f32::max, f32::MIN) - range(&f32::min, f32::MAX);
    let scores = [basis.scores(a.view()), basis.scores(b.view())];
    for (scores, expected) in scores.iter().zip(&expected) {
        close("scores", &scores.t().iter().copied().collect::<Vec<_>>(), expected.clone(), 1e-3 * width);
    }
    // colours of both score sets on one stretch differ by one level at most
    basis.set_range(ndarray::concatenate![ndarray::Axis(0), scores[0], scores[1]].view(), Stretch::Percentile).unwrap();
    for (scores, expected) in scores.iter().zip(&expected) {
        for (i, expected) in expected.iter().enumerate() {
            let (component, cell) = (i / scores.nrows(), i % scores.nrows());
            let (ours, theirs) = (basis.level(component, scores[(cell, component)]), basis.level(component, *expected));
            assert!(ours.abs_diff(theirs) <= 1, "{name}: colour {ours} for {theirs}");
        }
    }
}
