//! What can be wrong with a document.

use std::borrow::Cow;

use super::scan::Refused;
use crate::limits::EXCERPT_CHARS;

/// What is wrong, before the reader adds where.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(super) code: &'static str,
    pub(super) reason: Cow<'static, str>,
    /// The text in question, where it is behind the reader already.
    pub(super) excerpt: Option<String>,
}

impl Problem {
    /// A problem with the document from the current token on.
    pub(crate) fn new(code: &'static str, reason: impl Into<Cow<'static, str>>) -> Self {
        Self { code, reason: reason.into(), excerpt: None }
    }

    /// A problem with a text that was read.
    pub(crate) fn with(code: &'static str, reason: impl Into<Cow<'static, str>>, text: &str) -> Self {
        Self { code, reason: reason.into(), excerpt: Some(text.chars().take(EXCERPT_CHARS).collect()) }
    }

    pub(super) fn xml(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::new("parse.xml", reason)
    }

    pub(super) fn too_large(reason: impl Into<Cow<'static, str>>) -> Self {
        Self::new("parse.too_large", reason)
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Doctype => Self::new("parse.doctype", "a DOCTYPE is never read"),
            Refused::Markup => Self::xml("'<!' begins neither a comment nor a CDATA section"),
        }
    }
}
