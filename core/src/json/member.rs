//! A member of an object.

use std::borrow::Cow;

/// A member, its name as the service wrote it.
pub(super) struct Member<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) value: &'a str,
    pub(super) taken: bool,
}

impl<'a> Member<'a> {
    pub(super) fn new(name: Cow<'a, str>, value: &'a str) -> Self {
        Self { name, value, taken: false }
    }
}
