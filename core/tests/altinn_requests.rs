//! The complete request of each operation over each binding, and every rule for the values.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use nordcase::altinn::{
    Access, GetCaseList, InstantiateCollaboration, Language, NoticeToken, NotifyEvent, SetNotice, Test,
};
use nordcase::{BaseUrl, DateTime, Effect, Header, HttpRequest, Method, Operation};

const BINDINGS: [&str; 4] = ["Basic", "WS", "EC", "EC2"];
const WSSE: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
const WSU: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
const READY: &str = "<o:Security \
    xmlns:o=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd\" a=\"'\"><o:X/>\
    </o:Security>";

fn base() -> BaseUrl {
    BaseUrl::new("https://www.altinn.no").unwrap()
}

fn date(text: &str) -> DateTime {
    text.parse().unwrap()
}

fn access(binding: &str) -> Access {
    match binding {
        "Basic" => Access::basic(base(), "SKDEN", "p<&w\r"),
        "WS" => Access::ws(base(), "SKDEN", "p<&w\r", date("2026-03-01T12:00:00.5+01:00"), *b"0123456789abcdef"),
        "EC" => Access::ec(base(), "SKDEN", "p<&w\r", READY),
        _ => Access::ec2(base(), "SKDEN", "p<&w\r", READY),
    }
}

/// The request that an operation of this name, with these parameters, must be.
fn expected(binding: &str, operation: &str, parameters: &str) -> HttpRequest {
    let (service, contract, suffix) = match binding {
        "Basic" => ("CaseAgencySystemExternalBasic", "ICaseAgencySystemExternalBasic", "ExternalBasic"),
        "WS" => ("CaseAgencySystemExternal", "ICaseAgencySystemExternal", "External"),
        "EC" => ("CaseAgencySystemEC", "ICaseAgencySystemEC", "EC"),
        _ => ("CaseAgencySystemEC2", "ICaseAgencySystemEC", "EC"),
    };
    let url = format!("https://www.altinn.no/ServiceEngineExternal/{service}.svc");
    let w = "http://www.altinn.no/services/ServiceEngine/Case/2010/10";
    let (action, body) = if operation == "Test" {
        let w = "http://www.altinn.no/services/2009/10";
        (format!("{w}/IAltinnContractBase/Test"), format!("<Test xmlns=\"{w}\"/>"))
    } else {
        let credentials = if binding == "WS" {
            ""
        } else {
            "<systemUserName>SKDEN</systemUserName><systemPassword>p&lt;&amp;w&#13;</systemPassword>"
        };
        let name = format!("{operation}{suffix}");
        (format!("{w}/{contract}/{name}"), format!("<{name} xmlns=\"{w}\">{credentials}{parameters}</{name}>"))
    };
    let security = match binding {
        "WS" => format!(
            "<wsse:Security s:mustUnderstand=\"1\" xmlns:wsse=\"{WSSE}\" xmlns:wsu=\"{WSU}\">\
                <wsu:Timestamp wsu:Id=\"timestamp\">\
             <wsu:Created>2026-03-01T11:00:00Z</wsu:Created><wsu:Expires>2026-03-01T11:05:00Z</wsu:Expires>\
             </wsu:Timestamp>\
             <wsse:UsernameToken wsu:Id=\"user\"><wsse:Username>SKDEN</wsse:Username>\
             <wsse:Password Type=\"http://docs.oasis-open.org/wss/2004/01/\
             oasis-200401-wss-username-token-profile-1.0#PasswordText\">p&lt;&amp;w&#13;</wsse:Password>\
             <wsse:Nonce EncodingType=\"http://docs.oasis-open.org/wss/2004/01/\
             oasis-200401-wss-soap-message-security-1.0#Base64Binary\">MDEyMzQ1Njc4OWFiY2RlZg==</wsse:Nonce>\
             <wsu:Created>2026-03-01T11:00:00Z</wsu:Created></wsse:UsernameToken></wsse:Security>"
        ),
        _ => READY.to_owned(),
    };
    let (soap, header, headers) = if binding == "Basic" {
        let headers = vec![
            Header::new("Content-Type", "text/xml; charset=utf-8"),
            Header::new("SOAPAction", format!("\"{action}\"")),
        ];
        ("xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"", String::new(), headers)
    } else {
        let value = format!("application/soap+xml; charset=utf-8; action=\"{action}\"");
        let header = format!(
            "<s:Header><wsa:Action s:mustUnderstand=\"1\">{action}</wsa:Action>\
                <wsa:To s:mustUnderstand=\"1\">{url}</wsa:To>{security}</s:Header>"
        );
        let soap =
            "xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:wsa=\"http://www.w3.org/2005/08/addressing\"";
        (soap, header, vec![Header::new("Content-Type", value)])
    };
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope {soap}>{header}<s:Body>{body}</s:Body></s:Envelope>"
    );
    HttpRequest { method: Method::Post, url, headers, body: document.into_bytes() }
}

fn assert_everywhere<O: Operation<Access = Access>>(operation: &O, name: &str, parameters: &str) {
    for binding in BINDINGS {
        let request = operation.request(&access(binding)).unwrap();
        let expected = expected(binding, name, parameters);
        assert_eq!(String::from_utf8_lossy(&request.body), String::from_utf8_lossy(&expected.body));
        assert_eq!((request.url, request.headers), (expected.url, expected.headers));
        assert_eq!(request.method, Method::Post);
    }
}

#[test]
fn instantiate_collaboration() {
    let mut operation = InstantiateCollaboration::new("2681", 1, "910453092");
    let required = "<externalServiceCode>2681</externalServiceCode>\
        <externalServiceEditionCode>1</externalServiceEditionCode><reporteeNumber>910453092</reporteeNumber>";
    assert_everywhere(&operation, "InstantiateCollaborationAgencySystem", required);
    operation.due_date = Some(date("2027-03-01"));
    let due = format!("{required}<dueDate>2027-03-01T00:00:00</dueDate>");
    assert_everywhere(&operation, "InstantiateCollaborationAgencySystem", &due);
    operation.visible_date_time = Some(date("2027-02-01T08:30:00.25"));
    let both = format!(
        "{required}<visibleDateTime>2027-02-01T08:30:00.25</visibleDateTime><dueDate>2027-03-01T00:00:00</dueDate>"
    );
    assert_everywhere(&operation, "InstantiateCollaborationAgencySystem", &both);
}

#[test]
fn get_case_list() {
    assert_everywhere(&GetCaseList::of_case(7), "GetCaseListAgencySystem", "<caseID>7</caseID>");
    let mut operation = GetCaseList::of_service("26AB", 1);
    let service =
        "<externalServiceCode>26AB</externalServiceCode><externalServiceEditionCode>1</externalServiceEditionCode>";
    assert_everywhere(&operation, "GetCaseListAgencySystem", service);
    operation.language_id = Some(Language::Nynorsk);
    operation.reportee_number = Some("910453092".to_owned());
    let all = format!("{service}<languageID>2068</languageID><reporteeNumber>910453092</reporteeNumber>");
    assert_everywhere(&operation, "GetCaseListAgencySystem", &all);
}

#[test]
fn notify_event() {
    let s = "http://schemas.altinn.no/services/ServiceEngine/Case/2010/10";
    let info = |members: &str| format!("<notificationInfo xmlns:a=\"{s}\">{members}</notificationInfo>");
    let mut operation = NotifyEvent::to_case(7, "3374:1:Submitted & æøå");
    let members = "<a:CaseID>7</a:CaseID><a:Event>3374:1:Submitted &amp; æøå</a:Event>";
    assert_everywhere(&operation, "NotifyEventAgencySystem", &info(members));
    operation.reportee_element_id = Some(5);
    let members = format!("{members}<a:ReporteeElementID>5</a:ReporteeElementID>");
    assert_everywhere(&operation, "NotifyEventAgencySystem", &info(&members));
    let members = "<a:Event>E</a:Event><a:ExternalServiceCode>2681</a:ExternalServiceCode>\
        <a:ExternalServiceEditionCode>1</a:ExternalServiceEditionCode>";
    assert_everywhere(&NotifyEvent::to_service("2681", 1, "E"), "NotifyEventAgencySystem", &info(members));
}

#[test]
fn set_notice() {
    let s = "http://schemas.altinn.no/services/ServiceEngine/Case/2010/10";
    let w = "http://www.altinn.no/services/ServiceEngine/Case/2010/10";
    let notice = |members: &str| {
        format!(
            "<reporteeElementID>AR5276128</reporteeElementID>\
                <noticeInfo xmlns:a=\"{s}\" xmlns:b=\"{w}\">{members}</noticeInfo>"
        )
    };
    let mut operation = SetNotice::new("AR5276128", "12");
    let template = "<a:NoticeTemplateID>12</a:NoticeTemplateID>";
    assert_everywhere(&operation, "SetNoticeAgencySystem", &notice(template));
    operation.notice_tokens = vec![NoticeToken::new("frist", "1. mars"), NoticeToken::new("<k>", "")];
    let tokens = "<a:NoticeTokens><b:NoticeTokenBE><b:TokenKey>frist</b:TokenKey><b:TokenValue>1. mars</b:TokenValue>\
        </b:NoticeTokenBE>\
                  <b:NoticeTokenBE><b:TokenKey>&lt;k&gt;</b:TokenKey><b:TokenValue></b:TokenValue></b:NoticeTokenBE>\
                  </a:NoticeTokens>";
    assert_everywhere(&operation, "SetNoticeAgencySystem", &notice(&format!("{template}{tokens}")));
}

#[test]
fn test() {
    assert_everywhere(&Test::new(), "Test", "");
}

#[test]
fn another_namespace_date_moves_the_service_and_not_its_data() {
    let mut access = access("Basic");
    access.namespace_date = "2009/10".into();
    let operation = SetNotice { notice_tokens: vec![NoticeToken::new("a", "b")], ..SetNotice::new("1", "2") };
    let request = operation.request(&access).unwrap();
    let body = String::from_utf8(request.body.clone()).unwrap();
    let service = "http://www.altinn.no/services/ServiceEngine/Case/";
    assert!(body.contains(&format!("ExternalBasic xmlns=\"{service}2009/10\"")));
    assert!(body.contains(&format!("xmlns:b=\"{service}2010/10\"")));
    assert!(body.contains("xmlns:a=\"http://schemas.altinn.no/services/ServiceEngine/Case/2010/10\""));
    assert!(request.header("soapaction").unwrap().contains("Case/2009/10/ICase"));
    for date in ["", "2009", "2009-10", "2009/1", "2009/10\"", "x009/10"] {
        access.namespace_date = date.into();
        assert_eq!(Test::new().request(&access).unwrap_err().code(), "input.namespace_date", "{date}");
    }
}

#[test]
fn a_message_id_is_written_if_there_is_one() {
    let mut access = access("WS");
    let nordcase::altinn::Binding::Ws { message_id, .. } = &mut access.binding else { panic!() };
    *message_id = Some("urn:uuid:1<2".to_owned());
    let body = Test::new().request(&access).unwrap().body;
    let body = String::from_utf8(body).unwrap();
    assert!(body.contains("</wsa:Action><wsa:MessageID>urn:uuid:1&lt;2</wsa:MessageID><wsa:To"));
}

#[test]
fn effects_and_names() {
    fn of<O: Operation>() -> (&'static str, Effect) {
        (O::NAME, O::EFFECT)
    }
    assert_eq!(of::<InstantiateCollaboration>(), ("altinn.instantiate_collaboration", Effect::Changes));
    assert_eq!(of::<GetCaseList>(), ("altinn.get_case_list", Effect::Reads));
    assert_eq!(of::<NotifyEvent>(), ("altinn.notify_event", Effect::Changes));
    assert_eq!(of::<SetNotice>(), ("altinn.set_notice", Effect::Changes));
    assert_eq!(of::<Test>(), ("altinn.test", Effect::Reads));
}

/// The code and the field of the rule that the value breaks.
fn refused<O: Operation<Access = Access>>(operation: &O) -> (String, String) {
    refused_by(operation, &access("Basic"))
}

fn refused_by<O: Operation<Access = Access>>(operation: &O, access: &Access) -> (String, String) {
    match operation.request(access).unwrap_err() {
        nordcase::Error::Input(error) => {
            assert!(nordcase::error_codes().iter().any(|row| row.code == error.code), "{}", error.code);
            (error.code.to_owned(), error.field.into_owned())
        }
        other => panic!("{other}"),
    }
}

fn is(code: &str, field: &str) -> (String, String) {
    (code.to_owned(), field.to_owned())
}

#[test]
fn rules_of_instantiate_collaboration() {
    let with = |change: fn(&mut InstantiateCollaboration)| {
        let mut operation = InstantiateCollaboration::new("2681", 1, "910453092");
        change(&mut operation);
        refused(&operation)
    };
    for change in [
        (|o| o.external_service_code = String::new()) as fn(&mut InstantiateCollaboration),
        |o| o.external_service_code = "26-81".to_owned(),
        |o| o.external_service_code = "26æ".to_owned(),
        |o| o.external_service_code = "2681\u{1}".to_owned(),
    ] {
        assert_eq!(with(change), is("input.service_code", "externalServiceCode"));
    }
    assert_eq!(with(|o| o.external_service_code = "a".repeat(4_001)), is("input.too_long", "externalServiceCode"));
    for change in [(|o| o.external_service_edition_code = 0) as fn(&mut InstantiateCollaboration), |o| {
        o.external_service_edition_code = -1
    }] {
        assert_eq!(with(change), is("input.service_edition", "externalServiceEditionCode"));
    }
    assert_eq!(with(|o| o.reportee_number = "1".to_owned()), is("input.reportee_format", "reporteeNumber"));
    assert_eq!(
        with(|o| o.reportee_number = "910453093".to_owned()),
        is("input.reportee_check_digits", "reporteeNumber")
    );
    let unchecked = |number: &str| InstantiateCollaboration {
        check_reportee: false,
        ..InstantiateCollaboration::new("1", 1, number)
    };
    assert!(unchecked("910453093").request(&access("Basic")).is_ok());
    assert_eq!(refused(&unchecked("")), is("input.empty", "reporteeNumber"));
    assert_eq!(refused(&unchecked("\0")), is("input.xml_character", "reporteeNumber"));
    assert_eq!(with(|o| o.visible_date_time = Some(date("1752-12-31"))), is("input.date", "visibleDateTime"));
    assert_eq!(with(|o| o.due_date = Some(date("0001-01-01T00:00:00"))), is("input.date", "dueDate"));
    let dates = |visible: &str, due: &str| {
        let mut operation = InstantiateCollaboration::new("2681", 1, "910453092");
        (operation.visible_date_time, operation.due_date) = (Some(date(visible)), Some(date(due)));
        operation.request(&access("Basic")).is_ok()
    };
    assert!(dates("2026-01-01", "2026-01-01"));
    assert!(!dates("2026-01-01T00:00:00.5", "2026-01-01T00:00:00.25"));
    assert!(!dates("2026-01-02", "2026-01-01"));
    assert!(dates("2026-01-01T01:00:00+01:00", "2026-01-01T00:00:00Z"));
    assert!(!dates("2026-01-01T00:00:01Z", "2026-01-01T01:00:00+01:00"));
    assert_eq!(
        with(|o| (o.visible_date_time, o.due_date) = (Some(date("2027-01-01")), Some(date("2026-01-01")))),
        is("input.date_order", "visibleDateTime")
    );
}

#[test]
fn rules_of_get_case_list_and_notify_event() {
    let list = |case: Option<i32>, code: Option<&str>, edition: Option<i32>| {
        let mut operation = GetCaseList::of_case(1);
        operation.case_id = case;
        operation.external_service_code = code.map(str::to_owned);
        operation.external_service_edition_code = edition;
        let mut event = NotifyEvent::to_case(1, "E");
        event.case_id = case;
        event.external_service_code = code.map(str::to_owned);
        event.external_service_edition_code = edition;
        let (of_list, of_event) = (refused(&operation), refused(&event));
        assert_eq!(of_list.0, of_event.0);
        assert!(of_list.1.eq_ignore_ascii_case(&of_event.1));
        of_list.0
    };
    for (case, code, edition) in [
        (None, None, None),
        (None, Some("1"), None),
        (None, None, Some(1)),
        (Some(1), Some("1"), Some(1)),
        (Some(1), None, Some(1)),
    ] {
        assert_eq!(list(case, code, edition), "input.case_or_service");
    }
    for id in [0, -1, i32::MIN] {
        assert_eq!(list(Some(id), None, None), "input.case_id");
    }
    assert_eq!(list(None, Some(""), Some(1)), "input.service_code");
    assert_eq!(list(None, Some("1"), Some(0)), "input.service_edition");
    let language = |id: i32| GetCaseList { language_id: Some(id.into()), ..GetCaseList::of_case(1) };
    for id in [1033, 1044, 2068] {
        assert!(language(id).request(&access("EC")).is_ok());
    }
    for id in [0, 1083, -1] {
        assert_eq!(refused(&language(id)), is("input.language", "languageID"));
    }
    let reportee = GetCaseList { reportee_number: Some("x".to_owned()), ..GetCaseList::of_case(1) };
    assert_eq!(refused(&reportee), is("input.reportee_format", "reporteeNumber"));

    for event in ["", " \r\n"] {
        assert_eq!(refused(&NotifyEvent::to_case(1, event)), is("input.event_empty", "Event"));
    }
    assert_eq!(refused(&NotifyEvent::to_case(1, "a\u{b}")), is("input.xml_character", "Event"));
    assert_eq!(refused(&NotifyEvent::to_case(1, "a".repeat(4_001))), is("input.too_long", "Event"));
    let element = NotifyEvent { reportee_element_id: Some(0), ..NotifyEvent::to_case(1, "E") };
    assert_eq!(refused(&element), is("input.element_id", "ReporteeElementID"));
}

#[test]
fn rules_of_set_notice() {
    for id in ["", "AR", "ar1", "1a", "AR 1", "-1", "١", "RA1", "ARAR1"] {
        assert_eq!(refused(&SetNotice::new(id, "1")), is("input.element_id", "reporteeElementID"), "{id}");
    }
    assert_eq!(refused(&SetNotice::new("1".repeat(201), "1")), is("input.too_long", "reporteeElementID"));
    assert_eq!(refused(&SetNotice::new("1", "")), is("input.empty", "NoticeTemplateID"));
    assert_eq!(refused(&SetNotice::new("1", "\u{ffff}")), is("input.xml_character", "NoticeTemplateID"));
    let tokens = |tokens: &[(&str, &str)]| {
        let tokens = tokens.iter().map(|(key, value)| NoticeToken::new(*key, *value)).collect();
        refused(&SetNotice { notice_tokens: tokens, ..SetNotice::new("1", "1") })
    };
    assert_eq!(tokens(&[("a", ""), ("", "")]), is("input.empty", "NoticeTokens[1].TokenKey"));
    assert_eq!(
        tokens(&[("Frist", ""), ("b", ""), ("fRIST", "")]),
        is("input.token_key_duplicate", "NoticeTokens[2].TokenKey")
    );
    assert_eq!(tokens(&[("ÅR", ""), ("år", "")]), is("input.token_key_duplicate", "NoticeTokens[1].TokenKey"));
    assert_eq!(tokens(&[("a", "\u{0}")]), is("input.xml_character", "NoticeTokens[0].TokenValue"));
    assert_eq!(tokens(&[("\u{1b}", "")]), is("input.xml_character", "NoticeTokens[0].TokenKey"));
    assert_eq!(tokens(&[("a", &"å".repeat(20_001))]), is("input.too_long", "NoticeTokens[0].TokenValue"));
    let many: Vec<_> = (0..1_001).map(|n| NoticeToken::new(n.to_string(), "")).collect();
    assert_eq!(
        refused(&SetNotice { notice_tokens: many, ..SetNotice::new("1", "1") }),
        is("input.too_long", "NoticeTokens")
    );
}

#[test]
fn rules_of_the_access() {
    let test = |access: &Access| refused_by(&Test::new(), access);
    assert_eq!(test(&Access::basic(base(), "", "p")), is("input.credentials_missing", "systemUserName"));
    assert_eq!(test(&Access::basic(base(), "u", "")), is("input.credentials_missing", "systemPassword"));
    let list = |access: &Access| refused_by(&GetCaseList::of_case(1), access);
    assert_eq!(list(&Access::basic(base(), "u\u{1}", "p")), is("input.xml_character", "systemUserName"));
    assert_eq!(list(&Access::basic(base(), "u", "p\u{1}")), is("input.xml_character", "systemPassword"));
    let ws = |created: &str, nonce: usize| test(&Access::ws(base(), "u", "p", date(created), vec![0; nonce]));
    assert_eq!(ws("2026-01-01T00:00:00Z", 15), is("input.nonce", "nonce"));
    assert_eq!(ws("2026-01-01T00:00:00Z", 1_025), is("input.nonce", "nonce"));
    assert_eq!(ws("2026-01-01T00:00:00", 16), is("input.created", "created"));
    assert_eq!(ws("9999-12-31T23:59:59Z", 16), is("input.created", "created"));
    for header in ["", "<x/>", "text"] {
        assert_eq!(test(&Access::ec(base(), "u", "p", header)), is("input.security_header", "securityHeader"));
        assert_eq!(test(&Access::ec2(base(), "u", "p", header)), is("input.security_header", "securityHeader"));
    }
}

#[test]
fn nothing_prints_a_secret() {
    for binding in BINDINGS {
        let access = access(binding);
        let request = GetCaseList::of_case(1).request(&access).unwrap();
        for text in [format!("{access:?}"), format!("{request:?}")] {
            assert!(!text.contains("p<&w") && !text.contains("o:Security") && !text.contains("p&lt;"), "{text}");
        }
    }
}

#[test]
fn operations_are_json() {
    let operation: GetCaseList =
        serde_json::from_str(r#"{"externalServiceCode":"2681","externalServiceEditionCode":1,"languageId":1044}"#)
            .unwrap();
    assert_eq!(operation, GetCaseList { language_id: Some(Language::Bokmal), ..GetCaseList::of_service("2681", 1) });
    assert_eq!(
        serde_json::to_string(&operation).unwrap(),
        r#"{"externalServiceCode":"2681","externalServiceEditionCode":1,"languageId":1044,"checkReportee":true}"#
    );
    let operation: SetNotice = serde_json::from_str(
        r#"{"reporteeElementId":"1","noticeTemplateId":"2","noticeTokens":[{"tokenKey":"a","tokenValue":"b"}]}"#,
    )
    .unwrap();
    assert_eq!(operation.notice_tokens, [NoticeToken::new("a", "b")]);
    let operation: InstantiateCollaboration = serde_json::from_str(
        r#"{"externalServiceCode":"1","externalServiceEditionCode":1,"reporteeNumber":"x","dueDate":"2027-03-01"}"#,
    )
    .unwrap();
    assert!(operation.check_reportee && operation.due_date == Some(date("2027-03-01T00:00:00")));
    assert_eq!(serde_json::from_str::<Test>("{}").unwrap(), Test::new());
    assert!(serde_json::from_str::<NotifyEvent>(r#"{"caseId":1,"event":"E","caseID":1}"#).is_err());
}
