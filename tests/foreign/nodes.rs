//! Nodes and constants of a graph, one after another.

use tract_onnx::pb::{AttributeProto, NodeProto, TensorProto};

use super::Builder;

/// A node's attributes: whole numbers, lists of them, numbers, texts.
pub enum Attr<'a> {
    I(i64),
    L(&'a [i64]),
    F(f32),
    S(&'a str),
}

impl Builder {
    /// Numbers from -`size` to `size`, others at each call.
    pub fn random(&mut self, count: usize, size: f32) -> Vec<f32> {
        let mut next = || {
            self.seed = self.seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((self.seed >> 8) as f32 / (1 << 23) as f32 - 1.0) * size
        };
        (0..count).map(|_| next()).collect()
    }

    pub fn constant(&mut self, shape: &[usize], values: &[f32]) -> String {
        let raw_data = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.initializer(shape, 1, raw_data)
    }

    pub fn ints(&mut self, values: &[i64]) -> String {
        let raw_data = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.initializer(&[values.len()], 7, raw_data)
    }

    pub fn initializer(&mut self, shape: &[usize], data_type: i32, raw_data: Vec<u8>) -> String {
        let name = format!("c{}", self.initializers.len());
        let dims = shape.iter().map(|d| *d as i64).collect();
        self.initializers.push(TensorProto { name: name.clone(), dims, data_type, raw_data, ..Default::default() });
        name
    }

    pub fn weight(&mut self, shape: &[usize], size: f32) -> String {
        let values = self.random(shape.iter().product(), size);
        self.constant(shape, &values)
    }

    pub fn node(&mut self, op: &str, inputs: &[&str], attributes: &[(&str, Attr)]) -> String {
        let output = format!("n{}", self.nodes.len());
        self.named(op, inputs, &output, attributes)
    }

    pub fn named(&mut self, op: &str, inputs: &[&str], output: &str, attributes: &[(&str, Attr)]) -> String {
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

    pub fn number(&mut self, op: &str, x: &str, number: f32) -> String {
        let c = self.constant(&[], &[number]);
        self.node(op, &[x, &c], &[])
    }

    pub fn reshape(&mut self, x: &str, shape: &[i64]) -> String {
        let shape = self.ints(shape);
        self.node("Reshape", &[x, &shape], &[])
    }

    pub fn permute(&mut self, x: &str, order: &[i64]) -> String {
        self.node("Transpose", &[x], &[("perm", Attr::L(order))])
    }

    pub fn slice(&mut self, x: &str, axis: i64, from: usize, to: usize) -> String {
        let [from, to, axis] = [from as i64, to as i64, axis].map(|i| self.ints(&[i]));
        self.node("Slice", &[x, &from, &to, &axis], &[])
    }
}
