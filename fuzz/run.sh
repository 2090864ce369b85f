#!/bin/sh
# Builds the fuzzers on the stable toolchain and runs each for a while: run.sh [SECONDS] [TARGET…]
# The sanitizer-coverage passes are rustc's own; --target keeps them out of build scripts.
set -eu
cd "$(dirname "$0")"
seconds=${1:-60}
[ $# -gt 0 ] && shift
targets=${*:-checkpoint onnx options buffers}
triple=x86_64-unknown-linux-gnu
RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 --cfg fuzzing" \
  cargo build --release --target $triple
for target in $targets; do
  corpus=corpus/$target
  mkdir -p "$corpus" artifacts
  case $target in
    checkpoint) cp ../tests/fixtures/*.pt "$corpus" ;;
    onnx) [ ! -x ../target/release/lejepa-gis ] ||
      ../target/release/lejepa-gis model export ../tests/fixtures/vit_32.pt "$corpus/vit.onnx" --overwrite ;;
    options) printf 'OVERLAP=best\nTHREADS=2\nCO=A=1\nMODEL_MEAN=1,2' > "$corpus/some" ;;
  esac
  echo "== $target for $seconds s"
  log=artifacts/$target.log
  status=0
  target/$triple/release/"$target" "$corpus" -max_total_time="$seconds" -timeout=30 -rss_limit_mb=4096 \
    -artifact_prefix=artifacts/ -print_final_stats=1 >"$log" 2>&1 || status=$?
  grep -E "stat::|ERROR|panicked|SUMMARY|Test unit" "$log"
  [ $status -eq 0 ] || exit $status
done
