// authorization_server.mjs - a real authorization server for the tests: npm's oidc-provider on this machine. It believes who a
// browser says it is and asks for no consent; discovery, registration, PKCE, resource indicators, refreshing and keys are as they come.

import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';

/** The scope that a first token has, and the one that the tool calculate asks for beside it. */
export const firstScope = 'mcp:tools';
export const furtherScope = 'mcp:numbers';
export const bothScopes = [firstScope, furtherScope].toSorted();

/** The header by which a browser of the tests says who sits before it, in the place of a password. */
export const personHeader = 'x-person';

/** A client that asks for tokens in its own name. */
export const machine = { client_id: 'machine', client_secret: 'machine-secret' };

export class AuthorizationServer {
    #provider;
    #server;
    #answer;
    #keys = [];
    #records = new Map(); // what the provider remembers, which outlives its keys
    #keyNumber = 0;
    #cookieKeys = [randomBytes(32).toString('hex')];
    issuer;
    keyFetches = 0;
    registrations = 0;
    /** How long access tokens hold, and whether a refresh token comes with them. */
    lifetime = 600;
    refreshable = false;

    static async start(algorithm) {
        const server = new AuthorizationServer();
        server.algorithm = algorithm;
        server.#server = createServer((request, response) => server.#serve(request, response));
        await new Promise(resolve => server.#server.listen(0, '127.0.0.1', resolve));
        server.issuer = `http://127.0.0.1:${server.#server.address().port}`;
        await server.rotate();
        return server;
    }

    /** From now on tokens are signed by a new key. The old ones stay published or go. What was granted holds. */
    async rotate({ keepOld = false } = {}) {
        const { privateKey } = await generateKeyPair(this.algorithm, { extractable: true });
        const key = { ...(await exportJWK(privateKey)), alg: this.algorithm, use: 'sig', kid: `${this.algorithm}-${++this.#keyNumber}` };
        this.#keys = keepOld ? [key, ...this.#keys] : [key];
        this.#provider = new Provider(this.issuer, this.#configuration());
        this.#provider.on('server_error', (_, error) => console.error('authorization server:', error));
        this.#answer = this.#provider.callback();
        return key.kid;
    }

    async stop() {
        this.#server.closeAllConnections();
        await new Promise(resolve => this.#server.close(resolve));
    }

    async #serve(request, response) {
        const path = request.url.split('?')[0];
        if (path === '/jwks') ++this.keyFetches;
        if (path === '/reg' && request.method === 'POST') ++this.registrations;
        if (!path.startsWith('/interaction/')) return this.#answer(request, response);
        try {
            await this.#interact(request, response);
        } catch (error) {
            response.writeHead(500).end(String(error));
        }
    }

    /** What a person does at the page of the authorization server: says who they are, then agrees to everything. */
    async #interact(request, response) {
        const { prompt, params, session, grantId } = await this.#provider.interactionDetails(request, response);
        if (prompt.name === 'login') {
            const login = { accountId: request.headers[personHeader] };
            return this.#provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false });
        }
        const grant = (grantId && (await this.#provider.Grant.find(grantId))) || new this.#provider.Grant({ accountId: session.accountId, clientId: params.client_id });
        if (prompt.details.missingOIDCScope) grant.addOIDCScope(prompt.details.missingOIDCScope.join(' '));
        for (const [resource, missing] of Object.entries(prompt.details.missingResourceScopes ?? {})) grant.addResourceScope(resource, missing.join(' '));
        const consent = { grantId: await grant.save() };
        return this.#provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
    }

    #configuration() {
        return {
            adapter: model => recordsOf(model, this.#records),
            jwks: { keys: this.#keys },
            cookies: { keys: this.#cookieKeys },
            scopes: ['openid', 'offline_access', ...bothScopes],
            clients: [{ ...machine, grant_types: ['client_credentials'], redirect_uris: [], response_types: [] }],
            clientDefaults: { id_token_signed_response_alg: this.algorithm },
            // Clients register with the scopes that they begin with. What they may ask for later is not up to them.
            extraClientMetadata: { properties: ['step_up'], validator: (_, __, ___, metadata) => { metadata.scope = undefined; } },
            findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
            interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
            issueRefreshToken: () => this.refreshable,
            rotateRefreshToken: true,
            renderError: (context, error) => { context.body = `${error.error}: ${error.error_description}`; },
            ttl: { AccessToken: () => this.lifetime, ClientCredentials: () => this.lifetime, Grant: 600, IdToken: 600, Interaction: 600, RefreshToken: 600, Session: 600 },
            features: {
                devInteractions: { enabled: false },
                registration: { enabled: true },
                clientCredentials: { enabled: true },
                dPoP: { enabled: true },
                resourceIndicators: {
                    enabled: true,
                    useGrantedResource: () => true,
                    getResourceServerInfo: (_, resource) => ({
                        scope: bothScopes.join(' '),
                        audience: resource,
                        accessTokenFormat: 'jwt',
                        jwt: { sign: { alg: this.algorithm } },
                    }),
                },
            },
        };
    }
}

/** What oidc-provider wants to keep of one kind, kept in `records` for as long as the test runs. */
function recordsOf(model, records) {
    const find = (name, value) => [...records].find(([key, record]) => key.startsWith(`${model}:`) && record[name] === value)?.[1];
    return {
        upsert: async (id, record) => { records.set(`${model}:${id}`, record); },
        find: async id => records.get(`${model}:${id}`),
        findByUid: async uid => find('uid', uid),
        findByUserCode: async code => find('userCode', code),
        destroy: async id => { records.delete(`${model}:${id}`); },
        consume: async id => { records.get(`${model}:${id}`).consumed = Math.floor(Date.now() / 1000); },
        revokeByGrantId: async grant => { for (const [key, record] of records) if (record.grantId === grant) records.delete(key); },
    };
}
