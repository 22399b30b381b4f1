//! What the fuzz targets share: accesses with secrets that must never come out again, answers, and cutting into pieces.
//!
//! An input is text where that is possible, so that a corpus file can be read, written and mended by hand. Each target's head says what its lines are.

use nordcase::{BaseUrl, Error, Header, HttpResponse, Secret, altinn, error, fastdok, limits};

/// The ticket or password of every access here. It stands in the dictionary, so that answers echo it.
pub const SECRET: &str = "hunter2-S3CRET";

/// The largest answer that the accesses here accept: small enough that inputs reach it.
const ANSWER_BYTES: u64 = 4_000;

/// Access to FastDok with a ticket.
pub fn fastdok_access() -> fastdok::Access {
    let mut access = fastdok::Access::new(url()).with_ticket(Secret::new(SECRET));
    access.limits.answer_bytes = ANSWER_BYTES;
    access
}

/// Access to Altinn over the Basic binding.
pub fn altinn_access() -> altinn::Access {
    let mut access = altinn::Access::basic(url(), "SKDEN", SECRET);
    access.limits.answer_bytes = ANSWER_BYTES;
    access
}

fn url() -> BaseUrl {
    BaseUrl::new("https://example.se/api").expect("a valid address")
}

/// An answer.
pub fn answer(status: u16, content_type: &str, body: &[u8]) -> HttpResponse {
    HttpResponse { status, headers: vec![Header::new("Content-Type", content_type)], body: body.to_vec() }
}

/// The first line, and what follows it.
pub fn line(text: &str) -> (&str, &str) {
    text.split_once('\n').unwrap_or((text, ""))
}

/// The bytes cut into pieces of changing lengths, some empty; the seed decides where.
pub fn pieces(bytes: &[u8], seed: u8) -> Vec<&[u8]> {
    let mut state = u32::from(seed) | 1;
    let mut rest = bytes;
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        state = state.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
        let longest = if seed & 0x80 == 0 { 4 } else { 200 };
        let (piece, tail) = rest.split_at(((state >> 16) as usize % longest).min(rest.len()));
        pieces.push(piece);
        rest = tail;
    }
    pieces
}

/// What every error promises: a code of the table, no secret, and no more of the answer than an excerpt.
pub fn check(error: &Error) {
    assert!(nordcase::find_code(error.code()).is_some(), "{} is not in the table", error.code());
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains(SECRET), "an error shows a secret");
    if let Error::Parse(parse) = error {
        assert!(
            parse.excerpt.chars().count() <= limits::EXCERPT_CHARS + 1,
            "{} characters",
            parse.excerpt.chars().count()
        );
    }
}
