#!/usr/bin/env bash
# run.sh - real third-party MCP clients, pinned, against the reference host, also behind an authorization server; and jose, which
# judges tokens beside the core.
#
#   tests/clients/run.sh [SUITE...]   suites: sdk_v1 sdk_v2 mcp_remote inspector python_sdk crowd killed_client
#                                     feedback feedback_forms feedback_tasks feedback_links feedback_python live
#                                     authorization jose_tokens [all]
#
# TENON_HOST is the host's binary [build/bin/tenon-host], TENON_TOKEN_JUDGE the program of tests/differential [beside the host].
# The clients live in TENON_CLIENTS [build/clients]: npm packages by package-lock.json, with a Node of their own, and a Python venv
# by requirements.txt. A second run installs nothing.
# Prints a line per check, and at the end `N passed, N failed, N skipped`.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
clients=${TENON_CLIENTS:-$root/build/clients}
export TENON_HERE=$here
TENON_HOST=$(realpath -m "${TENON_HOST:-$root/build/bin/tenon-host}")
export TENON_HOST
TENON_TOKEN_JUDGE=$(realpath -m "${TENON_TOKEN_JUDGE:-$(dirname "$TENON_HOST")/tenon-token-judge}")
export TENON_TOKEN_JUDGE
suites=("$@")
[ ${#suites[@]} -gt 0 ] || suites=(sdk_v1 sdk_v2 mcp_remote inspector python_sdk crowd killed_client feedback feedback_forms feedback_tasks feedback_links feedback_python live authorization jose_tokens)

children=()
scratch=$(mktemp -d)

main() {
  [ -x "$TENON_HOST" ] || die "no host at $TENON_HOST; build it first"
  trap leave EXIT
  trap 'exit 130' INT TERM
  install_node_clients
  install_python_client
  start_hosts
  for suite in "${suites[@]}"; do run_suite "$suite"; done
  stop_hosts
  count "$scratch/lines"
}

# ---- the clients ----

install_node_clients() {
  local wanted
  wanted=$(cat "$here/package.json" "$here/package-lock.json" | sha256sum)
  mkdir -p "$clients"
  if [ ! -x "$(node_binary)" ] || [ "$(cat "$clients/.npm-installed" 2>/dev/null)" != "$wanted" ]; then
    command -v npm >/dev/null || die "npm is needed to install the clients (apt-get install npm)"
    echo "installing the npm clients into $clients" >&2
    rm -f "$clients/.npm-installed"
    cp "$here/package.json" "$here/package-lock.json" "$clients/"
    (cd "$clients" && timeout 600 npm ci --no-audit --no-fund --loglevel=error) >"$clients/npm.log" 2>&1 || die "npm ci failed: $(tail -5 "$clients/npm.log")"
    [ -x "$(node_binary)" ] || die "the npm package node brought no binary; see $clients/npm.log"
    echo "$wanted" >"$clients/.npm-installed"
  fi
  cp "$here"/*.mjs "$clients/" # beside node_modules, where Node looks for packages
}

install_python_client() {
  local wanted
  wanted=$(sha256sum <"$here/requirements.txt")
  export TENON_PYTHON=$clients/venv/bin/python
  [ "$(cat "$clients/.pip-installed" 2>/dev/null)" != "$wanted" ] || return 0
  echo "installing the Python client into $clients/venv" >&2
  rm -f "$clients/.pip-installed"
  rm -rf "$clients/venv"
  {
    python3 -m venv "$clients/venv" &&
      timeout 600 "$TENON_PYTHON" -m pip install --quiet --disable-pip-version-check -r "$here/requirements.txt"
  } >"$clients/pip.log" 2>&1 || die "the Python client cannot be installed (apt-get install python3-venv): $(tail -5 "$clients/pip.log")"
  echo "$wanted" >"$clients/.pip-installed"
}

node_binary() { echo "$clients/node_modules/node/bin/node"; }

# ---- the hosts: one that asks for a token, one that does not, one whose open calls are watched, and one that asks people ----

start_hosts() {
  JWT_SECRET=$(random_secret)
  export JWT_SECRET
  export TENON_TOKEN TENON_WRONG_TOKEN
  cd "$scratch" # no .dev.vars here
  TENON_TOKEN=$("$TENON_HOST" jwt --sub tester --username tester --role user --expires-in 3600)
  TENON_WRONG_TOKEN=$(JWT_SECRET=$(random_secret) "$TENON_HOST" jwt --sub tester --expires-in 3600)
  start_host guarded --demo --feedback off
  start_host watched --demo --feedback off --log-level debug
  export TENON_WATCHED_PID=$! TENON_WATCHED_LOG=$scratch/watched.log
  start_host open --demo --feedback off --authless
  start_host asking --store "sqlite:$scratch/feedback.db" --hold 1 --feedback-tools ask,result,status,cancel,list
  TENON_GUARDED=$(url_in "$scratch/guarded.log")
  TENON_WATCHED=$(url_in "$scratch/watched.log")
  TENON_OPEN=$(url_in "$scratch/open.log")
  TENON_ASKING=$(url_in "$scratch/asking.log")
  export TENON_GUARDED TENON_WATCHED TENON_OPEN TENON_ASKING
}

start_host() {
  local name=$1
  shift
  "$TENON_HOST" --listen 127.0.0.1:0 "$@" 2>"$scratch/$name.log" >"$scratch/$name.out" &
  children+=($!)
}

# The URL that a host printed when it was ready.
url_in() {
  local url
  for _ in $(seq 100); do
    url=$(sed -n 's#.*listening on \(http://[0-9.:]*\)/mcp.*#\1#p' "$1" | head -n 1)
    [ -z "$url" ] || { echo "$url" && return; }
    sleep 0.1
  done
  die "a host did not start: $(tail -3 "$1")"
}

# What a host must still do after all this: end on SIGTERM with 0, having written nothing to stdout and no token to its log.
stop_hosts() {
  local name pid status
  for name in guarded watched open asking; do
    pid=${children[0]}
    children=("${children[@]:1}")
    kill -TERM "$pid" 2>/dev/null || true
    status=0
    timeout_wait "$pid" 15 || status=$?
    if [ "$status" -eq 0 ]; then note passed "host $name: ends with 0 on SIGTERM"; else note FAILED "host $name: ended with $status: $(tail -3 "$scratch/$name.log")"; fi
    if tail -n 1 "$scratch/$name.log" | grep -q 'stopped .*exchanges=0 calls=0 '; then note passed "host $name: has nothing open at its end"; else note FAILED "host $name: its last words are $(tail -n 1 "$scratch/$name.log")"; fi
    if [ -s "$scratch/$name.out" ]; then note FAILED "host $name: wrote to stdout"; else note passed "host $name: wrote nothing to stdout"; fi
    if grep -qF -e "$TENON_TOKEN" -e "$TENON_WRONG_TOKEN" -e "$JWT_SECRET" "$scratch/$name.log"; then note FAILED "host $name: a token or the secret is in its log"; else note passed "host $name: no token and no secret in its log"; fi
  done
}

timeout_wait() {
  local pid=$1 patience=$(($2 * 10))
  while kill -0 "$pid" 2>/dev/null && [ "$patience" -gt 0 ]; do
    sleep 0.1
    patience=$((patience - 1))
  done
  [ "$patience" -gt 0 ] || kill -KILL "$pid" 2>/dev/null || true
  wait "$pid"
}

random_secret() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }

# ---- the suites ----

run_suite() {
  local suite=$1 status=0 patience=150
  case $suite in
    python_sdk | feedback_python) set -- "$TENON_PYTHON" "$here/$suite.py" ;;
    sdk_v1 | sdk_v2 | mcp_remote | inspector | crowd | killed_client | feedback | feedback_forms | feedback_tasks | feedback_links | live | authorization | jose_tokens) set -- "$(node_binary)" "$clients/$suite.mjs" ;;
    *) die "no suite named $suite" ;;
  esac
  [[ $suite != jose_tokens && $suite != feedback ]] || patience=420 # where the cores are busy with something else
  timeout --kill-after=5 "$patience" "$@" 2>"$scratch/$suite.err" | tee -a "$scratch/lines" || status=$?
  [ "$status" -eq 0 ] || note FAILED "$suite: ended with $status: $(tail -3 "$scratch/$suite.err" | tr '\n' ' ')"
}

note() { echo "$1  $2" | tee -a "$scratch/lines"; }

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
  [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

die() {
  echo "clients: $*" >&2
  exit 2
}

leave() {
  local pid
  for pid in "${children[@]}"; do kill -KILL "$pid" 2>/dev/null || true; done
  cd / && rm -rf "$scratch"
}

main
