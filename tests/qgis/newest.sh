#!/usr/bin/env bash
# Runs the tests of the plugin and of the C library in the QGIS, GDAL and Python of Debian's unstable, in a folder of its own:
# newest.sh FOLDER [test_running | c_programs …]. Without names, all.
#
# The folder (3 GB) is made when it is not there: needs root and debootstrap. The library, the command line and the tests'
# programs are those of this system, in target/release. Nothing of this system is changed; what is mounted is unmounted in
# the end. Deprecation warnings are failures: the compiler's about GDAL's headers, and Python's about our own calls.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(realpath -m "$1")
shift
packages="qgis python3-qgis python3-gdal python3-pyqt5.qtsvg gcc g++ libc6-dev binutils libgdal-dev gdal-bin pkg-config cmake make python3-venv"
# What speaks with GDAL, or is compiled against the header.
programs="c_programs cpp_layer hosts install python_module raster_contract writing two_dates input_forms input_stacks input_items
  input_products cli texture change fill"

qgis=()
rust=()
for name in "$@"; do
  if [ -e "$root/tests/qgis/$name.py" ]; then qgis+=("$name"); else rust+=("$name"); fi
done
# `read` ends with 1 where the text ends, which is meant here.
[ $# -gt 0 ] || read -r -a rust -d '' <<< "$programs" || true

[ "$(id -u)" = 0 ] || { echo "newest.sh: needs root, for debootstrap and chroot" >&2; exit 2; }
[ -e "$folder/usr/bin/apt-get" ] || debootstrap --variant=minbase sid "$folder" > /dev/null
mkdir -p "$folder/etc/ssl/certs"
cp -L /etc/resolv.conf "$folder/etc/resolv.conf"
# Where certificates and proxies are the machine's own.
if [ -e /etc/ssl/certs/ca-certificates.crt ]; then cp -L /etc/ssl/certs/ca-certificates.crt "$folder/etc/ssl/certs/"; fi

mounted=()
leave() { for place in "${mounted[@]}"; do umount "$place"; done; }
trap leave EXIT
put() { mkdir -p "$2" && mount --bind "$1" "$2" && mounted=("$2" "${mounted[@]}"); }
put "$folder" "$folder" # a place where something is mounted may be the root of a namespace, which a test makes
put /proc "$folder/proc"
put /dev "$folder/dev"
put /dev/pts "$folder/dev/pts"
put "$root" "$folder$root" # by the same path, which the tests' programs know
shared=$(realpath -m "$root/../shared")
if [ -d "$shared" ]; then put "$shared" "$folder$(realpath -m -s "$root/../shared")"; fi

inside() { LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive PYTHONDONTWRITEBYTECODE=1 chroot "$folder" "$@"; }
# shellcheck disable=SC2086
if ! inside dpkg -s $packages > /dev/null 2>&1; then
  inside apt-get -o Acquire::Check-Valid-Until=false update -qq
  inside apt-get install -y -qq --no-install-recommends $packages > /dev/null
fi
inside python3 -c 'import sys; from osgeo import gdal; from qgis.core import Qgis
print("QGIS", Qgis.QGIS_VERSION, "| GDAL", gdal.__version__, "| Python", sys.version.split()[0])'

failed=0
if [ "${#qgis[@]}" -gt 0 ] || [ $# = 0 ]; then
  inside env LEJEPA_GIS_LIBRARY="$root/target/release/liblejepa_gis.so" LEJEPA_GIS_CLI="$root/target/release/lejepa-gis" \
    python3 "$root/tests/qgis/run.py" "${qgis[@]}" || failed=1
fi
warnings=
for kind in DeprecationWarning PendingDeprecationWarning FutureWarning; do
  for module in __main__ lejepa_gis lejepa_gis.api lejepa_gis._ffi osgeo.gdal; do warnings+=",error::$kind:$module"; done
done
if [ "${#rust[@]}" -gt 0 ]; then
  # shellcheck disable=SC2046
  made=$(cd "$root" && ${CARGO:-cargo} test --release --no-run --message-format json $(printf -- '--test %s ' "${rust[@]}"))
  for program in $(sed -n '/"kind":\["test"\]/s/.*"executable":"\([^"]*\)".*/\1/p' <<< "$made"); do
    echo "     Running ${program##*/}"
    # The SBOM's test asks cargo, which is not there, and has nothing to do with GDAL.
    inside env -C "$root" PYTHONWARNINGS="${warnings#,}" "$program" --nocapture --skip the_list_of_what_is_built_in || failed=1
  done
fi
exit $failed
