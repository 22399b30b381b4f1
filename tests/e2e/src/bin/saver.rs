//! A process that does nothing but store journeys, again and again, until it is killed: `saver FOLDER`.
//!
//! It says so once each of its journeys is stored.

use nordcase::Error;
use nordcase::client::{Entry, Journal};
use nordcase::fastdok::ObjectEntry;
use nordcase::fastdok::journeys::StartCase;
use nordcase::journey::Journey;

const JOURNEYS: u64 = 3;

fn main() -> Result<(), Error> {
    let folder = std::env::args().nth(1).expect("saver FOLDER");
    let journal = Journal::open(folder)?;
    // Of many sizes, so that a file that is written over would keep the end of the longer one.
    let start = |size: usize| StartCase::new(vec![ObjectEntry::new("Kund").with("Namn", "å".repeat(size))]);
    let take = |key: String| journal.entry(&key).or_else(|_| journal.resume(&key));
    let mut entries = (0..JOURNEYS).map(|n| take(format!("job {n}"))).collect::<Result<Vec<Entry>, Error>>()?;
    for round in 0_usize.. {
        for (seed, entry) in (0..).zip(&mut entries) {
            entry.save(&Journey::new(start(round * 7_919 % 40_000), seed)).expect("it is stored");
        }
        if round == 0 {
            println!("stored");
        }
    }
    Ok(())
}
