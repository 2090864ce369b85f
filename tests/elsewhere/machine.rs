//! The other system: how to compile C for it, how to start its programs, and how it spells paths.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::support::{STRICT, abi, pkg_config, root, run};

pub struct Machine {
    pub is_windows: bool,
    triple: &'static str,
    compilers: [&'static str; 2],
    launcher: &'static [&'static str],
    /// The folder of a rasterio wheel for that system.
    gdal: PathBuf,
}

/// The system that `LEJEPA_GIS_ELSEWHERE` names; without it there is nothing to test.
pub fn machine() -> Option<&'static Machine> {
    static MACHINE: OnceLock<Option<Machine>> = OnceLock::new();
    MACHINE
        .get_or_init(|| {
            let Ok(name) = std::env::var("LEJEPA_GIS_ELSEWHERE") else {
                crate::support::skip("`make test-windows` and `make test-arm` run this");
                return None;
            };
            let gdal = std::env::var("LEJEPA_GIS_ELSEWHERE_GDAL").expect("LEJEPA_GIS_ELSEWHERE_GDAL is set too").into();
            Some(match name.as_str() {
                "windows" => Machine {
                    is_windows: true,
                    triple: "x86_64-pc-windows-gnu",
                    compilers: ["x86_64-w64-mingw32-gcc", "x86_64-w64-mingw32-g++"],
                    launcher: &["wine"],
                    gdal,
                },
                "arm" => Machine {
                    is_windows: false,
                    triple: "aarch64-unknown-linux-gnu",
                    compilers: ["aarch64-linux-gnu-gcc", "aarch64-linux-gnu-g++"],
                    launcher: &["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"],
                    gdal,
                },
                other => panic!("LEJEPA_GIS_ELSEWHERE={other}: windows or arm"),
            })
        })
        .as_ref()
}

impl Machine {
    /// What cargo built for that system.
    pub fn built(&self, name: &str) -> PathBuf {
        root().join("target").join(self.triple).join("release").join(name)
    }

    /// The file of its GDAL.
    pub fn gdal_file(&self) -> PathBuf {
        let entries = std::fs::read_dir(self.gdal.join("rasterio.libs")).expect("the wheel is unpacked");
        let is_gdal = |p: &PathBuf| {
            p.file_name().is_some_and(|n| n.to_string_lossy().trim_start_matches("lib").starts_with("gdal"))
        };
        entries.map(|e| e.unwrap().path()).find(is_gdal).expect("the wheel has GDAL")
    }

    /// A path as that system spells it: wine shows this system's files on drive Z.
    pub fn spell(&self, path: &Path) -> String {
        let path = std::path::absolute(path).unwrap().to_str().unwrap().to_owned();
        if self.is_windows { format!("Z:{}", path.replace('/', "\\")) } else { path }
    }

    /// Starts a program of that system, without any GDAL named.
    pub fn start(&self, program: &Path) -> Command {
        let mut command = Command::new(self.launcher[0]);
        command.args(&self.launcher[1..]).arg(program).env("LC_ALL", "C.UTF-8").env("SOURCE_DATE_EPOCH", "0");
        command.env("PROJ_DATA", self.spell(&self.gdal.join("rasterio/proj_data")));
        command.env("GDAL_DATA", self.spell(&self.gdal.join("rasterio/gdal_data")));
        command
    }

    /// Starts a program of that system with its GDAL named by the documented variable.
    pub fn start_with_gdal(&self, program: &Path) -> Command {
        let mut command = self.start(program);
        command.env("LEJEPA_GIS_GDAL", self.spell(&self.gdal_file()));
        command
    }

    /// Starts a program that is linked to its GDAL, and so has it loaded.
    pub fn start_linked(&self, program: &Path) -> Command {
        let mut command = self.start(program);
        // Where the DLLs are that GDAL needs.
        if self.is_windows {
            command.env("WINEPATH", self.spell(&self.gdal.join("rasterio.libs")));
        }
        command
    }

    /// The command line there.
    pub fn lejepa(&self) -> Command {
        self.start_with_gdal(&self.built(if self.is_windows { "lejepa-gis.exe" } else { "lejepa-gis" }))
    }

    /// Flags to compile a program in a folder and link it to its GDAL: with this system's headers, whose declarations are
    /// the same everywhere.
    pub fn gdal_flags(&self, folder: &Path) -> Option<Vec<String>> {
        let headers = pkg_config("gdal")?.into_iter().filter(|flag| flag.starts_with("-isystem"));
        let mut flags: Vec<_> = headers.chain([self.gdal_file().display().to_string()]).collect();
        if self.is_windows {
            // The wheel has renamed the file; a program asks for the name that the file itself tells.
            let own = folder.join("gdal.dll");
            if !own.exists() {
                std::os::unix::fs::symlink(self.gdal_file(), own).unwrap();
            }
        } else {
            let libraries = self.gdal.join("rasterio.libs");
            flags.push(format!("-Wl,--allow-shlib-undefined,-rpath,{}", libraries.display()));
        }
        Some(flags)
    }

    /// Compiles C or C++ against the library, which is put beside the program or found by its run path.
    pub fn compile(&self, standard: &str, sources: &[PathBuf], folder: &Path, name: &str) -> PathBuf {
        self.compile_with(&[], standard, sources, folder, name)
    }

    /// The same with flags of one's own.
    pub fn compile_with(
        &self,
        flags: &[String],
        standard: &str,
        sources: &[PathBuf],
        folder: &Path,
        name: &str,
    ) -> PathBuf {
        let mut command = Command::new(self.compilers[usize::from(standard.starts_with("c++"))]);
        command.arg(format!("-std={standard}")).args(STRICT).arg("-O1").arg("-I").arg(root().join("include"));
        command.args(sources).args(flags);
        let program = if self.is_windows {
            let library = folder.join("lejepa_gis.dll");
            if !library.exists() {
                std::os::unix::fs::symlink(self.built("lejepa_gis.dll"), library).unwrap();
            }
            // The C runtime of the compiler goes into the program; the library itself needs none of it.
            command.args(["-D__USE_MINGW_ANSI_STDIO=1", "-static"]).arg(self.built("liblejepa_gis.dll.a"));
            folder.join(format!("{name}.exe"))
        } else {
            let library = folder.join(format!("liblejepa_gis.so.{}", abi()));
            if !library.exists() {
                std::os::unix::fs::symlink(self.built("liblejepa_gis.so"), library).unwrap();
            }
            command.arg(self.built("liblejepa_gis.so")).arg(format!("-Wl,-rpath,{}", folder.display()));
            folder.join(name)
        };
        run(command.args(["-lm", "-pthread"]).arg("-o").arg(&program));
        program
    }
}
