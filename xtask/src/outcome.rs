//! What a stage found, counted from the result lines of the test runners themselves.

use std::fmt::Display;
use std::path::Path;

/// What a program did.
pub(crate) struct Finished {
    /// It ended with exit code 0.
    pub(crate) ok: bool,
    /// What it printed, standard output and standard error together.
    pub(crate) output: String,
}

/// How many tests or checks passed, failed and were skipped.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Counts {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
    /// Why, for each that was skipped.
    pub(crate) skipped: Vec<String>,
}

/// A stage that did not get as far as counting.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Something is missing that a user may lack: what.
    Skipped(String),
    /// What went wrong.
    Failed(String),
}

impl Stop {
    /// What went wrong with this file or folder.
    pub(crate) fn at<E: Display>(path: &Path) -> impl Fn(E) -> Stop {
        move |error| Stop::Failed(format!("{}: {error}", path.display()))
    }
}

/// The end of a stage.
pub(crate) type Outcome = Result<Counts, Stop>;

impl Counts {
    pub(crate) fn passed(passed: u32) -> Self {
        Counts { passed, ..Counts::default() }
    }

    pub(crate) fn of(outcome: &Outcome) -> Self {
        match outcome {
            Ok(counts) => Counts { skipped: counts.skipped.clone(), ..*counts },
            Err(Stop::Skipped(why)) => Counts { skipped: vec![why.clone()], ..Counts::default() },
            Err(Stop::Failed(_)) => Counts { failed: 1, ..Counts::default() },
        }
    }

    pub(crate) fn add(&mut self, other: Counts) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped.extend(other.skipped);
    }

    /// A runner that failed without a failed test (it did not compile), or passed without any test, has failed once.
    fn checked(mut self, ok: bool) -> Self {
        if self.failed == 0 && (!ok || self.passed == 0) {
            self.failed = 1;
        }
        self
    }
}

/// Sums the lines `test result: ok. 3 passed; 0 failed; 1 ignored; …` of `cargo test`.
pub(crate) fn cargo_tests(finished: &Finished) -> Counts {
    let mut counts = Counts::default();
    for line in finished.output.lines().filter_map(|line| line.strip_prefix("test result: ")) {
        counts.passed += number_before(line, " passed");
        counts.failed += number_before(line, " failed");
        counts.skipped.extend((0..number_before(line, " ignored")).map(|_| "an ignored Rust test".to_owned()));
    }
    counts.checked(finished.ok)
}

/// Reads the last lines of Python's unittest: `Ran 3 tests in 0.1s`, then `OK` or `FAILED (failures=1, errors=1, skipped=1)`.
pub(crate) fn unittest(finished: &Finished) -> Counts {
    let end: Vec<&str> = finished.output.lines().skip_while(|line| !line.starts_with("Ran ")).collect();
    let ran = end.first().map_or(0, |line| number_before(line, " test"));
    let mut counts = Counts::default();
    if let Some(line) = end.iter().find(|line| line.starts_with("OK") || line.starts_with("FAILED")) {
        counts.failed = number_after(line, "failures=") + number_after(line, "errors=");
        counts.skipped = (0..number_after(line, "skipped=")).map(|_| "a skipped Python test".to_owned()).collect();
    }
    counts.passed = ran.saturating_sub(counts.failed + counts.skipped.len() as u32);
    counts.checked(finished.ok)
}

/// Reads the last line of pytest: `1 failed, 805 passed, 3 skipped in 18.74s`, and after a minute `805 passed in 78.74s (0:01:18)`.
pub(crate) fn pytest(finished: &Finished) -> Counts {
    let lines = finished.output.lines().rev().map(|line| line.trim_matches(['=', ' ']));
    let seconds = |line: &str| line.split(" (").next().is_some_and(|line| line.ends_with('s'));
    let last = lines.into_iter().find(|line| line.contains(" in ") && seconds(line)).unwrap_or("");
    let mut counts = Counts::passed(number_before(last, " passed"));
    counts.failed = number_before(last, " failed") + number_before(last, " error");
    counts.skipped = (0..number_before(last, " skipped")).map(|_| "a skipped Python test".to_owned()).collect();
    counts.checked(finished.ok)
}

/// Reads the last lines of Node's TAP reporter: `# pass 3`, `# fail 0`, `# skipped 1`.
pub(crate) fn node_tests(finished: &Finished) -> Counts {
    let number = |word: &str| {
        let lines = finished.output.lines().filter_map(|line| line.strip_prefix(word));
        lines.filter_map(|number| number.trim().parse::<u32>().ok()).sum()
    };
    let skipped: u32 = number("# skipped ");
    Counts {
        passed: number("# pass "),
        failed: number("# fail ") + number("# cancelled "),
        skipped: (0..skipped).map(|_| "a skipped Node test".to_owned()).collect(),
    }
    .checked(finished.ok)
}

/// Reads the last line of counts of Maven's surefire: `[INFO] Tests run: 12, Failures: 0, Errors: 0, Skipped: 1`.
pub(crate) fn surefire(finished: &Finished) -> Counts {
    let lines = finished.output.lines().rev();
    let last =
        lines.into_iter().find(|line| line.contains("Tests run: ") && !line.contains("Time elapsed")).unwrap_or("");
    let mut counts = Counts {
        failed: number_after(last, "Failures: ") + number_after(last, "Errors: "),
        skipped: (0..number_after(last, "Skipped: ")).map(|_| "a skipped Kotlin test".to_owned()).collect(),
        ..Counts::default()
    };
    counts.passed = number_after(last, "Tests run: ").saturating_sub(counts.failed + counts.skipped.len() as u32);
    counts.checked(finished.ok)
}

/// The lines of a log in which the runners name what failed, and a word of why. Of a run whose middle is cut, as a host of CI may, the end still says this.
pub(crate) fn failures(log: &str) -> Vec<&str> {
    const STARTS: [&str; 8] = ["not ok ", "error: ", "error[", "FAILED ", "ERROR ", "FAIL: ", "ERROR: ", "[ERROR] "];
    // Node's error of several lines.
    const GOES_ON: &str = "error: |-";
    let mut shown = Vec::new();
    let mut more = 0_u32;
    for line in log.lines().map(str::trim) {
        let names = STARTS.iter().any(|start| line.starts_with(start))
            || line.ends_with("... FAILED")
            || line.contains(": error: ");
        if names || more > 0 {
            shown.push(line);
        }
        more = if line == GOES_ON { 3 } else { more.saturating_sub(1) };
    }
    shown
}

fn number_before(line: &str, word: &str) -> u32 {
    let Some((before, _)) = line.split_once(word) else { return 0 };
    let digits = before.rsplit(|c: char| !c.is_ascii_digit()).next();
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

fn number_after(line: &str, word: &str) -> u32 {
    let Some((_, after)) = line.split_once(word) else { return 0 };
    let digits = after.split(|c: char| !c.is_ascii_digit()).next();
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finished(ok: bool, output: &str) -> Finished {
        Finished { ok, output: output.to_owned() }
    }

    fn numbers(counts: &Counts) -> (u32, u32, usize) {
        (counts.passed, counts.failed, counts.skipped.len())
    }

    #[test]
    fn what_failed_is_named() {
        let log = "ok 1 - it pays\n    not ok 2 - it saves\n  ---\n  error: |-\n    one\n\n    3 !== 4\n    code\n\
                   test a::b ... ok\ntest a::c ... FAILED\nFAILED tests/test_a.py::test_b - AssertionError\n\
                   Tests/A.swift:12: error: ATests.testB : XCTAssertEqual failed\n";
        assert_eq!(
            failures(log),
            [
                "not ok 2 - it saves",
                "error: |-",
                "one",
                "",
                "3 !== 4",
                "test a::c ... FAILED",
                "FAILED tests/test_a.py::test_b - AssertionError",
                "Tests/A.swift:12: error: ATests.testB : XCTAssertEqual failed"
            ]
        );
    }

    #[test]
    fn cargo_test_lines_are_summed() {
        let output = "running 5 tests\ntest result: ok. 3 passed; 0 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
                      test result: FAILED. 10 passed; 4 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s\n";
        assert_eq!(numbers(&cargo_tests(&finished(false, output))), (13, 4, 2));
    }

    #[test]
    fn surefire_sums_up_at_the_end() {
        let output = "[INFO] Tests run: 2, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 1 s\n\
                      [ERROR] Tests run: 12, Failures: 1, Errors: 2, Skipped: 3\n[INFO] BUILD FAILURE\n";
        assert_eq!(numbers(&surefire(&finished(false, output))), (6, 3, 3));
        assert_eq!(numbers(&surefire(&finished(false, "[ERROR] Compilation failure"))), (0, 1, 0));
    }

    #[test]
    fn a_failed_build_is_a_failure_though_no_test_failed() {
        assert_eq!(numbers(&cargo_tests(&finished(false, "error: could not compile `nordcase`"))), (0, 1, 0));
        let later = "test result: ok. 3 passed; 0 failed; 0 ignored;\nerror: doctest failed";
        assert_eq!(numbers(&cargo_tests(&finished(false, later))), (3, 1, 0));
    }

    #[test]
    fn no_test_at_all_is_a_failure() {
        assert_eq!(
            numbers(&cargo_tests(&finished(true, "test result: ok. 0 passed; 0 failed; 0 ignored;"))),
            (0, 1, 0)
        );
        assert_eq!(numbers(&unittest(&finished(true, "Ran 0 tests in 0.000s\n\nOK\n"))), (0, 1, 0));
    }

    #[test]
    fn pytest_lines_are_read() {
        let numbers_of = |ok, line: &str| numbers(&pytest(&finished(ok, line)));
        assert_eq!(numbers_of(true, "......\n811 passed, 3 skipped in 18.74s\n"), (811, 0, 3));
        assert_eq!(numbers_of(false, "FAILED tests/a.py\n6 failed, 805 passed, 1 error in 18.74s\n"), (805, 7, 0));
        assert_eq!(numbers_of(true, "===== 824 passed in 16.05s =====\n"), (824, 0, 0));
        assert_eq!(numbers_of(true, "===== 824 passed in 116.05s (0:01:56) =====\n"), (824, 0, 0));
        assert_eq!(numbers_of(false, "ImportError"), (0, 1, 0));
    }

    #[test]
    fn node_lines_are_read() {
        let output = "ok 1 - it pays\n1..4\n# tests 4\n# pass 2\n# fail 1\n# cancelled 0\n# skipped 1\n# todo 0\n";
        assert_eq!(numbers(&node_tests(&finished(false, output))), (2, 1, 1));
        assert_eq!(numbers(&node_tests(&finished(true, "# pass 0\n"))), (0, 1, 0));
    }

    #[test]
    fn unittest_lines_are_read() {
        assert_eq!(numbers(&unittest(&finished(true, "Ran 1 test in 0.1s\n\nOK\n"))), (1, 0, 0));
        assert_eq!(numbers(&unittest(&finished(true, "Ran 9 tests in 0.1s\n\nOK (skipped=2)\n"))), (7, 0, 2));
        let output = "Ran 12 tests in 2.1s\n\nFAILED (failures=1, errors=2, skipped=3)\n";
        assert_eq!(numbers(&unittest(&finished(false, output))), (6, 3, 3));
    }
}
