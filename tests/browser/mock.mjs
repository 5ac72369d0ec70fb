// mock.mjs - a server that speaks the page's side of the feedback interface, with sessions in memory and a clock that can be moved.
//
// What it serves is docs/page.md. The routes under /_mock are for tests: they turn the clock, cut the streams, and change sessions.

import { createServer } from 'node:http';
import { randomBytes, randomUUID } from 'node:crypto';
import { WebSocketServer } from 'ws';
import { posted_form, wrong_fields } from './posted.mjs';
import { combined, headers, list_page, notice_page, question_page, words } from './renderer.mjs';

export const token = 'token-of-the-mock', inbox = 'inbox-of-the-mock';
const id_form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const sessions = new Map(), streams = new Set();
const knobs = { events: true, socket: false, limited: 0, broken: 0, winner_shown: true };
let shift = 0;

const now = () => Date.now() + shift;
const iso = at => new Date(at).toISOString();

// ---- answers

const refusals = {
  invalid: [400, 'INVALID_REQUEST', '请求内容有误', 'the request has fields that do not fit'],
  method: [405, 'INVALID_REQUEST', '此地址不支持该请求方法', 'this address does not take that method'],
  media: [415, 'INVALID_REQUEST', '请求体必须是 application/json', 'the body must be application/json'],
  unauthorized: [401, 'UNAUTHORIZED', '需要有效的凭证', 'a valid credential is needed'],
  forbidden: [403, 'UNAUTHORIZED', '无权执行此操作', 'this credential is not enough for that'],
  missing: [404, 'SESSION_NOT_FOUND', '没有这个会话，或它已被清除', 'there is no such session, or it has been removed'],
  unanswered: [404, 'NO_FEEDBACK_AVAILABLE', '还没有人回答', 'nobody has answered yet'],
  closed: [410, 'SESSION_EXPIRED', '回答时间已过', 'the time to answer is over'],
  gone: [410, 'GONE', '会话内容已按期限清除', 'what was said here has been removed'],
  already: [409, 'ALREADY_SUBMITTED', '已有回答在先', 'an answer was there first'],
  conflict: [409, 'SUBMISSION_CONFLICT', '这个提交编号已用于另一份内容', 'this submission id stands for other words'],
  claimed: [409, 'CLAIMED', '另一位正在处理这个问题', 'somebody else is working on this question'],
  limited: [429, 'RATE_LIMITED', '请求过于频繁，请稍后再试', 'too many requests; try again later'],
  broken: [500, 'INTERNAL_ERROR', '服务器出错', 'the server failed'],
};

class Refusal extends Error {
  constructor(what, details) { super(what); [this.status, this.code, this.zh, this.en] = refusals[what]; this.details = details; }
}

function envelope(response, status, data, error = null, more = {}) {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache', ...more });
  response.end(JSON.stringify({ success: !error, data: error ? null : data, error, timestamp: iso(now()) }));
}

function refuse(request, response, refusal) {
  const language = /^zh/.test(request.headers['accept-language'] ?? 'zh') ? 'zh' : 'en';
  const more = refusal.status === 429 ? { 'Retry-After': '1' } : refusal.status === 405 ? { Allow: 'GET, POST' } : {};
  envelope(response, refusal.status, null, { code: refusal.code, message: refusal[language], ...(refusal.details && { details: refusal.details }) }, more);
}

// ---- sessions

function ask(body) {
  const at = now(), timeout = (body.timeout ?? 300) * 1000, { timeout: _, mode, idempotencyKey, thread, priority, metadata, ...question } = body;
  question.freeText = body.freeText === false ? false : { maxLength: 20000, ...(body.freeText === true ? {} : body.freeText) };
  if (question.predefinedOptions) question.predefinedOptions = question.predefinedOptions.map(each => typeof each === 'string' ? { value: each } : each);
  if (priority) question.priority = priority;
  const session = {
    id: randomUUID(), version: 1, state: 'open', question, thread, client: metadata?.client, timeout, created: at, expires: at + timeout,
    hard: at + Math.max(timeout * 10, 3600000), submissions: [], winner: null, late_notes: true, agents: 0, delivered: false, claim: null,
    key: randomBytes(16).toString('hex'), locked: false, csrf: randomBytes(8).toString('hex'), history: [],
  };
  sessions.set(session.id, session);
  return session;
}

function changed(session, topic) {
  session.version++;
  for (const stream of streams) if (stream.session === session) stream.hear(topic);
  if (session.state !== 'open') for (const wake of session.waiting ?? []) wake();
}

function sweep() {
  for (const session of sessions.values()) {
    if (session.state !== 'open' || now() <= session.expires + 10000) continue;
    end(session, 'expired');
  }
}
setInterval(sweep, 100).unref();

function end(session, state, winner = null) {
  Object.assign(session, { state, winner, ended: now(), claim: null, delivered: state !== 'cancelled' && session.agents > 0 });
  changed(session, 'state');
}

const digest_of = (act, body) => JSON.stringify([act, body.selectedOptions ?? [], body.freeText ?? '', body.form ?? null, body.reason ?? '']);

function judge(question, body) {
  const errors = [], bad = (field, reason, limit) => errors.push({ field, reason, ...(limit !== undefined && { limit }) });
  for (const name of Object.keys(body)) if (!['selectedOptions', 'freeText', 'form', 'submissionId', 'metadata', 'reason'].includes(name)) bad('/' + name, 'is not a known field');
  const options = question.predefinedOptions ?? [], selected = body.selectedOptions ?? [], free = question.freeText;
  const most = question.selection === 'single' ? 1 : question.maxSelected ?? Infinity;
  selected.forEach((value, i) => { if (!options.some(each => each.value === value)) bad(`/selectedOptions/${i}`, 'is not one of the options: ' + value); });
  if (selected.length < (question.minSelected ?? 0)) bad('/selectedOptions', `must have ${question.minSelected} or more entries`, question.minSelected);
  if (selected.length > most) bad('/selectedOptions', `must have at most ${most} entries`, most);
  if (free && [...(body.freeText ?? '')].length > free.maxLength) bad('/freeText', `must have at most ${free.maxLength} characters`, free.maxLength);
  if (free?.required && !body.freeText?.trim()) bad('/freeText', 'is missing');
  if (question.form) judge_form(question.form, body.form ?? {}, bad);
  if (!errors.length && !selected.length && !body.freeText?.trim() && !question.form) bad('', 'needs a chosen option or some text');
  if (errors.length) throw new Refusal('invalid', { field: errors[0].field, reason: errors[0].reason, errors });
}

function judge_form(form, filled, bad) {
  for (const name of form.required ?? []) if (filled[name] === undefined) bad('/form/' + name, 'is missing');
  for (const [name, value] of Object.entries(filled)) {
    const schema = form.properties[name];
    if (!schema) bad('/form/' + name, 'is not a known field');
    else if (schema.minimum !== undefined && value < schema.minimum) bad('/form/' + name, `must be ${schema.minimum} or more`, schema.minimum);
    else if (schema.pattern && !new RegExp(schema.pattern, 'u').test(value)) bad('/form/' + name, 'does not fit the form');
    else if (/number|integer/.test(schema.type) && typeof value !== 'number') bad('/form/' + name, 'must be a number');
  }
}

// The reducer's rows 8 to 14. What is answered is [status, data].
function submit(session, act, body, via = 'page') {
  if (session.state === 'purged') throw new Refusal('gone');
  sweep();
  if (act === 'answer') judge(session.question, body);
  const digest = digest_of(act, body), same = session.submissions.find(each => each.id === body.submissionId && body.submissionId);
  session.history.push({ act, body });
  if (same && same.digest !== digest) throw new Refusal('conflict');
  if (same) return taken(session, same, true);
  if (session.winner) throw new Refusal('already', { submittedAt: iso(session.winner.at), ...(session.winner.by && { by: session.winner.by }) });
  if (session.claim && session.claim.until > now()) throw new Refusal('claimed', { by: session.claim.by, until: iso(session.claim.until) });
  const said = { id: body.submissionId, digest, act, at: now(), body, via, by: body.metadata?.by, late: session.state !== 'open' };
  if (said.late && !session.late_notes) throw new Refusal('closed');
  session.submissions.push(said);
  if (said.late) changed(session, 'state');
  else end(session, act === 'answer' ? 'answered' : 'declined', said);
  return taken(session, said, false);
}

const status_words = { open: 'pending', answered: 'completed', declined: 'completed', cancelled: 'expired', expired: 'expired', purged: 'expired' };

function taken(session, said, replayed) {
  const data = { sessionId: session.id, status: status_words[session.state], outcome: session.state === 'open' ? null : session.state, submittedAt: iso(said.at) };
  return [said.late ? 202 : 200, { ...data, ...(said.late && { late: true }), ...(replayed && { replayed }) }];
}

const said_by = ({ selectedOptions, freeText, form }) => ({
  ...(selectedOptions?.length && { selectedOptions }), ...(freeText && { freeText }), ...(form && { form }), combinedFeedback: combined({ selectedOptions, freeText, form }),
});

function view_of(session) {
  const { winner } = session;
  return {
    sessionId: session.id, version: session.version, state: session.state, status: status_words[session.state], outcome: session.state === 'open' ? null : session.state,
    createdAt: iso(session.created), expiresAt: iso(session.expires), hardDeadline: iso(session.hard), serverNow: iso(now()), question: session.question,
    agent: session.agents > 0 ? 'waiting' : 'away', delivered: session.delivered, lateNotes: session.late_notes && session.submissions.filter(each => each.late).length < 20,
    ...(session.claim && { claim: { by: session.claim.by, until: iso(session.claim.until) } }), ...(session.reason && { reason: session.reason }),
    ...(session.state === 'expired' && session.question.onTimeout && { defaultApplied: session.question.onTimeout.default }),
    ...(winner && { answer: {
      act: winner.act, submissionId: winner.id, submittedAt: iso(winner.at), via: winner.via, ...(winner.by && { by: winner.by }),
      ...(knobs.winner_shown && winner.act === 'answer' && { feedback: said_by(winner.body) }), ...(winner.body.reason && { reason: winner.body.reason }),
    } }),
  };
}

// ---- who is asking

const cookies = request => Object.fromEntries((request.headers.cookie ?? '').split('; ').map(each => each.split('=')));
const is_owner = request => request.headers.authorization === 'Bearer ' + token;
const has_inbox = request => cookies(request).tenon_inbox === inbox;
const may_see = (request, session) => !session.locked || is_owner(request) || cookies(request)['tenon_' + session.id] === session.key;

const same_origin = request => {
  const { origin } = request.headers;
  return origin === undefined || origin === `http://${request.headers.host}`;
};

// ---- pages

function dress(request, url, kind) {
  const asked = url.searchParams.get('lang'), theme = url.searchParams.get('theme');
  const accepted = /^\s*zh/i.test(request.headers['accept-language'] ?? 'zh') ? 'zh' : 'en';
  return {
    kind, language: ['zh', 'en'].includes(asked) ? asked : accepted, theme: ['light', 'dark'].includes(theme) ? theme : 'auto', path: url.pathname,
    query: url.searchParams, nonce: randomBytes(16).toString('base64'), product: 'Tenon', list: has_inbox(request) ? '/feedback' : '',
  };
}

function send_page(response, status, at, text, more = {}) {
  response.writeHead(status, { ...headers(at.nonce), 'Content-Language': at.language, ...more });
  response.end(text);
}

function question(request, response, url, session, posted = {}, status = 200) {
  const at = dress(request, url, 'question'), mine = url.searchParams.get('mine');
  const own = session.submissions.find(each => each.id === mine && mine);
  Object.assign(at, {
    api: '/api/feedback/' + session.id, csrf: session.csrf, submissionId: randomUUID(), socket: knobs.socket ? `/ws/${session.id}?ticket=${session.csrf}` : '',
    mine: own && own === session.winner, late_mine: own?.late,
  });
  at.list &&= '/feedback' + (/[?&](lang|theme)=/.test(url.search) ? '?' + [...url.searchParams].filter(([name]) => /lang|theme/.test(name)).map(each => each.join('=')).join('&') : '');
  send_page(response, status, at, question_page(at, view_of(session), posted));
}

function notice(request, response, url, status, what, key = '', error = '') {
  const at = dress(request, url, 'notice');
  send_page(response, status, at, notice_page(at, what, key, error && words[at.language][error]));
}

async function posted(request, response, url, session) {
  const fields = new URLSearchParams(await body_of(request)), act = fields.get('act') || 'answer', { values, body } = posted_form(session.question, fields);
  if (fields.get('csrf') !== session.csrf || !same_origin(request)) return question(request, response, url, session, { values, kept: body, wrong: [['', words[dress(request, url).language].error_stale]] }, 403);
  if (act === 'more') {
    extend(session);
    return question(request, response, url, session, { values, submissionId: body.submissionId });
  }
  try {
    submit(session, act === 'decline' ? 'decline' : 'answer', body);
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    const { language } = dress(request, url), wrong = wrong_fields(refusal.details) ?? (session.state === 'open' ? [['', refusal[language]]] : []);
    return question(request, response, url, session, { values, wrong, kept: body, submissionId: body.submissionId }, refusal.status);
  }
  url.searchParams.set('mine', body.submissionId);
  response.writeHead(303, { Location: url.pathname + url.search, 'Cache-Control': 'no-store' });
  response.end();
}

async function body_of(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
}

// ---- routes

function extend(session, until = now() + session.timeout) {
  if (session.state !== 'open') throw new Refusal(session.winner ? 'already' : 'closed');
  const later = Math.min(session.hard, Math.max(session.expires, until));
  if (later > session.expires) {
    session.expires = later;
    changed(session, 'deadline');
  }
  return { sessionId: session.id, version: session.version, expiresAt: iso(session.expires), serverNow: iso(now()) };
}

function list(url) {
  const status = url.searchParams.get('status'), all = [...sessions.values()].filter(each => each.state !== 'purged');
  const wanted = all.filter(each => !status || status_words[each.state] === status);
  const limit = Number(url.searchParams.get('limit') ?? 50), cursor = url.searchParams.get('cursor');
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw new Refusal('invalid', { field: 'limit', reason: 'must be 1 to 100' });
  const newest = wanted.reverse(), from = cursor ? newest.findIndex(each => each.id === cursor) + 1 : 0, page = newest.slice(from, from + limit);
  const of_status = word => all.filter(each => status_words[each.state] === word).length;
  const items = page.map(each => ({
    sessionId: each.id, ...(each.question.title && { title: each.question.title }), message: each.question.message, status: status_words[each.state],
    outcome: each.state === 'open' ? null : each.state, createdAt: iso(each.created), expiresAt: iso(each.expires), ...(each.winner && { submittedAt: iso(each.winner.at) }),
    hasAiContent: !!each.question.aiContent, ...(each.question.priority && { priority: each.question.priority }), ...(each.thread && { thread: each.thread }), ...(each.client && { client: each.client }),
  }));
  return { items, total: all.length, pending: of_status('pending'), completed: of_status('completed'), ...(from + limit < newest.length && { nextCursor: page.at(-1).id }) };
}

function events(request, response, url, session) {
  if (!knobs.events) return envelope(response, 503, null, { code: 'INTERNAL_ERROR', message: 'off' });
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
  const send = (name, data, id) => response.write(`event: ${name}\n${id ? `id: ${id}\n` : ''}data: ${JSON.stringify(data)}\n\n`);
  const said = {
    state: () => send('state', { version: session.version, state: session.state, status: status_words[session.state], outcome: session.state === 'open' ? null : session.state, serverNow: iso(now()) }, session.version),
    deadline: () => send('deadline', { version: session.version, expiresAt: iso(session.expires), serverNow: iso(now()) }, session.version),
    presence: () => send('presence', { agent: session.agents > 0 ? 'waiting' : 'away', serverNow: iso(now()) }),
  };
  const stream = { session, hear: topic => said[topic](), cut: () => response.destroy() };
  streams.add(stream);
  response.on('close', () => streams.delete(stream));
  said.presence();
  const after = Number(request.headers['last-event-id'] ?? url.searchParams.get('after') ?? 0);
  if (after < session.version) said.state();
}

// An agent that waits for the answer.
async function wait(request, response, url, session) {
  session.agents++;
  for (const stream of streams) if (stream.session === session) stream.hear('presence');
  const seconds = Math.min(50, Number(url.searchParams.get('seconds') ?? 25));
  await new Promise(resolve => {
    (session.waiting ??= new Set()).add(resolve);
    setTimeout(resolve, session.state === 'open' ? seconds * 1000 : 0).unref();
    response.on('close', resolve);
  });
  session.agents--;
  if (session.state === 'open') for (const stream of streams) if (stream.session === session) stream.hear('presence');
  if (!response.destroyed) envelope(response, 200, { sessionId: session.id, status: status_words[session.state] });
}

const json_body = async request => {
  if (!/^application\/json/.test(request.headers['content-type'] ?? '')) throw new Refusal('media');
  if (!same_origin(request)) throw new Refusal('forbidden');
  try { return JSON.parse(await body_of(request)); } catch { throw new Refusal('invalid', { field: '', reason: 'malformed JSON at byte 0' }); }
};

async function api(request, response, url) {
  const [, , , first, verb] = url.pathname.split('/'), owner = is_owner(request), post = request.method === 'POST';
  if (first === 'create') {
    if (!owner) throw new Refusal('unauthorized');
    if (!post) throw new Refusal('method');
    const session = ask(await json_body(request)), base = `http://${request.headers.host}`;
    return envelope(response, 200, { sessionId: session.id, feedbackUrl: `${base}/feedback/${session.id}`, statusUrl: `${base}/api/feedback/${session.id}/status`, expiresAt: iso(session.expires) });
  }
  if (first === 'list') {
    if (!owner && !has_inbox(request)) throw new Refusal('unauthorized');
    return envelope(response, 200, list(url));
  }
  if (!id_form.test(first ?? '')) throw new Refusal('missing');
  const session = sessions.get(first);
  if (!session) throw new Refusal('missing');
  if (session.state === 'purged') throw new Refusal('gone');
  if (!may_see(request, session)) throw new Refusal('unauthorized');
  if (!verb) return envelope(response, 200, view_of(session));
  if (verb === 'events') return events(request, response, url, session);
  if (['status', 'result', 'wait', 'cancel'].includes(verb) && !owner) throw new Refusal('unauthorized');
  if (verb === 'status') return envelope(response, 200, { sessionId: session.id, status: status_words[session.state], createdAt: iso(session.created), expiresAt: iso(session.expires) });
  if (verb === 'wait') return wait(request, response, url, session);
  if (verb === 'result') {
    if (!session.winner) throw new Refusal('unanswered');
    session.delivered = true;
    changed(session, 'state');
    return envelope(response, 200, { sessionId: session.id, outcome: session.state, feedback: said_by(session.winner.body), ...(session.winner.body.reason && { reason: session.winner.body.reason }), submittedAt: iso(session.winner.at), late: session.submissions.filter(each => each.late).map(each => ({ submittedAt: iso(each.at), feedback: said_by(each.body) })) });
  }
  if (!post) throw new Refusal('method');
  const body = await json_body(request);
  if (verb === 'cancel') {
    if (session.state === 'open') { session.reason = body.reason; end(session, 'cancelled'); }
    return envelope(response, 200, { sessionId: session.id, status: status_words[session.state], outcome: session.state });
  }
  if (verb === 'extend') return envelope(response, 200, extend(session, body.seconds && owner ? now() + body.seconds * 1000 : undefined));
  if (verb === 'touch') return envelope(response, 200, extend(session, now() + 60000));
  if (verb === 'submit' || verb === 'decline') {
    if (knobs.limited > 0) { knobs.limited--; throw new Refusal('limited'); }
    if (knobs.broken > 0) { knobs.broken--; throw new Refusal('broken'); }
    return envelope(response, ...submit(session, verb === 'submit' ? 'answer' : 'decline', body));
  }
  throw new Refusal('missing');
}

async function pages(request, response, url) {
  const [, , id, verb] = url.pathname.split('/');
  if (!id) {
    if (url.searchParams.get('inbox') === inbox) {
      response.writeHead(303, { Location: '/feedback', 'Set-Cookie': `tenon_inbox=${inbox}; HttpOnly; SameSite=Strict; Path=/` });
      return response.end();
    }
    if (!has_inbox(request)) return notice(request, response, url, 401, 'unauthorized');
    const at = dress(request, url, 'list'), wanted = url.searchParams.get('status'), cursor = url.searchParams.get('cursor');
    const status = ['completed', 'all'].includes(wanted) ? wanted : 'pending';
    at.api = '/api/feedback/list';
    return send_page(response, 200, at, list_page(at, list(new URL('?' + new URLSearchParams({ ...(status !== 'all' && { status }), ...(cursor && { cursor }) }), url)), status));
  }
  const session = sessions.get(id);
  if (!session) return notice(request, response, url, 404, 'not_found');
  if (session.state === 'purged') return notice(request, response, url, 410, 'gone');
  if (verb === 'key' && request.method === 'POST') return key(request, response, url, session);
  if (!may_see(request, session)) return notice(request, response, url, 401, 'unauthorized', `/feedback/${id}/key`);
  if (request.method === 'POST') return posted(request, response, url, session);
  return question(request, response, url, session);
}

async function key(request, response, url, session) {
  const script = /^application\/json/.test(request.headers['content-type'] ?? '');
  const said = script ? (await json_body(request)).key : new URLSearchParams(await body_of(request)).get('key');
  const cookie = { 'Set-Cookie': `tenon_${session.id}=${session.key}; HttpOnly; SameSite=Strict; Path=/` };
  if (said !== session.key && script) throw new Refusal('unauthorized');
  if (said !== session.key) return notice(request, response, url, 401, 'unauthorized', url.pathname, 'key_wrong');
  if (script) return envelope(response, 200, {}, null, cookie);
  response.writeHead(303, { Location: `/feedback/${session.id}`, ...cookie });
  response.end();
}

// What tests may do to this server; a real one has nothing of the kind.
async function meddle(request, response, url) {
  const { id, turn, cut, set, ...more } = JSON.parse(await body_of(request)), session = sessions.get(id);
  if (turn) { shift += turn; sweep(); }
  if (cut) for (const stream of [...streams]) stream.cut();
  if (set) { Object.assign(session, set); changed(session, 'state'); }
  Object.assign(knobs, more);
  envelope(response, 200, session ? { key: session.key, history: session.history, version: session.version } : {});
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, `http://${request.headers.host}`);
  try {
    if (url.pathname === '/_mock') await meddle(request, response, url);
    else if (url.pathname.startsWith('/api/feedback')) await api(request, response, url);
    else if (url.pathname === '/feedback' || url.pathname.startsWith('/feedback/')) await pages(request, response, url);
    else throw new Refusal('missing');
  } catch (error) {
    if (!(error instanceof Refusal)) console.error(error);
    refuse(request, response, error instanceof Refusal ? error : new Refusal('broken'));
  }
});

const sockets = new WebSocketServer({ noServer: true });
server.on('upgrade', (request, socket, head) => {
  const url = new URL(request.url, `http://${request.headers.host}`), session = sessions.get(url.pathname.split('/')[2]);
  if (!knobs.socket || !session || url.searchParams.get('ticket') !== session.csrf || !same_origin(request)) return socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
  sockets.handleUpgrade(request, socket, head, channel => {
    let last = session.state;
    const send = (type, data) => channel.send(JSON.stringify({ type, data }));
    const hear = topic => {
      if (topic === 'deadline') send('deadline_changed', { sessionId: session.id, expiresAt: iso(session.expires), timestamp: iso(now()) });
      if (topic === 'state') send('session_status_changed', { sessionId: session.id, oldStatus: status_words[last], newStatus: status_words[session.state], timestamp: iso(now()) });
      last = session.state;
    };
    const stream = { session, hear, cut: () => channel.terminate() };
    streams.add(stream);
    channel.on('close', () => streams.delete(stream));
    channel.on('message', text => { if (JSON.parse(text).type === 'ping') channel.send(JSON.stringify({ type: 'pong', timestamp: iso(now()) })); });
    send('connection_established', { sessionId: session.id, clientId: randomUUID(), serverTime: iso(now()) });
  });
});

/** Listens, and tells the address. */
export const start = (port = 0) => new Promise(resolve => {
  server.listen(port, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`));
});
export function stop() {
  for (const stream of [...streams]) stream.cut();
  server.closeAllConnections();
  server.close();
}

if (import.meta.filename === process.argv[1]) console.log(await start(Number(process.argv[2] ?? 0)));
