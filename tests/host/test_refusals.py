"""test_refusals.py - what the host refuses by itself: limits, broken HTTP, shapes of request smuggling, slowness."""
import socket
import time

from harness import HEALTH, Host, request, wait_until


def refused(host, data, *statuses):
    """The host says one of the statuses, and closes."""
    with host.wire() as wire:
        wire.send(data)
        reply = wire.reply()
        assert reply.status in statuses, (reply.status, data[:200])
        assert reply.closes, "a connection that lost its way must not be used on"
        assert wire.closed()
        return reply


def post(*lines, body=b""):
    return "\r\n".join(["POST /mcp HTTP/1.1", "Host: localhost", *lines]).encode() + b"\r\n\r\n" + body


def test_a_head_at_the_limit_passes_and_one_byte_more_is_431():
    with Host() as host:
        def head(size):
            start = b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Filler: "
            return start + b"x" * (size - len(start) - 4) + b"\r\n\r\n"
        with host.wire() as wire:
            assert wire.send(head(16384)).reply().status == 200
        refused(host, head(16385), 431)
        refused(host, b"GET /" + b"x" * 20000, 431)


def test_a_body_over_the_limit_is_413():
    with Host("--max-message-bytes", "1000") as host:
        with host.wire() as wire:
            fits = request("echo", {"text": "x"})
            fits = request("echo", {"text": "x" * (1001 - len(fits.split(b"\r\n\r\n", 1)[1]))})
            assert len(fits.split(b"\r\n\r\n", 1)[1]) == 1000
            assert wire.send(fits).reply().status == 200
        refused(host, post("Content-Type: application/json", "Content-Length: 5000000", body=b"x" * 100_000), 413)
        with host.wire() as wire:
            reply = wire.send(post("Content-Type: application/json", "Content-Length: 1001", body=b"x" * 1001)).reply()
            assert reply.status == 413


def test_a_chunked_body_over_the_limit_is_413():
    with Host("--max-message-bytes", "1000") as host, host.wire() as wire:
        chunk = b"400\r\n" + b"x" * 1024 + b"\r\n"
        wire.send(post("Content-Type: application/json", "Transfer-Encoding: chunked", body=chunk * 5))
        assert wire.reply().status == 413


def test_a_refused_client_that_goes_on_sending_reads_its_refusal():
    with Host("--max-message-bytes", "1000") as host, host.wire() as wire:
        wire.send(post("Content-Type: application/json", "Content-Length: 3000000"))
        for _ in range(30):
            wire.send(b"x" * 100_000)
        assert wire.reply().status == 413


def test_an_expected_body_that_is_too_large_never_has_to_be_sent():
    with Host("--max-message-bytes", "1000") as host, host.wire() as wire:
        wire.send(post("Content-Type: application/json", "Content-Length: 5000", "Expect: 100-continue"))
        assert wire.reply().status == 413 and wire.closed()


def test_what_is_not_http_is_400():
    with Host() as host:
        for junk in (b"hello\r\n\r\n", b"GET\r\n\r\n", b"GET /health\r\n\r\n", b"GET /health HTTP/2.0\r\nHost: localhost\r\n\r\n",
                     b"G\x00T /health HTTP/1.1\r\nHost: localhost\r\n\r\n", b"GET  /health HTTP/1.1\r\nHost: localhost\r\n\r\n",
                     b"GET /health HTTP/1.1\r\nHost localhost\r\n\r\n", b"GET /health HTTP/1.1\r\n: x\r\nHost: a\r\n\r\n",
                     b"GET /health HTTP/1.1\r\nHost : localhost\r\n\r\n", b"GET /health HTTP/1.1\r\nHost: local\x00host\r\n\r\n",
                     b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"):
            refused(host, junk, 400)


def test_http_1_1_needs_one_host():
    with Host() as host:
        refused(host, b"GET /health HTTP/1.1\r\n\r\n", 400)
        refused(host, b"GET /health HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 400)


def test_two_ways_to_say_the_length_are_refused():
    with Host() as host:
        body = b"2\r\n{}\r\n0\r\n\r\n"
        refused(host, post("Content-Length: 12", "Transfer-Encoding: chunked", body=body), 400)
        refused(host, post("Transfer-Encoding: chunked", "Content-Length: 12", body=body), 400)
        refused(host, post("Content-Length: 2", "Content-Length: 2", body=b"{}"), 400)
        refused(host, post("Content-Length: 2", "Content-Length: 3", body=b"{}"), 400)
        refused(host, post("Content-Length: 2, 2", body=b"{}"), 400)
        refused(host, post("Transfer-Encoding: chunked", "Transfer-Encoding: chunked", body=body), 400)


def test_lengths_that_are_no_numbers_are_refused():
    with Host() as host:
        for length in ("+2", "-2", "0x2", "2 2", "", "two", "99999999999999999999"):
            refused(host, post(f"Content-Length: {length}", body=b"{}"), 400)


def test_other_transfer_codings_are_refused():
    with Host() as host:
        for coding in ("gzip", "gzip, chunked", "identity", "chunked, identity", "xchunked", "chunked;q=1", "\x0bchunked"):
            refused(host, post(f"Transfer-Encoding: {coding}", body=b"0\r\n\r\n"), 400, 501)
        refused(host, post("Transfer-Encoding: chunked", body=b"0\r\n\r\n").replace(b"/1.1", b"/1.0", 1), 400)


def test_bare_line_feeds_and_folded_lines_are_refused():
    with Host() as host:
        refused(host, b"GET /health HTTP/1.1\nHost: localhost\n\n", 400)
        refused(host, b"GET /health HTTP/1.1\r\nHost: localhost\nX: y\r\n\r\n", 400)
        refused(host, b"GET /health HTTP/1.1\r\nHost: localhost\r\n\n", 400)
        refused(host, b"GET /health HTTP/1.1\r\nHost: localhost\r\nX: a\r\n folded\r\n\r\n", 400)
        refused(host, b"GET /health HTTP/1.1\r\n Host: localhost\r\n\r\n", 400)
        refused(host, b"GET /health HTTP/1.1\r\nHost: localhost\rX: y\r\n\r\n", 400)


def test_broken_chunks_are_refused():
    with Host() as host:
        for body in (b"zz\r\n{}\r\n0\r\n\r\n", b"2\r\n{}x\r\n0\r\n\r\n", b"2\n{}\n0\n\n\r\n", b"-2\r\n{}\r\n0\r\n\r\n",
                     b"0x2\r\n{}\r\n0\r\n\r\n", b"11111111111111111\r\n{}\r\n", b" 2\r\n{}\r\n0\r\n\r\n",
                     b"2\r\n{}\r\n0\r\nbad trailer\r\n\r\n"):
            refused(host, post("Content-Type: application/json", "Transfer-Encoding: chunked", body=body), 400)
        endless = b"2;" + b"x" * 70_000
        refused(host, post("Content-Type: application/json", "Transfer-Encoding: chunked", body=endless), 400)


def test_a_smuggled_request_is_never_answered():
    with Host() as host, host.wire() as wire:
        inner = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
        wire.send(post("Content-Length: 4", "Transfer-Encoding: chunked", body=b"0\r\n\r\n" + inner))
        assert wire.reply().status == 400 and wire.closed()


def test_a_slow_head_is_408():
    with Host("--header-timeout", "1") as host, host.wire() as wire:
        wire.send(b"GET /health HT")
        start = time.monotonic()
        assert wire.reply().status == 408 and wire.closed()
        assert time.monotonic() - start >= 0.9


def test_a_dripping_head_is_408_all_the_same():
    with Host("--header-timeout", "1") as host, host.wire() as wire:
        wire.socket.setblocking(False)
        end = time.monotonic() + 10
        heard = b""
        while not heard and time.monotonic() < end:
            wire.socket.send(b"x")
            time.sleep(0.1)
            try:
                heard = wire.socket.recv(1000)
            except BlockingIOError:
                pass
        assert b" 408 " in heard


def test_a_slow_body_is_408():
    with Host("--body-timeout", "1") as host, host.wire() as wire:
        wire.send(request("echo", {"text": "never"})[:-5])
        assert wire.reply().status == 408 and wire.closed()
        wait_until(lambda: host.counts()["exchanges"] == 0, "the exchange to be closed")


def test_an_idle_connection_is_closed_without_a_word():
    with Host("--idle-timeout", "1") as host, host.wire() as unused, host.wire() as used:
        assert used.send(HEALTH).reply().status == 200
        assert unused.closed() and used.closed()


def test_a_reader_that_takes_nothing_is_cut_off():
    with Host("--write-timeout", "1") as host, host.wire(receive_buffer=4096) as wire:
        wire.send(request("echo", {"text": "x" * 4_000_000}))
        wait_until(lambda: host.find("reader_stalled"), "the host to lose patience")
        wait_until(lambda: host.counts()["exchanges"] == 0, "its exchange to be let go")


def test_connections_over_the_limit_get_503():
    with Host("--max-connections", "3") as host:
        wires = [host.wire() for _ in range(3)]
        for wire in wires:
            assert wire.send(HEALTH).reply().status == 200
        with host.wire() as wire:
            reply = wire.reply()
            assert reply.status == 503 and "retry-after" in reply.headers and wire.closed()
        wires.pop().socket.close()
        def served():
            with host.wire() as wire:
                return wire.send(HEALTH).reply().status == 200
        wait_until(served, "a place to be free again")
        for wire in wires:
            wire.socket.close()


def test_a_client_that_resets_in_mid_request_harms_nobody():
    with Host() as host:
        for cut in (5, 100, 300):
            wire = host.wire()
            wire.send(request("echo", {"text": "x" * 100})[:cut])
            wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            wire.socket.close()
        with host.wire() as wire:
            assert wire.send(HEALTH).reply().status == 200
        wait_until(lambda: host.counts()["exchanges"] == 0, "the exchanges to be closed")
