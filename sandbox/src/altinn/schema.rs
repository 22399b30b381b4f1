//! The contract's XML schemas, written from the spec: wrappers per binding, data contracts, `AltinnFault`, `Test`.
//!
//! `?wsdl` carries them inline, and [`schemas`] gives them as files, which `tests/xsd/` keeps for stock validators. The
//! real WSDL is nobody's to copy; names, order, types, and which members are optional or nillable are verified for EC,
//! and inferred to be the same for Basic and WS. The trap: a notice token and its members are in the *service*
//! namespace, everything else of a contract is in the data one.

use super::binding::{Binding, DATA, FAULT, Operation, SERVICE, SERVICE_2009, TEST};
use super::xml::Writer;

/// Name, type, whether it may be missing, whether it may be nil.
struct Member(&'static str, &'static str, bool, bool);

const R: bool = false;
const O: bool = true;
const NIL: bool = true;
const VALUE: bool = false;

const CREDENTIALS: [Member; 2] =
    [Member("systemUserName", "xs:string", R, VALUE), Member("systemPassword", "xs:string", R, VALUE)];

/// The parameters after the credentials.
fn parameters(operation: Operation) -> &'static [Member] {
    match operation {
        Operation::InstantiateCollaboration => &[
            Member("externalServiceCode", "xs:string", R, VALUE),
            Member("externalServiceEditionCode", "xs:int", R, VALUE),
            Member("reporteeNumber", "xs:string", R, VALUE),
            Member("visibleDateTime", "xs:dateTime", O, VALUE),
            Member("dueDate", "xs:dateTime", O, VALUE),
        ],
        Operation::GetCaseList => &[
            Member("caseID", "xs:int", O, VALUE),
            Member("externalServiceCode", "xs:string", O, NIL),
            Member("externalServiceEditionCode", "xs:int", O, VALUE),
            Member("languageID", "xs:int", O, VALUE),
            Member("reporteeNumber", "xs:string", O, NIL),
        ],
        Operation::NotifyEvent => &[Member("notificationInfo", "d:StateMachineEventNotificationBE", R, VALUE)],
        Operation::SetNotice => {
            &[Member("reporteeElementID", "xs:string", R, VALUE), Member("noticeInfo", "d:NoticeBE", R, VALUE)]
        }
        Operation::Test => &[],
    }
}

/// The type of the result, and whether it may be nil; `None` for an operation without one.
fn result(operation: Operation) -> Option<(&'static str, bool)> {
    match operation {
        Operation::InstantiateCollaboration => Some(("xs:int", VALUE)),
        Operation::GetCaseList => Some(("d:ExternalCaseBEList", NIL)),
        Operation::NotifyEvent => Some(("d:StateMachineNotificationResultBEList", NIL)),
        Operation::SetNotice | Operation::Test => None,
    }
}

/// Types of the data namespace: name, members.
const DATA_TYPES: [(&str, &[Member]); 4] = [
    (
        "ExternalCaseBE",
        &[
            Member("CaseID", "xs:int", O, VALUE),
            Member("CaseName", "xs:string", O, NIL),
            Member("CurrentStateFriendlyName", "xs:string", O, NIL),
            Member("CurrentStateID", "xs:int", O, VALUE),
            Member("CurrentStateName", "xs:string", O, NIL),
            Member("DueDate", "xs:dateTime", O, NIL),
            Member("IsArchived", "xs:boolean", O, VALUE),
            Member("NoticeTemplateID", "xs:string", O, NIL),
            Member("VisibleDateTime", "xs:dateTime", O, NIL),
        ],
    ),
    (
        "StateMachineEventNotificationBE",
        &[
            Member("CaseID", "xs:int", O, VALUE),
            Member("Event", "xs:string", O, NIL),
            Member("ExternalServiceCode", "xs:string", O, NIL),
            Member("ExternalServiceEditionCode", "xs:int", O, VALUE),
            Member("ReporteeElementID", "xs:int", O, VALUE),
        ],
    ),
    (
        "StateMachineNotificationResultBE",
        &[
            Member("CaseID", "xs:int", O, VALUE),
            Member("ConditionEvaluationResult", "xs:boolean", O, NIL),
            Member("ConditionName", "xs:string", O, NIL),
            Member("CurrentStateFriendlyName", "xs:string", O, NIL),
            Member("CurrentStateID", "xs:int", O, VALUE),
            Member("CurrentStateName", "xs:string", O, NIL),
            Member("ErrorCode", "xs:int", O, VALUE),
            Member("ExceptionDetail", "xs:string", O, NIL),
            Member("HasException", "xs:boolean", O, VALUE),
            Member("IsStateChanged", "xs:boolean", O, VALUE),
        ],
    ),
    (
        "NoticeBE",
        &[Member("NoticeTemplateID", "xs:string", O, NIL), Member("NoticeTokens", "w:NoticeTokenBEList", O, NIL)],
    ),
];

const FAULT_MEMBERS: [Member; 7] = [
    Member("AltinnErrorMessage", "xs:string", O, NIL),
    Member("AltinnExtendedErrorMessage", "xs:string", O, NIL),
    Member("AltinnLocalizedErrorMessage", "xs:string", O, NIL),
    Member("ErrorGuid", "xs:string", O, NIL),
    Member("ErrorID", "xs:int", O, VALUE),
    Member("UserGuid", "xs:string", O, NIL),
    Member("UserId", "xs:string", O, NIL),
];

/// The schemas as files, each with the name it imports the others by.
pub fn schemas() -> Vec<(&'static str, String)> {
    let file = |text: String| format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{text}");
    let all = [Binding::Basic, Binding::Ws, Binding::Ec];
    vec![
        ("service-2010-10.xsd", file(service(SERVICE, &all, true))),
        ("service-2009-10.xsd", file(service(SERVICE_2009, &all[..2], true))),
        ("data-2010-10.xsd", file(data(true))),
        ("fault-2009-10.xsd", file(fault())),
        ("test-2009-10.xsd", file(test())),
    ]
}

/// The schemas that a binding's WSDL carries.
pub(super) fn inline(binding: Binding) -> String {
    [service(SERVICE, &[binding], false), data(false), fault(), test()].concat()
}

/// The wrappers of these bindings, and the notice tokens, which all bindings share.
fn service(namespace: &str, bindings: &[Binding], files: bool) -> String {
    let mut out = open(namespace, &[("xmlns:d", DATA)]);
    import(&mut out, DATA, files.then_some("data-2010-10.xsd"));
    if namespace == SERVICE {
        list(&mut out, "NoticeTokenBEList", "NoticeTokenBE", "w:NoticeTokenBE");
        let members = [Member("TokenKey", "xs:string", O, NIL), Member("TokenValue", "xs:string", O, NIL)];
        complex(&mut out, "NoticeTokenBE", &[&members]);
    }
    for binding in bindings {
        for operation in Operation::ALL.into_iter().filter(|operation| *operation != Operation::Test) {
            let name = operation.name(*binding);
            let credentials: &[Member] = if binding.credentials_in_body() { &CREDENTIALS } else { &[] };
            wrapper(&mut out, &name, &[credentials, parameters(operation)]);
            let result = result(operation).map(|(kind, nil)| (format!("{name}Result"), kind, nil));
            start_wrapper(&mut out, &format!("{name}Response"));
            if let Some((name, kind, nil)) = result {
                element(&mut out, &name, kind, O, nil);
            }
            end_wrapper(&mut out);
        }
    }
    close(out)
}

fn data(files: bool) -> String {
    let mut out = open(DATA, &[("xmlns:w", SERVICE), ("xmlns:d", DATA)]);
    import(&mut out, SERVICE, files.then_some("service-2010-10.xsd"));
    list(&mut out, "ExternalCaseBEList", "ExternalCaseBE", "d:ExternalCaseBE");
    list(
        &mut out,
        "StateMachineNotificationResultBEList",
        "StateMachineNotificationResultBE",
        "d:StateMachineNotificationResultBE",
    );
    for (name, members) in DATA_TYPES {
        complex(&mut out, name, &[members]);
    }
    close(out)
}

fn fault() -> String {
    let mut out = open(FAULT, &[("xmlns:f", FAULT)]);
    complex(&mut out, "AltinnFault", &[&FAULT_MEMBERS]);
    out.empty("xs:element", &[("name", "AltinnFault"), ("nillable", "true"), ("type", "f:AltinnFault")]);
    close(out)
}

fn test() -> String {
    let mut out = open(TEST, &[]);
    wrapper(&mut out, "Test", &[]);
    wrapper(&mut out, "TestResponse", &[]);
    close(out)
}

fn open(namespace: &str, prefixes: &[(&str, &str)]) -> Writer {
    let mut out = Writer::default();
    let own = [("xmlns:w", namespace)];
    let own = if prefixes.iter().any(|(prefix, _)| *prefix == "xmlns:w") { &[][..] } else { &own[..] };
    let fixed = [
        ("xmlns:xs", "http://www.w3.org/2001/XMLSchema"),
        ("targetNamespace", namespace),
        ("elementFormDefault", "qualified"),
    ];
    out.start("xs:schema", &[&fixed[..], own, prefixes].concat());
    out.raw("\n");
    out
}

fn close(mut out: Writer) -> String {
    out.end("xs:schema");
    out.raw("\n");
    out.finish()
}

fn import(out: &mut Writer, namespace: &str, location: Option<&str>) {
    let location = location.map(|file| ("schemaLocation", file));
    let attributes: Vec<_> = [("namespace", namespace)].into_iter().chain(location).collect();
    out.empty("xs:import", &attributes);
    out.raw("\n");
}

fn complex(out: &mut Writer, name: &str, members: &[&[Member]]) {
    out.start("xs:complexType", &[("name", name)]);
    sequence(out, members);
    out.end("xs:complexType");
    out.raw("\n");
}

fn wrapper(out: &mut Writer, name: &str, members: &[&[Member]]) {
    start_wrapper(out, name);
    for Member(name, kind, optional, nil) in members.iter().copied().flatten() {
        element(out, name, kind, *optional, *nil);
    }
    end_wrapper(out);
}

fn start_wrapper(out: &mut Writer, name: &str) {
    out.start("xs:element", &[("name", name)]);
    out.start("xs:complexType", &[]);
    out.start("xs:sequence", &[]);
    out.raw("\n");
}

fn end_wrapper(out: &mut Writer) {
    out.end("xs:sequence");
    out.end("xs:complexType");
    out.end("xs:element");
    out.raw("\n");
}

fn sequence(out: &mut Writer, members: &[&[Member]]) {
    out.start("xs:sequence", &[]);
    out.raw("\n");
    for Member(name, kind, optional, nil) in members.iter().copied().flatten() {
        element(out, name, kind, *optional, *nil);
    }
    out.end("xs:sequence");
}

fn element(out: &mut Writer, name: &str, kind: &str, optional: bool, nil: bool) {
    let mut attributes = vec![("name", name), ("type", kind)];
    if optional {
        attributes.push(("minOccurs", "0"));
    }
    if nil {
        attributes.push(("nillable", "true"));
    }
    out.raw("  ");
    out.empty("xs:element", &attributes);
    out.raw("\n");
}

fn list(out: &mut Writer, name: &str, item: &str, kind: &str) {
    out.start("xs:complexType", &[("name", name)]);
    out.start("xs:sequence", &[]);
    let occurs = [("minOccurs", "0"), ("maxOccurs", "unbounded"), ("nillable", "true")];
    out.empty("xs:element", &[&[("name", item), ("type", kind)][..], &occurs].concat());
    out.end("xs:sequence");
    out.end("xs:complexType");
    out.raw("\n");
}
