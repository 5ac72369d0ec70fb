// sdk_v2.mjs - the TypeScript client 2.x against the host: both eras by all three ways of agreeing on one, over HTTP, HTTP+SSE and stdio.

import { Client, SSEClientTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { assert, bearer, check, errorOf, guarded, host, open, stdioArguments, token, usesTheTools, wordsOf, wrongToken } from './checks.mjs';

const modern = '2026-07-28';
const modes = { legacy: 'legacy', auto: 'auto', pinned: { pin: modern } };

for (const [name, mode] of Object.entries(modes)) {
    const who = `sdk v2 ${name}, streamable http`;
    await usesTheTools(`${who}, token`, () => connect(mode, http(guarded, bearer(token))));
    await check(`${who}: a wrong token is a 401`, async () => assert401(await errorOf(connect(mode, http(guarded, bearer(wrongToken))))));
    await check(`${who}: no token is a 401`, async () => assert401(await errorOf(connect(mode, http(guarded, {})))));
}

await usesTheTools('sdk v2 auto, streamable http, authless', () => connect('auto', http(open, {})));

for (const [name, expected] of [['legacy', '2025-11-25'], ['auto', modern], ['pinned', modern]]) {
    await check(`sdk v2 ${name}: agrees on ${expected}`, async () => {
        const client = await connect(modes[name], http(guarded, bearer(token)));
        assert.equal(client.getNegotiatedProtocolVersion(), expected);
        assert.match(client.getServerVersion().name, /tenon/);
        await client.close();
    });
    await check(`sdk v2 ${name}: hears of progress, then the answer`, async () => {
        const client = await connect(modes[name], http(guarded, bearer(token)));
        const heard = [];
        const answer = await client.callTool({ name: 'slow', arguments: { seconds: 1 } }, { onprogress: progress => heard.push(progress.progress) });
        await client.close();
        assert.ok(wordsOf(answer).length > 0);
        assert.ok(heard.length >= 2, `progress came ${heard.length} times`);
    });
}

await check('sdk v2 pinned: gives up a call and goes on', async () => {
    const client = await connect(modes.pinned, http(guarded, bearer(token)));
    const patience = new AbortController();
    setTimeout(() => patience.abort(), 300);
    await errorOf(client.callTool({ name: 'slow', arguments: { seconds: 30 } }, { signal: patience.signal }));
    assert.equal(wordsOf(await client.callTool({ name: 'echo', arguments: { text: 'still here' } })), 'still here');
    await client.close();
});

for (const name of ['legacy', 'auto']) {
    const who = `sdk v2 ${name}, http+sse`;
    await usesTheTools(who, () => connect(modes[name], sse(bearer(token))));
    await check(`${who}: a wrong token is a 401`, async () => assert401(await errorOf(connect(modes[name], sse(bearer(wrongToken))))));
    await check(`${who}: no token is a 401`, async () => assert401(await errorOf(connect(modes[name], sse({})))));
}

for (const [name, mode] of Object.entries(modes)) {
    await usesTheTools(`sdk v2 ${name}, stdio`, () => connect(mode, new StdioClientTransport({ command: host, args: stdioArguments, stderr: 'ignore' })));
}

function http(origin, headers) {
    return new StreamableHTTPClientTransport(new URL(`${origin}/mcp`), { requestInit: { headers } });
}

function sse(headers) {
    return new SSEClientTransport(new URL(`${guarded}/sse`), { requestInit: { headers } });
}

async function connect(mode, transport) {
    const client = new Client({ name: 'tenon-test-v2', version: '1.0.0' }, { versionNegotiation: { mode } });
    await client.connect(transport);
    return client;
}

/** The client says 401 in its own words: a status on the error or on one of its causes. */
function assert401(error) {
    for (let e = error; e; e = e.cause) {
        if (e.status === 401 || e.code === 401 || e.data?.status === 401 || e.event?.code === 401) return;
    }
    assert.fail(`no 401 in ${error.name} ${error.code} ${error.message} ${JSON.stringify(error)}`);
}

process.exit(0); // streams of checks that failed must not hold the run
