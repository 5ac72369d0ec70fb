// same.mjs - the library's pages against the reference renderer's, byte for byte: every question, state, language and posted form.
//
// TENON_PAGES is the program of pages.cpp. What it says of a session by the interface, renderer.mjs makes a page of; what is
// random in a page is read out of it.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { posted_form, wrong_fields } from './posted.mjs';
import { questions } from './questions.mjs';
import { code_page, headers, list_page, notice_page, question_page, words } from './renderer.mjs';

if (!process.env.TENON_PAGES) {
  console.log('skipped  the library\'s pages are the reference\'s: TENON_PAGES names no program');
  process.exit(0);
}

// ---- the library

const program = spawn(process.env.TENON_PAGES, { stdio: ['pipe', 'pipe', 'inherit'] });
program.stdin.on('error', () => {}); // it has ended; `act` says so
const lines = createInterface({ input: program.stdout })[Symbol.asyncIterator]();

async function act(what) {
  program.stdin.write(JSON.stringify(what) + '\n');
  const { value, done } = await lines.next();
  assert.ok(!done, `${process.env.TENON_PAGES} ended at ${JSON.stringify(what)}`);
  return JSON.parse(value);
}

const api = async (method, path, body, more = {}) =>
  JSON.parse((await act({ do: 'api', method, path: '/api/feedback/' + path, ...(body && { body: JSON.stringify(body) }), ...more })).body);
const get = (path, query = '', more = {}) => act({ do: 'page', method: 'GET', path, query, ...more });
const post = (path, fields, query = '', more = {}) => act({ do: 'page', method: 'POST', path, query, body: new URLSearchParams(fields).toString(), origin: 'http://h', ...more });

// Whoever asks the same again may be given the session that there is, so each asks as somebody else.
let askers = 0;
async function ask(question, client, owner = 'agent ' + ++askers) {
  const { data, error } = await api('POST', 'create', question, { owner, client });
  assert.ok(data, JSON.stringify(error));
  owners[data.sessionId] = owner;
  return data.sessionId;
}
const owners = {};
const by_owner = (method, id, verb, body) => api(method, `${id}/${verb}`, body, { owner: owners[id] });
const view = async id => (await api('GET', id)).data;

// ---- the reference

const in_page = (page, form) => form.exec(page.body)?.[1] ?? '';

// What the renderer is told besides the view: what was asked for, and what is random.
function dress(kind, page, path, query, inbox) {
  const asked = new URLSearchParams(query), language = asked.get('lang') ?? 'en', theme = asked.get('theme');
  const carried = new URLSearchParams([...asked].filter(([name]) => /^(lang|theme)$/.test(name)));
  return {
    kind, language, theme: ['light', 'dark'].includes(theme) ? theme : 'auto', path, query: asked, nonce: in_page(page, /<style nonce="([^"]*)"/), product: 'Tenon',
    list: inbox ? '/feedback' + (carried.size ? '?' + carried : '') : '',
  };
}

function same(page, wanted, at, status) {
  assert.equal(page.status, status);
  if (page.body !== wanted) {
    let from = 0;
    while (wanted[from] === page.body[from]) from++;
    const part = text => text.slice(Math.max(0, from - 60), from + 120);
    assert.fail(`the pages differ at ${from}\nreference: ${part(wanted)}\nlibrary:   ${part(page.body)}`);
  }
  assert.match(at.nonce, /^[A-Za-z0-9+/]{22}==$/);
  assert.deepEqual(page.headers, { ...page.headers, ...headers(at.nonce), 'Content-Language': at.language });
  pages++;
}

async function same_question(page, id, query, { status = 200, posted, mine = '', inbox = false } = {}) {
  const at = dress('question', page, '/feedback/' + id, query, inbox), shown = await view(id);
  const said = shown.answer?.submissionId;
  Object.assign(at, {
    api: '/api/feedback/' + id, csrf: in_page(page, /name="csrf" value="([^"]*)"/), submissionId: in_page(page, /name="submissionId" value="([^"]*)"/),
    mine: mine !== '' && mine === said, late_mine: mine !== '' && mine.startsWith('late'),
  });
  same(page, question_page(at, shown, posted), at, status);
}

// ---- checks, counted by run.sh

let failed = 0, pages = 0;
async function check(name, body) {
  const before = pages;
  try {
    await body();
    console.log(`passed  ${name} (${pages - before} pages)`);
  } catch (error) {
    failed++;
    console.log(`FAILED  ${name}: ${String(error.stack ?? error).slice(0, 1500)}`);
  }
}

// What a person might send, as [fields, whether it is taken].
const sent = {
  plan: [[[['option', 'now'], ['text', ' tell Ana\r\nfirst ']], true], [[['option', 'now'], ['option', 'monday'], ['text', 'both']], false], [[['option', 'never']], false], [[], false]],
  plain: [[[['text', '<script>alert(1)</script> & "so"']], true], [[['text', ' \r\n ']], false], [[['text', 'x'.repeat(501)]], false]],
  typed: [
    [[['form.name', 'Ada'], ['form.mail', 'a@b.example'], ['form.count', ' 7 '], ['form.agree', 'false'], ['form.size', 'S'], ['form.share', '0.25'], ['form.colours', '#0'], ['form.colours', '#2'], ['form.at', '2026-12-02T09:30:00Z'], ['form.region', 'r3'], ['text', 'so\r\nfar']], true],
    [[['form.name', '<b>'], ['form.mail', 'nobody'], ['form.count', 'many'], ['form.share', '2'], ['form.agree', 'true'], ['form.colours', '#9'], ['form.site', 'javascript:alert(1)'], ['text', '\'"&<>']], false],
  ],
};
const fitting = (question, fields) => fields.map(([name, value]) => [name, name === 'form.size' ? question.form.properties.size.enum[0] : value]);

for (const language of ['en', 'zh']) {
  for (const [name, question] of Object.entries(questions[language])) {
    const { metadata, ...asked } = question, query = 'lang=' + language, begin = () => ask(asked, metadata?.client);

    await check(`${language} ${name}: open, in every dress, waited for and not`, async () => {
      const id = await begin(), path = '/feedback/' + id;
      for (const more of ['', '&theme=dark', '&theme=light&status=all', '&theme=none&mine=a+b%3C%22&x=1']) await same_question(await get(path, query + more), id, query + more);
      await same_question(await get(path, query, { cookie: 'inbox=anybody' }), id, query, { inbox: true });
      await act({ do: 'wait', id });
      await same_question(await get(path, query), id, query);
    });

    await check(`${language} ${name}: withdrawn, with a late note and without; and when the time is up`, async () => {
      const id = await begin(), path = '/feedback/' + id;
      await by_owner('POST', id, 'cancel', { reason: 'no longer' });
      await same_question(await get(path, query), id, query);
      const [[fields]] = sent[name], said = await post(path, [['csrf', in_page(await get(path), /name="csrf" value="([^"]*)"/)], ['submissionId', 'late-1'], ...fitting(question, fields)], query);
      assert.equal(said.status, 303);
      assert.equal(said.headers.Location, `${path}?${query}&mine=late-1`);
      await same_question(await get(path, query + '&mine=late-1'), id, query + '&mine=late-1', { mine: 'late-1' });
      await same_question(await get(path, query), id, query);
      const slow = await begin();
      await act({ do: 'pass', ms: 3_600_000 });
      await same_question(await get('/feedback/' + slow, query), slow, query);
      assert.equal((await view(slow)).state, 'expired');
    });

    await check(`${language} ${name}: declined, by this reader and by another`, async () => {
      const id = await begin(), path = '/feedback/' + id, csrf = in_page(await get(path), /name="csrf" value="([^"]*)"/);
      const said = await post(path, { csrf, submissionId: 'no', act: 'decline', reason: 'No <b>time</b>.\r\nSorry.' }, query);
      assert.equal(said.status, 303);
      await same_question(await get(path, query + '&mine=no'), id, query + '&mine=no', { mine: 'no' });
      await same_question(await get(path, query), id, query);
    });

    await check(`${language} ${name}: while somebody else has it, a form comes back`, async () => {
      const id = await begin(), path = '/feedback/' + id, csrf = in_page(await get(path), /name="csrf" value="([^"]*)"/);
      const [[raw]] = sent[name], form = [['csrf', csrf], ['submissionId', 's-1'], ...fitting(question, raw)];
      await api('POST', id + '/claim', {}, { by: 'bob' });
      const { values, body } = posted_form((await view(id)).question, new URLSearchParams(form)), { error } = await api('POST', id + '/submit', body, { language });
      assert.equal(error.code, 'CLAIMED');
      await same_question(await post(path, form, query), id, query, { status: 409, posted: { values, wrong: [['', error.message]], submissionId: 's-1' } });
    });

    await check(`${language} ${name}: posted forms, taken or back again with what was wrong`, async () => {
      for (const [raw, taken] of sent[name]) {
        const id = await begin(), path = '/feedback/' + id, fields = fitting(question, raw);
        const csrf = in_page(await get(path), /name="csrf" value="([^"]*)"/), form = [['csrf', csrf], ['submissionId', 's-1'], ...fields];
        const { values, body } = posted_form((await view(id)).question, new URLSearchParams(form));
        const stale = await post(path, form.slice(1), query);
        await same_question(stale, id, query, { status: 403, posted: { values, wrong: [['', words[language].error_stale]] } });
        const more = await post(path, [...form, ['act', 'more']], query);
        await same_question(more, id, query, { posted: { values, submissionId: 's-1' } });
        const said = await post(path, form, query);
        if (!taken) {
          const { error } = await api('POST', id + '/submit', body, { language });
          assert.equal(error.code, 'INVALID_REQUEST');
          await same_question(said, id, query, { status: 400, posted: { values, wrong: wrong_fields(error.details), kept: body, submissionId: 's-1' } });
          continue;
        }
        assert.equal(said.status, 303, said.body.slice(0, 200));
        await same_question(await get(path, query + '&mine=s-1'), id, query + '&mine=s-1', { mine: 's-1' });
        const second = await post(path, [['csrf', csrf], ['submissionId', 's-2'], ...fields], query);
        await same_question(second, id, query, { status: 409, posted: { values, kept: body, submissionId: 's-2' } });
        await by_owner('GET', id, 'result');
        await same_question(await get(path, query + '&mine=s-1'), id, query + '&mine=s-1', { mine: 's-1' });
      }
    });
  }

  await check(`${language}: options of every number, long and short, described or not, and words that could be HTML`, async () => {
    const hostile = '</textarea></script><img src=x onerror=alert(1)>"\'&{{nonce}}{{{style}}}', query = 'lang=' + language;
    const option = i => ({ value: `v${i}${hostile}`, label: `l${i}${hostile}`, ...(i === 1 && { description: hostile }), ...(i === 2 && { default: true }) });
    const wanted = [
      { selection: 'single' }, { selection: 'multiple' }, { selection: 'multiple', minSelected: 2, maxSelected: 2 }, { selection: 'multiple', minSelected: 1, maxSelected: 3 },
      { selection: 'multiple', minSelected: 1 }, { selection: 'multiple', maxSelected: 3 },
    ];
    for (const each of wanted) {
      for (const count of [3, 9]) {
        const id = await ask({
          message: `m\n${hostile}`, title: count === 3 ? hostile : '', aiContent: hostile, ...each, predefinedOptions: Array.from({ length: count }, (_, i) => count === 9 ? `${i}${hostile}` : option(i)),
          freeText: count === 9 ? false : { placeholder: hostile, required: true },
        }, hostile);
        const page = await get('/feedback/' + id, query + '&theme=' + encodeURIComponent(hostile) + '&mine=' + encodeURIComponent(hostile));
        await same_question(page, id, query + '&theme=' + encodeURIComponent(hostile) + '&mine=' + encodeURIComponent(hostile));
        assert.ok(!page.body.includes('<img'));
      }
    }
    for (const message of ['a'.repeat(140), 'a'.repeat(141), '😀'.repeat(140), '😀'.repeat(141), 'a\nb']) {
      const id = await ask({ message });
      await same_question(await get('/feedback/' + id, query), id, query);
    }
  });

  await check(`${language}: the list, by status, and its older pages`, async () => {
    const owner = 'lister ' + language;
    for (let i = 0; i < 55; i++) {
      await act({ do: 'pass', ms: 1000 });
      await ask({ message: `Question <${i}>`, ...(i % 2 && { title: 'T & t', priority: 'high', aiContent: 'x', thread: 'th"read' }), timeout: 60 + (i * 37) % 600 }, i % 3 ? 'client <c>' : undefined, owner);
    }
    for (const status of ['pending', 'completed', 'all', '']) {
      const query = `lang=${language}${status && '&status=' + status}`, wanted = { pending: 'pending', completed: 'completed', all: 'all', '': 'pending' }[status];
      let page = await get('/feedback', query, { cookie: 'inbox=' + owner }), cursor = '';
      for (;;) {
        const { data } = await api('GET', 'list', null, { owner, query: `limit=50&status=${wanted}${cursor && '&cursor=' + cursor}` });
        const at = { ...dress('list', page, '/feedback', query, true), api: '/api/feedback/list' };
        const counts = { total: data.total, pending: data.pending, completed: data.completed };
        cursor = data.nextCursor ?? '';
        same(page, list_page(at, { ...counts, items: data.items, nextCursor: cursor }, wanted), at, 200);
        if (!cursor) break;
        page = await get('/feedback', `${query}&cursor=${cursor}`, { cookie: 'inbox=' + owner });
      }
    }
  });

  await check(`${language}: notices`, async () => {
    const query = 'lang=' + language, nobody = '00000000-0000-4000-8000-000000000000';
    for (const [path, status, what, at_path] of [[`/feedback/${nobody}`, 404, 'not_found', `/feedback/${nobody}`], ['/feedback/<x>', 404, 'not_found', '/feedback'], ['/feedback', 401, 'unauthorized', '/feedback'], ['/feedback/a/b', 404, 'not_found', '/feedback']]) {
      const page = await get(path, query), at = dress('notice', page, at_path, query, false);
      same(page, notice_page(at, what), at, status);
    }
    const id = await ask({ message: 'soon gone' });
    await act({ do: 'pass', ms: 3_600_000 });
    await act({ do: 'pass', ms: 86_400_000 });
    const page = await get('/feedback/' + id, query), at = dress('notice', page, '/feedback/' + id, query, false);
    same(page, notice_page(at, 'gone'), at, 410);
  });

  await check(`${language}: the page that wants a code`, async () => {
    const query = 'lang=' + language, id = await ask({ message: 'Behind a code' });
    const { url, code } = JSON.parse((await act({ do: 'invite', id })).body), wrong = code === '1234' ? '4321' : '1234';
    const same_code = (page, status, what) => {
      const at = dress('notice', page, url, query, false), csrf = in_page(page, /name="csrf" value="([^"]*)"/);
      same(page, code_page(at, `${url}?${query}`, csrf, what), at, status);
      return csrf;
    };
    const csrf = same_code(await get(url, query), 200);
    same_code(await post(url, { csrf, code: 'four' }, query), 400, 'code_digits');
    same_code(await post(url, { csrf: 'old', code }, query), 403, 'code_stale');
    for (const left of [4, 3, 2, 1]) same_code(await post(url, { csrf, code: wrong }, query), 401, left);
    const page = await post(url, { csrf, code: wrong }, query), at = dress('notice', page, url, query, false);
    same(page, notice_page(at, 'code_spent'), at, 410);
  });
}

program.stdin.end();
process.exitCode = failed ? 1 : 0;
