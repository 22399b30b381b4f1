//! What the sandbox bears, so that a test suite that leans on it knows: autocannon, a stock load generator, over loopback.

use std::path::Path;
use std::process::Command;

use nordcase::altinn::{self, GetCaseList};
use nordcase::client::{FastDokClient, Transport, TransportOptions};
use nordcase::fastdok::{self, Authenticate, Credentials, ListTasks};
use nordcase::{BaseUrl, HttpRequest, Operation};
use nordcase_sandbox::fastdok::API_KEY;
use serde::Deserialize;

use super::{NO_GOAL, Row};
use crate::package::npm::npm_command;
use crate::sandbox::Sandbox;
use crate::shell::Shell;
use crate::test::outcome::Stop;

const AUTOCANNON: &str = "autocannon@8.0.0";
const CONNECTIONS: &str = "10";
const SECONDS: &str = "10";

pub(super) fn rows(shell: &Shell) -> Result<Vec<Row>, Stop> {
    let folder = shell.project.target.join("bench/load");
    std::fs::create_dir_all(&folder).map_err(|error| Stop::Failed(format!("{}: {error}", folder.display())))?;
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
    let base_url = BaseUrl::new(url)?;
    let credentials = Credentials {
        api_key: API_KEY.into(),
        username: "asa.oberg@bjorken.example".to_owned(),
        password: "Björk&Löv+2026".into(),
    };
    let access = fastdok::Access::new(base_url.clone());
    let client =
        FastDokClient::new(access.clone().with_credentials(credentials), Transport::new(TransportOptions::default())?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let signed_in = runtime.block_on(client.call(&Authenticate::new()))?;
    let tasks = ListTasks::new().request(&access.with_ticket(signed_in.ticket))?;
    let agency = altinn::Access::basic(base_url, "SKDEN", "sandkasse-2681");
    let cases = GetCaseList::of_service("2681", 1).request(&agency)?;
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
