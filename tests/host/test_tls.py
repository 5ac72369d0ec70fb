"""test_tls.py - the host under TLS: who it is, what it refuses, how long it waits, and a new certificate while it serves."""
import contextlib
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time

from certificates import Certificate, openssl
from harness import HEALTH, Host, Skip, Wire, call, chunked, request, run, wait_until


def needs_tls():
    """Skips where the host was built without; fails where that must not be."""
    said = run("--authless", "--tls-cert", "/no/such/file", "--tls-key", "/no/such/file").stderr
    if "without TLS" not in said:
        return
    if os.environ.get("CI") == "true":
        raise AssertionError("in CI the host has to be built with TLS")
    raise Skip("the host was built without TLS")


@contextlib.contextmanager
def tls_host(*flags, **certificate):
    needs_tls()
    with tempfile.TemporaryDirectory() as directory:
        identity = Certificate(directory, **certificate)
        with Host(*identity.flags(), *flags) as host:
            yield host, identity, directory


def trusting(identity, **more):
    context = ssl.create_default_context(cafile=identity.cert)
    for name, value in more.items():
        setattr(context, name, value)
    return context


def sum_of(host, kind):
    """How many handshakes ended so, as the host says when asked."""
    host.counts()
    return int(re.findall(rf" handshakes .*\b{kind}=(\d+)", host.log())[-1])


def test_calls_streams_and_keep_alive_work_as_without():
    with tls_host() as (host, identity, _), Wire(host.port, tls=trusting(identity)) as wire:
        assert host.find(r"listening on https://127\.0\.0\.1:")
        assert wire.socket.version() == "TLSv1.3"
        assert wire.send(HEALTH).reply().status == 200
        assert wire.send(request("echo", {"text": "under cover"})).reply().text() == "under cover"
        start = time.monotonic()
        wire.send(request("slow", {"seconds": 1}, progress="p"))
        assert wire.head()[0] == 200
        chunks = wire.chunks()
        next(chunks)
        assert time.monotonic() - start < 0.8, "the first words must not wait for the last"
        assert b"done after 1 seconds" in b"".join(chunks)
        lines, body = call("echo", {"text": "in pieces"})
        wire.send("\r\n".join([*lines, "Transfer-Encoding: chunked"]).encode() + b"\r\n\r\n" + chunked(body, 7))
        assert wire.reply().text() == "in pieces"
        assert wire.send(HEALTH * 20) and [wire.reply().status for _ in range(20)] == [200] * 20


def test_tls_1_2_works_with_forward_secrecy_and_nothing_older_does():
    with tls_host() as (host, identity, _):
        context = trusting(identity, maximum_version=ssl.TLSVersion.TLSv1_2)
        with Wire(host.port, tls=context) as wire:
            assert wire.socket.version() == "TLSv1.2"
            assert wire.socket.cipher()[0].startswith("ECDHE-"), wire.socket.cipher()
            assert wire.send(HEALTH).reply().status == 200
        for words in (["-tls1_1"], ["-tls1"], ["-tls1_2", "-cipher", "AES128-SHA:@SECLEVEL=0"],
                      ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0"]):
            if words[0] != "-tls1_2":
                words += ["-cipher", "ALL:@SECLEVEL=0"]
            done = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{host.port}", *words], input="",
                                  capture_output=True, text=True, timeout=20)
            assert done.returncode != 0 and "Cipher is (NONE)" in done.stdout, (words, done)
        assert sum_of(host, "failed") >= 4
        assert sum_of(host, "done") == 1


def test_large_bodies_pass_in_both_directions():
    with tls_host() as (host, identity, _):
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            with Wire(host.port, tls=trusting(identity, minimum_version=version, maximum_version=version)) as wire:
                for size in (16383, 16384, 16385, 300_000, 3_000_000):
                    text = "x" * size
                    assert wire.send(request("echo", {"text": text})).reply().text() == text, size


def test_a_slow_reader_gets_everything():
    with tls_host() as (host, identity, _), Wire(host.port, receive_buffer=4096, tls=trusting(identity)) as wire:
        text = "".join(f"{n:08d}" for n in range(250_000))
        wire.send(request("echo", {"text": text}))
        time.sleep(1)
        assert wire.reply().text() == text
        assert wire.send(HEALTH).reply().status == 200


def test_a_reader_that_takes_nothing_is_cut():
    with tls_host("--write-timeout", "1") as (host, identity, _):
        with Wire(host.port, receive_buffer=4096, tls=trusting(identity)) as wire:
            wire.send(request("echo", {"text": "x" * 4_000_000}))
            wait_until(lambda: host.find("reader_stalled"), "the cut")
            wait_until(lambda: host.counts()["connections"] == 0, "the connection to go")


def test_alpn_is_http_1_1_or_nothing():
    with tls_host() as (host, identity, _):
        for offered, chosen in ((["h2", "http/1.1"], "http/1.1"), (["http/1.1"], "http/1.1"), ([], None)):
            context = trusting(identity)
            if offered:
                context.set_alpn_protocols(offered)
            with Wire(host.port, tls=context) as wire:
                assert wire.socket.selected_alpn_protocol() == chosen
                assert wire.send(HEALTH).reply().status == 200
        context = trusting(identity)
        context.set_alpn_protocols(["h2"])
        try:
            Wire(host.port, tls=context)
            raise AssertionError("a client of h2 alone was let in")
        except ssl.SSLError as error:
            assert "no application protocol" in str(error).lower().replace("_", " "), error


def test_plain_http_is_told_and_counted():
    with tls_host() as (host, identity, _):
        for greeting in (HEALTH, request("echo", {"text": "hello"}), b"SSH-2.0-curious\r\n", b"\x80\x2e\x01"):
            with Wire(host.port) as wire:
                reply = wire.send(greeting).reply()
                assert reply.status == 400 and reply.closes, reply.status
                assert "https" in reply.json()["error"]["message"]
                assert wire.closed(), "an orderly end, not a reset"
        assert sum_of(host, "plain") == 4
        assert host.find("plain_on_tls_port .*peer=127.0.0.1")
        with Wire(host.port, tls=trusting(identity)) as wire:
            assert wire.send(HEALTH).reply().status == 200


def test_who_comes_and_goes_without_a_word_is_no_failure():
    with tls_host() as (host, _, _):
        for _ in range(5):
            Wire(host.port).socket.close()
        wait_until(lambda: host.counts()["connections"] == 0, "the connections to go")
        assert sum_of(host, "failed") == 0 and sum_of(host, "timed_out") == 0


def test_a_client_that_does_not_trust_us_is_a_failed_handshake():
    with tls_host() as (host, _, directory):
        stranger = Certificate(directory, "stranger")
        try:
            with Wire(host.port, tls=trusting(stranger)) as wire:
                wire.send(HEALTH).reply()
            raise AssertionError("a client has to look at who we are")
        except ssl.SSLCertVerificationError:
            pass
        wait_until(lambda: host.find("handshake_failed .*unknown ca"), "the failure in the log")
        assert sum_of(host, "failed") == 1


def test_broken_handshakes_harm_nobody():
    with tls_host("--handshake-timeout", "2") as (host, identity, _):
        hello = client_hello()
        for bytes_ in (b"\x16" * 2000, b"\x16\x03\x01\xff\xff" + b"\0" * 70000, hello[:40] + os.urandom(300), hello + hello):
            with Wire(host.port) as wire:
                with contextlib.suppress(OSError):
                    wire.send(bytes_)
                    while wire.more():
                        pass
        for cut in range(1, len(hello), 37):
            with Wire(host.port) as wire:
                wire.send(hello[:cut])
        wait_until(lambda: host.counts()["connections"] == 0, "all of them to be gone")
        with Wire(host.port, tls=trusting(identity)) as wire:
            assert wire.send(HEALTH).reply().status == 200


def client_hello():
    """The first flight of a client, as bytes."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = ssl.create_default_context().wrap_bio(incoming, outgoing, server_hostname="localhost")
    with contextlib.suppress(ssl.SSLWantReadError):
        client.do_handshake()
    return outgoing.read()


def test_a_handshake_in_single_bytes_works():
    with tls_host() as (host, identity, _), socket.create_connection(("127.0.0.1", host.port)) as raw:
        raw.settimeout(20)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        client = trusting(identity).wrap_bio(incoming, outgoing, server_hostname="localhost")

        def send_bytewise():
            for byte in outgoing.read():
                raw.sendall(bytes([byte]))

        def until_done(step):
            while True:
                try:
                    return step()
                except ssl.SSLWantReadError:
                    send_bytewise()
                    incoming.write(raw.recv(7))

        until_done(client.do_handshake)
        client.write(HEALTH)
        send_bytewise()
        assert until_done(lambda: client.read(1000)).startswith(b"HTTP/1.1 200")


def test_a_handshake_that_takes_too_long_ends():
    with tls_host("--handshake-timeout", "1") as (host, _, _):
        with Wire(host.port) as silent, Wire(host.port) as halfway:
            halfway.send(client_hello()[:50])
            start = time.monotonic()
            assert silent.closed() and halfway.rest() == b""
            assert time.monotonic() - start < 5
        assert sum_of(host, "timed_out") == 2
        wait_until(lambda: host.counts()["connections"] == 0, "both to be forgotten")


def test_many_handshakes_that_never_end_keep_nobody_out():
    with tls_host("--threads", "1", "--max-handshakes", "8") as (host, identity, _):
        stalled = [Wire(host.port).send(b"\x16") for _ in range(8)]
        wait_until(lambda: host.counts()["connections"] == 8, "them to be in")
        try:
            Wire(host.port, tls=trusting(identity))
            raise AssertionError("nine at once where eight are allowed")
        except (ssl.SSLError, OSError):
            pass
        wait_until(lambda: sum_of(host, "turned_away") == 1, "the ninth to be counted")
        time.sleep(1.2)  # now they are slow
        with Wire(host.port, tls=trusting(identity)) as wire:
            assert wire.send(HEALTH).reply().status == 200
        assert sum_of(host, "timed_out") == 1, "the oldest has given way"
        for wire in stalled:
            wire.socket.close()


def test_beyond_the_limit_of_connections_a_client_hears_503():
    with tls_host("--max-connections", "2") as (host, identity, _):
        context = trusting(identity)
        with Wire(host.port, tls=context), Wire(host.port, tls=context):
            with Wire(host.port, tls=context) as third:
                assert third.send(HEALTH).reply().status == 503


def test_a_new_certificate_comes_in_by_sighup_and_drops_nobody():
    with tls_host() as (host, old, directory), Wire(host.port, tls=trusting(old)) as streaming, \
            Wire(host.port, tls=trusting(old)) as idle:
        assert idle.send(HEALTH).reply().status == 200
        streaming.send(request("slow", {"seconds": 2}, progress="p"))
        assert streaming.head()[0] == 200
        new = Certificate(directory, "renewed", days=90)
        old_text = open(old.cert, encoding="ascii").read()
        old.replace_by(new)
        host.signal(signal.SIGHUP)
        wait_until(lambda: host.find("tls_reloaded .*renewed.*expires_in_days=(89|90)"), "the new certificate")
        with Wire(host.port, tls=trusting(new)) as fresh:
            assert fresh.send(HEALTH).reply().status == 200
            assert ssl.DER_cert_to_PEM_cert(fresh.socket.getpeercert(True)).split() != old_text.split()
        assert b"done after 2 seconds" in b"".join(streaming.chunks())
        assert idle.send(HEALTH).reply().status == 200 and streaming.send(HEALTH).reply().status == 200


def test_wrong_files_at_sighup_leave_the_old_ones_in_use():
    with tls_host() as (host, identity, directory):
        stranger = Certificate(directory, "stranger")
        first = trusting(identity)
        shutil.copy(stranger.key, identity.key)
        host.signal(signal.SIGHUP)
        wait_until(lambda: host.find("error tls_reload_failed .*does not belong to the certificate"), "the refusal")
        os.remove(identity.key)
        host.signal(signal.SIGHUP)
        wait_until(lambda: host.find("error tls_reload_failed .*No such file"), "the second refusal")
        with Wire(host.port, tls=first) as wire:
            assert wire.send(HEALTH).reply().status == 200


def test_wrong_files_are_named_with_what_is_wrong():
    needs_tls()
    with tempfile.TemporaryDirectory() as directory:
        good, other = Certificate(directory, "good"), Certificate(directory, "other")
        rsa = Certificate(directory, "rsa", key=("-newkey", "rsa:2048"))
        weak = Certificate(directory, "weak", key=("-newkey", "rsa:1024"))
        sealed, empty = os.path.join(directory, "sealed.key"), os.path.join(directory, "empty")
        openssl("pkey", "-in", good.key, "-out", sealed, "-aes256", "-passout", "pass:secret")
        open(empty, "wb").close()
        for cert, key, said in ((directory + "/none", good.key, "cannot read the certificate: .*none: No such file"),
                                (good.cert, directory + "/none", "cannot read the key: .*none: No such file"),
                                (directory, good.key, "is no regular file"),
                                (good.key, good.key, "good.key holds no certificate in PEM form"),
                                (empty, good.key, "empty holds no certificate in PEM form"),
                                (good.cert, good.cert, "good.crt holds no private key in PEM form"),
                                (good.cert, empty, "empty holds no private key in PEM form"),
                                (good.cert, other.key, "other.key does not belong to the certificate in .*good.crt"),
                                (good.cert, rsa.key, "rsa.key does not belong to the certificate in .*good.crt"),
                                (good.cert, sealed, "sealed.key needs a passphrase"),
                                (weak.cert, weak.key, "weak.crt: .*too small")):
            done = run("--authless", "--listen", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key)
            assert done.returncode == 1 and re.search(said, done.stderr), (cert, key, done)
        for words, said in ((["--tls-cert", good.cert], "go together"), (["--tls-key", good.key], "go together"),
                            (["--stdio", *good.flags()], "go together")):
            done = run("--authless", *words)
            assert done.returncode == 2 and said in done.stderr, done


def test_rsa_certificates_and_chains_serve_too():
    needs_tls()
    with tempfile.TemporaryDirectory() as directory:
        root, leaf = Certificate(directory, "root", key=("-newkey", "rsa:2048")), os.path.join(directory, "leaf")
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", leaf + ".key", "-out", leaf + ".csr", "-subj", "/CN=leaf")
        with open(leaf + ".ext", "w", encoding="ascii") as file:
            file.write("subjectAltName=DNS:localhost\n")
        openssl("x509", "-req", "-in", leaf + ".csr", "-CA", root.cert, "-CAkey", root.key, "-CAcreateserial", "-days", "3",
                "-extfile", leaf + ".ext", "-out", leaf + ".crt")
        with open(leaf + ".pem", "w", encoding="ascii") as chain:
            chain.write(open(leaf + ".crt", encoding="ascii").read() + open(root.cert, encoding="ascii").read())
        with Host("--tls-cert", leaf + ".pem", "--tls-key", leaf + ".key") as host:
            with Wire(host.port, tls=trusting(root)) as wire:
                assert wire.send(HEALTH).reply().status == 200
            assert host.find("warn tls_certificate_expires_soon .*expires_in_days=[23]")
            assert not host.find("tls_key_is_readable_by_all")


def test_a_key_that_all_may_read_is_a_warning():
    needs_tls()
    with tempfile.TemporaryDirectory() as directory:
        identity = Certificate(directory)
        os.chmod(identity.key, 0o644)
        with Host(*identity.flags()) as host:
            assert host.find("warn tls_key_is_readable_by_all")


def test_ends_are_told_apart_from_accidents():
    with tls_host("--idle-timeout", "1") as (host, identity, _):
        context = trusting(identity)  # its wires do not take an end without close_notify for an end
        with Wire(host.port, tls=context) as wire:
            lines = "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            assert wire.send(lines).reply().status == 200 and wire.closed()
        with Wire(host.port, tls=context) as idle:
            assert idle.send(HEALTH).reply().status == 200 and idle.closed()


def test_a_client_that_leaves_frees_its_exchange():
    with tls_host() as (host, identity, _):
        for orderly in (True, False):
            wire = Wire(host.port, tls=trusting(identity))
            wire.send(request("slow", {"seconds": 60}, progress="p"))
            wire.head()
            assert host.counts()["exchanges"] == 1
            if orderly:
                wire.socket.settimeout(0.1)
                with contextlib.suppress(OSError):
                    wire.socket.unwrap()
            wire.socket.close()
            wait_until(lambda: host.counts()["exchanges"] == 0, "the exchange to be freed")


def test_sigterm_lets_calls_finish_and_handshakes_go():
    with tls_host() as (host, identity, _), Wire(host.port, tls=trusting(identity)) as wire, Wire(host.port) as halfway:
        halfway.send(client_hello()[:20])
        wire.send(request("slow", {"seconds": 1}, progress="p"))
        assert wire.head()[0] == 200
        host.signal(signal.SIGTERM)
        assert b"done after 1 seconds" in b"".join(wire.chunks())
        assert wire.closed() and host.ended() == 0
        assert host.find(" handshakes done=1 ")


def test_many_clients_at_once():
    with tls_host() as (host, identity, _):
        context = trusting(identity)
        wires = [Wire(host.port, tls=context) for _ in range(60)]
        for n, wire in enumerate(wires):
            wire.send(request("slow", {"seconds": 0.5 + n / 1000}, progress=f"p{n}"))
        for n, wire in enumerate(wires):
            assert f"done after {0.5 + n / 1000:g} seconds" in wire.reply().text()
            wire.socket.close()
        wait_until(lambda: host.counts()["connections"] == 0, "them to go")
