//! The Swift package, as a folder that builds from itself alone: `target/packages/nordcase-swift`.
//!
//! It has the sources and tests of `bindings-uniffi/swift`, the Swift side of the native library that UniFFI's generator writes, and the library itself for
//! this machine. On a Mac `scripts/xcframework.sh` makes it for Apple's systems instead.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::uniffi::Library;
use crate::outcome::Stop;
use crate::shell::Shell;

/// The package's folder.
pub(crate) const FOLDER: &str = "bindings-uniffi/swift";

/// The library's static form.
const ARCHIVE: &str = "libnordcase_uniffi.a";

/// What of it is packed, beside the licences.
const PACKED: [&str; 5] = ["Package.swift", "README.md", "Sources", "Tests", "scripts"];

/// Packs it. A file that has not changed is left as it is, so that SwiftPM builds only what has.
pub(crate) fn package(shell: &Shell) -> Result<PathBuf, Stop> {
    if !cfg!(target_os = "linux") {
        return Err(Stop::Skipped(format!(
            "elsewhere than on Linux, {FOLDER}/scripts/xcframework.sh makes the package"
        )));
    }
    let library = Library::build(shell)?;
    let generated = shell.project.target.join("swift/generated");
    library.generate("swift", &generated)?;

    let package = shell.project.target.join("packages/nordcase-swift");
    let mut kept = Vec::new();
    for name in PACKED {
        copy(&shell.project.root.join(FOLDER).join(name), &package.join(name), &mut kept)?;
    }
    for name in ["LICENSE-MIT", "LICENSE-APACHE"] {
        copy(&shell.project.root.join(name), &package.join(name), &mut kept)?;
    }
    // A copy without what debuggers need: smaller by a seventh.
    let archive = shell.project.target.join("swift").join(ARCHIVE);
    let built = library.folder.join(ARCHIVE);
    fs::copy(&built, &archive).map_err(Stop::at(&built))?;
    library.strip(&["--strip-debug", "--enable-deterministic-archives"], &archive)?;
    let source = generated.join("Nordcase.swift");
    mark(&source, &archive)?;
    copy(&source, &package.join("Sources/Nordcase/Generated.swift"), &mut kept)?;
    copy(&generated.join("NordcaseFFI.h"), &package.join("Sources/NordcaseFFI/NordcaseFFI.h"), &mut kept)?;
    let folder = format!("lib/{}-linux", std::env::consts::ARCH);
    copy(&archive, &package.join(folder).join(ARCHIVE), &mut kept)?;
    remove_others(&package, &kept)?;
    Ok(package)
}

/// Notes in the source which library it is of: SwiftPM links again only where a source has changed, and would test an old library.
fn mark(source: &Path, library: &Path) -> Result<(), Stop> {
    let mut hash = DefaultHasher::new();
    hash.write(&fs::read(library).map_err(Stop::at(library))?);
    let text = fs::read_to_string(source).map_err(Stop::at(source))?;
    fs::write(source, format!("{text}// Library {:016x}\n", hash.finish())).map_err(Stop::at(source))
}

/// Copies a file, or all files of a folder, where they differ.
fn copy(from: &Path, to: &Path, kept: &mut Vec<PathBuf>) -> Result<(), Stop> {
    if from.is_dir() {
        for entry in fs::read_dir(from).map_err(Stop::at(from))? {
            let name = entry.map_err(Stop::at(from))?.file_name();
            copy(&from.join(&name), &to.join(&name), kept)?;
        }
        return Ok(());
    }
    kept.push(to.to_owned());
    let bytes = fs::read(from).map_err(Stop::at(from))?;
    match fs::read(to) {
        Ok(there) if there == bytes => return Ok(()),
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(Stop::at(to)(error)),
        _ => {}
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(Stop::at(folder))?;
    }
    // Not by its bytes: a script stays one that can be run.
    fs::copy(from, to).map(|_| ()).map_err(Stop::at(to))
}

/// Removes what an earlier packing left behind.
fn remove_others(folder: &Path, kept: &[PathBuf]) -> Result<(), Stop> {
    for entry in fs::read_dir(folder).map_err(Stop::at(folder))? {
        let path = entry.map_err(Stop::at(folder))?.path();
        if !kept.iter().any(|kept| kept.starts_with(&path)) {
            let remove = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            remove.map_err(Stop::at(&path))?;
        } else if path.is_dir() {
            remove_others(&path, kept)?;
        }
    }
    Ok(())
}
