//! Bytes on every instruction set that this machine has, against plain loops with the same rounding, at odd sizes.
use super::attention::{Head, words};
use crate::kernel::Precision;
use crate::kernel::buffer::{Table, Words};
use crate::kernel::detect::Isa;
use crate::kernel::linear::PackedLinear;
use crate::kernel::math::bytes_of_powers;
use crate::kernel::pages::Pages;
use crate::kernel::simd::{Op, Simd};
use crate::kernel::store::Store;
use crate::kernel::tests::noise;

/// Everything that a vector can do with bytes, on words, at once. Its run is safe: it reads its own arrays.
struct Everything<'a> {
    words: [&'a [u32; 16]; 3],
    numbers: [&'a [f32; 16]; 4],
}

/// Sums of products, the sums as numbers, unsigned and signed quads, the same as stored bytes, and the largest number.
type Results = (Vec<i32>, Vec<f32>, [Vec<u32>; 2], [Vec<u8>; 2], f32);

impl Op for Everything<'_> {
    type Output = Results;

    unsafe fn run<S: Simd>(self) -> Results {
        let n = S::LANES;
        // SAFETY: all slices have 16 numbers, and no vector has more.
        unsafe {
            let load = |x: &[u32; 16]| S::load(x.as_ptr().cast());
            let bits = |v: S::F| {
                let mut lanes = [0u32; 16];
                S::store(lanes.as_mut_ptr().cast(), v);
                lanes[..n].to_vec()
            };
            let sums = S::dot_bytes(load(self.words[0]), load(self.words[1]), load(self.words[2]));
            let numbers = self.numbers.map(|x| S::load(x.as_ptr()));
            let shifted = numbers.map(|x| S::sub(x, S::splat(128.0)));
            let mut bytes = [vec![7; n], vec![7; n]];
            // One lane less than there is: the last byte stays.
            S::store_bytes(bytes[0].as_mut_ptr(), numbers[0], n - 1, false);
            S::store_bytes(bytes[1].as_mut_ptr(), shifted[0], n - 1, true);
            (
                bits(sums).into_iter().map(|x| x as i32).collect(),
                bits(S::from_i32(sums)).into_iter().map(f32::from_bits).collect(),
                [bits(S::quads(numbers, false)), bits(S::quads(shifted, true))],
                bytes,
                S::highest(numbers[0]),
            )
        }
    }
}

#[test]
fn vectors_of_bytes_are_exact() {
    let words = |seed: u64| -> Vec<[u32; 16]> {
        let mut all = vec![[0; 16], [u32::MAX; 16], [0x8080_8080; 16], [0x7f7f_7f7f; 16], [0x80ff_7f01; 16]];
        let bits = |x: f32| ((f64::from(x) + 1.0) * 2_147_483_648.0) as u32;
        all.extend((0..20).map(|i| std::array::from_fn(|lane| bits(noise(seed + i, 16)[lane]))));
        all
    };
    for isa in Isa::available() {
        for (u, s) in words(40).iter().zip(words(80)).chain(words(40).iter().zip(words(40).into_iter().rev())) {
            let numbers: [[f32; 16]; 4] = std::array::from_fn(|i| {
                // Halves too, where rounding goes to the even neighbour.
                std::array::from_fn(|lane| (u[(lane + i) % 16] % 511) as f32 / 2.0)
            });
            let start: [u32; 16] = std::array::from_fn(|lane| (lane as u32).wrapping_mul(0x0100_0001));
            let op = Everything { words: [&start, u, &s], numbers: std::array::from_fn(|i| &numbers[i]) };
            // SAFETY: all slices have 16 numbers.
            let (sums, floats, quads, bytes, highest) = unsafe { isa.run(op) };
            let n = sums.len();
            let nearest = |i: usize, lane: usize, shift: f32| (numbers[i][lane] - shift).round_ties_even() as i32 as u8;
            for lane in 0..n {
                let products = u[lane].to_le_bytes().into_iter().zip(s[lane].to_le_bytes());
                let sum: i32 = products.map(|(u, s)| i32::from(u) * i32::from(s as i8)).sum();
                assert_eq!(sums[lane], start[lane] as i32 + sum, "{isa}");
                assert_eq!(floats[lane], sums[lane] as f32, "{isa}");
                for (signed, shift) in [(0, 0.0), (1, 128.0)] {
                    let want: [u8; 4] = std::array::from_fn(|i| nearest(i, lane, shift));
                    assert_eq!(quads[signed][lane].to_le_bytes(), want, "{isa} lane {lane} of {numbers:?}");
                    assert_eq!(bytes[signed][lane], if lane + 1 < n { want[0] } else { 7 }, "{isa}");
                }
            }
            assert_eq!(highest, numbers[0][..n].iter().copied().fold(f32::MIN, f32::max), "{isa}");
        }
    }
}

/// Bytes of powers; its run is safe: it reads its own array.
struct Powers<'a>(&'a [f32; 16]);

impl Op for Powers<'_> {
    type Output = Vec<[u8; 4]>;

    unsafe fn run<S: Simd>(self) -> Self::Output {
        // SAFETY: the array has 16 numbers, and no vector has more.
        unsafe {
            let [factor, summand] = S::POWER;
            let mut x = [S::load(self.0.as_ptr()); 4];
            for (i, x) in x.iter_mut().enumerate() {
                // Each of the four a little lower.
                let lower = S::sub(*x, S::splat(0.13 * i as f32));
                *x = S::fma(lower, S::splat(factor), S::splat(summand));
            }
            let mut words = [0u32; 16];
            S::store(words.as_mut_ptr().cast(), bytes_of_powers::<S>(x));
            words[..S::LANES].iter().map(|word| word.to_le_bytes()).collect()
        }
    }
}

#[test]
fn powers_are_the_nearest_bytes_or_close() {
    for isa in Isa::available() {
        for step in 0..700 {
            let x: [f32; 16] = std::array::from_fn(|lane| 255f32.log2() - 0.017 * step as f32 - 0.001 * lane as f32);
            // SAFETY: the array has 16 numbers.
            for (bytes, x) in unsafe { isa.run(Powers(&x)) }.iter().zip(x) {
                for (i, byte) in bytes.iter().enumerate() {
                    let want = (x - 0.13 * i as f32).exp2();
                    assert!((f32::from(*byte) - want).abs() <= 0.5 + 0.006 * want, "{isa}: {byte} for {want}");
                }
            }
        }
        for nothing in [-30.0, -1e6, f32::NEG_INFINITY] {
            // SAFETY: as above.
            let bytes = unsafe { isa.run(Powers(&[nothing; 16])) };
            assert!(bytes.iter().all(|bytes| *bytes == [0; 4]), "{isa}: {nothing}");
        }
    }
}

/// A row as unsigned bytes, with its step and lowest number.
fn unsigned(row: &[f32]) -> (Vec<i32>, f32, f32) {
    let (low, high) = row.iter().fold((row[0], row[0]), |(low, high), x| (low.min(*x), high.max(*x)));
    let (step, inverse) = super::quantise::scales(low, high);
    (row.iter().map(|x| ((x - low) * inverse).round_ties_even() as i32).collect(), step, low)
}

/// A row as signed bytes, with its scale.
fn signed(row: &[f32]) -> (Vec<i32>, f32) {
    let scale = row.iter().fold(f32::MIN_POSITIVE * 256.0, |m, x| m.max(x.abs())) / 127.0;
    (row.iter().map(|x| (x * (1.0 / scale)).round_ties_even() as i32).collect(), scale)
}

#[test]
fn linear_layers() {
    for isa in Isa::available() {
        for (rows, inputs, outputs) in [
            (1, 1, 1),
            (1, 2, 1),
            (3, 8, 5),
            (7, 23, 47),
            (13, 41, 49),
            (19, 64, 100),
            (8, 98, 96),
            (11, 300, 33),
            (70, 150, 70),
        ] {
            for extreme in [false, true] {
                // Extreme: products of 255 and 127, whose sums of two would not fit in 16 bits.
                let number = |x: &f32| if extreme { x.signum() } else { *x };
                let x: Vec<f32> = noise(1, rows * inputs).iter().map(number).collect();
                let w: Vec<f32> = noise(2, inputs * outputs).iter().map(number).collect();
                let b = noise(3, outputs);
                let layer = PackedLinear::new(&mut Pages::default(), isa, Precision::Int8, &w, Some(&b), outputs);
                let (mut input, mut output) = (x.clone(), vec![0.0; rows * outputs]);
                let (from, to) = (Table::of(&mut input, inputs), Table::of(&mut output, outputs));
                // SAFETY: the tables have `rows` rows of the layer's widths, and differ.
                unsafe { layer.rows_of_f32(from, rows, to, Store::F32) };
                for (i, got) in output.iter().enumerate() {
                    let (r, o) = (i / outputs, i % outputs);
                    let (bytes, step, low) = unsigned(&x[r * inputs..][..inputs]);
                    let (weights, scale) = signed(&w[o * inputs..][..inputs]);
                    let products: i32 = bytes.iter().zip(&weights).map(|(x, w)| x * w).sum();
                    let sum: i32 = weights.iter().sum();
                    let [step, low, scale, bias] = [step, low, scale, b[o]].map(f64::from);
                    let want = scale * (step * f64::from(products) + low * f64::from(sum)) + bias;
                    // One in a sum of products makes 6e-5.
                    let tolerance = if inputs < 64 { 1e-5 } else { 3e-5 };
                    let what = format!("{isa} {rows}x{inputs}x{outputs} {extreme}: {i} is {got}, should be {want}");
                    assert!((f64::from(*got) - want).abs() < tolerance, "{what}");
                }
            }
        }
    }
}

#[test]
fn rows_of_equal_numbers_and_zero_weights() {
    for isa in Isa::available() {
        let layer = PackedLinear::new(
            &mut Pages::default(),
            isa,
            Precision::Int8,
            &[0.0, 0.0, 0.0, 1.0, -1.0, 0.5],
            Some(&[3.0, 4.0]),
            2,
        );
        let (mut input, mut output) = (vec![0.0, 0.0, 0.0, 2.0, 2.0, 2.0], vec![0.0; 4]);
        // SAFETY: two rows of three and of two numbers.
        unsafe { layer.rows_of_f32(Table::of(&mut input, 3), 2, Table::of(&mut output, 2), Store::F32) };
        assert!(output.iter().zip([3.0, 4.0, 3.0, 5.0]).all(|(got, want)| (got - want).abs() < 0.01), "{output:?}");
    }
}

/// The head's results as the kernel rounds, but for the exponential and the order of sums.
fn reference(q: &[f32], k: &[f32], v: &[f32], width: usize, block: usize) -> Vec<f64> {
    let tokens = k.len() / width;
    let mean: Vec<f32> =
        (0..width).map(|d| k.chunks_exact(width).map(|row| row[d]).sum::<f32>() * (1.0 / tokens as f32)).collect();
    let centred = |row: &[f32]| row.iter().zip(&mean).map(|(x, m)| x - m).collect::<Vec<_>>();
    let keys: Vec<_> = k.chunks_exact(width).map(|row| signed(&centred(row))).collect();
    let columns: Vec<_> =
        (0..width).map(|d| signed(&v.chunks_exact(width).map(|row| row[d]).collect::<Vec<_>>())).collect();
    let mut out = Vec::new();
    for row in q.chunks_exact(width) {
        let (query, scale) = signed(row);
        let scores: Vec<f64> = keys
            .iter()
            .map(|(key, s)| {
                let dot: i32 = query.iter().zip(key).map(|(q, k)| q * k).sum();
                f64::from(dot) * f64::from(*s) * f64::from(scale) / (width as f64).sqrt()
            })
            .collect();
        let top = scores.iter().copied().fold(f64::MIN, f64::max);
        let weights: Vec<f64> = scores
            .chunks(block)
            .flat_map(|scores| {
                let peak = scores.iter().copied().fold(f64::MIN, f64::max);
                scores.iter().map(move |s| (255.0 * (s - peak).exp()).round() * (peak - top).exp())
            })
            .collect();
        let total: f64 = weights.iter().sum();
        out.extend(columns.iter().map(|(bytes, scale)| {
            weights.iter().zip(bytes).map(|(w, b)| w * f64::from(*b)).sum::<f64>() * f64::from(*scale) / total
        }));
    }
    out
}

#[test]
fn attention() {
    for isa in Isa::available() {
        for (tokens, width, sharp) in
            [(1, 8, 1.0), (2, 6, 1.0), (5, 8, 9.0), (50, 16, 1.0), (131, 64, 40.0), (300, 64, 3.0), (259, 10, 5.0)]
        {
            let mut q: Vec<f32> = noise(8, tokens * width).iter().map(|x| x * sharp).collect();
            // An offset that all keys share changes nothing.
            let mut k: Vec<f32> = noise(9, tokens * width).iter().map(|x| x + 3.0).collect();
            let mut v = noise(10, tokens * width);
            let block = tokens.div_ceil(tokens.div_ceil(128)).next_multiple_of(32);
            let want = reference(&q, &k, &v, width, block);
            let mut memory = Words::new(words(width, tokens));
            let (memory, queries) = (Table::new(&mut memory, 0), Table::of(&mut q, width));
            let head = Head { width, tokens, queries, memory };
            // SAFETY: the tables hold all tokens, and nobody else has them.
            unsafe {
                head.round(isa, Table::of(&mut k, width), Table::of(&mut v, width));
                head.run(isa, 0, tokens, &mut Words::default());
            }
            // A weight that is rounded to the other side moves a result by 1/255 of its share at most. Powers from a table
            // are off by 0.55 % at most: where two weights share all, values that lie 2 apart move by half of that.
            let by_table = isa.name().starts_with("avx512") || isa.name() == "amx";
            let (tolerance, mean) = if by_table { (2e-3 + 5.5e-3, 1.5e-3) } else { (2e-3, 6e-4) };
            let mut apart = 0.0;
            for (i, (got, want)) in q.iter().zip(&want).enumerate() {
                let what = format!("{isa} {tokens}x{width}: number {i} is {got}, should be {want}");
                assert!((f64::from(*got) - want).abs() < tolerance, "{what}");
                apart += (f64::from(*got) - want).abs() / (tokens * width) as f64;
            }
            assert!(apart < mean, "{isa} {tokens}x{width}: {apart} apart in the mean");
        }
    }
}
