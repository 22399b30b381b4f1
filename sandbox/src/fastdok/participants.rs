//! Whom the task that follows an action can be given to: participants (roles of a process), and the people of each.
//!
//! Generic Barium; whether FastDok's processes have participants is unknown. The two lists and the names in them are
//! verified, as are the shape of the `participants` that an action takes in its query and its spelling that is not
//! quite JSON. Invented: which participants there are, that an action after which no task follows has none, that an
//! `Identifier` is the user's id, and that a member of another name is a fault.

use nordcase::http::HttpResponse;
use serde::{Deserialize, Serialize};

use super::answer::{Answer, List, fault, json, refused, unknown};
use super::entries::short;
use super::lists::page;
use super::model::{Action, Task, TaskKind, User};
use super::standard::{PARTICIPANTS, Participant};
use super::state::{Call, Caller, FastDok};
use super::workflow::{ActionInfo, actions_of};

/// Those that the task after this action can be given to.
fn participants(task: &Task, action: Action) -> &'static [Participant] {
    let follows = task.completed.is_none() && (task.kind, action) != (TaskKind::Paid, Action::Complete);
    if follows { &PARTICIPANTS } else { &[] }
}

impl FastDok {
    /// The users of the caller's company that this participant can be.
    fn people(&self, who: Caller, participant: &Participant) -> impl Iterator<Item = &User> {
        let everybody = participant.everybody;
        self.users.iter().filter(move |user| user.company == who.company && (everybody || user.performs))
    }

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

    /// `GET …/AssignableParticipants/{pid}`: the participant, and the people that it can be.
    pub(super) fn get_assignable_participant(&mut self, call: &mut Call<'_, '_>, who: Caller) -> Answer {
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct PeopleView<'a> {
            id: &'a str,
            name: &'a str,
            #[serde(flatten)]
            people: List<PersonView<'a>>,
        }
        #[derive(Serialize)]
        #[serde(rename_all = "PascalCase")]
        struct PersonView<'a> {
            name: &'a str,
            identifier: &'a str,
        }
        let asked = self.asked_participants(call, who)?.iter().find(|it| it.id.eq_ignore_ascii_case(call.id(2)));
        let asked = asked.ok_or_else(|| unknown("Deltagaren"))?;
        let people = self.people(who, asked);
        let people = page(&call.query, people, |user| PersonView { name: &user.name, identifier: &user.id })?;
        Ok(json(&PeopleView { id: asked.id, name: asked.name, people }))
    }

    /// Checks the `participants` in the query of an action, if there are any. What became of them is unknown: here
    /// nothing, every user who may act can act on the next task.
    pub(super) fn check_participants(
        &self,
        call: &Call<'_, '_>,
        who: Caller,
        task: &Task,
        action: Action,
    ) -> Result<(), HttpResponse> {
        let Some(text) = call.query.get("participants").filter(|text| !text.is_empty()) else { return Ok(()) };
        let given = assignments(text).ok_or_else(|| fault(400, "participants går inte att läsa."))?;
        let cannot = |key: &str| refused(&format!("{} kan inte tilldelas uppgiften.", short(key)));
        for Assignment { participant: id, security_ids } in &given {
            let participant = participants(task, action).iter().find(|it| it.id.eq_ignore_ascii_case(id));
            let participant = participant.ok_or_else(|| cannot(id))?;
            let is_one = |key: &str| self.people(who, participant).any(|user| user.id.eq_ignore_ascii_case(key));
            if let Some(other) = security_ids.all().iter().find(|key| !is_one(key)) {
                return Err(cannot(other));
            }
        }
        Ok(())
    }
}

/// Who a participant is to be.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Assignment {
    participant: String,
    security_ids: SecurityIds,
}

/// The `Identifier`s of people; the documentation's example has one without an array.
#[derive(Deserialize)]
#[serde(untagged)]
enum SecurityIds {
    One(String),
    Many(Vec<String>),
}

impl SecurityIds {
    fn all(&self) -> &[String] {
        match self {
            Self::One(id) => std::slice::from_ref(id),
            Self::Many(ids) => ids,
        }
    }
}

/// Reads `participants`: JSON, or as the documentation's example writes it, which has no quotation marks around the
/// names of members and single ones around texts.
fn assignments(text: &str) -> Option<Vec<Assignment>> {
    let example = |text: &str| {
        let quoted = |text: String, name: &str| text.replace(&format!("{name}:"), &format!("\"{name}\":"));
        ["participant", "securityIds"].into_iter().fold(text.replace('\'', "\""), quoted)
    };
    serde_json::from_str(text).or_else(|_| serde_json::from_str(&example(text))).ok()
}
