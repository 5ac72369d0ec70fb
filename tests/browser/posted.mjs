// posted.mjs - the form as a browser without scripts sends it, and what was wrong with it by field.

/** `fields`: URLSearchParams. `values`: what comes back if it is not taken; `body`: of the submit or decline that it stands for. */
export function posted_form(question, fields) {
  const values = {}, body = {}, { properties = {} } = question.form ?? {};
  for (const [name, value] of fields) if (!['csrf', 'submissionId', 'act'].includes(name)) (values[name] ??= []).push(value.replaceAll('\r\n', '\n'));
  body.submissionId = fields.get('submissionId') || undefined;
  if (fields.get('act') === 'decline') return { values, body: { ...body, reason: values.reason?.[0] || undefined } };
  const selected = (values.option ?? []).filter(Boolean);
  if (selected.length) body.selectedOptions = selected;
  if (values.text?.[0]) body.freeText = values.text[0];
  if (!question.form) return { values, body };
  body.form = {};
  for (const [name, schema] of Object.entries(properties)) {
    const said = (values['form.' + name] ?? []).filter(Boolean);
    if (said.length) body.form[name] = schema.type === 'array' ? said : typed(schema.type, said[0]);
  }
  return { values, body };
}

// What is declared a number or a boolean becomes one where it can.
function typed(type, text) {
  if (type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true';
  const number = Number(text.trim());
  return /number|integer/.test(type) && text.trim() !== '' && Number.isFinite(number) ? number : text;
}

const names = { selectedOptions: 'option', freeText: 'text' };

/** Pairs of a field's name, or "", and what is wrong. */
export const wrong_fields = details => details?.errors?.map(({ field, reason }) => {
  const [, first, second] = field.split('/');
  return [first === 'form' && second !== undefined ? 'form.' + second.replaceAll('~1', '/').replaceAll('~0', '~') : names[first] ?? '', reason];
});
