//! The C functions about models, bases as texts and files, tables, versions and GDAL, with any texts and honest places.

use std::ffi::{CStr, CString};
use std::ptr::{null, null_mut};
use std::sync::{Once, OnceLock};

use super::c::*;
use super::place::named;

/// Bytes of places on both sides of what a function may write.
const GUARD: u8 = 0xA5;

fn tables(n: &mut Numbers) {
    let status = i32::from_le_bytes([0; 4].map(|_: u8| n.byte() as u8));
    let mut json = null_mut();
    // SAFETY: places are null or honest; texts live as long as the process.
    unsafe {
        assert!(!CStr::from_ptr(lejepa_gis_status_name(status)).is_empty());
        assert!(lejepa_gis_abi_version() > 0 && !CStr::from_ptr(lejepa_gis_version()).is_empty());
        let place = n.or_none(&mut json);
        let done = match n.byte() % 3 {
            0 => lejepa_gis_parameters(place),
            1 => lejepa_gis_tasks(place),
            _ => lejepa_gis_build_info(place),
        };
        assert_eq!(said(done), !place.is_null());
        assert_eq!(taken(json).is_some(), !place.is_null());
        lejepa_gis_text_free(null_mut());
        lejepa_gis_model_free(null_mut());
        lejepa_gis_basis_free(null_mut());
    }
}

fn gdal(n: &mut Numbers) {
    static EXAMINED: Once = Once::new();
    let (mut json, mut healthy) = (null_mut(), 7);
    // Bound first, so that no name made up here is opened as a library.
    // SAFETY: places are honest.
    unsafe {
        said(lejepa_gis_gdal_info(null(), &mut json));
        taken(json);
        json = null_mut();
        let name = n.text(40);
        let place = n.or_none(&mut json);
        let done = said(lejepa_gis_gdal_info(n.or_null(name.as_ptr()), place));
        assert_eq!(done, taken(json).is_some());
        // It takes a second, so once.
        EXAMINED.call_once(|| {
            json = null_mut();
            assert!(said(lejepa_gis_doctor(null(), &mut json, &mut healthy)) && healthy == 1);
            assert!(taken(json).is_some());
        });
        assert!(!said(lejepa_gis_doctor(null(), null_mut(), null_mut())));
    }
}

fn queries(n: &mut Numbers) {
    let model = n.or_null(model());
    let mut text = null();
    let mut sizes = [9usize; 4];
    let (mut mean, mut std, mut count) = ([3f32; 7], [3f32; 7], n.size());
    // SAFETY: places are null or honest: the room that is told is there.
    unsafe {
        let place = n.or_none(&mut text);
        let index = n.size();
        let done = said(match n.byte() % 5 {
            0 => lejepa_gis_model_name(model, place),
            1 => lejepa_gis_model_kind(model, place),
            2 => lejepa_gis_model_digest(model, place),
            3 => lejepa_gis_model_caution(model, place),
            _ => lejepa_gis_model_band(model, index, place),
        });
        assert_eq!(done, !text.is_null());
        assert!(!done || CStr::from_ptr(text).to_str().is_ok());
        let [a, b, c, d] = &mut sizes;
        let done = said(lejepa_gis_model_sizes(model, a, b, n.or_none(c), n.or_none(d)));
        assert_eq!(done, !model.is_null());
        assert!(!done || (sizes[0], sizes[1]) == (32, 8));
        let room = count;
        let honest = room <= mean.len();
        let to = if honest { (mean.as_mut_ptr(), n.or_none(std.as_mut_ptr())) } else { (null_mut(), null_mut()) };
        let done = said(lejepa_gis_model_statistics(model, to.0, to.1, n.or_none(&mut count)));
        assert!(!done || count == 5 || count == room);
        assert!(mean[5..].iter().chain(&std[5..]).all(|v| *v == 3.0), "beyond the five bands");
        let mut json = null_mut();
        let done = said(lejepa_gis_model_info(model, n.or_none(&mut json)));
        assert_eq!(done, taken(json).is_some());
    }
}

fn opened(n: &mut Numbers) {
    let options = List::new((0..n.byte() % 3).map(|_| n.text(30)).collect());
    let (name, by_memory) = (n.text(20), n.byte().is_multiple_of(2));
    let bytes = n.0;
    let mut model = null_mut();
    // SAFETY: sizes are honest and texts end with NUL.
    let done = unsafe {
        if by_memory {
            let bytes = if bytes.is_empty() { (null(), 0) } else { (bytes.as_ptr(), bytes.len()) };
            lejepa_gis_model_open_memory(bytes.0, bytes.1, name.as_ptr(), options.as_ptr(), &mut model)
        } else {
            let path = named("model.pt");
            std::fs::write(&path, bytes).expect("a file of our own");
            let path = CString::new(path).unwrap_or_default();
            lejepa_gis_model_open(path.as_ptr(), options.as_ptr(), &mut model)
        }
    };
    assert_eq!(said(done), !model.is_null());
    // SAFETY: null or ours.
    unsafe { lejepa_gis_model_free(model) };
}

fn bases(n: &mut Numbers) {
    let from_file = n.byte().is_multiple_of(2);
    let path = CString::new(named("basis.json")).unwrap_or_default();
    let (mut basis, mut json, mut count) = (null_mut(), null_mut(), 0usize);
    // SAFETY: sizes are honest and texts end with NUL.
    unsafe {
        let done = if from_file {
            std::fs::write(named("basis.json"), n.0).expect("a file of our own");
            lejepa_gis_basis_load(path.as_ptr(), &mut basis)
        } else {
            let text = CString::new(n.0.iter().copied().filter(|b| *b != 0).collect::<Vec<u8>>()).unwrap_or_default();
            lejepa_gis_basis_from_json(text.as_ptr(), &mut basis)
        };
        if !said(done) {
            assert!(basis.is_null());
            return;
        }
        let saved = CString::new(named("saved.json")).unwrap_or_default();
        assert!(said(lejepa_gis_basis_save(basis, saved.as_ptr())));
        assert!(said(lejepa_gis_basis_to_json(basis, &mut json)));
        assert_eq!(taken(json), std::fs::read_to_string(named("saved.json")).ok());
        let (features, mut known, mut components) = ([1f32; 64], 0, 0);
        assert!(said(lejepa_gis_basis_sizes(basis, &mut known, &mut components)) && known > 0 && components > 0);
        for dimension in 1..=8 {
            let done =
                said(lejepa_gis_basis_project(basis, null(), features.as_ptr(), 8, dimension, null_mut(), &mut count));
            assert_eq!(done, dimension == known);
            if done {
                let mut scores = vec![0f32; count];
                let project = lejepa_gis_basis_project;
                assert!(said(project(basis, null(), features.as_ptr(), 8, dimension, scores.as_mut_ptr(), &mut count)));
                let (mut rgba, mut bytes) = ([GUARD; 36], 32);
                let colours = lejepa_gis_basis_colours;
                assert!(said(colours(basis, scores.as_ptr(), 8, rgba.as_mut_ptr().add(2), &mut bytes)));
                assert!(rgba[..2].iter().chain(&rgba[34..]).all(|b| *b == GUARD), "beyond the eight colours");
            }
        }
        lejepa_gis_basis_free(basis);
    }
}

/// A raster of 5 x 4 cells of 8 numbers, opened once.
fn features() -> Handle {
    static OPEN: OnceLock<usize> = OnceLock::new();
    *OPEN.get_or_init(|| {
        let (path, mut similar) = (named("features.dat"), null_mut());
        std::fs::write(named("features.hdr"), FEATURES).expect("a file of our own");
        std::fs::write(&path, (0..160).map(|i| (i * 37 % 251) as u8).collect::<Vec<u8>>()).expect("a file of our own");
        let name = CString::new(path).unwrap_or_default();
        // SAFETY: a text that ends with NUL, and a place for the handle.
        let done = unsafe { lejepa_gis_similar_open(name.as_ptr(), null(), null(), None, null_mut(), &mut similar) };
        assert!(said(done), "the raster opens");
        similar as usize
    }) as Handle
}

/// Its header: ENVI's, with a place on Earth.
const FEATURES: &str = "ENVI\nsamples = 5\nlines = 4\nbands = 8\nheader offset = 0\nfile type = ENVI Standard\n\
    data type = 1\ninterleave = bsq\nbyte order = 0\n\
    map info = {UTM, 1, 1, 500000, 4700000, 80, 80, 31, North, WGS-84}\n";

fn like_places(n: &mut Numbers) {
    let similar = n.or_null(features());
    let (mut width, mut height, mut dimension) = (9, 9, 9);
    let place = |n: &mut Numbers| match n.byte() {
        255 => f64::NAN,
        254 => f64::INFINITY,
        253 => 1e300,
        small => small as f64,
    };
    let points: Vec<f64> =
        (0..12).flat_map(|_| [500_000.0 + 2.0 * place(n), 4_700_000.0 - 2.0 * place(n)]).take(12).collect();
    let (examples, counter, best) = (n.byte() % 4, n.byte() % 4, n.byte() as i32 - 1);
    let crs = n.text(12);
    let (mut scores, mut count) = ([3f32; 22], n.size().min(20));
    // SAFETY: places are null or honest: points, room and texts are as said.
    unsafe {
        let done = said(lejepa_gis_similar_sizes(similar, &mut width, n.or_none(&mut height), &mut dimension));
        assert_eq!(done, !similar.is_null());
        assert!(!done || (width, dimension) == (5, 8));
        let (to, crs) = (n.or_none(scores.as_mut_ptr()), if n.byte() < 128 { null() } else { crs.as_ptr() });
        let from = (n.or_null(points.as_ptr()), n.or_null(points.as_ptr().add(6)));
        let done =
            said(lejepa_gis_similar_query(similar, from.0, examples, from.1, counter, crs, best, to, &mut count));
        assert!(!done || count == 20);
        assert!(scores[20..].iter().all(|v| *v == 3.0), "beyond the cells");
        let within = |v: &f32| v.is_nan() || (-1.0..=1.0).contains(v);
        assert!(!done || to.is_null() || scores[..20].iter().all(within), "{scores:?}");
        lejepa_gis_similar_free(null_mut());
    }
}

/// One run.
pub fn run(bytes: &[u8]) {
    let n = &mut Numbers(bytes);
    let size = n.size();
    let mut image = std::mem::MaybeUninit::<Image>::zeroed();
    match n.byte() % 9 {
        0 => tables(n),
        1 => gdal(n),
        2 | 3 => queries(n),
        4 | 5 => opened(n),
        6 => bases(n),
        7 => like_places(n),
        // SAFETY: as many bytes are written as told, and larger sizes than the image's are refused.
        _ => drop(said(unsafe { lejepa_gis_image_init(n.or_none(image.as_mut_ptr()), size) })),
    }
}
