//! Lists by name that are read while they arrive: items come out as soon as they are complete, and memory does not grow with the answer.
//!
//! The host asks [`open`] once it has the status and the headers. With a [`ListDecoder`] it feeds the pieces of the body as they come; without one
//! it collects the body and goes on with [`calls::end`]: the operation is no list, or the answer is a refusal, or that of a sign-in.

use std::marker::PhantomData;
use std::sync::Mutex;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::access::{AnyAccess, AnySession, ApiAccess};
use super::calls::{self, CallState};
use super::params::params_error;
use super::registry::{VisitList, with_list};
use super::{OutputSink, Source, Value, operation};
use crate::call::Kind;
use crate::error::{Api, Error};
use crate::http::Header;
use crate::operation::{ListOperation, ListReader};
use crate::session::{Moment, SessionState};

/// The reading of one answer. `D` takes what comes out of it, as for [`decode_with`](super::decode_with).
///
/// It holds the access, and so secrets: keep it in memory.
pub struct ListDecoder<D> {
    rows: Box<dyn ErasedReader<D> + Send>,
    allowed: AnyAccess,
    /// For the session's sake, as the host has it.
    access: Value,
    api: Api,
    kind: Kind,
    state: CallState,
    /// What is wrong with the rest, once the items before it were handed out.
    broken: Option<Error>,
}

/// Begins to read the answer to the request that [`calls::begin`] gave, from its status and headers. `None`: collect it, it is for [`calls::end`].
#[expect(clippy::too_many_arguments, reason = "a call is plain values, and a host has them apart")]
pub fn open<D: OutputSink + 'static>(
    name: &str,
    params: &dyn Source,
    access: &dyn Source,
    session: &Mutex<SessionState>,
    state: CallState,
    moment: Moment,
    status: u16,
    headers: &[Header],
) -> Result<Option<ListDecoder<D>>, Error> {
    if state.signing_in || !(200..300).contains(&status) {
        return Ok(None);
    }
    let Some(opened) = opened::<D>(name) else { return Ok(None) };
    let (api, kind) = calls::kind_of(name)?;
    let params = params.value().map_err(params_error("params"))?;
    let access = access.value().map_err(params_error("access"))?;
    let allowed = AnySession::restore(api, &access, &calls::read(session))?.access(moment);
    let rows = opened(params, &allowed, status, headers)?;
    Ok(Some(ListDecoder { rows, allowed, access, api, kind, state, broken: None }))
}

impl<D: OutputSink> ListDecoder<D> {
    /// Takes the next piece of the body. Gives the list of the items that it completes, if there are any. Once there are, the credentials were
    /// accepted, and a host that holds the gate for this list lets it go: whoever reads it may make other calls meanwhile.
    ///
    /// An error ends the reading: items that came before it were valid, but the list is not whole. Items of the same piece come first.
    pub fn feed(&mut self, piece: &[u8], session: &Mutex<SessionState>, output: D) -> Result<Option<D::Out>, Error> {
        if let Some(error) = self.broken.take() {
            return Err(error);
        }
        let fed = self.rows.feed(piece, output);
        self.broken = fed.error.map(|error| self.allowed.scrub(error));
        match (fed.items, self.broken.take()) {
            (None, Some(error)) => Err(error),
            (None, None) => Ok(None),
            (Some(items), broken) => {
                self.broken = broken;
                if self.api == Api::Altinn {
                    calls::lock(session).was_accepted(self.api, Moment::at(0));
                }
                Ok(Some(items))
            }
        }
    }

    /// The body has ended. Gives what the answer says besides its items, and notes the session's use.
    ///
    /// An error says that the list is not whole, or that the service refused after all.
    pub fn finish(self, session: &Mutex<SessionState>, moment: Moment, output: D) -> Result<D::Out, Error> {
        let Self { rows, allowed, access, api, kind, mut state, broken } = self;
        let outcome = match broken {
            Some(error) => Err(error),
            None => rows.finish(output).map_err(|error| allowed.scrub(error)),
        };
        // Some of the list was handed out: whatever it was, it is not sent again.
        calls::judge(api, &access, session, &mut state, kind, outcome.as_ref().err(), moment)?;
        outcome
    }
}

/// The reader of an operation whose type was found by its name.
trait ErasedReader<D: OutputSink> {
    fn feed(&mut self, piece: &[u8], output: D) -> Fed<D::Out>;
    fn finish(self: Box<Self>, output: D) -> Result<D::Out, Error>;
}

/// What a piece gave: items, and what is wrong after them.
struct Fed<Out> {
    items: Option<Out>,
    error: Option<Error>,
}

struct Erase<R>(R);

impl<R, D> ErasedReader<D> for Erase<R>
where
    R: ListReader,
    R::Item: Serialize + 'static,
    R::End: Serialize + 'static,
    D: OutputSink,
{
    fn feed(&mut self, piece: &[u8], output: D) -> Fed<D::Out> {
        let mut items = Vec::new();
        let error = self.0.feed(piece, &mut items).err();
        Fed { items: (!items.is_empty()).then(|| output.accept(items)), error }
    }

    fn finish(self: Box<Self>, output: D) -> Result<D::Out, Error> {
        Ok(output.accept(self.0.finish()?))
    }
}

type Opened<D> = Result<Box<dyn ErasedReader<D> + Send>, Error>;
type Open<D> = fn(Value, &AnyAccess, u16, &[Header]) -> Opened<D>;

fn opened<D: OutputSink>(name: &str) -> Option<Open<D>> {
    with_list(name, Opening(PhantomData))
}

struct Opening<D>(PhantomData<D>);

impl<D: OutputSink> VisitList for Opening<D> {
    type Out = Open<D>;

    fn visit<O>(self) -> Open<D>
    where
        O: ListOperation + DeserializeOwned,
        O::Access: ApiAccess,
        O::Item: Serialize + 'static,
        O::End: Serialize + 'static,
        O::Reader: Send + 'static,
    {
        |params, access, status, headers| {
            let (operation, access) = operation::<O>(params, access)?;
            Ok(Box::new(Erase(operation.reader(access, status, headers))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{IntoSerializer, operations};

    type Json = IntoSerializer<serde_json::value::Serializer>;

    const ACCESS: &str = r#"{"baseUrl":"https://forms.example.se","ticket":"t-hunter2"}"#;

    fn start(name: &str, status: u16, session: &Mutex<SessionState>) -> Option<ListDecoder<Json>> {
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
        let mut fed = |piece: &str| tasks.feed(piece.as_bytes(), &session, json()).unwrap().map(Result::unwrap);
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
        tasks.feed(br#"{"Data":[{"Id":"t-hunter2"},"#, &session, json()).unwrap();
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
        assert_eq!(lists.len(), 23);
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
