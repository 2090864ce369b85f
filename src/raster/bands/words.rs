//! The words that names of bands are made of, all in lower case and without separators.

/// What a word, or several joined ones, means in the name of a band.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// The mission's own code, which leaves no doubt: the band's common name.
    Code(&'static str),
    /// A colour: its common name.
    Colour(&'static str),
    /// The broad near infrared, B08, of products in which plain `nir` is B8A.
    BroadNir,
    /// `swir2` or `swir3`: B12, or B11 and B12 where there is no `swir1`.
    Swir(u8),
    /// Names a family of bands, not one of them.
    Family(&'static str),
    /// Changes the band that it stands with into something else: a mask, a spread, an index.
    Else,
    /// The same, but a usual word in names of places too: it counts directly beside the band's.
    ElseBeside,
    /// Not about the band: scene, date, resolution, product.
    Neutral,
    /// Any other word.
    Unknown,
}

const CODES: &[(&str, &str)] = &[
    ("coastal", "b01 b1"),
    ("blue", "b02 b2"),
    ("green", "b03 b3"),
    ("red", "b04 b4"),
    ("rededge1", "b05 b5"),
    ("rededge2", "b06 b6"),
    ("rededge3", "b07 b7"),
    ("nir", "b08 b8"),
    ("nir08", "b8a b08a band8a band08a"),
    ("nir09", "b09 b9"),
    ("cirrus", "b10"),
    ("swir16", "b11"),
    ("swir22", "b12"),
    ("scl", "scl sceneclassification sceneclassificationmap qualitysceneclassification"),
];

const COLOURS: &[(&str, &str)] = &[
    ("coastal", "coastal coastalaerosol coastalblue ultrablue aerosol"),
    ("blue", "blue blu"),
    ("green", "green grn"),
    ("red", "red"),
    ("rededge1", "rededge1 re1"),
    ("rededge2", "rededge2 re2"),
    ("rededge3", "rededge3 re3"),
    ("nir", "nir nir1 nearinfrared nearinfrared1"),
    ("nir08", "nir08 nir2 nir8a nirnarrow narrownir nnir narrownearinfrared nearinfrarednarrow rededge4"),
    ("nir09", "nir09 watervapour watervapor"),
    ("cirrus", "cirrus swircirrus"),
    ("swir16", "swir16 swir1 sw1 shortwaveinfrared1"),
    ("swir22", "swir22 shortwaveinfrared2"),
];

const BROAD_NIR: &str = "\
    broadnir nirbroad bnir bnr widenir nirwide broadnearinfrared nearinfraredbroad";

const FAMILIES: &[(&str, &str)] = &[
    ("rededge", "rededge vre"),
    ("nir", "nir3 nir4 nir5 nir6 nir7 nir8 nir9 infrared"),
    ("swir", "swir shortwaveinfrared mir swir0 swir4 swir5 swir6 swir7 swir8 swir9"),
    ("other", "pan panchromatic thermal lwir tir"),
];

/// These change a band into something else wherever they stand.
const ELSE: &str = "\
    mask msk masks qa qc quality qualit qi flag flags std stdev stddev sd sigma var variance covariance cov cv mad \
    iqr uncertainty uncert unc error err rmse stderr count counts nobs numobs observations confidence conf \
    probability prob ratio ndvi ndwi mndwi ndmi ndbi ndre ndsi ndci evi evi2 savi msavi osavi nbr nbr2 gndvi arvi \
    bsi lai fapar fcover pca pc pc1 pc2 pc3 mnf footprint detfoo detector defect satura saturated saturation nodata \
    techqu zenith azimuth vza vaa sza saa angle angles tci radiance rpath glcm entropy skewness kurtosis zscore \
    anomaly residual residuals gradient derivative preview thumbnail quicklook overview visual browse dtf";

/// These do directly before or behind the band's word; in names of places they mean nothing.
const ELSE_BESIDE: &str = "\
    index change difference diff delta trend slope valid validity cloud clouds shadow snow water texture contrast \
    norm normalized normalised log sqrt range amplitude phase gain offset scale class classes weight weights broad \
    wide minus plus over div edge narrow";

const NEUTRAL: &str = "\
    sentinel s2 s2a s2b s2c s2d msi msil1c msil2a l1c l2a l1 l2 l3 level level2 sr boa toa bottom top of the \
    atmosphere surface reflectance reflectances refl reflect rho rhos rhot nbar nbart ga s2am s2bm s2cm final \
    interim band bands bnd channel layer raw fre sre frc central center centre wavelength at nm um µm nanometers \
    nanometer nanometres nanometre micrometers micrometer micrometres micrometre microns number no mean median \
    geomedian medoid mosaic composite daily monthly yearly annual image img raster data value values resampled res \
    resolution m dn digital harmonized harmonised corrected masked clipped clip crop cropped subset sub utm wgs84 \
    epsg zone tile date time day doy hls s30 force sen2a sen2b sen2c sen2l sen2h sen2cor maja theia copernicus gee \
    ee sh openeo export copy stack output out input result tif tiff jp2 visible vis vnir light colour color spectral \
    ms before after pre post cog part";

fn has(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|w| w == word)
}

fn listed(list: &[(&'static str, &str)], word: &str) -> Option<&'static str> {
    list.iter().find(|(_, words)| has(words, word)).map(|(name, _)| *name)
}

/// What a word means; joined words too (`rededge1`). The mission calls its red edge bands "vegetation red edge".
pub(super) fn word(text: &str) -> Word {
    let text = text.strip_prefix("vegetation").filter(|t| t.starts_with("red")).unwrap_or(text);
    if let Some(name) = listed(CODES, text) {
        return Word::Code(name);
    }
    if let Some(name) = listed(COLOURS, text) {
        return Word::Colour(name);
    }
    if let Some(family) = listed(FAMILIES, text) {
        return Word::Family(family);
    }
    match text {
        "swir2" | "sw2" => Word::Swir(2),
        "swir3" | "sw3" => Word::Swir(3),
        _ if has(BROAD_NIR, text) => Word::BroadNir,
        _ if has(ELSE, text) => Word::Else,
        _ if has(ELSE_BESIDE, text) => Word::ElseBeside,
        _ if has(NEUTRAL, text) || is_number_like(text) => Word::Neutral,
        _ => Word::Unknown,
    }
}

/// Dates, numbers, identifiers and tiles (`20200223t032739`, `r051`, `t48que`, `band10`).
fn is_number_like(text: &str) -> bool {
    let text = ["band", "layer"].iter().find_map(|w| text.strip_prefix(w)).unwrap_or(text);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let tile = text.strip_prefix('t').unwrap_or(text).as_bytes();
    digits * 2 >= text.len()
        || matches!(tile, [a, b, rest @ ..] if a.is_ascii_digit() && b.is_ascii_digit() && rest.len() == 3
            && rest.iter().all(u8::is_ascii_lowercase))
}
