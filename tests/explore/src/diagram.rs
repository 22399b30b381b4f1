//! The state diagrams of `docs/journeys.md`, as they were seen: the exploration notes each state that a journey was in,
//! and what led from one to the next.
//!
//! So a diagram shows what the code does and not what somebody once drew. The test below compares the page with what is
//! seen with at most one thing going wrong in a run; `NORDCASE_BLESS=1 cargo test -p nordcase-explore` writes the page
//! anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use nordcase::journey::{Journey, Script};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::twist::Twist;
use crate::world::{End, Next};

/// What led from one state to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cause {
    /// The answer to the state's call, or the end of the waiting.
    Answer,
    /// The caller's yes.
    Approved,
    /// The call was handed out, and there is no usable answer to it.
    Unseen,
    /// Somebody else acted on the case just before.
    Others,
    /// The caller cancelled, and the journey had what it needs.
    Cancelled,
}

impl Cause {
    /// The cause behind this step.
    pub(crate) fn of<S: Script>(next: &Next<S>, twist: Twist) -> Self {
        match twist {
            Twist::None if matches!(next, Next::Ask) => Self::Approved,
            Twist::None | Twist::LateNow | Twist::Decline => Self::Answer,
            Twist::CancelBefore | Twist::CancelAfter => Self::Cancelled,
            Twist::Fault(_) | Twist::Page(_) | Twist::KillBefore | Twist::KillAfter | Twist::OtherCredentials => {
                Self::Unseen
            }
            Twist::Other(_) | Twist::Begin { .. } | Twist::GoOn { .. } => Self::Others,
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Answer => "",
            Self::Approved => "approved",
            Self::Unseen => "no usable answer",
            Self::Others => "somebody else acted",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Where a journey stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Position {
    /// In a state of its script, by its name in the stored form.
    At(String),
    /// Done.
    Done,
    /// Failed, by the script's own decision, with this code.
    Failed(&'static str),
    /// Ended by the machinery, which can happen in every state: cancelled, refused credentials, a service that cannot
    /// be read.
    Ended,
}

impl Position {
    /// The position of a journey that has just said what it wants.
    pub(crate) fn of<S: Script>(journey: &Journey<S>, next: &Next<S>) -> Self {
        let Some(state) = state(&journey.to_json()) else { return Self::Ended };
        match next {
            _ if state.ended.is_some() => Self::Ended,
            Next::End(End::Done(_)) => Self::Done,
            Next::End(End::Failed(report)) => Self::Failed(report.code.as_str()),
            _ => Self::At(state.script.at.is),
        }
    }
}

/// What of the stored form names the state.
#[derive(Deserialize)]
struct Stored {
    state: State,
}

#[derive(Deserialize)]
struct State {
    script: StoredScript,
    #[serde(default)]
    ended: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct StoredScript {
    at: At,
}

#[derive(Deserialize)]
struct At {
    is: String,
}

fn state(stored: &str) -> Option<State> {
    serde_json::from_str::<Stored>(stored).ok().map(|stored| stored.state)
}

/// The states and moves that an exploration has seen.
#[derive(Debug, Default)]
pub(crate) struct Diagram {
    states: BTreeMap<String, Evidence>,
    starts: BTreeSet<String>,
    moves: BTreeMap<(String, Position), BTreeSet<Cause>>,
}

#[derive(Debug)]
struct Evidence {
    /// After how many steps it was first seen.
    depth: usize,
    /// What the journey does in it; it may sign in first.
    does: BTreeSet<String>,
    changes: bool,
}

impl Diagram {
    /// Notes that a journey is here after so many steps; from the states in `came`, or at its start.
    pub(crate) fn note<'a, S: Script>(
        &mut self,
        here: &Position,
        next: &Next<S>,
        depth: usize,
        came: impl IntoIterator<Item = (&'a str, Cause)>,
    ) {
        if let Position::At(name) = here {
            let (does, changes) = match next {
                Next::Send { label, .. } if label == "Sign in" => (None, false),
                Next::Send { label, changes, .. } => (Some(label.clone()), *changes),
                Next::Ask => (Some("Ask the caller".to_owned()), false),
                Next::Claim(claim) if claim.take => (Some("Claim a case".to_owned()), false),
                Next::Claim(_) => (Some("Ask which cases are free".to_owned()), false),
                // A pause of the machinery is not the state's own doing, and ends in the same state.
                Next::Wait { .. } | Next::Stuck | Next::End(_) => (None, false),
            };
            let seen =
                self.states.entry(name.clone()).or_insert(Evidence { depth, does: BTreeSet::new(), changes: false });
            seen.depth = seen.depth.min(depth);
            seen.does.extend(does);
            seen.changes |= changes;
            if depth == 0 {
                self.starts.insert(name.clone());
            }
        }
        for (from, cause) in came {
            let stays = matches!(here, Position::At(name) if name == from);
            if !stays && *here != Position::Ended {
                self.moves.entry((from.to_owned(), here.clone())).or_default().insert(cause);
            }
        }
    }

    /// Adds what another exploration of the same journey has seen.
    pub(crate) fn add(&mut self, other: Self) {
        for (name, seen) in other.states {
            match self.states.get_mut(&name) {
                Some(known) => {
                    known.depth = known.depth.min(seen.depth);
                    known.does.extend(seen.does);
                    known.changes |= seen.changes;
                }
                None => {
                    self.states.insert(name, seen);
                }
            }
        }
        self.starts.extend(other.starts);
        for (arrow, causes) in other.moves {
            self.moves.entry(arrow).or_default().extend(causes);
        }
    }

    /// As Mermaid. All names are the project's own, so nothing needs escaping.
    pub(crate) fn to_mermaid(&self) -> String {
        let mut text = "```mermaid\nstateDiagram-v2\n".to_owned();
        let mut states: Vec<_> = self.states.iter().collect();
        states.sort_by_key(|(name, seen)| (seen.depth, *name));
        for (name, seen) in states {
            let does: Vec<_> = seen.does.iter().map(String::as_str).collect();
            let does = if does.is_empty() { "Wait".to_owned() } else { does.join(", ") };
            line(&mut text, format_args!("{name} : {name}"));
            line(&mut text, format_args!("{name} : {does}"));
            if seen.changes {
                line(&mut text, format_args!("class {name} changes"));
            }
        }
        for start in &self.starts {
            line(&mut text, format_args!("[*] --> {start}"));
        }
        let mut failures: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for ((from, to), causes) in &self.moves {
            let label = match to {
                Position::Failed(code) => {
                    failures.entry(from).or_default().insert(code);
                    continue;
                }
                // Where the answer alone leads, it need not be said what else does.
                _ if causes.contains(&Cause::Answer) => String::new(),
                _ => causes.iter().map(|cause| cause.label()).collect::<Vec<_>>().join(", or "),
            };
            let to = if let Position::At(name) = to { name } else { "done" };
            let colon = if label.is_empty() { "" } else { " : " };
            line(&mut text, format_args!("{from} --> {to}{colon}{label}"));
        }
        if !failures.is_empty() {
            line(&mut text, format_args!("failed --> [*]"));
        }
        for (from, codes) in failures {
            let codes: Vec<_> = codes.into_iter().collect();
            line(&mut text, format_args!("{from} --> failed : {}", codes.join(", ")));
        }
        line(&mut text, format_args!("done --> [*]"));
        line(&mut text, format_args!("classDef changes stroke-width:3px,stroke:#b3261e"));
        text + "```\n"
    }
}

fn line(text: &mut String, content: std::fmt::Arguments<'_>) {
    let _ = writeln!(text, "    {content}");
}

#[cfg(test)]
mod tests {
    const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/journeys.md");

    #[test]
    fn the_page_shows_what_the_journeys_do() {
        let page = std::fs::read_to_string(PAGE).expect("the page");
        let mut fresh = page.clone();
        for report in crate::scenarios::explore(1, None) {
            let (start, end) =
                (format!("<!-- generated: {} -->\n", report.journey), format!("<!-- end: {} -->", report.journey));
            let (before, rest) = fresh.split_once(&start).unwrap_or_else(|| panic!("no place for {}", report.journey));
            let (_, after) = rest.split_once(&end).expect("the end of the place");
            fresh = format!("{before}{start}{}{end}{after}", report.diagram.to_mermaid());
        }
        if std::env::var_os("NORDCASE_BLESS").is_some() {
            std::fs::write(PAGE, &fresh).expect("the page can be written");
        } else {
            assert!(
                fresh == page,
                "docs/journeys.md is stale: read the change with NORDCASE_BLESS=1 cargo test -p nordcase-explore"
            );
        }
    }
}
