//! A process that pays a case and may be killed at any time: `payer BASE_URL CASE_ID FILE TIMEOUT_MS`.
//!
//! It carries on the journey that is stored in FILE, or begins one, and stores it before each request, as every host should. It prints the end as one line
//! of JSON.

use std::path::{Path, PathBuf};
use std::time::Duration;

use nordcase::client::{SharedSession, SystemClock, Transport, TransportOptions, Watcher, run};
use nordcase::fastdok::journeys::{PayCase, PaymentQuestion};
use nordcase::fastdok::{Access, Credentials, Session};
use nordcase::journey::{Journey, Step};
use nordcase::{BaseUrl, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [base_url, case_id, file, timeout] = args.as_slice() else { panic!("payer BASE_URL CASE_ID FILE TIMEOUT_MS") };
    let credentials = Credentials {
        api_key: nordcase_sandbox::fastdok::API_KEY.into(),
        username: "asa.oberg@bjorken.example".to_owned(),
        password: nordcase_e2e::PASSWORD.into(),
    };
    let access = Access::new(BaseUrl::new(base_url)?).with_credentials(credentials);
    let timeout = Duration::from_millis(timeout.parse().expect("a number of milliseconds"));
    let transport = Transport::new(TransportOptions { timeout, ..TransportOptions::default() })?;
    let mut journey = match std::fs::read_to_string(file) {
        Ok(stored) => Journey::from_json(&stored)?,
        Err(_) => Journey::new(PayCase::new(case_id), 1),
    };
    let mut store = Store { file: PathBuf::from(file) };
    let end =
        run(&mut journey, &SharedSession::new(Session::new(access)), &transport, &SystemClock, &mut store).await?;
    let end = match end {
        Step::Done(receipt) => serde_json::json!({ "done": receipt }),
        Step::Failed(report) => serde_json::json!({ "failed": report }),
        _ => serde_json::json!({}),
    };
    println!("{end}");
    Ok(())
}

/// Keeps the journey in a file. Written beside it and renamed: a process killed while it writes leaves the one before.
struct Store {
    file: PathBuf,
}

impl Watcher<PayCase> for Store {
    fn save(&mut self, journey: &Journey<PayCase>) -> std::io::Result<()> {
        let beside: &Path = &self.file.with_extension("new");
        std::fs::write(beside, journey.to_json())?;
        std::fs::rename(beside, &self.file)
    }

    async fn approve(&mut self, _question: &PaymentQuestion) -> bool {
        true
    }
}
