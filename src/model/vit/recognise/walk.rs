//! From the chip to the features, operator by operator.

use std::collections::HashMap;

use tract_onnx::prelude::*;
use tract_onnx::tract_core::internal::{AxisOp, DimLike};
use tract_onnx::tract_core::ops::array::{Gather, Slice, TypedConcat};
use tract_onnx::tract_core::ops::binary::TypedBinOp;
use tract_onnx::tract_core::ops::cnn::Conv;
use tract_onnx::tract_core::ops::einsum::EinSum;
use tract_onnx::tract_core::ops::element_wise::ElementWiseOp;
use tract_onnx::tract_core::ops::konst::Const;
use tract_onnx::tract_core::ops::nn::{Reduce, RmsNorm, Softmax};
use tract_onnx::tract_core::ops::source::TypedSource;
use tract_transformers::ops::sdpa::Sdpa;

use super::layout::{Layout, Part};
use super::symbol::{Step, Symbol, Value};

/// What is known of a graph's tensors so far.
pub struct Walk<'a> {
    model: &'a TypedModel,
    values: HashMap<OutletId, Value>,
    /// Numbers in a token; 0 before the patch embedding.
    pub width: usize,
    /// The residual stream's steps.
    pub steps: Vec<Step>,
    /// Bands, rows and columns of the chip.
    pub chip: [usize; 3],
}

impl<'a> Walk<'a> {
    /// Walks a typed and decluttered graph, and gives what its output is.
    ///
    /// # Errors
    /// What the first operator that does not fit is, and its name in the file.
    pub fn through(model: &'a TypedModel) -> Result<(Self, Value), String> {
        let mut walk = Walk { model, values: HashMap::new(), width: 0, steps: Vec::new(), chip: [0; 3] };
        let order = model.eval_order().map_err(|e| e.to_string())?;
        for id in order {
            let node = model.node(id);
            if node.op_is::<Const>() {
                continue;
            }
            let named = |why: String| format!("{why} ({})", node.name);
            let shape = node.outputs.first().and_then(|o| o.fact.shape.as_concrete());
            let Some(shape) = shape.filter(|s| s.iter().all(|extent| *extent > 0)) else {
                return Err(named("a tensor without a fixed size".into()));
            };
            let value = walk.visit(node).map_err(named)?;
            let extents: Vec<usize> = (0..value.layout.axes.len()).map(|a| value.layout.extent(a)).collect();
            if extents != shape {
                return Err(named(format!("an operator ({}) that gives another size than it should", node.op.name())));
            }
            walk.values.insert(OutletId::new(id, 0), value);
        }
        let output = walk.value(*model.outputs.first().ok_or("no output")?)?.clone();
        Ok((walk, output))
    }

    fn visit(&mut self, node: &TypedNode) -> Result<Value, String> {
        let inputs = &node.inputs[..];
        let rank = node.outputs[0].fact.rank();
        if node.op_is::<TypedSource>() {
            let shape = node.outputs[0].fact.shape.as_concrete().unwrap_or_default();
            let [1, bands, height, width] = shape[..] else { return Err("an input that is no chip".into()) };
            self.chip = [bands, height, width];
            return Ok(Value { symbol: Symbol::Chip, layout: self.chip_layout() });
        }
        if let Some(op) = node.op_as::<Conv>() {
            self.convolved(op, inputs)
        } else if let Some(op) = node.op_as::<AxisOp>() {
            self.axes(op, inputs[0])
        } else if let Some(op) = node.op_as::<Slice>() {
            let range = op.start.to_usize().and_then(|s| Ok((s, op.end.to_usize()?))).map_err(|e| e.to_string())?;
            self.cut(inputs[0], op.axis, range.0, range.1)
        } else if let Some(op) = node.op_as::<Gather>() {
            self.gather(op, inputs)
        } else if let Some(op) = node.op_as::<TypedConcat>() {
            self.concat(op.axis, inputs)
        } else if let Some(op) = node.op_as::<TypedBinOp>() {
            self.binary(op, inputs)
        } else if let Some(op) = node.op_as::<ElementWiseOp>() {
            self.element_wise(op, inputs[0])
        } else if let Some(op) = node.op_as::<Reduce>() {
            self.reduce(op, inputs[0])
        } else if let Some(op) = node.op_as::<RmsNorm>() {
            self.rms_norm(op, inputs[0])
        } else if let Some(op) = node.op_as::<EinSum>() {
            self.product(op, inputs, rank)
        } else if let Some(op) = node.op_as::<Softmax>() {
            self.softmax(op, inputs[0])
        } else if let Some(op) = node.op_as::<Sdpa>() {
            self.attention(op, inputs)
        } else {
            Err(format!("an operator ({}) that the kernels have not", node.op.name()))
        }
    }

    /// A tensor that was met before.
    pub fn value(&self, outlet: OutletId) -> Result<&Value, String> {
        self.values.get(&outlet).ok_or_else(|| "a constant or a second output in this place".into())
    }

    /// A tensor that does not depend on the chip.
    pub fn constant(&self, outlet: OutletId) -> Result<Option<Arc<Tensor>>, String> {
        Ok(self.model.outlet_fact(outlet).map_err(|e| e.to_string())?.konst.clone())
    }

    /// Extent of a tensor's axis.
    pub fn extent(&self, outlet: OutletId, axis: usize) -> usize {
        let fact = self.model.outlet_fact(outlet).ok();
        fact.and_then(|f| f.shape.as_concrete()?.get(axis).copied()).unwrap_or(1)
    }

    /// Tokens of the sequence.
    pub fn tokens(&self) -> Result<usize, String> {
        let last = self.steps.iter().rev().find_map(|step| match step {
            Step::Embedding(embedding) => Some(embedding),
            Step::Added(..) => None,
        });
        last.map(|e| e.table.len() / self.width).ok_or_else(|| "attention before the patch embedding".into())
    }

    /// Length of a row of a matrix.
    pub fn width_of(&self, symbol: &Symbol) -> usize {
        match symbol {
            Symbol::Chip | Symbol::Sum(_) | Symbol::Mean(_) => 1,
            Symbol::Stream(_) | Symbol::Centred(_) | Symbol::LayerNorm(_) => self.width,
            Symbol::Activation(linear, _) => linear.bias.len(),
            Symbol::Gated(gated) => gated.up.bias.len(),
            Symbol::Scores(scores) | Symbol::AttentionWeights(scores) => scores.tokens,
            Symbol::AttentionOutput(attention) => attention.values.outputs.len(),
        }
    }

    /// Numbers in a matrix that may be added to as a whole: the stream's.
    pub fn len_of(&self, symbol: &Symbol) -> usize {
        match symbol {
            Symbol::Stream(step) => match &self.steps[*step] {
                Step::Embedding(embedding) => embedding.table.len(),
                Step::Added(..) => 0,
            },
            _ => 0,
        }
    }

    fn axes(&self, op: &AxisOp, input: OutletId) -> Result<Value, String> {
        let Value { symbol, layout } = self.value(input)?.clone();
        let layout = match op {
            AxisOp::Add(at) => layout.widened(*at),
            AxisOp::Rm(at) => layout.narrowed(*at),
            AxisOp::Move(from, to) => layout.moved(*from, *to),
            AxisOp::Reshape(at, from, to) => {
                let to = to.iter().map(|d| d.to_usize()).collect::<Result<Vec<_>, _>>().map_err(|e| e.to_string())?;
                layout.reshaped(*at, from.len(), &to).ok_or("a reshape that mixes tokens and channels")?
            }
        };
        Ok(Value { symbol, layout })
    }

    fn cut(&self, input: OutletId, axis: usize, start: usize, end: usize) -> Result<Value, String> {
        let Value { symbol, layout } = self.value(input)?.clone();
        if start >= end || end > layout.extent(axis) {
            return Err("a slice beyond its tensor".into());
        }
        let layout = layout.cut(axis, start, end).ok_or("a slice through heads or rows of cells")?;
        Ok(Value { symbol, layout })
    }

    /// One index of an axis.
    fn gather(&self, op: &Gather, inputs: &[OutletId]) -> Result<Value, String> {
        let index = self.constant(inputs[1])?.filter(|i| i.len() == 1).ok_or("a gather of several indices")?;
        let index = index.cast_to_scalar::<i64>().or_else(|_| {
            let flat = index.cast_to::<i64>()?.into_owned().into_shape(&[])?;
            flat.cast_to_scalar::<i64>()
        });
        let rank = self.constant(inputs[1])?.map_or(0, |i| i.rank());
        let index = index.map_err(|e| e.to_string())?;
        let extent = self.extent(inputs[0], op.axis) as i64;
        let index = usize::try_from(if index < 0 { index + extent } else { index }).map_err(|e| e.to_string())?;
        let mut value = self.cut(inputs[0], op.axis, index, index + 1)?;
        match rank {
            0 => value.layout = value.layout.narrowed(op.axis),
            1 => {}
            _ => return Err("a gather of several indices".into()),
        }
        Ok(value)
    }

    /// Class and register tokens before the patches.
    fn concat(&mut self, axis: usize, inputs: &[OutletId]) -> Result<Value, String> {
        let Some((patches, registers)) = inputs.split_last() else { return Err("a concatenation of nothing".into()) };
        let value = self.value(*patches).map_err(|_| "tokens joined behind the patches")?.clone();
        let Symbol::Stream(step) = value.symbol else { return Err("a concatenation in this place".into()) };
        let Step::Embedding(embedding) = &self.steps[step] else {
            return Err("a concatenation within the blocks".into());
        };
        let (mut embedding, width) = (embedding.clone(), self.width);
        let mut layout = value.layout;
        let rows = embedding.table.len() / width;
        if layout.offset != 0 || layout.axes[axis] != [Part { count: rows, step: width }] {
            return Err("a concatenation of something other than tokens".into());
        }
        let mut table = Vec::new();
        for register in registers {
            let constant = self.constant(*register)?.ok_or("a concatenation of two tensors")?;
            let count = constant.shape()[axis];
            layout.axes[axis] = Layout::of(&[(count, width)]).axes.remove(0);
            let all: Vec<usize> = (0..layout.axes.len()).collect();
            let offsets = layout.offsets(&all);
            let values = numbers(&constant)?;
            if !super::layout::is_order(&offsets, values.len()) {
                return Err("tokens of another width joined before the patches".into());
            }
            let first = table.len();
            table.resize(first + values.len(), 0.0);
            offsets.iter().zip(values).for_each(|(offset, v)| table[first + offset] = v);
            embedding.registers += count;
        }
        table.append(&mut embedding.table);
        layout.axes[axis] = vec![Part { count: table.len() / width, step: width }];
        embedding.table = table;
        self.steps.push(Step::Embedding(embedding));
        Ok(Value { symbol: Symbol::Stream(self.steps.len() - 1), layout })
    }
}

/// The numbers of a constant of floats.
pub fn numbers(tensor: &Tensor) -> Result<Vec<f32>, String> {
    if tensor.datum_type() != f32::datum_type() {
        return Err(format!("numbers of the type {:?}", tensor.datum_type()));
    }
    let view = tensor.to_plain_array_view::<f32>().map_err(|e| e.to_string())?;
    Ok(view.iter().copied().collect())
}
