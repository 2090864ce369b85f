//! What [`Front`](super::front::Front) computes of pixels, as nodes of an ONNX graph.

use super::front::{STATISTICS, TOLD};
use crate::model::bank::{BINOMIAL, CELL, CLIP, ENERGIES, Kernel, MARGIN, QUIET, binomial_square, kernels};
use crate::model::graph::{Attr, Graph};
use crate::model::spec::BANDS;

/// Names of what is added: log energies `[1, cells, ENERGIES]`, and all that is carried, `[1, cells, CARRIED]`.
pub struct Added {
    pub energies: String,
    pub carried: String,
}

/// Adds what the features carry of chips, `[1, bands, side, side]`.
pub fn add(graph: &mut Graph, side: usize) -> Added {
    let (least, most) = (graph.constant("front.least", &[], &[-CLIP]), graph.constant("front.most", &[], &[CLIP]));
    let cut = graph.node("Clip", "front.cut", &["chips", &least, &most], vec![]);
    let (bands, across) = (BANDS.len(), side / CELL);
    let blocks = graph.reshaped("front.blocks", &cut, &[1, bands, across, CELL, across, CELL]);
    let energies = energies(graph, &cut, side);
    let statistics = statistics(graph, &blocks, across);
    let told = graph.node("Concat", "front.told", &[&energies, &statistics], vec![("axis", Attr::Int(2))]);
    let blurred = blurred(graph, &told, across);
    let by_cell =
        graph.node("Transpose", "front.by_cell", &[&blocks], vec![("perm", Attr::Ints(vec![0, 2, 4, 1, 3, 5]))]);
    let pixels = graph.reshaped("front.pixels", &by_cell, &[1, across * across, bands * CELL * CELL]);
    let carried = graph.node("Concat", "front.carried", &[&told, &blurred, &pixels], vec![("axis", Attr::Int(2))]);
    Added { energies, carried }
}

/// Numbers of cells, blurred over their neighbours.
fn blurred(graph: &mut Graph, told: &str, across: usize) -> String {
    let turned = |graph: &mut Graph, name: &str, x: &str| {
        graph.node("Transpose", name, &[x], vec![("perm", Attr::Ints(vec![0, 2, 1]))])
    };
    let planes = turned(graph, "front.blur.planes", told);
    let square = graph.reshaped("front.blur.square", &planes, &[TOLD, 1, across, across]);
    let edge = (BINOMIAL.len() / 2) as i64;
    let pads = graph.ints("front.blur.pads", &[0, 0, edge, edge, 0, 0, edge, edge]);
    let wide = graph.node("Pad", "front.blur.padded", &[&square, &pads], vec![("mode", Attr::Text("reflect"))]);
    let extents = [1, 1, BINOMIAL.len(), BINOMIAL.len()];
    let weight = graph.constant("front.blur.weight", &extents, &binomial_square());
    let soft = graph.node("Conv", "front.blur", &[&wide, &weight], vec![]);
    let flat = graph.reshaped("front.blur.flat", &soft, &[1, TOLD, across * across]);
    turned(graph, "front.blurred", &flat)
}

fn energies(graph: &mut Graph, cut: &str, side: usize) -> String {
    let (bands, padded, margin) = (BANDS.len(), side + 2 * MARGIN, MARGIN as i64);
    let pads = graph.ints("front.pads", &[0, 0, margin, margin, 0, 0, margin, margin]);
    let wide = graph.node("Pad", "front.padded", &[cut, &pads], vec![("mode", Attr::Text("reflect"))]);
    let full = graph.reshaped("front.full", &wide, &[bands, 1, padded, padded]);
    let thin = graph.constant("front.binomial", &[1, 1, 5, 5], &binomial_square());
    let halved = |graph: &mut Graph, name: &str, plane: &str| {
        graph.node("Conv", name, &[plane, &thin], vec![("strides", Attr::Ints(vec![2, 2]))])
    };
    let half = halved(graph, "front.half", &full);
    let quarter = halved(graph, "front.quarter", &half);
    let scales: Vec<String> = kernels()
        .into_iter()
        .enumerate()
        .map(|(k, kernel)| {
            let plane = match kernel.thinning {
                1 => &full,
                2 => &half,
                _ => &quarter,
            };
            scale(graph, k, &kernel, plane)
        })
        .collect();
    let names: Vec<&str> = scales.iter().map(String::as_str).collect();
    let all = graph.node("Concat", "front.scales", &names, vec![("axis", Attr::Int(1))]);
    let cells = (side / CELL).pow(2);
    let flat = graph.reshaped("front.flat", &all, &[1, ENERGIES, cells]);
    graph.node("Transpose", "front.energies", &[&flat], vec![("perm", Attr::Ints(vec![0, 2, 1]))])
}

/// Log energies of one scale, `[bands, 4, rows, columns]`.
fn scale(graph: &mut Graph, k: usize, kernel: &Kernel, plane: &str) -> String {
    let name = |part: &str| format!("front.scale{k}.{part}");
    let (start, end) = (kernel.cut as i64, -(kernel.cut as i64));
    // A cut of nothing would end before it begins.
    let end = if end == 0 { i64::MAX } else { end };
    let (from, to) = (graph.ints(&name("from"), &[start; 2]), graph.ints(&name("to"), &[end; 2]));
    let axes = graph.ints(&name("axes"), &[2, 3]);
    let inner = graph.node("Slice", &name("inner"), &[plane, &from, &to, &axes], vec![]);
    let mut square = |part: &str, values: &[f32]| {
        let weight = graph.constant(&name(&format!("{part}.weight")), &[4, 1, kernel.size, kernel.size], values);
        let found = graph.node("Conv", &name(part), &[&inner, &weight], vec![]);
        graph.node("Mul", &name(&format!("{part}.square")), &[&found, &found], vec![])
    };
    let (real, imaginary) = (square("real", &kernel.real), square("imaginary", &kernel.imaginary));
    let sum = graph.node("Add", &name("sum"), &[&real, &imaginary], vec![]);
    let root = graph.node("Sqrt", &name("root"), &[&sum], vec![]);
    let gain = graph.constant(&name("gain"), &[1], &[kernel.gain]);
    let moduli = graph.node("Mul", &name("moduli"), &[&root, &gain], vec![]);
    let step = Attr::Ints(vec![(CELL / kernel.thinning) as i64; 2]);
    let again = Attr::Ints(vec![(CELL / kernel.thinning) as i64; 2]);
    let mean = graph.node("AveragePool", &name("mean"), &[&moduli], vec![("kernel_shape", step), ("strides", again)]);
    let quiet = graph.constant(&name("quiet"), &[1], &[QUIET]);
    let above = graph.node("Add", &name("above"), &[&mean, &quiet], vec![]);
    graph.node("Log", &name("log"), &[&above], vec![])
}

/// Means and deviations of cells, from pixels by cell.
fn statistics(graph: &mut Graph, blocks: &str, across: usize) -> String {
    let average = |graph: &mut Graph, name: &str, of: &str| {
        graph.node("ReduceMean", name, &[of], vec![("axes", Attr::Ints(vec![3, 5])), ("keepdims", Attr::Int(1))])
    };
    let mean = average(graph, "front.mean", blocks);
    let left = graph.node("Sub", "front.left", &[blocks, &mean], vec![]);
    let squares = graph.node("Mul", "front.squares", &[&left, &left], vec![]);
    let variance = average(graph, "front.variance", &squares);
    let deviation = graph.node("Sqrt", "front.deviation", &[&variance], vec![]);
    let both = graph.node("Concat", "front.both", &[&mean, &deviation], vec![("axis", Attr::Int(1))]);
    let flat = graph.reshaped("front.both.flat", &both, &[1, STATISTICS, across * across]);
    graph.node("Transpose", "front.statistics", &[&flat], vec![("perm", Attr::Ints(vec![0, 2, 1]))])
}
