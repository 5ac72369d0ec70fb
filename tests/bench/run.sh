#!/usr/bin/env bash
# run.sh - one command, one table: builds the bench programs, installs the official servers, and measures.
#
# BENCH_SECONDS [3] and BENCH_ROUNDS [3] set how long and how often each server is loaded; TENON_BUILD [build] is the build tree.
# Needs wrk, npm and python3. Two cores: servers on the first, wrk on the second.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
build=${TENON_BUILD:-$root/build}
peers=$build/bench/peer

main() {
  for tool in cmake wrk npm python3 taskset; do
    command -v "$tool" >/dev/null || die "$tool is missing"
  done
  build_programs
  install_peers
  TENON_SCRATCH=$(mktemp -d)
  export TENON_SCRATCH PYTHONDONTWRITEBYTECODE=1
  trap 'rm -rf "$TENON_SCRATCH"' EXIT
  python3 "$here/bench.py" "$build/bin" "$peers"
}

build_programs() {
  local generator=()
  ! command -v ninja >/dev/null || generator=(-G Ninja)
  [ -f "$build/CMakeCache.txt" ] || cmake -S "$root" -B "$build" "${generator[@]}" >/dev/null
  cmake --build "$build" --target tenon_benches --parallel "$(nproc)" >&2
}

install_peers() {
  local wanted
  wanted=$(cat "$here/peer/package.json" "$here/peer/package-lock.json" | sha256sum)
  mkdir -p "$peers"
  if [ "$(cat "$peers/.npm-installed" 2>/dev/null)" != "$wanted" ]; then
    rm -f "$peers/.npm-installed"
    cp "$here/peer/package.json" "$here/peer/package-lock.json" "$peers/"
    (cd "$peers" && timeout 600 npm ci --no-audit --no-fund --loglevel=error) >"$peers/npm.log" 2>&1 || die "npm ci failed: $(tail -5 "$peers/npm.log")"
    echo "$wanted" >"$peers/.npm-installed"
  fi
  cp "$here"/peer/*.mjs "$peers/"
}

die() {
  echo "bench: $*" >&2
  exit 2
}

main
