// mcp_remote.mjs - mcp-remote as desktop programs run it: a stdio proxy in front of the host, over each transport it knows.

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { mkdtempSync } from 'node:fs';
import { createServer, request as forward } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert, bearer, check, errorOf, guarded, open, token, usesTheTools, within, wordsOf, wrongToken } from './checks.mjs';

const proxy = fileURLToPath(new URL('./node_modules/mcp-remote/dist/proxy.js', import.meta.url));

// Each way of connecting with its own proxy; all at once would measure the machine's patience, not the host.
await usesTheTools('mcp-remote http-first on /mcp, token', () => connect(`${guarded}/mcp`, token, ['--transport', 'http-first']));
await usesTheTools('mcp-remote http-first on /mcp, authless', () => connect(`${open}/mcp`, undefined, []));
await usesTheTools('mcp-remote sse-only on /sse, token', () => connect(`${guarded}/sse`, token, ['--transport', 'sse-only']));
await usesTheTools('mcp-remote http-first on /sse, which falls back, token', () => connect(`${guarded}/sse`, token, ['--transport', 'http-first']));
await usesTheTools('mcp-remote --protocol auto on /mcp, token', () => connect(`${guarded}/mcp`, token, ['--protocol', 'auto']));

// mcp-remote answers a 401 with an OAuth attempt on our origin; that ends at once because nothing is registered there.
for (const [what, value] of [['a wrong token', wrongToken], ['no token', undefined]]) {
    await check(`mcp-remote: ${what} is a 401`, async () => {
        const { transport, said } = proxied(`${guarded}/mcp`, value, ['--auth-timeout', '3']);
        const gone = new Promise(resolve => { transport.onclose = resolve; });
        const error = await errorOf(new Client({ name: 'tenon-test', version: '1.0.0' }).connect(transport));
        await within(10_000, gone).finally(() => transport.close());
        assert.match(said().toString(), /\b401\b|Unauthorized/i, `${error.message}; it said: ${said()}`);
    }, 30_000);
}

await check('mcp-remote: starts a new session by itself when the host has forgotten the old one', async () => {
    const { server, sessions } = await overheard(guarded);
    const client = await connect(`http://127.0.0.1:${server.address().port}/mcp`, token, []);
    assert.ok(sessions.size > 0);
    for (const session of sessions) {
        const goodbye = await fetch(`${guarded}/mcp`, { method: 'DELETE', headers: { ...bearer(token), 'Mcp-Session-Id': session } });
        assert.ok(goodbye.ok, `DELETE said ${goodbye.status}`);
    }
    assert.equal(wordsOf(await client.callTool({ name: 'add', arguments: { a: 2, b: 3 } })), '5');
    await client.close();
    server.close();
}, 30_000);

/** A forwarder in front of `origin` that remembers the session ids it sees, since mcp-remote does not tell them. */
async function overheard(origin) {
    const sessions = new Set();
    const server = createServer((request, response) => {
        const onward = forward(`${origin}${request.url}`, { method: request.method, headers: { ...request.headers, host: new URL(origin).host } }, answer => {
            if (answer.headers['mcp-session-id']) sessions.add(answer.headers['mcp-session-id']);
            response.writeHead(answer.statusCode, answer.headers);
            answer.pipe(response);
        });
        onward.on('error', () => response.destroy());
        response.on('close', () => onward.destroy());
        request.pipe(onward);
    });
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    return { server, sessions };
}

/** A proxy's client, connected. */
async function connect(url, value, flags) {
    const { transport, said } = proxied(url, value, flags);
    const client = new Client({ name: 'tenon-test', version: '1.0.0' });
    client.said = said;
    await client.connect(transport).catch(error => {
        throw new Error(`${error.message}; the proxy said: ${said().slice(-400)}`, { cause: error });
    });
    return client;
}

function proxied(url, value, flags) {
    const scratch = mkdtempSync(join(tmpdir(), 'mcp-remote-'));
    const header = value === undefined ? [] : ['--header', `Authorization: ${bearer(value).Authorization}`];
    const transport = new StdioClientTransport({
        command: process.execPath,
        args: [proxy, url, ...header, ...flags],
        env: { ...process.env, HOME: scratch, MCP_REMOTE_CONFIG_DIR: scratch, BROWSER: 'false' },
        stderr: 'pipe',
    });
    let words = '';
    transport.stderr.on('data', piece => { words += piece; });
    return { transport, said: () => words };
}

process.exit(0); // streams of checks that failed must not hold the run
