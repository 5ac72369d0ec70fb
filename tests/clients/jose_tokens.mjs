// jose_tokens.mjs - a hundred thousand changed tokens and the good ones among them, judged by the core and by npm's jose under the same policies.
//
// What jose refuses the core must refuse. What only the core refuses belongs to a class that docs/security.md explains.
// TENON_TOKEN_JUDGE is the program of tests/differential, TENON_TOKENS how many changed tokens [100000], TENON_SEED what they begin with
// [1]: the same seed makes the same changes, to keys and signatures that are new each time. A finding is printed with all that
// the judge needs to see it again.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { jwtVerify } from 'jose';
import { check } from './checks.mjs';
import { makePolicies } from './token_policies.mjs';
import { Smith } from './token_smith.mjs';
import { allClasses, classOf } from './token_classes.mjs';

const wanted = Number(process.env.TENON_TOKENS ?? 100_000);
const seed = Number(process.env.TENON_SEED ?? 1);
const batchSize = 400;

class Judge {
    constructor(program) {
        this.process = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
        this.ended = new Promise(resolve => this.process.on('close', resolve));
        this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
    }

    /** One answer for each line. */
    async answers(lines) {
        this.process.stdin.write(lines.map(line => `${line}\n`).join(''));
        const out = [];
        while (out.length < lines.length) {
            const { value, done } = await this.lines.next();
            assert.ok(!done, 'the judge has ended');
            out.push(value);
        }
        return out;
    }

    async leave() {
        this.process.stdin.end();
        return this.ended;
    }
}

const line = ({ policy, now, token }) => `ask ${policy.name} ${now * 1000} ${token.toString('base64url')}`;

async function askJose({ policy, now, token }) {
    try {
        const { payload, protectedHeader } = await jwtVerify(token, policy.key, { ...policy.options, currentDate: new Date(now * 1000) });
        return { accepted: true, claims: payload, header: protectedHeader };
    } catch (error) {
        assert.ok(error.code?.startsWith('ERR_J') || error instanceof TypeError, error);
        return { accepted: false, why: error.code ?? `${error.name}: ${error.message}` };
    }
}

/** What the core says about who it is, against what jose read. */
function sameBearer(said, { claims, header }, policy) {
    const [, subject, expires, kid] = said.split(' ');
    const text = part => Buffer.from(part.slice(1), 'base64url').toString();
    const who = Object.hasOwn(claims, 'sub') ? claims.sub : claims.userId;
    const signer = policy.signers.find(one => one.algorithm === header.alg && (one.kid === header.kid || header.kid === undefined));
    const same = typeof who === 'number' ? Number(text(subject)) === who : text(subject) === (who ?? ''); // a large number lost digits here
    return same && Number(expires) === Math.floor(claims.exp ?? 0) && (policy.signers.length === 1 || text(kid) === (signer?.kid ?? ''));
}

/** "same", "class NAME", or "finding WHAT". */
function compare(sample, said, jose) {
    const accepted = said.startsWith('accepted');
    if (accepted && !jose.accepted) return `finding accepted, but jose says ${jose.why}`;
    if (accepted) return /^accepted \./.test(said) && sameBearer(said, jose, sample.policy) ? 'same' : 'finding accepted as somebody else';
    if (!jose.accepted) return 'same';
    const found = classOf(said, { ...sample, ...jose });
    return found ? `class ${found}` : `finding refused without an explanation: ${said}`;
}

function explained() {
    const text = readFileSync(new URL('../../docs/security.md', `file://${process.env.TENON_HERE}/`), 'utf8').replace(/\r/g, '');
    return [...text.matchAll(/^\| `([a-z_]+)` \| ([^|]+) \| [^|]+ \|$/gm)].map(([, reason, name]) => `${reason}: ${name.trim()}`);
}

const tally = { all: 0, both: 0, neither: 0, classes: new Map(), findings: [], reasons: new Map(), algorithms: new Map(), signed: 0, changed: 0, known: 0 };
const count = (map, key) => map.set(key, (map.get(key) ?? 0) + 1);

function note(sample, said, jose, verdict) {
    ++tally.all;
    count(tally.reasons, said.split(' ')[0]);
    if (sample.how.length && sample.how[0] !== 'shown again') ++tally.changed;
    if (sample.signed) ++tally.signed;
    if (verdict.startsWith('class ')) count(tally.classes, verdict.slice(6));
    if (verdict.startsWith('finding ')) tally.findings.push({ verdict, sample, said, jose });
    if (verdict !== 'same') return;
    if (!jose.accepted) { ++tally.neither; return; }
    ++tally.both;
    count(tally.algorithms, jose.header.alg);
    if (sample.how[0] === 'shown again') ++tally.known;
}

function tell({ verdict, sample, said, jose }) {
    console.log(`${verdict}\n  core: ${said}   jose: ${jose.accepted ? 'accepted' : jose.why}   changed by: ${sample.how.join(', ')}${sample.signed ? ', then signed' : ''}`);
    console.log(`  ${sample.policy.line}\n  ${line(sample)}\n  ${sample.token.toString('latin1').slice(0, 2000)}`);
}

async function run() {
    const policies = makePolicies();
    const judge = new Judge(process.env.TENON_TOKEN_JUDGE ?? assert.fail('TENON_TOKEN_JUDGE is not set; start me with run.sh'));
    assert.deepEqual(await judge.answers(policies.map(one => one.line)), policies.map(() => 'ok'));
    const smith = new Smith(seed, policies);
    while (tally.changed < wanted) {
        const batch = Array.from({ length: batchSize }, () => smith.next());
        const [ours, theirs] = await Promise.all([judge.answers(batch.map(line)), Promise.all(batch.map(askJose))]);
        batch.forEach((sample, i) => {
            note(sample, ours[i], theirs[i], compare(sample, ours[i], theirs[i]));
            if (ours[i].startsWith('accepted') && theirs[i].accepted) smith.keep(sample);
        });
    }
    assert.equal(await judge.leave(), 0);
    return policies;
}

const sorted = map => [...map].sort((a, b) => b[1] - a[1]).map(([name, number]) => `${number} ${name}`).join(', ');

const started = performance.now();
let policies;
await check(`tokens: the core and jose judge ${wanted} changed tokens and the good ones among them (seed ${seed})`, async () => { policies = await run(); }, 400_000); // one minute on two cores of its own
console.log(`tokens: ${tally.all} in all, ${tally.both} accepted by both, ${tally.neither} by neither, ${tally.changed} changed, ${tally.signed} of them signed afterwards, ${Math.round((performance.now() - started) / 1000)} s`);
console.log(`tokens: the core says ${sorted(tally.reasons)}`);
console.log(`tokens: refused by the core alone: ${sorted(tally.classes)}`);
tally.findings.sort((a, b) => a.verdict.localeCompare(b.verdict)); // "accepted" first
for (const finding of tally.findings.slice(0, 5)) tell(finding);

await check('tokens: what jose refuses is never accepted', async () => {
    assert.equal(tally.findings.filter(one => one.verdict.startsWith('finding accepted')).length, 0);
});
await check('tokens: what the core alone refuses has an explanation', async () => {
    assert.deepEqual(tally.findings.filter(one => one.verdict.startsWith('finding refused')).map(one => one.said), []);
});
await check('tokens: each explanation is a row of docs/security.md, and each row happens', async () => {
    assert.deepEqual(explained().sort(), [...allClasses].sort());
    if (wanted >= 100_000) assert.deepEqual(allClasses.filter(one => !tally.classes.has(one)), []);
});
await check('tokens: there are good ones of every algorithm, and half of the changed ones are signed', async () => {
    assert.equal(tally.algorithms.size, 12, sorted(tally.algorithms));
    assert.ok(tally.both > tally.all / 10 && tally.neither > tally.all / 3, `${tally.both} and ${tally.neither}`);
    assert.ok(Math.abs(tally.signed / tally.changed - 0.5) < 0.05, `${tally.signed} of ${tally.changed}`);
    assert.ok(tally.known > tally.all / 200, `${tally.known} were shown again`);
});
await check('tokens: a wrong verdict would have been noticed', async () => {
    const sample = { policy: policies[0], now: 0, token: Buffer.from('e30.e30.'), how: [], signed: false };
    const read = { accepted: true, claims: { sub: 'a', exp: 7 }, header: { alg: 'HS256' } };
    assert.equal(compare(sample, 'accepted .YQ 7 .', read), 'same');
    assert.match(compare(sample, 'accepted .YQ 7 .', { accepted: false, why: 'x' }), /^finding accepted, but/);
    assert.match(compare(sample, 'accepted .Yg 7 .', read), /somebody else/);
    assert.match(compare(sample, 'accepted .YQ 8 .', read), /somebody else/);
    assert.match(compare(sample, 'accepted_then_expired', read), /^finding/);
    assert.match(compare(sample, 'wrong_issuer', read), /without an explanation/);
    assert.match(compare(sample, 'malformed', read), /without an explanation/);
});
