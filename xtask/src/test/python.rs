//! The stages that are written in Python: stock tools of others that judge what we put on the wire.
//!
//! Each is a folder below `tests/` with a `requirements.txt` (every package pinned) and `test_*.py` for the standard library's
//! unittest. They share one virtual environment, `target/venv`.

use super::outcome::{Outcome, Stop, pytest, unittest};
use crate::package::python::FOLDER;
use crate::sandbox::Sandbox;
use crate::shell::Shell;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

pub(super) fn xsd(shell: &Shell) -> Outcome {
    let mut tests = tests(shell, "tests/xsd-check")?;
    Ok(unittest(&shell.attempt(&mut tests)?))
}

pub(super) fn soap_client(shell: &Shell) -> Outcome {
    let mut tests = tests(shell, "tests/soap-client")?;
    let sandbox = Sandbox::start(shell)?;
    Ok(unittest(&shell.attempt(tests.env("NORDCASE_SANDBOX", &sandbox.url))?))
}

/// The Python package: its types, and its tests with the wheel that `cargo xtask package python` makes, installed in an environment
/// that has nothing else of ours.
pub(super) fn package(shell: &Shell) -> Outcome {
    let wheel = crate::package::python::package(shell)?;
    let python = environment(shell, FOLDER)?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--force-reinstall", "--no-deps"];
    shell.run(shell.command(&python).args(pip).arg(&wheel))?;
    let sandbox = Sandbox::start(shell)?;
    let folder = shell.project.root.join(FOLDER);
    let run = |arguments: &[&str]| {
        let mut command = shell.command(&python);
        command.args(["-B", "-W", "error"]).args(arguments).current_dir(&folder);
        command.env("NORDCASE_SANDBOX", &sandbox.url).env("NO_PROXY", "127.0.0.1");
        command
    };
    let mut counts = pytest(&shell.attempt(&mut run(&["-m", "pytest", "tests"]))?);
    counts.add(shell.check(&mut run(&["-m", "mypy", "python/nordcase"]))?);
    counts.add(shell.check(&mut run(&["-m", "mypy.stubtest", "nordcase._native"]))?);
    Ok(counts)
}

/// The command that runs a folder's tests, once what it requires is installed.
fn tests(shell: &Shell, folder: &str) -> Result<Command, Stop> {
    let python = environment(shell, folder)?;
    let mut command = shell.command(python);
    // Nothing of the user's own Python setup, no proxy between us and loopback, no __pycache__ in the tree.
    command.args(["-I", "-B", "-m", "unittest", "discover", "--verbose", "--start-directory", folder]);
    command.env("NO_PROXY", "127.0.0.1");
    Ok(command)
}

/// The virtual environment's Python, with the folder's requirements. Installs only what is not there yet.
pub(crate) fn environment(shell: &Shell, folder: &str) -> Result<PathBuf, Stop> {
    let venv = shell.project.target.join("venv");
    let python = if cfg!(windows) { venv.join("Scripts").join("python.exe") } else { venv.join("bin").join("python") };
    if !shell.command(&python).arg("--version").output().is_ok_and(|output| output.status.success()) {
        let system = if cfg!(windows) { "python" } else { "python3" };
        shell.run(shell.command(system).args(["-m", "venv", "--clear"]).arg(&venv))?;
    }
    let required = shell.project.root.join(folder).join("requirements.txt");
    let installed = venv.join(format!("installed-{}.txt", folder.replace('/', "-")));
    let wanted =
        fs::read(&required).map_err(|error| Stop::Failed(format!("{}: {error}", shell.project.shown(&required))))?;
    if fs::read(&installed).ok().as_ref() != Some(&wanted) {
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
        shell.run(shell.command(&python).args(pip).arg(&required))?;
        fs::write(&installed, wanted).map_err(|error| Stop::Failed(format!("{}: {error}", installed.display())))?;
    }
    Ok(python)
}
