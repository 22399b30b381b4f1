//! The stories of the journeys: the reply to the call that matters is lost, and still everything happens exactly once.

use std::fmt::Debug;

use nordcase::altinn::InstantiateCollaboration;
use nordcase::altinn::journeys::{CreateCase, CreateConfidence, CreateReceipt};
use nordcase::fastdok::journeys::{CompleteCase, PayCase, PayOutcome, StartCase, StartConfidence};
use nordcase::journey::{Evidence, Step};
use nordcase::{Error, Operation, altinn, fastdok};
use nordcase_sandbox::ledger::What;

use crate::altinn::created_cases;
use crate::fastdok::{check_debits, lease, shown};
use crate::options::{Agencies, UserAt};
use crate::report::{short, strong};
use crate::stage::{Agency, FastDok, Stage, told};

pub(super) async fn tell(stage: &Stage) {
    if !stage.has_sandbox() {
        stage.report.story("Journey", "left out: on a real server nothing can be made to go wrong");
        return;
    }
    if let Some(users) = &stage.options.fastdok {
        told(stage, pay_once(stage, &users.customer).await);
    }
    if let Some(agencies) = &stage.options.altinn {
        stage.report.story("Journey", "Altinn CreateCase: the reply to the creation is lost");
        told(stage, create_once(stage, agencies).await);
    }
}

/// Start, pay, archive, with two lost replies on the way.
async fn pay_once(stage: &Stage, user: &UserAt) -> Result<(), Error> {
    let report = &stage.report;
    let mut fastdok = FastDok::new(stage, user);
    let started = |sandbox: &nordcase_sandbox::Sandbox| {
        let is = |what: &What| matches!(what, What::CaseStarted { .. });
        sandbox.ledger.entries.iter().filter(|entry| is(&entry.what)).count()
    };

    report.story("Journey", "FastDok StartCase: the reply to the start is lost");
    let before = stage.truth(started).unwrap_or_default();
    stage.lose_reply(fastdok::StartCase::NAME, 1);
    let step = fastdok.run(StartCase::new(lease("Borta & Återfunnen"))).await?;
    let Some(receipt) = done(stage, step) else { return Ok(()) };
    report.learnt(format_args!("found again: case {}", strong(short(&receipt.case_id))));
    report.check(
        "known by its contents, not by a reply",
        (Evidence::State, StartConfidence::SameContents),
        (receipt.seen, receipt.certainty),
    );
    stage.check_truth("exactly one case was started", before + 1, started);

    report.story("Journey", "FastDok PayCase: the reply to the payment is lost");
    // The first action brings the draft to payment, the second pays.
    stage.lose_reply(fastdok::PerformAction::NAME, 2);
    let case = receipt.case_id;
    let step = fastdok.run(PayCase::new(&case)).await?;
    let Some(receipt) = done(stage, step) else { return Ok(()) };
    let (before, after) = (shown(receipt.balance_before), shown(receipt.balance_after));
    report.learnt(format_args!("paid: balance {before} → {} SEK", strong(after)));
    let how = (receipt.outcome, receipt.seen, receipt.sent);
    report.check("paid, seen by reading the case, sent once", (PayOutcome::Paid, Evidence::State, 1), how);
    check_debits(stage, &case, &["200.00"]);

    report.story("Journey", "FastDok CompleteCase: archived, for ever");
    let step = fastdok.run(CompleteCase::new(&case)).await?;
    if done(stage, step).is_some() {
        report.learnt(format_args!("case {} is archived", strong(short(&case))));
    }
    stage.check_truth("archived once", 1, |sandbox| sandbox.ledger.archived(Some(&case)));
    check_debits(stage, &case, &["200.00"]);
    Ok(())
}

async fn create_once(stage: &Stage, agencies: &Agencies) -> Result<(), Error> {
    let report = &stage.report;
    let (service, edition) = &agencies.service;
    let Some(reportee) = agencies.reportees.first() else { return Ok(()) };
    let mut agency = Agency::new(stage, &agencies.system);
    let before = stage.truth(created_cases).unwrap_or_default();
    stage.lose_reply(altinn::InstantiateCollaboration::NAME, 1);
    // With a due date the case is known at once; without one nothing tells it from another until the settle bound has passed.
    let due_date = "2031-03-01T12:00:00".parse().ok();
    let create = InstantiateCollaboration { due_date, ..InstantiateCollaboration::new(service, *edition, reportee) };
    let step = agency.run(CreateCase::new(create)).await?;
    let Some(CreateReceipt { case_id, sure, sent, .. }) = done(stage, step) else { return Ok(()) };
    report.learnt(format_args!("adopted: CaseID {}", strong(case_id)));
    report.check("the only new case, created by one call", (CreateConfidence::OnlyNewCase, 1), (sure, sent));
    let expected: Vec<_> = before.into_iter().chain([(case_id, reportee.clone())]).collect();
    stage.check_truth("exactly one case more", expected, created_cases);
    Ok(())
}

/// The receipt of a journey that ended well.
fn done<Q: Debug, R: Debug>(stage: &Stage, step: Step<Q, R>) -> Option<R> {
    stage.report.step("the receipt");
    match step {
        Step::Done(receipt) => Some(receipt),
        Step::Failed(failed) => {
            stage.report.broke_off(format_args!("{}: {}", failed.code.as_str(), failed.known.join(" ")));
            None
        }
        other => {
            stage.report.broke_off(format_args!("a journey ended with {other:?}"));
            None
        }
    }
}
