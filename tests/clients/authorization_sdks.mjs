// authorization_sdks.mjs - the TypeScript SDKs before a protected host: they find the authorization server and log in, step up where a tool
// asks for more, refresh what has ended, speak for a program, and prove that a token is theirs.

import * as v2 from '@modelcontextprotocol/client';
import { Client as V1Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport as V1SSE } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport as V1HTTP } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ProtectedHost } from './authorization_host.mjs';
import { Application, claimsOf, headerOf, scopesIn, theEndOf, withLifetime } from './authorization_parties.mjs';
import { bothScopes, firstScope, machine } from './authorization_server.mjs';
import { assert, check, describe, errorOf, wordsOf } from './checks.mjs';

const modes = { legacy: 'legacy', auto: 'auto', pinned: { pin: '2026-07-28' } };

// How each SDK is put together, and how it takes what the browser brought back.
export const sdks = {
    'sdk v1': {
        make: (url, authProvider) => [new V1Client({ name: 'tenon-test-v1', version: '1.0.0' }), new V1HTTP(new URL(url), { authProvider })],
        finish: (transport, answer) => transport.finishAuth(answer.get('code')),
    },
};
for (const [name, mode] of Object.entries(modes)) {
    sdks[`sdk v2 ${name}`] = {
        make: (url, authProvider) => [
            new v2.Client({ name: 'tenon-test-v2', version: '1.0.0' }, { versionNegotiation: { mode } }),
            new v2.StreamableHTTPClientTransport(new URL(url), { authProvider }),
        ],
        finish: (transport, answer) => transport.finishAuth(answer),
    };
}

/** Connects, and logs in where it has to, as an application does with either SDK. */
export async function connect(sdk, url, person) {
    const [first, asked] = sdk.make(url, person);
    const error = await errorOf(first.connect(asked));
    assert.ok(isUnauthorized(error), describe(error));
    await sdk.finish(asked, await person.visit());
    const [client, transport] = sdk.make(url, person);
    await client.connect(transport);
    return [client, transport];
}

export function isUnauthorized(error) {
    for (let e = error; e; e = e.cause) if (e.constructor.name === 'UnauthorizedError') return true;
    return false;
}

/** From nothing but the host's address, to a tool that the first token is not good for. */
export async function logsInAndStepsUp(name, authority, host) {
    const sdk = sdks[name];
    const who = `${name}, ${authority.algorithm}`;
    const person = new Application('alice');
    let client, transport;
    const begun = await check(`${who}: finds the authorization server by the 401 and logs in`, async () => {
        const before = authority.registrations;
        [client, transport] = await connect(sdk, host.url, person);
        assert.equal(person.asked.length, 1);
        const question = person.asked[0].searchParams;
        assert.deepEqual(scopesIn(question.get('scope')), [firstScope]);
        assert.equal(question.get('resource'), host.url);
        assert.equal(question.get('code_challenge_method'), 'S256');
        assert.equal(authority.registrations, before + 1);
        assert.equal(headerOf(person.accessToken).alg, authority.algorithm);
        assert.equal(headerOf(person.accessToken).typ, 'at+jwt');
        assert.equal(claimsOf(person.accessToken).aud, host.url);
    });
    if (!begun) return;
    await check(`${who}: sees and calls what its token is good for, as the person who logged in`, async () => {
        const names = (await client.listTools()).tools.map(tool => tool.name);
        assert.ok(names.includes('add') && !names.includes('calculate'), names.join());
        assert.equal(wordsOf(await client.callTool({ name: 'add', arguments: { a: 2, b: 3 } })), '5');
        const me = JSON.parse(wordsOf(await client.callTool({ name: 'whoami', arguments: {} })));
        assert.equal(me.subject, 'alice');
        assert.equal(me.scopes, firstScope);
    });
    await check(`${who}: a 403 sends it for the scopes of that tool, and the call goes through with its new token`, async () => {
        const session = transport.sessionId;
        const call = { name: 'calculate', arguments: { operation: 'multiply', a: 6, b: 7 } };
        const error = await errorOf(client.callTool(call));
        assert.ok(isUnauthorized(error), describe(error));
        assert.equal(person.asked.length, 2);
        assert.deepEqual(scopesIn(person.asked[1].searchParams.get('scope')), bothScopes);
        await sdk.finish(transport, await person.visit());
        assert.deepEqual(scopesIn(claimsOf(person.accessToken).scope), bothScopes);
        assert.equal(wordsOf(await client.callTool(call)), '42');
        assert.ok((await client.listTools()).tools.some(tool => tool.name === 'calculate'));
        assert.equal(transport.sessionId, session); // a session, where there are such, outlives its first token
    });
    await check(`${who}: takes its leave`, () => client.close());
}

export async function logInAgainWhereTokensEnd(authority, host) {
    const visit = person => Promise.all(Object.entries(sdks).map(async ([who, sdk]) => {
        const visitor = new Application(person);
        const [client, transport] = await connect(sdk, host.url, visitor);
        return { who, sdk, visitor, client, transport };
    }));
    authority.refreshable = true;
    const refreshed = await withLifetime(authority, 5, () => visit('carol'));
    authority.refreshable = false;
    const ended = await withLifetime(authority, 5, () => visit('dave'));
    await theEndOf(ended.at(-1).visitor.accessToken);
    for (const { who, visitor, client } of refreshed) {
        await check(`${who}: a token that ends is refreshed by the client, and nobody notices`, async () => {
            const before = visitor.given.length;
            assert.equal(wordsOf(await client.callTool({ name: 'add', arguments: { a: 2, b: 3 } })), '5');
            assert.equal(visitor.given.length, before + 1);
            assert.equal(visitor.asked.length, 1);
            await client.close();
        });
    }
    for (const { who, sdk, visitor, client, transport } of ended) {
        await check(`${who}: a token that ends and cannot be refreshed leads to a new login`, async () => {
            const error = await errorOf(client.callTool({ name: 'add', arguments: { a: 2, b: 3 } }));
            assert.ok(isUnauthorized(error), describe(error));
            await sdk.finish(transport, await visitor.visit());
            assert.equal(wordsOf(await client.callTool({ name: 'add', arguments: { a: 2, b: 3 } })), '5');
            await client.close();
        });
    }
}

/** A refresh brings no further scope: SDK 2 sees that and asks the person, SDK 1 refreshes in vain and says 403. */
export async function stepUpInsteadOfRefreshing(authority, host) {
    const call = { name: 'calculate', arguments: { operation: 'multiply', a: 6, b: 7 } };
    const refusedWith = async who => {
        authority.refreshable = true;
        const person = new Application('ivan');
        const [client, transport] = await connect(sdks[who], host.url, person).finally(() => { authority.refreshable = false; });
        assert.ok(person.tokens().refresh_token);
        return { person, client, transport, error: await errorOf(client.callTool(call)) };
    };
    await check('sdk v2 auto: steps up though it could refresh', async () => {
        const { person, client, transport, error } = await refusedWith('sdk v2 auto');
        assert.ok(isUnauthorized(error), describe(error));
        await sdks['sdk v2 auto'].finish(transport, await person.visit());
        assert.equal(wordsOf(await client.callTool(call)), '42');
        await client.close();
    });
    await check('sdk v1: does not step up where it can refresh, and tells of the 403', async () => {
        const { person, client, error } = await refusedWith('sdk v1');
        assert.equal(error.code, 403, describe(error));
        assert.equal(person.asked.length, 1);
        assert.equal(wordsOf(await client.callTool({ name: 'add', arguments: { a: 2, b: 3 } })), '5');
        await client.close();
    });
}

export async function olderTransport(host) {
    const kinds = {
        'sdk v1, http+sse': { ...sdks['sdk v1'], make: (url, authProvider) => [new V1Client({ name: 'tenon-test-v1', version: '1.0.0' }), new V1SSE(new URL(url), { authProvider })] },
        'sdk v2 legacy, http+sse': {
            ...sdks['sdk v2 legacy'],
            make: (url, authProvider) => [
                new v2.Client({ name: 'tenon-test-v2', version: '1.0.0' }, { versionNegotiation: { mode: 'legacy' } }),
                new v2.SSEClientTransport(new URL(url), { authProvider }),
            ],
        },
    };
    for (const [who, sdk] of Object.entries(kinds)) {
        await check(`${who}: logs in and calls`, async () => {
            const person = new Application('hugo');
            const [client] = await connect(sdk, `${host.origin}/sse`, person);
            assert.equal(JSON.parse(wordsOf(await client.callTool({ name: 'whoami', arguments: {} }))).subject, 'hugo');
            await client.close();
        });
    }
}

export async function machinesStepUpByThemselves(authority, host) {
    await check('sdk v2, a client in its own name: gets a token, steps up and repeats the call by itself', async () => {
        const statuses = [];
        const provider = new v2.ClientCredentialsProvider({ clientId: machine.client_id, clientSecret: machine.client_secret, expectedIssuer: authority.issuer });
        const client = new v2.Client({ name: 'tenon-test-v2', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
        await client.connect(new v2.StreamableHTTPClientTransport(new URL(host.url), {
            authProvider: provider,
            fetch: async (url, init) => {
                const answer = await fetch(url, init);
                if (String(url) === host.url) statuses.push(answer.status);
                return answer;
            },
        }));
        assert.equal(JSON.parse(wordsOf(await client.callTool({ name: 'whoami', arguments: {} }))).subject, machine.client_id);
        statuses.length = 0;
        assert.equal(wordsOf(await client.callTool({ name: 'calculate', arguments: { operation: 'multiply', a: 6, b: 7 } })), '42');
        assert.deepEqual(statuses, [403, 200]);
        assert.deepEqual(scopesIn(claimsOf(provider.tokens().access_token).scope), bothScopes);
        await client.close();
    });
}

export async function boundTokens(authority) {
    const host = await ProtectedHost.start(authority, '--dpop', 'required', '--dpop-nonce');
    const person = new Application('erin');
    const session = await v2.DpopSession.create();
    person.dpop = () => session;
    await check('sdk v2 auto, DPoP: logs in, and proves at each request that the token is its own, with a nonce of the host', async () => {
        const [client] = await connect(sdks['sdk v2 auto'], host.url, person);
        assert.equal(person.tokens().token_type, 'DPoP');
        assert.equal(claimsOf(person.accessToken).cnf.jkt, session.thumbprint);
        for (let i = 0; i < 3; ++i) assert.equal(wordsOf(await client.callTool({ name: 'add', arguments: { a: i, b: 3 } })), String(i + 3));
        await client.close();
    });
    await check('DPoP: the same token without its proof is a 401', async () => {
        const answer = await host.post(person.accessToken, { method: 'tools/list' });
        assert.equal(answer.status, 401);
    });
    return host;
}
