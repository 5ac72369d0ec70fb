// world.mjs - where the pages come from, how tests make and end sessions there, and the browser that looks at them.
//
// With TENON_HOST, which is the program, every suite starts one and asks it; with TENON_PAGE_URL and TENON_TOKEN it is one that
// runs already, and TENON_INBOX_URL is its one-time link to the list. Without either it is the mock, which also does on command
// what a real one does not: on_mock.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { chromium } from 'playwright-core';
import { start_host, stop_hosts, token_of, wire } from './host.mjs';
import * as mock from './mock.mjs';

const { TENON_HOST: program, TENON_PAGE_URL: elsewhere, TENON_TOKEN, TENON_INBOX_URL } = process.env;

// A place: {url, token, inbox}; `own`, if this process started it. Where the check under way takes place is `place`, and its address `base`.
async function mock_place() {
  const url = await mock.start();
  return { url, token: () => mock.token, inbox: `${url}/feedback?inbox=${mock.inbox}`, is_mock: true };
}
async function host_place(flags) {
  const host = await start_host(flags);
  return { url: host.url, token: () => token_of(`asker-${round}`), host };
}
const made = new Map(); // what was started, by its flags
async function place_of(key, make) {
  if (!made.has(key)) made.set(key, make());
  return made.get(key);
}
const on_the_mock = () => place_of('mock', mock_place);
const with_flags = flags => place_of(flags.join(' '), () => host_place(flags));

export const has_host = Boolean(program) && !elsewhere;
const usual = elsewhere ? { url: elsewhere.replace(/\/$/, ''), token: () => TENON_TOKEN, inbox: TENON_INBOX_URL } : has_host ? await with_flags(['--store', 'memory']) : await on_the_mock();
let place = usual, round = 0;
export let base = usual.url;

// Every check comes from addresses of its own, which the host takes from us: so none uses up what another one may send.
const address = () => `10.${process.pid % 200}.${round}.1`;

// ---- the agent's side

export const as_agent = () => ({ Authorization: 'Bearer ' + place.token() });

export async function request(method, path, body, headers = as_agent()) {
  const response = await fetch(base + path, { method, headers: { 'X-Forwarded-For': address(), ...headers, ...(body && { 'Content-Type': 'application/json' }) }, body: body && JSON.stringify(body) });
  return { status: response.status, ...(await response.json()) };
}

async function done(method, path, body) {
  const said = await request(method, path, body);
  assert.ok(said.success, `${method} ${path}: ${JSON.stringify(said)}`);
  return said.data;
}

/** A new session: {id, url}. Its key says that it is not the question that was asked just before, in the same words. */
export async function ask(question) {
  const { sessionId, feedbackUrl } = await done('POST', '/api/feedback/create', { timeout: 3600, idempotencyKey: randomUUID(), ...question });
  const { pathname, search, hash } = new URL(feedbackUrl);
  return { id: sessionId, url: base + pathname + search + hash };
}
/** What a client that opens links is given: {url, code}. It is a client of a real host's. */
export async function invite({ message, predefinedOptions }) {
  const protocol = 'io.modelcontextprotocol/', params = {
    name: 'interactive_feedback', arguments: { message, predefinedOptions, timeout: 3600, idempotencyKey: randomUUID() },
    _meta: { [protocol + 'protocolVersion']: '2026-07-28', [protocol + 'clientCapabilities']: { elicitation: { url: {} } } },
  };
  const head = { Accept: 'application/json, text/event-stream', 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': 'tools/call', 'Mcp-Name': params.name };
  const { result } = await request('POST', '/mcp', { jsonrpc: '2.0', id: 1, method: 'tools/call', params }, { ...as_agent(), ...head });
  const { url, message: said } = result.inputRequests.q1.params;
  return { url, code: /code: (\d{4})$/.exec(said)[1] };
}
export const answer = (id, body) => done('POST', `/api/feedback/${id}/submit`, body);
export const decline = (id, body) => done('POST', `/api/feedback/${id}/decline`, body);
export const cancel = (id, reason) => done('POST', `/api/feedback/${id}/cancel`, { reason });
export const extend = (id, seconds) => done('POST', `/api/feedback/${id}/extend`, { seconds });
export const result = id => done('GET', `/api/feedback/${id}/result`);
export const view = id => done('GET', `/api/feedback/${id}`);

/** An agent that waits; `leave()` ends it. */
export function agent(id) {
  const leaving = new AbortController();
  fetch(`${base}/api/feedback/${id}/wait?seconds=50`, { headers: as_agent(), signal: leaving.signal }).catch(() => {});
  return { leave: () => leaving.abort() };
}

/** Only the mock can be told such things. */
export const meddle = what => request('POST', '/_mock', what).then(said => said.data);
/** Until so many seconds are over on the server: the mock's clock is turned, a real host is waited for. */
export const pass = seconds => place.is_mock ? meddle({ turn: seconds * 1000 }) : new Promise(resolve => { setTimeout(resolve, seconds * 1000); });

// ---- the person's side

process.env.DBUS_SESSION_BUS_ADDRESS ??= 'unix:path=/dev/null';
const browser = await chromium.launch({ executablePath: process.env.TENON_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });

/** A page of a person of their own. What the page must never do is kept in `page.faults`. */
export async function person({ script = true, language = 'en-US', width = 390, height = 844, ...more } = {}) {
  const context = await browser.newContext({ javaScriptEnabled: script, locale: language, viewport: { width, height }, timezoneId: 'Asia/Shanghai', extraHTTPHeaders: { 'X-Forwarded-For': address() }, ...more });
  const page = await context.newPage();
  await watch(page);
  return page;
}

/** To the list of questions. */
export async function visit_inbox(page) {
  if (!place.inbox) await page.context().setExtraHTTPHeaders({ 'X-Forwarded-For': address(), ...as_agent() });
  await page.goto(place.inbox ?? `${base}/feedback`);
}
export async function inbox(dress) {
  const page = await person(dress);
  await visit_inbox(page);
  return page;
}

/** A page of somebody else's site, with this link in it. Another name than ours, so to browsers it is another site. */
export async function follow_from_elsewhere(page, link) {
  await page.route('http://mail.example/', route => route.fulfill({ contentType: 'text/html', body: `<a href="${link.replaceAll('&', '&amp;')}">answer</a>` }));
  await page.goto('http://mail.example/');
  await page.getByText('answer').click();
  await page.waitForURL(url => url.origin === base);
  page.faults = page.faults.filter(fault => !fault.startsWith('another origin: http://mail.example/'));
}

/** A second tab of the same person. */
export async function tab(page) {
  const other = await page.context().newPage();
  await watch(other);
  return other;
}

async function watch(page) {
  page.faults = [];
  const home = base;
  const excused = /Failed to load resource|ERR_INTERNET_DISCONNECTED|ERR_FAILED|WebSocket connection|ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION|ERR_EMPTY_RESPONSE/;
  page.on('console', message => { if (message.type() === 'error' && !excused.test(message.text())) page.faults.push(`console: ${message.text()}`); });
  page.on('pageerror', error => page.faults.push(`error: ${error.stack}`));
  page.on('dialog', dialog => { page.faults.push(`dialog: ${dialog.message()}`); dialog.dismiss().catch(() => {}); });
  page.on('request', asked => { if (!/^(data|blob|about):/.test(asked.url()) && new URL(asked.url()).origin !== home) page.faults.push(`another origin: ${asked.url()}`); });
  page.setDefaultTimeout(15000);
}

export const state_of = page => page.locator('main').getAttribute('data-state');
export const shows = (page, state) => page.waitForFunction(wanted => document.querySelector('main').dataset.state === wanted, state);
export const live = page => page.waitForFunction(() => document.documentElement.dataset.line === 'live');

// ---- checks, counted by run.sh

const names = process.argv.slice(2);
let failed = 0;
export const check = (name, body, milliseconds) => check_at(usual, name, body, milliseconds);
/** What only the mock does. */
export const on_mock = async (name, body, milliseconds) => elsewhere ? skip(name, 'needs the mock') : check_at(await on_the_mock(), name, body, milliseconds);
/** What a host of these flags does. The body gets it. */
export const on_host = async (name, flags, body, milliseconds) => has_host ? check_at(await with_flags(flags), name, body, milliseconds) : skip(name, 'needs TENON_HOST');
/** The usual host behind a wire; the body gets what cuts it. */
export async function on_wire(name, body, milliseconds) {
  if (!has_host) return skip(name, 'needs TENON_HOST');
  const { url, cut } = await wire(usual.host);
  return check_at({ ...usual, url }, name, () => body(cut), milliseconds);
}
const skip = (name, why) => console.log(`skipped  ${name}: ${why}`);

async function check_at(where, name, body, milliseconds = 45000) {
  if (names.length && !names.some(each => name.includes(each))) return;
  place = where;
  base = where.url;
  round++;
  const started = performance.now(), people = new Set(browser.contexts());
  let timer;
  try {
    await Promise.race([body(where.host), new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`not over after ${milliseconds} ms`)), milliseconds); })]);
    for (const context of browser.contexts()) for (const page of context.pages()) if (!people.has(context)) assert.deepEqual(page.faults, []);
    console.log(`passed  ${name} (${Math.round(performance.now() - started)} ms)`);
  } catch (error) {
    failed++;
    console.log(`FAILED  ${name}: ${String(error.stack ?? error).replaceAll(/\s+/g, ' ').slice(0, 900)}`);
  } finally {
    clearTimeout(timer);
    for (const context of browser.contexts()) if (!people.has(context)) await context.close();
    if (where.is_mock) await meddle({ events: true, socket: false, limited: 0, broken: 0, winner_shown: true });
  }
}

export async function end() {
  await browser.close();
  await stop_hosts();
  mock.stop();
  process.exitCode = failed ? 1 : 0;
}

export { assert };
