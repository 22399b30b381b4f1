//! What a benchmark tells.

use crate::outcome::Stop;
use serde::{Deserialize, Serialize};

/// One thing measured, ours and a peer's.
#[derive(Debug, Serialize, Deserialize, PartialEq)]
pub(crate) struct Row {
    /// What is done.
    pub(super) bench: String,
    /// Of both numbers.
    pub(super) unit: String,
    pub(super) ours: f64,
    /// What people use instead; nothing where the budget stands for itself.
    pub(super) peer: Option<String>,
    pub(super) theirs: Option<f64>,
    /// Theirs by ours: above 1 ours is the faster, or the smaller.
    pub(super) ratio: Option<f64>,
    /// The budget, in words.
    pub(super) goal: String,
    pub(super) met: bool,
}

impl Row {
    /// Ours beside a peer's, and by how many times theirs must be above ours.
    pub(super) fn beside(bench: &str, unit: &str, ours: f64, peer: &str, theirs: f64, goal: Option<f64>) -> Self {
        let ratio = theirs / ours;
        Row {
            bench: bench.to_owned(),
            unit: unit.to_owned(),
            ours,
            peer: Some(peer.to_owned()),
            theirs: Some(theirs),
            ratio: Some(ratio),
            goal: goal.map_or_else(|| NO_GOAL.to_owned(), |goal| format!("{goal:.2} times")),
            met: goal.is_none_or(|goal| ratio >= goal),
        }
    }

    /// Ours alone.
    pub(super) fn alone(bench: &str, unit: &str, ours: f64, goal: &str, met: bool) -> Self {
        let (bench, unit, goal) = (bench.to_owned(), unit.to_owned(), goal.to_owned());
        Row { bench, unit, ours, peer: None, theirs: None, ratio: None, goal, met }
    }
}

/// Where there is no budget.
pub(super) const NO_GOAL: &str = "-";

/// The rows that a program printed, one JSON object a line; it may print other lines too.
pub(super) fn printed(output: &str) -> Result<Vec<Row>, Stop> {
    let rows: Result<Vec<Row>, _> =
        output.lines().filter(|line| line.starts_with('{')).map(serde_json::from_str).collect();
    match rows {
        Ok(rows) if rows.is_empty() => Err(Stop::Failed("the benchmark printed no row".to_owned())),
        Ok(rows) => Ok(rows),
        Err(error) => Err(Stop::Failed(format!("a row of the benchmark cannot be read: {error}"))),
    }
}
