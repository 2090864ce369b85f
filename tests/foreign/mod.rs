//! Small transformers as other exporters write them: the same network in many forms, and networks that only look like it.

use prost::Message;
use tract_onnx::pb::{
    AttributeProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, StringStringEntryProto, TensorProto,
    TensorShapeProto, TypeProto, ValueInfoProto, tensor_shape_proto, type_proto,
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

/// A node's attributes: whole numbers, lists of them, numbers, texts.
enum Attr<'a> {
    I(i64),
    L(&'a [i64]),
    F(f32),
    S(&'a str),
}

impl Builder {
    /// Numbers from -`size` to `size`, others at each call.
    fn random(&mut self, count: usize, size: f32) -> Vec<f32> {
        let mut next = || {
            self.seed = self.seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((self.seed >> 8) as f32 / (1 << 23) as f32 - 1.0) * size
        };
        (0..count).map(|_| next()).collect()
    }

    fn constant(&mut self, shape: &[usize], values: &[f32]) -> String {
        let raw_data = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.initializer(shape, 1, raw_data)
    }

    fn ints(&mut self, values: &[i64]) -> String {
        let raw_data = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.initializer(&[values.len()], 7, raw_data)
    }

    fn initializer(&mut self, shape: &[usize], data_type: i32, raw_data: Vec<u8>) -> String {
        let name = format!("c{}", self.initializers.len());
        let dims = shape.iter().map(|d| *d as i64).collect();
        self.initializers.push(TensorProto { name: name.clone(), dims, data_type, raw_data, ..Default::default() });
        name
    }

    fn weight(&mut self, shape: &[usize], size: f32) -> String {
        let values = self.random(shape.iter().product(), size);
        self.constant(shape, &values)
    }

    fn node(&mut self, op: &str, inputs: &[&str], attributes: &[(&str, Attr)]) -> String {
        let output = format!("n{}", self.nodes.len());
        self.named(op, inputs, &output, attributes)
    }

    fn named(&mut self, op: &str, inputs: &[&str], output: &str, attributes: &[(&str, Attr)]) -> String {
        let attribute = attributes.iter().map(|(name, value)| {
            let mut a = AttributeProto { name: (*name).into(), ..Default::default() };
            match value {
                Attr::I(i) => (a.i, a.r#type) = (*i, 2),
                Attr::F(f) => (a.f, a.r#type) = (*f, 1),
                Attr::L(list) => (a.ints, a.r#type) = (list.to_vec(), 7),
                Attr::S(text) => (a.s, a.r#type) = (text.as_bytes().to_vec(), 3),
            }
            a
        });
        self.nodes.push(NodeProto {
            op_type: op.into(),
            name: format!("/{op}_{}", self.nodes.len()),
            input: inputs.iter().map(|s| s.to_string()).collect(),
            output: vec![output.into()],
            attribute: attribute.collect(),
            ..Default::default()
        });
        output.into()
    }

    fn number(&mut self, op: &str, x: &str, number: f32) -> String {
        let c = self.constant(&[], &[number]);
        self.node(op, &[x, &c], &[])
    }

    fn reshape(&mut self, x: &str, shape: &[i64]) -> String {
        let shape = self.ints(shape);
        self.node("Reshape", &[x, &shape], &[])
    }

    fn permute(&mut self, x: &str, order: &[i64]) -> String {
        self.node("Transpose", &[x], &[("perm", Attr::L(order))])
    }

    fn slice(&mut self, x: &str, axis: i64, from: usize, to: usize) -> String {
        let [from, to, axis] = [from as i64, to as i64, axis].map(|i| self.ints(&[i]));
        self.node("Slice", &[x, &from, &to, &axis], &[])
    }

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
