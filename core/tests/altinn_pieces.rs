//! A list read in pieces is the list read at once: the same items, the same end, the same error, however the answer is
//! cut. And no answer makes a reader panic.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use nordcase::altinn::{Access, ExternalCase, GetCaseList, InstantiateCollaboration, NotifyEvent, SetNotice, Test};
use nordcase::{BaseUrl, Error, Header, HttpResponse, Limits, ListOperation, ListReader, Operation};
use proptest::prelude::*;

fn access() -> Access {
    Access::basic(BaseUrl::new("https://www.altinn.no").unwrap(), "SKDEN", "hunter2secret")
}

fn headers() -> Vec<Header> {
    vec![Header::new("Content-Type", "text/xml; charset=utf-8")]
}

/// The answers that the properties are tried on: good ones and bad ones of every kind.
fn documents() -> Vec<(u16, Vec<u8>)> {
    let envelope = |body: &str| {
        format!(
            "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\
                <s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>{body}</s:Body></s:Envelope>"
        )
    };
    let list = |items: &str| {
        envelope(&format!(
            "<GetCaseListAgencySystemExternalBasicResponse \
                xmlns=\"http://www.altinn.no/services/ServiceEngine/Case/2010/10\">\
                <GetCaseListAgencySystemExternalBasicResult \
             xmlns:a=\"http://schemas.altinn.no/services/ServiceEngine/Case/2010/10\" \
             xmlns:i='http://www.w3.org/2001/XMLSchema-instance'>{items}\
             </GetCaseListAgencySystemExternalBasicResult></GetCaseListAgencySystemExternalBasicResponse>"
        ))
    };
    let item = "<a:ExternalCaseBE><a:CaseID>47</a:CaseID><a:CaseName>B&#229;t &amp; <![CDATA[<Ø>]]]]>\
        <!-- - -->x\r\n</a:CaseName><a:DueDate i:nil=\"true\"/>\
                <a:IsArchived>true</a:IsArchived><a:New x='>'>🙂</a:New></a:ExternalCaseBE>";
    let fault = "<s:Fault><faultcode>s:Client</faultcode><faultstring>x</faultstring><detail>\
        <AltinnFault xmlns=\"http://www.altinn.no/services/common/fault/2009/10\">\
                 <ErrorID>60014</ErrorID></AltinnFault></detail></s:Fault>";
    let bad = |members: &str| {
        list(&format!("{item}<a:ExternalCaseBE><a:CaseID>1</a:CaseID>{members}</a:ExternalCaseBE>{item}"))
    };
    let mut documents: Vec<(u16, Vec<u8>)> = [
        (200, list(&item.repeat(3))),
        (200, list("")),
        (200, envelope(fault)),
        (500, envelope(fault)),
        (503, "<!DOCTYPE html><html>".to_owned()),
        (200, "<!DOCTYPE html><html>".to_owned()),
        (200, bad("<a:CaseName>&nope;</a:CaseName>")),
        (200, bad("<a:CaseID>1</a:CaseID>")),
        (200, bad("<a:DueDate>x</a:DueDate>")),
        (200, bad("</a:wrong>")),
        (200, bad("<!-- -- -->")),
        (200, bad("<![CDATA[")),
        (200, bad(&"<a:D>".repeat(70))),
        (200, list(item) + "<x/>"),
        (200, String::new()),
    ]
    .into_iter()
    .map(|(status, text)| (status, text.into_bytes()))
    .collect();
    let mut not_utf8 = list(item).into_bytes();
    let at = not_utf8.len() - 120;
    not_utf8.splice(at..at, *b"\xc3\x28");
    documents.push((200, not_utf8));
    documents
}

type Outcome = (Vec<ExternalCase>, Result<(), (String, String)>);

/// The items, and the end or the error by code and place (the excerpt may depend on the pieces).
fn outcome<'a>(status: u16, pieces: impl IntoIterator<Item = &'a [u8]>, limit: u64) -> Outcome {
    let mut access = access();
    access.limits = Limits { answer_bytes: limit };
    let mut reader = GetCaseList::of_case(1).reader(&access, status, &headers());
    let mut items = Vec::new();
    let fed = pieces.into_iter().try_for_each(|piece| reader.feed(piece, &mut items));
    let end = fed.and_then(|()| reader.finish()).map_err(|error| {
        let place = if let Error::Parse(error) = &error { error.place.clone() } else { String::new() };
        (error.code().to_owned(), place)
    });
    (items, end)
}

#[test]
fn every_single_cut_and_every_size() {
    for (status, document) in documents() {
        let whole = outcome(status, [document.as_slice()], u64::MAX);
        for at in 0..=document.len() {
            let (head, tail) = document.split_at(at);
            assert_eq!(
                outcome(status, [head, tail], u64::MAX),
                whole,
                "cut at {at}: {}",
                String::from_utf8_lossy(&document)
            );
        }
        for size in 1..40 {
            assert_eq!(outcome(status, document.chunks(size), u64::MAX), whole, "pieces of {size}");
        }
        for limit in 0..document.len() as u64 {
            let whole = outcome(status, [document.as_slice()], limit);
            assert_eq!(outcome(status, document.chunks(7), limit), whole, "limit {limit}");
        }
    }
}

#[test]
fn items_come_as_soon_as_they_are_complete() {
    let (status, document) = documents().swap_remove(0);
    let end = b"</a:ExternalCaseBE>";
    let at = document.windows(end.len()).position(|window| window == end).unwrap() + end.len();
    let mut reader = GetCaseList::of_case(1).reader(&access(), status, &headers());
    let mut items = Vec::new();
    reader.feed(&document[..at - 1], &mut items).unwrap();
    assert_eq!(items.len(), 0);
    reader.feed(&document[at - 1..at], &mut items).unwrap();
    assert_eq!(items.len(), 1);
    assert_eq!(items[0].case_name.as_deref(), Some("Båt & <Ø>]]x\n"));
    // The list is not whole.
    assert_eq!(reader.finish().unwrap_err().code(), "parse.truncated");
}

#[test]
fn the_reader_and_the_operation_agree() {
    for (status, document) in documents() {
        let answer = HttpResponse { status, headers: headers(), body: document.clone() };
        let parsed = GetCaseList::of_case(1).response(&access(), &answer);
        let (items, end) = outcome(status, [document.as_slice()], u64::MAX);
        match parsed {
            Ok(cases) => assert_eq!((cases, Ok(())), (items, end)),
            Err(error) => assert_eq!(error.code(), end.unwrap_err().0),
        }
    }
}

proptest! {
    #[test]
    fn any_cuts(index in 0_usize..16, cuts in prop::collection::vec(0_usize..1_500, 0..12)) {
        let (status, document) = documents().swap_remove(index);
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(document.len())).collect();
        cuts.extend([0, document.len()]);
        cuts.sort_unstable();
        let pieces = cuts.windows(2).map(|pair| &document[pair[0]..pair[1]]);
        prop_assert_eq!(outcome(status, pieces, u64::MAX), outcome(status, [document.as_slice()], u64::MAX));
    }

    #[test]
    fn mutated_documents_never_panic_and_do_not_depend_on_cuts(
        index in 0_usize..16,
        changes in prop::collection::vec((0_usize..1_500, prop::sample::select(b"<>&;!-[]?/='\"ax: \
            \r\n\0\xc3\xff".to_vec()), 0_u8..3), 1..6),
        size in 1_usize..50,
    ) {
        let (status, mut document) = documents().swap_remove(index);
        for (at, byte, how) in changes {
            let at = at.min(document.len());
            match how {
                0 => document.insert(at, byte),
                1 if at < document.len() => document[at] = byte,
                _ => document.truncate(at.max(1)),
            }
        }
        let whole = outcome(status, [document.as_slice()], u64::MAX);
        prop_assert_eq!(outcome(status, document.chunks(size), u64::MAX), whole);
        let answer = HttpResponse { status, headers: headers(), body: document };
        let _ = NotifyEvent::to_case(1, "E").response(&access(), &answer);
        let _ = InstantiateCollaboration::new("1", 1, "910453092").response(&access(), &answer);
        let _ = SetNotice::new("1", "1").response(&access(), &answer);
        let _ = Test::new().response(&access(), &answer);
    }

    #[test]
    fn any_bytes_never_panic(body in prop::collection::vec(any::<u8>(), 0..200), status in 100_u16..600) {
        let answer = HttpResponse { status, headers: headers(), body };
        let error = GetCaseList::of_case(1).response(&access(), &answer).unwrap_err();
        prop_assert!(nordcase::error_codes().iter().any(|row| row.code == error.code()), "{}", error.code());
    }

    #[test]
    fn any_text_goes_out_and_comes_back(text in "\\PC{1,40}|[\\t\\r\\n <>&\"'\\]]{1,20}x") {
        let body = NotifyEvent::to_case(1, text.as_str()).request(&access());
        prop_assume!(!text.trim().is_empty());
        let body = match body {
            Ok(request) => String::from_utf8(request.body).unwrap(),
            Err(error) => {
                prop_assert_eq!(error.code(), "input.xml_character");
                return Ok(());
            }
        };
        // Our own request, turned into an answer with the event as the name of a case.
        let event = body.split_once("<a:Event>").unwrap().1.split_once("</a:Event>").unwrap().0;
        let document = String::from_utf8(documents().swap_remove(0).1).unwrap();
        let (before, rest) = document.split_once("<a:CaseName>").unwrap();
        let (_, behind) = rest.split_once("</a:CaseName>").unwrap();
        let document = format!("{before}<a:CaseName>{event}</a:CaseName>{behind}");
        let (items, end) = outcome(200, [document.as_bytes()], u64::MAX);
        prop_assert_eq!(end, Ok(()));
        prop_assert_eq!(items[0].case_name.as_deref(), Some(text.as_str()));
    }
}
