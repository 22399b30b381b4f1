//! The native library under the Kotlin and the Swift package, and the sources that UniFFI makes for it.

use std::path::{Path, PathBuf};

use super::machine::Machine;
use crate::outcome::Stop;
use crate::shell::Shell;

/// The native library, built.
pub(super) struct Library<'a> {
    shell: &'a Shell<'a>,
    machine: Machine,
    /// Where its forms are, shared and static.
    pub(super) folder: PathBuf,
}

impl<'a> Library<'a> {
    pub(super) fn build(shell: &'a Shell<'a>) -> Result<Self, Stop> {
        let machine = Machine::new(shell)?;
        shell.run(&mut machine.hide(shell.cargo("build --release --lib --package nordcase-uniffi"), &[]))?;
        Ok(Self { shell, machine, folder: shell.project.target.join("release") })
    }

    /// The name of its shared form.
    pub(super) fn shared() -> String {
        format!("{}nordcase_uniffi{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX)
    }

    /// Writes the sources of a language. The generator reads the library's symbols, so this is of the library as it was built.
    pub(super) fn generate(&self, language: &str, sources: &Path) -> Result<(), Stop> {
        let mut generate = self.shell.cargo("run --quiet --manifest-path bindings-uniffi/bindgen/Cargo.toml --");
        generate.args(["generate", "--language", language, "--no-format", "--out-dir"]).arg(sources);
        self.shell.run(generate.arg(self.folder.join(Self::shared()))).map(|_| ())
    }

    /// Takes from a copy of it, which is to be packed, what its users need not have.
    pub(super) fn strip(&self, options: &[&str], copy: &Path) -> Result<(), Stop> {
        match self.shell.run(self.shell.command("strip").args(options).arg(copy)) {
            // Larger without, and as good.
            Ok(_) | Err(Stop::Skipped(_)) => self.machine.check(copy),
            Err(failed) => Err(failed),
        }
    }
}
