//! A machine's steps, and Altinn's results, in plain words.

use std::collections::BTreeMap;

use super::{StateMachine, Step};
use crate::altinn::{NotificationResult, error_codes};
use crate::error::Error;

impl StateMachine {
    /// What `event` does to a case in `state`, in plain words. Nothing is known of the conditions.
    pub fn explain(&self, state: &str, event: &str) -> String {
        match self.apply(state, event, &BTreeMap::new()) {
            Ok(Step::Moves { transition, to }) if to == state => {
                format!("{event:?} fires {transition:?}, which leads back to {to:?}.")
            }
            Ok(Step::Moves { transition, to }) => format!("{event:?} fires {transition:?}: the case moves to {to:?}."),
            Ok(Step::Stays { conditions }) => {
                format!("{event:?} fits, but the case stays in {state:?}: not true is {}.", conditions.join(", "))
            }
            Ok(Step::MayMove { transitions, conditions }) if conditions.is_empty() => {
                format!("{event:?} may fire {}; the expression cannot be judged here.", transitions.join(" or "))
            }
            Ok(Step::MayMove { transitions, conditions }) => {
                format!("{event:?} fires {} if this is true: {}.", transitions.join(" or "), conditions.join(", "))
            }
            Err(Error::Transition(error)) if error.allowed.is_empty() => {
                format!("{event:?} does nothing in {state:?}: {}.", error.reason)
            }
            Err(Error::Transition(error)) => {
                let reason = &error.reason;
                format!("{event:?} does nothing in {state:?}: {reason}. Expected: {}.", error.allowed.join(" or "))
            }
            Err(error) => error.to_string(),
        }
    }

    /// What became of an event, in plain words, from Altinn's own result.
    pub fn explain_result(&self, result: &NotificationResult) -> String {
        let case = format!("Case {}", result.case_id);
        let state = result.current_state_name.as_deref();
        let place = state.map_or_else(|| "a state not named".to_owned(), |name| format!("{name:?}"));
        let mut text = if result.has_exception {
            format!("{case}: the state machine failed{}. It is in {place} now.", failure(result))
        } else if result.is_state_changed {
            let condition =
                result.condition_name.as_ref().map_or_else(String::new, |name| format!(", {name:?} being true"));
            format!("{case} moved to {place}{condition}.")
        } else if result.condition_evaluation_result == Some(false) {
            let condition =
                result.condition_name.as_ref().map_or_else(|| "its condition".to_owned(), |name| format!("{name:?}"));
            format!("{case} stays in {place}: the event fits, but {condition} is not true.")
        } else {
            format!("{case} stays in {place}: the event fits no transition from there, or one that leads back.")
        };
        if state.is_some_and(|name| self.state(name).is_none()) {
            text.push_str(" The machine on this side has no such state: it is out of date, or of another edition.");
        }
        text
    }
}

/// Number, meaning and detail of a failure, as far as they are there.
fn failure(result: &NotificationResult) -> String {
    // Altinn writes 0 where there is no number.
    let number = result.error_code.filter(|&number| number != 0);
    let mut text = number.map_or_else(String::new, |number| format!(" with {number}"));
    if let Some(row) = number.and_then(error_codes::find_number) {
        text.push_str(&format!(" ({})", row.explanation.trim_end_matches('.')));
    }
    if let Some(detail) = result.exception_detail.as_ref().filter(|detail| !detail.is_empty()) {
        text.push_str(&format!(": {}", detail.trim_end_matches('.')));
    }
    text
}
