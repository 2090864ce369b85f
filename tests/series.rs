//! Many dates through the command line: features rasters with a known truth, and synthetic scenes for what is encoded.

mod dated;
mod support;

use std::path::Path;

use dated::{CELLS, FIFTH, OTHERS, SIDE, SIXTH, clouded, dates, features, hashed, newest, returns, stays};
use lejepa_gis::params::Task;
use lejepa_gis::pipeline::{Job, run_job};
#[cfg(target_os = "linux")]
use support::cli::memory_said_and_taken;
use support::cli::{done, lejepa, refusal, report};
use support::{names, options, pixels};

#[test]
fn cells_are_dated_and_told_apart_by_what_became_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let paths = dates(folder.path());
    let mut shuffled = paths.clone();
    shuffled.swap(0, 6);
    shuffled.swap(2, 5);
    let inputs: Vec<&str> = shuffled.iter().map(String::as_str).collect();
    let out = folder.path().join("series.tif").to_string_lossy().into_owned();
    let told = report(&[&["series"], &inputs[..], &OTHERS, &["-o", &out]].concat());
    let bands = pixels(&out);
    let [first, magnitude, confirming, valid, state] = [0, 1, 2, 3, 4].map(|b| &bands[b * CELLS..(b + 1) * CELLS]);
    // Of a group, the cells of which exactly this is said: what is random may be alike by chance.
    let share = |of: fn(usize) -> bool, expected: (f32, f32, f32, f32)| {
        let group: Vec<usize> = (0..CELLS).filter(|cell| of(*cell)).collect();
        let said = |cell: &&usize| (first[**cell], confirming[**cell], valid[**cell], state[**cell]) == expected;
        group.iter().filter(said).count() as f64 / group.len() as f64
    };
    assert!(share(|cell| clouded(cell, 4), (SIXTH, 3.0, 7.0, 1.0)) >= 0.8);
    assert!(share(|cell| stays(cell) && !clouded(cell, 4), (FIFTH, 4.0, 8.0, 1.0)) >= 0.9);
    assert!(share(returns, (FIFTH, 2.0, 8.0, 2.0)) >= 0.9);
    let quiet = |cell: usize| !stays(cell) && !returns(cell) && !newest(cell);
    let still = |cell: &usize| first[*cell].is_nan() && (confirming[*cell], state[*cell]) == (0.0, 0.0);
    let count = |of: &dyn Fn(&usize) -> bool| (0..CELLS).filter(of).count();
    assert!(count(&|cell| quiet(*cell) && !still(cell)) <= 5, "false alarms among 506 cells");
    assert!(count(&|cell| newest(*cell) && state[*cell] == 3.0 && first[*cell].is_nan()) >= 18);
    let threshold = told["threshold"].as_f64().unwrap() as f32;
    assert!((0..CELLS).all(|cell| (magnitude[cell] >= threshold) == first[cell].is_finite()));
    assert_eq!(unnamed(&told), Vec::<String>::new());
    let all = |code: f32| count(&|cell| state[*cell] == code);
    assert_eq!(told["cells"]["stayed"]["cells"], all(1.0));
    let hectares = told["cells"]["unconfirmed"]["hectares"].as_f64().unwrap();
    assert!((hectares / all(3.0) as f64 - 0.64).abs() < 0.002, "{hectares}");
    assert_eq!(told["dates"][4]["first_of_cells"], count(&|cell| first[*cell] == FIFTH));
    assert_eq!((told["dates"][0]["date"].as_str(), told["features"]["given"].as_u64()), (Some("2023-01-10"), Some(8)));

    // Neither the order of inputs nor the number of threads is in the file.
    let inputs: Vec<&str> = paths.iter().map(String::as_str).collect();
    for threads in ["1", "3"] {
        done(
            &[&["series"], &inputs[..], &OTHERS, &["-o", &out, "--threads", threads, "--overwrite", "--quiet"]]
                .concat(),
        );
        assert!(same(&pixels(&out), &bands), "{threads} threads");
    }
}

fn same(a: &[f32], b: &[f32]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits())
}

/// Keys of a report that the C header does not name.
fn unnamed(report: &serde_json::Value) -> Vec<String> {
    let header = std::fs::read_to_string(support::root().join("include/lejepa_gis.h")).unwrap();
    let (mut left, mut missing) = (vec![report], Vec::new());
    while let Some(value) = left.pop() {
        if let Some(fields) = value.as_object() {
            missing.extend(fields.keys().filter(|key| !header.contains(&format!("\"{key}\""))).cloned());
            left.extend(fields.values());
        }
        left.extend(value.as_array().into_iter().flatten());
    }
    missing
}

#[test]
fn the_page_tells_the_dates_what_became_of_cells_and_some_histories() {
    let folder = tempfile::tempdir().unwrap();
    let paths = dates(folder.path());
    let inputs: Vec<&str> = paths.iter().map(String::as_str).collect();
    let out = folder.path().join("series.tif").to_string_lossy().into_owned();
    let told = report(&[&["series"], &inputs[..], &OTHERS, &["-o", &out]].concat());
    assert_eq!(told["outputs"], serde_json::json!([out, format!("{out}.html")]));
    let html = std::fs::read_to_string(format!("{out}.html")).unwrap();
    assert!(
        html.contains("<h1>Change over many dates, 2023-01-10 to 2024-10-06</h1>")
            && html.contains("8 dates, tile_2023")
    );
    let row =
        |cells: &[String]| cells.iter().map(|c| format!("<td class=\"number-cell\">{c}</td>")).collect::<String>();
    for state in ["stayed", "returned", "unconfirmed"] {
        let [cells, hectares] = ["cells", "hectares"].map(|key| told["cells"][state][key].as_f64().unwrap());
        let expected = format!("<th scope=\"row\">{state}</th>{}", row(&[cells.to_string(), format!("{hectares:.1}")]));
        assert!(html.contains(&expected), "{expected}");
    }
    for date in told["dates"].as_array().unwrap() {
        let text = |key: &str| date[key].as_str().unwrap();
        let clear = format!("{:.0} %", 100.0 * date["clear"].as_f64().unwrap());
        let expected = format!(
            "{}</th><td>{}</td>{}",
            text("date"),
            text("name"),
            row(&[clear, date["first_of_cells"].to_string()])
        );
        assert!(html.contains(&expected), "{expected}");
    }
    // Each history is of a cell that changed, and shows what the raster says of it.
    let bands = pixels(&out);
    let charts: Vec<&str> =
        html.split("<figure><figcaption>").filter(|part| part.contains("svg class=\"histogram history\"")).collect();
    assert_eq!(charts.len(), 3);
    for chart in charts {
        let number = |before: &str| -> usize {
            let rest = &chart[chart.find(before).unwrap() + before.len()..];
            rest[..rest.find(|c: char| !c.is_ascii_digit()).unwrap()].parse().unwrap()
        };
        let cell = (number(", row ") - 1) * SIDE + number("column ") - 1;
        assert!(stays(cell) || returns(cell), "cell {cell}");
        let count = |class: &str| chart.matches(&format!("<circle class=\"{class}\"")).count();
        // Two dates are the least past of eight; a cloud hides a date of some cells.
        assert_eq!([count("early"), count("unseen")], [2, usize::from(clouded(cell, 4))]);
        assert_eq!(count("above") as f32, bands[2 * CELLS + cell], "confirming dates");
        assert_eq!(count("early") + count("unseen") + count("above") + count("below"), 8);
        let first = if bands[cell] == FIFTH { "2024-01-12" } else { "2024-04-03" };
        let magnitude = format!("magnitude {:.2}", bands[CELLS + cell]);
        assert!(chart.contains(&format!("changed first on {first}")) && chart.contains(&magnitude), "{chart}");
    }
    // Of the newest date and of medians, too.
    let again = |more: &[&str]| {
        done(&[&["series"], &inputs[..], &OTHERS, &["-o", &out, "--overwrite", "--quiet"], more].concat());
        std::fs::read_to_string(format!("{out}.html")).unwrap_or_default()
    };
    assert!(again(&["--watch", "--alarm", "99"]).contains("<p>2024-10-06 is not out of the ordinary: 20 of "));
    assert!(again(&["--series-method", "before-after"]).contains("data-map=\"medians\""));
    std::fs::remove_file(format!("{out}.html")).unwrap();
    assert_eq!(again(&["--report", "none"]), "");
}

#[test]
fn the_newest_date_is_watched_and_the_exit_code_tells() {
    let folder = tempfile::tempdir().unwrap();
    let paths = dates(folder.path());
    let inputs: Vec<&str> = paths.iter().map(String::as_str).collect();
    let out = folder.path().join("newest.tif").to_string_lossy().into_owned();
    let watch = |inputs: &[&str], more: &[&str]| {
        let said =
            lejepa(&[&["series"], inputs, &OTHERS, &["-o", &out, "--watch", "--json", "--overwrite"], more].concat());
        let told: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap_or_else(|_| panic!("{said:?}"));
        (said.status.code(), told["watch"].clone())
    };
    let (code, told) = watch(&inputs, &[]);
    assert_eq!(unnamed(&told), Vec::<String>::new());
    assert_eq!((code, &told["alarm"], &told["date"]), (Some(3), &true.into(), &"2024-10-06".into()), "{told}");
    // Twenty cells in one line of the grid, of 0.64 ha each.
    assert!(
        (18..=22).contains(&told["cells"].as_u64().unwrap()) && told["largest"].as_f64().unwrap() >= 10.0,
        "{told}"
    );
    assert_eq!((watch(&inputs, &["--alarm", "15"]).0), Some(0));
    // What was seen before is no news: on the sixth date, only the cells that a cloud hid on the fifth are.
    let (code, told) = watch(&inputs[..6], &[]);
    assert!(code == Some(0) && (4..=7).contains(&told["cells"].as_u64().unwrap()), "{told}");
    let bands = pixels(&out);
    assert_eq!(bands.len(), 2 * CELLS);
    assert!((0..CELLS).filter(|cell| clouded(*cell, 4) && bands[*cell] >= 1.75).count() >= 4);
    assert!((0..CELLS).all(|cell| bands[CELLS + cell] == if clouded(cell, 4) { 5.0 } else { 6.0 }));
}

#[test]
fn early_and_late_dates_are_compared_by_their_medians() {
    let folder = tempfile::tempdir().unwrap();
    let paths = dates(folder.path());
    let inputs: Vec<&str> = paths[..7].iter().map(String::as_str).collect();
    let out = folder.path().join("change.tif").to_string_lossy().into_owned();
    let told = report(
        &[&["series"], &inputs[..], &OTHERS, &["-o", &out, "--series-method", "before-after", "--late", "2"]].concat(),
    );
    let bands = pixels(&out);
    let threshold = told["threshold"].as_f64().unwrap() as f32;
    let found = |of: fn(usize) -> bool| (0..CELLS).filter(|cell| of(*cell) && bands[*cell] >= threshold).count();
    assert!(found(stays) >= 27 && found(|cell| !stays(cell) && !returns(cell)) <= 5);
    assert!((0..CELLS).all(|cell| (bands[CELLS + cell], bands[2 * CELLS + cell]) == (3.0, 2.0)));
    assert_eq!(unnamed(&told), Vec::<String>::new());
    assert_eq!(told["early"], serde_json::json!(["2023-01-10", "2023-04-01", "2023-07-15"]));
    let refused =
        |more: &[&str]| refusal(&[&["series"], &inputs[..], &OTHERS, &["-o", &out, "--overwrite"], more].concat());
    assert!(refused(&["--series-method", "before-after", "--early", "5", "--late", "3"]).contains("7 dates are clear"));
    assert!(refused(&["--series-method", "before-after", "--method", "joint"]).contains("residual"));
    assert!(refused(&["--method", "cosine"]).contains("SERIES_METHOD=before-after"));
    assert!(refused(&["--early", "2"]).contains("acts only with --series-method before-after"));
    assert!(refused(&["--threshold", "otsu"]).contains("no map to part in two"));
    assert!(refused(&["--dtype", "int8"]).contains("STORE"));
    assert!(refused(&["--history", "7"]).contains("none is left to ask"));
}

#[test]
fn dates_are_known_and_differ_and_cloudy_ones_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let paths = dates(folder.path());
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let out = at("out.tif");
    std::fs::copy(&paths[1], at("undated.tif")).unwrap();
    std::fs::copy(&paths[1], at("again_2023-01-10.tif")).unwrap();
    let refused = |inputs: &[&str]| refusal(&[&["series"], inputs, &OTHERS, &["-o", &out, "--overwrite"]].concat());
    let (undated, again) = (at("undated.tif"), at("again_2023-01-10.tif"));
    assert!(refused(&[&paths[0], &paths[1]]).contains("three dates or more"));
    let said = refused(&[&paths[0], &paths[1], &undated]);
    assert!(said.contains("undated.tif: when it was sensed is unknown"), "{said}");
    let said = refused(&[&paths[0], &paths[1], &again]);
    assert!(said.contains("both sensed on 2023-01-10"), "{said}");

    let cloudy = at("tile_20230501.tif");
    features(&cloudy, |cell, band| if cell < 30 { hashed(&[cell, band]) } else { f32::NAN });
    let told =
        report(&["series", &paths[0], &paths[1], &paths[2], &paths[3], &cloudy, "-o", &out, OTHERS[0], OTHERS[1]]);
    let warned = |text: &str| told["warnings"].as_array().unwrap().iter().any(|w| w.as_str().unwrap().contains(text));
    assert!(warned("tile_20230501.tif: is left out: 5 % of the cells"), "{}", told["warnings"]);
    assert_eq!((&told["dates"][2]["used"], told["dates"][2]["clear"].as_f64()), (&false.into(), Some(0.0521)));
    assert!(refused(&[&paths[0], &paths[1], &cloudy]).contains("there are 2 of 3"));
}

#[test]
fn areas_of_many_dates_have_a_first_date_and_can_be_filtered() {
    let folder = tempfile::tempdir().unwrap();
    let paths = dates(folder.path());
    let inputs: Vec<&str> = paths.iter().map(String::as_str).collect();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let (out, polygons) = (at("series.tif"), at("areas.geojson"));
    done(&[&["series"], &inputs[..], &OTHERS, &["-o", &out, "--quiet"]].concat());
    let areas = |filter: &str| -> Vec<(String, i64, String, f64)> {
        done(&["areas", &out, "-o", &polygons, "--overwrite", "--quiet", "--filter", filter]);
        let told: serde_json::Value = serde_json::from_slice(&std::fs::read(&polygons).unwrap()).unwrap();
        let one = |feature: &serde_json::Value| {
            let of = &feature["properties"];
            let text = |name: &str| of[name].as_str().unwrap_or_default().to_owned();
            assert_eq!((text("date_1"), text("method")), ("2023-01-10".into(), "history".into()), "{of}");
            (text("first_date"), of["confirming"].as_i64().unwrap(), text("state"), of["hectares"].as_f64().unwrap())
        };
        told["features"].as_array().unwrap().iter().map(one).collect()
    };
    let all = areas("");
    let of = |state: &str| all.iter().filter(|area| area.2 == state).map(|area| area.3).sum::<f64>();
    // Thirty and twenty cells of 0.64 ha: outlines run between cells' centres, and are as large as these but for a fifth.
    let is_about = |state: &str, cells: f64| (of(state) / (0.64 * cells) - 1.0).abs() < 0.2;
    assert!(is_about("stayed", 30.0) && is_about("returned", 20.0), "{all:?}");
    assert!(all.iter().all(|area| area.0 == "2024-01-12" || (area.0 == "2024-04-03" && area.2 == "stayed")), "{all:?}");
    assert!(areas("state=returned").iter().all(|area| (area.1, area.2.as_str()) == (2, "returned")));
    assert!(areas("first>=2024-02-01,confirming>=3").iter().all(|area| area.0 == "2024-04-03"));
    assert!(areas("confirming>=5").is_empty());
    let refused = |filter: &str| refusal(&["areas", &out, "-o", &polygons, "--overwrite", "--filter", filter]);
    assert!(refused("state=gone").contains("expected first>="));
    done(
        &[&["series"], &inputs[..], &OTHERS, &["-o", &out, "--watch", "--alarm", "99", "--overwrite", "--quiet"]]
            .concat(),
    );
    assert!(refused("state=stayed").contains("series.tif is none"));
    assert_eq!(report(&["areas", &out, "-o", &polygons, "--overwrite"])["areas"]["count"], 1, "the newest date's");
}

/// A folder of a synthetic place on some dates, and their paths.
fn scenes(dates: usize) -> (tempfile::TempDir, Vec<String>) {
    scenes_of(dates, ["200", "168"])
}

/// Synthetic dates of a place of so many columns and rows of pixels.
fn scenes_of(dates: usize, [width, height]: [&str; 2]) -> (tempfile::TempDir, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("place");
    done(&["scene", place.to_str().unwrap(), "--dates", &dates.to_string(), "--width", width, "--height", height]);
    let mut paths: Vec<String> = names(&place).iter().map(|n| place.join(n).to_string_lossy().into_owned()).collect();
    paths.retain(|path| !path.ends_with("truth.tif"));
    assert_eq!(paths.len(), dates);
    (folder, paths)
}

#[test]
fn one_more_date_costs_one_encoding() {
    let (folder, paths) = scenes(4);
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let (store, out) = (at("store"), at("out.tif"));
    let all: Vec<&str> = paths.iter().map(String::as_str).collect();
    let series = |inputs: &[&str], more: &[&str]| {
        report(&[&["series"], inputs, &["-o", &out, "--overwrite", "--min-clear", "0.01"], more].concat())["features"]
            .clone()
    };
    let counts = |told: &serde_json::Value| ["encoded", "found"].map(|name| told[name].as_u64().unwrap());
    let beneath = || {
        let html = std::fs::read_to_string(format!("{out}.html")).unwrap();
        let figures: Vec<&str> = html.split("<figure class=\"layer newest\">").skip(1).collect();
        assert_eq!(figures.len(), 1);
        assert!(!html.contains("layer later") && !html.contains("class=\"line\""));
        figures[0].split("</figure>").next().unwrap().to_owned()
    };
    let day = |path: &str| {
        let digits = Path::new(path).file_stem().unwrap().to_str().unwrap();
        format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..])
    };
    assert_eq!(counts(&series(&all, &[])), [4, 0]);
    let (without, pictured) = (pixels(&out), beneath());
    assert_eq!(counts(&series(&all[..3], &["--store", &store])), [3, 0]);
    assert_eq!(names(Path::new(&store)).len(), 3);
    assert_eq!(counts(&series(&all, &["--store", &store])), [1, 3]);
    assert!(same(&pixels(&out), &without), "kept features are the features");
    assert_eq!(counts(&series(&all, &["--store", &store])), [0, 4]);
    assert!(same(&pixels(&out), &without));
    // The page shows the newest date under its maps, also where its features were kept.
    assert!(beneath().ends_with(&format!("<figcaption>{}</figcaption>", day(&paths[3]))), "{}", day(&paths[3]));
    assert_eq!(beneath(), pictured);
    // Another way to make cells, or another part of the scene, is another thing to keep.
    assert_eq!(counts(&series(&all[..3], &["--store", &store, "--overlap", "best"])), [3, 0]);
    assert_eq!(counts(&series(&all[..3], &["--store", &store, "--window", "8,8,160,160"])), [3, 0]);
    assert_eq!(names(Path::new(&store)).len(), 10, "and nothing else lies there: {:?}", names(Path::new(&store)));
    assert!(
        refusal(&["series", all[0], all[1], all[2], "-o", &out, "--overwrite", "--model", "texture"])
            .contains("fitted")
    );
}

/// Estimate and peak agree to a tenth, whether all dates' features stay in memory, wait in files, or are kept.
#[cfg(target_os = "linux")]
#[test]
fn a_dry_run_tells_the_memory_of_six_dates_and_of_24() {
    for dates in [6, 24] {
        let (folder, paths) = scenes_of(dates, ["768", "768"]);
        let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        let inputs: Vec<&str> = paths.iter().map(String::as_str).collect();
        let (out, store) = (at("s.tif"), at("store"));
        let fixed = ["-o", &out, "--min-clear", "0.01", "--threads", "2", "--overwrite"];
        for more in [&[][..], &["--store", &store]] {
            let job = [&["series"], &inputs[..], &fixed, more].concat();
            let (said, taken) = memory_said_and_taken(&job);
            assert!(said.abs_diff(taken) as f64 <= 0.1 * taken as f64, "{dates} dates: {said} said, {taken} taken");
        }
    }
}

#[test]
fn a_stopped_job_leaves_finished_features_and_no_half_outputs() {
    let (folder, paths) = scenes(3);
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let (store, out) = (at("store"), at("out.tif"));
    let given = options(Task::Series, &[("STORE", &store), ("MIN_CLEAR", "0.01")]);
    let run = |stop_after: usize| {
        let inputs = paths.iter().map(|path| path.as_str().into()).collect();
        let job = Job { task: Task::Series, inputs, outputs: vec![&out], options: &given, model: None, context: None };
        let finished = || {
            std::fs::read_dir(&store)
                .map_or(0, |all| all.filter(|e| e.as_ref().unwrap().path().extension().is_some()).count())
        };
        run_job(&job, &mut |_: f64, _: &str| finished() < stop_after)
    };
    let stopped = run(1).unwrap_err();
    assert!(matches!(stopped, lejepa_gis::error::Error::Cancelled), "{stopped}");
    assert_eq!(names(Path::new(&store)).len(), 1, "{:?}", names(Path::new(&store)));
    assert_eq!(names(folder.path()), ["place", "store"]);
    let report = run(usize::MAX).unwrap().to_json();
    assert_eq!((report["features"]["found"].as_u64(), report["features"]["encoded"].as_u64()), (Some(1), Some(2)));
}
