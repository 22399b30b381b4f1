//! Runs one vector: gives back the vector as it would be if the core were right, with what it found in the expected
//! members.

use nordcase::altinn::state_machine::{Finding, StateMachine};
use nordcase::altinn::workflow::{self as altinn_case, CaseEvent, CaseState};
use nordcase::error::TransportError;
use nordcase::fastdok::workflow as fastdok;
use nordcase::fastdok::{ActionKind, mark_page};
use nordcase::find_code;
use nordcase::{Error, HttpResponse, wire};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::schema::{
    Answer, Check, ErrorTable, Input, Machine, MachineStep, NextPage, PageMark, Request, Response, Row, Sent,
    Transport, Vectors, Workflow, body, clean, expand,
};
use crate::{journeys, pieces};

/// The vector with what the core does in place of what is expected, and what else is wrong.
pub(crate) struct Found {
    pub(crate) check: Check,
    pub(crate) complaints: Vec<String>,
}

pub(crate) fn run(vectors: &Vectors, check: &Check) -> Found {
    let mut complaints = Vec::new();
    let check = match check {
        Check::Request(case) => Check::Request(request(vectors, case)),
        Check::Input(case) => Check::Input(input(vectors, case)),
        Check::Response(case) => Check::Response(response(vectors, case, &mut complaints)),
        Check::NextPage(case) => Check::NextPage(next_page(case)),
        Check::PageMark(case) => Check::PageMark(page_mark(case)),
        Check::ErrorTable(case) => Check::ErrorTable(error_table(vectors, case)),
        Check::Transport(case) => Check::Transport(transport(case)),
        Check::Workflow(case) => Check::Workflow(workflow(case)),
        Check::Machine(case) => Check::Machine(machine(case)),
        Check::Journey(case) => Check::Journey(journeys::run(case, &mut complaints)),
    };
    Found { check, complaints }
}

fn request(vectors: &Vectors, case: &Request) -> Request {
    let (params, access) = (expand(&case.params), vectors.access(&case.access));
    match wire::encode(&case.operation, &params, &access) {
        Ok(sent) => {
            let expected = case.request.as_ref().and_then(|request| request.body.as_ref());
            let body = if body(expected) == sent.body { expected.cloned() } else { Some(as_parts(&sent.body)) };
            let headers = sent.headers.iter().map(|header| (header.name.clone(), header.value.clone())).collect();
            let sent = Sent { method: sent.method.to_string(), url: sent.url, headers, body };
            Request { request: Some(sent), error: None, ..case.clone() }
        }
        Err(error) => Request { request: None, error: Some(listed(None, &error)), ..case.clone() },
    }
}

fn input(vectors: &Vectors, case: &Input) -> Input {
    let (params, access) = (expand(&case.params), vectors.access(&case.access));
    let error = wire::encode(&case.operation, &params, &access).err();
    Input { error: error.map(|error| listed(case.error.as_ref(), &error)), ..case.clone() }
}

fn response(vectors: &Vectors, case: &Response, complaints: &mut Vec<String>) -> Response {
    let (params, access) = (expand(&case.params), vectors.access(&case.access));
    let answer = case.response.to_response();
    let whole = decode(&case.operation, &params, &access, &answer);
    let sizes: &[usize] = if answer.body.len() > 100_000 { &[4_099] } else { &[1, 7] };
    let fed = |size: usize| pieces::read(&case.operation, &params, &access, &answer, size);
    let in_one_piece = fed(answer.body.len().max(1)).map(|(items, _)| items);
    for &size in sizes {
        let Some((items, cut)) = fed(size) else { continue };
        let (whole, cut) = (comparable(&whole), comparable(&cut));
        if whole != cut {
            complaints.push(format!("in pieces of {size} bytes: {cut}\n    as a whole: {whole}"));
        }
        if Some(items) != in_one_piece {
            complaints.push(format!("in pieces of {size} bytes {items} items come, in one piece {in_one_piece:?}"));
        }
    }
    let items_before = case.items_before.and(in_one_piece);
    match whole {
        Ok(output) => {
            let output = same_or(case.output.as_ref(), output);
            let output = Some(output).filter(|output| !output.is_null());
            Response { output, error: None, items_before: None, ..case.clone() }
        }
        Err(error) => {
            let error = Some(listed(case.error.as_ref(), &error));
            Response { output: None, error, items_before, ..case.clone() }
        }
    }
}

fn decode(operation: &str, params: &Value, access: &Value, response: &HttpResponse) -> Result<Value, Error> {
    let output = wire::decode(operation, params, access, response, serde_json::value::Serializer);
    output.map(|output| output.expect("an output can be serialised"))
}

/// What must not depend on how an answer is cut.
fn comparable(outcome: &Result<Value, Error>) -> Value {
    match outcome {
        Ok(output) => clean(output),
        Err(error) => {
            let all = whole(error);
            json!([all["kind"], all["code"], all.get("place")])
        }
    }
}

fn next_page(case: &NextPage) -> NextPage {
    let params = expand(&case.params);
    let start = wire::calls::next_start(&case.operation, &params, case.items, case.total_count, case.asked);
    NextPage { start, ..case.clone() }
}

fn page_mark(case: &PageMark) -> PageMark {
    let mark = mark_page(case.asked, &case.first, case.remembered.clone());
    PageMark { mark, ..case.clone() }
}

fn error_table(vectors: &Vectors, case: &ErrorTable) -> ErrorTable {
    let row = |row: &Row| {
        let listed = find_code(&row.code).unwrap_or_else(|| panic!("{} is in no table", row.code));
        let mut found = Row { kind: json!(listed.kind), retry: json!(listed.retry), ..row.clone() };
        found.name = listed.name.map(str::to_owned);
        if let (Some(operation), Some(template), Some(number)) = (&case.operation, &case.response, row.number) {
            let text =
                String::from_utf8(body(template.body.as_ref())).unwrap().replace("{number}", &number.to_string());
            let answer = Answer { body: Some(text.into()), ..template.clone() }.to_response();
            let (params, access) = (expand(&case.params), vectors.access(&case.access));
            let error = decode(operation, &params, &access, &answer).expect_err("a fault");
            (found.code, found.kind, found.retry) =
                (error.code().to_owned(), json!(error.kind()), json!(error.retry()));
        }
        found
    };
    ErrorTable { rows: case.rows.iter().map(row).collect(), ..case.clone() }
}

fn transport(case: &Transport) -> Transport {
    let failure = serde_json::from_value(case.failure.clone()).unwrap();
    let failure = TransportError::new(failure, case.may_have_arrived, "");
    let error = Error::from(TransportError { reads: case.reads, ..failure });
    Transport { error: Some(listed(case.error.as_ref(), &error)), ..case.clone() }
}

fn workflow(case: &Workflow) -> Workflow {
    let (allowed, outcome) = match case.machine.as_str() {
        "fastdok" => {
            let state: fastdok::State = serde_json::from_value(case.state.clone()).unwrap();
            let event: ActionKind = serde_json::from_value(case.event.clone()).unwrap();
            (json!(fastdok::allowed(&state)), fastdok::apply(&state, &event).map(|it| json!(it)))
        }
        "altinn_case" => {
            let state: CaseState = serde_json::from_value(case.state.clone()).unwrap();
            let event: CaseEvent = serde_json::from_value(case.event.clone()).unwrap();
            (json!(altinn_case::allowed(state)), altinn_case::apply(state, event).map(|it| json!(it)))
        }
        other => panic!("no workflow {other:?}"),
    };
    let (transition, error) = either(outcome, case.transition.as_ref(), case.error.as_ref());
    Workflow { allowed, transition, error, ..case.clone() }
}

fn machine(case: &Machine) -> Machine {
    let text = match expand(&case.definition) {
        Value::String(text) => text,
        definition => definition.to_string(),
    };
    let machine = match StateMachine::from_json(&text) {
        Ok(machine) => machine,
        Err(error) => {
            let error = Some(listed(case.error.as_ref(), &error));
            return Machine { findings: None, steps: Vec::new(), error, ..case.clone() };
        }
    };
    let finding = |it: &Finding| json!({"code": it.code, "severity": it.severity, "place": it.place});
    let step = |it: &MachineStep| {
        let outcome = machine.apply(&it.state, &it.event, &it.conditions).map(|step| json!(step));
        let (step, error) = either(outcome, it.step.as_ref(), it.error.as_ref());
        MachineStep { step, error, ..it.clone() }
    };
    Machine {
        findings: Some(machine.check().iter().map(finding).collect()),
        steps: case.steps.iter().map(step).collect(),
        error: None,
        ..case.clone()
    }
}

fn either(
    outcome: Result<Value, Error>,
    output: Option<&Value>,
    error: Option<&Value>,
) -> (Option<Value>, Option<Value>) {
    match outcome {
        Ok(found) => (Some(same_or(output, found)), None),
        Err(found) => (None, Some(listed(error, &found))),
    }
}

/// The expected value if it is the same but for members that say nothing, else the found one.
fn same_or(expected: Option<&Value>, found: Value) -> Value {
    let found = clean(&found);
    expected.filter(|expected| clean(expected) == found).cloned().unwrap_or(found)
}

/// The error with the members that the vector lists; with all that a program could use, if it lists none yet.
pub(crate) fn listed(expected: Option<&Value>, error: &Error) -> Value {
    let mut all = whole(error);
    if let Some(Value::Object(wanted)) = expected {
        let keep = wanted.keys().map(String::as_str).chain(["kind", "code", "retry"]);
        return keep.map(|name| (name.to_owned(), all.get(name).cloned().unwrap_or(Value::Null))).collect();
    }
    for for_people in ["rule", "reason", "excerpt"] {
        all.remove(for_people);
    }
    Value::Object(all)
}

/// All of an error, as a binding would hand it out.
pub(crate) fn whole(error: &Error) -> Map<String, Value> {
    let members = match error {
        Error::Input(error) => as_json(error),
        Error::Transport(error) => as_json(error),
        Error::Parse(error) => as_json(error),
        Error::Service(error) => as_json(error),
        Error::Transition(error) => as_json(error),
        other => panic!("a new kind of error: {other}"),
    };
    let Value::Object(mut members) = members else { panic!("an error is an object") };
    members.extend(
        [("kind", json!(error.kind())), ("code", json!(error.code())), ("retry", json!(error.retry()))]
            .map(|(name, value)| (name.to_owned(), value)),
    );
    if let Some(fault) = members.get_mut("fault") {
        *fault = clean(fault);
    }
    members
}

fn as_json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

/// Bytes as a body is written: text if they are one.
fn as_parts(bytes: &[u8]) -> Value {
    match str::from_utf8(bytes) {
        Ok(text) => Value::from(text),
        Err(_) => json!([{"hex": bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()}]),
    }
}
