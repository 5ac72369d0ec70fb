// assets.mjs - the files of src/web/assets against docs/page.md: every slot is told there, raw ones are few, scripts cannot end themselves.

import { readFileSync } from 'node:fs';
import { asset, escape, fill, words } from './renderer.mjs';
import { assert, check, end } from './world.mjs';

const templates = ['page.html', 'page_question.html', 'page_list.html', 'page_notice.html'];
const scripts = ['page_head.js', 'page_core.js', 'page_markdown.js', 'page_live.js', 'page_form.js', 'page_question.js', 'page_list.js', 'page_notice.js'];
const tokens = text => [...text.matchAll(/\{\{(\{?)([#^/]?)([\w.]+)\}?\}\}/g)].map(([all, raw, kind, name]) => ({ all, raw, kind, name }));

await check('every slot of the templates is in docs/page.md', () => {
  const manual = readFileSync(process.env.TENON_PAGE_MANUAL, 'utf8');
  const told = new Set([...manual.matchAll(/`([a-z_]+)`/g)].map(each => each[1]));
  for (const name of templates) for (const each of tokens(asset(name))) if (!each.name.startsWith('t.')) assert.ok(told.has(each.name), `${name}: ${each.name}`);
});

await check('five slots are raw, and no other', () => {
  const raw = templates.flatMap(name => tokens(asset(name)).filter(each => each.raw).map(each => each.name));
  assert.deepEqual(raw.sort(), ['body', 'data', 'head_script', 'script', 'style']);
});

await check('a slot stands between tags or in quotes', () => {
  for (const name of templates) {
    const bare = asset(name).replaceAll(/\{\{[#^/][\w.]+\}\}/g, '').replaceAll(/"[^"]*"/g, '""').match(/<[a-z][^>]*\{\{[^>]*>/g);
    assert.equal(bare, null, name);
  }
});

await check('sections are closed in their order, and none holds one of its own name', () => {
  for (const name of templates) {
    const open = [];
    for (const { kind, name: slot } of tokens(asset(name))) {
      if (kind === '/') assert.equal(open.pop(), slot, name);
      else if (kind) { assert.ok(!open.includes(slot), `${name}: ${slot}`); open.push(slot); }
    }
    assert.deepEqual(open, []);
  }
});

await check('every word that is used is there, and every word there is used', () => {
  const text = templates.map(asset).join('') + scripts.map(asset).join('') + readFileSync(new URL('renderer.mjs', import.meta.url), 'utf8') + asset('page_words_en.json').replaceAll(/^"\w+"/gm, '');
  for (const name of templates) for (const each of tokens(asset(name))) if (each.name.startsWith('t.')) assert.ok(each.name.slice(2) in words.en, each.name);
  for (const [, key] of scripts.map(asset).join('').matchAll(/\bt\('(\w+[a-z])'/g)) assert.ok(key in words.en || /^(error|badge|agent)$/.test(key), key);
  const parts = /^(error|badge|agent|list|list_empty)_|_text$|^(answered|declined|cancelled|expired|gone|not_found|unauthorized|forbidden|broken|code_spent|code_digits|code_stale|theme)/;
  for (const key of Object.keys(words.en)) assert.ok(parts.test(key) || new RegExp(`[.'"]${key}\\b`).test(text), `${key} is used nowhere`);
});

await check('scripts and styles cannot end their own element, make HTML, or hold a token of the templates', () => {
  for (const name of [...scripts, 'page.css']) {
    assert.ok(!/<\/(script|style)|<!--/i.test(asset(name)), name);
    assert.ok(!/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|srcdoc|DOMParser/.test(asset(name)), name);
    assert.ok(!/\{\{/.test(asset(name).replaceAll(/\$\{\{/g, '')), name);
  }
  for (const key of Object.values(words)) for (const text of Object.values(key)) assert.ok(!/[<>&]/.test(text), text);
});

await check('the template language does what the manual says', () => {
  assert.equal(fill('{{a}}{{{a}}}', { a: `&<>"'` }), `&amp;&lt;&gt;&quot;&#39;&<>"'`);
  assert.equal(fill('{{#a}}[{{b}}{{c}}]{{/a}}{{^a}}none{{/a}}', { c: '!', a: [{ b: '1' }, { b: '2', c: '?' }] }), '[1!][2?]');
  assert.equal(fill('{{#a}}x{{/a}}{{^a}}none{{/a}}', { a: [] }), 'none');
  assert.equal(fill('{{#a}}{{a}}{{/a}}{{^a}}none{{/a}}', { a: '0' }), '0');
  assert.equal(fill('{{a}}{{nothing}}', { a: '{{b}}', b: 'x' }), '{{b}}');
  assert.equal(escape('a&amp;b'), 'a&amp;amp;b');
});

await end();
