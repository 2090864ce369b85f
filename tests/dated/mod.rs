//! Features rasters of one made-up place on eight dates, of which it is known when each cell changes.

use std::path::Path;

use lejepa_gis::geometry::Grid;
use lejepa_gis::raster::gdal::{Content, GdalSink, OutputBand, OutputSpec, Storage, WriteOptions, bind};

pub const SIDE: usize = 24;
pub const CELLS: usize = SIDE * SIDE;
pub const BANDS: usize = 8;

/// A number from 0 to 1 of some numbers.
pub fn hashed(numbers: &[usize]) -> f32 {
    let mut z = 0x9E37_79B9_7F4A_7C15u64;
    for n in numbers {
        z = (z ^ *n as u64).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z ^= z >> 29;
    }
    (z >> 40) as f32 / 16_777_216.0
}

/// Writes a features raster of others on a grid of 80 m cells; NaN is an invalid cell.
pub fn features(path: &str, value: impl Fn(usize, usize) -> f32) {
    let transform = Some([500_000.0, 80.0, 0.0, 4_700_000.0, 0.0, -80.0]);
    let grid = Grid { width: SIDE, height: SIDE, transform, crs: Some("EPSG:32631".into()) };
    let mut values: Vec<f32> =
        (0..BANDS).flat_map(|b| (0..CELLS).map(move |c| (c, b))).map(|(c, b)| value(c, b)).collect();
    let bands = (0..BANDS).map(|i| OutputBand { description: format!("f{i}"), ..OutputBand::default() }).collect();
    let spec = OutputSpec {
        grid,
        bands,
        content: Content::Features,
        storage: Storage::Float32,
        mask: false,
        tags: vec![],
        metadata: vec![],
    };
    let mut sink = GdalSink::create(bind(None).unwrap(), path, spec, WriteOptions::default()).unwrap();
    sink.write_rows(0, &mut values).unwrap();
    sink.finish().unwrap();
}

/// Cells that change on the fifth date and stay, and cells that change then and return on the seventh.
pub fn stays(cell: usize) -> bool {
    (100..130).contains(&cell)
}
pub fn returns(cell: usize) -> bool {
    (300..320).contains(&cell)
}
/// Cells that stand out on the last date only.
pub fn newest(cell: usize) -> bool {
    (410..430).contains(&cell)
}
/// A cloud on the fifth date, over some of the cells that change.
pub fn clouded(cell: usize, date: usize) -> bool {
    date == 4 && (100..105).contains(&cell)
}

/// Features of others say how they are stored.
pub const OTHERS: [&str; 2] = ["--quantisation", "linear"];

pub const DATES: [&str; 8] =
    ["20230110", "20230401", "20230715", "20231005", "20240112", "20240403", "20240716", "20241006"];
/// Days since 1970 of the fifth and of the sixth date.
pub const FIFTH: f32 = 19_734.0;
pub const SIXTH: f32 = 19_816.0;

/// Writes eight dates into a folder, each with a season of its own, and gives their paths.
pub fn dates(folder: &Path) -> Vec<String> {
    let write = |(date, name): (usize, &&str)| {
        let path = folder.join(format!("tile_{name}.tif")).to_string_lossy().into_owned();
        features(&path, |cell, band| {
            if clouded(cell, date) {
                return f32::NAN;
            }
            let other =
                (stays(cell) && date >= 4) || (returns(cell) && (4..6).contains(&date)) || (newest(cell) && date == 7);
            let ground = |band: usize| hashed(&[cell, band, usize::from(other)]);
            let noise = 0.04 * (hashed(&[cell, band, date, 1]) - 0.5);
            // The season scales, shifts and mixes what the ground shows.
            let season = date as f32 / 4.0;
            (1.0 + 0.5 * season) * ground(band) + 0.3 * season * ground((band + 1) % BANDS) - season + noise
        });
        path
    };
    DATES.iter().enumerate().map(write).collect()
}
