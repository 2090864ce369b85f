//! What every raster source promises: any window gives what the whole gives there, and wrong requests are errors.

use std::rc::Rc;

use lejepa_gis::geometry::Window;
use lejepa_gis::pipeline::write_synthetic_scene;
use lejepa_gis::raster::gdal::{Dataset, GdalSource, bind};
use lejepa_gis::raster::{CropSource, PixelSource, RasterSource};
use lejepa_gis::synthetic::SceneSpec;

fn read(source: &mut dyn RasterSource, w: Window) -> (Vec<f32>, Vec<u8>) {
    let (mut pixels, mut valid) = (vec![-1.0; source.bands() * w.area()], vec![7; w.area()]);
    source.read(w, &mut pixels, &mut valid).unwrap();
    (pixels, valid)
}

fn keeps_the_contract(source: &mut dyn RasterSource) {
    assert!(!source.name().is_empty());
    let (width, height, bands) = (source.grid().width, source.grid().height, source.bands());
    let (whole, whole_valid) = read(source, Window { x: 0, y: 0, width, height });
    assert!(whole_valid.iter().all(|v| *v <= 1));
    let corner = Window { x: width - 1, y: height - 1, width: 1, height: 1 };
    let middle = Window { x: width / 3, y: height / 4, width: width / 2, height: height / 2 };
    let row = Window { x: 0, y: height / 2, width, height: 1 };
    for w in [corner, middle, row] {
        let (pixels, valid) = read(source, w);
        for i in 0..w.area() {
            let at = (w.y + i / w.width) * width + w.x + i % w.width;
            assert_eq!(valid[i], whole_valid[at], "{w:?}");
            for band in 0..bands {
                let (part, all) = (pixels[band * w.area() + i], whole[band * width * height + at]);
                assert!(valid[i] == 0 || part == all, "{w:?}: {part} for {all}");
            }
        }
    }
    let beyond = Window { x: 1, y: 0, width, height: 1 };
    assert!(
        source.read(beyond, &mut vec![0.0; bands * width], &mut vec![0; width]).is_err(),
        "a window beyond the edge"
    );
    assert!(source.read(row, &mut [0.0; 1], &mut vec![0; width]).is_err(), "a buffer that is too short");
}

fn memory() -> PixelSource<'static> {
    let (width, height) = (23, 17);
    let pixels: Vec<_> = (0..3 * width * height).map(|i| i as f32).collect();
    let valid = (0..width * height).map(|i| u8::from(i % 5 != 0)).collect();
    PixelSource::owned((width, height, 3), &pixels, valid).unwrap()
}

#[test]
fn pixels_in_memory() {
    keeps_the_contract(&mut memory());
}

#[test]
fn a_window_of_another_source() {
    let window = Window { x: 2, y: 3, width: 19, height: 11 };
    keeps_the_contract(&mut CropSource::new(Box::new(memory()), window).unwrap());
    keeps_the_contract(&mut CropSource::centre(Box::new(memory()), 9).unwrap());
}

#[test]
fn a_gdal_dataset() {
    let folder = tempfile::tempdir().unwrap();
    let spec = SceneSpec { width: 70, height: 41, ..SceneSpec::default() };
    // By the library: under an emulator a test cannot start a program of its system.
    let paths = write_synthetic_scene(&spec, folder.path(), false).unwrap();
    let dataset = Dataset::open(bind(None).unwrap(), &paths[0]).unwrap();
    keeps_the_contract(&mut GdalSource::whole_unscaled(Rc::new(dataset)).unwrap());
}
