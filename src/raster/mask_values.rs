//! Which values of a mask make a pixel invalid, as the user writes them: `8,9,10`, `>50`, `1..3`, `bits:1,3`, or
//! several of these.

use std::fmt;

use crate::error::{Error, Result};

/// Values that make a pixel invalid.
#[derive(Debug, Clone, PartialEq)]
pub struct MaskValues {
    /// As the user wrote it.
    text: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Part {
    Value(f32),
    /// Both ends included.
    Range(f32, f32),
    Above(f32),
    From(f32),
    Below(f32),
    UpTo(f32),
    /// Counted from 0, the lowest.
    Bit(u32),
}

impl MaskValues {
    /// From parts separated by commas: a value, `1..3`, `>50`, `>=50`, `<10`, `<=10`; numbers after `bits:` are bits,
    /// counted from 0.
    ///
    /// # Errors
    /// [`Error::Argument`] for anything else.
    pub fn parse(text: &str) -> Result<Self> {
        let mut bits = false;
        let part = |part: &str| {
            let mut part = part.trim();
            if let Some(rest) = part.strip_prefix("bits:").or_else(|| part.strip_prefix("bit:")) {
                (bits, part) = (true, rest.trim());
            }
            let number = |text: &str| text.trim().parse::<f32>().ok().filter(|v| v.is_finite());
            let after = |sign: &str| part.strip_prefix(sign).and_then(number);
            if let Some((low, high)) = part.split_once("..") {
                return Some(Part::Range(number(low)?, number(high)?)).filter(|_| !bits);
            }
            None.or_else(|| after(">=").map(Part::From))
                .or_else(|| after("<=").map(Part::UpTo))
                .or_else(|| after(">").map(Part::Above))
                .or_else(|| after("<").map(Part::Below))
                .or_else(|| match bits {
                    true => part.parse().ok().filter(|bit| *bit < 32).map(Part::Bit),
                    false => number(part).map(Part::Value),
                })
        };
        let parts: Option<Vec<Part>> = text.split(',').map(part).collect();
        match parts {
            Some(parts) => Ok(MaskValues { text: text.split_whitespace().collect(), parts }),
            None => Err(Error::refused(
                "MASK_VALUES",
                format!(
                    "MASK_VALUES={text}: expected values of the mask separated by commas (8,9,10), a range (1..3), a limit \
                 (>50), or bits counted from 0 (bits:1,3)"
                ),
            )),
        }
    }

    /// Whether a pixel with this value becomes invalid.
    pub fn takes(&self, value: f32) -> bool {
        self.parts.iter().any(|part| match *part {
            Part::Value(v) => value == v,
            Part::Range(low, high) => (low..=high).contains(&value),
            Part::Above(v) => value > v,
            Part::From(v) => value >= v,
            Part::Below(v) => value < v,
            Part::UpTo(v) => value <= v,
            Part::Bit(bit) => value >= 0.0 && (value as u64 >> bit) & 1 == 1,
        })
    }

    /// Whether it is a list of values alone, which should occur.
    pub fn is_list(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, Part::Value(_)))
    }
}

impl fmt::Display for MaskValues {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str, of: &[f32]) -> Vec<f32> {
        let values = MaskValues::parse(text).unwrap();
        of.iter().copied().filter(|v| values.takes(*v)).collect()
    }

    #[test]
    fn values_limits_ranges_and_bits_are_read() {
        let classes: Vec<f32> = (0..12).map(|v| v as f32).collect();
        assert_eq!(taken("0,1, 3,8", &classes), [0.0, 1.0, 3.0, 8.0]);
        assert_eq!(taken("9..10, 2", &classes), [2.0, 9.0, 10.0]);
        assert_eq!(taken(">9", &classes), [10.0, 11.0]);
        assert_eq!(taken(">=9,<1", &classes), [0.0, 9.0, 10.0, 11.0]);
        assert_eq!(taken("<=1", &[-9.0, 0.0, 1.0, 1.5, f32::NAN]), [-9.0, 0.0, 1.0]);
        assert_eq!(taken("-1..1,>0.5", &[-1.0, 0.25, 0.6, 2.0]), [-1.0, 0.25, 0.6, 2.0]);
        // Fmask: bit 1 cloud, bit 3 shadow, 6 and 7 the aerosol.
        assert_eq!(taken("bits:1,3", &[64.0, 66.0, 72.0, 74.0, 128.0, 194.0]), [66.0, 72.0, 74.0, 194.0]);
        assert_eq!(taken("255,bits:1", &[64.0, 66.0, 255.0, 253.0]), [66.0, 255.0]);
        assert_eq!(taken("bits:10,11", &[0.0, 1024.0, 2048.0, 512.0]), [1024.0, 2048.0]);
        assert_eq!(MaskValues::parse(" > 50, 7").unwrap().to_string(), ">50,7");
    }

    #[test]
    fn anything_else_is_refused() {
        for wrong in ["", "a", "1,", ">", "bits:", "bits:1.5", "bits:40", "1..", "bits:1..3", "1;2", "NaN", ">=x"] {
            let refused = MaskValues::parse(wrong).unwrap_err().to_string();
            assert!(refused.contains("bits:1,3") && refused.contains(wrong), "{wrong}: {refused}");
        }
    }
}
