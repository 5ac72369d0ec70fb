// reach.mjs - for everybody: screen readers, keyboards, small and forced screens, both languages and all themes.

import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { agent, answer, ask, assert, base, cancel, check, decline, end, invite, live, meddle, on_host, on_mock, person, result, shows, visit_inbox } from './world.mjs';
import { questions } from './questions.mjs';
import { words } from './renderer.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const wait = ms => new Promise(resolve => { setTimeout(resolve, ms); });

async function violations(page) {
  await page.evaluate(axe); // by the debugger's door, which the page's policy does not close
  const found = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] }));
  return found.violations.map(each => `${each.id}: ${each.nodes.map(node => node.html.slice(0, 120)).join(' | ')}`);
}

// Every state of the page: what has to happen before it is looked at.
const states = {
  open: async (page, q) => page.goto((await ask(q.plan)).url),
  plain: async (page, q) => page.goto((await ask(q.plain)).url),
  typed: async (page, q) => page.goto((await ask(q.typed)).url),
  wrong: async (page, q) => { await page.goto((await ask(q.typed)).url); await page.locator('#send').click(); },
  declining: async (page, q) => { await page.goto((await ask(q.plan)).url); await page.locator('#decline summary').click(); },
  sent: async (page, q) => { await page.goto((await ask(q.plain)).url); await page.locator('[name=text]').fill('x'); await page.locator('#send').click(); await shows(page, 'answered'); },
  answered: async (page, q) => { const { id, url } = await ask(q.plain); await page.goto(url); await live(page); await page.locator('[name=text]').fill('x'); await answer(id, { freeText: 'y', submissionId: 'y' }); await shows(page, 'answered'); },
  declined: async (page, q) => { const { id, url } = await ask(q.plain); await decline(id, { reason: 'no' }); await page.goto(url); },
  cancelled: async (page, q) => { const { id, url } = await ask(q.plan); await cancel(id); await page.goto(url); },
  queued: async (page, q) => { await page.goto((await ask(q.plain)).url); await live(page); await page.context().setOffline(true); await page.locator('[name=text]').fill('x'); await page.locator('#send').click(); },
  soon: async (page, q) => page.goto((await ask({ ...q.plain, timeout: 30 })).url),
  missing: async page => page.goto(base + '/feedback/nonsense'),
  list: async (page, q) => { await ask(q.plan); await ask(q.typed); await visit_inbox(page); },
  code: async (page, q) => page.goto((await invite(q.plain)).url),
  code_wrong: async (page, q) => { const { url, code } = await invite(q.plain); await page.goto(url); await page.locator('#code').fill(code === '1234' ? '4321' : '1234'); await page.locator('#code-form button').click(); await page.locator('#code-error:not(:empty)').waitFor(); },
  locked: async (page, q) => { const { id, url } = await ask(q.plain); await meddle({ id, set: { locked: true } }); await page.goto(url); },
};

// Where: the mock shows some, a host that agents speak to others.
const on_agents_host = (name, body) => on_host(name, ['--store', 'memory'], body);
const stage_of = name => name === 'locked' ? on_mock : name.startsWith('code') ? on_agents_host : check;

// What every state is held to, on one visit.
const has_room = async (page, name) => {
  for (const size of ['100%', '200%']) {
    await page.evaluate(to => { document.documentElement.style.fontSize = to; }, size);
    const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.equal(room, 320);
    assert.ok(wide <= room, `${name} at ${size}: ${wide}`);
    const edge = await page.evaluate(() => Math.min(...[...document.querySelectorAll('h1, .top')].map(each => each.getBoundingClientRect().left)));
    assert.ok(edge >= 12, `${name} at ${size}: ${edge} pixels from the edge`);
  }
};

const large_enough = async page => {
  const small = await page.evaluate(() => [...document.querySelectorAll('button, input:not([type=hidden]), textarea, select, summary, nav a, #language, #items a, .choice')]
    .filter(each => each.checkVisibility())
    .map(each => { const box = (each.closest('label') ?? each).getBoundingClientRect(); return { what: each.outerHTML.slice(0, 90), least: Math.min(box.width, box.height), wanted: each.closest('.choice') ? 44 : 24 }; })
    .filter(each => each.least < each.wanted));
  assert.deepEqual(small, []);
};

const all_in_chinese = async page => {
  const text = await page.evaluate(() => document.body.innerText);
  assert.ok(!/undefined|null|NaN|\{\w+\}|\[object/.test(text), text);
  assert.equal(text.replaceAll(/Tenon|English|Ctrl|Enter|kubectl[^\n]*|api|worker|[a-z]+:\/\/\S*|wiki\S*|UTC|\bx\b/g, '').match(/[A-Za-z]{4,}[^\n]*/), null);
};

for (const [name, act] of Object.entries(states)) {
  await stage_of(name)(`${name}: axe finds nothing, targets are large, nothing scrolls sideways at 320 pixels, every word is there`, async () => {
    const desk = await person({ width: 1280, reducedMotion: 'reduce' });
    await act(desk, questions.en);
    await wait(100);
    assert.deepEqual(await violations(desk), []);
    const phone = await person({ language: 'zh-CN', colorScheme: 'dark', reducedMotion: 'reduce' });
    await act(phone, questions.zh);
    await wait(100);
    assert.deepEqual(await violations(phone), []);
    await large_enough(phone);
    if (name !== 'list') await all_in_chinese(phone); // which shows what others were asked, in their words
    await phone.setViewportSize({ width: 320, height: 640 });
    await has_room(phone, name);
  });
}

await check('these checks see what they look for: a planted field without a name, a small target, a wide word, an English one', async () => {
  const page = await person({ width: 320, language: 'zh-CN' });
  await page.goto((await ask(questions.zh.plain)).url);
  await page.evaluate(() => {
    const field = document.createElement('input'), button = document.createElement('button');
    field.id = 'planted';
    button.textContent = 'planted';
    Object.assign(button.style, { width: '900px', height: '9px', minHeight: '0' });
    document.querySelector('main').append(field, button);
  });
  assert.ok((await violations(page)).some(each => /label/.test(each) && /planted/.test(each)));
  for (const held_to of [large_enough, all_in_chinese, has_room]) await assert.rejects(held_to(page, 'planted'));
});

await check('no word is missing in either language', () => {
  assert.deepEqual(Object.keys(words.zh), Object.keys(words.en));
  const slots = text => [...text.matchAll(/\{\w+\}/g)].map(each => each[0]).sort();
  for (const key of Object.keys(words.en)) assert.deepEqual(slots(words.zh[key]), slots(words.en[key]), key);
});

await check('by keyboard alone: skip, choose, write, send, and the focus is always seen', async () => {
  const { id, url } = await ask(questions.en.plan), page = await person({ width: 1280, height: 800 });
  await page.goto(url);
  const seen = [], focus = () => page.evaluate(() => {
    const each = document.activeElement, shown = each.closest('.choice') ?? each, style = getComputedStyle(shown), box = shown.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20));
    return { what: each.id || each.name || each.textContent.trim().slice(0, 20), ring: style.outlineStyle !== 'none' || style.boxShadow !== 'none', hidden: !shown.contains(top) && !top?.contains(shown), y: box.y };
  });
  for (let i = 0; i < 25; i++) {
    await page.keyboard.press('Tab');
    const now = await focus();
    assert.ok(now.ring, `no focus to be seen on ${now.what}`);
    assert.ok(!now.hidden, `${now.what} has the focus under something else`);
    seen.push(now.what);
    if (now.what === 'option') await page.keyboard.press('ArrowDown');
    if (now.what === 'f1') await page.keyboard.type('by keys');
    if (now.what === 'send') break;
  }
  assert.deepEqual(seen.filter(each => /Skip|theme-auto|language|more|option|f1|send/.test(each)), ['Skip to the answer', 'theme-auto', 'language', 'more', 'option', 'f1', 'send']);
  await page.keyboard.press('Enter');
  await shows(page, 'answered');
  await page.waitForFunction(() => document.activeElement.id === 'outcome');
  const { feedback } = await result(id);
  assert.equal(feedback.freeText, 'by keys');
  assert.equal(feedback.selectedOptions.length, 1);
});

await check('on a phone the focus is never under the bar', async () => {
  const { url } = await ask(questions.en.typed), page = await person({ width: 390, height: 500 });
  await page.goto(url);
  for (let i = 0; i < 22; i++) {
    await page.keyboard.press('Tab');
    const under = await page.evaluate(() => {
      const each = document.activeElement, bar = document.querySelector('.bar');
      if (bar.contains(each) || each === document.body || !each.closest('#all')) return false;
      return each.getBoundingClientRect().top > bar.getBoundingClientRect().top - 4;
    });
    assert.ok(!under, await page.evaluate(() => document.activeElement.outerHTML.slice(0, 80)));
  }
});

await check('states are said to screen readers: a role for each, one h1, landmarks, a title', async () => {
  const { id, url } = await ask(questions.en.plan), page = await person();
  await page.goto(url);
  await live(page);
  assert.equal(await page.locator('h1').count(), 1);
  assert.match(await page.title(), /^Deploy 4\.2 to production now\? – /);
  for (const role of ['banner', 'main']) assert.equal(await page.getByRole(role).count(), 1);
  assert.equal(await page.getByRole('timer').getAttribute('aria-live'), 'off');
  await page.getByRole('radiogroup', { name: 'Choose one' }).waitFor();
  await answer(id, { selectedOptions: ['now'], submissionId: 'a' });
  await shows(page, 'answered');
  await page.waitForFunction(() => /Already answered/.test(document.querySelector('#live').textContent));
});

await check('forced colours: what is chosen can be told', async () => {
  const { url } = await ask(questions.en.plan), page = await person({ forcedColors: 'active' });
  await page.goto(url);
  await page.getByLabel('Deploy now').check();
  const borders = await page.locator('.choice').evaluateAll(all => all.map(each => getComputedStyle(each).borderTopWidth));
  assert.notEqual(borders[0], borders[1]);
});

await check('the theme follows the system, the switch, the address; the choice is kept', async () => {
  const { url } = await ask(questions.en.plain), page = await person({ colorScheme: 'dark' });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.goto(url);
  const dark = await ground();
  await page.getByRole('link', { name: 'Light' }).click();
  const light = await ground();
  assert.notEqual(dark, light);
  await page.reload();
  assert.equal(await ground(), light);
  await page.goto(url + '?theme=dark');
  assert.equal(await ground(), dark);
  assert.equal(await page.locator('meta[name=theme-color]').first().getAttribute('content'), dark);
  await page.getByRole('link', { name: 'System' }).click();
  assert.ok(!page.url().includes('theme'));
});

await check('the language follows the browser, the switch, the address; the choice and the words are kept', async () => {
  const { url } = await ask(questions.zh.plain), page = await person({ language: 'zh-CN' });
  await page.goto(url);
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
  await page.locator('[name=text]').fill('草稿');
  await page.getByRole('link', { name: 'English' }).click();
  await page.getByRole('button', { name: 'Send answer' }).waitFor();
  assert.equal(await page.locator('[name=text]').inputValue(), '草稿');
  await page.goto(url);
  await page.getByRole('button', { name: 'Send answer' }).waitFor();
});

await check('reduced motion is respected', async () => {
  const { id, url } = await ask(questions.en.plain), page = await person({ reducedMotion: 'reduce' });
  const waiting = agent(id);
  await page.goto(url);
  await page.getByText('The assistant is waiting').waitFor();
  assert.equal(await page.locator('.dot').evaluate(dot => getComputedStyle(dot).animationName), 'none');
  waiting.leave();
});

await check('a touch screen at work: a long text unfolds', async () => {
  const { url } = await ask(questions.en.plan), page = await person({ hasTouch: true, isMobile: true });
  await page.goto(url);
  const button = page.getByRole('button', { name: 'Show all' });
  assert.equal(await button.getAttribute('aria-expanded'), 'false');
  await button.tap();
  await page.getByRole('link', { name: 'the runbook' }).waitFor();
  assert.equal(await page.locator('#unfold').getAttribute('aria-expanded'), 'true');
});

await end();
