//! The calls that Altinn's journeys make.

use crate::altinn::{
    ExternalCase, GetCaseList, InstantiateCollaboration, NotificationResult, NotifyEvent, Session, SetNotice,
};
use crate::error::Error;
use crate::http::{HttpRequest, HttpResponse};
use crate::journey::{Call, Moment};
use crate::operation::{Effect, Lenient, Operation, read_lenient};

/// How often a changing call is sent, each time only after its effect was looked for and not found.
pub(super) const SENDS: u32 = 3;

/// One call of an Altinn journey.
#[derive(Debug, Clone)]
pub enum AltinnCall {
    /// The cases of a reportee or an edition, or one case.
    List(GetCaseList),
    /// A new case.
    Create(InstantiateCollaboration),
    /// An event.
    Event(NotifyEvent),
    /// A notice.
    Notice(SetNotice),
}

/// What a call was answered.
#[derive(Debug, Clone)]
pub enum AltinnAnswer {
    /// The cases.
    List(Lenient<ExternalCase>),
    /// The new case's id.
    Created(i32),
    /// The result for each case that the event reached.
    Event(Vec<NotificationResult>),
    /// The notice is set.
    Notice,
}

impl Call for AltinnCall {
    type Session = Session;
    type Answer = AltinnAnswer;

    fn operation(&self) -> &'static str {
        match self {
            Self::List(_) => GetCaseList::NAME,
            Self::Create(_) => InstantiateCollaboration::NAME,
            Self::Event(_) => NotifyEvent::NAME,
            Self::Notice(_) => SetNotice::NAME,
        }
    }

    fn label(&self) -> String {
        match self {
            Self::List(_) => "List the cases",
            Self::Create(_) => "Create the case",
            Self::Event(_) => "Send the event",
            Self::Notice(_) => "Set the notice",
        }
        .to_owned()
    }

    fn changes(&self) -> bool {
        let effect = match self {
            Self::List(_) => GetCaseList::EFFECT,
            Self::Create(_) => InstantiateCollaboration::EFFECT,
            Self::Event(_) => NotifyEvent::EFFECT,
            Self::Notice(_) => SetNotice::EFFECT,
        };
        effect == Effect::Changes
    }

    fn request(&self, session: &Session, moment: Moment) -> Result<HttpRequest, Error> {
        let access = &session.access(moment);
        match self {
            Self::List(operation) => operation.request(access),
            Self::Create(operation) => operation.request(access),
            Self::Event(operation) => operation.request(access),
            Self::Notice(operation) => operation.request(access),
        }
    }

    fn read(&self, session: &Session, moment: Moment, response: &HttpResponse) -> Result<AltinnAnswer, Error> {
        let access = &session.access(moment);
        Ok(match self {
            Self::List(operation) => AltinnAnswer::List(read_lenient(operation, access, response)?),
            Self::Create(operation) => AltinnAnswer::Created(operation.response(access, response)?.case_id),
            Self::Event(operation) => AltinnAnswer::Event(operation.response(access, response)?),
            Self::Notice(operation) => {
                operation.response(access, response)?;
                AltinnAnswer::Notice
            }
        })
    }
}
