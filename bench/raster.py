"""A whole raster through the command line: time against the time of its chips, and peak memory."""

import subprocess

import timed

TILE = 1024
VRT_BAND = '<VRTRasterBand dataType="UInt16" band="{band}">{sources}</VRTRasterBand>'
VRT_SOURCE = (
    '<SimpleSource><SourceFilename relativeToVRT="1">scene/before.tif</SourceFilename><SourceBand>{band}</SourceBand>'
    '<SrcRect xOff="0" yOff="0" xSize="{w}" ySize="{h}"/><DstRect xOff="{x}" yOff="{y}" xSize="{w}" ySize="{h}"/>'
    "</SimpleSource>"
)


def scene(program, folder):
    """The synthetic scene; returns its two dates."""
    made = folder / "scene"
    if not (made / "scl.tif").exists():
        size = ["--width", str(TILE), "--height", str(TILE), "--overwrite"]
        subprocess.run([program, "scene", made, *size], check=True, stdout=subprocess.DEVNULL)
    return made / "before.tif", made / "after.tif"


def mosaic(folder, side):
    """A raster of `side` times `side` pixels, the scene over and over."""
    bands = []
    for band in range(1, 6):
        sources = ""
        for y in range(0, side, TILE):
            for x in range(0, side, TILE):
                sources += VRT_SOURCE.format(band=band, x=x, y=y, w=min(TILE, side - x), h=min(TILE, side - y))
        bands.append(VRT_BAND.format(band=band, sources=sources))
    path = folder / f"mosaic-{side}.vrt"
    place = "<SRS>EPSG:32631</SRS><GeoTransform>300000, 10, 0, 5000000, 0, -10</GeoTransform>"
    path.write_text(
        f'<VRTDataset rasterXSize="{side}" rasterYSize="{side}">{place}{"".join(bands)}</VRTDataset>'
    )
    return path


def encode(program, model, precision, raster, folder):
    """Features of a raster as 8-bit codes on two threads: encoded chips, seconds and peak memory in MB."""
    target = folder / "features.tif"
    words = ["features", raster, "-o", target, "--model", model, "--precision", precision, "--dtype", "int8"]
    words += ["--bands", "1,2,3,4,5", "--reflectance", "dn", "--overwrite", "--json", "--threads", "2"]
    report, figures = timed.run([program, *words])
    target.unlink()
    return {"chips": report["inputs"][0]["encoded"], **figures}
