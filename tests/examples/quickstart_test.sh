#!/usr/bin/env bash
# quickstart_test.sh BUILD - runs the first command of the README beside a built tree, in a directory of its own.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$(cd "${1:?which build tree}" && pwd)
scratch=$(mktemp -d)
started=
trap '[[ -z $started ]] || kill -TERM "$started" 2>/dev/null; rm -rf "$scratch"' EXIT
passed=0 failed=0
unset JWT_SECRET PORT

mkdir -p "$scratch/examples"
cp "$root/examples/quickstart.sh" "$scratch/examples/"
cp -r "$root/cmake" "$scratch/cmake"
ln -s "$build" "$scratch/build"
cd "$scratch" || exit 1

check() { # check SENTENCE COMMAND...
  local sentence=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED $sentence"
    tail -5 out err 2>/dev/null
  fi
}
quickstart() { timeout 300 bash examples/quickstart.sh "$@" >out 2>err; }
has() { grep -qF -- "$2" "$1"; }
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
not() { ! "$@"; }
within_10s() {
  for _ in {1..100}; do
    "$@" && return
    sleep 0.1
  done
  return 1
}

port=$(free_port)
check "a first run starts the host, calls add and stops" quickstart --check --port "$port"
check "it says what came out" has out "2 + 3 = 5"
check "it names the endpoint" has out "http://127.0.0.1:$port/mcp"
check "and how a person is asked" has out "curl -s http://127.0.0.1:$port/api/feedback/create"
check "nothing is left behind on the port" not listens "$port"
check "the secret is for its owner alone" test "$(stat -c %a .dev.vars)" = 600
check "and is long enough" grep -Eq '^JWT_SECRET=[A-Za-z0-9_-]{48,}=*$' .dev.vars
check "nobody sees it" not has out "$(cut -d= -f2 .dev.vars)"

cp .dev.vars before
check "a second run does as well" quickstart --once --port "$port"
check "and keeps the secret" cmp -s before .dev.vars
check "and builds nothing anew" grep -Eq 'no work to do|up to date|\[100%\] Built target tenon-host' err

cat >paste.py <<'END'
import json, sys
text = open("out").read()
start = text.index('{\n    "mcpServers"')
server = json.JSONDecoder().raw_decode(text[start:])[0]["mcpServers"]["tenon"]
assert server["args"][-2:] == ["--header", "Authorization:${AUTH_HEADER}"], server
assert server["env"]["AUTH_HEADER"].startswith("Bearer ") and len(server["env"]["AUTH_HEADER"]) > 50, server
END
check "what is to be pasted into Claude Desktop is JSON" python3 paste.py

mkdir without_curl
for directory in /usr/sbin /usr/bin /sbin /bin; do
  find "$directory"/ -maxdepth 1 ! -name curl ! -type d -exec ln -sft without_curl {} + 2>/dev/null
done
PATH=$PWD/without_curl check "a machine without curl is good enough" quickstart --check --port "$port"

# A machine on which one package is missing and the lists are old; what would be installed is written down.
mkdir bare
cat >bare/dpkg-query <<'END'
#!/bin/sh
[ "$4" = ninja-build ] && [ ! -e installed ] && exit 1
echo installed
END
cat >bare/apt-get <<'END'
#!/bin/sh
echo "$@" >>apt.log
case $* in
  *update) touch fresh ;;
  *) [ -e fresh ] && touch installed ;;
esac
END
printf '#!/bin/sh\nexec "$@"\n' >bare/sudo
chmod +x bare/*
PATH=$PWD/bare:$PATH check "what is missing is installed" quickstart --check --port "$port"
check "after the lists were fetched, and nothing else" test "$(grep -c . apt.log)" = 3
check "by its name alone" grep -qE '^-q -y install --no-install-recommends ninja-build$' apt.log
PATH=$PWD/bare:$PATH check "a second run" quickstart --check --port "$port"
check "installs nothing anew" test "$(grep -c . apt.log)" = 3

printf 'OTHER=1' >.dev.vars
check "a file without a secret gets one" quickstart --check --port "$port"
check "and keeps what it had" has .dev.vars "OTHER=1"
check "on a line of its own" grep -q '^JWT_SECRET=' .dev.vars

python3 -c "
import socket, time
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(('127.0.0.1', $port)); s.listen()
time.sleep(60)" &
started=$!
check "(somebody takes the port)" within_10s listens "$port"
check "a port that is taken ends it" not quickstart --check --port "$port"
check "with a word about it" has err "port $port is taken"
kill "$started"
wait "$started" 2>/dev/null
started=

JWT_SECRET=short check "a secret that is too short ends it" not quickstart --check --port "$port"
check "a flag that is none ends it" not quickstart --nonsense

bash examples/quickstart.sh --port "$port" >out 2>err &
started=$!
check "without --check it stays" within_10s has out "Ctrl-C stops it."
check "and serves" listens "$port"
kill -TERM "$started"
wait "$started"
check "until it is told to stop" test $? -eq 143
started=
check "and the host stops with it" within_10s not listens "$port"

echo "$passed passed, $failed failed, 0 skipped"
[[ $failed -eq 0 ]]
