//! Every operation, on every instruction set that this machine has, against plain loops in f64, at odd sizes.
use half::bf16;

use super::activation::Activation;
use super::attention::{Head, pair_values};
use super::buffer::{Table, Words};
use super::detect::Isa;
use super::filter::filter;
use super::layer_norm::LayerNorm;
use super::linear::PackedLinear;
use super::pages::Pages;
use super::store::Store;
use super::{
    Affine, BlockWeights, FILTERS, LinearWeights, NormWeights, ORIENTATIONS, Precision, Serial, Vit, VitWeights,
    Wavelets,
};

/// Numbers in [-1, 1) that follow from the seed (SplitMix64).
pub(super) fn noise(seed: u64, count: usize) -> Vec<f32> {
    let number = |i: u64| {
        let z = seed.wrapping_mul(0x1234_5678_9abc_def1).wrapping_add(i.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 40) as f32 / 8_388_608.0 - 1.0
    };
    (1..=count as u64).map(number).collect()
}

/// Rounded as the precision rounds.
fn rounded(x: f32, precision: Precision) -> f64 {
    match precision {
        Precision::F32 | Precision::Int8 => f64::from(x),
        Precision::Bf16 => f64::from(bf16::from_f32(x).to_f32()),
    }
}

/// Numbers as the kernels take them.
fn packed(numbers: &[f32], precision: Precision) -> Words {
    let mut words = Words::new(precision.words(numbers.len()));
    match precision {
        Precision::F32 | Precision::Int8 => words.floats_mut().copy_from_slice(numbers),
        Precision::Bf16 => {
            words.halves_mut().iter_mut().zip(numbers).for_each(|(w, x)| *w = bf16::from_f32(*x).to_bits());
        }
    }
    words
}

fn check(what: &str, got: &[f32], want: &[f64], tolerance: f64) {
    assert_eq!(got.len(), want.len(), "{what}");
    for (i, (g, w)) in got.iter().zip(want).enumerate() {
        assert!((f64::from(*g) - w).abs() <= tolerance, "{what}: number {i} is {g}, should be {w}");
    }
}

/// The error function by its series (Abramowitz and Stegun 7.1.5), far enough for |x| < 4.
fn erf(x: f64) -> f64 {
    if x.abs() > 4.0 {
        return x.signum();
    }
    let (mut term, mut sum) = (x, x);
    for n in 1..80 {
        term *= -x * x / f64::from(n);
        sum += term / f64::from(2 * n + 1);
    }
    sum * 2.0 / std::f64::consts::PI.sqrt()
}

fn activated(activation: Activation, x: f64) -> f64 {
    match activation {
        Activation::Gelu => x * (1.0 + erf(x * std::f64::consts::FRAC_1_SQRT_2)) / 2.0,
        Activation::Gated { linear, cubic } => {
            x / (1.0 + (-(f64::from(linear) * x + f64::from(cubic) * x * x * x)).exp())
        }
    }
}

#[test]
fn linear_layers() {
    for isa in Isa::available() {
        for precision in [Precision::F32, Precision::Bf16] {
            for (rows, inputs, outputs) in
                [(1, 2, 1), (3, 8, 5), (7, 24, 47), (13, 40, 49), (19, 64, 100), (8, 96, 96), (70, 150, 70)]
            {
                let (x, w) = (noise(1, rows * inputs), noise(2, inputs * outputs));
                let (b, old) = (noise(3, outputs), noise(4, rows * outputs));
                let layer = PackedLinear::new(&mut Pages::default(), isa, precision, &w, Some(&b), outputs);
                let mut input = packed(&x, precision);
                for store in [Store::F32, Store::ActivatedF32(Activation::SILU), Store::Add, Store::Times] {
                    let mut output = packed(&old, Precision::F32);
                    let from = Table::new(&mut input, precision.words(inputs));
                    // SAFETY: the tables have `rows` rows of the layer's widths, and differ.
                    unsafe { layer.rows(from, rows, Table::new(&mut output, outputs), store) };
                    let want: Vec<f64> = (0..rows * outputs)
                        .map(|i| {
                            let (r, o) = (i / outputs, i % outputs);
                            let products = (0..inputs)
                                .map(|k| rounded(x[r * inputs + k], precision) * rounded(w[o * inputs + k], precision));
                            let y = products.sum::<f64>() + f64::from(b[o]);
                            match store {
                                Store::ActivatedF32(activation) => activated(activation, y),
                                Store::Times => y * f64::from(old[i]),
                                Store::Add => y + f64::from(old[i]),
                                _ => y,
                            }
                        })
                        .collect();
                    let what = format!("{isa} {precision:?} {store:?} {rows}x{inputs}x{outputs}");
                    check(&what, &output.floats_mut()[..rows * outputs], &want, 2e-5);
                }
            }
        }
    }
}

#[test]
fn filters() {
    for isa in Isa::available() {
        for (count, taps, step) in [(1, 1, 1), (5, 3, 1), (70, 5, 1), (70, 21, 40), (133, 7, 3)] {
            let (weights, from) = (noise(31, taps), noise(32, (taps - 1) * step + count));
            let mut to = vec![0.0; count];
            filter(isa, &weights, step, &from, &mut to);
            let sum = |i: usize| (0..taps).map(|k| f64::from(weights[k]) * f64::from(from[i + k * step])).sum();
            check(&format!("{isa} {count} {taps} {step}"), &to, &(0..count).map(sum).collect::<Vec<f64>>(), 1e-5);
        }
    }
}

#[test]
fn wavelets_against_sums_over_squares() {
    for isa in Isa::available() {
        for (width, height, taps, stride) in
            [(1, 1, 1, 1), (5, 3, 3, 9), (32, 4, 5, 40), (39, 2, 7, 45), (64, 8, 11, 80)]
        {
            let filters = std::array::from_fn(|i| noise(50 + i as u64, taps));
            let wavelets = Wavelets { filters, means: [0.3, -0.2] };
            let rows = height + taps - 1;
            let image = noise(60, rows * stride);
            let mut planes = vec![0.0; FILTERS * rows * width];
            wavelets.along_rows(isa, &image, stride, [rows, width], &mut planes);
            let mut sums = vec![1.0; ORIENTATIONS * width];
            wavelets.add_moduli(isa, &planes, [rows, width], 0, height, &mut sums);
            // Sum over the square whose first pixel is (y, x), weighted by a filter down and one across.
            let square = |y: usize, x: usize, down: usize, across: usize| -> f64 {
                let weights = |f: usize, k: usize| f64::from(wavelets.filters[f][k]);
                let at = |k: usize| (k / taps, k % taps);
                (0..taps * taps)
                    .map(at)
                    .map(|(i, j)| weights(down, i) * weights(across, j) * f64::from(image[(y + i) * stride + x + j]))
                    .sum()
            };
            let mut want = vec![1.0; sums.len()];
            for (y, x) in (0..height * width).map(|i| (i / width, i % width)) {
                let part = |down, across| square(y, x, down, across);
                let low = part(0, 0);
                let moduli = [
                    (part(0, 1) - f64::from(0.3f32) * low).hypot(part(0, 2)),
                    (part(3, 3) - part(4, 4) + f64::from(0.2f32) * low).hypot(part(4, 3) + part(3, 4)),
                    (part(1, 0) - f64::from(0.3f32) * low).hypot(part(2, 0)),
                    (part(3, 3) + part(4, 4) + f64::from(0.2f32) * low).hypot(part(4, 3) - part(3, 4)),
                ];
                for (o, modulus) in moduli.into_iter().enumerate() {
                    want[o * width + x] += modulus;
                }
            }
            check(&format!("{isa} {width} {height} {taps}"), &sums, &want, 2e-4);
        }
    }
}

#[test]
fn a_layer_by_itself() {
    let (rows, inputs, outputs) = (199, 37, 5);
    let (x, w, b) = (noise(70, rows * inputs), noise(71, inputs * outputs), noise(72, outputs));
    for isa in Isa::available() {
        let layer = Affine::new(isa, LinearWeights { weight: &w, bias: &b });
        let want: Vec<f64> = (0..rows * outputs)
            .map(|i| {
                let (row, weight) = (&x[i / outputs * inputs..], &w[i % outputs * inputs..]);
                let products = row.iter().zip(weight).take(inputs).map(|(x, w)| f64::from(*x) * f64::from(*w));
                f64::from(b[i % outputs]) + products.sum::<f64>()
            })
            .collect();
        assert_eq!(layer.inputs(), inputs);
        check(&format!("{isa}"), &layer.apply(&mut x.clone()), &want, 1e-5);
    }
}

#[test]
fn activations_everywhere() {
    let all = [Activation::Gelu, Activation::GELU_BY_TANH, Activation::GELU_BY_SIGMOID, Activation::SILU];
    for (isa, activation) in Isa::available().into_iter().flat_map(|isa| all.map(|activation| (isa, activation))) {
        let x: Vec<f32> = (-2000..=2000).map(|i| i as f32 / 250.0).chain([-1e4, 1e4, -0.0]).collect();
        let layer = PackedLinear::new(&mut Pages::default(), isa, Precision::F32, &[1.0], None, 1);
        let mut input = packed(&x, Precision::F32);
        let mut output = Words::new(x.len());
        // SAFETY: one number in each row of both tables.
        unsafe {
            layer.rows(Table::new(&mut input, 1), x.len(), Table::new(&mut output, 1), Store::ActivatedF32(activation))
        };
        for (i, (y, x)) in output.floats_mut().iter().zip(&x).enumerate() {
            let (y, want) = (f64::from(*y), activated(activation, f64::from(*x)));
            let off = (y - want).abs();
            assert!(off <= 1.2e-6 + 4e-7 * want.abs(), "{isa}: {activation:?} of {x} [{i}] is {y}, should be {want}");
        }
    }
}

#[test]
fn layer_norms() {
    for isa in Isa::available() {
        for width in [1, 7, 8, 33, 100, 384] {
            let (x, scale, shift) = (noise(5, 3 * width), noise(6, width), noise(7, width));
            let norm = LayerNorm::new(&scale, &shift, 1e-6);
            let x: Vec<f32> = x.iter().map(|x| 100.0 + x).collect();
            let mut input = packed(&x, Precision::F32);
            let mut output = Words::new(3 * width);
            // SAFETY: three rows of `width` numbers in both tables.
            unsafe { norm.rows(isa, Table::new(&mut input, width), 3, Table::new(&mut output, width), false) };
            let mut want = Vec::new();
            for row in x.chunks_exact(width) {
                let mean = row.iter().map(|x| f64::from(*x)).sum::<f64>() / width as f64;
                let variance = row.iter().map(|x| (f64::from(*x) - mean).powi(2)).sum::<f64>() / width as f64;
                want.extend((0..width).map(|i| {
                    (f64::from(row[i]) - mean) / (variance + 1e-6).sqrt() * f64::from(scale[i]) + f64::from(shift[i])
                }));
            }
            // Offset 100: f32 itself holds the inputs' differences to 8e-6 only.
            let tolerance = if width == 1 { 1e-2 } else { 1e-4 };
            check(&format!("{isa} {width}"), &output.floats_mut()[..3 * width], &want, tolerance);
        }
    }
}

#[test]
fn attention() {
    for isa in Isa::available() {
        for precision in [Precision::F32, Precision::Bf16] {
            for (tokens, width, sharp) in [(1, 8, 1.0), (5, 8, 9.0), (50, 16, 1.0), (131, 64, 40.0), (300, 64, 3.0)] {
                let q: Vec<f32> = noise(8, tokens * width).iter().map(|x| x * sharp).collect();
                let (k, v) = (noise(9, tokens * width), noise(10, tokens * width));
                let (mut queries, mut keys) = (packed(&q, precision), packed(&k, precision));
                let mut values = packed(&v, precision);
                let mut pairs = Words::new(tokens.div_ceil(2) * width);
                let words = precision.words(width);
                let values = Table::new(&mut values, words);
                let paired = Table::new(&mut pairs, width);
                let values = if precision == Precision::Bf16 {
                    // SAFETY: as many rows as the function says, and they differ.
                    unsafe { pair_values(values, tokens, width, paired) };
                    paired
                } else {
                    values
                };
                let head = Head {
                    precision,
                    width,
                    tokens,
                    queries: Table::new(&mut queries, words),
                    keys: Table::new(&mut keys, words),
                    values,
                };
                // SAFETY: the tables hold all tokens, and nobody else has them.
                unsafe { head.run(isa, 0, tokens, &mut Words::default()) };
                let got: Vec<f32> = match precision {
                    Precision::F32 | Precision::Int8 => queries.floats_mut()[..tokens * width].to_vec(),
                    Precision::Bf16 => {
                        let halves = &queries.halves_mut()[..tokens * width];
                        halves.iter().map(|h| bf16::from_bits(*h).to_f32()).collect()
                    }
                };
                let r = |x: f32| rounded(x, precision);
                let mut want = Vec::new();
                for i in 0..tokens {
                    let score = |j: usize| {
                        let dot: f64 = (0..width).map(|d| r(q[i * width + d]) * r(k[j * width + d])).sum();
                        dot / (width as f64).sqrt()
                    };
                    let top = (0..tokens).map(score).fold(f64::NEG_INFINITY, f64::max);
                    let shares: Vec<f64> = (0..tokens).map(|j| (score(j) - top).exp()).collect();
                    let total: f64 = shares.iter().sum();
                    want.extend(
                        (0..width).map(|d| {
                            shares.iter().enumerate().map(|(j, s)| s / total * r(v[j * width + d])).sum::<f64>()
                        }),
                    );
                }
                let tolerance = if precision == Precision::F32 { 2e-5 } else { 8e-3 };
                check(&format!("{isa} {precision:?} {tokens}x{width}"), &got, &want, tolerance);
            }
        }
    }
}

/// A small network whose sizes divide no tile: the same on all instruction sets and numbers of threads.
#[test]
fn whole_networks_agree() {
    let (dim, patch, bands, side, registers, count) = (24, 4, 3, 28, 3, 5);
    let tokens = registers + (side / patch) * (side / patch);
    let w = |seed: u64, outputs: usize, inputs: usize| -> Vec<f32> {
        noise(seed, outputs * inputs).iter().map(|x| x / (inputs as f32).sqrt() * 1.7).collect()
    };
    let (embedding, qkv, proj) = (w(20, dim, bands * patch * patch + count), w(21, 3 * dim, dim), w(22, dim, dim));
    let (fc1, fc2, bias, positions) =
        (w(23, 4 * dim, dim), w(24, dim, 4 * dim), noise(25, 4 * dim), noise(26, tokens * dim));
    let linear =
        |weight: &'static [f32], outputs: usize, bias: &'static [f32]| LinearWeights { weight, bias: &bias[..outputs] };
    let leak = |v: Vec<f32>| -> &'static [f32] { v.leak() };
    let (embedding, qkv, proj, fc1, fc2, bias) =
        (leak(embedding), leak(qkv), leak(proj), leak(fc1), leak(fc2), leak(bias));
    let norm = NormWeights { scale: &bias[..dim], shift: &bias[dim..2 * dim], epsilon: 1e-6 };
    let block = BlockWeights {
        norm1: norm,
        qkv: linear(qkv, 3 * dim, bias),
        proj: linear(proj, dim, bias),
        norm2: norm,
        fc1: linear(fc1, 4 * dim, bias),
        activation: Activation::Gelu,
        gate: None,
        fc2: linear(fc2, dim, bias),
    };
    // The gate has the same weights as the layer that it multiplies.
    let gated = BlockWeights { activation: Activation::SILU, gate: Some(linear(fc1, 4 * dim, bias)), ..block };
    let weights = VitWeights {
        bands,
        patch,
        beside: count,
        heads: 3,
        embedding: linear(embedding, dim, bias),
        registers,
        positions: &positions,
        blocks: vec![block, gated, block],
        norm,
    };
    let chip = noise(27, bands * side * side);
    let cells = tokens - registers;
    let beside = noise(28, cells * count);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    for precision in [Precision::F32, Precision::Bf16, Precision::Int8] {
        let mut first: Option<Vec<f64>> = None;
        for isa in Isa::available() {
            let vit = Vit::new(isa, precision, &weights);
            let (mut alone, mut together) = (vec![0.0; cells * dim], vec![0.0; cells * dim]);
            vit.run(&chip, side, &beside, &mut alone, &Serial);
            vit.run(&chip, side, &beside, &mut together, &pool);
            assert_eq!(alone, together, "{isa}: threads change nothing");
            let want = first.get_or_insert_with(|| alone.iter().map(|x| f64::from(*x)).collect());
            let tolerance = if precision == Precision::F32 { 1e-4 } else { 5e-2 };
            check(&format!("{isa} {precision:?}"), &alone, want, tolerance);
            let mut without = vec![0.0; cells * dim];
            vit.run(&chip, side, &vec![0.0; cells * count], &mut without, &Serial);
            assert!(alone != without, "{isa}: what stands beside the patches counts");
        }
    }
}
