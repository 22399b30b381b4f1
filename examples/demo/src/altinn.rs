//! The stories of Altinn's CaseAgencySystem: cases, events, notices, and four faults.

use nordcase::altinn::{
    ExternalCase, GetCaseList, InstantiateCollaboration, Language, NoticeToken, NotificationResult, NotifyEvent,
    SetNotice, Test,
};
use nordcase::{Date, DateTime, Error};
use nordcase_sandbox::Sandbox;
use nordcase_sandbox::ledger::What;

use crate::options::Agencies;
use crate::report::strong;
use crate::stage::{Agency, Stage, told};

/// Of the sandbox's standard data.
const ARCHIVED_CASE: i32 = 1002;
const ANOTHER_OWNERS_CASE: i32 = 1004;
/// No service has so many cases.
const NO_CASE: i32 = i32::MAX;

pub(super) async fn tell(stage: &Stage) {
    let Some(agencies) = &stage.options.altinn else { return };
    stage.report.story("Altinn", "cases of an organisation and of a person");
    let mut cases = Vec::new();
    told(stage, create_and_list(stage, agencies, &mut cases).await);
    if let &[organisation, person] = cases.as_slice() {
        stage.report.story("Altinn", "events and a notice");
        told(stage, events(stage, agencies, organisation, person).await);
    }
    stage.report.story("Altinn", "what the service refuses");
    told(stage, faults(stage, agencies).await);
}

async fn create_and_list(stage: &Stage, agencies: &Agencies, created: &mut Vec<i32>) -> Result<(), Error> {
    let report = &stage.report;
    let (service, edition) = &agencies.service;
    let mut agency = Agency::new(stage, &agencies.system);
    report.step("is it there?");
    agency.call(&Test::new()).await?;
    if !stage.has_sandbox() {
        let why =
            if stage.options.flags.yes { "a real case is created" } else { "creating cases needs --yes: read only" };
        report.aside(why);
    }

    let due = Date::new(2027, 3, 1).map(DateTime::midnight);
    for reportee in &agencies.reportees {
        let whom = if reportee.len() == 9 { "an organisation" } else { "a person" };
        report.step(&format!("create, for {whom}"));
        let create =
            InstantiateCollaboration { due_date: due, ..InstantiateCollaboration::new(service, *edition, reportee) };
        let case = agency.call(&create).await?.case_id;
        report.learnt(format_args!("CaseID {} of {service}:{edition} for {reportee}", strong(case)));
        created.push(case);
    }

    report.step("list the edition's cases");
    let list = GetCaseList { language_id: Some(Language::English), ..GetCaseList::of_service(service, *edition) };
    let cases = agency.call(&list).await?;
    for case in cases.iter().take(5) {
        report.learnt(about(case));
    }
    let listed = |id: &i32| cases.iter().any(|case| case.case_id == *id && case.due_date == due);
    report.check("each case that was created is listed, with its due date", true, created.iter().all(listed));
    stage.check_truth("these cases were created, for these reportees", expected(agencies, created), created_cases);
    Ok(())
}

async fn events(stage: &Stage, agencies: &Agencies, organisation: i32, person: i32) -> Result<(), Error> {
    let report = &stage.report;
    let (service, edition) = &agencies.service;
    let mut agency = Agency::new(stage, &agencies.system);

    report.step("an event that fits");
    let results = agency.call(&NotifyEvent::to_case(organisation, "3374:1:Instantiated")).await?;
    report.learnt(moved("3374:1:Instantiated", &results));
    report.check("the state changed", vec![(organisation, true, Some("UnderArbeid"))], read(&results));
    check_state(stage, organisation, "UnderArbeid");

    report.step("one that does not");
    let results = agency.call(&NotifyEvent::to_case(organisation, "Approved")).await?;
    report.learnt(moved("Approved", &results));
    report.check("no error, and no change", vec![(organisation, false, Some("UnderArbeid"))], read(&results));
    check_state(stage, organisation, "UnderArbeid");

    report.step("one to all running cases");
    let results = agency.call(&NotifyEvent::to_service(service, *edition, "DeadlineExpired")).await?;
    report.learnt(moved("DeadlineExpired", &results));
    let all = vec![(organisation, true, Some("FristUtlopt")), (person, true, Some("FristUtlopt"))];
    report.check("both cases moved, each from its own state", all, read(&results));
    check_state(stage, organisation, "FristUtlopt");
    check_state(stage, person, "FristUtlopt");

    report.step("a notice with tokens");
    let tokens = vec![NoticeToken::new("navn", "Ærlig & Sønn <AS>"), NoticeToken::new("frist", "1. mars 2027")];
    let notice = SetNotice { notice_tokens: tokens, ..SetNotice::new(person.to_string(), "12") };
    agency.call(&notice).await?;
    report.step("the case then");
    let cases = agency.call(&GetCaseList::of_case(person)).await?;
    let template = cases.first().and_then(|case| case.notice_template_id.clone());
    report.check("it shows the notice's template", Some("12".to_owned()), template);
    let text = "Fristen for Ærlig & Sønn <AS> er 1. mars 2027.";
    report.learnt(format_args!("its reader sees: {}", strong(text)));
    stage.check_truth("the case has exactly this text", Some(text.to_owned()), |sandbox| {
        let overview = sandbox.altinn.overview();
        let case = overview["cases"].as_array()?.iter().find(|case| case["id"] == person)?;
        case["notice"]["text"].as_str().map(str::to_owned)
    });
    Ok(())
}

async fn faults(stage: &Stage, agencies: &Agencies) -> Result<(), Error> {
    let report = &stage.report;
    let mut agency = Agency::new(stage, &agencies.system);
    report.step("a case that is not there");
    stage.check_refused(agency.call(&GetCaseList::of_case(NO_CASE)).await, "altinn.60001");
    if !stage.has_sandbox() {
        report.aside("the other faults are left out: they need cases of the sandbox, or a wrong password");
        return Ok(());
    }
    report.step("an archived case");
    stage.check_refused(agency.call(&NotifyEvent::to_case(ARCHIVED_CASE, "Approved")).await, "altinn.60014");
    report.step("another owner's case");
    let notice = SetNotice::new(ANOTHER_OWNERS_CASE.to_string(), "13");
    stage.check_refused(agency.call(&notice).await, "altinn.60024");

    report.step("a wrong password");
    let mut stranger = Agency::new(stage, &agencies.system.with_password("feil passord"));
    let list = GetCaseList::of_service(&agencies.service.0, agencies.service.1);
    stage.check_refused(stranger.call(&list).await, "altinn.989");
    report.step("and once more");
    report.aside("not sent: five wrong ones lock the system user for about an hour");
    stage.check_refused(stranger.call(&list).await, "altinn.989");
    let name = agencies.system.name().to_owned();
    stage.check_truth("the password was tried once, and nobody is locked out", vec![(name, false)], |sandbox| {
        let refused = |what: &What| match what {
            What::SystemRefused { system, locked } => Some((system.clone(), *locked)),
            _ => None,
        };
        sandbox.ledger.entries.iter().filter_map(|entry| refused(&entry.what)).collect()
    });
    Ok(())
}

/// Checks the ledger: the last event left the case in this state.
fn check_state(stage: &Stage, case: i32, state: &str) {
    stage.check_truth(&format!("case {case} is in {state}"), Some(state.to_owned()), |sandbox| {
        let of_case = |what: &What| match what {
            What::EventRegistered { case_id, to, .. } if *case_id == case => Some(to.clone()),
            _ => None,
        };
        sandbox.ledger.entries.iter().rev().find_map(|entry| of_case(&entry.what))
    });
}

/// The cases that the sandbox's ledger knows, with their reportees.
pub(super) fn created_cases(sandbox: &Sandbox) -> Vec<(i32, String)> {
    let created = |what: &What| match what {
        What::CaseCreated { case_id, reportee, .. } => Some((*case_id, reportee.clone())),
        _ => None,
    };
    sandbox.ledger.entries.iter().filter_map(|entry| created(&entry.what)).collect()
}

fn expected(agencies: &Agencies, created: &[i32]) -> Vec<(i32, String)> {
    created.iter().copied().zip(agencies.reportees.iter().cloned()).collect()
}

fn read(results: &[NotificationResult]) -> Vec<(i32, bool, Option<&str>)> {
    results.iter().map(|it| (it.case_id, it.is_state_changed, it.current_state_name.as_deref())).collect()
}

fn moved(event: &str, results: &[NotificationResult]) -> String {
    let one = |result: &NotificationResult| {
        let state = strong(result.current_state_name.as_deref().unwrap_or("an unnamed state"));
        let how = if result.is_state_changed { "is now in" } else { "stays in" };
        format!("{} {how} {state}", result.case_id)
    };
    format!("{event}: {}", results.iter().map(one).collect::<Vec<_>>().join(", "))
}

fn about(case: &ExternalCase) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let due = case.due_date.map_or_else(|| "without a due date".to_owned(), |due| format!("due {}", due.date()));
    let (name, state) = (text(&case.case_name), text(&case.current_state_friendly_name));
    format!("{} {name}: {}, {due}", case.case_id, strong(state))
}
