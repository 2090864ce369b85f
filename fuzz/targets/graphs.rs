//! Mutations of ONNX files as graphs: of their nodes, shapes, attributes, tensors and names, so that they stay graphs.

use prost::Message;
use tract_onnx::pb::tensor_shape_proto::dimension::Value as Extent;
use tract_onnx::pb::{
    AttributeProto, GraphProto, ModelProto, NodeProto, StringStringEntryProto, TensorProto, type_proto,
};

/// Numbers that sizes go wrong at.
const NUMBERS: &[i64] = &[
    0,
    1,
    2,
    3,
    4,
    5,
    7,
    8,
    16,
    17,
    64,
    256,
    1000,
    4096,
    4097,
    65_536,
    -1,
    -2,
    -4,
    1 << 20,
    1 << 31,
    (1 << 31) - 1,
    1 << 40,
    1 << 62,
    i64::MAX,
    i64::MIN,
    i64::MIN + 1,
    10_001,
];

const OPERATORS: &[&str] = &[
    "Add",
    "Sub",
    "Mul",
    "Div",
    "MatMul",
    "Gemm",
    "Conv",
    "ConvTranspose",
    "Reshape",
    "Transpose",
    "Concat",
    "Slice",
    "Split",
    "Gather",
    "GatherND",
    "GatherElements",
    "ScatterND",
    "Squeeze",
    "Unsqueeze",
    "Flatten",
    "Expand",
    "Tile",
    "Pad",
    "Resize",
    "Upsample",
    "Softmax",
    "LayerNormalization",
    "BatchNormalization",
    "Erf",
    "Gelu",
    "Relu",
    "Sigmoid",
    "Tanh",
    "Sqrt",
    "Pow",
    "Cast",
    "Shape",
    "Size",
    "ConstantOfShape",
    "Constant",
    "Range",
    "Identity",
    "ReduceMean",
    "ReduceSum",
    "ArgMax",
    "TopK",
    "Where",
    "Equal",
    "MaxPool",
    "AveragePool",
    "GlobalAveragePool",
    "Einsum",
    "Loop",
    "If",
    "Scan",
    "DequantizeLinear",
    "QuantizeLinear",
    "OneHot",
    "NonZero",
    "Trilu",
    "CumSum",
    "DepthToSpace",
    "SpaceToDepth",
    "LSTM",
    "EyeLike",
    "RandomNormal",
    "STFT",
    "NonMaxSuppression",
    "Attention",
    "SimplifiedLayerNormalization",
];

const ATTRIBUTES: &[&str] = &[
    "axis",
    "axes",
    "perm",
    "shape",
    "value",
    "epsilon",
    "group",
    "kernel_shape",
    "strides",
    "pads",
    "dilations",
    "to",
    "transA",
    "transB",
    "alpha",
    "beta",
    "split",
    "keepdims",
    "approximate",
    "num_heads",
    "num_outputs",
    "equation",
    "mode",
    "allowzero",
    "scales",
    "output_shape",
    "auto_pad",
    "start",
    "end",
    "largest",
    "dtype",
    "blocksize",
    "body",
];

const PROPERTIES: &[(&str, &str)] = &[
    ("bands", "[\"a\"]"),
    ("reflectance_mean", "[0.0]"),
    ("reflectance_std", "[1.0]"),
    ("encoder_kind", "\"onnx\""),
    ("patch_size", "2"),
    ("tiles_size", "4"),
    ("resolution", "10"),
    ("reflectance_mean", "[1e999]"),
    ("bands", "[]"),
];

/// Random choices that follow from a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % count.max(1) as u64) as usize
    }

    fn number(&mut self) -> i64 {
        NUMBERS[self.below(NUMBERS.len())]
    }

    fn of<'a, T>(&mut self, items: &'a mut [T]) -> Option<&'a mut T> {
        let at = self.below(items.len());
        items.get_mut(at)
    }
}

fn attribute(dice: &mut Dice, a: &mut AttributeProto) {
    match dice.below(8) {
        0 => a.i = dice.number(),
        1 => a.ints.push(dice.number()),
        2 => drop(a.ints.pop()),
        3 => a.f = [0.0, -1.0, f32::NAN, f32::INFINITY, 1e-6, 1e30][dice.below(6)],
        4 => a.r#type = dice.below(14) as i32,
        5 => a.s = [&b"tanh"[..], b"none", b"SAME_UPPER", b"i,j->ij", b"bij,bjk->bik", b""][dice.below(6)].to_vec(),
        6 => {
            if let Some(v) = dice.of(&mut a.ints) {
                *v = NUMBERS[0];
            }
            let value = dice.number();
            if let Some(v) = dice.of(&mut a.ints) {
                *v = value;
            }
        }
        _ => {
            if let Some(t) = &mut a.t {
                tensor(dice, t);
            } else {
                a.t = Some(TensorProto { dims: vec![1], data_type: 7, raw_data: vec![0; 8], ..Default::default() });
            }
        }
    }
}

fn tensor(dice: &mut Dice, t: &mut TensorProto) {
    match dice.below(9) {
        0 => {
            let value = dice.number();
            if let Some(d) = dice.of(&mut t.dims) {
                *d = value;
            }
        }
        1 => t.dims.push(dice.number()),
        2 => drop(t.dims.pop()),
        3 => t.data_type = dice.below(22) as i32,
        4 => t.raw_data.truncate(dice.below(t.raw_data.len() + 1)),
        5 => {
            let value = dice.number().to_le_bytes();
            t.raw_data.extend_from_slice(&value[..[1, 2, 4, 8][dice.below(4)]]);
        }
        6 => {
            let value = dice.below(256) as u8;
            if let Some(b) = dice.of(&mut t.raw_data) {
                *b = value;
            }
        }
        7 => t.int64_data.push(dice.number()),
        _ => {
            t.data_location = Some(dice.below(3) as i32);
            t.external_data.push(StringStringEntryProto { key: "location".into(), value: "w.bin".into() });
        }
    }
}

/// Names that a node may take its inputs from.
fn names(graph: &GraphProto) -> Vec<String> {
    let made = graph.node.iter().flat_map(|n| n.output.clone());
    let given = graph.input.iter().map(|i| i.name.clone()).chain(graph.initializer.iter().map(|i| i.name.clone()));
    made.chain(given).chain([String::new()]).collect()
}

fn node(dice: &mut Dice, n: &mut NodeProto, names: &[String]) {
    let name = names[dice.below(names.len())].clone();
    match dice.below(9) {
        0 => n.op_type = OPERATORS[dice.below(OPERATORS.len())].into(),
        1 => n.input.push(name),
        2 => drop(n.input.pop()),
        3 | 4 => {
            if let Some(i) = dice.of(&mut n.input) {
                *i = name;
            }
        }
        5 => n.output.push(format!("o{}", dice.below(50))),
        6 => {
            let name = ATTRIBUTES[dice.below(ATTRIBUTES.len())].into();
            let mut a = AttributeProto { name, i: dice.number(), r#type: 2, ..Default::default() };
            if dice.below(2) == 0 {
                (a.ints, a.r#type) = ((0..dice.below(5)).map(|_| dice.number()).collect(), 7);
            }
            n.attribute.push(a);
        }
        _ => match dice.of(&mut n.attribute) {
            Some(a) => attribute(dice, a),
            None => n.domain = ["", "com.microsoft", "ai.onnx.ml"][dice.below(3)].into(),
        },
    }
}

fn graph(dice: &mut Dice, g: &mut GraphProto) {
    let known = names(g);
    match dice.below(16) {
        0..=5 => {
            if let Some(n) = dice.of(&mut g.node) {
                node(dice, n, &known);
            }
        }
        6 => {
            let at = dice.below(g.node.len() + 1);
            let input = (0..dice.below(4)).map(|_| known[dice.below(known.len())].clone()).collect();
            let op_type = OPERATORS[dice.below(OPERATORS.len())].into();
            g.node.insert(
                at,
                NodeProto { op_type, input, output: vec![format!("o{}", dice.below(50))], ..Default::default() },
            );
        }
        7 if g.node.len() > 1 => drop(g.node.remove(dice.below(g.node.len()))),
        8 => {
            let (a, b) = (dice.below(g.node.len()), dice.below(g.node.len()));
            if a.max(b) < g.node.len() {
                g.node.swap(a, b);
            }
        }
        9..=11 => {
            if let Some(t) = dice.of(&mut g.initializer) {
                tensor(dice, t);
            }
        }
        12 => {
            let dims = (0..dice.below(4)).map(|_| NUMBERS[dice.below(10)]).collect();
            let name = known[dice.below(known.len())].clone();
            g.initializer.push(TensorProto { name, dims, data_type: 1, ..Default::default() });
        }
        13 => {
            if let Some(o) = dice.of(&mut g.output) {
                o.name = known[dice.below(known.len())].clone();
            }
        }
        _ => extents(dice, g),
    }
}

/// Sizes of inputs, outputs and what lies between.
fn extents(dice: &mut Dice, g: &mut GraphProto) {
    let list = match dice.below(3) {
        0 => &mut g.input,
        1 => &mut g.output,
        _ => &mut g.value_info,
    };
    let Some(info) = dice.of(list) else { return };
    let Some(type_proto::Value::TensorType(t)) = info.r#type.as_mut().and_then(|t| t.value.as_mut()) else { return };
    let Some(shape) = t.shape.as_mut() else { return };
    match dice.below(4) {
        0 => drop(shape.dim.pop()),
        1 => shape.dim.extend(shape.dim.first().cloned()),
        _ => {
            let value = match dice.below(4) {
                0 => None,
                1 => Some(Extent::DimParam(["N", "batch", "unk__0", "-1", "2*N"][dice.below(5)].into())),
                _ => Some(Extent::DimValue(dice.number())),
            };
            if let Some(d) = dice.of(&mut shape.dim) {
                d.value = value;
            }
        }
    }
}

/// A changed copy of a file; `None` if it is none.
pub fn mutated(bytes: &[u8], seed: u32) -> Option<Vec<u8>> {
    let dice = &mut Dice(u64::from(seed) << 20 | 0x9E37_79B9);
    let mut model = ModelProto::decode(bytes).ok()?;
    let count = 1 + dice.below(4);
    for _ in 0..count {
        match dice.below(12) {
            0 => {
                let (key, value) = PROPERTIES[dice.below(PROPERTIES.len())];
                model.metadata_props.retain(|p| p.key != key);
                model.metadata_props.push(StringStringEntryProto { key: key.into(), value: value.into() });
            }
            1 => {
                let version = dice.number();
                if let Some(o) = dice.of(&mut model.opset_import) {
                    o.version = [version, 7, 9, 11, 13, 17, 18, 20, 21][dice.below(9)];
                }
            }
            _ => graph(dice, model.graph.get_or_insert_default()),
        }
    }
    Some(model.encode_to_vec())
}

/// For `fuzz_mutator!`: mostly as a graph, now and then as bytes.
pub fn mutate(data: &mut [u8], size: usize, most: usize, seed: u32) -> usize {
    if seed % 8 != 0
        && let Some(new) = mutated(&data[..size], seed)
        && new.len() <= most
    {
        data[..new.len()].copy_from_slice(&new);
        return new.len();
    }
    libfuzzer_sys::fuzzer_mutate(data, size, most)
}
