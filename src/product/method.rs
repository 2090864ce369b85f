//! The measures of change by name.

/// How change between two dates is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// 1 − cosine.
    Cosine,
    /// Ridge residual.
    Residual,
    /// Mean of the ridge residuals of the model's features and of the `pixels` model's.
    Joint,
}

impl Method {
    /// Every method, as the table of parameters lists them.
    pub const ALL: [Method; 3] = [Method::Cosine, Method::Residual, Method::Joint];

    /// Name as parameter and in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Method::Cosine => "cosine",
            Method::Residual => "residual",
            Method::Joint => "joint",
        }
    }

    /// Description of the output band.
    pub fn description(self) -> &'static str {
        match self {
            Method::Cosine => "change: 1 - cosine",
            Method::Residual => "change: ridge residual / median",
            Method::Joint => "change: mean of ridge residuals of features and of pixels / median",
        }
    }

    /// Change that quicklooks show as brightest; fixed, so that pictures of two runs compare.
    pub fn full_scale(self) -> f32 {
        match self {
            Method::Cosine => 1.0,
            Method::Residual | Method::Joint => 4.0,
        }
    }
}
