//! Clouds beside clear cells: on real imagery under a real cloud mask, the fill moves features of clear cells less than
//! the cloud itself and than any constant. `examples/fill_measure` prints the same for more scenes.

mod products;
mod support;

use std::path::{Path, PathBuf};

use lejepa_gis::geometry::Window;
use lejepa_gis::raster::gdal::{Dataset, bind};
use products::{NAMES, Scene, features};

const SIDE: usize = 256;
const CELLS: usize = SIDE / 8;
const HIDDEN: [f32; 6] = [0.0, 1.0, 3.0, 8.0, 9.0, 10.0];

fn read(path: PathBuf, band: usize, [x, y]: [usize; 2], side: usize) -> Vec<f32> {
    let dataset = Dataset::open(bind(None).unwrap(), &path.to_string_lossy()).unwrap();
    let mut values = vec![0f32; side * side];
    dataset.read_f32(band, Window { x, y, width: side, height: side }, &mut values).unwrap();
    values
}

/// Mean of 1 - cosine over some cells; features are `[number][cell]`.
fn moved(a: &[f32], b: &[f32], cells: &[usize]) -> f64 {
    let numbers = a.len() / (CELLS * CELLS);
    let one = |c: &usize| {
        let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
        for n in 0..numbers {
            let (x, y) = (f64::from(a[n * CELLS * CELLS + c]), f64::from(b[n * CELLS * CELLS + c]));
            (ab, aa, bb) = (ab + x * y, aa + x * x, bb + y * y);
        }
        1.0 - ab / (aa * bb).sqrt()
    };
    cells.iter().map(one).sum::<f64>() / cells.len() as f64
}

#[test]
fn clear_cells_beside_clouds_keep_their_features() {
    let imagery = Path::new("../shared/imagery");
    if !support::is_there(imagery) {
        return;
    }
    let clear = imagery.join("train/thailand_songkhram_20200223_l2a.tif");
    let bands: Vec<Vec<f32>> = (1..=5).map(|b| read(clear.clone(), b, [500, 500], SIDE)).collect();
    let scl = imagery.join("inputs/exeter_scl_clouds_4band/exe_2024-08-16_12-21-11.tif");
    let scl = read(scl, 5, [60, 40], SIDE / 2);
    let hidden: Vec<bool> =
        (0..SIDE * SIDE).map(|i| HIDDEN.contains(&scl[i / SIDE / 2 * (SIDE / 2) + i % SIDE / 2])).collect();
    let clouds = imagery.join("inputs/majortom_0U_199R_l2a_offset1000_cloud");
    let cloud: Vec<Vec<f32>> = NAMES
        .iter()
        .map(|name| {
            let coarse = if *name == "B11" { 2 } else { 1 };
            let plane = read(clouds.join(format!("{name}.tif")), 1, [0, 0], SIDE / coarse);
            let at = |i: usize| plane[i / SIDE / coarse * (SIDE / coarse) + i % SIDE / coarse];
            (0..SIDE * SIDE).map(|i| at(i) - 1000.0).collect()
        })
        .collect();
    let mean = |b: usize| {
        let known: Vec<f32> = (0..SIDE * SIDE).filter(|&i| !hidden[i]).map(|i| bands[b][i]).collect();
        (known.iter().sum::<f32>() / known.len() as f32).round()
    };
    let means: Vec<f32> = (0..5).map(mean).collect();

    let mut scene = Scene::new(16);
    (scene.side, scene.grid) = (SIDE, scene.grid.crop(0, 0, SIDE, SIDE));
    let stack = |name: &str, hide: &dyn Fn(usize, usize) -> f32| {
        let plane = |b: usize| (0..SIDE * SIDE).map(|i| if hidden[i] { hide(b, i) } else { bands[b][i] }).collect();
        let planes: Vec<_> = NAMES.iter().enumerate().map(|(b, n)| (*n, plane(b))).collect();
        scene.write(&scene.path(name), &planes, &[("OFFSET", "none")])
    };
    let encoded = |input: &str, pairs: &[(&str, &str)]| features(&scene, input, pairs).unwrap().0;
    let mask = hidden.iter().map(|h| f32::from(u8::from(*h))).collect();
    let mask = scene.write(&scene.path("mask.tif"), &[("", mask)], &[]);

    let truth = encoded(&stack("truth.tif", &|b, i| bands[b][i]), &[]);
    let share = |c: usize| {
        let pixel = |p: usize| (c / CELLS * 8 + p / 8) * SIDE + c % CELLS * 8 + p % 8;
        (0..64).filter(|&p| !hidden[pixel(p)]).count() as f64 / 64.0
    };
    let near = |c: usize| {
        let (x, y) = (c % CELLS, c / CELLS);
        let around = |v: usize| v.saturating_sub(1)..=(v + 1).min(CELLS - 1);
        around(y).any(|y| around(x).any(|x| share(y * CELLS + x) < 1.0))
    };
    let clear: Vec<usize> = (0..CELLS * CELLS).filter(|&c| share(c) == 1.0 && near(c)).collect();
    let kept: Vec<usize> = (0..CELLS * CELLS).filter(|&c| (0.75..1.0).contains(&share(c))).collect();
    assert!(clear.len() > 100 && kept.len() > 30, "{} and {} cells", clear.len(), kept.len());

    let filled = encoded(&stack("filled.tif", &|b, i| cloud[b][i]), &[("MASK", &mask), ("MASK_VALUES", "1")]);
    let product = moved(&truth, &filled, &clear);
    for (name, hide) in [
        ("the cloud itself", &(|b: usize, i: usize| cloud[b][i].max(1.0)) as &dyn Fn(usize, usize) -> f32),
        ("the scene's mean", &|b, _| means[b]),
        ("almost 0", &|_, _| 1.0),
    ] {
        let other = moved(&truth, &encoded(&stack("other.tif", hide), &[]), &clear);
        println!("clear cells beside masked ones move by {product:.4}, with {name} instead by {other:.4}");
        assert!(product < other, "{name}: {product} against {other}");
    }
    // Cells that are valid by default although some of their pixels are masked.
    let partly = moved(&truth, &filled, &kept);
    assert!(partly < 0.075, "{partly}");
    let cells = |c: usize| filled[c].is_finite();
    assert!((0..CELLS * CELLS).all(|c| cells(c) == (share(c) >= 0.75)), "three quarters of a cell's pixels count");
}
