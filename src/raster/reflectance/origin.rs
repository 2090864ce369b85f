//! A scene's origin from its metadata: processing level, time of sensing, and tile.

use super::evidence::tag;

/// `L1C` or `L2A` if the product's metadata contain it.
pub fn level(tags: &[(String, String)], name: &str) -> Option<&'static str> {
    const KEYS: &[&str] = &[
        "LEVEL",
        "PROCESSING_LEVEL",
        "PRODUCT_TYPE",
        "PRODUCT_URI",
        "s2:product_type",
        "s2:product_uri",
        "sentinel:product_id",
        "DATASTRIP_ID",
        "collection",
        "processing:level",
    ];
    let of = |text: &str| {
        let text = text.to_ascii_uppercase().replace(['-', '_', ' '], "");
        match () {
            () if text.contains("L1C") || text.contains("LEVEL1C") || text.contains("MSI1C") => Some("L1C"),
            () if text.contains("L2A") || text.contains("LEVEL2A") || text.contains("MSI2A") => Some("L2A"),
            () => None,
        }
    };
    KEYS.iter().find_map(|k| of(tag(tags, k)?)).or_else(|| {
        // A file's name counts only where the mission's naming is in it.
        let base = name.rsplit(['/', '\\']).next().unwrap_or(name).to_ascii_uppercase();
        if base.contains("MSIL1C") { Some("L1C") } else { base.contains("MSIL2A").then_some("L2A") }
    })
}

/// When the scene was sensed, as RFC 3339, if the product's metadata contain it.
pub fn sensed(tags: &[(String, String)]) -> Option<String> {
    const KEYS: &[&str] = &["PRODUCT_START_TIME", "datetime", "SENSING_TIME", "DATE"];
    const NAMES: &[&str] = &["PRODUCT_URI", "PRODUCT_URI_2A", "PRODUCT_ID"];
    // A product's name begins with mission, level and the time of sensing.
    let of_name = |text: &str| text.split('_').nth(2).filter(|t| t.len() == 15).and_then(rfc3339);
    let said = KEYS.iter().find_map(|k| rfc3339(tag(tags, k)?));
    said.or_else(|| NAMES.iter().find_map(|k| of_name(tag(tags, k)?)))
}

/// `2023-08-21T22:19:41.024Z`, `20230821T221941`, `2023-08-21`, `20230821` or `2023:08:21 …` as RFC 3339.
fn rfc3339(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).take(8).collect();
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<u32>().ok();
    let (year, month, day) = (part(0, 4)?, part(4, 6)?, part(6, 8)?);
    if !(2015..2100).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let time = text.split_once(['T', ' ']).map(|(_, t)| t.trim_end_matches('Z')).unwrap_or("");
    let time = time.split(['+', '-']).next().unwrap_or("");
    let compact = time.len() == 6 && time.chars().all(|c| c.is_ascii_digit());
    if compact {
        return Some(format!("{year:04}-{month:02}-{day:02}T{}:{}:{}Z", &time[..2], &time[2..4], &time[4..]));
    }
    let is_time = time.len() >= 8 && time.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.'));
    Some(format!("{year:04}-{month:02}-{day:02}T{}Z", if is_time { time } else { "00:00:00" }))
}

/// The tile of the mission's grid, for example `31TFJ`, if the product's metadata contain it.
pub fn tile(tags: &[(String, String)], name: &str) -> Option<String> {
    const KEYS: &[&str] = &[
        "MGRS_TILE",
        "s2:mgrs_tile",
        "grid:code",
        "PRODUCT_URI",
        "PRODUCT_URI_2A",
        "s2:product_uri",
        "sentinel:product_id",
        "PRODUCT_ID",
        "s2:tile_id",
        "s2:granule_id",
        "id",
    ];
    let of_words = |text: &str| text.split(|c: char| !c.is_ascii_alphanumeric()).find_map(tile_of_word);
    KEYS.iter().find_map(|k| of_words(tag(tags, k)?)).or_else(|| {
        // A file's name counts only where the mission's naming is in it.
        let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
        if base.contains("MSIL1C") || base.contains("MSIL2A") { of_words(base) } else { None }
    })
}

/// `T31TFJ`, `31TFJ` or `5LKC` as zone, latitude band and square.
fn tile_of_word(word: &str) -> Option<String> {
    let word = word.strip_prefix('T').unwrap_or(word);
    let digits = word.chars().take_while(char::is_ascii_digit).count();
    let (zone, square) = word.split_at_checked(digits)?;
    let zone: u32 = zone.parse().ok().filter(|z| (1..=60).contains(z))?;
    let letter = |c: char, last: char| c.is_ascii_uppercase() && c <= last && !matches!(c, 'I' | 'O');
    let mut letters = square.chars();
    let (band, column, row) = (letters.next()?, letters.next()?, letters.next()?);
    let good = ('C'..='X').contains(&band) && letter(band, 'X') && letter(column, 'Z') && letter(row, 'V');
    (good && letters.next().is_none() && digits <= 2).then(|| format!("{zone:02}{square}"))
}

#[cfg(test)]
mod tests {
    use super::{level, rfc3339, sensed, tile};

    #[test]
    fn dates_become_rfc3339() {
        let of = |t: &str| rfc3339(t).unwrap_or_default();
        assert_eq!(of("2023-08-21T22:19:41.024Z"), "2023-08-21T22:19:41.024Z");
        assert_eq!(of("20200113"), "2020-01-13T00:00:00Z");
        assert_eq!(of("20230821T221941"), "2023-08-21T22:19:41Z");
        assert_eq!(of("2020-01-13"), "2020-01-13T00:00:00Z");
        assert_eq!(of("2024-08-01T11:21:19+00:00"), "2024-08-01T11:21:19Z");
        assert_eq!((of("yesterday"), of("99999999")), (String::new(), String::new()));
    }

    #[test]
    fn the_name_of_a_product_holds_its_date() {
        let uri = "S2A_MSIL2A_20230821T221941_N0509_R029_T01KAB_20230822T021825.SAFE";
        assert_eq!(sensed(&[("PRODUCT_URI".into(), uri.into())]).as_deref(), Some("2023-08-21T22:19:41Z"));
        assert_eq!(sensed(&[("TIFFTAG_DATETIME".into(), "2023:08:21 10:00:00".into())]), None, "when a file was made");
    }

    #[test]
    fn levels_are_read_from_product_metadata() {
        let of = |k: &str, v: &str| level(&[(k.into(), v.into())], "x.tif");
        assert_eq!(of("PRODUCT_TYPE", "S2MSI1C"), Some("L1C"));
        assert_eq!(of("PROCESSING_LEVEL", "Level-2A"), Some("L2A"));
        assert_eq!(of("collection", "sentinel-s2-l2a-cogs"), Some("L2A"));
        assert_eq!(of("LEVEL", "L1C"), Some("L1C"));
        assert_eq!(level(&[], "a/S2A_MSIL1C_20210908T042701_N0301.tif"), Some("L1C"));
        assert_eq!(level(&[], "a/my_l1c.tif"), None);
    }

    #[test]
    fn tiles_are_read_from_product_metadata() {
        let of = |k: &str, v: &str| tile(&[(k.into(), v.into())], "x.tif").unwrap_or_default();
        assert_eq!(of("PRODUCT_URI", "S2A_MSIL2A_20230821T221941_N0509_R029_T01KAB_20230822T021825.SAFE"), "01KAB");
        assert_eq!(of("grid:code", "MGRS-60CWS"), "60CWS");
        assert_eq!(of("id", "S2A_28QCH_20200714_0_L2A"), "28QCH");
        assert_eq!(of("s2:mgrs_tile", "06VVN"), "06VVN");
        for other in ["S2A_OPER_MSI_L2A_DS", "T99TFJ", "N02.14", "R081", "60CWSX"] {
            assert_eq!(of("id", other), "", "{other}");
        }
        let name = "/data/S2B_MSIL1C_20210122T133229_N0209_R081_T22HBD_20210122T155500.tif";
        assert_eq!((tile(&[], name).as_deref(), tile(&[], "T31TFJ.tif")), (Some("22HBD"), None));
    }
}
