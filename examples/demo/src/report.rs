//! What the demonstration prints: a timeline for people, or one JSON object per line for programs.
//!
//! A line of the timeline is a call: the step it belongs to, what was sent, what came back. Under it stands what was learnt (`→`) and what
//! was checked (`✓` or `✗`). In JSON only the calls and the end are printed; a failed check goes to stderr.

use std::fmt::{Debug, Display};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anstream::{eprintln, println};
use anstyle::{AnsiColor, Style};
use nordcase::{HttpRequest, HttpResponse, Method};
use serde::Serialize;
use serde_json::Value;

/// The column of the steps, so that all calls start at the same place.
const STEP: usize = 28;
/// The column of the paths.
const TARGET: usize = 50;

const TITLE: Style = AnsiColor::Cyan.on_default().bold();
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const WARN: Style = AnsiColor::Yellow.on_default();

/// Prints as things happen, and counts.
pub(super) struct Report {
    json: bool,
    started: Instant,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The step that the calls belong to.
    step: String,
    /// Whether the step's name stands in the timeline already.
    named: bool,
    calls: usize,
    checks: usize,
    failed: Vec<String>,
}

impl State {
    /// The step's name, once.
    fn name(&mut self) -> String {
        let named = std::mem::replace(&mut self.named, true);
        if named { String::new() } else { self.step.clone() }
    }
}

/// What a line about a call needs from its request, which the transport takes away.
pub(super) struct Sent {
    operation: &'static str,
    method: Method,
    path: String,
    /// The last part of the SOAPAction: all of Altinn's calls have the same path.
    action: Option<String>,
    at: Instant,
}

/// A call, for programs.
#[derive(Serialize)]
struct CallLine<'a> {
    api: &'a str,
    step: &'a str,
    operation: &'a str,
    method: &'a str,
    path: &'a str,
    /// `null` if no answer came.
    status: Option<u16>,
    /// Whether the service did what was asked; what it rightly refused is `false` too.
    ok: bool,
}

/// How it ended, for programs. Without a ledger its counts are left out.
#[derive(Serialize)]
struct EndLine<'a> {
    demo: &'a str,
    calls: usize,
    checks: usize,
    #[serde(flatten)]
    totals: Option<&'a Totals>,
}

/// What the ledger counts.
#[derive(Serialize)]
pub(super) struct Totals {
    pub(super) debits: usize,
    pub(super) archived: usize,
    pub(super) cases: usize,
}

impl Sent {
    /// Notes a request that is about to be sent.
    pub(super) fn new(operation: &'static str, request: &HttpRequest) -> Self {
        let action = request.header("SOAPAction").map(|action| action.trim_matches('"'));
        let action = action.and_then(|action| action.rsplit('/').next()).map(str::to_owned);
        Self { operation, method: request.method, path: request.path().to_owned(), action, at: Instant::now() }
    }
}

impl Report {
    pub(super) fn new(json: bool) -> Self {
        Self { json, started: Instant::now(), state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a story.
    pub(super) fn story(&self, api: &str, title: &str) {
        self.tell(format_args!("\n{TITLE}{api}{TITLE:#}  {BOLD}{title}{BOLD:#}"));
        // Nothing is under a step of the story before.
        let mut state = self.state();
        state.step.clear();
        state.named = true;
    }

    /// Names what the next calls are for.
    pub(super) fn step(&self, name: &str) {
        let mut state = self.state();
        if state.step != name {
            state.step = name.to_owned();
            state.named = false;
        }
    }

    /// A call has ended: with an answer, or with none.
    pub(super) fn call(&self, sent: &Sent, answer: Option<&HttpResponse>) {
        let status = answer.map(|answer| answer.status);
        let ok = answer.is_some_and(was_done);
        let mut state = self.state();
        state.calls += 1;
        if self.json {
            let api = sent.operation.split('.').next().unwrap_or_default();
            return self.line(&CallLine {
                api,
                step: &state.step,
                operation: sent.operation,
                method: sent.method.as_str(),
                path: &sent.path,
                status,
                ok,
            });
        }
        let step = state.name();
        let target = short(sent.action.as_deref().unwrap_or(&sent.path));
        let (style, outcome) = match status {
            None => (BAD, "no answer".to_owned()),
            Some(status) if ok => (GOOD, status.to_string()),
            Some(status) => (WARN, format!("{status} refused")),
        };
        let (method, time) = (sent.method.as_str(), sent.at.elapsed().as_secs_f64() * 1000.0);
        println!(
            "  {step:STEP$} {DIM}{method:<7}{DIM:#}{target:TARGET$} {DIM}{time:>6.1} ms{DIM:#}  {style}{outcome}{style:#}"
        );
    }

    /// What came out of the calls so far.
    pub(super) fn learnt(&self, what: impl Display) {
        self.detail(DIM, "→", what);
    }

    /// Something that the timeline itself has to say: what is left out, what is arranged behind the client's back.
    pub(super) fn aside(&self, what: impl Display) {
        self.detail(WARN, "!", format_args!("{DIM}{what}{DIM:#}"));
    }

    /// Checks that something is as it should be.
    pub(super) fn check<T: PartialEq + Debug>(&self, what: &str, expected: T, found: T) {
        let mut state = self.state();
        state.checks += 1;
        if expected == found {
            drop(state);
            return self.detail(GOOD, "✓", what);
        }
        let problem = format!("{}: {what}: expected {expected:?}, found {found:?}", state.step);
        state.failed.push(problem.clone());
        drop(state);
        self.complain(&problem);
    }

    /// A story could not be told to its end.
    pub(super) fn broke_off(&self, why: impl Display) {
        let mut state = self.state();
        let problem = format!("{}: {why}", state.step);
        state.failed.push(problem.clone());
        drop(state);
        self.complain(&problem);
    }

    /// The summary. Gives whether all was as it should be.
    pub(super) fn end(&self, totals: Option<&Totals>) -> bool {
        let state = self.state();
        let ok = state.failed.is_empty() && state.checks > 0;
        let (calls, checks) = (state.calls, state.checks);
        if self.json {
            self.line(&EndLine { demo: if ok { "ok" } else { "failed" }, calls, checks, totals });
            return ok;
        }
        let (style, word) = if ok { (GOOD.bold(), "All as it should be") } else { (BAD, "NOT as it should be") };
        let seconds = seconds(self.started.elapsed());
        println!("\n{style}{word}{style:#}  {calls} calls, {checks} checks, {seconds}");
        match totals {
            Some(Totals { debits, archived, cases }) => {
                println!(
                    "The ledger: {debits} debits, {archived} FastDok cases archived, {cases} Altinn cases created"
                );
            }
            None => println!("Checked against the answers only: a real service shows no ledger"),
        }
        for problem in &state.failed {
            println!("  {BAD}✗{BAD:#} {problem}");
        }
        ok
    }

    fn line(&self, line: &impl Serialize) {
        // Plain data with text keys always serialises.
        println!("{}", serde_json::to_string(line).unwrap_or_default());
    }

    /// A line under a call; with the step's name if there was no call.
    fn detail(&self, style: Style, mark: &str, what: impl Display) {
        let step = self.state().name();
        self.tell(format_args!("  {step:STEP$} {style}{mark}{style:#} {what}"));
    }

    fn tell(&self, line: impl Display) {
        if !self.json {
            println!("{line}");
        }
    }

    fn complain(&self, problem: &str) {
        if self.json {
            eprintln!("{BAD}✗{BAD:#} {problem}");
        } else {
            self.detail(BAD, "✗", format_args!("{BAD}{problem}{BAD:#}"));
        }
    }
}

/// Text that stands out: an amount, a state, an id.
pub(super) fn strong(text: impl Display) -> String {
    format!("{BOLD}{text}{BOLD:#}")
}

/// Whether the service did what was asked. FastDok refuses with HTTP 200 and `success: false`.
fn was_done(answer: &HttpResponse) -> bool {
    let refused = |body: &[u8]| {
        let json: Option<Value> = serde_json::from_slice(body).ok();
        json.is_some_and(|json| json["success"] == false)
    };
    (200..300).contains(&answer.status) && !refused(&answer.body)
}

/// A path as it fits the timeline: ids cut to their first eight characters, what is cut shown as `…`.
pub(super) fn short(path: &str) -> String {
    let cut = |segment: &str| {
        let is_id = segment.len() == 36 && segment.bytes().filter(|byte| *byte == b'-').count() == 4;
        if is_id { format!("{}…", &segment[..8]) } else { segment.to_owned() }
    };
    let path = path.split('/').map(cut).collect::<Vec<_>>().join("/");
    if path.chars().count() <= TARGET {
        return path;
    }
    path.chars().take(TARGET - 1).chain(['…']).collect()
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_fit_their_column() {
        let task = "/API/v1.0/Tasks/4673ff92-69e3-49c9-ae4f-224b0f14edfe/actions/actioncomplete";
        assert_eq!(short(task), "/API/v1.0/Tasks/4673ff92…/actions/actioncomplete");
        assert!(short(&"ä".repeat(200)).chars().count() <= TARGET);
    }

    #[test]
    fn a_refusal_is_not_done_whatever_the_status() {
        let answer = |status, body: &str| HttpResponse { status, headers: vec![], body: body.into() };
        assert!(was_done(&answer(200, r#"{"success":true}"#)));
        assert!(was_done(&answer(200, "%PDF-1.7")));
        assert!(!was_done(&answer(200, r#"{"success":false,"message":"Nej"}"#)));
        assert!(!was_done(&answer(500, "<html>")));
    }

    #[test]
    fn a_demonstration_that_checked_nothing_has_failed() {
        let report = Report::new(false);
        assert!(!report.end(None));
        report.check("one is one", 1, 1);
        assert!(report.end(None));
        report.check("one is two", 1, 2);
        assert!(!report.end(None));
    }
}
