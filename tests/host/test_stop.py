"""test_stop.py - the end of a host: signals, grace, and what is owed then."""
import signal
import time

from harness import HEALTH, Host, request, wait_until


def test_sigterm_without_work_ends_at_once_with_0():
    for number in (signal.SIGTERM, signal.SIGINT):
        with Host() as host, host.wire() as idle:
            assert idle.send(HEALTH).reply().status == 200
            start = time.monotonic()
            host.signal(number)
            assert host.ended() == 0
            assert time.monotonic() - start < 3, "an idle connection must not hold the host"
            assert idle.closed()
            assert host.process.stdout.read() == "", "stdout is not for the host's words"


def test_a_call_in_flight_gets_its_answer_after_sigterm():
    with Host() as host, host.wire() as wire:
        wire.send(request("slow", {"seconds": 1.5}, progress="p"))
        wire.head()
        host.signal(signal.SIGTERM)
        body = b"".join(wire.chunks())
        assert b"done after 1.5 seconds" in body
        assert wire.closed()
        assert host.ended() == 0
        assert host.find(r" stopped .*exchanges=0 calls=0")


def test_a_call_that_has_said_nothing_yet_gets_its_answer_too():
    with Host() as host, host.wire() as wire:
        wire.send(request("slow", {"seconds": 1}))
        wait_until(lambda: host.counts()["calls"] == 1, "the call")
        host.signal(signal.SIGTERM)
        reply = wire.reply()
        assert "done after 1 seconds" in reply.text()
        assert wire.closed() and host.ended() == 0


def test_open_streams_end_properly():
    with Host() as host, host.wire() as wire:
        wire.send(b"GET /sse HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n")
        assert wire.head()[0] == 200
        chunks = wire.chunks()
        assert b"event: endpoint" in next(chunks)
        start = time.monotonic()
        host.signal(signal.SIGTERM)
        list(chunks)  # up to the last, empty one
        assert wire.closed()
        wire.socket.close()
        assert host.ended() == 0
        assert time.monotonic() - start < 3


def test_after_sigterm_nobody_new_is_let_in():
    with Host() as host, host.wire() as wire:
        wire.send(request("slow", {"seconds": 2}, progress="p"))
        wire.head()
        host.signal(signal.SIGTERM)
        wait_until(lambda: host.find("stopping_on_sigterm"), "the stop to begin")
        def refused():
            try:
                host.wire().socket.close()
                return False
            except ConnectionRefusedError:
                return True
        wait_until(refused, "the port to be closed")
        assert b"done" in b"".join(wire.chunks())
        assert host.ended() == 0


def test_when_grace_is_over_open_calls_end_and_so_does_the_host():
    with Host("--grace", "1") as host, host.wire() as wire:
        wire.send(request("slow", {"seconds": 60}, progress="p"))
        wire.head()
        start = time.monotonic()
        host.signal(signal.SIGTERM)
        assert host.ended() == 0
        assert 0.9 < time.monotonic() - start < 6
        assert host.find("grace_over.*calls=1")
        assert b"error" in wire.rest(), "the caller is told"


def test_a_second_signal_ends_it_at_once():
    with Host("--grace", "60") as host, host.wire() as wire:
        wire.send(request("slow", {"seconds": 60}, progress="p"))
        wire.head()
        host.signal(signal.SIGTERM)
        wait_until(lambda: host.find("stopping_on_sigterm"), "the stop to begin")
        start = time.monotonic()
        host.signal(signal.SIGINT)
        assert host.ended() == 128 + signal.SIGINT
        assert time.monotonic() - start < 3


def test_a_half_sent_request_does_not_hold_the_host_beyond_its_grace():
    with Host("--grace", "1") as host, host.wire() as wire:
        wire.send(request("echo", {"text": "never"})[:-3])
        wait_until(lambda: host.counts()["exchanges"] == 1, "the exchange")
        host.signal(signal.SIGTERM)
        assert host.ended() == 0
