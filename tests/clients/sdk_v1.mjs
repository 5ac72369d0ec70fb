// sdk_v1.mjs - the TypeScript SDK 1.x against the host: Streamable HTTP, the older HTTP+SSE transport, and stdio.

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { assert, bearer, check, errorOf, guarded, host, open, stdioArguments, token, usesTheTools, wordsOf, wrongToken } from './checks.mjs';

const transports = {
    'streamable http': (origin, headers) => new StreamableHTTPClientTransport(new URL(`${origin}/mcp`), { requestInit: { headers } }),
    'http+sse': (origin, headers) => new SSEClientTransport(new URL(`${origin}/sse`), { requestInit: { headers } }),
};

for (const [kind, make] of Object.entries(transports)) {
    const who = `sdk v1, ${kind}`;
    await usesTheTools(`${who}, token`, () => connect(make(guarded, bearer(token))));
    await usesTheTools(`${who}, authless`, () => connect(make(open, {})));
    await check(`${who}: a wrong token is a 401`, async () => assert.equal((await errorOf(connect(make(guarded, bearer(wrongToken))))).code, 401));
    await check(`${who}: no token is a 401`, async () => assert.equal((await errorOf(connect(make(guarded, {})))).code, 401));
}

await check('sdk v1, streamable http: hears of progress, then the answer', async () => {
    const client = await connect(transports['streamable http'](guarded, bearer(token)));
    const heard = [];
    const answer = await client.callTool({ name: 'slow', arguments: { seconds: 1 } }, undefined, { onprogress: progress => heard.push(progress.progress) });
    await client.close();
    assert.ok(wordsOf(answer).length > 0);
    assert.ok(heard.length >= 2, `progress came ${heard.length} times`);
    assert.deepEqual(heard, heard.toSorted((a, b) => a - b));
});

await check('sdk v1, streamable http: ends its session, which is then unknown', async () => {
    const transport = transports['streamable http'](guarded, bearer(token));
    const client = await connect(transport);
    const session = transport.sessionId;
    await transport.terminateSession();
    await client.close();
    const answer = await fetch(`${guarded}/mcp`, {
        method: 'POST',
        headers: { ...bearer(token), 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', 'Mcp-Session-Id': session },
        body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
    });
    assert.equal(answer.status, 404);
});

await check('sdk v1: a tool error is a result, an unknown tool and a wrong argument are told apart', async () => {
    const client = await connect(transports['streamable http'](guarded, bearer(token)));
    const division = await client.callTool({ name: 'calculate', arguments: { operation: 'divide', a: 1, b: 0 } });
    assert.equal(division.isError, true);
    assert.equal((await errorOf(client.callTool({ name: 'no_such_tool', arguments: {} }))).code, -32602);
    const wrong = await client.callTool({ name: 'add', arguments: { a: 'two', b: 3 } }).catch(error => error);
    assert.ok(wrong.isError === true || wrong.code === -32602, JSON.stringify(wrong));
    await client.close();
});

await usesTheTools('sdk v1, stdio', () => connect(new StdioClientTransport({ command: host, args: stdioArguments, stderr: 'ignore' })));

async function connect(transport) {
    const client = new Client({ name: 'tenon-test-v1', version: '1.0.0' });
    await client.connect(transport);
    return client;
}

process.exit(0); // streams of checks that failed must not hold the run
