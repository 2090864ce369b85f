"""A whole raster through the command line: time against the time of its chips, and peak memory."""

import subprocess

import rasterio.shutil
import timed

TILE = 1024
VRT_BAND = '<VRTRasterBand dataType="UInt16" band="{band}">{sources}</VRTRasterBand>'
VRT_SOURCE = (
    '<SimpleSource><SourceFilename relativeToVRT="1">scene/{date}.tif</SourceFilename><SourceBand>{band}</SourceBand>'
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


def mosaic(folder, width, height=None, date="before"):
    """A raster of so many pixels, as many down as across unless told, one of the scene's dates over and over."""
    height = height or width
    bands = []
    for band in range(1, 6):
        sources = ""
        for y in range(0, height, TILE):
            for x in range(0, width, TILE):
                size = {"w": min(TILE, width - x), "h": min(TILE, height - y)}
                sources += VRT_SOURCE.format(band=band, date=date, x=x, y=y, **size)
        bands.append(VRT_BAND.format(band=band, sources=sources))
    path = folder / f"{date}-{width}x{height}.vrt"
    place = "<SRS>EPSG:32631</SRS><GeoTransform>300000, 10, 0, 5000000, 0, -10</GeoTransform>"
    path.write_text(
        f'<VRTDataset rasterXSize="{width}" rasterYSize="{height}">{place}{"".join(bands)}</VRTDataset>'
    )
    return path


def tiled(folder, width, height, date="before"):
    """The same as a file of its own: GDAL keeps its blocks, as it does not those of a file that is read over and over."""
    virtual = mosaic(folder, width, height, date)
    path = virtual.with_suffix(".tif")
    if not path.exists():
        rasterio.shutil.copy(virtual, path, driver="GTiff", tiled=True, compress="deflate")
    return path


def encode(program, model, precision, raster, folder):
    """Features of a raster as 8-bit codes on two threads: encoded chips, seconds and peak memory in MB."""
    target = folder / "features.tif"
    words = ["features", raster, "-o", target, "--model", model, "--precision", precision, "--dtype", "int8"]
    words += ["--bands", "1,2,3,4,5", "--reflectance", "dn", "--overwrite", "--json", "--threads", "2"]
    report, figures = timed.run([program, *words])
    target.unlink()
    return {"chips": report["inputs"][0]["encoded"], **figures}
