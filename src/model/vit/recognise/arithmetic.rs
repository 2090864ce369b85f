//! Sums, products and functions of single numbers: residual sums, positions, layer norms, biases, GELU.

use std::rc::Rc;

use tract_onnx::prelude::*;
use tract_onnx::tract_core::ops::binary::TypedBinOp;
use tract_onnx::tract_core::ops::element_wise::ElementWiseOp;
use tract_onnx::tract_core::ops::math::{Add, Div, Erf, Exp, Mul, Neg, Pow, PowConst, Recip, Square, Sub, Tanh};
use tract_onnx::tract_core::ops::nn::gelu_approximate::GeluApproximate;
use tract_onnx::tract_core::ops::nn::gelu_exact::GeluExact;
use tract_onnx::tract_core::ops::nn::silu::Silu;
use tract_onnx::tract_core::ops::nn::{Reduce, Reducer, RmsNorm, Sigmoid};

use super::activation::{Activation, exact};
use super::layout::is_order;
use super::products::hides_nothing;
use super::symbol::{Gated, LayerNorm, Linear, Step, Symbol, Value, close};
use super::walk::{Walk, numbers};
use crate::kernel::Activation as Known;

/// A constant beside a matrix.
enum Constant {
    /// One number for all.
    One(f32),
    /// A number for each column.
    Columns(Vec<f32>),
    /// A number for each number.
    Table(Vec<f32>),
}

impl Constant {
    fn for_columns(self, width: usize) -> Option<Vec<f32>> {
        match self {
            Constant::One(number) => Some(vec![number; width]),
            Constant::Columns(numbers) => Some(numbers),
            Constant::Table(_) => None,
        }
    }
}

/// What an operator makes of two numbers.
fn of_numbers(op: &TypedBinOp) -> Option<fn(f64, f64) -> f64> {
    if op.0.is::<Add>() {
        Some(|a, b| a + b)
    } else if op.0.is::<Sub>() {
        Some(|a, b| a - b)
    } else if op.0.is::<Mul>() {
        Some(|a, b| a * b)
    } else if op.0.is::<Div>() {
        Some(|a, b| a / b)
    } else {
        op.0.is::<Pow>().then_some(f64::powf)
    }
}

/// What an operator makes of a number.
fn of_number(op: &ElementWiseOp) -> Option<Box<dyn Fn(f64) -> f64>> {
    let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
    if let Some(pow) = op.0.downcast_ref::<PowConst>() {
        let exponent = f64::from(pow.exponent);
        Some(Box::new(move |x| x.powf(exponent)))
    } else if op.0.is::<GeluExact>() {
        Some(Box::new(|x| exact(Known::Gelu, x)))
    } else if op.0.downcast_ref::<GeluApproximate>().is_some_and(|op| !op.fast_impl) {
        Some(Box::new(|x| exact(Known::GELU_BY_TANH, x)))
    } else if op.0.is::<Silu>() {
        Some(Box::new(move |x| x * sigmoid(x)))
    } else if op.0.is::<Sigmoid>() {
        Some(Box::new(sigmoid))
    } else if op.0.is::<Erf>() {
        Some(Box::new(libm::erf))
    } else if op.0.is::<Tanh>() {
        Some(Box::new(f64::tanh))
    } else if op.0.is::<Exp>() {
        Some(Box::new(f64::exp))
    } else if op.0.is::<Neg>() {
        Some(Box::new(|x| -x))
    } else if op.0.is::<Recip>() {
        Some(Box::new(f64::recip))
    } else if op.0.is::<Square>() {
        Some(Box::new(|x| x * x))
    } else {
        None
    }
}

impl Walk<'_> {
    /// A sum, difference, product, quotient or power.
    pub fn binary(&mut self, op: &TypedBinOp, inputs: &[OutletId]) -> Result<Value, String> {
        let (add, mul, sub) = (op.0.is::<Add>(), op.0.is::<Mul>(), op.0.is::<Sub>());
        let is_activation =
            |input: &OutletId| matches!(self.value(*input).map(|v| &v.symbol), Ok(Symbol::Activation(..)));
        let odd = if inputs.iter().any(is_activation) {
            format!("an activation that the kernels have not ({})", op.0.name())
        } else {
            format!("{} in this place", op.0.name())
        };
        let unknown = || Err(odd);
        let (left, right) = (self.constant(inputs[0])?, self.constant(inputs[1])?);
        match (left, right) {
            (None, Some(constant)) if add || mul => {
                let value = self.value(inputs[0])?.clone();
                if add { self.shifted(value, &constant) } else { self.scaled(value, &constant) }
            }
            (Some(constant), None) if add || mul => {
                let value = self.value(inputs[1])?.clone();
                if add { self.shifted(value, &constant) } else { self.scaled(value, &constant) }
            }
            (None, Some(constant)) | (Some(constant), None) => {
                let behind = self.constant(inputs[0])?.is_some();
                let Value { symbol, layout } = self.value(inputs[usize::from(behind)])?.clone();
                match (symbol, &numbers(&constant)?[..], of_numbers(op)) {
                    (Symbol::Activation(linear, activation), [number], Some(function)) => {
                        let number = f64::from(*number);
                        let one = |x: f64| if behind { function(number, x) } else { function(x, number) };
                        Ok(Value { symbol: Symbol::Activation(linear, activation.then(one)), layout })
                    }
                    _ => unknown(),
                }
            }
            (None, None) => {
                let (left, right) = (self.value(inputs[0])?.clone(), self.value(inputs[1])?.clone());
                match (&left.symbol, &right.symbol) {
                    (Symbol::Stream(_), Symbol::Activation(..)) if add => self.residual(&left, &right),
                    (Symbol::Activation(..), Symbol::Stream(_)) if add => self.residual(&right, &left),
                    (Symbol::Activation(a, f), Symbol::Activation(b, g))
                        if Rc::ptr_eq(a, b) && left.layout == right.layout =>
                    {
                        let Some(function) = of_numbers(op) else { return unknown() };
                        Ok(Value { symbol: Symbol::Activation(a.clone(), f.with(g, function)), layout: left.layout })
                    }
                    (Symbol::Activation(..), Symbol::Activation(..)) if mul => gated(&left, &right),
                    (Symbol::Stream(a), Symbol::Mean(b))
                        if sub && a == b && left.layout.rows(self.width, 1).as_ref() == Some(&right.layout) =>
                    {
                        Ok(Value { symbol: Symbol::Centred(*a), layout: left.layout })
                    }
                    _ => unknown(),
                }
            }
            (Some(_), Some(_)) => unknown(),
        }
    }

    /// A linear layer's result added to the stream.
    fn residual(&mut self, stream: &Value, layer: &Value) -> Result<Value, String> {
        let unlike = "a sum of the stream and something that is no linear layer";
        let (Symbol::Stream(step), Symbol::Activation(linear, activation)) = (&stream.symbol, &layer.symbol) else {
            return Err(unlike.into());
        };
        let factor = activation.factor().ok_or(unlike)?;
        let linear =
            if factor == 1.0 { linear.clone() } else { Rc::new(linear.times(&vec![factor; linear.bias.len()])) };
        if stream.layout != layer.layout || linear.bias.len() != self.width {
            return Err("a sum of tokens in different order".into());
        }
        self.steps.push(Step::Added(*step, linear));
        Ok(Value { symbol: Symbol::Stream(self.steps.len() - 1), layout: stream.layout.clone() })
    }

    /// A value plus a constant.
    fn shifted(&mut self, value: Value, constant: &Tensor) -> Result<Value, String> {
        let Value { symbol, layout } = &value;
        if let Symbol::Scores(_) = symbol {
            return match hides_nothing(constant) {
                true => Ok(value),
                false => Err("a mask or a bias on attention's scores".into()),
            };
        }
        let constant = self.spread(constant, &value)?;
        let symbol = match symbol {
            Symbol::Stream(step) => {
                let Step::Embedding(embedding) = &self.steps[*step] else {
                    return Err("a constant added to the stream".into());
                };
                let mut embedding = embedding.clone();
                let shift: Vec<f32> = match constant {
                    Constant::Table(table) => table,
                    other => {
                        other.for_columns(self.width).unwrap_or_default().repeat(embedding.table.len() / self.width)
                    }
                };
                embedding.table.iter_mut().zip(shift).for_each(|(t, s)| *t += s);
                self.steps.push(Step::Embedding(embedding));
                Symbol::Stream(self.steps.len() - 1)
            }
            Symbol::LayerNorm(norm) => {
                let shift = constant.for_columns(self.width).ok_or("a norm with a shift for each token")?;
                let mut norm = LayerNorm::clone(norm);
                norm.shift.iter_mut().zip(shift).for_each(|(n, s)| *n += s);
                Symbol::LayerNorm(Rc::new(norm))
            }
            Symbol::Activation(linear, activation) if activation.is_identity() => {
                let width = linear.bias.len();
                let bias = constant.for_columns(width).ok_or("a linear layer with a bias for each token")?;
                let mut linear = Linear::clone(linear);
                linear.bias.iter_mut().zip(bias).for_each(|(l, b)| *l += b);
                Symbol::Activation(Rc::new(linear), Activation::identity())
            }
            Symbol::Activation(linear, activation) => {
                let Constant::One(number) = constant else {
                    return Err("an activation that differs from channel to channel".into());
                };
                Symbol::Activation(linear.clone(), activation.then(|x| x + f64::from(number)))
            }
            _ => return Err("a constant added in this place".into()),
        };
        Ok(Value { symbol, layout: layout.clone() })
    }

    /// A value times a constant.
    fn scaled(&mut self, value: Value, constant: &Tensor) -> Result<Value, String> {
        let Value { symbol, layout } = &value;
        let constant = self.spread(constant, &value)?;
        let symbol = match (symbol, constant) {
            (Symbol::Sum(step), Constant::One(factor)) if close(factor * self.width as f32, 1.0) => Symbol::Mean(*step),
            (Symbol::LayerNorm(norm), constant) if norm.shift.iter().all(|s| *s == 0.0) => {
                let scale = constant.for_columns(self.width).ok_or("a norm with a factor for each token")?;
                let mut norm = LayerNorm::clone(norm);
                norm.scale.iter_mut().zip(scale).for_each(|(n, s)| *n *= s);
                Symbol::LayerNorm(Rc::new(norm))
            }
            (Symbol::Activation(linear, activation), Constant::One(factor)) => {
                Symbol::Activation(linear.clone(), activation.then(|x| x * f64::from(factor)))
            }
            // Layer scale (Touvron et al., 2021) is part of the layer before it.
            (Symbol::Activation(linear, activation), Constant::Columns(factors)) if activation.is_identity() => {
                Symbol::Activation(Rc::new(linear.times(&factors)), activation.clone())
            }
            (Symbol::Scores(scores), Constant::One(factor)) => {
                let mut scores = scores.as_ref().clone();
                scores.factor *= factor;
                Symbol::Scores(Rc::new(scores))
            }
            _ => return Err("a factor in this place".into()),
        };
        Ok(Value { symbol, layout: layout.clone() })
    }

    /// A constant as it lies beside a value.
    fn spread(&self, constant: &Tensor, value: &Value) -> Result<Constant, String> {
        let all = numbers(constant)?;
        if let [number] = all[..] {
            return Ok(Constant::One(number));
        }
        let (layout, width) = (&value.layout, self.width_of(&value.symbol));
        let axes: Vec<usize> = (0..constant.rank()).filter(|a| constant.shape()[*a] != 1).collect();
        let offsets = layout.offsets(&axes);
        let columns = layout.columns(width).filter(|(along, whole)| *whole && axes.iter().all(|a| along.contains(a)));
        let in_order = |count: usize| {
            (offsets.len() == all.len() && is_order(&offsets, count)).then(|| {
                let mut out = vec![0.0; count];
                offsets.iter().zip(&all).for_each(|(offset, number)| out[*offset] = *number);
                out
            })
        };
        let spread = if columns.is_some() {
            in_order(width).map(Constant::Columns)
        } else if layout.offset == 0 && self.len_of(&value.symbol) == offsets.len() {
            in_order(offsets.len()).map(Constant::Table)
        } else {
            None
        };
        spread.ok_or_else(|| "a constant for a part of the channels or tokens".into())
    }

    /// A sum over axes.
    pub fn reduce(&mut self, op: &Reduce, input: OutletId) -> Result<Value, String> {
        let value = self.value(input)?;
        let unknown = || Err(format!("a norm or {:?} of something other than the stream's channels", op.reducer));
        let (Symbol::Stream(step), Reducer::Sum) = (&value.symbol, op.reducer) else { return unknown() };
        let (along, true) = value.layout.columns(self.width).unwrap_or_default() else { return unknown() };
        let real: Vec<usize> = op.axes.iter().copied().filter(|a| value.layout.extent(*a) != 1).collect();
        match value.layout.rows(self.width, 1) {
            Some(layout) if real == along => Ok(Value { symbol: Symbol::Sum(*step), layout }),
            _ => unknown(),
        }
    }

    /// The last part of a layer norm, as tract sees it.
    pub fn rms_norm(&mut self, op: &RmsNorm, input: OutletId) -> Result<Value, String> {
        let value = self.value(input)?;
        let Symbol::Centred(of) = value.symbol else { return Err("a norm that takes no mean away".into()) };
        if value.layout.columns(self.width) != Some((vec![op.axis], true)) {
            return Err("a norm that is not over a token's channels".into());
        }
        let epsilon = numbers(&op.eps)?.first().copied().unwrap_or_default();
        let norm = LayerNorm { of, epsilon, scale: vec![1.0; self.width], shift: vec![0.0; self.width] };
        Ok(Value { symbol: Symbol::LayerNorm(Rc::new(norm)), layout: value.layout.clone() })
    }

    /// A function of each number.
    pub fn element_wise(&mut self, op: &ElementWiseOp, input: OutletId) -> Result<Value, String> {
        let Value { symbol, layout } = self.value(input)?;
        match (symbol, of_number(op)) {
            (Symbol::Activation(linear, activation), Some(function)) => Ok(Value {
                symbol: Symbol::Activation(linear.clone(), activation.then(function)),
                layout: layout.clone(),
            }),
            (Symbol::Activation(..), None) => Err(format!("an activation that the kernels have not ({})", op.0.name())),
            _ => Err(format!("{} in this place", op.0.name())),
        }
    }
}

/// Two layers' results, number by number: one as it is, the other through a function.
fn gated(left: &Value, right: &Value) -> Result<Value, String> {
    let own = |value: &Value| {
        let Symbol::Activation(linear, activation) = &value.symbol else { return None };
        let (columns, layout) = value.layout.own_columns(linear.bias.len())?;
        Some((linear.outputs(&columns), activation.clone(), layout))
    };
    let (left, right) = own(left).zip(own(right)).ok_or("a product of two layers in this place")?;
    let (gate, up) = if right.1.is_identity() { (left, right) } else { (right, left) };
    if gate.2 != up.2 || !up.1.is_identity() {
        return Err("a product of two layers in different order".into());
    }
    let activation = gate.1.known().ok_or("a gate by an activation that the kernels have not")?;
    let layout = up.2;
    Ok(Value { symbol: Symbol::Gated(Rc::new(Gated { gate: gate.0, activation, up: up.0 })), layout })
}
