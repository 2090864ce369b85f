//! The C library from C: one program for each function, plain, under sanitizers and under Valgrind.

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;
use support::cli::lejepa_in;
use support::{STRICT, abi, compile, has, library, library_folder, pkg_config, root, run, scene, skip};

/// The programs of `tests/c`, sorted.
fn programs() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join("tests/c")).unwrap().map(|e| e.unwrap().path());
    let mut programs: Vec<_> = entries.filter(|p| p.extension().is_some_and(|e| e == "c")).collect();
    programs.sort();
    programs
}

/// Compiles every program and runs it with the library in a folder; `launch` may put another program in front.
fn run_all(flags: &[&str], launch: &[&str], library: &Path) {
    let gdal = pkg_config("gdal");
    let folder = tempfile::tempdir().unwrap();
    let mut count = 0;
    for source in programs() {
        let name = source.file_stem().unwrap().to_string_lossy().into_owned();
        let mut flags: Vec<String> = flags.iter().map(|f| f.to_string()).collect();
        if std::fs::read_to_string(&source).unwrap().contains("datasets.h") {
            match &gdal {
                Some(gdal) => flags.extend(gdal.iter().cloned()),
                None => {
                    skip(&format!("{name}: GDAL's headers are not installed"));
                    continue;
                }
            }
        }
        let program = folder.path().join(&name);
        compile("gcc", "c99", &[source], &flags, &program);
        let scene = scene();
        let before = leftovers(scene.path());
        let mut command = match launch {
            [] => Command::new(&program),
            [first, rest @ ..] => {
                let mut command = Command::new(first);
                command.args(rest).arg(&program);
                command
            }
        };
        command.env("LD_LIBRARY_PATH", library);
        // GDAL and its drivers keep what they allocate once; only definite leaks of ours count.
        let suppressions = root().join("tests/c/lsan.supp");
        command.env("LSAN_OPTIONS", format!("suppressions={}:print_suppressions=0", suppressions.display()));
        command.env("UBSAN_OPTIONS", "halt_on_error=1").current_dir(scene.path());
        let started = std::time::Instant::now();
        let output = run(command.arg(root().join("tests/fixtures")).arg(scene.path()));
        println!("{name}: {:.2} s", started.elapsed().as_secs_f64());
        assert!(output.stdout.is_empty(), "{name}: the library wrote to stdout: {output:?}");
        if launch.is_empty() {
            assert!(output.stderr.is_empty(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        }
        assert_eq!(leftovers(scene.path()), before, "{name} left temporary files");
        count += 1;
    }
    println!("{count} programs passed");
}

/// Hidden files: an output that is not finished has such a name.
fn leftovers(folder: &std::path::Path) -> Vec<std::ffi::OsString> {
    let names = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name());
    names.filter(|n| n.to_string_lossy().starts_with('.')).collect()
}

#[test]
fn every_exported_function_has_a_program() {
    let header = std::fs::read_to_string(root().join("include/lejepa_gis.h")).unwrap();
    let tested: Vec<String> =
        programs().iter().map(|p| p.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    let tested: Vec<_> = tested.into_iter().filter(|n| n.starts_with("lejepa_gis_")).collect();
    assert_eq!(support::declared_functions(&header), tested);
}

#[test]
fn programs_pass() {
    run_all(&[], &[], library_folder());
}

#[test]
fn programs_pass_under_sanitizers() {
    run_all(&["-fsanitize=address,undefined", "-fno-omit-frame-pointer"], &[], library_folder());
}

/// Slow, so only on request: `make valgrind` sets `LEJEPA_GIS_VALGRIND`.
#[test]
fn programs_pass_under_valgrind() {
    if std::env::var_os("LEJEPA_GIS_VALGRIND").is_none() {
        return skip("set LEJEPA_GIS_VALGRIND=1 to run the programs under Valgrind");
    }
    if !has("valgrind") {
        return skip("Valgrind is not installed");
    }
    let suppressions = format!("--suppressions={}", root().join("tests/c/valgrind.supp").display());
    let launch = ["valgrind", "-q", "--error-exitcode=9", "--leak-check=full", "--errors-for-leak-kinds=definite"];
    // Valgrind reads the debug information anew for each program: without it, a program takes a tenth of the time.
    let stripped = tempfile::tempdir().unwrap();
    let file = stripped.path().join(format!("liblejepa_gis.so.{}", abi()));
    run(Command::new("strip").arg("--strip-debug").arg("-o").arg(file).arg(library()));
    run_all(&[], &[&launch[..], &["--show-leak-kinds=definite", &suppressions]].concat(), stripped.path());
}

#[test]
fn the_header_stands_alone_and_may_be_included_twice() {
    let folder = tempfile::tempdir().unwrap();
    for (compiler, standard, name) in [("gcc", "c99", "a.c"), ("gcc", "c11", "b.c"), ("g++", "c++17", "c.cpp")] {
        let source = folder.path().join(name);
        std::fs::write(&source, "#include <lejepa_gis.h>\n#include <lejepa_gis.h>\nint main(void) { return 0; }\n")
            .unwrap();
        let mut command = Command::new(compiler);
        command.arg(format!("-std={standard}")).args(STRICT).arg("-I").arg(root().join("include"));
        run(command.arg("-c").arg(&source).arg("-o").arg(folder.path().join("out.o")));
    }
}

#[test]
fn the_program_in_the_header_runs() {
    let header = std::fs::read_to_string(root().join("include/lejepa_gis.h")).unwrap();
    let program: Vec<&str> = header
        .lines()
        .skip_while(|l| !l.contains("#include <lejepa_gis.h>"))
        .take_while(|l| *l != " */")
        .map(|l| l.strip_prefix(" *   ").unwrap_or(""))
        .collect();
    assert!(program.len() > 10, "the prologue holds a program");
    assert!(program.iter().any(|l| l.contains(r#""%s: %s\n""#)), "its message ends a line: {program:#?}");
    let folder = scene();
    let source = folder.path().join("program.c");
    std::fs::write(&source, program.join("\n") + "\n").unwrap();
    let target = folder.path().join("program");
    compile("gcc", "c99", &[source], &[], &target);
    let output = folder.path().join("change.tif");
    let done = run(Command::new(&target).args(["before.tif", "after.tif"]).arg(&output).current_dir(folder.path()));
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(output.exists() && said.ends_with("}\n"), "it prints its report: {said}");
    let report: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert!(report["valid_change_cells"].as_u64() > Some(0), "{report}");
    let wrong =
        Command::new(&target).args(["no.tif", "after.tif", "x.tif"]).current_dir(folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(!wrong.status.success() && said.contains("no.tif") && said.ends_with('\n'), "{wrong:?}");
    let _ = library_folder();
}

/// The keys of reports and estimates are part of the interface.
#[test]
fn the_header_names_every_key_of_reports_and_estimates() {
    fn keys(value: &serde_json::Value, found: &mut std::collections::BTreeSet<String>) {
        let inside: Vec<_> = match value {
            serde_json::Value::Object(fields) => {
                found.extend(fields.keys().cloned());
                fields.values().collect()
            }
            serde_json::Value::Array(values) => values.iter().collect(),
            _ => vec![],
        };
        inside.into_iter().for_each(|value| keys(value, found));
    }
    let header = std::fs::read_to_string(root().join("include/lejepa_gis.h")).unwrap();
    let folder = scene();
    let two = ["before.tif", "after.tif"];
    let jobs: [(&[&str], &[&str]); 10] = [
        (&["features", two[0], "-o", "f.tif", "--dtype", "int8"], &["round_trip_cosine", "valid_cells"]),
        (&["pca", two[0], "-o", "p.tif"], &["explained_variance", "basis_sha256"]),
        (&["change", two[0], two[1], "-o", "c.tif", "--method", "joint"], &["valid_change_cells", "full_scale"]),
        (&["areas", two[0], two[1], "-o", "a.gpkg", "--method", "vector"], &["valid_hectares", "kinds"]),
        (&["describe", two[0]], &["descriptor", "digest"]),
        (&["run", two[0], two[1], "-o", "all"], &["explained_variance", "outputs"]),
        (&["similar", "f.tif", "-o", "s.tif", "--at", "500040,4699960"], &["like_cells", "like_hectares"]),
        (&["cluster", "f.tif", "-o", "labels.tif", "--clusters", "2"], &["class_areas", "hectares"]),
        (
            &["classify", "f.tif", "-o", "k.tif", "--labels-raster", "labels.tif", "--image", two[0], "--block", "2"],
            &["macro_f1", "band_means_and_deviations", "confusion"],
        ),
        (&["transitions", "k.tif", "labels.tif", "-o", "t.tif"], &["same_class_cells", "transitions"]),
    ];
    for (job, expected) in jobs {
        for (kind, expected) in [("--dry-run", &["memory_bytes", "second_seconds", "chips"][..]), ("--json", expected)]
        {
            let said = lejepa_in(folder.path(), &[job, &[kind, "--json"][usize::from(kind == "--json")..]].concat());
            let json = serde_json::from_slice(&said.stdout).unwrap_or_else(|e| panic!("{job:?} {kind}: {e}: {said:?}"));
            let mut found = std::collections::BTreeSet::new();
            keys(&json, &mut found);
            assert!(expected.iter().all(|key| found.contains(*key)), "{job:?} {kind}: {found:?}");
            let is_named = |key: &String| ['"', '`'].iter().any(|mark| header.contains(&format!("{mark}{key}{mark}")));
            let missing: Vec<_> = found.iter().filter(|key| !is_named(key)).collect();
            assert!(missing.is_empty(), "{job:?} {kind}: the header does not name {missing:?}");
        }
    }
}
