//! The Swift package, as a folder that builds from itself alone: `target/packages/nordcase-swift`.
//!
//! It has the sources and tests of `bindings-uniffi/swift`, the Swift side of the native library that UniFFI's generator writes, and the library itself for
//! this machine. On a Mac `scripts/xcframework.sh` makes it for Apple's systems instead.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::machine::Machine;
use crate::shell::Shell;
use crate::test::outcome::Stop;

/// The package's folder.
pub(crate) const FOLDER: &str = "bindings-uniffi/swift";

/// What of it is packed, beside the licences.
const PACKED: [&str; 5] = ["Package.swift", "README.md", "Sources", "Tests", "scripts"];

/// Packs it. A file that has not changed is left as it is, so that SwiftPM builds only what has.
pub(crate) fn package(shell: &Shell) -> Result<PathBuf, Stop> {
    if !cfg!(target_os = "linux") {
        return Err(Stop::Skipped(format!(
            "elsewhere than on Linux, {FOLDER}/scripts/xcframework.sh makes the package"
        )));
    }
    let machine = Machine::new(shell)?;
    shell.run(&mut machine.hide(shell.cargo("build --release --lib --package nordcase-uniffi"), &[]))?;
    let built = shell.project.target.join("release");
    let generated = shell.project.target.join("swift/generated");
    // The generator reads the library's symbols, so it comes before stripping.
    let mut generate = shell.cargo("run --quiet --manifest-path bindings-uniffi/bindgen/Cargo.toml --");
    generate.args(["generate", "--language", "swift", "--no-format", "--out-dir"]).arg(&generated);
    shell.run(generate.arg(built.join("libnordcase_uniffi.so")))?;

    let package = shell.project.target.join("packages/nordcase-swift");
    let mut kept = Vec::new();
    for name in PACKED {
        copy(&shell.project.root.join(FOLDER).join(name), &package.join(name), &mut kept)?;
    }
    for name in ["LICENSE-MIT", "LICENSE-APACHE"] {
        copy(&shell.project.root.join(name), &package.join(name), &mut kept)?;
    }
    let library = stripped(shell, &built.join("libnordcase_uniffi.a"))?;
    machine.check(&library)?;
    let source = generated.join("Nordcase.swift");
    mark(&source, &library)?;
    copy(&source, &package.join("Sources/Nordcase/Generated.swift"), &mut kept)?;
    copy(&generated.join("NordcaseFFI.h"), &package.join("Sources/NordcaseFFI/NordcaseFFI.h"), &mut kept)?;
    let folder = format!("lib/{}-linux", std::env::consts::ARCH);
    copy(&library, &package.join(folder).join("libnordcase_uniffi.a"), &mut kept)?;
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

/// A copy of the static library without what debuggers need: smaller by a seventh.
fn stripped(shell: &Shell, library: &Path) -> Result<PathBuf, Stop> {
    let small = shell.project.target.join("swift/libnordcase_uniffi.a");
    fs::copy(library, &small).map_err(Stop::at(library))?;
    match shell.run(shell.command("strip").args(["--strip-debug", "--enable-deterministic-archives"]).arg(&small)) {
        // Larger without, and as good.
        Ok(_) | Err(Stop::Skipped(_)) => Ok(small),
        Err(failed) => Err(failed),
    }
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
