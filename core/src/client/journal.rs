//! A folder of journeys, which outlives the process: one file for each, written so that a kill at any moment leaves the one before or the new one.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::clock::begin;
use crate::error::Error;
use crate::ids::percent_encode;
use crate::journey::{Certainty, Claim, Ended, FailureReport, Journey, Script};
use crate::wire::journeys::inspect;

/// The longest key, in characters.
const KEY_CHARS: usize = 200;

/// The longest name of a file, in bytes, that all usual file systems take; less what is put behind it.
const NAME_BYTES: usize = 255 - BESIDE.len() - FILE.len();

/// No journey is larger.
const LARGEST: u64 = 256 * 1024 * 1024;

const FILE: &str = ".json";
/// Behind the name of a file that is being written: nothing percent-encoded ends so.
const BESIDE: &str = "%new";

/// Where journeys are kept, and the cases that they have claimed.
///
/// One process owns a folder at a time: it is locked by the operating system until the process ends, however it ends. Each journey is a file `KEY.json`
/// (the key percent-encoded) that holds the stored journey and nothing else: no secret, but what the journey is about. A file is written beside,
/// flushed to the disk, and renamed. Writing blocks the thread for as long as the disk takes.
///
/// It knows neither the service's address nor the account: each of them has a folder of its own.
///
/// ```
/// use nordcase::client::Journal;
/// # let folder = std::env::temp_dir().join(format!("nordcase-doc-{}", std::process::id()));
///
/// let journal = Journal::open(&folder)?;
/// let payment = journal.entry("invoice 17")?; // to be given to `run` by a watcher
/// for unfinished in journal.unfinished()? {
///     println!("{} is to be carried on", unfinished.key);
/// }
/// # drop((payment, journal));
/// # std::fs::remove_dir_all(folder).ok();
/// # Ok::<(), nordcase::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Journal {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    /// Locked as long as it is open.
    _lock: File,
    /// The keys whose entries live in this process.
    in_hand: Mutex<HashSet<String>>,
    /// One claim at a time.
    claiming: Mutex<()>,
}

/// One journey's place in a journal. A watcher that has it keeps the journey there ([`Watcher::entry`](crate::client::Watcher::entry)).
///
/// There is one for each key at a time, so nobody carries a journey out twice at once.
#[derive(Debug)]
pub struct Entry {
    journal: Journal,
    key: String,
}

/// A journey that has not ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Unfinished {
    /// The key of its entry.
    pub key: String,
    /// What it is about; an error if its file cannot be read, which stops nothing else.
    pub about: Result<About, Error>,
    /// Whether its entry lives in this process: it is being carried out.
    pub in_hand: bool,
}

/// What an unfinished journey is about.
#[derive(Debug, Clone, PartialEq)]
pub struct About {
    /// The journey's name, as `fastdok.pay_case`.
    pub kind: String,
    /// The case; none if it is to make one.
    pub case_id: Option<String>,
    /// The stored journey, for [`Journey::from_json`].
    pub stored: String,
}

/// A journey that has ended.
#[derive(Debug, Clone, PartialEq)]
pub struct EndedEntry {
    /// The key of its entry.
    pub key: String,
    /// The journey's name.
    pub kind: String,
    /// How it ended.
    pub ended: Ended,
    /// The stored journey.
    pub stored: String,
}

impl Journal {
    /// Opens the folder, and makes it if it is not there. An error with the code `input.journal_in_use` if another process, or another journal of this one,
    /// owns it.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, Error> {
        let folder = folder.as_ref().to_path_buf();
        if folder.as_os_str().is_empty() {
            // It would be the working directory, whose name the disk is not told: every entry would fail later.
            return Err(Error::input("input.journey_not_stored", "journal", "cannot be used: its path is empty"));
        }
        let open = || {
            std::fs::create_dir_all(folder.join("claims"))?;
            File::options().create(true).truncate(false).write(true).open(folder.join("lock"))
        };
        let lock = open().map_err(|error| unusable(&error))?;
        lock_now(&lock)?;
        let (in_hand, claiming) = (Mutex::default(), Mutex::default());
        Ok(Self { inner: Arc::new(Inner { folder, _lock: lock, in_hand, claiming }) })
    }

    /// A place for a new journey. The key is any text of 1 to 200 characters that the journal has not yet; a file is there once the journey is saved.
    pub fn entry(&self, key: &str) -> Result<Entry, Error> {
        let entry = self.take(key)?;
        match self.file(key)?.try_exists() {
            Ok(false) => Ok(entry),
            Ok(true) => Err(bad_key("is in the journal already: resume it, or remove it once it has ended")),
            Err(error) => Err(unusable(&error)),
        }
    }

    /// The place of a journey that is in the journal, to carry it on: [`Entry::journey`] loads it.
    pub fn resume(&self, key: &str) -> Result<Entry, Error> {
        let entry = self.take(key)?;
        self.read(key).map(|_| entry)
    }

    /// The journey of this key with its place: carried on if the journal has it, else begun.
    ///
    /// One that has ended sends nothing, and gives its receipt again; to do the same once more, [remove](Journal::remove) it or take another key. One that
    /// has ended without a receipt gives its report again if a person must look first: something cannot be told, or a case was created. Otherwise nothing
    /// was done for good, and it begins anew. A journey of another kind is an error, and so is one with another job than the script's
    /// (`input.journey_case`): another case, other contents of a new one, another event or notice.
    pub fn begin_or_resume<S: Script>(&self, key: &str, script: S) -> Result<(Entry, Journey<S>), Error> {
        let entry = self.take(key)?;
        let there = self.file(key)?.try_exists().map_err(|error| unusable(&error))?;
        if !there {
            return Ok((entry, begin(script)));
        }
        let journey = entry.journey::<S>()?;
        if !journey.script().is_same_job(&script) {
            let rule = "is about another case, or has another job: take another key for it";
            return Err(Error::input("input.journey_case", "journey", rule));
        }
        let may_begin_anew = |report: FailureReport| report.unknown.is_empty() && report.facts.created == Certainty::No;
        if journey.report().is_some_and(may_begin_anew) {
            return Ok((entry, begin(script)));
        }
        Ok((entry, journey))
    }

    /// The journeys that have not ended, by their keys.
    pub fn unfinished(&self) -> Result<Vec<Unfinished>, Error> {
        let mut unfinished = Vec::new();
        for key in self.keys()? {
            let about = match self.read(&key).and_then(|stored| Ok((inspect(&stored)?, stored))) {
                Ok((about, _)) if about.ended.is_some() => continue,
                Ok((about, stored)) => Ok(About { kind: about.journey, case_id: about.case_id, stored }),
                Err(error) => Err(error),
            };
            let in_hand = lock(&self.inner.in_hand).contains(&key);
            unfinished.push(Unfinished { key, about, in_hand });
        }
        Ok(unfinished)
    }

    /// The journeys that have ended, by their keys.
    pub fn ended(&self) -> Result<Vec<EndedEntry>, Error> {
        let mut all = Vec::new();
        for key in self.keys()? {
            let Ok(stored) = self.read(&key) else { continue };
            if let Ok(about) = inspect(&stored)
                && let Some(ended) = about.ended
            {
                all.push(EndedEntry { key, kind: about.journey, ended, stored });
            }
        }
        Ok(all)
    }

    /// Removes a journey that has ended. What it has claimed stays claimed.
    pub fn remove(&self, key: &str) -> Result<(), Error> {
        let _entry = self.take(key)?;
        if inspect(&self.read(key)?)?.ended.is_none() {
            return Err(bad_key("has not ended: its journey would be forgotten in the middle"));
        }
        let removed = std::fs::remove_file(self.file(key)?).and_then(|()| sync_folder(&self.inner.folder));
        removed.map_err(|error| unusable(&error))
    }

    /// Answers a claim from `claims/`, where each claimed case has a file with its owner's name.
    pub fn claim(&self, claim: &Claim) -> io::Result<Vec<String>> {
        // The folder is this process's own, so one claim at a time is enough.
        let _one = lock(&self.inner.claiming);
        let mut free = Vec::new();
        for case in &claim.case_ids {
            let file = self.inner.folder.join("claims").join(claim_name(case));
            let owner = match std::fs::read_to_string(&file) {
                Ok(owner) => Some(owner),
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                Err(error) => return Err(error),
            };
            if owner.as_deref().is_some_and(|owner| owner != claim.owner) {
                continue;
            }
            free.push(case.clone());
            if claim.take {
                if owner.is_none() {
                    write_durably(&file, claim.owner.as_bytes())?;
                }
                break;
            }
        }
        Ok(free)
    }

    /// The key's only entry.
    fn take(&self, key: &str) -> Result<Entry, Error> {
        self.file(key)?;
        if !lock(&self.inner.in_hand).insert(key.to_owned()) {
            return Err(bad_key("is in use: its journey is being carried out"));
        }
        Ok(Entry { journal: self.clone(), key: key.to_owned() })
    }

    fn file(&self, key: &str) -> Result<PathBuf, Error> {
        let characters = key.chars().count();
        if characters == 0 || characters > KEY_CHARS {
            return Err(bad_key("must have 1 to 200 characters"));
        }
        let name = percent_encode(key);
        if name.len() > NAME_BYTES {
            return Err(bad_key(
                "is too long for the name of a file: characters other than a-z, A-Z, 0-9 need several",
            ));
        }
        Ok(self.inner.folder.join(name + FILE))
    }

    fn keys(&self) -> Result<Vec<String>, Error> {
        let names = || -> io::Result<Vec<String>> {
            let mut keys = Vec::new();
            for file in std::fs::read_dir(&self.inner.folder)? {
                let name = file?.file_name();
                keys.extend(name.to_str().and_then(|name| name.strip_suffix(FILE)).and_then(percent_decode));
            }
            keys.sort();
            Ok(keys)
        };
        names().map_err(|error| unusable(&error))
    }

    fn read(&self, key: &str) -> Result<String, Error> {
        let file = File::open(self.file(key)?).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => bad_key("is not in the journal"),
            _ => unusable(&error),
        })?;
        let mut text = String::new();
        let read = file.take(LARGEST + 1).read_to_string(&mut text);
        read.map_err(|error| Error::input("input.journey_stored", "journey", format!("cannot be read: {error}")))?;
        Ok(text)
    }
}

impl Entry {
    /// The key.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The journal that it belongs to.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Stores the journey here: when this returns, it is on the disk.
    pub fn save<S: Script>(&mut self, journey: &Journey<S>) -> io::Result<()> {
        let file = self.journal.file(&self.key).map_err(|error| io::Error::other(error.to_string()))?;
        write_durably(&file, journey.to_json().as_bytes())
    }

    /// The journey that is stored here, which must be of this kind.
    pub fn journey<S: Script>(&self) -> Result<Journey<S>, Error> {
        Journey::from_json(&self.journal.read(&self.key)?)
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        lock(&self.journal.inner.in_hand).remove(&self.key);
    }
}

/// Takes the lock, or says that somebody has it.
fn lock_now(file: &File) -> Result<(), Error> {
    let mut tries = 10;
    loop {
        // By its full name: newer standard libraries have a function of this name.
        match fs4::FileExt::try_lock(file) {
            Ok(()) => return Ok(()),
            // An owner that is just ending, or a child that its owner is just starting, has it for a moment longer.
            Err(fs4::TryLockError::WouldBlock) if tries > 0 => std::thread::sleep(Duration::from_millis(20)),
            Err(fs4::TryLockError::WouldBlock) => {
                let rule = "is owned by another process, or opened twice by this one";
                return Err(Error::input("input.journal_in_use", "journal", rule));
            }
            Err(fs4::TryLockError::Error(error)) => return Err(unusable(&error)),
        }
        tries -= 1;
    }
}

/// Writes a file so that a kill, or a power cut, leaves it as it was or as it is to be.
fn write_durably(file: &Path, content: &[u8]) -> io::Result<()> {
    let mut beside = file.as_os_str().to_owned();
    beside.push(BESIDE);
    let mut writing = File::create(&beside)?;
    writing.write_all(content)?;
    writing.sync_all()?;
    drop(writing);
    std::fs::rename(&beside, file)?;
    file.parent().map_or(Ok(()), sync_folder)
}

/// The names in a folder reach the disk only with the folder itself, where the system lets it be opened.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// The name of a claimed case's file. Dots alone would be a folder.
fn claim_name(case: &str) -> String {
    let name = percent_encode(case);
    if name.bytes().all(|byte| byte == b'.') { name.replace('.', "%2E") + "%" } else { name }
}

/// The key of a file's name; nothing if no key has that name.
fn percent_decode(name: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let (byte, length) = match first {
            '%' => (u8::from_str_radix(rest.get(1..3)?, 16).ok()?, 3),
            first => (u8::try_from(first).ok()?, 1),
        };
        bytes.push(byte);
        rest = rest.get(length..)?;
    }
    String::from_utf8(bytes).ok().filter(|key| percent_encode(key) == name)
}

fn bad_key(rule: &'static str) -> Error {
    Error::input("input.journal_key", "key", rule)
}

fn unusable(error: &io::Error) -> Error {
    Error::input("input.journey_not_stored", "journal", format!("cannot be used: {error}"))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
