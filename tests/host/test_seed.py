"""test_seed.py - the system that this one succeeds answered these requests in a certain way. So does ours, but for the differences listed here.

Each probe says what that system answered: status, headers, members of the body by their paths. `but` lists what is different on purpose, each with
its reason: B, a defect that is not copied; P, a promise that is kept now; D, the design of ours. What differs and is not listed fails, and so does
what is listed and does not differ. Members that are new do no harm, and are not listed.
"""
import base64
import hashlib
import hmac
import json
import re
import time

from harness import Host, Reply, SECRET, environment, wait_until



class Absent:
    def __repr__(self):
        return "absent"


ABSENT = Absent()
UUID, TIME, TEXT, NUMBER, LIST, OBJECT = "<uuid>", "<time>", "<text>", "<number>", "<list>", "<object>"
PATTERNS = {UUID: r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", TIME: r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"}
TYPES = {TEXT: str, NUMBER: (int, float), LIST: list, OBJECT: dict}


def fits(want, seen):
    if ABSENT in (want, seen):
        return want is seen
    if isinstance(want, str) and want in PATTERNS:
        return isinstance(seen, str) and re.fullmatch(PATTERNS[want], seen) is not None
    if isinstance(want, str) and want in TYPES:
        return isinstance(seen, TYPES[want]) and not isinstance(seen, bool)
    if isinstance(want, str) and want.startswith("~"):  # holds these words
        return isinstance(seen, str) and want[1:] in seen
    return type(want) is type(seen) and want == seen


def b64(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def token(secret=SECRET, header=None, **claims):
    claims = {"sub": "agent", "iat": int(time.time()), "exp": int(time.time()) + 3600, **claims}
    claims = {name: value for name, value in claims.items() if value is not None}
    text = b64(json.dumps(header or {"alg": "HS256", "typ": "JWT"}).encode()) + "." + b64(json.dumps(claims).encode())
    return text + "." + b64(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest())


class Seen:
    """An answer, looked up by aspect: "status", a header's name, or a path such as "/error/code"."""

    def __init__(self, reply: Reply):
        self.reply, self.body = reply, None
        text = reply.body.decode()
        if reply.headers.get("content-type", "").startswith("text/event-stream"):
            events = reply.events()
            self.body = events[-1] if events else None
        elif text.startswith(("{", "[")):
            self.body = json.loads(text)

    def __getitem__(self, aspect):
        if aspect == "status":
            return self.reply.status
        if aspect == "text":
            return self.reply.body.decode()
        if not aspect.startswith("/"):
            return self.reply.headers.get(aspect, ABSENT)
        value = self.body
        for name in aspect[1:].split("/"):
            if isinstance(value, list) and name.isdigit() and int(name) < len(value):
                value = value[int(name)]
            elif isinstance(value, dict) and name in value:
                value = value[name]
            else:
                return ABSENT
        return value


class Line:
    """Probes one host, and keeps what differs from what is said about it."""

    def __init__(self, host):
        self.host, self.token, self.session, self.wrong, self.count = host, token(), None, [], 0

    def ask(self, method, target, body=None, headers=None, auth=True, kind="application/json"):
        head = {"Host": f"127.0.0.1:{self.host.port}", **({"Authorization": "Bearer " + (auth if isinstance(auth, str) else self.token)} if auth else {}), **(headers or {})}
        data = body if isinstance(body, str) else "" if body is None else json.dumps(body)
        if body is not None and kind:
            head["Content-Type"] = kind
        if body is not None or method == "POST":
            head["Content-Length"] = str(len(data.encode()))
        with self.host.wire() as wire:
            wire.send(f"{method} {target} HTTP/1.1\r\n" + "".join(f"{n}: {v}\r\n" for n, v in head.items()) + "\r\n" + data)
            if "Upgrade" not in (headers or {}):
                return Seen(wire.reply())
            status, head = wire.head()
            return Seen(Reply(status, head, wire.exactly(int(head.get("content-length", 0))), False))

    def mcp(self, message, **more):
        headers = {"Accept": "application/json, text/event-stream", **({"Mcp-Session-Id": self.session} if self.session else {})}
        return self.ask("POST", "/mcp", message, {**headers, **more.pop("headers", {})}, **more)

    def probe(self, name, seen, was, but=None):
        """`was`: {aspect: value} of the system before; `but`: {aspect: (value, reason)} of ours."""
        self.count += 1
        but = but or {}
        for aspect in {**was, **but}:
            value, before = seen[aspect], was.get(aspect, ABSENT)
            if aspect not in but:
                if not fits(before, value):
                    self.wrong.append(f"{name}: {aspect} was {before!r}, is {value!r}, and nobody says why")
                continue
            now, reason = but[aspect]
            assert re.fullmatch(r"[BPD]\d+", reason), reason
            if not fits(now, value):
                self.wrong.append(f"{name}: {aspect} should be {now!r} ({reason}), is {value!r}")
            elif fits(before, value) and now != before:
                self.wrong.append(f"{name}: {aspect} is what it was, though {reason} says otherwise")
        return seen


OK = {"status": 200, "content-type": "application/json", "cache-control": "no-cache", "/success": True, "/error": None, "/timestamp": TIME}


def refused(status, code, **more):
    return {"status": status, "content-type": "application/json", "cache-control": "no-cache", "/success": False, "/data": None, "/error/code": code,
            "/error/message": TEXT, "/timestamp": TIME, **more}


def host(*flags):
    return Host("--limits", "seed", "--store", "memory", "--hold", "1", *flags, env=environment(JWT_SECRET=SECRET), authless=False, demo=False)


def finish(line, least):
    assert not line.wrong, "\n  ".join(["", *line.wrong])
    assert line.count >= least, line.count


def test_paths_methods_and_tokens():
    with host() as running:
        line = Line(running)
        p, ask = line.probe, line.ask
        p("health", ask("GET", "/health", auth=False), {**OK, "/data/status": "ok", "/data/timestamp": TIME, "/data/service": TEXT, "/data/version": TEXT})
        p("preflight of a strange page", ask("OPTIONS", "/api/feedback/create", auth=False,
                                             headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}),
          {"status": 204, "access-control-allow-origin": "https://evil.example"}, {"status": (403, "B8"), "access-control-allow-origin": (ABSENT, "B8")})
        p("no such path", ask("GET", "/nope", auth=False), {"status": 404, "content-type": "application/json", "/error/code": "SESSION_NOT_FOUND"},
          {"/error/code": (ABSENT, "B27")})  # OAuth clients look there, and read an error of theirs
        p("create without a token", ask("POST", "/api/feedback/create", {"message": "m"}, auth=False), refused(401, "UNAUTHORIZED"),
          {"www-authenticate": ("~Bearer", "B27")})
        p("create by GET", ask("GET", "/api/feedback/create"), refused(405, "INVALID_REQUEST", allow="~POST"))
        p("create as text", ask("POST", "/api/feedback/create", '{"message":"m"}', kind="text/plain"), refused(400, "INVALID_REQUEST"), {"status": (415, "D9")})
        p("no such route", ask("GET", "/api/feedback/x/y/z"), refused(404, "SESSION_NOT_FOUND"))
        for name, bearer in {"two parts": "a.b", "another key": token(secret="x" * 40), "over": token(exp=int(time.time()) - 600)}.items():
            p("list with a token of " + name, ask("GET", "/api/feedback/list", auth=bearer), refused(401, "UNAUTHORIZED"))
        for name, bearer in {"no end": token(exp=None), "a later beginning": token(nbf=int(time.time()) + 600), "no algorithm": token(header={"alg": "none"})}.items():
            p("list with a token of " + name, ask("GET", "/api/feedback/list", auth=bearer), OK, {
                "status": (401, "B7"), "/success": (False, "B7"), "/error": (OBJECT, "B7")})
        finish(line, 13)


def test_questions_and_answers():
    with host() as running:
        line = Line(running)
        p, ask = line.probe, line.ask

        def create(body, **more):
            return ask("POST", "/api/feedback/create", body, **more)

        p("create with broken JSON", create("{bad"), refused(500, "INTERNAL_ERROR"), {"status": (400, "B13"), "/error/code": ("INVALID_REQUEST", "B13")})
        p("create without a message", create({}), refused(400, "INVALID_REQUEST", **{"/error/details/field": "unknown", "/error/details/reason": TEXT}),
          {"/error/details/field": ("/message", "D9")})
        p("create over all limits", create({"message": "x" * 1001, "predefinedOptions": [""] + ["y" * 101] * 11, "timeout": 3601}),
          refused(400, "INVALID_REQUEST", **{"/error/details/field": "unknown", "/error/details/reason": TEXT}),
          {"/error/details/field": ("/message", "D9"), "/error/details/errors": (LIST, "D9")})
        p("create below the shortest time", create({"message": "m", "timeout": 29}), refused(400, "INVALID_REQUEST"))
        p("create at all limits", create({"message": "x" * 1000, "predefinedOptions": [str(i) * 100 for i in range(10)], "timeout": 3600}),
          {**OK, "/data/sessionId": UUID})
        made = p("create", create({"message": "m <b>x</b>", "predefinedOptions": ["A", "B", "not found"], "timeout": 30, "metadata": {"createdBy": "me", "source": "s"}}),
                 {**OK, "/data/sessionId": UUID, "/data/feedbackUrl": "~/feedback/", "/data/statusUrl": "~/status", "/data/expiresAt": TIME})
        sid = made["/data/sessionId"]
        at = f"/api/feedback/{sid}"
        time.sleep(0.005)  # the list has the newest first, by milliseconds
        p("create with title and aiContent", create({"message": "m", "title": "A title", "aiContent": "**b**"}), OK)
        p("list tells of them", ask("GET", "/api/feedback/list"), {**OK, "/data/items/0/title": ABSENT, "/data/items/0/hasAiContent": False},
          {"/data/items/0/title": ("A title", "P4"), "/data/items/0/hasAiContent": (True, "P4")})

        page = ask("GET", f"/feedback/{sid}?lang=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", auth=False)
        p("the page", page, {"status": 200, "content-type": "text/html; charset=utf-8", "cache-control": "no-cache", "text": "~<b>x</b>"},
          {"cache-control": ("no-store", "B5"), "text": ("~m &lt;b&gt;x&lt;/b&gt;", "B5"), "content-security-policy": ("~default-src 'none'", "B5")})
        assert "<script>alert(1)" not in page["text"] and ">undefined<" not in page["text"]
        p("the list page, of nobody", ask("GET", "/feedback", auth=False), {"status": 200, "content-type": "text/html; charset=utf-8", "text": "~" + sid},
          {"status": (401, "B4"), "text": ("~</html>", "B4")})
        p("a page of no question", ask("GET", "/feedback/550e8400-e29b-41d4-a716-446655440000", auth=False),
          {"status": 404, "content-type": "application/json"}, {"content-type": ("text/html; charset=utf-8", "D9")})

        p("status", ask("GET", at + "/status"), {**OK, "/data/sessionId": sid, "/data/status": "pending", "/data/createdAt": TIME, "/data/expiresAt": TIME})
        p("status of an unknown one", ask("GET", "/api/feedback/550e8400-e29b-41d4-a716-446655440000/status"), refused(404, "SESSION_NOT_FOUND"))
        p("status of no id", ask("GET", "/api/feedback/abc/status"), refused(400, "INVALID_REQUEST", **{"/error/details/field": "sessionId"}),
          {"/error/details/field": ("/sessionId", "D9")})
        p("result before there is one", ask("GET", at + "/result"), refused(404, "SESSION_NOT_FOUND"), {"/error/code": ("NO_FEEDBACK_AVAILABLE", "P8")})

        def submit(body, where=at, **more):
            return ask("POST", where + "/submit", body, auth=False, **more)

        p("submit nothing", submit({}), refused(400, "INVALID_REQUEST"))
        p("submit no options", submit({"selectedOptions": []}), refused(400, "INVALID_REQUEST"))
        p("submit blanks", submit({"freeText": "  "}), refused(400, "INVALID_REQUEST"))
        p("submit what was not offered", submit({"selectedOptions": ["Z"]}), refused(400, "INVALID_REQUEST"))
        p("submit an odd option", submit({"selectedOptions": ["not found!"]}), refused(404, "SESSION_NOT_FOUND"), {"status": (400, "B12"), "/error/code": ("INVALID_REQUEST", "B12")})
        p("submit too much", submit({"freeText": "x" * 1001}), refused(400, "INVALID_REQUEST"))
        p("submit by GET", ask("GET", at + "/submit", auth=False), refused(405, "INVALID_REQUEST", allow="~POST"))
        p("submit as a form", submit("freeText=x", kind="application/x-www-form-urlencoded"), refused(400, "INVALID_REQUEST"), {"status": (415, "D9")})
        p("submit", submit({"selectedOptions": ["A"], "freeText": "first", "metadata": {"createdBy": "evil", "source": "evil"}}),
          {**OK, "/data/sessionId": sid, "/data/status": "completed", "/data/submittedAt": TIME})
        p("a second answer", submit({"freeText": "second"}), {**OK, "/data/status": "completed"},
          {"status": (409, "B2"), "/success": (False, "B2"), "/error": (OBJECT, "B2"), "/data/status": (ABSENT, "B2"), "/error/code": ("ALREADY_SUBMITTED", "B2")})
        p("submit again", submit({"freeText": "third"}), refused(409, "ALREADY_SUBMITTED"))
        p("result", ask("GET", at + "/result"), {
            **OK, "/data/sessionId": sid, "/data/feedback/combinedFeedback": TEXT, "/data/feedback/freeText": "second", "/data/feedback/selectedOptions": ABSENT,
            "/data/submittedAt": TIME, "/data/metadata/createdBy": "evil", "/data/metadata/source": "evil"},
          {"/data/feedback/freeText": ("first", "B2"), "/data/feedback/selectedOptions": (["A"], "B2"), "/data/metadata/createdBy": ("me", "B6"), "/data/metadata/source": ("s", "B6")})
        p("list", ask("GET", "/api/feedback/list?status=completed"), {
            **OK, "/data/items/0/sessionId": sid, "/data/items/0/message": "m <b>x</b>", "/data/items/0/status": "completed", "/data/items/0/createdAt": TIME,
            "/data/items/0/expiresAt": TIME, "/data/items/0/submittedAt": TIME, "/data/items/0/hasAiContent": False, "/data/total": 3, "/data/pending": 2, "/data/completed": 1})
        p("list with a bad limit", ask("GET", "/api/feedback/list?limit=abc"), {**OK, "/data/items": []},
          {"status": (400, "B14"), "/success": (False, "B14"), "/error": (OBJECT, "B14"), "/data/items": (ABSENT, "B14"), "/error/details/field": ("/limit", "B14")})
        plain = create({"message": "no options"})["/data/sessionId"]
        p("options where there are none", submit({"selectedOptions": ["A"]}, f"/api/feedback/{plain}"), refused(400, "INVALID_REQUEST"))
        p("a socket without a key", ask("GET", f"/ws/{sid}", auth=False, headers={"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
                                        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="}), {"status": 401, "/error/code": "UNAUTHORIZED"}, {"status": (101, "D9"), "/error/code": (ABSENT, "D9")})  # it may come in the first message
        p("a socket with a key", ask("GET", f"/ws/{sid}?apiKey={line.token}", auth=False, headers={"Connection": "Upgrade", "Upgrade": "websocket",
                                     "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="}),
          {"status": 501, "/error/code": "INTERNAL_ERROR"}, {"status": (101, "P1"), "/error/code": (ABSENT, "P1")})
        finish(line, 32)


def test_what_time_does():
    with host("--late-notes", "off") as running:
        line = Line(running)
        p, ask = line.probe, line.ask
        answered, silent = [ask("POST", "/api/feedback/create", {"message": "m", "timeout": 30})["/data/sessionId"] for _ in range(2)]
        assert ask("POST", f"/api/feedback/{answered}/submit", {"freeText": "kept"}, auth=False)["status"] == 200
        wait_until(lambda: time.sleep(1) or ask("GET", f"/api/feedback/{silent}/status")["/data/status"] == "expired", "the time to be over", 90)
        p("status of an answered one, later", ask("GET", f"/api/feedback/{answered}/status"), {**OK, "/data/status": "expired", "/data/submittedAt": TIME},
          {"/data/status": ("completed", "B1")})
        p("its result", ask("GET", f"/api/feedback/{answered}/result"), refused(404, "SESSION_NOT_FOUND"), {
            "status": (200, "B1"), "/success": (True, "B1"), "/data": (OBJECT, "B1"), "/data/feedback/freeText": ("kept", "B1"), "/error/code": (ABSENT, "B1"),
            "/error/message": (ABSENT, "B1")})
        p("submit when the time is over", ask("POST", f"/api/feedback/{silent}/submit", {"freeText": "x"}, auth=False), refused(409, "ALREADY_SUBMITTED"),
          {"status": (410, "B3"), "/error/code": ("SESSION_EXPIRED", "B3")})
        page = p("the page when the time is over", ask("GET", f"/feedback/{silent}", auth=False), {"status": 200, "content-type": "text/html; charset=utf-8"})
        assert "<textarea" not in page["text"]  # B15
        finish(line, 4)


def test_analytics():
    with host() as running:
        line = Line(running)
        p, ask = line.probe, line.ask
        p("a call", line.mcp({"jsonrpc": "2.0", "id": 1, "method": "ping"}), {"status": 200}, {"status": (400, "D5")})
        none = {"status": (200, "D6"), "/success": (True, "D6"), "/error": (None, "D6"), "/error/code": (ABSENT, "D6")}  # there is always a store
        for route in ("sessions", "tools", "activity", "interactions", "health", "export"):
            p("analytics, " + route, ask("GET", "/api/analytics/" + route), {"status": 500, "/success": False, "/error": OBJECT, "/error/code": "INTERNAL_ERROR"}, none)
            p("analytics, by POST: " + route, ask("POST", "/api/analytics/" + route), {"status": 500}, {"status": (405, "D9"), "allow": ("~GET", "D9")})
        p("analytics without a token", ask("GET", "/api/analytics/sessions", auth=False), refused(401, "UNAUTHORIZED"), {"www-authenticate": ("~Bearer", "B27")})
        p("analytics, no such route", ask("GET", "/api/analytics/x"), refused(404, "SESSION_NOT_FOUND"))
        admin = token(scope="analytics:all")
        p("cleanup", ask("POST", "/api/analytics/cleanup?daysToKeep=0", auth=admin), {"status": 200}, {"status": (400, "B20"), "/error/details/field": ("/daysToKeep", "B20")})
        p("cleanup", ask("POST", "/api/analytics/cleanup", auth=admin), {"status": 200, "/data/message": "Cleanup completed successfully", "/data/daysToKeep": 90, "/data/timestamp": TIME},
          {"/data/deleted": (OBJECT, "D9")})
        p("health", ask("GET", "/api/analytics/health"), {**OK, "/data/status": "healthy", "/data/timestamp": TIME, "/data/statistics/totalSessions": NUMBER,
          "/data/statistics/totalInteractions": NUMBER, "/data/statistics/recentActivity24h": NUMBER, **{"/data/tables/" + name: "ok" for name in (
              "feedback_sessions", "feedback_responses", "interaction_history", "system_events")}})
        p("export of an empty table", ask("GET", "/api/analytics/export?format=csv"), {"status": 200, "content-type": "text/csv", "text": "No data found"},
          {"content-type": ("~text/csv; charset=utf-8", "B22"), "text": ('~"id","title"', "B22"), "content-disposition": ("~attachment", "B22")})
        p("export of no table", ask("GET", "/api/analytics/export?table=users"), {"status": 400, "/error/code": "Invalid table name"}, {"/error/code": ("INVALID_REQUEST", "B23")})
        finish(line, 20)


def test_the_tools():
    with host() as running:
        line = Line(running)
        p, mcp = line.probe, line.mcp
        p("mcp without a token", mcp({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {}}, auth=False), {"status": 401, "/error": TEXT},
          {"www-authenticate": ("~Bearer", "B27")})
        hello = mcp({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-03-26", "capabilities": {}, "clientInfo": {"name": "c", "version": "1"}}})
        p("initialize", hello, {"status": 200, "content-type": "text/event-stream", "/result/protocolVersion": "2024-11-05", "/result/capabilities/tools/listChanged": True,
                                "/result/serverInfo/name": TEXT, "/result/serverInfo/version": TEXT},
          {"content-type": ("application/json", "B26"), "/result/protocolVersion": ("2025-03-26", "B26"), "mcp-session-id": (TEXT, "B26")})
        line.session = hello["mcp-session-id"]
        p("initialized", mcp({"jsonrpc": "2.0", "method": "notifications/initialized"}), {"status": 200, "/error/code": -32601},
          {"status": (202, "B26"), "/error/code": (ABSENT, "B26")})
        p("ping", mcp({"jsonrpc": "2.0", "id": 2, "method": "ping"}), {"status": 200, "/error/code": -32601}, {"/error/code": (ABSENT, "B26"), "/result": (OBJECT, "B26")})
        p("broken JSON", mcp("{"), {"status": 200, "/error/code": -32700, "/id": None}, {"status": (400, "B26")})
        p("a batch", mcp([{"jsonrpc": "2.0", "id": 2, "method": "ping"}]), {"status": 200, "/error/code": -32601}, {"/error/code": (ABSENT, "B26"), "/0/result": (OBJECT, "B26")})
        tools = p("tools/list", mcp({"jsonrpc": "2.0", "id": "a", "method": "tools/list"}), {
            "status": 200, "/id": "a", "/result/tools/0/name": "interactive_feedback", "/result/tools/0/description": TEXT, "/result/tools/0/inputSchema/type": "object",
            "/result/tools/0/inputSchema/required": ["message"], "/result/tools/0/inputSchema/properties/message/maxLength": 1000,
            "/result/tools/0/inputSchema/properties/message/minLength": 1, "/result/tools/0/inputSchema/properties/timeout/minimum": 30,
            "/result/tools/0/inputSchema/properties/timeout/maximum": 3600, "/result/tools/0/inputSchema/properties/metadata/type": "object",
            "/result/tools/1/name": "get_feedback_result", "/result/tools/1/inputSchema/required": ["sessionId"], "/result/tools/2/name": "check_feedback_status",
            "/result/tools/2/inputSchema/required": ["sessionId"], "/result/tools/0/inputSchema/properties/predefinedOptions": ABSENT},
            {"/result/tools/0/inputSchema/properties/predefinedOptions": (OBJECT, "P3"), "/result/tools/0/inputSchema/properties/title": (OBJECT, "P4"),
             "/result/tools/0/inputSchema/properties/aiContent": (OBJECT, "P4")})
        assert tools["/result/tools/0"] != ABSENT

        def call(name, arguments=None, number=3, **more):
            return mcp({"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": {"name": name, **({} if arguments is None else {"arguments": arguments})}}, **more)

        p("an unknown tool", call("zzz", {}), {"status": 200, "/error/code": -32601}, {"/error/code": (-32602, "B26")})
        p("no params", mcp({"jsonrpc": "2.0", "id": 3, "method": "tools/call"}), {"status": 500}, {"status": (200, "B26"), "/error/code": (-32602, "B26")})
        p("no arguments", call("interactive_feedback"), {"status": 200, "/error/code": -32000}, {"/error/code": (-32602, "B26")})
        p("a message that is a number", call("interactive_feedback", {"message": 7}), {"status": 200, "/result/content/0/text": TEXT},
          {"/result/content/0/text": (ABSENT, "B26"), "/error/code": (-32602, "B26")})
        p("a time below the least", call("interactive_feedback", {"message": "m", "timeout": 1}), {"status": 200, "/result/content/0/text": TEXT},
          {"/result/content/0/text": (ABSENT, "D8"), "/error/code": (-32602, "D8")})
        waited = p("nobody answers in time", call("interactive_feedback", {"message": "x" * 60, "timeout": 30, "metadata": {"k": 1}}), {"status": 200, "/result/content/0/text": "~Session ID"},
                   {"/result/content/0/text": ("~/feedback/", "B9"), "/result/structuredContent/status": (ABSENT, "D5")})
        sid = re.search(PATTERNS[UUID], waited["/result/content/0/text"]).group(0)
        p("status of it", call("check_feedback_status", {"sessionId": sid}), {"status": 200, "/result/content/0/text": "~" + sid})
        p("result before it", call("get_feedback_result", {"sessionId": sid}), {"status": 200, "/result/content/0/text": "~" + sid})
        submitted = line.ask("POST", f"/api/feedback/{sid}/submit", {"freeText": " ok ", "metadata": {"userAgent": "UA"}}, auth=False)
        assert submitted["status"] == 200, submitted["text"]
        found = p("result", call("get_feedback_result", {"sessionId": sid}), {"status": 200, "/result/content/0/text": "~ok"})
        p("what the responder's browser says", found, {"/result/content/0/text": "~UA"}, {"/result/content/0/text": ("~ok", "B6")})
        for tool in ("get_feedback_result", "check_feedback_status"):
            p(tool + " of an unknown one", call(tool, {"sessionId": "550e8400-e29b-41d4-a716-446655440000"}), {"status": 200, "/result/content/0/text": TEXT, "/result/isError": ABSENT},
              {"/result/isError": (True, "D8")})
        finish(line, 18)
