/**
 * CaseAgencySystem's operations, one method each.
 *
 * Made of the core's source by `cargo xtask generate`: change it there.
 */
import type {
  AltinnOperations,
  GetCaseListParams,
  InstantiateCollaborationParams,
  NotifyEventParams,
  SetNoticeParams,
} from "./altinn-params.js";
import type { ExternalCase, InstantiatedCase, NotificationResult } from "./altinn-records.js";
import type { CallOptions } from "./values.js";

/** What {@link CaseAgency} has of CaseAgencySystem's operations. */
export abstract class CaseAgencyMethods {
  /** Carries out the operation of this name, once. */
  abstract call<Name extends keyof AltinnOperations>(
    name: Name,
    params: AltinnOperations[Name][0],
    options?: CallOptions,
  ): Promise<AltinnOperations[Name][1]>;

  // Operations.

  /**
   * Creates a case.
   *
   * The service has no idempotency key, and allows several cases of one service for one reportee: sending this again
   * after an answer that was lost makes a second case. List the cases before and after instead, as the journey {@link
   * CaseAgency.createCase} does.
   *
   * Source: `InstantiateCollaborationAgencySystem`: creates a case for a person or an organisation. Parameters, order
   * and types are verified for EC and EC2 (WSDL), inferred for Basic and WS.
   */
  instantiateCollaboration(params: InstantiateCollaborationParams, options?: CallOptions): Promise<InstantiatedCase> {
    return this.call("instantiate_collaboration", params, options);
  }

  /**
   * Lists cases: one by its `caseId`, or all running ones of a service and edition, of one reportee or of all. The list
   * has no pages (verified).
   *
   * Whether archived cases are ever listed is unknown; asking for one by its id is refused with 60014 (archived) or
   * 60015 (deleted).
   *
   * Source: `GetCaseListAgencySystem`: one case, or all running cases of a service. Parameters, order and types are
   * verified for EC and EC2 (WSDL), inferred for Basic and WS.
   */
  getCaseList(params: GetCaseListParams, options?: CallOptions): Promise<readonly ExternalCase[]> {
    return this.call("get_case_list", params, options);
  }

  /**
   * Sends an event: to one case by its `caseId`, or to all running cases of a service and edition.
   *
   * An event that does not fit a case's state is no error: its result says that the state has not changed.
   *
   * Source: `NotifyEventAgencySystem`: sends an event into the state machine of one case, or of all running cases of a
   * service. Parameters, order and types are verified for EC and EC2 (WSDL), inferred for Basic and WS.
   */
  notifyEvent(params: NotifyEventParams, options?: CallOptions): Promise<readonly NotificationResult[]> {
    return this.call("notify_event", params, options);
  }

  /**
   * Puts a notice on a case or on an element in it. The text is a template of the service's, in which tokens are
   * replaced.
   *
   * Source: `SetNoticeAgencySystem`: puts a notice (*merknad*) on a case, or on an element in it. Parameters, order and
   * types are verified for EC and EC2 (WSDL), inferred for Basic and WS.
   */
  setNotice(params: SetNoticeParams, options?: CallOptions): Promise<undefined> {
    return this.call("set_notice", params, options);
  }

  /**
   * Asks whether the service answers. Says nothing about the credentials over the Basic binding, which sends none.
   *
   * Source: `Test`: asks whether the service answers.
   */
  test(options?: CallOptions): Promise<undefined> {
    return this.call("test", {}, options);
  }
}
