//! What a raster of this software says of itself: the keys of its metadata domain `LEJEPA_GIS`, written and read here alone.

use super::facts::Facts;
use crate::raster::Tags;

/// Name and version of this software, as outputs record it.
const SOFTWARE: &str = concat!("lejepa-gis ", env!("CARGO_PKG_VERSION"));

/// What BLEND says where chips lie side by side.
pub const NOT_BLENDED: &str = "none";

/// Which encoder made features.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct ModelIdentity {
    /// Name.
    pub name: String,
    /// SHA-256, hex.
    pub digest: String,
    /// A sentence that every output must carry, if there is one.
    pub caution: Option<String>,
    /// The arithmetic that it ran in.
    pub precision: String,
    /// The same in full: `bf16, attention in int8`, or `f32 on tract's operators` and why.
    pub arithmetic: String,
    /// Band names, joined by commas.
    pub bands: String,
    /// Pixels along a chip.
    pub chip: usize,
    /// Pixels along a cell.
    pub patch: usize,
    /// Whether its chips lie side by side; those of networks overlap and are blended. Told by BLEND.
    #[serde(skip)]
    pub side_by_side: bool,
}

/// An input as an output records it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Origin {
    /// Its name without folders.
    pub name: String,
    /// What was understood of it. Its size on the ground and its shift are not recorded here.
    pub facts: Facts,
}

/// How cells were made.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    /// Share of overlap.
    pub overlap: String,
    /// Name of the taper.
    pub blend: String,
    /// Least share of valid pixels in a valid cell.
    pub min_valid: String,
    /// Pixels from one cell to the next.
    pub stride: String,
    /// What was given to the run, as JSON.
    pub parameters: String,
}

/// All that an output says of how it was made.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Provenance {
    /// What it holds, for example `features` or `change`.
    pub product: String,
    /// When it was made, RFC 3339.
    pub created: String,
    /// What it was made from.
    pub origins: Vec<Origin>,
    /// The encoder.
    pub model: ModelIdentity,
    /// How cells were made.
    pub settings: Settings,
    /// What only this product says.
    pub more: Tags,
}

impl Provenance {
    /// As keys and values. Of several inputs, each one's keys end with its number, counted from 1.
    pub fn write(&self) -> Tags {
        let mut out: Tags = vec![
            ("PRODUCT".into(), self.product.clone()),
            ("SOFTWARE".into(), SOFTWARE.into()),
            ("CREATED".into(), self.created.clone()),
        ];
        let mut add = |key: &str, value: &str| out.push((key.into(), value.into()));
        for (i, Origin { name, facts }) in self.origins.iter().enumerate() {
            let key = |key: &str| if self.origins.len() == 1 { key.to_owned() } else { format!("{key}_{}", i + 1) };
            let mut always = |name: &str, value: &str| add(&key(name), value);
            always("INPUT", name);
            always("INPUT_FORM", &facts.form);
            always("INPUT_BANDS", &facts.bands);
            always("REFLECTANCE", &facts.reflectance);
            let told = [
                ("LEVEL", &facts.level),
                ("BASELINE", &facts.baseline),
                ("SENSED", &facts.date),
                ("TILE", &facts.tile),
            ];
            told.iter().filter(|(_, value)| !value.is_empty()).for_each(|(key, value)| always(key, value));
            always("MASK", &facts.mask);
            if !facts.warnings.is_empty() {
                always("WARNINGS", &facts.warnings.join("; "));
            }
        }
        let model = &self.model;
        add("MODEL", &model.name);
        add("MODEL_SHA256", &model.digest);
        if let Some(caution) = &model.caution {
            add("MODEL_CAUTION", caution);
        }
        add("MODEL_BANDS", &model.bands);
        add("CHIP", &model.chip.to_string());
        add("PATCH", &model.patch.to_string());
        add("PRECISION", &model.precision);
        add("ARITHMETIC", &model.arithmetic);
        let settings = &self.settings;
        add("OVERLAP", &settings.overlap);
        add("BLEND", &settings.blend);
        add("MIN_VALID", &settings.min_valid);
        add("STRIDE", &settings.stride);
        add("PARAMETERS", &settings.parameters);
        self.more.iter().for_each(|(key, value)| add(key, value));
        out
    }

    /// What only this product says under a key.
    pub fn own(&self, key: &str) -> Option<&str> {
        self.more.iter().find(|(own, _)| own == key).map(|(_, value)| value.as_str())
    }

    /// From a raster's keys and values. What an older file lacks is empty.
    pub fn read(tags: &Tags) -> Self {
        let find = |key: &str| tags.iter().find(|(k, _)| k == key).map(|(_, v)| v.clone());
        let text = |key: &str| find(key).unwrap_or_default();
        let number = |key: &str| text(key).parse().unwrap_or(0);
        let one = find("INPUT").is_some();
        let counted = (1..).take_while(|n| find(&format!("INPUT_{n}")).is_some()).count();
        let origin = |n: usize| {
            let text = |key: &str| if one { text(key) } else { text(&format!("{key}_{n}")) };
            let warnings = text("WARNINGS");
            let facts = Facts {
                form: text("INPUT_FORM"),
                bands: text("INPUT_BANDS"),
                reflectance: text("REFLECTANCE"),
                level: text("LEVEL"),
                baseline: text("BASELINE"),
                date: text("SENSED"),
                tile: text("TILE"),
                mask: text("MASK"),
                warnings: warnings.split("; ").filter(|w| !w.is_empty()).map(String::from).collect(),
                ..Facts::default()
            };
            Origin { name: text("INPUT"), facts }
        };
        let precision = find("PRECISION").unwrap_or_else(|| "f32".into());
        Provenance {
            product: text("PRODUCT"),
            created: text("CREATED"),
            origins: (1..=if one { 1 } else { counted }).map(origin).collect(),
            model: ModelIdentity {
                name: text("MODEL"),
                digest: text("MODEL_SHA256"),
                caution: find("MODEL_CAUTION"),
                arithmetic: find("ARITHMETIC").unwrap_or_else(|| precision.clone()),
                precision,
                bands: text("MODEL_BANDS"),
                chip: number("CHIP"),
                patch: number("PATCH"),
                side_by_side: text("BLEND") == NOT_BLENDED,
            },
            settings: Settings {
                overlap: text("OVERLAP"),
                blend: text("BLEND"),
                min_valid: text("MIN_VALID"),
                stride: text("STRIDE"),
                parameters: text("PARAMETERS"),
            },
            more: PRODUCTS_OWN.iter().filter_map(|key| Some((key.to_string(), find(key)?))).collect(),
        }
    }
}

impl Provenance {
    /// Pixels from one cell to the next; those of a patch where an older file does not say.
    pub fn stride(&self) -> usize {
        self.settings.stride.parse().ok().filter(|stride| *stride > 0).unwrap_or(self.model.patch.max(1))
    }
}

/// Keys that only some products have.
const PRODUCTS_OWN: [&str; 12] = [
    "METHOD",
    "SERIES_METHOD",
    "THRESHOLD",
    "SMOOTHING",
    "WHITENING",
    "FIT_SHA256",
    "BASIS_SHA256",
    "EXPLAINED_VARIANCE",
    "CLASSES",
    "CLASSES_FROM",
    "CLASSES_TO",
    "STAC",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn provenance(inputs: usize) -> Provenance {
        let origin = |n: usize| Origin {
            name: format!("{n}.tif"),
            facts: Facts {
                form: "raster".into(),
                bands: "red=1".into(),
                reflectance: "dn: said".into(),
                level: if n == 1 { "L2A".into() } else { String::new() },
                date: "2024-06-01T10:00:00Z".into(),
                mask: "none".into(),
                warnings: (1..n).map(|w| format!("warning {w}")).collect(),
                ..Facts::default()
            },
        };
        Provenance {
            product: "change".into(),
            created: "2026-01-01T00:00:00Z".into(),
            origins: (1..=inputs).map(origin).collect(),
            model: ModelIdentity {
                name: "default".into(),
                digest: "ab".into(),
                caution: Some("not trained".into()),
                precision: "int8".into(),
                arithmetic: "int8".into(),
                bands: "red,green".into(),
                chip: 256,
                patch: 8,
                side_by_side: false,
            },
            settings: Settings {
                overlap: "0.25".into(),
                blend: "triangle".into(),
                min_valid: "0.75".into(),
                stride: "4".into(),
                parameters: "[]".into(),
            },
            more: vec![("METHOD".into(), "cosine".into())],
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for inputs in [1, 2, 3] {
            let written = provenance(inputs);
            assert_eq!(Provenance::read(&written.write()), written);
        }
    }

    #[test]
    fn a_file_without_keys_says_nothing() {
        let nothing = Provenance::read(&vec![]);
        assert_eq!((nothing.product.as_str(), nothing.origins.len(), nothing.model.chip), ("", 0, 0));
        assert_eq!(nothing.model.precision, "f32");
    }
}
