//! What the sandbox bears, so that a test suite that leans on it knows: autocannon, a stock load generator, over loopback.

use std::path::Path;
use std::process::Command;

use nordcase::altinn::GetCaseList;
use nordcase::client::{FastDokClient, Transport, TransportOptions};
use nordcase::fastdok::{Authenticate, ListTasks};
use nordcase::{HttpRequest, Operation};
use serde::Deserialize;

use super::row::{NO_GOAL, Row};
use crate::demo::options::Options;
use crate::outcome::Stop;
use crate::package::npm::npm_command;
use crate::sandbox::Sandbox;
use crate::shell::Shell;

const AUTOCANNON: &str = "autocannon@8.0.0";
const CONNECTIONS: &str = "10";
const SECONDS: &str = "10";

pub(super) fn rows(shell: &Shell) -> Result<Vec<Row>, Stop> {
    let folder = shell.project.target.join("bench/load");
    std::fs::create_dir_all(&folder).map_err(Stop::at(&folder))?;
    let mut install = npm_command(shell);
    install.args(["install", "--no-save", "--ignore-scripts", "--prefix"]).arg(&folder).arg(AUTOCANNON);
    shell.run(install.current_dir(&folder))?;
    let sandbox = Sandbox::optimized(shell)?;
    let mut rows = Vec::new();
    for (name, request) in requests(&sandbox.url).map_err(|error| Stop::Failed(error.to_string()))? {
        let Load { requests, latency, non2xx } = load(shell, &folder, &request)?;
        if non2xx > 0 || requests.total == 0 {
            return Err(Stop::Failed(format!("{name}: {non2xx} of {} answers were refusals", requests.total)));
        }
        let bench = format!("sandbox over loopback, {CONNECTIONS} connections: {name}");
        rows.push(Row::alone(&bench, "requests/s", requests.average, NO_GOAL, true));
        rows.push(Row::alone(&format!("{bench}, p99 in whole milliseconds"), "ms", latency.p99, NO_GOAL, true));
    }
    Ok(rows)
}

/// One request of each service, as the core writes it.
fn requests(url: &str) -> Result<[(&'static str, HttpRequest); 2], Box<dyn std::error::Error>> {
    let mut options = Options::parse(&[])?;
    options.use_sandbox(url)?;
    let (Some(users), Some(agencies)) = (options.fastdok, options.altinn) else { return Err("no users".into()) };
    let access = users.customer.access();
    let client = FastDokClient::new(access.clone(), Transport::new(TransportOptions::default())?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let signed_in = runtime.block_on(client.call(&Authenticate::new()))?;
    let tasks = ListTasks::new().request(&access.with_ticket(signed_in.ticket))?;
    let (service, edition) = agencies.service;
    let cases = GetCaseList::of_service(service, edition).request(&agencies.system.access())?;
    Ok([("list_tasks", tasks), ("GetCaseList", cases)])
}

#[derive(Deserialize)]
struct Load {
    requests: Requests,
    latency: Latency,
    non2xx: u64,
}

#[derive(Deserialize)]
struct Requests {
    average: f64,
    total: u64,
}

/// In milliseconds.
#[derive(Deserialize)]
struct Latency {
    p99: f64,
}

fn load(shell: &Shell, folder: &Path, request: &HttpRequest) -> Result<Load, Stop> {
    let mut autocannon: Command = shell.command("node");
    autocannon.arg(folder.join("node_modules/autocannon/autocannon.js"));
    autocannon.args(["--json", "--connections", CONNECTIONS, "--duration", SECONDS]);
    autocannon.args(["--method", request.method.as_str()]);
    for header in &request.headers {
        autocannon.args(["--headers", &format!("{}={}", header.name, header.value)]);
    }
    if !request.body.is_empty() {
        autocannon.args(["--body", &String::from_utf8_lossy(&request.body)]);
    }
    let printed = shell.run(autocannon.arg(&request.url))?;
    let json = printed.lines().find(|line| line.starts_with('{'));
    let load = json.and_then(|json| serde_json::from_str(json).ok());
    load.ok_or_else(|| Stop::Failed("autocannon printed no figures".to_owned()))
}
