//! Outputs of other drivers, with several files or a folder, and what a full disk leaves: nothing.

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use lejepa_gis::error::Error;
use lejepa_gis::geometry::Grid;
use lejepa_gis::params::Task;
use lejepa_gis::pipeline;
use lejepa_gis::raster::gdal::{Content, GdalSink, OutputBand, OutputSpec, Storage, WriteOptions, bind};
use support::cli::lejepa_in;
use support::{names, options, run, scene, skip};

const CLI: &str = env!("CARGO_BIN_EXE_lejepa-gis");

fn change(folder: &Path, output: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(CLI);
    command
        .arg("change")
        .args(["before.tif", "after.tif"].map(|n| folder.join(n)))
        .arg("--quiet")
        .arg("-o")
        .arg(output);
    command.args(more).output().unwrap()
}

fn info(path: &Path) -> String {
    String::from_utf8_lossy(&run(Command::new("gdalinfo").arg(path)).stdout).into_owned()
}

#[test]
fn a_failure_names_the_function_that_failed() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("x.tif").to_string_lossy().into_owned();
    let spec = OutputSpec {
        grid: Grid { width: 8, height: 8, transform: None, crs: Some("no reference system".into()) },
        bands: vec![OutputBand::default()],
        content: Content::Values,
        storage: Storage::Float32,
        mask: false,
        tags: vec![],
        metadata: vec![],
    };
    let error = GdalSink::create(bind(None).unwrap(), &target, spec, WriteOptions::default()).err().unwrap();
    assert!(matches!(error, Error::Gdal { fault, .. } if fault.call == "GDALSetProjection"), "{error}");
    assert!(names(folder.path()).is_empty());
}

#[test]
fn a_driver_may_write_several_files() {
    let folder = scene();
    let out = folder.path().join("out");
    std::fs::create_dir(&out).unwrap();
    let target = out.join("change.img");
    let said = change(folder.path(), &target, &["--driver", "ENVI"]);
    assert!(said.status.success(), "{said:?}");
    let all = names(&out);
    assert!(all.contains(&"change.hdr".into()) && all.iter().all(|n| n.starts_with("change.")), "{all:?}");
    assert!(info(&target).contains("Size is 13, 10"));

    // Again: refused without `overwrite`, also for a file that only stands beside the target.
    let refused = |name: &str| {
        let said = change(folder.path(), &target, &["--driver", "ENVI"]);
        let text = String::from_utf8_lossy(&said.stderr);
        assert!(!said.status.success() && text.contains(&format!("{name} exists")), "{said:?}");
    };
    refused("change.img");
    std::fs::remove_file(&target).unwrap();
    refused("change.hdr");
    assert!(!target.exists() && names(&out).iter().all(|n| !n.starts_with('.')), "{:?}", names(&out));
    assert!(change(folder.path(), &target, &["--driver", "ENVI", "--overwrite"]).status.success());
}

#[test]
fn a_driver_may_write_a_folder() {
    let folder = scene();
    let formats = run(Command::new("gdalinfo").arg("--formats"));
    if !String::from_utf8_lossy(&formats.stdout).contains("Zarr") {
        return skip("this GDAL has no Zarr");
    }
    let out = folder.path().join("out");
    std::fs::create_dir(&out).unwrap();
    let target = out.join("change.zarr");
    let said = change(folder.path(), &target, &["--driver", "Zarr"]);
    assert!(said.status.success(), "{said:?}");
    assert_eq!(names(&out), ["change.zarr"]);
    assert!(target.is_dir() && info(&target).contains("Size is 13, 10"));
    let again = change(folder.path(), &target, &["--driver", "Zarr", "--overwrite"]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("remove it first"), "{again:?}");
    assert!(info(&target).contains("Size is 13, 10"), "the folder is as it was");
    assert_eq!(names(&out), ["change.zarr"]);
}

/// File systems of some kB in a mount namespace of the process's own: where one is full decides what GDAL says, and whether.
#[test]
fn a_full_disk_leaves_nothing() {
    let folder = scene();
    let place = folder.path().join("small");
    std::fs::create_dir(&place).unwrap();
    let mount = |kilobytes: usize| format!("mount -t tmpfs -o size={kilobytes}k lejepa {}", place.display());
    let unshare = |script: &str| Command::new("unshare").args(["--mount", "sh", "-c", script]).output().unwrap();
    if !unshare(&mount(64)).status.success() {
        return skip("this user may not mount in a namespace of its own");
    }
    let scene = folder.path().display();
    let jobs = [
        format!("features {scene}/before.tif -o {0}/features.tif --co COMPRESS=NONE --sidecar", place.display()),
        format!("features {scene}/before.tif -o {0}/features.tif --threads 2", place.display()),
        format!("features {scene}/before.tif -o {0}/features.tif --cog --co COMPRESS=NONE", place.display()),
        format!("features {scene}/before.tif -o {0}/features.img --driver HFA", place.display()),
        format!("run {scene}/before.tif {scene}/after.tif -o {0}/all --co COMPRESS=NONE", place.display()),
    ];
    for (job, kilobytes) in jobs.iter().flat_map(|job| [16, 64, 112].map(|kilobytes| (job, kilobytes))) {
        // What the job says, then what is left, after a mark.
        let script = format!("{} && {CLI} {job} --quiet; echo status $?; ls -A {}", mount(kilobytes), place.display());
        let output = unshare(&script);
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        println!("{job}, {kilobytes} kB: {}", err.trim());
        let left = out.lines().skip_while(|l| !l.starts_with("status ")).collect::<Vec<_>>();
        assert_eq!(left.len(), 1, "left behind by {job}: {left:?}");
        assert!(left[0] != "status 0" && err.contains("small/"), "{job}: {out}{err}");
        assert!(!err.contains("/.lejepa-gis-"), "a hidden name is no help: {err}");
        assert!(err.contains("is full") || err.contains("No space left"), "the reason is not said: {err}");
    }
}

/// A container's `/out` is a disk of its own: nothing can be renamed into it, or out of it.
#[test]
fn outputs_on_several_disks_are_written_and_replaced() {
    let folder = scene();
    let out = folder.path().join("out");
    std::fs::create_dir(&out).unwrap();
    let mount = format!("mount -t tmpfs lejepa {}", out.display());
    let unshare = |script: &str| Command::new("unshare").args(["--mount", "sh", "-c", script]).output().unwrap();
    if !unshare(&mount).status.success() {
        return skip("this user may not mount in a namespace of its own");
    }
    let script = format!(
        "set -e; cd {0}; {mount}; {CLI} run before.tif after.tif -o out --model texture --quiet; ls -A out
        ! {CLI} run before.tif after.tif -o out --model texture --quiet
        {CLI} run before.tif after.tif -o out --model texture --quiet --overwrite --method residual; ls -A out
        echo old > one.tif; echo old > out/two.tif
        ! {CLI} pca before.tif after.tif -o one.tif -o out/two.tif --model texture --quiet
        {CLI} pca before.tif after.tif -o one.tif -o out/two.tif --model texture --quiet --overwrite
        head -c 2 one.tif out/two.tif; ls -A . out",
        folder.path().display()
    );
    let output = unshare(&script);
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    println!("{out}{err}");
    assert!(output.status.success(), "{err}");
    assert_eq!(out.matches("descriptors.json").count(), 3, "{out}");
    assert_eq!(out.matches("<==\nII").count(), 2, "both are TIFFs now: {out}");
    assert_eq!(err.matches("exists").count(), 2, "both refusals are said: {err}");
    assert!(!out.contains(".lejepa-gis-"), "{out}");
}

#[test]
fn of_jobs_for_one_name_one_wins_and_the_others_are_told() {
    let folder = scene();
    let job = || {
        let mut command = Command::new(CLI);
        command.args(["features", "before.tif", "-o", "x.tif", "--sidecar", "--quiet"]).current_dir(folder.path());
        command.stderr(Stdio::piped()).spawn().unwrap()
    };
    let said: Vec<Output> =
        (0..6).map(|_| job()).collect::<Vec<_>>().into_iter().map(|j| j.wait_with_output().unwrap()).collect();
    let (won, told): (Vec<_>, Vec<_>) = said.iter().partition(|s| s.status.success());
    assert_eq!((won.len(), told.len()), (1, 5), "{said:?}");
    assert!(
        told.iter().all(|s| String::from_utf8_lossy(&s.stderr).contains("x.tif exists")
            || String::from_utf8_lossy(&s.stderr).contains("x.json exists")),
        "{told:?}"
    );
    assert_eq!(names(folder.path()), ["after.tif", "before.tif", "x.json", "x.tif"]);

    // Threads of one process, which may overwrite: whoever is told "done" has its own pixels there at that moment.
    let options = options(Task::Change, &[("OVERWRITE", "YES"), ("MODEL", "texture"), ("METHOD", "residual")]);
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (before, after, output) = (path("before.tif"), path("after.tif"), path("c.tif"));
    let done = std::thread::scope(|scope| {
        let jobs: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    pipeline::change(&before, &after, &output, &options, None, &mut pipeline::silent()).is_ok()
                })
            })
            .collect();
        jobs.into_iter().map(|j| usize::from(j.join().unwrap())).sum::<usize>()
    });
    assert!(done >= 1 && support::read(&output).iter().any(|v| v.is_finite()));
    assert!(names(folder.path()).iter().all(|n| !n.starts_with('.')), "{:?}", names(folder.path()));
}

#[test]
fn what_a_killed_job_left_blocks_no_retry() {
    let folder = scene();
    let hidden = || names(folder.path()).into_iter().find(|n| n.starts_with(".lejepa-gis-"));
    let mut job = Command::new(CLI);
    job.args(["features", "before.tif", "-o", "x.tif", "--cog", "--overlap", "0.9", "--threads", "1", "--quiet"]);
    let mut job = job.current_dir(folder.path()).spawn().unwrap();
    let started = std::time::Instant::now();
    let runs = || {
        hidden().is_some_and(|work| std::fs::read(folder.path().join(work).join("job")).is_ok_and(|t| !t.is_empty()))
    };
    while !runs() && started.elapsed().as_secs() < 60 {
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    assert!(lejepa_gis::raster::gdal::leftovers(folder.path()).unwrap().is_empty(), "its job is alive");
    job.kill().unwrap();
    job.wait().unwrap();
    let left = hidden().expect("the job was killed while it ran");
    assert_eq!(lejepa_gis::raster::gdal::leftovers(folder.path()).unwrap()[0].path, folder.path().join(&left));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(folder.path().join(&left)).unwrap().permissions().mode() & 0o777, 0o700);
    }
    let again = lejepa_in(folder.path(), &["features", "before.tif", "-o", "x.tif", "--cog"]);
    assert!(again.status.success(), "{again:?}");
    assert_eq!(names(folder.path()), [left.as_str(), "after.tif", "before.tif", "x.tif"]);
}

#[test]
fn a_stop_at_the_last_report_leaves_nothing() {
    let folder = scene();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (before, after) = (path("before.tif"), path("after.tif"));
    let stop_at = |from: f64| move |fraction: f64, _: &str| fraction < from;
    for from in [0.96, 0.985, 1.0] {
        let options = options(Task::Run, &[("MODEL", "texture"), ("SIDECAR", "YES")]);
        let said = [
            pipeline::features(&before, &path("f.tif"), &options, None, &mut stop_at(from)),
            pipeline::pca(&[&before, &after], &[&path("p.tif"), &path("q.tif")], &options, None, &mut stop_at(from)),
            pipeline::change(&before, &after, &path("c.tif"), &options, None, &mut stop_at(from)),
            pipeline::run(&before, &after, &path("r"), &options, None, &mut stop_at(from)),
        ];
        assert!(said.iter().all(|s| matches!(s, Err(Error::Cancelled))), "{from}: {said:?}");
        assert_eq!(names(folder.path()), ["after.tif", "before.tif"], "{from}");
    }
}

/// Opening and reading a large file that compresses badly takes its time; nobody reports progress meanwhile.
#[test]
fn a_stop_is_heard_while_a_raster_is_opened_and_read() {
    let folder = scene();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let large =
        ["-q", "-outsize", "6000", "6000", "-r", "bilinear", "-co", "COMPRESS=DEFLATE", "-co", "BLOCKYSIZE=6000"];
    run(Command::new("gdal_translate").args(large).arg(path("before.tif")).arg(path("large.tif")));
    let asked = std::cell::Cell::new(0);
    let mut stop = |fraction: f64, _: &str| {
        asked.set(asked.get() + 1);
        fraction > 0.0
    };
    let options = options(Task::Features, &[("MODEL", "untrained")]);
    let said = pipeline::features(&path("large.tif"), &path("f.tif"), &options, None, &mut stop);
    assert!(matches!(said, Err(Error::Cancelled)), "{said:?}");
    assert_eq!(asked.get(), 1, "after a stop nobody is asked again");
    assert!(!Path::new(&path("f.tif")).exists());
}

#[test]
fn an_overwritten_folder_keeps_nothing_of_the_run_before_but_what_is_not_its_own() {
    let folder = scene();
    let out = folder.path().join("out");
    let run_with = |more: &[&str]| {
        let fixed = ["run", "before.tif", "after.tif", "-o", "out", "--model", "texture", "--overwrite"];
        assert!(lejepa_in(folder.path(), &[&fixed, more].concat()).status.success());
        names(&out)
    };
    let has = |names: &[String], name: &str| names.iter().any(|n| n == name);
    let first = run_with(&["--sidecar", "--style", "qml", "--method", "vector"]);
    assert!(has(&first, "change_vector.tif") && has(&first, "change_vector.qml") && has(&first, "features_before.qml"));
    std::fs::write(out.join("mine.txt"), "mine").unwrap();
    std::fs::write(out.join("change_vector.qgz"), "mine").unwrap();
    let second = run_with(&["--sidecar", "--method", "residual"]);
    assert!(has(&second, "change_residual.tif") && has(&second, "mine.txt") && has(&second, "change_vector.qgz"));
    let left: Vec<_> = second.iter().filter(|n| n.contains("vector.tif") || n.ends_with(".qml")).collect();
    assert!(left.is_empty(), "{left:?}");
    // A record that is not written anew would tell of files that are gone.
    let third = run_with(&["--report", "none", "--method", "residual"]);
    assert!(!has(&third, "run.json") && !has(&third, "report.html") && has(&third, "mine.txt"), "{third:?}");
    // A record of others, or one that names what lies outside, takes nothing away.
    std::fs::write(out.join("run.json"), r#"{"assets": {"a": {"href": "./mine.txt"}}}"#).unwrap();
    std::fs::write(folder.path().join("outside.txt"), "mine").unwrap();
    assert!(has(&run_with(&[]), "mine.txt"));
    let ours = r#"{"properties": {"lejepa_gis:run": {}}, "assets": {"a": {"href": "./../outside.txt"}}}"#;
    std::fs::write(out.join("run.json"), ours).unwrap();
    run_with(&[]);
    assert!(folder.path().join("outside.txt").exists());
}

#[test]
fn what_an_earlier_run_without_a_record_left_is_named_and_stays() {
    let folder = scene();
    let out = folder.path().join("out");
    let run_with = |more: &[&str]| {
        let fixed = ["run", "before.tif", "after.tif", "-o", "out", "--model", "texture", "--overwrite"];
        lejepa_in(folder.path(), &[&fixed, more].concat())
    };
    assert!(run_with(&["--method", "vector"]).status.success());
    std::fs::write(out.join("mine.txt"), "mine").unwrap();
    let before = names(&out);
    let residual = run_with(&["--method", "residual"]);
    let said = String::from_utf8_lossy(&residual.stderr).into_owned();
    assert!(residual.status.success() && said.contains("change_vector.png, change_vector.tif in out may be"), "{said}");
    assert!(!said.contains("mine.txt") && !said.contains("report.html"), "{said}");
    assert!(before.iter().all(|name| names(&out).contains(name)));
    // What stands there of the other method is written anew.
    let vector = run_with(&["--method", "vector", "--report", "none"]);
    let said = String::from_utf8_lossy(&vector.stderr).into_owned();
    assert!(vector.status.success() && said.contains("change_residual.tif, report.html in out may be"), "{said}");
}

#[test]
fn a_folder_appears_whole_or_is_replaced_whole() {
    let folder = scene();
    let run_into = |name: &str, more: &[&str]| {
        lejepa_in(
            folder.path(),
            &[&["run", "before.tif", "after.tif", "-o", name, "--model", "texture", "--sidecar"], more].concat(),
        )
    };
    std::fs::create_dir(folder.path().join("empty")).unwrap();
    for name in ["new", "empty"] {
        assert!(run_into(name, &[]).status.success());
        assert_eq!(names(&folder.path().join(name)).len(), 17);
    }
    std::fs::write(folder.path().join("new/run.json"), "of another run").unwrap();
    std::fs::write(folder.path().join("new/mine.txt"), "kept").unwrap();
    assert!(String::from_utf8_lossy(&run_into("new", &[]).stderr).contains("new exists"));
    assert!(run_into("new", &["--overwrite"]).status.success());
    assert_eq!(std::fs::read_to_string(folder.path().join("new/mine.txt")).unwrap(), "kept");
    assert!(std::fs::read_to_string(folder.path().join("new/run.json")).unwrap().contains("lejepa_gis:run"));
    // A name that is taken by a folder with files in it: nothing at all is replaced.
    std::fs::remove_file(folder.path().join("new/run.json")).unwrap();
    std::fs::create_dir_all(folder.path().join("new/run.json/x")).unwrap();
    let before: Vec<_> = names(&folder.path().join("new"))
        .into_iter()
        .map(|n| std::fs::read(folder.path().join("new").join(n)).ok())
        .collect();
    assert!(!run_into("new", &["--overwrite", "--overlap", "best"]).status.success());
    let after: Vec<_> = names(&folder.path().join("new"))
        .into_iter()
        .map(|n| std::fs::read(folder.path().join("new").join(n)).ok())
        .collect();
    assert!(before == after, "some files were replaced");
    #[cfg(unix)]
    for name in names(&folder.path().join("empty")) {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: PathBuf| std::fs::metadata(path).unwrap().permissions().mode();
        let own = mode(folder.path().join("before.tif"));
        assert_eq!(mode(folder.path().join("empty").join(&name)), own, "{name} is readable like any file");
    }
}
