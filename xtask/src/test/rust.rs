//! The stages of the Rust crates.

use std::path::PathBuf;

use crate::outcome::{Counts, Outcome, Stop, cargo_tests};
use crate::shell::Shell;

const CARGO_DENY: &str = "0.20.2";

pub(super) fn format(shell: &Shell) -> Outcome {
    component(shell, "rustfmt", "fmt")?;
    shell.check(&mut shell.cargo("fmt --all --check"))
}

pub(super) fn clippy(shell: &Shell) -> Outcome {
    component(shell, "clippy", "clippy")?;
    shell.check(&mut shell.cargo("clippy --workspace --all-targets --all-features -- --deny warnings"))
}

pub(super) fn tests(shell: &Shell) -> Outcome {
    let finished = shell.attempt(&mut shell.cargo("test --workspace --all-features --no-fail-fast"))?;
    Ok(cargo_tests(&finished))
}

pub(super) fn docs(shell: &Shell) -> Outcome {
    let mut command = shell.cargo("doc --workspace --all-features --no-deps");
    shell.check(command.env("RUSTDOCFLAGS", "--deny warnings"))
}

/// Clippy and not `check`: it can deny warnings of our crates without a flag that builds every dependency anew.
pub(super) fn features(shell: &Shell) -> Outcome {
    let alone = |feature: &str| {
        shell.cargo(&format!("clippy --package nordcase --no-default-features --features={feature} -- --deny warnings"))
    };
    let mut counts = shell.check(&mut alone(""))?;
    for feature in shell.project.features("nordcase") {
        counts.add(shell.check(&mut alone(&feature))?);
    }
    Ok(counts)
}

pub(super) fn oldest_compiler(shell: &Shell) -> Outcome {
    let Some(version) = shell.project.oldest_rust() else {
        return Err(Stop::Failed("the workspace states no rust-version".to_owned()));
    };
    let there = shell.attempt(shell.command("rustup").args(["run", &version, "rustc", "--version"]))?.ok;
    if !there {
        shell.rustup(&["toolchain", "install", &version, "--profile", "minimal"])?;
    }
    let mut check = shell.command("rustup");
    check.args(["run", &version, "cargo", "check", "--package", "nordcase", "--package", "nordcase-sandbox"]);
    shell.check(check.arg("--all-features").env("CARGO_TARGET_DIR", shell.project.target.join("msrv")))
}

pub(super) fn deny(shell: &Shell) -> Outcome {
    let program = cargo_tool(shell, "cargo-deny", CARGO_DENY)?;
    let checks = ["licenses", "bans", "sources"];
    shell.run(shell.command(&program).args(["--all-features", "check"]).args(checks))?;
    Ok(Counts::passed(checks.len() as u32))
}

/// The program of this cargo tool in exactly this version; installed below `target/tools` where it is not there yet.
pub(crate) fn cargo_tool(shell: &Shell, name: &str, version: &str) -> Result<PathBuf, Stop> {
    let tools = shell.project.target.join("tools");
    let program = tools.join("bin").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let wanted = format!("{name} {version}");
    if program.exists() && shell.run(shell.command(&program).arg("--version"))?.trim() == wanted {
        return Ok(program);
    }
    // A debug build takes half as long (cargo-deny: 65 s on two cores), and is fast enough for a tree of this size.
    let build = tools.join("build");
    let mut install = shell.cargo(&format!("install {name} --version {version} --locked --debug --force --root"));
    install.arg(&tools).env("CARGO_TARGET_DIR", &build).env("CARGO_PROFILE_DEV_DEBUG", "false");
    shell.run(&mut install)?;
    std::fs::remove_dir_all(build).map_err(|error| Stop::Failed(error.to_string()))?;
    Ok(program)
}

/// rustup's minimal profile comes without rustfmt and clippy.
fn component(shell: &Shell, component: &str, subcommand: &str) -> Result<(), Stop> {
    if !shell.attempt(shell.cargo(subcommand).arg("--version"))?.ok {
        shell.rustup(&["component", "add", component])?;
    }
    Ok(())
}
