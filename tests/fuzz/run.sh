#!/usr/bin/env bash
# run.sh - libFuzzer on every target: bash tests/fuzz/run.sh SECONDS [TARGET...]
#
# Builds with clang, libFuzzer, ASan and UBSan (Debian: clang-14 and libclang-rt-14-dev) under build/fuzz, and lets each target run for SECONDS (60 when not said), one after
# the other, beginning with the committed seeds and what earlier runs have kept in build/fuzz/found. An input that breaks a
# promise is left in build/fuzz/broken. The last line is `N passed, N failed, N skipped`.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=${TENON_FUZZ_BUILD:-$root/build/fuzz}
seconds=${1:-60}
shift || true
all=(line_channel http_request token schema pattern event_stream opaque_words api_sequence key_set judged_token credentials site)
targets=("$@")
[[ ${#targets[@]} -gt 0 ]] || targets=("${all[@]}")
clang=$(command -v clang++-14 || command -v clang++) || { echo "there is no clang++"; echo "0 passed, 0 failed, ${#targets[@]} skipped"; exit 0; }

mkdir -p "$build"
flags="-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_C_COMPILER="${clang/++/}" -DCMAKE_CXX_COMPILER="$clang" -DCMAKE_C_FLAGS="$flags" \
  -DCMAKE_CXX_FLAGS="$flags" -DTENON_FUZZ=ON -DTENON_BUILD_EXAMPLES=OFF -DTENON_BUILD_SHARED=OFF >"$build/build.log" 2>&1 ||
  { tail -20 "$build/build.log"; exit 1; }
cmake --build "$build" --target tenon_fuzzers --parallel "${TENON_JOBS:-$(nproc)}" >>"$build/build.log" 2>&1 || { tail -40 "$build/build.log"; exit 1; }

passed=0 failed=0
for target in "${targets[@]}"; do
  mkdir -p "$build/found/$target" "$build/broken"
  if UBSAN_OPTIONS=print_stacktrace=1 "$build/bin/tenon_fuzz_$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
    -max_len=16384 -print_final_stats=1 -artifact_prefix="$build/broken/$target-" "$build/found/$target" \
    "$root/tests/fuzz/corpus/$target" >"$build/$target.log" 2>&1; then
    passed=$((passed + 1))
    echo "$target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$build/$target.log") inputs"
  else
    failed=$((failed + 1))
    echo "$target: FAILED, see $build/$target.log"
    grep -aE 'ERROR:|runtime error:|promise is broken|^ *#[0-9] ' "$build/$target.log" | head -12 || true
  fi
done
echo "$passed passed, $failed failed, 0 skipped"
[[ $failed -eq 0 ]]
