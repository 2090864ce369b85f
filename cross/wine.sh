#!/bin/sh
# Makes wine's folder, $WINEPREFIX, with what its Windows lacks.
set -eu
wineboot -i >/dev/null 2>&1
system=$WINEPREFIX/drive_c/windows/system32
if ! [ -e "$system/bcryptprimitives.dll" ]; then
  x86_64-w64-mingw32-gcc -O1 -shared -s -o "$system/bcryptprimitives.dll" "$(dirname "$0")/bcryptprimitives.c" -ladvapi32
fi
