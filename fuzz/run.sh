#!/bin/sh
# Builds the fuzzers on the stable toolchain and runs each for a while, one after another:
#
#   [TIMEOUT=10] run.sh [SECONDS] [TARGET…]
#
# What is found goes to found/TARGET, inputs that fail to artifacts/, and a line about each target to artifacts/totals.
# `rustc.sh` says what is instrumented, and how.
set -eu
cd "$(dirname "$0")"
seconds=${1:-60}
# By the clock: on a busy machine more than the ten seconds that no run may take.
timeout=${TIMEOUT:-10}
[ $# -gt 0 ] && shift
targets=${*:-checkpoint onnx compile options basis stac product bands folder recorded buffers queries jobs structures}
RUSTC_WRAPPER=$PWD/rustc.sh cargo build --release
mkdir -p artifacts
# Bodies write files: into memory, where the system has a folder for that, and nothing of it stays.
place=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo "${TMPDIR:-/tmp}")")
trap 'rm -rf "$place"' EXIT
for target in $targets; do
  mkdir -p "found/$target"
  case $target in
    compile) length=8192 ;;
    checkpoint | onnx) length=2048 ;;
    *) length=1024 ;;
  esac
  words=
  [ ! -e "dict/$target.dict" ] || words=-dict=dict/$target.dict
  echo "== $target for $seconds s"
  log=artifacts/$target.log
  status=0
  # shellcheck disable=SC2086 # no word list, no argument
  TMPDIR=$place target/release/"$target" "found/$target" "corpus/$target" $words -max_len=$length \
    -max_total_time="$seconds" -timeout="$timeout" -rss_limit_mb=2048 -artifact_prefix="artifacts/$target-" \
    -entropic=0 -reduce_inputs=0 -print_final_stats=1 >"$log" 2>&1 || status=$?
  grep -aE "stat::|ERROR|panicked|SUMMARY|Test unit" "$log" || true
  echo "$(date -u +%FT%TZ) $target $(grep -a 'stat::number_of_executed_units' "$log" | tr -dc '0-9') status $status" >>artifacts/totals
  [ $status -eq 0 ] || exit $status
done
