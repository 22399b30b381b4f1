/**
 * What `nordcase` and `nordcase/slim` both export.
 */
export { batch, type BatchOptions, type BatchProgress, type BatchResult } from "./batch.js";
export {
  CaseAgency,
  StateMachine,
  type CaseAgencyOptions,
  type PlaceNoticeParams,
  type SendEventParams,
} from "./altinn.js";
export type * from "./altinn-params.js";
export type * from "./altinn-records.js";
export type * from "./altinn-types.js";
export {
  decode,
  encode,
  errorCodes,
  inspect,
  journeyDriver,
  markPage,
  nextStart,
  registry,
  type ErrorCode,
  type Inspection,
  type JourneyDecision,
  type JourneyInput,
  type JourneyResumed,
  type OperationInfo,
  type Registry,
} from "./core.js";
export {
  JourneyError,
  NordcaseError,
  isInputError,
  isJourneyError,
  isNordcaseError,
  isParseError,
  isServiceError,
  isTransitionError,
  isTransportError,
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
export { FastDok, company, type Company, type FastDokCredentials, type FastDokOptions } from "./fastdok.js";
export type * from "./fastdok-params.js";
export type * from "./fastdok-records.js";
export type * from "./fastdok-types.js";
export type * from "./journeys.js";
export type { ResumeAllOptions, ResumeResult } from "./resume.js";
export { fetchTransport, transportError, type Fetch } from "./transport.js";
export * from "./values.js";
export { caseWorkflow, fastDokWorkflow, type Workflow } from "./workflow.js";
