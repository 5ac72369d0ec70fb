// live.mjs - the channel of a question (docs/feedback_live.md) with two WebSockets that others wrote: the package ws, and Node's own.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { WebSocket as Ws } from 'ws';
import { bearer, check, host, token } from './checks.mjs';

const child = spawn(host, ['--listen', '127.0.0.1:0', '--feedback', 'on', '--store', 'memory'], { stdio: ['ignore', 'ignore', 'pipe'] });
const base = await new Promise((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', line => {
        const found = line.match(/listening on (http:\/\/[0-9.:]+)\//);
        if (found) resolve(found[1]);
    });
    child.on('exit', code => reject(new Error(`the host ended with ${code}`)));
});

const json = { 'Content-Type': 'application/json' };
const post = async (path, body, headers = {}) => (await fetch(base + path, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) })).json();
const ask = async message => (await post('/api/feedback/create', { message, predefinedOptions: ['yes', 'no'] }, bearer(token))).data.sessionId;
const answer = (session, text) => post(`/api/feedback/${session}/submit`, { selectedOptions: ['yes'], freeText: text, submissionId: 's-1' });
const ticketOf = async session => (await (await fetch(`${base}/feedback/${session}`)).text()).match(/"socket":"([^"]+)"/)[1];
const socketAt = path => base.replace('http', 'ws') + path;

/** One client, what it has heard, and the code that it was closed with. */
class Client {
    constructor(socket) {
        this.socket = socket;
        this.heard = [];
        this.waiting = [];
        socket.addEventListener('message', event => { this.heard.push(JSON.parse(event.data)); this.look(); });
        socket.addEventListener('close', event => { this.code = event.code; this.look(); });
        socket.addEventListener('open', () => { this.opened = true; });
        socket.addEventListener('error', () => { this.failed = true; this.look(); });
    }
    look() { this.waiting = this.waiting.filter(each => !each()); }
    until(found) {
        return new Promise(resolve => {
            const once = () => {
                const value = found();
                if (value !== undefined) resolve(value);
                return value !== undefined;
            };
            if (!once()) this.waiting.push(once);
        });
    }
    /** The next message of that type. */
    async hears(type) {
        const message = await this.until(() => this.heard.find(each => each.type === type));
        this.heard.splice(this.heard.indexOf(message), 1);
        return message.data ?? message;
    }
    closed() { return this.until(() => this.code); }
    says(message) { this.socket.send(typeof message === 'string' ? message : JSON.stringify(message)); }
}

const makers = { ws: address => new Ws(address), 'Node\'s WebSocket': address => new WebSocket(address) };

for (const [name, make] of Object.entries(makers)) {
    const open = path => new Client(make(socketAt(path)));

    await check(`${name}: two clients are in step, and only who asked sees the words`, async () => {
        const session = await ask('May I?');
        const owner = open(`/ws/${session}?apiKey=${token}`);
        assert.equal((await owner.hears('connection_established')).status, 'pending');
        await owner.hears('multi_client_sync');
        const reader = open(await ticketOf(session));
        await reader.hears('connection_established');
        assert.deepEqual((await owner.hears('multi_client_sync')).activeClients, ['web-client-1', 'web-client-2']);
        reader.says({ type: 'ping', timestamp: new Date().toISOString() });
        assert.ok((await reader.hears('pong')).timestamp);
        assert.equal((await answer(session, 'go on')).data.status, 'completed');
        for (const client of [owner, reader]) {
            const changed = await client.hears('session_status_changed');
            assert.deepEqual([changed.oldStatus, changed.newStatus, changed.outcome], ['pending', 'completed', 'answered']);
        }
        assert.equal((await owner.hears('feedback_submitted')).preview, 'yes\n\ngo on');
        assert.equal((await reader.hears('feedback_submitted')).preview, undefined);
        reader.socket.close(1000);
        assert.equal(await reader.closed(), 1000);
        assert.deepEqual((await owner.hears('multi_client_sync')).activeClients, ['web-client-1']);
        owner.socket.close();
    });

    await check(`${name}: the way of an app: it says who it is, registers, is cut off, comes back, and sees the end`, async () => {
        const session = await ask('From far away?');
        const connect = async () => {
            const app = open(`/ws/${session}?clientType=app`);
            app.socket.addEventListener('open', () => app.says({ type: 'authenticate', data: { token } }));
            return [app, await app.hears('connection_established')];
        };
        const [first] = await connect();
        first.says({ type: 'app_register', data: { deviceId: 'd-1', platform: 'ios', appVersion: '1.0', pushToken: 'push' } });
        assert.equal((await first.hears('app_registration_confirmed')).sessionId, session);
        first.socket.close();
        await first.closed();
        const [second, seen] = await connect();
        assert.deepEqual([seen.name, seen.status], ['app-client-1', 'pending']);
        await post(`/api/feedback/${session}/cancel`, { reason: 'no longer needed' }, bearer(token));
        assert.equal((await second.hears('session_cancelled')).reason, 'no longer needed');
        second.socket.close();
    });

    await check(`${name}: the close codes`, async () => {
        const session = await ask('Who is it?');
        const forger = open(`/ws/${session}?ticket=forged`);
        assert.equal((await forger.hears('error')).code, 'UNAUTHORIZED');
        assert.equal(await forger.closed(), 4401);
        const lost = open(`/ws/00000000-0000-4000-8000-000000000000?apiKey=${token}`);
        assert.equal((await lost.hears('error')).code, 'SESSION_NOT_FOUND');
        assert.equal(await lost.closed(), 4404);
        const five = Array.from({ length: 5 }, () => open(`/ws/${session}?apiKey=${token}`));
        for (const each of five) await each.hears('connection_established');
        const sixth = open(`/ws/${session}?apiKey=${token}`);
        assert.deepEqual([(await sixth.hears('connection_error')).code, await sixth.closed()], ['CONNECTION_LIMIT_EXCEEDED', 4429]);
        five[0].says('what?');
        assert.equal((await five[0].hears('error')).code, 'MESSAGE_PARSE_ERROR');
        five[0].says(JSON.stringify({ type: 'ping' }).padEnd(16385));
        assert.equal(await five[0].closed(), 1009);
        for (const each of five) each.socket.close();
    });

    await check(`${name}: what is refused before hands are shaken does not open`, async () => {
        const session = await ask('Nobody?');
        for (const path of [`/ws/${session}?apiKey=wrong`, '/ws/nothing', '/mcp']) {
            const refused = open(path);
            await refused.until(() => refused.failed);
            assert.ok(!refused.opened, path);
        }
    });
}

await check('ws: its pings are answered, and it answers ours', async () => {
    const socket = new Ws(socketAt(`/ws/${await ask('Still there?')}?apiKey=${token}`));
    await new Promise(resolve => socket.on('open', resolve));
    const said = await new Promise(resolve => { socket.on('pong', data => resolve(data.toString())); socket.ping('still there?'); });
    assert.equal(said, 'still there?');
    socket.terminate();
});

child.removeAllListeners('exit');
await check('the host ends with its clients still there', async () => {
    const last = new Client(new Ws(socketAt(`/ws/${await ask('And now?')}?apiKey=${token}`)));
    await last.hears('connection_established');
    const ended = new Promise(resolve => child.on('exit', resolve));
    child.kill('SIGTERM');
    assert.equal(await last.closed(), 1001);
    assert.equal(await ended, 0);
});
