// token_keys.mjs - keys, and signatures of all twelve algorithms, good ones and ones that are nearly good.

import crypto from 'node:crypto';

export const algorithms = ['HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'];
const curves = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };

export const hashOf = algorithm => `sha${algorithm.slice(2)}`;

/** A pair for the algorithm; of a secret both halves are the same. */
export function makeKey(algorithm) {
    if (algorithm.startsWith('HS')) {
        const secret = crypto.createSecretKey(crypto.randomBytes(Number(algorithm.slice(2)) / 8));
        return { privateKey: secret, publicKey: secret };
    }
    return algorithm.startsWith('ES')
        ? crypto.generateKeyPairSync('ec', { namedCurve: curves[algorithm] })
        : crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
}

/** The signature as a JWS carries it. `salt` is the length of a PSS salt, when it is not to be the hash's; `der` is ECDSA's other form. */
export function sign(algorithm, key, text, { salt, der } = {}) {
    const hash = hashOf(algorithm);
    if (algorithm.startsWith('HS')) return crypto.createHmac(hash, key).update(text).digest();
    if (algorithm.startsWith('ES')) return crypto.sign(hash, text, { key, dsaEncoding: der ? 'der' : 'ieee-p1363' });
    if (algorithm.startsWith('RS')) return crypto.sign(hash, text, { key, padding: crypto.constants.RSA_PKCS1_PADDING });
    const saltLength = salt ?? crypto.constants.RSA_PSS_SALTLEN_DIGEST;
    return crypto.sign(hash, text, { key, padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength });
}

/** What an attacker may try as a secret, who knows no more than the public key. */
export function publicBytes(publicKey, which) {
    const forms = [
        () => publicKey.export({ type: 'spki', format: 'pem' }),
        () => publicKey.export({ type: 'spki', format: 'der' }),
        () => JSON.stringify(publicKey.export({ format: 'jwk' })),
        () => Buffer.from(publicKey.export({ format: 'jwk' }).n ?? publicKey.export({ format: 'jwk' }).x, 'base64url'),
        () => '',
    ];
    return Buffer.from(forms[which % forms.length]());
}
