#!/bin/sh
# What cargo runs instead of rustc, for the fuzzers: the library and the crates that read files for it count what they
# reach, with rustc's own sanitizer-coverage pass, which the stable toolchain has; all else is built as usual, so that
# libFuzzer need not look at half a million counters after each run, and tract's kernels stay as quick as they are.
rustc=$1
shift
name=
last=
for argument in "$@"; do
  [ "$last" != --crate-name ] || name=$argument
  last=$argument
done
case $name in
lejepa_gis | pytorch_reader | zip | tar | tract_onnx)
  exec "$rustc" "$@" -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1
  ;;
*) exec "$rustc" "$@" ;;
esac
