// feedback_tasks.mjs - an agent asks a person in a task, through the clients that know tasks of both kinds: it is told where the
// question stands while it polls, and has the answer at the end, whether the person sits at the page or at the client.

import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createTaskSessionFromClient } from '@modelcontextprotocol/ext-tasks/client';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { assert, bearer, check, token } from './checks.mjs';
import { found, http, say } from './person.mjs';

const { TENON_ASKING: origin } = process.env, modern = '2026-07-28';
const me = { name: 'tenon-test-tasks', version: '1.0.0' };
const requestInit = { headers: bearer(token) };
const where = new URL(`${origin}/mcp`);
const question = (more = {}) => ({ message: `Which colour? ${randomUUID()}`, ...more });

// ---- clients: {ask(arguments, told) -> {status, result}, cancel(), close()}; `told` hears each status of the task

async function v1({ elicit } = {}) {
    const client = new ClientV1(me, { capabilities: elicit ? { elicitation: { form: {} } } : {} });
    if (elicit) client.setRequestHandler(ElicitRequestSchema, ({ params }) => elicit(params));
    await client.connect(new HttpV1(where, { requestInit }));
    let task;
    return {
        async ask(args, told) {
            for await (const each of client.experimental.tasks.callToolStream({ name: 'interactive_feedback', arguments: args }, undefined, { task: {} })) {
                if (each.task) told((task = each.task).status);
                if (each.type === 'result') return { status: 'completed', result: each.result };
                if (each.type === 'error') return { status: task?.status === 'cancelled' ? 'cancelled' : 'failed', error: each.error };
            }
        },
        cancel: () => client.experimental.tasks.cancelTask(task.taskId),
        close: () => client.close(),
    };
}

// The SDK leaves requests of tasks of 2026-07-28 to whoever has a wire of his own.
async function dispatch(request, { signal } = {}) {
    const { method, params } = request;
    const response = await fetch(where, {
        method: 'POST', signal, body: JSON.stringify({ jsonrpc: '2.0', id: randomUUID(), ...request }),
        headers: {
            ...bearer(token), 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream',
            'MCP-Protocol-Version': modern, 'Mcp-Method': method, ...((params.name ?? params.taskId) && { 'Mcp-Name': params.name ?? params.taskId }),
        },
    });
    const text = await response.text(), data = text.split('\n').filter(line => line.startsWith('data: {')).at(-1);
    const { result, error } = JSON.parse(data ? data.slice(6) : text);
    return error ? { kind: 'error', error } : { kind: 'result', result };
}

async function withTasks(mode, { elicit } = {}) {
    const capabilities = elicit ? { elicitation: { form: {} } } : {};
    const client = new Client(me, { versionNegotiation: { mode }, capabilities });
    await client.connect(new StreamableHTTPClientTransport(where, { requestInit }));
    const onInputRequest = elicit && (({ params }) => elicit(params));
    const framed = mode === 'legacy' ? {} : { rawDispatch: dispatch, v2RequestFraming: { protocolVersion: modern, clientInfo: me, clientCapabilities: capabilities } };
    const session = createTaskSessionFromClient(client, { endpointId: 'asking', ...framed, ...(elicit && { onInputRequest }) });
    let execution;
    return {
        async ask(args, told) {
            execution = await session.callTool('interactive_feedback', args, { task: { preference: 'require' } });
            const { outcome } = await execution.settle({ onEvent: event => event.type === 'task' && told(event.task.status) });
            return outcome;
        },
        cancel: () => execution.cancel(),
        close: async () => { await session.close(); await client.close(); },
    };
}

const clients = {
    'sdk v1, 2025-11-25': v1,
    'ext-tasks, 2025-11-25': more => withTasks('legacy', more),
    'ext-tasks, 2026-07-28': more => withTasks({ pin: modern }, more),
};

const isAnswered = (outcome, id, words) => {
    const { status, sessionId, feedback } = outcome.result?.structuredContent ?? {};
    assert.deepEqual([outcome.status, status, sessionId, feedback?.freeText], ['completed', 'answered', id, words], JSON.stringify(outcome));
};

for (const [who, connect] of Object.entries(clients)) {
    const using = async (use, more) => {
        const client = await connect(more);
        try { await use(client); } finally { await client.close(); }
    };
    await check(`${who}: a task waits for the page`, () => using(async client => {
        const asked = question(), heard = [];
        const outcome = client.ask(asked, status => heard.push(status));
        const id = await found(asked.message);
        while (heard.length === 0) await pause(20);
        await say(id, 'blue');
        isAnswered(await outcome, id, 'blue');
        assert.equal(heard[0], 'working');
    }));
    await check(`${who}: the person at the client answers the form of a task`, () => using(async client => {
        const asked = question();
        const outcome = await client.ask(asked, () => {});
        isAnswered(outcome, await found(asked.message), 'green');
    }, { elicit: params => ({ action: 'accept', content: answerTo(params, 'green') }) }));
    await check(`${who}: a person declines, which is a result`, () => using(async client => {
        const asked = question();
        const outcome = client.ask(asked, () => {});
        const id = await found(asked.message);
        const said = await http('POST', `/api/feedback/${id}/decline`, { reason: 'not mine to say' });
        assert.equal(said.status, 200, JSON.stringify(said));
        assert.equal((await outcome).result.structuredContent.status, 'declined');
    }));
    await check(`${who}: cancelling the task withdraws the question`, () => using(async client => {
        const asked = question(), heard = [];
        const outcome = client.ask(asked, status => heard.push(status));
        const id = await found(asked.message);
        while (heard.length === 0) await pause(20);
        await client.cancel();
        assert.equal((await outcome).status, 'cancelled');
        for (let patience = 100; patience > 0 && (await http('GET', `/api/feedback/${id}`)).data.state === 'open'; patience--) await pause(50); // written behind the answer
        assert.equal((await http('GET', `/api/feedback/${id}`)).data.state, 'cancelled');
    }));
}

// The one field of a form that takes text.
function answerTo(params, words) {
    const [name] = Object.entries(params.requestedSchema.properties).find(([, schema]) => schema.type === 'string');
    return { [name]: words };
}
