// feedback_links.mjs - clients that open links are sent to the page with a code, by which a browser without scripts gets to the question; and
// hear when it is over: beside the call on 2025-11-25, in its result on 2026-07-28.

import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema, ElicitationCompleteNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { randomUUID } from 'node:crypto';
import { assert, bearer, check, token } from './checks.mjs';
import { found, say } from './person.mjs';

const origin = process.env.TENON_ASKING, modern = '2026-07-28';
const requestInit = { headers: bearer(token) };
const me = { name: 'tenon-test-links', version: '1.0.0' };

// Clients that have `open(link, signal)` for links and hear of `ended(elicitationId)`: {call(arguments), close()}.
const clients = {
    'sdk v1, 2025-11-25': async (open, ended, capabilities) => {
        const client = new ClientV1(me, { capabilities });
        client.setRequestHandler(ElicitRequestSchema, (request, { signal }) => open(request.params, signal));
        client.setNotificationHandler(ElicitationCompleteNotificationSchema, ({ params }) => ended(params.elicitationId));
        await client.connect(new HttpV1(new URL(`${origin}/mcp`), { requestInit }));
        return { call: (args, name = 'interactive_feedback') => client.callTool({ name, arguments: args }, undefined, { timeout: 30_000 }), close: () => client.close() };
    },
    'sdk v2, 2025-11-25': (open, ended, capabilities) => v2('legacy', open, ended, capabilities),
    'sdk v2, 2026-07-28': (open, ended, capabilities) => v2({ pin: modern }, open, ended, capabilities),
};

async function v2(mode, open, ended, capabilities) {
    const client = new Client(me, { capabilities, versionNegotiation: { mode } });
    client.setRequestHandler('elicitation/create', (request, context) => open(request.params, context.mcpReq?.signal));
    if (mode === 'legacy') client.setNotificationHandler('notifications/elicitation/complete', ({ params }) => ended(params.elicitationId));
    await client.connect(new StreamableHTTPClientTransport(new URL(`${origin}/mcp`), { requestInit }));
    return { call: (args, name = 'interactive_feedback') => client.callTool({ name, arguments: args }, { timeout: 30_000 }), close: () => client.close() };
}

/** A person with a browser: opens the link, enters the code that the client shows, and is led to the question; its id. */
async function enter({ url, message }, code = /code: (\d{4})$/.exec(message)[1]) {
    const page = await (await fetch(url)).text();
    const csrf = /name="csrf" value="([^"]+)"/.exec(page)[1];
    const sent = await fetch(url, { method: 'POST', redirect: 'manual', headers: { Origin: origin }, body: new URLSearchParams({ csrf, code }) });
    return sent.status === 303 ? sent.headers.get('location').split('/feedback/')[1] : sent.status;
}

const question = () => ({ message: `May I? ${randomUUID()}`, aiContent: '# What I would do', mode: 'wait' });
const pause = milliseconds => new Promise(resolve => { setTimeout(resolve, milliseconds); });

for (const [who, connect] of Object.entries(clients)) {
    const told = !who.includes(modern);
    const link_alone = { elicitation: { url: {} } }, both = { elicitation: { form: {}, url: {} } };

    await check(`${who}: a person goes to the page, enters the code and answers there`, async () => {
        const asked = question(), shown = [], ended = [];
        const client = await connect(link => {
            shown.push(link);
            setTimeout(async () => say(await enter(link), 'from the page'), 200);
            return { action: 'accept' };
        }, id => { ended.push(id); }, both);
        const { structuredContent: result } = await client.call(asked);
        assert.deepEqual([result.status, result.via, result.authLevel, result.feedback.freeText], ['answered', 'page', 'id', 'from the page']);
        assert.equal(shown.length, 1);
        assert.equal(shown[0].mode, 'url');
        assert.ok(shown[0].message.includes(asked.message));
        assert.ok(!shown[0].url.includes(result.sessionId));
        assert.deepEqual(ended, told ? [shown[0].elicitationId] : []);
        await client.close();
    });
    await check(`${who}: a wrong code leads nowhere`, async () => {
        const client = await connect(async link => {
            const right = /code: (\d{4})$/.exec(link.message)[1];
            assert.equal(await enter(link, right === '0000' ? '0001' : '0000'), 401);
            setTimeout(async () => say(await enter(link), 'at the second try'), 100);
            return { action: 'accept' };
        }, () => {}, link_alone);
        assert.equal((await client.call(question())).structuredContent.feedback.freeText, 'at the second try');
        await client.close();
    });
    await check(`${who}: a person declines to go there`, async () => {
        const client = await connect(() => ({ action: 'decline' }), () => {}, link_alone);
        assert.equal((await client.call(question())).structuredContent.status, 'declined');
        await client.close();
    });
    await check(`${who}: the link is shown, and somebody answers on the page that they have open`, async () => {
        const asked = question();
        let withdrawn = false;
        const client = await connect(async (link, signal) => {
            signal?.addEventListener('abort', () => { withdrawn = true; });
            await say(await found(asked.message), 'from elsewhere');
            await pause(500);
            return { action: 'cancel' };
        }, () => {}, link_alone);
        assert.equal((await client.call(asked)).structuredContent.feedback.freeText, 'from elsewhere');
        if (told) assert.ok(withdrawn, 'the link was not withdrawn'); // on 2026-07-28 it is in the client's hands
        await client.close();
    });
    if (told) await check(`${who}: the call is over before the person answers: the next one brings answer and end`, async () => {
        const asked = { ...question(), mode: 'auto' }, ended = [];
        let link;
        const client = await connect(shown => {
            link = shown;
            return { action: 'accept' };
        }, id => { ended.push(id); }, link_alone);
        const { structuredContent: pending } = await client.call(asked);
        assert.equal(pending.status, 'pending');
        await say(await enter(link), 'later');
        const { structuredContent: result } = await client.call({ sessionId: pending.sessionId }, 'get_feedback_result');
        assert.equal(result.feedback.freeText, 'later');
        assert.deepEqual(ended, [link.elicitationId]);
        await client.close();
    });
}

process.exit(0);
