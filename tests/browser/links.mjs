// links.mjs - people come by the links that they were given, from the host's own pages and from elsewhere, and answer.

import { ask, assert, base, check, end, follow_from_elsewhere, invite, on_host, person, result, state_of } from './world.mjs';
import { questions } from './questions.mjs';

const { plain } = questions.en;
const by = mode => ['--store', 'memory', '--responder', mode];
const send = async (page, words) => {
  await page.locator('[name=text]').fill(words);
  await page.locator('#send').click();
  await page.getByRole('heading', { name: 'Sent. Thank you.' }).waitFor();
};

await on_host('a key behind the # is handed over, taken out of the address, and kept for the next visit', by('capability'), async () => {
  const { id, url } = await ask(plain), page = await person();
  await page.goto(url);
  await page.locator('[name=text]').waitFor();
  assert.equal(page.url(), `${base}/feedback/${id}`);
  await send(page, 'by the key');
  await page.reload();
  assert.equal(await state_of(page), 'answered');
  const { freeText } = (await result(id)).feedback;
  assert.equal(freeText, 'by the key');
});

await on_host('a link from elsewhere, followed twice', by('capability'), async () => {
  const { url } = await ask(plain), page = await person();
  await follow_from_elsewhere(page, url);
  await page.locator('[name=text]').waitFor();
  await follow_from_elsewhere(page, url);
  await page.locator('[name=text]').waitFor();
  await send(page, 'from elsewhere');
});

await on_host('without the key there is a place for it, with and without JavaScript', by('capability'), async () => {
  for (const script of [true, false]) {
    const { id, url } = await ask(plain), page = await person({ script });
    await page.goto(`${base}/feedback/${id}`);
    await page.locator('#key').fill('not the key');
    await page.locator('#key-form button').click();
    await page.locator('#key-error').filter({ hasText: 'That key does not fit.' }).waitFor();
    await page.locator('#key').fill(url); // people copy whole links
    await page.locator('#key-form button').click();
    await page.locator('[name=text]').waitFor();
  }
});

for (const mode of ['signed', 'once'])
  for (const script of [true, false])
    await on_host(`${mode}: from a mail to the thank you, and back again, ${script ? 'with' : 'without'} JavaScript`, by(mode), async () => {
      const { id, url } = await ask(plain), page = await person({ script });
      await follow_from_elsewhere(page, url);
      await page.locator('[name=text]').waitFor();
      await send(page, 'by mail');
      await page.reload();
      assert.equal(await state_of(page), 'answered');
      await follow_from_elsewhere(page, url);
      assert.equal(await state_of(page), 'answered');
      assert.equal((await result(id)).feedback.freeText, 'by mail');
      const other = await person({ script });
      const response = await other.goto(url);
      assert.equal(response.status(), mode === 'once' ? 401 : 200);
    });

const enter = async (page, code) => {
  await page.locator('#code').fill(code);
  await page.locator('#code-form button').click();
};

for (const mode of ['id', 'capability', 'signed', 'once'])
  for (const script of [true, false])
    await on_host(`${mode}: from a client's window by its code to the thank you, ${script ? 'with' : 'without'} JavaScript`, by(mode), async () => {
      const { url, code } = await invite(plain), page = await person({ script });
      await follow_from_elsewhere(page, url);
      assert.equal(await page.locator('h1').textContent(), 'Enter the code');
      await enter(page, code === '1234' ? '4321' : '1234');
      await page.locator('#code-error').filter({ hasText: 'You may try 4 more times.' }).waitFor();
      assert.equal(await page.locator('#code').getAttribute('aria-invalid'), 'true');
      if (script) assert.equal(await page.evaluate(() => document.activeElement.id), 'code');
      await enter(page, `${code.slice(0, 2)} ${code.slice(2)}`);
      await page.locator('[name=text]').waitFor();
      const id = page.url().split('/feedback/')[1];
      await send(page, 'by a code');
      await page.reload();
      assert.equal(await state_of(page), 'answered');
      assert.equal((await result(id)).feedback.freeText, 'by a code');
      const other = await person({ script });
      assert.equal((await other.goto(`${base}/feedback/${id}`)).status(), mode === 'id' ? 200 : 401);
      await follow_from_elsewhere(page, url); // it says so again, and leads there again
      await enter(page, code);
      await page.waitForURL(`${base}/feedback/${id}`);
    });

await on_host('a link whose code was guessed at five times is dead, says so in the reader\'s language, and the next one works', by('capability'), async () => {
  const { url, code } = await invite(plain), page = await person({ language: 'zh-CN' });
  await page.goto(url);
  for (let i = 0; i < 5; i++) await enter(page, code === '1234' ? '4321' : '1234');
  await page.getByRole('heading', { name: '此链接已失效' }).waitFor();
  assert.equal(await page.locator('form').count(), 0);
  assert.equal((await page.goto(url)).status(), 410);
  const next = await invite(plain);
  await page.goto(next.url);
  await enter(page, next.code);
  await page.locator('[name=text]').waitFor();
});

await on_host('the link to the list opens it for one browser, and what is on it', by('capability'), async host => {
  const { id } = await ask(plain), page = await person(), other = await person();
  const [link] = /http:\/\/127\.0\.0\.1:\d+\/feedback\?inbox=[\w.-]+/.exec(host.said);
  await follow_from_elsewhere(page, link);
  assert.equal(page.url(), `${base}/feedback`);
  await page.locator(`a[href*="${id}"]`).first().click();
  await page.locator('[name=text]').waitFor();
  await send(page, 'from the list');
  assert.equal((await other.goto(link)).status(), 401);
});

await check('an address without a proof is enough by id', async () => {
  const { id } = await ask(plain), page = await person();
  await page.goto(`${base}/feedback/${id}`);
  await page.locator('[name=text]').waitFor();
});

await end();
