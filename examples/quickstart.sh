#!/usr/bin/env bash
# quickstart.sh - from a fresh clone to a running MCP server with a token in hand.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  cat <<'END'
bash examples/quickstart.sh [--port N] [--check]

Installs what is missing (Debian packages, with sudo unless you are root), builds the reference host, makes a secret in
.dev.vars unless there is one, starts the host with its demo tools on 127.0.0.1 and prints how to connect.

  --port N   instead of 8787; PORT=N in the environment does the same
  --check    start, call a tool once, stop; for tests
END
}

port=${PORT:-8787} check=no
while [[ $# -gt 0 ]]; do
  case $1 in
    --port) [[ $# -ge 2 ]] || { usage >&2 && exit 2; }
      port=$2 && shift 2 ;;
    --port=*) port=${1#*=} && shift ;;
    --check | --once) check=yes && shift ;;
    --help | -h) usage && exit 0 ;;
    *) echo "quickstart: what is $1?" >&2 && usage >&2 && exit 2 ;;
  esac
done
if ! [[ $port =~ ^[0-9]{1,5}$ ]] || ((10#$port < 1 || 10#$port > 65535)); then
  echo "quickstart: --port wants a number from 1 to 65535, not '$port'" >&2
  exit 2
fi
host=build/bin/tenon-host
url=http://127.0.0.1:$port

step() { printf '== %s\n' "$*" >&2; }
fail() {
  printf 'quickstart: %s\n' "$*" >&2
  exit 1
}

install_packages() {
  local wanted=() missing=() root=()
  mapfile -t wanted < <(sed 's/#.*//' cmake/debian-packages.txt | awk 'NF { print $1 }')
  if ! command -v dpkg-query >/dev/null; then
    step "This is no Debian; going on with the compiler and libraries that are here (docs/dependencies.md lists them)"
    return
  fi
  for package in "${wanted[@]}"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
  done
  [[ ${#missing[@]} -eq 0 ]] && return
  step "Installing ${missing[*]}"
  if [[ $EUID -ne 0 ]]; then
    command -v sudo >/dev/null || fail "these packages are missing, and there is no sudo: apt-get install ${missing[*]}"
    root=(sudo)
  fi
  # The lists may be missing or old: fetch them when the first try fails.
  local apt=("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y)
  "${apt[@]}" install --no-install-recommends "${missing[@]}" >&2 ||
    { "${apt[@]}" update >&2 && "${apt[@]}" install --no-install-recommends "${missing[@]}" >&2; } ||
    fail "apt-get could not install ${missing[*]}"
}

build_host() {
  local generator=()
  if [[ ! -e build/CMakeCache.txt ]]; then
    step "Configuring"
    command -v ninja >/dev/null && generator=(-G Ninja)
    cmake -S . -B build "${generator[@]}" -DTENON_BUILD_TESTS=OFF >&2
  fi
  [[ -x $host ]] || step "Building; the first time takes a few minutes"
  cmake --build build --target tenon-host --parallel "$(nproc)" >&2
}

make_secret() {
  [[ -n ${JWT_SECRET:-} ]] && return
  if [[ -e .dev.vars ]] && grep -Eq '^[[:space:]]*(export[[:space:]]+)?JWT_SECRET[[:space:]]*=' .dev.vars; then return; fi
  step "Making a secret in .dev.vars"
  (
    umask 077
    # A last line without its newline would swallow ours.
    [[ ! -s .dev.vars || -z $(tail -c 1 .dev.vars) ]] || echo >>.dev.vars
    printf 'JWT_SECRET=%s\n' "$(head -c 48 /dev/urandom | base64 -w 0 | tr '+/' '-_')" >>.dev.vars
  )
  chmod 600 .dev.vars
}

# The bytes that the server answers to a request of ours; bash alone, since a bare machine has no curl.
http() { # http METHOD PATH [BODY [HEADER...]]
  local method=$1 path=$2 body=${3:-} header
  exec 3<>"/dev/tcp/127.0.0.1/$port" || return 1
  {
    printf '%s %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\nContent-Length: %d\r\n' \
      "$method" "$path" "$port" "$(printf %s "$body" | wc -c)"
    for header in "${@:4}"; do printf '%s\r\n' "$header"; done
    printf '\r\n%s' "$body"
  } >&3
  timeout 10 cat <&3
  exec 3>&-
}

start_host() {
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    fail "port $port is taken; stop what runs there, or choose another: bash examples/quickstart.sh --port $((port % 65535 + 1))"
  fi
  set -m # a process group of its own: Ctrl-C reaches this script alone, and the host is then asked to stop once
  "$host" --demo --listen "127.0.0.1:$port" &
  pid=$!
  set +m
  trap stop_host EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  for _ in {1..100}; do
    kill -0 "$pid" 2>/dev/null || fail "the host ended at once; its own words are above"
    [[ $(http GET /health 2>/dev/null) == *' 200 '* ]] && return
    sleep 0.1
  done
  fail "the host does not answer on $url/health"
}

stop_host() {
  trap - EXIT INT TERM
  kill -TERM "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
}

body='{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"add","arguments":{"a":2,"b":3},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"quickstart","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}}}'
headers=('Content-Type: application/json' 'Accept: application/json, text/event-stream' 'MCP-Protocol-Version: 2026-07-28'
  'Mcp-Method: tools/call' 'Mcp-Name: add')

print_how_to_connect() {
  cat <<END

Tenon runs. It answers on

  $url/mcp   Streamable HTTP: 2026-07-28, 2025-11-25, 2025-06-18, 2025-03-26
  $url/sse   HTTP+SSE: 2024-11-05
  $url/      a page for people

A token for 24 hours (make others with: $host jwt --help)

  $token

Claude Desktop: paste this into its configuration (Settings, Developer, Edit Config). It needs Node 22 or newer for npx.

  {
    "mcpServers": {
      "tenon": {
        "command": "npx",
        "args": ["-y", "mcp-remote@0.15.1", "$url/mcp", "--header", "Authorization:\${AUTH_HEADER}"],
        "env": { "AUTH_HEADER": "Bearer $token" }
      }
    }
  }

MCP Inspector (Node 22 or newer too), in a terminal:

  npx -y @modelcontextprotocol/inspector@2.12.0 --cli $url/mcp --method tools/call --tool-name add --tool-arg a=2 --tool-arg b=3 \\
    --header "Authorization: Bearer $token"

In a browser: npx -y @modelcontextprotocol/inspector@2.12.0, then choose Streamable HTTP, the URL $url/mcp, and
the header Authorization with the value Bearer and the token.

With curl, one call on 2026-07-28:

  $(curl_line)

Ask a person, then open the feedbackUrl that it prints, and answer; agents ask the same with the tool interactive_feedback:

  $(question_line)

END
}

curl_line() {
  printf "curl -s %s/mcp -H 'Authorization: Bearer %s'" "$url" "$token"
  local header
  for header in "${headers[@]}"; do printf " -H '%s'" "$header"; done
  printf " -d '%s'" "$body"
}

question='{"message":"Shall I go on?","predefinedOptions":["yes","no"]}'

question_line() {
  printf "curl -s %s/api/feedback/create -H 'Authorization: Bearer %s' -H 'Content-Type: application/json' -d '%s'" "$url" "$token" "$question"
}

# The line that people are told to paste, where there is a curl to run it.
call_add() {
  if command -v curl >/dev/null; then
    eval "$(curl_line)"
  else
    http POST /mcp "$body" "Authorization: Bearer $token" "${headers[@]}"
  fi
}

install_packages
build_host
make_secret
start_host
token=$("$host" jwt --sub user123 --username john_doe --role user --expires-in 86400)
print_how_to_connect

if [[ $check == yes ]]; then
  answer=$(call_add)
  [[ $answer == *'"text":"5"'* ]] || fail "add did not answer 5: $answer"
  echo "2 + 3 = 5; all is well."
  exit 0
fi
echo "Ctrl-C stops it."
wait "$pid"
