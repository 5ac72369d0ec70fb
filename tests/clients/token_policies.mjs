// token_policies.mjs - policies that two judges can be set to: the core by a line of JSON, jose by its options.

import { createLocalJWKSet } from 'jose';
import { makeKey } from './token_keys.mjs';

const issuer = 'https://issuer.example';
const server = 'https://mcp.example/mcp';

const jwk = (key, members) => ({ ...key.publicKey.export({ format: 'jwk' }), ...members });
const pem = key => key.publicKey.export({ type: 'spki', format: 'pem' });

/** An empty path is the one difference between audiences that the core forgives: to jose it is two audiences. */
const audiencesForJose = audiences => audiences.flatMap(one => (/^[a-z]+:\/\/[^/?#]+\/?$/.test(one) ? [one.replace(/\/$/, ''), one.replace(/\/?$/, '/')] : [one]));

/** `signers` are the ways to sign a token that the policy takes; `kid` undefined: the token may have any, or none. */
function policy(name, { signers, sources, key, rules = {} }) {
    const { audiences = [], leeway = 5, maxAge = 0, expiryOptional = false, typ = 'usual' } = rules;
    return {
        name, signers, issuer: rules.issuer ?? '', audiences, leeway, maxAge, expiryOptional, typ,
        line: `policy ${name} ${JSON.stringify({ sources, issuer: rules.issuer ?? '', audiences, leeway, max_age: maxAge, expiry_optional: expiryOptional, typ })}`,
        key,
        options: {
            algorithms: [...new Set(signers.map(one => one.algorithm))],
            clockTolerance: leeway,
            requiredClaims: expiryOptional ? [] : ['exp'],
            ...(rules.issuer ? { issuer: rules.issuer } : {}),
            ...(audiences.length ? { audience: audiencesForJose(audiences) } : {}),
            ...(maxAge ? { maxTokenAge: maxAge } : {}),
            ...(typ === 'at+jwt' ? { typ } : {}),
        },
    };
}

function ofSecret(name, algorithm, rules) {
    const key = makeKey(algorithm);
    const text = key.privateKey.export().toString('base64url');
    return policy(name, {
        signers: [{ algorithm, key }],
        sources: [{ form: 'jwk', text: JSON.stringify({ kty: 'oct', k: text, alg: algorithm }) }],
        key: key.privateKey,
        rules,
    });
}

function ofPem(name, algorithm, rules) {
    const key = makeKey(algorithm);
    return policy(name, { signers: [{ algorithm, key }], sources: [{ form: 'pem', text: pem(key), alg: algorithm }], key: key.publicKey, rules });
}

/** Keys of a JWKS: [algorithm, kid, says its alg]. The core binds keys that do not say to one algorithm too; jose has to be told. */
function ofSet(name, list, rules) {
    const signers = list.map(([algorithm, kid]) => ({ algorithm, kid, key: makeKey(algorithm) }));
    const setOf = says => ({
        keys: [...signers.map(({ algorithm, kid, key }, i) => jwk(key, { ...(kid ? { kid } : {}), ...(says(i) ? { alg: algorithm } : {}), use: 'sig' })), { kty: 'novel', kid: 'unknown kind' }],
    });
    const sources = [{ form: 'jwks', text: JSON.stringify(setOf(i => list[i][2])) }];
    return policy(name, { signers, sources, key: createLocalJWKSet(setOf(() => true)), rules });
}

export function makePolicies() {
    const asymmetric = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'];
    return [
        ofSecret('hs256', 'HS256', { issuer, audiences: [server] }),
        ofSecret('hs384', 'HS384', { leeway: 0, expiryOptional: true }),
        ofSecret('hs512', 'HS512', { issuer, maxAge: 600, leeway: 30 }),
        ofSet('all', asymmetric.map(algorithm => [algorithm, `key of ${algorithm}`, true]), { issuer, audiences: [server, 'https://mcp.example'] }),
        ofSet('silent', [['RS256', 'r', false], ['ES256', undefined, false], ['ES384', 'e', false], ['PS256', 'p', true]], { audiences: ['https://mcp.example/'], typ: 'at+jwt', leeway: 60 }),
        ofSet('rotating', [['RS256', 'old', true], ['RS256', 'new', true], ['ES256', 'old too', true], ['ES256', 'new too', true]], { issuer, maxAge: 3600, expiryOptional: true }),
        ofPem('pem_pss', 'PS384', { audiences: [server], leeway: 0 }),
        ofPem('pem_rsa', 'RS512', { issuer }),
        ofPem('pem_ec', 'ES512', { issuer, audiences: [server], typ: 'at+jwt' }),
        ofPem('pem_256', 'ES256', { expiryOptional: true }),
    ];
}
