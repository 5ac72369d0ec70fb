// person.mjs - the person who is asked: has the link and no token, and finds questions by their words, as a list on a wall would show them.

import { setTimeout as pause } from 'node:timers/promises';
import { assert, bearer, token } from './checks.mjs';

const origin = process.env.TENON_ASKING;

export async function http(method, path, body, headers = {}) {
    const response = await fetch(origin + path, { method, headers: { ...headers, ...(body && { 'Content-Type': 'application/json' }) }, body: body && JSON.stringify(body) });
    return { status: response.status, ...(await response.json()) };
}

/** The id of the question in these words, as soon as it is asked. */
export async function found(message) {
    for (let patience = 300; patience > 0; patience--) {
        const { data } = await http('GET', '/api/feedback/list?status=all&limit=100', undefined, bearer(token));
        const item = data.items.find(each => each.message === message);
        if (item) return item.sessionId;
        await pause(50);
    }
    return assert.fail(`nobody asks: ${message}`);
}

export async function say(id, freeText) {
    const said = await http('POST', `/api/feedback/${id}/submit`, { freeText });
    assert.equal(said.status, 200, JSON.stringify(said));
}
