#!/bin/sh
# Makes wine's folder, $WINEPREFIX, with what its Windows lacks.
set -eu
wineboot -i >/dev/null 2>&1
system=$WINEPREFIX/drive_c/windows/system32
if ! [ -e "$system/bcryptprimitives.dll" ]; then
  x86_64-w64-mingw32-gcc -O1 -shared -s -o "$system/bcryptprimitives.dll" "$(dirname "$0")/bcryptprimitives.c" -ladvapi32
fi
# tract asks `wmic` for the sizes of the caches, once in a process. Under wine 8 that wait does not end while other tests run;
# without it tract takes sizes of its own, as on today's Windows 11, which has no `wmic` either.
rm -f "$system/wbem/wmic.exe"
