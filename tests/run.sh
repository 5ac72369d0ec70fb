#!/usr/bin/env bash
# run.sh - installs what is missing, builds, and runs every test: bash tests/run.sh [PART...]
#
# Parts, in their order: ctest (units, conversations, the contract, rooms, examples, the host), sanitize (by clang, under ASan and UBSan),
# threads (under TSan), package (installed, found, linked), clients (real third-party clients),
# conformance (the official suite), browser (people and the page, in Chromium). Without arguments: all. Any other word picks tests
# of ctest by the beginning of their names: unit, talk, abi, host, rooms.
# The trees under build/ are kept: a second run installs and builds nothing anew. The last line is
# `N passed, N failed, N skipped` over all that ran.
#
# CI=true          warnings are errors, and tests that miss their vectors fail
# TENON_JOBS=2     how many jobs at once [the number of cores]
# TENON_BUILD=DIR  the build tree [build]
# TENON_NO_APT=1   never install packages
# TENON_ARTEFACTS  where the browser's pictures go; without it none are taken
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/.." && pwd)
build=${TENON_BUILD:-$root/build}
logs=$build/test-logs
jobs=${TENON_JOBS:-$(nproc)}
werror=$([[ ${CI:-} == true ]] && echo ON || echo OFF)
all=(ctest sanitize threads package clients conformance browser)
parts=("$@")
[[ ${#parts[@]} -gt 0 ]] || parts=("${all[@]}")

main() {
  for part in "${parts[@]}"; do
    [[ $part =~ ^[a-z0-9_]+$ ]] || die "a part is a word: ${all[*]}, or the beginning of a test's name"
  done
  mkdir -p "$logs"
  : >"$logs/summary"
  install_packages
  for part in "${parts[@]}"; do run_part "$part"; done
  summarize
}

# ---- packages --------------------------------------------------------------------------------------------------------

install_packages() {
  local missing
  mapfile -t missing < <(missing_packages)
  [[ ${#missing[@]} -gt 0 ]] || return 0
  [[ -z ${TENON_NO_APT:-} ]] || die "these packages are missing: ${missing[*]}"
  command -v apt-get >/dev/null || die "this is no Debian; please install: ${missing[*]}"
  local as_root=()
  if [[ $(id -u) -ne 0 ]]; then
    command -v sudo >/dev/null || die "please install as root: apt-get install ${missing[*]}"
    as_root=(sudo)
  fi
  say "installing ${missing[*]}"
  apt-cache show "${missing[@]}" >/dev/null 2>&1 || "${as_root[@]}" apt-get update -q >"$logs/apt.log" 2>&1 ||
    die "apt-get update failed; see $logs/apt.log"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" \
    >>"$logs/apt.log" 2>&1 || die "apt-get install failed; see $logs/apt.log"
}

missing_packages() {
  local name
  while read -r name; do
    dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || provided "$name" || echo "$name"
  done < <(cat "$root/cmake/debian-packages.txt" "$here/debian-packages.txt" | sed 's/#.*//; s/[[:space:]]*$//; /^$/d')
}

# A program that is there by another way than its package is as good.
provided() {
  case $1 in
    npm | nodejs) command -v npm >/dev/null && command -v node >/dev/null ;;
    pkg-config) command -v pkg-config >/dev/null ;;
    *) return 1 ;;
  esac
}

# ---- parts -----------------------------------------------------------------------------------------------------------

run_part() {
  local part=$1 started=$SECONDS status=0
  say "$part"
  : >"$logs/$part.log"
  rm -f "$logs/$part.counts"
  if declare -F "part_$part" >/dev/null; then "part_$part" || status=$?; else part_named "$part" || status=$?; fi
  note_counts "$part" "$status" $((SECONDS - started))
}

part_ctest() {
  build_tree "$build" all || return 1
  run_ctest ctest "$build"
}

# By the other compiler, which has to take everything without a warning, too, and builds these trees in a third to a half of the time.
part_sanitize() {
  local clang
  clang=$(other_compiler) || { skip "there is no clang++"; return 0; }
  build_tree "$build/asan" all -DTENON_SANITIZE=address,undefined -DTENON_BUILD_EXAMPLES=OFF -DTENON_WERROR=ON \
    -DCMAKE_CXX_COMPILER="$clang" -DCMAKE_C_COMPILER="${clang/++/}" || return 1
  ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1 UBSAN_OPTIONS=print_stacktrace=1 \
    run_ctest sanitize "$build/asan"
}

part_threads() {
  [[ -e $here/threads/CMakeLists.txt ]] || { skip "there is no tests/threads"; return 0; }
  local clang
  clang=$(other_compiler) || { skip "there is no clang++"; return 0; }
  build_tree "$build/tsan" tenon_thread_tests -DTENON_SANITIZE=thread -DTENON_BUILD_EXAMPLES=OFF -DCMAKE_BUILD_TYPE=Debug \
    -DCMAKE_CXX_COMPILER="$clang" -DCMAKE_C_COMPILER="${clang/++/}" || return 1
  TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1 run_ctest threads "$build/tsan" --label-regex threads
}

other_compiler() { command -v clang++-14 || command -v clang++; }

part_package() {
  build_tree "$build" all || return 1
  run_script package "$here/package/run.sh" "$build"
}

part_named() {
  build_tree "$build" all || return 1
  run_ctest "$1" "$build" --tests-regex "^$1"
}

part_conformance() {
  build_tree "$build" all || return 1
  TENON_EVERYTHING=$build/bin/tenon-everything TENON_CONFORMANCE=$build/conformance run_script conformance "$here/conformance/run.sh"
}

part_clients() {
  build_tree "$build" all || return 1
  TENON_HOST=$build/bin/tenon-host run_script clients "$here/clients/run.sh"
}

part_browser() {
  build_tree "$build" all || return 1
  TENON_HOST=$build/bin/tenon-host TENON_PAGES=$build/bin/tenon_pages TENON_BROWSER=$build/browser run_script browser "$here/browser/run.sh"
}

# ---- how to build and run --------------------------------------------------------------------------------------------

build_tree() { # build_tree DIRECTORY TARGET OPTIONS...
  local tree=$1 target=$2 log generator=()
  shift 2
  [[ -e $tree/CMakeCache.txt ]] || generator=(-G Ninja)
  log=$logs/build-$(basename "$tree").log
  if ! cmake -S "$root" -B "$tree" "${generator[@]}" -DTENON_BUILD_TESTS=ON -DTENON_WERROR="$werror" "$@" >"$log" 2>&1 ||
    ! cmake --build "$tree" --target "$target" --parallel "$jobs" >>"$log" 2>&1; then
    grep -E -A 4 'rror:|Error at|undefined reference' "$log" | cut -c 1-240 | head -40 || true
    say "the build failed; all of it: $log"
    return 1
  fi
}

run_ctest() { # run_ctest PART TREE OPTIONS...
  local part=$1 tree=$2 status=0
  shift 2
  rm -f "$logs/$part.xml"
  ctest --test-dir "$tree" --output-on-failure --no-tests=error --parallel "$jobs" --timeout 900 \
    --test-output-size-passed 4000000 --test-output-size-failed 4000000 --output-junit "$logs/$part.xml" "$@" \
    >"$logs/$part.log" 2>&1 || status=$?
  [[ $status -eq 0 ]] || sed -n '/The following tests FAILED/,$p' "$logs/$part.log"
  [[ $status -eq 0 ]] || grep -aE -A 3 '^ *(FAILED|.*ERROR:|.*runtime error:)' "$logs/$part.log" | head -60 || true # with the values
  python3 "$here/count.py" "$logs/$part.xml" >"$logs/$part.counts"
  return "$status"
}

run_script() { # run_script PART SCRIPT ARGUMENTS...
  local part=$1 script=$2 status=0
  shift 2
  [[ -e $script ]] || { skip "there is no ${script#"$root"/}"; return 0; }
  timeout --kill-after=10 900 bash "$script" "$@" >"$logs/$part.log" 2>&1 || status=$?
  [[ $status -eq 0 ]] || { grep -aE '^ *FAILED' "$logs/$part.log" || tail -20 "$logs/$part.log"; }
  python3 "$here/count.py" "$logs/$part.log" >"$logs/$part.counts"
  return "$status"
}

skip() {
  say "  skipped: $1"
  echo "0 0 1" >"$logs/$part.counts"
}

# ---- counting --------------------------------------------------------------------------------------------------------

note_counts() { # a part that failed without a failed test of its own, such as one that does not build, is one failure
  local part=$1 status=$2 seconds=$3 passed=0 failed=0 skipped=0
  [[ ! -s $logs/$part.counts ]] || read -r passed failed skipped <"$logs/$part.counts"
  [[ $status -eq 0 || $failed -gt 0 ]] || failed=1
  [[ $status -ne 0 || $((passed + failed + skipped)) -gt 0 ]] || failed=1
  echo "$part $passed $failed $skipped $seconds" >>"$logs/summary"
  say "  $passed passed, $failed failed, $skipped skipped, $seconds s"
}

summarize() {
  local part passed failed skipped seconds all_passed=0 all_failed=0 all_skipped=0
  echo
  while read -r part passed failed skipped seconds; do
    printf '%-10s %6d passed %4d failed %4d skipped %6d s\n' "$part" "$passed" "$failed" "$skipped" "$seconds"
    all_passed=$((all_passed + passed)) all_failed=$((all_failed + failed)) all_skipped=$((all_skipped + skipped))
  done <"$logs/summary"
  echo "logs: $logs"
  echo "$all_passed passed, $all_failed failed, $all_skipped skipped"
  [[ $all_failed -eq 0 ]]
}

say() { echo "== $*"; }
die() {
  echo "tests/run.sh: $*" >&2
  exit 2
}

main
