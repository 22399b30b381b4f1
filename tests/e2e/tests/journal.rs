//! FAULTS 1.12 and 1.13: the journal, where journeys outlive their process.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use nordcase::client::{Entry, Journal, Unwatched, Watcher};
use nordcase::fastdok::journeys::{CompleteCase, PayCase, PaymentQuestion, StartCase, StartConfidence};
use nordcase::journey::{Claim, Ended, Journey, NoQuestion, Step};
use nordcase_e2e::{Services, lease};
use nordcase_sandbox::Fault;
use nordcase_sandbox::ledger::What;

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("journal-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

fn code<T: std::fmt::Debug>(outcome: Result<T, nordcase::Error>) -> String {
    outcome.expect_err("an error").code().to_owned()
}

struct Pays(Entry, bool);
impl Watcher<PayCase> for Pays {
    fn entry(&mut self) -> Option<&mut Entry> {
        Some(&mut self.0)
    }
    async fn approve(&mut self, _question: &PaymentQuestion) -> bool {
        self.1
    }
}

#[tokio::test]
async fn fault_1_13_the_end_is_saved() {
    let services = Services::start();
    let client = services.fastdok();
    let journal = Journal::open(folder("end")).expect("a journal");

    let mut entry = journal.entry("start").expect("a new key");
    let end = client.run(&mut Journey::new(StartCase::new(lease()), 1), &mut entry).await.expect("an end");
    let Step::Done(started) = end else { panic!("not started: {end:?}") };
    for (key, approves) in [("declined", false), ("paid", true)] {
        let mut watcher = Pays(journal.entry(key).expect("a new key"), approves);
        client.run(&mut Journey::new(PayCase::new(&started.case_id), 2), &mut watcher).await.expect("an end");
    }

    assert_eq!(journal.unfinished().expect("a journal"), []);
    let ended = journal.ended().expect("a journal");
    let ends: Vec<_> = ended.iter().map(|end| (end.key.as_str(), end.kind.as_str(), end.ended)).collect();
    let pay = "fastdok.pay_case";
    let start = ("start", "fastdok.start_case", Ended::Done);
    assert_eq!(ends, [("declined", pay, Ended::Failed), ("paid", pay, Ended::Done), start]);
}

#[test]
fn a_key_is_anything_and_names_one_journey() {
    let journal = Journal::open(folder("keys")).expect("a journal");
    let journey = Journey::new(CompleteCase::new("c1"), 1);
    let keys = ["a", "A.json", "..", "faktura 17/å\\b:*?\"<>|", "\n\0", "%41", "lock", "claims", "a%new"];
    for key in keys {
        let mut entry = journal.entry(key).expect(key);
        assert_eq!(code(journal.entry(key)), "input.journal_key", "{key}: it is in use");
        entry.save(&journey).expect(key);
        drop(entry);
        assert_eq!(code(journal.entry(key)), "input.journal_key", "{key}: it exists");
        assert_eq!(journal.resume(key).and_then(|entry| entry.journey::<CompleteCase>()), Ok(journey.clone()));
        assert_eq!(code(journal.resume(key).and_then(|entry| entry.journey::<PayCase>())), "input.journey_stored");
        assert_eq!(code(journal.remove(key)), "input.journal_key", "{key}: it has not ended");
    }
    let mut expected = keys.map(str::to_owned).to_vec();
    expected.sort();
    let unfinished = journal.unfinished().expect("a journal");
    assert_eq!(unfinished.iter().map(|one| one.key.clone()).collect::<Vec<_>>(), expected);
    assert!(unfinished.iter().all(|one| one.about.as_ref().is_ok_and(|about| about.case_id.as_deref() == Some("c1"))));

    for key in [String::new(), "x".repeat(201), "å".repeat(150)] {
        assert_eq!(code(journal.entry(&key)), "input.journal_key", "{key}");
    }
    assert_eq!(code(journal.resume("nobody")), "input.journal_key");
    // A key that was taken and never saved is free again.
    drop(journal.entry("new").expect("a new key"));
    journal.entry("new").expect("a new key");
}

#[tokio::test]
async fn only_what_has_ended_is_removed() {
    let services = Services::start();
    let journal = Journal::open(folder("remove")).expect("a journal");
    let mut entry = journal.entry("start").expect("a new key");
    let mut journey = Journey::new(StartCase::new(lease()), 1);
    services.fastdok().run(&mut journey, &mut entry).await.expect("an end");
    assert_eq!(code(journal.remove("start")), "input.journal_key");
    drop(entry);
    journal.remove("start").expect("it has ended");
    assert_eq!(journal.ended().expect("a journal"), []);
    journal.entry("start").expect("the key is free");
}

#[test]
fn one_process_owns_a_journal() {
    let folder = folder("owner");
    let journal = Journal::open(&folder).expect("a journal");
    assert_eq!(code(Journal::open(&folder)), "input.journal_in_use");
    let mut command = Command::new(env!("CARGO_BIN_EXE_saver"));
    let other = command.arg(&folder).stderr(Stdio::piped()).output().expect("the saver runs");
    assert!(!other.status.success());
    assert!(String::from_utf8_lossy(&other.stderr).contains("input.journal_in_use"), "{other:?}");
    drop(journal);
    Journal::open(&folder).expect("it is free again");
}

#[test]
fn a_file_that_cannot_be_read_is_told_and_stops_nothing() {
    let folder = folder("broken");
    let journal = Journal::open(&folder).expect("a journal");
    journal.entry("good").expect("a new key").save(&Journey::new(CompleteCase::new("c1"), 1)).expect("stored");
    for (name, content) in
        [("empty", ""), ("half", "{\"journey\":\"fastdok.pay"), ("foreign", "{\"journey\":\"other.job\"}")]
    {
        std::fs::write(folder.join(format!("{name}.json")), content).expect("written");
    }
    std::fs::write(folder.join("binary.json"), [0xff, 0xfe]).expect("written");
    std::fs::write(folder.join("half%new"), "").expect("written");
    std::fs::write(folder.join("note.txt"), "not a journey").expect("written");
    let unfinished = journal.unfinished().expect("a journal");
    let read: Vec<_> = unfinished.iter().map(|one| (one.key.as_str(), one.about.is_ok())).collect();
    assert_eq!(read, [("binary", false), ("empty", false), ("foreign", false), ("good", true), ("half", false)]);
    for key in ["binary", "empty", "half"] {
        journal.remove(key).expect_err("nobody knows that it has ended");
    }
}

#[test]
fn a_case_is_claimed_once_and_for_good() {
    let folder = folder("claims");
    let claim = |owner: &str, cases: &[&str], take| Claim {
        owner: owner.to_owned(),
        case_ids: cases.iter().map(|&case| case.to_owned()).collect(),
        take,
    };
    let journal = Journal::open(&folder).expect("a journal");
    let cases = ["3e1871cc", "..", "å/b"];
    assert_eq!(journal.claim(&claim("1", &cases, false)).expect("an answer"), cases);
    assert_eq!(journal.claim(&claim("1", &cases, true)).expect("an answer"), ["3e1871cc"]);
    assert_eq!(journal.claim(&claim("1", &cases, true)).expect("an answer"), ["3e1871cc"]);
    assert_eq!(journal.claim(&claim("2", &cases, true)).expect("an answer"), [".."]);
    assert_eq!(journal.claim(&claim("3", &cases, true)).expect("an answer"), ["å/b"]);
    drop(journal);
    let journal = Journal::open(&folder).expect("a journal");
    assert!(journal.claim(&claim("4", &cases, true)).expect("an answer").is_empty());
    assert_eq!(journal.claim(&claim("2", &cases, false)).expect("an answer"), [".."]);
    // A claim that was cut off names nobody; the case is then nobody's, rather than two jobs'.
    std::fs::write(folder.join("claims/cut"), "").expect("written");
    assert!(journal.claim(&claim("5", &["cut"], true)).expect("an answer").is_empty());
}

/// What cannot be stored is not sent.
#[tokio::test]
async fn a_journal_that_cannot_be_written_stops_the_job() {
    let services = Services::start();
    let folder = folder("gone");
    let journal = Journal::open(&folder).expect("a journal");
    let mut entry = journal.entry("start").expect("a new key");
    std::fs::remove_dir_all(&folder).expect("removed");
    let end = services.fastdok().run(&mut Journey::new(StartCase::new(lease()), 1), &mut entry).await;
    assert_eq!(code(end), "input.journey_not_stored");
    assert_eq!(services.truth(|sandbox| sandbox.ledger.entries.len()), 0);
    let end = services.fastdok().run(&mut Journey::new(StartCase::new(lease()), 1), &mut Unwatched).await;
    assert!(matches!(end, Ok(Step::Done(_))), "{end:?}");
}

#[tokio::test]
async fn a_program_that_is_run_again_gives_its_receipt_again() {
    let services = Services::start();
    let journal = Journal::open(folder("run-again")).expect("a journal");
    let mut ends = Vec::new();
    for _ in 0..2 {
        let (mut entry, mut journey) = journal.begin_or_resume("start", StartCase::new(lease())).expect("a journey");
        let Step::Done(receipt) = services.fastdok().run(&mut journey, &mut entry).await.expect("an end") else {
            panic!("not started");
        };
        ends.push(receipt);
    }
    assert_eq!(ends[0], ends[1]);
    assert_eq!(services.count(|what| matches!(what, What::CaseStarted { .. })), 1);
}

/// What failed without a doubt, and did nothing for good, begins anew: the balance was too low, and is not any more.
#[tokio::test]
async fn a_program_that_is_run_again_after_a_refusal_does_its_job() {
    let services = Services::start();
    let journal = Journal::open(folder("run-after-refusal")).expect("a journal");
    let client = services.fastdok();
    let started = client.run(&mut Journey::new(StartCase::new(lease()), 1), &mut Unwatched).await.expect("an end");
    let Step::Done(started) = started else { panic!("not started: {started:?}") };
    let balance = |amount: i64| {
        let company = "Bostads AB Björken".to_owned();
        let amount = amount.to_string().parse().expect("a number");
        assert!(services.truth(|sandbox| sandbox.fastdok.set_balance(&company, amount)));
    };
    balance(1);
    for pays in [false, true] {
        let (entry, mut journey) = journal.begin_or_resume("pay", PayCase::new(&started.case_id)).expect("a journey");
        let end = client.run(&mut journey, &mut Pays(entry, true)).await.expect("an end");
        assert_eq!(matches!(end, Step::Done(_)), pays, "{end:?}");
        balance(1_000);
    }
    assert_eq!(services.truth(|sandbox| sandbox.ledger.debits(None)), 1);
}

/// Two jobs of one client that claim in two journals take one case each.
#[tokio::test]
async fn jobs_of_one_client_share_no_case_whatever_journal_they_have() {
    let services = Services::start();
    services.order("fastdok.start_case", 1, Fault::AnswerLost);
    services.order("fastdok.start_case", 2, Fault::NeverArrives);
    let client = services.fastdok();
    let one = Journal::open(folder("one-set")).expect("a journal");
    let other = Journal::open(folder("other-set")).expect("a journal");
    let start = |journal: Journal, seed| {
        let client = &client;
        async move {
            let mut entry = journal.entry("start").expect("a new key");
            let mut journey = Journey::new(StartCase::new(lease()), seed).with_settle(2_000);
            match client.run(&mut journey, &mut entry).await.expect("an end") {
                Step::Done(receipt) => Some(receipt.case_id),
                _ => None,
            }
        }
    };
    let (first, second) = tokio::join!(start(one, 1), start(other, 2));
    assert!(first.is_some() || second.is_some());
    assert_ne!(first, second);
}

/// FAULTS 1.7: a program that is killed behind its claim has the case, and starts no other.
#[tokio::test]
async fn a_claim_is_stored_before_it_is_made() {
    struct Killed(Entry);
    impl Watcher<StartCase> for Killed {
        fn entry(&mut self) -> Option<&mut Entry> {
            Some(&mut self.0)
        }
        async fn approve(&mut self, question: &NoQuestion) -> bool {
            match *question {}
        }
        async fn claim(&mut self, claim: &Claim) -> std::io::Result<Option<Vec<String>>> {
            self.0.journal().claim(claim)?;
            Err(std::io::Error::other("killed"))
        }
    }
    let services = Services::start();
    let journal = Journal::open(folder("claimed")).expect("a journal");
    let mut killed = Killed(journal.entry("start").expect("a new key"));
    let end = services.fastdok().run(&mut Journey::new(StartCase::new(lease()), 1), &mut killed).await;
    assert_eq!(code(end), "input.journey_not_stored");
    drop(killed);
    let mut entry = journal.resume("start").expect("it is there");
    let mut journey = entry.journey::<StartCase>().expect("it is there");
    let end = services.fastdok().run(&mut journey, &mut entry).await.expect("an end");
    let Step::Done(receipt) = end else { panic!("not started: {end:?}") };
    assert_eq!(receipt.certainty, StartConfidence::Reply);
    assert_eq!(services.count(|what| matches!(what, What::CaseStarted { .. })), 1);
}

/// Refused credentials are the session's end: with others the journey goes on.
#[tokio::test]
async fn a_journey_outlives_a_restart_with_a_wrong_password() {
    let services = Services::start();
    let journal = Journal::open(folder("wrong")).expect("a journal");
    services.order("fastdok.authenticate", 1, Fault::HtmlPage);
    for ends_well in [false, true] {
        let (mut entry, mut journey) = journal.begin_or_resume("start", StartCase::new(lease())).expect("a journey");
        let end = services.fastdok().run(&mut journey, &mut entry).await.expect("an end");
        assert_eq!(matches!(end, Step::Done(_)), ends_well, "{end:?}");
        drop(entry);
        assert_eq!(journal.unfinished().expect("a journal").len(), usize::from(!ends_well));
    }
}

#[test]
fn a_key_begins_a_journey_once_and_resumes_it_then() {
    let journal = Journal::open(folder("again")).expect("a journal");
    let (mut entry, begun) = journal.begin_or_resume("case c1", CompleteCase::new("c1")).expect("a new key");
    assert_eq!(code(journal.begin_or_resume("case c1", CompleteCase::new("c1"))), "input.journal_key");
    entry.save(&begun).expect("stored");
    drop(entry);
    let (_, resumed) = journal.begin_or_resume("case c1", CompleteCase::new("c1")).expect("it is there");
    assert_eq!(resumed, begun);
    assert_eq!(code(journal.begin_or_resume("case c1", CompleteCase::new("c2"))), "input.journey_case");
    assert_eq!(code(journal.begin_or_resume("case c1", PayCase::new("c1"))), "input.journey_stored");
    // What was paid once says nothing of forms that were added since.
    let (mut pays, paying) = journal.begin_or_resume("pay c1", PayCase::new("c1")).expect("a new key");
    pays.save(&paying).expect("stored");
    drop(pays);
    assert_eq!(code(journal.begin_or_resume("pay c1", PayCase::new("c1").with_added_forms())), "input.journey_case");
    // A new case has no id yet: its contents tell.
    let (mut entry, begun) = journal.begin_or_resume("contract", StartCase::new(lease())).expect("a new key");
    entry.save(&begun).expect("stored");
    drop(entry);
    let mut others = lease();
    others.pop();
    assert_eq!(code(journal.begin_or_resume("contract", StartCase::new(others))), "input.journey_case");
    journal.begin_or_resume("contract", StartCase::new(lease())).expect("the same contents");
    // Two journeys never have one name, under which they claim.
    assert_ne!(nordcase::client::begin(CompleteCase::new("c1")), nordcase::client::begin(CompleteCase::new("c1")));
}

/// It would open, and every save fail later.
#[test]
fn a_journal_without_a_path_is_refused() {
    assert_eq!(code(Journal::open("")), "input.journey_not_stored");
}
