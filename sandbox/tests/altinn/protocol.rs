//! What stands before the operations: reading, actions, content types, credentials, pages, and hostile bytes.

use nordcase::http::{Header, HttpRequest, Method};
use nordcase_sandbox::altinn::{is_altinn, operation};
use nordcase_sandbox::ledger::What;
use nordcase_sandbox::random::Random;

use super::client::Binding::{Basic, Ec, Ec2, Ws};
use super::client::*;

#[test]
fn wrong_credentials_and_the_lock() {
    for (binding, code) in [(Basic, 989), (Ws, 989), (Ec, 5), (Ec2, 5)] {
        let mut world = World::new();
        let try_password = |world: &mut World, user: &str, password: &str| {
            let mut ask = world.ask(binding, "GetCaseList", "<caseID>1001</caseID>");
            (ask.user, ask.password) = (user.to_owned(), password.to_owned());
            let (status, body) = world.send(&ask.request());
            if status == 200 { 0 } else { error_id(&body) }
        };
        assert_eq!(try_password(&mut world, "NOBODY", PASSWORD), code);
        assert_eq!(try_password(&mut world, "", ""), code);
        for _ in 0..4 {
            assert_eq!(try_password(&mut world, "SKDEN", "wrong"), code);
        }
        assert_eq!(try_password(&mut world, "SKDEN", PASSWORD), 0, "a right password starts the count anew");
        for _ in 0..5 {
            assert_eq!(try_password(&mut world, "SKDEN", "wrong"), code);
        }
        assert_eq!(try_password(&mut world, "SKDEN", PASSWORD), code, "locked");
        assert_eq!(try_password(&mut world, "TDIREN", "sandkasse-4500"), 60024, "another system is not");
        world.now += 59 * MINUTE;
        assert_eq!(try_password(&mut world, "SKDEN", PASSWORD), code);
        world.now += MINUTE;
        assert_eq!(try_password(&mut world, "SKDEN", PASSWORD), 0);
        let locks =
            world.ledger.entries.iter().filter(|entry| matches!(&entry.what, What::SystemRefused { locked: true, .. }));
        assert_eq!(locks.count(), 3);
    }
    let mut world = World::new();
    let ask = world.ask(Basic, "InstantiateCollaboration", CREATE);
    let (altinn, mut desk) = world.desk();
    let answer = altinn.handle(&ask.request(), true, &mut desk);
    let body = String::from_utf8(answer.body).unwrap();
    assert!(body.contains("<faultstring xml:lang=\"nb-NO\">An errror occurred</faultstring>"), "{body}");
    assert_eq!(error_id(&body), 989);
    assert_eq!(world.ledger.created(), 0);
    assert_eq!(world.send(&ask.request()).0, 200, "only that call was locked");
}

#[test]
fn the_security_header_of_ws() {
    let mut world = World::new();
    let ask = world.ask(Ws, "GetCaseList", "<caseID>1001</caseID>");
    assert_eq!(world.send(&ask.request()).0, 200);
    let bend = |world: &mut World, change: &dyn Fn(&mut Ask)| {
        let mut ask = world.ask(Ws, "GetCaseList", "<caseID>1001</caseID>");
        change(&mut ask);
        let (status, body) = world.send(&ask.request());
        assert!(status == 200 || (body.contains("c:InvalidSecurity") && !body.contains("AltinnFault")), "{body}");
        status
    };
    assert_eq!(world.send(&ask.request()).0, 500, "a nonce counts once");
    assert_eq!(bend(&mut world, &|ask| ask.nonce.clear()), 500);
    assert_eq!(bend(&mut world, &|ask| ask.nonce = "x".repeat(300)), 500);
    world.now += 6 * MINUTE;
    assert_eq!(bend(&mut world, &|ask| ask.created -= 6 * MINUTE), 500);
    assert_eq!(bend(&mut world, &|ask| ask.created += 6 * MINUTE), 500);
    assert_eq!(bend(&mut world, &|ask| ask.created -= 4 * MINUTE), 200);
    let mut early = world.ask(Ws, "GetCaseList", "<caseID>1001</caseID>");
    early.created += 4 * MINUTE;
    assert_eq!(world.send(&early.request()).0, 200);
    world.now += 8 * MINUTE;
    assert_eq!(world.send(&early.request()).0, 500, "still a known nonce while its time could pass");
    for (expires, status) in [("2027-01-15T08:00:00Z", 500), ("2027-01-15T09:00:00Z", 200), ("soon", 500)] {
        let mut request = world.ask(Ws, "GetCaseList", "<caseID>1001</caseID>").request();
        let timestamp = format!("<u:Timestamp><u:Expires>{expires}</u:Expires></u:Timestamp><o:UsernameToken>");
        let body = String::from_utf8(request.body).unwrap();
        request.body = body.replace("<o:UsernameToken>", &timestamp).into_bytes();
        assert_eq!(world.send(&request).0, status, "{expires}");
    }
    let mut request = world.ask(Ws, "Test", "").request();
    assert_eq!(world.send(&request).0, 200);
    let body = String::from_utf8(request.body.clone()).unwrap();
    request.body = body.replace("o:Security", "o:Other").into_bytes();
    assert_eq!(world.send(&request).0, 500);
    request.body = body.replace("PasswordText", "PasswordDigest").replace("bm9u", "cm9u").into_bytes();
    assert_eq!(world.send(&request).0, 500);
}

#[test]
fn members_out_of_order_are_skipped_silently() {
    let mut world = World::new();
    let id = world.create();
    // Event stands before CaseID: the case id is lost, and with it the event has nowhere to go.
    let swapped =
        format!("<notificationInfo><d:Event>DeadlineExpired</d:Event><d:CaseID>{id}</d:CaseID></notificationInfo>");
    assert_eq!(world.code("NotifyEvent", &swapped), 60002);
    // The service code after the edition code is lost as well.
    let swapped = "<externalServiceEditionCode>1</externalServiceEditionCode>\
                   <externalServiceCode>2681</externalServiceCode>\
                   <reporteeNumber>910453092</reporteeNumber>";
    assert_eq!(world.code("InstantiateCollaboration", swapped), 60002);
    // What is unknown, or in another namespace, is skipped too; comments and CDATA are nothing special.
    let odd = format!(
        "<notificationInfo><d:Unknown><x/></d:Unknown><CaseID>77</CaseID><d:CaseID> {id}<!-- c --> </d:CaseID>\
         <d:Event><![CDATA[Deadline]]>Expired</d:Event></notificationInfo>"
    );
    assert_eq!(text(&world.ok("NotifyEvent", &odd), "CurrentStateName"), "FristUtlopt");
    let mut ask = world.ask(Basic, "GetCaseList", "<caseID>1001</caseID>");
    ask.parameters = format!("<systemUserName>SKDEN</systemUserName>{}", ask.parameters);
    let body = ask.body().replacen("<systemUserName>SKDEN</systemUserName>", "", 1);
    let mut request = ask.request();
    request.body = String::from_utf8(request.body).unwrap().replace(&ask.body(), &body).into_bytes();
    let (_, answer) = world.send(&request);
    assert_eq!(error_id(&answer), 989, "a user name after the password is none");
}

#[test]
fn an_empty_number_is_the_real_fault() {
    let mut world = World::new();
    let (status, body) = world.call(Basic, "GetCaseList", "<caseID>1001</caseID><languageID/>");
    assert_eq!(status, 500);
    assert!(body.contains(
        "<faultcode>s:Client</faultcode>\
         <faultstring xml:lang=\"nb-NO\">An error occurred</faultstring><detail><AltinnFault "
    ));
    assert!(text(&body, "AltinnLocalizedErrorMessage").contains(&format!("{W}:languageID.")), "{body}");
    assert!(text(&body, "AltinnLocalizedErrorMessage").contains("The value '' cannot be parsed as the type 'Int32'."));
    assert!(text(&body, "AltinnErrorMessage").contains(&text(&body, "ErrorGuid")), "{body}");
    let order: Vec<usize> = [
        "AltinnErrorMessage",
        "AltinnExtendedErrorMessage",
        "AltinnLocalizedErrorMessage",
        "ErrorGuid",
        "ErrorID",
        "UserGuid",
        "UserId",
    ]
    .iter()
    .map(|name| body.find(&format!("<{name}>")).unwrap())
    .collect();
    assert!(order.is_sorted());
    let (_, body) = world.call(Ec, "GetCaseList", "<caseID>5</caseID>");
    assert!(
        body.contains("<s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text xml:lang=\"nb-NO\">"),
        "{body}"
    );
    assert_eq!(text(&body, "Action"), format!("{W}/ICaseAgencySystemEC/GetCaseListAgencySystemECAltinnFaultFault"));
}

#[test]
fn actions_content_types_and_namespaces() {
    let mut world = World::new();
    for binding in Binding::ALL {
        for operation in OPERATIONS {
            let ask = world.ask(binding, operation, "");
            let mut request = ask.request();
            let wrong = format!("{}X", ask.action());
            let (place, header) = if binding == Basic {
                ("SOAPAction", wrong)
            } else {
                ("Content-Type", format!("application/soap+xml; charset=utf-8; action=\"{wrong}\""))
            };
            request.headers.retain(|header| header.name != place);
            request.headers.push(Header::new(place, header));
            let (status, body) = world.send(&request);
            assert!(status == 500 && body.contains(":ActionNotSupported<") && !body.contains("AltinnFault"), "{body}");
            request.headers = vec![Header::new("Content-Type", "application/json")];
            assert_eq!(world.send(&request).0, 415);
        }
    }
    let mut ask = world.ask(Basic, "GetCaseList", "<caseID>1001</caseID>");
    ask.namespace = W_2009;
    let (status, body) = world.send(&ask.request());
    assert!(status == 200 && body.contains(&format!("Response xmlns=\"{W_2009}\"")), "{body}");
    ask.binding = Ec;
    assert_eq!(world.send(&ask.request()).0, 500);

    ask = world.ask(Basic, "GetCaseList", "<caseID>1001</caseID>");
    let mut request = ask.request();
    request.headers =
        vec![Header::new("content-type", "text/xml;charset=UTF-8"), Header::new("soapaction", ask.action())];
    request.url = "http://127.0.0.1/SERVICEENGINEEXTERNAL/caseagencysystemexternalbasic.SVC".to_owned();
    assert_eq!(world.send(&request).0, 200, "unquoted, any case");
    // FAULTS 2.4: no registered name, and understood by the real readers of XML.
    let mut utf8 = request.clone();
    utf8.headers[0] = Header::new("Content-Type", "text/xml; charset=utf8");
    assert!(!utf8.body.starts_with(b"<?xml"));
    utf8.body.splice(..0, *b"<?xml version=\"1.0\" encoding=\"utf8\"?>");
    assert_eq!(world.send(&utf8).0, 200, "utf8");
    let text = String::from_utf8(request.body.clone()).unwrap();
    request.body = text.replace(&format!("xmlns=\"{W}\""), "xmlns=\"urn:x\"").into_bytes();
    let (_, body) = world.send(&request);
    assert_eq!(error_id(&body), 0);
    request.body = text
        .replace("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope")
        .into_bytes();
    assert!(world.send(&request).1.contains("<faultcode>s:VersionMismatch</faultcode>"));
    request.headers.pop();
    request.body = text.into_bytes();
    assert!(world.send(&request).1.contains("a:ActionNotSupported"), "no action at all");
    for charset in ["utf-16", "iso-8859-1"] {
        request.headers = vec![Header::new("Content-Type", format!("text/xml; charset={charset}"))];
        assert_eq!(world.send(&request).0, 415);
    }
}

#[test]
fn other_methods_pages_and_paths() {
    let mut world = World::new();
    for binding in Binding::ALL {
        let (file, suffix, _) = binding.names();
        let get = |url: String| HttpRequest { method: Method::Get, url, headers: Vec::new(), body: Vec::new() };
        let base = format!("http://127.0.0.1:8080/ServiceEngineExternal/{file}.svc");
        let (status, page) = world.send(&get(base.clone()));
        assert!(status == 200 && page.contains(file));
        for query in ["wsdl", "SINGLEWSDL", "bigiptestversion=false&wsdl"] {
            let request = get(format!("{base}?{query}"));
            assert_eq!(operation(&request), Some("altinn.wsdl"));
            let (status, wsdl) = world.send(&request);
            assert_eq!(status, 200);
            let document = roxmltree::Document::parse(&wsdl).unwrap();
            let address = document.descendants().find(|node| node.tag_name().name() == "address").unwrap();
            assert_eq!(address.attribute("location"), Some(base.as_str()));
            for name in OPERATIONS {
                assert!(wsdl.contains(&format!("<wsdl:operation name=\"{name}AgencySystem{suffix}\">")), "{name}");
            }
        }
        let mut relative = get(format!("/ServiceEngineExternal/{file}.svc?wsdl"));
        relative.headers.push(Header::new("Host", "localhost:8080"));
        assert!(
            world
                .send(&relative)
                .1
                .contains(&format!("location=\"http://localhost:8080/ServiceEngineExternal/{file}.svc\""))
        );
        let delete = HttpRequest { method: Method::Delete, ..get(base) };
        assert_eq!(world.send(&delete).0, 405);
    }
    let other = HttpRequest {
        method: Method::Post,
        url: "https://h/ServiceEngineExternal/Other.svc".to_owned(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    assert!(is_altinn(&other) && operation(&other).is_none());
    assert_eq!(world.send(&other).0, 404);
    assert!(!is_altinn(&HttpRequest { url: "https://h/ServiceEngineExterna".to_owned(), ..other.clone() }));
    assert!(!is_altinn(&HttpRequest { url: "https://h/ServiceEngineExternæ/x".to_owned(), ..other }));
}

#[test]
fn what_comes_in_is_escaped_when_it_goes_out() {
    let mut world = World::new();
    let mut ask = world.ask(Basic, "GetCaseList", "<caseID>&lt;x&gt;&amp;\"</caseID>");
    let (_, body) = world.send(&ask.request());
    assert!(text(&body, "AltinnLocalizedErrorMessage").contains("The value '<x>&\"' cannot"), "{body}");
    ask.binding = Ec;
    let mut request = ask.request();
    request.body = String::from_utf8(request.body).unwrap().replace("urn:uuid:1", "&lt;/a&gt;&#13;").into_bytes();
    assert_eq!(text(&world.send(&request).1, "RelatesTo"), "</a>");
}

#[test]
fn hostile_bytes_never_panic() {
    let mut world = World::new();
    let good = world.ask(Basic, "GetCaseList", "<caseID>1001</caseID>").request();
    let envelope = String::from_utf8(good.body.clone()).unwrap();
    let with = |body: Vec<u8>| HttpRequest { body, ..good.clone() };
    let inside = |xml: String| envelope.replace("<caseID>1001</caseID>", &xml).into_bytes();
    let doctype = format!("<!DOCTYPE s [<!ENTITY a \"aaaa\">]>{envelope}");
    let namespaces: String = (0..20_000).map(|n| format!("<a xmlns:x{n}='u'>")).collect();
    let attributes: String = (0..60_000).map(|n| format!(" a{n}=''")).collect();
    for (body, expected) in [
        (Vec::new(), 400),
        (b"\xff\xfe<".to_vec(), 400),
        (inside("\u{0}".to_owned()), 400),
        (doctype.into_bytes(), 400),
        (envelope.as_bytes()[..200].to_vec(), 400),
        (inside("<a>".repeat(200_000)), 400),
        (inside(format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000))), 400),
        (inside(namespaces), 400),
        (inside(format!("<a{attributes}/>")), 400),
        (vec![b' '; (1 << 20) + 1], 413),
        (b"<a/>".to_vec(), 500),
        ([b"\xef\xbb\xbf".as_slice(), envelope.as_bytes()].concat(), 200),
        (inside(format!("<caseID>{}</caseID>", "9".repeat(500_000))), 500),
        (inside(format!("<x>{}</x><caseID>1001</caseID>", "y".repeat(500_000))), 200),
    ] {
        let request = with(body);
        let _ = operation(&request);
        let (status, answer) = world.send(&request);
        assert_eq!(status, expected);
        assert!(answer.len() < 10_000, "an answer does not grow with the request");
    }
    // Flipped, cut and doubled bytes of good requests of each kind.
    let mut random = Random::new(11);
    for round in 0..4_000 {
        let binding = Binding::ALL[round % 4];
        let (name, parameters) = [
            ("InstantiateCollaboration", format!("{CREATE}<dueDate>2027-03-01T00:00:00.5+01:00</dueDate>")),
            ("NotifyEvent", to_case(1001, "x")),
            ("SetNotice", notice("2001", "12", &TOKENS)),
        ][round % 3]
            .clone();
        let mut request = world.ask(binding, name, &parameters).request();
        for _ in 0..1 + random.next_u64() % 4 {
            let at = (random.next_u64() % request.body.len() as u64) as usize;
            match random.next_u64() % 3 {
                0 => request.body[at] = random.next_u64() as u8,
                1 => request.body.truncate(at.max(1)),
                _ => request.body.insert(at, b"<>&\"'0-:/"[(random.next_u64() % 9) as usize]),
            }
        }
        let _ = operation(&request);
        let (status, _) = world.send(&request);
        assert!([200, 400, 500].contains(&status));
    }
}
