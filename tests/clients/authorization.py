# authorization.py - the official Python SDK logs in at an authorization server and steps up by itself; authorization.mjs starts it.
import asyncio
import base64
import json
import os
import time
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx2
from mcp import Client
from mcp.client.auth import AuthorizationCodeResult, OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import OAuthClientMetadata

URL = os.environ["TENON_PROTECTED"]
CALLBACK = "http://127.0.0.1:1/callback"
TOOLS, NUMBERS = "mcp:tools", "mcp:numbers"


async def main() -> None:
    for mode in ("legacy", "auto", "2026-07-28"):
        await check(f"python sdk {mode}: logs in, calls, and at a 403 steps up and repeats the call by itself", logs_in_and_steps_up(mode))


def logs_in_and_steps_up(mode):
    async def body():
        person = Person("gina")
        async with httpx2.AsyncClient(auth=person.provider(), timeout=httpx2.Timeout(20)) as http:
            async with Client(streamable_http_client(URL, http_client=http), mode=mode) as client:
                assert "calculate" not in [tool.name for tool in (await client.list_tools()).tools]
                me = json.loads(words_of(await client.call_tool("whoami", {})))
                assert (me["subject"], me["scopes"]) == ("gina", TOOLS), me
                assert words_of(await client.call_tool("calculate", {"operation": "multiply", "a": 6, "b": 7})) == "42"
                me = json.loads(words_of(await client.call_tool("whoami", {})))
                assert sorted(me["scopes"].split()) == sorted([TOOLS, NUMBERS]), me
        assert [scopes_in(url) for url in person.asked] == [[TOOLS], sorted([TOOLS, NUMBERS])], person.asked
        assert person.tokens.refresh_token  # which it could have used instead, in vain
        assert claims_of(person.tokens.access_token)["aud"] == URL

    return body


class Person:
    """Sits before a browser, and has an application that keeps what its MCP client is given (TokenStorage)."""

    def __init__(self, name):
        self.name, self.asked, self.tokens, self.client = name, [], None, None

    def provider(self):
        metadata = OAuthClientMetadata(client_name="tenon-test", redirect_uris=[CALLBACK], token_endpoint_auth_method="none")
        return OAuthClientProvider(URL, metadata, self, self.go, self.come_back)

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client):
        self.client = client

    async def go(self, url):
        self.asked.append(url)

    async def come_back(self):
        url = self.asked[-1]
        async with httpx2.AsyncClient(headers={"x-person": self.name}) as browser:  # it keeps cookies
            for _ in range(12):
                if url.startswith(CALLBACK):
                    words = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
                    return AuthorizationCodeResult(code=words["code"], state=words.get("state"), iss=words.get("iss"))
                answer = await browser.get(url)
                assert answer.has_redirect_location, (answer.status_code, answer.text[:300])
                url = urljoin(url, answer.headers["location"])
        raise AssertionError("sent around in circles")


def scopes_in(url):
    return sorted(word for word in parse_qs(urlsplit(url).query)["scope"][0].split() if word != "offline_access")


def claims_of(token):
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def words_of(result) -> str:
    assert not result.is_error, result
    return result.content[0].text


async def check(name, body) -> None:
    """Runs one check and prints its line, which run.sh counts. A check that hangs has failed."""
    started = time.monotonic()
    try:
        await asyncio.wait_for(body(), 20)
        print(f"passed  {name} ({(time.monotonic() - started) * 1000:.0f} ms)", flush=True)
    except BaseException as error:  # anyio raises groups, some of them not Exceptions
        if isinstance(error, KeyboardInterrupt):
            raise
        reasons = "; ".join(f"{type(e).__name__} {e}" for e in leaves(error)).replace("\n", " ")
        print(f"FAILED  {name}: {reasons[:600]}", flush=True)


def leaves(error):
    """The errors inside an error group, however deep, with their causes."""
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from leaves(inner)
    elif error is not None:
        yield error
        yield from leaves(error.__cause__)


asyncio.run(asyncio.wait_for(main(), 60))
