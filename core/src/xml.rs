//! XML for SOAP: a push reader that takes a document in pieces of any size, and an escaping writer.
//!
//! Both are small on purpose and know nothing of Altinn. The reader is built from parts of quick-xml: its incremental
//! search for the end of a tag, its attributes, its entities. It is not quick-xml's own `Reader`, since that cannot
//! stop in the middle of a token and go on with the next piece; a second tokeniser for the pieces' edges would have to
//! agree with it for ever.
//!
//! ```text
//! bytes ──► scan: where does the token end? ──► read: names, namespaces, text, bounds ──► Handler: open, close(text)
//!                    │ not in this piece
//!                    └──► carried over to the next piece
//! ```
//!
//! What is refused: a DOCTYPE (nothing of a SOAP answer needs one, and entity bombs and file access begin there), any
//! encoding but UTF-8, nesting, tokens and documents beyond the bounds, and whatever is not well-formed or not
//! namespace-well-formed. What is not checked: the full set of characters that XML allows in names, which no answer's
//! meaning depends on.

mod chars;
mod names;
mod problem;
mod read;
mod scan;
mod write;

pub(crate) use names::{Element, Names};
pub(crate) use problem::Problem;
pub(crate) use read::{Handler, Reader};
pub(crate) use write::Writer;
