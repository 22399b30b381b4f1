//! What is said of parameters that are none.

use crate::error::Error;
use crate::value::Reason;

/// The error of values that are none: it names the member, or `whole` where it is about all of them.
pub(super) fn params_error(whole: &'static str) -> impl Fn(Reason) -> Error {
    move |reason| {
        let member = reason.place();
        let field = if member.is_empty() || member.starts_with("line ") { whole.to_owned() } else { member.to_owned() };
        Error::input("input.params", field, reason.rule().to_owned())
    }
}
