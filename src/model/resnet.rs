//! The legacy ResNet-18 encoder up to `layer4`, as an ONNX graph.

use super::graph::{Attr, Graph, ModelProto};
use super::spec::EncoderSpec;
use super::weights::{Expected, Weights};

/// Pixels along a cell: the network halves its map five times.
pub const STRIDE: usize = 32;
/// Numbers in a feature.
pub const DIM: usize = 512;
const CHANNELS: [usize; 4] = [64, 128, 256, 512];
const NORM_EPS: f32 = 1e-5;

/// Every tensor of the network for this number of bands.
pub fn tensors(bands: usize) -> Vec<Expected> {
    let mut out = vec![("stem.0.weight".into(), vec![64, bands, 7, 7])];
    let norm = |out: &mut Vec<Expected>, name: &str, channels: usize| {
        for part in ["weight", "bias", "running_mean", "running_var"] {
            out.push((format!("{name}.{part}"), vec![channels]));
        }
        out.push((format!("{name}.num_batches_tracked"), vec![]));
    };
    norm(&mut out, "stem.1", 64);
    let mut from = 64;
    for (layer, channels) in (1..).zip(CHANNELS) {
        for block in 0..2 {
            let p = format!("layer{layer}.{block}");
            out.push((format!("{p}.conv1.weight"), vec![channels, if block == 0 { from } else { channels }, 3, 3]));
            norm(&mut out, &format!("{p}.bn1"), channels);
            out.push((format!("{p}.conv2.weight"), vec![channels, channels, 3, 3]));
            norm(&mut out, &format!("{p}.bn2"), channels);
            if block == 0 && layer > 1 {
                out.push((format!("{p}.downsample.0.weight"), vec![channels, from, 1, 1]));
                norm(&mut out, &format!("{p}.downsample.1"), channels);
            }
        }
        from = channels;
    }
    out
}

/// The graph: `chips` [1, bands, S, S], normalised, to `features` [1, 512, S/32, S/32].
pub fn graph(weights: &Weights, spec: &EncoderSpec, metadata: &[(String, String)]) -> ModelProto {
    let mut b = Builder { weights, graph: Graph::default() };
    let x = b.conv("chips", "stem.0", 2, 3);
    let x = b.norm(&x, "stem.1");
    let x = b.graph.node("Relu", "stem.relu", &[&x], vec![]);
    let pool = vec![
        ("kernel_shape", Attr::Ints(vec![3; 2])),
        ("strides", Attr::Ints(vec![2; 2])),
        ("pads", Attr::Ints(vec![1; 4])),
    ];
    let mut x = b.graph.node("MaxPool", "stem.pool", &[&x], pool);
    for layer in 1..=4 {
        for block in 0..2 {
            x = b.block(&x, &format!("layer{layer}.{block}"), if block == 0 && layer > 1 { 2 } else { 1 });
        }
    }
    let side = spec.chip_cells();
    b.graph.finish(
        ("chips", &[1, spec.bands.len(), spec.chip, spec.chip]),
        ("features", &[1, DIM, side, side]),
        metadata,
    )
}

struct Builder<'a> {
    weights: &'a Weights,
    graph: Graph,
}

impl Builder<'_> {
    fn block(&mut self, x: &str, p: &str, stride: i64) -> String {
        let y = self.conv(x, &format!("{p}.conv1"), stride, 1);
        let y = self.norm(&y, &format!("{p}.bn1"));
        let y = self.graph.node("Relu", &format!("{p}.relu1"), &[&y], vec![]);
        let y = self.conv(&y, &format!("{p}.conv2"), 1, 1);
        let y = self.norm(&y, &format!("{p}.bn2"));
        let skip = if self.weights.shape(&format!("{p}.downsample.0.weight")).is_some() {
            let s = self.conv(x, &format!("{p}.downsample.0"), stride, 0);
            self.norm(&s, &format!("{p}.downsample.1"))
        } else {
            x.to_owned()
        };
        let sum = self.graph.node("Add", &format!("{p}.sum"), &[&y, &skip], vec![]);
        self.graph.node("Relu", &format!("{p}.relu2"), &[&sum], vec![])
    }

    fn conv(&mut self, x: &str, name: &str, stride: i64, pad: i64) -> String {
        let weight = self.tensor(&format!("{name}.weight"));
        let attributes = vec![("strides", Attr::Ints(vec![stride; 2])), ("pads", Attr::Ints(vec![pad; 4]))];
        self.graph.node("Conv", name, &[x, &weight], attributes)
    }

    fn norm(&mut self, x: &str, name: &str) -> String {
        let parts =
            ["weight", "bias", "running_mean", "running_var"].map(|part| self.tensor(&format!("{name}.{part}")));
        let inputs = [x, &parts[0], &parts[1], &parts[2], &parts[3]];
        self.graph.node("BatchNormalization", name, &inputs, vec![("epsilon", Attr::Float(NORM_EPS))])
    }

    fn tensor(&mut self, name: &str) -> String {
        let tensor = &self.weights.0[name];
        self.graph.constant(name, &tensor.shape, &tensor.values)
    }
}
