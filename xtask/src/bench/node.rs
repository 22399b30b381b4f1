//! The npm package: `bindings-wasm/benches/bench.mjs`, with the package as it is packed and its pinned peers.

use super::inputs::Inputs;
use super::row::{Row, printed};
use crate::outcome::Stop;
use crate::package::npm;
use crate::shell::Shell;

const FILES: [&str; 3] = ["bench.mjs", "package.json", "package-lock.json"];

pub(super) fn rows(shell: &Shell) -> Result<Vec<Row>, Stop> {
    let tarball = npm::package(shell)?;
    let sources = shell.project.root.join("bindings-wasm/benches");
    let folder = shell.project.target.join("npm/benches");
    npm::clear(&folder)?;
    for file in FILES {
        npm::copy(&sources.join(file), &folder.join(file))?;
    }
    shell.run(npm::npm_command(shell).arg("ci").current_dir(&folder))?;
    shell.run(npm::npm_command(shell).args(["install", "--no-save"]).arg(&tarball).current_dir(&folder))?;
    let inputs = Inputs::prepare(shell)?;
    let mut node = shell.command("node");
    printed(&shell.run(inputs.tell(node.arg("bench.mjs").current_dir(&folder)))?)
}
