//! A short exploration with every test run: one fault at every step, and two hundred random runs. `cargo xtask explore` is the long one.
//!
//! It is also what judges the mutants that the core's own tests let pass (`docs/testing.md`).

use std::process::Command;

#[test]
fn one_fault_anywhere_and_two_hundred_random_runs() {
    let mut explore = Command::new(env!("CARGO_BIN_EXE_nordcase-explore"));
    let output = explore.args(["--faults", "1", "--soak", "200"]).output().expect("the program starts");
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&said));
}
