#!/bin/sh
# Fetches GDAL for another system out of rasterio's wheel, unless it lies there already.
#
#     gdal.sh PLATFORM FOLDER
set -eu
version=1.5.2
folder=$2
[ ! -e "$folder/rasterio-$version" ] || exit 0
rm -rf "$folder" && mkdir -p "$folder"
test -x "$folder/../pip/bin/pip" || python3 -m venv "$folder/../pip"
"$folder/../pip/bin/pip" download -q --dest "$folder" --platform "$1" --python-version 3.12 --only-binary=:all: --no-deps \
  "rasterio==$version"
(cd "$folder" && python3 -m zipfile -e rasterio-*.whl . && rm rasterio-*.whl)
touch "$folder/rasterio-$version"
