"""line_talk.py - a conversation with a server over its stdin and stdout, in which both sides may ask."""
import json
import queue
import subprocess
import threading

passed = failed = 0


def check(what, ok, seen=None):
    global passed, failed
    if ok:
        passed += 1
    else:
        failed += 1
        print(f"FAILED {what}: {seen!r}")


def the_end():
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return failed > 0


class Talk:
    """One server on stdio; lines are read on a thread, so that nothing waits for ever."""

    def __init__(self, *command):
        self.server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.last = 0

    def _read(self):
        for line in self.server.stdout:
            self.lines.put(json.loads(line))
        self.lines.put(None)

    def say(self, message):
        self.server.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
        self.server.stdin.flush()

    def ask(self, method, params):
        self.last += 1
        self.say({"id": self.last, "method": method, "params": params})
        return self.last

    def hear(self):
        return self.lines.get(timeout=20)

    def call(self, name, arguments=None, **more):
        """The answer, and what came before it."""
        ident = self.ask("tools/call", {"name": name, "arguments": arguments or {}, **more})
        before = []
        while (message := self.hear()) is not None:
            if message.get("id") == ident and "method" not in message:
                return message, before
            before.append(message)
        return {}, before

    def end(self):
        self.server.stdin.close()
        code = self.server.wait(timeout=20)
        while self.lines.get(timeout=20) is not None:
            pass
        return code


def hello(talk):
    """The handshake of 2025-11-25, by a client that can be asked everything."""
    talk.ask("initialize", {"protocolVersion": "2025-11-25", "clientInfo": {"name": "t", "version": "1"},
                            "capabilities": {"elicitation": {}, "sampling": {}, "roots": {}}})
    answer = talk.hear()
    talk.say({"method": "notifications/initialized"})
    return answer


def modern(**more):
    """The _meta of a request of 2026-07-28."""
    meta = {"protocolVersion": "2026-07-28", "clientInfo": {"name": "t", "version": "1"},
            "clientCapabilities": {"elicitation": {}, "extensions": {"io.modelcontextprotocol/tasks": {}}}}
    return {**{f"io.modelcontextprotocol/{key}": value for key, value in meta.items()}, **more}


def text_of(answer):
    return answer.get("result", {}).get("content", [{}])[0].get("text")
