//! Ctrl-C there: the job ends with its own exit code and leaves nothing.

use std::process::Command;

use crate::machine::machine;
use crate::support::{root, run};

fn names(folder: &std::path::Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

#[test]
fn an_interrupt_leaves_nothing() {
    let Some(there) = machine() else { return };
    let (programs, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let scene = out.path().join("big");
    let mut make = Command::new(env!("CARGO_BIN_EXE_lejepa-gis"));
    run(make.arg("scene").arg(&scene).args(["--width", "1500", "--height", "1200"]));
    let [before, after] = ["before.tif", "after.tif"].map(|n| there.spell(&scene.join(n)));
    let results = there.spell(&out.path().join("results"));
    if there.is_windows {
        let source = root().join("tests/elsewhere/interrupt.c");
        let interrupt = there.compile("c99", &[source], programs.path(), "interrupt");
        let exe = there.spell(&there.built("lejepa-gis.exe"));
        let begun = there.spell(&out.path().join(".lejepa-gis-*"));
        let job = format!("{exe} run {before} {after} -q -o {results}");
        // Ctrl-C is a console's, and wine has a console where there is a terminal: `script` makes one.
        let line = format!("wine '{}' '{begun}' '{job}'", interrupt.display());
        let mut command = Command::new("script");
        command.env("LEJEPA_GIS_GDAL", there.spell(&there.gdal_file())).args(["-qec", &line, "/dev/null"]);
        let output = command.stdin(std::process::Stdio::null()).output().unwrap();
        println!("{}", String::from_utf8_lossy(&output.stdout));
        assert_eq!(output.status.code(), Some(130), "{}", String::from_utf8_lossy(&output.stderr));
    } else {
        let mut child = there.lejepa().args(["run", &before, &after, "-q", "-o", &results]).spawn().unwrap();
        while names(out.path()).len() < 2 {
            assert!(child.try_wait().unwrap().is_none(), "it ended before it could be interrupted");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        std::thread::sleep(std::time::Duration::from_millis(300));
        run(Command::new("kill").args(["-INT", &child.id().to_string()]));
        assert_eq!(child.wait().unwrap().code(), Some(130));
    }
    assert_eq!(names(out.path()), ["big"]);
}
