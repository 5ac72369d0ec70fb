// page_core.js - what all pages share: the data that came with the page, words, nodes, requests, and what is kept on the device.
const $ = id => document.getElementById(id);
const data = JSON.parse($('data').textContent);
const html = document.documentElement;

// ---- words

const t = (key, values = {}) => data.words[key].replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
const moment = iso => {
  const at = new Date(iso), today = at.toDateString() === new Date().toDateString();
  return at.toLocaleString(html.lang, today ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' });
};
const announce = text => { if ($('live').textContent !== text) $('live').textContent = text; };

// ---- nodes: never from HTML, always one by one

function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false && value !== '') node.setAttribute(name, value === true ? '' : value);
  }
  for (const each of children) if (each !== undefined && each !== '' && each !== false) node.append(each); // many at once take much longer
  return node;
}

// Also without the clipboard interface, which browsers give to secure origins only.
async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = h('textarea', { class: 'hush' });
    area.value = text;
    button.after(area);
    area.select();
    document.execCommand('copy');
    area.remove();
    button.focus();
  }
  button.textContent = t('copied');
  announce(t('copied'));
  setTimeout(() => { button.textContent = t('copy'); }, 2000);
}
const copy_button = text => h('button', { type: 'button', class: 'small', onclick: event => copy(text, event.currentTarget) }, t('copy'));

// ---- time: the server's, told by each of its answers; the device's own clock may say what it likes

const clock = (() => {
  let server = 0, here = 0, watch = 0;
  const now = () => server + performance.now() - here;
  return {
    now,
    // What was said travelled for a while, so of two readings the later one is nearer the truth.
    hear(iso) {
      const said = Date.parse(iso);
      if (Number.isNaN(said) || (said < now() && said > now() - 3000)) return;
      [server, here, watch] = [said, performance.now(), Date.now()];
    },
    // Whether this device has slept: its clock went on, the other one did not.
    slept: () => Math.abs(Date.now() - watch - (performance.now() - here)) > 3000,
  };
})();

// ---- requests

class Unreachable extends Error {}

// {status, data, error, wait}: the envelope of the interface. Throws Unreachable when nobody answered, or only a gateway did.
async function call(method, url, body) {
  let response, said;
  try {
    response = await fetch(url, {
      method, cache: 'no-store', credentials: 'same-origin', redirect: 'error', signal: AbortSignal.timeout(20000),
      headers: { Accept: 'application/json', 'Accept-Language': data.language, ...(body && { 'Content-Type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
    said = await response.json();
  } catch (error) {
    if (!response?.status || response.ok || response.status >= 502) throw new Unreachable(error.message);
  }
  if (response.status >= 502 && response.status <= 504) throw new Unreachable(response.status);
  clock.hear(said?.timestamp);
  return { status: response.status, data: said?.data ?? {}, error: said?.error ?? {}, wait: Number(response.headers.get('Retry-After')) || 0 };
}

// ---- what is kept on this device; a browser may forbid it

const store = {
  get(key) { try { return JSON.parse(localStorage.getItem('tenon.' + key)); } catch { return null; } },
  set(key, value) { try { localStorage.setItem('tenon.' + key, JSON.stringify(value)); return true; } catch { return false; } },
  word(key, value) { try { localStorage.setItem('tenon.' + key, value); } catch { /* then not */ } },
  drop(key) { try { localStorage.removeItem('tenon.' + key); } catch { /* nothing was there */ } },
  keys(prefix) { try { return Object.keys(localStorage).filter(key => key.startsWith('tenon.' + prefix)).map(key => key.slice(6)); } catch { return []; } },
};

// ---- the theme and the language

function show_theme() {
  const theme = html.dataset.theme;
  for (const name of ['auto', 'light', 'dark']) {
    if (name === theme) $('theme-' + name).setAttribute('aria-current', 'true');
    else $('theme-' + name).removeAttribute('aria-current');
  }
  const ground = getComputedStyle(document.body).backgroundColor;
  for (const meta of document.querySelectorAll('meta[name="theme-color"]')) meta.content = ground;
}
for (const name of ['auto', 'light', 'dark']) {
  $('theme-' + name).addEventListener('click', event => {
    event.preventDefault();
    html.dataset.theme = name;
    store.word('theme', name);
    const address = new URL(location);
    address.searchParams.delete('theme');
    history.replaceState(null, '', address);
    show_theme();
  });
}
$('language').addEventListener('click', () => store.word('language', data.language === 'zh' ? 'en' : 'zh'));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', show_theme);
show_theme();
