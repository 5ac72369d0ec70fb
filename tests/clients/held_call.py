# held_call.py - the Python SDK calling a tool which takes long, until somebody kills it: held_call.py KIND TOOL ARGUMENTS
import asyncio
import json
import os
import sys

import httpx2
from mcp import Client
from mcp.client.sse import sse_client
from mcp.client.streamable_http import streamable_http_client

ORIGIN = os.environ["TENON_WATCHED"]
HEADERS = {"Authorization": f"Bearer {os.environ['TENON_TOKEN']}"}


async def main(kind: str, tool: str, words: str) -> None:
    if kind == "sse":
        client = Client(sse_client(f"{ORIGIN}/sse", headers=HEADERS), mode="legacy")
    else:
        http = httpx2.AsyncClient(headers=HEADERS, timeout=httpx2.Timeout(120))
        client = Client(streamable_http_client(f"{ORIGIN}/mcp", http_client=http), mode=kind)
    async with client:
        await client.call_tool(tool, json.loads(words))


asyncio.run(main(*sys.argv[1:]))
