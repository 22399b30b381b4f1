// The cases of both services: a list to choose from, and the chosen case with its state diagram.

import { byId, command, dateTime, h, money, show, short, time } from './dom.js';
import { diagram, layered } from './diagram.js';

/** Which case is shown, per service; until someone chooses, the one that changed last. */
const chosen = { fastdok: null, altinn: null };
const lastSteps = new Map();
let redraw = () => {};
export function onChoice(again) { redraw = again; }

const TASKS = [
  { id: 'TaskCreate', title: 'TaskCreate', note: 'Utkast', x: 0, y: 1 },
  { id: 'TaskPay', title: 'TaskPay', note: 'Betala', kind: 'pay', x: 1, y: 1 },
  { id: 'TaskPaid', title: 'TaskPaid', note: 'Skarpt', kind: 'paid', x: 2, y: 1 },
  { id: 'archived', title: 'Archived', note: 'Arkiverat', kind: 'end', x: 3, y: 1 },
];
const MOVES = [
  { from: 'TaskCreate', to: 'TaskPay', action: 'ActionPay', bend: 4.6, licence: false },
  { from: 'TaskCreate', to: 'TaskPaid', action: 'ActionPay', label: 'ActionPay avtalskund', title: 'ActionPay of a licence customer (avtalskund)', bend: 17, turned: 39, licence: true },
  { from: 'TaskPay', to: 'TaskCreate', action: 'ActionCancel', bend: 4.6, licence: false },
  { from: 'TaskPay', to: 'TaskPaid', action: 'ActionComplete', bend: 4.6, licence: false },
  { from: 'TaskPay', to: 'TaskPaid', action: 'ActionCancel', label: 'ActionCancel', title: 'ActionCancel: back to the sharp case', bend: 9.6, turned: 29, licence: false },
  { from: 'TaskPaid', to: 'TaskPay', action: 'ActionPay', title: 'ActionPay: forms added since the last payment', bend: 4.6, licence: false },
  { from: 'TaskPaid', to: 'archived', action: 'ActionComplete', bend: 0 },
];

/** The step a case has just taken, or undefined if there is no news since it was last shown. */
function newStep(key, steps) {
  const before = lastSteps.get(key);
  lastSteps.set(key, steps.length);
  return before !== undefined && steps.length > before ? steps[steps.length - 1] : undefined;
}

function choose(service, cases, key) {
  const wanted = cases.find((one) => one[key] === chosen[service]);
  return wanted ?? cases.reduce((latest, one) => (!latest || one.changed >= latest.changed ? one : latest), undefined);
}

function list(service, cases, key, shown, row) {
  return h('ul', { class: 'case-list' }, [...cases].sort((a, b) => b.changed - a.changed).slice(0, 60).map((one) => h('li', null,
    h('button', {
      type: 'button', class: 'case', 'data-key': `${service} ${one[key]}`, 'aria-pressed': one === shown ? 'true' : 'false',
      onclick: () => { chosen[service] = one[key]; redraw(); },
    }, row(one)))));
}

const fact = (name, value) => value !== undefined && value !== null && value !== '' && [h('dt', null, name), h('dd', null, value)];
const pill = (text, kind = '') => h('span', { class: `pill ${kind}` }, text);
const PILL = { TaskPay: 'pay', TaskPaid: 'paid', archived: 'end' };

function companies(domains) {
  return domains.map((domain) => h('div', { class: 'company' },
    h('span', { class: 'name' }, domain.name),
    h('span', { class: 'balance' }, money(domain.balance), h('small', null, ' SEK')),
    h('span', { class: 'flags' },
      domain.licence && pill('licence · avtalskund', 'flag'),
      domain.member && pill('member · medlem', 'flag'),
      pill(`factor ${domain.factor}`, 'flag'))));
}

function fastdokDetail(one, width) {
  const step = newStep(`f ${one.id}`, one.steps);
  const taken = (move) => one.steps.some((done) => done.from === move.from && done.to === move.to && done.action === move.action);
  const edges = MOVES.map((move) => ({
    ...move, label: move.label ?? move.action,
    state: taken(move) ? 'taken' : move.licence !== undefined && move.licence !== one.licence ? 'closed' : 'open',
  }));
  const moved = step && edges.find((edge) => edge.from === step.from && edge.to === step.to && edge.action === step.action);
  const act = (action) => h('button', {
    type: 'button', 'data-key': `act ${action}`,
    onclick: () => command({ command: 'web_action', case: one.id, action }, `${action} done by a colleague in the web UI`),
  }, action);
  const allowed = { TaskCreate: ['ActionPay'], TaskPay: ['ActionComplete', 'ActionCancel'], TaskPaid: ['ActionPay', 'ActionComplete'] }[one.state] ?? [];
  return h('article', { class: 'detail' },
    h('h3', null, one.name, ' ', pill(one.state === 'archived' ? 'Archived' : one.state, PILL[one.state])),
    h('p', { class: 'muted' }, one.domain, ' · ', h('code', null, one.id)),
    diagram({ nodes: TASKS, edges, label: `State diagram of ${one.name}, now ${one.state}` }, one.state, moved, width),
    h('div', { class: 'forms' }, one.forms.map((form) => h('span', { class: `form ${form.paid ? 'is-paid' : ''}` },
      form.name, h('small', null, form.paid ? ' paid · skarp' : ' draft · utkast')))),
    allowed.length > 0 && h('div', { class: 'acts' }, h('span', { class: 'muted' }, 'As a colleague in the web UI:'), allowed.map(act),
      h('button', { type: 'button', 'data-key': 'add form', onclick: () => command({ command: 'add_form', case: one.id, template: '15A' }, 'Form 15A added') }, 'Add form 15A')));
}

function altinnDetail(one, edition, width) {
  const step = newStep(`a ${one.id}`, one.steps);
  const taken = (transition) => one.steps.some((done) => done.from === transition.from && done.to === transition.to && done.changed);
  const { nodes, edges } = layered(
    edition.states.map((state) => ({ ...state, note: [state.may_archive && 'arkiv', state.may_delete && 'slett'].filter(Boolean).join(' · ') || undefined, kind: state.may_archive ? 'paid' : '' })),
    edition.transitions.map((transition) => ({
      ...transition, state: taken(transition) ? 'taken' : 'open',
      label: transition.condition ? `${transition.name} [${transition.condition}]` : transition.name,
      title: `${transition.name}: event ${transition.event}${transition.condition ? `, if ${transition.condition}` : ''}${transition.fails ? ', breaks down' : ''}`,
    })), edition.start);
  const moved = step?.changed && edges.find((edge) => edge.from === step.from && edge.to === step.to);
  const close = (how, label) => h('button', { type: 'button', 'data-key': how, onclick: () => command({ command: 'close_case', case_id: one.id, how }, `Case ${one.id} ${how}`) }, label);
  return h('article', { class: 'detail' },
    h('h3', null, `${edition.name} ${one.id} `, pill(one.status === 'active' ? one.state : `${one.state} · ${one.status}`, one.status === 'active' ? '' : 'end')),
    h('p', { class: 'muted' }, `service edition ${one.service}:${one.edition} · owner ${edition.owner}`),
    diagram({ nodes, edges, label: `State machine of ${edition.name}, case ${one.id}, now ${one.state}` }, one.status === 'active' ? one.state : undefined, moved, width),
    h('dl', { class: 'facts' },
      fact('Reportee', one.reportee), fact('Due', one.due), fact('Visible from', one.visible),
      fact('Notice', one.notice && `${one.notice.template}: ${one.notice.text}`)),
    one.steps.length > 0 && h('ol', { class: 'steps' }, one.steps.slice(-6).map((done) => h('li', { class: done.changed ? '' : 'quiet' },
      h('time', { title: dateTime(done.at) }, time(done.at)), h('code', null, done.event), done.changed ? ` → ${done.to}` : ' · no transition'))),
    one.status === 'active' && h('div', { class: 'acts' }, h('span', { class: 'muted' }, 'As the portal user:'), close('archived', 'Archive'), close('deleted', 'Delete')));
}

const room = (element) => Math.max(280, element.clientWidth - 8);

/** Shows both services' part of an overview. */
export function showCases(fastdok, altinn) {
  show(byId('companies'), fastdok.domains, () => companies(fastdok.domains));

  const forFastdok = byId('fastdok-cases');
  const ours = choose('fastdok', fastdok.cases, 'id');
  show(forFastdok, [fastdok.cases, ours?.id, room(forFastdok)], () => (ours
    ? h('div', { class: 'split' },
      list('fastdok', fastdok.cases, 'id', ours, (one) => [h('b', null, one.name), h('span', null, `${one.domain} · ${short(one.id)}`), pill(one.state === 'archived' ? 'Archived' : one.state, PILL[one.state])]),
      fastdokDetail(ours, room(forFastdok)))
    : h('div', null,
      diagram({ nodes: TASKS, edges: MOVES.map((move) => ({ ...move, label: move.label ?? move.action })), label: 'State diagram of a FastDok case' }, undefined, undefined, room(forFastdok)),
      h('p', { class: 'empty' }, 'No case yet. This is the life of one: start it with POST /apps/form.'))));

  const forAltinn = byId('altinn-cases');
  const theirs = choose('altinn', altinn.cases, 'id');
  const edition = theirs && altinn.editions.find((known) => known.service === theirs.service && known.edition === theirs.edition);
  show(forAltinn, [altinn.cases, altinn.editions, theirs?.id, room(forAltinn)], () => {
    if (theirs && edition) {
      return h('div', { class: 'split' },
        list('altinn', altinn.cases, 'id', theirs, (one) => [h('b', null, `Case ${one.id}`), h('span', null, `${one.service}:${one.edition} · ${one.reportee}`), pill(one.status === 'active' ? one.state : one.status, one.status === 'active' ? '' : 'end')]),
        altinnDetail(theirs, edition, room(forAltinn)));
    }
    const first = altinn.editions[0];
    if (!first) return h('p', { class: 'empty' }, 'No service edition.');
    const { nodes, edges } = layered(first.states, first.transitions.map((transition) => ({ ...transition, label: transition.name })), first.start);
    return h('div', null,
      diagram({ nodes, edges, label: `State machine of ${first.name}` }, undefined, undefined, room(forAltinn)),
      h('p', { class: 'empty' }, `No case yet. This is the state machine of ${first.name} (${first.service}:${first.edition}).`));
  });
}
