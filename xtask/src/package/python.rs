//! The Python package, with maturin from `target/venv`: wheels, and the source distribution.
//!
//! On Linux zig links for manylinux2014, so that a wheel runs on every distribution since; elsewhere the system's own linker does.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::machine::Machine;
use crate::environment::environment;
use crate::outcome::Stop;
use crate::shell::Shell;

/// The package's folder.
pub(crate) const FOLDER: &str = "bindings-python";

/// What zig can link for from Linux, as Rust names it. There is no zig wheel for Windows: maturin cannot make one with it.
const ELSEWHERE: [&str; 3] = ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu", "aarch64-apple-darwin"];

/// The wheel for this machine and the source distribution, into `target/packages`. Gives back their folder.
pub(crate) fn package(shell: &Shell) -> Result<PathBuf, Stop> {
    wheel(shell)?;
    source(shell)?;
    Ok(Maturin::new(shell)?.packages)
}

/// The wheel for this machine.
pub(crate) fn wheel(shell: &Shell) -> Result<PathBuf, Stop> {
    let maturin = Maturin::new(shell)?;
    maturin.clear(".whl")?;
    maturin.build(HERE)?;
    maturin.made(".whl")
}

/// The source distribution: the crates of the workspace that the package is made of, with their lock file.
pub(crate) fn source(shell: &Shell) -> Result<PathBuf, Stop> {
    let maturin = Maturin::new(shell)?;
    maturin.clear(".tar.gz")?;
    shell.run(&mut maturin.command("sdist"))?;
    maturin.made(".tar.gz")
}

/// The wheels for all that can be linked for here, and the source distribution. Gives back their folder.
pub(crate) fn package_all(shell: &Shell) -> Result<PathBuf, Stop> {
    if !cfg!(target_os = "linux") {
        return Err(Stop::Skipped("wheels for other systems are linked from Linux, with zig".to_owned()));
    }
    let maturin = Maturin::new(shell)?;
    maturin.clear(".whl")?;
    for target in ELSEWHERE {
        shell.rustup(&["target", "add", target])?;
        maturin.build(Some(target))?;
    }
    source(shell)?;
    Ok(maturin.packages)
}

/// What a wheel of this machine is linked for; nothing where the system's linker does it.
const HERE: Option<&str> = if cfg!(all(target_os = "linux", target_arch = "x86_64")) {
    Some("x86_64-unknown-linux-gnu")
} else if cfg!(all(target_os = "linux", target_arch = "aarch64")) {
    Some("aarch64-unknown-linux-gnu")
} else {
    None
};

struct Maturin<'a> {
    shell: &'a Shell<'a>,
    python: PathBuf,
    packages: PathBuf,
}

impl<'a> Maturin<'a> {
    fn new(shell: &'a Shell<'a>) -> Result<Self, Stop> {
        Ok(Self { shell, python: environment(shell, FOLDER)?, packages: shell.project.target.join("packages") })
    }

    fn build(&self, target: Option<&str>) -> Result<(), Stop> {
        let mut build = self.command("build");
        build.arg("--locked");
        if let Some(target) = target {
            build.args(["--zig", "--target", target]);
            if target.ends_with("linux-gnu") {
                build.args(["--compatibility", "manylinux2014"]);
            }
        }
        let machine = Machine::new(self.shell)?;
        self.shell.run(&mut machine.hide(build, &[]))?;
        let end = match target {
            Some(target) if target.contains("apple") => ".dylib",
            Some(_) => ".so",
            None => DLL_SUFFIX,
        };
        let built = self.shell.project.target.join(target.unwrap_or_default()).join("wheel");
        machine.check(&built.join(format!("{DLL_PREFIX}_native{end}")))
    }

    fn command(&self, job: &str) -> Command {
        let mut command = self.shell.command(&self.python);
        command
            .args(["-m", "maturin", job, "--out"])
            .arg(&self.packages)
            .current_dir(self.shell.project.root.join(FOLDER));
        command.env("PATH", path(&self.python));
        command
    }

    /// Takes the old files with this end away: maturin leaves broken ones behind when it fails, and an old wheel would be taken for the new one.
    fn clear(&self, end: &str) -> Result<(), Stop> {
        for old in self.files(end)? {
            fs::remove_file(&old).map_err(Stop::at(&old))?;
        }
        Ok(())
    }

    /// The package's file with this end.
    fn made(&self, end: &str) -> Result<PathBuf, Stop> {
        self.files(end)?.pop().ok_or_else(|| Stop::Failed(format!("maturin made no {end}")))
    }

    /// The package's files in `target/packages`, which other languages share.
    fn files(&self, end: &str) -> Result<Vec<PathBuf>, Stop> {
        fs::create_dir_all(&self.packages).map_err(Stop::at(&self.packages))?;
        let entries = fs::read_dir(&self.packages).map_err(Stop::at(&self.packages))?;
        let ours = |path: &PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            name.starts_with("nordcase-") && name.ends_with(end)
        };
        Ok(entries.filter_map(Result::ok).map(|entry| entry.path()).filter(ours).collect())
    }
}

/// The search path with the environment's programs first: maturin looks for `python -m ziglang` there, and pip for maturin.
pub(crate) fn path(python: &Path) -> OsString {
    let old = std::env::var_os("PATH").unwrap_or_default();
    let programs = python.parent().map(PathBuf::from).into_iter();
    std::env::join_paths(programs.chain(std::env::split_paths(&old))).unwrap_or(old)
}
