// renderer.mjs - how a server makes the pages of src/web/assets: the template language and the slots of docs/page.md, for reference.

import { readFileSync } from 'node:fs';

const folder = process.env.TENON_ASSETS ?? new URL('../../src/web/assets', import.meta.url).pathname;
export const asset = name => readFileSync(`${folder}/${name}`, 'utf8');

export const words = { zh: JSON.parse(asset('page_words_zh.json')), en: JSON.parse(asset('page_words_en.json')) };
const scripts = {
  question: ['page_core.js', 'page_markdown.js', 'page_live.js', 'page_form.js', 'page_question.js'],
  list: ['page_core.js', 'page_list.js'],
  notice: ['page_core.js', 'page_notice.js'],
};

// ---- the language: {{slot}}, {{{slot}}}, {{#slot}}...{{/slot}}, {{^slot}}...{{/slot}}

const escaped = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
export const escape = text => String(text).replace(/[&<>"']/g, letter => escaped[letter]);

/** `frames`: the innermost last. A slot that no frame has is empty. */
export function fill(template, ...frames) {
  const slot = name => frames.findLast(frame => Object.hasOwn(frame, name))?.[name] ?? '';
  let out = '';
  for (;;) {
    const token = /\{\{(\{?)([#^]?)([\w.]+)\}?\}\}/.exec(template);
    if (!token) return out + template;
    const [all, raw, kind, name] = token, value = slot(name);
    out += template.slice(0, token.index);
    template = template.slice(token.index + all.length);
    if (!kind) {
      out += raw ? value : escape(value);
      continue;
    }
    const end = end_of(template, name), inside = template.slice(0, end);
    template = template.slice(end + name.length + 5);
    const filled = Array.isArray(value) ? value.length > 0 : value !== '';
    if (kind === '^') out += filled ? '' : fill(inside, ...frames);
    else if (Array.isArray(value)) for (const each of value) out += fill(inside, ...frames, each);
    else if (filled) out += fill(inside, ...frames);
  }
}

// Sections of one name do not stand inside one another, so the first end is the end.
function end_of(template, name) {
  const end = template.indexOf(`{{/${name}}}`);
  if (end < 0) throw new Error(`the section ${name} has no end`);
  return end;
}

// ---- the shell around each page

/** `at`: {kind, language, theme, path, query, nonce, product, base, list}. `data` goes to the script. */
function page(at, body_name, title, frame, data) {
  const t = Object.fromEntries(Object.entries(words[at.language]).map(([key, text]) => ['t.' + key, text]));
  const other = at.language === 'zh' ? 'en' : 'zh';
  const shell = {
    ...t, title, product: at.product, kind: at.kind, nonce: at.nonce,
    lang: at.language === 'zh' ? 'zh-CN' : 'en', other_lang: other === 'zh' ? 'zh-CN' : 'en',
    theme: at.theme, list_url: at.kind === 'list' ? '' : at.list,
    to_auto: link(at, { theme: 'auto' }), to_light: link(at, { theme: 'light' }), to_dark: link(at, { theme: 'dark' }), to_language: link(at, { lang: other }),
    style: asset('page.css'), head_script: asset('page_head.js'), script: scripts[at.kind].map(asset).join('\n'),
    data: JSON.stringify({ kind: at.kind, language: at.language, words: words[at.language], ...data }).replaceAll('<', '\\u003c'),
  };
  return fill(asset('page.html'), { ...shell, body: fill(asset(body_name), shell, frame) });
}

// The same page in another dress: of the query only lang, theme, status and mine are carried along.
export function link(at, changes, path = at.path) {
  const query = new URLSearchParams();
  for (const name of ['lang', 'theme', 'status', 'mine']) {
    const value = changes[name] ?? (path === at.path || /^(lang|theme)$/.test(name) ? at.query.get(name) : null);
    if (value) query.set(name, value);
  }
  return path + (query.size ? '?' + query : '');
}

const in_utc = iso => iso.slice(0, 16).replace('T', ' ') + ' UTC';
const say = (at, key, values = {}) => words[at.language][key].replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

// ---- a question

/** `posted`: {values, wrong: [[name, text]], kept: an answer, submissionId} when the page answers a form that could not be taken. */
export function question_page(at, view, posted = {}) {
  const { question } = view, open = view.state === 'open';
  const late = !open && ['cancelled', 'expired'].includes(view.state) && view.lateNotes && !at.late_mine;
  const fields = fields_of(at, question, posted);
  const title = question.title || question.message;
  const in_heading = question.title || ([...question.message].length <= 140 && !question.message.includes('\n'));
  const frame = {
    state: view.state, agent: view.agent, agent_text: say(at, 'agent_' + view.agent), open: open ? '1' : '', over: open ? '' : '1',
    expires: view.expiresAt, expires_text: in_utc(view.expiresAt),
    heading: question.title || (in_heading ? question.message : say(at, 'question')),
    message: question.title || !in_heading ? question.message : '', content: question.aiContent ?? '',
    ...outcome_of(at, view), kept: open ? '' : posted.kept ? in_words(at, question, posted.kept) : '',
    form: open || late ? '1' : '', action: link(at, {}), csrf: at.csrf, submission_id: posted.submissionId ?? at.submissionId,
    errors: (posted.wrong ?? []).map(([name, text]) => problem_of(at, fields.find(each => each.name === name), text)),
    fields, send: say(at, open ? 'send' : 'send_late'), reason: posted.values?.reason?.[0] ?? '',
    default_note: open && question.onTimeout ? say(at, 'default_note', { what: in_words(at, question, question.onTimeout.default) }) : '',
  };
  return page(at, 'page_question.html', shortened(title), frame, { api: at.api, page: at.path, list: at.list, socket: at.socket ?? '', view });
}

const problem_of = (at, field, what) => field ? { href: field.id, text: say(at, 'error_at', { label: field.label, what }) } : { href: 'answer', text: what };
const shortened = text => [...text].length <= 50 ? text : [...text].slice(0, 50).join('') + '...';

function outcome_of(at, view) {
  if (view.state === 'open') return {};
  const key = at.late_mine ? 'late_sent' : view.answer && at.mine ? view.state + '_mine' : view.state;
  const text = key === 'answered_mine' ? (view.delivered ? 'answered_mine_read' : 'answered_mine_kept') : key + '_text';
  const late = !at.late_mine && ['cancelled', 'expired'].includes(view.state) && view.lateNotes ? ' ' + say(at, 'late_text') : '';
  const time = view.answer ? in_utc(view.answer.submittedAt) : '';
  return {
    outcome_title: say(at, key), outcome_text: say(at, text) + late,
    said: view.answer?.feedback ? in_words(at, view.question, view.answer.feedback) : view.answer?.reason ?? '',
    said_by: view.answer?.by ? say(at, 'answered_by', { name: view.answer.by, time }) : say(at, 'answered_at', { time }),
  };
}

// For people: labels and titles where the agent gave some.
function in_words(at, question, { selectedOptions = [], freeText = '', form = {} }) {
  const chosen = selectedOptions.map(value => question.predefinedOptions?.find(each => each.value === value)?.label || value);
  const lines = Object.entries(question.form?.properties ?? {}).filter(([name]) => form[name] !== undefined)
    .map(([name, schema]) => `${schema.title || name}: ${value_in_words(at, schema, form[name])}`);
  return [chosen.join('\n'), lines.join('\n'), freeText.trim()].filter(Boolean).join('\n\n');
}

function value_in_words(at, schema, value) {
  if (typeof value === 'boolean') return say(at, value ? 'yes' : 'no');
  const titled = schema.oneOf ?? schema.items?.anyOf, place = schema.enum?.indexOf(value);
  return [value].flat().map(each => titled?.find(one => one.const === each)?.title || schema.enumNames?.[place] || each).join(', ');
}

export function combined({ selectedOptions = [], freeText = '', form }) {
  return [selectedOptions.join('\n'), freeText.trim(), form ? JSON.stringify(form) : ''].filter(Boolean).join('\n\n');
}

// ---- the fields of its form: the options, the typed form, the text

function fields_of(at, question, posted) {
  const fields = [];
  const { predefinedOptions: options = [], form, freeText } = question;
  if (options.length) fields.push(options_field(at, question));
  for (const [name, schema] of Object.entries(form?.properties ?? {})) fields.push(form_field(at, name, schema, form.required?.includes(name)));
  if (freeText !== false) {
    fields.push({
      name: 'text', control: '1', area: options.length || form ? '3' : '5', value: '', placeholder: freeText.placeholder ?? '',
      label: say(at, options.length || form ? 'text_beside' : 'text_alone'),
      ...need(freeText.required || !(options.length || form)),
    });
  }
  fields.forEach((field, i) => finish(field, 'f' + i, posted));
  return fields;
}

const need = required => ({ required: required ? '1' : '', optional: required ? '' : '1' });

function options_field(at, question) {
  const single = question.selection === 'single', most = single ? 1 : question.maxSelected ?? 0, least = question.minSelected ?? 0;
  const choices = question.predefinedOptions.map(each => ({
    value: each.value, text: each.label || each.value, described: each.description ?? '', preset: each.default === true,
  }));
  const field = { name: 'option', choices, label: say(at, single ? 'choose_one' : options_label(least, most), { n: least || most, least, most }), ...need(least > 0) };
  if (!least) field.optional = '';
  return with_choices(field, single);
}

function options_label(least, most) {
  if (least && least === most) return 'choose_exactly';
  if (least && most) return 'choose_between';
  return least ? 'choose_least' : most ? 'choose_most' : 'choose_any';
}

// Many short choices of which one counts are a menu; otherwise each is a row of its own.
function with_choices(field, single) {
  if (single && field.choices.length > 7 && !field.choices.some(each => each.described)) return { ...field, control: '1', select: '1' };
  return { ...field, choices_of: '1', one: single ? '1' : '', type: single ? 'radio' : 'checkbox' };
}

function form_field(at, name, schema, required) {
  const field = { name: 'form.' + name, label: schema.title || name, hint: schema.description ?? '', ...need(required) };
  const preset = schema.default === undefined ? [] : [schema.default].flat().map(String);
  const list = (values, names) => values.map((value, i) => ({ value, text: names?.[i] || value, preset: preset.includes(value) }));
  const titled = list_of => list(list_of.map(each => each.const), list_of.map(each => each.title));
  if (schema.type === 'array') return with_choices({ ...field, choices: schema.items.enum ? list(schema.items.enum) : titled(schema.items.anyOf) }, false);
  if (schema.type === 'boolean') return with_choices({ ...field, choices: list(['true', 'false'], [say(at, 'yes'), say(at, 'no')]) }, true);
  if (schema.enum) return with_choices({ ...field, choices: list(schema.enum, schema.enumNames) }, true);
  if (schema.oneOf) return with_choices({ ...field, choices: titled(schema.oneOf) }, true);
  Object.assign(field, { control: '1', value: preset[0] ?? '' });
  if (schema.type === 'string' && !schema.format && schema.maxLength > 200) return { ...field, area: '3' };
  const number = schema.type === 'number' || schema.type === 'integer';
  field.input = { email: 'email', uri: 'url', date: 'date' }[schema.format] ?? 'text';
  if (number) field.inputmode = schema.type === 'integer' && schema.minimum >= 0 ? 'numeric' : 'text';
  if (schema.format === 'date-time') field.hint = [field.hint, say(at, 'moment_hint')].filter(Boolean).join(' · ');
  return field;
}

// The id, what was posted before, and what is wrong with it.
function finish(field, id, { values, wrong = [] }) {
  field.id = id;
  field.error = wrong.find(([name]) => name === field.name)?.[1] ?? '';
  field.choices?.forEach((choice, i) => {
    choice.choice_id = choice.described ? `${id}-${i}` : '';
    choice.checked = (values ? values[field.name]?.includes(choice.value) : choice.preset) ? '1' : '';
    choice.described ??= '';
  });
  if (values && !field.choices) field.value = values[field.name]?.[0] ?? '';
}

// ---- the list, and the page without a question

export function list_page(at, { items, total, pending, completed, nextCursor }, status) {
  const counts = { pending, completed, all: total };
  const frame = {
    filters: ['pending', 'completed', 'all'].map(name => ({
      status: name, name: say(at, 'list_' + name), count: counts[name], href: link(at, { status: name }), current: name === status ? '1' : '',
    })),
    items: items.toSorted(by_deadline).map(item => list_item(at, item)), filled: items.length ? '1' : '', empty: say(at, 'list_empty_' + status),
    older: nextCursor ? link(at, { status }) + (link(at, { status }).includes('?') ? '&' : '?') + 'cursor=' + encodeURIComponent(nextCursor) : '',
  };
  return page(at, 'page_list.html', say(at, 'list'), frame, { api: at.api, page: at.path, status });
}

// What is open comes first, and of that what ends first; then the newest.
function by_deadline(a, b) {
  if (!a.outcome !== !b.outcome) return a.outcome ? 1 : -1;
  return a.outcome ? b.createdAt.localeCompare(a.createdAt) : a.expiresAt.localeCompare(b.expiresAt);
}

function list_item(at, item) {
  const state = item.outcome ?? 'open', open = state === 'open';
  return {
    id: item.sessionId, state, href: link(at, {}, `${at.path}/${item.sessionId}`), badge: say(at, open ? 'badge_pending' : 'badge_' + state),
    urgent: open && item.priority === 'high' ? say(at, 'badge_high') : '', from: [item.client, item.thread].filter(Boolean).join(' · '),
    title: item.title || item.message, message: item.title ? item.message : '',
    time: open ? item.expiresAt : item.createdAt, time_text: say(at, open ? 'due' : 'since', { time: in_utc(open ? item.expiresAt : item.createdAt) }),
    content: item.hasAiContent ? say(at, 'has_content') : '',
  };
}

/** `what`: not_found, gone, unauthorized, forbidden, limited, broken, code_spent. `key`: where a key may be handed over, or "". */
export function notice_page(at, what, key = '', key_error = '') {
  const title = say(at, what === 'limited' ? 'limited_title' : what);
  return page(at, 'page_notice.html', title, { notice_title: title, notice_text: say(at, what + '_text'), key, key_error }, { key });
}

/** Where a code is wanted: `action` is the page itself. What was wrong with the last one: code_digits, code_stale, so many tries that are left, or "". */
export function code_page(at, action, csrf, wrong = '') {
  const title = say(at, 'code_title');
  const code_error = wrong === 1 ? say(at, 'code_wrong_last') : typeof wrong === 'number' ? say(at, 'code_wrong', { n: wrong }) : wrong && say(at, wrong);
  return page(at, 'page_notice.html', title, { notice_title: title, notice_text: say(at, 'code_text'), code: action, csrf, code_error }, { key: '' });
}

// ---- headers of all three

export const headers = nonce => ({
  'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store',
  'Content-Security-Policy': `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; connect-src 'self'; img-src data:; `
    + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'same-origin', 'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
});
