// page_head.js - before anything is painted: the theme and the language that this person chose the last time.
{
  const root = document.documentElement, asked = new URLSearchParams(location.search);
  const stored = name => { try { return localStorage.getItem('tenon.' + name); } catch { return null; } };
  const theme = stored('theme'), language = stored('language');
  if (!asked.has('theme') && /^(auto|light|dark)$/.test(theme)) root.dataset.theme = theme;
  if (!asked.has('lang') && /^(zh|en)$/.test(language) && !root.lang.startsWith(language)) {
    asked.set('lang', language);
    location.replace('?' + asked + location.hash);
  }
}
