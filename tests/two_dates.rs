//! Two dates: what compares, what is refused, and how the second comes onto the grid of the first.

mod products;

use std::rc::Rc;

use lejepa_gis::error::{Error, Result};
use lejepa_gis::geometry::Window;
use lejepa_gis::params::Task;
use lejepa_gis::pipeline::{self, Job, Report, silent};
use lejepa_gis::raster::gdal::{Dataset, GdalSource};
use lejepa_gis::raster::{RasterSource, Resampling};
use products::{Scene, features, gdal, options, values};

/// Change between two rasters by cosine, which is 0 where features are equal, in `change.tif`.
fn change(scene: &Scene, a: &str, b: &str, pairs: &[(&str, &str)]) -> Result<Report> {
    let options = options(Task::Change, &[&[("METHOD", "cosine")], pairs].concat());
    pipeline::change(a, b, &scene.name("change.tif"), &options, None, &mut silent())
}

#[test]
fn two_dates_must_compare() {
    let scene = Scene::new(256);
    let old = scene.stack("old.tif", 0.0, &[("PROCESSING_BASELINE", "02.14"), ("LEVEL", "L2A")]);
    let new = scene.stack("new.tif", 1000.0, &[("PROCESSING_BASELINE", "05.09"), ("LEVEL", "L2A")]);
    // Conventions may differ when each is known, and it is said that they do.
    let report = change(&scene, &old, &new, &[]).unwrap();
    let said = &report.inputs[1].facts.reflectance;
    assert!(
        said.starts_with("dn-offset: tag PROCESSING_BASELINE=05.09") && said.contains("first date is dn"),
        "{said}"
    );
    assert!(values(&report.outputs[0]).iter().all(|v| v.abs() < 1e-5), "the same ground has not changed");
    let shift = report.inputs[1].facts.shift.expect("equal pictures have a clear shift");
    assert!(shift[0].abs() < 0.05 && shift[1].abs() < 0.05, "{shift:?}");
    assert!(report.warnings.is_empty(), "{:?}", report.warnings);

    let other_level = scene.stack("l1c.tif", 0.0, &[("PROCESSING_BASELINE", "02.14"), ("LEVEL", "L1C")]);
    let refused = change(&scene, &old, &other_level, &[]).unwrap_err();
    assert!(matches!(refused, Error::Reflectance { .. }) && refused.to_string().contains("L1C"), "{refused}");
    let mixed = change(&scene, &old, &other_level, &[("MIXED", "YES")]).unwrap();
    assert!(mixed.warnings.iter().any(|w| w.contains("L1C")));

    // A date that is silent is refused; said wrongly, its data give it away; said rightly, it runs.
    let silent = scene.stack("offset.tif", 1000.0, &[]);
    let message = |pairs: &[(&str, &str)]| change(&scene, &old, &silent, pairs).unwrap_err().to_string();
    assert!(message(&[]).contains("offset.tif") && message(&[]).contains("reflectance-after"));
    assert!(message(&[("REFLECTANCE_AFTER", "dn")]).contains("+1000"));
    assert!(change(&scene, &old, &silent, &[("REFLECTANCE_AFTER", "dn-offset")]).unwrap().warnings.is_empty());
    // One word for both, against what one of them tells of itself.
    let refused = change(&scene, &old, &new, &[("REFLECTANCE", "dn")]).unwrap_err().to_string();
    assert!(refused.contains("new.tif") && refused.contains("mean dn-offset"), "{refused}");
    change(&scene, &old, &new, &[("REFLECTANCE", "dn"), ("REFLECTANCE_AFTER", "dn-offset")]).unwrap();
}

#[test]
fn a_convention_concluded_from_values_must_not_differ() {
    let scene = Scene::new(256);
    let known = scene.stack("known.tif", 0.0, &[("PROCESSING_BASELINE", "02.14")]);
    let floats = scene.name("floats.tif");
    gdal(
        "gdal_translate",
        &["-ot", "Float32", "-scale", "0", "10000", "0", "1", &scene.stack("x.tif", 0.0, &[]), &floats],
    );
    let refused = change(&scene, &known, &floats, &[]).unwrap_err().to_string();
    for part in ["unit", "floats.tif", "concluded from values", "reflectance-after"] {
        assert!(refused.contains(part), "{refused}");
    }
    assert!(change(&scene, &known, &floats, &[("MIXED", "YES")]).unwrap().warnings.len() >= 2);
    let told = change(&scene, &known, &floats, &[("REFLECTANCE_AFTER", "unit")]).unwrap();
    assert!(values(&told.outputs[0]).iter().all(|v| v.abs() < 1e-5));
    // Two such rasters do agree, and each says how it was understood.
    assert_eq!(change(&scene, &floats, &floats, &[]).unwrap().warnings.len(), 2);
}

#[test]
fn products_of_two_tiles_are_warped_and_it_is_said() {
    let scene = Scene::new(256);
    let uri = |tile: &str, date: &str| format!("S2A_MSIL2A_{date}T105031_N0509_R051_{tile}_20230821T150000.SAFE");
    let (one, other) = (uri("T31TEH", "20230821"), uri("T32TLN", "20230831"));
    let first = scene.stack("first.tif", 1000.0, &[("PRODUCT_URI", &one)]);
    // The same ground as another zone's pixels.
    let (second, same_tile) = (scene.name("second.tif"), scene.name("same.tif"));
    let source = scene.stack("source.tif", 1000.0, &[("PRODUCT_URI", &other)]);
    let to_32 = ["-t_srs", "EPSG:32632", "-tr", "10", "10", "-r", "cubic", "-srcnodata", "0", "-dstnodata", "0"];
    gdal("gdalwarp", &[&to_32[..], &[&source, &second]].concat());
    let report = change(&scene, &first, &second, &[]).unwrap();
    let tiles: Vec<_> = report.inputs.iter().map(|i| i.facts.tile.as_str()).collect();
    assert_eq!(tiles, ["31TEH", "32TLN"]);
    assert!(report.warnings.iter().any(|w| w.contains("warped onto the first date")), "{:?}", report.warnings);
    let found: Vec<f32> = values(&report.outputs[0]).into_iter().filter(|v| v.is_finite()).collect();
    let mean = found.iter().sum::<f32>() / found.len() as f32;
    assert!(found.len() > 900 && mean < 0.1, "{} cells, mean {mean}", found.len());
    let shift = report.inputs[1].facts.shift.unwrap();
    assert!(shift[0].abs() < 0.2 && shift[1].abs() < 0.2, "{shift:?}");
    // One tile with other pixels, or nothing told: refused, with how they differ.
    gdal("gdalwarp", &[&to_32[..], &["-overwrite", &first, &same_tile]].concat());
    let refused = change(&scene, &first, &same_tile, &[]).unwrap_err().to_string();
    assert!(refused.contains("zone 32N") && refused.contains("align"), "{refused}");
    // Products of one tile coincide, and are not warped.
    assert!(change(&scene, &first, &first, &[]).unwrap().warnings.is_empty());
    // The later date first.
    assert!(change(&scene, &second, &first, &[]).unwrap().warnings.iter().any(|w| w.contains("is the order meant")));
}

#[test]
fn a_shift_of_more_than_a_pixel_is_warned_of() {
    let scene = Scene::new(256);
    let tags = [("OFFSET", "none")];
    let first = scene.stack("first.tif", 0.0, &tags);
    let moved = |dx: usize, dy: usize| {
        let plane = |p: &Vec<f32>| {
            (0..256 * 256).map(|i| p[(i / 256).max(dy) * 256 - dy * 256 + (i % 256).max(dx) - dx]).collect()
        };
        let planes: Vec<(&str, Vec<f32>)> = scene.planes(0.0).iter().map(|(n, p)| (*n, plane(p))).collect();
        scene.write(&scene.path("moved.tif"), &planes, &tags)
    };
    for (dx, dy, warned) in [(0, 1, false), (2, 1, true)] {
        let report = change(&scene, &first, &moved(dx, dy), &[]).unwrap();
        let [x, y] = report.inputs[1].facts.shift.unwrap();
        assert!((x - dx as f64).abs() < 0.1 && (y - dy as f64).abs() < 0.1, "{x} {y}");
        assert_eq!(
            report.warnings.iter().any(|w| w.contains("register the dates first")),
            warned,
            "{:?}",
            report.warnings
        );
    }
}

#[test]
fn a_cell_counts_where_both_dates_are_clear() {
    let scene = Scene::new(128);
    let classes = |column: usize| {
        let mut classes = vec![4.0; 64 * 64];
        (0..64 * 64).filter(|i| i % 64 / 4 == column).for_each(|i| classes[i] = 8.0);
        Some(classes)
    };
    let (first, second) = (scene.safe("a.SAFE", true, classes(2)), scene.safe("b.SAFE", false, classes(5)));
    let report = change(&scene, &first, &second, &[("VALIDITY", "YES")]).unwrap();
    let found = values(&report.outputs[0]);
    assert!((0..256).all(|i| found[i].is_nan() == matches!(i % 16, 2 | 5)), "{found:?}");
    let validity = values(&report.outputs[1]);
    assert_eq!((validity[2], validity[256 + 2], validity[256 + 5], validity[256 + 6]), (0.0, 2.0, 2.0, 0.0));
}

#[test]
fn the_second_date_is_warped_onto_the_overlap() {
    let scene = Scene::new(256);
    let planes = scene.planes(0.0);
    let tags = [("OFFSET", "none")];
    let first = scene.write(&scene.path("first.tif"), &planes, &tags);
    // The same ground without the 20 columns and 9 rows at the upper left, and with a strip of nodata.
    let (dx, dy, side) = (20, 9, 200);
    let cut = |plane: &Vec<f32>| -> Vec<f32> {
        (0..side * side)
            .map(|p| if p / side >= 180 { 0.0 } else { plane[(p / side + dy) * 256 + p % side + dx] })
            .collect()
    };
    let moved = Scene { side, grid: scene.grid.crop(dx, dy, side, side), ..Scene::new(16) };
    let planes: Vec<_> = planes.iter().map(|(n, plane)| (*n, cut(plane))).collect();
    let second = moved.write(&scene.path("second.tif"), &planes, &tags);

    let refused = change(&scene, &first, &second, &[]).unwrap_err();
    assert!(matches!(refused, Error::Grid(_)) && refused.to_string().contains("align"), "{refused}");
    let report = change(&scene, &first, &second, &[("ALIGN", "YES")]).unwrap();
    // The overlap begins at column 20, row 9, so its cells begin at 16 and 8 and reach 204 columns and 201 rows.
    assert_eq!(report.inputs[0].cells, [26, 26]);
    let grid = Dataset::open(scene.gdal, &report.outputs[0]).unwrap().grid();
    let [x, y] = [0, 3].map(|i| grid.transform.unwrap()[i]);
    let own = scene.grid.transform.unwrap();
    assert_eq!((x, y), (own[0] + 160.0, own[3] - 80.0));
    let values = values(&report.outputs[0]);
    let row = |r: usize| &values[r * 26..(r + 1) * 26];
    assert!(row(8)[2..20].iter().all(|v| v.abs() < 1e-3), "the same ground has not changed: {:?}", row(8));
    assert!(row(24).iter().all(|v| v.is_nan()), "nodata of the second date stays nodata");

    // The dry run refuses what the run would.
    let (options, output) = (options(Task::Change, &[]), scene.path("dry.tif").display().to_string());
    let inputs = vec![(&first).into(), (&second).into()];
    let job = Job { task: Task::Change, inputs, outputs: vec![&output], options: &options, model: None, context: None };
    assert!(matches!(pipeline::estimate(&job, &mut pipeline::silent()), Err(Error::Grid(_))));

    // A rotated grid cannot take the second date; it is said, not done wrongly.
    let mut leaning = scene.grid.clone();
    leaning.transform = leaning.transform.map(|t| [t[0], 8.0, 6.0, t[3], 6.0, -8.0]);
    let rotated = Scene { side: 256, grid: leaning, ..Scene::new(16) };
    let rotated = rotated.write(&rotated.path("rotated.tif"), &scene.planes(0.0), &tags);
    let refused = change(&scene, &rotated, &first, &[("ALIGN", "YES")]).unwrap_err().to_string();
    assert!(refused.contains("rotated"), "{refused}");
}

/// The scene's stack beside an overview file that holds nothing of it, and a VRT whose overviews lie elsewhere.
fn with_poor_overviews(scene: &Scene, plain: &str) -> [String; 2] {
    let nonsense = scene.planes(0.0).into_iter().map(|(name, plane)| (name, vec![9000.0; plane.len()]));
    let nonsense = scene.write(&scene.path("nonsense.tif"), &nonsense.collect::<Vec<_>>(), &[("OFFSET", "none")]);
    gdal("gdaladdo", &["-ro", "-r", "nearest", &nonsense, "2", "4"]);
    let (tif, vrt) = (scene.name("poor.tif"), scene.name("poor.vrt"));
    std::fs::copy(plain, &tif).unwrap();
    std::fs::copy(format!("{nonsense}.ovr"), format!("{tif}.ovr")).unwrap();
    gdal("gdal_translate", &["-of", "VRT", plain, &vrt]);
    let overview = |band: usize| {
        format!("<Overview><SourceFilename>{nonsense}.ovr</SourceFilename><SourceBand>{band}</SourceBand></Overview>")
    };
    let text = std::fs::read_to_string(&vrt).unwrap();
    let mut parts = text.split("</VRTRasterBand>");
    let mut text = parts.next().unwrap().to_owned();
    for (i, part) in parts.enumerate() {
        text += &format!("{}</VRTRasterBand>{part}", overview(i + 1));
    }
    std::fs::write(&vrt, text).unwrap();
    [tif, vrt]
}

#[test]
fn larger_pixels_are_averages_of_pixels_not_of_overviews() {
    let scene = Scene::new(256);
    let plain = scene.stack("plain.tif", 0.0, &[("OFFSET", "none")]);
    let poor = with_poor_overviews(&scene, &plain);
    for target in ["20", "40"] {
        let (expected, report) = features(&scene, &plain, &[("TARGET_RESOLUTION", target)]).unwrap();
        let said = &report.inputs[0].facts.bands;
        assert!(said.ends_with(&format!("(resampled to {target} m, average)")), "{said}");
        for input in &poor {
            let (found, _) = features(&scene, input, &[("TARGET_RESOLUTION", target)]).unwrap();
            assert_eq!(products::difference(&found, &expected), 0.0, "{input}, {target} m");
        }
    }
    // The average of what is there, and what is there only: two by two pixels, some of them without measurement.
    let name = scene.name("holes.tif");
    let plane: Vec<f32> = (0..256 * 256).map(|i| if i % 7 == 0 { 0.0 } else { (1 + i % 251) as f32 }).collect();
    scene.write(&scene.path("holes.tif"), &[("red", plane.clone())], &[]);
    let source = GdalSource::whole_unscaled(Rc::new(Dataset::open(scene.gdal, &name).unwrap())).unwrap();
    let mut source = source.resampled(&scene.grid.with_pixels((2.0, 2.0)), Resampling::Bilinear).unwrap();
    let (mut found, mut valid) = (vec![0f32; 128 * 128], vec![0u8; 128 * 128]);
    source.read(Window { x: 0, y: 0, width: 128, height: 128 }, &mut found, &mut valid).unwrap();
    for (at, value) in found.iter().enumerate() {
        let first = at / 128 * 512 + at % 128 * 2;
        let four = [0, 1, 256, 257].map(|i| plane[first + i]);
        let there: Vec<f32> = four.into_iter().filter(|v| *v != 0.0).collect();
        let mean = there.iter().sum::<f32>() / there.len() as f32;
        assert!((value - mean).abs() < 1e-3 && valid[at] == 1, "{at}: {value}, {four:?}");
    }
}

#[test]
fn a_finer_second_date_is_averaged_onto_the_first() {
    let scene = Scene::new(256);
    let fine = scene.stack("fine.tif", 0.0, &[("OFFSET", "none")]);
    let coarse = scene.name("coarse.tif");
    gdal("gdalwarp", &["-r", "average", "-tr", "25", "25", "-ovr", "NONE", &fine, &coarse]);
    gdal("gdaladdo", &["-ro", "-r", "nearest", &fine, "2"]);
    let report = change(&scene, &coarse, &fine, &[("ALIGN", "YES")]).unwrap();
    assert!(report.inputs[1].facts.bands.contains("onto the first date, average"), "{:?}", report.inputs[1].facts);
    let found = values(&report.outputs[0]);
    // Only that the first date was rounded to whole numbers is left.
    assert!(found.iter().filter(|v| v.is_finite()).count() > 100);
    assert!(found.iter().all(|v| v.is_nan() || v.abs() < 1e-3), "{found:?}");
}

#[test]
fn classes_are_pixels_also_in_jpeg_2000() {
    let scene = Scene::new(256);
    if scene.gdal.require_driver("JP2OpenJPEG").is_err() {
        return println!("skipped: this GDAL has no JP2OpenJPEG");
    }
    // Vegetation and snow, whose averages are clouds.
    let classes =
        (0..128 * 128).map(|i| if (i / 128 / 6 * 7 + i % 128 / 6 * 5) % 3 == 0 { 11.0 } else { 4.0 }).collect();
    let mask = scene.write(&scene.path("mask.tif"), &[("SCL", classes)], &[]);
    let jp2 = scene.name("mask.jp2");
    let lossless = ["REVERSIBLE=YES", "QUALITY=100", "RESOLUTIONS=5"].iter().flat_map(|o| ["-co", o]);
    let options: Vec<_> = ["-of", "JP2OpenJPEG", "-ot", "Byte"].into_iter().chain(lossless).collect();
    gdal("gdal_translate", &[&options[..], &[&mask, &jp2]].concat());
    let input = scene.stack("in.tif", 0.0, &[("OFFSET", "none")]);
    for target in ["20", "50", "60"] {
        let (found, _) = features(&scene, &input, &[("TARGET_RESOLUTION", target), ("MASK", &jp2)]).unwrap();
        assert!(found.iter().all(|v| v.is_finite()), "no class of these is masked, {target} m");
    }
}

#[test]
fn rasters_that_lie_on_no_grid_are_refused_or_said() {
    let scene = Scene::new(64);
    let input = scene.stack("in.tif", 0.0, &[("OFFSET", "none")]);
    let placed = |name: &str, x: i32| {
        let mut arguments: Vec<String> = ["-a_srs", "EPSG:32631"].map(String::from).to_vec();
        for (column, row) in [(0, 0), (64, 0), (0, 64), (64, 64)] {
            let (x, y) = (x + 10 * column, 5_000_000 - 10 * row);
            arguments.extend(["-gcp".into(), column.to_string(), row.to_string(), x.to_string(), y.to_string()]);
        }
        arguments.extend([input.clone(), scene.name(name)]);
        gdal("gdal_translate", &arguments.iter().map(String::as_str).collect::<Vec<_>>());
        scene.name(name)
    };
    let (one, other) = (placed("one.tif", 600_000), placed("other.tif", 600_640));
    for pairs in [&[][..], &[("ALIGN", "YES")]] {
        let refused = change(&scene, &one, &other, pairs).unwrap_err().to_string();
        assert!(refused.contains("one.tif") && refused.contains("4 ground control points"), "{refused}");
    }
    let refused = change(&scene, &input, &other, &[("ALIGN", "YES")]).unwrap_err().to_string();
    assert!(refused.contains("other.tif") && refused.contains("gdalwarp -tps"), "{refused}");
    let mask = scene.name("mask.tif");
    gdal("gdal_translate", &["-b", "1", &other, &mask]);
    let refused = features(&scene, &input, &[("MASK", &mask)]).unwrap_err().to_string();
    assert!(refused.contains("mask.tif") && refused.contains("ground control points"), "{refused}");
    let rpc = scene.name("rpc.vrt");
    let plain = "<VRTDataset rasterXSize=\"64\" rasterYSize=\"64\"><Metadata domain=\"RPC\"><MDI key=\"LINE_OFF\">1</MDI></Metadata>";
    gdal("gdal_translate", &["-of", "VRT", &input, &rpc]);
    let text = std::fs::read_to_string(&rpc).unwrap();
    let bands = &text[text.find("<VRTRasterBand").unwrap()..];
    std::fs::write(&rpc, format!("{plain}{bands}")).unwrap();
    let refused = features(&scene, &rpc, &[]).unwrap_err().to_string();
    assert!(refused.contains("rpc.vrt") && refused.contains("RPC") && refused.contains("gdalwarp -rpc"), "{refused}");
    // Nothing at all, or a world file without a reference system: encoded as it lies, and said.
    for (name, head, said) in [
        ("bare.vrt", "", "has no georeference"),
        ("world.vrt", "<GeoTransform>600000,10,0,5000000,0,-10</GeoTransform>", "has no reference system"),
    ] {
        let path = scene.name(name);
        std::fs::write(&path, format!("<VRTDataset rasterXSize=\"64\" rasterYSize=\"64\">{head}{bands}")).unwrap();
        let (_, report) = features(&scene, &path, &[("REFLECTANCE", "dn")]).unwrap();
        assert!(report.warnings.iter().any(|w| w.contains(said)), "{:?}", report.warnings);
    }
}
