//! Reads a list from `NORDCASE_BENCH_STREAM` to its end with the core's client, and prints how much the peak of memory grew by it, in MB.

use std::error::Error;
use std::time::Duration;

use nordcase::altinn::{Access, GetCaseList};
use nordcase::client::{CaseAgencyClient, Transport, TransportOptions};
use nordcase::limits::Limits;
use nordcase::{BaseUrl, Secret};

fn main() -> Result<(), Box<dyn Error>> {
    let url = std::env::var("NORDCASE_BENCH_STREAM")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let limits = Limits { answer_bytes: u64::MAX };
    let options = TransportOptions { timeout: Duration::from_secs(600), limits, ..TransportOptions::default() };
    let mut access = Access::basic(BaseUrl::insecure(&url)?, "SKDEN", Secret::new("p"));
    access.limits = limits;
    let client = CaseAgencyClient::new(access, Transport::new(options)?);
    let read = |most: usize| {
        runtime.block_on(async {
            let mut list = client.list(&GetCaseList::of_service("2681", 1)).await?;
            let mut count = 0;
            while count < most && list.next().await.transpose()?.is_some() {
                count += 1;
            }
            Ok::<_, nordcase::Error>(count)
        })
    };
    // What is loaded for the first call is the program's own.
    read(1)?;
    let before = peak()?;
    let count = read(usize::MAX)?;
    println!("{count} {:.3}", (peak()? - before) / 1024.0);
    Ok(())
}

/// The largest resident set so far, in kB.
fn peak() -> Result<f64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse()?)
}
