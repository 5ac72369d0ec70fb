// killed_client.mjs - clients that are killed in the middle of a call: the host must let go of what they held.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { assert, bearer, check, token } from './checks.mjs';

const { TENON_WATCHED: origin, TENON_WATCHED_PID: pid, TENON_WATCHED_LOG: log, TENON_PYTHON: python, TENON_HERE: here } = process.env;
const scratch = mkdtempSync(join(tmpdir(), 'killed-client-'));
const header = `Authorization: ${bearer(token).Authorization}`;
const held = (kind, seconds) => [process.execPath, join(import.meta.dirname, 'held_call.mjs'), kind, 'slow', JSON.stringify({ seconds })];
const heldInPython = (kind, seconds) => [python, join(here, 'held_call.py'), kind, 'slow', JSON.stringify({ seconds })];
const packages = join(import.meta.dirname, 'node_modules');
const inspector = (era, seconds) => [
    process.execPath, join(packages, '@modelcontextprotocol/inspector/clients/launcher/build/index.js'), '--cli', `${origin}/mcp`, '--protocol-era', era,
    '--method', 'tools/call', '--tool-name', 'slow', '--tool-arg', `seconds=${seconds}`, '--header', header, '--stored-auth-only',
];
const proxy = (path, ...flags) => [process.execPath, join(packages, 'mcp-remote/dist/proxy.js'), `${origin}${path}`, '--header', header, ...flags];

// On 2026-07-28 and on HTTP+SSE a call dies with its client; in a session of the other revisions it may only lose its stream
// and goes on, because the client may come back for the answer.
const dying = [
    ['sdk v2 pinned', held('v2pinned', 60)],
    ['sdk v1, http+sse', held('v1sse', 60)],
    ['inspector modern', inspector('modern', 60)],
    ['python sdk 2026-07-28', heldInPython('2026-07-28', 60)],
    ['python sdk, http+sse', heldInPython('sse', 60)],
    ['mcp-remote --protocol auto', proxy('/mcp', '--protocol', 'auto'), proxiedCall(60)],
    ['mcp-remote sse-only', proxy('/sse', '--transport', 'sse-only'), proxiedCall(60)],
];
const detaching = [
    ['sdk v1', held('v1', 4)],
    ['sdk v2 legacy', held('v2legacy', 4)],
    ['inspector legacy', inspector('legacy', 4)],
    ['python sdk legacy', heldInPython('legacy', 4)],
    ['mcp-remote http-first', proxy('/mcp'), proxiedCall(4)],
];

for (const [who, command, words] of dying) {
    await check(`${who}, killed in a call: exchange and call end`, async () => {
        const before = await open();
        await killedInCall(command, words, before);
        await until('the exchange and the call end', 5_000, async () => isNoMoreThan(await open(), before, ['exchanges', 'calls']));
    }, 40_000);
}

for (const [who, command, words] of detaching) {
    await check(`${who}, killed in a call: its exchanges end at once, the call when it is done`, async () => {
        const before = await open();
        await killedInCall(command, words, before);
        await until('the exchanges end', 3_000, async () => isNoMoreThan(await open(), before, ['exchanges']));
        await until('the call ends', 8_000, async () => isNoMoreThan(await open(), before, ['calls']));
    }, 40_000);
}

await check('sdk v1, stdio, killed in a call: its host ends too', async () => {
    const child = start(held('stdio', 60));
    const words = await new Promise((resolve, reject) => {
        child.stdout.on('data', piece => resolve(String(piece)));
        child.on('close', () => reject(new Error('the client ended by itself')));
    });
    const hostPid = Number(/held (\d+)/.exec(words)[1]);
    process.kill(child.pid, 'SIGKILL');
    await until('the host ends', 5_000, async () => !isRunning(hostPid)).catch(error => {
        process.kill(hostPid, 'SIGKILL');
        throw error;
    });
}, 30_000);

async function killedInCall(command, words, before) {
    const child = start(command);
    let said = '';
    child.stdout.on('data', piece => { said += piece; });
    child.stderr.on('data', piece => { said += piece; });
    if (words) child.stdin.write(words);
    try {
        await until('the call is held', 15_000, async () => (await open()).calls > before.calls);
    } catch (error) {
        throw new Error(`${error.message}; the client said: ${said.slice(-400)}`, { cause: error });
    } finally {
        process.kill(-child.pid, 'SIGKILL'); // with all that it started
    }
}

function start([program, ...args]) {
    const env = { ...process.env, HOME: scratch, MCP_REMOTE_CONFIG_DIR: scratch, XDG_CONFIG_HOME: scratch, BROWSER: 'false' };
    return spawn(program, args, { env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** What the host has open, as it logs when it is sent SIGUSR1. */
async function open() {
    const from = readFileSync(log).length;
    process.kill(Number(pid), 'SIGUSR1');
    for (let patience = 100; patience > 0; patience--) {
        await pause(20);
        const counts = / counts .*exchanges=(\d+) calls=(\d+)/.exec(readFileSync(log).subarray(from).toString());
        if (counts) return { exchanges: Number(counts[1]), calls: Number(counts[2]) };
    }
    return assert.fail('the host does not say what is open');
}

function isNoMoreThan(now, before, names) {
    return names.every(name => now[name] <= before[name]);
}

async function until(what, milliseconds, isSo) {
    const end = performance.now() + milliseconds;
    while (!(await isSo())) {
        if (performance.now() > end) assert.fail(`waited ${milliseconds} ms in vain: ${what}; open now: ${JSON.stringify(await open())}`);
        await pause(100);
    }
}

function isRunning(process_id) {
    try {
        return readFileSync(`/proc/${process_id}/stat`, 'utf8').split(') ')[1][0] !== 'Z';
    } catch {
        return false;
    }
}

/** The lines that a desktop program would write to mcp-remote to make a slow call. */
function proxiedCall(seconds) {
    const lines = [
        { jsonrpc: '2.0', id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'tenon-test-held', version: '1.0.0' } } },
        { jsonrpc: '2.0', method: 'notifications/initialized' },
        { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'slow', arguments: { seconds } } },
    ];
    return lines.map(line => `${JSON.stringify(line)}\n`).join('');
}

process.exit(0);
