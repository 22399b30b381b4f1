//! The numbers of those whom a case is about: *organisasjonsnummer*, *fødselsnummer*, *D-nummer*.
//!
//! Nine digits are an organisation, eleven a person (verified). The check digits are the registers' own: modulus 11. A
//! D-number adds 40 to the day of birth; numbers of synthetic test persons add 40 or 80 to the month.

use crate::error::Error;
use crate::ids::check_length;
use crate::limits::ID_CHARS;

/// Checks form, check digits and the date of birth; without `strict` only that there is a number.
pub(super) fn check(number: &str, strict: bool) -> Result<(), Error> {
    if !strict {
        let empty = || Error::input("input.empty", FIELD, "must not be empty");
        return if number.is_empty() { Err(empty()) } else { check_length(FIELD, number, ID_CHARS) };
    }
    // Before the digits are collected: a long text is not a number.
    let number = if number.len() <= 11 { number } else { "" };
    let digits: Option<Vec<u32>> = number.chars().map(|c| c.to_digit(10)).collect();
    let valid = match digits.as_deref() {
        Some(digits) if digits.len() == 9 => is_organisation(digits),
        Some(digits) if digits.len() == 11 => is_person(digits),
        _ => return Err(Error::input("input.reportee_format", FIELD, "must be 9 or 11 digits, without spaces")),
    };
    if valid {
        return Ok(());
    }
    Err(Error::input("input.reportee_check_digits", FIELD, "its check digits, or the date of birth in it, are wrong"))
}

/// The parameter's name, in both operations that have it.
const FIELD: &str = "reporteeNumber";

fn is_organisation(digits: &[u32]) -> bool {
    check_digit(digits, &[3, 2, 7, 6, 5, 4, 3, 2]) == digits.get(8).copied()
}

fn is_person(digits: &[u32]) -> bool {
    check_digit(digits, &[3, 7, 6, 1, 8, 9, 4, 5, 2]) == digits.get(9).copied()
        && check_digit(digits, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) == digits.get(10).copied()
        && has_birth_date(digits)
}

/// The digit behind the weighted ones; `None` where no number is given out (it would be 10).
fn check_digit(digits: &[u32], weights: &[u32]) -> Option<u32> {
    let sum: u32 = digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum();
    Some((11 - sum % 11) % 11).filter(|digit| *digit < 10)
}

/// Whether day, month and the year's last two digits are a date in some century: the digits behind them, which tell the
/// century, are not looked at, since their ranges have changed and will again.
fn has_birth_date(digits: &[u32]) -> bool {
    let [d1, d2, m1, m2, y1, y2, ..] = digits else { return false };
    let (day, month, year) = (d1 * 10 + d2, m1 * 10 + m2, y1 * 10 + y2);
    let day = if day > 40 { day - 40 } else { day };
    let month = match month {
        81..=92 => month - 80,
        41..=52 => month - 40,
        _ => month,
    };
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(number: &str) -> String {
        check(number, true).map_or_else(|error| error.code().to_owned(), |()| String::new())
    }

    /// A number of a person with right check digits, or `None` where there is none.
    fn person(first_nine: &str) -> Option<String> {
        let mut digits: Vec<u32> = first_nine.chars().map(|c| c.to_digit(10).unwrap()).collect();
        digits.push(check_digit(&digits, &[3, 7, 6, 1, 8, 9, 4, 5, 2])?);
        digits.push(check_digit(&digits, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2])?);
        Some(digits.iter().map(u32::to_string).collect())
    }

    /// Some number with this date part.
    fn born(date: &str) -> String {
        (100..400).find_map(|n| person(&format!("{date}{n}"))).unwrap()
    }

    #[test]
    fn organisations() {
        // Real ones, from public registers: Brønnøysundregistrene, Digdir, Skatteetaten.
        for number in ["974760673", "991825827", "974761076", "910453092"] {
            assert_eq!(code(number), "", "{number}");
        }
        for number in ["974760674", "794760673", "123456789"] {
            assert_eq!(code(number), "input.reportee_check_digits", "{number}");
        }
    }

    #[test]
    fn persons() {
        // One known from many examples, and constructed ones.
        for number in ["01010750160".to_owned(), born("290200"), born("310185"), born("280201")] {
            assert_eq!(code(&number), "", "{number}");
        }
        assert_eq!(code(&born("410185")), "", "D-number");
        assert_eq!(code(&born("710185")), "", "D-number of the 31st");
        assert_eq!(code(&born("014185")), "", "synthetic, month + 40");
        assert_eq!(code(&born("019285")), "", "synthetic, month + 80");
        assert_eq!(code(&born("418185")), "", "synthetic D-number");
        for date in ["000185", "320185", "290201", "310485", "010085", "011385", "405385", "720185", "019385", "400185"]
        {
            assert_eq!(code(&born(date)), "input.reportee_check_digits", "{date}");
        }
    }

    #[test]
    fn each_digit_counts() {
        let number = born("150673");
        for at in 0..11 {
            let wrong: String = number
                .char_indices()
                .map(
                    |(i, c)| {
                        if i == at { char::from_digit((c.to_digit(10).unwrap() + 1) % 10, 10).unwrap() } else { c }
                    },
                )
                .collect();
            assert_eq!(code(&wrong), "input.reportee_check_digits", "{wrong}");
        }
    }

    #[test]
    fn the_check_can_be_switched_off() {
        assert!(check("123", false).is_ok());
        assert_eq!(check("", false).unwrap_err().code(), "input.empty");
        assert_eq!(check(&"1".repeat(ID_CHARS + 1), false).unwrap_err().code(), "input.too_long");
    }

    #[test]
    fn other_forms() {
        for number in ["", "1", "12345678", "1234567890", "974 760 673", "NO974760673", "97476067३", "974760673 "] {
            assert_eq!(code(number), "input.reportee_format", "{number}");
        }
    }
}
