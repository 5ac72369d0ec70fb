// feedback_forms.mjs - clients that show forms are asked there too: answered or declined in the client, answered on the page first; beside
// the call on the older revisions, in its result on 2026-07-28.

import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { randomUUID } from 'node:crypto';
import { assert, bearer, check, token } from './checks.mjs';
import { found, http, say } from './person.mjs';

const origin = process.env.TENON_ASKING, modern = '2026-07-28';
const requestInit = { headers: bearer(token) };
const me = { name: 'tenon-test-forms', version: '1.0.0' }, capabilities = { elicitation: { form: {} } };

// Clients that have `show(form, signal)` for forms: {call(arguments), close()}.
const clients = {
    'sdk v1, 2025-11-25': async show => {
        const client = new ClientV1(me, { capabilities });
        client.setRequestHandler(ElicitRequestSchema, (request, { signal }) => show(request.params, signal));
        await client.connect(new HttpV1(new URL(`${origin}/mcp`), { requestInit }));
        return { call: args => client.callTool({ name: 'interactive_feedback', arguments: args }, undefined, { timeout: 30_000 }), close: () => client.close() };
    },
    'sdk v2, 2025-11-25': show => v2('legacy', show),
    'sdk v2, 2026-07-28': show => v2({ pin: modern }, show),
};

async function v2(mode, show) {
    const client = new Client(me, { capabilities, versionNegotiation: { mode } });
    client.setRequestHandler('elicitation/create', (request, context) => show(request.params, context.mcpReq?.signal));
    await client.connect(new StreamableHTTPClientTransport(new URL(`${origin}/mcp`), { requestInit }));
    return { call: args => client.callTool({ name: 'interactive_feedback', arguments: args }, { timeout: 30_000 }), close: () => client.close() };
}

const question = () => ({ message: `Which colour? ${randomUUID()}`, predefinedOptions: [{ value: 'b', label: 'Blue' }, { value: 'g', label: 'Green' }], selection: 'single' });

for (const [who, connect] of Object.entries(clients)) {
    await check(`${who}: a person answers the form inside the client`, async () => {
        const asked = question(), shown = [];
        const client = await connect(form => {
            shown.push(form);
            return { action: 'accept', content: { selectedOptions: 'g', freeText: 'like grass' } };
        });
        const { structuredContent: told } = await client.call(asked);
        assert.equal(shown.length, 1);
        assert.equal(shown[0].message, asked.message);
        assert.deepEqual(shown[0].requestedSchema.properties.selectedOptions.oneOf.map(each => each.title), ['Blue', 'Green']);
        assert.deepEqual([told.status, told.via, told.feedback.selectedOptions, told.feedback.freeText], ['answered', 'elicitation', ['g'], 'like grass']);
        assert.equal((await http('GET', `/api/feedback/${told.sessionId}`)).data.state, 'answered');
        await client.close();
    });
    await check(`${who}: a person declines the form`, async () => {
        const client = await connect(() => ({ action: 'decline' }));
        assert.equal((await client.call(question())).structuredContent.status, 'declined');
        await client.close();
    });
    await check(`${who}: the form is open, and somebody answers on the page`, async () => {
        const asked = question();
        let withdrawn = false;
        const client = await connect(async (form, signal) => {
            signal?.addEventListener('abort', () => { withdrawn = true; });
            const id = await found(asked.message);
            await say(id, 'from the page');
            await new Promise(resolve => { setTimeout(resolve, 500); });
            return { action: 'cancel' }; // the person closes the form, if it is still there
        });
        const { structuredContent: told } = await client.call(asked);
        assert.deepEqual([told.status, told.via, told.feedback.freeText], ['answered', 'page', 'from the page']);
        if (!who.includes(modern)) assert.ok(withdrawn, 'the form was not withdrawn'); // there the form is in the client's hands
        await client.close();
    });
    await check(`${who}: a form that is closed changes nothing: the page is still there`, async () => {
        const asked = { ...question(), mode: 'wait' };
        const client = await connect(() => ({ action: 'cancel' }));
        const call = client.call(asked), id = await found(asked.message);
        await new Promise(resolve => { setTimeout(resolve, 300); });
        await say(id, 'after all');
        assert.equal((await call).structuredContent.feedback.freeText, 'after all');
        await client.close();
    });
}

process.exit(0);
