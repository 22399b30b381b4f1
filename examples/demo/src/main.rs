//! `cargo xtask demo`: both APIs at work over real HTTP, told as a timeline.
//!
//! It starts the sandbox on a free port of this machine, calls it through the core's reqwest transport as a user's program would, and
//! checks every story twice: against what the answers say, and against the sandbox's ledger, which knows what really happened. With `--fastdok-url`
//! and `--altinn-url` it calls real servers instead; there is no ledger then, and nothing is made to go wrong.
//!
//! One story, one function: [`fastdok`], [`altinn`] and [`journeys`] tell them on the [`stage`]; [`report`] prints.

mod altinn;
mod fastdok;
mod journeys;
mod options;
mod report;
mod stage;

use std::process::ExitCode;

use nordcase::client::{Transport, TransportOptions};
use nordcase_sandbox::Sandbox;
use nordcase_sandbox::server::{self, Server};

use clap::Parser;
use options::{Flags, Options};
use stage::Stage;

/// Runs the demonstration. It fails when anything is not as it should be.
fn main() -> ExitCode {
    match set_up(Flags::parse()).and_then(|stage| show(&stage)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            anstream::eprintln!("{why}\n\nSee cargo xtask demo --help");
            ExitCode::FAILURE
        }
    }
}

fn set_up(flags: Flags) -> Result<Stage, String> {
    let mut options = Options::new(flags);
    if !options.is_real() {
        return on_sandbox(options, Sandbox::new(1));
    }
    options.use_real(|name| std::env::var(name).ok())?;
    Ok(Stage::new(options, transport()?, None))
}

fn on_sandbox(mut options: Options, sandbox: Sandbox) -> Result<Stage, String> {
    let server = server::Options { sandbox, ..server::Options::default() };
    let server = Server::start(server).map_err(|error| format!("the sandbox: {error}"))?;
    options.use_sandbox(&server.url()).map_err(|error| error.to_string())?;
    Ok(Stage::new(options, transport()?, Some(server)))
}

fn transport() -> Result<Transport, String> {
    Transport::new(TransportOptions::default()).map_err(|error| error.to_string())
}

fn show(stage: &Stage) -> Result<bool, String> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
    runtime.block_on(async {
        stage.introduce();
        fastdok::tell(stage).await;
        altinn::tell(stage).await;
        journeys::tell(stage).await;
    });
    Ok(stage.report.end(stage.totals().as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use nordcase_sandbox::ledger::What;

    fn shows(sandbox: Sandbox) -> bool {
        let options = Options::new(Flags { json: true, ..Flags::default() });
        show(&on_sandbox(options, sandbox).expect("a stage")).expect("a runtime")
    }

    #[test]
    fn all_is_as_it_should_be() {
        assert!(shows(Sandbox::new(7)));
    }

    #[test]
    fn a_service_that_behaves_differently_fails_it() {
        let mut sandbox = Sandbox::new(7);
        assert!(sandbox.fastdok.set_balance("Bostads AB Björken", 150.into()));
        assert!(!shows(sandbox));
    }

    /// What no answer shows, the ledger does.
    #[test]
    fn what_only_the_ledger_knows_fails_it() {
        let mut sandbox = Sandbox::new(7);
        sandbox.ledger.write(0, What::SystemRefused { system: "SKDEN".to_owned(), locked: false });
        assert!(!shows(sandbox));
    }
}
