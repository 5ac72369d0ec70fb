"""test_flags.py - the command line, .dev.vars, tokens, and a log that keeps secrets."""
import base64
import json
import os
import signal
import subprocess
import tempfile

from harness import BINARY, HEALTH, SECRET, Host, environment, request, run


def test_help_and_version():
    text = run("--help").stdout
    for flag in ("--listen", "--threads", "--authless", "--stdio", "--allow-origin", "--allow-host", "--public-url",
                 "--base-path", "--demo", "--allow-short-secret", "--issuer", "--audience", "--env-file", "--log-level",
                 "--log-format", "--grace", "--max-connections", "--tls-cert", "--tls-key",
                 "--handshake-timeout", "--max-handshakes", "--public-key", "--jwks-file", "--jwks-url", "--jwks-ca", "--algorithms",
                 "--resource", "--authorization-server", "--scopes", "--implied-scopes", "--max-token-age", "--leeway", "--token-type",
                 "--expiry-optional", "--dpop", "--dpop-nonce", "--api-keys", "--revoked", "--audit", "--tool-scope",
                 "--feedback-tools", "--texts", "--ask-in-client", "--record", "--record-contents", "--journal-days", "--analytics-scope"):
        assert f"  {flag} " in text, flag
    assert run("--version").stdout.startswith("tenon-host 0.")
    assert "--expires-in" in run("jwt", "--help").stdout


def test_wrong_words_are_named_and_end_with_2():
    for words, said in ((["--lisen"], "--lisen"), (["serve"], "serve"), (["--listen"], "needs a value"),
                        (["--listen", "8787"], "127.0.0.1:8787"), (["--listen", "127.0.0.1:70000"], "127.0.0.1:8787"),
                        (["--listen", "::1:80"], "[::1]:8787"), (["--threads", "0"], "from 1"),
                        (["--threads", "many"], "whole number"), (["--grace", "-1"], "whole number"),
                        (["--log-level", "loud"], "debug"), (["--log-format", "xml"], "json"), (["--demo=yes"], "no value"),
                        (["--stdio", "--listen", "127.0.0.1:0"], "go together"),
                        (["--env-file", "/no/such/file"], "/no/such/file")):
        done = run(*words)
        assert done.returncode == 2 and said in done.stderr and done.stdout == "", (words, done)


def test_without_a_secret_it_does_not_start():
    with tempfile.TemporaryDirectory() as empty:
        done = run("--listen", "127.0.0.1:0", cwd=empty)
        assert done.returncode == 2 and "JWT_SECRET" in done.stderr and "--authless" in done.stderr, done


def test_a_short_secret_needs_a_word():
    done = run("--listen", "127.0.0.1:0", env=environment(JWT_SECRET="short"))
    assert done.returncode != 0 and "--allow-short-secret" in done.stderr and "short\n" not in done.stderr, done
    with Host("--allow-short-secret", authless=False, env=environment(JWT_SECRET="short")):
        pass


def test_authless_stays_on_this_machine_unless_told():
    for address in ("0.0.0.0:0", "[::]:0", "127.evil.example:0"):
        done = run("--authless", "--listen", address)
        assert done.returncode == 2 and "--i-know-this-is-open" in done.stderr, done
    with Host("--i-know-this-is-open", "--listen", "0.0.0.0:0"):
        pass


def test_it_says_where_it_listens_and_listens_there():
    with Host("--listen", "[::1]:0", "--listen", "localhost:0") as host:
        lines = [line for line in host.lines if "listening on" in line]
        assert len(lines) == 3, lines
        assert lines[0].startswith("tenon-host 0.") and lines[0].endswith("/mcp (and /sse), no token needed"), lines[0]
        assert "http://[::1]:" in lines[1] and "http://localhost:" in lines[2]


def test_a_port_in_use_is_an_error():
    with Host() as host:
        done = run("--authless", "--listen", f"127.0.0.1:{host.port}")
        assert done.returncode == 1 and f"127.0.0.1:{host.port}" in done.stderr and "in use" in done.stderr, done


def test_without_tools_it_says_so():
    with Host(demo=False) as host:
        assert host.find("no_tools")


def test_the_log_can_be_json():
    with Host("--log-format", "json") as host, host.wire() as wire:
        assert wire.send(HEALTH).reply().status == 200
        host.signal(signal.SIGTERM)
        assert host.ended() == 0
        events = [json.loads(line) for line in host.lines]
        assert [e["event"] for e in events][0] == "listening"
        assert any(e["event"] == "request" and e["status"] == 200 for e in events), events
        assert all(e["time"] and e["level"] for e in events)


def claims_of(token):
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def jwt(*words, env=None, cwd=None):
    return run("jwt", *words, env=env or environment(JWT_SECRET=SECRET), cwd=cwd)


def test_jwt_prints_a_token_with_what_was_asked():
    done = jwt("--sub", "user123", "--username", "john_doe", "--role", "user", "--role", "admin", "--expires-in", "60",
               "--iss", "me", "--aud", "you", "--scope", "a b", "--claims", '{"team":"blue"}')
    assert done.returncode == 0 and done.stdout.count("\n") == 1, done
    claims = claims_of(done.stdout.strip())
    assert claims["sub"] == claims["userId"] == "user123" and claims["username"] == "john_doe", claims
    assert claims["roles"] == ["user", "admin"] and claims["exp"] - claims["iat"] == 60 and claims["team"] == "blue"
    assert (claims["iss"], claims["aud"], claims["scope"]) == ("me", "you", "a b")


def test_jwt_names_what_is_wrong():
    with tempfile.TemporaryDirectory() as empty:
        assert "--sub" in jwt("--role", "x").stderr
        assert "JWT_SECRET" in jwt("--sub", "x", env=environment(), cwd=empty).stderr
        short = jwt("--sub", "x", env=environment(JWT_SECRET="short"))
        assert short.returncode == 2 and short.stdout == "" and "--allow-short-secret" in short.stderr
        assert jwt("--sub", "x", "--claims", "[1]").returncode == 2
        assert jwt("--sub", "x", "--claims", '{"sub":"y"}').returncode == 2


def test_a_printed_token_opens_the_door():
    token = jwt("--sub", "user123", "--role", "user").stdout.strip()
    with Host(authless=False, env=environment(JWT_SECRET=SECRET)) as host, host.wire() as wire:
        assert wire.send(request("add", {"a": 2, "b": 3}, token=token)).reply().text() == "5"
        who = json.loads(wire.send(request("whoami", token=token)).reply().text())
        assert who["subject"] == "user123" and who["claims"]["roles"] == ["user"], who
        assert wire.send(request("getToken", token=token)).reply().text() == f"Bearer {token}"
        for wrong in (None, "not.a.token", token[:-2] + ("AA" if token[-2:] != "AA" else "BB")):
            with host.wire() as other:
                reply = other.send(request("add", {"a": 2, "b": 3}, token=wrong)).reply()
                assert reply.status == 401 and reply.headers["www-authenticate"].startswith("Bearer"), reply.headers
        assert wire.send(HEALTH).reply().status == 200


def test_the_log_never_holds_a_token_or_the_secret():
    token = jwt("--sub", "user123").stdout.strip()
    with Host(authless=False, env=environment(JWT_SECRET=SECRET)) as host:
        with host.wire() as wire:
            wire.send(request("getToken", token=token)).reply()
            wire.send(HEALTH.replace(b"/health", b"/health?token=" + token.encode())).reply()
        for wrong in ("wrong." + token, token + "x", "x" * 9000):
            with host.wire() as wire:
                wire.send(request("echo", {"text": "x"}, token=wrong)).reply()
        with host.wire() as wire:
            wire.send(f"GET /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n bad\r\n\r\n").reply()
        host.signal(signal.SIGTERM)
        assert host.ended() == 0
        log = host.log()
        assert "request" in log and "token_refused" in log, log
        for secret in (token, token.split(".")[2], SECRET, "Bearer ", "xxxxxxxx"):
            assert secret not in log, secret


def with_dev_vars(text, **variables):
    """The secret that a host in a directory with this .dev.vars signs with, seen by the token it prints."""
    with tempfile.TemporaryDirectory() as place:
        with open(os.path.join(place, ".dev.vars"), "w", encoding="utf-8") as file:
            file.write(text)
        return jwt("--sub", "x", "--allow-short-secret", cwd=place, env=environment(**variables))


def signed_with(done, secret):
    import hashlib
    import hmac
    assert done.returncode == 0, done
    body, signature = done.stdout.strip().rsplit(".", 1)
    right = base64.urlsafe_b64encode(hmac.new(secret.encode(), body.encode(), hashlib.sha256).digest()).decode().rstrip("=")
    return signature == right


def test_dev_vars_in_all_its_spellings():
    for text, secret in (("JWT_SECRET=plain-words", "plain-words"), ("JWT_SECRET=\"in quotes\"", "in quotes"),
                         ("JWT_SECRET='single $\\n'", "single $\\n"), ("export JWT_SECRET=exported\n", "exported"),
                         ("# first\n\nA=1\r\nJWT_SECRET = spaced out \r\n", "spaced out"),
                         ("JWT_SECRET=cut # here", "cut"), ("JWT_SECRET=no#cut", "no#cut"),
                         ("JWT_SECRET=\"a # b\" # c", "a # b"), ("JWT_SECRET=\"q\\\"q\\\\n\\n\"", "q\"q\\n\n"),
                         ("JWT_SECRET=a=b==", "a=b=="), ("JWT_SECRET=one\nJWT_SECRET=two", "two"),
                         ("\ufeffJWT_SECRET=after-bom", "after-bom")):
        assert signed_with(with_dev_vars(text), secret), (text, secret)


def test_the_environment_goes_before_the_file():
    assert signed_with(with_dev_vars("JWT_SECRET=from-file", JWT_SECRET="from-environment"), "from-environment")


def test_a_broken_dev_vars_is_named_by_line_and_never_shown():
    for text, line in (("A=1\nhush-hush\n", 2), ("JWT_SECRET=\"hush-hush", 1), ("1A=hush-hush", 1),
                       ("JWT_SECRET='hush' hush", 1)):
        done = with_dev_vars(text)
        assert done.returncode == 2 and f"line {line}" in done.stderr and "hush" not in done.stderr, done


def test_env_file_takes_the_place_of_dev_vars():
    with tempfile.NamedTemporaryFile("w", suffix=".vars") as file:
        file.write(f"JWT_SECRET={SECRET}\n")
        file.flush()
        with Host("--env-file", file.name, authless=False):
            pass
        assert signed_with(jwt("--sub", "x", "--env-file", file.name, env=environment()), SECRET)


def test_base_path_moves_the_routes():
    with Host("--base-path", "/tools") as host, host.wire() as wire:
        assert host.find("/tools/mcp")
        moved = request("add", {"a": 1, "b": 1}).replace(b"POST /mcp", b"POST /tools/mcp")
        assert wire.send(moved).reply().text() == "2"
        assert wire.send(request("add", {"a": 1, "b": 1})).reply().status == 404


def test_other_hosts_and_origins_are_refused_unless_allowed():
    with Host("--allow-host", "mcp.example", "--allow-origin", "https://play.example") as host:
        for name, status in ((b"evil.example", 403), (b"mcp.example", 200), (b"localhost", 200)):
            with host.wire() as wire:
                assert wire.send(HEALTH.replace(b"localhost", name)).reply().status == status, name
        for origin, status in ((b"https://evil.example", 403), (b"https://play.example", 200)):
            with host.wire() as wire:
                asked = HEALTH.replace(b"\r\n\r\n", b"\r\nOrigin: " + origin + b"\r\n\r\n")
                assert wire.send(asked).reply().status == status, origin


def test_a_log_that_nobody_reads_does_not_stop_the_host():
    with subprocess.Popen([BINARY, "--authless", "--listen", "127.0.0.1:0", "--log-level", "debug"], stderr=subprocess.PIPE,
                          env=environment(), text=True) as process:
        try:
            line = process.stderr.readline()
            port = int(line.split("127.0.0.1:")[1].split("/")[0])
            process.stderr.close()
            from harness import Wire
            with Wire(port) as wire:
                for _ in range(3):
                    assert wire.send(HEALTH).reply().status == 200
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0
        finally:
            process.kill()
