//! `nordcase-sandbox`: FastDok and Altinn II CaseAgencySystem on this machine, to try clients against.
//!
//! It prints one line to stdout, `listening on http://127.0.0.1:49152`, which programs may read; all else goes to stderr. It ends on
//! SIGINT and SIGTERM.

use std::fs;
use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use nordcase_sandbox::Sandbox;
use nordcase_sandbox::server::{Options, Server};

/// FastDok and Altinn II CaseAgencySystem on this machine, to try clients against.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Port to listen on; 0 lets the system choose
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Address to listen on; any other than loopback lets others in
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// Seed of every id and ticket: the same seed and the same requests give the same answers
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Serve https with a self-signed certificate made at start (also at /_sandbox/certificate.pem)
    #[arg(long)]
    tls: bool,
    /// Write that certificate (PEM) to this file
    #[arg(long, value_name = "FILE", requires = "tls")]
    write_certificate: Option<PathBuf>,
    /// Load the state from this file at start, if it exists, and save it there at a clean exit
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,
    /// Do not write a line per request to stderr
    #[arg(long)]
    quiet: bool,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("nordcase-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> io::Result<()> {
    let sandbox = match &arguments.data {
        Some(file) if file.exists() => load(file)?,
        _ => Sandbox::new(arguments.seed),
    };
    // Ready for signals before anyone can know that we listen.
    let signals = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut ended = signals.block_on(async { Ended::new() })?;
    let server = Server::start(Options {
        host: arguments.host,
        port: arguments.port,
        tls: arguments.tls,
        log: !arguments.quiet,
        sandbox,
    })?;
    if !arguments.host.is_loopback() {
        eprintln!(
            "warning: {} is not loopback: everyone who can reach it can read and steer this sandbox",
            arguments.host
        );
    }
    if let Some(certificate) = server.certificate() {
        eprintln!("certificate SHA-256 {}", certificate.fingerprint());
        if let Some(file) = &arguments.write_certificate {
            fs::write(file, &certificate.pem).map_err(|error| named(file, &error))?;
        }
    }
    let mut out = io::stdout().lock();
    writeln!(out, "listening on {}", server.url())?;
    out.flush()?;

    signals.block_on(ended.wait());
    let sandbox = server.sandbox.clone();
    server.stop();
    match &arguments.data {
        Some(file) => save(file, &sandbox.lock().unwrap_or_else(std::sync::PoisonError::into_inner)),
        None => Ok(()),
    }
}

fn load(file: &Path) -> io::Result<Sandbox> {
    let text = fs::read(file).map_err(|error| named(file, &error))?;
    serde_json::from_slice(&text).map_err(|error| named(file, &io::Error::other(error)))
}

/// Writes beside the file and renames, so that a process killed half-way leaves the old state whole.
fn save(file: &Path, sandbox: &Sandbox) -> io::Result<()> {
    let mut name = file.as_os_str().to_owned();
    name.push(".new");
    let fresh = PathBuf::from(name);
    let written = || -> io::Result<()> {
        let mut out = fs::File::create(&fresh)?;
        out.write_all(&serde_json::to_vec(sandbox)?)?;
        out.sync_all()?;
        fs::rename(&fresh, file)
    };
    written().map_err(|error| named(file, &error))
}

fn named(file: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", file.display()))
}

/// The signals that end the program.
#[cfg(unix)]
struct Ended {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Ended {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn wait(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// Ctrl-C, where there are no Unix signals.
#[cfg(not(unix))]
struct Ended;

#[cfg(not(unix))]
impl Ended {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn wait(&mut self) {
        // Without a way to be told, the program runs until it is killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
