//! Runs other programs for a stage of the test command.
//!
//! All they print goes into one log file per stage, in the order it was printed. The log is shown when the stage fails, can be
//! followed while it runs, and stays afterwards.

use crate::outcome::{self, Counts, Finished, Outcome, Stop};
use crate::project::Project;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::thread::ScopedJoinHandle;
use std::time::{Duration, Instant};

/// Longer than any program needs on a slow machine, shorter than the hour that CI has.
const LIMIT: Duration = Duration::from_secs(30 * 60);

/// The end of a log that is worth showing.
const SHOWN_LINES: usize = 200;

/// Of what failed, as much as a reader of the last lines wants.
const SHOWN_FAILURES: usize = 25;

/// Where a stage runs its programs.
pub(crate) struct Shell<'a> {
    pub(crate) project: &'a Project,
    log: PathBuf,
}

impl<'a> Shell<'a> {
    /// With a new, empty log.
    pub(crate) fn new(project: &'a Project, stage: &str) -> Result<Self, Stop> {
        let folder = project.target.join("xtask-logs");
        let log = folder.join(format!("{stage}.log"));
        fs::create_dir_all(&folder).and_then(|()| File::create(&log)).map_err(|error| no_log(&log, error))?;
        Ok(Shell { project, log })
    }

    /// A command in the workspace's folder.
    pub(crate) fn command(&self, program: impl AsRef<Path>) -> Command {
        self.project.command(program)
    }

    /// `cargo` with arguments that are separated by spaces.
    pub(crate) fn cargo(&self, arguments: &str) -> Command {
        let mut command = self.command("cargo");
        command.args(arguments.split_whitespace());
        command
    }

    /// Has rustup install something. One at a time: two that change a toolchain at once take each other's files away.
    pub(crate) fn rustup(&self, arguments: &[&str]) -> Result<(), Stop> {
        static ONE: Mutex<()> = Mutex::new(());
        let _one = ONE.lock();
        self.run(self.command("rustup").args(arguments)).map(|_| ())
    }

    /// Runs a program whose failure is for the caller to judge. A program that is not there skips the stage.
    pub(crate) fn attempt(&self, command: &mut Command) -> Result<Finished, Stop> {
        let start = self.announce(command)?;
        let child = self.spawn(command.stdin(Stdio::null()).stdout(self.open_log()?))?;
        let ok = wait(child, command)?.success();
        let mut log = self.open_log()?;
        let mut output = Vec::new();
        log.seek(SeekFrom::Start(start))
            .and_then(|_| log.read_to_end(&mut output))
            .map_err(|error| no_log(&self.log, error))?;
        Ok(Finished { ok, output: String::from_utf8_lossy(&output).into_owned() })
    }

    /// Runs a program that must succeed.
    pub(crate) fn run(&self, command: &mut Command) -> Result<String, Stop> {
        let finished = self.attempt(command)?;
        if finished.ok { Ok(finished.output) } else { Err(Stop::Failed(format!("failed: {}", shown(command)))) }
    }

    /// A program whose success is the whole check: counts as one.
    pub(crate) fn check(&self, command: &mut Command) -> Outcome {
        self.run(command).map(|_| Counts::passed(1))
    }

    /// Starts a program that runs beside the stage. Its standard output is the caller's, its standard error goes to the log.
    pub(crate) fn start(&self, command: &mut Command) -> Result<Child, Stop> {
        self.announce(command)?;
        self.spawn(command)
    }

    fn spawn(&self, command: &mut Command) -> Result<Child, Stop> {
        command.stderr(self.open_log()?).spawn().map_err(|error| {
            let program = Path::new(command.get_program()).display();
            match error.kind() {
                ErrorKind::NotFound => Stop::Skipped(format!("{program} is not installed")),
                _ => Stop::Failed(format!("{program}: {error}")),
            }
        })
    }

    /// Writes the command into the log. What it prints begins at the returned place.
    fn announce(&self, command: &Command) -> Result<u64, Stop> {
        let mut log = self.open_log()?;
        writeln!(log, "$ {}", shown(command))
            .and_then(|()| log.seek(SeekFrom::End(0)))
            .map_err(|error| no_log(&self.log, error))
    }

    /// What this shell did beside a stage of another; if it has failed, its log stands at the end of the stage's.
    pub(crate) fn shown_in(&self, stage: &Shell, outcome: Outcome) -> Outcome {
        if Counts::of(&outcome).failed > 0 {
            let mut log = stage.open_log()?;
            writeln!(log, "{}", self.log_end()).map_err(|error| no_log(&stage.log, error))?;
        }
        outcome
    }

    /// The end of the log, and where all of it is.
    pub(crate) fn log_end(&self) -> String {
        let text = self.text();
        let lines: Vec<&str> = text.lines().collect();
        let cut = lines.len().saturating_sub(SHOWN_LINES);
        let heading = match cut {
            0 => String::new(),
            _ => format!("({cut} lines more in {})\n", self.project.shown(&self.log)),
        };
        heading + &lines[cut..].join("\n")
    }

    /// What failed in it, by name: the last of it if it is much.
    pub(crate) fn failures(&self) -> Vec<String> {
        let text = self.text();
        let lines = outcome::failures(&text);
        let cut = lines.len().saturating_sub(SHOWN_FAILURES);
        lines[cut..].iter().map(|line| line.chars().take(300).collect()).collect()
    }

    fn text(&self) -> String {
        fs::read(&self.log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }

    fn open_log(&self) -> Result<File, Stop> {
        OpenOptions::new().read(true).append(true).open(&self.log).map_err(|error| no_log(&self.log, error))
    }
}

fn no_log(log: &Path, error: std::io::Error) -> Stop {
    Stop::Failed(format!("{}: {error}", log.display()))
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

/// The exit status, or a failure after [`LIMIT`]: a program that hangs must not take the whole run with it.
fn wait(mut child: Child, command: &Command) -> Result<ExitStatus, Stop> {
    let failed = |error: std::io::Error| Stop::Failed(format!("{}: {error}", shown(command)));
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().map_err(failed)? {
            return Ok(status);
        }
        if start.elapsed() > LIMIT {
            child.kill().and_then(|()| child.wait()).map_err(failed)?;
            return Err(Stop::Failed(format!("stopped after {} minutes: {}", LIMIT.as_secs() / 60, shown(command))));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Does the second in a thread beside the first.
pub(crate) fn at_once<A, B: Send>(first: impl FnOnce() -> A, second: impl FnOnce() -> B + Send) -> (A, B) {
    std::thread::scope(|scope| {
        let second = scope.spawn(second);
        (first(), joined(second))
    })
}

/// What a thread has made; if it has panicked, so does this one.
pub(crate) fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panicked| std::panic::resume_unwind(panicked))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_is_what_the_program_printed_and_nothing_else() {
        let project = Project::find().unwrap();
        let shell = Shell::new(&project, "test-of-output").unwrap();
        for _ in 0..2 {
            let finished = shell.attempt(&mut shell.cargo("--version")).unwrap();
            assert!(finished.ok && finished.output.starts_with("cargo ") && finished.output.lines().count() == 1);
        }
        assert!(!shell.attempt(&mut shell.cargo("no-such-subcommand")).unwrap().ok);
        assert!(shell.log_end().contains("$ cargo no-such-subcommand"));
    }

    #[test]
    fn a_missing_program_skips() {
        let project = Project::find().unwrap();
        let shell = Shell::new(&project, "test-of-skipping").unwrap();
        let stop = shell.check(&mut shell.command("no-such-program")).unwrap_err();
        assert!(matches!(stop, Stop::Skipped(why) if why == "no-such-program is not installed"));
    }
}
