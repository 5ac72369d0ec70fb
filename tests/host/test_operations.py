"""test_operations.py - what docs/operations.md tells operators to do works: behind nginx, behind Caddy, under systemd."""
import contextlib
import json
import os
import re
import shlex
import shutil
import socket
import ssl
import subprocess
import tempfile
import time

from certificates import Certificate
from harness import BINARY, ROOT, Host, Skip, Wire, environment, request, run, wait_until

NAME = "mcp.example.com"
DOC = os.path.join(ROOT, "docs", "operations.md")


def document():
    with open(DOC, encoding="utf-8") as file:
        return file.read()


def block(first_line):
    """The code block of the document that begins with this comment."""
    found = re.findall(r"^```\w+\n(" + re.escape(first_line) + r"\n.*?)^```", document(), re.S | re.M)
    assert len(found) == 1, first_line
    return found[0]


def fill_in(text, *changes):
    """The documented text but for what belongs to a machine: ports, paths, names of users."""
    for before, after, times in changes:
        assert text.count(before) == times, (before, text.count(before))
        text = text.replace(before, after)
    return text


def program(name):
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin:/usr/local/sbin")
    if not found:
        raise Skip(f"there is no {name}")
    return found


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def listens(port):
    with contextlib.suppress(OSError):
        socket.create_connection(("127.0.0.1", port)).close()
        return True
    return False


@contextlib.contextmanager
def started(words, port, **options):
    """A proxy that has begun to listen."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=said, stderr=said, **options)
        try:
            wait_until(lambda: process.poll() is not None or listens(port), "the proxy to listen")
            if process.poll() is not None:
                said.seek(0)
                raise AssertionError(said.read().decode(errors="replace"))
            yield
        finally:
            process.kill()
            process.wait()


@contextlib.contextmanager
def behind_nginx():
    """The host behind nginx with the documented file; yields the host and a way to open wires."""
    nginx = program("nginx")
    with Host("--public-url", f"https://{NAME}") as host, tempfile.TemporaryDirectory() as place:
        identity, port = Certificate(place), free_port()
        text = fill_in(block("# /etc/nginx/conf.d/tenon.conf"), ("127.0.0.1:8787", f"127.0.0.1:{host.port}", 1),
                       ("listen 443 ", f"listen 127.0.0.1:{port} ", 1), ("  listen [::]:443 ssl http2;\n", "", 1),
                       ("/etc/tenon/tls/fullchain.pem", identity.cert, 1), ("/etc/tenon/tls/key.pem", identity.key, 1))
        scratch = "".join(f"  {what}_temp_path {place}/{what};\n"
                          for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        with open(os.path.join(place, "nginx.conf"), "w", encoding="utf-8") as file:
            user = "user root;\n" if os.geteuid() == 0 else ""  # its workers have to reach our directory
            file.write(f"{user}daemon off;\npid {place}/pid;\nerror_log stderr;\nworker_processes 1;\nevents {{}}\n"
                       f"http {{\n  access_log off;\n{scratch}{text}\n}}\n")
        with started([nginx, "-p", place, "-e", "stderr", "-c", os.path.join(place, "nginx.conf")], port):
            yield host, opener(port, identity)


@contextlib.contextmanager
def behind_caddy():
    caddy = program("caddy")
    with Host("--public-url", f"https://{NAME}") as host, tempfile.TemporaryDirectory() as place:
        identity, port = Certificate(place), free_port()
        text = fill_in(block("# /etc/caddy/Caddyfile"), ("127.0.0.1:8787", f"127.0.0.1:{host.port}", 1),
                       (NAME + " {\n", f"https://{NAME}:{port} {{\n\tbind 127.0.0.1\n\ttls {identity.cert} {identity.key}\n", 1))
        with open(os.path.join(place, "Caddyfile"), "w", encoding="utf-8") as file:
            file.write("{\n\tadmin off\n\tauto_https disable_redirects\n}\n" + text)
        home = {**os.environ, "HOME": place, "XDG_DATA_HOME": place, "XDG_CONFIG_HOME": place}
        with started([caddy, "run", "--config", os.path.join(place, "Caddyfile"), "--adapter", "caddyfile"], port, env=home):
            yield host, opener(port, identity)


def opener(port, identity):
    context = ssl.create_default_context(cafile=identity.cert)
    return lambda: Wire(port, tls=context, name=NAME)


# ---- a client's day behind a proxy ----

def post(message, *headers):
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    lines = ["POST /mcp HTTP/1.1", f"Host: {NAME}", "Content-Type: application/json", "Accept: application/json, text/event-stream",
             *headers, f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def get(path, *headers):
    return "\r\n".join([f"GET {path} HTTP/1.1", f"Host: {NAME}", *headers]).encode() + b"\r\n\r\n"


def slow(seconds, number):
    return {"id": number, "method": "tools/call",
            "params": {"name": "slow", "arguments": {"seconds": seconds}, "_meta": {"progressToken": f"p{number}"}}}


def new_call(tool, arguments, **options):
    """A call of 2026-07-28 under the public name."""
    return request(tool, arguments, **options).replace(b"Host: 127.0.0.1", b"Host: " + NAME.encode(), 1)


def begin_session(wire):
    hello = {"id": 1, "method": "initialize", "params": {"protocolVersion": "2025-11-25", "capabilities": {},
                                                         "clientInfo": {"name": "tests/host", "version": "1"}}}
    reply = wire.send(post(hello)).reply()
    assert reply.status == 200, reply.body
    session = f"Mcp-Session-Id: {reply.headers['mcp-session-id']}"
    assert wire.send(post({"method": "notifications/initialized"}, session)).reply().status == 202
    return session


def a_day_behind(host, wire_to_it, too_large):
    with wire_to_it() as wire:
        assert wire.send(get("/health")).reply().json()["status"] == "ok"
        session = begin_session(wire)
        events_come_one_by_one(wire.send(post(slow(2, 2), session)), b"done after 2 seconds")
        events_come_one_by_one(wire.send(new_call("slow", {"seconds": 2}, progress="p")), b"done after 2 seconds")
        assert wire.send(new_call("echo", {"text": "x" * 1_000_000})).reply().text() == "x" * 1_000_000
        assert wire.send(get("/health", "Connection: close")).reply().status == 200
    a_broken_stream_is_taken_up_again(wire_to_it, session)
    the_old_transport_streams(wire_to_it)
    a_client_that_leaves_cancels_its_call(host, wire_to_it)
    a_body_beyond_the_limit_is_refused(wire_to_it, too_large)


def events_come_one_by_one(wire, last_words):
    start = time.monotonic()
    status, headers = wire.head()
    assert status == 200 and headers["content-type"].startswith("text/event-stream"), headers
    chunks, body, reports = wire.chunks(), b"", 0
    while b"notifications/progress" not in body:
        body += next(chunks)
    assert time.monotonic() - start < 1.2, "the first report must not wait for the result"
    for chunk in chunks:
        body += chunk
        reports += b"notifications/progress" in chunk
    assert last_words in body and time.monotonic() - start >= 1.8
    assert reports >= 3, "reports were gathered on the way"


def a_broken_stream_is_taken_up_again(wire_to_it, session):
    with wire_to_it() as wire:
        wire.send(post(slow(2, 3), session)).head()
        chunks, body = wire.chunks(), b""
        while b"notifications/progress" not in body:
            body += next(chunks)
        seen = re.findall(rb"^id: *(\S+)", body, re.M)[-1].decode()
    with wire_to_it() as wire:
        wire.send(get("/mcp", "Accept: text/event-stream", session, f"Last-Event-ID: {seen}"))
        assert wire.head()[0] == 200
        rest = b"".join(wire.chunks())
        assert b"done after 2 seconds" in rest and b"notifications/progress" in rest, rest


def the_old_transport_streams(wire_to_it):
    with wire_to_it() as wire:
        wire.send(get("/sse", "Accept: text/event-stream"))
        assert wire.head()[0] == 200
        start = time.monotonic()
        assert b"event: endpoint" in next(wire.chunks())
        assert time.monotonic() - start < 2


def a_client_that_leaves_cancels_its_call(host, wire_to_it):
    wait_until(lambda: host.counts()["calls"] == 0, "earlier calls to end")
    with wire_to_it() as wire:
        wire.send(new_call("slow", {"seconds": 60}, progress="p")).head()
        assert host.counts()["calls"] == 1
    wait_until(lambda: host.counts()["calls"] == 0, "the call to be cancelled", 5)


def a_body_beyond_the_limit_is_refused(wire_to_it, statuses):
    with wire_to_it() as wire:
        wire.send("\r\n".join(["POST /mcp HTTP/1.1", f"Host: {NAME}", "Content-Type: application/json",
                               "Content-Length: 5000000", "Expect: 100-continue"]).encode() + b"\r\n\r\n")
        assert wire.head()[0] in (100, 413)
        with contextlib.suppress(OSError):
            wire.send(b" " * 5_000_000)
        if b"HTTP/1.1" in wire.held or wire.more():
            assert any(f" {status} ".encode() in wire.held for status in statuses) or wire.head()[0] in statuses


def test_behind_nginx_as_documented():
    with behind_nginx() as (host, wire_to_it):
        a_day_behind(host, wire_to_it, [413])


def test_behind_caddy_as_documented():
    with behind_caddy() as (host, wire_to_it):
        a_day_behind(host, wire_to_it, [413, 502])  # 502 where Caddy was still sending when the host had refused


# ---- the unit ----

UNIT, DROP_IN = "# /etc/systemd/system/tenon-host.service", "# /etc/systemd/system/tenon-host.service.d/tls.conf"


def test_the_unit_is_what_systemd_understands():
    analyze = program("systemd-analyze")
    for drop_in, exposure in ((False, 15), (True, 20)):
        with tempfile.TemporaryDirectory() as place:
            unit = os.path.join(place, "tenon-host.service")
            with open(unit, "w", encoding="utf-8") as file:
                file.write(fill_in(block(UNIT), ("/usr/local/bin/tenon-host", BINARY, 1)))
            if drop_in:
                os.mkdir(unit + ".d")
                with open(os.path.join(unit + ".d", "tls.conf"), "w", encoding="utf-8") as file:
                    file.write(fill_in(block(DROP_IN), ("/usr/local/bin/tenon-host", BINARY, 1)))
            done = subprocess.run([analyze, "verify", unit], capture_output=True, text=True, timeout=60, check=False)
            ours = [line for line in done.stderr.splitlines() if "tenon-host" in line or place in line]
            assert not ours, ours
            done = subprocess.run([analyze, "security", "--offline=true", f"--threshold={exposure}", unit], capture_output=True,
                                  text=True, timeout=60, check=False)
            if "unrecognized option" in done.stderr:
                raise Skip("this systemd-analyze knows no --offline")
            assert done.returncode == 0, done.stdout[-300:] + done.stderr


def test_the_units_command_lines_are_flags_of_the_host():
    for first, env in ((UNIT, {}), (DROP_IN, {})):
        words = re.findall(r"^ExecStart=(/\S+ .*)$", block(first), re.M)[0].split()[1:]
        with tempfile.TemporaryDirectory() as place:
            write = os.path.join(place, "secret.env")
            with open(write, "w", encoding="ascii") as file:
                file.write("JWT_SECRET=" + "s" * 40 + "\n")
            identity = Certificate(place)
            places = {"%d/secret.env": write, "/etc/tenon/tls/fullchain.pem": identity.cert, "/etc/tenon/tls/key.pem": identity.key,
                      "127.0.0.1:8787": "127.0.0.1:0", "0.0.0.0:443": "127.0.0.1:0"}
            if first == DROP_IN and "without TLS" in run(*identity.flags()).stderr:
                continue
            with Host(*[places.get(word, word) for word in words], authless=False, demo=False) as host:
                assert host.find('"event":"listening"')


# ---- keys ----

def shell(text, place):
    """Runs it there, with our tenon-host in its path; its output."""
    path = os.pathsep.join([os.path.dirname(os.path.abspath(BINARY)), os.environ["PATH"]])
    done = subprocess.run(["bash", "-euc", text], cwd=place, env=environment(PATH=path), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done
    return done.stdout


def test_keys_rotate_as_documented():
    steps = re.findall(r"^# \d\. .*\n(.+)$", block("# 1. A new key. Its public half goes beside the old one, which takes effect within two seconds."), re.M)
    assert len(steps) == 3, steps
    with tempfile.TemporaryDirectory() as place:
        shell("tenon-host jwt keygen ES256 --kid 2026-11 --private 2026-11.jwk --public keys.json", place)
        signing = steps[1]
        old = shell(signing.replace("2026-12", "2026-11"), place).strip()
        with Host("--jwks-file", os.path.join(place, "keys.json"), "--resource", "https://mcp.example.com/mcp", authless=False) as host:
            def status(token):
                with host.wire() as wire:
                    return wire.send(request("add", {"a": 1, "b": 1}, token=token)).reply().status

            assert status(old) == 200
            shell(steps[0], place)
            wait_until(lambda: host.log().count(" keys_taken ") == 1, "the new key")
            new = shell(signing, place).strip()
            assert status(old) == 200 and status(new) == 200
            shell(steps[2], place)
            wait_until(lambda: host.log().count(" keys_taken ") == 2, "the old key to go")
            assert status(old) == 401 and status(new) == 200


def test_the_lists_are_what_the_host_reads():
    with tempfile.TemporaryDirectory() as place:
        words = []
        for first in ("# --api-keys: the SHA-256 of the key, who it is, its scopes", "# --revoked: one token by its jti, all of a key, all of a person"):
            text = re.search(r"^```\n(" + re.escape(first) + r"\n.*?)^```", document(), re.S | re.M).group(1)
            flag = first.split(":")[0][2:]
            with open(os.path.join(place, flag), "w", encoding="utf-8") as file:
                file.write(text)
            words += [flag, os.path.join(place, flag)]
        key = shell("key=$(openssl rand -base64 32); echo $key; printf %s \"$key\" | sha256sum", place).split()
        with open(os.path.join(place, "--api-keys"), "a", encoding="utf-8") as file:
            file.write(f"{key[1]} me\n")
        with Host(*words, authless=False) as host:
            for header, status in ((key[0], 200), ("hello", 401)):
                with host.wire() as wire:
                    assert wire.send(request("echo", {"text": "x"}, more=[f"X-API-Key: {header}"])).reply().status == status


def test_the_command_line_behind_an_authorization_server_is_understood():
    words = re.search(r"^(tenon-host .*--authorization-server .*)$", document(), re.M).group(1)
    if "without libcurl" in run("--jwks-url", "http://h/").stderr:
        raise Skip("the host was built without libcurl")
    with Host(*shlex.split(words.replace("127.0.0.1:8787", "127.0.0.1:0").replace("https://as.example.com/jwks.json", "https://127.0.0.1:1/jwks.json"))[1:],
              authless=False, demo=False) as host:
        assert host.find("no_keys_yet") and not host.find("no_audience")


def test_the_protected_server_of_the_readme():
    program("curl")
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        text = re.search(r"^```sh\n(# Keys, a host that trusts them.*?)^```", file.read(), re.S | re.M).group(1)
    port = free_port()
    text = fill_in(text, ("127.0.0.1:8787", f"127.0.0.1:{port}", 2), ("--audience demo &\n", "--audience demo 2>log & host=$!; trap 'kill $host' EXIT\n"
                                                                    "until grep -q listening log; do sleep 0.05; done\n", 1))
    with tempfile.TemporaryDirectory() as place:
        said = shell(text, place)
    assert "accepted\n" in said and '"sub": "alice"' in said, said
    assert json.loads(said.rstrip().splitlines()[-1])["result"]["serverInfo"]["name"] == "tenon-host", said


# ---- words that the document uses ----

def test_each_flag_in_the_document_is_one_of_the_host():
    helps = [run("--help").stdout] + [run("jwt", command, "--help").stdout for command in ("sign", "keygen", "inspect", "verify")]
    known = set(re.findall(r"^  (--[a-z-]+)", "\n".join(helps), re.M))
    foreign = {"--deploy-hook", "--fail", "--silent", "--show-error", "--max-time", "--output"}
    named = set(re.findall(r"(?<![\w-])(--[a-z][a-z-]+)", document())) - foreign
    assert known and named <= known, named - known


def test_each_default_in_the_document_is_the_hosts():
    known = dict(re.findall(r"^  (--[a-z-]+) .*\[(\w+)\]$", run("--help").stdout, re.M))
    known["--grace"] = re.search(r"--grace .*\[(\d+)\]", run("--help").stdout).group(1)
    told = re.findall(r"^\| `(--[a-z-]+)` \| (\d+) \|", document(), re.M)
    assert len(told) >= 9
    for flag, value in told:
        assert known.get(flag) == value, (flag, value, known.get(flag))


def test_each_event_in_the_document_is_one_of_the_host():
    table = re.search(r"^\| event \| level \|.*?\n\n", document(), re.S | re.M).group(0)
    named = [name for row in table.splitlines()[2:] if row for name in re.findall(r"`([a-z_]+)`", row.split("|")[1])]
    source = ""
    for directory, _, files in os.walk(os.path.join(ROOT, "examples", "host")):
        for leaf in files:
            with open(os.path.join(directory, leaf), encoding="utf-8") as file:
                source += file.read()
    assert len(named) > 15
    for name in named:
        assert f'"{name}"' in source, name
