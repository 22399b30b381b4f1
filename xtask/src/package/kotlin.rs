//! The Kotlin package, with Maven: a jar with the native library of this machine in it, its sources, and its KDoc.
//!
//! First the library is built, then UniFFI's generator writes the Kotlin side of it below `target/kotlin`, where Maven finds both.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::uniffi::Library;
use crate::outcome::Stop;
use crate::shell::Shell;

/// The package's folder.
pub(crate) const FOLDER: &str = "bindings-uniffi/kotlin";

/// Packs it into `target/packages`, without running its tests. Gives back that folder.
pub(crate) fn package(shell: &Shell) -> Result<PathBuf, Stop> {
    native(shell)?;
    shell.run(maven(shell).args(["-DskipTests", "clean", "package", "dokka:javadocJar"]))?;
    collect(shell)
}

/// Copies what Maven packed.
pub(crate) fn collect(shell: &Shell) -> Result<PathBuf, Stop> {
    let packages = shell.project.target.join("packages");
    fs::create_dir_all(&packages).map_err(Stop::at(&packages))?;
    let built = shell.project.target.join("kotlin/maven");
    for entry in fs::read_dir(&built).map_err(Stop::at(&built))?.filter_map(Result::ok) {
        if entry.path().extension().is_some_and(|end| end == "jar") {
            copy(&entry.path(), &packages.join(entry.file_name()))?;
        }
    }
    // An empty project needs to know what the jar depends on.
    let pom = shell.project.root.join(FOLDER).join("pom.xml");
    copy(&pom, &packages.join(format!("nordcase-{}.pom", env!("CARGO_PKG_VERSION"))))?;
    Ok(packages)
}

/// The generated sources and the native library, below `target/kotlin/native`. Gives back the library.
pub(crate) fn native(shell: &Shell) -> Result<PathBuf, Stop> {
    let library = Library::build(shell)?;
    let native = shell.project.target.join("kotlin/native");
    library.generate("kotlin", &native.join("kotlin"))?;
    readable(&native.join("kotlin/se/nordcase/nordcase_uniffi.kt"))?;

    let folder = native.join("resources").join(jna_platform());
    fs::create_dir_all(&folder).map_err(Stop::at(&folder))?;
    let name = Library::shared();
    let packed = folder.join(&name);
    copy(&library.folder.join(&name), &packed)?;
    library.strip(&["-x"], &packed)?;
    Ok(packed)
}

/// What the generator writes is shown to people as it is in memory: a message lists the exception's members, and a value without members is a name with an
/// address. Here both get words.
fn readable(source: &Path) -> Result<(), Stop> {
    let text = fs::read_to_string(source).map_err(Stop::at(source))?;
    let text = messages(&text).map_err(Stop::at(source))?;
    fs::write(source, named_values(&text)).map_err(Stop::at(source))
}

/// The messages of the exceptions, by the class. `$code` and the like are the members.
const MESSAGES: [(&str, &str); 7] = [
    ("Input", "${details.field} ${details.rule} ($code). $explanation $whatToDo"),
    ("Transport", "$explanation $whatToDo ($code: ${details.reason})"),
    ("Parse", "$explanation ${details.place.ifEmpty { \"The answer\" }}: ${details.reason}. $whatToDo ($code)"),
    (
        "Service",
        "$explanation ${details.serviceMessage?.let { \"The service says: $it \" }.orEmpty()}$whatToDo (HTTP ${details.status}, $code)",
    ),
    ("Transition", "${details.reason} $explanation $whatToDo ($code)"),
    ("Journey", "$explanation $whatToDo ($code${details.message?.let { \": $it\" }.orEmpty()})"),
    ("Refused", "$reason ($code)"),
];

fn messages(generated: &str) -> Result<String, String> {
    const GETTER: &str = "override val message";
    let mut text = String::new();
    let (mut class, mut written) = ("", 0);
    let mut lines = generated.lines();
    while let Some(line) = lines.next() {
        class = line.trim().strip_prefix("class ").and_then(|rest| rest.split('(').next()).unwrap_or(class);
        text.push_str(line);
        text.push('\n');
        if line.trim() != GETTER {
            continue;
        }
        let Some((_, message)) = MESSAGES.iter().find(|(name, _)| *name == class) else {
            return Err(format!("the message of {class} has no words"));
        };
        let dump = lines.next().unwrap_or_default();
        if !dump.trim().starts_with("get() = \"") {
            return Err(format!("the generator writes messages otherwise: {dump}"));
        }
        text.push_str(&format!("            get() = \"{message}\".trim()\n"));
        written += 1;
    }
    if written == MESSAGES.len() { Ok(text) } else { Err(format!("{written} messages")) }
}

/// `object X : Y()` of a sealed class as `data object`, which is shown as `X`.
fn named_values(generated: &str) -> String {
    let line = |line: &str| match line.strip_prefix("    object ") {
        Some(rest) if rest.ends_with("()") => format!("    data object {rest}\n"),
        _ => format!("{line}\n"),
    };
    generated.lines().map(line).collect()
}

/// Maven in the package's folder, told where everything is built.
pub(crate) fn maven(shell: &Shell) -> Command {
    let mut maven = shell.command("mvn");
    // Kotlin's compiler would stay behind as a daemon.
    maven.args(["--batch-mode", "--no-transfer-progress", "-Dkotlin.compiler.daemon=false"]);
    // It runs for a minute or two, of which the JVM's second compiler would take a third.
    let options = std::env::var("MAVEN_OPTS").unwrap_or_default();
    maven.env("MAVEN_OPTS", format!("-XX:TieredStopAtLevel=1 -XX:+UseSerialGC {options}"));
    for (name, path) in [("native", "kotlin/native"), ("build", "kotlin/maven")] {
        maven.arg(format!("-Dnordcase.{name}={}", shell.project.target.join(path).display()));
    }
    maven.current_dir(shell.project.root.join(FOLDER));
    maven
}

/// A repository for Maven below `target` that has the packed artifact, as one has it who downloaded it. Everything else in it is a link to the
/// user's own repository: nothing is downloaded twice, and nothing of ours gets there.
pub(crate) fn repository(shell: &Shell, packages: &Path) -> Result<PathBuf, Stop> {
    let repository = shell.project.target.join("kotlin/repository");
    fs::create_dir_all(&repository).map_err(Stop::at(&repository))?;
    link_users_own(&repository).map_err(Stop::at(&repository))?;

    let version = env!("CARGO_PKG_VERSION");
    let folder = repository.join("se/nordcase/nordcase").join(version);
    fs::create_dir_all(&folder).map_err(Stop::at(&folder))?;
    for end in ["jar", "pom"] {
        let name = format!("nordcase-{version}.{end}");
        copy(&packages.join(&name), &folder.join(&name))?;
    }
    Ok(repository)
}

/// Links to what Maven has downloaded for this user, but for our own group.
#[cfg(unix)]
fn link_users_own(repository: &Path) -> std::io::Result<()> {
    let Some(home) = std::env::home_dir() else { return Ok(()) };
    let Ok(downloaded) = fs::read_dir(home.join(".m2/repository")) else { return Ok(()) };
    for group in downloaded.filter_map(Result::ok) {
        let link = repository.join(group.file_name());
        if group.file_name() != "se" && group.path().is_dir() && !link.exists() {
            std::os::unix::fs::symlink(group.path(), link)?;
        }
    }
    Ok(())
}

/// Elsewhere links need rights: Maven downloads once more, and keeps it below `target`.
#[cfg(not(unix))]
fn link_users_own(_repository: &Path) -> std::io::Result<()> {
    Ok(())
}

/// The folder in which JNA looks for the library of this machine.
fn jna_platform() -> String {
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    };
    let machine = std::env::consts::ARCH.replace('_', "-");
    format!("{system}-{machine}")
}

fn copy(from: &Path, to: &Path) -> Result<(), Stop> {
    fs::copy(from, to).map(|_| ()).map_err(Stop::at(from))
}
