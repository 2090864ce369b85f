//! Small transformers as other exporters write them: the same network in many forms, and networks that only look like it.

mod nodes;

use nodes::Attr;
use prost::Message;
use tract_onnx::pb::{
    GraphProto, ModelProto, NodeProto, OperatorSetIdProto, StringStringEntryProto, TensorProto, TensorShapeProto,
    TypeProto, ValueInfoProto, tensor_shape_proto, type_proto,
};

pub const BANDS: usize = 2;
pub const CHIP: usize = 16;
pub const PATCH: usize = 4;
const GRID: usize = CHIP / PATCH;
const REGISTERS: usize = 2;
const TOKENS: usize = REGISTERS + GRID * GRID;
const D: usize = 32;
const HEADS: usize = 2;
const LANES: usize = D / HEADS;

/// How a graph is written. `Form::default()` is what PyTorch's exporters make most often.
#[derive(Clone, Copy)]
pub struct Form {
    /// `fused` (reshape, permute, gather), `slices` (three slices of the channels), `three` (three layers), `last` (heads of
    /// q, k and v one after another, as some networks store them)
    pub qkv: &'static str,
    /// `matmul` (and Add), `gemm` (transposed weight, on tokens without a batch), `turned` (a Transpose of the weight)
    pub linear: &'static str,
    /// `op` or `pieces`
    pub norm: &'static str,
    /// `erf`, `erf-last-half`, `erf-first-half`, `op`, `tanh`, `tanh-pieces`, `sigmoid`, `silu`, `relu`
    pub activation: &'static str,
    /// Whether the hidden layer is multiplied by another one: `""`, `halves` of one layer, `two` layers
    pub gate: &'static str,
    /// Whether each addition to the stream has a factor for each channel.
    pub layer_scale: bool,
    /// Whether scores have a mask that hides nothing.
    pub open_mask: bool,
    /// `scores`, `divided`, `queries`, `both`, `wrong`
    pub scale: &'static str,
    /// `map`, `list`, `turned-map`
    pub output: &'static str,
    /// `conv`, or `linear`: a reshape and a linear layer
    pub patches: &'static str,
    /// `after` the concatenation, `before` it, `none`
    pub positions: &'static str,
    /// ε of all norms
    pub epsilon: f32,
    /// ε of the final norm
    pub last_epsilon: f32,
    /// `""` or one thing that is not the kernels' transformer: `mask`, `extra`, `post-norm`, `registers-behind`,
    /// `softmax-queries`, `no-norm`
    pub miss: &'static str,
    /// Whether the batch is open, in the middle too.
    pub open_batch: bool,
}

impl Default for Form {
    fn default() -> Self {
        Form {
            qkv: "fused",
            linear: "matmul",
            norm: "op",
            activation: "erf",
            gate: "",
            layer_scale: false,
            open_mask: false,
            scale: "queries",
            output: "map",
            patches: "conv",
            positions: "after",
            epsilon: 1e-6,
            last_epsilon: 1e-6,
            miss: "",
            open_batch: false,
        }
    }
}

/// The file.
pub fn file(form: Form) -> Vec<u8> {
    let mut b = Builder { form, nodes: Vec::new(), initializers: Vec::new(), seed: 7 };
    b.network();
    let info = |name: &str, shape: &[usize]| {
        let dim = |(i, d): (usize, &usize)| tensor_shape_proto::Dimension {
            value: Some(if i == 0 && form.open_batch {
                tensor_shape_proto::dimension::Value::DimParam("batch".into())
            } else {
                tensor_shape_proto::dimension::Value::DimValue(*d as i64)
            }),
            ..Default::default()
        };
        let shape = TensorShapeProto { dim: shape.iter().enumerate().map(dim).collect() };
        let tensor = type_proto::Tensor { elem_type: 1, shape: Some(shape) };
        let value = Some(type_proto::Value::TensorType(tensor));
        ValueInfoProto {
            name: name.into(),
            r#type: Some(TypeProto { value, ..Default::default() }),
            ..Default::default()
        }
    };
    let output: &[usize] = if form.output == "list" { &[1, GRID * GRID, D] } else { &[1, D, GRID, GRID] };
    let graph = GraphProto {
        input: vec![info("x", &[1, BANDS, CHIP, CHIP])],
        output: vec![info("y", output)],
        value_info: if form.open_batch { vec![info("patches", &[1, D, GRID, GRID])] } else { Vec::new() },
        node: b.nodes,
        initializer: b.initializers,
        ..Default::default()
    };
    let mut model = ModelProto { ir_version: 9, graph: Some(graph), ..Default::default() };
    model.opset_import.push(OperatorSetIdProto { domain: String::new(), version: 20 });
    for (key, text) in [("bands", "[\"a\",\"b\"]"), ("reflectance_mean", "[0,0]"), ("reflectance_std", "[1,1]")] {
        model.metadata_props.push(StringStringEntryProto { key: key.into(), value: text.into() });
    }
    model.encode_to_vec()
}

struct Builder {
    form: Form,
    nodes: Vec<NodeProto>,
    initializers: Vec<TensorProto>,
    seed: u32,
}

impl Builder {
    fn linear(&mut self, x: &str, inputs: usize, outputs: usize) -> String {
        let size = 2.0 / (inputs as f32).sqrt();
        match self.form.linear {
            "gemm" => {
                let (w, b) = (self.weight(&[outputs, inputs], size), self.weight(&[outputs], 0.3));
                let flat = self.reshape(x, &[-1, inputs as i64]);
                let y = self.node("Gemm", &[&flat, &w, &b], &[("transB", Attr::I(1))]);
                self.reshape(&y, &[1, -1, outputs as i64])
            }
            "turned" => {
                let (w, b) = (self.weight(&[outputs, inputs], size), self.weight(&[outputs], 0.3));
                let w = self.permute(&w, &[1, 0]);
                let y = self.node("MatMul", &[x, &w], &[]);
                self.node("Add", &[&b, &y], &[])
            }
            _ => {
                let (w, b) = (self.weight(&[inputs, outputs], size), self.weight(&[outputs], 0.3));
                let y = self.node("MatMul", &[x, &w], &[]);
                self.node("Add", &[&y, &b], &[])
            }
        }
    }

    fn norm(&mut self, x: &str, epsilon: f32) -> String {
        let values: Vec<f32> = self.random(D, 0.3).iter().map(|v| 1.0 + v).collect();
        let (scale, shift) = (self.constant(&[D], &values), self.weight(&[D], 0.2));
        if self.form.norm == "op" {
            let attributes = [("axis", Attr::I(-1)), ("epsilon", Attr::F(epsilon))];
            return self.node("LayerNormalization", &[x, &scale, &shift], &attributes);
        }
        let axes = self.ints(&[-1]);
        let mean = self.node("ReduceMean", &[x, &axes], &[]);
        let centred = self.node("Sub", &[x, &mean], &[]);
        let square = self.number("Pow", &centred, 2.0);
        let variance = self.node("ReduceMean", &[&square, &axes], &[]);
        let variance = self.number("Add", &variance, epsilon);
        let deviation = self.node("Sqrt", &[&variance], &[]);
        let normal = self.node("Div", &[&centred, &deviation], &[]);
        let scaled = self.node("Mul", &[&normal, &scale], &[]);
        self.node("Add", &[&scaled, &shift], &[])
    }

    fn activation(&mut self, x: &str) -> String {
        let root = std::f32::consts::SQRT_2;
        match self.form.activation {
            "op" => return self.node("Gelu", &[x], &[]),
            "tanh" => return self.node("Gelu", &[x], &[("approximate", Attr::S("tanh"))]),
            "tanh-pieces" => {
                let square = self.node("Mul", &[x, x], &[]);
                let cube = self.node("Mul", &[x, &square], &[]);
                let cube = self.number("Mul", &cube, 0.044_715);
                let sum = self.node("Add", &[x, &cube], &[]);
                let tanh = self.number("Mul", &sum, (2.0 / std::f32::consts::PI).sqrt());
                let tanh = self.node("Tanh", &[&tanh], &[]);
                let sum = self.number("Add", &tanh, 1.0);
                let half = self.number("Mul", x, 0.5);
                return self.node("Mul", &[&half, &sum], &[]);
            }
            "sigmoid" => {
                let scaled = self.number("Mul", x, 1.702);
                let sigmoid = self.node("Sigmoid", &[&scaled], &[]);
                return self.node("Mul", &[x, &sigmoid], &[]);
            }
            "silu" => {
                let sigmoid = self.node("Sigmoid", &[x], &[]);
                return self.node("Mul", &[x, &sigmoid], &[]);
            }
            "relu" => return self.node("Relu", &[x], &[]),
            _ => {}
        }
        let scaled = self.number("Div", x, root);
        let erf = self.node("Erf", &[&scaled], &[]);
        let sum = self.number("Add", &erf, 1.0);
        match self.form.activation {
            "erf-last-half" => {
                let product = self.node("Mul", &[x, &sum], &[]);
                self.number("Mul", &product, 0.5)
            }
            "erf-first-half" => {
                let half = self.number("Mul", x, 0.5);
                self.node("Mul", &[&half, &sum], &[])
            }
            _ => {
                let half = self.number("Mul", &sum, 0.5);
                self.node("Mul", &[x, &half], &[])
            }
        }
    }

    /// The MLP's hidden layer behind its activation, and its gate.
    fn hidden(&mut self, x: &str) -> String {
        let [hidden, other] = match self.form.gate {
            "halves" => {
                let both = self.linear(x, D, 6 * D);
                [0, 1].map(|i| self.slice(&both, 2, i * 3 * D, (i + 1) * 3 * D))
            }
            "two" => [0; 2].map(|_| self.linear(x, D, 3 * D)),
            _ => {
                let hidden = self.linear(x, D, 3 * D);
                return self.activation(&hidden);
            }
        };
        let activated = self.activation(&hidden);
        self.node("Mul", &[&activated, &other], &[])
    }

    /// What is added to the stream, with its factors.
    fn scaled(&mut self, added: String) -> String {
        if !self.form.layer_scale {
            return added;
        }
        let scale = self.weight(&[D], 1.0);
        self.node("Mul", &[&added, &scale], &[])
    }

    /// Queries, keys and values, each 1 x heads x tokens x channels.
    fn heads(&mut self, x: &str) -> [String; 3] {
        let (tokens, heads, lanes) = (TOKENS as i64, HEADS as i64, LANES as i64);
        let split = |b: &mut Self, part: &str| {
            let part = b.reshape(part, &[1, tokens, heads, lanes]);
            b.permute(&part, &[0, 2, 1, 3])
        };
        match self.form.qkv {
            "three" => [0; 3].map(|_| {
                let part = self.linear(x, D, D);
                split(self, &part)
            }),
            "slices" => {
                let all = self.linear(x, D, 3 * D);
                [0, 1, 2].map(|i| {
                    let part = self.slice(&all, 2, i * D, (i + 1) * D);
                    split(self, &part)
                })
            }
            form => {
                let all = self.linear(x, D, 3 * D);
                let all = if form == "last" {
                    let all = self.reshape(&all, &[1, tokens, heads, lanes, 3]);
                    self.permute(&all, &[4, 0, 2, 1, 3])
                } else {
                    let all = self.reshape(&all, &[1, tokens, 3, heads, lanes]);
                    self.permute(&all, &[2, 0, 3, 1, 4])
                };
                [0, 1, 2].map(|i| {
                    let index = self.initializer(&[], 7, i64::to_le_bytes(i).to_vec());
                    self.node("Gather", &[&all, &index], &[("axis", Attr::I(0))])
                })
            }
        }
    }

    fn attention(&mut self, x: &str) -> String {
        let [mut q, mut k, v] = self.heads(x);
        let scale = 1.0 / (LANES as f32).sqrt();
        match self.form.scale {
            "queries" => q = self.number("Mul", &q, scale),
            "both" => [q, k] = [self.number("Mul", &q, scale.sqrt()), self.number("Mul", &k, scale.sqrt())],
            _ => {}
        }
        let across = self.permute(&k, &[0, 1, 3, 2]);
        let mut scores = self.node("MatMul", &[&q, &across], &[]);
        match self.form.scale {
            "scores" => scores = self.number("Mul", &scores, scale),
            "divided" => scores = self.number("Div", &scores, 1.0 / scale),
            "wrong" => scores = self.number("Mul", &scores, scale * 1.01),
            _ => {}
        }
        if self.form.miss == "mask" || self.form.open_mask {
            let hides = self.form.miss == "mask";
            let mask = |i: usize| if hides && i % TOKENS > i / TOKENS { -1e9 } else { 0.0 };
            let mask: Vec<f32> = (0..TOKENS * TOKENS).map(mask).collect();
            let mask = self.constant(&[TOKENS, TOKENS], &mask);
            scores = self.node("Add", &[&scores, &mask], &[]);
        }
        let axis = if self.form.miss == "softmax-queries" { 2 } else { -1 };
        let shares = self.node("Softmax", &[&scores], &[("axis", Attr::I(axis))]);
        let mixed = self.node("MatMul", &[&shares, &v], &[]);
        let mixed = self.permute(&mixed, &[0, 2, 1, 3]);
        let mixed = self.reshape(&mixed, &[1, TOKENS as i64, D as i64]);
        self.linear(&mixed, D, D)
    }

    fn patches(&mut self) -> String {
        if self.form.patches == "linear" {
            let [bands, grid, patch] = [BANDS, GRID, PATCH].map(|i| i as i64);
            let split = self.reshape("x", &[1, bands, grid, patch, grid, patch]);
            let pixels = self.permute(&split, &[0, 2, 4, 3, 5, 1]);
            let list = self.reshape(&pixels, &[1, grid * grid, patch * patch * bands]);
            return self.linear(&list, BANDS * PATCH * PATCH, D);
        }
        let (w, bias) = (self.weight(&[D, BANDS, PATCH, PATCH], 0.3), self.weight(&[D], 0.2));
        let edge = [PATCH as i64; 2];
        let strides = [("strides", Attr::L(&edge)), ("kernel_shape", Attr::L(&edge))];
        let map = self.named("Conv", &["x", &w, &bias], "patches", &strides);
        let list = self.reshape(&map, &[1, D as i64, (GRID * GRID) as i64]);
        self.permute(&list, &[0, 2, 1])
    }

    fn network(&mut self) {
        let mut tokens = self.patches();
        let registers = self.weight(&[1, REGISTERS, D], 0.5);
        if self.form.positions == "before" {
            let positions = self.weight(&[1, GRID * GRID, D], 0.5);
            tokens = self.node("Add", &[&tokens, &positions], &[]);
        }
        let order = if self.form.miss == "registers-behind" { [&tokens, &registers] } else { [&registers, &tokens] };
        let mut x = self.node("Concat", &order.map(String::as_str), &[("axis", Attr::I(1))]);
        if self.form.positions == "after" {
            let positions = self.weight(&[1, TOKENS, D], 0.5);
            x = self.node("Add", &[&x, &positions], &[]);
        }
        for _ in 0..2 {
            let normal = self.norm(&x, self.form.epsilon);
            let added = self.attention(&normal);
            let added = self.scaled(added);
            x = self.node("Add", &[&x, &added], &[]);
            let normal = self.norm(&x, self.form.epsilon);
            let hidden = self.hidden(&normal);
            let added = self.linear(&hidden, 3 * D, D);
            let added = self.scaled(added);
            x = self.node("Add", &[&added, &x], &[]);
            if self.form.miss == "post-norm" {
                x = self.norm(&x, self.form.epsilon);
            }
            if self.form.miss == "extra" {
                x = self.node("Tanh", &[&x], &[]);
            }
        }
        if self.form.miss != "no-norm" {
            x = self.norm(&x, self.form.last_epsilon);
        }
        let behind = self.form.miss == "registers-behind";
        let (from, to) = if behind { (0, GRID * GRID) } else { (REGISTERS, TOKENS) };
        x = self.slice(&x, 1, from, to);
        if self.form.output != "list" {
            x = self.permute(&x, &[0, 2, 1]);
            x = self.reshape(&x, &[1, D as i64, GRID as i64, GRID as i64]);
        }
        if self.form.output == "turned-map" {
            x = self.permute(&x, &[0, 1, 3, 2]);
        }
        self.named("Identity", &[&x], "y", &[]);
    }
}
