//! The server's time. The sandbox has none of its own: with every request the server says what time it is.

use std::time::SystemTime;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::Now;

/// The system's time plus an offset, or an instant that stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// Milliseconds ahead of the system's time.
    Offset(i64),
    /// It is this instant until told otherwise.
    Frozen(Now),
}

/// A change of the clock, as `POST /_sandbox/clock` takes it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Change {
    /// `{"offset_ms": 0}`: run, this many milliseconds ahead of the system's time.
    OffsetMs(i64),
    /// `{"advance_ms": 3000000}`: this much later than now; a frozen clock stays frozen.
    AdvanceMs(i64),
    /// `{"frozen": "2026-06-01T12:00:00Z"}`: stand still at this instant (RFC 3339).
    Frozen(String),
}

impl Default for Clock {
    fn default() -> Self {
        Self::Offset(0)
    }
}

impl Clock {
    /// The time.
    pub fn now(self) -> Now {
        match self {
            Self::Offset(offset) => system().saturating_add(offset),
            Self::Frozen(at) => at,
        }
    }

    /// Changes it.
    ///
    /// # Errors
    /// When the instant cannot be read, or the time would leave the years that the services' date formats can write (1 to 9999).
    pub fn change(&mut self, change: &Change) -> Result<(), String> {
        let next = match (change, *self) {
            (Change::OffsetMs(offset), _) => Self::Offset(*offset),
            (Change::AdvanceMs(by), Self::Offset(offset)) => Self::Offset(offset.saturating_add(*by)),
            (Change::AdvanceMs(by), Self::Frozen(at)) => Self::Frozen(at.saturating_add(*by)),
            (Change::Frozen(at), _) => {
                let at: Timestamp = at.parse().map_err(|error: jiff::Error| error.to_string())?;
                Self::Frozen(at.as_millisecond())
            }
        };
        // A day inside the limits, since local times are up to hours away from UTC.
        let margin = 86_400_000;
        let (first, last) = (Timestamp::MIN.as_millisecond(), Timestamp::MAX.as_millisecond());
        let year_one = -62_135_596_800_000_i64;
        if !(first.max(year_one) + margin..=last - margin).contains(&next.now()) {
            return Err("the time would be outside the years 1 to 9999".to_owned());
        }
        *self = next;
        Ok(())
    }

    /// As `GET /_sandbox/clock` shows it.
    pub fn to_json(self) -> Value {
        let now = self.now();
        let text = Timestamp::from_millisecond(now).map(|at| at.to_string()).unwrap_or_default();
        match self {
            Self::Offset(offset) => json!({"now_ms": now, "now": text, "offset_ms": offset, "frozen": false}),
            Self::Frozen(_) => json!({"now_ms": now, "now": text, "frozen": true}),
        }
    }
}

/// The system's time.
pub(super) fn system() -> Now {
    match SystemTime::now().duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
        Err(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(json: &str) -> Change {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn frozen_clock_stands_and_advances() {
        let mut clock = Clock::default();
        clock.change(&change(r#"{"frozen":"2026-06-01T12:00:00Z"}"#)).unwrap();
        assert_eq!(clock.now(), 1_780_315_200_000);
        clock.change(&change(r#"{"advance_ms":3000000}"#)).unwrap();
        assert_eq!(clock.to_json()["now"], "2026-06-01T12:50:00Z");
        assert_eq!(clock, Clock::Frozen(1_780_318_200_000));
    }

    #[test]
    fn running_clock_is_ahead_by_the_sum_of_its_advances() {
        let mut clock = Clock::default();
        clock.change(&change(r#"{"advance_ms":1000}"#)).unwrap();
        clock.change(&change(r#"{"advance_ms":500}"#)).unwrap();
        assert_eq!(clock, Clock::Offset(1500));
        clock.change(&change(r#"{"offset_ms":0}"#)).unwrap();
        assert_eq!(clock, Clock::Offset(0));
    }

    #[test]
    fn times_that_no_date_format_can_write_are_refused() {
        let mut clock = Clock::Frozen(7);
        for wild in [r#"{"advance_ms":9223372036854775807}"#, r#"{"offset_ms":-9223372036854775808}"#] {
            assert!(clock.change(&change(wild)).is_err());
            assert_eq!(clock, Clock::Frozen(7));
        }
        assert!(clock.change(&change(r#"{"frozen":"yesterday"}"#)).is_err());
        assert!(serde_json::from_str::<Change>(r#"{"offset":1}"#).is_err());
    }
}
