# feedback_python.py - agents ask a person through the Python SDK: answered while they wait, or told pending in time.
import asyncio
import json
import os
import sys
import time
import uuid

import httpx2
from mcp import Client
from mcp.client.sse import sse_client
from mcp.client.streamable_http import streamable_http_client

ORIGIN = os.environ["TENON_ASKING"]
HEADERS = {"Authorization": f"Bearer {os.environ['TENON_TOKEN']}"}
MODERN = "2026-07-28"


async def main() -> None:
    for kind in ("legacy", MODERN, "sse"):
        await check(f"python sdk {kind}: asks, hears where, and gets the answer in the same call", answered(kind))
        await check(f"python sdk {kind}: hears in time that nobody has answered yet, and fetches it later", pending(kind))


def answered(kind):
    async def body():
        heard = []

        async def hear(done, total, message):
            heard.append(message)

        message = f"Which colour? {uuid.uuid4()}"
        async with client_of(kind) as client:
            call = asyncio.ensure_future(client.call_tool("interactive_feedback", {"message": message, "mode": "wait"}, progress_callback=hear))
            session = await found(message)
            while not heard:
                await asyncio.sleep(0.02)
            await say(session, "blue")
            is_answered(await call, session, "blue")
        assert f"/feedback/{session}" in heard[0], heard

    return body


def pending(kind):
    async def body():
        message = f"Which colour? {uuid.uuid4()}"
        async with client_of(kind) as client:
            first = await client.call_tool("interactive_feedback", {"message": message})
            session = await found(message)
            assert (first.structured_content["status"], first.structured_content["sessionId"]) == ("pending", session), first
            await say(session, "green")
            is_answered(await client.call_tool("get_feedback_result", {"sessionId": session}), session, "green")

    return body


def client_of(kind):
    if kind == "sse":
        return Client(sse_client(f"{ORIGIN}/sse", headers=HEADERS), mode="legacy")
    http = httpx2.AsyncClient(headers=HEADERS, timeout=httpx2.Timeout(60))
    return Client(streamable_http_client(f"{ORIGIN}/mcp", http_client=http), mode=kind)


def is_answered(result, session, words) -> None:
    facts = result.structured_content
    assert (facts["status"], facts["sessionId"], facts["feedback"]["freeText"]) == ("answered", session, words), result
    assert any(words in each.text for each in result.content), result


async def found(message):
    """The id of the question in these words, as soon as it is asked."""
    async with httpx2.AsyncClient(headers=HEADERS) as http:
        for _ in range(300):
            items = (await http.get(f"{ORIGIN}/api/feedback/list", params={"status": "all", "limit": "100"})).json()["data"]["items"]
            for item in items:
                if item["message"] == message:
                    return item["sessionId"]
            await asyncio.sleep(0.05)
    raise AssertionError(f"nobody asks: {message}")


async def say(session, words) -> None:
    async with httpx2.AsyncClient() as http:  # the person has no token
        said = await http.post(f"{ORIGIN}/api/feedback/{session}/submit", json={"freeText": words})
        assert said.status_code == 200, said.text


async def check(name, body) -> None:
    """Runs one check and prints its line, which run.sh counts. A check that hangs has failed."""
    started = time.monotonic()
    try:
        await asyncio.wait_for(body(), 40)
        print(f"passed  {name} ({(time.monotonic() - started) * 1000:.0f} ms)", flush=True)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        print(f"FAILED  {name}: {json.dumps(repr(error))[:600]}", flush=True)


asyncio.run(asyncio.wait_for(main(), 140))
sys.stdout.flush()
