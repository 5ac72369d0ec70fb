# servers.py - starting a server on one core, loading it with wrk from the other, and reading what it used.
import json
import math
import os
import re
import subprocess
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field

HERE = os.path.dirname(os.path.abspath(__file__))
TICKS = os.sysconf("SC_CLK_TCK")
SERVER_CORE, LOAD_CORE = "0", "1"
FEWEST = 100  # requests in a run, below which its CPU per request says nothing
MODERN, SESSION = "modern", "session"
VERSIONS = {MODERN: "2026-07-28", SESSION: "2025-11-25"}
BENCH = {"name": "bench", "version": "1"}


@dataclass
class Load:
    """What wrk saw and the server used in one run."""

    requests_a_second: float
    p50: float  # microseconds
    p99: float
    cpu: float  # microseconds of the server per request; nan: too few requests
    rss: float  # MB
    errors: int


@dataclass
class Figures:
    """What tool_call.lua prints at the end of a run; times in microseconds."""

    requests: int
    duration: int
    p50: int
    p99: int
    errors: int


@dataclass
class Server:
    """A server process, its URL, and how to ask it for an echo."""

    command: list
    env: dict = field(default_factory=dict)
    process: subprocess.Popen = None
    url: str = ""

    def __enter__(self):
        # Its words go to a file: a pipe that nobody empties would stop a talkative server.
        log, path = tempfile.mkstemp(dir=os.environ["TENON_SCRATCH"])
        self.process = subprocess.Popen(
            pinned(SERVER_CORE, self.command), stdout=log, stderr=log, env={**os.environ, **self.env}, cwd=os.environ["TENON_SCRATCH"]
        )
        os.close(log)
        for _ in range(100):
            time.sleep(0.1)
            with open(path) as words:
                said = words.read()
            found = re.search(r"listening on (http://[0-9.:]+/mcp)", said)
            if found:
                self.url = found.group(1)
                return self
        self.process.kill()
        raise RuntimeError(f"{self.command[0]} did not start: {said[-400:]}")

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def used(self):
        """Seconds of CPU so far, and MB of memory."""
        with open(f"/proc/{self.process.pid}/status") as status:
            rss = int(re.search(r"VmRSS:\s+(\d+) kB", status.read()).group(1))
        return self.cpu_seconds(), rss / 1024

    def cpu_seconds(self):
        """User and system time: the sum that /proc/PID/stat gives in ticks of 10 ms, here in nanoseconds where the kernel tells."""
        tasks = f"/proc/{self.process.pid}/task"
        try:
            spent = 0
            for task in os.listdir(tasks):
                with open(f"{tasks}/{task}/schedstat") as schedstat:
                    spent += int(schedstat.read().split()[0])
            return spent / 1e9
        except FileNotFoundError:
            with open(f"/proc/{self.process.pid}/stat") as stat:
                fields = stat.read().rsplit(") ", 1)[1].split()
            return (int(fields[11]) + int(fields[12])) / TICKS

    def open_sessions(self, count, token):
        """Ids of new sessions of 2025-11-25; fewer than asked for means that the server has none."""
        ids = []
        for _ in range(count):
            params = {"protocolVersion": VERSIONS[SESSION], "capabilities": {}, "clientInfo": BENCH}
            _, headers = self.ask({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params}, {}, token)
            session = headers.get("Mcp-Session-Id")
            if not session:
                break
            ids.append(session)
            self.ask({"jsonrpc": "2.0", "method": "notifications/initialized"}, {"Mcp-Session-Id": session}, token)
        return ids

    def echo(self, era, session, token):
        """One call, as wrk makes them; the body of the answer, which must be the echo."""
        headers = {"MCP-Protocol-Version": VERSIONS[era]}
        params = {"name": "echo", "arguments": {"text": "hello"}}
        if era == MODERN:
            headers |= {"Mcp-Method": "tools/call", "Mcp-Name": "echo"}
            prefix = "io.modelcontextprotocol/"
            params["_meta"] = {prefix + "protocolVersion": VERSIONS[era], prefix + "clientInfo": BENCH, prefix + "clientCapabilities": {}}
        if session:
            headers["Mcp-Session-Id"] = session
        body, _ = self.ask({"jsonrpc": "2.0", "id": 100001, "method": "tools/call", "params": params}, headers, token)
        if b'"hello"' not in body or b"100001" not in body or b'"error"' in body:
            raise RuntimeError(f"{self.command[0]} did not echo: {body[:300]}")
        return body

    def ask(self, message, headers, token):
        headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream", **headers}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        request = urllib.request.Request(self.url, json.dumps(message).encode(), headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read(), answer.headers

    def under_load(self, connections, seconds, era, sessions, token):
        """The figures of one run of wrk."""
        self.wrk(connections, 0.5, era, sessions, token)
        cpu_before, _ = self.used()
        said = self.wrk(connections, seconds, era, sessions, token)
        cpu_after, rss = self.used()
        cpu = (cpu_after - cpu_before) * 1e6 / said.requests if said.requests >= FEWEST else math.nan
        return Load(said.requests / (said.duration / 1e6), said.p50, said.p99, cpu, rss, said.errors)

    def wrk(self, connections, seconds, era, sessions, token):
        command = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "10s", "-s", f"{HERE}/tool_call.lua", self.url, "--", era, token or "", *sessions]
        out = subprocess.run(pinned(LOAD_CORE, command), capture_output=True, text=True, timeout=seconds + 60)
        found = re.search(r"^figures .*$", out.stdout, re.M)
        if not found:
            raise RuntimeError(f"wrk failed: {out.stdout}{out.stderr}")
        return Figures(*(int(word) for word in found.group(0).split()[1:]))


def pinned(core, command):
    return ["taskset", "-c", core, *command] if (os.cpu_count() or 1) > 1 else command
