//! Whom the task that follows an action can be given to: participants (roles of a process).
//!
//! Generic Barium; whether FastDok's processes have participants is unknown. The list and the names in it are
//! verified. Invented: which participants there are, and that an action after which no task follows has none.

use nordcase::http::HttpResponse;
use serde::Serialize;

use super::answer::{Answer, json, unknown};
use super::lists::page;
use super::model::{Action, Task, TaskKind};
use super::standard::{PARTICIPANTS, Participant};
use super::state::{Call, Caller, FastDok};
use super::workflow::{ActionInfo, actions_of};

/// Those that the task after this action can be given to.
fn participants(task: &Task, action: Action) -> &'static [Participant] {
    let follows = task.completed.is_none() && (task.kind, action) != (TaskKind::Paid, Action::Complete);
    if follows { &PARTICIPANTS } else { &[] }
}

impl FastDok {
    /// The participants of the task and the action that the path names.
    fn asked_participants(&self, call: &Call<'_, '_>, who: Caller) -> Result<&'static [Participant], HttpResponse> {
        let (_, task) = self.task(who, call.id(0))?;
        let mut actions = actions_of(task.kind, self.company(who)?.licence);
        let is_asked = |info: &&ActionInfo| info.is(call.id(1));
        actions.find(is_asked).map(|info| participants(task, info.action)).ok_or_else(|| unknown("Åtgärden"))
    }

    pub(super) fn list_assignable_participants(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct ParticipantView<'a> {
            id: &'a str,
            name: &'a str,
        }
        let all = self.asked_participants(call, who)?.iter();
        page(&call.query, all, |it| ParticipantView { id: it.id, name: it.name }).map(|list| json(&list))
    }
}
