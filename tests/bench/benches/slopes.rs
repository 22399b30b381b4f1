//! Every kind of input at three sizes, each twice the one before: the time must not grow much faster than the size.
//!
//! Left out is the check of an agency's machine, which tries every event on every transition by its nature; at its bound of 200 states it takes some
//! hundredths of a second.

use std::time::Duration;

use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};
use nordcase::altinn::state_machine::StateMachine;
use nordcase::altinn::{self, GetCaseList};
use nordcase::fastdok::{self, ListTasks};
use nordcase::{BaseUrl, Header, ListOperation, ListReader, Secret};
use nordcase_bench::{CASES_END, CASES_START, case_list, task_list};
use serde_json::json;

/// Feeds a list of cases in pieces of this size. What comes of it is not looked at: a refusal takes its time too.
fn read_cases(body: &[u8], piece: usize) -> usize {
    let access = altinn::Access::basic(BaseUrl::new("https://a.example.no").unwrap(), "SKDEN", Secret::new("p"));
    let headers = [Header::new("Content-Type", "text/xml; charset=utf-8")];
    read(GetCaseList::of_service("2681", 1).reader(&access, 200, &headers), body, piece)
}

fn read_tasks(body: &[u8], piece: usize) -> usize {
    let access = fastdok::Access::new(BaseUrl::new("https://f.example.se").unwrap()).with_ticket(Secret::new("t"));
    let headers = [Header::new("Content-Type", "application/json")];
    read(ListTasks::default().reader(&access, 200, &headers), body, piece)
}

fn read<R: ListReader>(mut reader: R, body: &[u8], piece: usize) -> usize {
    let mut items = Vec::new();
    let mut count = 0;
    for piece in body.chunks(piece) {
        let fed = reader.feed(piece, &mut items);
        count += items.len();
        items.clear();
        if fed.is_err() {
            return count;
        }
    }
    count + usize::from(reader.finish().is_ok())
}

/// An answer with this inside one case.
fn case_with(inside: &str) -> Vec<u8> {
    format!("{CASES_START}<a:ExternalCaseBE><a:CaseID>1</a:CaseID>{inside}</a:ExternalCaseBE>{CASES_END}").into_bytes()
}

fn task_with(name: &str, value: &str) -> Vec<u8> {
    format!(r#"{{"TotalCount":1,"Data":[{{"Id":"t1","{name}":{value}}}]}}"#).into_bytes()
}

fn machine(states: usize) -> String {
    let name = |number: usize| format!("State{number}");
    let all: Vec<_> = (0..states).map(|number| json!({ "name": name(number) })).collect();
    let transitions: Vec<_> = (1..states)
        .map(|number| json!({ "name": format!("Step{number}"), "event": format!("^Event{number}$"), "from": name(number - 1), "to": name(number) }))
        .collect();
    json!({ "serviceCode": "3374", "serviceEdition": 1, "start": name(0), "states": all, "transitions": transitions })
        .to_string()
}

/// An input by its size, and what is done with it.
struct Input {
    name: &'static str,
    smallest: usize,
    make: fn(usize) -> Vec<u8>,
    job: fn(&[u8]) -> usize,
}

const WHOLE: usize = 64 * 1024;

const INPUTS: &[Input] = &[
    Input { name: "cases", smallest: 1_000, make: case_list, job: |body| read_cases(body, WHOLE) },
    Input { name: "cases, a byte at a time", smallest: 50, make: case_list, job: |body| read_cases(body, 1) },
    Input { name: "tasks", smallest: 1_000, make: task_list, job: |body| read_tasks(body, WHOLE) },
    Input { name: "tasks, a byte at a time", smallest: 50, make: task_list, job: |body| read_tasks(body, 1) },
    Input {
        name: "one long text in XML, in small pieces",
        smallest: 100_000,
        make: |size| case_with(&format!("<a:CaseName>{}</a:CaseName>", "å".repeat(size))),
        job: |body| read_cases(body, 16),
    },
    Input {
        name: "one text of references in XML",
        smallest: 20_000,
        make: |size| case_with(&format!("<a:CaseName>{}</a:CaseName>", "&amp;&#229;".repeat(size))),
        job: |body| read_cases(body, WHOLE),
    },
    Input {
        name: "one tag of attributes",
        smallest: 2_000,
        make: |size| {
            let attributes: Vec<_> = (0..size).map(|number| format!(r#" xmlns:p{number}="u""#)).collect();
            case_with(&format!("<a:CaseName{}>x</a:CaseName>", attributes.concat()))
        },
        job: |body| read_cases(body, WHOLE),
    },
    Input {
        name: "one comment, in small pieces",
        smallest: 100_000,
        make: |size| case_with(&format!("<!--{}-->", "- ".repeat(size))),
        job: |body| read_cases(body, 16),
    },
    Input {
        name: "unknown members in XML",
        smallest: 2_000,
        make: |size| {
            let members: Vec<_> = (0..size).map(|number| format!("<a:New{number}>x</a:New{number}>")).collect();
            case_with(&members.concat())
        },
        job: |body| read_cases(body, WHOLE),
    },
    Input {
        name: "one long text in JSON, in small pieces",
        smallest: 100_000,
        make: |size| task_with("Name", &format!("\"{}\"", "å".repeat(size))),
        job: |body| read_tasks(body, 16),
    },
    Input {
        name: "one text of escapes in JSON",
        smallest: 50_000,
        make: |size| task_with("Name", &format!("\"{}\"", r"\u00e5\n".repeat(size))),
        job: |body| read_tasks(body, WHOLE),
    },
    Input {
        name: "unknown members in JSON",
        smallest: 2_000,
        make: |size| {
            let members: Vec<_> = (0..size).map(|number| format!(r#""New{number}":"x""#)).collect();
            format!(r#"{{"Data":[{{"Id":"t1",{}}}]}}"#, members.join(",")).into_bytes()
        },
        job: |body| read_tasks(body, WHOLE),
    },
    Input {
        name: "white space between items of JSON, in small pieces",
        smallest: 100_000,
        make: |size| format!(r#"{{"Data":[{}]}}"#, " \n".repeat(size)).into_bytes(),
        job: |body| read_tasks(body, 16),
    },
    Input {
        name: "an agency's machine",
        smallest: 50,
        make: |size| machine(size).into_bytes(),
        job: |text| StateMachine::from_json(std::str::from_utf8(text).unwrap()).unwrap().definition().states.len(),
    },
];

fn slopes(criterion: &mut Criterion) {
    for Input { name, smallest, make, job } in INPUTS {
        let mut group = criterion.benchmark_group(format!("slopes {name}"));
        for size in [*smallest, 2 * smallest, 4 * smallest] {
            let input = make(size);
            group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
                bencher.iter_batched(|| (), |()| job(&input), BatchSize::PerIteration)
            });
        }
        group.finish();
    }
}

criterion_group! {
    name = inputs;
    config = Criterion::default().sample_size(10).warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_millis(500));
    targets = slopes
}
criterion_main!(inputs);
