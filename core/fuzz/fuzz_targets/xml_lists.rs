//! The XML reader, through Altinn's list of cases. Input: one byte that decides the pieces, then the answer.
//!
//! However the answer is cut, the cases are the same, and so is the end or the error (by code and place).
#![no_main]

use libfuzzer_sys::fuzz_target;
use nordcase::altinn::{ExternalCase, GetCaseList};
use nordcase::{Access, Error, Header, ListOperation, ListReader};
use nordcase_fuzz::{altinn_access, check, pieces};

fn read(status: u16, pieces: &[&[u8]]) -> (Vec<ExternalCase>, Result<(), (String, String)>) {
    let access = altinn_access();
    let mut reader = GetCaseList::of_case(1).reader(&access, status, &[Header::new("Content-Type", "text/xml")]);
    let mut cases = Vec::new();
    let fed = pieces.iter().try_for_each(|piece| reader.feed(piece, &mut cases));
    let end = fed.and_then(|()| reader.finish()).map_err(|error| {
        let error = access.scrub(error);
        check(&error);
        let place = if let Error::Parse(parse) = &error { parse.place.clone() } else { String::new() };
        (error.code().to_owned(), place)
    });
    (cases, end)
}

fuzz_target!(|input: &[u8]| {
    let Some((&seed, body)) = input.split_first() else { return };
    let status = if seed & 1 == 0 { 200 } else { 500 };
    let whole = read(status, &[body]);
    assert_eq!(read(status, &pieces(body, seed)), whole);
});
