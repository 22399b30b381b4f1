//! FastDok's lists read piece by piece: however the answer is cut, the result is the one of the whole.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use nordcase::fastdok::{Access, DEVELOPMENT, ListTasks, PageEnd, Task};
use nordcase::{BaseUrl, Error, Header, HttpResponse, Limits, ListOperation, ListReader, Operation, limits};
use proptest::prelude::*;

fn access() -> Access {
    Access::new(BaseUrl::new(DEVELOPMENT).unwrap()).with_ticket("ticket-1".into())
}

/// What a reading gave: the items before an error, and the end or the error without its excerpt (which can only show
/// what has arrived).
type Reading = (Vec<Task>, Result<PageEnd, Error>);

fn read<'a>(access: &Access, status: u16, pieces: impl IntoIterator<Item = &'a [u8]>) -> Reading {
    let headers = [Header::new("Content-Type", "application/json")];
    let mut reader = ListTasks::new().reader(access, status, &headers);
    let mut items = Vec::new();
    for piece in pieces {
        if let Err(error) = reader.feed(piece, &mut items) {
            assert_eq!(reader.feed(b"]", &mut items).unwrap_err(), error, "an error ends the reading");
            return (items, Err(without_excerpt(error)));
        }
    }
    (items, reader.finish().map_err(without_excerpt))
}

fn without_excerpt(error: Error) -> Error {
    match error {
        Error::Parse(mut parse) => {
            assert!(parse.excerpt.chars().count() <= limits::EXCERPT_CHARS + 1);
            parse.excerpt.clear();
            Error::Parse(parse)
        }
        other => other,
    }
}

/// Lists of every kind, good and bad.
fn bodies() -> Vec<Vec<u8>> {
    let item =
        r#"{"Id":"t1","ReferenceId":"TaskPay","Name":"Betala \"nu\" \\","Status":"Ready","x":[{"}":"]"},1.50e2,null]}"#;
    let texts = [
        "[]".to_owned(),
        " [ ] \r\n".to_owned(),
        format!("[{item}]"),
        format!("[{item} ,\n\t{item}]"),
        r#"{"TotalCount":8,"Data":[]}"#.to_owned(),
        format!(r#"{{"TotalCount":2,"Data":[{item},{item}]}}"#),
        format!(r#"{{"Data":[{item}],"Total Count":"2","Next":{{"a":["}}"]}}}}"#),
        format!(" {{ \"dAtA\" : [ {item} , {item} ] , \"Totalcount\" : 2 , \"\\u00e5\" : true }} "),
        r#"{"TotalCount":0,"Data":null}"#.to_owned(),
        r#"{"success":false,"message":"Åtkomst nekad","errorLogId":"L1"}"#.to_owned(),
        format!(r#"{{"success":false,"Data":[{item}]}}"#),
        // What is wrong.
        String::new(),
        "{}".to_owned(),
        r#"{"success":true}"#.to_owned(),
        r#"{"Data":{}}"#.to_owned(),
        r#"{"Data":"x"}"#.to_owned(),
        r#"{"Data":[],"DATA":[]}"#.to_owned(),
        r#"{"TotalCount":1,"Data":[],"totalcount":1}"#.to_owned(),
        r#"{"TotalCount":"many","Data":[]}"#.to_owned(),
        r#"{"Data":[],"x":{"a":1,"a":2}}"#.to_owned(),
        r#"{"Data":[] "x":1}"#.to_owned(),
        r#"{"Data":[],}"#.to_owned(),
        r#"{"Data" []}"#.to_owned(),
        r#"{Data:[]}"#.to_owned(),
        r#"{"\q":[]}"#.to_owned(),
        r#"{"a":nul,"Data":[]}"#.to_owned(),
        "[1,2]".to_owned(),
        "[null]".to_owned(),
        "[tru]".to_owned(),
        "[,]".to_owned(),
        format!("[{item},]"),
        format!("[{item} {item}]"),
        format!("[{item}]]"),
        format!("[{item}}}"),
        format!("[{item},{{\"Id\":[}}]"),
        r#"[{"Id":"a"},{"Id":"b","iD":"c"}]"#.to_owned(),
        r#"[{"Id":"a"},{"Name":"b"}]"#.to_owned(),
        r#"[{"Id":"a","CreatedDate":"2011-02-30T00:00:00Z"}]"#.to_owned(),
        r#"[{"Id":"a","Locked":"kanske"}]"#.to_owned(),
        "<html><body>Fel</body></html>".to_owned(),
        "\"text\"".to_owned(),
        "Runtime Error".to_owned(),
        // A form feed is white space to Rust, not to JSON (found by the fuzzer).
        "\n\u{c}[]".to_owned(),
        format!("[{}{}]", "[".repeat(127), "]".repeat(127)),
        format!("[{}{}]", "[".repeat(128), "]".repeat(128)),
        format!(r#"{{"x":{}{},"Data":[]}}"#, "[".repeat(127), "]".repeat(127)),
        "[".repeat(500),
        format!("{{\"Data\":[{}", "{\"a\":".repeat(500)),
    ];
    let mut bodies: Vec<Vec<u8>> = texts.into_iter().map(String::into_bytes).collect();
    for invalid in
        [&b"[{\"Id\":\"\xff\"}]"[..], b"[\xc3\x28]", b"{\"\xe5\":1}", b"[]\xff", b"{\"a\":\"\xff\",\"Data\":[]}"]
    {
        bodies.push(invalid.to_vec());
    }
    bodies
}

#[test]
fn every_cut_and_every_byte_alone() {
    for body in bodies() {
        let shown = String::from_utf8_lossy(&body);
        let whole = read(&access(), 200, [body.as_slice()]);
        assert_eq!(read(&access(), 200, body.chunks(1)), whole, "byte by byte: {shown}");
        for cut in 0..=body.len() {
            let (head, tail) = body.split_at(cut);
            assert_eq!(read(&access(), 200, [head, b"", tail]), whole, "cut at {cut}: {shown}");
        }
        // The whole-document reader is the same reader.
        let headers = vec![Header::new("Content-Type", "application/json")];
        let response = HttpResponse { status: 200, headers, body: body.clone() };
        match (ListTasks::new().response(&access(), &response), whole.1) {
            (Ok(page), Ok(end)) => {
                assert_eq!((page.items, page.total_count, page.extra), (whole.0, end.total_count, end.extra));
            }
            (Err(error), Err(expected)) => assert_eq!(without_excerpt(error), expected, "{shown}"),
            other => panic!("{shown}: {other:?}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_pieces_of_any_list(which in 0_usize..1000, cuts in proptest::collection::vec(0_usize..400, 0..12)) {
        let bodies = bodies();
        let body = &bodies[which % bodies.len()];
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(body.len())).collect();
        cuts.extend([0, body.len()]);
        cuts.sort_unstable();
        let pieces = cuts.windows(2).map(|pair| &body[pair[0]..pair[1]]);
        prop_assert_eq!(read(&access(), 200, pieces), read(&access(), 200, [body.as_slice()]));
    }

    #[test]
    fn a_changed_list_never_panics_and_never_depends_on_pieces(
        which in 0_usize..1000,
        changes in proptest::collection::vec((0_usize..400, any::<u8>()), 1..6),
        cut in 0_usize..400,
    ) {
        let bodies = bodies();
        let mut body = bodies[which % bodies.len()].clone();
        for (at, byte) in changes {
            if let Some(changed) = body.get_mut(at) {
                *changed = byte;
            }
        }
        let (head, tail) = body.split_at(cut.min(body.len()));
        let whole = read(&access(), 200, [body.as_slice()]);
        prop_assert_eq!(&read(&access(), 200, [head, tail]), &whole);
        prop_assert_eq!(&read(&access(), 200, body.chunks(1)), &whole);
    }
}

fn code(reading: Reading) -> String {
    reading.1.unwrap_err().code().to_owned()
}

fn place(reading: Reading) -> String {
    match reading.1.unwrap_err() {
        Error::Parse(error) => error.place,
        other => panic!("{other:?}"),
    }
}

#[test]
fn places_name_the_item() {
    let one = |body: &str| read(&access(), 200, [body.as_bytes()]);
    assert_eq!(place(one(r#"[{"Id":"a"},{"Id":"b","Locked":5}]"#)), "/1/Locked");
    assert_eq!(place(one(r#"{"TotalCount":1,"data":[{"Id":""}]}"#)), "/data/0/Id");
    assert_eq!(place(one(r#"{"Data":[],"x":{"a":1,"a":2}}"#)), "/x");
    assert_eq!(place(one(r#"[{"Id":"a"};"#)), "/1");
    assert_eq!(place(one("{}")), "/Data");
}

#[test]
fn items_before_an_error_are_handed_out() {
    let (items, end) = read(&access(), 200, [&br#"{"Data":[{"Id":"a"},{"Id":"b"},{"Id"#[..]]);
    assert_eq!(items.iter().map(|task| task.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(end.unwrap_err().code(), "parse.truncated");
}

#[test]
fn a_refusal_is_read_whatever_comes_piecewise() {
    let body = br#"{"message":"Ingen biljett"}"#;
    for pieces in [vec![&body[..]], body.chunks(1).collect()] {
        let (items, end) = read(&access(), 401, pieces);
        assert!(items.is_empty());
        let Err(Error::Service(error)) = end else { panic!("{end:?}") };
        assert_eq!((error.code(), error.message.as_deref()), ("fastdok.unauthorized", Some("Ingen biljett")));
    }
    let page = [Header::new("content-type", "text/html; charset=utf-8")];
    let mut reader = ListTasks::new().reader(&access(), 200, &page);
    reader.feed(b"<html>", &mut Vec::new()).unwrap();
    assert_eq!(reader.finish().unwrap_err().code(), "parse.content_type");
}

#[test]
fn the_whole_and_each_item_are_bounded() {
    let limited = Access { limits: Limits { answer_bytes: 30 }, ..access() };
    let body = br#"[{"Id":"a"},{"Id":"b"},{"Id":"c"}]"#;
    let whole = read(&limited, 200, [&body[..]]);
    assert_eq!(whole.0.len(), 2);
    assert_eq!(read(&limited, 200, body.chunks(1)), whole);
    assert_eq!(read(&limited, 200, body.chunks(7)), whole);
    assert_eq!(code(whole), "parse.too_large");

    let mut huge = br#"[{"Id":"a"},{"Id":""#.to_vec();
    huge.resize(huge.len() + limits::ITEM_BYTES, b'x');
    huge.extend_from_slice(b"\"}]");
    let whole = read(&access(), 200, [huge.as_slice()]);
    assert_eq!(whole.0.len(), 1);
    assert_eq!(read(&access(), 200, huge.chunks(65_537)), whole);
    assert_eq!(code(whole), "parse.too_large");

    // Many small unknown members must not grow for ever either.
    let mut envelope = b"{".to_vec();
    for n in 0..400_000 {
        envelope.extend_from_slice(format!("\"member{n}\":\"xxxxxxxx\",").as_bytes());
    }
    assert_eq!(code(read(&access(), 200, envelope.chunks(65_536))), "parse.too_large");
}

#[test]
fn one_byte_pieces_are_linear() {
    let body = format!("[{{\"Id\":\"a\",\"x\":\"{}\"}}]", "å\\\"".repeat(250_000));
    let started = std::time::Instant::now();
    assert_eq!(read(&access(), 200, body.as_bytes().chunks(1)).0.len(), 1);
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}
