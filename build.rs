//! Gives the shared library its SONAME, whose number is the ABI version.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=src/capi/version.rs");
    let source =
        std::fs::read_to_string("src/capi/version.rs").expect("the ABI version is declared in src/capi/version.rs");
    let abi = source
        .split("LEJEPA_GIS_ABI_VERSION: i32 = ")
        .nth(1)
        .and_then(|rest| rest.split(';').next())
        .expect("LEJEPA_GIS_ABI_VERSION is a number");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,liblejepa_gis.so.{abi}");
    }
}
