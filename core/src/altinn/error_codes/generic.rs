//! The codes that are not the collaboration services' own: Altinn's general ones (names verified), whole ranges that the pages
//! give without single names (one row per number all the same), and nordcase's codes for an answer that has no number.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::row::{FAILED_AUTHENTICATION, FORBIDDEN, UNAUTHORIZED, UNKNOWN_CODE, plain};
use crate::error::{ErrorCode, Retry};

use Retry::{Never, VerifyFirst};

/// A number with a name of its own.
struct Single {
    number: i32,
    name: &'static str,
    retry: Retry,
    explanation: &'static str,
    what_to_do: &'static str,
}

/// Numbers that the pages describe together.
struct Range {
    numbers: RangeInclusive<i32>,
    retry: Retry,
    explanation: &'static str,
    what_to_do: &'static str,
}

/// The rows before 60001.
pub(super) fn below_collaboration() -> impl Iterator<Item = ErrorCode> {
    sorted(|number| number < 60_001)
}

/// The rows after 60032.
pub(super) fn above_collaboration() -> impl Iterator<Item = ErrorCode> {
    sorted(|number| number > 60_032)
}

fn sorted(wanted: fn(i32) -> bool) -> impl Iterator<Item = ErrorCode> {
    let singles = SINGLES.iter().map(|row| row.number);
    // Filled one by one: `collect` would sort first, and a sort is a kilobyte of the npm package.
    let mut numbers = BTreeSet::new();
    numbers.extend(singles.chain(RANGES.iter().flat_map(|row| row.numbers.clone())).filter(|&number| wanted(number)));
    numbers.into_iter().filter_map(find)
}

/// The row of one number.
pub(super) fn find(number: i32) -> Option<ErrorCode> {
    let code = || Cow::Owned(format!("altinn.{number}"));
    if let Some(row) = SINGLES.iter().find(|row| row.number == number) {
        let name = (!row.name.is_empty()).then_some(row.name);
        return Some(plain(code(), name, row.retry, row.explanation, row.what_to_do));
    }
    let row = RANGES.iter().find(|row| row.numbers.contains(&number))?;
    Some(plain(code(), None, row.retry, row.explanation, row.what_to_do))
}

/// The codes of answers that have no number.
pub(super) fn own() -> impl Iterator<Item = ErrorCode> {
    OWN.iter()
        .map(|&(code, retry, explanation, what_to_do)| plain(Cow::Borrowed(code), None, retry, explanation, what_to_do))
}

const SUPPORT: &str = "Read the state before anything else. If it happens again, give Altinn's support the ErrorGuid, the time and the system user's name.";
const RIGHTS: &str = "Have the agency's system user given the right; sending the call again does not help.";
const STOP: &str = "Stop, and let a person check the system user, its password and its addresses. Repeating it locks the system user for about an hour.";
const LEVEL: &str = "Use an authentication of the level named; a password over the Basic binding may not be enough.";
const ELSEWHERE: &str =
    "Check which service answered: none of this library's operations sends what the code complains about.";
const CORRECT: &str = "Correct the call before it is sent again.";

const fn single(
    number: i32,
    name: &'static str,
    retry: Retry,
    explanation: &'static str,
    what_to_do: &'static str,
) -> Single {
    Single { number, name, retry, explanation, what_to_do }
}

#[rustfmt::skip]
const SINGLES: &[Single] = &[
    single(0, "GeneralError", VerifyFirst,
        "Altinn's general error: something needed to authorise the call is missing, the system may not do this for the reportee, a value could not be read, or the service itself broke.",
        "Check that every value is given and of its type; if the call is right, wait, read the state, and try again. \"Object reference not set\" in the text means that trying again is useless."),
    single(1, "NullObjectReference", Never,
        "The service met a value that was not there.",
        "Look for a value that was left out of the call; it fails the same way each time."),
    single(5, "", Never,
        "The call cannot be authorised: the system's credentials are wrong or locked out, its certificate or IP address is not accepted, or it belongs to another service owner.",
        STOP),
    single(14, "MissingRight", Never, "The system user lacks the right for this operation.", RIGHTS),
    single(17, "IncorrectLevel", Never, "The call was authenticated at a level that is not enough.", LEVEL),
    single(18, "RequiresLevel1", Never, "The service requires authentication at level 1.", LEVEL),
    single(19, "RequiresLevel2", Never, "The service requires authentication at level 2.", LEVEL),
    single(20, "RequiresLevel3", Never, "The service requires authentication at level 3.", LEVEL),
    single(21, "RequiresLevel4", Never, "The service requires authentication at level 4.", LEVEL),
    single(44, "", Never,
        "Altinn failed while it authenticated the system. The code is in no documentation, but occurs (verified).",
        "Stop, and let a person check the credentials and Altinn's operations messages: it cannot be told from wrong credentials, which lock the system user when repeated."),
    single(90, "HookActivationFailed", VerifyFirst, "A hook of the service, code that runs on its events, could not be started.", SUPPORT),
    single(989, "ExternalSystemAuthentication", Never,
        "The agency's system could not be signed in: system user name or password missing or wrong, or the system temporarily locked.",
        "Stop, and let a person check the system user and its password. Repeating it locks the system user for about an hour."),
    single(10_000, "AccessDenied", Never, "Access was denied.", RIGHTS),
    single(30_001, "NotAuthorizedForReportee", Never, "The system may not act for this reportee.", RIGHTS),
    single(30_002, "NotAuthorizedForSignature", Never, "The system may not sign for this reportee.", RIGHTS),
    single(30_003, "NotAValidService", Never, "There is no such service.", "Check the service code and its edition."),
    single(30_004, "ArgumentNullException", Never, "A value that the service requires was not given.", CORRECT),
    single(30_005, "NotAValidServiceOwnerCode", Never, "There is no such service owner.", "Check which service owner the system user belongs to."),
    single(30_006, "InValidServiceEditionVersion", Never, "The service has no such edition.", "Check the service edition code."),
    single(30_007, "FileNotExist", Never, "There is no such file.", ELSEWHERE),
    single(40_001, "LanguageCodeCannotBeNull", Never, "A message has no language code.", ELSEWHERE),
    single(40_002, "MessageBodyCannotBeNull", Never, "A message has no body.", ELSEWHERE),
    single(40_003, "MessageTitleCannotBeNull", Never, "A message has no title.", ELSEWHERE),
    single(40_004, "MessageSummaryCannotBeNull", Never, "A message has no summary.", ELSEWHERE),
    single(40_005, "ExternalReferenceCannotBeNull", Never, "The external reference is missing.", ELSEWHERE),
    single(40_006, "ExternalServiceCodeCannotBeNull", Never, "The service code is missing.", CORRECT),
    single(40_007, "ReporteeCannotBeNull", Never, "The reportee is missing.", CORRECT),
    single(40_008, "SystemUserCodeCannotBeNull", Never, "The system user's code is missing.", "Hand in the system user's name."),
    single(40_009, "CorrespondenceCanNotBeDeleted", Never, "A message cannot be deleted.", ELSEWHERE),
    single(40_010, "ElementCanNotBeDeleted", Never, "An element cannot be deleted.", ELSEWHERE),
    single(40_011, "PersonHasStrictlyConfidentialAddress", Never,
        "The person's address is strictly confidential.",
        "Treat the case by the agency's routine for protected persons; do not log who it is."),
    single(40_012, "FormDataIsNotValid", Never, "The data of a form are not valid.", ELSEWHERE),
    single(40_013, "ServiceIsNotValid", Never, "The service is not valid.", "Check the service code and its edition."),
    single(40_014, "InValidNumberOfReceipents", Never, "The number of recipients is not allowed.", ELSEWHERE),
    single(40_015, "InvalidFormatSmsAndEmail", Never, "The format of a text message or e-mail is not valid.", ELSEWHERE),
    single(40_016, "InvalidSSN", Never, "The fødselsnummer is not valid.", "Correct the number of the person."),
    single(40_017, "ReceiverAddressNull", Never, "A recipient has no address.", ELSEWHERE),
    single(40_018, "ControlWorkflowSentComplete", Never, "The control step of a workflow has already been sent.", ELSEWHERE),
    single(40_019, "InvalidServiceType", Never, "The service is not of the type that this call is for.", "Check that the service code belongs to a collaboration service."),
    single(40_020, "InvalidEmailAddressForFromAddress", Never, "The sender's e-mail address is not valid.", ELSEWHERE),
];

#[rustfmt::skip]
const RANGES: &[Range] = &[
    Range {
        numbers: 20_001..=20_004,
        retry: VerifyFirst,
        explanation: "A hook of the service, code that runs on its events, failed. The pages give codes 20001 to 20004 one meaning.",
        what_to_do: SUPPORT,
    },
    Range {
        numbers: 21_001..=21_030,
        retry: VerifyFirst,
        explanation: "An error in the service as it was built in TUL, Altinn's development tool. The pages give codes 21001 to 21030 together.",
        what_to_do: "Have the service's definition in TUL checked by those who built it.",
    },
    Range {
        numbers: 22_985..=22_999,
        retry: VerifyFirst,
        explanation: "An error in the service as it was built in TUL, Altinn's development tool. The pages give codes 22985 to 22999 together.",
        what_to_do: "Have the service's definition in TUL checked by those who built it.",
    },
    Range {
        numbers: 30_009..=30_010,
        retry: Never,
        explanation: "An error of the notification service, not of collaboration services.",
        what_to_do: ELSEWHERE,
    },
    Range {
        numbers: 30_301..=30_312,
        retry: Never,
        explanation: "An error of the notification service, not of collaboration services.",
        what_to_do: ELSEWHERE,
    },
    Range {
        numbers: 50_001..=50_019,
        retry: Never,
        explanation: "An error of authorisation or delegation. The pages give codes 50001 to 50019 together.",
        what_to_do: RIGHTS,
    },
    Range {
        numbers: 70_001..=70_019,
        retry: VerifyFirst,
        explanation: "An error of SMDI, the tool that moves services between environments. The pages give codes 70001 to 70019 together.",
        what_to_do: SUPPORT,
    },
];

#[rustfmt::skip]
const OWN: &[(&str, Retry, &str, &str)] = &[
    (UNKNOWN_CODE, VerifyFirst,
        "Altinn refused with a number that no table of its documentation has.",
        SUPPORT),
    ("altinn.fault", VerifyFirst,
        "The answer is a SOAP fault without an AltinnFault, or with one that has no number: the request did not reach the service's own code, or broke there unseen.",
        "Check that address and binding belong together (ActionNotSupported means that they do not); then read the state before a changing call is sent again."),
    (FAILED_AUTHENTICATION, Never,
        "The security layer refused the user name or the password, or the token that stands for them.",
        STOP),
    (UNAUTHORIZED, Never,
        "The credentials were refused (HTTP 401).",
        STOP),
    (FORBIDDEN, Never,
        "The caller was refused (HTTP 403): the credentials, the certificate or the IP address.",
        STOP),
    ("altinn.security_fault", Never,
        "The security layer refused the message or its token, before the service saw it.",
        "Check clock, user name, password and security header. A refused security context token (EC binding) must be thrown away and a new one asked for; wrong credentials must not be sent again."),
    ("altinn.http_error", VerifyFirst,
        "The answer is not SOAP at all: an HTML page or an empty body, as outages and proxies give.",
        "Wait, and read the state before a changing call is sent again."),
    ("altinn.redirect", Never,
        "The service answered with a redirect, which is never followed: a password must not travel.",
        "Correct the base URL."),
];
