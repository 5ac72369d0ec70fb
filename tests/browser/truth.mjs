// truth.mjs - the page never pretends: it follows the agent, the clock and the connection, and what it shows is so.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agent, answer, ask, assert, base, cancel, check, decline, end, extend, has_host, inbox, live, meddle, on_host, on_mock, on_wire, pass, person, request, result, shows, tab, view } from './world.mjs';
import { questions } from './questions.mjs';

const { plan, plain } = questions.en;
const open = async (question, dress) => {
  const asked = await ask(question), page = await person(dress);
  await page.goto(asked.url);
  return { ...asked, page };
};
const seconds_left = async page => {
  const parts = (await page.locator('#timer').textContent()).split(':').map(Number);
  return parts.reduce((sum, part) => sum * 60 + part, 0);
};

await check('whether the agent is there shows at once', async () => {
  const { id, page } = await open(plain);
  await live(page);
  await page.getByText('The assistant is not connected.').waitFor();
  const waiting = agent(id);
  await page.getByText('The assistant is waiting').waitFor();
  waiting.leave();
  await page.getByText('The assistant is not connected.').waitFor();
});

await check('answered elsewhere while somebody types: read-only, who and when, and the own words with Copy', async () => {
  const { id, page } = await open(plan);
  await live(page);
  await page.locator('[name=text]').fill('almost done');
  await answer(id, { selectedOptions: ['monday'], submissionId: 'elsewhere' });
  await shows(page, 'answered');
  assert.equal(await page.locator('#answer').isVisible(), false);
  const said = await page.locator('#outcome').textContent();
  assert.match(said, /Already answered/);
  assert.match(said, /Wait until Monday/);
  assert.match(said, /This was not sent\.[^]*almost done/);
});

await check('an answer without a submission id is nobody\'s own', async () => {
  const { id, url } = await ask(plain);
  await answer(id, { freeText: 'x' });
  const page = await person();
  await page.goto(url);
  await page.getByRole('heading', { name: 'Already answered' }).waitFor();
});

await check('declined elsewhere', async () => {
  const { id, page } = await open(plain);
  await live(page);
  await decline(id, { reason: 'no', submissionId: 'd1' });
  await shows(page, 'declined');
  await page.getByRole('heading', { name: 'Declined' }).waitFor();
});

await check('withdrawn while somebody types: the words may still go as a late note', async () => {
  const { id, page } = await open(plain);
  await live(page);
  await page.locator('[name=text]').fill('anyway');
  await cancel(id, 'done otherwise');
  await shows(page, 'cancelled');
  await page.getByRole('button', { name: 'Send as a late note' }).click();
  await page.getByRole('heading', { name: 'Your note is kept.' }).waitFor();
  assert.equal(await page.locator('#answer').isVisible(), false);
  assert.equal((await view(id)).state, 'cancelled');
});

const no_late_notes = ['--store', 'memory', '--late-notes', 'off'];

await on_host('without late notes the form goes, and the words stay to be copied', no_late_notes, async () => {
  const { id, page } = await open(plain);
  await live(page);
  await page.locator('[name=text]').fill('too late');
  await cancel(id);
  await shows(page, 'cancelled');
  assert.equal(await page.locator('#answer').isVisible(), false);
  assert.match(await page.locator('#outcome').textContent(), /too late/);
});

await on_host('sent the moment after it closed: told so, words kept', no_late_notes, async () => {
  const { id, page } = await open(plain);
  await page.route('**/events**', route => route.abort());
  let blind = true; // the page learns of the end from the answer to its own request
  await page.route(url => url.pathname === `/api/feedback/${id}`, route => blind ? route.abort() : route.continue());
  await page.route('**/submit', route => { blind = false; return route.continue(); });
  await page.locator('[name=text]').fill('by a hair');
  await cancel(id);
  await page.waitForTimeout(200);
  await page.locator('#send').click();
  await shows(page, 'cancelled');
  assert.match(await page.locator('#outcome').textContent(), /This was not sent\.[^]*by a hair/);
});

await check('expires while open, typed words and all', async () => {
  const { id, page } = await open({ ...plain, timeout: 30 });
  await live(page);
  assert.ok((await seconds_left(page)) <= 30);
  await page.route('**/touch', route => route.abort()); // else typing would give it more time
  await page.locator('[name=text]').fill('slow');
  await pass(42);
  await page.waitForFunction(() => document.querySelector('main').dataset.state === 'expired', null, { timeout: 20000 });
  await page.getByText('You may still leave a note.').waitFor();
  assert.equal(await page.locator('[name=text]').inputValue(), 'slow');
  assert.equal((await view(id)).state, 'expired');
}, 90000);

await check('typing near the end gives more time; the form does not close under the hands', async () => {
  const { id, page } = await open({ ...plain, timeout: 30 });
  const before = Date.parse((await view(id)).expiresAt);
  await page.locator('[name=text]').pressSequentially('abc');
  await page.waitForFunction(() => parseInt(document.querySelector('#timer').textContent.split(':')[1], 10) > 31 || document.querySelector('#timer').textContent.startsWith('1:'));
  assert.ok(Date.parse((await view(id)).expiresAt) > before + 20000);
});

await check('More time gives as much again, and says until when', async () => {
  const { id, page } = await open({ ...plain, timeout: 60 });
  await page.getByRole('button', { name: 'More time' }).waitFor();
  await extend(id, 300);
  await page.waitForFunction(() => document.querySelector('#timer').textContent.startsWith('4:') || document.querySelector('#timer').textContent.startsWith('5:'));
  const other = await open({ ...plain, timeout: 600 });
  await other.page.waitForTimeout(2200);
  const left = await seconds_left(other.page);
  assert.ok(left < 600);
  await other.page.getByRole('button', { name: 'More time' }).click();
  await other.page.waitForFunction(before => document.querySelector('#timer').textContent !== '' && document.querySelector('#live').textContent.includes('until'), left);
  assert.ok((await seconds_left(other.page)) >= left);
});

await check('a deadline that moves while somebody types is announced politely', async () => {
  const { id, page } = await open({ ...plain, timeout: 120 });
  await live(page);
  await page.locator('[name=text]').fill('typing');
  await extend(id, 900);
  await page.waitForFunction(() => /^1[45]:/.test(document.querySelector('#timer').textContent));
  assert.match(await page.locator('#live').textContent(), /You have until/);
  assert.equal(await page.locator('[name=text]').inputValue(), 'typing');
});

await check('a device whose clock is an hour wrong counts right', async () => {
  const { url } = await ask({ ...plain, timeout: 600 }), page = await person();
  await page.addInitScript(() => {
    const Real = Date, off = 3600000;
    globalThis.Date = class extends Real {
      constructor(...all) { if (all.length) super(...all); else super(Real.now() + off); }
      static now() { return Real.now() + off; }
    };
  });
  await page.goto(url);
  const left = await seconds_left(page);
  assert.ok(left > 590 && left <= 600, `${left}`);
});

await check('the last minute is told in words and not by colour alone', async () => {
  const { page } = await open({ ...plain, timeout: 30 });
  await page.waitForFunction(() => document.querySelector('#live').textContent !== '');
  assert.match(await page.locator('#live').textContent(), /seconds left/);
});

await check('offline: it says so, keeps what was pressed, and sends it once when it is back', async () => {
  const { id, page } = await open(plan), sent = [];
  page.on('requestfinished', each => { if (/submit/.test(each.url())) sent.push(each.url()); });
  await live(page);
  await page.context().setOffline(true);
  await page.locator('#line').getByText('No connection. Trying again').waitFor();
  await page.getByLabel('Deploy now').check();
  await page.locator('#send').click();
  await page.getByText('Not sent yet. It goes out by itself').waitFor();
  await page.waitForTimeout(300);
  assert.equal((await view(id)).state, 'open');
  await page.context().setOffline(false);
  await shows(page, 'answered');
  await page.getByRole('heading', { name: 'Sent. Thank you.' }).waitFor();
  assert.equal(sent.length, 1);
  assert.equal(await page.locator('#line').isVisible(), false);
});

await check('the server is gone for a while, as when it is started anew: sent once it is there again', async () => {
  const { id, page } = await open(plain);
  await live(page);
  await page.context().route('**/api/**', route => route.abort('connectionrefused'));
  await page.locator('[name=text]').fill('survives');
  await page.locator('#send').click();
  await page.getByText('Not sent yet.').waitFor();
  await page.waitForTimeout(1500);
  await page.context().unroute('**/api/**');
  await shows(page, 'answered');
  await page.getByRole('heading', { name: 'Sent. Thank you.' }).waitFor();
  assert.equal((await result(id)).feedback.freeText, 'survives');
});

const on_disk = ['--store', `sqlite:${mkdtempSync(join(tmpdir(), 'page-'))}/feedback.db`];

await on_host('the host is killed and started anew: the page goes on, what was pressed arrives, and what was told 200 is there', on_disk, async host => {
  const { id, page } = await open(plain), told = await ask(plain);
  await live(page);
  assert.equal((await request('POST', `/api/feedback/${told.id}/submit`, { freeText: 'told' })).status, 200);
  await host.end('SIGKILL');
  await page.locator('[name=text]').fill('through the fall');
  await page.locator('#send').click();
  await page.getByText('Not sent yet.').waitFor();
  await host.again();
  await shows(page, 'answered');
  await page.getByRole('heading', { name: 'Sent. Thank you.' }).waitFor();
  await host.end('SIGKILL');
  await host.again();
  assert.equal((await result(id)).feedback.freeText, 'through the fall');
  assert.equal((await result(told.id)).feedback.freeText, 'told');
  await page.getByText('The assistant has your answer.').waitFor({ timeout: 30000 });
}, 60000);

await on_host('started anew under a form without JavaScript: its words come back, and then they are taken', on_disk, async host => {
  const { id, url } = await ask(plain), page = await person({ script: false });
  await page.goto(url);
  await page.locator('[name=text]').fill('patience');
  await host.end('SIGTERM');
  await host.again();
  await page.locator('#send').click();
  if (await page.locator('#errors').isVisible()) await page.locator('#send').click(); // forms carry what only that process knew
  await page.getByRole('heading', { name: 'Sent. Thank you.' }).waitFor();
  assert.equal((await result(id)).feedback.freeText, 'patience');
});

await check('offline: what was pressed can be taken back', async () => {
  const { id, page } = await open(plain);
  await live(page);
  await page.context().setOffline(true);
  await page.locator('[name=text]').fill('wait');
  await page.locator('#send').click();
  await page.getByRole('button', { name: 'Take it back' }).click();
  await page.context().setOffline(false);
  await live(page);
  await page.waitForTimeout(400);
  assert.equal((await view(id)).state, 'open');
  assert.ok(await page.locator('[name=text]').isEnabled());
});

await check('offline, typed, closed, opened again: the words are there and go out once', async () => {
  const { id, url, page } = await open(plain);
  await live(page);
  await page.context().setOffline(true);
  await page.locator('[name=text]').fill('from the tunnel');
  await page.locator('#send').click();
  await page.getByText('Not sent yet.').waitFor();
  const other = await tab(page);
  await page.close();
  await page.context().setOffline(false);
  await other.goto(url);
  await shows(other, 'answered');
  assert.equal((await result(id)).feedback.freeText, 'from the tunnel');
});

await check('a page that nobody looks at holds no stream, and is right as soon as somebody does', async () => {
  const { id, url } = await ask(plain), page = await person(), asked = [];
  page.on('request', each => { if (/events/.test(each.url())) asked.push(each.url()); });
  await page.addInitScript(() => {
    let seen = 'hidden';
    Object.defineProperty(document, 'visibilityState', { get: () => seen });
    globalThis.look_at = () => { seen = 'visible'; document.dispatchEvent(new Event('visibilitychange')); };
  });
  await page.goto(url);
  await page.waitForTimeout(500);
  assert.equal(asked.length, 0);
  await answer(id, { freeText: 'x', submissionId: 's' });
  await page.evaluate(() => globalThis.look_at());
  await shows(page, 'answered');
  await page.waitForTimeout(200);
  assert.equal(asked.length, 1);
});

await on_wire('the stream is cut again and again: the state is right in the end', async cut => {
  const { id, page } = await open(plain);
  for (let i = 0; i < 3; i++) {
    await live(page);
    await cut();
    await page.waitForTimeout(100);
  }
  await answer(id, { freeText: 'x', submissionId: 's' });
  await shows(page, 'answered');
});

await check('no streams at all: it asks every few seconds', async () => {
  const { id, url } = await ask(plain), page = await person();
  await page.route('**/events**', route => route.fulfill({ status: 503 }));
  await page.addInitScript(() => { globalThis.WebSocket = class { constructor() { setTimeout(() => this.onclose(), 10); } close() {} }; }); // never opens
  await page.goto(url);
  await page.waitForFunction(() => document.documentElement.dataset.line === 'polling', null, { timeout: 15000 });
  await answer(id, { freeText: 'x', submissionId: 's' });
  await page.waitForFunction(() => document.querySelector('main').dataset.state === 'answered', null, { timeout: 15000 });
}, 40000);

await check('where events are blocked, a WebSocket does', async () => {
  const { id, url } = await ask(plain), page = await person(), sockets = [];
  page.on('websocket', socket => sockets.push(socket));
  await page.route('**/events**', route => route.fulfill({ status: 503 }));
  await page.goto(url);
  await live(page);
  assert.equal(sockets.length, 1);
  await extend(id, 7200);
  await page.waitForFunction(() => /^[12]:\d\d:\d\d$/.test(document.querySelector('#timer').textContent));
  await answer(id, { freeText: 'x', submissionId: 's' });
  await shows(page, 'answered');
});

await on_mock('removed while it is open', async () => {
  const { id, page } = await open(plain);
  await live(page);
  await meddle({ id, set: { state: 'purged' } });
  await page.getByRole('heading', { name: 'This question has been removed' }).waitFor();
});

await check('an unknown question, and a broken link', async () => {
  const page = await person();
  for (const path of ['0714dd2c-f5fc-4f75-b724-1d1d0f90d5e1', 'nonsense']) {
    const response = await page.goto(`${base}/feedback/${path}`);
    assert.equal(response.status(), 404);
    await page.getByRole('heading', { name: 'There is no such question' }).waitFor();
  }
});

await on_mock('a link with its key behind the #: handed over once, gone from the address', async () => {
  const { id, url } = await ask(plain), { key } = await meddle({ id, set: { locked: true } }), page = await person();
  await page.goto(`${url}#k=${key}`);
  await page.locator('[name=text]').fill('let in');
  assert.ok(!page.url().includes(key));
  await page.locator('#send').click();
  await shows(page, 'answered');
  const stranger = await person();
  assert.equal((await stranger.goto(url)).status(), 401);
  await stranger.getByLabel('Key or code').fill('wrong');
  await stranger.getByRole('button', { name: 'Open' }).click();
  await stranger.getByText('That key does not fit.').waitFor();
  assert.ok(!(await stranger.content()).includes('new service'));
});

{
  await check('the list is fresh by itself, nearest deadline first, and leads to the question and back', async () => {
    const later = await ask({ message: 'Has more time', timeout: 3000 }), page = await inbox();
    assert.ok(!page.url().includes('inbox='));
    const { id } = await ask({ message: 'Appears by itself', timeout: 40 });
    await page.locator(`#q-${id}`).waitFor({ timeout: 12000 });
    const order = await page.locator('#items li').evaluateAll(all => all.map(each => each.id));
    assert.ok(order.indexOf(`q-${id}`) < order.indexOf(`q-${later.id}`));
    await page.locator(`#q-${id} a`).click();
    await page.getByRole('heading', { name: 'Appears by itself' }).waitFor();
    await page.getByRole('link', { name: 'All questions' }).click();
    await answer(id, { freeText: 'x' });
    await page.locator(`#q-${id}`).waitFor({ state: 'detached', timeout: 12000 });
    await page.getByRole('link', { name: /^Answered/ }).click();
    await page.locator(`#q-${id} .badge`).getByText('answered').waitFor();
  }, 45000);

  await check('a list of more than fifty has older pages, which stay as they are', async () => {
    for (let i = 0; i < 52; i++) await ask({ message: `one of many ${i}` });
    const page = await inbox();
    assert.equal(await page.locator('#items li').count(), 50);
    await page.getByRole('link', { name: 'Older questions' }).click();
    await page.waitForURL(/cursor=/);
    await page.waitForResponse(/api\/feedback\/list/);
    await page.waitForTimeout(200);
    assert.ok(!(await page.locator('#items').textContent()).includes('one of many 51'));
    await page.getByText('one of many 1', { exact: true }).waitFor();
  });

  await check('a list that cannot be refreshed says that it is not fresh', async () => {
    const page = await inbox();
    await page.waitForLoadState('networkidle');
    await page.context().setOffline(true);
    await page.getByText('This list is not fresh: no connection.').waitFor({ timeout: 12000 });
    await page.context().setOffline(false);
    await page.getByText('This list is not fresh').waitFor({ state: 'hidden', timeout: 12000 });
  });
}

await check('without the inbox\'s key there is no list', async () => {
  const page = await person();
  assert.equal((await page.goto(base + '/feedback')).status(), 401);
  await page.getByRole('heading', { name: 'This page needs a key' }).waitFor();
});

await end();
