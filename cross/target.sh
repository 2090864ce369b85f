#!/bin/sh
# Gives Rust the standard library of another target, if it has none: by rustup.
#
#     target.sh TRIPLE
set -eu
libs=$(${RUSTC:-rustc} --print target-libdir --target "$1")
if [ -d "$libs" ] && ls "$libs"/libstd-* >/dev/null 2>&1; then exit 0; fi
if command -v rustup >/dev/null && rustup target add "$1"; then exit 0; fi
echo "Rust has no standard library for $1, and rustup cannot fetch it; see cross/README.md." >&2
exit 1
