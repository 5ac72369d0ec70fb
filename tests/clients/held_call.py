# held_call.py - the Python SDK asking for something slow and waiting for it until somebody kills it: held_call.py KIND SECONDS
import asyncio
import os
import sys

import httpx2
from mcp import Client
from mcp.client.sse import sse_client
from mcp.client.streamable_http import streamable_http_client

ORIGIN = os.environ["TENON_WATCHED"]
HEADERS = {"Authorization": f"Bearer {os.environ['TENON_TOKEN']}"}


async def main(kind: str, seconds: str) -> None:
    if kind == "sse":
        client = Client(sse_client(f"{ORIGIN}/sse", headers=HEADERS), mode="legacy")
    else:
        http = httpx2.AsyncClient(headers=HEADERS, timeout=httpx2.Timeout(120))
        client = Client(streamable_http_client(f"{ORIGIN}/mcp", http_client=http), mode=kind)
    async with client:
        await client.call_tool("slow", {"seconds": float(seconds)})


asyncio.run(main(*sys.argv[1:]))
