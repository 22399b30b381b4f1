//! What a row of the table of error codes is.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The five kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The caller's value can't be sent.
    Input,
    /// No usable answer came.
    Transport,
    /// The answer can't be read.
    Parse,
    /// The service said no.
    Service,
    /// The workflow forbids it.
    Transition,
}

/// Whether the same call may be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Retry {
    /// Sending it again cannot help, or does harm (a locked account).
    Never,
    /// Nothing was applied; sending it again, later, is safe.
    Safe,
    /// It may have been applied: read the state first, then decide.
    #[serde(alias = "after_a_look")] // As reports of journeys were stored before.
    VerifyFirst,
}

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorCode {
    /// The stable code, as `fastdok.refused` or `altinn.60014`.
    pub code: Cow<'static, str>,
    /// Its kind.
    pub kind: Kind,
    /// Whether the same call may be sent again. For transport failures: when the request may have arrived.
    pub retry: Retry,
    /// What it means, in English.
    pub explanation: Cow<'static, str>,
    /// What to do about it, in English.
    pub what_to_do: Cow<'static, str>,
    /// Altinn's name of the code, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'static str>,
    /// What it means, in Bokmål (Altinn's 600xx codes).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bokmal: Option<&'static str>,
    /// What it means, in Nynorsk (Altinn's 600xx codes).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nynorsk: Option<&'static str>,
}

impl ErrorCode {
    /// A row without Norwegian texts.
    pub(crate) const fn plain(
        code: Cow<'static, str>,
        kind: Kind,
        retry: Retry,
        explanation: &'static str,
        what_to_do: &'static str,
    ) -> Self {
        let (explanation, what_to_do) = (Cow::Borrowed(explanation), Cow::Borrowed(what_to_do));
        Self { code, kind, retry, explanation, what_to_do, name: None, bokmal: None, nynorsk: None }
    }

    /// What is known of a code that no table has.
    pub(crate) const fn unknown(code: Cow<'static, str>) -> Self {
        Self::plain(code, Kind::Service, Retry::VerifyFirst, "", "")
    }
}

/// The row of a refusal is written as its code.
pub(super) fn write_code<S: Serializer>(row: &ErrorCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&row.code)
}

/// Who reads a refusal has the table of its API, and looks its row up.
pub(super) fn read_code<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ErrorCode, D::Error> {
    String::deserialize(deserializer).map(|code| ErrorCode::unknown(code.into()))
}
