// answering.mjs - a person answers: by options, words and forms, once, whatever happens on the way.

import { answer, ask, assert, check, end, live, meddle, on_host, on_mock, person, request, result, shows, tab, view } from './world.mjs';
import { questions } from './questions.mjs';

const { plan, plain, typed } = questions.en;
const open = async (question, dress) => {
  const asked = await ask(question), page = await person(dress);
  await page.goto(asked.url);
  return { ...asked, page };
};
const posts = page => {
  const all = [];
  page.on('request', each => { if (each.method() === 'POST' && /submit|decline/.test(each.url())) all.push(each.postDataJSON()); });
  return all;
};

await check('an option and words are sent, and shown as sent', async () => {
  const { id, page } = await open(plan);
  await page.getByLabel('Wait until Monday').check();
  await page.getByLabel('Anything to add').fill('  At nine. \u{1F44D} ');
  await page.getByRole('button', { name: 'Send answer' }).click();
  await shows(page, 'answered');
  await page.getByRole('heading', { name: 'Sent. Thank you.' }).waitFor();
  assert.match(await page.locator('#outcome blockquote').textContent(), /^Wait until Monday\s+At nine\. 👍$/u);
  assert.equal(await page.locator('#answer').isVisible(), false);
  const { feedback } = await result(id);
  assert.deepEqual(feedback.selectedOptions, ['monday']);
  assert.equal(feedback.freeText, '  At nine. \u{1F44D} ');
});

await check('many options: the numbers of the question are kept', async () => {
  const { id, page } = await open({ message: 'Which?', predefinedOptions: ['a', 'b', 'c', 'd'], minSelected: 2, maxSelected: 3, freeText: false });
  await page.getByRole('group', { name: 'Choose 2 to 3' }).waitFor();
  await page.getByLabel('a', { exact: true }).check();
  await page.locator('#send').click();
  await page.getByText('Choose 2 or more').first().waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'errors');
  for (const name of ['b', 'c', 'd']) await page.getByLabel(name, { exact: true }).check();
  await page.locator('#send').click();
  await page.getByText('Choose 3 at most').first().waitFor();
  await page.getByLabel('d', { exact: true }).uncheck();
  await page.locator('#send').click();
  await shows(page, 'answered');
  assert.deepEqual((await result(id)).feedback.selectedOptions, ['a', 'b', 'c']);
});

await check('more than seven short choices are a menu', async () => {
  const { id, page } = await open({ message: 'Which?', selection: 'single', predefinedOptions: ['1', '2', '3', '4', '5', '6', '7', '8'] });
  await page.getByLabel('Choose one').selectOption('5');
  await page.locator('#send').click();
  await shows(page, 'answered');
  assert.deepEqual((await result(id)).feedback.selectedOptions, ['5']);
});

await check('nothing said is not sent', async () => {
  const { page } = await open(plain), sent = posts(page);
  await page.locator('#send').click();
  await page.locator('#errors').getByText('Choose something or write something').waitFor();
  assert.equal(await page.locator('[name=text]').getAttribute('aria-invalid'), 'true');
  assert.equal(sent.length, 0);
});

await check('a typed form: each field is judged, named and sent with its type', async () => {
  const { id, page } = await open(typed);
  await page.locator('#send').click();
  const problems = page.locator('#errors li');
  assert.deepEqual(await problems.allTextContents(), ['Name – This is needed', 'E-mail – This is needed', 'Shall I invite the team? – This is needed', 'Size – This is needed']);
  await problems.first().getByRole('link').click();
  assert.equal(await page.evaluate(() => document.activeElement.name), 'form.name');
  await page.getByLabel('Name').fill('x');
  await page.getByLabel('E-mail').fill('no mail');
  await page.getByLabel('Web site').fill('example');
  await page.getByLabel('Seats').fill('2.5');
  await page.getByLabel('Share of the budget').fill('2');
  await page.locator('#send').click();
  assert.deepEqual((await problems.allTextContents()).slice(0, 5), ['Name – 2 characters or more', 'E-mail – An e-mail address, please',
    'Web site – An address such as https://example.com, please', 'Seats – A whole number, please', 'Share of the budget – 1 or less']);
  await page.getByLabel('Name').fill('Näme');
  await page.getByLabel('E-mail').fill('a@example.com');
  await page.getByLabel('Web site').fill('https://example.com/');
  await page.getByLabel('First meeting').fill('2026-12-02T09:30');
  await page.getByLabel('Seats').fill('3');
  await page.getByLabel('Share of the budget').fill('0.5');
  await page.getByLabel('Yes').check();
  await page.getByLabel('Medium').check();
  await page.getByLabel('Region').selectOption('r8');
  await page.getByLabel('Blue').check();
  await page.locator('#send').click();
  await shows(page, 'answered');
  assert.deepEqual((await result(id)).feedback.form, {
    name: 'Näme', mail: 'a@example.com', site: 'https://example.com/', day: '2026-12-01', at: '2026-12-02T01:30:00.000Z', count: 3, share: 0.5,
    agree: true, size: 'Medium', region: 'r8', colours: ['#0', '#1'],
  });
  assert.match(await page.locator('#outcome blockquote').textContent(), /Shall I invite the team\?: Yes[^]*Colours: Green, Blue/);
});

await check('what the server refuses stands beside its field', async () => {
  const { page } = await open({ message: 'Code?', freeText: false, form: { type: 'object', properties: { code: { type: 'string', title: 'Code', pattern: '^[A-Z]{3}$' } }, required: ['code'] } });
  await page.getByLabel('Code').fill('abc');
  await page.locator('#send').click();
  await page.locator('#errors a').waitFor();
  assert.match(await page.locator('#errors').textContent(), /Code/);
  await page.getByLabel('Code').fill('ABC');
  await page.locator('#send').click();
  await shows(page, 'answered');
});

await check('a double click, Ctrl+Enter twice, and a click with Enter are one request', async () => {
  for (const press of [
    page => page.locator('#send').dblclick(),
    async page => { await page.locator('[name=text]').focus(); await page.keyboard.press('Control+Enter'); await page.keyboard.press('Control+Enter'); },
    async page => { await page.locator('#send').click({ noWaitAfter: true }); await page.keyboard.press('Enter'); },
  ]) {
    const { page } = await open(plain), sent = posts(page);
    await page.locator('[name=text]').fill('once');
    await press(page);
    await shows(page, 'answered');
    await page.waitForTimeout(150);
    assert.equal(sent.length, 1);
  }
});

await check('Enter in the middle of writing Chinese sends nothing', async () => {
  const { page } = await open(plain, { language: 'zh-CN' }), sent = posts(page);
  await page.locator('[name=text]').focus();
  await page.locator('[name=text]').evaluate(area => area.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, isComposing: true, bubbles: true, cancelable: true })));
  await page.waitForTimeout(150);
  assert.equal(sent.length, 0);
});

await check('the answer is lost on its way back: the same words go out under the same id, and count once', async () => {
  const { id, page } = await open(plain), sent = posts(page);
  await page.route('**/events**', route => route.abort()); // or the stream would tell it first
  let times = 0;
  await page.route('**/submit', async route => {
    if (times++) return route.continue();
    await route.fetch();
    await route.abort('connectionreset');
  });
  await page.locator('[name=text]').fill('kept');
  await page.locator('#send').click();
  await shows(page, 'answered');
  await page.getByRole('heading', { name: 'Sent. Thank you.' }).waitFor();
  assert.equal(new Set(sent.map(each => each.submissionId)).size, 1);
  assert.equal((await result(id)).feedback.freeText, 'kept');
});

await check('other words are another submission', async () => {
  const { page } = await open(plain), sent = posts(page);
  await page.route('**/submit', route => sent.length < 2 ? route.fulfill({ status: 500, json: { success: false, data: null, error: { code: 'INTERNAL_ERROR', message: 'the server failed' } } }) : route.continue());
  await page.locator('[name=text]').fill('first');
  await page.locator('#send').click();
  await page.getByText('It was not sent: the server failed').waitFor();
  await page.locator('[name=text]').fill('second');
  await page.getByRole('button', { name: 'Try again' }).click();
  await shows(page, 'answered');
  assert.notEqual(sent[0].submissionId, sent[1].submissionId);
});

await check('a gateway that says 502 is waited out', async () => {
  const { page } = await open(plain), sent = posts(page);
  await page.route('**/submit', route => sent.length < 2 ? route.fulfill({ status: 502, body: '<h1>Bad gateway</h1>' }) : route.continue());
  await page.locator('[name=text]').fill('patience');
  await page.locator('#send').click();
  await page.getByText('Not sent yet.').waitFor();
  await shows(page, 'answered');
  assert.equal(new Set(sent.map(each => each.submissionId)).size, 1);
});

await on_host('too many requests: it waits as long as it is told, then sends', ['--store', 'memory', '--rate', '10'], async () => {
  const { id, page } = await open(plain);
  await page.locator('[name=text]').fill('later');
  let sent = 0; // from the same address
  while ((await request('POST', `/api/feedback/${id}/submit`, {})).status === 400) sent++;
  assert.ok(sent >= 10 && sent < 20, `${sent}`);
  await page.locator('#send').click();
  await page.getByText('Too many requests.').waitFor();
  await shows(page, 'answered');
});

await check('declined, with a reason', async () => {
  const { id, page } = await open(plan);
  await page.getByText('I would rather not answer').click();
  await page.getByLabel('Reason, if you like').fill('Not my call.');
  await page.getByRole('button', { name: 'Decline to answer' }).click();
  await shows(page, 'declined');
  await page.getByRole('heading', { name: 'You declined to answer.' }).waitFor();
  assert.equal((await view(id)).answer.reason, 'Not my call.');
});

await check('two tabs: the first one wins, the other keeps its words and says whose came first', async () => {
  const { id, url, page } = await open(plain);
  const other = await person();
  await other.goto(url);
  await other.locator('[name=text]').fill('my own long answer');
  await other.route('**/events**', route => route.abort());
  await page.locator('[name=text]').fill('winner');
  await page.locator('#send').click();
  await shows(page, 'answered');
  await shows(other, 'answered').catch(() => other.locator('#send').click());
  await shows(other, 'answered');
  await other.getByRole('heading', { name: 'Already answered' }).waitFor();
  const said = other.locator('#outcome');
  assert.match(await said.textContent(), /my own long answer/);
  await said.getByRole('button', { name: 'Copy' }).click();
  await said.getByRole('button', { name: 'Copied.' }).waitFor();
  assert.equal((await result(id)).feedback.freeText, 'winner');
});

await check('two tabs that send at the same moment: one 200, one 409, which keeps its words', async () => {
  const { url, page } = await open(plain), other = await person(), said = [];
  await other.goto(url);
  for (const each of [page, other]) {
    await each.route('**/events**', route => route.abort());
    each.on('response', response => { if (/submit$/.test(response.url())) said.push(response.status()); });
  }
  await page.locator('[name=text]').fill('left');
  await other.locator('[name=text]').fill('right');
  await Promise.all([page.locator('#send').click(), other.locator('#send').click()]);
  await Promise.all([shows(page, 'answered'), shows(other, 'answered')]);
  await page.locator('#outcome h2').waitFor();
  await page.waitForTimeout(300);
  const titles = [await page.locator('#outcome h2').textContent(), await other.locator('#outcome h2').textContent()].map(each => each.replace('✓', ''));
  assert.deepEqual(titles.toSorted(), ['Already answered', 'Sent. Thank you.']);
  assert.deepEqual(said.sort(), [200, 409]);
  const [loser, words_of_loser] = titles[0] === 'Already answered' ? [page, 'left'] : [other, 'right'];
  assert.match(await loser.locator('#outcome').textContent(), new RegExp(`This was not sent\\.[^]*${words_of_loser}`));
});

await check('the same person in a second tab sees that it is their own answer', async () => {
  const { url, page } = await open(plain), other = await tab(page);
  await other.goto(url);
  await page.locator('[name=text]').fill('mine');
  await page.locator('#send').click();
  await shows(other, 'answered');
  await other.getByRole('heading', { name: 'Sent. Thank you.' }).waitFor();
});

await check('a draft outlives a reload, and is gone when it is sent', async () => {
  const { id, page } = await open(plan);
  await page.getByLabel('Only to staging').check();
  await page.locator('[name=text]').fill('half a thought');
  await page.getByText('Draft kept on this device').waitFor();
  await page.reload();
  assert.equal(await page.locator('[name=text]').inputValue(), 'half a thought');
  assert.ok(await page.getByLabel('Only to staging').isChecked());
  await page.getByText('Your draft of').waitFor();
  await page.locator('#send').click();
  await shows(page, 'answered');
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).filter(key => key.startsWith('tenon.draft'))), []);
  assert.equal((await result(id)).feedback.freeText, 'half a thought');
});

await check('a draft can be dropped, and is not kept where it is not wanted', async () => {
  const { page } = await open(plain);
  await page.locator('[name=text]').fill('no');
  await page.getByText('Draft kept').waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Start afresh' }).click();
  assert.equal(await page.locator('[name=text]').inputValue(), '');
  await page.getByLabel('Keep my draft on this device').uncheck();
  await page.locator('[name=text]').fill('secret');
  await page.waitForTimeout(500);
  assert.ok(!JSON.stringify(await page.evaluate(() => ({ ...localStorage }))).includes('secret'));
});

await check('who leaves with words that are kept nowhere is asked', async () => {
  const { page } = await open(plain), asked = new Promise(resolve => { page.on('dialog', dialog => resolve(dialog.type())); });
  await page.getByLabel('Keep my draft on this device').uncheck();
  await page.locator('[name=text]').pressSequentially('nowhere');
  page.close({ runBeforeUnload: true }).catch(() => {});
  assert.equal(await asked, 'beforeunload');
  page.faults.length = 0;
});

await check('digits choose where the focus is on the options, and nowhere else', async () => {
  const { page } = await open(plan);
  await page.getByLabel('Deploy now').focus();
  await page.keyboard.press('3');
  assert.ok(await page.getByLabel('Only to staging').isChecked());
  await page.locator('[name=text]').focus();
  await page.keyboard.press('1');
  assert.ok(await page.getByLabel('Only to staging').isChecked());
  assert.equal(await page.locator('[name=text]').inputValue(), '1');
});

await check('cleared words come back by Undo', async () => {
  const { page } = await open(plan);
  await page.getByLabel('Deploy now').check();
  await page.locator('[name=text]').fill('precious');
  await page.getByRole('button', { name: 'Clear' }).click();
  assert.equal(await page.locator('[name=text]').inputValue(), '');
  await page.getByRole('button', { name: 'Undo' }).click();
  assert.equal(await page.locator('[name=text]').inputValue(), 'precious');
  assert.ok(await page.getByLabel('Deploy now').isChecked());
});

await check('twenty thousand letters go through, one more does not; an emoji is one', async () => {
  const { id, page } = await open({ message: 'Tell me all.', freeText: { maxLength: 20000 } });
  const text = '\u{1F600}' + '好'.repeat(19999);
  await page.locator('[name=text]').fill(text + 'x');
  await page.getByText('1 characters too many').waitFor();
  await page.locator('#send').click();
  await page.locator('#errors').getByText('20000 characters at most').waitFor();
  await page.locator('[name=text]').fill(text);
  await page.locator('#send').click();
  await shows(page, 'answered');
  assert.equal((await result(id)).feedback.freeText, text);
});

await check('the agent has the answer: the page says so as soon as it is true', async () => {
  const { id, page } = await open(plain);
  await live(page);
  await page.locator('[name=text]').fill('x');
  await page.locator('#send').click();
  await page.getByText('The assistant gets it as soon as it comes back.').waitFor();
  await result(id);
  await page.getByText('The assistant has your answer.').waitFor();
});

await on_mock('who else works on it is named, and the words stay', async () => {
  const { id, page } = await open(plain);
  await page.locator('[name=text]').fill('mine');
  await meddle({ id, set: { claim: { by: 'Li Wei', until: Date.now() + 1e9 } } });
  await page.getByText('Li Wei is working on this question.').waitFor();
  await page.locator('#send').click();
  await page.waitForTimeout(200);
  assert.equal(await page.locator('[name=text]').inputValue(), 'mine');
  assert.ok(await page.locator('#send').isEnabled());
});

await on_mock('where others may not read the answer, the page shows only that there is one', async () => {
  const { id, url } = await ask(plain);
  await meddle({ winner_shown: false });
  await answer(id, { freeText: 'for the agent alone' });
  const page = await person();
  await page.goto(url);
  await page.getByRole('heading', { name: 'Already answered' }).waitFor();
  assert.ok(!(await page.content()).includes('for the agent alone'));
});

await end();
