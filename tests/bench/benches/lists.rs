//! Lists to owned values, beside what only takes the same bytes apart.

use std::hint::black_box;
use std::time::Duration;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use nordcase::altinn::{self, GetCaseList};
use nordcase::fastdok::{self, ListTasks};
use nordcase::{BaseUrl, Header, HttpResponse, Operation, Secret};
use nordcase_bench::{case_list, task_list};
use quick_xml::events::Event;
use quick_xml::{NsReader, Reader};

fn response(content_type: &str, body: Vec<u8>) -> HttpResponse {
    HttpResponse { status: 200, headers: vec![Header::new("Content-Type", content_type)], body }
}

fn cases(criterion: &mut Criterion) {
    let response = response("text/xml; charset=utf-8", case_list(10_000));
    let body = std::str::from_utf8(&response.body).unwrap_or_default();
    let access = altinn::Access::basic(BaseUrl::new("https://a.example.no").unwrap(), "SKDEN", Secret::new("p"));
    let operation = GetCaseList::of_service("2681", 1);
    let mut group = criterion.benchmark_group("cases");
    group.bench_function("nordcase", |bencher| {
        bencher.iter_batched(|| (), |()| operation.response(&access, &response).unwrap(), BatchSize::PerIteration)
    });
    group.bench_function("NsReader, names resolved", |bencher| {
        bencher.iter(|| {
            let mut reader = NsReader::from_str(body);
            while !matches!(black_box(reader.read_resolved_event().unwrap()).1, Event::Eof) {}
        })
    });
    group.bench_function("NsReader", |bencher| {
        bencher.iter(|| {
            let mut reader = NsReader::from_str(body);
            while !matches!(black_box(reader.read_event().unwrap()), Event::Eof) {}
        })
    });
    group.bench_function("Reader", |bencher| {
        bencher.iter(|| {
            let mut reader = Reader::from_str(body);
            while !matches!(black_box(reader.read_event().unwrap()), Event::Eof) {}
        })
    });
    group.finish();
}

fn tasks(criterion: &mut Criterion) {
    let response = response("application/json", task_list(1_000));
    let access = fastdok::Access::new(BaseUrl::new("https://f.example.se").unwrap()).with_ticket(Secret::new("t"));
    let operation = ListTasks::default();
    let mut group = criterion.benchmark_group("tasks");
    group.bench_function("nordcase", |bencher| {
        bencher.iter_batched(|| (), |()| operation.response(&access, &response).unwrap(), BatchSize::PerIteration)
    });
    group.bench_function("serde_json Value", |bencher| {
        let parse = |()| serde_json::from_slice::<serde_json::Value>(&response.body).unwrap();
        bencher.iter_batched(|| (), parse, BatchSize::PerIteration)
    });
    group.finish();
}

criterion_group! {
    name = lists;
    config = Criterion::default().sample_size(30).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(4));
    targets = cases, tasks
}
criterion_main!(lists);
