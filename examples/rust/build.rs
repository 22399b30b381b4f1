//! Writes the programs of the project's README into files, so that they are compiled and run as they stand there.

use std::path::Path;

fn main() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    println!("cargo::rerun-if-changed={}", readme.display());
    println!("cargo::rerun-if-changed=build.rs");
    let text = std::fs::read_to_string(readme).expect("the project's README");
    let programs: Vec<&str> = text
        .split("```rust")
        .skip(1)
        .filter_map(|block| block.split_once('\n')?.1.split_once("```"))
        .map(|(program, _)| program)
        .collect();
    let [fastdok, altinn] = programs.as_slice() else { panic!("the README has two Rust programs") };
    let out = std::env::var("OUT_DIR").expect("cargo sets it");
    for (name, program) in [("fastdok", fastdok), ("altinn", altinn)] {
        std::fs::write(Path::new(&out).join(format!("{name}.rs")), program).expect("a file in cargo's own folder");
    }
}
