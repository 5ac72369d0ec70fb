"""test_http.py - HTTP/1.1 as clients speak it: keep-alive, pipelining, chunks, every split, HEAD, HTTP/1.0, Expect."""
import time

from harness import HEALTH, Host, call, chunked, request


def test_a_request_is_answered_with_date_and_length():
    with Host() as host, host.wire() as wire:
        reply = wire.send(HEALTH).reply()
        assert reply.status == 200 and reply.json()["status"], reply.body
        assert reply.headers["date"].endswith(" GMT") and int(reply.headers["content-length"]) == len(reply.body)
        assert not reply.closes


def test_a_connection_serves_one_request_after_another():
    with Host() as host, host.wire() as wire:
        for a in range(50):
            assert wire.send(request("add", {"a": a, "b": 1})).reply().text() == str(a + 1)
        assert host.counts()["accepted"] == 1


def test_pipelined_requests_are_answered_in_order():
    with Host() as host, host.wire() as wire:
        wire.send(b"".join(request("echo", {"text": f"number {n}"}) for n in range(100)))
        assert [wire.reply().text() for n in range(100)] == [f"number {n}" for n in range(100)]


def test_requests_behind_a_slow_one_wait_for_it():
    with Host() as host, host.wire() as wire:
        wire.send(request("slow", {"seconds": 0.4}, progress="p") + request("echo", {"text": "after"}))
        assert "done" in wire.reply().text()
        assert wire.reply().text() == "after"


def test_a_request_may_arrive_in_two_pieces_cut_anywhere():
    with Host() as host, host.wire() as wire:
        whole = request("echo", {"text": "cut"})
        for cut in range(1, len(whole)):
            wire.send(whole[:cut])
            if cut % 16 == 0:
                time.sleep(0.002)  # now and then let the first piece be read alone for certain
            assert wire.send(whole[cut:]).reply().text() == "cut", cut


def test_a_request_may_arrive_byte_by_byte():
    with Host() as host, host.wire() as wire:
        for byte in request("echo", {"text": "drip"}):
            wire.send(bytes([byte]))
        assert wire.reply().text() == "drip"


def test_a_chunked_body_of_any_chunk_size():
    with Host() as host, host.wire() as wire:
        lines, body = call("echo", {"text": "in chunks"})
        head = "\r\n".join([*lines, "Transfer-Encoding: chunked"]).encode() + b"\r\n\r\n"
        for size in range(1, len(body) + 1):
            assert wire.send(head + chunked(body, size)).reply().text() == "in chunks", size


def test_a_chunked_request_may_be_cut_anywhere():
    with Host() as host, host.wire() as wire:
        lines, body = call("echo", {"text": "both"})
        head = "\r\n".join([*lines, "Transfer-Encoding: chunked"]).encode() + b"\r\n\r\n"
        whole = head + chunked(body, 100)
        for cut in range(len(head) - 2, len(whole)):
            wire.send(whole[:cut])
            time.sleep(0.001)
            assert wire.send(whole[cut:]).reply().text() == "both", cut
        wire.send(whole[:-5])
        for byte in whole[-5:]:  # each alone: what Beast asserts not to happen
            time.sleep(0.02)
            wire.send(bytes([byte]))
        assert wire.reply().text() == "both"
        wire.send(head)
        for byte in b"0\r\n\r\n":
            time.sleep(0.02)
            wire.send(bytes([byte]))
        assert wire.reply().status == 400  # an empty body is no message


def test_chunk_extensions_and_trailers_are_read_and_dropped():
    with Host() as host, host.wire() as wire:
        lines, body = call("echo", {"text": "trailers"})
        head = "\r\n".join([*lines, "Transfer-Encoding: chunked"]).encode() + b"\r\n\r\n"
        chunk = b"%x;name=value\r\n%s\r\n0\r\nX-Sum: 1\r\nX-Host: evil.example\r\n\r\n" % (len(body), body)
        assert wire.send(head + chunk).reply().text() == "trailers"
        assert wire.send(HEALTH).reply().status == 200


def test_a_large_body_and_a_large_answer():
    with Host() as host, host.wire() as wire:
        text = "tenon " * 300_000
        assert wire.send(request("echo", {"text": text})).reply().text() == text
        assert wire.send(request("echo", {"text": "small"})).reply().text() == "small"


def test_a_large_answer_waits_for_a_slow_reader():
    with Host() as host, host.wire(receive_buffer=4096) as wire:
        text = "x" * 3_000_000
        wire.send(request("echo", {"text": text}))
        time.sleep(0.5)
        assert wire.reply().text() == text


def test_http_1_0_closes_unless_asked_to_stay():
    with Host() as host:
        with host.wire() as wire:
            reply = wire.send(b"GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n").reply()
            assert reply.status == 200 and reply.closes and wire.closed()
        with host.wire() as wire:
            wire.send(b"GET /health HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n")
            assert wire.reply().headers["connection"] == "keep-alive"
            assert wire.send(HEALTH).reply().status == 200


def test_http_1_0_gets_a_stream_without_chunks():
    with Host() as host, host.wire() as wire:
        wire.send(request("slow", {"seconds": 0.3}, progress="p").replace(b" HTTP/1.1", b" HTTP/1.0", 1))
        reply = wire.reply()
        assert "transfer-encoding" not in reply.headers and "done" in reply.text()


def test_a_client_that_says_close_is_closed():
    with Host() as host, host.wire() as wire:
        reply = wire.send(HEALTH.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")).reply()
        assert reply.status == 200 and reply.closes and wire.closed()


def test_head_gets_the_head_alone():
    with Host() as host, host.wire() as wire:
        reply = wire.send(HEALTH.replace(b"GET", b"HEAD")).reply(to_head=True)
        assert reply.status == 200 and reply.headers.get("content-length") != "0"  # it is not what GET would say
        assert wire.send(HEALTH).reply().status == 200  # nothing of a body came in between


def test_expect_100_continue_gets_its_100():
    with Host() as host, host.wire() as wire:
        whole = request("echo", {"text": "expected"}, more=["Expect: 100-continue"])
        head, body = whole.split(b"\r\n\r\n", 1)
        wire.send(head + b"\r\n\r\n")
        assert wire.head() == (100, {})
        assert wire.send(body).reply().text() == "expected"


def test_an_unknown_expectation_is_refused():
    with Host() as host, host.wire() as wire:
        reply = wire.send(request("echo", {"text": "x"}, more=["Expect: 200-cookies"])).reply()
        assert reply.status == 417 and reply.closes


def test_one_empty_line_before_a_request_is_forgiven():
    with Host() as host, host.wire() as wire:
        assert wire.send(b"\r\n" + HEALTH).reply().status == 200
        wire.send(b"\r")
        time.sleep(0.05)
        assert wire.send(b"\n" + HEALTH).reply().status == 200


def test_many_connections_at_once():
    with Host() as host:
        wires = [host.wire() for _ in range(200)]
        for n, wire in enumerate(wires):
            wire.send(request("echo", {"text": f"mine is {n}"}))
        for n, wire in enumerate(wires):
            assert wire.reply().text() == f"mine is {n}"
            wire.socket.close()
