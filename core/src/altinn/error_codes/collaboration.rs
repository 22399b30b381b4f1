//! 60001–60032, the codes of the collaboration services: numbers and names as Altinn's code page has them, operations as the
//! page of each operation lists them (both verified). That 60026–60031 occur inside results of `NotifyEvent` is inferred.

use std::borrow::Cow;

use super::case_operation::CaseOperation::{self, GetCaseList, InstantiateCollaboration, NotifyEvent, SetNotice};
use super::row::plain;
use crate::error::{ErrorCode, Retry};

use Retry::{Never, VerifyFirst};

/// One code.
pub(super) struct Row {
    number: i32,
    name: &'static str,
    /// The operations whose page lists it.
    pub(super) operations: &'static [CaseOperation],
    retry: Retry,
    explanation: &'static str,
    what_to_do: &'static str,
    bokmal: &'static str,
    nynorsk: &'static str,
}

impl Row {
    pub(super) fn to_error_code(&self) -> ErrorCode {
        let code = Cow::Owned(format!("altinn.{}", self.number));
        ErrorCode {
            bokmal: Some(self.bokmal),
            nynorsk: Some(self.nynorsk),
            ..plain(code, Some(self.name), self.retry, self.explanation, self.what_to_do)
        }
    }
}

/// The row of one number.
pub(super) fn find(number: i32) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.number == number)
}

/// What an operation's own page says, where it says something else than the other pages.
pub(super) fn meaning(number: i32, operation: CaseOperation) -> Option<&'static str> {
    MEANINGS.iter().find(|row| row.0 == number && row.1 == operation).map(|row| row.2)
}

#[rustfmt::skip]
const MEANINGS: &[(i32, CaseOperation, &str)] = &[
    (60002, InstantiateCollaboration, "Service code and service edition code were not given."),
    (60002, GetCaseList, "Service code and service edition code were not given, or are not a valid service, and no caseID was given either."),
    (60002, NotifyEvent, "Service code and service edition code were not given, or are not a valid service, and no CaseID was given either."),
    (60012, InstantiateCollaboration, "The reportee that the case is for is not a valid person or organisation."),
    (60012, GetCaseList, "The reportee whose cases were asked for is not valid; perhaps also: it was left out in a search by caseID (inferred)."),
    (60014, SetNotice, "The case that the reporteeElementID names is archived."),
    (60015, SetNotice, "The case that the reporteeElementID names is deleted."),
];

const NOTICE_ELEMENT: &str = "Check the reporteeElementID: the caseID, the number of an active element, or AR and the number of an archived one.";
const MACHINE: &str = "Read the case's state to see whether the event was applied. If it was not, have the service's state machine checked by those who built it, with the ExceptionDetail.";

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    Row {
        number: 60001, name: "InvalidCaseID", operations: &[GetCaseList, NotifyEvent], retry: Never,
        explanation: "There is no case with this caseID.",
        what_to_do: "Check the caseID, and that it is from the same environment (production or test).",
        bokmal: "Det finnes ingen sak med denne saksidentifikatoren.",
        nynorsk: "Det finst inga sak med denne saksidentifikatoren.",
    },
    Row {
        number: 60002, name: "InvalidCaseIdentifier", operations: &[InstantiateCollaboration, GetCaseList, NotifyEvent], retry: Never,
        explanation: "Neither a valid service code with its edition nor a valid caseID was given.",
        what_to_do: "Give both the service code and its edition code, as they stand in TUL, or a caseID.",
        bokmal: "Verken gyldig tjenestekode med tjenesteutgavekode eller gyldig saksidentifikator er oppgitt.",
        nynorsk: "Korkje gyldig tenestekode med tenesteutgåvekode eller gyldig saksidentifikator er oppgjeven.",
    },
    Row {
        number: 60003, name: "InvalidLanguage", operations: &[], retry: Never,
        explanation: "The languageID is not valid.",
        what_to_do: "Use 1033 (English), 1044 (Bokmål) or 2068 (Nynorsk), or leave it out.",
        bokmal: "Språkkoden er ikke gyldig.",
        nynorsk: "Språkkoden er ikkje gyldig.",
    },
    Row {
        number: 60004, name: "ExceededCharacterLimit", operations: &[], retry: Never,
        explanation: "A text is longer than the service allows. Which, and how long it may be, is unknown.",
        what_to_do: "Shorten the longest text of the call.",
        bokmal: "En tekst er lengre enn tjenesten tillater.",
        nynorsk: "Ein tekst er lengre enn tenesta tillèt.",
    },
    Row {
        number: 60005, name: "InvalidReporteeElement", operations: &[SetNotice], retry: Never,
        explanation: "The reporteeElementID does not have a valid form.",
        what_to_do: NOTICE_ELEMENT,
        bokmal: "Identifikatoren til elementet har ikke gyldig format.",
        nynorsk: "Identifikatoren til elementet har ikkje gyldig format.",
    },
    Row {
        number: 60006, name: "UnarchivedCorrespondenceException", operations: &[], retry: Never,
        explanation: "The case cannot be archived: it holds messages that are not archived.",
        what_to_do: "The reportee must archive the messages of the case first.",
        bokmal: "Saken kan ikke arkiveres, fordi den inneholder meldinger som ikke er arkivert.",
        nynorsk: "Saka kan ikkje arkiverast, fordi ho inneheld meldingar som ikkje er arkiverte.",
    },
    Row {
        number: 60007, name: "UnarchivedReportingServicesException", operations: &[], retry: Never,
        explanation: "The case cannot be archived: it holds forms that are not archived.",
        what_to_do: "The reportee must submit or delete the forms of the case first.",
        bokmal: "Saken kan ikke arkiveres, fordi den inneholder skjemaer som ikke er arkivert.",
        nynorsk: "Saka kan ikkje arkiverast, fordi ho inneheld skjema som ikkje er arkiverte.",
    },
    Row {
        number: 60008, name: "ReporteeElementInAnotherCase", operations: &[], retry: Never,
        explanation: "The element already belongs to another case.",
        what_to_do: "Use an element that belongs to no case, or the case that it is in.",
        bokmal: "Elementet er allerede knyttet til en annen sak.",
        nynorsk: "Elementet er allereie knytt til ei anna sak.",
    },
    Row {
        number: 60009, name: "InvalidServiceInCollaborationServiceSet", operations: &[], retry: Never,
        explanation: "The service is not one of those that this collaboration service brings together.",
        what_to_do: "Check the service code, or have the service added to the collaboration service in TUL.",
        bokmal: "Tjenesten inngår ikke i denne samhandlingstjenesten.",
        nynorsk: "Tenesta er ikkje ein del av denne samhandlingstenesta.",
    },
    Row {
        number: 60010, name: "InvalidReporteeID", operations: &[], retry: Never,
        explanation: "Altinn's own number of the reportee is not valid.",
        what_to_do: "Check which reportee the call is for.",
        bokmal: "Altinns interne identifikator for avgiveren er ikke gyldig.",
        nynorsk: "Altinn sin interne identifikator for avgjevaren er ikkje gyldig.",
    },
    Row {
        number: 60011, name: "InvalidNoticeTemplateID", operations: &[], retry: Never,
        explanation: "The service of this case has no notice template with this NoticeTemplateID.",
        what_to_do: "Use an id that TUL has given to a template of the same service edition.",
        bokmal: "Tjenesten har ingen merknadsmal med denne identifikatoren.",
        nynorsk: "Tenesta har ingen merknadsmal med denne identifikatoren.",
    },
    Row {
        number: 60012, name: "InvalidReporteeNumber", operations: &[InstantiateCollaboration, GetCaseList], retry: Never,
        explanation: "The reporteeNumber is missing or not valid.",
        what_to_do: "Give the organisasjonsnummer of the organisation, or the fødselsnummer of the person.",
        bokmal: "Fødselsnummeret eller organisasjonsnummeret til avgiveren mangler eller er ikke gyldig.",
        nynorsk: "Fødselsnummeret eller organisasjonsnummeret til avgjevaren manglar eller er ikkje gyldig.",
    },
    Row {
        number: 60013, name: "ArchivedOrDeletedCaseID", operations: &[], retry: Never,
        explanation: "The case is already archived or deleted.",
        what_to_do: "Nothing is left to do on this case; start a new one if needed.",
        bokmal: "Saken er allerede arkivert eller slettet.",
        nynorsk: "Saka er allereie arkivert eller sletta.",
    },
    Row {
        number: 60014, name: "ArchivedCaseID", operations: &[GetCaseList, NotifyEvent, SetNotice], retry: Never,
        explanation: "The case is archived, and can no longer be processed.",
        what_to_do: "Take the case as ended in your own system; start a new one if needed.",
        bokmal: "Saken er arkivert og kan ikke lenger behandles.",
        nynorsk: "Saka er arkivert og kan ikkje lenger handsamast.",
    },
    Row {
        number: 60015, name: "DeletedCaseID", operations: &[GetCaseList, NotifyEvent, SetNotice], retry: Never,
        explanation: "The case is deleted, and can no longer be processed.",
        what_to_do: "Take the case as ended in your own system; start a new one if needed.",
        bokmal: "Saken er slettet og kan ikke lenger behandles.",
        nynorsk: "Saka er sletta og kan ikkje lenger handsamast.",
    },
    Row {
        number: 60016, name: "InvalidElement", operations: &[SetNotice], retry: Never,
        explanation: "The element does not exist, or is not available.",
        what_to_do: NOTICE_ELEMENT,
        bokmal: "Elementet finnes ikke eller er ikke tilgjengelig.",
        nynorsk: "Elementet finst ikkje eller er ikkje tilgjengeleg.",
    },
    Row {
        number: 60017, name: "UnassociatedElement", operations: &[SetNotice], retry: Never,
        explanation: "The element belongs to no case, and only elements of a case can have a notice.",
        what_to_do: NOTICE_ELEMENT,
        bokmal: "Elementet hører ikke til noen sak.",
        nynorsk: "Elementet høyrer ikkje til noka sak.",
    },
    Row {
        number: 60018, name: "DeletedElement", operations: &[SetNotice], retry: Never,
        explanation: "The element is deleted.",
        what_to_do: "Put the notice on the case, or on an element that still exists.",
        bokmal: "Elementet er slettet.",
        nynorsk: "Elementet er sletta.",
    },
    Row {
        number: 60019, name: "ArchivedElement", operations: &[SetNotice], retry: Never,
        explanation: "The element is archived, and the number of an active element was used for it.",
        what_to_do: "Use its archive reference: AR and the number that it got in the archive.",
        bokmal: "Elementet er arkivert. Bruk arkivreferansen i stedet.",
        nynorsk: "Elementet er arkivert. Bruk arkivreferansen i staden.",
    },
    Row {
        number: 60020, name: "InvalidNoticeTokenID", operations: &[], retry: Never,
        explanation: "A token of the notice has a key that the notice template does not have.",
        what_to_do: "Compare the keys with the $$name$$ variables of the template. Upper and lower case do not matter.",
        bokmal: "Merknaden har en nøkkel som ikke finnes i merknadsmalen.",
        nynorsk: "Merknaden har ein nøkkel som ikkje finst i merknadsmalen.",
    },
    Row {
        number: 60021, name: "InvalidNoticeTokenValue", operations: &[], retry: Never,
        explanation: "A token of the notice has a value that is not allowed.",
        what_to_do: "Check the values: not empty, no control characters, not too long.",
        bokmal: "Merknaden har en verdi som ikke er gyldig.",
        nynorsk: "Merknaden har ein verdi som ikkje er gyldig.",
    },
    Row {
        number: 60022, name: "InvalidEventIdentifier", operations: &[NotifyEvent], retry: Never,
        explanation: "The information about the event is missing, or does not say which case or service it is for.",
        what_to_do: "Give a CaseID, or a service code and its edition code, with the event.",
        bokmal: "Informasjon om hendelsen er ikke oppgitt.",
        nynorsk: "Informasjon om hendinga er ikkje oppgjeven.",
    },
    Row {
        number: 60023, name: "InvalidEventName", operations: &[NotifyEvent], retry: Never,
        explanation: "The event is missing or not valid.",
        what_to_do: "Give the event exactly as the service's state machine knows it.",
        bokmal: "Hendelsen mangler eller er ikke gyldig.",
        nynorsk: "Hendinga manglar eller er ikkje gyldig.",
    },
    Row {
        number: 60024, name: "UnauthorizedServiceOwner", operations: &[InstantiateCollaboration, GetCaseList, SetNotice], retry: Never,
        explanation: "The service owner that the system user belongs to is not authorised for this service.",
        what_to_do: "Use a system user of the agency that owns the service, or check the service code.",
        bokmal: "Tjenesteeieren er ikke autorisert for denne tjenesten.",
        nynorsk: "Tenesteeigaren er ikkje autorisert for denne tenesta.",
    },
    Row {
        number: 60025, name: "MissingNoticeTokens", operations: &[], retry: Never,
        explanation: "The notice template has variables that no token gives a value for.",
        what_to_do: "Give a token for each $$name$$ variable of the template.",
        bokmal: "Merknaden mangler verdier som merknadsmalen krever.",
        nynorsk: "Merknaden manglar verdiar som merknadsmalen krev.",
    },
    Row {
        number: 60026, name: "WorkFlowValidationException", operations: &[], retry: VerifyFirst,
        explanation: "The state machine of the case reported that something in it is not valid.",
        what_to_do: MACHINE,
        bokmal: "Tilstandsmaskinen til saken meldte fra om en valideringsfeil.",
        nynorsk: "Tilstandsmaskina til saka melde frå om ein valideringsfeil.",
    },
    Row {
        number: 60027, name: "WorkFlowInitiationException", operations: &[], retry: VerifyFirst,
        explanation: "The state machine of the case could not be started.",
        what_to_do: MACHINE,
        bokmal: "Tilstandsmaskinen til saken kunne ikke startes.",
        nynorsk: "Tilstandsmaskina til saka kunne ikkje startast.",
    },
    Row {
        number: 60028, name: "MissingWorkflowInstance", operations: &[], retry: Never,
        explanation: "The case has no running state machine.",
        what_to_do: "Give Altinn's support the caseID: no event can move this case.",
        bokmal: "Saken har ingen kjørende tilstandsmaskin.",
        nynorsk: "Saka har inga tilstandsmaskin som køyrer.",
    },
    Row {
        number: 60029, name: "WorkFlowGenericException", operations: &[], retry: VerifyFirst,
        explanation: "The state machine of the case failed.",
        what_to_do: MACHINE,
        bokmal: "Det oppsto en feil i tilstandsmaskinen til saken.",
        nynorsk: "Det oppstod ein feil i tilstandsmaskina til saka.",
    },
    Row {
        number: 60030, name: "EventDeliveryFailed", operations: &[], retry: VerifyFirst,
        explanation: "The event could not be delivered to the state machine of the case.",
        what_to_do: MACHINE,
        bokmal: "Hendelsen kunne ikke leveres til tilstandsmaskinen.",
        nynorsk: "Hendinga kunne ikkje leverast til tilstandsmaskina.",
    },
    Row {
        number: 60031, name: "MissingEventName", operations: &[], retry: Never,
        explanation: "The event that reached the state machine has no name.",
        what_to_do: "Give the event exactly as the service's state machine knows it.",
        bokmal: "Hendelsen mangler navn.",
        nynorsk: "Hendinga manglar namn.",
    },
    Row {
        number: 60032, name: "UnavailableStateMachineEvents", operations: &[NotifyEvent], retry: Never,
        explanation: "The event could not be registered: the state machine of the service has no such event.",
        what_to_do: "Check the event against the service's state machine, and that the edition is the one you mean.",
        bokmal: "Hendelsen kunne ikke registreres for den valgte tjenesten.",
        nynorsk: "Hendinga kunne ikkje registrerast for den valde tenesta.",
    },
];
