// token_classes.mjs - why the core refuses a token that jose accepts: by the token's own bytes, not by how it was made.
//
// Each class is a row of docs/security.md. A refusal that fits none of the classes of its reason is a finding.

const decode = part => Buffer.from(part.replace(/[\s=]/g, ''), 'base64');
const strict = part => /^[A-Za-z0-9_-]*$/.test(part) && decode(part).toString('base64url') === part;

/** What JSON.parse lets pass and the core's reader does not: a set of words. The text is JSON, as far as JSON.parse can tell. */
function troubles(bytes) {
    const found = new Set();
    if (bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) found.add('mark');
    const text = new TextDecoder().decode(bytes);
    let at = 0;
    const space = () => { while (' \t\r\n'.includes(text[at] ?? 'x')) ++at; };
    const string = () => {
        const from = at++;
        while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
        const value = JSON.parse(text.slice(from, ++at));
        if (!value.isWellFormed()) found.add('lone surrogate');
        return value;
    };
    const list = (depth, close, item) => {
        if (depth > 8) found.add('nested too deep');
        ++at;
        space();
        while (text[at] !== close) {
            item();
            space();
            if (text[at] === ',') { ++at; space(); }
        }
        ++at;
    };
    const value = depth => {
        space();
        if (text[at] === '"') return void string();
        if (text[at] === '[') return list(depth + 1, ']', () => value(depth + 1));
        if (text[at] === '{') {
            const names = new Set();
            return list(depth + 1, '}', () => {
                const name = string();
                if (names.has(name)) found.add('name twice');
                names.add(name);
                space();
                ++at; // the colon
                value(depth + 1);
            });
        }
        const word = text.slice(at).match(/^[-+.0-9A-Za-z]+/)[0];
        at += word.length;
        if (/^-?\d+$/.test(word) && (BigInt(word) >= 1n << 64n || BigInt(word) < -(1n << 63n))) found.add('number too large');
        else if (/^-?\d/.test(word) && !Number.isFinite(Number(word))) found.add('number too large');
    };
    value(0);
    return found;
}

const has = (object, name) => Object.hasOwn(object, name);
const isText = value => typeof value === 'string';
const controls = /[\u0000-\u001f\u007f-\u009f]/;
const longText = text => Buffer.byteLength(text) > 1024;
const badDate = value => value !== undefined && !(typeof value === 'number' && value >= 0 && value < 2 ** 53);
const badName = value => value !== undefined && (!isText(value) || controls.test(value) || longText(value));
const wordsOf = value => (Array.isArray(value) ? value : isText(value) ? value.split(' ').filter(Boolean) : [null]);
const badScopes = value => value !== undefined && (wordsOf(value).length > 512 || wordsOf(value).some(one => !isText(one) || !/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(one)));
const rolesOf = value => (Array.isArray(value) ? value : value === '' ? [] : [value]);
const badRoles = value => value !== undefined && (rolesOf(value).length > 64 || rolesOf(value).some(one => !isText(one) || !one || controls.test(one) || Buffer.byteLength(one) > 256));
const first = (object, ...names) => names.map(name => (has(object, name) ? object[name] : undefined)).find(one => one !== undefined);

/** reason -> [class, whether this token is of it] */
const classes = {
    malformed: [
        ['loose base64url', ({ parts }) => !parts.every(strict)],
        ['a name twice', ({ json }) => json.has('name twice')],
        ['a byte order mark', ({ json }) => json.has('mark')],
        ['a lone surrogate', ({ json }) => json.has('lone surrogate')],
        ['nested too deep', ({ json }) => json.has('nested too deep')],
        ['a number beyond range', ({ json }) => json.has('number too large')],
    ],
    critical: [['an extension', ({ header }) => has(header, 'crit')]],
    bad_header: [
        ['a member that changes how the rest is read', ({ header }) => ['b64', 'zip', 'enc', 'jwk', 'jku', 'x5u', 'x5c'].some(name => has(header, name))],
        ['a kid that is no text', ({ header }) => has(header, 'kid') && !isText(header.kid)],
        ['not the typ of an access token', ({ header }) => has(header, 'typ') && !['jwt', 'at+jwt', 'application/at+jwt'].includes(String(header.typ).toLowerCase())],
    ],
    too_large: [['a long header', ({ parts }) => parts[0].length > 4096]],
    expired: [['less than a second left', ({ claims, now, policy }) => !Number.isInteger(claims.exp) && Math.floor(claims.exp) + policy.leeway <= now]],
    not_yet_valid: [['issued in the future', ({ claims, now, policy }) => claims.iat > now + policy.leeway]],
    too_old: [['of exactly the greatest age', ({ claims, now, policy }) => Math.floor(claims.iat) + policy.maxAge + policy.leeway <= now]],
    bad_claims: [
        ['a date out of range', ({ claims }) => ['exp', 'nbf', 'iat'].some(name => has(claims, name) && badDate(claims[name]))],
        ['an audience that is no text', ({ claims }) => has(claims, 'aud') && (Array.isArray(claims.aud) ? !claims.aud.every(isText) : !isText(claims.aud))],
        ['a name that is no text, too long, or with control characters', ({ claims }) => ['iss', 'sub', 'jti', 'client_id', 'azp'].some(name => has(claims, name) && badName(claims[name])) || (has(claims, 'userId') && !Number.isInteger(claims.userId) && badName(claims.userId))],
        ['powers that are no words', ({ claims }) => badScopes(first(claims, 'scope', 'scp', 'scopes')) || badScopes(first(claims, 'permissions', 'permission')) || badRoles(first(claims, 'roles', 'role'))],
        ['bound to something unknown', ({ claims }) => has(claims, 'cnf')],
    ],
    proof_missing: [['bound to a key', ({ claims }) => has(claims, 'cnf')]],
};

export const allClasses = Object.entries(classes).flatMap(([reason, list]) => list.map(([name]) => `${reason}: ${name}`));

/** "reason: class", or undefined where there is no explanation. `header` and `claims` are what jose read. */
export function classOf(reason, { token, policy, now, header, claims }) {
    const parts = token.toString('latin1').split('.');
    const json = new Set([...troubles(decode(parts[0])), ...troubles(decode(parts[1]))]);
    const found = classes[reason]?.find(([, fits]) => fits({ parts, json, policy, now, header, claims }));
    return found && `${reason}: ${found[0]}`;
}
