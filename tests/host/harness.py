"""harness.py - starts a host, speaks HTTP/1.1 to it byte by byte, and counts what passed."""
import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BINARY = os.environ.get("TENON_HOST", os.path.join(ROOT, "build", "bin", "tenon-host"))
SECRET = "a secret of the tests, long enough for anyone"
PATIENCE = 20.0  # seconds that anything may take on a busy machine
REVISION = "2026-07-28"


class Skip(Exception):
    pass


def wait_until(true, what, seconds=PATIENCE):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = true()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited {seconds:g} s for {what}")


def environment(**variables):
    clean = {name: value for name, value in os.environ.items() if name != "JWT_SECRET"}
    return {**clean, **variables}


def run(*words, cwd=None, env=None, text="", seconds=PATIENCE):
    """Runs the binary to its end."""
    return subprocess.run([BINARY, *words], cwd=cwd or tempfile.gettempdir(), env=env or environment(), input=text,
                          capture_output=True, text=True, timeout=seconds)


class Host:
    """A host on a free port; `with Host(...) as host` ends it, whatever happens."""

    def __init__(self, *flags, env=None, cwd=None, authless=True, demo=True):
        words = [BINARY, "--listen", "127.0.0.1:0", "--threads", "2", "--log-level", "debug", *flags]
        words += ["--authless"] if authless else []
        if not {"--store", "--feedback"} & set(flags): # files of their own, or none
            words += ["--feedback", "off"]
        words += ["--demo"] if demo else []
        self.lines = []
        self.process = subprocess.Popen(words, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        cwd=cwd or tempfile.gettempdir(), env=env or environment())
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        line = wait_until(lambda: self.find(r"https?://[^ \"]*:\d+/[^ \"]*") or self.process.poll() is not None, "the host to listen")
        if line is True:
            raise AssertionError("the host did not start: " + " / ".join(self.lines))
        self.port = int(re.search(r":(\d+)/", line.group(0)).group(1))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.reader.join(5)
        self.process.stdout.close()
        self.process.stderr.close()

    def _read(self):
        for line in self.process.stderr:
            self.lines.append(line.rstrip("\n"))

    def log(self):
        return "\n".join(self.lines)

    def find(self, pattern):
        return re.search(pattern, self.log())

    def wire(self, **kind):
        return Wire(self.port, **kind)

    def signal(self, number):
        self.process.send_signal(number)

    def ended(self, seconds=PATIENCE):
        """Its exit code, once it has ended."""
        code = self.process.wait(seconds)
        self.reader.join(5)
        return code

    def counts(self):
        """What is open, as the host says when asked by SIGUSR1."""
        before = len(self.lines)
        self.signal(signal.SIGUSR1)
        line = wait_until(lambda: next((l for l in self.lines[before:] if " counts " in l), None), "the counts")
        return {name: int(value) for name, value in re.findall(r"(\w+)=(\d+)", line)}


class Reply:
    def __init__(self, status, headers, body, closes):
        self.status, self.headers, self.body, self.closes = status, headers, body, closes

    def json(self):
        return json.loads(self.body)

    def text(self):
        """The text of a tool's result, in a JSON body or at the end of an event stream."""
        message = self.json() if not self.headers["content-type"].startswith("text/event-stream") else self.events()[-1]
        return message["result"]["content"][0]["text"]

    def events(self):
        lines = self.body.decode().splitlines()
        return [json.loads(line[5:]) for line in lines if line.startswith("data:") and line[5:].strip()]


class Wire:
    """One TCP connection to the host; with `tls`, an ssl.SSLContext, under TLS and by this name."""

    def __init__(self, port, receive_buffer=None, tls=None, name="localhost"):
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_hostname=name, suppress_ragged_eofs=False)
        self.held = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data if isinstance(data, bytes) else data.encode())
        return self

    def more(self):
        data = self.socket.recv(65536)
        self.held += data
        return bool(data)

    def until(self, mark):
        while mark not in self.held:
            if not self.more():
                raise AssertionError(f"the host closed; so far: {self.held[:300]!r}")
        taken, self.held = self.held.split(mark, 1)
        return taken

    def exactly(self, n):
        while len(self.held) < n:
            if not self.more():
                raise AssertionError(f"the host closed {n - len(self.held)} bytes early")
        taken, self.held = self.held[:n], self.held[n:]
        return taken

    def head(self):
        lines = self.until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, value = line.split(":", 1)
            assert name.lower() not in headers or name.lower() in ("vary", "set-cookie"), f"{name} comes twice"
            headers[name.lower()] = value.strip()
        version, status = lines[0].split(" ")[:2]
        assert version == "HTTP/1.1", lines[0]
        return int(status), headers

    def reply(self, to_head=False):
        status, headers = self.head()
        body = b""
        if to_head or status in (204, 304):
            pass
        elif headers.get("transfer-encoding") == "chunked":
            assert "content-length" not in headers
            body = b"".join(self.chunks())
        elif "content-length" in headers:
            body = self.exactly(int(headers["content-length"]))
        else:
            assert headers.get("connection") == "close", headers
            body = self.rest()
        return Reply(status, headers, body, headers.get("connection") == "close")

    def chunks(self):
        while True:
            size = int(self.until(b"\r\n"), 16)
            data = self.exactly(size + 2)
            assert data.endswith(b"\r\n"), data
            if size == 0:
                return
            yield data[:-2]

    def rest(self):
        while self.more():
            pass
        taken, self.held = self.held, b""
        return taken

    def closed(self):
        """Nothing follows, and the host has closed its side."""
        assert self.rest() == b"", "something follows"
        return True


_id = 0


def call(tool, arguments=None, token=None, progress=None):
    """Head lines and body of a tools/call on the newest revision."""
    global _id
    _id += 1
    meta = {"io.modelcontextprotocol/protocolVersion": REVISION, "io.modelcontextprotocol/clientCapabilities": {},
            "io.modelcontextprotocol/clientInfo": {"name": "tests/host", "version": "1"}}
    if progress:
        meta["progressToken"] = progress
    body = json.dumps({"jsonrpc": "2.0", "id": _id, "method": "tools/call",
                       "params": {"name": tool, "arguments": arguments or {}, "_meta": meta}}, separators=(",", ":"))
    lines = ["POST /mcp HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json",
             "Accept: application/json, text/event-stream", f"MCP-Protocol-Version: {REVISION}", "Mcp-Method: tools/call",
             f"Mcp-Name: {tool}"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    return lines, body.encode()


def request(tool, arguments=None, more=(), **options):
    """The same as bytes, with its length."""
    lines, body = call(tool, arguments, **options)
    lines += [*more, f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def chunked(body, size):
    """`body` in chunks of `size` bytes."""
    pieces = [body[i:i + size] for i in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


HEALTH = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
