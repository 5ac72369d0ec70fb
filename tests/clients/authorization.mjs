// authorization.mjs - the host as a resource server behind a real authorization server (oidc-provider), with the clients that people use:
// they find it, log in, step up, refresh, and live through a change of its keys.

import { ProtectedHost } from './authorization_host.mjs';
import { mcpRemote, pythonSdk } from './authorization_clients.mjs';
import { keysAreAdded, keysAreReplaced } from './authorization_keys.mjs';
import { Application, applications, claimsOf, machineToken, theEndOf, withLifetime } from './authorization_parties.mjs';
import * as sdk from './authorization_sdks.mjs';
import { AuthorizationServer, firstScope } from './authorization_server.mjs';
import { assert, check, wordsOf } from './checks.mjs';

const rsa = await AuthorizationServer.start('RS256');
const rsaHost = await ProtectedHost.start(rsa);
const elliptic = await AuthorizationServer.start('ES256');
const ellipticHost = await ProtectedHost.start(elliptic);

await documentsLeadToTheAuthorizationServer(rsa, rsaHost);
await tokensOfOthersAreRefused(rsa, rsaHost);
for (const who of Object.keys(sdk.sdks)) await sdk.logsInAndStepsUp(who, rsa, rsaHost);
for (const who of ['sdk v1', 'sdk v2 auto']) await sdk.logsInAndStepsUp(who, elliptic, ellipticHost);
await sdk.logInAgainWhereTokensEnd(rsa, rsaHost);
await sdk.stepUpInsteadOfRefreshing(rsa, rsaHost);
await sdk.olderTransport(rsaHost);
await sdk.machinesStepUpByThemselves(elliptic, ellipticHost);
const boundHost = await sdk.boundTokens(elliptic);
rsa.refreshable = elliptic.refreshable = true; // which must not keep them from stepping up
await mcpRemote(rsaHost);
await pythonSdk(ellipticHost);
rsa.refreshable = elliptic.refreshable = false;
await sessionsArePersonal(rsaHost);
await keysAreAdded(elliptic, ellipticHost);
await keysAreReplaced(rsa, rsaHost);
for (const [name, host] of [['RS256', rsaHost], ['ES256', ellipticHost], ['DPoP', boundHost]]) await endsWell(name, host);

async function documentsLeadToTheAuthorizationServer(authority, host) {
    const documents = ['/.well-known/oauth-protected-resource/mcp', '/.well-known/oauth-protected-resource'];
    for (const path of documents) {
        await check(`${path}: names the resource, its authorization server and the scopes to begin with`, async () => {
            const answer = await fetch(host.origin + path, { headers: { Origin: 'https://page.example', 'MCP-Protocol-Version': '2025-11-25' } });
            assert.equal(answer.status, 200);
            assert.equal(answer.headers.get('access-control-allow-origin'), '*');
            const document = await answer.json();
            assert.equal(document.resource, host.url);
            assert.deepEqual(document.authorization_servers, [authority.issuer]);
            assert.deepEqual(document.scopes_supported, [firstScope]);
            assert.deepEqual(document.bearer_methods_supported, ['header']);
        });
    }
    const asked = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
    for (const [method, path] of [['POST', '/mcp'], ['GET', '/mcp'], ['DELETE', '/mcp'], ['GET', '/sse'], ['POST', '/sse/message?sessionId=x']]) {
        await check(`${method} ${path} without a token: 401, with the way to the document`, async () => {
            const answer = await fetch(host.origin + path, { method, headers: { 'Content-Type': 'application/json' }, body: method === 'POST' ? JSON.stringify(asked) : undefined });
            assert.equal(answer.status, 401);
            const challenge = answer.headers.get('www-authenticate');
            assert.match(challenge, /^Bearer /);
            assert.ok(challenge.includes(`resource_metadata="${host.origin}/.well-known/oauth-protected-resource/${path.split('/')[1]}"`), challenge);
            assert.ok(challenge.includes(`scope="${firstScope}"`), challenge);
            assert.ok(!challenge.includes('error='), challenge);
        });
    }
}

async function tokensOfOthersAreRefused(authority, host) {
    const refused = async (token, words) => {
        const answer = await host.post(token, { method: 'tools/list' });
        assert.equal(answer.status, 401);
        assert.match(answer.headers.get('www-authenticate'), /error="invalid_token"/);
        assert.match(host.log, words);
    };
    await check('a token of the same authorization server for another resource: 401', async () => {
        const token = await machineToken(authority, 'http://127.0.0.1:1/other');
        assert.equal(claimsOf(token).aud, 'http://127.0.0.1:1/other');
        await refused(token, /wrong_audience/);
    });
    await check('a token of another authorization server for this resource: 401', async () => {
        const stranger = await AuthorizationServer.start(authority.algorithm);
        await refused(await machineToken(stranger, host.url), /wrong_issuer/);
        await stranger.stop();
    });
    await check('a token that has ended: 401', async () => {
        const token = await withLifetime(authority, 2, () => machineToken(authority, host.url));
        assert.equal(await host.discover(token), 200);
        await theEndOf(token);
        await refused(token, /expired/);
    });
}

async function sessionsArePersonal(host) {
    const [alice, bob] = [new Application('alice'), new Application('bob')];
    const [client, transport] = await sdk.connect(sdk.sdks['sdk v1'], host.url, alice);
    const [other] = await sdk.connect(sdk.sdks['sdk v1'], host.url, bob);
    const headers = { 'Mcp-Session-Id': transport.sessionId, 'MCP-Protocol-Version': '2025-11-25' };
    const asBob = { ...headers, Authorization: `Bearer ${bob.accessToken}`, Accept: 'text/event-stream' };
    await check("another person's token finds no such session: 404 for POST, GET and DELETE", async () => {
        assert.equal((await host.post(bob.accessToken, { method: 'tools/list' }, headers)).status, 404);
        assert.equal((await fetch(host.url, { headers: asBob })).status, 404);
        assert.equal((await fetch(host.url, { method: 'DELETE', headers: asBob })).status, 404);
    });
    await check('nor does another program of the same person, with a token that was given to it', async () => {
        const program = new Application('alice');
        const [third] = await sdk.connect(sdk.sdks['sdk v1'], host.url, program);
        assert.equal((await host.post(program.accessToken, { method: 'tools/list' }, headers)).status, 404);
        await third.close();
    });
    await check('and the session goes on for whom it belongs to', async () => {
        assert.equal(wordsOf(await client.callTool({ name: 'add', arguments: { a: 2, b: 3 } })), '5');
    });
    await client.close();
    await other.close();
}

async function endsWell(name, host) {
    await check(`host ${name}: told of each decision, ends with 0 and has no token in its log`, async () => {
        const { status, log } = await host.stop();
        assert.equal(status, 0);
        assert.match(log, /accepted/);
        for (const token of applications.flatMap(({ given }) => given)) {
            assert.ok(!log.includes(token.access_token.split('.')[2]), 'an access token');
            assert.ok(!token.refresh_token || !log.includes(token.refresh_token), 'a refresh token');
        }
    });
}

process.exit(0); // streams of checks that failed must not hold the run
