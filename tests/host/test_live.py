"""test_live.py - the channel of a question over a real WebSocket: shaking hands, clients in step, limits, and how it ends."""
import json
import re
import signal
import struct
import time

from harness import SECRET, Host, Wire, environment, wait_until
from minting import signed
from talking import BINARY, CLOSE, CONTINUED, PING, PONG, TEXT, Talk, frame, upgrade
from test_tls import tls_host, trusting

WELCOME = ("connection_established", "multi_client_sync")


ASKING = ("--feedback", "on", "--store", "memory")


def asking(*flags, **options):
    return Host(*ASKING, *flags, **options)


def http(host, method, target, body=None, token=None, tls=None):
    text = json.dumps(body).encode() if body is not None else b""
    lines = [f"{method} {target} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(text)}"]
    lines += ["Content-Type: application/json"] if body is not None else []
    lines += [f"Authorization: Bearer {token}"] if token else []
    with Wire(host.port, tls=tls) as wire:
        return wire.send("\r\n".join(lines).encode() + b"\r\n\r\n" + text).reply()


def question(host, **options):
    reply = http(host, "POST", "/api/feedback/create", {"message": "May I?", "metadata": {"why": "tests"}}, **options)
    assert reply.status == 200, reply.body
    return reply.json()["data"]["sessionId"]


def answer(host, session, text="go on", **options):
    return http(host, "POST", f"/api/feedback/{session}/submit", {"freeText": text, "submissionId": "s-1"}, **options)


def test_two_clients_are_in_step():
    with asking() as host:
        session = question(host)
        with Talk(host.port, f"/ws/{session}") as ann:
            first = ann.hears("connection_established")["data"]
            assert first["sessionId"] == session and first["status"] == "pending" and first["name"] == "web-client-1", first
            assert ann.hears("multi_client_sync")["data"]["activeClients"] == ["web-client-1"]
            with Talk(host.port, f"/ws/{session}?clientType=app") as ben:
                ben.hears(*WELCOME)
                assert ann.hears("multi_client_sync")["data"]["activeClients"] == ["web-client-1", "app-client-1"]
                assert answer(host, session).status == 200
                for each in (ann, ben):
                    assert each.hears("session_status_changed")["data"]["newStatus"] == "completed"
                    assert each.hears("feedback_submitted")["data"]["preview"] == "go on"
            assert ann.hears("multi_client_sync")["data"]["activeClients"] == ["web-client-1"]


def test_a_client_pings_in_both_ways_and_registers_its_device():
    with asking() as host, Talk(host.port, f"/ws/{question(host)}?clientType=app") as app:
        app.hears(*WELCOME)
        assert re.fullmatch(r"\d{4}-.*Z", app.says({"type": "ping", "timestamp": "2026-01-01T00:00:00Z"}).hears("pong")["timestamp"])
        app.send(frame(PING, b"still there?"))
        assert app.frame() == (PONG, True, b"still there?")
        app.says({"type": "app_register", "data": {"deviceId": "d-1", "platform": "android"}}).hears("app_registration_confirmed")
        app.send(frame(TEXT, '{"type":', last=False) + frame(PING, b"x") + frame(CONTINUED, '"ping"}'))
        assert app.frame() == (PONG, True, b"x")
        app.hears("pong")


def test_mistakes_are_answered_and_the_channel_goes_on():
    with asking() as host, Talk(host.port, f"/ws/{question(host)}?lang=zh") as ann:
        ann.hears(*WELCOME)
        assert ann.says("{").hears("error")["data"]["code"] == "MESSAGE_PARSE_ERROR"
        assert ann.says({"type": "dance"}).hears("error")["data"]["code"] == "UNKNOWN_TYPE"
        assert "deviceId" in json.dumps(ann.says({"type": "app_register", "data": {}}).hears("error")["data"]["details"])
        ann.says({"type": "ping"}).hears("pong")


def test_what_is_not_let_in_is_told_by_its_close_code():
    with asking() as host:
        session = question(host)
        with Talk(host.port, f"/ws/{session}?ticket=forged") as forger:
            forger.hears("error")
            assert forger.ends() == 4401
        with Talk(host.port, "/ws/00000000-0000-4000-8000-000000000000") as lost:
            assert lost.hears("error")["data"]["code"] == "SESSION_NOT_FOUND"
            assert lost.ends() == 4404
        talks = [Talk(host.port, f"/ws/{session}") for _ in range(5)]
        for talk in talks:
            talk.hears("connection_established")
        with Talk(host.port, f"/ws/{session}") as sixth:
            refused = sixth.hears("connection_error")["data"]
            assert refused["code"] == "CONNECTION_LIMIT_EXCEEDED" and refused["retryAfter"] == 30, refused
            assert sixth.ends() == 4429
        talks.pop().socket.close() # without a word
        wait_until(lambda: host.counts()["exchanges"] == 4, "the fifth to be gone")
        with Talk(host.port, f"/ws/{session}") as next_one:
            next_one.hears("connection_established")
        for talk in talks:
            talk.socket.close()
        wait_until(lambda: host.counts()["exchanges"] == 0, "all of them to be gone")


def test_a_message_has_a_size_and_a_kind():
    with asking() as host:
        session = question(host)
        with Talk(host.port, f"/ws/{session}") as ann:
            ann.hears(*WELCOME)
            ann.says('{"type":"ping"}'.ljust(16 << 10)).hears("pong")
            ann.says('{"type":"ping"}'.ljust((16 << 10) + 1))
            assert ann.ends() == 1009
        with Talk(host.port, f"/ws/{session}") as ben:
            ben.hears(*WELCOME)
            ben.says('{"type":"ping"}'.ljust((64 << 10) + 1)) # the host's own bound
            assert ben.ends() == 1009
        with Talk(host.port, f"/ws/{session}") as bits:
            bits.hears(*WELCOME)
            bits.send(frame(BINARY, b"\0"))
            assert bits.ends() == 1003
        with Talk(host.port, f"/ws/{session}") as letters:
            letters.hears(*WELCOME)
            letters.send(frame(TEXT, b"\xff"))
            assert letters.ends() == 1007
        with Talk(host.port, f"/ws/{session}") as bare:
            bare.hears(*WELCOME)
            bare.send(frame(TEXT, "{}", masked=False))
            assert bare.ends() == 1002
        wait_until(lambda: host.counts()["exchanges"] == 0, "all of them to be gone")


def test_haste_ends_it():
    with asking() as host, Talk(host.port, f"/ws/{question(host)}") as hasty:
        hasty.hears(*WELCOME)
        for _ in range(121):
            hasty.says({"type": "ping"})
        hasty.hears(*["pong"] * 120)
        assert hasty.hears("connection_error")["data"]["code"] == "RATE_LIMITED"
        assert hasty.ends() == 4429


def test_a_client_says_goodbye():
    with asking() as host, Talk(host.port, f"/ws/{question(host)}") as ann:
        ann.hears(*WELCOME)
        ann.send(frame(CLOSE, struct.pack(">H", 1000)))
        assert ann.ends() == 1000
        wait_until(lambda: host.counts()["exchanges"] == 0, "it to be gone")


def test_what_is_no_handshake_is_refused_as_http():
    with asking() as host:
        session = question(host)
        for request, status in [(f"GET /ws/{session} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 426),
                                (upgrade(f"/ws/{session}", "Origin: https://evil.example"), 403),
                                (upgrade(f"/ws/{session}").replace("127.0.0.1", "evil.example"), 403),
                                (upgrade("/ws/nothing"), 404),
                                (upgrade("/mcp"), 406),
                                (upgrade(f"/ws/{session}").replace("GET", "POST", 1), 405)]:
            with host.wire() as wire:
                reply = wire.send(request).reply()
                assert reply.status == status, (request, reply.status, reply.body)
        with host.wire() as wire: # an upgrade that the core would take, and Beast does not
            assert wire.send(upgrade(f"/ws/{session}", version="12")).head()[0] in (400, 426)
        with host.wire() as wire: # words before the hands are shaken
            assert wire.send(upgrade(f"/ws/{session}").encode() + frame(TEXT, "{}")).reply().status == 400
        wait_until(lambda: host.counts()["exchanges"] == 0, "all of them to be gone")


def test_tokens_by_address_header_or_first_message():
    with asking(authless=False, env=environment(JWT_SECRET=SECRET)) as host:
        ann, ben = signed(sub="ann"), signed(sub="ben")
        session = question(host, token=ann)
        with Talk(host.port, f"/ws/{session}?apiKey={ann}") as owner:
            assert owner.hears("connection_established")["data"]["metadata"] == {"why": "tests"}
        with Talk(host.port, f"/ws/{session}", f"Authorization: Bearer {ann}") as owner:
            owner.hears("connection_established")
        with Talk(host.port, f"/ws/{session}") as owner:
            owner.says({"type": "authenticate", "data": {"token": ann}}).hears("connection_established")
        with Talk(host.port, f"/ws/{session}?apiKey={ben}") as stranger:
            stranger.hears("error")
            assert stranger.ends() == 4404
        with host.wire() as wire:
            reply = wire.send(upgrade(f"/ws/{session}?apiKey=wrong")).reply()
            assert reply.status == 401 and reply.headers["www-authenticate"].startswith("Bearer"), reply.headers
        assert ann not in host.log() and "apiKey" not in host.log(), "a credential in the log"


def test_the_ticket_of_a_page():
    with asking() as host:
        session = question(host)
        page = http(host, "GET", f"/feedback/{session}").body.decode()
        address = re.search(r'"socket":"([^"]+)"', page).group(1)
        with Talk(host.port, address) as reader:
            reader.hears(*WELCOME)
            answer(host, session, "words that are not for all")
            reader.hears("session_status_changed")
            assert "preview" not in reader.hears("feedback_submitted")["data"]


def test_under_tls():
    with tls_host(*ASKING) as (host, identity, _):
        tls = trusting(identity)
        session = question(host, tls=tls)
        with Talk(host.port, f"/ws/{session}", tls=tls) as ann:
            ann.hears(*WELCOME)
            ann.says({"type": "ping"}).hears("pong")
            ann.says('{"type":"ping"}'.ljust(16 << 10)).hears("pong") # more than a record
            answer(host, session, tls=tls)
            ann.hears("session_status_changed", "feedback_submitted")


def test_a_stop_says_goodbye():
    with asking() as host, Talk(host.port, f"/ws/{question(host)}") as ann:
        ann.hears(*WELCOME)
        start = time.monotonic()
        host.signal(signal.SIGTERM)
        assert ann.ends() == 1001
        assert host.ended() == 0
        assert time.monotonic() - start < 5
