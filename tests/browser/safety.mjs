// safety.mjs - what agents and people write stays text, whatever they write, in every place where it is shown.

import { gzipSync } from 'node:zlib';
import { answer, ask, assert, base, check, end, inbox, person, request, shows } from './world.mjs';

const payloads = [
  '<script>window.hit=1</script>', '"><img src=x onerror=window.hit=1>', "'><svg/onload=window.hit=1>", '</title><script>window.hit=1</script>',
  '</textarea><script>window.hit=1</script>', '</script><script>window.hit=1</script>', '<!--<script>', 'javascript:window.hit=1', '{{t.send}}{{{data}}}{{#form}}',
  '<iframe srcdoc="<script>parent.hit=1</script>">', '" autofocus onfocus=window.hit=1 x="', '\u2028</script>\u2029', '<a href="javascript:window.hit=1">x</a>', '&lt;script&gt;', '<style>*{display:none}</style>',
  '<form action=https://evil.example><button>', '<base href=https://evil.example>', '<meta http-equiv=refresh content="0;url=https://evil.example">',
];
const all = payloads.join(' ');
const polyglots = [
  '[a](javascript:window.hit=1)', '[a](JaVaScRiPt:window.hit=1)', '[a](java\tscript:window.hit=1)', '[a](&#106;avascript:window.hit=1)', '[a](data:text/html,<script>window.hit=1</script>)',
  '[a](vbscript:x)', '<javascript:window.hit=1>', '![x](https://evil.example/pixel.png)', '![x](javascript:window.hit=1)', '[x]: javascript:window.hit=1', '[x][x]',
  '[<img src=x onerror=window.hit=1>](https://example.com "onclick=window.hit=1")', '`<img src=x onerror=window.hit=1>`', '```html"><script>window.hit=1</script>\n<script>window.hit=1</script>\n```',
  '| <script>window.hit=1</script> | b |\n|---|---|\n| <img src=x onerror=window.hit=1> | [x](javascript:window.hit=1) |', '- [ ] <svg onload=window.hit=1>', '> <iframe src=javascript:window.hit=1>', '# <script>window.hit=1</script>',
  '[https://bank.example](https://evil.example)', '**' + '<b>'.repeat(50), '\u202Etxt.exe\u202C', 'https://evil.example/"onmouseover="window.hit=1', ...payloads,
].join('\n\n');

const unhurt = async page => {
  assert.equal(await page.evaluate(() => window.hit), undefined);
  const strange = await page.evaluate(() => [...document.body.querySelectorAll('*')]
    .filter(each => /^(script|iframe|object|embed|img|svg|style|base|meta|link|video|audio|math)$/.test(each.localName) && !each.nonce
      || [...each.attributes].some(one => one.name.startsWith('on') || one.name === 'style' && each.className !== 'ring' || /^\s*(javascript|data|vbscript):/i.test(one.value) && /^(href|src|action)$/.test(one.name)))
    .map(each => each.outerHTML.slice(0, 100)));
  assert.deepEqual(strange, []);
};

const hostile = (extra = {}) => ({
  title: all.slice(0, 200), message: all, thread: all.slice(0, 200), metadata: { client: all },
  predefinedOptions: payloads.map(each => ({ value: each, label: 'L ' + each, description: 'D ' + each })),
  freeText: { placeholder: all.slice(0, 200), maxLength: 5000 },
  form: { type: 'object', properties: Object.fromEntries(['<b>"\'</b>', 'x"><script>window.hit=1</script>', '__proto', 'a/b~c'].map((name, i) => [name, { type: 'string', title: payloads[i], description: payloads[i + 1], default: payloads[i + 2] }]).concat([
    ['pick', { type: 'string', title: payloads[3], enum: payloads }], ['some', { type: 'array', title: payloads[4], items: { anyOf: payloads.map(each => ({ const: each, title: each })) } }]])) },
  aiContent: polyglots, onTimeout: { default: { selectedOptions: [payloads[0]], freeText: all, form: {} } }, ...extra,
});

await check('hostile words in every field of a question: none of them does anything', async () => {
  for (const script of [true, false]) {
    const { url } = await ask(hostile()), page = await person({ script });
    await page.goto(url);
    assert.equal(await page.locator('h1').textContent(), all.slice(0, 200));
    assert.equal(await page.locator('.message').textContent(), all);
    assert.equal(await page.locator('input[name=option]').first().getAttribute('value'), payloads[0]);
    if (script) await unhurt(page);
    assert.deepEqual(page.faults, []);
  }
});

await check('hostile words are chosen and sent as they are', async () => {
  const { id, url } = await ask(hostile()), page = await person();
  await page.goto(url);
  for (const box of await page.locator('input[name=option]').all()) await box.check({ force: true });
  await page.locator('textarea[name=text]').fill(all);
  await page.locator('#send').click();
  await shows(page, 'answered');
  await page.locator('#outcome blockquote').waitFor();
  await unhurt(page);
  const { data } = await request('GET', `/api/feedback/${id}/result`);
  assert.deepEqual(data.feedback.selectedOptions, payloads);
  assert.equal(data.feedback.freeText, all);
  assert.equal(data.feedback.form['<b>"\'</b>'], payloads[2]);
});

await check('hostile words in an answer and in a reason, with and without JavaScript', async () => {
  for (const script of [true, false]) {
    const page = await person({ script });
    for (const [verb, body] of [['submit', { freeText: all }], ['decline', { reason: all.slice(0, 2000) }]]) {
      const { id, url } = await ask({ message: 'x', freeText: { maxLength: 5000 } });
      await request('POST', `/api/feedback/${id}/${verb}`, { ...body, metadata: { by: all } });
      await page.goto(url);
      assert.match(await page.locator('#outcome').textContent(), /<script>window\.hit=1<\/script>/);
      if (script) await unhurt(page);
    }
    assert.deepEqual(page.faults, []);
  }
});

await check('hostile values of lang, theme, status, mine and others in the address', async () => {
  const { url } = await ask({ message: 'x' }), page = await person();
  for (const payload of [...payloads, all]) {
    const query = new URLSearchParams(['lang', 'theme', 'status', 'mine', 'cursor', 't', payload].map(name => [name, payload]));
    await page.goto(`${url}?${query}#k=${encodeURIComponent(payload)}`);
    assert.match(await page.locator('html').getAttribute('data-theme'), /^(auto|light|dark)$/);
    assert.match(await page.locator('html').getAttribute('lang'), /^(en|zh-CN)$/);
    await unhurt(page);
  }
}, 60000);

await check('hostile words in the list, as the server and as the script make it', async () => {
  await ask(hostile({ priority: 'high' }));
  const page = await inbox();
  await unhurt(page);
  await page.waitForResponse(/api\/feedback\/list/);
  await page.waitForTimeout(200);
  await unhurt(page);
});

await check('Markdown: links say where they lead, pictures are not fetched, and what turns letters round is visible', async () => {
  const { url } = await ask({ message: 'x', aiContent: polyglots }), page = await person();
  await page.goto(url);
  const links = await page.locator('#markdown a').evaluateAll(all_links => all_links.map(each => ({ href: each.href, rel: each.rel, target: each.target, shown: each.parentElement.textContent })));
  assert.ok(links.length > 3);
  for (const link of links) {
    assert.match(link.href, /^(https?|mailto):/);
    assert.equal(link.rel, 'noopener noreferrer nofollow');
    assert.equal(link.target, '_blank');
    assert.ok(link.shown.includes(new URL(link.href).host), link.shown);
  }
  await page.locator('.bidi').getByText('U+202E').waitFor();
  assert.equal(await page.locator('#markdown img').count(), 0);
});

await check('Markdown becomes what it says', async () => {
  const { url } = await ask({ message: 'x', aiContent: '# A\n## B `c`\n\none *two* __three__ ~~four~~ 2 * 3 * 4 snake_case_name\nnext\n\n1. x\n   - deep\n     more\n2. y\n\n5) five\n\n- [x] t\n\n```js\nlet a = "<b>&amp;";\n```\n\n| l | r |\n|:-|-:|\n| `a\\|b` | 2 |\n\n> q\n\n---\n\n\\*no\\* &amp; <https://example.com/a_b_c>' });
  const page = await person();
  await page.goto(url);
  const made = await page.locator('#markdown').evaluate(root => {
    const tell = node => node.nodeType === 3 ? node.data : node.matches('button,.host') ? '' : `<${node.localName}${node.start > 1 ? ' ' + node.start : ''}>${[...node.childNodes].map(tell).join('')}</>`;
    return [...root.children].map(tell);
  });
  assert.deepEqual(made, ['<h3>A</>', '<h4>B <code>c</></>', '<p>one <em>two</> <strong>three</> <del>four</> 2 * 3 * 4 snake_case_name<br></>next</>',
    '<ol><li>x<ul><li>deep<br></>more</></></><li>y</></>', '<ol 5><li>five</></>', '<ul><li><span>☑</>t</></>', '<div><pre><code>let a = "<b>&amp;";</></></>',
    '<div><table><thead><tr><th>l</><th>r</></></><tbody><tr><td><code>a|b</></><td>2</></></></></>', '<blockquote><p>q</></>', '<hr></>', '<p>*no* & <a>https://example.com/a_b_c</></>']);
});

await check('Markdown that is meant to be slow is not', async () => {
  const page = await person();
  for (const text of ['*'.repeat(50000), '['.repeat(50000), '`'.repeat(49999), '> '.repeat(20000) + 'x', '- '.repeat(20000) + 'x', '**a '.repeat(20000), '[a]('.repeat(20000), '|'.repeat(40000) + '\n|-|', '_a'.repeat(30000), '<https://'.repeat(10000), ' '.repeat(90000) + 'x', '\n'.repeat(90000), '# '.repeat(30000), '1. a\n'.repeat(15000)]) {
    const { url } = await ask({ message: 'x', aiContent: text });
    const started = performance.now();
    await page.goto(url);
    await page.locator('#send').waitFor();
    assert.ok(performance.now() - started < 15000, `${text.slice(0, 12)}: ${Math.round(performance.now() - started)} ms`);
  }
}, 120000);

await check('the headers are those that were promised', async () => {
  const { url } = await ask({ message: 'x' });
  const one = await fetch(url), two = await fetch(url), nonce = /'nonce-([^']+)'/.exec(one.headers.get('content-security-policy'))[1];
  assert.ok(Buffer.from(nonce, 'base64').length >= 16);
  assert.ok(!two.headers.get('content-security-policy').includes(nonce));
  const policy = one.headers.get('content-security-policy');
  for (const part of ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'", "connect-src 'self'", "require-trusted-types-for 'script'", "trusted-types 'none'"]) assert.ok(policy.includes(part), part);
  assert.ok(!/unsafe|\*|https?:/.test(policy), policy);
  assert.deepEqual(['x-content-type-options', 'referrer-policy', 'x-frame-options', 'cross-origin-opener-policy', 'cross-origin-resource-policy', 'cache-control'].map(name => one.headers.get(name)),
    ['nosniff', 'same-origin', 'DENY', 'same-origin', 'same-origin', 'no-store']);
  const text = await one.text();
  assert.ok(gzipSync(text).length < 40 * 1024, `${gzipSync(text).length} bytes compressed`);
  assert.ok(text.length < 90 * 1024, `${text.length} bytes`);
});

await check('one page is one request and one stream', async () => {
  const { url } = await ask({ message: 'x', aiContent: '# y' }), page = await person(), asked = [];
  page.on('request', each => asked.push(new URL(each.url()).pathname.replace(/[0-9a-f-]{36}/, 'ID')));
  await page.goto(url);
  await page.waitForTimeout(1000);
  assert.deepEqual(asked.filter(each => !each.startsWith('image/')), ['/feedback/ID', '/api/feedback/ID/events']);
});

await check('the page cannot be made to run what it should not, even by itself', async () => {
  const { url } = await ask({ message: 'x' }), page = await person();
  await page.goto(url);
  const tried = await page.evaluate(() => {
    const attempt = what => { try { what(); return 'done'; } catch (error) { return error.name; } };
    const script = document.createElement('script');
    return [attempt(() => { script.text = 'window.hit = 1'; }), attempt(() => { document.body.innerHTML = '<b>x</b>'; }), attempt(() => window.eval('1')), attempt(() => document.body.append(script)), window.hit ?? 'none'];
  });
  assert.deepEqual([tried[0], tried[1], tried.at(-1)], ['TypeError', 'TypeError', 'none']);
  page.faults.length = 0; // the browser reported what it stopped
});

await check('these checks see what they look for: planted nodes, a foreign request, a policy that is broken', async () => {
  const { url } = await ask({ message: 'x' }), page = await person();
  await page.goto(url);
  await unhurt(page);
  await page.evaluate(() => { document.body.append(document.createElement('img')); });
  await assert.rejects(unhurt(page));
  await page.evaluate(() => {
    document.querySelector('img').remove();
    document.querySelector('h1').setAttribute('style', 'color: red');
    fetch('https://evil.example/').catch(() => {});
  });
  await assert.rejects(unhurt(page));
  await page.waitForTimeout(200);
  assert.ok(page.faults.some(each => /style/.test(each)) && page.faults.some(each => /evil\.example/.test(each)), page.faults.join('\n'));
  page.faults.length = 0;
});

await check('an answer of a stranger page is refused: foreign Origin on the interface', async () => {
  const { id } = await ask({ message: 'x' });
  const response = await fetch(`${base}/api/feedback/${id}/submit`, { method: 'POST', headers: { 'Content-Type': 'application/json', Origin: 'https://evil.example' }, body: JSON.stringify({ freeText: 'x' }) });
  assert.equal(response.status, 403);
  const simple = await fetch(`${base}/api/feedback/${id}/submit`, { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: JSON.stringify({ freeText: 'x' }) });
  assert.equal(simple.status, 415);
  await answer(id, { freeText: 'still open' });
});

await end();
