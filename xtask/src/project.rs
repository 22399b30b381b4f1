//! Where things are: the answers of `cargo metadata` that the commands need.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// This workspace.
pub(crate) struct Project {
    /// The folder of the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Where cargo builds. Everything the commands install or write goes below it too.
    pub(crate) target: PathBuf,
    /// The packages of the workspace, as `cargo metadata` describes them.
    packages: Vec<Value>,
}

impl Project {
    /// The workspace that holds the current folder.
    pub(crate) fn find() -> Result<Self, String> {
        let output = Command::new("cargo")
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .output()
            .map_err(|error| format!("cargo metadata: {error}"))?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        let metadata: Value =
            serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata: {error}"))?;
        let path = |key: &str| match metadata[key].as_str() {
            Some(path) => Ok(PathBuf::from(path)),
            None => Err(format!("cargo metadata does not say {key}")),
        };
        Ok(Project {
            root: path("workspace_root")?,
            target: path("target_directory")?,
            packages: metadata["packages"].as_array().cloned().unwrap_or_default(),
        })
    }

    /// The oldest compiler the packages promise to build with, as rustup names its toolchain: `1.88.0`.
    pub(crate) fn oldest_rust(&self) -> Option<String> {
        let version = self.packages.iter().find_map(|package| package["rust_version"].as_str())?;
        Some(if version.matches('.').count() == 1 { format!("{version}.0") } else { version.to_owned() })
    }

    /// The optional features of a package, without `default`.
    pub(crate) fn features(&self, package: &str) -> Vec<String> {
        let features = self.packages.iter().find(|it| it["name"] == package).and_then(|it| it["features"].as_object());
        let names = features.into_iter().flat_map(|features| features.keys());
        names.filter(|name| *name != "default").cloned().collect()
    }

    /// The programs of the packages below `folder`, binaries and examples: where the debug build puts them.
    pub(crate) fn programs(&self, folder: &str) -> Vec<PathBuf> {
        let folder = self.root.join(folder);
        let inside = |package: &&Value| {
            package["manifest_path"].as_str().is_some_and(|path| Path::new(path).starts_with(&folder))
        };
        let targets = self.packages.iter().filter(inside).filter_map(|package| package["targets"].as_array()).flatten();
        let program = |target: &Value| {
            let name = target["name"].as_str()?;
            match target["kind"][0].as_str()? {
                "bin" => Some(self.built(name)),
                "example" => Some(self.built(&format!("examples/{name}"))),
                _ => None,
            }
        };
        targets.filter_map(program).collect()
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
