//! `cargo xtask package LANGUAGE`: the package of a language, into `target/packages`.
//!
//! A language is a module with `fn package(&Shell) -> Result<PathBuf, Stop>` and a row in [`LANGUAGES`].

pub(crate) mod kotlin;
mod machine;
pub(crate) mod npm;
pub(crate) mod python;
pub(crate) mod swift;
mod uniffi;

use std::path::PathBuf;
use std::process::ExitCode;

use anstream::{eprintln, println};
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};

use crate::outcome::Stop;
use crate::project::Project;
use crate::shell::Shell;

struct Language {
    name: &'static str,
    about: &'static str,
    package: fn(&Shell) -> Result<PathBuf, Stop>,
}

const LANGUAGES: &[Language] = &[
    Language {
        name: "kotlin",
        about: "the Kotlin package for this machine's JVM: a jar, its sources and its KDoc",
        package: kotlin::package,
    },
    Language { name: "npm", about: "the npm package nordcase, for browsers and Node", package: npm::package },
    Language {
        name: "python",
        about: "the Python package: a wheel and the source distribution",
        package: python::package,
    },
    Language {
        name: "python-all",
        about: "its wheels for Linux (x86_64, aarch64) and macOS (arm64), and the source distribution",
        package: python::package_all,
    },
    Language {
        name: "swift",
        about: "the Swift package for this machine's Linux: a folder that builds from itself alone",
        package: swift::package,
    },
];

#[derive(Args)]
pub(crate) struct Arguments {
    #[arg(value_parser = PossibleValuesParser::new(LANGUAGES.iter().map(|it| PossibleValue::new(it.name).help(it.about))))]
    language: String,
}

/// Packs the package of the language that the arguments name.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let Some(language) = LANGUAGES.iter().find(|it| it.name == arguments.language) else { return ExitCode::FAILURE };
    match pack(language) {
        Ok(package) => {
            println!("{package}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

/// Where the package is, or the end of the log and why there is none.
fn pack(language: &Language) -> Result<String, String> {
    let project = Project::find()?;
    let words = |stop: Stop| match stop {
        Stop::Failed(why) | Stop::Skipped(why) => why,
    };
    let shell = Shell::new(&project, &format!("package-{}", language.name)).map_err(words)?;
    match (language.package)(&shell) {
        Ok(package) => Ok(project.shown(&package)),
        Err(stop) => Err(format!("{}\n{}", shell.log_end(), words(stop))),
    }
}
