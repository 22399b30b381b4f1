//! The status object: what the service answers to a changing call.

use super::access::Access;
use super::answer;
use crate::error::Error;
use crate::http::HttpResponse;
use crate::json::{RawJson, Record, record};

record! {
    /// The service did it. What it did not do is an error (`fastdok.refused`), never a value of this type.
    #[derive(Default)]
    pub struct StatusReply {
        /// A text for people, in some cases (verified).
        message: Option<String> = "message" as written,
        /// `TaskId`: the task the case is at now; often there after an action (verified).
        task_id: Option<String> = "TaskId",
        /// `InstanceId`: the case, after a start (verified for the generic API).
        instance_id: Option<String> = "InstanceId",
        /// `Items`: what was made, after an upload or the start of a form case (verified).
        items: Vec<StatusItem> = "Items",
        /// `updatedFields` (from the vendor's own client).
        updated_fields: Option<RawJson> = "updatedFields",
        /// `ignoredFields` (from the vendor's own client): look at it, a field in it was not written.
        ignored_fields: Option<RawJson> = "ignoredFields",
        ..
        /// What else was said.
        extra
    }
}

record! {
    /// Something that a changing call made.
    #[derive(Default)]
    pub struct StatusItem {
        /// Whether this one was made.
        success: Option<bool> = "success",
        /// `process.instance` for a case.
        object_class: Option<String> = "ObjectClass",
        /// Its name.
        name: Option<String> = "Name",
        /// Its id.
        id: Option<String> = "Id",
        /// The same as the id in every recording.
        reference_id: Option<String> = "ReferenceId",
        /// `resourceURI`: where to go on, relative to the API root; after the start of a form case its first task
        /// (verified).
        #[serde(rename = "resourceURI")]
        resource_uri: Option<String> = "resourceURI",
        ..
        /// What else was said of it.
        extra
    }
}

impl StatusReply {
    /// Reads the answer. `success` must be there: a status of 200 alone is no promise.
    pub(super) fn read(access: &Access, response: &HttpResponse) -> Result<Self, Error> {
        answer::object(access, response, |mut members| {
            // A `false` has become a refusal before; what is left to ask is whether it was there.
            members.flag("success")?.ok_or_else(|| members.missing("success"))?;
            let reply = <Self as Record>::read(members)?;
            let refused = !reply.items.is_empty() && reply.items.iter().all(|item| item.success == Some(false));
            if refused {
                return Err(answer::service_error("fastdok.refused", response.status, true, None, &response.body));
            }
            Ok(reply)
        })
    }
}

impl StatusItem {
    /// The task that `resourceURI` leads to (`/tasks/{id}`).
    pub fn task_id(&self) -> Option<&str> {
        let path = self.resource_uri.as_deref()?.split(['?', '#']).next()?;
        let mut segments = path.split('/');
        segments.find(|segment| segment.eq_ignore_ascii_case("tasks"))?;
        segments.next().filter(|id| !id.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{access, code, json};
    use super::*;

    fn read(body: &str) -> Result<StatusReply, Error> {
        StatusReply::read(&access(), &json(body))
    }

    #[test]
    fn success_is_said_or_it_is_none() {
        // Constructed, from the members that the seed names.
        let reply = read(r#"{"success":true,"message":"Betalt","TaskId":"t2","new":[1.10]}"#).unwrap();
        assert_eq!((reply.message.as_deref(), reply.task_id.as_deref()), (Some("Betalt"), Some("t2")));
        assert_eq!(reply.extra["new"].as_str(), "[1.10]");
        assert!(read(r#"{"Success":"True"}"#).is_ok());
        assert_eq!(code(read("{}")), "parse.missing");
        assert_eq!(code(read(r#"{"success":null}"#)), "parse.missing");
        assert_eq!(code(read(r#"{"success":1}"#)), "parse.value");
        assert_eq!(code(read(r#"{"success":true,"Success":false}"#)), "parse.duplicate");
        assert_eq!(code(read(r#"{"success":true,"Items":[{"success":false,"Name":"a"}]}"#)), "fastdok.refused");
        let some = r#"{"success":true,"Items":[{"success":false},{"success":true}],"ignoredFields":["x"]}"#;
        assert_eq!(read(some).unwrap().items.len(), 2);
    }

    #[test]
    fn a_refusal_keeps_the_services_words() {
        let Error::Service(error) = read(r#"{"success":false,"message":"För lågt saldo","TaskId":"t1"}"#).unwrap_err()
        else {
            panic!("no refusal")
        };
        assert_eq!((error.code(), error.status), ("fastdok.refused", 200));
        assert_eq!(error.message.as_deref(), Some("För lågt saldo"));
        assert_eq!(error.task_id.as_deref(), Some("t1"));
    }

    #[test]
    fn where_an_item_leads() {
        let task = |uri: &str| {
            StatusItem { resource_uri: Some(uri.to_owned()), ..StatusItem::default() }.task_id().map(str::to_owned)
        };
        assert_eq!(task("/tasks/4673ff92").as_deref(), Some("4673ff92"));
        assert_eq!(task("https://x.example/API/v1.0/Tasks/a/?format=json").as_deref(), Some("a"));
        assert_eq!(task("tasks/a").as_deref(), Some("a"));
        assert_eq!(task("/tasks/"), None);
        assert_eq!(task("/objects/a"), None);
    }
}
