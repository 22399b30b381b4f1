//! FastDok's list reader. Input: one byte that decides the pieces, then the answer.
//!
//! However the answer is cut, the rows are the same, and so is the end or the error (but for its excerpt, which shows what had arrived).
#![no_main]

use libfuzzer_sys::fuzz_target;
use nordcase::fastdok::{ListTasks, PageEnd, Task};
use nordcase::{Access, Error, Header, ListOperation, ListReader};
use nordcase_fuzz::{check, fastdok_access, pieces};

fn read(pieces: &[&[u8]]) -> (Vec<Task>, Result<PageEnd, Error>) {
    let access = fastdok_access();
    let mut reader = ListTasks::new().reader(&access, 200, &[Header::new("Content-Type", "application/json")]);
    let mut rows = Vec::new();
    let fed = pieces.iter().try_for_each(|piece| reader.feed(piece, &mut rows));
    let end = fed.and_then(|()| reader.finish()).map_err(|error| {
        let mut error = access.scrub(error);
        check(&error);
        if let Error::Parse(parse) = &mut error {
            parse.excerpt.clear();
        }
        error
    });
    (rows, end)
}

fuzz_target!(|input: &[u8]| {
    let Some((&seed, body)) = input.split_first() else { return };
    let whole = read(&[body]);
    assert_eq!(read(&pieces(body, seed)), whole);
});
