//! Takes the core's answers as they are: each crosses as a record of this crate, into which its members are moved.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;

use nordcase::fastdok::{Page, PageEnd};
use nordcase::wire::OutputSink;
use serde::Serialize;

use crate::answer::Answer;
use crate::errors::NordcaseError;
use crate::fastdok::SignedIn;

/// Takes the answer to the operation of this name, whole or in parts.
pub(crate) struct IntoAnswer<'a>(pub(crate) &'a str);

impl OutputSink for IntoAnswer<'_> {
    type Out = Result<Answer, NordcaseError>;

    fn accept<T: Serialize + 'static>(self, output: T) -> Self::Out {
        let none = || NordcaseError::unreadable("an answer of another operation");
        Answer::of(self.0, &mut Some(output)).ok_or_else(none)
    }
}

/// What the core gave, if it is of this type.
pub(crate) fn taken<T: 'static>(output: &mut dyn Any) -> Option<T> {
    output.downcast_mut::<Option<T>>()?.take()
}

/// An answer that comes at once.
pub(crate) fn whole<T: 'static, Record: From<T>>(output: &mut dyn Any) -> Option<Record> {
    taken::<T>(output).map(Record::from)
}

/// One of Altinn's lists, which says nothing at its end.
pub(crate) fn list<Item: 'static, Record: From<Item>>(output: &mut dyn Any) -> Option<Vec<Record>> {
    let items = taken::<Vec<Item>>(output).or_else(|| taken::<()>(output).map(|()| Vec::new()))?;
    Some(items.into_iter().map(Record::from).collect())
}

/// One of FastDok's: its items as an answer that says nothing else, and what it says at its end as one without any.
pub(crate) fn page<Item: 'static, Record: From<Page<Item>>>(output: &mut dyn Any) -> Option<Record> {
    let of_items = |items| Page { items, total_count: None, extra: BTreeMap::new() };
    let of_end = |end: PageEnd| Page { items: Vec::new(), total_count: end.total_count, extra: end.extra };
    let page = taken::<Page<Item>>(output);
    let page = page.or_else(|| taken::<Vec<Item>>(output).map(of_items));
    page.or_else(|| taken::<PageEnd>(output).map(of_end)).map(Record::from)
}

impl fmt::Display for SignedIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignedIn(ticket=***)")
    }
}
