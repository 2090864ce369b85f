//! The command as tests call it, and what it must answer.

use std::path::Path;
use std::process::{Command, Output};

use super::run;

/// The command at a fixed time.
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lejepa-gis"));
    command.args(arguments).env("SOURCE_DATE_EPOCH", "0");
    command
}

/// What it answers.
pub fn lejepa(arguments: &[&str]) -> Output {
    command(arguments).output().unwrap()
}

/// The same in a folder, quiet.
pub fn lejepa_in(folder: &Path, arguments: &[&str]) -> Output {
    command(arguments).arg("--quiet").current_dir(folder).output().unwrap()
}

/// What it prints; it must succeed.
pub fn done(arguments: &[&str]) -> String {
    String::from_utf8(run(&mut command(arguments)).stdout).unwrap()
}

/// The report of a job, which must succeed.
pub fn report(arguments: &[&str]) -> serde_json::Value {
    serde_json::from_str(&done(&[arguments, &["--json"]].concat())).unwrap()
}

/// What it says as it fails, as it must.
pub fn refusal(arguments: &[&str]) -> String {
    refusal_of(lejepa(arguments))
}

/// The same in a folder.
pub fn refusal_in(folder: &Path, arguments: &[&str]) -> String {
    refusal_of(lejepa_in(folder, arguments))
}

fn refusal_of(said: Output) -> String {
    assert!(!said.status.success(), "{said:?}");
    String::from_utf8_lossy(&said.stderr).into_owned()
}

/// What it says as it fails with this exit code.
pub fn refused(arguments: &[&str], code: i32) -> String {
    let said = lejepa(arguments);
    assert_eq!(said.status.code(), Some(code), "{arguments:?}: {said:?}");
    refusal_of(said)
}

/// Makes a synthetic scene in a folder.
pub fn make_scene(folder: &Path, [width, height]: [usize; 2]) {
    let size = [width, height].map(|side| side.to_string());
    done(&["scene", folder.to_str().unwrap(), "--width", &size[0], "--height", &size[1]]);
}

/// What a dry run says of a job's memory and what the run takes at its peak, as the system counts it, in bytes.
#[cfg(target_os = "linux")]
pub fn memory_said_and_taken(job: &[&str]) -> (u64, u64) {
    let said = report(&[job, &["--dry-run"]].concat())["memory_bytes"].as_u64().unwrap();
    let script = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True); \
                  print(1024 * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)";
    let mut command = Command::new("python3");
    command.args(["-c", script, env!("CARGO_BIN_EXE_lejepa-gis")]).args(job).arg("--quiet");
    let taken = String::from_utf8_lossy(&super::run(&mut command).stdout).trim().parse().unwrap();
    println!("{job:?}: {} MB said, {} MB taken", said / 1_000_000, taken / 1_000_000);
    (said, taken)
}
