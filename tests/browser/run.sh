#!/usr/bin/env bash
# run.sh - the page in Debian's Chromium: what it promises is done by a person and an agent, and looked at.
#
#   tests/browser/run.sh [SUITE...]     suites: assets same answering truth plain safety links reach [all], gallery
#
# The pages come from hosts that each suite starts, TENON_HOST being the program [build/bin/tenon-host], or with TENON_PAGE_URL,
# TENON_TOKEN and TENON_INBOX_URL from one that runs already. What none of them does on command, the mock in this directory does;
# TENON_HOST=none leaves everything to it.
# The npm packages live in TENON_BROWSER [build/browser], installed by package-lock.json; a second run installs nothing.
# gallery puts a picture of every state in every dress into TENON_ARTEFACTS [build/pictures]; it belongs to `all` if that is set.
# same holds the library's pages against the reference renderer's: TENON_PAGES is the program tenon_pages of a build tree.
# Prints a line per check, and at the end `N passed, N failed, N skipped`; with CI=true none may be skipped.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
place=${TENON_BROWSER:-$root/build/browser}
export TENON_ASSETS=$root/src/web/assets
export TENON_HOST=${TENON_HOST:-$root/build/bin/tenon-host}
[ "$TENON_HOST" != none ] || TENON_HOST=
export TENON_PAGE_MANUAL=$root/docs/page.md
suites=("$@")
[ ${#suites[@]} -gt 0 ] || suites=(${TENON_ARTEFACTS:+gallery} reach answering truth safety links plain assets same) # the longest first
export TENON_ARTEFACTS=${TENON_ARTEFACTS:-$root/build/pictures}
scratch=$(mktemp -d)

main() {
  trap 'rm -rf "$scratch"' EXIT
  [ -z "$TENON_HOST" ] || [ -x "$TENON_HOST" ] || die "there is no $TENON_HOST; build it, or say TENON_HOST=none"
  command -v "${TENON_CHROMIUM:-chromium}" >/dev/null || die "chromium is needed (apt-get install chromium)"
  install_packages
  : >"$scratch/lines"
  # Two at a time: each has a server and a browser of its own, and spends its time waiting.
  printf '%s\n' "${suites[@]}" | xargs -P 2 -I{} bash -c 'run_suite {}' || true
  for suite in "${suites[@]}"; do cat "$scratch/$suite.lines" >>"$scratch/lines"; done
  count "$scratch/lines"
}

install_packages() {
  local wanted
  wanted=$(cat "$here/package.json" "$here/package-lock.json" | sha256sum)
  mkdir -p "$place"
  if [ "$(cat "$place/.npm-installed" 2>/dev/null)" != "$wanted" ]; then
    command -v npm >/dev/null || die "npm is needed (apt-get install npm)"
    echo "installing npm packages into $place" >&2
    rm -f "$place/.npm-installed"
    cp "$here/package.json" "$here/package-lock.json" "$place/"
    (cd "$place" && timeout 600 npm ci --no-audit --no-fund --loglevel=error) >"$place/npm.log" 2>&1 || die "npm ci failed: $(tail -5 "$place/npm.log")"
    echo "$wanted" >"$place/.npm-installed"
  fi
  cp "$here"/*.mjs "$place/" # beside node_modules, where Node looks for packages
}

run_suite() {
  local suite=$1 status=0
  [ -e "$place/$suite.mjs" ] || die "no suite named $suite"
  : >"$scratch/$suite.lines"
  timeout --kill-after=5 400 "$place/node_modules/node/bin/node" "$place/$suite.mjs" 2>"$scratch/$suite.err" | tee "$scratch/$suite.lines" || status=$?
  [ "$status" -eq 0 ] || grep -q '^FAILED ' "$scratch/$suite.lines" || echo "FAILED  $suite: ended with $status: $(tail -3 "$scratch/$suite.err" | tr '\n' ' ')" | tee -a "$scratch/$suite.lines"
}

count() {
  local passed failed skipped
  passed=$(grep -c '^passed ' "$1" || true)
  failed=$(grep -c '^FAILED ' "$1" || true)
  skipped=$(grep -c '^skipped ' "$1" || true)
  if [ "$failed" -gt 0 ]; then
    echo "failed:"
    grep '^FAILED ' "$1"
  fi
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "${CI:-}" != true ] || [ "$skipped" -eq 0 ] || die "in CI nothing is skipped"
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

die() {
  echo "browser: $*" >&2
  exit 2
}

export -f run_suite die
export place scratch
main
