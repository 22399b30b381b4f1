//! The bounds that hold for every request and every answer, as public constants.

/// The deepest nesting of elements read in XML. A real answer has 7 levels.
pub const XML_DEPTH: usize = 64;

/// The deepest nesting of arrays and objects read in JSON. A real answer has 5 levels.
pub const JSON_DEPTH: usize = 128;

/// The largest answer read unless the caller sets another bound, in bytes.
pub const ANSWER_BYTES: u64 = 64 * 1024 * 1024;

/// The largest single token (one text, one tag, one list item) held while reading a list piece by piece, in bytes.
///
/// It is what bounds the memory of a streamed read, whatever the size of the whole.
pub const ITEM_BYTES: usize = 4 * 1024 * 1024;

/// The longest excerpt of an answer that an error carries, in characters.
pub const EXCERPT_CHARS: usize = 160;

/// The longest identifier that goes into a path, in characters. A GUID has 36.
pub const ID_CHARS: usize = 200;

/// The longest text in a SOAP request (event, service code, template id), in characters.
pub const TEXT_CHARS: usize = 4_000;

/// The longest token value of a notice, in characters.
pub const TOKEN_CHARS: usize = 20_000;

/// The largest number of tokens in a notice.
pub const TOKENS: usize = 1_000;

/// The largest file that `upload_object` takes, in bytes. The service's own bound is unknown.
pub const UPLOAD_BYTES: usize = 64 * 1024 * 1024;

/// How much of an answer is accepted. The nesting bounds are constants; this one the caller may set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The largest answer, in bytes. For a list that is read piece by piece it bounds the whole.
    pub answer_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { answer_bytes: ANSWER_BYTES }
    }
}
