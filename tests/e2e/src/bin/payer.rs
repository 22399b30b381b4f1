//! A process that pays a case and may be killed at any time: `payer BASE_URL CASE_ID FOLDER TIMEOUT_MS`.
//!
//! It keeps its journey in the journal FOLDER, and carries on the one that it finds there. It prints the end as one line of JSON.

use std::time::Duration;

use nordcase::client::{Entry, FastDokClient, Journal, Transport, TransportOptions, Watcher};
use nordcase::fastdok::journeys::{PayCase, PaymentQuestion};
use nordcase::fastdok::{Access, Credentials};
use nordcase::journey::{Journey, Step};
use nordcase::{BaseUrl, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [base_url, case_id, folder, timeout] = args.as_slice() else {
        panic!("payer BASE_URL CASE_ID FOLDER TIMEOUT_MS")
    };
    let credentials = Credentials {
        api_key: nordcase_sandbox::fastdok::API_KEY.into(),
        username: "asa.oberg@bjorken.example".to_owned(),
        password: nordcase_e2e::PASSWORD.into(),
    };
    let access = Access::new(BaseUrl::new(base_url)?).with_credentials(credentials);
    let timeout = Duration::from_millis(timeout.parse().expect("a number of milliseconds"));
    let transport = Transport::new(TransportOptions { timeout, ..TransportOptions::default() })?;
    let journal = Journal::open(folder)?;
    let (entry, mut journey) = match journal.unfinished()?.first() {
        Some(unfinished) => {
            let entry = journal.resume(&unfinished.key)?;
            let journey = entry.journey::<PayCase>()?;
            (entry, journey)
        }
        // A call whose outcome nobody saw is settled at once here: the sandbox does what it does before it breaks off.
        None => (journal.entry(case_id)?, Journey::new(PayCase::new(case_id), 1).with_settle(0)),
    };
    let end = FastDokClient::new(access, transport).run(&mut journey, &mut Payment(entry)).await?;
    let end = match end {
        Step::Done(receipt) => serde_json::json!({ "done": receipt }),
        Step::Failed(report) => serde_json::json!({ "failed": report }),
        _ => serde_json::json!({}),
    };
    println!("{end}");
    Ok(())
}

struct Payment(Entry);

impl Watcher<PayCase> for Payment {
    fn entry(&mut self) -> Option<&mut Entry> {
        Some(&mut self.0)
    }

    async fn approve(&mut self, _question: &PaymentQuestion) -> bool {
        true
    }
}
