//! ONNX graphs in memory: building them, and their bytes. The same graph goes to tract and into an exported file.

use prost::Message;
use serde_json::{Value, json};
/// ONNX's messages, for the files that read graphs: tract brings them.
pub use tract_onnx::pb::{self, ModelProto};
use tract_onnx::pb::{
    AttributeProto, GraphProto, NodeProto, OperatorSetIdProto, StringStringEntryProto, TensorProto, TensorShapeProto,
    TypeProto, ValueInfoProto, attribute_proto::AttributeType, tensor_proto::DataType, tensor_shape_proto, type_proto,
};

use super::spec::EncoderSpec;

/// Operator set: the first with `LayerNormalization`, and within what tract is tested against.
const OPSET: i64 = 17;

/// A graph under construction. Values are named; each method adds a node and returns its output's name.
#[derive(Default)]
pub struct Graph {
    nodes: Vec<NodeProto>,
    initializers: Vec<TensorProto>,
}

/// An attribute of a node.
pub enum Attr {
    /// One whole number.
    Int(i64),
    /// Whole numbers.
    Ints(Vec<i64>),
    /// One number.
    Float(f32),
    /// A word.
    Text(&'static str),
}

impl Graph {
    /// Adds a constant of float32 values and returns its name.
    pub fn constant(&mut self, name: &str, shape: &[usize], values: &[f32]) -> String {
        let bytes = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.initializer(name, shape.iter().map(|d| *d as i64).collect(), DataType::Float, bytes)
    }

    /// Adds a constant of int64 values, one-dimensional, and returns its name.
    pub fn ints(&mut self, name: &str, values: &[i64]) -> String {
        let bytes = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.initializer(name, vec![values.len() as i64], DataType::Int64, bytes)
    }

    fn initializer(&mut self, name: &str, dims: Vec<i64>, data_type: DataType, raw_data: Vec<u8>) -> String {
        self.initializers.push(TensorProto {
            name: name.into(),
            dims,
            data_type: data_type as i32,
            raw_data,
            ..Default::default()
        });
        name.into()
    }

    /// Adds a node with one output and returns the output's name, which is the node's.
    pub fn node(&mut self, op: &str, name: &str, inputs: &[&str], attributes: Vec<(&str, Attr)>) -> String {
        self.nodes.push(NodeProto {
            op_type: op.into(),
            name: name.into(),
            input: inputs.iter().map(|i| i.to_string()).collect(),
            output: vec![name.into()],
            attribute: attributes.into_iter().map(attribute).collect(),
            ..Default::default()
        });
        name.into()
    }

    /// Adds a change of extents.
    pub fn reshaped(&mut self, name: &str, x: &str, shape: &[usize]) -> String {
        let shape: Vec<i64> = shape.iter().map(|d| *d as i64).collect();
        let shape = self.ints(&format!("{name}.shape"), &shape);
        self.node("Reshape", name, &[x, &shape], vec![])
    }

    /// Closes the graph: one float32 input and one float32 output with static extents.
    pub fn finish(
        mut self,
        input: (&str, &[usize]),
        output: (&str, &[usize]),
        metadata: &[(String, String)],
    ) -> ModelProto {
        // The output has a name of its own, whatever node made it.
        let last = self.nodes.last().map(|n| n.name.clone()).unwrap_or_default();
        self.node("Identity", output.0, &[&last], vec![]);
        ModelProto {
            ir_version: 8,
            opset_import: vec![OperatorSetIdProto { domain: String::new(), version: OPSET }],
            producer_name: "lejepa-gis".into(),
            producer_version: env!("CARGO_PKG_VERSION").into(),
            graph: Some(GraphProto {
                name: "encoder".into(),
                node: self.nodes,
                initializer: self.initializers,
                input: vec![value_info(input.0, input.1)],
                output: vec![value_info(output.0, output.1)],
                ..Default::default()
            }),
            metadata_props: metadata
                .iter()
                .map(|(k, v)| StringStringEntryProto { key: k.clone(), value: v.clone() })
                .collect(),
            ..Default::default()
        }
    }
}

/// The bytes of an ONNX file.
pub fn encode(model: &ModelProto) -> Vec<u8> {
    model.encode_to_vec()
}

/// Parses an ONNX file; `None` if the bytes are none.
pub fn decode(bytes: &[u8]) -> Option<ModelProto> {
    let model = ModelProto::decode(bytes).ok()?;
    // Protocol buffers accept nearly anything; a model has a graph with nodes.
    model.graph.as_ref().is_some_and(|g| !g.node.is_empty()).then_some(model)
}

/// Metadata of an exported file. Values are JSON, as Deepness has them, so that `tiles_size` and `resolution` serve both.
pub fn metadata(spec: &EncoderSpec) -> Vec<(String, String)> {
    let text = |v: Value| v.to_string();
    vec![
        ("encoder_kind".into(), text(json!(spec.kind))),
        ("bands".into(), text(json!(spec.bands))),
        ("reflectance_mean".into(), text(json!(spec.mean))),
        ("reflectance_std".into(), text(json!(spec.std))),
        ("patch_size".into(), text(json!(spec.patch))),
        ("tiles_size".into(), text(json!(spec.chip))),
        ("resolution".into(), text(json!(10))),
    ]
}

fn attribute((name, value): (&str, Attr)) -> AttributeProto {
    let mut a = AttributeProto { name: name.into(), ..Default::default() };
    let kind = match value {
        Attr::Int(i) => {
            a.i = i;
            AttributeType::Int
        }
        Attr::Ints(ints) => {
            a.ints = ints;
            AttributeType::Ints
        }
        Attr::Float(f) => {
            a.f = f;
            AttributeType::Float
        }
        Attr::Text(text) => {
            a.s = text.into();
            AttributeType::String
        }
    };
    a.r#type = kind as i32;
    a
}

fn value_info(name: &str, shape: &[usize]) -> ValueInfoProto {
    use tensor_shape_proto::{Dimension, dimension::Value};
    let dim = |d: &usize| Dimension { value: Some(Value::DimValue(*d as i64)), ..Default::default() };
    let tensor = type_proto::Tensor {
        elem_type: DataType::Float as i32,
        shape: Some(TensorShapeProto { dim: shape.iter().map(dim).collect() }),
    };
    ValueInfoProto {
        name: name.into(),
        r#type: Some(TypeProto { value: Some(type_proto::Value::TensorType(tensor)), ..Default::default() }),
        ..Default::default()
    }
}
