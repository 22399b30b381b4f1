//! FAULTS 3.8: the programs of the project's README run as they stand there, against a sandbox.

use std::path::Path;
use std::process::{Command, Output};

use nordcase::altinn::InstantiateCollaboration;
use nordcase::client::{CaseAgencyClient, FastDokClient, Transport, TransportOptions};
use nordcase::fastdok::{Credentials, ObjectEntry, StartCase};
use nordcase::{BaseUrl, altinn, fastdok};
use nordcase_sandbox::server::{Options, Server};

const KEY: &str = "7b1f6a52-0c3e-4f8b-9d21-5a60c1e2d3f4";
const USER: &str = "asa.oberg@bjorken.example";
const PASSWORD: &str = "Björk&Löv+2026";
const SYSTEM_PASSWORD: &str = "sandkasse-2681";

fn transport() -> Transport {
    Transport::new(TransportOptions::default()).expect("TLS can be set up")
}

fn base_url(server: &Server) -> BaseUrl {
    BaseUrl::new(&server.url()).expect("the server's own address")
}

/// The program in an empty folder of its own.
fn program(path: &str, name: &str) -> Command {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    let mut command = Command::new(path);
    command.current_dir(folder);
    command
}

fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[tokio::test]
async fn fault_3_8_the_payment_of_the_readme_runs() {
    let server = Server::start(Options::default()).expect("a free port");
    let credentials = Credentials { api_key: KEY.into(), username: USER.to_owned(), password: PASSWORD.into() };
    let access = fastdok::Access::new(base_url(&server)).with_credentials(credentials);
    let form = ObjectEntry { template_id: Some("12B.2".to_owned()), ..ObjectEntry::new("Huvudkontrakt") };
    let entries =
        vec![ObjectEntry::new("Hyresvard").with("Namn", "B"), ObjectEntry::new("Kund").with("Namn", "Å"), form];
    let started = FastDokClient::new(access, transport()).call(&StartCase::new(entries)).await.expect("a case");
    let mut command = program(env!("CARGO_BIN_EXE_readme-fastdok"), "readme-fastdok");
    command.arg(started.instance_id).env("FASTDOK_URL", server.url());
    command.envs([("FASTDOK_KEY", KEY), ("FASTDOK_USER", USER), ("FASTDOK_PASSWORD", PASSWORD)]);
    let output = tokio::task::spawn_blocking(move || command.output().expect("it runs")).await.expect("it ends");
    assert!(printed(&output).contains(": Paid, balance afterwards "), "{output:?}");
    let debits = || server.sandbox.lock().expect("nobody panics").ledger.debits(None);
    assert_eq!(debits(), 1);

    // Without a case it starts one.
    let mut command = program(env!("CARGO_BIN_EXE_readme-fastdok"), "readme-fastdok-new");
    command.env("FASTDOK_URL", server.url());
    command.envs([("FASTDOK_KEY", KEY), ("FASTDOK_USER", USER), ("FASTDOK_PASSWORD", PASSWORD)]);
    let output = tokio::task::spawn_blocking(move || command.output().expect("it runs")).await.expect("it ends");
    assert!(printed(&output).contains(": Paid, balance afterwards "), "{output:?}");
    assert_eq!(debits(), 2);
}

#[test]
fn fault_3_8_the_programs_of_the_readme_name_what_is_missing() {
    for (path, name, variable) in [
        (env!("CARGO_BIN_EXE_readme-fastdok"), "readme-fastdok-missing", "FASTDOK_KEY"),
        (env!("CARGO_BIN_EXE_readme-altinn"), "readme-altinn-missing", "ALTINN_PASSWORD"),
    ] {
        let output = program(path, name).env_remove(variable).output().expect("it runs");
        assert!(String::from_utf8_lossy(&output.stderr).contains(variable), "{output:?}");
    }
}

#[tokio::test]
async fn fault_3_8_the_list_of_the_readme_says_that_nothing_is_there() {
    let server = Server::start(Options::default()).expect("a free port");
    let mut command = program(env!("CARGO_BIN_EXE_readme-altinn"), "readme-altinn-none");
    command.env("ALTINN_URL", server.url()).env("ALTINN_PASSWORD", SYSTEM_PASSWORD);
    let output = tokio::task::spawn_blocking(move || command.output().expect("it runs")).await.expect("it ends");
    assert!(printed(&output).ends_with(" running cases\n"), "{output:?}");
}

#[tokio::test]
async fn fault_3_8_the_list_of_the_readme_runs() {
    let server = Server::start(Options::default()).expect("a free port");
    let access = altinn::Access::basic(base_url(&server), "SKDEN", SYSTEM_PASSWORD);
    let agency = CaseAgencyClient::new(access, transport());
    let created = agency.call(&InstantiateCollaboration::new("2681", 1, "910453092")).await.expect("a case");
    let mut command = program(env!("CARGO_BIN_EXE_readme-altinn"), "readme-altinn");
    command.env("ALTINN_URL", server.url()).env("ALTINN_PASSWORD", SYSTEM_PASSWORD);
    let output = tokio::task::spawn_blocking(move || command.output().expect("it runs")).await.expect("it ends");
    assert!(
        printed(&output).contains(&format!("{created:?}").replace(|c: char| !c.is_ascii_digit(), "")),
        "{output:?}"
    );
}
