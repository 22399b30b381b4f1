//! The registry: all operations, one line each. Names, lists and pages are taken from here, and the type behind a name is found here.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::access::ApiAccess;
use crate::error::Error;
use crate::operation::{ListOperation, Operation};
use crate::{altinn, fastdok};

/// Something to do with an operation whose type is found by its name. It is compiled for each of them, so it should be little.
pub(super) trait Visit {
    type Out;
    fn visit<O>(self) -> Self::Out
    where
        O: Operation + DeserializeOwned,
        O::Access: ApiAccess,
        O::Output: Serialize + 'static;
}

/// The same for a list.
pub(super) trait VisitList {
    type Out;
    fn visit<O>(self) -> Self::Out
    where
        O: ListOperation + DeserializeOwned,
        O::Access: ApiAccess,
        O::Item: Serialize + 'static,
        O::End: Serialize + 'static,
        O::Reader: Send + 'static;
}

/// One arm for each operation: no function can be given a list of types.
macro_rules! registry {
    ($($answer:ident $api:ident::$operation:ident;)+) => {
        /// The names, in the order of the registry.
        pub(super) const NAMES: &[&str] = &[$($api::$operation::NAME),+];

        /// Visits the operation of this name.
        pub(super) fn with<V: Visit>(name: &str, visit: V) -> Result<V::Out, Error> {
            Ok(match name {
                $($api::$operation::NAME => visit.visit::<$api::$operation>(),)+
                _ => return Err(unknown()),
            })
        }

        /// Visits the list of this name; `None` where the operation is none.
        pub(super) fn with_list<V: VisitList>(name: &str, visit: V) -> Option<V::Out> {
            match name {
                $($api::$operation::NAME => registry!(@list $answer visit $api::$operation),)+
                _ => None,
            }
        }

        /// Whether this is the name of a list that is asked for page by page.
        pub(super) fn is_paged(name: &str) -> bool {
            match name {
                $($api::$operation::NAME => registry!(@paged $answer $api::$operation),)+
                _ => false,
            }
        }
    };
    (@list whole $visit:ident $operation:path) => { None };
    (@list $answer:ident $visit:ident $operation:path) => { Some($visit.visit::<$operation>()) };
    (@paged pages $operation:path) => {{
        // Only what has pages compiles as such.
        let _: fn(&$operation, u32) -> $operation = fastdok::Paged::at;
        true
    }};
    (@paged $answer:ident $operation:path) => { false };
}

// whole: the answer is read once it is whole. list: item by item, while it arrives. pages: so too, and asked for page by page.
registry! {
    whole fastdok::Authenticate;
    pages fastdok::ListApps;
    whole fastdok::GetApp;
    pages fastdok::ListAppInstances;
    whole fastdok::StartCase;
    whole fastdok::StartInstance;
    pages fastdok::ListInstances;
    whole fastdok::GetInstance;
    whole fastdok::DeleteInstance;
    pages fastdok::ListInstanceTasks;
    pages fastdok::ListInstanceObjects;
    whole fastdok::GetInstanceObject;
    pages fastdok::GetInstanceObjectFields;
    whole fastdok::AddInstanceObjects;
    whole fastdok::SendInstanceMessage;
    pages fastdok::ListTasks;
    whole fastdok::GetTask;
    pages fastdok::ListTaskObjects;
    whole fastdok::GetTaskObject;
    pages fastdok::GetTaskObjectFields;
    list fastdok::ListTaskActions;
    list fastdok::ListAssignableParticipants;
    list fastdok::GetAssignableParticipant;
    whole fastdok::PerformAction;
    whole fastdok::GetTaskOrder;
    whole fastdok::GetObject;
    pages fastdok::ListObjectChildren;
    list fastdok::GetObjectProperties;
    pages fastdok::GetObjectFields;
    whole fastdok::UpdateObjectFields;
    whole fastdok::DeleteObject;
    whole fastdok::GetObjectPdf;
    whole fastdok::GetObjectImage;
    whole fastdok::GetObjectFile;
    whole fastdok::UploadObject;
    whole fastdok::UploadAttachment;
    pages fastdok::ListDataFormTemplates;
    whole fastdok::GetDataFormTemplate;
    pages fastdok::GetDataFormTemplateFields;
    whole fastdok::GetDataFormTemplateDefinition;
    list fastdok::ListLists;
    whole fastdok::GetList;
    list fastdok::GetListData;
    whole fastdok::GetCurrentDomain;
    whole fastdok::GetBalance;
    whole fastdok::ListTransactions;
    pages fastdok::ListDomainUsers;
    pages fastdok::ListDomainUserGroups;
    whole altinn::InstantiateCollaboration;
    list altinn::GetCaseList;
    list altinn::NotifyEvent;
    whole altinn::SetNotice;
    whole altinn::Test;
}

pub(super) fn unknown() -> Error {
    Error::input("input.operation", "operation", "there is no operation of this name")
}
