// authorization_host.mjs - a tenon-host that is a resource server behind an authorization server.

import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { bothScopes, firstScope } from './authorization_server.mjs';
import { assert, host } from './checks.mjs';

export class ProtectedHost {
    #child;
    #ended;
    log = '';

    static async start(authority, ...flags) {
        const protectedHost = new ProtectedHost();
        const address = `127.0.0.1:${await freePort()}`; // known before it starts, since clients know the resource by it
        protectedHost.origin = `http://${address}`;
        protectedHost.url = `${protectedHost.origin}/mcp`;
        const { JWT_SECRET: _, ...environment } = process.env; // its keys are the authorization server's alone
        protectedHost.#child = spawn(host, [
            '--listen', address, '--demo', '--feedback', 'off', '--audit', '--leeway', '0',
            '--resource', protectedHost.url, '--authorization-server', authority.issuer, '--issuer', authority.issuer,
            '--audience', `${protectedHost.origin}/sse`, // clients of HTTP+SSE ask for tokens for the address that they know
            '--jwks-url', `${authority.issuer}/jwks`, '--algorithms', authority.algorithm,
            '--scopes', firstScope, '--tool-scope', `calculate=${bothScopes.join(' ')}`,
            ...flags,
        ], { stdio: ['ignore', 'ignore', 'pipe'], env: environment });
        protectedHost.#child.stderr.on('data', piece => { protectedHost.log += piece; });
        protectedHost.#ended = new Promise(resolve => protectedHost.#child.on('exit', (code, signal) => resolve(code ?? signal)));
        process.on('exit', () => protectedHost.#child.kill('SIGKILL'));
        await protectedHost.#listening();
        return protectedHost;
    }

    /** Posts one request as a client of 2025-11-25 does. */
    async post(token, message, headers = {}) {
        return fetch(this.url, {
            method: 'POST',
            headers: {
                'Content-Type': 'application/json', Accept: 'application/json, text/event-stream',
                ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }), ...headers,
            },
            body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...message }),
        });
    }

    /** The status of a request of 2026-07-28, which needs no session. */
    async discover(token) {
        const answer = await this.post(token, {
            method: 'server/discover',
            params: { _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {} } },
        }, { 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': 'server/discover' });
        await answer.text();
        return answer.status;
    }

    /** Its exit code, and its whole log. */
    async stop() {
        this.#child.kill('SIGTERM');
        return { status: await this.#ended, log: this.log };
    }

    async #listening() {
        let gone = false;
        this.#ended.then(() => { gone = true; });
        for (let waited = 0; waited < 10_000 && !gone; waited += 50) {
            if (this.log.includes('listening on ')) return;
            await pause(50);
        }
        assert.fail(`the host did not start: ${this.log.slice(-400)}`);
    }
}

async function freePort() {
    const server = createServer();
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address();
    await new Promise(resolve => server.close(resolve));
    return port;
}
