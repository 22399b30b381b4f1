//! The project's own commands, run as `cargo xtask COMMAND`.

mod bench;
mod count;
mod environment;
mod generate;
mod outcome;
mod package;
mod program;
mod project;
mod server;
mod shell;
mod swift;
mod test;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Args, Parser};

/// The project's own commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Command {
    /// The packages beside what people use instead: ratios and budgets.
    Bench(bench::Arguments),
    /// What is written by hand and what is generated, in lines; where operations are named.
    Count,
    /// Both APIs at work over real HTTP, as a timeline.
    Demo(Own),
    /// Every fault at every step of every journey.
    Explore(Own),
    /// What other languages' packages say of the core, made of its source.
    Generate(generate::Arguments),
    /// The package of a language, into target/packages.
    Package(package::Arguments),
    /// Every check and every test, in every language.
    Test(test::Arguments),
}

/// The arguments of a program of its own, --help among them.
#[derive(Args)]
#[command(disable_help_flag = true)]
struct Own {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

fn main() -> ExitCode {
    match Command::parse() {
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Count => count::run(),
        Command::Demo(own) => program::DEMO.run(&own.arguments),
        Command::Explore(own) => program::EXPLORE.run(&own.arguments),
        Command::Generate(arguments) => generate::run(&arguments),
        Command::Package(arguments) => package::run(&arguments),
        Command::Test(arguments) => test::run(&arguments),
    }
}
