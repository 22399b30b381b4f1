//! Where things are: the answers of `cargo metadata` that the commands need.

use cargo_metadata::{MetadataCommand, Package, Target};
use std::path::{Path, PathBuf};
use std::process::Command;

/// This workspace.
pub(crate) struct Project {
    /// The folder of the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Where cargo builds. Everything the commands install or write goes below it too.
    pub(crate) target: PathBuf,
    packages: Vec<Package>,
}

impl Project {
    /// The workspace that holds the current folder.
    pub(crate) fn find() -> Result<Self, String> {
        let metadata = MetadataCommand::new().no_deps().exec().map_err(|error| error.to_string())?;
        Ok(Project {
            root: metadata.workspace_root.into(),
            target: metadata.target_directory.into(),
            packages: metadata.packages,
        })
    }

    /// The oldest compiler the packages promise to build with, as rustup names its toolchain: `1.88.0`.
    pub(crate) fn oldest_rust(&self) -> Option<String> {
        self.packages.iter().find_map(|package| package.rust_version.as_ref()).map(ToString::to_string)
    }

    /// The optional features of a package, without `default`.
    pub(crate) fn features(&self, package: &str) -> Vec<String> {
        let package = self.packages.iter().find(|it| it.name == package);
        let names = package.into_iter().flat_map(|package| package.features.keys());
        names.filter(|name| *name != "default").cloned().collect()
    }

    /// The programs of the packages below `folder`, binaries and examples: where the debug build puts them.
    pub(crate) fn programs(&self, folder: &str) -> Vec<PathBuf> {
        let folder = self.root.join(folder);
        let inside = self.packages.iter().filter(|package| package.manifest_path.starts_with(&folder));
        let program = |target: &Target| match () {
            () if target.is_bin() => Some(self.built(&target.name)),
            () if target.is_example() => Some(self.built(&format!("examples/{}", target.name))),
            () => None,
        };
        inside.flat_map(|package| &package.targets).filter_map(program).collect()
    }

    /// A command in the workspace's folder.
    ///
    /// The variables that describe xtask's own package are taken away: some build scripts (ring's) watch them, and would
    /// build again whenever the same build is started with and without xtask.
    pub(crate) fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.current_dir(&self.root);
        for (name, _) in std::env::vars_os() {
            let of_xtask = |name: &str| {
                ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"]
                    .iter()
                    .any(|it| name.starts_with(it))
            };
            if name.to_str().is_some_and(of_xtask) {
                command.env_remove(&name);
            }
        }
        command.env("CARGO_TARGET_DIR", &self.target).env("CARGO_TERM_COLOR", "never");
        command
    }

    /// A program of the debug build.
    pub(crate) fn built(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// A program of the release build.
    pub(crate) fn optimized(&self, name: &str) -> PathBuf {
        self.target.join("release").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// A path as a reader of the output knows it: below the root where that is possible.
    pub(crate) fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }
}
