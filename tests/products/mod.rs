//! Small products in the forms that people have, made from the synthetic scene, and their features.
#![allow(dead_code)] // compiled into each test anew, and every test uses a part of it

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use lejepa_gis::error::Result;
use lejepa_gis::geometry::{Grid, Window};
use lejepa_gis::params::{Task, Values};
use lejepa_gis::pipeline::{self, Options, Report, silent};
use lejepa_gis::raster::gdal::{Content, Dataset, Gdal, GdalSink, OutputBand, OutputSpec, Storage, WriteOptions, bind};
use lejepa_gis::synthetic::SceneSpec;

/// The model's bands by the mission's names, in the order of the synthetic scene.
pub const NAMES: [&str; 5] = ["B04", "B03", "B02", "B08", "B11"];

/// Typed options of a task.
pub fn options(task: Task, pairs: &[(&str, &str)]) -> Options {
    // f32, because inputs that differ in their last bit are compared, which bf16 would round apart.
    let pairs = pairs.iter().copied().chain([("OVERWRITE", "YES"), ("THREADS", "2"), ("PRECISION", "f32")]);
    Options::new(&Values::new(task, pairs).unwrap()).unwrap()
}

/// All bands of a raster, one after the other.
pub fn values(path: &str) -> Vec<f32> {
    let dataset = Dataset::open(bind(None).unwrap(), path).unwrap();
    let grid = dataset.grid();
    let area = grid.width * grid.height;
    let mut all = vec![0f32; area * dataset.band_count()];
    let whole = Window { x: 0, y: 0, width: grid.width, height: grid.height };
    for (i, band) in all.chunks_exact_mut(area).enumerate() {
        dataset.read_f32(i + 1, whole, band).unwrap();
    }
    all
}

/// Features of an input, all bands one after the other, with the report.
pub fn features(scene: &Scene, input: &str, pairs: &[(&str, &str)]) -> Result<(Vec<f32>, Report)> {
    let output = scene.path("features.tif").to_string_lossy().into_owned();
    let report = pipeline::features(input, &output, &options(Task::Features, pairs), None, &mut silent())?;
    Ok((values(&output), report))
}

/// A scene, and the features of its band files.
pub fn scene_and_features() -> (Scene, Vec<f32>) {
    let scene = Scene::new(128);
    let folder = scene.band_files("folder", |b| format!("{b}.tif"), 0.0);
    let (reference, _) = features(&scene, &folder, &[("REFLECTANCE", "dn")]).unwrap();
    (scene, reference)
}

/// Largest difference where both are valid; NaN must lie at the same cells.
pub fn difference(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    assert!(a.iter().zip(b).all(|(x, y)| x.is_nan() == y.is_nan()), "other cells are valid");
    a.iter().zip(b).filter(|(x, _)| !x.is_nan()).map(|(x, y)| (x - y).abs()).fold(0.0, f32::max)
}

/// A line of the table of forms: seen with `--nocapture`.
pub fn line(scene: &Scene, input: &str, report: &Report, largest: f32) {
    let folder = format!("{}/", scene.folder.path().display());
    let facts = &report.inputs[0].facts;
    println!("| {} | {} | {} | {largest:.1e} |", input.replace(&folder, ""), facts.form, facts.reflectance);
}

/// Runs `gdal_translate`, `gdalwarp` or `ogr2ogr`, which the tests' packages bring.
pub fn gdal(program: &str, arguments: &[&str]) {
    let mut command = Command::new(program);
    // The programs are the system's, whatever libgdal the tests are run with.
    ["LD_LIBRARY_PATH", "GDAL_DATA", "PROJ_DATA", "PROJ_LIB"].iter().for_each(|name| {
        command.env_remove(name);
    });
    let output = command.arg("-q").args(arguments).output();
    let output = output.unwrap_or_else(|e| panic!("{program}: {e}"));
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A scene of `side × side` pixels, B11 at half of them.
pub struct Scene {
    pub folder: tempfile::TempDir,
    pub gdal: &'static Gdal,
    pub side: usize,
    pub grid: Grid,
    /// One plane per band of [`NAMES`].
    pub bands: Vec<Vec<f32>>,
}

impl Scene {
    pub fn new(side: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let spec = SceneSpec { width: side, height: side, ..SceneSpec::default() };
        let paths = lejepa_gis::pipeline::write_synthetic_scene(&spec, folder.path(), false).unwrap();
        let gdal = bind(None).unwrap();
        let dataset = Dataset::open(gdal, &paths[0]).unwrap();
        let grid = dataset.grid();
        let whole = Window { x: 0, y: 0, width: side, height: side };
        let mut bands = Vec::new();
        for number in 1..=5 {
            let mut plane = vec![0f32; side * side];
            dataset.read_f32(number, whole, &mut plane).unwrap();
            bands.push(plane);
        }
        let half = side / 2;
        let mean = |i: usize| {
            let (x, y) = (i % half * 2, i / half * 2);
            let at = |dx: usize, dy: usize| bands[4][(y + dy) * side + x + dx];
            ((at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)) / 4.0).round()
        };
        bands[4] = (0..half * half).map(mean).collect();
        Scene { folder, gdal, side, grid, bands }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The same as text.
    pub fn name(&self, name: &str) -> String {
        self.path(name).to_string_lossy().into_owned()
    }

    /// Writes bands that share one pixel size.
    pub fn write(&self, path: &Path, planes: &[(&str, Vec<f32>)], tags: &[(&str, &str)]) -> String {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let side = (planes[0].1.len() as f64).sqrt() as usize;
        let share = self.side as f64 / side as f64;
        let spec = OutputSpec {
            grid: self.grid.with_pixels((share, share)),
            bands: planes
                .iter()
                .map(|(d, _)| OutputBand { description: d.to_string(), ..OutputBand::default() })
                .collect(),
            content: Content::Values,
            storage: Storage::UInt16,
            mask: false,
            tags: tags.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect(),
            metadata: vec![],
        };
        let options = WriteOptions { overwrite: true, ..WriteOptions::default() };
        let mut sink = GdalSink::create(self.gdal, &path.to_string_lossy(), spec, options).unwrap();
        let mut values: Vec<f32> = planes.iter().flat_map(|(_, p)| p.iter().copied()).collect();
        sink.write_rows(0, &mut values).unwrap();
        sink.finish().unwrap();
        path.to_string_lossy().into_owned()
    }

    /// All bands at the size of the first, values plus `offset`.
    pub fn planes(&self, offset: f32) -> Vec<(&'static str, Vec<f32>)> {
        let (side, half) = (self.side, self.side / 2);
        let place = |band: usize, p: usize| if band == 4 { p / side / 2 * half + p % side / 2 } else { p };
        let plane = |band: usize| (0..side * side).map(|p| self.bands[band][place(band, p)] + offset).collect();
        NAMES.iter().enumerate().map(|(i, n)| (*n, plane(i))).collect()
    }

    /// One raster of all bands, values plus `offset`.
    pub fn stack(&self, name: &str, offset: f32, tags: &[(&str, &str)]) -> String {
        self.write(&self.path(name), &self.planes(offset), tags)
    }

    /// One file per band, values plus `offset`, without any tag; gives the folder.
    pub fn band_files(&self, folder: &str, name: impl Fn(&str) -> String, offset: f32) -> String {
        for (band, plane) in NAMES.iter().zip(&self.bands) {
            let plane = plane.iter().map(|v| v + offset).collect();
            self.write(&self.path(folder).join(name(band)), &[("", plane)], &[]);
        }
        self.path(folder).to_string_lossy().into_owned()
    }

    /// A product like the mission's, with GeoTIFF images: baseline 05.09 with the offset in, or 02.14 without.
    pub fn safe(&self, name: &str, with_offset: bool, scl: Option<Vec<f32>>) -> String {
        let images = "GRANULE/L2A_T31TEH/IMG_DATA";
        let image = |band: &str| {
            let pixel = if band == "B11" || band == "SCL" { 20 } else { 10 };
            format!("{images}/R{pixel}m/T31TEH_20230821T105031_{band}_{pixel}m")
        };
        let offset = if with_offset { 1000.0 } else { 0.0 };
        self.band_files(name, |b| image(b) + ".tif", offset);
        let mut listed: Vec<String> = NAMES.iter().map(|b| image(b)).collect();
        listed.push(format!("{images}/R60m/T31TEH_20230821T105031_B02_60m"));
        if let Some(classes) = scl {
            self.write(&self.path(name).join(image("SCL") + ".tif"), &[("", classes)], &[]);
            listed.push(image("SCL"));
        }
        let files: String = listed.iter().map(|f| format!("<IMAGE_FILE>{f}</IMAGE_FILE>\n")).collect();
        let offsets: String =
            (0..13).map(|i| format!("<BOA_ADD_OFFSET band_id=\"{i}\">-1000</BOA_ADD_OFFSET>\n")).collect();
        let xml = format!(
            "<?xml version=\"1.0\"?><n1:Level-2A_User_Product><PROCESSING_LEVEL>Level-2A</PROCESSING_LEVEL>\
             <PROCESSING_BASELINE>{}</PROCESSING_BASELINE>{files}\
             <BOA_QUANTIFICATION_VALUE unit=\"none\">10000</BOA_QUANTIFICATION_VALUE>{}</n1:Level-2A_User_Product>",
            if with_offset { "05.09" } else { "02.14" },
            if with_offset { offsets } else { String::new() },
        );
        std::fs::write(self.path(name).join("MTD_MSIL2A.xml"), xml).unwrap();
        self.path(name).to_string_lossy().into_owned()
    }

    /// A STAC item beside band files, with an offset in reflectance; some bands under two assets.
    pub fn stac(&self, folder: &str) -> String {
        self.band_files(folder, |b| format!("{b}.tif"), 1000.0);
        let asset = |name: &str, file: &str, pixel: u32| {
            serde_json::json!({"href": format!("./{file}.tif"), "eo:bands": [{"name": name}], "roles": ["data"],
                "raster:bands": [{"nodata": 0, "scale": 0.0001, "offset": -0.1, "spatial_resolution": pixel}]})
        };
        let item = serde_json::json!({"type": "Feature", "stac_version": "1.0.0", "id": "x", "properties": {},
        "assets": {
            "red": asset("B04", "B04", 10), "green": asset("B03", "B03", 10), "blue": asset("B02", "B02", 10),
            "nir": asset("B08", "B08", 10), "nir_20m": asset("B08", "missing", 20), "nir08": asset("B8A", "missing", 20),
            "swir16": asset("B11", "B11", 20),
            "visual": {"href": "./none.tif", "eo:bands": [{"name": "B04"}, {"name": "B03"}, {"name": "B02"}]},
        }});
        let path = self.path(folder).join("item.json");
        std::fs::write(&path, item.to_string()).unwrap();
        path.to_string_lossy().into_owned()
    }
}

/// What a server was asked for.
#[derive(Default)]
pub struct Served {
    /// Requests of a range.
    pub ranges: AtomicUsize,
    /// Bytes of all answers, without their heads.
    pub bytes: AtomicUsize,
}

/// Serves a folder on this machine with range requests, for as long as the process lives; counts what it serves.
pub fn serve(folder: PathBuf) -> (String, Arc<Served>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let served = Arc::new(Served::default());
    let counter = served.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (folder, counter) = (folder.clone(), counter.clone());
            std::thread::spawn(move || answer(stream, &folder, &counter));
        }
    });
    (address, served)
}

fn answer(mut stream: std::net::TcpStream, folder: &Path, served: &Served) {
    let mut lines = BufReader::new(stream.try_clone().unwrap().take(1 << 16)).lines().map_while(Result::ok);
    let request = lines.next().unwrap_or_default();
    let headers: Vec<String> = lines.take_while(|l| !l.is_empty()).collect();
    let mut words = request.split(' ');
    let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or("/"));
    let path = target.split('?').next().unwrap_or(target).trim_start_matches('/');
    let Ok(body) = std::fs::read(folder.join(path)) else {
        let _ = stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return;
    };
    let range = headers.iter().find_map(|h| {
        let (low, high) = h
            .to_ascii_lowercase()
            .strip_prefix("range: bytes=")?
            .split_once('-')
            .map(|(a, b)| (a.parse::<usize>(), b.parse::<usize>()))?;
        Some((low.ok()?, high.unwrap_or(usize::MAX).min(body.len() - 1)))
    });
    let (status, part, extra) = match range {
        Some((low, high)) if low <= high => {
            served.ranges.fetch_add(1, Ordering::Relaxed);
            ("206 Partial Content", &body[low..=high], format!("Content-Range: bytes {low}-{high}/{}\r\n", body.len()))
        }
        _ => ("200 OK", &body[..], String::new()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nAccept-Ranges: bytes\r\nContent-Length: {}\r\n{extra}Connection: close\r\n\r\n",
        part.len()
    );
    let _ = stream.write_all(head.as_bytes());
    if method != "HEAD" {
        served.bytes.fetch_add(part.len(), Ordering::Relaxed);
        let _ = stream.write_all(part);
    }
}
