// gallery.mjs - a picture of every state, in both languages and themes, on a phone and on a desk: $TENON_ARTEFACTS/<state>-<dress>.png.

import { mkdirSync } from 'node:fs';
import { agent, answer, ask, base, cancel, check, decline, end, invite, meddle, on_host, on_mock, person, visit_inbox } from './world.mjs';
import { questions } from './questions.mjs';

const folder = process.env.TENON_ARTEFACTS ?? 'pictures', only = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const dresses = [];
for (const language of ['en-US', 'zh-CN']) for (const theme of ['light', 'dark']) for (const width of [390, 1280]) dresses.push({ language, theme, width });

const wait = ms => new Promise(resolve => { setTimeout(resolve, ms); });
const fill = async page => {
  await page.locator('input[type=radio], input[type=checkbox][name=option]').first().check();
  await page.locator('[name=text]').fill('Ship it, but keep the old build at hand for a day.');
};
const asked = async language => ask(questions[language.slice(0, 2)].plan);

// Questions that are over, when their pictures are taken.
const over_at = Date.now() + 42000, over = {};
for (const { language } of dresses) (over[language.slice(0, 2)] ??= []).push(await ask({ ...questions[language.slice(0, 2)].plan, timeout: 30 }));
const at_an_end = async (page, { language }) => {
  await wait(over_at - Date.now());
  await page.goto(over[language.slice(0, 2)][0].url);
};

const guess = async (page, { url, code }, times) => {
  await page.goto(url);
  for (let i = 0; i < times; i++) {
    await page.locator('#code').fill(code === '1234' ? '4321' : '1234');
    await page.locator('#code-form button').click();
  }
  await page.waitForLoadState();
};

// Each: what to do before and after the page is open. The picture is taken then.
const states = {
  open: async (page, { language }) => { const { id, url } = await asked(language); page.agent = agent(id); await page.goto(url); await wait(500); await fill(page); },
  plain: async (page, { language }) => { const { url } = await ask(questions[language.slice(0, 2)].plain); await page.goto(url); },
  typed: async (page, { language }) => { const { url } = await ask(questions[language.slice(0, 2)].typed); await page.goto(url); },
  wrong: async (page, { language }) => { const { url } = await ask(questions[language.slice(0, 2)].typed); await page.goto(url); await page.locator('#send').click(); },
  decline: async (page, { language }) => { const { url } = await asked(language); await page.goto(url); await page.locator('#decline summary').click(); await page.locator('#reason').scrollIntoViewIfNeeded(); },
  sent: async (page, { language }) => { const { url } = await asked(language); await page.goto(url); await fill(page); await page.locator('#send').click(); await page.locator('#outcome').waitFor(); await wait(700); },
  answered: async (page, { language }) => { const { id, url } = await asked(language); await page.goto(url); await fill(page); await answer(id, { selectedOptions: [questions[language.slice(0, 2)].plan.predefinedOptions[1].value], freeText: 'Monday is better.', metadata: { by: 'Li Wei' } }); await page.locator('#outcome').waitFor(); },
  declined: async (page, { language }) => { const { id, url } = await asked(language); await decline(id, { reason: 'Not my call.' }); await page.goto(url); },
  cancelled: async (page, { language }) => { const { id, url } = await asked(language); await page.goto(url); await fill(page); await cancel(id, ''); await page.locator('#outcome').waitFor(); },
  soon: async (page, { language }) => { const { url } = await ask({ ...questions[language.slice(0, 2)].plain, timeout: 30 }); await page.goto(url); await wait(300); },
  offline: async (page, { language }) => { const { url } = await asked(language); await page.goto(url); await wait(400); await fill(page); await page.context().setOffline(true); await page.locator('#send').click(); await wait(600); },
  failed: async (page, { language }) => { const { url } = await asked(language); await page.route('**/submit', route => route.fulfill({ status: 500, json: { success: false, data: null, error: { code: 'INTERNAL_ERROR', message: language === 'zh-CN' ? '服务器出错' : 'the server failed' } } })); await page.goto(url); await fill(page); await page.locator('#send').click(); await wait(400); },
  claimed: async (page, { language }) => { const { id, url } = await asked(language); await meddle({ id, set: { claim: { by: 'Li Wei', until: Date.now() + 1e9 } } }); await page.goto(url); await wait(300); },
  list: async (page, { language }) => { for (const each of Object.values(questions[language.slice(0, 2)])) await ask(each); await visit_inbox(page); await wait(500); },
  empty: async page => { await visit_inbox(page); await page.evaluate(() => { document.querySelector('#items').replaceChildren(); document.querySelector('#empty').hidden = false; }); },
  missing: async page => { await page.goto(base + '/feedback/0714dd2c-f5fc-4f75-b724-1d1d0f90d5e1'); },
  key: async (page, { language }) => { const { id, url } = await asked(language); await meddle({ id, set: { locked: true } }); await page.goto(url); },
  code: async (page, { language }) => { await page.goto((await invite(questions[language.slice(0, 2)].plan)).url); },
  code_wrong: async (page, { language }) => { await guess(page, await invite(questions[language.slice(0, 2)].plan), 1); },
  code_spent: async (page, { language }) => { await guess(page, await invite(questions[language.slice(0, 2)].plan), 5); },
  expired: at_an_end,
  late: async (page, dress) => { await at_an_end(page, dress); over[dress.language.slice(0, 2)].push(over[dress.language.slice(0, 2)].shift()); await fill(page); await page.locator('#send').click(); await wait(600); },
};

async function picture(name, act, dress) {
  const page = await person({ language: dress.language, width: dress.width, height: dress.width < 500 ? 844 : 800, colorScheme: dress.theme });
  await act(page, dress);
  const file = `${folder}/${name}-${dress.language.slice(0, 2)}-${dress.theme}-${dress.width}.png`;
  // All of it on one tall screen, so that what sticks to the end of the screen is where the page ends.
  if (!['open', 'list', 'empty'].includes(name)) await page.setViewportSize({ width: dress.width, height: await page.evaluate(() => Math.max(innerHeight, document.documentElement.scrollHeight)) });
  await page.screenshot({ path: file });
  page.agent?.leave();
  if (page.faults.length) throw new Error(page.faults.join('\n'));
  await page.context().close();
}

for (const [name, act] of Object.entries(states)) {
  if (only.length && !only.includes(name)) continue;
  const on_agents_host = (title, body, milliseconds) => on_host(title, ['--store', 'memory'], body, milliseconds);
  const stage = ['claimed', 'key'].includes(name) ? on_mock : name.startsWith('code') ? on_agents_host : check;
  await stage(`${name}: pictures in every dress, and nothing goes wrong`, async () => { for (const dress of dresses) await picture(name, act, dress); }, 120000);
}
await end();
