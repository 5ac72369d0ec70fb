"""test_keys.py - where the host gets its keys: a file that is watched, and a URL that is asked in good time."""
import contextlib
import http.server
import os
import re
import ssl
import subprocess
import tempfile
import threading
import time

from certificates import Certificate
from harness import BINARY, Skip, wait_until

PROBE = os.environ.get("TENON_KEYS_PROBE", os.path.join(os.path.dirname(BINARY), "tenon_keys_probe"))
MOST = 256 * 1024


def needs(what):
    """Skips where the probe was not built, or built without libcurl; fails where that must not be."""
    missing = None
    if not os.access(PROBE, os.X_OK):
        missing = f"no probe at {PROBE}"
    elif what != "file" and subprocess.run([PROBE, "fresh", "", ""], capture_output=True, check=False).returncode == 3:
        missing = "the host was built without libcurl"
    if missing and os.environ.get("CI") == "true":
        raise AssertionError(missing)
    if missing:
        raise Skip(missing)


class Probe:
    """A keys_probe and what it has said so far."""

    def __init__(self, *words, env=None):
        needs(words[0])
        self.process = subprocess.Popen([PROBE, *map(str, words)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env={**os.environ, **(env or {})})
        self.lines = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.reader.join(5)
        self.process.stdin.close()
        self.process.stdout.close()

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def said(self, start):
        return [line for line in self.lines if line.startswith(start)]

    def until(self, start, count=1):
        return wait_until(lambda: len(self.said(start)) >= count and self.said(start), f"{count} x {start!r}; so far {self.lines}")

    def ask(self, word):
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()

    def end(self):
        """It ends when its input does; its exit code, and how long that took."""
        start = time.monotonic()
        self.process.stdin.close()
        self.process.stdin = open(os.devnull, "w", encoding="ascii")
        return self.process.wait(20), time.monotonic() - start


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


@contextlib.contextmanager
def key_file(text, every=20):
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "keys.json")
        write(path, text)
        with Probe("file", path, every) as probe:
            probe.until("keys ")
            yield probe, path


# ---- files ----

def test_a_file_is_told_at_once_and_when_it_is_written_again():
    with key_file('{"keys":[1]}') as (probe, path):
        assert probe.lines == ['keys 12 {"keys":[1]}']
        for n in range(2, 12):  # faster than a file's clock ticks
            write(path, '{"keys":[%d]}' % (n % 10))
            probe.until('keys 12 {"keys":[%d]}' % (n % 10))
        assert not probe.said("failed"), probe.lines


def test_a_file_that_is_moved_into_place_or_linked_elsewhere_is_seen():
    with key_file("one") as (probe, path):
        past = time.time() - 3600
        write(path + ".new", "two")
        os.utime(path + ".new", (past, past))  # older than the first, as files from an archive are
        os.replace(path + ".new", path)
        probe.until("keys 3 two")
        write(path + ".other", "elsewhere")
        os.symlink(path + ".other", path + ".link")
        os.replace(path + ".link", path)
        probe.until("keys 9 elsewhere")


def test_a_file_that_is_touched_but_the_same_is_no_news():
    with key_file("one") as (probe, path):
        time.sleep(0.2)
        for _ in range(3):
            os.utime(path)
            time.sleep(0.1)
        write(path, "one")
        time.sleep(0.3)
        assert probe.lines == ["keys 3 one"]


def test_a_file_that_goes_wrong_is_told_once_and_may_come_back():
    with key_file("one") as (probe, path):
        os.remove(path)
        probe.until("failed ")
        time.sleep(0.3)
        assert len(probe.said("failed")) == 1 and "No such file" in probe.lines[-1], probe.lines
        write(path, "")
        probe.until("failed ", 2)
        assert "empty" in probe.said("failed")[1]
        write(path, "two")
        probe.until("keys 3 two")
        os.remove(path)
        os.mkdir(path)
        wait_until(lambda: "no regular file" in probe.lines[-1], "the directory to be named")
        os.rmdir(path)
        os.mkfifo(path)  # reading it would wait for a writer
        time.sleep(0.3)
        assert probe.end()[1] < 5


def test_a_file_of_256_kib_passes_and_one_byte_more_does_not():
    with key_file("x" * MOST) as (probe, path):
        assert probe.lines == [f"keys {MOST} "]
        write(path, "x" * (MOST + 1))
        probe.until("failed ")
        assert f"more than {MOST} bytes" in probe.lines[-1]
    with tempfile.TemporaryDirectory() as directory:
        write(os.path.join(directory, "large"), "x" * (MOST + 1))
        with Probe("file", os.path.join(directory, "large"), 20) as probe:
            assert probe.process.wait(20) == 1
            probe.until("wrong ")
        with Probe("file", os.path.join(directory, "none"), 20) as probe:
            assert probe.process.wait(20) == 1
            assert "No such file" in probe.until("wrong ")[0]


def test_the_watch_of_a_file_ends_at_once():
    with key_file("one", every=60_000) as (probe, _):
        code, took = probe.end()
        assert code == 0 and took < 2, (code, took)


# ---- URLs ----

class KeyServer:
    """A server of keys; `answer(path, n)` says what the n-th request gets: (status, headers, body) or a function of the handler."""

    def __init__(self, answer, identity=None):
        self.asked = []
        self.times = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.asked.append((self.path, dict(self.headers)))
                outer.times.append(time.monotonic())
                reply = answer(self.path, len(outer.asked))
                if callable(reply):
                    return reply(self)
                status, headers, body = reply
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(body)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass  # a client that has had enough

        self.server = Server(("127.0.0.1", 0), Handler)
        self.scheme = "http"
        if identity:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(identity.cert, identity.key)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
            self.scheme = "https"
        self.url = f"{self.scheme}://localhost:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def fetching(url, ca="", second=1000, **more):
    return Probe("url", url, ca, second, **more)


def keys(body, *headers):
    return 200, [("Content-Type", "application/jwk-set+json"), *headers], body


def test_keys_come_over_https_from_who_is_trusted():
    with tempfile.TemporaryDirectory() as directory:
        identity, stranger = Certificate(directory), Certificate(directory, "stranger")
        with KeyServer(lambda *_: keys(b'{"keys":[]}'), identity) as server:
            with fetching(server.url + "/jwks.json", identity.cert) as probe:
                assert probe.until("keys ") == ['keys 11 {"keys":[]}']
                path, headers = server.asked[0]
                assert path == "/jwks.json" and "jwk-set+json" in headers["Accept"] and "Accept-Encoding" not in headers
            for ca in (stranger.cert, ""):
                with fetching(server.url, ca) as probe:
                    assert "certificate" in probe.until("failed ")[0], probe.lines
                    assert not probe.said("keys")


def test_only_https_and_this_machine_are_asked():
    for url, said in (("http://keys.example.com/", "https://"), ("ftp://localhost/keys", "https://"), ("file:///etc/passwd", ""),
                      ("localhost/keys", ""), ("", "no URL"), ("http://127.0.0.1.example.com/", "https://"),
                      ("http://localhost.example.com/", "https://"), ("https://user:pass@localhost/", "no user name"),
                      ("https://user@localhost/", "no user name")):
        with fetching(url) as probe:
            assert probe.process.wait(20) == 1, url
            assert said in probe.until("wrong ")[0], probe.lines


def test_keys_may_have_256_kib_and_not_one_byte_more():
    def streamed(handler):  # without a length that would warn
        handler.send_response(200)
        handler.end_headers()
        with contextlib.suppress(OSError):
            for _ in range(100):
                handler.wfile.write(b"x" * 10_000)
    answers = {"/fits": keys(b"x" * MOST), "/large": keys(b"x" * (MOST + 1)), "/endless": streamed,
               "/heads": (200, [("X-Filler", "x" * 60_000), ("X-More", "x" * 10_000)], b"{}"), "/none": keys(b"")}
    with KeyServer(lambda path, _: answers[path]) as server:
        with fetching(server.url + "/fits") as probe:
            assert probe.until("keys ") == [f"keys {MOST} "]
        for path, said in (("/large", "more than"), ("/endless", "more than"), ("/heads", "more than"), ("/none", "empty")):
            with fetching(server.url + path) as probe:
                assert said in probe.until("failed ")[0], (path, probe.lines)
                assert not probe.said("keys")


def test_a_server_that_dawdles_is_given_up_after_five_seconds():
    def drip(handler):
        handler.send_response(200)
        handler.end_headers()
        with contextlib.suppress(OSError):
            for _ in range(100):
                handler.wfile.write(b"x")
                time.sleep(0.2)
    with KeyServer(lambda *_: drip) as server:
        start = time.monotonic()
        with fetching(server.url) as probe:
            probe.until("failed ")
            assert 4.5 < time.monotonic() - start < 9, probe.lines


def test_redirects_stay_with_their_origin_and_are_few():
    with KeyServer(lambda *_: keys(b"never")) as other:
        def answer(path, _):
            if path.startswith("/hop"):
                left = int(path[4:])
                return (302, [("Location", f"/hop{left - 1}")], b"") if left else keys(b"found")
            return {"/other": (301, [("Location", other.url)], b""), "/nowhere": (302, [], b""),
                    "/file": (302, [("Location", "file:///etc/passwd")], b""), "/user": (302, [("Location", server.url.replace("//", "//me@") + "/hop0")], b""),
                    "/other-name": (302, [("Location", server.url.replace("localhost", "127.0.0.1") + "/hop0")], b""),
                    "/slow": lambda handler: (time.sleep(2), handler.send_response(302), handler.send_header("Location", "/slow"),
                                              handler.send_header("Content-Length", "0"), handler.end_headers())}[path]
        with KeyServer(answer) as server:
            with fetching(server.url + "/hop3") as probe:
                assert probe.until("keys ") == ["keys 5 found"]
            for path, said in (("/hop4", "more than 3 redirects"), ("/other", "another origin"), ("/other-name", "another origin"),
                               ("/file", "another origin"), ("/user", "another origin"), ("/nowhere", "without a Location")):
                with fetching(server.url + path) as probe:
                    assert said in probe.until("failed ")[0], (path, probe.lines)
            start = time.monotonic()
            with fetching(server.url + "/slow") as probe:  # all hops together have five seconds
                probe.until("failed ")
                assert time.monotonic() - start < 9
            assert other.asked == []


def test_freshness_follows_the_server_within_a_minute_and_a_day():
    needs("fresh")
    for words, age, seconds in (("max-age=59", "", 60), ("max-age=60", "", 60), ("max-age=61", "", 61), ("max-age=86400", "", 86400),
                                ("max-age=86401", "", 86400), ("max-age=99999999999999999999", "", 86400), ("max-age=0", "", 60),
                                ("", "", 600), ("public", "", 600), ("no-store", "", 60), ("no-cache, max-age=300", "", 60),
                                ("public, MAX-AGE=300 , must-revalidate", "", 300), ('max-age="300"', "", 300), ("max-age=-5", "", 60),
                                ("max-age=soon", "", 60), ("max-age=", "", 60), ("max-age=300, max-age=200", "", 200),
                                ("s-maxage=5", "", 600), ("max-age=300", "100", 200), ("max-age=300", "400", 60),
                                ("max-age=300", "x", 300), (",,,", "", 600)):
        said = subprocess.run([PROBE, "fresh", words, age], capture_output=True, text=True, check=True).stdout
        assert int(said) == seconds, (words, age, said)


def test_keys_are_fetched_again_when_they_are_due_and_told_only_when_new():
    def answer(_, n):
        return keys(b"one" if n < 3 else b"two", ("Cache-Control", "public, max-age=100"), ("Age", "30"))
    with KeyServer(answer) as server, fetching(server.url, second=5) as probe:  # 70 seconds are 350 ms here
        probe.until("planned ", 4)
        assert set(probe.said("planned")) == {"planned 70"}
        assert probe.said("keys") == ["keys 3 one", "keys 3 two"]
        gaps = [after - before for before, after in zip(server.times, server.times[1:])]
        assert min(gaps) > 0.3, gaps


def test_failures_are_patient_and_the_old_keys_stay():
    def answer(_, n):
        if n == 1 or n == 8:
            return keys(b"one" if n == 1 else b"two")
        return 503, [], b"no"
    with KeyServer(answer) as server, fetching(server.url, second=1) as probe:
        probe.until("planned ", 8)
        planned = [int(line.split()[1]) for line in probe.said("planned")]
        for seconds, least in zip(planned[1:7], (5, 10, 20, 40, 80, 160)):
            assert least <= seconds <= least * 1.25, planned
        assert planned[7] == 600
        assert probe.said("keys") == ["keys 3 one", "keys 3 two"]
        assert set(probe.said("failed")) == {"failed the answer is status 503"}
    with KeyServer(lambda *_: (500, [], b"")) as server, fetching(server.url, second=0) as probe:
        planned = [int(line.split()[1]) for line in probe.until("planned ", 12)]
        assert 300 <= max(planned) <= 375, planned


def test_a_missed_key_is_fetched_soon_but_not_at_once_again():
    with KeyServer(lambda _, n: keys(b"%d" % n)) as server, fetching(server.url, second=100) as probe:
        probe.until("keys 1 1")
        for _ in range(50):
            probe.ask("refresh")
        probe.until("keys 1 2")
        assert server.times[1] - server.times[0] > 0.45, "five seconds, of 100 ms each here"
        time.sleep(0.3)
        assert len(server.asked) == 2, "fifty calls make one fetch"
        time.sleep(0.4)
        probe.ask("refresh")
        start = time.monotonic()
        probe.until("keys 1 3")
        assert time.monotonic() - start < 0.4, "after a pause it goes at once"


def test_the_end_does_not_wait_for_a_fetch():
    def hang(handler):
        time.sleep(4)
    with KeyServer(lambda *_: hang) as server, fetching(server.url) as probe:
        wait_until(lambda: server.asked, "the request")
        code, took = probe.end()
        assert code == 0 and took < 1.5, (code, took)
        assert probe.lines == [], "no word after the end"


def test_the_environment_sends_nobody_else_to_this_machine():
    with KeyServer(lambda *_: keys(b"mine")) as server:
        with fetching(server.url, env={"http_proxy": "http://127.0.0.1:1", "ALL_PROXY": "http://127.0.0.1:1"}) as probe:
            assert probe.until("keys ") == ["keys 4 mine"]


def test_an_unreachable_server_is_named_with_its_reason():
    with KeyServer(lambda *_: keys(b"")) as server:
        url = server.url
    with fetching(url) as probe:
        assert re.search("connect|refused", probe.until("failed ")[0]), probe.lines
