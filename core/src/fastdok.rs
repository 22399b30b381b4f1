//! FastDok: the REST API of Fastighetsägarna Dokument, the Swedish property owners' form service, built on Barium Live.
//!
//! A *case* (`Instance`) holds *objects* (forms and the data they share) and goes through *tasks* (draft, pay, sharp);
//! a task is left by one of its *actions*. A company (`Domain`) pays from its *balance*. [`workflow`] knows which
//! action leads where.
//!
//! Each operation is a value in a file of its own, named as in the table. Its `request` is complete, its `response`
//! reads the answer. What an operation returns was done; what the service refused (`success: false`, or an HTTP status)
//! is an error with its words.
//!
//! | to | operations |
//! | --- | --- |
//! | sign in | [`authenticate`] |
//! | see apps | [`list_apps`], [`get_app`], [`list_app_instances`] |
//! | start a case | [`start_case`], [`start_instance`] |
//! | see, change or remove cases | [`list_instances`], [`get_instance`], [`delete_instance`], [`list_instance_tasks`], [`list_instance_objects`], [`get_instance_object`], [`get_instance_object_fields`], [`add_instance_objects`], [`send_instance_message`] |
//! | work on tasks | [`list_tasks`], [`get_task`], [`list_task_objects`], [`get_task_object`], [`get_task_object_fields`], [`list_task_actions`], [`list_assignable_participants`], [`get_assignable_participant`], [`perform_action`], [`get_task_order`] |
//! | read, write and fetch objects | [`get_object`], [`list_object_children`], [`get_object_properties`], [`get_object_fields`], [`update_object_fields`], [`delete_object`], [`get_object_pdf`], [`get_object_image`], [`get_object_file`], [`upload_object`], [`upload_attachment`] |
//! | see the templates of forms | [`list_data_form_templates`], [`get_data_form_template`], [`get_data_form_template_fields`], [`get_data_form_template_definition`] |
//! | see lists | [`list_lists`], [`get_list`], [`get_list_data`] |
//! | see the company, its money and its users | [`get_current_domain`], [`get_balance`], [`list_transactions`], [`list_domain_users`], [`list_domain_user_groups`] |
//!
//! Every fact of the wire is marked: *verified* (a document or a recording says it), *inferred*, or *unknown*. Answers
//! are read tolerantly (names in any case, `null` as missing, unknown members kept as `extra`), since the sources
//! disagree about them.
//!
//! ```
//! use nordcase::fastdok::{Access, Authenticate, Credentials, DEVELOPMENT, GetTask, TaskKind};
//! use nordcase::{BaseUrl, HttpResponse, Operation};
//!
//! let credentials = Credentials { api_key: "key".into(), username: "anna".into(), password: "secret".into() };
//! let access = Access::new(BaseUrl::new(DEVELOPMENT)?).with_credentials(credentials);
//! let request = Authenticate::new().request(&access)?;
//! assert_eq!(request.url, "https://fsab.bariumlive.com/API/v1.0/Authenticate");
//! // … send it with any HTTP client, and hand the answer in:
//! let answer = HttpResponse { status: 200, headers: vec![], body: br#"{"success":true,"Ticket":"2b3c"}"#.to_vec() };
//! let signed_in = Authenticate::new().response(&access, &answer)?;
//!
//! let access = access.with_ticket(signed_in.ticket);
//! let operation = GetTask::new("4673ff92-69e3-49c9-ae4f-224b0f14edfe");
//! assert_eq!(operation.request(&access)?.header("Ticket"), Some("2b3c"));
//! let body = br#"{"Id":"4673ff92-69e3-49c9-ae4f-224b0f14edfe","ReferenceId":"TaskCreate","Status":"Ready"}"#.to_vec();
//! let task = operation.response(&access, &HttpResponse { status: 200, headers: vec![], body })?;
//! assert_eq!(task.kind(), TaskKind::TaskCreate);
//! # Ok::<(), nordcase::Error>(())
//! ```

mod access;
mod action;
mod answer;
mod app;
mod binary;
mod data_form_template;
mod domain;
pub(crate) mod error_codes;
mod field;
mod instance;
mod list_entry;
mod multipart;
mod object;
mod page;
mod participant;
mod request;
mod status;
mod task;
#[cfg(test)]
mod testing;
mod user;

pub mod add_instance_objects;
pub mod authenticate;
pub mod delete_instance;
pub mod delete_object;
pub mod get_app;
pub mod get_assignable_participant;
pub mod get_balance;
pub mod get_current_domain;
pub mod get_data_form_template;
pub mod get_data_form_template_definition;
pub mod get_data_form_template_fields;
pub mod get_instance;
pub mod get_instance_object;
pub mod get_instance_object_fields;
pub mod get_list;
pub mod get_list_data;
pub mod get_object;
pub mod get_object_fields;
pub mod get_object_file;
pub mod get_object_image;
pub mod get_object_pdf;
pub mod get_object_properties;
pub mod get_task;
pub mod get_task_object;
pub mod get_task_object_fields;
pub mod get_task_order;
pub mod list_app_instances;
pub mod list_apps;
pub mod list_assignable_participants;
pub mod list_data_form_templates;
pub mod list_domain_user_groups;
pub mod list_domain_users;
pub mod list_instance_objects;
pub mod list_instance_tasks;
pub mod list_instances;
pub mod list_lists;
pub mod list_object_children;
pub mod list_task_actions;
pub mod list_task_objects;
pub mod list_tasks;
pub mod list_transactions;
pub mod perform_action;
pub mod send_instance_message;
pub mod start_case;
pub mod start_instance;
pub mod update_object_fields;
pub mod upload_attachment;
pub mod upload_object;

pub mod journeys;
mod session;
mod words;
pub mod workflow;

pub use access::{Access, Credentials, DEVELOPMENT, PRODUCTION};
pub use action::{Action, ActionKind};
pub use add_instance_objects::AddInstanceObjects;
pub use app::App;
pub use authenticate::{Authenticate, SignedIn};
pub use binary::Binary;
pub use data_form_template::DataFormTemplate;
pub use delete_instance::DeleteInstance;
pub use delete_object::DeleteObject;
pub use domain::{Domain, DomainProperty};
pub use field::{Field, FieldValue, Property};
pub use get_app::GetApp;
pub use get_assignable_participant::GetAssignableParticipant;
pub use get_balance::{Balance, GetBalance};
pub use get_current_domain::GetCurrentDomain;
pub use get_data_form_template::GetDataFormTemplate;
pub use get_data_form_template_definition::{DataFormTemplateDefinition, GetDataFormTemplateDefinition};
pub use get_data_form_template_fields::GetDataFormTemplateFields;
pub use get_instance::GetInstance;
pub use get_instance_object::GetInstanceObject;
pub use get_instance_object_fields::GetInstanceObjectFields;
pub use get_list::GetList;
pub use get_list_data::GetListData;
pub use get_object::GetObject;
pub use get_object_fields::GetObjectFields;
pub use get_object_file::GetObjectFile;
pub use get_object_image::GetObjectImage;
pub use get_object_pdf::GetObjectPdf;
pub use get_object_properties::GetObjectProperties;
pub use get_task::GetTask;
pub use get_task_object::GetTaskObject;
pub use get_task_object_fields::GetTaskObjectFields;
pub use get_task_order::{GetTaskOrder, Order};
pub use instance::{Instance, InstanceStatus};
pub use list_app_instances::ListAppInstances;
pub use list_apps::ListApps;
pub use list_assignable_participants::ListAssignableParticipants;
pub use list_data_form_templates::ListDataFormTemplates;
pub use list_domain_user_groups::ListDomainUserGroups;
pub use list_domain_users::ListDomainUsers;
pub use list_entry::ListEntry;
pub use list_instance_objects::ListInstanceObjects;
pub use list_instance_tasks::ListInstanceTasks;
pub use list_instances::ListInstances;
pub use list_lists::ListLists;
pub use list_object_children::ListObjectChildren;
pub use list_task_actions::ListTaskActions;
pub use list_task_objects::ListTaskObjects;
pub use list_tasks::ListTasks;
pub use list_transactions::{ListTransactions, Transactions};
pub use object::Object;
pub(crate) use page::following_start;
pub use page::{DEFAULT_MAX, PAGES, Page, PageEnd, Paged, Pages, Rows, mark_page};
pub use participant::{AssignableParticipant, AssignablePerformer};
pub use perform_action::{ParticipantAssignment, PerformAction};
pub use send_instance_message::SendInstanceMessage;
pub use session::Session;
pub use start_case::{BodyForm, EntryProperty, ObjectEntry, StartCase, Started};
pub use start_instance::StartInstance;
pub use status::{StatusItem, StatusReply};
pub use task::{Task, TaskKind, TaskStatus};
pub use update_object_fields::UpdateObjectFields;
pub use upload_attachment::UploadAttachment;
pub use upload_object::UploadObject;
pub use user::{DomainUser, DomainUserGroup};
