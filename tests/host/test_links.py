"""test_links.py - clients that open links: the page behind one asks for the code that the client shows, in each mode, without scripts."""
import json
import re
import urllib.parse

from harness import Host, Wire, call
from test_responders import Browser, answer

FORM = "application/x-www-form-urlencoded"
QUESTION = {"message": "May I?", "aiContent": "# What I would do"}


def with_links(arguments, more=None):
    """A call of interactive_feedback on 2026-07-28, by a client that opens links."""
    lines, body = call("interactive_feedback", arguments)
    request = json.loads(body)
    request["params"]["_meta"]["io.modelcontextprotocol/clientCapabilities"] = {"elicitation": {"url": {}}}
    request["params"].update(more or {})
    body = json.dumps(request)
    return "\r\n".join([*lines, f"Content-Length: {len(body)}"]) + "\r\n\r\n" + body


class Agent:
    """A client that was told where to send its person."""

    def __init__(self, host):
        self.port = host.port
        result = self.ask().json()["result"]
        assert result["resultType"] == "input_required", result
        params = result["inputRequests"]["q1"]["params"]
        assert params["mode"] == "url", params
        self.state, self.url, self.message = result["requestState"], params["url"], params["message"]
        self.path = urllib.parse.urlsplit(self.url).path
        self.code = re.search(r"code: (\d{4})$", self.message).group(1)

    def send(self, wire, more=None):
        return wire.send(with_links(QUESTION, more).replace("Host: 127.0.0.1\r\n", f"Host: 127.0.0.1:{self.port}\r\n"))

    def ask(self, more=None):
        with Wire(self.port) as wire:
            return self.send(wire, more).reply()

    def wrong(self):
        return "1111" if self.code != "1111" else "2222"


def csrf(browser, path):
    page = browser.send("GET", path)
    assert page.status == 200, (page.status, page.text[:300])
    return re.search(r'name="csrf" value="([^"]+)"', page.text).group(1)


def enter(browser, path, code, **headers):
    body = urllib.parse.urlencode({"csrf": csrf(browser, path), "code": code})
    return browser.send("POST", path, body, FORM, **headers)


def test_the_code_leads_to_the_question_in_each_mode_and_the_agent_has_the_answer():
    for mode in ("id", "capability", "signed", "once"):
        with Host("--store", "memory", "--responder", mode) as host:
            agent, person = Agent(host), Browser(host)
            sent = enter(person, agent.path, agent.code)
            assert sent.status == 303, (mode, sent.status)
            page = sent.getheader("Location")
            session = page.split("/feedback/")[1]
            assert session not in agent.url
            shown = person.send("GET", page)
            assert shown.status == 200 and "May I?" in shown.text, (mode, shown.status)
            if mode != "id":
                assert Browser(host).send("GET", page).status == 401, mode
            with Wire(host.port) as wire:
                agent.send(wire, {"requestState": agent.state, "inputResponses": {"q1": {"action": "accept"}}})
                posted = {"csrf": re.search(r'name="csrf" value="([^"]+)"', shown.text).group(1), "submissionId": "s-1", "text": "yes, go"}
                assert person.send("POST", page, urllib.parse.urlencode(posted), FORM).status == 303, mode
                reply = wire.reply()
            told = (reply.json() if "json" in reply.headers["content-type"] else reply.events()[-1])["result"]["structuredContent"]
            assert told["feedback"]["freeText"] == "yes, go" and told["via"] == "page", told
            assert told["authLevel"] == {"id": "id", "capability": "capability"}.get(mode, "link"), told


def test_five_wrong_codes_and_the_link_is_dead():
    with Host("--store", "memory", "--responder", "capability") as host:
        agent, thief, person = Agent(host), Browser(host), Browser(host)
        for left in ("4 more times", "3 more times", "2 more times", "once more"):
            again = enter(thief, agent.path, agent.wrong())
            assert again.status == 401 and f"You may try {left}" in again.text, (left, again.status)
            assert not again.headers.get_all("Set-Cookie")
        assert enter(thief, agent.path, "no code").status == 400
        dead = enter(thief, agent.path, agent.wrong())
        assert dead.status == 410 and "This link does not work any more" in dead.text
        assert person.send("GET", agent.path).status == 410
        next_one = Agent(host)
        assert next_one.path != agent.path
        assert enter(person, next_one.path, next_one.code).status == 303


def test_tries_are_counted_across_a_restart():
    import os
    import tempfile
    with tempfile.TemporaryDirectory() as place:
        flags = ("--store", "sqlite:" + os.path.join(place, "questions.db"))
        with Host(*flags) as host:
            agent = Agent(host)
            for _ in range(4):
                assert enter(Browser(host), agent.path, agent.wrong()).status == 401
        with Host(*flags) as host:
            assert enter(Browser(host), agent.path, agent.wrong()).status == 410
            assert Browser(host).send("GET", agent.path).status == 410


def test_forms_of_other_pages_and_other_links():
    with Host("--store", "memory", "--responder", "capability") as host:
        agent, other, person = Agent(host), Agent(host), Browser(host)
        assert enter(person, agent.path, agent.code, Origin="https://evil.example").status == 403
        stale = person.send("POST", agent.path, urllib.parse.urlencode({"csrf": csrf(person, other.path), "code": agent.code}), FORM)
        assert stale.status == 403 and "too old" in stale.text
        assert person.send("POST", agent.path, json.dumps({"code": agent.code})).status == 415
        assert person.send("GET", agent.path[:-1]).status == 404
        assert enter(person, agent.path, agent.code).status == 303


def test_after_the_end_the_code_shows_how_it_ended():
    with Host("--store", "memory") as host:
        agent, person = Agent(host), Browser(host)
        session = enter(person, agent.path, agent.code).getheader("Location").split("/feedback/")[1]
        assert answer(person, session) == 200
        late = Browser(host)
        shown = late.send("GET", enter(late, agent.path, agent.code).getheader("Location"))
        assert shown.status == 200 and 'data-state="answered"' in shown.text


def test_codes_come_no_faster_than_the_limit():
    with Host("--store", "memory", "--rate", "3") as host:
        agent, person = Agent(host), Browser(host)
        token = csrf(person, agent.path)
        seen = [person.send("POST", agent.path, urllib.parse.urlencode({"csrf": token, "code": "x"}), FORM).status for _ in range(4)]
        assert seen == [400, 400, 400, 429], seen


def test_2025_11_25_the_link_goes_out_beside_the_call_and_its_end_is_told():
    with Host("--store", "memory", "--responder", "capability") as host:
        def post(message, session=None):
            body = json.dumps(message)
            lines = ["POST /mcp HTTP/1.1", f"Host: 127.0.0.1:{host.port}", "Content-Type: application/json", "Accept: application/json, text/event-stream",
                     f"Content-Length: {len(body)}"] + ([f"Mcp-Session-Id: {session}", "MCP-Protocol-Version: 2025-11-25"] if session else [])
            return "\r\n".join(lines) + "\r\n\r\n" + body

        hello = {"protocolVersion": "2025-11-25", "capabilities": {"elicitation": {"url": {}}}, "clientInfo": {"name": "t", "version": "1"}}
        with Wire(host.port) as wire:
            session = wire.send(post({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello})).reply().headers["mcp-session-id"]
            wire.send(post({"jsonrpc": "2.0", "method": "notifications/initialized"}, session)).reply()
        with Wire(host.port) as line, Wire(host.port) as beside:
            line.send(post({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "interactive_feedback", "arguments": QUESTION}}, session))
            status, _ = line.head()
            assert status == 200

            def hear():
                while True:
                    for data in line.until(b"\n\n").decode().splitlines():
                        if data.startswith("data: {"):
                            return json.loads(data[6:])
            asked = hear()
            assert asked["method"] == "elicitation/create" and asked["params"]["mode"] == "url", asked
            assert beside.send(post({"jsonrpc": "2.0", "id": asked["id"], "result": {"action": "accept"}}, session)).reply().status == 202
            person = Browser(host)
            path, code = urllib.parse.urlsplit(asked["params"]["url"]).path, re.search(r"code: (\d{4})$", asked["params"]["message"]).group(1)
            page = enter(person, path, code).getheader("Location")
            assert answer(person, page.split("/feedback/")[1]) == 200
            complete = hear()
            assert complete == {"jsonrpc": "2.0", "method": "notifications/elicitation/complete", "params": {"elicitationId": asked["params"]["elicitationId"]}}, complete
            assert hear()["result"]["structuredContent"]["authLevel"] == "capability"
