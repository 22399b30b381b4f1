//! The faults of a machine, found before its first case meets them.
//!
//! Whether two transitions both fit an event is judged over events that are known: those listed, the predefined ones, and those
//! that an expression without special characters stands for. That two general expressions overlap elsewhere is not found.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::{Finding, Severity, finding};
use super::pattern::{Fit, Pattern, literal};
use super::{State, StateMachine, Transition};

/// The largest number of overlaps reported.
const OVERLAPS: usize = 100;

/// The states that can be reached from each state, by index; each one reaches itself.
type Reach = Vec<BTreeSet<usize>>;

impl StateMachine {
    /// Everything that is wrong with the machine, errors and warnings, in the order of the codes of [`Finding::code`].
    pub fn check(&self) -> Vec<Finding> {
        let mut findings = self.states_and_targets();
        findings.extend(self.bad_patterns());
        let reach = self.reach();
        findings.extend(self.unreachable(&reach));
        findings.extend(self.dead_ends(&reach));
        findings.extend(self.overlaps());
        findings.extend(self.unmatched());
        findings
    }

    fn states_and_targets(&self) -> Vec<Finding> {
        let definition = self.definition();
        let mut findings = Vec::new();
        if self.state(&definition.start).is_none() {
            let message = format!("There is no state {:?}, so a new case is in no state.", definition.start);
            findings.push(finding("machine.no_start", Severity::Error, "start".into(), message));
        }
        let mut seen = BTreeSet::new();
        for (index, state) in definition.states.iter().enumerate() {
            if !seen.insert(&state.name) {
                let message = format!("There is more than one state {:?}.", state.name);
                let place = format!("states[{index}].name");
                findings.push(finding("machine.duplicate_state", Severity::Error, place, message));
            }
        }
        for (index, transition) in definition.transitions.iter().enumerate() {
            for (member, name) in [("from", &transition.from), ("to", &transition.to)] {
                if !seen.contains(name) {
                    let message =
                        format!("The transition {:?} names a state {name:?}, which is not there.", transition.name);
                    let place = format!("transitions[{index}].{member}");
                    findings.push(finding("machine.unknown_state", Severity::Error, place, message));
                }
            }
        }
        findings
    }

    fn bad_patterns(&self) -> impl Iterator<Item = Finding> {
        self.numbered().filter_map(|(index, transition, pattern)| {
            let Pattern::Unusable { reason, position } = pattern else { return None };
            let position = position.map_or_else(String::new, |position| format!(" at character {}", position + 1));
            let message = format!(
                "The expression of {:?} cannot be read{position}: {reason}. If .NET can read it, the machine works, but \
                 whether an event fits this transition is not known here.",
                transition.name
            );
            Some(finding("machine.bad_pattern", Severity::Error, format!("transitions[{index}].event"), message))
        })
    }

    fn unreachable(&self, reach: &Reach) -> Vec<Finding> {
        let definition = self.definition();
        let start = definition.states.iter().position(|state| state.name == definition.start);
        let Some(from_start) = start.and_then(|start| reach.get(start)) else { return Vec::new() };
        let unreached = self.distinct_states().filter(|(index, _)| !from_start.contains(index));
        unreached
            .map(|(index, state)| {
                let message = format!("No way leads from the start to the state {:?}.", state.name);
                finding("machine.unreachable", Severity::Error, format!("states[{index}]"), message)
            })
            .collect()
    }

    /// A state, or a ring of states, that no way leads out of, and in which the case may not be archived.
    fn dead_ends(&self, reach: &Reach) -> Vec<Finding> {
        let states = &self.definition().states;
        let leads_back = |from: usize, to: usize| reach.get(to).is_some_and(|reached| reached.contains(&from));
        let may_archive = |index: &usize| states.get(*index).is_some_and(|state| state.may_archive);
        let stuck = |(index, _): &(usize, &State)| {
            reach.get(*index).is_some_and(|reached| {
                !reached.iter().any(may_archive) && reached.iter().all(|&other| leads_back(*index, other))
            })
        };
        self.distinct_states()
            .filter(stuck)
            .map(|(index, state)| {
                let message = format!(
                    "A case in the state {:?} can never be archived: not there, and no way leads to a state where it may be.",
                    state.name
                );
                finding("machine.dead_end", Severity::Error, format!("states[{index}]"), message)
            })
            .collect()
    }

    fn overlaps(&self) -> Vec<Finding> {
        let mut known = BTreeSet::new();
        known.extend(self.known_events());
        known.extend(self.definition().transitions.iter().filter_map(|transition| literal(&transition.event)));
        let mut pairs = BTreeMap::new();
        for event in &known {
            let mut fitting: BTreeMap<&str, Vec<(usize, &Transition)>> = BTreeMap::new();
            for (index, transition, pattern) in self.numbered() {
                if pattern.fit(event) == Fit::Yes {
                    fitting.entry(&transition.from).or_default().push((index, transition));
                }
            }
            for same in fitting.values() {
                let pair = |two: &[(usize, &Transition)]| match two {
                    [(first, a), (second, b)] => Some(((*first, *second), overlap(event, *second, a, b))),
                    _ => None,
                };
                for (pair, found) in same.windows(2).filter_map(pair) {
                    if pairs.len() < OVERLAPS {
                        pairs.entry(pair).or_insert(found);
                    }
                }
            }
        }
        pairs.into_values().collect()
    }

    fn unmatched(&self) -> Vec<Finding> {
        if self.definition().events.is_empty() {
            return Vec::new(); // The agency's own events are not known.
        }
        let known: Vec<String> = self.known_events().collect();
        let unmatched =
            |(_, _, pattern): &(usize, &Transition, &Pattern)| known.iter().all(|event| pattern.fit(event) == Fit::No);
        self.numbered()
            .filter(unmatched)
            .map(|(index, transition, _)| {
                let message = format!("No known event fits the transition {:?}.", transition.name);
                finding("machine.unmatched", Severity::Warning, format!("transitions[{index}].event"), message)
            })
            .collect()
    }

    /// The states without those whose name another one has before them: no transition leads to those.
    fn distinct_states(&self) -> impl Iterator<Item = (usize, &State)> {
        let states = &self.definition().states;
        let first = |name: &str| states.iter().position(|state| state.name == name);
        states.iter().enumerate().filter(move |(index, state)| first(&state.name) == Some(*index))
    }

    fn known_events(&self) -> impl Iterator<Item = String> {
        self.predefined_events().into_iter().chain(self.definition().events.iter().cloned())
    }

    fn numbered(&self) -> impl Iterator<Item = (usize, &Transition, &Pattern)> {
        let transitions = self.definition().transitions.iter().zip(&self.patterns);
        transitions.enumerate().map(|(index, (transition, pattern))| (index, transition, pattern))
    }

    fn reach(&self) -> Reach {
        let definition = self.definition();
        let place = |name: &str| definition.states.iter().position(|state| state.name == name);
        let mut steps = BTreeSet::new();
        steps.extend(definition.transitions.iter().filter_map(|it| Some((place(&it.from)?, place(&it.to)?))));
        let from = |start: usize| {
            let mut reached = BTreeSet::from([start]);
            let mut open = vec![start];
            while let Some(state) = open.pop() {
                for &(_, next) in steps.range((state, 0)..=(state, usize::MAX)) {
                    if reached.insert(next) {
                        open.push(next);
                    }
                }
            }
            reached
        };
        (0..definition.states.len()).map(from).collect()
    }
}

/// Different conditions may keep two transitions apart; nothing else does.
fn overlap(event: &str, second: usize, a: &Transition, b: &Transition) -> Finding {
    let (severity, hint) = match (&a.condition, &b.condition) {
        (Some(one), Some(other)) if one != other => {
            (Severity::Warning, format!("see that the conditions {one:?} and {other:?} are never both true"))
        }
        _ => (Severity::Error, "which one Altinn takes is unknown".to_owned()),
    };
    let message =
        format!("In the state {:?}, {:?} and {:?} both fit the event {event:?}: {hint}.", a.from, a.name, b.name);
    finding("machine.overlap", severity, format!("transitions[{second}].event"), message)
}
