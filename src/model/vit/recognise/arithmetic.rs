//! Sums, products and functions of single numbers: residual sums, positions, layer norms, biases, GELU.

use std::rc::Rc;

use tract_onnx::prelude::*;
use tract_onnx::tract_core::ops::binary::TypedBinOp;
use tract_onnx::tract_core::ops::element_wise::ElementWiseOp;
use tract_onnx::tract_core::ops::math::{Add, Erf, Mul, Sub};
use tract_onnx::tract_core::ops::nn::gelu_approximate::GeluApproximate;
use tract_onnx::tract_core::ops::nn::gelu_exact::GeluExact;
use tract_onnx::tract_core::ops::nn::{Reduce, Reducer, RmsNorm};

use super::layout::is_order;
use super::meaning::{Curve, Linear, Meaning, Normal, Step, Value, close};
use super::walk::{Walk, numbers};

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

impl Walk<'_> {
    /// A sum, difference or product.
    pub fn binary(&mut self, op: &TypedBinOp, inputs: &[OutletId]) -> Result<Value, String> {
        let (add, mul, sub) = (op.0.is::<Add>(), op.0.is::<Mul>(), op.0.is::<Sub>());
        let is_curve = |input: &OutletId| matches!(self.value(*input).map(|v| &v.meaning), Ok(Meaning::Curve(..)));
        let odd = if inputs.iter().any(is_curve) {
            format!("an activation that is no exact GELU ({})", op.0.name())
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
            (None, None) => {
                let (left, right) = (self.value(inputs[0])?.clone(), self.value(inputs[1])?.clone());
                match (&left.meaning, &right.meaning) {
                    (Meaning::Stream(_), Meaning::Curve(..)) if add => self.residual(&left, &right),
                    (Meaning::Curve(..), Meaning::Stream(_)) if add => self.residual(&right, &left),
                    (Meaning::Curve(a, f), Meaning::Curve(b, g))
                        if (add || mul) && Rc::ptr_eq(a, b) && left.layout == right.layout =>
                    {
                        let curve = if add { Some(f.plus(g)) } else { f.times(g) };
                        let curve = curve.ok_or("an activation that is no exact GELU")?;
                        Ok(Value { meaning: Meaning::Curve(a.clone(), curve), layout: left.layout })
                    }
                    (Meaning::Stream(a), Meaning::Mean(b))
                        if sub && a == b && left.layout.rows(self.width, 1).as_ref() == Some(&right.layout) =>
                    {
                        Ok(Value { meaning: Meaning::Centred(*a), layout: left.layout })
                    }
                    _ => unknown(),
                }
            }
            _ => unknown(),
        }
    }

    /// A linear layer's result added to the stream.
    fn residual(&mut self, stream: &Value, layer: &Value) -> Result<Value, String> {
        let (Meaning::Stream(step), Meaning::Curve(linear, Curve::STRAIGHT)) = (&stream.meaning, &layer.meaning) else {
            return Err("a sum of the stream and something that is no linear layer".into());
        };
        if stream.layout != layer.layout || linear.bias.len() != self.width {
            return Err("a sum of tokens in different order".into());
        }
        self.steps.push(Step::Added(*step, linear.clone()));
        Ok(Value { meaning: Meaning::Stream(self.steps.len() - 1), layout: stream.layout.clone() })
    }

    /// A value plus a constant.
    fn shifted(&mut self, value: Value, constant: &Tensor) -> Result<Value, String> {
        let Value { meaning, layout } = &value;
        if let Meaning::Scores(_) = meaning {
            return Err("a mask or a bias on attention's scores".into());
        }
        let constant = self.spread(constant, &value)?;
        let meaning = match meaning {
            Meaning::Stream(step) => {
                let Step::Start(start) = &self.steps[*step] else {
                    return Err("a constant added to the stream".into());
                };
                let mut start = start.clone();
                let shift: Vec<f32> = match constant {
                    Constant::Table(table) => table,
                    other => other.for_columns(self.width).unwrap_or_default().repeat(start.table.len() / self.width),
                };
                start.table.iter_mut().zip(shift).for_each(|(t, s)| *t += s);
                self.steps.push(Step::Start(start));
                Meaning::Stream(self.steps.len() - 1)
            }
            Meaning::Normal(normal) => {
                let shift = constant.for_columns(self.width).ok_or("a norm with a shift for each token")?;
                let mut normal = Normal::clone(normal);
                normal.shift.iter_mut().zip(shift).for_each(|(n, s)| *n += s);
                Meaning::Normal(Rc::new(normal))
            }
            Meaning::Curve(linear, Curve::STRAIGHT) => {
                let width = linear.bias.len();
                let bias = constant.for_columns(width).ok_or("a linear layer with a bias for each token")?;
                let mut linear = Linear::clone(linear);
                linear.bias.iter_mut().zip(bias).for_each(|(l, b)| *l += b);
                Meaning::Curve(Rc::new(linear), Curve::STRAIGHT)
            }
            Meaning::Curve(linear, curve) => {
                let Constant::One(number) = constant else { return Err("an activation that is no exact GELU".into()) };
                Meaning::Curve(linear.clone(), curve.plus(&Curve([number, 0.0, 0.0, 0.0])))
            }
            _ => return Err("a constant added in this place".into()),
        };
        Ok(Value { meaning, layout: layout.clone() })
    }

    /// A value times a constant.
    fn scaled(&mut self, value: Value, constant: &Tensor) -> Result<Value, String> {
        let Value { meaning, layout } = &value;
        let constant = self.spread(constant, &value)?;
        let meaning = match (meaning, constant) {
            (Meaning::Sum(step), Constant::One(factor)) if close(factor * self.width as f32, 1.0) => {
                Meaning::Mean(*step)
            }
            (Meaning::Normal(normal), constant) if normal.shift.iter().all(|s| *s == 0.0) => {
                let scale = constant.for_columns(self.width).ok_or("a norm with a factor for each token")?;
                let mut normal = Normal::clone(normal);
                normal.scale.iter_mut().zip(scale).for_each(|(n, s)| *n *= s);
                Meaning::Normal(Rc::new(normal))
            }
            (Meaning::Curve(linear, curve), Constant::One(factor)) => {
                Meaning::Curve(linear.clone(), Curve(curve.0.map(|c| c * factor)))
            }
            (Meaning::Curve(..), _) => {
                return Err("a factor for each channel behind a linear layer (layer scale)".into());
            }
            (Meaning::Scores(scores), Constant::One(factor)) => {
                let mut scores = scores.as_ref().clone();
                scores.factor *= factor;
                Meaning::Scores(Rc::new(scores))
            }
            _ => return Err("a factor in this place".into()),
        };
        Ok(Value { meaning, layout: layout.clone() })
    }

    /// A constant as it lies beside a value.
    fn spread(&self, constant: &Tensor, value: &Value) -> Result<Constant, String> {
        let all = numbers(constant)?;
        if let [number] = all[..] {
            return Ok(Constant::One(number));
        }
        let (layout, width) = (&value.layout, self.width_of(&value.meaning));
        let axes: Vec<usize> = (0..constant.rank()).filter(|a| constant.shape()[*a] != 1).collect();
        let places = layout.places(&axes);
        let columns = layout.columns(width).filter(|(along, whole)| *whole && axes.iter().all(|a| along.contains(a)));
        let in_order = |count: usize| {
            (places.len() == all.len() && is_order(&places, count)).then(|| {
                let mut out = vec![0.0; count];
                places.iter().zip(&all).for_each(|(place, number)| out[*place] = *number);
                out
            })
        };
        let spread = if columns.is_some() {
            in_order(width).map(Constant::Columns)
        } else if layout.offset == 0 && self.len_of(&value.meaning) == places.len() {
            in_order(places.len()).map(Constant::Table)
        } else {
            None
        };
        spread.ok_or_else(|| "a constant for a part of the channels or tokens".into())
    }

    /// A sum over axes.
    pub fn reduce(&mut self, op: &Reduce, input: OutletId) -> Result<Value, String> {
        let value = self.value(input)?;
        let unknown = || Err(format!("a norm or {:?} of something other than the stream's channels", op.reducer));
        let (Meaning::Stream(step), Reducer::Sum) = (&value.meaning, op.reducer) else { return unknown() };
        let (along, true) = value.layout.columns(self.width).unwrap_or_default() else { return unknown() };
        let real: Vec<usize> = op.axes.iter().copied().filter(|a| value.layout.extent(*a) != 1).collect();
        match value.layout.rows(self.width, 1) {
            Some(layout) if real == along => Ok(Value { meaning: Meaning::Sum(*step), layout }),
            _ => unknown(),
        }
    }

    /// The last part of a layer norm, as tract sees it.
    pub fn rms_norm(&mut self, op: &RmsNorm, input: OutletId) -> Result<Value, String> {
        let value = self.value(input)?;
        let Meaning::Centred(of) = value.meaning else { return Err("a norm that takes no mean away".into()) };
        if value.layout.columns(self.width) != Some((vec![op.axis], true)) {
            return Err("a norm that is not over a token's channels".into());
        }
        let epsilon = numbers(&op.eps)?.first().copied().unwrap_or_default();
        let normal = Normal { of, epsilon, scale: vec![1.0; self.width], shift: vec![0.0; self.width] };
        Ok(Value { meaning: Meaning::Normal(Rc::new(normal)), layout: value.layout.clone() })
    }

    /// A function of each number.
    pub fn element_wise(&mut self, op: &ElementWiseOp, input: OutletId) -> Result<Value, String> {
        if op.0.is::<GeluApproximate>() {
            return Err("GELU by tanh; the kernels have the exact one".into());
        }
        let value = self.value(input)?;
        let curve = match &value.meaning {
            Meaning::Curve(_, curve) if op.0.is::<GeluExact>() && *curve == Curve::STRAIGHT => Some(Curve::GELU),
            Meaning::Curve(_, curve) if op.0.is::<Erf>() => {
                curve.factor().filter(|f| close(*f, std::f32::consts::FRAC_1_SQRT_2)).map(|_| Curve::ERF)
            }
            _ => None,
        };
        match (&value.meaning, curve) {
            (Meaning::Curve(linear, _), Some(curve)) => {
                Ok(Value { meaning: Meaning::Curve(linear.clone(), curve), layout: value.layout.clone() })
            }
            (Meaning::Curve(..), None) => Err(format!("an activation that is no exact GELU ({})", op.0.name())),
            _ => Err(format!("{} in this place", op.0.name())),
        }
    }
}
