//! Virtual environments of Python: one with all tools, and those of other versions.

use crate::outcome::Stop;
use crate::shell::Shell;
use std::fs;
use std::path::{Path, PathBuf};

/// The virtual environment's Python, with the folder's requirements. Installs only what is not there yet.
pub(crate) fn environment(shell: &Shell, folder: &str) -> Result<PathBuf, Stop> {
    let system = if cfg!(windows) { "python" } else { "python3" };
    let python = venv(shell, Path::new(system), "venv")?;
    let required = shell.project.root.join(folder).join("requirements.txt");
    let installed = shell.project.target.join("venv").join(format!("installed-{}.txt", folder.replace('/', "-")));
    let wanted =
        fs::read(&required).map_err(|error| Stop::Failed(format!("{}: {error}", shell.project.shown(&required))))?;
    if fs::read(&installed).ok().as_ref() != Some(&wanted) {
        install(shell, &python, &["--requirement"], &required)?;
        fs::write(&installed, wanted).map_err(Stop::at(&installed))?;
    }
    Ok(python)
}

/// The Python of a virtual environment below `target`, which is made if it is not there or does not run.
pub(crate) fn venv(shell: &Shell, system: &Path, name: &str) -> Result<PathBuf, Stop> {
    let venv = shell.project.target.join(name);
    let python = if cfg!(windows) { venv.join("Scripts").join("python.exe") } else { venv.join("bin").join("python") };
    if !shell.command(&python).arg("--version").output().is_ok_and(|output| output.status.success()) {
        shell.run(shell.command(system).args(["-m", "venv", "--clear"]).arg(&venv))?;
    }
    Ok(python)
}

pub(crate) fn install(shell: &Shell, python: &Path, options: &[&str], file: &Path) -> Result<(), Stop> {
    let mut pip = shell.command(python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(options).arg(file);
    shell.run(&mut pip).map(|_| ())
}

/// A Python of this version: of the path, or one that pyenv has installed and not put there.
pub(crate) fn interpreter(shell: &Shell, version: &str) -> Result<PathBuf, Stop> {
    let runs = |python: &PathBuf| {
        let output = shell.command(python).args(["-c", "import sys; print('%d.%d' % sys.version_info[:2])"]).output();
        output.is_ok_and(|output| output.status.success() && output.stdout.trim_ascii() == version.as_bytes())
    };
    let home = std::env::var_os("PYENV_ROOT").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".pyenv")));
    let installed = home.and_then(|home| fs::read_dir(home.join("versions")).ok());
    let installed = installed.into_iter().flatten().filter_map(Result::ok);
    let ours = installed.filter(|entry| entry.file_name().to_string_lossy().starts_with(&format!("{version}.")));
    let mut found = std::iter::once(PathBuf::from(format!("python{version}")))
        .chain(ours.map(|entry| entry.path().join("bin/python")))
        .filter(runs);
    found.next().ok_or_else(|| Stop::Skipped(format!("there is no Python {version}, neither on the path nor in pyenv")))
}
