//! The measures of change by name.

/// How change between two dates is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The geometric mean of the residual of the model's features and of that of `texture`'s.
    Joint,
    /// Whitened ridge residual.
    Residual,
    /// 1 − cosine.
    Cosine,
    /// Iteratively reweighted multivariate alteration detection, without a model.
    Irmad,
    /// Change vector of standardised bands, without a model.
    Vector,
}

impl Method {
    /// Every method, as the table of parameters lists them.
    pub const ALL: [Method; 5] = [Method::Joint, Method::Residual, Method::Cosine, Method::Irmad, Method::Vector];

    /// Name as parameter and in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Method::Joint => "joint",
            Method::Residual => "residual",
            Method::Cosine => "cosine",
            Method::Irmad => "irmad",
            Method::Vector => "vector",
        }
    }

    /// Description of the output band.
    pub fn description(self) -> &'static str {
        match self {
            Method::Joint => "change: ridge residuals of features and of texture, geometric mean, in medians",
            Method::Residual => "change: whitened ridge residual, in medians",
            Method::Cosine => "change: 1 - cosine",
            Method::Irmad => "change: root of the chi-square of MAD variates, mean over pixels",
            Method::Vector => "change: length of the change vector, in standard deviations of the bands",
        }
    }

    /// From which value on a cell counts as changed, unless the job says another; `median` is that of the scene. What gives
    /// the best mean F1 on twelve labelled pairs (`make evaluate`; MODEL_CARD.md has the figures).
    ///
    /// Joint and residual are in medians already. For the others a number and a multiple of the median find as much as a
    /// number alone does, and from winter to summer, when every cell is another, they do not call all of them changed.
    pub fn threshold(self, median: f64) -> f32 {
        let (least, medians) = match self {
            Method::Joint | Method::Residual => (1.75, 0.0),
            Method::Cosine => (0.2, 1.6),
            Method::Irmad => (1.0, 2.1),
            Method::Vector => (0.5, 1.9),
        };
        (least + medians * median) as f32
    }

    /// Change that pictures show as strongest; fixed, so that pictures of two runs compare.
    pub fn full_scale(self) -> f32 {
        match self {
            Method::Cosine => 1.0,
            Method::Residual | Method::Joint => 4.0,
            Method::Irmad => 30.0,
            Method::Vector => 4.0,
        }
    }

    /// Width of the bell in cells by which its map is smoothed, unless the job says another.
    pub fn smoothing(self) -> f64 {
        if self == Method::Joint { 0.4 } else { 0.0 }
    }

    /// Whether it reads the dates' pixels by itself instead of a model's features.
    pub fn is_without_model(self) -> bool {
        matches!(self, Method::Irmad | Method::Vector)
    }

    /// Whether it regresses one date on the other.
    pub fn has_residual(self) -> bool {
        matches!(self, Method::Joint | Method::Residual)
    }
}
