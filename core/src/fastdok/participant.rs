//! Participants: the roles of a process, for some of which an action must name who performs them.

use crate::json::record;

record! {
    /// A participant that performers are assigned to. Members after the generic documentation (verified).
    pub struct AssignableParticipant {
        /// `Id`.
        id: String = "Id",
        /// `Name`.
        name: Option<String> = "Name",
        ..
        /// What else the service said.
        extra
    }
}

record! {
    /// A performer that can be assigned to a participant. Members after the generic documentation (verified).
    pub struct AssignablePerformer {
        /// `Identifier`: what the assignment names it by.
        identifier: String = "Identifier",
        /// `Name`.
        name: Option<String> = "Name",
        ..
        /// What else the service said.
        extra
    }
}
