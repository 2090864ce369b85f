//! From pixels to cells, on an encoder whose answer is known: any size, nodata, threads, memory.

use lejepa_gis::error::{Error, Result};
use lejepa_gis::model::{Encoder, EncoderSpec, Model};
use lejepa_gis::params::Task;
use lejepa_gis::pipeline::{Encoded, Encoding, Options, Progress, Stage, With, encode, silent, worker_pool};
use lejepa_gis::raster::PixelSource;
use lejepa_gis::raster::reflectance::{Reflectance, decide};

const CHIP: usize = 32;
const PATCH: usize = 8;

/// A feature is the mean of each band over its cell, so that chips agree on it and the right answer is plain.
struct CellMeans(EncoderSpec);

impl Encoder for CellMeans {
    fn spec(&self) -> &EncoderSpec {
        &self.0
    }

    fn encode(&self, chip: &[f32]) -> Result<Vec<f32>> {
        let side = CHIP / PATCH;
        let mean = |i: usize| {
            let (cell, band) = (i / 2, i % 2);
            let (row, column) = (cell / side * PATCH, cell % side * PATCH);
            let pixel = |k: usize| chip[band * CHIP * CHIP + (row + k / PATCH) * CHIP + column + k % PATCH];
            (0..PATCH * PATCH).map(pixel).sum::<f32>() / (PATCH * PATCH) as f32
        };
        Ok((0..side * side * 2).map(mean).collect())
    }
}

fn model() -> Model {
    let spec = EncoderSpec {
        kind: "means".into(),
        reach: None,
        chip: CHIP,
        patch: PATCH,
        dim: 2,
        bands: vec!["a".into(), "b".into()],
        mean: vec![0.0; 2],
        std: vec![1.0; 2],
    };
    Model::from_encoder("means", Box::new(CellMeans(spec)))
}

fn value(band: usize, x: usize, y: usize) -> f32 {
    100.0 * (band + 1) as f32 + ((x * 37 + y * 101 + band * 13) % 251) as f32
}

/// A raster whose pixels follow from their place; `valid` says which count.
fn raster(width: usize, height: usize, valid: impl Fn(usize, usize) -> bool) -> PixelSource<'static> {
    let at = |i: usize| (i % width, i / width % height, i / (width * height));
    let pixels = (0..2 * width * height).map(|i| {
        let (x, y, band) = at(i);
        if valid(x, y) { value(band, x, y) } else { -9999.0 }
    });
    let mask = (0..width * height).map(|i| u8::from(valid(i % width, i / width)));
    PixelSource::owned((width, height, 2), &pixels.collect::<Vec<_>>(), mask.collect()).unwrap()
}

fn as_said() -> Reflectance {
    decide("memory", "dn", &[], &[], None).unwrap()
}

fn options(threads: usize, memory: usize) -> Encoding {
    Encoding { threads, memory, ..Options::defaults(Task::Features).encoding }
}

fn cells(source: &mut PixelSource, options: &Encoding) -> (Vec<f32>, Encoded) {
    let mut quiet = silent();
    let stage = Stage::new(&mut quiet, 0.0, 1.0);
    let pool = worker_pool(options.threads).unwrap();
    let folder = std::env::temp_dir();
    let (model, rule) = (model(), as_said());
    let with = With { model: &model, reflectance: &rule, options, pool: &pool, folder: &folder };
    let (mut store, counts, _) = encode(&with, source, stage, None).unwrap();
    let height = store.grid.height;
    (store.read(0, height).unwrap().into_raw_vec_and_offset().0, counts)
}

#[test]
fn any_size_gives_every_cell() {
    for (width, height) in [(1, 1), (1, 50), (7, 3), (8, 8), (31, 33), (32, 32), (33, 32), (100, 41), (250, 64)] {
        let (cells, counts) = cells(&mut raster(width, height, |_, _| true), &options(2, 1 << 30));
        let columns = width.div_ceil(PATCH);
        assert_eq!(cells.len(), 2 * columns * height.div_ceil(PATCH), "{width} x {height}");
        assert_eq!((counts.valid_cells, counts.encoded), (counts.cells, counts.chips), "{width} x {height}");
        // whole cells hold their own pixels' mean, whatever chips saw them
        for row in 0..height / PATCH {
            for column in 0..width / PATCH {
                for band in 0..2 {
                    let pixels =
                        (0..PATCH * PATCH).map(|k| value(band, column * PATCH + k % PATCH, row * PATCH + k / PATCH));
                    let expected = pixels.sum::<f32>() / (PATCH * PATCH) as f32;
                    let found = cells[(row * columns + column) * 2 + band];
                    assert!(
                        (found - expected).abs() < 0.01,
                        "{width} x {height}, cell {column} {row}: {found} for {expected}"
                    );
                }
            }
        }
    }
}

#[test]
fn finer_cells_are_the_patches_around_them() {
    for (width, height) in [(1, 1), (1, 50), (7, 3), (8, 8), (33, 32), (100, 41), (131, 64)] {
        for stride in [8, 4, 2] {
            let finer = Encoding { stride: Some(stride), ..options(2, 1 << 30) };
            let (cells, counts) = cells(&mut raster(width, height, |_, _| true), &finer);
            let (columns, rows) = (width.div_ceil(stride), height.div_ceil(stride));
            assert_eq!(
                (cells.len(), counts.cells, counts.valid_cells),
                (2 * columns * rows, columns * rows, counts.cells)
            );
            for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))) {
                // The patch has the same centre as the cell; what is beyond the raster is seen in a mirror.
                let mirrored = |first: usize, k: usize, size: usize| {
                    let at = (first * stride + stride / 2 + k) as isize - (PATCH / 2) as isize;
                    lejepa_gis::tiling::reflect(at, size)
                };
                for band in 0..2 {
                    let pixel =
                        |k: usize| value(band, mirrored(column, k % PATCH, width), mirrored(row, k / PATCH, height));
                    let expected = (0..PATCH * PATCH).map(pixel).sum::<f32>() / (PATCH * PATCH) as f32;
                    let found = cells[(row * columns + column) * 2 + band];
                    assert!(
                        (found - expected).abs() < 0.01,
                        "{width} x {height} by {stride}, cell {column} {row}: {found} for {expected}"
                    );
                }
            }
        }
    }
}

#[test]
fn finer_cells_count_their_own_patches_pixels() {
    // The left 50 columns are valid: the patch of column c begins at pixel 2c - 3, and needs six of its eight.
    let finer = Encoding { stride: Some(2), ..options(2, 1 << 30) };
    let (cells, _) = cells(&mut raster(64, 16, |x, _| x < 50), &finer);
    for column in 0..32 {
        assert_eq!(cells[2 * column].is_nan(), 2 * column as isize - 3 + 6 > 50, "cell {column}");
    }
}

#[test]
fn a_stride_that_does_not_divide_a_patch_is_refused() {
    for stride in [1, 3, 5, 16] {
        let finer = Encoding { stride: Some(stride), ..options(2, 1 << 30) };
        let mut quiet = silent();
        let stage = Stage::new(&mut quiet, 0.0, 1.0);
        let pool = worker_pool(1).unwrap();
        let mut source = raster(40, 40, |_, _| true);
        let folder = std::env::temp_dir();
        let (model, rule) = (model(), as_said());
        let with = With { model: &model, reflectance: &rule, options: &finer, pool: &pool, folder: &folder };
        let error = encode(&with, &mut source, stage, None).err().unwrap();
        let message = error.to_string();
        assert!(message.contains(&format!("STRIDE={stride}: expected 2 or 4 or 8 for patches of 8 x 8")), "{message}");
    }
}

#[test]
fn threads_and_memory_do_not_change_a_bit() {
    let hole = |x: usize, y: usize| !(40..70).contains(&x) || !(10..90).contains(&y);
    // Few chips hold a pixel here, and most of those that wait for a worker wait among empty ones.
    let islands = |x: usize, y: usize| x % 90 < 8 && y % 60 < 8;
    for valid in [hole as fn(usize, usize) -> bool, islands] {
        let bits = |o: &Encoding| -> Vec<u32> {
            cells(&mut raster(203, 150, valid), o).0.iter().map(|v| v.to_bits()).collect()
        };
        for stride in [None, Some(4)] {
            let options = |threads, memory| Encoding { stride, ..options(threads, memory) };
            let reference = bits(&options(1, 1 << 30));
            for (threads, memory) in [(2, 1 << 30), (5, 1 << 30), (1, 1), (3, 1), (9, 1)] {
                assert!(bits(&options(threads, memory)) == reference, "{threads} threads, {memory} bytes");
            }
        }
    }
}

#[test]
fn nodata_is_left_out_and_empty_chips_are_not_encoded() {
    // the left 102 columns are valid; the rest, more than three chips wide, is not
    let (cells, counts) = cells(&mut raster(224, 32, |x, _| x < 102), &options(2, 1 << 30));
    let columns = 224 / PATCH;
    for column in 0..columns {
        let found = cells[column * 2];
        // column 12 has 6 of 8 pixel columns: three quarters, so it counts
        assert_eq!(found.is_nan(), column > 12, "cell {column}: {found}");
        assert!(found.is_nan() || (100.0..360.0).contains(&found), "nodata leaked into cell {column}: {found}");
    }
    assert!(counts.encoded < counts.chips, "{counts:?}");
    assert_eq!(counts.valid_cells, 13 * 4);
    let (_, none) = self::cells(&mut raster(64, 64, |_, _| false), &options(2, 1 << 30));
    assert_eq!((none.encoded, none.valid_cells), (0, 0));
}

#[test]
fn a_stop_ends_the_encoding() {
    struct StopAt(usize);
    impl Progress for StopAt {
        fn update(&mut self, _: f64, _: &str) -> bool {
            self.0 = self.0.saturating_sub(1);
            self.0 > 0
        }
    }
    let mut stop = StopAt(3);
    let stage = Stage::new(&mut stop, 0.0, 1.0);
    let pool = worker_pool(2).unwrap();
    let folder = std::env::temp_dir();
    let (model, rule, options) = (model(), as_said(), options(2, 1 << 30));
    let with = With { model: &model, reflectance: &rule, options: &options, pool: &pool, folder: &folder };
    let result = encode(&with, &mut raster(300, 300, |_, _| true), stage, None);
    assert!(matches!(result, Err(Error::Cancelled)));
}
