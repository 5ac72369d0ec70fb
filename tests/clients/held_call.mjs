// held_call.mjs - a client that calls a tool which takes long, and waits for it until somebody kills it: held_call.mjs KIND TOOL ARGUMENTS.

import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const [kind, name, words] = process.argv.slice(2);
const origin = process.env.TENON_WATCHED;
const requestInit = { headers: { Authorization: `Bearer ${process.env.TENON_TOKEN}` } };
const me = { name: 'tenon-test-held', version: '1.0.0' };

const kinds = {
    v1: () => [new ClientV1(me), new HttpV1(new URL(`${origin}/mcp`), { requestInit })],
    v1sse: () => [new ClientV1(me), new SSEClientTransport(new URL(`${origin}/sse`), { requestInit })],
    v2legacy: () => [new Client(me), new StreamableHTTPClientTransport(new URL(`${origin}/mcp`), { requestInit })],
    v2pinned: () => [new Client(me, { versionNegotiation: { mode: { pin: '2026-07-28' } } }), new StreamableHTTPClientTransport(new URL(`${origin}/mcp`), { requestInit })],
    stdio: () => [new ClientV1(me), new StdioClientTransport({ command: process.env.TENON_HOST, args: ['--stdio', '--demo', '--authless', '--feedback', 'off'], stderr: 'ignore' })],
};

const [client, transport] = kinds[kind]();
await client.connect(transport);
const call = { name, arguments: JSON.parse(words) };
const heard = () => console.log(`held ${transport.pid ?? ''}`);
if (kind.startsWith('v2')) await client.callTool(call, { onprogress: heard });
else await client.callTool(call, undefined, { onprogress: heard });
