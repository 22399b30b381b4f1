// A state diagram as SVG: boxes on a grid, curves between them, the state that the case is in, and a token that runs along the last move.
//
// It is drawn across where there is room, and downwards on a phone. Screen readers get one sentence instead of the picture.

import { calm, h, svg } from "./dom.js";

export interface Node {
  id: string;
  /** A line under the name. */
  note?: string;
  /** The place on the grid, in columns and rows, drawn across. */
  x: number;
  y: number;
}

export interface Edge {
  from: string;
  to: string;
  label: string;
  /** How far the curve swings out, in pixels; positive is to the left of its direction, drawn across. */
  bend?: number;
  /** The same drawn downwards, if the mirror image will not do. */
  bendDown?: number;
  /** Where the label stands: 0 at the start, 1 at the end. */
  at?: number;
  /** Not a way for this case. */
  closed?: boolean;
}

export interface Graph {
  nodes: Node[];
  edges: Edge[];
  /** Pixels from box to box across (x, y) and downwards. */
  across: [number, number];
  down: [number, number];
}

interface Point {
  x: number;
  y: number;
}

const BOX = { width: 138, height: 50 };
let count = 0;

/** Where the line from the centre of a box towards a point leaves the box, with room for the arrow head. */
function edgeOf(box: Point, towards: Point, gap: number): Point {
  const [dx, dy] = [towards.x - box.x, towards.y - box.y];
  const scale = 1 / Math.max(Math.abs(dx) / (BOX.width / 2 + gap), Math.abs(dy) / (BOX.height / 2 + gap), 1e-6);
  return { x: box.x + dx * scale, y: box.y + dy * scale };
}

function curve(a: Point, b: Point, bend: number, t: number, down: boolean): { d: string; label: Point } {
  if (a === b) {
    // Back to the same state: a loop beside the box, or above it.
    const [x, y] = [a.x + BOX.width / 2, a.y - BOX.height / 2];
    return down
      ? {
          d: `M ${x + 2} ${a.y - 12} C ${x + 34} ${a.y - 26}, ${x + 34} ${a.y + 26}, ${x + 6} ${a.y + 12}`,
          label: { x: x + 66, y: a.y },
        }
      : {
          d: `M ${a.x - 18} ${y - 2} C ${a.x - 30} ${y - 40}, ${a.x + 30} ${y - 40}, ${a.x + 18} ${y - 6}`,
          label: { x: a.x, y: y - 36 },
        };
  }
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = Math.hypot(dx, dy);
  const control = { x: (a.x + b.x) / 2 + (dy / length) * bend, y: (a.y + b.y) / 2 - (dx / length) * bend };
  const [from, to] = [edgeOf(a, control, 2), edgeOf(b, control, 6)];
  const along = (p: number, q: number, r: number) => (1 - t) ** 2 * p + 2 * t * (1 - t) * q + t ** 2 * r;
  const round = (n: number) => n.toFixed(1);
  return {
    d: `M ${round(from.x)} ${round(from.y)} Q ${round(control.x)} ${round(control.y)} ${round(to.x)} ${round(to.y)}`,
    label: { x: along(from.x, control.x, to.x), y: along(from.y, control.y, to.y) },
  };
}

/** A label on two lines if it is long: broken where it says so, or else at the first word that goes too far. */
function lines(label: string, most: number): string[] {
  if (label.includes("\n")) return label.split("\n");
  const cut = label.length > most ? label.indexOf(" ", most / 2 - 2) : -1;
  return cut < 0 ? [label] : [label.slice(0, cut), label.slice(cut + 1)];
}

/** A diagram that can be told where the case is now. */
export class Diagram {
  readonly element = h("div", { class: "diagram" });
  private readonly graph: () => Graph;
  private state: string | undefined;
  private taken = new Set<string>();
  private narrow = false;

  /** `graph` is asked at each drawing, since what is open to a case can change. */
  constructor(graph: () => Graph) {
    this.graph = graph;
    new ResizeObserver(() => {
      if (this.isNarrow() !== this.narrow) this.draw();
    }).observe(this.element);
    this.draw();
  }

  /** Shows the state; a move there from the state before is drawn as taken. `undefined` is: no case yet. */
  show(state: string | undefined): void {
    const before = this.state;
    if (state === undefined || before === undefined) this.taken.clear();
    this.state = state;
    const moved = before !== undefined && state !== undefined && before !== state ? `${before}>${state}` : undefined;
    if (moved) this.taken.add(moved);
    this.draw(moved);
  }

  /** Another case: forgets which ways were taken. */
  forget(): void {
    this.taken.clear();
    this.state = undefined;
    this.draw();
  }

  private isNarrow(): boolean {
    const { nodes, across } = this.graph();
    const columns = Math.max(...nodes.map((node) => node.x));
    return this.element.clientWidth > 0 && this.element.clientWidth < (columns * across[0] + BOX.width) * 0.72;
  }

  private draw(moved?: string): void {
    const { nodes, edges, across, down } = this.graph();
    this.narrow = this.isNarrow();
    const narrow = this.narrow;
    const cell = narrow ? down : across;
    const place = new Map(
      nodes.map((node) => [
        node.id,
        { x: (narrow ? node.y : node.x) * cell[0], y: (narrow ? node.x : node.y) * cell[1] },
      ]),
    );
    const drawn = edges.flatMap((edge) => {
      const [a, b] = [place.get(edge.from), place.get(edge.to)];
      if (!a || !b) return [];
      const bend = narrow ? (edge.bendDown ?? -(edge.bend ?? 0)) : (edge.bend ?? 0);
      return [
        {
          edge,
          text: lines(edge.label, narrow ? 14 : 18),
          key: `${edge.from}>${edge.to}`,
          ...curve(a, b, bend, edge.at ?? 0.5, narrow),
        },
      ];
    });

    const id = `d${(count += 1)}`;
    const box = { left: 0, top: 0, right: 0, bottom: 0 };
    const include = (at: Point, x: number, y: number) => {
      box.left = Math.min(box.left, at.x - x);
      box.right = Math.max(box.right, at.x + x);
      box.top = Math.min(box.top, at.y - y);
      box.bottom = Math.max(box.bottom, at.y + y);
    };
    for (const at of place.values()) include(at, BOX.width / 2 + 8, BOX.height / 2 + 8);
    for (const { label, text } of drawn)
      include(label, Math.max(...text.map((line) => line.length)) * (narrow ? 3.7 : 3.3) + 4, text.length * 8);

    const head = (name: string) =>
      svg(
        "marker",
        {
          id: `${id}${name}`,
          class: `head ${name}`,
          viewBox: "0 0 10 10",
          refX: 8,
          refY: 5,
          markerWidth: 7,
          markerHeight: 7,
          orient: "auto",
        },
        svg("path", { d: "M 0 1 L 9 5 L 0 9 z" }),
      );
    const width = box.right - box.left;
    const picture = svg(
      "svg",
      {
        role: "img",
        class: narrow ? "down" : "across",
        "aria-label":
          this.state === undefined
            ? "State diagram; there is no case yet"
            : `State diagram; the case is at ${this.state}`,
        viewBox: `${box.left} ${box.top} ${width} ${box.bottom - box.top}`,
        style: `max-width: ${Math.round(width * 1.08)}px`,
      },
      svg("defs", {}, head("open"), head("taken"), head("closed")),
    );

    const kind = (edge: Edge, key: string) =>
      this.taken.has(key) && !edge.closed ? "taken" : edge.closed ? "closed" : "open";
    for (const { edge, key, d } of drawn) {
      picture.append(
        svg("path", { class: `edge ${kind(edge, key)}`, d, "marker-end": `url(#${id}${kind(edge, key)})` }),
      );
    }
    for (const { edge, key, label, text } of drawn) {
      picture.append(
        svg(
          "text",
          { class: `label ${kind(edge, key)}`, x: label.x, y: label.y + 4 - (text.length - 1) * 6.5 },
          ...text.map((line, n) => svg("tspan", { x: label.x, dy: n ? 14 : 0 }, line)),
        ),
      );
    }
    for (const node of nodes) {
      const at = place.get(node.id) as Point;
      const rect = (grow: number, name: string) =>
        svg("rect", {
          class: name,
          x: at.x - BOX.width / 2 - grow,
          y: at.y - BOX.height / 2 - grow,
          width: BOX.width + 2 * grow,
          height: BOX.height + 2 * grow,
          rx: 10 + grow,
        });
      const here = node.id === this.state;
      picture.append(
        svg(
          "g",
          { class: here ? "node here" : "node", "data-state": node.id },
          here && rect(5, "halo"),
          rect(0, "box"),
          svg(
            "text",
            { x: at.x, y: at.y + (node.note ? -2 : 5) },
            node.id,
            node.note && svg("tspan", { class: "note", x: at.x, dy: 16 }, node.note),
          ),
        ),
      );
    }
    const path = drawn.find(({ key, edge }) => key === moved && !edge.closed);
    if (path && !calm()) {
      picture.append(
        svg("circle", { class: "token", r: 7 }, svg("animateMotion", { dur: "0.8s", path: path.d, fill: "freeze" })),
      );
      const token = picture.lastElementChild;
      setTimeout(() => token?.remove(), 850);
    }
    this.element.replaceChildren(picture);
  }
}
