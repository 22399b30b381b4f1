// State diagrams as SVG: boxes for states, curves for transitions, drawn from plain data.
//
// A diagram is { nodes: [{ id, title, note, kind, x, y }], edges: [{ from, to, label, bend, state }] }, where x and y count cells of a
// grid and `bend` says how far a curve swings to its left, in units of 10 px. `state` is 'taken' (drawn strong), 'closed' (not
// for this case) or nothing; `turned` is the bend in a narrow place, if twice the usual one is not right. In a narrow place the grid is turned, so that the diagram runs downwards.

import { h, svg } from './dom.js';

const BOX = { width: 132, height: 52 };
let count = 0;

function wrap(text, most) {
  const lines = [''];
  for (const word of String(text).split(/\s+/)) {
    const last = lines[lines.length - 1];
    if (last && last.length + word.length + 1 > most) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  const shown = lines.slice(0, 2).map((line) => (line.length > most + 4 ? `${line.slice(0, most + 2)}…` : line));
  if (lines.length > 2) shown[1] = `${shown[1].slice(0, most - 1)}…`;
  return shown;
}

/** Where the line from the centre of a box towards a point leaves the box, a little outside for the arrow head. */
function border(box, towards, gap) {
  const dx = towards.x - box.x;
  const dy = towards.y - box.y;
  const scale = 1 / Math.max(Math.abs(dx) / (BOX.width / 2 + gap), Math.abs(dy) / (BOX.height / 2 + gap), 1e-6);
  return { x: box.x + dx * scale, y: box.y + dy * scale };
}

/** A coordinate of a quadratic curve at `t`. */
const along = (t, from, control, to) => (1 - t) ** 2 * from + 2 * t * (1 - t) * control + t ** 2 * to;

function curve(a, b, bend, turned, label) {
  if (a === b && turned) {
    // A transition to the same state: a loop beside the box.
    const x = a.x + BOX.width / 2;
    return {
      d: `M ${x + 2} ${a.y - 14} C ${x + 34} ${a.y - 26}, ${x + 34} ${a.y + 26}, ${x + 6} ${a.y + 14}`,
      middle: { x: x + 50, y: a.y },
    };
  }
  if (a === b) {
    // The same, above the box.
    const y = a.y - BOX.height / 2;
    const x = a.x + 30;
    return {
      d: `M ${x - 20} ${y - 2} C ${x - 32} ${y - 40}, ${x + 32} ${y - 40}, ${x + 20} ${y - 5}`,
      middle: { x: x + 14, y: y - 33 },
    };
  }
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const length = Math.hypot(dx, dy) || 1;
  const control = { x: (a.x + b.x) / 2 + (dy / length) * bend * 10, y: (a.y + b.y) / 2 - (dx / length) * bend * 10 };
  const from = border(a, control, 2);
  const to = border(b, control, 6);
  // Short labels stand a little before the middle: those of a way there and a way back then part from each other.
  const t = String(label).length > 18 ? 0.52 : 0.42;
  return {
    d: `M ${from.x.toFixed(1)} ${from.y.toFixed(1)} Q ${control.x.toFixed(1)} ${control.y.toFixed(1)} ${to.x.toFixed(1)} ${to.y.toFixed(1)}`,
    middle: { x: along(t, from.x, control.x, to.x), y: along(t, from.y, control.y, to.y) },
  };
}

/**
 * Draws a diagram. `current` is the id of the state the case is in; `moved` the edge it has just come by, which is animated.
 * `width` is the room there is, in CSS pixels.
 */
export function diagram({ nodes, edges, label }, current, moved, width) {
  const id = `d${count += 1}`;
  const columns = Math.max(...nodes.map((node) => node.x)) + 1;
  const turned = width < columns * 165;
  const cell = turned ? { x: 196, y: 124 } : { x: 258, y: 132 };
  const place = new Map(nodes.map((node) => [node.id, {
    x: (turned ? node.y : node.x) * cell.x, y: (turned ? node.x : node.y) * cell.y,
  }]));
  const drawn = edges.filter((edge) => place.has(edge.from) && place.has(edge.to)).map((edge) => {
    // Turned, left becomes right, and labels lie side by side instead of one above the other: they need more room.
    const bend = turned ? -(edge.turned ?? (edge.bend ?? 0) * 2) : edge.bend ?? 0;
    return { edge, ...curve(place.get(edge.from), place.get(edge.to), bend, turned, edge.label) };
  });

  const box = { left: 1e9, top: 1e9, right: -1e9, bottom: -1e9 };
  const include = (x, y, marginX, marginY) => {
    box.left = Math.min(box.left, x - marginX);
    box.right = Math.max(box.right, x + marginX);
    box.top = Math.min(box.top, y - marginY);
    box.bottom = Math.max(box.bottom, y + marginY);
  };
  place.forEach((at) => include(at.x, at.y, BOX.width / 2 + 10, BOX.height / 2 + 10));
  drawn.forEach(({ middle, edge }) => include(middle.x, middle.y, Math.max(...wrap(edge.label, turned ? 15 : 20).map((line) => line.length)) * 3.2 + 6, 18));

  const arrow = (name) => svg('marker', {
    id: `${id}-${name}`, class: `head ${name}`, viewBox: '0 0 10 10', refX: 8, refY: 5, markerWidth: 7, markerHeight: 7, orient: 'auto-start-reverse',
  }, svg('path', { d: 'M 0 1 L 9 5 L 0 9 z' }));

  const picture = svg('svg', {
    class: 'diagram', role: 'img', 'aria-label': label,
    viewBox: `${box.left.toFixed(0)} ${box.top.toFixed(0)} ${(box.right - box.left).toFixed(0)} ${(box.bottom - box.top).toFixed(0)}`,
  }, svg('defs', null, arrow('open'), arrow('taken'), arrow('closed')));

  for (const { edge, d } of drawn) {
    const state = edge.state ?? 'open';
    picture.append(svg('path', { class: `edge ${state}`, d, 'marker-end': `url(#${id}-${state})` }, svg('title', null, edge.title ?? edge.label)));
  }
  for (const { edge, middle } of drawn) {
    const lines = wrap(edge.label, turned ? 15 : 20);
    picture.append(svg('text', { class: `edge-label ${edge.state ?? 'open'}`, x: middle.x, y: middle.y - (lines.length - 1) * 6.5 },
      svg('title', null, edge.title ?? edge.label),
      lines.map((line, index) => svg('tspan', { x: middle.x, dy: index ? 13 : 4 }, line))));
  }
  for (const node of nodes) {
    const at = place.get(node.id);
    const here = node.id === current;
    const lines = wrap(node.title, 17);
    const rows = lines.length + (node.note ? 1 : 0);
    const first = at.y + 4.5 - (rows - 1) * 7.5;
    picture.append(svg('g', { class: `node ${node.kind ?? ''} ${here ? 'current' : ''}` },
      svg('title', null, [node.title, node.note, here ? '(now)' : ''].filter(Boolean).join(' ')),
      here && svg('rect', { class: 'halo', x: at.x - BOX.width / 2 - 6, y: at.y - BOX.height / 2 - 6, width: BOX.width + 12, height: BOX.height + 12, rx: 16 }),
      svg('rect', { class: 'box', x: at.x - BOX.width / 2, y: at.y - BOX.height / 2, width: BOX.width, height: BOX.height, rx: 11 }),
      svg('text', { x: at.x, y: first },
        lines.map((line, index) => svg('tspan', { x: at.x, dy: index ? 15 : 0 }, line)),
        node.note && svg('tspan', { class: 'note', x: at.x, dy: 15 }, node.note))));
  }

  const path = moved && drawn.find(({ edge }) => edge === moved);
  if (path && !matchMedia('(prefers-reduced-motion: reduce)').matches) {
    const token = svg('circle', { class: 'token', r: 7 },
      svg('animateMotion', { dur: '0.9s', path: path.d, fill: 'freeze', calcMode: 'spline', keyTimes: '0;1', keySplines: '.4 0 .2 1' }));
    picture.append(token);
    setTimeout(() => token.remove(), 950);
  }
  const figure = h('div', { class: 'diagram-room' }, picture);
  // Never larger than drawn, and never so small that nobody can read it: then it scrolls.
  picture.style.maxWidth = `${Math.round(box.right - box.left)}px`;
  picture.style.minWidth = `${Math.round((box.right - box.left) * 0.72)}px`;
  return figure;
}

/** Places the states of a machine in layers by their distance from the start, and bends what would run through other boxes. */
export function layered(states, transitions, start) {
  const layer = new Map([[start, 0]]);
  for (const queue = [start]; queue.length;) {
    const at = queue.shift();
    for (const { from, to } of transitions) {
      if (from === at && !layer.has(to)) {
        layer.set(to, layer.get(at) + 1);
        queue.push(to);
      }
    }
  }
  const last = Math.max(...layer.values());
  states.forEach((state) => { if (!layer.has(state.name)) layer.set(state.name, last + 1); });
  const rows = new Map();
  const nodes = states.map((state) => {
    const x = layer.get(state.name);
    const y = rows.get(x) ?? 0;
    rows.set(x, y + 1);
    return { id: state.name, title: state.title ?? state.name, note: state.note, kind: state.kind, x, y };
  });
  // Layers with fewer states are centred beside the tallest.
  const tallest = Math.max(...rows.values());
  nodes.forEach((node) => { node.y += (tallest - rows.get(node.x)) / 2; });

  const at = new Map(nodes.map((node) => [node.id, node]));
  const seen = new Map();
  const edges = transitions.map((transition) => {
    const a = at.get(transition.from);
    const b = at.get(transition.to);
    const pair = `${transition.from}\n${transition.to}`;
    const nth = seen.get(pair) ?? 0;
    seen.set(pair, nth + 1);
    const both = transitions.some((other) => other.from === transition.to && other.to === transition.from);
    const through = a && b && nodes.some((node) => node !== a && node !== b && between(node, a, b));
    const bend = (through ? 11 * Math.max(1, Math.abs(b.x - a.x) - 0.4) : both ? (a?.x === b?.x ? 8 : 5) : 0) + nth * 5;
    const beside = a && b && a !== b && a.x === b.x;
    return { ...transition, turned: beside ? 7 + nth * 5 : undefined, bend: a && b && through && (a.y + b.y) / 2 > (tallest - 1) / 2 && b.x > a.x ? -bend : bend };
  });
  return { nodes, edges };
}

/** Whether a box stands on (or almost on) the straight line between two others. */
function between(node, a, b) {
  const length2 = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
  if (!length2) return false;
  const along = ((node.x - a.x) * (b.x - a.x) + (node.y - a.y) * (b.y - a.y)) / length2;
  if (along <= 0.05 || along >= 0.95) return false;
  const off = Math.hypot(a.x + along * (b.x - a.x) - node.x, a.y + along * (b.y - a.y) - node.y);
  return off < 0.35;
}
