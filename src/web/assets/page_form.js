// page_form.js - what stands in the form: read, judged before it is sent, shown with its problems, kept as a draft.
const form = $('answer');
const question = data.view?.question ?? {};
const length_of = text => [...text].length;

// ---- the fields, as the question names them

const controls = name => [...(form?.querySelectorAll(`[name="${CSS.escape(name)}"]`) ?? [])];
const place_of = name => controls(name)[0]?.closest('.field');
const label_of = name => {
  const label = place_of(name)?.querySelector('legend, label');
  return label ? [...label.childNodes].find(node => node.nodeType === Node.TEXT_NODE).data.trim() : name;
};
const properties = Object.entries(question.form?.properties ?? {});
const required = name => (question.form?.required ?? []).includes(name);
const most_text = question.freeText?.maxLength ?? Infinity;

// What was typed and chosen: {option: [...], text: [...], "form.x": [...]}.
function typed() {
  const out = {};
  for (const control of form.elements) {
    if (!/^(option|text|reason|form\..*)$/s.test(control.name)) continue;
    const said = /^(radio|checkbox)$/.test(control.type) ? control.checked : control.value !== '';
    out[control.name] ??= [];
    if (said) out[control.name].push(control.value);
  }
  return out;
}

function put(values) {
  for (const control of form.elements) {
    const said = values[control.name];
    if (!said || control.type === 'hidden') continue;
    if (/^(radio|checkbox)$/.test(control.type)) control.checked = said.includes(control.value);
    else if (control.tagName !== 'BUTTON') control.value = said[0] ?? '';
  }
}

// ---- as the interface wants it

function as_value(schema, said) {
  if (schema.type === 'array') return said;
  if (schema.type === 'boolean') return said[0] === 'true';
  if (schema.type === 'number' || schema.type === 'integer') return Number(said[0].trim());
  if (schema.format === 'date-time' && !/[zZ]$|[+-]\d\d:\d\d$/.test(said[0])) {
    const at = new Date(said[0]);
    return Number.isNaN(at.getTime()) ? said[0] : at.toISOString();
  }
  return said[0];
}

function content() {
  const said = typed(), out = {};
  if (said.option?.some(Boolean)) out.selectedOptions = said.option.filter(Boolean);
  if (said.text?.[0]) out.freeText = said.text[0];
  if (properties.length) {
    out.form = {};
    for (const [name, schema] of properties) {
      const values = said['form.' + name] ?? [];
      if (values.length || (schema.type === 'array' && required(name))) out.form[name] = as_value(schema, values);
    }
  }
  return out;
}

// For people: what was said, as they saw it.
function in_words({ selectedOptions = [], freeText = '', form: filled = {} }) {
  const chosen = selectedOptions.map(value => question.predefinedOptions?.find(each => each.value === value)?.label || value);
  const lines = properties.filter(([name]) => filled[name] !== undefined).map(([name, schema]) => `${schema.title || name}: ${value_in_words(schema, filled[name])}`);
  return [chosen.join('\n'), lines.join('\n'), freeText.trim()].filter(Boolean).join('\n\n');
}

function value_in_words(schema, value) {
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  const titled = schema.oneOf ?? schema.items?.anyOf, at = schema.enum?.indexOf(value);
  return [value].flat().map(each => titled?.find(one => one.const === each)?.title || schema.enumNames?.[at] || each).join(', ');
}

// ---- what is wrong with it: [[name, text]]

function judge({ selectedOptions = [], freeText = '', form: filled = {} }) {
  const wrong = [], single = question.selection === 'single';
  const bad = (name, key, n) => wrong.push([name, t('error_' + key, { n })]);
  const least = question.minSelected ?? 0, most = single ? 1 : question.maxSelected || Infinity;
  if (selectedOptions.length < least) bad('option', 'few', least);
  if (selectedOptions.length > most) bad('option', 'many', most);
  for (const [name, schema] of properties) judge_one(schema, filled[name], required(name), (key, n) => bad('form.' + name, key, n));
  if (question.freeText?.required && !freeText.trim()) bad('text', 'required');
  if (length_of(freeText) > most_text) bad('text', 'long', most_text);
  if (!wrong.length && !selectedOptions.length && !freeText.trim() && !properties.length) {
    wrong.push([question.predefinedOptions?.length ? 'option' : 'text', t('error_empty')]);
  }
  return wrong;
}

function judge_one(schema, value, needed, bad) {
  if (value === undefined) { if (needed && schema.default === undefined) bad('required'); return; }
  if (schema.type === 'array') {
    if (value.length < (schema.minItems ?? 0)) bad('few', schema.minItems);
    else if (value.length > (schema.maxItems ?? Infinity)) bad('many', schema.maxItems);
  } else if (typeof value === 'number') {
    if (Number.isNaN(value) || !Number.isFinite(value)) bad('number');
    else if (schema.type === 'integer' && !Number.isInteger(value)) bad('whole');
    else if (value < (schema.minimum ?? -Infinity)) bad('least', schema.minimum);
    else if (value > (schema.maximum ?? Infinity)) bad('most', schema.maximum);
  } else if (typeof value === 'string') {
    if (length_of(value) < (schema.minLength ?? 0)) bad('short', schema.minLength);
    else if (length_of(value) > (schema.maxLength ?? Infinity)) bad('long', schema.maxLength);
    else if (schema.format === 'email' && !/^\S+@\S+$/.test(value)) bad('email');
    else if (schema.format === 'uri' && !URL.canParse(value)) bad('uri');
    else if (schema.format === 'date-time' && Number.isNaN(Date.parse(value))) bad('moment');
  }
}

// A place of the interface's answer ("/form/age") as a name of ours.
function name_of(pointer) {
  const [, first, second = ''] = pointer.split('/').map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return { selectedOptions: 'option', freeText: 'text', reason: 'reason', form: 'form.' + second }[first] ?? first ?? '';
}

function show_problems(wrong) {
  for (const place of form.querySelectorAll('.error')) place.textContent = '';
  for (const marked of form.querySelectorAll('[aria-invalid]')) marked.removeAttribute('aria-invalid');
  $('errors').hidden = !wrong.length;
  $('errors').querySelector('ul').replaceChildren(...wrong.map(([name, text]) => problem(name, text)));
  if (wrong.length) $('errors').focus();
}

function problem(name, text) {
  const place = place_of(name);
  if (!place) return h('li', {}, text);
  const target = place.matches('fieldset') ? place : controls(name)[0];
  place.querySelector('.error').textContent = text;
  for (const each of place.getAttribute('role') === 'radiogroup' ? [place] : controls(name)) each.setAttribute('aria-invalid', 'true');
  return h('li', {}, h('a', { href: '#' + target.id, onclick: event => {
    event.preventDefault();
    (place.matches('fieldset') ? controls(name)[0] : target).focus();
  } }, t('error_at', { label: label_of(name), what: text })));
}

// ---- comforts: a counter for what has a limit, and a picker for moments

function count_letters(area, most) {
  if (!Number.isFinite(most)) return;
  const count = h('p', { class: 'count', id: area.id + '-count' });
  area.after(count);
  area.setAttribute('aria-describedby', [area.getAttribute('aria-describedby'), count.id].filter(Boolean).join(' '));
  const tell = () => {
    const left = most - length_of(area.value);
    count.classList.toggle('over', left < 0);
    count.textContent = left < 0 ? t('characters_over', { n: -left }) : left < Math.max(100, most / 10) ? t('characters', { n: left }) : '';
  };
  form.addEventListener('input', tell);
  tell();
}

function pick_moments() {
  for (const [name, schema] of properties) {
    const [control] = controls('form.' + name);
    if (schema.format !== 'date-time' || !control) continue;
    const at = new Date(control.value);
    control.type = 'datetime-local';
    $(control.id + '-hint').textContent = schema.description ?? '';
    if (!Number.isNaN(at.getTime())) control.value = new Date(at.getTime() - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
  }
}

// ---- the draft: on this device, for seven days at most, until it is sent

const draft = (() => {
  const key = 'draft.' + data.view?.sessionId, sent = 'sent.' + data.view?.sessionId, week = 7 * 86400000;
  const ids = () => store.get(sent)?.ids ?? [];
  for (const each of store.keys('draft.').concat(store.keys('sent.'))) if (Date.now() - (store.get(each)?.at ?? 0) > week) store.drop(each);
  const wanted = () => store.get('keep') !== false;
  let mine = (wanted() && store.get(key)) || {};
  return {
    get: () => mine,
    wanted,
    // Whether it is kept somewhere.
    set(values) {
      mine = { ...mine, ...values, at: Date.now() };
      return wanted() && store.set(key, mine);
    },
    keep(on) {
      store.set('keep', on);
      if (on) store.set(key, mine);
      else store.drop(key);
    },
    drop() { mine = {}; store.drop(key); },
    // The id of these words: other words, another id; the same words, the same id, however often they are sent.
    id_of(words) {
      if (mine.words !== words) this.set({ words, submissionId: new_id() });
      return mine.submissionId;
    },
    // What went out from this device, whether or not an answer to it came back: by that we know our own words again.
    goes(id) { store.set(sent, { ids: [...new Set([...ids(), id])].slice(-5), at: Date.now() }); },
    is_ours: id => !!id && ids().includes(id),
  };
})();

// crypto.randomUUID is for secure origins alone; a phone in the same network has none.
function new_id() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}
