//! `nordcase-bench-inputs FOLDER`: writes what the benchmark programs of all languages are given, so that all read the same bytes, and serves a
//! list that no program should keep. It prints the server's address, and ends when its standard input does.

use std::error::Error;
use std::fs;
use std::io::Read;
use std::path::PathBuf;

use nordcase_bench::{StreamServer, case_list, task_list};

/// As many as a very large agency might have.
const STREAMED_CASES: usize = 1_000_000;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("nordcase-bench-inputs FOLDER")?);
    fs::create_dir_all(&folder)?;
    for count in [1, 10_000] {
        fs::write(folder.join(format!("cases-{count}.xml")), case_list(count))?;
    }
    fs::write(folder.join("tasks-1000.json"), task_list(1_000))?;
    let stream = StreamServer::start(STREAMED_CASES)?;
    println!("listening on {}", stream.url);
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}
