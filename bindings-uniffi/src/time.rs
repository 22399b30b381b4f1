//! Dates with times: the instant where it is known, and always what the service wrote.

use std::time::{Duration, SystemTime};

/// A date and time of a service.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct DateTime {
    /// The instant, if it was written with an offset; Altinn's times are Norwegian and have none.
    pub instant: Option<SystemTime>,
    /// As it was written: `2026-03-01T10:00:00` with a fraction, and `Z` or an offset, if there.
    pub text: String,
}

impl From<nordcase::DateTime> for DateTime {
    fn from(written: nordcase::DateTime) -> Self {
        Self {
            instant: written.unix_millis().and_then(|millis| instant(millis, written.nanos())),
            text: written.to_string(),
        }
    }
}

/// The instant of these milliseconds, with all the nanoseconds of its second.
fn instant(unix_millis: i64, nanos: u32) -> Option<SystemTime> {
    let second = Duration::from_secs(unix_millis.div_euclid(1_000).unsigned_abs());
    let second = if unix_millis < 0 {
        SystemTime::UNIX_EPOCH.checked_sub(second)
    } else {
        SystemTime::UNIX_EPOCH.checked_add(second)
    };
    second?.checked_add(Duration::from_nanos(nanos.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_keeps_its_nanoseconds_and_a_local_time_has_none() {
        let read = |text: &str| DateTime::from(text.parse::<nordcase::DateTime>().unwrap());
        let time = read("2026-03-01T10:00:00.1234567+01:00");
        assert_eq!(time.text, "2026-03-01T10:00:00.1234567+01:00");
        let since = time.instant.unwrap().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        assert_eq!((since.as_secs(), since.subsec_nanos()), (1_772_355_600, 123_456_700));
        assert_eq!(read("2026-03-01T10:00:00").instant, None);
        let before = SystemTime::UNIX_EPOCH.duration_since(read("1969-12-31T23:59:59.25Z").instant.unwrap()).unwrap();
        assert_eq!(before, Duration::from_millis(750));
    }
}
