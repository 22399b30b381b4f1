//! FastDok: starts a case, pays it once, completes and archives it.
//!
//! `cargo run --bin fastdok -- --sandbox`

use nordcase::client::{Entry, FastDokClient, Transport, TransportOptions, Watcher};
use nordcase::fastdok::journeys::{CompleteCase, PayCase, PaymentQuestion, StartCase};
use nordcase::fastdok::{Access, Credentials, GetBalance, ObjectEntry};
use nordcase::journey::Step;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (base_url, _sandbox) = nordcase_examples::service()?;
    // The sandbox's public test user. The real ones belong into your program's configuration.
    let credentials = Credentials {
        api_key: "7b1f6a52-0c3e-4f8b-9d21-5a60c1e2d3f4".into(),
        username: "asa.oberg@bjorken.example".to_owned(),
        password: "Björk&Löv+2026".into(),
    };
    let transport = Transport::new(TransportOptions::default())?;
    let fastdok = FastDokClient::new(Access::new(base_url).with_credentials(credentials), transport);

    // One call: an operation is a value, its answer is typed. The client signs in by itself.
    let balance = fastdok.call(&GetBalance {}).await?.balance;
    println!("The company has {balance} SEK");

    // Jobs of several calls are journeys: whatever gets lost on the way, the case is started once and paid once. The journal keeps them on the disk,
    // so that they survive the end of this process.
    let journal = nordcase_examples::journal()?;
    let form = ObjectEntry { template_id: Some("12B.2".to_owned()), ..ObjectEntry::new("Huvudkontrakt") };
    let entries = vec![
        ObjectEntry::new("Hyresvard").with("Namn", "Bostads AB Björken"),
        ObjectEntry::new("Kund").with("Namn", "Åsa Öberg & Söner"),
        form,
    ];
    let (mut entry, mut start) = journal.begin_or_resume("start", StartCase::new(entries))?;
    let started = end(fastdok.run(&mut start, &mut entry).await?)?;
    println!("Case {} is started", started.case_id);

    let (entry, mut payment) = journal.begin_or_resume("pay", PayCase::new(&started.case_id))?;
    let paid = end(fastdok.run(&mut payment, &mut Approve { entry }).await?)?;
    println!("It is {:?}, as known by {:?}", paid.outcome, paid.seen);

    // Archived cases can never be changed again.
    let (mut entry, mut complete) = journal.begin_or_resume("complete", CompleteCase::new(&started.case_id))?;
    let completed = end(fastdok.run(&mut complete, &mut entry).await?)?;
    println!("Case {} is archived", completed.case_id);
    let balance = fastdok.call(&GetBalance {}).await?.balance;
    println!("The company has {balance} SEK left");
    Ok(())
}

/// Says yes to a payment that leaves something. A real program asks its user.
struct Approve {
    entry: Entry,
}

impl Watcher<PayCase> for Approve {
    fn entry(&mut self) -> Option<&mut Entry> {
        Some(&mut self.entry)
    }

    async fn approve(&mut self, question: &PaymentQuestion) -> bool {
        let enough = question.balance.is_some_and(|balance| balance > nordcase::Amount::ZERO);
        println!("Pay from {:?} SEK? {}", question.balance, if enough { "Yes" } else { "No" });
        enough
    }
}

/// The receipt of a journey, or what is known about why there is none.
fn end<Q, R>(step: Step<Q, R>) -> Result<R, String> {
    match step {
        Step::Done(receipt) => Ok(receipt),
        Step::Failed(report) => Err(format!("{} {}", report.known.join(" "), report.safe_next)),
        _ => Err("the journey has not ended".to_owned()),
    }
}
