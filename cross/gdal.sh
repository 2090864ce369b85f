#!/bin/sh
# Fetches GDAL for another system out of rasterio's wheel, unless it lies there already.
#
#     gdal.sh PLATFORM FOLDER
set -eu
version=1.5.2
folder=$2
[ ! -e "$folder/rasterio-$version" ] || exit 0
rm -rf "$folder" && mkdir -p "$folder"
cd "$folder"
test -x ../pip/bin/pip || python3 -m venv ../pip
../pip/bin/pip download -q --platform "$1" --python-version 3.12 --only-binary=:all: --no-deps "rasterio==$version"
python3 -m zipfile -e rasterio-*.whl . && rm rasterio-*.whl

# The wheel for Linux counts on two libraries of the system; the system here is of another architecture.
case $1 in *aarch64)
  mkdir -p apt/lists/partial apt/cache/archives/partial
  arm="-o APT::Architecture=arm64 -o APT::Architectures=arm64 -o Dir::State::lists=$folder/apt/lists -o Dir::Cache=$folder/apt/cache"
  apt-get $arm -qq update
  (cd apt && apt-get $arm -qq download zlib1g libexpat1 2>/dev/null && for package in *.deb; do dpkg-deb -x "$package" x; done)
  for library in libz.so.1 libexpat.so.1; do
    cp -L "$(find apt/x -name $library)" rasterio.libs
  done
  rm -r apt
esac
touch "rasterio-$version"
