//! Moduli of separable wavelets: plane waves under a round bell, at 0, 45, 90 and 135 degrees, less the bell's own share.
//!
//! Along rows, a plane is filtered by the bell and by the real and imaginary parts of the bell times a wave, straight and at
//! 45 degrees: [`FILTERS`] planes. Along columns, all that the four moduli need of these is summed at once, and the moduli
//! are added up over rows, as energies of cells want them; nothing between is written.
use super::detect::Isa;
use super::simd::{Op, Simd};

/// Filters along rows.
pub const FILTERS: usize = 5;
/// Orientations of the waves.
pub const ORIENTATIONS: usize = 4;

/// The weights of one scale, all as long.
pub struct Wavelets {
    /// The bell; then the bell times a wave, real and imaginary part; then the same with the wave's share at 45 degrees.
    pub filters: [Vec<f32>; FILTERS],
    /// Shares of the bell that take the means of the straight and of the slanted waves away.
    pub means: [f32; 2],
}

impl Wavelets {
    fn taps(&self) -> usize {
        self.filters[0].len()
    }

    /// Filters along rows: `rows` rows of `width` numbers for each filter, one plane after the other. `from` begins with the
    /// first number that the first sum needs; its rows are `stride` numbers long.
    ///
    /// # Panics
    ///
    /// The filters differ in length, or `from` or `to` is too short.
    pub fn along_rows(&self, isa: Isa, from: &[f32], stride: usize, [rows, width]: [usize; 2], to: &mut [f32]) {
        assert!(self.filters.iter().all(|f| f.len() == self.taps()), "filters are as long as each other");
        let last = rows.saturating_sub(1) * stride + width + self.taps() - 1;
        assert!(from.len() >= last && width <= stride, "a plane holds all that is summed");
        assert!(to.len() >= FILTERS * rows * width, "there is room for all sums");
        // SAFETY: the assertions above; `to` is borrowed alone.
        unsafe { isa.run(Rows { filters: &self.filters, from, stride, rows, width, to: to.as_mut_ptr() }) }
    }

    /// Adds the moduli at rows `first..first + count` to `sums`, `[ORIENTATIONS][width]`. `planes` are what
    /// [`Self::along_rows`] made, with `rows` rows each.
    ///
    /// # Panics
    ///
    /// The filters differ in length or reach beyond the last row, or `sums` is too short.
    pub fn add_moduli(
        &self,
        isa: Isa,
        planes: &[f32],
        [rows, width]: [usize; 2],
        first: usize,
        count: usize,
        sums: &mut [f32],
    ) {
        assert!(self.filters.iter().all(|f| f.len() == self.taps()), "filters are as long as each other");
        assert!(first + count + self.taps() - 1 <= rows, "the filters end with the planes");
        assert!(
            planes.len() >= FILTERS * rows * width && sums.len() >= ORIENTATIONS * width,
            "planes and sums are whole"
        );
        // SAFETY: the assertions above; `sums` is borrowed alone.
        unsafe { isa.run(Moduli { wavelets: self, planes, rows, width, first, count, sums }) }
    }
}

/// See [`Wavelets::along_rows`], which asserts what its run needs.
struct Rows<'a> {
    filters: &'a [Vec<f32>; FILTERS],
    from: &'a [f32],
    stride: usize,
    rows: usize,
    width: usize,
    to: *mut f32,
}

impl Op for Rows<'_> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        for row in 0..self.rows {
            let mut x = 0;
            // SAFETY: the caller's obligations.
            unsafe {
                // Two vectors at once: a filter alone would wait for its own sums.
                while x + 2 * S::LANES <= self.width {
                    self.sums::<S, 2>(row, x, S::LANES);
                    x += 2 * S::LANES;
                }
                while x < self.width {
                    let n = (self.width - x).min(S::LANES);
                    self.sums::<S, 1>(row, x, n);
                    x += n;
                }
            }
        }
    }
}

impl Rows<'_> {
    /// The sums of all filters at a row's numbers from `x` on; `n` of each vector.
    ///
    /// # Safety
    ///
    /// - Behind the door of `S`; the numbers lie in the row.
    #[inline(always)]
    unsafe fn sums<S: Simd, const VECTORS: usize>(&self, row: usize, x: usize, n: usize) {
        let plane = self.rows * self.width;
        // SAFETY: the caller's obligations.
        unsafe {
            let from = self.from.as_ptr().add(row * self.stride + x);
            let to = self.to.add(row * self.width + x);
            let mut sums = [[S::splat(0.0); VECTORS]; FILTERS];
            for k in 0..self.filters[0].len() {
                let mut numbers = [S::splat(0.0); VECTORS];
                for (v, number) in numbers.iter_mut().enumerate() {
                    *number = some::<S>(from.add(v * S::LANES + k), n);
                }
                for (sums, filter) in sums.iter_mut().zip(self.filters) {
                    let weight = S::broadcast(filter.as_ptr().add(k));
                    for v in 0..VECTORS {
                        sums[v] = S::fma(numbers[v], weight, sums[v]);
                    }
                }
            }
            for (f, sums) in sums.iter().enumerate() {
                for (v, sum) in sums.iter().enumerate() {
                    S::store_first(to.add(f * plane + v * S::LANES), *sum, n);
                }
            }
        }
    }
}

/// The first `n` numbers of a vector.
///
/// # Safety
///
/// - Behind the door of `S`; they are readable.
#[inline(always)]
unsafe fn some<S: Simd>(at: *const f32, n: usize) -> S::F {
    // SAFETY: the caller's obligation.
    unsafe { if n == S::LANES { S::load(at) } else { S::load_first(at, n) } }
}

/// See [`Wavelets::add_moduli`], which asserts what its run needs.
struct Moduli<'a> {
    wavelets: &'a Wavelets,
    planes: &'a [f32],
    rows: usize,
    width: usize,
    first: usize,
    count: usize,
    sums: &'a mut [f32],
}

impl Op for Moduli<'_> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<S: Simd>(self) {
        for x in (0..self.width).step_by(S::LANES) {
            let n = (self.width - x).min(S::LANES);
            // SAFETY: the caller's obligations; of the last vector only `n` numbers are touched.
            unsafe {
                let mut totals = [S::splat(0.0); ORIENTATIONS];
                for row in self.first..self.first + self.count {
                    let moduli = self.at::<S>(row, x, n);
                    for (total, modulus) in totals.iter_mut().zip(moduli) {
                        *total = S::add(*total, modulus);
                    }
                }
                for (o, total) in totals.into_iter().enumerate() {
                    let to = self.sums.as_mut_ptr().add(o * self.width + x);
                    S::store_first(to, S::add(S::load_first(to, n), total), n);
                }
            }
        }
    }
}

impl Moduli<'_> {
    /// The moduli at a row's numbers from `x` on.
    ///
    /// # Safety
    ///
    /// - Behind the door of `S`; the filters' rows and `n` numbers from `x` on lie in the planes.
    #[inline(always)]
    unsafe fn at<S: Simd>(&self, row: usize, x: usize, n: usize) -> [S::F; ORIENTATIONS] {
        let [bell, straight, straight_i, slanted, slanted_i] = self.wavelets.filters.each_ref().map(|f| f.as_ptr());
        let plane = self.rows * self.width;
        // SAFETY: the caller's obligations.
        unsafe {
            let zero = S::splat(0.0);
            let (mut low, mut real, mut imaginary) = (zero, zero, zero);
            let (mut down_real, mut down_imaginary) = (zero, zero);
            let (mut rr, mut ri, mut ir, mut ii) = (zero, zero, zero, zero);
            for k in 0..self.wavelets.taps() {
                let at = self.planes.as_ptr().add((row + k) * self.width + x);
                let mut across = [zero; FILTERS];
                for (f, across) in across.iter_mut().enumerate() {
                    *across = some::<S>(at.add(f * plane), n);
                }
                let weight = S::broadcast(bell.add(k));
                low = S::fma(across[0], weight, low);
                real = S::fma(across[1], weight, real);
                imaginary = S::fma(across[2], weight, imaginary);
                down_real = S::fma(across[0], S::broadcast(straight.add(k)), down_real);
                down_imaginary = S::fma(across[0], S::broadcast(straight_i.add(k)), down_imaginary);
                let (weight, turned) = (S::broadcast(slanted.add(k)), S::broadcast(slanted_i.add(k)));
                rr = S::fma(across[3], weight, rr);
                ri = S::fma(across[3], turned, ri);
                ir = S::fma(across[4], weight, ir);
                ii = S::fma(across[4], turned, ii);
            }
            let [straight, slanted] = self.wavelets.means.map(|mean| -mean);
            let slanted = S::mul(low, S::splat(slanted));
            [
                modulus::<S>(S::fma(low, S::splat(straight), real), imaginary),
                modulus::<S>(S::add(S::sub(rr, ii), slanted), S::add(ri, ir)),
                modulus::<S>(S::fma(low, S::splat(straight), down_real), down_imaginary),
                modulus::<S>(S::add(S::add(rr, ii), slanted), S::sub(ri, ir)),
            ]
        }
    }
}

/// √(real² + imaginary²).
///
/// # Safety
///
/// - Behind the door of `S`.
#[inline(always)]
unsafe fn modulus<S: Simd>(real: S::F, imaginary: S::F) -> S::F {
    // SAFETY: the caller's obligation.
    unsafe { S::sqrt(S::fma(real, real, S::mul(imaginary, imaginary))) }
}
