// authorization_parties.mjs - who takes part in a login beside the two servers: the browser, an application that keeps what its MCP
// client is given, and a program that gets a token in its own name.

import { setTimeout as pause } from 'node:timers/promises';
import { firstScope, machine, personHeader } from './authorization_server.mjs';
import { assert } from './checks.mjs';

/** All applications that there were: what they were given must be in no log. */
export const applications = [];

/** Goes where it is sent, as a browser does, with cookies; returns the address of the client's own page at the end. */
export async function browse(start, person) {
    const home = new URL(start).searchParams.get('redirect_uri');
    const cookies = new Map();
    let url = new URL(start);
    for (let steps = 0; steps < 12; ++steps) {
        if (url.href.startsWith(home)) return url;
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const answer = await fetch(url, { redirect: 'manual', headers: { cookie, [personHeader]: person } });
        for (const line of answer.headers.getSetCookie()) {
            const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
            cookies.set(name, value);
        }
        const next = answer.headers.get('location');
        assert.ok(next, `${url.pathname} said ${answer.status}: ${await answer.text()}`);
        url = new URL(next, url);
    }
    return assert.fail(`${person}'s browser was sent around in circles, at last to ${url}`);
}

/** An application with a person in front of it, as the SDKs want it (OAuthClientProvider). */
export class Application {
    #client;
    #tokens;
    #verifier;
    #discovered;
    redirectUrl = 'http://127.0.0.1:1/callback';
    /** The addresses that browsers were sent to. */
    asked = [];
    /** All tokens that came. */
    given = [];

    constructor(person) {
        this.person = person;
        applications.push(this);
    }

    get clientMetadata() {
        return {
            client_name: 'tenon-test',
            redirect_uris: [this.redirectUrl],
            grant_types: ['authorization_code', 'refresh_token'],
            response_types: ['code'],
            token_endpoint_auth_method: 'none',
        };
    }

    clientInformation() { return this.#client; }
    saveClientInformation(client) { this.#client = client; }
    tokens() { return this.#tokens; }
    saveTokens(tokens) { this.#tokens = tokens; this.given.push(tokens); }
    codeVerifier() { return this.#verifier; }
    saveCodeVerifier(verifier) { this.#verifier = verifier; }
    discoveryState() { return this.#discovered; }
    saveDiscoveryState(state) { this.#discovered = state; }
    redirectToAuthorization(url) { this.asked.push(url); }
    invalidateCredentials(what) {
        if (what === 'all' || what === 'client') this.#client = undefined;
        if (what === 'all' || what === 'tokens') this.#tokens = undefined;
    }

    /** What the browser brings back from the address that was asked for last. */
    async visit() {
        assert.ok(this.asked.length > 0, 'nobody was sent to the authorization server');
        return (await browse(this.asked.at(-1), this.person)).searchParams;
    }

    get accessToken() { return this.#tokens.access_token; }
}

/** What a JWT says, believed as it is. */
export function claimsOf(token) {
    return JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
}

export function headerOf(token) {
    return JSON.parse(Buffer.from(token.split('.')[0], 'base64url').toString());
}

/** A token that a program gets in its own name. */
export async function machineToken(authority, resource) {
    const answer = await fetch(`${authority.issuer}/token`, {
        method: 'POST',
        headers: { Authorization: `Basic ${Buffer.from(`${machine.client_id}:${machine.client_secret}`).toString('base64')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', scope: firstScope, resource }),
    });
    const given = await answer.json();
    assert.ok(given.access_token, JSON.stringify(given));
    return given.access_token;
}

/** Tokens that are asked for in `body` hold for so many seconds. */
export async function withLifetime(authority, seconds, body) {
    const before = authority.lifetime;
    authority.lifetime = seconds;
    return body().finally(() => { authority.lifetime = before; });
}

/** Waits until a token holds no more. */
export async function theEndOf(token) {
    await pause(Math.max(0, claimsOf(token).exp * 1000 - Date.now()) + 100);
}

/** The scopes in `text` but the one for refresh tokens, which some clients add by themselves. */
export function scopesIn(text) {
    return text.split(' ').filter(word => word !== 'offline_access').toSorted();
}
