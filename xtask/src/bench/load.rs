//! What the sandbox bears, so that a test suite that leans on it knows: autocannon, a stock load generator, over loopback.

use std::path::Path;
use std::process::Command;

use nordcase::HttpRequest;
use serde::Deserialize;

use super::row::{NO_GOAL, Row};
use crate::outcome::Stop;
use crate::package::npm::npm_command;
use crate::server::Server;
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
    let sandbox = Server::optimized_sandbox(shell)?;
    let mut rows = Vec::new();
    for Named { name, request } in requests(shell, &sandbox.url)? {
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

#[derive(Deserialize)]
struct Named {
    name: String,
    request: HttpRequest,
}

/// One request of each service, as the core writes it.
fn requests(shell: &Shell, url: &str) -> Result<Vec<Named>, Stop> {
    let program = "run --release --quiet --package nordcase-bench --bin nordcase-bench-requests --";
    let printed = shell.run(shell.cargo(program).arg(url))?;
    let requests: Vec<Named> = printed.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    if requests.len() == 2 { Ok(requests) } else { Err(Stop::Failed(format!("not two requests: {printed}"))) }
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
