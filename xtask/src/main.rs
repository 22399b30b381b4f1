//! The project's own commands, run as `cargo xtask COMMAND`.
//!
//! A command is a module with `fn run(args: &[String]) -> ExitCode` and a row in [`COMMANDS`].

mod bench;
mod count;
mod demo;
mod environment;
mod explore;
mod generate;
mod outcome;
mod package;
mod project;
mod sandbox;
mod shell;
mod swift;
mod test;

use std::process::ExitCode;

struct Command {
    name: &'static str,
    about: &'static str,
    run: fn(&[String]) -> ExitCode,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "bench",
        about: "The packages beside what people use instead: ratios and budgets",
        run: bench::run,
    },
    Command {
        name: "count",
        about: "What is written by hand and what is generated, in lines; where operations are named",
        run: count::run,
    },
    Command { name: "demo", about: "Both APIs at work over real HTTP, as a timeline", run: demo::run },
    Command { name: "explore", about: "Every fault at every step of every journey", run: explore::run },
    Command {
        name: "generate",
        about: "What other languages' packages say of the core, made of its source; --check compares",
        run: generate::run,
    },
    Command { name: "package", about: "The package of a language, into target/packages", run: package::run },
    Command { name: "test", about: "Every check and every test, in every language", run: test::run },
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.split_first() {
        None => usage(ExitCode::FAILURE),
        Some((name, _)) if matches!(name.as_str(), "help" | "--help" | "-h") => usage(ExitCode::SUCCESS),
        Some((name, rest)) => match COMMANDS.iter().find(|command| command.name == name) {
            Some(command) => (command.run)(rest),
            None => {
                eprintln!("There is no command {name:?}.\n");
                usage(ExitCode::FAILURE)
            }
        },
    }
}

fn usage(code: ExitCode) -> ExitCode {
    eprintln!("cargo xtask COMMAND\n");
    for command in COMMANDS {
        eprintln!("  {:10} {}", command.name, command.about);
    }
    code
}
