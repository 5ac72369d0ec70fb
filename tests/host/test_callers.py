"""test_callers.py - who may call, by the flags: keys from everywhere and their rotation, the checks, API keys, revocation, proofs, audit."""
import contextlib
import hashlib
import json
import os
import re
import signal
import socket
import ssl
import tempfile
import threading
import time

from certificates import Certificate, openssl
from harness import SECRET, Host, Skip, Wire, environment, request, run, wait_until
from minting import Key, Prover, done, handmade, jwks, signed, write
from test_keys import KeyServer, keys

MINE = environment(JWT_SECRET=SECRET)


@contextlib.contextmanager
def guarded(*flags, env=None, log=("--log-level", "info"), **more):
    """A host that asks who is calling; without a secret, unless `env` has one."""
    with tempfile.TemporaryDirectory() as empty, Host(*log, *flags, authless=False, env=env or environment(), cwd=empty, **more) as host:
        yield host


def ask(host, token=None, tool="add", more=(), wire=None):
    """The reply to one call."""
    arguments = {"add": {"a": 1, "b": 1}, "echo": {"text": "x"}}.get(tool, {})
    sent = request(tool, arguments, token=token, more=more)
    if wire:
        return wire.send(sent).reply()
    with host.wire() as own:
        return own.send(sent).reply()


def status(host, token=None, **more):
    return ask(host, token, **more).status


def get(host, path):
    with host.wire() as wire:
        return wire.send(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").reply()


def events(host, name, words=""):
    return [line for line in host.lines if f" {name} " in line + " " and words in line]


def until(host, name, words="", count=1):
    return wait_until(lambda: len(events(host, name, words)) >= count and events(host, name, words), f"{count} x {name} {words}; so far {host.log()}")


def until_status(host, token, wanted):
    wait_until(lambda: status(host, token) == wanted, f"status {wanted}")


# ---- wrong words ----

def test_wrong_words_about_callers_are_named_and_end_with_2():
    with tempfile.TemporaryDirectory() as place:
        good = Key(place, "good").public
        file = {name: write(os.path.join(place, name), text) for name, text in (
            ("none.pem", "-----BEGIN PUBLIC KEY-----\nhush\n-----END PUBLIC KEY-----\n"), ("no.json", "{hush"), ("empty.jwks", '{"keys":[]}'),
            ("secret.jwks", '{"keys":[{"kty":"oct","kid":"o","k":"%s"}]}' % ("hush" * 16)), ("short", "# ok\n\nabcd hush\n"), ("nobody", "a" * 64),
            ("twice", ("a" * 64 + " x\n") * 2), ("scope", "a" * 64 + ' x "hush"\n'), ("kid", "x\nkid:\n"))}
        for words, said in (
                (["--public-key", "/no/such/key"], "No such file"), (["--public-key", file["none.pem"]], "--public-key"), (["--public-key", good], "--jwks-file"),
                (["--jwks-file", "/no/such/keys"], "No such file"), (["--jwks-file", place], "no regular file"), (["--jwks-file", file["no.json"]], "not valid JSON"),
                (["--jwks-file", file["empty.jwks"]], "no key"), (["--jwks-file", file["secret.jwks"]], "it is a secret"),
                (["--jwks-file", good, "--algorithms", "RS256"], "no key"), (["--jwks-file", good, "--algorithms", "ES256 FOO"], "FOO"),
                (["--jwks-ca", "/x"], "--jwks-url"), (["--algorithms", "RS256"], "none of these is signed with JWT_SECRET"),
                (["--dpop", "maybe"], "off, accepted or required"), (["--dpop-nonce"], "--dpop accepted"), (["--token-type", "jwt"], "usual, required or any"),
                (["--max-token-age", "0"], "from 1"), (["--leeway", "-1"], "whole number"), (["--resource", "h/mcp"], "http or https URL"),
                (["--resource", "https://h/mcp#x"], "without query and fragment"), (["--authorization-server", "https://as.example"], "--public-url"),
                (["--resource", "https://h/mcp", "--authorization-server", "as"], "must be an http or https URL"), (["--scopes", 'a"b'], "scope"),
                (["--implied-scopes", "a>b b>a"], "the flags about tokens"), (["--audience", ""], "audience"),
                (["--tool-scope", "add"], "add=math:use"), (["--tool-scope", "add="], "add=math:use"), (["--tool-scope", "sub=x", "--demo"], "no such tool"),
                (["--tool-scope", "add=x"], "needs --demo"), (["--api-keys", "/no/such/list"], "No such file"),
                (["--api-keys", file["short"]], "line 3: it begins with no SHA-256"), (["--api-keys", file["nobody"]], "line 1: a subject is missing"),
                (["--api-keys", file["twice"]], "line 2: this digest is there already"), (["--api-keys", file["scope"]], "line 1: a scope"),
                (["--revoked", "/no/such/list"], "No such file"), (["--revoked", file["kid"]], "line 2: a name is missing"),
                (["--authless", "--jwks-file", good], "do not go together"), (["--authless", "--audit"], "do not go together"),
                (["--stdio", "--api-keys", good], "do not go together"), (["--authless", "--dpop", "required"], "do not go together")):
            answer = run("--listen", "127.0.0.1:0", *words, env=MINE)
            assert answer.returncode == 2 and said in answer.stderr and answer.stdout == "", (words, said, answer)
            assert answer.stderr.startswith("tenon-host: ") and answer.stderr.count("\n") == 1, answer.stderr
            assert "hush" not in answer.stderr.replace(place, ""), answer.stderr


def test_a_url_of_keys_is_looked_at_before_it_is_asked():
    answer = run("--listen", "127.0.0.1:0", "--jwks-url", "http://keys.example.com/")
    assert answer.returncode == 2 and answer.stderr.startswith("tenon-host: --jwks-url http://keys.example.com/: "), answer
    if "without libcurl" in answer.stderr:
        assert "--jwks-file" in answer.stderr
    else:
        assert "https://" in answer.stderr


def needs_fetch():
    if "without libcurl" in run("--jwks-url", "http://keys.example.com/").stderr:
        if os.environ.get("CI") == "true":
            raise AssertionError("the host was built without libcurl")
        raise Skip("the host was built without libcurl")


# ---- keys ----

def test_secret_public_keys_and_key_file_work_side_by_side():
    with tempfile.TemporaryDirectory() as place:
        pems = []
        for name, words in (("rsa", ("genrsa", "2048")), ("ec", ("ecparam", "-name", "secp521r1", "-genkey", "-noout"))):
            write(os.path.join(place, name), openssl(*words))
            pems.append(write(os.path.join(place, name + ".pub"), openssl("pkey", "-in", os.path.join(place, name), "-pubout")))
        one, two, stranger = Key(place, "one"), Key(place, "two", "ES384"), Key(place, "stranger")
        file = write(os.path.join(place, "keys.json"), jwks(one, two))
        with guarded("--public-key", pems[0], "--public-key", pems[1], "--jwks-file", file, env=MINE) as host:
            of_pem = [done(run("jwt", "sign", "--sub", "x", "--key", os.path.join(place, name))) for name in ("rsa", "ec")]
            for token in (signed(), one.token(), two.token(), *of_pem):
                assert ask(host, token).text() == "2", token
            for token in (stranger.token(), signed(secret=SECRET + "x"), None):
                assert status(host, token) == 401
            assert events(host, "no_audience"), "tokens for anybody are accepted, which somebody should know"
        with guarded("--jwks-file", file, "--audience", "me") as host:  # the secret is not needed
            assert status(host, one.token("--aud", "me")) == 200 and status(host, one.token()) == 401 and status(host, signed("--aud", "me")) == 401
            assert not events(host, "no_audience")


def test_a_key_file_is_rotated_while_requests_run_and_none_is_dropped():
    with tempfile.TemporaryDirectory() as place:
        old, new = Key(place, "old"), Key(place, "new", "RS256")
        file = write(os.path.join(place, "keys.json"), jwks(old))
        with guarded("--jwks-file", file) as host:
            tokens = {"now": old.token(), "until": old.token()}
            failures, served, ending = [], [0] * 4, threading.Event()

            def work(number):
                with host.wire() as wire:
                    while not ending.is_set():
                        reply = ask(host, tokens["now"], wire=wire)
                        if reply.status != 200 or reply.text() != "2":
                            failures.append((reply.status, reply.body))
                        served[number] += 1

            threads = [threading.Thread(target=work, args=(number,), daemon=True) for number in range(len(served))]
            for thread in threads:
                thread.start()

            def rotate(text, count):
                before = list(served)
                wait_until(lambda: all(now > then + 5 for now, then in zip(served, before)), "requests before")
                write(file, text)
                host.signal(signal.SIGHUP)  # else within two seconds
                until(host, "keys_taken", "--jwks-file", count)
                before = list(served)
                wait_until(lambda: all(now > then + 5 for now, then in zip(served, before)), "requests after")

            rotate(jwks(old, new), 1)
            tokens["now"] = new.token()
            rotate(jwks(new), 2)
            assert status(host, tokens["until"]) == 401, "a token of a key that is gone, verified before or not"
            ending.set()
            for thread in threads:
                thread.join(20)
            assert not failures, failures[:3]
            assert sum(served) > 100, served


def test_a_key_file_is_watched_without_a_signal():
    with tempfile.TemporaryDirectory() as place:
        old, new = Key(place, "old"), Key(place, "new")
        file = write(os.path.join(place, "keys.json"), jwks(old))
        with guarded("--jwks-file", file) as host:
            write(file, jwks(new))
            until(host, "keys_taken")
            assert status(host, new.token()) == 200 and status(host, old.token()) == 401


def test_a_token_with_a_new_key_makes_the_host_look_at_its_file_at_once():
    with tempfile.TemporaryDirectory() as place:
        old, new = Key(place, "old"), Key(place, "new")
        file = write(os.path.join(place, "keys.json"), jwks(old))
        with guarded("--jwks-file", file) as host:
            tokens = old.token(), new.token()
            write(file, jwks(old, new))
            assert [status(host, token) for token in tokens] == [200, 200]


def test_new_keys_that_cannot_be_used_change_nothing():
    with tempfile.TemporaryDirectory() as place:
        key = Key(place, "one")
        file = write(os.path.join(place, "keys.json"), jwks(key))
        with guarded("--jwks-file", file) as host:
            token, count = key.token(), 0
            for text, why in (("{hush", "not valid JSON"), ('{"keys":[]}', "no key"), ('{"keys":[{"kty":"oct","k":"aHVzaA"}]}', "secret"), (jwks(key, key), "twice")):
                write(file, text)
                host.signal(signal.SIGHUP)
                count += 1
                assert why in until(host, "keys_refused", count=count)[-1], host.log()
                assert status(host, token) == 200
            os.remove(file)
            assert "No such file" in until(host, "keys_not_read")[0]
            assert status(host, token) == 200 and "hush" not in host.log()


# ---- keys from a URL ----

class Published:
    """What a KeyServer says, which may be changed: keys, or a whole reply."""

    def __init__(self, *of):
        self.reply = keys(jwks(*of).encode())

    def __call__(self, path, number):
        return self.reply(path, number) if callable(self.reply) and not isinstance(self.reply, tuple) else self.reply

    def keys(self, *of):
        self.reply = keys(jwks(*of).encode())


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def test_keys_of_a_url_rotate_by_an_unknown_kid_with_one_fetch():
    needs_fetch()
    with tempfile.TemporaryDirectory() as place:
        old, new, stranger = Key(place, "old"), Key(place, "new"), Key(place, "stranger")
        published = Published(old)
        with KeyServer(published) as server, guarded("--jwks-url", server.url) as host:
            started = time.monotonic()
            until(host, "keys_taken", "--jwks-url")
            token = new.token()
            assert status(host, old.token()) == 200
            published.keys(old, new)
            replies = []
            threads = [threading.Thread(target=lambda: replies.append(status(host, token))) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(20)
            assert replies == [200] * 8, replies
            assert len(server.asked) == 2, "eight callers, one fetch"
            assert server.times[1] - server.times[0] >= 4.5 and time.monotonic() - started < 15
            assert status(host, old.token()) == 200
            assert [status(host, stranger.token()) for _ in range(3)] == [401] * 3
            assert len(server.asked) == 2, "nobody makes us ask more often than every half minute"


def test_until_keys_of_a_url_have_come_the_answer_is_503():
    needs_fetch()
    with tempfile.TemporaryDirectory() as place:
        key, port = Key(place, "one"), free_port()
        with guarded("--jwks-url", f"http://127.0.0.1:{port}/keys") as host:
            assert events(host, "no_keys_yet")
            until(host, "keys_not_read")
            reply = ask(host, key.token())
            assert reply.status == 503 and reply.headers["retry-after"] == "1", reply.headers
            assert get(host, "/health").status == 503, "so that nobody sends us clients"
            server = KeyServer(Published(key))
            server.server.server_close()
            server.server.server_address = ("127.0.0.1", port)
            server.server.socket = socket.create_server(("127.0.0.1", port))
            with server:
                host.signal(signal.SIGHUP)  # or in some seconds
                until(host, "keys_taken")
                assert status(host, key.token()) == 200 and get(host, "/health").status == 200


def test_beside_keys_that_are_there_a_url_may_take_its_time():
    needs_fetch()
    with tempfile.TemporaryDirectory() as place:
        key = Key(place, "one")
        with guarded("--jwks-url", f"http://127.0.0.1:{free_port()}/keys", env=MINE) as host:
            assert status(host, signed()) == 200 and status(host, key.token()) == 401 and not events(host, "no_keys_yet")


def test_a_url_that_answers_badly_brings_no_keys_and_is_named():
    needs_fetch()
    with tempfile.TemporaryDirectory() as place, contextlib.ExitStack() as stack:
        key = Key(place, "one")
        good = keys(jwks(key).encode())
        other = stack.enter_context(KeyServer(lambda *_: good))
        ending = threading.Event()
        stack.callback(ending.set)
        answers = {"/elsewhere": (302, [("Location", other.url)], b""), "/large": keys(b" " * (256 * 1024) + jwks(key).encode()), "/gone": (404, [], b""),
                   "/slow": lambda handler: ending.wait(20), "/words": keys(b"<html>hush</html>"), "/around": (302, [("Location", "/good")], b""), "/good": good}
        server = stack.enter_context(KeyServer(lambda path, _: answers[path]))
        started = {path: stack.enter_context(guarded("--jwks-url", server.url + path)) for path in answers}
        for path, event, why in (("/elsewhere", "keys_not_read", "another origin"), ("/large", "keys_not_read", "more than"), ("/gone", "keys_not_read", "404"),
                                 ("/slow", "keys_not_read", "[Tt]ime|took longer"), ("/words", "keys_refused", "not valid JSON")):
            assert re.search(why, until(started[path], event)[0]), (path, started[path].log())
            assert status(started[path], key.token()) == 503
        for path in ("/around", "/good"):
            until(started[path], "keys_taken")
            assert status(started[path], key.token()) == 200
        assert other.asked == []
        assert all("hush" not in host.log() for host in started.values())


def test_a_url_that_is_gone_later_leaves_the_keys_in_use():
    needs_fetch()
    with tempfile.TemporaryDirectory() as place:
        identity = Certificate(place)
        key, stranger = Key(place, "one"), Key(place, "stranger")
        with KeyServer(Published(key), identity) as server, guarded("--jwks-url", server.url, "--jwks-ca", identity.cert) as host:
            until(host, "keys_taken")
            token = key.token()
            assert status(host, token) == 200
            server.server.shutdown()
            server.server.server_close()
            assert status(host, stranger.token()) == 401, "the keys were asked for in vain"
            until(host, "keys_not_read")
            assert status(host, token) == 200


def test_a_file_and_a_url_that_disagree_are_tried_again():
    needs_fetch()
    with tempfile.TemporaryDirectory() as place:
        one, two = Key(place, "one"), Key(place, "two")
        file = write(os.path.join(place, "keys.json"), jwks(one))
        with KeyServer(Published(one, two)) as server, guarded("--jwks-file", file, "--jwks-url", server.url) as host:
            assert "twice" in until(host, "keys_refused", "--jwks-url")[0]
            assert status(host, one.token()) == 200 and status(host, two.token()) == 401
            write(file, jwks(Key(place, "three")))
            until(host, "keys_taken")
            assert status(host, two.token()) == 200, "the keys of the URL, too"


# ---- checks, and what clients are told ----

def test_each_check_of_the_flags_is_made():
    now = int(time.time())
    flags = ("--issuer", "me", "--audience", "a", "--audience", "b", "--max-token-age", "1000", "--leeway", "0", "--token-type", "required", "--algorithms", "HS256 HS384")
    with guarded(*flags, env=environment(JWT_SECRET=SECRET * 2)) as host:
        def said(claims=None, header=None):
            base = {"sub": "x", "iss": "me", "aud": ["z", "b"], "iat": now, "exp": now + 1000}
            return status(host, handmade({**base, **(claims or {})}, {"typ": "at+jwt", **(header or {})}, SECRET * 2))
        assert said() == 200
        for claims in ({"iss": "you"}, {"aud": "c"}, {"iat": now - 2000}, {"exp": now - 1}, {"nbf": now + 100}):
            assert said(claims) == 401, claims
        assert said(header={"typ": "JWT"}) == 401
        for algorithm, wanted in (("HS384", 200), ("HS512", 401)):
            token = signed("--alg", algorithm, "--iss", "me", "--aud", "a", "--typ", "at+jwt", secret=SECRET * 2)
            assert status(host, token) == wanted
    with guarded("--expiry-optional", "--token-type", "any", env=MINE) as host:
        assert status(host, handmade({"sub": "x"}, {"typ": "whatever"})) == 200


def test_clients_are_told_where_to_get_tokens():
    with tempfile.TemporaryDirectory() as place:
        key = Key(place, "one")
        flags = ("--jwks-file", key.public, "--public-url", "https://mcp.example.com/", "--base-path", "/tools", "--authorization-server", "https://as.example.com",
                 "--authorization-server", "https://b.example.com", "--scopes", "mcp:read mcp:write")
        with guarded(*flags) as host:
            mine = "https://mcp.example.com/tools/mcp"
            for path in ("/.well-known/oauth-protected-resource/tools/mcp", "/.well-known/oauth-protected-resource"):
                told = get(host, path).json()
                assert told["resource"] == mine and told["authorization_servers"] == ["https://as.example.com", "https://b.example.com"], told
                assert told["scopes_supported"] == ["mcp:read", "mcp:write"], told
            moved = request("add", {"a": 1, "b": 1}).replace(b"POST /mcp", b"POST /tools/mcp")
            with host.wire() as wire:
                reply = wire.send(moved).reply()
            challenge = reply.headers["www-authenticate"]
            assert reply.status == 401 and 'resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource/tools/mcp"' in challenge, challenge
            assert 'scope="mcp:read mcp:write"' in challenge, challenge
            for words, wanted in ((("--aud", mine), 200), (("--aud", "https://mcp.example.com/"), 401), ((), 401)):
                bearer = f"Authorization: Bearer {key.token(*words)}".encode() + b"\r\nContent-Type"
                with host.wire() as wire:
                    assert wire.send(moved.replace(b"Content-Type", bearer, 1)).reply().status == wanted, words
            assert not events(host, "no_audience")
    with guarded("--resource", "https://other.example.com/mcp", "--authorization-server", "https://as.example.com", env=MINE) as host:
        assert get(host, "/.well-known/oauth-protected-resource").json()["resource"] == "https://other.example.com/mcp"
        assert status(host, signed("--aud", "https://other.example.com/mcp")) == 200 and status(host, signed()) == 401
    with guarded("--public-url", "https://mcp.example.com", env=MINE) as host:  # a secret of our own: nobody else's tokens
        assert status(host, signed()) == 200 and get(host, "/.well-known/oauth-protected-resource").status == 404


def test_tools_need_the_scopes_that_the_flags_name():
    flags = ("--tool-scope", "add=math:use math:add", "--tool-scope=echo=text", "--implied-scopes", "admin>math:use math:use>math:add", "--scopes", "math:use")
    with guarded(*flags, env=MINE) as host:
        reply = ask(host, signed("--scope", "text"))
        challenge = reply.headers["www-authenticate"]
        assert reply.status == 403 and 'error="insufficient_scope"' in challenge and "math:add" in challenge and "math:use" in challenge, challenge
        assert status(host, signed("--scope", "text"), tool="echo") == 200 and status(host, signed(), tool="whoami") == 200
        for scopes in ("math:use math:add", "math:use", "admin", "other admin"):
            assert status(host, signed("--scope", scopes)) == 200, scopes
        assert status(host, signed("--scope", "math:add")) == 403


# ---- API keys and revocation ----

def digest(key):
    return hashlib.sha256(key.encode()).hexdigest()


def test_api_keys_stand_for_their_subjects():
    with tempfile.TemporaryDirectory() as place:
        file = write(os.path.join(place, "keys"), f"# who may call\n\n{digest('key-of-alice')} alice math:use text\r\n{digest('key-of-bob').upper()}\tbob\n")
        with guarded("--api-keys", file, "--tool-scope", "add=math:use") as host:  # neither a secret nor another key is needed
            who = json.loads(ask(host, tool="whoami", more=["X-API-Key: key-of-alice"]).text())
            assert (who["subject"], who["scopes"]) == ("alice", "math:use text"), who
            assert json.loads(ask(host, tool="whoami", more=["Authorization: ApiKey key-of-bob"]).text())["subject"] == "bob"
            assert status(host, more=["X-API-Key: key-of-alice"]) == 200 and status(host, more=["X-API-Key: key-of-bob"]) == 403
            for wrong in ("key-of-alic", digest("key-of-alice"), "x" * 3000):
                assert status(host, more=[f"X-API-Key: {wrong}"]) == 401, wrong
            assert status(host) == 401 and status(host, signed()) == 401
            write(file, f"{digest('key-of-carol')} carol\n")
            host.signal(signal.SIGHUP)
            until(host, "list_replaced", "entries=1")
            assert status(host, more=["X-API-Key: key-of-alice"], tool="whoami") == 401
            assert status(host, more=["X-API-Key: key-of-carol"], tool="whoami") == 200
            write(file, "hush-hush\n")
            host.signal(signal.SIGHUP)
            assert "line 1" in until(host, "list_refused")[0]
            assert status(host, more=["X-API-Key: key-of-carol"], tool="whoami") == 200
            write(file, "")
            until(host, "list_replaced", "entries=0")
            assert status(host, more=["X-API-Key: key-of-carol"], tool="whoami") == 401
            assert "hush" not in host.log() and "key-of" not in host.log() and digest("key-of-alice") not in host.log()


def test_revoked_tokens_are_refused_at_their_next_use():
    with tempfile.TemporaryDirectory() as place:
        one, two = Key(place, "one"), Key(place, "two")
        file, list_ = write(os.path.join(place, "keys.json"), jwks(one, two)), write(os.path.join(place, "revoked"), "")
        with guarded("--jwks-file", file, "--revoked", list_, env=MINE) as host:
            tokens = {"jti": signed("--claim", 'jti="id 1"'), "kid": two.token(), "sub": one.token(sub="mallory"), "none": one.token("--claim", 'jti="2"')}
            assert {status(host, token) for token in tokens.values()} == {200}
            for text, refused in (("id 1", ["jti"]), ("# all\n jti:id 1 \nkid:two\nsub:mallory\n", ["jti", "kid", "sub"]), ("kid:one", ["sub", "none"]), ("", [])):
                count = len(events(host, "list_replaced"))
                write(list_, text)
                host.signal(signal.SIGHUP)
                until(host, "list_replaced", count=count + 1)
                assert [name for name, token in tokens.items() if status(host, token) == 401] == refused, text


# ---- proofs, TLS, audit ----

def prove(prover, token, url, **claims):
    return [f"Authorization: DPoP {token}", f"DPoP: {prover.proof(token, url, **claims)}"]


def test_a_bound_token_needs_a_proof_and_only_then():
    with tempfile.TemporaryDirectory() as place:
        prover, stranger = Prover(place), Prover(tempfile.mkdtemp(dir=place))
        bound, plain = signed("--claim", f'cnf={{"jkt":"{prover.thumbprint}"}}'), signed()
        with guarded("--dpop", "accepted", env=MINE) as host:
            url = "http://127.0.0.1/mcp"
            assert status(host, more=prove(prover, bound, url)) == 200
            assert status(host, bound) == 401, "as a plain bearer token"
            assert status(host, plain) == 200
            once = prove(prover, bound, url)
            assert [status(host, more=once) for _ in range(2)] == [200, 401]
            for more in (prove(stranger, bound, url), prove(prover, bound, "http://127.0.0.1/sse"), prove(prover, bound, url, method="GET"),
                         prove(prover, bound, url, iat=int(time.time()) - 600), prove(prover, bound, url, ath="x" * 43)):
                assert status(host, more=more) == 401
        with guarded("--dpop", "required", "--dpop-nonce", env=MINE) as host:
            assert status(host, plain) == 401
            first = ask(host, more=prove(prover, bound, url))
            assert first.status == 401 and "use_dpop_nonce" in first.headers["www-authenticate"], first.headers
            assert status(host, more=prove(prover, bound, url, nonce=first.headers["dpop-nonce"])) == 200
        with guarded(env=MINE) as host:
            assert status(host, bound) == 401, "without --dpop nobody could check"


def test_tokens_and_proofs_over_tls():
    with tempfile.TemporaryDirectory() as place:
        identity, key, prover = Certificate(place), Key(place, "one"), Prover(place)
        if "without TLS" in run(*identity.flags()).stderr:
            raise Skip("the host was built without TLS")
        context = ssl.create_default_context(cafile=identity.cert)
        url = "https://mcp.example.com/mcp"
        file = write(os.path.join(place, "keys.json"), jwks(key))
        with guarded(*identity.flags(), "--jwks-file", file, "--dpop", "accepted", "--public-url", "https://mcp.example.com") as host:
            bound = key.token("--aud", url, "--claim", f'cnf={{"jkt":"{prover.thumbprint}"}}')
            for more, wanted in ((prove(prover, bound, url), 200), (prove(prover, bound, url.replace("/mcp", "/sse")), 401), (prove(prover, bound, url.replace("https", "http")), 401), ([f"Authorization: Bearer {key.token('--aud', url)}"], 200), ((), 401)):
                with Wire(host.port, tls=context) as wire:
                    sent = request("add", {"a": 1, "b": 1}, more=more).replace(b"Host: 127.0.0.1", b"Host: mcp.example.com")
                    assert wire.send(sent).reply().status == wanted
            new = Key(place, "new")
            write(file, jwks(new))
            host.signal(signal.SIGHUP)  # reads certificate and keys
            until(host, "keys_taken")
            until(host, "tls_reloaded")
            with Wire(host.port, tls=context) as wire:
                assert wire.send(request("add", {"a": 1, "b": 1}, token=new.token("--aud", url))).reply().status == 200


def test_the_audit_tells_each_decision_and_no_secret():
    with tempfile.TemporaryDirectory() as place:
        key, api_key = Key(place, "one"), "an-api-key-of-the-tests"
        list_ = write(os.path.join(place, "keys"), f"{digest(api_key)} robot\n")
        flags = ("--jwks-file", key.public, "--api-keys", list_, "--audit", "--tool-scope", "add=math", "--log-format", "json")
        good, late = key.token("--claim", 'jti="j1"', "--iss", "me"), handmade({"sub": "x", "exp": 5})
        with guarded(*flags, env=MINE, log=("--log-level", "error")) as host:
            assert [status(host, good, tool="whoami"), status(host, good), status(host, late), status(host), status(host, more=[f"X-API-Key: {api_key}"], tool="echo"),
                    status(host, more=["X-API-Key: wrong-one"])] == [200, 403, 401, 401, 200, 401]
            host.signal(signal.SIGTERM)
            assert host.ended() == 0
            told = [json.loads(line) for line in host.lines if '"audit"' in line]
            said = [(one["allowed"], one["reason"], one["subject"], one["route"]) for one in told]
            for wanted in (("yes", "accepted", "alice", "/mcp"), ("no", "lacks_scope", "alice", "tools/call add"), ("no", "expired", "", "/mcp"), ("no", "missing", "", "/mcp"),
                           ("yes", "accepted", "robot", "/mcp"), ("no", "bad_api_key", "", "/mcp")):
                assert wanted in said, (wanted, said)
            first = told[0]
            assert (first["issuer"], first["token"], first["key"], first["method"]) == ("me", "j1", "one", "POST") and first["peer"].startswith("127.0.0.1"), first
            for secret in (good, good.split(".")[1], good.split(".")[2], late.split(".")[2], api_key, digest(api_key), "wrong-one", SECRET):
                assert secret not in host.log(), secret


def test_sighup_ends_a_host_that_watches_nothing():
    with guarded(env=MINE) as host:
        host.signal(signal.SIGHUP)
        assert host.ended() == -signal.SIGHUP
