//! Pixels in memory as a source: a caller's, in the caller's own type and layout, or our own.

use std::borrow::Cow;
use std::ops::Range;

use super::{RasterSource, SampleType};
use crate::error::{Error, Result};
use crate::geometry::{Grid, Window};

/// Type of a sample, in the machine's byte order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PixelType {
    /// Unsigned 8-bit.
    U8,
    /// Unsigned 16-bit.
    U16,
    /// Signed 16-bit.
    I16,
    /// 32-bit float.
    F32,
}

impl PixelType {
    /// Bytes of one sample.
    pub fn size(self) -> usize {
        match self {
            PixelType::U8 => 1,
            PixelType::U16 | PixelType::I16 => 2,
            PixelType::F32 => 4,
        }
    }

    /// Kind, as decisions about reflectance need it.
    pub fn kind(self) -> SampleType {
        match self {
            PixelType::U8 => SampleType::Byte,
            PixelType::U16 | PixelType::I16 => SampleType::Integer,
            PixelType::F32 => SampleType::Float,
        }
    }

    /// Name of the type, as GDAL spells it.
    pub fn name(self) -> &'static str {
        match self {
            PixelType::U8 => "Byte",
            PixelType::U16 => "UInt16",
            PixelType::I16 => "Int16",
            PixelType::F32 => "Float32",
        }
    }

    fn value(self, b: &[u8]) -> f32 {
        match self {
            PixelType::U8 => f32::from(b[0]),
            PixelType::U16 => f32::from(u16::from_ne_bytes([b[0], b[1]])),
            PixelType::I16 => f32::from(i16::from_ne_bytes([b[0], b[1]])),
            PixelType::F32 => f32::from_ne_bytes([b[0], b[1], b[2], b[3]]),
        }
    }
}

/// Where samples lie in a buffer: distances in bytes, negative where neighbours come earlier. Samples need no alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strides {
    /// From the buffer's begin to the sample of the first column, row and band.
    pub first: usize,
    /// From one column to the next.
    pub pixel: isize,
    /// From one row to the next.
    pub line: isize,
    /// From one band to the next.
    pub band: isize,
}

impl Strides {
    /// Band after band, each row by row, without gaps.
    pub fn band_sequential(sample: PixelType, width: usize, height: usize) -> Option<Self> {
        let line = width.checked_mul(sample.size())?;
        Self::packed(sample.size(), line, line.checked_mul(height)?)
    }

    /// All bands of a pixel together, row by row, without gaps.
    pub fn interleaved(sample: PixelType, width: usize, bands: usize) -> Option<Self> {
        let pixel = bands.checked_mul(sample.size())?;
        Self::packed(pixel, pixel.checked_mul(width)?, sample.size())
    }

    fn packed(pixel: usize, line: usize, band: usize) -> Option<Self> {
        let [pixel, line, band] = [pixel, line, band].map(|stride| isize::try_from(stride).ok());
        Some(Strides { first: 0, pixel: pixel?, line: line?, band: band? })
    }

    /// From where to where the samples lie, in bytes from the buffer's begin; `None` if there is no sample, or the numbers are
    /// too large.
    pub fn extent(self, sample: PixelType, width: usize, height: usize, bands: usize) -> Option<Range<i128>> {
        let mut extent = self.first as i128..(self.first as i128).checked_add(sample.size() as i128)?;
        for (count, stride) in [(width, self.pixel), (height, self.line), (bands, self.band)] {
            let last = (count.checked_sub(1)? as i128).checked_mul(stride as i128)?;
            extent.start = extent.start.checked_add(last.min(0))?;
            extent.end = extent.end.checked_add(last.max(0))?;
        }
        Some(extent)
    }

    /// Where a sample begins. It lies in the extent, and so do all sums on the way.
    fn at(self, band: usize, row: usize, column: usize) -> usize {
        (self.first as isize + band as isize * self.band + row as isize * self.line + column as isize * self.pixel)
            as usize
    }
}

/// Bytes that say which pixels count: 0 marks an invalid one.
#[derive(Debug, Clone)]
pub struct PixelMask<'a> {
    /// Where the first row begins, and the distance from one row to the next, negative for bottom-up.
    pub first: usize,
    /// See `first`.
    pub line: isize,
    /// The bytes.
    pub bytes: Cow<'a, [u8]>,
}

impl<'a> PixelMask<'a> {
    /// Row by row without gaps.
    pub fn packed(bytes: impl Into<Cow<'a, [u8]>>, width: usize) -> Self {
        PixelMask { first: 0, line: width as isize, bytes: bytes.into() }
    }

    fn strides(&self) -> Strides {
        Strides { first: self.first, pixel: 1, line: self.line, band: 0 }
    }
}

/// Pixels in memory.
pub struct PixelSource<'a> {
    grid: Grid,
    bands: usize,
    sample: PixelType,
    strides: Strides,
    pixels: Cow<'a, [u8]>,
    mask: Option<PixelMask<'a>>,
    nodata: Option<f32>,
}

/// Refuses a buffer that does not hold all of an image's samples.
fn check_buffer(
    what: &str,
    found: usize,
    strides: Strides,
    sample: PixelType,
    size: (usize, usize, usize),
) -> Result<()> {
    let (width, height, bands) = size;
    let extent = strides.extent(sample, width, height, bands).ok_or_else(|| {
        Error::argument(format!("{what} of {width} x {height} pixels and {bands} bands is empty or too large"))
    })?;
    if extent.start >= 0 && extent.end <= found as i128 {
        return Ok(());
    }
    let Strides { first, pixel, line, band } = strides;
    let name = sample.name();
    Err(Error::argument(format!(
        "{what} of {width} x {height} pixels, {bands} bands of {name}, strides of {pixel}, {line} and {band} bytes and a first \
         sample at byte {first} needs bytes {} to {}; the buffer has {found}",
        extent.start, extent.end
    )))
}

impl<'a> PixelSource<'a> {
    /// In `mask`, 0 is invalid; a sample equal to `nodata` makes its pixel invalid. Without either, whole numbers are invalid
    /// where all bands are 0; floats are invalid where a band is not finite.
    ///
    /// # Errors
    /// [`Error::Argument`] if a size is 0 or a buffer is too short for its layout.
    pub fn new(
        (width, height, bands): (usize, usize, usize),
        sample: PixelType,
        strides: Strides,
        pixels: impl Into<Cow<'a, [u8]>>,
        mask: Option<PixelMask<'a>>,
        nodata: Option<f32>,
    ) -> Result<Self> {
        let pixels = pixels.into();
        check_buffer("an image", pixels.len(), strides, sample, (width, height, bands))?;
        let area = width.checked_mul(height).and_then(|area| area.checked_mul(bands));
        area.ok_or_else(|| Error::argument(format!("{width} x {height} pixels are too many")))?;
        if let Some(mask) = &mask {
            check_buffer("a mask", mask.bytes.len(), mask.strides(), PixelType::U8, (width, height, 1))?;
        }
        Ok(PixelSource { grid: Grid::plain(width, height), bands, sample, strides, pixels, mask, nodata })
    }
}

impl PixelSource<'static> {
    /// Pixels of its own: `pixels` is `[bands][height][width]`, `valid` is `[height][width]`, 0 for invalid.
    ///
    /// # Errors
    /// As for [`new`](Self::new).
    pub fn owned(size: (usize, usize, usize), pixels: &[f32], valid: Vec<u8>) -> Result<Self> {
        let strides = Strides::band_sequential(PixelType::F32, size.0, size.1);
        let strides = strides.ok_or_else(|| Error::argument("the image is too large"))?;
        let bytes: Vec<u8> = pixels.iter().flat_map(|v| v.to_ne_bytes()).collect();
        PixelSource::new(size, PixelType::F32, strides, bytes, Some(PixelMask::packed(valid, size.0)), None)
    }
}

impl RasterSource for PixelSource<'_> {
    fn name(&self) -> &str {
        "pixels in memory"
    }

    fn grid(&self) -> &Grid {
        &self.grid
    }

    fn bands(&self) -> usize {
        self.bands
    }

    fn read(&mut self, w: Window, pixels: &mut [f32], valid: &mut [u8]) -> Result<()> {
        let area = w.area();
        if !w.fits(self.grid.width, self.grid.height) || pixels.len() != self.bands * area || valid.len() != area {
            return Err(Error::argument(format!("window {w:?} on {} x {} pixels", self.grid.width, self.grid.height)));
        }
        valid.fill(1);
        for (i, value) in pixels.iter_mut().enumerate() {
            let (band, row, column) = (i / area, i % area / w.width, i % w.width);
            let at = self.strides.at(band, w.y + row, w.x + column);
            *value = self.sample.value(&self.pixels[at..at + self.sample.size()]);
            if !value.is_finite() || self.nodata == Some(*value) {
                valid[i % area] = 0;
            }
        }
        if let Some(mask) = &self.mask {
            for (i, ok) in valid.iter_mut().enumerate() {
                *ok &= u8::from(mask.bytes[mask.strides().at(0, w.y + i / w.width, w.x + i % w.width)] != 0);
            }
        } else if self.nodata.is_none() && self.sample != PixelType::F32 {
            for (i, ok) in valid.iter_mut().enumerate() {
                *ok &= u8::from((0..self.bands).any(|b| pixels[b * area + i] != 0.0));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &mut PixelSource, w: Window) -> (Vec<f32>, Vec<u8>) {
        let (mut pixels, mut valid) = (vec![0.0; w.area() * source.bands()], vec![9; w.area()]);
        source.read(w, &mut pixels, &mut valid).unwrap();
        (pixels, valid)
    }

    #[test]
    fn layouts_and_types_mean_the_same_pixels() {
        let value = |band: usize, y: usize, x: usize| (100 * band + 10 * y + x) as u16;
        let (w, h, n) = (4, 3, 2);
        let mut sequential = Vec::new();
        let mut interleaved = Vec::new();
        for (a, b) in (0..n * h * w).map(|i| ((i / (h * w), i / w % h, i % w), (i % n, i / n / w, i / n % w))) {
            sequential.extend((value(a.0, a.1, a.2) as i16).to_ne_bytes());
            interleaved.extend(f32::from(value(b.0, b.1, b.2)).to_ne_bytes());
        }
        let window = Window { x: 1, y: 1, width: 3, height: 2 };
        let strides = Strides::band_sequential(PixelType::I16, w, h).unwrap();
        let mut a = PixelSource::new((w, h, n), PixelType::I16, strides, &sequential, None, Some(112.0)).unwrap();
        let strides = Strides::interleaved(PixelType::F32, w, n).unwrap();
        let mut b = PixelSource::new((w, h, n), PixelType::F32, strides, &interleaved, None, None).unwrap();
        let (pixels, valid) = read(&mut a, window);
        assert_eq!((&pixels, &valid), (&read(&mut b, window).0, &vec![1, 0, 1, 1, 1, 1]));
        assert_eq!(pixels[..3], [11.0, 12.0, 13.0]);
        assert_eq!(pixels[6..9], [111.0, 112.0, 113.0]);
    }

    #[test]
    fn masks_zeros_and_nan_are_invalid() {
        let zeros = [0u8; 4];
        let strides = Strides::band_sequential(PixelType::U8, 2, 1).unwrap();
        let all = Window { x: 0, y: 0, width: 2, height: 1 };
        let mut source = PixelSource::new((2, 1, 2), PixelType::U8, strides, &zeros, None, None).unwrap();
        assert_eq!(read(&mut source, all).1, [0, 0]);
        let mask = PixelMask::packed(&[7, 0][..], 2);
        let mut source = PixelSource::new((2, 1, 2), PixelType::U8, strides, &zeros, Some(mask), None).unwrap();
        assert_eq!(read(&mut source, all).1, [1, 0]);
        let nan: Vec<u8> = [f32::NAN, 1.0].iter().flat_map(|v| v.to_ne_bytes()).collect();
        let strides = Strides::band_sequential(PixelType::F32, 2, 1).unwrap();
        let mut source = PixelSource::new((2, 1, 1), PixelType::F32, strides, &nan, None, None).unwrap();
        assert_eq!(read(&mut source, all).1, [0, 1]);
    }

    #[test]
    fn rows_may_lie_bottom_up_and_masks_have_gaps() {
        let pixels: Vec<u8> = (1..=6).collect(); // 3 rows of 2, the last one first
        let strides = Strides { first: 4, pixel: 1, line: -2, band: 0 };
        let bytes = [1u8, 0, 9, 0, 1, 9, 1, 1]; // rows of 2 and a gap
        let mask = |first, line| Some(PixelMask { first, line, bytes: bytes[..].into() });
        let all = Window { x: 0, y: 0, width: 2, height: 3 };
        let mut source = PixelSource::new((2, 3, 1), PixelType::U8, strides, &pixels, mask(0, 3), None).unwrap();
        assert_eq!(read(&mut source, all), (vec![5.0, 6.0, 3.0, 4.0, 1.0, 2.0], vec![1, 0, 0, 1, 1, 1]));
        let mut source = PixelSource::new((2, 3, 1), PixelType::U8, strides, &pixels, mask(6, -3), None).unwrap();
        assert_eq!(read(&mut source, all).1, [1, 1, 0, 1, 1, 0]);
        for (first, line) in [(3, -2), (4, -3), (5, -2), (0, isize::MIN), (6, isize::MAX)] {
            let wrong = Strides { first, line, ..strides };
            let refused =
                PixelSource::new((2, 3, 1), PixelType::U8, wrong, &pixels, None, None).map(|_| ()).unwrap_err();
            assert!(refused.to_string().contains("the buffer has 6"), "{refused}");
        }
        assert!(PixelSource::new((2, 3, 1), PixelType::U8, strides, &pixels, mask(5, -3), None).is_err());
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let strides = Strides::band_sequential(PixelType::U16, 2, 2).unwrap();
        let new = |size: (usize, usize, usize), pixels: &'static [u8], mask: Option<&'static [u8]>| {
            let mask = mask.map(|bytes| PixelMask::packed(bytes, size.0));
            PixelSource::new(size, PixelType::U16, strides, pixels, mask, None).map(|_| ()).unwrap_err().to_string()
        };
        assert!(new((2, 2, 1), &[0; 7], None).contains("needs bytes 0 to 8; the buffer has 7"));
        assert!(new((2, 2, 1), &[0; 8], Some(&[0; 3])).contains("0 to 4; the buffer has 3"));
        assert!(new((0, 2, 1), &[0; 8], None).contains("empty"));
        assert!(new((usize::MAX, usize::MAX, 5), &[0; 8], None).contains("the buffer has 8"));
    }
}
