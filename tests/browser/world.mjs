// world.mjs - where the pages come from, how tests make and end sessions there, and the browser that looks at them.
//
// With TENON_PAGE_URL and TENON_TOKEN it is a running host, and only what its own interface offers is used. TENON_INBOX_URL is
// its one-time link to the list. Without them it is the mock, whose clock can be turned.

import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const running = process.env.TENON_PAGE_URL?.replace(/\/$/, '');
const mock = running ? null : await import('./mock.mjs');
export const base = running ?? await mock.start();
export const is_mock = !running;
const token = running ? process.env.TENON_TOKEN : mock.token;
export const inbox_url = running ? process.env.TENON_INBOX_URL : `${base}/feedback?inbox=${mock.inbox}`;

// ---- the agent's side

export async function request(method, path, body, headers = { Authorization: 'Bearer ' + token }) {
  const response = await fetch(base + path, { method, headers: { ...headers, ...(body && { 'Content-Type': 'application/json' }) }, body: body && JSON.stringify(body) });
  return { status: response.status, ...(await response.json()) };
}

async function done(method, path, body) {
  const said = await request(method, path, body);
  assert.ok(said.success, `${method} ${path}: ${JSON.stringify(said)}`);
  return said.data;
}

/** A new session: {id, url}. */
export async function ask(question) {
  const { sessionId, feedbackUrl } = await done('POST', '/api/feedback/create', { timeout: 3600, ...question });
  return { id: sessionId, url: base + new URL(feedbackUrl).pathname };
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
  fetch(`${base}/api/feedback/${id}/wait?seconds=50`, { headers: { Authorization: 'Bearer ' + token }, signal: leaving.signal }).catch(() => {});
  return { leave: () => leaving.abort() };
}

/** Only the mock can be told such things. */
export const meddle = what => request('POST', '/_mock', what).then(said => said.data);
/** Until so many seconds are over on the server: the mock's clock is turned, a real host is waited for. */
export const pass = seconds => is_mock ? meddle({ turn: seconds * 1000 }) : new Promise(resolve => { setTimeout(resolve, seconds * 1000); });

// ---- the person's side

process.env.DBUS_SESSION_BUS_ADDRESS ??= 'unix:path=/dev/null';
const browser = await chromium.launch({ executablePath: process.env.TENON_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });

/** A page of a person of their own. What the page must never do is kept in `page.faults`. */
export async function person({ script = true, language = 'en-US', width = 390, height = 844, ...more } = {}) {
  const context = await browser.newContext({ javaScriptEnabled: script, locale: language, viewport: { width, height }, timezoneId: 'Asia/Shanghai', ...more });
  const page = await context.newPage();
  await watch(page);
  return page;
}

/** A second tab of the same person. */
export async function tab(page) {
  const other = await page.context().newPage();
  await watch(other);
  return other;
}

async function watch(page) {
  page.faults = [];
  const excused = /Failed to load resource|ERR_INTERNET_DISCONNECTED|ERR_FAILED|WebSocket connection|ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION|ERR_EMPTY_RESPONSE/;
  page.on('console', message => { if (message.type() === 'error' && !excused.test(message.text())) page.faults.push(`console: ${message.text()}`); });
  page.on('pageerror', error => page.faults.push(`error: ${error.stack}`));
  page.on('dialog', dialog => { page.faults.push(`dialog: ${dialog.message()}`); dialog.dismiss().catch(() => {}); });
  page.on('request', asked => { if (!/^(data|blob|about):/.test(asked.url()) && new URL(asked.url()).origin !== base) page.faults.push(`another origin: ${asked.url()}`); });
  page.setDefaultTimeout(15000);
}

export const state_of = page => page.locator('main').getAttribute('data-state');
export const shows = (page, state) => page.waitForFunction(wanted => document.querySelector('main').dataset.state === wanted, state);
export const live = page => page.waitForFunction(() => document.documentElement.dataset.line === 'live');

// ---- checks, counted by run.sh

const names = process.argv.slice(2);
let failed = 0;
export async function check(name, body, milliseconds = 45000) {
  if (names.length && !names.some(each => name.includes(each))) return;
  const started = performance.now(), people = new Set(browser.contexts());
  let timer;
  try {
    await Promise.race([body(), new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`not over after ${milliseconds} ms`)), milliseconds); })]);
    for (const context of browser.contexts()) for (const page of context.pages()) if (!people.has(context)) assert.deepEqual(page.faults, []);
    console.log(`passed  ${name} (${Math.round(performance.now() - started)} ms)`);
  } catch (error) {
    failed++;
    console.log(`FAILED  ${name}: ${String(error.stack ?? error).replaceAll(/\s+/g, ' ').slice(0, 900)}`);
  } finally {
    clearTimeout(timer);
    for (const context of browser.contexts()) if (!people.has(context)) await context.close();
    if (is_mock) await meddle({ events: true, socket: false, limited: 0, broken: 0, winner_shown: true });
  }
}

export const only_mock = (name, body, milliseconds) => is_mock ? check(name, body, milliseconds) : console.log(`skipped  ${name}: needs the mock`);

export async function end() {
  await browser.close();
  mock?.stop();
  process.exitCode = failed ? 1 : 0;
}

export { assert };
