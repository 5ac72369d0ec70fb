// authorization_keys.mjs - an authorization server whose keys change while people are at work.

import { setTimeout as pause } from 'node:timers/promises';
import { Application, headerOf, machineToken } from './authorization_parties.mjs';
import { connect, isUnauthorized, sdks } from './authorization_sdks.mjs';
import { assert, check, describe, errorOf, wordsOf } from './checks.mjs';

export async function keysAreAdded(authority, host) {
    await check('ES256: a new key beside the old one: forty requests with new tokens at once, one fetch, nobody is refused', async () => {
        const old = new Application('alice');
        const [client] = await connect(sdks['sdk v2 auto'], host.url, old);
        const before = authority.keyFetches;
        await authority.rotate({ keepOld: true });
        const tokens = await Promise.all(Array.from({ length: 8 }, () => machineToken(authority, host.url)));
        const statuses = await Promise.all(Array.from({ length: 40 }, (_, i) => host.discover(tokens[i % 8])));
        assert.deepEqual(new Set(statuses), new Set([200]));
        assert.equal(authority.keyFetches, before + 1);
        assert.equal(wordsOf(await client.callTool({ name: 'add', arguments: { a: 2, b: 3 } })), '5');
        assert.equal(old.asked.length, 1);
        await client.close();
    });
}

export async function keysAreReplaced(authority, host) {
    await check('RS256: the key is replaced: calls under way end well, old tokens are refused, clients log in again', async () => {
        const people = await Promise.all(['sdk v1', 'sdk v2 pinned'].map(async who => {
            const person = new Application('alice');
            const [client, transport] = await connect(sdks[who], host.url, person);
            return { who, person, client, transport };
        }));
        let done = 0;
        const underWay = people.map(({ client }) => client.callTool({ name: 'slow', arguments: { seconds: 6 } }).finally(() => ++done));
        await pause(500);
        const old = people[0].person.accessToken;
        const kid = await authority.rotate();
        assert.equal(await host.discover(old), 200); // nobody has heard of the new key yet
        const statuses = callOnAndOn(host, old);
        const fresh = await machineToken(authority, host.url);
        assert.equal(headerOf(fresh).kid, kid);
        assert.equal(await host.discover(fresh), 200);
        assert.match((await statuses).join(' '), /^(200 )*401$/);
        for (const { who, person, client, transport } of people) {
            const error = await errorOf(client.callTool({ name: 'add', arguments: { a: 2, b: 3 } }));
            assert.ok(isUnauthorized(error), `${who}: ${describe(error)}`);
            await sdks[who].finish(transport, await person.visit());
            assert.equal(headerOf(person.accessToken).kid, kid);
            assert.equal(wordsOf(await client.callTool({ name: 'add', arguments: { a: 2, b: 3 } })), '5');
        }
        assert.equal(done, 0, 'the calls that were under way have ended too early');
        for (const answer of await Promise.all(underWay)) assert.ok(wordsOf(answer).length > 0);
        for (const { client } of people) await client.close();
    }, 30_000);
}

/** The statuses of one request after the other, up to the first that is not 200. */
async function callOnAndOn(host, token) {
    const statuses = [];
    do statuses.push(await host.discover(token));
    while (statuses.at(-1) === 200 && statuses.length < 10_000);
    return statuses;
}
