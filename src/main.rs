//! The command `lejepa-gis`; everything is in the library's `cli` room.

fn main() -> std::process::ExitCode {
    lejepa_gis::cli::main()
}
