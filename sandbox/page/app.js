// The page's loop: the server says that there is news, the page asks for what it shows.

import { byId, dateTime, h, read, show } from './dom.js';
import { onChoice, showCases } from './cases.js';
import { showControls, wireClock } from './controls.js';
import { ledger, traffic } from './lists.js';
import { readAltinn, readFastdok } from './overview.js';

const lists = { ledger: ledger(), traffic: traffic() };
let overview;
let clock;

const FIGURES = [
  ['started', 'FastDok cases', 'ärenden'], ['debits', 'debits', 'betalningar'], ['payments_refused', 'refused', 'nekade'], ['archived', 'archived', 'arkiverade'],
  ['cases', 'Altinn cases', 'saker'], ['events', 'events', 'hendelser'], ['events_moved', 'moved a state', 'tilstand endret'], ['notices', 'notices', 'merknader'],
];

function draw() {
  if (!overview) return;
  const fastdok = readFastdok(overview.fastdok);
  showCases(fastdok, readAltinn(overview.altinn));
  showControls(fastdok, overview.faults, overview.operations);
  show(byId('figures'), overview.summary, () => FIGURES.map(([key, name, term]) => h('li', { class: key },
    h('b', null, overview.summary[key]), h('span', null, name), h('i', { lang: key === 'cases' || key.startsWith('event') || key === 'notices' ? 'nb' : 'sv' }, term))));
}

function drawClock() {
  if (!clock) return;
  const now = clock.frozen ? clock.now_ms : clock.now_ms + (performance.now() - clock.read_at);
  byId('clock').textContent = dateTime(now);
  const ahead = Math.round((clock.offset_ms ?? 0) / 60000);
  byId('clock-note').textContent = clock.frozen ? 'frozen' : ahead ? `${ahead > 0 ? '+' : ''}${ahead} min` : '';
  byId('real-time').hidden = !clock.frozen && !clock.offset_ms;
}

function setClock(value) {
  clock = { ...value, read_at: performance.now() };
  drawClock();
}

let asking = false;
let again = false;
/** Asks for everything that may have changed; news during that makes it ask once more. */
async function refresh() {
  if (asking) { again = true; return; }
  asking = true;
  try {
    const [fresh, time] = await Promise.all([read('/_sandbox/overview'), read('/_sandbox/clock')]);
    overview = fresh;
    setClock(time);
    if (overview.summary.entries < lists.ledger.last()) lists.ledger.clear();
    draw();
    await Promise.all([lists.ledger.grow(), lists.traffic.grow()]);
  } finally {
    asking = false;
    if (again) { again = false; refresh(); }
  }
}

function live(state, text) {
  byId('live').dataset.state = state;
  byId('live').textContent = text;
}

function listen() {
  const events = new EventSource('/_sandbox/events');
  events.addEventListener('open', () => live('on', 'live'));
  events.addEventListener('message', () => { refresh().catch(() => live('off', 'no answer')); });
  // The browser connects again by itself, to a new server perhaps, whose lists start afresh.
  events.addEventListener('error', () => {
    live('off', 'server gone');
    lists.ledger.clear();
    lists.traffic.clear();
  });
}

byId('fastdok-url').textContent = `${location.origin}/API/v1.0/`;
byId('altinn-url').textContent = `${location.origin}/ServiceEngineExternal/`;
wireClock(setClock);
document.addEventListener('traffic-forgotten', () => lists.traffic.clear());
onChoice(draw);
setInterval(drawClock, 1000);
let resizing;
addEventListener('resize', () => { clearTimeout(resizing); resizing = setTimeout(draw, 120); });
listen();
