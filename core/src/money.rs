//! Amounts of money and factors: exact decimals, never a binary fraction.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An exact decimal: an amount in SEK (FastDok's `Balance`, verified), or a discount factor.
///
/// It keeps the digits as the service wrote them, trailing zeros included, and is compared by value. In JSON it is a string.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(Decimal);

impl Amount {
    /// Zero.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// The decimal, for arithmetic.
    pub fn decimal(self) -> Decimal {
        self.0
    }

    /// The product, exact; `None` where it would need more than 28 digits.
    pub fn times(self, factor: Self) -> Option<Self> {
        let product = self.0.checked_mul(factor.0)?;
        // rust_decimal rounds a product that needs more digits than it has; an exact one keeps the scales of both.
        let exact = product.scale() == self.0.scale() + factor.0.scale() || self.0.is_zero() || factor.0.is_zero();
        exact.then_some(Self(product))
    }

    /// The sum, exact; `None` where it would need more than 28 digits.
    pub fn plus(self, other: Self) -> Option<Self> {
        self.exact(other, self.0.checked_add(other.0)?)
    }

    /// The difference, exact; `None` where it would need more than 28 digits.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.exact(other, self.0.checked_sub(other.0)?)
    }

    /// rust_decimal rounds a sum that needs more digits than it has; an exact one keeps the larger scale of the two.
    fn exact(self, other: Self, sum: Decimal) -> Option<Self> {
        let exact = sum.scale() == self.0.scale().max(other.0.scale()) || self.0.is_zero() || other.0.is_zero();
        exact.then_some(Self(sum))
    }
}

impl From<Decimal> for Amount {
    fn from(decimal: Decimal) -> Self {
        Self(decimal)
    }
}

/// The text is not a decimal that can be held exactly (at most 28 digits).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnAmount;

impl fmt::Display for NotAnAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an exact decimal of at most 28 digits")
    }
}

impl std::error::Error for NotAnAmount {}

impl FromStr for Amount {
    type Err = NotAnAmount;

    /// Reads `1234.50`, `-1` and JSON's exponent form `1.5e3`; no thousands separators, no decimal comma.
    fn from_str(text: &str) -> Result<Self, NotAnAmount> {
        let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'));
        if !plain || text.len() > 64 {
            return Err(NotAnAmount);
        }
        let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
            return Decimal::from_str_exact(text).map(Self).map_err(|_| NotAnAmount);
        };
        let exponent: i32 = exponent.parse().map_err(|_| NotAnAmount)?;
        let mut decimal = Decimal::from_str_exact(mantissa).map_err(|_| NotAnAmount)?;
        if !(-28..=28).contains(&exponent) {
            return Err(NotAnAmount);
        }
        for _ in 0..exponent {
            decimal = decimal.checked_mul(Decimal::TEN).ok_or(NotAnAmount)?;
        }
        let scale = i64::from(decimal.scale()) + i64::from(exponent.min(0).unsigned_abs());
        if scale > 28 {
            return Err(NotAnAmount);
        }
        if exponent < 0 {
            decimal.set_scale(u32::try_from(scale).map_err(|_| NotAnAmount)?).map_err(|_| NotAnAmount)?;
        }
        Ok(Self(decimal))
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_exactly_and_keeps_the_digits() {
        for text in ["0", "1234.50", "-0.30", "0.1", "9999999999999999999999999999"] {
            assert_eq!(text.parse::<Amount>().unwrap().to_string(), text);
        }
        assert_eq!("1.5e3".parse::<Amount>().unwrap().to_string(), "1500.0");
        assert_eq!("15E-1".parse::<Amount>().unwrap().to_string(), "1.5");
        for text in ["", "1,5", "0x1", "NaN", "1e999", "1e", "12345678901234567890123456789.1", "1_0", "٣"] {
            assert!(text.parse::<Amount>().is_err(), "{text}");
        }
    }

    #[test]
    fn arithmetic_is_exact() {
        let amount = |text: &str| text.parse::<Amount>().unwrap();
        assert_eq!(amount("0.1").plus(amount("0.2")), Some(amount("0.3")));
        // Found by the fuzzer: these sums were rounded.
        assert_eq!(amount("7.9228162514264337593543950334").plus(amount("7.9228162514264337593543950334")), None);
        assert_eq!(amount("9999999999999999999999999999").plus(amount("0.1")), None);
        assert_eq!(amount("9999999999999999999999999999").minus(amount("0.1")), None);
        assert_eq!(amount("1.50").minus(amount("0.5")).map(|it| it.to_string()), Some("1.00".to_owned()));
        assert_eq!(amount("249.90").times(amount("0.85")), Some(amount("212.4150")));
        assert_eq!(amount("250").times(Amount::ZERO), Some(Amount::ZERO));
        assert_eq!(amount("0.0000000000000000000000000001").times(amount("0.1")), None);
        assert_eq!(amount("9999999999999999999999999999").times(amount("10000000")), None);
    }
}
