//! The rules that more than one operation has for its values. Each has its own code, and names the field by the API's
//! name.

use crate::dates::DateTime;
use crate::error::Error;
use crate::ids::check_length;
use crate::limits::TEXT_CHARS;

/// A case: a positive 32-bit number. That 0 and negative numbers are invalid is inferred; .NET clients send 0 for *not
/// given*.
pub(super) fn case_id(field: &'static str, id: i32) -> Result<(), Error> {
    positive("input.case_id", field, id)
}

/// An external service code: letters and digits (verified).
pub(super) fn service_code(field: &'static str, code: &str) -> Result<(), Error> {
    if code.is_empty() || !code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(Error::input("input.service_code", field, "must be ASCII letters and digits, at least one"));
    }
    check_length(field, code, TEXT_CHARS)
}

/// An external service edition code: a number (verified).
pub(super) fn service_edition(field: &'static str, edition: i32) -> Result<(), Error> {
    positive("input.service_edition", field, edition)
}

/// A positive 32-bit number.
pub(super) fn positive(code: &'static str, field: &'static str, number: i32) -> Result<(), Error> {
    if number > 0 { Ok(()) } else { Err(Error::input(code, field, "must be a positive 32-bit number")) }
}

/// Either a case, or a service code and its edition; not both, since the service would ignore one of them without a
/// word.
pub(super) fn case_or_service(
    fields: [&'static str; 3],
    case: Option<i32>,
    service: Option<&str>,
    edition: Option<i32>,
) -> Result<(), Error> {
    let [case_field, service_field, edition_field] = fields;
    match (case, service, edition) {
        (Some(id), None, None) => case_id(case_field, id),
        (None, Some(code), Some(edition)) => {
            service_code(service_field, code)?;
            service_edition(edition_field, edition)
        }
        (field, ..) => {
            let rule = "give either a case, or a service code and its edition";
            Err(Error::input("input.case_or_service", if field.is_some() { case_field } else { service_field }, rule))
        }
    }
}

/// A date that the service's data base can hold.
pub(super) fn date(field: &'static str, date: Option<DateTime>) -> Result<(), Error> {
    if date.is_some_and(|date| date.date().year() < 1753) {
        return Err(Error::input("input.date", field, "must be in the years 1753 to 9999"));
    }
    Ok(())
}

/// Refuses a case that becomes visible after it is due. A time with an offset and one without are not compared: which
/// of them is earlier depends on Norwegian summer time, which the service knows.
pub(super) fn date_order(visible: Option<DateTime>, due: Option<DateTime>) -> Result<(), Error> {
    let (Some(visible), Some(due)) = (visible, due) else { return Ok(()) };
    let late = match (visible.unix_millis(), due.unix_millis()) {
        (Some(visible), Some(due)) => visible > due,
        (None, None) => (visible.as_if_utc(), visible.nanos()) > (due.as_if_utc(), due.nanos()),
        _ => false,
    };
    if late {
        return Err(Error::input("input.date_order", "visibleDateTime", "must not be after dueDate"));
    }
    Ok(())
}
