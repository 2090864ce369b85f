#!/bin/sh
# Runs a command whose programs find the GDAL of gdal.sh: its library, and PROJ's and GDAL's data beside it.
#
#     with_gdal.sh FOLDER COMMAND...
set -eu
folder=$1
shift
library=$(find "$folder/rasterio.libs" -name 'gdal-*.dll' -o -name 'libgdal-*.so*')
# Windows programs see the machine's files on drive Z.
case $library in *.dll) drive=Z: ;; *) drive= ;; esac
export LEJEPA_GIS_GDAL="$drive$library" PROJ_DATA="$drive$folder/rasterio/proj_data" GDAL_DATA="$drive$folder/rasterio/gdal_data"
exec "$@"
