//! Every error code there is: those of neither API, FastDok's and Altinn's. A code never changes its meaning; a new one may be added.

use crate::error::{ErrorCode, codes};
use crate::{altinn, fastdok};

/// Every code there is, in a stable order.
pub fn error_codes() -> Vec<ErrorCode> {
    codes::rows().chain(fastdok::error_codes::rows()).chain(altinn::error_codes::rows()).collect()
}

/// The row of one code.
pub fn find_code(code: &str) -> Option<ErrorCode> {
    codes::find(code).or_else(|| fastdok::error_codes::find(code)).or_else(|| altinn::error_codes::find(code))
}

#[cfg(test)]
mod tests;
