# python_sdk.py - the official Python SDK against the host: both eras over Streamable HTTP, HTTP+SSE, and stdio.
import asyncio
import os
import sys
import time

import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.sse import sse_client
from mcp.client.streamable_http import streamable_http_client

GUARDED, OPEN, TOKEN, WRONG_TOKEN, HOST = (
    os.environ[name] for name in ("TENON_GUARDED", "TENON_OPEN", "TENON_TOKEN", "TENON_WRONG_TOKEN", "TENON_HOST")
)
MODERN = "2026-07-28"
WORDS = 'grüße "quoted" \\ back\nsecond line \U0001f528'


async def main() -> None:
    for mode in ("legacy", "auto", MODERN):
        await uses_the_tools(f"python sdk {mode}, streamable http, token", lambda: http_client(GUARDED, TOKEN, mode))
        for what, value in (("a wrong token", WRONG_TOKEN), ("no token", None)):
            await check(f"python sdk {mode}, streamable http: {what} is a 401", is_refused(lambda http, v=value, m=mode: http_client(GUARDED, v, m, http), value))
    await uses_the_tools("python sdk auto, streamable http, authless", lambda: http_client(OPEN, None, "auto"))
    await uses_the_tools("python sdk, http+sse, token", lambda: Client(sse_client(f"{GUARDED}/sse", headers=bearer(TOKEN)), mode="legacy"))
    for what, value in (("a wrong token", WRONG_TOKEN), ("no token", None)):
        await check(f"python sdk, http+sse: {what} is a 401", sse_is_refused(value))
    for mode in ("legacy", "auto", MODERN):
        await uses_the_tools(f"python sdk {mode}, stdio", lambda: Client(stdio_host(), mode=mode))
    for mode in ("legacy", MODERN):
        await check(f"python sdk {mode}: hears of progress, then the answer", progress(mode))


async def uses_the_tools(who, make) -> None:
    """Lists the tools, adds 2 and 3, and hears its own words."""

    async def talk():
        async with make() as client:
            names = [tool.name for tool in (await client.list_tools()).tools]
            assert {"add", "calculate", "echo", "slow", "whoami"} <= set(names), names
            print(f"passed  {who}: lists the tools")
            assert words_of(await client.call_tool("add", {"a": 2, "b": 3})) == "5"
            print(f"passed  {who}: 2 + 3 is 5")
            assert words_of(await client.call_tool("echo", {"text": WORDS})) == WORDS
            print(f"passed  {who}: hears its own words")

    await check(f"{who}: connects and takes its leave", talk)


def progress(mode):
    async def body():
        heard = []

        async def hear(done, total, message):
            heard.append(done)

        async with http_client(GUARDED, TOKEN, mode) as client:
            assert words_of(await client.call_tool("slow", {"seconds": 1}, progress_callback=hear))
        assert len(heard) >= 2 and heard == sorted(heard), heard

    return body


def http_client(origin, token, mode, http=None):
    http = http or httpx2.AsyncClient(headers=bearer(token), timeout=httpx2.Timeout(20))
    return Client(streamable_http_client(f"{origin}/mcp", http_client=http), mode=mode)


def is_refused(make, token):
    """The client ends with an error, and what it was told on the wire was 401. (The SDK turns the status into an error of its own.)"""

    async def body():
        statuses = []

        async def see(response):
            statuses.append(response.status_code)

        http = httpx2.AsyncClient(headers=bearer(token), timeout=httpx2.Timeout(20), event_hooks={"response": [see]})
        try:
            async with make(http) as client:
                await client.list_tools()
        except BaseException as error:  # anyio raises groups, some of them not Exceptions
            if isinstance(error, (KeyboardInterrupt, asyncio.CancelledError)):
                raise
            assert set(statuses) == {401}, (statuses, error)
            return
        raise AssertionError("expected an error, got an answer")

    return body


def sse_is_refused(token):
    async def body():
        try:
            async with Client(sse_client(f"{GUARDED}/sse", headers=bearer(token)), mode="legacy") as client:
                await client.list_tools()
        except BaseException as error:
            if isinstance(error, (KeyboardInterrupt, asyncio.CancelledError)):
                raise
            assert any(getattr(getattr(e, "response", None), "status_code", None) == 401 for e in leaves(error)), error
            return
        raise AssertionError("expected an error, got an answer")

    return body


def leaves(error):
    """The errors inside an error group, however deep, with their causes."""
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from leaves(inner)
    elif error is not None:
        yield error
        yield from leaves(error.__cause__)


def stdio_host():
    return StdioServerParameters(command=HOST, args=["--stdio", "--demo", "--authless", "--feedback", "off"])


def bearer(token):
    return {} if token is None else {"Authorization": f"Bearer {token}"}


def words_of(result) -> str:
    assert not result.is_error, result
    assert len(result.content) == 1, result
    return result.content[0].text


async def check(name, body) -> None:
    """Runs one check and prints its line, which run.sh counts. A check that hangs has failed."""
    started = time.monotonic()
    try:
        await asyncio.wait_for(body(), 20)
        print(f"passed  {name} ({(time.monotonic() - started) * 1000:.0f} ms)", flush=True)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        reasons = "; ".join(f"{type(e).__name__} {e}" for e in leaves(error)).replace("\n", " ")
        print(f"FAILED  {name}: {reasons[:600]}", flush=True)


asyncio.run(asyncio.wait_for(main(), 120))
sys.stdout.flush()
