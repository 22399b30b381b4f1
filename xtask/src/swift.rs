//! Swift 6: the machine's own, or Debian's in a root of its own below `target/swift`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::outcome::Stop;
use crate::shell::Shell;

/// The script that makes and enters that root.
const SCRIPT: &str = "xtask/swift-root";

/// How its last line begins where the root cannot be made, and why.
const NOT_HERE: &str = "not here: ";

/// Where `swift` is.
pub(crate) enum Swift {
    /// On the path.
    Own,
    /// In this root.
    Root(PathBuf),
}

impl Swift {
    /// The machine's own where it is new enough, else Debian's, which is set up the first time. Skips where there can be none.
    pub(crate) fn find(shell: &Shell) -> Result<Self, Stop> {
        let own = shell.command("swift").arg("--version").output();
        if own.is_ok_and(|output| output.status.success() && is_six(&String::from_utf8_lossy(&output.stdout))) {
            return Ok(Self::Own);
        }
        let root = shell.project.target.join("swift/root");
        let mut setup = shell.command("bash");
        setup.arg(shell.project.root.join(SCRIPT)).arg(&root).arg("setup");
        let folder = shell.project.target.join("swift");
        std::fs::create_dir_all(&folder).map_err(Stop::at(&folder))?;
        let finished = shell.attempt(&mut setup)?;
        if finished.ok {
            return Ok(Self::Root(root));
        }
        match finished.output.lines().last().and_then(|line| line.strip_prefix(NOT_HERE)) {
            Some(why) => Err(Stop::Skipped(why.to_owned())),
            None => Err(Stop::Failed("Debian's Swift could not be set up".to_owned())),
        }
    }

    /// `swift` with these words.
    pub(crate) fn command(&self, shell: &Shell, words: &[&str]) -> Command {
        self.tool(shell, "swift", words)
    }

    /// A program of the toolchain, as `docc`. Inside and outside the root all paths below the project are the same.
    pub(crate) fn tool(&self, shell: &Shell, name: &str, words: &[&str]) -> Command {
        match self {
            Self::Own => {
                let mut command = shell.command(name);
                command.args(words);
                command
            }
            Self::Root(root) => {
                let mut command = shell.command("bash");
                let project = shell.project;
                let folders = format!("{}:{}", project.root.display(), project.target.display());
                command.arg(project.root.join(SCRIPT)).arg(root).args(["run", &folders, name]).args(words);
                command
            }
        }
    }

    /// Where [`Swift::in_package`] builds. One place for all packages, so that ours is compiled once for all that use it.
    pub(crate) fn build_folder(shell: &Shell) -> PathBuf {
        shell.project.target.join("swift/build")
    }

    /// `swift build`, `test`, `run` or `package` for the package in this folder.
    pub(crate) fn in_package(&self, shell: &Shell, folder: &Path, what: &str, words: &[&str]) -> Command {
        let build = Self::build_folder(shell);
        let mut command = self.command(shell, &[what, "--package-path"]);
        // Else SwiftPM may take the plan of the package before, which it made in that place, for this one's: it builds nothing, and an old program runs.
        command.arg(folder).arg("--scratch-path").arg(build).arg("--disable-build-manifest-caching").args(words);
        command
    }
}

/// Whether `swift --version` says 6 or later.
fn is_six(version: &str) -> bool {
    let number = version.split("Swift version ").nth(1).and_then(|rest| rest.split('.').next());
    number.and_then(|number| number.parse::<u32>().ok()).is_some_and(|number| number >= 6)
}

#[cfg(test)]
mod tests {
    use super::is_six;

    #[test]
    fn an_old_swift_is_not_used() {
        assert!(is_six("Swift version 6.0.3 (swift-6.0.3-RELEASE)\nTarget: x86_64-pc-linux-gnu\n"));
        assert!(is_six("Apple Swift version 6.2 (swiftlang-6.2.0.19.9 clang-1700.3.19.1)"));
        assert!(!is_six("Swift version 5.10.1 (swift-5.10.1-RELEASE)"));
        assert!(!is_six("no such thing"));
    }
}
