//! The stages that are written in Python: the Python package, and stock tools of others that judge what we put on the wire.
//!
//! Each is a folder with a `requirements.txt` (every package pinned). They share one virtual environment, `target/venv`; the folders below
//! `tests/` have `test_*.py` for the standard library's unittest.

use crate::environment::{environment, install, interpreter, venv};
use crate::outcome::{Counts, Outcome, Stop, pytest, unittest};
use crate::package::python::FOLDER;
use crate::server::Server;
use crate::shell::{Shell, at_once, joined};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

/// The ends of what the package promises to run on. The native library is one for all (the stable ABI), and what Python itself adds or takes away shows at an end.
const OLDEST: &str = "3.10";
const NEWEST: &str = "3.13";

pub(super) fn xsd(shell: &Shell) -> Outcome {
    let mut tests = tests(shell, "tests/xsd-check")?;
    Ok(unittest(&shell.attempt(&mut tests)?))
}

/// English words that are misspelt, in all that is written by hand.
pub(super) fn spelling(shell: &Shell) -> Outcome {
    let folder = "tests/spelling";
    let python = environment(shell, folder)?;
    let settings = Path::new(folder).join("typos.toml");
    shell.check(shell.command(python.with_file_name("typos")).arg("--config").arg(settings).args(["--format", "brief"]))
}

pub(super) fn soap_client(shell: &Shell) -> Outcome {
    let mut tests = tests(shell, "tests/soap-client")?;
    let sandbox = Server::sandbox(shell)?;
    Ok(unittest(&shell.attempt(tests.env("NORDCASE_SANDBOX", &sandbox.url))?))
}

/// The tests that wait more than they work: a transport's bound is reached by waiting for it.
const WAITING: [&str; 3] = ["tests/test_bounds.py", "tests/test_sent_once.py", "tests/test_transports.py"];

/// The Python package, always by the wheel that `cargo xtask package python` makes: its tests and its types in the environment of its
/// tools; what needs no tools in a clean environment of the oldest and of the newest Python that it promises; its transports with the oldest HTTP libraries
/// that it declares; and the source distribution, built offline.
///
/// Linking a wheel takes one core, and some tests take none: what can be done at once is, each part with a log and a sandbox of its own.
pub(super) fn package(shell: &Shell) -> Outcome {
    let tools = environment(shell, FOLDER)?;
    let source = Shell::new(shell.project, "python-source")?;
    let (made, built) = at_once(|| with_wheel(shell), || from_source(&source, &tools));
    let mut counts = source.shown_in(shell, built)?;
    let (python, wheel) = made?;

    let others: Vec<String> = WAITING.iter().map(|file| format!("--ignore={file}")).collect();
    let others: Vec<&str> = ["tests", "--durations=15"].into_iter().chain(others.iter().map(String::as_str)).collect();
    let part = |name: &str, job: &(dyn Fn(&Shell) -> Outcome + Sync)| -> Outcome {
        let beside = Shell::new(shell.project, name)?;
        beside.shown_in(shell, job(&beside))
    };
    let outcomes = thread::scope(|scope| {
        [
            scope.spawn(|| part("python-tests", &|shell| run_tests(shell, Ok(python.clone()), &others))),
            scope.spawn(|| part("python-waiting", &|shell| run_tests(shell, Ok(python.clone()), &WAITING))),
            scope.spawn(|| part("python-oldest", &|shell| run_tests(shell, oldest(shell, &wheel), &WAITING))),
            scope.spawn(|| part("python-elsewhere", &|shell| elsewhere(shell, &python, &wheel))),
        ]
        .map(joined)
    });
    for outcome in outcomes {
        counts.add(outcome?);
    }
    Ok(counts)
}

/// The types, and the tests that need no tools.
fn elsewhere(shell: &Shell, python: &Path, wheel: &Path) -> Outcome {
    let mut counts = Counts::default();
    for types in [
        &["-m", "mypy", "python/nordcase", "tests/consumer.py"][..],
        &["-m", "mypy.stubtest", "nordcase._native"],
        &["-m", "pyright", "--warnings", "--pythonpath", &python.to_string_lossy()],
    ] {
        counts.add(shell.check(&mut here(shell, python, types))?);
    }
    let tests = ["tests/test_vectors.py", "tests/test_clients.py", "tests/test_consent.py", "tests/test_package.py"];
    for version in [OLDEST, NEWEST] {
        counts.add(run_tests(shell, clean(shell, version, wheel), &tests)?);
    }
    Ok(counts)
}

/// Tests in an environment; without the Python that it is of they are skipped.
fn run_tests(shell: &Shell, python: Result<PathBuf, Stop>, tests: &[&str]) -> Outcome {
    let python = match python {
        Err(Stop::Skipped(why)) => return Ok(Counts { skipped: vec![why], ..Counts::default() }),
        python => python?,
    };
    let sandbox = Server::sandbox(shell)?;
    let mut run = here(shell, &python, &[&["-m", "pytest"], tests].concat());
    Ok(pytest(&shell.attempt(run.env("NORDCASE_SANDBOX", &sandbox.url))?))
}

/// Python in the package's folder. With no NO_PROXY: what stays on this machine goes past a proxy by itself.
fn here(shell: &Shell, python: &Path, arguments: &[&str]) -> Command {
    let mut command = shell.command(python);
    command.args(["-B", "-W", "error"]).args(arguments).current_dir(shell.project.root.join(FOLDER));
    command
}

/// An environment of the oldest Python with the oldest releases of the HTTP libraries that the package declares, for its transports.
fn oldest(shell: &Shell, wheel: &Path) -> Result<PathBuf, Stop> {
    let system = interpreter(shell, OLDEST)?;
    let python = venv(shell, &system, "venv-oldest")?;
    let pins = shell.project.root.join(FOLDER).join("requirements-oldest.txt");
    install(shell, &python, &["--requirement"], &pins)?;
    install(shell, &python, &["--force-reinstall", "--no-deps"], wheel)?;
    Ok(python)
}

/// Builds the source distribution as a distributor would: with no network, no isolation, and only what the distribution brings. What it
/// needs beside Rust and maturin are the crates of its lock file in Cargo's cache (or vendored).
fn from_source(shell: &Shell, python: &Path) -> Outcome {
    let source = crate::package::python::source(shell)?;
    let built = shell.project.target.join("python-from-source");
    let mut pip = shell.command(python);
    pip.args([
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--disable-pip-version-check",
        "--no-index",
        "--no-build-isolation",
        "--no-deps",
    ]);
    pip.arg("--wheel-dir").arg(&built).arg(source);
    // Not optimised: it is built to see that all of it is there.
    pip.env("CARGO_NET_OFFLINE", "true").env("MATURIN_PEP517_ARGS", "--profile dev");
    // Apart from all other builds, and our own crates anew: the distribution's files are older than anything that Cargo has built of them.
    let target = built.join("target");
    for crates in fs::read_dir(target.join("debug/.fingerprint")).into_iter().flatten().filter_map(Result::ok) {
        if crates.file_name().to_string_lossy().starts_with("nordcase") {
            fs::remove_dir_all(crates.path()).map_err(Stop::at(&crates.path()))?;
        }
    }
    pip.env("CARGO_TARGET_DIR", target);
    pip.env("PATH", crate::package::python::path(python));
    shell.check(&mut pip)
}

/// The Python of the environment with all tools, and the wheel that is installed in it, freshly made.
pub(crate) fn with_wheel(shell: &Shell) -> Result<(PathBuf, PathBuf), Stop> {
    let wheel = crate::package::python::wheel(shell)?;
    let python = environment(shell, FOLDER)?;
    install(shell, &python, &["--force-reinstall", "--no-deps"], &wheel)?;
    Ok((python, wheel))
}

/// An environment of this version of Python with nothing in it but the wheel, what that brings, and pytest.
fn clean(shell: &Shell, version: &str, wheel: &Path) -> Result<PathBuf, Stop> {
    let system = interpreter(shell, version)?;
    let python = venv(shell, &system, &format!("venv-{version}"))?;
    let pins = shell.project.root.join(FOLDER).join("requirements.txt");
    install(shell, &python, &["--constraint", &pins.to_string_lossy(), "pytest"], wheel)?;
    install(shell, &python, &["--force-reinstall", "--no-deps"], wheel)?;
    Ok(python)
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
