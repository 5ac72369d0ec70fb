"""ctypes_test.py LIBRARY - drives ctypes_host.py over HTTP: calls that are answered from other threads, at once and together."""
import json
import pathlib
import subprocess
import sys
import threading
import urllib.error
import urllib.request

passed = failed = 0


def check(what, ok, seen=None):
    global passed, failed
    if ok:
        passed += 1
    else:
        failed += 1
        print(f"FAILED {what}: {seen!r}")


def post(url, method, params, name=None, token=None):
    """One request of 2026-07-28; gives the status and the JSON messages of the answer, be it JSON or an event stream."""
    meta = {"protocolVersion": "2026-07-28", "clientInfo": {"name": "t", "version": "1"}, "clientCapabilities": {}}
    params = {**params, "_meta": {f"io.modelcontextprotocol/{key}": value for key, value in meta.items()}}
    if token:
        params["_meta"]["progressToken"] = token
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream",
               "MCP-Protocol-Version": "2026-07-28", "Mcp-Method": method, **({"Mcp-Name": name} if name else {})}
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=20) as answer:
            status, text = answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        status, text = refused.code, refused.read().decode()
    if text.startswith("{"):
        return status, [json.loads(text)]
    return status, [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: ")]


def call(url, a, b, token=None):
    status, messages = post(url, "tools/call", {"name": "add", "arguments": {"a": a, "b": b}}, "add", token)
    return status, messages


def text_of(message):
    return message["result"]["content"][0]["text"]


host = subprocess.Popen([sys.executable, str(pathlib.Path(__file__).with_name("ctypes_host.py")), sys.argv[1]],
                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
watchdog = threading.Timer(60, host.kill)
watchdog.start()
try:
    url = host.stdout.readline().strip()
    check("the host listens", url.startswith("http://127.0.0.1:"), url)

    status, messages = post(url, "tools/list", {})
    check("the tool is listed", status == 200 and [t["name"] for t in messages[0]["result"]["tools"]] == ["add"], messages)

    status, messages = call(url, 2, 3, token="p")
    check("an answer from another thread", status == 200 and text_of(messages[-1]) == "5", messages)
    check("with its progress before it", messages[0].get("method") == "notifications/progress", messages)

    status, messages = call(url, "two", 3)
    check("a word is no number", messages[-1]["result"]["isError"], messages)

    answers = {}
    threads = [threading.Thread(target=lambda i=i: answers.update({i: call(url, i, 1)})) for i in range(24)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    for i in range(24):
        check(f"caller {i} gets its own answer", answers.get(i) and text_of(answers[i][1][-1]) == str(i + 1), answers.get(i))

    status, messages = post(url.replace("/mcp", "/nowhere"), "tools/list", {})
    check("an unknown path", status == 404, status)
    host.stdin.close()
    last = host.stdout.read()
    check("the host ends cleanly", host.wait(20) == 0, host.returncode)
    check("each handler and exchange is dropped once", last == "handlers dropped: 1 exchanges left: 0\n", last)
except Exception as problem:
    check("the conversation", False, problem)
finally:
    watchdog.cancel()
    host.kill()
print(f"{passed} passed, {failed} failed, 0 skipped")
sys.exit(1 if failed else 0)
