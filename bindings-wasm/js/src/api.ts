/**
 * What `nordcase` and `nordcase/slim` both export.
 */
export { CaseAgency, StateMachine, caseWorkflow, type CaseAgencyOptions } from "./altinn.js";
export type * from "./altinn-types.js";
export {
  decode,
  encode,
  errorCodes,
  journeyDriver,
  registry,
  type ErrorCode,
  type JourneyInput,
  type OperationInfo,
} from "./core.js";
export * from "./errors.js";
export { FastDok, fastDokWorkflow, type FastDokCredentials, type FastDokOptions } from "./fastdok.js";
export type * from "./fastdok-types.js";
export * from "./journeys.js";
export { fetchTransport, transportError, type Fetch } from "./transport.js";
export * from "./values.js";
