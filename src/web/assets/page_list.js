// page_list.js - the list of questions: kept fresh, with the next deadline first, and with a notice for those who want one.
const items = $('items');
const known = new Set([...items.children].map(item => item.id));
const in_title = document.title;
let waiting = null, line = '';

const wanted = new URLSearchParams({ ...(data.status !== 'all' && { status: data.status }), limit: 50 });
const asked = new URLSearchParams(location.search), paged = asked.has('cursor');
for (const name of [...asked.keys()]) if (name !== 'lang' && name !== 'theme') asked.delete(name);
const dress = asked.size ? '?' + asked : '';

async function look() {
  try {
    const { status, data: fresh } = await call('GET', `${data.api}?${wanted}`);
    if (status === 200) show(fresh);
    show_line(status === 200 ? 'live' : 'offline');
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    show_line('offline');
  }
}

function show_line(now) {
  if (now === line) return;
  line = now;
  $('line').hidden = now !== 'offline';
  $('line').textContent = now === 'offline' ? t('list_stale') : '';
}

function show(fresh) {
  const rows = fresh.items.sort(by_deadline).map(as_row);
  const new_ones = rows.filter(row => !known.has(row.id));
  for (const row of new_ones) {
    known.add(row.id);
    row.classList.add('fresh');
  }
  const focused = document.activeElement?.closest('#items li')?.id;
  if (!paged) { // a later page of the list stays as it came
    items.replaceChildren(...rows);
    if (focused) $(focused)?.querySelector('a').focus();
    $('empty').hidden = rows.length > 0;
  }
  for (const [status, n] of [['pending', fresh.pending], ['completed', fresh.completed], ['all', fresh.total]]) {
    $('filter-' + status).querySelector('.count').textContent = n;
  }
  if (waiting !== null && new_ones.length && data.status !== 'completed') tell(fresh.items.filter(item => new_ones.some(row => row.id === 'q-' + item.sessionId)));
  waiting = fresh.pending;
  document.title = waiting ? `(${waiting}) ${in_title}` : in_title;
  navigator.setAppBadge?.(waiting).catch(() => {});
}

// What is open comes first, and of that what ends first; then the newest.
function by_deadline(a, b) {
  if (!a.outcome !== !b.outcome) return a.outcome ? 1 : -1;
  return a.outcome ? Date.parse(b.createdAt) - Date.parse(a.createdAt) : Date.parse(a.expiresAt) - Date.parse(b.expiresAt);
}

function as_row(item) {
  const state = item.outcome ?? 'open', open = state === 'open', message = item.title ? item.message : '';
  return h('li', { id: 'q-' + item.sessionId, class: state }, h('a', { href: `${data.page}/${item.sessionId}${dress}` },
    h('span', { class: 'badges' },
      h('span', { class: 'badge' }, t(open ? 'badge_pending' : 'badge_' + state)),
      open && item.priority === 'high' && h('span', { class: 'badge urgent' }, t('badge_high')),
      (item.client || item.thread) && h('span', { class: 'from', dir: 'auto' }, [item.client, item.thread].filter(Boolean).join(' · '))),
    h('strong', { dir: 'auto' }, item.title || item.message),
    message && h('span', { class: 'short', dir: 'auto' }, message),
    h('span', { class: 'facts' }, h('time', { datetime: open ? item.expiresAt : item.createdAt }, when(item, open)), item.hasAiContent && h('span', {}, t('has_content')))));
}

const when = (item, open) => open ? t('due', { time: moment(item.expiresAt) }) : t('since', { time: moment(item.createdAt) });

// ---- notices, for those who pressed the button

const may_notify = () => 'Notification' in window && isSecureContext;

function tell(fresh) {
  announce(t('list_new', { n: fresh.length }));
  if (!may_notify() || Notification.permission !== 'granted' || !store.get('notify') || document.visibilityState === 'visible') return;
  for (const item of fresh.slice(0, 3)) {
    const note = new Notification(item.title || item.message, { tag: item.sessionId, lang: html.lang });
    note.onclick = () => { window.focus(); location.href = `${data.page}/${item.sessionId}`; };
  }
}

function show_notify() {
  $('notify').hidden = !may_notify() || Notification.permission === 'denied';
  const on = may_notify() && Notification.permission === 'granted' && store.get('notify') === true;
  $('notify').setAttribute('aria-pressed', String(on));
  $('notify').textContent = t(on ? 'list_notifying' : 'list_notify');
}

$('notify').addEventListener('click', async () => {
  const on = $('notify').getAttribute('aria-pressed') === 'true';
  if (!on) await Notification.requestPermission();
  store.set('notify', !on);
  show_notify();
});

for (const mark of document.querySelectorAll('time')) mark.textContent = when({ expiresAt: mark.dateTime, createdAt: mark.dateTime }, mark.closest('li').className === 'open');
$('empty-text').textContent = t('list_empty_text');
show_notify();

let next = 0;
async function again() {
  clearTimeout(next);
  if (document.visibilityState === 'visible' || store.get('notify')) await look();
  next = setTimeout(again, 5000 + Math.random() * 3000);
}
document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') again(); });
addEventListener('online', again);
again();
