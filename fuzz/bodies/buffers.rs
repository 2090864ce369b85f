//! Arguments of the buffer functions, at the C border: sizes, strides, types, masks, null pointers, any numbers.
//!
//! The memory behind a pointer is as large as the function asks for; everything else is arbitrary. Whatever comes, the
//! function returns a status with a message, and never INTERNAL, which would be a panic.

use std::ptr::{null, null_mut};
use std::sync::OnceLock;

use super::c::*;

const CHIP: usize = 5 * 32 * 32;
const PATCHES: usize = 4 * 4;

fn chips(n: &mut Numbers) {
    let options = [c"THREADS=1".as_ptr(), null()];
    let (count, dim) = (if n.byte() < 128 { n.byte() % 3 } else { n.size() }, dim());
    let right = count.wrapping_mul(PATCHES * dim);
    let honest = count <= 2;
    let told = if n.byte() < 200 && honest { right } else { n.size() };
    if told >= right && (!honest || told > right) {
        return; // the memory would have to be there
    }
    let mut room = told;
    let values = n.floats(CHIP * if honest { count } else { 0 });
    let mut features = vec![0f32; if honest { right } else { 1 }];
    let (values, to) = (n.or_null(values.as_ptr()), n.or_null(features.as_mut_ptr()).cast_mut());
    let (context, data) = (Context::any(n), null_mut());
    // SAFETY: the sizes are honest wherever they can pass for right.
    let done = said(unsafe {
        lejepa_gis_encode_chips(model(), context.0, values, count, options.as_ptr(), None, data, to, &mut room)
    });
    assert!(!done || room == right, "{room} of {right}");
}

fn dim() -> usize {
    static DIM: OnceLock<usize> = OnceLock::new();
    *DIM.get_or_init(|| {
        let pixels = [1u8; 5];
        let (image, mut count) = (plain(&pixels, [1, 1, 5]), 0);
        let mut at = [0; 2];
        let [width, height] = &mut at;
        // SAFETY: asks for a size only.
        let status = unsafe {
            lejepa_gis_encode_image(
                model(),
                null(),
                &image,
                null(),
                None,
                null_mut(),
                null_mut(),
                &mut count,
                width,
                height,
            )
        };
        assert!(said(status) && at == [1, 1] && count > 0, "one pixel is one cell");
        count
    })
}

fn plain(pixels: &[u8], size: [usize; 3]) -> Image {
    let (pixels, pixels_size) = (pixels.as_ptr(), pixels.len());
    Image {
        struct_size: size_of::<Image>(),
        pixels,
        pixels_size,
        first_sample: 0,
        sample: 0,
        layout: 0,
        size,
        strides: [0; 3],
        mask: null(),
        mask_size: 0,
        first_mask: 0,
        mask_line_stride: 0,
        has_nodata: 0,
        nodata: 0.0,
        scale: 1.0,
        offset: 0.0,
    }
}

fn image(n: &mut Numbers) {
    let options = [c"THREADS=1".as_ptr(), c"REFLECTANCE=dn".as_ptr(), null()];
    let size = [n.size(), n.size(), if n.byte() < 200 { 5 } else { n.size() }];
    let mut image = plain(&[], size);
    (image.sample, image.layout) = (n.byte() as i32 % 6 - 1, n.byte() as i32 % 4 - 1);
    if n.byte().is_multiple_of(3) {
        image.strides = [n.stride(), n.stride(), n.stride()];
        image.first_sample = n.size();
    }
    image.has_nodata = n.byte() as i32 % 3;
    (image.nodata, image.scale, image.offset) = (n.float().into(), n.float().into(), n.float().into());
    image.struct_size = if n.byte() < 250 { image.struct_size } else { n.size() };
    let area = size[0].checked_mul(size[1]).filter(|a| *a <= 4096);
    let mask = area.filter(|_| n.byte() % 2 == 1).map(|a| vec![n.byte() as u8; a]);
    image.mask = mask.as_ref().map_or(null(), |m| m.as_ptr());
    image.mask_size = mask.as_ref().map_or_else(|| n.size(), |m| m.len());
    if n.byte().is_multiple_of(3) {
        (image.first_mask, image.mask_line_stride) = (n.size(), n.stride());
    }
    let pixels = n.0.repeat(1 + 16384 / n.0.len().max(1));
    (image.pixels, image.pixels_size) = (n.or_null(pixels.as_ptr()), pixels.len() - n.byte().min(pixels.len()));
    let (mut count, mut width, mut height) = (n.size(), 0, 0);
    let context = Context::any(n);
    let mut call = |features: *mut f32, count: &mut usize| {
        let options = options.as_ptr();
        // SAFETY: sizes are honest; `features` is null or has room for `count`.
        unsafe {
            lejepa_gis_encode_image(
                model(),
                context.0,
                &image,
                options,
                None,
                null_mut(),
                features,
                count,
                &mut width,
                &mut height,
            )
        }
    };
    if !said(call(null_mut(), &mut count)) || count > 64 * dim() {
        return;
    }
    let needed = count;
    let mut features = vec![0f32; needed];
    let short = n.byte() == 255;
    count -= usize::from(short);
    let done = said(call(features.as_mut_ptr(), &mut count));
    assert!(!done || (!short && count == needed), "{count} of {needed}");
    if done {
        assert_eq!((width, height), (size[0].div_ceil(8), size[1].div_ceil(8)));
    }
}

fn products(n: &mut Numbers) {
    let (cells, dimension) = (n.byte() % 12, n.byte() % 12);
    let (a, b) = (n.floats(cells * dimension), n.floats(cells * dimension));
    let (mut change, mut mean, mut valid) = (vec![0f32; cells], vec![0f32; dimension], 0);
    let first = n.or_null(a.as_ptr());
    let short = usize::from(n.byte() > 200);
    // SAFETY: all sizes are honest.
    unsafe {
        let (mut room, to) = (cells.saturating_sub(short), change.as_mut_ptr());
        if said(lejepa_gis_cosine_change(first, b.as_ptr(), cells, dimension, to, &mut room)) {
            assert!(change.iter().all(|c| c.is_nan() || (0.0..=2.0).contains(c)), "{change:?}");
            assert!(room == cells && short == 0);
        }
        let (mut room, to) = (cells.saturating_sub(short), change.as_mut_ptr());
        if said(lejepa_gis_residual_change(first, b.as_ptr(), cells, dimension, to, &mut room)) {
            assert!(change.iter().all(|c| c.is_nan() || *c >= 0.0), "{change:?}");
            assert!(room == cells && short == 0);
        }
        let mut room = dimension.saturating_sub(short);
        if said(lejepa_gis_descriptor(first, cells, dimension, mean.as_mut_ptr(), &mut room, &mut valid)) {
            assert!(valid > 0 && valid <= cells && room == dimension, "{valid} of {cells}");
        }
        // A size beyond memory is refused before anything is read.
        let (huge, mut room) = (usize::MAX / (1 + n.byte() % 4), cells);
        assert!(!said(lejepa_gis_cosine_change(a.as_ptr(), b.as_ptr(), huge, huge, change.as_mut_ptr(), &mut room)));
    }
    basis(n, [&a, &b], cells, dimension);
}

fn basis(n: &mut Numbers, sets: [&[f32]; 2], cells: usize, dimension: usize) {
    let (pointers, counts) = (sets.map(|s| s.as_ptr()), [cells; 2]);
    let (mut basis, mut again, mut count, mut json) = (null_mut(), null_mut(), 0, null_mut());
    let stretch = [[c"STRETCH=minmax".as_ptr(), null()], [c"STRETCH=percentile".as_ptr(), null()]];
    let options = stretch[n.byte() % 2].as_ptr();
    let number = n.byte() % 3;
    // SAFETY: all sizes are honest.
    unsafe {
        let fitted =
            lejepa_gis_basis_fit(null(), pointers.as_ptr(), counts.as_ptr(), number, dimension, options, &mut basis);
        if !said(fitted) {
            assert!(basis.is_null());
            return;
        }
        let mut project = |dimension, scores: *mut f32| {
            said(lejepa_gis_basis_project(basis, null(), sets[0].as_ptr(), cells, dimension, scores, &mut count))
        };
        assert!(!project(dimension + 1, null_mut()) && project(dimension, null_mut()));
        let mut scores = vec![0f32; cells * dimension];
        assert!(project(dimension, scores.as_mut_ptr()));
        let (mut rgba, mut bytes) = (vec![9u8; cells * 4], cells * 4);
        assert!(said(lejepa_gis_basis_colours(basis, scores.as_ptr(), cells, rgba.as_mut_ptr(), &mut bytes)));
        assert!(rgba.chunks_exact(4).all(|p| p[3] == 255 || p == [0; 4]), "{rgba:?}");
        assert!(said(lejepa_gis_basis_to_json(basis, &mut json)));
        assert!(said(lejepa_gis_basis_from_json(json, &mut again)), "what it writes it reads");
        lejepa_gis_text_free(json);
        lejepa_gis_basis_free(again);
        lejepa_gis_basis_free(basis);
    }
}

/// A basis fitted piece by piece.
fn pieces(n: &mut Numbers) {
    let dimension = n.byte() % 9;
    let (mut fit, mut valid) = (null_mut(), false);
    // SAFETY: all sizes are honest.
    unsafe {
        if !said(lejepa_gis_basis_fit_begin(dimension, &mut fit)) {
            assert!(fit.is_null() && dimension == 0);
            return;
        }
        for _ in 0..n.byte() % 5 {
            let cells = n.byte() % 6;
            let features = n.floats(cells * dimension);
            valid |= features.chunks_exact(dimension).any(|cell| cell.iter().all(|v| v.is_finite()));
            said(lejepa_gis_basis_fit_add(fit, n.or_null(features.as_ptr()), cells));
            let mut basis = null_mut();
            if said(lejepa_gis_basis_fit_finish(fit, null(), &mut basis)) {
                let (mut found, mut components) = (0, 0);
                assert!(valid && said(lejepa_gis_basis_sizes(basis, &mut found, &mut components)));
                assert_eq!((found, components), (dimension, dimension.min(3)));
                let (mut shares, mut room) = ([9f64; 3], 3);
                assert!(said(lejepa_gis_basis_explained_variance(basis, shares.as_mut_ptr(), &mut room)));
                assert!(shares[..room].iter().all(|s| (0.0..=1.0 + 1e-9).contains(s)), "{shares:?}");
            }
            lejepa_gis_basis_free(basis);
        }
        lejepa_gis_basis_fit_free(fit);
    }
}

/// One run.
pub fn run(bytes: &[u8]) {
    let n = &mut Numbers(bytes);
    match n.byte() % 5 {
        0 => chips(n),
        1 | 2 => image(n),
        3 => products(n),
        _ => pieces(n),
    }
}
