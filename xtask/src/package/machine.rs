//! What a package must not tell: the folders of the machine that it was made on, which the compiler writes beside each place that can panic.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::outcome::Stop;
use crate::shell::Shell;

/// The folders that sources come from.
pub(crate) struct Machine {
    folders: Vec<PathBuf>,
}

impl Machine {
    /// This workspace, the toolchain, and each registry's sources (its folder has the registry's name).
    pub(crate) fn new(shell: &Shell) -> Result<Self, Stop> {
        let mut folders = vec![shell.project.root.clone()];
        let sysroot = shell.run(shell.command("rustc").args(["--print", "sysroot"]))?;
        folders.extend(sysroot.lines().last().map(|line| PathBuf::from(line).join("lib/rustlib/src/rust")));
        let home = env::var_os("CARGO_HOME").map(PathBuf::from);
        let home = home.or_else(|| env::home_dir().map(|home| home.join(".cargo")));
        let registries = home.map(|home| home.join("registry/src")).filter(|folder| folder.is_dir());
        for registry in registries.iter().flat_map(fs::read_dir).flatten() {
            folders.push(registry.map_err(|error| Stop::Failed(error.to_string()))?.path());
        }
        Ok(Self { folders })
    }

    /// The command, told to name sources by what comes behind these folders. It is how the compiler gets other flags too.
    pub(crate) fn hide(&self, mut build: Command, flags: &[&str]) -> Command {
        let hiding = self.folders.iter().map(|folder| format!("--remap-path-prefix={}/=", folder.display()));
        let flags: Vec<String> = flags.iter().map(|&flag| flag.to_owned()).chain(hiding).collect();
        build.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));
        build
    }

    /// Fails if the file names one of them all the same.
    pub(crate) fn check(&self, file: &Path) -> Result<(), Stop> {
        let bytes = fs::read(file).map_err(Stop::at(file))?;
        match self.folders.iter().find(|folder| names(&bytes, folder)) {
            Some(folder) => {
                let (file, folder) = (file.display(), folder.display());
                Err(Stop::Failed(format!("{file}: names {folder}, a folder of the machine that it was made on")))
            }
            None => Ok(()),
        }
    }
}

fn names(bytes: &[u8], folder: &Path) -> bool {
    let folder = folder.display().to_string();
    bytes.windows(folder.len()).any(|found| found == folder.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_found_wherever_it_stands() {
        let folder = Path::new("/srv/me/nordcase");
        assert!(names(b"\0\x01/srv/me/nordcase/core/src/lib.rs\0", folder));
        assert!(!names(b"\0core/src/lib.rs/srv/me/nord", folder));
    }

    #[test]
    fn the_compiler_is_told_of_each_folder() {
        let machine = Machine { folders: vec![PathBuf::from("/a"), PathBuf::from("/b c")] };
        let build = machine.hide(Command::new("cargo"), &["-Cx"]);
        let flags = build.get_envs().find(|(name, _)| *name == "CARGO_ENCODED_RUSTFLAGS").and_then(|(_, value)| value);
        assert_eq!(flags.unwrap(), "-Cx\x1f--remap-path-prefix=/a/=\x1f--remap-path-prefix=/b c/=");
    }
}
