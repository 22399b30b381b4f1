//! The stage of the npm package: what users install is what is tested.
//!
//! The package is built and packed, and its tarball installed into an empty folder below `target/npm`, with the tests of
//! `bindings-wasm/tests` beside it. They need nothing but Node, the pinned tools, and a running sandbox.

use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;

use crate::outcome::{Outcome, Stop, node_tests};
use crate::package::npm::{self, Npm};
use crate::server::Server;
use crate::shell::{Shell, at_once};

/// They have a README each; the web page is driven in Chromium, and its tests are skipped where there is none.
const EXAMPLES: [&str; 2] = ["examples/node", "examples/web"];

pub(super) fn npm(shell: &Shell) -> Outcome {
    // What is only fetched comes while the compiler works.
    let (tarball, fetched) = at_once(|| npm::package(shell), || fetch(shell));
    let (tarball, Fetched { runtimes, jsdom }) = (tarball?, fetched?);
    let npm = Npm::new(shell);
    let consumer = shell.project.target.join("npm/consumer");
    npm::clear(&consumer)?;
    let tests = shell.project.root.join("bindings-wasm/tests");
    let mut files = Vec::new();
    for entry in fs::read_dir(&tests).map_err(Stop::at(&tests))? {
        let name = entry.map_err(Stop::at(&tests))?.file_name();
        fs::copy(tests.join(&name), consumer.join(&name)).map_err(Stop::at(&tests))?;
        files.extend(name.to_str().filter(|name| name.contains(".test.")).map(str::to_owned));
    }
    files.sort();
    fs::write(consumer.join("package.json"), "{ \"private\": true, \"type\": \"module\" }\n")
        .map_err(Stop::at(&tests))?;
    shell.run(npm::npm_command(shell).args(["install", "--offline"]).arg(&tarball).current_dir(&consumer))?;

    let sandbox = Server::sandbox(shell)?;
    let mut node = shell.command("node");
    // By itself it leaves one core to others.
    let cores = thread::available_parallelism().map_or(2, NonZero::get);
    node.args(["--test", "--test-reporter=tap", &format!("--test-concurrency={cores}")]);
    node.args(&files).current_dir(&consumer);
    node.env("NORDCASE_SANDBOX", &sandbox.url).env("NORDCASE_VECTORS", shell.project.root.join("tests/vectors"));
    node.env("NORDCASE_TOOLS", &npm.tools).env("NORDCASE_RUNTIMES", runtimes);
    node.env("NORDCASE_JSDOM", jsdom);
    node.env("NORDCASE_TARBALL", &tarball).env("NO_PROXY", "127.0.0.1");
    let mut counts = node_tests(&shell.attempt(&mut node)?);
    for folder in EXAMPLES {
        counts.add(example(shell, folder, &tarball, &sandbox)?);
    }
    Ok(counts)
}

/// Where the runtimes and the runners of other tests are.
struct Fetched {
    runtimes: PathBuf,
    jsdom: PathBuf,
}

fn fetch(shell: &Shell) -> Result<Fetched, Stop> {
    let jsdom = shell.project.target.join("npm/tools-jsdom");
    npm::install_tools(shell, &shell.project.root.join("bindings-wasm/tools/jsdom"), &jsdom)?;
    let runtimes = install_runtimes(shell)?;
    install_browsers(shell)?;
    Ok(Fetched { runtimes, jsdom })
}

/// Debian's browsers, where they are missing and may be installed; elsewhere their tests are skipped and say so.
fn install_browsers(shell: &Shell) -> Result<(), Stop> {
    const BROWSERS: [(&str, &str); 2] = [("/usr/bin/chromium", "chromium"), ("/usr/bin/firefox-esr", "firefox-esr")];
    let missing: Vec<&str> =
        BROWSERS.iter().filter(|(path, _)| !Path::new(path).exists()).map(|(_, package)| *package).collect();
    if missing.is_empty() || !Path::new("/usr/bin/apt-get").exists() {
        return Ok(());
    }
    // Without the rights it fails, and the tests skip.
    shell.attempt(shell.command("apt-get").args(["update", "-qq"]))?;
    let install = ["install", "-y", "-qq", "--no-install-recommends"];
    shell.attempt(shell.command("apt-get").env("DEBIAN_FRONTEND", "noninteractive").args(install).args(missing))?;
    Ok(())
}

/// Bun and Deno, where the npm registry has them for this machine; elsewhere their tests are skipped and say so.
///
/// There is no lock file: it would have to name their builds for all machines, which not every registry has.
fn install_runtimes(shell: &Shell) -> Result<PathBuf, Stop> {
    let folder = shell.project.target.join("npm/runtimes");
    let wanted = shell.project.root.join("bindings-wasm/tools/runtimes/package.json");
    let installed = folder.join("package.json");
    let known = folder.join("node_modules").is_dir() && fs::read(&wanted).ok() == fs::read(&installed).ok();
    if !known {
        fs::create_dir_all(&folder)
            .and_then(|()| fs::copy(&wanted, &installed).map(|_| ()))
            .map_err(Stop::at(&folder))?;
        shell.attempt(npm::npm_command(shell).args(["install", "--no-package-lock"]).current_dir(&folder))?;
    }
    Ok(folder)
}

/// One example by the commands that its README tells a reader, with the package that was just packed.
///
/// The tarball is named: npm does not look whether one it has installed before has changed.
fn example(shell: &Shell, folder: &str, tarball: &Path, sandbox: &Server) -> Outcome {
    let folder = shell.project.root.join(folder);
    shell.run(npm::npm_command(shell).args(["install", "--no-save"]).arg(tarball).current_dir(&folder))?;
    let mut test = npm::npm_command(shell);
    test.args(["test", "--", "--test-reporter=tap"]).current_dir(&folder);
    test.env("NORDCASE_SANDBOX", &sandbox.url).env("NO_PROXY", "127.0.0.1");
    Ok(node_tests(&shell.attempt(&mut test)?))
}
