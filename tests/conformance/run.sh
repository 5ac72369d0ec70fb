#!/usr/bin/env bash
# run.sh - the official MCP conformance suite, pinned, against tenon-everything: both revisions, everything passed, no warning.
#
#   tests/conformance/run.sh [REVISION...]     [2025-11-25 2026-07-28]
#
# TENON_EVERYTHING is the server's binary [build/bin/tenon-everything]. The suite lives in TENON_CONFORMANCE [build/conformance]:
# npm packages by package-lock.json, with a Node of their own. A second run installs nothing. What the suite wrote stays there,
# in results/. Prints a line per scenario, and at the end `N passed, N failed, N skipped`.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
suite=${TENON_CONFORMANCE:-$root/build/conformance}
everything=$(realpath -m "${TENON_EVERYTHING:-$root/build/bin/tenon-everything}")
node=$suite/node_modules/node/bin/node
revisions=("$@")
[[ ${#revisions[@]} -gt 0 ]] || revisions=(2025-11-25 2026-07-28)
server=
scratch=$(mktemp -d)

main() {
  [[ -x $everything ]] || die "no server at $everything; build it first"
  trap leave EXIT
  trap 'exit 130' INT TERM
  install_suite
  local url
  start_server
  url=$(url_in "$scratch/server.log")/mcp
  for revision in "${revisions[@]}"; do run_revision "$revision" "$url"; done
  stop_server
  count "$scratch/lines"
}

install_suite() {
  local wanted
  wanted=$(cat "$here/package.json" "$here/package-lock.json" | sha256sum)
  mkdir -p "$suite"
  if [[ ! -x $node || $(cat "$suite/.npm-installed" 2>/dev/null) != "$wanted" ]]; then
    command -v npm >/dev/null || die "npm is needed to install the suite (apt-get install npm)"
    echo "installing the conformance suite into $suite" >&2
    rm -f "$suite/.npm-installed"
    cp "$here/package.json" "$here/package-lock.json" "$suite/"
    (cd "$suite" && timeout 600 npm ci --no-audit --no-fund --loglevel=error) >"$suite/npm.log" 2>&1 ||
      die "npm ci failed: $(tail -5 "$suite/npm.log")"
    [[ -x $node ]] || die "the npm package node brought no binary; see $suite/npm.log"
    echo "$wanted" >"$suite/.npm-installed"
  fi
  cp "$here/verdict.mjs" "$suite/" # beside node_modules, where Node looks for packages
}

start_server() {
  "$everything" --port 0 2>"$scratch/server.log" >"$scratch/server.out" &
  server=$!
}

# The URL that the server printed when it was ready.
url_in() {
  local url
  for _ in $(seq 100); do
    url=$(sed -n 's#.*listening on \(http://[0-9.:]*\)/mcp.*#\1#p' "$1" | head -n 1)
    [[ -z $url ]] || { echo "$url" && return; }
    sleep 0.1
  done
  die "the server did not start: $(tail -3 "$1")"
}

# Each scenario's verdict is ours to read from what the suite wrote: its own exit code forgives warnings.
run_revision() {
  local revision=$1 url=$2 results=$suite/results/$1 status=0
  rm -rf "$results"
  mkdir -p "$results"
  timeout --kill-after=10 600 "$node" "$suite/node_modules/@modelcontextprotocol/conformance/dist/index.js" \
    server --url "$url" --requirements "$revision" -o "$results" >"$results/suite.log" 2>&1 || status=$?
  [[ $status -ne 124 ]] || note FAILED "$revision: the suite did not end in ten minutes"
  "$node" "$suite/verdict.mjs" "$revision" "$results" | tee -a "$scratch/lines" ||
    note FAILED "$revision: no verdict: $(tail -3 "$results/suite.log" | tr '\n' ' ')"
}

# Having served all this, it still ends on SIGTERM with 0, and has said nothing on stdout.
stop_server() {
  local status=0 patience=150
  kill -TERM "$server" 2>/dev/null || true
  while kill -0 "$server" 2>/dev/null && [[ $patience -gt 0 ]]; do
    sleep 0.1
    patience=$((patience - 1))
  done
  [[ $patience -gt 0 ]] || kill -KILL "$server" 2>/dev/null || true
  wait "$server" || status=$?
  server=
  if [[ $status -eq 0 ]]; then note passed "the server ends with 0 on SIGTERM"; else note FAILED "the server ended with $status: $(tail -3 "$scratch/server.log")"; fi
  if [[ -s $scratch/server.out ]]; then note FAILED "the server wrote to stdout"; else note passed "the server wrote nothing to stdout"; fi
}

note() { echo "$1  $2" | tee -a "$scratch/lines"; }

count() {
  local passed failed skipped
  passed=$(grep -c '^passed ' "$1" || true)
  failed=$(grep -c '^FAILED ' "$1" || true)
  skipped=$(grep -c '^skipped ' "$1" || true)
  echo "$passed passed, $failed failed, $skipped skipped"
  [[ $failed -eq 0 && $passed -gt 0 ]]
}

die() {
  echo "conformance: $*" >&2
  exit 2
}

leave() {
  [[ -z $server ]] || kill -KILL "$server" 2>/dev/null || true
  rm -rf "$scratch"
}

main
