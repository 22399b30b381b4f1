// Both services, in memory: nordcase's sandbox, and what this page asks of it beside the calls of the two clients. docs/sandbox.md has its commands.

import type { Transport } from "nordcase";
import { type Fault, type LedgerEntry, Sandbox, standard } from "nordcase/sandbox";

const sandbox = new Sandbox();

/** The sandbox's addresses and public test accounts. */
export const accounts = standard;

/** Carries a request to the services; no byte leaves the tab. */
export const send: Transport = sandbox.transport;

/** Orders that one call goes wrong, in place of what was ordered before. */
export function order(rule: { operation: string; nth: number; fault: Fault } | undefined): void {
  sandbox.clearFaults();
  if (rule) sandbox.addFault(rule.operation, rule.fault, { nth: rule.nth });
}

/** The lines of the ledger after that number. */
export const ledger = (since: number): readonly LedgerEntry[] => sandbox.ledger(since);

export interface Company {
  id: string;
  name: string;
  balance: string;
  licence: boolean;
}

export interface FormCase {
  id: string;
  name: string;
  archived: boolean;
  task: { kind: string } | null;
  forms: { name: string; paid: boolean }[];
}

export interface AgencyCase {
  id: number;
  state: string;
  archived: boolean;
  deleted: boolean;
  notice: { template: string; text: string } | null;
}

interface Overview {
  fastdok: { domains: Company[]; cases: FormCase[] };
  altinn: { cases: AgencyCase[] };
}

/** What the services know. */
export const overview = (): Overview => sandbox.overview() as Overview;

/** A colleague adds a form in FastDok's own pages. */
export const addForm = (id: string, template: string): unknown =>
  sandbox.control({ command: "add_form", case: id, template });

/** The reportee does something in Altinn's portal, which sends an event. */
export const portalEvent = (id: number, event: string): unknown =>
  sandbox.control({ command: "portal_event", case_id: id, event });

/** The reportee archives the case, where its state allows it. */
export const closeCase = (id: number, how: "archived" | "deleted"): unknown =>
  sandbox.control({ command: "close_case", case_id: id, how });

/** Decides how the named condition of the service edition 2681:1 turns out. */
export const setCondition = (name: string, value: boolean): unknown =>
  sandbox.control({ command: "set_condition", scope: { service: "2681", edition: 1 }, name, value });
