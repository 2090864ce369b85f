//! Names of bands as they are used in practice, and what is refused.

use super::*;
use crate::error::Result;
use crate::raster::SampleType;

fn band(description: &str, metadata: &[(&str, &str)]) -> BandInfo {
    BandInfo {
        description: description.into(),
        metadata: metadata.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect(),
        ..BandInfo::plain(SampleType::Integer)
    }
}

fn seen(bands: &[BandInfo]) -> Vec<NamedBand> {
    bands
        .iter()
        .zip(read(bands))
        .map(|(b, r)| NamedBand { label: b.description.clone(), common_name: r.common_name })
        .collect()
}

fn wanted() -> Vec<String> {
    ["red", "green", "blue", "nir", "swir16"].map(String::from).to_vec()
}

fn chosen(descriptions: &[&str], choice: &str) -> Result<Vec<usize>> {
    let bands: Vec<_> = descriptions.iter().map(|d| band(d, &[])).collect();
    choose("x.tif", &seen(&bands), &wanted(), choice)
}

fn refusal(descriptions: &[&str]) -> String {
    chosen(descriptions, "auto").unwrap_err().to_string()
}

#[test]
fn bands_are_found_by_common_name() {
    assert_eq!(chosen(&["red", "green", "blue", "nir", "swir16"], "auto").unwrap(), [0, 1, 2, 3, 4]);
    assert_eq!(chosen(&["B02", "B03", "B04", "B8A", "B08", "B11"], "auto").unwrap(), [2, 1, 0, 4, 5]);
    let gdal = ["B4, central wavelength 665 nm", "B3, x", "B2", "B8, central wavelength 842 nm", "B11 (1610 nm)"];
    assert_eq!(chosen(&gdal, "auto").unwrap(), [0, 1, 2, 3, 4]);
}

#[test]
fn products_call_their_bands_by_many_names() {
    let force = ["BLUE", "GREEN", "RED", "REDEDGE1", "REDEDGE2", "REDEDGE3", "BROADNIR", "NIR", "SWIR1", "SWIR2"];
    let short = ["BLU", "GRN", "RED", "RE1", "RE2", "RE3", "BNR", "NIR", "SW1", "SW2"];
    let dea = [
        "nbart_coastal_aerosol",
        "nbart_blue",
        "nbart_green",
        "nbart_red",
        "nbart_red_edge_1",
        "nbart_red_edge_2",
        "nbart_red_edge_3",
        "nbart_nir_1",
        "nbart_nir_2",
        "nbart_swir_2",
        "nbart_swir_3",
    ];
    let plain = ["red", "green", "blue", "red_edge_1", "nir_1", "nir_2", "swir_2", "swir_3"];
    let africa = ["red", "green", "blue", "nir", "nir_narrow", "swir_1", "swir_2"];
    let hls = ["Blue", "Green", "Red", "Red_Edge1", "NIR_Broad", "NIR_Narrow", "SWIR1", "SWIR2", "Water_Vapor"];
    let mission = [
        "B2 - Blue",
        "B3 - Green",
        "B4 - Red",
        "B5 - Vegetation Red Edge",
        "B8 - NIR",
        "B8A - Narrow NIR",
        "B9 - Water vapour",
        "B11 - SWIR",
        "B12 - SWIR",
    ];
    let exported = ["20200223T032739_20200223T033000_T48QUE_B4", "x_T48QUE_B3", "x_B2", "x_B8", "x_B11"];
    let indexed = ["0_B4", "0_B3", "0_B2", "0_B8", "0_B11"];
    let field = ["field7_red", "field7_green", "field7_blue", "field7_nir", "field7_swir16"];
    let words = ["Sentinel-2 B4", "b03_reflectance", "surface_reflectance_blue", "FRE_B8", "R20m_B11"];
    let spelled = ["Red", "Green", "Blue", "Near Infrared (NIR)", "Shortwave infrared 1 (SWIR1)"];
    for (names, places) in [
        (&force[..], [2, 1, 0, 6, 8]),
        (&short, [2, 1, 0, 6, 8]),
        (&dea, [3, 2, 1, 7, 9]),
        (&plain, [0, 1, 2, 4, 6]),
        (&africa, [0, 1, 2, 3, 5]),
        (&hls, [2, 1, 0, 4, 6]),
        (&mission, [2, 1, 0, 4, 7]),
        (&exported, [0, 1, 2, 3, 4]),
        (&indexed, [0, 1, 2, 3, 4]),
        (&field, [0, 1, 2, 3, 4]),
        (&words, [0, 1, 2, 3, 4]),
        (&spelled, [0, 1, 2, 3, 4]),
    ] {
        assert_eq!(chosen(names, "auto").unwrap_or_else(|e| panic!("{e}")), places, "{names:?}");
    }
}

#[test]
fn the_word_of_a_band_inside_another_name_is_no_band() {
    for (names, missing) in [
        (["red_edge_1", "green", "blue", "nir", "swir16"], "red"),
        (["Vegetation Red Edge", "Green", "Blue", "NIR", "SWIR1"], "red"),
        (["RedEdge", "Green", "Blue", "NIR", "SWIR1"], "red"),
        (["Red", "Green", "Blue", "NIR narrow", "SWIR1"], "nir"),
        (["Red", "Green", "Blue", "narrow NIR", "SWIR1"], "nir"),
        (["red", "green", "blue", "nir_quality", "swir16"], "nir"),
        (["red_mask", "green", "blue", "nir", "swir16"], "red"),
        (["red", "green", "blue", "nir_std", "swir16"], "nir"),
        (["red", "green", "blue", "B8A", "swir16"], "nir"),
        (["red", "green", "blue", "nir08", "swir16"], "nir"),
        (["red", "green", "blue", "nir", "swir22"], "swir16"),
        (["red", "green", "blue", "nir", "SWIR"], "swir16"),
        (["B4_variance", "B3", "B2", "B8", "B11"], "red"),
        (["B4_stdDev", "B3", "B2", "B8", "B11"], "red"),
        (["MSK_QUALIT_B04", "B3", "B2", "B8", "B11"], "red"),
        (["B4", "B3", "B2", "B8_count", "B11"], "nir"),
        (["B4", "B3", "B2", "B8/B4", "B11"], "nir"),
        (["B4", "B3", "B2", "nir_red_ratio", "B11"], "nir"),
        (["B4", "B3", "B2", "B8 uncertainty", "B11"], "nir"),
        (["red tide", "green", "blue", "nir", "swir16"], "red"),
        (["red", "greenhouse", "blue", "nir", "swir16"], "green"),
        (["red", "green", "blue index", "nir", "swir16"], "blue"),
        (["red", "green", "blue", "B1_2", "swir16"], "nir"),
        (["red", "green", "blue", "nir", "B1_1"], "swir16"),
        (["red", "green", "blue", "B8 panchromatic", "swir16"], "nir"),
    ] {
        let refused = refusal(&names);
        assert!(refused.contains(&format!("no band is known to be {missing}")), "{names:?}: {refused}");
        assert!(refused.contains(&format!("{missing}=?")), "{refused}");
        assert!(refused.contains("which is which"), "{refused}");
    }
    let no_broad = ["BLUE", "GREEN", "RED", "BROADNIR_QA", "NIR narrow", "SWIR1"];
    assert!(refusal(&no_broad).contains("no band is known to be nir"));
}

#[test]
fn the_band_name_of_the_driver_beats_the_description() {
    assert_eq!(common_name_of(&band("B2", &[("BANDNAME", "B4")])), Some("red"));
    assert_eq!(common_name_of(&band("", &[("NETCDF_VARNAME", "B11")])), Some("swir16"));
    assert_eq!(common_name_of(&band("stackstac-f70948e22d0054a66256", &[("common_name", "red")])), Some("red"));
}

#[test]
fn wavelengths_and_colours_tell_where_names_do_not() {
    for (nm, name) in [("665", "red"), ("842", "nir"), ("833", "nir"), ("865", "nir08"), ("1610", "swir16")] {
        for description in ["", "Band 7", "492.4 Nanometers", "Sentinel-2 image"] {
            let found = common_name_of(&band(description, &[("wavelength", nm), ("wavelength_units", "Nanometers")]));
            assert_eq!(found, Some(name), "{description}");
        }
    }
    assert_eq!(common_name_of(&band("", &[("CENTRAL_WAVELENGTH_UM", "0.560")])), Some("green"));
    assert_eq!(common_name_of(&band("Band 3 (664.6 Nanometers)", &[])), Some("red"));
    assert_eq!(common_name_of(&band("", &[("wavelength", "610")])), None);
    let mut colour = band("", &[]);
    colour.colour = "Red".into();
    assert_eq!(common_name_of(&colour), Some("red"));
    for other in ["ndvi", "2020-02-23"] {
        colour.description = other.into();
        assert_eq!(common_name_of(&colour), None, "a description that says something else wins");
    }
}

#[test]
fn wavelengths_confirm_decide_between_neighbours_or_contradict() {
    let at = |name: &str, nm: &str| read(&[band(name, &[("wavelength", nm)])]).remove(0);
    for (name, nm, common) in [
        ("red", "654", "red"),
        ("B08", "842", "nir"),
        ("nir", "850", "nir"),
        ("NIR", "0.865", "nir08"),
        ("swir2", "1613.7", "swir16"),
        ("SWIR", "1.61", "swir16"),
        ("Vegetation Red Edge", "704.1", "rededge1"),
        ("Red Edge", "864.7", "nir08"),
    ] {
        assert_eq!(at(name, nm).common_name, Some(common), "{name} {nm}");
    }
    for (name, nm) in [("B04", "492.4"), ("red", "704.1"), ("B08", "864.7"), ("green", "664.6"), ("blue", "443")] {
        let reading = at(name, nm);
        assert_eq!(reading.common_name, None, "{name} {nm}");
        assert!(reading.note.unwrap().contains(nm), "{name} {nm}");
    }
    assert_eq!(at("B04_quality", "665").common_name, None);
    assert_eq!(at("red edge", "665").common_name, None);
}

#[test]
fn names_are_found_inside_file_names() {
    for (text, name) in [
        ("T31TFJ_20230821T105031_B8A_20m", "nir08"),
        ("ref_input_S2_B02", "blue"),
        ("SENTINEL2B_20200223-032739-613_L2A_T48QUE_C_V2-2_FRE_B4", "red"),
        ("SENTINEL-2_MSI_20LKP_B02_2018-07-12", "blue"),
        ("2020-02-23-00_00_2020-02-23-23_59_Sentinel-2_L2A_B04_(Raw)", "red"),
        ("2020-02-23, Sentinel-2B L2A, B04", "red"),
        ("HLS.S30.T48QUE.2020054T032739.v2.0.B11", "swir16"),
        ("ga_s2bm_nbart_swir_2_3-2-1_48QUE_2020-02-23_final_band10", "swir16"),
        ("ga_s2bm_nbart_nir_1_3-2-1_48QUE_2020-02-23_final_band08", "nir"),
        ("T48QUE_20200223T032739_SCL_20m", SCL),
        ("quality_scene_classification", SCL),
        ("B1_2", "coastal"),
        ("red_lake_farm_B8", "nir"),
    ] {
        let shared = Shared::of(&["red_lake_farm_B2", "red_lake_farm_B3", "red_lake_farm_B8"]);
        assert_eq!(name_among(text, &shared), Some(name), "{text}");
    }
    for none in [
        "S2A_MSIL2A_20230821",
        "B02_B03",
        "cloud_mask",
        "MSK_DETFOO_B04",
        "Band 4",
        "band_4",
        "band04",
        "B4_B8A",
        "NIR_std",
        "infrared",
        "redwood",
        "scl_mask",
        "T48QUE_TCI_10m",
        "",
    ] {
        assert_eq!(name_in(none), None, "{none}");
    }
}

#[test]
fn whole_names() {
    for (word, name) in [
        ("B4", "red"),
        (" b08 ", "nir"),
        ("B8A", "nir08"),
        ("red_edge_1", "rededge1"),
        ("nir_1", "nir"),
        ("swir 16", "swir16"),
        ("SCL", SCL),
        ("scene_classification", SCL),
        ("NIR", "nir"),
        ("BROADNIR", "nir"),
    ] {
        assert_eq!(common_name(word), Some(name), "{word}");
    }
    for none in ["B1_2", "B4 red blue", "T31TFJ_B04", "red.tif", "/a/B04", "red edge", "swir", "", "B4,", "mask"] {
        assert_eq!(common_name(none), None, "{none}");
    }
}

#[test]
fn what_is_missing_or_double_is_named() {
    let missing = refusal(&["B02", "B03", "B04", "B08", "SCL"]);
    assert!(missing.contains("no band is known to be swir16") && missing.contains("5 = scl"), "{missing}");
    assert!(missing.contains("bands=red=3,green=2,blue=1,nir=4,swir16=?"), "{missing}");
    let double = refusal(&["red", "B04", "green", "blue", "nir", "swir16"]);
    assert!(double.contains("2 bands could be red") && double.contains("red=?,green=3"), "{double}");
    let unnamed = refusal(&["", "", "", "", ""]);
    assert!(unnamed.contains("found 1 to 5 = no name;"), "{unnamed}");
    assert!(unnamed.contains("bands=red=?,green=?,blue=?,nir=?,swir16=?"), "{unnamed}");
    let empty = choose("x", &[], &wanted(), "auto").unwrap_err().to_string();
    assert!(empty.contains("found no band at all") && !empty.contains("bands="), "{empty}");
    let empty = choose("x", &[], &wanted(), "1,2,3,4,5").unwrap_err().to_string();
    assert!(empty.contains("no band was found") && !empty.contains("1 to 0"), "{empty}");
}

#[test]
fn the_mission_order_is_asked_for() {
    for (count, numbers, what) in [
        (11, "red=4,green=3,blue=2,nir=8,swir16=10", "without B09 and B10"),
        (12, "red=4,green=3,blue=2,nir=8,swir16=11", "without B10"),
        (13, "red=4,green=3,blue=2,nir=8,swir16=12", "level 1C"),
    ] {
        let counted: Vec<_> = (1..=count).map(|n| format!("b{n}")).collect();
        let generic: Vec<_> = (1..=count).map(|n| format!("Band {n}")).collect();
        let counted: Vec<_> = counted.iter().map(String::as_str).collect();
        let generic: Vec<_> = generic.iter().map(String::as_str).collect();
        for names in [vec![""; count], vec!["stackstac-f70948e22d"; count], counted, generic] {
            let asked = refusal(&names);
            let question = asked.split("which is which").nth(1).unwrap_or("");
            assert!(question.contains('?') && question.contains(what), "{asked}");
            assert!(asked.ends_with(&format!("bands={numbers}")), "{asked}");
        }
    }
    for names in [vec![""; 10], vec!["ndvi"; 12], vec![""; 14]] {
        assert!(refusal(&names).contains("bands=red=?,green=?"), "{names:?}");
    }
}

proptest::proptest! {
    #[test]
    fn what_changes_a_band_is_never_the_band(
        name in proptest::sample::select(vec!["B04", "b4", "red", "nir", "B08", "swir16", "B11", "blue"]),
        other in proptest::sample::select(vec![
            "quality", "mask", "std", "qa", "variance", "uncertainty", "count", "ratio", "ndvi", "edge", "narrow",
        ]),
        separator in proptest::sample::select(vec!["_", " ", "-", "."]),
        first in proptest::bool::ANY,
    ) {
        let text = if first { format!("{other}{separator}{name}") } else { format!("{name}{separator}{other}") };
        let found = name_in(&text);
        let narrow = other == "narrow" && name == "nir" && found == Some("nir08");
        proptest::prop_assert!(found.is_none() || narrow, "{} {:?}", text, found);
    }

    #[test]
    fn what_names_the_scene_does_not_hide_the_band(
        band in proptest::sample::select(vec![("B04", "red"), ("B8A", "nir08"), ("B8", "nir"), ("B11", "swir16")]),
        before in "(T[0-9]{2}[C-X][A-Z]{2}_)?(20[0-9]{6}T[0-9]{6}_)?",
        after in "(_(10|20|60)m)?",
    ) {
        let text = format!("{before}{}{after}", band.0);
        proptest::prop_assert_eq!(name_in(&text), Some(band.1), "{}", text);
    }

    #[test]
    fn any_text_is_read(text in ".{0,300}") {
        let _ = (name_in(&text), common_name(&text), other_sensor(&text), common_name_of(&band(&text, &[("wavelength", &text)])));
    }
}

#[test]
fn explicit_choices_are_checked() {
    assert!(chosen(&["", ""], "red").unwrap_err().to_string().contains("red=?,green=?"));
    let five = ["", "", "", "", ""];
    assert_eq!(chosen(&five, "3,2,1,4,5").unwrap(), [2, 1, 0, 3, 4]);
    assert_eq!(chosen(&five, "red=3, B3=2,blue=1,nir=4,swir16=5").unwrap(), [2, 1, 0, 3, 4]);
    for wrong in [
        "1,2,3",
        "1,2,3,4,x",
        "red=1,red=2,blue=1,nir=4,swir16=5",
        "red=1",
        "nir08=4,red=1,green=2,blue=3,swir16=5",
        "1,2,3,4,6",
        "0,1,2,3,4",
    ] {
        assert!(chosen(&five, wrong).is_err(), "{wrong}");
    }
}
