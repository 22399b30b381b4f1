//! Altinn's CaseAgencySystem: creates a case exactly once, lists the cases, sends an event, sets a notice.
//!
//! `cargo run --bin altinn -- --sandbox`

use nordcase::altinn::journeys::CreateCase;
use nordcase::altinn::{Access, GetCaseList, InstantiateCollaboration, Language, NoticeToken, NotifyEvent, SetNotice};
use nordcase::client::{CaseAgencyClient, Transport, TransportOptions};
use nordcase::journey::Step;
use nordcase::{Date, DateTime};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (base_url, _sandbox) = nordcase_examples::service()?;
    // The sandbox's public test system. The real name and password belong into your program's configuration.
    let access = Access::basic(base_url, "SKDEN", "sandkasse-2681");
    let agency = CaseAgencyClient::new(access, Transport::new(TransportOptions::default())?);

    // The service has no idempotency key. The journey looks before it creates, and again if the reply is lost: one case, whatever happens.
    let create = InstantiateCollaboration {
        due_date: Date::new(2027, 3, 1).map(DateTime::midnight),
        ..InstantiateCollaboration::new("2681", 1, "910453092")
    };
    // The journal keeps it on the disk, so that it survives the end of this process.
    let journal = nordcase_examples::journal()?;
    let (mut entry, mut journey) = journal.begin_or_resume("case of 910453092", CreateCase::new(create))?;
    let created = match agency.run(&mut journey, &mut entry).await? {
        Step::Done(receipt) => receipt.case_id,
        Step::Failed(report) => return Err(format!("{} {}", report.known.join(" "), report.safe_next).into()),
        _ => return Err("the journey has not ended".into()),
    };
    println!("Case {created} is created");

    // An event that does not fit the case's state is no error: its result says that nothing changed.
    for result in agency.call(&NotifyEvent::to_case(created, "3374:1:Instantiated")).await? {
        println!("Case {}: changed {}, now {:?}", result.case_id, result.is_state_changed, result.current_state_name);
    }

    let tokens = vec![NoticeToken::new("navn", "Ærlig & Sønn AS"), NoticeToken::new("frist", "1. mars 2027")];
    agency.call(&SetNotice { notice_tokens: tokens, ..SetNotice::new(created.to_string(), "12") }).await?;

    // A list has no pages and may be long: read it while it arrives.
    let list = GetCaseList { language_id: Some(Language::English), ..GetCaseList::of_service("2681", 1) };
    let mut cases = agency.list(&list).await?;
    while let Some(case) = cases.next().await {
        let case = case?;
        println!(
            "{} {:?} {:?} due {:?}",
            case.case_id, case.case_name, case.current_state_friendly_name, case.due_date
        );
    }

    // What the service refuses is an error with a stable code, its meaning, and what to do.
    if let Err(error) = agency.call(&GetCaseList::of_case(1002)).await {
        println!("{}: {error}. {}", error.code(), error.what_to_do());
    }
    Ok(())
}
