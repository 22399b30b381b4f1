//! The Swift package: `bindings-uniffi/swift/Benchmarks`, in release mode, with the package as it is published.

use super::inputs::Inputs;
use super::row::{Row, printed};
use crate::outcome::Stop;
use crate::package::swift as package;
use crate::shell::Shell;
use crate::swift::Swift;

pub(super) fn rows(shell: &Shell) -> Result<Vec<Row>, Stop> {
    let swift = Swift::find(shell)?;
    let packed = package::package(shell)?;
    let folder = shell.project.root.join(package::FOLDER).join("Benchmarks");
    let release = ["--configuration", "release"];
    let mut build = swift.in_package(shell, &folder, "build", &release);
    shell.run(build.env("NORDCASE_PACKAGE", &packed))?;
    let inputs = Inputs::prepare(shell)?;
    let mut bench = swift.in_package(shell, &folder, "run", &[&release[..], &["--skip-build", "bench"]].concat());
    printed(&shell.run(inputs.tell(bench.env("NORDCASE_PACKAGE", &packed)))?)
}
