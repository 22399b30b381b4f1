//! Envelopes and faults of every Altinn operation. Input: the HTTP status, a line feed, the answer; it is read as SOAP 1.1 and as SOAP 1.2.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nordcase::altinn::{Access, GetCaseList, InstantiateCollaboration, NotifyEvent, SetNotice, Test};
use nordcase::{HttpResponse, Operation};
use nordcase_fuzz::{altinn_access, answer, check};

fn read<O: Operation<Access = Access>>(operation: &O, response: &HttpResponse) {
    if let Err(error) = operation.response(&altinn_access(), response) {
        check(&error);
    }
}

fuzz_target!(|input: &[u8]| {
    let at = input.iter().position(|byte| *byte == b'\n').unwrap_or(input.len());
    let (status, body) = input.split_at(at);
    let status = String::from_utf8_lossy(status).parse().unwrap_or(500);
    for content_type in ["text/xml; charset=utf-8", "application/soap+xml"] {
        let response = answer(status, content_type, body.get(1..).unwrap_or_default());
        read(&GetCaseList::of_case(1), &response);
        read(&InstantiateCollaboration::new("2681", 1, "910453092"), &response);
        read(&NotifyEvent::to_case(1, "e"), &response);
        read(&SetNotice::new("1", "t"), &response);
        read(&Test {}, &response);
    }
});
