//! `reporteeNumber`: the number of the person or the organisation that a case is for.
//!
//! Nine digits are an organisasjonsnummer, eleven a fødselsnummer or D-number (verified). The sandbox has no register
//! of people: every number whose digits check out is somebody (inferred). Synthetic test numbers, month + 40 or + 80,
//! count as well.

/// Whether this can be somebody's number.
pub(crate) fn is_reportee(number: &str) -> bool {
    let digits: Option<Vec<u32>> = number.chars().map(|c| c.to_digit(10)).collect();
    match digits.as_deref() {
        Some(digits) if digits.len() == 9 => check_digit(digits, &[3, 2, 7, 6, 5, 4, 3, 2]),
        Some(digits) if digits.len() == 11 => {
            day_and_month(digits)
                && check_digit(&digits[..10], &[3, 7, 6, 1, 8, 9, 4, 5, 2])
                && check_digit(digits, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2])
        }
        _ => false,
    }
}

/// Modulus 11: the last digit makes the weighted sum a multiple of 11. A remainder that would need the digit 10 is
/// never handed out.
fn check_digit(digits: &[u32], weights: &[u32]) -> bool {
    let sum: u32 = digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum();
    digits.get(weights.len()).is_some_and(|last| (sum + last).is_multiple_of(11))
}

/// The day (+ 40 in a D-number) and the month (+ 40 or + 80 in a synthetic number) exist.
fn day_and_month(digits: &[u32]) -> bool {
    let (day, month) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3]);
    let day = if day > 40 { day - 40 } else { day };
    let month = match month {
        81.. => month - 80,
        41.. => month - 40,
        _ => month,
    };
    (1..=31).contains(&day) && (1..=12).contains(&month)
}

#[cfg(test)]
mod tests {
    use super::is_reportee;

    /// A number with its two check digits, from its first nine; `None` where a digit would have to be 10.
    fn person(first: &str) -> Option<String> {
        (0..100).map(|check| format!("{first}{check:02}")).find(|number| is_reportee(number))
    }

    #[test]
    fn organisations() {
        assert!(is_reportee("910453092") && is_reportee("974761076"));
        assert!(!is_reportee("910453093") && !is_reportee("91045309") && !is_reportee("9104530920"));
    }

    #[test]
    fn people() {
        for first in ["010170", "410170", "014170", "018170", "418170"] {
            let found = (0..50).find_map(|i| person(&format!("{first}{i:03}")));
            assert!(found.is_some(), "{first}");
        }
        for first in ["000170", "320170", "010070", "011370", "015370", "019370"] {
            assert!((0..50).all(|i| person(&format!("{first}{i:03}")).is_none()), "{first}");
        }
    }

    #[test]
    fn not_digits() {
        assert!(
            !is_reportee("") && !is_reportee("91045309x") && !is_reportee("٩١٠٤٥٣٠٩٢") && !is_reportee(" 910453092")
        );
    }
}
