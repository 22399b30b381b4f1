// The ledger and the traffic: lists that only grow, newest first.

import { byId, dateTime, h, money, read, short, time } from './dom.js';

const MOST_SHOWN = 200;

/** What a ledger entry means: [class, headline, detail]. */
function words(entry) {
  switch (entry.what) {
    case 'signed_in': return entry.ok ? ['quiet', 'Signed in', entry.user] : ['bad', 'Sign-in refused', entry.user];
    case 'case_started': return ['start', 'Case started', `${short(entry.case)} by ${entry.user}`];
    case 'action_done': return ['move', entry.action, `${entry.from} → ${entry.to ?? 'archived'} · ${short(entry.case)} · ${entry.user}`];
    case 'debited': return ['money', `Debited ${money(entry.amount)} SEK`, `${money(entry.balance_after)} left · ${short(entry.case)}`];
    case 'payment_refused': return ['bad', `Payment of ${money(entry.amount)} SEK refused`, `balance ${money(entry.balance)} · ${short(entry.case)}`];
    case 'case_archived': return ['end', 'Case archived', `${short(entry.case)} by ${entry.user}`];
    case 'case_deleted': return ['bad', 'Case deleted', `${short(entry.case)} by ${entry.user}`];
    case 'message_received': return ['note', `Message ${entry.message}`, `${short(entry.case)} by ${entry.user}`];
    case 'object_changed': return ['quiet', `Object ${entry.change}`, `${short(entry.object)} · ${short(entry.case)}`];
    case 'system_refused': return ['bad', entry.locked ? 'System user locked' : 'System user refused', entry.system];
    case 'case_created': return ['start', `Case ${entry.case_id} created`, `${entry.service}:${entry.edition} · for ${entry.reportee} · ${entry.system}`];
    case 'event_registered': return entry.changed
      ? ['move', entry.event, `${entry.from} → ${entry.to} · case ${entry.case_id}`]
      : ['quiet', entry.event, `no transition from ${entry.from} · case ${entry.case_id}`];
    case 'notice_set': return ['note', `Notice ${entry.template}`, `on ${entry.element} · case ${entry.case_id}`];
    case 'case_closed': return ['end', `Case ${entry.case_id} ${entry.how}`, 'by the portal user'];
    default: return ['quiet', String(entry.what), Object.entries(entry).filter(([key]) => !['what', 'number', 'at'].includes(key)).map(([key, value]) => `${key} ${value}`).join(' · ')];
  }
}

function ledgerLine(entry) {
  const [kind, headline, detail] = words(entry);
  return h('li', { class: `entry ${kind}`, value: entry.number },
    h('span', { class: 'dot', 'aria-hidden': 'true' }),
    h('div', null, h('strong', null, headline), h('span', { class: 'detail' }, detail)),
    h('time', { title: dateTime(entry.at) }, time(entry.at)));
}

/** Indents JSON without reading its values: a body is shown as it was sent, `2000.00` with its zeros. */
function indentJson(text) {
  let out = '';
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"?|[[\]{},:]|[^\s[\]{},:"]+/g)) {
    const line = () => `\n${'  '.repeat(Math.min(depth, 20))}`;
    if (token === '{' || token === '[') { depth += 1; out += token + line(); }
    else if (token === '}' || token === ']') { depth = Math.max(0, depth - 1); out = out.trimEnd() + (/[[{]$/.test(out.trimEnd()) ? '' : line()) + token; }
    else if (token === ',') out += token + line();
    else out += token === ':' ? ': ' : token;
  }
  return out;
}

/** Puts each element of XML that holds others on a line of its own. */
function indentXml(text) {
  let depth = 0;
  return text.replace(/>\s*</g, '>\n<').split('\n').map((line) => {
    if (line.startsWith('</')) depth = Math.max(0, depth - 1);
    const shown = '  '.repeat(Math.min(depth, 20)) + line;
    if (/^<[^/!?][^>]*>$/.test(line) && !line.endsWith('/>')) depth += 1;
    return shown;
  }).join('\n');
}

function pretty(body) {
  if (/^\s*[[{]/.test(body)) return indentJson(body);
  return /^\s*</.test(body) ? indentXml(body) : body;
}

function part(title, content) {
  if (!content) return h('div', { class: 'part' }, h('h4', null, title), h('p', { class: 'muted' }, 'nothing came back'));
  const facts = [content.content_type, content.soap_action && `SOAPAction ${content.soap_action}`, `${content.bytes} bytes`].filter(Boolean).join(' · ');
  return h('div', { class: 'part' },
    h('h4', null, title, ' ', h('small', null, facts)),
    content.body === null ? h('p', { class: 'muted' }, '(not text)')
      : content.body ? h('pre', { tabindex: 0 }, pretty(content.body), content.cut ? '\n… cut' : '') : null);
}

export function faultName(fault) {
  if (!fault) return '';
  const name = String(fault.fault).replaceAll('_', ' ');
  return fault.ms ? `${name} ${fault.ms} ms` : name;
}

function exchangeLine(exchange) {
  const status = exchange.fault && (exchange.status === null || exchange.fault.fault === 'cut_body') ? 'lost' : String(exchange.status ?? 'none')[0];
  const [service, operation] = String(exchange.operation ?? '').split('.');
  const body = h('div', { class: 'parts' });
  const details = h('details', { class: `exchange s${status}`, 'data-number': exchange.number },
    h('summary', null,
      h('time', { title: dateTime(exchange.at) }, time(exchange.at)),
      h('span', { class: `service ${service}`, 'aria-hidden': 'true' }),
      h('span', { class: 'what' }, h('b', null, operation ?? 'unknown'), h('span', { class: 'path' }, `${exchange.method} ${exchange.path}`)),
      exchange.fault && h('span', { class: 'fault' }, faultName(exchange.fault)),
      h('span', { class: 'code' }, exchange.status ?? '—'),
      h('span', { class: 'ms' }, `${exchange.ms} ms`)),
    body);
  // Built when first opened: two hundred bodies in the page would be slow on a phone.
  details.addEventListener('toggle', () => {
    if (!body.hasChildNodes()) body.append(part('Request', exchange.request), part('Response', exchange.response));
  });
  return details;
}

function grower(id, path, line, empty) {
  let last = 0;
  let busy = Promise.resolve();
  const element = byId(id);
  const clear = () => { last = 0; element.replaceChildren(h(element.tagName === 'OL' ? 'li' : 'p', { class: 'empty' }, empty)); };
  clear();
  const grow = async () => {
    const fresh = await read(`${path}?since=${last}`);
    if (!fresh.length) return;
    element.querySelector('.empty')?.remove();
    const first = last === 0;
    last = fresh[fresh.length - 1].number;
    for (const item of fresh.slice(-MOST_SHOWN)) {
      const added = line(item);
      if (!first) added.classList.add('fresh');
      element.prepend(added);
    }
    while (element.children.length > MOST_SHOWN) element.lastElementChild.remove();
  };
  return { clear, last: () => last, grow: () => (busy = busy.then(grow, grow)) };
}

export const ledger = () => grower('ledger', '/_sandbox/ledger', ledgerLine, 'Nothing has happened yet.');
export const traffic = () => grower('traffic', '/_sandbox/traffic', exchangeLine, 'No request yet. Point a client at one of the addresses above.');
