//! Every form an answer may have. *Captured* marks shapes of real answers, restated with values of our own: their
//! sources are in the comments. All others are constructed from the WSDL.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use nordcase::altinn::{
    Access, ExternalCase, GetCaseList, InstantiateCollaboration, InstantiatedCase, NotificationResult, NotifyEvent,
    SetNotice, Test,
};
use nordcase::{BaseUrl, Error, Header, HttpResponse, Operation};

const S: &str = "http://schemas.altinn.no/services/ServiceEngine/Case/2010/10";
const W: &str = "http://www.altinn.no/services/ServiceEngine/Case/2010/10";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

fn base() -> BaseUrl {
    BaseUrl::new("https://www.altinn.no").unwrap()
}

fn basic() -> Access {
    Access::basic(base(), "SKDEN", "hunter2secret")
}

fn ec() -> Access {
    Access::ec2(base(), "SKDEN", "hunter2secret", "<ready/>")
}

fn response(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> HttpResponse {
    HttpResponse { status, headers: vec![Header::new("content-type", content_type)], body: body.into() }
}

/// An answer of the Basic binding, as WCF writes it (captured: Altinn/docs, digital-post-til-virksomheter): no
/// declaration, no header.
fn soap11(body: &str) -> HttpResponse {
    let envelope = "http://schemas.xmlsoap.org/soap/envelope/";
    let body = format!("<s:Envelope xmlns:s=\"{envelope}\"><s:Body>{body}</s:Body></s:Envelope>");
    response(200, "text/xml; charset=utf-8", body)
}

/// An answer of the WS and EC bindings (captured: felleslosninger/efm-mocks): addressing and security in the header.
fn soap12(body: &str) -> HttpResponse {
    let body = format!(
        "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" \
            xmlns:a=\"http://www.w3.org/2005/08/addressing\" xmlns:u=\"urn:u\"><s:Header>\
         <a:Action s:mustUnderstand=\"1\">urn:x</a:Action><o:Security s:mustUnderstand=\"1\" xmlns:o=\"urn:o\">\
         <u:Timestamp u:Id=\"_0\"><u:Created>2020-03-15T13:00:44.2Z</u:Created>\
         </u:Timestamp></o:Security></s:Header><s:Body>{body}</s:Body></s:Envelope>"
    );
    response(200, "application/soap+xml; charset=utf-8", body)
}

/// The response wrapper of an operation around a result.
fn wrapped(operation: &str, result: &str) -> String {
    format!("<{operation}Response xmlns=\"{W}\">{result}</{operation}Response>")
}

fn cases(result: &str) -> Result<Vec<ExternalCase>, Error> {
    let body = wrapped("GetCaseListAgencySystemExternalBasic", result);
    GetCaseList::of_case(1).response(&basic(), &soap11(&body))
}

/// A list with these items.
fn list(items: &str) -> String {
    let name = "GetCaseListAgencySystemExternalBasicResult";
    format!("<{name} xmlns:a=\"{S}\" xmlns:i=\"{XSI}\">{items}</{name}>")
}

fn case(members: &str) -> Result<ExternalCase, Error> {
    let mut cases = cases(&list(&format!("<a:ExternalCaseBE>{members}</a:ExternalCaseBE>")))?;
    assert_eq!(cases.len(), 1);
    Ok(cases.remove(0))
}

fn code<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    result.unwrap_err().code().to_owned()
}

#[test]
fn a_list_of_cases() {
    // The style of a captured list of a sibling service: numbers always there, nil for what is null, empty elements,
    // local times.
    let cases = cases(&list(
        "<a:ExternalCaseBE><a:CaseID>47</a:CaseID><a:CaseName>Konkursbo</a:CaseName>\
            <a:CurrentStateFriendlyName>Åpen</a:CurrentStateFriendlyName>\
         <a:CurrentStateID>3</a:CurrentStateID><a:CurrentStateName>Open</a:CurrentStateName>\
         <a:DueDate>2020-03-15T15:23:17.43</a:DueDate><a:IsArchived>false</a:IsArchived>\
         <a:NoticeTemplateID>12</a:NoticeTemplateID>\
         <a:VisibleDateTime>2020-03-15T13:00:44.2353668+01:00</a:VisibleDateTime></a:ExternalCaseBE>\
         <a:ExternalCaseBE><a:CaseID>48</a:CaseID><a:CaseName/><a:CurrentStateFriendlyName i:nil=\"true\"/>\
         <a:CurrentStateID>0</a:CurrentStateID>\
         <a:CurrentStateName i:nil=\"true\"/><a:DueDate i:nil=\"true\"/><a:IsArchived>true</a:IsArchived>\
         <a:NoticeTemplateID i:nil=\"true\"/>\
         <a:VisibleDateTime>0001-01-01T00:00:00</a:VisibleDateTime></a:ExternalCaseBE>",
    ))
    .unwrap();
    let first = ExternalCase {
        case_id: 47,
        case_name: Some("Konkursbo".to_owned()),
        current_state_friendly_name: Some("Åpen".to_owned()),
        current_state_id: Some(3),
        current_state_name: Some("Open".to_owned()),
        due_date: Some("2020-03-15T15:23:17.43".parse().unwrap()),
        is_archived: Some(false),
        notice_template_id: Some("12".to_owned()),
        visible_date_time: Some("2020-03-15T13:00:44.2353668+01:00".parse().unwrap()),
        ..ExternalCase::default()
    };
    let second = ExternalCase {
        case_id: 48,
        case_name: Some(String::new()),
        current_state_id: Some(0),
        is_archived: Some(true),
        ..ExternalCase::default()
    };
    assert_eq!(cases, [first, second]);
    let json = serde_json::to_value(&cases[0]).unwrap();
    assert_eq!((&json["caseId"], &json["dueDate"]), (&47.into(), &"2020-03-15T15:23:17.43".into()));
}

#[test]
fn a_list_may_be_empty_nil_or_missing() {
    let name = "GetCaseListAgencySystemExternalBasicResult";
    for result in [
        list(""),
        list(" \n "),
        format!("<{name}/>"),
        format!("<{name} i:nil=\"true\" xmlns:i=\"{XSI}\"/>"),
        String::new(),
        "<!-- nothing -->".to_owned(),
        "<Undocumented>x</Undocumented>".to_owned(),
        list("<a:ExternalCaseBE i:nil=\"true\"/>"),
    ] {
        assert_eq!(cases(&result).unwrap(), [], "{result}");
    }
}

#[test]
fn the_form_of_the_xml_does_not_matter() {
    let expected = case("<a:CaseID>1</a:CaseID><a:CaseName>A &amp; Å</a:CaseName>").unwrap();
    for members in [
        "<a:CaseName>A &#38; &#xC5;</a:CaseName><a:CaseID>1</a:CaseID>",
        "\n  <a:CaseID x=\"y\">\n 1 </a:CaseID><a:CaseName><![CDATA[A & Å]]></a:CaseName>\n",
        "<a:CaseID>1</a:CaseID><!-- c --><a:CaseName>A<!-- c --> <?p?><![CDATA[&]]> Å</a:CaseName>",
        &format!("<CaseID xmlns=\"{S}\">+1</CaseID><z:CaseName xmlns:z=\"{S}\">A &amp; Å</z:CaseName>"),
        "<a:CaseID>1</a:CaseID><a:CaseName>A &amp; Å</a:CaseName><CaseID>of another namespace</CaseID>",
    ] {
        assert_eq!(case(members).unwrap(), expected, "{members}");
    }
    let document = "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<!-- c -->\
            <SOAP:Envelope xmlns:SOAP=\"http://schemas.xmlsoap.org/soap/envelope/\">\
         <SOAP:Header><a><b/></a></SOAP:Header><SOAP:Body id='1'>\
         <q:GetCaseListAgencySystemExternalBasicResponse \
         xmlns:q=\"http://www.altinn.no/services/ServiceEngine/Case/2009/10\">\
         <q:GetCaseListAgencySystemExternalBasicResult>\
         <ExternalCaseBE xmlns=\"http://schemas.altinn.no/services/ServiceEngine/Case/2011/02\"><CaseID>1</CaseID>\
         <CaseName>A &amp; Å</CaseName></ExternalCaseBE></q:GetCaseListAgencySystemExternalBasicResult>\
         </q:GetCaseListAgencySystemExternalBasicResponse></SOAP:Body>\
         <after><x/></after></SOAP:Envelope>\n";
    for content_type in ["text/xml", "application/soap+xml; charset=utf-8", "application/xml; charset=\"UTF-8\""] {
        let answer = response(200, content_type, document);
        assert_eq!(GetCaseList::of_case(1).response(&basic(), &answer).unwrap(), std::slice::from_ref(&expected));
    }
    let answer = HttpResponse { status: 200, headers: vec![], body: document.into() };
    assert_eq!(GetCaseList::of_case(1).response(&basic(), &answer).unwrap(), [expected]);
}

#[test]
fn undocumented_members_are_kept() {
    let case = case(
        "<a:CaseID>1</a:CaseID><a:Comments>x</a:Comments><a:Notice i:nil=\"true\"/><a:Parent>\
        <a:Name>y</a:Name></a:Parent>",
    )
    .unwrap();
    let expected = [("Comments", Some("x")), ("Notice", None), ("Parent", None)];
    let other: Vec<_> = case.other.iter().map(|(name, text)| (name.as_str(), text.as_deref())).collect();
    assert_eq!(other, expected);
}

#[test]
fn members_that_cannot_be_read() {
    for (members, expected) in [
        ("", "parse.missing"),
        ("<a:CaseName>x</a:CaseName>", "parse.missing"),
        ("<a:CaseID i:nil=\"true\"/>", "parse.missing"),
        ("<a:CaseID/>", "parse.value"),
        ("<a:CaseID>x</a:CaseID>", "parse.value"),
        ("<a:CaseID>1.0</a:CaseID>", "parse.value"),
        ("<a:CaseID>2147483648</a:CaseID>", "parse.value"),
        ("<a:CaseID>1</a:CaseID><a:IsArchived>yes</a:IsArchived>", "parse.value"),
        ("<a:CaseID>1</a:CaseID><a:IsArchived/>", "parse.value"),
        ("<a:CaseID>1</a:CaseID><a:DueDate>15.03.2020</a:DueDate>", "parse.value"),
        ("<a:CaseID>1</a:CaseID><a:DueDate>2020-02-30T00:00:00</a:DueDate>", "parse.value"),
        ("<a:CaseID><a:X/>1</a:CaseID>", "parse.type"),
        ("<a:CaseID>1</a:CaseID><a:CaseName><a:X/></a:CaseName>", "parse.type"),
        ("<a:CaseID>1</a:CaseID><a:CaseID>1</a:CaseID>", "parse.duplicate"),
        ("<a:CaseID>1</a:CaseID><a:CaseName i:nil=\"true\"/><a:CaseName>x</a:CaseName>", "parse.duplicate"),
        ("<a:CaseID>1</a:CaseID><a:New>1</a:New><a:New>1</a:New>", "parse.duplicate"),
    ] {
        assert_eq!(code(case(members)), expected, "{members}");
    }
    let Error::Parse(error) = case("<a:CaseID>seven</a:CaseID>").unwrap_err() else { panic!() };
    let names = "GetCaseListAgencySystemExternalBasic";
    assert_eq!(error.place, format!("Envelope/Body/{names}Response/{names}Result/ExternalCaseBE/CaseID"));
    assert_eq!((error.excerpt.as_str(), error.reason.as_str(), error.status), ("seven", "is not a 32-bit number", 200));
}

#[test]
fn results_of_an_event() {
    // ConditionEvaluationResult and ConditionName are left out when null, unlike all others (verified in the WSDL).
    let body = format!(
        "<NotifyEventAgencySystemECResponse xmlns=\"{W}\">\
            <NotifyEventAgencySystemECResult xmlns:b=\"{S}\" xmlns:i=\"{XSI}\"><b:StateMachineNotificationResultBE>\
            <b:CaseID>47</b:CaseID>\
         <b:CurrentStateFriendlyName i:nil=\"true\"/><b:CurrentStateID>4</b:CurrentStateID>\
         <b:CurrentStateName>Closed</b:CurrentStateName><b:ErrorCode>0</b:ErrorCode>\
         <b:ExceptionDetail i:nil=\"true\"/><b:HasException>false</b:HasException>\
         <b:IsStateChanged>true</b:IsStateChanged></b:StateMachineNotificationResultBE>\
         <b:StateMachineNotificationResultBE><b:CaseID>48</b:CaseID>\
         <b:ConditionEvaluationResult>false</b:ConditionEvaluationResult><b:ConditionName>IsPaid</b:ConditionName>\
         <b:ErrorCode>60026</b:ErrorCode><b:ExceptionDetail>boom</b:ExceptionDetail>\
         <b:HasException>1</b:HasException><b:IsStateChanged>0</b:IsStateChanged>\
         </b:StateMachineNotificationResultBE></NotifyEventAgencySystemECResult></NotifyEventAgencySystemECResponse>"
    );
    let first = NotificationResult {
        case_id: 47,
        current_state_id: Some(4),
        current_state_name: Some("Closed".to_owned()),
        error_code: Some(0),
        is_state_changed: true,
        ..NotificationResult::default()
    };
    let second = NotificationResult {
        case_id: 48,
        condition_evaluation_result: Some(false),
        condition_name: Some("IsPaid".to_owned()),
        error_code: Some(60026),
        exception_detail: Some("boom".to_owned()),
        has_exception: true,
        ..NotificationResult::default()
    };
    let results = NotifyEvent::to_case(47, "E").response(&ec(), &soap12(&body)).unwrap();
    assert_eq!(results, [first, second]);
}

#[test]
fn the_number_of_a_new_case() {
    let operation = InstantiateCollaboration::new("2681", 1, "910453092");
    let name = "InstantiateCollaborationAgencySystemExternalBasic";
    let answer = |result: &str| operation.response(&basic(), &soap11(&wrapped(name, result)));
    assert_eq!(answer(&format!("<{name}Result>4711</{name}Result>")), Ok(InstantiatedCase { case_id: 4711 }));
    let nil = format!("<{name}Result i:nil=\"true\" xmlns:i=\"{XSI}\"/>");
    for (result, expected) in [
        (String::new(), "parse.missing"),
        (nil, "parse.missing"),
        (format!("<{name}Result>0</{name}Result>"), "parse.value"),
        (format!("<{name}Result>-5</{name}Result>"), "parse.value"),
        (format!("<{name}Result/>"), "parse.value"),
        (format!("<{name}Result>1<x/></{name}Result>"), "parse.type"),
        (format!("<{name}Result>1</{name}Result><{name}Result>2</{name}Result>"), "parse.duplicate"),
    ] {
        assert_eq!(code(answer(&result)), expected, "{result}");
    }
}

#[test]
fn answers_without_content() {
    // Captured: felleslosninger/efm-mocks, `Test` of a sibling service.
    let test = "<TestResponse xmlns=\"http://www.altinn.no/services/2009/10\"/>";
    assert_eq!(Test::new().response(&basic(), &soap11(test)), Ok(()));
    assert_eq!(Test::new().response(&ec(), &soap12(test)), Ok(()));
    let notice = wrapped("SetNoticeAgencySystemEC", "");
    assert_eq!(SetNotice::new("1", "2").response(&ec(), &soap12(&notice)), Ok(()));
    assert_eq!(code(SetNotice::new("1", "2").response(&basic(), &soap11(&notice))), "parse.unexpected");
    assert_eq!(code(SetNotice::new("1", "2").response(&basic(), &soap11(test))), "parse.unexpected");
}

#[test]
fn answers_that_are_none() {
    let ask = |answer: &HttpResponse| code(GetCaseList::of_case(1).response(&basic(), answer));
    let xml = |body: &str| response(200, "text/xml", body);
    let list = wrapped("GetCaseListAgencySystemExternalBasic", "");
    let envelope = "xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"";
    for (answer, expected) in [
        (response(200, "text/html; charset=utf-8", "<html><body>Vedlikehold</body></html>"), "parse.content_type"),
        (response(200, "text/html", ""), "parse.content_type"),
        (response(200, "application/json", "{}"), "parse.content_type"),
        (response(200, "text/xml; charset=iso-8859-1", "<a/>"), "parse.content_type"),
        (xml("<!DOCTYPE html><html/>"), "parse.doctype"),
        (xml("<html/>"), "parse.unexpected"),
        (xml("<Envelope/>"), "parse.unexpected"),
        (xml("<s:Envelope xmlns:s=\"urn:soap\"/>"), "parse.unexpected"),
        (xml(""), "parse.truncated"),
        (xml(&format!("<s:Envelope {envelope}/>")), "parse.missing"),
        (xml(&format!("<s:Envelope {envelope}><s:Body/></s:Envelope>")), "parse.missing"),
        (xml(&format!("<s:Envelope {envelope}><s:Body>{list}</s:Body><s:Body/></s:Envelope>")), "parse.duplicate"),
        (xml(&format!("<s:Envelope {envelope}><s:Body>{list}{list}</s:Body></s:Envelope>")), "parse.unexpected"),
        (xml(&format!("<s:Envelope {envelope}><s:Body>{list}")), "parse.truncated"),
        (soap11(&list.replace(W, "urn:other")), "parse.unexpected"),
        (soap11(&wrapped("NotifyEventAgencySystemExternalBasic", "")), "parse.unexpected"),
        (soap11(&wrapped("GetCaseListAgencySystemEC", "")), "parse.unexpected"),
    ] {
        assert_eq!(ask(&answer), expected, "{}", String::from_utf8_lossy(&answer.body));
    }
    assert_eq!(code(cases(&self::list("<a:Other/>"))), "parse.unexpected");
    assert_eq!(code(cases(&format!("{}{}", self::list(""), self::list("")))), "parse.duplicate");
}

#[test]
fn one_record_cannot_take_memory_without_end() {
    let member = |n: usize| format!("<a:M{n}>{}</a:M{n}>", "x".repeat(1_000_000));
    let members: String = (0..5).map(member).collect();
    assert_eq!(code(case(&format!("<a:CaseID>1</a:CaseID>{members}"))), "parse.too_large");
}
