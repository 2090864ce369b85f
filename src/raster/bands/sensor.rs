//! Names of other sensors: their bands have the same words and numbers, and are others.

/// Platforms and instruments by how their names begin, part by part (`_`, `-`, `.` and blanks part them); `#` is a digit,
/// `?` anything, `*` any rest.
const BY_PART: &[(&str, &[&str])] = &[
    (
        "Landsat",
        &[
            "LC0#",
            "LO0#",
            "LE0#",
            "LT0#",
            "LM0#",
            "LC8#####*",
            "LC9#####*",
            "LE7#####*",
            "LT5#####*",
            "LT4#####*",
            "HLS L30",
            "HLSL30*",
            "LND0#",
            "LANDSAT*",
            "GA LS#*",
            "OLI TIRS",
            "OLI2",
            "ETM",
            "OLITIRS",
            "QA PIXEL",
            "QA RADSAT",
            "PIXEL QA",
            "RADSAT QA",
            "BQA",
            "ST B10",
        ],
    ),
    (
        "MODIS",
        &[
            "MOD02??*",
            "MOD09??*",
            "MOD13??*",
            "MYD02??*",
            "MYD09??*",
            "MYD13??*",
            "MCD19??*",
            "MCD43??*",
            "MODIS*",
            "SUR REFL B##",
        ],
    ),
    ("VIIRS", &["VNP##*", "VJ1##*", "VIIRS*"]),
    (
        "PlanetScope",
        &["PSSCENE*", "PSORTHO*", "PLANETSCOPE*", "ANALYTICMS*", "PSB SD", "PS2 SD", "3B ANALYTIC*", "SUPERDOVE*"],
    ),
    ("SkySat", &["SKYSAT*"]),
    ("RapidEye", &["RAPIDEYE*", "REORTHO*"]),
    ("SPOT", &["IMG SPOT#*", "SPOT# MS*", "SPOT# PMS*"]),
    ("Pléiades", &["PHR1A", "PHR1B", "PNEO*", "PLEIADES*"]),
    ("WorldView", &["WORLDVIEW*", "WV0#", "GEOEYE*", "GE01", "QUICKBIRD*", "QB02", "IKONOS*"]),
    ("ASTER", &["AST L1T*", "AST 07*", "AST 05*", "AST L1B*"]),
    ("Sentinel-1", &["S1A IW*", "S1B IW*", "S1C IW*", "SENTINEL1*", "SENTINEL 1*"]),
    ("Sentinel-3", &["S3A OL*", "S3B OL*", "S3A SL*", "S3B SL*", "SENTINEL3*", "SENTINEL 3*"]),
    ("Gaofen", &["GF# WFV*", "GF# PMS*", "GAOFEN*"]),
    ("CBERS", &["CBERS*"]),
    ("EnMAP", &["ENMAP*"]),
    ("PRISMA", &["PRS L*"]),
    ("EMIT", &["EMIT L*"]),
    ("Venµs", &["VENUS XS*"]),
    ("Proba-V", &["PROBAV*", "PROBA V"]),
];

/// Parts that make a name Sentinel-2's, whatever its other parts are.
const OURS: &[&str] =
    &["S2A", "S2B", "S2C", "S2", "MSI", "MSIL1C", "MSIL2A", "SENTINEL2*", "SENTINEL 2*", "S30", "SEN2*"];

/// The sensor that the name of a file, folder or platform contains; `None` for Sentinel-2 and for names without one.
pub fn other_sensor(name: &str) -> Option<&'static str> {
    let upper = name.to_uppercase();
    let parts: Vec<&str> = upper.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty()).take(64).collect();
    let has = |patterns: &[&str]| patterns.iter().any(|p| matches(&parts, p));
    if has(OURS) {
        return None;
    }
    BY_PART.iter().find(|(_, patterns)| has(patterns)).map(|(sensor, _)| *sensor)
}

/// Whether consecutive parts fit a pattern.
fn matches(parts: &[&str], pattern: &str) -> bool {
    let words: Vec<&str> = pattern.split(' ').collect();
    parts.windows(words.len()).any(|w| w.iter().zip(&words).all(|(part, word)| fits(part, word)))
}

/// `#` is a digit, `?` anything, `*` at the end any rest.
fn fits(part: &str, word: &str) -> bool {
    let (word, open) = word.strip_suffix('*').map_or((word, false), |w| (w, true));
    let part: Vec<char> = part.chars().collect();
    let word: Vec<char> = word.chars().collect();
    (part.len() == word.len() || (open && part.len() > word.len()))
        && word.iter().zip(&part).all(|(w, p)| match w {
            '#' => p.is_ascii_digit(),
            '?' => true,
            w => w == p,
        })
}

#[cfg(test)]
mod tests {
    use super::other_sensor;

    #[test]
    fn other_sensors_are_known_by_their_names() {
        for (name, sensor) in [
            ("LC08_L2SP_199026_20200223_20200822_02_T1_SR_B4.TIF", "Landsat"),
            ("LC09_L1TP_001002_20230101_20230102_02_T1", "Landsat"),
            ("LE07_L2SP_199026_20000101_SR_B4.tif", "Landsat"),
            ("LT05_L2SP_199026_19900101_02_T1_SR_B3.tif", "Landsat"),
            ("LC81990262014123LGN00_B4.TIF", "Landsat"),
            ("HLS.L30.T48QUE.2020054T032739.v2.0.B04.tif", "Landsat"),
            ("20200223_LEVEL2_LND08_BOA.tif", "Landsat"),
            ("ga_ls8c_nbart_red_3-2-1_091084_2020-02-23_final_band04.tif", "Landsat"),
            ("landsat-8", "Landsat"),
            ("LANDSAT_8", "Landsat"),
            ("QA_PIXEL", "Landsat"),
            ("x_pixel_qa.tif", "Landsat"),
            ("MOD09GA.A2020054.h27v07.061.hdf", "MODIS"),
            ("MYD09A1_20200223_sur_refl_b01.tif", "MODIS"),
            ("sur_refl_b02", "MODIS"),
            ("MCD43A4.A2020054.tif", "MODIS"),
            ("20200223_032739_1105_3B_AnalyticMS_SR.tif", "PlanetScope"),
            ("20230821_101530_12_24a1_3B_AnalyticMS_SR_8b_clip.tif", "PlanetScope"),
            ("PSScene", "PlanetScope"),
            ("S1A_IW_GRDH_1SDV_20200223.tif", "Sentinel-1"),
            ("ENMAP01-____L2A-DT0000001_20220101T000000Z", "EnMAP"),
            ("IMG_SPOT6_MS_202001011023", "SPOT"),
        ] {
            assert_eq!(other_sensor(name), Some(sensor), "{name}");
        }
        for ours in [
            "S2A_MSIL2A_20230821T105031_N0509_R051_T31TFJ.SAFE",
            "HLS.S30.T48QUE.2020054T032739.v2.0.B04.tif",
            "20200223_LEVEL2_SEN2B_BOA.tif",
            "ga_s2bm_nbart_red_3-2-1_48QUE_2020-02-23_final_band04.tif",
            "SENTINEL2B_20200223-032739-613_L2A_T48QUE_C_V2-2_FRE_B4.tif",
            "T31TFJ_20230821T105031_B04_10m.jp2",
            "landsat_and_sentinel-2_B04.tif",
            "B04.tif",
            "sentinel-2-l2a",
            "spot5_red.tif",
            "oli_field_B04.tif",
            "mod09.tif",
            "before.tif",
            "mod.tif",
            "model_9.tif",
            "leaf.tif",
            "thailand_songkhram_20200223_l2a.tif",
        ] {
            assert_eq!(other_sensor(ours), None, "{ours}");
        }
    }
}
