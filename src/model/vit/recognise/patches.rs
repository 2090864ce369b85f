//! The patch embedding, as a convolution or as a linear layer on patches.

use std::rc::Rc;

use tract_onnx::prelude::*;
use tract_onnx::tract_core::ops::cnn::{Conv, KernelFormat, PaddingSpec};
use tract_onnx::tract_core::ops::nn::DataFormat;

use super::layout::{Layout, Part, is_order};
use super::products::{EinsumIndex, Roles, by_output, new_axes};
use super::symbol::{Embedding, Step, Symbol, Value};
use super::walk::{Walk, numbers};

impl Walk<'_> {
    /// How the chip itself lies.
    pub fn chip_layout(&self) -> Layout {
        let [bands, rows, columns] = self.chip;
        Layout::of(&[(1, 0), (bands, rows * columns), (rows, columns), (columns, 1)])
    }

    /// The stream's first step.
    fn embedding(&mut self, weight: Vec<f32>, bias: Vec<f32>, patch: usize) -> Symbol {
        let [_, rows, columns] = self.chip.map(|extent| extent / patch);
        self.width = bias.len();
        let table = vec![0.0; rows * columns * self.width];
        self.steps.push(Step::Embedding(Embedding {
            weight: Rc::new(weight),
            bias: Rc::new(bias),
            patch,
            registers: 0,
            table,
        }));
        Symbol::Stream(self.steps.len() - 1)
    }

    /// A linear layer on the pixels of each patch.
    pub fn summed(
        &mut self,
        input: OutletId,
        weight: &Tensor,
        indices: &[EinsumIndex],
        rank: usize,
    ) -> Result<Value, String> {
        let no = || Err("a linear layer on pixels that is no patch embedding".to_owned());
        let layout = self.value(input)?.layout.clone();
        let Some(Roles { summed, kept, new }) = Roles::of(indices) else { return no() };
        let [bands, rows, columns] = self.chip;
        let offsets = layout.offsets(&summed.iter().filter_map(|l| l.left).collect::<Vec<_>>());
        let patch = (offsets.len() / bands).isqrt();
        if layout.offset != 0
            || self.width != 0
            || bands * patch * patch != offsets.len()
            || [rows, columns].iter().any(|extent| !extent.is_multiple_of(patch))
        {
            return no();
        }
        // Pixels of the first patch, numbered as a convolution's window: band, row, column
        let window = |offset: &usize| {
            let (band, row, column) = (offset / (rows * columns), offset / columns % rows, offset % columns);
            if row < patch && column < patch { (band * patch + row) * patch + column } else { usize::MAX }
        };
        let offsets: Vec<usize> = offsets.iter().map(window).collect();
        if !is_order(&offsets, offsets.len()) {
            return no();
        }
        let rows_of_weight = by_output(weight, &summed, &new, &offsets)?;
        let outputs = rows_of_weight.len() / offsets.len();
        // What is kept must be the patches: rows of them, and columns.
        let (down, across) =
            (Part { count: rows / patch, step: patch * columns }, Part { count: columns / patch, step: patch });
        let mut out = Layout { offset: 0, axes: vec![Vec::new(); rank] };
        let mut seen = Vec::new();
        for index in &kept {
            let (Some(left), Some(at)) = (index.left, index.out) else { return no() };
            for part in &layout.axes[left] {
                let step = match *part {
                    part if part == down => columns / patch * outputs,
                    part if part == across => outputs,
                    _ => return no(),
                };
                seen.push(*part);
                out.axes[at].push(Part { count: part.count, step });
            }
            // Rows and then columns are one loop over all patches.
            out.axes[at] = out.together(&[at]);
        }
        if seen.len() != 2 || seen[0] == seen[1] {
            return no();
        }
        new_axes(&mut out, &new, weight, outputs);
        let symbol = self.embedding(rows_of_weight, vec![0.0; outputs], patch);
        Ok(Value { symbol, layout: out })
    }

    /// A convolution whose windows are the patches.
    pub fn convolved(&mut self, op: &Conv, inputs: &[OutletId]) -> Result<Value, String> {
        let no = || Err("a convolution that is no patch embedding".to_owned());
        let spec = &op.pool_spec;
        let (chip, Some(weight)) = (self.value(inputs[0])?, self.constant(inputs[1])?) else { return no() };
        let (Symbol::Chip, &[outputs, bands, patch, width]) = (&chip.symbol, weight.shape()) else { return no() };
        let [chip_bands, height, columns] = self.chip;
        let unpadded = match &spec.padding {
            PaddingSpec::Valid => true,
            PaddingSpec::Explicit(before, after) => before.iter().chain(after).all(|p| *p == 0),
            _ => false,
        };
        if patch != width
            || bands != chip_bands
            || chip.layout != self.chip_layout()
            || [height, columns].iter().any(|s| !s.is_multiple_of(patch))
            || spec.strides.as_ref().is_none_or(|s| s.iter().any(|s| *s != patch))
            || spec.dilations.iter().flatten().any(|d| *d != 1)
            || (op.group, op.kernel_fmt, spec.data_format) != (1, KernelFormat::OIHW, DataFormat::NCHW)
            || op.q_params.is_some()
            || !unpadded
            || self.width != 0
        {
            return no();
        }
        let bias = match inputs.get(2) {
            None => vec![0.0; outputs],
            Some(bias) => match self.constant(*bias)?.as_deref().map(numbers).transpose()?.as_deref() {
                Some([one]) => vec![*one; outputs],
                Some(bias) if bias.len() == outputs => bias.to_vec(),
                _ => return no(),
            },
        };
        let symbol = self.embedding(numbers(&weight)?, bias, patch);
        let (rows, columns) = (height / patch, columns / patch);
        let layout = Layout::of(&[(1, 0), (outputs, 1), (rows, columns * outputs), (columns, outputs)]);
        Ok(Value { symbol, layout })
    }
}
