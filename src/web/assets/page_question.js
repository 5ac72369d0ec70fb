// page_question.js - the life of one question on the screen: what is known of it, what is being sent, and how it ended.
let view = data.view;
let phase = 'edit'; // edit, sending, queued, sent: of the form
let told = {};      // the outcome of what this page sent: {late, voted}
let start = null;   // the values that the server rendered
let retry = 0, retries = 0, touched = -Infinity;

const over = () => view.state !== 'open';
const takes = () => over() ? ['cancelled', 'expired'].includes(view.state) && view.lateNotes && !told.late : !told.voted;
const mine = () => draft.is_ours(view.answer?.submissionId);
const dirty = () => form && phase !== 'sent' && JSON.stringify(typed()) !== start;
const in_title = document.title;

// ---- what is known of it

async function look() {
  try {
    const { status, data: fresh } = await call('GET', data.api);
    if (status === 200) learn(fresh);
    else if (status === 404 || status === 410) learn({ ...view, state: 'purged', lateNotes: false });
    return true;
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    return false;
  }
}

function learn(fresh) {
  clock.hear(fresh.serverNow);
  if (fresh.version < view.version) return;
  const before = view;
  view = fresh;
  if (phase === 'queued' && mine()) arrive();
  if (fresh.expiresAt > before.expiresAt && fresh.state === 'open') announce(t('more_until', { time: moment(fresh.expiresAt) }));
  render();
  if (before.state !== fresh.state && phase !== 'sending') announce($('outcome').querySelector('h2')?.textContent ?? '');
}

// A part of the next version is taken as it is; if there is something between, all of it is fetched.
function merge({ version, expiresAt, serverNow }) {
  if (version > view.version + 1) return look();
  learn({ ...view, version: Math.max(version, view.version), expiresAt, serverNow });
}

const hear = {
  version: () => view.version,
  message(name, said) {
    clock.hear(said.serverNow);
    if (name === 'presence') learn({ ...view, agent: said.agent });
    else if (name === 'deadline') merge(said);
    else if (said.version > view.version) look();
  },
};

// ---- what is shown

function render() {
  $('main').dataset.state = view.state;
  $('agent').className = view.agent;
  $('status').hidden = over();
  $('agent-text').textContent = t('agent_' + view.agent);
  render_claim();
  render_outcome();
  if (form) render_form();
  tick();
}

function render_claim() {
  const { claim } = view, text = claim && !over() ? (claim.by ? t('claimed', { name: claim.by }) : t('claimed_someone')) : '';
  $('claim').hidden = !text;
  $('claim').textContent = text;
}

function render_form() {
  form.hidden = !takes();
  $('all').disabled = phase === 'sending' || phase === 'queued';
  $('send').textContent = phase === 'sending' ? t('sending') : t(over() ? 'send_late' : 'send');
  $('send').disabled = phase === 'queued';
  $('send').toggleAttribute('aria-busy', phase === 'sending');
  if (phase === 'sending') $('send').setAttribute('aria-busy', 'true');
  if (!$('decline')) return; // the page came when all was over
  $('decline').hidden = over();
  $('decline-send').disabled = phase !== 'edit';
}

const answer_text = ({ act, feedback, reason } = {}) => act === 'decline' ? reason ?? '' : feedback ? in_words(feedback) : '';

function outcome() {
  const late = view.lateNotes ? t('late_text') : '';
  if (told.late) return { tone: 'good', title: t('late_sent'), texts: [t('late_sent_text')] };
  if (view.state === 'open') return told.voted && { tone: 'good', title: t('voted'), texts: [t('voted_text')] };
  if (view.state === 'purged') return { tone: 'warned', title: t('gone'), texts: [t('gone_text')] };
  if (view.state === 'answered' && mine()) return { tone: 'good', title: t('answered_mine'), texts: [t(view.delivered ? 'answered_mine_read' : 'answered_mine_kept') + ' ' + t('may_close')] };
  if (view.state === 'declined' && mine()) return { tone: 'good', title: t('declined_mine'), texts: [t('declined_mine_text')] };
  if (view.state === 'answered' || view.state === 'declined') return { tone: '', title: t(view.state), texts: [t(view.state + '_text')] };
  const fallback = view.state === 'expired' && view.defaultApplied ? t('default_applied', { what: in_words(view.defaultApplied) }) : '';
  return { tone: 'warned', title: t(view.state), texts: [t(view.state + '_text'), view.reason ?? '', fallback, late] };
}

function render_outcome() {
  const box = $('outcome'), found = outcome();
  box.hidden = !found;
  if (!found) return;
  box.className = found.tone;
  const said = answer_text(view.answer), by = view.answer?.by, at = view.answer && moment(view.answer.submittedAt);
  box.replaceChildren(
    h('h2', {}, h('span', { class: 'mark', 'aria-hidden': 'true' }, found.tone === 'good' ? '✓' : view.state === 'answered' ? '✓' : found.tone === 'warned' ? '!' : '–'), found.title),
    ...found.texts.filter(Boolean).map(text => h('p', {}, text)),
    ...(view.answer ? [figure('', t(mine() ? 'what_you_wrote' : view.answer.act === 'decline' ? 'reason' : 'what_was_said'), by && !mine() ? t('answered_by', { name: by, time: at }) : t('answered_at', { time: at }), said)] : []),
    ...(told.late || told.voted ? [figure('', t('what_you_wrote'), moment(told.at), told.text)] : []),
    ...own_words(),
    ...(data.list && (takes() || !over() ? told.voted : true) ? [h('p', { class: 'next' }, h('a', { href: data.list }, t('list_link')))] : []),
  );
}

const figure = (kind, what, when, text, ...more) =>
  h('figure', { class: kind }, h('figcaption', {}, when ? `${what} · ${when}` : what), text && h('blockquote', { dir: 'auto' }, text), ...more);

// Words that did not go out stay, with a way to take them along.
function own_words() {
  if (!form || takes() || phase === 'sent' || !dirty()) return [];
  const text = in_words(content());
  return text && !(mine() && text === answer_text(view.answer)) ? [figure('own', t('what_you_wrote'), t('not_sent'), text, copy_button(text))] : [];
}

// ---- the time

let announced = Infinity;

function tick() {
  const left = Date.parse(view.expiresAt) - clock.now(), seconds = Math.max(0, Math.ceil(left / 1000));
  $('time').hidden = over();
  document.title = over() || !dirty() ? in_title : '• ' + in_title;
  if (over()) return;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60)];
  const two = n => String(n).padStart(2, '0');
  $('timer').textContent = hours > 48 ? moment(view.expiresAt) : hours ? `${hours}:${two(minutes % 60)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
  $('time').classList.toggle('soon', seconds <= 60);
  document.querySelector('.ring').style.setProperty('--part', Math.min(1, Math.max(0, left / (Date.parse(view.expiresAt) - Date.parse(view.createdAt)))));
  $('more').hidden = Date.parse(view.hardDeadline) - Date.parse(view.expiresAt) < 1000;
  const mark = [20, 60, 300].find(each => seconds <= each) ?? Infinity;
  if (mark < announced) announce(time_left(seconds));
  if (seconds === 0 && announced !== 0) look();
  announced = seconds === 0 ? 0 : mark;
}

function time_left(seconds) {
  if (seconds === 0) return t('left_none');
  if (seconds < 60) return t('left_seconds', { n: seconds });
  const minutes = Math.round(seconds / 60);
  return minutes === 1 ? t('left_minute') : t('left_minutes', { n: minutes });
}

async function more_time() {
  const before = view.expiresAt;
  try {
    const { status, data: said } = await call('POST', data.api + '/extend', {});
    if (status !== 200) return look();
    if (said.expiresAt <= before) announce(t('more_none'));
    merge(said);
  } catch { show_line('offline'); }
}

// Who types is not interrupted: shortly before the end each sign of life asks for a little more.
async function touch() {
  const left = Date.parse(view.expiresAt) - clock.now();
  if (over() || left > 60000 || performance.now() - touched < 10000) return;
  touched = performance.now();
  try {
    const { status, data: said } = await call('POST', data.api + '/touch', {});
    if (status === 200) merge(said);
  } catch { /* the next one may get through */ }
}

let line = '';
function show_line(now) {
  const was = line;
  line = now;
  $('line').hidden = now !== 'offline';
  $('line').textContent = now === 'offline' ? t('line_offline') : '';
  html.dataset.line = now;
  if (now === 'offline') announce(t('line_offline'));
  else if (was === 'offline') announce(t('line_back'));
  if (now !== 'offline' && phase === 'queued') send_now();
}

// ---- sending: once, however often it is pressed, and whatever becomes of the connection

let outgoing = null; // {path, body}

function submit(act) {
  if (phase !== 'edit') return;
  const said = act === 'decline' ? { reason: $('reason').value || undefined } : content();
  const wrong = act === 'decline' ? [] : judge(said);
  show_problems(wrong);
  if (wrong.length) return;
  const id = draft.id_of(JSON.stringify([act, said]));
  outgoing = { path: act === 'decline' ? '/decline' : '/submit', body: { ...said, submissionId: id, metadata: about() } };
  retries = 0;
  draft.set({ values: typed(), queued: act });
  draft.goes(id);
  send_now();
}

const about = () => ({
  userAgent: navigator.userAgent.slice(0, 400), timestamp: new Date(clock.now()).toISOString(), language: data.language,
  timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
});

async function send_now() {
  clearTimeout(retry);
  if (phase === 'sending' || !outgoing) return;
  set_phase('sending');
  try {
    taken(await call('POST', data.api + outgoing.path, outgoing.body));
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    queue(t('queued'), Math.random() * 1000 * Math.min(30, 2 ** ++retries) + 500);
  }
}

function queue(text, wait) {
  set_phase('queued');
  notice(text, h('button', { type: 'button', class: 'small', onclick: take_back }, t('queued_stop')));
  retry = setTimeout(send_now, wait);
}

function take_back() {
  clearTimeout(retry);
  outgoing = null;
  draft.set({ queued: undefined });
  set_phase('edit');
  notice('');
  $('send').focus();
}

function set_phase(now) {
  phase = now;
  render_form();
}

function notice(text, ...more) {
  $('notice').replaceChildren(...(text ? [text, ...more] : []));
}

function taken({ status, data: said, error, wait }) {
  if (status === 429) return queue(t('limited', { n: wait || 5 }), (wait || 5) * 1000);
  const id = outgoing.body.submissionId;
  notice('');
  if (status === 200 || status === 202) return arrived(status, said, id);
  outgoing = null;
  draft.set({ queued: undefined });
  set_phase('edit');
  if (status === 400 && error.details?.errors?.length) return refused(error.details.errors);
  if (status === 409 && error.code === 'CLAIMED') return learn({ ...view, claim: error.details ?? {} });
  if (status === 409 || status === 410) return look().then(() => $('outcome').focus());
  const why = { 401: 'why_rights', 403: 'why_rights', 404: 'why_gone', 413: 'why_large' }[status];
  failed(why ? t(why) : error.message ?? t('why_server'), !why);
}

function arrived(status, said, id) {
  told = { late: status === 202 || said.late === true, voted: status === 200 && said.outcome === null, text: in_words(outgoing.body), at: said.submittedAt };
  arrive();
  // Also what came first may have been these words, sent before the answer to them was lost.
  learn({ ...view, state: told.late ? view.state : said.outcome ?? 'open', answer: told.late || told.voted ? view.answer : view.answer ?? { submissionId: id, submittedAt: said.submittedAt } });
  look().then(() => { $('outcome').focus(); announce($('outcome').querySelector('h2').textContent); });
}

// The words are there, whoever told us: the answer to the request, or the view.
function arrive() {
  clearTimeout(retry);
  outgoing = null;
  draft.drop();
  notice('');
  set_phase('sent');
}

// The field is named by the interface, the words are its own.
function refused(errors) {
  show_problems(errors.map(({ field, reason }) => {
    const name = name_of(field);
    return [name, place_of(name) ? reason : `${field} ${reason}`];
  }));
}

function failed(why, again) {
  notice(t('failed', { why }), again && h('button', { type: 'button', class: 'small', onclick: () => submit('answer') }, t('retry')));
}

// ---- the person at work

let saving = 0;

function typing() {
  clearTimeout(saving);
  saving = setTimeout(save, 300);
  touch();
}

function save() {
  clearTimeout(saving);
  if (phase !== 'edit') return;
  if (!dirty()) { $('saved').textContent = ''; return; }
  $('saved').textContent = draft.set({ values: typed() }) ? t('draft_saved') : '';
  tick();
}

function restore() {
  const { values, at, queued } = draft.get();
  if (mine()) return draft.drop(); // it arrived, though nobody could tell us
  if (!values || JSON.stringify(values) === start) return;
  put(values);
  if (queued && takes()) return submit(queued);
  notice(t('draft_back', { time: moment(new Date(at).toISOString()) }), h('button', { type: 'button', class: 'small', onclick: () => {
    put(JSON.parse(start));
    draft.drop();
    notice('');
    $('saved').textContent = '';
    form.dispatchEvent(new Event('input'));
  } }, t('draft_drop')));
}

function clear() {
  const before = typed();
  for (const control of form.elements) {
    if (/^(radio|checkbox)$/.test(control.type) && control.id !== 'keep') control.checked = false;
    else if (/^(textarea|text|email|url|date|datetime-local|select-one)$/.test(control.type)) control.value = '';
  }
  form.dispatchEvent(new Event('input'));
  notice(t('cleared'), h('button', { type: 'button', class: 'small', onclick: () => { put(before); notice(''); form.dispatchEvent(new Event('input')); } }, t('undo')));
}

function work() {
  start = JSON.stringify(typed());
  form.noValidate = true;
  pick_moments();
  start = JSON.stringify(typed());
  for (const area of form.querySelectorAll('textarea')) {
    const schema = question.form?.properties?.[area.name.slice(5)];
    count_letters(area, area.name === 'text' ? most_text : area.name === 'reason' ? 2000 : schema?.maxLength ?? Infinity);
  }
  form.addEventListener('input', typing);
  form.addEventListener('submit', event => {
    event.preventDefault();
    submit(event.submitter?.value === 'decline' ? 'decline' : 'answer');
  });
  form.addEventListener('keydown', event => {
    if (event.target.name === 'option' && /^[1-9]$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey) controls('option')[event.key - 1]?.click();
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing || event.keyCode === 229 || event.repeat) return;
    event.preventDefault();
    form.requestSubmit($(event.target.closest('#decline') ? 'decline-send' : 'send'));
  });
  $('draft').hidden = false;
  $('keep').checked = draft.wanted();
  $('keep').addEventListener('change', () => { draft.keep($('keep').checked); save(); });
  $('clear').addEventListener('click', clear);
  if (matchMedia('(hover: hover) and (min-width: 44rem)').matches) $('saved').textContent = t('keys', { key: /Mac|iP/.test(navigator.platform) ? '⌘' : 'Ctrl' });
  addEventListener('beforeunload', event => { if (takes() && dirty() && !draft.wanted()) event.preventDefault(); });
}

// A long text folds on a small screen, so that the question's answer is not far away.
function fold() {
  const box = $('content');
  if (!box || matchMedia('(min-width: 68rem)').matches || $('markdown').scrollHeight < 480) return;
  const button = h('button', { type: 'button', class: 'small', id: 'unfold', 'aria-expanded': 'false', 'aria-controls': 'markdown', onclick: () => set(!box.classList.contains('folded')) }, t('content_more'));
  const set = folded => {
    box.classList.toggle('folded', folded);
    button.setAttribute('aria-expanded', String(!folded));
    button.textContent = t(folded ? 'content_more' : 'content_less');
  };
  box.append(button);
  $('markdown').addEventListener('focusin', () => set(false));
  set(true);
}

clock.hear(view.serverNow);
if (question.aiContent) $('markdown').replaceChildren(...markdown(question.aiContent));
fold();
$('until')?.remove();
$('status').after(h('p', { id: 'claim', class: 'banner', hidden: true }));
for (const mark of document.querySelectorAll('time')) mark.textContent = moment(mark.dateTime);
if (form) work();
render();
if (form) restore();
$('more').addEventListener('click', more_time);
addEventListener('pagehide', () => form && save());
setInterval(() => { if (clock.slept()) look(); tick(); }, 1000);
if (view.state !== 'purged') connect({ look, hear, show: show_line });
