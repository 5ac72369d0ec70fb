// authorization_clients.mjs - clients that log in and step up all by themselves: mcp-remote, whose browser the test plays, and the
// Python SDK.

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { browse } from './authorization_parties.mjs';
import { assert, check, describe, wordsOf } from './checks.mjs';

export async function mcpRemote(host) {
    for (const flags of [[], ['--protocol', 'auto']]) {
        const who = `mcp-remote ${flags.join(' ')}`.trim();
        const scratch = mkdtempSync(join(tmpdir(), 'mcp-remote-'));
        const transport = new StdioClientTransport({
            command: process.execPath,
            args: [fileURLToPath(new URL('./node_modules/mcp-remote/dist/proxy.js', import.meta.url)), host.url, ...flags, '--auth-timeout', '20'],
            env: { ...process.env, HOME: scratch, MCP_REMOTE_CONFIG_DIR: scratch, BROWSER: 'false', PATH: '' }, // no browser: the test is it
            stderr: 'pipe',
        });
        let said = '';
        const visits = [];
        transport.stderr.on('data', piece => {
            said += piece;
            const addresses = said.match(/^http:\/\/\S+\/auth\?\S+(?=\s)/gm) ?? [];
            while (visits.length < addresses.length) visits.push(followThrough(addresses[visits.length], 'frank').catch(error => error));
        });
        const client = new Client({ name: 'tenon-test', version: '1.0.0' });
        const begun = await check(`${who}: logs in by a browser, lists and calls`, async () => {
            await client.connect(transport).catch(error => { throw new Error(`${error.message}; it said: ${said.slice(-600)}`, { cause: error }); });
            assert.deepEqual(await Promise.all(visits), [undefined]);
            assert.ok((await client.listTools()).tools.some(tool => tool.name === 'add'));
            assert.equal(JSON.parse(wordsOf(await client.callTool({ name: 'whoami', arguments: {} }))).subject, 'frank');
        }, 30_000);
        if (begun) {
            await check(`${who}: steps up by the same browser and repeats the call by itself`, async () => {
                const answer = await client.callTool({ name: 'calculate', arguments: { operation: 'multiply', a: 6, b: 7 } });
                assert.equal(wordsOf(answer), '42');
                assert.deepEqual(await Promise.all(visits), [undefined, undefined]);
            }, 30_000);
        }
        await client.close();
    }
}

/** To the end of the way, with the client's own page at its end. */
async function followThrough(address, person) {
    const page = await browse(address, person);
    for (let tries = 0; ; ++tries) { // mcp-remote names the address some moments before it listens at its end
        const answer = await fetch(page).catch(error => error);
        if (answer.ok) return;
        assert.ok(answer instanceof TypeError && tries < 100, `${page.origin}: ${answer.status ?? describe(answer)}`);
        await pause(100);
    }
}

/** The Python script prints lines of its own. */
export async function pythonSdk(host) {
    const child = spawn(process.env.TENON_PYTHON, [join(process.env.TENON_HERE, 'authorization.py')], {
        stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, TENON_PROTECTED: host.url },
    });
    const status = await new Promise(resolve => child.on('exit', resolve));
    if (status !== 0) console.log(`FAILED  python sdk, authorization: ended with ${status}`);
}
