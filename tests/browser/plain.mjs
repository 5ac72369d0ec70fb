// plain.mjs - all of it without JavaScript: forms that are posted, pages that a server made.

import { answer, ask, assert, base, cancel, check, end, inbox, meddle, on_mock, person, result, state_of, view } from './world.mjs';
import { questions } from './questions.mjs';

const { plan, plain, typed } = questions.en;
const open = async (question, dress) => {
  const asked = await ask(question), page = await person({ script: false, ...dress });
  await page.goto(asked.url);
  return { ...asked, page };
};

await check('without JavaScript: an option and words are sent, and the page shows them', async () => {
  const { id, page } = await open(plan);
  assert.match(await page.locator('#until').textContent(), /Answer by 20\d\d-\d\d-\d\d \d\d:\d\d UTC/);
  assert.match(await page.locator('.plain').textContent(), /\*\*4\.2\*\*/);
  await page.getByLabel('Wait until Monday').check();
  await page.getByLabel('Anything to add').fill('line one\nline two');
  await page.getByRole('button', { name: 'Send answer' }).click();
  assert.equal(await state_of(page), 'answered');
  await page.getByRole('heading', { name: 'Sent. Thank you.' }).waitFor();
  assert.match(await page.locator('#outcome blockquote').textContent(), /Wait until Monday\s+line one\nline two/);
  const { feedback } = await result(id);
  assert.deepEqual(feedback.selectedOptions, ['monday']);
  assert.equal(feedback.freeText, 'line one\nline two');
});

await check('without JavaScript: a reload after sending sends nothing again', async () => {
  const { page } = await open(plain);
  await page.locator('[name=text]').fill('once');
  await page.locator('#send').click();
  await page.locator('#outcome h2').waitFor();
  await page.reload();
  assert.equal(await state_of(page), 'answered');
  await page.getByRole('heading', { name: 'Sent. Thank you.' }).waitFor();
});

await check('without JavaScript: Enter in a field sends the answer and does not decline', async () => {
  const { id, page } = await open({ message: 'Name?', freeText: false, form: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } });
  await page.getByLabel('name').fill('Ada');
  await page.getByLabel('name').press('Enter');
  await page.locator('#outcome h2').waitFor();
  assert.deepEqual((await result(id)).feedback.form, { name: 'Ada' });
});

await check('without JavaScript: a typed form, with what is wrong beside each field and nothing lost', async () => {
  const { id, page } = await open(typed);
  await page.getByLabel('Name').fill('Ada');
  await page.getByLabel('Seats').fill('0');
  await page.getByLabel('Medium').check();
  await page.locator('#send').click();
  await page.waitForLoadState();
  assert.equal(await state_of(page), 'open');
  assert.match(await page.locator('#errors').textContent(), /Shall I invite the team\? – /);
  assert.equal(await page.getByLabel('Name').inputValue(), 'Ada');
  assert.ok(await page.getByLabel('Medium').isChecked());
  assert.equal(await page.getByLabel('Seats').getAttribute('aria-invalid'), 'true');
  await page.getByLabel('Seats').fill('4');
  await page.getByLabel('E-mail').fill('a@example.com');
  await page.getByLabel('First meeting').fill('2026-12-02T09:30:00Z');
  await page.getByLabel('Yes').check();
  await page.locator('#send').click();
  await page.waitForLoadState();
  assert.equal(await state_of(page), 'answered');
  const { form } = (await result(id)).feedback;
  assert.deepEqual([form.name, form.count, form.agree, form.size, form.colours, form.at], ['Ada', 4, true, 'Medium', ['#0'], '2026-12-02T09:30:00Z']);
});

await check('without JavaScript: declined with a reason', async () => {
  const { id, page } = await open(plan);
  await page.getByText('I would rather not answer').click();
  await page.getByLabel('Reason, if you like').fill('No.');
  await page.getByRole('button', { name: 'Decline to answer' }).click();
  assert.equal(await state_of(page), 'declined');
  assert.equal((await view(id)).answer.reason, 'No.');
});

await check('without JavaScript: more time keeps what was typed', async () => {
  const { id, page } = await open({ ...plain, timeout: 600 });
  const before = (await view(id)).expiresAt;
  await page.locator('[name=text]').fill('still thinking');
  await page.waitForTimeout(1100);
  await page.getByRole('button', { name: 'More time' }).click();
  assert.equal(await page.locator('[name=text]').inputValue(), 'still thinking');
  assert.ok((await view(id)).expiresAt > before);
});

await check('without JavaScript: somebody was first: the own words stay on the page', async () => {
  const { id, page } = await open(plain);
  await page.locator('[name=text]').fill('slower');
  await answer(id, { freeText: 'faster', submissionId: 'f' });
  await page.locator('#send').click();
  await page.waitForLoadState();
  assert.equal(await state_of(page), 'answered');
  const said = await page.locator('#outcome').textContent();
  assert.match(said, /Already answered[^]*faster[^]*This was not sent\.[^]*slower/);
});

await check('without JavaScript: a late note after the question was withdrawn', async () => {
  const { id, page } = await open(plain);
  await cancel(id);
  await page.locator('[name=text]').fill('late');
  await page.locator('#send').click();
  await page.getByRole('heading', { name: 'Your note is kept.' }).waitFor();
});

await check('without JavaScript: language and theme are links, and go along', async () => {
  const { page } = await open(plain);
  await page.getByRole('link', { name: '中文' }).click();
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
  await page.getByRole('button', { name: '发送回答' }).waitFor();
  await page.getByRole('link', { name: '深色' }).click();
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
  await page.locator('[name=text]').fill('好');
  await page.getByRole('button', { name: '发送回答' }).click();
  await page.getByRole('heading', { name: '已发送，谢谢您。' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
});

await on_mock('without JavaScript: a key can be typed in', async () => {
  const { id, page, url } = await open(plain);
  const { key } = await meddle({ id, set: { locked: true } });
  assert.equal((await page.goto(url)).status(), 401);
  await page.getByLabel('Key or code').fill('nonsense');
  await page.getByRole('button', { name: 'Open' }).click();
  await page.getByText('That key does not fit.').waitFor();
  await page.getByLabel('Key or code').fill(key);
  await page.getByRole('button', { name: 'Open' }).click();
  await page.getByRole('button', { name: 'Send answer' }).waitFor();
});

await check('a form posted from elsewhere, or without its token, changes nothing and keeps the words', async () => {
  const { id, url, page } = await open(plain);
  const posted = (fields, headers) => fetch(url, { method: 'POST', redirect: 'manual', headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Accept-Language': 'en', ...headers }, body: new URLSearchParams(fields) });
  const csrf = await page.locator('[name=csrf]').inputValue();
  const foreign = await posted({ csrf, act: 'answer', text: 'forged' }, { Origin: 'https://evil.example' });
  assert.equal(foreign.status, 403);
  const opaque = await posted({ csrf, act: 'answer', text: 'forged' }, { Origin: 'null' });
  assert.equal(opaque.status, 403);
  const without = await posted({ act: 'answer', text: 'my words' }, { Origin: base });
  assert.equal(without.status, 403);
  assert.match(await without.text(), /my words/);
  assert.equal((await view(id)).state, 'open');
});

await check('without JavaScript: the list, its filters, and a question', async () => {
  const { id } = await ask({ message: 'Listed plainly' }), page = await inbox({ script: false });
  await page.getByRole('link', { name: /^All/ }).click();
  await page.getByRole('link', { name: /^Waiting/ }).click();
  await page.locator(`#q-${id} a`).click();
  await page.getByRole('heading', { name: 'Listed plainly' }).waitFor();
  await page.getByRole('link', { name: 'All questions' }).click();
  await page.getByRole('heading', { name: 'Questions' }).waitFor();
});

await end();
