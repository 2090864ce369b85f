#!/usr/bin/env bash
# Runs the plugin's tests in the QGIS, GDAL and Python of Debian's unstable, in a folder of its own: newest.sh FOLDER [test_…]
#
# The folder (3 GB) is made when it is not there: needs root and debootstrap. The library and the command line are the ones
# in target/release, built here. Nothing of this system is changed; what is mounted is unmounted in the end.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(realpath -m "$1")
shift
packages="qgis python3-qgis python3-gdal python3-pyqt5.qtsvg gcc libc6-dev binutils"

[ "$(id -u)" = 0 ] || { echo "newest.sh: needs root, for debootstrap and chroot" >&2; exit 2; }
[ -e "$folder/usr/bin/apt-get" ] || debootstrap --variant=minbase sid "$folder" > /dev/null
mkdir -p "$folder/repository" "$folder/shared" "$folder/etc/ssl/certs"
cp -L /etc/resolv.conf "$folder/etc/resolv.conf"
# Where certificates and proxies are the machine's own.
if [ -e /etc/ssl/certs/ca-certificates.crt ]; then cp -L /etc/ssl/certs/ca-certificates.crt "$folder/etc/ssl/certs/"; fi

mounted=()
leave() { for place in "${mounted[@]}"; do umount "$folder/$place"; done; }
trap leave EXIT
put() { mount --bind "$1" "$folder/$2"; mounted=("$2" "${mounted[@]}"); }
put /proc proc
put /dev dev
put "$root" repository
if [ -d "$root/../shared" ]; then put "$root/../shared" shared; fi

inside() { LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive chroot "$folder" "$@"; }
# shellcheck disable=SC2086
if ! inside dpkg -s $packages > /dev/null 2>&1; then
  inside apt-get -o Acquire::Check-Valid-Until=false update -qq
  inside apt-get install -y -qq --no-install-recommends $packages > /dev/null
fi
inside python3 -c 'import sys; from osgeo import gdal; from qgis.core import Qgis
print("QGIS", Qgis.QGIS_VERSION, "| GDAL", gdal.__version__, "| Python", sys.version.split()[0])'
inside env PYTHONDONTWRITEBYTECODE=1 LEJEPA_GIS_LIBRARY=/repository/target/release/liblejepa_gis.so \
  LEJEPA_GIS_CLI=/repository/target/release/lejepa-gis python3 /repository/tests/qgis/run.py "$@"
