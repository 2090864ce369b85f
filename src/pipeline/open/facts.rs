//! What was understood of an input.

/// What was understood of an input, for reports and provenance.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct Facts {
    /// `raster`, `folder`, `files`, `SAFE product`, `STAC item` or `features`.
    pub form: String,
    /// Which band is which.
    pub bands: String,
    /// The reflectance decision and its reason.
    pub reflectance: String,
    /// `L1C` or `L2A`, or empty where the product does not tell.
    pub level: String,
    /// Processing baseline, for example `05.09`, or empty where the product does not tell.
    pub baseline: String,
    /// When it was sensed, RFC 3339, or empty where the product does not tell.
    pub date: String,
    /// Tile of the mission's grid, for example `31TFJ`, or empty where the product does not tell.
    pub tile: String,
    /// Which mask was applied, or `none`.
    pub mask: String,
    /// Metres along a pixel, where the place on Earth is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metres: Option<[f64; 2]>,
    /// Columns and rows by which the second date seems to lie beside the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shift: Option<[f64; 2]>,
    /// What people should know, one sentence each.
    #[serde(skip)]
    pub warnings: Vec<String>,
}

impl Facts {
    /// The same with each text changed.
    pub fn with_texts(&self, change: impl Fn(&String) -> String) -> Self {
        Facts {
            form: change(&self.form),
            bands: change(&self.bands),
            reflectance: change(&self.reflectance),
            level: change(&self.level),
            baseline: change(&self.baseline),
            date: change(&self.date),
            tile: change(&self.tile),
            mask: change(&self.mask),
            metres: self.metres,
            shift: self.shift,
            warnings: self.warnings.iter().map(change).collect(),
        }
    }
}
