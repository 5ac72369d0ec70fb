"""test_streams.py - answers that come later: event streams, clients that leave, many at once."""
import socket
import time

from harness import HEALTH, Host, request, wait_until


def test_slow_streams_its_progress_and_ends_properly():
    with Host() as host, host.wire() as wire:
        start = time.monotonic()
        wire.send(request("slow", {"seconds": 1}, progress="p"))
        status, headers = wire.head()
        assert status == 200 and headers["content-type"].startswith("text/event-stream"), headers
        assert headers["transfer-encoding"] == "chunked"
        first = None
        body = b""
        for chunk in wire.chunks():
            first = first or time.monotonic() - start
            body += chunk
        assert first < 0.8, "the first words must not wait for the last"
        assert body.count(b"notifications/progress") >= 3, body
        assert b"done after 1 seconds" in body
        assert wire.send(HEALTH).reply().status == 200  # the connection lives on


def test_progress_grows():
    with Host() as host, host.wire() as wire:
        events = wire.send(request("slow", {"seconds": 0.6}, progress="p")).reply().events()
        done = [event["params"]["progress"] for event in events if event.get("method") == "notifications/progress"]
        assert len(done) >= 3 and done == sorted(set(done)), done


def test_slow_of_no_seconds_answers():
    with Host() as host, host.wire() as wire:
        assert "done after 0 seconds" in wire.send(request("slow", {"seconds": 0})).reply().text()


def test_a_client_that_leaves_in_mid_call_frees_its_exchange():
    with Host() as host:
        for kill in (False, True):
            wire = host.wire()
            wire.send(request("slow", {"seconds": 60}, progress="p"))
            wire.head()
            open_now = host.counts()
            assert open_now["exchanges"] == 1 and open_now["calls"] == 1, open_now
            if kill:
                wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            wire.socket.close()
            wait_until(lambda: host.counts()["exchanges"] == 0, "the exchange to be freed", 5)
            wait_until(lambda: host.counts()["calls"] == 0, "the call to end", 5)
        assert host.find("client_gone")


def test_a_client_that_leaves_before_the_first_word_frees_its_exchange():
    with Host() as host:
        wire = host.wire()
        wire.send(request("slow", {"seconds": 60}))
        wait_until(lambda: host.counts()["exchanges"] == 1, "the exchange")
        wire.socket.close()
        wait_until(lambda: host.counts()["exchanges"] == 0, "the exchange to be freed", 5)
        wait_until(lambda: host.counts()["calls"] == 0, "the call to end", 5)


def test_many_slow_calls_at_once_reach_their_own_callers():
    with Host() as host:
        wires = [host.wire() for _ in range(100)]
        for n, wire in enumerate(wires):
            wire.send(request("slow", {"seconds": 0.5 + n / 1000}, progress=f"p{n}"))
        for n, wire in enumerate(wires):
            reply = wire.reply()
            assert f"done after {0.5 + n / 1000:g} seconds" in reply.text()
            wire.socket.close()
        wait_until(lambda: (counts := host.counts())["exchanges"] == counts["calls"] == 0, "the last exchange to be closed")
