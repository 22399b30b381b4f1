//! Where the stories play: the services, the users who call them, and the sandbox's ledger, which knows what really happened.

use std::fmt::Debug;
use std::sync::{Mutex, PoisonError};

use nordcase::client::{AccessAt, Clock, Event, Exchange, SharedSession, SystemClock, Transport, Watcher, begin, run};
use nordcase::error::TransportError;
use nordcase::fastdok::journeys::PaymentQuestion;
use nordcase::journey::{Call, Journey, NoQuestion, Script, Step};
use nordcase::{Error, HttpRequest, HttpResponse, Operation, altinn, fastdok};
use nordcase_sandbox::server::Server;
use nordcase_sandbox::{Command, Fault, FaultRule, Sandbox};

use crate::options::{Options, SystemAt, UserAt};
use crate::report::{Report, Sent, Totals, strong};

/// Everything that a story needs.
pub(super) struct Stage {
    pub(super) report: Report,
    pub(super) options: Options,
    transport: Transport,
    /// The operation that is about to be called: the transport sees only HTTP.
    operation: Mutex<&'static str>,
    /// `None` when real servers are called.
    sandbox: Option<Server>,
}

impl Stage {
    pub(super) fn new(options: Options, transport: Transport, sandbox: Option<Server>) -> Self {
        let report = Report::new(options.flags.json);
        Self { report, options, transport, operation: Mutex::new(""), sandbox }
    }

    /// Says where the stories play.
    pub(super) fn introduce(&self) {
        let Some(server) = &self.sandbox else {
            return self.report.story("nordcase", "real servers: no ledger to check against, no faults, one user");
        };
        self.report.story("nordcase", &format!("both APIs over real HTTP, against the sandbox at {}", server.url()));
    }

    pub(super) fn has_sandbox(&self) -> bool {
        self.sandbox.is_some()
    }

    /// This operation is called next.
    fn calls(&self, operation: &'static str) {
        *self.operation.lock().unwrap_or_else(PoisonError::into_inner) = operation;
    }

    /// What the sandbox says, if there is one.
    pub(super) fn truth<T>(&self, read: impl FnOnce(&Sandbox) -> T) -> Option<T> {
        let sandbox = &self.sandbox.as_ref()?.sandbox;
        Some(read(&sandbox.lock().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Checks what the sandbox says. Without a sandbox nothing is checked.
    pub(super) fn check_truth<T: PartialEq + Debug>(&self, what: &str, expected: T, read: impl FnOnce(&Sandbox) -> T) {
        if let Some(found) = self.truth(read) {
            self.report.check(&format!("{} {what}", strong("ledger")), expected, found);
        }
    }

    pub(super) fn totals(&self) -> Option<Totals> {
        self.truth(|sandbox| Totals {
            debits: sandbox.ledger.debits(None),
            archived: sandbox.ledger.archived(None),
            cases: sandbox.ledger.created(),
        })
    }

    /// Arranges something in the sandbox.
    pub(super) fn arrange(&self, command: Command) {
        let Some(server) = &self.sandbox else { return };
        let mut sandbox = server.sandbox.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(refused) = sandbox.control(command, SystemClock.now().unix_millis) {
            self.report.broke_off(refused);
        }
    }

    /// The reply to the nth call of this operation from now on will be lost, after the service has carried it out.
    pub(super) fn lose_reply(&self, operation: &str, nth: u32) {
        let rule = FaultRule { operation: operation.to_owned(), nth, fault: Fault::AnswerLost, seen: 0 };
        self.arrange(Command::AddFault(rule));
    }

    /// Checks that the call was refused with this code, and shows the refusal.
    pub(super) fn check_refused<T: Debug>(&self, outcome: Result<T, Error>, code: &str) {
        let found = match &outcome {
            Ok(_) => "no refusal".to_owned(),
            Err(error) => {
                self.report.learnt(format_args!("{error}"));
                error.code().to_owned()
            }
        };
        self.report.check(&format!("refused with {code}"), code.to_owned(), found);
    }
}

/// The reqwest transport, with a line in the report for each call.
impl Exchange for Stage {
    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let own = *self.operation.lock().unwrap_or_else(PoisonError::into_inner);
        let signs_in = request.url.ends_with("/Authenticate");
        let sent = Sent::new(if signs_in { fastdok::Authenticate::NAME } else { own }, &request);
        let outcome = self.transport.send(request).await;
        self.report.call(&sent, outcome.as_ref().ok());
        if let Err(error) = &outcome {
            self.report.aside(&error.reason);
        }
        outcome
    }
}

/// A user of FastDok.
pub(super) type FastDok<'a> = User<'a, fastdok::Session>;

/// An agency system at Altinn.
pub(super) type Agency<'a> = User<'a, altinn::Session>;

/// A session and the stage that it plays on.
pub(super) struct User<'a, S> {
    stage: &'a Stage,
    session: SharedSession<S>,
}

impl<'a> FastDok<'a> {
    pub(super) fn new(stage: &'a Stage, user: &UserAt) -> Self {
        Self { stage, session: SharedSession::new(fastdok::Session::new(user.access())) }
    }
}

impl<'a> Agency<'a> {
    pub(super) fn new(stage: &'a Stage, system: &SystemAt) -> Self {
        Self { stage, session: SharedSession::new(altinn::Session::new(system.access())) }
    }
}

impl<S: AccessAt> User<'_, S> {
    pub(super) async fn call<O>(&mut self, operation: &O) -> Result<O::Output, Error>
    where
        O: Operation<Access = S::Access>,
    {
        self.stage.calls(O::NAME);
        self.session.call(self.stage, operation).await
    }

    /// Carries a journey out, each of its steps a line.
    pub(super) async fn run<J>(&mut self, script: J) -> Result<Step<J::Question, J::Receipt>, Error>
    where
        J: Script<Question: Asked, Call: Call<Session = S>>,
    {
        let mut narrator = Narrator { stage: self.stage };
        // Journeys are shown with the sandbox only, which carries nothing out later than it answers.
        let mut journey = begin(script).with_settle(SETTLE_MILLIS);
        run(&mut journey, &self.session, self.stage, &SystemClock, &mut narrator).await
    }
}

/// The settle bound of what is shown: a story that goes wrong ends soon.
const SETTLE_MILLIS: u64 = 2_000;

/// Tells what a journey does, and answers what it asks.
struct Narrator<'a> {
    stage: &'a Stage,
}

impl<S: Script> Watcher<S> for Narrator<'_>
where
    S::Question: Asked,
{
    /// A program would write it to its disk or database here; the demonstration looks whether a secret is in it.
    fn save(&mut self, journey: &Journey<S>) -> std::io::Result<()> {
        let stored = journey.to_json();
        let secrets = self.stage.options.secrets();
        let found = secrets.into_iter().any(|secret| stored.contains(secret));
        if found { Err(std::io::Error::other("a secret is in the stored journey")) } else { Ok(()) }
    }

    async fn approve(&mut self, question: &S::Question) -> bool {
        question.answer(&self.stage.report)
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Sending { operation, label, .. } => {
                self.stage.calls(operation);
                self.stage.report.step(label);
            }
            // The first look after a lost reply comes at once.
            Event::Waiting { millis: 0, reason } => self.stage.report.aside(reason),
            Event::Waiting { millis, reason } => {
                self.stage.report.aside(format_args!("waits {millis} ms: {reason}"));
            }
            _ => {}
        }
    }
}

/// A question of a journey, and the demonstration's answer.
pub(super) trait Asked: Sync {
    fn answer(&self, report: &Report) -> bool;
}

/// Most journeys have nothing to ask.
impl Asked for NoQuestion {
    fn answer(&self, _report: &Report) -> bool {
        match *self {}
    }
}

/// The demonstration asked the user for `--yes` before it came here.
impl Asked for PaymentQuestion {
    fn answer(&self, report: &Report) -> bool {
        let balance = self.balance.map_or_else(|| "unknown".to_owned(), |balance| format!("{balance} SEK"));
        report.learnt(format_args!("asks before it spends: balance {}. Approved", strong(balance)));
        true
    }
}

/// The report of a story that could not be told to its end.
pub(super) fn told(stage: &Stage, story: Result<(), nordcase::Error>) {
    if let Err(error) = story {
        stage.report.broke_off(format_args!("{error} {}", strong(error.what_to_do())));
    }
}
