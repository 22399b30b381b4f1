//! A process that starts many identical cases at once, and may be killed at any time: `starter BASE_URL FOLDER JOBS SETTLE_MS`.
//!
//! Its jobs are in the journal FOLDER: those that are there are carried on, the others begun. It says so once all have ended.

use nordcase::client::{FastDokClient, Journal, Transport, TransportOptions, begin};
use nordcase::fastdok::journeys::StartCase;
use nordcase::fastdok::{Access, Credentials};
use nordcase::journey::Ended;
use nordcase::{BaseUrl, Error};
use nordcase_e2e::lease;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [base_url, folder, jobs, settle] = args.as_slice() else { panic!("starter BASE_URL FOLDER JOBS SETTLE_MS") };
    let credentials = Credentials {
        api_key: nordcase_sandbox::fastdok::API_KEY.into(),
        username: "asa.oberg@bjorken.example".to_owned(),
        password: nordcase_e2e::PASSWORD.into(),
    };
    let access = Access::new(BaseUrl::new(base_url)?).with_credentials(credentials);
    let fastdok = FastDokClient::new(access, Transport::new(TransportOptions::default())?);
    let settle = settle.parse().expect("a number of milliseconds");
    let journal = Journal::open(folder)?;
    let there: Vec<String> = journal.unfinished()?.into_iter().map(|job| job.key).collect();
    let ended: Vec<String> = journal.ended()?.into_iter().map(|job| job.key).collect();
    let mut under_way = tokio::task::JoinSet::new();
    for key in (0..jobs.parse::<u32>().expect("a number")).map(|n| format!("job {n}")) {
        if ended.contains(&key) {
            continue;
        }
        let (mut entry, mut journey) = if there.contains(&key) {
            let entry = journal.resume(&key)?;
            let journey = entry.journey::<StartCase>()?;
            (entry, journey)
        } else {
            (journal.entry(&key)?, begin(StartCase::new(lease())).with_settle(settle))
        };
        let fastdok = fastdok.clone();
        under_way.spawn(async move { fastdok.run(&mut journey, &mut entry).await.map(drop) });
    }
    while let Some(ended) = under_way.join_next().await {
        ended.expect("no job panics")?;
    }
    let done = journal.ended()?.iter().filter(|job| job.ended == Ended::Done).count();
    println!("ended, {done} of them well");
    Ok(())
}
