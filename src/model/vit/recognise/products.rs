//! Matrix products: linear layers and attention.

use std::rc::Rc;

use tract_onnx::prelude::*;
use tract_onnx::tract_core::internal::tract_ndarray::{ArrayViewD, IxDyn};
use tract_onnx::tract_core::ops::einsum::EinSum;
use tract_onnx::tract_core::ops::nn::{Softmax, SoftmaxKind};
use tract_transformers::ops::sdpa::Sdpa;

use super::activation::Activation;
use super::layout::{Layout, Part};
use super::symbol::{Attention, From, Heads, Linear, Scores, Symbol, Value};
use super::walk::{Walk, numbers};

/// An index of an Einstein sum whose extent is not 1: its axis in the left and right factor and in the result.
#[derive(Clone, Copy)]
pub struct EinsumIndex {
    pub left: Option<usize>,
    pub right: Option<usize>,
    pub out: Option<usize>,
}

impl EinsumIndex {
    fn turned(self) -> Self {
        EinsumIndex { left: self.right, right: self.left, out: self.out }
    }
}

/// The indices that stand where `sides` says (left, right, result).
fn standing(indices: &[EinsumIndex], sides: [bool; 3]) -> Vec<EinsumIndex> {
    let stands = |l: &&EinsumIndex| [l.left.is_some(), l.right.is_some(), l.out.is_some()] == sides;
    indices.iter().filter(stands).copied().collect()
}

fn on(indices: &[EinsumIndex], side: impl Fn(&EinsumIndex) -> Option<usize>) -> Vec<usize> {
    indices.iter().filter_map(side).collect()
}

/// What the indices of a tensor times a constant weight do.
pub struct Roles {
    /// Summed over.
    pub summed: Vec<EinsumIndex>,
    /// Only of the tensor.
    pub kept: Vec<EinsumIndex>,
    /// Only of the weight.
    pub new: Vec<EinsumIndex>,
}

impl Roles {
    /// `None` if the weight differs from token to token.
    pub fn of(indices: &[EinsumIndex]) -> Option<Self> {
        let summed = standing(indices, [true, true, false]);
        let kept = standing(indices, [true, false, true]);
        let new = standing(indices, [false, true, true]);
        (summed.len() + kept.len() + new.len() == indices.len()).then_some(Roles { summed, kept, new })
    }
}

/// A weight with one row for each output; the inputs, in the order of the indices, go to `offsets` of the row.
pub fn by_output(
    weight: &Tensor,
    summed: &[EinsumIndex],
    new: &[EinsumIndex],
    offsets: &[usize],
) -> Result<Vec<f32>, String> {
    let order = [on(summed, |l| l.right), on(new, |l| l.right)].concat();
    let rest: Vec<usize> = (0..weight.rank()).filter(|a| !order.contains(a)).collect();
    let all = numbers(weight)?;
    let view = ArrayViewD::from_shape(IxDyn(weight.shape()), &all).map_err(|e| e.to_string())?;
    let (inputs, outputs) = (offsets.len(), all.len() / offsets.len());
    let mut rows = vec![0.0; all.len()];
    for (i, number) in view.permuted_axes([order, rest].concat()).iter().enumerate() {
        rows[i % outputs * inputs + offsets[i / outputs]] = *number;
    }
    Ok(rows)
}

/// Adds the weight's own axes to the layout of a result with `outputs` numbers in a row.
pub fn new_axes(layout: &mut Layout, new: &[EinsumIndex], weight: &Tensor, outputs: usize) {
    let mut step = outputs;
    for index in new {
        let (Some(right), Some(out)) = (index.right, index.out) else { continue };
        let count = weight.shape()[right];
        step /= count;
        layout.axes[out] = vec![Part { count, step }];
    }
}

/// Whether a mask leaves attention as it is: true throughout, or nothing to add.
pub fn hides_nothing(mask: &Tensor) -> bool {
    match mask.datum_type() {
        DatumType::Bool => mask.to_plain_array_view::<bool>().is_ok_and(|mask| mask.iter().all(|there| *there)),
        _ => numbers(mask).is_ok_and(|mask| mask.iter().all(|summand| *summand == 0.0)),
    }
}

impl Walk<'_> {
    /// An Einstein sum of two factors.
    pub fn product(&mut self, op: &EinSum, inputs: &[OutletId], rank: usize) -> Result<Value, String> {
        let &[left, right] = inputs else { return Err("a product of more than two factors".into()) };
        if op.q_params.is_some() {
            return Err("a product of whole numbers".into());
        }
        let mut indices = Vec::new();
        for axis in op.axes.iter_all_axes() {
            let axes = [&axis.inputs[0], &axis.inputs[1], &axis.outputs[0]];
            if axes.iter().any(|a| a.len() > 1) {
                return Err("a product along a diagonal".into());
            }
            let [left_axis, right_axis, out] = axes.map(|a| a.first().copied());
            // An extent of 1 beside a larger one is no axis of that factor.
            let real = |side: OutletId, a: &usize| self.extent(side, *a) != 1;
            let index = EinsumIndex {
                left: left_axis.filter(|a| real(left, a)),
                right: right_axis.filter(|a| real(right, a)),
                out,
            };
            if index.left.is_some() || index.right.is_some() {
                indices.push(index);
            }
        }
        match (self.constant(left)?, self.constant(right)?) {
            (None, Some(weight)) => self.weighed(left, &weight, &indices, rank),
            (Some(weight), None) => {
                let indices: Vec<_> = indices.into_iter().map(EinsumIndex::turned).collect();
                self.weighed(right, &weight, &indices, rank)
            }
            (None, None) => {
                let turned: Vec<_> = indices.iter().map(|l| l.turned()).collect();
                match (&self.value(left)?.symbol, &self.value(right)?.symbol) {
                    (Symbol::Activation(..), Symbol::Activation(..)) => self.scores(left, right, &indices, rank),
                    (Symbol::AttentionWeights(_), Symbol::Activation(..)) => {
                        self.attention_output(left, right, &indices, rank)
                    }
                    (Symbol::Activation(..), Symbol::AttentionWeights(_)) => {
                        self.attention_output(right, left, &turned, rank)
                    }
                    _ => Err("a product of two tensors in this place".into()),
                }
            }
            _ => Err("a product of two constants".into()),
        }
    }

    /// Pixels or tokens times a constant weight.
    fn weighed(
        &mut self,
        input: OutletId,
        weight: &Tensor,
        indices: &[EinsumIndex],
        rank: usize,
    ) -> Result<Value, String> {
        match self.value(input)?.symbol {
            Symbol::Chip => self.summed(input, weight, indices, rank),
            _ => self.linear(input, weight, indices, rank),
        }
    }

    /// Tokens times a constant weight.
    fn linear(&self, input: OutletId, weight: &Tensor, indices: &[EinsumIndex], rank: usize) -> Result<Value, String> {
        let value = self.value(input)?;
        let from = match &value.symbol {
            Symbol::LayerNorm(norm) => From::LayerNorm(norm.clone()),
            Symbol::AttentionOutput(attention) => From::AttentionOutput(attention.clone()),
            Symbol::Activation(linear, activation) => {
                let known = activation.known();
                From::Hidden(
                    linear.clone(),
                    known.ok_or("a linear layer behind an activation that the kernels have not")?,
                )
            }
            Symbol::Gated(gated) => From::Gated(gated.clone()),
            _ => return Err("a linear layer in this place".into()),
        };
        let inputs = self.width_of(&value.symbol);
        let Some(Roles { summed, kept, new }) = Roles::of(indices) else {
            return Err("a linear layer with weights for each token".into());
        };
        let mut along = on(&summed, |l| l.left);
        let offsets = value.layout.offsets(&along);
        along.sort_unstable();
        if value.layout.columns(inputs) != Some((along, true)) {
            return Err("a linear layer on a part of a token's channels".into());
        }
        let rows = by_output(weight, &summed, &new, &offsets)?;
        let outputs = rows.len() / inputs;
        let mut layout = self.kept(&value.layout, inputs, outputs, &kept, rank)?;
        new_axes(&mut layout, &new, weight, outputs);
        let linear = Linear { from, weight: Rc::new(rows), bias: vec![0.0; outputs] };
        Ok(Value { symbol: Symbol::Activation(Rc::new(linear), Activation::identity()), layout })
    }

    /// The layout of a result of `rank` axes and rows of `to` numbers, with the rows that the indices keep.
    fn kept(
        &self,
        from: &Layout,
        width: usize,
        to: usize,
        kept: &[EinsumIndex],
        rank: usize,
    ) -> Result<Layout, String> {
        let rows = from.rows(width, to).ok_or("a product on a part of a token's channels")?;
        let mut layout = Layout { offset: rows.offset, axes: vec![Vec::new(); rank] };
        for index in kept {
            let (Some(left), Some(out)) = (index.left, index.out) else { continue };
            layout.axes[out].clone_from(&rows.axes[left]);
        }
        Ok(layout)
    }

    /// Heads of all tokens, as attention reads them: `batch`, `tokens` and `channels` are their axes.
    fn heads(&self, input: OutletId, batch: &[usize], tokens: &[usize], channels: &[usize]) -> Result<Heads, String> {
        let value = self.value(input)?;
        let Symbol::Activation(linear, activation) = &value.symbol else {
            return Err("attention on something that is no linear layer".into());
        };
        let factor = activation.factor().ok_or("attention on something that is no linear layer")?;
        let width = linear.bias.len();
        let all_tokens = vec![Part { count: self.tokens()?, step: width }];
        let outputs: Vec<usize> =
            value.layout.offsets(&[batch, channels].concat()).iter().map(|p| p + value.layout.offset).collect();
        if value.layout.together(tokens) != all_tokens || outputs.iter().any(|o| *o >= width) {
            return Err("attention whose heads are no channels of all tokens".into());
        }
        let heads = batch.iter().map(|a| value.layout.extent(*a)).product();
        Ok(Heads { of: linear.clone(), outputs, heads, factor })
    }

    /// Queries times keys.
    fn scores(&self, left: OutletId, right: OutletId, indices: &[EinsumIndex], rank: usize) -> Result<Value, String> {
        let batch = standing(indices, [true, true, true]);
        let channels = standing(indices, [true, true, false]);
        let queries = standing(indices, [true, false, true]);
        let keys = standing(indices, [false, true, true]);
        if batch.len() + channels.len() + queries.len() + keys.len() != indices.len() {
            return Err("a product of queries and keys with other axes".into());
        }
        let tokens = self.tokens()?;
        let (left_batch, right_batch) = (on(&batch, |l| l.left), on(&batch, |l| l.right));
        let scores = Scores {
            queries: self.heads(left, &left_batch, &on(&queries, |l| l.left), &on(&channels, |l| l.left))?,
            keys: self.heads(right, &right_batch, &on(&keys, |l| l.right), &on(&channels, |l| l.right))?,
            tokens,
            factor: 1.0,
        };
        let mut layout = Layout { offset: 0, axes: vec![Vec::new(); rank] };
        let mut step = scores.queries.heads * tokens * tokens;
        for index in batch.iter().chain(&queries).chain(&keys) {
            let (extent, Some(out)) =
                (index.left.map(|a| self.extent(left, a)).or(index.right.map(|a| self.extent(right, a))), index.out)
            else {
                continue;
            };
            let count = extent.unwrap_or(1);
            step /= count;
            layout.axes[out] = vec![Part { count, step }];
        }
        Ok(Value { symbol: Symbol::Scores(Rc::new(scores)), layout })
    }

    /// Softmax over the keys.
    pub fn softmax(&self, op: &Softmax, input: OutletId) -> Result<Value, String> {
        let value = self.value(input)?;
        let Symbol::Scores(scores) = &value.symbol else { return Err("softmax in this place".into()) };
        let keys = vec![Part { count: scores.tokens, step: 1 }];
        if op.kind != SoftmaxKind::Softmax
            || op.quant_output_dt.is_some()
            || op.axes.len() != 1
            || value.layout.axes[op.axes[0]] != keys
        {
            return Err("softmax that is not over all keys".into());
        }
        Ok(Value { symbol: Symbol::AttentionWeights(scores.clone()), layout: value.layout.clone() })
    }

    /// Attention weights times values.
    fn attention_output(
        &self,
        weights: OutletId,
        values: OutletId,
        indices: &[EinsumIndex],
        rank: usize,
    ) -> Result<Value, String> {
        let weighed = self.value(weights)?;
        let Symbol::AttentionWeights(scores) = &weighed.symbol else {
            return Err("attention without weights from a softmax".into());
        };
        let batch = standing(indices, [true, true, true]);
        let keys = standing(indices, [true, true, false]);
        let queries = standing(indices, [true, false, true]);
        let channels = standing(indices, [false, true, true]);
        if batch.len() + channels.len() + queries.len() + keys.len() != indices.len() {
            return Err("a product of attention weights and values with other axes".into());
        }
        let tokens = scores.tokens;
        let layout = &weighed.layout;
        let in_order: Vec<usize> = (0..scores.queries.heads).map(|h| h * tokens * tokens).collect();
        let all_keys = vec![Part { count: tokens, step: 1 }];
        let (batch_left, queries_left) = (on(&batch, |l| l.left), on(&queries, |l| l.left));
        let rows: Vec<Part> = queries_left.iter().flat_map(|a| layout.axes[*a].clone()).collect();
        if layout.offsets(&batch_left) != in_order
            || layout.together(&on(&keys, |l| l.left)) != all_keys
            || rows.iter().any(|p| !p.step.is_multiple_of(tokens) || p.step * p.count > tokens * tokens)
            || !layout.offset.is_multiple_of(tokens)
        {
            return Err("a product of attention weights and values in another order".into());
        }
        let channel_axes = on(&channels, |l| l.right);
        let heads = self.heads(values, &on(&batch, |l| l.right), &on(&keys, |l| l.right), &channel_axes)?;
        let width = heads.outputs.len();
        // A row of the result is a query; of each, head by head.
        let mut out = Layout { offset: layout.offset / tokens * width, axes: vec![Vec::new(); rank] };
        for index in &queries {
            let (Some(left), Some(at)) = (index.left, index.out) else { continue };
            let part = |p: &Part| Part { count: p.count, step: p.step / tokens * width };
            out.axes[at] = layout.axes[left].iter().map(part).collect();
        }
        let mut step = width;
        for index in batch.iter().chain(&channels) {
            let (Some(right), Some(at)) = (index.right, index.out) else { continue };
            let count = self.extent(values, right);
            step /= count;
            out.axes[at] = vec![Part { count, step }];
        }
        Ok(Value {
            symbol: Symbol::AttentionOutput(Rc::new(Attention { scores: scores.clone(), values: heads })),
            layout: out,
        })
    }

    /// Attention as one operator.
    pub fn attention(&self, op: &Sdpa, inputs: &[OutletId]) -> Result<Value, String> {
        let [q, k, v, masks @ ..] = inputs else { return Err("attention of fewer than three tensors".into()) };
        let (q, k, v) = (*q, *k, *v);
        for mask in masks {
            let mask = self.constant(*mask)?.ok_or("attention with a mask")?;
            if !hides_nothing(&mask) {
                return Err("attention with a mask".into());
            }
        }
        if op.is_causal {
            return Err("attention with a mask".into());
        }
        let rank = self.value(q)?.layout.axes.len();
        let batch: Vec<usize> = (0..rank - 2).collect();
        let heads = |input| self.heads(input, &batch, &[rank - 2], &[rank - 1]);
        let (queries, keys, values) = (heads(q)?, heads(k)?, heads(v)?);
        let channels = self.extent(q, rank - 1);
        let factor = op.scale.as_ref().map_or(Ok(1.0 / (channels as f32).sqrt()), |s| numbers(s).map(|n| n[0]))?;
        let (width, tokens) = (values.outputs.len(), self.tokens()?);
        let mut layout = Layout { offset: 0, axes: vec![Vec::new(); rank] };
        let mut step = width;
        for axis in batch.iter().copied().chain([rank - 1]) {
            let count = self.extent(v, axis);
            step /= count;
            layout.axes[axis] = Layout::of(&[(count, step)]).axes.remove(0);
        }
        layout.axes[rank - 2] = vec![Part { count: tokens, step: width }];
        let scores = Rc::new(Scores { queries, keys, tokens, factor });
        Ok(Value { symbol: Symbol::AttentionOutput(Rc::new(Attention { scores, values })), layout })
    }
}
