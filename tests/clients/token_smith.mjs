// token_smith.mjs - tokens from a seed: good ones, and ones that were changed in every way that we can think of, half of the
// changes before somebody signed.

import { sign, publicBytes, makeKey, algorithms } from './token_keys.mjs';

/** The hour that all tokens are about, in Unix seconds. */
export const hour = 1_800_000_000;

export class Dice {
    constructor(seed) { this.state = seed >>> 0; }
    next() { // mulberry32
        let t = (this.state = (this.state + 0x6d2b79f5) >>> 0);
        t = Math.imul(t ^ (t >>> 15), t | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    }
    below(n) { return Math.floor(this.next() * n); }
    chance(part) { return this.next() < part; }
    of(list) { return list[this.below(list.length)]; }
}

const json = JSON.stringify;
const encode = bytes => Buffer.from(bytes).toString('base64url');

// ---- objects as lists of [name as JSON text, value as JSON text], so that they can be what no object is ----

const member = (name, value) => [json(name), json(value)];
const write = members => `{${members.map(([name, value]) => `${name}:${value}`).join(',')}}`;
const at = (members, name) => members.findIndex(([text]) => text === json(name));

/** Sets the raw value; undefined takes the member out. */
function put(members, name, value) {
    const found = at(members, name);
    if (value === undefined) { if (found >= 0) members.splice(found, 1); return; }
    if (found >= 0) members[found] = [json(name), value];
    else members.push([json(name), value]);
}

// ---- what values may look like ----

const oddities = ['null', 'true', 'false', '""', '"x"', '0', '-1', '1.5', '{}', '[]', '[null]', '{"a":1}', '"\\u0000"', '"a\\u0007b"', '"\\ud800"', '"ü\u{1F528}"', '1e400', '1e-400', '-0',
    '9007199254740993', '18446744073709551616', '123456789012345678901234567890', '[[]]', `"${'x'.repeat(1025)}"`];
const broken = ['', 'NaN', 'Infinity', '01', '+1', '.5', '1.', '0x10', "'x'", 'undefined', '"a', '[1,]', '{"a":1,}', '{a:1}', 'tru', '"\t"', '"\\x41"', '1 2', '/**/1'];

function date(dice, now, { leeway, maxAge }) {
    const oldest = -(maxAge || 600) - leeway;
    const edges = [0, 1, -1, leeway, -leeway, -leeway, leeway + 1, -leeway - 1, leeway - 1, 1 - leeway, 300, -300, 3600, -3600, oldest, oldest + 1, oldest - 1];
    const moment = now + dice.of(edges);
    const forms = [
        () => String(moment), () => String(moment), () => String(moment), () => String(moment),
        () => `${now - leeway}.000${1 + dice.below(9)}`, () => String(now + oldest),
        () => `${moment}.0`, () => `${moment}.${dice.below(10)}`, () => `${moment}.000${1 + dice.below(9)}`, () => `${moment - 1}.999${dice.below(10)}`,
        () => moment.toExponential(), () => `${moment / 10}E1`, () => `"${moment}"`, () => `-${moment}`, () => `${moment}000`,
        () => String(2 ** 53), () => '9007199254740993', () => '9223372036854775808', () => '18446744073709551615', () => '18446744073709551616',
        () => '1e308', () => '1e400', () => '0', () => '-0', () => '-0.0001', () => `[${moment}]`, () => dice.of(oddities), () => undefined,
    ];
    return dice.of(forms)();
}

function audience(dice, policy) {
    const right = dice.of(policy.audiences.length ? policy.audiences : ['https://mcp.example/mcp']);
    const other = dice.of([right.slice(0, -1), `${right}/`, right.toUpperCase(), `${right}x`, 'https://evil.example', '', ` ${right}`, right.replace('https', 'http'), `${right}?`, `${right}#`, `${right}//`,
        right.replace(/\/[^/]*$/, ''), `${right}\u0000`, 'https://mcp.example', 'https://mcp.example/']);
    return dice.of([
        () => json(right), () => json(other), () => json([right]), () => json([other, right]), () => json([other]), () => '[]', () => json([[right]]), () => json([right, 5]), () => json([null, right]),
        () => json({ [right]: true }), () => json([...Array(100).fill(other), right]), () => dice.of(oddities), () => undefined,
    ])();
}

function issuer(dice, policy) {
    const right = policy.issuer || 'https://issuer.example';
    const other = dice.of([`${right}/`, right.slice(0, -1), right.toUpperCase(), '', `${right}\u0000`, ` ${right}`]);
    return dice.of([() => json(right), () => json(other), () => json([right]), () => dice.of(oddities), () => undefined])();
}

const words = ['tools:read', 'tools:write', 'a', 'offline_access', 'b c', ' ', 'x  y', 'é', 'a"b', 'a\\b', '\u0001', 'x'.repeat(300)];
const few = (dice, list) => Array.from({ length: dice.below(4) }, () => dice.of(list));

// ---- mutations: each changes what it is given, and says its name ----

const claimMutations = {
    date: (dice, it) => put(it.claims, dice.of(['exp', 'exp', 'nbf', 'iat', 'iat']), date(dice, it.now, it.policy)),
    audience: (dice, it) => put(it.claims, 'aud', audience(dice, it.policy)),
    issuer: (dice, it) => put(it.claims, 'iss', issuer(dice, it.policy)),
    subject: (dice, it) => put(it.claims, dice.of(['sub', 'userId']), dice.of([dice.of(oddities), '7', json('x'.repeat(1024)), json('anna\u0085'), undefined])),
    names: (dice, it) => put(it.claims, dice.of(['jti', 'client_id', 'azp']), dice.of([dice.of(oddities), json('x'.repeat(1025)), json('client')])),
    powers: (dice, it) => put(it.claims, dice.of(['scope', 'scp', 'scopes', 'permissions', 'permission', 'roles', 'role']),
        dice.of([dice.of(oddities), json(few(dice, words)), json(few(dice, words).join(' ')), json(few(dice, [...words, 5, null])), json(Array(dice.of([64, 65])).fill('r')), json(Array(513).fill('s').join(' '))])),
    binding: (dice, it) => put(it.claims, 'cnf', dice.of([dice.of(oddities), json({ jkt: encode(Buffer.alloc(32, 7)) }), json({ jkt: 'short' }), json({ 'x5t#S256': 'abc' }), json({ jkt: encode(Buffer.alloc(32)), kid: 'a' })])),
    another: (dice, it) => put(it.claims, dice.of(['extra', '__proto__', 'constructor', 'ünï', 'alg', 'kid']), dice.of(oddities)),
};

const headerMutations = {
    algorithm: (dice, it) => put(it.header, 'alg', dice.of([...algorithms.map(json), '"none"', '"None"', '"nOnE"', '"EdDSA"', '"ES256K"', json(it.algorithm.toLowerCase()), json(` ${it.algorithm}`), json(`${it.algorithm}\u0000`), json([it.algorithm]), dice.of(oddities), undefined])),
    kid: (dice, it) => put(it.header, 'kid', dice.of([...it.policy.signers.map(one => (one.kid ? json(one.kid) : undefined)), '"another"', '"../../dev/null"', `"' or 1=1"`, '"unknown kind"', json('k'.repeat(dice.of([257, 4000]))), dice.of(oddities), undefined])),
    typ: (dice, it) => put(it.header, 'typ', dice.of(['"JWT"', '"jwt"', '"at+jwt"', '"AT+JWT"', '"application/at+jwt"', '"Application/AT+jwt"', '"application/jwt"', '"id+jwt"', '"dpop+jwt"', '"at+jwt "', dice.of(oddities), undefined])),
    extension: (dice, it) => put(it.header, dice.of(['crit', 'b64', 'zip', 'enc', 'jwk', 'jku', 'x5u', 'x5c', 'cty', 'x5t', 'exp', 'nonce', 'iss']), dice.of(['true', 'false', '["exp"]', '["b64"]', '[]', '"DEF"', '"JWT"', '"https://evil.example/keys"', dice.of(oddities)])),
    unencoded: (dice, it) => { put(it.header, 'crit', '["b64"]'); put(it.header, 'b64', dice.of(['true', 'false'])); },
    ownKey: (dice, it) => put(it.header, 'jwk', json(it.stranger('ES256').publicKey.export({ format: 'jwk' }))),
};

const escaped = text => text.replace(/[a-z]/, letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** On one of the two objects. */
const memberMutations = {
    twice: (dice, it, members) => { const one = dice.of(members); members.splice(dice.below(members.length + 1), 0, [dice.chance(0.5) ? one[0] : escaped(one[0]), dice.chance(0.5) ? one[1] : dice.of(oddities)]); },
    spelled: (dice, it, members) => { const one = members[dice.below(members.length)]; one[0] = escaped(one[0]); },
    valueSpelled: (dice, it, members) => { const one = members[dice.below(members.length)]; if (one[1][0] === '"') one[1] = escaped(one[1]); },
    odd: (dice, it, members) => { members[dice.below(members.length)][1] = dice.of(oddities); },
    broken: (dice, it, members) => { members[dice.below(members.length)][1] = dice.of(broken); },
    gone: (dice, it, members) => { members.splice(dice.below(members.length), 1); },
    turned: (dice, it, members) => { members.reverse(); },
    deep: (dice, it, members) => { const depth = dice.of([6, 7, 8, 63, 500]); members.push(['"deep"', '['.repeat(depth) + ']'.repeat(depth)]); },
    many: (dice, it, members) => { for (let i = 0; i < 500; ++i) members.push([`"m${i}"`, '1']); },
};

const splice = (bytes, from, count, put) => Buffer.concat([bytes.subarray(0, from), Buffer.from(put), bytes.subarray(from + count)]);

/** On the text of one of the two. */
const textMutations = {
    space: (dice, it, text) => splice(text, dice.of([0, 1, text.length - 1, text.length]), 0, dice.of([' ', '\n', '\t', '\r\n', '\v', '\f', '\u00a0', '\ufeff', '\u0000', '\u2028'])),
    mark: (dice, it, text) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), text]),
    tail: (dice, it, text) => Buffer.concat([text, Buffer.from(dice.of(['x', '}', '{}', ',', '/**/', '//', '\0', ' \n ']))]),
    wrapped: (dice, it, text) => Buffer.concat([Buffer.from('['), text, Buffer.from(']')]),
    other: (dice) => Buffer.from(dice.of(['', 'null', 'true', '"text"', '7', '[]', '{}', '{', '{"', '{"a"', '[[', ' '])),
    cut: (dice, it, text) => text.subarray(0, dice.below(text.length)),
    byte: (dice, it, text) => splice(text, dice.below(text.length + 1), dice.below(2), Buffer.from([dice.below(256)])),
    encoding: (dice, it, text) => splice(text, text.indexOf(':') + 2, 0, Buffer.from(dice.of([[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0xc3, 0xbc]]))),
    wide: (dice, it, text) => Buffer.from(text.toString('latin1'), 'utf16le'),
};

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** On the text in base64url of one of the three parts. */
const formMutations = {
    padded: (dice, it, part) => `${part}${'='.repeat(dice.of([1, 2, (4 - (part.length % 4)) % 4]))}`,
    otherAlphabet: (dice, it, part) => part.replaceAll('-', '+').replaceAll('_', '/'),
    spaced: (dice, it, part) => { const where = dice.below(part.length + 1); return part.slice(0, where) + dice.of([' ', '\n', '\r\n', '\t', '\u0000', '%20', '\u00fc', '!']) + part.slice(where); },
    spareBits: (dice, it, part) => part && part.slice(0, -1) + alphabet[(alphabet.indexOf(part.at(-1)) ^ (1 << dice.below(2))) & 63],
    longer: (dice, it, part) => part + dice.of(['A', 'AA', 'AAA', 'AAAA']),
    shorter: (dice, it, part) => part.slice(0, -1 - dice.below(4)),
};

const signatureMutations = {
    bit: (dice, it, bytes) => { const out = Buffer.from(bytes); if (out.length) out[dice.below(out.length)] ^= 1 << dice.below(8); return out; },
    empty: () => Buffer.alloc(0),
    zeros: (dice, it, bytes) => Buffer.alloc(bytes.length),
    ones: (dice, it, bytes) => Buffer.alloc(bytes.length, 0xff),
    cut: (dice, it, bytes) => bytes.subarray(0, dice.below(bytes.length)),
    longer: (dice, it, bytes) => (dice.chance(0.5) ? Buffer.concat([bytes, Buffer.alloc(1)]) : Buffer.concat([Buffer.alloc(1), bytes])),
    halves: (dice, it, bytes) => Buffer.concat([bytes.subarray(bytes.length / 2), bytes.subarray(0, bytes.length / 2)]),
    zeroHalf: (dice, it, bytes) => Buffer.concat([Buffer.alloc(bytes.length / 2), bytes.subarray(bytes.length / 2)]),
};

/** On the whole token. */
const wireMutations = {
    bit: (dice, it, bytes) => { const out = Buffer.from(bytes); if (out.length) out[dice.below(out.length)] ^= 1 << dice.below(8); return out; },
    byte: (dice, it, bytes) => splice(bytes, dice.below(bytes.length + 1), dice.below(2), dice.of([[46], [61], [32], [0], [10], [0xff], [65]])),
    cut: (dice, it, bytes) => bytes.subarray(0, dice.below(bytes.length + 1)),
    dots: (dice, it, bytes) => dice.of([() => Buffer.concat([bytes, Buffer.from('.')]), () => Buffer.concat([Buffer.from('.'), bytes]), () => Buffer.from(bytes.toString('latin1').replace('.', '..'), 'latin1'), () => Buffer.from('.'.repeat(dice.below(6)))])(),
    turned: (dice, it, bytes) => Buffer.from(bytes.toString('latin1').split('.').reverse().join('.'), 'latin1'),
    lessSigned: (dice, it, bytes) => bytes.subarray(0, bytes.lastIndexOf(46) + 1),
    serialization: (dice, it, bytes) => { const [header, payload, signature] = bytes.toString('latin1').split('.'); return Buffer.from(json({ payload, protected: header, signature })); },
    scheme: (dice, it, bytes) => Buffer.concat([Buffer.from('Bearer '), bytes]),
};

const pick = (dice, table) => dice.of(Object.keys(table));

/** Makes one token after the other. */
export class Smith {
    constructor(seed, policies) {
        this.dice = new Dice(seed);
        this.ways = policies.flatMap(policy => policy.signers.map(signer => ({ policy, signer })));
        // Elliptic curves of the larger kinds are slow for everybody: they come less often.
        this.ways = this.ways.flatMap(way => Array(/ES(384|512)/.test(way.signer.algorithm) ? 1 : 3).fill(way));
        this.ready = new Map(); // tokens that are signed already, for changes afterwards
        this.strangers = new Map();
        this.accepted = []; // what came in, to be shown again at other times and doors
        this.policies = policies;
    }

    stranger(algorithm) {
        if (!this.strangers.has(algorithm)) this.strangers.set(algorithm, makeKey(algorithm));
        return this.strangers.get(algorithm);
    }

    /** {policy, now (Unix seconds), token (bytes), how (what was done), signed (after it was changed)} */
    next() {
        if (this.accepted.length > 100 && this.dice.chance(0.04)) return this.shownAgain();
        const way = this.dice.of(this.ways);
        const signedLast = this.dice.chance(0.5);
        const it = signedLast ? this.draft(way) : this.dice.chance(0.02) ? this.renew(way) : this.signedBefore(way);
        const count = this.dice.of([0, 1, 1, 1, 2, 3]);
        const how = Array.from({ length: count }, () => this.change(it, signedLast));
        return { policy: it.policy, now: it.now, token: this.finish(it, signedLast, how), how, signed: signedLast && count > 0 };
    }

    keep(sample) { // the last thousand
        if (this.accepted.length < 1000) this.accepted.push(sample);
        else this.accepted[this.dice.below(1000)] = sample;
    }

    shownAgain() {
        const { policy, now, token } = this.dice.of(this.accepted);
        const later = now + this.dice.of([0, 0, 1, -1, 60, -60, 295, 300, 304, 305, 306, 600, 3600, 3605, 3606, -3600, 7200]);
        return { policy: this.dice.chance(0.1) ? this.dice.of(this.policies) : policy, now: later, token, how: ['shown again'], signed: false };
    }

    // A token as its issuer would have it.
    draft({ policy, signer }) {
        const { dice } = this;
        const now = hour + dice.below(1000);
        const header = [member('alg', signer.algorithm)];
        if (signer.kid) header.push(member('kid', signer.kid));
        else if (dice.chance(0.2) && policy.signers.length === 1) header.push(member('kid', 'any'));
        if (policy.typ === 'at+jwt') header.push(member('typ', dice.of(['at+jwt', 'application/at+jwt', 'AT+JWT'])));
        else if (dice.chance(0.7)) header.push(member('typ', dice.of(['JWT', 'at+jwt'])));
        const claims = [member(dice.chance(0.8) ? 'sub' : 'userId', `user ${dice.below(1000)}`)];
        if (!policy.expiryOptional || dice.chance(0.7)) claims.push(member('exp', now + 300));
        if (policy.maxAge || dice.chance(0.6)) claims.push(member('iat', now - dice.below(300)));
        if (dice.chance(0.3)) claims.push(member('nbf', now - dice.below(300)));
        if (policy.issuer || dice.chance(0.5)) claims.push(member('iss', policy.issuer || 'https://anybody.example'));
        if (policy.audiences.length || dice.chance(0.3)) {
            const audience = dice.of(policy.audiences.length ? policy.audiences : ['somebody']);
            claims.push(member('aud', dice.chance(0.5) ? audience : ['https://other.example', audience]));
        }
        if (dice.chance(0.3)) claims.push(member(dice.of(['scope', 'scp', 'scopes']), dice.of(['tools:read tools:write', ['a', 'b'], ''])));
        if (dice.chance(0.3)) claims.push(member(dice.of(['roles', 'role']), dice.of([['admin', 'user'], 'user'])));
        if (dice.chance(0.3)) claims.push(member('jti', `id ${dice.below(1e6)}`));
        if (dice.chance(0.2)) claims.push(member('extra', { nested: { objects: [1, 'two', { three: null }] }, ü: 'ß' }));
        return { policy, signer, algorithm: signer.algorithm, now, header, claims, forms: [null, null, null], stranger: one => this.stranger(one) };
    }

    signedBefore(way) {
        const known = this.ready.get(way.signer);
        return known ? copyOf(known[this.dice.below(known.length)]) : this.renew(way);
    }

    renew(way) {
        const it = this.draft(way);
        it.signature = sign(it.signer.algorithm, it.signer.key.privateKey, `${encode(write(it.header))}.${encode(write(it.claims))}`);
        const known = this.ready.get(way.signer) ?? [];
        if (known.length < 8) known.push(it);
        else known[this.dice.below(8)] = it;
        this.ready.set(way.signer, known);
        return copyOf(it);
    }

    change(it, signedLast) {
        const { dice } = this;
        const kind = dice.of(['claim', 'claim', 'claim', 'header', 'header', 'member', 'member', 'text', 'form', 'signature', 'wire', signedLast ? 'signer' : 'wire']);
        const inHeader = dice.chance(0.35);
        let name;
        switch (kind) {
        case 'claim': claimMutations[(name = pick(dice, claimMutations))](dice, it); break;
        case 'header': headerMutations[(name = pick(dice, headerMutations))](dice, it); break;
        case 'member': {
            const members = inHeader ? it.header : it.claims;
            name = pick(dice, memberMutations);
            if (members.length) memberMutations[name](dice, it, members);
            break;
        }
        case 'text': (it.textChanges ??= []).push([inHeader, (name = pick(dice, textMutations))]); break;
        case 'form': it.forms[dice.below(3)] = name = pick(dice, formMutations); break;
        case 'signature': it.signatureChange = name = pick(dice, signatureMutations); break;
        case 'signer': it.signerChange = name = dice.of(['stranger', 'public key', 'other hash', 'other padding', 'other padding, and says so', 'salt', 'der', 'sibling']); break;
        default: it.wireChange = name = pick(dice, wireMutations);
        }
        return `${kind}:${name}${kind === 'member' || kind === 'text' ? (inHeader ? ' in header' : ' in payload') : ''}`;
    }

    finish(it, signedLast) {
        const { dice } = this;
        if (it.signerChange === 'other padding, and says so') put(it.header, 'alg', json(otherPadding(it.algorithm)));
        let header = Buffer.from(write(it.header)), payload = Buffer.from(write(it.claims));
        for (const [inHeader, name] of it.textChanges ?? []) {
            if (inHeader) header = textMutations[name](dice, it, header);
            else payload = textMutations[name](dice, it, payload);
        }
        const parts = [encode(header), encode(payload)];
        for (const i of [0, 1]) if (it.forms[i]) parts[i] = formMutations[it.forms[i]](dice, it, parts[i]);
        const text = parts.join('.');
        let signature = signedLast ? this.signature(it, text) : it.signature;
        if (it.signatureChange) signature = signatureMutations[it.signatureChange](dice, it, signature);
        let third = encode(signature);
        if (it.forms[2]) third = formMutations[it.forms[2]](dice, it, third);
        const token = Buffer.from(`${text}.${third}`);
        return it.wireChange ? wireMutations[it.wireChange](dice, it, token) : token;
    }

    signature(it, text) {
        const { algorithm, key } = it.signer;
        const family = algorithm.slice(0, 2), bits = algorithm.slice(2);
        const others = ['256', '384', '512'].filter(one => one !== bits);
        switch (it.signerChange) {
        case 'stranger': return sign(algorithm, this.stranger(algorithm).privateKey, text);
        case 'public key': return family === 'HS' ? sign(algorithm, Buffer.alloc(0), text) : sign(`HS${bits}`, publicBytes(key.publicKey, this.dice.below(5)), text);
        case 'other hash': return family === 'ES' ? sign(algorithm, this.stranger(`ES${this.dice.of(others)}`).privateKey, text) : sign(`${family}${this.dice.of(others)}`, key.privateKey, text);
        case 'other padding':
        case 'other padding, and says so': return sign(otherPadding(algorithm), key.privateKey, text);
        case 'salt': return sign(algorithm, key.privateKey, text, { salt: this.dice.of([0, 20, Number(bits) / 8 - 1, 256 - Number(bits) / 8 - 2]) });
        case 'der': return sign(algorithm, key.privateKey, text, { der: true });
        case 'sibling': { const other = this.dice.of(it.policy.signers); return sign(other.algorithm, other.key.privateKey, text); }
        default: return sign(algorithm, key.privateKey, text);
        }
    }
}

/** RS256 for PS256 and the other way round; what is not RSA stays what it is. */
function otherPadding(algorithm) {
    return algorithm.replace(/^([RP])S/, (_, letter) => (letter === 'R' ? 'PS' : 'RS'));
}

function copyOf(it) {
    return { ...it, header: it.header.map(one => [...one]), claims: it.claims.map(one => [...one]), forms: [null, null, null] };
}
