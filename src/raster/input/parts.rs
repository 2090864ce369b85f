//! Products of several arrays (Zarr, NetCDF, HDF) and of SNAP: refused, with their parts as they must be written.

use super::paths::{file_name, folder_of, joined, stem};
use crate::error::Error;
use crate::raster::bands::{name_in, other_sensor};
use crate::raster::gdal::{Dataset, Gdal, exists};

/// Most arrays that a message lists.
const SHOWN: usize = 24;

/// Refuses a dataset of arrays. Those whose names are bands' are written as a list of files that can be given.
pub(super) fn refusal(gdal: &'static Gdal, name: &str, dataset: &Dataset) -> Error {
    let tags = dataset.metadata(c"SUBDATASETS");
    let arrays: Vec<&str> = tags.iter().filter(|(k, _)| k.ends_with("_NAME")).map(|(_, v)| v.as_str()).collect();
    if arrays.is_empty() {
        return Error::raster(name, "a raster with bands was expected, but it has no bands");
    }
    let texts = std::iter::once(file_name(name)).chain(arrays.iter().take(400).map(|a| last_part(a)));
    if let Some((text, sensor)) = texts.filter_map(|t| Some((t, other_sensor(t)?))).next() {
        return Error::raster(
            name,
            format!(
                "bands of Sentinel-2 were expected, but {text} is named like data of {sensor}, and it has arrays only"
            ),
        );
    }
    let mut bands: Vec<(&'static str, &str, f64)> = Vec::new();
    for array in arrays.iter().take(400) {
        let Some(common) = name_in(last_part(array)) else { continue };
        // Of several resolutions the finest; headers only.
        let opened = Dataset::open(gdal, array).ok();
        let pixel = opened.and_then(|d| d.grid().pixel_size()).map_or(f64::INFINITY, |(x, y)| (x * y).abs());
        match bands.iter_mut().find(|b| b.0 == common) {
            Some(known) if pixel < known.2 => *known = (common, array, pixel),
            Some(_) => {}
            None => bands.push((common, array, pixel)),
        }
    }
    let order = ["red", "green", "blue", "nir", "swir16"];
    let place = |m: &str| order.iter().position(|o| *o == m).unwrap_or(order.len());
    bands.sort_by_key(|b| place(b.0));
    let has_model_bands = bands.iter().any(|b| place(b.0) < order.len());
    let advice = if has_model_bands {
        let known = bands.iter().filter(|b| place(b.0) < order.len());
        let listed = known.map(|(m, a, _)| format!("{m}={a}")).collect::<Vec<_>>().join(",");
        format!("name the arrays of the bands as a list of files: {listed}")
    } else {
        let example = arrays.iter().find(|a| !is_axis(last_part(a))).unwrap_or(&arrays[0]);
        format!(
            "name the arrays of the bands as a list of files, red=…,green=…,…, where each is written like {example}"
        )
    };
    let shown: Vec<_> = arrays.iter().filter(|a| !is_axis(last_part(a))).map(|a| last_part(a)).take(SHOWN).collect();
    let more = if arrays.len() > SHOWN { ", …" } else { "" };
    Error::raster(
        name,
        format!("a raster with bands was expected, but it has arrays only ({}{more}); {advice}", shown.join(", ")),
    )
}

/// The array's own name: behind the last slash or colon.
fn last_part(array: &str) -> &str {
    array.rsplit(['/', ':', '\\']).find(|p| !p.is_empty()).unwrap_or(array).trim_matches('"')
}

fn is_axis(name: &str) -> bool {
    matches!(name, "x" | "y" | "lat" | "lon" | "time" | "t" | "band" | "spatial_ref" | "crs")
}

/// Whether a folder is a Zarr group or array.
pub(super) fn is_zarr(names: &[String]) -> bool {
    names.iter().any(|n| matches!(n.as_str(), ".zgroup" | ".zmetadata" | ".zattrs" | ".zarray" | "zarr.json"))
}

/// Refuses a Zarr group as [`refusal`] does; `None` if it is one array, which is a raster.
pub(super) fn zarr_refusal(gdal: &'static Gdal, name: &str) -> Option<Error> {
    match Dataset::open(gdal, name) {
        Ok(dataset) if dataset.band_count() > 0 => None,
        Ok(dataset) => Some(refusal(gdal, name, &dataset)),
        Err(error) => Some(Error::raster(
            name,
            format!(
                "is a Zarr product; its arrays are to be named like ZARR:\"{name}\":/path/of/the/array, as a list \
                 red=…,green=…,…, but GDAL says of it: {error}"
            ),
        )),
    }
}

/// SNAP's header `x.dim`: its bands are files in the folder `x.data` beside it.
pub(super) fn snap_refusal(gdal: &Gdal, name: &str) -> Option<Error> {
    if !name.to_ascii_lowercase().ends_with(".dim") {
        return None;
    }
    let folder = joined(folder_of(name), &format!("{}.data", stem(name)));
    let shown = if folder_of(name) == "." && !name.starts_with("./") { file_name(&folder) } else { &folder };
    Some(match exists(gdal, &folder) {
        Ok(true) => Error::raster(
            name,
            format!("is a header of SNAP (BEAM-DIMAP); its bands lie in the folder beside it: give {shown}"),
        ),
        _ if exists(gdal, name).unwrap_or(false) => Error::raster(
            name,
            format!("is a header of SNAP (BEAM-DIMAP), but the folder of its bands, {shown}, is not beside it"),
        ),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_are_known_by_their_last_part() {
        assert_eq!(last_part("ZARR:\"p.zarr\":/measurements/r10m/b04"), "b04");
        assert_eq!(last_part("NETCDF:\"a b.nc\":B04"), "B04");
        assert_eq!(last_part("HDF4_EOS:EOS_GRID:\"M.hdf\":Grid:sur_refl_b01"), "sur_refl_b01");
        assert_eq!(name_in(last_part("ZARR:\"p.zarr\":/measurements/r10m/b04")), Some("red"));
    }

    #[test]
    fn zarr_is_known_by_its_metadata() {
        let names = |n: &[&str]| n.iter().map(|s| s.to_string()).collect::<Vec<_>>();
        assert!(is_zarr(&names(&[".zgroup", "measurements"])) && is_zarr(&names(&["zarr.json"])));
        assert!(!is_zarr(&names(&["B04.tif"])));
    }
}
