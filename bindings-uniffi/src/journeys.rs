//! Journeys: the stored text of a journey in, the next step and the new text out. Nothing is kept here.

use std::any::Any;

use nordcase::altinn::NoticeToken;
use nordcase::altinn::journeys::{CreateReceipt, EventReceipt, NoticeReceipt};
use nordcase::error::{Retry, TransportError as TransportFailure};
use nordcase::fastdok::ObjectEntry;
use nordcase::fastdok::journeys::{CancelReceipt, CompleteReceipt, PayReceipt, PaymentQuestion, StartReceipt};
use nordcase::journey::{Claim, Ended, FailureReport, Input, Repeats, SendStep, Step as CoreStep};
use nordcase::wire::Value;
use nordcase::wire::journeys::{self as wire, JourneyOptions, StepSink};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::access::{Access, Moment, Session};
use crate::errors::NordcaseError;
use crate::http::{HttpRequest, HttpResponse};
use crate::sink::taken;
use crate::values::{take, value};
use crate::workflow::MachineDefinition;

/// A journey at its start, with what it is about.
#[derive(Clone, PartialEq, Serialize, uniffi::Enum)]
#[serde(tag = "journey", content = "params", rename_all_fields = "camelCase")]
pub enum Journey {
    /// Starts a form case.
    #[serde(rename = "fastdok.start_case")]
    StartCase {
        /// The objects that it begins with, at least one.
        entries: Vec<ObjectEntry>,
    },
    /// Pays a case from the company's balance, after asking.
    #[serde(rename = "fastdok.pay_case")]
    PayCase {
        /// The case.
        case_id: String,
        /// Whether forms were added to a paid case, and these are to be paid.
        added_forms: bool,
    },
    /// Cancels the payment that a case waits for.
    #[serde(rename = "fastdok.cancel_payment")]
    CancelPayment {
        /// The case.
        case_id: String,
    },
    /// Completes and archives a paid case for ever.
    #[serde(rename = "fastdok.complete_case")]
    CompleteCase {
        /// The case.
        case_id: String,
    },
    /// Creates a case exactly once.
    #[serde(rename = "altinn.create_case")]
    CreateCase {
        /// `externalServiceCode`: letters and digits, as `2681`.
        external_service_code: String,
        /// `externalServiceEditionCode`: positive.
        external_service_edition_code: i32,
        /// `reporteeNumber`: an organisasjonsnummer (9 digits), or a fødselsnummer or D-number (11).
        reportee_number: String,
        /// `visibleDateTime`: when the case is to be seen; at once if none (verified). Norwegian time unless it has an offset.
        visible_date_time: Option<String>,
        /// `dueDate`: when it is to be done.
        due_date: Option<String>,
        /// Whether the reportee number's form, check digits and birth date are checked before anything is sent.
        check_reportee: bool,
    },
    /// Sends an event into the state machine of one case, or of all running cases of an edition.
    #[serde(rename = "altinn.send_event")]
    SendEvent {
        /// `CaseID`. Either this, or service and edition.
        case_id: Option<i32>,
        /// `ExternalServiceCode`.
        external_service_code: Option<String>,
        /// `ExternalServiceEditionCode`.
        external_service_edition_code: Option<i32>,
        /// `Event`: the agency's own, as `DeadlineExpired`, or a predefined one, as `3374:1:Submitted` (verified).
        event: String,
        /// `ReporteeElementID`: the element that gave rise to the event.
        reportee_element_id: Option<i32>,
        /// The agency's machine: an event that cannot fit is refused before it is sent.
        machine: Option<MachineDefinition>,
    },
    /// Puts a notice on a case or an element.
    #[serde(rename = "altinn.place_notice")]
    PlaceNotice {
        /// The case. Either this, or an element.
        case_id: Option<i32>,
        /// The element.
        reportee_element_id: Option<String>,
        /// `NoticeTemplateID`: a template defined on the case's service.
        notice_template_id: String,
        /// What to put in the place of the template's variables.
        notice_tokens: Vec<NoticeToken>,
        /// Whether a notice may be set once more after an outcome that nobody saw.
        may_be_set_again: bool,
    },
}

/// What to do next, and the journey to store before it is done.
#[derive(Clone, PartialEq, uniffi::Record)]
pub struct Next {
    /// The journey's stored text. It holds what the journey is about, and no secret.
    pub stored: String,
    /// The step.
    pub step: Step,
}

/// A step of a journey.
#[derive(Clone, PartialEq, uniffi::Enum)]
pub enum Step {
    /// Send this request, then resume with what came of it.
    Send {
        /// The request.
        request: HttpRequest,
        /// The operation's name, as `fastdok.perform_action`.
        operation: String,
        /// What it is for, for people.
        label: String,
        /// Whether it changes anything at the service.
        changes: bool,
        /// Whether the gate is kept until the journey was resumed. Otherwise it is let go before the request is sent.
        gated: bool,
    },
    /// Take the session's gate (wait for it), and ask again with a moment that says so. Nothing was handed out, so nothing is to be kept.
    Gate,
    /// Say which of these cases are free, then resume with `Claimed`. A case is free if nobody has claimed it, or this same owner has.
    Claim {
        /// Names the journey, also when it is loaded again.
        owner: String,
        /// The cases that could be its own, the best first.
        case_ids: Vec<String>,
        /// Whether the first free one is now claimed by the owner, all at once, and is the whole answer. Otherwise nothing is noted.
        take: bool,
    },
    /// Wait, then resume with `Woke`.
    Wait {
        /// How long, in milliseconds.
        millis: u64,
        /// Why, for people.
        reason: String,
    },
    /// Ask the caller, then resume with the decision.
    Ask {
        /// What the caller is asked. (Only a payment asks.)
        question: PaymentQuestion,
    },
    /// The job is done.
    Done {
        /// The receipt.
        receipt: Receipt,
    },
    /// The job has ended otherwise.
    Failed {
        /// What is known, what is not, and what is safe to do.
        report: FailureReport,
    },
}

/// The receipt of a journey.
#[derive(Clone, PartialEq, uniffi::Enum)]
pub enum Receipt {
    /// Of a started case.
    StartCase(StartReceipt),
    /// Of a payment.
    PayCase(PayReceipt),
    /// Of a cancelled payment.
    CancelPayment(CancelReceipt),
    /// Of a completed case.
    CompleteCase(CompleteReceipt),
    /// Of a created case.
    CreateCase(CreateReceipt),
    /// Of an event.
    SendEvent(EventReceipt),
    /// Of a notice.
    PlaceNotice(NoticeReceipt),
}

/// What came of a step.
#[derive(Clone, uniffi::Enum)]
pub enum JourneyInput {
    /// The service answered.
    Answered {
        /// The response.
        response: HttpResponse,
    },
    /// The transport failed.
    Failed {
        /// How.
        failure: TransportFailure,
    },
    /// The waiting is over.
    Woke,
    /// The case that was claimed, or those that are free.
    Claimed {
        /// The cases; none if others have all of them.
        case_ids: Vec<String>,
    },
    /// The caller's answer to a question.
    Decided {
        /// Whether to go on.
        approved: bool,
    },
    /// The caller cancels the job. A request that is out may have been applied; the report says so.
    Cancelled,
}

/// How a journey is carried out.
#[uniffi::remote(Record)]
pub struct JourneyOptions {
    /// 64 random bits: they spread the pauses of many journeys, and name this one to claims. They need not be secret.
    pub seed: u64,
    /// The settle bound, in milliseconds; the core's if none.
    pub settle_millis: Option<u64>,
    /// Whether the transport may send a request twice by itself.
    pub repeats: Repeats,
}

/// Whether a transport may send a request twice by itself.
#[uniffi::remote(Enum)]
pub enum Repeats {
    /// Each request is sent once.
    Never,
    /// A request may be sent twice.
    Maybe,
}

/// How a journey has ended.
#[uniffi::remote(Enum)]
pub enum Ended {
    /// With a receipt.
    Done,
    /// With a report.
    Failed,
}

/// What a stored journey says of itself.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct JourneyAbout {
    /// Its name, as `fastdok.pay_case`.
    pub journey: String,
    /// How it has ended; none if it has not.
    pub ended: Option<Ended>,
    /// The case that it is about; none if it starts or creates one.
    pub case_id: Option<String>,
    /// Whether it asks before it spends money.
    pub spends: bool,
}

/// What a stored journey says of itself.
#[uniffi::export]
pub fn journey_inspect(stored: &str) -> Result<JourneyAbout, NordcaseError> {
    let about = wire::inspect(stored)?;
    Ok(JourneyAbout { journey: about.journey, ended: about.ended, case_id: about.case_id, spends: about.spends })
}

/// Begins a journey: its first stored text.
#[uniffi::export]
pub fn journey_begin(journey: Journey, options: JourneyOptions) -> Result<String, NordcaseError> {
    let mut parts = value(&journey).map_err(NordcaseError::unreadable)?;
    match (take(&mut parts, "journey"), take(&mut parts, "params")) {
        (Some(Value::Text(name)), Some(params)) => Ok(wire::begin(&name, &params, options)?),
        _ => Err(NordcaseError::unreadable("a journey without a name")),
    }
}

/// What to do next. Keep the text before the step is carried out. `kept` is the text that was kept for a request under the gate (`wire::next`).
#[uniffi::export]
#[expect(clippy::needless_pass_by_value, reason = "UniFFI has no other form for a text that may be missing")]
pub fn journey_next(
    stored: &str,
    kept: Option<String>,
    access: &Access,
    session: &Session,
    moment: Moment,
) -> Result<Next, NordcaseError> {
    let (stored, step) = wire::next_with(stored, kept.as_deref(), access, &session.0, moment.into(), IntoStep)?;
    Ok(Next { stored, step: step? })
}

/// Takes what came of the step: the journey's new stored text.
#[uniffi::export]
pub fn journey_resume(
    stored: &str,
    access: &Access,
    session: &Session,
    input: JourneyInput,
    moment: Moment,
) -> Result<String, NordcaseError> {
    let input = match input {
        JourneyInput::Answered { response } => Input::Response(response.into()),
        JourneyInput::Failed { failure } => Input::Failed(failure),
        JourneyInput::Woke => Input::Woke,
        JourneyInput::Claimed { case_ids } => Input::Claimed { case_ids },
        JourneyInput::Decided { approved } => Input::Decision { approved },
        JourneyInput::Cancelled => Input::Cancelled,
    };
    Ok(wire::resume(stored, access, &session.0, input, moment.into())?)
}

/// Loads a stored journey that must be of this name, as `fastdok.pay_case`: its stored text as this release writes it. A transport that may repeat makes
/// the journey know it.
#[uniffi::export]
pub fn journey_load(name: &str, stored: &str, repeats: Repeats) -> Result<String, NordcaseError> {
    Ok(wire::load(name, stored, repeats)?)
}

/// The names of all journeys.
#[uniffi::export]
pub fn journeys() -> Vec<String> {
    wire::journeys().iter().map(|&name| name.to_owned()).collect()
}

/// The name of the file in which a journal keeps the claim of a case: its id, percent-encoded, or its SHA-256 where that is no file's name.
#[uniffi::export]
pub fn journal_claim_name(case_id: &str) -> String {
    const LONGEST: usize = 240;
    let name: String = case_id.bytes().map(encoded).collect();
    if name.len() <= LONGEST && name.bytes().any(|byte| byte != b'.') {
        return name;
    }
    Sha256::digest(case_id).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn encoded(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    }
}

/// Throws the error of a host that could not store a journey, and so sent nothing. The reason must hold no secret.
#[uniffi::export]
pub fn journey_not_stored(reason: &str) -> Result<(), NordcaseError> {
    Err(wire::not_stored(reason).into())
}

/// Throws the error of a journey that ended with this report.
#[uniffi::export]
pub fn journey_failed(report: FailureReport) -> Result<(), NordcaseError> {
    let sentences: Vec<&str> = report.known.iter().chain(&report.unknown).map(String::as_str).collect();
    Err(NordcaseError::Journey {
        code: report.error_code.clone().unwrap_or_else(|| format!("journey.{}", report.code.as_str())),
        retry: report.retry.unwrap_or(Retry::VerifyFirst),
        explanation: sentences.join(" "),
        what_to_do: report.safe_next.clone(),
        details: report,
    })
}

/// Takes a step as it is.
struct IntoStep;

impl StepSink for IntoStep {
    type Out = Result<Step, NordcaseError>;

    fn accept<Q: Serialize + 'static, R: Serialize + 'static>(self, step: CoreStep<Q, R>) -> Self::Out {
        let unknown = || NordcaseError::unreadable("a step of another journey");
        Ok(match step {
            CoreStep::Send(SendStep { request, operation, label, changes, gated }) => {
                Step::Send { request: request.into(), operation: operation.to_owned(), label, changes, gated }
            }
            CoreStep::Gate => Step::Gate,
            CoreStep::Claim(Claim { owner, case_ids, take }) => Step::Claim { owner, case_ids, take },
            CoreStep::Wait { millis, reason } => Step::Wait { millis, reason },
            CoreStep::Ask(question) => Step::Ask { question: taken(&mut Some(question)).ok_or_else(unknown)? },
            CoreStep::Done(receipt) => Step::Done { receipt: receipt_of(&mut Some(receipt)).ok_or_else(unknown)? },
            CoreStep::Failed(report) => Step::Failed { report },
        })
    }
}

/// Each journey has a receipt of its own type.
fn receipt_of(receipt: &mut dyn Any) -> Option<Receipt> {
    let started = taken(receipt).map(Receipt::StartCase);
    let paid = started.or_else(|| taken(receipt).map(Receipt::PayCase));
    let cancelled = paid.or_else(|| taken(receipt).map(Receipt::CancelPayment));
    let completed = cancelled.or_else(|| taken(receipt).map(Receipt::CompleteCase));
    let created = completed.or_else(|| taken(receipt).map(Receipt::CreateCase));
    let sent = created.or_else(|| taken(receipt).map(Receipt::SendEvent));
    sent.or_else(|| taken(receipt).map(Receipt::PlaceNotice))
}

#[cfg(test)]
mod tests {
    use super::journal_claim_name;

    #[test]
    fn a_claim_has_the_name_that_other_languages_give_it() {
        assert_eq!(journal_claim_name("c/3 å~"), "c%2F3%20%C3%A5~");
        assert_eq!(journal_claim_name("%2F"), "%252F");
        for (case_id, name) in [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (".", "cdb4ee2aea69cc6a83331bbe96dc2caa9a299d21329efb0336fc02a82e1839a8"),
            ("..", "5ec1f7e700f37c3d0b2981d04855fc34b94aaa15457b05ca571817442d228f81"),
        ] {
            assert_eq!(journal_claim_name(case_id), name);
        }
        assert_eq!(journal_claim_name(&"å".repeat(40)).len(), 240);
        assert_eq!(journal_claim_name(&"å".repeat(41)).len(), 64);
    }
}
