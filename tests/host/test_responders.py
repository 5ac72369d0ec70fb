"""test_responders.py - who may answer, on a host as people start it: by id, by a link of each kind, and from the list."""
import http.client
import json
import os
import re
import stat
import tempfile

from harness import Host, run


class Browser:
    """Keeps cookies by their paths, as browsers do, and says where its pages come from."""

    def __init__(self, host):
        self.port, self.jar = host.port, {}

    def send(self, method, path, body=None, kind="application/json", **headers):
        ours = "; ".join(f"{name}={value}" for (name, where), value in self.jar.items() if path.startswith(where))
        head = {"Cookie": ours} if ours else {}
        if method == "POST":
            head |= {"Content-Type": kind, "Origin": f"http://127.0.0.1:{self.port}"}
        wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        wire.request(method, path, body, {**head, **headers})
        reply = wire.getresponse()
        reply.text = reply.read().decode()
        for line in reply.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.jar[name, re.search(r"Path=([^;]*)", line).group(1)] = value
        wire.close()
        return reply

    def post(self, path, what, **headers):
        return self.send("POST", path, json.dumps(what), **headers)


def ask(host):
    """The question's id, and the link that the agent is told."""
    reply = Browser(host).post("/api/feedback/create", {"message": "May I?"})
    assert reply.status == 200, reply.text
    data = json.loads(reply.text)["data"]
    return data["sessionId"], data["feedbackUrl"]


def behind(link, mark):
    assert mark in link, link
    return link.split(mark)[1]


def answer(browser, session, **headers):
    return browser.post(f"/api/feedback/{session}/submit", {"freeText": "yes", "submissionId": "s"}, **headers).status


def test_by_id_the_address_is_enough():
    with Host("--store", "memory") as host:
        session, link = ask(host)
        assert link.endswith(f"/feedback/{session}")
        assert Browser(host).send("GET", f"/feedback/{session}").status == 200
        assert answer(Browser(host), session, Origin="https://evil.example") == 403
        assert answer(Browser(host), session) == 200


def test_by_capability_the_links_key_is_handed_over_once():
    with Host("--store", "memory", "--responder", "capability") as host:
        session, link = ask(host)
        person, stranger = Browser(host), Browser(host)
        key = behind(link, "#k=")
        assert person.send("GET", f"/feedback/{session}").status == 401
        assert answer(person, session) == 401
        assert person.post(f"/feedback/{session}/key", {"key": key[::-1]}).status == 401
        assert person.post(f"/feedback/{session}/key", {"key": key}).status == 200
        assert person.send("GET", f"/feedback/{session}").status == 200
        assert person.send("GET", f"/api/feedback/{session}").status == 200
        assert answer(stranger, session) == 401
        assert answer(person, session, Origin="http://127.0.0.1:1") == 403  # another program's page on this machine
        assert answer(person, session) == 200

        program = http.client.HTTPConnection("127.0.0.1", host.port, timeout=20)
        program.request("POST", f"/feedback/{session}/key", json.dumps({"key": key}), {"Content-Type": "application/json"})
        bearer = json.loads(program.getresponse().read())["data"]["bearer"]
        assert stranger.send("GET", f"/api/feedback/{session}", Authorization=f"Bearer {bearer}").status == 200
        assert stranger.send("GET", f"/api/feedback/{session}", Authorization=f"Bearer {bearer}x").status == 401


def test_a_pass_is_no_token_and_a_token_is_no_pass():
    with Host("--store", "memory", "--responder", "capability", authless=False, env={**os.environ, "JWT_SECRET": "a secret of the tests, long enough for anyone"}) as host:
        assert Browser(host).post("/api/feedback/create", {"message": "m"}, Authorization="Bearer fp-anything").status == 401
        assert Browser(host).send("GET", "/api/feedback/list", Authorization="Bearer fp-anything").status == 401
        assert Browser(host).send("GET", "/feedback", Authorization="Bearer nonsense").status == 401


def test_signed_links_open_as_they_are_followed():
    with Host("--store", "memory", "--responder", "signed") as host:
        session, link = ask(host)
        words = behind(link, "?t=")
        for _ in range(2):
            person = Browser(host)
            assert person.send("GET", f"/feedback/{session}?t={words}").status == 200
            assert person.send("GET", f"/api/feedback/{session}").status == 200
        assert Browser(host).send("GET", f"/feedback/{session}?t={words}x").status == 401
        other, _ = ask(host)
        assert Browser(host).send("GET", f"/feedback/{other}?t={words}").status == 401
        assert answer(person, session) == 200


def test_a_link_for_once_is_its_first_writers():
    with Host("--store", "memory", "--responder", "once") as host:
        session, link = ask(host)
        words = behind(link, "?t=")
        scanner, person, late = Browser(host), Browser(host), Browser(host)
        for each in (scanner, person, late):
            assert each.send("GET", f"/feedback/{session}?t={words}").status == 200
        assert answer(person, session) == 200
        assert answer(late, session) == 401
        assert late.send("GET", f"/feedback/{session}").status == 401
        assert Browser(host).send("GET", f"/feedback/{session}?t={words}").status == 401
        assert person.send("GET", f"/feedback/{session}").status == 200


def test_the_link_to_the_list_works_once():
    with Host("--store", "memory", "--responder", "capability") as host:
        session, _ = ask(host)
        found = host.find(r"http://127\.0\.0\.1:\d+(/feedback\?inbox=[\w.-]+)")
        assert found, host.log()
        person = Browser(host)
        assert person.send("GET", "/feedback").status == 401
        assert person.send("GET", "/api/feedback/list").status == 401
        assert person.send("GET", found.group(1)).status == 303
        assert session in person.send("GET", "/feedback").text
        assert session in person.send("GET", "/api/feedback/list").text
        assert person.send("GET", f"/feedback/{session}").status == 200
        assert Browser(host).send("GET", found.group(1)).status == 401
        assert person.send("GET", found.group(1)).status == 303  # who is in stays in
        assert answer(person, session) == 200


def test_the_link_to_the_list_can_be_left_out():
    for flags in (["--inbox-link", "off"], ["--feedback-sites", "api"], ["--feedback-sites", "none"]):
        with Host("--store", "memory", *flags) as host:
            assert "inbox=" not in host.log()


def test_links_outlive_the_host_that_gave_them():
    with tempfile.TemporaryDirectory() as place:
        flags = ("--store", f"sqlite:{place}/questions.db", "--responder", "capability")
        with Host(*flags) as host:
            session, link = ask(host)
        file = os.path.join(place, "questions.db.key")
        assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
        with Host(*flags) as host:
            person = Browser(host)
            assert person.post(f"/feedback/{session}/key", {"key": behind(link, "#k=")}).status == 200
            assert answer(person, session) == 200
        with open(file, "w", encoding="utf-8") as short:
            short.write("short\n")
        ended = run("--authless", "--listen", "127.0.0.1:0", *flags)
        assert ended.returncode == 1 and "questions.db.key: under 32 bytes" in ended.stderr, ended.stderr


def test_a_way_of_answering_that_there_is_not():
    for word in ("host", "nobody", ""):
        ended = run("--authless", "--responder", word)
        assert ended.returncode != 0 and "id, capability, signed or once" in ended.stderr, ended.stderr
