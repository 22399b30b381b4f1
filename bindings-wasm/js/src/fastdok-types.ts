/**
 * FastDok's workflow. What its operations take and give is in `fastdok-params.ts` and `fastdok-records.ts`.
 */
import type { ActionKind } from "./fastdok-records.js";
import type { Mark, Open } from "./values.js";

/** Where a case stands: the `ReferenceId` of its ready task, or `Archived`. */
export type Stage = Open<"TaskCreate" | "TaskPay" | "TaskPaid" | "Archived">;

/** A case's place in the workflow, as far as it is known. */
export interface WorkflowState {
  /** Where the case stands. */
  readonly stage: Stage;
  /** Whether the company pays by licence or from its balance. */
  readonly customer?: "licence" | "balance" | "unknown" | undefined;
  /** The task that `TaskPay` came from. */
  readonly cameFrom?: "TaskCreate" | "TaskPaid" | "unknown" | undefined;
}

/** What an action does that cannot be taken back. */
export type Effect = "nothing" | "becomesSharp" | "debitsBalance" | "archives";

/** What an action may lead to. */
export interface WorkflowOutcome {
  /** The state after it. */
  readonly state: Required<WorkflowState>;
  /** What cannot be taken back. */
  readonly effect: Effect;
  /** How well it is known. */
  readonly mark: Mark;
  /** The actions allowed after it. */
  readonly allowed: readonly ActionKind[];
}

/** An allowed action. Several outcomes if the state is not known well enough to tell. */
export interface WorkflowTransition {
  /** The state before it. */
  readonly from: Required<WorkflowState>;
  /** The action. */
  readonly event: ActionKind;
  /** At least one; several if the state is not known well enough to tell. */
  readonly outcomes: readonly WorkflowOutcome[];
  /** Whether it is refused for a kind of customer that this one may be. */
  readonly mayBeRefused: boolean;
}
