//! Pixels in a caller's memory.

use super::args::{clear_structure, numbers, structure};
use super::guard::guard;
use crate::error::{Error, Result, Status};
use crate::raster::{PixelMask, PixelSource, PixelType, Strides};

/// Type of a sample, in the machine's byte order.
#[derive(Debug, Clone, Copy)]
#[repr(i32)]
pub enum LejepaGisSample {
    /// Unsigned 8-bit.
    U8 = 0,
    /// Unsigned 16-bit.
    U16 = 1,
    /// Signed 16-bit.
    I16 = 2,
    /// 32-bit float.
    F32 = 3,
}

/// What strides of 0 stand for.
#[derive(Debug, Clone, Copy)]
#[repr(i32)]
pub enum LejepaGisLayout {
    /// Band after band, each row by row.
    BandSequential = 0,
    /// All bands of a pixel together, row by row.
    Interleaved = 1,
}

/// An image in the caller's memory: `bands` planes of `height` rows of `width` samples, in the order of the model's
/// bands. Begin with `lejepa_gis_image_init`, then set what differs; the fields stay the caller's.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub struct LejepaGisImage {
    /// `sizeof(LejepaGisImage)` of the caller's header. The structure grows at its end: fields that an older header does not
    /// have count as zero; a size larger than the library knows is an error.
    pub struct_size: usize,
    /// The buffer that holds all samples; no alignment is needed. Read only, and only during the call.
    pub pixels: *const u8,
    /// Bytes that may be read from `pixels` on.
    pub pixels_size: usize,
    /// Bytes from `pixels` to the sample of the first column, row and band; 0 but where a stride is negative.
    pub first_sample: usize,
    /// A `LejepaGisSample`.
    pub sample: i32,
    /// A `LejepaGisLayout`: what strides of 0 stand for.
    pub layout: i32,
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Bands: those of the model.
    pub bands: usize,
    /// Bytes from one column to the next, which may be negative; 0: by `layout`, without gaps.
    pub pixel_stride: isize,
    /// Bytes from one row to the next, negative for a bottom-up image; 0: by `layout`, without gaps.
    pub line_stride: isize,
    /// Bytes from one band to the next, which may be negative; 0: by `layout`, without gaps.
    pub band_stride: isize,
    /// NULL, or the buffer of a mask with a byte for each pixel: 0 marks an invalid one.
    pub mask: *const u8,
    /// Bytes that may be read from `mask` on.
    pub mask_size: usize,
    /// Bytes from `mask` to that of the first column and row; 0 but where `mask_line_stride` is negative.
    pub first_mask: usize,
    /// Bytes from one row of the mask to the next, negative for bottom-up; 0: `width`, without gaps.
    pub mask_line_stride: isize,
    /// 1 if `nodata` counts. Without it and without a mask, whole numbers are invalid where all bands are 0.
    pub has_nodata: i32,
    /// A sample of this value makes its pixel invalid. Floats that are not finite do so always.
    pub nodata: f64,
    /// 0: the option REFLECTANCE says how values become reflectance. Otherwise reflectance x 10000 is
    /// `value x scale + offset`; 8-bit samples need it.
    pub scale: f64,
    /// See `scale`.
    pub offset: f64,
}

/// Clears an image and sets its `struct_size`. Pass `sizeof(LejepaGisImage)`. Any thread. Errors: ARGUMENT.
///
/// # Safety
/// - `image` is NULL (an error) or points to `struct_size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn lejepa_gis_image_init(image: *mut LejepaGisImage, struct_size: usize) -> Status {
    // SAFETY: the caller vouches for `struct_size` bytes.
    guard(|| unsafe { clear_structure(image, struct_size, "image") })
}

fn sample(number: i32) -> Result<PixelType> {
    use LejepaGisSample as C;
    let known = [(C::U8, PixelType::U8), (C::U16, PixelType::U16), (C::I16, PixelType::I16), (C::F32, PixelType::F32)];
    let found = known.into_iter().find(|(c, _)| *c as i32 == number).map(|(_, sample)| sample);
    found.ok_or_else(|| {
        Error::refused("image.sample", format!("image.sample is {number}; expected 0 to 3 (LejepaGisSample)"))
    })
}

/// The checked image, its sample type, and the caller's rule for reflectance.
pub type Checked<'a> = (PixelSource<'a>, PixelType, Option<(f64, f64)>);

/// Checks an image.
///
/// # Safety
/// - `image` is null (an error) or points to its `struct_size` bytes; its pointers are as the fields say.
pub unsafe fn checked<'a>(image: *const LejepaGisImage) -> Result<Checked<'a>> {
    // SAFETY: the caller vouches for the pointer; zeros are a valid image.
    let i = unsafe { structure(image, "image")? };
    let sample = sample(i.sample)?;
    let packed = match i.layout {
        c if c == LejepaGisLayout::BandSequential as i32 => Strides::band_sequential(sample, i.width, i.height),
        c if c == LejepaGisLayout::Interleaved as i32 => Strides::interleaved(sample, i.width, i.bands),
        other => {
            return Err(Error::refused(
                "image.layout",
                format!("image.layout is {other}; expected 0 or 1 (LejepaGisLayout)"),
            ));
        }
    };
    let packed = packed.ok_or_else(|| {
        Error::argument(format!("an image of {} x {} pixels and {} bands is too large", i.width, i.height, i.bands))
    })?;
    let or = |stride: isize, packed: isize| if stride == 0 { packed } else { stride };
    let strides = Strides {
        first: i.first_sample,
        pixel: or(i.pixel_stride, packed.pixel),
        line: or(i.line_stride, packed.line),
        band: or(i.band_stride, packed.band),
    };
    if !matches!(i.has_nodata, 0 | 1) {
        return Err(Error::refused(
            "image.has_nodata",
            format!("image.has_nodata is {}; expected 0 or 1", i.has_nodata),
        ));
    }
    if !(i.scale.is_finite() && i.offset.is_finite()) || (i.scale == 0.0 && i.offset != 0.0) {
        return Err(Error::refused(
            "image.scale",
            format!(
                "image.scale is {} with an offset of {}; expected finite numbers, and no offset without a scale",
                i.scale, i.offset
            ),
        ));
    }
    // SAFETY: the caller vouches for the image's pointers and their sizes.
    let (pixels, mask) = unsafe {
        let pixels = numbers(i.pixels, i.pixels_size, "image.pixels")?;
        let mask = (!i.mask.is_null()).then(|| numbers(i.mask, i.mask_size, "image.mask"));
        (pixels, mask.transpose()?)
    };
    let row = isize::try_from(i.width).unwrap_or(isize::MAX);
    let mask =
        mask.map(|bytes| PixelMask { first: i.first_mask, line: or(i.mask_line_stride, row), bytes: bytes.into() });
    let nodata = (i.has_nodata == 1).then_some(i.nodata as f32);
    let source = PixelSource::new((i.width, i.height, i.bands), sample, strides, pixels, mask, nodata)?;
    Ok((source, sample, (i.scale != 0.0).then_some((i.scale, i.offset))))
}
