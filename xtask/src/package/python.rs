//! The Python package: a wheel for this machine and the source distribution, with maturin from `target/venv`.

use std::fs;
use std::path::PathBuf;

use crate::shell::Shell;
use crate::test::outcome::Stop;
use crate::test::python::environment;

/// The package's folder.
pub(crate) const FOLDER: &str = "bindings-python";

/// Builds both into `target/packages`, and gives back the wheel.
///
/// On Linux zig links for manylinux2014, so that the wheel runs on every distribution since; elsewhere the system's own linker does.
pub(crate) fn package(shell: &Shell) -> Result<PathBuf, Stop> {
    let python = environment(shell, FOLDER)?;
    let packages = shell.project.target.join("packages");
    // maturin leaves broken files behind when it fails, and an old wheel would be taken for the new one.
    for old in files(&packages)? {
        fs::remove_file(&old).map_err(|error| Stop::Failed(format!("{}: {error}", old.display())))?;
    }
    let maturin = |arguments: &str| {
        let mut command = shell.command(&python);
        command.args(["-m", "maturin"]).args(arguments.split_whitespace()).arg("--out").arg(&packages);
        command.current_dir(shell.project.root.join(FOLDER));
        // maturin looks for `python -m ziglang` with the python of the path: the environment's has it.
        let mut path: Vec<PathBuf> = python.parent().map(PathBuf::from).into_iter().collect();
        path.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
        if let Ok(path) = std::env::join_paths(path) {
            command.env("PATH", path);
        }
        command
    };
    let linux = if cfg!(target_os = "linux") { " --zig --compatibility manylinux2014" } else { "" };
    let target = if cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        " --target x86_64-unknown-linux-gnu"
    } else if cfg!(all(target_os = "linux", target_arch = "aarch64")) {
        " --target aarch64-unknown-linux-gnu"
    } else {
        ""
    };
    shell.run(&mut maturin(&format!("build --release --locked{linux}{target}")))?;
    shell.run(&mut maturin("sdist"))?;
    let wheel = files(&packages)?.into_iter().find(|file| file.extension().is_some_and(|it| it == "whl"));
    wheel.ok_or_else(|| Stop::Failed("maturin made no wheel".to_owned()))
}

/// The package's files in `target/packages`, which other languages share.
fn files(packages: &std::path::Path) -> Result<Vec<PathBuf>, Stop> {
    let failed = |error: std::io::Error| Stop::Failed(format!("{}: {error}", packages.display()));
    fs::create_dir_all(packages).map_err(failed)?;
    let entries = fs::read_dir(packages).map_err(failed)?;
    let ours = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with("nordcase-") && (name.ends_with(".whl") || name.ends_with(".tar.gz"))
    };
    Ok(entries.filter_map(Result::ok).map(|entry| entry.path()).filter(ours).collect())
}
