// page_markdown.js - Markdown to nodes, one by one. Raw HTML is text; pictures are links; depth and number of nodes are bounded.
const markdown = (() => {
  const most_depth = 10, most_nodes = 10000;
  let nodes = 0, topmost = 0, level = 2;

  const entities = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };
  const bidi = /[\u202a-\u202e\u2066-\u2069]/;

  // Letters that turn the direction of text are shown as what they are.
  function exact(text) {
    if (!bidi.test(text)) return [text];
    return text.split(/([\u202a-\u202e\u2066-\u2069])/).filter(Boolean)
      .map(part => bidi.test(part) ? h('span', { class: 'bidi' }, 'U+' + part.codePointAt(0).toString(16).toUpperCase()) : part);
  }

  const plain = text => exact(text.replace(/&(amp|lt|gt|quot|apos|nbsp);/g, (all, name) => entities[name]));

  function make(tag, props, ...children) {
    ++nodes;
    return h(tag, props, ...children);
  }

  function safe_url(text) {
    try {
      const url = new URL(text);
      return ['https:', 'http:', 'mailto:'].includes(url.protocol) ? url : null;
    } catch {
      return null;
    }
  }

  // The host stands beside words that could say something else.
  function link(words, address, depth) {
    const url = safe_url(address.trim());
    if (!url) return inline(words, depth + 1);
    const host = url.protocol === 'mailto:' ? url.pathname : url.host;
    return [
      make('a', { href: url.href, target: '_blank', rel: 'noopener noreferrer nofollow' }, ...inline(words, depth + 1, true)),
      ...(words.includes(host) ? [] : [make('span', { class: 'host' }, ` (${host})`)]),
    ];
  }

  // Each rule: what begins it, and what it makes of a match. Tried at each place in this order.
  const rules = [
    [/\\([!-/:-@[-`{-~])/y, match => [match[1]]],
    [/(`+)(?!`)([^]*?[^`])\1(?!`)/y, match => [make('code', {}, ...exact(match[2].replace(/^ (.*\S.*) $/s, '$1')))]],
    [/!\[([^\]]{0,500})\]\(\s*<?([^\s()<>]{1,2000})>?[^)]{0,200}\)/y, (match, depth, linked) => linked ? [match[1]] : link(match[1] || t('image'), match[2], depth)],
    [/\[((?:[^[\]]|\[[^[\]]*\]){1,1000})\]\(\s*<?((?:[^\s()<>]|\([^\s()<>]*\)){1,2000})>?(?:\s+["'(][^)]{0,200})?\)/y, (match, depth, linked) => linked ? inline(match[1], depth + 1, true) : link(match[1], match[2], depth)],
    [/<((?:https?:\/\/|mailto:)[^\s<>]{1,2000})>/y, (match, depth, linked) => linked ? [match[1]] : link(match[1], match[1], depth)],
    [/https?:\/\/[^\s<>"'`，。；、）】》]{1,2000}/y, (match, depth, linked) => linked ? [match[0]] : bare(match[0], depth)],
    [/(\*\*|__)(?=\S)([^]*?\S)\1/y, (match, depth, linked) => [make('strong', {}, ...inline(match[2], depth + 1, linked))]],
    [/~~(?=\S)([^]*?\S)~~/y, (match, depth, linked) => [make('del', {}, ...inline(match[1], depth + 1, linked))]],
    [/\*(?=[^\s*])([^]*?[^\s*])\*(?!\*)/y, (match, depth, linked) => [make('em', {}, ...inline(match[1], depth + 1, linked))]],
    [/_(?=[^\s_])([^]*?[^\s_])_(?![\p{L}\p{N}_])/yu, (match, depth, linked) => [make('em', {}, ...inline(match[1], depth + 1, linked))]],
    [/ *\n/y, () => [make('br', {})]],
  ];
  const starts = /[\\`![<h*_~\n ]/;

  // A full stop after an address belongs to the sentence.
  function bare(text, depth) {
    const address = text.replace(/[.,;:!?)\]*_~]+$/, '');
    return [...link(address, address, depth), text.slice(address.length)];
  }

  // One paragraph is searched in time that grows with its length: after a number of failures the rest is plain.
  function inline(text, depth, linked = false) {
    if (depth > most_depth || nodes > most_nodes) return plain(text);
    const out = [], patience = 50 + 2e6 / text.length;
    let at = 0, from = 0, misses = 0;
    while (at < text.length && misses < patience && nodes < most_nodes) {
      const found = starts.test(text[at]) && !(text[at] === '_' && /[\p{L}\p{N}]/u.test(text[at - 1] ?? '')) && match_at(text, at);
      if (!found) {
        misses += starts.test(text[at]) && text[at] !== ' ' && text[at] !== 'h';
        ++at;
        continue;
      }
      out.push(...plain(text.slice(from, at)), ...found.rule(found.match, depth, linked));
      from = at = at + found.match[0].length;
    }
    out.push(...plain(text.slice(from)));
    return out;
  }

  function match_at(text, at) {
    for (const [pattern, rule] of rules) {
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      if (match) return { match, rule };
    }
    return null;
  }

  // ---- blocks

  const fence = /^ {0,3}(`{3,}|~{3,})\s*([^`]*)$/, heading = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/, rule = /^ {0,3}([-*_])( *\1){2,} *$/;
  const item = /^( *)([-*+]|\d{1,9}[.)])(?: +|$)(.*)$/, quote = /^ {0,3}> ?/, divider = /^ *\|?( *:?-+:? *\|)+( *:?-+:? *)?$/;
  const begins = line => fence.test(line) || heading.test(line) || rule.test(line) || item.test(line) || quote.test(line);

  function blocks(lines, depth) {
    const out = [];
    let at = 0;
    if (depth > most_depth || nodes > most_nodes) return lines.length ? [make('p', {}, ...plain(lines.join('\n')))] : out;
    while (at < lines.length) {
      const line = lines[at];
      if (!line.trim()) { ++at; continue; }
      const take = fence.test(line) ? take_code : heading.test(line) ? take_heading : rule.test(line) ? take_rule
        : quote.test(line) ? take_quote : item.test(line) ? take_list : line.includes('|') && divider.test(lines[at + 1] ?? '') ? take_table : take_words;
      const [node, next] = take(lines, at, depth);
      out.push(node);
      at = next;
    }
    return out;
  }

  function take_code(lines, at) {
    const [, mark, language] = fence.exec(lines[at]);
    let end = at + 1;
    while (end < lines.length && !(lines[end].trim().startsWith(mark) && !lines[end].trim().replaceAll(mark[0], ''))) ++end;
    const text = lines.slice(at + 1, end).join('\n');
    const pre = make('pre', { tabindex: 0, role: 'region', 'aria-label': language.trim() || t('code') }, make('code', {}, ...exact(text)));
    return [make('div', { class: 'code' }, pre, copy_button(text)), end + 1];
  }

  function take_heading(lines, at, depth) {
    const [, marks, words] = heading.exec(lines[at]);
    // The first is an h3, below the page's own; none is more than one step below the one before it.
    topmost ||= marks.length;
    level = Math.max(3, Math.min(6, level + 1, marks.length - topmost + 3));
    return [make('h' + level, {}, ...inline(words, depth)), at + 1];
  }

  const take_rule = (lines, at) => [make('hr', {}), at + 1];

  function take_quote(lines, at, depth) {
    const inner = [];
    while (at < lines.length && lines[at].trim() && (quote.test(lines[at]) || !begins(lines[at]))) inner.push(lines[at++].replace(quote, ''));
    return [make('blockquote', {}, ...blocks(inner, depth + 1)), at];
  }

  function take_list(lines, at, depth) {
    const [, indent, mark] = item.exec(lines[at]);
    const numbered = /\d/.test(mark), kind = mark.at(-1), list = make(numbered ? 'ol' : 'ul', numbered && mark !== '1.' ? { start: parseInt(mark, 10) } : {});
    while (at < lines.length) {
      const found = item.exec(lines[at]);
      if (!found || found[1].length !== indent.length || found[2].at(-1) !== kind || rule.test(lines[at])) break;
      const inner = [found[3]], inside = indent.length + found[2].length + 1;
      ++at;
      while (at < lines.length) {
        const blank = !lines[at].trim(), deep = lines[at].search(/\S/) >= Math.min(inside, indent.length + 2);
        if (blank ? !/^ {2,}/.test(lines[at + 1] ?? '') : !deep && begins(lines[at])) break;
        if (!blank && !deep && !lines[at - 1].trim()) break;
        inner.push(lines[at].slice(Math.min(inside, Math.max(0, lines[at].search(/\S/)))));
        ++at;
      }
      list.append(list_item(inner, depth));
      while (at < lines.length && !lines[at].trim() && item.exec(lines[at + 1] ?? '')?.[1].length === indent.length) ++at;
    }
    return [list, at];
  }

  function list_item(lines, depth) {
    const task = /^\[([ xX])\] +/.exec(lines[0]);
    if (task) lines[0] = lines[0].slice(task[0].length);
    const children = blocks(lines, depth + 1);
    if (children[0]?.localName === 'p') children.splice(0, 1, ...children[0].childNodes); // a tight list
    if (!task) return make('li', {}, ...children);
    return make('li', { class: 'task' }, make('span', { class: 'box' }, task[1] === ' ' ? '☐' : '☑'), ...children);
  }

  const cells = line => line.trim().replace(/^\||\|$/g, '').split(/(?<!\\)\|/).map(cell => cell.trim().replaceAll('\\|', '|')).slice(0, 50);

  function take_table(lines, at, depth) {
    const sides = cells(lines[at + 1]).map(cell => /^:-+:$/.test(cell) ? 'center' : cell.endsWith(':') ? 'right' : '');
    const row = (line, tag) => {
      const words = cells(line);
      return make('tr', {}, ...sides.map((side, i) => make(tag, { class: side }, ...inline(words[i] ?? '', depth + 1))));
    };
    const body = [], head = row(lines[at], 'th');
    for (at += 2; at < lines.length && lines[at].includes('|') && nodes < most_nodes; ++at) body.push(row(lines[at], 'td'));
    const table = make('table', {}, make('thead', {}, head), make('tbody', {}, ...body));
    return [make('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': head.textContent.slice(0, 80) }, table), at];
  }

  function take_words(lines, at, depth) {
    let end = at + 1;
    while (end < lines.length && lines[end].trim() && !begins(lines[end])) ++end;
    const words = make('p', {}, ...inline(lines.slice(at, end).map(line => line.trim()).join('\n'), depth));
    words.dir = 'auto'; // at last, or each child would be looked through for its direction
    return [words, end];
  }

  // The nodes of a text.
  return text => {
    nodes = topmost = 0;
    level = 2;
    return blocks(text.replace(/\r\n?/g, '\n').replaceAll('\t', '    ').split('\n'), 0);
  };
})();
