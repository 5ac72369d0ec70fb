"""line_hosts_test.py HOST... - talks to the small hosts over their stdin and stdout, and compares what they say."""
import json
import subprocess
import sys

passed = failed = 0


def check(what, ok, seen=None):
    global passed, failed
    if ok:
        passed += 1
    else:
        failed += 1
        print(f"FAILED {what}: {seen!r}")


def talk(host, lines):
    """Feeds lines, closes stdin, and gives the exit code and the parsed answers."""
    text = "".join(line if isinstance(line, str) else json.dumps(line) + "\n" for line in lines)
    done = subprocess.run([host], input=text.encode(), capture_output=True, timeout=20)
    return done.returncode, [json.loads(line) for line in done.stdout.decode().splitlines()], done.stderr.decode()


def request(ident, method, params=None):
    return {"jsonrpc": "2.0", "id": ident, "method": method, "params": params or {}}


def call(ident, name, arguments):
    return request(ident, "tools/call", {"name": name, "arguments": arguments})


def modern(message):
    meta = {"protocolVersion": "2026-07-28", "clientInfo": {"name": "t", "version": "1"}, "clientCapabilities": {}}
    message["params"]["_meta"] = {f"io.modelcontextprotocol/{key}": value for key, value in meta.items()}
    return message


HELLO = [
    request(0, "initialize", {"protocolVersion": "2025-11-25", "capabilities": {},
                              "clientInfo": {"name": "t", "version": "1"}}),
    {"jsonrpc": "2.0", "method": "notifications/initialized"},
]


def text_of(answer):
    return answer.get("result", {}).get("content", [{}])[0].get("text")


def an_older_client(host):
    code, answers, stderr = talk(host, HELLO + [
        request(1, "tools/list"), call("two", "add", {"a": 2, "b": 3}), call(3, "add", {"a": "2", "b": 3}),
        call(4, "nothing", {}), request(5, "ping")])
    by_id = {answer.get("id"): answer for answer in answers}
    check(f"{host} ends with its input", code == 0, (code, stderr))
    check("one answer each", len(answers) == 6 and len(by_id) == 6, answers)
    check("the handshake", by_id[0]["result"]["protocolVersion"] == "2025-11-25", by_id[0])
    tools = {tool["name"]: tool for tool in by_id[1]["result"]["tools"]}
    check("add is listed", set(tools["add"]["inputSchema"]["required"]) == {"a", "b"}, tools)
    check("2 + 3", text_of(by_id["two"]) == "5" and not by_id["two"]["result"].get("isError"), by_id["two"])
    check("a word is no number", by_id[3]["result"]["isError"] is True, by_id[3])
    check("an unknown tool", by_id[4]["error"]["code"] == -32602, by_id[4])
    check("ping", by_id[5]["result"] == {}, by_id[5])


def a_newer_client(host):
    code, answers, _ = talk(host, [modern(request("d", "server/discover")), modern(call(1, "add", {"a": 0.5, "b": 0.25}))])
    check("ends", code == 0, code)
    check("discover", "2026-07-28" in answers[0]["result"]["supportedVersions"], answers)
    check("0.5 + 0.25", text_of(answers[1]) == "0.75", answers)


def bad_lines(host):
    code, answers, _ = talk(host, ["{\n", "\n", "[]\n"] + [modern(call(1, "add", {"a": 1, "b": 1}))])
    check("goes on after nonsense", code == 0 and text_of(answers[-1]) == "2", answers)
    check("nonsense is a parse error", answers[0]["error"]["code"] == -32700, answers)


def many_and_large(host):
    count = 3000
    code, answers, _ = talk(host, [modern(call(i, "add", {"a": i, "b": 1})) for i in range(count)])
    check("many calls, in order", code == 0 and [text_of(a) for a in answers] == [str(i + 1) for i in range(count)], len(answers))
    code, answers, _ = talk(host, ["x" * (5 << 20) + "\n", modern(call(1, "add", {"a": 1, "b": 1}))])
    check("a line over the bound is refused, and the next is heard", code == 0 and text_of(answers[-1]) == "2", answers[-1:])


def a_last_line_without_newline(host):
    line = json.dumps(modern(call(1, "add", {"a": 1, "b": 2})))
    code, answers, _ = talk(host, [line])
    check("a last line without newline is heard", code == 0 and answers and text_of(answers[0]) == "3", answers)


def a_reader_that_leaves(host):
    child = subprocess.Popen([host], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    child.stdout.close()
    try:
        for i in range(2000):
            child.stdin.write((json.dumps(modern(call(i, "add", {"a": 1, "b": 1}))) + "\n").encode())
            child.stdin.flush()
        child.stdin.close()
    except BrokenPipeError:
        pass
    try:
        check("stops when nobody reads", child.wait(10) != 0, child.returncode)  # SIGPIPE ends it
    finally:
        child.kill()
        child.stderr.close()


def division(host):
    if not host.endswith("thirty_lines"):
        return
    _, answers, _ = talk(host, [modern(call(1, "divide", {"a": 1, "b": 4})), modern(call(2, "divide", {"a": 1, "b": 0}))])
    check("1 / 4", text_of(answers[0]) == "0.25", answers)
    check("division by zero", answers[1]["result"]["isError"] and "zero" in text_of(answers[1]), answers)


for host in sys.argv[1:]:
    for part in (an_older_client, a_newer_client, bad_lines, many_and_large, a_last_line_without_newline,
                 a_reader_that_leaves, division):
        try:
            part(host)
        except Exception as problem:  # a host that says something else entirely is one failure, not the end of the run
            check(f"{host}: {part.__name__}", False, problem)
print(f"{passed} passed, {failed} failed, 0 skipped")
sys.exit(1 if failed or not passed else 0)
