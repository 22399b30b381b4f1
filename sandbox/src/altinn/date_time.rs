//! Date and time as Altinn II reads and writes it: Norwegian local time, without an offset (verified in real answers).
//!
//! A date alone is taken too, as the reference says it is, although the WSDL's `xs:dateTime` has no such form
//! (inferred: .NET reads both). A value with an offset or `Z` becomes Norwegian local time (inferred: what .NET does on
//! a server that stands in Norway).

use jiff::{Timestamp, civil, tz::TimeZone};

use crate::now::Now;

static OSLO: TimeZone = jiff::tz::get!("Europe/Oslo");

/// Reads an `xs:dateTime` or a date. `Ok(None)` is .NET's smallest date, which callers send for *not given*.
pub(crate) fn read(text: &str) -> Result<Option<String>, ()> {
    let text = text.trim();
    if !plausible(text) {
        return Err(());
    }
    let local = if let Ok(instant) = text.parse::<Timestamp>() {
        instant.to_zoned(OSLO.clone()).datetime()
    } else {
        text.parse::<civil::DateTime>().map_err(|_| ())?
    };
    if local.year() < 1 {
        return Err(());
    }
    Ok((local != civil::date(1, 1, 1).at(0, 0, 0, 0)).then(|| local.to_string()))
}

/// jiff reads more forms than XML Schema knows (`20270301`, a space for the `T`, `[Europe/Oslo]`): those are refused
/// here.
fn plausible(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |from: usize, to: usize| bytes.get(from..to).is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    let at = |index: usize, expected: u8| bytes.get(index) == Some(&expected);
    let date = digits(0, 4) && at(4, b'-') && digits(5, 7) && at(7, b'-') && digits(8, 10);
    let time = at(10, b'T') && digits(11, 13) && at(13, b':') && digits(14, 16) && at(16, b':') && digits(17, 19);
    let tail = bytes.get(19..).unwrap_or_default();
    date && (bytes.len() == 10
        || (time && tail.len() <= 16 && tail.iter().all(|b| b.is_ascii_digit() || b".+-:Z".contains(b))))
}

/// An instant as `2020-03-15T12:00:44.235Z`, the form of the security header.
pub(crate) fn utc(now: Now) -> String {
    Timestamp::from_millisecond(now).map(|instant| format!("{instant:.3}")).unwrap_or_default()
}

/// Reads the instant of a security header, in milliseconds.
pub(crate) fn instant(text: &str) -> Option<Now> {
    text.trim().parse::<Timestamp>().ok().map(|instant| instant.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_become_norwegian_local_time() {
        assert_eq!(read("2027-03-01"), Ok(Some("2027-03-01T00:00:00".to_owned())));
        assert_eq!(read(" 2027-03-01T12:30:00 "), Ok(Some("2027-03-01T12:30:00".to_owned())));
        assert_eq!(read("2020-03-15T15:23:17.4300000"), Ok(Some("2020-03-15T15:23:17.43".to_owned())));
        assert_eq!(read("2027-07-01T10:00:00Z"), Ok(Some("2027-07-01T12:00:00".to_owned())));
        assert_eq!(read("2027-01-01T10:00:00+05:00"), Ok(Some("2027-01-01T06:00:00".to_owned())));
        assert_eq!(read("0001-01-01T00:00:00"), Ok(None));
        assert_eq!(read("0001-01-01"), Ok(None));
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "",
            "20270301",
            "2027-03-01 12:00:00",
            "2027-02-30",
            "2027-03-01T25:00:00",
            "yesterday",
            "2027-03-01T1:2:3",
            "2027-03-01T12:00:00[Europe/Oslo]",
            "0000-01-01",
            "2027-03-01T12:00",
        ] {
            assert_eq!(read(text), Err(()), "{text}");
        }
    }

    #[test]
    fn header_instants() {
        assert_eq!(utc(1_584_273_644_235), "2020-03-15T12:00:44.235Z");
        assert_eq!(instant("2020-03-15T13:00:44.235+01:00"), Some(1_584_273_644_235));
        assert_eq!(instant("2020-03-15T13:00:44"), None);
    }
}
