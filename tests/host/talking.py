"""talking.py - a client that speaks WebSocket byte by byte (RFC 6455), for what a real one would not say."""
import base64
import hashlib
import json
import os
import struct

from harness import Wire

CONTINUED, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def upgrade(target, *more, key="dGhlIHNhbXBsZSBub25jZQ==", version="13"):
    lines = [f"GET {target} HTTP/1.1", "Host: 127.0.0.1", "Upgrade: websocket", "Connection: Upgrade",
             f"Sec-WebSocket-Key: {key}", f"Sec-WebSocket-Version: {version}", *more]
    return "\r\n".join(lines) + "\r\n\r\n"


def frame(kind, payload=b"", last=True, masked=True):
    payload = payload if isinstance(payload, bytes) else payload.encode()
    size = len(payload)
    head = bytes([(0x80 if last else 0) | kind])
    mark = 0x80 if masked else 0
    head += bytes([mark | size]) if size < 126 else bytes([mark | 126]) + struct.pack(">H", size) if size < 65536 else bytes([mark | 127]) + struct.pack(">Q", size)
    if not masked:
        return head + payload
    mask = os.urandom(4)
    return head + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))


class Talk(Wire):
    """A connection whose hands are shaken."""

    def __init__(self, port, target, *more, **kind):
        super().__init__(port, **kind)
        key = base64.b64encode(os.urandom(16)).decode()
        self.send(upgrade(target, *more, key=key))
        status, headers = self.head()
        assert status == 101, (status, headers, self.rest() if "content-length" not in headers else self.exactly(int(headers["content-length"])))
        wanted = base64.b64encode(hashlib.sha1((key + MAGIC).encode()).digest()).decode()
        assert headers["sec-websocket-accept"] == wanted and headers["upgrade"].lower() == "websocket", headers

    def says(self, message):
        return self.send(frame(TEXT, message if isinstance(message, str) else json.dumps(message)))

    def frame(self):
        first, second = self.exactly(2)
        assert not second & 0x80, "a server does not mask"
        size = second & 0x7F
        if size == 126:
            size = struct.unpack(">H", self.exactly(2))[0]
        elif size == 127:
            size = struct.unpack(">Q", self.exactly(8))[0]
        assert first & 0x70 == 0, first
        return first & 0x0F, bool(first & 0x80), self.exactly(size)

    def hears(self, *types):
        """The next messages, which are of these types; the last one."""
        for wanted in types:
            kind, last, payload = self.frame()
            assert kind == TEXT and last, (wanted, kind, payload)
            message = json.loads(payload)
            assert message["type"] == wanted, (wanted, message)
        return message

    def ends(self):
        """The host's close code; its close is answered, and the connection ends."""
        kind, _, payload = self.frame()
        assert kind == CLOSE, (kind, payload)
        self.send(frame(CLOSE, payload))
        assert self.closed()
        return struct.unpack(">H", payload[:2])[0] if payload else None
