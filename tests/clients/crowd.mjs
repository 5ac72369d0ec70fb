// crowd.mjs - many clients at once in one process: every answer must reach its own caller, also where all calls carry id 1.

import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { assert, bearer, check, guarded, token, wordsOf } from './checks.mjs';

const crowd = Array.from({ length: 32 }, (_, number) => number);
const rounds = 10;
const headers = bearer(token);
const modern = '2026-07-28';

const kinds = {
    'sdk v1, streamable http': () => joined(new ClientV1(me()), new HttpV1(new URL(`${guarded}/mcp`), { requestInit: { headers } })),
    'sdk v1, http+sse': () => joined(new ClientV1(me()), new SSEClientTransport(new URL(`${guarded}/sse`), { requestInit: { headers } })),
    'sdk v2 pinned, streamable http': () =>
        joined(new Client(me(), { versionNegotiation: { mode: { pin: modern } } }), new StreamableHTTPClientTransport(new URL(`${guarded}/mcp`), { requestInit: { headers } })),
};

for (const [kind, join] of Object.entries(kinds)) {
    await check(`${crowd.length} clients at once, ${kind}: each hears its own words ${rounds} times`, async () => {
        const clients = await Promise.all(crowd.map(join));
        await Promise.all(clients.map((client, number) => echoes(client, number)));
        await Promise.all(clients.map(client => client.close()));
    }, 40_000);
}

await check(`${crowd.length} calls with id 1 at once, ${modern}`, async () => {
    const call = (name, args) => ({
        headers: { ...headers, 'MCP-Protocol-Version': modern, 'Mcp-Method': 'tools/call', 'Mcp-Name': name },
        params: {
            name,
            arguments: args,
            _meta: {
                'io.modelcontextprotocol/protocolVersion': modern,
                'io.modelcontextprotocol/clientInfo': me(),
                'io.modelcontextprotocol/clientCapabilities': {},
            },
        },
    });
    await allWithIdOne(call);
}, 30_000);

await check(`${crowd.length} calls with id 1 at once, in one session of 2025-11-25`, async () => {
    const hello = await post(headers, 'initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: me() });
    assert.equal(hello.status, 200);
    await hello.text();
    const inSession = { ...headers, 'Mcp-Session-Id': hello.headers.get('mcp-session-id'), 'MCP-Protocol-Version': '2025-11-25' };
    await allWithIdOne((name, args) => ({ headers: inSession, params: { name, arguments: args } }));
}, 30_000);

/** `client` says `rounds` things without waiting, and hears each of them in its place. */
async function echoes(client, number) {
    const said = Array.from({ length: rounds }, (_, round) => `client ${number}, round ${round}`);
    const heard = await Promise.all(said.map(text => client.callTool({ name: 'echo', arguments: { text } })));
    assert.deepEqual(heard.map(wordsOf), said);
}

/** While calls of `slow` with id 1 are in flight, calls of `echo` with id 1 come and go; `call` dresses one. */
async function allWithIdOne(call) {
    const waiting = crowd.slice(0, 8).map(number => answerTo(call('slow', { seconds: 1 + number / 8 })));
    const echoed = await Promise.all(crowd.map(number => answerTo(call('echo', { text: `caller ${number}` }))));
    echoed.forEach((answer, number) => assert.equal(answer.text, `caller ${number}`));
    (await Promise.all(waiting)).forEach((answer, number) => assert.ok(answer.text.includes(` ${1 + number / 8} `), answer.text));
}

async function answerTo({ headers: dress, params }) {
    const response = await post(dress, 'tools/call', params);
    assert.equal(response.status, 200);
    const message = messageWithId(await response.text(), response.headers.get('content-type'));
    assert.equal(message.id, 1);
    return { text: wordsOf(message.result) };
}

function messageWithId(body, type) {
    if (!type.startsWith('text/event-stream')) return JSON.parse(body);
    const data = body.split('\n').filter(line => line.startsWith('data:')).map(line => line.slice(5).trim()).filter(line => line !== '');
    return data.map(line => JSON.parse(line)).find(message => 'id' in message);
}

function post(dress, method, params) {
    return fetch(`${guarded}/mcp`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', ...dress },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
}

async function joined(client, transport) {
    await client.connect(transport);
    return client;
}

function me() {
    return { name: 'tenon-test-crowd', version: '1.0.0' };
}

process.exit(0); // streams of checks that failed must not hold the run
