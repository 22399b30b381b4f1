//! Dates and times as the two services write them.
//!
//! FastDok writes UTC at second precision (`2011-07-13T21:43:04Z`, verified) and stores a *date* as the UTC instant of local midnight
//! (`2013-05-23T22:00:00Z` is 24 May in Sweden, verified). Altinn writes Norwegian local time without an offset and with a trimmed fraction
//! (`2020-03-15T15:23:17.43`, verified), and elsewhere with an offset and seven digits. [`DateTime`] keeps what the server said, digit for digit.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A calendar date of the years 1 to 9999, written `yyyy-MM-dd`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: i16,
    month: u8,
    day: u8,
}

/// The text is not a date or time of the expected form, or does not exist in the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotADate;

impl fmt::Display for NotADate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an existing date or time of the form yyyy-MM-dd or yyyy-MM-ddThh:mm:ss")
    }
}

impl std::error::Error for NotADate {}

impl Date {
    /// The date, if it exists.
    pub fn new(year: i16, month: u8, day: u8) -> Option<Self> {
        let exists = (1..=9999).contains(&year) && (1..=12).contains(&month) && day >= 1 && day <= days_in(year, month);
        exists.then_some(Self { year, month, day })
    }

    /// The year.
    pub fn year(self) -> i16 {
        self.year
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    pub fn day(self) -> u8 {
        self.day
    }

    /// Days since 1970-01-01. (Howard Hinnant's algorithm for the proleptic Gregorian calendar.)
    fn days(self) -> i64 {
        let y = i64::from(self.year) - i64::from(self.month <= 2);
        let era = y.div_euclid(400);
        let year_of_era = y.rem_euclid(400);
        let month = (i64::from(self.month) + 9) % 12;
        let day_of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
    }

    fn from_days(days: i64) -> Option<Self> {
        let days = days.checked_add(719_468)?;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self::new(i16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }

    /// The last Sunday of a month.
    fn last_sunday(year: i16, month: u8) -> Option<Self> {
        let last = Self::new(year, month, days_in(year, month))?;
        // 1970-01-01 was a Thursday, so day number 3 is a Sunday.
        Self::from_days(last.days() - (last.days() - 3).rem_euclid(7))
    }

    /// The instant of midnight in Sweden at the start of this date: how FastDok stores a date-only field value.
    ///
    /// Known for 1980 to 2099: before, summer time was not in use (but for 1916); after, today's rule may not hold.
    pub fn to_stockholm_midnight(self) -> DateTime {
        let midnight = self.days() * 86_400;
        // Summer time starts and ends in the small hours, so the offset at midnight is the one of the evening before.
        let offset = stockholm_offset(midnight - 3_600);
        DateTime::from_unix_seconds(midnight - i64::from(offset)).unwrap_or(DateTime::midnight(self))
    }
}

fn leap(year: i16) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in(year: i16, month: u8) -> u8 {
    match month {
        2 if leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Seconds east of UTC in Sweden at this instant: UTC+1, and from 1980 summer time from the last Sunday of March (in 1980 the 6th of April) to the last
/// Sunday of September, since 1996 of October; it changes at 01:00 UTC. A test compares it with the IANA database, day by day.
fn stockholm_offset(unix_seconds: i64) -> i32 {
    const WINTER: i32 = 3_600;
    const SUMMER: i32 = 7_200;
    let Some(date) = Date::from_days(unix_seconds.div_euclid(86_400)) else { return WINTER };
    let year = date.year;
    let start = if year == 1980 { Date::new(1980, 4, 6) } else { Date::last_sunday(year, 3) };
    let end = Date::last_sunday(year, if year < 1996 { 9 } else { 10 });
    let (Some(start), Some(end)) = (start, end) else { return WINTER };
    let summer = start.days() * 86_400 + 3_600..end.days() * 86_400 + 3_600;
    if year >= 1980 && summer.contains(&unix_seconds) { SUMMER } else { WINTER }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ([y1, y2, y3, y4], [m1, m2], [d1, d2]) = self.digits();
        f.write_str(text(&[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2]))
    }
}

impl Date {
    fn digits(self) -> ([u8; 4], [u8; 2], [u8; 2]) {
        // Years have four digits at most.
        let half = |year: i16| two(u8::try_from(year).unwrap_or_default());
        let ([y1, y2], [y3, y4]) = (half(self.year / 100), half(self.year % 100));
        ([y1, y2, y3, y4], two(self.month), two(self.day))
    }
}

/// Two digits.
fn two(number: u8) -> [u8; 2] {
    [b'0' + number / 10 % 10, b'0' + number % 10]
}

/// Digits and signs as text.
fn text(ascii: &[u8]) -> &str {
    str::from_utf8(ascii).unwrap_or_default()
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Date {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let mut digits = Digits(text.as_bytes());
        let date = digits.date().ok_or(NotADate)?;
        if digits.0.is_empty() { Ok(date) } else { Err(NotADate) }
    }
}

/// A date and time of day, with the offset from UTC if the server gave one.
///
/// Two values are equal when they were written the same way; compare instants by [`DateTime::unix_millis`].
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct DateTime {
    date: Date,
    hour: u8,
    minute: u8,
    second: u8,
    /// Digits of the fraction as written, at most 9, so that `.430` stays `.430`.
    fraction_digits: u8,
    nanos: u32,
    offset: Offset,
}

/// Whether two times are one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Same {
    /// They are.
    Yes,
    /// They are not.
    No,
    /// It cannot be told.
    Maybe,
}

/// What was written behind the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Offset {
    /// Nothing: local time, in Altinn's case Norwegian.
    None,
    /// `Z`.
    Utc,
    /// `+01:00`, in minutes.
    Minutes(i16),
}

impl DateTime {
    /// Midnight of a date, without an offset.
    pub fn midnight(date: Date) -> Self {
        Self { date, hour: 0, minute: 0, second: 0, fraction_digits: 0, nanos: 0, offset: Offset::None }
    }

    /// A local time without an offset, to the second, if it exists.
    pub fn local(date: Date, hour: u8, minute: u8, second: u8) -> Option<Self> {
        let exists = hour < 24 && minute < 60 && second < 60;
        exists.then_some(Self { hour, minute, second, ..Self::midnight(date) })
    }

    /// The UTC time of an instant, written with `Z`, if it is in the years 1 to 9999.
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        let date = Date::from_days(seconds.div_euclid(86_400))?;
        let of_day = seconds.rem_euclid(86_400);
        let part = |value: i64| u8::try_from(value).ok();
        let time = Self::local(date, part(of_day / 3_600)?, part(of_day / 60 % 60)?, part(of_day % 60)?)?;
        Some(Self { offset: Offset::Utc, ..time })
    }

    /// The date as written, in whatever zone it was written.
    pub fn date(self) -> Date {
        self.date
    }

    /// Hour, minute and second as written.
    pub fn time(self) -> (u8, u8, u8) {
        (self.hour, self.minute, self.second)
    }

    /// Nanoseconds within the second.
    pub fn nanos(self) -> u32 {
        self.nanos
    }

    /// Minutes east of UTC; `None` when the server gave no offset.
    pub fn offset_minutes(self) -> Option<i16> {
        match self.offset {
            Offset::None => None,
            Offset::Utc => Some(0),
            Offset::Minutes(minutes) => Some(minutes),
        }
    }

    /// Milliseconds since 1970-01-01T00:00:00Z, where the instant is known: `None` for a time without an offset.
    pub fn unix_millis(self) -> Option<i64> {
        let minutes = i64::from(self.offset_minutes()?);
        Some((self.as_if_utc() - minutes * 60) * 1_000 + i64::from(self.nanos / 1_000_000))
    }

    /// The date in Sweden at this instant: what a FastDok date-only field value means. `None` for a time without an offset.
    pub fn stockholm_date(self) -> Option<Date> {
        let seconds = self.unix_millis()?.div_euclid(1_000);
        Date::from_days((seconds + i64::from(stockholm_offset(seconds))).div_euclid(86_400))
    }

    /// Seconds since 1970 if the written time were UTC: the order of two times without an offset.
    pub(crate) fn as_if_utc(self) -> i64 {
        self.date.days() * 86_400 + i64::from(self.hour) * 3_600 + i64::from(self.minute) * 60 + i64::from(self.second)
    }

    /// Whether a time that was sent to Altinn is the one that its list shows.
    ///
    /// Both are Norwegian local time where they have no offset (the list never has one, verified). That time says of one hour in October not which of
    /// two instants it is, and of one in March nothing at all: there the answer is [`Same::Maybe`] at best. A list without a fraction may have lost it.
    ///
    /// ```
    /// # use nordcase::{DateTime, dates::Same};
    /// let sent: DateTime = "2027-03-01T11:00:00.000Z".parse()?;
    /// assert_eq!(sent.same_in_norway("2027-03-01T12:00:00".parse()?), Same::Yes);
    /// assert_eq!(sent.same_in_norway("2027-03-01T11:00:00".parse()?), Same::No);
    /// # Ok::<(), nordcase::dates::NotADate>(())
    /// ```
    pub fn same_in_norway(self, listed: Self) -> Same {
        // The database behind it keeps three thousandths of a second (SQL Server's datetime; inferred).
        const ROUNDED_MILLIS: u64 = 4;
        let (mut all, mut any) = (true, false);
        for sent in self.norwegian_millis() {
            for shown in listed.norwegian_millis() {
                let apart = sent.abs_diff(shown);
                let same = match listed.fraction_digits {
                    0 => sent.div_euclid(1_000) == shown.div_euclid(1_000),
                    _ => apart <= ROUNDED_MILLIS,
                };
                all &= same;
                any |= same || (listed.fraction_digits == 0 && apart < 1_000);
            }
        }
        match (all, any) {
            (true, _) => Same::Yes,
            (false, true) => Same::Maybe,
            (false, false) => Same::No,
        }
    }

    /// The instants that it can be in Norway, in milliseconds since 1970: one that is certain comes twice.
    fn norwegian_millis(self) -> [i64; 2] {
        if let Some(millis) = self.unix_millis() {
            return [millis; 2];
        }
        // Norway has had Sweden's time since 1980, and Altinn nothing older.
        let at = |offset: i32| self.as_if_utc() - i64::from(offset);
        let holds = |offset: i32| stockholm_offset(at(offset)) == offset;
        let (winter, summer) = (3_600, 7_200);
        let offsets = match (holds(winter), holds(summer)) {
            (true, false) => [winter; 2],
            (false, true) => [summer; 2],
            // The hour that comes twice, and the one that does not come.
            _ => [winter, summer],
        };
        offsets.map(|offset| at(offset) * 1_000 + i64::from(self.nanos / 1_000_000))
    }

    /// `DateTime.MinValue`, which .NET writes for *not given* (inferred).
    pub(crate) fn is_min_value(self) -> bool {
        self.date == Date { year: 1, month: 1, day: 1 } && self.as_if_utc() == self.date.days() * 86_400
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A list has several for each row, so this is written without the formatting machinery.
        let ([y1, y2, y3, y4], [m1, m2], [d1, d2]) = self.date.digits();
        let ([h1, h2], [n1, n2], [s1, s2]) = (two(self.hour), two(self.minute), two(self.second));
        let date_and_time = [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2];
        f.write_str(text(&date_and_time))?;
        if self.fraction_digits > 0 {
            let width = usize::from(self.fraction_digits);
            let digits = self.nanos / 10_u32.pow(9 - u32::from(self.fraction_digits));
            write!(f, ".{digits:0width$}")?;
        }
        match self.offset {
            Offset::None => Ok(()),
            Offset::Utc => f.write_str("Z"),
            Offset::Minutes(minutes) => {
                let sign = if minutes < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60)
            }
        }
    }
}

impl fmt::Debug for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for DateTime {
    type Err = NotADate;

    /// Reads `yyyy-MM-ddThh:mm:ss`, with a fraction of up to nine digits and `Z` or an offset if there; a date alone is its midnight.
    fn from_str(text: &str) -> Result<Self, NotADate> {
        let mut digits = Digits(text.as_bytes());
        let date_time = digits.date_time().ok_or(NotADate)?;
        if digits.0.is_empty() { Ok(date_time) } else { Err(NotADate) }
    }
}

/// A reader of fixed-width digits.
struct Digits<'a>(&'a [u8]);

impl Digits<'_> {
    fn number(&mut self, width: usize) -> Option<u32> {
        let (digits, rest) = self.0.split_at_checked(width)?;
        let number = digits
            .iter()
            .try_fold(0_u32, |number, byte| byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0')))?;
        self.0 = rest;
        Some(number)
    }

    fn small(&mut self, width: usize) -> Option<u8> {
        self.number(width).and_then(|number| u8::try_from(number).ok())
    }

    fn take(&mut self, byte: u8) -> bool {
        let rest = self.0.strip_prefix(&[byte]);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn date(&mut self) -> Option<Date> {
        let year = i16::try_from(self.number(4)?).ok()?;
        let month = self.take(b'-').then(|| self.small(2))??;
        let day = self.take(b'-').then(|| self.small(2))??;
        Date::new(year, month, day)
    }

    fn date_time(&mut self) -> Option<DateTime> {
        let date = self.date()?;
        if self.0.is_empty() {
            return Some(DateTime::midnight(date));
        }
        let hour = self.take(b'T').then(|| self.small(2))??;
        let minute = self.take(b':').then(|| self.small(2))??;
        let second = self.take(b':').then(|| self.small(2))??;
        let time = DateTime::local(date, hour, minute, second)?;
        let (nanos, fraction_digits) = if self.take(b'.') { self.fraction()? } else { (0, 0) };
        let offset = self.offset()?;
        Some(DateTime { nanos, fraction_digits, offset, ..time })
    }

    fn fraction(&mut self) -> Option<(u32, u8)> {
        let width = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let digits = u8::try_from(width).ok().filter(|digits| (1..=9).contains(digits))?;
        Some((self.number(width)? * 10_u32.pow(9 - u32::from(digits)), digits))
    }

    fn offset(&mut self) -> Option<Offset> {
        if self.0.is_empty() {
            return Some(Offset::None);
        }
        if self.take(b'Z') {
            return Some(Offset::Utc);
        }
        let negative = self.take(b'-');
        if !negative && !self.take(b'+') {
            return None;
        }
        let hours = i16::from(self.small(2)?);
        let minutes = i16::from(self.take(b':').then(|| self.small(2))??);
        let total = hours * 60 + minutes;
        let valid = minutes < 60 && total <= 14 * 60;
        valid.then_some(Offset::Minutes(if negative { -total } else { total }))
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_the_server_said() {
        for text in [
            "2011-07-13T21:43:04Z",
            "2020-03-15T15:23:17.43",
            "2017-10-16T12:55:31",
            "2020-03-15T13:00:44.2353668+01:00",
            "0001-01-01T00:00:00",
            "2000-02-29T23:59:59.000-09:30",
        ] {
            assert_eq!(text.parse::<DateTime>().unwrap().to_string(), text);
        }
        assert_eq!("2026-03-01".parse::<DateTime>().unwrap().to_string(), "2026-03-01T00:00:00");
        assert!("0001-01-01T00:00:00".parse::<DateTime>().unwrap().is_min_value());
    }

    #[test]
    fn refuses_what_does_not_exist() {
        for text in [
            "",
            "2026-02-29",
            "2026-13-01",
            "0000-01-01",
            "2026-1-1",
            "2026-01-01T24:00:00",
            "2026-01-01T23:59:60",
            "2026-01-01 00:00:00",
            "2026-01-01T00:00:00.",
            "2026-01-01T00:00:00.1234567890",
            "2026-01-01T00:00:00+15:00",
            "2026-01-01T00:00:00Z ",
            "２０２６-01-01",
        ] {
            assert!(text.parse::<DateTime>().is_err(), "{text}");
        }
    }

    #[test]
    fn instants_only_where_they_are_known() {
        let instant = |text: &str| text.parse::<DateTime>().unwrap().unix_millis();
        assert_eq!(instant("1970-01-01T00:00:01Z"), Some(1_000));
        assert_eq!(instant("2020-03-15T13:00:44.235+01:00"), instant("2020-03-15T12:00:44.235Z"));
        assert_eq!(instant("2020-03-15T13:00:44"), None);
    }

    /// FAULTS 1.8: what is sent is an instant, what the list shows is Norwegian local time.
    #[test]
    fn fault_1_8_a_time_that_was_sent_and_the_one_that_is_listed() {
        let compare = |sent: &str, listed: &str| {
            let time = |text: &str| text.parse::<DateTime>().unwrap();
            time(sent).same_in_norway(time(listed))
        };
        for (sent, listed, expected) in [
            ("2027-03-01T11:00:00.000Z", "2027-03-01T12:00:00", Same::Yes),
            ("2027-03-01T11:00:00.000Z", "2027-03-01T11:00:00", Same::No),
            ("2027-07-01T11:00:00Z", "2027-07-01T13:00:00", Same::Yes),
            ("2027-07-01T11:00:00Z", "2027-07-01T12:00:00", Same::No),
            ("2027-03-01T06:00:00-05:00", "2027-03-01T12:00:00", Same::Yes),
            ("2027-02-28T23:30:00Z", "2027-03-01T00:30:00", Same::Yes),
            ("2027-03-01", "2027-03-01T00:00:00", Same::Yes),
            ("2027-03-01T12:00:00", "2027-03-01T12:00:00.000", Same::Yes),
            ("2027-03-01T12:00:00", "2027-03-01T11:00:00Z", Same::Yes),
            ("2027-03-01T12:00:00", "2027-03-01T12:00:01", Same::No),
            // Fractions: kept, rounded as a database does, lost, rounded away.
            ("2027-03-01T11:00:00.4353668Z", "2027-03-01T12:00:00.4353668", Same::Yes),
            ("2027-03-01T11:00:00.4353668Z", "2027-03-01T12:00:00.437", Same::Yes),
            ("2027-03-01T11:00:00.435Z", "2027-03-01T12:00:00.43", Same::No),
            ("2027-03-01T11:00:00.735Z", "2027-03-01T12:00:00", Same::Yes),
            ("2027-03-01T11:00:00.735Z", "2027-03-01T12:00:01", Same::Maybe),
            ("2027-03-01T11:00:00.735Z", "2027-03-01T12:00:02", Same::No),
            // 31 October 2027: from three it is two once more, at 01:00 UTC.
            ("2027-10-31T00:30:00Z", "2027-10-31T02:30:00", Same::Maybe),
            ("2027-10-31T01:30:00Z", "2027-10-31T02:30:00", Same::Maybe),
            ("2027-10-31T02:30:00", "2027-10-31T02:30:00", Same::Maybe),
            ("2027-10-31T02:30:00Z", "2027-10-31T02:30:00", Same::No),
            ("2027-10-31T00:59:59Z", "2027-10-31T02:59:59", Same::Maybe),
            ("2027-10-31T02:00:00Z", "2027-10-31T03:00:00", Same::Yes),
            ("2027-10-30T23:59:59Z", "2027-10-31T01:59:59", Same::Yes),
            // 28 March 2027: there is no half past two.
            ("2027-03-28T02:30:00", "2027-03-28T02:30:00", Same::Maybe),
            ("2027-03-28T02:30:00", "2027-03-28T03:30:00", Same::Maybe),
            ("2027-03-28T02:30:00", "2027-03-28T05:30:00", Same::No),
            ("2027-03-28T00:59:59Z", "2027-03-28T01:59:59", Same::Yes),
            ("2027-03-28T01:00:00Z", "2027-03-28T03:00:00", Same::Yes),
            ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59", Same::No),
        ] {
            assert_eq!(compare(sent, listed), expected, "{sent} {listed}");
        }
    }

    #[test]
    fn norway_agrees_with_the_iana_database() {
        let zone = jiff::tz::TimeZone::get("Europe/Oslo").unwrap();
        let (first, last) = (Date::new(1980, 1, 1).unwrap().days(), Date::new(2100, 1, 1).unwrap().days());
        for hour in first * 24..last * 24 {
            let sent = DateTime::from_unix_seconds(hour * 3_600).unwrap();
            // Each hour of the weeks in which the time changes, and one in two days besides.
            let (month, day) = (sent.date.month, sent.date.day);
            let near = matches!((month, day), (3 | 9 | 10, 23..) | (4, ..8));
            if !near && hour % 47 != 0 {
                continue;
            }
            let shown = zone.to_datetime(jiff::Timestamp::from_second(hour * 3_600).unwrap());
            let listed: DateTime = shown.to_string().parse().unwrap();
            let ambiguous =
                matches!(zone.to_ambiguous_timestamp(shown).offset(), jiff::tz::AmbiguousOffset::Fold { .. });
            let expected = if ambiguous { Same::Maybe } else { Same::Yes };
            assert_eq!(sent.same_in_norway(listed), expected, "{sent} {listed}");
        }
    }

    #[test]
    fn the_recorded_date_is_24_may() {
        let stored: DateTime = "2013-05-23T22:00:00Z".parse().unwrap();
        let date = Date::new(2013, 5, 24).unwrap();
        assert_eq!(stored.stockholm_date(), Some(date));
        assert_eq!(date.to_stockholm_midnight(), stored);
    }

    #[test]
    fn stockholm_agrees_with_the_iana_database() {
        let zone = jiff::tz::TimeZone::get("Europe/Stockholm").unwrap();
        let first = Date::new(1950, 1, 1).unwrap().days();
        let last = Date::new(2100, 1, 1).unwrap().days();
        for day in first..last {
            let date = Date::from_days(day).unwrap();
            let civil = jiff::civil::date(date.year, date.month.cast_signed(), date.day.cast_signed());
            let midnight = zone.to_timestamp(civil.at(0, 0, 0, 0)).unwrap();
            let ours = date.to_stockholm_midnight();
            assert_eq!(ours.unix_millis(), Some(midnight.as_millisecond()), "{date}");
            assert_eq!(ours.stockholm_date(), Some(date));
        }
    }
}
