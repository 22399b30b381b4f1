//! The stages of the Swift package and of the native library on phones.
//!
//! What users build is what is tested: the packed folder, its own tests, an empty SwiftPM project that names it, made of the examples of its README, and the
//! examples of the repository.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::outcome::{Counts, Finished, Outcome, Stop};
use crate::package::swift as package;
use crate::server::Server;
use crate::shell::Shell;
use crate::swift::Swift;

/// The package's tests and documentation, the README as a project, the examples.
pub(super) fn swift(shell: &Shell) -> Outcome {
    let swift = Swift::find(shell)?;
    let mut counts = format(shell, &swift)?;
    let packed = package::package(shell)?;
    let sandbox = Server::sandbox(shell)?;
    let run = |folder: &Path, what: &str, words: &[&str]| -> Result<Finished, Stop> {
        let mut command = swift.in_package(shell, folder, what, words);
        shell.attempt(surroundings(shell, &mut command, &sandbox, &packed))
    };

    counts.add(xctest(&run(&packed, "test", &[&["--disable-swift-testing"], &STRICTLY[..]].concat())?));
    counts.add(documentation(shell, &swift, &packed)?);

    let readme = readme_project(shell, &packed)?;
    // What SwiftPM prints must not stand among what the program does.
    run(&readme.folder, "build", &STRICTLY)?;
    counts.add(readme.judge(&run(&readme.folder, "run", &["--skip-build", "readme"])?));

    let examples = shell.project.root.join("examples/swift");
    for name in ["fastdok", "altinn"] {
        counts.add(if run(&examples, "run", &[&["--quiet"], &STRICTLY[..], &[name]].concat())?.ok {
            Counts::passed(1)
        } else {
            Counts { failed: 1, ..Counts::default() }
        });
    }
    Ok(counts)
}

/// The layout of the sources, and that all that is public is documented.
fn format(shell: &Shell, swift: &Swift) -> Outcome {
    let folder = shell.project.root.join(package::FOLDER);
    let mut lint = swift.command(shell, &["format", "lint", "--strict", "--recursive", "--configuration"]);
    lint.arg(folder.join(".swift-format"));
    lint.args(["Package.swift", "Sources", "Tests", "Benchmarks"].map(|name| folder.join(name)));
    shell.check(lint.arg(shell.project.root.join("examples/swift/Sources")))
}

/// The package's documentation, made by DocC: no link that leads nowhere, no parameter without a word.
fn documentation(shell: &Shell, swift: &Swift, packed: &Path) -> Outcome {
    let symbols = [&STRICTLY[..], &["dump-symbol-graph", "--minimum-access-level", "public"]].concat();
    shell.run(&mut swift.in_package(shell, packed, "package", &symbols))?;
    // Besides this there is the folder of the target, of which this one is a part.
    let built = Swift::build_folder(shell).join("debug").canonicalize();
    let target = built.map_err(|error| Stop::Failed(format!("the symbol graph: {error}")))?;
    let folder = target.parent().unwrap_or(&target).join("symbolgraph");
    let mut docc = swift.tool(shell, "docc", &["convert", "--analyze", "--warnings-as-errors"]);
    docc.args(["--fallback-display-name", "Nordcase", "--fallback-bundle-identifier", "se.nordcase.Nordcase"]);
    docc.arg("--additional-symbol-graph-dir").arg(folder);
    docc.arg("--output-path").arg(shell.project.target.join("swift/Nordcase.doccarchive"));
    shell.check(docc.arg(packed.join("Sources/Nordcase/Nordcase.docc")))
}

/// How all is compiled, as users may: in the language mode of Swift 6, by the manifests, and no warning is let through. (With other flags the package would be
/// compiled once more.)
const STRICTLY: [&str; 2] = ["-Xswiftc", "-warnings-as-errors"];

/// What the package's tests and the examples are told.
fn surroundings<'a>(shell: &Shell, command: &'a mut Command, sandbox: &Server, packed: &Path) -> &'a mut Command {
    command.env("NORDCASE_SANDBOX", &sandbox.url).env("NORDCASE_PACKAGE", packed);
    command.env("NORDCASE_VECTORS", shell.project.root.join("tests/vectors"))
}

/// Reads XCTest's last line of counts: `Executed 31 tests, with 2 tests skipped and 0 failures (0 unexpected) in 4.1 (4.1) seconds`.
fn xctest(finished: &Finished) -> Counts {
    let last = finished.output.lines().rev().map(str::trim).find(|line| line.starts_with("Executed ")).unwrap_or("");
    let number = |word: &str| {
        let before = last.split_once(word).and_then(|(before, _)| before.split_whitespace().next_back());
        before.and_then(|number| number.parse::<u32>().ok()).unwrap_or(0)
    };
    let (ran, failed, skipped) =
        (number(" test"), number(" failure"), number(" tests skipped") + number(" test skipped"));
    let failed = if failed == 0 && (!finished.ok || ran == 0) { 1 } else { failed };
    Counts {
        passed: ran.saturating_sub(failed + skipped),
        failed,
        skipped: (0..skipped).map(|_| "a skipped Swift test".to_owned()).collect(),
    }
}

/// An empty project with the README's examples as its program, and what they say that they print.
struct Readme {
    folder: PathBuf,
    expected: Vec<String>,
}

/// A line of an example that prints says behind this what it prints.
const PRINTS: &str = "// prints: ";

fn readme_project(shell: &Shell, packed: &Path) -> Result<Readme, Stop> {
    let text = fs::read_to_string(packed.join("README.md")).map_err(|error| Stop::Failed(error.to_string()))?;
    let (program, expected) = program(&text);
    let folder = shell.project.target.join("swift/readme");
    let sources = folder.join("Sources/readme");
    let manifest = format!(
        "// swift-tools-version: 6.0\nimport PackageDescription\n\nlet package = Package(\n    name: \"readme\",\n    \
         platforms: [.macOS(.v13)],\n    dependencies: [.package(name: \"Nordcase\", path: \"{}\")],\n    targets: \
         [.executableTarget(name: \"readme\", dependencies: [\"Nordcase\"])],\n    swiftLanguageModes: [.v6]\n)\n",
        packed.display()
    );
    fs::create_dir_all(&sources)
        .and_then(|()| fs::write(folder.join("Package.swift"), manifest))
        .and_then(|()| fs::write(sources.join("main.swift"), program))
        .map_err(Stop::at(&folder))?;
    Ok(Readme { folder, expected })
}

/// The examples of a README one after the other, and what they say that they print.
fn program(readme: &str) -> (String, Vec<String>) {
    let mut program = String::new();
    let mut inside = false;
    for line in readme.lines() {
        match line {
            "```swift" => inside = true,
            "```" => inside = false,
            _ if inside => program += &format!("{line}\n"),
            _ => {}
        }
    }
    let expected = program.lines().filter_map(|line| Some(line.split_once(PRINTS)?.1.to_owned())).collect();
    (program, expected)
}

impl Readme {
    /// Each line that is printed is one check.
    fn judge(&self, finished: &Finished) -> Counts {
        let printed: Vec<&str> = finished.output.lines().collect();
        let right = self.expected.iter().zip(&printed).filter(|(expected, printed)| expected == printed).count();
        let wrong = self.expected.len().max(printed.len()) - right;
        let failed = if finished.ok && !self.expected.is_empty() { wrong } else { wrong.max(1) };
        Counts { passed: right as u32, failed: failed as u32, ..Counts::default() }
    }
}

/// The native library for phones: what can be compiled without Apple's tools and the NDK, which is all but the last linking.
pub(super) fn phones(shell: &Shell) -> Outcome {
    let mut counts = Counts::default();
    // iPhones; Android's phones of 64 and of 32 bits, and its emulator.
    let targets = ["aarch64-apple-ios", "aarch64-linux-android", "armv7-linux-androideabi", "x86_64-linux-android"];
    for target in targets {
        // One at a time: one that is missing takes back all others.
        shell.rustup(&["target", "add", target])?;
        // armv7 stands for 32 bits; that its code is made is seen with the others.
        let build = if target.starts_with("armv7") {
            format!("check --package nordcase-uniffi --lib --target {target}")
        } else {
            format!("rustc --package nordcase-uniffi --lib --target {target} --crate-type staticlib")
        };
        counts.add(shell.check(&mut shell.cargo(&build))?);
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xctest_lines_are_read() {
        let numbers = |ok, output: &str| {
            let counts = xctest(&Finished { ok, output: output.to_owned() });
            (counts.passed, counts.failed, counts.skipped.len())
        };
        let two = "\t Executed 8 tests, with 0 failures (0 unexpected) in 1.2 (1.2) seconds\n\
                   \t Executed 22 tests, with 2 failures (0 unexpected) in 2.3 (2.3) seconds\n";
        assert_eq!(numbers(false, two), (20, 2, 0));
        assert_eq!(
            numbers(true, "Executed 9 tests, with 2 tests skipped and 0 failures (0 unexpected) in 1 s"),
            (7, 0, 2)
        );
        assert_eq!(
            numbers(true, "Executed 1 test, with 1 test skipped and 0 failures (0 unexpected) in 1 s"),
            (0, 0, 1)
        );
        assert_eq!(numbers(false, "error: no such module"), (0, 1, 0));
        assert_eq!(numbers(true, "Executed 0 tests, with 0 failures (0 unexpected) in 0 s"), (0, 1, 0));
    }

    #[test]
    fn a_readme_is_a_program_that_says_what_it_prints() {
        let readme = "# x\n```swift\nimport Nordcase\nprint(1)  // prints: 1\n```\n```sh\nswift run\n```\n```swift\nprint(2)\n```\n";
        let (program, expected) = program(readme);
        assert_eq!(program, "import Nordcase\nprint(1)  // prints: 1\nprint(2)\n");
        let readme = Readme { folder: PathBuf::new(), expected };
        let judge = |ok, output: &str| {
            let counts = readme.judge(&Finished { ok, output: output.to_owned() });
            (counts.passed, counts.failed)
        };
        assert_eq!(judge(true, "1\n"), (1, 0));
        assert_eq!(judge(true, "1\n2\n"), (1, 1));
        assert_eq!(judge(true, "2\n"), (0, 1));
        assert_eq!(judge(false, "1\n"), (1, 1));
    }
}
