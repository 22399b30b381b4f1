//! The table of Altinn's error codes: `ErrorID` of an `AltinnFault`, and `ErrorCode` of a `StateMachineNotificationResultBE`.
//!
//! In nordcase's own list ([`crate::error_codes`]) number 60014 is called `altinn.60014`. The numbers and names are from the
//! error pages of Altinn's documentation (verified); explanation, advice, Bokmål and Nynorsk are our own words. How often a
//! number really occurs, and the text that comes with it on the wire, is unknown for all 600xx.
//!
//! | rows | where |
//! | --- | --- |
//! | 60001–60032, the collaboration services' own | `error_codes/collaboration.rs` |
//! | all others, and nordcase's codes for an answer without a number | `error_codes/generic.rs` |

use std::borrow::Cow;

use crate::error::{Api, ErrorCode, Retry, ServiceError};

mod case_operation;
mod collaboration;
mod generic;
mod row;

pub use case_operation::CaseOperation;
pub use row::{FAILED_AUTHENTICATION, FORBIDDEN, UNAUTHORIZED, UNKNOWN_CODE};

/// The numbers that mean *wrong or locked credentials*: 5, 44 and 989.
///
/// Never send the same credentials again by program: Altinn locks a system user for about an hour (verified).
pub const BAD_CREDENTIALS: [i32; 3] = [5, 44, 989];

/// Every row, in ascending order of the numbers, then the codes of answers without a number.
pub(crate) fn rows() -> impl Iterator<Item = ErrorCode> {
    generic::below_collaboration()
        .chain(collaboration::ROWS.iter().map(collaboration::Row::to_error_code))
        .chain(generic::above_collaboration())
        .chain(generic::own())
}

/// The row of one code, as `altinn.60014`.
pub(crate) fn find(code: &str) -> Option<ErrorCode> {
    match number_of(code) {
        Some(number) => find_number(number),
        None => generic::own().find(|row| row.code == code),
    }
}

/// The row of one number, if a table has it.
pub fn find_number(number: i32) -> Option<ErrorCode> {
    collaboration::find(number).map(collaboration::Row::to_error_code).or_else(|| generic::find(number))
}

/// The stable code of a number: `altinn.60014`, or [`UNKNOWN_CODE`] if no table has it.
pub fn code_of(number: i32) -> Cow<'static, str> {
    find_number(number).map_or(Cow::Borrowed(UNKNOWN_CODE), |row| row.code)
}

/// The number in a code: 60014 for `altinn.60014`.
pub fn number_of(code: &str) -> Option<i32> {
    let digits = code.strip_prefix("altinn.")?;
    // "+5" and "005" parse as numbers, but are not codes.
    digits.parse().ok().filter(|number: &i32| number.to_string() == digits)
}

/// Whether the code is one of [`BAD_CREDENTIALS`], or refuses the credentials without a number: never retry, ask a person.
pub fn is_bad_credentials(code: &str) -> bool {
    if [UNAUTHORIZED, FORBIDDEN, FAILED_AUTHENTICATION].contains(&code) {
        return true;
    }
    number_of(code).is_some_and(|number| BAD_CREDENTIALS.contains(&number))
}

/// A refusal of this code, of which nothing else is known yet: its row is looked up once it is ([`with_row`]).
pub(super) fn refusal(code: Cow<'static, str>) -> ServiceError {
    ServiceError::of(ErrorCode::unknown(code), Api::Altinn)
}

/// The refusal with the row of its code, and with what it says of sending the call again: one that has just come, or was stored.
pub(super) fn with_row(mut refusal: ServiceError) -> ServiceError {
    if let Some(row) = find(refusal.code()) {
        refusal.row = row;
        refusal.row.retry = retry(&refusal);
    }
    refusal
}

/// Whether the call that was refused so may be sent again.
///
/// It differs from the table's word for one code: 0 is Altinn's general error and may pass, but not if its text is .NET's
/// "Object reference not set …", which comes back every time (verified, from another agency's client).
pub fn retry(error: &ServiceError) -> Retry {
    let useless = |text: &String| text.to_ascii_lowercase().contains("object reference not set");
    if error.code() == "altinn.0" {
        let fault = error.fault.as_ref();
        let texts = [
            error.message.as_ref(),
            fault.and_then(|fault| fault.error_message.as_ref()),
            fault.and_then(|fault| fault.extended_error_message.as_ref()),
            fault.and_then(|fault| fault.localized_error_message.as_ref()),
        ];
        if texts.into_iter().flatten().any(useless) {
            return Retry::Never;
        }
    }
    error.row.retry
}

/// The operations whose page lists this code (verified). Empty for codes that no page lists: any operation may give those.
pub fn operations_of(code: &str) -> &'static [CaseOperation] {
    number_of(code).and_then(collaboration::find).map_or(&[], |row| row.operations)
}

/// What the code means when this operation gives it, in English: the operation's own meaning where its page has one.
pub fn meaning_for(code: &str, operation: CaseOperation) -> Option<Cow<'static, str>> {
    let own = number_of(code).and_then(|number| collaboration::meaning(number, operation));
    own.map(Cow::Borrowed).or_else(|| find(code).map(|row| row.explanation))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::error::{Kind, SoapFault};

    fn refused(code: &str, message: Option<&str>, extended: Option<&str>) -> ServiceError {
        let fault = SoapFault { extended_error_message: extended.map(str::to_owned), ..SoapFault::default() };
        let refusal = super::refusal(code.to_owned().into());
        with_row(ServiceError { message: message.map(str::to_owned), fault: Some(fault), ..refusal })
    }

    #[test]
    fn every_number_of_the_documentation_has_a_row() {
        let documented = [0, 1, 5, 14, 17, 18, 19, 20, 21, 44, 90, 989, 10000]
            .into_iter()
            .chain(20001..=20004)
            .chain(21001..=21030)
            .chain(22985..=22999)
            .chain(30001..=30007)
            .chain(30009..=30010)
            .chain(30301..=30312)
            .chain(40001..=40020)
            .chain(50001..=50019)
            .chain(60001..=60032)
            .chain(70001..=70019);
        let rows: Vec<_> = rows().collect();
        let numbers: Vec<_> = rows.iter().filter_map(|row| number_of(&row.code)).collect();
        assert_eq!(numbers, documented.collect::<Vec<_>>());
        let unique: BTreeSet<_> = rows.iter().map(|row| &row.code).collect();
        assert_eq!(unique.len(), rows.len());
        assert_eq!(rows.len(), numbers.len() + 8);
        for row in &rows {
            assert_eq!(find(&row.code).as_ref(), Some(row));
            assert_eq!(row.kind, Kind::Service);
            assert!(!row.explanation.is_empty() && !row.what_to_do.is_empty(), "{}", row.code);
            assert!(row.explanation.ends_with('.') && row.what_to_do.ends_with('.'), "{}", row.code);
        }
    }

    #[test]
    fn every_collaboration_code_is_told_in_both_norwegians() {
        for number in 60001..=60032 {
            let row = find_number(number).unwrap();
            let (bokmal, nynorsk) = (row.bokmal.unwrap(), row.nynorsk.unwrap());
            assert!(bokmal.ends_with('.') && nynorsk.ends_with('.') && bokmal != nynorsk, "{number}");
            assert!(row.name.is_some_and(|name| !name.contains(' ')), "{number}");
            // Words that would betray that the two were mixed up.
            assert!(!bokmal.contains("teneste") && !bokmal.contains("ikkje"), "{number}");
            assert!(!nynorsk.contains("tjeneste") && !nynorsk.contains("ikke "), "{number}");
        }
    }

    #[test]
    fn the_operations_are_those_of_the_pages() {
        use CaseOperation::*;
        let documented = |operation| -> Vec<i32> {
            (60001..=60032).filter(|n| operations_of(&format!("altinn.{n}")).contains(&operation)).collect()
        };
        assert_eq!(documented(InstantiateCollaboration), [60002, 60012, 60024]);
        assert_eq!(documented(GetCaseList), [60001, 60002, 60012, 60014, 60015, 60024]);
        assert_eq!(documented(NotifyEvent), [60001, 60002, 60014, 60015, 60022, 60023, 60032]);
        assert_eq!(documented(SetNotice), [60005, 60014, 60015, 60016, 60017, 60018, 60019, 60024]);
        assert!(operations_of("altinn.0").is_empty() && operations_of("fastdok.refused").is_empty());
    }

    #[test]
    fn a_meaning_may_differ_by_operation() {
        let create = meaning_for("altinn.60002", CaseOperation::InstantiateCollaboration).unwrap();
        let list = meaning_for("altinn.60002", CaseOperation::GetCaseList).unwrap();
        assert_ne!(create, list);
        assert_eq!(
            meaning_for("altinn.60024", CaseOperation::SetNotice),
            find("altinn.60024").map(|row| row.explanation)
        );
        assert_eq!(meaning_for("altinn.4711", CaseOperation::SetNotice), None);
    }

    #[test]
    fn credentials_are_never_retried() {
        for number in BAD_CREDENTIALS {
            let code = code_of(number);
            assert!(is_bad_credentials(&code));
            assert_eq!(retry(&refused(&code, None, None)), Retry::Never);
        }
        for code in [UNAUTHORIZED, FORBIDDEN, FAILED_AUTHENTICATION] {
            assert!(is_bad_credentials(code));
            assert_eq!(retry(&refused(code, None, None)), Retry::Never);
        }
        assert!(!is_bad_credentials("altinn.0") && !is_bad_credentials("altinn.60024"));
    }

    #[test]
    fn the_general_error_may_pass_unless_its_text_says_otherwise() {
        let general = Some("Your request suffered from a non-functional error.");
        let useless = Some("Object reference not set to an instance of an object.");
        assert_eq!(retry(&refused("altinn.0", None, None)), Retry::VerifyFirst);
        assert_eq!(retry(&refused("altinn.0", general, general)), Retry::VerifyFirst);
        assert_eq!(retry(&refused("altinn.0", useless, None)), Retry::Never);
        assert_eq!(retry(&refused("altinn.0", general, useless)), Retry::Never);
        assert_eq!(retry(&refused("altinn.60029", useless, None)), Retry::VerifyFirst);
    }

    #[test]
    fn only_canonical_codes_are_found() {
        assert_eq!(code_of(60014), "altinn.60014");
        assert_eq!(code_of(1001), UNKNOWN_CODE);
        assert_eq!(code_of(-5), UNKNOWN_CODE);
        for code in ["altinn.+5", "altinn.005", "altinn.", "altinn.5 ", "5", "Altinn.5", "altinn.99999999999"] {
            assert_eq!(find(code), None, "{code}");
        }
    }

    #[test]
    fn names_of_operations_read_back() {
        for operation in CaseOperation::ALL {
            assert_eq!(CaseOperation::from_name(operation.name()), Some(operation));
            assert_eq!(serde_json::to_string(&operation).unwrap(), format!("\"{}\"", operation.name()));
        }
        assert_eq!(CaseOperation::from_name("altinn.test"), None);
    }
}
