// inspector.mjs - the MCP Inspector's command line against the host: both eras, HTTP+SSE, and what it says without a token.

import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert, bearer, check, guarded, open, token, within, wrongToken } from './checks.mjs';

const launcher = fileURLToPath(new URL('./node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js', import.meta.url));
const ways = {
    legacy: { origin: guarded, path: '/mcp', value: token, flags: ['--protocol-era', 'legacy'] },
    modern: { origin: guarded, path: '/mcp', value: token, flags: ['--protocol-era', 'modern'] },
    auto: { origin: open, path: '/mcp', value: undefined, flags: ['--protocol-era', 'auto'] },
    sse: { origin: guarded, path: '/sse', value: token, flags: ['--transport', 'sse'] },
};

for (const [name, way] of Object.entries(ways)) {
    await check(`inspector ${name}: lists the tools`, async () => {
        const names = (await answerOf(way, ['--method', 'tools/list'])).tools.map(tool => tool.name);
        for (const tool of ['add', 'echo', 'slow']) assert.ok(names.includes(tool), `${tool} is not in ${names}`);
    }, 40_000);
    await check(`inspector ${name}: 2 + 3 is 5`, async () => {
        const answer = await answerOf(way, ['--method', 'tools/call', '--tool-name', 'add', '--tool-arg', 'a=2', '--tool-arg', 'b=3']);
        assert.equal(answer.content[0].text, '5');
    }, 40_000);
    await check(`inspector ${name}: hears its own words`, async () => {
        const answer = await answerOf(way, ['--method', 'tools/call', '--tool-name', 'echo', '--tool-arg', 'text=good day']);
        assert.equal(answer.content[0].text, 'good day');
    }, 40_000);
}

for (const [what, value] of [['a wrong token', wrongToken], ['no token', undefined]]) {
    for (const name of ['legacy', 'modern']) {
        await check(`inspector ${name}: ${what} is a 401`, async () => {
            const { code, out, err } = await run({ ...ways[name], value }, ['--method', 'tools/list']);
            assert.notEqual(code, 0);
            assert.match(out + err, /auth_required|\b401\b/, out + err);
        }, 40_000);
    }
}

/** What the Inspector prints for one request, as JSON. */
async function answerOf(way, request) {
    const { code, out, err } = await run(way, request);
    assert.equal(code, 0, `exit code ${code}: ${out}${err}`);
    const answer = JSON.parse(out);
    return answer.result ?? answer;
}

async function run({ origin, path, value, flags }, request) {
    const scratch = mkdtempSync(join(tmpdir(), 'inspector-'));
    const header = value === undefined ? [] : ['--header', `Authorization: ${bearer(value).Authorization}`];
    const child = spawn(process.execPath, [launcher, '--cli', `${origin}${path}`, ...request, ...flags, ...header, '--stored-auth-only', '--format', 'json', '-q'], {
        env: { ...process.env, HOME: scratch, XDG_CONFIG_HOME: scratch, BROWSER: 'false' },
        stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.on('data', piece => { out += piece; });
    child.stderr.on('data', piece => { err += piece; });
    const ended = new Promise(resolve => child.on('close', resolve));
    const code = await within(35_000, ended).catch(error => {
        child.kill('SIGKILL');
        throw new Error(`${error.message}; it had said: ${out}${err}`, { cause: error });
    });
    return { code, out, err };
}

process.exit(0);
