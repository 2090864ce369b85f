//! One raster in every flavour that people have gives the same features: conventions, types, names, grids.

mod products;

use std::process::Command;

use lejepa_gis::geometry::Grid;
use lejepa_gis::raster::gdal::Dataset;
use products::{NAMES, Scene, difference, features, gdal, line, values};

/// Features of the stack of whole numbers without offset.
fn reference(scene: &Scene) -> Vec<f32> {
    let stack = scene.stack("reference.tif", 0.0, &[("OFFSET", "none")]);
    features(scene, &stack, &[]).unwrap().0
}

/// `gdal_translate` into a file of this name.
fn translated(scene: &Scene, arguments: &[&str], from: &str, name: &str) -> String {
    let target = scene.name(name);
    gdal("gdal_translate", &[arguments, &[from, &target]].concat());
    target
}

#[test]
fn conventions_give_the_same_features() {
    let scene = Scene::new(128);
    let reference = reference(&scene);
    let plain = scene.stack("plain.tif", 0.0, &[]);
    let offset = scene.stack("offset.tif", 1000.0, &[]);
    let make = |arguments: &[&str], from: &str, name: &str| translated(&scene, arguments, from, name);
    let baseline = ["-mo", "PROCESSING_BASELINE=05.09"];
    let to_unit = ["-ot", "Float32", "-scale", "0", "10000", "0", "1"];
    let scaled = ["-a_scale", "0.0001", "-a_offset", "-0.1"];
    let cases = [
        (make(&["-ot", "Int16", "-mo", "OFFSET=none"], &plain, "int16.tif"), "", "dn: tag OFFSET=none"),
        (make(&["-ot", "Int32"], &plain, "int32.tif"), "dn", "dn: said"),
        (make(&["-ot", "Float32"], &plain, "floats.tif"), "dn", "dn: said"),
        (make(&["-ot", "Float64", "-mo", "PROCESSING_BASELINE=02.14"], &plain, "f64.tif"), "", "dn: tag PROCESSING"),
        (offset.clone(), "dn-offset", "dn-offset: said"),
        (offset.clone(), "0.0001,-0.1", "dn-offset: said"),
        (make(&baseline, &offset, "baseline.tif"), "", "dn-offset: tag PROCESSING_BASELINE=05.09"),
        (make(&["-mo", "BOA_ADD_OFFSET=-1000"], &offset, "boa.tif"), "", "dn-offset: tag BOA_ADD_OFFSET=-1000"),
        (make(&scaled, &offset, "scaled.tif"), "", "dn-offset: band tags"),
        (make(&["-a_scale", "0.0001"], &plain, "scale.tif"), "", "dn: band tags"),
        (make(&to_unit, &plain, "unit.tif"), "unit", "unit: said"),
        (make(&to_unit, &plain, "concluded.tif"), "", "unit: its values run from"),
        (make(&[&to_unit[..], &["-mo", "PROCESSING_BASELINE=02.14"]].concat(), &plain, "old.tif"), "", "unit: tag"),
        (make(&["-ot", "Float32", "-mo", "BOA_ADD_OFFSET=-1000"], &offset, "float.tif"), "", "dn-offset: tag BOA"),
        (make(&["-of", "VRT", "-mo", "OFFSET=none"], &plain, "virtual.vrt"), "", "dn: tag OFFSET=none"),
    ];
    for (input, said, decided) in cases {
        let pairs: Vec<_> = [("REFLECTANCE", said)].into_iter().filter(|p| !p.1.is_empty()).collect();
        let (found, report) = features(&scene, &input, &pairs).unwrap_or_else(|e| panic!("{input}: {e}"));
        let facts = &report.inputs[0].facts;
        assert!(facts.reflectance.starts_with(decided), "{input}: {}", facts.reflectance);
        assert_eq!(facts.warnings.len(), usize::from(input.contains("concluded")), "{input}: {:?}", facts.warnings);
        // 0.0001 is not exact in binary.
        let largest = difference(&reference, &found);
        line(&scene, &input, &report, largest);
        assert!(largest < 2e-3, "{input}: {largest}");
        if facts.reflectance.starts_with("dn") && !input.contains("scale") {
            assert_eq!(largest, 0.0, "{input}");
        }
    }
    for (input, words) in [
        (offset.clone(), "reflectance-after says it for the second"),
        (make(&["-ot", "Float32"], &plain, "dark.tif"), "its values run from"),
        (make(&["-ot", "Byte", "-scale", "0", "5000", "0", "255"], &plain, "picture.tif"), "visual image"),
    ] {
        let refused = features(&scene, &input, &[]).unwrap_err().to_string();
        assert!(refused.contains(words), "{input}: {refused}");
    }
}

#[test]
fn nodata_is_masked_before_the_offset() {
    let scene = Scene::new(128);
    let gap = |offset: f32, hole: f32| {
        let mut planes = scene.planes(offset);
        let inside = |i: &usize| i % 128 < 20 && i / 128 < 12;
        planes.iter_mut().for_each(|(_, p)| (0..128 * 128).filter(inside).for_each(|i| p[i] = hole));
        planes
    };
    let write = |name: &str, planes: Vec<(&str, Vec<f32>)>, tags: &[(&str, &str)]| {
        scene.write(&scene.path(name), &planes, tags)
    };
    let plain = write("plain.tif", gap(0.0, 0.0), &[("OFFSET", "none")]);
    let (reference, _) = features(&scene, &plain, &[]).unwrap();
    assert!(reference[0].is_nan() && !reference[3].is_nan());
    let offset = write("offset.tif", gap(1000.0, 0.0), &[("PROCESSING_BASELINE", "05.09")]);
    let other = write("other.tif", gap(1000.0, 65535.0), &[("PROCESSING_BASELINE", "05.09")]);
    let other = translated(&scene, &["-a_nodata", "65535"], &other, "other65535.tif");
    let nan = ["-ot", "Float32", "-scale", "0", "10000", "0", "1", "-a_nodata", "0"];
    let floats = translated(&scene, &nan, &plain, "floats.tif");
    for input in [offset, other, floats] {
        let (found, report) = features(&scene, &input, &[]).unwrap();
        line(&scene, &input, &report, difference(&reference, &found));
        assert!(difference(&reference, &found) < 2e-3, "{input}");
        assert!(report.warnings.is_empty() || input.contains("floats"), "{:?}", report.warnings);
    }
}

#[test]
fn bands_are_known_by_whatever_tells() {
    let scene = Scene::new(128);
    let reference = reference(&scene);
    // In another order, and without descriptions: by wavelengths, by other tags, by numbers, by names and numbers.
    let order = [2, 0, 4, 1, 3];
    let planes = scene.planes(0.0);
    let wavelengths = ["665", "560", "490", "842", "1610"];
    let build = |name: &str, tag: &dyn Fn(usize) -> String| {
        let shuffled: Vec<_> = order.iter().map(|&i| ("", planes[i].1.clone())).collect();
        let plain = scene.write(&scene.path("shuffled.tif"), &shuffled, &[("OFFSET", "none")]);
        let path = translated(&scene, &["-of", "VRT"], &plain, name);
        let mut text = std::fs::read_to_string(&path).unwrap();
        for (number, &band) in order.iter().enumerate() {
            let at = text.find(&format!("band=\"{}\"", number + 1)).unwrap();
            let end = at + text[at..].find('>').unwrap() + 1;
            text.insert_str(end, &tag(band));
        }
        std::fs::write(&path, text).unwrap();
        path
    };
    let item = |key: &str, value: &str| format!("<Metadata><MDI key=\"{key}\">{value}</MDI></Metadata>");
    let cases = [
        (build("wavelength.vrt", &|b| item("wavelength", wavelengths[b])), "auto"),
        (build("bandname.vrt", &|b| item("BANDNAME", NAMES[b]) + "<Description>B1</Description>"), "auto"),
        (build("common.vrt", &|b| item("common_name", ["red", "green", "blue", "nir", "swir16"][b])), "auto"),
        (build("described.vrt", &|b| format!("<Description>{}, central wavelength</Description>", NAMES[b])), "auto"),
        (build("numbers.vrt", &|_| String::new()), "2,4,1,5,3"),
        (build("names.vrt", &|_| String::new()), "red=2,B03=4,blue=1,nir=5,swir16=3"),
    ];
    for (input, bands) in cases {
        let (found, report) = features(&scene, &input, &[("BANDS", bands)]).unwrap_or_else(|e| panic!("{input}: {e}"));
        assert_eq!(report.inputs[0].facts.bands, "red=2,green=4,blue=1,nir=5,swir16=3", "{input}");
        line(&scene, &input, &report, difference(&reference, &found));
        assert_eq!(difference(&reference, &found), 0.0, "{input}");
    }
}

/// A stack on a grid of its own, written as it is.
fn on_grid(scene: &Scene, name: &str, transform: [f64; 6], flip: bool) -> String {
    let grid = Grid { transform: Some(transform), ..scene.grid.clone() };
    let own = Scene { side: scene.side, grid, ..Scene::new(16) };
    let side = scene.side;
    let row = |y: usize| if flip { side - 1 - y } else { y };
    let turned = |p: Vec<f32>| (0..side * side).map(|i| p[row(i / side) * side + i % side]).collect();
    let planes: Vec<_> = scene.planes(0.0).into_iter().map(|(n, p)| (n, turned(p))).collect();
    let path = own.write(&own.path("x.tif"), &planes, &[("OFFSET", "none")]);
    let target = scene.name(name);
    std::fs::copy(path, &target).unwrap();
    target
}

#[test]
fn odd_grids_are_right_or_said() {
    let scene = Scene::new(128);
    let reference = reference(&scene);
    let [x, _, _, y, ..] = scene.grid.transform.unwrap();
    let bottom_up = on_grid(&scene, "up.tif", [x, 10.0, 0.0, y - 1280.0, 0.0, 10.0], true);
    let (found, report) = features(&scene, &bottom_up, &[]).unwrap();
    assert!(report.warnings[0].contains("south to north"), "{:?}", report.warnings);
    line(&scene, "bottom-up raster", &report, difference(&reference, &found));
    assert_eq!(difference(&reference, &found), 0.0);
    let grid = |report: &lejepa_gis::pipeline::Report| Dataset::open(scene.gdal, &report.outputs[0]).unwrap().grid();
    assert_eq!(grid(&report).transform, scene.grid.cells(8).transform);

    let rotated = on_grid(&scene, "rotated.tif", [x, 8.0, 6.0, y, 6.0, -8.0], false);
    let (found, report) = features(&scene, &rotated, &[]).unwrap();
    assert!(report.warnings[0].contains("rotated by 36.9 degrees"), "{:?}", report.warnings);
    line(&scene, "rotated raster", &report, difference(&reference, &found));
    assert_eq!(difference(&reference, &found), 0.0);
    assert_eq!(grid(&report).transform, Some([x, 64.0, 48.0, y, 48.0, -64.0]));
    let refused = features(&scene, &rotated, &[("TARGET_RESOLUTION", "20")]).unwrap_err().to_string();
    assert!(refused.contains("rotated"), "{refused}");
}

#[test]
fn pixels_of_other_sizes_are_warned_of_and_resampled() {
    let scene = Scene::new(128);
    let stack = scene.stack("reference.tif", 0.0, &[("OFFSET", "none")]);
    let (reference, _) = features(&scene, &stack, &[]).unwrap();
    let twice = translated(&scene, &["-tr", "5", "5", "-r", "nearest"], &stack, "twice.tif");
    let (_, report) = features(&scene, &twice, &[]).unwrap();
    assert!(report.warnings[0].contains("5.0 x 5.0 m") && report.warnings[0].contains("trained on 10 m"));
    let (found, report) = features(&scene, &twice, &[("TARGET_RESOLUTION", "10")]).unwrap();
    assert!(report.warnings.is_empty(), "{:?}", report.warnings);
    assert_eq!(report.inputs[0].cells, [16, 16]);
    // Bilinear over half pixels blurs a little.
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| f64::from(a * b)).sum::<f64>();
    let cosine = dot(&reference, &found) / (dot(&reference, &reference) * dot(&found, &found)).sqrt();
    assert!(cosine > 0.98, "{cosine}");
    let (_, report) = features(&scene, &stack, &[("TARGET_RESOLUTION", "20")]).unwrap();
    assert_eq!(report.inputs[0].cells, [8, 8]);
    assert!(report.warnings[0].contains("resampled to 20 m"), "{:?}", report.warnings);

    let degrees = scene.name("degrees.tif");
    gdal("gdalwarp", &["-t_srs", "EPSG:4326", "-tr", "0.0001", "0.0001", &stack, &degrees]);
    let (_, report) = features(&scene, &degrees, &[]).unwrap();
    // At 42.45 degrees north, 0.0001 degrees are 8.22 m to the east and 11.11 m to the north.
    let [east, north] = report.inputs[0].facts.metres.unwrap();
    assert!((east - 8.22).abs() < 0.01 && (north - 11.11).abs() < 0.01, "{east} {north}");
    let grid = Grid { crs: None, transform: None, ..scene.grid.clone() };
    let nowhere = Scene { side: 128, grid, ..Scene::new(16) };
    let nowhere = nowhere.write(&scene.path("nowhere.tif"), &scene.planes(0.0), &[("OFFSET", "none")]);
    let refused = features(&scene, &nowhere, &[("TARGET_RESOLUTION", "10")]).unwrap_err().to_string();
    assert!(refused.contains("no reference system"), "{refused}");
}

#[test]
fn what_was_decided_is_printed_recorded_and_returned() {
    let scene = Scene::new(128);
    let stack = scene.stack("s.tif", 1000.0, &[("PROCESSING_BASELINE", "05.09")]);
    let output = scene.name("out.tif");
    let run = |more: &[&str]| {
        let command = Command::new(env!("CARGO_BIN_EXE_lejepa-gis"))
            .args(["features", &stack, "-o", &output, "--overwrite"])
            .args(more)
            .output()
            .unwrap();
        assert!(command.status.success());
        String::from_utf8(command.stdout).unwrap()
    };
    let decided = "dn-offset: tag PROCESSING_BASELINE=05.09";
    assert!(run(&[]).contains(&format!("reflectance {decided}")), "printed");
    let json: serde_json::Value = serde_json::from_str(&run(&["--json"])).unwrap();
    assert_eq!(json["inputs"][0]["reflectance"], decided, "returned");
    let recorded = Dataset::open(scene.gdal, &output).unwrap().metadata(c"LEJEPA_GIS");
    assert!(recorded.contains(&("REFLECTANCE".into(), decided.into())), "{recorded:?}");
    assert!(values(&output).iter().any(|v| v.is_finite()));
}

#[test]
fn bands_of_a_virtual_raster_take_the_names_of_their_sources() {
    let scene = Scene::new(128);
    let reference = reference(&scene);
    let planes = scene.planes(0.0);
    // As gdalbuildvrt and QGIS write them: sources, and no names.
    let files: Vec<String> = (planes.iter().rev())
        .map(|(name, plane)| {
            let path = scene.path(&format!("T31TEH_20230821T105031_{name}_10m.tif"));
            scene.write(&path, &[("", plane.clone())], &[("OFFSET", "none")])
        })
        .collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let stack = scene.name("stack.vrt");
    gdal("gdalbuildvrt", &[&["-separate", &stack], &files[..]].concat());
    let named = scene.stack("mosaic source.tif", 0.0, &[]);
    let mosaic = scene.name("mosaic.vrt");
    gdal("gdalbuildvrt", &[&mosaic, &named]);
    let dn = [("REFLECTANCE", "dn")];
    for (input, bands) in
        [(stack.clone(), "red=5,green=4,blue=3,nir=2,swir16=1"), (mosaic, "red=1,green=2,blue=3,nir=4,swir16=5")]
    {
        let (found, report) = features(&scene, &input, &dn).unwrap_or_else(|e| panic!("{input}: {e}"));
        assert_eq!(report.inputs[0].facts.bands, bands, "{input}");
        line(&scene, &input, &report, difference(&reference, &found));
        assert_eq!(difference(&reference, &found), 0.0, "{input}");
    }
    // Sources whose names tell nothing, or different things, give no example that could be copied.
    for (i, file) in files.iter().enumerate() {
        std::fs::rename(file, scene.path(&format!("part{i}.tif"))).unwrap();
    }
    let parts: Vec<String> = (0..5).map(|i| scene.name(&format!("part{i}.tif"))).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    gdal("gdalbuildvrt", &[&["-overwrite", "-separate", &stack], &parts[..]].concat());
    let refused = features(&scene, &stack, &dn).unwrap_err().to_string();
    assert!(refused.contains("say which is which") && refused.contains("red=?,green=?,blue=?"), "{refused}");
}

#[test]
fn wavelengths_of_any_domain_tell_confirm_or_contradict() {
    let scene = Scene::new(128);
    let reference = reference(&scene);
    let planes = scene.planes(0.0);
    let centres = [664.6, 559.8, 492.4, 832.8, 1613.7];
    let plain = |names: [&str; 5], more: &[(&str, usize)], name: &str| {
        let own = names.iter().enumerate().map(|(i, n)| (*n, planes[i].1.clone()));
        // Others beside them, darker than those they must not be taken for.
        let others = more.iter().map(|(n, i)| (*n, planes[*i].1.iter().map(|v| v / 2.0).collect()));
        scene.write(&scene.path(name), &own.chain(others).collect::<Vec<_>>(), &[])
    };
    let dn = [("REFLECTANCE", "dn")];
    // ENVI: the driver makes descriptions of wavelengths.
    let stack = plain([""; 5], &[("", 3), ("", 4)], "plain.tif");
    let listed = [&centres[..], &[864.7, 2202.4]].concat();
    for (name, factor, unit) in [
        ("nm.dat", 1.0, "wavelength units = Nanometers\n"),
        ("um.dat", 1e-3, "wavelength units = Micrometers\n"),
        ("none.dat", 1.0, ""),
        ("unknown.dat", 1.0, "wavelength units = Unknown\n"),
    ] {
        let input = translated(&scene, &["-of", "ENVI"], &stack, name);
        let header = scene.path(&name.replace(".dat", ".hdr"));
        let values: Vec<String> = listed.iter().map(|w| format!("{}", w * factor)).collect();
        let text =
            std::fs::read_to_string(&header).unwrap() + &format!("wavelength = {{{}}}\n{unit}", values.join(", "));
        std::fs::write(&header, text).unwrap();
        let (found, report) = features(&scene, &input, &dn).unwrap_or_else(|e| panic!("{input}: {e}"));
        assert_eq!(report.inputs[0].facts.bands, "red=1,green=2,blue=3,nir=4,swir16=5", "{input}");
        assert_eq!(difference(&reference, &found), 0.0, "{input}");
    }
    // FORCE: its own domain, and NIR that is B8A.
    let names = ["RED", "GREEN", "BLUE", "BROADNIR", "SWIR1"];
    let force = |near: &str, name: &str| {
        let plain = plain(names, &[("NIR", 3), ("SWIR2", 4)], "20200223_LEVEL2_SEN2B_BOA.tif");
        let path = translated(&scene, &["-of", "VRT"], &plain, name);
        let mut text = std::fs::read_to_string(&path).unwrap();
        for (number, wavelength) in [(1, "0.665"), (6, near)] {
            let at = text.find(&format!("band=\"{number}\"")).unwrap();
            let end = at + text[at..].find('>').unwrap() + 1;
            let item = format!("<Metadata domain=\"FORCE\"><MDI key=\"Wavelength\">{wavelength}</MDI></Metadata>");
            text.insert_str(end, &item);
        }
        std::fs::write(&path, text).unwrap();
        path
    };
    let (found, report) = features(&scene, &force("0.865", "force.vrt"), &dn).unwrap();
    assert_eq!(report.inputs[0].facts.bands, "red=1,green=2,blue=3,nir=4,swir16=5");
    assert_eq!(difference(&reference, &found), 0.0);
    // A name against its wavelength: both are said.
    let names = ["B04", "B03", "B02", "B08", "B11"];
    let input = translated(&scene, &["-of", "ENVI"], &plain(names, &[], "named.tif"), "contradicts.dat");
    let header = scene.path("contradicts.hdr");
    let text = std::fs::read_to_string(&header).unwrap();
    std::fs::write(&header, text + "wavelength = {664.6, 559.8, 492.4, 864.7, 1613.7}\n").unwrap();
    let refused = features(&scene, &input, &dn).unwrap_err().to_string();
    assert!(refused.contains("named nir, but of 864.7 nm") && refused.contains("nir=?"), "{refused}");
}

#[test]
fn pictures_are_refused_as_such() {
    let scene = Scene::new(64);
    let stack = scene.stack("stack.tif", 0.0, &[]);
    let byte = ["-ot", "Byte", "-scale", "0", "5000", "1", "255"];
    let three = translated(&scene, &[&byte[..], &["-b", "1", "-b", "2", "-b", "3"]].concat(), &stack, "rgb.tif");
    let one = translated(&scene, &[&byte[..], &["-b", "1"]].concat(), &stack, "one.tif");
    let palette = scene.name("palette.gif");
    gdal("gdal_translate", &["-of", "GIF", &one, &palette]);
    for input in [
        translated(&scene, &["-of", "JPEG"], &three, "picture.jpg"),
        translated(&scene, &["-of", "PNG"], &three, "picture.png"),
        translated(&scene, &byte, &stack, "five.tif"),
        palette,
        one,
        three,
    ] {
        let refused = features(&scene, &input, &[]).unwrap_err().to_string();
        assert!(refused.contains("8-bit") || refused.contains("Byte"), "{input}: {refused}");
        assert!(refused.contains("visual image") && !refused.contains("bands="), "{input}: {refused}");
    }
}
