//! The answers of list operations, fed to their incremental readers in small pieces.

use nordcase::altinn::{self, Binding, SystemUser};
use nordcase::{BaseUrl, Error, HttpResponse, Limits, ListOperation, ListReader, fastdok};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// What the incremental reader makes of the body, cut into pieces of this many bytes: how many items, and the whole or the
/// error behind them. `None` if the operation is no list.
pub(crate) fn read(
    operation: &str,
    params: &Value,
    access: &Value,
    response: &HttpResponse,
    size: usize,
) -> Option<(usize, Result<Value, Error>)> {
    let fastdok = || fastdok_access(access);
    let altinn = || altinn_access(access);
    Some(match operation {
        "fastdok.list_apps" => page(&fed::<fastdok::ListApps>(params, &fastdok(), response, size)),
        "fastdok.list_app_instances" => page(&fed::<fastdok::ListAppInstances>(params, &fastdok(), response, size)),
        "fastdok.list_instances" => page(&fed::<fastdok::ListInstances>(params, &fastdok(), response, size)),
        "fastdok.list_instance_tasks" => page(&fed::<fastdok::ListInstanceTasks>(params, &fastdok(), response, size)),
        "fastdok.list_instance_objects" => {
            page(&fed::<fastdok::ListInstanceObjects>(params, &fastdok(), response, size))
        }
        "fastdok.list_tasks" => page(&fed::<fastdok::ListTasks>(params, &fastdok(), response, size)),
        "fastdok.list_task_objects" => page(&fed::<fastdok::ListTaskObjects>(params, &fastdok(), response, size)),
        "fastdok.list_task_actions" => page(&fed::<fastdok::ListTaskActions>(params, &fastdok(), response, size)),
        "fastdok.list_object_children" => page(&fed::<fastdok::ListObjectChildren>(params, &fastdok(), response, size)),
        "fastdok.get_object_properties" => {
            page(&fed::<fastdok::GetObjectProperties>(params, &fastdok(), response, size))
        }
        "fastdok.get_object_fields" => page(&fed::<fastdok::GetObjectFields>(params, &fastdok(), response, size)),
        "altinn.get_case_list" => items(&fed::<altinn::GetCaseList>(params, &altinn(), response, size)),
        "altinn.notify_event" => items(&fed::<altinn::NotifyEvent>(params, &altinn(), response, size)),
        _ => return None,
    })
}

type Fed<O> = (Vec<<O as ListOperation>::Item>, Result<<O as ListOperation>::End, Error>);

fn fed<O: ListOperation + DeserializeOwned>(
    params: &Value,
    access: &O::Access,
    response: &HttpResponse,
    size: usize,
) -> Fed<O> {
    let operation: O = serde_json::from_value(params.clone()).unwrap();
    let mut reader = operation.reader(access, response.status, &response.headers);
    let mut items = Vec::new();
    for piece in response.body.chunks(size) {
        if let Err(error) = reader.feed(piece, &mut items) {
            return (items, Err(error));
        }
    }
    (items, reader.finish())
}

/// As FastDok's whole answer is written: the items, and what the answer says besides.
fn page<I: Serialize>((items, end): &(Vec<I>, Result<fastdok::PageEnd, Error>)) -> (usize, Result<Value, Error>) {
    let page = end.as_ref().map_err(Clone::clone).map(|end| {
        let mut page = serde_json::to_value(end).unwrap();
        page["items"] = json!(items);
        page
    });
    (items.len(), page)
}

/// As Altinn's whole answer is written: the items alone.
fn items<I: Serialize>((items, end): &(Vec<I>, Result<(), Error>)) -> (usize, Result<Value, Error>) {
    (items.len(), end.as_ref().map(|()| json!(items)).map_err(Clone::clone))
}

fn limits(access: &Value) -> Limits {
    access["maxAnswerBytes"].as_u64().map_or_else(Limits::default, |answer_bytes| Limits { answer_bytes })
}

/// Reading an answer needs no credentials.
fn fastdok_access(access: &Value) -> fastdok::Access {
    let base_url = BaseUrl::new(access["baseUrl"].as_str().unwrap()).unwrap();
    fastdok::Access { limits: limits(access), ..fastdok::Access::new(base_url) }
}

/// Reading an answer needs the binding, but none of its credentials.
fn altinn_access(access: &Value) -> altinn::Access {
    let base_url = BaseUrl::new(access["baseUrl"].as_str().unwrap()).unwrap();
    let user = SystemUser::new("", "");
    let binding = match access["binding"].as_str().unwrap() {
        "basic" => Binding::Basic { user },
        "ws" => Binding::Ws {
            user,
            created: access["created"].as_str().unwrap().parse().unwrap(),
            nonce: vec![],
            message_id: None,
        },
        _ => Binding::Ec { user, security_header: "".into(), message_id: None },
    };
    altinn::Access { limits: limits(access), ..altinn::Access::new(base_url, binding) }
}
