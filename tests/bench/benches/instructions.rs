//! The same as `lists` and `encode` in instructions, under valgrind: a number that repeats, to see what a change costs.
#![expect(missing_docs, reason = "gungraun's macros write items without")]

use std::hint::black_box;

use gungraun::{library_benchmark, library_benchmark_group, main};
use nordcase::altinn::{Access, GetCaseList, NotifyEvent};
use nordcase::{BaseUrl, Header, HttpRequest, HttpResponse, Operation, Secret};
use nordcase_bench::case_list;
use quick_xml::NsReader;
use quick_xml::events::Event;

fn access() -> Access {
    Access::basic(BaseUrl::new("https://a.example.no").unwrap(), "SKDEN", Secret::new("p"))
}

fn answer() -> (Access, HttpResponse) {
    let headers = vec![Header::new("Content-Type", "text/xml; charset=utf-8")];
    (access(), HttpResponse { status: 200, headers, body: case_list(1_000) })
}

#[library_benchmark]
#[bench::thousand(setup = answer)]
fn read_cases((access, response): (Access, HttpResponse)) -> usize {
    black_box(GetCaseList::of_service("2681", 1).response(&access, &response)).map_or(0, |cases| cases.len())
}

#[library_benchmark]
#[bench::thousand(setup = answer)]
fn resolve_names((_, response): (Access, HttpResponse)) {
    let mut reader = NsReader::from_reader(response.body.as_slice());
    while !matches!(black_box(reader.read_resolved_event()), Ok((_, Event::Eof)) | Err(_)) {}
}

#[library_benchmark]
#[bench::event(setup = access)]
fn encode(access: Access) -> Option<HttpRequest> {
    black_box(NotifyEvent::to_case(100_001, "3374:1:Instantiated").request(&access)).ok()
}

library_benchmark_group!(name = instructions, benchmarks = [read_cases, resolve_names, encode]);
main!(library_benchmark_groups = instructions);
