// page_notice.js - the page without a question: a link whose key stands behind the # hands it over here, once.
async function hand_over(key) {
  const title = $('notice-title').textContent;
  $('notice-title').textContent = t('opening');
  history.replaceState(null, '', location.pathname + location.search);
  let status = 0;
  try {
    ({ status } = await call('POST', data.key, { key }));
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
  }
  if (status === 200) return location.reload();
  $('notice-title').textContent = title;
  $('key-error').textContent = status === 401 || status === 403 ? t('key_wrong') : status === 429 ? t('limited_text') : t('broken_text');
  $('key').setAttribute('aria-invalid', 'true');
  $('key').focus();
}

if (data.key) {
  const key = new URLSearchParams(location.hash.slice(1)).get('k');
  if (key) hand_over(key);
  $('key-form').addEventListener('submit', event => {
    event.preventDefault();
    hand_over($('key').value.trim());
  });
}
