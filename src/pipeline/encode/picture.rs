//! A small true-colour picture, gathered while pixels stream by.

/// Longest side of a picture, pixels.
pub const LONGEST: usize = 1024;
/// Reflectance × 10000 that becomes white; a fixed value, so that pictures of two dates compare.
const WHITE: f32 = 3500.0;

/// A true-colour picture, gathered from every n-th pixel while rows are read.
pub struct Picture {
    step: usize,
    source_width: usize,
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Valid ones of the pixels taken.
    pub valid: usize,
    /// Position of red, green and blue among the bands.
    bands: [usize; 3],
    /// `[3][height][width]`.
    pub pixels: Vec<u8>,
}

impl Picture {
    /// For a raster of this size; `None` if its bands have no red, green and blue.
    pub fn new(width: usize, height: usize, bands: &[String]) -> Option<Self> {
        let at = |name: &str| bands.iter().position(|b| b == name);
        let step = width.max(height).div_ceil(LONGEST);
        let (w, h) = (width.div_ceil(step), height.div_ceil(step));
        Some(Picture {
            step,
            source_width: width,
            width: w,
            height: h,
            valid: 0,
            bands: [at("red")?, at("green")?, at("blue")?],
            pixels: vec![0; 3 * w * h],
        })
    }

    /// Takes rows of reflectance, `[bands][rows][width]`.
    pub fn add_rows(&mut self, first: usize, pixels: &[f32], valid: &[u8]) {
        let rows = valid.len() / self.source_width;
        for y in (0..rows).filter(|y| (first + y).is_multiple_of(self.step)) {
            for x in 0..self.width {
                let from = y * self.source_width + x * self.step;
                self.valid += usize::from(valid[from] != 0);
                let to = (first + y) / self.step * self.width + x;
                for (plane, band) in self.bands.iter().enumerate() {
                    let value = pixels[band * valid.len() + from];
                    let shade = (value.max(0.0) / WHITE).min(1.0).powf(1.0 / 1.6) * 255.0;
                    self.pixels[plane * self.width * self.height + to] = if valid[from] == 0 { 0 } else { shade as u8 };
                }
            }
        }
    }
}
