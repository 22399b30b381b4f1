//! Lists by name that are read while they arrive: items come out as soon as they are complete, and memory does not grow with the answer.
//!
//! The host asks [`open`] once it has the status and the headers. With a [`Reading`] it feeds the pieces of the body as they come; without one
//! it collects the body and goes on with [`calls::end`]: the operation is no list, or the answer is a refusal, or that of a sign-in.

use std::sync::Mutex;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::access::{AnyAccess, AnySession, OneOf, SessionState};
use super::calls::{self, CallState};
use super::{Decoded, Source, Value, info, operation, params_error};
use crate::altinn::error_codes::is_bad_credentials;
use crate::error::{Api, Error};
use crate::http::Header;
use crate::journey::Moment;
use crate::operation::{ListOperation, ListReader, Operation};
use crate::{altinn, fastdok};

/// The reading of one answer. `D` takes what comes out of it, as for [`decode_with`](super::decode_with).
///
/// It holds the access, and so secrets: keep it in memory.
pub struct Reading<D> {
    rows: Box<dyn Rows<D> + Send>,
    allowed: AnyAccess,
    /// For the session's sake, as the host has it.
    access: Value,
    api: Api,
}

/// Begins to read the answer to the request that [`calls::begin`] gave, from its status and headers. `None`: collect it, it is for [`calls::end`].
#[expect(clippy::too_many_arguments, reason = "a call is plain values, and a host has them apart")]
pub fn open<D: Decoded + 'static>(
    name: &str,
    params: &dyn Source,
    access: &dyn Source,
    session: &Mutex<SessionState>,
    state: CallState,
    moment: Moment,
    status: u16,
    headers: &[Header],
) -> Result<Option<Reading<D>>, Error> {
    if state.signs_in() || !(200..300).contains(&status) {
        return Ok(None);
    }
    let Some(opened) = opened::<D>(name) else { return Ok(None) };
    let api = info(name)?.api;
    let params = params.value().map_err(params_error("params"))?;
    let access = access.value().map_err(params_error("access"))?;
    let allowed = AnySession::restore(api, &access, &calls::read(session))?.access(moment);
    let rows = opened(params, &allowed, status, headers)?;
    Ok(Some(Reading { rows, allowed, access, api }))
}

impl<D: Decoded> Reading<D> {
    /// Whose list it is.
    pub fn api(&self) -> Api {
        self.api
    }

    /// Takes the next piece of the body. Gives the list of the items that it completes, if there are any.
    ///
    /// An error ends the reading: items that came before it were valid, but the list is not whole.
    pub fn feed(&mut self, piece: &[u8], output: D) -> Result<Option<D::Out>, Error> {
        self.rows.feed(piece, output).map_err(|error| self.allowed.scrub(error))
    }

    /// The body has ended. Gives what the answer says besides its items, and notes the session's use.
    ///
    /// An error says that the list is not whole, or that the service refused after all.
    pub fn finish(self, session: &Mutex<SessionState>, moment: Moment, output: D) -> Result<D::Out, Error> {
        let Self { rows, allowed, access, api } = self;
        let outcome = rows.finish(output).map_err(|error| allowed.scrub(error));
        match &outcome {
            Ok(_) => calls::lock(session).used(api, moment),
            Err(error) if is_bad_credentials(error.code()) => {
                calls::change_session(api, &access, session, &mut |kept| kept.refused(error))?;
            }
            Err(_) => {}
        }
        outcome
    }
}

/// The reader of an operation whose type was found by its name.
trait Rows<D: Decoded> {
    fn feed(&mut self, piece: &[u8], output: D) -> Result<Option<D::Out>, Error>;
    fn finish(self: Box<Self>, output: D) -> Result<D::Out, Error>;
}

struct Of<R>(R);

impl<R, D> Rows<D> for Of<R>
where
    R: ListReader,
    R::Item: Serialize,
    R::End: Serialize,
    D: Decoded,
{
    fn feed(&mut self, piece: &[u8], output: D) -> Result<Option<D::Out>, Error> {
        let mut items = Vec::new();
        self.0.feed(piece, &mut items)?;
        Ok(if items.is_empty() { None } else { Some(output.take(&items)) })
    }

    fn finish(self: Box<Self>, output: D) -> Result<D::Out, Error> {
        Ok(output.take(&self.0.finish()?))
    }
}

type Opened<D> = Result<Box<dyn Rows<D> + Send>, Error>;
type Open<D> = fn(Value, &AnyAccess, u16, &[Header]) -> Opened<D>;

fn open_as<O, D>(params: Value, access: &AnyAccess, status: u16, headers: &[Header]) -> Opened<D>
where
    O: ListOperation + DeserializeOwned,
    O::Access: OneOf,
    O::Item: Serialize,
    O::End: Serialize,
    O::Reader: Send + 'static,
    D: Decoded,
{
    let (operation, access) = operation::<O>(params, access)?;
    Ok(Box::new(Of(operation.reader(access, status, headers))))
}

/// The one place that knows which list has which name.
fn opened<D: Decoded>(name: &str) -> Option<Open<D>> {
    Some(match name {
        fastdok::ListApps::NAME => open_as::<fastdok::ListApps, D>,
        fastdok::ListAppInstances::NAME => open_as::<fastdok::ListAppInstances, D>,
        fastdok::ListInstances::NAME => open_as::<fastdok::ListInstances, D>,
        fastdok::ListInstanceTasks::NAME => open_as::<fastdok::ListInstanceTasks, D>,
        fastdok::ListInstanceObjects::NAME => open_as::<fastdok::ListInstanceObjects, D>,
        fastdok::ListTasks::NAME => open_as::<fastdok::ListTasks, D>,
        fastdok::ListTaskObjects::NAME => open_as::<fastdok::ListTaskObjects, D>,
        fastdok::ListTaskActions::NAME => open_as::<fastdok::ListTaskActions, D>,
        fastdok::ListObjectChildren::NAME => open_as::<fastdok::ListObjectChildren, D>,
        fastdok::GetObjectProperties::NAME => open_as::<fastdok::GetObjectProperties, D>,
        fastdok::GetObjectFields::NAME => open_as::<fastdok::GetObjectFields, D>,
        altinn::GetCaseList::NAME => open_as::<altinn::GetCaseList, D>,
        altinn::NotifyEvent::NAME => open_as::<altinn::NotifyEvent, D>,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{IntoSerializer, operations};

    type Json = IntoSerializer<serde_json::value::Serializer>;

    const ACCESS: &str = r#"{"baseUrl":"https://forms.example.se","ticket":"t-hunter2"}"#;

    fn start(name: &str, status: u16, session: &Mutex<SessionState>) -> Option<Reading<Json>> {
        let headers = [Header::new("Content-Type", "application/json")];
        open(name, &"{}", &ACCESS, session, CallState::default(), Moment::at(7), status, &headers).unwrap()
    }

    fn json() -> Json {
        IntoSerializer(serde_json::value::Serializer)
    }

    #[test]
    fn items_come_out_as_soon_as_they_are_complete() {
        let session = Mutex::new(SessionState::default());
        let mut tasks = start("fastdok.list_tasks", 200, &session).unwrap();
        let mut fed = |piece: &str| tasks.feed(piece.as_bytes(), json()).unwrap().map(Result::unwrap);
        assert_eq!(fed(r#"{"TotalCount":3,"Data":[{"Id":"t1"#), None);
        assert_eq!(fed(r#""},{"Id":"t2"},{"#).unwrap().as_array().unwrap().len(), 2);
        assert_eq!(fed(r#""Id":"t3"}]}"#).unwrap()[0]["id"], "t3");
        let end = tasks.finish(&session, Moment::at(9), json()).unwrap().unwrap();
        assert_eq!(end["totalCount"], 3);
        assert_eq!(session.into_inner().unwrap().used_at, Some(9));
    }

    #[test]
    fn an_answer_cut_short_is_no_whole_list_and_shows_no_secret() {
        let session = Mutex::new(SessionState::default());
        let mut tasks = start("fastdok.list_tasks", 200, &session).unwrap();
        tasks.feed(br#"{"Data":[{"Id":"t-hunter2"},"#, json()).unwrap();
        let error = tasks.finish(&session, Moment::at(9), json()).unwrap_err();
        assert_eq!(error.code(), "parse.truncated");
        assert!(!error.to_string().contains("hunter2"), "{error}");
        assert_eq!(session.into_inner().unwrap().used_at, None);
    }

    #[test]
    fn what_is_no_list_is_to_be_collected() {
        let session = Mutex::new(SessionState::default());
        assert!(start("fastdok.list_tasks", 401, &session).is_none());
        assert!(start("fastdok.get_balance", 200, &session).is_none());
        let lists = operations().into_iter().filter_map(|info| Some((info, opened::<Json>(info.name)?)));
        let lists: Vec<_> = lists.collect();
        assert_eq!(lists.len(), 13);
        for (info, open) in lists {
            let access = match info.api {
                Api::Altinn => {
                    r#"{"baseUrl":"https://a.example.no","binding":"basic","systemUserName":"s","systemPassword":"p"}"#
                }
                Api::FastDok => ACCESS,
            };
            let params = r#"{"taskId":"t","instanceId":"i","appId":"a","objectId":"o","caseId":1,"event":"e"}"#;
            let access = AnyAccess::read(info.api, &access).unwrap();
            // Every name has its reader: the parameters of another operation are what is wrong, or nothing is.
            let error = open(Value::from_json(params).unwrap(), &access, 200, &[]).err();
            assert!(error.is_none_or(|error| error.code() == "input.params"), "{}", info.name);
        }
    }
}
