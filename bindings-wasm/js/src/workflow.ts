/**
 * `nordcase/workflow`: which action leads where, as pure functions over tables, without WebAssembly.
 *
 * The tables are the core's answers, one for each state and event, written when the package is built. This file looks them
 * up: it holds no rule of either service.
 *
 * @module
 */
import written from "nordcase-workflow-tables";
import type { CaseEvent, CaseState, CaseTransition } from "./altinn-types.js";
import { made, type ErrorData } from "./errors.js";
import type { ActionKind } from "./fastdok-records.js";
import type { WorkflowState, WorkflowTransition } from "./fastdok-types.js";

export type { CaseEvent, CaseState, CaseTransition } from "./altinn-types.js";
export {
  NordcaseError,
  isNordcaseError,
  isTransitionError,
  type DetailsOf,
  type ErrorData,
  type ErrorKind,
  type InputDetails,
  type ParseDetails,
  type Retry,
  type ServiceDetails,
  type SoapFault,
  type TransitionDetails,
  type TransportDetails,
  type TransportFailure,
} from "./errors.js";
export type { ActionKind } from "./fastdok-records.js";
export type { Effect, Stage, WorkflowOutcome, WorkflowState, WorkflowTransition } from "./fastdok-types.js";
export type { Mark, Open } from "./values.js";

/** An error's data without what depends on its code alone. */
type Refused = Pick<ErrorData, "code" | "message" | "details">;

interface Machine {
  /** The words of the parts of a state, and last the events. The last word of an open one stands for all others. */
  readonly axes: readonly { readonly field: string; readonly words: readonly string[]; readonly open?: boolean }[];
  /** The number of the row for each state: the last part of a state counts fastest. */
  readonly places: readonly number[];
  /** What a state allows, and the answer to each event. */
  readonly rows: readonly {
    readonly allowed: readonly string[];
    readonly events: readonly { readonly explain: string; readonly to?: object; readonly refused?: Refused }[];
  }[];
  readonly mermaid: string;
  readonly graphviz: string;
}

/** What xtask/src/package/npm/tables.rs writes. */
interface Tables {
  readonly fastDok: Machine;
  readonly altinnCase: Machine;
  readonly unknownWord: Refused;
  readonly codes: Readonly<Record<string, Pick<ErrorData, "kind" | "retry" | "explanation" | "whatToDo">>>;
}

const tables = written as Tables;

/** The workflow of one service: pure functions that need no client and no network. */
export interface Workflow<State, Event, Transition> {
  /**
   * The events allowed in a state, or that may be allowed if the state is not known well enough. None after the end, and
   * none in a state that this version does not know.
   */
  allowed(state: State): readonly Event[];
  /**
   * What an event leads to. Throws an error of kind `transition` if the workflow forbids it (`transition.not_allowed`,
   * `transition.finished`, `transition.unknown_state`), or of kind `input` for a word that is none of the type's.
   */
  apply(state: State, event: Event): Transition;
  /** The same as an English sentence, also where it is not allowed. */
  explain(state: State, event: Event): string;
  /** The table as a Mermaid state diagram. */
  toMermaid(): string;
  /** The table in Graphviz's language. */
  toGraphviz(): string;
}

/**
 * The workflow of a FastDok case. The table is the provider's page on status change and payment; each outcome carries its
 * mark.
 *
 * ```ts
 * fastDokWorkflow.allowed({ stage: "TaskCreate" }); // ["ActionPay"]
 * fastDokWorkflow.apply({ stage: "TaskCreate" }, "ActionPay").outcomes; // TaskPay, or TaskPaid for a licence customer
 * ```
 */
export const fastDokWorkflow: Workflow<WorkflowState, ActionKind, WorkflowTransition> = workflow(
  tables.fastDok,
  ({ stage, customer = "unknown", cameFrom = "unknown" }) => [stage, customer, cameFrom],
  ([stage, customer, cameFrom, event], to) => ({ from: { stage, customer, cameFrom }, event, ...to }),
);

/** The life of an Altinn case: what an agency, and the reportee, may do with it while it is active and after. */
export const caseWorkflow: Workflow<CaseState, CaseEvent, CaseTransition> = workflow(
  tables.altinnCase,
  (state) => [state],
  (_, to) => to,
);

/** Functions over one table: how a state is its words, and how an answer is the transition. */
function workflow<State, Event extends string, Transition>(
  machine: Machine,
  wordsOf: (state: State) => string[],
  transitionOf: (words: string[], to: object) => object,
): Workflow<State, Event, Transition> {
  const { axes, places, rows } = machine;
  /** The number of a word among those its axis knows, in any case; the last is any other, if there may be one. */
  const placeOf = (word: string, axis: number): number => {
    const { field, words, open = false } = axes[axis]!;
    if (typeof word === "string") {
      const place = words.findIndex((it) => (open ? lower(it) === lower(word) : it === word));
      if (place >= 0) return place;
      if (open) return words.length - 1;
    }
    return refuse(tables.unknownWord, { field });
  };
  const rowOf = (words: readonly string[]) =>
    rows[places[words.reduce((place, word, axis) => place * axes[axis]!.words.length + placeOf(word, axis), 0)]!]!;
  const find = (state: State, event: Event) => {
    const asked = [...wordsOf(state), event];
    const answer = rowOf(asked.slice(0, -1)).events[placeOf(event, asked.length - 1)]!;
    const unknown: Record<string, string> = {};
    const words = asked.map((word, axis) => {
      const { field, words, open = false } = axes[axis]!;
      const place = placeOf(word, axis);
      return open && place === words.length - 1 ? (unknown[field] = word) : words[place]!;
    });
    return { answer, words, unknown };
  };
  return {
    allowed: (state) => [...rowOf(wordsOf(state)).allowed] as Event[],
    apply(state, event) {
      const { answer, words, unknown } = find(state, event);
      if (answer.refused !== undefined) refuse(answer.refused, unknown);
      // A copy: the caller may change it. (Not all worlds have structuredClone.)
      return transitionOf(words, JSON.parse(JSON.stringify(answer.to ?? {})) as object) as Transition;
    },
    explain(state, event) {
      const { answer, unknown } = find(state, event);
      return filled(answer.explain, unknown);
    },
    toMermaid: () => machine.mermaid,
    toGraphviz: () => machine.graphviz,
  };
}

/** As ASCII has it, for words that are recognised in any case. */
function lower(word: string): string {
  return word.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function refuse(refused: Refused, unknown: Readonly<Record<string, string>>): never {
  "node-do-not-add-exception-line";
  const data = JSON.parse(JSON.stringify(refused), (_, it: unknown) => (typeof it === "string" ? filled(it, unknown) : it)) as Refused;
  throw made({ ...tables.codes[refused.code]!, ...data });
}

/** A text with the words that the tables do not know. */
function filled(text: string, unknown: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, field: string) => unknown[field] ?? whole);
}
