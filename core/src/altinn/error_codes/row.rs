//! What the rows of both tables have in common.

use std::borrow::Cow;

use crate::error::{ErrorCode, Kind, Retry};

/// The code of an `ErrorID` that no table has.
pub const UNKNOWN_CODE: &str = "altinn.unknown_code";

/// The code of HTTP 401 without a number: the credentials are refused.
pub const UNAUTHORIZED: &str = "altinn.unauthorized";

/// The code of HTTP 403 without a number: the caller is refused, and its credentials for all that can be told.
pub const FORBIDDEN: &str = "altinn.forbidden";

/// The code of WS-Security's `FailedAuthentication` and `InvalidSecurityToken`: the credentials are refused.
pub const FAILED_AUTHENTICATION: &str = "altinn.failed_authentication";

/// A row with no Norwegian text.
pub(super) fn plain(
    code: Cow<'static, str>,
    name: Option<&'static str>,
    retry: Retry,
    explanation: &'static str,
    what_to_do: &'static str,
) -> ErrorCode {
    ErrorCode { name, ..ErrorCode::plain(code, Kind::Service, retry, explanation, what_to_do) }
}
