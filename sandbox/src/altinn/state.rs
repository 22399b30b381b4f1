//! The service's data, and what its operations share.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::case::{Case, PlacedElement, Status};
use super::edition::{Edition, Editions};
use super::security::Security;

/// The service and its data. Its serde form is a part of the snapshot, passwords of the agency systems included;
/// `Debug` leaves those out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Altinn {
    pub(super) security: Security,
    pub(super) editions: Editions,
    /// In the order of their ids.
    pub(super) cases: Vec<Case>,
    pub(super) elements: Vec<PlacedElement>,
    /// The id that the next case or element gets: both count together, so that a number never means two things.
    pub(super) next_id: i32,
}

impl Altinn {
    pub(super) fn index(&self, id: i32) -> Option<usize> {
        self.cases.binary_search_by_key(&id, |case| case.id).ok()
    }

    /// A case and its edition.
    pub(super) fn case(&self, id: i32) -> Option<(&Case, &Arc<Edition>)> {
        let case = &self.cases[self.index(id)?];
        Some((case, self.editions.find(&case.service, case.edition)?))
    }

    /// The running cases of an edition, in the order they were created.
    pub(super) fn running(&self, service: &str, edition: i32) -> impl Iterator<Item = &Case> {
        self.cases
            .iter()
            .filter(move |case| case.status == Status::Active && case.edition == edition && case.service == service)
    }

    pub(super) fn take_id(&mut self) -> i32 {
        let id = self.next_id;
        self.next_id = self.next_id.saturating_add(1);
        id
    }
}
