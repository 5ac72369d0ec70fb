// checks.mjs - what every client script here shares: where the host is, how a check is run, and what all clients must be able to do.

import assert from 'node:assert/strict';

const needed = name => process.env[name] ?? assert.fail(`${name} is not set; start me with run.sh`);

/** Where the host listens, "http://127.0.0.1:PORT"; one asks for a token, the other does not. */
export const guarded = needed('TENON_GUARDED');
export const open = needed('TENON_OPEN');
export const token = needed('TENON_TOKEN');
export const host = needed('TENON_HOST');
export const stdioArguments = ['--stdio', '--demo', '--authless', '--feedback', 'off'];

/** A token of the right shape that another key has signed. */
export const wrongToken = needed('TENON_WRONG_TOKEN');

export const bearer = value => ({ Authorization: `Bearer ${value}` });

/** Runs one check and prints its line, which run.sh counts. A check that hangs has failed. */
export async function check(name, body, milliseconds = 20_000) {
    const started = performance.now();
    try {
        await within(milliseconds, body());
        console.log(`passed  ${name} (${Math.round(performance.now() - started)} ms)`);
        return true;
    } catch (error) {
        console.log(`FAILED  ${name}: ${describe(error)}`);
        return false;
    }
}

/** Lists the tools, adds 2 and 3, and hears its own words: three checks with any client that has listTools and callTool. */
export async function usesTheTools(who, connect) {
    let client;
    if (!(await check(`${who}: connects`, async () => { client = await connect(); }))) return;
    await check(`${who}: lists the tools`, async () => {
        const names = (await client.listTools()).tools.map(tool => tool.name);
        for (const name of ['add', 'calculate', 'echo', 'slow', 'whoami']) assert.ok(names.includes(name), `${name} is not in ${names}`);
    });
    await check(`${who}: 2 + 3 is 5`, async () => {
        assert.equal(wordsOf(await client.callTool({ name: 'add', arguments: { a: 2, b: 3 } })), '5');
    });
    await check(`${who}: hears its own words`, async () => {
        const words = 'grüße "quoted" \\ back\nsecond line \u{1F528}';
        assert.equal(wordsOf(await client.callTool({ name: 'echo', arguments: { text: words } })), words);
    });
    await check(`${who}: takes its leave`, () => client.close(), 10_000);
}

/** The text of a tool result that is not an error. */
export function wordsOf(result) {
    assert.ok(!result.isError, `a tool error: ${JSON.stringify(result.content)}`);
    assert.equal(result.content.length, 1);
    assert.equal(result.content[0].type, 'text');
    return result.content[0].text;
}

/** The error that `promise` ends with; it is a failure if it ends well. */
export async function errorOf(promise) {
    try {
        await promise;
    } catch (error) {
        return error;
    }
    return assert.fail('expected an error, got an answer');
}

/** Says what `error` is, its causes included, on one line. */
export function describe(error) {
    const words = [];
    for (let e = error; e !== undefined && e !== null; e = e.cause) {
        words.push(`${e.name ?? typeof e} ${e.code ?? ''} ${e.message ?? e}`.replaceAll(/\s+/g, ' '));
    }
    return words.join(' <- ').slice(0, 600);
}

/** Ends with `promise`, or with an error after `milliseconds`. */
export function within(milliseconds, promise) {
    let timer;
    const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

export { assert };
