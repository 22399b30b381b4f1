// The controls: what the page can tell the sandbox. Each is one control command, as a test would send it.

import { byId, command, h, money, post, show, toast } from './dom.js';
import { faultName } from './lists.js';

const FAULTS = [
  ['answer_lost', 'answer lost (applied)'], ['never_arrives', 'never arrives'], ['error500', 'HTTP 500'], ['error500_applied', 'HTTP 500 (applied)'],
  ['html_page', 'HTML page 503'], ['html_page_applied', 'HTML page 503 (applied)'], ['cut_body', 'body cut in the middle (applied)'],
  ['applied_late', 'no answer, applied 30 seconds later'], ['html_page_applied_late', 'HTML page 504, applied 30 seconds later'],
  ['old_answer', 'answer of 30 seconds ago (reads)'], ['repeated', 'sent twice'],
  ['slow', 'slow, 5 seconds'], ['stale_ticket', 'stale ticket'], ['locked_account', 'locked account'],
  ['plain_words', 'refusal in plain words, 200'], ['sign_in_page', 'sign-in page, 200'], ['json_message', 'refusal in JSON, 200'], ['empty_answer', 'nothing, 200'],
  ['status400', 'HTTP 400'], ['status401', 'HTTP 401'], ['status403', 'HTTP 403'], ['status429', 'HTTP 429'], ['redirect', 'redirect to a sign-in page'],
  ['unreadable989', 'Altinn 989 that is no XML'],
];
const MS = { slow: 5000, applied_late: 30000, html_page_applied_late: 30000, old_answer: 30000 };

const option = (value, text, selected) => h('option', { value, selected }, text);
const field = (label, control) => h('label', { class: 'field' }, h('span', null, label), control);

function group(title, build, onsubmit, button) {
  return h('form', {
    class: 'group',
    onsubmit: (event) => { event.preventDefault(); onsubmit(new FormData(event.target)); },
  }, h('h3', null, title), build, button && h('button', { class: 'go' }, button));
}

function customer(domains, picked) {
  const domain = domains.find((one) => one.id === picked) ?? domains[0];
  if (!domain) return h('p', { class: 'empty' }, 'No company.');
  return group('Company', [
    field('Company', h('select', { name: 'domain', 'data-key': 'company', onchange: (event) => drawCustomer(event.target.value) },
      domains.map((one) => option(one.id, one.name, one === domain)))),
    h('div', { class: 'pair' },
      field('Balance, SEK', h('input', { name: 'amount', inputmode: 'decimal', pattern: '-?[0-9]+([.][0-9]+)?', required: true, value: domain.balance, 'data-key': 'amount' })),
      field('Factor', h('input', { name: 'factor', inputmode: 'decimal', pattern: '[0-9]+([.][0-9]+)?', required: true, value: domain.factor, 'data-key': 'factor' }))),
    h('div', { class: 'checks' },
      h('label', null, h('input', { type: 'checkbox', name: 'licence', checked: domain.licence, 'data-key': 'licence' }), ' licence customer ', h('i', { lang: 'sv' }, 'avtalskund')),
      h('label', null, h('input', { type: 'checkbox', name: 'member', checked: domain.member, 'data-key': 'member' }), ' member ', h('i', { lang: 'sv' }, 'medlem'))),
  ], async (form) => {
    const id = form.get('domain');
    await command({ command: 'set_balance', domain: id, amount: form.get('amount') });
    await command({
      command: 'set_customer', domain: id, licence: form.has('licence'), member: form.has('member'), factor: form.get('factor'),
    }, `${domain.name}: saved, balance ${money(form.get('amount'))} SEK`);
  }, 'Set');
}

let domainsShown = [];
let pickedDomain;
function drawCustomer(picked) {
  pickedDomain = picked ?? pickedDomain;
  show(byId('control-customer'), [domainsShown, pickedDomain], () => customer(domainsShown, pickedDomain));
}

function faultForm(operations) {
  return group('Let a call go wrong', [
    field('Operation', h('select', { name: 'operation' }, option('*', 'any operation'),
      ['fastdok', 'altinn'].map((service) => h('optgroup', { label: service === 'fastdok' ? 'FastDok' : 'Altinn II' },
        operations.filter((name) => name.startsWith(`${service}.`)).map((name) => option(name, name.slice(service.length + 1))))))),
    h('div', { class: 'pair' },
      field('Fault', h('select', { name: 'fault' }, FAULTS.map(([value, text]) => option(value, text)))),
      field('Which call', h('input', { name: 'nth', type: 'number', min: 1, max: 1000, value: 1, required: true }))),
  ], (form) => {
    const rule = { command: 'add_fault', operation: form.get('operation'), nth: Number(form.get('nth')), fault: form.get('fault') };
    if (MS[rule.fault]) rule.ms = MS[rule.fault];
    command(rule);
  }, 'Add');
}

function waiting(faults) {
  if (!faults.length) return h('p', { class: 'muted' }, 'No fault is waiting.');
  return [
    h('ul', { class: 'waiting' }, faults.map((rule) => h('li', null,
      h('span', { class: 'fault' }, faultName(rule)), ` call ${Math.max(1, rule.nth - rule.seen)} of ${rule.operation === '*' ? 'any operation' : rule.operation}`))),
    h('button', { type: 'button', 'data-key': 'clear faults', onclick: () => command({ command: 'clear_faults' }, 'No fault is waiting any more') }, 'Clear all'),
  ];
}

async function download() {
  const snapshot = await command({ command: 'snapshot' });
  if (!snapshot) return;
  const link = h('a', { href: URL.createObjectURL(new Blob([JSON.stringify(snapshot)], { type: 'application/json' })), download: 'sandbox-snapshot.json' });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function restore() {
  const picker = h('input', { type: 'file', accept: 'application/json,.json' });
  picker.addEventListener('change', async () => {
    try {
      await command({ command: 'restore', snapshot: JSON.parse(await picker.files[0].text()) }, 'Snapshot restored');
    } catch {
      toast('That file is not JSON.');
    }
  });
  picker.click();
}

function drawers() {
  return group('Everything', [
    h('div', { class: 'acts' },
      h('button', { type: 'button', onclick: () => command({ command: 'sign_everybody_out' }, 'Every ticket is stale now') }, 'Sign everybody out'),
      h('button', { type: 'button', onclick: download }, 'Save snapshot'),
      h('button', { type: 'button', onclick: restore }, 'Load snapshot')),
    h('div', { class: 'pair' }, field('Seed', h('input', { name: 'seed', type: 'number', min: 0, value: 1, required: true }))),
  ], async (form) => {
    await command({ command: 'reset', seed: Number(form.get('seed')) }, 'Started over with the standard data');
    await fetch('/_sandbox/traffic', { method: 'DELETE' });
    document.dispatchEvent(new Event('traffic-forgotten'));
  }, 'Reset');
}

/** Shows the controls; forms are drawn anew only when what they offer has changed. */
export function showControls(fastdok, faults, operations) {
  const root = byId('controls');
  if (!root.hasChildNodes()) {
    root.append(h('div', { id: 'control-customer' }), h('div', { id: 'control-fault' }), h('div', { id: 'control-waiting', 'aria-live': 'polite' }), h('div', { id: 'control-all' }));
    show(byId('control-fault'), operations, () => faultForm(operations));
    show(byId('control-all'), 1, drawers);
  }
  domainsShown = fastdok.domains;
  drawCustomer();
  show(byId('control-waiting'), faults, () => waiting(faults));
}

/** The clock's two buttons. */
export function wireClock(changed) {
  const set = async (change) => {
    try {
      changed(await post('/_sandbox/clock', change));
    } catch (error) {
      toast(error.message);
    }
  };
  byId('later').addEventListener('click', () => set({ advance_ms: 50 * 60 * 1000 }));
  byId('real-time').addEventListener('click', () => set({ offset_ms: 0 }));
}
