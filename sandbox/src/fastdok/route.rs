//! Which handler serves which verb and path: the one table of the service.
//!
//! The API lies under any prefix that ends in `/API/v1.0/` (a customer's local form server may have a path in front).
//! Under `/API/v1.1/` lies the same (inferred: it only changes what is under a domain) and what documents show of that
//! version alone.
//! Segments match in any ASCII case, a trailing slash is ignored, and `action` is taken for `actions` (inferred from
//! how documents and clients mix them).

use nordcase::http::{HttpRequest, Method};

use super::answer::Answer;
use super::pairs::decode;
use super::state::{Call, Caller, FastDok};

/// The roots of the API's versions, each with the calls of those before it.
const ROOTS: [&str; 2] = ["/api/v1.0/", "/api/v1.1/"];

/// A handler that needs no ticket, or one that does.
#[derive(Clone, Copy)]
pub(super) enum Handler {
    Open(fn(&mut FastDok, &mut Call<'_, '_>) -> Answer),
    Signed(fn(&mut FastDok, &mut Call<'_, '_>, Caller) -> Answer),
}

/// One line of the table. In the pattern `*` stands for any one segment.
pub(super) struct Route {
    method: Method,
    pattern: &'static str,
    /// The place in [`ROOTS`] of the version that brought it.
    since: usize,
    pub(super) operation: &'static str,
    pub(super) handler: Handler,
}

type SignedHandler = fn(&mut FastDok, &mut Call<'_, '_>, Caller) -> Answer;

const fn get(pattern: &'static str, operation: &'static str, handler: SignedHandler) -> Route {
    Route { method: Method::Get, pattern, since: 0, operation, handler: Handler::Signed(handler) }
}

const fn post(pattern: &'static str, operation: &'static str, handler: SignedHandler) -> Route {
    Route { method: Method::Post, pattern, since: 0, operation, handler: Handler::Signed(handler) }
}

const fn delete(pattern: &'static str, operation: &'static str, handler: SignedHandler) -> Route {
    Route { method: Method::Delete, pattern, since: 0, operation, handler: Handler::Signed(handler) }
}

/// Of version 1.1.
const fn later(route: Route) -> Route {
    Route { since: 1, ..route }
}

/// The first line that fits counts.
static ROUTES: [Route; 49] = [
    Route {
        method: Method::Get,
        pattern: "authenticate",
        since: 0,
        operation: "fastdok.sign_in_form",
        handler: Handler::Open(FastDok::sign_in_form),
    },
    Route {
        method: Method::Post,
        pattern: "authenticate",
        since: 0,
        operation: "fastdok.authenticate",
        handler: Handler::Open(FastDok::authenticate),
    },
    get("apps", "fastdok.list_apps", FastDok::list_apps),
    get("apps/*", "fastdok.get_app", FastDok::get_app),
    get("apps/*/instances", "fastdok.list_app_instances", FastDok::list_app_instances),
    post("apps/form", "fastdok.start_case", FastDok::start_case),
    post("apps/*", "fastdok.start_instance", FastDok::start_instance),
    get("instances", "fastdok.list_instances", FastDok::list_instances),
    get("instances/*", "fastdok.get_instance", FastDok::get_instance),
    post("instances/*", "fastdok.send_instance_message", FastDok::send_instance_message),
    delete("instances/*", "fastdok.delete_instance", FastDok::delete_instance),
    get("instances/*/tasks", "fastdok.list_instance_tasks", FastDok::list_instance_tasks),
    get("instances/*/objects", "fastdok.list_instance_objects", FastDok::list_instance_objects),
    post("instances/*/objects", "fastdok.add_instance_objects", FastDok::add_instance_objects),
    get("instances/*/objects/*", "fastdok.get_instance_object", FastDok::get_instance_object),
    get("instances/*/objects/*/fields", "fastdok.get_instance_object_fields", FastDok::get_instance_object_fields),
    get("tasks", "fastdok.list_tasks", FastDok::list_tasks),
    get("tasks/*", "fastdok.get_task", FastDok::get_task),
    get("tasks/*/objects", "fastdok.list_task_objects", FastDok::list_task_objects),
    get("tasks/*/objects/*", "fastdok.get_task_object", FastDok::get_task_object),
    get("tasks/*/objects/*/fields", "fastdok.get_task_object_fields", FastDok::get_task_object_fields),
    get("tasks/*/actions", "fastdok.list_task_actions", FastDok::list_task_actions),
    get(
        "tasks/*/actions/*/assignableparticipants",
        "fastdok.list_assignable_participants",
        FastDok::list_assignable_participants,
    ),
    get(
        "tasks/*/actions/*/assignableparticipants/*",
        "fastdok.get_assignable_participant",
        FastDok::get_assignable_participant,
    ),
    post("tasks/*/actions/*", "fastdok.perform_action", FastDok::perform_action),
    get("tasks/*/order", "fastdok.get_task_order", FastDok::get_task_order),
    get("objects/*", "fastdok.get_object", FastDok::get_object),
    delete("objects/*", "fastdok.delete_object", FastDok::delete_object),
    get("objects/*/objects", "fastdok.list_object_children", FastDok::list_object_children),
    post("objects/*/objects", "fastdok.upload_object", FastDok::upload_object),
    get("objects/*/properties", "fastdok.get_object_properties", FastDok::get_object_properties),
    get("objects/*/fields", "fastdok.get_object_fields", FastDok::get_object_fields),
    post("objects/*/fields", "fastdok.update_object_fields", FastDok::update_object_fields),
    get("objects/*/pdf", "fastdok.get_object_pdf", FastDok::get_object_pdf),
    get("objects/*/image", "fastdok.get_object_image", FastDok::get_object_image),
    get("objects/*/file", "fastdok.get_object_file", FastDok::get_object_file),
    get("dataformtemplates", "fastdok.list_data_form_templates", FastDok::list_data_form_templates),
    get("dataformtemplates/*", "fastdok.get_data_form_template", FastDok::get_data_form_template),
    get("dataformtemplates/*/fields", "fastdok.get_data_form_template_fields", FastDok::get_data_form_template_fields),
    get(
        "dataformtemplates/*/definition",
        "fastdok.get_data_form_template_definition",
        FastDok::get_data_form_template_definition,
    ),
    get("lists", "fastdok.list_lists", FastDok::list_lists),
    get("lists/*", "fastdok.get_list", FastDok::get_list),
    get("lists/*/data", "fastdok.get_list_data", FastDok::get_list_data),
    later(post("dataforms/*/attachments", "fastdok.upload_attachment", FastDok::upload_attachment)),
    get("domains/*", "fastdok.get_current_domain", FastDok::get_current_domain),
    get("domains/*/balance", "fastdok.get_balance", FastDok::get_balance),
    get("domains/*/transactions", "fastdok.list_transactions", FastDok::list_transactions),
    later(get("domains/*/users", "fastdok.list_domain_users", FastDok::list_domain_users)),
    later(get("domains/*/usergroups", "fastdok.list_domain_user_groups", FastDok::list_domain_user_groups)),
];

/// What the table says about a request.
pub(super) enum Found {
    /// The path does not lie under the API's root.
    NoApi,
    /// The API has no such path.
    NoPath,
    /// The path has other verbs; they are named.
    NoMethod(String),
    /// The handler, and the segments that stood where the pattern has `*`.
    Route(&'static Route, Vec<String>),
}

/// Looks a request up.
pub(super) fn find(request: &HttpRequest) -> Found {
    let Some((version, segments)) = segments(request.path()) else { return Found::NoApi };
    let mut verbs = Vec::new();
    for route in ROUTES.iter().filter(|route| route.since <= version) {
        let Some(ids) = ids(route.pattern, &segments) else { continue };
        if route.method == request.method {
            return Found::Route(route, ids);
        }
        if !verbs.contains(&route.method.as_str()) {
            verbs.push(route.method.as_str());
        }
    }
    if verbs.is_empty() { Found::NoPath } else { Found::NoMethod(verbs.join(", ")) }
}

/// The version, by its place in [`ROOTS`], and the decoded segments after the root; never more than any pattern needs
/// to tell that it does not fit.
fn segments(path: &str) -> Option<(usize, Vec<String>)> {
    let lower = path.to_ascii_lowercase();
    let found = ROOTS.iter().enumerate().filter_map(|(version, root)| Some((lower.find(root)? + root.len(), version)));
    let (at, version) = found.min()?;
    let rest = path.get(at..)?;
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    Some((version, rest.split('/').take(7).map(|segment| decode(segment, false)).collect()))
}

fn ids(pattern: &str, segments: &[String]) -> Option<Vec<String>> {
    let mut ids = Vec::new();
    let mut wanted = pattern.split('/');
    for segment in segments {
        match wanted.next()? {
            "*" if segment.is_empty() => return None,
            "*" => ids.push(segment.clone()),
            "actions" if segment.eq_ignore_ascii_case("action") => {}
            word if segment.eq_ignore_ascii_case(word) => {}
            _ => return None,
        }
    }
    wanted.next().is_none().then_some(ids)
}
