//! Gives the shared library its SONAME, whose number is the ABI version, and links packages against an older C library.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=LEJEPA_GIS_SYSROOTS");
    println!("cargo:rerun-if-changed=src/capi/version.rs");
    let source =
        std::fs::read_to_string("src/capi/version.rs").expect("the ABI version is declared in src/capi/version.rs");
    let abi = source
        .split("LEJEPA_GIS_ABI_VERSION: i32 = ")
        .nth(1)
        .and_then(|rest| rest.split(';').next())
        .expect("LEJEPA_GIS_ABI_VERSION is a number");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() != Ok("linux") {
        return;
    }
    println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,liblejepa_gis.so.{abi}");
    // `make sysroots` makes them. The folders are named once more, since a GCC for another processor looks into its own first.
    if let Ok(sysroots) = std::env::var("LEJEPA_GIS_SYSROOTS") {
        let processor = std::env::var("CARGO_CFG_TARGET_ARCH").expect("cargo says the processor");
        let sysroot = format!("{sysroots}/{processor}");
        let (libraries, multiarch) = (format!("{sysroot}/usr/lib"), format!("{processor}-linux-gnu"));
        assert!(
            std::path::Path::new(&libraries).is_dir(),
            "LEJEPA_GIS_SYSROOTS: {libraries} is not there; `make sysroots` makes it"
        );
        for argument in [
            format!("--sysroot={sysroot}"),
            format!("-B{libraries}/{multiarch}/"),
            format!("-L{libraries}/{multiarch}"),
            format!("-L{sysroot}/lib/{multiarch}"),
            // It would hash names of temporary files: without it, the same commit gives the same package.
            "-Wl,--build-id=none".into(),
        ] {
            println!("cargo:rustc-link-arg-bins={argument}");
            println!("cargo:rustc-cdylib-link-arg={argument}");
        }
    }
}
