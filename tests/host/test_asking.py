"""test_asking.py - how people are asked and what is kept of it, as the flags of the host say."""
import http.client
import json
import ssl

from harness import REVISION, SECRET, Host, environment, run
from minting import signed
from test_responders import Browser, ask
from test_tls import tls_host, trusting

MEMORY = ("--store", "memory")


def send(host, method, path, body=None, token=None, tls=None, **headers):
    wire = http.client.HTTPSConnection("127.0.0.1", host.port, timeout=20, context=tls) if tls else http.client.HTTPConnection("127.0.0.1", host.port, timeout=20)
    head = {"Content-Type": "application/json"} if body is not None else {}
    head |= {"Authorization": f"Bearer {token}"} if token else {}
    wire.request(method, path, json.dumps(body) if body is not None else None, {**head, **headers})
    reply = wire.getresponse()
    reply.text = reply.read().decode()
    wire.close()
    return reply


def rpc(host, method, params, name=None, capabilities=None, **more):
    meta = {"io.modelcontextprotocol/protocolVersion": REVISION, "io.modelcontextprotocol/clientCapabilities": capabilities or {}}
    head = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": REVISION, "Mcp-Method": method}
    head |= {"Mcp-Name": name} if name else {}
    reply = send(host, "POST", "/mcp", {"jsonrpc": "2.0", "id": 1, "method": method, "params": {**params, "_meta": meta}}, **more, **head)
    assert reply.status == 200, reply.text
    text = reply.text if reply.text.startswith("{") else [line[5:] for line in reply.text.splitlines() if line.startswith("data:") and line[5:].strip()][-1]
    return json.loads(text)["result"]


def call(host, name, arguments, **more):
    return rpc(host, "tools/call", {"name": name, "arguments": arguments}, name=name, **more)


def later(host, message="May I?", **more):
    """A question that nobody waits for; its id."""
    return call(host, "interactive_feedback", {"message": message, "mode": "async"}, **more)["structuredContent"]["sessionId"]


def names(host):
    return [tool["name"] for tool in rpc(host, "tools/list", {})["tools"]]


def test_wrong_words_are_named():
    for words, said in ((["--texts", "old"], "usual or seed"), (["--ask-in-client", "never"], "on or off"), (["--record", "some"], "on or off"),
                        (["--record-contents", ""], "on or off"), (["--journal-days", "0"], "from 1 to 3650"), (["--journal-days", "3651"], "from 1 to 3650"),
                        (["--feedback-tools", "lists"], "list"), (["--analytics-scope", "two words"], "analytics_scope")):
        done = run("--authless", "--listen", "127.0.0.1:0", *MEMORY, *words)
        assert done.returncode != 0 and said in done.stderr, (words, done)
    for days in ("1", "3650"):
        with Host(*MEMORY, "--journal-days", days):
            pass


def test_tools_lay_their_texts_out_as_before_if_told_to():
    for flags, mark in (((), "The person has not answered yet."), (("--texts", "seed"), "Feedback Session Status")):
        with Host(*MEMORY, *flags) as host:
            said = call(host, "check_feedback_status", {"sessionId": later(host)})
            assert mark in said["content"][0]["text"] and said["structuredContent"]["status"] == "pending", said


def test_a_client_that_shows_forms_is_not_asked_to_if_told_so():
    forms = {"elicitation": {"form": {}}}
    for flags, asked in (((), True), (("--ask-in-client", "off"), False)):
        with Host(*MEMORY, "--hold", "1", *flags) as host:
            said = call(host, "interactive_feedback", {"message": "May I?"}, capabilities=forms)
            assert ("elicitation/create" in json.dumps(said)) == asked, said


def test_agents_list_their_questions_if_told_so():
    with Host(*MEMORY) as host:
        assert "interactive_feedback" in names(host) and "list_feedback" not in names(host)
    with Host(*MEMORY, "--feedback-tools", "ask,list") as host:
        assert "list_feedback" in names(host) and "cancel_feedback" not in names(host)
        first, second = later(host, "First?"), later(host, "Second?")
        said = call(host, "list_feedback", {})
        assert {each["sessionId"] for each in said["structuredContent"]["items"]} == {first, second}, said
        assert said["structuredContent"]["items"][0]["feedbackUrl"].startswith("http://127.0.0.1:") and first in said["content"][0]["text"]


def signed_for(subject, *scope):
    return signed(*(("--scope", *scope) if scope else ()), sub=subject)


def test_each_lists_their_own():
    with Host(*MEMORY, "--feedback-tools", "ask,list", authless=False, env=environment(JWT_SECRET=SECRET)) as host:
        ada, bob = signed_for("ada"), signed_for("bob")
        mine = later(host, "Of Ada?", token=ada)
        later(host, "Of Bob?", token=bob)
        assert [each["sessionId"] for each in call(host, "list_feedback", {}, token=ada)["structuredContent"]["items"]] == [mine]


def in_by_the_list(host):
    person = Browser(host)
    found = host.find(r"http://127\.0\.0\.1:\d+(/feedback\?inbox=[\w.-]+)")
    assert found and person.send("GET", found.group(1)).status == 303, host.log()
    return person


def test_who_has_the_list_has_the_analytics():
    with Host(*MEMORY) as host:
        session, _ = ask(host)
        assert Browser(host).send("GET", "/api/analytics/sessions").status == 401
        person = in_by_the_list(host)
        assert session in person.send("GET", "/api/analytics/sessions").text
        assert session in person.send("GET", "/api/analytics/export?format=csv").text
        assert person.post("/api/analytics/cleanup", {}, Origin="https://evil.example").status == 403
        assert person.send("POST", "/api/analytics/cleanup", Origin="http://127.0.0.1:1").status == 403
        assert person.send("POST", "/api/analytics/cleanup").status == 200
        assert session in person.send("GET", "/api/analytics/sessions").text  # it is open


def test_what_is_recorded():
    for flags, rows in (((), '"toolName"'), (("--record", "off"), None), (("--record-contents", "off"), "null")):
        with Host(*MEMORY, *flags) as host:
            call(host, "echo", {"text": "hello there"})
            shown = json.loads(in_by_the_list(host).send("GET", "/api/analytics/interactions").text)["data"]
            assert shown["total"] == (0 if rows is None else 1), shown
            if rows:
                assert (shown["interactions"][0]["tool_arguments"] is None) == (rows == "null"), shown
                assert ("hello there" in json.dumps(shown)) == (rows != "null"), shown


def test_the_scope_of_those_who_see_all_has_a_name():
    for flags, scope in (((), "analytics:all"), (("--analytics-scope", "team:reports"), "team:reports")):
        with Host(*MEMORY, *flags, authless=False, env=environment(JWT_SECRET=SECRET)) as host:
            later(host, token=signed_for("ada"))

            def total(*granted):
                return json.loads(send(host, "GET", "/api/analytics/health", token=signed_for("boss", *granted)).text)["data"]["statistics"]["totalSessions"]
            assert total() == 0 and total("analytics:some") == 0 and total(scope) == 1
            assert scope == "analytics:all" or total("analytics:all") == 0


def test_links_and_cookies_are_for_tls_where_the_host_speaks_it():
    with tls_host(*MEMORY, "--responder", "capability") as (host, identity, _):
        trust = trusting(identity)
        assert isinstance(trust, ssl.SSLContext)
        data = json.loads(send(host, "POST", "/api/feedback/create", {"message": "May I?"}, tls=trust).text)["data"]
        assert data["feedbackUrl"].startswith("https://127.0.0.1") and data["statusUrl"].startswith("https://127.0.0.1"), data
        handed = send(host, "POST", f"/feedback/{data['sessionId']}/key", {"key": data["feedbackUrl"].split("#k=")[1]}, tls=trust)
        cookies = handed.headers.get_all("Set-Cookie")
        assert handed.status == 200 and cookies and all("; Secure" in each for each in cookies), cookies
    with Host(*MEMORY) as host:
        forged = {"X-Forwarded-Proto": "https", "Forwarded": "proto=https"}
        link = json.loads(send(host, "POST", "/api/feedback/create", {"message": "May I?"}, **forged).text)["data"]["feedbackUrl"]
        assert link.startswith("http://127.0.0.1"), link
