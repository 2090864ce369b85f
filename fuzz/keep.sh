#!/bin/sh
# Keeps what fuzzing found: of found/TARGET, the smallest inputs that reach what corpus/TARGET does not, as tests.
#
#   keep.sh [TARGET…]
set -eu
cd "$(dirname "$0")"
most=${MOST:-40}
mkdir -p artifacts
for target in ${*:-$(ls corpus)}; do
  [ -d "found/$target" ] || continue
  merged=$(mktemp -d)
  cp corpus/"$target"/* "$merged"
  # An input that fails is passed over; libFuzzer ends with an error only where it cannot merge at all.
  log=artifacts/$target-merge.log
  TMPDIR=/dev/shm target/release/"$target" -merge=1 -max_len=1024 -timeout=10 -rss_limit_mb=2048 "$merged" "found/$target" \
    2>"$log" || { tail -n 5 "$log" >&2; rm -rf "$merged"; exit 1; }
  # libFuzzer goes from small to large, so the first ones it took are the smallest.
  find "$merged" -type f -size -3 -printf '%s %f\n' | sort -n | while read -r _ name; do
    [ "$(find "corpus/$target" -type f | wc -l)" -lt "$most" ] || break
    [ -e "corpus/$target/$name" ] || cp "$merged/$name" "corpus/$target/$name"
  done
  rm -rf "$merged"
  echo "$target: $(find "corpus/$target" -type f | wc -l) inputs"
done
